//! By way of whom fees are paid online.

use std::sync::Arc;

use anyhow::{Context as _, ensure};
use event_store::Clock;
use payments::{Breaker, Paying, Policy, xbezahldienste};

use super::{Config, PLACEHOLDER};

impl Config {
    /// By way of whom the authority's fees are paid online, if they can be.
    pub fn payment_of(&self, ags: &str) -> anyhow::Result<Option<xbezahldienste::Config>> {
        let own = self.authorities.get(ags).and_then(|authority| authority.payment.as_ref());
        let Some(chosen) = own.or(self.payment.as_ref()) else { return Ok(None) };
        // Two authorities with one account would get each other's money.
        ensure!(
            self.authorities.len() == 1 || own.is_some() || chosen.endpoint.contains(PLACEHOLDER),
            "several authorities would share one account for payments; write {PLACEHOLDER} into its endpoint"
        );
        let [originator, endpoint] = [&chosen.originator, &chosen.endpoint].map(|name| name.replace(PLACEHOLDER, ags));
        Ok(Some(xbezahldienste::Config { originator, endpoint, ..chosen.clone() }))
    }

    /// The client of the authority's payment provider. In production it takes no sandbox for one.
    pub fn provider_of(&self, ags: &str, clock: Clock) -> anyhow::Result<Option<Arc<dyn payments::Provider>>> {
        let Some(config) = self.payment_of(ags)? else { return Ok(None) };
        let profile =
            if self.pays_in_sandbox { xbezahldienste::Profile::Demo } else { xbezahldienste::Profile::Production };
        let client = xbezahldienste::Client::new(&config, profile, clock)
            .with_context(|| format!("the payment provider of {ags} cannot be used as it is configured"))?;
        Ok(Some(Arc::new(client)))
    }

    /// How the authority's fees are paid online, if they can be. A provider that does not answer is left alone for a while.
    pub(super) fn paying_of(&self, ags: &str, clock: &Clock) -> anyhow::Result<Option<Paying>> {
        let provider = self.provider_of(ags, clock.clone())?;
        let booking = self.payment_booking.clone().into_iter().collect();
        Ok(provider.map(|provider| {
            let provider = Arc::new(Breaker::new(provider, Policy::default(), clock.clone()));
            Paying { provider, booking }
        }))
    }
}
