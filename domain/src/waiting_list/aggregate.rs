//! The decision table of a waiting list.

use std::collections::BTreeMap;

use chrono::{DateTime, Days, Utc};
use serde::{Deserialize, Serialize};

use super::{Command, Event, LeftBecause, Refusal, Window, Wish};
use crate::asked::{ActorId, Asked, Facts};
use crate::booking::{Line, Medium, needed_minutes, unconfirmed};
use crate::calendar::{self, Span};
use crate::catalogue::Channel;
use crate::decide::Decide;
use crate::ids::{BookingId, EntryId, GuardId};
use crate::permission::{Denied, Grant, Role};
use crate::person::Contact;
use crate::personal::Personal;

/// An offer that stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Open {
    /// The held appointment.
    pub booking: BookingId,
    /// Which time.
    pub span: Span,
    /// How long it stands.
    pub expires_at: DateTime<Utc>,
}

/// Somebody who waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Whose place it is.
    pub holder: ActorId,
    /// Whether they said so by themselves or through the service centre.
    pub medium: Medium,
    /// What for.
    pub lines: Vec<Line>,
    /// By a call or at a counter.
    pub channel: Channel,
    /// When they could come.
    pub window: Window,
    /// How to reach them.
    pub contact: Personal<Contact>,
    /// What counts the contact's appointments.
    pub guards: Vec<GuardId>,
    /// Since when.
    pub joined_at: DateTime<Utc>,
    /// The how many-th of the list: several may join at one moment.
    pub arrival: u32,
    /// The offer that stands, if one does.
    pub open: Option<Open>,
    /// How many offers they had.
    pub offers: u16,
    /// How many of these they left unanswered.
    pub unanswered: u16,
    /// The times that they declined or left unanswered: nobody is asked the same twice. At most one for each offer.
    pub declined: Vec<DateTime<Utc>>,
}

impl Entry {
    /// Who waits no longer and has no appointment is forgotten like those who never confirmed one.
    fn leave<C>(&self, entry: EntryId, because: LeftBecause, asked: &Asked<C>) -> Event {
        Event::Left { entry, because, forget: Some(unconfirmed(&self.contact, asked.at, &asked.facts.limits)) }
    }

    /// Whether a freed time suits: it is long enough, on a day on which they could come, and they have not refused it.
    /// Who was forgotten is asked nothing.
    fn could_take(&self, freed: Span, at: DateTime<Utc>, facts: &Facts) -> bool {
        let date = calendar::local_date(freed.starts_at);
        self.open.is_none_or(|open| open.expires_at <= at)
            && self.window.holds(date)
            && self.contact.known().is_ok()
            && !self.declined.contains(&freed.starts_at)
            && needed_minutes(&self.lines, self.channel, facts, date)
                .is_ok_and(|minutes| i64::from(minutes) <= freed.minutes())
    }
}

/// A waiting list. It has one state only: who waits.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    waiting: BTreeMap<EntryId, Entry>,
    arrivals: u32,
}

/// Whoever waits, and whoever waits for somebody on the telephone.
pub(super) const HOLDER: &[Grant] =
    &[Grant::Any(Role::Citizen), Grant::Any(Role::ServiceCentre), Grant::Any(Role::Clerk), Grant::Any(Role::TeamLead)];
const OFFICE: &[Grant] = &[Grant::Any(Role::System)];
/// Whoever may give the held appointment back.
const WHO_GIVES_BACK: &[Grant] = &[
    Grant::Any(Role::Citizen),
    Grant::Any(Role::ServiceCentre),
    Grant::Any(Role::Clerk),
    Grant::Any(Role::TeamLead),
    Grant::Any(Role::Planner),
    Grant::Any(Role::System),
];

impl Decide for State {
    const KIND: &'static str = "waiting_list";
    type Command = Command;
    type Event = Event;
    type Refusal = Refusal;

