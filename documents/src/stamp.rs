//! Raises papers that are sealed without a time stamp (PAdES B-B) to ones with it (B-T).
//!
//! Nobody waits for the authority that stamps times: a paper is sealed and kept without it, and this worker adds the
//! stamp afterwards, to the very same seal. The stamp is an unsigned attribute of the signature (ETSI EN 319 142-1, 6.3,
//! `signature-time-stamp`), in room that the seal keeps free, so that nothing is appended to the file: its seal certifies
//! that no later revision is allowed (DocMDP 1), which a document time stamp would be.
//!
//! The authority is one for all papers. Where it does not answer, or not well, all of them wait, longer each time, and
//! then one paper is tried.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use domain::ids::{FolderId, PaperId};
use domain::paper::{self, Command, Event, Level};
use event_store::{Log, Position, Recorded, crash};
use tracing::{error, info, warn};
use worker::{Backlog, Orders, Reading};

use crate::failure::{Failure, aside};
use crate::keep::Papers;
use crate::seal::{self, Authority, Sealed};
use crate::vault::Vault;

/// How long all papers wait after the first failure of the authority.
const PAUSE_MIN: TimeDelta = TimeDelta::minutes(1);
/// And at most.
const PAUSE_MAX: TimeDelta = TimeDelta::hours(1);
/// How long a paper waits that cannot be read, or has no good seal: somebody has to look after it.
const LOOK_AGAIN: TimeDelta = TimeDelta::hours(1);

/// Follows the log for papers without a time stamp.
pub struct Stamper {
    log: Log,
    orders: Orders,
    papers: Papers,
    authority: Arc<dyn Authority>,
    reading: Reading,
    waits: Waits,
    /// How often in a row the authority has failed, and when it is tried again.
    failed: u32,
    again_at: Option<DateTime<Utc>>,
}

event_store::follows!(Stamper, "time stamps", outside);

/// The papers that wait.
struct Waits {
    log: Log,
    waiting: BTreeMap<PaperId, Waiting>,
}

/// A paper that waits for its time stamp.
#[derive(Clone, Copy)]
struct Waiting {
    folder: FolderId,
    /// Where in the log it was kept.
    since: Position,
    /// When to try it.
    try_at: DateTime<Utc>,
}

impl Stamper {
    /// A worker of a log and its vault.
    pub fn new(orders: Orders, vault: Vault, authority: Arc<dyn Authority>) -> Self {
        let log = orders.log().clone();
        let (papers, reading) = (Papers::new(&log, vault), Reading::new("time stamps", log.clone()));
        let waits = Waits { log: log.clone(), waiting: BTreeMap::new() };
        Self { log, orders, papers, authority, reading, waits, failed: 0, again_at: None }
    }

    /// Has stamped what waits. Another node may be doing it already. Says whether anything was recorded.
    pub async fn follow_up(&mut self) -> Result<bool, event_store::Failure> {
        let mut acted = false;
        loop {
            if !self.reading.go_on(&mut self.waits).await? {
                return Ok(acted);
            }
            let now = self.log.clock().now();
            if self.again_at.is_some_and(|at| now < at) {
                return Ok(acted);
            }
            let due = self.waits.waiting.iter().filter(|(_, one)| one.try_at <= now).min_by_key(|(_, one)| one.since);
            let Some((id, one)) = due.map(|(id, one)| (*id, *one)) else { return Ok(acted) };
            // It may have been fenced in the middle of many papers.
            if !self.log.backend().may_leave().await? {
                return Ok(acted);
            }
            match self.stamp(id, one.folder, now).await {
                Ok(Stamped::Recorded) => {
                    self.waits.waiting.remove(&id);
                    (self.failed, self.again_at) = (0, None);
                    acted = true;
                }
                Ok(Stamped::Needless) => {
                    self.waits.waiting.remove(&id);
                }
                Ok(Stamped::Not(failure)) => self.pause(&failure),
                Err(Failure::Log(failure)) => return Err(failure),
                Err(failure) => {
                    let failure = &failure as &dyn std::error::Error;
                    error!(paper.id = %id, error = failure, "the seal of paper {id} could not be stamped");
                    let try_at = self.log.clock().now() + LOOK_AGAIN;
                    self.waits.waiting.insert(id, Waiting { try_at, ..one });
                }
            }
        }
    }

    /// When something is to be tried next.
    pub fn next_due(&self) -> Option<DateTime<Utc>> {
        // Whoever does not do the work waits for nothing.
        self.reading.lease()?;
        let next = self.waits.waiting.values().map(|one| one.try_at).min()?;
        Some(self.again_at.map_or(next, |at| next.max(at)))
    }

