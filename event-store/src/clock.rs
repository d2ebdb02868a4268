//! The one place where the real clock is read.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use chrono::{DateTime, DurationRound as _, TimeDelta, Utc};

/// How far the wall clock may run ahead of the monotonic one between two readings.
const JUMP: TimeDelta = TimeDelta::minutes(5);

/// Tells the time in whole microseconds, as the databases keep it. Clones tell the same time.
#[derive(Clone, Debug)]
pub struct Clock(Arc<Mutex<Source>>);

#[derive(Debug)]
enum Source {
    System { trusted: Option<Reading> },
    Manual(DateTime<Utc>),
}

/// The wall clock and the monotonic clock at the same moment.
#[derive(Clone, Copy, Debug)]
struct Reading {
    wall: DateTime<Utc>,
    monotonic: Instant,
}

/// The wall clock jumped forward. Deadlines would pass for everybody at once, and the log never goes back in time,
/// so a person has to look first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the clock jumped forward from about {expected} to {found}; commands wait until an operator accepts it")]
pub struct Jumped {
    /// What the monotonic clock suggests.
    pub expected: DateTime<Utc>,
    /// What the wall clock says.
    pub found: DateTime<Utc>,
}

impl Clock {
    /// The machine's clock.
    pub fn system() -> Self {
        Self(Arc::new(Mutex::new(Source::System { trusted: None })))
    }

    /// A clock that moves only when told, for tests and for the played year.
    pub fn manual(at: DateTime<Utc>) -> Self {
        Self(Arc::new(Mutex::new(Source::Manual(whole(at)))))
    }

    /// What the clock says, trusted or not.
    pub fn now(&self) -> DateTime<Utc> {
        match &*self.source() {
            Source::System { .. } => read().wall,
            Source::Manual(at) => *at,
        }
    }

    /// The time for a decision. After a jump there is none until [`Clock::accept_jump`], or until the clock is back.
    pub fn trusted(&self) -> Result<DateTime<Utc>, Jumped> {
        match &mut *self.source() {
            Source::System { trusted } => trust(trusted, read()),
            Source::Manual(at) => Ok(*at),
        }
    }

    /// An operator has looked: the present time is right.
    pub fn accept_jump(&self) {
        if let Source::System { trusted } = &mut *self.source() {
            *trusted = Some(read());
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

#[expect(clippy::disallowed_methods, reason = "the one place where the time comes in")]
fn read() -> Reading {
    Reading { wall: whole(Utc::now()), monotonic: Instant::now() }
}

/// Compares two readings. Small corrections never add up, because each good reading becomes the next measure.
fn trust(trusted: &mut Option<Reading>, now: Reading) -> Result<DateTime<Utc>, Jumped> {
    if let Some(before) = *trusted {
        let expected = before.wall + (now.monotonic - before.monotonic);
        if now.wall - expected > JUMP {
            return Err(Jumped { expected, found: now.wall });
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
        *clock.source() = Source::System {
            trusted: Some(Reading { wall: now.wall - TimeDelta::hours(1), monotonic: now.monotonic }),
        };
        assert!(clock.trusted().is_err());
        clock.accept_jump();
        assert!(clock.trusted().is_ok());
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
