//! What the sandbox knows: one file for each transaction, and how it stands, which follows from what was chosen and when.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use chrono::{DateTime, TimeDelta, Utc};
use domain::money::Cents;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Quirk, Shared, Unusable};
use crate::xbezahldienste::decimal::Decimal;
use crate::xbezahldienste::rules;
use crate::xbezahldienste::wire::PaymentRequest;

/// How many transactions there can be. A demonstration has fewer.
const MOST: usize = 10_000;

/// How a payment ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Paid by card.
    Card,
    /// Paid by PayPal.
    PayPal,
    /// It fails.
    Fails,
    /// Whoever was to pay gives up.
    Cancels,
    /// Paid some time later.
    Later,
    /// Paid, and paid again.
    Twice,
    /// Paid, and for a minute the answers to how it stands come too late.
    Slow,
    /// Paid, and then the provider knows of nothing.
    Gone,
}

impl Outcome {
    /// All of them, as they stand on the page.
    pub const ALL: [Self; 8] =
        [Self::Card, Self::PayPal, Self::Fails, Self::Cancels, Self::Later, Self::Twice, Self::Slow, Self::Gone];

    /// Its name in the form of the page.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Card => "card",
            Self::PayPal => "paypal",
            Self::Fails => "fails",
            Self::Cancels => "cancels",
            Self::Later => "later",
            Self::Twice => "twice",
            Self::Slow => "slow",
            Self::Gone => "gone",
        }
    }
}

/// A transaction. What it says of itself is what was asked for and what was chosen; all else follows.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Transaction {
    pub(super) id: String,
    pub(super) originator: String,
    pub(super) endpoint: String,
    pub(super) request: PaymentRequest,
    /// Without it nobody sees the page.
    pub(super) token: String,
    pub(super) begun_at: DateTime<Utc>,
    pub(super) chosen: Option<Chosen>,
    /// What goes wrong with it, if somebody has said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) quirk: Option<Quirk>,
}

/// What was chosen.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) struct Chosen {
    pub(super) outcome: Outcome,
    pub(super) at: DateTime<Utc>,
}

/// Money that has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Payment {
    pub(super) at: DateTime<Utc>,
    pub(super) method: &'static str,
    pub(super) amount: Cents,
}

/// How a transaction stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stands {
    Initial,
    Payed(Payment),
    Failed,
    Canceled,
    /// In a word that the standard does not have.
    InReview,
}

impl Transaction {
    /// The Kassenzeichen.
    pub(super) fn reference(&self) -> String {
        let name = Uuid::new_v5(&Uuid::NAMESPACE_OID, self.id.as_bytes()).simple().to_string();
        format!("VS-{}", name[..14].to_ascii_uppercase())
    }

    /// What has come up to now.
    pub(super) fn payments(&self, sandbox: &Shared, now: DateTime<Utc>) -> Vec<Payment> {
        let Some(Chosen { outcome, at }) = self.chosen else { return vec![] };
        let later = at + TimeDelta::from_std(sandbox.later()).expect("it is later by less than a life");
        let Decimal(asked) = self.request.gros_amount;
        let amount = if sandbox.goes_wrong(self, Quirk::WrongAmount) { asked + Cents(100) } else { asked };
        let by = |method, at| Payment { at, method, amount };
        let mut payments = match outcome {
            Outcome::Card | Outcome::Slow | Outcome::Gone => vec![by("CREDITCARD", at)],
            Outcome::PayPal => vec![by("PAYPAL", at)],
            Outcome::Twice => vec![by("CREDITCARD", at), by("CREDITCARD", at)],
            Outcome::Later => vec![by("GIROPAY", later)],
            Outcome::Fails | Outcome::Cancels if sandbox.goes_wrong(self, Quirk::LatePaid) => {
                vec![by("GIROPAY", later)]
            }
            Outcome::Fails | Outcome::Cancels => vec![],
        };
        payments.retain(|payment| payment.at <= now);
        payments
    }

    pub(super) fn stands(&self, sandbox: &Shared, now: DateTime<Utc>) -> Stands {
        let Some(Chosen { outcome, .. }) = self.chosen else { return Stands::Initial };
        if sandbox.goes_wrong(self, Quirk::UnknownStatus) {
            return Stands::InReview;
        }
        match (self.payments(sandbox, now).first(), outcome) {
            (Some(payment), _) => Stands::Payed(*payment),
            (None, Outcome::Fails) => Stands::Failed,
            (None, Outcome::Cancels) => Stands::Canceled,
            (None, _) => Stands::Initial,
        }
    }