    fn grants(command: &Command) -> &'static [Grant] {
        match command {
            // A list belongs to nobody; whose place it is, each row below asks.
            Command::Join { .. } | Command::Accept { .. } | Command::Leave { because: LeftBecause::OwnWish, .. } => {
                HOLDER
            }
            Command::Decline { .. } => WHO_GIVES_BACK,
            // Whoever finds that an offer has run out records it; the clock decides.
            Command::Lapse { .. } => WHO_GIVES_BACK,
            Command::Offer { .. }
            | Command::Leave { because: LeftBecause::WindowPassed | LeftBecause::OffersUnanswered, .. } => OFFICE,
        }
    }

    fn decide(&self, asked: &Asked<Command>) -> Result<Vec<Event>, Refusal> {
        use Command::{Accept, Decline, Join, Lapse, Leave, Offer};
        let at = asked.at;
        let entry = asked.command.entry();
        match (self.waiting.get(&entry), &asked.command) {
            (None, Join { wish, .. }) => self.join(entry, wish, asked),
            (Some(waits), Join { wish, .. }) if waits.holder == wish.holder && waits.lines == wish.lines => Ok(vec![]),
            (Some(_), Join { .. }) => Err(Refusal::AlreadyWaiting),

            // Whoever has left, or has an appointment, is asked nothing more.
            (None, Lapse { .. } | Leave { because: LeftBecause::WindowPassed | LeftBecause::OffersUnanswered, .. }) => {
                Ok(vec![])
            }
            // A place of somebody else and none are one answer.
            (None, Offer { .. } | Accept { .. } | Decline { .. } | Leave { because: LeftBecause::OwnWish, .. }) => {
                Err(Refusal::Unknown)
            }

            (Some(waits), Accept { .. } | Decline { .. } | Leave { because: LeftBecause::OwnWish, .. })
                if !is_theirs(waits, asked) =>
            {
                Err(Refusal::Unknown)
            }

            (Some(Entry { open: Some(open), .. }), Offer { booking, .. }) if open.booking == *booking => Ok(vec![]),
            (Some(_), Offer { freed, .. }) if self.next_for(*freed, at, &asked.facts) != Some(entry) => {
                Err(Refusal::NotTheirTurn)
            }
            (Some(waits), &Offer { booking, span, expires_at, left_over, .. }) => {
                let offer = waits.offers.saturating_add(1);
                Ok(vec![Event::Offered { entry, booking, span, expires_at, offer, left_over }])
            }

            (Some(Entry { open: Some(open), .. }), Accept { .. }) if open.expires_at > at => {
                Ok(vec![Event::Accepted { entry, booking: open.booking }])
            }
            (Some(Entry { open: Some(open), .. }), Decline { .. }) => {
                Ok(vec![Event::Declined { entry, booking: open.booking }])
            }
            (Some(_), Accept { .. } | Decline { .. }) => Err(Refusal::NoOffer),

            (Some(Entry { open: Some(open), .. }), Lapse { booking, .. })
                if open.booking == *booking && open.expires_at > at =>
            {
                Err(Refusal::OfferStands { until: open.expires_at })
            }
            (Some(waits @ Entry { open: Some(open), .. }), Lapse { booking, .. }) if open.booking == *booking => {
                let lapsed = Event::Lapsed { entry, booking: *booking };
                if waits.unanswered.saturating_add(1) < asked.facts.limits.waiting_offers_unanswered_max {
                    Ok(vec![lapsed])
                } else {
                    Ok(vec![lapsed, waits.leave(entry, LeftBecause::OffersUnanswered, asked)])
                }
            }
            // Answered meanwhile: the timer of the offer comes late.
            (Some(_), Lapse { .. }) => Ok(vec![]),

            // An early timer finds the last day not over yet.
            (Some(waits), Leave { because: LeftBecause::WindowPassed, .. })
                if calendar::local_date(at) <= waits.window.until =>
            {
                Ok(vec![])
            }
            (Some(waits), Leave { because, .. }) => Ok(vec![waits.leave(entry, *because, asked)]),
        }
    }

    fn apply(mut self, event: Event) -> Self {
        match event {
            Event::Joined { entry, scope: _, holder, medium, lines, channel, window, contact, guards, joined_at } => {
                self.arrivals = self.arrivals.saturating_add(1);
                let fresh = Entry {
                    holder,
                    medium,
                    lines,
                    channel,
                    window,
                    contact,
                    guards,
                    joined_at,
                    arrival: self.arrivals,
                    open: None,
                    offers: 0,
                    unanswered: 0,
                    declined: vec![],
                };
                self.waiting.insert(entry, fresh);
            }
            Event::Offered { entry, booking, span, expires_at, offer, left_over: _ } => {
                if let Some(waits) = self.waiting.get_mut(&entry) {
                    waits.open = Some(Open { booking, span, expires_at });
                    waits.offers = offer;
                }
            }
            Event::Declined { entry, .. } => {
                if let Some(waits) = self.waiting.get_mut(&entry)
                    && let Some(open) = waits.open.take()
                {
                    waits.declined.push(open.span.starts_at);
                }
            }
            Event::Lapsed { entry, .. } => {
                if let Some(waits) = self.waiting.get_mut(&entry)
                    && let Some(open) = waits.open.take()
                {
                    waits.declined.push(open.span.starts_at);
                    waits.unanswered = waits.unanswered.saturating_add(1);
                }
            }
            Event::Accepted { entry, .. } | Event::Left { entry, .. } => {
                self.waiting.remove(&entry);
            }
        }
        self
    }
}

