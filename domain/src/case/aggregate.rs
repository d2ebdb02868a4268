//! The decision table of a case.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{
    Answer, Check, Command, Event, File, Identification, Missing, Named, Origin, Party, Power, Refusal,
    WithdrawalReason, missing,
};
use crate::asked::{ActorId, Asked};
use crate::calendar::{local_date, weeks_after};
use crate::catalogue::{Channel, EvidenceKind, Notice, Service, ServiceCode};
use crate::decide::Decide;
use crate::ids::{PartyId, PaymentId, SignatureId};
use crate::permission::{Denied, Grant, Role};
use crate::person::Move;
use crate::personal::Personal;
use crate::signature::Hash;

/// Where a case stands. Only what changes which commands are legal is a state; the rest is a checklist
/// ([`missing`]).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum State {
    /// There is no such case.
    #[default]
    Unknown,
    /// It is worked on.
    Open(Box<File>),
    /// It went to the register or the federal office.
    Submitted(Box<File>),
    /// The result is handed over.
    Completed(Box<File>),
    /// It ended without a result.
    Withdrawn {
        /// What was worked on.
        file: Box<File>,
        /// Why.
        reason: WithdrawalReason,
    },
    /// The office decided against it.
    Declined(Box<File>),
}

impl State {
    /// What is known of the case, once there is one.
    pub fn file(&self) -> Option<&File> {
        match self {
            Self::Unknown => None,
            Self::Open(file)
            | Self::Submitted(file)
            | Self::Completed(file)
            | Self::Withdrawn { file, .. }
            | Self::Declined(file) => Some(file),
        }
    }
}

impl Decide for State {
    const KIND: &'static str = "case";
    type Command = Command;
    type Event = Event;
    type Refusal = Refusal;

