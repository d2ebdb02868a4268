//! A clerk looks at evidence. What was uploaded is one of the documents of the case, and was released.

use super::{Answer, Command, EvidenceSource, Named, State};
use crate::asked::Asked;
use crate::catalogue::EvidenceKind;
use crate::document::{self, Stage};
use crate::ids::{CaseId, DocumentId, TrayId};
use crate::streams::{Streams, Transaction};

/// Records what was found about evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assess {
    /// Of which case.
    pub case: CaseId,
    /// Which.
    pub kind: EvidenceKind,
    /// What was found.
    pub answer: Answer,
    /// From where it came; from nowhere if it is missing.
    pub source: Option<EvidenceSource>,
    /// Which document it is, if it was uploaded.
    pub document: Option<DocumentId>,
    /// Whom it names.
    pub named: Named,
}

impl Transaction for Assess {
    fn run<S: Streams>(&self, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
        let Self { case, kind, answer, source, document, named } = self.clone();
        let command = Command::AssessEvidence { kind, answer, source, document, named };
        // Whoever may not do this learns nothing of the documents.
        streams.decide::<State>(case.0, asked.to(command))?;
        let Some(document) = document else { return Ok(()) };
        let tray: document::State = streams.guard(TrayId::of(case).0)?;
        match tray.tray().and_then(|tray| tray.documents.get(&document)).map(|document| &document.stage) {
            Some(Stage::Released { .. }) => Ok(()),
            Some(_) => Err(crate::Refusal::from(document::Refusal::NotReleased).into()),
            None => Err(crate::Refusal::from(document::Refusal::Unknown).into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::case::Refusal;
    use crate::case::fixtures::*;
    use crate::document::{FileName, Format, HandIn};
    use crate::permission::Denied;
    use crate::personal::SubjectId;
    use crate::signature::Hash;
    use crate::testing::{ADA, CLARA, citizen, clerk, system};

    const LEASE: DocumentId = DocumentId(Uuid::from_u128(70));

    fn assess(document: DocumentId) -> Assess {
        Assess {
            case: case(),
            kind: EvidenceKind::LandlordConfirmation,
            answer: Answer::Accepted,
            source: Some(EvidenceSource::Uploaded),
            document: Some(document),
            named: Named::All,
        }
    }

    #[test]
    fn what_was_uploaded_is_found_good_only_if_it_is_there_for_everybody_who_may_look() {
        let mut visit = Visit::ready(&[ada()], "2026-02-20");
        let refused = |visit: &mut Visit, by, document| visit.run(by, &assess(document)).expect_err("it is not there");
        assert_eq!(refused(&mut visit, clerk(CLARA), LEASE), document::Refusal::Unknown.into());
        let hand_in = HandIn {
            case: case(),
            document: LEASE,
            format: Format::Pdf,
            bytes: 1000,
            proves: Some(EvidenceKind::LandlordConfirmation),
            name: SubjectId(Uuid::from_u128(71)).knows(FileName("Bestätigung.pdf".to_owned())),
        };
        visit.run(clerk(CLARA), &hand_in).expect("for her");
        let (tray, hash) = (TrayId::of(case()).0, Hash([1; 32]));
        let happens = |visit: &mut Visit, command| {
            visit.desk.ask::<document::State>(tray, system(), visit.now, command).expect("the office does it");
        };
        assert_eq!(refused(&mut visit, clerk(CLARA), LEASE), document::Refusal::NotReleased.into());
        let (blob, bytes) = (hash, 1000);
        happens(&mut visit, document::Command::Receive { document: LEASE, blob, bytes, commitment: hash });
        assert_eq!(refused(&mut visit, clerk(CLARA), LEASE), document::Refusal::NotReleased.into());
        happens(&mut visit, document::Command::Release { document: LEASE, blob, bytes });
        // Of another case it is none, and who may not assess is not told of it.
        let other = DocumentId(Uuid::from_u128(72));
        assert_eq!(refused(&mut visit, clerk(CLARA), other), document::Refusal::Unknown.into());
        assert_eq!(refused(&mut visit, citizen(ADA), other), Refusal::Denied(Denied).into());
        visit.run(clerk(CLARA), &assess(LEASE)).expect("it is released");
    }
}
