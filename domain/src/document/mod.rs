//! What is handed in for a case (Unterlage): announced, received, looked at, released or refused.

mod format;

pub use format::{Fault, Format};
