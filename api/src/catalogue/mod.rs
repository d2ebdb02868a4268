//! What the office offers, the next edition of it, and which rules can say no.

mod mutation;
mod query;

pub(crate) use mutation::Mutation;
pub(crate) use query::Query;
