//! What a case remembers: everything that its rules ask about.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::{
    Answer, Custody, Event, Form, Identification, LandlordInquiry, Named, Origin, Part, Party, Requested, Restriction,
    Settlement, SuspensionGround, Variant,
};
use crate::asked::{ActorId, Facts};
use crate::catalogue::{Channel, Delivery, EvidenceKind, Notice, Power, Service, ServiceCode};
use crate::ids::{BookingId, ConsultationId, DocumentId, PartyId, PaymentId, SignatureId};
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

/// How often the identification of somebody failed in a talk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failed {
    /// In which talk.
    pub consultation: ConsultationId,
    /// How often.
    pub count: u8,
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
    /// The SHA-256 of its words as text, where it is a paper and they were recorded.
    #[serde(default)]
    pub text: Option<Hash>,
    /// Whether the citizen has seen it.
    pub shown: bool,
    /// Whether it is signed.
    pub signed: bool,
}

/// How a fee stands for the case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FeeStanding {
    /// It has to be paid before the case goes out.
    Due,
    /// The federal office is asked to do without it, so the case goes out without it.
    Deferred,
    /// It is settled.
    Settled(Settlement),
}

/// The fee as it is fixed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeeClaim {
    /// How much.
    pub amount: Cents,
    /// In which form the result is handed over.
    pub delivery: Delivery,
    /// The claim.
    pub payment: PaymentId,
    /// How it stands.
    pub standing: FeeStanding,
    /// By when it has to be paid.
    pub due_at: Option<DateTime<Utc>>,
    /// Whether that was noticed to have passed.
    pub overdue: bool,
}

/// A case's file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    /// What is wanted.
    pub service: ServiceCode,
    /// How often.
    pub quantity: u16,
    /// The edition of the catalogue that binds the case.
    pub edition: u32,
    /// How it came to be.
    pub origin: Origin,
    /// Later appointments that go on with it.
    pub attached: Vec<BookingId>,
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
    /// Whose identification failed.
    pub failed: BTreeMap<PartyId, Failed>,
    /// What was told, and to whom.
    pub notices: BTreeMap<Notice, PartyId>,
    /// Who gave the assurance of § 23 (4) BMG.
    pub entitlement_assured: Option<PartyId>,
    /// The facts of the move.
    pub moving: Option<Moving>,
    /// What exactly is asked for.
    pub request: Option<Requested>,
    /// The prefilled form.
    pub form: Option<Form>,
    /// Whether the office has begun to work on it. That stays, also when nothing of the work is left to see.
    pub begun: bool,
    /// Why it must not go on for now.
    pub suspended: Option<SuspensionGround>,
    /// Why only the team lead goes on with it.
    pub restricted: Option<Restriction>,
    /// Whether somebody who had no hand in it has let it go out although it is restricted.
    pub released: bool,
    /// Everybody who has taken care of it, or found that it has to be restricted.
    pub hands: BTreeSet<ActorId>,
    /// Who has the care of which child, where that was asked.
    pub custody: BTreeMap<PartyId, Custody>,
    /// On whose identity card the address is still to be changed.
    pub follow_ups: Vec<PartyId>,
    /// The inquiry with a landlord who has not confirmed.
    pub landlord_inquiry: Option<LandlordInquiry>,
    /// What was found about evidence, for each person that it should name.
    pub evidence: BTreeMap<EvidenceKind, BTreeMap<PartyId, Answer>>,
    /// Which document was looked at last, where one was uploaded.
    #[serde(default)]
    pub evidence_documents: BTreeMap<EvidenceKind, DocumentId>,
    /// How many declarations were prepared.
    pub declarations: u32,
    /// The declaration that stands: none after a correction of what it states.
    pub declaration: Option<Declaration>,
    /// From when on its people are forgotten, once it is over.
    pub erase_at: Option<DateTime<Utc>>,
    /// How many fee claims there were.
    pub claims: u32,
    /// The fee.
    pub fee: Option<FeeClaim>,
}

