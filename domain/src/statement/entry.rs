//! What stands in a statement, what it turned out to be, and how a person closes it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::ids::PaymentId;
use crate::money::Cents;

/// Who made a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The payment provider: what it has taken for the office, and what it keeps of it (settlement).
    Provider,
    /// The bank: what has come to the account and left it (CAMT.053).
    Bank,
}

/// What an entry is, as the file says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Money came in.
    Payment,
    /// Money went back.
    Refund,
    /// A payment was taken back by the payer's bank (Rückbuchung).
    Chargeback,
    /// What the provider or the bank keeps for its work.
    Fee,
}

/// Which of the office's payments an entry names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    /// The fee.
    pub payment: PaymentId,
    /// The attempt, where the entry names it by the provider's own word and not only by the office's.
    pub attempt: Option<u16>,
}

/// A word by which a payment may be known later, so that it can be compared and not read. Only the authority that has
/// made it can make the same again: nobody else finds out a word by trying all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Mark(pub Uuid);

/// An entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// On which day.
    pub booked_on: NaiveDate,
    /// How much came in; less than nothing where it went.
    pub amount: Cents,
    /// What it is.
    pub kind: Kind,
    /// Made of what the bank or the provider calls the entry: by it the same entry is known in another file.
    pub id: Option<Uuid>,
    /// Which payment it names. It was looked up when the file was read.
    pub of: Option<Known>,
    /// The reference that it names: one that the office knows, or one that looks like the office's.
    pub word: Option<String>,
    /// Where it names no payment yet: what its words would be known by, if somebody told the office of them later.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<Mark>,
}

/// What an entry turned out to be, when it is compared with what the office knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Finding {
    /// It is what the office knows.
    Matched,
    /// The same entry stands in another file, of the same day and under the same name.
    Repeated,
    /// What the provider or the bank keeps.
    Charge,
    /// It names no payment of the office's.
    UnknownReference,
    /// It is another amount than the one that the office knows.
    OtherAmount,
    /// It says that money moved, and the provider has never told the office so.
    NotKnownAsPaid,
    /// It is there a second time.
    Twice,
    /// A payment was taken back.
    Chargeback,
    /// Its money was given back from the account, and afterwards the provider has told the office that it is paid.
    PaidAfterAll,
}

impl Finding {
    /// Whether a person has to look at it.
    pub fn is_open(self) -> bool {
        match self {
            Self::Matched | Self::Repeated | Self::Charge => false,
            Self::UnknownReference
            | Self::OtherAmount
            | Self::NotKnownAsPaid
            | Self::Twice
            | Self::Chargeback
            | Self::PaidAfterAll => true,
        }
    }
}

/// How a person closes an entry that matches nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Resolution {
    /// The provider has paid out in one sum what it had taken.
    Payout,
    /// It is what the provider or the bank keeps for its work.
    Charge,
    /// The provider has taken from the account in one sum what it had paid out too much.
    ProviderDebit,
    /// It is the share of the Federation, which was paid to it.
    FederalShare,
    /// The Federation has paid back of its share what it had too much.
    FederalRepayment,
    /// The treasury claims the fee once more from whoever has taken the payment back.
    ClaimedAgain,
    /// The treasury has given it back from the account.
    GivenBack,
    /// The books have it already, in another entry or by an order of the treasury.
    BookedAlready,
    /// It is no money of these fees.
    NotOurs,
    /// The difference is written off, or kept.
    WrittenOff,
}

impl Resolution {
    /// Whether money is given up or leaves: then whoever has read the file in does not close it (two people).
    pub fn takes_two(self, finding: Finding) -> bool {
        match self {
            Self::WrittenOff | Self::GivenBack | Self::BookedAlready => true,
            // What names a payment is looked for no longer.
            Self::ProviderDebit => finding == Finding::Chargeback,
            Self::Payout
            | Self::Charge
            | Self::FederalShare
            | Self::FederalRepayment
            | Self::ClaimedAgain
            | Self::NotOurs => false,
        }
    }

    /// Whether it can be said of such an entry. So much is what the office knows, where that is another amount.
    pub fn fits(self, source: Source, kind: Kind, amount: Cents, expected: Cents, finding: Finding) -> bool {
        let came = amount > Cents::ZERO;
        let given_back = finding == Finding::PaidAfterAll;
        match self {
            // What names a payment is that payment's money: one person alone does not make a charge or a payout of it.
            Self::Payout | Self::FederalRepayment => {
                came && kind == Kind::Payment && source == Source::Bank && finding == Finding::UnknownReference
            }
            // Also what was taken back of a payment, where the provider shows that in a statement of its own.
            Self::ProviderDebit => {
                let unknown = kind == Kind::Refund && finding == Finding::UnknownReference;
                !came && source == Source::Bank && (unknown || finding == Finding::Chargeback)
            }
            Self::Charge => !came && finding == Finding::UnknownReference,
            Self::FederalShare => source == Source::Bank && !came && finding == Finding::UnknownReference,
            Self::ClaimedAgain => kind == Kind::Chargeback || given_back,
            // Of what came too little there is nothing to give back.
            Self::GivenBack => {
                let too_little = finding == Finding::OtherAmount && amount < expected;
                came && kind == Kind::Payment && !too_little && !given_back
            }
            Self::NotOurs => finding == Finding::UnknownReference,
            Self::BookedAlready | Self::WrittenOff => true,
        }
    }
}
