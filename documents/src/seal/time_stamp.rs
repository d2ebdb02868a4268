//! Time stamps (RFC 3161): a query, the authority that answers it, and whether its answer is good.

use std::io::{self, Read as _, Write as _};
use std::net::{TcpStream, ToSocketAddrs as _};
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use cms::cert::CertificateChoices;
use cms::content_info::ContentInfo;
use cms::signed_data::{CertificateSet, SignedData};
use der::asn1::{GeneralizedTime, Int, ObjectIdentifier, OctetString, SetOfVec};
use der::oid::db::rfc5280::ID_KP_TIME_STAMPING;
use der::oid::db::rfc5911::ID_SIGNED_DATA;
use der::oid::db::rfc5912::ID_SHA_256;
use der::{Any, Decode as _, Encode as _, Sequence};
use x509_cert::Certificate;
use x509_cert::ext::pkix::ExtendedKeyUsage;
use x509_cert::spki::AlgorithmIdentifierOwned;

use super::verify::{self, Signer};
use super::{Failure, sha256};

/// id-ct-TSTInfo (RFC 3161, 2.4.2).
const TST_INFO: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.1.4");

/// How far the authority's clock may be from ours.
const CLOCKS_APART_MAX: TimeDelta = TimeDelta::minutes(5);

/// What stamps times.
pub trait Authority: Send + Sync {
    /// Answers a `TimeStampReq` with a `TimeStampResp`, both in DER.
    fn stamp(&self, query: &[u8]) -> Result<Vec<u8>, Failure>;

    /// The certificates in DER one of which has issued the authority's, or is it.
    fn anchors(&self) -> &[Vec<u8>];
}

#[derive(Clone, Debug, Eq, PartialEq, Sequence)]
struct MessageImprint {
    hash_algorithm: AlgorithmIdentifierOwned,
    hashed_message: OctetString,
}

#[derive(Clone, Debug, Eq, PartialEq, Sequence)]
struct TimeStampReq {
    version: u8,
    message_imprint: MessageImprint,
    nonce: Int,
    cert_req: bool,
}

#[derive(Clone, Debug, Eq, PartialEq, Sequence)]
struct PkiStatusInfo {
    status: u8,
    #[asn1(optional = "true")]
    text: Option<Any>,
    #[asn1(optional = "true")]
    failure: Option<Any>,
}

#[derive(Clone, Debug, Eq, PartialEq, Sequence)]
struct TimeStampResp {
    status: PkiStatusInfo,
    #[asn1(optional = "true")]
    token: Option<Any>,
}

#[derive(Clone, Debug, Eq, PartialEq, Sequence)]
struct Accuracy {
    #[asn1(optional = "true")]
    seconds: Option<u64>,
    #[asn1(context_specific = "0", tag_mode = "IMPLICIT", optional = "true")]
    millis: Option<u16>,
    #[asn1(context_specific = "1", tag_mode = "IMPLICIT", optional = "true")]
    micros: Option<u16>,
}

#[derive(Clone, Debug, Eq, PartialEq, Sequence)]
struct TstInfo {
    version: u8,
    policy: ObjectIdentifier,
    message_imprint: MessageImprint,
    serial_number: Int,
    gen_time: Any,
    #[asn1(optional = "true")]
    accuracy: Option<Accuracy>,
    #[asn1(default = "Default::default")]
    ordering: bool,
    #[asn1(optional = "true")]
    nonce: Option<Int>,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    tsa: Option<Any>,
    #[asn1(context_specific = "1", tag_mode = "IMPLICIT", optional = "true")]
    extensions: Option<x509_cert::ext::Extensions>,
}

/// A question, remembered until its answer is checked.
pub(super) struct Query {
    imprint: [u8; 32],
    nonce: Int,
    der: Vec<u8>,
}

