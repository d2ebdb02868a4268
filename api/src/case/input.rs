//! What forms about cases say, and what of it is possible.

use async_graphql::{InputObject, OneofObject};
use chrono::NaiveDate;
use domain::case;
use domain::ids::{ConsultationId, PartyId};
use domain::person;
use uuid::Uuid;

use crate::checked::{self, Checked};
use crate::errors::Invalid;
use crate::words::{
    Delivery, DwellingStatus, Handover, IdDocument, IdentificationMethod, IdentityCheck, Power, Purpose, TaxIdGround,
};

/// How many persons or checks one request may name.
pub(super) const NAMED_MAX: usize = 30;

/// A date of birth, of which some people know only a part.
#[derive(InputObject)]
pub(super) struct PartialDateInput {
    /// The year.
    year: i32,
    /// The month, where known.
    month: Option<i32>,
    /// The day of the month, where known.
    day: Option<i32>,
}

impl PartialDateInput {
    fn date(&self) -> Checked<person::PartialDate> {
        const FIELD: &str = "person.born";
        let impossible = Invalid { field: FIELD, de: "Dieses Datum gibt es nicht.", en: "There is no such date." };
        let year = checked::year(FIELD, self.year)?;
        let month = self.month.map(|month| u8::try_from(month).map_err(|_| impossible.clone())).transpose()?;
        let day = self.day.map(|day| u8::try_from(day).map_err(|_| impossible.clone())).transpose()?;
        // What is not known is taken as the first, so that only what is known is judged.
        let first = |part: Option<u8>| u32::from(part.unwrap_or(1));
        let exists = NaiveDate::from_ymd_opt(year, first(month), first(day)).is_some();
        if !exists || (day.is_some() && month.is_none()) {
            return Err(impossible);
        }
        Ok(person::PartialDate { year: i16::try_from(year).expect("no year after 2100 passes"), month, day })
    }
}

/// Somebody as the register of residents knows them.
#[derive(InputObject)]
pub(super) struct PersonInput {
    /// Family name.
    family_name: String,
    /// Given names.
    given_names: String,
    /// The one by which the person is called, where they say so.
    usual_given_name: Option<String>,
    /// Doctoral degree.
    doctoral_degree: Option<String>,
    /// Name at birth, where it is another.
    birth_name: Option<String>,
    /// Earlier family names.
    former_names: Option<String>,
    /// Date of birth.
    born: PartialDateInput,
}

impl PersonInput {
    pub(super) fn person(&self) -> Checked<person::Person> {
        let optional = |field, text: &Option<String>| checked::optional_line(field, text.as_deref());
        Ok(person::Person {
            family_name: checked::line("person.familyName", &self.family_name)?,
            given_names: checked::line("person.givenNames", &self.given_names)?,
            usual_given_name: optional("person.usualGivenName", &self.usual_given_name)?,
            doctoral_degree: optional("person.doctoralDegree", &self.doctoral_degree)?,
            birth_name: optional("person.birthName", &self.birth_name)?,
            former_names: optional("person.formerNames", &self.former_names)?,
            born: self.born.date()?,
        })
    }
}

/// A legal person: a company, an association.
#[derive(InputObject)]
pub(super) struct OrganisationInput {
    /// Its name.
    name: String,
    /// Its legal form.
    legal_form: String,
    /// Where its seat is.
    seat: String,
    /// Under which number it stands in its register, if in one.
    register_number: Option<String>,
}

/// Whom a matter is about, or who acts in it: one of these.
#[derive(OneofObject)]
pub(super) enum WhoInput {
    /// A natural person.
    Person(PersonInput),
    /// A legal person; only a trade register extract can be about one.
    Organisation(OrganisationInput),
}

impl WhoInput {
    pub(super) fn who(&self) -> Checked<person::Who> {
        match self {
            Self::Person(person) => person.person().map(person::Who::Person),
            Self::Organisation(organisation) => Ok(person::Who::Organisation(person::Organisation {
                name: checked::line("organisation.name", &organisation.name)?,
                legal_form: checked::line("organisation.legalForm", &organisation.legal_form)?,
                seat: checked::line("organisation.seat", &organisation.seat)?,
                register_number: checked::optional_line(
                    "organisation.registerNumber",
                    organisation.register_number.as_deref(),
                )?,
            })),
        }
    }
}

