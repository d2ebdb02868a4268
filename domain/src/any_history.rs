//! What holds of the small aggregates whatever happens to them, in whatever order, at whatever time.
//!
//! Appointments and days, waiting lists and cases have such tests beside their rules.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU16;

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use uuid::Uuid;

use crate::asked::{Asked, By};
use crate::catalogue::{Basis, ServiceCode};
use crate::consultation::{self, GUESTS_MAX, GuestStep, Medium, Occasion, Outcome, Part};
use crate::ids::{BookingId, CaseId, DocumentId, GuestId, PartyId, PaymentId, ScopeId, SignatureId};
use crate::money::{Cents, Share};
use crate::payment::{self, Exemption, Item, Means};
use crate::personal::SubjectId;
use crate::signature::{self, Hash, Manner, Witness};
use crate::testing::{ADA, BEN, CLARA, DAVID, SHA_256, acting, at, citizen, clerk, drawn, system};
use crate::transmission::{self, Cause, Recipient};
use crate::{Decide, Role, document, link_grant, shift, subject_key};

mod mail;
mod office;

const CASE: CaseId = CaseId(Uuid::from_u128(1));

/// Somebody asks for something, some minutes after the last did.
type Step<C> = (By, u16, C);

/// What happened, and when.
type History<E> = Vec<(DateTime<Utc>, E)>;

fn steps<C: Clone + std::fmt::Debug + 'static>(
    who: Vec<By>,
    commands: impl Strategy<Value = C>,
) -> impl Strategy<Value = Vec<Step<C>>> {
    prop::collection::vec((prop::sample::select(who), 0..90_u16, commands), 0..24)
}

/// Everything is asked, in order; what is refused does not happen. A command that comes twice does nothing more the
/// second time, and a state survives being stored.
fn all<D>(steps: Vec<Step<D::Command>>, repeats: bool) -> Result<(D, History<D::Event>), TestCaseError>
where
    D: Decide + PartialEq + std::fmt::Debug,
    D::Command: std::fmt::Debug,
{
    let (mut state, mut history, mut now) = (D::default(), vec![], at("2026-03-02T07:00:00Z"));
    for (by, mins, command) in steps {
        now += TimeDelta::minutes(mins.into());
        let asked = Asked { command, by, at: now, facts: std::sync::Arc::default() };
        let Ok(events) = state.answer(&asked) else { continue };
        for event in events {
            state = state.apply(event.clone());
            history.push((now, event));
        }
        let again = state.answer(&asked).map_or(0, |events| events.len());
        prop_assert!(!repeats || again == 0, "{:?} came twice, and did more in {:?}", asked.command, state);
        let stored = serde_json::to_string(&state).expect("a state can be stored");
        prop_assert_eq!(&serde_json::from_str::<D>(&stored).expect("and read"), &state);
    }
    Ok((state, history))
}

fn count<E>(history: &History<E>, what: impl Fn(&E) -> bool) -> usize {
    history.iter().filter(|(_, event)| what(event)).count()
}

fn staff() -> Vec<By> {
    vec![clerk(CLARA), clerk(DAVID), acting(DAVID, Role::TeamLead), citizen(ADA), citizen(BEN), system()]
}

fn fee(cents: i64) -> Item {
    let (service, basis) = (ServiceCode::CertificateOfConduct, Basis::JvKostG1130);
    Item { service, quantity: 1, each: Cents(cents), city_share: Share { of: 2, parts: 5 }, basis }
}

fn payment_commands() -> impl Strategy<Value = payment::Command> {
    let cents = prop::sample::select(vec![0, 700, 1_300]);
    prop_oneof![
        3 => cents.clone().prop_map(|cents| payment::Command::Assess { case: CASE, items: vec![fee(cents)] }),
        3 => cents.prop_map(|cents| payment::Command::PayAtCounter { means: Means::Cash, amount: Cents(cents) }),
        1 => Just(payment::Command::Exempt { exemption: Exemption::VoluntaryWork }),
        2 => Just(payment::Command::RequestWaiver),
        2 => any::<bool>().prop_map(|granted| payment::Command::RecordWaiver { granted }),
        1 => Just(payment::Command::Replace),
        1 => Just(payment::Command::Abandon),
        2 => Just(payment::Command::ClaimAgain { attempt: None, amount: Cents(1_300) }),
        6 => attempt_commands().prop_map(payment::Command::from),
        4 => refund_commands().prop_map(payment::Command::from),
    ]
}

