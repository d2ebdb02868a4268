//! What was assessed, paid, waived and given back, by service and day, and what of it is the city's?
//!
//! Shares are exact fractions of sums (§ 30 (2) BZRG: two fifths, § 150 (2) GewO: three eighths), rounded once on the
//! whole. A cash book is no statistic: it is for those who see every single payment, and hides nothing.

use std::collections::BTreeMap;
use std::ops::AddAssign;

use chrono::{DateTime, NaiveDate, Utc};
use domain::calendar::local_date;
use domain::catalogue::ServiceCode;
use domain::ids::{BookingId, ScopeId};
use domain::money::{Cents, Exact, Share};
use domain::payment::{self, Item, Means, Source};
use domain::{Event, booking, case, settlement};
use rusqlite::{OptionalExtension as _, Row, Transaction, params};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::Period;
use crate::column::{Code, Columns as _, Moment};
use crate::{Envelope, Failure, Model, ReadModels, percentile, ratio};

/// Fees, day by day.
pub enum CashBook {}

impl Model for CashBook {
    const NAME: &'static str = "cash_book";
    const VERSION: u32 = 5;
    const SCHEMA: &'static str = "
        -- What moved on a day. A case without an appointment has no scope: the nil id stands for none.
        CREATE TABLE flow (
            date TEXT NOT NULL,
            scope BLOB NOT NULL,
            service TEXT NOT NULL,
            share_of INTEGER NOT NULL,
            share_parts INTEGER NOT NULL,
            kind TEXT NOT NULL,
            cents INTEGER NOT NULL,
            claims INTEGER NOT NULL,
            PRIMARY KEY (date, scope, service, share_of, share_parts, kind)
        ) WITHOUT ROWID;
        -- What a claim is made of, and where its case was when it was assessed.
        CREATE TABLE item (
            payment BLOB NOT NULL,
            n INTEGER NOT NULL,
            scope BLOB NOT NULL,
            service TEXT NOT NULL,
            share_of INTEGER NOT NULL,
            share_parts INTEGER NOT NULL,
            cents INTEGER NOT NULL,
            PRIMARY KEY (payment, n)
        ) WITHOUT ROWID;
        -- A fee that somebody was to pay, on which day it was fixed, and what became of it and when.
        CREATE TABLE claim (
            payment BLOB PRIMARY KEY,
            scope BLOB NOT NULL,
            date TEXT NOT NULL,
            assessed_at INTEGER NOT NULL,
            became TEXT,
            became_at INTEGER,
            -- Somebody has asked not to have to pay, and until that is decided nobody asks them for it.
            waiver_pending INTEGER NOT NULL DEFAULT 0,
            -- By which attempt it was paid; at the counter where there is none.
            attempt INTEGER
        ) WITHOUT ROWID;
        -- What somebody has asked to be given back: in case somebody else does not agree.
        CREATE TABLE wanted (
            payment BLOB NOT NULL,
            refund INTEGER NOT NULL,
            cents INTEGER NOT NULL,
            PRIMARY KEY (payment, refund)
        ) WITHOUT ROWID;
        CREATE INDEX claim_by_date ON claim (date);
        CREATE TABLE case_at (
            case_id BLOB PRIMARY KEY,
            booking BLOB
        ) WITHOUT ROWID;
        CREATE TABLE booking_at (
            booking BLOB PRIMARY KEY,
            scope BLOB NOT NULL
        ) WITHOUT ROWID;";
    const TABLES: &'static [&'static str] = &["flow", "item", "claim", "wanted", "case_at", "booking_at"];
    const PERSONAL: &'static [&'static str] = &[];

    fn apply(tx: &Transaction<'_>, envelope: &Envelope) -> rusqlite::Result<()> {
        let id = envelope.stream.id;
        match &envelope.event {
            Event::Payment(event) => payment_changed(tx, id, envelope.at, event),
            Event::Booking(booking::Event::Held { arranged, .. }) => booking_is_at(tx, id, arranged.slot.scope),
            Event::Booking(booking::Event::Rescheduled { to, .. }) => booking_is_at(tx, id, to.scope),
            Event::Booking(booking::Event::Redirected { to, .. }) => booking_is_at(tx, id, *to),
            Event::Case(case::Event::Opened { origin, .. }) => case_is_of(tx, id, origin.booking()),
            Event::Case(case::Event::Attached { booking }) => case_is_of(tx, id, Some(*booking)),
            Event::Booking(_)
            | Event::Case(_)
            | Event::Capacity(_)
            | Event::Availability(_)
            | Event::ContactGuard(_)
            | Event::Signature(_)
            | Event::Consultation(_)
            | Event::NumberSeries(_)
            | Event::Catalogue(_)
            | Event::Mail(_)
            | Event::LinkGrant(_)
            | Event::Access(_)
            | Event::WaitingList(_)
            | Event::Transmission(_)
            | Event::Document(_)
            | Event::Statement(_)
            | Event::Settlement(_)
            | Event::Paper(_)
            | Event::Shift(_)
            | Event::SubjectKey(_) => Ok(()),
        }
    }
}

