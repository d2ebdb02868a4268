//! Decides, of everything that happens, which mails are to go out.
//!
//! Of several nodes one does the work, under a lease. What is decided is an event of the mail's own, named by what has
//! happened: so it is decided once, whoever reads the log again.

use chrono::{DateTime, Utc};
use domain::ids::MailId;
use domain::mail::{self, Cause, Command};
use event_store::{Failure, Position, Recorded, crash};
use worker::{Backlog, Orders, Reading};

use crate::mailing::Mailing;
use crate::occasion::{Links, Occasions};

/// Follows the log for what people are to be told.
pub struct Writer {
    reading: Reading,
    decisions: Decisions,
}

/// Decides on each event at once, so nothing waits.
struct Decisions {
    occasions: Occasions,
    orders: Orders,
    /// Without an outbox nobody gets mail, and nobody gets what they missed once there is one.
    has_outbox: bool,
    /// Whether there is mail that the postman has not heard of.
    acted: bool,
}

event_store::follows!(Writer, "mails", inside);

impl Writer {
    /// A writer of a log.
    pub fn new(orders: Orders, mailing: &Mailing, links: Links) -> Self {
        let log = orders.log().clone();
        let occasions = Occasions::new(log.clone(), links);
        let decisions = Decisions { occasions, orders, has_outbox: mailing.outbox.is_some(), acted: false };
        Self { reading: Reading::new("mails", log), decisions }
    }

    /// Decides on everything that has happened. Another node may be doing it already. Says whether there is mail.
    pub async fn follow_up(&mut self) -> Result<bool, Failure> {
        self.reading.go_on(&mut self.decisions).await?;
        Ok(std::mem::take(&mut self.decisions.acted))
    }

    /// It is at work only when something happens.
    pub fn next_due(&self) -> Option<DateTime<Utc>> {
        None
    }

    /// Stores how far the work is done, and leaves it to others.
    pub async fn hand_over(&mut self) -> Result<(), Failure> {
        self.reading.hand_over().await
    }
}

impl Backlog for Decisions {
    fn clear(&mut self) {}

    async fn take(&mut self, recorded: &Recorded) -> Result<(), Failure> {
        if !self.has_outbox {
            return Ok(());
        }
        for place in 0..self.occasions.places(recorded)? {
            let Some(occasion) = self.occasions.of(recorded, place).await? else { continue };
            // Who has no address, or is forgotten, is reached in another way or not at all.
            if occasion.contact.value().is_none_or(|contact| contact.mail.is_none()) {
                continue;
            }
            let (booking, kind) = (occasion.booking, occasion.subject.kind());
            let cause = Cause { position: recorded.position.0, place };
            let (id, queue) = (MailId::of(booking, cause), Command::Queue { booking, kind, cause });
            crash::point("mail.before_queue");
            self.orders.give::<mail::State>(id.0, &format!("mail.{id}.queue"), queue).await?;
            crash::point("mail.after_queue");
            self.acted = true;
        }
        Ok(())
    }

    fn first(&self) -> Option<Position> {
        None
    }
}
