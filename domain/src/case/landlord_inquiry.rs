//! The inquiry with a landlord who has not confirmed that somebody moved in (§ 19 (5) BMG).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::aggregate::{Answered, not_their_own};
use super::record::{self, Finding};
use super::{Answer, Command, Event, File, Named, Refusal};
use crate::asked::Asked;
use crate::calendar::{midnight, next_working_day, weeks_after};
use crate::catalogue::EvidenceKind;
use crate::ids::PartyId;

/// How long a landlord has to confirm that somebody moved in, in weeks (§ 19 (1) S. 2 with § 17 (1) BMG).
const LANDLORD_WEEKS: u64 = 2;

/// What came of an inquiry with a landlord.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InquiryOutcome {
    /// The landlord or the owner was asked, and confirmed that they live there.
    Confirmed,
    /// The confirmation came before anybody had to ask.
    CameByItself,
    /// The landlord or the owner answered that they do not live there. What follows from that is decided elsewhere.
    NotLivingThere,
    /// Nobody confirms: it was handed over to the authority for fines (§ 54 (2) nos. 3 and 5, (3) BMG).
    HandedOver,
}

/// An inquiry with a landlord, from the submission on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LandlordInquiry {
    /// Whose moving in is not confirmed.
    pub parties: Vec<PartyId>,
    /// From which day on the office asks.
    pub due_on: NaiveDate,
    /// Whether that day has come.
    pub due: bool,
    /// What came of it, once it is closed.
    pub outcome: Option<InquiryOutcome>,
}

/// Whom the landlord has not confirmed (§ 19 (2) BMG), and from when on the office asks.
///
/// The task opens with the submission, and not when somebody says that the paper is missing: until then it may still
/// come, and of a registration that is withdrawn or declined there is nothing to ask. It is due when the landlord's own
/// time is over: nobody is asked for what is not late.
pub(super) fn opened(file: &File, filed_on: NaiveDate) -> Option<Event> {
    let answers = file.evidence.get(&EvidenceKind::LandlordConfirmation)?;
    let unconfirmed = file.movers().filter(|party| answers.get(&party.id) == Some(&Answer::MissingReported));
    let parties: Vec<PartyId> = unconfirmed.map(|party| party.id).collect();
    let moved_in = file.moving.as_ref()?.details.value()?.moved_in;
    let due_on = next_working_day(weeks_after(moved_in, LANDLORD_WEEKS)).max(filed_on);
    (!parties.is_empty()).then_some(Event::LandlordInquiryOpened { parties, due_on })
}

/// A timer that comes early, or after somebody has closed the task, changes nothing.
pub(super) fn due(file: &File, asked: &Asked<Command>) -> Vec<Event> {
    let due = file.open_inquiry().is_some_and(|inquiry| !inquiry.due && midnight(inquiry.due_on) <= asked.at);
    if due { vec![Event::LandlordInquiryDue] } else { vec![] }
}

/// Whichever clerk has the answer closes the task, before its day as well as after it.
pub(super) fn close(file: &File, outcome: InquiryOutcome, asked: &Asked<Command>) -> Answered {
    not_their_own(file, &asked.by)?;
    match file.landlord_inquiry.as_ref().map(|inquiry| inquiry.outcome) {
        None => Err(Refusal::NoInquiry),
        Some(None) => Ok(vec![Event::LandlordInquiryClosed { outcome }]),
        Some(Some(known)) if known == outcome => Ok(vec![]),
        Some(Some(_)) => Err(Refusal::InquiryClosed),
    }
}