fn booking_is_at(tx: &Transaction<'_>, booking: Uuid, scope: ScopeId) -> rusqlite::Result<()> {
    tx.prepare_cached("INSERT OR REPLACE INTO booking_at VALUES (?1, ?2)")?.execute(params![booking, scope.0]).map(drop)
}

fn case_is_of(tx: &Transaction<'_>, case: Uuid, booking: Option<BookingId>) -> rusqlite::Result<()> {
    tx.prepare_cached("INSERT OR REPLACE INTO case_at VALUES (?1, ?2)")?
        .execute(params![case, booking.map(|booking| booking.0)])
        .map(drop)
}

/// What can happen to money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Assessed,
    PaidInCash,
    PaidByCard,
    PaidOnline,
    Exempted,
    Waived,
    Cancelled,
    RefundDue,
    ChargedBack,
}

fn payment_changed(
    tx: &Transaction<'_>,
    payment: Uuid,
    at: DateTime<Utc>,
    event: &payment::Event,
) -> rusqlite::Result<()> {
    let became = |kind: Kind| {
        tx.prepare_cached("UPDATE claim SET became = ?2, became_at = ?3 WHERE payment = ?1")?.execute(params![
            payment,
            Code(kind),
            Moment(at)
        ])?;
        flows(tx, payment, local_date(at), kind)
    };
    let waiver_pending = |pending: bool| {
        tx.prepare_cached("UPDATE claim SET waiver_pending = ?2 WHERE payment = ?1")?
            .execute(params![payment, pending])
            .map(drop)
    };
    match event {
        payment::Event::Assessed { case, items, amount } => {
            tx.prepare_cached("DELETE FROM item WHERE payment = ?1")?.execute([payment])?;
            let scope: Uuid = tx
                .prepare_cached(
                    "SELECT coalesce(max(scope), ?2) FROM case_at JOIN booking_at USING (booking) WHERE case_id = ?1",
                )?
                .query_row(params![case.0, Uuid::nil()], |row| row.get(0))?;
            for (n, item) in items.iter().enumerate() {
                let Item { service, city_share, .. } = item;
                tx.prepare_cached("INSERT INTO item VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?.execute(params![
                    payment,
                    n,
                    scope,
                    Code(service),
                    city_share.of,
                    city_share.parts,
                    item.amount().0
                ])?;
            }
            // What costs nothing nobody has to pay.
            if *amount > Cents::ZERO {
                tx.prepare_cached("INSERT OR REPLACE INTO claim VALUES (?1, ?2, ?3, ?4, NULL, NULL, FALSE, NULL)")?
                    .execute(params![payment, scope, local_date(at), Moment(at)])?;
            }
            flows(tx, payment, local_date(at), Kind::Assessed)
        }
        payment::Event::Paid { means: Means::Cash, .. } => became(Kind::PaidInCash),
        payment::Event::Paid { means: Means::Card, .. } => became(Kind::PaidByCard),
        payment::Event::Exempted { .. } => became(Kind::Exempted),
        payment::Event::Waived { .. } => became(Kind::Waived),
        payment::Event::Cancelled { .. } => became(Kind::Cancelled),
        payment::Event::PaidOnline { attempt, .. } => {
            tx.prepare_cached("UPDATE claim SET attempt = ?2 WHERE payment = ?1")?
                .execute(params![payment, attempt])?;
            became(Kind::PaidOnline)
        }
        // It is open again, as if nobody had paid.
        payment::Event::ChargedBack { .. } => {
            tx.prepare_cached("UPDATE claim SET became = NULL, became_at = NULL, attempt = NULL WHERE payment = ?1")?
                .execute([payment])?;
            flows(tx, payment, local_date(at), Kind::ChargedBack)
        }
        // What goes back was paid all the same.
        payment::Event::RefundDue { amount, .. } => goes_back(tx, payment, local_date(at), *amount),
        // What settled no fee is in no fee's account: the ledger has it.
        payment::Event::RefundRequested { refund, source, amount, .. } if settled_by(tx, payment)? == Some(*source) => {
            tx.prepare_cached("INSERT INTO wanted VALUES (?1, ?2, ?3)")?.execute(params![payment, refund, amount.0])?;
            goes_back(tx, payment, local_date(at), *amount)
        }
        payment::Event::RefundDeclined { refund, .. } => {
            let wanted: Option<i64> = tx
                .prepare_cached("DELETE FROM wanted WHERE payment = ?1 AND refund = ?2 RETURNING cents")?
                .query_row(params![payment, refund], |row| row.get(0))
                .optional()?;
            wanted.map_or(Ok(()), |cents| goes_back(tx, payment, local_date(at), Cents(-cents)))
        }
        payment::Event::RefundRequested { .. }
        | payment::Event::AttemptRequested { .. }
        | payment::Event::AttemptStarted { .. }
        | payment::Event::AttemptUnanswered { .. }
        | payment::Event::AttemptUnclear { .. }
        | payment::Event::AttemptFailed { .. }
        | payment::Event::AttemptCancelled { .. }
        | payment::Event::AttemptExpired { .. }
        | payment::Event::AttemptClosed { .. }
        // What goes back was asked for before.
        | payment::Event::CaseEnded { .. }
        | payment::Event::Overpaid { .. }
        | payment::Event::OtherAmountPaid { .. }
        | payment::Event::ReceiptNumbered { .. }
        | payment::Event::RefundApproved { .. }
        | payment::Event::RefundOrdered { .. }
        | payment::Event::RefundByHand { .. }
        | payment::Event::Refunded { .. } => Ok(()),
        // Until the federal office has decided, the fee is open, and nobody is asked for it.
        payment::Event::WaiverRequested { .. } => waiver_pending(true),
        payment::Event::WaiverRefused { .. } => waiver_pending(false),
    }
}

