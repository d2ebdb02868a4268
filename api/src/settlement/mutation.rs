//! What is done to settle with the Federation.

use async_graphql::{Context, InputObject, Object, Result};
use chrono::NaiveDate;
use domain::ids::SettlementId;
use domain::settlement::{Command, HalfYear, State};
use domain::streams::Single;
use uuid::Uuid;

use super::query::{MODELS, Settlement};
use crate::errors::{CommandError, Invalid, failed};
use crate::fresh;
use crate::step::{Answer, Outcome, Step, payload};

/// What is done to settle.
#[derive(Default)]
pub(crate) struct Mutation;

/// The share of the Federation is to be settled.
#[derive(InputObject)]
struct SettlementRecordInput {
    /// Names the request: the same key gives the same answer.
    idempotency_key: Uuid,
    /// The first day of the half-year: 1 June or 1 December.
    first_day: NaiveDate,
}

payload! {
    /// The answer to `settlementRecord`.
    SettlementRecordPayload {
        /// The settlement.
        settlement: Settlement
    }
}

#[Object(name = "SettlementMutation")]
impl Mutation {
    /// Records what of the fees of a half-year that is over is the Federation's: of certificates of conduct three fifths
    /// (§ 30 (2) BZRG), of extracts from the trade register five eighths (§ 150 (2) GewO). It is computed from the cash
    /// book, once, and rounded once for each. What goes back later is taken off the next half-year.
    async fn settlement_record(
        &self,
        ctx: &Context<'_>,
        input: SettlementRecordInput,
    ) -> Result<SettlementRecordPayload> {
        let step = Step::begin(ctx, input.idempotency_key)?;
        let Some(of) = HalfYear::beginning(input.first_day) else {
            let invalid = Invalid {
                field: "firstDay",
                de: "Ein Halbjahr beginnt am 1. Juni oder am 1. Dezember.",
                en: "A half-year begins on 1 June or 1 December.",
            };
            let errors = vec![CommandError::invalid(&invalid, step.language)];
            return Ok(Answer { thing: None, position: None, errors }.into());
        };
        let (office, id) = (step.office, SettlementId::of(of));
        // Closed first, and looked up then: the log's time only goes on, so nothing comes any more that is of an earlier
        // day. What is looked up before that may lack what somebody pays in the last moment.
        let close = Single::<State> { id: id.0, command: Command::Close { of } };
        if let Outcome::Not(error) = step.first("close", close).await? {
            return Ok(Answer { thing: None, position: None, errors: vec![error] }.into());
        }
        let (head, _) = office.log().head().await.map_err(|failure| failed(&failure))?;
        fresh::reach(office, &["cash_book"], Some(head)).await?;
        let sums = office.read_models().shares(of.first_day(), of.last_day()).map_err(fresh::failed)?;
        let outcome = step.run(Ok(Single::<State> { id: id.0, command: Command::Record { of, sums } })).await?;
        let read = async |at| {
            fresh::reach(office, MODELS, Some(at)).await?;
            let found = office.read_models().settlement(id).map_err(fresh::failed)?;
            Ok(found.as_ref().map(Settlement::from))
        };
        outcome.then(read).await.map(Into::into)
    }
}
