//! Appointments and visits as tests tell them: who wants what and when, and how it went.

use chrono::{DateTime, Days, TimeDelta, Utc};
use domain::booking::{
    BookByPhone, Call, Cancel, CancelReason, Confirm, Delivered, EndDay, Expire, Finish, Hold, Line, Medium, Miss,
    Reschedule,
};
use domain::calendar::local_date;
use domain::capacity::{Lanes, Origin, Plan, Window};
use domain::case::{
    Answer, AssessFee, Check, Command, Document, EvidenceSource, Identification, Identify, Named, Part, Party, Prepare,
    Show, Sign, Written,
};
use domain::catalogue::{Channel, Delivery, EvidenceKind, IdentificationMethod, Notice, ServiceCode};
use domain::consultation::Outcome;
use domain::ids::{BookingId, CaseId, ConsultationId, DayId, EntryId, GuardId, PartyId, ScopeId};
use domain::person::{Address, DwellingStatus, Move, PartialDate, Person, PreviousDwelling, Who};
use domain::signature::Hash;
use domain::testing::{ADA, CLARA, SHA_256, acting, at, citizen, clerk, date, drawn, system};
use domain::{ActorId, Personal, Refusal, Role, booking, capacity, case, consultation, waiting_list};
use uuid::Uuid;

use super::{Office, SCOPE, contact, later, subject};

/// What somebody wants.
#[derive(Clone)]
pub(crate) struct Wish {
    pub(crate) n: u128,
    pub(crate) scope: ScopeId,
    pub(crate) starts_at: DateTime<Utc>,
    /// When they ask for it.
    pub(crate) asked_at: DateTime<Utc>,
    pub(crate) services: Vec<ServiceCode>,
    pub(crate) medium: Medium,
    pub(crate) name: &'static str,
}

/// A change of residence by phone, a week ahead.
pub(crate) fn wish(n: u128, starts_at: &str) -> Wish {
    let starts_at = at(starts_at);
    Wish {
        n,
        scope: SCOPE,
        starts_at,
        asked_at: starts_at - TimeDelta::days(7),
        services: vec![ServiceCode::ChangeOfResidence],
        medium: Medium::Phone,
        name: "Ada Lovelace",
    }
}

/// What becomes of an offer from the waiting list.
#[derive(Clone, Copy)]
pub(crate) enum Offer {
    Taken,
    Unanswered,
    Declined,
}

impl Offer {
    pub(crate) const ALL: [Self; 3] = [Self::Taken, Self::Unanswered, Self::Declined];
}

pub(crate) fn booking(n: u128) -> BookingId {
    BookingId(Uuid::from_u128(n))
}

pub(crate) fn case(n: u128) -> CaseId {
    CaseId::of(booking(n), 0)
}

/// Whose appointment it is: somebody new for each.
pub(crate) fn visitor(n: u128) -> ActorId {
    ActorId(Uuid::from_u128(0xc17_0000 + n))
}

/// The registrant of a case.
pub(crate) const REGISTRANT: PartyId = PartyId(Uuid::from_u128(0x9e6));
/// The declaration that is signed.
pub(crate) const DECLARED: Hash = Hash([7; 32]);

pub(crate) fn person(n: u128, family_name: &str, given_names: &str) -> Personal<Who> {
    subject(0x1000 + n).knows(Who::Person(Person {
        family_name: family_name.to_owned(),
        given_names: given_names.to_owned(),
        usual_given_name: None,
        doctoral_degree: None,
        birth_name: None,
        former_names: None,
        born: PartialDate { year: 1985, month: Some(12), day: None },
    }))
}

/// The registrant of a case, as they are added to it.
pub(crate) fn registrant(n: u128, family_name: &str, given_names: &str) -> Party {
    Party { id: REGISTRANT, who: person(n, family_name, given_names), part: Part::Principal, acts_for: vec![] }
}

pub(crate) fn moved(n: u128, on: &str) -> Personal<Move> {
    let address = |street: &str| Address {
        street: street.to_owned(),
        house_number: "7 a".to_owned(),
        addition: None,
        postal_code: "66111".to_owned(),
        town: "Saarbrücken".to_owned(),
        municipality: "10041100".to_owned(),
    };
    subject(0x1000 + n).knows(Move {
        moved_in: date(on),
        from: PreviousDwelling::Here { address: address("Mainzer Straße") },
        to: address("Bahnhofstraße"),
        status: DwellingStatus::Sole,
        others: vec![],
        landlord: None,
    })
}

