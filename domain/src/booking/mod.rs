//! An appointment, from the hold to the end of the visit (Termin).

mod aggregate;
mod command;
mod event;

// The steps of an errand that several aggregates decide together.
mod arrange;
mod give_back;
mod park;
mod reschedule;
mod serve;

#[cfg(test)]
mod tests;

pub(crate) use aggregate::needed_minutes;
pub use aggregate::{Appointment, State};
pub use arrange::{BookByPhone, Confirm, Extend, Hold};
pub use command::{Command, Refusal};
pub use event::{Arranged, CancelReason, Delivered, Event, Line, Medium, Number, ParkReason, Slot};
pub use give_back::{Cancel, EndDay, Expire, Finish, Miss};
pub use park::{Park, Redirect, Resume};
pub use reschedule::Reschedule;
pub use serve::Call;
