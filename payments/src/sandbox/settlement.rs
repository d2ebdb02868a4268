//! The settlement of a day: what has come in, a line for each payment. A provider sends such a file to the treasury.

use std::fmt::Write as _;
use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use chrono::NaiveDate;
use chrono_tz::Europe::Berlin;
use serde::{Deserialize, Serialize};

use super::api::{Problem, tenant};
use super::{Shared, lock};
use crate::xbezahldienste::decimal::Decimal;

/// In which form the settlement is wanted.
#[derive(Deserialize)]
pub(super) struct Form {
    #[serde(default)]
    format: Format,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Format {
    #[default]
    Csv,
    Json,
}

/// A payment.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Line {
    booked_on: NaiveDate,
    id: String,
    transaction_id: String,
    transaction_reference: String,
    purpose: String,
    payment_method: &'static str,
    amount: Decimal,
    currency: &'static str,
}

#[derive(Serialize)]
struct Settlement {
    day: NaiveDate,
    lines: Vec<Line>,
}

pub(super) async fn of_day(
    State(sandbox): State<Arc<Shared>>,
    Path((originator, endpoint, day)): Path<(String, String, String)>,
    Query(form): Query<Form>,
) -> Result<Response, Problem> {
    tenant(&sandbox, &originator, &endpoint)?;
    let day: NaiveDate = day.parse().map_err(|_| {
        Problem::new(StatusCode::BAD_REQUEST, "VALIDATION_ERROR", "The day is none, such as 2026-11-02.")
    })?;
    let lines = lines(&sandbox, &originator, &endpoint, day);
    let (kind, body) = match form.format {
        Format::Csv => ("text/csv; charset=utf-8", csv(&lines)),
        Format::Json => {
            let settlement = Settlement { day, lines };
            ("application/json", serde_json::to_string(&settlement).expect("texts and numbers are JSON"))
        }
    };
    Ok(([(header::CONTENT_TYPE, HeaderValue::from_static(kind))], body).into_response())
}

/// Also what the provider says that it knows nothing of: the money is there.
fn lines(sandbox: &Shared, originator: &str, endpoint: &str, day: NaiveDate) -> Vec<Line> {
    let now = sandbox.clock.now();
    let mut lines = vec![];
    for transaction in lock(&sandbox.book).all() {
        if (transaction.originator.as_str(), transaction.endpoint.as_str()) != (originator, endpoint) {
            continue;
        }
        for (number, payment) in transaction.payments(sandbox, now).into_iter().enumerate() {
            if payment.at.with_timezone(&Berlin).date_naive() == day {
                lines.push(Line {
                    booked_on: day,
                    id: format!("{}-{}", transaction.reference(), number + 1),
                    transaction_id: transaction.id.clone(),
                    transaction_reference: transaction.reference(),
                    purpose: transaction.request.purpose.clone(),
                    payment_method: payment.method,
                    amount: Decimal(payment.amount),
                    currency: "EUR",
                });
            }
        }
    }
    lines
}

/// No text in it can hold a semicolon or a quotation mark.
fn csv(lines: &[Line]) -> String {
    let mut csv = String::from("booked_on;id;transaction_id;reference;purpose;method;amount;currency\n");
    for Line { booked_on, id, transaction_id, transaction_reference, purpose, payment_method, amount, currency } in
        lines
    {
        let amount = crate::xbezahldienste::decimal::euros(amount.0);
        writeln!(
            csv,
            "{booked_on};{id};{transaction_id};{transaction_reference};{purpose};{payment_method};{amount};{currency}"
        )
        .expect("writing into a string cannot fail");
    }
    csv
}
