//! What a deed could be given at best, as the case stands.

use uuid::Uuid;

use crate::asked::Asked;
use crate::booking::{self, Delivered, ParkReason};
use crate::calendar::local_date;
use crate::case::aggregate::may_work;
use crate::case::identify::shows;
use crate::case::{
    ActsFor, Answer, Application, Check, Command, ConfirmIdentified, Departure, Details, Document, EvidenceSource,
    File, Further, Handover, Identification, Identify, Named, OpenDuring, Opening, Origin, Part, Party, Purpose,
    RegisterEntry, Requested, State, TaxIdGround, Variant,
};
use crate::catalogue::{Channel, Delivery, EvidenceKind, IdentificationMethod, Notice, Service, ServiceCode};
use crate::consultation::{self, Begin, Medium, Occasion, Tell};
use crate::ids::{BookingId, CaseId, PartyId};
use crate::person::{Address, DwellingStatus, Move, OtherDwelling, PartialDate, Person, PreviousDwelling, Who};
use crate::personal::SubjectId;
use crate::signature::{Drawing, Hash, Manner, Method};
use crate::streams::{Single, Streams, Transaction};

/// Whom what is only tried is about.
pub(super) const NOBODY: SubjectId = SubjectId(Uuid::nil());

/// What a deed could be given at best.
pub(super) struct Best<'a> {
    pub(super) case: CaseId,
    pub(super) file: Option<&'a File>,
    pub(super) rules: Option<&'a Service>,
    pub(super) asked: &'a Asked<()>,
}

