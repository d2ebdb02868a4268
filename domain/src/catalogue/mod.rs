//! What the office offers: services with their duration, fee, evidence, notices and channels, in dated editions.
//!
//! A case is bound by the edition in force when the office begins to work on it; the rules of old editions stay.
//! One person proposes the next edition and another one publishes it. What the law fixes is code (`floor`), what the
//! municipality may choose is data.

// How an edition comes to be.
mod aggregate;
mod command;
mod differences;
mod event;
mod on_draft;

// What an edition may say, and what the first one says.
mod floor;
mod shipped;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::money::{Cents, Share};
use crate::signature::Method;

pub use aggregate::{Draft, State};
pub use command::{Command, Proposal, Refusal, ServiceChange};
pub use differences::{Difference, differences};
pub use event::Event;
pub use floor::{Fault, Flaw, federal_share, fixed};
pub use on_draft::OnDraft;

/// The seven services of the office.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ServiceCode {
    /// Registration of a move within the municipality (Ummeldung; an Anmeldung by § 17 (1) BMG).
    ChangeOfResidence,
    /// Registration of a move from elsewhere in Germany (Anmeldung, §§ 17 (1), 33 BMG).
    MoveIn,
    /// Deregistration of a move abroad (Abmeldung, § 17 (2) BMG).
    DeregistrationAbroad,
    /// Application for a certificate of conduct (Führungszeugnis, § 30 BZRG).
    CertificateOfConduct,
    /// Application for a trade register extract (Gewerbezentralregisterauskunft, § 150 GewO).
    TradeRegisterExtract,
    /// Certificate of registration (Meldebescheinigung, § 18 BMG).
    RegistrationCertificate,
    /// Disclosure of the tax identification number (Steuer-ID, §§ 139a, 139b AO).
    TaxId,
}

impl ServiceCode {
    /// Every service, in the order of the catalogue.
    pub const ALL: [Self; 7] = [
        Self::ChangeOfResidence,
        Self::MoveIn,
        Self::DeregistrationAbroad,
        Self::CertificateOfConduct,
        Self::TradeRegisterExtract,
        Self::RegistrationCertificate,
        Self::TaxId,
    ];

    /// The stored name.
    pub fn name(self) -> &'static str {
        crate::names::of(&self)
    }
}

/// How somebody and the office come together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// By a video call.
    Video,
    /// At a counter.
    Counter,
}

/// What has to be shown, apart from an ID document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EvidenceKind {
    /// Confirmation by the landlord, or its matching code (Wohnungsgeberbestätigung, § 19 (3), (4) BMG).
    LandlordConfirmation,
    /// Written request for an extended certificate of conduct (§ 30a (2) BZRG).
    ExtendedCertificateRequest,
    /// Proof that the power to act is entered in the commercial register (§ 150 (2) GewO).
    RegisteredProcuration,
    /// A power of attorney in writing (§ 14 (1) VwVfG).
    PowerOfAttorney,
    /// A deed of civil status: birth, marriage, partnership (Personenstandsurkunde, §§ 55 to 60 PStG).
    CivilStatusDeed,
    /// The card of a custodian, with the matters that are theirs (Betreuerausweis, § 290 FamFG).
    CustodianCard,
    /// Who may speak for a legal person, by the register in which it stands (§ 150 (2) GewO).
    RegisterExtract,
    /// Proof of voluntary work, by the body for which it is done (JVKostG, preliminary note 1.1.3).
    ProofOfVoluntaryWork,
    /// The consent of the other parent that a child leaves the common main dwelling (§ 1627 BGB, § 22 (2) BMG).
    /// Whether it is asked for is the authority's policy.
    CustodyConsent,
}

/// By what right somebody acts for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Power {
    /// By law: a parent or guardian for a child (§ 1629 BGB), an organ for a legal person.
    LegalRepresentative,
    /// A custodian within their tasks (Betreuer, § 1823 BGB, § 17 (3) BMG).
    Custodian,
    /// By a power of attorney in writing (§ 14 (1) VwVfG).
    Proxy,
    /// By a procuration that is entered in the commercial or cooperative register (Prokura, § 150 (2) GewO).
    RegisteredProcuration,
}

