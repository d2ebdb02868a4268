//! What happens in a room. It is pure: what is said, heard and measured comes in, and what is to be done comes out.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use domain::ActorId;
use domain::consultation::{Medium, State};
use domain::ids::{ConsultationId, GuestId};
use serde_json::{Value, json};
use tokio::time::Instant;
use uuid::Uuid;

use crate::closing::Closing;
use crate::company::Company;
use crate::frame::{Focus, Framed, Link, Said};
use crate::seat::{Part, Seat};
use crate::sitting::{Counted, Quality, Sitting, Waits};
use crate::ticket::{SeatKey, Sitter};
use crate::turn::Turn;

/// How many messages are kept for whoever comes back.
const MESSAGES_KEPT: usize = 100;

/// A line to a browser. Each has a number of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct LineId(pub(crate) u64);

/// What is to be done.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Effect {
    /// A frame goes out.
    Send { line: LineId, frame: Arc<str> },
    /// A line is closed, after what was sent.
    Close { line: LineId, closing: Closing },
    /// The talk is told what has become of its line.
    Order { order: Order, session: u64, number: u64 },
    /// A session is over: how good its line was.
    Rated(Quality),
}

/// What a talk is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    /// The line dropped.
    Interrupt,
    /// It is back.
    Resume,
    /// Somebody who was invited is there.
    Arrive(GuestId),
    /// They are gone.
    Leave(GuestId),
}

impl Order {
    /// Whose seat it is about; the line between the two who talk is the host's matter.
    pub(crate) fn about(self) -> Seat {
        match self {
            Self::Interrupt | Self::Resume => Seat::Host,
            Self::Arrive(guest) | Self::Leave(guest) => Seat::Guest(guest.0),
        }
    }
}

/// What time it is: for how long something takes, and on the wall.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Now {
    pub(crate) at: Instant,
    pub(crate) wall: DateTime<Utc>,
}

/// How long things may take.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Patience {
    /// Until the first frame.
    pub(crate) first: Duration,
    /// Until a seat without a line is given up.
    pub(crate) away: Duration,
    /// Until somebody says anything: they ping every 10 seconds.
    pub(crate) silent: Duration,
    /// Until somebody reads what they are sent.
    pub(crate) slow: Duration,
    /// Between two looks at all rooms.
    pub(crate) tick: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            first: Duration::from_secs(10),
            away: Duration::from_secs(90),
            silent: Duration::from_secs(45),
            slow: Duration::from_secs(10),
            tick: Duration::from_secs(1),
        }
    }
}

/// Where the talk stands, as far as a room needs to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Waiting,
    Live,
    Interrupted,
    Over,
}

/// Where the talk and its visit stand, as the log says.
#[derive(Clone, Debug)]
pub(crate) struct Known {
    /// Up to which event.
    pub(crate) version: u32,
    pub(crate) state: State,
    /// Whether the visit goes on, after the talk has ended: then they may talk again.
    pub(crate) visit_goes_on: bool,
}

impl Phase {
    /// A talk that ends closes its room. Whoever comes after that, while the visit goes on, waits for the next one.
    fn of(known: &Known, is_first: bool) -> Self {
        match &known.state {
            State::Unknown | State::Scheduled { .. } => Self::Waiting,
            State::Ended { .. } if is_first && known.visit_goes_on => Self::Waiting,
            State::Live { talk, .. } if talk.medium == Medium::Video => Self::Live,
            State::Interrupted(talk) if talk.medium == Medium::Video => Self::Interrupted,
            // They talk by telephone or face to face: nobody needs a picture of anybody any more.
            State::Live { .. } | State::Interrupted(_) | State::Ended { .. } | State::Cancelled { .. } => Self::Over,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Live => "live",
            Self::Interrupted => "interrupted",
            Self::Over => "over",
        }
    }
}

/// What is remembered of a seat while the room lasts.
struct Remembered {
    session: u64,
    actor: ActorId,
    /// The first message that is theirs to read: what was said before they came is not.
    reads_from: u64,
}

struct Message {
    from: Seat,
    id: Uuid,
    text: String,
}

