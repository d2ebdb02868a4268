//! The decision table of a shift. Each clerk has one for each day.

use serde::{Deserialize, Serialize};

use crate::aggregates::stored;
use crate::asked::{ActorId, Asked};
use crate::decide::Decide;
use crate::ids::{BookingId, ScopeId};
use crate::permission::{Denied, Grant, Role};
use crate::personal::Erased;

/// What is wanted of a shift.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// Be there.
    Begin {
        /// Where.
        scope: ScopeId,
    },
    /// Be away for a while.
    Pause,
    /// Be there again.
    Resume,
    /// Go home.
    End,
    /// Serve somebody who was called. Whoever calls is there, so a shift begins or goes on by itself.
    Serve {
        /// Whom.
        booking: BookingId,
        /// Where.
        scope: ScopeId,
    },
    /// Have served somebody: the visit is over, parked, redirected, or in a colleague's hands.
    Free {
        /// Whom.
        booking: BookingId,
    },
}

/// What happened to a shift.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// A clerk is there.
    #[serde(rename = "begun")]
    Begun {
        /// Who.
        clerk: ActorId,
        /// Where.
        scope: ScopeId,
    },
    /// Away for a while.
    #[serde(rename = "paused")]
    Paused,
    /// There again.
    #[serde(rename = "resumed")]
    Resumed,
    /// Gone home.
    #[serde(rename = "ended")]
    Ended,
    /// Somebody was called.
    #[serde(rename = "serving")]
    Serving {
        /// Who.
        booking: BookingId,
    },
    /// Nobody is served.
    #[serde(rename = "freed")]
    Freed {
        /// Who was served.
        booking: BookingId,
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
    /// The clerk is not there.
    #[error("the shift has not begun, or it is over")]
    NotBegun,
    /// One clerk serves one citizen (and the citizen who was called is not left alone).
    #[error("the clerk serves somebody else")]
    Busy {
        /// Whom.
        booking: BookingId,
    },
}

/// Where a shift stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum State {
    /// Not there yet, or gone home.
    #[default]
    Off,
    /// There, and free.
    Free {
        /// Where.
        scope: ScopeId,
    },
    /// There, and serving somebody.
    Serving {
        /// Where.
        scope: ScopeId,
        /// Whom.
        booking: BookingId,
    },
    /// Away for a while.
    Paused {
        /// Where.
        scope: ScopeId,
    },
}

impl Decide for State {
    const KIND: &'static str = "shift";
    type Command = Command;
    type Event = Event;
    type Refusal = Refusal;

    fn grants(command: &Command) -> &'static [Grant] {
        match command {
            Command::Begin { .. } | Command::Pause | Command::Resume | Command::End | Command::Serve { .. } => {
                &[Grant::Any(Role::Clerk), Grant::Any(Role::TeamLead)]
            }
            // Whoever ends a visit frees its clerk: the planner who cancels, the office that closes the day.
            Command::Free { .. } => &[
                Grant::Any(Role::Clerk),
                Grant::Any(Role::TeamLead),
                Grant::Any(Role::ServiceCentre),
                Grant::Any(Role::Planner),
                Grant::Any(Role::System),
            ],
        }
    }

    fn decide(&self, asked: &Asked<Command>) -> Result<Vec<Event>, Refusal> {
        use Command::{Begin, End, Free, Pause, Resume, Serve};
        let clerk = asked.by.actor;
        match (*self, asked.command) {
            (Self::Off, Begin { scope }) => Ok(vec![Event::Begun { clerk, scope }]),
            (Self::Off, Serve { booking, scope }) => {
                Ok(vec![Event::Begun { clerk, scope }, Event::Serving { booking }])
            }
            (Self::Off, Pause | Resume) => Err(Refusal::NotBegun),
            (Self::Off, End | Free { .. }) => Ok(vec![]),

            (Self::Free { scope }, Begin { scope: same }) if scope == same => Ok(vec![]),
            // A clerk who goes to another counter is there from now on.
            (Self::Free { .. } | Self::Paused { .. }, Begin { scope }) => Ok(vec![Event::Begun { clerk, scope }]),
            (Self::Free { scope }, Serve { booking, scope: same }) if scope == same => {
                Ok(vec![Event::Serving { booking }])
            }
            (Self::Free { .. }, Serve { booking, scope }) => {
                Ok(vec![Event::Begun { clerk, scope }, Event::Serving { booking }])
            }
            (Self::Free { .. }, Pause) => Ok(vec![Event::Paused]),
            (Self::Free { .. }, Resume | Free { .. }) => Ok(vec![]),
            (Self::Free { .. } | Self::Paused { .. }, End) => Ok(vec![Event::Ended]),

            (Self::Serving { booking, .. }, Serve { booking: same, .. }) if booking == same => Ok(vec![]),
            (Self::Serving { booking, .. }, Free { booking: same }) if booking == same => {
                Ok(vec![Event::Freed { booking }])
            }
            // The visit was in other hands already.
            (Self::Serving { .. }, Free { .. }) => Ok(vec![]),
            (Self::Serving { scope, .. }, Begin { scope: same }) if scope == same => Ok(vec![]),
            (Self::Serving { .. }, Resume) => Ok(vec![]),
            (Self::Serving { booking, .. }, Begin { .. } | Serve { .. } | Pause | End) => {
                Err(Refusal::Busy { booking })
            }

            (Self::Paused { scope }, Serve { booking, scope: same }) if scope == same => {
                Ok(vec![Event::Resumed, Event::Serving { booking }])
            }
            (Self::Paused { .. }, Serve { booking, scope }) => {
                Ok(vec![Event::Begun { clerk, scope }, Event::Serving { booking }])
            }
            (Self::Paused { .. }, Resume) => Ok(vec![Event::Resumed]),
            (Self::Paused { .. }, Pause | Free { .. }) => Ok(vec![]),
        }
    }

    fn apply(self, event: Event) -> Self {
        match (self, event) {
            (
                Self::Off | Self::Free { .. } | Self::Serving { .. } | Self::Paused { .. },
                Event::Begun { scope, .. },
            ) => Self::Free { scope },
            (
                Self::Free { scope } | Self::Serving { scope, .. } | Self::Paused { scope },
                Event::Serving { booking },
            ) => Self::Serving { scope, booking },
            (Self::Serving { scope, .. }, Event::Freed { .. }) => Self::Free { scope },
            (Self::Free { scope } | Self::Serving { scope, .. } | Self::Paused { scope }, Event::Paused) => {
                Self::Paused { scope }
            }
            (Self::Paused { scope }, Event::Resumed) => Self::Free { scope },
            (Self::Off | Self::Free { .. } | Self::Serving { .. } | Self::Paused { .. }, Event::Ended) => Self::Off,
            // What cannot have happened to this state changes nothing of it.
            (state @ Self::Off, Event::Serving { .. } | Event::Freed { .. } | Event::Paused | Event::Resumed)
            | (state @ (Self::Free { .. } | Self::Paused { .. }), Event::Freed { .. })
            | (state @ (Self::Free { .. } | Self::Serving { .. }), Event::Resumed) => state,
        }
    }
}