/// By what a claim was settled with money, if it was.
fn settled_by(tx: &Transaction<'_>, payment: Uuid) -> rusqlite::Result<Option<Source>> {
    tx.prepare_cached("SELECT became, attempt FROM claim WHERE payment = ?1")?
        .query_row([payment], |row| {
            Ok(match row.code_or_none("became")? {
                Some(Kind::PaidInCash | Kind::PaidByCard) => Some(Source::Counter),
                Some(Kind::PaidOnline) => row.get::<_, Option<u16>>("attempt")?.map(Source::Attempt),
                Some(
                    Kind::Assessed
                    | Kind::Exempted
                    | Kind::Waived
                    | Kind::Cancelled
                    | Kind::RefundDue
                    | Kind::ChargedBack,
                )
                | None => None,
            })
        })
        .optional()
        .map(Option::flatten)
}

/// Money goes back. Of a part nobody says of which position it is, so it is of the first.
fn goes_back(tx: &Transaction<'_>, payment: Uuid, date: NaiveDate, amount: Cents) -> rusqlite::Result<()> {
    let whole: i64 = tx
        .prepare_cached("SELECT coalesce(sum(cents), 0) FROM item WHERE payment = ?1")?
        .query_row([payment], |row| row.get(0))?;
    if whole == amount.0 {
        return flows(tx, payment, date, Kind::RefundDue);
    }
    let claims = i64::from(amount > Cents::ZERO);
    tx.prepare_cached(
        "INSERT INTO flow
         SELECT ?2, scope, service, share_of, share_parts, ?3, ?4, ?5 FROM item WHERE payment = ?1 ORDER BY n LIMIT 1
         ON CONFLICT DO UPDATE SET cents = cents + excluded.cents, claims = claims + excluded.claims",
    )?
    .execute(params![payment, date, Code(Kind::RefundDue), amount.0, claims])
    .map(drop)
}

/// A whole claim moves: each of its items is counted where it belongs.
fn flows(tx: &Transaction<'_>, payment: Uuid, date: NaiveDate, kind: Kind) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT INTO flow
         SELECT ?2, scope, service, share_of, share_parts, ?3, cents, 1 FROM item WHERE payment = ?1 ORDER BY n
         ON CONFLICT DO UPDATE SET cents = cents + excluded.cents, claims = claims + 1",
    )?
    .execute(params![payment, date, Code(kind)])
    .map(drop)
}

/// Some money, and how many claims it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    /// How much.
    pub cents: Cents,
    /// Of how many positions of claims.
    pub claims: u64,
}

impl AddAssign for Sum {
    fn add_assign(&mut self, other: Self) {
        self.cents = self.cents + other.cents;
        self.claims += other.claims;
    }
}

/// What became of the fees of a period.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cash {
    /// Fixed, also at nothing.
    pub assessed: Sum,
    /// Paid in coins and notes.
    pub paid_in_cash: Sum,
    /// Paid by card at the counter.
    pub paid_by_card: Sum,
    /// Paid online.
    pub paid_online: Sum,
    /// Did not arise, by law.
    pub exempted: Sum,
    /// The federal office does without.
    pub waived: Sum,
    /// No longer asked for.
    pub cancelled: Sum,
    /// Paid, and to be given back.
    pub refund_due: Sum,
    /// Paid, taken back by the payer's bank, and owed again.
    pub charged_back: Sum,
    /// Not settled at the end of the period, whenever it was assessed.
    pub open: Cents,
    /// What is the city's of all that was paid and does not go back.
    pub city: Exact,
    /// What is the federation's.
    pub federal: Exact,
}

impl Cash {
    /// All that was paid.
    pub fn paid(&self) -> Sum {
        let mut paid = self.paid_in_cash;
        paid += self.paid_by_card;
        paid += self.paid_online;
        paid
    }

