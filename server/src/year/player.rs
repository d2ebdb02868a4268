//! The player: a queue of what people are going to do, done in the order of their times.

use std::collections::BTreeMap;

use anyhow::{Context as _, bail, ensure};
use api::office::Office;
use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use domain::availability::{Release, Template};
use domain::booking::{
    self, BookByPhone, Call, Cancel, CancelReason, Confirm, Delivered, Finish, Hold, Line, Medium, Park, ParkReason,
    Resume,
};
use domain::capacity::{self, Lanes};
use domain::case::{self, Document, Identification, Identify, PayAtCounter, Prepare, Show, Sign, Written};
use domain::catalogue::{Channel, Delivery, IdentificationMethod, Service};
use domain::ids::{BookingId, CaseId, ConsultationId, GuardId};
use domain::shift::{self, OfToday};
use domain::signature::{Drawing, Manner, Sha256};
use domain::streams::{Single, Transaction};
use domain::{ActorId, By, Refusal, Role, calendar, consultation};
use event_store::{Position, Stop};
use rand::seq::SliceRandom as _;
use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use uuid::Builder;

use super::demand::{self, Demand};
use super::visit::{Action, Fate, Script, Visit};
use super::{Wanted, people};
use crate::opening::{self, Filler, Stretch, UNIT_MINS};
use crate::people::{member, request};

/// What is offered: mornings with one lane for everybody, and a second one for the service centre at first.
const STRETCHES: [Stretch; 2] = [
    Stretch { from: (9, 0), until: (10, 20), lanes: Lanes { public: 1, internal: 1 } },
    Stretch { from: (10, 20), until: (11, 20), lanes: Lanes { public: 1, internal: 0 } },
];

/// What was played.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Played {
    /// Appointments that somebody confirmed.
    pub confirmed: u32,
    /// Of these, by phone.
    pub by_phone: u32,
    /// Of these, given back.
    pub cancelled: u32,
    /// Of these, nobody came.
    pub missed: u32,
    /// Holds that nobody confirmed.
    pub ran_out: u32,
    /// Visits that were served.
    pub served: u32,
    /// Cases that were opened.
    pub cases: u32,
    /// Of these, submitted and completed.
    pub completed: u32,
    /// People who found no free time.
    pub turned_away: u32,
    /// Commands that were given, without those of the office itself.
    pub commands: u64,
}

/// What somebody is going to do.
enum Step {
    Book(NaiveDate, Demand),
    Confirm(usize),
    Cancel(usize),
    CheckIn(usize),
    Call(usize),
    Shift(usize, shift::Command),
    Do(usize, Box<Action>),
}

struct Player<'a> {
    office: &'a Office,
    template: Template,
    ags: String,
    chance: ChaCha8Rng,
    visits: Vec<Visit>,
    steps: BTreeMap<(DateTime<Utc>, u64), Step>,
    planned: u64,
    /// The clerks, and until when each is busy.
    clerks: Vec<(By, DateTime<Utc>)>,
    played: Played,
}

/// Plays the days that are wanted, on an office with a manual clock. Says each day before it is played.
pub async fn play(office: &Office, wanted: Wanted, mut day: impl FnMut(NaiveDate)) -> anyhow::Result<Played> {
    let start = calendar::moment(wanted.from, NaiveTime::MIN).context("the first day has no midnight")?;
    let (head, _) = office.log().head().await?;
    ensure!(
        head == Position::START,
        "a year begins with an empty log, and this one goes to position {head}; leave out --year to look at it, or \
         name a new folder with --data"
    );
    office.clock().set(start);

    let ags = office.authority().ags.clone();
    let release = Release::WorkingDayBefore { at: opening::time((7, 30)) };
    let template = opening::template(&ags, wanted.from, &STRETCHES, release);
    let template = Template { valid_until: Some(wanted.until), ..template };
    Filler::Year.define(office, &template).await?;
    let clerks = ["clerk_1", "clerk_2"].map(|key| (member(key).acts(&ags), start)).to_vec();
    let mut player = Player {
        office,
        template,
        chance: ChaCha8Rng::seed_from_u64(wanted.seed),
        ags,
        visits: vec![],
        steps: BTreeMap::new(),
        planned: 0,
        clerks,
        played: Played::default(),
    };
    for today in wanted.from.iter_days().take_while(|date| *date <= wanted.until) {
        day(today);
        player.day(&wanted, today).await.with_context(|| format!("{today} could not be played"))?;
    }
    office.settle().await;
    Ok(player.played)
}

