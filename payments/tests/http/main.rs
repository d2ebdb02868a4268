//! The providers over real HTTP: the client of XBezahldienste against the sandbox, against servers that are wrong, and the
//! card processor's against a server of somebody else.

mod authentication;
mod card;
mod faults;
mod harness;
mod page;
mod protocol;
mod schemas;
mod sequences;
mod settlement;
