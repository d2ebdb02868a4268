//! The three operations of XBezahldienste 1.0.0, with its checks and its errors.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use chrono::{DateTime, SecondsFormat};
use domain::money::Cents;
use futures_util::stream;
use reqwest::Url;

use super::book::{Stands, Transaction};
use super::{Fault, Names, Quirk, Repeats, Shared, access, lock, settlement};
use crate::xbezahldienste::decimal::Decimal;
use crate::xbezahldienste::wire::{self, PROBLEM, PaymentInformation, PaymentRequest, PaymentTransaction};
use crate::xbezahldienste::{SANDBOX, rules};

/// An error as the standard has it. Its texts hold only signs that the standard allows there.
pub(super) struct Problem {
    status: StatusCode,
    code: Option<&'static str>,
    detail: String,
}

impl Problem {
    pub(super) fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        Self { status, code: Some(code), detail: detail.into() }
    }

    fn validation(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "VALIDATION_ERROR", detail)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = wire::Problem {
            kind: Some("about:blank".to_owned()),
            status: Some(self.status.as_u16()),
            title: self.status.canonical_reason().map(str::to_owned),
            detail: Some(self.detail),
            functional_code: self.code.map(str::to_owned),
        };
        json(self.status, PROBLEM, &body)
    }
}

fn json(status: StatusCode, kind: &'static str, body: &impl serde::Serialize) -> Response {
    let body = serde_json::to_vec(body).expect("texts and numbers are JSON");
    (status, [(header::CONTENT_TYPE, HeaderValue::from_static(kind))], body).into_response()
}

/// Says that it comes from a sandbox.
pub(super) fn marked(mut response: Response) -> Response {
    response.headers_mut().insert(SANDBOX, HeaderValue::from_static("no-money-moves"));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

pub(super) fn routes(sandbox: &Arc<Shared>) -> Router<Arc<Shared>> {
    Router::new()
        .route("/paymenttransaction/{originator}/{endpoint}", post(begin))
        .route("/paymenttransaction/{originator}/{endpoint}/{transaction}", get(look_up))
        .route("/status/{originator}/{endpoint}", get(status))
        .route("/settlement/{originator}/{endpoint}/{day}", get(settlement::of_day))
        // The last is the first to see a question: what goes wrong does so before anybody is asked who asks.
        .layer(from_fn_with_state(sandbox.clone(), access::check))
        .layer(from_fn_with_state(sandbox.clone(), go_wrong))
}

/// Has the next question go wrong, if it is to.
async fn go_wrong(State(sandbox): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    let is_down = sandbox.is_down.load(Ordering::Relaxed);
    let fault = if is_down { Some(Fault::Down) } else { lock(&sandbox.faults).pop_front() };
    let failed =
        || Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "UNSPECIFIED", "Something went wrong.").into_response();
    let response = match fault {
        None => next.run(request).await,
        Some(Fault::Down) => {
            Problem::new(StatusCode::SERVICE_UNAVAILABLE, "UNSPECIFIED", "The service is down.").into_response()
        }
        Some(Fault::FailsBefore) => failed(),
        Some(Fault::Elsewhere(url)) => match HeaderValue::from_str(&url) {
            Ok(url) => (StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, url)]).into_response(),
            Err(_) => failed(),
        },
        Some(after @ (Fault::FailsAfter | Fault::Silent | Fault::Garbled | Fault::Oversized | Fault::Drips)) => {
            let answer = next.run(request).await;
            match after {
                Fault::Silent => {
                    tokio::time::sleep(sandbox.options.silence).await;
                    answer
                }
                Fault::Garbled => (StatusCode::OK, "<html>It works!</html>").into_response(),
                Fault::Oversized => (StatusCode::OK, " ".repeat(1 << 20)).into_response(),
                Fault::Drips => {
                    let drops = stream::unfold((), |()| async {
                        tokio::time::sleep(Duration::from_millis(50)).await;
                        Some((Ok::<_, Infallible>(Bytes::from_static(b" ")), ()))
                    });
                    (StatusCode::OK, Body::from_stream(drops)).into_response()
                }
                _ => failed(),
            }
        }
    };
    marked(response)
}

/// Whether the provider knows the service and the authority.
pub(super) fn tenant(sandbox: &Shared, originator: &str, endpoint: &str) -> Result<(), Problem> {
    let tenants = &sandbox.options.tenants;
    let is_known =
        tenants.is_empty() || tenants.iter().any(|(o, e)| (o.as_str(), e.as_str()) == (originator, endpoint));
    if rules::is_id(originator, rules::ID) && rules::is_id(endpoint, rules::ID) && is_known {
        return Ok(());
    }
    Err(Problem::new(StatusCode::FORBIDDEN, "NO_VALID_ORIGINATOR_OR_ENDPOINT", "Nobody of these names is known here."))
}

