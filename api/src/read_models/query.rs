//! How the read models are doing.

#![expect(clippy::unused_async, reason = "`async-graphql` wants every resolver to be asynchronous")]

use async_graphql::{Context, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};

use crate::identity::may_read::Reader;
use crate::office::Office;
use crate::scalars::EventPosition;

/// Questions about the read models.
#[derive(Default)]
pub(crate) struct Query;

/// A read model: what answers one question, built from the history.
#[derive(SimpleObject)]
pub(crate) struct Projection {
    /// What operators call it.
    name: String,
    /// The version of its answer.
    version: i32,
    /// The last event that it holds.
    position: EventPosition,
    /// When that was decided.
    at: Option<DateTime<Utc>>,
    /// Whether it stands still until somebody has looked. The server's own log says why.
    halted: bool,
    /// Whether it is being read again from the start. It answers meanwhile.
    rebuilding: bool,
}

#[Object(name = "ReadModelQuery")]
impl Query {
    /// How each read model is doing.
    async fn projections(&self, ctx: &Context<'_>) -> Result<Vec<Projection>> {
        Ok(all(Reader::of(ctx)?.office))
    }
}

/// All read models of an office.
pub(super) fn all(office: &Office) -> Vec<Projection> {
    let halted = office.halted();
    let models = office.read_models().status().into_iter();
    models
        .map(|model| Projection {
            name: model.name.to_owned(),
            version: i32::try_from(model.version).unwrap_or(i32::MAX),
            position: model.position.into(),
            at: model.at,
            halted: halted.iter().any(|name| name == model.name),
            rebuilding: office.read_models().is_rebuilding(model.name).unwrap_or_default(),
        })
        .collect()
}
