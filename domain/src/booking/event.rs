//! What can happen to an appointment.

use std::fmt;

use chrono::{DateTime, Days, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::aggregates::stored;
use crate::asked::ActorId;
use crate::calendar::{self, Span};
use crate::capacity::ClosureReason;
use crate::catalogue::{Channel, ServiceCode};
use crate::ids::{DayId, EntryId, GuardId, HoldId, ScopeId};
use crate::person::Contact;
use crate::personal::{Personal, SubjectId};

/// A service and how often: a family of three needs three ID card addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Line {
    /// Which service.
    pub service: ServiceCode,
    /// How often.
    pub quantity: u16,
}

/// How somebody made the appointment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Medium {
    /// By themselves, in a browser.
    Online,
    /// Through the service centre.
    Phone,
    /// At a counter, without an appointment before.
    Counter,
}

/// Which time of which day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slot {
    /// Where.
    pub scope: ScopeId,
    /// The stream of the day's capacity.
    pub day: DayId,
    /// The span of units in it.
    pub hold: HoldId,
    /// From when until when.
    pub span: Span,
}

/// What an appointment is for, fixed when it is first held (a change is a new appointment).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Arranged {
    /// Whom it belongs to.
    pub holder: ActorId,
    /// How it was made.
    pub medium: Medium,
    /// How they will come together.
    pub channel: Channel,
    /// What for.
    pub lines: Vec<Line>,
    /// When and where.
    pub slot: Slot,
    /// Whose place in the waiting list it was offered to, if it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offered_to: Option<EntryId>,
}

/// A short number that is spoken, and unique for a day in the whole office.
///
/// A moved appointment keeps its number, unless somebody on the new day has it: then it gets a new one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Number(pub u32);

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "V-{:03}", self.0)
    }
}

/// Why an appointment was given back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CancelReason {
    /// Whom it belonged to did not want it any longer.
    Citizen,
    /// The office is closed on that day.
    OfficeClosed,
    /// What the office offers has changed, and there is no place for it.
    PlanChanged,
    /// Whoever was to serve is not there.
    ClerkAbsent,
    /// Something technical does not work.
    Technical,
    /// Whoever had called did not let them in.
    Refused,
}

impl From<ClosureReason> for CancelReason {
    fn from(reason: ClosureReason) -> Self {
        match reason {
            ClosureReason::Holiday | ClosureReason::StaffMeeting | ClosureReason::Emergency => Self::OfficeClosed,
            ClosureReason::StaffShortage => Self::ClerkAbsent,
            ClosureReason::Technical => Self::Technical,
        }
    }
}

impl CancelReason {
    /// Whether it was the citizen's wish, whoever has typed it in.
    pub fn is_citizens(self) -> bool {
        match self {
            Self::Citizen => true,
            Self::OfficeClosed | Self::PlanChanged | Self::ClerkAbsent | Self::Technical | Self::Refused => false,
        }
    }
}

/// Why a service was interrupted. Never free text: it could name somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ParkReason {
    /// The citizen fetches papers and comes back.
    Papers,
    /// The citizen pays elsewhere and comes back.
    Payment,
    /// Somebody has to be asked first: a colleague, another authority, a register.
    Enquiry,
    /// Something technical does not work.
    Technical,
    /// Whoever serves has to go.
    ClerkAway,
}

impl ParkReason {
    /// Whether the citizen is away and says when they are back; otherwise they wait for the office.
    pub fn is_away(self) -> bool {
        match self {
            Self::Papers | Self::Payment => true,
            Self::Enquiry | Self::Technical | Self::ClerkAway => false,
        }
    }
}

/// When the office reminds somebody of their appointment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reminder {
    /// Three days before, at the same time of day.
    ThreeDays,
    /// A day before, at the same time of day.
    OneDay,
    /// An hour before.
    OneHour,
}

