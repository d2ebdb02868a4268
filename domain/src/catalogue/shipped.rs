//! The edition that comes with the program: the seven services of the virtual office in Saarbrücken, as the law and the
//! city describe them. A fresh office works by it with nothing to set up.
//!
//! The law names no video call as a form of these services; the city practises it, and every case records the
//! channel and the way of identification, so that it can be asked later which ones rest on a call alone.

use chrono::NaiveDate;

use super::{Basis, Channel, Edition, EvidenceKind, Fee, IdentificationMethod, Notice, Power, Service, ServiceCode};
use crate::money::{Cents, Share};
use crate::signature::Method;

/// As many as somebody can ask for: the limit of an appointment's services says how many it is in the end.
const QUANTITY_MAX: u16 = 20;

/// The first edition. Cases of it lie in the logs of offices, so it is never edited: a correction is the next edition.
pub(super) fn edition() -> Edition {
    let valid_from = NaiveDate::from_ymd_opt(2024, 1, 1).expect("New Year's Day is a date");
    Edition { number: 1, valid_from, services: services() }
}

fn services() -> Vec<Service> {
    vec![
        Service {
            code: ServiceCode::ChangeOfResidence,
            name_de: "Ummeldung".to_owned(),
            name_en: "Change of residence".to_owned(),
            about_de: "Wenn Sie innerhalb der Stadt umgezogen sind. Sie brauchen Ihren Ausweis und die Bestätigung Ihres Wohnungsgebers."
                .to_owned(),
            about_en: "For a move within the city. You need your identity document and the confirmation of your landlord."
                .to_owned(),
            law: "§ 17 (1), § 23 (1), § 24 BMG".to_owned(),
            minutes: 20,
            quantity_max: QUANTITY_MAX,
            fee: free(Basis::Bmg24),
            paper_fee: None,
            evidence: vec![EvidenceKind::LandlordConfirmation, EvidenceKind::CustodyConsent],
            notices: registration_notices(),
            channels: everywhere(),
            identification: by_document(),
            signatures: simple(),
            declaration: true,
            acts_from_years: 16,
            powers: registrars(),
        },
        Service {
            code: ServiceCode::MoveIn,
            name_de: "Anmeldung".to_owned(),
            name_en: "Registration of a move-in".to_owned(),
            about_de: "Wenn Sie aus einer anderen Gemeinde in Deutschland hierher gezogen sind. Sie brauchen Ihren Ausweis und die Bestätigung Ihres Wohnungsgebers, Familien auch ihre Urkunden."
                .to_owned(),
            about_en: "For a move to this city from elsewhere in Germany. You need your identity document and the confirmation of your landlord; families need their civil status deeds as well."
                .to_owned(),
            law: "§ 17 (1), § 23 (2) to (4), §§ 24, 33 BMG".to_owned(),
            minutes: 20,
            quantity_max: QUANTITY_MAX,
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
            signatures: simple(),
            declaration: true,
            acts_from_years: 16,
            powers: registrars(),
        },
        Service {
            code: ServiceCode::DeregistrationAbroad,
            name_de: "Abmeldung ins Ausland".to_owned(),
            name_en: "Deregistration of a move abroad".to_owned(),
            about_de: "Wenn Sie aus Deutschland fortziehen. Sie können sich frühestens eine Woche vor dem Auszug abmelden."
                .to_owned(),
            about_en: "For a move out of Germany. You can deregister one week before you move at the earliest."
                .to_owned(),
            law: "§ 17 (2), § 23 (6), § 24 BMG".to_owned(),
            minutes: 20,
            quantity_max: QUANTITY_MAX,
            fee: free(Basis::Bmg24),
            paper_fee: None,
            // § 19 BMG speaks of moving in only: nobody confirms a move out.
            evidence: vec![EvidenceKind::CustodyConsent],
            // Families leave together as they come (§ 23 (4) BMG).
            notices: vec![Notice::DutyToCooperate, Notice::DataOfOthers],
            channels: everywhere(),
            identification: [by_document(), vec![IdentificationMethod::RegisteredDocumentSerial]].concat(),
            signatures: simple(),
            declaration: true,
            acts_from_years: 16,
            powers: registrars(),
        },
        Service {
            code: ServiceCode::CertificateOfConduct,
            name_de: "Führungszeugnis".to_owned(),
            name_en: "Certificate of conduct".to_owned(),
            about_de: "Das Bundesamt für Justiz schickt Ihnen das Führungszeugnis mit der Post. Für ein erweitertes Führungszeugnis brauchen Sie die schriftliche Aufforderung der Stelle, die es verlangt."
                .to_owned(),
            about_en: "The Federal Office of Justice sends you the certificate by post. For an extended certificate you need the written request of whoever asks for it."
                .to_owned(),
            law: "§§ 30, 30a, 30b BZRG".to_owned(),
            minutes: 10,
            quantity_max: QUANTITY_MAX,
            // § 30 (2) BZRG: the authority keeps two fifths and pays the rest to the federation.
            fee: Fee { amount: Cents(1300), city_share: Share { of: 2, parts: 5 }, basis: Basis::JvKostG1130 },
            paper_fee: None,
            evidence: vec![EvidenceKind::ExtendedCertificateRequest, EvidenceKind::ProofOfVoluntaryWork],
            notices: vec![Notice::InspectionAtCourt],
            channels: everywhere(),
            identification: by_document(),
            signatures: simple(),
            declaration: true,
            // § 30 (1) and (2) BZRG: from fourteen years on by oneself, and never by a proxy.
            acts_from_years: 14,
            powers: vec![Power::LegalRepresentative, Power::Custodian],
        },
        Service {
            code: ServiceCode::TradeRegisterExtract,
            name_de: "Gewerbezentralregisterauskunft".to_owned(),
            name_en: "Trade register extract".to_owned(),
            about_de: "Das Bundesamt für Justiz schickt Ihnen die Auskunft mit der Post. Wer für ein Unternehmen kommt, zeigt einen Registerauszug."
                .to_owned(),
            about_en: "The Federal Office of Justice sends you the extract by post. Whoever comes for a company shows an extract from its register."
                .to_owned(),
            law: "§ 150, § 155 (2) GewO".to_owned(),
            minutes: 10,
            quantity_max: QUANTITY_MAX,
            // § 150 (2) GewO: the authority keeps three eighths and pays the rest to the federation.
            fee: Fee { amount: Cents(1300), city_share: Share { of: 3, parts: 8 }, basis: Basis::JvKostG1132 },
            paper_fee: None,
            evidence: vec![],
            notices: vec![],
            channels: everywhere(),
            identification: by_document(),
            signatures: simple(),
            declaration: true,
            // § 150 (2) GewO: the only proxy is one whose power is entered in the register.
            acts_from_years: 18,
            powers: vec![Power::LegalRepresentative, Power::Custodian, Power::RegisteredProcuration],
        },
        Service {
            code: ServiceCode::RegistrationCertificate,
            name_de: "Meldebescheinigung".to_owned(),
            name_en: "Certificate of registration".to_owned(),
            about_de: "Elektronisch ist die Bescheinigung kostenlos. Auf Papier kostet sie eine Gebühr."
                .to_owned(),
            about_en: "The electronic certificate is free. On paper it costs a fee."
                .to_owned(),
            law: "§ 18 BMG".to_owned(),
            minutes: 10,
            quantity_max: QUANTITY_MAX,
            // The electronic certificate is free by federal law (§ 18 (3) BMG); only paper may cost what the
            // municipality asks for.
            fee: free(Basis::Bmg18),
            paper_fee: Some(Fee { amount: Cents(700), city_share: Share::WHOLE, basis: Basis::MunicipalTariff }),
            evidence: vec![],
            notices: vec![],
            channels: everywhere(),
            identification: by_document(),
            signatures: simple(),
            declaration: false,
            acts_from_years: 16,
            powers: registrars(),
        },
        Service {
            code: ServiceCode::TaxId,
            name_de: "Steuer-ID".to_owned(),
            name_en: "Tax identification number".to_owned(),
            about_de: "Wir nennen Ihnen die Nummer im Gespräch oder schicken sie mit der Post, nie mit einer E-Mail."
                .to_owned(),
            about_en: "We tell you the number in the talk or send it by post, never by e-mail."
                .to_owned(),
            law: "§§ 139a, 139b AO, §§ 10, 18 (2) BMG".to_owned(),
            minutes: 10,
            quantity_max: QUANTITY_MAX,
            fee: free(Basis::Ao139a),
            paper_fee: None,
            evidence: vec![],
            notices: vec![],
            channels: everywhere(),
            identification: by_document(),
            signatures: simple(),
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

/// No law of these services orders a written form that only a qualified signature could replace.
fn simple() -> Vec<Method> {
    vec![Method::Drawn, Method::TypedConsent, Method::SpokenTan]
}

/// Who registers for others: parents, custodians (§ 17 (3) BMG), and whoever shows a power in writing (§ 14 VwVfG).
fn registrars() -> Vec<Power> {
    vec![Power::LegalRepresentative, Power::Custodian, Power::Proxy]
}
