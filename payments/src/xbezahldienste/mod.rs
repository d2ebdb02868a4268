//! A client of XBezahldienste 1.0.0, the standard of the IT planning council for payments to authorities.
//!
//! <https://docs.fitko.de/xbezahldienste/>: `POST /paymenttransaction/{originatorId}/{endPointId}` begins a payment,
//! `GET` with the name of the transaction tells how it stands, and `GET /status/{originatorId}/{endPointId}` whether the
//! provider knows the authority. There is no call back, no list, no refund. The operators differ in how the office proves
//! who it is, see [`Authentication`].
//!
//! # When the answer to a `POST` is lost
//!
//! The same request is sent again. A provider then either answers with the same transaction, or with `PAYMENT_EXISTS`
//! ("a request has been placed already"), which does not say under which name. The standard lets providers without names
//! of their own use the office's (`transactionId` may be the `requestId`), so the client asks under that name, and
//! takes the answer if it is about this very request. Where that finds nothing the answer is
//! [`Failure::Rejected`] with [`PAYMENT_EXISTS`]: the transaction exists, but its page was in the answer that was lost,
//! so nobody has been sent there, and nobody can pay it. A new attempt under another name cannot become a second
//! payment, as long as a page is shown only after the answer with it was recorded.

pub(crate) mod decimal;
pub(crate) mod login;
pub(crate) mod rules;
pub(crate) mod wire;

mod config;

use std::time::Duration;

use chrono::{DateTime, NaiveDateTime, Utc};
use domain::money::Cents;
use event_store::Clock;
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use reqwest::{StatusCode, Url};

use crate::http::{Http, Reply, Transport, is_safe};
use crate::port::{Answer, Failure, Item, Means, Order, Provider, Reference, RefundOrder, Refunded, Standing, Started};
use crate::secret::Misconfigured;
use decimal::Decimal;
use login::Login;
use wire::{PaymentItem, PaymentRequest, Problem, Told};

pub use config::{Authentication, Config, Credentials, Profile};

/// The provider has this request already, and does not say under which name. See the page of this module.
pub const PAYMENT_EXISTS: &str = "PAYMENT_EXISTS";

/// The header by which the sandbox says what it is.
pub(crate) const SANDBOX: &str = "x-vorgang-sandbox";

/// A provider.
pub struct Client {
    http: Http,
    base: Url,
    originator: String,
    endpoint: String,
    login: Login,
    profile: Profile,
    page_hosts: Vec<String>,
    clock: Clock,
}

impl Client {
    /// A client that has asked nothing yet.
    pub fn new(config: &Config, profile: Profile, clock: Clock) -> Result<Self, Misconfigured> {
        let base = Url::parse(&config.url).ok().filter(|url| is_safe(url, profile == Profile::Demo));
        let base = base.filter(|url| url.query().is_none() && url.fragment().is_none());
        let base = base.ok_or(Misconfigured::Setting { what: "its address begins with https and has no query" })?;
        for name in [&config.originator, &config.endpoint] {
            if !rules::is_id(name, rules::ID) {
                return Err(Misconfigured::Setting {
                    what: "originator and endpoint are up to 36 letters, digits and hyphens",
                });
            }
        }
        let identity = match &config.authentication {
            Authentication::Certificate { file } => Some(file.as_path()),
            Authentication::Oauth2 { .. } | Authentication::Basic { .. } => None,
        };
        let http = Http::new(&Transport {
            base: &base,
            timeout: Duration::from_secs(config.timeout_secs),
            roots: config.roots_file.as_deref(),
            identity,
            proxy: config.proxy.as_deref(),
        })?;
        Ok(Self {
            http,
            base,
            originator: config.originator.clone(),
            endpoint: config.endpoint.clone(),
            login: Login::new(&config.authentication, profile)?,
            profile,
            page_hosts: config.page_hosts.clone(),
            clock,
        })
    }

    async fn start_now(&self, order: &Order) -> Result<Started, Failure> {
        let body = request(order)?;
        let body = serde_json::to_vec(&body).expect("texts and numbers are JSON");
        let reply = self.ask(&["paymenttransaction"], Some(&body)).await?;
        match told(&reply) {
            Ok(told) => self.started(told, order),
            Err(Failure::Rejected { code }) if code == PAYMENT_EXISTS => self.find(order).await,
            Err(Failure::NotFound) => Err(Failure::Rejected { code: "HTTP_404".to_owned() }),
            Err(failure) => Err(failure),
        }
    }

