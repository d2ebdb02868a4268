//! The authority's key, which encrypts all its other keys. It lies in a file that only the server's account can read.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::Path;

use zeroize::Zeroizing;

use super::{Bytes, sealed};
use crate::record::Failure;

/// The authority's key.
pub struct Kek(Bytes);

impl Kek {
    /// Reads a key of 32 bytes in hex or base64. A file that others may read is refused.
    pub fn load(path: &Path) -> Result<Self, Failure> {
        check_permissions(path)?;
        let text = Zeroizing::new(fs::read_to_string(path).map_err(|error| unusable(path, &error.to_string()))?);
        let decoded =
            Zeroizing::new(decode(text.trim()).ok_or_else(|| unusable(path, "it is neither hex nor base64"))?);
        let key = <[u8; 32]>::try_from(decoded.as_slice()).map_err(|_| unusable(path, "it has not 32 bytes"))?;
        Ok(Self(Zeroizing::new(key)))
    }

    /// Makes a new key and writes it to a file that does not exist yet and that only its owner can read.
    pub fn generate_into(path: &Path) -> Result<Self, Failure> {
        let key = sealed::random_key()?;
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let text = Zeroizing::new(hex::encode(key.as_slice()) + "\n");
        options
            .open(path)
            .and_then(|mut file| file.write_all(text.as_bytes()).and_then(|()| file.sync_all()))
            // What is encrypted with the key outlives a power cut, so its name in the folder has to as well.
            .and_then(|()| sync_folder_of(path))
            .map_err(|error| unusable(path, &error.to_string()))?;
        Ok(Self(key))
    }

    /// Encrypts a key. `about` says what it is for.
    pub(super) fn wrap(&self, about: &[u8], key: &Bytes) -> Result<Vec<u8>, Failure> {
        let mut wrapped = key.to_vec();
        let nonce = sealed::close(&self.0, about, &mut wrapped)?;
        Ok([nonce.as_slice(), &wrapped].concat())
    }

    /// Decrypts a key.
    pub(super) fn unwrap(&self, about: &[u8], wrapped: &[u8]) -> Result<Bytes, Failure> {
        let wrong = || Failure::Key("the authority's key does not fit this key store, or a row was changed".to_owned());
        let (nonce, closed) = wrapped.split_first_chunk().ok_or_else(wrong)?;
        let opened = Zeroizing::new(sealed::reveal(&self.0, about, nonce, closed).ok_or_else(wrong)?);
        <[u8; 32]>::try_from(opened.as_slice()).map(Zeroizing::new).map_err(|_| wrong())
    }
}

fn sync_folder_of(path: &Path) -> std::io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    fs::File::open(folder)?.sync_all()
}

fn decode(text: &str) -> Option<Vec<u8>> {
    use base64::Engine as _;
    hex::decode(text).ok().or_else(|| base64::engine::general_purpose::STANDARD.decode(text).ok())
}

fn check_permissions(path: &Path) -> Result<(), Failure> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = fs::metadata(path).map_err(|error| unusable(path, &error.to_string()))?.permissions().mode();
        if mode & 0o077 != 0 {
            return Err(unusable(path, "others may read it; chmod it to 600"));
        }
    }
    Ok(())
}

fn unusable(path: &Path, why: &str) -> Failure {
    Failure::Key(format!("the key file {} cannot be used: {why}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_generated_key_is_loaded_again_and_never_overwritten() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("kek");
        let made = Kek::generate_into(&path).expect("generated");
        assert!(Kek::generate_into(&path).is_err());
        assert_eq!(Kek::load(&path).expect("loaded").0, made.0);
    }

    #[cfg(unix)]
    #[test]
    fn a_key_that_others_may_read_is_refused() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("kek");
        drop(Kek::generate_into(&path).expect("generated"));
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).expect("widened");
        let Err(Failure::Key(why)) = Kek::load(&path) else { panic!("refused") };
        assert!(why.contains("others may read it"), "{why}");
    }

    #[test]
    fn hex_and_base64_are_read_and_other_lengths_are_not() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("kek");
        drop(Kek::generate_into(&path).expect("generated"));
        for (text, good) in [
            (hex::encode([7; 32]), true),
            ("BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=".to_owned(), true),
            (hex::encode([7; 31]), false),
            ("a passphrase".to_owned(), false),
        ] {
            fs::write(&path, &text).expect("written");
            assert_eq!(Kek::load(&path).is_ok(), good, "{text}");
        }
    }

    #[test]
    fn a_wrapped_key_opens_only_for_what_it_was_made() {
        let kek = Kek(sealed::random_key().expect("random"));
        let key = sealed::random_key().expect("random");
        let wrapped = kek.wrap(b"ada", &key).expect("wrapped");
        assert_eq!(kek.unwrap(b"ada", &wrapped).expect("unwrapped"), key);
        assert!(kek.unwrap(b"ben", &wrapped).is_err());
        assert!(kek.unwrap(b"ada", &wrapped[..20]).is_err());
    }
}
