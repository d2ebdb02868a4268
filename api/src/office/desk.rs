//! Lets the domain's transactions decide on the log's streams.

use domain::decide::{Decide, Root};
use domain::streams::Streams;
use domain::{Asked, By, Refusal};
use event_store::{Break, Draft};
use uuid::Uuid;

/// The log's draft of a command, as `domain` sees it. Neither crate knows the other.
pub(super) struct Desk<'a, 'd> {
    pub(super) draft: &'a mut Draft<'d, Refusal>,
    /// In whose name it is decided: what is hidden from them does not exist.
    pub(super) by: By,
}

impl Streams for Desk<'_, '_> {
    type Break = Break<Refusal>;

    fn decide<D: Decide>(&mut self, id: Uuid, asked: Asked<D::Command>) -> Result<Vec<D::Event>, Break<Refusal>>
    where
        Refusal: From<D::Refusal>,
    {
        self.draft.decide::<Root<D>>(id, asked)
    }

    fn version<D: Decide>(&mut self, id: Uuid) -> Result<u32, Break<Refusal>> {
        let by = self.by;
        let loaded = self.draft.guard::<Root<D>>(id)?;
        Ok(if loaded.state.0.hidden_from(&by) { 0 } else { loaded.version })
    }

    fn guard<D: Decide>(&mut self, id: Uuid) -> Result<D, Break<Refusal>> {
        let by = self.by;
        let state = &self.draft.guard::<Root<D>>(id)?.state.0;
        Ok(if state.hidden_from(&by) { D::default() } else { state.clone() })
    }
}
