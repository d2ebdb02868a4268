//! What a file is and whether it does no harm, from its bytes alone.
//!
//! Nothing that comes in is believed: not its name, not its declared type, not its length. A picture is decoded and
//! written anew, so that only its pixels remain. A PDF is read twice, by a strict reader of ours that looks at every
//! byte outside of streams and by a lenient one of others that goes where viewers go; whatever one of them finds counts.

mod jpeg;
mod name;
mod pdf;
mod png;
#[cfg(test)]
pub(crate) mod zoo;

use std::sync::Arc;

use domain::document::{Fault, Format};
use tokio::sync::Semaphore;

pub use name::clean_name;

use crate::failure::{Failure, aside};

/// How large a file may be. The authority may allow less.
pub const BYTES_MAX: usize = 20 * 1024 * 1024;
/// How many pixels a picture may have.
pub(crate) const PIXELS_MAX: u64 = 40_000_000;
/// How long a side of a picture may be.
pub(crate) const SIDE_MAX: u32 = 30_000;

/// What may be released.
#[derive(Debug, PartialEq, Eq)]
pub struct Clean {
    /// What it is.
    pub format: Format,
    /// What is released instead of what came: a picture without anything but its pixels.
    pub anew: Option<Vec<u8>>,
}

/// Looks at files, a few at a time: each may take a processor for a moment and memory for its pixels.
#[derive(Clone, Debug)]
pub struct Inspector(Arc<Semaphore>);

impl Default for Inspector {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(1)))
    }
}

impl Inspector {
    /// Looks at one file.
    pub async fn inspect(&self, bytes: Vec<u8>, declared: Format) -> Result<(Vec<u8>, Result<Clean, Fault>), Failure> {
        let _turn = self.0.acquire().await.map_err(|_| Failure::TornOff)?;
        aside(move || {
            // Readers of hostile files are not trusted to end in good order.
            let verdict = std::panic::catch_unwind(|| inspect(&bytes, declared)).unwrap_or(Err(Fault::Damaged));
            Ok((bytes, verdict))
        })
        .await
    }
}

/// Looks at one file.
pub fn inspect(bytes: &[u8], declared: Format) -> Result<Clean, Fault> {
    if bytes.is_empty() {
        return Err(Fault::Empty);
    }
    if bytes.len() > BYTES_MAX {
        return Err(Fault::TooLarge);
    }
    let format = sniff(bytes)?;
    if format != declared {
        return Err(Fault::OtherFormat);
    }
    let anew = match format {
        Format::Pdf => pdf::check(bytes).map(|()| None)?,
        Format::Jpeg => Some(jpeg::write_anew(bytes)?),
        Format::Png => Some(png::write_anew(bytes)?),
    };
    if anew.as_ref().is_some_and(|anew| anew.len() > 2 * BYTES_MAX) {
        return Err(Fault::TooComplex);
    }
    Ok(Clean { format, anew })
}

/// What a file is by its first bytes.
fn sniff(bytes: &[u8]) -> Result<Format, Fault> {
    if bytes.starts_with(b"%PDF-") {
        return Ok(Format::Pdf);
    }
    if bytes.starts_with(&[0xff, 0xd8, 0xff]) {
        return Ok(Format::Jpeg);
    }
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Ok(Format::Png);
    }
    if bytes.get(4..8) == Some(b"ftyp") {
        let brand = bytes.get(8..12).unwrap_or_default();
        let heic: [&[u8]; 9] = [b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1", b"avif"];
        return Err(if heic.contains(&brand) { Fault::Heic } else { Fault::UnknownFormat });
    }
    Err(Fault::UnknownFormat)
}

/// Whether something that a browser or a system would run, or another file, stands in what should be a remark.
fn is_of_others(bytes: &[u8]) -> bool {
    /// Long enough not to stand anywhere by chance.
    const WORDS: [&[u8]; 11] = [
        b"<html",
        b"<script",
        b"<!doctype",
        b"<svg ",
        b"<?php",
        b"<iframe",
        b"javascript:",
        b"%pdf-",
        b"rar!\x1a\x07",
        b"7z\xbc\xaf\x27\x1c",
        b"this program cannot be run",
    ];
    /// How files of others begin.
    const BEGINNINGS: [&[u8]; 6] = [b"PK\x03\x04", b"MZ", b"\x7fELF", b"GIF8", b"#!/", b"\xca\xfe\xba\xbe"];
    BEGINNINGS.iter().any(|beginning| bytes.starts_with(beginning)) || contains_any(bytes, &WORDS)
}

/// Whether one of the words, which are in small letters, stands in the bytes, in capitals or not.
fn contains_any(bytes: &[u8], words: &[&[u8]]) -> bool {
    let mut first = [false; 256];
    for word in words {
        first[usize::from(word[0])] = true;
        first[usize::from(word[0].to_ascii_uppercase())] = true;
    }
    let begins =
        |at: usize, word: &&[u8]| bytes.get(at..at + word.len()).is_some_and(|found| found.eq_ignore_ascii_case(word));
    let candidates = bytes.iter().enumerate().filter(|(_, byte)| first[usize::from(**byte)]);
    candidates.into_iter().any(|(at, _)| words.iter().any(|word| begins(at, word)))
}

/// Whether the bytes end as a ZIP archive does, which is read from its end (so that its beginning may be anything).
fn ends_as_zip(bytes: &[u8]) -> bool {
    let tail = &bytes[bytes.len().saturating_sub(66_000)..];
    tail.windows(4).any(|window| window == b"PK\x05\x06")
}
