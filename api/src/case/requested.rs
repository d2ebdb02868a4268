//! What exactly is asked for in a case, as the API shows it, and what a registration brings along.

use async_graphql::{SimpleObject, Union};
use chrono::{DateTime, NaiveDate, Utc};
use domain::case::{self, Details, Variant};
use projections::case_file::{FollowUpRecord, FormRecord, LandlordInquiryRecord};
use uuid::Uuid;

use super::party::{Address, OtherDwelling, Person};
use crate::words::{AddressUpdate, Delivery, Handover, InquiryOutcome, Purpose, TaxIdGround};

/// A move abroad, as the registrant declares it.
#[derive(SimpleObject)]
pub(crate) struct Departure {
    /// The day of moving out: from it on the deregistration takes effect.
    moved_out: NaiveDate,
    /// The dwelling that is left.
    from: Address,
    /// To which state, by its ISO 3166-1 alpha-2 code.
    state: String,
    /// Where there, as far as it is known.
    foreign_address: Option<String>,
    /// What is kept in Germany: nothing, or it would be no move abroad.
    keeps: Vec<OtherDwelling>,
}

/// Which authority gets a certificate or an extract.
#[derive(SimpleObject)]
pub(crate) struct Recipient {
    /// Its name.
    name: String,
    /// Its full address, in one line.
    address: String,
    /// What for.
    purpose: String,
}

/// The local court (Amtsgericht) at which the applicant looks into the certificate first.
#[derive(SimpleObject)]
pub(crate) struct Court {
    /// Its name.
    name: String,
    /// In which place it is.
    place: String,
}

/// What the federal office has to know of an applicant.
#[derive(SimpleObject)]
pub(crate) struct Application {
    /// Where somebody was born.
    birth_place: Option<String>,
    /// Of which states they are nationals, by their ISO 3166-1 alpha-2 codes.
    nationalities: Vec<String>,
    /// Which authority gets it.
    recipient: Option<Recipient>,
}

/// A move abroad is reported.
#[derive(SimpleObject)]
pub(crate) struct DepartureRequest {
    /// Which; null after an erasure.
    departure: Option<Departure>,
}

/// A certificate of conduct is asked for.
#[derive(SimpleObject)]
pub(crate) struct ConductRequest {
    /// For whom.
    purpose: Purpose,
    /// Whether it is an extended one (§ 30a BZRG).
    extended: bool,
    /// Whether it is a European one, which follows from the nationalities (§ 30b (1) BZRG); null after an erasure.
    european: Option<bool>,
    /// By whom; null after an erasure.
    application: Option<Application>,
    /// At which court the applicant looks into it first (§ 30 (5) S. 3 BZRG); null where they do not, and after an
    /// erasure.
    court: Option<Court>,
}

/// A trade register extract is asked for.
#[derive(SimpleObject)]
pub(crate) struct TradeRegisterRequest {
    /// Whether an authority gets it directly (§ 150 (5) GewO).
    to_authority: bool,
    /// By whom; null after an erasure.
    application: Option<Application>,
}

/// A certificate of registration is asked for.
#[derive(SimpleObject)]
pub(crate) struct CertificateRequest {
    /// Whether it says more than name, date of birth and dwellings (§ 18 (2) BMG).
    extended: bool,
    /// In which form.
    delivery: Delivery,
    /// The present dwellings, as the register has them; null before the clerk has looked them up, and after an erasure.
    dwellings: Option<Vec<OtherDwelling>>,
    /// What was asked for besides, as the register has it: the number of the law that names it, and what it says.
    further: Option<Vec<FurtherEntry>>,
}

/// What an extended certificate says besides.
#[derive(SimpleObject)]
pub(crate) struct FurtherEntry {
    /// What it is: `birth_place`, `nationalities`, …
    kind: String,
    /// What the register says, a line each. Empty where the kind says all.
    lines: Vec<String>,
}

impl From<&case::Further> for FurtherEntry {
    fn from(further: &case::Further) -> Self {
        use case::Further;

        let lines = match further {
            Further::FormerNames(value)
            | Further::OtherNames(value)
            | Further::BirthPlace(value)
            | Further::Sex(value)
            | Further::TaxId(value)
            | Further::LegalRepresentative(value)
            | Further::ReligiousSociety(value)
            | Further::MaritalStatus(value)
            | Further::Spouse(value)
            | Further::IdentityDocument(value) => vec![value.clone()],
            Further::Nationalities(values) | Further::Children(values) => values.clone(),
            Further::FormerDwellings(dwellings) => dwellings
                .iter()
                .map(|one| format!("{} {}, {} {}", one.street, one.house_number, one.postal_code, one.town))
                .collect(),
            Further::MovedIn(day) => vec![day.to_string()],
            Further::NoDateOfDeath => vec![],
        };
        Self { kind: domain::names::of(further).to_owned(), lines }
    }
}

/// The tax identification number is asked for.
#[derive(SimpleObject)]
pub(crate) struct TaxIdRequest {
    /// Why.
    ground: TaxIdGround,
    /// How it reaches the person.
    handover: Handover,
}

/// What exactly is asked for.
#[derive(Union)]
pub(crate) enum CaseRequest {
    Departure(DepartureRequest),
    Conduct(ConductRequest),
    TradeRegister(TradeRegisterRequest),
    Certificate(CertificateRequest),
    TaxId(TaxIdRequest),
}

