//! The keys to personal data: one for each subject, kept apart from the log and encrypted with the authority's key.
//!
//! Only a *destroyed* key makes data read as erased. An unknown key, a wrong tag or a part that was moved is a failure.
//!
//! Keys are remembered in memory, and so are states that were read with them. Another node learns that a key was
//! destroyed within [`STALE`] of its next use: the key store numbers its destructions, and every node asks for new ones
//! before it uses a remembered key. If it cannot ask, it has no keys.

mod kek;
mod sealed;
mod table;

use std::collections::HashMap;
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use lru::LruCache;
use tokio::time::Instant;
use uuid::Uuid;
use zeroize::Zeroizing;

pub use kek::Kek;
pub use sealed::Place;

use crate::backend::{Migrate, Target};
use crate::clock::Clock;
use crate::codec::Part;
use crate::record::Failure;
use table::Table;

/// How long a node trusts what it last heard about destroyed keys.
pub const STALE: Duration = Duration::from_secs(1);

/// How many keys a node remembers.
const REMEMBERED: NonZeroUsize = NonZeroUsize::new(65_536).expect("not zero");

/// The secret that proves at opening that the authority's key fits.
const PROOF: &str = "key-store";

/// A key of 256 bits, wiped from memory when the last user lets go.
pub(crate) type Bytes = Zeroizing<[u8; 32]>;

/// An authority's key store. Clones share it.
#[derive(Clone)]
pub struct KeyStore(Arc<Inner>);

struct Inner {
    authority: String,
    kek: Kek,
    clock: Clock,
    table: Table,
    memory: Mutex<Memory>,
    destructions_seen: AtomicU64,
}

struct Memory {
    keys: LruCache<Uuid, Key>,
    /// The number of the last destruction that this node knows, and when it asked.
    destroyed_until: i64,
    asked: Instant,
}

/// What the key store says about a subject.
#[derive(Clone)]
enum Key {
    Usable(Arc<Bytes>),
    Destroyed,
}

/// The keys of a few subjects, for sealing and opening without waiting.
#[derive(Default)]
pub struct Keys(HashMap<Uuid, Key>);

impl KeyStore {
    /// Opens the key store of an authority, and creates it only where that was asked for. The wrong authority, or the
    /// wrong key file, is refused.
    pub async fn open(
        target: &Target,
        authority: &str,
        kek: Kek,
        clock: Clock,
        migrate: Migrate,
    ) -> Result<Self, Failure> {
        let table = Table::open(target, authority, migrate).await?;
        let destroyed_until = table.last_destruction().await?;
        let memory = Memory { keys: LruCache::new(REMEMBERED), destroyed_until, asked: Instant::now() };
        let store = Self(Arc::new(Inner {
            authority: authority.to_owned(),
            kek,
            clock,
            table,
            memory: Mutex::new(memory),
            destructions_seen: AtomicU64::new(0),
        }));
        match migrate {
            Migrate::Apply => drop(store.secret(PROOF).await?),
            Migrate::Refuse => store.check_proof().await?,
        }
        Ok(store)
    }

    /// The keys of these subjects, made for those that have none yet.
    pub async fn create(&self, subjects: &[Uuid]) -> Result<Keys, Failure> {
        let mut keys = self.find(subjects).await?;
        let mut missing: Vec<Uuid> = subjects.iter().copied().filter(|subject| !keys.0.contains_key(subject)).collect();
        missing.sort_unstable();
        missing.dedup();
        if !missing.is_empty() {
            let made = missing
                .iter()
                .map(|subject| {
                    let key = sealed::random_key()?;
                    Ok((*subject, self.0.kek.wrap(&self.about("subject", subject.as_bytes()), &key)?))
                })
                .collect::<Result<_, Failure>>()?;
            self.0.table.insert_absent(made, self.0.clock.now()).await?;
            keys.0.extend(self.find(&missing).await?.0);
        }
        Ok(keys)
    }

    /// The keys of these subjects. One that never had a key is left out.
    pub async fn find(&self, subjects: &[Uuid]) -> Result<Keys, Failure> {
        let mut keys = Keys::default();
        if subjects.is_empty() {
            return Ok(keys);
        }
        self.refresh().await?;
        let seen = self.destructions_seen();
        let mut missing = Vec::new();
        {
            let mut memory = self.memory();
            for subject in subjects {
                match memory.keys.get(subject) {
                    Some(key) => drop(keys.0.insert(*subject, key.clone())),
                    None => missing.push(*subject),
                }
            }
        }
        if missing.is_empty() {
            return Ok(keys);
        }
        missing.sort_unstable();
        missing.dedup();
        for (subject, wrapped) in self.0.table.find(missing).await? {
            let key = match wrapped {
                Some(wrapped) => {
                    Key::Usable(Arc::new(self.0.kek.unwrap(&self.about("subject", subject.as_bytes()), &wrapped)?))
                }
                None => Key::Destroyed,
            };
            keys.0.insert(subject, key);
        }
        let mut memory = self.memory();
        // What was read before a destruction became known may be what was destroyed.
        if seen == self.destructions_seen() {
            for (subject, key) in &keys.0 {
                memory.keys.put(*subject, key.clone());
            }
        }
        Ok(keys)
    }

