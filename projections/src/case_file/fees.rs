//! The attempts to pay a fee and the refunds of it, as its case's file has them.

use chrono::{DateTime, Utc};
use domain::ActorId;
use domain::ids::PaymentId;
use domain::money::Cents;
use domain::payment::{AttemptStanding, Finding, Ground, RefundStanding};
use rusqlite::{Connection, Row};

use super::{FeeRecord, actor};
use crate::column::Columns as _;

/// An attempt to pay online.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttemptRecord {
    /// The how many-th.
    pub number: u16,
    /// How much.
    pub amount: Cents,
    /// Where it stands.
    pub state: AttemptStanding,
    /// When somebody wanted it.
    pub requested_at: DateTime<Utc>,
    /// Until when the office waits for it.
    pub expires_at: DateTime<Utc>,
    /// When it ended.
    pub ended_at: Option<DateTime<Utc>>,
    /// What the provider calls it.
    pub reference: Option<String>,
    /// The provider's last word that nobody understood.
    pub unclear: Option<String>,
    /// What a person found who has looked for what became of it.
    pub finding: Option<Finding>,
}

/// Money that goes back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefundRecord {
    /// The how many-th.
    pub number: u16,
    /// How much.
    pub amount: Cents,
    /// Why.
    pub ground: Ground,
    /// Where it stands.
    pub state: RefundStanding,
    /// By which attempt the money came; at the counter where there is none.
    pub attempt: Option<u16>,
    /// Since when.
    pub wanted_at: DateTime<Utc>,
    /// Who wants it, if it is not due by itself.
    pub wanted_by: Option<ActorId>,
    /// Who agreed.
    pub approved_by: Option<ActorId>,
    /// When it was given back, or declined.
    pub ended_at: Option<DateTime<Utc>>,
    /// The number of the treasury's order, where it was given back by hand.
    pub order: Option<String>,
}

/// A fee with what came in and goes back.
pub(super) fn with_money(connection: &Connection, fee: FeeRecord) -> rusqlite::Result<FeeRecord> {
    Ok(FeeRecord {
        attempts: of_fee(connection, fee.payment, "attempt", attempt)?,
        refunds: of_fee(connection, fee.payment, "refund", refund)?,
        ..fee
    })
}

/// The attempts or refunds of a fee, in their order.
fn of_fee<T>(
    connection: &Connection,
    payment: PaymentId,
    table: &str,
    read: fn(&Row<'_>) -> rusqlite::Result<T>,
) -> rusqlite::Result<Vec<T>> {
    connection
        .prepare_cached(&format!("SELECT * FROM {table} WHERE payment = ?1 ORDER BY {table}"))?
        .query_map([payment.0], read)?
        .collect()
}

fn attempt(row: &Row<'_>) -> rusqlite::Result<AttemptRecord> {
    Ok(AttemptRecord {
        number: row.get("attempt")?,
        amount: Cents(row.get("amount_cents")?),
        state: row.code("state")?,
        requested_at: row.moment("requested_at")?,
        expires_at: row.moment("expires_at")?,
        ended_at: row.moment_or_none("ended_at")?,
        reference: row.get("reference")?,
        unclear: row.get("unclear")?,
        finding: row.code_or_none("finding")?,
    })
}

fn refund(row: &Row<'_>) -> rusqlite::Result<RefundRecord> {
    Ok(RefundRecord {
        number: row.get("refund")?,
        amount: Cents(row.get("cents")?),
        ground: row.code("ground")?,
        state: row.code("state")?,
        attempt: row.get("attempt")?,
        wanted_at: row.moment("wanted_at")?,
        wanted_by: actor(row, "wanted_by")?,
        approved_by: actor(row, "approved_by")?,
        ended_at: row.moment_or_none("ended_at")?,
        order: row.get("treasury_order")?,
    })
}