impl State {
    /// Everybody who waits.
    pub fn waiting(&self) -> impl Iterator<Item = (EntryId, &Entry)> {
        self.waiting.iter().map(|(entry, waits)| (*entry, waits))
    }

    /// Somebody who waits.
    pub fn entry(&self, entry: EntryId) -> Option<&Entry> {
        self.waiting.get(&entry)
    }

    /// Whose turn a freed time is: whoever waits longest of those whom it suits.
    pub fn next_for(&self, freed: Span, at: DateTime<Utc>, facts: &Facts) -> Option<EntryId> {
        let suits = self.waiting.iter().filter(|(_, waits)| waits.could_take(freed, at, facts));
        suits.min_by_key(|(_, waits)| (waits.joined_at, waits.arrival)).map(|(entry, _)| *entry)
    }

    fn join(&self, entry: EntryId, wish: &Wish, asked: &Asked<Command>) -> Result<Vec<Event>, Refusal> {
        let Wish { scope, holder, lines, channel, window, contact, guards } = wish;
        let limits = &asked.facts.limits;
        if asked.by.roles == Role::Citizen.into() && *holder != asked.by.actor {
            return Err(Denied.into());
        }
        let today = calendar::local_date(asked.at);
        let last = today + Days::new(limits.waiting_days_max.into());
        if window.from < today || window.until < window.from || last < window.until {
            return Err(Refusal::BadWindow { max: limits.waiting_days_max });
        }
        needed_minutes(lines, *channel, &asked.facts, window.from).map_err(|_| Refusal::NotOffered)?;
        let reach = contact.known()?;
        if reach.mail.is_none() && reach.phone.is_none() {
            return Err(Refusal::ContactNeeded);
        }
        let is_same = |waits: &Entry| waits.holder == *holder || waits.guards.iter().any(|one| guards.contains(one));
        if self.waiting.values().any(is_same) {
            return Err(Refusal::AlreadyWaiting);
        }
        if self.waiting.len() >= usize::from(limits.waiting_max) {
            return Err(Refusal::Full { max: limits.waiting_max });
        }
        Ok(vec![Event::Joined {
            entry,
            scope: *scope,
            holder: *holder,
            medium: if *holder == asked.by.actor { Medium::Online } else { Medium::Phone },
            lines: lines.clone(),
            channel: *channel,
            window: *window,
            contact: contact.clone(),
            guards: guards.clone(),
            joined_at: asked.at,
        }])
    }
}

