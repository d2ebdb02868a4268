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

impl Contact {
    /// The one spelling of the mailbox: lower case, without the tag that many providers let one add after a plus sign.
    pub fn mailbox(&self) -> Option<String> {
        let mail = self.mail.as_ref()?.trim().to_lowercase();
        Some(match mail.split_once('@') {
            Some((local, host)) => format!("{}@{host}", local.split('+').next().unwrap_or(local)),
            None => mail,
        })
    }
}

/// The one spelling of a telephone number, its digits with the country: 0681 …, +49 681 … and 0049 681 … are one.
pub fn telephone(phone: &str) -> String {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    if phone.trim_start().starts_with('+') {
        // +49 (0)681 is how many write it, though the zero is never dialled after the country.
        return match digits.strip_prefix("490") {
            Some(national) => format!("49{national}"),
            None => digits,
        };
    }
    match (digits.strip_prefix("00"), digits.strip_prefix('0')) {
        (Some(international), _) => international.to_owned(),
        (None, Some(national)) => format!("49{national}"),
        (None, None) => digits,
    }
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
    /// The one of them by which the person is called, where they say so (0302); the confirmation of registration marks
    /// it (§ 24 (2) BMG).
    pub usual_given_name: Option<String>,
    /// Doctoral degree (0401); the confirmation of registration shows it (§ 24 (2) BMG).
    pub doctoral_degree: Option<String>,
    /// Name at birth (0201a), where it is another; applications to the federal office name it (§ 30c (2) BZRG).
    pub birth_name: Option<String>,
    /// Earlier family names (0203a).
    pub former_names: Option<String>,
    /// Date of birth (0601).
    pub born: PartialDate,
}

/// A legal person: a company, an association.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Organisation {
    /// Its name.
    pub name: String,
    /// Its legal form.
    pub legal_form: String,
    /// Where its seat is.
    pub seat: String,
    /// Under which number it stands in its register, if in one.
    pub register_number: Option<String>,
}

/// Whom a matter can be about, or who can act in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Who {
    /// A natural person.
    Person(Person),
    /// A legal person. It never acts but through somebody.
    Organisation(Organisation),
}

impl Who {
    /// The natural person, if it is one.
    pub fn person(&self) -> Option<&Person> {
        match self {
            Self::Person(person) => Some(person),
            Self::Organisation(_) => None,
        }
    }
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

/// Where somebody lived before: it decides which service this is, and who has to be told (§§ 23, 33 BMG).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PreviousDwelling {
    /// In this municipality.
    Here {
        /// Where.
        address: Address,
    },
    /// Elsewhere in Germany.
    Elsewhere {
        /// Where. Its municipality is the authority that is asked, and told.
        address: Address,
    },
    /// Abroad.
    Abroad {
        /// In which state, by its ISO 3166-1 alpha-2 code (DSMeld 1233).
        state: String,
        /// Where, as the state writes it (1232).
        address: Option<String>,
        /// The last dwelling in Germany before, if there was one (1223). Its authority is told as one of departure.
        #[serde(default)]
        last_domestic: Option<Box<Address>>,
    },
}

/// Another dwelling that somebody keeps in Germany (§ 21 (4) BMG).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OtherDwelling {
    /// Where.
    pub address: Address,
    /// What it is to the person from now on.
    pub status: DwellingStatus,
}

/// Who gives the dwelling, as the confirmation names them (§ 19 (3) no. 1 BMG, DSMeld 3001, 3002).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Landlord {
    /// The landlord's name.
    pub name: String,
    /// The landlord's address, in one line.
    pub address: String,
    /// The owner's name, where it is another.
    pub owner: Option<String>,
}

/// A move, as the registrant declares it (§§ 17, 23 (3) BMG).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Move {
    /// The day of moving in (DSMeld 1301). Not the day of filing: a registration knows two times.
    pub moved_in: NaiveDate,
    /// Where from.
    pub from: PreviousDwelling,
    /// Where to.
    pub to: Address,
    /// What the new dwelling is to the person.
    pub status: DwellingStatus,
    /// What else they keep in Germany.
    pub others: Vec<OtherDwelling>,
    /// Who gives the dwelling, once that is known.
    pub landlord: Option<Landlord>,
}
