//! The stored bytes of a file, wherever they lie.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt as _;

use super::bucket::Object;
use crate::failure::{Failure, disk};

/// A kept file, open for reading. What is read of it is still encrypted.
#[derive(Debug)]
pub enum Blob {
    /// In a folder.
    File(File),
    /// In a bucket.
    Object(Object),
}

impl Blob {
    /// Reads so many bytes from a place on.
    pub(super) fn read_exact_at(&self, bytes: &mut [u8], at: u64) -> Result<(), Failure> {
        match self {
            Self::File(file) => match file.read_exact_at(bytes, at) {
                Ok(()) => Ok(()),
                Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Err(Failure::Damaged("it is cut off")),
                Err(error) => Err(disk("read a file")(error)),
            },
            Self::Object(object) => object.read_exact_at(bytes, at),
        }
    }

    /// How many bytes are stored.
    pub(super) fn size(&self) -> Result<u64, Failure> {
        match self {
            Self::File(file) => Ok(file.metadata().map_err(disk("read a file"))?.len()),
            Self::Object(object) => Ok(object.size()),
        }
    }

    /// Whether each look is a request to another machine.
    pub(super) fn is_far(&self) -> bool {
        matches!(self, Self::Object(_))
    }
}

impl From<File> for Blob {
    fn from(file: File) -> Self {
        Self::File(file)
    }
}
