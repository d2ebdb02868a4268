//! How a document lies on the disk: a header, and pieces of at most 64 KiB that are encrypted one by one.
//!
//! The header is `"VGD1" | algorithm 1 | largest piece 4 | salt 32`. A piece is `last 1 | length 4 | nonce 12 |
//! ciphertext and tag`, big-endian, with AES-256-GCM under a key that is made of the document's key and the salt
//! (RFC 5869), so no two files share one. Each piece is bound to the authority, the document, the header, its number,
//! its offset and whether it is the last, so that none can be cut off, exchanged, repeated or brought from elsewhere
//! (the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár, 2015, with random nonces, so that a file can be
//! continued after a power cut without using a nonce twice).
//!
//! A file grows over many requests and is opened anew for each. So that opening it does not open all that came before, an
//! empty piece is a *seam*: it is written only when everything before it is on the disk, so whoever finds one that opens
//! has to try only the pieces after it. Lengths are read without opening anything. When the file is whole, it is read once
//! from its first byte to its last.
//!
//! Memory does not grow with the document: one piece at a time, and 24 bytes for each.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Seek as _, SeekFrom, Write as _};
use std::ops::Range;
use std::os::unix::fs::{FileExt as _, MetadataExt as _, OpenOptionsExt as _};
use std::path::Path;

use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use aws_lc_rs::digest;
use aws_lc_rs::hkdf::{HKDF_SHA256, Salt};
use domain::signature::Hash;
use event_store::random;
use zeroize::Zeroizing;

use super::{Blob, DocumentKey};
use crate::failure::{Failure, disk};

/// How large a piece is at most.
pub const PIECE_BYTES_MAX: usize = 64 * 1024;
/// Into how many pieces a document may be cut, so that nobody fills the disk with headers.
pub(crate) const PIECES_MAX: u32 = 8192;
/// After how many bytes and pieces there is a seam: whoever opens a file opens no more than that of it, and what the last
/// request brought.
const SEAM_BYTES: u64 = 1024 * 1024;
const SEAM_PIECES: u32 = 64;

const MAGIC: &[u8; 4] = b"VGD1";
const ALGORITHM: u8 = 1;
const HEADER_BYTES: usize = 4 + 1 + 4 + 32;
const FRAME_BYTES: usize = 1 + 4 + NONCE_LEN;
const TAG_BYTES: usize = 16;

type Header = [u8; HEADER_BYTES];

/// What encrypts and decrypts the pieces of one file.
struct Cipher {
    key: RandomizedNonceKey,
    /// What every piece is bound to.
    about: Vec<u8>,
}

/// Where a piece stands.
#[derive(Clone, Copy)]
struct Spot {
    number: u32,
    offset: u64,
    last: bool,
}

/// Writes a document, piece by piece. Nothing counts as written before [`Writer::sync`].
pub struct Writer {
    file: File,
    cipher: Cipher,
    pieces: u32,
    size: u64,
    length: u64,
    finished: bool,
    /// What is on the disk before the last seam.
    seam: Mark,
}

/// Up to where a file was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mark {
    pieces: u32,
    size: u64,
    length: u64,
}

/// Reads a document, from anywhere in it.
pub struct Reader {
    blob: Blob,
    cipher: Cipher,
    pieces: Vec<Piece>,
    size: u64,
}

/// One piece of a file.
#[derive(Clone, Copy)]
struct Piece {
    number: usize,
    /// Where its frame begins.
    at: u64,
    /// How much of the document lies before it.
    offset: u64,
    /// How long its ciphertext is, with the tag.
    length: u32,
    last: bool,
}

