//! A step that stands only on the draft as its caller has seen it: nobody publishes what they have not read.

use super::{Command, State};
use crate::asked::Asked;
use crate::decide::Decide as _;
use crate::ids::{CatalogueId, DraftId};
use crate::permission;
use crate::streams::{Stale, Streams, Transaction};

/// A step, and the draft on which it was made up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OnDraft {
    /// Which draft; nothing where the step begins one, or the caller does not mind.
    pub seen: Option<DraftId>,
    /// The step.
    pub command: Command,
}

impl Transaction for OnDraft {
    fn run<S: Streams>(&self, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
        let id = CatalogueId::of_office().0;
        // Who may not ask is told so, and not how far the catalogue is.
        permission::check(State::grants(&self.command), &asked.by, None)
            .map_err(|denied| crate::Refusal::from(super::Refusal::from(denied)))?;
        let current = streams.version::<State>(id)?;
        let state: State = streams.guard(id)?;
        if let (Some(seen), Some(_)) = (self.seen, state.draft())
            && seen != DraftId::of(current)
        {
            return Err(crate::Refusal::from(Stale { current }).into());
        }
        streams.decide::<State>(id, asked.to(self.command.clone())).map(drop)
    }
}
