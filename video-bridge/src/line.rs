//! A line to a browser: what waits to be sent, and how it ends.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;

use crate::calls::{Calls, Cell};
use crate::closing::Closing;
use crate::room::LineId;
use crate::seat::Seat;

/// How many frames may wait for somebody who reads slowly.
const WAITING_MAX: usize = 256;

/// What waits to be sent.
pub(crate) struct Outbox {
    pending: Mutex<Pending>,
    wake: Notify,
}

struct Pending {
    frames: VecDeque<Arc<str>>,
    /// How many may wait: those who come back hear at once what they have missed.
    most: usize,
    closing: Option<Closing>,
    /// Since when the first of them waits.
    since: Option<Instant>,
}

/// What is to be sent next.
#[derive(Debug)]
pub(crate) enum Next {
    Frame(Arc<str>),
    /// Nothing more.
    Close(Closing),
}

impl Outbox {
    pub(crate) fn new() -> Self {
        let pending = Pending { frames: VecDeque::new(), most: WAITING_MAX, closing: None, since: None };
        Self { pending: Mutex::new(pending), wake: Notify::new() }
    }

    /// Adds a frame to what is sent first, and that is no sign of anybody's being slow.
    pub(crate) fn begin(&self, frame: Arc<str>) {
        let mut pending = self.pending();
        pending.most += 1;
        drop(pending);
        self.push(frame);
    }

    /// Adds a frame. Says whether it had room.
    pub(crate) fn push(&self, frame: Arc<str>) -> bool {
        let mut pending = self.pending();
        if pending.closing.is_some() {
            return true;
        }
        let has_room = pending.frames.len() < pending.most;
        if has_room {
            pending.frames.push_back(frame);
            pending.since.get_or_insert_with(Instant::now);
        }
        drop(pending);
        self.wake.notify_one();
        has_room
    }

    /// Ends the line after what waits.
    pub(crate) fn close(&self, closing: Closing) {
        let mut pending = self.pending();
        pending.closing.get_or_insert(closing);
        drop(pending);
        self.wake.notify_one();
    }

    /// Ends the line of somebody who does not read. What waits is dropped: they hear it when they come back. The last word
    /// has no number, for what is before it is missing.
    pub(crate) fn give_up(&self) {
        let mut pending = self.pending();
        let bye = Closing::Slow.bye().map(|bye| bye.to_string().into());
        pending.frames = bye.into_iter().collect();
        pending.closing = Some(Closing::Slow);
        drop(pending);
        self.wake.notify_one();
    }

    /// Whether something has waited for so long that nobody reads it.
    pub(crate) fn is_stuck(&self, patience: Duration) -> bool {
        self.pending().since.is_some_and(|since| since.elapsed() >= patience)
    }

    /// What is to be sent next. It may be asked and left at any time: nothing is lost.
    pub(crate) async fn next(&self) -> Next {
        loop {
            if let Some(next) = self.take() {
                return next;
            }
            self.wake.notified().await;
        }
    }

    fn take(&self) -> Option<Next> {
        let mut pending = self.pending();
        let frame = pending.frames.pop_front();
        pending.since = (!pending.frames.is_empty()).then(Instant::now);
        match frame {
            Some(frame) => Some(Next::Frame(frame)),
            None => pending.closing.map(Next::Close),
        }
    }

    fn pending(&self) -> MutexGuard<'_, Pending> {
        // Every change under this lock is one step, so a panic elsewhere cannot have spoilt it.
        self.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A line to somebody who is in. Dropping it says that it is gone.
pub(crate) struct Line {
    pub(crate) calls: Calls,
    pub(crate) cell: Arc<Cell>,
    pub(crate) id: LineId,
    pub(crate) outbox: Arc<Outbox>,
    pub(crate) seat: Seat,
    pub(crate) session: u64,
}

impl Line {
    /// Takes what they have said. What follows waits in the outbox.
    pub(crate) fn hear(&self, text: &str) {
        // A line that is closed already says so by itself.
        let _ = self.calls.hear(&self.cell, self.seat, self.session, text);
    }

    /// They have said something that is no text.
    pub(crate) fn not_understood(&self) {
        self.calls.hang_up(&self.cell, self.id, Closing::NotUnderstood);
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.calls.gone(&self.cell, self.id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(text: &str) -> Arc<str> {
        text.into()
    }

    #[tokio::test]
    async fn what_waits_is_sent_in_order_and_then_the_line_ends() {
        let outbox = Outbox::new();
        outbox.begin(frame("1"));
        assert!(outbox.push(frame("2")));
        outbox.close(Closing::Over);
        assert!(outbox.push(frame("3")), "nobody is slow who is closed already");
        outbox.close(Closing::Slow);
        for expected in ["1", "2"] {
            assert!(matches!(outbox.next().await, Next::Frame(frame) if &*frame == expected));
        }
        assert!(matches!(outbox.next().await, Next::Close(Closing::Over)), "the first reason counts");
    }

    #[tokio::test]
    async fn whoever_reads_too_slowly_hears_that_and_nothing_else() {
        let outbox = Outbox::new();
        for _ in 0..300 {
            outbox.begin(frame("what they have missed"));
        }
        for _ in 0..WAITING_MAX {
            assert!(outbox.push(frame("x")), "what is sent first does not count");
        }
        assert!(!outbox.push(frame("x")));
        assert!(!outbox.is_stuck(Duration::from_secs(1)));
        assert!(outbox.is_stuck(Duration::ZERO));
        outbox.give_up();
        assert!(matches!(outbox.next().await, Next::Frame(frame) if &*frame == r#"{"t":"bye","why":"slow"}"#));
        assert!(matches!(outbox.next().await, Next::Close(Closing::Slow)));
        assert!(!outbox.is_stuck(Duration::ZERO), "nothing waits");
    }
}