impl Cipher {
    fn new(key: &DocumentKey, header: &Header) -> Result<Self, Failure> {
        let salt = &header[HEADER_BYTES - 32..];
        let mut made = Zeroizing::new([0; 32]);
        Salt::new(HKDF_SHA256, salt)
            .extract(key.key.as_slice())
            .expand(&[b"vorgang blob"], HKDF_SHA256)
            .and_then(|made_of| made_of.fill(made.as_mut_slice()))
            .map_err(|_| Failure::Damaged("its key cannot be made"))?;
        let key_of_file = RandomizedNonceKey::new(&AES_256_GCM, made.as_slice())
            .map_err(|_| Failure::Damaged("its key cannot be used"))?;
        let authority = key.authority.as_bytes();
        let mut about = b"vorgang blob".to_vec();
        about.extend_from_slice(&(authority.len() as u64).to_be_bytes());
        about.extend_from_slice(authority);
        about.extend_from_slice(key.document.as_bytes());
        about.extend_from_slice(header);
        Ok(Self { key: key_of_file, about })
    }

    fn about(&self, spot: Spot) -> Aad<Vec<u8>> {
        let mut about = Vec::with_capacity(self.about.len() + 13);
        about.extend_from_slice(&self.about);
        about.extend_from_slice(&spot.number.to_be_bytes());
        about.extend_from_slice(&spot.offset.to_be_bytes());
        about.push(u8::from(spot.last));
        Aad::from(about)
    }

    /// What a piece says of itself before its ciphertext.
    fn frame(spot: Spot, length: u32, nonce: &[u8]) -> Vec<u8> {
        let mut frame = Vec::with_capacity(FRAME_BYTES + length as usize);
        frame.push(u8::from(spot.last));
        frame.extend_from_slice(&length.to_be_bytes());
        frame.extend_from_slice(nonce);
        frame
    }

    /// The frame and the ciphertext of a piece.
    fn seal(&self, spot: Spot, clear: &[u8]) -> Result<Vec<u8>, Failure> {
        let mut closed = Vec::with_capacity(clear.len() + TAG_BYTES);
        closed.extend_from_slice(clear);
        let nonce = self
            .key
            .seal_in_place_append_tag(self.about(spot), &mut closed)
            .map_err(|_| Failure::Damaged("the machine has no randomness"))?;
        let mut piece = Self::frame(spot, u32::try_from(closed.len()).expect("a piece is small"), nonce.as_ref());
        piece.extend_from_slice(&closed);
        Ok(piece)
    }

    /// What a stored piece says, if it stands where it was written.
    fn open(&self, spot: Spot, mut stored: Vec<u8>) -> Option<Vec<u8>> {
        let mut closed = stored.split_off(FRAME_BYTES);
        let nonce: [u8; NONCE_LEN] = stored[5..].try_into().expect("a frame ends with a nonce");
        // What stands before the ciphertext is bound to it by its place alone.
        if stored != Self::frame(spot, u32::try_from(closed.len()).ok()?, &nonce) {
            return None;
        }
        let nonce = Nonce::assume_unique_for_key(nonce);
        let clear = self.key.open_in_place(nonce, self.about(spot), &mut closed).ok()?.len();
        closed.truncate(clear);
        Some(closed)
    }
}

impl Writer {
    /// Begins a file that does not exist yet.
    pub fn create(path: &Path, key: &DocumentKey) -> Result<Self, Failure> {
        let mut options = OpenOptions::new();
        options.read(true).write(true).create_new(true).mode(0o600);
        let file = options.open(path).map_err(|error| match error.kind() {
            // Another node was faster by a moment.
            io::ErrorKind::AlreadyExists => Failure::Busy,
            _ => disk("begin a file")(error),
        })?;
        lock(&file)?;
        Self::begin(file, key)
    }

    fn begin(mut file: File, key: &DocumentKey) -> Result<Self, Failure> {
        let mut header = [0; HEADER_BYTES];
        header[..4].copy_from_slice(MAGIC);
        header[4] = ALGORITHM;
        header[5..9].copy_from_slice(&u32::try_from(PIECE_BYTES_MAX).expect("it is small").to_be_bytes());
        header[9..].copy_from_slice(&random::bytes::<32>()?);
        let cipher = Cipher::new(key, &header)?;
        file.set_len(0).map_err(disk("begin a file"))?;
        file.write_all(&header).map_err(disk("begin a file"))?;
        let length = HEADER_BYTES as u64;
        Ok(Self { file, cipher, pieces: 0, size: 0, length, finished: false, seam: Mark { length, ..Mark::default() } })
    }

