//! The signing of one document (Unterschrift): it covers the hash of exactly what was shown.

mod aggregate;

pub use aggregate::{
    Command, Event, Evidence, Hash, Level, Method, Paper, Reading, Refusal, SHOWN_FOR, State, TAN_FOR, TAN_TRIES, Tan,
};
