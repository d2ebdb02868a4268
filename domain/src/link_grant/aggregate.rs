//! The decision table of a link. Only the newest generation opens anything.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::aggregates::stored;
use crate::asked::{ActorId, Asked};
use crate::decide::Decide;
use crate::ids::BookingId;
use crate::permission::{Denied, Grant, Role};
use crate::personal::Erased;

/// What is wanted of a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// Give a new one. Any that was given before opens nothing from now on.
    Grant {
        /// For which appointment.
        booking: BookingId,
        /// Whom its bearer stands for.
        holder: ActorId,
        /// From when on it opens nothing.
        expires_at: DateTime<Utc>,
    },
    /// Take it back.
    Revoke,
    /// Put a new one into the mails. Any that was given before opens nothing from now on.
    Renew {
        /// For which appointment.
        booking: BookingId,
    },
    /// Let somebody in who has a link and knows its code.
    Use {
        /// To which appointment.
        booking: BookingId,
        /// The generation of the link that they have.
        generation: u32,
    },
    /// Let nobody in any more with a link: somebody has tried too many codes.
    Lock {
        /// For which appointment.
        booking: BookingId,
        /// Which of them.
        generation: u32,
    },
}

/// What happened to a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// It was given.
    #[serde(rename = "granted")]
    Granted(Granted),
    /// It was taken back.
    #[serde(rename = "revoked")]
    Revoked {
        /// For which appointment.
        booking: BookingId,
        /// The generation that was good until then.
        generation: u32,
    },
    /// Another one stands in mails.
    #[serde(rename = "renewed")]
    Renewed {
        /// For which appointment.
        booking: BookingId,
        /// The how many-th it is.
        generation: u32,
        /// Who wanted it. They do not learn the link.
        by: ActorId,
    },
    /// Somebody came in with a link and its code. From where is nobody's business: the time is enough for whoever looks
    /// for a stranger.
    #[serde(rename = "used")]
    Used {
        /// To which appointment.
        booking: BookingId,
        /// The generation of the link.
        generation: u32,
    },
    /// Too many codes were tried.
    #[serde(rename = "locked")]
    Locked {
        /// For which appointment.
        booking: BookingId,
        /// The generation that opens nothing from then on.
        generation: u32,
    },
}

/// A link as it was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Granted {
    /// For which appointment.
    pub booking: BookingId,
    /// Whom its bearer stands for.
    pub holder: ActorId,
    /// The how many-th: 1, 2, 3, … The link is made of it, so a new one ends all earlier ones.
    pub generation: u32,
    /// Who gave it.
    pub by: ActorId,
    /// From when on it opens nothing.
    pub expires_at: DateTime<Utc>,
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
    /// Whoever booked online has a token already, and the office has no business with a second one.
    #[error("the appointment was made online")]
    MadeOnline,
    /// Whoever gave the link could have kept it, so they cannot also take care of the case.
    #[error("the link was given by whoever takes care of the case")]
    GivenByOwnClerk,
    /// The link is not the newest, or was taken back.
    #[error("this link opens nothing any more")]
    Replaced,
    /// Too many codes were tried, so the link opens nothing until the office makes a new one.
    #[error("too many codes were tried with this link")]
    Locked,
    /// The office gave the link for one time, and somebody has come in with it. If that was a stranger, whose it is
    /// notices now.
    #[error("this link was used already")]
    Used,
}

/// A link.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum State {
    /// Nobody was given any: the one that stands in mails since the appointment stands is the newest.
    #[default]
    NotGiven,
    /// The newest is the one that stands in mails of later.
    Mailed {
        /// The how many-th it is.
        generation: u32,
    },
    /// It opens nothing any more, because too many codes were tried.
    Locked {
        /// The how many-th it was.
        generation: u32,
    },
    /// It opens the appointment.
    Given(Granted),
    /// Whose it is has come in with the one that the office gave. Nobody else does, also not whoever gave it.
    Opened(Granted),
    /// It was taken back.
    Revoked(Granted),
}

impl Decide for State {
    const KIND: &'static str = "link_grant";
    type Command = Command;
    type Event = Event;
    type Refusal = Refusal;

