//! Appointments as people see them: their own, a day's, the queue.

#![expect(clippy::unused_async, reason = "`async-graphql` wants every resolver to be asynchronous")]

use async_graphql::{ComplexObject, Context, Object, Result, SimpleObject};
use chrono::{DateTime, NaiveDate, Utc};
use domain::booking::{Delivered, Line};
use domain::calendar::{local_date, midnight};
use domain::ids::{BookingId, ConsultationId, ScopeId};
use domain::{ActorId, Role, person};
use event_store::Position;
use projections::Clearance;
use projections::appointments::{Appointment, State};
use uuid::Uuid;
use video_bridge::Trial;

use crate::case::CaseSummary;
use crate::checked;
use crate::errors::{failed, mistake};
use crate::fresh;
use crate::identity::may_read::Reader;
use crate::identity::{Asker, office};
use crate::office::Office;
use crate::page::{self, Page};
use crate::scalars::EventPosition;
use crate::words::{BookingMedium, BookingState, CancelReason, Channel, ParkReason, ServiceCode};

/// The read models behind an appointment.
pub(super) const MODELS: &[&str] = &["appointments"];

/// How many days one question may look at.
const DAYS_MAX: i64 = 62;

/// Questions about appointments.
#[derive(Default)]
pub(crate) struct Query;

/// A service of an appointment, and how often.
#[derive(Clone, Copy, SimpleObject)]
pub(crate) struct BookedLine {
    /// Which.
    service: ServiceCode,
    /// How often.
    quantity: i32,
}

impl From<&Line> for BookedLine {
    fn from(line: &Line) -> Self {
        Self { service: line.service.into(), quantity: i32::from(line.quantity) }
    }
}

impl From<&Delivered> for BookedLine {
    fn from(delivered: &Delivered) -> Self {
        Self { service: delivered.service.into(), quantity: i32::from(delivered.quantity) }
    }
}

/// Who comes, and how to reach them.
#[derive(Clone, SimpleObject)]
pub(crate) struct Contact {
    /// How the person wants to be called.
    name: String,
    /// E-mail, where there is one.
    mail: Option<String>,
    /// Telephone, where there is one.
    phone: Option<String>,
    /// The language in which the person wants to be addressed.
    language: String,
    /// What the person needs to take part.
    needs: Option<String>,
}

impl From<&person::Contact> for Contact {
    fn from(contact: &person::Contact) -> Self {
        let person::Contact { name, mail, phone, language, needs } = contact.clone();
        Self { name, mail, phone, language, needs }
    }
}

/// An appointment.
#[derive(SimpleObject)]
#[graphql(complex)]
pub(crate) struct Booking {
    /// Which.
    id: Uuid,
    /// Where it stands.
    state: BookingState,
    /// Where.
    scope: Uuid,
    /// On which day of the office's calendar.
    date: NaiveDate,
    /// When it begins.
    starts_at: DateTime<Utc>,
    /// When it is planned to end.
    ends_at: DateTime<Utc>,
    /// How it was made.
    medium: BookingMedium,
    /// How they come together.
    channel: Channel,
    /// What for.
    lines: Vec<BookedLine>,
    /// The spoken number, such as `V-012`: unique for a day in the whole office. It is kept when the appointment moves,
    /// unless somebody on the new day has it.
    number: Option<String>,
    /// When the time is free again by itself, as long as it is held or waits for the link in a mail.
    expires_at: Option<DateTime<Utc>>,
    /// When it was confirmed.
    confirmed_at: Option<DateTime<Utc>>,
    /// When somebody was last reminded of it.
    reminded_at: Option<DateTime<Utc>>,
    /// How often it has moved.
    moves: i32,
    /// Since when somebody waits.
    checked_in_at: Option<DateTime<Utc>>,
    /// When a clerk first called.
    called_at: Option<DateTime<Utc>>,
    /// How often a clerk has called.
    calls: i32,
    /// The clerk who called.
    clerk: Option<Uuid>,
    /// When the service began.
    started_at: Option<DateTime<Utc>>,
    /// How long they were served until now or before the present stretch began, over all interruptions, in seconds.
    served_secs: i64,
    /// Since when they are served without an interruption.
    serving_since: Option<DateTime<Utc>>,
    /// Since when the service is interrupted, while it is.
    parked_at: Option<DateTime<Utc>>,
    /// Why it is interrupted, while it is.
    park_reason: Option<ParkReason>,
    /// From which queue they were sent here.
    redirected_from: Option<Uuid>,
    /// When it was over, however it ended.
    ended_at: Option<DateTime<Utc>>,
    /// Why it was given back, if it was.
    cancel_reason: Option<CancelReason>,
    /// Whether nobody came at first.
    was_missed: bool,
    /// What was really delivered.
    delivered: Vec<BookedLine>,
    /// The talk of this appointment.
    consultation: Uuid,
    /// How many events its history has.
    version: i32,
    #[graphql(skip)]
    holder: ActorId,
    #[graphql(skip)]
    personal: Option<Contact>,
    #[graphql(skip)]
    erased: bool,
}