/// For whom somebody acts, and by what right.
#[derive(InputObject)]
pub(super) struct ActsForInput {
    /// For whom, by their number in the case.
    party: Uuid,
    /// By what right.
    power: Power,
}

pub(super) fn acts_for(inputs: Option<&[ActsForInput]>) -> Checked<Vec<case::ActsFor>> {
    let inputs = inputs.unwrap_or_default();
    checked::few("actsFor", inputs.len(), NAMED_MAX)?;
    Ok(inputs.iter().map(|input| case::ActsFor { party: PartyId(input.party), power: input.power.into() }).collect())
}

/// An address in Germany.
#[derive(InputObject)]
pub(super) struct AddressInput {
    /// Street.
    street: String,
    /// House number with its addition.
    house_number: String,
    /// What else finds the dwelling: floor, flat.
    addition: Option<String>,
    /// Postal code: five digits.
    postal_code: String,
    /// Town.
    town: String,
    /// The official key of the municipality (AGS): eight digits.
    municipality: String,
}

impl AddressInput {
    pub(super) fn address(&self) -> Checked<person::Address> {
        Ok(person::Address {
            street: checked::line("move.street", &self.street)?,
            house_number: checked::line("move.houseNumber", &self.house_number)?,
            addition: checked::optional_line("move.addition", self.addition.as_deref())?,
            postal_code: checked::postal_code("move.postalCode", &self.postal_code)?,
            town: checked::line("move.town", &self.town)?,
            municipality: checked::municipality("move.municipality", &self.municipality)?,
        })
    }
}

/// Where somebody lived abroad.
#[derive(InputObject)]
pub(super) struct ForeignDwellingInput {
    /// In which state, by its ISO 3166-1 alpha-2 code.
    state: String,
    /// Where, as the state writes it.
    address: Option<String>,
    /// The last dwelling in Germany before, if there was one: its authority is told (§ 33 (1) S. 2 BMG).
    last_domestic: Option<AddressInput>,
}

/// Where somebody lived before: one of these.
#[derive(OneofObject)]
pub(super) enum PreviousDwellingInput {
    /// In this municipality.
    Here(AddressInput),
    /// Elsewhere in Germany.
    Elsewhere(AddressInput),
    /// Abroad.
    Abroad(ForeignDwellingInput),
}

impl PreviousDwellingInput {
    fn dwelling(&self) -> Checked<person::PreviousDwelling> {
        Ok(match self {
            Self::Here(address) => person::PreviousDwelling::Here { address: address.address()? },
            Self::Elsewhere(address) => person::PreviousDwelling::Elsewhere { address: address.address()? },
            Self::Abroad(abroad) => person::PreviousDwelling::Abroad {
                state: checked::state("move.state", &abroad.state)?,
                address: checked::optional_line("move.foreignAddress", abroad.address.as_deref())?,
                last_domestic: abroad.last_domestic.as_ref().map(AddressInput::address).transpose()?.map(Box::new),
            },
        })
    }
}

/// Another dwelling that somebody keeps in Germany.
#[derive(InputObject)]
pub(super) struct OtherDwellingInput {
    /// Where.
    address: AddressInput,
    /// What it is to the person from now on.
    status: DwellingStatus,
}

fn dwellings(field: &'static str, inputs: Option<&[OtherDwellingInput]>) -> Checked<Vec<person::OtherDwelling>> {
    let inputs = inputs.unwrap_or_default();
    checked::few(field, inputs.len(), NAMED_MAX)?;
    let other = |other: &OtherDwellingInput| {
        Ok(person::OtherDwelling { address: other.address.address()?, status: other.status.into() })
    };
    inputs.iter().map(other).collect()
}

/// Who gives the dwelling.
#[derive(InputObject)]
pub(super) struct LandlordInput {
    /// The landlord's name.
    name: String,
    /// The landlord's address, in one line.
    address: String,
    /// The owner's name, where it is another.
    owner: Option<String>,
}

