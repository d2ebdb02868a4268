//! What people do with a transmission, where they may know of its case.

use super::{Command, Refusal, State};
use crate::asked::Asked;
use crate::case;
use crate::decide::Decide as _;
use crate::ids::TransmissionId;
use crate::permission;
use crate::streams::{Streams, Transaction};

/// Tells a transmission what to do. Of the transmission of a case that is hidden from somebody, they know nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct Tend {
    /// Which.
    pub transmission: TransmissionId,
    /// What is wanted.
    pub command: Command,
}

impl Transaction for Tend {
    fn run<S: Streams>(&self, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
        let Self { transmission, command } = self;
        permission::check(State::grants(command), &asked.by, None)
            .map_err(|denied| crate::Refusal::from(Refusal::from(denied)))?;
        let state: State = streams.guard(transmission.0)?;
        if let Some(job) = state.job()
            && streams.guard::<case::State>(job.case.0)?.file().is_none()
        {
            return Err(crate::Refusal::from(Refusal::Unknown).into());
        }
        streams.decide::<State>(transmission.0, asked.to(command.clone())).map(drop)
    }
}
