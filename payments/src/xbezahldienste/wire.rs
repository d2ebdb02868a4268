//! The bodies of XBezahldienste 1.0.0, under the names that the standard gives them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::decimal::Decimal;

/// The media type of errors, and of the answer of a service that is well.
pub(crate) const PROBLEM: &str = "application/problem+json";

/// `PaymentRequest`. The office never sends a `requestor`: who pays is between the citizen and the provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PaymentRequest {
    pub(crate) request_id: String,
    pub(crate) request_timestamp: String,
    pub(crate) currency: String,
    /// So is it spelt.
    pub(crate) gros_amount: Decimal,
    pub(crate) purpose: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) description: Option<String>,
    pub(crate) redirect_url: String,
    pub(crate) items: Vec<PaymentItem>,
}

/// One position of a `PaymentRequest`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PaymentItem {
    pub(crate) id: String,
    pub(crate) reference: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) description: Option<String>,
    /// In per cent.
    pub(crate) tax_rate: Decimal,
    pub(crate) quantity: u32,
    pub(crate) total_net_amount: Decimal,
    pub(crate) total_tax_amount: Decimal,
    pub(crate) single_net_amount: Decimal,
    pub(crate) single_tax_amount: Decimal,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) booking_data: BTreeMap<String, String>,
}

/// `PaymentTransaction` as a provider writes it.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PaymentTransaction<'a> {
    pub(crate) payment_information: PaymentInformation,
    pub(crate) payment_request: &'a PaymentRequest,
}

/// `PaymentTransaction` as the office reads it: of its own request only what tells whether it is that.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Told {
    pub(crate) payment_information: PaymentInformation,
    pub(crate) payment_request: Echo,
}

/// What the office asked for, in the provider's words.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Echo {
    pub(crate) request_id: String,
    pub(crate) currency: String,
    pub(crate) gros_amount: Decimal,
}

/// `PaymentInformation`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PaymentInformation {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) transaction_url: Option<String>,
    /// While nothing has come of it yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) transaction_redirect_url: Option<String>,
    pub(crate) transaction_id: String,
    /// The Kassenzeichen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) transaction_reference: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) transaction_timestamp: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) payment_method: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) payment_method_detail: Option<String>,
    pub(crate) status: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) status_detail: Option<String>,
}

/// An error, and the answer to `GET /status`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Problem {
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub(crate) kind: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) status: Option<u16>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) title: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) detail: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) functional_code: Option<String>,
}
