//! What the register says of somebody who asks for a certificate of registration: the clerk looks it up, and nobody else
//! writes it down.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::person::{Address, OtherDwelling};

/// What stands on a certificate besides who it is about (§ 18 BMG).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisterEntry {
    /// The present dwellings.
    pub dwellings: Vec<OtherDwelling>,
    /// What else was asked for. With any of it the certificate is an extended one.
    pub further: Vec<Further>,
}

/// What an extended certificate may say (§ 18 (2) with § 3 (1) BMG). Blocks and the blocking password are not among it.
///
/// The register has whole addresses, and a paper has them as it prints them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Further<A = Address> {
    /// Earlier names (no. 2).
    FormerNames(String),
    /// Name of an order or an artist (no. 5).
    OtherNames(String),
    /// Place and state of birth (no. 6).
    BirthPlace(String),
    /// Sex (no. 7).
    Sex(String),
    /// Tax identification number (no. 8).
    TaxId(String),
    /// Legal representative (no. 9).
    LegalRepresentative(String),
    /// Nationalities (no. 10).
    Nationalities(Vec<String>),
    /// Religious society that is a body of public law (no. 11).
    ReligiousSociety(String),
    /// Earlier addresses (no. 12).
    FormerDwellings(Vec<A>),
    /// Day of moving in (no. 13).
    MovedIn(NaiveDate),
    /// Marital status (no. 14).
    MaritalStatus(String),
    /// Spouse or civil partner (no. 15).
    Spouse(String),
    /// Children under age (no. 16).
    Children(Vec<String>),
    /// Identity card or passport (no. 17, without the blocking password).
    IdentityDocument(String),
    /// That no date of death is stored (Lebensbescheinigung).
    NoDateOfDeath,
}

impl Further {
    /// The same entry with its addresses as a paper prints them.
    pub fn printed<A: for<'a> From<&'a Address>>(&self) -> Further<A> {
        match self.clone() {
            Self::FormerNames(value) => Further::FormerNames(value),
            Self::OtherNames(value) => Further::OtherNames(value),
            Self::BirthPlace(value) => Further::BirthPlace(value),
            Self::Sex(value) => Further::Sex(value),
            Self::TaxId(value) => Further::TaxId(value),
            Self::LegalRepresentative(value) => Further::LegalRepresentative(value),
            Self::Nationalities(values) => Further::Nationalities(values),
            Self::ReligiousSociety(value) => Further::ReligiousSociety(value),
            Self::FormerDwellings(dwellings) => Further::FormerDwellings(dwellings.iter().map(A::from).collect()),
            Self::MovedIn(day) => Further::MovedIn(day),
            Self::MaritalStatus(value) => Further::MaritalStatus(value),
            Self::Spouse(value) => Further::Spouse(value),
            Self::Children(values) => Further::Children(values),
            Self::IdentityDocument(value) => Further::IdentityDocument(value),
            Self::NoDateOfDeath => Further::NoDateOfDeath,
        }
    }
}

impl RegisterEntry {
    /// Whether it is what a certificate of this kind says: who is registered has a dwelling, a simple certificate says no
    /// more, and an extended one does.
    pub(super) fn fits(&self, extended: bool) -> bool {
        !self.dwellings.is_empty() && self.further.is_empty() != extended
    }
}
