//! The files themselves, and what HTTP says about them.

use std::borrow::Cow;

use axum::http::{HeaderMap, HeaderName, header};
use rust_embed::RustEmbed;

/// What the build has left. It is part of the program in debug builds as well.
#[derive(RustEmbed)]
#[folder = "dist"]
struct Dist;

/// A file.
#[derive(Clone, Debug)]
pub(crate) struct File {
    /// What is in it.
    pub(crate) bytes: Cow<'static, [u8]>,
    /// The SHA-256 of that.
    pub(crate) hash: [u8; 32],
}

impl File {
    /// What tells its content apart from others: packed files have one of their own.
    pub(crate) fn etag(&self) -> String {
        format!("\"{}\"", hex::encode(&self.hash[..16]))
    }
}

/// A file of the build by its name.
pub(crate) fn embedded(name: &str) -> Option<File> {
    Dist::get(name).map(|file| File { bytes: file.data, hash: file.metadata.sha256_hash() })
}

/// A way in which the build packs files, beside the plain ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Encoding {
    Brotli,
    Gzip,
}

impl Encoding {
    /// The smaller first.
    pub(crate) const ALL: [Self; 2] = [Self::Brotli, Self::Gzip];

    /// As HTTP calls it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Gzip => "gzip",
        }
    }

    /// How the names of such files end.
    pub(crate) fn suffix(self) -> &'static str {
        match self {
            Self::Brotli => ".br",
            Self::Gzip => ".gz",
        }
    }

    /// Whether the client unpacks it.
    pub(crate) fn is_accepted(self, headers: &HeaderMap) -> bool {
        let listed = |wanted: &str| {
            list(headers, &header::ACCEPT_ENCODING).find_map(|entry| {
                let mut parts = entry.split(';').map(str::trim);
                let is_it = parts.next().is_some_and(|name| name.eq_ignore_ascii_case(wanted));
                let weight = parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")));
                is_it.then(|| weight.is_none_or(|weight| weight.parse().is_ok_and(|weight: f32| weight > 0.0)))
            })
        };
        listed(self.name()).or_else(|| listed("*")).unwrap_or(false)
    }
}

/// Whether the client has this content already.
pub(crate) fn has(headers: &HeaderMap, etag: &str) -> bool {
    list(headers, &header::IF_NONE_MATCH).any(|known| known == "*" || known.trim_start_matches("W/") == etag)
}

fn list<'a>(headers: &'a HeaderMap, name: &HeaderName) -> impl Iterator<Item = &'a str> {
    let values = headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).map(str::trim)
}

/// What a file is, by its name. Browsers are told not to guess.
pub(crate) fn media_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "txt" => "text/plain; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        "wasm" => "application/wasm",
        "mp4" => "video/mp4",
        "vtt" => "text/vtt; charset=utf-8",
        "pdf" => "application/pdf",
        _ => "application/octet-stream",
    }
}
