//! Mails that came back: reports of non-delivery (RFC 3464), as files in a folder to which a mail server delivers.
//!
//! Anybody can write such a report. All that it does is put a mail of ours on the list of those that need somebody, and
//! only who has the mail knows its name.

use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use domain::ids::MailId;
use mail_parser::{Message, MessageParser, MimeHeaders as _, PartType};
use tracing::warn;
use uuid::Uuid;

/// How much of a report is read.
const BYTES_MAX: u64 = 1 << 20;

/// How many files are looked at, at a time.
const FILES_MAX: usize = 100;

/// How long a report of an unknown mail is left where it is.
const UNKNOWN_MAX: Duration = Duration::from_hours(24);

/// Where files go that are no reports of ours: replies of people, say.
const OTHERS: &str = "others";

/// A mail of ours that came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Report {
    /// Which.
    pub(crate) mail: MailId,
    /// What the report says (RFC 3463).
    pub(crate) status: (u16, u16, u16),
}

/// A folder of mails that came back, such as `Maildir/new`.
#[derive(Clone, Debug)]
pub struct Returns(PathBuf);

impl Returns {
    /// Uses a folder, and makes it if need be.
    pub fn open(path: PathBuf) -> io::Result<Self> {
        fs::create_dir_all(path.join(OTHERS))?;
        Ok(Self(path))
    }

    /// The reports that lie there, with their files. What is no report of ours is put aside.
    pub(crate) fn look(&self) -> io::Result<Vec<(PathBuf, Report)>> {
        let mut found = vec![];
        for entry in fs::read_dir(&self.0)?.take(FILES_MAX) {
            let path = entry?.path();
            if !path.is_file() {
                continue;
            }
            // One file that cannot be read holds up no other.
            match bytes_of(&path) {
                Ok(bytes) => match read(&bytes) {
                    Some(report) => found.push((path, report)),
                    None => self.put_aside(&path)?,
                },
                Err(error) => warn!(error = &error as &dyn std::error::Error, "a mail that came back cannot be read"),
            }
        }
        Ok(found)
    }

    /// Forgets a report that was taken.
    pub(crate) fn done(path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    /// Leaves a report of a mail that this office does not know: several authorities may share the folder. What nobody
    /// has known for a day is put aside.
    pub(crate) fn leave(&self, path: &Path) -> io::Result<()> {
        let age = fs::metadata(path)?.modified()?.elapsed().unwrap_or_default();
        if age < UNKNOWN_MAX { Ok(()) } else { self.put_aside(path) }
    }

    fn put_aside(&self, path: &Path) -> io::Result<()> {
        let Some(name) = path.file_name() else { return Ok(()) };
        warn!("a file among the mails that came back is no report of one of ours; it lies in {OTHERS} now");
        fs::rename(path, self.0.join(OTHERS).join(name))
    }
}

fn bytes_of(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = vec![];
    fs::File::open(path)?.take(BYTES_MAX).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Reads a report: that a mail failed, with which status, and which mail it was.
pub(crate) fn read(bytes: &[u8]) -> Option<Report> {
    let message = MessageParser::default().parse(bytes)?;
    let (mut status, mut mail) = (None, None);
    for part in &message.parts {
        let kind = part.content_type().map(|kind| format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or_default()));
        match kind.as_deref().map(str::to_ascii_lowercase).as_deref() {
            Some("message/delivery-status") => status = status.or_else(|| failed(text(&part.body)?)),
            Some("text/rfc822-headers") => {
                let headers = MessageParser::default().parse(text(&part.body)?);
                mail = mail.or_else(|| ours(&headers?));
            }
            _ => {
                if let PartType::Message(original) = &part.body {
                    mail = mail.or_else(|| ours(original));
                }
            }
        }
    }
    Some(Report { mail: mail?, status: status? })
}

fn text<'a>(body: &'a PartType<'_>) -> Option<&'a str> {
    match body {
        PartType::Text(text) => Some(text),
        PartType::Binary(bytes) | PartType::InlineBinary(bytes) => std::str::from_utf8(bytes).ok(),
        PartType::Html(_) | PartType::Message(_) | PartType::Multipart(_) => None,
    }
}

/// The status of a recipient to whom the mail failed for good. A report that it is only late says nothing new.
fn failed(fields: &str) -> Option<(u16, u16, u16)> {
    let field = |name: &str| {
        fields.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.trim().eq_ignore_ascii_case(name).then(|| value.trim())
        })
    };
    if !field("Action")?.eq_ignore_ascii_case("failed") {
        return None;
    }
    let mut numbers = field("Status")?.split_whitespace().next()?.splitn(3, '.').map(|number| number.parse().ok());
    let (class, subject, detail) = (numbers.next()??, numbers.next()??, numbers.next()??);
    (class <= 5 && subject <= 999 && detail <= 999).then_some((class, subject, detail))
}

