//! The decision table of a talk.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::guests::{GuestStep, Guests, Part, Standing};
use crate::aggregates::stored;
use crate::asked::{ActorId, Asked, By};
use crate::catalogue::Channel;
use crate::decide::Decide;
use crate::ids::{BookingId, CaseId, ConsultationId, GuestId};
use crate::permission::{Denied, Grant, Role};
use crate::personal::Erased;

/// Over what they talk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Medium {
    /// Picture and sound.
    Video,
    /// Sound alone. Nobody can be identified by a document.
    Phone,
    /// Face to face.
    Counter,
}

impl Medium {
    /// The channel whose rules hold for it: the telephone is what a video call falls back to.
    pub fn channel(self) -> Channel {
        match self {
            Self::Video | Self::Phone => Channel::Video,
            Self::Counter => Channel::Counter,
        }
    }
}

/// What brings the two together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Occasion {
    /// An appointment.
    Booking(BookingId),
    /// The case of somebody who came without one.
    Case(CaseId),
}

impl Occasion {
    /// The talk that it has.
    pub fn talk(self) -> ConsultationId {
        match self {
            Self::Booking(booking) => ConsultationId::of(booking),
            Self::Case(case) => ConsultationId::of_case(case),
        }
    }
}

/// How a talk ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// All was said.
    Completed,
    /// It broke off.
    Aborted,
    /// It went on by telephone.
    Phone,
}

/// What is wanted of a talk.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Prepare it.
    Schedule {
        /// What for.
        of: Occasion,
        /// Whom it belongs to, where that is known.
        holder: Option<ActorId>,
    },
    /// Begin it.
    Begin {
        /// Over what.
        medium: Medium,
    },
    /// Record that the line dropped.
    Interrupt,
    /// Record that the line is back.
    Resume,
    /// End it.
    End {
        /// How.
        outcome: Outcome,
    },
    /// Record that it will not take place.
    Cancel,
    /// Record that what brought the two together is over, and so is the talk, if there was one.
    Close {
        /// How it ended, if it goes on.
        outcome: Outcome,
    },
    /// Take a step with somebody who was invited, or is to be.
    Guest {
        /// With whom.
        guest: GuestId,
        /// Which.
        step: GuestStep,
    },
}

/// What happened to a talk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// It is prepared.
    #[serde(rename = "scheduled")]
    Scheduled {
        /// What for.
        of: Occasion,
        /// Whom it belongs to, where that is known.
        holder: Option<ActorId>,
    },
    /// It has begun.
    #[serde(rename = "begun")]
    Begun {
        /// What for.
        of: Occasion,
        /// Over what.
        medium: Medium,
        /// Who leads it.
        host: ActorId,
        /// When.
        begun_at: DateTime<Utc>,
        /// The how many-th round of the talk begins: 0, unless they have talked before.
        round: u32,
    },
    /// The line dropped.
    #[serde(rename = "interrupted")]
    Interrupted {
        /// How long the line stood until now, in seconds, without interruptions.
        live_secs: u32,
    },
    /// The line is back. Identifications have to be confirmed anew.
    #[serde(rename = "resumed")]
    Resumed {
        /// When.
        resumed_at: DateTime<Utc>,
        /// The how many-th round of the talk begins: the first is 0, each interruption and each new beginning makes
        /// the next.
        round: u32,
    },
    /// It is over.
    #[serde(rename = "ended")]
    Ended {
        /// What for.
        of: Occasion,
        /// How.
        outcome: Outcome,
        /// How long the line stood, in seconds, without interruptions. Earlier rounds are counted in.
        live_secs: u32,
    },
    /// It did not take place.
    #[serde(rename = "cancelled")]
    Cancelled,
    /// Somebody was invited.
    #[serde(rename = "guest_invited")]
    GuestInvited {
        /// Who.
        guest: GuestId,
        /// What for.
        part: Part,
    },
    /// The clerk has let them in.
    #[serde(rename = "guest_admitted")]
    GuestAdmitted {
        /// Whom.
        guest: GuestId,
    },
    /// They were refused or sent away, or their invitation was taken back.
    #[serde(rename = "guest_removed")]
    GuestRemoved {
        /// Who.
        guest: GuestId,
    },
    /// They are in the talk.
    #[serde(rename = "guest_arrived")]
    GuestArrived {
        /// Who.
        guest: GuestId,
    },
    /// They are gone.
    #[serde(rename = "guest_left")]
    GuestLeft {
        /// Who.
        guest: GuestId,
    },
}

