//! The read models themselves: how they are doing, reading them again, and listening to what they answer.

mod mutation;
mod query;
mod question;
mod subscription;

pub(crate) use mutation::Mutation;
pub(crate) use query::Query;
pub(crate) use subscription::Subscription;
