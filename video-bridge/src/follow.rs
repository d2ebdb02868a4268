//! Hears from the log where talks stand. Every node does so for the rooms that it has: there is no lease, and nothing to
//! remember.

use std::sync::Weak;
use std::time::Duration;

use domain::ids::ConsultationId;
use event_store::{Failure, Position};
use tokio::sync::watch;
use tokio::time::sleep;
use tracing::warn;

use crate::calls::{Calls, Inner};

/// How many events are read at a time.
const BATCH: u32 = 512;
/// How long it waits for a log that does not answer.
const PAUSE: Duration = Duration::from_millis(500);

/// Follows the log from its end on, until the calls are closed.
pub(crate) async fn follow(inner: Weak<Inner>, mut known: watch::Receiver<Position>) {
    let mut read = *known.borrow_and_update();
    while known.changed().await.is_ok() {
        let Some(calls) = inner.upgrade().map(Calls) else { return };
        let mut head = *known.borrow_and_update();
        while read < head {
            if let Err(failure) = go_on(&calls, &mut read, head).await {
                warn!(error = &failure as &dyn std::error::Error, "calls wait for the log");
                sleep(PAUSE).await;
            }
            head = *known.borrow_and_update();
        }
    }
}

/// Reads on. A room takes its state from the log whenever somebody comes in, so without rooms nothing has to be read.
async fn go_on(calls: &Calls, read: &mut Position, head: Position) -> Result<(), Failure> {
    if calls.is_empty() {
        *read = head;
        return Ok(());
    }
    let batch = calls.log().read_after(*read, BATCH).await?;
    for recorded in &batch {
        let id = recorded.stream.id;
        if let Some(cell) = calls.cell_of(ConsultationId(id))
            && calls.log().stream_of::<domain::Consultation>(id)? == recorded.stream
        {
            calls.reconcile(&cell).await?;
        }
        *read = recorded.position;
    }
    if batch.is_empty() {
        *read = head;
    }
    Ok(())
}
