//! The sealed part of an event: AES-256-GCM-SIV segments, each bound to its place, its number, its subject and its
//! offset in the payload. A segment is `subject 16 | offset 4 | nonce 12 | length 4 | ciphertext and tag`, big-endian.

use aws_lc_rs::aead::{AES_256_GCM_SIV, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use aws_lc_rs::hkdf::{HKDF_SHA256, Salt};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::Bytes;
use crate::codec::Part;
use crate::random;
use crate::record::{Failure, StreamId};

/// Where an event stands. What was sealed for one place opens at no other.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// The authority.
    pub authority: &'a str,
    /// The stored name of the kind.
    pub kind: &'a str,
    /// The stream.
    pub stream: StreamId,
    /// The event's number in it.
    pub version: u32,
    /// The event's stored name.
    pub name: &'a str,
}

impl Place<'_> {
    fn segment(&self, number: u32, subject: Uuid, at: u32) -> Vec<u8> {
        framed(&[
            b"vorgang event",
            self.authority.as_bytes(),
            self.kind.as_bytes(),
            self.stream.id.as_bytes(),
            &self.version.to_be_bytes(),
            self.name.as_bytes(),
            &number.to_be_bytes(),
            subject.as_bytes(),
            &at.to_be_bytes(),
        ])
    }
}

/// One closed part.
pub(super) struct Segment<'a> {
    pub(super) subject: Uuid,
    at: u32,
    nonce: &'a [u8; NONCE_LEN],
    closed: &'a [u8],
}

/// Encrypts each part in place, so that no second copy of the clear text is left behind.
pub(super) fn seal<'k>(
    place: &Place<'_>,
    parts: Vec<Part<Vec<u8>>>,
    key_of: impl Fn(Uuid) -> Result<&'k Bytes, Failure>,
) -> Result<Vec<u8>, Failure> {
    let mut sealed = Vec::new();
    for (number, Part { subject, at, value: mut bytes }) in (0..).zip(parts) {
        let nonce = close(key_of(subject)?, &place.segment(number, subject, at), &mut bytes)?;
        let length = u32::try_from(bytes.len()).map_err(|_| broken("a part is too large"))?;
        sealed.extend_from_slice(subject.as_bytes());
        sealed.extend_from_slice(&at.to_be_bytes());
        sealed.extend_from_slice(&nonce);
        sealed.extend_from_slice(&length.to_be_bytes());
        sealed.extend_from_slice(&bytes);
    }
    Ok(sealed)
}

/// Decrypts each segment whose key is not destroyed.
pub(super) fn open<'k>(
    place: &Place<'_>,
    sealed: &[u8],
    key_of: impl Fn(Uuid) -> Result<Option<&'k Bytes>, Failure>,
) -> Result<Vec<Part<Option<Vec<u8>>>>, Failure> {
    (0..)
        .zip(segments(sealed))
        .map(|(number, segment)| {
            let Segment { subject, at, nonce, closed } = segment?;
            let value = key_of(subject)?
                .map(|key| {
                    reveal(key, &place.segment(number, subject, at), nonce, closed)
                        .ok_or_else(|| broken("a part does not fit its place or its key"))
                })
                .transpose()?;
            Ok(Part { subject, at, value })
        })
        .collect()
}

/// The segments in order, until the bytes end or make no sense.
pub(super) fn segments(mut sealed: &[u8]) -> impl Iterator<Item = Result<Segment<'_>, Failure>> {
    fn next<'a>(bytes: &mut &'a [u8]) -> Option<Segment<'a>> {
        let (subject, rest) = bytes.split_first_chunk::<16>()?;
        let (at, rest) = rest.split_first_chunk::<4>()?;
        let (nonce, rest) = rest.split_first_chunk()?;
        let (length, rest) = rest.split_first_chunk::<4>()?;
        let (closed, rest) = rest.split_at_checked(u32::from_be_bytes(*length) as usize)?;
        *bytes = rest;
        Some(Segment { subject: Uuid::from_bytes(*subject), at: u32::from_be_bytes(*at), nonce, closed })
    }
    std::iter::from_fn(move || {
        if sealed.is_empty() {
            return None;
        }
        Some(next(&mut sealed).ok_or_else(|| {
            sealed = &[];
            broken("its sealed part ends too early")
        }))
    })
}

/// Encrypts in place and appends the tag.
pub(super) fn close(key: &Bytes, about: &[u8], bytes: &mut Vec<u8>) -> Result<[u8; NONCE_LEN], Failure> {
    let nonce = cipher(key)?
        .seal_in_place_append_tag(Aad::from(about), bytes)
        .map_err(|_| broken("the machine has no randomness"))?;
    Ok(*nonce.as_ref())
}

/// Decrypts, if key, place and bytes belong together.
pub(super) fn reveal(key: &Bytes, about: &[u8], nonce: &[u8; NONCE_LEN], closed: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = closed.to_vec();
    let nonce = Nonce::assume_unique_for_key(*nonce);
    let clear = cipher(key).ok()?.open_in_place(nonce, Aad::from(about), &mut bytes).ok()?.len();
    bytes.truncate(clear);
    Some(bytes)
}

/// A new key.
pub(super) fn random_key() -> Result<Bytes, Failure> {
    let mut key = Zeroizing::new([0; 32]);
    random::fill(key.as_mut_slice())?;
    Ok(key)
}

/// Makes another key of a key (RFC 5869).
pub(super) fn derived(key: &Bytes, about: &[&[u8]]) -> Result<Bytes, Failure> {
    let mut made = Zeroizing::new([0; 32]);
    Salt::new(HKDF_SHA256, &[])
        .extract(key.as_slice())
        .expand(&[&framed(about)], HKDF_SHA256)
        .and_then(|made_of| made_of.fill(made.as_mut_slice()))
        .map_err(|_| broken("the key derivation is not available"))?;
    Ok(made)
}

/// Joins fields so that no two lists of fields give the same bytes.
pub(super) fn framed(fields: &[&[u8]]) -> Vec<u8> {
    let mut framed = Vec::with_capacity(fields.iter().map(|field| field.len() + 8).sum());
    for field in fields {
        framed.extend_from_slice(&(field.len() as u64).to_be_bytes());
        framed.extend_from_slice(field);
    }
    framed
}

fn cipher(key: &Bytes) -> Result<RandomizedNonceKey, Failure> {
    RandomizedNonceKey::new(&AES_256_GCM_SIV, key.as_slice()).map_err(|_| broken("the cipher is not available"))
}

fn broken(why: &str) -> Failure {
    Failure::Key(why.to_owned())
}
