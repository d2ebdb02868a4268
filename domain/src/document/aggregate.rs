//! The decision table of the documents of a case.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use super::{Command, Document, Event, Refusal, Stage, Tray};
use crate::asked::{ActorId, Asked};
use crate::decide::Decide;
use crate::permission::{Grant, Role};

/// How many characters a name may have.
const NAME_CHARS_MAX: usize = 100;
/// How many times as many files may be announced for a case as it may have: what is refused may be tried again, and
/// nobody fills the log with that.
const ANNOUNCED_TIMES_MAX: usize = 5;

/// What is known of the documents of a case.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum State {
    /// Nothing was handed in.
    #[default]
    Empty,
    /// This was.
    Holding(Tray),
}

impl State {
    /// What was handed in.
    pub fn tray(&self) -> Option<&Tray> {
        match self {
            Self::Empty => None,
            Self::Holding(tray) => Some(tray),
        }
    }
}

impl Decide for State {
    const KIND: &'static str = "document";
    type Command = Command;
    type Event = Event;
    type Refusal = Refusal;

    fn grants(command: &Command) -> &'static [Grant] {
        match command {
            Command::Announce { .. } | Command::HandOut { .. } => {
                &[Grant::Own(Role::Citizen), Grant::Any(Role::Clerk), Grant::Any(Role::TeamLead)]
            }
            Command::TakeBack { .. } => &[
                Grant::Own(Role::Citizen),
                Grant::Any(Role::Clerk),
                Grant::Any(Role::TeamLead),
                Grant::Any(Role::System),
            ],
            // What comes in by a ticket is taken by the office, and looked at by it.
            Command::Receive { .. } | Command::Defer { .. } | Command::Release { .. } | Command::Refuse { .. } => {
                &[Grant::Any(Role::System)]
            }
        }
    }

    /// A case without a holder is the office's: no citizen may take it for their own.
    fn holder(&self) -> Option<ActorId> {
        self.tray().map(|tray| tray.holder.unwrap_or(ActorId::SYSTEM))
    }

    fn decide(&self, asked: &Asked<Command>) -> Result<Vec<Event>, Refusal> {
        use Command::{Announce, Defer, HandOut, Receive, Refuse, Release, TakeBack};

        let tray = self.tray();
        let document = asked.command.document();
        let known = tray.and_then(|tray| tray.documents.get(&document));
        match (known, &asked.command) {
            (None, Announce { .. }) => announce(tray, asked),
            (
                None,
                Receive { .. } | Defer { .. } | Release { .. } | Refuse { .. } | TakeBack { .. } | HandOut { .. },
            ) => Err(Refusal::Unknown),
            // The id is made of the request: it is the same announcement.
            (Some(_), Announce { .. }) => Ok(vec![]),
            (Some(known), command) => known.decide(tray.expect("it holds the document"), command, asked),
        }
    }

    fn apply(self, event: Event) -> Self {
        match (self, event) {
            (Self::Empty, event) => match event {
                Event::Announced { case, holder, .. } => {
                    let tray = Tray { case, holder, documents: BTreeMap::new(), tickets: BTreeMap::new() };
                    Self::Holding(tray.apply(event))
                }
                // No row of the decision table leads here.
                Event::Received { .. }
                | Event::Deferred { .. }
                | Event::Released { .. }
                | Event::Refused { .. }
                | Event::TakenBack { .. }
                | Event::HandedOut { .. } => Self::Empty,
            },
            (Self::Holding(tray), event) => Self::Holding(tray.apply(event)),
        }
    }
}