    /// Looks for a transaction whose name was in an answer that was lost.
    async fn find(&self, order: &Order) -> Result<Started, Failure> {
        let exists = || Failure::Rejected { code: PAYMENT_EXISTS.to_owned() };
        match self.read(&order.request.to_string()).await {
            Ok(told) => self.started(told, order).map_err(|_| exists()),
            Err(Failure::NotFound | Failure::Rejected { .. } | Failure::BadAnswer) => Err(exists()),
            // It was reached a moment ago, and has the request.
            Err(Failure::Unreachable) => Err(Failure::NoAnswer),
            Err(failure) => Err(failure),
        }
    }

    async fn read(&self, transaction: &str) -> Result<Told, Failure> {
        if !rules::is_id(transaction, rules::TRANSACTION) {
            return Err(Failure::NotFound);
        }
        let told = told(&self.ask(&["paymenttransaction", transaction], None).await?)?;
        if told.payment_information.transaction_id != transaction {
            return Err(nonsense("it is about another transaction"));
        }
        Ok(told)
    }

    /// Posts a body, or gets what there is, and once more with a new token if the old one is not accepted any more.
    async fn ask(&self, path: &[&str], body: Option<&[u8]>) -> Result<Reply, Failure> {
        let mut may_log_in_again = true;
        loop {
            let header = self.login.header(&self.http, &self.clock).await?;
            let url = self.url(path);
            let mut request = match body {
                Some(body) => self.http.post(url).header(CONTENT_TYPE, "application/json").body(body.to_vec()),
                None => self.http.get(url),
            };
            request = request.header(ACCEPT, "application/json, application/problem+json");
            if let Some(header) = &header {
                request = request.header(AUTHORIZATION, header.clone());
            }
            let reply = self.http.send(request).await?;
            if reply.status == StatusCode::UNAUTHORIZED && may_log_in_again && self.login.forget(header.as_ref()).await
            {
                may_log_in_again = false;
                continue;
            }
            if self.profile == Profile::Production && reply.headers.contains_key(SANDBOX) {
                tracing::error!("the payment provider is a sandbox, where no money moves: its word counts for nothing");
                return Err(Failure::BadAnswer);
            }
            return Ok(reply);
        }
    }

    /// The operation stands before the names of service and authority, everything else after them.
    fn url(&self, path: &[&str]) -> Url {
        let mut url = self.base.clone();
        let (operation, rest) = path.split_first().expect("an address names an operation");
        url.path_segments_mut()
            .expect("an address with a host has a path")
            .pop_if_empty()
            .extend([*operation, &self.originator, &self.endpoint])
            .extend(rest);
        url
    }

    /// What the answer to an order means: it has to be about that order, to the cent.
    fn started(&self, told: Told, order: &Order) -> Result<Started, Failure> {
        let Told { payment_information, payment_request } = &told;
        if payment_request.request_id != order.request.to_string() {
            return Err(nonsense("it is about another request"));
        }
        if payment_request.gros_amount != Decimal(order.amount) {
            return Err(nonsense("it is about another amount"));
        }
        let reference = Reference(payment_information.transaction_id.clone());
        let standing = self.standing(&told)?;
        let page = match &standing {
            Standing::Open { page: None } => return Err(nonsense("it names no page on which to pay")),
            Standing::Open { page } => page.clone(),
            _ => None,
        };
        Ok(Started { reference, page, standing })
    }

    fn standing(&self, told: &Told) -> Result<Standing, Failure> {
        let Told { payment_information: information, payment_request } = told;
        if payment_request.currency != rules::CURRENCY {
            return Err(nonsense("it is about another currency"));
        }
        match information.status.as_str() {
            "INITIAL" => {
                let page = information.transaction_redirect_url.as_deref();
                Ok(Standing::Open { page: page.map(|page| self.page(page)).transpose()? })
            }
            "PAYED" => Ok(Standing::Paid {
                amount: payment_request.gros_amount.0,
                at: self.paid_at(information.transaction_timestamp.as_deref())?,
                means: means(information.payment_method.as_deref()),
                receipt: receipt(information.transaction_reference.as_deref())?,
            }),
            "FAILED" => Ok(Standing::Failed),
            "CANCELED" => Ok(Standing::Cancelled),
            unknown => Ok(Standing::Unknown { word: word(unknown) }),
        }
    }

