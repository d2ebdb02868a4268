//! The binary `vorgang` as a library, so that tests can call what the commands do.

// What every command needs.
pub mod config;
pub mod disk;
pub mod mail_server;
pub mod stores;
pub mod telemetry;

// An office with people and opening hours, through the same commands that everybody uses.
pub mod opening;
pub mod people;

// What the commands do.
pub mod bench;
pub mod demo;
pub mod doctor;
pub mod seed;
pub mod serving;
pub mod year;

// The commands.
pub mod cli;