/// What the office's own worker hears of a provider, in any order.
fn attempt_commands() -> impl Strategy<Value = payment::AttemptCommand> {
    use payment::AttemptCommand::{
        Close, Expire, RecordCancelled, RecordFailed, RecordPaid, RecordStarted, RecordUnanswered, RecordUnclear,
        Request,
    };
    let (means, paid_at) = (payment::OnlineMeans::Card, at("2026-03-02T08:00:00Z"));
    prop_oneof![
        6 => Just(Request { payment: PaymentId::of(CASE, 1) }),
        2 => (1..4_u16).prop_map(|attempt| RecordStarted { attempt, reference: format!("T-{attempt}"), mark: None }),
        1 => (1..4_u16).prop_map(|attempt| RecordUnanswered { attempt }),
        1 => (1..4_u16).prop_map(|attempt| RecordUnclear { attempt, word: "PENDING".to_owned() }),
        2 => (1..4_u16).prop_map(|attempt| RecordFailed { attempt, code: None }),
        1 => (1..4_u16).prop_map(|attempt| RecordCancelled { attempt }),
        1 => (1..4_u16).prop_map(|attempt| Expire { attempt }),
        1 => (1..4_u16).prop_map(|attempt| {
            Close { attempt, finding: payment::Finding::NothingCameIn, missed_by: None }
        }),
        1 => (1..4_u16).prop_map(|attempt| {
            Close { attempt, finding: payment::Finding::WrittenOff, missed_by: Some(vec![]) }
        }),
        6 => (1..4_u16, prop::sample::select(vec![700, 1_300])).prop_map(move |(attempt, cents)| {
            RecordPaid { attempt, means, amount: Cents(cents), receipt: None, mark: None, paid_at }
        }),
    ]
}

fn refund_commands() -> impl Strategy<Value = payment::RefundCommand> {
    use payment::RefundCommand::{Approve, Decline, RecordByHand, RecordDone, RecordImpossible, Request};
    use payment::{Ground, Obstacle, Source};
    let source = prop::sample::select(vec![Source::Counter, Source::Attempt(1), Source::Attempt(2)]);
    prop_oneof![
        3 => (source, prop::sample::select(vec![500, 700, 1_300])).prop_map(|(source, cents)| {
            Request { source, amount: Cents(cents), ground: Ground::WronglyCharged }
        }),
        4 => (1..4_u16).prop_map(|refund| Approve { refund }),
        1 => (1..4_u16).prop_map(|refund| Decline { refund }),
        2 => (1..4_u16).prop_map(|refund| RecordImpossible { refund, obstacle: Obstacle::NotPossible }),
        3 => (1..4_u16).prop_map(|refund| RecordDone { refund }),
        3 => (1..4_u16).prop_map(|refund| RecordByHand { refund, order: "AO-1".to_owned() }),
    ]
}

/// Many steps about one fee, most of them after it was fixed and by people who may take them.
fn money_steps() -> impl Strategy<Value = Vec<Step<payment::Command>>> {
    let who = vec![
        clerk(CLARA),
        acting(DAVID, Role::TeamLead),
        acting(BEN, Role::Cashier),
        acting(CLARA, Role::Cashier),
        citizen(ADA),
        system(),
        system(),
        system(),
    ];
    let begin = (clerk(CLARA), 0, payment::Command::Assess { case: CASE, items: vec![fee(1_300)] });
    let step = (prop::sample::select(who), 0..90_u16, payment_commands());
    (any::<bool>(), prop::collection::vec(step, 0..48))
        .prop_map(move |(fixed, steps)| fixed.then(|| begin.clone()).into_iter().chain(steps).collect())
}