/// A relay of calls, as browsers are told of it (`RTCIceServer`).
#[derive(SimpleObject)]
pub(crate) struct CallRelay {
    /// Where it listens, one for each way.
    urls: Vec<String>,
    /// A name that says nothing about anybody.
    username: String,
    /// Its password.
    credential: String,
}

#[ComplexObject]
impl Booking {
    /// Who comes. Nobody is named before the confirmation, after an erasure, or to those who need not know.
    async fn contact(&self, ctx: &Context<'_>) -> Option<&Contact> {
        let asker = Asker::of(ctx);
        let own = asker.caller.is_some_and(|caller| caller.by.actor == self.holder);
        let may_know = own || asker.roles().any(&[Role::ServiceCentre, Role::Clerk, Role::TeamLead]);
        self.personal.as_ref().filter(|_| may_know)
    }

    /// Whether the person was forgotten (Art. 17 GDPR).
    async fn contact_erased(&self) -> bool {
        self.erased
    }

    /// The code of six digits with which the person comes back by the link in their mails, or by the one that the office
    /// gave them. It is shown to them, and the service centre tells it on the telephone; it stands in no mail. Null for
    /// everybody else, before the confirmation, and when the link opens nothing any more.
    #[graphql(complexity = "5")]
    async fn code(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        let asker = Asker::of(ctx);
        let own = asker.caller.is_some_and(|caller| caller.by.actor == self.holder);
        if self.confirmed_at.is_none() || (!own && !asker.roles().has(Role::ServiceCentre)) {
            return Ok(None);
        }
        office(ctx)?.newest_code(BookingId(self.id)).await.map_err(|failure| failed(&failure))
    }

    /// What the person tries their line with before a talk over video: a password of the relay of calls, good for two
    /// minutes and for nothing but having media passed on. Null for everybody else, where there is no relay, and for an
    /// appointment that is not confirmed, is over, or is not over video.
    #[graphql(complexity = "5")]
    async fn relay(&self, ctx: &Context<'_>) -> Result<Option<CallRelay>> {
        let own = Asker::of(ctx).caller.is_some_and(|caller| caller.by.actor == self.holder);
        let stands = self.confirmed_at.is_some() && self.ended_at.is_none() && self.channel == Channel::Video;
        if !own || !stands {
            return Ok(None);
        }
        let relay = office(ctx)?.calls().trial();
        Ok(relay.map(|Trial { urls, username, credential }| CallRelay { urls, username, credential }))
    }

    /// Other appointments that stand, of the same person for one of the same services. It may be a mistake: ask whether
    /// one is to be given back. Two are allowed. A citizen sees their own only: whoever types in the address of another
    /// learns nothing about them.
    #[graphql(complexity = "5 + 5 * child_complexity")]
    async fn duplicates(&self, ctx: &Context<'_>) -> Result<Vec<Booking>> {
        let (asker, office) = (Asker::of(ctx), office(ctx)?);
        let of = office.read_models().appointment(BookingId(self.id)).map_err(fresh::failed)?;
        let Some(of) = of.filter(|of| may_see(&asker, of.holder)) else { return Ok(vec![]) };
        let others = office.read_models().duplicates(&of).map_err(fresh::failed)?;
        let now = office.clock().now();
        let shown = known(others, asker.clearance()).into_iter().filter(|other| may_see(&asker, other.holder));
        Ok(shown.map(|other| Self::at(now, other)).filter(|other| other.state != BookingState::Expired).collect())
    }

