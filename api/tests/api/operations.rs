//! The ready-made operations that black-box checks run, run here against the same documents.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

use crate::door::Door;

/// One entry of `tests/conformance/ops.json`.
#[derive(Deserialize)]
pub(crate) struct Operation {
    pub(crate) document: String,
    pub(crate) role: String,
    pub(crate) variables: Value,
    pub(crate) ok: String,
    pub(crate) id: String,
    pub(crate) error_code: String,
}

/// Every entry.
pub(crate) static OPERATIONS: LazyLock<BTreeMap<String, Operation>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../../tests/conformance/ops.json")).expect("the operations are listed")
});

/// What placeholders stand for.
#[derive(Clone, Default)]
pub(crate) struct Values(BTreeMap<&'static str, String>);

impl Values {
    /// A Monday on which the office opens at nine, released three hours before, and its first appointment.
    pub(crate) fn of_a_monday() -> Self {
        let mut values = Self::default();
        values
            .set("scope", "5c0be000-0000-4000-8000-000000000001")
            .set("date", "2026-03-02")
            .set("opensAt", "2026-03-02T08:00:00Z")
            .set("releasedAt", "2026-03-02T05:00:00Z")
            .set("startsAt", "2026-03-02T08:00:00Z");
        values
    }

    /// Lets a placeholder stand for something.
    pub(crate) fn set(&mut self, name: &'static str, value: impl ToString) -> &mut Self {
        self.0.insert(name, value.to_string());
        self
    }

    /// What a placeholder stands for.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.0.get(name).unwrap_or_else(|| panic!("${name} has no value"))
    }

    /// Fills the placeholders in. Each run gets a fresh key.
    pub(crate) fn fill(&self, variables: &Value) -> Value {
        match variables {
            Value::String(text) if text == "$key" => fresh_key().to_string().into(),
            Value::String(text) => match text.strip_prefix('$') {
                Some(name) => self.0.get(name).unwrap_or_else(|| panic!("${name} has no value")).clone().into(),
                None => text.clone().into(),
            },
            Value::Array(items) => items.iter().map(|item| self.fill(item)).collect(),
            Value::Object(members) => members
                .iter()
                .map(|(name, value)| (name.clone(), self.fill(value)))
                .collect::<serde_json::Map<_, _>>()
                .into(),
            plain => plain.clone(),
        }
    }
}

/// Keys are random in life; in tests they are counted.
pub(crate) fn fresh_key() -> Uuid {
    use std::sync::atomic::{AtomicU64, Ordering};
    static NEXT: AtomicU64 = AtomicU64::new(1);
    Uuid::from_u128(0xc0de_0000_0000 + u128::from(NEXT.fetch_add(1, Ordering::Relaxed)))
}

impl Operation {
    /// Runs the operation and answers the whole body.
    pub(crate) async fn run(&self, door: &Door, token: Option<&str>, values: &Values) -> Value {
        door.ask(token, &self.document, &values.fill(&self.variables)).await
    }
}

/// Runs an operation that has to succeed, and answers its id.
pub(crate) async fn done(door: &Door, token: Option<&str>, name: &str, values: &Values) -> String {
    let operation = &OPERATIONS[name];
    let body = operation.run(door, token, values).await;
    let stands = body.pointer(&operation.ok).is_some_and(|value| !value.is_null());
    assert!(stands, "{name} was not accepted: {body:#}");
    let id = body.pointer(&operation.id).unwrap_or(&Value::Null);
    id.as_str().map_or_else(|| id.to_string(), str::to_owned)
}

/// Runs an operation that has to fail, and answers its code.
pub(crate) async fn refused(door: &Door, token: Option<&str>, name: &str, values: &Values) -> String {
    let operation = &OPERATIONS[name];
    let body = operation.run(door, token, values).await;
    let code = body.pointer(&operation.error_code).or_else(|| body.pointer("/errors/0/extensions/code"));
    code.and_then(Value::as_str).unwrap_or_else(|| panic!("{name} was not refused: {body:#}")).to_owned()
}
