//! What may be handed in, and what is wrong with what may not.

use serde::{Deserialize, Serialize};

/// What a file may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// A PDF.
    Pdf,
    /// A photograph.
    Jpeg,
    /// A picture.
    Png,
}

/// What is wrong with a file. It says what whoever handed it in can do about it, and nothing about its contents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// There is nothing in it.
    Empty,
    /// It is larger than the office takes.
    TooLarge,
    /// It is neither a PDF nor a JPEG nor a PNG.
    UnknownFormat,
    /// It is a photograph in Apple's format, of which a phone makes a JPEG if asked to.
    Heic,
    /// It is of another format than was said.
    OtherFormat,
    /// It cannot be read.
    Damaged,
    /// It is several things at once.
    SeveralFormats,
    /// It asks for a password.
    Encrypted,
    /// It does something by itself when it is opened.
    Active,
    /// Other files are in it.
    Attachments,
    /// It takes more effort to open than a document should.
    TooComplex,
    /// It has more pixels than the office takes.
    TooManyPixels,
    /// It moves.
    Animated,
    /// A scanner knows it as harmful.
    Malware,
    /// It came as it should, and what the office kept of it can no longer be opened.
    Lost,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 3] = [Self::Pdf, Self::Jpeg, Self::Png];

    /// Its name on the net.
    pub fn mime(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
        }
    }

    /// The format of this name.
    pub fn of_mime(mime: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.mime().eq_ignore_ascii_case(mime))
    }

    /// How names of such files end.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Jpeg => "jpg",
            Self::Png => "png",
        }
    }
}

impl Fault {
    /// Every fault.
    pub const ALL: [Self; 15] = [
        Self::Empty,
        Self::TooLarge,
        Self::UnknownFormat,
        Self::Heic,
        Self::OtherFormat,
        Self::Damaged,
        Self::SeveralFormats,
        Self::Encrypted,
        Self::Active,
        Self::Attachments,
        Self::TooComplex,
        Self::TooManyPixels,
        Self::Animated,
        Self::Malware,
        Self::Lost,
    ];
}
