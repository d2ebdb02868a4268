//! The one place where randomness comes in: keys, tokens, and names that nobody may guess.

use aws_lc_rs::rand;

use crate::record::Failure;

/// Fills bytes from the operating system's random source.
#[expect(clippy::disallowed_methods, reason = "the one place where randomness comes in")]
pub fn fill(bytes: &mut [u8]) -> Result<(), Failure> {
    rand::fill(bytes).map_err(|_| Failure::Key("the machine has no randomness".to_owned()))
}

/// So many random bytes.
pub fn bytes<const N: usize>() -> Result<[u8; N], Failure> {
    let mut bytes = [0; N];
    fill(&mut bytes)?;
    Ok(bytes)
}