    /// Goes on with a file after a stop, however sudden, or at another node: what was not written whole is cut off. A file
    /// without a whole header has nothing in it and is begun anew.
    pub fn resume(path: &Path, key: &DocumentKey) -> Result<Self, Failure> {
        let file = OpenOptions::new().read(true).write(true).open(path).map_err(disk("open a file"))?;
        lock(&file)?;
        let found = file.metadata().map_err(disk("open a file"))?;
        if found.nlink() == 0 {
            // Whoever wrote to it has ended it while we waited.
            return Err(disk("open a file")(io::ErrorKind::NotFound.into()));
        }
        let mut header = [0; HEADER_BYTES];
        match file.read_exact_at(&mut header, 0) {
            Ok(()) if header.starts_with(MAGIC) && header[4] == ALGORITHM => {}
            Ok(()) => return Err(Failure::Damaged("it is of another format")),
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Self::begin(file, key),
            Err(error) => return Err(disk("read a file")(error)),
        }
        let (cipher, length) = (Cipher::new(key, &header)?, HEADER_BYTES as u64);
        let begun = Mark { length, ..Mark::default() };
        let mut writer = Self { file, cipher, pieces: 0, size: 0, length, finished: false, seam: begun };
        writer.find_end(found.len())?;
        writer.cut_off()?;
        writer.sync()?;
        Ok(writer)
    }

    /// Finds how far the file was written: from the last seam on, each piece is tried.
    fn find_end(&mut self, end: u64) -> Result<(), Failure> {
        let pieces = self.pieces_up_to(end)?;
        let spot = |number: usize, piece: &Piece| Spot {
            number: u32::try_from(number).expect("there are few"),
            offset: piece.offset,
            last: piece.last,
        };
        let mut proven = 0;
        for (number, piece) in pieces.iter().enumerate().rev() {
            let is_seam = piece.length as usize == TAG_BYTES && !piece.last;
            if is_seam && self.opens(spot(number, piece), piece)?.is_some() {
                proven = number + 1;
                self.pass(piece, 0);
                self.seam = self.mark();
                break;
            }
        }
        for (number, piece) in pieces.iter().enumerate().skip(proven) {
            let Some(clear) = self.opens(spot(number, piece), piece)? else { break };
            self.pass(piece, clear.len() as u64);
            if piece.last {
                self.finished = true;
                break;
            }
        }
        Ok(())
    }

    /// Where pieces seem to stand, by what they say of their lengths.
    fn pieces_up_to(&self, end: u64) -> Result<Vec<Piece>, Failure> {
        let (mut pieces, mut at, mut offset) = (Vec::new(), HEADER_BYTES as u64, 0);
        while at + FRAME_BYTES as u64 <= end && pieces.len() <= PIECES_MAX as usize {
            let mut frame = [0; 5];
            self.file.read_exact_at(&mut frame, at).map_err(disk("read a file"))?;
            let length = u32::from_be_bytes(frame[1..].try_into().expect("four bytes"));
            let stored = FRAME_BYTES as u64 + u64::from(length);
            let clear = (length as usize).checked_sub(TAG_BYTES).filter(|clear| *clear <= PIECE_BYTES_MAX);
            let Some(clear) = clear.filter(|_| frame[0] <= 1 && at + stored <= end) else { break };
            let last = frame[0] == 1;
            pieces.push(Piece { number: pieces.len(), at, offset, length, last });
            at += stored;
            offset += clear as u64;
            if last {
                break;
            }
        }
        Ok(pieces)
    }

    fn opens(&self, spot: Spot, piece: &Piece) -> Result<Option<Vec<u8>>, Failure> {
        let mut stored = vec![0; FRAME_BYTES + piece.length as usize];
        self.file.read_exact_at(&mut stored, piece.at).map_err(disk("read a file"))?;
        Ok(self.cipher.open(spot, stored))
    }

