//! An experimental client of a card processor in the shape of Stripe's PaymentIntents: no page, a card that the browser
//! has handed to the processor beforehand, an answer at once, and refunds.
//!
//! It stands here because a port that one protocol alone fits is none. It has been driven against a test server only, and
//! is not for production.
//!
//! A payment is made in two steps: an intent is made, which moves nothing, and then confirmed. Both carry a key
//! (`Idempotency-Key`) that follows from the order, so that a step whose answer was lost is repeated without being done
//! twice.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use domain::money::Cents;
use reqwest::header::{AUTHORIZATION, HeaderValue};
use reqwest::{StatusCode, Url};
use serde::Deserialize;
use uuid::Uuid;

use crate::http::{Http, Reply, Transport, is_safe};
use crate::port::{Answer, Failure, Means, Order, Provider, Reference, RefundOrder, Refunded, Standing, Started};
use crate::secret::{Misconfigured, SecretSource};
use crate::xbezahldienste::Profile;
use crate::xbezahldienste::login::{hidden, with_form};

/// How many cards wait for their orders at most. The oldest are forgotten: nobody has used them.
const MOST_WAITING: usize = 1_000;

/// A processor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// The address before `/v1/…`.
    pub url: String,
    /// The key of the office.
    pub key: SecretSource,
    /// How long an answer may take.
    pub timeout: Duration,
}

/// A client.
pub struct Client {
    http: Http,
    base: Url,
    key: HeaderValue,
    /// What the processor calls the card that an order is paid with, the oldest first.
    cards: Mutex<VecDeque<(Uuid, String)>>,
}

/// An intent, of which most is left unread.
#[derive(Deserialize)]
struct Intent {
    id: String,
    status: String,
    amount: i64,
    currency: String,
    created: i64,
    last_payment_error: Option<serde::de::IgnoredAny>,
    next_action: Option<NextAction>,
}

#[derive(Deserialize)]
struct NextAction {
    redirect_to_url: Option<RedirectToUrl>,
}

#[derive(Deserialize)]
struct RedirectToUrl {
    url: Option<String>,
}

#[derive(Deserialize)]
struct Refund {
    status: Option<String>,
}

#[derive(Deserialize)]
struct Wrong {
    error: Cause,
}

#[derive(Deserialize)]
struct Cause {
    code: Option<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
}

impl Client {
    /// A client that has asked nothing yet.
    pub fn new(config: &Config, profile: Profile) -> Result<Self, Misconfigured> {
        let base = Url::parse(&config.url).ok().filter(|url| is_safe(url, profile == Profile::Demo));
        let base =
            base.ok_or(Misconfigured::Setting { what: "the address of the card processor begins with https" })?;
        let key = hidden(&format!("Bearer {}", config.key.read()?.reveal()));
        let key = key.ok_or(Misconfigured::Setting { what: "the key of the card processor is no text" })?;
        let http =
            Http::new(&Transport { base: &base, timeout: config.timeout, roots: None, identity: None, proxy: None })?;
        Ok(Self { http, base, key, cards: Mutex::default() })
    }

    /// An order is to be paid by this card, which is a word of the processor's and no number. Whether it is such a word.
    pub fn hand_over(&self, request: Uuid, card: &str) -> bool {
        // What looks like a number of a card has no business here.
        if !is_name(card) || card.bytes().all(|sign| sign.is_ascii_digit()) {
            return false;
        }
        let mut cards = self.cards();
        cards.retain(|(of, _)| *of != request);
        cards.push_back((request, card.to_owned()));
        if cards.len() > MOST_WAITING {
            cards.pop_front();
        }
        true
    }

    fn cards(&self) -> MutexGuard<'_, VecDeque<(Uuid, String)>> {
        self.cards.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn start_now(&self, order: &Order) -> Result<Started, Failure> {
        let card = self.cards().iter().find(|(of, _)| *of == order.request).map(|(_, card)| card.clone());
        let (amount, request) = (order.amount.0.to_string(), order.request.to_string());
        let mut form = vec![
            ("amount", amount.as_str()),
            ("currency", "eur"),
            ("metadata[request]", &request),
            ("metadata[purpose]", &order.purpose),
        ];
        form.extend(card.as_deref().map(|card| ("payment_method", card)));
        let made: Intent = read(&self.post(&["payment_intents"], &form, &request).await?)?;
        if made.amount != order.amount.0 {
            return Err(Failure::BadAnswer);
        }
        let reference = Reference(made.id.clone());
        if made.status != "requires_confirmation" {
            let standing = made.standing()?;
            return Ok(Started { page: standing.page(), reference, standing });
        }
        let confirmed =
            self.post(&["payment_intents", &made.id, "confirm"], &[], &format!("{request}-confirm")).await?;
        // A card that is declined is an answer: nothing has been paid.
        if confirmed.status == StatusCode::PAYMENT_REQUIRED {
            return Ok(Started { reference, page: None, standing: Standing::Failed });
        }
        let confirmed: Intent = read(&confirmed)?;
        if confirmed.id != made.id || confirmed.amount != order.amount.0 {
            return Err(Failure::BadAnswer);
        }
        self.cards().retain(|(of, _)| *of != order.request);
        let standing = confirmed.standing()?;
        Ok(Started { page: standing.page(), reference, standing })
    }

    async fn look_up_now(&self, reference: &Reference) -> Result<Standing, Failure> {
        if !is_name(&reference.0) {
            return Err(Failure::NotFound);
        }
        let intent: Intent = read(&self.get(&["payment_intents", &reference.0], &[]).await?)?;
        if intent.id == reference.0 { intent.standing() } else { Err(Failure::BadAnswer) }
    }