impl Power {
    /// What proves it. Parents of a child are known by the register of residents, so they show nothing more.
    pub fn proof(self, for_legal_person: bool) -> Option<EvidenceKind> {
        match self {
            Self::LegalRepresentative => for_legal_person.then_some(EvidenceKind::RegisterExtract),
            Self::Custodian => Some(EvidenceKind::CustodianCard),
            Self::Proxy => Some(EvidenceKind::PowerOfAttorney),
            Self::RegisteredProcuration => Some(EvidenceKind::RegisteredProcuration),
        }
    }
}

/// In which form a result is handed over. The fee depends on it (§ 18 (3) BMG).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Delivery {
    /// As a file, or by the authority that issues it.
    Electronic,
    /// On paper, over the counter or by post.
    Paper,
}

/// What the clerk has to tell the citizen, and record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Notice {
    /// The duty to state the truth and to show evidence (§ 25 BMG).
    DutyToCooperate,
    /// The right to object to transfers of data (§§ 42 (3), 50 (5) BMG).
    TransferBlocks,
    /// Unjustified receipt of the data of others is punishable (§ 23 (4) BMG, § 202a StGB).
    DataOfOthers,
    /// A certificate for an authority may be inspected at a court first (§ 30 (5) BZRG).
    InspectionAtCourt,
}

/// How an identity was established. The level is named for what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IdentificationMethod {
    /// An ID document held to the camera and checked in the call. Not a notified means of identification.
    VideoDocumentCheck,
    /// An ID document at the counter.
    CounterDocument,
    /// Electronic ID with the assurance level high.
    EidHigh,
    /// The serial number of the document that the register knows, with name and date of birth: enough for an
    /// electronic deregistration, and for nothing else (§ 23 (6) BMG). The number itself is not stored (§ 20 PAuswG).
    RegisteredDocumentSerial,
}

/// What an identification is worth by law.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum IdentityLevel {
    /// In person, as the laws of the services know it (§ 23 (1) BMG, § 30 (2) BZRG, § 150 (2) GewO).
    InPerson,
    /// The assurance level high of Regulation (EU) No 910/2014 (eIDAS), art. 8.
    High,
    /// What one law makes enough for one thing (§ 23 (6) BMG).
    Statutory,
    /// No law names it: the authority answers for it.
    NotNamed,
}

impl IdentificationMethod {
    /// What it is worth by law.
    pub fn level(self) -> IdentityLevel {
        match self {
            Self::VideoDocumentCheck => IdentityLevel::NotNamed,
            Self::CounterDocument => IdentityLevel::InPerson,
            Self::EidHigh => IdentityLevel::High,
            Self::RegisteredDocumentSerial => IdentityLevel::Statutory,
        }
    }
}

/// A fee by the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fee {
    /// How much; zero where the service is free by law.
    pub amount: Cents,
    /// The part that the city keeps.
    pub city_share: Share,
    /// The law or tariff that says so.
    pub basis: Basis,
}

/// Where an amount comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// The confirmation of registration is free (§ 24 (2) BMG).
    Bmg24,
    /// No. 1130 of the fee schedule of the JVKostG.
    JvKostG1130,
    /// No. 1132 of the fee schedule of the JVKostG.
    JvKostG1132,
    /// The electronic certificate is free (§ 18 (3) BMG).
    Bmg18,
    /// The tax office charges nothing for the number (§ 139a AO).
    Ao139a,
    /// The municipality's own tariff.
    MunicipalTariff,
}

impl Basis {
    /// What the books call it: the number of the federal tariff, or that it is the municipality's.
    pub fn position(self) -> &'static str {
        match self {
            Self::JvKostG1130 => "1130",
            Self::JvKostG1132 => "1132",
            Self::MunicipalTariff | Self::Bmg24 | Self::Bmg18 | Self::Ao139a => "municipal",
        }
    }
}

