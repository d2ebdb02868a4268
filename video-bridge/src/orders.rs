//! Tells talks what has become of their lines: in order, once, and again until the log has it.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use domain::consultation::{Command, GuestStep, Occasion, Tell};
use domain::ids::{BookingId, ConsultationId};
use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until};
use tracing::{error, warn};
use uuid::Uuid;

use crate::calls::{Calls, Inner};
use crate::room::Order;
use crate::seat::Seat;

/// The pause between two orders of the same talk: a line that flickers does not fill the log.
const PAUSE: Duration = Duration::from_secs(1);
/// The pause after the first failure. Each further one doubles it, up to the longest.
const RETRY: (Duration, Duration) = (Duration::from_millis(250), Duration::from_secs(5));
/// How often an order is tried: for about a quarter of an hour.
const TRIES_MAX: u32 = 180;

/// The talk and the seat that an order is about. What is told of one seat is told in order, and waits for no other.
type About = (BookingId, Seat);

/// What is still to be told.
pub(crate) struct Queue {
    /// Numbers begin anew with each start of the server, and the log knows those of before.
    run: Uuid,
    /// By what they are about.
    waiting: Mutex<HashMap<About, Waiting>>,
    wake: Notify,
}

struct Waiting {
    orders: VecDeque<Told>,
    not_before: Instant,
    failed: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Told {
    order: Order,
    session: u64,
    number: u64,
}

impl Queue {
    pub(crate) fn new(run: Uuid) -> Self {
        Self { run, waiting: Mutex::default(), wake: Notify::new() }
    }

    /// Adds an order.
    pub(crate) fn push(&self, booking: BookingId, order: Order, session: u64, number: u64) {
        let mut waiting = self.waiting();
        let one = waiting.entry((booking, order.about())).or_insert_with(|| Waiting {
            orders: VecDeque::new(),
            not_before: Instant::now(),
            failed: 0,
        });
        add(&mut one.orders, Told { order, session, number });
        drop(waiting);
        self.wake.notify_one();
    }

    /// Whether the last that the talk will hear is that its line dropped.
    pub(crate) fn interrupts(&self, booking: BookingId) -> bool {
        let waiting = self.waiting();
        let last = waiting.get(&(booking, Order::Interrupt.about())).and_then(|one| one.orders.back());
        last.is_some_and(|told| told.order == Order::Interrupt)
    }

    /// Whether everything was told.
    pub(crate) fn is_empty(&self) -> bool {
        self.waiting().values().all(|one| one.orders.is_empty())
    }

    /// What is to be told next, or when to look again.
    fn next(&self, now: Instant) -> Result<(About, Told), Option<Instant>> {
        let mut waiting = self.waiting();
        waiting.retain(|_, one| !one.orders.is_empty() || one.not_before > now);
        let first = waiting
            .iter()
            .filter_map(|(about, one)| Some((*about, *one.orders.front()?, one.not_before)))
            .min_by_key(|(_, _, not_before)| *not_before);
        match first {
            Some((about, told, not_before)) if not_before <= now => Ok((about, told)),
            Some((_, _, not_before)) => Err(Some(not_before)),
            None => Err(None),
        }
    }

    /// It was told, or never will be.
    fn done(&self, about: About, now: Instant) {
        if let Some(one) = self.waiting().get_mut(&about) {
            one.orders.pop_front();
            (one.not_before, one.failed) = (now + PAUSE, 0);
        }
    }

    /// It could not be told. Says whether it is to be tried again.
    fn failed(&self, about: About, now: Instant) -> bool {
        let mut waiting = self.waiting();
        let Some(one) = waiting.get_mut(&about) else { return false };
        one.failed += 1;
        one.not_before = now + RETRY.1.min(RETRY.0 * 2u32.saturating_pow(one.failed - 1));
        one.failed < TRIES_MAX
    }

