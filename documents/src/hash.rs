//! The SHA-256 of bytes: what is signed, sealed and kept is named by it.

use aws_lc_rs::digest;
use domain::signature::Hash;

/// The SHA-256 of bytes.
pub fn sha256(bytes: &[u8]) -> Hash {
    Hash(digest::digest(&digest::SHA256, bytes).as_ref().try_into().expect("SHA-256 has 32 bytes"))
}