/// A move, as the registrant declares it.
#[derive(InputObject)]
pub(super) struct MoveInput {
    /// The day of moving in.
    moved_in: NaiveDate,
    /// Where from.
    from: PreviousDwellingInput,
    /// Where to.
    to: AddressInput,
    /// What the new dwelling is to the person.
    status: DwellingStatus,
    /// What else they keep in Germany (§ 21 (4) BMG).
    others: Option<Vec<OtherDwellingInput>>,
    /// Who gives the dwelling (§ 19 (3) BMG), once that is known.
    landlord: Option<LandlordInput>,
}

impl MoveInput {
    pub(super) fn details(&self) -> Checked<person::Move> {
        let landlord = |landlord: &LandlordInput| {
            Ok(person::Landlord {
                name: checked::line("move.landlord.name", &landlord.name)?,
                address: checked::line("move.landlord.address", &landlord.address)?,
                owner: checked::optional_line("move.landlord.owner", landlord.owner.as_deref())?,
            })
        };
        Ok(person::Move {
            moved_in: checked::date("move.movedIn", self.moved_in)?,
            from: self.from.dwelling()?,
            to: self.to.address()?,
            status: self.status.into(),
            others: dwellings("move.others", self.others.as_deref())?,
            landlord: self.landlord.as_ref().map(landlord).transpose()?,
        })
    }
}

/// A move abroad, as the registrant declares it (§ 17 (2) BMG).
#[derive(InputObject)]
pub(super) struct DepartureInput {
    /// The day of moving out.
    moved_out: NaiveDate,
    /// The dwelling that is left.
    from: AddressInput,
    /// To which state, by its ISO 3166-1 alpha-2 code.
    state: String,
    /// Where there, as far as it is known.
    foreign_address: Option<String>,
    /// What is kept in Germany. With a dwelling here it is no move abroad.
    keeps: Option<Vec<OtherDwellingInput>>,
}

impl DepartureInput {
    fn departure(&self) -> Checked<case::Departure> {
        Ok(case::Departure {
            moved_out: checked::date("request.movedOut", self.moved_out)?,
            from: self.from.address()?,
            state: checked::state("request.state", &self.state)?,
            address: checked::optional_line("request.foreignAddress", self.foreign_address.as_deref())?,
            keeps: dwellings("request.keeps", self.keeps.as_deref())?,
        })
    }
}

/// Which authority gets a certificate or an extract.
#[derive(InputObject)]
pub(super) struct RecipientInput {
    /// Its name.
    name: String,
    /// Its full address, in one line.
    address: String,
    /// What for: the reason or the file's number.
    purpose: String,
}

/// The local court (Amtsgericht) at which the applicant looks into the certificate first.
#[derive(InputObject)]
pub(super) struct CourtInput {
    /// Its name.
    name: String,
    /// In which place it is.
    place: String,
}

/// What the federal office has to know of an applicant.
#[derive(InputObject)]
pub(super) struct ApplicationInput {
    /// Where somebody was born.
    birth_place: Option<String>,
    /// Of which states they are nationals, by their ISO 3166-1 alpha-2 codes.
    nationalities: Option<Vec<String>>,
    /// Which authority gets it, if one does.
    recipient: Option<RecipientInput>,
}

impl ApplicationInput {
    fn application(&self) -> Checked<case::Application> {
        let states = self.nationalities.as_deref().unwrap_or_default();
        checked::few("request.nationalities", states.len(), NAMED_MAX)?;
        let recipient = |recipient: &RecipientInput| {
            Ok(case::Recipient {
                name: checked::line("request.recipient.name", &recipient.name)?,
                address: checked::line("request.recipient.address", &recipient.address)?,
                purpose: checked::line("request.recipient.purpose", &recipient.purpose)?,
            })
        };
        Ok(case::Application {
            birth_place: checked::optional_line("request.birthPlace", self.birth_place.as_deref())?,
            nationalities: states
                .iter()
                .map(|state| checked::state("request.nationalities", state))
                .collect::<Checked<_>>()?,
            recipient: self.recipient.as_ref().map(recipient).transpose()?,
            court: None,
        })
    }
}

/// A certificate of conduct.
#[derive(InputObject)]
pub(super) struct ConductInput {
    /// For whom.
    purpose: Purpose,
    /// Whether it is an extended one (§ 30a BZRG).
    #[graphql(default)]
    extended: bool,
    /// By whom.
    application: ApplicationInput,
    /// At which court the applicant looks into it first: named where the purpose is `AUTHORITY_AFTER_INSPECTION`, and
    /// only there (§ 30 (5) S. 3 BZRG).
    court: Option<CourtInput>,
}

