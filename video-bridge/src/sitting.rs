//! Somebody's session at a seat: what they were told and may have to be told again, and how much they may say.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::Instant;

use crate::closing::Closing;
use crate::frame::{Media, Path, Sample};
use crate::room::{Effect, LineId};
use crate::seat::{Part, Seat};

/// How many frames are kept for whoever comes back, and of how many bytes.
pub(crate) const KEPT: usize = 256;
const KEPT_BYTES: usize = 1024 * 1024;
/// How many frames a second, and at once.
const FRAMES_PER_SECOND: f64 = 50.0;
const BURST: f64 = 100.0;

/// A session at a seat.
pub(crate) struct Sitting {
    pub(crate) session: u64,
    pub(crate) part: Part,
    /// The line to their browser, while there is one.
    pub(crate) line: Option<LineId>,
    /// When there was one last.
    pub(crate) heard_at: Instant,
    pub(crate) media: Media,
    pub(crate) quality: Quality,
    /// When they are given new passwords of the relay.
    pub(crate) renew_at: Option<Instant>,
    /// The number of the last frame that was sent.
    sent: u64,
    /// The last frames that were sent, with their numbers.
    kept: VecDeque<(u64, Arc<str>)>,
    kept_bytes: usize,
    /// The number of the last frame that was taken. Of a session from before a restart nobody knows it: the first one counts.
    taken: Option<u64>,
    bucket: Bucket,
}

/// Whether a frame waits for whoever is away.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Waits {
    /// It is needed later, too.
    Yes,
    /// It says how things stand just now. Whoever comes back hears how they stand then.
    No,
}

/// What became of a frame's number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Counted {
    Next,
    /// It was taken before.
    Again,
    /// Something is missing.
    Gap,
}

impl Sitting {
    pub(crate) fn new(session: u64, part: Part, line: LineId, now: Instant, taken: Option<u64>) -> Self {
        Self {
            session,
            part,
            line: Some(line),
            heard_at: now,
            media: Media::default(),
            quality: Quality::default(),
            renew_at: None,
            sent: 0,
            kept: VecDeque::new(),
            kept_bytes: 0,
            taken,
            bucket: Bucket { tokens: BURST, at: now },
        }
    }

    /// The number of the last frame that was taken.
    pub(crate) fn taken(&self) -> u64 {
        self.taken.unwrap_or(0)
    }

    /// Whether they may say one thing more now.
    pub(crate) fn may_speak(&mut self, now: Instant) -> bool {
        self.bucket.take(now)
    }

    /// Counts a frame.
    pub(crate) fn count(&mut self, n: u64) -> Counted {
        match self.taken {
            Some(taken) if n <= taken => Counted::Again,
            Some(taken) if n > taken + 1 => Counted::Gap,
            Some(_) | None => {
                self.taken = Some(n);
                Counted::Next
            }
        }
    }

    /// They have seen everything up to here.
    pub(crate) fn has_seen(&mut self, n: u64) {
        while self.kept.front().is_some_and(|(kept, _)| *kept <= n) {
            self.forget();
        }
    }

    /// Forgets the oldest frame.
    fn forget(&mut self) {
        if let Some((_, frame)) = self.kept.pop_front() {
            self.kept_bytes -= frame.len();
        }
    }

    /// Tells them something, with the next number.
    pub(crate) fn tell(&mut self, frame: Value, waits: Waits) -> Option<Effect> {
        if self.line.is_none() && waits == Waits::No {
            return None;
        }
        self.sent += 1;
        let frame = numbered(frame, self.sent);
        self.kept.push_back((self.sent, Arc::clone(&frame)));
        self.kept_bytes += frame.len();
        while self.kept.len() > KEPT || self.kept_bytes > KEPT_BYTES {
            self.forget();
        }
        self.line.map(|line| Effect::Send { line, frame })
    }

    /// Closes the line, if there is one, with a word before it. That is not kept: it is for this line alone.
    pub(crate) fn hang_up(&mut self, closing: Closing) -> Vec<Effect> {
        let Some(line) = self.line.take() else { return vec![] };
        let mut effects = vec![];
        if let Some(bye) = closing.bye() {
            effects.push(Effect::Send { line, frame: numbered(bye, self.sent + 1) });
        }
        effects.push(Effect::Close { line, closing });
        effects
    }

    /// What they have not seen, for a new line; or nothing, if too much is missing. Then they are counted from the start.
    pub(crate) fn again(&mut self, seen: u64, line: LineId, now: Instant) -> Option<Vec<Effect>> {
        self.line = Some(line);
        self.heard_at = now;
        let first = self.sent + 1 - self.kept.len() as u64;
        // Whoever says that they have seen more than there was is not to be believed.
        if seen > self.sent || seen + 1 < first {
            self.kept.clear();
            (self.kept_bytes, self.sent) = (0, 0);
            return None;
        }
        self.has_seen(seen);
        Some(self.kept.iter().map(|(_, frame)| Effect::Send { line, frame: Arc::clone(frame) }).collect())
    }

