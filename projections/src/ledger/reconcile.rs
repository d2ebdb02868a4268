//! Compares what statements say with what the office knows of its payments, and says against which accounts it stands.
//!
//! All entries of a payment are compared anew whenever an entry or the payment changes. Which payment an entry names was
//! looked up when its file was read. What a person has closed stays closed.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use domain::calendar::local_date;
use domain::ids::PaymentId;
use domain::money::Cents;
use domain::payment;
use domain::statement::{self, Entry, Finding, Kind, Known, Mark, Resolution, Source};
use rusqlite::{OptionalExtension as _, Row, Transaction, params};
use uuid::Uuid;

use super::statements::Shows;
use super::{Account, Line, line};
use crate::Envelope;
use crate::column::{Code, Columns as _, Moment};

/// So much stands on these accounts, debits less credits. Together it is nothing.
type Stand = BTreeMap<Account, i64>;

/// An entry as it is compared.
struct Shown {
    statement: Uuid,
    entry: u32,
    position: i64,
    source: Source,
    kind: Kind,
    booked_on: NaiveDate,
    cents: i64,
    id: Option<Uuid>,
    /// The payment that it names.
    payment: Option<Uuid>,
    /// The attempt that it names.
    named: Option<u16>,
    judged: Judged,
    resolution: Option<Resolution>,
}

impl Shown {
    /// Whether somebody has given its money back from the account, and it stands for nothing by which money came in: it
    /// is looked at again when the provider says that it is paid.
    fn is_given_back(&self) -> bool {
        self.resolution == Some(Resolution::GivenBack)
            && (self.judged.attempt.is_none() || self.judged.finding == Finding::PaidAfterAll)
    }
}

/// What an entry turned out to be.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Judged {
    finding: Finding,
    counter: Account,
    expected: i64,
    attempt: Option<u16>,
    refund: Option<u16>,
}

impl Judged {
    fn open(finding: Finding) -> Self {
        Self { finding, counter: Account::Suspense, expected: 0, attempt: None, refund: None }
    }
}

/// Where the money of an entry lies.
fn holder(source: Source) -> Account {
    match source {
        Source::Provider => Account::ProviderClearing,
        Source::Bank => Account::Bank,
    }
}

/// On which accounts an entry stands. Where both are the same one, the books have it already.
fn stand(source: Source, cents: i64, judged: Judged, resolution: Option<Resolution>) -> Stand {
    let holder = holder(source);
    let rest = match resolution {
        None => Account::Suspense,
        Some(Resolution::Payout | Resolution::ProviderDebit) => Account::ProviderClearing,
        Some(Resolution::Charge) => Account::Charges,
        Some(Resolution::FederalShare | Resolution::FederalRepayment) => Account::FederalShare,
        Some(Resolution::ClaimedAgain) => Account::Receivable,
        Some(Resolution::GivenBack) => Account::Bank,
        Some(Resolution::BookedAlready | Resolution::NotOurs) => holder,
        Some(Resolution::WrittenOff) => Account::Differences,
    };
    let mut stand = Stand::new();
    let mut add = |account, cents| *stand.entry(account).or_default() += cents;
    add(holder, cents);
    if judged.finding == Finding::PaidAfterAll {
        // It came, and the provider has it no more; and it has left the account, for which nobody has paid now.
        add(judged.counter, -judged.expected);
        add(Account::Bank, -cents);
        let rest = match resolution {
            // That it left stands in another entry, or it never did.
            Some(Resolution::BookedAlready) => Account::Bank,
            None | Some(Resolution::GivenBack) => Account::Suspense,
            Some(_) => rest,
        };
        add(rest, judged.expected);
    } else if judged.finding == Finding::OtherAmount {
        add(judged.counter, -judged.expected);
        add(rest, judged.expected - cents);
    } else if judged.finding.is_open() {
        add(rest, -cents);
    } else {
        add(judged.counter, -cents);
    }
    stand
}

/// What an event changes on the accounts. It is posted as one, so that nothing goes to and fro in it.
#[derive(Default)]
struct Change(Stand);

impl Change {
    fn add(&mut self, stand: Stand) {
        for (account, cents) in stand {
            *self.0.entry(account).or_default() += cents;
        }
    }

