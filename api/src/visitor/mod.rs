//! Citizens before they book: visitors, with a token that is theirs alone.

mod mutation;
mod query;

pub(crate) use mutation::Mutation;
pub(crate) use query::Query;
