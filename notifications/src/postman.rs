//! Hands over the mails that are to go out, each once, and records what the other side says.
//!
//! Of several nodes one does the work, under a lease. Nothing is written before its turn: what a mail says is made when
//! it is handed over, and what is no longer so is not told.
//!
//! Where a second copy is not recognised, an attempt is claimed in the log before the mail is handed over. After a crash
//! between the claim and the answer nobody knows whether the mail went out: then people decide, and no second one does.

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use domain::ids::MailId;
use domain::mail::{self, Command, Job, Obsolete};
use domain::person::Contact;
use domain::{Event, Mail as Root};
use event_store::{Failure, Log, Position, Recorded, crash};
use tracing::{info, warn};
use worker::{Backlog, Given, Orders, Reading};

use crate::language::Language;
use crate::letter::Letter;
use crate::mail::{Head, Mail};
use crate::mailing::Mailing;
use crate::occasion::{Links, Occasions};
use crate::outbox::{NotTaken, Offer, Outbox, Outgoing};
use crate::render::render;
use crate::returned::{Report, Returns};

/// How long an outbox may think about an offer: shorter than the lease.
const OFFER_MAX: Duration = Duration::from_secs(12);

/// How long handing over may take. A mail server may check a mail before it answers (RFC 5321, 4.5.3.2.6).
const HAND_OVER_MAX: Duration = Duration::from_mins(1);

/// After how many minutes an outbox that takes nothing is tried again, the first time; then twice as long each time.
const TRY_AGAIN_MINS: i64 = 1;

/// How often the office looks for mails that came back, in minutes.
const LOOK_FOR_RETURNS_MINS: i64 = 1;

/// The longest such pause.
const TRY_AGAIN_MINS_MAX: i64 = 15;

/// Follows the log for mails that are to go out.
pub struct Postman {
    log: Log,
    occasions: Occasions,
    orders: Orders,
    head: Head,
    outbox: Option<Arc<dyn Outbox>>,
    reading: Reading,
    waits: Waits,
    closed: Option<Closed>,
    returns: Option<Returns>,
    /// When to look for mails that came back.
    look_for_returns_at: DateTime<Utc>,
}

/// The mails that are to go out.
struct Waits {
    log: Log,
    under_way: BTreeMap<MailId, UnderWay>,
}

/// A mail that is to go out.
struct UnderWay {
    /// Where in the log it was put under way.
    since: Position,
    /// When to look at it next.
    look_at: DateTime<Utc>,
    /// What came of an attempt, while the log has not recorded it.
    outcome: Option<(u16, Command)>,
}

/// An outbox that takes nothing.
#[derive(Clone, Copy)]
struct Closed {
    times: u32,
    until: DateTime<Utc>,
}

event_store::follows!(Postman, "mail delivery", outside);

impl Postman {
    /// A postman for a log.
    pub fn new(orders: Orders, mailing: Mailing, links: Links) -> Self {
        let log = orders.log().clone();
        let Mailing { head, outbox, returns } = mailing;
        let look_for_returns_at = DateTime::<Utc>::MIN_UTC;
        let reading = Reading::new("mail_delivery", log.clone());
        let waits = Waits { log: log.clone(), under_way: BTreeMap::new() };
        let (occasions, closed) = (Occasions::new(log.clone(), links), None);
        Self { log, occasions, orders, head, outbox, reading, waits, closed, returns, look_for_returns_at }
    }

    /// Hands over what is due. Another node may be doing it already. Nothing follows from that.
    pub async fn follow_up(&mut self) -> Result<bool, Failure> {
        let Some(outbox) = self.outbox.clone() else { return Ok(false) };
        loop {
            if !self.reading.go_on(&mut self.waits).await? {
                return Ok(false);
            }
            let now = self.log.clock().now();
            if self.look_for_returns_at <= now {
                self.take_returns().await?;
                self.look_for_returns_at = now + TimeDelta::minutes(LOOK_FOR_RETURNS_MINS);
            }
            if self.closed.is_some_and(|closed| now < closed.until) {
                return Ok(false);
            }
            let due =
                self.waits.under_way.iter().filter(|(_, one)| one.look_at <= now).min_by_key(|(_, one)| one.look_at);
            let Some(id) = due.map(|(id, _)| *id) else { return Ok(false) };
            // It may have been fenced in the middle of a long queue.
            if !self.log.backend().may_leave().await? {
                return Ok(false);
            }
            self.look_at(&*outbox, id, now).await?;
        }
    }

    /// When something is to be looked at next.
    pub fn next_due(&self) -> Option<DateTime<Utc>> {
        // Whoever does not do the work waits for nothing.
        self.reading.lease()?;
        let mails = self.waits.under_way.values().map(|one| one.look_at).min();
        let mails = mails.map(|first| self.closed.map_or(first, |closed| closed.until.max(first)));
        let returns = self.returns.as_ref().map(|_| self.look_for_returns_at);
        mails.into_iter().chain(returns).min()
    }

    /// Stores how far the work is done, and leaves it to others.
    pub async fn hand_over(&mut self) -> Result<(), Failure> {
        self.reading.hand_over().await
    }

