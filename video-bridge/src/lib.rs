//! The call: brings the browsers of two people together, and carries no picture and no sound.
//!
//! Media goes from browser to browser, encrypted, or through a relay that cannot read it. The server carries *signalling*
//! alone, in rooms that belong to the talk of an appointment (`room`). Who may come in is decided where tickets are
//! asked for; what state the talk is in is heard from the log (`follow`); and what a room sees of a line goes back to the
//! log as a command (`orders`). There is nothing here that could record anything: § 201 StGB.

// What is said.
mod frame;
mod sdp;
mod seat;
mod turn;

// What a room does with it.
mod closing;
mod company;
mod room;
mod sitting;

// Who comes in, and how what is said gets there.
mod calls;
mod desks;
mod failure;
mod follow;
mod line;
mod orders;
mod socket;
mod stream;
mod ticket;

// Whether the relay that they are told of is there.
mod relay;

#[cfg(test)]
mod tests;

pub use calls::{Calls, Counts, Invited};
pub use desks::{PATH, router};
pub use failure::Failure;
pub use relay::{Allocated, Unusable};
pub use seat::Seat;
pub use ticket::Ticket;
pub use turn::{Trial, Turn};
