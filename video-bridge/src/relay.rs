//! Tries a relay out as a browser would: reaches it, and has it give an address and take it back.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use event_store::random;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use stun_types::attribute::{ErrorCode, Nonce, RawAttribute, Realm, Username, XorSocketAddr};
use stun_types::message::{
    IntegrityAlgorithm, LongTermKeyCredentials, Message, MessageHeader, MessageIntegrityCredentials, MessageType,
    MessageWriteVec, Method, TransactionId,
};
use stun_types::prelude::{MessageWrite as _, MessageWriteExt as _};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpStream, UdpSocket, lookup_host};
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

use crate::turn::{Trial, Turn};

/// RFC 8656, 18: the methods and attributes of TURN that are needed here.
const ALLOCATE: Method = Method::new(0x003);
const REFRESH: Method = Method::new(0x004);
const LIFETIME: u16 = 0x000d;
const XOR_RELAYED_ADDRESS: u16 = 0x0016;
const REQUESTED_TRANSPORT: u16 = 0x0019;
/// The relay passes on datagrams: 17 is UDP.
const UDP: [u8; 4] = [17, 0, 0, 0];

/// For how long somebody is waited for who may not be there.
const CONNECT: Duration = Duration::from_secs(5);
/// After which times a datagram is said again (RFC 8489, 6.2.1, and not as long).
const AGAIN: [Duration; 4] =
    [Duration::from_millis(500), Duration::from_secs(1), Duration::from_secs(1), Duration::from_secs(2)];
/// An answer of a relay is a few hundred bytes.
const ANSWER_BYTES_MAX: usize = 2_048;

/// Why a relay is of no use at an address.
#[derive(Debug, thiserror::Error)]
pub enum Unusable {
    /// It is no address that a browser takes.
    #[error("this is no address that browsers take")]
    Address,
    /// The name of its machine is not known.
    #[error("the name {host} is not known")]
    Name {
        /// The name.
        host: String,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// Nothing can be sent there.
    #[error("{at} cannot be reached")]
    Unreachable {
        /// Where.
        at: SocketAddr,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// Nobody answers.
    #[error("nobody answers at {at}")]
    Silent {
        /// Where.
        at: SocketAddr,
    },
    /// No TLS comes about.
    #[error("no TLS with {host}")]
    Tls {
        /// With whom.
        host: String,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// Something answers that is no relay.
    #[error("what answers at {at} is no relay")]
    Foreign {
        /// Where.
        at: SocketAddr,
    },
    /// It gives to whoever comes.
    #[error("it passes on for everybody, without a password")]
    Open,
    /// It refuses.
    #[error("it refuses with {code} {reason}")]
    Refused {
        /// The code of the standard: 401 is a wrong password, 486 one allocation too many.
        code: u16,
        /// In its words.
        reason: String,
    },
}

/// What a relay has given: where it would have passed things on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allocated {
    /// The relay.
    pub at: SocketAddr,
    /// The address that it gave, and that has to be reached from everywhere.
    pub relayed: SocketAddr,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Udp,
    Tcp,
    Tls,
}

/// An address of a relay, taken apart (RFC 7065).
#[derive(Debug, PartialEq, Eq)]
struct Address<'a> {
    host: &'a str,
    port: u16,
    way: Way,
}

impl<'a> Address<'a> {
    fn of(url: &'a str) -> Option<Self> {
        let (scheme, rest) = url.split_once(':')?;
        let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
        let way = match (scheme, query) {
            ("turn", "" | "transport=udp") => Way::Udp,
            ("turn", "transport=tcp") => Way::Tcp,
            // No browser speaks DTLS with a relay.
            ("turns", "" | "transport=tcp") => Way::Tls,
            _ => return None,
        };
        let usual = if way == Way::Tls { 5349 } else { 3478 };
        let (host, port) = match place.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            Some((host, port)) => (host, port.strip_prefix(':')),
            None => place.split_once(':').map_or((place, None), |(host, port)| (host, Some(port))),
        };
        let port = port.map_or(Some(usual), |port| port.parse().ok())?;
        (!host.is_empty()).then_some(Self { host, port, way })
    }
}

