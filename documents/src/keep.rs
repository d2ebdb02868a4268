//! The papers that the office writes: each lies in the vault before an event names it, and is read again as the very
//! same bytes, whatever became of the template that it was set with.

use domain::ids::PaperId;
use domain::paper::{Level, Paper};
use domain::signature::Hash;
use domain::{By, Refusal, SubjectId};
use event_store::{KeyStore, Stop, crash, random};

use crate::desk::Documents;
use crate::failure::{Failure, aside};
use crate::seal::Sealed;
use crate::ticket::{DOWNLOAD_KEPT, Ticket};
use crate::vault::{DocumentKey, Reader, Vault};

/// Papers and the vault in which they lie.
#[derive(Clone)]
pub struct Papers {
    keys: KeyStore,
    vault: Vault,
    authority: std::sync::Arc<str>,
    clock: event_store::Clock,
}

impl Papers {
    pub(crate) fn new(log: &event_store::Log, vault: Vault) -> Self {
        let authority = std::sync::Arc::from(log.authority());
        Self { keys: log.keys().clone(), vault, authority, clock: log.clock().clone() }
    }

    /// Keeps a paper: when this returns, its file is there for good, and an event may name it. Nothing where somebody
    /// whom it is about was forgotten.
    pub async fn keep(&self, paper: PaperId, about: &[SubjectId], pdf: Vec<u8>) -> Result<Option<Hash>, Failure> {
        let Some(key) = self.key(paper, about).await? else { return Ok(None) };
        // Whoever writes the same paper at the same moment writes a file of their own. What a stop leaves is swept.
        let name = format!("paper-{paper}-{}", hex::encode(random::bytes::<8>()?));
        let (vault, now) = (self.vault.clone(), self.clock.now());
        crash::point("paper.before_keep");
        let blob = aside(move || vault.keep_bytes(&name, &key, &pdf, now)).await?;
        crash::point("paper.kept");
        Ok(Some(blob))
    }

    /// The bytes of a paper, as they were kept.
    pub async fn read(&self, id: PaperId, paper: &Paper) -> Result<Vec<u8>, Failure> {
        let reader = self.open(id, paper).await?;
        aside(move || reader.whole()).await
    }

    pub(crate) async fn open(&self, id: PaperId, paper: &Paper) -> Result<Reader, Failure> {
        let key = self.key(id, &paper.about).await?.ok_or(Failure::Erased)?;
        let (vault, blob) = (self.vault.clone(), paper.blob);
        aside(move || {
            let file = vault.file(&blob)?.ok_or(Failure::Missing)?;
            Reader::open(file, &key)
        })
        .await
    }

    /// A paper with a seal that has no time stamp yet.
    pub(crate) async fn sealed(&self, id: PaperId, paper: &Paper) -> Result<Sealed, Failure> {
        Ok(Sealed { pdf: self.read(id, paper).await?, level: paper.seal.unwrap_or(Level::Basic) })
    }

    async fn key(&self, paper: PaperId, about: &[SubjectId]) -> Result<Option<DocumentKey>, Failure> {
        DocumentKey::of_paper(&self.keys, &self.authority, about, paper.0).await
    }
}

impl Documents {
    /// The papers that the office writes.
    pub fn papers(&self) -> Papers {
        Papers::new(self.log(), self.vault().clone())
    }

    /// A ticket to fetch one copy of a paper within a minute. The same nonce is the same ticket.
    pub fn paper_ticket(&self, by: By, case: domain::ids::CaseId, paper: PaperId, nonce: uuid::Uuid) -> String {
        let until = self.now() + DOWNLOAD_KEPT;
        self.sign(&Ticket::Paper { case, paper, by, nonce, until })
    }

    /// A paper as it stands.
    pub async fn paper(&self, case: domain::ids::CaseId, paper: PaperId) -> Result<Option<Paper>, Failure> {
        let folder = domain::ids::FolderId::of(case);
        let state = self.log().load::<domain::Paper>(folder.0).await?.state.0;
        Ok(state.paper(paper).cloned())
    }

