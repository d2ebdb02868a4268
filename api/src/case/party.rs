//! People and places as the API shows them.

use async_graphql::SimpleObject;
use chrono::NaiveDate;
use domain::person;
use projections::case_file::PartyRecord;
use uuid::Uuid;

use crate::words::{DwellingStatus, Power};

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
    /// Date of birth.
    born: PartialDate,
}

impl From<&person::Person> for Person {
    fn from(person: &person::Person) -> Self {
        Self {
            family_name: person.family_name.clone(),
            given_names: person.given_names.clone(),
            born: PartialDate {
                year: i32::from(person.born.year),
                month: person.born.month.map(i32::from),
                day: person.born.day.map(i32::from),
            },
        }
    }
}

/// Somebody in a case.
#[derive(SimpleObject)]
pub(crate) struct Party {
    /// Their number in the case.
    id: Uuid,
    /// Who; null after an erasure.
    person: Option<Person>,
    /// Whether the person was forgotten (Art. 17 GDPR).
    erased: bool,
    /// By what right they take part.
    power: Power,
}

impl From<&PartyRecord> for Party {
    fn from(record: &PartyRecord) -> Self {
        let person = record.person.value();
        Self { id: record.id.0, person: person.map(Person::from), erased: person.is_none(), power: record.power.into() }
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

/// A move, as the registrant declares it.
#[derive(SimpleObject)]
pub(crate) struct Move {
    /// The day of moving in.
    moved_in: NaiveDate,
    /// Where from.
    from: Address,
    /// Where to.
    to: Address,
    /// What the new dwelling is to the person.
    status: DwellingStatus,
}

impl From<&person::Move> for Move {
    fn from(details: &person::Move) -> Self {
        Self {
            moved_in: details.moved_in,
            from: Address::from(&details.from),
            to: Address::from(&details.to),
            status: details.status.into(),
        }
    }
}
