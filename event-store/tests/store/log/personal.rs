//! A personal value as the domain defines it. The log knows it by its reserved name only, so a copy has to do.

use serde::de::DeserializeOwned;
use serde::ser::{Error as _, SerializeStruct as _};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;
use vorgang_event_store::codec::RESERVED;

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Personal<T> {
    Known { subject: Uuid, value: T },
    Erased { subject: Uuid },
}

pub(crate) fn knows<T>(subject: Uuid, value: T) -> Personal<T> {
    Personal::Known { subject, value }
}

impl<T: Serialize> Serialize for Personal<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (Self::Known { subject, .. } | Self::Erased { subject }) = self;
        let mut parts = serializer.serialize_struct(RESERVED, 2)?;
        parts.serialize_field("subject", subject)?;
        if let Self::Known { value, .. } = self {
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
            subject: Uuid,
            #[serde(default, deserialize_with = "present")]
            value: Option<T>,
        }

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
