//! Which media type an answer has, by the GraphQL over HTTP specification.

use axum::http::{HeaderMap, StatusCode, header};

/// The media type of an answer, and with it the meaning of its status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Media {
    /// `application/graphql-response+json`: a request that is not valid has a status of its own.
    GraphQl,
    /// `application/json`, for older clients: a request that could be read has the status 200.
    Json,
}

impl Media {
    /// The media type that the request accepts; `None` if we have none that it does.
    pub(super) fn accepted(headers: &HeaderMap) -> Option<Self> {
        let mut lists = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok()).peekable();
        if lists.peek().is_none() {
            return Some(Self::Json);
        }
        lists.flat_map(|list| list.split(',')).filter_map(weighed).fold(None, better).map(|(media, _)| media)
    }

    /// As a header.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::GraphQl => "application/graphql-response+json; charset=utf-8",
            Self::Json => "application/json; charset=utf-8",
        }
    }

    /// The status of an answer that says that the document was not valid.
    pub(super) fn status_of_invalid(self) -> StatusCode {
        match self {
            Self::GraphQl => StatusCode::BAD_REQUEST,
            Self::Json => StatusCode::OK,
        }
    }
}

/// One entry of the list, with its weight in thousandths.
fn weighed(entry: &str) -> Option<(Media, u32)> {
    let mut parts = entry.split(';').map(str::trim);
    let media = match parts.next()?.to_ascii_lowercase().as_str() {
        "application/graphql-response+json" => Media::GraphQl,
        "application/json" | "application/*" | "*/*" => Media::Json,
        _ => return None,
    };
    let weight = parts.find_map(|part| part.strip_prefix("q=")).map_or(Some(1.0), |q| q.parse::<f64>().ok())?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a weight lies between 0 and 1")]
    let weight = (weight.clamp(0.0, 1.0) * 1000.0) as u32;
    (weight > 0).then_some((media, weight))
}

/// The heavier entry; of two equal ones the newer media type, because it says more.
fn better(best: Option<(Media, u32)>, next: (Media, u32)) -> Option<(Media, u32)> {
    match best {
        Some((Media::GraphQl, weight)) if weight >= next.1 => best,
        Some((Media::Json, weight)) if weight > next.1 || (weight == next.1 && next.0 == Media::Json) => best,
        _ => Some(next),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepted(list: &'static str) -> Option<Media> {
        Media::accepted(&HeaderMap::from_iter([(header::ACCEPT, list.parse().expect("a header value"))]))
    }

    #[test]
    fn a_client_that_says_nothing_gets_json() {
        assert_eq!(Media::accepted(&HeaderMap::new()), Some(Media::Json));
        assert_eq!(accepted("*/*"), Some(Media::Json));
    }

    #[test]
    fn the_newer_media_type_wins_where_both_are_welcome() {
        assert_eq!(accepted("application/json, application/graphql-response+json"), Some(Media::GraphQl));
        assert_eq!(accepted("application/graphql-response+json, application/json;q=0.9"), Some(Media::GraphQl));
        assert_eq!(accepted("application/json, application/graphql-response+json;q=0.5"), Some(Media::Json));
    }

    #[test]
    fn what_we_cannot_answer_is_not_accepted() {
        assert_eq!(accepted("text/html"), None);
        assert_eq!(accepted("application/json;q=0"), None);
    }
}
