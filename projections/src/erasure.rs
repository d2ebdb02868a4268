//! Whoever is forgotten, and after whichever event: every history is folded, and every model reads on to the end.

use std::collections::HashMap;

use domain::booking::CancelReason;
use domain::decide::Decide as _;
use domain::testing::at;
use domain::{
    Event, SubjectId, access, availability, booking, capacity, case, catalogue, consultation, contact_guard, document,
    link_grant, mail, number_series, paper, payment, settlement, shift, signature, statement, subject_key,
    transmission, waiting_list,
};
use event_store::Position;
use event_store::codec::{self, Part};
use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use rusqlite::Connection;
use uuid::Uuid;

use crate::dump::{Shows, lines};
use crate::file::File;
use crate::model::Shape;
use crate::testing::visits::wish;
use crate::testing::{Models, Office, SCOPE, later, subject};
use crate::{Envelope, MODELS};

/// Does the same for each aggregate, by the variant of its events and its module.
macro_rules! each {
    ($use:ident!($($more:tt)*)) => {
        $use! {
            ($($more)*)
            Capacity capacity, Availability availability, ContactGuard contact_guard, Booking booking, Case case,
            Signature signature, Payment payment, Consultation consultation, NumberSeries number_series,
            SubjectKey subject_key, LinkGrant link_grant, Access access, WaitingList waiting_list, Transmission transmission, Shift shift,
            Document document, Paper paper,
            Catalogue catalogue, Mail mail, Statement statement, Settlement settlement
        }
    };
}

#[tokio::test]
async fn a_history_is_read_to_its_end_whoever_is_forgotten_after_whichever_event() {
    let more = std::env::var("VORGANG_SEED").ok().map(|seed| seed.parse().expect("VORGANG_SEED is a number"));
    let models = Models::of(&[]).await;
    let shapes: Vec<Shape> = MODELS.iter().map(|name| models.models.model(name).expect("listed").shape).collect();
    for seed in [1, 2].into_iter().chain(more) {
        let (log, subjects) = history(seed);
        assert!(log.len() > 40, "seed {seed}: a history of {} events", log.len());
        for who in subjects {
            for after in 0..=log.len() {
                let forgotten = forget(&log, who, after);
                fold(&forgotten);
                let place = format!("seed {seed}, subject {who}, forgotten after {after} of {}", log.len());
                for shape in &shapes {
                    // One model knew the person first, the other reads everything after the key is gone.
                    let grown = read(*shape, log[..after].iter().chain(&forgotten[after..]));
                    assert_eq!(grown, read(*shape, &forgotten), "{}, {place}", shape.name);
                }
            }
        }
    }
}

/// Two visitors, of whom the first comes and declares a move, and the second does what the seed says; a third one waits
/// for a time.
fn history(seed: u64) -> (Vec<Envelope>, Vec<SubjectId>) {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut office = Office::default();
    office.offer(SCOPE, "2026-03-02T08:00:00Z", 24, (2, 2));
    office.change_of_residence(&wish(1, "2026-03-02T08:00:00Z"), ("Lovelace", "Ada"));
    office.wait(3, at("2026-02-27T08:00:00Z"));
    let second = wish(2, "2026-03-02T09:00:00Z");
    match random.random_range(0..5) {
        0 => drop(office.appoint(&second)),
        1 => {
            let booking = office.appoint(&second);
            office.cancel(booking, CancelReason::Citizen, at("2026-03-01T09:00:00Z"));
        }
        2 => {
            let booking = office.appoint(&second);
            office.miss(booking, later(second.starts_at, 15));
        }
        3 => drop(office.serve(&second, 5, 10)),
        _ => drop(office.change_of_residence(&second, ("Byron", "George"))),
    }
    (office.log, vec![subject(1), subject(0x1001), subject(2), subject(0x1002), subject(3)])
}

/// The history if a person's key is destroyed after so many events, as it is read from then on.
fn forget(log: &[Envelope], who: SubjectId, after: usize) -> Vec<Envelope> {
    let mut office = Office::default();
    office.forget(who, at("2026-03-02T12:00:00Z"));
    let all = log[..after].iter().chain(&office.log).chain(&log[after..]);
    (1..).zip(all).map(|(n, envelope)| Envelope { position: Position(n), ..erased(envelope, who) }).collect()
}

/// The event as the log's codec gives it without the person's key.
fn erased(envelope: &Envelope, who: SubjectId) -> Envelope {
    macro_rules! split {
        (() $($variant:ident $module:ident),*) => {
            match &envelope.event { $(Event::$variant(event) => codec::split::<$module::Event>(event),)* }
        };
    }
    let (payload, parts) = each!(split!()).expect("it is written");
    let opened = |part: Part<Vec<u8>>| Part {
        subject: part.subject,
        at: part.at,
        value: (part.subject != who.0).then_some(part.value),
    };
    let parts: Vec<_> = parts.into_iter().map(opened).collect();
    let payload = codec::join(&payload, &parts).expect("each part has its place");
    let event = Event::read(envelope.event.kind(), &payload).expect("it is read though it was erased");
    Envelope { event, ..envelope.clone() }
}

/// Every aggregate remembers its history to the end.
fn fold(log: &[Envelope]) {
    macro_rules! all {
        (() $($variant:ident $module:ident),*) => {
            $({
                let mut states: HashMap<Uuid, $module::State> = HashMap::new();
                for envelope in log {
                    if let Event::$variant(event) = &envelope.event {
                        let state = states.remove(&envelope.stream.id).unwrap_or_default();
                        states.insert(envelope.stream.id, state.apply(event.clone()));
                    }
                }
            })*
        };
    }
    each!(all!());
}

/// All rows of a model that has read these events.
fn read<'a>(shape: Shape, log: impl IntoIterator<Item = &'a Envelope>) -> Vec<String> {
    let mut connection: Connection = File::in_memory(shape).expect("it is made");
    let tx = connection.transaction().expect("it begins");
    for envelope in log {
        (shape.apply)(&tx, envelope).unwrap_or_else(|error| panic!("{} at {}: {error}", shape.name, envelope.position));
    }
    lines(&tx, shape, Shows::Everything).expect("tables")
}