impl Player<'_> {
    /// Plays one day: its morning's demand, and whatever was planned for it.
    async fn day(&mut self, wanted: &Wanted, today: NaiveDate) -> anyhow::Result<()> {
        let next = calendar::next_working_day(today);
        if calendar::is_working_day(today) && next <= wanted.until {
            let release = moment(today, (7, 30))?;
            for demand in demand::of_morning(wanted, today, &mut self.chance) {
                self.at(release + TimeDelta::seconds(demand.after_secs), Step::Book(next, demand));
            }
        }
        if calendar::is_working_day(today) {
            for clerk in 0..self.clerks.len() {
                let begin = shift::Command::Begin { scope: self.template.scope };
                self.at(moment(today, (8, 30))?, Step::Shift(clerk, begin));
                self.at(moment(today, (16, 0))?, Step::Shift(clerk, shift::Command::End));
            }
        }
        let tomorrow = calendar::moment(today + Days::new(1), NaiveTime::MIN).context("a day without midnight")?;
        while let Some(entry) = self.steps.first_entry().filter(|entry| entry.key().0 < tomorrow) {
            let ((at, _), step) = entry.remove_entry();
            self.go_to(at).await?;
            self.take(at, step).await?;
        }
        self.go_to(tomorrow).await
    }

    /// Lets time pass. What the office does by itself happens on the way.
    async fn go_to(&mut self, at: DateTime<Utc>) -> anyhow::Result<()> {
        self.office.clock().set(at);
        self.office.follow_up().await.context("the office could not do what is due")
    }

    fn at(&mut self, at: DateTime<Utc>, step: Step) {
        self.planned += 1;
        self.steps.insert((at, self.planned), step);
    }

    async fn take(&mut self, at: DateTime<Utc>, step: Step) -> anyhow::Result<()> {
        match step {
            Step::Book(date, demand) => self.book(at, date, demand).await?,
            Step::Confirm(visit) => self.confirm(at, visit).await?,
            Step::Cancel(visit) => {
                let Visit { booking, citizen, .. } = self.visits[visit];
                self.must(citizen, Cancel { booking, reason: CancelReason::Citizen }).await?;
                self.played.cancelled += 1;
            }
            Step::CheckIn(visit) => {
                let Visit { booking, citizen, starts_at, .. } = self.visits[visit];
                self.must(citizen, of_booking(booking, booking::Command::CheckIn)).await?;
                self.at(starts_at, Step::Call(visit));
            }
            Step::Call(visit) => self.call(at, visit).await?,
            Step::Shift(clerk, command) => self.must(self.clerks[clerk].0, OfToday { command }).await?,
            Step::Do(visit, action) => self.act(visit, *action).await?,
        }
        Ok(())
    }

    /// Somebody looks for a time on the released day, and takes the first one that nobody else has.
    async fn book(&mut self, at: DateTime<Utc>, date: NaiveDate, demand: Demand) -> anyhow::Result<()> {
        let mut visit = self.somebody(date, &demand);
        for starts_at in self.times_of(date)? {
            visit.starts_at = starts_at;
            let taken = if demand.by_phone { self.book_by_phone(&visit).await? } else { self.hold(&visit).await? };
            if taken {
                let number = self.visits.len();
                self.visits.push(visit);
                if demand.by_phone {
                    self.expect(at, number);
                    self.played.by_phone += 1;
                } else if self.visits[number].fate == Fate::LetsItRunOut {
                    self.played.ran_out += 1;
                } else {
                    let decides = TimeDelta::seconds(self.chance.random_range(50..420));
                    self.at(at + decides, Step::Confirm(number));
                }
                return Ok(());
            }
        }
        // Whoever looks online finds nothing; who telephones is told so by somebody who has looked.
        if !demand.by_phone {
            self.office.sought_in_vain(self.template.scope, demand.service);
        }
        self.played.turned_away += 1;
        Ok(())
    }

    fn somebody(&mut self, date: NaiveDate, demand: &Demand) -> Visit {
        let number = u32::try_from(self.planned).unwrap_or(u32::MAX);
        // Of age on any day of the year: the tax number and the trade register are for adults.
        let person = people::person(None, 19..85, date, &mut self.chance);
        let contact = people::contact(&person, number, demand.by_phone);
        let mut lines = vec![Line { service: demand.service, quantity: 1 }];
        if demand.and_certificate {
            lines.push(Line { service: domain::catalogue::ServiceCode::RegistrationCertificate, quantity: 1 });
        }
        let mut id = || Builder::from_random_bytes(self.chance.random()).into_uuid();
        let (actor, booking, subject) = (ActorId(id()), BookingId(id()), domain::SubjectId(id()));
        // The office would make it from the contact with a secret of its own, and no two played years would be equal.
        let guards = vec![GuardId(id())];
        Visit {
            booking,
            citizen: By { actor, roles: Role::Citizen.into() },
            person,
            contact: subject.knows(contact),
            guards,
            lines,
            date,
            starts_at: DateTime::UNIX_EPOCH,
            fate: Fate::drawn(&mut self.chance),
            clerk: None,
        }
    }

    /// The times of a day in the order in which somebody would like them: whole appointments first.
    fn times_of(&mut self, date: NaiveDate) -> anyhow::Result<Vec<DateTime<Utc>>> {
        let mut times = vec![];
        for stretch in STRETCHES {
            let (mut time, until) = (moment(date, stretch.from)?, moment(date, stretch.until)?);
            while time < until {
                times.push(time);
                time += TimeDelta::minutes(i64::from(UNIT_MINS));
            }
        }
        let (mut whole, mut rest): (Vec<_>, Vec<_>) =
            times.into_iter().enumerate().partition(|(unit, _)| unit % 2 == 0);
        whole.shuffle(&mut self.chance);
        rest.shuffle(&mut self.chance);
        Ok(whole.into_iter().chain(rest).map(|(_, time)| time).collect())
    }

    async fn hold(&mut self, visit: &Visit) -> anyhow::Result<bool> {
        let hold = Hold {
            booking: visit.booking,
            scope: self.template.scope,
            date: visit.date,
            starts_at: visit.starts_at,
            lines: visit.lines.clone(),
            medium: Medium::Online,
            channel: Channel::Video,
            holder: visit.citizen.actor,
        };
        let answer = self.give(visit.citizen, hold).await?;
        was_free(answer)
    }

    async fn book_by_phone(&mut self, visit: &Visit) -> anyhow::Result<bool> {
        let booking = BookByPhone {
            booking: visit.booking,
            scope: self.template.scope,
            date: visit.date,
            starts_at: visit.starts_at,
            lines: visit.lines.clone(),
            channel: Channel::Video,
            holder: visit.citizen.actor,
            contact: visit.contact.clone(),
            guards: visit.guards.clone(),
        };
        let service_centre = member("service_centre").acts(&self.ags);
        let answer = self.give(service_centre, booking).await?;
        was_free(answer)
    }

    async fn confirm(&mut self, at: DateTime<Utc>, number: usize) -> anyhow::Result<()> {
        let visit = &self.visits[number];
        let confirm = Confirm { booking: visit.booking, contact: visit.contact.clone(), guards: visit.guards.clone() };
        self.must(visit.citizen, confirm).await?;
        self.expect(at, number);
        Ok(())
    }

    /// Plans what becomes of a confirmed appointment.
    fn expect(&mut self, at: DateTime<Utc>, number: usize) {
        let Visit { starts_at, fate, ref lines, .. } = self.visits[number];
        self.played.confirmed += 1;
        self.played.cases += u32::try_from(lines.len()).expect("a few services");
        match fate {
            // Who books by phone has confirmed by booking.
            Fate::Comes | Fate::LetsItRunOut => {
                let early = TimeDelta::seconds(self.chance.random_range(30..720));
                self.at(starts_at - early, Step::CheckIn(number));
            }
            Fate::Cancels => {
                let left = (starts_at - at).num_seconds();
                let when = at + TimeDelta::seconds(self.chance.random_range(0..left.max(2)) / 2);
                self.at(when, Step::Cancel(number));
            }
            // Nobody does anything: the office finds out by its own timer.
            Fate::StaysAway => self.played.missed += 1,
        }
    }

    /// A clerk who is free calls; while all are busy, the citizen waits.
    async fn call(&mut self, at: DateTime<Utc>, number: usize) -> anyhow::Result<()> {
        let Some(free) = self.clerks.iter().position(|(_, busy_until)| *busy_until <= at) else {
            self.at(at + TimeDelta::seconds(30), Step::Call(number));
            return Ok(());
        };
        let clerk = self.clerks[free].0;
        let visit = &mut self.visits[number];
        visit.clerk = Some(clerk);
        let (booking, date) = (visit.booking, visit.date);
        self.must(clerk, Call { booking }).await?;

        let facts = self.office.facts().await?;
        let edition = facts.catalogue.in_force(date).context("no edition of the catalogue is in force")?;
        let visit = &self.visits[number];
        let services: Vec<&Service> = visit
            .lines
            .iter()
            .map(|line| edition.service(line.service).context("the edition does not offer what was booked"))
            .collect::<anyhow::Result<_>>()?;
        let script = Script::of(visit, &services, &self.ags, &mut self.chance);
        if let Some((length, _)) = script.last() {
            self.clerks[free].1 = at + *length + TimeDelta::seconds(1);
        }
        for (after, action) in script {
            self.at(at + after, Step::Do(number, Box::new(action)));
        }
        Ok(())
    }

    async fn act(&mut self, number: usize, action: Action) -> anyhow::Result<()> {
        let Visit { booking, citizen, clerk, ref lines, .. } = self.visits[number];
        let clerk = clerk.context("nobody has called")?;
        let talk = ConsultationId::of(booking);
        let delivered =
            || lines.iter().map(|line| Delivered { service: line.service, quantity: line.quantity }).collect();
        match action {
            Action::Start => self.must(clerk, of_booking(booking, booking::Command::Start)).await,
            Action::BeginTalk => {
                let medium = consultation::Medium::Video;
                self.must(clerk, of_talk(talk, consultation::Command::Begin { medium })).await
            }
            Action::Park => self.must(clerk, Park { booking, why: ParkReason::Enquiry }).await,
            Action::Resume => self.must(clerk, Resume { booking }).await,
            Action::LineDrops => self.must(clerk, of_talk(talk, consultation::Command::Interrupt)).await,
            Action::LineIsBack => self.must(clerk, of_talk(talk, consultation::Command::Resume)).await,
            Action::Add(case, party) => self.must(clerk, of_case(case, case::Command::AddParty { party })).await,
            Action::Identify(case, party) => {
                let identification = Identification {
                    method: IdentificationMethod::VideoDocumentCheck,
                    document: Document::IdentityCard,
                    issuing_state: "DE".to_owned(),
                    checks: case::Check::ALL.to_vec(),
                    consultation: talk,
                };
                self.must(clerk, Identify { case, party, identification }).await
            }
            Action::Tell(case, notice) => self.must(clerk, of_case(case, case::Command::GiveNotice { notice })).await,
            Action::Assure(case) => self.must(clerk, of_case(case, case::Command::AssureEntitlement)).await,
            Action::Record(case, details) => {
                self.must(clerk, of_case(case, case::Command::RecordMove { details: *details })).await
            }
            Action::Request(case, requested) => {
                self.must(clerk, of_case(case, case::Command::RecordRequest { requested: *requested })).await
            }
            Action::RequestForm(case) => self.must(clerk, of_case(case, case::Command::RequestForm)).await,
            Action::ReceiveForm(case, form) => {
                self.must(clerk, of_case(case, case::Command::ReceiveForm { form: *form })).await
            }
            Action::WriteForm(case) => self.must(clerk, of_case(case, case::Command::WriteForm)).await,
            Action::Assess(case, kind, answer) => {
                let named = case::Named::All;
                let source = (answer != case::Answer::MissingReported).then_some(case::EvidenceSource::ShownInVideo);
                self.must(
                    clerk,
                    of_case(case, case::Command::AssessEvidence { kind, answer, source, document: None, named }),
                )
                .await
            }
            Action::Prepare(case, hash) => self.must(clerk, Prepare { case, written: Written::Text(hash) }).await,
            Action::Show(case, hash) => self.must(clerk, Show { case, hash }).await,
            Action::Sign(case, party, hash) => {
                let line = Drawing::new(vec![vec![1000, 5000, 4000, 6000, 9000, 5000]]).expect("it is a line");
                let manner = Manner::Drawn(line);
                self.must(citizen, Sign { case, party, manner, hash, sha256: Sha256(documents::sha256) }).await
            }
            Action::AssessFee(case) => self.must(clerk, case::AssessFee { case, delivery: Delivery::Electronic }).await,
            Action::Pay(case, means, amount) => {
                let cashier = member("cashier").acts(&self.ags);
                self.must(cashier, PayAtCounter { case, means, amount }).await
            }
            Action::Submit(case) => self.must(clerk, of_case(case, case::Command::Submit)).await,
            Action::Complete(case) => {
                self.played.completed += 1;
                self.must(clerk, case::Complete { case }).await
            }
            Action::CloseInquiry(case, outcome) => {
                self.must(clerk, of_case(case, case::Command::CloseLandlordInquiry { outcome })).await
            }
            Action::EndTalk => {
                let outcome = consultation::Outcome::Completed;
                self.must(clerk, of_talk(talk, consultation::Command::End { outcome })).await
            }
            Action::Finish => {
                let finish = Finish { booking, delivered: delivered() };
                self.played.served += 1;
                self.must(clerk, finish).await
            }
        }
    }

    /// Gives a command that the rules allow. A refusal would be a mistake of the played year or of a rule.
    async fn must<T: Transaction + std::fmt::Debug>(&mut self, by: By, transaction: T) -> anyhow::Result<()> {
        let what = format!("{transaction:?}");
        match self.give(by, transaction).await? {
            Ok(()) => Ok(()),
            Err(refusal) => bail!("the office refused {what}: {refusal:?}"),
        }
    }

    async fn give<T>(&mut self, by: By, transaction: T) -> anyhow::Result<Result<(), Refusal>>
    where
        T: Transaction + std::fmt::Debug,
    {
        self.played.commands += 1;
        let name = Filler::Year.names(&self.played.commands.to_string());
        let request = request(&self.ags, by, &name, &transaction);
        match self.office.run(request, by, transaction).await {
            Ok(_) => Ok(Ok(())),
            Err(Stop::Refused(refusal)) => Ok(Err(refusal)),
            Err(Stop::Failed(failure)) => Err(failure.into()),
        }
    }
}

/// Whether a time was free. Any other refusal than that is a mistake.
fn was_free(answer: Result<(), Refusal>) -> anyhow::Result<bool> {
    match answer {
        Ok(()) => Ok(true),
        Err(Refusal::Capacity(capacity::Refusal::Taken | capacity::Refusal::NotOffered | capacity::Refusal::Begun)) => {
            Ok(false)
        }
        Err(refusal) => bail!("the office refused a booking: {refusal}"),
    }
}

fn of_booking(booking: BookingId, command: booking::Command) -> Single<booking::State> {
    Single { id: booking.0, command }
}

fn of_case(case: CaseId, command: case::Command) -> Single<case::State> {
    Single { id: case.0, command }
}

fn of_talk(talk: ConsultationId, command: consultation::Command) -> Single<consultation::State> {
    Single { id: talk.0, command }
}

fn moment(date: NaiveDate, time: (u32, u32)) -> anyhow::Result<DateTime<Utc>> {
    calendar::moment(date, opening::time(time)).with_context(|| format!("{date} has no such time of day"))
}
