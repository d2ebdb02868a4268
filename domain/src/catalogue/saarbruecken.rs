//! The catalogue of the virtual office in Saarbrücken: seven services, as the law and the city describe them.
//!
//! The law names no video call as a form of these services; the city practises it, and every case records the
//! channel and the way of identification, so that it can be asked later which ones rest on a call alone.

use chrono::NaiveDate;

use super::{Basis, Channel, Edition, EvidenceKind, Fee, IdentificationMethod, Notice, Power, Service, ServiceCode};
use crate::money::{Cents, Share};

/// All editions, the oldest first.
pub(super) fn editions() -> Vec<Edition> {
    let valid_from = NaiveDate::from_ymd_opt(2024, 1, 1).expect("New Year's Day is a date");
    vec![Edition { number: 1, valid_from, services: services() }]
}

fn services() -> Vec<Service> {
    vec![
        Service {
            code: ServiceCode::ChangeOfResidence,
            name_de: "Ummeldung",
            name_en: "Change of residence",
            law: "§ 17 (1), § 23 (1), § 24 BMG",
            minutes: 20,
            fee: free(Basis::Bmg24),
            paper_fee: None,
            evidence: vec![EvidenceKind::LandlordConfirmation, EvidenceKind::CustodyConsent],
            notices: registration_notices(),
            channels: everywhere(),
            identification: by_document(),
            declaration: true,
            acts_from_years: 16,
            powers: registrars(),
        },
        Service {
            code: ServiceCode::MoveIn,
            name_de: "Anmeldung",
            name_en: "Registration of a move-in",
            law: "§ 17 (1), § 23 (2) to (4), §§ 24, 33 BMG",
            minutes: 20,
            fee: free(Basis::Bmg24),
            paper_fee: None,
            evidence: vec![
                EvidenceKind::LandlordConfirmation,
                EvidenceKind::CivilStatusDeed,
                EvidenceKind::CustodyConsent,
            ],
            notices: registration_notices(),
            channels: everywhere(),
            identification: by_document(),
            declaration: true,
            acts_from_years: 16,
            powers: registrars(),
        },
        Service {
            code: ServiceCode::DeregistrationAbroad,
            name_de: "Abmeldung ins Ausland",
            name_en: "Deregistration of a move abroad",
            law: "§ 17 (2), § 23 (6), § 24 BMG",
            minutes: 20,
            fee: free(Basis::Bmg24),
            paper_fee: None,
            // § 19 BMG speaks of moving in only: nobody confirms a move out.
            evidence: vec![EvidenceKind::CustodyConsent],
            // Families leave together as they come (§ 23 (4) BMG).
            notices: vec![Notice::DutyToCooperate, Notice::DataOfOthers],
            channels: everywhere(),
            identification: [by_document(), vec![IdentificationMethod::RegisteredDocumentSerial]].concat(),
            declaration: true,
            acts_from_years: 16,
            powers: registrars(),
        },
        Service {
            code: ServiceCode::CertificateOfConduct,
            name_de: "Führungszeugnis",
            name_en: "Certificate of conduct",
            law: "§§ 30, 30a, 30b BZRG",
            minutes: 10,
            // § 30 (2) BZRG: the authority keeps two fifths and pays the rest to the federation.
            fee: Fee { amount: Cents(1300), city_share: Share { of: 2, parts: 5 }, basis: Basis::JvKostG1130 },
            paper_fee: None,
            evidence: vec![EvidenceKind::ExtendedCertificateRequest, EvidenceKind::ProofOfVoluntaryWork],
            notices: vec![Notice::InspectionAtCourt],
            channels: everywhere(),
            identification: by_document(),
            declaration: true,
            // § 30 (1) and (2) BZRG: from fourteen years on by oneself, and never by a proxy.
            acts_from_years: 14,
            powers: vec![Power::LegalRepresentative, Power::Custodian],
        },
        Service {
            code: ServiceCode::TradeRegisterExtract,
            name_de: "Gewerbezentralregisterauskunft",
            name_en: "Trade register extract",
            law: "§ 150, § 155 (2) GewO",
            minutes: 10,
            // § 150 (2) GewO: the authority keeps three eighths and pays the rest to the federation.
            fee: Fee { amount: Cents(1300), city_share: Share { of: 3, parts: 8 }, basis: Basis::JvKostG1132 },
            paper_fee: None,
            evidence: vec![],
            notices: vec![],
            channels: everywhere(),
            identification: by_document(),
            declaration: true,
            // § 150 (2) GewO: the only proxy is one whose power is entered in the register.
            acts_from_years: 18,
            powers: vec![Power::LegalRepresentative, Power::Custodian, Power::RegisteredProcuration],
        },
        Service {
            code: ServiceCode::RegistrationCertificate,
            name_de: "Meldebescheinigung",
            name_en: "Certificate of registration",
            law: "§ 18 BMG",
            minutes: 10,
            // The electronic certificate is free by federal law (§ 18 (3) BMG); only paper may cost what the
            // municipality asks for.
            fee: free(Basis::Bmg18),
            paper_fee: Some(Fee { amount: Cents(700), city_share: Share::WHOLE, basis: Basis::MunicipalTariff }),
            evidence: vec![],
            notices: vec![],
            channels: everywhere(),
            identification: by_document(),
            declaration: false,
            acts_from_years: 16,
            powers: registrars(),
        },
        Service {
            code: ServiceCode::TaxId,
            name_de: "Steuer-ID",
            name_en: "Tax identification number",
            law: "§§ 139a, 139b AO, §§ 10, 18 (2) BMG",
            minutes: 10,
            fee: free(Basis::Ao139a),
            paper_fee: None,
            evidence: vec![],
            notices: vec![],
            channels: everywhere(),
            identification: by_document(),
            declaration: false,
            acts_from_years: 18,
            powers: registrars(),
        },
    ]
}

fn free(basis: Basis) -> Fee {
    Fee { amount: Cents::ZERO, city_share: Share::WHOLE, basis }
}

/// The last one is for families that move together.
fn registration_notices() -> Vec<Notice> {
    vec![Notice::DutyToCooperate, Notice::TransferBlocks, Notice::DataOfOthers]
}

fn everywhere() -> Vec<Channel> {
    vec![Channel::Video, Channel::Counter]
}

/// Electronic ID is not in the list: it is a check by a machine, and a clerk must not be able to claim it.
fn by_document() -> Vec<IdentificationMethod> {
    vec![IdentificationMethod::VideoDocumentCheck, IdentificationMethod::CounterDocument]
}

/// Who registers for others: parents, custodians (§ 17 (3) BMG), and whoever shows a power in writing (§ 14 VwVfG).
fn registrars() -> Vec<Power> {
    vec![Power::LegalRepresentative, Power::Custodian, Power::Proxy]
}
