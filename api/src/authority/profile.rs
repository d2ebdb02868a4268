//! The profile of an authority, as its operator writes it.

use std::collections::BTreeMap;
use std::sync::Arc;

use notifications::Language;
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
    /// Who speaks for the authority: a name and an office.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub responsible: Option<String>,
    /// How its data protection officer is reached.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data_protection_officer: Option<String>,
    /// To whom somebody complains about data protection.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supervisory_authority: Option<String>,
    /// How the pages were examined.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub assessment: Texts,
    /// What of them is not accessible.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub barriers: Texts,
    /// When that was written, as people write a date.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub statement_date: Option<String>,
    /// Where the video in sign language is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sign_video: Option<String>,
    /// Who answers for the pages (§ 5 DDG), instead of the text that is made of the above.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub imprint: Texts,
    /// What becomes of personal data (Art. 13 GDPR), instead of that text.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub privacy: Texts,
    /// How far the pages are accessible, and where not (§ 12b BGG and the law of the state), instead of that text.
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
        let any = |of: &Texts| of.values().any(|text| is_filled(text));
        let line = |of: &Option<String>| of.as_deref().is_some_and(is_filled);
        // Who has written a text of their own needs none of what ours is made of.
        let (imprint, privacy, accessibility) = (text(&self.imprint), text(&self.privacy), text(&self.accessibility));
        let all = [
            ("phone", line(&self.phone)),
            ("phone_hours", text(&self.phone_hours)),
            ("mail", line(&self.mail)),
            ("address", line(&self.address)),
            ("responsible or imprint", imprint || line(&self.responsible)),
            ("data_protection_officer or privacy", privacy || line(&self.data_protection_officer)),
            ("supervisory_authority or privacy", privacy || line(&self.supervisory_authority)),
            ("assessment or accessibility", accessibility || text(&self.assessment)),
            ("barriers or accessibility", accessibility || text(&self.barriers)),
            ("statement_date or accessibility", accessibility || line(&self.statement_date)),
            ("feedback_mail or feedback_phone", line(&self.feedback_mail) || line(&self.feedback_phone)),
            ("enforcement_body", text(&self.enforcement_body)),
            ("sign_video or sign_language", any(&self.sign_language) || line(&self.sign_video)),
        ];
        all.into_iter().filter(|(_, is_there)| !is_there).map(|(name, _)| name).collect()
    }

    /// The text of a matter in each language that it has: the authority's own, or else ours, made of its facts.
    pub(super) fn told(&self, matter: Matter, name: &str) -> Texts {
        let own = match matter {
            Matter::Imprint => &self.imprint,
            Matter::Privacy => &self.privacy,
            Matter::Accessibility => &self.accessibility,
            Matter::PlainLanguage => &self.plain_language,
            Matter::SignLanguage => &self.sign_language,
        };
        // One's own text is not mixed with ours: they would contradict each other.
        if own.values().any(|text| is_filled(text)) {
            return own.clone();
        }
        let written = |(tag, text): &(&str, &str)| ((*tag).to_owned(), self.filled(text, tag, name));
        matter.ours().iter().map(written).collect()
    }

    /// A text of ours with the facts of the authority in it.
    fn filled(&self, text: &str, tag: &str, name: &str) -> String {
        // Plain German has two tags: the registered variant, and the private one of the pages.
        let is_plain = |tag: &str| Language::of_tag(tag) == Language::PlainGerman;
        let plain_words =
            |of: &Texts| of.iter().find(|(key, _)| is_plain(key) && is_plain(tag)).map(|(_, text)| text.clone());
        let in_language =
            |of: &Texts| of.get(tag).cloned().or_else(|| plain_words(of)).or_else(|| of.get("de").cloned());
        let said = |of: &Texts| in_language(of).filter(|text| is_filled(text));
        let line = |of: &Option<String>| of.clone().filter(|text| is_filled(text));
        let facts = [
            ("{name}", Some(name.to_owned())),
            ("{address}", line(&self.address)),
            ("{phone}", line(&self.phone)),
            ("{phone_hours}", said(&self.phone_hours)),
            ("{mail}", line(&self.mail)),
            ("{responsible}", line(&self.responsible)),
            ("{data_protection_officer}", line(&self.data_protection_officer)),
            ("{supervisory_authority}", line(&self.supervisory_authority)),
            ("{assessment}", said(&self.assessment)),
            ("{barriers}", said(&self.barriers)),
            ("{statement_date}", line(&self.statement_date)),
            ("{sign_video}", line(&self.sign_video)),
            ("{feedback_mail}", line(&self.feedback_mail)),
            ("{feedback_phone}", line(&self.feedback_phone)),
            ("{enforcement_body}", said(&self.enforcement_body)),
        ];
        let missing = match tag {
            "en" => "(not given yet)",
            "fr" => "(pas encore indiqué)",
            _ => "(noch nicht angegeben)",
        };
        // In one pass, so that a fact that looks like a place is left as it is.
        let (mut filled, mut rest) = (String::new(), text);
        while let Some(start) = rest.find('{') {
            let (before, from) = rest.split_at(start);
            filled += before;
            let known = facts.iter().find(|(place, _)| from.starts_with(place));
            let length = known.map_or(1, |(place, _)| place.len());
            filled += known.map_or("{", |(_, fact)| fact.as_deref().unwrap_or(missing));
            rest = &from[length..];
        }
        filled + rest
    }

    /// Addresses that are none of the web over TLS, by the names of their settings. They would become links.
    pub fn not_addresses(&self) -> Vec<&'static str> {
        let all = [
            ("phone_hours", &self.phone_hours),
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

/// What the law asks a public service to tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Matter {
    /// Who answers for the pages.
    Imprint,
    /// What becomes of personal data.
    Privacy,
    /// How far the pages are accessible.
    Accessibility,
    /// The essentials in plain language.
    PlainLanguage,
    /// The essentials in sign language.
    SignLanguage,
}

