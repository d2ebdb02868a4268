//! The decision table of a signature.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::aggregates::stored;
use crate::ids::{CaseId, PartyId};
use crate::permission::Denied;
use crate::personal::Erased;

/// The SHA-256 of a document's exact bytes.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Hash(pub [u8; 32]);

/// How somebody signs. Levels are named for what they are: all of these are simple electronic signatures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// By drawing.
    Drawn,
    /// By typing consent.
    TypedConsent,
    /// By a number that the clerk tells in the call.
    SpokenTan,
}

/// What is wanted of a signature.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Ask for it.
    Request {
        /// For which case.
        case: CaseId,
        /// What is to be signed.
        hash: Hash,
    },
    /// Show the document to the citizen, with the warning against haste (§ 3a (5) VwVfG).
    Show {
        /// What is shown.
        hash: Hash,
    },
    /// Sign. It says that the whole document was checked.
    Sign {
        /// Who.
        party: PartyId,
        /// How.
        method: Method,
        /// What was on the signer's screen.
        hash: Hash,
    },
    /// Take it out of force: the document was corrected.
    Void,
}

/// What happened to a signature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// It is asked for.
    #[serde(rename = "requested")]
    Requested {
        /// For which case.
        case: CaseId,
        /// What is to be signed.
        hash: Hash,
    },
    /// The document was shown, with the warning against haste.
    #[serde(rename = "shown")]
    Shown {
        /// What was shown.
        hash: Hash,
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
    },
    /// It no longer counts: the document was corrected.
    #[serde(rename = "voided")]
    Voided {
        /// For which case.
        case: CaseId,
    },
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
    /// No signature is asked for.
    #[error("no signature is asked for")]
    NotRequested,
    /// What is shown or signed is another document.
    #[error("this is another document than the one to be signed")]
    OtherDocument,
    /// The document was not shown before it was to be signed.
    #[error("the document was not shown")]
    NotShown,
    /// The document is signed.
    #[error("the document is already signed")]
    AlreadySigned,
    /// The document was corrected; there is a newer one.
    #[error("the document was corrected")]
    Voided,
}

impl Hash {
    /// Reads 64 hexadecimal digits.
    pub fn parse(text: &str) -> Option<Self> {
        let mut bytes = [0; 32];
        if text.len() != 64 || !text.is_ascii() {
            return None;
        }
        for (byte, digits) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
            *byte = u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
        }
        Some(Self(bytes))
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hash({self})")
    }
}

impl Serialize for Hash {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Hash {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("a hash has 64 hexadecimal digits"))
    }
}
