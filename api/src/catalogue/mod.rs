//! What the office offers, and which rules can say no.

mod query;

pub(crate) use query::Query;
