//! Tests of the auditor's list.

use domain::booking::CancelReason;
use domain::testing::{ADA, CLARA, at};
use domain::{Role, capacity};

use super::*;
use crate::testing::visits::{self, Wish, booking, visitor, wish};
use crate::testing::{Models, Office, SCOPE, subject};

const STARTS_AT: &str = "2026-03-02T08:00:00Z";

/// Two visitors, one of whom is served and then forgotten.
fn office() -> Office {
    let mut office = Office::default();
    office.offer(SCOPE, STARTS_AT, 18, (3, 3));
    office.appoint(&Wish { name: "Ben Somebody", ..wish(2, STARTS_AT) });
    office.change_of_residence(&wish(1, STARTS_AT), ("Lovelace", "Ada"));
    office.cancel(booking(2), CancelReason::Citizen, at("2026-03-01T12:00:00Z"));
    office
}

fn all(models: &Models, of: Of) -> Vec<Entry> {
    models.timeline(of, Position::START, 1_000).expect("an answer")
}

fn names(entries: &[Entry]) -> Vec<String> {
    entries.iter().map(|entry| format!("{} {}", entry.kind, entry.name)).collect()
}

#[tokio::test]
async fn the_last_thing_of_some_cases_is_the_end_of_their_list() {
    let models = office().read().await;
    let last = |n| all(&models, Of::Case(visits::case(n))).last().map(|entry| entry.position);
    let asked = |cases: &[u128]| {
        let cases: Vec<_> = cases.iter().map(|&n| visits::case(n)).collect();
        models.last_of(&cases).expect("an answer")
    };
    assert!(last(1).is_some() && asked(&[1]) == last(1));
    assert_eq!(asked(&[2, 1, 9]), last(1).max(last(2)));
    assert_eq!((asked(&[]), asked(&[9])), (None, None));
}

#[tokio::test]
async fn the_office_list_is_the_log_in_its_order() {
    let office = office();
    let models = office.read().await;
    let entries = all(&models, Of::Office);
    assert_eq!(entries.len(), office.log.len());
    for (entry, envelope) in entries.iter().zip(&office.log) {
        assert_eq!(
            (entry.position, entry.stream, entry.version),
            (envelope.position, envelope.stream, envelope.version)
        );
        assert_eq!((entry.at, entry.name.as_str()), (envelope.at, envelope.event.name()));
    }
}

#[tokio::test]
async fn a_case_is_told_from_its_first_hold_to_its_end() {
    let models = office().read().await;
    let told = names(&all(&models, Of::Case(visits::case(1))));
    assert_eq!(told[0], "capacity held");
    for one in [
        "booking held",
        "contact_guard reserved",
        "capacity confirmed",
        "number_series taken",
        "booking confirmed",
        "case opened",
        "consultation scheduled",
        "case identification_refused",
        "consultation interrupted",
        "signature requested",
        "signature voided",
        "signature shown",
        "signature signed",
        "payment assessed",
        "case submitted",
        "case completed",
        "consultation ended",
        "booking finished",
        "contact_guard released",
    ] {
        assert!(told.contains(&one.to_owned()), "{one} is missing in {told:#?}");
    }
}

#[tokio::test]
async fn what_belongs_to_others_is_not_told() {
    let office = office();
    let models = office.read().await;
    let (one, two) = (all(&models, Of::Case(visits::case(1))), all(&models, Of::Case(visits::case(2))));
    assert!(one.iter().all(|entry| !two.contains(entry)));
    let is_nobodys = |event: &Event| match event {
        Event::Capacity(event) => matches!(event, capacity::Event::Planned { .. }),
        Event::Shift(event) => matches!(event, shift::Event::Begun { .. }),
        _ => false,
    };
    let nobodys = office.log.iter().filter(|one| is_nobodys(&one.event)).count();
    assert_eq!(one.len() + two.len() + nobodys, office.log.len(), "all but the plan and the shift is somebody's");
    let released = two.iter().filter(|entry| entry.name == "released").map(|entry| entry.kind).collect::<Vec<_>>();
    assert_eq!(released, ["capacity", "contact_guard"], "what is given back is told with its appointment");
}

