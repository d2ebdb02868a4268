//! A circuit breaker around a provider: who does not answer is left alone for a while, longer each time.
//!
//! While it is open nothing is asked, so the answer is [`Failure::Unreachable`] at once, and everything waits for its next
//! turn. Answers that are refusals close it: whoever refuses is there.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use event_store::Clock;

use crate::port::{Answer, Failure, Order, Provider, Reference, RefundOrder, Refunded, Standing, Started};

/// When a breaker opens, and for how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// After how many failures in a row.
    pub failures: u32,
    /// How long it stays open at first. Each failed trial doubles it.
    pub pause: TimeDelta,
    /// How long it stays open at most.
    pub longest: TimeDelta,
    /// After how long it is a failure, too, if whoever asked gives up waiting.
    pub patience: TimeDelta,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            failures: 5,
            pause: TimeDelta::seconds(30),
            longest: TimeDelta::minutes(15),
            patience: TimeDelta::seconds(5),
        }
    }
}

/// How a breaker stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Circuit {
    /// The provider is asked.
    Closed {
        /// How often in a row it has failed.
        failures: u32,
    },
    /// The provider is left alone.
    Open {
        /// Until when.
        until: DateTime<Utc>,
    },
    /// One question is on its way, to see whether the provider is back. Everything else waits.
    Trying,
}

/// A provider that is left alone while it does not answer.
pub struct Breaker {
    provider: Arc<dyn Provider>,
    clock: Clock,
    policy: Policy,
    state: Mutex<State>,
}

#[derive(Clone, Copy)]
struct State {
    circuit: Circuit,
    /// How long the next pause is.
    pause: TimeDelta,
}

impl Breaker {
    /// A closed breaker around a provider.
    pub fn new(provider: Arc<dyn Provider>, policy: Policy, clock: Clock) -> Self {
        let state = Mutex::new(State { circuit: Circuit::Closed { failures: 0 }, pause: policy.pause });
        Self { provider, clock, policy, state }
    }

    /// How it stands.
    pub fn circuit(&self) -> Circuit {
        self.lock().circuit
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn guard<T>(&self, ask: impl Future<Output = Result<T, Failure>> + Send) -> Result<T, Failure> {
        let mut question = self.enter().ok_or(Failure::Unreachable)?;
        let answer = ask.await;
        question.ended = Some(!answer.as_ref().is_err_and(is_of_the_provider));
        answer
    }

    /// Whether a question may go out now.
    fn enter(&self) -> Option<Question<'_>> {
        let mut state = self.lock();
        let is_trial = match state.circuit {
            Circuit::Closed { .. } => false,
            Circuit::Open { until } if self.clock.now() >= until => true,
            Circuit::Open { .. } | Circuit::Trying => return None,
        };
        if is_trial {
            state.circuit = Circuit::Trying;
        }
        Some(Question { breaker: self, is_trial, asked_at: self.clock.now(), ended: None })
    }

    fn note(&self, is_trial: bool, well: Option<bool>) {
        let mut state = self.lock();
        let now = self.clock.now();
        *state = match (state.circuit, well) {
            // A question from before it opened, which ends only now, says nothing of how it is now.
            (Circuit::Open { .. } | Circuit::Trying, _) if !is_trial => return,
            (_, Some(true)) => State { circuit: Circuit::Closed { failures: 0 }, pause: self.policy.pause },
            (Circuit::Closed { failures }, Some(false)) if failures + 1 < self.policy.failures => {
                State { circuit: Circuit::Closed { failures: failures + 1 }, ..*state }
            }
            (_, Some(false)) => {
                let until = now + state.pause;
                tracing::warn!(provider = self.provider.name(), %until, "a payment provider is left alone until {until}");
                State { circuit: Circuit::Open { until }, pause: (state.pause * 2).min(self.policy.longest) }
            }
            // Whoever asked has gone: the next may try.
            (Circuit::Trying, None) => State { circuit: Circuit::Open { until: now }, ..*state },
            (Circuit::Closed { .. } | Circuit::Open { .. }, None) => return,
        };
    }
}

/// A question on its way. It may be dropped before it ends.
struct Question<'a> {
    breaker: &'a Breaker,
    is_trial: bool,
    asked_at: DateTime<Utc>,
    /// Whether it ended well, once it has.
    ended: Option<bool>,
}