    /// The file is written up to behind this piece.
    fn pass(&mut self, piece: &Piece, clear: u64) {
        self.pieces = u32::try_from(piece.number + 1).expect("there are few");
        self.size = piece.offset + clear;
        self.length = piece.at + FRAME_BYTES as u64 + u64::from(piece.length);
    }

    /// Says that everything so far is on the disk, where enough came since that was last said. Whoever opens the file for
    /// the next part need not try it again.
    pub fn set_seam(&mut self) -> Result<(), Failure> {
        let grown = self.length - self.seam.length >= SEAM_BYTES || self.pieces - self.seam.pieces >= SEAM_PIECES;
        if grown && !self.finished && self.pieces_left() > 1 {
            self.sync()?;
            self.write(&[], false)?;
            self.seam = self.mark();
        }
        Ok(())
    }

    /// Adds to the document. It is cut into pieces.
    pub fn append(&mut self, clear: &[u8]) -> Result<(), Failure> {
        for part in clear.chunks(PIECE_BYTES_MAX) {
            self.write(part, false)?;
        }
        Ok(())
    }

    /// Says that this is all. Nothing can be added any more.
    pub fn finish(&mut self) -> Result<(), Failure> {
        if !self.finished {
            self.write(&[], true)?;
            self.finished = true;
        }
        self.sync()
    }

    fn write(&mut self, clear: &[u8], last: bool) -> Result<(), Failure> {
        assert!(!self.finished, "nobody adds to what is finished");
        if self.pieces >= PIECES_MAX && !last {
            return Err(Failure::Damaged("it came in too many pieces"));
        }
        let spot = Spot { number: self.pieces, offset: self.size, last };
        let piece = self.cipher.seal(spot, clear)?;
        self.file.write_all(&piece).map_err(disk("write a file"))?;
        self.pieces += 1;
        self.size += clear.len() as u64;
        self.length += piece.len() as u64;
        Ok(())
    }

    /// Waits until the disk has what was written.
    pub fn sync(&self) -> Result<(), Failure> {
        self.file.sync_all().map_err(disk("write a file"))
    }

    /// How large the document is so far.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// How many more pieces may come.
    pub fn pieces_left(&self) -> u32 {
        PIECES_MAX.saturating_sub(self.pieces)
    }

    /// Whether this is all.
    pub fn is_finished(&self) -> bool {
        self.finished
    }

    /// Up to where it is written.
    pub fn mark(&self) -> Mark {
        Mark { pieces: self.pieces, size: self.size, length: self.length }
    }

    /// Forgets what was written after the mark.
    pub fn back_to(&mut self, mark: Mark) -> Result<(), Failure> {
        assert!(!self.finished, "nobody takes back what is finished");
        (self.pieces, self.size, self.length) = (mark.pieces, mark.size, mark.length);
        self.cut_off()
    }

    fn cut_off(&mut self) -> Result<(), Failure> {
        self.file.set_len(self.length).map_err(disk("cut off a file"))?;
        self.file.seek(SeekFrom::Start(self.length)).map_err(disk("cut off a file"))?;
        Ok(())
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        // A program that is being started has all our open files for a moment, and a lock would last as long as the last
        // of them. What cannot be unlocked never was locked.
        let _ = self.file.unlock();
    }
}

/// Keeps others from writing to the file, also on another node that shares the folder. It ends with the open file.
fn lock(file: &File) -> Result<(), Failure> {
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => Err(Failure::Busy),
        // A file system that knows no locks is of one node.
        Ok(()) | Err(TryLockError::Error(_)) => Ok(()),
    }
}

