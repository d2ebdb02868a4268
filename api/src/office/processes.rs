//! What the office does by itself: it reacts to what happened, and acts when a time has come.
//!
//! One reader goes through the log in order. Reactions and erasures have a checkpoint beside the log, and act only
//! under a lease, so that of several nodes one does the work. Timers are an index in memory, read anew at each start.
//!
//! Everything is idempotent: a command's id follows from what caused it, so doing a thing again after a crash
//! finds the first answer. The checkpoint may therefore lag, and is stored once for many events.

mod timers;

use domain::ids::CaseId;
use domain::streams::{Single, Transaction};
use domain::subject_key;
use domain::{ActorId, Event, case, reactions};
use event_store::{Cursor, Failure, Lease, Position, Recorded, Request, Stop, crash};
use tracing::info;
use uuid::Uuid;

use super::Work;
use timers::Timers;

/// How many events are read at a time.
const BATCH: u32 = 512;

/// The reader and what it has to remember.
pub(super) struct Processes {
    work: Work,
    cursor: Cursor,
    timers: Timers,
    /// How far the log has been read since this node took the work over.
    read: Position,
}

event_store::follows!(Processes, "processes", inside);

impl Processes {
    pub(super) fn new(work: Work) -> Self {
        let cursor = Cursor::new("reactions", &work.log);
        Self { cursor, timers: Timers::default(), read: Position::START, work }
    }

    /// Does everything that follows from what has happened, and from the time. Another node may be doing it already.
    ///
    /// What follows from that is done as well, so nothing is left for later.
    pub(super) async fn follow_up(&mut self) -> Result<bool, Failure> {
        // Each node writes down what it has counted, whoever does the rest.
        self.work.demand.write_down(&self.work, false).await?;
        loop {
            if !self.read_on().await? || !self.act_on_time().await? {
                return Ok(false);
            }
        }
    }

    /// Takes or renews the lease. Where it changed hands, what this node remembers is worth nothing.
    async fn take_lease(&mut self) -> Result<Lease, Failure> {
        let lease = self.cursor.take_lease(self.work.log.backend()).await?;
        if !matches!(lease, Lease::Held) {
            self.timers = Timers::default();
            self.read = Position::START;
        }
        Ok(lease)
    }

    /// Stores how far the work is done, and leaves it to others. Without it they only do a little again, later.
    pub(super) async fn hand_over(&mut self) -> Result<(), Failure> {
        self.work.demand.write_down(&self.work, true).await?;
        self.cursor.store(self.work.log.backend()).await?;
        self.cursor.give_back(self.work.log.backend()).await
    }

    /// When the next timer is due.
    pub(super) fn next_due(&self) -> Option<chrono::DateTime<chrono::Utc>> {
        self.timers.next_due()
    }

    /// Reads to the end of the log, which grows by what the reactions do. Says whether the work is still this node's:
    /// much may have to be read, so the lease is renewed on the way.
    async fn read_on(&mut self) -> Result<bool, Failure> {
        loop {
            if let Lease::Elsewhere = self.take_lease().await? {
                return Ok(false);
            }
            let batch = self.work.log.read_after(self.read, BATCH).await?;
            for recorded in &batch {
                self.take(recorded).await?;
            }
            if batch.is_empty() {
                return Ok(true);
            }
            self.cursor.store_if_behind(self.work.log.backend()).await?;
        }
    }

    async fn take(&mut self, recorded: &Recorded) -> Result<(), Failure> {
        // What the office does by itself turns on no personal data, so the sealed parts stay closed:
        // without them every personal value reads as erased.
        let event = worker::happened(recorded)?;
        self.timers.take(&event, recorded.stream.id);
        // What follows is to be decided by what was published before it, also where another node has published it and
        // this one has not heard of it yet: reading the stream puts it into memory.
        if let Event::Catalogue(_) = event {
            self.work.log.load::<domain::Catalogue>(recorded.stream.id).await?;
        }
        if self.cursor.position() < recorded.position {
            self.react(recorded, &event).await?;
            self.cursor.advance(recorded.position);
        }
        self.read = recorded.position;
        Ok(())
    }

    async fn react(&self, recorded: &Recorded, event: &Event) -> Result<(), Failure> {
        if let Event::SubjectKey(subject_key::Event::ErasureOrdered { .. }) = event {
            return self.work.carry_out_erasure(recorded.stream.id).await;
        }
        if let Event::Case(case::Event::RetentionEnded) = event {
            return self.work.end_retention(CaseId(recorded.stream.id)).await;
        }
        for (k, reaction) in reactions::of(event, recorded.stream.id).into_iter().enumerate() {
            let k = u32::try_from(k).expect("an event has a handful of reactions");
            let id = Request::reaction_id(self.work.log.authority(), "reactions", recorded.position, k);
            let request = own(id);
            crash::point("reaction.before_command");
            self.work.run_own(request, reaction).await?;
            crash::point("reaction.after_command");
        }
        Ok(())
    }

    /// Fires what is due, and says whether there is anything new to read.
    async fn act_on_time(&mut self) -> Result<bool, Failure> {
        let now = self.work.clock.now();
        let mut acted = false;
        loop {
            match self.take_lease().await? {
                Lease::Held => {}
                Lease::Gained => return Ok(true),
                Lease::Elsewhere => return Ok(false),
            }
            let Some((timer, generation)) = self.timers.due(now) else { return Ok(acted) };
            let request = self.work.own_request(&format!("timer.{}.{generation}", timer.name()));
            crash::point("timer.before_command");
            self.work.run_own(request, timer).await?;
            crash::point("timer.after_command");
            // Only now: had the log failed, the timer would still be due.
            self.timers.done(&timer);
            acted = true;
        }
    }
}

/// A request of the office itself. Its content follows from its id, so a digest has nothing more to tell apart.
fn own(id: Uuid) -> Request {
    Request { id, digest: [0; 32], meta: String::new() }
}

impl Work {
    /// The request of a command that the office gives itself, for a cause that has happened once.
    pub(super) fn own_request(&self, cause: &str) -> Request {
        let key = Uuid::new_v5(&Uuid::NAMESPACE_OID, cause.as_bytes());
        own(Request::command_id(self.log.authority(), ActorId::SYSTEM.0, key))
    }

    /// Runs a transaction in the name of the office. A refusal is an accepted end: the world has moved on meanwhile.
    pub(super) async fn run_own<T: Transaction>(&self, request: Request, transaction: T) -> Result<(), Failure> {
        let command = request.id;
        match self.run(request, reactions::by(), transaction).await {
            Ok(_) => Ok(()),
            Err(Stop::Refused(refusal)) => {
                info!(command.id = %command, reason = %refusal, "the office's own command {command} was refused");
                Ok(())
            }
            Err(Stop::Failed(failure)) => Err(failure),
        }
    }

    /// Destroys a person's key, where that is ordered, and records that it is done. Both may be repeated.
    pub(super) async fn carry_out_erasure(&self, subject: Uuid) -> Result<(), Failure> {
        match self.log.load::<domain::SubjectKey>(subject).await?.state.0 {
            subject_key::State::InUse | subject_key::State::Held | subject_key::State::Deferred { .. } => return Ok(()),
            subject_key::State::Ordered | subject_key::State::Destroyed => {}
        }
        self.log.destroy_subject(subject).await?;
        crash::point("erasure.before_record");
        let record = Single::<subject_key::State> { id: subject, command: subject_key::Command::RecordDestruction };
        self.run_own(self.own_request(&format!("erasure.{subject}")), record).await?;
        info!(subject.id = %subject, "the key of subject {subject} was destroyed");
        Ok(())
    }
}