stored!(Event);

/// Why not.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The actor may not do this.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The decision needs data that was erased.
    #[error(transparent)]
    Erased(#[from] Erased),
    /// There is no such talk.
    #[error("there is no such talk")]
    Unknown,
    /// It has not begun.
    #[error("the talk has not begun")]
    NotBegun,
    /// It has begun, so it can no longer be called off.
    #[error("the talk has begun")]
    Begun,
    /// It goes on over something else.
    #[error("the talk goes on over another medium")]
    OtherMedium,
    /// Another clerk leads it.
    #[error("another clerk leads the talk")]
    OtherHost {
        /// Who.
        host: ActorId,
    },
    /// It is over.
    #[error("the talk is over")]
    Over,
    /// Whoever calls leads the talk, and whoever takes care of a case talks about it.
    #[error("the appointment was not called, or the case is not taken care of, by this clerk")]
    NotYours,
    /// A case with an appointment is talked about there.
    #[error("the case has an appointment, and with it a talk")]
    HasAppointment,
    /// Who comes without an appointment stands at the counter.
    #[error("without an appointment they meet at the counter")]
    CounterOnly,
    /// The appointment is at the counter.
    #[error("the appointment is at the counter")]
    AtCounter,
    /// Whoever has an appointment says first that they are there.
    #[error("nobody has said yet that they are there")]
    NotThere,
    /// The room is full with those who were invited already.
    #[error("as many are invited as there are seats")]
    NoSeatLeft,
    /// Nobody has invited them, or they are not wanted any more.
    #[error("they are not invited")]
    NotInvited,
}

/// A talk that has begun.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Talk {
    /// What for.
    pub of: Occasion,
    /// Whom it belongs to, where that is known.
    pub holder: Option<ActorId>,
    /// Over what.
    pub medium: Medium,
    /// Who leads it.
    pub host: ActorId,
    /// How long the line stood in earlier rounds, in seconds.
    pub live_secs: u32,
    /// The how many-th round: an identification holds only in the round in which it was made.
    pub round: u32,
    /// The round in which they began to talk. Those after it followed from a line that dropped, so who was identified
    /// in one of them has not left since.
    pub begun_in: u32,
    /// Who else was invited.
    pub guests: Guests,
}

/// Where a talk stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum State {
    /// Nobody has prepared it.
    #[default]
    Unknown,
    /// It is prepared.
    Scheduled {
        /// What for.
        of: Occasion,
        /// Whom it belongs to, where that is known.
        holder: Option<ActorId>,
        /// Who else was invited.
        guests: Guests,
    },
    /// They talk.
    Live {
        /// What talk.
        talk: Talk,
        /// Since when in this round.
        since: DateTime<Utc>,
    },
    /// The line dropped.
    Interrupted(Talk),
    /// It is over. While the visit goes on, it may begin again.
    Ended {
        /// What talk.
        talk: Talk,
        /// How it ended.
        outcome: Outcome,
    },
    /// It did not take place.
    Cancelled {
        /// What it would have been for.
        of: Occasion,
        /// Whom it belonged to, where that is known.
        holder: Option<ActorId>,
    },
}

impl State {
    /// The talk, while the line stands.
    pub fn live(&self) -> Option<&Talk> {
        match self {
            Self::Live { talk, .. } => Some(talk),
            Self::Unknown
            | Self::Scheduled { .. }
            | Self::Interrupted(_)
            | Self::Ended { .. }
            | Self::Cancelled { .. } => None,
        }
    }

