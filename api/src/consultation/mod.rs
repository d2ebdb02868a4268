//! The talk between citizen and clerk.

mod mutation;

// Who enters the room in which it takes place.
mod room;

pub(crate) use mutation::{Consultation, Mutation};
pub(crate) use room::RoomMutation;