fn hash() -> impl Strategy<Value = Hash> {
    prop::sample::select(vec![Hash([1; 32]), Hash([2; 32])])
}

fn signature_commands() -> impl Strategy<Value = signature::Command> {
    let holder = prop::sample::select(vec![Some(ADA), None]);
    prop_oneof![
        2 => (holder, hash(), prop::sample::select(vec![None, NonZeroU16::new(2)]))
            .prop_map(|(holder, hash, pages)| signature::Command::Request { case: CASE, holder, hash, pages }),
        2 => hash().prop_map(|hash| signature::Command::Show { hash }),
        2 => (hash(), prop::collection::vec(0..4_u16, 1..3))
            .prop_map(|(hash, pages)| signature::Command::Acknowledge { hash, pages }),
        1 => (hash(), hash()).prop_map(|(hash, mac)| signature::Command::TellTan { hash, mac }),
        2 => hash().prop_map(|mac| signature::Command::EnterTan { mac }),
        3 => (prop::sample::select(vec![drawn(), Manner::SpokenTan]), hash()).prop_map(|(manner, hash)| {
            let (signer, signature) = (SubjectId(Uuid::from_u128(4)), SignatureId(Uuid::from_u128(5)));
            let witness = Witness { signer, signature, declaration: 1, identified: None, sha256: SHA_256 };
            signature::Command::Sign { party: PartyId(Uuid::from_u128(3)), manner, hash, witness }
        }),
        1 => Just(signature::Command::Void),
    ]
}

fn talk_commands() -> impl Strategy<Value = consultation::Command> {
    use consultation::Command::{Begin, Cancel, Close, End, Guest, Interrupt, Resume, Schedule};
    let outcome = prop::sample::select(vec![Outcome::Completed, Outcome::Aborted, Outcome::Phone]);
    let steps = vec![
        GuestStep::Invite { part: Part::Interpreter },
        GuestStep::Admit,
        GuestStep::Remove,
        GuestStep::Arrive,
        GuestStep::Leave,
    ];
    let guest = (8..11_u128).prop_map(|n| GuestId(Uuid::from_u128(n)));
    let of = Occasion::Booking(BookingId(Uuid::from_u128(2)));
    prop_oneof![
        2 => Just(Schedule { of, holder: Some(ADA) }),
        4 => prop::sample::select(vec![Medium::Video, Medium::Phone]).prop_map(|medium| Begin { medium }),
        2 => Just(Interrupt),
        2 => Just(Resume),
        1 => outcome.clone().prop_map(|outcome| End { outcome }),
        1 => outcome.prop_map(|outcome| Close { outcome }),
        1 => Just(Cancel),
        6 => (guest, prop::sample::select(steps)).prop_map(|(guest, step)| Guest { guest, step }),
    ]
}

fn shift_commands() -> impl Strategy<Value = shift::Command> {
    use shift::Command::{Begin, End, Free, Pause, Resume, Serve};
    let scope = prop::sample::select(vec![ScopeId(Uuid::from_u128(1)), ScopeId(Uuid::from_u128(2))]);
    let booking = prop::sample::select(vec![BookingId(Uuid::from_u128(7)), BookingId(Uuid::from_u128(8))]);
    prop_oneof![
        2 => scope.clone().prop_map(|scope| Begin { scope }),
        1 => Just(Pause),
        1 => Just(Resume),
        1 => Just(End),
        4 => (booking.clone(), scope).prop_map(|(booking, scope)| Serve { booking, scope }),
        3 => booking.prop_map(|booking| Free { booking }),
    ]
}

