//! Figures for those who plan and those who ask: of capacity, of requests, of time. Never of persons.

mod query;

pub(crate) use query::{OneLength, Query};
