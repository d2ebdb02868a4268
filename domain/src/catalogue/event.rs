//! What can happen to the catalogue.

use serde::{Deserialize, Serialize};

use super::Edition;
use crate::aggregates::stored;
use crate::asked::ActorId;

/// What happened to the catalogue. Each edition stands in its event as a whole, so that whoever reads it in ten years
/// needs nothing else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// Somebody proposes the next edition.
    #[serde(rename = "proposed")]
    Proposed {
        /// Which, under the number that it gets when it is published.
        edition: Edition,
        /// Who.
        by: ActorId,
    },
    /// The draft says something else now.
    #[serde(rename = "amended")]
    Amended {
        /// What.
        edition: Edition,
        /// Who has changed it.
        by: ActorId,
    },
    /// The draft is given up.
    #[serde(rename = "withdrawn")]
    Withdrawn {
        /// Who has given it up.
        by: ActorId,
    },
    /// The draft is an edition now, and never changes again.
    #[serde(rename = "published")]
    Published {
        /// Which.
        edition: Edition,
        /// Who has written it.
        authors: Vec<ActorId>,
        /// Who has published it: none of them.
        by: ActorId,
    },
}

stored!(Event);
