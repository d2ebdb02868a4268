//! The decision table of a signature.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::aggregates::stored;
use crate::asked::{ActorId, Asked};
use crate::decide::Decide;
use crate::ids::{CaseId, PartyId};
use crate::permission::{Denied, Grant, Role};
use crate::personal::Erased;

/// The SHA-256 of a document's exact bytes.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Hash(pub [u8; 32]);

/// How somebody signs. Levels are named for what they are: all of these are simple electronic signatures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// By drawing.
    Drawn,
    /// By typing consent.
    TypedConsent,
    /// By a number that the clerk tells in the call.
    SpokenTan,
}

/// What a signature is by Regulation (EU) No 910/2014 (eIDAS), art. 3 no. 10 to 12.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Level {
    /// A simple electronic signature.
    Simple,
}

impl Method {
    /// What it is by law. No way of signing here is more than simple, and nobody may take it for more.
    pub fn level(self) -> Level {
        match self {
            Self::Drawn | Self::TypedConsent | Self::SpokenTan => Level::Simple,
        }
    }
}

/// What is wanted of a signature.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Ask for it.
    Request {
        /// For which case.
        case: CaseId,
        /// Whom the case belongs to.
        holder: Option<ActorId>,
        /// What is to be signed.
        hash: Hash,
    },
    /// Show the document to the citizen, with the warning against haste (§ 3a (5) VwVfG).
    Show {
        /// What is shown.
        hash: Hash,
    },
    /// Sign. It says that the whole document was checked.
    Sign {
        /// Who.
        party: PartyId,
        /// How.
        method: Method,
        /// What was on the signer's screen.
        hash: Hash,
    },
    /// Take it out of force: the document was corrected.
    Void,
}

/// What happened to a signature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// It is asked for.
    #[serde(rename = "requested")]
    Requested {
        /// For which case.
        case: CaseId,
        /// Whom the case belongs to.
        holder: Option<ActorId>,
        /// What is to be signed.
        hash: Hash,
    },
    /// The document was shown, with the warning against haste.
    #[serde(rename = "shown")]
    Shown {
        /// What was shown.
        hash: Hash,
        /// When.
        shown_at: DateTime<Utc>,
    },
    /// It was signed.
    #[serde(rename = "signed")]
    Signed {
        /// For which case.
        case: CaseId,
        /// Who.
        party: PartyId,
        /// How.
        method: Method,
        /// What was signed.
        hash: Hash,
        /// When it had been shown.
        shown_at: DateTime<Utc>,
    },
    /// It no longer counts: the document was corrected.
    #[serde(rename = "voided")]
    Voided {
        /// For which case.
        case: CaseId,
    },
}

stored!(Event);

/// Why not.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The actor may not do this.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The decision needs data that was erased.
    #[error(transparent)]
    Erased(#[from] Erased),
    /// No signature is asked for.
    #[error("no signature is asked for")]
    NotRequested,
    /// What is shown or signed is another document.
    #[error("this is another document than the one to be signed")]
    OtherDocument,
    /// The document was not shown before it was to be signed.
    #[error("the document was not shown")]
    NotShown,
    /// The document is signed.
    #[error("the document is already signed")]
    AlreadySigned,
    /// The document was corrected; there is a newer one.
    #[error("the document was corrected")]
    Voided,
}

/// One document on its way to being signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paper {
    /// For which case.
    pub case: CaseId,
    /// Whom the case belongs to.
    pub holder: Option<ActorId>,
    /// What is to be signed.
    pub hash: Hash,
}

/// Where a signature stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum State {
    /// Nobody has asked for it.
    #[default]
    Unknown,
    /// It is asked for.
    Requested(Paper),
    /// The document was shown.
    Shown {
        /// Which.
        paper: Paper,
        /// When.
        shown_at: DateTime<Utc>,
    },
    /// It is given.
    Signed {
        /// On what.
        paper: Paper,
        /// By whom.
        party: PartyId,
        /// How.
        method: Method,
    },
    /// It no longer counts, or never will.
    Voided(Paper),
}

impl Decide for State {
    const KIND: &'static str = "signature";
    type Command = Command;
    type Event = Event;
    type Refusal = Refusal;