impl Turn {
    /// Has the relay give an address at one of its own, by a password that is made as for a browser, and takes it back.
    /// Of several addresses of a name the first that works is enough.
    pub async fn try_out(&self, url: &str, now: DateTime<Utc>) -> Result<Allocated, Unusable> {
        let address = Address::of(url).ok_or(Unusable::Address)?;
        let unknown = |source| Unusable::Name { host: address.host.to_owned(), source };
        let found = lookup_host((address.host, address.port)).await.map_err(unknown)?;
        let mut last = unknown(io::ErrorKind::NotFound.into());
        for at in found {
            match self.try_at(&address, at, now).await {
                Ok(relayed) => return Ok(Allocated { at, relayed }),
                Err(unusable) => last = unusable,
            }
        }
        Err(last)
    }

    async fn try_at(&self, address: &Address<'_>, at: SocketAddr, now: DateTime<Utc>) -> Result<SocketAddr, Unusable> {
        let mut line = Line::open(address, at).await?;
        let wanted = || vec![RawAttribute::new(REQUESTED_TRANSPORT.into(), &UDP)];
        // It says first in whose name passwords are made, and refuses.
        let (realm, nonce) = match line.ask(ALLOCATE, wanted(), None).await? {
            Answer::Refused { code: 401, realm: Some(realm), nonce: Some(nonce), .. } => (realm, nonce),
            Answer::Refused { code, reason, .. } => return Err(Unusable::Refused { code, reason }),
            Answer::Given { .. } => return Err(Unusable::Open),
        };
        let Trial { username, credential: password, .. } = self.trial("doctor", now);
        let known = Known { credentials: LongTermKeyCredentials::new(username, password, realm), nonce };
        match line.ask(ALLOCATE, wanted(), Some(&known)).await? {
            Answer::Refused { code, reason, .. } => Err(Unusable::Refused { code, reason }),
            Answer::Given { relayed } => {
                // What is not taken back runs out by itself.
                let at_once = vec![RawAttribute::new(LIFETIME.into(), &[0; 4])];
                drop(line.ask(REFRESH, at_once, Some(&known)).await);
                relayed.ok_or(Unusable::Foreign { at })
            }
        }
    }
}

/// Who we are to a relay.
struct Known {
    credentials: LongTermKeyCredentials,
    nonce: String,
}

enum Answer {
    Given { relayed: Option<SocketAddr> },
    Refused { code: u16, reason: String, realm: Option<String>, nonce: Option<String> },
}

trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

enum Wire {
    Datagrams(UdpSocket),
    Stream(Box<dyn Stream>),
}

struct Line {
    at: SocketAddr,
    wire: Wire,
}

impl Line {
    async fn open(address: &Address<'_>, at: SocketAddr) -> Result<Self, Unusable> {
        let unreachable = |source| Unusable::Unreachable { at, source };
        if address.way == Way::Udp {
            let any: IpAddr = if at.is_ipv4() { [0; 4].into() } else { [0_u16; 8].into() };
            let socket = UdpSocket::bind((any, 0)).await.map_err(unreachable)?;
            socket.connect(at).await.map_err(unreachable)?;
            return Ok(Self { at, wire: Wire::Datagrams(socket) });
        }
        let silent = |_| Unusable::Silent { at };
        let stream = timeout(CONNECT, TcpStream::connect(at)).await.map_err(silent)?.map_err(unreachable)?;
        if address.way == Way::Tcp {
            return Ok(Self { at, wire: Wire::Stream(Box::new(stream)) });
        }
        let refused = |source| Unusable::Tls { host: address.host.to_owned(), source };
        let name = ServerName::try_from(address.host.to_owned()).map_err(|_| Unusable::Address)?;
        let stream = timeout(CONNECT, tls().connect(name, stream)).await.map_err(silent)?.map_err(refused)?;
        Ok(Self { at, wire: Wire::Stream(Box::new(stream)) })
    }

    /// Says one thing and waits for what is answered to it.
    async fn ask(
        &mut self,
        method: Method,
        more: Vec<RawAttribute<'_>>,
        known: Option<&Known>,
    ) -> Result<Answer, Unusable> {
        let id = u128::from_be_bytes(random::bytes().map_err(|_| Unusable::Silent { at: self.at })?);
        let transaction = TransactionId::from(id);
        let request = request(transaction, method, more, known);
        let bytes = self.exchange(&request, transaction).await?;
        read(&bytes).ok_or(Unusable::Foreign { at: self.at })
    }

