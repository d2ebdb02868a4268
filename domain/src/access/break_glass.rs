//! Opening a case that is kept from others (§§ 51, 52 BMG), by somebody who does not take care of it: with a reason that
//! stands in its history.

use super::{Command, Ground, Refusal, State};
use crate::asked::Asked;
use crate::case;
use crate::decide::Decide as _;
use crate::ids::{AccessId, CaseId};
use crate::permission;
use crate::streams::{Streams, Transaction};

/// Opens a restricted case to whoever asks, for a while.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BreakGlass {
    /// Which.
    pub case: CaseId,
    /// Why.
    pub ground: Ground,
}

impl Transaction for BreakGlass {
    fn run<S: Streams>(&self, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
        let Self { case, ground } = *self;
        let command = Command::BreakGlass { case, ground };
        // Asked before the case is looked for, so that nobody learns from the answer whether it exists.
        permission::check(State::grants(&command), &asked.by, None)
            .map_err(|denied| crate::Refusal::from(Refusal::from(denied)))?;
        let state: case::State = streams.guard(case.0)?;
        let file = state.file().ok_or(crate::Refusal::from(Refusal::Unknown))?;
        if file.restricted.is_none() || file.clerk == Some(asked.by.actor) {
            return Err(crate::Refusal::from(Refusal::Open).into());
        }
        streams.decide::<State>(AccessId::of(case).0, asked.to(command)).map(drop)
    }
}
