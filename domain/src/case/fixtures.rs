//! A visit as the tests of a case need it: Ada calls Clara about one case, step by step.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::{
    Answer, Check, Command, Document, EvidenceSource, File, Identification, Identify, Missing, Named, Opening, Origin,
    Part, Party, Prepare, Show, Sign, State, Written, missing,
};
use crate::Refusal;
use crate::asked::{ActorId, By, Facts};
use crate::booking::{self, Arranged, Line, Number, Slot};
use crate::calendar::{Span, local_date};
use crate::catalogue::{Channel, EvidenceKind, IdentificationMethod, Notice, ServiceCode};
use crate::consultation::{self, Medium, Occasion};
use crate::ids::{BookingId, CaseId, ConsultationId, DayId, GuardId, HoldId, PartyId, ScopeId};
use crate::person::{Address, Contact, DwellingStatus, Move, Person, PreviousDwelling, Who};
use crate::personal::{Personal, SubjectId};
use crate::signature::Hash;
use crate::streams::Transaction;
use crate::testing::{ADA, CLARA, Desk, SHA_256, at, citizen, clerk, date, drawn, system};

pub(super) const BOOKING: BookingId = BookingId(Uuid::from_u128(0xb00c));
/// Ada in her own case.
pub(super) const REGISTRANT: PartyId = PartyId(Uuid::from_u128(1));
/// Her husband.
pub(super) const HUSBAND: PartyId = PartyId(Uuid::from_u128(2));
/// Their children, of nine and of four years.
pub(super) const CHILDREN: [PartyId; 2] = [PartyId(Uuid::from_u128(3)), PartyId(Uuid::from_u128(4))];
/// The first declaration, and a corrected one.
pub(super) const DECLARED: Hash = Hash([1; 32]);
pub(super) const CORRECTED: Hash = Hash([2; 32]);
/// Saarbrücken.
pub(super) const HERE: &str = "10041100";

pub(super) fn case() -> CaseId {
    CaseId::of(BOOKING, 0)
}

pub(super) fn talk() -> ConsultationId {
    ConsultationId::of(BOOKING)
}

pub(super) fn party(id: PartyId, part: Part, born: &str) -> Party {
    let person = Person {
        family_name: "Muster".to_owned(),
        given_names: format!("No. {id}"),
        usual_given_name: None,
        doctoral_degree: None,
        birth_name: None,
        former_names: None,
        born: date(born).into(),
    };
    Party { id, who: SubjectId(id.0).knows(Who::Person(person)), part, acts_for: vec![] }
}

pub(super) fn ada() -> Party {
    party(REGISTRANT, Part::Principal, "1990-12-10")
}

pub(super) fn family() -> [Party; 4] {
    [
        ada(),
        party(HUSBAND, Part::MovesAlong, "1988-05-01"),
        party(CHILDREN[0], Part::MovesAlong, "2017-01-20"),
        party(CHILDREN[1], Part::MovesAlong, "2021-11-03"),
    ]
}

pub(super) fn address(street: &str, municipality: &str) -> Address {
    Address {
        street: street.to_owned(),
        house_number: "7 a".to_owned(),
        addition: None,
        postal_code: "66111".to_owned(),
        town: "Saarbrücken".to_owned(),
        municipality: municipality.to_owned(),
    }
}

pub(super) fn moved(on: &str) -> Personal<Move> {
    moved_from(on, "Dudweilerstraße")
}

pub(super) fn moved_from(on: &str, street: &str) -> Personal<Move> {
    moved_between(on, PreviousDwelling::Here { address: address(street, HERE) }, HERE)
}

pub(super) fn moved_between(on: &str, from: PreviousDwelling, to: &str) -> Personal<Move> {
    SubjectId(REGISTRANT.0).knows(Move {
        moved_in: date(on),
        from,
        to: address("Bahnhofstraße", to),
        status: DwellingStatus::Sole,
        others: vec![],
        landlord: None,
    })
}

pub(super) fn shown(checks: &[Check]) -> Identification {
    Identification {
        method: IdentificationMethod::VideoDocumentCheck,
        document: Document::Passport,
        issuing_state: "DE".to_owned(),
        checks: checks.to_vec(),
        consultation: talk(),
    }
}

pub(super) fn opening(service: ServiceCode) -> Command {
    Command::Open(Opening {
        service,
        quantity: 1,
        origin: Origin::Booking { booking: BOOKING, line: 0 },
        channel: Channel::Video,
        holder: Some(ADA),
        on: date("2026-03-02"),
    })
}