impl Reminder {
    /// All of them, the earliest first.
    pub const ALL: [Self; 3] = [Self::ThreeDays, Self::OneDay, Self::OneHour];

    /// When it is due for an appointment. Days are those of the office's calendar, whatever the clocks did meanwhile.
    pub fn due(self, starts_at: DateTime<Utc>) -> DateTime<Utc> {
        let (days, days_ago) = match self {
            Self::ThreeDays => (3, 3),
            Self::OneDay => (1, 1),
            Self::OneHour => return starts_at - TimeDelta::hours(1),
        };
        let date = calendar::local_date(starts_at) - Days::new(days);
        // No clock shows every time of the day on which the clocks change; then the hours are counted.
        calendar::moment(date, calendar::wall_time(starts_at)).unwrap_or(starts_at - TimeDelta::days(days_ago))
    }
}

/// Of whom the office forgets how to reach them, and when: what it was kept for did not come to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Forget {
    /// Of whom.
    pub subject: SubjectId,
    /// Not before.
    pub at: DateTime<Utc>,
}

/// A service that was really delivered; it may differ from what was booked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Delivered {
    /// Which.
    pub service: ServiceCode,
    /// How often.
    pub quantity: u16,
}

/// What happened to an appointment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// A time is kept while the visitor decides.
    #[serde(rename = "held")]
    Held {
        /// What for, when, whose.
        arranged: Arranged,
        /// When the hold ends by itself.
        expires_at: DateTime<Utc>,
        /// The edition of the catalogue that says how long it takes. It does not change with the catalogue any more.
        #[serde(default = "first_edition")]
        edition: u32,
    },
    /// The visitor has more time to decide.
    #[serde(rename = "extended")]
    Extended {
        /// When the hold now ends.
        expires_at: DateTime<Utc>,
        /// For the how many-th time.
        count: u8,
    },
    /// The visitor has said who comes, and confirms by the link that goes to their mailbox. Until then the time is kept.
    #[serde(rename = "confirmation_requested")]
    ConfirmationRequested {
        /// What for, when, whose.
        arranged: Arranged,
        /// Who comes and how to reach them.
        contact: Personal<Contact>,
        /// The guards that count the contact's appointments: one for each way to reach them.
        guards: Vec<GuardId>,
        /// When the time is free again by itself.
        expires_at: DateTime<Utc>,
        /// The how many-th link: 1, 2, 3, … Only the newest confirms.
        generation: u32,
        /// Who was named before, if anybody was: their data is not needed any more.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        replaces: Option<SubjectId>,
    },
    /// The appointment stands.
    #[serde(rename = "confirmed")]
    Confirmed {
        /// What for, when, whose.
        arranged: Arranged,
        /// The spoken number.
        number: Number,
        /// Who comes and how to reach them.
        contact: Personal<Contact>,
        /// The guards that count the contact's appointments: one for each way to reach them.
        guards: Vec<GuardId>,
        /// From when on it counts as missed if nobody has come.
        missed_from: DateTime<Utc>,
        /// The reminders that are still to come and that somebody can read.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        reminders: Vec<Reminder>,
        /// Who was named before, if it was somebody else: their data is not needed any more.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        replaces: Option<SubjectId>,
    },
    /// It has moved to another time, without ever being without one.
    #[serde(rename = "rescheduled")]
    Rescheduled {
        /// The time that was given back.
        from: Slot,
        /// The time that was taken.
        to: Slot,
        /// How often it has moved by now.
        round: u32,
        /// The spoken number from now on: as a rule the same.
        number: Number,
        /// From when on it now counts as missed if nobody has come.
        missed_from: DateTime<Utc>,
        /// The edition of the catalogue that says how long it takes at its new time.
        #[serde(default = "first_edition")]
        edition: u32,
        /// The reminders that are still to come and that somebody can read.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        reminders: Vec<Reminder>,
    },
    /// It is near, and whom it belongs to is reminded.
    #[serde(rename = "reminded")]
    Reminded {
        /// Which reminder.
        reminder: Reminder,
        /// When the appointment begins.
        starts_at: DateTime<Utc>,
    },
    /// It was given back: by the citizen before it began, by the office also later.
    #[serde(rename = "cancelled")]
    Cancelled {
        /// Why.
        reason: CancelReason,
        /// What for, when, whose.
        arranged: Arranged,
        /// Whether it was more than a hold.
        was_confirmed: bool,
        /// Its guards, if anybody was named.
        guards: Vec<GuardId>,
        /// Whom the office forgets, if anybody was named.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        forget: Option<Forget>,
    },
    /// The hold ran out before the visitor decided.
    #[serde(rename = "expired")]
    Expired {
        /// What for, when, whose.
        arranged: Arranged,
        /// Its guards, if anybody was named.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        guards: Vec<GuardId>,
        /// Whom the office forgets, if anybody was named.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        forget: Option<Forget>,
    },
    /// Whom it belongs to is there and waits.
    #[serde(rename = "checked_in")]
    CheckedIn {
        /// When the appointment begins.
        starts_at: DateTime<Utc>,
        /// When the day ends on which somebody has to serve them.
        day_ends_at: DateTime<Utc>,
        /// What for, when, whose, if it had counted as missed: what was undone then is needed again.
        reopened: Option<Arranged>,
    },
    /// A clerk has called. Only one can, until a team lead takes over.
    #[serde(rename = "called")]
    Called {
        /// Which.
        clerk: ActorId,
        /// For the how many-th time.
        count: u8,
    },
    /// They talk: the service has begun.
    #[serde(rename = "started")]
    Started {
        /// With which clerk.
        clerk: ActorId,
    },
    /// The service is interrupted, and whoever served is free.
    #[serde(rename = "parked")]
    Parked {
        /// Who served.
        clerk: ActorId,
        /// Why.
        why: ParkReason,
        /// When the day ends on which it has to go on.
        day_ends_at: DateTime<Utc>,
    },
    /// The service goes on.
    #[serde(rename = "resumed")]
    Resumed {
        /// With which clerk.
        clerk: ActorId,
        /// Who served before.
        from: ActorId,
        /// For how many services the appointment was made: their cases go with it.
        lines: u16,
    },
    /// Who was away during an interruption is there again and waits.
    #[serde(rename = "returned")]
    Returned,
    /// They wait in another queue, or anew in their own, with the same number and the same turn.
    #[serde(rename = "redirected")]
    Redirected {
        /// Where they were.
        from: ScopeId,
        /// Where they are.
        to: ScopeId,
        /// Who served, if the service had begun.
        served_by: Option<ActorId>,
        /// When the day ends on which somebody has to serve them.
        day_ends_at: DateTime<Utc>,
    },
    /// The visit is over.
    #[serde(rename = "finished")]
    Finished {
        /// What was really delivered.
        delivered: Vec<Delivered>,
        /// What for, when, whose.
        arranged: Arranged,
        /// Its guards.
        guards: Vec<GuardId>,
    },
    /// The day ended, and nobody had served whoever was there. The office has failed, not the citizen.
    #[serde(rename = "unserved")]
    Unserved {
        /// What for, when, whose.
        arranged: Arranged,
        /// Its guards.
        guards: Vec<GuardId>,
        /// Whom the office forgets.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        forget: Option<Forget>,
    },
    /// Nobody came.
    #[serde(rename = "missed")]
    Missed {
        /// What for, when, whose.
        arranged: Arranged,
        /// Its guards.
        guards: Vec<GuardId>,
        /// Whom the office forgets.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        forget: Option<Forget>,
    },
    /// From here on it is the team lead's alone (§§ 51, 52 BMG).
    #[serde(rename = "access_restricted")]
    AccessRestricted,
}

stored!(Event);

/// Before anybody could publish an edition there was one.
fn first_edition() -> u32 {
    1
}
