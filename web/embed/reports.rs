//! What browsers report of our own pages: counted, and told in a line that names no person, no page and no address.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, StatusCode, header};
use serde_json::Value;
use tracing::warn;

/// How large a report may be; browsers send a kilobyte.
const BYTES_MAX: usize = 16 * 1024;
/// How many of one request are looked at.
const REPORTS_MAX: usize = 20;
/// How long one may take to arrive.
const PATIENCE: Duration = Duration::from_secs(5);
/// How many are taken and told within a minute. Whoever sends more has something else in mind than to report.
const TAKEN_MAX: u32 = 600;
const TOLD_MAX: u32 = 20;

/// The rules by which something can be refused; anything else is counted as `other`.
const RULES: [&str; 16] = [
    "default-src",
    "script-src",
    "script-src-elem",
    "script-src-attr",
    "style-src",
    "style-src-elem",
    "style-src-attr",
    "img-src",
    "font-src",
    "connect-src",
    "media-src",
    "object-src",
    "frame-src",
    "frame-ancestors",
    "form-action",
    "base-uri",
];

/// How many there were in the minute that runs.
struct Minute {
    since: Option<Instant>,
    taken: u32,
    told: u32,
}

static MINUTE: Mutex<Minute> = Mutex::new(Minute { since: None, taken: 0, told: 0 });

impl Minute {
    fn begin_anew(&mut self, now: Instant) {
        if self.since.is_none_or(|since| now.saturating_duration_since(since) >= Duration::from_mins(1)) {
            *self = Self { since: Some(now), taken: 0, told: 0 };
        }
    }

    fn may_take(&mut self, now: Instant) -> bool {
        self.begin_anew(now);
        self.taken += u32::from(self.taken <= TAKEN_MAX);
        self.taken <= TAKEN_MAX
    }

    fn may_tell(&mut self) -> bool {
        self.told += u32::from(self.told <= TOLD_MAX);
        self.told <= TOLD_MAX
    }
}

/// Takes what a browser reports.
pub(crate) async fn take(headers: HeaderMap, body: Body) -> StatusCode {
    let media = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let media = media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if !["application/csp-report", "application/reports+json"].contains(&media.as_str()) {
        return StatusCode::UNSUPPORTED_MEDIA_TYPE;
    }
    if !MINUTE.lock().unwrap_or_else(PoisonError::into_inner).may_take(Instant::now()) {
        return StatusCode::TOO_MANY_REQUESTS;
    }
    let Ok(Ok(bytes)) = tokio::time::timeout(PATIENCE, to_bytes(body, BYTES_MAX)).await else {
        return StatusCode::PAYLOAD_TOO_LARGE;
    };
    let Ok(report) = serde_json::from_slice(&bytes) else { return StatusCode::BAD_REQUEST };
    for Refused { rule, what } in refused(&report) {
        metrics::counter!("vorgang_csp_reports_total", "rule" => rule).increment(1);
        if MINUTE.lock().unwrap_or_else(PoisonError::into_inner).may_tell() {
            warn!(rule, what, "a browser refused what a page of ours wanted: {what} against {rule}");
        }
    }
    StatusCode::NO_CONTENT
}

/// What a browser refused, in words of ours: nothing of what it sent goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Refused {
    rule: &'static str,
    what: &'static str,
}

/// Both forms: one object by the older rule, a list of them by the newer one.
fn refused(report: &Value) -> Vec<Refused> {
    let one = |of: &Value, rule: [&str; 2], what: &str| {
        let rule = rule.into_iter().find_map(|name| of.get(name)).and_then(Value::as_str).unwrap_or_default();
        let rule = rule.split_whitespace().next().unwrap_or_default();
        let rule = RULES.into_iter().find(|known| *known == rule).unwrap_or("other");
        Refused { rule, what: kind(of.get(what).and_then(Value::as_str).unwrap_or_default()) }
    };
    match report {
        Value::Object(members) => members
            .get("csp-report")
            .map(|of| one(of, ["effective-directive", "violated-directive"], "blocked-uri"))
            .into_iter()
            .collect(),
        Value::Array(reports) => reports
            .iter()
            .filter(|report| report.get("type").and_then(Value::as_str) == Some("csp-violation"))
            .filter_map(|report| report.get("body"))
            .map(|of| one(of, ["effectiveDirective", "violatedDirective"], "blockedURL"))
            .take(REPORTS_MAX)
            .collect(),
        _ => vec![],
    }
}

/// What was refused: never its address, which may say what somebody reads or who they are.
fn kind(blocked: &str) -> &'static str {
    match blocked.split(':').next().unwrap_or_default() {
        "inline" => "something inline",
        "eval" | "wasm-eval" | "trusted-types-policy" => "code made of text",
        "data" => "data in an address",
        "blob" => "a file of the page's own",
        "http" | "https" | "ws" | "wss" => "something from an address",
        "chrome-extension" | "moz-extension" | "safari-web-extension" => "an extension of the browser",
        _ => "something else",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_report_is_told_in_our_words_only() {
        let old = json!({ "csp-report": {
            "document-uri": "https://amt.example/termin", "violated-directive": "script-src-elem 'self'",
            "blocked-uri": "https://evil.example/ada@example.org",
        } });
        assert_eq!(refused(&old), [Refused { rule: "script-src-elem", what: "something from an address" }]);
        let new = json!([
            { "type": "csp-violation", "body": { "effectiveDirective": "style-src-attr", "blockedURL": "inline" } },
            { "type": "deprecation", "body": { "id": "x" } },
            { "type": "csp-violation", "body": { "effectiveDirective": "Ada Lovelace", "blockedURL": "Ada" } },
        ]);
        let told = [
            Refused { rule: "style-src-attr", what: "something inline" },
            Refused { rule: "other", what: "something else" },
        ];
        assert_eq!(refused(&new), told);
    }

    #[test]
    fn what_is_no_report_is_none() {
        for report in [json!(null), json!("x"), json!([1, [], {}]), json!({ "csp-report": 1 }), json!({})] {
            assert!(refused(&report).iter().all(|one| one.rule == "other"), "{report}");
        }
    }

    #[test]
    fn a_flood_is_neither_taken_nor_told() {
        let (mut minute, now) = (Minute { since: None, taken: 0, told: 0 }, Instant::now());
        assert_eq!((0..5_000).filter(|_| minute.may_take(now)).count(), 600);
        assert_eq!((0..5_000).filter(|_| minute.may_tell()).count(), 20);
        assert!(!minute.may_take(now + Duration::from_secs(59)));
        assert!(minute.may_take(now + Duration::from_mins(1)) && minute.may_tell(), "the next minute is a new one");
    }
}
