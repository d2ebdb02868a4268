//! The decision table of a signature.

use std::collections::BTreeSet;
use std::fmt;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::aggregates::stored;
use crate::asked::{ActorId, Asked};
use crate::decide::Decide;
use crate::ids::{CaseId, PartyId};
use crate::permission::{Denied, Grant, Role};
use crate::personal::{Erased, Personal};

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

/// How long after it was shown a document may be signed. Later it is shown again: nobody signs from memory.
pub const SHOWN_FOR: TimeDelta = TimeDelta::hours(2);

/// How long a number that was told may be entered, and signed with.
pub const TAN_FOR: TimeDelta = TimeDelta::minutes(10);

/// How often a number may be entered. Six digits then have five chances in a million.
pub const TAN_TRIES: u8 = 5;

/// What proves later how somebody signed: a record in canonical JSON (RFC 8785), readable while the person is known, and
/// its hash for ever.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// The SHA-256 of the record's bytes.
    pub hash: Hash,
    /// The record.
    pub record: Personal<String>,
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
        /// How many pages it has, where it is a file with pages.
        pages: Option<u16>,
    },
    /// Show the document to the citizen, with the warning against haste (§ 3a (5) VwVfG).
    Show {
        /// What is shown.
        hash: Hash,
    },
    /// Say that pages were read.
    Acknowledge {
        /// Of what.
        hash: Hash,
        /// Which, from 1 on.
        pages: Vec<u16>,
    },
    /// Tell the signer a number in the talk. The last one that was told counts.
    TellTan {
        /// For the signature under what.
        hash: Hash,
        /// What the authority makes of the number and its secret. The number itself is stored nowhere.
        mac: Hash,
    },
    /// Enter the number that was told.
    EnterTan {
        /// What the authority makes of the number that was entered.
        mac: Hash,
    },
    /// Sign. It says that the whole document was checked.
    Sign {
        /// Who.
        party: PartyId,
        /// How.
        method: Method,
        /// What was on the signer's screen.
        hash: Hash,
        /// What proves it later.
        evidence: Option<Evidence>,
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
        /// How many pages it has, where it is a file with pages.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pages: Option<u16>,
    },
    /// The document was shown, with the warning against haste.
    #[serde(rename = "shown")]
    Shown {
        /// What was shown.
        hash: Hash,
        /// When.
        shown_at: DateTime<Utc>,
    },
    /// Pages were read.
    #[serde(rename = "acknowledged")]
    Acknowledged {
        /// Which had not been before.
        pages: Vec<u16>,
    },
    /// A number was told in the talk.
    #[serde(rename = "tan_told")]
    TanTold {
        /// What the authority makes of it and its secret.
        mac: Hash,
        /// Until when it may be used.
        until: DateTime<Utc>,
    },
    /// A number was entered.
    #[serde(rename = "tan_entered")]
    TanEntered {
        /// Whether it is the one that was told.
        right: bool,
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
        /// What proves it later.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        evidence: Option<Evidence>,
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
    /// It was shown too long ago.
    #[error("the document was shown too long ago")]
    ShownLongAgo,
    /// The document has no such page.
    #[error("the document has no such page")]
    NoSuchPage,
    /// Pages were not read.
    #[error("not every page was read")]
    PagesUnread,
    /// No number was told, or too long ago, or it was tried too often.
    #[error("no number is in force")]
    TanNotInForce,
    /// The number was not entered.
    #[error("the number was not entered")]
    TanMissing,
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
    /// How many pages it has, where it is a file with pages.
    #[serde(default)]
    pub pages: Option<u16>,
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
    fn is_in_force(&self, at: DateTime<Utc>) -> bool {
        at < self.until && self.missed < TAN_TRIES
    }
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
        /// What the signer has done since.
        #[serde(default)]
        reading: Reading,
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
            Command::Request { .. } | Command::Show { .. } | Command::TellTan { .. } | Command::Void => {
                &[Grant::Any(Role::Clerk), Grant::Any(Role::TeamLead)]
            }
            // Nobody enters for somebody else what was told to them.
            Command::EnterTan { .. } => &[Grant::Own(Role::Citizen)],
            // Whether a clerk may take down what somebody reads and signs is the case's rule: it knows the channel.
            Command::Acknowledge { .. } | Command::Sign { .. } => {
                &[Grant::Own(Role::Citizen), Grant::Any(Role::Clerk), Grant::Any(Role::TeamLead)]
            }
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
        use Command::{Acknowledge, EnterTan, Request, Show, Sign, TellTan, Void};

        match (self, &asked.command) {
            (Self::Unknown, &Request { case, holder, hash, pages }) => {
                Ok(vec![Event::Requested { case, holder, hash, pages }])
            }
            (
                Self::Unknown,
                Show { .. } | Acknowledge { .. } | TellTan { .. } | EnterTan { .. } | Sign { .. } | Void,
            ) => Err(Refusal::NotRequested),

            // One signing is for one document: the corrected one gets a signing of its own.
            (
                Self::Requested(paper) | Self::Shown { paper, .. } | Self::Signed { paper, .. },
                Request { hash, .. }
                | Show { hash }
                | Acknowledge { hash, .. }
                | TellTan { hash, .. }
                | Sign { hash, .. },
            ) if *hash != paper.hash => Err(Refusal::OtherDocument),

            (Self::Requested(_) | Self::Shown { .. } | Self::Signed { .. }, Request { .. }) => Ok(vec![]),
            (
                Self::Requested(Paper { case, .. })
                | Self::Shown { paper: Paper { case, .. }, .. }
                | Self::Signed { paper: Paper { case, .. }, .. },
                Void,
            ) => Ok(vec![Event::Voided { case: *case }]),

            (Self::Requested(_), &Show { hash }) => Ok(vec![Event::Shown { hash, shown_at: asked.at }]),
            (Self::Requested(_), Acknowledge { .. } | TellTan { .. } | EnterTan { .. } | Sign { .. }) => {
                Err(Refusal::NotShown)
            }

            (Self::Shown { paper, shown_at, .. }, &Show { hash }) => {
                let again = paper.pages.is_some() && is_long_ago(*shown_at, asked.at);
                Ok(if again { vec![Event::Shown { hash, shown_at: asked.at }] } else { vec![] })
            }
            (Self::Shown { paper, reading, .. }, Acknowledge { pages, .. }) => {
                let last = paper.pages.unwrap_or(0);
                if pages.iter().any(|page| !(1..=last).contains(page)) {
                    return Err(Refusal::NoSuchPage);
                }
                let new: BTreeSet<_> = pages.iter().copied().filter(|page| !reading.pages.contains(page)).collect();
                let pages = new.into_iter().collect::<Vec<_>>();
                Ok(if pages.is_empty() { vec![] } else { vec![Event::Acknowledged { pages }] })
            }
            (Self::Shown { reading, .. }, &TellTan { mac, .. }) => {
                let told = reading.tan.is_some_and(|tan| tan.mac == mac && tan.is_in_force(asked.at));
                Ok(if told { vec![] } else { vec![Event::TanTold { mac, until: asked.at + TAN_FOR }] })
            }
            (Self::Shown { reading, .. }, EnterTan { mac }) => match reading.tan {
                Some(tan) if tan.is_in_force(asked.at) && tan.entered && tan.mac == *mac => Ok(vec![]),
                Some(tan) if tan.is_in_force(asked.at) => Ok(vec![Event::TanEntered { right: tan.mac == *mac }]),
                Some(_) | None => Err(Refusal::TanNotInForce),
            },
            (Self::Shown { paper, shown_at, reading }, Sign { party, method, hash, evidence }) => {
                may_sign(paper, *shown_at, reading, *method, asked.at)?;
                Ok(vec![Event::Signed {
                    case: paper.case,
                    party: *party,
                    method: *method,
                    hash: *hash,
                    shown_at: *shown_at,
                    evidence: evidence.clone(),
                }])
            }

            (Self::Signed { party, method, .. }, Sign { party: again, method: likewise, .. })
                if again == party && likewise == method =>
            {
                Ok(vec![])
            }
            (
                Self::Signed { .. },
                Show { .. } | Acknowledge { .. } | TellTan { .. } | EnterTan { .. } | Sign { .. },
            ) => Err(Refusal::AlreadySigned),

            (
                Self::Voided(_),
                Request { .. } | Show { .. } | Acknowledge { .. } | TellTan { .. } | EnterTan { .. } | Sign { .. },
            ) => Err(Refusal::Voided),
            (Self::Voided(_), Void) => Ok(vec![]),
        }
    }

    fn apply(self, event: Event) -> Self {
        match (self, event) {
            (Self::Unknown, Event::Requested { case, holder, hash, pages }) => {
                Self::Requested(Paper { case, holder, hash, pages })
            }
            // What was read of an earlier showing is read no longer.
            (Self::Requested(paper) | Self::Shown { paper, .. }, Event::Shown { shown_at, .. }) => {
                Self::Shown { paper, shown_at, reading: Reading::default() }
            }
            (Self::Shown { paper, shown_at, mut reading }, Event::Acknowledged { pages }) => {
                reading.pages.extend(pages);
                Self::Shown { paper, shown_at, reading }
            }
            (Self::Shown { paper, shown_at, reading }, Event::TanTold { mac, until }) => {
                let tan = Some(Tan { mac, until, missed: 0, entered: false });
                Self::Shown { paper, shown_at, reading: Reading { tan, ..reading } }
            }
            (Self::Shown { paper, shown_at, mut reading }, Event::TanEntered { right }) => {
                if let Some(tan) = &mut reading.tan {
                    tan.entered = right;
                    tan.missed += u8::from(!right);
                }
                Self::Shown { paper, shown_at, reading }
            }
            (Self::Shown { paper, .. }, Event::Signed { party, method, .. }) => Self::Signed { paper, party, method },
            (Self::Requested(paper) | Self::Shown { paper, .. } | Self::Signed { paper, .. }, Event::Voided { .. }) => {
                Self::Voided(paper)
            }

            // No row of the decision table leads here.
            (
                state @ (Self::Requested(_) | Self::Shown { .. } | Self::Signed { .. } | Self::Voided(_)),
                Event::Requested { .. },
            )
            | (state @ (Self::Unknown | Self::Signed { .. } | Self::Voided(_)), Event::Shown { .. })
            | (
                state @ (Self::Unknown | Self::Requested(_) | Self::Signed { .. } | Self::Voided(_)),
                Event::Acknowledged { .. } | Event::TanTold { .. } | Event::TanEntered { .. } | Event::Signed { .. },
            )
            | (state @ (Self::Unknown | Self::Voided(_)), Event::Voided { .. }) => state,
        }
    }
}

