//! The decision table of the papers of a case.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Command, Copies, Event, Folder, Kind, Level, Paper, Refusal};
use crate::asked::{ActorId, Asked};
use crate::calendar::local_date;
use crate::decide::Decide;
use crate::document::kib_of;
use crate::limits::Limits;
use crate::permission::{Grant, Role};

/// What is known of the papers of a case.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum State {
    /// None was written.
    #[default]
    Empty,
    /// These were.
    Holding(Folder),
}

impl State {
    /// What was written.
    pub fn folder(&self) -> Option<&Folder> {
        match self {
            Self::Empty => None,
            Self::Holding(folder) => Some(folder),
        }
    }

    /// Whether another one of a kind has room. All but histories are written once for each choice of languages.
    pub fn has_room(&self, kind: Kind, limits: &Limits) -> Result<(), Refusal> {
        match kind {
            Kind::Declaration | Kind::Confirmation | Kind::Certificate | Kind::Receipt => Ok(()),
            Kind::History | Kind::AuditHistory => {
                let max = limits.histories_per_case_max;
                let papers = self.folder().map(|folder| folder.papers.values()).into_iter().flatten();
                let written = papers.filter(|paper| paper.kind == kind).count();
                if written < usize::from(max) { Ok(()) } else { Err(Refusal::TooManyHistories { max }) }
            }
        }
    }

    /// A paper that was.
    pub fn paper(&self, paper: crate::ids::PaperId) -> Option<&Paper> {
        self.folder().and_then(|folder| folder.papers.get(&paper))
    }
}

impl Decide for State {
    const KIND: &'static str = "paper";
    type Command = Command;
    type Event = Event;
    type Refusal = Refusal;