async fn status(
    State(sandbox): State<Arc<Shared>>,
    Path((originator, endpoint)): Path<(String, String)>,
) -> Result<Response, Problem> {
    tenant(&sandbox, &originator, &endpoint)?;
    Ok(Problem { status: StatusCode::OK, code: None, detail: "The service is there.".to_owned() }.into_response())
}

async fn begin(
    State(sandbox): State<Arc<Shared>>,
    Path((originator, endpoint)): Path<(String, String)>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    sandbox.begun.fetch_add(1, Ordering::Relaxed);
    tenant(&sandbox, &originator, &endpoint)?;
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if kind.split(';').next().map(str::trim) != Some("application/json") {
        return Err(Problem::validation("The body is no JSON."));
    }
    let body = body.map_err(|_| Problem::validation("The body is too long."))?;
    let request: PaymentRequest =
        serde_json::from_slice(&body).map_err(|_| Problem::validation("The body is no PaymentRequest."))?;
    check(&sandbox, &request)?;

    let kept = {
        let (sandbox, request) = (sandbox.clone(), request.clone());
        tokio::task::spawn_blocking(move || keep(&sandbox, originator, endpoint, request)).await
    };
    let transaction = kept.map_err(|_| unspecified()).flatten()?;
    if sandbox.goes_wrong(&transaction, Quirk::Fails) {
        return Err(unspecified());
    }
    if sandbox.goes_wrong(&transaction, Quirk::Timeout) {
        tokio::time::sleep(sandbox.options.silence).await;
    }
    Ok(told(&sandbox, &transaction))
}

fn unspecified() -> Problem {
    Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "UNSPECIFIED", "Something went wrong.")
}

/// Begins a transaction, once for each request.
fn keep(
    sandbox: &Shared,
    originator: String,
    endpoint: String,
    request: PaymentRequest,
) -> Result<Transaction, Problem> {
    let mut book = lock(&sandbox.book);
    if let Some(known) = book.of_request(&originator, &endpoint, &request.request_id) {
        return if sandbox.options.repeats == Repeats::Same && known.request == request {
            Ok(known.clone())
        } else {
            Err(Problem::new(StatusCode::BAD_REQUEST, "PAYMENT_EXISTS", "This request has been placed already."))
        };
    }
    if book.is_full() {
        return Err(unspecified());
    }
    let random = || event_store::random::bytes::<16>().map(hex::encode).map_err(|_| unspecified());
    let id = match sandbox.options.names {
        Names::Request => request.request_id.clone(),
        Names::Own => format!("T-{}", random()?),
    };
    if book.get(&id).is_some() {
        return Err(Problem::new(StatusCode::BAD_REQUEST, "PAYMENT_EXISTS", "This request has been placed already."));
    }
    let begun_at = sandbox.clock.now();
    let transaction =
        Transaction { id, originator, endpoint, request, token: random()?, begun_at, chosen: None, quirk: None };
    book.keep(transaction.clone()).map_err(|error| {
        tracing::error!(error = &error as &dyn std::error::Error, "the payment sandbox cannot keep a transaction");
        unspecified()
    })?;
    Ok(transaction)
}

async fn look_up(
    State(sandbox): State<Arc<Shared>>,
    Path((originator, endpoint, id)): Path<(String, String, String)>,
) -> Result<Response, Problem> {
    sandbox.looked_up.fetch_add(1, Ordering::Relaxed);
    tenant(&sandbox, &originator, &endpoint)?;
    let known = lock(&sandbox.book).get(&id).cloned();
    let known = known.filter(|known| (&known.originator, &known.endpoint) == (&originator, &endpoint));
    let transaction = known
        .filter(|known| !known.is_gone(&sandbox))
        .ok_or_else(|| Problem::new(StatusCode::NOT_FOUND, "UNSPECIFIED", "There is no such transaction."))?;
    if transaction.is_slow(sandbox.clock.now()) {
        tokio::time::sleep(sandbox.options.silence).await;
    }
    Ok(told(&sandbox, &transaction))
}