    /// The cases of this appointment, one for each of its services; for the citizen and those who work on them.
    /// Like `contact`, they name nobody to those who need not know.
    #[graphql(complexity = "5 + 5 * child_complexity")]
    async fn cases(&self, ctx: &Context<'_>) -> Result<Vec<CaseSummary>> {
        let asker = Asker::of(ctx);
        let own = asker.caller.is_some_and(|caller| caller.by.actor == self.holder);
        if !own && !asker.roles().any(&[Role::Clerk, Role::TeamLead, Role::Auditor]) {
            return Ok(vec![]);
        }
        let models = office(ctx)?.read_models();
        let cases = models.cases_of_booking(BookingId(self.id), asker.clearance());
        let cases = cases.map_err(fresh::failed)?;
        let may_know = own || asker.roles().any(&[Role::Clerk, Role::TeamLead]);
        let shown = |case| if may_know { CaseSummary::from(case) } else { CaseSummary::from(case).without_name() };
        Ok(cases.into_iter().map(shown).collect())
    }
}

impl Booking {
    /// An appointment as it stands at a moment: a hold that has run out is over, recorded or not.
    pub(super) fn at(now: DateTime<Utc>, appointment: Appointment) -> Self {
        let waits = |state| matches!(state, State::Held | State::Preconfirmed);
        let run_out = waits(appointment.state) && appointment.expires_at.is_some_and(|at| at <= now);
        let state = if run_out { State::Expired } else { appointment.state };
        let contact = appointment.contact.as_ref();
        Self {
            id: appointment.id.0,
            state: state.into(),
            scope: appointment.slot.scope.0,
            date: appointment.date,
            starts_at: appointment.slot.span.starts_at,
            ends_at: appointment.slot.span.ends_at,
            medium: appointment.medium.into(),
            channel: appointment.channel.into(),
            lines: appointment.lines.iter().map(BookedLine::from).collect(),
            number: appointment.number.map(|number| number.to_string()),
            expires_at: appointment.expires_at.filter(|_| waits(state)),
            confirmed_at: appointment.confirmed_at,
            reminded_at: appointment.reminded_at,
            moves: count(appointment.moves),
            checked_in_at: appointment.checked_in_at,
            called_at: appointment.called_at,
            calls: i32::from(appointment.calls),
            clerk: appointment.clerk.map(|clerk| clerk.0),
            started_at: appointment.started_at,
            served_secs: appointment.served_secs,
            serving_since: appointment.serving_since,
            parked_at: appointment.parked_at,
            park_reason: appointment.park_reason.map(ParkReason::from),
            redirected_from: appointment.redirected_from.map(|scope| scope.0),
            ended_at: appointment.ended_at,
            cancel_reason: appointment.cancel_reason.map(CancelReason::from),
            was_missed: appointment.was_missed,
            delivered: appointment.delivered.iter().map(BookedLine::from).collect(),
            consultation: ConsultationId::of(appointment.id).0,
            version: count(appointment.version),
            holder: appointment.holder,
            personal: contact.and_then(|contact| contact.value()).map(Contact::from),
            erased: contact.is_some_and(|contact| contact.value().is_none()),
        }
    }
}

/// A count as GraphQL writes it.
pub(crate) fn count(count: u32) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

/// The appointment of a command, as it is at the command's position. Whom it does not concern sees nothing.
pub(crate) async fn booking_at(ctx: &Context<'_>, id: BookingId, position: Position) -> Result<Option<Booking>> {
    let office = office(ctx)?;
    fresh::reach(office, MODELS, Some(position)).await?;
    let asker = Asker::of(ctx);
    let found = appointment_for(office, &asker, id)?;
    let found = found.filter(|appointment| may_see(&asker, appointment.holder));
    Ok(found.map(|appointment| Booking::at(office.clock().now(), appointment)))
}

/// An appointment, as far as somebody may know that there is one (§ 51 (2) BMG).
fn appointment_for(office: &Office, asker: &Asker, id: BookingId) -> Result<Option<Appointment>> {
    let actor = asker.caller.map(|caller| caller.by.actor);
    office.read_models().appointment_for(id, actor, asker.clearance()).map_err(fresh::failed)
}

/// What of a list somebody may know of.
pub(super) fn known(all: Vec<Appointment>, clearance: Clearance) -> Vec<Appointment> {
    all.into_iter().filter(|one| !one.restricted || clearance.is_restricted()).collect()
}

