//! Reads a PDF from its first byte to its last, word by word, without believing its table of contents.
//!
//! It keeps nothing but a few counters, so a file of twenty megabytes takes no more memory than one of twenty bytes.

use std::borrow::Cow;

use domain::document::Fault;
use flate2::{Decompress, FlushDecompress, Status};
use memchr::memmem;

use super::{DEPTH_MAX, EXPANDED_BYTES_MAX, OBJECT_STREAM_BYTES_MAX, OBJECTS_MAX, TOKENS_MAX, fault_of};
use crate::inspect::{contains_any, ends_as_zip};

/// How far from the end the table of contents may be named.
const END_BYTES: usize = 2048;
/// How deep brackets may be nested in a text.
const BRACKETS_MAX: u32 = 32;
/// How long a name may be (ISO 32000-2, annex C.1).
const NAME_BYTES_MAX: usize = 127;

/// What has no business at the beginning of a PDF.
const FOREIGN: [&[u8]; 7] =
    [b"<html", b"<script", b"<!doctype", b"<svg", b"<?php", b"<iframe", b"this program cannot be run"];

/// What was seen.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// How many objects stand in the file itself.
    pub(super) objects: u32,
    /// How many of them hold further objects.
    pub(super) object_streams: u32,
    /// How many words they have.
    pub(super) tokens: u32,
    ends: usize,
    expanded: u64,
}

