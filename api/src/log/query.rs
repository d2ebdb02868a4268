//! How far the history reaches.

use async_graphql::{Context, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};

use crate::errors::failed;
use crate::identity::may_read::Reader;
use crate::scalars::EventPosition;

/// Questions about the history.
#[derive(Default)]
pub(crate) struct Query;

/// The end of the history.
#[derive(SimpleObject)]
struct LogHead {
    /// The place of the last event.
    position: EventPosition,
    /// When it was decided.
    at: DateTime<Utc>,
}

#[Object(name = "LogQuery")]
impl Query {
    /// Where the history ends at present.
    async fn log_head(&self, ctx: &Context<'_>) -> Result<LogHead> {
        let reader = Reader::of(ctx)?;
        let (position, at) = reader.office.log().head().await.map_err(|failure| failed(&failure))?;
        Ok(LogHead { position: position.into(), at })
    }
}
