//! What goes out for a case, and what needs somebody.

use async_graphql::{Context, Object, Result, SimpleObject};
use chrono::{DateTime, NaiveDate, Utc};
use domain::access::What;
use domain::ids::{CaseId, TransmissionId};
use event_store::Position;
use projections::duty_watch;
use uuid::Uuid;

use crate::case::look;
use crate::checked;
use crate::fresh;
use crate::identity::may_read::Reader;
use crate::identity::{Asker, office};
use crate::scalars::EventPosition;
use crate::words::{ServiceCode, TransmissionCause, TransmissionRecipient, TransmissionState};

/// The read models of these questions.
const MODELS: &[&str] = &["duty_watch"];

/// How many days one question may look at.
const DAYS_MAX: i64 = 366;

/// Questions about transmissions.
#[derive(Default)]
pub(crate) struct Query;

/// What goes to a register or a federal office for a case (Übermittlung).
#[derive(SimpleObject)]
pub(crate) struct Transmission {
    /// Its id.
    id: Uuid,
    /// For which case.
    case: Uuid,
    /// Which service.
    service: ServiceCode,
    /// To whom.
    recipient: TransmissionRecipient,
    /// Which registration authority, by the official key of its municipality, where one elsewhere is the recipient.
    authority: Option<String>,
    /// How far it has come.
    state: TransmissionState,
    /// By when it has to be there, where the law says so (§ 33 (1) BMG).
    due_at: Option<DateTime<Utc>>,
    /// Whether its time passed before it was there. It is sent all the same.
    overdue: bool,
    /// How many attempts there were.
    attempts: i32,
    /// Why the last attempt came to nothing.
    cause: Option<TransmissionCause>,
    /// When the office tries again by itself.
    retry_at: Option<DateTime<Utc>>,
    /// What the recipient calls it.
    reference: Option<String>,
    /// The recipient's code for the reason why it sent it back.
    code: Option<String>,
    /// Since when it is to be sent.
    queued_at: DateTime<Utc>,
    /// When something happened to it last.
    changed_at: DateTime<Utc>,
}

impl From<duty_watch::Transmission> for Transmission {
    fn from(one: duty_watch::Transmission) -> Self {
        Self {
            id: one.id.0,
            case: one.case.0,
            service: one.service.into(),
            recipient: one.recipient.into(),
            authority: one.authority,
            state: one.state.into(),
            due_at: one.due_at,
            overdue: one.overdue,
            attempts: one.attempts.into(),
            cause: one.cause.map(Into::into),
            retry_at: one.retry_at,
            reference: one.reference,
            code: one.code,
            queued_at: one.queued_at,
            changed_at: one.changed_at,
        }
    }
}

/// A registration that was filed after its time (§ 17 (1), (2) BMG). It is valid all the same.
#[derive(SimpleObject)]
struct LateRegistration {
    /// Which case.
    case: Uuid,
    /// Which service.
    service: ServiceCode,
    /// On which day it counts as filed.
    filed_on: NaiveDate,
}

#[Object(name = "TransmissionQuery")]
impl Query {
    /// What goes to registers and federal offices for a case.
    #[graphql(complexity = "5 * child_complexity")]
    async fn transmissions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which case.")] case: Uuid,
        #[graphql(desc = "The answer shows at least what had happened up to here.")] at_least: Option<EventPosition>,
    ) -> Result<Vec<Transmission>> {
        let reader = Reader::of(ctx)?;
        fresh::at_least(reader.office, MODELS, at_least).await?;
        let models = reader.office.read_models();
        let found = models.transmissions(CaseId(case), reader.asker.clearance()).map_err(fresh::failed)?;
        if !found.is_empty() {
            look(reader.office, reader.caller()?.by, CaseId(case), What::Transmissions).await?;
        }
        Ok(found.into_iter().map(Transmission::from).collect())
    }

    /// The transmissions that need somebody: the office no longer tries by itself, the recipient sent them back, or
    /// their time has passed. The most urgent come first; 500 at most.
    #[graphql(complexity = "50 * child_complexity")]
    async fn transmissions_in_trouble(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The answer shows at least what had happened up to here.")] at_least: Option<EventPosition>,
    ) -> Result<Vec<Transmission>> {
        let reader = Reader::of(ctx)?;
        fresh::at_least(reader.office, MODELS, at_least).await?;
        let models = reader.office.read_models();
        let found = models.transmissions_in_trouble(reader.asker.clearance()).map_err(fresh::failed)?;
        Ok(found.into_iter().map(Transmission::from).collect())
    }

    /// The registrations that were filed late between two days, both included; 500 at most.
    #[graphql(complexity = "50 * child_complexity")]
    async fn late_registrations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first day.")] from: NaiveDate,
        #[graphql(desc = "The last day; at most 366 days are looked at.")] to: NaiveDate,
        #[graphql(desc = "The answer shows at least what had happened up to here.")] at_least: Option<EventPosition>,
    ) -> Result<Vec<LateRegistration>> {
        let reader = Reader::of(ctx)?;
        fresh::at_least(reader.office, MODELS, at_least).await?;
        checked::days(from, to, DAYS_MAX)?;
        let found = reader.office.read_models().filed_late(from, to).map_err(fresh::failed)?;
        let late = |one: duty_watch::FiledLate| LateRegistration {
            case: one.case.0,
            service: one.service.into(),
            filed_on: one.filed_on,
        };
        Ok(found.into_iter().map(late).collect())
    }
}

/// A transmission as it is at a position.
pub(super) async fn transmission_at(
    ctx: &Context<'_>,
    id: TransmissionId,
    position: Position,
) -> Result<Option<Transmission>> {
    let office = office(ctx)?;
    fresh::reach(office, MODELS, Some(position)).await?;
    let found = office.read_models().transmission(id, Asker::of(ctx).clearance()).map_err(fresh::failed)?;
    Ok(found.map(Transmission::from))
}
