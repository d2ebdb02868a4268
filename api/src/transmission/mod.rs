//! What goes to registers and federal offices: how far it has come, and what people do where it does not go on.

mod mutation;
mod query;

pub(crate) use mutation::Mutation;
pub(crate) use query::Query;
