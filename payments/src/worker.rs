//! Follows the log for what is to be paid online and given back: has the provider begin it, asks again until it is
//! decided, and records what it says.
//!
//! Of several nodes one does the work, under a lease. What waits is remembered in memory; the checkpoint beside the log
//! never passes the event with which it began, so a new node finds it again. No command waits for any of this.
//!
//! Where a statement shows money that the provider has never spoken of, the provider is asked again, also about attempts
//! that have failed or run out: that it is paid only the provider's word says, and the statement is a reason to ask.
//!
//! A crash before an answer is recorded leads to the same call under the same request, and the provider recognises it. A
//! crash after that leads to the same command id, and the log recognises it.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use domain::ids::PaymentId;
use domain::payment::{self, Event as Happened};
use domain::{Event, Payment, Statement, statement};
use event_store::{Failure, Log, Position, Recorded};
use uuid::Uuid;
use worker::{Backlog, Reading, happened};

use crate::teller::{Teller, Told};

/// When a young attempt is looked at, in seconds after it began: after 2, 5, 10, 20 and 40 s, then after 1, 5 and 15 min.
const YOUNG_SECS: [i64; 8] = [2, 7, 17, 37, 77, 137, 437, 1_337];
/// For how many days after its end an attempt is asked about: pages of providers may take money for a while longer.
const LATE_DAYS: i64 = 7;
const HOUR_SECS: i64 = 3_600;
const DAY_SECS: i64 = 24 * HOUR_SECS;

/// Follows the log for payments.
pub struct Worker {
    teller: Teller,
    reading: Reading,
    waits: Waits,
}

/// The attempts and refunds of which something may come.
struct Waits {
    log: Log,
    attempts: BTreeMap<(PaymentId, u16), Waiting>,
    refunds: BTreeMap<(PaymentId, u16), Waiting>,
    /// Payments that a statement shows.
    shown: BTreeMap<PaymentId, Waiting>,
}

/// What the office waits for.
#[derive(Clone, Copy)]
struct Waiting {
    /// Where in the log it began.
    since: Position,
    /// When it began.
    began: DateTime<Utc>,
    /// When to look at it next.
    look_at: DateTime<Utc>,
    /// Until when something may come of it.
    until: DateTime<Utc>,
}

impl Worker {
    /// A worker for everything that a teller can ask about.
    pub fn new(teller: Teller) -> Self {
        let log = teller.log().clone();
        let reading = Reading::new("payments", log.clone());
        Self {
            teller,
            reading,
            waits: Waits { log, attempts: BTreeMap::new(), refunds: BTreeMap::new(), shown: BTreeMap::new() },
        }
    }

    /// Asks for what is to be asked now. Another node may be doing it already.
    ///
    /// Says whether anything was recorded.
    pub async fn follow_up(&mut self) -> Result<bool, Failure> {
        let mut acted = false;
        loop {
            if !self.reading.go_on(&mut self.waits).await? {
                return Ok(acted);
            }
            let now = self.teller.log().clock().now();
            // Somebody sits before the pay page; nobody waits for a refund.
            if let Some((of, one)) = due(&self.waits.attempts, now) {
                let told = self.teller.attend(of.0, of.1, true).await?;
                acted |= told == Told::Recorded;
                if told == Told::Over || one.until + TimeDelta::days(LATE_DAYS) < now {
                    self.waits.attempts.remove(&of);
                } else {
                    let young = self.teller.looked_at(of.0, of.1).filter(|looked_at| *looked_at > one.began);
                    let look_at = next(young.unwrap_or(one.began), now, of.0.0);
                    self.waits.attempts.insert(of, Waiting { look_at, ..one });
                }
                continue;
            }
            if let Some((of, one)) = due(&self.waits.refunds, now) {
                let told = self.teller.refund(of.0, of.1).await?;
                acted |= told == Told::Recorded;
                if told == Told::Over {
                    self.waits.refunds.remove(&of);
                } else {
                    self.waits.refunds.insert(of, Waiting { look_at: next(one.began, now, of.0.0), ..one });
                }
                continue;
            }
            let Some((of, one)) = due(&self.waits.shown, now) else { return Ok(acted) };
            let told = self.teller.attend_all(of).await?;
            acted |= told == Told::Recorded;
            if told == Told::Over || one.until < now {
                self.waits.shown.remove(&of);
            } else {
                self.waits.shown.insert(of, Waiting { look_at: next(one.began, now, of.0), ..one });
            }
        }
    }

    /// When something is to be looked at next.
    pub fn next_due(&self) -> Option<DateTime<Utc>> {
        // Whoever does not do the work waits for nothing.
        self.reading.lease()?;
        self.waits.all().map(|one| one.look_at).min()
    }

    /// Stores how far the work is done, and leaves it to others.
    pub async fn hand_over(&mut self) -> Result<(), Failure> {
        self.reading.hand_over().await
    }
}

impl Backlog for Waits {
    fn clear(&mut self) {
        self.attempts.clear();
        self.refunds.clear();
        self.shown.clear();
    }