    fn grants(command: &Command) -> &'static [Grant] {
        match command {
            Command::Open { .. } => &[Grant::Any(Role::System), Grant::Any(Role::Clerk), Grant::Any(Role::TeamLead)],

            // Citizens prepare who takes part, sign, and take back what is theirs.
            Command::AddParty { .. } | Command::RemoveParty { .. } | Command::RecordSignature { .. } => {
                &[Grant::Own(Role::Citizen), Grant::Any(Role::Clerk), Grant::Any(Role::TeamLead)]
            }
            Command::Withdraw { .. } => &[
                Grant::Own(Role::Citizen),
                Grant::Any(Role::Clerk),
                Grant::Any(Role::TeamLead),
                Grant::Any(Role::System),
            ],

            Command::Assign { .. }
            | Command::Identify { .. }
            | Command::GiveNotice { .. }
            | Command::AssureEntitlement
            | Command::RecordMove { .. }
            | Command::AssessEvidence { .. }
            | Command::PrepareDeclaration { .. }
            | Command::ShowDeclaration { .. }
            | Command::RecordFee { .. }
            | Command::AddNote { .. }
            | Command::Submit
            | Command::Complete => &[Grant::Any(Role::Clerk), Grant::Any(Role::TeamLead)],

            Command::RecordSettlement { .. } => &[
                Grant::Any(Role::Clerk),
                Grant::Any(Role::TeamLead),
                Grant::Any(Role::Cashier),
                Grant::Any(Role::System),
            ],
            Command::Decline { .. } => &[Grant::Any(Role::TeamLead)],
        }
    }

    /// A case without a holder is the office's: no citizen may take it for their own.
    fn holder(&self) -> Option<ActorId> {
        self.file().map(|file| file.holder.unwrap_or(ActorId::SYSTEM))
    }

    fn decide(&self, asked: &Asked<Command>) -> Result<Vec<Event>, Refusal> {
        use Command::{
            AddNote, AddParty, AssessEvidence, Assign, AssureEntitlement, Complete, Decline, GiveNotice, Identify,
            Open, PrepareDeclaration, RecordFee, RecordMove, RecordSettlement, RecordSignature, RemoveParty,
            ShowDeclaration, Submit, Withdraw,
        };

        match (self, &asked.command) {
            (Self::Unknown, &Open { service, origin, channel, holder }) => {
                open(service, origin, channel, holder, asked)
            }
            (
                Self::Unknown,
                Assign { .. }
                | AddParty { .. }
                | RemoveParty { .. }
                | Identify { .. }
                | GiveNotice { .. }
                | AssureEntitlement
                | RecordMove { .. }
                | AssessEvidence { .. }
                | PrepareDeclaration { .. }
                | ShowDeclaration { .. }
                | RecordSignature { .. }
                | RecordFee { .. }
                | RecordSettlement { .. }
                | AddNote { .. }
                | Submit
                | Complete
                | Withdraw { .. }
                | Decline { .. },
            ) => Err(Refusal::Unknown),

            (Self::Open(_), Open { .. }) => Ok(vec![]),
            (Self::Open(file), &Assign { clerk }) => assign(file, clerk, asked),
            (Self::Open(file), AddParty { party }) => add_party(file, party, asked),
            (Self::Open(file), &RemoveParty { party }) => remove_party(file, party, asked),
            (Self::Open(file), Identify { party, identification, round }) => {
                identify(file, *party, identification, *round, asked)
            }
            (Self::Open(file), &GiveNotice { notice }) => give_notice(file, notice, asked),
            (Self::Open(file), AssureEntitlement) => assure_entitlement(file, asked),
            (Self::Open(file), RecordMove { details }) => record_move(file, details, asked),
            (Self::Open(file), AssessEvidence { kind, answer, named }) => {
                assess_evidence(file, *kind, *answer, named, asked)
            }
            (Self::Open(file), &PrepareDeclaration { hash, signature }) => prepare(file, hash, signature, asked),
            (Self::Open(file), &ShowDeclaration { hash }) => show(file, hash, asked),
            (Self::Open(file), &RecordSignature { party, round, hash }) => sign(file, party, round, hash, asked),

            (Self::Open(file), &RecordFee { amount, payment }) => match file.fee {
                Some(fee) if (fee.amount, fee.payment) == (amount, payment) => Ok(vec![]),
                Some(_) => Err(Refusal::OtherFee),
                None => worked(file, Event::FeeAssessed { amount, payment }, asked),
            },
            // Whoever takes the money records it, and it can arrive after the case went out.
            (Self::Open(file) | Self::Submitted(file), &RecordSettlement { payment }) => settle(file, payment),
            // A remark is not work: a colleague who took a call leaves one without taking the case over.
            (Self::Open(_) | Self::Submitted(_), AddNote { note }) => Ok(vec![Event::Noted { note: note.clone() }]),

            (Self::Open(file), Submit) => submit(file, asked),
            (Self::Open(_), Complete) => Err(Refusal::NotSubmitted),
            (Self::Open(file), &Withdraw { reason }) => withdraw(file, reason, asked),
            (Self::Open(file), Decline { reason }) => {
                not_their_own(file, asked)?;
                Ok(vec![Event::Declined { reason: reason.clone() }])
            }

            (Self::Submitted(_), Open { .. } | Submit) => Ok(vec![]),
            (Self::Submitted(file), &Assign { clerk }) => assign(file, clerk, asked),
            (Self::Submitted(file), Complete) => {
                worked(file, Event::Completed { opened_at: file.opened_at, service: file.service }, asked)
            }
            (
                Self::Submitted(_),
                AddParty { .. }
                | RemoveParty { .. }
                | Identify { .. }
                | GiveNotice { .. }
                | AssureEntitlement
                | RecordMove { .. }
                | AssessEvidence { .. }
                | PrepareDeclaration { .. }
                | ShowDeclaration { .. }
                | RecordSignature { .. }
                | RecordFee { .. }
                | Withdraw { .. }
                | Decline { .. },
            ) => Err(Refusal::AlreadySubmitted),

            // Somebody comes after all, later on the day of a missed appointment: their case goes on as it was.
            (Self::Withdrawn { file, reason: WithdrawalReason::BookingMissed }, Open { .. }) => {
                Ok(vec![reopened(file)])
            }

            (Self::Completed(_), Open { .. } | Submit | Complete) => Ok(vec![]),
            (Self::Withdrawn { reason, .. }, Withdraw { reason: again }) if again == reason => Ok(vec![]),
            (Self::Declined(_), Decline { .. }) => Ok(vec![]),
            (
                Self::Completed(_) | Self::Withdrawn { .. } | Self::Declined(_),
                Open { .. }
                | Assign { .. }
                | AddParty { .. }
                | RemoveParty { .. }
                | Identify { .. }
                | GiveNotice { .. }
                | AssureEntitlement
                | RecordMove { .. }
                | AssessEvidence { .. }
                | PrepareDeclaration { .. }
                | ShowDeclaration { .. }
                | RecordSignature { .. }
                | RecordFee { .. }
                | RecordSettlement { .. }
                | AddNote { .. }
                | Submit
                | Complete
                | Withdraw { .. }
                | Decline { .. },
            ) => Err(Refusal::Over),
        }
    }

    fn apply(self, event: Event) -> Self {
        match (self, event) {
            (Self::Unknown, Event::Opened { service, edition, origin, channel, holder, opened_at }) => {
                Self::Open(Box::new(File::new(service, edition, origin, channel, holder, opened_at)))
            }
            (Self::Withdrawn { file, .. }, Event::Opened { .. }) => Self::Open(file),
            (Self::Open(file), Event::Submitted { .. }) => Self::Submitted(file),
            (Self::Open(file), Event::Withdrawn { reason }) => Self::Withdrawn { file, reason },
            (Self::Open(file), Event::Declined { .. }) => Self::Declined(file),
            (Self::Submitted(file), Event::Completed { .. }) => Self::Completed(file),

            // What does not move the case is written into its file, which knows every event by name.
            (Self::Open(mut file), event) => {
                file.remember(event);
                Self::Open(file)
            }
            (Self::Submitted(mut file), event) => {
                file.remember(event);
                Self::Submitted(file)
            }
            (
                state @ (Self::Unknown | Self::Completed(_) | Self::Withdrawn { .. } | Self::Declined(_)),
                Event::Opened { .. }
                | Event::Assigned { .. }
                | Event::PartyAdded { .. }
                | Event::PartyRemoved { .. }
                | Event::Identified { .. }
                | Event::IdentificationRefused { .. }
                | Event::NoticeGiven { .. }
                | Event::EntitlementAssured
                | Event::MoveRecorded { .. }
                | Event::EvidenceAssessed { .. }
                | Event::DeclarationPrepared { .. }
                | Event::DeclarationShown { .. }
                | Event::DeclarationSigned { .. }
                | Event::FeeAssessed { .. }
                | Event::FeeSettled { .. }
                | Event::Noted { .. }
                | Event::Submitted { .. }
                | Event::Completed { .. }
                | Event::Withdrawn { .. }
                | Event::Declined { .. },
            ) => state,
        }
    }
}

