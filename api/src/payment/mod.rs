//! Fees that are paid online, and money that goes back.

mod mutation;
mod query;
mod view;

pub(crate) use mutation::Mutation;
pub(crate) use query::{PaymentToCheck, Query};
pub(crate) use view::Fee;
