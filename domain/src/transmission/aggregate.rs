//! The decision table of a transmission.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::{Cause, Command, Event, Recipient, Refusal};
use crate::asked::Asked;
use crate::calendar;
use crate::catalogue::ServiceCode;
use crate::decide::Decide;
use crate::ids::CaseId;
use crate::limits::Limits;
use crate::permission::{Grant, Role};

/// What is sent, and how far that has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Job {
    /// For which case.
    pub case: CaseId,
    /// Which service.
    pub service: ServiceCode,
    /// To whom.
    pub recipient: Recipient,
    /// By when.
    pub due_at: Option<DateTime<Utc>>,
    /// How many attempts there were.
    pub attempts: u16,
    /// Whether the deadline passed before it was there.
    pub overdue: bool,
}

/// Where a transmission stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum State {
    /// Nobody has asked for it.
    #[default]
    Unknown,
    /// It is to be sent, for the first time or again.
    Queued(Job),
    /// An attempt came to nothing.
    Failed {
        /// What.
        job: Job,
        /// When the office tries again by itself, if it does.
        retry_at: Option<DateTime<Utc>>,
    },
    /// It was handed over.
    Sent {
        /// What.
        job: Job,
        /// What the recipient calls it.
        reference: String,
    },
    /// The recipient sent it back.
    Rejected(Job),
    /// The recipient has it, or somebody did it by other means.
    Done(Job),
}

/// The office's own worker and timers.
const OFFICE: &[Grant] = &[Grant::Any(Role::System)];
const CLERKS: &[Grant] = &[Grant::Any(Role::Clerk), Grant::Any(Role::TeamLead)];

impl Decide for State {
    const KIND: &'static str = "transmission";
    type Command = Command;
    type Event = Event;
    type Refusal = Refusal;

