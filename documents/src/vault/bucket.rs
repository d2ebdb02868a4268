//! A bucket of encrypted files that speaks S3, for offices whose nodes share no disk.
//!
//! Like the folder, each file lies under the hash of its bytes and is never changed. It is put there in one step, and only
//! if nothing lies there (`If-None-Match`); a large one in parts, of which nothing is to be seen before the last.
//! What has an answer of 200 is there for good: that is what S3 promises.
//!
//! Everything here waits, and so it is called on threads that may.

use std::collections::HashSet;
use std::fs::File;
use std::future::Future;
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::body::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use domain::signature::Hash;
use event_store::{crash, random};
use futures_util::TryStreamExt as _;
use object_store::aws::{AmazonS3, AmazonS3Builder, S3ConditionalPut};
use object_store::path::Path as Key;
use object_store::{
    BackoffConfig, Error, MultipartUpload, ObjectStore as _, ObjectStoreExt as _, PutMode, PutOptions, PutPayload,
    RetryConfig,
};
use tokio::runtime::Handle;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::sealed::PIECE_BYTES_MAX;
use crate::failure::{Failure, aside, disk};

mod http;
#[cfg(test)]
pub(crate) mod tests;

/// How much is sent at a time: the smallest part that S3 takes.
const PART_BYTES: usize = 5 * 1024 * 1024;
/// How much is asked for at a time. Whoever reads a document reads on.
const WINDOW_BYTES: usize = 8 * PIECE_BYTES_MAX;
/// How often a request is made again that a server may answer better the next time.
const TRIES_MORE: usize = 3;
/// How long a file may lie in the bucket without an event that names it. An upload may be taken up again for a day, and is
/// then already there; its time does not begin anew, as it does in a folder.
const UNNAMED_KEPT: TimeDelta = TimeDelta::hours(72);

/// A bucket of an authority and the way to it. The secret stays in its file until the vault is opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct S3 {
    /// The bucket.
    pub bucket: String,
    /// What all names in it begin with.
    pub prefix: String,
    /// The address of its server; Amazon's own in the region without one.
    pub endpoint: Option<String>,
    /// The region.
    pub region: String,
    /// The file with the name of the key (access key id).
    pub key_file: PathBuf,
    /// The file with the key itself (secret access key).
    pub secret_file: PathBuf,
    /// The certificates (PEM) by which the server is trusted, instead of those of the machine.
    pub roots_file: Option<PathBuf>,
    /// How long the server may be silent before it is asked again.
    pub silence: Duration,
}

/// A bucket that is open.
#[derive(Clone, Debug)]
pub(super) struct Bucket {
    store: Arc<AmazonS3>,
    prefix: Key,
}

/// A file in a bucket, of which a stretch is remembered.
#[derive(Debug)]
pub struct Object {
    store: Arc<AmazonS3>,
    key: Key,
    size: u64,
    window: Mutex<(u64, Bytes)>,
}

impl S3 {
    /// Tries whether something can be put there, read, and removed again.
    pub async fn probe(&self) -> Result<(), Failure> {
        let bucket = Bucket::open(self)?;
        aside(move || bucket.probe()).await
    }
}

impl Bucket {
    /// Makes ready to use it. Nothing is asked of it yet.
    pub(super) fn open(s3: &S3) -> Result<Self, Failure> {
        let wrong = |error: String| Failure::Misconfigured(error);
        let plain = s3.endpoint.as_deref().is_some_and(|endpoint| endpoint.starts_with("http://"));
        let mut builder = AmazonS3Builder::new()
            .with_bucket_name(&s3.bucket)
            .with_region(&s3.region)
            .with_access_key_id(word(&s3.key_file)?.as_str())
            .with_secret_access_key(word(&s3.secret_file)?.as_str())
            .with_conditional_put(S3ConditionalPut::ETagMatch)
            // One request for each, as every server knows it.
            .with_disable_bulk_delete(true)
            .with_allow_http(plain)
            .with_http_connector(http::Connector::new(s3.roots_file.as_deref(), s3.silence).map_err(wrong)?)
            .with_retry(RetryConfig {
                backoff: BackoffConfig {
                    init_backoff: Duration::from_millis(100),
                    max_backoff: Duration::from_secs(2),
                    base: 2.,
                },
                max_retries: TRIES_MORE,
                retry_timeout: s3.silence * 2,
            });
        if let Some(endpoint) = &s3.endpoint {
            builder = builder.with_endpoint(endpoint.trim_end_matches('/'));
        }
        let store = builder.build().map_err(|error| Failure::Misconfigured(error.to_string()))?;
        let prefix = Key::parse(s3.prefix.trim_matches('/')).map_err(|error| wrong(error.to_string()))?;
        Ok(Self { store: Arc::new(store), prefix })
    }

