//! The log above the back ends: commands, personal data, followers, the adapter.

mod office;
mod personal;

mod adapter;
mod codec;
mod commands;
mod committer;
mod erasure;
mod following;
mod keys;
mod nodes;
