//! The link with which a visitor confirms an appointment: it proves itself, and is good as long as it is the newest.
//!
//! It follows from the authority's secret, the appointment and the number of the link, so the same mail written again
//! holds the same link, and nothing of it has to be stored.

use std::sync::Arc;

use aws_lc_rs::hmac;
use domain::booking::{self, ConfirmByLink};
use domain::ids::BookingId;
use domain::{ActorId, Booking, By, Refusal, Role};
use event_store::{Done, Failure, Stop};
use notifications::{Link as Address, Links};

use super::caller::prove;
use super::secrets::Secrets;
use super::{Office, Token, link};

/// Where links to confirm lead, below the public address.
pub(crate) const PATH: &str = "/confirm";

/// A link that this office has made, and how the appointment stands.
pub(crate) struct Link {
    /// The appointment.
    pub(crate) booking: BookingId,
    /// The how many-th link it is.
    pub(crate) generation: u32,
    /// The appointment as it stands.
    pub(crate) state: booking::State,
}

/// Makes the addresses that stand in mails.
pub(super) fn links(secrets: &Secrets, ags: &str, url: &str) -> Links {
    let url = url.trim_end_matches('/');
    let address = |path: String, token: fn(&hmac::Key, &str, BookingId, u32) -> Token| -> Address {
        let (key, ags) = (secrets.links.clone(), ags.to_owned());
        Arc::new(move |booking, generation| format!("{path}{}", token(&key, &ags, booking, generation).reveal()))
    };
    Links {
        confirm: address(format!("{url}{PATH}/"), token),
        // Behind the number sign, which no browser sends: this link opens more than a page with a button.
        manage: address(format!("{url}{}#", link::PATH), link::token),
    }
}

fn token(key: &hmac::Key, ags: &str, booking: BookingId, generation: u32) -> Token {
    prove(key, format!("vm1.{ags}.{booking}.{generation}"))
}

impl Office {
    /// The link that a token stands for, if this office has made it. The proof is compared in constant time.
    pub(crate) async fn confirmation_link(&self, token: &str) -> Result<Option<Link>, Failure> {
        // Tokens have a fixed form; nothing longer is worth hashing. They open nothing else, and others open nothing here.
        if token.len() > 200 || !token.starts_with("vm1.") {
            return Ok(None);
        }
        let proven = self.proven(&self.0.secrets.links, token);
        let Some((booking, Ok(generation))) = proven.map(|(id, added)| (BookingId(id), added.parse())) else {
            return Ok(None);
        };
        let state = self.log().load::<Booking>(booking.0).await?.state.0;
        Ok(Some(Link { booking, generation, state }))
    }

    /// Confirms what the link is for, in the name of whom it belongs to. Following it twice is the same command.
    pub(crate) async fn follow_link(&self, link: &Link) -> Result<Done, Stop<Refusal>> {
        let Link { booking, generation, .. } = *link;
        let holder = link.state.arranged().map_or(ActorId::SYSTEM, |arranged| arranged.holder);
        let by = By { actor: holder, roles: Role::Citizen.into() };
        let request = self.0.work.own_request(&format!("confirmation.{booking}.{generation}"));
        self.run(request, by, ConfirmByLink { booking, generation }).await
    }
}
