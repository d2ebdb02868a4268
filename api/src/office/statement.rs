//! Reads the statement of a provider or a bank, and looks up which payments it names.
//!
//! Of the texts in it only the words stay by which the office knows a payment, and those that look like its own references:
//! names, accounts and what payers wrote leave with the file. Where none of them names a payment yet, marks stay of what
//! may be somebody's reference: they can be compared with a word that the office is told later, and not be read.

use std::collections::BTreeMap;

use domain::ids::{PaymentId, StatementId};
use domain::statement::{self, Entry, Known, Mark, PART_MAX, Source};
use domain::streams::Single;
use payments::statement::{Unreadable, may_be_reference, read_camt, read_csv};

use super::Office;

/// So many words of an entry are marked at most: the longest, which say most.
const MARKS_MAX: usize = 12;

/// A statement that was read, with the payments that it names. Nothing of it is stored yet.
#[derive(Clone, Debug)]
pub struct StatementFile {
    /// Its name, made of what is in it.
    pub id: StatementId,
    source: Source,
    entries: Vec<Entry>,
}

/// Why a statement was not read.
#[derive(Debug, thiserror::Error)]
pub enum NotRead {
    /// It is none.
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    /// The payments could not be looked up.
    #[error("the payments that the statement names could not be looked up")]
    LookUp(#[from] projections::Failure),
    /// The thread that read it is gone.
    #[error("reading the statement was interrupted")]
    Interrupted(#[from] tokio::task::JoinError),
}

impl Office {
    /// Reads the settlement of a provider (CSV) or the statement of a bank (CAMT.053). The read model `ledger` has to show
    /// the payments that it names.
    pub async fn read_statement(&self, source: Source, file: Vec<u8>) -> Result<StatementFile, NotRead> {
        let models = self.read_models().clone();
        let marks = self.0.secrets.marks();
        // A large file takes a second: on a thread that nobody waits for.
        tokio::task::spawn_blocking(move || {
            let id = StatementId::of(&documents::sha256(&file).0);
            let read = match source {
                Source::Provider => read_csv(&file)?,
                Source::Bank => read_camt(&file)?,
            };
            let words: Vec<Vec<String>> = read.iter().map(payments::statement::Entry::words).collect();
            let known = models.payments_named(words.iter().flatten().map(String::as_str))?;
            let entries = read.iter().zip(&words).map(|(entry, words)| kept(entry, words, &known, &*marks)).collect();
            Ok(StatementFile { id, source, entries })
        })
        .await?
    }
}

/// What is kept of an entry.
fn kept(
    entry: &payments::statement::Entry,
    words: &[String],
    known: &BTreeMap<String, Known>,
    mark: &dyn Fn(&str) -> Mark,
) -> Entry {
    let named = || words.iter().filter_map(|word| Some((word, *known.get(word)?)));
    // The provider's name of an attempt says more than the office's of the fee.
    let found = named().find(|(_, known)| known.attempt.is_some()).or_else(|| named().next());
    // What somebody keeps for their work is of no payment, and what is named need not be looked for again.
    let marked = || {
        let mut marks: Vec<Mark> = vec![];
        for word in words.iter().filter(|word| may_be_reference(word)) {
            let mark = mark(word);
            if marks.len() < MARKS_MAX && !marks.contains(&mark) {
                marks.push(mark);
            }
        }
        marks
    };
    let looks_like_ours = || words.iter().find(|word| PaymentId::looks_like_reference(word));
    Entry {
        booked_on: entry.booked_on,
        amount: entry.signed(),
        kind: entry.kind,
        id: entry.id.as_deref().map(StatementId::entry),
        of: found.map(|(_, known)| known),
        word: found.map(|(word, _)| word).or_else(looks_like_ours).cloned(),
        marks: if found.is_some() || entry.kind == statement::Kind::Fee { vec![] } else { marked() },
    }
}

impl StatementFile {
    /// How many entries it has.
    pub fn entries(&self) -> usize {
        self.entries.len()
    }

    /// The commands that read it in, in their order, each with the number of its first entry.
    pub fn parts(&self) -> impl Iterator<Item = (u32, Single<statement::State>)> + '_ {
        let count = |len: usize| u32::try_from(len).expect("a statement has fewer entries than 2^32");
        let entries = count(self.entries.len());
        // A file without entries is a part as well, which is refused.
        let parts = if self.entries.is_empty() { vec![&[][..]] } else { self.entries.chunks(PART_MAX).collect() };
        parts.into_iter().enumerate().map(move |(n, part)| {
            let from = count(n * PART_MAX);
            let (source, part) = (self.source, part.to_vec());
            let command = statement::Command::Import { source, entries, from, part };
            (from, Single { id: self.id.0, command })
        })
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use domain::ids::derived;
    use domain::money::Cents;
    use payments::statement::{Direction, Kind};
    use uuid::Uuid;

    use super::*;

    fn entry(reference: &str) -> payments::statement::Entry {
        payments::statement::Entry {
            booked_on: NaiveDate::from_ymd_opt(2026, 3, 2).expect("a day"),
            amount: Cents(1300),
            direction: Direction::Debit,
            kind: Kind::Refund,
            id: Some("B-1".to_owned()),
            reference: reference.to_owned(),
        }
    }

    fn kept_of(reference: &str) -> Entry {
        let payment = PaymentId(Uuid::from_u128(7));
        let known = BTreeMap::from([
            ("T6f96".to_owned(), Known { payment, attempt: Some(2) }),
            ("VG-0A1B2-C3D4E".to_owned(), Known { payment, attempt: None }),
        ]);
        let entry = entry(reference);
        kept(&entry, &entry.words(), &known, &|word| Mark(derived("mark of a test", Uuid::nil(), word)))
    }

    #[test]
    fn of_a_text_only_what_names_a_payment_is_kept() {
        let attempt = |kept: &Entry| kept.of.and_then(|known| known.attempt);
        let both = kept_of("Ada Lovelace vg-0a1b2-c3d4e T6f96 DE02120300000000202051");
        assert_eq!((both.word.as_deref(), attempt(&both)), (Some("T6f96"), Some(2)));
        let ours = kept_of("Gebühr VG-0A1B2-C3D4E Danke, Ada");
        assert_eq!((ours.word.as_deref(), attempt(&ours), ours.of.is_some()), (Some("VG-0A1B2-C3D4E"), None, true));
        let foreign = kept_of("VG-ZZZZZ-00000 Miete Lovelace");
        assert_eq!((foreign.word.as_deref(), foreign.of), (Some("VG-ZZZZZ-00000"), None));
        let plain = kept_of("Miete Lovelace DE02120300000000202051 4012888888881881");
        assert_eq!((plain.word, plain.of, plain.amount), (None, None, Cents(-1300)));
        assert_eq!(plain.marks, [], "names, accounts and cards leave no mark");
    }

    #[test]
    fn what_may_be_a_reference_leaves_a_mark_where_nothing_is_named() {
        let marks = |reference| kept_of(reference).marks;
        assert_eq!(marks("Ada Lovelace 2026-4711/0815 Danke").len(), 2, "the number, and no name");
        assert_eq!(marks("T6f96 2026-4711"), [], "what is named need not be looked for again");
        let many: Vec<String> = (0..40).map(|n| format!("R-{n:04}")).collect();
        assert_eq!(marks(&many.join(" ")).len(), MARKS_MAX);
    }

    #[test]
    fn the_names_that_a_bank_gives_are_compared_and_not_kept() {
        let (one, same) = (kept_of("a"), kept_of("b"));
        assert_eq!(one.id, same.id);
        assert!(one.id.is_some_and(|id| !id.to_string().contains("B-1")));
    }
}
