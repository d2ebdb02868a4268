//! The decision table of a mail.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::{Cause, Command, Event, Kind, Refusal, Trouble};
use crate::asked::Asked;
use crate::decide::Decide;
use crate::ids::BookingId;
use crate::limits::Limits;
use crate::permission::{Grant, Role};

/// What is sent, and how far that has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Job {
    /// About which appointment.
    pub booking: BookingId,
    /// What about it.
    pub kind: Kind,
    /// What has happened.
    pub cause: Cause,
    /// How many attempts there were.
    pub attempts: u16,
}

/// Where a mail stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum State {
    /// Nobody has asked for it.
    #[default]
    Unknown,
    /// It is to be sent, for the first time or again.
    Queued(Job),
    /// The mail server does not take it now.
    Deferred {
        /// What.
        job: Job,
        /// When the office tries again.
        retry_at: DateTime<Utc>,
    },
    /// It is being handed over.
    Claimed(Job),
    /// The mail server has it.
    Sent(Job),
    /// Somebody has to look after it.
    Undelivered {
        /// What.
        job: Job,
        /// Why.
        trouble: Trouble,
    },
    /// There is nothing to tell any more, or its reader was told otherwise.
    Over(Job),
}

/// The office's own worker.
const OFFICE: &[Grant] = &[Grant::Any(Role::System)];
/// Who may reach people about their appointments.
const STAFF: &[Grant] = &[Grant::Any(Role::Clerk), Grant::Any(Role::ServiceCentre), Grant::Any(Role::TeamLead)];

impl Decide for State {
    const KIND: &'static str = "mail";
    type Command = Command;
    type Event = Event;
    type Refusal = Refusal;