    /// Who else was invited.
    pub fn guests(&self) -> Option<&Guests> {
        match self {
            Self::Scheduled { guests, .. }
            | Self::Live { talk: Talk { guests, .. }, .. }
            | Self::Interrupted(Talk { guests, .. })
            | Self::Ended { talk: Talk { guests, .. }, .. } => Some(guests),
            Self::Unknown | Self::Cancelled { .. } => None,
        }
    }

    fn with_guests(mut self, change: impl FnOnce(&mut Guests)) -> Self {
        match &mut self {
            Self::Scheduled { guests, .. }
            | Self::Live { talk: Talk { guests, .. }, .. }
            | Self::Interrupted(Talk { guests, .. })
            | Self::Ended { talk: Talk { guests, .. }, .. } => change(guests),
            Self::Unknown | Self::Cancelled { .. } => {}
        }
        self
    }
}

impl Decide for State {
    const KIND: &'static str = "consultation";
    type Command = Command;
    type Event = Event;
    type Refusal = Refusal;

    fn grants(command: &Command) -> &'static [Grant] {
        match command {
            Command::Begin { .. } => &[Grant::Any(Role::Clerk), Grant::Any(Role::TeamLead)],
            Command::Schedule { .. } | Command::Interrupt | Command::Resume | Command::End { .. } | Command::Cancel => {
                &[Grant::Any(Role::Clerk), Grant::Any(Role::TeamLead), Grant::Any(Role::System)]
            }
            // It follows from the end of the visit or of the case, and whoever may end those has been asked there:
            // a citizen who takes back a case at the counter ends the talk about it.
            Command::Close { .. } => &[
                Grant::Any(Role::Clerk),
                Grant::Any(Role::TeamLead),
                Grant::Any(Role::System),
                Grant::Own(Role::Citizen),
            ],
            // Whom the appointment belongs to may bring somebody along; the clerk looks who it is, and lets them in.
            Command::Guest { step: GuestStep::Invite { .. } | GuestStep::Remove, .. } => {
                &[Grant::Any(Role::Clerk), Grant::Any(Role::TeamLead), Grant::Own(Role::Citizen)]
            }
            Command::Guest { step: GuestStep::Admit, .. } => &[Grant::Any(Role::Clerk), Grant::Any(Role::TeamLead)],
            Command::Guest { step: GuestStep::Arrive | GuestStep::Leave, .. } => &[Grant::Any(Role::System)],
        }
    }

    fn holder(&self) -> Option<ActorId> {
        match self {
            Self::Unknown => None,
            // A talk without a holder is the office's: no citizen may take it for their own.
            Self::Scheduled { holder, .. }
            | Self::Live { talk: Talk { holder, .. }, .. }
            | Self::Interrupted(Talk { holder, .. })
            | Self::Ended { talk: Talk { holder, .. }, .. }
            | Self::Cancelled { holder, .. } => Some(holder.unwrap_or(ActorId::SYSTEM)),
        }
    }

    fn decide(&self, asked: &Asked<Command>) -> Result<Vec<Event>, Refusal> {
        use Command::{Begin, Cancel, Close, End, Guest, Interrupt, Resume, Schedule};

        match (self, &asked.command) {
            // A missed appointment that is taken up again on the same day needs its talk again.
            (Self::Unknown | Self::Cancelled { .. }, &Schedule { of, holder }) => {
                Ok(vec![Event::Scheduled { of, holder }])
            }
            (Self::Unknown, Begin { .. } | Interrupt | Resume | End { .. } | Cancel | Guest { .. }) => {
                Err(Refusal::Unknown)
            }
            // Where nothing was prepared, nothing has to be closed.
            (Self::Unknown, Close { .. }) => Ok(vec![]),

            (Self::Scheduled { .. }, Schedule { .. }) => Ok(vec![]),
            (&Self::Scheduled { of, .. }, &Begin { medium }) => {
                Ok(vec![Event::Begun { of, medium, host: asked.by.actor, begun_at: asked.at, round: 0 }])
            }
            (Self::Scheduled { .. }, Interrupt | Resume | End { .. } | Guest { step: GuestStep::Admit, .. }) => {
                Err(Refusal::NotBegun)
            }
            (Self::Scheduled { guests, .. }, &Guest { guest, step }) => guests.decide(guest, step),
            (Self::Scheduled { .. }, Cancel | Close { .. }) => Ok(vec![Event::Cancelled]),

            (Self::Live { .. } | Self::Interrupted(_), Schedule { .. }) => Ok(vec![]),
            (Self::Live { .. } | Self::Interrupted(_), Cancel) => Err(Refusal::Begun),

            (Self::Live { talk, .. } | Self::Interrupted(talk), Begin { .. }) if talk.host != asked.by.actor => {
                Err(Refusal::OtherHost { host: talk.host })
            }
            (Self::Live { talk, .. } | Self::Interrupted(talk), Interrupt | Resume | End { .. })
                if !may_lead(talk, &asked.by) =>
            {
                Err(Refusal::OtherHost { host: talk.host })
            }
            (Self::Live { talk, .. } | Self::Interrupted(talk), Guest { .. })
                if !may_lead(talk, &asked.by) && talk.holder != Some(asked.by.actor) =>
            {
                Err(Refusal::OtherHost { host: talk.host })
            }
            (Self::Live { talk, .. } | Self::Interrupted(talk), Begin { medium }) if talk.medium != *medium => {
                Err(Refusal::OtherMedium)
            }
            // Only a room has seats for them.
            (
                Self::Live { talk, .. } | Self::Interrupted(talk),
                Guest { step: GuestStep::Invite { .. } | GuestStep::Admit, .. },
            ) if talk.medium != Medium::Video => Err(Refusal::OtherMedium),
            (Self::Live { talk, .. } | Self::Interrupted(talk), &Guest { guest, step }) => {
                talk.guests.decide(guest, step)
            }

            (Self::Live { .. }, Begin { .. } | Resume) => Ok(vec![]),
            (Self::Live { talk, since }, Interrupt) => {
                Ok(vec![Event::Interrupted { live_secs: live_secs(talk, *since, asked.at) }])
            }
            // Whoever ends the visit ends the talk, also where somebody else leads it.
            (Self::Live { talk, since }, &(End { outcome } | Close { outcome })) => {
                Ok(vec![Event::Ended { of: talk.of, outcome, live_secs: live_secs(talk, *since, asked.at) }])
            }

            (Self::Interrupted(_), Interrupt) => Ok(vec![]),
            (Self::Interrupted(talk), Begin { .. } | Resume) => {
                Ok(vec![Event::Resumed { resumed_at: asked.at, round: talk.round + 1 }])
            }
            (Self::Interrupted(talk), &(End { outcome } | Close { outcome })) => {
                Ok(vec![Event::Ended { of: talk.of, outcome, live_secs: talk.live_secs }])
            }

            // A line that stays down, a mistake or a question more: while the visit goes on they talk again, over
            // whatever works. It is a new round, so whoever was identified has to be identified again.
            (Self::Ended { talk, .. }, &Begin { medium }) => Ok(vec![Event::Begun {
                of: talk.of,
                medium,
                host: asked.by.actor,
                begun_at: asked.at,
                round: talk.round + 1,
            }]),
            (Self::Ended { .. }, Schedule { .. } | End { .. } | Close { .. }) => Ok(vec![]),
            // That somebody was seen to come or go is said late, and the end has said so already.
            (Self::Ended { .. }, Guest { step: GuestStep::Arrive | GuestStep::Leave, .. }) => Ok(vec![]),
            (Self::Ended { .. }, Interrupt | Resume | Cancel | Guest { .. }) => Err(Refusal::Over),

            (Self::Cancelled { .. }, Cancel | Close { .. }) => Ok(vec![]),
            (Self::Cancelled { .. }, Begin { .. } | Interrupt | Resume | End { .. } | Guest { .. }) => {
                Err(Refusal::Over)
            }
        }
    }

    fn apply(self, event: Event) -> Self {
        match (self, event) {
            (Self::Unknown | Self::Cancelled { .. }, Event::Scheduled { of, holder }) => {
                Self::Scheduled { of, holder, guests: Guests::default() }
            }
            (Self::Scheduled { of, holder, guests }, Event::Begun { medium, host, begun_at, round, .. }) => {
                let talk = Talk { of, holder, medium, host, live_secs: 0, round, begun_in: round, guests };
                Self::Live { talk, since: begun_at }
            }
            (Self::Ended { talk, .. }, Event::Begun { medium, host, begun_at, round, .. }) => {
                Self::Live { talk: Talk { medium, host, round, begun_in: round, ..talk }, since: begun_at }
            }
            (Self::Scheduled { of, holder, .. }, Event::Cancelled) => Self::Cancelled { of, holder },
            (Self::Live { talk, .. }, Event::Interrupted { live_secs }) => {
                Self::Interrupted(Talk { live_secs, ..talk })
            }
            (Self::Interrupted(talk), Event::Resumed { resumed_at, round }) => {
                Self::Live { talk: Talk { round, ..talk }, since: resumed_at }
            }
            (Self::Live { talk, .. } | Self::Interrupted(talk), Event::Ended { outcome, live_secs, .. }) => {
                Self::Ended { talk: Talk { live_secs, ..talk }, outcome }.with_guests(Guests::part)
            }
            (state, Event::GuestInvited { guest, part }) => state.with_guests(|guests| guests.invite(guest, part)),
            (state, Event::GuestAdmitted { guest } | Event::GuestLeft { guest }) => {
                state.with_guests(|guests| guests.stand(guest, Standing::Admitted))
            }
            (state, Event::GuestArrived { guest }) => {
                state.with_guests(|guests| guests.stand(guest, Standing::Present))
            }
            (state, Event::GuestRemoved { guest }) => {
                state.with_guests(|guests| guests.stand(guest, Standing::Removed))
            }

            // No row of the decision table leads here.
            (
                state @ (Self::Scheduled { .. } | Self::Live { .. } | Self::Interrupted(_) | Self::Ended { .. }),
                Event::Scheduled { .. },
            )
            | (
                state @ (Self::Unknown | Self::Live { .. } | Self::Interrupted(_) | Self::Cancelled { .. }),
                Event::Begun { .. },
            )
            | (
                state @ (Self::Unknown
                | Self::Scheduled { .. }
                | Self::Interrupted(_)
                | Self::Ended { .. }
                | Self::Cancelled { .. }),
                Event::Interrupted { .. },
            )
            | (
                state @ (Self::Unknown
                | Self::Scheduled { .. }
                | Self::Live { .. }
                | Self::Ended { .. }
                | Self::Cancelled { .. }),
                Event::Resumed { .. },
            )
            | (
                state @ (Self::Unknown | Self::Scheduled { .. } | Self::Ended { .. } | Self::Cancelled { .. }),
                Event::Ended { .. },
            )
            | (
                state @ (Self::Unknown
                | Self::Live { .. }
                | Self::Interrupted(_)
                | Self::Ended { .. }
                | Self::Cancelled { .. }),
                Event::Cancelled,
            ) => state,
        }
    }
}

