//! A case that is the team lead's alone, because somebody in it may be protected (§§ 51, 52 BMG).
//!
//! A child that is missing in a prefilled form may be a protected child (§ 23 (2) S. 2 BMG). Whoever asks learns
//! nothing of that: for everybody but the team lead the case does not exist from here on, and neither do its
//! appointments for those whom they do not concern.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::aggregate::{Answered, not_their_own};
use super::attach::own_case;
use super::{Command, Event, File, Refusal, State, WithdrawalReason};
use crate::asked::{ActorId, Asked};
use crate::booking;
use crate::ids::{BookingId, CaseId};
use crate::streams::{Streams, Transaction};

/// Why only the team lead goes on with a case. No ground says that there is a block: that is for the team lead to see.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RestrictionGround {
    /// Somebody says that a person is missing in the prefilled form (§ 23 (2) S. 2 BMG).
    SomebodyMissing,
    /// Somebody in the case says that they have to be protected.
    Told,
    /// The register says so.
    Register,
}

/// The ground of what is restricted because something else in its visit is.
pub(crate) const BY_VISIT: RestrictionGround = RestrictionGround::Told;

/// That only the team lead goes on with a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Restriction {
    /// Why.
    pub ground: RestrictionGround,
    /// Who found it.
    pub by: ActorId,
}

/// Keeps a case for the team lead, with its appointments and everything else that is done in them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restrict {
    /// Which.
    pub case: CaseId,
    /// Why.
    pub ground: RestrictionGround,
    /// What else is worked on in its appointments beside the services that they were made for, as far as anybody knows.
    pub others: Vec<CaseId>,
}

impl Transaction for Restrict {
    fn run<S: Streams>(&self, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
        let &Self { case, ground, ref others } = self;
        let state: State = streams.guard(case.0)?;
        let bookings: Vec<BookingId> = state.file().map(|file| file.bookings().collect()).unwrap_or_default();
        // What belongs to the same visit is read before anything is hidden from whoever asks.
        let mut named: BTreeSet<CaseId> = others.iter().copied().collect();
        for booking in &bookings {
            let visit: booking::State = streams.guard(booking.0)?;
            named.extend(cases_of(*booking, &visit));
        }
        named.remove(&case);
        let mut same_visit = vec![];
        for other in named {
            let state: State = streams.guard(other.0)?;
            if state.file().is_some_and(|file| file.bookings().any(|known| bookings.contains(&known))) {
                same_visit.push(other);
            }
        }
        let restrict = Command::RestrictAccess { ground };
        if streams.decide::<State>(case.0, asked.to(restrict.clone()))?.is_empty() {
            return Ok(());
        }
        for other in same_visit {
            streams.decide::<State>(other.0, asked.to(restrict.clone()))?;
        }
        for booking in bookings {
            hide(booking, asked, streams)?;
        }
        Ok(())
    }
}

/// Hides an appointment in which a restricted case is worked on. To whom it is unknown it may be hidden already, and
/// there is nothing more to hide from them.
pub(super) fn hide<S: Streams>(booking: BookingId, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
    if streams.guard::<booking::State>(booking.0)? == booking::State::Unknown {
        return Ok(());
    }
    streams.decide::<booking::State>(booking.0, asked.to(booking::Command::RestrictAccess)).map(drop)
}

/// Everything that is done in the appointments of a restricted case is restricted with it, and a case in a restricted
/// appointment is as well. The office does it in its own name: whoever brings the two together may see neither.
///
/// Each case that is restricted by it is followed up in the same way, so in the end nothing that hangs together is seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeepTogether {
    /// The case.
    pub case: CaseId,
}

