//! A hand-over folder: one XML file for each message, and one for the reply to it.
//!
//! The files are a form of our own. They are no XMeld messages and claim no conformity with any XÖV standard: somebody
//! who runs the register's own program turns the one into the other.

mod reply;
mod xml;

use std::fs::File;
use std::io::{self, Read as _};
use std::path::PathBuf;

use domain::ids::TransmissionId;
use event_store::PickupFolder;

use crate::gateway::{Answer, Confirmation, Failure, Found, Gateway, Question, Receipt};
use crate::message::Message;

/// A reply says one thing. What is longer is not one.
const REPLY_BYTES_MAX: u64 = 64 << 10;

/// A folder that the register's own program empties.
///
/// A message lies in `<key>.xml`, and the reply to it in `<key>.reply.xml`. A message without a reply is one that is to
/// be taken; a message that is sent once more after it was sent back has its old reply in `<key>.rejected.xml`.
#[derive(Clone, Debug)]
pub struct Folder(PickupFolder);

impl Folder {
    /// Uses a folder, and makes it if need be.
    pub fn open(path: PathBuf) -> io::Result<Self> {
        PickupFolder::open(path).map(Self)
    }

    fn message_of(&self, key: TransmissionId) -> PathBuf {
        self.0.path().join(name_of(key))
    }

    fn reply_to(&self, key: TransmissionId) -> PathBuf {
        self.0.path().join(format!("{key}.reply.xml"))
    }

    fn submit_now(&self, key: TransmissionId, text: &[u8]) -> Result<Receipt, Failure> {
        let receipt = Receipt { reference: name_of(key) };
        let (message, reply) = (self.message_of(key), self.reply_to(key));
        match self.confirm_now(key) {
            // The recipient has it: nothing more is written, also where the file was tidied away.
            Ok(Confirmation::Acknowledged { .. }) => return Ok(receipt),
            Ok(Confirmation::Pending) => {
                if !message.exists() {
                    self.0.put(&name_of(key), text).map_err(|error| away(&error))?;
                }
            }
            // It is asked once more. The message comes first: only without its reply is it one that is to be taken.
            Err(Failure::Rejected { .. }) => {
                self.0.put(&name_of(key), text).map_err(|error| away(&error))?;
                std::fs::rename(&reply, self.0.path().join(format!("{key}.rejected.xml")))
                    .map_err(|error| away(&error))?;
                self.0.sync().map_err(|error| away(&error))?;
            }
            Err(failure @ (Failure::Unreachable | Failure::NoAnswer | Failure::BadAnswer | Failure::NotPossible)) => {
                return Err(failure);
            }
        }
        Ok(receipt)
    }

    fn confirm_now(&self, key: TransmissionId) -> Result<Confirmation, Failure> {
        // A folder that is not there, such as a share that is not mounted, says nothing about the reply.
        if !self.0.path().is_dir() {
            return Err(Failure::Unreachable);
        }
        let file = match File::open(self.reply_to(key)) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Confirmation::Pending),
            Err(error) => return Err(away(&error)),
        };
        let mut text = String::new();
        match file.take(REPLY_BYTES_MAX + 1).read_to_string(&mut text) {
            Ok(_) if text.len() as u64 > REPLY_BYTES_MAX => Err(Failure::BadAnswer),
            Ok(_) => reply::read(&text),
            Err(error) if error.kind() == io::ErrorKind::InvalidData => Err(Failure::BadAnswer),
            Err(error) => Err(away(&error)),
        }
    }
}

/// What the file of a message is called.
fn name_of(key: TransmissionId) -> String {
    format!("{key}.xml")
}

impl Gateway for Folder {
    fn name(&self) -> String {
        format!("the hand-over folder {}", self.0.path().display())
    }

    fn submit<'a>(&'a self, message: &'a Message) -> Answer<'a, Receipt> {
        let (folder, key, text) = (self.clone(), message.key, xml::write(message));
        Box::pin(async move {
            // A character that XML cannot hold is left to a person: dropping it would send another name.
            let text = text.ok_or_else(|| Failure::Rejected { code: "NOT_XML".to_owned() })?;
            blocking(move || folder.submit_now(key, &text)).await
        })
    }

    fn confirm(&self, key: TransmissionId) -> Answer<'_, Confirmation> {
        let folder = self.clone();
        Box::pin(blocking(move || folder.confirm_now(key)))
    }

    /// A folder answers no questions. The form is filled in by hand (§ 23 (2) BMG).
    fn look_up<'a>(&'a self, _: &'a Question) -> Answer<'a, Found> {
        Box::pin(async { Err(Failure::NotPossible) })
    }
}

/// A disk or a share may take long, and others have to go on.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T, Failure> + Send + 'static) -> Result<T, Failure> {
    match tokio::task::spawn_blocking(work).await {
        Ok(answer) => answer,
        Err(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, "the hand-over folder was not used to the end");
            Err(Failure::NoAnswer)
        }
    }
}