    /// Leaves the work to others.
    pub async fn hand_over(&mut self) -> Result<(), event_store::Failure> {
        self.reading.hand_over().await
    }

    /// Leaves the authority alone for a while, longer each time.
    fn pause(&mut self, failure: &seal::Failure) {
        let pause = PAUSE_MIN.checked_mul(1 << self.failed.min(10)).unwrap_or(PAUSE_MAX).min(PAUSE_MAX);
        self.failed += 1;
        // It may have taken its time to say nothing.
        self.again_at = Some(self.log.clock().now() + pause);
        let (failure, minutes) = (failure as &dyn std::error::Error, pause.num_minutes());
        warn!(error = failure, "nobody stamps times; papers wait for {minutes} min, and are good without meanwhile");
    }

    async fn stamp(&self, id: PaperId, folder: FolderId, now: DateTime<Utc>) -> Result<Stamped, Failure> {
        let state = self.log.load::<domain::Paper>(folder.0).await?.state.0;
        let Some(known) = state.paper(id).filter(|paper| paper.seal == Some(Level::Basic)) else {
            return Ok(Stamped::Needless);
        };
        let sealed = match self.papers.sealed(id, known).await {
            Ok(sealed) => sealed,
            // Nobody will ever read it again.
            Err(Failure::Erased) => return Ok(Stamped::Needless),
            Err(failure) => return Err(failure),
        };
        let authority = Arc::clone(&self.authority);
        crash::point("stamp.before_ask");
        let asked = aside(move || Ok(seal::add_time_stamp(&sealed, &*authority, now))).await?;
        crash::point("stamp.asked");
        let Sealed { pdf, .. } = match asked {
            Ok(timed) => timed,
            Err(failure @ (seal::Failure::Unreachable(_) | seal::Failure::TimeStamp(_))) => {
                return Ok(Stamped::Not(failure));
            }
            Err(failure) => {
                let failure = &failure as &dyn std::error::Error;
                error!(paper.id = %id, error = failure, "the seal of paper {id} has no place for a time stamp");
                return Err(Failure::Damaged("its seal cannot be stamped"));
            }
        };
        let (of, hash, bytes) = (known.blob, crate::sha256(&pdf), pdf.len() as u64);
        let Some(blob) = self.papers.keep(id, &known.about, pdf).await? else { return Ok(Stamped::Needless) };
        let command = Command::Stamp { paper: id, of, hash, blob, bytes };
        // The file that was stamped before a stop is named by no event, and goes with the sweep.
        self.orders.give::<paper::State>(folder.0, &format!("paper.{id}.stamped"), command).await?;
        crash::point("stamp.recorded");
        info!(paper.id = %id, "the seal of paper {id} has its time stamp");
        Ok(Stamped::Recorded)
    }
}

/// What became of a paper.
enum Stamped {
    /// Its stamp is in the log.
    Recorded,
    /// It has one, or nobody can read it any more.
    Needless,
    /// The authority did not answer, or not well.
    Not(seal::Failure),
}

impl Backlog for Waits {
    fn clear(&mut self) {
        self.waiting.clear();
    }

    async fn take(&mut self, recorded: &Recorded) -> Result<(), event_store::Failure> {
        let id = recorded.stream.id;
        if recorded.name == "handed_out" || self.log.stream_of::<domain::Paper>(id)? != recorded.stream {
            return Ok(());
        }
        match decode(recorded)? {
            Event::Kept { paper, seal: Some(Level::Basic), .. } => {
                let waiting = Waiting { folder: FolderId(id), since: recorded.position, try_at: recorded.at };
                self.waiting.insert(paper, waiting);
            }
            Event::Stamped { paper, .. } => {
                self.waiting.remove(&paper);
            }
            Event::Kept { .. } | Event::HandedOut { .. } => {}
        }
        Ok(())
    }

    fn first(&self) -> Option<Position> {
        self.waiting.values().map(|one| one.since).min()
    }
}

