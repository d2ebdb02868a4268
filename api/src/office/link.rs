//! The way back for somebody who has booked: the link that stands in their mails, and a code of six digits that stands
//! in none of them. Whoever has no mailbox gets a link from the service centre, which is good for one time.
//!
//! Both follow from the authority's secret, the appointment and the number of the link. So the same mail written again
//! holds the same link, the same code is shown again, a new link ends the old pair, and nothing is stored that somebody
//! could steal.

use aws_lc_rs::{constant_time, hmac};
use chrono::{DateTime, TimeDelta, Utc};
use domain::ids::{BookingId, LinkGrantId};
use domain::link_grant::{self, Command};
use domain::streams::Single;
use domain::{ActorId, Booking, By, LinkGrant, Refusal, Role};
use event_store::{Failure, Stop, Try, random};

use super::account::digest_of;
use super::caller::prove;
use super::{Office, Token};

/// Where links in mails lead, below the public address. The token stands behind the number sign: browsers send that to
/// nobody, so it stands in no log and in no referrer.
pub(super) const PATH: &str = "/termin";

/// How many codes may be tried in a row.
const TRIES: u32 = 5;
/// And within which time.
const WINDOW: TimeDelta = TimeDelta::minutes(15);
/// How many wrong ones there may be at all, however slowly: 20 of a million.
const TRIES_EVER: u32 = 20;
/// How long whoever came in by a link may go on after the appointment.
const AFTER: TimeDelta = TimeDelta::hours(24);
/// How long they may stay whenever it is.
const STAY: TimeDelta = TimeDelta::hours(2);
/// How long whoever came in by a link for one time may stay: as whoever has booked online. There is no other way back for
/// them than to telephone again.
const STAY_ONCE: TimeDelta = TimeDelta::days(180);

/// What came of a link and a code.
pub(crate) enum Entry {
    /// They fit.
    In(Token),
    /// They do not, or there is no such link.
    Wrong,
    /// Too many were wrong: the link opens nothing any more, or for a while.
    Locked,
    /// The link was good for one time, and somebody has come in with it and its code.
    Used,
}

impl Entry {
    /// As it is counted.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::In(_) => "right",
            Self::Wrong => "wrong",
            Self::Locked => "locked",
            Self::Used => "used",
        }
    }
}

/// A link that opens something, with its code.
pub(super) struct Open {
    /// Whom its bearer stands for.
    pub(super) holder: ActorId,
    /// From when on it opens nothing.
    pub(super) expires_at: DateTime<Utc>,
    /// Until when whoever came in by it may go on.
    stays_until: DateTime<Utc>,
    /// Whether they come in by it once.
    for_once: bool,
}

/// What is wanted of a link.
#[derive(Clone, Copy)]
pub(super) enum Opening {
    /// To come in by it.
    Enters,
    /// To go on, after having come in by it.
    Stays,
}

/// The token that stands in mails, or that the office gives for one time.
pub(super) fn token(key: &hmac::Key, ags: &str, booking: BookingId, generation: u32) -> Token {
    prove(key, format!("va1.{ags}.{booking}.{generation}"))
}

impl Office {
    /// The address of a link to an appointment. Nobody comes in by it without the code.
    pub(crate) fn link_address(&self, booking: BookingId, generation: u32) -> String {
        (self.0.links.manage)(booking, generation)
    }

    /// The token of a link to an appointment, as it stands in mails and in what the service centre sends.
    pub fn mail_token(&self, booking: BookingId, generation: u32) -> Token {
        token(&self.0.secrets.links, &self.authority().ags, booking, generation)
    }

    /// The code that belongs to a link.
    pub fn code_of(&self, booking: BookingId, generation: u32) -> String {
        let tag = hmac::sign(&self.0.secrets.links, format!("code of {booking} {generation}").as_bytes());
        let eight = tag.as_ref().first_chunk().expect("a tag of SHA-256 is longer");
        format!("{:06}", u64::from_be_bytes(*eight) % 1_000_000)
    }

    /// The code of the newest link, if that opens anything.
    pub(crate) async fn newest_code(&self, booking: BookingId) -> Result<Option<String>, Failure> {
        let link = self.log().load::<LinkGrant>(LinkGrantId::of(booking).0).await?.state.0;
        Ok(link.lets_in().map(|generation| self.code_of(booking, generation)))
    }