    /// Destroys a key for ever: what it closed now reads as erased. A subject without a key never gets one.
    pub async fn destroy(&self, subject: Uuid) -> Result<(), Failure> {
        self.0.table.destroy(subject, self.0.clock.now()).await?;
        self.ask().await
    }

    /// A key for one purpose, made of a subject's key. There is none once that was destroyed, so whatever is encrypted
    /// with it is as unreadable as the subject's data in the log.
    ///
    /// One purpose's key says nothing about another's, and nothing about the subject's own.
    pub async fn derive(&self, subject: Uuid, purpose: &[&[u8]]) -> Result<Option<Zeroizing<[u8; 32]>>, Failure> {
        let keys = self.create(&[subject]).await?;
        let Some(key) = keys.usable(subject)? else { return Ok(None) };
        let about = [&[b"vorgang derived key".as_slice(), self.0.authority.as_bytes()], purpose].concat();
        sealed::derived(key, &about).map(Some)
    }

    /// A secret of the authority, such as the key of its links, made when it is first asked for.
    pub async fn secret(&self, name: &str) -> Result<Bytes, Failure> {
        let about = self.about("secret", name.as_bytes());
        let candidate = self.0.kek.wrap(&about, &sealed::random_key()?)?;
        let stored = self.0.table.secret(name, candidate).await?;
        self.0.kek.unwrap(&about, &stored)
    }

    /// Whether the authority's key fits, without making anything.
    async fn check_proof(&self) -> Result<(), Failure> {
        let stored = self.0.table.find_secret(PROOF).await?;
        let stored = stored.ok_or_else(|| Failure::Unusable("the key store is empty: migrate it first".to_owned()))?;
        self.0.kek.unwrap(&self.about("secret", PROOF.as_bytes()), &stored).map(drop)
    }

    /// How many times this node has learnt of destroyed keys. Whoever keeps clear data forgets it when this changes.
    pub fn destructions_seen(&self) -> u64 {
        self.0.destructions_seen.load(Ordering::Acquire)
    }

    /// Learns of keys that other nodes have destroyed, unless it was asked a moment ago.
    pub async fn refresh(&self) -> Result<(), Failure> {
        let due = self.memory().asked.elapsed() >= STALE;
        if due { self.ask().await } else { Ok(()) }
    }

    async fn ask(&self) -> Result<(), Failure> {
        let after = self.memory().destroyed_until;
        let asked = Instant::now();
        let destroyed = self.0.table.destructions_after(after).await?;
        let mut memory = self.memory();
        memory.asked = memory.asked.max(asked);
        if let Some((last, _)) = destroyed.last() {
            memory.destroyed_until = memory.destroyed_until.max(*last);
            for (_, subject) in &destroyed {
                memory.keys.pop(subject);
            }
            self.0.destructions_seen.fetch_add(1, Ordering::AcqRel);
        }
        Ok(())
    }

    /// What a wrapped key is bound to, so that no row can stand in for another.
    fn about(&self, what: &str, name: &[u8]) -> Vec<u8> {
        sealed::framed(&[b"vorgang key", self.0.authority.as_bytes(), what.as_bytes(), name])
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        // Every change under this lock is one step, so a panic elsewhere cannot have spoilt it.
        self.0.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Keys {
    /// Encrypts the parts of one event, which will stand at this place and at no other.
    pub fn seal(&self, place: &Place<'_>, parts: Vec<Part<Vec<u8>>>) -> Result<Vec<u8>, Failure> {
        sealed::seal(place, parts, |subject| self.usable(subject)?.ok_or_else(|| erased(subject)))
    }

    /// Decrypts the parts of one event. A part without a value was erased.
    pub fn open(&self, place: &Place<'_>, sealed: &[u8]) -> Result<Vec<Part<Option<Vec<u8>>>>, Failure> {
        sealed::open(place, sealed, |subject| self.usable(subject))
    }

    fn usable(&self, subject: Uuid) -> Result<Option<&Bytes>, Failure> {
        match self.0.get(&subject) {
            Some(Key::Usable(key)) => Ok(Some(key)),
            Some(Key::Destroyed) => Ok(None),
            None => Err(Failure::Key(format!("subject {subject} has no key"))),
        }
    }
}

/// Whom the sealed parts are about, without opening them.
pub(crate) fn subjects(sealed: &[u8]) -> Result<Vec<Uuid>, Failure> {
    sealed::segments(sealed).map(|segment| segment.map(|segment| segment.subject)).collect()
}

fn erased(subject: Uuid) -> Failure {
    Failure::Key(format!("the key of subject {subject} was destroyed"))
}