impl ConductInput {
    fn application(&self) -> Checked<case::Application> {
        let court = |court: &CourtInput| {
            Ok(case::Court {
                name: checked::line("request.court.name", &court.name)?,
                place: checked::line("request.court.place", &court.place)?,
            })
        };
        let court = self.court.as_ref().map(court).transpose()?;
        Ok(case::Application { court, ..self.application.application()? })
    }
}

/// A trade register extract. It goes to an authority if the application names one.
#[derive(InputObject)]
pub(super) struct TradeRegisterInput {
    /// By whom.
    application: ApplicationInput,
}

/// A certificate of registration.
#[derive(InputObject)]
pub(super) struct CertificateInput {
    /// Whether it says more than name, date of birth and dwellings (§ 18 (2) BMG).
    #[graphql(default)]
    extended: bool,
    /// In which form. A file is free (§ 18 (3) BMG).
    delivery: Delivery,
    /// What the register says, once the clerk has looked it up: completing the case then hands over the sealed
    /// certificate.
    register: Option<RegisterEntryInput>,
}

/// What the register says of somebody, as far as it stands on the certificate.
#[derive(InputObject)]
pub(super) struct RegisterEntryInput {
    /// The present dwellings (§ 18 (1) BMG).
    dwellings: Vec<OtherDwellingInput>,
    /// What was asked for besides, in an extended certificate (§ 18 (2) BMG).
    #[graphql(default)]
    further: Vec<FurtherEntryInput>,
}

/// What an extended certificate says besides: one of these, in the words of the register.
#[derive(OneofObject)]
pub(super) enum FurtherEntryInput {
    /// Earlier names.
    FormerNames(String),
    /// Name of an order or an artist.
    OtherNames(String),
    /// Place and state of birth.
    BirthPlace(String),
    /// Sex.
    Sex(String),
    /// Tax identification number.
    TaxId(String),
    /// Legal representative.
    LegalRepresentative(String),
    /// Nationalities.
    Nationalities(Vec<String>),
    /// Religious society that is a body of public law.
    ReligiousSociety(String),
    /// Earlier addresses.
    FormerDwellings(Vec<AddressInput>),
    /// Day of moving in.
    MovedIn(NaiveDate),
    /// Marital status.
    MaritalStatus(String),
    /// Spouse or civil partner.
    Spouse(String),
    /// Children under age.
    Children(Vec<String>),
    /// Identity card or passport, without the blocking password.
    IdentityDocument(String),
    /// That no date of death is stored (Lebensbescheinigung).
    NoDateOfDeath(bool),
}

impl RegisterEntryInput {
    fn entry(&self) -> Checked<case::RegisterEntry> {
        checked::few("further", self.further.len(), NAMED_MAX)?;
        let further = self.further.iter().filter_map(|one| one.further().transpose()).collect::<Checked<_>>()?;
        Ok(case::RegisterEntry { dwellings: dwellings("dwellings", Some(&self.dwellings))?, further })
    }
}

impl FurtherEntryInput {
    /// The entry; nothing where it says that nothing is said.
    fn further(&self) -> Checked<Option<case::Further>> {
        use case::Further;

        let one = |value: &str| checked::line("further", value);
        let some = |values: &[String]| {
            checked::few("further", values.len(), NAMED_MAX)?;
            values.iter().map(|value| one(value)).collect::<Checked<Vec<_>>>()
        };
        Ok(Some(match self {
            Self::FormerNames(value) => Further::FormerNames(one(value)?),
            Self::OtherNames(value) => Further::OtherNames(one(value)?),
            Self::BirthPlace(value) => Further::BirthPlace(one(value)?),
            Self::Sex(value) => Further::Sex(one(value)?),
            Self::TaxId(value) => Further::TaxId(one(value)?),
            Self::LegalRepresentative(value) => Further::LegalRepresentative(one(value)?),
            Self::Nationalities(values) => Further::Nationalities(some(values)?),
            Self::ReligiousSociety(value) => Further::ReligiousSociety(one(value)?),
            Self::FormerDwellings(dwellings) => {
                checked::few("further", dwellings.len(), NAMED_MAX)?;
                Further::FormerDwellings(dwellings.iter().map(AddressInput::address).collect::<Checked<_>>()?)
            }
            Self::MovedIn(day) => Further::MovedIn(checked::date("further", *day)?),
            Self::MaritalStatus(value) => Further::MaritalStatus(one(value)?),
            Self::Spouse(value) => Further::Spouse(one(value)?),
            Self::Children(values) => Further::Children(some(values)?),
            Self::IdentityDocument(value) => Further::IdentityDocument(one(value)?),
            Self::NoDateOfDeath(true) => Further::NoDateOfDeath,
            Self::NoDateOfDeath(false) => return Ok(None),
        }))
    }
}

