//! Who is there to serve: clerks begin, pause and end their shifts.

mod mutation;
mod query;

pub(crate) use mutation::Mutation;
pub(crate) use query::Query;
