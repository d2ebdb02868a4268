//! Reads a PDF as viewers do, by its table of contents, with a reader that others wrote. It finds what stands where the
//! strict reader saw the inside of a stream, and whether the file opens at all.

use std::cell::Cell;
use std::panic;

use domain::document::Fault;
use lopdf::{Dictionary, Document, LoadOptions, Object, ObjectId};

use super::strict::Seen;
use super::{OBJECT_STREAM_BYTES_MAX, PAGES_MAX, fault_of};

/// What the other reader may still do. It counts what it reads and not what is there: a table of contents can name the
/// same object a thousand times.
#[derive(Clone, Copy)]
struct Left {
    values: u32,
    object_streams: u32,
    bytes: usize,
}

thread_local! {
    static LEFT: Cell<Left> = const { Cell::new(Left { values: 0, object_streams: 0, bytes: 0 }) };
}

/// What stops it.
struct TooMuch;

/// Reads it, and looks at every object that a viewer would find.
pub(super) fn read(bytes: &[u8], seen: &Seen) -> Result<(), Fault> {
    // A file that was saved several times names an object once for each time.
    LEFT.set(Left {
        values: 2 * seen.tokens + 64,
        object_streams: 2 * seen.object_streams + 4,
        bytes: bytes.len() + bytes.len() / 2 + 1024 * 1024,
    });
    let options = LoadOptions {
        filter: Some(counted),
        max_decompressed_size: Some(OBJECT_STREAM_BYTES_MAX),
        ..LoadOptions::default()
    };
    let read = panic::catch_unwind(|| Document::load_mem_with_options(bytes, options));
    let document = match read {
        Ok(read) => read.map_err(|_| Fault::Damaged)?,
        Err(torn) if torn.is::<TooMuch>() => return Err(Fault::TooComplex),
        Err(_) => return Err(Fault::Damaged),
    };
    if document.is_encrypted() || document.trailer.get(b"Encrypt").is_ok() {
        return Err(Fault::Encrypted);
    }
    dictionary(&document, &document.trailer)?;
    for object in document.objects.values() {
        value(&document, object)?;
    }
    match document.page_iter().take(PAGES_MAX + 1).count() {
        0 => Err(Fault::Damaged),
        pages if pages > PAGES_MAX => Err(Fault::TooComplex),
        _ => Ok(()),
    }
}

/// Counts an object, and lets go of what its stream holds: nobody looks at pixels here.
#[expect(clippy::unnecessary_wraps, reason = "the reader may be told to leave something out")]
fn counted(id: ObjectId, object: &mut Object) -> Option<(ObjectId, Object)> {
    let left = LEFT.get();
    let (holds_objects, bytes) = match object {
        Object::Stream(stream) => (stream.dict.has_type(b"ObjStm"), stream.content.len()),
        _ => (false, 0),
    };
    let values = left.values.checked_sub(weight(object));
    let object_streams = left.object_streams.checked_sub(u32::from(holds_objects));
    let bytes = left.bytes.checked_sub(bytes);
    match (values, object_streams, bytes) {
        (Some(values), Some(object_streams), Some(bytes)) => LEFT.set(Left { values, object_streams, bytes }),
        // The reader has no way to be told to stop.
        _ => panic::resume_unwind(Box::new(TooMuch)),
    }
    match object {
        Object::Stream(stream) if !holds_objects => {
            // Not nothing: the reader would go and look for it.
            stream.content = vec![0];
            Some((id, Object::Null))
        }
        Object::Stream(_) => Some((id, Object::Null)),
        // What stands in a stream of objects is kept as it is returned, everything else as it was handed in.
        other => Some((id, other.clone())),
    }
}

/// How many values an object has.
fn weight(object: &Object) -> u32 {
    let entries = |entries: &Dictionary| entries.iter().map(|(_, one)| 1 + weight(one)).sum::<u32>();
    1 + match object {
        Object::Array(values) => values.iter().map(weight).sum(),
        Object::Dictionary(dictionary) => entries(dictionary),
        Object::Stream(stream) => entries(&stream.dict),
        _ => 0,
    }
}

fn value(document: &Document, object: &Object) -> Result<(), Fault> {
    match object {
        Object::Name(name) => fault_of(name).map_or(Ok(()), Err),
        Object::Array(values) => values.iter().try_for_each(|one| value(document, one)),
        Object::Dictionary(entries) => dictionary(document, entries),
        Object::Stream(stream) => dictionary(document, &stream.dict),
        Object::Null
        | Object::Boolean(_)
        | Object::Integer(_)
        | Object::Real(_)
        | Object::String(..)
        | Object::Reference(_) => Ok(()),
    }
}

fn dictionary(document: &Document, entries: &Dictionary) -> Result<(), Fault> {
    for (name, one) in entries {
        if let Some(fault) = fault_of(name) {
            return Err(fault);
        }
        match name.as_slice() {
            b"AA" if matches!(one, Object::Dictionary(_) | Object::Reference(_)) => return Err(Fault::Active),
            // Many programs say at which page a document opens. Nothing else may happen then.
            b"OpenAction" if !is_place(document, one) => return Err(Fault::Active),
            _ => value(document, one)?,
        }
    }
    Ok(())
}

/// Whether what happens at the opening is that a page is shown.
fn is_place(document: &Document, action: &Object) -> bool {
    let action = match action {
        Object::Reference(id) => document.get_object(*id).unwrap_or(&Object::Null),
        outright => outright,
    };
    match action {
        Object::Array(_) | Object::Null | Object::String(..) | Object::Name(_) => true,
        Object::Dictionary(entries) => {
            entries.get(b"S").is_ok_and(|kind| kind.as_name().is_ok_and(|kind| kind == b"GoTo"))
                && entries.get(b"Next").is_err()
        }
        _ => false,
    }
}
