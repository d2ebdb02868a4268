//! Where documents lie: encrypted, under the hash of what lies there, and there before an event names them.
//!
//! A document's key is made of the key of the person whom it is about, so destroying that key makes the file
//! unreadable on every disk and in every backup. It is in no event: whoever reads the log, a read model or a dump never
//! holds it in their hands.

mod blob;
mod bucket;
mod directory;
pub(crate) mod sealed;

use std::sync::Arc;

use domain::SubjectId;
use event_store::KeyStore;
use uuid::Uuid;
use zeroize::Zeroizing;

pub use blob::Blob;
pub use bucket::S3;
pub use directory::Vault;
pub(crate) use directory::sync_folder;
pub use sealed::{PIECE_BYTES_MAX, Reader, Writer};

use crate::failure::Failure;

/// The key to one document, and what binds its file to it.
#[derive(Clone)]
pub struct DocumentKey {
    authority: Arc<str>,
    document: Uuid,
    key: Zeroizing<[u8; 32]>,
}

impl DocumentKey {
    /// The key to a document of somebody. There is none once they were forgotten.
    pub async fn find(
        keys: &KeyStore,
        authority: &Arc<str>,
        subject: Uuid,
        document: Uuid,
    ) -> Result<Option<Self>, Failure> {
        let key = keys.derive(subject, &[b"document", document.as_bytes()]).await?;
        Ok(key.map(|key| Self { authority: Arc::clone(authority), document, key }))
    }

    /// The key to a paper, made of the keys of all whom it is about. There is none once one of them was forgotten.
    pub async fn of_paper(
        keys: &KeyStore,
        authority: &Arc<str>,
        about: &[SubjectId],
        paper: Uuid,
    ) -> Result<Option<Self>, Failure> {
        if about.is_empty() {
            return Err(Failure::Damaged("a paper is about somebody"));
        }
        let mut all = Zeroizing::new(Vec::with_capacity(32 * about.len()));
        for subject in about {
            let Some(key) = keys.derive(subject.0, &[b"paper", paper.as_bytes()]).await? else { return Ok(None) };
            all.extend_from_slice(key.as_slice());
        }
        let key = Zeroizing::new(crate::sha256(&all).0);
        Ok(Some(Self { authority: Arc::clone(authority), document: paper, key }))
    }

    /// What an event says about the contents: it proves them to whoever has both, and tells nobody anything once the
    /// key is gone.
    pub fn commitment(&self, sha256: &[u8; 32]) -> [u8; 32] {
        use aws_lc_rs::hmac;
        let key = hmac::Key::new(hmac::HMAC_SHA256, self.key.as_slice());
        let mut context = hmac::Context::with_key(&key);
        context.update(b"vorgang commitment");
        context.update(sha256);
        context.sign().as_ref().try_into().expect("HMAC-SHA256 has 32 bytes")
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A key that is only good for tests.
    pub(crate) fn key(authority: &str, document: u128, byte: u8) -> DocumentKey {
        let key = Zeroizing::new([byte; 32]);
        DocumentKey { authority: authority.into(), document: Uuid::from_u128(document), key }
    }

    #[test]
    fn a_commitment_is_of_these_contents_this_document_and_this_person() {
        let mine = key("10041100", 1, 1);
        assert_eq!(mine.commitment(&[7; 32]), mine.commitment(&[7; 32]));
        assert_ne!(mine.commitment(&[7; 32]), mine.commitment(&[8; 32]));
        assert_ne!(mine.commitment(&[7; 32]), key("10041100", 1, 2).commitment(&[7; 32]));
    }

    #[tokio::test]
    async fn the_key_to_a_paper_ends_with_the_key_of_any_whom_it_is_about() {
        use event_store::{Clock, Kek, Migrate, Target};
        let folder = tempfile::tempdir().expect("a folder");
        let kek = Kek::generate_into(&folder.path().join("kek")).expect("a key");
        let target = Target::Sqlite(folder.path().join("keys.sqlite"));
        let store = KeyStore::open(&target, "10041100", kek, Clock::system(), Migrate::Apply).await.expect("it opens");
        let (ada, ben, authority) =
            (SubjectId(Uuid::from_u128(1)), SubjectId(Uuid::from_u128(2)), Arc::from("10041100"));
        let find = async |about: &[SubjectId], paper| {
            DocumentKey::of_paper(&store, &authority, about, Uuid::from_u128(paper)).await
        };
        assert!(find(&[], 7).await.is_err(), "nobody could have it forgotten");
        let key = find(&[ada, ben], 7).await.expect("it answers").expect("it is made");
        assert_eq!(find(&[ada, ben], 7).await.expect("it answers").expect("it is there").key, key.key);
        for (about, paper) in [(&[ada, ben][..], 8), (&[ada], 7), (&[ben], 7)] {
            assert_ne!(find(about, paper).await.expect("it answers").expect("it is made").key, key.key);
        }
        let document = DocumentKey::find(&store, &authority, ada.0, Uuid::from_u128(7)).await.expect("it answers");
        let alone = find(&[ada], 7).await.expect("it answers").expect("it is made");
        assert_ne!(document.expect("it is made").key, alone.key, "what is handed in has keys of its own");
        store.destroy(ben.0).await.expect("it is gone");
        assert!(find(&[ada, ben], 7).await.expect("it answers").is_none());
        assert!(find(&[ada], 7).await.expect("it answers").is_some());
    }

    #[tokio::test]
    async fn the_key_to_a_document_ends_with_the_key_of_its_person() {
        use event_store::{Clock, Kek, Migrate, Target};
        let folder = tempfile::tempdir().expect("a folder");
        let kek = Kek::generate_into(&folder.path().join("kek")).expect("a key");
        let target = Target::Sqlite(folder.path().join("keys.sqlite"));
        let store = KeyStore::open(&target, "10041100", kek, Clock::system(), Migrate::Apply).await.expect("it opens");
        let (ada, ben, authority) = (Uuid::from_u128(1), Uuid::from_u128(2), Arc::from("10041100"));
        let find = async |subject, document| {
            DocumentKey::find(&store, &authority, subject, Uuid::from_u128(document)).await.expect("it answers")
        };
        let key = find(ada, 7).await.expect("it is made");
        assert_eq!(find(ada, 7).await.expect("it is there").key, key.key);
        assert_ne!(find(ada, 8).await.expect("it is made").key, key.key);
        assert_ne!(find(ben, 7).await.expect("it is made").key, key.key);
        store.destroy(ada).await.expect("it is gone");
        assert!(find(ada, 7).await.is_none() && find(ada, 9).await.is_none());
        assert!(find(ben, 7).await.is_some());
    }
}
