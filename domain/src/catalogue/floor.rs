//! What the law fixes about each service, whatever a municipality would like: the floor that no edition goes below.

use super::{Basis, Channel, EvidenceKind, Fee, IdentificationMethod, Notice, Power, Service, ServiceCode};
use crate::limits::Limits;
use crate::money::{Cents, Share};

/// How long a name may be, in characters.
const NAME_MAX: usize = 200;
/// How long a text may be.
const TEXT_MAX: usize = 2000;

/// What the law fixes about a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fixed {
    /// The law that it rests on.
    pub law: &'static str,
    /// Whether a declaration has to be signed.
    pub declaration: bool,
    /// From which age on people act for themselves.
    pub acts_from_years: u8,
}

/// What an edition gets wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// About which service; nothing where it is about all of them.
    pub service: Option<ServiceCode>,
    /// What.
    pub fault: Fault,
}

/// A rule that an edition breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It offers nothing.
    NothingOffered,
    /// It describes a service twice.
    Twice,
    /// A service has no name, or one that is too long.
    Name,
    /// A text is too long, or stands there in one language only.
    Text,
    /// It takes no time, or more than an appointment may.
    Minutes,
    /// Nobody could book it, or more at a time than anybody should.
    Quantity,
    /// A list names something twice.
    Repeated,
    /// A fee is negative.
    NegativeFee,
    /// A fee is higher than any that is meant.
    FeeTooHigh,
    /// A fee is charged for what federal law gives for nothing.
    FreeByLaw,
    /// The fee is not charged that federal law orders.
    FederalFee,
    /// The amount rests on another tariff than it says.
    Basis,
    /// The city keeps another share than the law gives it.
    CityShare,
    /// It is offered nowhere.
    NoChannel,
    /// Nobody could be identified in this channel.
    NobodyIdentified(Channel),
    /// This method identifies nobody for this service.
    Identification(IdentificationMethod),
    /// What has to be told is left out.
    NoticeMissing(Notice),
    /// What has to be shown is left out.
    EvidenceMissing(EvidenceKind),
    /// It asks for what nobody has to show.
    EvidenceNotAllowed(EvidenceKind),
    /// Somebody could no longer act who may by law.
    PowerMissing(Power),
    /// Somebody could act who may not by law.
    PowerNotAllowed(Power),
    /// A declaration has to be signed, and no way is left to.
    NoSignature,
    /// The law fixes it otherwise.
    FixedByLaw,
}

impl Fault {
    /// A stable name for browsers and translations.
    pub fn code(self) -> &'static str {
        match self {
            Self::NothingOffered => "nothing_offered",
            Self::Twice => "twice",
            Self::Name => "name",
            Self::Text => "text",
            Self::Minutes => "minutes",
            Self::Quantity => "quantity",
            Self::Repeated => "repeated",
            Self::NegativeFee => "negative_fee",
            Self::FeeTooHigh => "fee_too_high",
            Self::FreeByLaw => "free_by_law",
            Self::FederalFee => "federal_fee",
            Self::Basis => "basis",
            Self::CityShare => "city_share",
            Self::NoChannel => "no_channel",
            Self::NobodyIdentified(_) => "nobody_identified",
            Self::Identification(_) => "identification",
            Self::NoticeMissing(_) => "notice_missing",
            Self::EvidenceMissing(_) => "evidence_missing",
            Self::EvidenceNotAllowed(_) => "evidence_not_allowed",
            Self::PowerMissing(_) => "power_missing",
            Self::PowerNotAllowed(_) => "power_not_allowed",
            Self::NoSignature => "no_signature",
            Self::FixedByLaw => "fixed_by_law",
        }
    }

    /// Which one, where it is about one of several.
    pub fn which(self) -> Option<&'static str> {
        match self {
            Self::NobodyIdentified(channel) => Some(crate::names::of(&channel)),
            Self::Identification(method) => Some(crate::names::of(&method)),
            Self::NoticeMissing(notice) => Some(crate::names::of(&notice)),
            Self::EvidenceMissing(kind) | Self::EvidenceNotAllowed(kind) => Some(crate::names::of(&kind)),
            Self::PowerMissing(power) | Self::PowerNotAllowed(power) => Some(crate::names::of(&power)),
            Self::NothingOffered
            | Self::Twice
            | Self::Name
            | Self::Text
            | Self::Minutes
            | Self::Quantity
            | Self::Repeated
            | Self::NegativeFee
            | Self::FeeTooHigh
            | Self::FreeByLaw
            | Self::FederalFee
            | Self::Basis
            | Self::CityShare
            | Self::NoChannel
            | Self::NoSignature
            | Self::FixedByLaw => None,
        }
    }
}

