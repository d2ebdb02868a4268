//! The stored names of events, read back from serde so that there is no second list to keep.

use serde::de::{self, DeserializeOwned, Deserializer, Visitor};
use serde::forward_to_deserialize_any;
use serde::ser::{self, Impossible, Serialize, Serializer};

/// The stored name of an event: the name of its serde variant.
pub fn of<E: Serialize>(event: &E) -> &'static str {
    match event.serialize(NameOf) {
        Err(Found(Some(name))) => name,
        Ok(()) | Err(Found(None)) => unreachable!("an event is an enum, and an enum serialises as a variant"),
    }
}

/// The stored names of all variants of an event enum, in the order of their declaration.
pub fn all<E: DeserializeOwned>() -> &'static [&'static str] {
    match E::deserialize(NamesOf) {
        Err(Listed(Some(names))) => names,
        Ok(_) | Err(Listed(None)) => unreachable!("an event is an enum, and an enum names its variants"),
    }
}

/// Carries the name out through the error channel: nothing else is of interest.
#[derive(Debug, thiserror::Error)]
#[error("the name of a variant")]
struct Found(Option<&'static str>);

impl ser::Error for Found {
    fn custom<T: std::fmt::Display>(_: T) -> Self {
        Self(None)
    }
}

struct NameOf;

/// Every shape but a variant is not an event.
macro_rules! not_an_event {
    ($($name:ident($($argument:ty),*) -> $ok:ty;)*) => {
        $(fn $name(self, $(_: $argument),*) -> Result<$ok, Found> { Err(Found(None)) })*
    };
}

impl Serializer for NameOf {
    type Ok = ();
    type Error = Found;
    type SerializeSeq = Impossible<(), Found>;
    type SerializeTuple = Impossible<(), Found>;
    type SerializeTupleStruct = Impossible<(), Found>;
    type SerializeTupleVariant = Impossible<(), Found>;
    type SerializeMap = Impossible<(), Found>;
    type SerializeStruct = Impossible<(), Found>;
    type SerializeStructVariant = Impossible<(), Found>;

    fn serialize_unit_variant(self, _: &'static str, _: u32, name: &'static str) -> Result<(), Found> {
        Err(Found(Some(name)))
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        name: &'static str,
        _: &T,
    ) -> Result<(), Found> {
        Err(Found(Some(name)))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        name: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, Found> {
        Err(Found(Some(name)))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        name: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, Found> {
        Err(Found(Some(name)))
    }

    fn serialize_some<T: Serialize + ?Sized>(self, _: &T) -> Result<(), Found> {
        Err(Found(None))
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, _: &T) -> Result<(), Found> {
        Err(Found(None))
    }

    not_an_event! {
        serialize_bool(bool) -> ();
        serialize_i8(i8) -> ();
        serialize_i16(i16) -> ();
        serialize_i32(i32) -> ();
        serialize_i64(i64) -> ();
        serialize_u8(u8) -> ();
        serialize_u16(u16) -> ();
        serialize_u32(u32) -> ();
        serialize_u64(u64) -> ();
        serialize_f32(f32) -> ();
        serialize_f64(f64) -> ();
        serialize_char(char) -> ();
        serialize_str(&str) -> ();
        serialize_bytes(&[u8]) -> ();
        serialize_none() -> ();
        serialize_unit() -> ();
        serialize_unit_struct(&'static str) -> ();
        serialize_seq(Option<usize>) -> Self::SerializeSeq;
        serialize_tuple(usize) -> Self::SerializeTuple;
        serialize_tuple_struct(&'static str, usize) -> Self::SerializeTupleStruct;
        serialize_map(Option<usize>) -> Self::SerializeMap;
        serialize_struct(&'static str, usize) -> Self::SerializeStruct;
    }
}

/// Carries the names out through the error channel.
#[derive(Debug, thiserror::Error)]
#[error("the names of the variants")]
struct Listed(Option<&'static [&'static str]>);

impl de::Error for Listed {
    fn custom<T: std::fmt::Display>(_: T) -> Self {
        Self(None)
    }
}

struct NamesOf;

impl<'de> Deserializer<'de> for NamesOf {
    type Error = Listed;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Listed> {
        Err(Listed(None))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Listed> {
        Err(Listed(Some(variants)))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    #[derive(serde::Serialize, serde::Deserialize)]
    enum Event {
        #[serde(rename = "begun")]
        Begun { at: u8 },
        #[serde(rename = "ended")]
        Ended,
    }

    #[test]
    fn names_are_those_of_serde() {
        assert_eq!(super::of(&Event::Begun { at: 1 }), "begun");
        assert_eq!(super::of(&Event::Ended), "ended");
        assert_eq!(super::all::<Event>(), ["begun", "ended"]);
    }
}