fn announce(tray: Option<&Tray>, asked: &Asked<Command>) -> Result<Vec<Event>, Refusal> {
    let Command::Announce { document, case, holder, format, bytes, proves, name } = &asked.command else {
        return Err(Refusal::Unknown);
    };
    let limits = &asked.facts.limits;
    let most = u64::from(limits.upload_bytes_max);
    if *bytes == 0 {
        return Err(Refusal::Empty);
    }
    if *bytes > most {
        return Err(Refusal::TooLarge { max: most });
    }
    let chars = name.known()?.0.chars();
    if !(1..=NAME_CHARS_MAX).contains(&chars.clone().count()) || chars.clone().any(char::is_control) {
        return Err(Refusal::BadName);
    }
    let max = limits.uploads_per_case_max;
    let (count, kib) = tray.map(|tray| tray.room_taken(asked.at)).unwrap_or_default();
    let announced = tray.map_or(0, |tray| tray.documents.len());
    if count >= usize::from(max) || announced >= ANNOUNCED_TIMES_MAX * usize::from(max) {
        return Err(Refusal::TooMany { max });
    }
    let max = u64::from(limits.uploads_per_case_bytes_max);
    if kib * 1024 + bytes > max {
        return Err(Refusal::CaseFull { max });
    }
    Ok(vec![Event::Announced {
        document: *document,
        case: *case,
        holder: *holder,
        format: *format,
        kib: kib_of(*bytes),
        proves: *proves,
        name: name.clone(),
        until: asked.at + TimeDelta::hours(limits.upload_hours.into()),
    }])
}

impl Document {
    /// What becomes of a document that is known.
    fn decide(&self, tray: &Tray, command: &Command, asked: &Asked<Command>) -> Result<Vec<Event>, Refusal> {
        use Command::{Announce, Defer, HandOut, Receive, Refuse, Release, TakeBack};

        match (&self.stage, command) {
            (_, Announce { .. }) => Ok(vec![]),

            (Stage::Announced { until }, Receive { .. }) if asked.at >= *until => Err(Refusal::Late),
            (Stage::Announced { .. }, &Receive { document, blob, bytes, commitment }) => {
                if kib_of(bytes) > self.kib {
                    return Err(Refusal::TooLarge { max: u64::from(self.kib) * 1024 });
                }
                Ok(vec![Event::Received { document, blob, kib: kib_of(bytes), commitment }])
            }
            (Stage::Announced { .. }, Defer { .. } | Release { .. } | Refuse { .. }) => Err(Refusal::NotReceived),
            (Stage::Announced { .. } | Stage::Received { .. }, &TakeBack { document }) => {
                Ok(vec![Event::TakenBack { document }])
            }
            (Stage::Announced { .. } | Stage::Received { .. }, HandOut { .. }) => Err(Refusal::NotReleased),

            (Stage::Received { blob, .. }, Receive { blob: again, .. }) if again == blob => Ok(vec![]),
            (Stage::Received { .. }, Receive { .. }) => Err(Refusal::AlreadyReceived),
            (Stage::Received { deferred: true, .. }, Defer { .. }) => Ok(vec![]),
            (Stage::Received { deferred: false, .. }, &Defer { document }) => Ok(vec![Event::Deferred { document }]),
            (Stage::Received { .. }, &Release { document, blob, bytes }) => {
                Ok(vec![Event::Released { document, blob, kib: kib_of(bytes), proves: self.proves }])
            }
            (Stage::Received { .. }, &Refuse { document, fault }) => Ok(vec![Event::Refused { document, fault }]),

            (Stage::Released { blob }, Release { blob: again, .. }) if again == blob => Ok(vec![]),
            (Stage::Released { .. }, Release { .. } | Refuse { .. } | Defer { .. }) => Err(Refusal::NotReceived),
            (Stage::Released { .. }, Receive { .. }) => Err(Refusal::AlreadyReceived),
            // What was handed in and looked at is part of the file, as a letter would be.
            (Stage::Released { .. }, TakeBack { .. }) => Err(Refusal::Kept),
            (Stage::Released { .. }, &HandOut { document, ticket }) => {
                if tray.tickets.contains_key(&ticket) {
                    return Err(Refusal::TicketUsed);
                }
                Ok(vec![Event::HandedOut { document, ticket, at: asked.at }])
            }

            (Stage::Refused { fault }, Refuse { fault: again, .. }) if again == fault => Ok(vec![]),
            (Stage::Refused { .. }, Refuse { .. } | Release { .. } | Defer { .. }) => Err(Refusal::NotReceived),
            (Stage::Refused { .. } | Stage::TakenBack, Receive { .. }) => Err(Refusal::AlreadyReceived),
            (Stage::Refused { .. } | Stage::TakenBack, HandOut { .. }) => Err(Refusal::NotReleased),
            (Stage::Refused { .. } | Stage::TakenBack, TakeBack { .. }) => Ok(vec![]),
            (Stage::TakenBack, Defer { .. } | Release { .. } | Refuse { .. }) => Err(Refusal::NotReceived),
        }
    }
}

