//! The calls of one authority: its rooms, who comes in, and what is done with what happens there.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use chrono::{DateTime, Utc};
use domain::consultation::{self, Part, State};
use domain::ids::{BookingId, ConsultationId, GuestId};
use domain::{ActorId, By};
use event_store::{Log, random};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, timeout};
use tracing::{info, warn};
use uuid::Uuid;
use worker::Orders;

use crate::closing::Closing;
use crate::failure::Failure;
use crate::follow;
use crate::frame::First;
use crate::line::{Line, Outbox};
use crate::orders::{self, Queue};
use crate::room::{Effect, Entered, Known, LineId, Now, Patience, Room};
use crate::seat::Seat;
use crate::sitting::Quality;
use crate::ticket::{Admission, SeatKey, Signer, Sitter, TICKET_KEPT, Ticket};
use crate::turn::{Trial, Turn};

/// How long stopping may take.
const STOP: Duration = Duration::from_secs(5);

/// The calls of one authority. Clones are the same.
#[derive(Clone)]
pub struct Calls(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    orders: Orders,
    pub(crate) patience: Patience,
    signer: Signer,
    turn: Option<Arc<Turn>>,
    opened: Now,
    /// The tickets that were used, until they are no good anyway.
    used: Mutex<HashMap<Uuid, DateTime<Utc>>>,
    /// By their talks.
    rooms: Mutex<HashMap<ConsultationId, Arc<Cell>>>,
    lines: AtomicU64,
    sockets: AtomicUsize,
    is_stopping: AtomicBool,
    pub(crate) queue: Arc<Queue>,
    tasks: Mutex<Vec<JoinHandle<()>>>,
}

/// Somebody who was invited, as their invitation says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Invited {
    /// To the talk of which appointment.
    pub booking: BookingId,
    /// Who.
    pub guest: GuestId,
    /// What for.
    pub part: Part,
}

/// How much goes on just now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Rooms with somebody in them.
    pub rooms: usize,
    /// Seats that are taken, also by somebody whose line dropped a moment ago.
    pub sessions: usize,
    /// Lines to browsers.
    pub sockets: usize,
}

/// A room and the lines into it.
pub(crate) struct Cell {
    pub(crate) booking: BookingId,
    inside: Mutex<Inside>,
}

struct Inside {
    room: Room,
    outboxes: HashMap<LineId, Arc<Outbox>>,
    /// It was removed: whoever comes now opens another one.
    is_removed: bool,
}

