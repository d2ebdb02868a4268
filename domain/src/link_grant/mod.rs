//! A link that lets somebody in who has no token of their own: given by the office, for one appointment (Zugang).

mod aggregate;
mod grant;

pub use aggregate::{Command, Event, Granted, Refusal, State};
pub use grant::{GiveLink, RenewLink, RevokeLink, expires_at};
