//! The page behind the link in a mail. Looking at it changes nothing, because mail scanners look at links, too; only its
//! button confirms. It needs no script, names nobody, and tells no other site where it was opened from.

use axum::Router;
use axum::extract::{Path, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use domain::booking::{self, Wish};
use domain::{Personal, Refusal, capacity};
use event_store::{Failure, Stop};
use notifications::{Language as Tongue, day_and_time, time};
use tracing::error;

use super::Shared;
use crate::errors::refusals;
use crate::identity::{Language, authority_of};
use crate::office::{Link, Office};

const STYLE: &str = include_str!("confirm/page.css");

/// Its own style, its own form, nothing else.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
);

/// The page, its button and its style.
pub(super) fn routes() -> Router<Shared> {
    Router::new().route("/confirm/page.css", get(style)).route("/confirm/{token}", get(look).post(confirm))
}

async fn style() -> Response {
    ([(header::CONTENT_TYPE, HeaderValue::from_static("text/css; charset=utf-8"))], STYLE).into_response()
}

async fn look(State(shared): State<Shared>, Path(token): Path<String>, request: Parts) -> Response {
    answer(&shared, &token, &request, false).await
}

/// Browsers say nothing of where this form stands, because its page sends no referrer: a form of another site that knows
/// the token has the link already, so its origin proves nothing more.
async fn confirm(State(shared): State<Shared>, Path(token): Path<String>, request: Parts) -> Response {
    answer(&shared, &token, &request, true).await
}

async fn answer(shared: &Shared, token: &str, request: &Parts, wants: bool) -> Response {
    let language = Language::preferred(&request.headers);
    // Whoever tries out links waits as long as whoever tries out tokens.
    if let Err(wait) = shared.take_by_address(&request.headers, &request.extensions) {
        let mut response = Page::busy(language).into_response();
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait.secs()));
        return response;
    }
    let Some(office) = authority_of(token).and_then(|ags| shared.offices().get(ags)) else {
        return Page::unknown(language).into_response();
    };
    match page(office, token, language, wants).await {
        Ok(page) => page.into_response(),
        Err(failure) => {
            error!(error = &failure as &dyn std::error::Error, "a link could not be followed");
            Page::failed(language).into_response()
        }
    }
}

async fn page(office: &Office, token: &str, asked: Language, wants: bool) -> Result<Page, Failure> {
    let Some(mut link) = office.confirmation_link(token).await? else { return Ok(Page::unknown(asked)) };
    let language = language_of(&link.state).unwrap_or(asked);
    let is_open = link.state.wish().is_some_and(|wish| wish.generation == link.generation);
    if wants && is_open {
        match office.follow_link(&link).await {
            Ok(_) => {}
            Err(Stop::Refused(refusal)) => return Ok(Page::refused(office, &refusal, language)),
            Err(Stop::Failed(failure)) => return Err(failure),
        }
        let Some(followed) = office.confirmation_link(token).await? else { return Ok(Page::unknown(asked)) };
        link = followed;
    }
    Ok(Page::of_state(office, &link, language))
}

/// The language in which the person wants to be addressed, as long as it is known.
fn language_of(state: &booking::State) -> Option<Language> {
    let wish = state.wish().map(|wish| &wish.contact);
    let contact = wish.or(state.appointment().map(|known| &known.contact)).and_then(Personal::value)?;
    Some(match Tongue::of_tag(&contact.language) {
        Tongue::German => Language::German,
        Tongue::English => Language::English,
    })
}

/// A page, before it is written.
struct Page {
    status: StatusCode,
    language: Language,
    office: String,
    title: &'static str,
    /// Paragraphs of our own words.
    text: Vec<String>,
    /// Terms and what they are.
    facts: Vec<(&'static str, String)>,
    /// What the button says, if there is one.
    button: Option<&'static str>,
}

impl Page {
    fn new(status: StatusCode, language: Language, title: (&'static str, &'static str), text: Vec<String>) -> Self {
        let (office, facts) = (String::new(), vec![]);
        Self { status, language, office, title: language.of(title.0, title.1), text, facts, button: None }
    }

    fn of(self, office: &Office) -> Self {
        Self { office: office.name().to_owned(), ..self }
    }

    /// How the appointment stands, for whoever has the link: the same to who looks and to who has pressed the button.
    fn of_state(office: &Office, link: &Link, language: Language) -> Self {
        let refused = |refusal: booking::Refusal| Self::refused(office, &refusal.into(), language);
        let newest = link.state.wish().map(|wish| wish.generation);
        // A link that was replaced may be in a stranger's mailbox, who learns nothing more.
        if newest.or(link.state.appointment().map(|known| known.link)).is_some_and(|newest| newest != link.generation) {
            return refused(booking::Refusal::LinkReplaced);
        }
        match &link.state {
            booking::State::Preconfirmed(wish) if office.clock().now() < wish.expires_at => {
                Self::question(office, wish, language)
            }
            booking::State::Preconfirmed(_) | booking::State::Expired { .. } => refused(booking::Refusal::HoldExpired),
            booking::State::Confirmed(_)
            | booking::State::Waiting(_)
            | booking::State::Called { .. }
            | booking::State::InService { .. }
            | booking::State::Parked { .. } => Self::done(office, &link.state, language),
            booking::State::Cancelled { .. }
            | booking::State::Finished { .. }
            | booking::State::Missed(_)
            | booking::State::Unserved(_) => refused(booking::Refusal::Over),
            booking::State::Unknown | booking::State::Held { .. } => Self::unknown(language),
        }
    }