/// The tax identification number.
#[derive(InputObject)]
pub(super) struct TaxIdInput {
    /// Why.
    ground: TaxIdGround,
    /// How it reaches the person.
    handover: Handover,
}

/// What exactly is asked for: one of these.
#[derive(OneofObject)]
pub(super) enum RequestInput {
    /// A move abroad.
    Departure(DepartureInput),
    /// A certificate of conduct.
    Conduct(ConductInput),
    /// A trade register extract.
    TradeRegister(TradeRegisterInput),
    /// A certificate of registration.
    Certificate(CertificateInput),
    /// The tax identification number.
    TaxId(TaxIdInput),
}

impl RequestInput {
    /// The public facts, and what is personal.
    pub(super) fn request(&self) -> Checked<(case::Variant, Option<case::Details>)> {
        Ok(match self {
            Self::Departure(departure) => {
                (case::Variant::Departure, Some(case::Details::Departure(departure.departure()?)))
            }
            Self::Conduct(conduct) => {
                let variant = case::Variant::Conduct { purpose: conduct.purpose.into(), extended: conduct.extended };
                (variant, Some(case::Details::Application(conduct.application()?)))
            }
            Self::TradeRegister(TradeRegisterInput { application }) => {
                let application = application.application()?;
                let variant = case::Variant::TradeRegister { to_authority: application.recipient.is_some() };
                (variant, Some(case::Details::Application(application)))
            }
            Self::Certificate(CertificateInput { extended, delivery, register }) => {
                let variant = case::Variant::Certificate { extended: *extended, delivery: (*delivery).into() };
                let entry = register.as_ref().map(RegisterEntryInput::entry).transpose()?;
                (variant, entry.map(case::Details::Certificate))
            }
            Self::TaxId(TaxIdInput { ground, handover }) => {
                (case::Variant::TaxId { ground: (*ground).into(), handover: (*handover).into() }, None)
            }
        })
    }
}

/// What the authority of departure answered (§ 23 (3) BMG).
#[derive(InputObject)]
pub(super) struct PrefilledFormInput {
    /// Who is registered there.
    persons: Vec<PersonInput>,
    /// Where.
    address: AddressInput,
}

impl PrefilledFormInput {
    pub(super) fn form(&self) -> Checked<case::PrefilledForm> {
        checked::few("form.persons", self.persons.len(), NAMED_MAX)?;
        Ok(case::PrefilledForm {
            persons: self.persons.iter().map(PersonInput::person).collect::<Checked<_>>()?,
            address: self.address.address()?,
        })
    }
}

/// How somebody was identified, or that it failed: a check that is left out makes it fail.
#[derive(InputObject)]
pub(super) struct IdentificationInput {
    /// How.
    method: IdentificationMethod,
    /// By which document.
    document: IdDocument,
    /// The state that issued it, by its ISO 3166-1 alpha-2 code.
    #[graphql(default = "DE")]
    issuing_state: String,
    /// What was looked at and held.
    checks: Vec<IdentityCheck>,
    /// In which talk. It holds only there.
    consultation: Uuid,
}

impl IdentificationInput {
    pub(super) fn identification(&self) -> Checked<case::Identification> {
        checked::few("identification.checks", self.checks.len(), NAMED_MAX)?;
        Ok(case::Identification {
            method: self.method.into(),
            document: self.document.into(),
            issuing_state: checked::state("identification.issuingState", &self.issuing_state)?,
            checks: self.checks.iter().map(|&check| check.into()).collect(),
            consultation: ConsultationId(self.consultation),
        })
    }
}
