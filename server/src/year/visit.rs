//! What happens at a counter: the steps of one visit, with the seconds that they take.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::booking::Line;
use domain::case::{
    Answer, Application, Departure, Details, Handover, InquiryOutcome, Part, Party, PrefilledForm, Purpose, Requested,
    TaxIdGround, Variant,
};
use domain::catalogue::{Delivery, EvidenceKind, Notice, Service, ServiceCode};
use domain::ids::{BookingId, CaseId, GuardId, PartyId};
use domain::money::Cents;
use domain::payment::Means;
use domain::person::{Contact, Move, Person, PreviousDwelling, Who};
use domain::signature::Hash;
use domain::{By, Personal, SubjectId};
use rand::Rng as _;
use rand_chacha::ChaCha8Rng;
use uuid::Builder;

use super::people;

/// The municipality from which people come in a played year, by its official key.
const COLOGNE: &str = "05315000";

/// Somebody with an appointment, and what they are going to do with it.
#[derive(Clone, Debug)]
pub(super) struct Visit {
    pub(super) booking: BookingId,
    pub(super) citizen: By,
    pub(super) person: Person,
    pub(super) contact: Personal<Contact>,
    pub(super) guards: Vec<GuardId>,
    pub(super) lines: Vec<Line>,
    pub(super) date: NaiveDate,
    pub(super) starts_at: DateTime<Utc>,
    pub(super) fate: Fate,
    /// Who serves, once somebody has called.
    pub(super) clerk: Option<By>,
}

/// How an appointment goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// The citizen comes.
    Comes,
    /// The citizen cancels before.
    Cancels,
    /// The citizen stays away.
    StaysAway,
    /// The visitor never confirms.
    LetsItRunOut,
}

impl Fate {
    pub(super) fn drawn(chance: &mut ChaCha8Rng) -> Self {
        match chance.random_range(0..1_000) {
            0..50 => Self::Cancels,
            50..110 => Self::StaysAway,
            110..140 => Self::LetsItRunOut,
            _ => Self::Comes,
        }
    }
}

/// One thing that a clerk or a citizen does during a visit.
#[derive(Clone, Debug)]
pub(super) enum Action {
    Start,
    BeginTalk,
    /// Somebody has to be asked first.
    Park,
    Resume,
    LineDrops,
    LineIsBack,
    Add(CaseId, Party),
    Identify(CaseId, PartyId),
    Tell(CaseId, Notice),
    Assure(CaseId),
    Record(CaseId, Box<Personal<Move>>),
    Request(CaseId, Box<Requested>),
    RequestForm(CaseId),
    ReceiveForm(CaseId, Box<Personal<PrefilledForm>>),
    WriteForm(CaseId),
    Assess(CaseId, EvidenceKind, Answer),
    Prepare(CaseId, Hash),
    Show(CaseId, Hash),
    Sign(CaseId, PartyId, Hash),
    AssessFee(CaseId),
    Pay(CaseId, Means, Cents),
    Submit(CaseId),
    Complete(CaseId),
    /// What the landlord says in the end.
    CloseInquiry(CaseId, InquiryOutcome),
    EndTalk,
    Finish,
}

/// The steps of a visit with their seconds from the call on.
pub(super) struct Script<'a> {
    steps: Vec<(TimeDelta, Action)>,
    now: TimeDelta,
    chance: &'a mut ChaCha8Rng,
    municipality: &'a str,
}

impl<'a> Script<'a> {
    /// Writes down how a visit goes, service after service.
    pub(super) fn of(
        visit: &Visit,
        services: &[&Service],
        municipality: &'a str,
        chance: &'a mut ChaCha8Rng,
    ) -> Vec<(TimeDelta, Action)> {
        let mut script = Script { steps: vec![], now: TimeDelta::zero(), chance, municipality };
        script.then(20..90, Action::Start);
        script.then(5..20, Action::BeginTalk);
        for (line, service) in services.iter().enumerate() {
            script.serve(visit, CaseId::of(visit.booking, line), service);
        }
        script.then(20..60, Action::EndTalk);
        script.then(10..60, Action::Finish);
        script.steps
    }

    fn then(&mut self, secs: std::ops::Range<i64>, action: Action) {
        self.now += TimeDelta::seconds(self.chance.random_range(secs));
        self.steps.push((self.now, action));
    }

    fn serve(&mut self, visit: &Visit, case: CaseId, service: &Service) {
        let (parties, adults) = self.parties(visit, case, service);
        let registrant = parties[0].id;
        // The registrant and the partner show a document; children under 16 are named by them (§ 17 (3) BMG).
        let shows: Vec<PartyId> = parties.iter().take(adults).map(|party| party.id).collect();
        let several = parties.len() > 1;
        for party in parties {
            self.then(20..60, Action::Add(case, party));
        }
        for party in &shows {
            self.then(30..90, Action::Identify(case, *party));
        }
        if self.chance.random_ratio(1, 25) {
            self.then(10..60, Action::LineDrops);
            self.then(15..120, Action::LineIsBack);
            // Nobody knows who sits there now, so all are identified again.
            for party in &shows {
                self.then(20..60, Action::Identify(case, *party));
            }
        }
        if self.chance.random_ratio(1, 40) {
            self.then(10..40, Action::Park);
            self.then(60..240, Action::Resume);
            self.then(5..15, Action::BeginTalk);
            for party in &shows {
                self.then(20..60, Action::Identify(case, *party));
            }
        }
        for notice in &service.notices {
            if *notice != Notice::DataOfOthers || several {
                self.then(10..30, Action::Tell(case, *notice));
            }
        }
        if service.notices.contains(&Notice::DataOfOthers) && several {
            self.then(10..30, Action::Assure(case));
        }
        self.ask_for(visit, case, service.code);
        if service.declaration {
            self.declare(case, registrant);
        }
        self.then(5..20, Action::AssessFee(case));
        if service.fee.amount > Cents::ZERO {
            let means = if self.chance.random_bool(0.8) { Means::Card } else { Means::Cash };
            self.then(30..90, Action::Pay(case, means, service.fee.amount));
        }
        self.then(10..40, Action::Submit(case));
        self.then(20..60, Action::Complete(case));
    }

