//! Checks what is to be stored before a database sees it, so that both refuse the same things with the same words.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

use crate::record::{Batch, Failure};

/// Refuses a batch that holds text which is not JSON, or a name that no database stores.
pub(super) fn check(batch: &Batch) -> Result<(), Failure> {
    debug_assert_eq!(batch.at.timestamp_subsec_nanos() % 1_000, 0, "the log keeps whole microseconds");
    for command in &batch.commands {
        check_json("meta", &command.meta)?;
        for event in command.units.iter().flat_map(|unit| &unit.events) {
            check_json("payload", &event.payload)?;
            if event.name.contains('\0') || event.shape.contains('\0') {
                return Err(Failure::Rejected("an event's name or shape holds a NUL".to_owned()));
            }
        }
    }
    Ok(())
}

/// Refuses text that is not one JSON value, or one that nobody could read again. Its content stays out of the message:
/// it may be personal.
pub(super) fn check_json(field: &str, text: &str) -> Result<(), Failure> {
    match serde_json::from_str::<Readable>(text) {
        Ok(_) => Ok(()),
        Err(error) => Err(Failure::Rejected(format!("{field} is not JSON: {error}"))),
    }
}

/// Any value, read and dropped. Unlike `IgnoredAny` it is read as deep, and as exactly, as its readers will: what is nested
/// deeper than they go would halt them for ever.
struct Readable;

impl<'de> Deserialize<'de> for Readable {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Self)
    }
}

impl<'de> Visitor<'de> for Readable {
    type Value = Self;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_str<E>(self, _: &str) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self, A::Error> {
        while items.next_element::<Self>()?.is_some() {}
        Ok(self)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Self, A::Error> {
        while fields.next_entry::<Self, Self>()?.is_some() {}
        Ok(self)
    }
}
