//! What forms about cases say, and what of it is possible.

use async_graphql::InputObject;
use chrono::NaiveDate;
use domain::case;
use domain::ids::ConsultationId;
use domain::person;
use uuid::Uuid;

use crate::checked::{self, Checked};
use crate::errors::Invalid;
use crate::words::{DwellingStatus, IdDocument, IdentificationMethod, IdentityCheck};

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
    /// Date of birth.
    born: PartialDateInput,
}

impl PersonInput {
    pub(super) fn person(&self) -> Checked<person::Person> {
        Ok(person::Person {
            family_name: checked::line("person.familyName", &self.family_name)?,
            given_names: checked::line("person.givenNames", &self.given_names)?,
            born: self.born.date()?,
        })
    }
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
    fn address(&self) -> Checked<person::Address> {
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

/// A move, as the registrant declares it.
#[derive(InputObject)]
pub(super) struct MoveInput {
    /// The day of moving in.
    moved_in: NaiveDate,
    /// Where from.
    from: AddressInput,
    /// Where to.
    to: AddressInput,
    /// What the new dwelling is to the person.
    status: DwellingStatus,
}

impl MoveInput {
    pub(super) fn details(&self) -> Checked<person::Move> {
        Ok(person::Move {
            moved_in: checked::date("move.movedIn", self.moved_in)?,
            from: self.from.address()?,
            to: self.to.address()?,
            status: self.status.into(),
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
