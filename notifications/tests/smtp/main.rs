//! Mails as a mail server gets them, and what becomes of those that it does not take.

use chrono::{DateTime, TimeDelta, Utc};
use domain::calendar::Span;
use domain::catalogue::Channel;
use domain::ids::BookingId;
use uuid::Uuid;
use vorgang_notifications::testing::{MailServer, Mode};
use vorgang_notifications::{Head, Invitation, Language, Mail, Method, NotTaken, Outbox as _, Outgoing, Server, Smtp};

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("a moment")
}

fn head() -> Head {
    Head {
        name: "Landeshauptstadt Saarbrücken".to_owned(),
        from: "termine@example.org".to_owned(),
        phone: Some("0681 9050".to_owned()),
        url: "https://amt.example".to_owned(),
    }
}

fn mail(to: &str) -> Mail {
    Mail {
        id: Uuid::from_u128(7),
        at: at("2026-03-02T09:00:00Z"),
        to: to.to_owned(),
        language: Language::German,
        subject: "Ihr Termin am Dienstag, 3. März".to_owned(),
        text: "Guten Tag,\n\nIhr Termin ist bestätigt.\n.\nEine Zeile mit einem Punkt.\n".to_owned(),
        invitation: None,
    }
}

fn outgoing(mail: &Mail, head: &Head) -> Option<Outgoing> {
    let bytes = mail.to_bytes(head).ok()?;
    Some(Outgoing { name: "one".to_owned(), from: head.from.clone(), to: mail.to.clone(), bytes })
}

async fn send(smtp: &Smtp, mail: &Outgoing) -> Result<(), NotTaken> {
    smtp.offer(mail).await?.hand_over().await
}

async fn to(smtp: &Smtp, mailbox: &str) -> Result<(), NotTaken> {
    send(smtp, &outgoing(&mail(mailbox), &head()).expect("a good mail")).await
}

#[tokio::test]
async fn a_mail_arrives_as_it_was_written() {
    for mode in [Mode::StartTls, Mode::FromTheStart, Mode::Login] {
        let mut server = MailServer::start(mode);
        let smtp = server.smtp();
        smtp.check().await.unwrap_or_else(|error| panic!("{mode:?}: {error}"));
        to(&smtp, "ada@example.org").await.unwrap_or_else(|error| panic!("{mode:?}: {error}"));
        let got = server.next_mail();
        assert_eq!(got["from"], "termine@example.org");
        assert_eq!(got["to"], serde_json::json!(["ada@example.org"]));
        assert_eq!(got["subject"], "Ihr Termin am Dienstag, 3. März");
        assert_eq!(got["sender"], "Landeshauptstadt Saarbrücken <termine@example.org>");
        let text = got["text"].as_str().expect("a text");
        assert!(text.contains("bestätigt.\r\n.\r\nEine Zeile"), "{text:?}");
        assert_eq!(got["defects"], serde_json::json!([]), "{got}");
    }
}

#[tokio::test]
async fn nothing_is_said_to_a_server_that_is_not_encrypted_or_not_the_right_one() {
    let clear = MailServer::start(Mode::Clear);
    let why = |why| Err(NotTaken::Closed { why });
    assert_eq!(to(&clear.smtp(), "ada@example.org").await, why("it offers no encryption (STARTTLS)"));

    // The certificate is of an authority that nobody knows, or for another name.
    let server = MailServer::start(Mode::StartTls);
    let stranger = Smtp::new(server.server(None), "example.org", None).expect("a way");
    assert_eq!(
        to(&stranger, "ada@example.org").await,
        why("its certificate is not trusted, or the encryption cannot be set up")
    );
    let other = server.smtp_with(Server { host: "127.0.0.1".to_owned(), ..server.server(None) });
    assert!(matches!(to(&other, "ada@example.org").await, Err(NotTaken::Closed { .. })));

    let login = MailServer::start(Mode::Login);
    let wrong = login.smtp_with(login.server(Some(("amt".to_owned(), "falsch".to_owned()))));
    assert_eq!(to(&wrong, "ada@example.org").await, why("it does not let the office in"));
    assert_eq!(wrong.check().await, why("it does not let the office in"));
    assert!(!format!("{:?}", login.server(Some(("amt".to_owned(), "falsch".to_owned())))).contains("falsch"));
}