    /// Whoever books for others lets them in as well.
    fn grants(command: &Command) -> &'static [Grant] {
        match command {
            Command::Grant { .. } | Command::Revoke | Command::Renew { .. } => {
                &[Grant::Any(Role::ServiceCentre), Grant::Any(Role::Clerk), Grant::Any(Role::TeamLead)]
            }
            // Whether the code was right is known before: the office asks in the name of whom the link stands for.
            Command::Use { .. } => &[Grant::Any(Role::Citizen)],
            Command::Lock { .. } => &[Grant::Any(Role::System)],
        }
    }

    fn decide(&self, asked: &Asked<Command>) -> Result<Vec<Event>, Refusal> {
        match (self, asked.command) {
            (
                Self::NotGiven
                | Self::Mailed { .. }
                | Self::Locked { .. }
                | Self::Given(_)
                | Self::Opened(_)
                | Self::Revoked(_),
                Command::Grant { booking, holder, expires_at },
            ) => Ok(vec![given(self.generation() + 1, booking, holder, expires_at, asked)]),

            (Self::Given(last) | Self::Opened(last), Command::Revoke) => {
                Ok(vec![Event::Revoked { booking: last.booking, generation: last.generation }])
            }
            (Self::NotGiven | Self::Mailed { .. } | Self::Locked { .. } | Self::Revoked(_), Command::Revoke) => {
                Ok(vec![])
            }

            (
                Self::NotGiven
                | Self::Mailed { .. }
                | Self::Locked { .. }
                | Self::Given(_)
                | Self::Opened(_)
                | Self::Revoked(_),
                Command::Renew { booking },
            ) => Ok(vec![Event::Renewed { booking, generation: self.generation() + 1, by: asked.by.actor }]),

            (
                Self::NotGiven
                | Self::Mailed { .. }
                | Self::Locked { .. }
                | Self::Given(_)
                | Self::Opened(_)
                | Self::Revoked(_),
                Command::Use { booking, generation },
            ) => {
                self.check_entry(generation)?;
                Ok(vec![Event::Used { booking, generation }])
            }

            (Self::NotGiven | Self::Mailed { .. } | Self::Given(_), Command::Lock { booking, generation }) => {
                // Whoever tries codes of a link that is not the newest locks nobody out.
                let is_newest = generation == self.generation();
                Ok(is_newest.then_some(Event::Locked { booking, generation }).into_iter().collect())
            }
            (Self::Locked { .. } | Self::Opened(_) | Self::Revoked(_), Command::Lock { .. }) => Ok(vec![]),
        }
    }

    fn apply(self, event: Event) -> Self {
        match (self, event) {
            (_, Event::Granted(granted)) => Self::Given(granted),
            (Self::Given(last) | Self::Opened(last) | Self::Revoked(last), Event::Revoked { .. }) => {
                Self::Revoked(last)
            }
            (Self::Given(last), Event::Used { .. }) => Self::Opened(last),
            (_, Event::Renewed { generation, .. }) => Self::Mailed { generation },
            (_, Event::Locked { generation, .. }) => Self::Locked { generation },
            (
                state @ (Self::NotGiven | Self::Mailed { .. } | Self::Locked { .. }),
                Event::Revoked { .. } | Event::Used { .. },
            )
            | (state @ (Self::Opened(_) | Self::Revoked(_)), Event::Used { .. }) => state,
        }
    }
}

fn given(
    generation: u32,
    booking: BookingId,
    holder: ActorId,
    expires_at: DateTime<Utc>,
    asked: &Asked<Command>,
) -> Event {
    Event::Granted(Granted { booking, holder, generation, by: asked.by.actor, expires_at })
}

impl State {
    /// The link that was given last, if its bearer is let in without a code at this time.
    pub fn good(&self, at: DateTime<Utc>) -> Option<&Granted> {
        match self {
            Self::Given(granted) => Some(granted).filter(|granted| at < granted.expires_at),
            Self::NotGiven | Self::Mailed { .. } | Self::Locked { .. } | Self::Opened(_) | Self::Revoked(_) => None,
        }
    }

    /// The how many-th link was the last: none was given, and the one in mails is the nought-th.
    pub fn generation(&self) -> u32 {
        match self {
            Self::NotGiven => 0,
            Self::Mailed { generation } | Self::Locked { generation } => *generation,
            Self::Given(last) | Self::Opened(last) | Self::Revoked(last) => last.generation,
        }
    }

    /// Which link of those in mails opens the appointment, with its code.
    pub fn mailed(&self) -> Option<u32> {
        match self {
            Self::NotGiven | Self::Mailed { .. } => Some(self.generation()),
            Self::Locked { .. } | Self::Given(_) | Self::Opened(_) | Self::Revoked(_) => None,
        }
    }

    /// Whether whoever has this link and its code is let in.
    pub fn check_entry(&self, generation: u32) -> Result<(), Refusal> {
        match self {
            _ if generation != self.generation() => Err(Refusal::Replaced),
            Self::NotGiven | Self::Mailed { .. } | Self::Given(_) => Ok(()),
            Self::Locked { .. } => Err(Refusal::Locked),
            Self::Opened(_) => Err(Refusal::Used),
            Self::Revoked(_) => Err(Refusal::Replaced),
        }
    }