/// What an answer of a rule is.
type Answered = Result<Vec<Event>, Refusal>;

fn open(
    service: ServiceCode,
    origin: Origin,
    channel: Channel,
    holder: Option<ActorId>,
    asked: &Asked<Command>,
) -> Answered {
    let edition = asked.facts.catalogue.in_force(local_date(asked.at)).ok_or(Refusal::ServiceNotOffered)?;
    let offered = edition.service(service).ok_or(Refusal::ServiceNotOffered)?;
    if !offered.channels.contains(&channel) {
        return Err(Refusal::ChannelNotAllowed);
    }
    Ok(vec![Event::Opened { service, edition: edition.number, origin, channel, holder, opened_at: asked.at }])
}

fn reopened(file: &File) -> Event {
    let &File { service, edition, origin, channel, holder, opened_at, .. } = file;
    Event::Opened { service, edition, origin, channel, holder, opened_at }
}

/// Clerks take a free case; a team lead gives it to anybody, also out of a colleague's hands.
fn assign(file: &File, clerk: ActorId, asked: &Asked<Command>) -> Answered {
    not_their_own(file, asked)?;
    let leads = asked.by.roles.has(Role::TeamLead);
    match file.clerk {
        _ if file.holder == Some(clerk) => Err(Refusal::OwnCase),
        Some(present) if present == clerk => Ok(vec![]),
        Some(present) if !leads => Err(Refusal::AssignedToColleague { clerk: present }),
        None if !leads && clerk != asked.by.actor => Err(Denied.into()),
        Some(_) | None => Ok(vec![Event::Assigned { clerk }]),
    }
}

