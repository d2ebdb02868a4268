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
}

/// A link.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum State {
    /// Nobody was given any.
    #[default]
    NotGiven,
    /// It opens the appointment.
    Given(Granted),
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
            Command::Grant { .. } | Command::Revoke => {
                &[Grant::Any(Role::ServiceCentre), Grant::Any(Role::Clerk), Grant::Any(Role::TeamLead)]
            }
        }
    }

    fn decide(&self, asked: &Asked<Command>) -> Result<Vec<Event>, Refusal> {
        match (self, asked.command) {
            (Self::NotGiven, Command::Grant { booking, holder, expires_at }) => {
                Ok(vec![given(1, booking, holder, expires_at, asked)])
            }
            (Self::Given(last) | Self::Revoked(last), Command::Grant { booking, holder, expires_at }) => {
                Ok(vec![given(last.generation + 1, booking, holder, expires_at, asked)])
            }

            (Self::Given(last), Command::Revoke) => {
                Ok(vec![Event::Revoked { booking: last.booking, generation: last.generation }])
            }
            (Self::NotGiven | Self::Revoked(_), Command::Revoke) => Ok(vec![]),
        }
    }

    fn apply(self, event: Event) -> Self {
        match (self, event) {
            (_, Event::Granted(granted)) => Self::Given(granted),
            (Self::Given(last) | Self::Revoked(last), Event::Revoked { .. }) => Self::Revoked(last),
            (Self::NotGiven, Event::Revoked { .. }) => Self::NotGiven,
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
    /// The link that was given last, if it still opens anything at this time.
    pub fn good(&self, at: DateTime<Utc>) -> Option<&Granted> {
        match self {
            Self::Given(granted) => Some(granted).filter(|granted| at < granted.expires_at),
            Self::NotGiven | Self::Revoked(_) => None,
        }
    }

    /// Lets a signature count whose bearer was let in by somebody who does not take care of the case.
    ///
    /// Only the last link matters: earlier ones open nothing.
    pub fn check_signer(&self, in_charge: &[Option<ActorId>]) -> Result<(), Refusal> {
        match self {
            Self::Given(granted) | Self::Revoked(granted) if in_charge.contains(&Some(granted.by)) => {
                Err(Refusal::GivenByOwnClerk)
            }
            Self::NotGiven | Self::Given(_) | Self::Revoked(_) => Ok(()),
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