/// Staff speak for whoever is on the telephone; everybody else for themselves. The office takes an offer back when it
/// has to.
pub(super) fn is_theirs<C>(waits: &Entry, asked: &Asked<C>) -> bool {
    let staff = [Role::ServiceCentre, Role::Clerk, Role::TeamLead, Role::Planner, Role::System];
    waits.holder == asked.by.actor || asked.by.roles.any(&staff)
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::By;
    use crate::booking::Forget;
    use crate::catalogue::ServiceCode;
    use crate::ids::ScopeId;
    use crate::personal::SubjectId;
    use crate::testing::{ADA, BEN, CLARA, acting, at, citizen, date, given, system};

    #[test]
    fn whoever_waits_longest_is_asked_first() {
        let state = fold([joined(1, ADA, "08:00"), joined(2, BEN, "07:59")]);
        assert_eq!(next(&state), Some(entry(2)));
        given::<State>([joined(1, ADA, "08:00"), joined(2, BEN, "07:59")])
            .when(system(), time("09:00"), offer(1, 20))
            .then_refused(Refusal::NotTheirTurn);
        given::<State>([joined(1, ADA, "08:00"), joined(2, BEN, "07:59")])
            .when(system(), time("09:00"), offer(2, 20))
            .then([offered(2, 20)]);
    }

    #[test]
    fn nobody_has_two_offers_at_a_time_and_the_next_one_is_asked_meanwhile() {
        let history = || [joined(1, ADA, "08:00"), joined(2, BEN, "08:01"), offered(1, 20)];
        assert_eq!(next(&fold(history())), Some(entry(2)));
        given::<State>(history()).when(system(), time("09:00"), offer(1, 20)).then_nothing();
    }

    #[test]
    fn a_time_that_is_too_short_or_on_another_day_is_not_offered() {
        let state = fold([joined(1, ADA, "08:00")]);
        let short = Span { starts_at: time("12:00"), ends_at: time("12:10") };
        let other = Span { starts_at: at("2026-03-09T12:00:00Z"), ends_at: at("2026-03-09T12:20:00Z") };
        let facts = Facts::default();
        assert_eq!(state.next_for(short, time("09:00"), &facts), None, "a change of residence takes 20 minutes");
        assert_eq!(state.next_for(other, time("09:00"), &facts), None, "they can come until Friday");
    }

    #[test]
    fn an_offer_is_taken_only_by_whom_it_is_for_and_only_in_time() {
        let history = || [joined(1, ADA, "08:00"), offered(1, 20)];
        let accept = Command::Accept { entry: entry(1) };
        let accepted = Event::Accepted { entry: entry(1), booking: booking(20) };
        given::<State>(history()).when(citizen(ADA), time("09:30"), accept.clone()).then([accepted.clone()]);
        given::<State>(history()).when(citizen(BEN), time("09:30"), accept.clone()).then_refused(Refusal::Unknown);
        given::<State>(history())
            .when(acting(CLARA, Role::ServiceCentre), time("09:30"), accept.clone())
            .then([accepted.clone()]);
        given::<State>(history()).when(citizen(ADA), time("10:00"), accept.clone()).then_refused(Refusal::NoOffer);
        given::<State>([joined(1, ADA, "08:00"), offered(1, 20), accepted])
            .when(citizen(ADA), time("09:31"), accept)
            .then_refused(Refusal::Unknown);
    }

    #[test]
    fn whoever_declines_keeps_the_place_and_is_not_asked_the_same_again() {
        let decline = Command::Decline { entry: entry(1) };
        let declined = Event::Declined { entry: entry(1), booking: booking(20) };
        given::<State>([joined(1, ADA, "08:00"), offered(1, 20)])
            .when(citizen(ADA), time("09:30"), decline)
            .then([declined.clone()]);
        let state = fold([joined(1, ADA, "08:00"), joined(2, BEN, "08:01"), offered(1, 20), declined]);
        assert_eq!(next(&state), Some(entry(2)));
        let later = Span { starts_at: time("14:00"), ends_at: time("14:20") };
        assert_eq!(state.next_for(later, time("09:31"), &Facts::default()), Some(entry(1)), "she still waits longest");
    }

    #[test]
    fn whoever_leaves_offers_unanswered_makes_room_for_the_others() {
        let lapse = |n| Command::Lapse { entry: entry(1), booking: booking(n) };
        let lapsed = |n| Event::Lapsed { entry: entry(1), booking: booking(n) };
        given::<State>([joined(1, ADA, "08:00"), offered(1, 20)])
            .when(system(), time("09:59"), lapse(20))
            .then_refused(Refusal::OfferStands { until: time("10:00") });
        given::<State>([joined(1, ADA, "08:00"), offered(1, 20)])
            .when(system(), time("10:00"), lapse(20))
            .then([lapsed(20)]);
        let gone = Event::Left {
            entry: entry(1),
            because: LeftBecause::OffersUnanswered,
            forget: Some(forget(at("2026-03-03T10:00:00Z"))),
        };
        given::<State>([joined(1, ADA, "08:00"), offered(1, 20), lapsed(20), offered(1, 21)])
            .when(system(), time("10:00"), lapse(21))
            .then([lapsed(21), gone]);
        given::<State>([joined(1, ADA, "08:00"), offered(1, 20), lapsed(20)])
            .when(system(), time("10:01"), lapse(20))
            .then_nothing();
    }

    #[test]
    fn one_person_has_one_place_and_the_list_has_an_end() {
        let history = || [joined(1, ADA, "08:00")];
        given::<State>(history()).when(citizen(ADA), time("08:05"), join(1, ADA)).then_nothing();
        given::<State>(history()).when(citizen(ADA), time("08:05"), join(2, ADA)).then_refused(Refusal::AlreadyWaiting);
        given::<State>(history()).when(citizen(BEN), time("08:05"), join(2, ADA)).then_refused(Denied.into());
        let mut facts = Facts::default();
        facts.limits.waiting_max = 1;
        given::<State>(history())
            .knowing(facts)
            .when(citizen(BEN), time("08:05"), join(2, BEN))
            .then_refused(Refusal::Full { max: 1 });
    }

    #[test]
    fn the_days_lie_ahead_and_not_too_far() {
        for (from, until) in [("2026-03-01", "2026-03-06"), ("2026-03-06", "2026-03-05"), ("2026-03-02", "2026-12-31")]
        {
            let mut wish = wish(ADA);
            wish.window = Window { from: date(from), until: date(until) };
            let join = Command::Join { entry: entry(1), wish: Box::new(wish) };
            given::<State>([]).when(citizen(ADA), time("08:00"), join).then_refused(Refusal::BadWindow { max: 60 });
        }
    }

    #[test]
    fn the_list_forgets_whoever_leaves_and_whose_days_have_passed() {
        let leave = |because| Command::Leave { entry: entry(1), because };
        let left = |because, day_later| Event::Left { entry: entry(1), because, forget: Some(forget(at(day_later))) };
        let history = || [joined(1, ADA, "08:00")];
        given::<State>(history())
            .when(citizen(ADA), time("09:00"), leave(LeftBecause::OwnWish))
            .then([left(LeftBecause::OwnWish, "2026-03-03T09:00:00Z")]);
        given::<State>(history())
            .when(citizen(BEN), time("09:00"), leave(LeftBecause::OwnWish))
            .then_refused(Refusal::Unknown);
        given::<State>(history())
            .when(citizen(ADA), time("09:00"), leave(LeftBecause::WindowPassed))
            .then_refused(Denied.into());
        let over = at("2026-03-06T23:00:00Z");
        given::<State>(history()).when(system(), time("09:00"), leave(LeftBecause::WindowPassed)).then_nothing();
        given::<State>(history())
            .when(system(), over, leave(LeftBecause::WindowPassed))
            .then([left(LeftBecause::WindowPassed, "2026-03-07T23:00:00Z")]);
    }

    proptest! {
        /// However people come, answer and go: whoever is asked waits longest of those who could be asked, and nobody
        /// has two offers.
        #[test]
        fn offers_are_fair_by_age(steps in proptest::collection::vec((0u8..5, 0u128..6, 0u128..8), 1..80)) {
            let mut state = State::default();
            for (minute, (what, who, freed)) in (0i64..).zip(steps) {
                let now = time("07:00") + TimeDelta::minutes(minute);
                let (id, holder) = (entry(who), ActorId(Uuid::from_u128(who + 1)));
                let starts_at = time("12:00") + TimeDelta::minutes(20 * i64::try_from(freed).expect("small"));
                let freed = Span { starts_at, ends_at: starts_at + TimeDelta::minutes(20) };
                let (by, command): (By, _) = match what {
                    0 => (citizen(holder), join(who, holder)),
                    1 => {
                        let Some(next) = state.next_for(freed, now, &Facts::default()) else { continue };
                        let booking = BookingId(Uuid::from_u128(1_000 + u128::try_from(minute).expect("it grows")));
                        let expires_at = now + TimeDelta::minutes(10);
                        (system(), Command::Offer { entry: next, booking, freed, span: freed, expires_at, left_over: None })
                    }
                    2 => (citizen(holder), Command::Accept { entry: id }),
                    3 => (citizen(holder), Command::Decline { entry: id }),
                    _ => match state.entry(id).and_then(|waits| waits.open) {
                        Some(open) => (system(), Command::Lapse { entry: id, booking: open.booking }),
                        None => (citizen(holder), Command::Leave { entry: id, because: LeftBecause::OwnWish }),
                    },
                };
                let asked = Asked { command, by, at: now, facts: std::sync::Arc::default() };
                for event in state.answer(&asked).unwrap_or_default() {
                    if let Event::Offered { entry: asked_first, .. } = &event {
                        let since = state.entry(*asked_first).expect("they wait").joined_at;
                        let older = state.waiting().filter(|(_, waits)| waits.joined_at < since);
                        for (_, waits) in older {
                            prop_assert!(
                                waits.open.is_some_and(|open| open.expires_at > now)
                                    || waits.declined.contains(&freed.starts_at)
                            );
                        }
                    }
                    state = state.apply(event);
                }
            }
        }
    }

    fn fold(events: impl IntoIterator<Item = Event>) -> State {
        events.into_iter().fold(State::default(), State::apply)
    }

    fn next(state: &State) -> Option<EntryId> {
        state.next_for(freed(), time("09:00"), &Facts::default())
    }

    fn freed() -> Span {
        Span { starts_at: time("12:00"), ends_at: time("12:20") }
    }

    fn time(clock: &str) -> DateTime<Utc> {
        at(&format!("2026-03-02T{clock}:00Z"))
    }

    fn entry(n: u128) -> EntryId {
        EntryId(Uuid::from_u128(n))
    }

    fn booking(n: u128) -> BookingId {
        BookingId(Uuid::from_u128(n))
    }

    fn lines() -> Vec<Line> {
        vec![Line { service: ServiceCode::ChangeOfResidence, quantity: 1 }]
    }

    fn window() -> Window {
        Window { from: date("2026-03-02"), until: date("2026-03-06") }
    }

    fn contact(holder: ActorId) -> Personal<Contact> {
        SubjectId(holder.0).knows(Contact {
            name: "Ada".to_owned(),
            mail: Some("ada@example.org".to_owned()),
            phone: None,
            language: "de".to_owned(),
            needs: None,
        })
    }

    fn wish(holder: ActorId) -> Wish {
        let guards = vec![GuardId(holder.0)];
        let scope = ScopeId(Uuid::from_u128(0x5c0));
        Wish {
            scope,
            holder,
            lines: lines(),
            channel: Channel::Video,
            window: window(),
            contact: contact(holder),
            guards,
        }
    }

    fn join(n: u128, holder: ActorId) -> Command {
        Command::Join { entry: entry(n), wish: Box::new(wish(holder)) }
    }

    fn joined(n: u128, holder: ActorId, since: &str) -> Event {
        let Wish { scope, lines, channel, window, contact, guards, .. } = wish(holder);
        let medium = Medium::Online;
        Event::Joined {
            entry: entry(n),
            scope,
            holder,
            medium,
            lines,
            channel,
            window,
            contact,
            guards,
            joined_at: time(since),
        }
    }

    fn offer(n: u128, appointment: u128) -> Command {
        let (booking, span) = (booking(appointment), freed());
        Command::Offer { entry: entry(n), booking, freed: span, span, expires_at: time("10:00"), left_over: None }
    }

    /// Nobody is kept longer than a day without a reason.
    fn forget(at: DateTime<Utc>) -> Forget {
        Forget { subject: contact(ADA).subject(), at }
    }

    fn offered(n: u128, appointment: u128) -> Event {
        let booking = booking(appointment);
        Event::Offered { entry: entry(n), booking, span: freed(), expires_at: time("10:00"), offer: 1, left_over: None }
    }
}
