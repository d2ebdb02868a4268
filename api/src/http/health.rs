//! The probes: alive is whether the process answers, ready is whether its offices do.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde_json::{Value, json};

use super::Shared;

/// The process answers.
pub(super) async fn alive() -> &'static str {
    "ok"
}

/// Every log answers, nothing that follows it has halted or is still behind its start, and the clock is trusted.
pub(super) async fn ready(State(shared): State<Shared>) -> (StatusCode, Json<Value>) {
    let mut offices = Vec::new();
    let mut all_ready = true;
    for office in shared.offices().iter() {
        let head = office.log().head().await;
        let (halted, behind) = (office.halted(), office.behind());
        let fenced = office.fenced().await.is_ok_and(|since| since.is_some());
        let is_ready = head.is_ok() && halted.is_empty() && behind.is_empty();
        all_ready &= is_ready;
        offices.push(json!({
            "authority": office.authority().ags,
            "ready": is_ready,
            "halted": halted,
            "behind": behind,
            "fenced": fenced,
        }));
    }
    let status = if all_ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(json!({ "ready": all_ready, "offices": offices })))
}