impl File {
    /// The file of a case that has just been opened.
    pub fn new(
        service: ServiceCode,
        quantity: u16,
        edition: u32,
        origin: Origin,
        channel: Channel,
        holder: Option<ActorId>,
        opened_at: DateTime<Utc>,
    ) -> Self {
        Self {
            service,
            quantity,
            edition,
            origin,
            attached: vec![],
            channel,
            holder,
            opened_at,
            clerk: None,
            parties: vec![],
            identified: BTreeMap::new(),
            failed: BTreeMap::new(),
            notices: BTreeMap::new(),
            entitlement_assured: None,
            moving: None,
            request: None,
            form: None,
            begun: false,
            suspended: None,
            restricted: None,
            released: false,
            hands: BTreeSet::new(),
            custody: BTreeMap::new(),
            follow_ups: vec![],
            landlord_inquiry: None,
            evidence: BTreeMap::new(),
            evidence_documents: BTreeMap::new(),
            declarations: 0,
            declaration: None,
            erase_at: None,
            claims: 0,
            fee: None,
        }
    }

    /// The edition whose rules hold on a day.
    ///
    /// The rules are those valid when the application is taken, and that happens when the office begins to work on it:
    /// until then a law that changes is the law, and from then on nobody loses what they were told. A moved
    /// appointment may lie in another edition than the one for which the case was opened. If that one no longer offers
    /// the service, what was promised with the appointment is kept.
    pub fn edition_on(&self, facts: &Facts, day: NaiveDate) -> u32 {
        if self.begun {
            return self.edition;
        }
        let in_force = facts.catalogue.in_force(day).filter(|edition| edition.service(self.service).is_some());
        in_force.map_or(self.edition, |edition| edition.number)
    }

