//! Moves personal values out of an event's JSON and back in. It knows no cryptography and does no I/O.
//!
//! A personal value serialises as a struct with the name [`RESERVED`] and the fields `subject` and `value`.
//! In the payload only the subject stays; the value becomes a [`Part`] that remembers where it stood.
//! Reading splices it in again, so the payload is then parsed by plain `serde_json`, like any other.

mod watch;

use std::cell::RefCell;
use std::io;

use serde::Serialize;
use uuid::Uuid;

use watch::Watch;

/// The name under which a personal value serialises. It is shared with the domain's type by convention only:
/// any serialiser that does not know it fails, so the two crates need no common one.
pub const RESERVED: &str = "$personal";

/// A personal value that was taken out of a payload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part<V> {
    /// Whom it is about.
    pub subject: Uuid,
    /// Where in the payload it belongs, in bytes.
    pub at: u32,
    /// The value as JSON, or what stands for it.
    pub value: V,
}

/// A payload and what was taken out of it, in the order of the places.
pub type Split = (Vec<u8>, Vec<Part<Vec<u8>>>);

/// A part does not belong where it claims to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a personal part does not belong at byte {at}")]
pub struct Misplaced {
    /// Where it claims to belong.
    pub at: u32,
}

/// Serialises an event, and takes its personal values out.
///
/// Without personal values the payload is byte for byte that of `serde_json`.
pub fn split<E: Serialize + ?Sized>(event: &E) -> Result<Split, serde_json::Error> {
    let tape = Tape::default();
    event.serialize(Watch::new(&mut serde_json::Serializer::new(&tape), &tape))?;
    Ok((tape.written.into_inner(), tape.parts.into_inner()))
}

/// Puts the values back into the payload. A part without a value was erased: its subject stays alone.
pub fn join(payload: &[u8], parts: &[Part<Option<Vec<u8>>>]) -> Result<Vec<u8>, Misplaced> {
    const FIELD: &[u8] = b",\"value\":";
    let values: usize =
        parts.iter().filter_map(|part| part.value.as_ref()).map(|value| value.len() + FIELD.len()).sum();
    let mut joined = Vec::with_capacity(payload.len() + values);
    let mut done = 0;
    for part in parts {
        let at = part.at as usize;
        let before = payload.get(done..at).ok_or(Misplaced { at: part.at })?;
        let subject = format!("\"subject\":\"{}\"", part.subject.hyphenated());
        if payload.get(at) != Some(&b'}') || !before.ends_with(subject.as_bytes()) {
            return Err(Misplaced { at: part.at });
        }
        joined.extend_from_slice(before);
        if let Some(value) = &part.value {
            joined.extend_from_slice(FIELD);
            joined.extend_from_slice(value);
        }
        done = at;
    }
    joined.extend_from_slice(&payload[done..]);
    Ok(joined)
}

/// What has been written so far, and what was taken out of it.
#[derive(Default)]
struct Tape {
    written: RefCell<Vec<u8>>,
    parts: RefCell<Vec<Part<Vec<u8>>>>,
    /// Whether this tape records the inside of a personal value, where no other may stand.
    inside: bool,
}

impl Tape {
    /// The subject whose quoted text was written last.
    fn last_subject<E: serde::ser::Error>(&self) -> Result<Uuid, E> {
        let written = self.written.borrow();
        let quoted = written.len().checked_sub(uuid::fmt::Hyphenated::LENGTH + 2).map(|start| &written[start..]);
        quoted
            .and_then(|text| text.strip_prefix(b"\"")?.strip_suffix(b"\""))
            .and_then(|text| Uuid::try_parse_ascii(text).ok())
            .ok_or_else(|| E::custom("the subject of personal data is a UUID"))
    }

    /// Keeps a value apart from the payload.
    fn keep<T: Serialize + ?Sized, E: serde::ser::Error>(&self, subject: Uuid, value: &T) -> Result<(), E> {
        let inside = Self { inside: true, ..Self::default() };
        value.serialize(Watch::new(&mut serde_json::Serializer::new(&inside), &inside)).map_err(E::custom)?;
        let at = u32::try_from(self.written.borrow().len()).map_err(|_| E::custom("the event is too large"))?;
        self.parts.borrow_mut().push(Part { subject, at, value: inside.written.into_inner() });
        Ok(())
    }

    /// Personal data is never nested: one key would open what another has closed.
    fn check_not_nested<E: serde::ser::Error>(&self) -> Result<(), E> {
        if self.inside { Err(E::custom("personal data stands inside personal data")) } else { Ok(()) }
    }
}

impl io::Write for &Tape {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.written.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Says where JSON could not be read, and nothing of what stood there: it may be somebody's name.
pub(crate) fn place_of(error: &serde_json::Error) -> String {
    format!("{:?} error at line {}, column {}", error.classify(), error.line(), error.column())
}
