//! What people do with the documents of a case, where they may know of it and where it goes on.

use uuid::Uuid;

use super::{Command, FileName, Format, Refusal, Stage, State};
use crate::asked::{ActorId, Asked};
use crate::case;
use crate::catalogue::EvidenceKind;
use crate::decide::Decide as _;
use crate::ids::{CaseId, DocumentId, TrayId};
use crate::permission;
use crate::personal::Personal;
use crate::streams::{Streams, Transaction};

/// Says that a file will come for a case.
#[derive(Clone, Debug, PartialEq)]
pub struct HandIn {
    /// For which case.
    pub case: CaseId,
    /// Its id.
    pub document: DocumentId,
    /// What it is said to be.
    pub format: Format,
    /// How large it is said to be.
    pub bytes: u64,
    /// What it is to prove, if anything.
    pub proves: Option<EvidenceKind>,
    /// How it is called.
    pub name: Personal<FileName>,
}

/// Takes a document back before it was released.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TakeBack {
    /// Of which case.
    pub case: CaseId,
    /// Which.
    pub document: DocumentId,
}

/// Asks for a copy of a document. Nothing happens yet: fetching it is what happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AskForCopy {
    /// Of which case.
    pub case: CaseId,
    /// Which.
    pub document: DocumentId,
}

/// Hands a document out, once for a ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HandOut {
    /// Of which case.
    pub case: CaseId,
    /// Which.
    pub document: DocumentId,
    /// The ticket.
    pub ticket: Uuid,
}

impl Transaction for HandIn {
    fn run<S: Streams>(&self, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
        let Self { case, document, format, bytes, proves, name } = self.clone();
        let state: case::State = streams.guard(case.0)?;
        let command = Command::Announce { document, case, holder: holder(&state), format, bytes, proves, name };
        ask(&command, &state, asked)?;
        if !matches!(state, case::State::Open(_)) {
            return Err(crate::Refusal::from(Refusal::CaseOver).into());
        }
        streams.decide::<State>(TrayId::of(case).0, asked.to(command)).map(drop)
    }
}

impl Transaction for TakeBack {
    fn run<S: Streams>(&self, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
        let &Self { case, document } = self;
        tend(case, Command::TakeBack { document }, asked, streams)
    }
}

impl Transaction for AskForCopy {
    fn run<S: Streams>(&self, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
        let &Self { case, document } = self;
        let state: case::State = streams.guard(case.0)?;
        ask(&Command::HandOut { document, ticket: Uuid::nil() }, &state, asked)?;
        let state: State = streams.guard(TrayId::of(case).0)?;
        match state.tray().and_then(|tray| tray.documents.get(&document)).map(|document| &document.stage) {
            Some(Stage::Released { .. }) => Ok(()),
            Some(_) => Err(crate::Refusal::from(Refusal::NotReleased).into()),
            None => Err(crate::Refusal::from(Refusal::Unknown).into()),
        }
    }
}

impl Transaction for HandOut {
    fn run<S: Streams>(&self, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
        let &Self { case, document, ticket } = self;
        tend(case, Command::HandOut { document, ticket }, asked, streams)
    }
}

/// Of the documents of a case that is hidden from somebody, they know nothing.
fn tend<S: Streams>(case: CaseId, command: Command, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
    let state: case::State = streams.guard(case.0)?;
    ask(&command, &state, asked)?;
    streams.decide::<State>(TrayId::of(case).0, asked.to(command)).map(drop)
}

/// Whether there is such a case for whoever asks, and they may ask this of it.
fn ask(command: &Command, case: &case::State, asked: &Asked<()>) -> Result<(), crate::Refusal> {
    permission::check(State::grants(command), &asked.by, case.holder()).map_err(Refusal::from)?;
    if case.file().is_none() { Err(case::Refusal::Unknown.into()) } else { Ok(()) }
}