    fn take(&mut self, stand: Stand) {
        for (account, cents) in stand {
            *self.0.entry(account).or_default() -= cents;
        }
    }
}

/// The lines of a change.
fn lines(Change(change): Change) -> Vec<Line> {
    let (mut debits, mut credits) = (vec![], vec![]);
    for (account, cents) in change {
        match cents.signum() {
            1 => debits.push((account, cents)),
            -1 => credits.push((account, -cents)),
            _ => {}
        }
    }
    let mut lines = vec![];
    while let (Some((debit, owes)), Some((credit, gives))) = (debits.last_mut(), credits.last_mut()) {
        let cents = (*owes).min(*gives);
        lines.push(line(*debit, *credit, Cents(cents)));
        (*owes, *gives) = (*owes - cents, *gives - cents);
        if *owes == 0 {
            debits.pop();
        }
        // The last of both are taken together: what one account gets the other gives.
        if credits.last().is_some_and(|(_, gives)| *gives == 0) {
            credits.pop();
        }
    }
    lines
}

/// What an event of a payment changes for statements.
pub(super) fn payment(
    tx: &Transaction<'_>,
    envelope: &Envelope,
    event: &payment::Event,
) -> rusqlite::Result<Vec<Line>> {
    let payment = PaymentId(envelope.stream.id);
    match event {
        payment::Event::Assessed { .. } => {
            names(tx, &payment.reference(), payment, None)?;
            Ok(vec![])
        }
        payment::Event::AttemptRequested { attempt, .. } => {
            tx.prepare_cached("INSERT INTO attempt (payment, attempt) VALUES (?1, ?2)")?
                .execute(params![payment.0, attempt])?;
            Ok(vec![])
        }
        payment::Event::AttemptStarted { attempt, reference, mark } => {
            names(tx, reference, payment, Some(*attempt))?;
            let mut change = Change::default();
            if let Some(mark) = mark {
                learned(tx, *mark, payment, *attempt, &mut change)?;
            }
            Ok(lines(change))
        }
        payment::Event::PaidOnline { attempt, amount, receipt, mark, .. }
        | payment::Event::Overpaid { attempt, amount, receipt, mark, .. }
        | payment::Event::OtherAmountPaid { attempt, amount, receipt, mark, .. } => {
            if let Some(receipt) = receipt {
                names(tx, receipt, payment, Some(*attempt))?;
            }
            tx.prepare_cached("UPDATE attempt SET took = ?3, paid_on = ?4 WHERE payment = ?1 AND attempt = ?2")?
                .execute(params![payment.0, attempt, amount.0, local_date(envelope.at)])?;
            let mut change = Change::default();
            if let Some(mark) = mark {
                learned(tx, *mark, payment, *attempt, &mut change)?;
            }
            compare(tx, payment, &mut change)?;
            Ok(lines(change))
        }
        payment::Event::Refunded { refund, source, amount, order, .. } => {
            let attempt = match source {
                payment::Source::Counter => None,
                payment::Source::Attempt(attempt) => Some(*attempt),
            };
            tx.prepare_cached("INSERT INTO returned VALUES (?1, ?2, ?3, ?4, ?5)")?.execute(params![
                payment.0,
                refund,
                attempt,
                amount.0,
                order.is_some()
            ])?;
            compared(tx, payment)
        }
        payment::Event::AttemptClosed { attempt, finding, .. } => {
            let took: Option<i64> = tx
                .prepare_cached(
                    "UPDATE attempt SET closed = ?3 WHERE payment = ?1 AND attempt = ?2 AND took > 0 RETURNING took",
                )?
                .query_row(params![payment.0, attempt, Code(*finding)], |row| row.get(0))
                .optional()?;
            let mut change = Change::default();
            if let (Some(took), payment::Finding::WrittenOff) = (took, finding) {
                change.add(Stand::from([(Account::Differences, took), (Account::ProviderClearing, -took)]));
            }
            // A statement may have shown it in the same moment.
            compare(tx, payment, &mut change)?;
            Ok(lines(change))
        }
        payment::Event::Paid { .. }
        | payment::Event::Exempted { .. }
        | payment::Event::WaiverRequested { .. }
        | payment::Event::Waived { .. }
        | payment::Event::WaiverRefused { .. }
        | payment::Event::Cancelled { .. }
        | payment::Event::RefundDue { .. }
        | payment::Event::CaseEnded { .. }
        | payment::Event::ChargedBack { .. }
        | payment::Event::AttemptUnanswered { .. }
        | payment::Event::AttemptUnclear { .. }
        | payment::Event::AttemptFailed { .. }
        | payment::Event::AttemptCancelled { .. }
        | payment::Event::AttemptExpired { .. }
        | payment::Event::ReceiptNumbered { .. }
        | payment::Event::RefundRequested { .. }
        | payment::Event::RefundApproved { .. }
        | payment::Event::RefundDeclined { .. }
        | payment::Event::RefundOrdered { .. }
        | payment::Event::RefundByHand { .. } => Ok(vec![]),
    }
}

