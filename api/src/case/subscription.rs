//! A case, live.

use async_graphql::{Context, Result};
use domain::access::What;
use domain::ids::CaseId;
use event_store::Position;
use futures_util::{Stream, StreamExt as _, stream};
use projections::timeline::Of;
use uuid::Uuid;

use super::look::look;
use super::query::HistoryEntry;
use super::view::may_see;
use crate::errors::Code;
use crate::fresh::{self, Changes};
use crate::identity::Asker;
use crate::identity::may_read::Reader;
use crate::office::Office;
use crate::scalars::EventPosition;

/// The read models behind it: what happened, and who may know.
const LIVE: &[&str] = &["timeline", "case_file"];

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
        let (asker, by) = (reader.asker, reader.caller()?.by);
        if !sees(&office, &asker, CaseId(id))? {
            return Err(Code::NotFound.error());
        }
        look(&office, by, CaseId(id), What::History).await?;
        let after = after.map_or_else(|| *office.log().position().borrow(), |after| after.0);
        let changes = fresh::whenever(&office, LIVE);
        let batches = stream::unfold(Some((changes, office, after, true)), move |listening: Listening| async move {
            let (mut changes, office, after, wait) = listening?;
            if wait {
                changes.next().await?;
            }
            // A case can be restricted while somebody listens: from then on they hear what everybody hears of it.
            match sees(&office, &asker, CaseId(id)) {
                Ok(true) => {}
                Ok(false) => return Some((vec![Err(Code::NotFound.error())], None)),
                Err(error) => return Some((vec![Err(error)], None)),
            }
            let of = Of::Case(CaseId(id));
            match office.read_models().timeline(of, after, BATCH) {
                Ok(entries) => {
                    if !entries.is_empty()
                        && let Err(error) = look(&office, by, CaseId(id), What::History).await
                    {
                        return Some((vec![Err(error)], None));
                    }
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

/// Whether somebody may know of a case at present.
fn sees(office: &Office, asker: &Asker, case: CaseId) -> Result<bool> {
    let holder = office.read_models().case_holder(case, asker.clearance()).map_err(fresh::failed)?;
    Ok(holder.is_some_and(|holder| may_see(asker, holder)))
}