    /// The service as the edition that holds on a day describes it.
    pub fn rules<'a>(&self, facts: &'a Facts, day: NaiveDate) -> Option<&'a Service> {
        facts.catalogue.edition(self.edition_on(facts, day)).and_then(|edition| edition.service(self.service))
    }

    /// The appointments in which it is worked on, the first one first.
    pub fn bookings(&self) -> impl Iterator<Item = BookingId> {
        self.origin.booking().into_iter().chain(self.attached.iter().copied())
    }

    /// Somebody in the case.
    pub fn party(&self, id: PartyId) -> Option<&Party> {
        self.parties.iter().find(|party| party.id == id)
    }

    /// Whose matter it is.
    pub fn principal(&self) -> Option<&Party> {
        self.parties.iter().find(|party| party.part == Part::Principal)
    }

    /// Who acts for somebody in the case, and by what right.
    pub fn representative_of(&self, party: PartyId) -> Option<(&Party, Power)> {
        self.parties.iter().find_map(|one| {
            let acts = one.acts_for.iter().find(|acts| acts.party == party)?;
            Some((one, acts.power))
        })
    }

    /// Who registers, hears and signs: whose matter it is, or who acts for them.
    pub fn acting(&self) -> Option<&Party> {
        let principal = self.principal()?;
        Some(self.representative_of(principal.id).map_or(principal, |(representative, _)| representative))
    }

    /// Everybody who moves: whose matter it is and those who move along.
    pub fn movers(&self) -> impl Iterator<Item = &Party> {
        self.parties.iter().filter(|party| match party.part {
            Part::Principal | Part::MovesAlong => true,
            Part::Representative => false,
        })
    }

    /// Whether somebody registers others as well.
    pub fn somebody_moves_along(&self) -> bool {
        self.parties.iter().any(|party| party.part == Part::MovesAlong)
    }

    /// The inquiry with the landlord, while nobody knows what comes of it.
    pub fn open_inquiry(&self) -> Option<&LandlordInquiry> {
        self.landlord_inquiry.as_ref().filter(|inquiry| inquiry.outcome.is_none())
    }

    /// The round of the talk in which whoever acts was identified: nobody's identification counts in another.
    pub fn talk(&self) -> Option<(ConsultationId, u32)> {
        self.acting().and_then(|party| self.identified.get(&party.id)).map(Identified::talk)
    }

    /// Whether nothing was done in it, and it is not taken along to a later appointment.
    pub(super) fn is_untouched(&self) -> bool {
        !self.begun && self.attached.is_empty()
    }

    /// Whether its contents may go to others: what is restricted leaves the office only when somebody who had no hand
    /// in it has let it go out (§§ 51, 52 BMG).
    pub fn may_leave(&self) -> bool {
        self.restricted.is_none() || self.released
    }

    /// That everything in the file can still be read.
    pub fn readable(&self) -> Result<(), Erased> {
        self.parties.iter().try_for_each(|party| party.who.known().map(drop))?;
        if let Some(moving) = &self.moving {
            moving.details.known()?;
        }
        match self.request.as_ref().and_then(|request| request.details.as_ref()) {
            Some(details) => details.known().map(drop),
            None => Ok(()),
        }
    }

    /// Whether this is what the register says, for a certificate that was asked for in the same way and for which nobody has
    /// looked it up.
    pub(super) fn awaits_entry(&self, requested: &Requested) -> bool {
        let known = self.request.as_ref().filter(|known| known.details.is_none());
        matches!(requested.variant, Variant::Certificate { .. })
            && requested.details.is_some()
            && known.is_some_and(|known| known.variant == requested.variant)
    }

    /// Remembers what happened to a case that is being worked on.
    pub(super) fn remember(&mut self, event: Event) {
        self.begun |= is_work(&event);
        match event {
            Event::Attached { booking } => self.attached.push(booking),
            Event::Bound { edition } => self.edition = edition,
            Event::Assigned { clerk } => {
                self.clerk = Some(clerk);
                self.hands.insert(clerk);
            }
            Event::PartyAdded { party } => {
                self.parties.push(party);
                self.declaration = None;
            }
            Event::PartyRemoved { party } => {
                self.parties.retain(|present| present.id != party);
                // What was checked was checked for the data that now goes, and what was told was told to them.
                self.identified.remove(&party);
                self.notices.retain(|_, to| *to != party);
                self.entitlement_assured = self.entitlement_assured.filter(|by| *by != party);
                self.custody.remove(&party);
                for answers in self.evidence.values_mut() {
                    answers.remove(&party);
                }
                self.declaration = None;
            }
            Event::IdentificationConfirmed { party, round, .. } => {
                if let Some(identified) = self.identified.get_mut(&party) {
                    identified.round = round;
                }
            }
            Event::Identified { party, identification, round } => {
                self.identified.insert(party, Identified { identification, round });
            }
            Event::IdentificationRefused { party, identification, .. } => {
                self.identified.remove(&party);
                let consultation = identification.consultation;
                let failed = self.failed.entry(party).or_insert(Failed { consultation, count: 0 });
                let earlier = if failed.consultation == consultation { failed.count } else { 0 };
                *failed = Failed { consultation, count: earlier.saturating_add(1) };
            }
            Event::NoticeGiven { notice, to } => {
                self.notices.insert(notice, to);
            }
            Event::EntitlementAssured { by } => self.entitlement_assured = Some(by),
            Event::MoveRecorded { details, late, outdated } => {
                self.moving = Some(Moving { details, late });
                self.evidence.retain(|kind, _| !outdated.contains(kind));
                self.declaration = None;
            }
            Event::RequestRecorded { variant, details } => {
                self.request = Some(Requested { variant, details });
                self.declaration = None;
            }
            Event::FormRequested { authority, requested_at } => {
                self.form = Some(Form { authority, requested_at, received: None, unavailable: false, by_hand: false });
            }
            // What comes late is for people to read: no rule looks at it.
            Event::FormReceived { form, late: _ } => {
                if let Some(standing) = &mut self.form {
                    standing.received = Some(form);
                }
            }
            Event::FormUnavailable => {
                if let Some(standing) = &mut self.form {
                    standing.unavailable = true;
                }
            }
            Event::CustodyRecorded { child, basis, required } => {
                self.custody.insert(child, Custody { basis, required });
            }
            // Whoever had it in hand has it no longer: the team lead takes it up.
            Event::AccessRestricted { ground, by } => {
                self.restricted = Some(Restriction { ground, by });
                self.hands.insert(by);
                self.clerk = None;
                self.released = false;
            }
            Event::FormWrittenByHand => {
                if let Some(standing) = &mut self.form {
                    standing.by_hand = true;
                }
            }
            Event::Suspended { ground } => {
                self.suspended = Some(ground);
                self.identified.clear();
            }
            Event::Resumed => self.suspended = None,
            Event::FollowUpOpened { parties } => self.follow_ups = parties,
            Event::FollowUpClosed { party, .. } => self.follow_ups.retain(|open| *open != party),
            Event::LandlordInquiryOpened { parties, due_on } => {
                self.landlord_inquiry = Some(LandlordInquiry { parties, due_on, due: false, outcome: None });
            }
            Event::LandlordInquiryDue => {
                if let Some(inquiry) = &mut self.landlord_inquiry {
                    inquiry.due = true;
                }
            }
            Event::LandlordInquiryClosed { outcome } => {
                if let Some(inquiry) = &mut self.landlord_inquiry {
                    inquiry.outcome = Some(outcome);
                }
            }
            Event::EvidenceAssessed { kind, answer, source: _, document, named } => {
                match document {
                    Some(document) => self.evidence_documents.insert(kind, document),
                    None => self.evidence_documents.remove(&kind),
                };
                let named = self.resolve(named);
                self.evidence.entry(kind).or_default().extend(named.into_iter().map(|party| (party, answer)));
            }
            Event::DeclarationPrepared { version, hash, signature, text } => {
                self.declarations = version;
                self.declaration = Some(Declaration { version, hash, signature, text, shown: false, signed: false });
            }
            Event::DeclarationShown { version } => self.declaration(version, |declaration| declaration.shown = true),
            Event::DeclarationSigned { version, .. } => {
                self.declaration(version, |declaration| declaration.signed = true);
            }
            Event::FeeAssessed { amount, delivery, claim, payment, due_at } => {
                self.claims = claim;
                self.fee =
                    Some(FeeClaim { amount, delivery, payment, standing: FeeStanding::Due, due_at, overdue: false });
            }
            Event::FeeSettled { payment, how } => self.fee(payment, FeeStanding::Settled(how)),
            Event::FeeDeferred { payment } => self.fee(payment, FeeStanding::Deferred),
            Event::FeeReinstated { payment, due_at } => {
                self.fee(payment, FeeStanding::Due);
                if let Some(fee) = self.fee.as_mut().filter(|fee| fee.payment == payment) {
                    (fee.due_at, fee.overdue) = (due_at, false);
                }
            }
            Event::FeeOverdue { payment } => {
                if let Some(fee) = self.fee.as_mut().filter(|fee| fee.payment == payment) {
                    fee.overdue = true;
                }
            }
            Event::LetOut => self.released = true,
            Event::RetentionEnded => self.erase_at = None,
            // These move the case from one state to another, or are for readers only.
            Event::Opened { .. }
            | Event::Reopened { .. }
            | Event::Noted { .. }
            | Event::Submitted { .. }
            | Event::TaxIdDisclosed { .. }
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

    fn fee(&mut self, payment: PaymentId, standing: FeeStanding) {
        if let Some(fee) = self.fee.as_mut().filter(|fee| fee.payment == payment) {
            fee.standing = standing;
        }
    }

    fn declaration(&mut self, version: u32, change: impl FnOnce(&mut Declaration)) {
        if let Some(declaration) = self.declaration.as_mut().filter(|standing| standing.version == version) {
            change(declaration);
        }
    }
}

/// Whether with this the office has begun to work on a case. What a citizen prepares and what clerks remark does not
/// count: a cancelled appointment still ends such a case.
fn is_work(event: &Event) -> bool {
    match event {
        Event::Identified { .. }
        | Event::IdentificationConfirmed { .. }
        | Event::IdentificationRefused { .. }
        | Event::NoticeGiven { .. }
        | Event::EntitlementAssured { .. }
        | Event::MoveRecorded { .. }
        | Event::RequestRecorded { .. }
        | Event::FormRequested { .. }
        | Event::FormWrittenByHand
        | Event::CustodyRecorded { .. }
        | Event::EvidenceAssessed { .. }
        | Event::DeclarationPrepared { .. }
        | Event::DeclarationShown { .. }
        | Event::DeclarationSigned { .. }
        | Event::FeeAssessed { .. }
        | Event::Suspended { .. }
        | Event::Resumed => true,
        Event::Opened { .. }
        | Event::Reopened { .. }
        | Event::Attached { .. }
        // It goes with what is done, and alone nothing is.
        | Event::Bound { .. }
        | Event::Assigned { .. }
        | Event::PartyAdded { .. }
        | Event::PartyRemoved { .. }
        | Event::AccessRestricted { .. }
        | Event::Noted { .. }
        // Others answer, and time passes.
        | Event::FormReceived { .. }
        | Event::FormUnavailable
        | Event::FeeOverdue { .. }
        | Event::FeeSettled { .. }
        | Event::FeeDeferred { .. }
        | Event::FeeReinstated { .. }
        // The work is done.
        | Event::Submitted { .. }
        | Event::TaxIdDisclosed { .. }
        | Event::Completed { .. }
        | Event::Withdrawn { .. }
        | Event::Declined { .. }
        | Event::FollowUpOpened { .. }
        | Event::FollowUpClosed { .. }
        | Event::LandlordInquiryOpened { .. }
        | Event::LandlordInquiryDue
        | Event::LandlordInquiryClosed { .. }
        | Event::LetOut
        | Event::RetentionEnded => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::fixtures::*;
    use crate::case::{Command, CustodyBasis, Refusal, State, WithdrawalReason};
    use crate::permission::Role;
    use crate::testing::{BEN, acting, system};

    #[test]
    fn corrected_data_is_checked_anew() {
        let mut visit = Visit::ready(&family(), "2026-02-20");
        let corrected = party(HUSBAND, Part::MovesAlong, "1988-05-02");
        visit.clara(Command::AddParty { party: corrected }).expect("the case is open");
        let file = visit.file();
        assert_eq!(file.parties.len(), 4);
        assert!(!file.identified.contains_key(&HUSBAND));
        assert!(file.evidence.values().all(|answers| !answers.contains_key(&HUSBAND) && answers.len() == 3));
    }

    /// What becomes of the case when its appointment is given back.
    fn given_back(visit: &mut Visit) -> Result<(), crate::Refusal> {
        visit.ask(system(), Command::Withdraw { reason: WithdrawalReason::BookingCancelled })
    }

    #[test]
    fn a_case_in_which_somebody_only_stands_ends_with_its_appointment() {
        let mut visit = Visit::begun(ServiceCode::ChangeOfResidence);
        visit.clara(Command::AddParty { party: ada() }).expect("nobody is there");
        assert_eq!(given_back(&mut visit), Ok(()));
    }

    #[test]
    fn work_stays_work_when_nothing_of_it_is_left_to_see() {
        type Steps = fn(&mut Visit);
        let steps: [(&str, Steps); 3] = [
            ("identified and taken out", |visit| {
                visit.identify(REGISTRANT).expect("the talk goes on");
                visit.clara(Command::RemoveParty { party: REGISTRANT }).expect("she is there");
            }),
            ("suspended", |visit| {
                let ground = SuspensionGround::RegisteredAsDead;
                visit.ask(system(), Command::Suspend { ground }).expect("the register says so");
            }),
            ("suspended and resumed", |visit| {
                visit.identify(REGISTRANT).expect("the talk goes on");
                let ground = SuspensionGround::RegisteredAsDead;
                visit.ask(system(), Command::Suspend { ground }).expect("the register says so");
                visit.ask(acting(BEN, Role::TeamLead), Command::Resume).expect("it was another person");
            }),
        ];
        for (what, steps) in steps {
            let mut visit = Visit::begun(ServiceCode::ChangeOfResidence);
            visit.clara(Command::AddParty { party: ada() }).expect("nobody is there");
            steps(&mut visit);
            assert_eq!(given_back(&mut visit), Err(Refusal::WorkBegun.into()), "{what}");
        }
    }

    #[test]
    fn whoever_has_asked_who_has_the_care_of_a_child_has_begun() {
        let mut visit = Visit::begun(ServiceCode::ChangeOfResidence);
        for party in [ada(), party(CHILDREN[0], Part::MovesAlong, "2017-01-20")] {
            visit.clara(Command::AddParty { party }).expect("the case is open");
        }
        let basis = CustodyBasis::Sole;
        visit.clara(Command::RecordCustody { child: CHILDREN[0], basis }).expect("it is a child");
        assert_eq!(given_back(&mut visit), Err(Refusal::WorkBegun.into()));
    }

    #[test]
    fn a_file_of_forgotten_people_is_stored_and_read_again() {
        let mut file = Visit::ready(&family(), "2026-02-20").file();
        for party in &mut file.parties {
            party.who = Personal::Erased { subject: party.who.subject() };
        }
        let moving = file.moving.as_mut().expect("it was recorded");
        moving.details = Personal::Erased { subject: moving.details.subject() };

        let state = State::Open(Box::new(file));
        let text = serde_json::to_string(&state).expect("nothing personal is left");
        assert_eq!(serde_json::from_str::<State>(&text).expect("round trip"), state);
    }
}
