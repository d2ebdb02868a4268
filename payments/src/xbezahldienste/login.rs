//! Proves to the provider who the office is: with each request by name and password, or by a token that is kept until
//! shortly before its end.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, TimeDelta, Utc};
use event_store::Clock;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use reqwest::{RequestBuilder, StatusCode, Url};
use serde::Deserialize;
use tokio::sync::Mutex;

use super::config::{Authentication, Credentials, Profile};
use crate::http::{Http, is_safe};
use crate::port::Failure;
use crate::secret::{Misconfigured, Secret};

/// How long before its end a token is not used any more: a request takes its time, and clocks differ.
const MARGIN: TimeDelta = TimeDelta::seconds(30);
/// How long a token is good for if nobody says so (RFC 6749, 5.1 leaves it open). Not long.
const UNSAID: i64 = 60;
/// How long a token can be said to be good for.
const LONGEST: i64 = 24 * 60 * 60;

/// How the office proves who it is.
pub(super) enum Login {
    /// The connection has shown it already.
    Connection,
    /// The same header with each request.
    Header(HeaderValue),
    /// A token.
    Tokens(Box<Tokens>),
}

impl Login {
    pub(super) fn new(authentication: &Authentication, profile: Profile) -> Result<Self, Misconfigured> {
        match authentication {
            Authentication::Certificate { .. } => Ok(Self::Connection),
            Authentication::Basic { user, password } => {
                // A colon ends the name (RFC 7617, 2).
                if user.is_empty() || user.contains(':') {
                    return Err(Misconfigured::Setting { what: "the user is a name without a colon" });
                }
                Ok(Self::Header(basic(user, &password.read()?)?))
            }
            Authentication::Oauth2 { token_url, client_id, client_secret, scope, credentials } => {
                let url = Url::parse(token_url).ok().filter(|url| is_safe(url, profile == Profile::Demo));
                let url = url.ok_or(Misconfigured::Setting { what: "the address of the tokens begins with https" })?;
                let (client, secret) = (client_id.clone(), client_secret.read()?);
                let header = basic(&encoded(&client), &Secret::from(encoded(secret.reveal())))?;
                let tokens = Tokens {
                    url,
                    client,
                    secret,
                    header,
                    scope: scope.clone(),
                    credentials: *credentials,
                    kept: Mutex::new(None),
                };
                Ok(Self::Tokens(Box::new(tokens)))
            }
        }
    }

    /// The header for a request, if there is one.
    pub(super) async fn header(&self, http: &Http, clock: &Clock) -> Result<Option<HeaderValue>, Failure> {
        match self {
            Self::Connection => Ok(None),
            Self::Header(header) => Ok(Some(header.clone())),
            Self::Tokens(tokens) => tokens.get(http, clock).await.map(Some),
        }
    }

    /// The provider does not accept this header. Whether there may be another one.
    pub(super) async fn forget(&self, refused: Option<&HeaderValue>) -> bool {
        let Self::Tokens(tokens) = self else { return false };
        let mut kept = tokens.kept.lock().await;
        // Another request may have fetched a new one meanwhile.
        if kept.as_ref().is_some_and(|token| Some(&token.header) == refused) {
            *kept = None;
        }
        true
    }
}

/// Where tokens come from, and the one that is good now.
pub(super) struct Tokens {
    url: Url,
    client: String,
    secret: Secret,
    header: HeaderValue,
    scope: Option<String>,
    credentials: Credentials,
    kept: Mutex<Option<Token>>,
}

struct Token {
    header: HeaderValue,
    until: DateTime<Utc>,
}

/// What a server of tokens says (RFC 6749, 5.1).
#[derive(Deserialize)]
struct Granted {
    access_token: Secret,
    token_type: String,
    expires_in: Option<i64>,
}

