//! The rule in its plainest form: append one command after another, and look at everything each time.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use uuid::Uuid;
use vorgang_event_store::backend::Entry;
use vorgang_event_store::{Appended, Batch, BatchCommand, Position, Recorded, StreamId, Verdict};

/// A log in memory.
#[derive(Clone, Default)]
pub(crate) struct Model {
    pub(crate) events: Vec<Recorded>,
    pub(crate) streams: BTreeMap<StreamId, Stream>,
    pub(crate) ledger: BTreeMap<Uuid, Entry>,
    pub(crate) last_at: DateTime<Utc>,
}

/// What the log keeps of a stream.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Stream {
    pub(crate) version: u32,
    pub(crate) first: u64,
    pub(crate) last: u64,
    pub(crate) closed: bool,
}

impl Model {
    pub(crate) fn append(&mut self, batch: &Batch) -> Appended {
        if batch.at < self.last_at {
            return Appended::TooEarly { last_at: self.last_at };
        }
        // The events that commands of this batch wanted and did not get, by the version they would have followed.
        let mut ghosts: Vec<(StreamId, u32)> = Vec::new();
        let mut verdicts = Vec::new();
        for command in &batch.commands {
            let verdict = self.command(command, batch.at, &ghosts);
            if !matches!(verdict, Verdict::Accepted { .. }) {
                let wanted = command.units.iter().filter(|unit| !unit.events.is_empty());
                ghosts.extend(wanted.map(|unit| (unit.stream, unit.expected)));
            }
            verdicts.push(verdict);
        }
        Appended::Judged(verdicts)
    }

    fn command(&mut self, command: &BatchCommand, at: DateTime<Utc>, ghosts: &[(StreamId, u32)]) -> Verdict {
        if let Some(&Entry { digest, first, last, at }) = self.ledger.get(&command.id) {
            return if digest == command.digest { Verdict::Duplicate { first, last, at } } else { Verdict::KeyReused };
        }
        let before = (self.events.len(), self.streams.clone());
        for unit in &command.units {
            let stream = self.streams.get(&unit.stream).copied().unwrap_or_default();
            let haunted = ghosts.iter().any(|(id, version)| *id == unit.stream && unit.expected > *version);
            let refused = if stream.closed && !unit.events.is_empty() {
                Some(Verdict::Closed)
            } else if stream.version != unit.expected || haunted {
                Some(Verdict::Conflict)
            } else {
                None
            };
            if let Some(verdict) = refused {
                self.events.truncate(before.0);
                self.streams = before.1;
                return verdict;
            }
            for event in &unit.events {
                let position = Position(self.events.len() as u64 + 1);
                let stream = self.streams.entry(unit.stream).or_default();
                stream.version += 1;
                stream.last = position.0;
                if stream.version == 1 {
                    stream.first = position.0;
                }
                self.events.push(Recorded {
                    position,
                    stream: unit.stream,
                    version: stream.version,
                    at,
                    command_id: command.id,
                    name: event.name.clone(),
                    shape: event.shape.clone(),
                    payload: event.payload.clone(),
                    meta: command.meta.clone(),
                    sealed: event.sealed.clone(),
                });
            }
        }
        let (first, last) = (Position(before.0 as u64 + 1), Position(self.events.len() as u64));
        if last >= first {
            self.last_at = at;
        }
        self.ledger.insert(command.id, Entry { digest: command.digest, first, last, at });
        Verdict::Accepted { first, last }
    }
}
