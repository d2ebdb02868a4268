//! The signing of one document (Unterschrift): it covers the hash of exactly what was shown.

mod aggregate;

pub use aggregate::{Command, Event, Hash, Level, Method, Paper, Refusal, State};
