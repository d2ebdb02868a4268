//! The one place where the real clock is read.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use chrono::{DateTime, DurationRound as _, TimeDelta, Utc};

/// How far the wall clock may run ahead of the monotonic one between two readings, and of the database's.
const JUMP: TimeDelta = TimeDelta::minutes(5);

/// Tells the time in whole microseconds, as the databases keep it. Clones tell the same time.
#[derive(Clone, Debug)]
pub struct Clock(Arc<Mutex<Source>>);

#[derive(Debug)]
enum Source {
    System(System),
    Manual(DateTime<Utc>),
}

/// The machine's clock, and what is known of it.
#[derive(Debug, Default)]
struct System {
    trusted: Option<Reading>,
    /// What this clock and the database's said at about the same time.
    compared: Option<(DateTime<Utc>, DateTime<Utc>)>,
    /// How far ahead of the database's an operator has found it right.
    accepted: TimeDelta,
    /// How wrong it is, for tests.
    wrong_by: TimeDelta,
}

/// The wall clock and the monotonic clock at the same moment.
#[derive(Clone, Copy, Debug)]
struct Reading {
    wall: DateTime<Utc>,
    monotonic: Instant,
}

/// The wall clock is too far ahead. Deadlines would pass for everybody at once, and the log never goes back in time,
/// so a person has to look first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Untrusted {
    /// It jumped forward.
    #[error("the clock jumped forward from about {expected} to {found}; commands wait until an operator accepts it")]
    Jumped {
        /// What the monotonic clock suggests.
        expected: DateTime<Utc>,
        /// What the wall clock says.
        found: DateTime<Utc>,
    },
    /// The database's clock says otherwise.
    #[error("the clock is at {found} and the database's at {database}; commands wait until this one is put right")]
    Ahead {
        /// What the database's clock says.
        database: DateTime<Utc>,
        /// What the wall clock says.
        found: DateTime<Utc>,
    },
}

impl Clock {
    /// The machine's clock.
    pub fn system() -> Self {
        Self(Arc::new(Mutex::new(Source::System(System::default()))))
    }

    /// The machine's clock as it would be if it were wrong.
    #[cfg(feature = "testing")]
    pub fn wrong_by(wrong_by: TimeDelta) -> Self {
        Self(Arc::new(Mutex::new(Source::System(System { wrong_by, ..System::default() }))))
    }

    /// Has the machine's clock jump, as a wrong time server would.
    #[cfg(feature = "testing")]
    pub fn jump(&self, by: TimeDelta) {
        if let Source::System(system) = &mut *self.source() {
            system.wrong_by += by;
        }
    }

    /// A clock that moves only when told, for tests and for the played year.
    pub fn manual(at: DateTime<Utc>) -> Self {
        Self(Arc::new(Mutex::new(Source::Manual(whole(at)))))
    }

    /// What the clock says, trusted or not.
    pub fn now(&self) -> DateTime<Utc> {
        match &*self.source() {
            Source::System(system) => system.read().wall,
            Source::Manual(at) => *at,
        }
    }

    /// The time for a decision. While the clock is too far ahead there is none until [`Clock::accept_jump`], or until the
    /// clock is back.
    pub fn trusted(&self) -> Result<DateTime<Utc>, Untrusted> {
        match &mut *self.source() {
            Source::System(system) => {
                system.trust_compared()?;
                let now = system.read();
                trust(&mut system.trusted, now)
            }
            Source::Manual(at) => Ok(*at),
        }
    }

    /// An operator has looked: the present time is right.
    pub fn accept_jump(&self) {
        if let Source::System(system) = &mut *self.source() {
            system.trusted = Some(system.read());
            let ahead = system.compared.map_or(TimeDelta::zero(), |(found, database)| found - database);
            system.accepted = ahead.max(TimeDelta::zero());
        }
    }

    /// Compares the clock with the database's, which has just been read. A clock that moves only when told is right.
    pub(crate) fn compare(&self, database: DateTime<Utc>) {
        if let Source::System(system) = &mut *self.source() {
            system.compared = Some((system.read().wall, database));
        }
    }

    /// Whether the clock moves only when told.
    pub fn is_manual(&self) -> bool {
        matches!(&*self.source(), Source::Manual(_))
    }

    /// Sets a manual clock. The system's clock is not ours to set, so there it does nothing.
    pub fn set(&self, to: DateTime<Utc>) {
        if let Source::Manual(at) = &mut *self.source() {
            *at = whole(to);
        }
    }

