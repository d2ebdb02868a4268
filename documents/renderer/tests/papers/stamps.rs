//! A paper that was sealed while nobody stamped times: the office raises it later, once, whenever it dies on the way.

use std::num::NonZeroU16;
use std::panic::AssertUnwindSafe;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use documents::seal::{Authority, Failure, Http, Level, Sealed};
use documents::{Documents, Stamper, Vault};
use domain::SubjectId;
use domain::case::{self, Opening, Origin};
use domain::catalogue::{Channel, ServiceCode};
use domain::ids::{CaseId, FolderId, PaperId};
use domain::paper::{Issue, Kept, Kind, Languages};
use domain::testing::{ADA, CLARA, citizen, clerk, date};
use event_store::{Log, crash};
use futures_util::FutureExt as _;
use uuid::Uuid;
use worker::Orders;

use crate::seals::{House, now};

const CASE: CaseId = CaseId(Uuid::from_u128(5));
const PAPER: PaperId = PaperId(Uuid::from_u128(6));

/// A log with its vault, in a folder.
struct Office {
    log: Log,
    desk: Documents,
    vault: Vault,
}

impl Office {
    async fn open(folder: &Path) -> Self {
        let log = worker::testing::log(folder).await;
        // The authority that stamps times has the machine's clock.
        log.clock().set(now());
        let vault = Vault::open(&folder.join("documents")).expect("the vault opens");
        let desk = Documents::open(Orders::new(log.clone(), Arc::default()), vault.clone()).await;
        Self { log, desk: desk.expect("the desk opens"), vault }
    }

    /// A case of Ada's, and a paper in it that is sealed without a time.
    async fn issued(folder: &Path, sealed: &Sealed) -> Self {
        let office = Self::open(folder).await;
        let open = case::Command::Open(Opening {
            service: ServiceCode::ChangeOfResidence,
            quantity: 1,
            origin: Origin::Clerk { during: None },
            channel: Channel::Counter,
            holder: Some(ADA),
            on: date("2026-03-02"),
        });
        worker::testing::give::<case::State>(&office.log, clerk(CLARA), CASE.0, open).await.expect("it is offered");
        let about = vec![SubjectId(Uuid::from_u128(7))];
        let blob = office.desk.papers().keep(PAPER, &about, sealed.pdf.clone()).await.expect("kept");
        let kept = Kept {
            paper: PAPER,
            kind: Kind::History,
            languages: Languages::German,
            about,
            hash: sealed.hash(),
            blob: blob.expect("she is known"),
            bytes: sealed.pdf.len() as u64,
            pages: NonZeroU16::MIN,
            seal: Some(Level::Basic),
        };
        worker::testing::run(&office.log, citizen(ADA), Issue { case: CASE, kept }).await.expect("it is hers");
        office
    }

    fn stamper(&self, authority: Arc<dyn Authority>) -> Stamper {
        Stamper::new(Orders::new(self.log.clone(), Arc::default()), self.vault.clone(), authority)
    }

    /// The paper as it stands.
    async fn read(&self) -> Sealed {
        let paper = self.desk.paper(CASE, PAPER).await.expect("readable").expect("it was issued");
        let pdf = self.desk.papers().read(PAPER, &paper).await.expect("it is there");
        assert_eq!(documents::sha256(&pdf), paper.hash);
        Sealed { pdf, level: paper.seal.expect("it is sealed") }
    }

    async fn names(&self) -> Vec<String> {
        let stream = self.log.stream_of::<domain::Paper>(FolderId::of(CASE).0).expect("a known kind");
        self.log.history(stream).await.expect("readable").into_iter().map(|recorded| recorded.name).collect()
    }
}

/// Nobody answers.
struct Away;

impl Authority for Away {
    fn stamp(&self, _: &[u8]) -> Result<Vec<u8>, Failure> {
        Err(Failure::Unreachable(std::io::Error::other("away")))
    }

    fn anchors(&self) -> &[Vec<u8>] {
        &[]
    }
}

#[tokio::test]
async fn a_paper_gets_its_time_stamp_later_and_is_valid_to_independent_programs() {
    let house = House::new();
    let sealed = house.sealed();
    let folder = tempfile::tempdir().expect("a folder");
    let office = Office::issued(folder.path(), &sealed).await;
    let mut away = office.stamper(Arc::new(Away));
    assert!(!away.follow_up().await.expect("the log answers"));
    away.hand_over().await.expect("the log answers");
    assert_eq!(office.read().await.pdf, sealed.pdf, "it is good without meanwhile");

    let tsa: Arc<Http> = Arc::new(house.tsa());
    let mut stamper = office.stamper(tsa.clone());
    assert!(stamper.follow_up().await.expect("the log answers"));
    assert!(!stamper.follow_up().await.expect("the log answers"), "once");
    let timed = office.read().await;
    assert_eq!((timed.level, timed.pdf.len()), (Level::Timed, sealed.pdf.len()));
    house.bench().finds_good(&timed.pdf, Level::Timed);
    let found = house.verify(&timed.pdf, Some(&*tsa)).expect("it is good");
    assert_eq!(found.level, Level::Timed);
    assert_eq!(office.names().await, ["kept", "stamped"]);
}

#[tokio::test]
async fn a_crash_at_any_step_of_stamping_leaves_a_paper_stamped_once() {
    let house = House::new();
    let (sealed, tsa) = (house.sealed(), Arc::new(house.tsa()));
    let mut deaths = 0;
    for wanted in 1.. {
        let folder = tempfile::tempdir().expect("a folder");
        let office = Office::issued(folder.path(), &sealed).await;
        let mut stamper = office.stamper(tsa.clone());
        crash::arm(&["stamp.", "paper."], Some(wanted));
        let died = AssertUnwindSafe(stamper.follow_up()).catch_unwind().await.is_err();
        crash::disarm();
        office.log.close().await;
        drop((stamper, office));
        let office = Office::open(folder.path()).await;
        // The next worker waits until the lease of the dead one has run out.
        office.log.clock().advance(Duration::from_mins(2));
        let mut stamper = office.stamper(tsa.clone());
        stamper.follow_up().await.expect("the log answers");
        assert_eq!(office.names().await, ["kept", "stamped"], "death {wanted}");
        let timed = office.read().await;
        assert_eq!(timed.level, Level::Timed);
        house.verify(&timed.pdf, Some(&*tsa)).expect("it is good");
        office.log.close().await;
        if !died {
            break;
        }
        deaths += 1;
    }
    assert_eq!(deaths, 5, "before and after asking, before and after keeping, recorded");
}
