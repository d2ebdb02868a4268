//! Whether a seal is good: for the auditor who is shown a file, and for every answer of a time stamping authority.

use aws_lc_rs::digest;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1, ECDSA_P256_SHA384_ASN1, ECDSA_P384_SHA256_ASN1, ECDSA_P384_SHA384_ASN1,
    ECDSA_P521_SHA512_ASN1, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_2048_8192_SHA512,
    UnparsedPublicKey, VerificationAlgorithm,
};
use chrono::{DateTime, Utc};
use cms::cert::CertificateChoices;
use cms::signed_data::{SignedData, SignerIdentifier, SignerInfo};
use der::asn1::{ObjectIdentifier, OctetString};
use der::oid::db::rfc5911::{ID_CONTENT_TYPE, ID_DATA, ID_MESSAGE_DIGEST};
use der::oid::db::rfc5912::{
    ECDSA_WITH_SHA_256, ECDSA_WITH_SHA_384, ECDSA_WITH_SHA_512, ID_SHA_256, ID_SHA_384, ID_SHA_512, RSA_ENCRYPTION,
    SECP_256_R_1, SECP_384_R_1, SECP_521_R_1, SHA_256_WITH_RSA_ENCRYPTION, SHA_384_WITH_RSA_ENCRYPTION,
    SHA_512_WITH_RSA_ENCRYPTION,
};
use der::{Any, Decode as _, Encode as _, Sequence};
use x509_cert::Certificate;
use x509_cert::ext::pkix::{BasicConstraints, SubjectKeyIdentifier};
use x509_cert::spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoOwned};

use super::message::{Message, SIGNING_CERTIFICATE_V2, SIGNING_TIME, TIME_STAMP_TOKEN};
use super::time_stamp::Stamp;
use super::{Failure, Level, file, sha256};

/// signingCertificate (RFC 2634), with SHA-1: only authorities for time stamps still write it.
const SIGNING_CERTIFICATE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.12");

/// More than any chain has.
const CHAIN_MAX: usize = 6;

/// Whom to believe, by certificates in DER.
#[derive(Clone, Copy)]
pub struct Trust<'a> {
    /// Who seals, or who vouches for them.
    pub seals: &'a [Vec<u8>],
    /// Who stamps times, or who vouches for them.
    pub time_stamps: &'a [Vec<u8>],
}

/// What a good seal says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// How far it goes.
    pub level: Level,
    /// The SHA-256 of the certificate that sealed.
    pub certificate: [u8; 32],
    /// Since when it is proved to exist.
    pub stamped_at: Option<DateTime<Utc>>,
}

/// Checks the one seal of a file: that it covers all of it, that nothing has changed, that it is of somebody who is
/// trusted, and that its time stamp, if it has one, is of it. `now` is when it is asked.
pub fn verify(pdf: &[u8], trust: Trust<'_>, now: DateTime<Utc>) -> Result<Found, Failure> {
    let slot = file::find(pdf)?;
    let message = Message::parse(&slot.message).map_err(|_| Failure::Seal("it is no signature"))?;
    let certificates = certificates(message.data())?;
    let signer = Signer { signer: message.signer(), content_type: ID_DATA, certificates: &certificates };
    if signer.signed(SIGNING_TIME)?.is_some() {
        return Err(Failure::Seal("it claims a time where it must not"));
    }
    let certificate = signer.check_digest(&|algorithm| (algorithm == ID_SHA_256).then(|| slot.digest().to_vec()))?;

    let stamp = time_stamp(message.signer())?
        .map(|token| Stamp::check(&token, sha256(message.signature()), trust.time_stamps))
        .transpose()?;
    let stamped_at = stamp.as_ref().map(|stamp| stamp.at);
    let way = way_up(certificate, &certificates, trust.seals, stamped_at.unwrap_or(now))?;
    if !brings_only(&way, &certificates) || stamp.is_some_and(|stamp| !stamp.brings_only_its_own) {
        return Err(Failure::Seal("a certificate hangs on it that is not of its own"));
    }
    let level = if stamped_at.is_some() { Level::Timed } else { Level::Basic };
    Ok(Found { level, certificate: sha256(&certificate.der), stamped_at })
}

pub(super) fn time_stamp(signer: &SignerInfo) -> Result<Option<Vec<u8>>, Failure> {
    let Some(attributes) = &signer.unsigned_attrs else { return Ok(None) };
    match (attributes.as_slice(), attributes.get(0).map(|attribute| attribute.values.as_slice())) {
        ([attribute], Some([token])) if attribute.oid == TIME_STAMP_TOKEN => Ok(Some(token.to_der()?)),
        _ => Err(Failure::Seal("something unknown hangs on it")),
    }
}

/// A certificate with its exact bytes.
pub(super) struct Known {
    pub(super) der: Vec<u8>,
    pub(super) parsed: Certificate,
}

