//! The API as its clients meet it: through its routes, with a log, read models and a clock of the test's own.

mod door;
mod operations;

mod abuse;
mod catalogue;
mod errand;
mod figures;
mod gate;
mod guests;
mod letters;
mod limits;
mod looks;
mod may;
mod restricted;
mod roles;
mod sessions;
mod snapshot;
mod sockets;