fn document_commands() -> impl Strategy<Value = document::Command> {
    use document::Command::{Announce, Defer, HandOut, Receive, Refuse, Release, TakeBack};
    let id = (0..3_u128).prop_map(|n| DocumentId(Uuid::from_u128(n)));
    let ticket = (0..2_u128).prop_map(Uuid::from_u128);
    let blob = Hash([1; 32]);
    (id, ticket, 0..7_u8, prop::sample::select(vec![1_u64, 1000, 20 * 1024 * 1024])).prop_map(
        move |(document, ticket, which, bytes)| match which {
            0 => Announce {
                document,
                case: CASE,
                holder: Some(ADA),
                format: document::Format::Pdf,
                bytes,
                proves: None,
                name: SubjectId(document.0).knows(document::FileName("Deed".to_owned())),
            },
            1 => Receive { document, blob, bytes, commitment: blob },
            2 => Defer { document },
            3 => Release { document, blob, bytes },
            4 => Refuse { document, fault: document::Fault::Damaged },
            5 => TakeBack { document },
            _ => HandOut { document, ticket },
        },
    )
}

fn transmission_commands() -> impl Strategy<Value = transmission::Command> {
    use transmission::Command::{
        FinishByHand, MarkOverdue, Queue, RecordAcknowledgement, RecordFailure, RecordRejection, RecordSent, Retry,
        TryAgain,
    };
    let (service, recipient) = (ServiceCode::MoveIn, Recipient::DepartureAuthority);
    let due_at = Some(at("2026-03-02T12:00:00Z"));
    let cause = prop::sample::select(vec![Cause::Unreachable, Cause::NoAnswer, Cause::BadAnswer, Cause::Erased]);
    prop_oneof![
        2 => Just(Queue { case: CASE, service, recipient, authority: None, due_at }),
        6 => (1..6_u16, cause).prop_map(|(attempt, cause)| RecordFailure { attempt, cause }),
        3 => (1..6_u16).prop_map(|attempt| RecordSent { attempt, reference: "R-1".to_owned() }),
        1 => Just(RecordAcknowledgement { reference: "R-1".to_owned() }),
        1 => Just(RecordRejection { code: "E-1".to_owned() }),
        2 => Just(MarkOverdue),
        4 => Just(TryAgain),
        2 => Just(Retry),
        1 => Just(FinishByHand),
    ]
}

fn link_commands() -> impl Strategy<Value = link_grant::Command> {
    let (booking, expires_at) = (BookingId(Uuid::from_u128(7)), at("2026-03-03T07:00:00Z"));
    prop_oneof![
        Just(link_grant::Command::Grant { booking, holder: ADA, expires_at }),
        Just(link_grant::Command::Revoke),
        Just(link_grant::Command::Renew { booking }),
        (0..6_u32).prop_map(move |generation| link_grant::Command::Use { booking, generation }),
        (0..6_u32).prop_map(move |generation| link_grant::Command::Lock { booking, generation }),
    ]
}

fn key_commands() -> impl Strategy<Value = subject_key::Command> {
    use subject_key::Command::{LiftHold, OrderErasure, PlaceHold, RecordDestruction};
    use subject_key::{Ground, HoldBasis};
    let case = prop::sample::select(vec![None, Some(CASE)]);
    let ground = prop::sample::select(vec![Ground::RetentionOver, Ground::Objection]);
    prop_oneof![
        3 => (case.clone(), ground).prop_map(|(case, ground)| OrderErasure { case, ground, note: None }),
        4 => case.prop_map(|case| PlaceHold { case, basis: HoldBasis::LegalClaim }),
        2 => Just(LiftHold),
        1 => Just(RecordDestruction),
    ]
}