/// One visit at a fixed time.
pub(super) struct Visit {
    pub(super) desk: Desk,
    pub(super) now: DateTime<Utc>,
}

impl Visit {
    /// Monday, 2 March 2026, at ten: the case is open, and Clara sees Ada.
    pub(super) fn begun(service: ServiceCode) -> Self {
        Self::begun_knowing(service, Facts::default())
    }

    /// The same in an office with other rules.
    pub(super) fn begun_knowing(service: ServiceCode, facts: Facts) -> Self {
        let mut visit = Self { desk: Desk::knowing(facts), now: at("2026-03-02T09:00:00Z") };
        let schedule = consultation::Command::Schedule { of: Occasion::Booking(BOOKING), holder: Some(ADA) };
        visit.ask(system(), opening(service)).expect("the service is offered");
        visit.talk(system(), schedule).expect("nobody has prepared the talk");
        visit.talk(clerk(CLARA), consultation::Command::Begin { medium: Medium::Video }).expect("it is prepared");
        visit
    }

    /// A change of residence that lacks nothing but its submission.
    pub(super) fn ready(people: &[Party], moved_in: &str) -> Self {
        let mut visit = Self::prepared(people, moved_in);
        visit.show(DECLARED).expect("it is prepared");
        visit.sign(citizen(ADA), DECLARED).expect("it is shown");
        assert_eq!(visit.missing().into_iter().filter(|one| !matches!(one, Missing::MovedIn { .. })).count(), 0);
        visit
    }

    /// A change of residence up to its declaration.
    pub(super) fn prepared(people: &[Party], moved_in: &str) -> Self {
        let mut visit = Self::begun(ServiceCode::ChangeOfResidence);
        for party in people {
            visit.clara(Command::AddParty { party: party.clone() }).expect("nobody is there twice");
            let person = party.who.value().and_then(Who::person);
            let old_enough = person.is_some_and(|person| person.born.year < 2000);
            if old_enough {
                visit.identify(party.id).expect("the talk goes on");
            }
        }
        if people.len() > 1 {
            visit.clara(Command::GiveNotice { notice: Notice::DataOfOthers }).expect("it belongs to the service");
            visit.clara(Command::AssureEntitlement).expect("it belongs to the service");
        }
        visit.complete_the_record(moved_in);
        visit
    }

    /// Tells, takes the move down, reads the landlord's confirmation and writes the declaration.
    pub(super) fn complete_the_record(&mut self, moved_in: &str) {
        self.clara(Command::GiveNotice { notice: Notice::DutyToCooperate }).expect("it belongs to the service");
        self.clara(Command::GiveNotice { notice: Notice::TransferBlocks }).expect("it belongs to the service");
        self.clara(Command::RecordMove { details: moved(moved_in) }).expect("both dwellings are here");
        self.assess(Answer::Accepted, Named::All).expect("it belongs to the service");
        self.prepare(DECLARED).expect("the service has a declaration");
    }

    pub(super) fn ask(&mut self, by: By, command: Command) -> Result<(), Refusal> {
        self.desk.ask::<State>(case().0, by, self.now, command)
    }

    pub(super) fn clara(&mut self, command: Command) -> Result<(), Refusal> {
        self.ask(clerk(CLARA), command)
    }

    pub(super) fn talk(&mut self, by: By, command: consultation::Command) -> Result<(), Refusal> {
        self.desk.ask::<consultation::State>(talk().0, by, self.now, command)
    }

    pub(super) fn run(&mut self, by: By, transaction: &impl Transaction) -> Result<(), Refusal> {
        self.desk.run(transaction, by, self.now)
    }

    pub(super) fn identify(&mut self, party: PartyId) -> Result<(), Refusal> {
        let identification = shown(&Check::ALL);
        self.run(clerk(CLARA), &Identify { case: case(), party, identification })
    }

    pub(super) fn assess(&mut self, answer: Answer, named: Named) -> Result<(), Refusal> {
        self.assess_kind(EvidenceKind::LandlordConfirmation, answer, named)
    }

    pub(super) fn assess_kind(&mut self, kind: EvidenceKind, answer: Answer, named: Named) -> Result<(), Refusal> {
        let source = match answer {
            Answer::Accepted | Answer::Refused => Some(EvidenceSource::ShownInVideo),
            Answer::MissingReported => None,
        };
        self.clara(Command::AssessEvidence { kind, answer, source, document: None, named })
    }

    pub(super) fn prepare(&mut self, hash: Hash) -> Result<(), Refusal> {
        self.run(clerk(CLARA), &Prepare { case: case(), written: Written::Text(hash) })
    }