/// One service, as an edition describes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Service {
    /// Which.
    pub code: ServiceCode,
    /// Its name in German, as the office calls it.
    pub name_de: String,
    /// Its name in English.
    pub name_en: String,
    /// What people should know before they book, in German.
    pub about_de: String,
    /// What people should know before they book, in English.
    pub about_en: String,
    /// The law that it rests on.
    pub law: String,
    /// How long one takes, in minutes. A day's plan rounds it up to whole units.
    pub minutes: u16,
    /// How many of it one appointment may be for.
    pub quantity_max: u16,
    /// What one costs.
    pub fee: Fee,
    /// What one costs on paper, where that is another price.
    pub paper_fee: Option<Fee>,
    /// What may have to be shown; the procedure says when.
    pub evidence: Vec<EvidenceKind>,
    /// What the clerk may have to tell; the procedure says when.
    pub notices: Vec<Notice>,
    /// Where it is offered. The law knows no video call: the authority decides, and the case records it.
    pub channels: Vec<Channel>,
    /// How somebody may be identified.
    pub identification: Vec<IdentificationMethod>,
    /// How a declaration may be signed. All of these are simple electronic signatures.
    pub signatures: Vec<Method>,
    /// Whether a declaration has to be signed.
    pub declaration: bool,
    /// From which age on people act for themselves.
    pub acts_from_years: u8,
    /// By what right somebody may act for whom the matter concerns.
    pub powers: Vec<Power>,
}

impl Service {
    /// What one costs in a form of delivery.
    pub fn fee_for(&self, delivery: Delivery) -> Fee {
        match delivery {
            Delivery::Electronic => self.fee,
            Delivery::Paper => self.paper_fee.unwrap_or(self.fee),
        }
    }

    /// Whether evidence of a kind can matter: the service asks for it, or it proves a power that the service allows.
    pub fn knows(&self, kind: EvidenceKind) -> bool {
        let about_legal_persons = self.code == ServiceCode::TradeRegisterExtract;
        self.evidence.contains(&kind) || self.powers.iter().any(|power| power.proof(about_legal_persons) == Some(kind))
    }
}

/// The services as they are in force from a date on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edition {
    /// Its number: 1, 2, 3, …
    pub number: u32,
    /// The first day on which it is in force.
    pub valid_from: NaiveDate,
    /// The services that it offers.
    pub services: Vec<Service>,
}

impl Edition {
    /// The service, if this edition offers it.
    pub fn service(&self, code: ServiceCode) -> Option<&Service> {
        self.services.iter().find(|service| service.code == code)
    }
}

/// All published editions, by their first days. Of several with the same first day the one published last is in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Catalogue {
    editions: Vec<Edition>,
}

/// The edition that every office begins with. It is part of the program and stands in no log.
impl Default for Catalogue {
    fn default() -> Self {
        Self { editions: vec![shipped::edition()] }
    }
}

impl From<Vec<Edition>> for Catalogue {
    fn from(mut editions: Vec<Edition>) -> Self {
        editions.sort_by_key(|edition| (edition.valid_from, edition.number));
        Self { editions }
    }
}

impl Catalogue {
    /// The edition in force on a date, if any was.
    pub fn in_force(&self, date: NaiveDate) -> Option<&Edition> {
        let begun = self.editions.partition_point(|edition| edition.valid_from <= date);
        self.editions[..begun].last()
    }

    /// The edition with a number.
    pub fn edition(&self, number: u32) -> Option<&Edition> {
        self.editions.iter().find(|edition| edition.number == number)
    }

    /// Every edition, by their first days.
    pub fn editions(&self) -> &[Edition] {
        &self.editions
    }

    /// The last day of an edition: the day before a later one begins. Nothing where none does yet, and where it was
    /// replaced before it was ever in force.
    pub fn valid_until(&self, number: u32) -> Option<NaiveDate> {
        let edition = self.edition(number)?;
        let next = self.editions.iter().find(|other| other.valid_from > edition.valid_from)?;
        next.valid_from.pred_opt()
    }

    /// The number that the next edition gets.
    pub fn next_number(&self) -> u32 {
        self.editions.iter().map(|edition| edition.number).max().unwrap_or(0) + 1
    }