/// How the connection between host and holder stands, as the host says.
#[derive(Default)]
struct Connection {
    up: bool,
    /// The talk was told that it is down.
    is_told_down: bool,
    /// After a restart of the server it is taken to stand, until somebody says so or it is too late for that.
    taken_on_trust_until: Option<Instant>,
}

/// Somebody is in.
#[derive(Debug)]
pub(crate) struct Entered {
    pub(crate) sitter: Sitter,
    pub(crate) session: u64,
    /// The frame that says so. It lacks the key of the seat.
    pub(crate) welcome: Value,
    /// What follows it.
    pub(crate) effects: Vec<Effect>,
}

/// A room.
pub(crate) struct Room {
    talk: ConsultationId,
    /// Makes names of seats that say nothing, for the relay.
    salt: Uuid,
    turn: Option<Arc<Turn>>,
    patience: Patience,
    /// Up to which event the talk's state is known.
    version: Option<u32>,
    phase: Phase,
    /// Who leads the talk, once it has begun.
    leader: Option<ActorId>,
    hold: bool,
    focus: Option<Focus>,
    seats: BTreeMap<Seat, Sitting>,
    known: BTreeMap<Seat, Remembered>,
    messages: VecDeque<Message>,
    /// How many messages there were.
    said: u64,
    connection: Connection,
    /// Since when the talk is live, without having been interrupted.
    live_since: Option<DateTime<Utc>>,
    company: Company,
    orders: u64,
}

impl Room {
    /// An empty room. `is_told_down` says that the talk is being told that its line dropped: whoever was here before has
    /// left that behind.
    pub(crate) fn new(
        talk: ConsultationId,
        salt: Uuid,
        turn: Option<Arc<Turn>>,
        patience: Patience,
        is_told_down: bool,
    ) -> Self {
        Self {
            talk,
            salt,
            turn,
            patience,
            version: None,
            phase: Phase::Waiting,
            leader: None,
            hold: false,
            focus: None,
            seats: BTreeMap::new(),
            known: BTreeMap::new(),
            messages: VecDeque::new(),
            said: 0,
            connection: Connection { is_told_down, ..Connection::default() },
            live_since: None,
            company: Company::default(),
            orders: 0,
        }
    }

    /// Whether nobody is in it.
    pub(crate) fn is_empty(&self) -> bool {
        self.seats.is_empty()
    }

    /// How many are in it.
    pub(crate) fn sessions(&self) -> usize {
        self.seats.len()
    }

    /// Lets somebody in who has shown a good ticket. `opened` is when the server was.
    pub(crate) fn enter(
        &mut self,
        sitter: Sitter,
        line: LineId,
        now: Now,
        opened: DateTime<Utc>,
    ) -> Result<Entered, Closing> {
        self.check_place(&sitter)?;
        // The seconds since 1970 make sure that sessions count up also when the room was forgotten.
        let seconds = u64::try_from(now.wall.timestamp()).unwrap_or_default();
        let session = self.known.get(&sitter.seat).map_or(0, |known| known.session + 1).max(seconds);
        let is_of_before = self.live_since.is_some_and(|since| since < opened) && self.known.is_empty();
        let mut entered = self.sit(sitter, session, line, now, Some(0));
        // They come with another page than the one that had the connection which was taken to stand.
        if sitter.seat.talks() && (is_of_before || self.connection.taken_on_trust_until.is_some()) {
            self.connection.up |= is_of_before && !self.connection.is_told_down;
            self.down(&mut entered.effects);
        }
        Ok(entered)
    }

    /// Lets somebody in again whose line dropped. After a restart nobody remembers them, and their key speaks for them.
    pub(crate) fn resume(
        &mut self,
        key: &SeatKey,
        seen: u64,
        line: LineId,
        now: Now,
        restarted: bool,
    ) -> Result<Entered, Closing> {
        let SeatKey { sitter, session, .. } = *key;
        self.check_place(&sitter)?;
        let known = self.known.get(&sitter.seat).map_or(0, |known| known.session);
        let is_theirs = self.known.get(&sitter.seat).is_none_or(|known| known.actor == sitter.by.actor);
        if session < known || !is_theirs {
            return Err(Closing::Elsewhere);
        }
        if session > known {
            if !restarted {
                return Err(Closing::Expired);
            }
            if self.phase == Phase::Live && !self.connection.up && !self.connection.is_told_down {
                self.connection.up = true;
                self.connection.taken_on_trust_until = Some(now.at + self.patience.away);
            }
            return Ok(self.sit(sitter, session, line, now, None));
        }
        let Some(sitting) = self.seats.get_mut(&sitter.seat) else { return Err(Closing::Expired) };
        // Of two pages with one key the last one counts, as with two tickets.
        let mut effects = sitting.hang_up(Closing::Elsewhere);
        let replay = sitting.again(seen, line, now.at);
        let (reset, taken) = (replay.is_none(), sitting.taken());
        effects.extend(replay.unwrap_or_default());
        self.tell_all(&mut effects);
        if reset {
            self.tell_messages(sitter.seat, &mut effects);
        }
        Ok(Entered { sitter, session, welcome: self.welcome(sitter.seat, session, taken, reset, now), effects })
    }