/// The rule of all work on a case: one clerk does it, and the first who works on a free case takes it.
fn worked(file: &File, event: Event, asked: &Asked<Command>) -> Answered {
    not_their_own(file, asked)?;
    match file.clerk {
        Some(clerk) if clerk == asked.by.actor => Ok(vec![event]),
        Some(clerk) => Err(Refusal::AssignedToColleague { clerk }),
        None => Ok(vec![Event::Assigned { clerk: asked.by.actor }, event]),
    }
}

/// § 20 (1) no. 1 VwVfG: nobody acts for the authority in a matter of their own.
fn not_their_own(file: &File, asked: &Asked<Command>) -> Result<(), Refusal> {
    if file.holder == Some(asked.by.actor) { Err(Refusal::OwnCase) } else { Ok(()) }
}

/// Citizens prepare who takes part until the declaration is written; from then on it is the clerk's to correct.
fn prepared_or_worked(file: &File, event: Event, asked: &Asked<Command>) -> Answered {
    if file.holder != Some(asked.by.actor) {
        worked(file, event, asked)
    } else if file.declarations > 0 {
        Err(Refusal::AlreadyPrepared)
    } else {
        Ok(vec![event])
    }
}

fn add_party(file: &File, party: &Party, asked: &Asked<Command>) -> Answered {
    if file.party(party.id).is_some_and(|present| present == party) {
        return Ok(vec![]);
    }
    // The same number again with other data is a correction: one is taken out, and the other comes in.
    let others = |power| file.parties.iter().any(|present| present.power == power && present.id != party.id);
    if party.power == Power::Own && others(Power::Own) {
        return Err(Refusal::RegistrantPresent);
    }
    let mut answer = prepared_or_worked(file, Event::PartyAdded { party: party.clone() }, asked)?;
    if file.party(party.id).is_some() {
        answer.insert(answer.len() - 1, Event::PartyRemoved { party: party.id });
    }
    Ok(answer)
}

fn remove_party(file: &File, party: PartyId, asked: &Asked<Command>) -> Answered {
    match file.party(party) {
        Some(_) => prepared_or_worked(file, Event::PartyRemoved { party }, asked),
        None => Ok(vec![]),
    }
}

/// K3: the same talk, the same person, a method that the edition allows. A check that does not hold makes it fail,
/// and that is recorded as well.
fn identify(
    file: &File,
    party: PartyId,
    identification: &Identification,
    round: Option<u32>,
    asked: &Asked<Command>,
) -> Answered {
    let Identification { method, checks, .. } = identification;
    let round = round.ok_or(Refusal::NotInConsultation)?;
    if file.party(party).is_none() {
        return Err(Refusal::UnknownParty);
    }
    if !rules(file, asked)?.identification.contains(method) {
        return Err(Refusal::MethodNotAllowed { method: *method });
    }
    let needed = Check::needed(*method);
    let ticked: BTreeSet<_> = checks.iter().collect();
    if ticked.is_empty() || ticked.len() < checks.len() {
        return Err(Refusal::ChecksMissing { checks: needed.to_vec() });
    }
    let failed: Vec<_> = needed.iter().copied().filter(|check| !ticked.contains(check)).collect();
    let already = file
        .identified
        .get(&party)
        .is_some_and(|identified| identified.round == round && identified.identification == *identification);
    if !failed.is_empty() {
        worked(file, Event::IdentificationRefused { party, failed }, asked)
    } else if already {
        Ok(vec![])
    } else {
        worked(file, Event::Identified { party, identification: identification.clone(), round }, asked)
    }
}

