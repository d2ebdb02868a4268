//! What is looked up for every command: the catalogue as the log has it, the limits, and the authority.
//!
//! The catalogue comes from its own stream and not from a read model: one that is being rebuilt must not decide which
//! rules are in force. It costs no read, because the log keeps the state in memory until the stream changes.

use std::sync::{Arc, Mutex, PoisonError};

use domain::Facts;
use domain::ids::CatalogueId;
use event_store::{Failure, Log};

/// The facts of an office, made anew only when an edition was published.
pub(super) struct Lookup(Mutex<Known>);

struct Known {
    /// How far the catalogue was.
    version: u32,
    facts: Arc<Facts>,
}

impl Lookup {
    /// The limits and the authority; the catalogue is the log's.
    pub(super) fn new(facts: Facts) -> Self {
        Self(Mutex::new(Known { version: 0, facts: Arc::new(facts) }))
    }

    /// The facts as this node knows them.
    pub(super) async fn now(&self, log: &Log) -> Result<Arc<Facts>, Failure> {
        let catalogue = log.known::<domain::Catalogue>(CatalogueId::of_office().0).await?;
        // Whoever panics here leaves the facts of before or of after.
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Two may look at the same time, and the later one has looked at an older state: the newer facts stay.
        if known.version < catalogue.version {
            let published = catalogue.state.0.published().clone();
            let facts = Arc::new(Facts { catalogue: published, ..Facts::clone(&known.facts) });
            *known = Known { version: catalogue.version, facts };
        }
        Ok(Arc::clone(&known.facts))
    }
}