/// A transaction as the standard tells it.
fn told(sandbox: &Shared, transaction: &Transaction) -> Response {
    let stands = transaction.stands(sandbox, sandbox.clock.now());
    let mut request = transaction.request.clone();
    let (status, paid) = match stands {
        Stands::Initial => ("INITIAL", None),
        Stands::Payed(payment) => {
            request.gros_amount = Decimal(payment.amount);
            ("PAYED", Some(payment))
        }
        Stands::Failed => ("FAILED", None),
        Stands::Canceled => ("CANCELED", None),
        Stands::InReview => ("IN_REVIEW", None),
    };
    let page = (stands == Stands::Initial).then(|| sandbox.page_of(transaction));
    let Transaction { id, originator, endpoint, .. } = transaction;
    let information = PaymentInformation {
        transaction_url: Some(format!("{}/paymenttransaction/{originator}/{endpoint}/{id}", sandbox.options.url)),
        transaction_redirect_url: page,
        transaction_id: id.clone(),
        transaction_reference: paid.map(|_| transaction.reference()),
        transaction_timestamp: paid.map(|payment| payment.at.to_rfc3339_opts(SecondsFormat::Millis, true)),
        payment_method: paid.map(|payment| payment.method.to_owned()),
        payment_method_detail: None,
        status: status.to_owned(),
        status_detail: None,
    };
    let body = PaymentTransaction { payment_information: information, payment_request: &request };
    json(StatusCode::OK, "application/json", &body)
}

/// Every check of the standard that a server can make.
fn check(sandbox: &Shared, request: &PaymentRequest) -> Result<(), Problem> {
    let must = |holds: bool, field: &str| {
        if holds { Ok(()) } else { Err(Problem::validation(format!("The field {field} is not as it has to be."))) }
    };
    let is_web = |url: &Url| ["http", "https"].contains(&url.scheme()) && url.has_host();
    let PaymentRequest { request_id, request_timestamp, currency, gros_amount, purpose, redirect_url, items, .. } =
        request;
    must(rules::is_id(request_id, rules::ID), "requestId")?;
    must(DateTime::parse_from_rfc3339(request_timestamp).is_ok(), "requestTimestamp")?;
    must(currency == rules::CURRENCY, "currency")?;
    must(is_amount(*gros_amount), "grosAmount")?;
    must(rules::is_purpose(purpose), "purpose")?;
    must(is_description_if_any(request.description.as_deref()), "description")?;
    // It goes into a header.
    must(redirect_url.bytes().all(|sign| sign.is_ascii_graphic()), "redirectUrl")?;
    must(redirect_url.len() <= rules::URL && Url::parse(redirect_url).is_ok_and(|url| is_web(&url)), "redirectUrl")?;
    must((1..=rules::ITEMS).contains(&items.len()), "items")?;
    for item in items {
        must(rules::is_id(&item.id, rules::ID), "id")?;
        must(rules::is_id(&item.reference, rules::ID), "reference")?;
        must(is_description_if_any(item.description.as_deref()), "description")?;
        must((0..=100 * 100).contains(&item.tax_rate.0.0), "taxRate")?;
        must((1..=999_999).contains(&item.quantity), "quantity")?;
        for (amount, field) in [
            (item.total_net_amount, "totalNetAmount"),
            (item.total_tax_amount, "totalTaxAmount"),
            (item.single_net_amount, "singleNetAmount"),
            (item.single_tax_amount, "singleTaxAmount"),
        ] {
            must(is_amount(amount), field)?;
        }
        for (name, value) in &item.booking_data {
            let fits = |text: &str| (1..=rules::DESCRIPTION).contains(&text.chars().count());
            must(fits(name) && fits(value), "bookingData")?;
        }
        if let Some(name) = sandbox.options.required_booking.iter().find(|name| !item.booking_data.contains_key(*name))
        {
            let detail = format!("In the field bookingData the value {} is missing.", rules::description(name));
            return Err(Problem::new(StatusCode::BAD_REQUEST, "BOOKING_DATA_MISSING", detail));
        }
    }
    let mut distinct: Vec<_> = items.iter().map(|item| &item.id).collect();
    distinct.sort_unstable();
    distinct.dedup();
    must(distinct.len() == items.len(), "id")?;
    if sums_up(request) {
        Ok(())
    } else {
        Err(Problem::new(StatusCode::BAD_REQUEST, "CALCULATION_ERROR", "The items do not sum up to the amount."))
    }
}

fn is_amount(Decimal(amount): Decimal) -> bool {
    (Cents::ZERO..=Cents(rules::EUROS * 100)).contains(&amount)
}

fn is_description_if_any(text: Option<&str>) -> bool {
    text.is_none_or(|text| rules::is_description(text, rules::DESCRIPTION))
}

/// Every amount is below a million euros here, and every quantity below a million: no product overflows.
fn sums_up(request: &PaymentRequest) -> bool {
    let items_do = request.items.iter().all(|item| {
        let times = |single: Decimal, total: Decimal| single.0.0 * i64::from(item.quantity) == total.0.0;
        times(item.single_net_amount, item.total_net_amount) && times(item.single_tax_amount, item.total_tax_amount)
    });
    let sum: Cents = request.items.iter().map(|item| item.total_net_amount.0 + item.total_tax_amount.0).sum();
    items_do && sum == request.gros_amount.0
}
