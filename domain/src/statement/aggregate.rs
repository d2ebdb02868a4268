//! The decision table of a statement: each file once, each entry closed once, and money given up by two people.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Command, Entry, Event, Finding, Kind, Refusal, Resolution, Source};
use crate::asked::{ActorId, Asked};
use crate::decide::Decide;
use crate::money::Cents;
use crate::permission::{Grant, Role};

/// How many entries one command reads in: so many are an event of some hundred kilobytes.
pub const PART_MAX: usize = 2_000;

/// Who answers for the books.
const CASHIER: &[Grant] = &[Grant::Any(Role::Cashier)];

/// A statement.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum State {
    /// Nobody has read it in.
    #[default]
    Unknown,
    /// It is read, or being read.
    Read(Box<Statement>),
}

/// What is remembered of a statement that is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    source: Source,
    /// How many entries the file has.
    entries: u32,
    by: ActorId,
    /// What the entries are that were read so far.
    read: Vec<(Kind, Cents)>,
    resolved: BTreeMap<u32, Resolution>,
}

impl Decide for State {
    const KIND: &'static str = "statement";
    type Command = Command;
    type Event = Event;
    type Refusal = Refusal;

    fn grants(command: &Command) -> &'static [Grant] {
        match command {
            Command::Import { .. } | Command::Resolve { .. } => CASHIER,
        }
    }

    fn decide(&self, asked: &Asked<Command>) -> Result<Vec<Event>, Refusal> {
        let by = asked.by.actor;
        match (self, &asked.command) {
            (_, Command::Import { entries: 0, .. }) => Err(Refusal::Empty),
            (Self::Unknown, Command::Import { source, entries, from: 0, part }) => {
                let begun = Event::Begun { source: *source, entries: *entries, by };
                Ok(vec![begun, next(*source, *entries, 0, part)?])
            }
            (Self::Unknown, Command::Import { .. }) => Err(Refusal::OutOfOrder),
            // The same file changes nothing, also where a newer version of the office would read it otherwise.
            (Self::Read(known), Command::Import { .. }) if known.is_whole() => Ok(vec![]),
            (Self::Read(known), Command::Import { source, entries, .. })
                if (*source, *entries) != (known.source, known.entries) =>
            {
                Err(Refusal::ReadOtherwise)
            }
            (Self::Read(known), Command::Import { source, entries, from, part }) => {
                let read = known.count();
                if from.saturating_add(length(part)) <= read {
                    return Ok(vec![]);
                }
                if *from != read {
                    return Err(Refusal::OutOfOrder);
                }
                Ok(vec![next(*source, *entries, *from, part)?])
            }
            (Self::Unknown, Command::Resolve { .. }) => Err(Refusal::Unknown),
            (Self::Read(known), &Command::Resolve { entry, resolution, finding, expected }) => {
                let at = usize::try_from(entry).unwrap_or(usize::MAX);
                let &(kind, amount) = known.read.get(at).ok_or(Refusal::NoEntry)?;
                match known.resolved.get(&entry) {
                    // What was given back, and is paid after all, is open again.
                    Some(Resolution::GivenBack) if finding == Finding::PaidAfterAll => {}
                    Some(closed) if *closed == resolution => return Ok(vec![]),
                    Some(_) => return Err(Refusal::Resolved),
                    None => {}
                }
                if !finding.is_open() {
                    return Err(Refusal::NothingToResolve);
                }
                if !resolution.fits(known.source, kind, amount, expected, finding) {
                    return Err(Refusal::NotFitting);
                }
                if resolution.takes_two(finding) && by == known.by {
                    return Err(Refusal::OwnStatement);
                }
                Ok(vec![Event::EntryResolved { entry, resolution, finding, by }])
            }
        }
    }

    fn apply(self, event: Event) -> Self {
        match (self, event) {
            (Self::Unknown, Event::Begun { source, entries, by }) => {
                Self::Read(Box::new(Statement { source, entries, by, read: vec![], resolved: BTreeMap::new() }))
            }
            (Self::Read(mut known), Event::EntriesRead { entries, .. }) => {
                known.read.extend(entries.into_iter().map(|Entry { kind, amount, .. }| (kind, amount)));
                Self::Read(known)
            }
            (Self::Read(mut known), Event::EntryResolved { entry, resolution, .. }) => {
                known.resolved.insert(entry, resolution);
                Self::Read(known)
            }
            // It is begun once, and nothing else can have happened before.
            (state @ Self::Unknown, Event::EntriesRead { .. } | Event::EntryResolved { .. })
            | (state @ Self::Read(_), Event::Begun { .. }) => state,
        }
    }
}

impl State {
    /// How many entries are read so far, and whether these are all.
    pub fn progress(&self) -> (u32, bool) {
        match self {
            Self::Unknown => (0, false),
            Self::Read(known) => (known.count(), known.is_whole()),
        }
    }
}

impl Statement {
    fn count(&self) -> u32 {
        u32::try_from(self.read.len()).expect("a statement has fewer entries than 2^32")
    }

    fn is_whole(&self) -> bool {
        self.count() >= self.entries
    }
}

fn length(part: &[Entry]) -> u32 {
    u32::try_from(part.len()).unwrap_or(u32::MAX)
}

/// The next part of a file.
fn next(source: Source, entries: u32, from: u32, part: &[Entry]) -> Result<Event, Refusal> {
    if part.is_empty() || part.len() > PART_MAX || from.saturating_add(length(part)) > entries {
        return Err(Refusal::OutOfOrder);
    }
    Ok(Event::EntriesRead { source, from, entries: part.to_vec() })
}