impl Cell {
    fn inside(&self) -> MutexGuard<'_, Inside> {
        // A frame that panics leaves a room as it was up to then, and the next one finds it usable.
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Calls {
    /// Opens the calls of an authority, with a relay where there is one.
    pub async fn open(orders: Orders, turn: Option<Turn>) -> Result<Self, Failure> {
        Self::open_with(orders, turn, Patience::default()).await
    }

    pub(crate) async fn open_with(orders: Orders, turn: Option<Turn>, patience: Patience) -> Result<Self, Failure> {
        let log = orders.log();
        let signer = Signer::new(log.keys().secret("call-tickets").await?, log.authority());
        let run = Uuid::new_v8(random::bytes()?);
        let queue = Arc::new(Queue::new(run));
        let opened = Now { at: Instant::now(), wall: log.clock().now() };
        let calls = Self(Arc::new(Inner {
            patience,
            signer,
            turn: turn.map(Arc::new),
            opened,
            used: Mutex::default(),
            rooms: Mutex::default(),
            lines: AtomicU64::new(0),
            sockets: AtomicUsize::new(0),
            is_stopping: AtomicBool::new(false),
            queue: Arc::clone(&queue),
            tasks: Mutex::default(),
            orders,
        }));
        let weak = Arc::downgrade(&calls.0);
        let position = calls.log().position();
        let tasks = vec![
            tokio::spawn(follow::follow(Weak::clone(&weak), position)),
            tokio::spawn(tick(Weak::clone(&weak), patience.tick)),
            tokio::spawn(orders::give(weak, queue)),
        ];
        *calls.0.tasks.lock().unwrap_or_else(PoisonError::into_inner) = tasks;
        Ok(calls)
    }

    /// A ticket to a seat in the room of an appointment. The same nonce is the same ticket: it is good once.
    ///
    /// Whether somebody may come in is decided by whoever asks for it, at that moment: the ticket is good from then on.
    pub fn ticket(&self, booking: BookingId, seat: Seat, by: By, nonce: Uuid, since: DateTime<Utc>) -> Ticket {
        let text = self.0.signer.ticket(&Admission { sitter: Sitter { booking, seat, by }, nonce, since });
        Ticket { text, until: since + TICKET_KEPT }
    }

    /// What a guest shows to get tickets. It stands in no URL's path or query, and lets nobody in by itself.
    pub fn invitation(&self, Invited { booking, guest, part }: Invited) -> String {
        let by = By { actor: ActorId(guest.0), roles: part.role().into() };
        self.0.signer.invitation(&Sitter { booking, seat: Seat::Guest(guest.0), by })
    }

    /// Whom an invitation is for, if this authority wrote it.
    pub fn invited(&self, invitation: &str) -> Option<Invited> {
        let Sitter { booking, seat, by } = self.0.signer.read_invitation(invitation)?;
        let part = [Part::Interpreter, Part::Companion].into_iter().find(|part| by.roles.has(part.role()))?;
        Some(Invited { booking, guest: seat.guest()?, part })
    }

    /// What somebody tries their line with before the day, where there is a relay.
    pub fn trial(&self) -> Option<Trial> {
        let name = Uuid::new_v8(random::bytes().ok()?).simple().to_string();
        self.0.turn.as_ref().map(|turn| turn.trial(&name, self.now().wall))
    }

    /// How much goes on just now.
    pub fn counts(&self) -> Counts {
        let cells = self.cells();
        let sessions = cells.iter().map(|cell| cell.inside().room.sessions()).sum();
        Counts { rooms: cells.len(), sessions, sockets: self.0.sockets.load(Ordering::Acquire) }
    }

    /// Says to everybody that the server stops, lets nobody in any more, and waits until what was ordered is done.
    pub async fn stop(&self) {
        self.0.is_stopping.store(true, Ordering::Release);
        for cell in self.cells() {
            self.act(&cell, |room, _| room.stop());
        }
        let done = async {
            while self.0.sockets.load(Ordering::Acquire) > 0 || !self.0.queue.is_empty() {
                sleep(Duration::from_millis(10)).await;
            }
        };
        if timeout(STOP, done).await.is_err() {
            warn!("calls were stopped while somebody had not heard of it, or the log of something");
        }
        let tasks: Vec<_> = self.0.tasks.lock().unwrap_or_else(PoisonError::into_inner).drain(..).collect();
        for task in tasks {
            task.abort();
            // Until it has ended, it may hold the log open. How it ended says nothing.
            let _ = task.await;
        }
    }

    pub(crate) fn authority(&self) -> &str {
        self.log().authority()
    }

    pub(crate) fn log(&self) -> &Log {
        self.0.orders.log()
    }

    pub(crate) fn orders(&self) -> &Orders {
        &self.0.orders
    }

    pub(crate) fn now(&self) -> Now {
        Now { at: Instant::now(), wall: self.log().clock().now() }
    }

    pub(crate) fn is_stopping(&self) -> bool {
        self.0.is_stopping.load(Ordering::Acquire)
    }

    /// Opens a line for whoever says something good first.
    pub(crate) async fn begin(&self, first: &First) -> Result<Line, Closing> {
        let now = self.now();
        match first {
            First::Hello { ticket } => {
                let admission = self.0.signer.read_ticket(ticket, now.wall).ok_or(Closing::NotGood)?;
                // Which tickets were used before a restart is forgotten, so those of before are not good any more.
                if admission.since < self.0.opened.wall {
                    return Err(Closing::NotGood);
                }
                self.open_line(admission.sitter, |room, line| {
                    room.check_place(&admission.sitter)?;
                    self.use_up(&admission, now.wall)?;
                    room.enter(admission.sitter, line, self.now(), self.0.opened.wall)
                })
                .await
            }
            First::Resume { key, seen } => {
                let key = self.0.signer.read_key(key, now.wall).ok_or(Closing::NotGood)?;
                self.open_line(key.sitter, |room, line| {
                    let now = self.now();
                    // Later than this nobody can have been away for no longer than they may.
                    let restarted = now.at.saturating_duration_since(self.0.opened.at) < self.0.patience.away;
                    room.resume(&key, *seen, line, now, restarted)
                })
                .await
            }
        }
    }

    /// Takes a frame of a session, and closes its line if that cannot be a frame.
    pub(crate) fn hear(&self, cell: &Arc<Cell>, seat: Seat, session: u64, text: &str) -> Result<(), Closing> {
        let mut heard = Ok(());
        self.act(cell, |room, now| match room.hear(seat, session, text, now) {
            Ok(effects) => effects,
            Err(closing) => {
                heard = Err(closing);
                room.hang_up_session(seat, session, closing, now)
            }
        });
        heard
    }

    /// Takes frames of whoever shows the key of their seat.
    pub(crate) fn hear_by_key<'a>(&self, key: &str, frames: impl Iterator<Item = &'a str>) -> Result<(), Closing> {
        let key = self.0.signer.read_key(key, self.now().wall).ok_or(Closing::NotGood)?;
        let cell = self.cell_of(ConsultationId::of(key.sitter.booking)).ok_or(Closing::Expired)?;
        for frame in frames {
            self.hear(&cell, key.sitter.seat, key.session, frame)?;
        }
        Ok(())
    }