/// Which of our mails a message was, by its name.
fn ours(original: &Message<'_>) -> Option<MailId> {
    let (id, _) = original.message_id()?.split_once('@')?;
    Uuid::try_parse(id).ok().map(MailId)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAIL: MailId = MailId(Uuid::from_u128(7));

    fn report(action: &str, status: &str, original: &str) -> String {
        format!(
            "From: MAILER-DAEMON@example.org\r\nTo: termine@example.org\r\nSubject: Undelivered Mail\r\n\
             MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n\r\n\
             --b\r\nContent-Type: text/plain\r\n\r\nI am sorry.\r\n\
             --b\r\nContent-Type: message/delivery-status\r\n\r\n\
             Reporting-MTA: dns; example.org\r\n\r\n\
             Final-Recipient: rfc822; ada@example.org\r\nAction: {action}\r\nStatus: {status}\r\n\
             Diagnostic-Code: smtp; 550 <ada@example.org> unknown\r\n\r\n{original}\r\n--b--\r\n"
        )
    }

    fn headers(id: &str) -> String {
        format!("--b\r\nContent-Type: text/rfc822-headers\r\n\r\nFrom: a@example.org\r\nMessage-ID: <{id}>\r\n")
    }

    fn whole(id: &str) -> String {
        format!(
            "--b\r\nContent-Type: message/rfc822\r\n\r\nFrom: a@example.org\r\nMessage-ID: <{id}>\r\n\
             Content-Type: text/plain\r\n\r\nGuten Tag\r\n"
        )
    }

    fn id() -> String {
        format!("{}@example.org", MAIL.0)
    }

    #[test]
    fn a_report_says_which_mail_failed_and_why() {
        for original in [headers(&id()), whole(&id())] {
            let read = read(report("failed", "5.1.1", &original).as_bytes());
            assert_eq!(read, Some(Report { mail: MAIL, status: (5, 1, 1) }), "{original}");
        }
    }

    #[test]
    fn a_mail_that_is_late_or_of_others_and_what_is_no_report_say_nothing() {
        let wrong = [
            report("delayed", "4.4.1", &headers(&id())),
            report("failed", "5.1", &headers(&id())),
            report("failed", "9999.1.1", &headers(&id())),
            report("failed", "5.1.1", &headers("somebody@example.org")),
            report("failed", "5.1.1", ""),
            format!("Subject: thank you\r\nIn-Reply-To: <{}>\r\n\r\nAction: failed\r\nStatus: 5.1.1\r\n", id()),
            String::new(),
            "\0\u{1}".repeat(1_000),
        ];
        for text in wrong {
            assert_eq!(read(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn what_people_answer_is_kept_aside_and_a_report_is_there_until_it_is_taken() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let returns = Returns::open(folder.path().join("new")).expect("it is made");
        let put = |name: &str, text: &str| fs::write(folder.path().join("new").join(name), text).expect("writable");
        put("1", &report("failed", "5.2.2", &headers(&id())));
        put("2", "Subject: thank you\r\n\r\nSee you.\r\n");
        for _ in 0..2 {
            let found = returns.look().expect("readable");
            assert_eq!(found.iter().map(|(_, report)| report.status).collect::<Vec<_>>(), [(5, 2, 2)]);
        }
        assert!(folder.path().join("new/others/2").is_file());
        let (path, _) = returns.look().expect("readable").remove(0);
        Returns::done(&path).expect("it is there");
        assert_eq!(returns.look().expect("readable"), []);
    }
}