    /// Goes on with a mail, by how it stands now.
    async fn look_at(&mut self, outbox: &dyn Outbox, id: MailId, now: DateTime<Utc>) -> Result<(), Failure> {
        if let Some((attempt, command)) = self.waits.under_way.get(&id).and_then(|one| one.outcome.clone()) {
            return self.record(id, attempt, command).await;
        }
        match self.log.load::<Root>(id.0).await?.state.0 {
            mail::State::Queued(job) | mail::State::Deferred { job, .. } => self.deliver(outbox, id, job, now).await,
            // Whoever claimed it was interrupted.
            mail::State::Claimed(job) => {
                warn!(mail.id = %id, "nobody knows whether mail {id} went out; somebody has to look after it");
                let attempt = job.next();
                self.give(id, &format!("unclear.{attempt}"), Command::RecordUnclear { attempt }).await?;
                self.waits.under_way.remove(&id);
                Ok(())
            }
            // What ended meanwhile is read of in a moment.
            mail::State::Unknown | mail::State::Sent(_) | mail::State::Undelivered { .. } | mail::State::Over(_) => {
                self.waits.under_way.remove(&id);
                Ok(())
            }
        }
    }

    /// Records which mails came back.
    async fn take_returns(&self) -> Result<(), Failure> {
        let Some(returns) = self.returns.clone() else { return Ok(()) };
        let folder = returns.clone();
        let looked = tokio::task::spawn_blocking(move || folder.look()).await;
        let found = match looked.map_err(io::Error::other).and_then(|found| found) {
            Ok(found) => found,
            Err(error) => {
                warn!(error = &error as &dyn std::error::Error, "the mails that came back cannot be read: {error}");
                return Ok(());
            }
        };
        for (path, Report { mail, status }) in found {
            let job = self.log.load::<Root>(mail.0).await?.state.0.job();
            let done = match job {
                // It may come back again after it was sent again.
                Some(job) => {
                    crash::point("mail.before_return");
                    let cause = format!("return.{}", job.attempts);
                    self.give(mail, &cause, Command::RecordReturn { status }).await?;
                    crash::point("mail.after_return");
                    Returns::done(&path)
                }
                None => returns.leave(&path),
            };
            if let Err(error) = done {
                warn!(error = &error as &dyn std::error::Error, "a report stays where it is: {error}");
            }
        }
        Ok(())
    }

    async fn deliver(&mut self, outbox: &dyn Outbox, id: MailId, job: Job, now: DateTime<Utc>) -> Result<(), Failure> {
        let attempt = job.next();
        let mail = match self.compose(id, job).await? {
            Ok(mail) => mail,
            Err(obsolete) => {
                self.give(id, &format!("drop.{attempt}"), Command::Drop { obsolete }).await?;
                self.waits.under_way.remove(&id);
                return Ok(());
            }
        };
        let offered = tokio::time::timeout(OFFER_MAX, outbox.offer(&mail)).await;
        let offer = match offered.unwrap_or(Err(NotTaken::Closed { why: "it does not answer in time" })) {
            Ok(offer) => offer,
            Err(NotTaken::Closed { why }) => {
                self.close(outbox, id, why, now);
                return Ok(());
            }
            Err(NotTaken::Unclear) => {
                self.close(outbox, id, "it does not say whether it takes a mail", now);
                return Ok(());
            }
            Err(NotTaken::Deferred { code }) => {
                return self.record(id, attempt, Command::RecordDeferral { attempt, code }).await;
            }
            Err(NotTaken::Refused { code }) => {
                return self.record(id, attempt, Command::RecordRefusal { attempt, code }).await;
            }
        };
        if !outbox.recognises() && !self.claim(id, attempt).await? {
            self.waits.under_way.remove(&id);
            return Ok(());
        }
        let recognises = outbox.recognises();
        match hand_over(offer).await {
            Ok(()) => {
                self.closed = None;
                self.record(id, attempt, Command::RecordSent { attempt }).await
            }
            // It comes again under the same name, or has not gone out for certain.
            Err(NotTaken::Closed { why }) if recognises => {
                self.close(outbox, id, why, now);
                Ok(())
            }
            Err(NotTaken::Unclear) if recognises => {
                self.close(outbox, id, "it does not answer in time", now);
                Ok(())
            }
            Err(NotTaken::Deferred { code }) => {
                self.record(id, attempt, Command::RecordDeferral { attempt, code }).await
            }
            Err(NotTaken::Refused { code }) => self.record(id, attempt, Command::RecordRefusal { attempt, code }).await,
            Err(NotTaken::Closed { .. } | NotTaken::Unclear) => {
                warn!(mail.id = %id, "nobody knows whether mail {id} went out; somebody has to look after it");
                self.record(id, attempt, Command::RecordUnclear { attempt }).await
            }
        }
    }

    /// Gives a mail a command in the name of the office, for a cause that has happened once.
    async fn give(&self, id: MailId, cause: &str, command: Command) -> Result<Given, Failure> {
        self.orders.give::<mail::State>(id.0, &format!("mail.{id}.{cause}"), command).await
    }

