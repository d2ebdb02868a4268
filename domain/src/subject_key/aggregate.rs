//! The decision table of a person's key.

use serde::{Deserialize, Serialize};

use crate::aggregates::stored;
use crate::asked::Asked;
use crate::case::Note;
use crate::decide::Decide;
use crate::ids::CaseId;
use crate::permission::{Denied, Grant, Role};
use crate::personal::{Erased, Personal, SubjectId};
use crate::streams::Streams;

/// Why a person is forgotten (Art. 17 (1) GDPR).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ground {
    /// What the data was kept for is done, and its time is over (letter a).
    RetentionOver,
    /// The person took back their consent (letter b).
    ConsentWithdrawn,
    /// The person objected, and nothing weighs more (letter c).
    Objection,
    /// The data should never have been there (letter d).
    Unlawful,
    /// A law or a court orders it (letter e).
    LegalDuty,
}

/// What is wanted of a key. The stream's id is the subject's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Order its end (Art. 17 GDPR).
    OrderErasure {
        /// The case in which the person stood, if any.
        case: Option<CaseId>,
        /// The ground.
        ground: Ground,
        /// What more an officer wrote. It is the person's own, so it goes with them.
        note: Option<Personal<Note>>,
    },
    /// Record that the key is destroyed.
    RecordDestruction,
}

/// What happened to a key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// Its end is ordered.
    #[serde(rename = "erasure_ordered")]
    ErasureOrdered {
        /// The case in which the person stood, if any.
        case: Option<CaseId>,
        /// The ground.
        ground: Ground,
        /// What more an officer wrote.
        note: Option<Personal<Note>>,
    },
    /// The key is destroyed: what it sealed reads as erased from here on.
    #[serde(rename = "destroyed")]
    Destroyed,
}

stored!(Event);

/// Why not.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The actor may not do this.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The decision needs data that was erased.
    #[error(transparent)]
    Erased(#[from] Erased),
    /// Nobody has ordered it.
    #[error("nobody has ordered the erasure")]
    NotOrdered,
}

/// A key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum State {
    /// It may be used.
    #[default]
    InUse,
    /// Its end is ordered.
    Ordered,
    /// It is no more.
    Destroyed,
}

impl Decide for State {
    const KIND: &'static str = "subject_key";
    type Command = Command;
    type Event = Event;
    type Refusal = Refusal;

    fn grants(command: &Command) -> &'static [Grant] {
        match command {
            Command::OrderErasure { .. } => {
                &[Grant::Any(Role::DataProtection), Grant::Any(Role::TeamLead), Grant::Any(Role::System)]
            }
            Command::RecordDestruction => &[Grant::Any(Role::System)],
        }
    }

    fn decide(&self, asked: &Asked<Command>) -> Result<Vec<Event>, Refusal> {
        match (self, &asked.command) {
            (Self::InUse, Command::OrderErasure { case, ground, note }) => {
                Ok(vec![Event::ErasureOrdered { case: *case, ground: *ground, note: note.clone() }])
            }
            (Self::Ordered | Self::Destroyed, Command::OrderErasure { .. }) => Ok(vec![]),
            (Self::InUse, Command::RecordDestruction) => Err(Refusal::NotOrdered),
            (Self::Ordered, Command::RecordDestruction) => Ok(vec![Event::Destroyed]),
            (Self::Destroyed, Command::RecordDestruction) => Ok(vec![]),
        }
    }

    fn apply(self, event: Event) -> Self {
        match (self, event) {
            (Self::InUse | Self::Ordered, Event::ErasureOrdered { .. }) => Self::Ordered,
            // What is destroyed stays so, whatever was ordered late.
            (Self::Destroyed, Event::ErasureOrdered { .. })
            | (Self::InUse | Self::Ordered | Self::Destroyed, Event::Destroyed) => Self::Destroyed,
        }
    }
}

/// Orders the end of a key whose data is not needed any more: the office itself keeps the times.
pub(crate) fn forget<S: Streams>(subject: SubjectId, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
    let order = Command::OrderErasure { case: None, ground: Ground::RetentionOver, note: None };
    streams.decide::<State>(subject.0, asked.to(order)).map(drop)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::testing::{ADA, CLARA, acting, at, clerk, given, system};

    #[test]
    fn the_order_comes_first_and_the_proof_follows() {
        let now = at("2026-03-02T09:00:00Z");
        let officer = acting(ADA, Role::DataProtection);
        given::<State>([]).when(officer, now, order(Ground::RetentionOver)).then([ordered()]);
        given::<State>([ordered()]).when(officer, now, order(Ground::LegalDuty)).then_nothing();
        given::<State>([]).when(system(), now, Command::RecordDestruction).then_refused(Refusal::NotOrdered);
        given::<State>([ordered()]).when(system(), now, Command::RecordDestruction).then([Event::Destroyed]);
        given::<State>([ordered(), Event::Destroyed]).when(system(), now, Command::RecordDestruction).then_nothing();
    }

    #[test]
    fn clerks_do_not_erase_and_nobody_but_the_system_records_it() {
        let now = at("2026-03-02T09:00:00Z");
        given::<State>([]).when(clerk(CLARA), now, order(Ground::Objection)).then_refused(Denied.into());
        given::<State>([ordered()])
            .when(acting(ADA, Role::DataProtection), now, Command::RecordDestruction)
            .then_refused(Denied.into());
    }

    fn order(ground: Ground) -> Command {
        Command::OrderErasure { case: None, ground, note: Some(note()) }
    }

    fn ordered() -> Event {
        Event::ErasureOrdered { case: None, ground: Ground::RetentionOver, note: Some(note()) }
    }

    fn note() -> Personal<Note> {
        SubjectId(Uuid::from_u128(7)).knows(Note("by letter".to_owned()))
    }
}
