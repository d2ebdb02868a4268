//! Who asks, and in which language: read once from a request's headers.

pub(crate) mod may_read;

use async_graphql::{Context, Result};
use axum::http::{HeaderMap, header};
use domain::{Role, Roles};
pub(crate) use notifications::Language;
use projections::Clearance;

use crate::errors::Code;
use crate::office::{Caller, Office};

/// The language that a request prefers. German unless English stands first.
pub(crate) fn preferred_language(headers: &HeaderMap) -> Language {
    let first = headers
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|value| value.to_str().ok())
        .and_then(|list| list.split(',').find(|tag| matches!(tag.trim().get(..2), Some("de" | "en"))));
    match first {
        Some(tag) if tag.trim().starts_with("en") => Language::English,
        _ => Language::German,
    }
}

/// The language of the list that is preferred, of all in which people are written to. German unless another stands first.
pub(crate) fn spoken_language(headers: &HeaderMap) -> Language {
    let list = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut tags = list.split(',').filter_map(|tag| tag.split(';').next()).map(str::trim);
    let ours = |tag: &&str| matches!(tag.get(..2).map(str::to_ascii_lowercase).as_deref(), Some("de" | "en" | "fr"));
    tags.find(ours).map_or(Language::German, Language::of_tag)
}

/// What a request presents to say who asks.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Presented {
    /// A token that a program sends.
    Bearer(String),
    /// The cookie of a browser, which sends it by itself, also for pages of others.
    Cookie(String),
}

impl Presented {
    /// The token in it.
    pub(crate) fn token(&self) -> &str {
        match self {
            Self::Bearer(token) | Self::Cookie(token) => token,
        }
    }
}

/// Who stands behind a request: perhaps nobody yet.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Asker {
    pub(crate) caller: Option<Caller>,
    pub(crate) language: Language,
}

impl Asker {
    /// The asker of the request that is being answered.
    pub(crate) fn of(ctx: &Context<'_>) -> Self {
        ctx.data_opt::<Self>().copied().unwrap_or_default()
    }

    /// The caller, or the error that says that one is needed.
    pub(crate) fn caller(&self) -> Result<Caller> {
        self.caller.ok_or_else(|| Code::Unauthenticated.error())
    }

    /// Whether they know of what is restricted (§§ 51, 52 BMG).
    pub(crate) fn clearance(&self) -> Clearance {
        Clearance::of(self.roles())
    }

    /// The caller's roles; nobody has none.
    pub(crate) fn roles(&self) -> Roles {
        self.caller.map(|caller| caller.by.roles).unwrap_or_default()
    }
}

/// Whether the caller stands outside the office: may know of their own things only.
pub(crate) fn is_outsider(roles: Roles) -> bool {
    const INSIDE: [Role; 9] = [
        Role::ServiceCentre,
        Role::Clerk,
        Role::TeamLead,
        Role::Planner,
        Role::Cashier,
        Role::Auditor,
        Role::Analyst,
        Role::DataProtection,
        Role::System,
    ];
    !roles.any(&INSIDE)
}

/// The bearer token of a request.
pub(crate) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// The authority that a token names: its second part.
pub(crate) fn authority_of(token: &str) -> Option<&str> {
    token.split('.').nth(1)
}

/// The office that answers a request.
pub(crate) fn office<'a>(ctx: &Context<'a>) -> Result<&'a Office> {
    ctx.data::<Office>().map_err(|_| Code::NotFound.error())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: header::HeaderName, value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(name, value.parse().expect("a header value"))])
    }

    #[test]
    fn german_is_spoken_unless_english_comes_first() {
        let preferred = |list| preferred_language(&headers(header::ACCEPT_LANGUAGE, list));
        assert_eq!(preferred_language(&HeaderMap::new()), Language::German);
        assert_eq!(preferred("en-GB,de;q=0.5"), Language::English);
        assert_eq!(preferred("fr, de;q=0.9, en;q=0.8"), Language::German);
        assert_eq!(preferred("fr, en;q=0.8"), Language::English);
    }

    #[test]
    fn a_reader_is_answered_in_the_first_language_that_we_speak() {
        let spoken = |list| spoken_language(&headers(header::ACCEPT_LANGUAGE, list));
        assert_eq!(spoken_language(&HeaderMap::new()), Language::German);
        assert_eq!(spoken("fr-FR,de;q=0.5"), Language::French);
        assert_eq!(spoken("ar, EN;q=0.8, de"), Language::English);
        assert_eq!(spoken("ar, tr"), Language::German);
        for plain in ["de-x-einfach, de;q=0.9", "de-simple", "de-DE-x-leicht"] {
            assert_eq!(spoken(plain), Language::PlainGerman, "{plain}");
        }
    }

    #[test]
    fn a_token_is_read_from_the_bearer_scheme_only() {
        assert_eq!(bearer(&headers(header::AUTHORIZATION, "bearer vs1.1.x")), Some("vs1.1.x"));
        assert_eq!(bearer(&headers(header::AUTHORIZATION, "Basic abc")), None);
    }

    #[test]
    fn the_browser_says_which_language_where_nobody_knows_better() {
        for (accepted, language) in [
            ("", Language::German),
            ("ja,ko;q=0.8", Language::German),
            ("ja,fr-FR;q=0.9,en;q=0.8", Language::French),
            ("de-simple,de", Language::PlainGerman),
            ("de-LU", Language::German),
            ("en-GB;q=0.7", Language::English),
        ] {
            let headers = headers(header::ACCEPT_LANGUAGE, accepted);
            assert_eq!(spoken_language(&headers), language, "{accepted}");
        }
    }
}