impl Reader {
    /// Opens a finished document. That nothing is missing at its end is known before its first byte is read.
    pub fn open(blob: impl Into<Blob>, key: &DocumentKey) -> Result<Self, Failure> {
        let blob = blob.into();
        let mut header = [0; HEADER_BYTES];
        blob.read_exact_at(&mut header, 0)?;
        if !header.starts_with(MAGIC) || header[4] != ALGORITHM {
            return Err(Failure::Damaged("it is of another format"));
        }
        let cipher = Cipher::new(key, &header)?;
        let end = blob.size()?;
        let mut reader = Self { blob, cipher, pieces: Vec::new(), size: 0 };
        // Each look into a bucket is a request, and most files came at one go.
        if !(reader.blob.is_far() && reader.is_even(end)?) {
            reader.look_for_pieces(end)?;
        }
        let is_whole = |pieces: &[Piece]| {
            pieces.iter().filter(|piece| piece.last).count() == 1 && pieces.last().is_some_and(|piece| piece.last)
        };
        if !is_whole(&reader.pieces) {
            return Err(Failure::Damaged("it is cut off"));
        }
        // The last piece is bound to its number and its offset: if it opens, nothing before it was added or taken away.
        reader.piece(reader.pieces.len() - 1)?;
        Ok(reader)
    }

    /// Whether the file has only full pieces, one that is left over, and the last, as one that came at one go. If its last
    /// piece opens there, each piece stands where this says: it is bound to how many there are before it, and how long.
    fn is_even(&mut self, end: u64) -> Result<bool, Failure> {
        const LAST: u64 = (FRAME_BYTES + TAG_BYTES) as u64;
        const FULL: u64 = (FRAME_BYTES + PIECE_BYTES_MAX + TAG_BYTES) as u64;
        let Some(contents) = end.checked_sub(HEADER_BYTES as u64 + LAST) else { return Ok(false) };
        let rest = contents % FULL;
        if (rest > 0 && rest <= LAST) || contents / FULL >= u64::from(PIECES_MAX) {
            return Ok(false);
        }
        self.pieces.clear();
        let (mut at, mut offset) = (HEADER_BYTES as u64, 0);
        while at < end {
            let last = at + LAST == end;
            let stored = if last { LAST } else { FULL.min(end - LAST - at) };
            let length = u32::try_from(stored - FRAME_BYTES as u64).expect("a piece is small");
            self.pieces.push(Piece { number: self.pieces.len(), at, offset, length, last });
            at += stored;
            offset += u64::from(length) - TAG_BYTES as u64;
        }
        self.size = offset;
        match self.piece(self.pieces.len() - 1) {
            Ok(_) => Ok(true),
            Err(failure) if failure.is_final() => Ok(false),
            Err(failure) => Err(failure),
        }
    }

    /// Reads where the pieces stand from what they say of their lengths.
    fn look_for_pieces(&mut self, end: u64) -> Result<(), Failure> {
        self.pieces.clear();
        let (mut at, mut offset) = (HEADER_BYTES as u64, 0);
        while at < end {
            let mut frame = [0; 5];
            self.blob.read_exact_at(&mut frame, at)?;
            let length = u32::from_be_bytes(frame[1..].try_into().expect("four bytes"));
            let clear = (length as usize).checked_sub(TAG_BYTES).filter(|clear| *clear <= PIECE_BYTES_MAX);
            let clear = clear.ok_or(Failure::Damaged("a piece has no length"))?;
            if self.pieces.len() > PIECES_MAX as usize {
                return Err(Failure::Damaged("it has too many pieces"));
            }
            self.pieces.push(Piece { number: self.pieces.len(), at, offset, length, last: frame[0] == 1 });
            at += FRAME_BYTES as u64 + u64::from(length);
            offset += clear as u64;
        }
        if at != end {
            return Err(Failure::Damaged("it is cut off"));
        }
        self.size = offset;
        Ok(())
    }

    /// How large the document is.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The whole document. Whoever asks has looked at its size.
    pub fn whole(&self) -> Result<Vec<u8>, Failure> {
        let mut clear =
            Vec::with_capacity(usize::try_from(self.size).map_err(|_| Failure::Damaged("it is too large"))?);
        for number in 0..self.pieces.len() {
            clear.extend_from_slice(&self.piece(number)?);
        }
        Ok(clear)
    }

