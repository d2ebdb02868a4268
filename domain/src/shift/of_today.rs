//! A clerk's own shift: that of the day on which they ask.

use super::{Command, State};
use crate::asked::Asked;
use crate::calendar;
use crate::ids::ShiftId;
use crate::streams::{Streams, Transaction};

/// Something is wanted of the caller's shift of today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OfToday {
    /// What.
    pub command: Command,
}

impl Transaction for OfToday {
    fn run<S: Streams>(&self, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
        let shift = ShiftId::of(asked.by.actor, calendar::local_date(asked.at));
        streams.decide::<State>(shift.0, asked.to(self.command)).map(drop)
    }
}
