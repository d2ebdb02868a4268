//! The page on which somebody pays: a button for each outcome, without a script, in German, plain German, English and French.

use std::fmt::Write as _;
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use domain::money::Cents;
use reqwest::Url;
use serde::Deserialize;

use super::book::{Outcome, Stands, Transaction};
use super::{Shared, lock};

const WRITES: &str = "writing into a string cannot fail";

const STYLE: &str = include_str!("page.css");

/// The pages and their style.
pub(super) fn routes() -> Router<Arc<Shared>> {
    Router::new().route("/pay/page.css", get(style)).route("/pay/{transaction}/{token}", get(look).post(choose))
}

async fn style() -> Response {
    ([(header::CONTENT_TYPE, HeaderValue::from_static("text/css; charset=utf-8"))], STYLE).into_response()
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
enum Language {
    #[serde(rename = "de")]
    De,
    /// In short sentences and everyday words.
    #[serde(rename = "de-simple")]
    Plain,
    #[serde(rename = "en")]
    En,
    #[serde(rename = "fr")]
    Fr,
}

#[derive(Deserialize)]
struct Asked {
    lang: Option<Language>,
}

#[derive(Deserialize)]
struct Choice {
    outcome: String,
}

impl Language {
    const ALL: [Self; 4] = [Self::De, Self::Plain, Self::En, Self::Fr];

    fn tag(self) -> &'static str {
        self.of("de", "de-simple", "en", "fr")
    }

    fn name(self) -> &'static str {
        self.of("Deutsch", "Einfaches Deutsch", "English", "Français")
    }

    fn of(
        self,
        german: &'static str,
        plain: &'static str,
        english: &'static str,
        french: &'static str,
    ) -> &'static str {
        match self {
            Self::De => german,
            Self::Plain => plain,
            Self::En => english,
            Self::Fr => french,
        }
    }

    /// What was chosen on the page, or else the first of the browser's languages that the page has.
    fn wanted(asked: Option<Self>, headers: &HeaderMap) -> Self {
        let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let of_tag = |tag: &str| {
            let tag = tag.split(';').next().unwrap_or_default().trim().to_lowercase();
            // What is plain is marked by the registered variant (BCP 47).
            let is_plain = tag.split('-').any(|part| part == "simple");
            match tag.split('-').next() {
                Some("de") => Some(if is_plain { Self::Plain } else { Self::De }),
                Some("en") => Some(Self::En),
                Some("fr") => Some(Self::Fr),
                _ => None,
            }
        };
        asked.or_else(|| accepted.split(',').find_map(of_tag)).unwrap_or(Self::De)
    }

    fn amount(self, amount: Cents) -> String {
        match self {
            Self::De | Self::Plain | Self::Fr => amount.to_string(),
            Self::En => format!("€{}", crate::xbezahldienste::decimal::euros(amount)),
        }
    }

    fn button(self, outcome: Outcome) -> &'static str {
        match outcome {
            Outcome::Card => self.of("Mit Karte bezahlen", "Mit Karte bezahlen", "Pay by card", "Payer par carte"),
            Outcome::PayPal => {
                self.of("Mit PayPal bezahlen", "Mit PayPal bezahlen", "Pay with PayPal", "Payer avec PayPal")
            }
            Outcome::Fails => {
                self.of("Die Zahlung misslingt", "Das Bezahlen klappt nicht", "The payment fails", "Le paiement échoue")
            }
            Outcome::Cancels => {
                self.of("Die Zahlung abbrechen", "Nicht bezahlen", "Cancel the payment", "Annuler le paiement")
            }
            Outcome::Later => self.of(
                "Bezahlen, und das Ergebnis kommt später",
                "Bezahlen. Die Antwort kommt später",
                "Pay, and the result comes later",
                "Payer, et le résultat arrive plus tard",
            ),
            Outcome::Twice => self.of("Zweimal bezahlen", "Zwei Mal bezahlen", "Pay twice", "Payer deux fois"),
            Outcome::Slow => self.of(
                "Bezahlen, und der Bezahldienst antwortet eine Minute lang zu langsam",
                "Bezahlen. Die Antwort dauert eine Minute lang sehr lange",
                "Pay, and the payment service answers too slowly for a minute",
                "Payer, et le service de paiement répond trop lentement pendant une minute",
            ),
            Outcome::Gone => self.of(
                "Bezahlen, und der Bezahldienst weiß danach nichts mehr davon",
                "Bezahlen. Danach weiß der Bezahl-Dienst nichts mehr davon",
                "Pay, and afterwards the payment service knows nothing of it",
                "Payer, et ensuite le service de paiement n’en sait plus rien",
            ),
        }
    }
}

