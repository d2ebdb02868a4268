//! What follows from a batch's verdicts: states, answers, and commands that are decided again.

use std::collections::HashSet;
use std::hash::{BuildHasher as _, RandomState};
use std::sync::Arc;
use std::time::Duration;

use uuid::Uuid;

use super::compose::{Entry, Outcome};
use super::{AFTERWARDS_MAX, AGAIN_MAX, Committer, Waiting};
use crate::backend;
use crate::cache::Ticket;
use crate::draft::Touched;
use crate::log::Shared;
use crate::queued::Answer;
use crate::record::{Batch, Failure, Position, StreamId, Verdict, chain};
use crate::request::Done;

impl Committer {
    pub(super) async fn settle(
        &mut self,
        entries: Vec<Entry>,
        batch: &Batch,
        verdicts: Vec<Verdict>,
        resent: bool,
        ticket: Ticket,
    ) {
        let mut verdicts = verdicts.into_iter();
        let judged: Vec<(Entry, Option<Verdict>)> = entries
            .into_iter()
            .map(|entry| {
                let decided = matches!(entry.outcome, Outcome::Decided(_));
                (entry, if decided { verdicts.next() } else { None })
            })
            .collect();
        let (fallen, surprised) = self.remember(&judged, batch, ticket);
        // Other nodes write too. Should the log not answer now, the next turn or the next look around catches up.
        if (surprised || resent)
            && let Err(failure) = self.catch_up().await
        {
            tracing::warn!("could not catch up: {}", chain(&failure));
        }

        let (mut again, mut refused) = (Vec::new(), Vec::new());
        for (entry, verdict) in judged {
            let Entry { mut waiting, outcome } = entry;
            match (verdict, outcome) {
                (Some(Verdict::Accepted { first, last }), _) => {
                    let done = Done { first, position: last, at: batch.at, repeated: false };
                    waiting.task.answer(Answer::Done(done));
                }
                (Some(Verdict::Duplicate { first, last, at }), _) => {
                    // Accepted by the first of several sendings, as far as anybody can tell.
                    let done = Done { first, position: last, at, repeated: !resent };
                    waiting.task.answer(Answer::Done(done));
                }
                (Some(Verdict::KeyReused), _) => waiting.fail(&Failure::KeyReused),
                (Some(Verdict::Closed), _) => waiting.fail(&Failure::Closed),
                (None, Outcome::Refused(rests_on)) if rests_on.iter().all(|stream| !fallen.contains(stream)) => {
                    refused.push(waiting);
                }
                (Some(Verdict::Conflict) | None, _) => {
                    waiting.lost += 1;
                    if waiting.lost > AGAIN_MAX {
                        waiting.fail(&Failure::Contended);
                    } else {
                        again.push(waiting);
                    }
                }
            }
        }
        if let Some(lost) = again.iter().map(|waiting| waiting.lost).max() {
            // Two nodes that lose against each other should not meet at the same moment again.
            tokio::time::sleep(jitter(lost)).await;
        }
        self.put_back(again);
        if !refused.is_empty() {
            // Whoever waits for an answer has a place in the queue's measure, whichever task gives it.
            while self.afterwards.len() >= AFTERWARDS_MAX {
                self.afterwards.join_next().await;
            }
            self.afterwards.spawn(refuse(Arc::clone(&self.shared), refused));
        }
    }

    /// Keeps the states that stand and drops the others, before anybody is answered.
    /// Gives the streams on which something that was decided did not come to be, and whether others have written.
    fn remember(
        &mut self,
        judged: &[(Entry, Option<Verdict>)],
        batch: &Batch,
        ticket: Ticket,
    ) -> (HashSet<StreamId>, bool) {
        let cache = &self.shared.cache;
        let known = cache.known();
        let mut fallen = HashSet::new();
        let mut appended: Option<(Position, Position)> = None;
        let mut surprised = false;
        for (entry, verdict) in judged {
            let Outcome::Decided(touched) = &entry.outcome else { continue };
            if let Some(Verdict::Accepted { first, last }) = *verdict {
                for Touched { stream, slot, .. } in touched.iter().filter(|touched| touched.writes()) {
                    cache.commit(*stream, slot.clone(), last, ticket);
                }
                if first <= last {
                    appended = Some((appended.map_or(first, |(first, _)| first), last));
                }
            } else {
                surprised = true;
                fallen.extend(touched.iter().map(|touched| touched.stream));
            }
        }
        for stream in &fallen {
            cache.evict(*stream);
        }
        if let Some((first, last)) = appended {
            self.last_at = self.last_at.max(batch.at);
            if first == known.next() {
                cache.advance(last);
            } else {
                surprised = true;
            }
            self.shared.source.backend.notify();
        }
        self.publish();
        (fallen, surprised)
    }
}

impl Touched {
    /// Whether the command wrote to the stream. Its events may be on their way already, but its version has moved.
    pub(super) fn writes(&self) -> bool {
        self.slot.version > self.expected
    }
}

/// Between nothing and 1, 2, 4 milliseconds.
fn jitter(lost: u8) -> Duration {
    // Chance enough for this: each of these hashers has keys of its own.
    let random = RandomState::new().hash_one(lost);
    Duration::from_micros(random % (500 << lost.min(AGAIN_MAX)))
}

/// A refused command may have been accepted before: then it is no refusal but a repetition.
async fn refuse(shared: Arc<Shared>, refused: Vec<Waiting>) {
    let ids: Vec<Uuid> = refused.iter().map(|waiting| waiting.task.request().id).collect();
    let ledger = match shared.source.backend.ledger(&ids).await {
        Ok(ledger) => ledger,
        Err(failure) => return refused.into_iter().for_each(|waiting| waiting.fail(&failure)),
    };
    for waiting in refused {
        let request = waiting.task.request();
        let answer = match ledger.get(&request.id) {
            None => Answer::Refused,
            Some(&backend::Entry { digest, first, last, at }) if digest == request.digest => {
                Answer::Done(Done { first, position: last, at, repeated: true })
            }
            Some(_) => Answer::Failed(Failure::KeyReused),
        };
        waiting.task.answer(answer);
    }
}
