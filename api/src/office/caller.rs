//! Who stands behind a token. Staff tokens are random and looked up; visitors' tokens carry their own proof.

use std::time::Duration;

use aws_lc_rs::{digest, hmac};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
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

    /// Makes a token for a visitor. The same key gives the same visitor again, so that a lost answer can be repeated.
    ///
    /// Nothing is stored: the token proves itself, and a visitor who never books leaves no trace.
    pub fn welcome(&self, key: Uuid) -> (ActorId, Token) {
        let tag = hmac::sign(&self.0.secrets.visitors, format!("actor.{key}").as_bytes());
        let half = tag.as_ref()[..16].try_into().expect("SHA-256 has 32 bytes");
        let actor = Builder::from_custom_bytes(half).into_uuid();
        (ActorId(actor), self.visitor_token(actor))
    }

    /// The token of a visitor who is known already.
    pub fn visitor_token(&self, actor: Uuid) -> Token {
        let expires = (self.clock().now() + VISIT).timestamp();
        let claims = format!("vv1.{}.{actor}.{expires}", self.authority().ags);
        let proof = hmac::sign(&self.0.secrets.visitors, claims.as_bytes());
        Token(format!("{claims}.{}", URL_SAFE_NO_PAD.encode(proof)))
    }

    /// Who presents this token, if it is good and has not run out.
    pub async fn caller_of(&self, token: &str) -> Result<Option<Caller>, Failure> {
        // Tokens have a fixed form; nothing longer is worth hashing.
        if token.len() > 200 {
            return Ok(None);
        }
        let caller = match token.split('.').next() {
            Some("vs1") => self.member_of_staff(token).await?,
            Some("vv1") => self.visitor(token),
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
        let (claims, proof) = token.rsplit_once('.')?;
        let proof = URL_SAFE_NO_PAD.decode(proof).ok()?;
        hmac::verify(&self.0.secrets.visitors, claims.as_bytes(), &proof).ok()?;
        let mut parts = claims.split('.').skip(1);
        let ours = parts.next()? == self.authority().ags;
        let actor = Uuid::parse_str(parts.next()?).ok()?;
        let expires_at = DateTime::from_timestamp(parts.next()?.parse().ok()?, 0)?;
        ours.then_some(Caller { by: By { actor: ActorId(actor), roles: Role::Citizen.into() }, expires_at })
    }
}

fn hash(token: &str) -> [u8; 32] {
    digest::digest(&digest::SHA256, token.as_bytes()).as_ref().try_into().expect("SHA-256 has 32 bytes")
}
