//! Lets the domain's transactions decide on the log's streams.

use std::sync::Arc;

use domain::decide::{Decide, Root};
use domain::streams::{Streams, Transaction};
use domain::{Asked, By, Facts, Refusal};
use event_store::{Break, Done, Draft, Log, Request, Stop};
use uuid::Uuid;

/// Decides a transaction on the log's present state, and appends what follows from it.
///
/// Who asked is stored with every event, so `request.meta` is written here and cannot differ from `by`.
pub async fn decide<T: Transaction>(
    log: &Log,
    mut request: Request,
    by: By,
    facts: Arc<Facts>,
    transaction: T,
) -> Result<Done, Stop<Refusal>> {
    request.meta = serde_json::to_string(&by).expect("an id and the names of roles are JSON");
    log.command(request, move |draft| {
        let asked = Asked { command: (), by, at: draft.at(), facts: Arc::clone(&facts) };
        transaction.run(&asked, &mut Desk { draft, by })
    })
    .await
}

/// What a transaction would be answered now. Nothing is stored.
pub async fn would<T: Transaction>(log: &Log, by: By, facts: Arc<Facts>, transaction: T) -> Result<(), Stop<Refusal>> {
    log.would(move |draft| {
        let asked = Asked { command: (), by, at: draft.at(), facts: Arc::clone(&facts) };
        transaction.run(&asked, &mut Desk { draft, by })
    })
    .await
}

/// The log's draft of a command, as `domain` sees it.
struct Desk<'a, 'd> {
    draft: &'a mut Draft<'d, Refusal>,
    /// In whose name it is decided: what is hidden from them does not exist.
    by: By,
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
