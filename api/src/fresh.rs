//! Reading one's own writes: a question waits until its read models hold the position that it names.

use std::time::Duration;

use async_graphql::Result;
use event_store::Position;
use tokio::sync::watch;

use crate::errors::Code;
use crate::office::Office;
use crate::scalars::EventPosition;

/// How long a question waits. Longer, and the person at the screen should rather be told.
const WAIT: Duration = Duration::from_secs(2);

/// How long an answer waits that is a kindness: whoever has just lost a time waits for no more than this.
const WAIT_KINDLY: Duration = Duration::from_millis(250);

/// Waits a moment until the read models hold what this node knows to have happened. Late ones are read as they are.
pub(crate) async fn at_head(office: &Office, models: &[&str]) {
    let head = *office.log().position().borrow();
    if let Err(stale) = office.read_models().wait(models, head, WAIT_KINDLY).await {
        tracing::debug!(model = stale.model, position = %stale.position, "alternatives are offered from an older state");
    }
}

/// Waits until the read models hold the position.
pub(crate) async fn reach(office: &Office, models: &[&str], position: Option<Position>) -> Result<()> {
    let Some(position) = position else { return Ok(()) };
    // A position that the log has not reached cannot be waited for: nobody was ever given it.
    office.read_models().wait(models, position, WAIT).await.map_err(|stale| {
        tracing::debug!(model = stale.model, position = %stale.position, wanted = %position, "a read was too early");
        Code::StaleRead.error()
    })
}

/// The same for the argument of a query.
pub(crate) async fn at_least(office: &Office, models: &[&str], at_least: Option<EventPosition>) -> Result<()> {
    reach(office, models, at_least.map(|position| position.0)).await
}

/// Where failures of the read models stop travelling.
pub(crate) fn failed(failure: projections::Failure) -> async_graphql::Error {
    tracing::error!(error = &failure as &dyn std::error::Error, "a question could not be answered: {failure}");
    Code::Internal.error()
}

/// Tells a listener whenever the log has moved and the read models have followed: at once, then at each change.
pub(crate) struct Changes {
    office: Office,
    models: &'static [&'static str],
    head: watch::Receiver<Position>,
    begun: bool,
}

/// Listens to an office.
pub(crate) fn whenever(office: &Office, models: &'static [&'static str]) -> Changes {
    Changes { office: office.clone(), models, head: office.log().position(), begun: false }
}

impl Changes {
    /// The next position at which there may be something new; none when the office has closed.
    pub(crate) async fn next(&mut self) -> Option<Position> {
        loop {
            if std::mem::replace(&mut self.begun, true) {
                self.head.changed().await.ok()?;
            }
            let position = *self.head.borrow_and_update();
            // Models that are late are waited for again; what is new then comes with the next change.
            if self.office.read_models().wait(self.models, position, WAIT).await.is_ok() {
                return Some(position);
            }
            self.begun = false;
        }
    }
}
