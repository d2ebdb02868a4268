//! Who stands behind a token. Staff tokens are random and looked up, visitors' tokens carry their own proof, and links
//! to appointments are proven and then looked up in the log, where they can be taken back.

use std::time::Duration;

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use domain::ids::{BookingId, LinkGrantId};
use domain::link_grant::Granted;
use domain::{ActorId, By, Role, Roles};
use event_store::{Backend, Credential, Failure, random};
use uuid::{Builder, Uuid};

use super::Office;

/// How long a visitor's token is good for: longer than any time that can be booked ahead.
const VISIT: TimeDelta = TimeDelta::days(180);

/// A bearer token. It is shown once and stored nowhere; printing one by mistake shows its kind only.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// The token of this text.
    pub(crate) fn of(text: String) -> Self {
        Self(text)
    }

    /// The text that its bearer presents.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Token({}…)", self.0.split('.').next().unwrap_or_default())
    }
}

/// A member of the staff who is to get a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Staff<'a> {
    /// As whom they act.
    pub actor: Uuid,
    /// What they may do.
    pub roles: Roles,
    /// What whoever gives the token calls it.
    pub label: &'a str,
    /// From when on the token is worth nothing.
    pub expires_at: DateTime<Utc>,
}

impl Token {
    /// Makes a token for a member of staff: 256 random bits, of which only the hash is kept, beside the log.
    pub async fn issue(backend: &Backend, ags: &str, staff: Staff<'_>) -> Result<Self, Failure> {
        let secret: [u8; 32] = random::bytes()?;
        let token = Self(format!("vs1.{ags}.{}", URL_SAFE_NO_PAD.encode(secret)));
        backend
            .put_credential(&Credential {
                hash: hash(token.reveal()),
                actor: staff.actor,
                roles: serde_json::to_string(&staff.roles).expect("names of roles are JSON"),
                expires_at: staff.expires_at,
                label: staff.label.to_owned(),
            })
            .await?;
        Ok(token)
    }
}

/// Somebody who has presented a good token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caller {
    /// Who, and in which roles.
    pub by: By,
    /// From when on the token is worth nothing.
    pub expires_at: DateTime<Utc>,
}

impl Office {
    /// Makes a token for a member of staff.
    pub async fn issue_token(&self, actor: Uuid, roles: Roles, label: &str, valid: Duration) -> Result<Token, Failure> {
        let valid = TimeDelta::from_std(valid).unwrap_or(TimeDelta::MAX);
        let expires_at = self.clock().now().checked_add_signed(valid).unwrap_or(DateTime::<Utc>::MAX_UTC);
        Token::issue(self.log().backend(), &self.authority().ags, Staff { actor, roles, label, expires_at }).await
    }

    /// Makes a token for a visitor nobody has met before. An answer that was lost costs nothing: ask for another.
    ///
    /// Nothing is stored: the token proves itself, and a visitor who never books leaves no trace.
    pub fn welcome(&self) -> (ActorId, Token) {
        let bytes = random::bytes().expect("the operating system has random numbers");
        let actor = Builder::from_random_bytes(bytes).into_uuid();
        (ActorId(actor), self.visitor_token(actor))
    }

    /// The token of a visitor who is known already: for tests and examples, whose visitors are the same in each run.
    pub fn visitor_token(&self, actor: Uuid) -> Token {
        let expires = (self.clock().now() + VISIT).timestamp();
        prove(&self.0.secrets.visitors, format!("vv1.{}.{actor}.{expires}", self.authority().ags))
    }

    /// The token of a link to an appointment. It follows from the link, so it is the same whenever it is asked for.
    pub fn link_token(&self, link: &Granted) -> Token {
        let Granted { booking, generation, .. } = link;
        prove(&self.0.secrets.links, format!("vl1.{}.{booking}.{generation}", self.authority().ags))
    }

    /// Who presents this token, if it is good and has not run out.
    pub async fn caller_of(&self, token: &str) -> Result<Option<Caller>, Failure> {
        // Tokens have a fixed form; nothing longer is worth hashing.
        if token.len() > 200 {
            return Ok(None);
        }
        let caller = match token.split('.').next() {
            Some("vs1") => self.member_of_staff(token).await?,
            Some("vv1") => match self.visitor(token) {
                Some(visitor) if !self.is_ended(token).await? => Some(visitor),
                _ => None,
            },
            Some("vl1") => self.linked(token).await?,
            _ => None,
        };
        Ok(caller.filter(|caller| self.clock().now() < caller.expires_at))
    }

    async fn member_of_staff(&self, token: &str) -> Result<Option<Caller>, Failure> {
        let found = self.log().backend().find_credential(hash(token)).await?;
        Ok(found.and_then(|credential| {
            let roles = serde_json::from_str(&credential.roles)
                .inspect_err(|_| tracing::error!(label = credential.label, "a credential has unreadable roles"))
                .ok()?;
            Some(Caller { by: By { actor: ActorId(credential.actor), roles }, expires_at: credential.expires_at })
        }))
    }

    fn visitor(&self, token: &str) -> Option<Caller> {
        let (actor, expires) = self.proven(&self.0.secrets.visitors, token)?;
        let expires_at = DateTime::from_timestamp(expires.parse().ok()?, 0)?;
        Some(Caller { by: By { actor: ActorId(actor), roles: Role::Citizen.into() }, expires_at })
    }

    /// Whoever has the link is whom the appointment belongs to, as long as it is the newest and was not taken back.
    async fn linked(&self, token: &str) -> Result<Option<Caller>, Failure> {
        let Some((booking, generation)) = self.proven(&self.0.secrets.links, token) else { return Ok(None) };
        let link = self.log().load::<domain::LinkGrant>(LinkGrantId::of(BookingId(booking)).0).await?.state.0;
        let good = link.good(self.clock().now()).filter(|link| generation.parse() == Ok(link.generation));
        Ok(good.map(|link| {
            let by = By { actor: link.holder, roles: Role::Citizen.into() };
            Caller { by, expires_at: link.expires_at }
        }))
    }

    /// What a token of ours claims: an id, and what the office added to it.
    pub(super) fn proven<'t>(&self, key: &hmac::Key, token: &'t str) -> Option<(Uuid, &'t str)> {
        let (claims, proof) = token.rsplit_once('.')?;
        let proof = URL_SAFE_NO_PAD.decode(proof).ok()?;
        hmac::verify(key, claims.as_bytes(), &proof).ok()?;
        let mut parts = claims.split('.').skip(1);
        let ours = parts.next()? == self.authority().ags;
        let id = Uuid::parse_str(parts.next()?).ok()?;
        let added = parts.next()?;
        ours.then_some((id, added))
    }
}

/// A token of these claims, which only this authority can make.
pub(super) fn prove(key: &hmac::Key, claims: String) -> Token {
    let proof = hmac::sign(key, claims.as_bytes());
    Token(format!("{claims}.{}", URL_SAFE_NO_PAD.encode(proof)))
}

pub(super) fn hash(token: &str) -> [u8; 32] {
    documents::sha256(token.as_bytes()).0
}