    async fn take(&mut self, recorded: &Recorded) -> Result<(), Failure> {
        let id = recorded.stream.id;
        let is_ours = [self.log.stream_of::<Payment>(id)?, self.log.stream_of::<Statement>(id)?];
        if !is_ours.contains(&recorded.stream) {
            return Ok(());
        }
        // Neither a fee nor a statement holds personal data.
        match happened(recorded)? {
            Event::Payment(event) => self.happened(PaymentId(id), recorded, &event),
            Event::Statement(event) => self.shows(recorded, &event),
            _ => {}
        }
        Ok(())
    }

    fn first(&self) -> Option<Position> {
        self.all().map(|one| one.since).min()
    }
}

impl Waits {
    fn all(&self) -> impl Iterator<Item = &Waiting> {
        self.attempts.values().chain(self.refunds.values()).chain(self.shown.values())
    }

    /// A statement says that money came in. What the office knows already is over with the first look.
    fn shows(&mut self, recorded: &Recorded, event: &statement::Event) {
        let (since, began, look_at) = (recorded.position, recorded.at, recorded.at);
        let until = recorded.at + TimeDelta::days(LATE_DAYS);
        match event {
            statement::Event::EntriesRead { entries, .. } => {
                let payments = entries.iter().filter(|entry| entry.kind == statement::Kind::Payment);
                for known in payments.filter_map(|entry| entry.of) {
                    let asked = self.shown.entry(known.payment).or_insert(Waiting { since, began, look_at, until });
                    asked.until = asked.until.max(until);
                }
            }
            statement::Event::Begun { .. } | statement::Event::EntryResolved { .. } => {}
        }
    }

    fn happened(&mut self, payment: PaymentId, recorded: &Recorded, event: &payment::Event) {
        let begins = |until| Waiting { since: recorded.position, began: recorded.at, look_at: recorded.at, until };
        match *event {
            Happened::AttemptRequested { attempt, expires_at, .. } => {
                self.attempts.insert((payment, attempt), begins(expires_at));
            }
            // Somebody may have paid in the last moment, and the provider may not answer at this one.
            Happened::AttemptExpired { attempt, .. } => {
                if let Some(one) = self.attempts.get_mut(&(payment, attempt)) {
                    one.look_at = recorded.at;
                }
            }
            Happened::PaidOnline { attempt, .. }
            | Happened::Overpaid { attempt, .. }
            | Happened::OtherAmountPaid { attempt, .. } => {
                self.attempts.remove(&(payment, attempt));
            }
            Happened::RefundApproved { refund, .. } => {
                self.refunds.insert((payment, refund), begins(DateTime::<Utc>::MAX_UTC));
            }
            Happened::RefundByHand { refund, .. } | Happened::Refunded { refund, .. } => {
                self.refunds.remove(&(payment, refund));
            }
            // Providers change their minds: what failed or was given up may be paid after all, and is asked for on.
            Happened::AttemptFailed { .. }
            | Happened::AttemptCancelled { .. }
            | Happened::Assessed { .. }
            | Happened::Paid { .. }
            | Happened::Exempted { .. }
            | Happened::WaiverRequested { .. }
            | Happened::Waived { .. }
            | Happened::WaiverRefused { .. }
            | Happened::Cancelled { .. }
            | Happened::RefundDue { .. }
            | Happened::CaseEnded { .. }
            | Happened::AttemptClosed { .. }
            | Happened::ChargedBack { .. }
            | Happened::AttemptStarted { .. }
            | Happened::AttemptUnanswered { .. }
            | Happened::AttemptUnclear { .. }
            | Happened::ReceiptNumbered { .. }
            | Happened::RefundRequested { .. }
            | Happened::RefundDeclined { .. }
            | Happened::RefundOrdered { .. } => {}
        }
    }
}

event_store::follows!(Worker, "payments", outside);

fn due<K: Copy + Ord>(waiting: &BTreeMap<K, Waiting>, now: DateTime<Utc>) -> Option<(K, Waiting)> {
    let due = waiting.iter().filter(|(_, one)| one.look_at <= now);
    due.min_by_key(|(_, one)| one.look_at).map(|(of, one)| (*of, *one))
}

/// When something that began then is looked at next: often while it is young, hourly on the first day, then daily. Up to
/// a tenth of the pause comes on top, differently for each, so that not all ask at the same moment.
fn next(began: DateTime<Utc>, now: DateTime<Utc>, of: Uuid) -> DateTime<Utc> {
    let age = (now - began).num_seconds().max(0);
    let young = YOUNG_SECS.into_iter().find(|secs| *secs > age);
    let at = young.unwrap_or_else(|| {
        let pause = if age < DAY_SECS - HOUR_SECS { HOUR_SECS } else { DAY_SECS };
        (age / pause + 1) * pause
    });
    let spread = i64::from(of.as_bytes()[15]) * (at - age) * 100 / 255;
    began + TimeDelta::seconds(at) + TimeDelta::milliseconds(spread)
}

#[cfg(test)]
mod tests;
