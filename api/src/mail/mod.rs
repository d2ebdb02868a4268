//! Mails about appointments that did not go out, and what people do about them.

mod mutation;
mod query;

pub(crate) use mutation::Mutation;
pub(crate) use query::Query;
