//! The places in a room.

use std::fmt;
use std::str::FromStr;

use domain::ids::GuestId;
use domain::{Role, Roles};
use serde::Deserialize;
use uuid::Uuid;

/// A place in a room. Of two, the later one in this order is the polite one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(try_from = "String")]
pub enum Seat {
    /// Whoever leads the talk.
    Host,
    /// Whom the appointment belongs to.
    Holder,
    /// Somebody who was invited: to interpret, or to be with the holder.
    Guest(Uuid),
}

impl Seat {
    /// Who was invited to sit there.
    pub(crate) fn guest(self) -> Option<GuestId> {
        match self {
            Self::Host | Self::Holder => None,
            Self::Guest(id) => Some(GuestId(id)),
        }
    }

    /// Whether it is of one of the two between whom the talk is.
    pub(crate) fn talks(self) -> bool {
        self.guest().is_none()
    }
}

impl fmt::Display for Seat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Host => f.write_str("host"),
            Self::Holder => f.write_str("holder"),
            Self::Guest(id) => id.fmt(f),
        }
    }
}

/// This names no seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this names no seat")]
pub struct NoSeat;

impl FromStr for Seat {
    type Err = NoSeat;

    fn from_str(text: &str) -> Result<Self, NoSeat> {
        match text {
            "host" => Ok(Self::Host),
            "holder" => Ok(Self::Holder),
            // One way to write it: the longer and shorter forms of a UUID name nobody.
            id if id.len() == 36 => Uuid::try_parse(id).map(Self::Guest).map_err(|_| NoSeat),
            _ => Err(NoSeat),
        }
    }
}

impl TryFrom<String> for Seat {
    type Error = NoSeat;

    fn try_from(text: String) -> Result<Self, NoSeat> {
        text.parse()
    }
}

/// What somebody is in the talk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Clerk,
    Citizen,
    Companion,
    Interpreter,
}

impl Part {
    /// The part of whoever sits there in these roles.
    pub(crate) fn of(seat: Seat, roles: Roles) -> Self {
        match seat {
            Seat::Host => Self::Clerk,
            Seat::Holder => Self::Citizen,
            Seat::Guest(_) if roles.has(Role::Interpreter) => Self::Interpreter,
            Seat::Guest(_) => Self::Companion,
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Clerk => "CLERK",
            Self::Citizen => "CITIZEN",
            Self::Companion => "COMPANION",
            Self::Interpreter => "INTERPRETER",
        }
    }
}