impl Best<'_> {
    pub(super) fn alone<S: Streams>(&self, command: Command, streams: &mut S) -> Result<(), S::Break> {
        Single::<State> { id: self.case.0, command }.run(self.asked, streams)
    }

    /// Work that may be done already: whose it is to do is asked nevertheless, because the next time it is not done yet.
    pub(super) fn work<S: Streams>(&self, command: Command, streams: &mut S) -> Result<(), S::Break> {
        self.alone(command, streams)?;
        self.check_work::<S>()
    }

    pub(super) fn check_work<S: Streams>(&self) -> Result<(), S::Break> {
        let refused = |refusal| S::Break::from(crate::Refusal::from(refusal));
        self.file.map_or(Ok(()), |file| may_work(file, &self.asked.by).map_err(refused))
    }

    pub(super) fn acting(&self) -> PartyId {
        self.file.and_then(File::acting).map(|party| party.id).unwrap_or_default()
    }

    pub(super) fn moves_along(&self) -> PartyId {
        let along = self.file.and_then(|file| file.parties.iter().find(|party| party.part == Part::MovesAlong));
        along.map(|party| party.id).unwrap_or_default()
    }

    pub(super) fn declaration(&self) -> Hash {
        let declaration = self.file.and_then(|file| file.declaration.as_ref());
        declaration.map_or(Hash([0; 32]), |declaration| declaration.hash)
    }

    /// Somebody whom the case could still take.
    pub(super) fn party(&self) -> Party {
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

    /// A notice of the service.
    pub(super) fn notice(&self) -> Notice {
        self.rules.and_then(|rules| rules.notices.first().copied()).unwrap_or(Notice::DutyToCooperate)
    }

    /// Evidence that can matter. Of what has gone out only the landlord is still heard.
    pub(super) fn finding(&self) -> Command {
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
    pub(super) fn delivery(&self) -> Delivery {
        let asked_for = self.file.and_then(|file| match file.request.as_ref()?.variant {
            Variant::Certificate { delivery, .. } => Some(delivery),
            Variant::Departure | Variant::Conduct { .. } | Variant::TradeRegister { .. } | Variant::TaxId { .. } => {
                None
            }
        });
        let fixed = self.file.and_then(|file| file.fee).map(|fee| fee.delivery);
        asked_for.or(fixed).unwrap_or(Delivery::Electronic)
    }

    /// A way to sign that the service allows, beginning with the one for which least has to have happened.
    pub(super) fn manner(&self) -> Manner {
        let allowed = |method| self.rules.is_some_and(|rules| rules.signatures.contains(&method));
        match () {
            () if allowed(Method::TypedConsent) => Manner::TypedConsent,
            () if allowed(Method::Drawn) => Manner::Drawn(Drawing::new(vec![vec![0, 0, 1, 1]]).expect("it is a line")),
            () => Manner::SpokenTan,
        }
    }

    fn here(&self) -> Address {
        address(&self.asked.facts.authority.ags)
    }

    /// A move that the service is for.
    pub(super) fn move_(&self) -> crate::Personal<Move> {
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
    pub(super) fn request(&self) -> Requested {
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

    /// Somebody who has not failed too often, whoever acts before all others, in the way that the service allows and the
    /// talk shows.
    pub(super) fn identify<S: Streams>(&self, streams: &mut S) -> Result<(), S::Break> {
        let of = self.talk(streams)?;
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
        let max = self.asked.facts.limits.identifications_failed_max;
        let may_try = |party: &&Party| {
            let failed = self.file.and_then(|file| file.failed.get(&party.id));
            failed.is_none_or(|failed| failed.consultation != of.talk() || failed.count < max)
        };
        let acting = self.file.and_then(File::acting);
        let all = || acting.into_iter().chain(self.file.into_iter().flat_map(|file| &file.parties));
        let party = all().find(may_try).or_else(|| all().next()).map(|party| party.id).unwrap_or_default();
        Identify { case: self.case, party, identification }.run(self.asked, streams)?;
        self.check_work::<S>()
    }

    /// Whoever was identified and is to be recognised again, whoever acts before all others.
    pub(super) fn confirm<S: Streams>(&self, streams: &mut S) -> Result<(), S::Break> {
        let of = self.talk(streams)?;
        let talk: consultation::State = streams.guard(of.talk().0)?;
        let since = talk.live().map_or(0, |talk| talk.begun_in);
        let acting = self.file.and_then(File::acting);
        let all = || acting.into_iter().chain(self.file.into_iter().flat_map(|file| &file.parties));
        let known = |party: &&Party| {
            let identified = self.file.and_then(|file| file.identified.get(&party.id));
            identified.is_some_and(|one| one.talk().0 == of.talk() && one.round >= since)
        };
        let party = all().find(known).or_else(|| all().next()).map(|party| party.id).unwrap_or_default();
        ConfirmIdentified { case: self.case, party }.run(self.asked, streams)?;
        self.check_work::<S>()
    }

    /// One more of the same service, in the visit or of its own.
    pub(super) fn open<S: Streams>(&self, streams: &mut S) -> Result<(), S::Break> {
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

    /// The appointment in which the case is worked on now, else the one that was interrupted, else the last; its own talk
    /// where somebody came without one.
    fn occasion<S: Streams>(&self, streams: &mut S) -> Result<Occasion, S::Break> {
        let (mut last, mut parked) = (None, None);
        for booking in self.file.map(|file| file.bookings().collect::<Vec<_>>()).unwrap_or_default() {
            let visit: booking::State = streams.guard(booking.0)?;
            last = Some(booking);
            match visit {
                booking::State::Waiting(_) | booking::State::Called { .. } | booking::State::InService { .. } => {
                    return Ok(Occasion::Booking(booking));
                }
                booking::State::Parked { .. } => parked = Some(booking),
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
        Ok(parked.or(last).map_or(Occasion::Case(self.case), Occasion::Booking))
    }

    /// What is talked for. Whoever came without an appointment is talked to until that is over, also when they have one
    /// for another day by then.
    fn talk<S: Streams>(&self, streams: &mut S) -> Result<Occasion, S::Break> {
        let own = Occasion::Case(self.case);
        match streams.guard(own.talk().0)? {
            consultation::State::Live { .. } | consultation::State::Interrupted(_) => Ok(own),
            consultation::State::Unknown
            | consultation::State::Scheduled { .. }
            | consultation::State::Ended { .. }
            | consultation::State::Cancelled { .. } => self.occasion(streams),
        }
    }

    /// A step of the visit, made of the appointment and where it stands.
    pub(super) fn visit<S: Streams, T: Transaction>(
        &self,
        streams: &mut S,
        step: impl FnOnce(BookingId, &booking::State) -> T,
    ) -> Result<(), S::Break> {
        let Occasion::Booking(booking) = self.occasion(streams)? else {
            return Err(crate::Refusal::from(booking::Refusal::Unknown).into());
        };
        let visit: booking::State = streams.guard(booking.0)?;
        step(booking, &visit).run(self.asked, streams)
    }

    /// Over what they talk already; else as the case is worked on, and with whoever walks in at the counter.
    pub(super) fn begin<S: Streams>(&self, streams: &mut S) -> Result<(), S::Break> {
        let of = self.talk(streams)?;
        let channel = match of {
            Occasion::Booking(_) => self.file.map_or(Channel::Video, |file| file.channel),
            Occasion::Case(_) => Channel::Counter,
        };
        let medium = match streams.guard(of.talk().0)? {
            consultation::State::Live { talk, .. } | consultation::State::Interrupted(talk) => talk.medium,
            consultation::State::Unknown
            | consultation::State::Scheduled { .. }
            | consultation::State::Ended { .. }
            | consultation::State::Cancelled { .. } => match channel {
                Channel::Counter => Medium::Counter,
                Channel::Video => Medium::Video,
            },
        };
        Begin { of, medium }.run(self.asked, streams)
    }

    pub(super) fn tell<S: Streams>(&self, command: consultation::Command, streams: &mut S) -> Result<(), S::Break> {
        Tell { of: self.talk(streams)?, command }.run(self.asked, streams)
    }
}

/// What was arranged, and once that is on record something else.
pub(super) fn delivered(visit: &booking::State) -> Vec<Delivered> {
    let more = u16::from(matches!(visit, booking::State::Finished { .. }));
    let lines = visit.arranged().map_or(&[][..], |arranged| &arranged.lines);
    lines.iter().map(|line| Delivered { service: line.service, quantity: line.quantity + more }).collect()
}

/// Another reason than the one for which it may be interrupted already.
pub(super) fn another_reason(visit: &booking::State) -> ParkReason {
    let stands = matches!(visit, booking::State::Parked { why: ParkReason::Papers, .. });
    if stands { ParkReason::Payment } else { ParkReason::Papers }
}

/// Two municipalities, of which an authority is one at most.
pub(super) const ELSEWHERE: &str = "11000000";
const OTHER: &str = "02000000";

pub(super) fn address(municipality: &str) -> Address {
    Address {
        street: String::new(),
        house_number: String::new(),
        addition: None,
        postal_code: String::new(),
        town: String::new(),
        municipality: municipality.to_owned(),
    }
}
