//! An appointment, from the hold to the end of the visit (Termin).

mod aggregate;
mod appointment;
mod command;
mod event;

// The steps of an errand that several aggregates decide together.
mod arrange;
mod give_back;
mod park;
mod reschedule;
mod rules;
mod serve;

#[cfg(test)]
mod tests;

pub use appointment::{Appointment, State, Wish};
pub use arrange::{BookByPhone, Confirm, ConfirmByLink, Extend, Hold};
pub use command::{Command, Refusal};
pub use event::{Arranged, CancelReason, Delivered, Event, Forget, Line, Medium, Number, ParkReason, Reminder, Slot};
pub use give_back::{CallOff, Cancel, EndDay, Expire, Finish, ForgetContact, Miss};
pub use park::{Park, Redirect, Resume};
pub use reschedule::Reschedule;
pub(crate) use rules::{needed_minutes, unconfirmed};
pub use serve::Call;