    fn waiting(&self) -> MutexGuard<'_, HashMap<About, Waiting>> {
        // Every change under this lock is one step, so a panic elsewhere cannot have spoilt it.
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Adds an order to those that wait. The first of them may be on its way. Of the others it is enough that the talk hears
/// of the last state and that there was an interruption: down, up and down again is down.
fn add(orders: &mut VecDeque<Told>, told: Told) {
    let is_said = orders.back().is_some_and(|last| last.order == told.order);
    if is_said {
        return;
    }
    if orders.len() >= 3 {
        // The one before the last says the same.
        orders.pop_back();
    } else {
        orders.push_back(told);
    }
}

/// Gives orders until the calls are closed.
pub(crate) async fn give(inner: Weak<Inner>, queue: Arc<Queue>) {
    loop {
        match queue.next(Instant::now()) {
            Ok((about, told)) => {
                let Some(calls) = inner.upgrade().map(Calls) else { return };
                give_one(&calls, about, told).await;
            }
            Err(None) => queue.wake.notified().await,
            Err(Some(later)) => {
                tokio::select! {
                    () = queue.wake.notified() => {}
                    () = sleep_until(later) => {}
                }
            }
        }
    }
}

async fn give_one(calls: &Calls, about: About, told: Told) {
    let ((booking, _), Told { order, session, number }) = (about, told);
    let (talk, run) = (ConsultationId::of(booking).0, calls.0.queue.run.simple());
    let (word, command) = match order {
        Order::Interrupt => ("interrupt", Command::Interrupt),
        Order::Resume => ("resume", Command::Resume),
        Order::Arrive(guest) => ("arrive", Command::Guest { guest, step: GuestStep::Arrive }),
        Order::Leave(guest) => ("leave", Command::Guest { guest, step: GuestStep::Leave }),
    };
    let cause = format!("call.{talk}.{session}.{run}.{number}.{word}");
    match calls.orders().run(&cause, Tell { of: Occasion::Booking(booking), command }).await {
        Ok(_) => {
            metrics::counter!("vorgang_call_orders_total", "order" => word).increment(1);
            calls.0.queue.done(about, Instant::now());
        }
        Err(failure) => {
            let error = &failure as &dyn std::error::Error;
            if calls.0.queue.failed(about, Instant::now()) {
                warn!(booking.id = %booking.0, error, "the talk of {} is told again: {word}", booking.0);
            } else {
                error!(booking.id = %booking.0, error, "the talk of {} was never told: {word}", booking.0);
                calls.0.queue.done(about, Instant::now());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_flickers_leaves_the_last_word_and_the_interruption() {
        let mut orders = VecDeque::new();
        for number in 1..=50 {
            let order = if number % 2 == 1 { Order::Interrupt } else { Order::Resume };
            add(&mut orders, Told { order, session: 1, number });
            assert_eq!(orders.back().map(|told| told.order), Some(order), "after {number}");
            add(&mut orders, Told { order, session: 2, number });
            assert!(orders.len() <= 3, "what is said twice is told once");
            let told: Vec<_> = orders.iter().map(|told| told.order).collect();
            assert!(told.windows(2).all(|pair| pair[0] != pair[1]), "{told:?}");
        }
    }

    #[test]
    fn what_could_not_be_told_is_told_again_before_what_comes_after_it() {
        let queue = Queue::new(Uuid::nil());
        let (one, two, mut now) = (BookingId(Uuid::from_u128(1)), BookingId(Uuid::from_u128(2)), Instant::now());
        let (booking, other) = ((one, Seat::Host), (two, Seat::Host));
        queue.push(one, Order::Interrupt, 1, 1);
        queue.push(one, Order::Resume, 1, 2);
        now = now.max(Instant::now());
        let next = |now| queue.next(now).map(|(booking, told)| (booking, told.number));
        for _ in 0..8 {
            assert_eq!(next(now), Ok((booking, 1)));
            assert!(queue.failed(booking, now));
            let Err(Some(later)) = next(now) else { panic!("it waits a moment") };
            assert!(later <= now + RETRY.1);
            now = later;
        }
        queue.push(two, Order::Interrupt, 1, 1);
        queue.done(booking, now);
        now = now.max(Instant::now());
        assert_eq!(next(now), Ok((other, 1)), "another talk does not wait for this one");
        queue.done(other, now);
        assert_eq!(next(now + PAUSE), Ok((booking, 2)));
        for _ in 1..TRIES_MAX {
            assert!(queue.failed(booking, now));
        }
        assert!(!queue.failed(booking, now), "not for ever");
        queue.done(booking, now);
        assert!(queue.is_empty());
        assert_eq!(next(now + PAUSE * 2), Err(None));
        assert!(queue.waiting().is_empty(), "nothing is remembered");
    }
}
