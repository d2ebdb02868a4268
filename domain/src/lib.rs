//! What a citizens' office can decide: aggregates, rules, catalogue, reactions.
//!
//! No I/O, no clock, no randomness: the world comes in as data, so that every decision can be replayed.
//!
//! An aggregate is a decision table and a memory ([`Decide`]): a state, what can be asked of it, what can have
//! happened to it, and which rule says no. One command goes through it like this:
//!
//! 1. [`Asked`] brings the command, who asks ([`By`]), when, and what was looked up ([`Facts`]).
//! 2. [`permission::check`] compares the actor's roles with the command's grants; nothing is allowed by default.
//! 3. [`Decide::decide`] answers with events, with nothing where it is already so, or with a refusal.
//! 4. [`Decide::apply`] remembers the events. It has no rules: what happened, happened.
//!
//! An errand that several aggregates decide together is a [`streams::Transaction`]: all of its events are stored, or
//! none. What follows later from an event is a pure function of it: [`reactions`] give commands to other aggregates,
//! [`timers`] say when something is due.

#![expect(clippy::match_same_arms, reason = "a decision table has one row for each rule, also where answers are alike")]

// What every decision is made of.
pub mod asked;
pub mod decide;
pub mod ids;
pub mod names;
mod parts;
pub mod permission;
pub mod personal;
pub mod shapes;
pub mod streams;

// What the law, the city and the calendar say.
pub mod calendar;
pub mod catalogue;
pub mod limits;
pub mod money;
pub mod person;

// The aggregates.
pub mod access;
mod aggregates;
pub mod availability;
pub mod booking;
pub mod capacity;
pub mod case;
pub mod consultation;
pub mod contact_guard;
pub mod document;
pub mod link_grant;
pub mod mail;
pub mod number_series;
pub mod paper;
pub mod payment;
pub mod settlement;
pub mod shift;
pub mod signature;
pub mod statement;
pub mod subject_key;
pub mod transmission;
pub mod waiting_list;

// What follows from what happened.
pub mod reactions;
pub mod timers;

#[cfg(test)]
mod any_history;
#[cfg(any(test, feature = "testing"))]
pub mod testing;

pub use aggregates::{
    Access, Availability, Booking, Capacity, Case, Catalogue, Consultation, ContactGuard, Document, Event, KINDS, Kind,
    LinkGrant, Mail, NumberSeries, Paper, Payment, Refusal, Settlement, Shift, Signature, Statement, SubjectKey,
    Transmission, WaitingList,
};
pub use asked::{ActorId, Asked, Authority, By, Confirmation, Facts, OnlinePayment, SealedPapers};
pub use decide::{Decide, Root};
pub use permission::{Denied, Grant, Role, Roles};
pub use personal::{Erased, Personal, SubjectId};
