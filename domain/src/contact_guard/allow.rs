//! More appointments than others have, for an institution that arranges them for many: a dormitory, a carers' office.

use super::{Command, State};
use crate::asked::Asked;
use crate::ids::GuardId;
use crate::streams::{Streams, Transaction};

/// Says how many appointments a contact may have at a time, by each way to reach it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allow {
    /// The ways to reach it.
    pub guards: Vec<GuardId>,
    /// How many; as many as everybody else, if nothing is said.
    pub most: Option<u16>,
}

impl Transaction for Allow {
    fn run<S: Streams>(&self, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
        for guard in &self.guards {
            streams.decide::<State>(guard.0, asked.to(Command::Allow { most: self.most }))?;
        }
        Ok(())
    }
}