impl Flaw {
    /// The law that says so, where it is one.
    pub fn law(self) -> Option<&'static str> {
        let service = self.service?;
        match self.fault {
            Fault::FreeByLaw => Some(match service {
                ServiceCode::ChangeOfResidence | ServiceCode::MoveIn | ServiceCode::DeregistrationAbroad => {
                    "§ 24 (2) BMG"
                }
                ServiceCode::RegistrationCertificate => "§ 18 (3) BMG",
                ServiceCode::TaxId => "§ 139a AO",
                ServiceCode::CertificateOfConduct | ServiceCode::TradeRegisterExtract => "§ 1 JVKostG",
            }),
            Fault::FederalFee => Some("§ 4 (1) JVKostG"),
            Fault::CityShare => match service {
                ServiceCode::CertificateOfConduct => Some("§ 30 (2) BZRG"),
                ServiceCode::TradeRegisterExtract => Some("§ 150 (2) GewO"),
                ServiceCode::ChangeOfResidence
                | ServiceCode::MoveIn
                | ServiceCode::DeregistrationAbroad
                | ServiceCode::RegistrationCertificate
                | ServiceCode::TaxId => None,
            },
            Fault::NoticeMissing(Notice::DutyToCooperate) => Some("§ 25 BMG"),
            Fault::NoticeMissing(Notice::TransferBlocks) => Some("§§ 42 (3), 50 (5) BMG"),
            Fault::NoticeMissing(Notice::DataOfOthers) => Some("§ 23 (4) BMG, § 202a StGB"),
            Fault::NoticeMissing(Notice::InspectionAtCourt) => Some("§ 30 (5) BZRG"),
            Fault::EvidenceMissing(EvidenceKind::LandlordConfirmation) => Some("§ 19 BMG"),
            Fault::EvidenceMissing(EvidenceKind::ExtendedCertificateRequest) => Some("§ 30a (2) BZRG"),
            Fault::EvidenceNotAllowed(EvidenceKind::LandlordConfirmation) => Some("§ 19 (1) BMG"),
            Fault::Identification(IdentificationMethod::RegisteredDocumentSerial) => Some("§ 23 (6) BMG"),
            Fault::PowerNotAllowed(_) => match service {
                ServiceCode::CertificateOfConduct => Some("§ 30 (2) BZRG"),
                ServiceCode::TradeRegisterExtract => Some("§ 150 (2) GewO"),
                ServiceCode::ChangeOfResidence
                | ServiceCode::MoveIn
                | ServiceCode::DeregistrationAbroad
                | ServiceCode::RegistrationCertificate
                | ServiceCode::TaxId => None,
            },
            Fault::PowerMissing(Power::Custodian) => Some("§ 1823 BGB"),
            Fault::PowerMissing(Power::LegalRepresentative) => Some("§ 1629 BGB"),
            _ => None,
        }
    }
}

/// What the law fixes about a service, so that no edition has to say it.
pub fn fixed(code: ServiceCode) -> Fixed {
    let (law, declaration, acts_from_years) = match code {
        ServiceCode::ChangeOfResidence => ("§ 17 (1), § 23 (1), § 24 BMG", true, 16),
        ServiceCode::MoveIn => ("§ 17 (1), § 23 (2) to (4), §§ 24, 33 BMG", true, 16),
        ServiceCode::DeregistrationAbroad => ("§ 17 (2), § 23 (6), § 24 BMG", true, 16),
        // § 30 (1) BZRG: from fourteen years on.
        ServiceCode::CertificateOfConduct => ("§§ 30, 30a, 30b BZRG", true, 14),
        ServiceCode::TradeRegisterExtract => ("§ 150, § 155 (2) GewO", true, 18),
        ServiceCode::RegistrationCertificate => ("§ 18 BMG", false, 16),
        ServiceCode::TaxId => ("§§ 139a, 139b AO, §§ 10, 18 (2) BMG", false, 18),
    };
    Fixed { law, declaration, acts_from_years }
}

/// The tariff of what a service costs in itself, and the part that the city keeps.
pub fn federal_share(code: ServiceCode) -> (Basis, Share) {
    match code {
        ServiceCode::ChangeOfResidence | ServiceCode::MoveIn | ServiceCode::DeregistrationAbroad => {
            (Basis::Bmg24, Share::WHOLE)
        }
        ServiceCode::CertificateOfConduct => (Basis::JvKostG1130, Share { of: 2, parts: 5 }),
        ServiceCode::TradeRegisterExtract => (Basis::JvKostG1132, Share { of: 3, parts: 8 }),
        ServiceCode::RegistrationCertificate => (Basis::Bmg18, Share::WHOLE),
        ServiceCode::TaxId => (Basis::Ao139a, Share::WHOLE),
    }
}