async fn look(
    State(sandbox): State<Arc<Shared>>,
    Path((id, token)): Path<(String, String)>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Response {
    let language = Language::wanted(asked.lang, &headers);
    match find(&sandbox, &id, &token) {
        Some(transaction) => page(&sandbox, &transaction, language),
        None => unknown(&sandbox, language),
    }
}

async fn choose(
    State(sandbox): State<Arc<Shared>>,
    Path((id, token)): Path<(String, String)>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let language = Language::wanted(asked.lang, &headers);
    let Some(transaction) = find(&sandbox, &id, &token) else { return unknown(&sandbox, language) };
    let choice: Option<Choice> = serde_urlencoded::from_bytes(&body).ok();
    let outcome = choice.and_then(|choice| Outcome::ALL.into_iter().find(|outcome| outcome.name() == choice.outcome));
    let Some(outcome) = outcome else { return page(&sandbox, &transaction, language) };
    let kept = {
        let sandbox = sandbox.clone();
        tokio::task::spawn_blocking(move || lock(&sandbox.book).choose(&id, outcome, sandbox.clock.now())).await
    };
    let back = HeaderValue::from_str(&transaction.request.redirect_url);
    // Whoever presses twice goes back twice, and the first choice counts. How it ended is not said on the way.
    if let (Ok(Ok(_)), Ok(back)) = (kept, back) {
        return with_headers((StatusCode::SEE_OTHER, [(header::LOCATION, back)]).into_response(), language, "'self'");
    }
    tracing::error!("the payment sandbox cannot keep a choice");
    let text = language.of(
        "Bitte versuchen Sie es noch einmal.",
        "Bitte versuchen Sie es noch einmal.",
        "Please try again.",
        "Veuillez réessayer.",
    );
    let title =
        language.of("Das hat nicht geklappt", "Das hat nicht geklappt", "That did not work", "Cela n’a pas fonctionné");
    plain(&sandbox, StatusCode::SERVICE_UNAVAILABLE, language, title, text)
}

fn find(sandbox: &Shared, id: &str, token: &str) -> Option<Transaction> {
    let known = lock(&sandbox.book).get(id).cloned()?;
    crate::secret::Secret::from(known.token.as_str()).is(token).then_some(known)
}

fn unknown(sandbox: &Shared, language: Language) -> Response {
    let title =
        language.of("Keine Zahlung gefunden", "Wir finden keine Zahlung", "No payment found", "Aucun paiement trouvé");
    let text = language.of(
        "Diese Adresse führt zu keiner Zahlung.",
        "Zu dieser Seite gibt es keine Zahlung.",
        "This address leads to no payment.",
        "Cette adresse ne mène à aucun paiement.",
    );
    plain(sandbox, StatusCode::NOT_FOUND, language, title, text)
}

fn plain(sandbox: &Shared, status: StatusCode, language: Language, title: &str, text: &str) -> Response {
    let body = html(sandbox, language, title, &format!("<p>{text}</p>\n"));
    with_headers((status, body).into_response(), language, "'none'")
}

fn page(sandbox: &Shared, transaction: &Transaction, language: Language) -> Response {
    let request = &transaction.request;
    let title = language.of("Testzahlung", "Bezahlen zum Ausprobieren", "Test payment", "Paiement de test");
    let note = language.of(
        "Dies ist ein Bezahldienst zum Ausprobieren. Es fließt kein Geld, und es werden keine Daten zu Karte oder Konto gebraucht.",
        "Das hier ist nur zum Ausprobieren. Sie bezahlen kein echtes Geld. Sie brauchen keine Karte und kein Konto.",
        "This is a payment service to try things out. No money moves, and no data of a card or an account are needed.",
        "Ceci est un service de paiement d’essai. Aucun argent n’est transféré et aucune donnée de carte ou de compte n’est nécessaire.",
    );
    let mut body = format!(
        "<p class=\"note\">{note}</p>\n<nav aria-label=\"{}\">\n<ul>\n",
        language.of("Sprache", "Sprache", "Language", "Langue")
    );
    for other in Language::ALL {
        let (tag, name) = (other.tag(), other.name());
        let current = if other == language { " aria-current=\"true\"" } else { "" };
        writeln!(body, "<li><a href=\"?lang={tag}\" hreflang=\"{tag}\" lang=\"{tag}\"{current}>{name}</a></li>")
            .expect(WRITES);
    }
    body.push_str("</ul>\n</nav>\n<dl>\n");
    let mut fact = |term: &str, text: &str| {
        write!(body, "<dt>{term}</dt>\n<dd>{}</dd>\n", escaped(text)).expect(WRITES);
    };
    fact(language.of("Betrag", "So viel kostet es", "Amount", "Montant"), &language.amount(request.gros_amount.0));
    fact(language.of("Verwendungszweck", "Dafür ist das Geld", "Reference", "Motif"), &request.purpose);
    for item in &request.items {
        let name = item.description.as_deref().unwrap_or(&item.reference);
        let total = language.amount(item.total_net_amount.0 + item.total_tax_amount.0);
        fact(language.of("Posten", "Teil", "Item", "Poste"), &format!("{} × {name}: {total}", item.quantity));
    }
    body.push_str("</dl>\n");

    // The choice ends on a page of the office, and browsers hold the way there to this policy, too.
    let back = Url::parse(&request.redirect_url).map(|url| url.origin().ascii_serialization()).unwrap_or_default();
    let mut targets = "'none'".to_owned();
    if transaction.chosen.is_some() {
        let text = match transaction.stands(sandbox, sandbox.clock.now()) {
            Stands::Initial | Stands::InReview => language.of(
                "Die Zahlung ist unterwegs. Sie müssen nichts weiter tun.",
                "Sie haben bezahlt. Das Geld ist unterwegs. Sie müssen nichts mehr tun.",
                "The payment is on its way. You need do nothing more.",
                "Le paiement est en cours. Vous n’avez plus rien à faire.",
            ),
            Stands::Payed(_) => language.of("Es ist bezahlt.", "Sie haben bezahlt.", "It is paid.", "C’est payé."),
            Stands::Failed => language.of(
                "Die Zahlung ist misslungen.",
                "Das Bezahlen hat nicht geklappt.",
                "The payment has failed.",
                "Le paiement a échoué.",
            ),
            Stands::Canceled => language.of(
                "Die Zahlung wurde abgebrochen.",
                "Sie haben nicht bezahlt.",
                "The payment was cancelled.",
                "Le paiement a été annulé.",
            ),
        };
        let link = language.of("Zurück zum Amt", "Zurück zum Amt", "Back to the office", "Retour à l’administration");
        write!(body, "<p>{text}</p>\n<p><a href=\"{}\">{link}</a></p>\n", escaped(&request.redirect_url))
            .expect(WRITES);
    } else {
        targets = format!("'self' {back}");
        let legend = language.of(
            "Wie soll die Zahlung ausgehen?",
            "Was soll passieren?",
            "How is the payment to end?",
            "Comment le paiement doit-il se terminer ?",
        );
        write!(
            body,
            "<form method=\"post\" action=\"?lang={}\">\n<fieldset>\n<legend>{legend}</legend>\n<ul>\n",
            language.tag()
        )
        .expect(WRITES);
        for outcome in Outcome::ALL {
            let (name, label) = (outcome.name(), language.button(outcome));
            writeln!(body, "<li><button type=\"submit\" name=\"outcome\" value=\"{name}\">{label}</button></li>")
                .expect(WRITES);
        }
        body.push_str("</ul>\n</fieldset>\n</form>\n");
    }
    with_headers(html(sandbox, language, title, &body).into_response(), language, &targets)
}

fn html(sandbox: &Shared, language: Language, title: &str, body: &str) -> String {
    let (lang, style) = (language.tag(), escaped(&format!("{}/pay/page.css", sandbox.options.url)));
    format!(
        "<!DOCTYPE html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<meta name=\"robots\" content=\"noindex\">\n\
         <title>{title}</title>\n<link rel=\"stylesheet\" href=\"{style}\">\n</head>\n<body>\n<main>\n\
         <h1>{title}</h1>\n{body}</main>\n</body>\n</html>\n"
    )
}

/// No script, nothing of others, no trace of where somebody came from, and forms go only where they are to.
fn with_headers(mut response: Response, language: Language, targets: &str) -> Response {
    let policy =
        format!("default-src 'none'; style-src 'self'; form-action {targets}; base-uri 'none'; frame-ancestors 'none'");
    let headers = response.headers_mut();
    if !headers.contains_key(header::LOCATION) {
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    }
    headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(language.tag()));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_str(&policy).expect("an origin is ASCII"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Text as it stands between tags and in attributes.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
