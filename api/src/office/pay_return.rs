//! Where the browser goes after an attempt to pay: an address that proves itself, and that proves nothing about the money.
//!
//! It follows from the authority's secret and the attempt, so nothing of it has to be stored, and it names no case.

use std::sync::Arc;

use domain::ids::PaymentId;
use domain::{Payment, payment};
use event_store::Failure;
use payments::Returns;

use super::Office;
use super::caller::prove;
use super::secrets::Secrets;

/// Where people come back to, below the public address.
pub(crate) const PATH: &str = "/pay/return";

/// An attempt from which somebody came back, and how its fee stands.
pub(crate) struct Return {
    /// The fee as it stands.
    pub(crate) fee: payment::Fee,
    /// The attempt.
    pub(crate) attempt: u16,
}

/// Makes the addresses that the provider gets.
pub(super) fn links(secrets: &Secrets, ags: &str, url: &str) -> Returns {
    let (key, ags) = (secrets.links.clone(), ags.to_owned());
    let url = url.trim_end_matches('/').to_owned();
    Arc::new(move |payment, attempt| {
        let token = prove(&key, format!("vp1.{ags}.{payment}.{attempt}"));
        format!("{url}{PATH}/{}", token.reveal())
    })
}

impl Office {
    /// The attempt that an address stands for, if this office has made it. The provider is asked how it stands: that
    /// somebody came back means nothing.
    pub(crate) async fn came_back(&self, token: &str) -> Result<Option<Return>, Failure> {
        if token.len() > 200 || !token.starts_with("vp1.") {
            return Ok(None);
        }
        let proven = self.proven(&self.0.secrets.links, token);
        let Some((payment, Ok(attempt))) = proven.map(|(id, added)| (PaymentId(id), added.parse())) else {
            return Ok(None);
        };
        // The attempt of this address, which need not be the last: somebody may have paid on an old page.
        self.teller().look_at(payment, attempt).await?;
        let state = self.log().load::<Payment>(payment.0).await?.state.0;
        Ok(state.fee().filter(|fee| fee.attempt(attempt).is_some()).map(|fee| Return { fee: fee.clone(), attempt }))
    }
}
