//! Who else is in a room: whom the clerk has let in, and of whom the talk was told that they are there.

use std::collections::{BTreeMap, BTreeSet};

use domain::consultation::{Guests, Standing};
use domain::ids::GuestId;
use tokio::time::Instant;

use crate::room::Order;

/// The guests of a talk, as its log has them and as the room sees them.
#[derive(Default)]
pub(crate) struct Company {
    /// Who may be here, and whether the clerk has let them in.
    wanted: BTreeMap<GuestId, bool>,
    /// Of whom the talk was told that they are there.
    told: BTreeSet<GuestId>,
    /// Those who were there when the server stopped have until then to come back before they count as gone.
    taken_on_trust_until: Option<Instant>,
}

impl Company {
    /// The log is so far. What it says of who is there counts for a room that is new, and is taken to be true until the
    /// given time: from then on the room tells it.
    /// Answers who was let in since.
    pub(crate) fn reconcile(&mut self, guests: Option<&Guests>, trusted_until: Option<Instant>) -> Vec<GuestId> {
        let wanted = |guests: &Guests| {
            let wanted = guests.iter().filter(|guest| guest.standing != Standing::Removed);
            wanted.map(|guest| (guest.id, guest.standing != Standing::Invited)).collect()
        };
        let before: BTreeMap<GuestId, bool> =
            std::mem::replace(&mut self.wanted, guests.map(wanted).unwrap_or_default());
        if let Some(until) = trusted_until {
            let present = guests.into_iter().flat_map(Guests::iter).filter(|guest| guest.standing == Standing::Present);
            self.told = present.map(|guest| guest.id).collect();
            self.taken_on_trust_until = (!self.told.is_empty()).then_some(until);
        }
        // Of whom it is decided that they are not here, nobody has to tell that they have gone.
        self.told.retain(|id| self.wanted.get(id).is_some_and(|is_admitted| *is_admitted));
        let was_outside = |id: &GuestId| before.get(id) == Some(&false);
        self.wanted.keys().copied().filter(|id| was_outside(id) && self.admits(*id)).collect()
    }

    /// Whether they may be here.
    pub(crate) fn wants(&self, id: GuestId) -> bool {
        self.wanted.contains_key(&id)
    }

    /// Whether the clerk has let them in.
    pub(crate) fn admits(&self, id: GuestId) -> bool {
        self.wanted.get(&id).is_some_and(|is_admitted| *is_admitted)
    }

    /// Whether those who were given time have had it.
    pub(crate) fn has_waited(&mut self, now: Instant) -> bool {
        self.taken_on_trust_until.take_if(|until| *until <= now).is_some()
    }

    /// What the talk is to be told, when these are here.
    pub(crate) fn orders(&mut self, here: &BTreeSet<GuestId>) -> Vec<Order> {
        let mut orders = vec![];
        for id in here.iter().filter(|id| self.admits(**id)).copied().collect::<Vec<_>>() {
            if self.told.insert(id) {
                orders.push(Order::Arrive(id));
            }
        }
        if self.taken_on_trust_until.is_none() {
            let gone: Vec<GuestId> = self.told.difference(here).copied().collect();
            for id in gone {
                self.told.remove(&id);
                orders.push(Order::Leave(id));
            }
        }
        orders
    }

    /// The talk is over, and has said so for everybody.
    pub(crate) fn part(&mut self) {
        self.told.clear();
    }
}