    async fn refund_now(&self, order: &RefundOrder) -> Result<Refunded, Failure> {
        if !is_name(&order.reference.0) {
            return Err(Failure::NotFound);
        }
        let amount = order.amount.0.to_string();
        let form = [("payment_intent", order.reference.0.as_str()), ("amount", &amount)];
        let refund: Refund = read(&self.post(&["refunds"], &form, &order.request.to_string()).await?)?;
        match refund.status.as_deref() {
            Some("succeeded") => Ok(Refunded::Done),
            Some("pending" | "requires_action") => Ok(Refunded::Pending),
            Some("failed" | "canceled") => Err(Failure::Rejected { code: "refund_failed".to_owned() }),
            _ => Err(Failure::BadAnswer),
        }
    }

    async fn post(&self, path: &[&str], form: &[(&str, &str)], key: &str) -> Result<Reply, Failure> {
        let request =
            self.http.post(self.url(path)).header(AUTHORIZATION, self.key.clone()).header("idempotency-key", key);
        self.http.send(with_form(request, form)).await
    }

    async fn get(&self, path: &[&str], query: &[(&str, &str)]) -> Result<Reply, Failure> {
        let mut url = self.url(path);
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        self.http.send(self.http.get(url).header(AUTHORIZATION, self.key.clone())).await
    }

    fn url(&self, path: &[&str]) -> Url {
        let mut url = self.base.clone();
        url.path_segments_mut().expect("an address with a host has a path").pop_if_empty().push("v1").extend(path);
        url
    }
}

impl Intent {
    fn standing(&self) -> Result<Standing, Failure> {
        if self.currency != "eur" || !is_name(&self.id) {
            return Err(Failure::BadAnswer);
        }
        Ok(match self.status.as_str() {
            "succeeded" => Standing::Paid {
                amount: Cents(self.amount),
                at: DateTime::<Utc>::from_timestamp(self.created, 0).ok_or(Failure::BadAnswer)?,
                means: Means::Card,
                receipt: None,
            },
            "canceled" => Standing::Cancelled,
            "requires_payment_method" if self.last_payment_error.is_some() => Standing::Failed,
            "requires_action" => Standing::Open { page: self.page()? },
            "requires_payment_method" | "requires_confirmation" | "requires_capture" | "processing" => {
                Standing::Open { page: None }
            }
            unknown => {
                Standing::Unknown { word: if is_name(unknown) { unknown.to_owned() } else { "UNREADABLE".to_owned() } }
            }
        })
    }

    /// Where somebody shows the bank who they are, if the processor wants that.
    fn page(&self) -> Result<Option<String>, Failure> {
        let to = self.next_action.as_ref().and_then(|action| action.redirect_to_url.as_ref()?.url.as_deref());
        let checked = |text: &str| Url::parse(text).ok().filter(|url| is_safe(url, false)).map(String::from);
        to.map(|text| checked(text).ok_or(Failure::BadAnswer)).transpose()
    }
}

impl Standing {
    fn page(&self) -> Option<String> {
        match self {
            Self::Open { page } => page.clone(),
            Self::Paid { .. } | Self::Failed | Self::Cancelled | Self::Unknown { .. } => None,
        }
    }
}

impl Provider for Client {
    fn name(&self) -> String {
        format!("a card processor at {} (experimental)", self.base.host_str().unwrap_or_default())
    }

    fn start<'a>(&'a self, order: &'a Order) -> Answer<'a, Started> {
        Box::pin(self.start_now(order))
    }

    fn look_up<'a>(&'a self, reference: &'a Reference) -> Answer<'a, Standing> {
        Box::pin(self.look_up_now(reference))
    }

    fn refund<'a>(&'a self, order: &'a RefundOrder) -> Answer<'a, Refunded> {
        Box::pin(self.refund_now(order))
    }

    fn check(&self) -> Answer<'_, ()> {
        Box::pin(async {
            let reply = self.get(&["payment_intents"], &[("limit", "1")]).await?;
            if reply.status == StatusCode::OK { Ok(()) } else { Err(refusal(&reply)) }
        })
    }
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client").field("base", &self.base.as_str()).finish_non_exhaustive()
    }
}

fn read<'a, T: Deserialize<'a>>(reply: &'a Reply) -> Result<T, Failure> {
    if reply.status != StatusCode::OK {
        return Err(refusal(reply));
    }
    serde_json::from_slice(&reply.body).map_err(|_| Failure::BadAnswer)
}

/// What an answer means that is no success. The processor's sentences are not read: they could name somebody.
fn refusal(reply: &Reply) -> Failure {
    if let Some(trouble) = reply.trouble() {
        return trouble;
    }
    match reply.status {
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => return Failure::Denied,
        StatusCode::NOT_FOUND => return Failure::NotFound,
        // Another request with the same key is on its way.
        StatusCode::CONFLICT => return Failure::NoAnswer,
        status if !status.is_client_error() => return Failure::BadAnswer,
        _ => {}
    }
    let cause = serde_json::from_slice::<Wrong>(&reply.body).ok().map(|wrong| wrong.error);
    let code = cause.and_then(|cause| cause.code.or(cause.kind)).filter(|code| is_name(code));
    Failure::Rejected { code: code.unwrap_or_else(|| format!("HTTP_{}", reply.status.as_u16())) }
}

/// Whether a text can be the processor's name of something, which becomes a part of an address.
fn is_name(text: &str) -> bool {
    (1..=100).contains(&text.len()) && text.bytes().all(|sign| sign.is_ascii_alphanumeric() || b"_-".contains(&sign))
}
