//! A mail server, by SMTP (RFC 5321) over TLS: by STARTTLS (RFC 3207) or from the first byte (RFC 8314). Never in clear.

use std::fmt;
use std::time::Duration;

use lettre::Address;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailBodyParameter, MailParameter};
use lettre::transport::smtp::response::{Code, Response};
use tracing::info;

use crate::outbox::{Answer, NotTaken, Offer, Outbox, Outgoing};

/// How long connecting may take.
const CONNECT_MAX: Duration = Duration::from_secs(4);

/// How long it may take until a mail can be offered: connecting, encrypting, and saying who the office is.
const GREETING_MAX: Duration = Duration::from_secs(5);

/// How long a server may think about a recipient.
const RECIPIENT_MAX: Duration = Duration::from_secs(6);

/// When the encryption begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encryption {
    /// After a greeting in clear (RFC 3207), and nothing is said before it. A server without it is not used.
    StartTls,
    /// With the connection (RFC 8314, 3.3).
    FromTheStart,
}

/// A way to a mail server. Its debug form has no password.
#[derive(Clone, PartialEq, Eq)]
pub struct Server {
    /// The name by which its certificate knows it.
    pub host: String,
    /// The port.
    pub port: u16,
    /// When the encryption begins.
    pub encryption: Encryption,
    /// The name and the password of the office there, if it asks for any.
    pub credentials: Option<(String, String)>,
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server").field("host", &self.host).field("port", &self.port).finish_non_exhaustive()
    }
}

/// Why there is no such way.
#[derive(Debug, thiserror::Error)]
pub enum Unusable {
    /// The certificates of a private authority cannot be read.
    #[error("the file of certificates is not PEM")]
    Certificates,
    /// The encryption cannot be set up.
    #[error("the encryption cannot be set up")]
    Encryption(#[source] Error),
}

/// Mails by SMTP.
pub struct Smtp {
    server: Server,
    tls: TlsParameters,
    /// What the office calls itself there (RFC 5321, 4.1.4): the domain from which it writes.
    hello: ClientId,
}

impl Smtp {
    /// A way to a mail server that trusts what the machine trusts, and the certificates (PEM) of an authority's own
    /// besides. `domain` is the one from which the office writes.
    pub fn new(server: Server, domain: &str, trusted: Option<&[u8]>) -> Result<Self, Unusable> {
        let mut tls = TlsParameters::builder(server.host.clone());
        if let Some(pem) = trusted {
            let mut certificates = 0;
            for one in split(pem) {
                tls = tls.add_root_certificate(Certificate::from_pem(&one).map_err(|_| Unusable::Certificates)?);
                certificates += 1;
            }
            if certificates == 0 {
                return Err(Unusable::Certificates);
            }
        }
        let tls = tls.build_rustls().map_err(Unusable::Encryption)?;
        Ok(Self { server, tls, hello: ClientId::Domain(domain.to_owned()) })
    }

    /// Asks the mail server whether it lets the office in, and says nothing else.
    pub async fn check(&self) -> Result<(), NotTaken> {
        let mut connection = self.connect().await?;
        connection.abort().await;
        Ok(())
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, NotTaken> {
        let connected = tokio::time::timeout(GREETING_MAX, self.connect_and_greet()).await;
        connected.unwrap_or(Err(NotTaken::Closed { why: "it does not answer in time" }))
    }

    async fn connect_and_greet(&self) -> Result<AsyncSmtpConnection, NotTaken> {
        let Server { host, port, encryption, credentials } = &self.server;
        let at_once = (*encryption == Encryption::FromTheStart).then(|| self.tls.clone());
        let connecting =
            AsyncSmtpConnection::connect_tokio1((host.as_str(), *port), Some(CONNECT_MAX), &self.hello, at_once, None);
        let mut connection = connecting.await.map_err(|error| closed(&error, "it cannot be reached"))?;
        if *encryption == Encryption::StartTls {
            if !connection.can_starttls() {
                connection.abort().await;
                return Err(NotTaken::Closed { why: "it offers no encryption (STARTTLS)" });
            }
            let encrypting = connection.starttls(self.tls.clone(), &self.hello).await;
            encrypting.map_err(|error| closed(&error, NOT_TRUSTED))?;
        }
        if !connection.is_encrypted() {
            return Err(NotTaken::Closed { why: NOT_TRUSTED });
        }
        if let Some((name, password)) = credentials {
            let credentials = Credentials::new(name.clone(), password.clone());
            let authenticating = connection.auth(&[Mechanism::Plain, Mechanism::Login], &credentials).await;
            let reply = authenticating.map_err(|error| closed(&error, "it does not let the office in"))?;
            if !reply.is_positive() {
                return Err(NotTaken::Closed { why: "it does not let the office in" });
            }
        }
        if !connection.server_info().supports_feature(Extension::EightBitMime) {
            connection.abort().await;
            return Err(NotTaken::Closed { why: "it takes no mails with eight bits (8BITMIME)" });
        }
        Ok(connection)
    }

    async fn offered(&self, mail: &Outgoing) -> Result<Box<dyn Offer>, NotTaken> {
        // What is no address for this library is none for any server.
        let no_address = NotTaken::Refused { code: 553 };
        let [from, to] = [&mail.from, &mail.to].map(|address| address.parse::<Address>());
        let (from, to) = (from.map_err(|_| no_address.clone())?, to.map_err(|_| no_address)?);
        let mut connection = self.connect().await?;
        let mut parameters = vec![MailParameter::Body(MailBodyParameter::EightBitMime)];
        if !(mail.from.is_ascii() && mail.to.is_ascii()) {
            if !connection.server_info().supports_feature(Extension::SmtpUtfEight) {
                connection.abort().await;
                // RFC 6531, 3.5: this server cannot reach such a mailbox, now or later.
                return Err(NotTaken::Refused { code: 553 });
            }
            parameters.push(MailParameter::SmtpUtfEight);
        }
        let sender = connection.command(Mail::new(Some(from), parameters)).await;
        // What is wrong with the sender is wrong with every mail.
        if let Err(reply) = outcome(sender) {
            connection.abort().await;
            return Err(match reply {
                NotTaken::Refused { .. } => NotTaken::Closed { why: "it does not accept the office's address" },
                other => other,
            });
        }
        // From here on it is about this recipient alone: whoever makes the server think for long holds up nobody else.
        let asked = tokio::time::timeout(RECIPIENT_MAX, connection.command(Rcpt::new(to, vec![]))).await;
        let interrupted = NotTaken::Deferred { code: INTERRUPTED };
        let Ok(recipient) = asked else { return Err(interrupted) };
        if let Err(reply) = outcome(recipient) {
            connection.abort().await;
            return Err(if matches!(reply, NotTaken::Closed { .. }) { interrupted } else { reply });
        }
        Ok(Box::new(Taken { connection, bytes: mail.bytes.clone() }))
    }
}

impl Outbox for Smtp {
    fn name(&self) -> String {
        format!("the mail server {}:{}", self.server.host, self.server.port)
    }