/// A word names a payment, unless it names another one, too.
fn names(tx: &Transaction<'_>, word: &str, payment: PaymentId, attempt: Option<u16>) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT INTO reference VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET
           attempt = iif(attempt IS excluded.attempt, attempt, NULL),
           payment = iif(payment IS excluded.payment, payment, NULL)",
    )?
    .execute(params![word, payment.0, attempt])
    .map(drop)
}

/// By this word a payment is known from now on: what was read before may name it. A word that two fees have names
/// neither, and what it had named is as unknown as before.
fn learned(
    tx: &Transaction<'_>,
    mark: Mark,
    payment: PaymentId,
    attempt: u16,
    change: &mut Change,
) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT INTO mark VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET
           attempt = iif(attempt IS excluded.attempt, attempt, NULL),
           payment = iif(payment IS excluded.payment, payment, NULL)",
    )?
    .execute(params![mark.0, payment.0, attempt])?;
    let marked: Vec<(Uuid, u32)> = tx
        .prepare_cached("SELECT statement, entry FROM entry_mark WHERE mark = ?1")?
        .query_map([mark.0], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    let mut touched = BTreeSet::new();
    for (statement, entry) in marked {
        renamed(tx, statement, entry, &mut touched, change)?;
    }
    for payment in touched {
        compare(tx, payment, change)?;
    }
    Ok(())
}

/// Looks again which payment an entry names, and says which ones have to be compared anew.
fn renamed(
    tx: &Transaction<'_>,
    statement: Uuid,
    entry: u32,
    touched: &mut BTreeSet<PaymentId>,
    change: &mut Change,
) -> rusqlite::Result<()> {
    let known: Vec<Known> = tx
        .prepare_cached(
            "SELECT DISTINCT mark.payment, mark.attempt FROM entry_mark JOIN mark USING (mark)
             WHERE statement = ?1 AND entry = ?2 AND mark.payment IS NOT NULL",
        )?
        .query_map(params![statement, entry], |row| {
            Ok(Known { payment: row.id("payment")?, attempt: row.get("attempt")? })
        })?
        .collect::<rusqlite::Result<_>>()?;
    // Of words that name different things none says which it is.
    let payment = only(known.iter().map(|known| known.payment));
    let named = payment.and_then(|_| only(known.iter().filter_map(|known| known.attempt)));
    let one = tx
        .prepare_cached("SELECT * FROM entry WHERE statement = ?1 AND entry = ?2")?
        .query_row(params![statement, entry], shown)?;
    if (one.payment, one.named) == (payment.map(|payment| payment.0), named) {
        return Ok(());
    }
    tx.prepare_cached("UPDATE entry SET payment = ?3, named = ?4 WHERE statement = ?1 AND entry = ?2")?
        .execute(params![statement, entry, payment.map(|payment| payment.0), named])?;
    touched.extend(payment);
    touched.extend(one.payment.map(PaymentId));
    summarise(tx, statement)?;
    // Whatever a person has closed keeps what it stands for.
    if payment.is_none() && one.resolution.is_none() {
        let one = Shown { payment: None, named: None, ..one };
        let judged = settled_by_itself(tx, &one)?.unwrap_or(Judged::open(unknown(one.kind)));
        rejudged(tx, &one, judged, change)?;
    }
    Ok(())
}