fn away(error: &io::Error) -> Failure {
    tracing::warn!(error = error as &dyn std::error::Error, "the hand-over folder cannot be used");
    Failure::Unreachable
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;
    use crate::testing::message;

    struct Office {
        folder: TempDir,
        gateway: Folder,
    }

    impl Office {
        fn new() -> Self {
            let folder = tempfile::tempdir().expect("a temporary folder");
            let gateway = Folder::open(folder.path().join("out")).expect("it is made");
            Self { folder, gateway }
        }

        fn replies(&self, text: &str) {
            std::fs::write(self.gateway.reply_to(message().key), text).expect("the folder is writable");
        }

        fn files(&self) -> Vec<String> {
            let entries = std::fs::read_dir(self.folder.path().join("out")).expect("readable");
            let mut names: Vec<_> = entries
                .map(|entry| entry.expect("readable").file_name().into_string().expect("UTF-8"))
                .map(|name| name.replace(&message().key.to_string(), "ID"))
                .collect();
            names.sort();
            names
        }
    }

    const ACKNOWLEDGED: &str = r#"<?xml version="1.0"?><reply><acknowledged reference="MR-4711"/></reply>"#;
    const REJECTED: &str = r#"<reply><rejected code="E-17"></rejected></reply>"#;

    #[tokio::test]
    async fn a_message_is_one_file_however_often_it_is_sent() {
        let office = Office::new();
        let first = office.gateway.submit(&message()).await;
        assert_eq!(first, Ok(Receipt { reference: format!("{}.xml", message().key) }));
        let text = std::fs::read(office.gateway.message_of(message().key)).expect("it is there");
        assert_eq!(office.gateway.submit(&message()).await, first);
        assert_eq!(office.files(), ["ID.xml"]);
        assert_eq!(std::fs::read(office.gateway.message_of(message().key)).expect("it is there"), text);
    }

    #[tokio::test]
    async fn the_reply_says_what_became_of_it() {
        let office = Office::new();
        let key = message().key;
        office.gateway.submit(&message()).await.expect("written");
        assert_eq!(office.gateway.confirm(key).await, Ok(Confirmation::Pending));
        for nonsense in ["", "no XML", "<reply/>", r#"<reply><acknowledged reference="two words"/></reply>"#] {
            office.replies(nonsense);
            assert_eq!(office.gateway.confirm(key).await, Err(Failure::BadAnswer), "{nonsense}");
        }
        office.replies(&"x".repeat(100_000));
        assert_eq!(office.gateway.confirm(key).await, Err(Failure::BadAnswer));
        office.replies(ACKNOWLEDGED);
        let acknowledged = Confirmation::Acknowledged { reference: "MR-4711".to_owned() };
        assert_eq!(office.gateway.confirm(key).await, Ok(acknowledged));
    }

    #[tokio::test]
    async fn what_was_taken_and_tidied_away_is_not_written_again() {
        let office = Office::new();
        office.replies(ACKNOWLEDGED);
        office.gateway.submit(&message()).await.expect("it is there");
        assert_eq!(office.files(), ["ID.reply.xml"]);
    }

    #[tokio::test]
    async fn what_was_sent_back_can_be_sent_once_more() {
        let office = Office::new();
        let key = message().key;
        office.gateway.submit(&message()).await.expect("written");
        office.replies(REJECTED);
        assert_eq!(office.gateway.confirm(key).await, Err(Failure::Rejected { code: "E-17".to_owned() }));
        office.gateway.submit(&message()).await.expect("written once more");
        assert_eq!(office.files(), ["ID.rejected.xml", "ID.xml"], "a message without a reply is to be taken");
        assert_eq!(office.gateway.confirm(key).await, Ok(Confirmation::Pending));
    }

    #[tokio::test]
    async fn a_folder_that_is_not_there_is_a_register_that_is_away() {
        let office = Office::new();
        std::fs::remove_dir_all(office.folder.path().join("out")).expect("it was there");
        assert_eq!(office.gateway.submit(&message()).await, Err(Failure::Unreachable));
        assert_eq!(office.gateway.confirm(message().key).await, Err(Failure::Unreachable));
    }

    #[tokio::test]
    async fn a_folder_says_at_once_that_it_answers_no_questions() {
        let office = Office::new();
        let born = domain::person::PartialDate { year: 1985, month: None, day: None };
        let question = Question { family_name: "Beispiel".to_owned(), given_names: "Berta".to_owned(), born };
        assert!(matches!(office.gateway.look_up(&question).await, Err(Failure::NotPossible)));
        assert!(office.files().is_empty(), "and leaves no trace of whom it was asked about");
    }

    #[tokio::test]
    async fn a_character_that_xml_cannot_hold_is_left_to_a_person() {
        let office = Office::new();
        let mut message = message();
        message.moving.as_mut().expect("it is a move").to.street = "Am\u{0}Markt".to_owned();
        let refused = office.gateway.submit(&message).await;
        assert_eq!(refused, Err(Failure::Rejected { code: "NOT_XML".to_owned() }));
        assert!(office.files().is_empty());
    }
}