    /// Takes a frame of somebody's session.
    pub(crate) fn hear(&mut self, seat: Seat, session: u64, text: &str, now: Now) -> Result<Vec<Effect>, Closing> {
        let Some(sitting) = self.seats.get_mut(&seat) else { return Err(Closing::Expired) };
        if sitting.session != session {
            return Err(Closing::Elsewhere);
        }
        if !sitting.may_speak(now.at) {
            return Err(Closing::TooMuch);
        }
        let framed = Framed::read(text)?;
        sitting.heard_at = now.at;
        if let Some(seen) = framed.seen {
            sitting.has_seen(seen);
        }
        let n = framed.n;
        match sitting.count(n) {
            Counted::Next => {}
            Counted::Again => return Ok(vec![]),
            Counted::Gap => return Err(Closing::NotUnderstood),
        }
        let mut effects = vec![];
        let taken = match framed.said() {
            None => Err("MALFORMED"),
            Some(said) => self.take(seat, said, now, &mut effects),
        };
        if let Err(code) = taken {
            let refused = json!({ "t": "refused", "of": n, "code": code });
            self.tell(seat, refused, Waits::Yes, &mut effects);
        }
        Ok(effects)
    }

    /// A line is gone, or is to be closed for a reason. Its seat waits for a while.
    pub(crate) fn hang_up(&mut self, line: LineId, closing: Closing, now: Now) -> Vec<Effect> {
        let Some((_, sitting)) = self.seats.iter_mut().find(|(_, sitting)| sitting.line == Some(line)) else {
            return vec![];
        };
        let mut effects = sitting.hang_up(closing);
        sitting.heard_at = now.at;
        self.tell_all(&mut effects);
        effects
    }

    /// Closes the line of a session.
    pub(crate) fn hang_up_session(&mut self, seat: Seat, session: u64, closing: Closing, now: Now) -> Vec<Effect> {
        let sitting = self.seats.get(&seat).filter(|sitting| sitting.session == session);
        match sitting.and_then(|sitting| sitting.line) {
            Some(line) => self.hang_up(line, closing, now),
            None => vec![],
        }
    }

    /// The talk is so far.
    pub(crate) fn reconcile(&mut self, known: &Known, now: Now) -> Vec<Effect> {
        if self.version.is_some_and(|version| version >= known.version) {
            return vec![];
        }
        let is_first = self.version.replace(known.version).is_none();
        let state = &known.state;
        let before = std::mem::replace(&mut self.phase, Phase::of(known, is_first));
        self.live_since = match state {
            State::Live { since, .. } => Some(*since),
            State::Unknown
            | State::Scheduled { .. }
            | State::Interrupted(_)
            | State::Ended { .. }
            | State::Cancelled { .. } => None,
        };
        self.leader = match state {
            State::Live { talk, .. } | State::Interrupted(talk) => Some(talk.host),
            State::Unknown | State::Scheduled { .. } | State::Ended { .. } | State::Cancelled { .. } => None,
        };
        let mut effects = vec![];
        self.reconcile_company(state, is_first, now, &mut effects);
        // A team lead has begun in the place of whoever had called, or the other way round.
        let host = self.known.get(&Seat::Host).map(|host| host.actor);
        if self.phase != Phase::Over && self.leader.is_some() && host != self.leader {
            if let Some(host) = self.seats.get_mut(&Seat::Host) {
                effects.extend(host.hang_up(Closing::Removed));
            }
            self.leave(Seat::Host, &mut effects);
        }
        match (before, self.phase) {
            // Somebody was let in, or sent away.
            (before, after) if before == after => self.tell_all(&mut effects),
            (_, Phase::Over) => {
                (self.hold, self.focus) = (false, None);
                self.tell_all(&mut effects);
                self.close(Closing::Over, &mut effects);
                self.messages.clear();
                self.connection = Connection::default();
                self.company.part();
            }
            (_, Phase::Waiting) | (Phase::Waiting | Phase::Over, _) => {
                // Of a room that is new, nothing else is known of its connection.
                if !is_first {
                    self.connection = Connection::default();
                }
                self.tell_all(&mut effects);
            }
            (_, Phase::Live | Phase::Interrupted) => self.tell_all(&mut effects),
        }
        effects
    }