/// The certificates that a signature brings with it.
pub(super) fn certificates(data: &SignedData) -> Result<Vec<Known>, Failure> {
    let choices = data.certificates.iter().flat_map(|set| set.0.iter());
    choices
        .filter_map(|choice| match choice {
            CertificateChoices::Certificate(parsed) => {
                Some(parsed.to_der().map(|der| Known { der, parsed: parsed.clone() }).map_err(Failure::Der))
            }
            CertificateChoices::Other(_) => None,
        })
        .collect()
}

#[derive(Clone, Debug, Eq, PartialEq, Sequence)]
struct EssCertId {
    #[asn1(optional = "true")]
    hash_algorithm: Option<AlgorithmIdentifierOwned>,
    hash: OctetString,
    #[asn1(optional = "true")]
    issuer_serial: Option<Any>,
}

#[derive(Clone, Debug, Eq, PartialEq, Sequence)]
struct SigningCertificate {
    certificates: Vec<EssCertId>,
    #[asn1(optional = "true")]
    policies: Option<Any>,
}

/// A signer's part of a signature, with what it is to be of.
pub(super) struct Signer<'a> {
    pub(super) signer: &'a SignerInfo,
    pub(super) content_type: ObjectIdentifier,
    pub(super) certificates: &'a [Known],
}

impl<'a> Signer<'a> {
    /// Checks the signature over a content. Answers with whose it is.
    pub(super) fn check(&self, content: &[u8]) -> Result<&'a Known, Failure> {
        self.check_digest(&|algorithm| hash(algorithm, content))
    }

    fn check_digest(&self, digest: &dyn Fn(ObjectIdentifier) -> Option<Vec<u8>>) -> Result<&'a Known, Failure> {
        let refused = Failure::Seal;
        let content_type = self.signed(ID_CONTENT_TYPE)?.ok_or(refused("it does not say of what it is"))?;
        if content_type.decode_as::<ObjectIdentifier>()? != self.content_type {
            return Err(refused("it is of something else"));
        }
        let stated = self.signed(ID_MESSAGE_DIGEST)?.ok_or(refused("it has no digest"))?;
        let digest = digest(self.signer.digest_alg.oid).ok_or(refused("its digest is of an unknown kind"))?;
        if stated.value() != digest {
            return Err(refused("the file was changed"));
        }

        let certificate =
            self.certificates.iter().find(|known| self.is_of(&known.parsed)).ok_or(refused("it has no certificate"))?;
        if !self.binds(&certificate.der)? {
            return Err(refused("it names another certificate"));
        }
        let attributes = self.signer.signed_attrs.as_ref().ok_or(refused("it signs no attributes"))?.to_der()?;
        let key = &certificate.parsed.tbs_certificate.subject_public_key_info;
        let (algorithm, digest) = (self.signer.signature_algorithm.oid, self.signer.digest_alg.oid);
        if is_signed(key, algorithm, digest, &attributes, self.signer.signature.as_bytes()) {
            Ok(certificate)
        } else {
            Err(refused("its signature is wrong"))
        }
    }

    /// The one value of a signed attribute.
    fn signed(&self, oid: ObjectIdentifier) -> Result<Option<&'a Any>, Failure> {
        let Some(attributes) = &self.signer.signed_attrs else { return Ok(None) };
        let mut all = attributes.iter().filter(|attribute| attribute.oid == oid);
        match (all.next(), all.next()) {
            (None, _) => Ok(None),
            (Some(one), None) if one.values.len() == 1 => Ok(one.values.get(0)),
            _ => Err(Failure::Seal("an attribute stands in it twice")),
        }
    }

    fn is_of(&self, certificate: &Certificate) -> bool {
        let certificate = &certificate.tbs_certificate;
        match &self.signer.sid {
            SignerIdentifier::IssuerAndSerialNumber(named) => {
                named.issuer == certificate.issuer && named.serial_number == certificate.serial_number
            }
            SignerIdentifier::SubjectKeyIdentifier(named) => {
                matches!(certificate.get::<SubjectKeyIdentifier>(), Ok(Some((_, of))) if of == *named)
            }
        }
    }

    /// Whether the signature says that this certificate, and none with the same key, is its own.
    fn binds(&self, certificate: &[u8]) -> Result<bool, Failure> {
        let (named, default) = match self.signed(SIGNING_CERTIFICATE_V2)? {
            Some(named) => (named, digest(ID_SHA_256)),
            None => match self.signed(SIGNING_CERTIFICATE)? {
                Some(named) => (named, Some(&digest::SHA1_FOR_LEGACY_USE_ONLY)),
                None => return Ok(false),
            },
        };
        let named = SigningCertificate::from_der(&named.to_der()?)?;
        let Some(first) = named.certificates.first() else { return Ok(false) };
        let algorithm = first.hash_algorithm.as_ref().map_or(default, |algorithm| digest(algorithm.oid));
        let hash = algorithm.map(|algorithm| digest::digest(algorithm, certificate));
        Ok(hash.is_some_and(|hash| hash.as_ref() == first.hash.as_bytes()))
    }
}

