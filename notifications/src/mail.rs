//! A mail as it goes out: RFC 5322 with plain text in UTF-8, and an entry for the calendar where there is one.

use std::fmt;

use chrono::{DateTime, Utc};
use lettre::message::header::{
    ContentTransferEncoding, ContentType, ContentTypeErr, HeaderName, HeaderValue, MIME_VERSION_1_0,
};
use lettre::message::{Attachment, Body, Mailbox, MultiPart, SinglePart};
use uuid::Uuid;

use crate::invitation::{Invitation, Method};
use crate::language::Language;
use crate::words;

/// What stands on every mail of an office.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// What the office is called.
    pub name: String,
    /// The address from which it writes.
    pub from: String,
    /// The telephone of its service centre, if it has one.
    pub phone: Option<String>,
    /// Where appointments are made, without a slash at the end.
    pub url: String,
}

impl Head {
    /// Whether mails can go out under it: its address has to be possible, and its name one line.
    pub fn check(&self) -> Result<(), Unsendable> {
        self.from.parse::<lettre::Address>()?;
        if self.name.chars().any(|letter| letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}')) {
            return Err(Unsendable::Name);
        }
        Ok(())
    }
}

/// A mail. Its debug form says nothing about whom it is for.
#[derive(Clone, PartialEq, Eq)]
pub struct Mail {
    /// Names it: the same for the same event, so that a second copy is recognised.
    pub id: Uuid,
    /// When what it tells has happened.
    pub at: DateTime<Utc>,
    /// To whom.
    pub to: String,
    /// In which language.
    pub language: Language,
    /// The subject.
    pub subject: String,
    /// The text.
    pub text: String,
    /// What becomes of the entry in the reader's calendar, if anything.
    pub invitation: Option<Invitation>,
}

impl fmt::Debug for Mail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mail").field("id", &self.id).field("subject", &self.subject).finish_non_exhaustive()
    }
}

/// Why there can be no such mail.
#[derive(Debug, thiserror::Error)]
pub enum Unsendable {
    /// One of the addresses is not possible.
    #[error("an address is not possible")]
    Address(#[from] lettre::address::AddressError),
    /// The name of the office is not one line of text.
    #[error("the office's name is not one line of text")]
    Name,
    /// The mail could not be put together.
    #[error("the mail could not be put together")]
    Message(#[from] lettre::error::Error),
    /// A part of it has no possible type.
    #[error("a part has no possible type")]
    Type(#[from] ContentTypeErr),
}

impl Mail {
    /// The mail as bytes. They follow from its facts alone, so that writing it again writes the same.
    pub fn to_bytes(&self, head: &Head) -> Result<Vec<u8>, Unsendable> {
        head.check()?;
        let from: lettre::Address = head.from.parse()?;
        let id = format!("<{}@{}>", self.id, from.domain());
        let to: lettre::Address = self.to.parse()?;
        let builder = lettre::Message::builder()
            .message_id(Some(id))
            .date(self.at.into())
            .from(Mailbox::new(Some(head.name.clone()), from))
            .to(Mailbox::new(None, to.clone()))
            .subject(self.subject.clone())
            .header(MIME_VERSION_1_0);
        let text = as_it_is(self.text.replace('\n', "\r\n"));
        let mut message = match self.invitation {
            None => builder.header(ContentType::TEXT_PLAIN).body(text)?,
            Some(invitation) => {
                let entry = invitation.render(head, to.as_ref(), self.at, self.language);
                builder.multipart(self.with_entry(text, entry, invitation.method)?)?
            }
        };
        let headers = message.headers_mut();
        let mut more = |name: &'static str, value: &str| {
            headers.insert_raw(HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned()));
        };
        more("Content-Language", self.language.tag());
        // No answering machine answers (RFC 3834).
        more("Auto-Submitted", "auto-generated");
        Ok(message.formatted())
    }

    /// Most programs show the entry beside the text; for the others it is a file (RFC 6047, 2.4 and 3).
    fn with_entry(&self, text: Body, entry: String, method: Method) -> Result<MultiPart, Unsendable> {
        let kind = format!("text/calendar; charset=utf-8; method={}", method.word());
        let beside = SinglePart::builder().header(ContentType::parse(&kind)?).body(as_it_is(entry.clone()));
        let both = MultiPart::alternative()
            .boundary("vorgang-alternative")
            .header(ContentTransferEncoding::EightBit)
            .singlepart(SinglePart::builder().header(ContentType::TEXT_PLAIN).body(text))
            .singlepart(beside);
        let file = words::of(self.language).entry_file.to_owned();
        let file = Attachment::new(file).body(as_it_is(entry), ContentType::parse("application/ics")?);
        Ok(MultiPart::mixed()
            .boundary("vorgang-mixed")
            .header(ContentTransferEncoding::EightBit)
            .multipart(both)
            .singlepart(file))
    }
}

/// People may read the files of an outbox, so a text stands there as it is. Lines are short, and a mail server that
/// cannot take eight bits encodes it by itself (RFC 6152).
fn as_it_is(text: String) -> Body {
    Body::dangerous_pre_encoded(text.into_bytes(), ContentTransferEncoding::EightBit)
}

#[cfg(test)]
mod tests {
    use domain::calendar::Span;
    use domain::catalogue::Channel;
    use domain::ids::BookingId;
    use domain::testing::at;