/// Everything that is wrong with what an edition offers.
pub(super) fn flaws(services: &[Service], limits: &Limits) -> Vec<Flaw> {
    if services.is_empty() {
        return vec![Flaw { service: None, fault: Fault::NothingOffered }];
    }
    let twice = services.iter().enumerate().filter_map(|(n, service)| {
        let before = services[..n].iter().any(|other| other.code == service.code);
        before.then_some(Flaw { service: Some(service.code), fault: Fault::Twice })
    });
    let of_service = |service: &Service| {
        let code = service.code;
        faults(service, limits).into_iter().map(move |fault| Flaw { service: Some(code), fault })
    };
    twice.chain(services.iter().flat_map(of_service)).collect()
}

fn faults(service: &Service, limits: &Limits) -> Vec<Fault> {
    let within = |value: u16, max: u16| (1..=max).contains(&value);
    let named = |name: &str| !name.trim().is_empty() && name.chars().count() <= NAME_MAX;
    let fixed = fixed(service.code);
    let mut faults = vec![];
    let mut rule = |holds: bool, fault: Fault| {
        if !holds {
            faults.push(fault);
        }
    };
    rule(named(&service.name_de) && named(&service.name_en), Fault::Name);
    let texts = [&service.about_de, &service.about_en];
    let both_or_none = texts.iter().all(|text| text.trim().is_empty()) || texts.iter().all(|t| !t.trim().is_empty());
    rule(both_or_none && texts.iter().all(|text| text.chars().count() <= TEXT_MAX), Fault::Text);
    rule(within(service.minutes, limits.service_mins_max), Fault::Minutes);
    rule(within(service.quantity_max, limits.service_quantity_max), Fault::Quantity);
    rule(
        (service.law.as_str(), service.declaration, service.acts_from_years)
            == (fixed.law, fixed.declaration, fixed.acts_from_years),
        Fault::FixedByLaw,
    );
    rule(
        once(&service.evidence)
            && once(&service.notices)
            && once(&service.channels)
            && once(&service.identification)
            && once(&service.signatures)
            && once(&service.powers),
        Fault::Repeated,
    );
    rule(!service.declaration || !service.signatures.is_empty(), Fault::NoSignature);
    rule(!service.channels.is_empty(), Fault::NoChannel);
    for channel in &service.channels {
        rule(service.identification.iter().any(|method| serves(*method, *channel)), Fault::NobodyIdentified(*channel));
    }
    for method in &service.identification {
        rule(may_identify(*method, service.code), Fault::Identification(*method));
    }
    for notice in notices(service.code) {
        rule(service.notices.contains(notice), Fault::NoticeMissing(*notice));
    }
    for kind in evidence(service.code) {
        rule(service.evidence.contains(kind), Fault::EvidenceMissing(*kind));
    }
    for kind in &service.evidence {
        rule(may_be_asked_for(*kind, service.code), Fault::EvidenceNotAllowed(*kind));
    }
    for power in [Power::LegalRepresentative, Power::Custodian] {
        rule(service.powers.contains(&power), Fault::PowerMissing(power));
    }
    for power in &service.powers {
        rule(may_act(*power, service.code), Fault::PowerNotAllowed(*power));
    }
    faults.extend(of_fees(service, limits));
    faults
}

/// § 24 (2) BMG, § 18 (3) BMG, § 139a AO: what is free by federal law stays free; only what is handed over on paper may
/// cost what the municipality asks for. The fee of the federal office is the federation's to fix and to divide.
fn of_fees(service: &Service, limits: &Limits) -> Vec<Fault> {
    let (basis, share) = federal_share(service.code);
    let fees: Vec<Fee> = [Some(service.fee), service.paper_fee].into_iter().flatten().collect();
    let mut faults = vec![];
    let mut rule = |holds: bool, fault: Fault| {
        if !holds && !faults.contains(&fault) {
            faults.push(fault);
        }
    };
    for fee in &fees {
        rule(fee.amount >= Cents::ZERO, Fault::NegativeFee);
        rule(fee.amount <= Cents(limits.fee_cents_max.into()), Fault::FeeTooHigh);
    }
    rule(service.fee.basis == basis, Fault::Basis);
    rule(service.fee.city_share == share, Fault::CityShare);
    match service.code {
        ServiceCode::ChangeOfResidence | ServiceCode::MoveIn | ServiceCode::DeregistrationAbroad => {
            rule(fees.iter().all(|fee| fee.amount <= Cents::ZERO), Fault::FreeByLaw);
        }
        ServiceCode::CertificateOfConduct | ServiceCode::TradeRegisterExtract => {
            rule(service.fee.amount > Cents::ZERO, Fault::FederalFee);
            rule(service.paper_fee.is_none(), Fault::FederalFee);
        }
        ServiceCode::RegistrationCertificate | ServiceCode::TaxId => {
            rule(service.fee.amount <= Cents::ZERO, Fault::FreeByLaw);
            if let Some(paper) = service.paper_fee {
                rule(paper.basis == Basis::MunicipalTariff, Fault::Basis);
                rule(paper.city_share == Share::WHOLE, Fault::CityShare);
            }
        }
    }
    faults
}