    /// What of a part of the document lies in one piece: at most 64 KiB from its beginning on. Nothing at its end.
    pub fn next(&self, part: &Range<u64>) -> Result<Vec<u8>, Failure> {
        if part.start >= part.end.min(self.size) {
            return Ok(Vec::new());
        }
        // Empty pieces share an offset with the one after them; the last of those holds the byte.
        let number = self.pieces.partition_point(|piece| piece.offset <= part.start) - 1;
        let number = (0..=number).rev().find(|n| self.pieces[*n].length as usize > TAG_BYTES).unwrap_or(number);
        let offset = self.pieces[number].offset;
        let mut clear = self.piece(number)?;
        let within = |at: u64| usize::try_from(at.saturating_sub(offset)).unwrap_or(usize::MAX).min(clear.len());
        let (from, to) = (within(part.start), within(part.end));
        clear.truncate(to);
        clear.drain(..from);
        Ok(clear)
    }

    /// Reads it once from the first stored byte to the last, gives away what each piece says, and tells the hash of what
    /// is stored.
    pub fn through(&self, mut each: impl FnMut(&[u8])) -> Result<Hash, Failure> {
        let mut context = digest::Context::new(&digest::SHA256);
        let mut header = [0; HEADER_BYTES];
        self.blob.read_exact_at(&mut header, 0)?;
        context.update(&header);
        for piece in &self.pieces {
            let stored = self.stored(piece)?;
            context.update(&stored);
            each(&self.opened(piece, stored)?);
        }
        Ok(Hash(context.finish().as_ref().try_into().expect("SHA-256 has 32 bytes")))
    }

    fn piece(&self, number: usize) -> Result<Vec<u8>, Failure> {
        let piece = &self.pieces[number];
        self.opened(piece, self.stored(piece)?)
    }

    fn stored(&self, piece: &Piece) -> Result<Vec<u8>, Failure> {
        let mut stored = vec![0; FRAME_BYTES + piece.length as usize];
        self.blob.read_exact_at(&mut stored, piece.at)?;
        Ok(stored)
    }

