//! Reads what has come to the account: the settlement file of a provider (CSV) and the statement of a bank (CAMT.053).
//!
//! A large file takes a second: it is read on a thread that nobody waits for.
//! Both come from outside, so both are bounded before they are read, and what is not understood is refused as a whole: half
//! a statement would look like money that is missing.

mod camt;
mod csv;

use std::fmt;

use chrono::NaiveDate;
use domain::money::Cents;

pub use camt::read as read_camt;
pub use csv::read as read_csv;
pub use domain::statement::Kind;

/// How long a file can be.
pub const LONGEST: usize = 16 * 1024 * 1024;
/// How many entries a file can have.
pub const MOST_ENTRIES: usize = 100_000;
/// How long a text in a file can be. A remittance text has 140 signs, and there can be several.
const LONGEST_TEXT: usize = 2_000;

/// How many words of an entry are looked at.
const MOST_WORDS: usize = 64;

/// An entry: money that has come or gone. Its text is what the payer wrote, and may name them.
#[derive(Clone, PartialEq, Eq)]
pub struct Entry {
    /// On which day.
    pub booked_on: NaiveDate,
    /// How much, never less than nothing.
    pub amount: Cents,
    /// Whether it came or went.
    pub direction: Direction,
    /// What it is, as the file says. Where it does not, what came is a payment and what went a refund.
    pub kind: Kind,
    /// What the bank or the provider calls the entry, if it does: with it the same entry is known in the next file.
    pub id: Option<String>,
    /// The text by which it is known what it was for.
    pub reference: String,
}

/// Whether money came or went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// It came.
    Credit,
    /// It went.
    Debit,
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { booked_on, amount, direction, kind, id, reference: _ } = self;
        write!(f, "Entry({booked_on} {kind:?} {direction:?} {amount} {id:?} ***)")
    }
}

impl Entry {
    /// How much came in; less than nothing where it went.
    pub fn signed(&self) -> Cents {
        match self.direction {
            Direction::Credit => self.amount,
            Direction::Debit => Cents::ZERO - self.amount,
        }
    }

    /// The words of the text by which a payment may be known, the longest first: the provider's names of payments are
    /// longer than the office's. What they are is for somebody else to find out.
    pub fn words(&self) -> Vec<String> {
        let is_part = |sign: char| sign.is_ascii_alphanumeric() || "-_".contains(sign);
        let words = self.reference.split(|sign| !is_part(sign)).filter(|word| (4..=64).contains(&word.len()));
        let mut words: Vec<String> = words.map(str::to_owned).collect();
        // Some write everything in capitals, or nothing.
        words.extend(words.clone().into_iter().map(|word| word.to_ascii_uppercase()));
        words.sort_unstable_by(|one, other| (other.len(), one).cmp(&(one.len(), other)));
        words.dedup();
        words.truncate(MOST_WORDS);
        words
    }
}

/// Whether a word may be what somebody calls a payment. Names of people have no digits; accounts and cards, which have
/// them, are known by their check digits.
pub fn may_be_reference(word: &str) -> bool {
    word.bytes().any(|sign| sign.is_ascii_digit()) && !is_account(word) && !is_card(word)
}

/// ISO 13616: with the first four signs at the end, and letters as numbers, the rest of 97 is one.
fn is_account(word: &str) -> bool {
    let is_iban = (15..=34).contains(&word.len())
        && word.bytes().all(|sign| sign.is_ascii_alphanumeric())
        && word.bytes().take(2).all(|sign| sign.is_ascii_alphabetic())
        && word.bytes().skip(2).take(2).all(|sign| sign.is_ascii_digit());
    let rest = || {
        word.chars()
            .cycle()
            .skip(4)
            .take(word.len())
            .filter_map(|sign| sign.to_digit(36))
            .fold(0, |rest, value| (rest * if value < 10 { 10 } else { 100 } + value) % 97)
    };
    is_iban && rest() == 1
}

/// ISO/IEC 7812: each second digit from the end counts twice, and the sum ends with nought.
fn is_card(word: &str) -> bool {
    if !(13..=19).contains(&word.len()) || !word.bytes().all(|sign| sign.is_ascii_digit()) {
        return false;
    }
    let digits = word.bytes().rev().map(|sign| u32::from(sign - b'0'));
    let sum: u32 =
        digits.zip([1, 2].into_iter().cycle()).map(|(digit, times)| digit * times).map(|n| n / 10 + n % 10).sum();
    sum.is_multiple_of(10)
}

/// What an entry is where the file does not say.
fn plain(direction: Direction) -> Kind {
    match direction {
        Direction::Credit => Kind::Payment,
        Direction::Debit => Kind::Refund,
    }
}

/// Why a file is not read. It says where, and nothing of what stands there.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// It is too large, too deep, or has too many entries.
    #[error("the file is larger than a statement can be")]
    TooLarge,
    /// It is no text in UTF-8.
    #[error("the file is no text in UTF-8")]
    NotUtf8,
    /// It is no XML, or has a document type, which statements do not have.
    #[error("the file is no XML of a statement (at byte {at})")]
    NotXml {
        /// Where.
        at: u64,
    },
    /// A column is missing.
    #[error("the file has no column {column}")]
    Column {
        /// Which.
        column: &'static str,
    },
    /// An entry lacks something, or has something that makes no sense.
    #[error("entry {entry} has no valid {what}")]
    Entry {
        /// Which, counted from one.
        entry: usize,
        /// What.
        what: &'static str,
    },
    /// There is no statement in it.
    #[error("the file holds no statement")]
    Empty,
}

/// White space is of no meaning in these texts.
fn tidy(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
