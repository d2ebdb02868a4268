//! Who stands behind what a browser presents: a visitor's token, or a session that is kept beside the log until it ends.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use domain::ids::BookingId;
use domain::{ActorId, By, Role};
use event_store::{Account, Failure, Session, random};

use super::caller::hash;
use super::link::Opening;
use super::{Caller, Office, Token};

/// The kinds of sessions, as they are stored.
pub(super) const STAFF: &str = "staff";
const LINK: &str = "link";
/// A visitor's token that its owner has given up. It proves itself, so that it is over has to be kept.
const ENDED: &str = "ended";

/// How long somebody of the staff may do nothing.
const STAFF_IDLE_SECS: u32 = 30 * 60;
/// How long they are signed in at most: a long working day.
const STAFF_MOST: TimeDelta = TimeDelta::hours(10);
/// How long whoever came by a link may do nothing.
const LINK_IDLE_SECS: u32 = 2 * 60 * 60;
/// How exactly a use is kept: each costs a write.
const USE_EACH: TimeDelta = TimeDelta::minutes(1);

/// Whose browser it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Who {
    /// Somebody who has not said who they are, and can prove what is theirs.
    Visitor,
    /// Whoever has the link to an appointment and its code.
    Link {
        /// Which appointment.
        booking: BookingId,
    },
    /// Somebody of the staff.
    Staff {
        /// What colleagues call them.
        name: String,
    },
}

/// Somebody whose browser presents something good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Guest {
    /// Who, and in which roles.
    pub(crate) caller: Caller,
    /// What kind of guest.
    pub(crate) who: Who,
    /// The session, where there is one.
    session: Option<Session>,
}

impl Guest {
    /// How long the session lives if nothing is done; none where that makes no difference.
    pub(crate) fn idle_secs(&self, now: DateTime<Utc>) -> Option<i64> {
        let session = self.session.as_ref().filter(|session| session.idle_secs < u32::MAX)?;
        Some((session.over_at() - now).num_seconds().max(0))
    }

    /// When it is over at the latest.
    pub(crate) fn expires_at(&self) -> DateTime<Utc> {
        self.caller.expires_at
    }
}

impl Office {
    /// Who stands behind what a browser presents. Tokens that programs send are worth nothing here.
    pub(crate) async fn guest_of(&self, token: &str) -> Result<Option<Guest>, Failure> {
        if token.len() > 200 {
            return Ok(None);
        }
        match token.split('.').next() {
            Some("vv1") => {
                let caller = self.caller_of(token).await?;
                Ok(caller.map(|caller| Guest { caller, who: Who::Visitor, session: None }))
            }
            Some("vb1") => self.in_session(token).await,
            _ => Ok(None),
        }
    }

    async fn in_session(&self, token: &str) -> Result<Option<Guest>, Failure> {
        let backend = self.log().backend();
        let now = self.clock().now();
        let found = backend.find_session(hash(token)).await?;
        let Some(session) = found.filter(|session| !session.is_over(now)) else { return Ok(None) };
        let (by, who, ends_at) = match session.kind.as_str() {
            STAFF => {
                let account = backend.find_account(&session.subject).await?;
                // Roles are asked for each time: what was taken away is gone at once.
                let Some((by, name)) = account.filter(|account| !account.disabled).and_then(acting) else {
                    return Ok(None);
                };
                (by, Who::Staff { name }, session.ends_at)
            }
            LINK => {
                let Some((booking, generation)) = link_of(&session.subject) else { return Ok(None) };
                let open = self.link_that_opens(booking, generation, Opening::Stays).await?;
                let Some(link) = open else { return Ok(None) };
                let by = By { actor: link.holder, roles: Role::Citizen.into() };
                (by, Who::Link { booking }, session.ends_at.min(link.expires_at))
            }
            _ => return Ok(None),
        };
        let caller = Caller { by, expires_at: ends_at };
        Ok((now < ends_at).then_some(Guest { caller, who, session: Some(session) }))
    }

    /// Says that somebody has done something: the session lives on. A failure costs them nothing now.
    pub(crate) async fn has_acted(&self, guest: &Guest) {
        let now = self.clock().now();
        let Some(session) = guest.session.as_ref().filter(|session| now - session.used_at >= USE_EACH) else { return };
        if let Err(failure) = self.log().backend().use_session(session.hash, now).await {
            tracing::warn!(error = &failure as &dyn std::error::Error, "the use of a session could not be kept");
        }
    }

    /// Begins the session of somebody of the staff.
    pub(crate) async fn begin_staff(&self, account: &Account) -> Result<Token, Failure> {
        let ends_at = self.clock().now() + STAFF_MOST;
        self.begin(STAFF, account.name.clone(), STAFF_IDLE_SECS, ends_at).await
    }

    /// Begins the session of whoever has come by a link. One that is good for one time is no way back, so their session
    /// is not lost by doing nothing.
    pub(crate) async fn begin_link(
        &self,
        booking: BookingId,
        generation: u32,
        ends_at: DateTime<Utc>,
        for_once: bool,
    ) -> Result<Token, Failure> {
        let idle_secs = if for_once { u32::MAX } else { LINK_IDLE_SECS };
        self.begin(LINK, format!("{booking}.{generation}"), idle_secs, ends_at).await
    }

    async fn begin(
        &self,
        kind: &str,
        subject: String,
        idle_secs: u32,
        ends_at: DateTime<Utc>,
    ) -> Result<Token, Failure> {
        let secret: [u8; 32] = random::bytes()?;
        let token = Token::of(format!("vb1.{}.{}", self.authority().ags, URL_SAFE_NO_PAD.encode(secret)));
        let now = self.clock().now();
        let session = Session {
            hash: hash(token.reveal()),
            kind: kind.to_owned(),
            subject,
            began_at: now,
            used_at: now,
            idle_secs,
            ends_at,
        };
        self.log().backend().put_session(&session).await?;
        Ok(token)
    }

    /// Ends what the browser of a guest presents, for good and on every node.
    pub(crate) async fn end_session(&self, guest: &Guest, token: &str) -> Result<(), Failure> {
        let backend = self.log().backend();
        if guest.who != Who::Visitor {
            return backend.end_session(hash(token)).await.map(drop);
        }
        let now = self.clock().now();
        let ended = Session {
            hash: hash(token),
            kind: ENDED.to_owned(),
            subject: String::new(),
            began_at: now,
            used_at: now,
            idle_secs: u32::MAX,
            ends_at: guest.expires_at(),
        };
        backend.put_session(&ended).await
    }

    /// Whether somebody has given up this token.
    pub(super) async fn is_ended(&self, token: &str) -> Result<bool, Failure> {
        Ok(self.log().backend().find_session(hash(token)).await?.is_some())
    }
}

/// As whom an account acts, and what it is called.
fn acting(account: Account) -> Option<(By, String)> {
    let roles = serde_json::from_str(&account.roles)
        .inspect_err(|_| tracing::error!(actor.id = %account.actor, "an account has unreadable roles"))
        .ok()?;
    Some((By { actor: ActorId(account.actor), roles }, account.shown))
}

/// What a link's session lets in.
fn link_of(subject: &str) -> Option<(BookingId, u32)> {
    let (booking, generation) = subject.split_once('.')?;
    Some((BookingId(booking.parse().ok()?), generation.parse().ok()?))
}
