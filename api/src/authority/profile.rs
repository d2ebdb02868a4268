//! The profile of an authority, as its operator writes it.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// A text in several languages, by their tags: what begins with `https://` is an address where the text is.
pub type Texts = BTreeMap<String, String>;

/// The profiles of the authorities of a server, by their official keys.
pub(crate) type Profiles = Arc<BTreeMap<String, Profile>>;

/// What an authority tells of itself. What is left out is not shown, and `vorgang doctor` says that it is missing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Profile {
    /// The telephone of the service centre.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// When somebody answers it.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub phone_hours: Texts,
    /// A mailbox that somebody reads.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mail: Option<String>,
    /// Where it is, as on an envelope.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// In which languages somebody at the counter or on the telephone answers, by their tags.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub languages: Vec<String>,
    /// Who answers for the pages (§ 5 DDG).
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub imprint: Texts,
    /// What becomes of personal data (Art. 13 GDPR).
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub privacy: Texts,
    /// How far the pages are accessible, and where not (§ 12b BGG and the law of the state).
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub accessibility: Texts,
    /// To whom barriers are reported, by mail.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub feedback_mail: Option<String>,
    /// To whom barriers are reported, by telephone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub feedback_phone: Option<String>,
    /// To whom somebody turns whose report came to nothing (§ 16 BGG and the law of the state).
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub enforcement_body: Texts,
    /// The essentials in plain language (§ 4 BITV 2.0).
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub plain_language: Texts,
    /// The essentials in sign language (§ 4 BITV 2.0).
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub sign_language: Texts,
}

impl Profile {
    /// What the law asks for and is not there, by the names of its settings. German is the official language.
    pub fn missing(&self) -> Vec<&'static str> {
        let text = |of: &Texts| of.get("de").is_some_and(|text| is_filled(text));
        let line = |of: &Option<String>| of.as_deref().is_some_and(is_filled);
        let all = [
            ("phone", line(&self.phone)),
            ("phone_hours", text(&self.phone_hours)),
            ("mail", line(&self.mail)),
            ("address", line(&self.address)),
            ("imprint", text(&self.imprint)),
            ("privacy", text(&self.privacy)),
            ("accessibility", text(&self.accessibility)),
            ("feedback_mail or feedback_phone", line(&self.feedback_mail) || line(&self.feedback_phone)),
            ("enforcement_body", text(&self.enforcement_body)),
            ("plain_language", text(&self.plain_language) || self.plain_language.values().any(|text| is_filled(text))),
            ("sign_language", self.sign_language.values().any(|text| is_filled(text))),
        ];
        all.into_iter().filter(|(_, is_there)| !is_there).map(|(name, _)| name).collect()
    }

    /// Addresses that are none of the web over TLS, by the names of their settings. They would become links.
    pub fn not_addresses(&self) -> Vec<&'static str> {
        let all = [
            ("imprint", &self.imprint),
            ("privacy", &self.privacy),
            ("accessibility", &self.accessibility),
            ("enforcement_body", &self.enforcement_body),
            ("plain_language", &self.plain_language),
            ("sign_language", &self.sign_language),
        ];
        let is_odd = |text: &String| {
            let first = text.split_whitespace().next().unwrap_or_default().to_ascii_lowercase();
            let is_scheme = ["http:", "javascript:", "data:", "file:", "//"].iter().any(|bad| first.starts_with(bad));
            is_scheme || (is_address(text) && text.contains(char::is_whitespace))
        };
        all.into_iter().filter(|(_, texts)| texts.values().any(is_odd)).map(|(name, _)| name).collect()
    }
}

/// Whether somebody has written something in the place of a placeholder.
fn is_filled(text: &str) -> bool {
    let text = text.trim();
    !text.is_empty() && !text.contains("TODO") && !(text.starts_with('[') && text.ends_with(']'))
}

/// Whether a text is an address instead.
pub(super) fn is_address(text: &str) -> bool {
    text.trim_start().starts_with("https://")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn de(text: &str) -> Texts {
        Texts::from([("de".to_owned(), text.to_owned())])
    }

    fn whole() -> Profile {
        Profile {
            phone: Some("0681 9050".to_owned()),
            phone_hours: de("Montag bis Freitag 8 bis 16 Uhr"),
            mail: Some("amt@example.org".to_owned()),
            address: Some("Rathausplatz 1, 66111 Saarbrücken".to_owned()),
            imprint: de("https://amt.example/impressum"),
            privacy: de("Wir verarbeiten …"),
            accessibility: de("Diese Seiten sind …"),
            feedback_mail: Some("barriere@example.org".to_owned()),
            enforcement_body: de("https://land.example/stelle"),
            plain_language: Texts::from([("de-x-einfach".to_owned(), "Hier können Sie …".to_owned())]),
            sign_language: Texts::from([("gsg".to_owned(), "https://amt.example/dgs.mp4".to_owned())]),
            ..Profile::default()
        }
    }

    #[test]
    fn what_the_law_asks_for_is_missed_until_somebody_has_written_it() {
        assert_eq!(whole().missing(), Vec::<&str>::new());
        assert_eq!(Profile::default().missing().len(), 11);
        for placeholder in ["", "  ", "[Impressum]", "TODO: Impressum"] {
            assert_eq!(Profile { imprint: de(placeholder), ..whole() }.missing(), ["imprint"], "{placeholder}");
        }
        let english_only = Texts::from([("en".to_owned(), "We process …".to_owned())]);
        assert_eq!(Profile { privacy: english_only, ..whole() }.missing(), ["privacy"]);
    }

    #[test]
    fn what_would_become_a_bad_link_is_found() {
        assert_eq!(whole().not_addresses(), Vec::<&str>::new());
        for bad in
            ["javascript:alert(1)", "http://amt.example", "//evil.example", "DATA:text/html,x", "https://a.example b"]
        {
            assert_eq!(Profile { imprint: de(bad), ..whole() }.not_addresses(), ["imprint"], "{bad}");
        }
    }
}
