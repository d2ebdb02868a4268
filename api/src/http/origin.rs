//! Requests that pages of other sites send in their visitors' name are refused (CSRF, and hijacked sockets).

use axum::http::{HeaderMap, header};

/// Whether a page that may have sent this request is one of ours, or no page at all.
pub(super) fn is_ours(headers: &HeaderMap, allowed: &[String]) -> bool {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    match text(header::ORIGIN.as_str()) {
        Some(origin) => {
            let host = text(header::HOST.as_str()).unwrap_or_default();
            let same =
                origin.split_once("://").is_some_and(|(_, site)| !host.is_empty() && site.eq_ignore_ascii_case(host));
            same || allowed.iter().any(|allowed| allowed.eq_ignore_ascii_case(origin))
        }
        // Browsers that leave out the origin say where the request comes from; programs say neither.
        None => matches!(text("sec-fetch-site"), None | Some("same-origin" | "none")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderName;

    fn ours(pairs: &[(&'static str, &'static str)]) -> bool {
        let headers = pairs
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), value.parse().expect("a header value")))
            .collect();
        is_ours(&headers, &["https://termine.example".to_owned()])
    }

    #[test]
    fn pages_of_other_sites_are_refused() {
        assert!(!ours(&[("host", "amt.example"), ("origin", "https://evil.example")]));
        assert!(!ours(&[("host", "amt.example"), ("origin", "null")]));
        assert!(!ours(&[("host", "amt.example"), ("sec-fetch-site", "cross-site")]));
    }

    #[test]
    fn our_own_pages_and_programs_are_welcome() {
        assert!(ours(&[("host", "amt.example")]));
        assert!(ours(&[("host", "amt.example:8080"), ("origin", "http://amt.example:8080")]));
        assert!(ours(&[("host", "amt.example"), ("origin", "https://termine.example")]));
    }
}
