//! The key of the seal. In a file, or behind the port: in a token (PKCS#11) or at a trust service.

use std::fs;
use std::path::Path;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _};
use chrono::{DateTime, Datelike as _, Utc};
use der::pem::PemLabel as _;
use der::{Decode as _, SecretDocument};
use x509_cert::Certificate;

use super::Failure;

/// What seals: a key with its certificates.
///
/// A token in hardware or a remote service implements it; nothing else knows where the key is.
pub trait SealKey: Send + Sync {
    /// The certificates in DER: the key's own, then those that lead to a trusted one.
    fn certificates(&self) -> &[Vec<u8>];

    /// Who seals, as the certificate calls them.
    fn name(&self) -> &str;

    /// An ECDSA signature on P-256 with SHA-256 over the bytes, in DER.
    fn sign(&self, bytes: &[u8]) -> Result<Vec<u8>, Failure>;
}

/// A key in a file: PKCS#8 in PEM, not encrypted, and its certificates in PEM.
pub struct FileKey {
    key: EcdsaKeyPair,
    certificates: Vec<Vec<u8>>,
    name: String,
}

impl FileKey {
    /// Reads both files.
    pub fn read(key: &Path, certificates: &Path) -> Result<Self, Failure> {
        let read =
            |path: &Path| fs::read_to_string(path).map_err(|source| Failure::File { path: path.to_owned(), source });
        Self::from_pem(&read(key)?, &read(certificates)?)
    }

    /// From the texts of both files.
    pub fn from_pem(key: &str, certificates: &str) -> Result<Self, Failure> {
        let (label, document) = SecretDocument::from_pem(key).map_err(|_| Failure::Key("it is no PEM"))?;
        if label != "PRIVATE KEY" {
            return Err(Failure::Key("it is not in PKCS#8 (BEGIN PRIVATE KEY)"));
        }
        let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, document.as_bytes())
            .map_err(|_| Failure::Key("it is no key on the curve P-256"))?;
        let certificates = certificates_of(certificates)?;
        let own = certificates.first().ok_or(Failure::Key("it has no certificate"))?;
        let own = Certificate::from_der(own)?;
        let public = own.tbs_certificate.subject_public_key_info.subject_public_key.raw_bytes();
        if public != key.public_key().as_ref() {
            return Err(Failure::Key("the first certificate is of another key"));
        }
        let name = name_of(&own);
        Ok(Self { key, certificates, name })
    }
}

impl SealKey for FileKey {
    fn certificates(&self) -> &[Vec<u8>] {
        &self.certificates
    }

    fn name(&self) -> &str {
        &self.name
    }

    #[expect(clippy::disallowed_methods, reason = "the library takes its randomness from here and from nowhere else")]
    fn sign(&self, bytes: &[u8]) -> Result<Vec<u8>, Failure> {
        let signature = self.key.sign(&SystemRandom::new(), bytes).map_err(|_| Failure::Key("it does not sign"))?;
        Ok(signature.as_ref().to_vec())
    }
}

/// The certificates of a file in PEM, in DER and in order.
pub(super) fn certificates_of(pem: &str) -> Result<Vec<Vec<u8>>, Failure> {
    const END: &str = "-----END CERTIFICATE-----";
    pem.split_inclusive(END)
        .filter_map(|block| block.find("-----BEGIN CERTIFICATE-----").map(|begin| &block[begin..]))
        .map(|block| {
            let (label, document) =
                der::Document::from_pem(block).map_err(|_| Failure::Key("a certificate is no PEM"))?;
            if label != Certificate::PEM_LABEL {
                return Err(Failure::Key("a certificate is no certificate"));
            }
            Ok(document.into_vec())
        })
        .collect()
}

/// The organisation of a certificate, else all of its name.
fn name_of(certificate: &Certificate) -> String {
    let subject = &certificate.tbs_certificate.subject;
    let named = subject.0.iter().flat_map(|names| names.0.iter()).find(|name| name.oid == der::oid::db::rfc4519::O);
    let text = named.and_then(|name| {
        let utf8 = name.value.decode_as::<der::asn1::Utf8StringRef<'_>>().ok().map(|text| text.as_str().to_owned());
        let printable = || name.value.decode_as::<der::asn1::PrintableStringRef<'_>>().ok();
        utf8.or_else(|| printable().map(|text| text.as_str().to_owned()))
    });
    text.unwrap_or_else(|| subject.to_string())
}

/// A key and a certificate that nobody has to trust, for the demo.
pub struct Demo {
    /// The key, PKCS#8 in PEM.
    pub key: String,
    /// The certificates in PEM: the seal's, and that of the demo's own authority.
    pub certificates: String,
}

impl Demo {
    /// Makes both, for an authority that is called so.
    pub fn make(authority: &str, now: DateTime<Utc>) -> Result<Self, Failure> {
        use rcgen::{
            BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose, date_time_ymd,
        };

        let failed = |_: rcgen::Error| Failure::Key("the demo's certificate cannot be made");
        let narrow = |part: u32| u8::try_from(part).expect("months and days are below 256");
        let params = |name: &str| {
            let mut params = CertificateParams::default();
            params.distinguished_name.push(DnType::CountryName, "DE");
            params.distinguished_name.push(DnType::OrganizationName, authority);
            params.distinguished_name.push(DnType::CommonName, name);
            // From yesterday, so that no time zone makes it of tomorrow.
            let from = now.date_naive() - chrono::Days::new(1);
            params.not_before = date_time_ymd(from.year(), narrow(from.month()), narrow(from.day()));
            params.not_after = date_time_ymd(from.year() + 10, narrow(from.month()), narrow(from.day()).min(28));
            params
        };

        let root_key = KeyPair::generate().map_err(failed)?;
        let mut root = params("Vorgang Demo (nicht vertrauenswürdig)");
        root.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        root.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        let root_certificate = root.self_signed(&root_key).map_err(failed)?;

        let key = KeyPair::generate().map_err(failed)?;
        let mut own = params("Elektronisches Siegel (Demo)");
        own.key_usages = vec![KeyUsagePurpose::DigitalSignature, KeyUsagePurpose::ContentCommitment];
        own.use_authority_key_identifier_extension = true;
        let certificate = own.signed_by(&key, &Issuer::new(root, root_key)).map_err(failed)?;
        Ok(Self { key: key.serialize_pem(), certificates: format!("{}{}", certificate.pem(), root_certificate.pem()) })
    }
}