fn digest(oid: ObjectIdentifier) -> Option<&'static digest::Algorithm> {
    match oid {
        ID_SHA_256 => Some(&digest::SHA256),
        ID_SHA_384 => Some(&digest::SHA384),
        ID_SHA_512 => Some(&digest::SHA512),
        _ => None,
    }
}

fn hash(oid: ObjectIdentifier, content: &[u8]) -> Option<Vec<u8>> {
    digest(oid).map(|algorithm| digest::digest(algorithm, content).as_ref().to_vec())
}

/// Whether a key has signed bytes. Algorithms that we do not know have signed nothing.
fn is_signed(
    key: &SubjectPublicKeyInfoOwned,
    algorithm: ObjectIdentifier,
    digest: ObjectIdentifier,
    bytes: &[u8],
    signature: &[u8],
) -> bool {
    let curve = || key.algorithm.parameters.as_ref()?.decode_as::<ObjectIdentifier>().ok();
    let algorithm: &dyn VerificationAlgorithm = match (algorithm, digest, curve()) {
        (ECDSA_WITH_SHA_256, _, Some(SECP_256_R_1)) => &ECDSA_P256_SHA256_ASN1,
        (ECDSA_WITH_SHA_384, _, Some(SECP_256_R_1)) => &ECDSA_P256_SHA384_ASN1,
        (ECDSA_WITH_SHA_256, _, Some(SECP_384_R_1)) => &ECDSA_P384_SHA256_ASN1,
        (ECDSA_WITH_SHA_384, _, Some(SECP_384_R_1)) => &ECDSA_P384_SHA384_ASN1,
        (ECDSA_WITH_SHA_512, _, Some(SECP_521_R_1)) => &ECDSA_P521_SHA512_ASN1,
        (SHA_256_WITH_RSA_ENCRYPTION, ..) | (RSA_ENCRYPTION, ID_SHA_256, _) => &RSA_PKCS1_2048_8192_SHA256,
        (SHA_384_WITH_RSA_ENCRYPTION, ..) | (RSA_ENCRYPTION, ID_SHA_384, _) => &RSA_PKCS1_2048_8192_SHA384,
        (SHA_512_WITH_RSA_ENCRYPTION, ..) | (RSA_ENCRYPTION, ID_SHA_512, _) => &RSA_PKCS1_2048_8192_SHA512,
        _ => return false,
    };
    let key = key.subject_public_key.raw_bytes();
    UnparsedPublicKey::new(algorithm, key).verify(bytes, signature).is_ok()
}

/// The way from a certificate up through those that have issued it, all of them in force, if somebody on it is trusted.
pub(super) fn way_up(
    from: &Known,
    others: &[Known],
    anchors: &[Vec<u8>],
    at: DateTime<Utc>,
) -> Result<Vec<Vec<u8>>, Failure> {
    let anchors = anchors
        .iter()
        .map(|der| Ok(Known { der: der.clone(), parsed: Certificate::from_der(der)? }))
        .collect::<Result<Vec<_>, Failure>>()?;
    let mut way: Vec<Vec<u8>> = Vec::new();
    let mut trusted = false;
    let mut next = Some(from);
    while let Some(current) = next.filter(|current| way.len() < CHAIN_MAX && !way.contains(&current.der)) {
        // Above somebody who is trusted nobody has to be.
        if !trusted && !is_in_force(&current.parsed, at) {
            return Err(Failure::Seal("a certificate was not in force"));
        }
        trusted |= anchors.iter().any(|anchor| anchor.der == current.der);
        way.push(current.der.clone());
        let mut issuers = anchors.iter().chain(others);
        next = issuers.find(|issuer| issuer.der != current.der && has_issued(&issuer.parsed, &current.parsed));
    }
    if trusted { Ok(way) } else { Err(Failure::Seal("nobody who is trusted vouches for it")) }
}

/// Certificates are not signed with what brings them. One that is not on the way has no business there.
pub(super) fn brings_only(way: &[Vec<u8>], certificates: &[Known]) -> bool {
    certificates.iter().all(|known| way.contains(&known.der))
}

fn has_issued(issuer: &Certificate, certificate: &Certificate) -> bool {
    let may = matches!(issuer.tbs_certificate.get::<BasicConstraints>(), Ok(Some((_, constraints))) if constraints.ca);
    let Ok(bytes) = certificate.tbs_certificate.to_der() else { return false };
    let key = &issuer.tbs_certificate.subject_public_key_info;
    let algorithm = certificate.signature_algorithm.oid;
    may && issuer.tbs_certificate.subject == certificate.tbs_certificate.issuer
        && is_signed(key, algorithm, algorithm, &bytes, certificate.signature.raw_bytes())
}

fn is_in_force(certificate: &Certificate, at: DateTime<Utc>) -> bool {
    let validity = &certificate.tbs_certificate.validity;
    let Ok(seconds) = u64::try_from(at.timestamp()) else { return false };
    let range = validity.not_before.to_unix_duration().as_secs()..=validity.not_after.to_unix_duration().as_secs();
    range.contains(&seconds)
}