    /// Where people pay. An address that a browser should not be sent to makes the whole answer one that is none.
    fn page(&self, text: &str) -> Result<String, Failure> {
        let url =
            Url::parse(text).ok().filter(|url| text.len() <= rules::URL && is_safe(url, self.profile == Profile::Demo));
        let is_known = |url: &Url| {
            self.page_hosts.is_empty()
                || url
                    .host_str()
                    .is_some_and(|host| self.page_hosts.iter().any(|known| known.eq_ignore_ascii_case(host)))
        };
        url.filter(is_known).map(String::from).ok_or_else(|| nonsense("its page is not where a browser should go"))
    }

    /// Providers have to say when it was paid. If one does not it is paid all the same, by the time at which it says so.
    fn paid_at(&self, text: Option<&str>) -> Result<DateTime<Utc>, Failure> {
        let Some(text) = text else { return Ok(self.clock.now()) };
        let with_offset = DateTime::parse_from_rfc3339(text).map(|at| at.to_utc());
        with_offset
            .or_else(|_| text.parse::<NaiveDateTime>().map(|at| at.and_utc()))
            .map_err(|_| nonsense("its time is none"))
    }
}

impl Provider for Client {
    fn name(&self) -> String {
        format!("XBezahldienste at {}", self.base.host_str().unwrap_or_default())
    }

    fn start<'a>(&'a self, order: &'a Order) -> Answer<'a, Started> {
        Box::pin(self.start_now(order))
    }

    fn look_up<'a>(&'a self, reference: &'a Reference) -> Answer<'a, Standing> {
        Box::pin(async { self.standing(&self.read(&reference.0).await?) })
    }

    /// The standard has no refund: the treasury pays it out.
    fn refund<'a>(&'a self, _: &'a RefundOrder) -> Answer<'a, Refunded> {
        Box::pin(async { Err(Failure::NotPossible) })
    }

    fn check(&self) -> Answer<'_, ()> {
        Box::pin(async {
            let reply = self.ask(&["status"], None).await?;
            if reply.status != StatusCode::OK {
                return Err(refusal(&reply));
            }
            // Also a portal that wants something first, or a wrong address, says 200.
            let problem: Result<Problem, _> = serde_json::from_slice(&reply.body);
            problem.map(drop).map_err(|_| nonsense("it is not that of a payment service"))
        })
    }
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client")
            .field("base", &self.base.as_str())
            .field("profile", &self.profile)
            .finish_non_exhaustive()
    }
}

/// The order as the standard has it, or why it cannot be one. Nothing that a person has written gets in.
fn request(order: &Order) -> Result<PaymentRequest, Failure> {
    let refused = |code: &str| Err(Failure::Rejected { code: code.to_owned() });
    if !(1..=rules::ITEMS).contains(&order.items.len()) || order.items.iter().any(|item| item.quantity == 0) {
        return refused("ORDER_ITEMS");
    }
    let sum: Option<i64> = order.items.iter().try_fold(0_i64, |sum, item| {
        item.each.0.checked_mul(i64::from(item.quantity)).and_then(|total| sum.checked_add(total))
    });
    let is_positive = order.amount > Cents::ZERO && order.items.iter().all(|item| item.each >= Cents::ZERO);
    if sum != Some(order.amount.0) || !is_positive || order.amount.0 > rules::EUROS * 100 {
        return refused("ORDER_AMOUNT");
    }
    // By this text the treasury knows a payment again, so it is not changed to fit.
    if !rules::is_purpose(&order.purpose) {
        return refused("ORDER_PURPOSE");
    }
    let is_address =
        Url::parse(&order.return_to).is_ok() && order.return_to.bytes().all(|sign| sign.is_ascii_graphic());
    if !is_address || order.return_to.len() > rules::URL {
        return refused("ORDER_RETURN_TO");
    }
    let mut items = vec![];
    for (position, item) in order.items.iter().enumerate() {
        items.push(position_of(position + 1, item)?);
    }
    let names: Vec<_> = order.items.iter().map(|item| item.description.as_str()).collect();
    let description = rules::description(&names.join(", "));
    Ok(PaymentRequest {
        request_id: order.request.to_string(),
        request_timestamp: order.at.format("%Y-%m-%dT%H:%M:%S%.3fZ").to_string(),
        currency: rules::CURRENCY.to_owned(),
        gros_amount: Decimal(order.amount),
        purpose: order.purpose.clone(),
        description: Some(if description.is_empty() { order.purpose.clone() } else { description }),
        redirect_url: order.return_to.clone(),
        items,
    })
}