    fn question(office: &Office, wish: &Wish, language: Language) -> Self {
        let tongue = language.of(Tongue::German, Tongue::English);
        let until = time(wish.expires_at, tongue);
        let text = vec![language.of(
            format!("Bitte bestätigen Sie bis {until}. Danach wird die Zeit wieder frei."),
            format!("Please confirm by {until}. After that the time becomes free again."),
        )];
        let page =
            Self::new(StatusCode::OK, language, ("Termin bestätigen", "Confirm your appointment"), text).of(office);
        let facts =
            vec![(language.of("Termin", "Appointment"), day_and_time(wish.arranged.slot.span.starts_at, tongue))];
        Self { facts, button: Some(language.of("Termin verbindlich bestätigen", "Confirm the appointment")), ..page }
    }

    fn done(office: &Office, state: &booking::State, language: Language) -> Self {
        let tongue = language.of(Tongue::German, Tongue::English);
        let text = vec![
            language
                .of(
                    "Ihr Termin ist bestätigt. Wir haben Ihnen eine E-Mail geschrieben, in der steht, was Sie brauchen.",
                    "Your appointment is confirmed. We have written you an e-mail that says what you need.",
                )
                .to_owned(),
        ];
        let title = ("Termin bestätigt", "Appointment confirmed");
        let facts = state.appointment().map(|known| {
            vec![
                (language.of("Termin", "Appointment"), day_and_time(known.arranged.slot.span.starts_at, tongue)),
                (language.of("Ihre Nummer", "Your number"), known.number.to_string()),
            ]
        });
        Self { facts: facts.unwrap_or_default(), ..Self::new(StatusCode::OK, language, title, text).of(office) }
    }

    fn refused(office: &Office, refusal: &Refusal, language: Language) -> Self {
        let rule = refusals::rule(refusal);
        let status = match refusal {
            Refusal::Booking(booking::Refusal::Denied(_) | booking::Refusal::Unknown) => {
                return Self::unknown(language);
            }
            Refusal::Booking(
                booking::Refusal::HoldExpired | booking::Refusal::LinkReplaced | booking::Refusal::Over,
            )
            | Refusal::Capacity(capacity::Refusal::HoldExpired) => StatusCode::GONE,
            _ => StatusCode::CONFLICT,
        };
        let title = ("Der Termin ist nicht bestätigt", "The appointment is not confirmed");
        Self::new(status, language, title, vec![rule.message(language).to_owned()]).of(office)
    }

    fn unknown(language: Language) -> Self {
        let text = language.of(
            "Diese Adresse führt zu keinem Termin. Bitte öffnen Sie den Link aus der E-Mail vollständig.",
            "This address leads to no appointment. Please open the whole link from the e-mail.",
        );
        let title = ("Kein Termin gefunden", "No appointment found");
        Self::new(StatusCode::NOT_FOUND, language, title, vec![text.to_owned()])
    }

    fn busy(language: Language) -> Self {
        let text = language.of("Bitte versuchen Sie es gleich noch einmal.", "Please try again in a moment.");
        let title = ("Zu viele Anfragen", "Too many requests");
        Self::new(StatusCode::TOO_MANY_REQUESTS, language, title, vec![text.to_owned()])
    }

    fn failed(language: Language) -> Self {
        let text = language.of(
            "Bitte versuchen Sie es in einigen Minuten noch einmal. Der Link bleibt so lange gültig, wie es in der E-Mail steht.",
            "Please try again in a few minutes. The link is good for as long as the e-mail says.",
        );
        let title = ("Das hat nicht geklappt", "That did not work");
        Self::new(StatusCode::SERVICE_UNAVAILABLE, language, title, vec![text.to_owned()])
    }

    fn html(&self) -> String {
        let Self { language, title, .. } = self;
        let lang = language.of("de", "en");
        // Whoever has no link that this office made does not learn whose it would be.
        let office = Some(&self.office).filter(|office| !office.is_empty());
        let office = office.map_or_else(String::new, |office| format!("<p>{}</p>\n", escaped(office)));
        let mut text = String::new();
        for paragraph in &self.text {
            text.extend(["<p>", &escaped(paragraph), "</p>\n"]);
        }
        let mut facts = String::new();
        for (term, fact) in &self.facts {
            facts.extend(["<dt>", term, "</dt>\n<dd>", &escaped(fact), "</dd>\n"]);
        }
        if !facts.is_empty() {
            facts = format!("<dl>\n{facts}</dl>\n");
        }
        let button = self.button.map_or_else(String::new, |button| {
            format!("<form method=\"post\">\n<button type=\"submit\">{button}</button>\n</form>\n")
        });
        format!(
            "<!DOCTYPE html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width\">\n<meta name=\"robots\" content=\"noindex\">\n\
             <title>{title}</title>\n<link rel=\"stylesheet\" href=\"/confirm/page.css\">\n</head>\n<body>\n<main>\n\
             {office}<h1>{title}</h1>\n{facts}{text}{button}</main>\n</body>\n</html>\n"
        )
    }
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        let headers = HeaderMap::from_iter([
            (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
            (header::CONTENT_LANGUAGE, HeaderValue::from_static(self.language.of("de", "en"))),
            (header::CONTENT_SECURITY_POLICY, POLICY),
        ]);
        (self.status, headers, self.html()).into_response()
    }
}

/// Text as it stands between tags.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