    fn grants(command: &Command) -> &'static [Grant] {
        match command {
            Command::Queue { .. }
            | Command::Claim { .. }
            | Command::RecordSent { .. }
            | Command::RecordDeferral { .. }
            | Command::RecordRefusal { .. }
            | Command::RecordUnclear { .. }
            | Command::RecordReturn { .. }
            | Command::Drop { .. } => OFFICE,
            Command::SendAgain | Command::TellOtherwise => STAFF,
        }
    }

    fn decide(&self, asked: &Asked<Command>) -> Result<Vec<Event>, Refusal> {
        use Command::{
            Claim, Drop, Queue, RecordDeferral, RecordRefusal, RecordReturn, RecordSent, RecordUnclear, SendAgain,
            TellOtherwise,
        };
        match (*self, &asked.command) {
            (Self::Unknown, &Queue { booking, kind, cause }) => Ok(vec![Event::Queued { booking, kind, cause }]),
            (
                Self::Unknown,
                Claim { .. }
                | RecordSent { .. }
                | RecordDeferral { .. }
                | RecordRefusal { .. }
                | RecordUnclear { .. }
                | RecordReturn { .. }
                | Drop { .. }
                | SendAgain
                | TellOtherwise,
            ) => Err(Refusal::Unknown),
            (
                Self::Queued(_)
                | Self::Deferred { .. }
                | Self::Claimed(_)
                | Self::Sent(_)
                | Self::Undelivered { .. }
                | Self::Over(_),
                Queue { .. },
            ) => Ok(vec![]),

            // One attempt is claimed once: of two nodes that both take it for theirs, the second is told no.
            (Self::Queued(job) | Self::Deferred { job, .. }, &Claim { attempt }) if attempt == job.next() => {
                Ok(vec![Event::Claimed { attempt }])
            }
            (Self::Queued(_) | Self::Deferred { .. } | Self::Claimed(_), Claim { .. }) => Err(Refusal::UnderWay),
            (Self::Sent(_) | Self::Undelivered { .. } | Self::Over(_), Claim { .. }) => Err(Refusal::Done),

            // Where a second copy is recognised, an attempt is not claimed before. Only the attempt that is due is
            // recorded: a late copy of an earlier one changes nothing.
            (Self::Queued(job) | Self::Deferred { job, .. } | Self::Claimed(job), &RecordSent { attempt })
                if attempt == job.next() =>
            {
                Ok(vec![Event::Sent { attempt }])
            }
            (
                Self::Queued(job) | Self::Deferred { job, .. } | Self::Claimed(job),
                &RecordDeferral { attempt, code },
            ) if attempt == job.next() => Ok(vec![match retry_at(attempt, asked.at, &asked.facts.limits) {
                Some(retry_at) => Event::Deferred { attempt, code, retry_at },
                None => Event::Undelivered { attempt, trouble: Trouble::GaveUp },
            }]),
            (Self::Queued(job) | Self::Deferred { job, .. } | Self::Claimed(job), &RecordRefusal { attempt, code })
                if attempt == job.next() =>
            {
                Ok(vec![Event::Undelivered { attempt, trouble: Trouble::Refused { code } }])
            }
            (
                Self::Queued(_) | Self::Deferred { .. } | Self::Claimed(_),
                RecordSent { .. } | RecordDeferral { .. } | RecordRefusal { .. },
            ) => Ok(vec![]),

            (Self::Claimed(job), &RecordUnclear { attempt }) if attempt == job.next() => {
                Ok(vec![Event::Undelivered { attempt, trouble: Trouble::Unclear }])
            }
            (
                Self::Claimed(_)
                | Self::Queued(_)
                | Self::Deferred { .. }
                | Self::Sent(_)
                | Self::Undelivered { .. }
                | Self::Over(_),
                RecordUnclear { .. },
            ) => Ok(vec![]),
            // It had only seemed to be lost.
            (Self::Undelivered { job, trouble: Trouble::Unclear }, &RecordSent { attempt })
                if attempt == job.attempts =>
            {
                Ok(vec![Event::Sent { attempt }])
            }
            (Self::Undelivered { job, trouble: Trouble::Unclear }, &RecordRefusal { attempt, code })
                if attempt == job.attempts =>
            {
                Ok(vec![Event::Undelivered { attempt, trouble: Trouble::Refused { code } }])
            }
            (
                Self::Sent(_) | Self::Undelivered { .. } | Self::Over(_),
                RecordSent { .. } | RecordDeferral { .. } | RecordRefusal { .. },
            ) => Ok(vec![]),

            (
                Self::Sent(Job { attempts: attempt, .. })
                | Self::Undelivered { job: Job { attempts: attempt, .. }, trouble: Trouble::Unclear },
                &RecordReturn { status },
            ) => Ok(vec![Event::Undelivered { attempt, trouble: Trouble::Returned { status } }]),
            // What nobody sent does not come back, and it comes back once.
            (
                Self::Queued(_) | Self::Deferred { .. } | Self::Claimed(_) | Self::Undelivered { .. } | Self::Over(_),
                RecordReturn { .. },
            ) => Ok(vec![]),

            (Self::Queued(_) | Self::Deferred { .. }, &Drop { obsolete }) => Ok(vec![Event::Dropped { obsolete }]),
            (Self::Claimed(_) | Self::Sent(_) | Self::Undelivered { .. } | Self::Over(_), Drop { .. }) => Ok(vec![]),

            (Self::Deferred { .. } | Self::Undelivered { .. }, SendAgain) => Ok(vec![Event::Requeued]),
            (Self::Queued(_), SendAgain) => Ok(vec![]),
            (Self::Queued(_) | Self::Deferred { .. } | Self::Undelivered { .. }, TellOtherwise) => {
                Ok(vec![Event::ToldOtherwise])
            }
            (Self::Claimed(_), SendAgain | TellOtherwise) => Err(Refusal::UnderWay),
            (Self::Sent(_) | Self::Over(_), SendAgain) => Err(Refusal::Done),
            (Self::Sent(_) | Self::Over(_), TellOtherwise) => Ok(vec![]),
        }
    }

    fn apply(self, event: Event) -> Self {
        let Some(job) = self.job() else {
            return match event {
                Event::Queued { booking, kind, cause } => Self::Queued(Job { booking, kind, cause, attempts: 0 }),
                // No row of the decision table leads here.
                _ => self,
            };
        };
        let after = |attempt| Job { attempts: attempt, ..job };
        match event {
            Event::Queued { .. } => self,
            // The attempt counts when it is known what came of it.
            Event::Claimed { .. } => Self::Claimed(job),
            Event::Sent { attempt } => Self::Sent(after(attempt)),
            Event::Deferred { attempt, retry_at, .. } => Self::Deferred { job: after(attempt), retry_at },
            Event::Undelivered { attempt, trouble } => Self::Undelivered { job: after(attempt), trouble },
            Event::Dropped { .. } | Event::ToldOtherwise => Self::Over(job),
            Event::Requeued => Self::Queued(job),
        }
    }
}

impl Job {
    /// The number of the attempt that comes next.
    pub fn next(&self) -> u16 {
        self.attempts.saturating_add(1)
    }
}

impl State {
    /// What is sent, once somebody has asked for it.
    pub fn job(&self) -> Option<Job> {
        match *self {
            Self::Unknown => None,
            Self::Queued(job)
            | Self::Deferred { job, .. }
            | Self::Claimed(job)
            | Self::Sent(job)
            | Self::Undelivered { job, .. }
            | Self::Over(job) => Some(job),
        }
    }
}

/// When a mail that is not taken now is tried again: after a minute, two, four, … and at most an hour or so; and not for
/// ever. (RFC 5321, 4.5.4.1 asks for ever longer pauses; days make no sense for an appointment.)
fn retry_at(attempt: u16, at: DateTime<Utc>, limits: &Limits) -> Option<DateTime<Utc>> {
    if attempt >= limits.mail_attempts_max {
        return None;
    }
    let mins = 1_i64.checked_shl(u32::from(attempt) - 1).map_or(i64::MAX, |mins| mins.max(1));
    Some(at + TimeDelta::minutes(mins.min(limits.mail_pause_mins_max.into())))
}
