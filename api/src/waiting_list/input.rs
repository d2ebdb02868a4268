//! What forms about the waiting list say, and what of it is possible.

use async_graphql::InputObject;
use chrono::NaiveDate;
use domain::ids::{EntryId, ScopeId};
use domain::waiting_list::{Accept, Decline, Join, Leave, Window, Wish};
use domain::{ActorId, Role};
use uuid::Uuid;

use crate::booking::{ContactInput, LineInput};
use crate::checked::{self, Checked};
use crate::step::Step;
use crate::words::Channel;

/// Somebody wants to wait for a time.
#[derive(InputObject)]
pub(super) struct WaitingListJoinInput {
    /// Names the request: the same key gives the same answer.
    pub(super) idempotency_key: Uuid,
    /// Where.
    scope: Uuid,
    /// What for. How long it takes is the catalogue's to say.
    lines: Vec<LineInput>,
    /// How to come together. The catalogue says in which channels a service is offered.
    #[graphql(default_with = "Channel::Video")]
    channel: Channel,
    /// The first day on which the person could come.
    from: NaiveDate,
    /// The last day on which the person could come.
    until: NaiveDate,
    /// Who comes. The appointment that comes of it is made with these details.
    contact: ContactInput,
}

impl WaitingListJoinInput {
    pub(super) fn join(&self, entry: EntryId, step: &Step<'_>) -> Checked<Join> {
        let contact = self.contact.contact()?;
        let window = Window { from: checked::date("from", self.from)?, until: checked::date("until", self.until)? };
        // Whoever has somebody on the telephone waits for them, and not in their own name.
        let for_others = step.by().roles.any(&[Role::ServiceCentre, Role::Clerk, Role::TeamLead]);
        let holder = if for_others { ActorId(step.name("holder")) } else { step.by().actor };
        let wish = Wish {
            scope: ScopeId(self.scope),
            holder,
            lines: LineInput::lines("lines", &self.lines)?,
            channel: self.channel.into(),
            window,
            guards: step.office.guards_of(&contact),
            contact: step.subject("contact").knows(contact),
        };
        Ok(Join { entry, wish })
    }
}

/// Something is to happen to a place in a waiting list.
#[derive(InputObject)]
pub(super) struct WaitingListStepInput {
    /// Names the request: the same key gives the same answer.
    pub(super) idempotency_key: Uuid,
    /// Where.
    scope: Uuid,
    /// Which place.
    entry: Uuid,
}

impl WaitingListStepInput {
    pub(super) fn entry(&self) -> EntryId {
        EntryId(self.entry)
    }

    pub(super) fn accept(&self) -> Accept {
        Accept { scope: ScopeId(self.scope), entry: self.entry() }
    }

    pub(super) fn decline(&self) -> Decline {
        Decline { scope: ScopeId(self.scope), entry: self.entry() }
    }

    pub(super) fn leave(&self) -> Leave {
        Leave { scope: ScopeId(self.scope), entry: self.entry() }
    }
}
