//! Where mails go.

use std::io;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;

use event_store::PickupFolder;

use crate::mail::Head;

/// What an outbox answers, after a while.
pub type Put<'a> = Pin<Box<dyn Future<Output = io::Result<()>> + Send + 'a>>;

/// Takes mails. The same mail comes again after a crash, under the same name.
pub trait Outbox: Send + Sync {
    /// What operators call it.
    fn name(&self) -> String;

    /// Takes a mail. It is safe when this returns.
    fn put(&self, name: String, bytes: Vec<u8>) -> Put<'_>;
}

/// How an office writes to people.
#[derive(Clone)]
pub struct Mailing {
    /// What stands on every mail.
    pub head: Head,
    /// Where the mails go. Without one nobody gets any.
    pub outbox: Option<Arc<dyn Outbox>>,
}

impl Mailing {
    /// An office that writes to nobody: for benchmarks and for times that are played.
    pub fn to_nobody() -> Self {
        let (name, from, url) = (String::new(), "nobody@localhost".to_owned(), "http://localhost".to_owned());
        Self { head: Head { name, from, phone: None, url }, outbox: None }
    }
}

/// A folder with a file for each mail, which a mail server's own program empties.
#[derive(Clone, Debug)]
pub struct Folder(PickupFolder);

impl Folder {
    /// Uses a folder, and makes it if need be.
    pub fn open(path: PathBuf) -> io::Result<Self> {
        PickupFolder::open(path).map(Self)
    }

    /// A mail that is there already stays as it is.
    fn put_now(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let file = format!("{name}.eml");
        if self.0.path().join(&file).exists() { Ok(()) } else { self.0.put(&file, bytes) }
    }
}

impl Outbox for Folder {
    fn name(&self) -> String {
        format!("the outbox {}", self.0.path().display())
    }

    fn put(&self, name: String, bytes: Vec<u8>) -> Put<'_> {
        let folder = self.clone();
        Box::pin(async move {
            // A disk or a share may take long, and others have to go on.
            tokio::task::spawn_blocking(move || folder.put_now(&name, &bytes)).await.map_err(io::Error::other)?
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_mail_is_one_file_however_often_it_is_put() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let outbox = Folder::open(folder.path().join("outbox")).expect("it is made");
        for text in ["first", "second"] {
            outbox.put("10041100-7-0-confirmed".to_owned(), text.into()).await.expect("the folder is writable");
        }
        let names = std::fs::read_dir(folder.path().join("outbox")).expect("readable");
        let names: Vec<_> = names.map(|entry| entry.expect("readable").file_name()).collect();
        assert_eq!(names, ["10041100-7-0-confirmed.eml"], "no temporary file stays");
        let text = std::fs::read_to_string(folder.path().join("outbox/10041100-7-0-confirmed.eml")).expect("readable");
        assert_eq!(text, "first");
    }

    #[tokio::test]
    async fn a_folder_that_is_gone_is_a_failure_and_no_lost_mail() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let outbox = Folder::open(folder.path().join("outbox")).expect("it is made");
        std::fs::remove_dir(folder.path().join("outbox")).expect("it is empty");
        assert!(outbox.put("one".to_owned(), vec![]).await.is_err());
    }
}