    fn moved(&mut self, kind: Kind, sum: Sum, share: Share) {
        let kept = match kind {
            Kind::PaidInCash | Kind::PaidByCard | Kind::PaidOnline => sum.cents,
            Kind::RefundDue | Kind::ChargedBack => Cents::ZERO - sum.cents,
            Kind::Assessed | Kind::Exempted | Kind::Waived | Kind::Cancelled => Cents::ZERO,
        };
        let city = share.exact(kept);
        self.city = self.city + city;
        self.federal = self.federal + (Exact::from(kept) - city);
        match kind {
            Kind::Assessed => self.assessed += sum,
            Kind::PaidInCash => self.paid_in_cash += sum,
            Kind::PaidByCard => self.paid_by_card += sum,
            Kind::PaidOnline => self.paid_online += sum,
            Kind::Exempted => self.exempted += sum,
            Kind::Waived => self.waived += sum,
            Kind::Cancelled => self.cancelled += sum,
            Kind::RefundDue => self.refund_due += sum,
            Kind::ChargedBack => self.charged_back += sum,
        }
    }
}

/// How a kind changes what is open.
fn opens(kind: Kind, cents: Cents) -> Cents {
    match kind {
        Kind::Assessed | Kind::ChargedBack => cents,
        Kind::PaidInCash | Kind::PaidByCard | Kind::PaidOnline | Kind::Exempted | Kind::Waived | Kind::Cancelled => {
            Cents::ZERO - cents
        }
        // What goes back was settled.
        Kind::RefundDue => Cents::ZERO,
    }
}

/// The fees of a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CashPeriod {
    /// The first day of the period.
    pub start: NaiveDate,
    /// By service, in the order of the catalogue: those of which anything moved or is open.
    pub services: Vec<(ServiceCode, Cash)>,
    /// All together. The shares are the exact sums of those of the services.
    pub total: Cash,
    /// How the claims went that were assessed in the period.
    pub claims: Claims,
}

/// How claims went: whether somebody paid, and how soon.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Claims {
    /// How many were to be paid: those that cost something and did not fall away, by law or because nobody asks any longer,
    /// and of which nobody has to decide whether they do.
    pub to_pay: u64,
    /// How many of them were paid by now.
    pub paid: u64,
    /// Half of these were paid so many seconds after they were fixed, or sooner.
    pub p50_secs: Option<i64>,
    /// Nine of ten were.
    pub p90_secs: Option<i64>,
}

impl Claims {
    /// Paid claims in relation to all that were to be paid.
    pub fn paid_ratio(&self) -> Option<f64> {
        ratio::of_counts(self.paid, self.to_pay)
    }

    fn of(to_pay: &[Option<i64>]) -> Self {
        let mut paid: Vec<i64> = to_pay.iter().copied().flatten().collect();
        paid.sort_unstable();
        let [p50_secs, p90_secs] = [50, 90].map(|per_cent| percentile::of(&paid, per_cent));
        Self { to_pay: to_pay.len() as u64, paid: paid.len() as u64, p50_secs, p90_secs }
    }
}

struct Flow {
    date: NaiveDate,
    service: ServiceCode,
    share: Share,
    kind: Kind,
    sum: Sum,
}

impl ReadModels {
    /// The cash book between two dates, both included, by period, at one scope or at all. The first and the last period
    /// hold only the days that were asked for.
    pub fn cash_book(
        &self,
        scope: Option<ScopeId>,
        from: NaiveDate,
        to: NaiveDate,
        by: Period,
    ) -> Result<Vec<CashPeriod>, Failure> {
        let scope = scope.map(|scope| scope.0);
        let (mut open, flows, claims) = self.ask::<CashBook, _>(|connection| {
            // What is open comes from the beginning on.
            let mut statement = connection.prepare_cached(
                "SELECT service, kind, sum(cents) AS cents FROM flow WHERE date < ?1 AND (?2 IS NULL OR scope = ?2)
                 GROUP BY service, kind",
            )?;
            let mut rows = statement.query(params![from, scope])?;
            let mut open = BTreeMap::<ServiceCode, Cents>::new();
            while let Some(row) = rows.next()? {
                let open = open.entry(row.code("service")?).or_default();
                *open = *open + opens(row.code("kind")?, Cents(row.get("cents")?));
            }
            let mut statement = connection.prepare_cached(
                "SELECT * FROM flow WHERE date BETWEEN ?1 AND ?2 AND (?3 IS NULL OR scope = ?3) ORDER BY date",
            )?;
            let flows = statement.query_map(params![from, to, scope], flow)?.collect::<rusqlite::Result<Vec<_>>>()?;
            let mut statement = connection
                .prepare_cached("SELECT * FROM claim WHERE date BETWEEN ?1 AND ?2 AND (?3 IS NULL OR scope = ?3)")?;
            let mut rows = statement.query(params![from, to, scope])?;
            let mut claims = BTreeMap::<NaiveDate, Vec<Option<i64>>>::new();
            while let Some(row) = rows.next()? {
                let paid_after = match row.code_or_none("became")? {
                    None if row.get("waiver_pending")? => continue,
                    None => None,
                    Some(Kind::PaidInCash | Kind::PaidByCard | Kind::PaidOnline) => {
                        Some((row.moment("became_at")? - row.moment("assessed_at")?).num_seconds())
                    }
                    Some(
                        Kind::Exempted
                        | Kind::Waived
                        | Kind::Cancelled
                        | Kind::Assessed
                        | Kind::RefundDue
                        | Kind::ChargedBack,
                    ) => continue,
                };
                claims.entry(by.start(row.get("date")?)).or_default().push(paid_after);
            }
            Ok((open, flows, claims))
        })?;
        let starts = by.starts(from, to);
        let mut flows = flows.into_iter().peekable();
        let mut periods = Vec::with_capacity(starts.len());
        for start in starts {
            let mut services = BTreeMap::<ServiceCode, Cash>::new();
            let mut total = Cash::default();
            while let Some(flow) = flows.next_if(|flow| flow.date <= by.end(start)) {
                let open = open.entry(flow.service).or_default();
                *open = *open + opens(flow.kind, flow.sum.cents);
                services.entry(flow.service).or_default().moved(flow.kind, flow.sum, flow.share);
                total.moved(flow.kind, flow.sum, flow.share);
            }
            for (service, cents) in open.iter().filter(|(_, cents)| **cents != Cents::ZERO) {
                services.entry(*service).or_default().open = *cents;
                total.open = total.open + *cents;
            }
            let claims = claims.get(&start).map(|of| Claims::of(of)).unwrap_or_default();
            periods.push(CashPeriod { start, services: services.into_iter().collect(), total, claims });
        }
        Ok(periods)
    }
}

