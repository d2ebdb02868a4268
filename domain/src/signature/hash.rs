//! The SHA-256 of a document, and who computes it.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The SHA-256 of a document's exact bytes.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Hash(pub [u8; 32]);

/// What makes the SHA-256 of bytes. Decisions compute no digests themselves: whoever asks for one brings this along.
#[derive(Clone, Copy, Debug)]
pub struct Sha256(pub fn(&[u8]) -> Hash);

/// There is one SHA-256.
impl PartialEq for Sha256 {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Sha256 {}

impl Hash {
    /// Reads 64 hexadecimal digits.
    pub fn parse(text: &str) -> Option<Self> {
        let mut bytes = [0; 32];
        if text.len() != 64 || !text.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return None;
        }
        for (byte, digits) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
            *byte = u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
        }
        Some(Self(bytes))
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hash({self})")
    }
}

impl Serialize for Hash {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Hash {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("a hash has 64 hexadecimal digits"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_written_as_it_is_read() {
        let text = "0f".repeat(32);
        assert_eq!(Hash::parse(&text).map(|hash| hash.to_string()), Some(text));
        assert_eq!(Hash::parse("0f"), None);
        assert_eq!(Hash::parse(&"+f".repeat(32)), None);
    }
}
