//! A folder of encrypted files, each under the hash of its bytes and so never changed.
//!
//! With a bucket, the folder holds only what is coming, and what is whole lies there.

use std::collections::HashSet;
use std::fs::{self, DirBuilder, File};
use std::io::{self, Read as _};
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use aws_lc_rs::digest;
use chrono::{DateTime, TimeDelta, Utc};
use domain::signature::Hash;
use event_store::crash;

use super::DocumentKey;
use super::blob::Blob;
use super::bucket::{Bucket, S3};
use super::sealed::Writer;
use crate::failure::{Failure, disk};

/// How long a file may lie in the vault without an event that names it: the event follows within moments, or never.
const UNNAMED_KEPT: TimeDelta = TimeDelta::hours(24);

/// The vault of an authority. Clones share it.
#[derive(Clone, Debug)]
pub struct Vault {
    root: Arc<Path>,
    /// Where what is whole lies, if not in the folder.
    bucket: Option<Bucket>,
}

impl Vault {
    /// Uses a folder, and makes it if need be. Nobody but the server reads it.
    pub fn open(root: &Path) -> Result<Self, Failure> {
        for folder in [root.to_owned(), root.join("kept"), root.join("coming")] {
            DirBuilder::new().recursive(true).mode(0o700).create(&folder).map_err(disk("make its folders"))?;
        }
        sync_folder(root)?;
        Ok(Self { root: root.into(), bucket: None })
    }

    /// Keeps what is whole in a bucket, and only what is coming in the folder, which several nodes may share.
    pub fn in_bucket(root: &Path, s3: &S3) -> Result<Self, Failure> {
        let bucket = Some(Bucket::open(s3)?);
        Ok(Self { bucket, ..Self::open(root)? })
    }

    /// Where it is.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Where a file lies until it is whole.
    pub fn coming(&self, name: &str) -> PathBuf {
        debug_assert!(
            name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'),
            "names are the office's own"
        );
        self.root.join("coming").join(name)
    }

    /// Keeps a file that is whole and on disk. It is there for good, or not at all, also after a power cut; the same
    /// file again is already there. What came stays until [`Vault::drop_coming`].
    pub fn keep(&self, coming: &Path, now: DateTime<Utc>) -> Result<Hash, Failure> {
        let mut file = File::open(coming).map_err(disk("read what came"))?;
        let (mut context, mut buffer) = (digest::Context::new(&digest::SHA256), vec![0; 64 * 1024]);
        loop {
            match file.read(&mut buffer).map_err(disk("read what came"))? {
                0 => break,
                read => context.update(&buffer[..read]),
            }
        }
        let hash = Hash(context.finish().as_ref().try_into().expect("SHA-256 has 32 bytes"));
        self.keep_as(coming, hash, now)?;
        Ok(hash)
    }

    /// Keeps bytes, encrypted. The name is theirs alone while they come; whatever happens, nothing is left under it.
    pub fn keep_bytes(&self, name: &str, key: &DocumentKey, clear: &[u8], now: DateTime<Utc>) -> Result<Hash, Failure> {
        let coming = self.coming(name);
        let kept = || {
            let mut writer = Writer::create(&coming, key)?;
            writer.append(clear)?;
            writer.finish()?;
            self.keep(&coming, now)
        };
        let blob = kept();
        self.drop_coming(&coming)?;
        blob
    }

