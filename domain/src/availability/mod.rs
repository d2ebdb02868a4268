//! When a scope offers time (Öffnungszeit): templates that give the plan of each day, and the planning of days ahead.

mod aggregate;
mod command;
mod event;
mod template;

// What the office does with them by itself.
mod plan_ahead;

pub use aggregate::State;
pub use command::{Command, Refusal};
pub use event::{Closure, Event, Hours, OpeningHours, Release, SpecialDay, Template};
pub use plan_ahead::{PlanAhead, PlanDay};
pub use template::Offer;
