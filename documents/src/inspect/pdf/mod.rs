//! PDF (ISO 32000-2): what does something by itself, holds other files, asks for a password or is something else as well
//! is refused. So is what no reader can open without guessing.

mod strict;
mod viewer;

use domain::document::Fault;

/// How many objects a PDF may have.
const OBJECTS_MAX: u32 = 20_000;
/// How many words its objects may have, streams left aside.
const TOKENS_MAX: u32 = 300_000;
/// How deep its values may be nested.
const DEPTH_MAX: usize = 50;
/// How large one stream of objects may become.
const OBJECT_STREAM_BYTES_MAX: usize = 4 * 1024 * 1024;
/// How large all of its streams together may become.
const EXPANDED_BYTES_MAX: u64 = 160 * 1024 * 1024;
/// How many pages it may have.
const PAGES_MAX: usize = 500;

/// Looks at a PDF.
pub(super) fn check(bytes: &[u8]) -> Result<(), Fault> {
    let seen = strict::read(bytes)?;
    viewer::read(bytes, &seen)
}

/// What a name in a PDF stands for, if it is one that no document for an office needs.
fn fault_of(name: &[u8]) -> Option<Fault> {
    Some(match name {
        b"Encrypt" | b"Crypt" => Fault::Encrypted,
        b"JS" | b"JavaScript" | b"Launch" | b"SubmitForm" | b"ImportData" | b"Rendition" | b"Movie" | b"Sound"
        | b"RichMedia" | b"RichMediaExecute" | b"RichMediaSettings" | b"XFA" | b"GoToR" | b"GoTo3DView" | b"3D"
        | b"3DD" | b"OnInstantiate" | b"FFilter" | b"FDecodeParms" => Fault::Active,
        b"EmbeddedFile" | b"EmbeddedFiles" | b"GoToE" | b"FileAttachment" => Fault::Attachments,
        _ => return None,
    })
}