impl Query {
    /// Asks for the time of a signature value.
    pub(super) fn of(signature: &[u8]) -> Result<Self, Failure> {
        let mut nonce: [u8; 16] =
            event_store::random::bytes().map_err(|_| Failure::TimeStamp("there is no randomness for its query"))?;
        // Positive and without a leading zero: one spelling, so that it can be compared.
        nonce[0] = nonce[0] & 0x3F | 0x40;
        let (imprint, nonce) = (sha256(signature), Int::new(&nonce)?);
        let request = TimeStampReq {
            version: 1,
            message_imprint: MessageImprint {
                hash_algorithm: AlgorithmIdentifierOwned { oid: ID_SHA_256, parameters: None },
                hashed_message: OctetString::new(imprint)?,
            },
            nonce: nonce.clone(),
            cert_req: true,
        };
        Ok(Self { imprint, nonce, der: request.to_der()? })
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.der
    }

    /// The token of an answer, if it is the answer to this query, of now, and by an authority that is trusted.
    pub(super) fn check(&self, answer: &[u8], anchors: &[Vec<u8>], at: DateTime<Utc>) -> Result<Vec<u8>, Failure> {
        let answer = TimeStampResp::from_der(answer).map_err(|_| Failure::TimeStamp("the answer is none"))?;
        // 0 granted, 1 granted with modifications (RFC 3161, 2.4.2).
        if answer.status.status > 1 {
            return Err(Failure::TimeStamp("the authority refuses"));
        }
        let token = answer.token.ok_or(Failure::TimeStamp("the answer has no token"))?.to_der()?;
        let stamp = Stamp::check(&token, self.imprint, anchors)?;
        if stamp.nonce.as_ref() != Some(&self.nonce) {
            return Err(Failure::TimeStamp("it answers another query"));
        }
        if (stamp.at - at).abs() > CLOCKS_APART_MAX {
            return Err(Failure::TimeStamp("its time is not now"));
        }
        stamp.without_strangers(&token)
    }
}

/// A time stamp that is good.
pub(super) struct Stamp {
    pub(super) at: DateTime<Utc>,
    /// Whether it brings no certificates but those that lead to its trusted authority.
    pub(super) brings_only_its_own: bool,
    nonce: Option<Int>,
    way: Vec<Vec<u8>>,
}

impl Stamp {
    /// Checks a token over bytes with a digest.
    pub(super) fn check(token: &[u8], imprint: [u8; 32], anchors: &[Vec<u8>]) -> Result<Self, Failure> {
        let refused = Failure::TimeStamp;
        let info = ContentInfo::from_der(token).map_err(|_| refused("the token is none"))?;
        if info.content_type != ID_SIGNED_DATA {
            return Err(refused("the token is none"));
        }
        let data: SignedData = info.content.decode_as().map_err(|_| refused("the token is none"))?;
        let content = data.encap_content_info.econtent.as_ref().ok_or(refused("the token is empty"))?;
        if data.encap_content_info.econtent_type != TST_INFO {
            return Err(refused("the token is of something else"));
        }
        let stamp = TstInfo::from_der(content.value()).map_err(|_| refused("the token is of something else"))?;
        if stamp.message_imprint.hash_algorithm.oid != ID_SHA_256
            || stamp.message_imprint.hashed_message.as_bytes() != imprint
        {
            return Err(refused("it is of another signature"));
        }

        let mut signers = data.signer_infos.0.iter();
        let (Some(signer), None) = (signers.next(), signers.next()) else {
            return Err(refused("the token has not one signer"));
        };
        let certificates = verify::certificates(&data)?;
        let certificate = Signer { signer, content_type: TST_INFO, certificates: &certificates }
            .check(content.value())
            .map_err(|_| refused("its signature is wrong"))?;
        if !only_stamps(&certificate.parsed) {
            return Err(refused("its certificate is not for time stamps"));
        }
        let at = time(&stamp.gen_time)?;
        let way = verify::way_up(certificate, &certificates, anchors, at)
            .map_err(|_| refused("its authority is not trusted"))?;
        let brings_only_its_own = verify::brings_only(&way, &certificates);
        Ok(Self { at, nonce: stamp.nonce, brings_only_its_own, way })
    }
}

impl Stamp {
    /// The token with no certificates but its own. Authorities add those of older roots; nothing signs them, so they could
    /// be changed in the file and nobody would see it.
    fn without_strangers(&self, token: &[u8]) -> Result<Vec<u8>, Failure> {
        let mut info = ContentInfo::from_der(token)?;
        let mut data: SignedData = info.content.decode_as()?;
        let own = verify::certificates(&data)?.into_iter().filter(|known| self.way.contains(&known.der));
        let own = own.map(|known| CertificateChoices::Certificate(known.parsed)).collect::<Vec<_>>();
        data.certificates = Some(CertificateSet(SetOfVec::try_from(own)?));
        info.content = Any::encode_from(&data)?;
        Ok(info.to_der()?)
    }
}