proptest! {
    /// What is owed is fixed once, and settled once and in one way.
    #[test]
    fn a_fee_is_paid_once_and_only_as_it_was_fixed(steps in money_steps()) {
        use payment::Event::{Assessed, Cancelled, Exempted, Paid, PaidOnline, RefundDue, Waived};
        let (_, history) = all::<payment::State>(steps, false)?;
        let fixed = history.iter().find_map(|(_, event)| match event {
            Assessed { items, amount, .. } => Some((items.clone(), *amount)),
            _ => None,
        });
        prop_assert_eq!(count(&history, |event| matches!(event, Assessed { .. })), usize::from(fixed.is_some()));
        let settled = count(&history, |event| {
            matches!(event, Paid { .. } | PaidOnline { .. } | Exempted { .. } | Waived { .. } | Cancelled { .. })
        });
        let again = count(&history, |event| matches!(event, payment::Event::ChargedBack { .. }));
        prop_assert!(settled <= 1 + again, "{history:?}");
        for (_, event) in &history {
            if let Paid { items, amount, .. } | PaidOnline { items, amount, .. } = event {
                prop_assert_eq!(Some((items.clone(), *amount)), fixed.clone());
                prop_assert_eq!(items.iter().map(Item::amount).sum::<Cents>(), *amount);
                prop_assert!(amount.0 > 0, "nobody pays nothing");
            }
        }
        let back = count(&history, |event| matches!(event, RefundDue { .. }));
        let paid = count(&history, |event| matches!(event, Paid { .. } | PaidOnline { .. }));
        prop_assert!(back <= paid, "what was not paid is not given back");
    }

    /// Money is neither lost nor made: what came in is kept, on its way back, or back. It came by the hands of whoever
    /// takes money or by the provider's word, and left by the word of two people.
    #[test]
    fn money_is_conserved(steps in money_steps()) {
        use payment::Event::{
            AttemptRequested, CaseEnded, OtherAmountPaid, Overpaid, Paid, PaidOnline, RefundApproved, RefundDeclined, RefundDue,
            RefundRequested, Refunded,
        };
        use payment::Source;
        let (state, history) = all::<payment::State>(steps, false)?;
        let (mut came, mut left, mut open, mut attempts) = (BTreeMap::new(), BTreeMap::new(), 0_u16, vec![]);
        let (mut wanted, mut agreed) = (vec![], BTreeMap::new());
        let (mut settled_by, mut has_ended) = (Source::Counter, false);
        for (_, event) in &history {
            match *event {
                AttemptRequested { attempt, request, .. } => {
                    attempts.push(request);
                    prop_assert_eq!(usize::from(attempt), attempts.len());
                    prop_assert_eq!(attempts.iter().collect::<BTreeSet<_>>().len(), attempts.len(), "a request of its own");
                    prop_assert_eq!(open, 0, "one is open at a time");
                    open = attempt;
                }
                payment::Event::AttemptFailed { attempt, .. }
                | payment::Event::AttemptCancelled { attempt }
                | payment::Event::AttemptExpired { attempt, .. } => {
                    prop_assert_eq!(std::mem::take(&mut open), attempt);
                }
                payment::Event::ChargedBack { attempt, amount, .. } => {
                    prop_assert_eq!(came.insert(Source::Attempt(attempt), Cents::ZERO), Some(amount));
                }
                Paid { amount, .. } => {
                    prop_assert_eq!(came.insert(Source::Counter, amount), None);
                }
                PaidOnline { attempt, amount, .. }
                | Overpaid { attempt, amount, .. }
                | OtherAmountPaid { attempt, amount, .. } => {
                    let source = Source::Attempt(attempt);
                    prop_assert_eq!(came.insert(source, amount), None, "an attempt is paid once");
                    if open == attempt {
                        open = 0;
                    }
                    if matches!(event, PaidOnline { .. }) {
                        settled_by = source;
                    }
                    if matches!(event, Overpaid { .. }) {
                        wanted.push((source, amount, None));
                    }
                }
                RefundDue { amount, by, .. } => {
                    has_ended = true;
                    wanted.push((settled_by, amount, by));
                }
                CaseEnded { .. } => has_ended = true,
                RefundRequested { refund, source, amount, by, .. } => {
                    wanted.push((source, amount, Some(by)));
                    prop_assert_eq!(usize::from(refund), wanted.len());
                }
                RefundDeclined { refund, .. } => {
                    prop_assert!(!has_ended, "of a case that has come to nothing nothing is kept");
                    wanted[usize::from(refund) - 1].1 = Cents::ZERO;
                }
                RefundApproved { refund, source, amount, by, .. } => {
                    let (of, how_much, wanted_by) = wanted[usize::from(refund) - 1];
                    prop_assert_eq!((of, how_much), (source, amount));
                    prop_assert!(wanted_by != Some(by), "two people");
                    agreed.insert(refund, by);
                }
                Refunded { refund, source, amount, .. } => {
                    let agreed_by = agreed.remove(&refund);
                    prop_assert!(agreed_by.is_some(), "it was agreed to, and goes back once");
                    *left.entry(source).or_insert(Cents::ZERO) = left.get(&source).copied().unwrap_or_default() + amount;
                }
                _ => {}
            }
        }
        for (source, back) in &left {
            prop_assert!(*back <= came.get(source).copied().unwrap_or_default(), "{history:?}");
        }
        if let Some(fee) = state.fee() {
            for (source, came) in came {
                let promised: Cents = wanted.iter().filter(|(of, ..)| *of == source).map(|(_, amount, _)| *amount).sum();
                prop_assert_eq!(fee.took(source), came);
                prop_assert_eq!(fee.left_of(source), came - promised);
                prop_assert!(fee.left_of(source) >= Cents::ZERO, "{history:?}");
            }
        }
    }

    /// Whoever has signed was shown exactly that document before, and signed it once.
    #[test]
    fn what_is_signed_was_shown(steps in steps(staff(), signature_commands())) {
        use signature::Event::{Requested, Shown, Signed, Voided};
        let (_, history) = all::<signature::State>(steps, true)?;
        let signed = count(&history, |event| matches!(event, Signed { .. }));
        prop_assert!(signed <= 1, "{history:?}");
        for (n, (_, event)) in history.iter().enumerate() {
            let before = &history[..n];
            prop_assert!(!before.iter().any(|(_, event)| matches!(event, Voided { .. })), "nothing follows a correction");
            if let Signed { hash, shown_at, .. } = event {
                let mut showings = before.iter().rev();
                let shown = showings.find_map(|(at, event)| matches!(event, Shown { .. }).then_some((*at, event)));
                let Some((at, Shown { hash: seen, .. })) = shown else { panic!("nobody saw it") };
                prop_assert_eq!((seen, at), (hash, *shown_at));
                let asked = before.iter().any(|(_, event)| matches!(event, Requested { hash: asked, .. } if asked == hash));
                prop_assert!(asked, "nobody asked for it");
            }
        }
    }

    /// A talk is led by one clerk at a time, and nobody has talked for longer than it went on.
    #[test]
    fn a_talk_has_one_host_and_lasts_no_longer_than_it_did(steps in steps(staff(), talk_commands())) {
        use consultation::Event::{
            Begun, Cancelled, Ended, GuestAdmitted, GuestArrived, GuestInvited, GuestLeft, GuestRemoved, Interrupted, Resumed,
            Scheduled,
        };
        let (_, history) = all::<consultation::State>(steps, false)?;
        let (mut live_since, mut lived, mut rounds) = (None, TimeDelta::zero(), vec![]);
        let (mut invited, mut admitted, mut present) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        for (at, event) in &history {
            match event {
                Begun { begun_at: since, round, .. } | Resumed { resumed_at: since, round } => {
                    prop_assert_eq!(live_since.replace(*since), None, "it goes on already");
                    rounds.push(*round);
                }
                Interrupted { live_secs } | Ended { live_secs, .. } => {
                    lived += live_since.take().map_or_else(TimeDelta::zero, |since| *at - since);
                    prop_assert!(i64::from(*live_secs) <= lived.num_seconds(), "{live_secs} of {lived}");
                }
                Scheduled { .. } | Cancelled => {
                    prop_assert_eq!(live_since, None, "whoever talks is not cancelled");
                    invited.clear();
                }
                GuestInvited { guest, .. } => {
                    prop_assert!(invited.insert(*guest), "nobody is invited twice");
                    prop_assert!(invited.len() <= GUESTS_MAX, "the room has no seats for more");
                }
                GuestAdmitted { guest } => prop_assert!(invited.contains(guest) && admitted.insert(*guest)),
                GuestArrived { guest } => prop_assert!(admitted.contains(guest) && present.insert(*guest)),
                GuestLeft { guest } => prop_assert!(present.remove(guest)),
                GuestRemoved { guest } => {
                    prop_assert!(invited.remove(guest));
                    admitted.remove(guest);
                    present.remove(guest);
                }
            }
            if matches!(event, Ended { .. }) {
                admitted.clear();
                present.clear();
            }
        }
        // Who was identified in an earlier round is identified anew: no round comes twice, unless nobody talked in it.
        prop_assert!(rounds.windows(2).all(|pair| pair[0] < pair[1] || pair[1] == 0), "{rounds:?}");
    }

    /// R12: a clerk serves one.
    #[test]
    fn a_clerk_serves_one_at_a_time(steps in steps(vec![clerk(CLARA)], shift_commands())) {
        use shift::Event::{Begun, Ended, Freed, Paused, Resumed, Serving};
        let (_, history) = all::<shift::State>(steps, true)?;
        let (mut serves, mut is_there) = (None, false);
        for (_, event) in history {
            match event {
                Begun { .. } | Resumed => is_there = true,
                Serving { booking } => {
                    prop_assert!(is_there, "whoever serves is there");
                    prop_assert_eq!(serves.replace(booking), None);
                }
                Freed { booking } => prop_assert_eq!(serves.take(), Some(booking)),
                Paused | Ended => {
                    prop_assert_eq!(serves, None, "nobody is left sitting");
                    is_there = false;
                }
            }
        }
    }

    /// Each attempt is recorded once and in order, and what is done stays done.
    #[test]
    fn attempts_are_counted_and_the_end_is_the_end(
        steps in steps(vec![system(), clerk(CLARA)], transmission_commands())
    ) {
        use transmission::Event::{Acknowledged, DoneByHand, Failed, Overdue, Queued, Sent};
        let (_, history) = all::<transmission::State>(steps, false)?;
        let mut attempts = 0;
        for (n, (at, event)) in history.iter().enumerate() {
            let over = history[..n].iter().any(|(_, event)| matches!(event, Acknowledged { .. } | DoneByHand { .. }));
            prop_assert!(!over, "{event:?} after the end");
            match event {
                Failed { attempt, .. } | Sent { attempt, .. } => {
                    attempts += 1;
                    prop_assert_eq!(*attempt, attempts);
                }
                Overdue { due_at } => prop_assert!(due_at <= at),
                _ => {}
            }
        }
        let (overdue, queued) = (
            count(&history, |event| matches!(event, Overdue { .. })),
            count(&history, |event| matches!(event, Queued { .. })),
        );
        prop_assert!(overdue <= 1 && queued <= 1, "{history:?}");
    }

    /// Nothing is handed out that nobody has looked at, nothing is looked at that is not there, and no ticket is good
    /// twice. There is never more than a case has room for.
    #[test]
    fn documents_are_handed_out_after_they_were_looked_at_and_once_for_a_ticket(
        steps in steps(vec![system(), citizen(ADA), clerk(CLARA)], document_commands())
    ) {
        use document::Event::{Announced, HandedOut, Received, Refused, Released, TakenBack};
        let (mut state, mut now, mut history) = (document::State::default(), at("2026-03-02T07:00:00Z"), vec![]);
        for (by, mins, command) in steps {
            now += TimeDelta::minutes(mins.into());
            let asked = Asked { command, by, at: now, facts: std::sync::Arc::default() };
            for event in state.answer(&asked).unwrap_or_default() {
                let of = event.document();
                let before = |wanted: fn(&document::Event) -> bool| {
                    history.iter().filter(|(_, one): &&(_, document::Event)| one.document() == of && wanted(one)).count()
                };
                let (announced, received) =
                    (before(|one| matches!(one, Announced { .. })), before(|one| matches!(one, Received { .. })));
                let released = before(|one| matches!(one, Released { .. }));
                let over = before(|one| matches!(one, Refused { .. } | TakenBack { .. }));
                prop_assert!(over == 0, "{event:?} after the end");
                match &event {
                    Announced { .. } => prop_assert_eq!(announced, 0),
                    Received { .. } => prop_assert_eq!((announced, received), (1, 0)),
                    HandedOut { ticket, .. } => {
                        prop_assert_eq!(released, 1);
                        let used = history.iter().any(|(at, one)| {
                            matches!(one, HandedOut { ticket: other, .. } if other == ticket)
                                && now - *at < TimeDelta::minutes(10)
                        });
                        prop_assert!(!used, "a ticket is good once");
                    }
                    Released { .. } | Refused { .. } => prop_assert_eq!((received, released), (1, 0)),
                    document::Event::Deferred { .. } | TakenBack { .. } => prop_assert_eq!(released, 0),
                }
                state = state.apply(event.clone());
                history.push((now, event));
            }
            let (count, kib) = state.tray().map(|tray| tray.room_taken(now)).unwrap_or_default();
            prop_assert!(count <= 30 && kib <= 100 * 1024, "{count} files of {kib} KiB");
        }
    }

    /// A link that was taken back, replaced or locked is never good again: each has a generation of its own.
    #[test]
    fn a_link_that_was_taken_back_stays_so(
        steps in steps([staff(), vec![acting(ADA, Role::Citizen), system()]].concat(), link_commands())
    ) {
        use link_grant::Event::{Granted, Locked, Renewed, Revoked, Used};
        let (state, history) = all::<link_grant::State>(steps, false)?;
        let (mut last, mut mailed, mut lets_in) = (0, Some(0), Some(0));
        for (_, event) in &history {
            match event {
                Granted(link_grant::Granted { generation, .. }) | Renewed { generation, .. } => {
                    prop_assert_eq!(*generation, last + 1);
                    last = *generation;
                    (mailed, lets_in) = (matches!(event, Renewed { .. }).then_some(last), Some(last));
                }
                Revoked { generation, .. } => {
                    prop_assert_eq!((*generation, mailed), (last, None));
                    lets_in = None;
                }
                // The office's own is good for one time, and the one in mails for many.
                Used { generation, .. } => {
                    prop_assert_eq!(Some(*generation), lets_in);
                    lets_in = mailed;
                }
                Locked { generation, .. } => {
                    prop_assert_eq!(Some(*generation), lets_in);
                    (mailed, lets_in) = (None, None);
                }
            }
        }
        prop_assert_eq!((state.mailed(), state.lets_in()), (mailed, lets_in));
        let good = matches!(state, link_grant::State::Given(_));
        prop_assert_eq!(good, matches!(history.last(), Some((_, Granted(_)))));
    }

    /// Art. 17 (3) GDPR: nobody is forgotten while they are held, and whose time was over meanwhile is forgotten then.
    #[test]
    fn whoever_is_held_is_forgotten_when_that_is_over_and_not_before(
        steps in steps(vec![acting(ADA, Role::DataProtection), acting(DAVID, Role::TeamLead), system()], key_commands())
    ) {
        use subject_key::Event::{Destroyed, ErasureDeferred, ErasureOrdered, Held, Released};
        let (_, history) = all::<subject_key::State>(steps, true)?;
        let (mut held, mut deferred, mut ordered) = (false, None, false);
        for (n, (_, event)) in history.iter().enumerate() {
            match event {
                Held { .. } => {
                    prop_assert!(!held && !ordered);
                    held = true;
                }
                ErasureDeferred { case } => {
                    prop_assert!(held && deferred.is_none());
                    deferred = Some(*case);
                }
                Released => {
                    prop_assert!(held);
                    held = false;
                    if let Some(case) = deferred.take() {
                        let next = history.get(n + 1).map(|(_, event)| event);
                        let follows = matches!(next, Some(ErasureOrdered { case: of, .. }) if *of == case);
                        prop_assert!(follows, "{next:?} follows the end of a hold");
                    }
                }
                ErasureOrdered { .. } => {
                    prop_assert!(!held && !ordered, "once, and of nobody who is held");
                    ordered = true;
                }
                Destroyed => {
                    prop_assert!(ordered, "nobody has ordered it");
                    prop_assert_eq!(n + 1, history.len(), "nothing follows");
                }
            }
        }
    }
}
