//! Which statements were read in, and what does not match.

use async_graphql::{Context, Object, Result};
use projections::ledger::{Imported, Mismatch};

use super::view::{MODELS, Statement, StatementMismatch};
use crate::errors::failed;
use crate::fresh;
use crate::identity::may_read::Reader;
use crate::page::{self, Page};
use crate::scalars::EventPosition;

/// Questions about statements.
#[derive(Default)]
pub(crate) struct Query;

#[Object(name = "StatementQuery")]
impl Query {
    /// The statements that were read in, the newest first.
    #[graphql(complexity = "page::cost(first, child_complexity)")]
    async fn statements(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many: 1 to 100; 20 unless the question says so.")] first: Option<i32>,
        #[graphql(desc = "Begin after this cursor.")] after: Option<String>,
        #[graphql(desc = "The answer shows at least what had happened up to here.")] at_least: Option<EventPosition>,
    ) -> Result<Page<Statement>> {
        let reader = Reader::of(ctx)?;
        fresh::at_least(reader.office, MODELS, at_least).await?;
        let (first, after) = (page::size(first)?, page::after(after)?);
        let found = reader.office.read_models().statements().map_err(fresh::failed)?;
        Ok(page::cut(found, after.as_deref(), first, Imported::key, |one| Statement::from(&one)))
    }

    /// What of statements does not match what the office knows, the oldest first: it names no payment, has another amount,
    /// is not known as paid, is there twice, was taken back, or is missing in all of them.
    #[graphql(complexity = "page::cost(first, child_complexity)")]
    async fn statement_worklist(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many: 1 to 100; 20 unless the question says so.")] first: Option<i32>,
        #[graphql(desc = "Begin after this cursor.")] after: Option<String>,
        #[graphql(desc = "The answer shows at least what had happened up to here.")] at_least: Option<EventPosition>,
    ) -> Result<Page<StatementMismatch>> {
        let reader = Reader::of(ctx)?;
        fresh::at_least(reader.office, MODELS, at_least).await?;
        let (first, after) = (page::size(first)?, page::after(after)?);
        let days = reader.office.facts().await.map_err(|failure| failed(&failure))?.limits.statement_days;
        let found = reader.office.read_models().mismatches(days).map_err(fresh::failed)?;
        Ok(page::cut(found, after.as_deref(), first, Mismatch::key, |one| StatementMismatch::from(&one)))
    }
}
