//! What can happen to a signature.

use std::num::NonZeroU16;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Evidence, Hash, Method};
use crate::aggregates::stored;
use crate::asked::ActorId;
use crate::ids::{CaseId, PartyId};

/// What happened to a signature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// It is asked for.
    #[serde(rename = "requested")]
    Requested {
        /// For which case.
        case: CaseId,
        /// Whom the case belongs to.
        holder: Option<ActorId>,
        /// What is to be signed.
        hash: Hash,
        /// How many pages it has, where it is a file with pages.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pages: Option<NonZeroU16>,
    },
    /// The document was shown, with the warning against haste.
    #[serde(rename = "shown")]
    Shown {
        /// What was shown.
        hash: Hash,
        /// When.
        shown_at: DateTime<Utc>,
    },
    /// Pages were read.
    #[serde(rename = "acknowledged")]
    Acknowledged {
        /// Which had not been before.
        pages: Vec<u16>,
    },
    /// A number was told in the talk.
    #[serde(rename = "tan_told")]
    TanTold {
        /// What the authority makes of it and its secret.
        mac: Hash,
        /// Until when it may be used.
        until: DateTime<Utc>,
    },
    /// A number was entered.
    #[serde(rename = "tan_entered")]
    TanEntered {
        /// Whether it is the one that was told.
        right: bool,
    },
    /// It was signed.
    #[serde(rename = "signed")]
    Signed {
        /// For which case.
        case: CaseId,
        /// Who.
        party: PartyId,
        /// How.
        method: Method,
        /// What was signed.
        hash: Hash,
        /// When it had been shown.
        shown_at: DateTime<Utc>,
        /// What proves it later, where a file with pages was signed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        evidence: Option<Evidence>,
    },
    /// It no longer counts: the document was corrected.
    #[serde(rename = "voided")]
    Voided {
        /// For which case.
        case: CaseId,
    },
}

stored!(Event);

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn events_of_offices_without_files_are_read() {
        let (case, hash) = (CaseId(Uuid::from_u128(1)), Hash([1; 32]));
        let stored = format!(r#"{{"requested":{{"case":"{}","holder":null,"hash":"{hash}"}}}}"#, case.0);
        let event: Event = serde_json::from_str(&stored).expect("an old event");
        assert_eq!(event, Event::Requested { case, holder: None, hash, pages: None });
        assert_eq!(serde_json::to_string(&event).expect("it is written as it was"), stored);
    }
}
