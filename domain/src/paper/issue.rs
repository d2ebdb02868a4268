//! What people do with the papers of a case, where they may know of it.

use uuid::Uuid;

use super::{Command, Kept, Kind, Refusal, State};
use crate::asked::Asked;
use crate::case;
use crate::catalogue::ServiceCode;
use crate::decide::Decide as _;
use crate::ids::{CaseId, FolderId, PaperId};
use crate::payment;
use crate::permission;
use crate::streams::{Streams, Transaction};

/// Records that a paper was written for a case, and is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issue {
    /// For which case.
    pub case: CaseId,
    /// Which.
    pub kept: Kept,
}

/// Hands over the result of a case that is a paper: it is kept, and the case is complete.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandOver {
    /// Of which case.
    pub case: CaseId,
    /// Which paper.
    pub kept: Kept,
}

/// Asks for a copy of a paper. Nothing happens yet: fetching it is what happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AskForPaper {
    /// Of which case.
    pub case: CaseId,
    /// Which.
    pub paper: PaperId,
}

/// Hands a paper out, once for a ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HandOut {
    /// Of which case.
    pub case: CaseId,
    /// Which.
    pub paper: PaperId,
    /// The ticket.
    pub ticket: Uuid,
}

impl Transaction for Issue {
    fn run<S: Streams>(&self, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
        let Self { case, kept } = self.clone();
        let state: case::State = streams.guard(case.0)?;
        let paid = match state.file().and_then(|file| file.fee) {
            Some(fee) if kept.kind == Kind::Receipt => streams.guard::<payment::State>(fee.payment.0)?,
            Some(_) | None => payment::State::Unknown,
        };
        let command = Command::Keep { case, holder: holder(&state), kept: kept.clone() };
        ask(&command, &state, asked)?;
        if !may_issue(kept.kind, &state, &paid) {
            return Err(crate::Refusal::from(Refusal::NotReady).into());
        }
        streams.decide::<State>(FolderId::of(case).0, asked.to(command)).map(drop)
    }
}

impl Transaction for HandOver {
    fn run<S: Streams>(&self, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
        let Self { case, kept } = self.clone();
        Issue { case, kept }.run(asked, streams)?;
        case::Complete { case }.run(asked, streams)
    }
}

impl Transaction for AskForPaper {
    fn run<S: Streams>(&self, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
        let &Self { case, paper } = self;
        let state: case::State = streams.guard(case.0)?;
        let command = Command::HandOut { paper, ticket: Uuid::nil() };
        ask(&command, &state, asked)?;
        // The rules that hand it out say whether they would.
        let state: State = streams.guard(FolderId::of(case).0)?;
        state.answer(&asked.to(command)).map(drop).map_err(|refusal| crate::Refusal::from(refusal).into())
    }
}

impl Transaction for HandOut {
    fn run<S: Streams>(&self, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
        let &Self { case, paper, ticket } = self;
        let state: case::State = streams.guard(case.0)?;
        let command = Command::HandOut { paper, ticket };
        ask(&command, &state, asked)?;
        streams.decide::<State>(FolderId::of(case).0, asked.to(command)).map(drop)
    }
}

/// Whether a case has such a paper, as it stands. A declaration is prepared, not issued.
pub fn may_issue(kind: Kind, case: &case::State, fee: &payment::State) -> bool {
    use case::State::{Completed, Declined, Open, Submitted, Unknown, Withdrawn};
    match (kind, case) {
        (Kind::Declaration, _) | (_, Unknown) => false,
        (Kind::Confirmation, Completed(file)) => is_move(file.service),
        // Nothing is missing any more: the fee is paid, and somebody was identified.
        (Kind::Certificate, Submitted(file) | Completed(file)) => file.service == ServiceCode::RegistrationCertificate,
        (Kind::Confirmation, Open(_) | Submitted(_) | Withdrawn { .. } | Declined(_))
        | (Kind::Certificate, Open(_) | Withdrawn { .. } | Declined(_)) => false,
        (Kind::Receipt, _) => matches!(fee, payment::State::Fixed(fee) if fee.receipt.is_some()),
        (Kind::History | Kind::AuditHistory, _) => true,
    }
}

/// Who comes, goes or moves gets the official confirmation (§ 24 (2) BMG).
fn is_move(service: ServiceCode) -> bool {
    match service {
        ServiceCode::ChangeOfResidence | ServiceCode::MoveIn | ServiceCode::DeregistrationAbroad => true,
        ServiceCode::CertificateOfConduct
        | ServiceCode::TradeRegisterExtract
        | ServiceCode::RegistrationCertificate
        | ServiceCode::TaxId => false,
    }
}

