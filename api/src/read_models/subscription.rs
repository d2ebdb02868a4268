//! Answers, live: that one has changed is told, and what it says now is asked for.

#![expect(clippy::unused_async, reason = "`async-graphql` wants every resolver to be asynchronous")]

use std::time::Duration;

use async_graphql::{Context, Result, SimpleObject};
use event_store::Position;
use futures_util::Stream;

use super::question::{Own, Question};
use crate::fresh::{self, Changes};
use crate::identity::Asker;
use crate::identity::may_read::{self, Reader};
use crate::scalars::EventPosition;

/// A listener is told no more often. At half past seven thousands listen to the same free times.
const PAUSE: Duration = Duration::from_millis(500);

/// What can be listened to.
#[derive(Default)]
pub(crate) struct Subscription;

/// An answer may have changed.
#[derive(SimpleObject)]
pub(crate) struct AnswerChange {
    /// Ask again with this as `atLeast`, and the answer shows what has changed.
    position: EventPosition,
}

/// Where a listener stands.
struct Listening {
    changes: Changes,
    /// The last change that was told. None before the first.
    told: Option<Position>,
    /// The caller's own as it was told.
    own: Option<Own>,
}

#[async_graphql::Subscription(name = "ReadModelSubscription")]
impl Subscription {
    /// Tells at once, then whenever the answer to a question may have changed; changes in quick succession come as one.
    /// Whoever may ask the question may listen to it.
    async fn answer_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which question.")] question: Question,
    ) -> Result<impl Stream<Item = Result<AnswerChange>> + use<>> {
        let office = Reader::of(ctx)?.office.clone();
        let asker = Asker::of(ctx);
        may_read::check(question.asked_as(), &asker)?;
        let caller = asker.caller.map(|caller| caller.by.actor);
        let changes = fresh::whenever(&office, question.models());
        let listening = Listening { changes, told: None, own: None };
        Ok(futures_util::stream::unfold(listening, move |mut listening| {
            let office = office.clone();
            async move {
                loop {
                    if listening.told.is_some() {
                        tokio::time::sleep(PAUSE).await;
                    }
                    listening.changes.next().await?;
                    // Much happens in an office that changes nothing here.
                    let last = office.read_models().changed(question.models());
                    if listening.told.is_some_and(|told| told >= last) {
                        continue;
                    }
                    let first = listening.told.replace(last).is_none();
                    match question.own(&office, caller) {
                        Ok(own) if !first && own.is_some() && own == listening.own => {}
                        Ok(own) => {
                            listening.own = own;
                            return Some((Ok(AnswerChange { position: last.into() }), listening));
                        }
                        Err(error) => return Some((Err(error), listening)),
                    }
                }
            }
        }))
    }
}
