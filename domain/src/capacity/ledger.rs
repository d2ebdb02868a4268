//! Who keeps which time of a day.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Allocation, Taken};
use crate::ids::HoldId;
use crate::parts::Parts;

/// Time that is kept for an appointment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// Which, and for whom.
    pub allocation: Allocation,
    /// When the hold ends by itself; `None` once it is confirmed.
    pub expires_at: Option<DateTime<Utc>>,
    /// How often the hold was extended.
    pub(super) extensions: u8,
    /// Whether it was offered to somebody on the waiting list.
    pub(super) offered: bool,
    /// The how many-th of its day: who came first keeps their place first.
    pub(super) arrival: u32,
}

impl Kept {
    /// Whether the time is kept at a moment. The clock decides, whether or not an event has recorded the end.
    pub fn is_live(&self, at: DateTime<Utc>) -> bool {
        self.expires_at.is_none_or(|expires_at| expires_at > at)
    }

    pub(super) fn taken(&self, hold: HoldId) -> Taken {
        Taken { hold, allocation: self.allocation }
    }
}

/// Everything that is kept on a day, by hold.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Ledger(Parts<Kept>);

impl Ledger {
    pub(super) fn get(&self, hold: HoldId) -> Option<&Kept> {
        self.0.get(hold.0)
    }

    pub(super) fn get_mut(&mut self, hold: HoldId) -> Option<&mut Kept> {
        self.0.get_mut(hold.0)
    }

    pub(super) fn insert(&mut self, hold: HoldId, kept: Kept) {
        self.0.insert(hold.0, kept);
    }

    pub(super) fn remove(&mut self, hold: HoldId) -> Option<Kept> {
        self.0.remove(hold.0)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (HoldId, &Kept)> {
        self.0.iter().map(|(hold, kept)| (HoldId(hold), kept))
    }
}
