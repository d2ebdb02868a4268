//! A visit as the tests of a case need it: Ada calls Clara about one case, step by step.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::{
    Answer, Check, Command, Document, File, Identification, Identify, Missing, Named, Origin, Party, Power, Prepare,
    Show, Sign, State, missing,
};
use crate::Refusal;
use crate::asked::{ActorId, By, Facts};
use crate::calendar::local_date;
use crate::catalogue::{Channel, EvidenceKind, IdentificationMethod, Notice, ServiceCode};
use crate::consultation::{self, Medium};
use crate::ids::{BookingId, CaseId, ConsultationId, PartyId};
use crate::person::{Address, DwellingStatus, Move, Person};
use crate::personal::{Personal, SubjectId};
use crate::signature::{Hash, Method};
use crate::streams::Transaction;
use crate::testing::{ADA, CLARA, Desk, at, citizen, clerk, date, system};

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

pub(super) fn party(id: PartyId, power: Power, born: &str) -> Party {
    let person = Person { family_name: "Muster".to_owned(), given_names: format!("No. {id}"), born: date(born).into() };
    Party { id, person: SubjectId(id.0).knows(person), power }
}

pub(super) fn ada() -> Party {
    party(REGISTRANT, Power::Own, "1990-12-10")
}

pub(super) fn family() -> [Party; 4] {
    [
        ada(),
        party(HUSBAND, Power::MovesAlong, "1988-05-01"),
        party(CHILDREN[0], Power::MovesAlong, "2017-01-20"),
        party(CHILDREN[1], Power::MovesAlong, "2021-11-03"),
    ]
}

pub(super) fn moved(on: &str) -> Personal<Move> {
    moved_between(on, HERE, HERE)
}

pub(super) fn moved_between(on: &str, from: &str, to: &str) -> Personal<Move> {
    let address = |street: &str, municipality: &str| Address {
        street: street.to_owned(),
        house_number: "7 a".to_owned(),
        addition: None,
        postal_code: "66111".to_owned(),
        town: "Saarbrücken".to_owned(),
        municipality: municipality.to_owned(),
    };
    SubjectId(REGISTRANT.0).knows(Move {
        moved_in: date(on),
        from: address("Mainzer Straße", from),
        to: address("Bahnhofstraße", to),
        status: DwellingStatus::Sole,
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
    Command::Open {
        service,
        origin: Origin::Booking { booking: BOOKING, line: 0 },
        channel: Channel::Video,
        holder: Some(ADA),
    }
}

/// One visit at a fixed time.
pub(super) struct Visit {
    pub(super) desk: Desk,
    pub(super) now: DateTime<Utc>,
}

impl Visit {
    /// Monday, 2 March 2026, at ten: the case is open, and Clara sees Ada.
    pub(super) fn begun(service: ServiceCode) -> Self {
        let mut visit = Self { desk: Desk::new(), now: at("2026-03-02T09:00:00Z") };
        let schedule = consultation::Command::Schedule { booking: BOOKING, holder: ADA };
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
            let old_enough = party.person.value().is_some_and(|person| person.born.year < 2000);
            if old_enough {
                visit.identify(party.id).expect("the talk goes on");
            }
        }
        visit.clara(Command::GiveNotice { notice: Notice::DutyToCooperate }).expect("it belongs to the service");
        visit.clara(Command::GiveNotice { notice: Notice::TransferBlocks }).expect("it belongs to the service");
        if people.len() > 1 {
            visit.clara(Command::GiveNotice { notice: Notice::DataOfOthers }).expect("it belongs to the service");
            visit.clara(Command::AssureEntitlement).expect("it belongs to the service");
        }
        visit.clara(Command::RecordMove { details: moved(moved_in) }).expect("both dwellings are here");
        visit.assess(Answer::Accepted, Named::All).expect("it belongs to the service");
        visit.prepare(DECLARED).expect("the service has a declaration");
        visit
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
        self.clara(Command::AssessEvidence { kind: EvidenceKind::LandlordConfirmation, answer, named })
    }

    pub(super) fn prepare(&mut self, hash: Hash) -> Result<(), Refusal> {
        self.run(clerk(CLARA), &Prepare { case: case(), hash })
    }

    pub(super) fn show(&mut self, hash: Hash) -> Result<(), Refusal> {
        self.run(clerk(CLARA), &Show { case: case(), hash })
    }

    pub(super) fn sign(&mut self, by: By, hash: Hash) -> Result<(), Refusal> {
        self.run(by, &Sign { case: case(), party: REGISTRANT, method: Method::Drawn, hash })
    }

    pub(super) fn drop_the_line(&mut self) {
        self.talk(system(), consultation::Command::Interrupt).expect("the talk goes on");
        self.talk(system(), consultation::Command::Resume).expect("the line dropped");
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