impl Matter {
    #[cfg(test)]
    const ALL: [Self; 5] = [Self::Imprint, Self::Privacy, Self::Accessibility, Self::PlainLanguage, Self::SignLanguage];

    /// Our texts, by their languages.
    fn ours(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Imprint => &[
                ("de", include_str!("texts/imprint.de.txt")),
                ("de-simple", include_str!("texts/imprint.de-simple.txt")),
                ("en", include_str!("texts/imprint.en.txt")),
                ("fr", include_str!("texts/imprint.fr.txt")),
            ],
            Self::Privacy => &[
                ("de", include_str!("texts/privacy.de.txt")),
                ("de-simple", include_str!("texts/privacy.de-simple.txt")),
                ("en", include_str!("texts/privacy.en.txt")),
                ("fr", include_str!("texts/privacy.fr.txt")),
            ],
            Self::Accessibility => &[
                ("de", include_str!("texts/accessibility.de.txt")),
                ("de-simple", include_str!("texts/accessibility.de-simple.txt")),
                ("en", include_str!("texts/accessibility.en.txt")),
                ("fr", include_str!("texts/accessibility.fr.txt")),
            ],
            Self::PlainLanguage => &[("de-simple", include_str!("texts/easy.de.txt"))],
            Self::SignLanguage => &[("de", include_str!("texts/sign.de.txt"))],
        }
    }
}

/// Whether somebody has written something in the place of a placeholder.
fn is_filled(text: &str) -> bool {
    let text = text.trim();
    let is_in_brackets = text.starts_with('[') && text.ends_with(']');
    !text.is_empty() && !is_in_brackets
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
            responsible: Some("die Oberbürgermeisterin".to_owned()),
            data_protection_officer: Some("datenschutz@example.org".to_owned()),
            supervisory_authority: Some("Unabhängiges Datenschutzzentrum".to_owned()),
            assessment: de("Selbstbewertung vom 2. März 2026"),
            barriers: de("Es sind keine bekannt."),
            statement_date: Some("2. März 2026".to_owned()),
            sign_video: Some("https://amt.example/dgs.mp4".to_owned()),
            feedback_mail: Some("barriere@example.org".to_owned()),
            feedback_phone: Some("0681 9051".to_owned()),
            enforcement_body: de("Die Stelle des Landes"),
            ..Profile::default()
        }
    }

    #[test]
    fn what_the_law_asks_for_is_missed_until_somebody_has_written_it() {
        assert_eq!(whole().missing(), Vec::<&str>::new());
        assert_eq!(Profile::default().missing().len(), 13);
        for placeholder in ["", "  ", "[Leitung]", " [ Leitung ] "] {
            let profile = Profile { responsible: Some(placeholder.to_owned()), ..whole() };
            assert_eq!(profile.missing(), ["responsible or imprint"], "{placeholder}");
            assert_eq!(Profile { imprint: de("Eigener Text"), ..profile }.missing(), Vec::<&str>::new());
        }
        let english_only = Texts::from([("en".to_owned(), "None are known.".to_owned())]);
        assert_eq!(Profile { barriers: english_only, ..whole() }.missing(), ["barriers or accessibility"]);
    }

    #[test]
    fn our_texts_have_every_fact_in_them_and_no_place_left() {
        for matter in Matter::ALL {
            for (tag, text) in whole().told(matter, "Stadt {mail}") {
                assert!(!text.replace("Stadt {mail}", "").contains(['{', '}']), "{matter:?} {tag}: {text}");
                assert!(!text.contains("noch nicht angegeben"), "{matter:?} {tag}: {text}");
            }
            let empty = Profile::default().told(matter, "Amt");
            assert!(empty.values().all(|text| !text.contains('{') && text.contains('(')), "{matter:?}");
        }
        let imprint = whole().told(Matter::Imprint, "Stadt {mail}");
        assert!(imprint["fr"].contains("Rathausplatz 1") && imprint["de"].contains("Stadt {mail}"), "{imprint:?}");
        let own = Profile { imprint: de("https://amt.example/impressum"), ..whole() };
        assert_eq!(
            own.told(Matter::Imprint, "Amt"),
            de("https://amt.example/impressum"),
            "ours is not mixed with theirs"
        );
    }

    #[test]
    fn a_text_of_ours_has_facts_of_its_own_language_and_else_german_ones() {
        let hours = [("ar", "صباحا"), ("de", "vormittags"), ("de-simple", "am Morgen"), ("en", "mornings")];
        let hours = Texts::from(hours.map(|(tag, text)| (tag.to_owned(), text.to_owned())));
        let profile = Profile { phone_hours: hours, ..whole() };
        for (tag, text) in
            [("de", "vormittags"), ("de-x-einfach", "am Morgen"), ("en", "mornings"), ("fr", "vormittags")]
        {
            assert_eq!(profile.filled("{phone_hours}", tag, "Amt"), text, "{tag}");
        }
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