/// Whether there is such a case for whoever asks, and they may ask this of it.
fn ask(command: &Command, case: &case::State, asked: &Asked<()>) -> Result<(), crate::Refusal> {
    permission::check(State::grants(command), &asked.by, case.holder()).map_err(Refusal::from)?;
    if case.file().is_none() { Err(case::Refusal::Unknown.into()) } else { Ok(()) }
}

fn holder(case: &case::State) -> Option<crate::ActorId> {
    case.file().and_then(|file| file.holder)
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU16;

    use super::*;
    use crate::case::{Opening, Origin, RestrictionGround};
    use crate::catalogue::Channel;
    use crate::paper::{Languages, Level};
    use crate::permission::{Denied, Role};
    use crate::personal::SubjectId;
    use crate::signature::Hash;
    use crate::testing::{ADA, BEN, CLARA, Desk, acting, at, citizen, clerk, date};

    const CASE: CaseId = CaseId(Uuid::from_u128(5));

    fn opened() -> Desk {
        let mut desk = Desk::new();
        let open = case::Command::Open(Opening {
            service: ServiceCode::ChangeOfResidence,
            quantity: 1,
            origin: Origin::Clerk { during: None },
            channel: Channel::Counter,
            holder: Some(ADA),
            on: date("2026-03-02"),
        });
        desk.ask::<case::State>(CASE.0, clerk(CLARA), at("2026-03-02T09:00:00Z"), open).expect("it is offered");
        desk
    }

    fn issue(kind: Kind) -> Issue {
        let kept = Kept {
            paper: PaperId(Uuid::from_u128(6)),
            kind,
            languages: Languages::German,
            about: vec![SubjectId(Uuid::from_u128(9))],
            hash: Hash([1; 32]),
            blob: Hash([2; 32]),
            bytes: 1000,
            pages: NonZeroU16::MIN,
            seal: Some(Level::Basic),
        };
        Issue { case: CASE, kept }
    }

    #[test]
    fn what_a_case_does_not_have_yet_is_not_issued() {
        let (mut desk, now) = (opened(), at("2026-03-02T09:00:00Z"));
        for kind in [Kind::Declaration, Kind::Confirmation, Kind::Certificate, Kind::Receipt] {
            assert_eq!(desk.run(&issue(kind), clerk(CLARA), now), Err(Refusal::NotReady.into()), "{kind:?}");
        }
        let elsewhere = Issue { case: CaseId(Uuid::from_u128(7)), ..issue(Kind::History) };
        assert_eq!(desk.run(&elsewhere, clerk(CLARA), now), Err(case::Refusal::Unknown.into()));
        assert!(desk.history::<State>(FolderId::of(CASE).0).is_empty());
    }

    #[test]
    fn whose_case_it_is_gets_its_history_and_nobody_else_does() {
        let (mut desk, now) = (opened(), at("2026-03-02T09:00:00Z"));
        let denied = Err(Refusal::Denied(Denied).into());
        assert_eq!(desk.run(&issue(Kind::History), citizen(BEN), now), denied);
        let copy = AskForPaper { case: CASE, paper: PaperId(Uuid::from_u128(6)) };
        assert_eq!(desk.run(&copy, citizen(ADA), now), Err(Refusal::Unknown.into()));
        desk.run(&issue(Kind::History), citizen(ADA), now).expect("it is hers");
        assert_eq!(desk.run(&copy, citizen(BEN), now), denied);
        desk.run(&copy, citizen(ADA), now).expect("it is hers");
        let out = HandOut { case: CASE, paper: copy.paper, ticket: Uuid::from_u128(7) };
        assert_eq!(desk.run(&out, citizen(BEN), now), denied);
        desk.run(&out, citizen(ADA), now).expect("it is hers");
        assert_eq!(desk.run(&out, citizen(ADA), now), Err(Refusal::TicketUsed.into()));
    }

    #[test]
    fn of_the_papers_of_a_restricted_case_only_the_team_lead_knows() {
        let (mut desk, now) = (opened(), at("2026-03-02T09:00:00Z"));
        desk.run(&issue(Kind::History), citizen(ADA), now).expect("it is hers");
        let restrict = case::Command::RestrictAccess { ground: RestrictionGround::Told };
        desk.ask::<case::State>(CASE.0, clerk(CLARA), now, restrict).expect("whoever sees it does it");
        let copy = AskForPaper { case: CASE, paper: PaperId(Uuid::from_u128(6)) };
        for by in [clerk(CLARA), citizen(ADA)] {
            assert_eq!(desk.run(&issue(Kind::History), by, now), Err(case::Refusal::Unknown.into()));
            assert_eq!(desk.run(&copy, by, now), Err(case::Refusal::Unknown.into()));
        }
        desk.run(&copy, acting(BEN, Role::TeamLead), now).expect("the team lead goes on with it");
    }
}
