//! Statements of the provider and the bank: read in, compared, and what does not match.

mod mutation;
mod query;
mod view;

pub(crate) use mutation::Mutation;
pub(crate) use query::Query;
pub(crate) use view::{Statement, StatementMismatch};