    /// What a link opens, if it is the newest and there is an appointment.
    pub(super) async fn link_that_opens(
        &self,
        booking: BookingId,
        generation: u32,
        opening: Opening,
    ) -> Result<Option<Open>, Failure> {
        let link = self.log().load::<LinkGrant>(LinkGrantId::of(booking).0).await?.state.0;
        let visit = self.log().load::<Booking>(booking.0).await?.state.0;
        let now = self.clock().now();
        // Whoever gave an appointment back may see that they did.
        let Some(arranged) = visit.arranged().filter(|_| visit.wish().is_none()) else { return Ok(None) };
        let span = arranged.slot.span;
        let expires_at = link_grant::expires_at(span.starts_at);
        let good = match opening {
            Opening::Enters => link.lets_in(),
            Opening::Stays => link.keeps_in(),
        };
        let opens = good == Some(generation) && now < expires_at;
        let for_once = link.is_for_once();
        let stays_until = if for_once {
            // The appointment may move; when it is over for them is asked each time.
            now + STAY_ONCE
        } else {
            (span.ends_at + AFTER).max(now + STAY).min(expires_at)
        };
        Ok(opens.then_some(Open { holder: arranged.holder, expires_at, stays_until, for_once }))
    }

    /// Lets somebody in who has a link and its code. Whether the link is none, not the newest, or the code is wrong, is
    /// one answer after the same work.
    pub(crate) async fn enter_by_link(&self, presented: &str, code: &str) -> Result<Entry, Failure> {
        let (backend, now) = (self.log().backend(), self.clock().now());
        let proven = Some(presented).filter(|text| text.len() <= 200 && text.starts_with("va1."));
        let proven = proven.and_then(|text| self.proven(&self.0.secrets.links, text));
        let named = proven.and_then(|(id, added)| Some((BookingId(id), added.parse::<u32>().ok()?)));
        // Counted before it is looked at: many tries at once are not more than many in a row.
        let key = digest_of(&["link", presented]);
        let forget_at = now + if named.is_some() { TimeDelta::days(400) } else { WINDOW * 2 };
        let tries = backend.take_try(Try { key, at: now, limit: TRIES, window: WINDOW, forget_at }).await?;
        let is_late = tries.in_row > TRIES || tries.in_all > TRIES_EVER;
        let (booking, generation) = named.unwrap_or_default();
        let open = self.link_that_opens(booking, generation, Opening::Enters).await?;
        let is_right = is_same(code, &self.code_of(booking, generation)) && named.is_some();
        let open = open.filter(|_| is_right && !is_late);
        let Some(open) = open else {
            let is_last = tries.in_row >= TRIES || tries.in_all >= TRIES_EVER;
            // Whoever knows the code learns what became of the link: it may be that a stranger was faster.
            let was = if is_right && !is_late { self.why_not(booking, generation).await? } else { None };
            let is_locked = is_late || matches!(was, Some(link_grant::Refusal::Locked));
            if named.is_some() && is_last && !is_right {
                self.lock(booking, generation).await?;
            }
            return Ok(match was {
                Some(link_grant::Refusal::Used) => Entry::Used,
                _ if is_locked => Entry::Locked,
                _ => Entry::Wrong,
            });
        };
        // It is nobody's before the link is used, and a link for one time is not lost where it could not be begun.
        let session = self.begin_link(booking, generation, open.stays_until, open.for_once).await?;
        let by = By { actor: open.holder, roles: Role::Citizen.into() };
        // Each use is one of its own.
        let request = self.0.work.own_request(&hex::encode(random::bytes::<16>()?));
        let entry = Single::<link_grant::State> {
            id: LinkGrantId::of(booking).0,
            command: Command::Use { booking, generation },
        };
        match self.run(request, by, entry).await {
            Ok(_) => {}
            // Somebody was faster by a moment.
            Err(Stop::Refused(Refusal::LinkGrant(link_grant::Refusal::Used))) => return Ok(Entry::Used),
            // It was replaced a moment ago.
            Err(Stop::Refused(_)) => return Ok(Entry::Wrong),
            Err(Stop::Failed(failure)) => return Err(failure),
        }
        if let Err(failure) = backend.forget_tries(key).await {
            tracing::warn!(error = &failure as &dyn std::error::Error, "the tries of a link stay on record: {failure}");
        }
        Ok(Entry::In(session))
    }

    /// Why a link lets nobody in, as the link itself decides it.
    async fn why_not(&self, booking: BookingId, generation: u32) -> Result<Option<link_grant::Refusal>, Failure> {
        let link = self.log().load::<LinkGrant>(LinkGrantId::of(booking).0).await?.state.0;
        Ok(link.check_entry(generation).err())
    }

    async fn lock(&self, booking: BookingId, generation: u32) -> Result<(), Failure> {
        let request = self.0.work.own_request(&format!("link.{booking}.{generation}.lock"));
        let lock = Single::<link_grant::State> {
            id: LinkGrantId::of(booking).0,
            command: Command::Lock { booking, generation },
        };
        self.0.work.run_own(request, lock).await
    }
}

/// Compares in constant time. People put spaces between digits.
fn is_same(typed: &str, code: &str) -> bool {
    let digits: String = typed.chars().filter(|sign| !sign.is_whitespace() && *sign != '-').take(7).collect();
    constant_time::verify_slices_are_equal(digits.as_bytes(), code.as_bytes()).is_ok()
}
