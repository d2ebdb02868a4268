//! The log's tests. Each case runs on both databases.

mod ground;

mod append;
mod log;