    use super::*;

    pub(crate) fn head() -> Head {
        Head {
            name: "Bürgeramt Saarbrücken".to_owned(),
            from: "termine@example.org".to_owned(),
            phone: None,
            url: "https://amt.example.org".to_owned(),
        }
    }

    fn mail(to: &str) -> Mail {
        Mail {
            id: Uuid::from_u128(7),
            at: at("2026-03-02T08:00:00Z"),
            to: to.to_owned(),
            language: Language::German,
            subject: "Bitte bestätigen Sie Ihren Termin".to_owned(),
            text: "Guten Tag,\n\nbis morgen für alle.\n".to_owned(),
            invitation: None,
        }
    }

    #[test]
    fn an_entry_for_the_calendar_stands_beside_the_text_and_is_a_file_and_always_the_same() {
        let span = Span { starts_at: at("2026-03-06T09:00:00Z"), ends_at: at("2026-03-06T09:20:00Z") };
        let invitation = Invitation {
            booking: BookingId(Uuid::from_u128(9)),
            sequence: 0,
            method: Method::Request,
            span,
            channel: Channel::Video,
            number: None,
        };
        let mail = Mail { invitation: Some(invitation), ..mail("ada@example.org") };
        let bytes = mail.to_bytes(&head()).expect("possible");
        assert_eq!(mail.to_bytes(&head()).expect("possible"), bytes);
        let text = String::from_utf8(bytes).expect("UTF-8");
        for part in [
            "Content-Type: multipart/mixed;",
            "Content-Type: multipart/alternative;",
            "Content-Type: text/plain; charset=utf-8",
            "Content-Type: text/calendar; charset=utf-8; method=REQUEST",
            "Content-Disposition: attachment; filename=\"termin.ics\"",
            "bis morgen für alle.",
        ] {
            assert!(text.contains(part), "{part} in {text}");
        }
        assert_eq!(text.matches("BEGIN:VEVENT").count(), 2);
        // What holds eight bits says so itself (RFC 2045, 6.2).
        assert_eq!(text.matches("Content-Transfer-Encoding: 8bit").count(), 5);
    }

    #[test]
    fn a_mail_is_plain_text_that_people_can_read_and_always_the_same() {
        let bytes = mail("ada@example.org").to_bytes(&head()).expect("possible");
        assert_eq!(mail("ada@example.org").to_bytes(&head()).expect("possible"), bytes);
        let text = String::from_utf8(bytes).expect("UTF-8");
        let (headers, body) = text.split_once("\r\n\r\n").expect("headers end with an empty line");
        for line in [
            "Message-ID: <00000000-0000-0000-0000-000000000007@example.org>",
            "Date: Mon, 02 Mar 2026 08:00:00 +0000",
            "To: ada@example.org",
            "Content-Type: text/plain; charset=utf-8",
            "Content-Transfer-Encoding: 8bit",
            "Content-Language: de",
            "Auto-Submitted: auto-generated",
            "MIME-Version: 1.0",
        ] {
            assert!(headers.lines().any(|one| one == line), "{line} in {headers}");
        }
        assert!(headers.is_ascii(), "headers are encoded: {headers}");
        assert_eq!(body, "Guten Tag,\r\n\r\nbis morgen für alle.\r\n");
    }

    #[test]
    fn nobody_adds_a_header_or_a_recipient_by_an_address() {
        for to in ["ada@example.org\r\nBcc: eve@example.org", "ada@example.org, eve@example.org", "ada", ""] {
            assert!(mail(to).to_bytes(&head()).is_err(), "{to:?}");
        }
    }

    #[test]
    fn printing_a_mail_by_mistake_shows_nobody() {
        assert!(!format!("{:?}", mail("ada@example.org")).contains("ada"));
    }
}
