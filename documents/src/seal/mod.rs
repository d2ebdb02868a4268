//! The seal of the authority: a PAdES signature of an organisation (ETSI EN 319 142-1, levels B-B and B-T).
//!
//! It proves who issued a file and that nothing in it has changed. It says nothing of a citizen's will: that is a
//! signature, and another thing.
//!
//! A seal is appended to the file and covers all of it but itself. It certifies: no later change is allowed (DocMDP,
//! level 1). The time stamp goes into room that the seal keeps free, so it can be added later without breaking it.

mod file;
mod key;
mod message;
#[cfg(any(test, feature = "testing"))]
pub mod peers;
mod time_stamp;
#[cfg(feature = "testing")]
pub mod tsa;
mod verify;

use chrono::{DateTime, Utc};
use domain::signature::Hash;

pub use domain::paper::Level;
pub use key::{Demo, FileKey, SealKey};
pub use time_stamp::{Authority, Http};
pub use verify::{Found, Trust, verify};

use time_stamp::Query;

/// Why a file has no seal, or no good one.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The key or its certificate is unusable.
    #[error("the key of the seal cannot be used: {0}")]
    Key(&'static str),
    /// The file of the key or certificate cannot be read.
    #[error("could not read {path}")]
    File {
        /// Which.
        path: std::path::PathBuf,
        /// Why not.
        #[source]
        source: std::io::Error,
    },
    /// The file is no PDF that can be sealed.
    #[error("the file cannot be sealed")]
    Pdf(#[source] lopdf::Error),
    /// The file is no PDF that can be sealed, for a reason of ours.
    #[error("the file cannot be sealed: {0}")]
    Form(&'static str),
    /// A structure in DER cannot be written or read.
    #[error("a structure of the seal cannot be read or written")]
    Der(#[from] der::Error),
    /// The time stamping authority does not answer.
    #[error("the time stamping authority cannot be asked")]
    Unreachable(#[source] std::io::Error),
    /// The time stamping authority's answer is not good.
    #[error("the time stamp is refused: {0}")]
    TimeStamp(&'static str),
    /// The seal is not good, or not there.
    #[error("the seal is refused: {0}")]
    Seal(&'static str),
}

/// A file with its seal.
#[derive(Clone, PartialEq, Eq)]
pub struct Sealed {
    /// Its bytes.
    pub pdf: Vec<u8>,
    /// How far the seal goes.
    pub level: Level,
}

impl Sealed {
    /// The SHA-256 of its bytes. A time stamp that is added later changes it.
    pub fn hash(&self) -> Hash {
        crate::sha256(&self.pdf)
    }
}

/// Seals a file (B-B).
///
/// `at` is what the file claims, in its dictionary; what proves a time is a time stamp.
pub fn seal(pdf: &[u8], key: &dyn SealKey, at: DateTime<Utc>) -> Result<Sealed, Failure> {
    let mut prepared = file::prepare(pdf, key.name(), at)?;
    let message = message::sign(key, prepared.digest())?;
    prepared.put(&message)?;
    Ok(Sealed { pdf: prepared.bytes, level: Level::Basic })
}

/// Adds a time stamp to a seal (B-T). A file that has one stays as it is.
///
/// It asks the authority, so it takes up to its time: call it off the async threads. If it fails, the seal is as good as
/// it was, and the stamp can be added later.
pub fn add_time_stamp(sealed: &Sealed, authority: &dyn Authority, at: DateTime<Utc>) -> Result<Sealed, Failure> {
    if sealed.level == Level::Timed {
        return Ok(sealed.clone());
    }
    let mut slot = file::find(&sealed.pdf)?;
    let mut message = message::Message::parse(&slot.message)?;
    let query = Query::of(message.signature())?;
    let token = query.check(&authority.stamp(query.bytes())?, authority.anchors(), at)?;
    message.add_time_stamp(&token)?;
    slot.put(&message.to_der()?)?;
    Ok(Sealed { pdf: slot.bytes, level: Level::Timed })
}

/// The certificates of a text in PEM, in DER and in order.
pub fn certificates(pem: &str) -> Result<Vec<Vec<u8>>, Failure> {
    key::certificates_of(pem)
}

/// Hangs the time stamp of one file on the seal of another, to show that it does not pass there.
#[cfg(feature = "testing")]
pub fn transplant_time_stamp(from: &[u8], onto: &[u8]) -> Result<Vec<u8>, Failure> {
    let stamped = message::Message::parse(&file::find(from)?.message)?;
    let token = verify::time_stamp(stamped.signer())?.ok_or(Failure::Seal("it has no time stamp"))?;
    let mut slot = file::find(onto)?;
    let mut message = message::Message::parse(&slot.message)?;
    message.add_time_stamp(&token)?;
    slot.put(&message.to_der()?)?;
    Ok(slot.bytes)
}

fn sha256(bytes: &[u8]) -> [u8; 32] {
    crate::sha256(bytes).0
}
