//! Composes a batch: decides one command after another, and seals what they decided.

use std::panic::AssertUnwindSafe;

use chrono::{DateTime, Utc};
use futures_util::FutureExt as _;

use super::{BATCH_BYTES_MAX, Committer, LOADS_MAX, Waiting};
use crate::draft::{Ahead, Drafted, Seen, Touched, View};
use crate::keys::Keys;
use crate::log::{Shared, too_many_streams};
use crate::queued::{Answer, Ran};
use crate::read::Source;
use crate::record::{Batch, BatchCommand, Failure, NewEvent, StreamId, Unit};

/// A command of the batch and what came of it so far.
pub(super) struct Entry {
    pub(super) waiting: Waiting,
    pub(super) outcome: Outcome,
}

pub(super) enum Outcome {
    Decided(Vec<Touched>),
    /// A rule said no, on states of which these are only decided in this batch.
    Refused(Vec<StreamId>),
}

impl Entry {
    /// The streams that it rests on or writes to.
    pub(super) fn streams(&self) -> impl Iterator<Item = StreamId> {
        let (decided, refused): (&[Touched], &[StreamId]) = match &self.outcome {
            Outcome::Decided(touched) => (touched, &[]),
            Outcome::Refused(streams) => (&[], streams),
        };
        decided.iter().map(|touched| touched.stream).chain(refused.iter().copied())
    }
}

impl Committer {
    /// Decides. Whatever can be answered without the database is answered here.
    pub(super) async fn compose(&mut self, waiting: Vec<Waiting>, at: DateTime<Utc>) -> Vec<Entry> {
        let mut ahead = Ahead::new();
        let mut entries = Vec::with_capacity(waiting.len());
        let mut bytes = 0;
        let mut rest = waiting.into_iter();
        for mut waiting in rest.by_ref() {
            match decide(&self.shared, &mut waiting, at, &mut ahead).await {
                Ok(outcome) => {
                    if let Outcome::Decided(touched) = &outcome {
                        for Touched { stream, slot, events, .. } in touched.iter().filter(|touched| touched.writes()) {
                            bytes += events.iter().map(Drafted::bytes).sum::<usize>();
                            ahead.insert(*stream, Seen { slot: slot.clone(), speculative: true });
                        }
                    }
                    entries.push(Entry { waiting, outcome });
                }
                Err(answer) => waiting.task.answer(answer),
            }
            if bytes >= BATCH_BYTES_MAX {
                break;
            }
        }
        self.put_back(rest);
        entries
    }

    /// A rule may have said no only because this node has not heard of another one's events.
    /// Gives the entries back if they still hold; else they will be decided again.
    pub(super) async fn check_refusals(&mut self, mut entries: Vec<Entry>) -> Option<Vec<Entry>> {
        let refused = |entry: &Entry| matches!(entry.outcome, Outcome::Refused(_)) && !entry.waiting.current;
        if !entries.iter().any(refused) {
            return Some(entries);
        }
        let moved = self.catch_up().await;
        for entry in &mut entries {
            entry.waiting.current = true;
        }
        match moved {
            Ok(false) => Some(entries),
            Ok(true) => {
                self.put_back(entries.into_iter().map(|entry| entry.waiting));
                None
            }
            Err(failure) => {
                fail_all(entries, &failure);
                None
            }
        }
    }

    /// Encrypts personal data, now that every event has its version. Keys are stored before the events that need them.
    pub(super) async fn seal(&mut self, mut entries: Vec<Entry>, at: DateTime<Utc>) -> Option<(Vec<Entry>, Batch)> {
        let mut subjects = Vec::new();
        for entry in &entries {
            if let Outcome::Decided(touched) = &entry.outcome {
                let parts = touched.iter().flat_map(|touched| &touched.events).flat_map(|event| &event.parts);
                subjects.extend(parts.map(|part| part.subject));
            }
        }
        let keys = match self.shared.source.keys.create(&subjects).await {
            Ok(keys) => keys,
            Err(failure) => {
                fail_all(entries, &failure);
                return None;
            }
        };
        let mut batch = Batch { at, commands: Vec::with_capacity(entries.len()) };
        for index in 0..entries.len() {
            match command(&self.shared.source, &keys, &mut entries[index]) {
                Ok(command) => batch.commands.extend(command),
                Err(failure) => {
                    // What was decided after it may rest on it.
                    entries.remove(index).waiting.fail(&failure);
                    self.put_back(entries.into_iter().map(|entry| entry.waiting));
                    return None;
                }
            }
        }
        Some((entries, batch))
    }
}

/// Nothing of a batch could be done.
pub(super) fn fail_all(entries: Vec<Entry>, failure: &Failure) {
    for entry in entries {
        entry.waiting.fail(failure);
    }
}

/// Runs one decision until it has read all it needs. An error is an answer already.
async fn decide(
    shared: &Shared,
    waiting: &mut Waiting,
    at: DateTime<Utc>,
    ahead: &mut Ahead,
) -> Result<Outcome, Answer> {
    // Once more than it may read, since the last run has read all.
    for _ in 0..=LOADS_MAX {
        let view = View { at, kinds: shared.source.kinds, cache: &shared.cache, ahead, trial: false };
        match waiting.task.run(view) {
            Ran::Decided(touched) => return Ok(Outcome::Decided(touched)),
            Ran::Refused(speculative) => return Ok(Outcome::Refused(speculative)),
            Ran::Failed(failure) => return Err(Answer::Failed(failure)),
            Ran::Panicked(panic) => return Err(Answer::Panicked(panic)),
            Ran::Missing(loader) => {
                // A bug in `apply` belongs to the caller too, and the states are never changed in place.
                let read = AssertUnwindSafe(shared.load(loader)).catch_unwind().await;
                let slot = read.map_err(Answer::Panicked)?.map_err(Answer::Failed)?;
                ahead.insert(loader.stream, Seen { slot, speculative: false });
            }
        }
    }
    Err(Answer::Failed(too_many_streams()))
}

/// The command as the database takes it. A refused one is nothing to it.
fn command(source: &Source, keys: &Keys, entry: &mut Entry) -> Result<Option<BatchCommand>, Failure> {
    let Outcome::Decided(touched) = &mut entry.outcome else { return Ok(None) };
    let request = entry.waiting.task.request();
    let units = touched.iter_mut().map(|touched| unit(source, keys, touched)).collect::<Result<_, _>>()?;
    Ok(Some(BatchCommand { id: request.id, digest: request.digest, meta: request.meta.clone(), units }))
}

fn unit(source: &Source, keys: &Keys, touched: &mut Touched) -> Result<Unit, Failure> {
    let stream = touched.stream;
    let mut version = touched.expected;
    let events = touched.events.drain(..).map(|event| {
        version += 1;
        let sealed = if event.parts.is_empty() {
            None
        } else {
            Some(keys.seal(&source.place(stream, version, &event.name)?, event.parts)?)
        };
        Ok(NewEvent { name: event.name, shape: event.shape, payload: event.payload, sealed })
    });
    Ok(Unit { stream, expected: touched.expected, events: events.collect::<Result<_, Failure>>()? })
}