    /// Keeps a file of which the hash is known, like [`Vault::keep`].
    pub fn keep_as(&self, coming: &Path, hash: Hash, now: DateTime<Utc>) -> Result<(), Failure> {
        let file = File::open(coming).map_err(disk("read what came"))?;
        if let Some(bucket) = &self.bucket {
            return bucket.keep(&file, &hash);
        }
        let path = self.path(&hash);
        let folder = path.parent().expect("it has a folder");
        if !folder.exists() {
            DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(disk("make a folder"))?;
            sync_folder(&self.root.join("kept"))?;
        }
        // An upload may have lain for long; what counts for the sweep is since when it lies here.
        file.set_modified(now.into()).map_err(disk("keep a file"))?;
        file.sync_all().map_err(disk("keep a file"))?;
        crash::point("vault.before_link");
        match fs::hard_link(coming, &path) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(disk("keep a file")(error)),
        }
        crash::point("vault.linked");
        sync_folder(folder)
    }

    /// Forgets what came: it is kept, or nobody wants it.
    pub fn drop_coming(&self, coming: &Path) -> Result<(), Failure> {
        forget(coming)
    }

    /// Forgets everything that comes of a document: the file itself, and what was written of it anew.
    pub fn drop_coming_of(&self, document: &str) -> Result<(), Failure> {
        for coming in list(&self.root.join("coming"))? {
            if coming.file_name().and_then(|name| name.to_str()).is_some_and(|name| name.starts_with(document)) {
                forget(&coming)?;
            }
        }
        Ok(())
    }

    /// Opens a kept file, if it is there.
    pub fn file(&self, hash: &Hash) -> Result<Option<Blob>, Failure> {
        if let Some(bucket) = &self.bucket {
            return Ok(bucket.find(hash)?.map(Blob::Object));
        }
        match File::open(self.path(hash)) {
            Ok(file) => Ok(Some(file.into())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(disk("open a kept file")(error)),
        }
    }

    /// Removes a kept file. One that is gone is gone.
    pub fn remove(&self, hash: &Hash) -> Result<(), Failure> {
        if let Some(bucket) = &self.bucket {
            return bucket.remove(hash);
        }
        forget(&self.path(hash))
    }

    /// Removes what no event names and lies there for longer than a crash explains, and uploads that nobody goes on
    /// with. Says how many files went.
    pub fn sweep(&self, named: &HashSet<Hash>, now: DateTime<Utc>) -> Result<usize, Failure> {
        let mut removed = 0;
        let old = |path: &Path| -> Result<bool, Failure> {
            match fs::metadata(path).and_then(|found| found.modified()) {
                Ok(modified) => Ok(DateTime::<Utc>::from(modified) + UNNAMED_KEPT < now),
                Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
                Err(error) => Err(disk("look at a file")(error)),
            }
        };
        for coming in list(&self.root.join("coming"))? {
            if old(&coming)? {
                forget(&coming)?;
                removed += 1;
            }
        }
        if let Some(bucket) = &self.bucket {
            return Ok(removed + bucket.sweep(named, now)?);
        }
        for folder in list(&self.root.join("kept"))? {
            for path in list(&folder)? {
                let hash = path.file_name().and_then(|name| Hash::parse(name.to_str()?));
                // What is not ours is left alone.
                if hash.is_some_and(|hash| !named.contains(&hash)) && old(&path)? {
                    forget(&path)?;
                    removed += 1;
                }
            }
        }
        Ok(removed)
    }

    fn path(&self, hash: &Hash) -> PathBuf {
        let name = hash.to_string();
        self.root.join("kept").join(&name[..2]).join(name)
    }
}

fn list(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let entries = fs::read_dir(folder).map_err(disk("list a folder"))?;
    entries.map(|entry| entry.map(|entry| entry.path()).map_err(disk("list a folder"))).collect()
}

fn forget(path: &Path) -> Result<(), Failure> {
    match fs::remove_file(path) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(disk("remove a file")(error)),
    }
    sync_folder(path.parent().expect("it has a folder"))
}