    async fn exchange(&mut self, request: &[u8], transaction: TransactionId) -> Result<Vec<u8>, Unusable> {
        let at = self.at;
        let unreachable = |source| Unusable::Unreachable { at, source };
        match &mut self.wire {
            Wire::Datagrams(socket) => {
                let mut buffer = vec![0; ANSWER_BYTES_MAX];
                for patience in AGAIN {
                    socket.send(request).await.map_err(unreachable)?;
                    let answer = async {
                        loop {
                            let read = socket.recv(&mut buffer).await?;
                            let header = MessageHeader::from_bytes(&buffer[..read]);
                            if header.is_ok_and(|header| header.transaction_id() == transaction) {
                                return Ok(read);
                            }
                        }
                    };
                    if let Ok(answered) = timeout(patience, answer).await {
                        let read = answered.map_err(unreachable)?;
                        buffer.truncate(read);
                        return Ok(buffer);
                    }
                }
                Err(Unusable::Silent { at })
            }
            Wire::Stream(stream) => {
                let exchange = async {
                    stream.write_all(request).await?;
                    let mut buffer = vec![0; MessageHeader::LENGTH];
                    stream.read_exact(&mut buffer).await?;
                    let length = MessageHeader::from_bytes(&buffer).map_or(0, |header| header.data_length());
                    buffer.resize((MessageHeader::LENGTH + usize::from(length)).min(ANSWER_BYTES_MAX), 0);
                    stream.read_exact(&mut buffer[MessageHeader::LENGTH..]).await?;
                    Ok(buffer)
                };
                timeout(CONNECT, exchange).await.map_err(|_| Unusable::Silent { at })?.map_err(unreachable)
            }
        }
    }
}

fn request(id: TransactionId, method: Method, more: Vec<RawAttribute<'_>>, known: Option<&Known>) -> Vec<u8> {
    let fits = "a request of a few attributes, each of them once";
    let of = MessageType::from_class_method(stun_types::message::MessageClass::Request, method);
    let mut message = Message::builder(of, id, MessageWriteVec::new());
    for attribute in &more {
        message.add_attribute(attribute).expect(fits);
    }
    if let Some(Known { credentials, nonce }) = known {
        // What is too long for an attribute came out of one.
        message.add_attribute(&Username::new(credentials.username()).expect(fits)).expect(fits);
        message.add_attribute(&Realm::new(credentials.realm()).expect(fits)).expect(fits);
        message.add_attribute(&Nonce::new(nonce).expect(fits)).expect(fits);
        let credentials = MessageIntegrityCredentials::LongTerm(credentials.clone());
        message.add_message_integrity(&credentials, IntegrityAlgorithm::Sha1).expect(fits);
    }
    message.finish()
}

fn read(bytes: &[u8]) -> Option<Answer> {
    let message = Message::from_bytes(bytes).ok()?;
    if let Ok(error) = message.attribute::<ErrorCode>() {
        return Some(Answer::Refused {
            code: error.code(),
            reason: error.reason().to_owned(),
            realm: message.attribute::<Realm>().ok().map(|realm| realm.realm().to_owned()),
            nonce: message.attribute::<Nonce>().ok().map(|nonce| nonce.nonce().to_owned()),
        });
    }
    let relayed = message.raw_attribute(XOR_RELAYED_ADDRESS.into());
    let relayed = relayed.and_then(|raw| XorSocketAddr::from_raw(&raw).ok());
    Some(Answer::Given { relayed: relayed.map(|relayed| relayed.addr(message.transaction_id())) })
}

/// TLS as browsers have it: whom this machine trusts.
fn tls() -> TlsConnector {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let config = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("the provider has the usual versions")
        .with_root_certificates(roots)
        .with_no_client_auth();
    TlsConnector::from(Arc::new(config))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_relays_are_read_as_browsers_read_them() {
        let of = |url| Address::of(url).map(|address| (address.host, address.port, address.way));
        assert_eq!(of("turn:turn.example"), Some(("turn.example", 3478, Way::Udp)));
        assert_eq!(of("turn:turn.example:80?transport=tcp"), Some(("turn.example", 80, Way::Tcp)));
        assert_eq!(of("turns:turn.example"), Some(("turn.example", 5349, Way::Tls)));
        assert_eq!(of("turns:[2001:db8::1]:443?transport=tcp"), Some(("2001:db8::1", 443, Way::Tls)));
        for wrong in ["turns:turn.example?transport=udp", "turn:turn.example:port", "turn:", "stun:stun.example"] {
            assert_eq!(of(wrong), None, "{wrong}");
        }
    }
}
