//! People and places as the API shows them.

use async_graphql::{SimpleObject, Union};
use chrono::NaiveDate;
use domain::case;
use domain::person;
use projections::case_file::PartyRecord;
use uuid::Uuid;

use crate::words::{DwellingStatus, Part, Power};

/// A date of birth, of which some people know only a part.
#[derive(SimpleObject)]
pub(crate) struct PartialDate {
    /// The year.
    year: i32,
    /// The month, where known.
    month: Option<i32>,
    /// The day of the month, where known.
    day: Option<i32>,
}

/// Somebody as the register of residents knows them.
#[derive(SimpleObject)]
pub(crate) struct Person {
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
    born: PartialDate,
}

impl From<&person::Person> for Person {
    fn from(person: &person::Person) -> Self {
        Self {
            family_name: person.family_name.clone(),
            given_names: person.given_names.clone(),
            usual_given_name: person.usual_given_name.clone(),
            doctoral_degree: person.doctoral_degree.clone(),
            birth_name: person.birth_name.clone(),
            former_names: person.former_names.clone(),
            born: PartialDate {
                year: i32::from(person.born.year),
                month: person.born.month.map(i32::from),
                day: person.born.day.map(i32::from),
            },
        }
    }
}

/// A legal person: a company, an association.
#[derive(SimpleObject)]
pub(crate) struct Organisation {
    /// Its name.
    name: String,
    /// Its legal form.
    legal_form: String,
    /// Where its seat is.
    seat: String,
    /// Under which number it stands in its register.
    register_number: Option<String>,
}

impl From<&person::Organisation> for Organisation {
    fn from(organisation: &person::Organisation) -> Self {
        let person::Organisation { name, legal_form, seat, register_number } = organisation.clone();
        Self { name, legal_form, seat, register_number }
    }
}

/// For whom somebody acts, and by what right.
#[derive(SimpleObject)]
pub(crate) struct ActsFor {
    /// For whom, by their number in the case.
    party: Uuid,
    /// By what right.
    power: Power,
}

impl From<&case::ActsFor> for ActsFor {
    fn from(acts: &case::ActsFor) -> Self {
        Self { party: acts.party.0, power: acts.power.into() }
    }
}

/// Somebody in a case.
#[derive(SimpleObject)]
pub(crate) struct Party {
    /// Their number in the case.
    id: Uuid,
    /// Who, if it is a natural person; null after an erasure.
    person: Option<Person>,
    /// Who, if it is a legal person; null after an erasure.
    organisation: Option<Organisation>,
    /// Whether the person was forgotten (Art. 17 GDPR).
    erased: bool,
    /// What they are in the case.
    part: Part,
    /// For whom else they act.
    acts_for: Vec<ActsFor>,
}

impl From<&PartyRecord> for Party {
    fn from(record: &PartyRecord) -> Self {
        let (person, organisation) = match record.who.value() {
            Some(person::Who::Person(person)) => (Some(person.into()), None),
            Some(person::Who::Organisation(organisation)) => (None, Some(organisation.into())),
            None => (None, None),
        };
        Self {
            id: record.id.0,
            person,
            organisation,
            erased: record.who.value().is_none(),
            part: record.part.into(),
            acts_for: record.acts_for.iter().map(ActsFor::from).collect(),
        }
    }
}

/// An address in Germany.
#[derive(SimpleObject)]
pub(crate) struct Address {
    /// Street.
    street: String,
    /// House number with its addition.
    house_number: String,
    /// What else finds the dwelling.
    addition: Option<String>,
    /// Postal code.
    postal_code: String,
    /// Town.
    town: String,
    /// The official key of the municipality.
    municipality: String,
}

impl From<&person::Address> for Address {
    fn from(address: &person::Address) -> Self {
        let person::Address { street, house_number, addition, postal_code, town, municipality } = address.clone();
        Self { street, house_number, addition, postal_code, town, municipality }
    }
}

/// Where somebody lived before: in this municipality.
#[derive(SimpleObject)]
pub(crate) struct DwellingHere {
    /// Where.
    address: Address,
}

/// Where somebody lived before: elsewhere in Germany.
#[derive(SimpleObject)]
pub(crate) struct DwellingElsewhere {
    /// Where.
    address: Address,
}

/// Where somebody lived before: abroad.
#[derive(SimpleObject)]
pub(crate) struct DwellingAbroad {
    /// In which state, by its ISO 3166-1 alpha-2 code.
    state: String,
    /// Where, as the state writes it.
    foreign_address: Option<String>,
    /// The last dwelling in Germany before, if there was one.
    last_domestic: Option<Address>,
}

/// Where somebody lived before.
#[derive(Union)]
pub(crate) enum PreviousDwelling {
    Here(DwellingHere),
    Elsewhere(DwellingElsewhere),
    Abroad(DwellingAbroad),
}

impl From<&person::PreviousDwelling> for PreviousDwelling {
    fn from(dwelling: &person::PreviousDwelling) -> Self {
        match dwelling {
            person::PreviousDwelling::Here { address } => Self::Here(DwellingHere { address: address.into() }),
            person::PreviousDwelling::Elsewhere { address } => {
                Self::Elsewhere(DwellingElsewhere { address: address.into() })
            }
            person::PreviousDwelling::Abroad { state, address, last_domestic } => Self::Abroad(DwellingAbroad {
                state: state.clone(),
                foreign_address: address.clone(),
                last_domestic: last_domestic.as_deref().map(Address::from),
            }),
        }
    }
}

/// Another dwelling that somebody keeps in Germany.
#[derive(SimpleObject)]
pub(crate) struct OtherDwelling {
    /// Where.
    address: Address,
    /// What it is to the person from now on.
    status: DwellingStatus,
}

impl From<&person::OtherDwelling> for OtherDwelling {
    fn from(other: &person::OtherDwelling) -> Self {
        Self { address: Address::from(&other.address), status: other.status.into() }
    }
}

/// Who gives the dwelling.
#[derive(SimpleObject)]
pub(crate) struct Landlord {
    /// The landlord's name.
    name: String,
    /// The landlord's address.
    address: String,
    /// The owner's name, where it is another.
    owner: Option<String>,
}

/// A move, as the registrant declares it.
#[derive(SimpleObject)]
pub(crate) struct Move {
    /// The day of moving in.
    moved_in: NaiveDate,
    /// Where from.
    from: PreviousDwelling,
    /// Where to.
    to: Address,
    /// What the new dwelling is to the person.
    status: DwellingStatus,
    /// What else they keep in Germany (§ 21 (4) BMG).
    others: Vec<OtherDwelling>,
    /// Who gives the dwelling (§ 19 (3) BMG), once that is known.
    landlord: Option<Landlord>,
}

impl From<&person::Move> for Move {
    fn from(details: &person::Move) -> Self {
        let landlord = |landlord: &person::Landlord| {
            let person::Landlord { name, address, owner } = landlord.clone();
            Landlord { name, address, owner }
        };
        Self {
            moved_in: details.moved_in,
            from: PreviousDwelling::from(&details.from),
            to: Address::from(&details.to),
            status: details.status.into(),
            others: details.others.iter().map(OtherDwelling::from).collect(),
            landlord: details.landlord.as_ref().map(landlord),
        }
    }
}