impl Office {
    /// Offers units of ten minutes from a moment on, released a month before.
    pub(crate) fn offer(&mut self, scope: ScopeId, from: &str, units: u16, (public, internal): (u16, u16)) {
        let starts_at = at(from);
        let windows = vec![Window { starts_at, units, lanes: Lanes { public, internal } }];
        let released_at = starts_at - TimeDelta::days(31);
        let plan = Plan { scope, date: local_date(starts_at), unit_mins: 10, windows, released_at };
        self.plan(plan, released_at).expect("a good plan");
    }

    pub(crate) fn plan(&mut self, plan: Plan, at: DateTime<Utc>) -> Result<(), Refusal> {
        let day = DayId::of(plan.scope, plan.date);
        self.ask::<capacity::State>(
            day.0,
            acting(ADA, Role::Planner),
            at,
            capacity::Command::Plan { plan, origin: Origin::Planner },
        )
    }

    /// Keeps the time until the visitor decides.
    pub(crate) fn hold(&mut self, wish: &Wish) -> BookingId {
        let hold = Hold {
            booking: booking(wish.n),
            scope: wish.scope,
            date: local_date(wish.starts_at),
            starts_at: wish.starts_at,
            lines: lines(wish),
            medium: wish.medium,
            channel: channel(wish.medium),
            holder: visitor(wish.n),
        };
        let by = match wish.medium {
            Medium::Online => citizen(visitor(wish.n)),
            Medium::Phone | Medium::Counter => acting(ADA, Role::ServiceCentre),
        };
        self.run(&hold, by, wish.asked_at).expect("the time is free");
        hold.booking
    }

    /// Makes an appointment in the way in which it is wanted.
    pub(crate) fn appoint(&mut self, wish: &Wish) -> BookingId {
        let booking = booking(wish.n);
        if wish.medium == Medium::Phone {
            let (contact, guards) = (contact(wish.n, wish.name), guards(wish.n));
            let call = BookByPhone {
                booking,
                scope: wish.scope,
                date: local_date(wish.starts_at),
                starts_at: wish.starts_at,
                lines: lines(wish),
                channel: Channel::Video,
                holder: visitor(wish.n),
                contact,
                guards,
            };
            self.run(&call, acting(ADA, Role::ServiceCentre), wish.asked_at).expect("the time is free");
        } else {
            self.hold(wish);
            self.confirm(wish);
        }
        booking
    }

    /// Asks whoever holds a time to follow the link in a mail.
    pub(crate) fn ask_to_confirm(&mut self, wish: &Wish) {
        let expires_at = later(wish.asked_at, 15);
        let (contact, guards) = (contact(wish.n, wish.name), guards(wish.n));
        let command = booking::Command::RequestConfirmation { contact, guards, expires_at };
        self.of_booking(booking(wish.n), citizen(visitor(wish.n)), wish.asked_at, command);
    }

    /// Confirms what is held.
    pub(crate) fn confirm(&mut self, wish: &Wish) {
        let (contact, guards) = (contact(wish.n, wish.name), guards(wish.n));
        let confirm = Confirm { booking: booking(wish.n), contact, guards };
        self.run(&confirm, acting(ADA, Role::ServiceCentre), wish.asked_at).expect("it is held");
    }

    /// Waits for a change of residence in a call, on any day of the next two weeks.
    pub(crate) fn wait(&mut self, n: u128, at: DateTime<Utc>) {
        let from = local_date(at);
        let wish = waiting_list::Wish {
            scope: SCOPE,
            holder: visitor(n),
            lines: vec![Line { service: ServiceCode::ChangeOfResidence, quantity: 1 }],
            channel: Channel::Video,
            window: waiting_list::Window { from, until: from + Days::new(14) },
            contact: contact(n, "Ada Lovelace"),
            guards: guards(n),
        };
        let join = waiting_list::Join { entry: EntryId(Uuid::from_u128(n)), wish };
        self.run(&join, citizen(visitor(n)), at).expect("there is room");
    }

