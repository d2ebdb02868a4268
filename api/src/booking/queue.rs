//! Calling whoever waits longest.

use async_graphql::{Context, InputObject, Object, Result};
use domain::booking::{self, Call, Command};
use domain::calendar::local_date;
use domain::ids::{BookingId, ScopeId};
use domain::streams::{Streams, Transaction};
use domain::{Asked, Decide as _, Refusal, permission};
use event_store::{Done, Position, Stop};
use projections::Clearance;
use projections::appointments::State;
use uuid::Uuid;

use super::query::{Booking, booking_at, known};
use crate::errors::refusals;
use crate::fresh;
use crate::step::{Outcome, Step, payload};

/// At how many of those who wait one command looks: with so many clerks faster, the next try finds a newer queue.
const LOOKED_AT: usize = 16;

/// What clerks do with the queue.
#[derive(Default)]
pub(crate) struct Mutation;

/// The next one is to be called.
#[derive(InputObject)]
struct QueueCallNextInput {
    /// Names the request: the same key gives the same answer.
    idempotency_key: Uuid,
    /// Whose queue.
    scope: Uuid,
}

payload! {
    /// The answer to `queueCallNext`.
    QueueCallNextPayload {
        /// Who was called.
        booking: Booking
    }
}

#[Object(name = "QueueMutation")]
impl Mutation {
    /// Calls whoever is next: by the appointment's start, then by who was there first.
    async fn queue_call_next(&self, ctx: &Context<'_>, input: QueueCallNextInput) -> Result<QueueCallNextPayload> {
        let step = Step::begin(ctx, input.idempotency_key)?;
        let outcome = call_next(&step, ScopeId(input.scope)).await?;
        let called = match &outcome {
            Outcome::Done(done) => called(&step, done).await?,
            Outcome::Not(_) => None,
        };
        let read = async |at: Position| match called {
            Some(booking) => booking_at(ctx, booking, at).await,
            None => Ok(None),
        };
        Ok(outcome.then(read).await?.into())
    }
}

/// Calls the first of those who wait. The read model may be a little behind, so each is looked at again.
#[derive(Clone)]
struct CallNext {
    waiting: Vec<BookingId>,
}

impl Transaction for CallNext {
    fn run<S: Streams>(&self, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
        for booking in &self.waiting {
            let state = streams.guard::<booking::State>(booking.0)?;
            if matches!(state, booking::State::Waiting { .. }) {
                return Call { booking: *booking }.run(asked, streams);
            }
        }
        Err(Refusal::from(booking::Refusal::NotCheckedIn).into())
    }
}

async fn call_next(step: &Step<'_>, scope: ScopeId) -> Result<Outcome> {
    // Whether somebody may call does not depend on who waits, and the queue is not theirs to know otherwise.
    let allowed = permission::check(booking::State::grants(&Command::Call), &step.by(), None);
    if let Err(denied) = allowed {
        return Ok(Outcome::Not(step.refused(&Refusal::from(booking::Refusal::from(denied)))));
    }
    let today = local_date(step.office.clock().now());
    let queue = step.office.read_models().queue(scope, today).map_err(fresh::failed)?;
    let queue = known(queue, Clearance::of(step.by().roles));
    let waiting = queue.iter().filter(|one| one.state == State::Waiting).map(|one| one.id).take(LOOKED_AT).collect();
    match step.office.run(step.request(), step.by(), CallNext { waiting }).await {
        Err(Stop::Refused(Refusal::Booking(booking::Refusal::NotCheckedIn))) => {
            Ok(Outcome::Not(step.refused_by(&refusals::QUEUE_EMPTY)))
        }
        result => step.settled(result),
    }
}

/// Whom the command called. A repeated command may have called somebody else than who is next now.
async fn called(step: &Step<'_>, done: &Done) -> Result<Option<BookingId>> {
    Ok(step.events(done).await?.first().map(|envelope| BookingId(envelope.stream.id)))
}