    /// Keeps a file that is whole and on the disk. What lies there already under its hash is this file.
    pub(super) fn keep(&self, file: &File, hash: &Hash) -> Result<(), Failure> {
        let key = self.key(hash);
        let size = file.metadata().map_err(disk("read what came"))?.len();
        crash::point("vault.before_put");
        if size <= PART_BYTES as u64 {
            let payload = PutPayload::from(part(file, 0, size)?);
            let options = PutOptions { mode: PutMode::Create, ..PutOptions::default() };
            match wait(self.store.put_opts(&key, payload, options)) {
                Ok(_) => {}
                Err(Error::AlreadyExists { .. }) => self.is_there(&key, size)?,
                Err(error) => return Err(bucket("keep a file")(error)),
            }
        } else if !self.is_there_already(&key, size)? {
            // Two that put the same file at once put the same bytes: whoever is last changes nothing.
            let mut upload = wait(self.store.put_multipart(&key)).map_err(bucket("keep a file"))?;
            if let Err(failure) = parts(upload.as_mut(), file, size) {
                // What came of it costs room until it is given up. If that fails, too, the bucket's own rule has to do it.
                drop(wait(upload.abort()));
                return Err(failure);
            }
        }
        crash::point("vault.put");
        Ok(())
    }

    /// Finds a kept file.
    pub(super) fn find(&self, hash: &Hash) -> Result<Option<Object>, Failure> {
        let key = self.key(hash);
        match wait(self.store.head(&key)) {
            Ok(found) => {
                let window = Mutex::new((0, Bytes::new()));
                Ok(Some(Object { store: Arc::clone(&self.store), key, size: found.size, window }))
            }
            Err(Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(bucket("find a file")(error)),
        }
    }

    /// Removes a kept file. One that is gone is gone.
    pub(super) fn remove(&self, hash: &Hash) -> Result<(), Failure> {
        match wait(self.store.delete(&self.key(hash))) {
            Ok(()) | Err(Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(bucket("remove a file")(error)),
        }
    }

    /// Removes what no event names and lies there for too long. Says how many files went.
    pub(super) fn sweep(&self, named: &HashSet<Hash>, now: DateTime<Utc>) -> Result<usize, Failure> {
        let kept = self.below("kept");
        let listed = wait(self.store.list(Some(&kept)).try_collect::<Vec<_>>()).map_err(bucket("list its files"))?;
        let mut removed = 0;
        for found in listed {
            let hash = found.location.filename().and_then(Hash::parse);
            // What is not ours is left alone.
            let Some(hash) = hash.filter(|hash| self.key(hash) == found.location) else { continue };
            if !named.contains(&hash) && found.last_modified + UNNAMED_KEPT < now {
                self.remove(&hash)?;
                removed += 1;
            }
        }
        Ok(removed)
    }

    /// Puts something there, reads it and removes it.
    fn probe(&self) -> Result<(), Failure> {
        let name = Uuid::new_v8(random::bytes()?).to_string();
        let key = self.below(&format!("probe-{name}"));
        let options = || PutOptions { mode: PutMode::Create, ..PutOptions::default() };
        let put = |payload: &str| self.store.put_opts(&key, PutPayload::from(payload.to_owned()), options());
        wait(async {
            put(&name).await.map_err(bucket("put a file"))?;
            // A server that does not know the condition would let a file be overwritten.
            let again = put("something else").await;
            let read = async { self.store.get(&key).await?.bytes().await }.await;
            self.store.delete(&key).await.map_err(bucket("remove a file"))?;
            match again {
                Err(Error::AlreadyExists { .. }) => {}
                Ok(_) => return Err(Failure::Misconfigured("it overwrites what is there".to_owned())),
                Err(error) => return Err(bucket("put a file")(error)),
            }
            if read.map_err(bucket("read a file"))? == name.as_bytes() {
                Ok(())
            } else {
                Err(Failure::Damaged("the bucket does not give back what was put into it"))
            }
        })
    }

    /// Fails if something else lies there than what is to be kept.
    fn is_there(&self, key: &Key, size: u64) -> Result<(), Failure> {
        if self.is_there_already(key, size)? { Ok(()) } else { Err(Failure::Missing) }
    }

    fn is_there_already(&self, key: &Key, size: u64) -> Result<bool, Failure> {
        match wait(self.store.head(key)) {
            Ok(found) if found.size == size => Ok(true),
            Ok(_) => Err(Failure::Damaged("something else lies in its place")),
            Err(Error::NotFound { .. }) => Ok(false),
            Err(error) => Err(bucket("find a file")(error)),
        }
    }

    fn key(&self, hash: &Hash) -> Key {
        let name = hash.to_string();
        self.below("kept").join(&name[..2]).join(name.as_str())
    }

    fn below(&self, name: &str) -> Key {
        self.prefix.clone().join(name)
    }
}

impl Object {
    /// How many bytes it has.
    pub(super) fn size(&self) -> u64 {
        self.size
    }

    pub(super) fn read_exact_at(&self, bytes: &mut [u8], at: u64) -> Result<(), Failure> {
        let end = at.checked_add(bytes.len() as u64).filter(|end| *end <= self.size);
        let end = end.ok_or(Failure::Damaged("it is cut off"))?;
        // It is replaced in one step.
        let mut window = self.window.lock().unwrap_or_else(PoisonError::into_inner);
        let is_inside = |(from, stretch): &(u64, Bytes)| *from <= at && end <= from + stretch.len() as u64;
        if !is_inside(&window) {
            // Only what is left is asked for, and at the end of a file nothing before it.
            let until = self.size.min(at + WINDOW_BYTES.max(bytes.len()) as u64);
            let stretch = match wait(self.store.get_range(&self.key, at..until)) {
                Ok(stretch) => stretch,
                Err(Error::NotFound { .. }) => return Err(Failure::Missing),
                Err(error) => return Err(bucket("read a file")(error)),
            };
            *window = (at, stretch);
            if !is_inside(&window) {
                return Err(Failure::Damaged("it is cut off"));
            }
        }
        let from = usize::try_from(at - window.0).expect("a window is small");
        bytes.copy_from_slice(&window.1[from..from + bytes.len()]);
        Ok(())
    }
}

/// Sends a file in parts. It is there when the last one is.
fn parts(upload: &mut dyn MultipartUpload, file: &File, size: u64) -> Result<(), Failure> {
    let mut at = 0;
    while at < size {
        let bytes = part(file, at, (size - at).min(PART_BYTES as u64))?;
        at += bytes.len() as u64;
        wait(upload.put_part(PutPayload::from(bytes))).map_err(bucket("keep a file"))?;
    }
    crash::point("vault.parts_put");
    wait(upload.complete()).map(drop).map_err(bucket("keep a file"))
}

fn part(file: &File, at: u64, length: u64) -> Result<Bytes, Failure> {
    let mut bytes = vec![0; usize::try_from(length).expect("a part is small")];
    file.read_exact_at(&mut bytes, at).map_err(disk("read what came"))?;
    Ok(bytes.into())
}

/// The word in a file, without the line break at its end.
fn word(file: &Path) -> Result<Zeroizing<String>, Failure> {
    let cannot = |error: &dyn std::fmt::Display| Failure::Misconfigured(format!("{}: {error}", file.display()));
    let text = Zeroizing::new(std::fs::read_to_string(file).map_err(|error| cannot(&error))?);
    match text.trim() {
        "" => Err(cannot(&"it is empty")),
        word => Ok(Zeroizing::new(word.to_owned())),
    }
}

/// Waits for the network, on a thread that may.
fn wait<T>(answer: impl Future<Output = T>) -> T {
    Handle::current().block_on(answer)
}

/// Says of an error of the bucket what was to be done.
fn bucket(what: &'static str) -> impl FnOnce(Error) -> Failure {
    move |source| Failure::Bucket { what, source: Box::new(source) }
}