    /// With one edition more.
    fn publish(&mut self, edition: Edition) {
        let key = |edition: &Edition| (edition.valid_from, edition.number);
        let place = self.editions.partition_point(|other| key(other) <= key(&edition));
        self.editions.insert(place, edition);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    #[test]
    fn every_service_is_offered_once_and_takes_time() {
        let catalogue = Catalogue::default();
        let edition = catalogue.in_force(date("2026-03-02")).expect("the office is open");
        let offered: Vec<_> = edition.services.iter().map(|service| service.code).collect();
        assert_eq!(offered, ServiceCode::ALL);
        assert!(edition.services.iter().all(|service| service.minutes % 10 == 0 && service.minutes > 0));
    }

    #[test]
    fn nothing_is_in_force_before_the_office_opened() {
        assert_eq!(Catalogue::default().in_force(date("2023-12-31")), None);
        assert!(Catalogue::default().in_force(date("2024-01-01")).is_some());
    }

    #[test]
    fn registrations_and_the_electronic_certificate_are_free_by_law() {
        let catalogue = Catalogue::default();
        let paid: Vec<_> = catalogue.editions[0].services.iter().filter(|s| s.fee.amount > Cents::ZERO).collect();
        assert_eq!(
            paid.iter().map(|s| s.code).collect::<Vec<_>>(),
            [ServiceCode::CertificateOfConduct, ServiceCode::TradeRegisterExtract]
        );
        assert!(paid.iter().all(|service| service.fee.amount == Cents(1300)));
        assert_eq!(paid[0].fee.city_share, Share { of: 2, parts: 5 });
        assert_eq!(paid[1].fee.city_share, Share { of: 3, parts: 8 });
    }

    #[test]
    fn a_new_edition_takes_over_on_its_first_day_and_leaves_the_old_one_readable() {
        let first = Catalogue::default().editions.remove(0);
        let mut second = Edition { number: 2, valid_from: date("2026-01-01"), ..first.clone() };
        second.services.retain(|service| service.code != ServiceCode::TaxId);
        let catalogue = Catalogue::from(vec![second, first]);

        let number = |on| catalogue.in_force(date(on)).map(|edition| edition.number);
        assert_eq!((number("2025-12-31"), number("2026-01-01")), (Some(1), Some(2)));
        let offers = |n| catalogue.edition(n).and_then(|edition| edition.service(ServiceCode::TaxId)).is_some();
        assert!(offers(1) && !offers(2), "a case of the first edition still finds its rules");
    }

    #[test]
    fn the_certificate_of_registration_costs_something_on_paper_only() {
        let catalogue = Catalogue::default();
        let service = catalogue.editions[0].service(ServiceCode::RegistrationCertificate).expect("it is offered");
        assert_eq!(service.fee_for(Delivery::Electronic).amount, Cents::ZERO);
        assert_eq!(service.fee_for(Delivery::Paper).amount, Cents(700));
        let conduct = catalogue.editions[0].service(ServiceCode::CertificateOfConduct).expect("it is offered");
        assert_eq!(conduct.fee_for(Delivery::Paper), conduct.fee, "the federal office prints it either way");
    }

    #[test]
    fn nobody_has_a_proxy_for_a_certificate_of_conduct() {
        let catalogue = Catalogue::default();
        let powers = |code| &catalogue.editions[0].service(code).expect("it is offered").powers;
        assert!(!powers(ServiceCode::CertificateOfConduct).contains(&Power::Proxy));
        assert!(!powers(ServiceCode::TradeRegisterExtract).contains(&Power::Proxy));
        assert!(powers(ServiceCode::TradeRegisterExtract).contains(&Power::RegisteredProcuration));
    }

    #[test]
    fn stored_names_of_services_are_distinct() {
        let names: BTreeSet<_> = ServiceCode::ALL.into_iter().map(ServiceCode::name).collect();
        assert_eq!(names.len(), ServiceCode::ALL.len());
        assert!(names.contains("change_of_residence"));
    }
}
