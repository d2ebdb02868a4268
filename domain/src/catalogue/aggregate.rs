//! The decision table of the catalogue.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::floor::flaws;
use super::{Catalogue, Command, Edition, Event, Refusal};
use crate::asked::{ActorId, Asked};
use crate::calendar::local_date;
use crate::decide::Decide;
use crate::permission::{Grant, Role};

/// The catalogue of an office.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum State {
    /// Nobody wants to change it.
    Settled {
        /// Every edition, the shipped one first.
        published: Catalogue,
    },
    /// Somebody has proposed the next edition.
    Drafted {
        /// Every edition, the shipped one first.
        published: Catalogue,
        /// What is proposed.
        draft: Draft,
    },
}

/// An edition that is not published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// What it says.
    pub edition: Edition,
    /// Who has written it: whoever proposed it, and whoever changed it.
    pub authors: BTreeSet<ActorId>,
}

/// Before anything has happened the shipped edition is in force.
impl Default for State {
    fn default() -> Self {
        Self::Settled { published: Catalogue::default() }
    }
}

/// Who may write an edition, and publish what somebody else has written.
const EDITORS: &[Grant] = &[Grant::Any(Role::Planner), Grant::Any(Role::TeamLead), Grant::Any(Role::Admin)];

impl Decide for State {
    const KIND: &'static str = "catalogue";
    type Command = Command;
    type Event = Event;
    type Refusal = Refusal;

    fn grants(command: &Command) -> &'static [Grant] {
        match command {
            Command::Propose { .. } | Command::Amend { .. } | Command::Withdraw | Command::Publish => EDITORS,
        }
    }

    fn decide(&self, asked: &Asked<Command>) -> Result<Vec<Event>, Refusal> {
        use Command::{Amend, Propose, Publish, Withdraw};
        let (by, today) = (asked.by.actor, local_date(asked.at));
        match (self, &asked.command) {
            (Self::Settled { .. } | Self::Drafted { .. }, Propose { valid_from, .. } | Amend { valid_from, .. })
                if *valid_from < today =>
            {
                // What was in force yesterday stays what it was: cases rest on it.
                Err(Refusal::InThePast { today })
            }
            (Self::Settled { published }, Propose { valid_from, follows, .. })
                if published.in_force(*valid_from).is_none_or(|edition| edition.number != *follows) =>
            {
                let follows = published.in_force(*valid_from).map_or(0, |edition| edition.number);
                Err(Refusal::Overtaken { follows })
            }
            (Self::Settled { published }, Propose { valid_from, proposal, .. }) => {
                let services = proposal.of(published.in_force(*valid_from))?;
                let edition = Edition { number: published.next_number(), valid_from: *valid_from, services };
                possible(&edition, published, asked)?;
                Ok(vec![Event::Proposed { edition, by }])
            }
            (Self::Settled { .. }, Amend { .. } | Withdraw | Publish) => Err(Refusal::NoDraft),

            (Self::Drafted { .. }, Propose { .. }) => Err(Refusal::DraftExists),
            (Self::Drafted { published, draft }, Amend { valid_from, proposal }) => {
                let services = proposal.of(Some(&draft.edition))?;
                let edition = Edition { valid_from: *valid_from, services, ..draft.edition };
                if edition == draft.edition {
                    return Ok(vec![]);
                }
                possible(&edition, published, asked)?;
                Ok(vec![Event::Amended { edition, by }])
            }
            (Self::Drafted { .. }, Withdraw) => Ok(vec![Event::Withdrawn { by }]),
            // Four eyes: what binds every case from a day on was read by somebody who has not written it.
            (Self::Drafted { draft, .. }, Publish) if draft.authors.contains(&by) => Err(Refusal::OwnDraft),
            // A draft can lie for longer than until its first day.
            (Self::Drafted { draft, .. }, Publish) if draft.edition.valid_from < today => {
                Err(Refusal::InThePast { today })
            }
            (Self::Drafted { published, draft }, Publish) => {
                // It can be older than the rules of this program, too.
                possible(&draft.edition, published, asked)?;
                let authors = draft.authors.iter().copied().collect();
                Ok(vec![Event::Published { edition: draft.edition.clone(), authors, by }])
            }
        }
    }

    fn apply(self, event: Event) -> Self {
        match (self, event) {
            (Self::Settled { published }, Event::Proposed { edition, by }) => {
                Self::Drafted { published, draft: Draft { edition, authors: [by].into() } }
            }
            (Self::Drafted { published, mut draft }, Event::Amended { edition, by }) => {
                draft.authors.insert(by);
                Self::Drafted { published, draft: Draft { edition, ..draft } }
            }
            (Self::Drafted { published, .. }, Event::Withdrawn { .. }) => Self::Settled { published },
            (Self::Drafted { mut published, .. }, Event::Published { edition, .. }) => {
                published.publish(edition);
                Self::Settled { published }
            }

            // No row of the decision table leads here.
            (state @ Self::Drafted { .. }, Event::Proposed { .. }) => state,
            (
                state @ Self::Settled { .. },
                Event::Amended { .. } | Event::Withdrawn { .. } | Event::Published { .. },
            ) => state,
        }
    }
}

impl State {
    /// Every edition that is published.
    pub fn published(&self) -> &Catalogue {
        match self {
            Self::Settled { published } | Self::Drafted { published, .. } => published,
        }
    }

    /// What is proposed, if anything is.
    pub fn draft(&self) -> Option<&Draft> {
        match self {
            Self::Settled { .. } => None,
            Self::Drafted { draft, .. } => Some(draft),
        }
    }
}

/// Refuses an edition that contradicts the law or itself, or says nothing new.
fn possible(edition: &Edition, published: &Catalogue, asked: &Asked<Command>) -> Result<(), Refusal> {
    let flaws = flaws(&edition.services, &asked.facts.limits);
    if !flaws.is_empty() {
        return Err(Refusal::NotPossible { flaws });
    }
    let follows = published.in_force(edition.valid_from);
    if follows.is_some_and(|before| before.services == edition.services) {
        return Err(Refusal::NothingNew);
    }
    Ok(())
}

#[cfg(test)]
mod tests;