    fn reconcile_company(&mut self, state: &State, is_first: bool, now: Now, effects: &mut Vec<Effect>) {
        for admitted in self.company.reconcile(state.guests(), is_first.then_some(now.at + self.patience.away)) {
            // What was said while they waited is not theirs to read.
            if let Some(known) = self.known.get_mut(&Seat::Guest(admitted.0)) {
                known.reads_from = self.said;
            }
        }
        // A talk that does not take place knows no guests any more. Nobody has sent them away: it is over for them, too.
        if self.phase == Phase::Over {
            return;
        }
        let here: Vec<(Seat, GuestId)> = self.guests().collect();
        for (seat, guest) in here {
            if !self.company.wants(guest) {
                effects.extend(self.sitting(seat).hang_up(Closing::Removed));
                self.leave(seat, effects);
            }
        }
    }

    fn guests(&self) -> impl Iterator<Item = (Seat, GuestId)> {
        self.seats.keys().filter_map(|seat| seat.guest().map(|guest| (*seat, guest)))
    }

    /// Tells the talk which of its guests are there.
    fn tell_company(&mut self, effects: &mut Vec<Effect>) {
        if !matches!(self.phase, Phase::Live | Phase::Interrupted) {
            return;
        }
        let here: BTreeSet<GuestId> = self.guests().map(|(_, guest)| guest).collect();
        for order in self.company.orders(&here) {
            let session = self.known.get(&order.about()).map_or(0, |known| known.session);
            self.order(order, session, effects);
        }
    }

    /// Looks who has been away or silent for too long.
    pub(crate) fn tick(&mut self, now: Now) -> Vec<Effect> {
        let mut effects = vec![];
        let since = |sitting: &Sitting| now.at.saturating_duration_since(sitting.heard_at);
        let mut has_changed = false;
        for sitting in self.seats.values_mut() {
            if sitting.line.is_some() && since(sitting) >= self.patience.silent {
                effects.extend(sitting.hang_up(Closing::Silent));
                sitting.heard_at = now.at;
                has_changed = true;
            }
        }
        let is_gone = |sitting: &Sitting| sitting.line.is_none() && since(sitting) >= self.patience.away;
        let gone: Vec<Seat> =
            self.seats.iter().filter(|(_, sitting)| is_gone(sitting)).map(|(seat, _)| *seat).collect();
        for seat in gone {
            self.leave(seat, &mut effects);
            has_changed = true;
        }
        if self.connection.taken_on_trust_until.is_some_and(|until| until <= now.at) {
            self.connection.taken_on_trust_until = None;
            let both = self.seats.contains_key(&Seat::Host) && self.seats.contains_key(&Seat::Holder);
            if !both {
                self.down(&mut effects);
            }
        }
        if has_changed || self.company.has_waited(now.at) {
            self.tell_all(&mut effects);
        }
        let is_due = |sitting: &Sitting| sitting.line.is_some() && sitting.renew_at.is_some_and(|at| at <= now.at);
        let due: Vec<Seat> = self.seats.iter().filter(|(_, sitting)| is_due(sitting)).map(|(seat, _)| *seat).collect();
        for seat in due {
            self.tell_passwords(seat, now, &mut effects);
        }
        effects
    }

    /// The server stops: nobody is left, and nothing has happened to the talk.
    pub(crate) fn stop(&mut self) -> Vec<Effect> {
        let mut effects = vec![];
        self.close(Closing::Stopping, &mut effects);
        effects
    }

