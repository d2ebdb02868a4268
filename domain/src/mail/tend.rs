//! What people do with a mail that did not go out, where they may know of its appointment.

use super::{Command, Refusal, State};
use crate::asked::Asked;
use crate::booking;
use crate::decide::Decide as _;
use crate::ids::MailId;
use crate::permission;
use crate::streams::{Streams, Transaction};

/// Tells a mail what to do. Of a mail about an appointment that is hidden from somebody, they know nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct Tend {
    /// Which.
    pub mail: MailId,
    /// What is wanted.
    pub command: Command,
}

impl Transaction for Tend {
    fn run<S: Streams>(&self, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
        let Self { mail, command } = self;
        permission::check(State::grants(command), &asked.by, None)
            .map_err(|denied| crate::Refusal::from(Refusal::from(denied)))?;
        let state: State = streams.guard(mail.0)?;
        if let Some(job) = state.job()
            && matches!(streams.guard::<booking::State>(job.booking.0)?, booking::State::Unknown)
        {
            return Err(crate::Refusal::from(Refusal::Unknown).into());
        }
        streams.decide::<State>(mail.0, asked.to(command.clone())).map(drop)
    }
}
