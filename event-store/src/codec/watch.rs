//! A serialiser that forwards everything to another, and stops at personal values.

use std::fmt;

use serde::ser::{self, Error as _, Serialize, Serializer};
use uuid::Uuid;

use super::{RESERVED, Tape};

/// Forwards to `inner`, and watches for the reserved struct.
pub(super) struct Watch<'t, S> {
    inner: S,
    tape: &'t Tape,
}

impl<'t, S> Watch<'t, S> {
    pub(super) fn new(inner: S, tape: &'t Tape) -> Self {
        Self { inner, tape }
    }
}

/// A value that will be serialised under watch.
struct Watched<'t, 'v, T: ?Sized> {
    value: &'v T,
    tape: &'t Tape,
}

impl<T: Serialize + ?Sized> Serialize for Watched<'_, '_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value.serialize(Watch::new(serializer, self.tape))
    }
}

/// A sequence, map or struct under watch.
pub(super) struct Within<'t, C> {
    inner: C,
    tape: &'t Tape,
    personal: Option<Personal>,
}

/// How far a personal value has been written.
#[derive(Default)]
struct Personal {
    subject: Option<Uuid>,
}

impl<'t, C> Within<'t, C> {
    fn plain(inner: C, tape: &'t Tape) -> Self {
        Self { inner, tape, personal: None }
    }

    fn watched<'v, T: ?Sized>(&self, value: &'v T) -> Watched<'t, 'v, T> {
        Watched { value, tape: self.tape }
    }
}

macro_rules! forward {
    ($($method:ident($($argument:ident: $type:ty),*);)*) => {
        $(fn $method(self, $($argument: $type),*) -> Result<S::Ok, S::Error> {
            self.inner.$method($($argument),*)
        })*
    };
}

impl<'t, S: Serializer> Serializer for Watch<'t, S> {
    type Ok = S::Ok;
    type Error = S::Error;
    type SerializeSeq = Within<'t, S::SerializeSeq>;
    type SerializeTuple = Within<'t, S::SerializeTuple>;
    type SerializeTupleStruct = Within<'t, S::SerializeTupleStruct>;
    type SerializeTupleVariant = Within<'t, S::SerializeTupleVariant>;
    type SerializeMap = Within<'t, S::SerializeMap>;
    type SerializeStruct = Within<'t, S::SerializeStruct>;
    type SerializeStructVariant = Within<'t, S::SerializeStructVariant>;

