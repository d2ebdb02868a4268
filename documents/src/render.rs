//! The papers of the office: what stands on each, and the port behind which they become PDFs.
//!
//! A paper is data. How it looks is a template that an authority may change; what the law lets stand on it is the type
//! here, so that no template can print what it does not get.

use std::fmt;

use chrono::{DateTime, NaiveDate, Utc};
use domain::calendar::local_date;
pub use domain::paper::Languages;
use domain::person::{Address, DwellingStatus, PartialDate, Person};
use domain::signature::Hash;
use serde::{Deserialize, Serialize};

/// Makes PDFs of papers.
///
/// The same sheet gives the same bytes on every machine. It takes a while and a core: call it off the async threads.
pub trait Renderer: Send + Sync {
    /// Makes the PDF of a sheet.
    fn render(&self, sheet: &Sheet) -> Result<Rendered, Failure>;
}

/// Why there is no PDF.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// A template does not compile, or makes what is not PDF/A and PDF/UA.
    #[error("the template cannot be set: {0}")]
    Template(String),
    /// The templates of the authority cannot be read.
    #[error("could not read the templates in {folder}")]
    Folder {
        /// Where they should be.
        folder: std::path::PathBuf,
        /// Why not.
        #[source]
        source: std::io::Error,
    },
    /// There is more to print than a paper of an office has.
    #[error("the paper has {what}, more than the {most} that are printed")]
    TooMuch {
        /// What there is too much of, with its number.
        what: String,
        /// How many there may be.
        most: usize,
    },
    /// It took longer than it may.
    #[error("setting the paper took longer than {0} s")]
    TooSlow(u64),
    /// The process that sets papers could not be started, or its answer not be read.
    #[error("the process that sets papers could not be used")]
    Process(#[source] std::io::Error),
    /// The process that sets papers died: it was out of memory or time, or has a bug.
    #[error("the process that sets papers died: {0}")]
    Died(String),
}

/// A PDF.
#[derive(Clone, PartialEq, Eq)]
pub struct Rendered {
    /// Its bytes.
    pub pdf: Vec<u8>,
    /// How many pages it has.
    pub pages: u16,
}

impl Rendered {
    /// The SHA-256 of its bytes: what somebody signs.
    pub fn hash(&self) -> Hash {
        crate::sha256(&self.pdf)
    }
}

// The bytes hold personal data.
impl fmt::Debug for Rendered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Rendered({} pages, {} bytes)", self.pages, self.pdf.len())
    }
}

/// A paper with what stands on every paper.
///
/// It holds personal data in clear: it lives from the reading of a case to the writing of a PDF, and has no debug form.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Sheet {
    /// Who issues it.
    pub letterhead: Letterhead,
    /// In which languages its labels are.
    pub languages: Languages,
    /// The number under which the office keeps the matter.
    pub reference: String,
    /// When it was made. It is the PDF's date, too, so that the same sheet is the same bytes.
    pub issued: DateTime<Utc>,
    /// What it is.
    pub paper: Paper,
}

impl Sheet {
    /// The civil day on which it was made, at the office.
    pub fn day(&self) -> NaiveDate {
        local_date(self.issued)
    }
}

/// Who issues a paper.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Letterhead {
    /// The authority.
    pub authority: String,
    /// The lines below it: office, address, telephone.
    pub lines: Vec<String>,
}

/// What a paper is.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Paper {
    /// What somebody declares, before they sign it.
    Declaration(Declaration),
    /// That somebody is registered or deregistered (amtliche Meldebestätigung, § 24 (2) BMG).
    RegistrationConfirmation(RegistrationConfirmation),
    /// What the register says of somebody (Meldebescheinigung, § 18 BMG).
    RegistrationCertificate(RegistrationCertificate),
    /// That a fee was paid (Quittung).
    Receipt(Receipt),
    /// What has happened in a case (Verlauf).
    History(History),
}

impl Paper {
    /// The name of its template.
    pub fn template(&self) -> &'static str {
        match self {
            Self::Declaration(_) => "declaration",
            Self::RegistrationConfirmation(_) => "registration-confirmation",
            Self::RegistrationCertificate(_) => "registration-certificate",
            Self::Receipt(_) => "receipt",
            Self::History(_) => "history",
        }
    }
}

/// What somebody declares. Its words are German, the official language.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Declaration {
    /// What it is called.
    pub title: String,
    /// The law that wants it.
    pub law: String,
    /// What it states, in order.
    pub sections: Vec<Section>,
    /// What only the office can write: it keeps the hash from confirming what somebody guesses.
    pub mark: String,
}