/// Whether somebody may see an appointment: citizens theirs, those who book for others, work on cases or audit, all.
/// Any other role shows nothing more, whoever else its bearer is.
fn may_see(asker: &Asker, holder: ActorId) -> bool {
    let own = asker.caller.is_some_and(|caller| caller.by.actor == holder);
    own || asker.roles().any(&[Role::ServiceCentre, Role::Clerk, Role::TeamLead, Role::Auditor])
}

#[Object(name = "BookingQuery")]
impl Query {
    /// An appointment. What belongs to others and what does not exist are one answer: null.
    async fn booking(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] id: Uuid,
        #[graphql(desc = "The answer shows at least what had happened up to here.")] at_least: Option<EventPosition>,
    ) -> Result<Option<Booking>> {
        let reader = Reader::of(ctx)?;
        fresh::at_least(reader.office, MODELS, at_least).await?;
        let found = appointment_for(reader.office, &reader.asker, BookingId(id))?;
        let now = reader.office.clock().now();
        Ok(found.filter(|one| may_see(&reader.asker, one.holder)).map(|one| Booking::at(now, one)))
    }

    /// The caller's own appointments, the newest first.
    #[graphql(complexity = "page::cost(first, child_complexity)")]
    async fn my_bookings(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many: 1 to 100; 20 unless the question says so.")] first: Option<i32>,
        #[graphql(desc = "Begin after this cursor.")] after: Option<String>,
        #[graphql(desc = "The answer shows at least what had happened up to here.")] at_least: Option<EventPosition>,
    ) -> Result<Page<Booking>> {
        let reader = Reader::of(ctx)?;
        fresh::at_least(reader.office, MODELS, at_least).await?;
        let own = reader.office.read_models().appointments_of(reader.caller()?.by.actor).map_err(fresh::failed)?;
        page(&reader, own, first, after, Order::Backwards)
    }

    /// The appointments of a scope between two days, both included, in order.
    #[graphql(complexity = "page::cost(first, child_complexity)")]
    #[expect(clippy::too_many_arguments, reason = "a question's arguments are named where it is asked")]
    async fn appointments(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Where.")] scope: Uuid,
        #[graphql(desc = "The first day.")] from: NaiveDate,
        #[graphql(desc = "The last day; the first unless the question says so, at most 62 days later.")] to: Option<
            NaiveDate,
        >,
        #[graphql(desc = "In one of these states; in any unless the question says so.")] states: Option<
            Vec<BookingState>,
        >,
        #[graphql(desc = "How many: 1 to 100; 20 unless the question says so.")] first: Option<i32>,
        #[graphql(desc = "Begin after this cursor.")] after: Option<String>,
        #[graphql(desc = "The answer shows at least what had happened up to here.")] at_least: Option<EventPosition>,
    ) -> Result<Page<Booking>> {
        let reader = Reader::of(ctx)?;
        fresh::at_least(reader.office, MODELS, at_least).await?;
        let to = to.unwrap_or(from);
        checked::days(from, to, DAYS_MAX)?;
        let states: Vec<State> = states.unwrap_or_default().into_iter().map(State::from).collect();
        let models = reader.office.read_models();
        let all = models.appointments(ScopeId(scope), from, to, &states).map_err(fresh::failed)?;
        let all = known(all, reader.asker.clearance());
        page(&reader, all, first, after, Order::Forwards)
    }

    /// The appointments with a spoken number (`V-012`), of a case with a reference, or of somebody by the beginnings of
    /// their names and the end of their telephone number. Those of today and later come first, the next first; then those
    /// that are over, the latest first. Restricted ones are found by the team lead alone.
    #[graphql(complexity = "page::cost(first, child_complexity)")]
    async fn bookings(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to look for.")] search: String,
        #[graphql(desc = "How many: 1 to 100; 20 unless the question says so.")] first: Option<i32>,
        #[graphql(desc = "Begin after this cursor.")] after: Option<String>,
        #[graphql(desc = "The answer shows at least what had happened up to here.")] at_least: Option<EventPosition>,
    ) -> Result<Page<Booking>> {
        let reader = Reader::of(ctx)?;
        fresh::at_least(reader.office, &[MODELS, &["worklist"]].concat(), at_least).await?;
        let search = checked::line("search", &search).map_err(|invalid| mistake(invalid.en))?;
        let (models, clearance) = (reader.office.read_models(), reader.asker.clearance());
        let today = local_date(reader.office.clock().now());
        let mut found = models.search_appointments(&search, midnight(today), clearance).map_err(fresh::failed)?;
        for booking in models.appointments_by_reference(&search, clearance).map_err(fresh::failed)? {
            found.extend(models.appointment_for(booking, None, clearance).map_err(fresh::failed)?);
        }
        page(&reader, found, first, after, Order::FromToday { today })
    }

    /// Who waits or is being served today, in the order in which they are to be called.
    #[graphql(complexity = "20 * child_complexity")]
    async fn queue(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Where.")] scope: Uuid,
        #[graphql(desc = "The answer shows at least what had happened up to here.")] at_least: Option<EventPosition>,
    ) -> Result<Vec<Booking>> {
        let reader = Reader::of(ctx)?;
        fresh::at_least(reader.office, MODELS, at_least).await?;
        let now = reader.office.clock().now();
        let queue = reader.office.read_models().queue(ScopeId(scope), local_date(now)).map_err(fresh::failed)?;
        Ok(known(queue, reader.asker.clearance()).into_iter().map(|one| Booking::at(now, one)).collect())
    }

    /// Whose service is interrupted today, by since when it is.
    #[graphql(complexity = "20 * child_complexity")]
    async fn parked(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Where.")] scope: Uuid,
        #[graphql(desc = "The answer shows at least what had happened up to here.")] at_least: Option<EventPosition>,
    ) -> Result<Vec<Booking>> {
        let reader = Reader::of(ctx)?;
        fresh::at_least(reader.office, MODELS, at_least).await?;
        let now = reader.office.clock().now();
        let parked = reader.office.read_models().parked(ScopeId(scope), local_date(now)).map_err(fresh::failed)?;
        Ok(known(parked, reader.asker.clearance()).into_iter().map(|one| Booking::at(now, one)).collect())
    }
}

