//! People and places, as forms ask for them. Everything here is personal data and travels in a `Personal`.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// How an office reaches somebody about an appointment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// How the person wants to be called.
    pub name: String,
    /// E-mail, where there is one; people without e-mail book by phone.
    pub mail: Option<String>,
    /// Telephone.
    pub phone: Option<String>,
    /// The language in which the person wants to be addressed, as a BCP 47 tag.
    pub language: String,
    /// What the person needs to take part: an interpreter, captions, more time.
    pub needs: Option<String>,
}

/// A date of birth, of which some people know only the year, or the year and the month (DSMeld 0601).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartialDate {
    /// The year.
    pub year: i16,
    /// The month, 1 to 12, where known.
    pub month: Option<u8>,
    /// The day of the month, where known.
    pub day: Option<u8>,
}

impl From<NaiveDate> for PartialDate {
    fn from(date: NaiveDate) -> Self {
        use chrono::Datelike as _;
        let narrow = |n: u32| u8::try_from(n).expect("months and days of a date are below 256");
        Self {
            year: i16::try_from(date.year()).expect("the API takes birth years of four digits"),
            month: Some(narrow(date.month())),
            day: Some(narrow(date.day())),
        }
    }
}

/// Somebody as the register of residents knows them (§ 3 (1) BMG).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Family name (DSMeld 0101a).
    pub family_name: String,
    /// Given names (0301).
    pub given_names: String,
    /// Date of birth (0601).
    pub born: PartialDate,
}

/// An address in Germany (DSMeld 1200 to 1212).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    /// Street (1205).
    pub street: String,
    /// House number with its addition (1206, 1207).
    pub house_number: String,
    /// What else finds the dwelling: floor, flat (1208 to 1211).
    pub addition: Option<String>,
    /// Postal code: five digits, kept as text because of leading zeros (1204).
    pub postal_code: String,
    /// Town (1202).
    pub town: String,
    /// Municipality by its official key of eight digits (1201): decides which authority is competent.
    pub municipality: String,
}

/// What a dwelling is to the person (§ 21 BMG, DSMeld 1213).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DwellingStatus {
    /// The only dwelling in Germany (alleinige Wohnung).
    Sole,
    /// The one mainly used (Hauptwohnung).
    Main,
    /// Any other (Nebenwohnung).
    Secondary,
}

/// A move, as the registrant declares it (§§ 17, 23 (3) BMG).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Move {
    /// The day of moving in (DSMeld 1301). Not the day of filing: a registration knows two times.
    pub moved_in: NaiveDate,
    /// Where from.
    pub from: Address,
    /// Where to.
    pub to: Address,
    /// What the new dwelling is to the person.
    pub status: DwellingStatus,
}