/// The only one of them, however often it is there.
fn only<T: Eq>(mut all: impl Iterator<Item = T>) -> Option<T> {
    let first = all.next()?;
    all.all(|other| other == first).then_some(first)
}

/// What an event of a statement changes.
pub(super) fn statement(
    tx: &Transaction<'_>,
    envelope: &Envelope,
    event: &statement::Event,
) -> rusqlite::Result<Vec<Line>> {
    let (id, position) = (envelope.stream.id, i64::try_from(envelope.position.0).expect("no log has 2^63 events"));
    match event {
        statement::Event::Begun { source, entries, by } => {
            tx.prepare_cached(
                "INSERT INTO statement (statement, source, entries, begun_at, begun_by) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![id, Code(*source), entries, Moment(envelope.at), by.0])?;
            Ok(vec![])
        }
        statement::Event::EntriesRead { source, from, entries } => {
            let (mut touched, mut change) = (BTreeSet::new(), Change::default());
            for (entry, number) in entries.iter().zip(*from..) {
                if let Some(Known { payment, .. }) = entry.of {
                    touched.insert(payment);
                }
                let judged = alone(tx, &new(id, number, position, *source, entry))?;
                insert(tx, id, number, position, *source, entry, judged)?;
                change.add(stand(*source, entry.amount.0, judged, None));
                for mark in &entry.marks {
                    tx.prepare_cached("INSERT OR IGNORE INTO entry_mark VALUES (?1, ?2, ?3)")?
                        .execute(params![mark.0, id, number])?;
                }
                // The office may have been told since it was looked up.
                if !entry.marks.is_empty() {
                    renamed(tx, id, number, &mut touched, &mut change)?;
                }
            }
            tx.prepare_cached("UPDATE statement SET read = read + ?2 WHERE statement = ?1")?
                .execute(params![id, entries.len()])?;
            for payment in touched {
                compare(tx, payment, &mut change)?;
            }
            summarise(tx, id)?;
            Ok(lines(change))
        }
        statement::Event::EntryResolved { entry, resolution, finding: _, by } => {
            let shown = tx
                .prepare_cached("SELECT * FROM entry WHERE statement = ?1 AND entry = ?2")?
                .query_row(params![id, entry], shown)?;
            tx.prepare_cached(
                "UPDATE entry SET resolution = ?3, resolved_at = ?4, resolved_by = ?5 WHERE statement = ?1 AND entry = ?2",
            )?
            .execute(params![id, entry, Code(*resolution), Moment(envelope.at), by.0])?;
            if *resolution == Resolution::Payout {
                summarise(tx, id)?;
            }
            let mut change = Change::default();
            change.take(stand(shown.source, shown.cents, shown.judged, shown.resolution));
            change.add(stand(shown.source, shown.cents, shown.judged, Some(*resolution)));
            Ok(lines(change))
        }
    }
}

/// Says from when to when a statement has entries, and how it shows payments. Where the provider pays out in one sum,
/// single payments are not to be looked for.
fn summarise(tx: &Transaction<'_>, statement: Uuid) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "UPDATE statement SET (first_day, last_day, shows) = (
           SELECT min(booked_on), max(booked_on), CASE
             WHEN max(coalesce(resolution = ?2, FALSE)) THEN ?3
             WHEN max(kind = ?4 AND payment IS NOT NULL) THEN ?5
           END FROM entry WHERE entry.statement = ?1
         ) WHERE statement = ?1",
    )?
    .execute(params![
        statement,
        Code(Resolution::Payout),
        Code(Shows::Sums),
        Code(Kind::Payment),
        Code(Shows::Payments)
    ])
    .map(drop)
}

fn insert(
    tx: &Transaction<'_>,
    statement: Uuid,
    number: u32,
    position: i64,
    source: Source,
    entry: &Entry,
    judged: Judged,
) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT INTO entry (statement, entry, position, source, kind, booked_on, cents, id, payment, named, word,
           finding, counter, expected, attempt, refund)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
    )?
    .execute(params![
        statement,
        number,
        position,
        Code(source),
        Code(entry.kind),
        entry.booked_on,
        entry.amount.0,
        entry.id,
        entry.of.map(|known| known.payment.0),
        entry.of.and_then(|known| known.attempt),
        entry.word,
        Code(judged.finding),
        Code(judged.counter),
        judged.expected,
        judged.attempt,
        judged.refund
    ])
    .map(drop)
}

