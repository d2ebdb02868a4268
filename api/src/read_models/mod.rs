//! The read models themselves, for whoever runs the software: how they are doing, and reading them again.

mod mutation;
mod query;

pub(crate) use mutation::Mutation;
pub(crate) use query::Query;
