//! Which commands of a batch stand. `append_batch` in the PostgreSQL migration is the same rule, and one suite of tests
//! holds both to it.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::backend::Entry;
use crate::record::{Batch, BatchCommand, Position, StreamId, Verdict};

/// What the log knows of the commands and the streams that a batch names.
#[derive(Default)]
pub(super) struct Known {
    /// The commands that the ledger has.
    pub(super) ledger: HashMap<Uuid, Entry>,
    /// The streams that have events.
    pub(super) streams: HashMap<StreamId, Head>,
}

/// Where a stream ends. One without events ends at version 0.
#[derive(Clone, Copy, Default)]
pub(super) struct Head {
    /// The version of its last event.
    pub(super) version: u32,
    /// Whether it takes no further events.
    pub(super) closed: bool,
}

/// One verdict for each command, each judged as if the accepted ones before it were already in the log.
pub(super) fn judge(batch: &Batch, head: Position, known: Known) -> Vec<Verdict> {
    let mut judge = Judge { at: batch.at, head, known, ghosts: HashMap::new() };
    batch.commands.iter().map(|command| judge.command(command)).collect()
}

struct Judge {
    at: DateTime<Utc>,
    head: Position,
    known: Known,
    /// Where the lowest event would have followed that a command of this batch wanted and did not get. What was decided
    /// above it rests on something that never happened, even if other events now make the count fit.
    ghosts: HashMap<StreamId, u32>,
}

impl Judge {
    fn command(&mut self, command: &BatchCommand) -> Verdict {
        let verdict = match self.known.ledger.get(&command.id) {
            Some(&Entry { digest, first, last, at }) if digest == command.digest => {
                Verdict::Duplicate { first, last, at }
            }
            Some(_) => Verdict::KeyReused,
            None => self.units(command),
        };
        if let Verdict::Accepted { first, last } = verdict {
            let entry = Entry { digest: command.digest, first, last, at: self.at };
            self.known.ledger.insert(command.id, entry);
        } else {
            for unit in command.units.iter().filter(|unit| !unit.events.is_empty()) {
                let ghost = self.ghosts.entry(unit.stream).or_insert(unit.expected);
                *ghost = unit.expected.min(*ghost);
            }
        }
        verdict
    }

    /// The first unit that does not stand decides for the whole command. A command may name a stream twice.
    fn units(&mut self, command: &BatchCommand) -> Verdict {
        let mut tentative: HashMap<StreamId, Head> = HashMap::new();
        let mut last = self.head;
        for unit in &command.units {
            let known = || self.known.streams.get(&unit.stream).copied().unwrap_or_default();
            let stream = tentative.entry(unit.stream).or_insert_with(known);
            let ghost = self.ghosts.get(&unit.stream).copied().unwrap_or(u32::MAX);
            if stream.closed && !unit.events.is_empty() {
                return Verdict::Closed;
            }
            if unit.expected != stream.version || unit.expected > ghost {
                return Verdict::Conflict;
            }
            let count = u32::try_from(unit.events.len()).expect("a batch is small");
            stream.version += count;
            last.0 += u64::from(count);
        }
        self.known.streams.extend(tentative);
        let first = self.head.next();
        self.head = last;
        Verdict::Accepted { first, last }
    }
}