fn is_long_ago(shown_at: DateTime<Utc>, at: DateTime<Utc>) -> bool {
    at >= shown_at + SHOWN_FOR
}

/// A file with pages is signed while it is shown, and in the way that was chosen: whoever draws has said of each page that
/// they read it, and whoever enters a number has entered the one they were told. Typed consent says both in its words.
/// What was shown as text only, as offices did before they had files, is signed as it was then.
fn may_sign(
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
    let all_read = (1..=pages).all(|page| reading.pages.contains(&page));
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
        Event::Requested { case: CASE, holder: Some(ADA), hash: DOCUMENT, pages: None }
    }

    /// The same for a file of two pages.
    fn requested_file() -> Event {
        Event::Requested { case: CASE, holder: Some(ADA), hash: DOCUMENT, pages: Some(2) }
    }

    fn shown() -> Event {
        Event::Shown { hash: DOCUMENT, shown_at: at(NOW) }
    }

    fn signed() -> Event {
        signed_by(Method::Drawn)
    }

    fn signed_by(method: Method) -> Event {
        Event::Signed { case: CASE, party: PARTY, method, hash: DOCUMENT, shown_at: at(NOW), evidence: None }
    }

    fn sign(hash: Hash) -> Command {
        sign_by(Method::Drawn, hash)
    }

    fn sign_by(method: Method, hash: Hash) -> Command {
        Command::Sign { party: PARTY, method, hash, evidence: None }
    }

    fn read(pages: &[u16]) -> Command {
        Command::Acknowledge { hash: DOCUMENT, pages: pages.to_vec() }
    }

    fn was_read(pages: &[u16]) -> Event {
        Event::Acknowledged { pages: pages.to_vec() }
    }

    const TAN: Hash = Hash([7; 32]);

    fn told() -> Event {
        Event::TanTold { mac: TAN, until: at("2026-03-02T09:15:00Z") }
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
        given::<State>([Event::Requested { case: CASE, holder: None, hash: DOCUMENT, pages: None }, shown()])
            .when(citizen(BEN), at(NOW), sign(DOCUMENT))
            .then_refused(Refusal::Denied(Denied));
    }

    #[test]
    fn the_same_signature_again_is_already_there_and_another_one_is_refused() {
        let history = [requested(), shown(), signed()];
        given::<State>(history.clone()).when(citizen(ADA), at(LATER), sign(DOCUMENT)).then_nothing();
        let typed = sign_by(Method::TypedConsent, DOCUMENT);
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
    fn a_file_is_drawn_under_when_every_page_was_read() {
        let history = [requested_file(), shown()];
        given::<State>(history.clone()).when(citizen(ADA), at(LATER), read(&[3])).then_refused(Refusal::NoSuchPage);
        given::<State>(history.clone()).when(citizen(ADA), at(LATER), read(&[0])).then_refused(Refusal::NoSuchPage);
        given::<State>(history.clone()).when(citizen(BEN), at(LATER), read(&[1])).then_refused(Refusal::Denied(Denied));
        given::<State>(history.clone())
            .when(citizen(ADA), at(LATER), sign(DOCUMENT))
            .then_refused(Refusal::PagesUnread);
        given::<State>(history.clone()).when(citizen(ADA), at(LATER), read(&[2, 1, 2])).then([was_read(&[1, 2])]);

        let [requested, shown] = history;
        let half = [requested.clone(), shown.clone(), was_read(&[2])];
        given::<State>(half.clone()).when(citizen(ADA), at(LATER), read(&[2])).then_nothing();
        given::<State>(half.clone()).when(citizen(ADA), at(LATER), sign(DOCUMENT)).then_refused(Refusal::PagesUnread);
        given::<State>([half.to_vec(), vec![was_read(&[1])]].concat())
            .when(citizen(ADA), at(LATER), sign(DOCUMENT))
            .then([signed()]);
    }

    #[test]
    fn typed_consent_says_in_its_words_that_all_was_read() {
        given::<State>([requested_file(), shown()])
            .when(citizen(ADA), at(LATER), sign_by(Method::TypedConsent, DOCUMENT))
            .then([signed_by(Method::TypedConsent)]);
    }

    #[test]
    fn a_number_is_told_by_the_clerk_entered_by_the_signer_and_signed_with() {
        let tell = Command::TellTan { hash: DOCUMENT, mac: TAN };
        let enter = |mac| Command::EnterTan { mac };
        let mut history = vec![requested_file(), shown(), was_read(&[1, 2])];
        let sign = || sign_by(Method::SpokenTan, DOCUMENT);
        given::<State>(history.clone())
            .when(citizen(ADA), at(LATER), tell.clone())
            .then_refused(Refusal::Denied(Denied));
        given::<State>(history.clone()).when(citizen(ADA), at(LATER), enter(TAN)).then_refused(Refusal::TanNotInForce);
        given::<State>(history.clone()).when(citizen(ADA), at(LATER), sign()).then_refused(Refusal::TanMissing);
        given::<State>(history.clone()).when(clerk(CLARA), at(LATER), tell.clone()).then([told()]);

        history.push(told());
        given::<State>(history.clone()).when(clerk(CLARA), at(LATER), tell).then_nothing();
        given::<State>(history.clone()).when(clerk(CLARA), at(LATER), enter(TAN)).then_refused(Refusal::Denied(Denied));
        given::<State>(history.clone()).when(citizen(ADA), at(LATER), sign()).then_refused(Refusal::TanMissing);
        given::<State>(history.clone())
            .when(citizen(ADA), at(LATER), enter(OTHER))
            .then([Event::TanEntered { right: false }]);
        given::<State>(history.clone())
            .when(citizen(ADA), at(LATER), enter(TAN))
            .then([Event::TanEntered { right: true }]);

        history.push(Event::TanEntered { right: true });
        given::<State>(history.clone()).when(citizen(ADA), at(LATER), enter(TAN)).then_nothing();
        given::<State>(history.clone()).when(citizen(ADA), at(LATER), sign()).then([signed_by(Method::SpokenTan)]);
        // A wrong one after the right one takes it back.
        history.push(Event::TanEntered { right: false });
        given::<State>(history).when(citizen(ADA), at(LATER), sign()).then_refused(Refusal::TanMissing);
    }

    #[test]
    fn a_number_is_over_after_ten_minutes_or_five_wrong_ones_and_a_new_one_begins_anew() {
        let enter = || Command::EnterTan { mac: TAN };
        let history = vec![requested_file(), shown(), was_read(&[1, 2]), told()];
        let entered = [history.clone(), vec![Event::TanEntered { right: true }]].concat();
        let over = at("2026-03-02T09:15:00Z");
        given::<State>(history.clone()).when(citizen(ADA), over, enter()).then_refused(Refusal::TanNotInForce);
        given::<State>(entered)
            .when(citizen(ADA), over, sign_by(Method::SpokenTan, DOCUMENT))
            .then_refused(Refusal::TanNotInForce);

        let wrong = |n| [history.clone(), vec![Event::TanEntered { right: false }; n]].concat();
        given::<State>(wrong(4)).when(citizen(ADA), at(LATER), enter()).then([Event::TanEntered { right: true }]);
        given::<State>(wrong(5)).when(citizen(ADA), at(LATER), enter()).then_refused(Refusal::TanNotInForce);
        let again = Command::TellTan { hash: DOCUMENT, mac: OTHER };
        let anew = Event::TanTold { mac: OTHER, until: over };
        given::<State>(wrong(5)).when(clerk(CLARA), at(LATER), again).then([anew.clone()]);
        given::<State>([wrong(5), vec![anew]].concat())
            .when(citizen(ADA), at(LATER), Command::EnterTan { mac: OTHER })
            .then([Event::TanEntered { right: true }]);
    }

    /// A signature that was good once is good nowhere else, and not again.
    #[test]
    fn a_signature_is_not_carried_over() {
        let ready = vec![requested_file(), shown(), was_read(&[1, 2])];
        let refused = |history: Vec<Event>, by, when, command, refusal| {
            given::<State>(history).when(by, at(when), command).then_refused(refusal);
        };
        // To another case: its signing is another stream, with a document of its own or none.
        refused(vec![], citizen(ADA), LATER, sign(DOCUMENT), Refusal::NotRequested);
        let elsewhere =
            Event::Requested { case: CaseId(Uuid::from_u128(9)), holder: Some(ADA), hash: OTHER, pages: Some(2) };
        let there = Event::Shown { hash: OTHER, shown_at: at(NOW) };
        refused(vec![elsewhere, there], citizen(ADA), LATER, sign(DOCUMENT), Refusal::OtherDocument);
        // A changed byte is another hash.
        let mut changed = DOCUMENT;
        changed.0[31] ^= 1;
        refused(ready.clone(), citizen(ADA), LATER, sign(changed), Refusal::OtherDocument);
        // Another signer.
        refused(ready.clone(), citizen(BEN), LATER, sign(DOCUMENT), Refusal::Denied(Denied));
        let once = [ready.clone(), vec![signed()]].concat();
        let other_party =
            Command::Sign { party: PartyId(Uuid::from_u128(8)), method: Method::Drawn, hash: DOCUMENT, evidence: None };
        refused(once.clone(), citizen(ADA), LATER, other_party, Refusal::AlreadySigned);
        // Twice: in another way it is refused, in the same way it is there already. Neither appends an event.
        refused(once.clone(), citizen(ADA), LATER, sign_by(Method::TypedConsent, DOCUMENT), Refusal::AlreadySigned);
        given::<State>(once.clone()).when(citizen(ADA), at(LATER), sign(DOCUMENT)).then_nothing();
        // After its time.
        refused(ready.clone(), citizen(ADA), "2026-03-02T11:00:00Z", sign(DOCUMENT), Refusal::ShownLongAgo);
        // After a new version.
        let corrected = [ready, vec![Event::Voided { case: CASE }]].concat();
        refused(corrected, citizen(ADA), LATER, sign(DOCUMENT), Refusal::Voided);
        let corrected = [once, vec![Event::Voided { case: CASE }]].concat();
        refused(corrected, citizen(ADA), LATER, sign(DOCUMENT), Refusal::Voided);
    }

    #[test]
    fn what_was_shown_long_ago_is_shown_and_read_again() {
        let late = "2026-03-02T11:00:00Z";
        let history = [requested_file(), shown(), was_read(&[1, 2])];
        let again = Event::Shown { hash: DOCUMENT, shown_at: at(late) };
        given::<State>(history.clone())
            .when(clerk(CLARA), at(late), Command::Show { hash: DOCUMENT })
            .then([again.clone()]);
        given::<State>([history.to_vec(), vec![again]].concat())
            .when(citizen(ADA), at(late), sign(DOCUMENT))
            .then_refused(Refusal::PagesUnread);
    }

    #[test]
    fn events_of_offices_without_files_are_read() {
        let hash = "01".repeat(32);
        let stored = format!(r#"{{"requested":{{"case":"{}","holder":null,"hash":"{hash}"}}}}"#, CASE.0);
        let event: Event = serde_json::from_str(&stored).expect("an old event");
        assert_eq!(event, Event::Requested { case: CASE, holder: None, hash: DOCUMENT, pages: None });
        assert_eq!(serde_json::to_string(&event).expect("it is written as it was"), stored);
    }

    #[test]
    fn a_hash_is_written_as_it_is_read() {
        let text = "0f".repeat(32);
        assert_eq!(Hash::parse(&text).map(|hash| hash.to_string()), Some(text));
        assert_eq!(Hash::parse("0f"), None);
        assert_eq!(Hash::parse(&"+f".repeat(32)), None);
    }
}
