//! Calls of real browsers' kind: over real sockets, with a log in a folder.

mod office;

mod room;

mod back;
mod door;
mod fallback;
mod guests;
mod hostile;
mod many;
mod talk;
