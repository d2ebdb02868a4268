//! The operations of the contract, as `tests/conformance/ops.json` lists them.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;
use serde_json::Value;

/// One operation.
#[derive(Deserialize)]
pub(crate) struct Op {
    /// The GraphQL document.
    pub(crate) document: String,
    /// Who does it.
    pub(crate) role: String,
    /// An example, with placeholders that begin with `$`.
    pub(crate) variables: Value,
    /// Where a value stands if it succeeded.
    pub(crate) ok: String,
    /// Where the code of an error stands.
    pub(crate) error_code: String,
}

/// All operations.
pub(crate) struct Ops;

static OPS: LazyLock<BTreeMap<String, Op>> =
    LazyLock::new(|| serde_json::from_str(include_str!("../conformance/ops.json")).expect("ops.json has its form"));

impl Ops {
    /// The operation of a name.
    pub(crate) fn get(name: &str) -> &'static Op {
        OPS.get(name).unwrap_or_else(|| panic!("ops.json has no {name}"))
    }

    /// Every operation with its name.
    pub(crate) fn all() -> impl Iterator<Item = (&'static str, &'static Op)> {
        OPS.iter().map(|(name, op)| (name.as_str(), op))
    }
}

impl Op {
    /// Whether it changes something.
    pub(crate) fn is_mutation(&self) -> bool {
        self.document.trim_start().starts_with("mutation")
    }

    /// Whether the answer says that it was done.
    pub(crate) fn succeeded(&self, body: &Value) -> bool {
        body.get("errors").is_none() && body.pointer(&self.ok).is_some_and(|value| !value.is_null())
    }

    /// The code of the error in an answer: of the payload, or of the request.
    pub(crate) fn code(&self, body: &Value) -> Option<String> {
        let code = body.pointer(&self.error_code).or_else(|| body.pointer("/errors/0/extensions/code"));
        code.and_then(Value::as_str).map(str::to_owned)
    }
}
