//! GraphQL over HTTP and WebSocket: who asks, may they, for what.

// The authority at work, which the features below ask.
pub mod office;

// Who asks, in what words, and how they are answered.
mod http;
mod identity;
mod errors;
mod checked;
mod fresh;
mod page;
mod scalars;
mod step;
mod words;

// The features, each with what it changes, what it shows and what it announces.
mod visitor;
mod catalogue;
mod capacity;
mod booking;
mod consultation;
mod case;
mod statistics;
mod log;

mod schema;

pub use http::{HttpOptions, router};
pub use schema::sdl;
