//! Decides, of everything that happens, which mails are to go out.
//!
//! Of several nodes one does the work, under a lease. What is decided is an event of the mail's own, named by what has
//! happened: so it is decided once, whoever reads the log again.

use chrono::{DateTime, Utc};
use domain::ids::MailId;
use domain::mail::{Cause, Command};
use event_store::{Cursor, Failure, Lease, Log, Recorded, crash};

use crate::mailing::Mailing;
use crate::occasion::{Links, Occasions};
use crate::order::Orders;

/// How many events are read at a time.
const BATCH: u32 = 512;

/// Follows the log for what people are to be told.
pub struct Writer {
    log: Log,
    occasions: Occasions,
    orders: Orders,
    cursor: Cursor,
    /// Without an outbox nobody gets mail, and nobody gets what they missed once there is one.
    has_outbox: bool,
}

event_store::follows!(Writer, "mails");

impl Writer {
    /// A writer of a log.
    pub fn new(log: Log, mailing: &Mailing, orders: Orders, links: Links) -> Self {
        let cursor = Cursor::new("mails", log.backend());
        let (has_outbox, occasions) = (mailing.outbox.is_some(), Occasions::new(log.clone(), links));
        Self { log, occasions, orders, cursor, has_outbox }
    }

    /// Decides on everything that has happened. Another node may be doing it already. Says whether there is mail.
    pub async fn follow_up(&mut self) -> Result<bool, Failure> {
        let mut acted = false;
        loop {
            if let Lease::Elsewhere = self.cursor.take_lease(self.log.backend()).await? {
                return Ok(acted);
            }
            let batch = self.log.read_after(self.cursor.position(), BATCH).await?;
            for recorded in &batch {
                acted |= self.take(recorded).await?;
                self.cursor.advance(recorded.position);
            }
            if batch.is_empty() {
                return Ok(acted);
            }
            self.cursor.store_if_behind(self.log.backend()).await?;
        }
    }

    /// It is at work only when something happens.
    pub fn next_due(&self) -> Option<DateTime<Utc>> {
        None
    }

    /// Stores how far the work is done, and leaves it to others.
    pub async fn hand_over(&mut self) -> Result<(), Failure> {
        self.cursor.store(self.log.backend()).await?;
        self.cursor.give_back(self.log.backend()).await
    }

    async fn take(&mut self, recorded: &Recorded) -> Result<bool, Failure> {
        let mut acted = false;
        if !self.has_outbox {
            return Ok(acted);
        }
        for place in 0..self.occasions.places(recorded)? {
            let Some(occasion) = self.occasions.of(recorded, place).await? else { continue };
            // Who has no address, or is forgotten, is reached in another way or not at all.
            if occasion.contact.value().is_none_or(|contact| contact.mail.is_none()) {
                continue;
            }
            let (booking, kind) = (occasion.booking, occasion.subject.kind());
            let cause = Cause { position: recorded.position.0, place };
            crash::point("mail.before_queue");
            self.orders.give(MailId::of(booking, cause), "queue", Command::Queue { booking, kind, cause }).await?;
            crash::point("mail.after_queue");
            acted = true;
        }
        Ok(acted)
    }
}
