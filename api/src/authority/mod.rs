//! What the authority tells everybody of itself, and what the law asks of a public web service.

mod profile;
mod query;

pub(crate) use profile::Profiles;
pub use profile::{Profile, Texts};
pub(crate) use query::Query;