/// A part of a declaration.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Section {
    /// Its heading. The last words of a declaration have none.
    pub heading: Option<String>,
    /// What stands below it.
    pub statements: Vec<Statement>,
}

/// One thing that is declared.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Statement {
    /// A named value.
    Field {
        /// Its name.
        label: String,
        /// Its value.
        value: String,
    },
    /// A sentence.
    Sentence(String),
}

/// § 24 (2) BMG names what stands on the confirmation, and nothing else may: family name, given names with the usual one
/// marked, doctoral degree, date of birth, day of moving in or out, day of registration or deregistration, address, and
/// what the dwelling is.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct RegistrationConfirmation {
    /// Whether somebody came or went.
    pub act: Act,
    /// The persons.
    pub persons: Vec<Registrant>,
    /// The day of moving in or out.
    pub moved: NaiveDate,
    /// The day of registration or deregistration.
    pub registered: NaiveDate,
    /// The dwelling.
    pub address: Dwelling,
    /// What the dwelling is to them. A deregistration abroad has none: no dwelling is left.
    pub status: Option<DwellingStatus>,
}

/// Whether somebody came or went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// Somebody came (Anmeldung).
    Registration,
    /// Somebody left (Abmeldung).
    Deregistration,
}

/// Somebody, as the papers of §§ 18 and 24 BMG name them.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Registrant {
    /// Family name.
    pub family_name: String,
    /// Given names.
    pub given_names: String,
    /// Which of them is the usual one, where one is.
    pub usual_given_name: Option<String>,
    /// Doctoral degree.
    pub doctoral_degree: Option<String>,
    /// Date of birth.
    pub born: PartialDate,
}

impl From<&Person> for Registrant {
    fn from(person: &Person) -> Self {
        Self {
            family_name: person.family_name.clone(),
            given_names: person.given_names.clone(),
            usual_given_name: person.usual_given_name.clone(),
            doctoral_degree: person.doctoral_degree.clone(),
            born: person.born,
        }
    }
}

/// An address as a paper shows it.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Dwelling {
    /// Street and house number.
    pub street: String,
    /// What else finds the dwelling.
    pub addition: Option<String>,
    /// Postal code and town.
    pub town: String,
}

impl From<&Address> for Dwelling {
    fn from(address: &Address) -> Self {
        Self {
            street: format!("{} {}", address.street, address.house_number),
            addition: address.addition.clone(),
            town: format!("{} {}", address.postal_code, address.town),
        }
    }
}

/// The simple certificate (§ 18 (1) BMG) has family name, given names, doctoral degree, date of birth and the present
/// addresses with what they are; the extended one (§ 18 (2) BMG) has what the person asked for besides.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct RegistrationCertificate {
    /// The person.
    pub person: Registrant,
    /// Where they are registered now.
    pub dwellings: Vec<Registered>,
    /// What else was asked for. With any of it the certificate is an extended one.
    pub further: Vec<Further>,
}

/// A dwelling in which somebody is registered.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Registered {
    /// Where.
    pub address: Dwelling,
    /// What it is to them.
    pub status: DwellingStatus,
}

/// What an extended certificate may say, with addresses as a paper shows them.
pub type Further = domain::case::Further<Dwelling>;

/// A receipt.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Receipt {
    /// Its number: without gaps within the authority and the year.
    pub number: String,
    /// What was paid for.
    pub items: Vec<Charge>,
    /// What was paid, in cents.
    pub total_cents: i64,
    /// How.
    pub means: Means,
    /// When.
    pub paid: NaiveDate,
}

/// A fee on a receipt.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Charge {
    /// What for.
    pub what: String,
    /// The law that sets it.
    pub law: String,
    /// How much, in cents.
    pub cents: i64,
}

/// How a fee was paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Means {
    /// Through the payment page.
    Online,
    /// By card at the counter.
    Card,
    /// In cash at the counter.
    Cash,
}

/// What has happened in a case.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct History {
    /// What the case is for.
    pub subject: String,
    /// What happened, in order.
    pub entries: Vec<Happened>,
    /// Whose data was erased, by the part that they have in the case.
    pub forgotten: Vec<String>,
    /// Which part of it this paper is: a long one is set in parts.
    pub part: u16,
    /// Where this part ends, if another one follows.
    pub ends: Option<End>,
}

/// The end of a part of a history.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct End {
    /// When the last of them happened, as its entry has it.
    pub at: String,
    /// The place of the last of them in the history, for auditors.
    pub position: Option<u64>,
}

/// One thing that happened.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Happened {
    /// When, in the office's time: day, hours and minutes.
    pub at: String,
    /// What.
    pub what: String,
    /// In which part somebody did it. Names of clerks do not stand here.
    pub by: String,
}
