//! A command on its way through the committer, whatever its refusals are.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use tokio::sync::oneshot;

use crate::draft::{Break, Cause, Draft, Touched, View};
use crate::read::Loader;
use crate::record::{Failure, StreamId};
use crate::request::{Done, Request, Stop};

/// A command that waits for its answer.
pub(crate) trait Task: Send {
    fn request(&self) -> &Request;

    /// Decides. It may be called again, at another time or on other states.
    fn run(&mut self, view: View<'_>) -> Ran;

    /// Answers the caller, who may be gone.
    fn answer(self: Box<Self>, answer: Answer);
}

/// What came of a decision.
pub(crate) enum Ran {
    Decided(Vec<Touched>),
    /// A rule said no, on states of which these are not confirmed yet.
    Refused(Vec<StreamId>),
    Missing(Loader),
    Failed(Failure),
    Panicked(Box<dyn Any + Send>),
}

/// What the caller will hear.
pub(crate) enum Answer {
    Done(Done),
    /// What the rule said last.
    Refused,
    Failed(Failure),
    Panicked(Box<dyn Any + Send>),
}

/// What the caller's task receives. A panic in a decision belongs to the caller, not to the committer.
pub(crate) type Reply<E> = Result<Result<Done, Stop<E>>, Box<dyn Any + Send>>;

pub(crate) struct Queued<E, F> {
    pub(crate) request: Request,
    pub(crate) decide: F,
    pub(crate) refusal: Option<E>,
    pub(crate) reply: oneshot::Sender<Reply<E>>,
}

impl<E, F> Task for Queued<E, F>
where
    E: Send,
    F: Fn(&mut Draft<'_, E>) -> Result<(), Break<E>> + Send,
{
    fn request(&self) -> &Request {
        &self.request
    }

    fn run(&mut self, view: View<'_>) -> Ran {
        let mut draft = Draft::new(view);
        // Nothing that a panic may leave half done is used again: the draft goes, and states are never changed in place.
        match catch_unwind(AssertUnwindSafe(|| (self.decide)(&mut draft))) {
            Err(panic) => Ran::Panicked(panic),
            Ok(Ok(())) => Ran::Decided(draft.into_touched()),
            Ok(Err(Break(Cause::Missing(loader)))) => Ran::Missing(loader),
            Ok(Err(Break(Cause::Failed(failure)))) => Ran::Failed(failure),
            Ok(Err(Break(Cause::Refused(refusal)))) => {
                self.refusal = Some(refusal);
                let touched = draft.into_touched();
                Ran::Refused(
                    touched.iter().filter(|touched| touched.speculative).map(|touched| touched.stream).collect(),
                )
            }
        }
    }

    fn answer(self: Box<Self>, answer: Answer) {
        let reply = match answer {
            Answer::Done(done) => Ok(Ok(done)),
            Answer::Refused => Ok(Err(Stop::Refused(self.refusal.expect("a refusal was kept when the rule said no")))),
            Answer::Failed(failure) => Ok(Err(Stop::Failed(failure))),
            Answer::Panicked(panic) => Err(panic),
        };
        // A caller who went away wants no answer.
        drop(self.reply.send(reply));
    }
}
