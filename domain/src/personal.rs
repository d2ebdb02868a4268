//! Personal data: a value that belongs to somebody, and that can be forgotten while the history stays.

use std::fmt;

use serde::de::DeserializeOwned;
use serde::ser::{Error as _, SerializeStruct as _};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

use crate::ids::{CaseId, FolderId};

/// The name under which [`Personal`] serialises as a struct, known to the log's codec and to nobody else.
pub const RESERVED: &str = "$personal";

/// Whom a piece of personal data is about: random, and new for each person in each booking and each case,
/// so that it links nothing and its key can be destroyed alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SubjectId(pub Uuid);

impl SubjectId {
    /// The file of a case itself: what is written under its key names nobody, and stays when everybody is forgotten.
    pub fn of_file(case: CaseId) -> Self {
        Self(FolderId::of(case).0)
    }

    /// Says that a value belongs to this subject.
    pub fn knows<T>(self, value: T) -> Personal<T> {
        Personal::Known { subject: self, value }
    }
}

impl fmt::Display for SubjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A value about a person (Art. 4 (1) GDPR), or the trace that there was one.
///
/// In memory it is a plain value that a rule may compare.
/// The log's codec moves it out of the payload and encrypts it with the subject's key before anything is stored or
/// hashed; every other serialiser fails before it sees the value, so it cannot end up in a log file by mistake.
/// Never nest one in another: prefer one `Personal<Contact>` to five personal fields.
#[derive(Clone, PartialEq, Eq)]
pub enum Personal<T> {
    /// The key exists, and so does the value.
    Known {
        /// Whom it is about.
        subject: SubjectId,
        /// What is known.
        value: T,
    },
    /// The subject's key was destroyed (Art. 17 GDPR).
    Erased {
        /// Whom it was about.
        subject: SubjectId,
    },
}

impl<T> Personal<T> {
    /// Whom this is about, erased or not.
    pub fn subject(&self) -> SubjectId {
        match self {
            Self::Known { subject, .. } | Self::Erased { subject } => *subject,
        }
    }

    /// The value, or the reason why there is none.
    pub fn known(&self) -> Result<&T, Erased> {
        match self {
            Self::Known { value, .. } => Ok(value),
            Self::Erased { subject } => Err(Erased { subject: *subject }),
        }
    }

    /// The value as an option, for readers that show a gap where a person was forgotten.
    pub fn value(&self) -> Option<&T> {
        self.known().ok()
    }
}

/// A rule needed personal data that has been erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the personal data of subject {subject} has been erased")]
pub struct Erased {
    /// Whose data is gone.
    pub subject: SubjectId,
}

/// Shows whom it is about and never what is known: test failures and logs are read by many.
impl<T> fmt::Debug for Personal<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = if matches!(self, Self::Known { .. }) { "known" } else { "erased" };
        write!(f, "Personal({}, {state})", self.subject())
    }
}

impl<T: Serialize> Serialize for Personal<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut parts = serializer.serialize_struct(RESERVED, 2)?;
        parts.serialize_field("subject", &self.subject())?;
        if let Self::Known { value, .. } = self {
            // The handshake: serde's default for skipping a field is to agree. Only the log's codec objects.
            if parts.skip_field("value").is_ok() {
                return Err(S::Error::custom("personal data is written by the log's codec only"));
            }
            parts.serialize_field("value", value)?;
        }
        parts.end()
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Personal<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(bound = "T: DeserializeOwned")]
        struct Parts<T> {
            subject: SubjectId,
            #[serde(default, deserialize_with = "present")]
            value: Option<T>,
        }

        // `Personal<Option<X>>` may know that there is nothing: a null that is present is a value.
        fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
            T::deserialize(deserializer).map(Some)
        }

        let Parts { subject, value } = Parts::<T>::deserialize(deserializer)?;
        Ok(match value {
            Some(value) => Self::Known { subject, value },
            None => Self::Erased { subject },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADA: SubjectId = SubjectId(Uuid::from_u128(0xada));

    #[test]
    fn an_ordinary_serialiser_fails_before_it_sees_the_value() {
        let error = serde_json::to_string(&ADA.knows("Lovelace")).expect_err("JSON is not the log's codec");
        assert!(error.to_string().contains("codec only") && !error.to_string().contains("Lovelace"));
    }

    #[test]
    fn an_erased_value_says_whom_it_was_about() {
        let erased = Personal::<String>::Erased { subject: ADA };
        let text = serde_json::to_string(&erased).expect("nothing personal is left");
        assert_eq!(serde_json::from_str::<Personal<String>>(&text).expect("round trip"), erased);
        assert_eq!(erased.known(), Err(Erased { subject: ADA }));
    }

    #[test]
    fn a_present_null_is_known() {
        let text = format!(r#"{{"subject":"{ADA}","value":null}}"#);
        let known: Personal<Option<u8>> = serde_json::from_str(&text).expect("a null is a value");
        assert_eq!(known, ADA.knows(None));
    }

    #[test]
    fn debugging_shows_no_value() {
        assert!(!format!("{:?}", ADA.knows("Lovelace")).contains("Lovelace"));
    }
}
