//! The log as `cqrs-es` sees a store, so that its framework runs on our log. One aggregate a command, as it has it.

use std::collections::HashMap;
use std::marker::PhantomData;

use cqrs_es::{Aggregate, AggregateContext, AggregateError, EventEnvelope, EventStore};
use serde_json::Value;
use uuid::Uuid;

use crate::draft::{Break, Draft};
use crate::log::Log;
use crate::random;
use crate::record::Failure;
use crate::request::{Request, Stop};

/// A store of one kind of aggregate. Aggregate ids are UUIDs.
#[derive(Clone)]
pub struct LogStore<A> {
    log: Log,
    aggregate: PhantomData<fn() -> A>,
}

/// An aggregate that a command is deciding on.
pub struct Loaded<A> {
    id: Uuid,
    version: u32,
    state: A,
}

/// The stream is no longer at the version on which a command was decided.
struct Moved;

impl<A> LogStore<A> {
    /// The store on top of a log.
    pub fn new(log: Log) -> Self {
        Self { log, aggregate: PhantomData }
    }
}

impl<A: Aggregate> AggregateContext<A> for Loaded<A> {
    fn aggregate(&mut self) -> &mut A {
        &mut self.state
    }
}

impl<A> EventStore<A> for LogStore<A>
where
    A: Aggregate + Clone + 'static,
    A::Event: 'static,
{
    type AC = Loaded<A>;

    async fn load_events(&self, aggregate_id: &str) -> Result<Vec<EventEnvelope<A>>, AggregateError<A::Error>> {
        let stream = self.log.stream_of::<A>(parse(aggregate_id)?).map_err(failed)?;
        let decode = |_, payload: &[u8]| serde_json::from_slice::<A::Event>(payload);
        let history = self.log.history_envelopes(stream, decode).await.map_err(failed)?;
        history
            .into_iter()
            .map(|envelope| {
                Ok(EventEnvelope {
                    aggregate_id: aggregate_id.to_owned(),
                    sequence: envelope.version as usize,
                    payload: envelope.event,
                    metadata: metadata(&envelope.meta).map_err(|e| AggregateError::DeserializationError(e.into()))?,
                })
            })
            .collect()
    }

    async fn load_aggregate(&self, aggregate_id: &str) -> Result<Loaded<A>, AggregateError<A::Error>> {
        let id = parse(aggregate_id)?;
        let loaded = self.log.load::<A>(id).await.map_err(failed)?;
        Ok(Loaded { id, version: loaded.version, state: loaded.state })
    }

    async fn commit(
        &self,
        events: Vec<A::Event>,
        context: Loaded<A>,
        metadata: HashMap<String, String>,
    ) -> Result<Vec<EventEnvelope<A>>, AggregateError<A::Error>> {
        if events.is_empty() {
            return Ok(Vec::new());
        }
        let Loaded { id, version, .. } = context;
        let meta = serde_json::to_string(&metadata).map_err(|e| AggregateError::UnexpectedError(e.into()))?;
        let envelopes = (version as usize + 1..)
            .zip(events.clone())
            .map(|(sequence, payload)| {
                let (aggregate_id, metadata) = (id.to_string(), metadata.clone());
                EventEnvelope { aggregate_id, sequence, payload, metadata }
            })
            .collect();
        let decide = move |draft: &mut Draft<'_, Moved>| {
            if draft.guard::<A>(id)?.version == version {
                draft.take::<A>(id, &events)
            } else {
                Err(Break::from(Moved))
            }
        };
        let request = request(meta)?;
        match self.log.command(request, decide).await {
            Ok(_) => Ok(envelopes),
            Err(Stop::Refused(Moved)) => Err(AggregateError::AggregateConflict),
            Err(Stop::Failed(failure)) => Err(failed(failure)),
        }
    }
}

/// The framework's commands have no idempotency key, so each is a new one.
fn request<E: std::error::Error>(meta: String) -> Result<Request, AggregateError<E>> {
    let id = random::bytes().map_err(|e| AggregateError::UnexpectedError(e.into()))?;
    Ok(Request { id: Uuid::new_v8(id), digest: [0; 32], meta })
}

fn parse<E: std::error::Error>(aggregate_id: &str) -> Result<Uuid, AggregateError<E>> {
    Uuid::parse_str(aggregate_id).map_err(|error| AggregateError::UnexpectedError(error.into()))
}

/// The framework's metadata are texts; of ours, whatever is not a text is shown as JSON.
fn metadata(meta: &str) -> serde_json::Result<HashMap<String, String>> {
    let fields: HashMap<String, Value> = serde_json::from_str(meta)?;
    let text = |value| if let Value::String(text) = value { text } else { value.to_string() };
    Ok(fields.into_iter().map(|(name, value)| (name, text(value))).collect())
}

fn failed<E: std::error::Error>(failure: Failure) -> AggregateError<E> {
    match failure {
        Failure::Contended => AggregateError::AggregateConflict,
        Failure::Unavailable(_) | Failure::Busy => AggregateError::DatabaseConnectionError(failure.into()),
        Failure::Corrupt(_) | Failure::Key(_) => AggregateError::DeserializationError(failure.into()),
        _ => AggregateError::UnexpectedError(failure.into()),
    }
}