impl CaseRequest {
    /// The public facts with what is personal, where that is still known.
    pub(super) fn of(variant: Variant, details: Option<&Details>) -> Self {
        let application = details.and_then(Details::application);
        match variant {
            Variant::Departure => {
                Self::Departure(DepartureRequest { departure: details.and_then(Details::departure).map(Into::into) })
            }
            Variant::Conduct { purpose, extended } => Self::Conduct(ConductRequest {
                purpose: purpose.into(),
                extended,
                european: application.map(case::Application::is_european),
                application: application.map(Application::from),
                court: application.and_then(|application| application.court.as_ref()).map(Court::from),
            }),
            Variant::TradeRegister { to_authority } => Self::TradeRegister(TradeRegisterRequest {
                to_authority,
                application: application.map(Application::from),
            }),
            Variant::Certificate { extended, delivery } => {
                let entry = details.and_then(Details::certificate);
                Self::Certificate(CertificateRequest {
                    extended,
                    delivery: delivery.into(),
                    dwellings: entry.map(|entry| entry.dwellings.iter().map(OtherDwelling::from).collect()),
                    further: entry.map(|entry| entry.further.iter().map(FurtherEntry::from).collect()),
                })
            }
            Variant::TaxId { ground, handover } => {
                Self::TaxId(TaxIdRequest { ground: ground.into(), handover: handover.into() })
            }
        }
    }
}

impl From<&case::Departure> for Departure {
    fn from(departure: &case::Departure) -> Self {
        Self {
            moved_out: departure.moved_out,
            from: Address::from(&departure.from),
            state: departure.state.clone(),
            foreign_address: departure.address.clone(),
            keeps: departure.keeps.iter().map(OtherDwelling::from).collect(),
        }
    }
}

impl From<&case::Court> for Court {
    fn from(court: &case::Court) -> Self {
        let case::Court { name, place } = court.clone();
        Self { name, place }
    }
}

impl From<&case::Application> for Application {
    fn from(application: &case::Application) -> Self {
        // The court belongs to the request.
        let case::Application { birth_place, nationalities, recipient, court: _ } = application.clone();
        let recipient =
            recipient.map(|case::Recipient { name, address, purpose }| Recipient { name, address, purpose });
        Self { birth_place, nationalities, recipient }
    }
}

/// What the authority of departure answered. Whoever is protected is not in it.
#[derive(SimpleObject)]
pub(crate) struct PrefilledForm {
    /// Who is registered there.
    persons: Vec<Person>,
    /// Where.
    address: Address,
}

/// The prefilled form, from the request on (§ 23 (2), (3) BMG).
#[derive(SimpleObject)]
pub(crate) struct RegistrationForm {
    /// Which authority was asked, by the official key of its municipality.
    authority: String,
    /// When.
    requested_at: DateTime<Utc>,
    /// What it answered; null until then, and after an erasure.
    received: Option<PrefilledForm>,
    /// Whether the answer came after the registration went on without it: it is only put with the file.
    late: bool,
    /// Whether there is none to be had: it can be written by hand at once.
    unavailable: bool,
    /// From when on it can be written by hand, if nothing comes before.
    by_hand_from: DateTime<Utc>,
    /// Whether the form was written by hand, because no answer came in time.
    by_hand: bool,
}

impl From<&FormRecord> for RegistrationForm {
    fn from(record: &FormRecord) -> Self {
        let form = |form: &case::PrefilledForm| PrefilledForm {
            persons: form.persons.iter().map(Person::from).collect(),
            address: Address::from(&form.address),
        };
        Self {
            authority: record.authority.clone(),
            requested_at: record.requested_at,
            received: record.received.as_ref().and_then(|received| received.value()).map(form),
            late: record.late,
            unavailable: record.unavailable,
            by_hand_from: record.requested_at + case::FORM_WAIT,
            by_hand: record.by_hand,
        }
    }
}

/// That the address on an identity card has to be changed.
#[derive(SimpleObject)]
pub(crate) struct FollowUp {
    /// On whose, by their number in the case.
    party: Uuid,
    /// Since when.
    opened_at: DateTime<Utc>,
    /// When it was.
    closed_at: Option<DateTime<Utc>>,
    /// How.
    how: Option<AddressUpdate>,
}

impl From<&FollowUpRecord> for FollowUp {
    fn from(record: &FollowUpRecord) -> Self {
        Self {
            party: record.party.0,
            opened_at: record.opened_at,
            closed_at: record.closed_at,
            how: record.how.map(AddressUpdate::from),
        }
    }
}

/// That a landlord has not confirmed that somebody moved in, so that the office asks the landlord or the owner.
#[derive(SimpleObject)]
pub(crate) struct LandlordInquiry {
    /// Whose moving in is not confirmed, by their numbers in the case.
    parties: Vec<Uuid>,
    /// From which day on the office asks: the landlord's own two weeks are over (§ 19 (1) BMG).
    due_on: NaiveDate,
    /// Since when it is open.
    opened_at: DateTime<Utc>,
    /// When it was closed.
    closed_at: Option<DateTime<Utc>>,
    /// What came of it.
    outcome: Option<InquiryOutcome>,
}

impl From<&LandlordInquiryRecord> for LandlordInquiry {
    fn from(record: &LandlordInquiryRecord) -> Self {
        Self {
            parties: record.parties.iter().map(|party| party.0).collect(),
            due_on: record.due_on,
            opened_at: record.opened_at,
            closed_at: record.closed_at,
            outcome: record.outcome.map(InquiryOutcome::from),
        }
    }
}