    forward! {
        serialize_bool(v: bool);
        serialize_i8(v: i8);
        serialize_i16(v: i16);
        serialize_i32(v: i32);
        serialize_i64(v: i64);
        serialize_i128(v: i128);
        serialize_u8(v: u8);
        serialize_u16(v: u16);
        serialize_u32(v: u32);
        serialize_u64(v: u64);
        serialize_u128(v: u128);
        serialize_f32(v: f32);
        serialize_f64(v: f64);
        serialize_char(v: char);
        serialize_str(v: &str);
        serialize_bytes(v: &[u8]);
        serialize_none();
        serialize_unit();
        serialize_unit_struct(name: &'static str);
        serialize_unit_variant(name: &'static str, index: u32, variant: &'static str);
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<S::Ok, S::Error> {
        self.inner.serialize_some(&Watched { value, tape: self.tape })
    }

    fn serialize_newtype_struct<T>(self, name: &'static str, value: &T) -> Result<S::Ok, S::Error>
    where
        T: Serialize + ?Sized,
    {
        self.inner.serialize_newtype_struct(name, &Watched { value, tape: self.tape })
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<S::Ok, S::Error> {
        self.inner.serialize_newtype_variant(name, index, variant, &Watched { value, tape: self.tape })
    }

    fn serialize_seq(self, len: Option<usize>) -> Result<Self::SerializeSeq, S::Error> {
        Ok(Within::plain(self.inner.serialize_seq(len)?, self.tape))
    }

    fn serialize_tuple(self, len: usize) -> Result<Self::SerializeTuple, S::Error> {
        Ok(Within::plain(self.inner.serialize_tuple(len)?, self.tape))
    }

    fn serialize_tuple_struct(self, name: &'static str, len: usize) -> Result<Self::SerializeTupleStruct, S::Error> {
        Ok(Within::plain(self.inner.serialize_tuple_struct(name, len)?, self.tape))
    }

    fn serialize_tuple_variant(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        len: usize,
    ) -> Result<Self::SerializeTupleVariant, S::Error> {
        Ok(Within::plain(self.inner.serialize_tuple_variant(name, index, variant, len)?, self.tape))
    }

    fn serialize_map(self, len: Option<usize>) -> Result<Self::SerializeMap, S::Error> {
        Ok(Within::plain(self.inner.serialize_map(len)?, self.tape))
    }

    fn serialize_struct(self, name: &'static str, len: usize) -> Result<Self::SerializeStruct, S::Error> {
        let personal = if name == RESERVED {
            self.tape.check_not_nested()?;
            Some(Personal::default())
        } else {
            None
        };
        Ok(Within { inner: self.inner.serialize_struct(name, len)?, tape: self.tape, personal })
    }

    fn serialize_struct_variant(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        len: usize,
    ) -> Result<Self::SerializeStructVariant, S::Error> {
        Ok(Within::plain(self.inner.serialize_struct_variant(name, index, variant, len)?, self.tape))
    }

    fn collect_str<T: fmt::Display + ?Sized>(self, value: &T) -> Result<S::Ok, S::Error> {
        self.inner.collect_str(value)
    }

    fn is_human_readable(&self) -> bool {
        self.inner.is_human_readable()
    }
}

impl<C: ser::SerializeStruct> ser::SerializeStruct for Within<'_, C> {
    type Ok = C::Ok;
    type Error = C::Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), C::Error> {
        let watched = self.watched(value);
        let Some(personal) = &mut self.personal else { return self.inner.serialize_field(key, &watched) };
        match key {
            "subject" => {
                self.inner.serialize_field(key, &watched)?;
                personal.subject = Some(self.tape.last_subject()?);
                Ok(())
            }
            "value" => {
                let subject =
                    personal.subject.ok_or_else(|| C::Error::custom("the subject comes before the personal value"))?;
                self.tape.keep(subject, value)
            }
            // The tag of an internally tagged enum.
            _ => self.inner.serialize_field(key, &watched),
        }
    }

    /// The handshake: everybody else agrees that a field is skipped. Who objects takes the value out.
    fn skip_field(&mut self, key: &'static str) -> Result<(), C::Error> {
        if self.personal.is_some() {
            return Err(C::Error::custom("the codec takes the personal value"));
        }
        self.inner.skip_field(key)
    }

    fn end(self) -> Result<C::Ok, C::Error> {
        self.inner.end()
    }
}

impl<C: ser::SerializeStructVariant> ser::SerializeStructVariant for Within<'_, C> {
    type Ok = C::Ok;
    type Error = C::Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), C::Error> {
        let watched = self.watched(value);
        self.inner.serialize_field(key, &watched)
    }

    fn skip_field(&mut self, key: &'static str) -> Result<(), C::Error> {
        self.inner.skip_field(key)
    }

    fn end(self) -> Result<C::Ok, C::Error> {
        self.inner.end()
    }
}

impl<C: ser::SerializeMap> ser::SerializeMap for Within<'_, C> {
    type Ok = C::Ok;
    type Error = C::Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), C::Error> {
        let watched = self.watched(key);
        self.inner.serialize_key(&watched)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), C::Error> {
        let watched = self.watched(value);
        self.inner.serialize_value(&watched)
    }

    fn end(self) -> Result<C::Ok, C::Error> {
        self.inner.end()
    }
}

macro_rules! elements {
    ($($trait:ident::$method:ident;)*) => {
        $(impl<C: ser::$trait> ser::$trait for Within<'_, C> {
            type Ok = C::Ok;
            type Error = C::Error;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), C::Error> {
                let watched = self.watched(value);
                self.inner.$method(&watched)
            }

            fn end(self) -> Result<C::Ok, C::Error> {
                self.inner.end()
            }
        })*
    };
}

elements! {
    SerializeSeq::serialize_element;
    SerializeTuple::serialize_element;
    SerializeTupleStruct::serialize_field;
    SerializeTupleVariant::serialize_field;
}