impl ReadModels {
    /// What was paid and has to go back between two dates, both included, by service and share.
    pub fn shares(&self, from: NaiveDate, to: NaiveDate) -> Result<Vec<settlement::Sum>, Failure> {
        let flows = self.ask::<CashBook, _>(|connection| {
            connection
                .prepare_cached(
                    "SELECT * FROM flow WHERE date BETWEEN ?1 AND ?2 ORDER BY service, share_of, share_parts",
                )?
                .query_map(params![from, to], flow)?
                .collect::<rusqlite::Result<Vec<_>>>()
        })?;
        let mut sums = Vec::<settlement::Sum>::new();
        for Flow { service, share: city_share, kind, sum, .. } in flows {
            let (paid, refunded) = match kind {
                Kind::PaidInCash | Kind::PaidByCard | Kind::PaidOnline => (sum.cents, Cents::ZERO),
                // Paid once more, it counts once more.
                Kind::RefundDue | Kind::ChargedBack => (Cents::ZERO, sum.cents),
                Kind::Assessed | Kind::Exempted | Kind::Waived | Kind::Cancelled => continue,
            };
            match sums.last_mut().filter(|last| (last.service, last.city_share) == (service, city_share)) {
                Some(last) => (last.paid, last.refunded) = (last.paid + paid, last.refunded + refunded),
                None => sums.push(settlement::Sum { service, city_share, paid, refunded }),
            }
        }
        Ok(sums)
    }
}

fn flow(row: &Row<'_>) -> rusqlite::Result<Flow> {
    Ok(Flow {
        date: row.get("date")?,
        service: row.code("service")?,
        share: Share { of: row.get("share_of")?, parts: row.get("share_parts")? },
        kind: row.code("kind")?,
        sum: Sum { cents: Cents(row.get("cents")?), claims: row.get("claims")? },
    })
}

#[cfg(test)]
mod tests {
    use domain::Role;
    use domain::catalogue::{Basis, Channel};
    use domain::ids::{CaseId, PaymentId, SettlementId};
    use domain::settlement::HalfYear;
    use domain::testing::{BEN, CLARA, acting, at, clerk, date};
    use event_store::StreamId;
    use proptest::prelude::*;

    use super::*;
    use crate::testing::Office;

    const CONDUCT: (ServiceCode, Share) = (ServiceCode::CertificateOfConduct, Share { of: 2, parts: 5 });
    const EXTRACT: (ServiceCode, Share) = (ServiceCode::TradeRegisterExtract, Share { of: 3, parts: 8 });
    const EACH: Cents = Cents(1300);

    /// A claim, fixed by somebody without an appointment.
    fn assess(office: &mut Office, n: u128, (service, city_share): (ServiceCode, Share), at: DateTime<Utc>) -> Claimed {
        let case = CaseId(Uuid::from_u128(n));
        let opened = case::Event::Opened {
            service,
            quantity: 1,
            edition: 1,
            origin: case::Origin::Clerk { during: None },
            channel: Channel::Counter,
            holder: None,
            opened_at: at,
        };
        office.happens(StreamId { kind: 5, id: case.0 }, clerk(CLARA), at, opened.into());
        let items = vec![Item { service, quantity: 1, each: EACH, city_share, basis: Basis::JvKostG1130 }];
        let claimed = Claimed { case, items, stream: StreamId { kind: 7, id: PaymentId::of(case, 1).0 } };
        let event = payment::Event::Assessed { case, items: claimed.items.clone(), amount: EACH };
        office.happens(claimed.stream, clerk(CLARA), at, event.into());
        claimed
    }