fn position_of(number: usize, item: &Item) -> Result<PaymentItem, Failure> {
    let reference = rules::reference(&item.reference);
    let description = rules::description(&item.description);
    // What the treasury books by is not changed to fit either.
    let fits =
        |text: &String| (1..=rules::DESCRIPTION).contains(&text.chars().count()) && !text.contains(char::is_control);
    if !item.booking.iter().all(|(name, value)| fits(name) && fits(value)) || reference.is_empty() {
        return Err(Failure::Rejected { code: "ORDER_ITEMS".to_owned() });
    }
    Ok(PaymentItem {
        id: number.to_string(),
        description: Some(if description.is_empty() { reference.clone() } else { description }),
        reference,
        // Fees of public authority bear no value added tax.
        tax_rate: Decimal(Cents::ZERO),
        quantity: u32::from(item.quantity),
        total_net_amount: Decimal(Cents(item.each.0 * i64::from(item.quantity))),
        total_tax_amount: Decimal(Cents::ZERO),
        single_net_amount: Decimal(item.each),
        single_tax_amount: Decimal(Cents::ZERO),
        booking_data: item.booking.iter().cloned().collect(),
    })
}

/// A transaction, or what the answer says instead.
fn told(reply: &Reply) -> Result<Told, Failure> {
    if ![StatusCode::OK, StatusCode::CREATED].contains(&reply.status) {
        return Err(refusal(reply));
    }
    let told: Told = serde_json::from_slice(&reply.body).map_err(|_| nonsense("it is no transaction"))?;
    if !rules::is_id(&told.payment_information.transaction_id, rules::TRANSACTION) {
        return Err(nonsense("its transaction has no name"));
    }
    Ok(told)
}

/// What an answer means that is no success. Its texts are not read: they could name somebody.
fn refusal(reply: &Reply) -> Failure {
    if let Some(trouble) = reply.trouble() {
        return trouble;
    }
    let status = reply.status;
    let problem: Option<Problem> = serde_json::from_slice(&reply.body).ok();
    let code = problem.and_then(|problem| problem.functional_code).map(|code| word(&code));
    tracing::warn!(%status, code, "a payment provider refuses");
    match (status, code) {
        (StatusCode::UNAUTHORIZED, _) => Failure::Denied,
        (StatusCode::FORBIDDEN, code) if code.as_deref().is_none_or(|code| code == "FORBIDDEN") => Failure::Denied,
        (StatusCode::NOT_FOUND, code) if code.as_deref().is_none_or(|code| !code.starts_with("NO_VALID_")) => {
            Failure::NotFound
        }
        (_, Some(code)) => Failure::Rejected { code },
        _ if status.is_client_error() => Failure::Rejected { code: format!("HTTP_{}", status.as_u16()) },
        _ => nonsense("its status is none of the standard"),
    }
}

fn nonsense(reason: &str) -> Failure {
    tracing::warn!(reason, "the answer of a payment provider makes no sense: {reason}");
    Failure::BadAnswer
}

fn means(word: Option<&str>) -> Means {
    match word {
        Some("CREDITCARD") => Means::Card,
        Some("GIROPAY") => Means::Giropay,
        Some("PAYDIRECT") => Means::Paydirekt,
        Some("PAYPAL") => Means::PayPal,
        _ => Means::Other,
    }
}

fn receipt(text: Option<&str>) -> Result<Option<String>, Failure> {
    match text {
        None => Ok(None),
        Some(text) if rules::is_id(text, rules::ID) => Ok(Some(text.to_owned())),
        Some(_) => Err(nonsense("its reference is none")),
    }
}

/// A word of the provider's that may be shown: short, and nothing but letters, digits, hyphens.
fn word(text: &str) -> String {
    if rules::is_id(text, rules::ID) { text.to_owned() } else { "UNREADABLE".to_owned() }
}