/// An entry that was just read, and is nothing yet.
fn new(statement: Uuid, number: u32, position: i64, source: Source, entry: &Entry) -> Shown {
    Shown {
        statement,
        entry: number,
        position,
        source,
        kind: entry.kind,
        booked_on: entry.booked_on,
        cents: entry.amount.0,
        id: entry.id,
        payment: entry.of.map(|known| known.payment.0),
        named: entry.of.and_then(|known| known.attempt),
        judged: Judged::open(unknown(entry.kind)),
        resolution: None,
    }
}

/// What an entry is that names no payment.
fn unknown(kind: Kind) -> Finding {
    if kind == Kind::Chargeback { Finding::Chargeback } else { Finding::UnknownReference }
}

/// What an entry is by itself, before it is compared with what the office knows of its payment.
fn alone(tx: &Transaction<'_>, one: &Shown) -> rusqlite::Result<Judged> {
    Ok(settled_by_itself(tx, one)?.unwrap_or(one.judged))
}

/// What needs no payment to be settled: what was there before, what somebody keeps, and nothing.
fn settled_by_itself(tx: &Transaction<'_>, one: &Shown) -> rusqlite::Result<Option<Judged>> {
    let nothing_more = |finding, counter| Judged { finding, counter, expected: 0, attempt: None, refund: None };
    if let Some(id) = one.id {
        // Statements overlap: what was in another one of the same source, under the same name, of the same day and about
        // the same payment, is not there twice. Within one statement nothing is; so of what is in one twice, and once in
        // another, one is the same. (Some banks call entries alike.)
        let before: Option<bool> = tx
            .prepare_cached(
                "WITH alike AS (
                   SELECT statement, position, entry FROM entry WHERE source = ?1 AND id = ?2 AND booked_on = ?3
                     AND cents = ?4 AND kind = ?5 AND payment IS ?6 AND named IS ?7
                 )
                 SELECT TRUE FROM alike WHERE statement <> ?8 AND (position, entry) < (?9, ?10) GROUP BY statement
                 HAVING count(*) > (SELECT count(*) FROM alike WHERE statement = ?8 AND entry < ?10) LIMIT 1",
            )?
            .query_row(
                params![
                    Code(one.source),
                    id,
                    one.booked_on,
                    one.cents,
                    Code(one.kind),
                    one.payment,
                    one.named,
                    one.statement,
                    one.position,
                    one.entry
                ],
                |row| row.get(0),
            )
            .optional()?;
        if before.is_some() {
            return Ok(Some(nothing_more(Finding::Repeated, holder(one.source))));
        }
    }
    Ok(match one.kind {
        // A charge that comes back somebody has to look at.
        Kind::Fee if one.cents <= 0 => Some(nothing_more(Finding::Charge, Account::Charges)),
        Kind::Payment | Kind::Refund | Kind::Chargeback if one.cents == 0 => {
            Some(nothing_more(Finding::Matched, holder(one.source)))
        }
        Kind::Fee | Kind::Payment | Kind::Refund | Kind::Chargeback => None,
    })
}

/// What the office knows of a payment.
struct Books {
    /// What came in by each attempt.
    took: Vec<(u16, i64)>,
    /// What went back: which refund, of which attempt, how much, and whether by hand.
    returned: Vec<(u16, Option<u16>, i64, bool)>,
    /// Attempts of which the money is written off. If it comes after all, it makes that good, once.
    written_off: BTreeSet<u16>,
}

fn compared(tx: &Transaction<'_>, payment: PaymentId) -> rusqlite::Result<Vec<Line>> {
    let mut change = Change::default();
    compare(tx, payment, &mut change)?;
    Ok(lines(change))
}