    struct Claimed {
        case: CaseId,
        items: Vec<Item>,
        stream: StreamId,
    }

    impl Claimed {
        fn pay(self, office: &mut Office, means: Means, at: DateTime<Utc>) {
            let paid = payment::Event::Paid { case: self.case, means, amount: EACH, items: self.items.clone() };
            office.happens(self.stream, clerk(CLARA), at, paid.into());
        }

        fn happens(&self, office: &mut Office, event: payment::Event, at: DateTime<Utc>) {
            office.happens(self.stream, clerk(CLARA), at, event.into());
        }
    }

    async fn book(office: &Office, from: &str, to: &str, by: Period) -> Vec<CashPeriod> {
        office.read().await.cash_book(None, date(from), date(to), by).expect("an answer")
    }

    // 801 × 13.00 € × 3/8 = 3904.875 €, and not 801 × 4.88 €.
    #[tokio::test]
    async fn the_share_of_801_trade_register_fees_is_rounded_once() {
        let mut office = Office::default();
        for n in 0..801 {
            // From January to June.
            let day = at("2026-01-05T09:00:00Z") + chrono::Days::new(u64::try_from(n % 170).expect("small"));
            assess(&mut office, n, EXTRACT, day).pay(&mut office, Means::Card, day);
        }
        let models = office.read().await;
        let year = models.cash_book(None, date("2026-01-01"), date("2026-06-30"), Period::Year).expect("an answer");
        let [half] = &year[..] else { panic!("one year: {year:?}") };
        assert_eq!(half.total.paid(), Sum { cents: Cents(1_041_300), claims: 801 });
        assert_eq!(half.total.city, Exact { numerator: 780_975, denominator: 2 });
        assert_eq!(half.total.city.settle(), Cents(390_488));
        assert_eq!(half.total.city + half.total.federal, Exact::from(Cents(1_041_300)), "nothing is lost");
        // Month by month the exact shares add up to the same; the rounded ones need not.
        let months = models.cash_book(None, date("2026-01-01"), date("2026-06-30"), Period::Month).expect("an answer");
        assert_eq!(months.len(), 6);
        let exact = months.iter().fold(Exact::default(), |sum, month| sum + month.total.city);
        assert_eq!(exact, half.total.city);
    }