    /// How the others see them.
    pub(crate) fn told(&self, seat: Seat, admitted: bool) -> Value {
        json!({
            "seat": seat.to_string(),
            "part": self.part.name(),
            "session": self.session,
            "here": if self.line.is_some() { "HERE" } else { "AWAY" },
            "admitted": admitted,
            "media": self.media.told(),
        })
    }
}

fn numbered(mut frame: Value, n: u64) -> Arc<str> {
    frame["n"] = n.into();
    frame.to_string().into()
}

/// Lets so much through.
struct Bucket {
    tokens: f64,
    at: Instant,
}

impl Bucket {
    fn take(&mut self, now: Instant) -> bool {
        let passed = now.saturating_duration_since(self.at);
        self.at = now;
        self.tokens = (self.tokens + passed.as_secs_f64() * FRAMES_PER_SECOND).min(BURST);
        if self.tokens < 1.0 {
            return false;
        }
        self.tokens -= 1.0;
        true
    }
}

/// How good the line was, for the summary at the end. It is kept in memory alone.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Quality {
    pub(crate) samples: u32,
    pub(crate) path: Option<Path>,
    /// In how many samples the picture froze.
    pub(crate) freezes: u32,
    rtt_ms_sum: f64,
    rtt_samples: u32,
    /// Of a thousand packets.
    pub(crate) lost_max: f64,
}

impl Quality {
    pub(crate) fn take(&mut self, sample: &Sample) {
        // What a browser says is no measure of anything until it makes sense.
        let up_to = |most: f64, value: Option<f64>| value.filter(|value| (0.0..=most).contains(value));
        let sane = |value| up_to(1e6, value);
        let lost = |value| up_to(1000.0, value);
        self.samples = self.samples.saturating_add(1);
        if let Some(rtt) = sane(sample.rtt_ms) {
            self.rtt_samples = self.rtt_samples.saturating_add(1);
            self.rtt_ms_sum += rtt;
        }
        for lost in [lost(sample.lost_in), lost(sample.lost_out)].into_iter().flatten() {
            self.lost_max = self.lost_max.max(lost);
        }
        if sane(sample.freezes).is_some_and(|freezes| freezes >= 1.0) {
            self.freezes = self.freezes.saturating_add(1);
        }
    }

    /// How long a packet was on its way there and back, on average.
    pub(crate) fn rtt(&self) -> Option<Duration> {
        (self.rtt_samples > 0).then(|| Duration::from_secs_f64(self.rtt_ms_sum / f64::from(self.rtt_samples) / 1000.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rated(samples: impl IntoIterator<Item = Sample>) -> Quality {
        let mut quality = Quality::default();
        samples.into_iter().for_each(|sample| quality.take(&sample));
        quality
    }

    #[test]
    fn a_line_of_which_nobody_has_said_anything_is_not_rated() {
        assert_eq!(Quality::default().rtt(), None, "and divided by nothing");
        let silent = rated([Sample::default()]);
        assert_eq!((silent.samples, silent.rtt(), silent.freezes), (1, None, 0));
    }

    #[test]
    fn the_round_trip_is_the_average_of_those_that_were_measured() {
        let measured = [Some(20.0), None, Some(40.0), Some(0.0)];
        let quality = rated(measured.map(|rtt_ms| Sample { rtt_ms, ..Sample::default() }));
        assert_eq!((quality.samples, quality.rtt()), (4, Some(Duration::from_millis(20))));
    }

    #[test]
    fn of_what_was_lost_the_most_counts_whichever_way_it_went() {
        let lost = |lost_in, lost_out| Sample { lost_in, lost_out, ..Sample::default() };
        let one_way = rated([lost(Some(3.0), None), lost(Some(1.0), Some(2.0)), lost(None, None)]);
        assert_eq!(one_way.lost_max.to_bits(), 3.0_f64.to_bits());
        let other_way = rated([lost(Some(3.0), Some(1000.0)), lost(Some(5.0), Some(0.0))]);
        assert_eq!(other_way.lost_max.to_bits(), 1000.0_f64.to_bits());
    }

    #[test]
    fn a_sample_in_which_the_picture_froze_counts_once_however_often_it_did() {
        let froze = [Some(0.0), Some(1.0), None, Some(7.0), Some(0.5)];
        assert_eq!(rated(froze.map(|freezes| Sample { freezes, ..Sample::default() })).freezes, 2);
    }

    #[test]
    fn what_makes_no_sense_measures_nothing() {
        for senseless in [-1.0, 1e7, f64::MAX, f64::INFINITY, f64::NEG_INFINITY, f64::NAN] {
            let said = Some(senseless);
            let sample = Sample { rtt_ms: said, lost_in: said, lost_out: said, freezes: said, ..Sample::default() };
            assert_eq!(rated([sample]), Quality { samples: 1, ..Quality::default() }, "{senseless}");
            let good = Sample { rtt_ms: Some(30.0), lost_in: Some(2.0), freezes: Some(1.0), ..Sample::default() };
            assert_eq!(rated([sample, good, sample]), Quality { samples: 3, ..rated([good]) }, "{senseless}");
        }
        let more_than_all = Sample { lost_in: Some(1000.1), lost_out: Some(1e6), ..Sample::default() };
        assert_eq!(rated([more_than_all]), Quality { samples: 1, ..Quality::default() }, "of a thousand packets");
    }
}
