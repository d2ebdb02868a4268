//! What a citizens' office can decide: aggregates, rules, catalogue, reactions.
//!
//! No I/O, no clock, no randomness: the world comes in as data, so that every decision can be replayed.

// What every decision is made of.
pub mod asked;
pub mod decide;
pub mod ids;
pub mod names;
pub mod permission;
pub mod personal;
pub mod streams;

// What the law, the city and the calendar say.
pub mod calendar;
pub mod catalogue;
pub mod limits;
pub mod money;
pub mod person;

// The aggregates.
mod aggregates;
pub mod availability;
pub mod booking;
pub mod capacity;
pub mod case;
pub mod consultation;
pub mod contact_guard;
pub mod number_series;
pub mod payment;
pub mod signature;
pub mod subject_key;

// What follows from what happened.
pub mod reactions;
pub mod timers;

#[cfg(any(test, feature = "testing"))]
pub mod testing;

pub use aggregates::{
    Availability, Booking, Capacity, Case, Consultation, ContactGuard, Event, KINDS, Kind, NumberSeries, Payment,
    Refusal, Signature, SubjectKey,
};
pub use asked::{ActorId, Asked, By, Facts};
pub use decide::{Decide, Root};
pub use permission::{Denied, Grant, Role, Roles};
pub use personal::{Erased, Personal, SubjectId};