    fn grants(command: &Command) -> &'static [Grant] {
        match command {
            Command::Queue { .. }
            | Command::RecordFailure { .. }
            | Command::RecordSent { .. }
            | Command::RecordAcknowledgement { .. }
            | Command::RecordRejection { .. }
            | Command::MarkOverdue
            | Command::TryAgain => OFFICE,
            Command::Retry | Command::FinishByHand => CLERKS,
        }
    }

    fn decide(&self, asked: &Asked<Command>) -> Result<Vec<Event>, Refusal> {
        use Command::{
            FinishByHand, MarkOverdue, Queue, RecordAcknowledgement, RecordFailure, RecordRejection, RecordSent, Retry,
            TryAgain,
        };
        let at = asked.at;
        match (self, &asked.command) {
            (Self::Unknown, &Queue { case, service, recipient, due_at }) => {
                Ok(vec![Event::Queued { case, service, recipient, due_at }])
            }
            (
                Self::Unknown,
                RecordFailure { .. }
                | RecordSent { .. }
                | RecordAcknowledgement { .. }
                | RecordRejection { .. }
                | MarkOverdue
                | TryAgain
                | Retry
                | FinishByHand,
            ) => Err(Refusal::Unknown),

            (
                Self::Queued(_) | Self::Failed { .. } | Self::Sent { .. } | Self::Rejected(_) | Self::Done(_),
                Queue { .. },
            ) => Ok(vec![]),

            (
                _,
                RecordSent { reference: word, .. }
                | RecordAcknowledgement { reference: word }
                | RecordRejection { code: word },
            ) if !is_word(word) => Err(Refusal::BadReference),

            // Only the attempt that is due is recorded: a late copy of an earlier one changes nothing.
            (Self::Queued(job) | Self::Failed { job, .. }, &RecordFailure { attempt, cause })
                if attempt == job.attempts + 1 =>
            {
                let retry_at = match cause {
                    Cause::Unreachable | Cause::NoAnswer | Cause::BadAnswer => {
                        retry_at(attempt, at, &asked.facts.limits)
                    }
                    // There is nothing left to send, or nothing that may leave by itself.
                    Cause::Erased | Cause::Withheld => None,
                };
                Ok(vec![Event::Failed { attempt, cause, retry_at }])
            }
            (Self::Queued(job) | Self::Failed { job, .. }, RecordSent { attempt, reference })
                if *attempt == job.attempts + 1 =>
            {
                Ok(vec![Event::Sent { attempt: *attempt, reference: reference.clone() }])
            }
            (Self::Queued(_) | Self::Failed { .. }, RecordFailure { .. } | RecordSent { .. }) => Ok(vec![]),
            (Self::Sent { .. } | Self::Rejected(_) | Self::Done(_), RecordFailure { .. } | RecordSent { .. }) => {
                Ok(vec![])
            }

            // Some recipients answer at once, some later; both say the same.
            (
                Self::Queued(job) | Self::Failed { job, .. } | Self::Sent { job, .. } | Self::Rejected(job),
                RecordAcknowledgement { reference },
            ) => {
                let (reference, completes_at) = (reference.clone(), job.completes_at(at));
                Ok(vec![Event::Acknowledged { case: job.case, recipient: job.recipient, reference, completes_at }])
            }
            (Self::Queued(job) | Self::Failed { job, .. } | Self::Sent { job, .. }, RecordRejection { code }) => {
                Ok(vec![Event::Rejected { case: job.case, recipient: job.recipient, code: code.clone() }])
            }
            (Self::Rejected(_), RecordRejection { .. }) => Ok(vec![]),
            // Done is done: what comes late is a second copy.
            (Self::Done(_), RecordAcknowledgement { .. } | RecordRejection { .. }) => Ok(vec![]),

            (
                Self::Queued(job) | Self::Failed { job, .. } | Self::Sent { job, .. } | Self::Rejected(job),
                MarkOverdue,
            ) => match job.due_at {
                Some(due_at) if due_at <= at && !job.overdue => Ok(vec![Event::Overdue { due_at }]),
                // An early timer, a second one, or no deadline at all.
                Some(_) | None => Ok(vec![]),
            },
            (Self::Done(_), MarkOverdue) => Ok(vec![]),

            // A timer that comes early, or after somebody has acted, changes nothing.
            (&Self::Failed { retry_at: Some(retry_at), .. }, TryAgain) if retry_at <= at => Ok(vec![Event::Requeued]),
            (
                Self::Queued(_) | Self::Failed { .. } | Self::Sent { .. } | Self::Rejected(_) | Self::Done(_),
                TryAgain,
            ) => Ok(vec![]),

            (Self::Failed { .. } | Self::Rejected(_), Retry) => Ok(vec![Event::Requeued]),
            (Self::Queued(_), Retry) => Ok(vec![]),
            (Self::Sent { .. }, Retry) => Err(Refusal::UnderWay),
            (Self::Done(_), Retry) => Err(Refusal::Done),

            (
                Self::Queued(job) | Self::Failed { job, .. } | Self::Sent { job, .. } | Self::Rejected(job),
                FinishByHand,
            ) => {
                let completes_at = job.completes_at(at);
                Ok(vec![Event::DoneByHand { case: job.case, recipient: job.recipient, completes_at }])
            }
            (Self::Done(_), FinishByHand) => Ok(vec![]),
        }
    }

    fn apply(self, event: Event) -> Self {
        match (self, event) {
            (Self::Unknown, Event::Queued { case, service, recipient, due_at }) => {
                Self::Queued(Job { case, service, recipient, due_at, attempts: 0, overdue: false })
            }
            (Self::Queued(job) | Self::Failed { job, .. }, Event::Failed { attempt, retry_at, .. }) => {
                Self::Failed { job: Job { attempts: attempt, ..job }, retry_at }
            }
            (Self::Queued(job) | Self::Failed { job, .. }, Event::Sent { attempt, reference }) => {
                Self::Sent { job: Job { attempts: attempt, ..job }, reference }
            }
            (Self::Failed { job, .. } | Self::Rejected(job), Event::Requeued) => Self::Queued(job),
            (Self::Queued(job) | Self::Failed { job, .. } | Self::Sent { job, .. }, Event::Rejected { .. }) => {
                Self::Rejected(job)
            }
            (
                Self::Queued(job) | Self::Failed { job, .. } | Self::Sent { job, .. } | Self::Rejected(job),
                Event::Acknowledged { .. } | Event::DoneByHand { .. },
            ) => Self::Done(job),
            (Self::Queued(job), Event::Overdue { .. }) => Self::Queued(Job { overdue: true, ..job }),
            (Self::Failed { job, retry_at }, Event::Overdue { .. }) => {
                Self::Failed { job: Job { overdue: true, ..job }, retry_at }
            }
            (Self::Sent { job, reference }, Event::Overdue { .. }) => {
                Self::Sent { job: Job { overdue: true, ..job }, reference }
            }
            (Self::Rejected(job), Event::Overdue { .. }) => Self::Rejected(Job { overdue: true, ..job }),
            // What cannot have happened to this state changes nothing of it.
            (
                state @ Self::Unknown,
                Event::Failed { .. }
                | Event::Sent { .. }
                | Event::Requeued
                | Event::Acknowledged { .. }
                | Event::Rejected { .. }
                | Event::Overdue { .. }
                | Event::DoneByHand { .. },
            )
            | (
                state @ (Self::Queued(_) | Self::Failed { .. } | Self::Sent { .. } | Self::Rejected(_) | Self::Done(_)),
                Event::Queued { .. },
            )
            | (
                state @ (Self::Sent { .. } | Self::Rejected(_) | Self::Done(_)),
                Event::Failed { .. } | Event::Sent { .. },
            )
            | (state @ (Self::Queued(_) | Self::Sent { .. } | Self::Done(_)), Event::Requeued)
            | (state @ (Self::Rejected(_) | Self::Done(_)), Event::Rejected { .. })
            | (state @ Self::Done(_), Event::Acknowledged { .. } | Event::DoneByHand { .. } | Event::Overdue { .. }) => {
                state
            }
        }
    }
}