impl Tokens {
    /// Those who come while a token is fetched wait for the same.
    async fn get(&self, http: &Http, clock: &Clock) -> Result<HeaderValue, Failure> {
        let mut kept = self.kept.lock().await;
        if let Some(token) = kept.as_ref().filter(|token| clock.now() < token.until) {
            return Ok(token.header.clone());
        }
        *kept = None;
        let asked_at = clock.now();
        // As long as there is no token the provider was asked nothing.
        let granted = self.fetch(http).await.map_err(|failure| match failure {
            Failure::Denied => Failure::Denied,
            _ => Failure::Unreachable,
        })?;
        let secs = granted.expires_in.unwrap_or(UNSAID).clamp(0, LONGEST);
        let text = granted.access_token.reveal();
        let is_bearer = granted.token_type.eq_ignore_ascii_case("bearer") && !text.is_empty();
        let header = Some(text).filter(|_| is_bearer).and_then(|text| hidden(&format!("Bearer {text}")));
        let header = header.ok_or_else(|| {
            tracing::warn!("the token of a payment provider is none that can be used");
            Failure::Unreachable
        })?;
        *kept = Some(Token { header: header.clone(), until: asked_at + TimeDelta::seconds(secs) - MARGIN });
        Ok(header)
    }

    async fn fetch(&self, http: &Http) -> Result<Granted, Failure> {
        let mut form = vec![("grant_type", "client_credentials")];
        form.extend(self.scope.as_deref().map(|scope| ("scope", scope)));
        let mut request = http.post(self.url.clone());
        match self.credentials {
            Credentials::Header => request = request.header(AUTHORIZATION, self.header.clone()),
            Credentials::Body => {
                form.extend([("client_id", self.client.as_str()), ("client_secret", self.secret.reveal())]);
            }
        }
        let reply = http.send(with_form(request, &form)).await?;
        match reply.status {
            StatusCode::OK => serde_json::from_slice(&reply.body).map_err(|_| {
                tracing::warn!("a payment provider's answer to the question for a token makes no sense");
                Failure::BadAnswer
            }),
            // RFC 6749, 5.2: also wrong credentials may be a bad request.
            StatusCode::BAD_REQUEST | StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
                tracing::warn!(status = %reply.status, "a payment provider gives the office no token");
                Err(Failure::Denied)
            }
            status => Err(reply.trouble().unwrap_or_else(|| {
                tracing::warn!(%status, "a payment provider gives the office no token");
                Failure::BadAnswer
            })),
        }
    }
}

/// A form as the body of a request.
pub(crate) fn with_form(request: RequestBuilder, form: &[(&str, &str)]) -> RequestBuilder {
    let body = serde_urlencoded::to_string(form).expect("pairs of texts are a form");
    request.header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(body)
}

/// Name and password as a header.
pub(crate) fn basic(user: &str, password: &Secret) -> Result<HeaderValue, Misconfigured> {
    let text = format!("Basic {}", STANDARD.encode(format!("{user}:{}", password.reveal())));
    hidden(&text).ok_or(Misconfigured::Setting { what: "the user or the password is no text" })
}

/// A header that no log shows.
pub(crate) fn hidden(text: &str) -> Option<HeaderValue> {
    let mut header = HeaderValue::from_str(text).ok()?;
    header.set_sensitive(true);
    Some(header)
}

/// A text as it stands in a form, and, by RFC 6749, 2.3.1, in the header when a token is fetched.
fn encoded(text: &str) -> String {
    let form = serde_urlencoded::to_string([("", text)]).expect("a text is a form");
    form.trim_start_matches('=').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_stand_in_the_header_as_in_a_form() {
        assert_eq!(encoded("a b:c/ü=%"), "a+b%3Ac%2F%C3%BC%3D%25");
        assert_eq!(encoded("=x"), "%3Dx");
        let header = basic("Aladdin", &Secret::from("open sesame")).expect("a header");
        assert_eq!(header.to_str().expect("text"), "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==", "the example of RFC 7617");
        assert_eq!(format!("{header:?}"), "Sensitive");
    }
}
