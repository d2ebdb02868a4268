//! Who waits, before whom, and what is offered to them.

use async_graphql::{ComplexObject, Context, Object, Result, SimpleObject};
use chrono::{DateTime, NaiveDate, Utc};
use domain::ids::{EntryId, ScopeId};
use domain::waiting_list::Open;
use domain::{ActorId, Role};
use event_store::Position;
use projections::waiting::Place;
use uuid::Uuid;

use crate::booking::{BookedLine, Contact, count};
use crate::fresh;
use crate::identity::may_read::Reader;
use crate::identity::{Asker, office};
use crate::scalars::EventPosition;
use crate::words::{BookingMedium, Channel};

/// The read models behind a waiting list.
const MODELS: &[&str] = &["waiting"];

/// Who talks with those who wait.
const STAFF: &[Role] = &[Role::ServiceCentre, Role::Clerk, Role::TeamLead];

/// Questions about waiting lists.
#[derive(Default)]
pub(crate) struct Query;

/// A time that is held for somebody who waits, until they answer.
#[derive(Clone, Copy, SimpleObject)]
struct WaitingOffer {
    /// The held appointment.
    booking: Uuid,
    /// When it would begin.
    starts_at: DateTime<Utc>,
    /// When it would end.
    ends_at: DateTime<Utc>,
    /// Until when it is held. Unanswered by then, it is offered to the next.
    expires_at: DateTime<Utc>,
}

impl From<Open> for WaitingOffer {
    fn from(Open { booking, span, expires_at }: Open) -> Self {
        Self { booking: booking.0, starts_at: span.starts_at, ends_at: span.ends_at, expires_at }
    }
}

/// A place in a waiting list.
#[derive(SimpleObject)]
#[graphql(complex)]
pub(super) struct WaitingPlace {
    /// Which place.
    id: Uuid,
    /// Where.
    scope: Uuid,
    /// Whether the person waits by themselves or through the service centre.
    medium: BookingMedium,
    /// How to come together.
    channel: Channel,
    /// What for.
    lines: Vec<BookedLine>,
    /// The first day on which the person could come.
    from: NaiveDate,
    /// The last day on which the person could come. After it nobody waits any longer.
    until: NaiveDate,
    /// Since when.
    joined_at: DateTime<Utc>,
    /// How many wait longer. What suits them is offered to them first.
    before: i32,
    /// How many offers there were.
    offers: i32,
    /// How many of them ran out without an answer. After as many as the limits allow nobody waits any longer.
    unanswered: i32,
    /// What is offered at the moment.
    offer: Option<WaitingOffer>,
    /// Whether the person was forgotten (Art. 17 GDPR).
    contact_erased: bool,
    #[graphql(skip)]
    holder: ActorId,
    #[graphql(skip)]
    personal: Option<Contact>,
}

#[ComplexObject]
impl WaitingPlace {
    /// Who comes. Nobody is named after an erasure, or to those who need not know.
    async fn contact(&self, ctx: &Context<'_>) -> Option<&Contact> {
        self.personal.as_ref().filter(|_| may_see(&Asker::of(ctx), self.holder))
    }
}

impl WaitingPlace {
    /// A place as it is at a moment: an offer that has run out is over, recorded or not.
    fn at(now: DateTime<Utc>, place: &Place) -> Self {
        Self {
            id: place.entry.0,
            scope: place.scope.0,
            medium: place.medium.into(),
            channel: place.channel.into(),
            lines: place.lines.iter().map(BookedLine::from).collect(),
            from: place.window.from,
            until: place.window.until,
            joined_at: place.joined_at,
            before: count(place.before),
            offers: i32::from(place.offers),
            unanswered: i32::from(place.unanswered),
            offer: place.open.filter(|open| open.expires_at > now).map(WaitingOffer::from),
            contact_erased: place.contact.value().is_none(),
            holder: place.holder,
            personal: place.contact.value().map(Contact::from),
        }
    }
}

fn may_see(asker: &Asker, holder: ActorId) -> bool {
    asker.caller.is_some_and(|caller| caller.by.actor == holder) || asker.roles().any(STAFF)
}

/// The place of a command, as it is at the command's position. Whom it does not concern sees nothing.
pub(super) async fn place_at(ctx: &Context<'_>, entry: EntryId, position: Position) -> Result<Option<WaitingPlace>> {
    let office = office(ctx)?;
    fresh::reach(office, MODELS, Some(position)).await?;
    let found = office.read_models().place(entry).map_err(fresh::failed)?;
    let asker = Asker::of(ctx);
    let found = found.filter(|place| may_see(&asker, place.holder));
    Ok(found.map(|place| WaitingPlace::at(office.clock().now(), &place)))
}

#[Object(name = "WaitingListQuery")]
impl Query {
    /// The caller's own places in waiting lists, each with how many wait before them and what is offered.
    #[graphql(complexity = "5 * child_complexity")]
    async fn my_waiting(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The answer shows at least what had happened up to here.")] at_least: Option<EventPosition>,
    ) -> Result<Vec<WaitingPlace>> {
        let reader = Reader::of(ctx)?;
        fresh::at_least(reader.office, MODELS, at_least).await?;
        let own = reader.office.read_models().places_of(reader.caller()?.by.actor).map_err(fresh::failed)?;
        let now = reader.office.clock().now();
        Ok(own.iter().map(|place| WaitingPlace::at(now, place)).collect())
    }

    /// Who waits at a scope, in the order in which they are asked.
    #[graphql(complexity = "50 * child_complexity")]
    async fn waiting_list(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Where.")] scope: Uuid,
        #[graphql(desc = "The answer shows at least what had happened up to here.")] at_least: Option<EventPosition>,
    ) -> Result<Vec<WaitingPlace>> {
        let reader = Reader::of(ctx)?;
        fresh::at_least(reader.office, MODELS, at_least).await?;
        let all = reader.office.read_models().waiting_list(ScopeId(scope)).map_err(fresh::failed)?;
        let now = reader.office.clock().now();
        Ok(all.iter().map(|place| WaitingPlace::at(now, place)).collect())
    }
}