/// A word of a PDF.
enum Token<'a> {
    Number(Option<u64>),
    Name(Cow<'a, [u8]>),
    Text,
    Open(u8),
    Close(u8),
    Word(&'a [u8]),
    End,
}

/// What was found out about the object that is being read.
#[derive(Default)]
struct Facts {
    /// The length of its stream, if it is said outright.
    length: Option<u64>,
    holds_objects: bool,
    deflated: u32,
    other_filters: u32,
    predicted: bool,
}

struct Reader<'a, 'b> {
    bytes: &'a [u8],
    at: usize,
    seen: &'b mut Seen,
}

/// Reads all of it.
pub(super) fn read(bytes: &[u8]) -> Result<Seen, Fault> {
    frame(bytes)?;
    let mut seen = Seen::default();
    let mut reader = Reader { bytes, at: 0, seen: &mut seen };
    reader.file()?;
    // An end of an object in a text, a remark or a stream is there for a reader that searches for objects.
    if memmem::find_iter(bytes, b"endobj").count() != seen.ends {
        return Err(Fault::SeveralFormats);
    }
    if seen.objects == 0 {
        return Err(Fault::Damaged);
    }
    Ok(seen)
}

/// Looks at the beginning and the end.
fn frame(bytes: &[u8]) -> Result<(), Fault> {
    let [b'%', b'P', b'D', b'F', b'-', b'1' | b'2', b'.', b'0'..=b'9', after, ..] = *bytes else {
        return Err(Fault::Damaged);
    };
    if !is_space(after) && after != b'%' {
        return Err(Fault::Damaged);
    }
    if contains_any(&bytes[..bytes.len().min(1024)], &FOREIGN) || ends_as_zip(bytes) {
        return Err(Fault::SeveralFormats);
    }
    let last = memmem::rfind(bytes, b"%%EOF").ok_or(Fault::Damaged)?;
    if !bytes[last + 5..].iter().all(|byte| is_space(*byte)) {
        return Err(Fault::SeveralFormats);
    }
    let end = &bytes[last.saturating_sub(END_BYTES)..last];
    if memmem::find(end, b"startxref").is_none() {
        return Err(Fault::Damaged);
    }
    Ok(())
}

impl<'a> Reader<'a, '_> {
    /// Objects, tables of contents and trailers, one after another.
    fn file(&mut self) -> Result<(), Fault> {
        let (mut numbers, mut table) = (0_u32, false);
        loop {
            match self.next()? {
                Token::End => return Ok(()),
                Token::Number(number) => {
                    numbers += 1;
                    // A table says first where it begins and how long it is.
                    if table && numbers == 2 && number.is_none_or(|count| count > u64::from(OBJECTS_MAX)) {
                        return Err(Fault::TooComplex);
                    }
                    table &= numbers < 2;
                }
                Token::Word(b"obj") if numbers >= 2 => {
                    numbers = 0;
                    self.object()?;
                }
                Token::Word(b"trailer") => self.trailer()?,
                Token::Word(word @ (b"xref" | b"startxref" | b"n" | b"f")) => (numbers, table) = (0, word == b"xref"),
                Token::Name(_) | Token::Text | Token::Open(_) | Token::Close(_) | Token::Word(_) => {
                    return Err(Fault::Damaged);
                }
            }
        }
    }

    fn trailer(&mut self) -> Result<(), Fault> {
        let mut facts = Facts::default();
        if !matches!(self.next()?, Token::Open(b'<')) {
            return Err(Fault::Damaged);
        }
        self.values(vec![b'<'], &mut facts, true).map(drop)
    }

    fn object(&mut self) -> Result<(), Fault> {
        self.seen.objects += 1;
        if self.seen.objects > OBJECTS_MAX {
            return Err(Fault::TooComplex);
        }
        let mut facts = Facts::default();
        if self.values(vec![], &mut facts, false)? == b"stream" {
            self.stream(&facts)?;
            if !matches!(self.next()?, Token::Word(b"endobj")) {
                return Err(Fault::Damaged);
            }
        }
        self.seen.ends += 1;
        Ok(())
    }

    /// Values up to the word that ends them, or to the bracket that closes the first.
    fn values(&mut self, mut open: Vec<u8>, facts: &mut Facts, one: bool) -> Result<&'a [u8], Fault> {
        /// What the word before says about a number.
        #[derive(PartialEq)]
        enum Before {
            Nothing,
            Length,
            Number,
            Trigger,
        }
        let mut before = Before::Nothing;
        loop {
            let token = self.next()?;
            let now = match token {
                Token::Name(name) => {
                    if let Some(fault) = fault_of(&name) {
                        return Err(fault);
                    }
                    if open.len() <= 2 {
                        facts.note(&name);
                    }
                    match &*name {
                        b"Length" if open.len() == 1 => Before::Length,
                        b"AA" => Before::Trigger,
                        _ => Before::Nothing,
                    }
                }
                // What is to happen when a page is opened, printed or left.
                Token::Number(_) | Token::Open(b'<') if before == Before::Trigger => return Err(Fault::Active),
                Token::Number(number) if before == Before::Length => {
                    facts.length = number;
                    Before::Number
                }
                // `/Length 12 0 R` says it elsewhere.
                Token::Number(_) if before == Before::Number => {
                    facts.length = None;
                    Before::Nothing
                }
                Token::Open(bracket) => {
                    open.push(bracket);
                    if open.len() > DEPTH_MAX {
                        return Err(Fault::TooComplex);
                    }
                    Before::Nothing
                }
                Token::Close(bracket) => {
                    if open.pop() != Some(bracket) {
                        return Err(Fault::Damaged);
                    }
                    if one && open.is_empty() {
                        return Ok(b"");
                    }
                    Before::Nothing
                }
                Token::Number(_) | Token::Text | Token::Word(b"R" | b"true" | b"false" | b"null") => Before::Nothing,
                Token::Word(word @ (b"endobj" | b"stream")) if open.is_empty() && !one => return Ok(word),
                Token::Word(_) | Token::End => return Err(Fault::Damaged),
            };
            before = now;
        }
    }

    /// The bytes of a stream. What they are when they are unpacked is counted, and not kept.
    fn stream(&mut self, facts: &Facts) -> Result<(), Fault> {
        match self.bytes[self.at..] {
            [b'\r', b'\n', ..] => self.at += 2,
            [b'\n' | b'\r', ..] => self.at += 1,
            _ => return Err(Fault::Damaged),
        }
        let rest = &self.bytes[self.at..];
        let told = facts.length.and_then(|length| usize::try_from(length).ok()).filter(|length| {
            let after = rest.get(*length..).unwrap_or_default();
            let spaces = after.iter().take(4).take_while(|byte| is_space(**byte)).count();
            after[spaces..].starts_with(b"endstream")
        });
        let length = match told {
            Some(length) => length,
            None => memmem::find(rest, b"endstream").ok_or(Fault::Damaged)?,
        };
        let packed = &rest[..length];
        if memmem::find(packed, b"endstream").is_some() {
            return Err(Fault::SeveralFormats);
        }
        self.at += length;
        if facts.holds_objects {
            self.objects_within(facts, packed)?;
        } else if facts.deflated > 0 {
            if facts.deflated > 1 || facts.other_filters > 2 {
                return Err(Fault::TooComplex);
            }
            if facts.other_filters == 0 {
                self.measure(packed)?;
            }
        }
        match self.next()? {
            Token::Word(b"endstream") => Ok(()),
            _ => Err(Fault::Damaged),
        }
    }

    /// Objects may be packed into a stream (ISO 32000-2, 7.5.7): they are read like the others.
    fn objects_within(&mut self, facts: &Facts, packed: &[u8]) -> Result<(), Fault> {
        self.seen.object_streams += 1;
        if facts.other_filters > 0 || facts.deflated > 1 || facts.predicted {
            return Err(Fault::TooComplex);
        }
        let unpacked = if facts.deflated == 1 {
            let mut unpacked = vec![];
            inflate(packed, |part| {
                unpacked.extend_from_slice(part);
                unpacked.len() <= OBJECT_STREAM_BYTES_MAX
            })?;
            Cow::Owned(unpacked)
        } else {
            Cow::Borrowed(packed)
        };
        if unpacked.len() > OBJECT_STREAM_BYTES_MAX {
            return Err(Fault::TooComplex);
        }
        self.seen.expanded += unpacked.len() as u64;
        let mut within = Reader { bytes: &unpacked, at: 0, seen: self.seen };
        within.packed_values()
    }

    fn packed_values(&mut self) -> Result<(), Fault> {
        let (mut facts, mut trigger) = (Facts::default(), false);
        loop {
            match self.next()? {
                Token::End => return Ok(()),
                Token::Open(bracket) => {
                    let before = self.at;
                    self.values(vec![bracket], &mut facts, true)?;
                    debug_assert!(self.at > before, "a bracket is closed later than it is opened");
                    trigger = false;
                }
                Token::Name(name) => {
                    if let Some(fault) = fault_of(&name) {
                        return Err(fault);
                    }
                    trigger = &*name == b"AA";
                }
                Token::Number(_) if trigger => return Err(Fault::Active),
                Token::Number(_) | Token::Text | Token::Word(b"R" | b"true" | b"false" | b"null") => {}
                Token::Close(_) | Token::Word(_) => return Err(Fault::Damaged),
            }
        }
    }

    fn measure(&mut self, packed: &[u8]) -> Result<(), Fault> {
        let expanded = &mut self.seen.expanded;
        inflate(packed, |part| {
            *expanded += part.len() as u64;
            *expanded <= EXPANDED_BYTES_MAX
        })
    }

    /// The next word.
    fn next(&mut self) -> Result<Token<'a>, Fault> {
        self.seen.tokens += 1;
        if self.seen.tokens > TOKENS_MAX {
            return Err(Fault::TooComplex);
        }
        loop {
            match self.bytes.get(self.at) {
                None => return Ok(Token::End),
                Some(byte) if is_space(*byte) => self.at += 1,
                Some(b'%') => {
                    let rest = &self.bytes[self.at..];
                    self.at += rest.iter().position(|byte| matches!(byte, b'\r' | b'\n')).unwrap_or(rest.len());
                }
                Some(_) => break,
            }
        }
        let rest = &self.bytes[self.at..];
        Ok(match *rest {
            [b'<', b'<', ..] => self.skip(2, Token::Open(b'<')),
            [b'>', b'>', ..] => self.skip(2, Token::Close(b'<')),
            [b'[', ..] => self.skip(1, Token::Open(b'[')),
            [b']', ..] => self.skip(1, Token::Close(b'[')),
            [b'(', ..] => return self.text(),
            [b'<', ..] => return self.hexadecimal(),
            [b'/', ..] => {
                let length = 1 + rest[1..].iter().take_while(|byte| is_regular(**byte)).count();
                if length > 4 * NAME_BYTES_MAX {
                    return Err(Fault::Damaged);
                }
                self.skip(length, Token::Name(plain(&rest[1..length])))
            }
            [byte, ..] if is_regular(byte) => {
                let length = rest.iter().take_while(|byte| is_regular(**byte)).count();
                let word = &rest[..length];
                let token = if word.iter().all(|byte| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.')) {
                    Token::Number(std::str::from_utf8(word).ok().and_then(|word| word.parse().ok()))
                } else {
                    Token::Word(word)
                };
                self.skip(length, token)
            }
            _ => return Err(Fault::Damaged),
        })
    }

    fn skip(&mut self, bytes: usize, token: Token<'a>) -> Token<'a> {
        self.at += bytes;
        token
    }

    fn text(&mut self) -> Result<Token<'a>, Fault> {
        let (mut depth, mut at) = (0, self.at);
        loop {
            match self.bytes.get(at).ok_or(Fault::Damaged)? {
                b'\\' => at += 1,
                b'(' => {
                    depth += 1;
                    if depth > BRACKETS_MAX {
                        return Err(Fault::TooComplex);
                    }
                }
                b')' => {
                    depth -= 1;
                    if depth == 0 {
                        self.at = at + 1;
                        return Ok(Token::Text);
                    }
                }
                _ => {}
            }
            at += 1;
        }
    }

    fn hexadecimal(&mut self) -> Result<Token<'a>, Fault> {
        let rest = &self.bytes[self.at + 1..];
        let length = rest.iter().take_while(|byte| byte.is_ascii_hexdigit() || is_space(**byte)).count();
        if rest.get(length) != Some(&b'>') {
            return Err(Fault::Damaged);
        }
        self.at += length + 2;
        Ok(Token::Text)
    }
}