impl Job {
    /// A certificate that somebody else issues is forwarded, and that was all. Until the day ends clerks may still
    /// complete the case by hand, and the talk is over.
    fn completes_at(&self, done_at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.recipient.issues().then(|| calendar::end_of(calendar::local_date(done_at)))
    }
}

impl State {
    /// What is sent, once somebody has asked for it.
    pub fn job(&self) -> Option<&Job> {
        match self {
            Self::Unknown => None,
            Self::Queued(job)
            | Self::Failed { job, .. }
            | Self::Sent { job, .. }
            | Self::Rejected(job)
            | Self::Done(job) => Some(job),
        }
    }
}

/// When a failed attempt is repeated: after a minute, two, four, … and at most some hours; and not for ever.
fn retry_at(attempt: u16, at: DateTime<Utc>, limits: &Limits) -> Option<DateTime<Utc>> {
    if attempt >= limits.transmission_attempts_max {
        return None;
    }
    let mins = 1_i64.checked_shl(u32::from(attempt) - 1).map_or(i64::MAX, |mins| mins.max(1));
    Some(at + TimeDelta::minutes(mins.min(limits.transmission_pause_mins_max.into())))
}

/// Whether a text can be a recipient's reference or code: short, and nothing that could hold a sentence.
pub fn is_word(word: &str) -> bool {
    (1..=64).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::permission::Denied;
    use crate::testing::{CLARA, at, clerk, given, system};

    #[test]
    fn what_is_queued_is_sent_once_and_acknowledged() {
        given::<State>([]).when(system(), time("09:00"), queue()).then([queued()]);
        given::<State>([queued()]).when(system(), time("09:00"), queue()).then_nothing();
        given::<State>([queued()]).when(system(), time("09:01"), record_sent(1)).then([sent(1)]);
        given::<State>([queued(), sent(1)]).when(system(), time("09:02"), record_sent(1)).then_nothing();
        given::<State>([queued(), sent(1)]).when(system(), time("09:02"), acknowledge()).then([acknowledged()]);
        given::<State>([queued(), sent(1), acknowledged()]).when(system(), time("09:03"), acknowledge()).then_nothing();
    }

    #[test]
    fn a_failed_attempt_is_repeated_ever_later_and_not_for_ever() {
        let fail = |attempt| Command::RecordFailure { attempt, cause: Cause::Unreachable };
        given::<State>([queued()]).when(system(), time("09:00"), fail(1)).then([failed(1, Some("09:01"))]);
        given::<State>([queued(), failed(1, Some("09:01"))])
            .when(system(), time("09:01"), fail(2))
            .then([failed(2, Some("09:03"))]);
        given::<State>([queued(), failed(1, Some("09:01"))]).when(system(), time("09:01"), fail(1)).then_nothing();
        let max = Limits::default().transmission_attempts_max;
        given::<State>([queued(), failed(max - 1, Some("09:01"))])
            .when(system(), time("09:30"), fail(max))
            .then([failed(max, None)]);
        let far = retry_at(17, time("09:00"), &Limits { transmission_attempts_max: 99, ..Limits::default() });
        assert_eq!(far, Some(time("13:00")), "at most four hours later");
        let limits = Limits { transmission_attempts_max: u16::MAX, ..Limits::default() };
        assert_eq!(retry_at(65_000, time("09:00"), &limits), Some(time("13:00")));
    }

    #[test]
    fn the_office_tries_again_when_the_pause_is_over_and_not_before() {
        let history = || [queued(), failed(1, Some("09:01"))];
        given::<State>(history()).when(system(), time("09:00"), Command::TryAgain).then_nothing();
        given::<State>(history()).when(system(), time("09:01"), Command::TryAgain).then([Event::Requeued]);
        given::<State>([queued(), failed(12, None)]).when(system(), time("10:00"), Command::TryAgain).then_nothing();
        given::<State>([queued(), sent(1)]).when(system(), time("10:00"), Command::TryAgain).then_nothing();
        given::<State>(history()).when(clerk(CLARA), time("09:01"), Command::TryAgain).then_refused(Denied.into());
        given::<State>([queued(), failed(1, Some("09:01")), Event::Requeued])
            .when(system(), time("09:01"), record_sent(2))
            .then([sent(2)]);
    }

    #[test]
    fn what_was_erased_is_not_tried_again() {
        let erased = Command::RecordFailure { attempt: 1, cause: Cause::Erased };
        let failed = Event::Failed { attempt: 1, cause: Cause::Erased, retry_at: None };
        given::<State>([queued()]).when(system(), time("09:00"), erased).then([failed]);
    }

    #[test]
    fn a_deadline_that_passes_is_recorded_once_and_stops_nothing() {
        let overdue = Event::Overdue { due_at: time("12:00") };
        given::<State>([queued()]).when(system(), time("11:59"), Command::MarkOverdue).then_nothing();
        given::<State>([queued()]).when(system(), time("12:00"), Command::MarkOverdue).then([overdue.clone()]);
        given::<State>([queued(), overdue.clone()]).when(system(), time("12:01"), Command::MarkOverdue).then_nothing();
        given::<State>([queued(), overdue]).when(system(), time("12:01"), record_sent(1)).then([sent(1)]);
        given::<State>([queued(), sent(1), acknowledged()])
            .when(system(), time("12:01"), Command::MarkOverdue)
            .then_nothing();
    }

    #[test]
    fn a_clerk_sends_again_what_was_sent_back_or_finishes_it_by_hand() {
        let rejected = Event::Rejected { case: case(), recipient: Recipient::DepartureAuthority, code: "E-17".into() };
        let by_hand = Event::DoneByHand { case: case(), recipient: Recipient::DepartureAuthority, completes_at: None };
        let history = || [queued(), sent(1), rejected.clone()];
        let reject = Command::RecordRejection { code: "E-17".into() };
        given::<State>([queued(), sent(1)]).when(system(), time("09:05"), reject).then([rejected.clone()]);
        given::<State>(history()).when(clerk(CLARA), time("09:10"), Command::Retry).then([Event::Requeued]);
        given::<State>(history()).when(clerk(CLARA), time("09:10"), Command::FinishByHand).then([by_hand]);
        given::<State>([queued(), sent(1)])
            .when(clerk(CLARA), time("09:10"), Command::Retry)
            .then_refused(Refusal::UnderWay);
        given::<State>(history()).when(system(), time("09:10"), Command::Retry).then_refused(Denied.into());
        given::<State>([]).when(clerk(CLARA), time("09:10"), Command::Retry).then_refused(Refusal::Unknown);
    }

    #[test]
    fn a_case_is_complete_when_the_day_ends_on_which_whoever_issues_the_result_has_it() {
        let queued = |recipient| Event::Queued {
            case: case(),
            service: ServiceCode::CertificateOfConduct,
            recipient,
            due_at: None,
        };
        let night = Some(at("2026-03-02T23:00:00Z"));
        for (recipient, completes_at) in [
            (Recipient::Register, None),
            (Recipient::DepartureAuthority, None),
            (Recipient::FederalOfficeOfJustice, night),
            (Recipient::FederalCentralTaxOffice, night),
        ] {
            let reference = "R-1".to_owned();
            let acknowledged = Event::Acknowledged { case: case(), recipient, reference, completes_at };
            let by_hand = Event::DoneByHand { case: case(), recipient, completes_at };
            given::<State>([queued(recipient)]).when(system(), time("09:02"), acknowledge()).then([acknowledged]);
            given::<State>([queued(recipient)])
                .when(clerk(CLARA), time("09:02"), Command::FinishByHand)
                .then([by_hand]);
        }
    }

    #[test]
    fn what_a_recipient_writes_cannot_carry_a_sentence() {
        for word in ["", "two words", "line\nbreak", "Ä", &"x".repeat(65)] {
            let command = Command::RecordSent { attempt: 1, reference: word.to_owned() };
            given::<State>([queued()]).when(system(), time("09:00"), command).then_refused(Refusal::BadReference);
        }
    }

    fn time(clock: &str) -> DateTime<Utc> {
        at(&format!("2026-03-02T{clock}:00Z"))
    }

    fn case() -> CaseId {
        CaseId(Uuid::from_u128(5))
    }

    fn queue() -> Command {
        Command::Queue {
            case: case(),
            service: ServiceCode::MoveIn,
            recipient: Recipient::DepartureAuthority,
            due_at: Some(time("12:00")),
        }
    }

    fn queued() -> Event {
        Event::Queued {
            case: case(),
            service: ServiceCode::MoveIn,
            recipient: Recipient::DepartureAuthority,
            due_at: Some(time("12:00")),
        }
    }

    fn record_sent(attempt: u16) -> Command {
        Command::RecordSent { attempt, reference: "R-1".to_owned() }
    }

    fn sent(attempt: u16) -> Event {
        Event::Sent { attempt, reference: "R-1".to_owned() }
    }

    fn failed(attempt: u16, retry: Option<&str>) -> Event {
        Event::Failed { attempt, cause: Cause::Unreachable, retry_at: retry.map(time) }
    }

    fn acknowledge() -> Command {
        Command::RecordAcknowledgement { reference: "R-1".to_owned() }
    }

    fn acknowledged() -> Event {
        let (recipient, reference) = (Recipient::DepartureAuthority, "R-1".to_owned());
        Event::Acknowledged { case: case(), recipient, reference, completes_at: None }
    }
}