/// Reads an event. None of a paper's holds personal data.
pub(crate) fn decode(recorded: &Recorded) -> Result<Event, event_store::Failure> {
    match worker::happened(recorded)? {
        domain::Event::Paper(event) => Ok(event),
        _ => Err(event_store::Failure::Corrupt(format!("the event at position {} is no paper's", recorded.position))),
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU16;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use domain::SubjectId;
    use domain::paper::{Issue, Kept, Kind, Languages};
    use domain::testing::{ADA, citizen};
    use uuid::Uuid;

    use super::*;
    use crate::inspect::zoo;
    use crate::seal::{Demo, FileKey};
    use crate::testing::{CASE, Office};

    /// An authority that says nothing, or nothing of use, and counts how often it is asked.
    #[derive(Default)]
    struct Away {
        asked: AtomicUsize,
        babbles: bool,
    }

    impl Authority for Away {
        fn stamp(&self, _: &[u8]) -> Result<Vec<u8>, seal::Failure> {
            self.asked.fetch_add(1, Ordering::SeqCst);
            if self.babbles {
                Ok(b"no stamp".to_vec())
            } else {
                Err(seal::Failure::Unreachable(std::io::Error::other("away")))
            }
        }

        fn anchors(&self) -> &[Vec<u8>] {
            &[]
        }
    }

    /// A file with one page, and a seal without a time.
    fn sealed() -> Vec<u8> {
        let pdf = domain::document::Format::Pdf;
        let good = zoo::good().into_iter().find(|(_, of, _)| *of == pdf).expect("there is one of each").2;
        let now = domain::testing::at("2026-03-02T08:00:00Z");
        let demo = Demo::make("Test", now).expect("it is made");
        let key = FileKey::from_pem(&demo.key, &demo.certificates).expect("they fit");
        seal::seal(&good, &key, now).expect("it is sealed").pdf
    }

    async fn issue(office: &Office, id: u128, pdf: &[u8]) {
        let (paper, about) = (PaperId(Uuid::from_u128(id)), vec![SubjectId(Uuid::from_u128(id + 1000))]);
        let blob = office.desk.papers().keep(paper, &about, pdf.to_vec()).await.expect("kept").expect("she is known");
        let (hash, bytes, pages) = (crate::sha256(pdf), pdf.len() as u64, NonZeroU16::MIN);
        let (kind, languages, seal) = (Kind::History, Languages::German, Some(Level::Basic));
        let kept = Kept { paper, kind, languages, about, hash, blob, bytes, pages, seal };
        worker::testing::run(&office.log, citizen(ADA), Issue { case: CASE, kept }).await.expect("it is hers");
    }

    #[tokio::test]
    async fn an_authority_that_is_away_is_left_alone_longer_each_time_and_every_paper_waits() {
        for babbles in [false, true] {
            let folder = tempfile::tempdir().expect("a folder");
            let office = Office::new(folder.path()).await;
            let pdf = sealed();
            for id in 1..=3 {
                issue(&office, id, &pdf).await;
            }
            let away = Arc::new(Away { babbles, ..Away::default() });
            let orders = Orders::new(office.log.clone(), Arc::default());
            let mut stamper = Stamper::new(orders, office.vault.clone(), away.clone());
            let (mut times, begun) = (vec![], office.log.clock().now());
            for _ in 0..400 {
                let before = away.asked.load(Ordering::SeqCst);
                assert!(!stamper.follow_up().await.expect("the log answers"), "nothing is recorded");
                if away.asked.load(Ordering::SeqCst) > before {
                    times.push((office.log.clock().now() - begun).num_minutes());
                }
                office.log.clock().advance(Duration::from_mins(1));
            }
            // 1, 2, 4, 8, 16, 32 minutes, and then an hour: one paper is tried each time.
            assert_eq!(times, [0, 1, 3, 7, 15, 31, 63, 123, 183, 243, 303, 363]);
            assert_eq!(away.asked.load(Ordering::SeqCst), times.len());
            let paper = office.desk.paper(CASE, PaperId(Uuid::from_u128(1))).await.expect("readable");
            let paper = paper.expect("it was issued");
            let read = office.desk.papers().read(PaperId(Uuid::from_u128(1)), &paper).await.expect("it is there");
            assert_eq!((paper.seal, read), (Some(Level::Basic), pdf), "it is good without meanwhile");
        }
    }

    #[tokio::test]
    async fn a_paper_that_nobody_can_read_any_more_is_not_waited_for() {
        let folder = tempfile::tempdir().expect("a folder");
        let office = Office::new(folder.path()).await;
        issue(&office, 1, &sealed()).await;
        office.log.destroy_subject(Uuid::from_u128(1001)).await.expect("the key is gone");
        let away = Arc::new(Away::default());
        let orders = Orders::new(office.log.clone(), Arc::default());
        let mut stamper = Stamper::new(orders, office.vault.clone(), away.clone());
        assert!(!stamper.follow_up().await.expect("the log answers"));
        assert_eq!((away.asked.load(Ordering::SeqCst), stamper.next_due()), (0, None));
    }
}