fn holder(case: &case::State) -> Option<ActorId> {
    case.file().and_then(|file| file.holder)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::{Opening, Origin, RestrictionGround, WithdrawalReason};
    use crate::catalogue::{Channel, ServiceCode};
    use crate::permission::{Denied, Role};
    use crate::personal::SubjectId;
    use crate::signature::Hash;
    use crate::testing::{ADA, BEN, CLARA, Desk, acting, at, citizen, clerk, date, system};

    const CASE: CaseId = CaseId(Uuid::from_u128(5));
    const LEASE: DocumentId = DocumentId(Uuid::from_u128(2));

    fn hand_in(document: DocumentId) -> HandIn {
        HandIn {
            case: CASE,
            document,
            format: Format::Pdf,
            bytes: 1000,
            proves: None,
            name: SubjectId(Uuid::from_u128(9)).knows(FileName("Mietvertrag.pdf".to_owned())),
        }
    }

    fn opened(holder: Option<ActorId>) -> Desk {
        let mut desk = Desk::new();
        let open = case::Command::Open(Opening {
            service: ServiceCode::ChangeOfResidence,
            quantity: 1,
            origin: Origin::Clerk { during: None },
            channel: Channel::Counter,
            holder,
            on: date("2026-03-02"),
        });
        desk.ask::<case::State>(CASE.0, clerk(CLARA), at("2026-03-02T09:00:00Z"), open).expect("it is offered");
        desk
    }

    #[test]
    fn whose_case_it_is_hands_in_and_nobody_else_does() {
        let (mut desk, now) = (opened(Some(ADA)), at("2026-03-02T09:00:00Z"));
        let denied = Err(Refusal::Denied(Denied).into());
        assert_eq!(desk.run(&hand_in(LEASE), citizen(BEN), now), denied);
        assert_eq!(desk.run(&hand_in(LEASE), acting(BEN, Role::Auditor), now), denied);
        desk.run(&hand_in(LEASE), citizen(ADA), now).expect("it is hers");
        let other = DocumentId(Uuid::from_u128(3));
        desk.run(&hand_in(other), clerk(CLARA), now).expect("for her");
        assert_eq!(desk.run(&TakeBack { case: CASE, document: LEASE }, citizen(BEN), now), denied);
        desk.run(&TakeBack { case: CASE, document: LEASE }, citizen(ADA), now).expect("nobody has looked at it");
        let elsewhere = TakeBack { case: CaseId(Uuid::from_u128(6)), document: LEASE };
        assert_eq!(desk.run(&elsewhere, clerk(CLARA), now), Err(case::Refusal::Unknown.into()));
    }

    #[test]
    fn a_case_of_nobody_is_no_citizens_own() {
        let (mut desk, now) = (opened(None), at("2026-03-02T09:00:00Z"));
        assert_eq!(desk.run(&hand_in(LEASE), citizen(ADA), now), Err(Refusal::Denied(Denied).into()));
    }

    #[test]
    fn nothing_is_handed_in_for_a_case_that_is_over_and_what_is_there_is_still_handed_out() {
        let (mut desk, now) = (opened(Some(ADA)), at("2026-03-02T09:00:00Z"));
        desk.run(&hand_in(LEASE), citizen(ADA), now).expect("it is hers");
        let (blob, tray) = (Hash([1; 32]), TrayId::of(CASE).0);
        let early = AskForCopy { case: CASE, document: LEASE };
        assert_eq!(desk.run(&early, citizen(ADA), now), Err(Refusal::NotReleased.into()));
        let receive = Command::Receive { document: LEASE, blob, bytes: 1000, commitment: blob };
        for command in [receive, Command::Release { document: LEASE, blob, bytes: 1000 }] {
            desk.ask::<State>(tray, system(), now, command).expect("the office does it");
        }
        let reason = WithdrawalReason::Citizen;
        desk.run(&case::Withdraw { case: CASE, reason }, citizen(ADA), now).expect("she wants it no longer");
        let other = hand_in(DocumentId(Uuid::from_u128(3)));
        assert_eq!(desk.run(&other, citizen(ADA), now), Err(Refusal::CaseOver.into()));
        let copy = AskForCopy { case: CASE, document: LEASE };
        assert_eq!(desk.run(&copy, citizen(BEN), now), Err(Refusal::Denied(Denied).into()));
        desk.run(&copy, citizen(ADA), now).expect("it is hers");
        let none = AskForCopy { document: DocumentId(Uuid::from_u128(3)), ..copy };
        assert_eq!(desk.run(&none, citizen(ADA), now), Err(Refusal::Unknown.into()));
        let out = HandOut { case: CASE, document: LEASE, ticket: Uuid::from_u128(7) };
        desk.run(&out, citizen(ADA), now).expect("it is hers");
    }

    #[test]
    fn of_the_documents_of_a_restricted_case_only_the_team_lead_knows() {
        let (mut desk, now) = (opened(Some(ADA)), at("2026-03-02T09:00:00Z"));
        desk.run(&hand_in(LEASE), citizen(ADA), now).expect("it is hers");
        let restrict = case::Command::RestrictAccess { ground: RestrictionGround::Told };
        desk.ask::<case::State>(CASE.0, clerk(CLARA), now, restrict).expect("whoever sees it does it");
        let other = hand_in(DocumentId(Uuid::from_u128(3)));
        let back = TakeBack { case: CASE, document: LEASE };
        let copy = AskForCopy { case: CASE, document: LEASE };
        for by in [clerk(CLARA), citizen(ADA)] {
            assert_eq!(desk.run(&other, by, now), Err(case::Refusal::Unknown.into()));
            assert_eq!(desk.run(&back, by, now), Err(case::Refusal::Unknown.into()));
            assert_eq!(desk.run(&copy, by, now), Err(case::Refusal::Unknown.into()));
        }
        desk.run(&back, acting(BEN, Role::TeamLead), now).expect("the team lead goes on with it");
    }
}