    /// Somebody makes an appointment and gives it back after five minutes, so that it is offered to somebody who waits.
    pub(crate) fn offer_freed(&mut self, wish: &Wish, becomes: Offer) {
        let n = wish.n + 1000;
        let (scope, entry, visitor) = (wish.scope, EntryId(Uuid::from_u128(n)), citizen(visitor(n)));
        let minute = |n| later(wish.asked_at, n);
        let booking = self.appoint(wish);
        self.wait(n, minute(0));
        self.cancel(booking, CancelReason::Citizen, minute(5));
        let offered = BookingId::of_offer(entry, 1);
        match becomes {
            Offer::Taken => {
                self.run(&waiting_list::Accept { scope, entry }, visitor, minute(10)).expect("it is offered");
                return;
            }
            Offer::Unanswered => self.expire(offered, minute(5 + 60)),
            Offer::Declined => self.cancel(offered, CancelReason::Citizen, minute(10)),
        }
        self.run(&waiting_list::Leave { scope, entry }, visitor, minute(5 + 61)).expect("they wait");
    }

    pub(crate) fn expire(&mut self, booking: BookingId, at: DateTime<Utc>) {
        self.run(&Expire { booking }, system(), at).expect("the timer may");
    }

    pub(crate) fn cancel(&mut self, booking: BookingId, reason: CancelReason, at: DateTime<Utc>) {
        self.run(&Cancel { booking, reason }, acting(ADA, Role::ServiceCentre), at).expect("it has not begun");
    }

    pub(crate) fn end_day(&mut self, booking: BookingId, at: DateTime<Utc>) {
        self.run(&EndDay { booking }, system(), at).expect("the day is over");
    }

    pub(crate) fn miss(&mut self, booking: BookingId, at: DateTime<Utc>) {
        self.run(&Miss { booking }, system(), at).expect("nobody came in time");
    }

    pub(crate) fn move_to(&mut self, booking: BookingId, scope: ScopeId, starts_at: &str, at: DateTime<Utc>) {
        let starts_at = domain::testing::at(starts_at);
        let there = Reschedule { booking, scope, date: local_date(starts_at), starts_at };
        self.run(&there, acting(ADA, Role::ServiceCentre), at).expect("the time is free");
    }

    pub(crate) fn check_in(&mut self, booking: BookingId, at: DateTime<Utc>) {
        self.of_booking(booking, acting(ADA, Role::ServiceCentre), at, booking::Command::CheckIn);
    }

    pub(crate) fn call(&mut self, booking: BookingId, at: DateTime<Utc>) {
        self.run(&Call { booking }, clerk(CLARA), at).expect("somebody waits");
    }

    pub(crate) fn start(&mut self, booking: BookingId, at: DateTime<Utc>) {
        self.of_booking(booking, clerk(CLARA), at, booking::Command::Start);
    }

    /// Ends the visit with what was booked.
    pub(crate) fn finish(&mut self, booking: BookingId, services: &[ServiceCode], at: DateTime<Utc>) {
        let delivered = services.iter().map(|service| Delivered { service: *service, quantity: 1 }).collect();
        self.run(&Finish { booking, delivered }, clerk(CLARA), at).expect("they talk");
    }

    /// A visit without a talk on record: checked in at the start, called after some minutes, served for some minutes.
    pub(crate) fn serve(&mut self, wish: &Wish, waits_mins: i64, takes_mins: i64) -> BookingId {
        let booking = self.appoint(wish);
        let called_at = later(wish.starts_at, waits_mins);
        self.check_in(booking, wish.starts_at);
        self.call(booking, called_at);
        self.start(booking, called_at);
        self.finish(booking, &wish.services, later(called_at, takes_mins));
        booking
    }

    /// A change of residence by video from the call to the end, minute by minute, with an interruption of the talk.
    /// It begins at the start of the appointment and takes twenty minutes, of which the line stood eighteen.
    pub(crate) fn change_of_residence(&mut self, wish: &Wish, name: (&str, &str)) -> CaseId {
        self.appoint(wish);
        self.come(wish, name)
    }

    /// A change of residence whose registrant was identified before the line dropped, and was back.
    pub(crate) fn change_of_residence_until_interrupted(
        &mut self,
        wish: &Wish,
        (family_name, given_names): (&str, &str),
    ) -> CaseId {
        self.appoint(wish);
        let booking = booking(wish.n);
        let (case, talk) = (case(wish.n), ConsultationId::of(booking));
        let minute = |n| later(wish.starts_at, n);
        self.check_in(booking, minute(-5));
        self.call(booking, minute(0));
        self.start(booking, minute(0));
        self.talk(talk, minute(0), consultation::Command::Begin { medium: consultation::Medium::Video });
        let party = registrant(wish.n, family_name, given_names);
        self.of_case(case, minute(1), Command::AddParty { party });
        self.identify(case, talk, &Check::ALL, minute(2));
        self.talk(talk, minute(3), consultation::Command::Interrupt);
        self.talk(talk, minute(5), consultation::Command::Resume);
        case
    }