    fn recognises(&self) -> bool {
        false
    }

    fn offer<'a>(&'a self, mail: &'a Outgoing) -> Answer<'a, Box<dyn Offer>> {
        Box::pin(self.offered(mail))
    }
}

/// A mail whose recipient the mail server accepts.
struct Taken {
    connection: AsyncSmtpConnection,
    bytes: Vec<u8>,
}

impl Offer for Taken {
    fn hand_over(mut self: Box<Self>) -> Answer<'static, ()> {
        Box::pin(async move {
            let begun = self.connection.command(Data).await;
            // Before the text nothing can have gone out, whatever happened; but the attempt is claimed by now.
            if let Err(reply) = outcome(begun) {
                self.connection.abort().await;
                return Err(match reply {
                    NotTaken::Closed { .. } => NotTaken::Deferred { code: INTERRUPTED },
                    other => other,
                });
            }
            let sent = self.connection.message(&self.bytes).await;
            let replied = match sent {
                Err(error) if error.status().is_none() => Err(NotTaken::Unclear),
                other => outcome(other),
            };
            // The mail is theirs; how the talk ends changes nothing.
            self.connection.abort().await;
            replied
        })
    }
}

/// The library does not tell the one from the other.
const NOT_TRUSTED: &str = "its certificate is not trusted, or the encryption cannot be set up";

/// What stands for the reply of a connection that broke before a mail began: the code with which servers close one
/// (RFC 5321, 4.2.2).
const INTERRUPTED: u16 = 421;

/// What a reply says of a mail.
fn outcome(reply: Result<Response, Error>) -> Result<(), NotTaken> {
    match reply {
        Ok(reply) if reply.is_positive() => Ok(()),
        Ok(reply) => Err(not_taken(reply.code())),
        Err(error) => match error.status() {
            Some(code) => Err(not_taken(code)),
            None => Err(closed(&error, "the connection broke")),
        },
    }
}

fn not_taken(code: Code) -> NotTaken {
    match u16::from(code) {
        // It is about to close, for everybody.
        INTERRUPTED => NotTaken::Closed { why: "it closes the connection" },
        code if code >= 500 => NotTaken::Refused { code },
        code => NotTaken::Deferred { code },
    }
}

/// No mail is taken. The server's words may quote whom a mail is for, so they are not passed on.
fn closed(error: &Error, why: &'static str) -> NotTaken {
    let code = error.status().map(u16::from);
    info!(code, is_timeout = error.is_timeout(), is_tls = error.is_tls(), "the mail server takes no mails: {why}");
    NotTaken::Closed { why: if error.is_tls() { NOT_TRUSTED } else { why } }
}

/// The certificates in a file, one by one.
fn split(pem: &[u8]) -> Vec<Vec<u8>> {
    const END: &str = "-----END CERTIFICATE-----";
    let text = String::from_utf8_lossy(pem);
    text.split_inclusive(END).filter(|one| one.contains(END)).map(|one| one.trim_start().as_bytes().to_vec()).collect()
}
