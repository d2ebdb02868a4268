//! Waiting for a time that comes back: a place in the list, its offers, and the answers to them.

mod input;
mod mutation;
mod query;

pub(crate) use mutation::Mutation;
pub(crate) use query::Query;
