//! What somebody may do about a case now, and why not.
//!
//! No rule stands here. Each deed is tried on everything as it stands, by the very transaction that does it, with what
//! it could be given at best: what is refused then is refused with anything.

use uuid::Uuid;

use super::aggregate::may_work;
use super::identify::shows;
use super::procedure::is_child;
use super::{
    Acknowledge, ActsFor, AddressUpdate, Answer, Application, AssessFee, Check, Command, Complete, CustodyBasis,
    Decline, Departure, Details, Document, EvidenceSource, ExemptFee, File, Further, Handover, Identification,
    Identify, InquiryOutcome, Named, Note, OpenDuring, Opening, Origin, Part, Party, PayAtCounter, PrefilledForm,
    Prepare, Purpose, RecordWaiver, RegisterEntry, RequestWaiver, Requested, Restrict, RestrictionGround, Show, Sign,
    Split, State, SuspensionGround, TaxIdGround, TellTan, Variant, Withdraw, WithdrawalReason, Written,
};
use crate::asked::Asked;
use crate::booking::{self, CancelReason, Delivered, ParkReason};
use crate::calendar::local_date;
use crate::catalogue::{Channel, Delivery, EvidenceKind, IdentificationMethod, Notice, Service, ServiceCode};
use crate::consultation::{self, Begin, Medium, Occasion, Outcome, Tell};
use crate::ids::{BookingId, CaseId, PartyId};
use crate::money::Cents;
use crate::payment::{Exemption, Means, StartOnline};
use crate::person::{Address, DwellingStatus, Move, OtherDwelling, PartialDate, Person, PreviousDwelling, Who};
use crate::personal::SubjectId;
use crate::signature::{Drawing, Hash, Manner, Method, Sha256};
use crate::streams::{Streams, Transaction};