    fn close(&mut self, closing: Closing, effects: &mut Vec<Effect>) {
        for (_, mut sitting) in std::mem::take(&mut self.seats) {
            effects.extend(sitting.hang_up(closing));
            effects.push(Effect::Rated(sitting.quality));
        }
    }

    /// Whether there is a place for somebody, and a ticket need not be used in vain: the talk goes on or is still to come,
    /// nobody else leads it than whoever wants the host's seat, and a guest is still wanted. They may have got their
    /// ticket or key before that was decided otherwise. As many are wanted as there are seats.
    pub(crate) fn check_place(&self, sitter: &Sitter) -> Result<(), Closing> {
        if self.phase == Phase::Over {
            return Err(Closing::Over);
        }
        if sitter.seat.guest().is_some_and(|guest| !self.company.wants(guest)) {
            return Err(Closing::Removed);
        }
        match self.leader {
            Some(leader) if sitter.seat == Seat::Host && leader != sitter.by.actor => Err(Closing::Removed),
            Some(_) | None => Ok(()),
        }
    }

    /// A new session takes the seat.
    fn sit(&mut self, sitter: Sitter, session: u64, line: LineId, now: Now, taken: Option<u64>) -> Entered {
        let (seat, mut effects) = (sitter.seat, vec![]);
        if let Some(before) = self.seats.get_mut(&seat) {
            effects.extend(before.hang_up(Closing::Elsewhere));
            self.leave(seat, &mut effects);
        }
        let same = self.known.get(&seat).filter(|known| known.actor == sitter.by.actor);
        // Whoever comes back over a restart was there before what this room remembers.
        let from_now = if taken.is_some() { self.said } else { 0 };
        let reads_from = same.map_or(from_now, |known| known.reads_from);
        self.known.insert(seat, Remembered { session, actor: sitter.by.actor, reads_from });
        let part = Part::of(seat, sitter.by.roles);
        self.seats.insert(seat, Sitting::new(session, part, line, now.at, taken));
        self.tell_all(&mut effects);
        self.tell_messages(seat, &mut effects);
        let reset = taken.is_none();
        Entered { sitter, session, welcome: self.welcome(seat, session, 0, reset, now), effects }
    }

    /// Somebody is gone, and with them their side of the connection.
    fn leave(&mut self, seat: Seat, effects: &mut Vec<Effect>) {
        let Some(sitting) = self.seats.remove(&seat) else { return };
        effects.push(Effect::Rated(sitting.quality));
        match seat {
            Seat::Host | Seat::Holder => self.down_from(sitting.session, effects),
            Seat::Guest(_) => {}
        }
    }