    fn grants(command: &Command) -> &'static [Grant] {
        match command {
            Command::Request { .. } | Command::Show { .. } | Command::Void => {
                &[Grant::Any(Role::Clerk), Grant::Any(Role::TeamLead)]
            }
            // Whether a clerk may take a signature down for somebody is the case's rule: it knows the channel.
            Command::Sign { .. } => &[Grant::Own(Role::Citizen), Grant::Any(Role::Clerk), Grant::Any(Role::TeamLead)],
        }
    }

    fn holder(&self) -> Option<ActorId> {
        match self {
            Self::Unknown => None,
            // A case without a holder is the office's: no citizen may take it for their own.
            Self::Requested(paper) | Self::Shown { paper, .. } | Self::Signed { paper, .. } | Self::Voided(paper) => {
                Some(paper.holder.unwrap_or(ActorId::SYSTEM))
            }
        }
    }

    fn decide(&self, asked: &Asked<Command>) -> Result<Vec<Event>, Refusal> {
        use Command::{Request, Show, Sign, Void};

        match (self, &asked.command) {
            (Self::Unknown, &Request { case, holder, hash }) => Ok(vec![Event::Requested { case, holder, hash }]),
            (Self::Unknown, Show { .. } | Sign { .. } | Void) => Err(Refusal::NotRequested),

            // One signing is for one document: the corrected one gets a signing of its own.
            (
                Self::Requested(paper) | Self::Shown { paper, .. } | Self::Signed { paper, .. },
                Request { hash, .. } | Show { hash } | Sign { hash, .. },
            ) if *hash != paper.hash => Err(Refusal::OtherDocument),

            (Self::Requested(_) | Self::Shown { .. } | Self::Signed { .. }, Request { .. }) => Ok(vec![]),
            (
                Self::Requested(Paper { case, .. })
                | Self::Shown { paper: Paper { case, .. }, .. }
                | Self::Signed { paper: Paper { case, .. }, .. },
                Void,
            ) => Ok(vec![Event::Voided { case: *case }]),

            (Self::Requested(_), &Show { hash }) => Ok(vec![Event::Shown { hash, shown_at: asked.at }]),
            (Self::Requested(_), Sign { .. }) => Err(Refusal::NotShown),

            (Self::Shown { .. }, Show { .. }) => Ok(vec![]),
            (Self::Shown { paper, shown_at }, &Sign { party, method, hash }) => {
                Ok(vec![Event::Signed { case: paper.case, party, method, hash, shown_at: *shown_at }])
            }

            (Self::Signed { party, method, .. }, Sign { party: again, method: likewise, .. })
                if again == party && likewise == method =>
            {
                Ok(vec![])
            }
            (Self::Signed { .. }, Show { .. } | Sign { .. }) => Err(Refusal::AlreadySigned),

            (Self::Voided(_), Request { .. } | Show { .. } | Sign { .. }) => Err(Refusal::Voided),
            (Self::Voided(_), Void) => Ok(vec![]),
        }
    }

    fn apply(self, event: Event) -> Self {
        match (self, event) {
            (Self::Unknown, Event::Requested { case, holder, hash }) => Self::Requested(Paper { case, holder, hash }),
            (Self::Requested(paper), Event::Shown { shown_at, .. }) => Self::Shown { paper, shown_at },
            (Self::Shown { paper, .. }, Event::Signed { party, method, .. }) => Self::Signed { paper, party, method },
            (Self::Requested(paper) | Self::Shown { paper, .. } | Self::Signed { paper, .. }, Event::Voided { .. }) => {
                Self::Voided(paper)
            }

            // No row of the decision table leads here.
            (
                state @ (Self::Requested(_) | Self::Shown { .. } | Self::Signed { .. } | Self::Voided(_)),
                Event::Requested { .. },
            )
            | (
                state @ (Self::Unknown | Self::Shown { .. } | Self::Signed { .. } | Self::Voided(_)),
                Event::Shown { .. },
            )
            | (
                state @ (Self::Unknown | Self::Requested(_) | Self::Signed { .. } | Self::Voided(_)),
                Event::Signed { .. },
            )
            | (state @ (Self::Unknown | Self::Voided(_)), Event::Voided { .. }) => state,
        }
    }
}

impl Hash {
    /// Reads 64 hexadecimal digits.
    pub fn parse(text: &str) -> Option<Self> {
        let mut bytes = [0; 32];
        if text.len() != 64 || !text.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return None;
        }
        for (byte, digits) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
            *byte = u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
        }
        Some(Self(bytes))
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hash({self})")
    }
}