#[tokio::test]
async fn an_appointment_is_told_without_its_cases() {
    let models = office().read().await;
    let told = all(&models, Of::Booking(booking(1)));
    assert!(told.iter().all(|entry| !["case", "signature", "payment"].contains(&entry.kind)));
    assert!(told.iter().any(|entry| entry.kind == "consultation"));
    assert_eq!(all(&models, Of::Booking(booking(9))), []);
}

#[tokio::test]
async fn an_entry_says_who_acted_in_which_role() {
    let models = office().read().await;
    let told = all(&models, Of::Case(visits::case(1)));
    let by = |kind, name| {
        let entry = told.iter().find(|entry| (entry.kind, entry.name.as_str()) == (kind, name)).expect("it happened");
        (entry.actor, entry.roles)
    };
    assert_eq!(by("booking", "held"), (ADA, Role::ServiceCentre.into()));
    assert_eq!(by("case", "opened"), (ActorId::SYSTEM, Role::System.into()));
    assert_eq!(by("case", "identified"), (CLARA, Role::Clerk.into()));
    assert_eq!(by("signature", "signed"), (visitor(1), Role::Citizen.into()));
}

#[tokio::test]
async fn pages_join_without_a_gap() {
    let models = office().read().await;
    for of in [Of::Case(visits::case(1)), Of::Booking(booking(1)), Of::Office] {
        let whole = all(&models, of);
        for size in [1, 2, 7] {
            let mut paged: Vec<Entry> = Vec::new();
            loop {
                let after = paged.last().map_or(Position::START, |last| last.position);
                let page = models.timeline(of, after, size).expect("an answer");
                if page.is_empty() {
                    break;
                }
                assert!(page.len() <= size);
                paged.extend(page);
            }
            assert_eq!(paged, whole, "{of:?} by {size}");
        }
    }
}

#[tokio::test]
async fn facts_name_the_subject_and_nothing_of_what_is_known() {
    let models = office().read().await;
    let told = all(&models, Of::Office);
    let facts: Vec<_> = told.iter().map(|entry| &entry.fact).collect();
    let facts = format!("{facts:?}").to_lowercase();
    for personal in ["lovelace", "somebody", "example.org", "bahnhof", "mainzer", "saarbr", "cellar"] {
        assert!(!facts.contains(personal), "{personal} in {facts}");
    }
    let fact = |name: &str, field: &str| {
        told.iter().find(|entry| entry.name == name && entry.fact.contains_key(field)).map(|entry| &entry.fact[field])
    };
    let registrant = json!(subject(0x1001));
    assert_eq!(fact("party_added", "who"), Some(&registrant));
    assert_eq!(fact("move_recorded", "details"), Some(&registrant));
    assert_eq!(fact("noted", "note"), Some(&registrant));
    assert_eq!(fact("confirmed", "contact"), Some(&json!(subject(2))));
    assert_eq!(fact("submitted", "filed_on"), Some(&json!("2026-03-02")));
}

#[tokio::test]
async fn that_somebody_was_forgotten_is_told_with_their_case_or_appointment() {
    let mut office = office();
    office.forget(subject(0x1001), at("2026-03-09T08:00:00Z"));
    office.forget(subject(2), at("2026-03-09T09:00:00Z"));
    let models = office.read().await;
    for (n, moment) in [(1, "2026-03-09T08:00:00Z"), (2, "2026-03-09T09:00:00Z")] {
        let told = all(&models, Of::Case(visits::case(n)));
        let forgotten: Vec<_> = told.iter().filter(|entry| entry.at == at(moment)).collect();
        assert_eq!(
            forgotten.iter().map(|entry| entry.name.as_str()).collect::<Vec<_>>(),
            ["erasure_ordered", "destroyed"]
        );
    }
}

#[tokio::test]
async fn who_stands_in_a_remark_alone_is_forgotten_in_the_history_of_that_case() {
    let mut office = office();
    office.appoint(&wish(3, STARTS_AT));
    let note = subject(0x77).knows(case::Note("the neighbour called".to_owned()));
    office.of_case(visits::case(3), at(STARTS_AT), case::Command::AddNote { note });
    office.forget(subject(0x77), at("2026-03-09T08:00:00Z"));
    let models = office.read().await;
    let told = all(&models, Of::Case(visits::case(3)));
    assert_eq!(told.last().map(|entry| entry.name.as_str()), Some("destroyed"));
}
