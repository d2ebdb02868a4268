//! A map of which copies share what did not change.
//!
//! A state is copied with each accepted command, so that the log keeps the one before until the events are stored. A
//! map that lies in parts makes that cost as much as one part, and not as much as everything that the state knows.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

/// In how many parts a map lies: so much less is copied when one entry changes.
const PARTS: usize = 64;

/// A map by ids, which are hashes or random.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Parts<V>(Vec<Arc<BTreeMap<Uuid, V>>>);

impl<V> Default for Parts<V> {
    fn default() -> Self {
        Self((0..PARTS).map(|_| Arc::default()).collect())
    }
}

impl<V: Clone> Parts<V> {
    pub(crate) fn get(&self, id: Uuid) -> Option<&V> {
        self.0[part(id)].get(&id)
    }

    pub(crate) fn get_mut(&mut self, id: Uuid) -> Option<&mut V> {
        Arc::make_mut(&mut self.0[part(id)]).get_mut(&id)
    }

    pub(crate) fn insert(&mut self, id: Uuid, value: V) {
        Arc::make_mut(&mut self.0[part(id)]).insert(id, value);
    }

    pub(crate) fn remove(&mut self, id: Uuid) -> Option<V> {
        Arc::make_mut(&mut self.0[part(id)]).remove(&id)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (Uuid, &V)> {
        self.0.iter().flat_map(|part| part.iter().map(|(id, value)| (*id, value)))
    }
}

/// The bytes of an id are a hash, so any of them spreads well.
fn part(id: Uuid) -> usize {
    usize::from(id.as_bytes()[15]) % PARTS
}

impl<V: Serialize + Clone> Serialize for Parts<V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

impl<'de, V: Deserialize<'de> + Clone> Deserialize<'de> for Parts<V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut parts = Self::default();
        for (id, value) in BTreeMap::<Uuid, V>::deserialize(deserializer)? {
            parts.insert(id, value);
        }
        Ok(parts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(n: u32) -> Uuid {
        Uuid::new_v5(&Uuid::nil(), &n.to_be_bytes())
    }

    #[test]
    fn a_copy_shares_every_part_but_the_one_that_changed() {
        let mut parts = Parts::default();
        (0..1_000).for_each(|n| parts.insert(id(n), n));
        let mut copy = parts.clone();
        copy.insert(id(7), 70);
        let shared = parts.0.iter().zip(&copy.0).filter(|(one, other)| Arc::ptr_eq(one, other)).count();
        assert_eq!(shared, PARTS - 1);
        assert_eq!((parts.get(id(7)), copy.get(id(7))), (Some(&7), Some(&70)));
        assert_eq!((copy.remove(id(7)), copy.get(id(7)), copy.iter().count()), (Some(70), None, 999));
    }

    #[test]
    fn it_is_stored_as_the_map_that_it_is() {
        let mut parts = Parts::default();
        (0..100).for_each(|n| parts.insert(id(n), n));
        let map: BTreeMap<Uuid, u32> = (0..100).map(|n| (id(n), n)).collect();
        let value = serde_json::to_value(&parts).expect("JSON");
        assert_eq!(value, serde_json::to_value(&map).expect("JSON"));
        assert_eq!(serde_json::from_value::<Parts<u32>>(value).expect("it reads"), parts);
    }
}
