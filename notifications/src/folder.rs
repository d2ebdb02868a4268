//! A folder with a file for each mail, which a mail server's own program empties.

use std::fs::{self, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use event_store::PickupFolder;

use crate::outbox::{Answer, NotTaken, Offer, Outbox, Outgoing};

/// Where the folder remembers what it has handed over, so that a mail that was taken away does not come again.
const HANDED_OVER: &str = ".handed-over";

/// How many names are remembered, at least. A name is needed for as long as a crash can lead to the same mail again.
const REMEMBERED: usize = 10_000;

/// A folder with a file for each mail.
#[derive(Clone, Debug)]
pub struct Folder {
    mails: PickupFolder,
    names: PathBuf,
}

impl Folder {
    /// Uses a folder, and makes it if need be.
    pub fn open(path: PathBuf) -> io::Result<Self> {
        let mails = PickupFolder::open(path)?;
        let names = mails.path().join(HANDED_OVER);
        fs::create_dir_all(&names)?;
        forget_the_oldest(&names)?;
        Ok(Self { mails, names })
    }

    /// A mail is one file, however often it is put, and also when it was taken away meanwhile.
    ///
    /// It is written beside its place, its name is remembered, and then it is moved to its place. So a name without
    /// the file beside its place was moved: nothing is left to do.
    fn put(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let (file, known) = (format!("{name}.eml"), self.names.join(name));
        if known.exists() && !self.mails.is_prepared(&file) {
            return Ok(());
        }
        self.mails.prepare(&file, bytes)?;
        OpenOptions::new().write(true).create(true).truncate(false).open(&known)?.sync_all()?;
        fs::File::open(&self.names)?.sync_all()?;
        self.mails.publish(&file)
    }
}

impl Outbox for Folder {
    fn name(&self) -> String {
        format!("the outbox {}", self.mails.path().display())
    }

    fn recognises(&self) -> bool {
        true
    }

    fn offer<'a>(&'a self, mail: &'a Outgoing) -> Answer<'a, Box<dyn Offer>> {
        Box::pin(async move {
            let waiting: Box<dyn Offer> = Box::new(Waiting { folder: self.clone(), mail: mail.clone() });
            Ok(waiting)
        })
    }
}

/// A mail that waits for its place in the folder.
struct Waiting {
    folder: Folder,
    mail: Outgoing,
}

impl Offer for Waiting {
    fn hand_over(self: Box<Self>) -> Answer<'static, ()> {
        Box::pin(async move {
            let Self { folder, mail } = *self;
            // A disk or a share may take long, and others have to go on.
            let put = tokio::task::spawn_blocking(move || folder.put(&mail.name, &mail.bytes)).await;
            match put {
                Ok(Ok(())) => Ok(()),
                Ok(Err(error)) => {
                    tracing::warn!(error = &error as &dyn std::error::Error, "a mail could not be written");
                    Err(NotTaken::Closed { why: "the folder cannot be written to" })
                }
                Err(_) => Err(NotTaken::Closed { why: "the folder could not be written to to the end" }),
            }
        })
    }
}

fn forget_the_oldest(names: &Path) -> io::Result<()> {
    let entries = fs::read_dir(names)?.collect::<io::Result<Vec<_>>>()?;
    if entries.len() < 2 * REMEMBERED {
        return Ok(());
    }
    let mut by_age = Vec::with_capacity(entries.len());
    for entry in entries {
        by_age.push((entry.metadata()?.modified()?, entry.path()));
    }
    by_age.sort_unstable();
    let too_many = by_age.len() - REMEMBERED;
    by_age.into_iter().take(too_many).try_for_each(|(_, path)| fs::remove_file(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAME: &str = "10041100-7-0-confirmed";

    fn mail(text: &str) -> Outgoing {
        let [from, to] = ["amt@example.org", "ada@example.org"].map(str::to_owned);
        Outgoing { name: NAME.to_owned(), from, to, bytes: text.into() }
    }

    fn open() -> (tempfile::TempDir, Folder) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let outbox = Folder::open(folder.path().join("outbox")).expect("it is made");
        (folder, outbox)
    }

    async fn put(outbox: &Folder, text: &str) -> Result<(), NotTaken> {
        outbox.offer(&mail(text)).await.expect("a folder takes everything").hand_over().await
    }

    fn files(outbox: &Folder) -> Vec<String> {
        let names = fs::read_dir(outbox.mails.path()).expect("readable");
        let names = names.map(|entry| entry.expect("readable").file_name().into_string().expect("UTF-8"));
        names.filter(|name| name != HANDED_OVER).collect()
    }

    #[tokio::test]
    async fn a_mail_is_one_file_however_often_it_is_put() {
        let (_folder, outbox) = open();
        for text in ["first", "second"] {
            put(&outbox, text).await.expect("the folder is writable");
        }
        assert_eq!(files(&outbox), [format!("{NAME}.eml")], "no temporary file stays");
        let text = fs::read_to_string(outbox.mails.path().join(format!("{NAME}.eml"))).expect("readable");
        assert_eq!(text, "first");
    }

    #[tokio::test]
    async fn a_mail_that_was_taken_away_does_not_come_again() {
        let (_folder, outbox) = open();
        put(&outbox, "first").await.expect("the folder is writable");
        fs::remove_file(outbox.mails.path().join(format!("{NAME}.eml"))).expect("the mail server takes it");
        let again = Folder::open(outbox.mails.path().to_owned()).expect("it is there");
        put(&again, "first").await.expect("the folder is writable");
        assert_eq!(files(&again), [""; 0]);
    }

    #[tokio::test]
    async fn a_mail_whose_way_was_cut_off_before_its_place_gets_there() {
        let (_folder, outbox) = open();
        outbox.mails.prepare(&format!("{NAME}.eml"), b"half").expect("writable");
        fs::write(outbox.names.join(NAME), "").expect("writable");
        put(&outbox, "whole").await.expect("the folder is writable");
        let text = fs::read_to_string(outbox.mails.path().join(format!("{NAME}.eml"))).expect("readable");
        assert_eq!(text, "whole");
    }

    #[tokio::test]
    async fn a_folder_that_is_gone_is_a_failure_and_no_lost_mail() {
        let (_folder, outbox) = open();
        fs::remove_dir_all(outbox.mails.path()).expect("it goes");
        assert!(matches!(put(&outbox, "one").await, Err(NotTaken::Closed { .. })));
    }
}
