//! The signature itself: CMS with the attributes that CAdES wants (RFC 5652, ETSI EN 319 122-1).

use cms::cert::{CertificateChoices, IssuerAndSerialNumber};
use cms::content_info::{CmsVersion, ContentInfo};
use cms::signed_data::{
    CertificateSet, DigestAlgorithmIdentifiers, EncapsulatedContentInfo, SignedData, SignerIdentifier, SignerInfo,
    SignerInfos,
};
use der::asn1::{ObjectIdentifier, OctetString, SetOfVec};
use der::oid::db::rfc5911::{ID_CONTENT_TYPE, ID_DATA, ID_MESSAGE_DIGEST, ID_SIGNED_DATA};
use der::oid::db::rfc5912::{ECDSA_WITH_SHA_256, ID_SHA_256};
use der::{Any, Decode as _, Encode as _, Tag};
use x509_cert::Certificate;
use x509_cert::attr::{Attribute, Attributes};
use x509_cert::spki::AlgorithmIdentifierOwned;

use super::key::SealKey;
use super::{Failure, sha256};

/// signingCertificateV2 (RFC 5035): binds the certificate, so that none with the same key can stand in for it.
pub(super) const SIGNING_CERTIFICATE_V2: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.47");
/// signatureTimeStampToken (RFC 3161, appendix A).
pub(super) const TIME_STAMP_TOKEN: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.14");
/// signingTime: PAdES has it in the dictionary and forbids it here (ETSI EN 319 142-1, 6.3).
pub(super) const SIGNING_TIME: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.5");

/// Signs a digest, detached. The result is a `ContentInfo` in DER.
pub(super) fn sign(key: &dyn SealKey, digest: [u8; 32]) -> Result<Vec<u8>, Failure> {
    let own = key.certificates().first().ok_or(Failure::Key("it has no certificate"))?;
    let certificate = Certificate::from_der(own)?;
    let sha_256 = AlgorithmIdentifierOwned { oid: ID_SHA_256, parameters: None };

    let attributes: Attributes = SetOfVec::try_from(vec![
        attribute(ID_CONTENT_TYPE, Any::encode_from(&ID_DATA)?)?,
        attribute(ID_MESSAGE_DIGEST, Any::new(Tag::OctetString, digest)?)?,
        attribute(SIGNING_CERTIFICATE_V2, signing_certificate(own)?)?,
    ])?;
    // What is signed is the attributes as a SET OF (RFC 5652, 5.4), whatever tag they have in the message.
    let signature = key.sign(&attributes.to_der()?)?;

    let signer = SignerInfo {
        version: CmsVersion::V1,
        sid: SignerIdentifier::IssuerAndSerialNumber(IssuerAndSerialNumber {
            issuer: certificate.tbs_certificate.issuer,
            serial_number: certificate.tbs_certificate.serial_number,
        }),
        digest_alg: sha_256.clone(),
        signed_attrs: Some(attributes),
        signature_algorithm: AlgorithmIdentifierOwned { oid: ECDSA_WITH_SHA_256, parameters: None },
        signature: OctetString::new(signature)?,
        unsigned_attrs: None,
    };
    let certificates = key
        .certificates()
        .iter()
        .map(|der| Certificate::from_der(der).map(CertificateChoices::Certificate))
        .collect::<Result<Vec<_>, _>>()?;
    let data = SignedData {
        version: CmsVersion::V1,
        digest_algorithms: DigestAlgorithmIdentifiers::try_from(vec![sha_256])?,
        encap_content_info: EncapsulatedContentInfo { econtent_type: ID_DATA, econtent: None },
        certificates: Some(CertificateSet(SetOfVec::try_from(certificates)?)),
        crls: None,
        signer_infos: SignerInfos(SetOfVec::try_from(vec![signer])?),
    };
    Message { data }.to_der()
}

fn attribute(oid: ObjectIdentifier, value: Any) -> Result<Attribute, Failure> {
    Ok(Attribute { oid, values: SetOfVec::try_from(vec![value])? })
}

/// `SigningCertificateV2` with one `ESSCertIDv2`; SHA-256 is its default and is left out.
fn signing_certificate(certificate: &[u8]) -> Result<Any, Failure> {
    let mut list = vec![0x30, 0x24, 0x30, 0x22, 0x04, 0x20];
    list.extend(sha256(certificate));
    Ok(Any::new(Tag::Sequence, list)?)
}

/// A signature as it stands in a file.
pub(super) struct Message {
    data: SignedData,
}

impl Message {
    pub(super) fn parse(der: &[u8]) -> Result<Self, Failure> {
        let info = ContentInfo::from_der(der)?;
        if info.content_type != ID_SIGNED_DATA {
            return Err(Failure::Seal("it is no signature"));
        }
        let data: SignedData = info.content.decode_as()?;
        if data.signer_infos.0.len() != 1 {
            return Err(Failure::Seal("it has not one signer"));
        }
        Ok(Self { data })
    }

    pub(super) fn data(&self) -> &SignedData {
        &self.data
    }

    pub(super) fn signer(&self) -> &SignerInfo {
        self.data.signer_infos.0.get(0).expect("there is one signer")
    }

    /// The bytes that a time stamp is of.
    pub(super) fn signature(&self) -> &[u8] {
        self.signer().signature.as_bytes()
    }

    pub(super) fn add_time_stamp(&mut self, token: &[u8]) -> Result<(), Failure> {
        let mut signer = self.signer().clone();
        let stamp = attribute(TIME_STAMP_TOKEN, Any::from_der(token)?)?;
        signer.unsigned_attrs = Some(SetOfVec::try_from(vec![stamp])?);
        self.data.signer_infos = SignerInfos(SetOfVec::try_from(vec![signer])?);
        Ok(())
    }

    pub(super) fn to_der(&self) -> Result<Vec<u8>, Failure> {
        let info = ContentInfo { content_type: ID_SIGNED_DATA, content: Any::encode_from(&self.data)? };
        Ok(info.to_der()?)
    }
}