    pub(super) fn show(&mut self, hash: Hash) -> Result<(), Refusal> {
        self.run(clerk(CLARA), &Show { case: case(), hash })
    }

    pub(super) fn sign(&mut self, by: By, hash: Hash) -> Result<(), Refusal> {
        self.run(by, &Sign { case: case(), party: REGISTRANT, manner: drawn(), hash, sha256: SHA_256 })
    }

    /// On Ada's screen, by whoever acts in the case.
    pub(super) fn sign_as(&mut self, party: PartyId, hash: Hash) -> Result<(), Refusal> {
        self.run(citizen(ADA), &Sign { case: case(), party, manner: drawn(), hash, sha256: SHA_256 })
    }

    pub(super) fn drop_the_line(&mut self) {
        self.talk(system(), consultation::Command::Interrupt).expect("the talk goes on");
        self.talk(system(), consultation::Command::Resume).expect("the line dropped");
    }

    pub(super) fn identify_at_the_counter(&mut self, party: PartyId) -> Result<(), Refusal> {
        let method = IdentificationMethod::CounterDocument;
        let identification = Identification { method, ..shown(&Check::ALL) };
        self.run(clerk(CLARA), &Identify { case: case(), party, identification })
    }

    /// An appointment at the time of the visit, for a change of residence.
    pub(super) fn book(&mut self, booking: BookingId, holder: ActorId) -> BookingId {
        self.book_for(booking, holder, &[ServiceCode::ChangeOfResidence])
    }

    /// The same, for other services.
    pub(super) fn book_for(&mut self, booking: BookingId, holder: ActorId, services: &[ServiceCode]) -> BookingId {
        let span = Span { starts_at: self.now, ends_at: self.now + chrono::TimeDelta::minutes(20) };
        let day = DayId(Uuid::from_u128(2));
        let slot = Slot { scope: ScopeId(Uuid::from_u128(1)), day, hold: HoldId::of(booking, 0), span };
        let lines = services.iter().map(|&service| Line { service, quantity: 1 }).collect();
        let arranged = Arranged {
            holder,
            medium: booking::Medium::Online,
            channel: Channel::Video,
            lines,
            slot,
            offered_to: None,
        };
        let hold = booking::Command::Hold { arranged, expires_at: span.ends_at };
        let contact = SubjectId(booking.0).knows(Contact {
            name: "Somebody".to_owned(),
            mail: Some("somebody@example.org".to_owned()),
            phone: None,
            language: "de".to_owned(),
            needs: None,
        });
        let confirm = booking::Command::Confirm { contact, guards: vec![GuardId(booking.0)], number: Number(8) };
        for command in [hold, confirm] {
            let before = self.now - chrono::TimeDelta::minutes(10);
            self.desk.ask::<booking::State>(booking.0, citizen(holder), before, command).expect("step by step");
        }
        booking
    }

    /// Clara talks to whoever has this appointment, by video.
    pub(super) fn talk_in(&mut self, booking: BookingId) {
        let of = Occasion::Booking(booking);
        let schedule = consultation::Command::Schedule { of, holder: Some(ADA) };
        for command in [schedule, consultation::Command::Begin { medium: Medium::Video }] {
            self.desk.ask::<consultation::State>(of.talk().0, clerk(CLARA), self.now, command).expect("step by step");
        }
    }

    pub(super) fn identify_in(&mut self, booking: BookingId, party: PartyId) -> Result<(), Refusal> {
        let identification = Identification { consultation: ConsultationId::of(booking), ..shown(&Check::ALL) };
        self.run(clerk(CLARA), &Identify { case: case(), party, identification })
    }

    pub(super) fn end_the_talk(&mut self) {
        let end = consultation::Command::End { outcome: consultation::Outcome::Completed };
        self.talk(clerk(CLARA), end).expect("Clara leads it");
    }

    /// The talk ends, and another round begins over another medium.
    pub(super) fn talk_anew(&mut self, medium: Medium) {
        self.end_the_talk();
        self.talk(clerk(CLARA), consultation::Command::Begin { medium }).expect("the visit goes on");
    }

    pub(super) fn state(&self) -> State {
        self.desk.state::<State>(case().0)
    }

    pub(super) fn file(&self) -> File {
        self.state().file().expect("the case is open").clone()
    }

    pub(super) fn clerk_in_charge(&self) -> Option<ActorId> {
        self.file().clerk
    }

    pub(super) fn missing(&self) -> Vec<Missing> {
        missing(&self.file(), &Facts::default(), self.today())
    }

    fn today(&self) -> NaiveDate {
        local_date(self.now)
    }
}
