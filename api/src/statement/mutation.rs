//! What is done with statements.

use async_graphql::{Context, InputObject, Object, Result};
use domain::ids::StatementId;
use domain::money::Cents;
use domain::statement::{Command, Finding, PART_MAX, Refusal, ResolveEntry, Source, State};
use domain::{Decide as _, permission};
use payments::statement::Unreadable;
use projections::ledger::EntryRecord;
use uuid::Uuid;

use super::view::{MODELS, Statement, StatementFormat, statement_at};
use crate::checked::Checked;
use crate::errors::{Code, CommandError, Invalid, Refused, failed, refusals};
use crate::fresh;
use crate::office::NotRead;
use crate::step::{Answer, Step, payload};
use crate::words::StatementResolution;

/// What is done with statements.
#[derive(Default)]
pub(crate) struct Mutation;

/// A statement is to be read in.
#[derive(InputObject)]
struct StatementImportInput {
    /// Names the request: the same key gives the same answer.
    idempotency_key: Uuid,
    /// What it is.
    format: StatementFormat,
    /// The file, as text. A request has 64 KiB at most; longer files are read in with `vorgang statement import`.
    content: String,
}

/// An entry that matches nothing is closed.
#[derive(InputObject)]
struct StatementResolveInput {
    /// Names the request: the same key gives the same answer.
    idempotency_key: Uuid,
    /// In which statement.
    statement: Uuid,
    /// Which entry of it: 1, 2, 3, …
    entry: i32,
    /// What it is.
    resolution: StatementResolution,
}

payload! {
    /// The answer to `statementImport`.
    StatementImportPayload {
        /// The statement as it is now.
        statement: Statement
    }
}

payload! {
    /// The answer to `statementResolve`.
    StatementResolvePayload {
        /// The statement as it is now.
        statement: Statement
    }
}

#[Object(name = "StatementMutation")]
impl Mutation {
    /// Reads in what the provider or the bank says has come and gone, and compares it with what the office knows. The same
    /// file a second time changes nothing. What a statement shows as paid makes the office ask the provider; by itself it
    /// pays nothing.
    async fn statement_import(&self, ctx: &Context<'_>, input: StatementImportInput) -> Result<StatementImportPayload> {
        let step = Step::begin(ctx, input.idempotency_key)?;
        let refused = |error| Answer { thing: None, position: None, errors: vec![error] };
        // Whoever may not read a file in has none read.
        let probe = Command::Import { source: Source::Bank, entries: 0, from: 0, part: vec![] };
        if let Err(denied) = permission::check(State::grants(&probe), &step.by(), None) {
            return Ok(refused(step.refused(&Refusal::from(denied).into())).into());
        }
        let source = match input.format {
            StatementFormat::ProviderCsv => Source::Provider,
            StatementFormat::Camt053 => Source::Bank,
        };
        let (head, _) = step.office.log().head().await.map_err(|failure| failed(&failure))?;
        fresh::reach(step.office, MODELS, Some(head)).await?;
        let file = match step.office.read_statement(source, input.content.into_bytes()).await {
            Ok(file) => file,
            Err(NotRead::Unreadable(unreadable)) => {
                let rule = &refusals::STATEMENT_UNREADABLE;
                let why = Refused::by(rule, why_unreadable(&unreadable), step.language);
                return Ok(refused(CommandError::Refused(why)).into());
            }
            Err(NotRead::LookUp(failure)) => return Err(fresh::failed(failure)),
            Err(NotRead::Interrupted(error)) => {
                tracing::error!(error = &error as &dyn std::error::Error, "a statement was not read: {error}");
                return Err(Code::Internal.error());
            }
        };
        // A file that takes several commands is not left half read.
        if file.entries() > PART_MAX {
            return Ok(refused(step.refused(&Refusal::OutOfOrder.into())).into());
        }
        let (_, part) = file.parts().next().expect("a file has a first part");
        let outcome = step.run(Ok(part)).await?;
        outcome.then(async |at| statement_at(step.office, file.id, at).await).await.map(Into::into)
    }

    /// Closes an entry of a statement that matches nothing. Where money is given up or leaves, not whoever has read the
    /// file in. What is claimed again is due again, and can be paid again.
    async fn statement_resolve(
        &self,
        ctx: &Context<'_>,
        input: StatementResolveInput,
    ) -> Result<StatementResolvePayload> {
        let step = Step::begin(ctx, input.idempotency_key)?;
        let id = StatementId(input.statement);
        let (head, _) = step.office.log().head().await.map_err(|failure| failed(&failure))?;
        fresh::reach(step.office, MODELS, Some(head)).await?;
        let resolve = match number(input.entry) {
            Ok(entry) => {
                let found = step.office.read_models().statement_entry(id, entry).map_err(fresh::failed)?;
                // Of what is not there the rule says so, whatever it is taken for.
                let nothing =
                    EntryRecord { finding: Finding::Matched, expected: Cents::ZERO, amount: Cents::ZERO, of: None };
                let EntryRecord { finding, expected, amount, of } = found.unwrap_or(nothing);
                let resolution = input.resolution.into();
                Ok(ResolveEntry { statement: id, entry, resolution, finding, amount, expected, of })
            }
            Err(invalid) => Err(invalid),
        };
        let outcome = step.run(resolve).await?;
        outcome.then(async |at| statement_at(step.office, id, at).await).await.map(Into::into)
    }
}

/// Entries are counted from one where people see them.
fn number(entry: i32) -> Checked<u32> {
    u32::try_from(entry).ok().and_then(|entry| entry.checked_sub(1)).ok_or(Invalid::no_such_number("entry"))
}

/// Where a file is not understood. What stands there may name somebody, and is not told.
fn why_unreadable(unreadable: &Unreadable) -> Vec<refusals::Detail> {
    use refusals::Detail;
    match unreadable {
        Unreadable::TooLarge => vec![Detail::new("reason", "TOO_LARGE")],
        Unreadable::NotUtf8 => vec![Detail::new("reason", "NOT_UTF8")],
        Unreadable::NotXml { at } => vec![Detail::new("reason", "NOT_XML"), Detail::new("byte", at)],
        Unreadable::Column { column } => vec![Detail::new("reason", "NO_COLUMN"), Detail::new("column", column)],
        Unreadable::Entry { entry, what } => {
            vec![Detail::new("reason", "ENTRY"), Detail::new("entry", entry), Detail::new("what", what)]
        }
        Unreadable::Empty => vec![Detail::new("reason", "NO_STATEMENT")],
    }
}
