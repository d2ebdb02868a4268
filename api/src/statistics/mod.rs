//! Figures for those who plan and those who ask: of capacity, of requests, of time, of money. Never of persons.

mod cash;
mod completion;
mod demand;
mod duties;
mod query;

pub(crate) use cash::Query as CashQuery;
pub(crate) use completion::Query as CompletionQuery;
pub(crate) use demand::Query as DemandQuery;
pub(crate) use duties::Query as DutiesQuery;
pub(crate) use query::{OneLength, Query};