    fn opened(&self, piece: &Piece, stored: Vec<u8>) -> Result<Vec<u8>, Failure> {
        let number = u32::try_from(piece.number).map_err(|_| Failure::Damaged("it has too many pieces"))?;
        let spot = Spot { number, offset: piece.offset, last: piece.last };
        self.cipher.open(spot, stored).ok_or(Failure::Damaged("a piece does not fit its place or its key"))
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::key;
    use super::*;

    const SIZE: usize = 3 * PIECE_BYTES_MAX + 1000;

    fn text(size: usize) -> Vec<u8> {
        (0..size).map(|n| u8::try_from(n % 251).expect("it is small")).collect()
    }

    fn write(path: &Path, key: &DocumentKey, clear: &[u8]) {
        let mut writer = Writer::create(path, key).expect("a new file");
        writer.append(clear).expect("written");
        writer.finish().expect("finished");
    }

    fn read(path: &Path, key: &DocumentKey) -> Result<Vec<u8>, Failure> {
        Reader::open(File::open(path).expect("it is there"), key)?.whole()
    }

    /// Where the pieces of a file lie.
    fn pieces(bytes: &[u8]) -> Vec<Range<usize>> {
        let (mut at, mut pieces) = (HEADER_BYTES, vec![]);
        while at < bytes.len() {
            let length = u32::from_be_bytes(bytes[at + 1..at + 5].try_into().expect("four bytes")) as usize;
            pieces.push(at..at + FRAME_BYTES + length);
            at += FRAME_BYTES + length;
        }
        pieces
    }

    #[test]
    fn a_document_comes_back_as_it_was_and_its_file_shows_nothing_of_it() {
        let folder = tempfile::tempdir().expect("a folder");
        for size in [0, 1, PIECE_BYTES_MAX - 1, PIECE_BYTES_MAX, PIECE_BYTES_MAX + 1, SIZE] {
            let (path, key) = (folder.path().join(size.to_string()), key("10041100", 1, 1));
            write(&path, &key, &text(size));
            assert_eq!(read(&path, &key).expect("it opens"), text(size));
        }
        let (path, key) = (folder.path().join("canary"), key("10041100", 1, 1));
        write(&path, &key, &b"Ada Lovelace ".repeat(1000));
        let stored = std::fs::read(&path).expect("it is there");
        assert!(!stored.windows(12).any(|bytes| bytes == b"Ada Lovelace"));
    }

    #[test]
    fn a_file_that_was_changed_anywhere_does_not_open() {
        let folder = tempfile::tempdir().expect("a folder");
        let (path, key) = (folder.path().join("good"), key("10041100", 1, 1));
        write(&path, &key, &text(SIZE));
        let good = std::fs::read(&path).expect("it is there");
        let at = pieces(&good);
        assert_eq!(at.len(), 5, "four with contents, and the last");
        let mut bad: Vec<(String, Vec<u8>)> = vec![];
        for (n, piece) in at.iter().enumerate() {
            bad.push((format!("cut off before piece {n}"), good[..piece.start].to_vec()));
            bad.push((format!("cut off within piece {n}"), good[..piece.end - 1].to_vec()));
            let without = [&good[..piece.start], &good[piece.end..]].concat();
            bad.push((format!("without piece {n}"), without));
            let twice = [&good[..piece.end], &good[piece.start..]].concat();
            bad.push((format!("piece {n} twice"), twice));
            for byte in [piece.start, piece.start + 4, piece.start + 5, piece.start + FRAME_BYTES, piece.end - 1] {
                let mut flipped = good.clone();
                flipped[byte] ^= 1;
                bad.push((format!("byte {byte} flipped"), flipped));
            }
        }
        let exchanged = [&good[..at[0].start], &good[at[1].clone()], &good[at[0].clone()], &good[at[1].end..]].concat();
        bad.push(("two pieces exchanged".to_owned(), exchanged));
        let added = [good.as_slice(), &good[at[4].clone()]].concat();
        bad.push(("a second end".to_owned(), added));
        for byte in 0..HEADER_BYTES {
            let mut flipped = good.clone();
            flipped[byte] ^= 1;
            bad.push((format!("byte {byte} of the header flipped"), flipped));
        }
        for (what, bytes) in bad {
            let path = folder.path().join("bad");
            std::fs::write(&path, bytes).expect("written");
            assert!(matches!(read(&path, &key), Err(Failure::Damaged(_))), "{what}");
        }
    }

    #[test]
    fn a_file_opens_for_its_document_its_authority_and_its_person_only() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("file");
        write(&path, &key("10041100", 1, 1), &text(SIZE));
        for (what, other) in [
            ("another person", key("10041100", 1, 2)),
            ("another document", key("10041100", 2, 1)),
            ("another authority", key("10041101", 1, 1)),
        ] {
            assert!(matches!(read(&path, &other), Err(Failure::Damaged(_))), "{what}");
        }
    }

    #[test]
    fn a_piece_of_another_file_does_not_fit_even_for_the_same_document() {
        let folder = tempfile::tempdir().expect("a folder");
        let (one, two) = (folder.path().join("one"), folder.path().join("two"));
        let key = key("10041100", 1, 1);
        write(&one, &key, &text(SIZE));
        write(&two, &key, &text(SIZE));
        let (a, b) = (std::fs::read(&one).expect("there"), std::fs::read(&two).expect("there"));
        let at = pieces(&a);
        let spliced = [&a[..at[1].start], &b[at[1].clone()], &a[at[1].end..]].concat();
        std::fs::write(&one, spliced).expect("written");
        assert!(matches!(read(&one, &key), Err(Failure::Damaged(_))));
    }