impl State {
    /// Whom the clerk serves at the moment.
    pub fn serving(&self) -> Option<BookingId> {
        match *self {
            Self::Serving { booking, .. } => Some(booking),
            Self::Off | Self::Free { .. } | Self::Paused { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};
    use uuid::Uuid;

    use super::*;
    use crate::testing::{ADA, CLARA, acting, at, citizen, clerk, given};

    const HERE: ScopeId = ScopeId(Uuid::from_u128(1));
    const THERE: ScopeId = ScopeId(Uuid::from_u128(2));
    const FIRST: BookingId = BookingId(Uuid::from_u128(3));
    const SECOND: BookingId = BookingId(Uuid::from_u128(4));

    #[test]
    fn a_clerk_serves_one_at_a_time() {
        let serve = |booking| Command::Serve { booking, scope: HERE };
        let serving = || [begun(HERE), Event::Serving { booking: FIRST }];
        given::<State>(serving()).when(clerk(CLARA), now(), serve(FIRST)).then_nothing();
        given::<State>(serving())
            .when(clerk(CLARA), now(), serve(SECOND))
            .then_refused(Refusal::Busy { booking: FIRST });
        given::<State>(serving())
            .when(clerk(CLARA), now(), Command::Free { booking: FIRST })
            .then([Event::Freed { booking: FIRST }]);
        given::<State>(serving()).when(clerk(CLARA), now(), Command::Free { booking: SECOND }).then_nothing();
    }

    #[test]
    fn whoever_calls_is_there() {
        let serve = |scope| Command::Serve { booking: FIRST, scope };
        let serving = Event::Serving { booking: FIRST };
        given::<State>([]).when(clerk(CLARA), now(), serve(HERE)).then([begun(HERE), serving]);
        given::<State>([begun(HERE)]).when(clerk(CLARA), now(), serve(HERE)).then([serving]);
        given::<State>([begun(HERE)]).when(clerk(CLARA), now(), serve(THERE)).then([begun(THERE), serving]);
        given::<State>([begun(HERE), Event::Paused])
            .when(clerk(CLARA), now(), serve(HERE))
            .then([Event::Resumed, serving]);
    }

    #[test]
    fn nobody_who_was_called_is_left_alone() {
        let serving = || [begun(HERE), Event::Serving { booking: FIRST }];
        for command in [Command::Pause, Command::End, Command::Begin { scope: THERE }] {
            given::<State>(serving()).when(clerk(CLARA), now(), command).then_refused(Refusal::Busy { booking: FIRST });
        }
    }

    #[test]
    fn a_shift_is_begun_paused_and_ended_by_the_clerk_alone() {
        given::<State>([]).when(clerk(CLARA), now(), Command::Begin { scope: HERE }).then([begun(HERE)]);
        given::<State>([begun(HERE)]).when(clerk(CLARA), now(), Command::Begin { scope: HERE }).then_nothing();
        given::<State>([begun(HERE)]).when(clerk(CLARA), now(), Command::Pause).then([Event::Paused]);
        given::<State>([begun(HERE), Event::Paused]).when(clerk(CLARA), now(), Command::Resume).then([Event::Resumed]);
        given::<State>([begun(HERE)]).when(clerk(CLARA), now(), Command::End).then([Event::Ended]);
        given::<State>([]).when(clerk(CLARA), now(), Command::Pause).then_refused(Refusal::NotBegun);
        given::<State>([]).when(clerk(CLARA), now(), Command::End).then_nothing();
        given::<State>([]).when(citizen(ADA), now(), Command::Begin { scope: HERE }).then_refused(Denied.into());
        given::<State>([])
            .when(acting(CLARA, Role::Planner), now(), Command::Begin { scope: HERE })
            .then_refused(Denied.into());
    }

    fn now() -> DateTime<Utc> {
        at("2026-03-02T09:00:00Z")
    }

    fn begun(scope: ScopeId) -> Event {
        Event::Begun { clerk: CLARA, scope }
    }
}