    /// Closes a line.
    pub(crate) fn hang_up(&self, cell: &Arc<Cell>, line: LineId, closing: Closing) {
        self.act(cell, |room, now| room.hang_up(line, closing, now));
    }

    /// A line has ended.
    pub(crate) fn gone(&self, cell: &Arc<Cell>, line: LineId) {
        cell.inside().outboxes.remove(&line);
        self.act(cell, |room, now| room.hang_up(line, Closing::Left, now));
        self.0.sockets.fetch_sub(1, Ordering::AcqRel);
    }

    /// The room of a talk, if somebody is in it.
    pub(crate) fn cell_of(&self, talk: ConsultationId) -> Option<Arc<Cell>> {
        self.rooms().get(&talk).cloned()
    }

    /// Whether nobody is in any room.
    pub(crate) fn is_empty(&self) -> bool {
        self.rooms().is_empty()
    }

    /// Tells a room where its talk stands.
    pub(crate) async fn reconcile(&self, cell: &Arc<Cell>) -> Result<(), event_store::Failure> {
        let known = self.talk(cell.booking).await?;
        self.act(cell, |room, now| room.reconcile(&known, now));
        Ok(())
    }

    async fn talk(&self, booking: BookingId) -> Result<Known, event_store::Failure> {
        let loaded = self.log().load::<domain::Consultation>(ConsultationId::of(booking).0).await?;
        let (version, state) = (loaded.version, loaded.state.0);
        let visit_goes_on = if matches!(state, State::Ended { .. }) {
            consultation::goes_on(&self.log().load::<domain::Booking>(booking.0).await?.state.0)
        } else {
            false
        };
        Ok(Known { version, state, visit_goes_on })
    }

    async fn open_line(
        &self,
        sitter: Sitter,
        enter: impl Fn(&mut Room, LineId) -> Result<Entered, Closing>,
    ) -> Result<Line, Closing> {
        let talk = ConsultationId::of(sitter.booking);
        loop {
            if self.is_stopping() {
                return Err(Closing::Stopping);
            }
            // First the room, then the state: what happens in between reaches the room by way of the log.
            let cell = self.cell(talk, sitter.booking)?;
            let known = match self.talk(sitter.booking).await {
                Ok(known) => known,
                Err(failure) => {
                    let error = &failure as &dyn std::error::Error;
                    warn!(error, "nobody can be let into a call: the log does not answer");
                    self.remove_if_empty(&cell);
                    return Err(Closing::Unavailable);
                }
            };
            let id = LineId(self.0.lines.fetch_add(1, Ordering::Relaxed));
            let (mut entered, outbox) = (None, Arc::new(Outbox::new()));
            self.act_if_there(&cell, |inside| {
                let mut effects = inside.room.reconcile(&known, self.now());
                let result = enter(&mut inside.room, id);
                if let Ok(Entered { sitter, session, welcome, effects: follows }) = &result {
                    let key = SeatKey { sitter: *sitter, session: *session, since: self.now().wall };
                    let mut welcome = welcome.clone();
                    welcome["key"] = self.0.signer.key(&key).into();
                    outbox.begin(welcome.to_string().into());
                    inside.outboxes.insert(id, Arc::clone(&outbox));
                    self.0.sockets.fetch_add(1, Ordering::AcqRel);
                    for effect in follows {
                        match effect {
                            Effect::Send { line, frame } if *line == id => outbox.begin(Arc::clone(frame)),
                            effect => effects.push(effect.clone()),
                        }
                    }
                }
                entered = Some(result.map(|entered| entered.session));
                effects
            });
            match entered {
                Some(Ok(session)) => {
                    let (calls, seat) = (self.clone(), sitter.seat);
                    return Ok(Line { calls, cell, id, outbox, seat, session });
                }
                Some(Err(closing)) => return Err(closing),
                // It was removed a moment ago.
                None => {}
            }
        }
    }

