//! Offered time: what planners offer, and what is still free.

mod conflicts;
mod mutation;
mod opening_hours;
mod query;

pub(crate) use conflicts::Query as ConflictsQuery;
pub(crate) use mutation::Mutation;
pub(crate) use opening_hours::Query as OpeningHoursQuery;
pub(crate) use query::{FreeSlot, Query, alternatives};
