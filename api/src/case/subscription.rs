//! A case, live.

#![expect(clippy::unused_async, reason = "`async-graphql` wants every resolver to be asynchronous")]

use async_graphql::{Context, Result};
use domain::ids::CaseId;
use event_store::Position;
use futures_util::{Stream, StreamExt as _, stream};
use projections::timeline::Of;
use uuid::Uuid;

use super::query::{HistoryEntry, TIMELINE};
use super::view::may_see;
use crate::errors::Code;
use crate::fresh::{self, Changes};
use crate::identity::may_read::Reader;
use crate::office::Office;
use crate::scalars::EventPosition;

/// How many events are read at a time.
const BATCH: usize = 100;

/// Where a listener stands: what may have changed, whose office, after which event, and whether to wait.
/// Nothing after a failure: whoever listened on would miss what could not be read.
type Listening = Option<(Changes, Office, Position, bool)>;

/// What those who work on a case, and whose case it is, listen to.
#[derive(Default)]
pub(crate) struct Subscription;

#[async_graphql::Subscription(name = "CaseSubscription")]
impl Subscription {
    /// What happens to a case and to what belongs to it: first what happened after a position, then what follows.
    async fn case_events(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which case.")] id: Uuid,
        #[graphql(desc = "Begin after this event; with what comes next unless the question says so.")] after: Option<
            EventPosition,
        >,
    ) -> Result<impl Stream<Item = Result<HistoryEntry>> + use<>> {
        let reader = Reader::of(ctx)?;
        let office = reader.office.clone();
        let case = office.read_models().case_file(CaseId(id)).map_err(fresh::failed)?;
        if !case.is_some_and(|case| may_see(&reader.asker, case.holder)) {
            return Err(Code::NotFound.error());
        }
        let after = after.map_or_else(|| *office.log().position().borrow(), |after| after.0);
        let changes = fresh::whenever(&office, TIMELINE);
        let batches = stream::unfold(Some((changes, office, after, true)), move |listening: Listening| async move {
            let (mut changes, office, after, wait) = listening?;
            if wait {
                changes.next().await?;
            }
            let of = Of::Case(CaseId(id));
            match office.read_models().timeline(of, after, BATCH) {
                Ok(entries) => {
                    let last = entries.last().map_or(after, |entry| entry.position);
                    // A full batch may have more behind it, for which nothing has to happen first.
                    let wait = entries.len() < BATCH;
                    let entries: Vec<_> = entries.into_iter().map(|entry| Ok(HistoryEntry::from(entry))).collect();
                    Some((entries, Some((changes, office, last, wait))))
                }
                Err(failure) => Some((vec![Err(fresh::failed(failure))], None)),
            }
        });
        Ok(batches.flat_map(stream::iter))
    }
}