impl Facts {
    fn note(&mut self, name: &[u8]) {
        match name {
            b"ObjStm" => self.holds_objects = true,
            b"FlateDecode" | b"Fl" => self.deflated += 1,
            b"LZWDecode" | b"ASCIIHexDecode" | b"ASCII85Decode" | b"RunLengthDecode" | b"LZW" | b"AHx" | b"A85"
            | b"RL" | b"BrotliDecode" => self.other_filters += 1,
            b"Predictor" => self.predicted = true,
            _ => {}
        }
    }
}

/// A name with its escapes (`#4A`) resolved: they are how names are hidden.
fn plain(name: &[u8]) -> Cow<'_, [u8]> {
    if !name.contains(&b'#') {
        return Cow::Borrowed(name);
    }
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let (mut plain, mut at) = (Vec::with_capacity(name.len()), 0);
    while at < name.len() {
        if let [b'#', high, low, ..] = name[at..]
            && let (Some(high), Some(low)) = (digit(high), digit(low))
        {
            plain.push(high * 16 + low);
            at += 3;
        } else {
            plain.push(name[at]);
            at += 1;
        }
    }
    Cow::Owned(plain)
}

/// Unpacks, part by part, as long as somebody wants more. Where the bytes make no sense it ends, as viewers do.
fn inflate(packed: &[u8], mut take: impl FnMut(&[u8]) -> bool) -> Result<(), Fault> {
    let mut inflater = Decompress::new(true);
    let mut part = vec![0; 32 * 1024];
    loop {
        let (read, written) = (inflater.total_in(), inflater.total_out());
        let rest = &packed[usize::try_from(read).map_err(|_| Fault::TooComplex)?..];
        let status = inflater.decompress(rest, &mut part, FlushDecompress::None);
        let made = usize::try_from(inflater.total_out() - written).map_err(|_| Fault::TooComplex)?;
        if !take(&part[..made]) {
            return Err(Fault::TooComplex);
        }
        match status {
            Ok(Status::Ok | Status::BufError) if made > 0 || inflater.total_in() > read => {}
            Ok(Status::Ok | Status::BufError | Status::StreamEnd) | Err(_) => return Ok(()),
        }
    }
}

fn is_space(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | 12 | b'\r' | b' ')
}

fn is_regular(byte: u8) -> bool {
    !is_space(byte) && !matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}
