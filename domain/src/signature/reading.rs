//! What a signer has done with a document that is shown, and whether that is enough to sign it.

use std::collections::BTreeSet;
use std::num::NonZeroU16;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::{Hash, Method, Refusal};
use crate::asked::ActorId;
use crate::ids::CaseId;

/// How long after it was shown a document may be signed. Later it is shown again: nobody signs from memory.
pub const SHOWN_FOR: TimeDelta = TimeDelta::hours(2);

/// How long a number that was told may be entered, and signed with.
pub const TAN_FOR: TimeDelta = TimeDelta::minutes(10);

/// How often a number may be entered. Six digits then have five chances in a million.
pub const TAN_TRIES: u8 = 5;

/// One document on its way to being signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paper {
    /// For which case.
    pub case: CaseId,
    /// Whom the case belongs to.
    pub holder: Option<ActorId>,
    /// What is to be signed.
    pub hash: Hash,
    /// How many pages it has, where it is a file with pages.
    #[serde(default)]
    pub pages: Option<NonZeroU16>,
}

/// What a signer has done with a document that is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// Which pages were read.
    pub pages: BTreeSet<u16>,
    /// The number that was told.
    pub tan: Option<Tan>,
}

/// A number that was told in the talk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tan {
    /// What the authority makes of it and its secret.
    pub mac: Hash,
    /// Until when it may be used.
    pub until: DateTime<Utc>,
    /// How often another one was entered.
    pub missed: u8,
    /// Whether it was entered.
    pub entered: bool,
}

impl Tan {
    /// Whether it may still be entered, or signed with.
    pub(super) fn is_in_force(&self, at: DateTime<Utc>) -> bool {
        at < self.until && self.missed < TAN_TRIES
    }
}

pub(super) fn is_long_ago(shown_at: DateTime<Utc>, at: DateTime<Utc>) -> bool {
    at >= shown_at + SHOWN_FOR
}

/// A file with pages is signed while it is shown, and in the way that was chosen: whoever draws has said of each page that
/// they read it, and whoever enters a number has entered the one they were told. Typed consent says both in its words.
/// What was shown as text only, as offices did before they had files, is signed as it was then.
pub(super) fn may_sign(
    paper: &Paper,
    shown_at: DateTime<Utc>,
    reading: &Reading,
    method: Method,
    at: DateTime<Utc>,
) -> Result<(), Refusal> {
    let Some(pages) = paper.pages else { return Ok(()) };
    if is_long_ago(shown_at, at) {
        return Err(Refusal::ShownLongAgo);
    }
    let all_read = (1..=pages.get()).all(|page| reading.pages.contains(&page));
    match method {
        Method::TypedConsent => Ok(()),
        Method::Drawn | Method::SpokenTan if !all_read => Err(Refusal::PagesUnread),
        Method::Drawn => Ok(()),
        Method::SpokenTan => match reading.tan {
            Some(tan) if !tan.is_in_force(at) => Err(Refusal::TanNotInForce),
            Some(tan) if tan.entered => Ok(()),
            Some(_) | None => Err(Refusal::TanMissing),
        },
    }
}
