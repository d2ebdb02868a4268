//! The papers of a case: written, sealed and kept by the office, and fetched by a ticket that is good once.

mod called;
mod certificate;
mod chronicle;
mod confirmation;
mod draft;
mod receipt;
mod words;

mod mutation;
mod view;

pub(crate) use draft::{about, certificate as certificate_of};
pub(crate) use mutation::Mutation;
pub(crate) use view::CasePaper;
