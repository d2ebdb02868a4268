//! What a case remembers: everything that its rules ask about.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Answer, Event, Identification, Named, Origin, Party, Power};
use crate::asked::{ActorId, Facts};
use crate::catalogue::{Channel, EvidenceKind, Notice, Service, ServiceCode};
use crate::ids::{ConsultationId, PartyId, PaymentId, SignatureId};
use crate::money::Cents;
use crate::person::Move;
use crate::personal::{Erased, Personal};
use crate::signature::Hash;

/// That somebody was identified, and when in the talk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identified {
    /// How.
    pub identification: Identification,
    /// In which round of the talk.
    pub round: u32,
}

impl Identified {
    /// The talk and its round: an identification holds in no other.
    pub fn talk(&self) -> (ConsultationId, u32) {
        (self.identification.consultation, self.round)
    }
}

/// The facts of the move.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moving {
    /// Which.
    pub details: Personal<Move>,
    /// Whether they were recorded after the two weeks of § 17 (1) BMG.
    pub late: bool,
}

/// The declaration as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Declaration {
    /// Its number: 1, 2, 3, …
    pub version: u32,
    /// The SHA-256 of its exact bytes.
    pub hash: Hash,
    /// Its signing.
    pub signature: SignatureId,
    /// Whether the citizen has seen it.
    pub shown: bool,
    /// Whether it is signed.
    pub signed: bool,
}

/// The fee as it is fixed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeeClaim {
    /// How much.
    pub amount: Cents,
    /// The claim.
    pub payment: PaymentId,
    /// Whether it is paid, waived or zero.
    pub settled: bool,
}

/// A case's file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    /// What is wanted.
    pub service: ServiceCode,
    /// The edition of the catalogue that binds the case.
    pub edition: u32,
    /// How it came to be.
    pub origin: Origin,
    /// In which channel it is worked on.
    pub channel: Channel,
    /// Whom it belongs to.
    pub holder: Option<ActorId>,
    /// When it was opened.
    pub opened_at: DateTime<Utc>,
    /// Who takes care of it.
    pub clerk: Option<ActorId>,
    /// Who takes part, in the order of their arrival.
    pub parties: Vec<Party>,
    /// Who was identified.
    pub identified: BTreeMap<PartyId, Identified>,
    /// What was told.
    pub notices: BTreeSet<Notice>,
    /// Whether the registrant gave the assurance of § 23 (4) BMG.
    pub entitlement_assured: bool,
    /// The facts of the move.
    pub moving: Option<Moving>,
    /// What was found about evidence, for each person that it should name.
    pub evidence: BTreeMap<EvidenceKind, BTreeMap<PartyId, Answer>>,
    /// How many declarations were prepared.
    pub declarations: u32,
    /// The declaration that stands: none after a correction of what it states.
    pub declaration: Option<Declaration>,
    /// The fee.
    pub fee: Option<FeeClaim>,
}

impl File {
    /// The file of a case that has just been opened.
    pub fn new(
        service: ServiceCode,
        edition: u32,
        origin: Origin,
        channel: Channel,
        holder: Option<ActorId>,
        opened_at: DateTime<Utc>,
    ) -> Self {
        Self {
            service,
            edition,
            origin,
            channel,
            holder,
            opened_at,
            clerk: None,
            parties: vec![],
            identified: BTreeMap::new(),
            notices: BTreeSet::new(),
            entitlement_assured: false,
            moving: None,
            evidence: BTreeMap::new(),
            declarations: 0,
            declaration: None,
            fee: None,
        }
    }

