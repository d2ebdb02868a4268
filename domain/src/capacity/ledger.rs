//! Who keeps which time of a day. A day is copied with each accepted command, so a copy shares all that did not change.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Allocation, Taken};
use crate::ids::HoldId;

/// In how many parts the ledger lies: so much less is copied when one entry changes.
const PARTS: usize = 64;

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
    #[serde(default)]
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
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Ledger(Vec<Arc<BTreeMap<HoldId, Kept>>>);

impl Default for Ledger {
    fn default() -> Self {
        Self(vec![Arc::default(); PARTS])
    }
}

impl Ledger {
    pub(super) fn get(&self, hold: HoldId) -> Option<&Kept> {
        self.0[part(hold)].get(&hold)
    }

    pub(super) fn get_mut(&mut self, hold: HoldId) -> Option<&mut Kept> {
        Arc::make_mut(&mut self.0[part(hold)]).get_mut(&hold)
    }

    pub(super) fn insert(&mut self, hold: HoldId, kept: Kept) {
        Arc::make_mut(&mut self.0[part(hold)]).insert(hold, kept);
    }

    pub(super) fn remove(&mut self, hold: HoldId) -> Option<Kept> {
        Arc::make_mut(&mut self.0[part(hold)]).remove(&hold)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (HoldId, &Kept)> {
        self.0.iter().flat_map(|part| part.iter().map(|(hold, kept)| (*hold, kept)))
    }
}

/// The bytes of an id are a hash, so any of them spreads well.
fn part(hold: HoldId) -> usize {
    usize::from(hold.0.as_bytes()[15]) % PARTS
}

impl Serialize for Ledger {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

impl<'de> Deserialize<'de> for Ledger {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut ledger = Self::default();
        for (hold, kept) in BTreeMap::<HoldId, Kept>::deserialize(deserializer)? {
            ledger.insert(hold, kept);
        }
        Ok(ledger)
    }
}