    /// Hands out a paper, once for a ticket.
    pub(crate) async fn hand_out_paper(
        &self,
        by: By,
        out: domain::paper::HandOut,
    ) -> Result<event_store::Done, Stop<Refusal>> {
        self.run_once(by, out).await
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU16;
    use std::time::Duration;

    use domain::paper::{Issue, Kept, Kind, Languages};
    use domain::subject_key::{self, Ground};
    use domain::testing::{ADA, CLARA, acting, citizen, system};
    use uuid::Uuid;

    use super::*;
    use crate::testing::{CASE, Office};

    const PAPER: PaperId = PaperId(Uuid::from_u128(9));
    const WHO: SubjectId = SubjectId(Uuid::from_u128(1009));

    /// Keeps a paper of Ada's case, of which no event tells yet.
    async fn lying(office: &Office, pdf: &[u8]) -> Issue {
        let blob = office.desk.papers().keep(PAPER, &[WHO], pdf.to_vec()).await.expect("kept").expect("she is known");
        let kept = Kept {
            paper: PAPER,
            kind: Kind::History,
            languages: Languages::German,
            about: vec![WHO],
            hash: crate::sha256(pdf),
            blob,
            bytes: pdf.len() as u64,
            pages: NonZeroU16::MIN,
            seal: Some(Level::Basic),
        };
        Issue { case: CASE, kept }
    }

    /// Writes a paper of Ada's case.
    async fn written(office: &Office, pdf: &[u8]) {
        let issue = lying(office, pdf).await;
        worker::testing::run(&office.log, citizen(ADA), issue).await.expect("it is hers");
    }

    /// Forgets whom the paper is about: the key is gone, and the log says so.
    async fn forget(office: &Office) {
        let order = subject_key::Command::OrderErasure { case: Some(CASE), ground: Ground::Objection, note: None };
        let by = acting(CLARA, domain::Role::TeamLead);
        office.give::<subject_key::State>(by, WHO.0, order).await.expect("the team lead may");
        office.log.destroy_subject(WHO.0).await.expect("the key is gone");
        let done = subject_key::Command::RecordDestruction;
        office.give::<subject_key::State>(system(), WHO.0, done).await.expect("it was ordered");
    }

    #[tokio::test]
    async fn whoever_is_forgotten_while_a_paper_is_written_or_stamped_leaves_no_file() {
        for is_stamped in [false, true] {
            let folder = tempfile::tempdir().expect("a folder");
            let mut office = Office::new(folder.path()).await;
            let issue = lying(&office, b"%PDF of today").await;
            let stamp = if is_stamped {
                let of = issue.kept.blob;
                worker::testing::run(&office.log, citizen(ADA), issue.clone()).await.expect("it is hers");
                let stamped = office.desk.papers().keep(PAPER, &[WHO], b"%PDF, stamped".to_vec()).await;
                let (hash, blob) = (crate::sha256(b"%PDF, stamped"), stamped.expect("kept").expect("she is known"));
                Some(domain::paper::Command::Stamp { paper: PAPER, of, hash, blob, bytes: 13 })
            } else {
                None
            };
            forget(&office).await;
            office.settle().await;
            assert_eq!(office.files(), (1, 0), "of which no event told");
            if let Some(stamp) = stamp {
                let folder = domain::ids::FolderId::of(CASE);
                let stamped = office.give::<domain::paper::State>(system(), folder.0, stamp).await;
                stamped.expect("it has no stamp yet");
            } else {
                let written = worker::testing::run(&office.log, citizen(ADA), issue).await;
                written.map(drop).expect("that it was written stays");
            }
            office.settle().await;
            assert_eq!(office.files(), (0, 0), "stamped: {is_stamped}");
        }
    }

    #[tokio::test]
    async fn a_paper_is_read_as_it_was_kept_and_what_no_event_names_is_swept_away() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut office = Office::new(folder.path()).await;
        let papers = office.desk.papers();
        written(&office, b"%PDF of today").await;
        papers.keep(PAPER, &[WHO], b"%PDF of nobody".to_vec()).await.expect("kept").expect("she is known");
        assert_eq!(office.files(), (2, 0));
        let known = office.desk.paper(CASE, PAPER).await.expect("readable").expect("it was issued");
        assert_eq!(papers.read(PAPER, &known).await.expect("it is there"), b"%PDF of today");
        let elsewhere = PaperId(Uuid::from_u128(10));
        assert!(papers.read(elsewhere, &known).await.is_err(), "a file is bound to its paper");
        office.settle().await;
        office.log.clock().advance(Duration::from_hours(25));
        office.settle().await;
        assert_eq!(office.files(), (1, 0));
        assert!(papers.read(PAPER, &known).await.is_ok());
    }

    #[tokio::test]
    async fn whoever_is_forgotten_leaves_no_paper_that_could_be_read() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut office = Office::new(folder.path()).await;
        written(&office, b"%PDF of today").await;
        office.settle().await;
        forget(&office).await;
        let known = office.desk.paper(CASE, PAPER).await.expect("readable").expect("that there was one stays");
        let papers = office.desk.papers();
        assert!(matches!(papers.read(PAPER, &known).await, Err(Failure::Erased)));
        assert!(papers.keep(PAPER, &[WHO], vec![1]).await.expect("it answers").is_none(), "and none is written");
        office.settle().await;
        assert_eq!(office.files(), (0, 0));
    }
}