fn give_notice(file: &File, notice: Notice, asked: &Asked<Command>) -> Answered {
    if !rules(file, asked)?.notices.contains(&notice) {
        return Err(Refusal::NotRequired);
    }
    if file.notices.contains(&notice) { Ok(vec![]) } else { worked(file, Event::NoticeGiven { notice }, asked) }
}

/// § 23 (4) BMG wants the assurance where one person registers others, so where that can happen at all.
fn assure_entitlement(file: &File, asked: &Asked<Command>) -> Answered {
    if !rules(file, asked)?.notices.contains(&Notice::DataOfOthers) {
        return Err(Refusal::NotRequired);
    }
    if file.entitlement_assured { Ok(vec![]) } else { worked(file, Event::EntitlementAssured, asked) }
}

/// A move in the future is written down as well: nothing of what was said is lost, and the case goes out later.
fn record_move(file: &File, details: &Personal<Move>, asked: &Asked<Command>) -> Answered {
    competent(file.service, details.known()?, &asked.facts.authority.ags)?;
    if file.moving.as_ref().is_some_and(|moving| moving.details == *details) {
        return Ok(vec![]);
    }
    let late = is_late(details.known()?.moved_in, local_date(asked.at));
    worked(file, Event::MoveRecorded { details: details.clone(), late }, asked)
}

/// § 17 (1) BMG: the authority of the new dwelling is competent; a change of residence has both dwellings in it.
fn competent(service: ServiceCode, details: &Move, authority: &str) -> Result<(), Refusal> {
    let to = &details.to.municipality;
    match service {
        ServiceCode::ChangeOfResidence | ServiceCode::MoveIn if to != authority => {
            Err(Refusal::WrongAuthority { municipality: to.clone() })
        }
        ServiceCode::ChangeOfResidence if details.from.municipality != authority => Err(Refusal::NotWithinMunicipality),
        ServiceCode::ChangeOfResidence | ServiceCode::MoveIn => Ok(()),
        // A move abroad has no address in Germany to go to, and the others know no move.
        ServiceCode::DeregistrationAbroad
        | ServiceCode::CertificateOfConduct
        | ServiceCode::TradeRegisterExtract
        | ServiceCode::RegistrationCertificate
        | ServiceCode::TaxId => Err(Refusal::NotRequired),
    }
}

/// § 17 (1) BMG gives two weeks. Later is an administrative offence (§ 54 (2)), and still a valid registration.
fn is_late(moved_in: NaiveDate, filed_on: NaiveDate) -> bool {
    filed_on > weeks_after(moved_in, 2)
}

fn assess_evidence(file: &File, kind: EvidenceKind, answer: Answer, named: &Named, asked: &Asked<Command>) -> Answered {
    if !rules(file, asked)?.evidence.contains(&kind) {
        return Err(Refusal::NotRequired);
    }
    let people = file.resolve(named.clone());
    if people.is_empty() || people.iter().any(|party| file.party(*party).is_none()) {
        return Err(Refusal::UnknownParty);
    }
    let known = file.evidence.get(&kind);
    if people.iter().all(|party| known.and_then(|answers| answers.get(party)) == Some(&answer)) {
        return Ok(vec![]);
    }
    worked(file, Event::EvidenceAssessed { kind, answer, named: named.clone() }, asked)
}

fn prepare(file: &File, hash: Hash, signature: SignatureId, asked: &Asked<Command>) -> Answered {
    if !rules(file, asked)?.declaration {
        return Err(Refusal::NotRequired);
    }
    if file.declaration.as_ref().is_some_and(|declaration| declaration.hash == hash) {
        return Ok(vec![]);
    }
    worked(file, Event::DeclarationPrepared { version: file.declarations + 1, hash, signature }, asked)
}

fn show(file: &File, hash: Hash, asked: &Asked<Command>) -> Answered {
    let declaration = file.declaration.as_ref().ok_or(Refusal::NoDeclaration)?;
    if declaration.hash != hash {
        Err(Refusal::OtherDeclaration)
    } else if declaration.shown {
        Ok(vec![])
    } else {
        worked(file, Event::DeclarationShown { version: declaration.version }, asked)
    }
}