    #[tokio::test]
    async fn what_is_settled_is_what_the_cash_book_has() {
        let of = |day: &str| HalfYear::beginning(date(day)).expect("it begins then");
        let (winter, summer) = (of("2025-12-01"), of("2026-06-01"));
        let mut office = Office::default();
        let first = at("2025-12-01T09:00:00Z");
        for n in 0..801 {
            let day = first + chrono::Days::new(u64::try_from(n % 180).expect("small"));
            assess(&mut office, n, EXTRACT, day).pay(&mut office, Means::Card, day);
        }
        let late = assess(&mut office, 900, EXTRACT, first);
        let (case, amount) = (late.case, EACH);
        let back = Claimed { case, items: late.items.clone(), stream: late.stream };
        late.pay(&mut office, Means::Cash, first);
        // It goes back when the half-year is over.
        let due = payment::Event::RefundDue { case, amount, by: None };
        back.happens(&mut office, due, at("2026-06-01T09:00:00Z"));

        let models = office.read().await;
        let mut settled = vec![];
        for (half, now) in [(winter, at("2026-06-02T09:00:00Z")), (summer, at("2026-12-01T09:00:00Z"))] {
            let sums = models.shares(half.first_day(), half.last_day()).expect("an answer");
            let by = acting(BEN, Role::Cashier);
            let close = settlement::Command::Close { of: half };
            office.ask::<settlement::State>(SettlementId::of(half).0, by, now, close).expect("it is over");
            let record = settlement::Command::Record { of: half, sums };
            office.ask::<settlement::State>(SettlementId::of(half).0, by, now, record).expect("it is over");
            let Some(Event::Settlement(settlement::Event::Recorded { lines, .. })) =
                office.log.last().map(|envelope| envelope.event.clone())
            else {
                panic!("it is recorded")
            };
            let [line] = lines[..] else { panic!("one service: {lines:?}") };
            let book = models.cash_book(None, half.first_day(), half.last_day(), Period::Year).expect("an answer");
            let exact = book.iter().fold(Exact::default(), |sum, year| sum + year.total.city);
            assert_eq!(line.city, exact.settle(), "the cash book says the same");
            assert_eq!(line.city + line.federal, line.paid - line.refunded, "to the cent");
            settled.push((line.paid.0, line.refunded.0, line.city.0, line.federal.0));
        }
        // 802 × 13.00 € × 3/8 = 3909.75 €, and of what went back the city gives its part, too.
        assert_eq!(settled, [(802 * 1300, 0, 390_975, 651_625), (0, 1300, -488, -812)]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        /// Two nodes, of which one has a slow clock, take money around the end of a half-year, while somebody tries to
        /// settle it, and looks up what came in some time after it is closed: each payment is in one half-year, and all
        /// of them together are the whole.
        #[test]
        fn what_is_paid_in_the_last_moment_is_settled_once(
            steps in prop::collection::vec((any::<bool>(), 0..6_i64, 0..4_u8), 1..40),
            behind in 0..20_i64,
        ) {
            let of = |day: &str| HalfYear::beginning(date(day)).expect("it begins then");
            let (winter, summer) = (of("2025-12-01"), of("2026-06-01"));
            let (mut office, by) = (Office::default(), acting(BEN, Role::Cashier));
            let asks = |office: &mut Office, half, at, command| {
                office.ask::<settlement::State>(SettlementId::of(half).0, by, at, command)
            };
            // Half a minute before the first of June begins.
            let mut now = at("2026-05-31T21:59:30Z");
            let (mut last, mut paid, mut closed) = (now, 0_u32, None);
            for (slow, secs, what) in steps {
                now += chrono::TimeDelta::seconds(secs);
                // The log's time never goes back, whatever the clock of a node says.
                last = last.max(if slow { now - chrono::TimeDelta::seconds(behind) } else { now });
                if what == 0 {
                    let is_closed = asks(&mut office, winter, last, settlement::Command::Close { of: winter }).is_ok();
                    closed = closed.or(is_closed.then_some(paid));
                } else {
                    assess(&mut office, paid.into(), EXTRACT, last).pay(&mut office, Means::Card, last);
                    paid += 1;
                    prop_assert!(closed.is_none() || local_date(last) > winter.last_day(), "nothing of it comes any more");
                }
            }
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            let models = runtime.block_on(office.read());
            let (mut settled, june) = (0, at("2026-06-01T08:00:00Z"));
            for (half, now) in [(winter, june), (summer, at("2026-12-01T08:00:00Z"))] {
                asks(&mut office, half, now, settlement::Command::Close { of: half }).expect("it is over");
                let sums = models.shares(half.first_day(), half.last_day()).expect("an answer");
                let came: i64 = sums.iter().map(|sum| sum.paid.0).sum();
                if half == winter && let Some(before) = closed {
                    prop_assert!(came <= i64::from(before) * EACH.0, "nothing of it came since it was closed");
                }
                match asks(&mut office, half, now, settlement::Command::Record { of: half, sums }) {
                    Ok(()) => settled += came,
                    Err(refusal) => {
                        prop_assert_eq!(refusal, settlement::Refusal::NothingToSettle.into());
                        prop_assert_eq!(came, 0);
                    }
                }
            }
            prop_assert_eq!(settled, i64::from(paid) * EACH.0, "the halves are the whole");
        }
    }

    #[tokio::test]
    async fn a_fee_is_open_until_it_is_settled_in_one_way_or_another() {
        let mut office = Office::default();
        let (march, april) = (at("2026-03-31T21:59:00Z"), at("2026-03-31T22:01:00Z"));
        let claims: Vec<_> = (1..=6).map(|n| assess(&mut office, n, CONDUCT, march)).collect();
        let [coins, card, exempt, waived, cancelled, open] = claims.try_into().unwrap_or_else(|_| panic!("six"));
        coins.pay(&mut office, Means::Cash, march);
        let (case, amount) = (card.case, EACH);
        let back = Claimed { case, items: card.items.clone(), stream: card.stream };
        card.pay(&mut office, Means::Card, april);
        back.happens(&mut office, payment::Event::RefundDue { case, amount, by: None }, april);
        let exemption = payment::Exemption::VoluntaryWork;
        exempt.happens(&mut office, payment::Event::Exempted { case: exempt.case, exemption, amount }, april);
        waived.happens(&mut office, payment::Event::WaiverRequested { case: waived.case, amount }, march);
        waived.happens(&mut office, payment::Event::Waived { case: waived.case, amount }, april);
        cancelled.happens(&mut office, payment::Event::Cancelled { case: cancelled.case, amount }, april);
        open.happens(&mut office, payment::Event::WaiverRequested { case: open.case, amount }, april);

        let months = book(&office, "2026-03-01", "2026-04-30", Period::Month).await;
        let one = Sum { cents: EACH, claims: 1 };
        let [first, second] = &months[..] else { panic!("two months: {months:?}") };
        assert_eq!(first.total.assessed, Sum { cents: Cents(6 * 1300), claims: 6 });
        assert_eq!((first.total.paid_in_cash, first.total.open), (one, Cents(5 * 1300)));
        assert_eq!(first.total.city, Exact { numerator: 520, denominator: 1 });
        let total = second.total;
        assert_eq!([total.paid_by_card, total.exempted, total.waived, total.cancelled, total.refund_due], [one; 5]);
        assert_eq!((total.assessed, total.open), (Sum::default(), EACH));
        assert_eq!((total.city, total.federal), (Exact::default(), Exact::default()), "what goes back is nobody's");
        let [(service, same)] = second.services[..] else { panic!("one service: {second:?}") };
        assert_eq!((service, same), (ServiceCode::CertificateOfConduct, total));
        // What is open stays open where nothing moves.
        let may = book(&office, "2026-05-01", "2026-05-01", Period::Day).await;
        assert_eq!((may[0].total.open, may[0].total.assessed), (EACH, Sum::default()));
        // What moved on the days of a period that were not asked for is open or not, and nothing else.
        let rest = book(&office, "2026-04-15", "2026-04-30", Period::Month).await;
        let [rest] = &rest[..] else { panic!("one month: {rest:?}") };
        assert_eq!((rest.start, rest.total), (date("2026-04-01"), Cash { open: EACH, ..Cash::default() }));
        assert_eq!(rest.services, [(ServiceCode::CertificateOfConduct, rest.total)]);
    }

    #[tokio::test]
    async fn services_are_counted_apart_and_at_the_scope_of_the_appointment() {
        let mut office = Office::default();
        let day = at("2026-03-02T09:00:00Z");
        assess(&mut office, 1, CONDUCT, day).pay(&mut office, Means::Cash, day);
        assess(&mut office, 2, EXTRACT, day).pay(&mut office, Means::Card, day);
        let models = office.read().await;
        let ask =
            |scope| models.cash_book(scope, date("2026-03-02"), date("2026-03-02"), Period::Day).expect("an answer");
        let all = ask(None);
        let services: Vec<_> = all[0].services.iter().map(|(service, cash)| (*service, cash.city.settle())).collect();
        assert_eq!(services, [(CONDUCT.0, Cents(520)), (EXTRACT.0, Cents(488))]);
        assert_eq!(all[0].total.city.settle(), Cents(1008), "1007.5, rounded once");
        assert_eq!(ask(Some(crate::testing::SCOPE))[0].services, [], "nobody had an appointment there");
    }

    // Two ask not to have to pay, and the federal office refuses one of them.
    #[tokio::test]
    async fn nobody_has_to_pay_while_it_is_open_whether_they_have_to() {
        let mut office = Office::default();
        let march = at("2026-03-02T09:00:00Z");
        let claims = [1, 2].map(|n| assess(&mut office, n, CONDUCT, march));
        for claim in &claims {
            claim.happens(&mut office, payment::Event::WaiverRequested { case: claim.case, amount: EACH }, march);
        }
        let pending = book(&office, "2026-03-02", "2026-03-02", Period::Day).await;
        assert_eq!((pending[0].claims, pending[0].total.open), (Claims::default(), Cents(2 * 1300)));
        let [refused, _] = &claims;
        let event = payment::Event::WaiverRefused { case: refused.case, amount: EACH };
        refused.happens(&mut office, event, march + chrono::Days::new(7));
        let decided = book(&office, "2026-03-02", "2026-03-02", Period::Day).await;
        assert_eq!(decided[0].claims, Claims { to_pay: 1, ..Claims::default() });
    }

    // Ten certificates cost something: five are paid after 1 to 5 minutes, two fall away, three are open. One is free.
    #[tokio::test]
    async fn claims_tell_whether_people_pay_and_how_soon() {
        let mut office = Office::default();
        let march = at("2026-03-02T09:00:00Z");
        for n in 1..=10 {
            let claim = assess(&mut office, n, CONDUCT, march);
            let case = claim.case;
            match n {
                1..=5 => {
                    let means = if n == 1 { Means::Cash } else { Means::Card };
                    claim.pay(&mut office, means, crate::testing::later(march, i64::try_from(n).expect("five")));
                }
                6 => claim.happens(&mut office, payment::Event::Cancelled { case, amount: EACH }, march),
                7 => claim.happens(&mut office, payment::Event::Waived { case, amount: EACH }, march),
                _ => {}
            }
        }
        let free = payment::Event::Assessed { case: CaseId(Uuid::from_u128(11)), items: vec![], amount: Cents::ZERO };
        office.happens(StreamId { kind: 7, id: Uuid::from_u128(11) }, clerk(CLARA), march, free.into());
        let march = book(&office, "2026-03-01", "2026-03-31", Period::Month).await;
        let expected = Claims { to_pay: 8, paid: 5, p50_secs: Some(180), p90_secs: Some(300) };
        assert_eq!((march[0].claims, march[0].claims.paid_ratio()), (expected, Some(0.625)));
        // A claim counts on the day on which it was fixed.
        let april = book(&office, "2026-04-01", "2026-04-30", Period::Month).await;
        assert_eq!(april[0].claims, Claims::default());
    }
}
