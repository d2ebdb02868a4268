//! Lets the domain's transactions decide on the log's streams.

use domain::decide::{Decide, Root};
use domain::streams::Streams;
use domain::{Asked, Refusal};
use event_store::{Break, Draft};
use uuid::Uuid;

/// The log's draft of a command, as `domain` sees it. Neither crate knows the other.
pub(super) struct Desk<'a, 'd>(pub(super) &'a mut Draft<'d, Refusal>);

impl Streams for Desk<'_, '_> {
    type Break = Break<Refusal>;

    fn decide<D: Decide>(&mut self, id: Uuid, asked: Asked<D::Command>) -> Result<Vec<D::Event>, Break<Refusal>>
    where
        Refusal: From<D::Refusal>,
    {
        self.0.decide::<Root<D>>(id, asked)
    }

    fn version<D: Decide>(&mut self, id: Uuid) -> Result<u32, Break<Refusal>> {
        Ok(self.0.guard::<Root<D>>(id)?.version)
    }

    fn guard<D: Decide>(&mut self, id: Uuid) -> Result<D, Break<Refusal>> {
        Ok(self.0.guard::<Root<D>>(id)?.state.0.clone())
    }
}