/// K4: the signature covers the hash of the declaration as it stands, and whoever gives it was identified since the
/// line last dropped.
fn sign(file: &File, party: PartyId, round: Option<u32>, hash: Hash, asked: &Asked<Command>) -> Answered {
    let declaration = file.declaration.as_ref().ok_or(Refusal::NoDeclaration)?;
    if file.registrant().is_none_or(|registrant| registrant.id != party) {
        return Err(Refusal::UnknownParty);
    }
    if declaration.hash != hash {
        return Err(Refusal::OtherDeclaration);
    }
    if !declaration.shown {
        return Err(Refusal::NotShown);
    }
    if declaration.signed {
        return Ok(vec![]);
    }
    let unidentified = || Refusal::Incomplete { missing: vec![Missing::Identification(party)] };
    let identified = file.identified.get(&party).ok_or_else(unidentified)?;
    if identified.round != round.ok_or(Refusal::NotInConsultation)? {
        return Err(unidentified());
    }
    let signed = Event::DeclarationSigned { version: declaration.version, hash };
    if file.holder == Some(asked.by.actor) {
        Ok(vec![signed])
    } else {
        match file.channel {
            Channel::Counter => worked(file, signed, asked),
            Channel::Video => Err(Refusal::CitizenSigns),
        }
    }
}

fn settle(file: &File, payment: PaymentId) -> Answered {
    match file.fee.filter(|fee| fee.payment == payment) {
        None => Err(Refusal::OtherFee),
        Some(fee) if fee.settled => Ok(vec![]),
        Some(_) => Ok(vec![Event::FeeSettled { payment }]),
    }
}

/// One rule: nothing is missing. What only time can bring has an answer of its own (K7).
fn submit(file: &File, asked: &Asked<Command>) -> Answered {
    file.readable()?;
    let filed_on = local_date(asked.at);
    let missing = missing(file, &asked.facts, filed_on);
    let early = missing.iter().find_map(|one| if let Missing::MovedIn { from } = one { Some(*from) } else { None });
    if let Some(from) = early {
        return Err(Refusal::TooEarly { from });
    }
    if missing.contains(&Missing::ProcedureNotAvailable) {
        return Err(Refusal::ProcedureNotAvailable);
    }
    if !missing.is_empty() {
        return Err(Refusal::Incomplete { missing });
    }
    let moved_in = file.moving.as_ref().and_then(|moving| moving.details.value()).map(|details| details.moved_in);
    let late = moved_in.is_some_and(|moved_in| is_late(moved_in, filed_on));
    worked(file, Event::Submitted { filed_on, late }, asked)
}

/// The citizen takes back what is theirs at any time; what became of the appointment is for the office itself to say,
/// and it ends only what nobody has worked on.
fn withdraw(file: &File, reason: WithdrawalReason, asked: &Asked<Command>) -> Answered {
    let roles = asked.by.roles;
    let withdrawn = Event::Withdrawn { reason };
    match reason {
        WithdrawalReason::BookingCancelled | WithdrawalReason::BookingMissed if !roles.has(Role::System) => {
            Err(Denied.into())
        }
        WithdrawalReason::BookingCancelled | WithdrawalReason::BookingMissed if file.begun() => Err(Refusal::WorkBegun),
        WithdrawalReason::BookingCancelled | WithdrawalReason::BookingMissed => Ok(vec![withdrawn]),
        WithdrawalReason::Citizen if file.holder == Some(asked.by.actor) => Ok(vec![withdrawn]),
        WithdrawalReason::Citizen if !roles.any(&[Role::Clerk, Role::TeamLead]) => Err(Denied.into()),
        WithdrawalReason::Citizen => worked(file, withdrawn, asked),
    }
}

/// The service as the case's own edition describes it.
fn rules<'a>(file: &File, asked: &'a Asked<Command>) -> Result<&'a Service, Refusal> {
    file.rules(&asked.facts).ok_or(Refusal::ServiceNotOffered)
}

#[cfg(test)]
mod tests;