/// A confirmation that comes while the inquiry is open is looked at like any other, and closes it when nobody is left
/// whom it does not name.
pub(super) fn confirmed_late(file: &File, finding: Finding, named: &Named, asked: &Asked<Command>) -> Answered {
    not_their_own(file, &asked.by)?;
    if !record::is_news(file, finding, named, asked)? {
        return Ok(vec![]);
    }
    let (kind, answer, source, document) = finding;
    let confirmed = file.resolve(named.clone());
    let known = file.evidence.get(&kind);
    let is_confirmed = |party: &PartyId| {
        confirmed.contains(party) || known.and_then(|answers| answers.get(party)) == Some(&Answer::Accepted)
    };
    let all_confirmed = file.open_inquiry().is_some_and(|inquiry| inquiry.parties.iter().all(is_confirmed));
    let closed = all_confirmed.then_some(Event::LandlordInquiryClosed { outcome: InquiryOutcome::CameByItself });
    let assessed = Event::EvidenceAssessed { kind, answer, source, document, named: named.clone() };
    Ok([assessed].into_iter().chain(closed).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::fixtures::*;
    use crate::case::{
        Complete, Decline, EvidenceSource, Note, Restrict, RestrictionGround, State, Withdraw, WithdrawalReason,
    };
    use crate::permission::{Denied, Role};
    use crate::personal::SubjectId;
    use crate::testing::{ADA, BEN, CLARA, DAVID, acting, at, citizen, clerk, date, system};
    use crate::timers::Timer;
    use uuid::Uuid;

    /// Monday, 2 March 2026: somebody who moved in on 20 February says that the landlord confirms nothing.
    fn without_confirmation() -> Visit {
        let mut visit = Visit::ready(&[ada()], "2026-02-20");
        visit.assess(Answer::MissingReported, Named::All).expect("§ 19 (2) BMG");
        visit
    }

    fn close(outcome: InquiryOutcome) -> Command {
        Command::CloseLandlordInquiry { outcome }
    }

    fn confirm(named: Named) -> Command {
        let (kind, source) = (EvidenceKind::LandlordConfirmation, Some(EvidenceSource::Register));
        Command::AssessEvidence { kind, answer: Answer::Accepted, source, document: None, named }
    }

    fn inquiry_of(visit: &Visit) -> Option<LandlordInquiry> {
        visit.file().landlord_inquiry
    }

    fn happened(visit: &Visit, wanted: fn(&Event) -> bool) -> usize {
        visit.desk.history::<State>(case().0).iter().filter(|event| wanted(event)).count()
    }

    // Scenario 28.
    #[test]
    fn a_registration_without_the_landlords_confirmation_leaves_an_inquiry_from_the_end_of_his_time_on() {
        let mut visit = without_confirmation();
        assert_eq!(inquiry_of(&visit), None, "nothing has gone out yet");
        visit.clara(Command::Submit).expect("who says so has done their duty");
        // Two weeks after Friday, 20 February, end on Friday, 6 March.
        let open = LandlordInquiry { parties: vec![REGISTRANT], due_on: date("2026-03-09"), due: false, outcome: None };
        assert_eq!(inquiry_of(&visit), Some(open));
        visit.run(clerk(CLARA), &Complete { case: case() }).expect("it does not wait for the landlord");

        visit.now = at("2026-03-08T22:59:59Z");
        visit.run(system(), &Timer::LandlordInquiryDue(case())).expect("a timer that comes early is none");
        assert_eq!(happened(&visit, |event| matches!(event, Event::LandlordInquiryDue)), 0);
        visit.now = at("2026-03-08T23:00:00Z");
        for _ in 0..2 {
            visit.run(system(), &Timer::LandlordInquiryDue(case())).expect("it is time");
        }
        assert_eq!(happened(&visit, |event| matches!(event, Event::LandlordInquiryDue)), 1);

        visit.ask(clerk(DAVID), close(InquiryOutcome::HandedOver)).expect("whoever has the answer");
        visit.ask(clerk(DAVID), close(InquiryOutcome::HandedOver)).expect("it is closed so already");
        let again = visit.ask(clerk(CLARA), close(InquiryOutcome::Confirmed));
        assert_eq!(again, Err(Refusal::InquiryClosed.into()), "what came of it is not changed");
    }

    #[test]
    fn a_landlord_whose_time_is_over_can_be_asked_at_once() {
        let mut visit = Visit::ready(&[ada()], "2026-01-21");
        visit.assess(Answer::MissingReported, Named::All).expect("§ 19 (2) BMG");
        visit.clara(Command::Submit).expect("lateness never refuses");
        assert_eq!(inquiry_of(&visit).map(|inquiry| inquiry.due_on), Some(date("2026-03-02")));
        visit.run(system(), &Timer::LandlordInquiryDue(case())).expect("it is time");
        assert_eq!(inquiry_of(&visit).map(|inquiry| inquiry.due), Some(true));
    }

    #[test]
    fn nobody_is_asked_about_a_registration_that_was_confirmed_or_never_went_out() {
        let mut visit = without_confirmation();
        visit.assess(Answer::Accepted, Named::All).expect("it came after all");
        visit.clara(Command::Submit).expect("nothing is missing");
        assert_eq!(inquiry_of(&visit), None);
        assert_eq!(visit.clara(close(InquiryOutcome::Confirmed)), Err(Refusal::NoInquiry.into()));
        assert_eq!(visit.clara(confirm(Named::All)), Err(Refusal::AlreadySubmitted.into()));

        let mut visit = without_confirmation();
        assert_eq!(visit.clara(close(InquiryOutcome::Confirmed)), Err(Refusal::NotSubmitted.into()));
        visit.run(citizen(ADA), &Withdraw { case: case(), reason: WithdrawalReason::Citizen }).expect("it is hers");
        assert_eq!(inquiry_of(&visit), None);
        assert_eq!(visit.clara(close(InquiryOutcome::Confirmed)), Err(Refusal::Over.into()));

        let mut visit = without_confirmation();
        let reason = SubjectId(Uuid::from_u128(9)).knows(Note("not competent".to_owned()));
        visit.run(acting(BEN, Role::TeamLead), &Decline { case: case(), reason }).expect("a team lead may");
        assert_eq!(inquiry_of(&visit), None);
    }

    #[test]
    fn whose_case_it_is_closes_no_inquiry_and_nobody_else_does_who_does_not_work_on_cases() {
        let mut visit = without_confirmation();
        visit.clara(Command::Submit).expect("nothing is missing");
        let confirmed = || close(InquiryOutcome::Confirmed);
        assert_eq!(visit.ask(citizen(ADA), confirmed()), Err(Refusal::from(Denied).into()));
        assert_eq!(visit.ask(clerk(ADA), confirmed()), Err(Refusal::OwnCase.into()), "§ 20 (1) no. 1 VwVfG");
        assert_eq!(visit.ask(acting(BEN, Role::Auditor), confirmed()), Err(Refusal::from(Denied).into()));
        assert_eq!(visit.ask(clerk(CLARA), Command::MarkInquiryDue), Err(Refusal::from(Denied).into()));
    }

    #[test]
    fn a_confirmation_that_comes_late_closes_the_inquiry_once_it_names_everybody() {
        let mut visit = Visit::ready(&family(), "2026-02-20");
        let missing = vec![HUSBAND, CHILDREN[0]];
        visit.assess(Answer::MissingReported, Named::Only(missing.clone())).expect("he names two of them");
        visit.clara(Command::Submit).expect("nothing is missing");
        assert_eq!(inquiry_of(&visit).map(|inquiry| inquiry.parties), Some(missing));

        let unsourced = Command::AssessEvidence {
            kind: EvidenceKind::LandlordConfirmation,
            answer: Answer::Accepted,
            source: None,
            document: None,
            named: Named::All,
        };
        assert_eq!(visit.ask(clerk(DAVID), unsourced), Err(Refusal::SourceNeeded.into()));
        visit.ask(clerk(DAVID), confirm(Named::Only(vec![HUSBAND]))).expect("whoever opens the letter");
        assert_eq!(inquiry_of(&visit).and_then(|inquiry| inquiry.outcome), None, "the child is still missing");
        visit.run(clerk(CLARA), &Complete { case: case() }).expect("it does not wait for the landlord");
        visit.ask(clerk(DAVID), confirm(Named::Only(vec![CHILDREN[0]]))).expect("it comes even later");
        let outcome = inquiry_of(&visit).and_then(|inquiry| inquiry.outcome);
        assert_eq!(outcome, Some(InquiryOutcome::CameByItself));
        assert_eq!(visit.ask(clerk(DAVID), confirm(Named::All)), Err(Refusal::Over.into()));
        visit.now = at("2026-03-10T08:00:00Z");
        visit.run(system(), &Timer::LandlordInquiryDue(case())).expect("a timer that comes late is none");
        assert_eq!(happened(&visit, |event| matches!(event, Event::LandlordInquiryDue)), 0);
    }

    #[test]
    fn an_inquiry_of_a_restricted_case_is_the_team_leads_alone() {
        let mut visit = without_confirmation();
        visit.book(BOOKING, ADA);
        let restrict = Restrict { case: case(), ground: RestrictionGround::Told, others: Vec::new() };
        visit.clara(Command::Submit).expect("nothing is missing");
        visit.run(clerk(CLARA), &restrict).expect("whoever sees it does it");
        assert_eq!(visit.clara(close(InquiryOutcome::Confirmed)), Err(Refusal::Unknown.into()));
        visit.ask(acting(BEN, Role::TeamLead), close(InquiryOutcome::NotLivingThere)).expect("it is his to see");
    }
}