impl Drop for Question<'_> {
    fn drop(&mut self) {
        let waited = self.breaker.clock.now() - self.asked_at;
        let well = self.ended.or((waited >= self.breaker.policy.patience).then_some(false));
        self.breaker.note(self.is_trial, well);
    }
}

/// Whether a failure says that the provider is away, and not that it does not like the question.
fn is_of_the_provider(failure: &Failure) -> bool {
    match failure {
        Failure::Unreachable | Failure::NoAnswer | Failure::Denied => true,
        Failure::BadAnswer | Failure::NotFound | Failure::NotPossible | Failure::Rejected { .. } => false,
    }
}

impl Provider for Breaker {
    fn name(&self) -> String {
        self.provider.name()
    }

    fn start<'a>(&'a self, order: &'a Order) -> Answer<'a, Started> {
        Box::pin(async move { self.guard(self.provider.start(order)).await })
    }

    fn look_up<'a>(&'a self, reference: &'a Reference) -> Answer<'a, Standing> {
        Box::pin(async move { self.guard(self.provider.look_up(reference)).await })
    }

    fn refund<'a>(&'a self, order: &'a RefundOrder) -> Answer<'a, Refunded> {
        Box::pin(async move { self.guard(self.provider.refund(order)).await })
    }

    /// A person who wants to know is told, whatever the breaker thinks.
    fn check(&self) -> Answer<'_, ()> {
        self.provider.check()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;
    use std::future::poll_fn;
    use std::task::Poll;
    use std::time::Duration;

    use super::*;

    /// Answers what it is told to, and counts how often it is asked.
    #[derive(Default)]
    struct Scripted {
        answers: Mutex<VecDeque<Result<(), Failure>>>,
        asked: Mutex<u32>,
    }

    impl Scripted {
        fn next(&self) -> Result<(), Failure> {
            *self.asked.lock().expect("no panic") += 1;
            self.answers.lock().expect("no panic").pop_front().expect("an answer for each question")
        }

        fn asked(&self) -> u32 {
            *self.asked.lock().expect("no panic")
        }
    }