    /// Moves a manual clock forward.
    pub fn advance(&self, by: Duration) {
        if let Source::Manual(at) = &mut *self.source() {
            *at += by;
        }
    }

    fn source(&self) -> std::sync::MutexGuard<'_, Source> {
        // A reading is complete or absent, so a panic elsewhere cannot have spoilt it.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl System {
    fn read(&self) -> Reading {
        let Reading { wall, monotonic } = read();
        Reading { wall: wall + self.wrong_by, monotonic }
    }

    fn trust_compared(&self) -> Result<(), Untrusted> {
        match self.compared {
            Some((found, database)) if found - database > self.accepted + JUMP => {
                Err(Untrusted::Ahead { database, found })
            }
            _ => Ok(()),
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place where the time comes in")]
fn read() -> Reading {
    Reading { wall: whole(Utc::now()), monotonic: Instant::now() }
}

/// Compares two readings. Small corrections never add up, because each good reading becomes the next measure.
fn trust(trusted: &mut Option<Reading>, now: Reading) -> Result<DateTime<Utc>, Untrusted> {
    if let Some(before) = *trusted {
        let expected = before.wall + (now.monotonic - before.monotonic);
        if now.wall - expected > JUMP {
            return Err(Untrusted::Jumped { expected, found: now.wall });
        }
    }
    *trusted = Some(now);
    Ok(now.wall)
}

fn whole(at: DateTime<Utc>) -> DateTime<Utc> {
    at.duration_trunc(TimeDelta::microseconds(1)).expect("a microsecond divides every time between 1677 and 2262")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_jump_of_more_than_five_minutes_is_not_trusted_until_it_is_gone() {
        let start = read();
        let after = |wall: i64, monotonic: u64| Reading {
            wall: start.wall + TimeDelta::seconds(wall),
            monotonic: start.monotonic + Duration::from_secs(monotonic),
        };
        let mut trusted = None;
        assert!(trust(&mut trusted, start).is_ok());
        assert!(trust(&mut trusted, after(4_000, 4_000)).is_ok(), "a long pause is no jump");
        assert!(trust(&mut trusted, after(4_299, 4_001)).is_ok(), "a small correction is no jump");
        assert!(trust(&mut trusted, after(4_700, 4_002)).is_err());
        assert!(trust(&mut trusted, after(4_701, 4_003)).is_err(), "it does not go away by asking again");
        assert!(trust(&mut trusted, after(4_302, 4_004)).is_ok(), "the clock was put right");
        assert!(trust(&mut trusted, after(3_000, 4_005)).is_ok(), "backwards is harmless: the log's time only grows");
    }

    #[test]
    fn an_operator_accepts_a_jump() {
        let clock = Clock::system();
        let now = read();
        let trusted = Some(Reading { wall: now.wall - TimeDelta::hours(1), monotonic: now.monotonic });
        *clock.source() = Source::System(System { trusted, ..System::default() });
        assert!(clock.trusted().is_err());
        clock.accept_jump();
        assert!(clock.trusted().is_ok());
    }

    #[test]
    fn a_clock_far_ahead_of_the_databases_is_not_trusted() {
        let clock = Clock::wrong_by(TimeDelta::days(365));
        clock.compare(read().wall);
        assert!(matches!(clock.trusted(), Err(Untrusted::Ahead { .. })));
        clock.accept_jump();
        assert!(clock.trusted().is_ok(), "an operator has looked");
        clock.compare(read().wall - TimeDelta::hours(1));
        assert!(clock.trusted().is_err(), "that is another hour");
        let slow = Clock::wrong_by(TimeDelta::days(-365));
        slow.compare(read().wall);
        assert!(slow.trusted().is_ok(), "backwards is harmless: the log's time only grows");
        slow.accept_jump();
        assert!(slow.trusted().is_ok());
    }

    #[test]
    fn a_manual_clock_moves_when_told_and_is_cut_to_microseconds() {
        let clock = Clock::manual(DateTime::from_timestamp_nanos(1_234_567));
        let same = clock.clone();
        assert_eq!(clock.now(), DateTime::from_timestamp_nanos(1_234_000));
        same.advance(Duration::from_millis(1));
        assert_eq!(clock.trusted(), Ok(DateTime::from_timestamp_nanos(2_234_000)));
        same.set(DateTime::UNIX_EPOCH);
        assert_eq!(clock.now(), DateTime::UNIX_EPOCH);
    }
}
