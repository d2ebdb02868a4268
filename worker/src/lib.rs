//! What everything is made of that follows the log and acts: it reads on under a lease, remembers what waits, and gives
//! commands in the name of the office.
//!
//! `domain` and `event-store` know nothing of each other. Here they meet, for all who need both.

mod desk;
mod happened;
mod kinds;
mod orders;
mod reading;

#[cfg(feature = "testing")]
pub mod testing;

pub use desk::{decide, would};
pub use happened::happened;
pub use kinds::kinds;
pub use orders::{Given, Orders};
pub use reading::{Backlog, Reading};
