//! Which money needs a person: what came in and belongs nowhere, what the provider does not say, what is to go back.

use chrono::{DateTime, Utc};
use domain::ids::PaymentId;
use domain::money::Cents;
use domain::payment::{AttemptStanding, RefundStanding};
use rusqlite::params;

use super::CaseFiles;
use crate::column::{Code, Columns as _};
use crate::{Failure, ReadModels};

/// Why somebody has to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Concern {
    /// Somebody else has to agree to a refund.
    RefundToApprove,
    /// The treasury has to give money back.
    RefundByHand,
    /// Another amount came in than the one due, and nobody has said what becomes of it.
    OtherAmount,
    /// The provider says something that nobody understands.
    Unclear,
    /// An attempt has run out, and nobody knows what became of it.
    Unresolved,
}

/// Something about money that needs a person. It names the claim, and not the case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MoneyToCheck {
    /// Why.
    pub concern: Concern,
    /// Which fee.
    pub payment: PaymentId,
    /// Which attempt, where it is about one.
    pub attempt: Option<u16>,
    /// Which refund, where it is about one.
    pub refund: Option<u16>,
    /// How much.
    pub amount: Cents,
    /// The provider's word, where it is about one.
    pub word: Option<String>,
    /// Since when.
    pub since: DateTime<Utc>,
}

impl MoneyToCheck {
    /// Tells it from all others, and grows along the list.
    pub fn key(&self) -> String {
        let Self { concern, payment, attempt, refund, since, .. } = self;
        let [attempt, refund] = [attempt, refund].map(|number| number.unwrap_or_default());
        format!("{:020}/{payment}/{}/{attempt:05}/{refund:05}", since.timestamp_micros(), *concern as u8)
    }
}