    /// Whether the provider says that it knows of nothing.
    pub(super) fn is_gone(&self, sandbox: &Shared) -> bool {
        let is_to_go = |chosen: &Chosen| chosen.outcome == Outcome::Gone || sandbox.goes_wrong(self, Quirk::Gone);
        self.chosen.as_ref().is_some_and(is_to_go)
    }

    /// Whether the answers come too late.
    pub(super) fn is_slow(&self, now: DateTime<Utc>) -> bool {
        self.chosen.is_some_and(|chosen| chosen.outcome == Outcome::Slow && now < chosen.at + TimeDelta::minutes(1))
    }
}

/// All transactions, by name.
pub(super) struct Book {
    folder: Option<PathBuf>,
    transactions: BTreeMap<String, Transaction>,
}

impl Book {
    pub(super) fn open(folder: Option<PathBuf>) -> Result<Self, Unusable> {
        let mut transactions = BTreeMap::new();
        if let Some(folder) = &folder {
            let unusable = |source| Unusable::Folder { folder: folder.clone(), source };
            fs::create_dir_all(folder).map_err(unusable)?;
            for entry in fs::read_dir(folder).map_err(unusable)? {
                let file = entry.map_err(unusable)?.path();
                // What was not written to its end has another ending.
                if file.extension().is_some_and(|ending| ending == "json") {
                    let text = fs::read(&file).map_err(unusable)?;
                    let transaction: Transaction = serde_json::from_slice(&text)
                        .map_err(|source| Unusable::Transaction { file: file.clone(), source })?;
                    transactions.insert(transaction.id.clone(), transaction);
                }
            }
        }
        Ok(Self { folder, transactions })
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &Transaction> {
        self.transactions.values()
    }

    pub(super) fn get(&self, id: &str) -> Option<&Transaction> {
        self.transactions.get(id)
    }

    /// The transaction of a request, whatever it is called.
    pub(super) fn of_request(&self, originator: &str, endpoint: &str, request: &str) -> Option<&Transaction> {
        self.transactions.values().find(|known| {
            (known.originator.as_str(), known.endpoint.as_str(), known.request.request_id.as_str())
                == (originator, endpoint, request)
        })
    }

    pub(super) fn is_full(&self) -> bool {
        self.transactions.len() >= MOST
    }

    /// It is on the disk before anybody hears of it.
    pub(super) fn keep(&mut self, transaction: Transaction) -> io::Result<()> {
        if let Some(folder) = &self.folder {
            write(folder, &transaction)?;
        }
        self.transactions.insert(transaction.id.clone(), transaction);
        Ok(())
    }

    /// The first choice counts.
    pub(super) fn choose(&mut self, id: &str, outcome: Outcome, at: DateTime<Utc>) -> io::Result<bool> {
        let Some(known) = self.get(id).filter(|known| known.chosen.is_none()) else { return Ok(false) };
        let chosen = Transaction { chosen: Some(Chosen { outcome, at }), ..known.clone() };
        self.keep(chosen).map(|()| true)
    }

    pub(super) fn spoil(&mut self, id: &str, quirk: Quirk) -> io::Result<bool> {
        let Some(known) = self.get(id) else { return Ok(false) };
        let spoilt = Transaction { quirk: Some(quirk), ..known.clone() };
        self.keep(spoilt).map(|()| true)
    }
}

/// A file is there as a whole or not at all.
fn write(folder: &Path, transaction: &Transaction) -> io::Result<()> {
    assert!(
        rules::is_id(&transaction.id, rules::TRANSACTION),
        "a name that is checked when it is given leaves its folder"
    );
    let (file, new) = (format!("{}.json", transaction.id), format!("{}.new", transaction.id));
    let (file, new) = (folder.join(file), folder.join(new));
    let mut written = fs::File::create(&new)?;
    written.write_all(&serde_json::to_vec(transaction).expect("texts and numbers are JSON"))?;
    written.sync_all()?;
    fs::rename(new, file)?;
    fs::File::open(folder)?.sync_all()
}