/// Compares all entries of a payment with what the office knows of it.
fn compare(tx: &Transaction<'_>, payment: PaymentId, change: &mut Change) -> rusqlite::Result<()> {
    let entries: Vec<Shown> = tx
        .prepare_cached("SELECT * FROM entry WHERE payment = ?1")?
        .query_map([payment.0], shown)?
        .collect::<rusqlite::Result<_>>()?;
    if entries.is_empty() {
        return Ok(());
    }
    let books = Books {
        took: tx
            .prepare_cached("SELECT attempt, took FROM attempt WHERE payment = ?1 ORDER BY attempt")?
            .query_map([payment.0], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<rusqlite::Result<_>>()?,
        returned: tx
            .prepare_cached("SELECT refund, attempt, cents, by_hand FROM returned WHERE payment = ?1 ORDER BY refund")?
            .query_map([payment.0], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?
            .collect::<rusqlite::Result<_>>()?,
        written_off: tx
            .prepare_cached("SELECT attempt FROM attempt WHERE payment = ?1 AND closed = ?2")?
            .query_map(params![payment.0, Code(payment::Finding::WrittenOff)], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?,
    };
    let made_good = |one: &Judged| one.attempt.filter(|_| one.counter == Account::Differences);
    let mut to_make_good = books.written_off.clone();
    for one in entries.iter().filter(|one| one.resolution.is_some() && !one.is_given_back()) {
        made_good(&one.judged).map(|attempt| to_make_good.remove(&attempt));
    }
    for source in [Source::Provider, Source::Bank] {
        let of_source = || entries.iter().filter(|one| one.source == source);
        // Whatever a person has closed keeps what it stands for.
        let mut taken = Taken::default();
        for one in of_source().filter(|one| one.resolution.is_some() && !one.is_given_back()) {
            taken.note(one.judged);
        }
        let (mut found, mut left) = (vec![], vec![]);
        for one in of_source().filter(|one| one.resolution.is_none()) {
            match settled_by_itself(tx, one)? {
                Some(known) => found.push((one, known)),
                None => left.push(one),
            }
        }
        found.extend(books.assign(left, &mut taken));
        // What was given back stands for something only where nothing else does.
        let given_back = of_source().filter(|one| one.is_given_back()).collect();
        found.extend(books.assign(given_back, &mut taken).into_iter().map(|(one, judged)| {
            let finding = if judged.attempt.is_some() { Finding::PaidAfterAll } else { judged.finding };
            (one, Judged { finding, ..judged })
        }));
        for (one, mut judged) in found {
            if judged.attempt.is_some_and(|attempt| to_make_good.remove(&attempt)) {
                judged.counter = Account::Differences;
            }
            rejudged(tx, one, judged, change)?;
        }
    }
    Ok(())
}

/// An entry turns out to be something else, and its money stands where that stands.
fn rejudged(tx: &Transaction<'_>, one: &Shown, judged: Judged, change: &mut Change) -> rusqlite::Result<()> {
    if judged == one.judged {
        return Ok(());
    }
    tx.prepare_cached(
        "UPDATE entry SET finding = ?3, counter = ?4, expected = ?5, attempt = ?6, refund = ?7
         WHERE statement = ?1 AND entry = ?2",
    )?
    .execute(params![
        one.statement,
        one.entry,
        Code(judged.finding),
        Code(judged.counter),
        judged.expected,
        judged.attempt,
        judged.refund
    ])?;
    change.take(stand(one.source, one.cents, one.judged, one.resolution));
    change.add(stand(one.source, one.cents, judged, one.resolution));
    Ok(())
}

/// What entries stand for already.
#[derive(Default)]
struct Taken {
    attempts: BTreeSet<u16>,
    refunds: BTreeSet<u16>,
}

impl Taken {
    fn note(&mut self, judged: Judged) {
        self.attempts.extend(judged.attempt);
        self.refunds.extend(judged.refund);
    }
}

/// Which entries are given what they stand for, and which of it.
#[derive(Clone, Copy)]
struct Pass {
    /// Those that name an attempt, or those that name the fee only.
    named: bool,
    /// Only what has their amount.
    exact: bool,
}

/// What names its attempt comes first, whatever was read in first: else an entry that names the fee only takes what
/// another one names.
const PASSES: [Pass; 4] = [
    Pass { named: true, exact: true },
    Pass { named: true, exact: false },
    Pass { named: false, exact: true },
    Pass { named: false, exact: false },
];

impl Books {
    /// What the entries of one source are, beside those that stand for something already. It does not matter in which
    /// order they were read in.
    fn assign<'a>(&self, mut left: Vec<&'a Shown>, taken: &mut Taken) -> Vec<(&'a Shown, Judged)> {
        // Of those that differ in nothing it does not matter which it is; whoever has looked at the first knows it as that.
        let order =
            |one: &&Shown| (one.booked_on, one.cents, one.named, one.id.is_none(), one.id, one.position, one.entry);
        left.sort_by_key(order);
        let mut found = vec![];
        for pass in PASSES {
            left.retain(|one| {
                let judged = if one.named.is_some() == pass.named { self.stands_for(one, pass, taken) } else { None };
                let Some(judged) = judged else { return true };
                taken.note(judged);
                found.push((*one, judged));
                false
            });
        }
        found.extend(left.into_iter().map(|one| (one, Judged::open(self.left_over(one)))));
        found
    }

    /// What an entry stands for, of what no other stands for.
    fn stands_for(&self, entry: &Shown, pass: Pass, taken: &Taken) -> Option<Judged> {
        let judged = |expected: i64, counter, attempt, refund| {
            let finding = if expected == entry.cents { Finding::Matched } else { Finding::OtherAmount };
            Judged { finding, counter, expected, attempt, refund }
        };
        let fits = |cents: i64| !pass.exact || cents == entry.cents;
        match entry.kind {
            Kind::Payment => {
                let mut free = self.paid(entry).filter(|(attempt, _)| !taken.attempts.contains(attempt));
                let (attempt, took) = free.find(|(_, took)| fits(*took))?;
                Some(judged(took, Account::ProviderClearing, Some(attempt), None))
            }
            Kind::Refund => {
                let mut free = self.gone(entry).filter(|(refund, ..)| !taken.refunds.contains(refund));
                let (refund, cents, by_hand) = free.find(|(_, cents, _)| fits(-cents))?;
                let counter = if by_hand { Account::Bank } else { Account::ProviderClearing };
                Some(judged(-cents, counter, None, Some(refund)))
            }
            Kind::Chargeback | Kind::Fee => None,
        }
    }

    /// What an entry is that stands for nothing.
    fn left_over(&self, entry: &Shown) -> Finding {
        let is_known = match entry.kind {
            Kind::Payment => self.paid(entry).next().is_some(),
            Kind::Refund => self.gone(entry).next().is_some(),
            Kind::Chargeback => return Finding::Chargeback,
            // A charge that comes back is no money of a fee, whatever it names.
            Kind::Fee => return Finding::UnknownReference,
        };
        if is_known { Finding::Twice } else { Finding::NotKnownAsPaid }
    }

    /// By which attempts that an entry may be about money came in, and how much.
    fn paid(&self, entry: &Shown) -> impl Iterator<Item = (u16, i64)> {
        let named = entry.named;
        let is_it = move |(attempt, took): &(u16, i64)| *took > 0 && named.is_none_or(|of| of == *attempt);
        self.took.iter().copied().filter(is_it)
    }

    /// Which refunds that an entry may be about were made, how much they were, and whether by hand.
    fn gone(&self, entry: &Shown) -> impl Iterator<Item = (u16, i64, bool)> {
        let (source, named) = (entry.source, entry.named);
        let gone = self.returned.iter().filter(move |(_, attempt, _, by_hand)| {
            // What the treasury has paid out the provider does not know.
            (source == Source::Bank || !by_hand) && named.is_none_or(|of| *attempt == Some(of))
        });
        gone.map(|(refund, _, cents, by_hand)| (*refund, *cents, *by_hand))
    }
}

fn shown(row: &Row<'_>) -> rusqlite::Result<Shown> {
    Ok(Shown {
        statement: row.id("statement")?,
        entry: row.get("entry")?,
        position: row.get("position")?,
        source: row.code("source")?,
        kind: row.code("kind")?,
        booked_on: row.get("booked_on")?,
        cents: row.get("cents")?,
        id: row.id_or_none("id")?,
        payment: row.id_or_none("payment")?,
        named: row.get("named")?,
        judged: Judged {
            finding: row.code("finding")?,
            counter: row.code("counter")?,
            expected: row.get("expected")?,
            attempt: row.get("attempt")?,
            refund: row.get("refund")?,
        },
        resolution: row.code_or_none("resolution")?,
    })
}

#[cfg(test)]
mod tests;