/// Declares the deeds, and the list of them.
macro_rules! deeds {
    ($($(#[$doc:meta])* $deed:ident,)*) => {
        /// Something that can be done about a case, in its appointment, or in its talk.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Deed {
            $($(#[$doc])* $deed,)*
        }

        impl Deed {
            /// Every deed, in the order of their declaration.
            pub const ALL: &'static [Self] = &[$(Self::$deed,)*];
        }
    };
}

deeds! {
    /// Call whoever waits, for the first time or again.
    BookingCall,
    /// Give the appointment back.
    BookingCancel,
    /// Say that the person is there.
    BookingCheckIn,
    /// End the visit.
    BookingFinish,
    /// Record that nobody came.
    BookingMiss,
    /// Interrupt the service.
    BookingPark,
    /// Send the person to another queue.
    BookingRedirect,
    /// Go on with a service that was interrupted.
    BookingResume,
    /// Begin the service.
    BookingStart,
    /// Say that pages of the declaration were read.
    CaseAcknowledgeDeclaration,
    /// Add somebody.
    CaseAddParty,
    /// Remark something.
    CaseAddNote,
    /// Record what was found about evidence.
    CaseAssessEvidence,
    /// Fix the fee.
    CaseAssessFee,
    /// Take care of it.
    CaseAssign,
    /// Record the assurance of § 23 (4) BMG.
    CaseAssureEntitlement,
    /// Record that the address on somebody's identity card is changed.
    CaseCloseFollowUp,
    /// Record what came of the inquiry with the landlord.
    CaseCloseLandlordInquiry,
    /// Compare the move of somebody who moves along with that of the case.
    CaseCompareMove,
    /// Hand over the result.
    CaseComplete,
    /// Decide against it.
    CaseDecline,
    /// Record that the fee does not arise.
    CaseExemptFee,
    /// Record that something was told.
    CaseGiveNotice,
    /// Let leave what was held back.
    CaseLetOut,
    /// Open one more case in the same visit.
    CaseOpen,
    /// Take the money at the counter.
    CasePayAtCounter,
    /// Write the declaration.
    CasePrepareDeclaration,
    /// Record who has the care of a child.
    CaseRecordCustody,
    /// Record how somebody was identified.
    CaseRecordIdentification,
    /// Record what the authority of departure answered.
    CaseReceiveForm,
    /// Record the facts of the move.
    CaseRecordMove,
    /// Record what exactly is asked for.
    CaseRecordRequest,
    /// Record what the federal office decided about its fee.
    CaseRecordWaiver,
    /// Remove somebody.
    CaseRemoveParty,
    /// Ask the authority of departure for the prefilled form.
    CaseRequestForm,
    /// Ask the federal office to do without its fee.
    CaseRequestWaiver,
    /// Keep it for the team lead.
    CaseRestrictAccess,
    /// Let it go on.
    CaseResume,
    /// Show the declaration.
    CaseShowDeclaration,
    /// Sign the declaration, or take the signature down.
    CaseSign,
    /// Open a case of their own for somebody who moves along.
    CaseSplit,
    /// Hand it to the register or the federal office.
    CaseSubmit,
    /// Stop it for now.
    CaseSuspend,
    /// Tell the signer a number.
    CaseTellTan,
    /// End it without a result.
    CaseWithdraw,
    /// Write the form by hand.
    CaseWriteForm,
    /// Begin the talk.
    ConsultationBegin,
    /// End the talk.
    ConsultationEnd,
    /// Record that the line dropped.
    ConsultationInterrupt,
    /// Record that the line is back.
    ConsultationResume,
    /// Begin to pay the fee online.
    PaymentStart,
}

/// A deed, to be tried. It is never to be stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Try {
    /// About which case.
    pub case: CaseId,
    /// What.
    pub deed: Deed,
}

impl Transaction for Try {
    fn run<S: Streams>(&self, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
        let &Self { case, deed } = self;
        let state: State = streams.guard(case.0)?;
        let file = state.file();
        let rules = file.and_then(|file| file.rules(&asked.facts, local_date(asked.at)));
        let best = Best { case, file, rules, asked };
        match deed {
            Deed::BookingCall
            | Deed::BookingCancel
            | Deed::BookingCheckIn
            | Deed::BookingFinish
            | Deed::BookingMiss
            | Deed::BookingPark
            | Deed::BookingRedirect
            | Deed::BookingResume
            | Deed::BookingStart => best.visit(deed, streams),

            Deed::ConsultationBegin
            | Deed::ConsultationEnd
            | Deed::ConsultationInterrupt
            | Deed::ConsultationResume => best.talk(deed, streams),

            Deed::CaseAcknowledgeDeclaration => {
                Acknowledge { case, hash: best.declaration(), pages: vec![1] }.run(asked, streams)
            }
            Deed::CaseAddParty => best.alone(Command::AddParty { party: best.party() }, streams),
            Deed::CaseAddNote => best.alone(Command::AddNote { note: NOBODY.knows(Note(String::new())) }, streams),
            Deed::CaseAssessEvidence => best.work(best.finding(), streams),
            Deed::CaseAssessFee => {
                AssessFee { case, delivery: best.delivery() }.run(asked, streams)?;
                best.check_work::<S>()
            }
            Deed::CaseAssign => best.alone(Command::Assign { clerk: asked.by.actor }, streams),
            Deed::CaseAssureEntitlement => best.work(Command::AssureEntitlement, streams),
            Deed::CaseCloseFollowUp => {
                let party = file.and_then(|file| file.follow_ups.first().copied()).unwrap_or_default();
                best.alone(Command::CloseFollowUp { party, how: AddressUpdate::Counter }, streams)
            }
            Deed::CaseCloseLandlordInquiry => {
                best.alone(Command::CloseLandlordInquiry { outcome: InquiryOutcome::Confirmed }, streams)
            }
            Deed::CaseCompareMove => {
                let moving = file.and_then(|file| file.moving.as_ref());
                let details = moving.map_or_else(|| best.move_(), |moving| moving.details.clone());
                best.alone(Command::CompareMove { party: best.moves_along(), details }, streams)
            }
            Deed::CaseComplete => Complete { case }.run(asked, streams),
            Deed::CaseDecline => Decline { case, reason: NOBODY.knows(Note(String::new())) }.run(asked, streams),
            Deed::CaseExemptFee => ExemptFee { case, exemption: Exemption::VoluntaryWork }.run(asked, streams),
            Deed::CaseGiveNotice => best.work(Command::GiveNotice { notice: best.notice() }, streams),
            Deed::CaseLetOut => best.alone(Command::LetOut, streams),
            Deed::CaseOpen => best.open(streams),
            Deed::CasePayAtCounter => {
                let amount = file.and_then(|file| file.fee).map_or(Cents::ZERO, |fee| fee.amount);
                PayAtCounter { case, means: Means::Cash, amount }.run(asked, streams)
            }
            Deed::CasePrepareDeclaration => {
                Prepare { case, written: Written::Text(Hash([0; 32])) }.run(asked, streams)?;
                best.check_work::<S>()
            }
            Deed::CaseReceiveForm => {
                let form = NOBODY.knows(PrefilledForm { persons: vec![], address: address(ELSEWHERE) });
                best.alone(Command::ReceiveForm { form }, streams)
            }
            Deed::CaseRecordCustody => {
                let today = local_date(asked.at);
                let child = file.and_then(|file| file.movers().find(|party| is_child(party, today)));
                let child = child.map(|child| child.id).unwrap_or_default();
                best.work(Command::RecordCustody { child, basis: CustodyBasis::Sole }, streams)
            }
            Deed::CaseRecordIdentification => best.identify(streams),
            Deed::CaseRecordMove => best.work(Command::RecordMove { details: best.move_() }, streams),
            Deed::CaseRecordRequest => best.work(Command::RecordRequest { requested: best.request() }, streams),
            Deed::CaseRecordWaiver => RecordWaiver { case, granted: true }.run(asked, streams),
            Deed::CaseRemoveParty => {
                let party = file.and_then(|file| file.parties.last()).map(|party| party.id).unwrap_or_default();
                best.alone(Command::RemoveParty { party }, streams)
            }
            Deed::CaseRequestForm => best.work(Command::RequestForm, streams),
            Deed::CaseRequestWaiver => RequestWaiver { case }.run(asked, streams),
            Deed::CaseRestrictAccess => {
                Restrict { case, ground: RestrictionGround::Told, others: vec![] }.run(asked, streams)
            }
            Deed::CaseResume => best.alone(Command::Resume, streams),
            Deed::CaseShowDeclaration => {
                Show { case, hash: best.declaration() }.run(asked, streams)?;
                best.check_work::<S>()
            }
            Deed::CaseSign => {
                let (party, hash) = (best.acting(), best.declaration());
                let sha256 = Sha256(|_| Hash([0; 32]));
                Sign { case, party, manner: best.manner(), hash, sha256 }.run(asked, streams)
            }
            Deed::CaseSplit => {
                Split { case, party: best.moves_along(), into: CaseId::default(), subject: NOBODY }.run(asked, streams)
            }
            Deed::CaseSubmit => best.alone(Command::Submit, streams),
            Deed::CaseSuspend => {
                let stands = file.and_then(|file| file.suspended) == Some(SuspensionGround::FreeWillDoubtful);
                let ground =
                    if stands { SuspensionGround::RegisteredAsDead } else { SuspensionGround::FreeWillDoubtful };
                best.alone(Command::Suspend { ground }, streams)
            }
            Deed::CaseTellTan => TellTan { case, mac: Hash([0; 32]) }.run(asked, streams),
            Deed::CaseWithdraw => Withdraw { case, reason: WithdrawalReason::Citizen }.run(asked, streams),
            Deed::CaseWriteForm => best.work(Command::WriteForm, streams),
            Deed::PaymentStart => StartOnline { case }.run(asked, streams),
        }
    }
}

/// Whom what is only tried is about.
const NOBODY: SubjectId = SubjectId(Uuid::nil());

/// What a deed could be given at best.
struct Best<'a> {
    case: CaseId,
    file: Option<&'a File>,
    rules: Option<&'a Service>,
    asked: &'a Asked<()>,
}

impl Best<'_> {
    fn alone<S: Streams>(&self, command: Command, streams: &mut S) -> Result<(), S::Break> {
        streams.decide::<State>(self.case.0, self.asked.to(command)).map(drop)
    }

    /// Work that may be done already: whose it is to do is asked nevertheless, because the next time it is not done yet.
    fn work<S: Streams>(&self, command: Command, streams: &mut S) -> Result<(), S::Break> {
        self.alone(command, streams)?;
        self.check_work::<S>()
    }

    fn check_work<S: Streams>(&self) -> Result<(), S::Break> {
        let refused = |refusal| S::Break::from(crate::Refusal::from(refusal));
        self.file.map_or(Ok(()), |file| may_work(file, &self.asked.by).map_err(refused))
    }

    fn acting(&self) -> PartyId {
        self.file.and_then(File::acting).map(|party| party.id).unwrap_or_default()
    }

    fn moves_along(&self) -> PartyId {
        let along = self.file.and_then(|file| file.parties.iter().find(|party| party.part == Part::MovesAlong));
        along.map(|party| party.id).unwrap_or_default()
    }

    fn declaration(&self) -> Hash {
        let declaration = self.file.and_then(|file| file.declaration.as_ref());
        declaration.map_or(Hash([0; 32]), |declaration| declaration.hash)
    }

    /// Somebody whom the case could still take.
    fn party(&self) -> Party {
        let (principal, power) =
            (self.file.and_then(File::principal), self.rules.and_then(|rules| rules.powers.first().copied()));
        let (part, acts_for) = match (self.file.map(|file| file.service), principal, power) {
            (_, None, _) => (Part::Principal, vec![]),
            (Some(ServiceCode::ChangeOfResidence | ServiceCode::MoveIn | ServiceCode::DeregistrationAbroad), _, _) => {
                (Part::MovesAlong, vec![])
            }
            (_, Some(principal), Some(power)) => (Part::Representative, vec![ActsFor { party: principal.id, power }]),
            (_, Some(_), None) => (Part::Principal, vec![]),
        };
        let person = Person {
            family_name: String::new(),
            given_names: String::new(),
            usual_given_name: None,
            doctoral_degree: None,
            birth_name: None,
            former_names: None,
            born: PartialDate { year: 1980, month: None, day: None },
        };
        Party { id: PartyId::default(), who: NOBODY.knows(Who::Person(person)), part, acts_for }
    }

    /// A notice of the service, if there is one that whoever acts has not heard.
    fn notice(&self) -> Notice {
        let of_service = self.rules.map_or(&[][..], |rules| &rules.notices);
        let heard = |notice: &Notice| self.file.is_some_and(|file| file.notices.contains_key(notice));
        let next = of_service.iter().find(|notice| !heard(notice)).or(of_service.first());
        next.copied().unwrap_or(Notice::DutyToCooperate)
    }

    /// Evidence that can matter. Of what has gone out only the landlord is still heard.
    fn finding(&self) -> Command {
        let about_legal_persons = self.file.is_some_and(|file| file.service == ServiceCode::TradeRegisterExtract);
        let known = self.rules.and_then(|rules| {
            let powers = rules.powers.iter().filter_map(|power| power.proof(about_legal_persons));
            rules.evidence.iter().copied().chain(powers).next()
        });
        let inquiry = self.file.is_some_and(|file| file.open_inquiry().is_some());
        Command::AssessEvidence {
            kind: known.filter(|_| !inquiry).unwrap_or(EvidenceKind::LandlordConfirmation),
            answer: Answer::Accepted,
            source: Some(EvidenceSource::Register),
            document: None,
            named: Named::All,
        }
    }

    /// In the form that was asked for.
    fn delivery(&self) -> Delivery {
        let asked_for = self.file.and_then(|file| match file.request.as_ref()?.variant {
            Variant::Certificate { delivery, .. } => Some(delivery),
            Variant::Departure | Variant::Conduct { .. } | Variant::TradeRegister { .. } | Variant::TaxId { .. } => {
                None
            }
        });
        let fixed = self.file.and_then(|file| file.fee).map(|fee| fee.delivery);
        asked_for.or(fixed).unwrap_or(Delivery::Electronic)
    }

    /// A way to sign that the service allows; one that needs no number, where there is one.
    fn manner(&self) -> Manner {
        let allowed = |method| self.rules.is_some_and(|rules| rules.signatures.contains(&method));
        match () {
            () if allowed(Method::Drawn) => Manner::Drawn(Drawing::new(vec![vec![0, 0, 1, 1]]).expect("it is a line")),
            () if allowed(Method::SpokenTan) && !allowed(Method::TypedConsent) => Manner::SpokenTan,
            () => Manner::TypedConsent,
        }
    }

    fn here(&self) -> Address {
        address(&self.asked.facts.authority.ags)
    }

    /// A move that the service is for.
    fn move_(&self) -> crate::Personal<Move> {
        let elsewhere = if self.asked.facts.authority.ags == ELSEWHERE { OTHER } else { ELSEWHERE };
        let from = match self.file.map(|file| file.service) {
            Some(ServiceCode::MoveIn) => PreviousDwelling::Elsewhere { address: address(elsewhere) },
            _ => PreviousDwelling::Here { address: self.here() },
        };
        NOBODY.knows(Move {
            moved_in: local_date(self.asked.at),
            from,
            to: self.here(),
            status: DwellingStatus::Sole,
            others: vec![],
            landlord: None,
        })
    }

    /// A request that the service is for; once a certificate has gone out, what the register says.
    fn request(&self) -> Requested {
        let with = |variant, details| Requested { variant, details: Some(NOBODY.knows(details)) };
        match self.file.map(|file| file.service) {
            Some(ServiceCode::CertificateOfConduct) => with(
                Variant::Conduct { purpose: Purpose::Private, extended: false },
                Details::Application(Application::default()),
            ),
            Some(ServiceCode::TradeRegisterExtract) => {
                with(Variant::TradeRegister { to_authority: false }, Details::Application(Application::default()))
            }
            Some(ServiceCode::RegistrationCertificate) => {
                let known = self.file.and_then(|file| file.request.as_ref()).map(|known| known.variant);
                if let Some(variant @ Variant::Certificate { extended, .. }) = known {
                    let dwellings = vec![OtherDwelling { address: self.here(), status: DwellingStatus::Sole }];
                    let further = if extended { vec![Further::BirthPlace(String::new())] } else { vec![] };
                    with(variant, Details::Certificate(RegisterEntry { dwellings, further }))
                } else {
                    let variant = Variant::Certificate { extended: false, delivery: Delivery::Electronic };
                    Requested { variant, details: None }
                }
            }
            Some(ServiceCode::TaxId) => {
                let variant = Variant::TaxId { ground: TaxIdGround::Lost, handover: Handover::ByPost };
                Requested { variant, details: None }
            }
            Some(ServiceCode::ChangeOfResidence | ServiceCode::MoveIn | ServiceCode::DeregistrationAbroad) | None => {
                let departure = Departure {
                    moved_out: local_date(self.asked.at),
                    from: self.here(),
                    state: "FR".to_owned(),
                    address: None,
                    keeps: vec![],
                };
                with(Variant::Departure, Details::Departure(departure))
            }
        }
    }

    /// Whoever acts, in the way that the service allows and the talk shows.
    fn identify<S: Streams>(&self, streams: &mut S) -> Result<(), S::Break> {
        let of = self.occasion(streams)?;
        let talk: consultation::State = streams.guard(of.talk().0)?;
        let ways = self.rules.map_or(&[][..], |rules| &rules.identification);
        let shown = |way: &&IdentificationMethod| talk.live().is_some_and(|talk| shows(talk.medium, **way));
        let method = ways.iter().find(shown).or(ways.first()).copied();
        let method = method.unwrap_or(IdentificationMethod::CounterDocument);
        let identification = Identification {
            method,
            document: Document::IdentityCard,
            issuing_state: "DE".to_owned(),
            checks: Check::needed(method).to_vec(),
            consultation: of.talk(),
        };
        let first = self.file.and_then(|file| file.acting().or(file.parties.first()));
        let party = first.map(|party| party.id).unwrap_or_default();
        Identify { case: self.case, party, identification }.run(self.asked, streams)?;
        self.check_work::<S>()
    }

    /// One more of the same service, in the visit or of its own.
    fn open<S: Streams>(&self, streams: &mut S) -> Result<(), S::Break> {
        let (case, quantity) = (CaseId::default(), 1);
        let service = self.file.map_or(ServiceCode::ChangeOfResidence, |file| file.service);
        match self.occasion(streams)? {
            Occasion::Booking(during) => {
                let talk: consultation::State = streams.guard(Occasion::Booking(during).talk().0)?;
                let channel = talk.live().map(|talk| talk.medium.channel());
                let channel = channel.or(self.file.map(|file| file.channel)).unwrap_or(Channel::Counter);
                OpenDuring { case, service, quantity, channel, during }.run(self.asked, streams)
            }
            Occasion::Case(_) => {
                let (origin, on) = (Origin::Clerk { during: None }, local_date(self.asked.at));
                let opening = Opening { service, quantity, origin, channel: Channel::Counter, holder: None, on };
                streams.decide::<State>(case.0, self.asked.to(Command::Open(opening))).map(drop)
            }
        }
    }

    /// The appointment in which the case is worked on now, or was last; its own talk where somebody came without one.
    fn occasion<S: Streams>(&self, streams: &mut S) -> Result<Occasion, S::Break> {
        let mut last = None;
        for booking in self.file.map(|file| file.bookings().collect::<Vec<_>>()).unwrap_or_default() {
            let visit: booking::State = streams.guard(booking.0)?;
            last = Some(booking);
            match visit {
                booking::State::Waiting(_)
                | booking::State::Called { .. }
                | booking::State::InService { .. }
                | booking::State::Parked { .. } => break,
                booking::State::Unknown
                | booking::State::Held { .. }
                | booking::State::Preconfirmed(_)
                | booking::State::Confirmed(_)
                | booking::State::Finished { .. }
                | booking::State::Cancelled { .. }
                | booking::State::Expired { .. }
                | booking::State::Missed(_)
                | booking::State::Unserved(_) => {}
            }
        }
        Ok(last.map_or(Occasion::Case(self.case), Occasion::Booking))
    }

    fn visit<S: Streams>(&self, deed: Deed, streams: &mut S) -> Result<(), S::Break> {
        let asked = self.asked;
        let Occasion::Booking(booking) = self.occasion(streams)? else {
            return Err(crate::Refusal::from(booking::Refusal::Unknown).into());
        };
        let visit: booking::State = streams.guard(booking.0)?;
        let step = |command, streams: &mut S| step_of(booking, command, asked, streams);
        match deed {
            Deed::BookingCall => booking::Call { booking }.run(asked, streams),
            Deed::BookingCancel => booking::Cancel { booking, reason: CancelReason::Citizen }.run(asked, streams),
            Deed::BookingCheckIn => step(booking::Command::CheckIn, streams),
            Deed::BookingFinish => {
                // Something else than what is on record, once it is.
                let more = u16::from(matches!(visit, booking::State::Finished { .. }));
                let lines = visit.arranged().map_or(&[][..], |arranged| &arranged.lines);
                let of = |line: &booking::Line| Delivered { service: line.service, quantity: line.quantity + more };
                booking::Finish { booking, delivered: lines.iter().map(of).collect() }.run(asked, streams)
            }
            Deed::BookingMiss => booking::Miss { booking }.run(asked, streams),
            Deed::BookingPark => {
                // For another reason than the one for which it may be interrupted already.
                let stands = matches!(visit, booking::State::Parked { why: ParkReason::Papers, .. });
                let why = if stands { ParkReason::Payment } else { ParkReason::Papers };
                booking::Park { booking, why }.run(asked, streams)
            }
            Deed::BookingRedirect => {
                let to = visit.appointment().map(booking::Appointment::scope).unwrap_or_default();
                booking::Redirect { booking, to }.run(asked, streams)
            }
            Deed::BookingResume => booking::Resume { booking }.run(asked, streams),
            _ => step(booking::Command::Start, streams),
        }
    }

    fn talk<S: Streams>(&self, deed: Deed, streams: &mut S) -> Result<(), S::Break> {
        let of = self.occasion(streams)?;
        let command = match deed {
            Deed::ConsultationEnd => consultation::Command::End { outcome: Outcome::Completed },
            Deed::ConsultationInterrupt => consultation::Command::Interrupt,
            Deed::ConsultationResume => consultation::Command::Resume,
            _ => {
                // Who comes without an appointment stands at the counter.
                let channel = match of {
                    Occasion::Booking(_) => self.file.map_or(Channel::Video, |file| file.channel),
                    Occasion::Case(_) => Channel::Counter,
                };
                let medium = if channel == Channel::Counter { Medium::Counter } else { Medium::Video };
                return Begin { of, medium }.run(self.asked, streams);
            }
        };
        Tell { of, command }.run(self.asked, streams)
    }
}

fn step_of<S: Streams>(
    booking: BookingId,
    command: booking::Command,
    asked: &Asked<()>,
    streams: &mut S,
) -> Result<(), S::Break> {
    streams.decide::<booking::State>(booking.0, asked.to(command)).map(drop)
}

/// Two municipalities, of which an authority is one at most.
const ELSEWHERE: &str = "11000000";
const OTHER: &str = "02000000";

fn address(municipality: &str) -> Address {
    Address {
        street: String::new(),
        house_number: String::new(),
        addition: None,
        postal_code: String::new(),
        town: String::new(),
        municipality: municipality.to_owned(),
    }
}

#[cfg(test)]
mod tests;