    /// Which link lets somebody in who knows its code.
    pub fn lets_in(&self) -> Option<u32> {
        match self {
            Self::NotGiven | Self::Mailed { .. } | Self::Given(_) => Some(self.generation()),
            Self::Locked { .. } | Self::Opened(_) | Self::Revoked(_) => None,
        }
    }

    /// Whoever came in by which link may go on.
    pub fn keeps_in(&self) -> Option<u32> {
        match self {
            Self::NotGiven | Self::Mailed { .. } | Self::Opened(_) => Some(self.generation()),
            Self::Locked { .. } | Self::Given(_) | Self::Revoked(_) => None,
        }
    }

    /// Whether the newest link is good for one time only: whoever gave it has seen it, and its code.
    pub fn is_for_once(&self) -> bool {
        match self {
            Self::Given(_) | Self::Opened(_) => true,
            Self::NotGiven | Self::Mailed { .. } | Self::Locked { .. } | Self::Revoked(_) => false,
        }
    }

    /// Lets a signature count whose bearer was let in by somebody who does not take care of the case.
    ///
    /// Only the last link matters: earlier ones open nothing.
    pub fn check_signer(&self, in_charge: &[Option<ActorId>]) -> Result<(), Refusal> {
        match self {
            Self::Given(granted) | Self::Opened(granted) | Self::Revoked(granted)
                if in_charge.contains(&Some(granted.by)) =>
            {
                Err(Refusal::GivenByOwnClerk)
            }
            // Whoever has a link from a mail got it from the office and the code from somebody else.
            Self::NotGiven
            | Self::Mailed { .. }
            | Self::Locked { .. }
            | Self::Given(_)
            | Self::Opened(_)
            | Self::Revoked(_) => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::testing::{ADA, CLARA, DAVID, acting, at, citizen, clerk, given};

    const BOOKING: BookingId = BookingId(Uuid::from_u128(0xb00c));

    fn now() -> DateTime<Utc> {
        at("2026-03-02T09:00:00Z")
    }

    fn grant() -> Command {
        Command::Grant { booking: BOOKING, holder: ADA, expires_at: at("2026-04-02T00:00:00Z") }
    }

    fn granted(generation: u32, by: ActorId) -> Event {
        let expires_at = at("2026-04-02T00:00:00Z");
        Event::Granted(Granted { booking: BOOKING, holder: ADA, generation, by, expires_at })
    }

    fn revoked(generation: u32) -> Event {
        Event::Revoked { booking: BOOKING, generation }
    }

    #[test]
    fn a_new_link_ends_the_one_before() {
        given::<State>([]).when(clerk(CLARA), now(), grant()).then([granted(1, CLARA)]);
        given::<State>([granted(1, CLARA)]).when(clerk(DAVID), now(), grant()).then([granted(2, DAVID)]);
        given::<State>([granted(1, CLARA), revoked(1)]).when(clerk(DAVID), now(), grant()).then([granted(2, DAVID)]);
    }

    #[test]
    fn a_link_is_taken_back_once() {
        given::<State>([granted(1, CLARA)]).when(clerk(DAVID), now(), Command::Revoke).then([revoked(1)]);
        given::<State>([granted(1, CLARA), revoked(1)]).when(clerk(DAVID), now(), Command::Revoke).then_nothing();
        given::<State>([]).when(clerk(DAVID), now(), Command::Revoke).then_nothing();
    }

    #[test]
    fn only_those_who_book_for_others_let_them_in() {
        for command in [grant(), Command::Revoke] {
            given::<State>([]).when(citizen(ADA), now(), command).then_refused(Denied.into());
            given::<State>([]).when(acting(ADA, Role::Auditor), now(), command).then_refused(Denied.into());
        }
    }

    fn renewed(generation: u32) -> Event {
        Event::Renewed { booking: BOOKING, generation, by: CLARA }
    }

    fn locked(generation: u32) -> Event {
        Event::Locked { booking: BOOKING, generation }
    }

    fn used(generation: u32) -> Event {
        Event::Used { booking: BOOKING, generation }
    }

    fn come_in(generation: u32) -> Command {
        Command::Use { booking: BOOKING, generation }
    }

    #[test]
    fn only_the_newest_link_lets_anybody_in() {
        let come = |history: &[Event], generation| {
            given::<State>(history.to_vec()).when(citizen(ADA), now(), come_in(generation))
        };
        come(&[], 1).then_refused(Refusal::Replaced);
        come(&[renewed(1)], 0).then_refused(Refusal::Replaced);
        come(&[granted(1, CLARA)], 0).then_refused(Refusal::Replaced);
        come(&[granted(1, CLARA), revoked(1)], 1).then_refused(Refusal::Replaced);
        come(&[locked(0)], 0).then_refused(Refusal::Locked);
        come(&[locked(0), renewed(1)], 0).then_refused(Refusal::Replaced);
        come(&[], 0).then([used(0)]);
        come(&[used(0)], 0).then([used(0)]);
        come(&[locked(0), renewed(1)], 1).then([used(1)]);
    }

    #[test]
    fn the_link_that_the_office_gave_opens_the_appointment_once() {
        let come = |history: &[Event], generation| {
            given::<State>(history.to_vec()).when(citizen(ADA), now(), come_in(generation))
        };
        let opened = [granted(1, CLARA), used(1)];
        come(&opened[..1], 1).then([used(1)]);
        come(&opened, 1).then_refused(Refusal::Used);
        come(&opened, 0).then_refused(Refusal::Replaced);
        come(&[granted(1, CLARA), revoked(1)], 1).then_refused(Refusal::Replaced);
        come(&[granted(1, CLARA), locked(1)], 1).then_refused(Refusal::Locked);
        come(&[&opened[..], &[granted(2, CLARA)]].concat(), 1).then_refused(Refusal::Replaced);
        come(&[&opened[..], &[granted(2, CLARA)]].concat(), 2).then([used(2)]);

        // Whoever is in stays in until it is taken back or a new one is made; whoever gave it is out at once.
        let state = opened.into_iter().fold(State::default(), State::apply);
        assert_eq!((state.good(now()), state.lets_in(), state.keeps_in()), (None, None, Some(1)));
        assert!(state.is_for_once());
        assert_eq!(state.check_signer(&[Some(CLARA)]), Err(Refusal::GivenByOwnClerk));
        for ends in [revoked(1), renewed(2), granted(2, DAVID)] {
            assert_ne!(state.apply(ends).keeps_in(), Some(1), "{ends:?}");
        }
        given::<State>(opened).when(clerk(DAVID), now(), Command::Revoke).then([revoked(1)]);
    }

    #[test]
    fn a_lock_holds_until_the_office_makes_a_new_link_and_locks_out_nobody_else() {
        let lock = |history: &[Event], generation| {
            let command = Command::Lock { booking: BOOKING, generation };
            given::<State>(history.to_vec()).when(crate::testing::system(), now(), command)
        };
        lock(&[], 0).then([locked(0)]);
        lock(&[locked(0)], 0).then_nothing();
        lock(&[renewed(1)], 0).then_nothing();
        lock(&[granted(1, CLARA)], 0).then_nothing();
        lock(&[granted(1, CLARA)], 1).then([locked(1)]);
        lock(&[granted(1, CLARA), used(1)], 1).then_nothing();
        let renew = Command::Renew { booking: BOOKING };
        given::<State>([locked(0)]).when(clerk(CLARA), now(), renew).then([renewed(1)]);
        given::<State>([granted(1, DAVID), revoked(1)]).when(clerk(CLARA), now(), renew).then([renewed(2)]);
        given::<State>([renewed(2)]).when(clerk(CLARA), now(), grant()).then([granted(3, CLARA)]);
        for command in [renew, Command::Lock { booking: BOOKING, generation: 0 }] {
            given::<State>([]).when(citizen(ADA), now(), command).then_refused(Denied.into());
        }
        given::<State>([]).when(clerk(CLARA), now(), come_in(0)).then_refused(Denied.into());
    }

    #[test]
    fn whoever_renews_a_link_does_not_learn_it_and_so_keeps_nobody_from_signing() {
        let state = State::default().apply(granted(1, CLARA)).apply(renewed(2));
        assert_eq!(state.check_signer(&[Some(CLARA)]), Ok(()));
        assert_eq!((state.good(now()), state.mailed(), state.generation()), (None, Some(2), 2));
    }

    #[test]
    fn a_link_opens_until_it_is_taken_back_or_runs_out() {
        let given = State::default().apply(granted(1, CLARA));
        assert_eq!(given.good(now()).map(|granted| granted.generation), Some(1));
        assert_eq!(given.good(at("2026-04-02T00:00:00Z")), None);
        assert_eq!(given.apply(revoked(1)).good(now()), None);
        assert_eq!(State::default().good(now()), None);
    }

    #[test]
    fn whoever_let_the_signer_in_does_not_take_care_of_the_case() {
        let link = State::default().apply(granted(1, CLARA));
        assert_eq!(link.check_signer(&[Some(CLARA), None]), Err(Refusal::GivenByOwnClerk));
        assert_eq!(link.check_signer(&[None, Some(CLARA)]), Err(Refusal::GivenByOwnClerk));
        assert_eq!(link.check_signer(&[Some(DAVID), None]), Ok(()));
        assert_eq!(State::default().check_signer(&[Some(CLARA)]), Ok(()));
    }
}