/// Waits until the disk knows the names in a folder.
pub(crate) fn sync_folder(folder: &Path) -> Result<(), Failure> {
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(disk("write a folder"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vault::tests::key;
    use crate::vault::{Reader, Writer};

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("a time")
    }

    fn come(vault: &Vault, name: &str, clear: &[u8]) -> PathBuf {
        let path = vault.coming(name);
        let mut writer = Writer::create(&path, &key("10041100", 1, 1)).expect("new");
        writer.append(clear).expect("written");
        writer.finish().expect("finished");
        path
    }

    #[test]
    fn a_file_is_kept_under_the_hash_of_its_bytes_and_found_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let vault = Vault::open(&folder.path().join("vault")).expect("it opens");
        let now = at("2026-03-02T08:00:00Z");
        let path = come(&vault, "one", b"contents");
        let hash = vault.keep(&path, now).expect("kept");
        assert_eq!(vault.keep(&path, now).expect("it is there"), hash);
        vault.drop_coming(&path).expect("gone");
        vault.drop_coming(&path).expect("gone is gone");
        let stored = fs::read(vault.path(&hash)).expect("there");
        assert_eq!(digest::digest(&digest::SHA256, &stored).as_ref(), hash.0);
        let file = vault.file(&hash).expect("readable").expect("there");
        let read = Reader::open(file, &key("10041100", 1, 1)).expect("it opens").whole().expect("it opens");
        assert_eq!(read, b"contents");
        vault.remove(&hash).expect("gone");
        vault.remove(&hash).expect("gone is gone");
        assert!(vault.file(&hash).expect("readable").is_none());
    }

    #[test]
    fn nobody_else_on_the_machine_reads_the_vault() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().expect("a folder");
        let vault = Vault::open(&folder.path().join("vault")).expect("it opens");
        let path = come(&vault, "one", b"contents");
        let hash = vault.keep(&path, at("2026-03-02T08:00:00Z")).expect("kept");
        for path in [vault.root().to_owned(), vault.root().join("kept"), path, vault.path(&hash)] {
            let mode = fs::metadata(&path).expect("there").permissions().mode();
            assert_eq!(mode & 0o077, 0, "{}", path.display());
        }
    }

    #[test]
    fn the_sweep_takes_what_nobody_names_and_nobody_waits_for() {
        let folder = tempfile::tempdir().expect("a folder");
        let vault = Vault::open(&folder.path().join("vault")).expect("it opens");
        let (old, now) = (at("2026-03-01T07:00:00Z"), at("2026-03-02T08:00:00Z"));
        let keep = |name: &str, at| vault.keep(&come(&vault, name, name.as_bytes()), at).expect("kept");
        let (orphan, named, fresh) = (keep("orphan", old), keep("named", old), keep("fresh", now));
        let stranger = vault.root().join("kept").join("aa");
        fs::create_dir_all(&stranger).expect("made");
        fs::write(stranger.join("README"), "not ours").expect("written");
        let waiting = come(&vault, "waiting", b"half");
        File::open(&waiting).expect("there").set_modified(now.into()).expect("set");
        // Three uploads are the same files as what is kept: two of them are old.
        assert_eq!(vault.sweep(&HashSet::from([named]), now).expect("swept"), 3);
        assert!(vault.file(&orphan).expect("readable").is_none());
        assert!(vault.file(&named).expect("readable").is_some());
        assert!(vault.file(&fresh).expect("readable").is_some());
        assert!(waiting.exists() && vault.coming("fresh").exists() && stranger.join("README").exists());
        assert_eq!(vault.sweep(&HashSet::from([named]), now).expect("swept"), 0);
    }

    #[test]
    fn a_stop_before_the_name_leaves_no_half_document() {
        let folder = tempfile::tempdir().expect("a folder");
        let vault = Vault::open(&folder.path().join("vault")).expect("it opens");
        let path = come(&vault, "one", &vec![7; 100_000]);
        crash::arm(&["vault."], Some(1));
        let keep = std::panic::AssertUnwindSafe(|| vault.keep(&path, at("2026-03-02T08:00:00Z")));
        let torn = std::panic::catch_unwind(keep);
        crash::disarm();
        assert!(torn.is_err(), "the server dies");
        let kept = list(&vault.root().join("kept")).expect("readable");
        assert!(kept.iter().all(|folder| list(folder).expect("readable").is_empty()), "nothing has a name");
        assert!(vault.keep(&path, at("2026-03-02T08:00:00Z")).is_ok(), "and it is kept the next time");
    }
}
