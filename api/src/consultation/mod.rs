//! The talk between citizen and clerk.

mod mutation;

pub(crate) use mutation::{Consultation, Mutation};
