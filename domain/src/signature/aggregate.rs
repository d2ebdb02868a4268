//! The decision table of a signature.

use std::collections::BTreeSet;
use std::num::NonZeroU16;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::evidence::Given;
use super::reading::{is_long_ago, may_sign};
use super::{Command, Event, Method, Paper, Reading, Refusal, TAN_FOR, Tan};
use crate::asked::{ActorId, Asked};
use crate::decide::Decide;
use crate::ids::PartyId;
use crate::permission::{Grant, Role};

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
                let last = paper.pages.map_or(0, NonZeroU16::get);
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
            (Self::Shown { paper, shown_at, reading }, Sign { party, manner, hash, witness }) => {
                may_sign(paper, *shown_at, reading, manner.method(), asked.at)?;
                let (shown_at, party, authority) = (*shown_at, *party, asked.facts.authority.ags.as_str());
                let given = |pages| Given { paper, pages, shown_at, reading, party, manner, authority };
                Ok(vec![Event::Signed {
                    case: paper.case,
                    party,
                    method: manner.method(),
                    hash: *hash,
                    shown_at,
                    evidence: paper.pages.map(|pages| given(pages).evidence(witness)),
                }])
            }

            (Self::Signed { party, method, .. }, Sign { party: again, manner, .. })
                if again == party && manner.method() == *method =>
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
