//! The offices that one server hosts, found by the official key of their municipality.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Office;

/// The offices of a server. Clones are the same offices.
#[derive(Clone)]
pub struct Offices(Arc<BTreeMap<String, Office>>);

impl Offices {
    /// These offices.
    pub fn new(offices: impl IntoIterator<Item = Office>) -> Self {
        Self(Arc::new(offices.into_iter().map(|office| (office.authority().ags.clone(), office)).collect()))
    }

    /// The office of the municipality with this official key.
    pub fn get(&self, ags: &str) -> Option<&Office> {
        self.0.get(ags)
    }

    /// The office that is meant when nobody names one: the only one there is.
    pub fn only(&self) -> Option<&Office> {
        let mut offices = self.0.values();
        offices.next().filter(|_| offices.next().is_none())
    }

    /// Every office, in the order of their keys.
    pub fn iter(&self) -> impl Iterator<Item = &Office> {
        self.0.values()
    }

    /// Stops every office.
    pub async fn stop(&self) {
        for office in self.0.values() {
            office.clone().stop().await;
        }
    }
}
