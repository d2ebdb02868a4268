//! The log's tests. Each case runs on both databases.

mod ground;
mod proxy;

mod append;
mod log;
