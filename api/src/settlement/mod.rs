//! What of the fees is settled with the Federation.

mod mutation;
mod query;

pub(crate) use mutation::Mutation;
pub(crate) use query::Query;