    /// Uses up a ticket.
    fn use_up(&self, admission: &Admission, now: DateTime<Utc>) -> Result<(), Closing> {
        let mut used = self.0.used.lock().unwrap_or_else(PoisonError::into_inner);
        used.retain(|_, until| now < *until);
        // When a ticket is no good any more, that it was used need not be known.
        match used.insert(admission.nonce, admission.since + TICKET_KEPT) {
            None => Ok(()),
            Some(_) => Err(Closing::NotGood),
        }
    }

    fn cell(&self, talk: ConsultationId, booking: BookingId) -> Result<Arc<Cell>, Closing> {
        let salt = Uuid::new_v8(random::bytes().map_err(|_| Closing::Unavailable)?);
        let mut rooms = self.rooms();
        let cell = rooms.entry(talk).or_insert_with(|| {
            let is_told_down = self.0.queue.interrupts(booking);
            let room = Room::new(talk, salt, self.0.turn.clone(), self.0.patience, is_told_down);
            Arc::new(Cell { booking, inside: Mutex::new(Inside { room, outboxes: HashMap::new(), is_removed: false }) })
        });
        Ok(Arc::clone(cell))
    }

    /// Does something in a room, and all that follows from it.
    fn act(&self, cell: &Arc<Cell>, what: impl FnOnce(&mut Room, Now) -> Vec<Effect>) {
        let now = self.now();
        self.act_if_there(cell, |inside| what(&mut inside.room, now));
    }

    /// Does something in a room that was not removed, and all that follows from it. Nobody sees what is in between.
    fn act_if_there(&self, cell: &Arc<Cell>, what: impl FnOnce(&mut Inside) -> Vec<Effect>) {
        let mut inside = cell.inside();
        if inside.is_removed {
            return;
        }
        let mut effects = what(&mut inside);
        while !effects.is_empty() {
            let mut slow = vec![];
            for effect in effects {
                match effect {
                    Effect::Send { line, frame } => {
                        if let Some(outbox) = inside.outboxes.get(&line)
                            && !outbox.push(frame)
                        {
                            slow.push(line);
                        }
                    }
                    Effect::Close { line, closing } => {
                        if let Some(outbox) = inside.outboxes.remove(&line) {
                            outbox.close(closing);
                        }
                    }
                    Effect::Order { order, session, number } => self.0.queue.push(cell.booking, order, session, number),
                    Effect::Rated(quality) => rated(cell.booking, &quality),
                }
            }
            effects = slow.into_iter().flat_map(|line| Self::give_up(&mut inside, line, self.now())).collect();
        }
        let is_empty = inside.room.is_empty();
        drop(inside);
        if is_empty {
            self.remove_if_empty(cell);
        }
    }

    /// Gives up a line on which nobody reads.
    fn give_up(inside: &mut Inside, line: LineId, now: Now) -> Vec<Effect> {
        if let Some(outbox) = inside.outboxes.remove(&line) {
            outbox.give_up();
        }
        inside.room.hang_up(line, Closing::Slow, now)
    }

    /// Removes a room that nobody is in.
    fn remove_if_empty(&self, cell: &Arc<Cell>) {
        let mut rooms = self.rooms();
        let mut inside = cell.inside();
        if inside.room.is_empty() && !inside.is_removed {
            inside.is_removed = true;
            rooms.remove(&ConsultationId::of(cell.booking));
        }
    }

    fn cells(&self) -> Vec<Arc<Cell>> {
        self.rooms().values().cloned().collect()
    }