impl Serialize for Hash {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Hash {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("a hash has 64 hexadecimal digits"))
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::testing::{ADA, BEN, CLARA, at, citizen, clerk, given};

    const CASE: CaseId = CaseId(Uuid::from_u128(1));
    const PARTY: PartyId = PartyId(Uuid::from_u128(2));
    const DOCUMENT: Hash = Hash([1; 32]);
    const OTHER: Hash = Hash([2; 32]);
    const NOW: &str = "2026-03-02T09:00:00Z";
    const LATER: &str = "2026-03-02T09:05:00Z";

    fn requested() -> Event {
        Event::Requested { case: CASE, holder: Some(ADA), hash: DOCUMENT }
    }

    fn shown() -> Event {
        Event::Shown { hash: DOCUMENT, shown_at: at(NOW) }
    }

    fn signed() -> Event {
        Event::Signed { case: CASE, party: PARTY, method: Method::Drawn, hash: DOCUMENT, shown_at: at(NOW) }
    }

    fn sign(hash: Hash) -> Command {
        Command::Sign { party: PARTY, method: Method::Drawn, hash }
    }

    #[test]
    fn a_signature_remembers_when_the_document_was_shown() {
        given::<State>([requested()]).when(clerk(CLARA), at(NOW), Command::Show { hash: DOCUMENT }).then([shown()]);
        given::<State>([requested(), shown()])
            .when(clerk(CLARA), at(LATER), Command::Show { hash: DOCUMENT })
            .then_nothing();
        given::<State>([requested(), shown()]).when(citizen(ADA), at(LATER), sign(DOCUMENT)).then([signed()]);
    }

    #[test]
    fn nobody_signs_what_was_not_asked_for_or_not_shown() {
        given::<State>([]).when(citizen(ADA), at(NOW), sign(DOCUMENT)).then_refused(Refusal::NotRequested);
        given::<State>([requested()]).when(citizen(ADA), at(NOW), sign(DOCUMENT)).then_refused(Refusal::NotShown);
    }

    #[test]
    fn another_document_is_neither_shown_nor_signed() {
        given::<State>([requested()])
            .when(clerk(CLARA), at(NOW), Command::Show { hash: OTHER })
            .then_refused(Refusal::OtherDocument);
        given::<State>([requested(), shown()])
            .when(citizen(ADA), at(NOW), sign(OTHER))
            .then_refused(Refusal::OtherDocument);
    }

    #[test]
    fn somebody_elses_document_is_not_signed() {
        given::<State>([requested(), shown()])
            .when(citizen(BEN), at(NOW), sign(DOCUMENT))
            .then_refused(Refusal::Denied(Denied));
    }

    #[test]
    fn a_document_without_a_holder_is_no_citizens_own() {
        given::<State>([Event::Requested { case: CASE, holder: None, hash: DOCUMENT }, shown()])
            .when(citizen(BEN), at(NOW), sign(DOCUMENT))
            .then_refused(Refusal::Denied(Denied));
    }

    #[test]
    fn the_same_signature_again_is_already_there_and_another_one_is_refused() {
        let history = [requested(), shown(), signed()];
        given::<State>(history.clone()).when(citizen(ADA), at(LATER), sign(DOCUMENT)).then_nothing();
        let typed = Command::Sign { party: PARTY, method: Method::TypedConsent, hash: DOCUMENT };
        given::<State>(history).when(citizen(ADA), at(LATER), typed).then_refused(Refusal::AlreadySigned);
    }

    #[test]
    fn a_correction_takes_the_signature_out_of_force() {
        let voided = Event::Voided { case: CASE };
        given::<State>([requested(), shown(), signed()])
            .when(clerk(CLARA), at(LATER), Command::Void)
            .then([voided.clone()]);
        given::<State>([requested(), shown(), voided])
            .when(citizen(ADA), at(LATER), sign(DOCUMENT))
            .then_refused(Refusal::Voided);
    }

    #[test]
    fn a_hash_is_written_as_it_is_read() {
        let text = "0f".repeat(32);
        assert_eq!(Hash::parse(&text).map(|hash| hash.to_string()), Some(text));
        assert_eq!(Hash::parse("0f"), None);
        assert_eq!(Hash::parse(&"+f".repeat(32)), None);
    }
}