    impl Provider for Scripted {
        fn name(&self) -> String {
            "scripted".to_owned()
        }
        fn start<'a>(&'a self, _: &'a Order) -> Answer<'a, Started> {
            Box::pin(async { Err(self.next().expect_err("it never starts anything")) })
        }
        fn look_up<'a>(&'a self, _: &'a Reference) -> Answer<'a, Standing> {
            Box::pin(async { self.next().map(|()| Standing::Failed) })
        }
        fn refund<'a>(&'a self, _: &'a RefundOrder) -> Answer<'a, Refunded> {
            Box::pin(async {
                poll_fn(|_| Poll::<()>::Pending).await;
                Ok(Refunded::Done)
            })
        }
        fn check(&self) -> Answer<'_, ()> {
            Box::pin(async { self.next() })
        }
    }

    struct Stand {
        provider: Arc<Scripted>,
        breaker: Breaker,
        clock: Clock,
    }

    const POLICY: Policy = Policy {
        failures: 3,
        pause: TimeDelta::seconds(10),
        longest: TimeDelta::seconds(35),
        patience: TimeDelta::seconds(5),
    };

    impl Stand {
        fn new(answers: impl IntoIterator<Item = Result<(), Failure>>) -> Self {
            let provider = Arc::new(Scripted::default());
            provider.answers.lock().expect("no panic").extend(answers);
            let clock = Clock::manual(DateTime::UNIX_EPOCH);
            Self { breaker: Breaker::new(provider.clone(), POLICY, clock.clone()), provider, clock }
        }

        async fn ask(&self) -> Result<Standing, Failure> {
            self.breaker.look_up(&Reference("R".to_owned())).await
        }

        fn wait(&self, secs: u64) {
            self.clock.advance(Duration::from_secs(secs));
        }
    }

    #[tokio::test]
    async fn who_does_not_answer_is_left_alone_and_longer_each_time() {
        let gone = || Err(Failure::NoAnswer);
        let stand = Stand::new([
            gone(),
            Err(Failure::Unreachable),
            Err(Failure::Denied),
            gone(),
            gone(),
            gone(),
            Ok(()),
            Ok(()),
        ]);
        for _ in 0..3 {
            assert!(stand.ask().await.is_err());
        }
        for (pause, asked) in [(10, 4), (20, 5), (35, 6)] {
            let before = stand.provider.asked();
            stand.wait(pause - 1);
            assert_eq!(stand.ask().await, Err(Failure::Unreachable));
            assert_eq!(stand.provider.asked(), before, "nothing is asked before {pause} s are over");
            stand.wait(1);
            assert_eq!(stand.ask().await, Err(Failure::NoAnswer));
            assert_eq!(stand.provider.asked(), asked);
        }
        stand.wait(35);
        assert_eq!(stand.ask().await, Ok(Standing::Failed), "it is back");
        assert_eq!(stand.breaker.circuit(), Circuit::Closed { failures: 0 });
        assert_eq!(stand.ask().await, Ok(Standing::Failed));
    }

    #[tokio::test]
    async fn who_refuses_is_there() {
        let refusals =
            [Failure::NotFound, Failure::Rejected { code: "X".to_owned() }, Failure::BadAnswer, Failure::NotPossible];
        let stand = Stand::new(refusals.into_iter().cycle().take(12).map(Err));
        for _ in 0..12 {
            assert!(stand.ask().await.is_err());
        }
        assert_eq!(stand.breaker.circuit(), Circuit::Closed { failures: 0 });
    }

    #[tokio::test]
    async fn an_answer_between_failures_begins_the_count_anew() {
        let gone = || Err(Failure::NoAnswer);
        let stand = Stand::new([gone(), gone(), Err(Failure::NotFound), gone(), gone()]);
        for _ in 0..5 {
            assert!(stand.ask().await.is_err());
        }
        assert_eq!(stand.breaker.circuit(), Circuit::Closed { failures: 2 });
    }

    #[tokio::test]
    async fn one_question_tries_and_who_gives_up_leaves_it_to_the_next() {
        let stand = Stand::new([Err(Failure::NoAnswer), Err(Failure::NoAnswer), Err(Failure::NoAnswer), Ok(())]);
        for _ in 0..3 {
            assert!(stand.ask().await.is_err());
        }
        stand.wait(10);
        let order = RefundOrder {
            request: uuid::Uuid::nil(),
            reference: Reference("R".to_owned()),
            amount: domain::money::Cents(1),
        };
        {
            let mut trial = stand.breaker.refund(&order);
            let pending = poll_fn(|context| Poll::Ready(trial.as_mut().poll(context).is_pending())).await;
            assert!(pending, "the provider thinks");
            assert_eq!(stand.breaker.circuit(), Circuit::Trying);
            assert_eq!(stand.ask().await, Err(Failure::Unreachable), "everybody else waits");
        }
        assert_eq!(stand.ask().await, Ok(Standing::Failed), "whoever asked has gone");
    }

    #[tokio::test]
    async fn who_gives_up_waiting_has_had_no_answer() {
        let stand = Stand::new([]);
        let order = RefundOrder {
            request: uuid::Uuid::nil(),
            reference: Reference("R".to_owned()),
            amount: domain::money::Cents(1),
        };
        for (waits, failures) in [(1, 0), (5, 1), (4, 1), (60, 2)] {
            let mut question = stand.breaker.refund(&order);
            let pending = poll_fn(|context| Poll::Ready(question.as_mut().poll(context).is_pending())).await;
            stand.wait(waits);
            drop(question);
            assert!(pending, "the provider thinks");
            assert_eq!(stand.breaker.circuit(), Circuit::Closed { failures }, "after {waits} s");
        }
    }

    #[tokio::test]
    async fn a_person_who_checks_is_told() {
        let stand =
            Stand::new([Err(Failure::NoAnswer), Err(Failure::NoAnswer), Err(Failure::NoAnswer), Err(Failure::Denied)]);
        for _ in 0..3 {
            assert!(stand.ask().await.is_err());
        }
        assert_eq!(stand.breaker.check().await, Err(Failure::Denied));
        assert!(matches!(stand.breaker.circuit(), Circuit::Open { .. }));
    }
}