    /// Claims an attempt. Says whether it is this node's to hand over.
    async fn claim(&self, id: MailId, attempt: u16) -> Result<bool, Failure> {
        let Some(lease) = self.reading.lease() else { return Ok(false) };
        crash::point("mail.before_claim");
        let given = self.give(id, &format!("claim.{attempt}.{lease}"), Command::Claim { attempt }).await?;
        crash::point("mail.after_claim");
        Ok(given == Given::Accepted)
    }

    /// Records what came of an attempt. What the log does not take now, it takes later.
    async fn record(&mut self, id: MailId, attempt: u16, command: Command) -> Result<(), Failure> {
        if let Some(one) = self.waits.under_way.get_mut(&id) {
            one.outcome = Some((attempt, command.clone()));
        }
        crash::point("mail.before_record");
        self.give(id, &format!("outcome.{attempt}"), command).await?;
        crash::point("mail.after_record");
        // Whatever was recorded says when to look again.
        self.waits.under_way.remove(&id);
        Ok(())
    }

    /// Leaves an outbox alone that takes nothing. The mails wait, and no event says so: nothing has happened to them.
    fn close(&mut self, outbox: &dyn Outbox, id: MailId, why: &'static str, now: DateTime<Utc>) {
        let times = self.closed.map_or(0, |closed| closed.times);
        let mins = TRY_AGAIN_MINS.checked_shl(times).map_or(TRY_AGAIN_MINS_MAX, |mins| mins.min(TRY_AGAIN_MINS_MAX));
        warn!(why, "{} takes no mails, as {why}; they wait, and none is lost", outbox.name());
        let until = now + TimeDelta::minutes(mins);
        self.closed = Some(Closed { times: times.saturating_add(1).min(16), until });
        // The next try is with another one: it may have been this one that was too much for it.
        if let Some(one) = self.waits.under_way.get_mut(&id) {
            one.look_at = until;
        }
    }

    /// Writes a mail, unless there is nothing to tell any more.
    async fn compose(&self, id: MailId, job: Job) -> Result<Result<Outgoing, Obsolete>, Failure> {
        let Some((at, occasion)) = self.occasions.because_of(job.cause).await? else {
            return Ok(Err(Obsolete::NoLongerSo));
        };
        let Some(Contact { mail: Some(to), language, .. }) = occasion.contact.value() else {
            return Ok(Err(Obsolete::NoLongerSo));
        };
        let invitation = occasion.visit.invitation;
        let letter = Letter { language: Language::of_tag(language), visit: occasion.visit, subject: occasion.subject };
        let (subject, text) = render(&letter, &self.head);
        let mail = Mail { id: id.0, at, to: to.clone(), language: letter.language, subject, text, invitation };
        let (authority, mail::Cause { position, place }) = (self.log.authority(), job.cause);
        // A position may come again in a log that was restored, and a mail is sent again when somebody says so.
        let (attempt, id) = (job.next(), id.0.simple());
        let name = format!("{authority}-{position:012}-{place}.{attempt}.{id}-{}", job.kind);
        match mail.to_bytes(&self.head) {
            Ok(bytes) => Ok(Ok(Outgoing { name, from: self.head.from.clone(), to: mail.to, bytes })),
            Err(unsendable) => {
                info!(mail.id = %id, "mail {id} cannot be written: {unsendable}");
                Ok(Err(Obsolete::NoAddress))
            }
        }
    }
}

impl Backlog for Waits {
    fn clear(&mut self) {
        self.under_way.clear();
    }

    async fn take(&mut self, recorded: &Recorded) -> Result<(), Failure> {
        let id = MailId(recorded.stream.id);
        if self.log.stream_of::<Root>(id.0)? != recorded.stream {
            return Ok(());
        }
        // A mail's own events hold no personal data.
        let Event::Mail(event) = worker::happened(recorded)? else { return Ok(()) };
        let look_at = match event {
            mail::Event::Queued { .. } | mail::Event::Claimed { .. } | mail::Event::Requeued => recorded.at,
            mail::Event::Deferred { retry_at, .. } => retry_at,
            mail::Event::Sent { .. }
            | mail::Event::Undelivered { .. }
            | mail::Event::Dropped { .. }
            | mail::Event::ToldOtherwise => {
                self.under_way.remove(&id);
                return Ok(());
            }
        };
        let one = self.under_way.entry(id).or_insert(UnderWay { since: recorded.position, look_at, outcome: None });
        (one.since, one.look_at) = (recorded.position, look_at);
        Ok(())
    }

    fn first(&self) -> Option<Position> {
        self.under_way.values().map(|one| one.since).min()
    }
}

async fn hand_over(offer: Box<dyn Offer>) -> Result<(), NotTaken> {
    crash::point("mail.before_hand_over");
    let handed_over = tokio::time::timeout(HAND_OVER_MAX, offer.hand_over()).await;
    crash::point("mail.after_hand_over");
    handed_over.unwrap_or(Err(NotTaken::Unclear))
}