    #[test]
    fn any_part_is_read_without_the_rest() {
        let folder = tempfile::tempdir().expect("a folder");
        let (path, key) = (folder.path().join("file"), key("10041100", 1, 1));
        let mut writer = Writer::create(&path, &key).expect("new");
        // Uneven pieces, as an interrupted upload leaves them, and empty ones.
        for part in [&text(SIZE)[..10], &[], &text(SIZE)[10..70_000], &text(SIZE)[70_000..]] {
            writer.append(part).expect("written");
        }
        writer.finish().expect("finished");
        let reader = Reader::open(File::open(&path).expect("there"), &key).expect("it opens");
        assert_eq!(reader.size(), SIZE as u64);
        let edge = PIECE_BYTES_MAX as u64;
        for part in [0..0, 0..1, 9..11, 10..10, edge - 1..edge + 12, 69_999..140_001, 0..SIZE as u64, 5..u64::MAX] {
            let (mut read, mut left) = (vec![], part.clone());
            loop {
                let piece = reader.next(&left).expect("it opens");
                assert!(piece.len() <= PIECE_BYTES_MAX);
                if piece.is_empty() {
                    break;
                }
                left.start += piece.len() as u64;
                read.extend(piece);
            }
            let end = usize::try_from(part.end.min(SIZE as u64)).expect("small");
            let start = usize::try_from(part.start).expect("small");
            assert_eq!(read, &text(SIZE)[start..end], "{part:?}");
        }
    }

    #[test]
    fn a_file_goes_on_after_a_stop_at_any_byte() {
        let folder = tempfile::tempdir().expect("a folder");
        let (path, key) = (folder.path().join("file"), key("10041100", 1, 1));
        let clear = text(40);
        let mut writer = Writer::create(&path, &key).expect("new");
        for part in clear.chunks(10) {
            writer.append(part).expect("written");
        }
        writer.sync().expect("on disk");
        drop(writer);
        let stored = std::fs::read(&path).expect("there");
        for length in 0..=stored.len() {
            // A power cut may leave garbage where the rest was to be.
            for rest in [vec![], vec![0; 40]] {
                std::fs::write(&path, [&stored[..length], &rest].concat()).expect("written");
                if length < HEADER_BYTES && !rest.is_empty() {
                    continue;
                }
                let mut writer = Writer::resume(&path, &key).expect("it goes on");
                let so_far = usize::try_from(writer.size()).expect("small");
                assert_eq!(so_far, length.saturating_sub(HEADER_BYTES) / (10 + FRAME_BYTES + TAG_BYTES) * 10);
                writer.append(&clear[so_far..]).expect("written");
                writer.finish().expect("finished");
                assert_eq!(read(&path, &key).expect("it opens"), clear, "stopped after {length} bytes");
            }
        }
        let finished = Writer::resume(&path, &key).expect("it opens");
        assert!(finished.is_finished() && finished.size() == 40);
    }

    #[test]
    fn two_do_not_write_to_one_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let (path, key) = (folder.path().join("file"), key("10041100", 1, 1));
        let mut writer = Writer::create(&path, &key).expect("new");
        writer.append(b"one").expect("written");
        assert!(matches!(Writer::resume(&path, &key), Err(Failure::Busy)));
        // As a program has it that is being started just now.
        let _copy = writer.file.try_clone().expect("one more");
        drop(writer);
        assert_eq!(Writer::resume(&path, &key).expect("nobody does any more").size(), 3);
    }

    #[test]
    fn what_a_checksum_does_not_fit_is_taken_back() {
        let folder = tempfile::tempdir().expect("a folder");
        let (path, key) = (folder.path().join("file"), key("10041100", 1, 1));
        let mut writer = Writer::create(&path, &key).expect("new");
        writer.append(b"good").expect("written");
        let mark = writer.mark();
        writer.append(b"bad").expect("written");
        writer.back_to(mark).expect("taken back");
        writer.append(b" better").expect("written");
        writer.finish().expect("finished");
        assert_eq!(read(&path, &key).expect("it opens"), b"good better");
    }
}