/// The one critical use of a time stamping authority's certificate (RFC 3161, 2.3).
fn only_stamps(certificate: &Certificate) -> bool {
    let uses = certificate.tbs_certificate.get::<ExtendedKeyUsage>();
    matches!(uses, Ok(Some((true, ExtendedKeyUsage(uses)))) if uses == [ID_KP_TIME_STAMPING])
}

/// A generalized time, which may have fractions of a second here (RFC 3161, 2.4.2).
fn time(value: &Any) -> Result<DateTime<Utc>, Failure> {
    let wrong = || Failure::TimeStamp("its time is none");
    if let Ok(time) = value.decode_as::<GeneralizedTime>() {
        return DateTime::from_timestamp(i64::try_from(time.to_unix_duration().as_secs()).map_err(|_| wrong())?, 0)
            .ok_or_else(wrong);
    }
    let text = std::str::from_utf8(value.value()).map_err(|_| wrong())?;
    let text = text.strip_suffix('Z').ok_or_else(wrong)?;
    let time = chrono::NaiveDateTime::parse_from_str(text, "%Y%m%d%H%M%S%.f").map_err(|_| wrong())?;
    Ok(time.and_utc())
}

/// An authority that is asked by HTTP (RFC 3161, 3.4). What it answers is signed, so the way to it need not be secret.
pub struct Http {
    host: String,
    port: u16,
    path: String,
    anchors: Vec<Vec<u8>>,
    limit: Duration,
}

/// A token with a chain of certificates is a few kilobytes.
const ANSWER_BYTES_MAX: u64 = 64 * 1024;

impl Http {
    /// At an address that begins with `http://`, with the certificates in PEM that it is trusted by. It has `limit` for
    /// the whole of an answer.
    pub fn new(url: &str, anchors: &str, limit: Duration) -> Result<Self, Failure> {
        let wrong = Failure::Key("the address of the time stamping authority does not read http://host:port/path");
        let Some(rest) = url.strip_prefix("http://") else { return Err(wrong) };
        let (host, path) = rest.split_once('/').map_or((rest, String::new()), |(host, path)| (host, path.to_owned()));
        let (host, port) = match host.rsplit_once(':') {
            Some((name, port)) if !name.is_empty() => match port.parse() {
                Ok(port) => (name, port),
                Err(_) => return Err(wrong),
            },
            _ => (host, 80),
        };
        if host.is_empty() || url.chars().any(|letter| letter.is_whitespace() || letter.is_control()) {
            return Err(wrong);
        }
        let anchors = super::key::certificates_of(anchors)?;
        if anchors.is_empty() {
            return Err(Failure::Key("the time stamping authority has no certificate to trust it by"));
        }
        Ok(Self { host: host.to_owned(), port, path: format!("/{path}"), anchors, limit })
    }

    fn ask(&self, query: &[u8]) -> io::Result<Vec<u8>> {
        let begun = Instant::now();
        let left = || {
            let left = self.limit.saturating_sub(begun.elapsed());
            if left.is_zero() { Err(io::Error::from(io::ErrorKind::TimedOut)) } else { Ok(left) }
        };
        let mut last = io::Error::other("the name has no address");
        let mut stream = None;
        for address in (self.host.as_str(), self.port).to_socket_addrs()? {
            match TcpStream::connect_timeout(&address, left()?) {
                Ok(connected) => {
                    stream = Some(connected);
                    break;
                }
                Err(error) => last = error,
            }
        }
        let Some(mut stream) = stream else { return Err(last) };
        stream.set_write_timeout(Some(left()?))?;
        // HTTP/1.0: the answer ends with the connection, and is never cut into pieces.
        let head = format!(
            "POST {} HTTP/1.0\r\nHost: {}:{}\r\nContent-Type: application/timestamp-query\r\n\
             Accept: application/timestamp-reply\r\nContent-Length: {}\r\n\r\n",
            self.path,
            self.host,
            self.port,
            query.len(),
        );
        stream.write_all(&[head.as_bytes(), query].concat())?;

        let mut answer = Vec::new();
        let mut piece = [0; 4096];
        loop {
            stream.set_read_timeout(Some(left()?))?;
            match stream.read(&mut piece)? {
                0 => break,
                read => answer.extend_from_slice(&piece[..read]),
            }
            if answer.len() as u64 > ANSWER_BYTES_MAX {
                return Err(io::Error::other("the answer is too large"));
            }
            if let Some(body) = whole_body(&answer) {
                return body.map(<[u8]>::to_vec);
            }
        }
        let end = end_of_head(&answer).ok_or_else(|| io::Error::other("the answer is not HTTP"))?;
        granted(&answer[..end])?;
        Ok(answer[end..].to_vec())
    }
}