#[tokio::test]
async fn what_the_server_says_of_a_mail_is_told_by_its_number_alone() {
    let mut server = MailServer::start(Mode::StartTls);
    let smtp = server.smtp();
    assert_eq!(to(&smtp, "later@example.org").await, Err(NotTaken::Deferred { code: 451 }));
    assert_eq!(to(&smtp, "later@example.org").await, Ok(()));
    assert_eq!(server.next_mail()["to"], serde_json::json!(["later@example.org"]));
    assert_eq!(to(&smtp, "never@example.org").await, Err(NotTaken::Refused { code: 550 }));
    assert_eq!(to(&smtp, "content@example.org").await, Err(NotTaken::Refused { code: 554 }));
    assert_eq!(to(&smtp, "deaf@example.org").await, Err(NotTaken::Deferred { code: 421 }), "nothing was handed over");
    assert_eq!(to(&smtp, "hangup@example.org").await, Err(NotTaken::Unclear), "it may have it");
    let (offline, port) = (Server { port: 1, ..server.server(None) }, server.server(None).port);
    assert!(port > 1);
    let gone = to(&server.smtp_with(offline), "ada@example.org").await;
    assert_eq!(gone, Err(NotTaken::Closed { why: "it cannot be reached" }));
}

/// What people try in order to write to others, or to say something else in the name of the office.
const PAYLOADS: [&str; 40] = [
    "a@example.org\r\nBcc: b@example.org",
    "a@example.org\nBcc: b@example.org",
    "a@example.org\rBcc: b@example.org",
    "a@example.org%0d%0aBcc: b@example.org",
    "a@example.org, b@example.org",
    "a@example.org; b@example.org",
    "a@example.org b@example.org",
    "<a@example.org>, <b@example.org>",
    "a@example.org>\r\nRCPT TO:<b@example.org",
    "a@example.org\r\nRCPT TO:<b@example.org>",
    "a@example.org\r\nDATA\r\nSubject: x\r\n\r\nx\r\n.\r\n",
    "\r\n.\r\nMAIL FROM:<x@example.org>",
    "\n.\nMAIL FROM:<x@example.org>",
    "\r.\rMAIL FROM:<x@example.org>",
    "x\r\n.\nMAIL FROM:<x@example.org>\r\n",
    "x\r\n\r\n<script>alert(1)</script>",
    "Subject: x",
    "x\r\nContent-Type: text/html\r\n\r\n<b>x</b>",
    "x\nContent-Type: text/html\n\n<b>x</b>",
    "x\u{2028}Bcc: b@example.org",
    "x\u{2029}Bcc: b@example.org",
    "x\u{85}Bcc: b@example.org",
    "x\u{b}Bcc: b@example.org",
    "x\u{c}Bcc: b@example.org",
    "x\0Bcc: b@example.org",
    "x\u{202e}gro.elpmaxe@b",
    "=?utf-8?q?=0d=0aBcc:_b@example.org?=",
    "=?utf-8?b?DQpCY2M6IGJAZXhhbXBsZS5vcmc=?=",
    "\"a\r\nBcc: b@example.org\"@example.org",
    "\"a b\"@example.org",
    "a@[127.0.0.1]\r\nBcc: b@example.org",
    "a@example.org (\r\n Bcc: b@example.org)",
    "a@exam\u{200b}ple.org",
    "a@example.org\t\r\n\tBcc: b@example.org",
    "--vorgang-mixed\r\nContent-Type: text/html\r\n\r\n<b>x</b>",
    "--vorgang-alternative--\r\n",
    "{{to}} ${to} {0} %s",
    "' OR 1=1 --",
    "a@example.org\r\n\r\n\r\n.\r\nQUIT\r\n",
    "BEGIN:VCALENDAR\r\nMETHOD:CANCEL\r\nEND:VCALENDAR",
];