    fn grants(command: &Command) -> &'static [Grant] {
        match command {
            Command::Keep { kept, .. } => match kept.kind {
                Kind::Declaration => &[Grant::Any(Role::Clerk), Grant::Any(Role::TeamLead)],
                Kind::Confirmation | Kind::Certificate | Kind::Receipt | Kind::History => {
                    &[Grant::Own(Role::Citizen), Grant::Any(Role::Clerk), Grant::Any(Role::TeamLead)]
                }
                Kind::AuditHistory => &[Grant::Any(Role::Auditor)],
            },
            Command::Stamp { .. } => &[Grant::Any(Role::System)],
            Command::HandOut { .. } => &[
                Grant::Own(Role::Citizen),
                Grant::Any(Role::Clerk),
                Grant::Any(Role::TeamLead),
                Grant::Any(Role::Auditor),
            ],
        }
    }

    /// A case without a holder is the office's: no citizen may take it for their own.
    fn holder(&self) -> Option<ActorId> {
        self.folder().map(|folder| folder.holder.unwrap_or(ActorId::SYSTEM))
    }

    fn decide(&self, asked: &Asked<Command>) -> Result<Vec<Event>, Refusal> {
        use Command::{HandOut, Keep, Stamp};

        match (self.paper(asked.command.paper()), &asked.command) {
            (None, Keep { case, holder, kept }) => {
                self.has_room(kept.kind, &asked.facts.limits)?;
                let super::Kept { paper, kind, languages, about, hash, blob, bytes, pages, seal } = kept.clone();
                let (case, holder, kib) = (*case, *holder, kib_of(bytes));
                Ok(vec![Event::Kept { paper, case, holder, kind, languages, about, hash, blob, kib, pages, seal }])
            }
            (None, Stamp { .. } | HandOut { .. }) => Err(Refusal::Unknown),

            // What was written first is what there is: it was perhaps fetched already.
            (Some(_), Keep { .. }) => Ok(vec![]),

            (Some(known), &Stamp { paper, of, hash, blob, bytes }) => match known.seal {
                None => Err(Refusal::NotSealed),
                Some(Level::Basic) if known.blob == of => {
                    Ok(vec![Event::Stamped { paper, hash, blob, kib: kib_of(bytes) }])
                }
                // Another node was faster.
                Some(Level::Basic | Level::Timed) => Ok(vec![]),
            },

            // What is written for those who audit a case is nobody else's.
            (Some(known), HandOut { .. }) if known.kind == Kind::AuditHistory && !asked.by.roles.has(Role::Auditor) => {
                Err(Refusal::Unknown)
            }
            (Some(_), &HandOut { paper, ticket }) => {
                if self.folder().is_some_and(|folder| folder.tickets.contains_key(&ticket)) {
                    return Err(Refusal::TicketUsed);
                }
                let max = asked.facts.limits.paper_copies_per_case_day_max;
                if self.folder().is_some_and(|folder| folder.copies_on(local_date(asked.at)) >= max) {
                    return Err(Refusal::TooManyCopies { max });
                }
                Ok(vec![Event::HandedOut { paper, ticket, at: asked.at }])
            }
        }
    }

    fn apply(self, event: Event) -> Self {
        match (self, event) {
            (Self::Empty, event) => match event {
                Event::Kept { holder, .. } => {
                    let (papers, tickets, copies) = (BTreeMap::new(), BTreeMap::new(), Copies::default());
                    let folder = Folder { holder, papers, tickets, copies };
                    Self::Holding(folder.apply(event))
                }
                // No row of the decision table leads here.
                Event::Stamped { .. } | Event::HandedOut { .. } => Self::Empty,
            },
            (Self::Holding(folder), event) => Self::Holding(folder.apply(event)),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU16;

    use uuid::Uuid;

    use super::*;
    use crate::asked::Facts;
    use crate::ids::{CaseId, PaperId};
    use crate::paper::{Kept, Languages};
    use crate::permission::Denied;
    use crate::personal::SubjectId;
    use crate::signature::Hash;
    use crate::testing::{ADA, BEN, CLARA, acting, at, citizen, clerk, given, system};

    const CASE: CaseId = CaseId(Uuid::from_u128(1));
    const PAPER: PaperId = PaperId(Uuid::from_u128(2));
    const NOW: &str = "2026-03-02T09:00:00Z";

    fn kept(kind: Kind) -> Kept {
        Kept {
            paper: PAPER,
            kind,
            languages: Languages::German,
            about: vec![SubjectId(Uuid::from_u128(3))],
            hash: Hash([1; 32]),
            blob: Hash([2; 32]),
            bytes: 1025,
            pages: NonZeroU16::MIN,
            seal: Some(Level::Basic),
        }
    }

    fn keep(kind: Kind) -> Command {
        Command::Keep { case: CASE, holder: Some(ADA), kept: kept(kind) }
    }

    fn was_kept(kind: Kind, seal: Option<Level>) -> Event {
        let Kept { paper, kind, languages, about, hash, blob, pages, .. } = kept(kind);
        let (case, holder) = (CASE, Some(ADA));
        Event::Kept { paper, case, holder, kind, languages, about, hash, blob, kib: 2, pages, seal }
    }

    fn hand_out(ticket: u128) -> Command {
        Command::HandOut { paper: PAPER, ticket: Uuid::from_u128(ticket) }
    }

    fn stamp(of: u8) -> Command {
        Command::Stamp { paper: PAPER, of: Hash([of; 32]), hash: Hash([3; 32]), blob: Hash([4; 32]), bytes: 3000 }
    }

    #[test]
    fn nobody_writes_what_is_not_theirs_to_write() {
        for (kind, by) in [
            (Kind::Declaration, citizen(ADA)),
            (Kind::AuditHistory, citizen(ADA)),
            (Kind::AuditHistory, clerk(CLARA)),
            (Kind::History, acting(BEN, Role::Auditor)),
            (Kind::Receipt, acting(BEN, Role::Cashier)),
            (Kind::Certificate, system()),
        ] {
            given::<State>([]).when(by, at(NOW), keep(kind)).then_refused(Denied.into());
        }
        let history = [was_kept(Kind::Confirmation, Some(Level::Basic))];
        given::<State>(history.clone()).when(citizen(BEN), at(NOW), hand_out(1)).then_refused(Denied.into());
        given::<State>(history).when(clerk(CLARA), at(NOW), stamp(2)).then_refused(Denied.into());
    }

    #[test]
    fn what_was_written_once_stays_as_it_was_written() {
        let confirmation = was_kept(Kind::Confirmation, Some(Level::Basic));
        given::<State>([]).when(citizen(ADA), at(NOW), keep(Kind::Confirmation)).then([confirmation.clone()]);
        let mut again = kept(Kind::Confirmation);
        again.hash = Hash([9; 32]);
        let again = Command::Keep { case: CASE, holder: Some(ADA), kept: again };
        given::<State>([confirmation]).when(citizen(ADA), at(NOW), again).then_nothing();
    }

    #[test]
    fn a_ticket_is_good_once_and_what_is_written_for_auditors_is_theirs() {
        let history = [was_kept(Kind::Receipt, Some(Level::Basic))];
        let out = Event::HandedOut { paper: PAPER, ticket: Uuid::from_u128(1), at: at(NOW) };
        given::<State>([]).when(clerk(CLARA), at(NOW), hand_out(1)).then_refused(Refusal::Unknown);
        for by in [citizen(ADA), clerk(CLARA), acting(BEN, Role::Auditor)] {
            given::<State>(history.clone()).when(by, at(NOW), hand_out(1)).then([out.clone()]);
        }
        given::<State>([history[0].clone(), out.clone()])
            .when(citizen(ADA), at(NOW), hand_out(1))
            .then_refused(Refusal::TicketUsed);
        let audit = [was_kept(Kind::AuditHistory, Some(Level::Basic))];
        for by in [citizen(ADA), clerk(CLARA)] {
            given::<State>(audit.clone()).when(by, at(NOW), hand_out(1)).then_refused(Refusal::Unknown);
        }
        given::<State>(audit).when(acting(BEN, Role::Auditor), at(NOW), hand_out(1)).then([out]);
    }

    fn numbered(kind: Kind, number: u128) -> Event {
        match was_kept(kind, Some(Level::Basic)) {
            Event::Kept { case, holder, kind, languages, about, hash, blob, kib, pages, seal, .. } => {
                let paper = PaperId(Uuid::from_u128(1000 + number));
                Event::Kept { paper, case, holder, kind, languages, about, hash, blob, kib, pages, seal }
            }
            other => other,
        }
    }

    #[test]
    fn a_case_has_so_many_histories_and_auditors_have_their_own() {
        let facts = || Facts { limits: Limits { histories_per_case_max: 2, ..Limits::default() }, ..Facts::default() };
        let history = [numbered(Kind::History, 1), numbered(Kind::Receipt, 2), numbered(Kind::History, 3)];
        given::<State>(history.clone())
            .knowing(facts())
            .when(citizen(ADA), at(NOW), keep(Kind::History))
            .then_refused(Refusal::TooManyHistories { max: 2 });
        let before = [numbered(Kind::History, 1)];
        let written = [was_kept(Kind::History, Some(Level::Basic))];
        given::<State>(before).knowing(facts()).when(citizen(ADA), at(NOW), keep(Kind::History)).then(written);
        for (by, kind) in [(citizen(ADA), Kind::Receipt), (acting(BEN, Role::Auditor), Kind::AuditHistory)] {
            let written = [was_kept(kind, Some(Level::Basic))];
            given::<State>(history.clone()).knowing(facts()).when(by, at(NOW), keep(kind)).then(written);
        }
        // What is there is no other one.
        let again = [history[0].clone(), history[2].clone(), was_kept(Kind::History, Some(Level::Basic))];
        given::<State>(again).knowing(facts()).when(citizen(ADA), at(NOW), keep(Kind::History)).then_nothing();
    }

    #[test]
    fn on_one_day_so_many_copies_are_fetched_and_on_the_next_one_again() {
        let facts =
            || Facts { limits: Limits { paper_copies_per_case_day_max: 2, ..Limits::default() }, ..Facts::default() };
        let out = |ticket, when| Event::HandedOut { paper: PAPER, ticket: Uuid::from_u128(ticket), at: at(when) };
        // Half past midnight at the office is still yesterday in UTC.
        let history = [
            was_kept(Kind::Receipt, Some(Level::Basic)),
            out(1, "2026-03-01T22:30:00Z"),
            out(2, "2026-03-01T23:30:00Z"),
            out(3, NOW),
        ];
        given::<State>(history.clone())
            .knowing(facts())
            .when(citizen(ADA), at(NOW), hand_out(4))
            .then_refused(Refusal::TooManyCopies { max: 2 });
        given::<State>(history[..3].to_vec())
            .knowing(facts())
            .when(citizen(ADA), at(NOW), hand_out(4))
            .then([out(4, NOW)]);
        let tomorrow = "2026-03-02T23:30:00Z";
        given::<State>(history).knowing(facts()).when(citizen(ADA), at(tomorrow), hand_out(4)).then([out(4, tomorrow)]);
    }

    #[test]
    fn a_seal_is_stamped_once_and_no_other_paper_takes_its_stamp() {
        let history = [was_kept(Kind::Receipt, Some(Level::Basic))];
        let stamped = Event::Stamped { paper: PAPER, hash: Hash([3; 32]), blob: Hash([4; 32]), kib: 3 };
        given::<State>([]).when(system(), at(NOW), stamp(2)).then_refused(Refusal::Unknown);
        given::<State>([was_kept(Kind::Declaration, None)])
            .when(system(), at(NOW), stamp(2))
            .then_refused(Refusal::NotSealed);
        given::<State>(history.clone()).when(system(), at(NOW), stamp(7)).then_nothing();
        given::<State>(history.clone()).when(system(), at(NOW), stamp(2)).then([stamped.clone()]);
        given::<State>([history[0].clone(), stamped]).when(system(), at(NOW), stamp(4)).then_nothing();
    }
}