    /// The same for an appointment that is made already.
    pub(crate) fn come(&mut self, wish: &Wish, (family_name, given_names): (&str, &str)) -> CaseId {
        let booking = booking(wish.n);
        let (case, talk) = (case(wish.n), ConsultationId::of(booking));
        let minute = |n| later(wish.starts_at, n);
        let clara = clerk(CLARA);
        self.check_in(booking, minute(-5));
        self.call(booking, minute(0));
        self.start(booking, minute(0));
        self.talk(talk, minute(0), consultation::Command::Begin { medium: consultation::Medium::Video });

        let party = registrant(wish.n, family_name, given_names);
        self.of_case(case, minute(1), Command::AddParty { party });
        self.identify(case, talk, &[Check::PhotoMatches], minute(2));
        self.talk(talk, minute(3), consultation::Command::Interrupt);
        self.talk(talk, minute(5), consultation::Command::Resume);
        self.identify(case, talk, &Check::ALL, minute(6));
        self.of_case(case, minute(7), Command::GiveNotice { notice: Notice::DutyToCooperate });
        self.of_case(case, minute(8), Command::GiveNotice { notice: Notice::TransferBlocks });
        let moved_in = local_date(minute(-14 * 24 * 60)).to_string();
        self.of_case(case, minute(9), Command::RecordMove { details: moved(wish.n, &moved_in) });
        let (kind, answer) = (EvidenceKind::LandlordConfirmation, Answer::Accepted);
        let source = Some(EvidenceSource::ShownInVideo);
        self.of_case(
            case,
            minute(10),
            Command::AssessEvidence { kind, answer, source, document: None, named: Named::All },
        );
        let note = subject(0x1000 + wish.n).knows(case::Note("asked about the cellar".to_owned()));
        self.of_case(case, minute(11), Command::AddNote { note });
        self.run(&Prepare { case, written: Written::Text(Hash([6; 32])) }, clara, minute(12))
            .expect("the service has a declaration");
        self.run(&Prepare { case, written: Written::Text(DECLARED) }, clara, minute(13)).expect("it is corrected");
        self.run(&Show { case, hash: DECLARED }, clara, minute(14)).expect("it is prepared");
        let sign = Sign { case, party: REGISTRANT, manner: drawn(), hash: DECLARED, sha256: SHA_256 };
        self.run(&sign, citizen(visitor(wish.n)), minute(15)).expect("it is shown");
        self.run(&AssessFee { case, delivery: Delivery::Electronic }, clara, minute(16)).expect("the case is open");
        self.of_case(case, minute(17), Command::Submit);
        self.of_case(case, minute(18), Command::Complete);
        self.talk(talk, minute(20), consultation::Command::End { outcome: Outcome::Completed });
        self.finish(booking, &wish.services, minute(20));
        case
    }

    pub(crate) fn of_case(&mut self, case: CaseId, at: DateTime<Utc>, command: Command) {
        self.ask::<case::State>(case.0, clerk(CLARA), at, command).expect("the case is open and hers");
    }

    fn identify(&mut self, case: CaseId, consultation: ConsultationId, checks: &[Check], at: DateTime<Utc>) {
        let identification = Identification {
            method: IdentificationMethod::VideoDocumentCheck,
            document: Document::Passport,
            issuing_state: "DE".to_owned(),
            checks: checks.to_vec(),
            consultation,
        };
        let identify = Identify { case, party: REGISTRANT, identification };
        self.run(&identify, clerk(CLARA), at).expect("the talk goes on");
    }

    fn talk(&mut self, talk: ConsultationId, at: DateTime<Utc>, command: consultation::Command) {
        self.ask::<consultation::State>(talk.0, clerk(CLARA), at, command).expect("it is prepared");
    }

    fn of_booking(&mut self, booking: BookingId, by: domain::By, at: DateTime<Utc>, command: booking::Command) {
        self.ask::<booking::State>(booking.0, by, at, command).expect("it is time");
    }
}

fn guards(n: u128) -> Vec<GuardId> {
    vec![GuardId(Uuid::from_u128(0x6a_0000 + n))]
}

/// Only who stands at a counter is served there.
fn channel(medium: Medium) -> Channel {
    match medium {
        Medium::Online | Medium::Phone => Channel::Video,
        Medium::Counter => Channel::Counter,
    }
}

fn lines(wish: &Wish) -> Vec<Line> {
    wish.services.iter().map(|service| Line { service: *service, quantity: 1 }).collect()
}
