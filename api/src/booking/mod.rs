//! Appointments: held, confirmed, moved, given back; then the visit itself, and the queue.

mod allow;
mod input;
mod invite;
mod mutation;
mod query;
mod queue;
mod subscription;

pub(crate) use allow::Mutation as ContactMutation;
pub(crate) use input::{ContactInput, LineInput};
pub(crate) use invite::Mutation as InviteMutation;
pub(crate) use mutation::Mutation;
pub(crate) use query::{BookedLine, Booking, Contact, Query, booking_at, count};
pub(crate) use queue::Mutation as QueueMutation;
pub(crate) use subscription::Subscription;
