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

/// Why a person is not forgotten for now, although their time is over (Art. 17 (3) GDPR).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HoldBasis {
    /// A law asks for the file (letter b), such as an audit of the authority's accounts.
    LegalDuty,
    /// Somebody asserts or defends a claim (letter e): an objection or a court case is pending.
    LegalClaim,
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
    /// Keep it, whatever time passes.
    PlaceHold {
        /// The case in which the person stood, if any.
        case: Option<CaseId>,
        /// Why.
        basis: HoldBasis,
    },
    /// Keep it no longer. What was due meanwhile is done now.
    LiftHold,
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
    /// It is kept, whatever time passes.
    #[serde(rename = "held")]
    Held {
        /// The case in which the person stood, if any.
        case: Option<CaseId>,
        /// Why.
        basis: HoldBasis,
    },
    /// Its time is over, and it is kept.
    #[serde(rename = "erasure_deferred")]
    ErasureDeferred {
        /// The case in which the person stood, if any.
        case: Option<CaseId>,
    },
    /// It is kept no longer.
    #[serde(rename = "released")]
    Released,
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
    /// Art. 17 (3) GDPR: who is needed for a claim or by a law is not forgotten.
    #[error("the data is kept by a legal hold")]
    LegalHold,
    /// What is ordered is not held up any more.
    #[error("the erasure is already ordered")]
    AlreadyOrdered,
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
    /// It is kept, whatever time passes.
    Held,
    /// Its time is over, and it is kept.
    Deferred {
        /// The case in which the person stood, if any.
        case: Option<CaseId>,
    },
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
            Command::OrderErasure { .. } | Command::PlaceHold { .. } | Command::LiftHold => {
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
            // The clock runs out by itself, and is heard again when the hold is lifted. Whoever orders it is told.
            (Self::Held, &Command::OrderErasure { case, ground: Ground::RetentionOver, .. })
                if asked.by.roles.has(Role::System) =>
            {
                Ok(vec![Event::ErasureDeferred { case }])
            }
            (Self::Deferred { .. }, Command::OrderErasure { ground: Ground::RetentionOver, .. })
                if asked.by.roles.has(Role::System) =>
            {
                Ok(vec![])
            }
            (Self::Held | Self::Deferred { .. }, Command::OrderErasure { .. }) => Err(Refusal::LegalHold),
            (Self::Ordered | Self::Destroyed, Command::OrderErasure { .. }) => Ok(vec![]),
            (Self::InUse, &Command::PlaceHold { case, basis }) => Ok(vec![Event::Held { case, basis }]),
            (Self::Held | Self::Deferred { .. }, Command::PlaceHold { .. }) => Ok(vec![]),
            (Self::Ordered | Self::Destroyed, Command::PlaceHold { .. }) => Err(Refusal::AlreadyOrdered),
            (Self::Held, Command::LiftHold) => Ok(vec![Event::Released]),
            (&Self::Deferred { case }, Command::LiftHold) => {
                let ordered = Event::ErasureOrdered { case, ground: Ground::RetentionOver, note: None };
                Ok(vec![Event::Released, ordered])
            }
            (Self::InUse | Self::Ordered | Self::Destroyed, Command::LiftHold) => Ok(vec![]),
            (Self::InUse | Self::Held | Self::Deferred { .. }, Command::RecordDestruction) => Err(Refusal::NotOrdered),
            (Self::Ordered, Command::RecordDestruction) => Ok(vec![Event::Destroyed]),
            (Self::Destroyed, Command::RecordDestruction) => Ok(vec![]),
        }
    }

    fn apply(self, event: Event) -> Self {
        match (self, event) {
            (Self::InUse | Self::Held | Self::Deferred { .. } | Self::Ordered, Event::ErasureOrdered { .. }) => {
                Self::Ordered
            }
            (Self::InUse | Self::Held | Self::Deferred { .. }, Event::Held { .. }) => Self::Held,
            (Self::InUse | Self::Held | Self::Deferred { .. }, Event::ErasureDeferred { case }) => {
                Self::Deferred { case }
            }
            (Self::InUse | Self::Held | Self::Deferred { .. }, Event::Released) => Self::InUse,
            (Self::Ordered, Event::Held { .. } | Event::ErasureDeferred { .. } | Event::Released) => Self::Ordered,
            // What is destroyed stays so, whatever was ordered late.
            (
                Self::Destroyed,
                Event::ErasureOrdered { .. } | Event::Held { .. } | Event::ErasureDeferred { .. } | Event::Released,
            )
            | (Self::InUse | Self::Held | Self::Deferred { .. } | Self::Ordered | Self::Destroyed, Event::Destroyed) => {
                Self::Destroyed
            }
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
    fn whoever_is_needed_for_a_claim_is_not_forgotten_before_it_is_over() {
        let now = at("2026-03-02T09:00:00Z");
        let officer = acting(ADA, Role::DataProtection);
        let held = Event::Held { case: None, basis: HoldBasis::LegalClaim };
        let over = || Command::OrderErasure { case: None, ground: Ground::RetentionOver, note: None };
        let place = Command::PlaceHold { case: None, basis: HoldBasis::LegalClaim };
        given::<State>([]).when(officer, now, place.clone()).then([held.clone()]);
        given::<State>([held.clone()]).when(officer, now, order(Ground::Objection)).then_refused(Refusal::LegalHold);
        let deferred = Event::ErasureDeferred { case: None };
        given::<State>([held.clone()]).when(system(), now, over()).then([deferred.clone()]);
        given::<State>([held.clone(), deferred.clone()]).when(system(), now, over()).then_nothing();
        let ordered = Event::ErasureOrdered { case: None, ground: Ground::RetentionOver, note: None };
        given::<State>([held.clone(), deferred])
            .when(officer, now, Command::LiftHold)
            .then([Event::Released, ordered.clone()]);
        given::<State>([held]).when(officer, now, Command::LiftHold).then([Event::Released]);
        given::<State>([ordered]).when(officer, now, place).then_refused(Refusal::AlreadyOrdered);
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