/// Whole kibibytes. One document or paper never has four tebibytes.
pub(crate) fn kib_of(bytes: u64) -> u32 {
    u32::try_from(bytes.div_ceil(1024)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use chrono::{DateTime, Utc};
    use uuid::Uuid;

    use super::*;
    use crate::asked::Facts;
    use crate::catalogue::EvidenceKind;
    use crate::document::{Fault, FileName, Format};
    use crate::ids::{CaseId, DocumentId};
    use crate::permission::Denied;
    use crate::personal::SubjectId;
    use crate::signature::Hash;
    use crate::testing::{ADA, BEN, CLARA, at, citizen, clerk, given, system};

    const CASE: CaseId = CaseId(Uuid::from_u128(1));
    const LEASE: DocumentId = DocumentId(Uuid::from_u128(2));
    const TICKET: Uuid = Uuid::from_u128(3);
    const KEPT: Hash = Hash([1; 32]);
    const CLEAN: Hash = Hash([2; 32]);
    const PROOF: Hash = Hash([3; 32]);
    const MIB: u64 = 1024 * 1024;

    fn now() -> DateTime<Utc> {
        at("2026-03-02T09:00:00Z")
    }

    fn named(n: u128, bytes: u64, name: &str) -> Command {
        Command::Announce {
            document: DocumentId(Uuid::from_u128(n)),
            case: CASE,
            holder: Some(ADA),
            format: Format::Jpeg,
            bytes,
            proves: Some(EvidenceKind::LandlordConfirmation),
            name: SubjectId(Uuid::from_u128(n + 1000)).knows(FileName(name.to_owned())),
        }
    }

    fn announce_command(n: u128, bytes: u64) -> Command {
        named(n, bytes, "Bestätigung.jpg")
    }

    fn announced(n: u128, kib: u32) -> Event {
        Event::Announced {
            document: DocumentId(Uuid::from_u128(n)),
            case: CASE,
            holder: Some(ADA),
            format: Format::Jpeg,
            kib,
            proves: Some(EvidenceKind::LandlordConfirmation),
            name: SubjectId(Uuid::from_u128(n + 1000)).knows(FileName("Bestätigung.jpg".to_owned())),
            until: at("2026-03-03T09:00:00Z"),
        }
    }

    fn receive(bytes: u64) -> Command {
        Command::Receive { document: LEASE, blob: KEPT, bytes, commitment: PROOF }
    }

    fn received() -> Event {
        Event::Received { document: LEASE, blob: KEPT, kib: 2, commitment: PROOF }
    }

    fn release() -> Command {
        Command::Release { document: LEASE, blob: CLEAN, bytes: 1000 }
    }

    fn released() -> Event {
        Event::Released { document: LEASE, blob: CLEAN, kib: 1, proves: Some(EvidenceKind::LandlordConfirmation) }
    }

    fn hand_out(ticket: Uuid) -> Command {
        Command::HandOut { document: LEASE, ticket }
    }

    #[test]
    fn a_file_is_announced_by_whom_the_case_belongs_to_or_by_the_office() {
        for by in [citizen(ADA), clerk(CLARA)] {
            given::<State>([]).when(by, now(), announce_command(2, 2000)).then([announced(2, 2)]);
        }
        given::<State>([announced(2, 2)])
            .when(citizen(BEN), now(), announce_command(5, 2000))
            .then_refused(Refusal::Denied(Denied));
        given::<State>([announced(2, 2)]).when(citizen(ADA), now(), announce_command(2, 2000)).then_nothing();
    }

    #[test]
    fn no_file_is_empty_or_larger_than_one_may_be() {
        given::<State>([]).when(citizen(ADA), now(), announce_command(2, 0)).then_refused(Refusal::Empty);
        given::<State>([]).when(citizen(ADA), now(), announce_command(2, 20 * MIB)).then([announced(2, 20 * 1024)]);
        let max = 20 * MIB;
        given::<State>([])
            .when(citizen(ADA), now(), announce_command(2, 20 * MIB + 1))
            .then_refused(Refusal::TooLarge { max });
    }

    #[test]
    fn a_name_can_be_shown() {
        for name in ["", "a\u{7}b", "a\nb", &"ä".repeat(101)] {
            given::<State>([]).when(citizen(ADA), now(), named(2, 1, name)).then_refused(Refusal::BadName);
        }
        assert!(given::<State>([]).when(citizen(ADA), now(), named(2, 1, &"ä".repeat(100))).answer().is_ok());
    }

    #[test]
    fn a_case_has_thirty_files_and_a_hundred_mebibytes() {
        let thirty: Vec<Event> = (10..40).map(|n| announced(n, 1)).collect();
        given::<State>(thirty.clone())
            .when(citizen(ADA), now(), announce_command(2, 1))
            .then_refused(Refusal::TooMany { max: 30 });
        // What did not come in time, was refused or taken back takes no room.
        let late = at("2026-03-03T09:00:00Z");
        assert!(given::<State>(thirty.clone()).when(citizen(ADA), late, announce_command(2, 1)).answer().is_ok());
        let document = DocumentId(Uuid::from_u128(10));
        let taken_back = thirty.into_iter().chain([Event::TakenBack { document }]);
        assert!(given::<State>(taken_back).when(citizen(ADA), now(), announce_command(2, 1)).answer().is_ok());

        let full: Vec<Event> = (10..15).map(|n| announced(n, 20 * 1024)).collect();
        given::<State>(full)
            .when(citizen(ADA), now(), announce_command(2, 1))
            .then_refused(Refusal::CaseFull { max: 100 * MIB });
    }

    #[test]
    fn nobody_announces_for_ever() {
        let many =
            (10..160).flat_map(|n| [announced(n, 1), Event::TakenBack { document: DocumentId(Uuid::from_u128(n)) }]);
        given::<State>(many)
            .when(citizen(ADA), now(), announce_command(2, 1))
            .then_refused(Refusal::TooMany { max: 30 });
    }

    #[test]
    fn limits_are_the_authoritys() {
        let mut facts = Facts::default();
        facts.limits.upload_bytes_max = 1000;
        given::<State>([])
            .knowing(facts)
            .when(citizen(ADA), now(), announce_command(2, 1001))
            .then_refused(Refusal::TooLarge { max: 1000 });
    }

    #[test]
    fn a_file_comes_once_in_time_and_as_large_as_it_was_announced() {
        let history = [announced(2, 2)];
        given::<State>(history.clone()).when(system(), now(), receive(2000)).then([received()]);
        given::<State>(history.clone()).when(citizen(ADA), now(), receive(2000)).then_refused(Refusal::Denied(Denied));
        given::<State>(history.clone())
            .when(system(), at("2026-03-03T09:00:00Z"), receive(2000))
            .then_refused(Refusal::Late);
        given::<State>(history.clone())
            .when(system(), now(), receive(2049))
            .then_refused(Refusal::TooLarge { max: 2048 });
        given::<State>([announced(2, 2), received()]).when(system(), now(), receive(2000)).then_nothing();
        let other = Command::Receive { document: LEASE, blob: CLEAN, bytes: 1, commitment: PROOF };
        given::<State>([announced(2, 2), received()])
            .when(system(), now(), other)
            .then_refused(Refusal::AlreadyReceived);
        given::<State>([]).when(system(), now(), receive(1)).then_refused(Refusal::Unknown);
    }

    #[test]
    fn nothing_is_released_that_is_not_there_and_nothing_twice() {
        given::<State>([announced(2, 2)]).when(system(), now(), release()).then_refused(Refusal::NotReceived);
        given::<State>([announced(2, 2), received()]).when(system(), now(), release()).then([released()]);
        given::<State>([announced(2, 2), received()])
            .when(clerk(CLARA), now(), release())
            .then_refused(Refusal::Denied(Denied));
        given::<State>([announced(2, 2), received(), released()]).when(system(), now(), release()).then_nothing();
        let refuse = Command::Refuse { document: LEASE, fault: Fault::Active };
        given::<State>([announced(2, 2), received(), released()])
            .when(system(), now(), refuse.clone())
            .then_refused(Refusal::NotReceived);
        let refused = Event::Refused { document: LEASE, fault: Fault::Active };
        given::<State>([announced(2, 2), received()]).when(system(), now(), refuse.clone()).then([refused.clone()]);
        let history = [announced(2, 2), received(), refused];
        given::<State>(history.clone()).when(system(), now(), refuse).then_nothing();
        given::<State>(history).when(system(), now(), release()).then_refused(Refusal::NotReceived);
    }

    #[test]
    fn what_nobody_could_look_at_waits_and_is_not_handed_out() {
        let (defer, deferred) = (Command::Defer { document: LEASE }, Event::Deferred { document: LEASE });
        given::<State>([announced(2, 2), received()]).when(system(), now(), defer.clone()).then([deferred.clone()]);
        let history = [announced(2, 2), received(), deferred];
        given::<State>(history.clone()).when(system(), now(), defer).then_nothing();
        given::<State>(history.clone()).when(clerk(CLARA), now(), hand_out(TICKET)).then_refused(Refusal::NotReleased);
        given::<State>(history).when(system(), now(), release()).then([released()]);
    }

    #[test]
    fn a_ticket_is_good_for_one_copy() {
        let out = Event::HandedOut { document: LEASE, ticket: TICKET, at: now() };
        let history = [announced(2, 2), received(), released()];
        given::<State>(history.clone()).when(citizen(ADA), now(), hand_out(TICKET)).then([out.clone()]);
        given::<State>(history.clone())
            .when(citizen(BEN), now(), hand_out(TICKET))
            .then_refused(Refusal::Denied(Denied));
        let used = history.into_iter().chain([out]);
        given::<State>(used.clone()).when(citizen(ADA), now(), hand_out(TICKET)).then_refused(Refusal::TicketUsed);
        assert!(given::<State>(used).when(clerk(CLARA), now(), hand_out(CASE.0)).answer().is_ok());
    }

    #[test]
    fn what_is_not_yet_released_is_taken_back_and_what_is_stays() {
        let (command, event) = (Command::TakeBack { document: LEASE }, Event::TakenBack { document: LEASE });
        for history in [vec![announced(2, 2)], vec![announced(2, 2), received()]] {
            given::<State>(history).when(citizen(ADA), now(), command.clone()).then([event.clone()]);
        }
        given::<State>([announced(2, 2), received(), released()])
            .when(citizen(ADA), now(), command.clone())
            .then_refused(Refusal::Kept);
        let history = [announced(2, 2), event];
        given::<State>(history.clone()).when(citizen(ADA), now(), command).then_nothing();
        given::<State>(history.clone()).when(system(), now(), receive(1)).then_refused(Refusal::AlreadyReceived);
        given::<State>(history).when(system(), now(), release()).then_refused(Refusal::NotReceived);
    }

    #[test]
    fn used_tickets_are_forgotten_when_they_are_good_for_nothing() {
        let mut state = [announced(2, 2), received(), released()].into_iter().fold(State::default(), State::apply);
        for n in 0..100_u32 {
            let at = now() + TimeDelta::minutes(n.into());
            let ticket = Uuid::from_u128(n.into());
            let asked = Asked { command: hand_out(ticket), by: citizen(ADA), at, facts: Arc::default() };
            for event in state.answer(&asked).expect("it is released") {
                state = state.apply(event);
            }
        }
        assert!(state.tray().expect("it holds one").tickets.len() <= 10);
    }
}
