//! A mark beside the log while nothing may leave the office.
//!
//! A log that was restored does not know what went out after it was backed up: its mails would be sent a second time,
//! and its payments asked for again. So whoever calls outside waits until an operator has looked.

use std::time::Duration;

use uuid::Uuid;

use crate::backend::Backend;
use crate::record::{Failure, Position};

/// Under this name the mark lies beside the places of the followers: the position at which it was set.
const NAME: &str = "fence";

/// Only who sets and lifts the mark holds its lease, and for no time at all.
const HOLDER: Uuid = Uuid::from_u128(0xfe_9c_e0);

impl Backend {
    /// Lets nothing leave from now on, also after a restart and on every node. Says at which position of the log it was
    /// fenced first.
    pub async fn fence(&self) -> Result<Position, Failure> {
        if let Some(since) = self.fenced().await? {
            return Ok(since);
        }
        let (head, _) = self.head().await?;
        // The start is the place of those who have done nothing.
        let since = head.max(Position(1));
        if self.set_fence(Position::START, since).await? {
            return Ok(since);
        }
        // Somebody else was setting or lifting it in this very moment: what stands now is their word.
        self.fenced().await?.ok_or_else(|| Failure::Unusable("the fence was lifted while it was set".to_owned()))
    }

    /// Whether anything may leave the office. Whoever calls outside asks before each call.
    pub async fn may_leave(&self) -> Result<bool, Failure> {
        Ok(self.fenced().await?.is_none())
    }

    /// At which position the log was fenced, if it is.
    pub async fn fenced(&self) -> Result<Option<Position>, Failure> {
        let since = self.checkpoint(NAME).await?;
        Ok((since != Position::START).then_some(since))
    }

    /// Lets things leave again. Says whether it was fenced.
    pub async fn unfence(&self) -> Result<bool, Failure> {
        match self.fenced().await? {
            Some(since) => self.set_fence(since, Position::START).await,
            None => Ok(false),
        }
    }

    async fn set_fence(&self, from: Position, to: Position) -> Result<bool, Failure> {
        let Some(token) = self.lease(NAME, HOLDER, None, Duration::ZERO).await? else { return Ok(false) };
        self.move_checkpoint(NAME, from, to, token).await
    }
}
