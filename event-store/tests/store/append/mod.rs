//! The back ends: every verdict, every writer, every edge.

mod build;
mod model;

mod beside;
mod crashes;
mod doors;
mod edges;
mod network;
mod opening;
mod random;
mod tables;
mod writers;