    fn rooms(&self) -> MutexGuard<'_, HashMap<ConsultationId, Arc<Cell>>> {
        // Every change under this lock is one step, so a panic elsewhere cannot have spoilt it.
        self.0.rooms.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        for task in self.tasks.get_mut().unwrap_or_else(PoisonError::into_inner).drain(..) {
            task.abort();
        }
    }
}

/// Says how good the line of a session was. It names the appointment and nobody.
fn rated(booking: BookingId, quality: &Quality) {
    let path = quality.path.map_or("unknown", |path| path.name());
    if quality.samples == 0 && quality.path.is_none() {
        return;
    }
    metrics::counter!("vorgang_call_sessions_total", "path" => path).increment(1);
    let rtt = quality.rtt();
    if let Some(rtt) = rtt {
        metrics::histogram!("vorgang_call_rtt_seconds").record(rtt.as_secs_f64());
    }
    let Quality { samples, freezes, lost_max, .. } = quality;
    info!(booking.id = %booking.0, path, samples, ?rtt, lost_max, freezes, "a session in the call of {} is over", booking.0);
}

/// Looks at all rooms from time to time.
async fn tick(inner: Weak<Inner>, pause: Duration) {
    loop {
        sleep(pause).await;
        let Some(calls) = inner.upgrade().map(Calls) else { return };
        for cell in &calls.cells() {
            calls.act(cell, Room::tick);
            calls.act_if_there(cell, |inside| {
                let stuck = |outbox: &Outbox| outbox.is_stuck(calls.0.patience.slow);
                let stuck: Vec<LineId> =
                    inside.outboxes.iter().filter(|(_, outbox)| stuck(outbox)).map(|(line, _)| *line).collect();
                stuck.into_iter().flat_map(|line| Calls::give_up(inside, line, calls.now())).collect()
            });
        }
        let counts = calls.counts();
        let authority = calls.authority().to_owned();
        let gauge = |name: &'static str, value: usize| {
            metrics::gauge!(name, "authority" => authority.clone())
                .set(f64::from(u32::try_from(value).unwrap_or(u32::MAX)));
        };
        gauge("vorgang_call_rooms", counts.rooms);
        gauge("vorgang_call_sessions", counts.sessions);
        gauge("vorgang_call_sockets", counts.sockets);
    }
}

#[cfg(test)]
mod tests {
    use metrics_exporter_prometheus::PrometheusBuilder;

    use super::*;
    use crate::frame::{Path, Sample};

    /// What is measured of sessions with these lines.
    fn measured(qualities: &[Quality]) -> String {
        let recorder = PrometheusBuilder::new().build_recorder();
        let booking = BookingId(Uuid::from_u128(1));
        metrics::with_local_recorder(&recorder, || qualities.iter().for_each(|quality| rated(booking, quality)));
        recorder.handle().render()
    }

    /// A line that went this way, and whose packets took so long.
    fn over(path: Option<Path>, rtts_ms: &[f64]) -> Quality {
        let mut quality = Quality::default();
        quality.path = path;
        for rtt in rtts_ms {
            quality.take(&Sample { rtt_ms: Some(*rtt), ..Sample::default() });
        }
        quality
    }

    #[test]
    fn sessions_are_counted_by_the_path_of_their_media() {
        let by_relay = over(Some(Path::RelayUdp), &[30.0, 50.0]);
        let (short, unknown, never) = (over(Some(Path::RelayTls), &[]), over(None, &[-1.0]), over(None, &[]));
        let measured = measured(&[by_relay, short, by_relay, unknown, never]);
        let mut counted: Vec<_> =
            measured.lines().filter(|line| line.starts_with("vorgang_call_sessions_total")).collect();
        counted.sort_unstable();
        let expected = [
            r#"vorgang_call_sessions_total{path="relay-tls"} 1"#,
            r#"vorgang_call_sessions_total{path="relay-udp"} 2"#,
            r#"vorgang_call_sessions_total{path="unknown"} 1"#,
        ];
        assert_eq!(counted, expected, "of a session that never had a line, nothing is known");
        assert!(measured.contains("vorgang_call_rtt_seconds_count 2\n"), "{measured}");
        assert!(measured.contains("vorgang_call_rtt_seconds_sum 0.08\n"), "{measured}");
        assert!(!measured.contains("00000000-0000"), "it names no appointment");
    }
}