    fn take(&mut self, from: Seat, said: Said, now: Now, effects: &mut Vec<Effect>) -> Result<(), &'static str> {
        match said {
            Said::Signal { to, with, description, candidate } => {
                self.check_carries(from)?;
                let Some(receiver) = self.seats.get(&to).filter(|_| to != from) else { return Err("NO_SUCH_SEAT") };
                if !self.meets(from).any(|met| met == to) {
                    return Err("NOT_ADMITTED");
                }
                // It was meant for a page that is gone.
                if receiver.session != with {
                    return Ok(());
                }
                let mut frame =
                    json!({ "t": "signal", "from": from.to_string(), "session": self.seats[&from].session });
                match (description, candidate) {
                    (Some(description), _) => frame["description"] = description.told(),
                    (None, Some(way)) => frame["candidate"] = way.told(),
                    (None, None) => return Err("MALFORMED"),
                }
                self.tell(to, frame, Waits::Yes, effects);
            }
            Said::Media(media) => {
                self.sitting(from).media = media;
                self.tell_all(effects);
            }
            Said::Hold { on } => {
                check_leads(from)?;
                self.hold = on;
                self.tell_all(effects);
            }
            Said::Focus(focus) => {
                check_leads(from)?;
                self.focus = Some(focus).filter(|focus| !focus.is_nothing());
                self.tell_all(effects);
            }
            Said::Line { to, with, state, path } => {
                let Some(other) = self.seats.get(&to).filter(|_| to != from) else { return Err("NO_SUCH_SEAT") };
                if other.session != with {
                    return Ok(());
                }
                self.check_carries(from)?;
                if state == Link::Up {
                    let quality = &mut self.sitting(from).quality;
                    quality.path = path.or(quality.path);
                }
                if (from, to) == (Seat::Host, Seat::Holder) {
                    match state {
                        Link::Up => self.up(effects),
                        Link::Down => self.down(effects),
                    }
                }
            }
            Said::Quality(sample) => self.sitting(from).quality.take(&sample),
            Said::Chat { text, id } => {
                self.check_carries(from)?;
                let message = Message { from, id, text };
                self.tell_others(from, &message.told(), Waits::Yes, effects);
                self.messages.push_back(message);
                self.said += 1;
                if self.messages.len() > MESSAGES_KEPT {
                    self.messages.pop_front();
                }
            }
            Said::Typing { text } => {
                self.check_carries(from)?;
                let frame = json!({ "t": "typing", "from": from.to_string(), "text": text });
                self.tell_others(from, &frame, Waits::No, effects);
            }
            Said::Turn => self.tell_passwords(from, now, effects),
            Said::Ping => self.tell(from, json!({ "t": "pong" }), Waits::No, effects),
            Said::Bye => {
                effects.extend(self.sitting(from).hang_up(Closing::Left));
                self.leave(from, effects);
                self.tell_all(effects);
            }
        }
        Ok(())
    }

    fn sitting(&mut self, seat: Seat) -> &mut Sitting {
        self.seats.get_mut(&seat).expect("whoever speaks sits there")
    }

    /// Whether whoever sits there may be seen and heard: the host always, whom the appointment belongs to once the talk
    /// has begun, and guests once the host has let them in.
    fn admits(&self, seat: Seat) -> bool {
        match (self.phase, seat) {
            (_, Seat::Host) | (Phase::Live | Phase::Interrupted, Seat::Holder) => true,
            (Phase::Live | Phase::Interrupted, Seat::Guest(id)) => self.company.admits(GuestId(id)),
            (Phase::Waiting | Phase::Over, Seat::Holder | Seat::Guest(_)) => false,
        }
    }

    /// With whom whoever sits there has a connection of sound and picture: with everybody else who takes part. Pages make
    /// the connections that they are told of and no others, so with a server that passes media on (SFU) at a seat of its
    /// own everybody would meet that seat alone.
    fn meets(&self, seat: Seat) -> impl Iterator<Item = Seat> {
        let takes_part = self.check_carries(seat).is_ok();
        self.seats.keys().copied().filter(move |other| takes_part && *other != seat && self.admits(*other))
    }

    fn check_carries(&self, seat: Seat) -> Result<(), &'static str> {
        match self.phase {
            Phase::Live | Phase::Interrupted if self.admits(seat) => Ok(()),
            Phase::Live | Phase::Interrupted | Phase::Waiting | Phase::Over => Err("NOT_ADMITTED"),
        }
    }

    fn up(&mut self, effects: &mut Vec<Effect>) {
        self.connection.taken_on_trust_until = None;
        if std::mem::replace(&mut self.connection.up, true) {
            return;
        }
        // What the log says may be behind what it was told.
        if std::mem::take(&mut self.connection.is_told_down) || self.phase == Phase::Interrupted {
            let session = self.seats.get(&Seat::Host).map_or(0, |host| host.session);
            self.order(Order::Resume, session, effects);
        }
    }

    fn down(&mut self, effects: &mut Vec<Effect>) {
        let session = self.seats.get(&Seat::Host).map_or(0, |host| host.session);
        self.down_from(session, effects);
    }

    fn down_from(&mut self, session: u64, effects: &mut Vec<Effect>) {
        self.connection.taken_on_trust_until = None;
        if std::mem::take(&mut self.connection.up) && matches!(self.phase, Phase::Live | Phase::Interrupted) {
            self.connection.is_told_down = true;
            self.order(Order::Interrupt, session, effects);
        }
    }

    fn order(&mut self, order: Order, session: u64, effects: &mut Vec<Effect>) {
        self.orders += 1;
        effects.push(Effect::Order { order, session, number: self.orders });
    }

    fn tell(&mut self, seat: Seat, frame: Value, waits: Waits, effects: &mut Vec<Effect>) {
        effects.extend(self.seats.get_mut(&seat).and_then(|sitting| sitting.tell(frame, waits)));
    }

    /// Tells everybody who takes part: whoever still waits to be let in hears nothing of what is said.
    fn tell_others(&mut self, from: Seat, frame: &Value, waits: Waits, effects: &mut Vec<Effect>) {
        let others: Vec<Seat> = self.seats.keys().copied().filter(|seat| *seat != from && self.admits(*seat)).collect();
        for seat in others {
            self.tell(seat, frame.clone(), waits, effects);
        }
    }

    /// Tells everybody how the room stands.
    fn tell_all(&mut self, effects: &mut Vec<Effect>) {
        self.tell_company(effects);
        let seats: Vec<Value> =
            self.seats.iter().map(|(seat, sitting)| sitting.told(*seat, self.admits(*seat))).collect();
        let frame = json!({
            "t": "room",
            "state": self.phase.name(),
            "hold": self.hold,
            "seats": seats,
            "focus": self.focus.map(|focus| focus.told()),
        });
        let may_begin =
            self.phase == Phase::Waiting && self.seats.get(&Seat::Holder).is_some_and(|holder| holder.line.is_some());
        let waiting: BTreeSet<Seat> = self.seats.keys().copied().filter(|seat| !self.admits(*seat)).collect();
        let named = |seat: Seat| self.meets(seat).map(|met| met.to_string()).collect::<Vec<_>>();
        let meets: BTreeMap<Seat, Vec<String>> = self.seats.keys().map(|seat| (*seat, named(*seat))).collect();
        for (seat, sitting) in &mut self.seats {
            let mut frame = frame.clone();
            frame["meets"] = json!(meets[seat]);
            if *seat == Seat::Host {
                frame["mayBegin"] = may_begin.into();
            }
            if waiting.contains(seat) {
                frame["focus"] = Value::Null;
            }
            effects.extend(sitting.tell(frame, Waits::No));
        }
    }

    /// Tells somebody who comes back what was said meanwhile.
    fn tell_messages(&mut self, seat: Seat, effects: &mut Vec<Effect>) {
        if self.check_carries(seat).is_err() {
            return;
        }
        let first = self.said - self.messages.len() as u64;
        let reads_from = self.known.get(&seat).map_or(self.said, |known| known.reads_from);
        let unread = usize::try_from(reads_from.saturating_sub(first)).unwrap_or(usize::MAX);
        let frames: Vec<Value> = self.messages.iter().skip(unread).map(Message::told).collect();
        for frame in frames {
            self.tell(seat, frame, Waits::Yes, effects);
        }
    }

    /// Gives somebody new passwords of the relay.
    fn tell_passwords(&mut self, seat: Seat, now: Now, effects: &mut Vec<Effect>) {
        let frame = json!({ "t": "turn", "ice": self.ice(seat, now) });
        self.tell(seat, frame, Waits::No, effects);
    }

    fn welcome(&mut self, seat: Seat, session: u64, seen: u64, reset: bool, now: Now) -> Value {
        let relay_only = seat == Seat::Host && self.turn.as_ref().is_some_and(|turn| turn.relay_only_for_staff);
        json!({
            "t": "welcome",
            "seat": seat.to_string(),
            "session": session,
            "seen": seen,
            "reset": reset,
            "ice": self.ice(seat, now),
            "relayOnly": relay_only,
            "room": self.talk.0,
        })
    }

    fn ice(&mut self, seat: Seat, now: Now) -> Value {
        let Some(turn) = &self.turn else { return json!([]) };
        if let Some(sitting) = self.seats.get_mut(&seat) {
            sitting.renew_at = Some(now.at + turn.renewed_after());
        }
        let name = Uuid::new_v5(&self.salt, seat.to_string().as_bytes()).simple().to_string();
        turn.servers(&name, now.wall)
    }
}

impl Message {
    fn told(&self) -> Value {
        json!({ "t": "chat", "from": self.from.to_string(), "id": self.id, "text": self.text })
    }
}

/// Whether somebody leads the talk.
fn check_leads(seat: Seat) -> Result<(), &'static str> {
    if seat == Seat::Host { Ok(()) } else { Err("NOT_YOURS") }
}
