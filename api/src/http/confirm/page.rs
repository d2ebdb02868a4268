//! What the page behind a link says, by how the appointment stands, and how it is written.

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::booking::{self, Wish};
use domain::{Refusal, capacity};
use notifications::{day_and_time, time};

use crate::errors::refusals;
use crate::identity::Language;
use crate::office::{Link, Office};

/// Its own style, its own form, nothing else.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
);

/// A page, before it is written.
pub(in crate::http) struct Page {
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
    /// What the link says that opens the page once more, if there is one. Nothing reloads by itself (WCAG 2.2, 2.2.1).
    again: Option<&'static str>,
}

impl Page {
    pub(in crate::http) fn new(
        status: StatusCode,
        language: Language,
        title: (&'static str, &'static str),
        text: Vec<String>,
    ) -> Self {
        Self::written(status, language, language.of(title.0, title.1), text)
    }

    /// A page whose words are in its language already.
    pub(in crate::http) fn written(
        status: StatusCode,
        language: Language,
        title: &'static str,
        text: Vec<String>,
    ) -> Self {
        let (office, facts) = (String::new(), vec![]);
        Self { status, language, office, title, text, facts, button: None, again: None }
    }

    /// With terms and what they are.
    pub(in crate::http) fn with_facts(self, facts: Vec<(&'static str, String)>) -> Self {
        Self { facts, ..self }
    }

    /// With a link that opens the page once more.
    pub(in crate::http) fn with_link_to_itself(self, again: &'static str) -> Self {
        Self { again: Some(again), ..self }
    }

    pub(in crate::http) fn of(self, office: &Office) -> Self {
        Self { office: office.name().to_owned(), ..self }
    }

    /// How the appointment stands, for whoever has the link: the same to who looks and to who has pressed the button.
    pub(super) fn of_state(office: &Office, link: &Link, language: Language) -> Self {
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

    pub(super) fn question(office: &Office, wish: &Wish, language: Language) -> Self {
        let until = time(wish.expires_at, language);
        let text = vec![language.of(
            format!("Bitte bestätigen Sie bis {until}. Danach wird die Zeit wieder frei."),
            format!("Please confirm by {until}. After that the time becomes free again."),
        )];
        let page =
            Self::new(StatusCode::OK, language, ("Termin bestätigen", "Confirm your appointment"), text).of(office);
        let facts =
            vec![(language.of("Termin", "Appointment"), day_and_time(wish.arranged.slot.span.starts_at, language))];
        Self { facts, button: Some(language.of("Termin verbindlich bestätigen", "Confirm the appointment")), ..page }
    }

    pub(super) fn done(office: &Office, state: &booking::State, language: Language) -> Self {
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
                (language.of("Termin", "Appointment"), day_and_time(known.arranged.slot.span.starts_at, language)),
                (language.of("Ihre Nummer", "Your number"), known.number.to_string()),
            ]
        });
        Self { facts: facts.unwrap_or_default(), ..Self::new(StatusCode::OK, language, title, text).of(office) }
    }

    pub(super) fn refused(office: &Office, refusal: &Refusal, language: Language) -> Self {
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

    pub(super) fn unknown(language: Language) -> Self {
        let text = language.of(
            "Diese Adresse führt zu keinem Termin. Bitte öffnen Sie den Link aus der E-Mail vollständig.",
            "This address leads to no appointment. Please open the whole link from the e-mail.",
        );
        let title = ("Kein Termin gefunden", "No appointment found");
        Self::new(StatusCode::NOT_FOUND, language, title, vec![text.to_owned()])
    }

    pub(in crate::http) fn busy(language: Language) -> Self {
        let text = language.of("Bitte versuchen Sie es gleich noch einmal.", "Please try again in a moment.");
        let title = ("Zu viele Anfragen", "Too many requests");
        Self::new(StatusCode::TOO_MANY_REQUESTS, language, title, vec![text.to_owned()])
    }

    pub(super) fn failed(language: Language) -> Self {
        let text = language.of(
            "Bitte versuchen Sie es in einigen Minuten noch einmal. Der Link bleibt so lange gültig, wie es in der E-Mail steht.",
            "Please try again in a few minutes. The link is good for as long as the e-mail says.",
        );
        let title = ("Das hat nicht geklappt", "That did not work");
        Self::new(StatusCode::SERVICE_UNAVAILABLE, language, title, vec![text.to_owned()])
    }

    pub(super) fn html(&self) -> String {
        let Self { language, title, .. } = self;
        let lang = language.tag();
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
        // An empty address is that of the page itself.
        let again = self.again.map_or_else(String::new, |again| format!("<p><a href=\"\">{again}</a></p>\n"));
        format!(
            "<!DOCTYPE html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width\">\n<meta name=\"robots\" content=\"noindex\">\n\
             <title>{title}</title>\n<link rel=\"stylesheet\" href=\"/confirm/page.css\">\n</head>\n<body>\n<main>\n\
             {office}<h1>{title}</h1>\n{facts}{text}{button}{again}</main>\n</body>\n</html>\n"
        )
    }
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        let headers = HeaderMap::from_iter([
            (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
            (header::CONTENT_LANGUAGE, HeaderValue::from_static(self.language.tag())),
            (header::CONTENT_SECURITY_POLICY, POLICY),
        ]);
        (self.status, headers, self.html()).into_response()
    }
}

/// Text as it stands between tags.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