impl Authority for Http {
    fn stamp(&self, query: &[u8]) -> Result<Vec<u8>, Failure> {
        self.ask(query).map_err(Failure::Unreachable)
    }

    fn anchors(&self) -> &[Vec<u8>] {
        &self.anchors
    }
}

fn end_of_head(answer: &[u8]) -> Option<usize> {
    answer.windows(4).position(|window| window == b"\r\n\r\n").map(|at| at + 4)
}

fn granted(head: &[u8]) -> io::Result<()> {
    let status = head.split(|byte| *byte == b' ').nth(1);
    if head.starts_with(b"HTTP/1.") && status == Some(b"200") {
        Ok(())
    } else {
        Err(io::Error::other("the answer is not 200"))
    }
}

/// The body, as soon as all that the head announces is there: some authorities keep the connection.
fn whole_body(answer: &[u8]) -> Option<io::Result<&[u8]>> {
    let end = end_of_head(answer)?;
    let head = std::str::from_utf8(&answer[..end]).ok()?;
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok())?
    })?;
    let body = answer.get(end..end.checked_add(length)?)?;
    Some(granted(&answer[..end]).map(|()| body))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_or_refused() {
        let anchors = super::super::Demo::make("A", DateTime::UNIX_EPOCH).expect("it is made").certificates;
        let new = |url: &str| Http::new(url, &anchors, Duration::from_secs(5));
        let read = new("http://tsa.example:318/stamp?x=1").unwrap_or_else(|failure| panic!("{failure}"));
        assert_eq!((read.host.as_str(), read.port, read.path.as_str()), ("tsa.example", 318, "/stamp?x=1"));
        let plain = new("http://tsa.example").unwrap_or_else(|failure| panic!("{failure}"));
        assert_eq!((plain.port, plain.path.as_str()), (80, "/"));
        for wrong in
            ["https://tsa.example", "http://", "http://tsa.example:many/", "http://tsa.example/\r\nX: y", "tsa"]
        {
            assert!(new(wrong).is_err(), "{wrong}");
        }
        assert!(Http::new("http://tsa.example", "", Duration::from_secs(5)).is_err(), "nobody vouches for it");
    }

    #[test]
    fn an_answer_ends_where_its_head_says_or_with_the_connection() {
        let whole = b"HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nabcd";
        assert_eq!(whole_body(whole).and_then(Result::ok), Some(&b"abc"[..]));
        assert!(whole_body(&whole[..whole.len() - 3]).is_none());
        assert!(whole_body(b"HTTP/1.0 500 Oh\r\nContent-Length: 0\r\n\r\n").is_some_and(|body| body.is_err()));
        assert!(whole_body(b"HTTP/1.0 200 OK\r\n\r\nabc").is_none());
    }

    #[test]
    fn a_time_may_have_fractions() {
        let any = |text: &str| Any::new(der::Tag::GeneralizedTime, text.as_bytes()).expect("it fits");
        let read = |text| time(&any(text)).map(|time| time.to_rfc3339()).ok();
        assert_eq!(read("20260302090000Z").as_deref(), Some("2026-03-02T09:00:00+00:00"));
        assert_eq!(read("20260302090000.5Z").as_deref(), Some("2026-03-02T09:00:00.500+00:00"));
        assert_eq!(read("20260302090000"), None);
    }
}