    /// What exactly the visit is about.
    fn ask_for(&mut self, visit: &Visit, case: CaseId, service: ServiceCode) {
        let application = || Application {
            birth_place: Some("Saarbrücken".to_owned()),
            nationalities: vec!["DE".to_owned()],
            recipient: None,
            court: None,
        };
        let (variant, details) = match service {
            ServiceCode::ChangeOfResidence => {
                let details = people::moved(self.municipality, visit.date, self.chance);
                return self.register(case, details);
            }
            ServiceCode::MoveIn => return self.arrive(visit, case),
            ServiceCode::DeregistrationAbroad => {
                let known = people::moved(self.municipality, visit.date, self.chance);
                let departure = Departure {
                    moved_out: known.moved_in,
                    from: known.to,
                    state: ["FR", "LU", "AT", "ES"][self.chance.random_range(0..4)].to_owned(),
                    address: None,
                    keeps: vec![],
                };
                (Variant::Departure, Some(Details::Departure(departure)))
            }
            ServiceCode::CertificateOfConduct => {
                let variant = Variant::Conduct { purpose: Purpose::Private, extended: false };
                (variant, Some(Details::Application(application())))
            }
            ServiceCode::TradeRegisterExtract => {
                (Variant::TradeRegister { to_authority: false }, Some(Details::Application(application())))
            }
            ServiceCode::RegistrationCertificate => {
                (Variant::Certificate { extended: false, delivery: Delivery::Electronic }, None)
            }
            ServiceCode::TaxId => (Variant::TaxId { ground: TaxIdGround::Lost, handover: Handover::InSession }, None),
        };
        let details = details.map(|details| self.subject().knows(details));
        self.then(30..90, Action::Request(case, Box::new(Requested { variant, details })));
    }

    /// A move from elsewhere in Germany: the other authority answers, or it does not in time.
    fn arrive(&mut self, visit: &Visit, case: CaseId) {
        let mut details = people::moved(self.municipality, visit.date, self.chance);
        let mut address = match details.from {
            PreviousDwelling::Here { address } | PreviousDwelling::Elsewhere { address } => address,
            PreviousDwelling::Abroad { .. } => details.to.clone(),
        };
        COLOGNE.clone_into(&mut address.municipality);
        details.from = PreviousDwelling::Elsewhere { address: address.clone() };
        self.register(case, details);
        self.then(5..15, Action::RequestForm(case));
        if self.chance.random_ratio(1, 12) {
            self.then(31..60, Action::WriteForm(case));
        } else {
            let form = PrefilledForm { persons: vec![visit.person.clone()], address };
            let form = self.subject().knows(form);
            self.then(2..25, Action::ReceiveForm(case, Box::new(form)));
        }
    }

    /// The move, and what the landlord says about it.
    fn register(&mut self, case: CaseId, details: Move) {
        let details = self.subject().knows(details);
        self.then(60..180, Action::Record(case, Box::new(details)));
        let answer = if self.chance.random_ratio(1, 14) { Answer::MissingReported } else { Answer::Accepted };
        self.then(30..120, Action::Assess(case, EvidenceKind::LandlordConfirmation, answer));
        if answer == Answer::MissingReported {
            let (weeks, outcome) = match self.chance.random_range(0..10) {
                0..4 => (1, InquiryOutcome::CameByItself),
                4..8 => (3, InquiryOutcome::Confirmed),
                8 => (3, InquiryOutcome::NotLivingThere),
                _ => (4, InquiryOutcome::HandedOver),
            };
            self.steps.push((self.now + TimeDelta::weeks(weeks), Action::CloseInquiry(case, outcome)));
        }
    }

    fn declare(&mut self, case: CaseId, registrant: PartyId) {
        let hash = Hash(self.chance.random());
        self.then(30..60, Action::Prepare(case, hash));
        self.then(10..30, Action::Show(case, hash));
        self.then(40..150, Action::Sign(case, registrant, hash));
    }

    /// Who takes part: the citizen, and with a move sometimes a partner and children. Adults come first; how many?
    fn parties(&mut self, visit: &Visit, case: CaseId, service: &Service) -> (Vec<Party>, usize) {
        let mut everybody = vec![visit.person.clone()];
        let mut adults = 1;
        if matches!(service.code, ServiceCode::ChangeOfResidence | ServiceCode::MoveIn) {
            let family = visit.person.family_name.as_str();
            if self.chance.random_bool(0.22) {
                everybody.push(people::person(Some(family), 20..70, visit.date, self.chance));
                adults += 1;
            }
            for _ in 0..[0, 0, 0, 0, 0, 1, 1, 2][self.chance.random_range(0..8)] {
                everybody.push(people::person(Some(family), 1..15, visit.date, self.chance));
            }
        }
        let party = |(number, person): (usize, Person)| Party {
            id: PartyId(domain::ids::derived("party", case.0, &number.to_string())),
            who: self.subject().knows(Who::Person(person)),
            part: if number == 0 { Part::Principal } else { Part::MovesAlong },
            acts_for: vec![],
        };
        (everybody.into_iter().enumerate().map(party).collect(), adults)
    }

    fn subject(&mut self) -> SubjectId {
        SubjectId(Builder::from_random_bytes(self.chance.random()).into_uuid())
    }
}
