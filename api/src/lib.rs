//! GraphQL over HTTP and WebSocket: who asks, may they, for what.

// The authority at work, which the features below ask.
pub mod office;

// Who asks, in what words, and how they are answered.
mod checked;
mod errors;
mod fresh;
mod http;
mod identity;
mod page;
mod paper;
mod payment;
mod scalars;
mod step;
mod words;

// The features, each with what it changes, what it shows and what it announces.
mod authority;
mod booking;
mod capacity;
mod case;
mod catalogue;
mod consultation;
mod document;
mod log;
mod mail;
mod read_models;
mod settlement;
mod shift;
mod statement;
mod statistics;
mod transmission;
mod visitor;
mod waiting_list;

mod schema;

pub use authority::{Profile, Texts};
pub use http::{Example, Examples, HttpOptions, Limits, NotTrusted, Rate, TrustedDocuments, router};
pub use schema::sdl;
