//! Reads the log to its end under a lease, and never loses what is not done.

use event_store::{Cursor, Failure, Lease, Log, Position, Recorded};

/// How many events are read at a time.
const BATCH: u32 = 512;

/// What a worker remembers of the log: what waits, and what does not.
///
/// It is in memory alone. The stored place never passes the first event that waits, so a new node finds it again.
pub trait Backlog: Send {
    /// Forgets everything: the work has come to this node, and is found anew.
    fn clear(&mut self);

    /// Takes note of the next event.
    fn take(&mut self, recorded: &Recorded) -> impl Future<Output = Result<(), Failure>> + Send;

    /// Where in the log the first thing stands that waits.
    fn first(&self) -> Option<Position>;
}

/// A worker's place in the log, and its lease on the work: of several nodes one does it.
pub struct Reading {
    log: Log,
    cursor: Cursor,
    read: Position,
}

impl Reading {
    /// The place of the work of this name.
    pub fn new(name: &'static str, log: Log) -> Self {
        let cursor = Cursor::new(name, &log);
        Self { log, cursor, read: Position::START }
    }

    /// The number of the lease, while the work is this node's. Each time it changes hands it is another one.
    pub fn lease(&self) -> Option<u64> {
        self.cursor.token()
    }

    /// Reads to the end of the log. Says whether the work is this node's.
    pub async fn go_on(&mut self, backlog: &mut impl Backlog) -> Result<bool, Failure> {
        loop {
            match self.cursor.take_lease(self.log.backend()).await? {
                Lease::Held => {}
                Lease::Gained => {
                    backlog.clear();
                    self.read = self.cursor.position();
                }
                Lease::Elsewhere => return Ok(false),
            }
            let batch = self.log.read_after(self.read, BATCH).await?;
            for recorded in &batch {
                backlog.take(recorded).await?;
                self.read = recorded.position;
            }
            let done = backlog.first().map_or(self.read, |first| Position(first.0 - 1));
            if self.cursor.position() < done {
                self.cursor.advance(done);
            }
            if batch.is_empty() {
                return Ok(true);
            }
            self.cursor.store_if_behind(self.log.backend()).await?;
        }
    }

    /// Stores how far the work is done, and leaves it to others.
    pub async fn hand_over(&mut self) -> Result<(), Failure> {
        self.cursor.store(self.log.backend()).await?;
        self.cursor.give_back(self.log.backend()).await
    }
}
