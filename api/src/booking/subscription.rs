//! The queue, live.

#![expect(clippy::unused_async, reason = "`async-graphql` wants every resolver to be asynchronous")]

use async_graphql::{Context, Result, SimpleObject};
use domain::calendar::local_date;
use domain::ids::ScopeId;
use futures_util::Stream;
use projections::appointments::Appointment;
use uuid::Uuid;

use super::query::{Booking, MODELS, known};
use crate::fresh::{self, Changes};
use crate::identity::may_read::Reader;
use crate::office::Office;
use crate::scalars::EventPosition;

/// Where a listener stands: what may have changed, whose queue, and how it was last seen.
type Listening = (Changes, Office, Option<(Vec<Appointment>, Vec<Appointment>)>);

/// What clerks listen to.
#[derive(Default)]
pub(crate) struct Subscription;

/// The queue after it has changed.
#[derive(SimpleObject)]
pub(crate) struct QueueChange {
    /// The history was read up to here.
    position: EventPosition,
    /// Who waits or is being served, in the order in which they are to be called.
    queue: Vec<Booking>,
    /// Whose service is interrupted, by since when it is.
    parked: Vec<Booking>,
}

#[async_graphql::Subscription(name = "BookingSubscription")]
impl Subscription {
    /// The queue of a scope: as it is now, then whenever it has changed.
    async fn queue_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose queue.")] scope: Uuid,
    ) -> Result<impl Stream<Item = Result<QueueChange>> + use<>> {
        let reader = Reader::of(ctx)?;
        let (office, clearance) = (reader.office.clone(), reader.asker.clearance());
        let changes = fresh::whenever(&office, MODELS);
        let state = (changes, office, None);
        Ok(futures_util::stream::unfold(state, move |(mut changes, office, mut last): Listening| async move {
            loop {
                let position = changes.next().await?;
                let now = office.clock().now();
                let (models, scope, today) = (office.read_models(), ScopeId(scope), local_date(now));
                let found = models.queue(scope, today).and_then(|queue| Ok((queue, models.parked(scope, today)?)));
                let found = match found {
                    Ok((queue, parked)) => (known(queue, clearance), known(parked, clearance)),
                    Err(failure) => return Some((Err(fresh::failed(failure)), (changes, office, last))),
                };
                // Much happens in an office that leaves a queue as it is.
                if last.as_ref() != Some(&found) {
                    last = Some(found.clone());
                    let shown = |all: Vec<Appointment>| all.into_iter().map(|one| Booking::at(now, one)).collect();
                    let (queue, parked) = (shown(found.0), shown(found.1));
                    let change = QueueChange { position: position.into(), queue, parked };
                    return Some((Ok(change), (changes, office, last)));
                }
            }
        }))
    }
}