/// In which order a list stands.
#[derive(Clone, Copy)]
enum Order {
    /// The oldest first.
    Forwards,
    /// The newest first.
    Backwards,
    /// What is still to come forwards, then what is over backwards.
    FromToday { today: NaiveDate },
}

/// A page of appointments; the cursor is the time and the id, so pages stay whole when appointments come and go.
fn page(
    reader: &Reader<'_>,
    mut all: Vec<Appointment>,
    first: Option<i32>,
    after: Option<String>,
    order: Order,
) -> Result<Page<Booking>> {
    let (first, after) = (page::size(first)?, page::after(after)?);
    let now = reader.office.clock().now();
    let key = |one: &Appointment| {
        let seconds = one.slot.span.starts_at.timestamp();
        let rank = match order {
            Order::Forwards => seconds,
            Order::FromToday { today } if one.date >= today => seconds,
            Order::Backwards | Order::FromToday { .. } => i64::MAX - seconds,
        };
        format!("{rank:020}/{}", one.id)
    };
    all.sort_by_cached_key(key);
    all.dedup_by_key(|one| one.id);
    Ok(page::cut(all, after.as_deref(), first, key, |one| Booking::at(now, one)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::Language;
    use crate::office::Caller;
    use domain::By;

    const ADA: ActorId = ActorId(Uuid::from_u128(0xada));
    const BEN: ActorId = ActorId(Uuid::from_u128(0xbe2));

    fn ada(roles: &[Role]) -> Asker {
        let by = By { actor: ADA, roles: roles.iter().copied().collect() };
        Asker { caller: Some(Caller { by, expires_at: DateTime::UNIX_EPOCH }), language: Language::German }
    }

    #[test]
    fn everybody_sees_their_own_appointment_and_nobody_unknown_sees_any() {
        assert!(may_see(&ada(&[Role::Citizen]), ADA));
        assert!(!may_see(&ada(&[Role::Citizen]), BEN));
        assert!(!may_see(&Asker::default(), ADA));
    }

    #[test]
    fn a_role_that_needs_no_appointments_adds_none_to_those_of_a_citizen() {
        for role in Role::ALL {
            let needs = [Role::ServiceCentre, Role::Clerk, Role::TeamLead, Role::Auditor].contains(&role);
            assert_eq!(may_see(&ada(&[Role::Citizen, role]), BEN), needs, "{role:?}");
        }
    }
}