    /// The service as the case's own edition describes it.
    pub fn rules<'a>(&self, facts: &'a Facts) -> Option<&'a Service> {
        facts.catalogue.edition(self.edition).and_then(|edition| edition.service(self.service))
    }

    /// Somebody in the case.
    pub fn party(&self, id: PartyId) -> Option<&Party> {
        self.parties.iter().find(|party| party.id == id)
    }

    /// The one who acts for themselves.
    pub fn registrant(&self) -> Option<&Party> {
        self.parties.iter().find(|party| party.power == Power::Own)
    }

    /// Everybody who moves: the registrant and those who move along.
    pub fn movers(&self) -> impl Iterator<Item = &Party> {
        self.parties.iter().filter(|party| matches!(party.power, Power::Own | Power::MovesAlong))
    }

    /// Whether the registrant registers others as well.
    pub fn somebody_moves_along(&self) -> bool {
        self.parties.iter().any(|party| party.power == Power::MovesAlong)
    }

    /// The round of the talk in which the registrant was identified: nobody's identification counts in another.
    pub fn talk(&self) -> Option<(ConsultationId, u32)> {
        self.registrant().and_then(|party| self.identified.get(&party.id)).map(Identified::talk)
    }

    /// Whether the office has begun to work on it. What a citizen prepares and what clerks remark does not count:
    /// a cancelled appointment still ends such a case.
    pub fn begun(&self) -> bool {
        !self.identified.is_empty()
            || !self.notices.is_empty()
            || !self.evidence.is_empty()
            || self.entitlement_assured
            || self.moving.is_some()
            || self.declarations > 0
            || self.fee.is_some()
    }

    /// That everything in the file can still be read.
    pub fn readable(&self) -> Result<(), Erased> {
        self.parties.iter().try_for_each(|party| party.person.known().map(drop))?;
        self.moving.as_ref().map_or(Ok(()), |moving| moving.details.known().map(drop))
    }

    /// Remembers what happened to a case that is being worked on.
    pub(super) fn remember(&mut self, event: Event) {
        match event {
            Event::Assigned { clerk } => self.clerk = Some(clerk),
            Event::PartyAdded { party } => {
                self.parties.push(party);
                self.declaration = None;
            }
            Event::PartyRemoved { party } => {
                self.parties.retain(|present| present.id != party);
                // What was checked was checked for the data that now goes.
                self.identified.remove(&party);
                for answers in self.evidence.values_mut() {
                    answers.remove(&party);
                }
                self.declaration = None;
            }
            Event::Identified { party, identification, round } => {
                self.identified.insert(party, Identified { identification, round });
            }
            Event::IdentificationRefused { party, .. } => {
                self.identified.remove(&party);
            }
            Event::NoticeGiven { notice } => {
                self.notices.insert(notice);
            }
            Event::EntitlementAssured => self.entitlement_assured = true,
            Event::MoveRecorded { details, late } => {
                self.moving = Some(Moving { details, late });
                self.declaration = None;
            }
            Event::EvidenceAssessed { kind, answer, named } => {
                let named = self.resolve(named);
                self.evidence.entry(kind).or_default().extend(named.into_iter().map(|party| (party, answer)));
            }
            Event::DeclarationPrepared { version, hash, signature } => {
                self.declarations = version;
                self.declaration = Some(Declaration { version, hash, signature, shown: false, signed: false });
            }
            Event::DeclarationShown { version } => self.declaration(version, |declaration| declaration.shown = true),
            Event::DeclarationSigned { version, .. } => {
                self.declaration(version, |declaration| declaration.signed = true);
            }
            Event::FeeAssessed { amount, payment } => self.fee = Some(FeeClaim { amount, payment, settled: false }),
            Event::FeeSettled { payment } => {
                if let Some(fee) = self.fee.as_mut().filter(|fee| fee.payment == payment) {
                    fee.settled = true;
                }
            }
            // These move the case from one state to another, or are for readers only.
            Event::Opened { .. }
            | Event::Noted { .. }
            | Event::Submitted { .. }
            | Event::Completed { .. }
            | Event::Withdrawn { .. }
            | Event::Declined { .. } => {}
        }
    }

    /// Whom evidence names: "everybody" are those who were in the case when it was looked at.
    /// Who comes later has to be found in it anew.
    pub(super) fn resolve(&self, named: Named) -> Vec<PartyId> {
        match named {
            Named::All => self.parties.iter().map(|party| party.id).collect(),
            Named::Only(parties) => parties,
        }
    }

    fn declaration(&mut self, version: u32, change: impl FnOnce(&mut Declaration)) {
        if let Some(declaration) = self.declaration.as_mut().filter(|standing| standing.version == version) {
            change(declaration);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::fixtures::*;
    use crate::case::{Command, State};

    #[test]
    fn corrected_data_is_checked_anew() {
        let mut visit = Visit::ready(&family(), "2026-02-20");
        let corrected = party(HUSBAND, Power::MovesAlong, "1988-05-02");
        visit.clara(Command::AddParty { party: corrected }).expect("the case is open");
        let file = visit.file();
        assert_eq!(file.parties.len(), 4);
        assert!(!file.identified.contains_key(&HUSBAND));
        assert!(file.evidence.values().all(|answers| !answers.contains_key(&HUSBAND) && answers.len() == 3));
    }

    #[test]
    fn a_file_of_forgotten_people_is_stored_and_read_again() {
        let mut file = Visit::ready(&family(), "2026-02-20").file();
        for party in &mut file.parties {
            party.person = Personal::Erased { subject: party.person.subject() };
        }
        let moving = file.moving.as_mut().expect("it was recorded");
        moving.details = Personal::Erased { subject: moving.details.subject() };

        let state = State::Open(Box::new(file));
        let text = serde_json::to_string(&state).expect("nothing personal is left");
        assert_eq!(serde_json::from_str::<State>(&text).expect("round trip"), state);
    }
}