/// What has to be told for a service, when its procedure says so.
fn notices(code: ServiceCode) -> &'static [Notice] {
    match code {
        ServiceCode::ChangeOfResidence | ServiceCode::MoveIn => {
            &[Notice::DutyToCooperate, Notice::TransferBlocks, Notice::DataOfOthers]
        }
        ServiceCode::DeregistrationAbroad => &[Notice::DutyToCooperate, Notice::DataOfOthers],
        ServiceCode::CertificateOfConduct => &[Notice::InspectionAtCourt],
        ServiceCode::TradeRegisterExtract | ServiceCode::RegistrationCertificate | ServiceCode::TaxId => &[],
    }
}

/// What has to be shown for a service, when its procedure says so. Without the proof of voluntary work nobody could show
/// that they owe nothing (JVKostG, preliminary note 1.1.3).
fn evidence(code: ServiceCode) -> &'static [EvidenceKind] {
    match code {
        ServiceCode::ChangeOfResidence | ServiceCode::MoveIn => &[EvidenceKind::LandlordConfirmation],
        ServiceCode::CertificateOfConduct => {
            &[EvidenceKind::ExtendedCertificateRequest, EvidenceKind::ProofOfVoluntaryWork]
        }
        ServiceCode::DeregistrationAbroad
        | ServiceCode::TradeRegisterExtract
        | ServiceCode::RegistrationCertificate
        | ServiceCode::TaxId => &[],
    }
}

/// § 24 (1) BMG: a registration asks for what the register needs. Nobody confirms a move out (§ 19 (1) BMG), and what
/// proves a power or belongs to another service is asked for there.
fn may_be_asked_for(kind: EvidenceKind, code: ServiceCode) -> bool {
    match kind {
        EvidenceKind::LandlordConfirmation => {
            matches!(code, ServiceCode::ChangeOfResidence | ServiceCode::MoveIn)
        }
        // Where a child moves, the other parent may have to agree (§ 1687 (1) BGB).
        EvidenceKind::CivilStatusDeed | EvidenceKind::CustodyConsent => {
            matches!(code, ServiceCode::ChangeOfResidence | ServiceCode::MoveIn | ServiceCode::DeregistrationAbroad)
        }
        EvidenceKind::ExtendedCertificateRequest | EvidenceKind::ProofOfVoluntaryWork => {
            code == ServiceCode::CertificateOfConduct
        }
        EvidenceKind::RegisteredProcuration
        | EvidenceKind::PowerOfAttorney
        | EvidenceKind::CustodianCard
        | EvidenceKind::RegisterExtract => false,
    }
}

/// Electronic ID is a check by a machine, which a clerk cannot claim. The serial number is enough for an electronic
/// deregistration, and for nothing else (§ 23 (6) BMG).
fn may_identify(method: IdentificationMethod, code: ServiceCode) -> bool {
    match method {
        IdentificationMethod::VideoDocumentCheck | IdentificationMethod::CounterDocument => true,
        IdentificationMethod::RegisteredDocumentSerial => code == ServiceCode::DeregistrationAbroad,
        IdentificationMethod::EidHigh => false,
    }
}

fn serves(method: IdentificationMethod, channel: Channel) -> bool {
    match (method, channel) {
        (IdentificationMethod::VideoDocumentCheck | IdentificationMethod::RegisteredDocumentSerial, Channel::Video)
        | (IdentificationMethod::CounterDocument, Channel::Counter)
        | (IdentificationMethod::EidHigh, Channel::Video | Channel::Counter) => true,
        (
            IdentificationMethod::VideoDocumentCheck | IdentificationMethod::RegisteredDocumentSerial,
            Channel::Counter,
        )
        | (IdentificationMethod::CounterDocument, Channel::Video) => false,
    }
}

/// § 30 (2) BZRG: no proxy at all. § 150 (2) GewO: only one whose power is entered in the register. Elsewhere § 14 (1)
/// VwVfG allows a proxy, and the municipality may ask for more.
fn may_act(power: Power, code: ServiceCode) -> bool {
    match power {
        Power::LegalRepresentative | Power::Custodian => true,
        Power::Proxy => !matches!(code, ServiceCode::CertificateOfConduct | ServiceCode::TradeRegisterExtract),
        Power::RegisteredProcuration => code == ServiceCode::TradeRegisterExtract,
    }
}

fn once<T: PartialEq>(list: &[T]) -> bool {
    list.iter().enumerate().all(|(n, one)| !list[..n].contains(one))
}