/// The host leads; the bridge reports the line; a team lead ends what a host had to leave behind.
fn may_lead(talk: &Talk, by: &By) -> bool {
    talk.host == by.actor || by.roles.any(&[Role::System, Role::TeamLead])
}

/// How long the line stood, this round included.
fn live_secs(talk: &Talk, since: DateTime<Utc>, at: DateTime<Utc>) -> u32 {
    // A talk of more than a century is a wrong clock; the figure then stops growing.
    let round = u32::try_from((at - since).num_seconds()).unwrap_or(u32::MAX);
    talk.live_secs.saturating_add(round)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::testing::{ADA, BEN, CLARA, DAVID, acting, at, citizen, clerk, given, system};

    const OF: Occasion = Occasion::Booking(BookingId(Uuid::from_u128(1)));
    const TEN: &str = "2026-03-02T09:00:00Z";
    const TEN_PAST: &str = "2026-03-02T09:10:00Z";

    fn scheduled() -> Event {
        Event::Scheduled { of: OF, holder: Some(ADA) }
    }

    fn begun() -> Event {
        Event::Begun { of: OF, medium: Medium::Video, host: CLARA, begun_at: at(TEN), round: 0 }
    }

    fn begin() -> Command {
        Command::Begin { medium: Medium::Video }
    }

    fn end() -> Command {
        Command::End { outcome: Outcome::Completed }
    }

    fn ended(live_secs: u32) -> Event {
        Event::Ended { of: OF, outcome: Outcome::Completed, live_secs }
    }

    #[test]
    fn a_prepared_talk_begins_once() {
        given::<State>([scheduled()]).when(clerk(CLARA), at(TEN), begin()).then([begun()]);
        given::<State>([scheduled(), begun()]).when(clerk(CLARA), at(TEN_PAST), begin()).then_nothing();
        given::<State>([]).when(clerk(CLARA), at(TEN), begin()).then_refused(Refusal::Unknown);
    }

    #[test]
    fn a_talk_has_one_host() {
        let refused = Refusal::OtherHost { host: CLARA };
        for command in [begin(), Command::Interrupt, end()] {
            given::<State>([scheduled(), begun()])
                .when(clerk(DAVID), at(TEN_PAST), command)
                .then_refused(refused.clone());
        }
        given::<State>([scheduled(), begun()])
            .when(acting(BEN, Role::TeamLead), at(TEN_PAST), end())
            .then([ended(600)]);
    }

    #[test]
    fn a_talk_does_not_change_its_medium() {
        given::<State>([scheduled(), begun()])
            .when(clerk(CLARA), at(TEN_PAST), Command::Begin { medium: Medium::Phone })
            .then_refused(Refusal::OtherMedium);
    }

    #[test]
    fn interruptions_do_not_count_as_talking_and_begin_a_new_round() {
        let dropped = Event::Interrupted { live_secs: 600 };
        let back = Event::Resumed { resumed_at: at("2026-03-02T09:15:00Z"), round: 1 };
        given::<State>([scheduled(), begun()]).when(system(), at(TEN_PAST), Command::Interrupt).then([dropped.clone()]);
        given::<State>([scheduled(), begun(), dropped.clone()])
            .when(system(), at("2026-03-02T09:15:00Z"), Command::Resume)
            .then([back.clone()]);
        given::<State>([scheduled(), begun(), dropped.clone(), back])
            .when(clerk(CLARA), at("2026-03-02T09:16:00Z"), end())
            .then([ended(660)]);
        given::<State>([scheduled(), begun(), dropped])
            .when(clerk(CLARA), at("2026-03-02T09:30:00Z"), end())
            .then([ended(600)]);
    }

    #[test]
    fn a_talk_that_did_not_begin_is_neither_interrupted_nor_ended() {
        for command in [Command::Interrupt, Command::Resume, end()] {
            given::<State>([scheduled()]).when(clerk(CLARA), at(TEN), command).then_refused(Refusal::NotBegun);
        }
    }

    #[test]
    fn a_talk_that_has_begun_is_not_called_off() {
        given::<State>([scheduled()]).when(system(), at(TEN), Command::Cancel).then([Event::Cancelled]);
        given::<State>([scheduled(), begun()])
            .when(system(), at(TEN_PAST), Command::Cancel)
            .then_refused(Refusal::Begun);
    }

    #[test]
    fn a_talk_that_ended_ends_once_and_may_begin_again_in_a_new_round() {
        given::<State>([scheduled(), begun(), ended(60)]).when(clerk(CLARA), at(TEN_PAST), end()).then_nothing();
        let again = Event::Begun { of: OF, medium: Medium::Video, host: CLARA, begun_at: at(TEN_PAST), round: 1 };
        given::<State>([scheduled(), begun(), ended(60)]).when(clerk(CLARA), at(TEN_PAST), begin()).then([again]);
    }

    #[test]
    fn the_end_of_a_visit_ends_the_talk_whoever_leads_it_and_a_late_end_adds_nothing() {
        let close = || Command::Close { outcome: Outcome::Completed };
        given::<State>([scheduled(), begun()]).when(clerk(DAVID), at(TEN_PAST), close()).then([ended(600)]);
        given::<State>([scheduled(), begun(), ended(600)])
            .when(clerk(CLARA), at("2026-03-02T15:00:00Z"), end())
            .then_nothing();
        given::<State>([scheduled()]).when(clerk(DAVID), at(TEN_PAST), close()).then([Event::Cancelled]);
        given::<State>([scheduled(), Event::Cancelled]).when(clerk(DAVID), at(TEN_PAST), close()).then_nothing();
        given::<State>([]).when(clerk(DAVID), at(TEN_PAST), close()).then_nothing();
        given::<State>([scheduled(), begun()])
            .when(citizen(BEN), at(TEN_PAST), close())
            .then_refused(Refusal::Denied(Denied));
    }

    #[test]
    fn a_talk_that_broke_off_begins_again_in_a_new_round() {
        let aborted = |live_secs| Event::Ended { of: OF, outcome: Outcome::Aborted, live_secs };
        let again =
            Event::Begun { of: OF, medium: Medium::Phone, host: DAVID, begun_at: at("2026-03-02T09:20:00Z"), round: 1 };
        given::<State>([scheduled(), begun()])
            .when(clerk(CLARA), at(TEN_PAST), Command::End { outcome: Outcome::Aborted })
            .then([aborted(600)]);
        let broken_off = || [scheduled(), begun(), aborted(600)];
        given::<State>(broken_off())
            .when(clerk(DAVID), at("2026-03-02T09:20:00Z"), Command::Begin { medium: Medium::Phone })
            .then([again.clone()]);
        for command in [Command::Interrupt, Command::Resume, Command::Cancel] {
            given::<State>(broken_off()).when(clerk(CLARA), at(TEN_PAST), command).then_refused(Refusal::Over);
        }
        let schedule = Command::Schedule { of: OF, holder: Some(ADA) };
        given::<State>(broken_off()).when(system(), at(TEN_PAST), schedule).then_nothing();

        // The second ending counts both talks, and the line that drops makes the third round.
        let resumed = || broken_off().into_iter().chain([again.clone()]);
        given::<State>(resumed()).when(clerk(DAVID), at("2026-03-02T09:25:00Z"), end()).then([ended(900)]);
        given::<State>(resumed().chain([Event::Interrupted { live_secs: 660 }]))
            .when(clerk(DAVID), at("2026-03-02T09:22:00Z"), Command::Resume)
            .then([Event::Resumed { resumed_at: at("2026-03-02T09:22:00Z"), round: 2 }]);
    }

    #[test]
    fn a_called_off_talk_is_prepared_again_for_a_missed_appointment_that_is_taken_up() {
        let schedule = Command::Schedule { of: OF, holder: Some(ADA) };
        given::<State>([scheduled(), Event::Cancelled]).when(system(), at(TEN_PAST), schedule).then([scheduled()]);
    }

    #[test]
    fn citizens_do_not_lead_talks() {
        for command in [begin(), end(), Command::Cancel] {
            given::<State>([scheduled()]).when(citizen(ADA), at(TEN), command).then_refused(Refusal::Denied(Denied));
        }
    }
}
