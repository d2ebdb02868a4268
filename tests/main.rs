//! What no crate can say alone: journeys through HTTP, conformance, and the tidiness of the whole.

mod conformance;
mod harness;
mod journeys;
mod tidy;
