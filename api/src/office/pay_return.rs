//! Where the browser goes after an attempt to pay: an address that proves itself, and that proves nothing about the money.
//!
//! It follows from the authority's secret and the attempt, so nothing of it has to be stored, and it names no case.

use std::sync::Arc;

use domain::ids::{CaseId, PaymentId};
use domain::{Booking, Case, Payment, payment};
use event_store::Failure;
use payments::Returns;

use super::Office;
use super::caller::prove;
use super::secrets::Secrets;
use crate::identity::Language;

/// Where people come back to, below the public address.
pub(crate) const PATH: &str = "/pay/return";

/// An attempt from which somebody came back, and how its fee stands.
pub(crate) struct Return {
    /// The fee as it stands.
    pub(crate) fee: payment::Fee,
    /// The attempt.
    pub(crate) attempt: u16,
    /// The language in which the person is written to, as long as that is known.
    pub(crate) language: Option<Language>,
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
        let Some(fee) = state.fee().filter(|fee| fee.attempt(attempt).is_some()) else { return Ok(None) };
        let language = self.language_of(fee.claim.case).await?;
        Ok(Some(Return { fee: fee.clone(), attempt, language }))
    }

    /// The language in which the mails about a case are written.
    async fn language_of(&self, case: CaseId) -> Result<Option<Language>, Failure> {
        let state = self.log().load::<Case>(case.0).await?.state.0;
        let Some(booking) = state.file().and_then(|file| file.origin.booking()) else { return Ok(None) };
        let state = self.log().load::<Booking>(booking.0).await?.state.0;
        let contact = state.appointment().and_then(|known| known.contact.value());
        Ok(contact.map(|contact| Language::of_tag(&contact.language)))
    }
}
