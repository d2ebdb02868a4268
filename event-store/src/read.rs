//! Reads what the log holds: opens personal data, and folds a history into a state.

use cqrs_es::Aggregate;

use crate::backend::Backend;
use crate::cache::{Slot, Versioned};
use crate::codec;
use crate::keys::{self, KeyStore, Place};
use crate::record::{Failure, Kind, Lift, Recorded, StreamId};

/// Reads an event's payload in today's shape, by the number of its kind.
pub type Decode<E> = fn(kind: u16, payload: &[u8]) -> serde_json::Result<E>;

/// Where events come from, and what opens them.
#[derive(Clone)]
pub(crate) struct Source {
    pub(crate) backend: Backend,
    pub(crate) authority: String,
    pub(crate) kinds: &'static [Kind],
    pub(crate) keys: KeyStore,
}

/// How one stream becomes a state.
#[derive(Clone, Copy)]
pub(crate) struct Loader {
    pub(crate) stream: StreamId,
    fold: fn(StreamId, &[Opened]) -> Result<Slot, Failure>,
}

/// An event with its whole payload.
pub(crate) struct Opened {
    pub(crate) recorded: Recorded,
    /// With the personal data whose keys exist, or why it cannot be opened.
    pub(crate) payload: Result<Vec<u8>, Failure>,
    /// What lifts it to today's shape.
    lift: Lift,
}

impl Loader {
    pub(crate) fn of<A: Aggregate + 'static>(stream: StreamId) -> Self {
        Self { stream, fold: fold::<A> }
    }
}

impl Source {
    pub(crate) async fn load(&self, loader: Loader) -> Result<Slot, Failure> {
        let history = self.backend.read_stream(loader.stream, 0).await?;
        (loader.fold)(loader.stream, &self.open(history).await?)
    }

    /// Opens personal data. The keys of all events are looked up at once.
    pub(crate) async fn open(&self, recorded: Vec<Recorded>) -> Result<Vec<Opened>, Failure> {
        let mut subjects = Vec::new();
        for sealed in recorded.iter().filter_map(|event| event.sealed.as_deref()) {
            // Bytes that make no sense are reported where their event is opened.
            subjects.extend(keys::subjects(sealed).unwrap_or_default());
        }
        let keys = self.keys.find(&subjects).await?;
        Ok(recorded
            .into_iter()
            .map(|mut recorded| {
                let payload = std::mem::take(&mut recorded.payload).into_bytes();
                let payload = match &recorded.sealed {
                    None => Ok(payload),
                    Some(sealed) => self.place(recorded.stream, recorded.version, &recorded.name).and_then(|place| {
                        let parts = keys.open(&place, sealed)?;
                        codec::join(&payload, &parts).map_err(|error| Failure::Key(error.to_string()))
                    }),
                };
                let kind = self.kinds.iter().find(|kind| kind.number == recorded.stream.kind);
                let lift = kind.map_or(Kind::new(0, "").lift, |kind| kind.lift);
                Opened { recorded, payload, lift }
            })
            .collect())
    }

    pub(crate) fn place<'a>(&'a self, stream: StreamId, version: u32, name: &'a str) -> Result<Place<'a>, Failure> {
        let kind = self
            .kinds
            .iter()
            .find(|kind| kind.number == stream.kind)
            .ok_or_else(|| Failure::Corrupt(format!("stream {stream} is of an unknown kind")))?;
        Ok(Place { authority: &self.authority, kind: kind.name, stream, version, name })
    }
}

impl Opened {
    /// Reads the payload, or says where it could not be read.
    pub(crate) fn read<E>(&self, decode: impl FnOnce(&[u8]) -> serde_json::Result<E>) -> Result<E, Failure> {
        let Recorded { position, stream, version, name, shape, .. } = &self.recorded;
        match &self.payload {
            Err(error) => Err(Failure::Key(format!("event {position} ({name}, {stream} version {version}): {error}"))),
            Ok(payload) => (self.lift)(shape, payload).and_then(|payload| decode(&payload)).map_err(|error| {
                let place = codec::place_of(&error);
                Failure::Corrupt(format!("event {position} ({name}, {stream} version {version}): {place}"))
            }),
        }
    }
}

fn fold<A: Aggregate + 'static>(stream: StreamId, history: &[Opened]) -> Result<Slot, Failure> {
    let mut versioned = Versioned { version: 0, state: A::default() };
    for opened in history {
        versioned.version += 1;
        if opened.recorded.version != versioned.version {
            return Err(Failure::Corrupt(format!("stream {stream} has no version {}", versioned.version)));
        }
        versioned.state.apply(opened.read(|payload| serde_json::from_slice(payload))?);
    }
    Ok(Slot::new(versioned))
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;
    use crate::record::Position;

    #[test]
    fn an_event_of_an_older_shape_is_lifted_before_it_is_decoded() {
        let lift: Lift = |shape, payload| {
            if shape == "1" { Ok(Cow::Owned([payload, b"0"].concat())) } else { Ok(Cow::Borrowed(payload)) }
        };
        let read = |shape: &str| {
            let recorded = Recorded {
                position: Position(1),
                stream: StreamId { kind: 1, id: uuid::Uuid::nil() },
                version: 1,
                at: chrono::DateTime::UNIX_EPOCH,
                command_id: uuid::Uuid::nil(),
                name: "counted".to_owned(),
                shape: shape.to_owned(),
                payload: String::new(),
                meta: String::new(),
                sealed: None,
            };
            Opened { recorded, payload: Ok(b"7".to_vec()), lift }.read(|payload| serde_json::from_slice::<u32>(payload))
        };
        assert_eq!(read("1").expect("it is lifted"), 70);
        assert_eq!(read("2").expect("it is today's"), 7);
    }
}