impl ReadModels {
    /// What about money needs a person, the oldest first.
    pub fn money_to_check(&self) -> Result<Vec<MoneyToCheck>, Failure> {
        let mut found: Vec<MoneyToCheck> = self.ask::<CaseFiles, _>(|connection| {
            connection
                .prepare_cached(
                    "SELECT ?1 AS concern, payment, attempt, refund, cents, NULL AS word, wanted_at AS since
                     FROM refund WHERE state = ?2
                     UNION ALL
                     SELECT ?3, payment, attempt, refund, cents, NULL, wanted_at FROM refund WHERE state = ?4
                     UNION ALL
                     SELECT ?5, payment, attempt, NULL, took_cents, NULL, ended_at FROM attempt
                     WHERE state = ?6 AND NOT EXISTS (
                         SELECT 1 FROM refund
                         WHERE refund.payment = attempt.payment AND refund.attempt = attempt.attempt AND state <> ?7
                     )
                     UNION ALL
                     SELECT ?8, payment, attempt, NULL, amount_cents, unclear, requested_at FROM attempt
                     WHERE state = ?9 AND unclear IS NOT NULL
                     UNION ALL
                     SELECT ?10, payment, attempt, NULL, amount_cents, unclear, ended_at FROM attempt
                     WHERE state = ?11 AND unresolved",
                )?
                .query_map(
                    params![
                        Code(Concern::RefundToApprove),
                        Code(RefundStanding::Requested),
                        Code(Concern::RefundByHand),
                        Code(RefundStanding::ByHand),
                        Code(Concern::OtherAmount),
                        Code(AttemptStanding::OtherAmount),
                        Code(RefundStanding::Declined),
                        Code(Concern::Unclear),
                        Code(AttemptStanding::Open),
                        Code(Concern::Unresolved),
                        Code(AttemptStanding::Expired),
                    ],
                    |row| {
                        Ok(MoneyToCheck {
                            concern: row.code("concern")?,
                            payment: row.id("payment")?,
                            attempt: row.get("attempt")?,
                            refund: row.get("refund")?,
                            amount: Cents(row.get("cents")?),
                            word: row.get("word")?,
                            since: row.moment("since")?,
                        })
                    },
                )?
                .collect()
        })?;
        found.sort_by_cached_key(MoneyToCheck::key);
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use domain::case::{self, AssessFee, Opening, Origin, PayAtCounter};
    use domain::catalogue::{Channel, Delivery, ServiceCode};
    use domain::ids::{CaseId, StatementId};
    use domain::payment::{self, AttemptCommand, Command, Means, Obstacle, OnlineMeans, RefundCommand, StartOnline};
    use domain::statement::{self, Entry, Known, Resolution, ResolveEntry};
    use domain::testing::{BEN, CLARA, acting, at, clerk, date, system};
    use domain::timers::Timer;
    use domain::{By, Role};
    use event_store::Position;
    use uuid::Uuid;

    use super::super::FeeState;
    use super::*;
    use crate::Clearance;
    use crate::ledger::{Account, EntryRecord};
    use crate::testing::Office;

    const NOW: &str = "2026-03-02T09:00:00Z";

    /// Somebody wants to pay the fee of a case online.
    fn wanted(office: &mut Office, n: u128) -> PaymentId {
        let case = CaseId(Uuid::from_u128(n));
        let opening = Opening {
            service: ServiceCode::CertificateOfConduct,
            quantity: 1,
            origin: Origin::Clerk { during: None },
            channel: Channel::Counter,
            holder: None,
            on: date("2026-03-02"),
        };
        let (clara, now) = (clerk(CLARA), at(NOW));
        office.ask::<case::State>(case.0, clara, now, case::Command::Open(opening)).expect("it is offered");
        office.run(&AssessFee { case, delivery: Delivery::Electronic }, clara, now).expect("it is open");
        office.run(&StartOnline { case }, clara, now).expect("it is due");
        PaymentId::of(case, 1)
    }

    fn does(office: &mut Office, payment: PaymentId, by: By, command: Command) {
        office.ask::<payment::State>(payment.0, by, at(NOW), command).expect("it may happen now");
    }

    async fn concerns(office: &Office) -> Vec<(Concern, PaymentId, i64)> {
        let found = office.read().await.money_to_check().expect("an answer");
        let mut found: Vec<_> = found.into_iter().map(|one| (one.concern, one.payment, one.amount.0)).collect();
        found.sort_unstable();
        found
    }

    fn paid(cents: i64) -> Command {
        let (means, paid_at) = (OnlineMeans::Card, at(NOW));
        Command::Attempt(AttemptCommand::RecordPaid {
            attempt: 1,
            means,
            amount: Cents(cents),
            receipt: None,
            mark: None,
            paid_at,
        })
    }

    #[tokio::test]
    async fn what_needs_a_person_is_listed_until_somebody_has_looked() {
        let mut office = Office::default();
        let [twice, other, unclear, fine] = [1, 2, 3, 4].map(|n| wanted(&mut office, n));
        assert_eq!(concerns(&office).await, []);
        let at_counter = PayAtCounter { case: CaseId(Uuid::from_u128(1)), means: Means::Cash, amount: Cents(1300) };
        office.run(&at_counter, clerk(CLARA), at(NOW)).expect("it is due");
        does(&mut office, twice, system(), paid(1300));
        does(&mut office, other, system(), paid(1200));
        does(
            &mut office,
            unclear,
            system(),
            Command::Attempt(AttemptCommand::RecordUnclear { attempt: 1, word: "PENDING".to_owned() }),
        );
        let received = payment::Received {
            means: OnlineMeans::Card,
            amount: Cents(1300),
            receipt: None,
            mark: None,
            paid_at: at(NOW),
        };
        let record = payment::RecordOnlinePayment { payment: fine, attempt: 1, received };
        office.run(&record, system(), at(NOW)).expect("the provider says so");
        let expected = [
            (Concern::RefundToApprove, twice, 1300),
            (Concern::OtherAmount, other, 1200),
            (Concern::Unclear, unclear, 1300),
        ];
        assert_eq!(concerns(&office).await, expected);

        does(&mut office, twice, acting(BEN, Role::Cashier), Command::Refund(RefundCommand::Approve { refund: 1 }));
        let obstacle = Obstacle::NotPossible;
        does(&mut office, twice, system(), Command::Refund(RefundCommand::RecordImpossible { refund: 1, obstacle }));
        let (source, ground) = (payment::Source::Attempt(1), payment::Ground::OtherAmount);
        does(
            &mut office,
            other,
            clerk(CLARA),
            Command::Refund(RefundCommand::Request { source, amount: Cents(1200), ground }),
        );
        office.run(&Timer::AttemptExpiry(unclear), system(), at("2026-03-17T09:00:00Z")).expect("it is time");
        let expected = [
            (Concern::RefundToApprove, other, 1200),
            (Concern::RefundByHand, twice, 1300),
            (Concern::Unresolved, unclear, 1300),
        ];
        assert_eq!(concerns(&office).await, expected);
        let by_hand = Command::Refund(RefundCommand::RecordByHand { refund: 1, order: "AO-1".to_owned() });
        does(&mut office, twice, acting(CLARA, Role::Cashier), by_hand);
        let close = AttemptCommand::Close { attempt: 1, finding: payment::Finding::NothingCameIn, missed_by: None };
        does(&mut office, unclear, acting(BEN, Role::Cashier), close.into());
        assert_eq!(concerns(&office).await, [(Concern::RefundToApprove, other, 1200)]);
        // What the provider says after that counts all the same.
        let received = payment::Received {
            means: OnlineMeans::Card,
            amount: Cents(1200),
            receipt: None,
            mark: None,
            paid_at: at(NOW),
        };
        let record = payment::RecordOnlinePayment { payment: unclear, attempt: 1, received };
        office.run(&record, system(), at("2026-03-18T09:00:00Z")).expect("the provider says so");
        let expected = [(Concern::RefundToApprove, other, 1200), (Concern::OtherAmount, unclear, 1200)];
        assert_eq!(concerns(&office).await, expected);
    }
    #[tokio::test]
    async fn what_was_charged_back_is_due_again_and_counts_once_when_it_is_paid_again() {
        let mut office = Office::default();
        let (payment, case) = (wanted(&mut office, 1), CaseId(Uuid::from_u128(1)));
        let pays = |office: &mut Office, attempt| {
            let (means, amount) = (OnlineMeans::Card, Cents(1300));
            let received = payment::Received { means, amount, receipt: None, mark: None, paid_at: at(NOW) };
            let record = payment::RecordOnlinePayment { payment, attempt, received };
            office.run(&record, system(), at(NOW)).expect("the provider says so");
        };
        pays(&mut office, 1);
        let file = StatementId::of(&[1; 32]);
        let entry = |kind, cents| Entry {
            booked_on: date("2026-03-03"),
            amount: Cents(cents),
            kind,
            id: None,
            of: Some(Known { payment, attempt: None }),
            word: None,
            marks: vec![],
        };
        let back = || entry(statement::Kind::Chargeback, -1300);
        let part = vec![entry(statement::Kind::Payment, 1300), back(), back()];
        let import = statement::Command::Import { source: statement::Source::Provider, entries: 3, from: 0, part };
        let cashier = acting(BEN, Role::Cashier);
        office.ask::<statement::State>(file.0, cashier, at(NOW), import).expect("it is new");
        let models = office.read().await;
        let resolve = |entry| {
            let found = models.statement_entry(file, entry).expect("an answer").expect("it is there");
            let EntryRecord { finding, expected, amount, of } = found;
            let resolution = Resolution::ClaimedAgain;
            ResolveEntry { statement: file, entry, resolution, finding, amount, expected, of }
        };
        let unnamed = ResolveEntry { of: None, ..resolve(1) };
        assert!(office.run(&unnamed, cashier, at(NOW)).is_err(), "of a fee that nobody knows nothing is claimed");
        office.run(&resolve(1), cashier, at(NOW)).expect("it has settled the fee");
        let twice = office.run(&resolve(2), cashier, at(NOW));
        assert_eq!(twice, Err(payment::Refusal::NothingToClaim.into()), "it is claimed once");

        let models = office.read().await;
        let (_, fee) = models.fee(payment, Clearance::Ordinary).expect("an answer").expect("it is fixed");
        assert_eq!(
            (fee.state, fee.settled_at, fee.attempts[0].state),
            (FeeState::Due, None, AttemptStanding::ChargedBack)
        );
        let [first, last] = ["2026-01-01", "2026-12-31"].map(date);
        let owed = models.shares(first, last).expect("an answer");
        assert_eq!((owed[0].paid, owed[0].refunded), (Cents(1300), Cents(1300)));
        let account = |models: &ReadModels, account| {
            let day = models.ledger(date("2026-03-02"), Position::START, 100).expect("an answer");
            let of = day.balances.iter().filter(|one| one.account == account);
            of.map(|one| one.after().0).sum::<i64>()
        };
        assert_eq!([Account::Receivable, Account::ProviderClearing].map(|one| account(&models, one)), [1300, -1300]);

        office.run(&StartOnline { case }, clerk(CLARA), at(NOW)).expect("it is due again");
        pays(&mut office, 2);
        let models = office.read().await;
        let (_, paid) = models.fee(payment, Clearance::Ordinary).expect("an answer").expect("it is fixed");
        assert_eq!((paid.state, paid.receipt), (FeeState::Paid, fee.receipt), "with the receipt that it has");
        assert!(paid.settled_at.is_some());
        let sums = models.shares(first, last).expect("an answer");
        assert_eq!((sums[0].paid, sums[0].refunded), (Cents(2600), Cents(1300)));
        assert_eq!([Account::Receivable, Account::ProviderClearing].map(|one| account(&models, one)), [0, 0]);
    }
}