impl Transaction for KeepTogether {
    fn run<S: Streams>(&self, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
        let state: State = streams.guard(self.case.0)?;
        let Some(file) = state.file() else { return Ok(()) };
        let restrict = Command::RestrictAccess { ground: BY_VISIT };
        let mut visits = vec![];
        for booking in file.bookings() {
            visits.push((booking, streams.guard::<booking::State>(booking.0)?));
        }
        if file.restricted.is_none() && !visits.iter().any(|(_, visit)| visit.is_restricted()) {
            return Ok(());
        }
        streams.decide::<State>(self.case.0, asked.to(restrict.clone()))?;
        for (booking, visit) in visits {
            hide(booking, asked, streams)?;
            let replaced = file.attached.contains(&booking).then(|| own_case(booking, &visit, file.service)).flatten();
            for other in cases_of(booking, &visit).filter(|other| *other != self.case) {
                let known: State = streams.guard(other.0)?;
                if known == State::Unknown {
                    continue;
                }
                streams.decide::<State>(other.0, asked.to(restrict.clone()))?;
                // The case goes on in this appointment, so the one that the appointment has opened for it is not needed.
                let is_needed = !matches!(&known, State::Open(own) if own.is_untouched());
                if replaced == Some(other) && !is_needed {
                    let withdraw = Command::Withdraw { reason: WithdrawalReason::Continued };
                    streams.decide::<State>(other.0, asked.to(withdraw))?;
                }
            }
        }
        Ok(())
    }
}

/// The cases that an appointment has opened, one for each of its services.
fn cases_of(booking: BookingId, visit: &booking::State) -> impl Iterator<Item = CaseId> + use<> {
    let lines = visit.arranged().map_or(0, |arranged| arranged.lines.len());
    (0..lines).map(move |line| CaseId::of(booking, line))
}

/// A case comes into a restricted visit. Whoever brings it has no say in that, and is told nothing of it.
pub(super) fn by_visit(file: &File, restricted: bool, asked: &Asked<Command>) -> Option<Event> {
    let ground = BY_VISIT;
    (restricted && file.restricted.is_none()).then_some(Event::AccessRestricted { ground, by: asked.by.actor })
}

/// Whoever sees that it is needed does it, whosever case it is: a moment too late is too late.
pub(super) fn restrict(state: &State, ground: RestrictionGround, asked: &Asked<Command>) -> Answered {
    let file = state.file().ok_or(Refusal::Unknown)?;
    if file.restricted.is_some() {
        return Ok(vec![]);
    }
    not_their_own(file, &asked.by)?;
    Ok(vec![Event::AccessRestricted { ground, by: asked.by.actor }])
}

