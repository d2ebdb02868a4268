//! The frame of the pages to which links lead people from elsewhere: out of a mail, and back from paying. They need no
//! script, name nobody, and speak the four languages in which people are written to.

use axum::Router;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::Shared;
use super::rate::Wait;
use crate::identity::Language;
use crate::office::Office;

const STYLE: &str = include_str!("plain_page/page.css");

/// Their own style, their own form, nothing else.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
);

/// The style that they share.
pub(super) fn routes() -> Router<Shared> {
    Router::new().route("/confirm/page.css", get(style))
}

async fn style() -> Response {
    ([(header::CONTENT_TYPE, HeaderValue::from_static("text/css; charset=utf-8"))], STYLE).into_response()
}

/// A title and what stands below it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) title: &'static str,
    pub(super) text: &'static str,
}

/// A page, before it is written.
pub(super) struct Page {
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
    /// Where a link leads to a page of the office, and what it says, if there is one.
    on: Option<(String, &'static str)>,
}

impl Page {
    /// A page with its words.
    pub(super) fn new(status: StatusCode, language: Language, title: &'static str, text: String) -> Self {
        let (office, facts) = (String::new(), vec![]);
        Self { status, language, office, title, text: vec![text], facts, button: None, again: None, on: None }
    }

    /// A page that says one thing.
    pub(super) fn say(status: StatusCode, language: Language, said: Said) -> Self {
        Self::new(status, language, said.title, said.text.to_owned())
    }

    /// The page for whoever asks too often, which says when to ask again.
    pub(super) fn busy(language: Language, wait: Wait) -> Response {
        let said = match language {
            Language::German => Said { title: "Zu viele Anfragen", text: "Bitte versuchen Sie es gleich noch einmal." },
            Language::PlainGerman => Said {
                title: "Bitte warten Sie kurz",
                text: "Im Moment fragen zu viele. Versuchen Sie es gleich noch einmal.",
            },
            Language::English => Said { title: "Too many requests", text: "Please try again in a moment." },
            Language::French => Said { title: "Trop de demandes", text: "Veuillez réessayer dans un instant." },
        };
        let mut response = Self::say(StatusCode::TOO_MANY_REQUESTS, language, said).into_response();
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait.secs()));
        response
    }

    /// With the name of the office. Whoever has no link that this office made does not learn whose it would be.
    pub(super) fn of(self, office: &Office) -> Self {
        Self { office: office.name().to_owned(), ..self }
    }

    /// With terms and what they are.
    pub(super) fn with_facts(self, facts: Vec<(&'static str, String)>) -> Self {
        Self { facts, ..self }
    }

    /// With a button that sends the page's own form.
    pub(super) fn with_button(self, button: &'static str) -> Self {
        Self { button: Some(button), ..self }
    }

    /// With a link that opens the page once more.
    pub(super) fn with_link_to_itself(self, again: &'static str) -> Self {
        Self { again: Some(again), ..self }
    }

    /// With a link to a page of the office.
    pub(super) fn with_link(self, to: String, says: &'static str) -> Self {
        Self { on: Some((to, says)), ..self }
    }

    fn html(&self) -> String {
        let Self { language, title, .. } = self;
        let lang = language.tag();
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
        let on = self
            .on
            .as_ref()
            .map_or_else(String::new, |(to, says)| format!("<p><a href=\"{}\">{says}</a></p>\n", escaped(to)));
        format!(
            "<!DOCTYPE html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width\">\n<meta name=\"robots\" content=\"noindex\">\n\
             <title>{title}</title>\n<link rel=\"stylesheet\" href=\"/confirm/page.css\">\n</head>\n<body>\n<main>\n\
             {office}<h1>{title}</h1>\n{facts}{text}{button}{again}{on}</main>\n</body>\n</html>\n"
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

/// What every page holds for its words: plain German has short sentences, and each language its own words.
#[cfg(test)]
pub(super) fn hold(said: impl Fn(Language) -> Vec<Said>) {
    for Said { title, text } in said(Language::PlainGerman) {
        for sentence in text.split_inclusive(['.', '?', ':']) {
            assert!(sentence.split_whitespace().count() <= 12, "{title}: {sentence}");
        }
    }
    for (n, one) in Language::ALL.into_iter().enumerate() {
        for other in &Language::ALL[n + 1..] {
            for (one, other) in said(one).iter().zip(said(*other)) {
                assert_ne!(one.text, other.text);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_asks_too_often_hears_so_in_their_language_and_when_to_ask_again() {
        for language in Language::ALL {
            let wait = Wait(std::time::Duration::from_millis(1500));
            let response = Page::busy(language, wait);
            assert_eq!(response.status(), StatusCode::TOO_MANY_REQUESTS);
            assert_eq!(response.headers()[header::RETRY_AFTER], "2");
            assert_eq!(response.headers()[header::CONTENT_LANGUAGE], language.tag());
        }
    }

    #[test]
    fn what_stands_on_a_page_is_text() {
        let said = Said { title: "Titel", text: "<b> & \"" };
        let page = Page::say(StatusCode::OK, Language::German, said).with_facts(vec![("Nr.", "<1>".to_owned())]);
        let html = page.html();
        assert!(html.contains("&lt;b&gt; &amp; &quot;") && html.contains("&lt;1&gt;"), "{html}");
        assert!(!html.contains("<form") && !html.contains("<a "), "nothing to press");
    }
}
