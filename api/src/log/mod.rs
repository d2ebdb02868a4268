//! The history itself.

mod query;

pub(crate) use query::Query;