#[tokio::test]
async fn no_text_changes_a_header_or_a_recipient() {
    let mut server = MailServer::start(Mode::StartTls);
    let smtp = server.smtp();
    to(&smtp, "ada@example.org").await.expect("it is taken");
    let plain = server.next_mail();
    let invitation = invitation("2026-03-03T08:00:00Z", 0, Method::Request);
    send(&smtp, &outgoing(&Mail { invitation: Some(invitation), ..mail("ada@example.org") }, &head()).expect("good"))
        .await
        .expect("it is taken");
    let invited = server.next_mail();
    let mut unsent = vec![];
    for payload in PAYLOADS {
        let text = payload.to_owned();
        let changed = [
            (Mail { to: text.clone(), ..mail("") }, head()),
            (Mail { subject: text.clone(), ..mail("ada@example.org") }, head()),
            (Mail { text: text.clone(), ..mail("ada@example.org") }, head()),
            (mail("ada@example.org"), Head { name: text.clone(), ..head() }),
            (mail("ada@example.org"), Head { from: text.clone(), ..head() }),
            (
                Mail { invitation: Some(invitation), ..mail("ada@example.org") },
                Head { phone: Some(text.clone()), ..head() },
            ),
            (Mail { invitation: Some(invitation), ..mail("ada@example.org") }, Head { url: text.clone(), ..head() }),
            (Mail { invitation: Some(invitation), ..mail("ada@example.org") }, Head { name: text.clone(), ..head() }),
        ];
        for (field, (mail, head)) in changed.into_iter().enumerate() {
            let taken = match outgoing(&mail, &head) {
                Some(outgoing) => send(&smtp, &outgoing).await.is_ok(),
                None => false,
            };
            if !taken {
                unsent.push(field);
                continue;
            }
            let got = server.next_mail();
            let model = if mail.invitation.is_some() { &invited } else { &plain };
            assert_eq!(got["headers"], model["headers"], "{payload:?}");
            assert_eq!(got["types"], model["types"], "{payload:?}");
            assert_eq!(got["to"].as_array().map(Vec::len), Some(1), "{payload:?}");
            if mail.to == "ada@example.org" {
                assert_eq!(got["to"], serde_json::json!(["ada@example.org"]), "{payload:?}");
                assert_eq!(got["recipient"], "ada@example.org", "{payload:?}");
            }
            if let Some(entry) = got["entries"].get(0) {
                assert_eq!(entry["method"], "REQUEST", "{payload:?}");
            }
        }
    }
    // Addresses that are none, and names of offices of several lines, go nowhere. Every other text arrives.
    assert!(unsent.iter().all(|field| [0, 3, 4, 7].contains(field)), "{unsent:?}");
    assert!(unsent.iter().filter(|field| **field == 0).count() >= 30, "{unsent:?}");
}

const BOOKING: BookingId = BookingId(Uuid::from_u128(4));

fn invitation(starts_at: &str, sequence: u32, method: Method) -> Invitation {
    let starts_at = at(starts_at);
    let span = Span { starts_at, ends_at: starts_at + TimeDelta::minutes(20) };
    Invitation { booking: BOOKING, sequence, method, span, channel: Channel::Video, number: None }
}

#[tokio::test]
async fn an_entry_for_the_calendar_is_at_the_right_hour_before_and_after_each_change_of_the_clocks() {
    let mut server = MailServer::start(Mode::StartTls);
    let smtp = server.smtp();
    // The clocks change on 28 March and on 31 October 2027.
    let times = [
        ("2027-03-26T09:00:00Z", "2027-03-26T10:00:00+01:00"),
        ("2027-03-29T08:00:00Z", "2027-03-29T10:00:00+02:00"),
        ("2027-10-29T08:00:00Z", "2027-10-29T10:00:00+02:00"),
        ("2027-11-02T09:00:00Z", "2027-11-02T10:00:00+01:00"),
    ];
    let uid = BOOKING.to_string();
    for (sequence, (instant, local)) in (0..).zip(times) {
        for method in [Method::Request, Method::Cancel] {
            let entry = invitation(instant, sequence, method);
            let mail = Mail { invitation: Some(entry), ..mail("ada@example.org") };
            send(&smtp, &outgoing(&mail, &head()).expect("a good mail")).await.expect("it is taken");
            let got = server.next_mail();
            assert_eq!(got["defects"], serde_json::json!([]), "{got}");
            let entry = &got["entries"][0];
            assert_eq!((entry["starts"].as_str(), entry["zone"].as_str()), (Some(local), Some("Europe/Berlin")));
            assert_eq!(at(entry["utc"].as_str().expect("a moment")), at(instant));
            assert_eq!(entry["uid"], uid, "what is moved or cancelled is the entry that was made");
            assert_eq!(entry["sequence"], sequence);
            assert_eq!(entry["method"], if method == Method::Request { "REQUEST" } else { "CANCEL" });
            assert_eq!(entry["status"], if method == Method::Request { "CONFIRMED" } else { "CANCELLED" });
            assert_eq!(entry["zones"], serde_json::json!(["Europe/Berlin"]));
            assert!(entry["longest"].as_u64() <= Some(75), "RFC 5545, 3.1");
        }
    }
}
