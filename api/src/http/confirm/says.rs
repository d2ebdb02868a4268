//! What the page behind a link in a mail says, by how the appointment stands.

use axum::http::StatusCode;
use domain::booking::{self, Wish};
use domain::{Refusal, capacity, contact_guard};
use notifications::{day_and_time, time};

use super::words;
use crate::errors::refusals;
use crate::http::plain_page::Page;
use crate::identity::Language;
use crate::office::{Link, Office};

/// How the appointment stands, for whoever has the link: the same to who looks and to who has pressed the button.
pub(super) fn of_state(office: &Office, link: &Link, language: Language) -> Page {
    let not = |refusal: booking::Refusal| refused(office, &refusal.into(), language);
    let newest = link.state.wish().map(|wish| wish.generation);
    // A link that was replaced may be in a stranger's mailbox, who learns nothing more.
    if newest.or(link.state.appointment().map(|known| known.link)).is_some_and(|newest| newest != link.generation) {
        return not(booking::Refusal::LinkReplaced);
    }
    match &link.state {
        booking::State::Preconfirmed(wish) if office.clock().now() < wish.expires_at => {
            question(office, wish, language)
        }
        booking::State::Preconfirmed(_) | booking::State::Expired { .. } => not(booking::Refusal::HoldExpired),
        booking::State::Confirmed(_)
        | booking::State::Waiting(_)
        | booking::State::Called { .. }
        | booking::State::InService { .. }
        | booking::State::Parked { .. } => done(office, &link.state, language),
        booking::State::Cancelled { .. }
        | booking::State::Finished { .. }
        | booking::State::Missed(_)
        | booking::State::Unserved(_) => not(booking::Refusal::Over),
        booking::State::Unknown | booking::State::Held { .. } => unknown(language),
    }
}

fn question(office: &Office, wish: &Wish, language: Language) -> Page {
    let words = words::of(language);
    let (before, after) = words.confirm_by;
    let text = format!("{before} {}{after}", time(wish.expires_at, language));
    let facts = vec![(words.appointment, day_and_time(wish.arranged.slot.span.starts_at, language))];
    Page::new(StatusCode::OK, language, words.confirm, text).of(office).with_facts(facts).with_button(words.button)
}

fn done(office: &Office, state: &booking::State, language: Language) -> Page {
    let words = words::of(language);
    let facts = state.appointment().map(|known| {
        vec![
            (words.appointment, day_and_time(known.arranged.slot.span.starts_at, language)),
            (words.number, known.number.to_string()),
        ]
    });
    Page::say(StatusCode::OK, language, words.confirmed).of(office).with_facts(facts.unwrap_or_default())
}

/// Why the appointment is not confirmed.
pub(super) fn refused(office: &Office, refusal: &Refusal, language: Language) -> Page {
    use booking::Refusal::{Denied, HoldExpired, LinkReplaced, Over, Unknown};
    use contact_guard::Refusal::{TooMany, TooOften};

    let words = words::of(language);
    let (status, text) = match refusal {
        Refusal::Booking(Denied(_) | Unknown) => return unknown(language),
        Refusal::Booking(HoldExpired) | Refusal::Capacity(capacity::Refusal::HoldExpired) => {
            (StatusCode::GONE, words.expired)
        }
        Refusal::Booking(LinkReplaced) => (StatusCode::GONE, words.replaced),
        Refusal::Booking(Over) => (StatusCode::GONE, words.over),
        Refusal::ContactGuard(TooMany { .. }) => (StatusCode::CONFLICT, words.too_many),
        Refusal::ContactGuard(TooOften { .. }) => (StatusCode::CONFLICT, words.too_often),
        // The rules say why, in the two languages that they have.
        other => {
            let text = match language {
                Language::German | Language::English => refusals::rule(other).message(language),
                Language::PlainGerman | Language::French => words.otherwise,
            };
            (StatusCode::CONFLICT, text)
        }
    };
    Page::new(status, language, words.not_confirmed, text.to_owned()).of(office)
}

pub(super) fn unknown(language: Language) -> Page {
    Page::say(StatusCode::NOT_FOUND, language, words::of(language).unknown)
}

pub(super) fn failed(language: Language) -> Page {
    Page::say(StatusCode::SERVICE_UNAVAILABLE, language, words::of(language).failed)
}