/// Four eyes: what is restricted goes out when a team lead lets it who had no hand in it.
pub(super) fn let_go(file: &File, event: Event, asked: &Asked<Command>) -> Answered {
    not_their_own(file, &asked.by)?;
    if file.hands.contains(&asked.by.actor) { Err(Refusal::FourEyes) } else { Ok(vec![event]) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::fixtures::*;
    use crate::case::{AssessFee, Attach, Note, OnVersion, PayAtCounter, Prepare, Show, WithdrawalReason};
    use crate::catalogue::{Channel, Delivery, Notice, ServiceCode};
    use crate::consultation;
    use crate::decide::Decide as _;
    use crate::ids::BookingId;
    use crate::money::Cents;
    use crate::payment::Means;
    use crate::permission::{Denied, Role};
    use crate::personal::SubjectId;
    use crate::reactions::Reaction;
    use crate::streams::Single;
    use crate::testing::{ADA, BEN, CLARA, DAVID, acting, citizen, clerk, system};
    use uuid::Uuid;

    fn lead(actor: ActorId) -> crate::asked::By {
        acting(actor, Role::TeamLead)
    }

    fn restrict() -> Restrict {
        Restrict { case: case(), ground: RestrictionGround::SomebodyMissing, others: vec![] }
    }

    /// A change of residence that lacks nothing, in Clara's hands, with its appointment.
    fn restricted() -> Visit {
        let mut visit = Visit::ready(&[ada()], "2026-02-20");
        visit.book(BOOKING, ADA);
        visit.run(clerk(CLARA), &restrict()).expect("whoever sees it does it");
        visit
    }

    /// Scenario 26: every step that anybody but the team lead asks for is answered as that of an unknown case.
    #[test]
    fn for_everybody_but_the_team_lead_a_restricted_case_is_one_that_does_not_exist() {
        let mut visit = restricted();
        let unknown = CaseId(Uuid::from_u128(0xdead));
        for by in [clerk(CLARA), clerk(DAVID), citizen(ADA), citizen(BEN), acting(BEN, Role::Cashier)] {
            for (hidden, absent) in steps(case()).into_iter().zip(steps(unknown)) {
                let (hidden, absent) = (hidden(&mut visit, by), absent(&mut visit, by));
                let told = |answer: Result<(), crate::Refusal>| answer.expect_err("nobody may do anything");
                // To whom the case does not belong the API tells "unknown" instead of "denied", for both alike.
                let (hidden, absent) = (told(hidden), told(absent));
                let outsider = by == citizen(BEN) && hidden == Refusal::from(Denied).into();
                assert!(hidden == absent || outsider, "{by:?}: {hidden:?} is not {absent:?}");
            }
        }
    }

    type StepOf = Box<dyn Fn(&mut Visit, crate::asked::By) -> Result<(), crate::Refusal>>;

    /// Steps of every kind: of the case alone, of the case with others, and on a version of it.
    fn steps(id: CaseId) -> Vec<StepOf> {
        fn step(transaction: impl Transaction) -> StepOf {
            Box::new(move |visit, by| visit.run(by, &transaction))
        }
        let single = |command| step(Single::<State> { id: id.0, command });
        let note = SubjectId(Uuid::from_u128(9)).knows(Note("psst".to_owned()));
        let seen = Single::<State> { id: id.0, command: Command::Submit };
        vec![
            single(Command::Submit),
            single(Command::AddNote { note }),
            single(Command::GiveNotice { notice: Notice::DutyToCooperate }),
            single(Command::Assign { clerk: CLARA }),
            single(Command::RestrictAccess { ground: RestrictionGround::Told }),
            step(Restrict { case: id, ..restrict() }),
            step(crate::case::Withdraw { case: id, reason: WithdrawalReason::Citizen }),
            step(crate::case::Complete { case: id }),
            step(Prepare { case: id, written: crate::case::Written::Text(CORRECTED) }),
            step(Show { case: id, hash: DECLARED }),
            step(crate::case::Sign {
                case: id,
                party: REGISTRANT,
                manner: crate::testing::drawn(),
                hash: DECLARED,
                sha256: crate::testing::SHA_256,
            }),
            step(crate::case::Identify {
                case: id,
                party: REGISTRANT,
                identification: shown(&crate::case::Check::ALL),
            }),
            step(AssessFee { case: id, delivery: Delivery::Paper }),
            step(PayAtCounter { case: id, means: Means::Cash, amount: Cents(1) }),
            step(Attach { case: id, booking: BookingId(Uuid::from_u128(77)) }),
            step(consultation::Begin { of: consultation::Occasion::Case(id), medium: consultation::Medium::Counter }),
            step(OnVersion { seen: Some((id, 3)), then: seen }),
        ]
    }

    #[test]
    fn a_team_lead_who_had_no_hand_in_it_lets_a_restricted_case_go_out() {
        let mut visit = restricted();
        assert_eq!(visit.clerk_in_charge(), None, "it is for the team lead to take up");
        assert_eq!(visit.clara(Command::Submit), Err(Refusal::Unknown.into()));
        let clara_leads = acting(CLARA, Role::TeamLead);
        assert_eq!(visit.ask(clara_leads, Command::Submit), Err(Refusal::FourEyes.into()), "she restricted it");
        visit.ask(lead(BEN), Command::Assign { clerk: BEN }).expect("it is free");
        assert_eq!(visit.ask(lead(BEN), Command::Submit), Err(Refusal::FourEyes.into()), "he has worked on it");
        assert!(!visit.file().may_leave());
        visit.ask(lead(DAVID), Command::Submit).expect("he sees it for the first time");
        assert!(visit.file().may_leave(), "with four eyes");
    }

    #[test]
    fn what_was_under_way_when_a_case_was_restricted_does_not_leave() {
        let mut visit = Visit::ready(&[ada()], "2026-02-20");
        visit.book(BOOKING, ADA);
        visit.clara(Command::Submit).expect("nothing is missing");
        assert!(visit.file().may_leave());
        visit.run(clerk(CLARA), &restrict()).expect("it may still lie in a queue");
        assert!(!visit.file().may_leave());
        let clara_leads = acting(CLARA, Role::TeamLead);
        assert_eq!(visit.ask(clara_leads, Command::LetOut), Err(Refusal::FourEyes.into()), "she restricted it");
        assert_eq!(visit.ask(clerk(DAVID), Command::LetOut), Err(Refusal::from(Denied).into()));
        visit.ask(lead(DAVID), Command::LetOut).expect("he had no hand in it");
        assert!(visit.file().may_leave());
        let before = visit.desk.history::<State>(case().0).len();
        visit.ask(lead(DAVID), Command::LetOut).expect("it may leave already");
        assert_eq!(visit.desk.history::<State>(case().0).len(), before);
    }

    #[test]
    fn the_appointment_is_hidden_from_whom_it_does_not_concern_and_from_nobody_whom_it_does() {
        let mut visit = restricted();
        let state = visit.desk.state::<booking::State>(BOOKING.0);
        for by in [clerk(CLARA), clerk(DAVID), citizen(BEN), acting(BEN, Role::ServiceCentre)] {
            assert!(state.hidden_from(&by), "{by:?}");
        }
        for by in [citizen(ADA), lead(BEN), system()] {
            assert!(!state.hidden_from(&by), "{by:?}");
        }
        let miss = booking::Miss { booking: BOOKING };
        assert_eq!(visit.run(clerk(DAVID), &miss), Err(booking::Refusal::Unknown.into()));
        let check_in = booking::Command::CheckIn;
        let now = visit.now;
        visit.desk.ask::<booking::State>(BOOKING.0, citizen(ADA), now, check_in).expect("it is her appointment");
    }

    #[test]
    fn the_talk_goes_on_for_the_clerk_who_leads_it_and_is_unknown_to_a_colleague() {
        let mut visit = restricted();
        let of = consultation::Occasion::Booking(BOOKING);
        let drops = consultation::Tell { of, command: consultation::Command::Interrupt };
        assert_eq!(visit.run(clerk(DAVID), &drops), Err(consultation::Refusal::Unknown.into()));
        visit.run(clerk(CLARA), &drops).expect("she leads it");
        let back = consultation::Tell { of, command: consultation::Command::Resume };
        assert_eq!(visit.run(clerk(DAVID), &back), Err(consultation::Refusal::Unknown.into()));
        visit.run(lead(BEN), &back).expect("he goes on with it");
    }

    const ERRAND: CaseId = CaseId(Uuid::from_u128(21));

    /// Another case of Ada's.
    fn errand(visit: &mut Visit, id: CaseId, during: Option<BookingId>) {
        let open = crate::case::Opening {
            service: ServiceCode::RegistrationCertificate,
            quantity: 1,
            origin: crate::case::Origin::Clerk { during },
            channel: Channel::Counter,
            holder: Some(ADA),
            on: crate::testing::date("2026-03-02"),
        };
        let now = visit.now;
        visit.desk.ask::<State>(id.0, clerk(CLARA), now, Command::Open(open)).expect("it is offered");
    }

    fn is_restricted(visit: &Visit, id: CaseId) -> bool {
        visit.desk.state::<State>(id.0).file().is_some_and(|file| file.restricted.is_some())
    }

    #[test]
    fn the_other_errands_of_the_visit_are_hidden_with_it_and_those_of_others_are_not() {
        let mut visit = Visit::ready(&[ada()], "2026-02-20");
        visit.book(BOOKING, ADA);
        let strange = CaseId(Uuid::from_u128(22));
        errand(&mut visit, ERRAND, Some(BOOKING));
        errand(&mut visit, strange, None);
        let restrict = Restrict { others: vec![case(), ERRAND, strange], ..restrict() };
        visit.run(clerk(CLARA), &restrict).expect("whoever sees it does it");
        assert!(is_restricted(&visit, case()) && is_restricted(&visit, ERRAND));
        assert!(!is_restricted(&visit, strange), "nobody restricts by naming it");
    }

    /// The case of the second service of the appointment opens, by the reaction that does so.
    fn second_opens(visit: &mut Visit) -> CaseId {
        let open = Reaction::OpenCase {
            booking: BOOKING,
            line: 1,
            service: ServiceCode::RegistrationCertificate,
            quantity: 1,
            channel: Channel::Video,
            holder: ADA,
            on: crate::testing::date("2026-03-02"),
        };
        visit.run(system(), &open).expect("it was booked");
        CaseId::of(BOOKING, 1)
    }

    #[test]
    fn each_case_of_the_appointment_is_hidden_with_it_whether_or_not_anybody_named_it_and_whenever_it_opens() {
        for opens_later in [false, true] {
            let mut visit = Visit::ready(&[ada()], "2026-02-20");
            visit.book_for(BOOKING, ADA, &[ServiceCode::ChangeOfResidence, ServiceCode::RegistrationCertificate]);
            if !opens_later {
                second_opens(&mut visit);
            }
            visit.run(clerk(CLARA), &restrict()).expect("whoever sees it does it");
            let second = second_opens(&mut visit);
            assert!(is_restricted(&visit, second), "opens later: {opens_later}");
        }
    }

    #[test]
    fn another_case_of_a_visit_that_is_hidden_already_can_still_be_restricted() {
        let mut visit = Visit::ready(&[ada()], "2026-02-20");
        visit.book(BOOKING, ADA);
        errand(&mut visit, ERRAND, Some(BOOKING));
        visit.run(clerk(CLARA), &restrict()).expect("whoever sees it does it");
        assert!(!is_restricted(&visit, ERRAND), "nobody knew of it");
        visit
            .run(clerk(DAVID), &Restrict { case: ERRAND, ..restrict() })
            .expect("he sees no appointment, and needs none");
        assert!(is_restricted(&visit, ERRAND));
    }

    #[test]
    fn a_case_that_goes_on_in_a_restricted_visit_is_restricted_by_that_whoever_brings_it() {
        for by in [citizen(ADA), lead(BEN)] {
            let mut visit = restricted();
            errand(&mut visit, ERRAND, None);
            visit.run(by, &Attach { case: ERRAND, booking: BOOKING }).expect("both are Ada's");
            assert!(is_restricted(&visit, ERRAND), "{by:?}");
            let file = visit.desk.state::<State>(ERRAND.0).file().cloned().expect("it is open");
            assert_eq!(file.bookings().collect::<Vec<_>>(), [BOOKING]);
        }
    }

    const EARLIER: BookingId = BookingId(Uuid::from_u128(78));

    /// What the office does by itself after every event of the cases, until nothing more follows.
    fn follow(visit: &mut Visit, cases: &[CaseId]) {
        for _ in 0..4 {
            for case in cases {
                visit.run(system(), &KeepTogether { case: *case }).expect("the office may");
            }
        }
    }

    fn is_hidden(visit: &Visit, booking: BookingId) -> bool {
        visit.desk.state::<booking::State>(booking.0).hidden_from(&clerk(DAVID))
    }

    #[test]
    fn what_hangs_together_with_a_restricted_case_over_several_appointments_is_hidden_in_the_end() {
        let mut visit = Visit::ready(&[ada()], "2026-02-20");
        visit.book_for(BOOKING, ADA, &[ServiceCode::ChangeOfResidence, ServiceCode::RegistrationCertificate]);
        let second = second_opens(&mut visit);
        visit.book_for(EARLIER, ADA, &[ServiceCode::TaxId]);
        errand(&mut visit, ERRAND, Some(EARLIER));
        visit.run(citizen(ADA), &Attach { case: ERRAND, booking: BOOKING }).expect("both are Ada's");
        visit.run(clerk(CLARA), &restrict()).expect("whoever sees it does it");
        follow(&mut visit, &[case(), second, ERRAND]);
        assert!([second, ERRAND].into_iter().all(|one| is_restricted(&visit, one)));
        assert!(is_hidden(&visit, BOOKING) && is_hidden(&visit, EARLIER), "also the appointment of the errand before");
    }

    #[test]
    fn a_case_that_goes_on_in_a_restricted_visit_takes_its_earlier_appointment_along() {
        let mut visit = restricted();
        visit.book_for(EARLIER, ADA, &[ServiceCode::RegistrationCertificate]);
        errand(&mut visit, ERRAND, Some(EARLIER));
        visit.run(citizen(ADA), &Attach { case: ERRAND, booking: BOOKING }).expect("both are Ada's");
        follow(&mut visit, &[ERRAND]);
        assert!(is_hidden(&visit, EARLIER));
    }

    #[test]
    fn a_restricted_visit_takes_a_case_for_the_same_service_along_as_any_other_does() {
        let mut visit = Visit::ready(&[ada()], "2026-02-20");
        visit.book_for(BOOKING, ADA, &[ServiceCode::ChangeOfResidence, ServiceCode::RegistrationCertificate]);
        let own = second_opens(&mut visit);
        visit.run(clerk(CLARA), &restrict()).expect("whoever sees it does it");
        errand(&mut visit, ERRAND, None);
        visit.run(citizen(ADA), &Attach { case: ERRAND, booking: BOOKING }).expect("nothing tells that it is hidden");
        follow(&mut visit, &[ERRAND]);
        assert!(matches!(visit.desk.state::<State>(own.0), State::Withdrawn { .. }), "one of them goes on");
        assert!(is_restricted(&visit, own) && is_restricted(&visit, ERRAND));
    }

    #[test]
    fn another_case_for_the_same_service_that_began_in_the_visit_takes_nobodys_place() {
        let mut visit = Visit::ready(&[ada()], "2026-02-20");
        visit.book_for(BOOKING, ADA, &[ServiceCode::ChangeOfResidence, ServiceCode::RegistrationCertificate]);
        let own = second_opens(&mut visit);
        errand(&mut visit, ERRAND, Some(BOOKING));
        visit.run(clerk(CLARA), &Restrict { others: vec![ERRAND], ..restrict() }).expect("whoever sees it does it");
        follow(&mut visit, &[case(), own, ERRAND]);
        for one in [own, ERRAND] {
            assert!(matches!(visit.desk.state::<State>(one.0), State::Open(_)) && is_restricted(&visit, one));
        }
    }

    #[test]
    fn nothing_is_hidden_where_nothing_is_restricted() {
        let mut visit = Visit::ready(&[ada()], "2026-02-20");
        visit.book(BOOKING, ADA);
        let before = visit.desk.history::<State>(case().0).len();
        follow(&mut visit, &[case()]);
        assert_eq!(visit.desk.history::<State>(case().0).len(), before);
        assert!(!is_hidden(&visit, BOOKING));
    }

    #[test]
    fn a_case_that_is_restricted_already_keeps_its_ground_in_a_restricted_visit() {
        let mut visit = restricted();
        errand(&mut visit, ERRAND, None);
        visit.run(clerk(CLARA), &Restrict { case: ERRAND, ..restrict() }).expect("whoever sees it does it");
        visit.run(lead(BEN), &Attach { case: ERRAND, booking: BOOKING }).expect("both are Ada's");
        let restriction = visit.desk.state::<State>(ERRAND.0).file().and_then(|file| file.restricted);
        assert_eq!(restriction, Some(Restriction { ground: RestrictionGround::SomebodyMissing, by: CLARA }));
    }
}
