//! Passwords and keys of providers: read from a file or the configuration, and never shown.

use std::fmt;
use std::path::PathBuf;

use serde::{Deserialize, Serialize, Serializer};
use zeroize::Zeroizing;

/// How long a secret can be. A file that is longer is another file.
const LONGEST: usize = 8 * 1024;

/// A word that opens something.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(from = "String")]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Compares without telling by the time it takes where the difference stands.
    pub(crate) fn is(&self, other: &str) -> bool {
        let (ours, theirs) = (self.0.as_bytes(), other.as_bytes());
        let differs = ours.iter().zip(theirs).fold(0, |differs, (left, right)| differs | (left ^ right));
        ours.len() == theirs.len() && differs == 0
    }

    /// The word itself.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(Zeroizing::new(text))
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self::from(text.to_owned())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str("***")
    }
}

/// Where a secret stands: in a file, which is the better place, or in the configuration itself.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(untagged)]
pub enum SecretSource {
    /// `{ file = "PATH" }`. A line break at its end is no part of it.
    File {
        /// The file.
        file: PathBuf,
    },
    /// The word itself.
    Value(Secret),
}

impl SecretSource {
    /// The word.
    pub(crate) fn read(&self) -> Result<Secret, Misconfigured> {
        let secret = match self {
            Self::Value(secret) => secret.clone(),
            Self::File { file } => {
                let text = std::fs::read_to_string(file)
                    .map_err(|source| Misconfigured::File { file: file.clone(), source })?;
                let text = Zeroizing::new(text);
                Secret::from(text.trim_end_matches(['\r', '\n']))
            }
        };
        if secret.0.is_empty() || secret.0.len() > LONGEST {
            return Err(Misconfigured::Setting { what: "a secret is empty or too long" });
        }
        Ok(secret)
    }
}

/// Why a provider cannot be used as it is configured.
#[derive(Debug, thiserror::Error)]
pub enum Misconfigured {
    /// A setting makes no sense.
    #[error("the payment provider is not configured well: {what}")]
    Setting {
        /// Which, in words.
        what: &'static str,
    },
    /// A file cannot be read.
    #[error("{} cannot be read", file.display())]
    File {
        /// Which.
        file: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file holds no certificate, or no key to it.
    #[error("{what} does not hold what it should")]
    Certificate {
        /// Which.
        what: &'static str,
    },
    /// The client cannot be made.
    #[error("the connection to the payment provider cannot be set up")]
    Client(#[source] reqwest::Error),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_never_shown() {
        let source = SecretSource::Value("geheim".into());
        assert_eq!(format!("{source:?}"), "Value(***)");
        assert_eq!(serde_json::to_string(&source).expect("it is written"), "\"***\"");
        assert!(source.read().expect("it is there").is("geheim"));
        assert!(!source.read().expect("it is there").is("geheiM") && !Secret::from("ab").is("abc"));
    }

    #[test]
    fn a_secret_in_a_file_ends_before_the_line_break() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = folder.path().join("password");
        std::fs::write(&file, "geheim \r\n").expect("it is written");
        assert!(SecretSource::File { file: file.clone() }.read().expect("it is there").is("geheim "));
        std::fs::write(&file, "\n").expect("it is written");
        assert!(matches!(SecretSource::File { file: file.clone() }.read(), Err(Misconfigured::Setting { .. })));
        std::fs::remove_file(&file).expect("it was there");
        assert!(matches!(SecretSource::File { file }.read(), Err(Misconfigured::File { .. })));
    }

    #[test]
    fn a_secret_is_a_word_or_names_its_file() {
        let read = |json: &str| serde_json::from_str::<SecretSource>(json).expect("it is read");
        assert_eq!(read(r#"{"file":"/run/secrets/pay"}"#), SecretSource::File { file: "/run/secrets/pay".into() });
        assert!(matches!(read(r#""geheim""#), SecretSource::Value(_)));
    }
}
