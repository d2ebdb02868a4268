//! Tests of the clerks' list and the search.

use domain::booking::CancelReason;
use domain::case::{Command, Note};
use domain::ids::PartyId;
use domain::testing::{CLARA, DAVID, at, clerk, date, system};
use event_store::StreamId;

use super::*;
use crate::testing::visits::{Wish, booking, case, registrant, visitor, wish};
use crate::testing::{Models, Office, SCOPE, subject};

/// Monday, 2 March 2026, with six lanes.
fn office() -> Office {
    let mut office = Office::default();
    office.offer(SCOPE, "2026-03-02T08:00:00Z", 18, (3, 3));
    office
}

fn asked_at(minute: i64) -> DateTime<Utc> {
    crate::testing::later(at("2026-02-20T10:00:00Z"), minute)
}

/// Somebody whose case is opened some minutes after the others'.
fn someone(office: &mut Office, n: u128, minute: i64, service: ServiceCode, name: &'static str) {
    let services = vec![service];
    office.appoint(&Wish { asked_at: asked_at(minute), services, name, ..wish(n, "2026-03-02T08:00:00Z") });
}

fn party(office: &mut Office, n: u128, family_name: &str, given_names: &str) {
    let party = registrant(n, family_name, given_names);
    office.of_case(case(n), at("2026-03-02T08:05:00Z"), Command::AddParty { party });
}

fn found(models: &Models, text: &str) -> Vec<CaseId> {
    models.search_cases(text, 10, Clearance::Ordinary).expect("an answer").into_iter().map(|item| item.id).collect()
}

fn listed(models: &Models, filter: &Filter) -> Vec<CaseId> {
    models.worklist(filter, None, 100).expect("an answer").into_iter().map(|item| item.id).collect()
}

#[tokio::test]
async fn a_filter_shows_the_states_the_clerk_and_the_service_that_are_wanted() {
    let mut office = office();
    someone(&mut office, 1, 0, ServiceCode::ChangeOfResidence, "Ada");
    someone(&mut office, 2, 1, ServiceCode::TaxId, "Ben");
    someone(&mut office, 3, 2, ServiceCode::TaxId, "Cem");
    office.cancel(booking(3), CancelReason::Citizen, at("2026-02-27T10:00:00Z"));
    office.of_case(case(2), at("2026-02-28T10:00:00Z"), Command::Assign { clerk: CLARA });
    let models = office.read().await;
    assert_eq!(listed(&models, &Filter::default()), [case(1), case(2)], "what is over is not work");
    let withdrawn = Filter { states: vec![State::Withdrawn], ..Filter::default() };
    assert_eq!(listed(&models, &withdrawn), [case(3)]);
    let whose = |whose| listed(&models, &Filter { whose, ..Filter::default() });
    assert_eq!(whose(Whose::Of(CLARA)), [case(2)]);
    assert_eq!(whose(Whose::Of(DAVID)), []);
    assert_eq!(whose(Whose::Nobodys), [case(1)]);
    let tax = Filter { service: Some(ServiceCode::TaxId), ..Filter::default() };
    assert_eq!(listed(&models, &tax), [case(2)]);
}

#[tokio::test]
async fn late_registrations_are_found() {
    let mut office = office();
    someone(&mut office, 1, 0, ServiceCode::ChangeOfResidence, "Ada");
    someone(&mut office, 2, 0, ServiceCode::ChangeOfResidence, "Ben");
    for (n, moved_in) in [(1, "2026-01-02"), (2, "2026-02-27")] {
        let details = crate::testing::visits::moved(n, moved_in);
        office.of_case(case(n), at("2026-03-02T08:00:00Z"), Command::RecordMove { details });
    }
    let models = office.read().await;
    assert_eq!(listed(&models, &Filter { late: true, ..Filter::default() }), [case(1)]);
}

#[tokio::test]
async fn pages_join_without_a_gap_and_without_a_double_even_within_one_moment() {
    let mut office = office();
    for (n, minute) in [(1, 0), (2, 5), (3, 5), (4, 5), (5, 9)] {
        someone(&mut office, n, minute, ServiceCode::TaxId, "Ada");
    }
    let models = office.read().await;
    let all = models.worklist(&Filter::default(), None, 100).expect("an answer");
    assert_eq!((all.len(), all[0].id, all[4].id), (5, case(1), case(5)));
    for size in 1..=5 {
        let (mut after, mut paged) = (None, Vec::new());
        loop {
            let page = models.worklist(&Filter::default(), after, size).expect("an answer");
            let Some(last) = page.last() else { break };
            after = Some((last.opened_at, last.id));
            paged.extend(page);
        }
        assert_eq!(paged, all, "by {size}");
    }
}

#[tokio::test]
async fn a_name_is_found_by_the_beginnings_of_its_words_however_it_is_typed() {
    let mut office = office();
    someone(&mut office, 1, 0, ServiceCode::TaxId, "Jörg Müller-Lüdenscheidt");
    someone(&mut office, 2, 1, ServiceCode::TaxId, "Ada");
    party(&mut office, 2, "Groß", "Renée d’Alembert");
    let models = office.read().await;
    for text in [
        "müller",
        "MÜLLER",
        "mueller",
        "Mü",
        "lüden",
        "joerg muell",
        "müller, jörg",
        "  Müller-Lüdenscheidt ",
        // As some systems write it: the dots apart from their letter.
        "Mu\u{308}ller",
        "JO\u{308}RG",
    ] {
        assert_eq!(found(&models, text), [case(1)], "{text:?}");
    }
    for text in ["groß", "GROSS", "GROẞ", "renee", "Rene\u{301}e", "dalem", "gro ren"] {
        assert_eq!(found(&models, text), [case(2)], "{text:?}");
    }
    // Neither the middle of a word nor the names of two people, nor a single letter, finds anybody.
    for text in ["ller", "müller groß", "m", "", " - "] {
        assert_eq!(found(&models, text), [], "{text:?}");
    }
}

#[tokio::test]
async fn a_very_long_search_is_answered() {
    let mut office = office();
    someone(&mut office, 1, 0, ServiceCode::TaxId, "Ada Lovelace");
    let models = office.read().await;
    assert_eq!(found(&models, &"lovelace ".repeat(2_000)), [case(1)]);
    assert_eq!(found(&models, &"somebody ".repeat(2_000)), []);
}

#[tokio::test]
async fn a_case_is_found_by_its_reference_or_its_beginning_and_by_its_number() {
    let mut office = office();
    for n in 1..=3 {
        someone(&mut office, n, i64::try_from(n).expect("three"), ServiceCode::TaxId, "Ada");
    }
    let models = office.read().await;
    let whole = reference(case(2));
    for text in [whole.clone(), whole.to_lowercase(), whole.replace('-', ""), whole[..8].to_owned()] {
        assert_eq!(found(&models, &text), [case(2)], "{text}");
    }
    let visits = |text: &str| models.appointments_by_reference(text, Clearance::Ordinary).expect("an answer");
    for text in [whole.clone(), whole.to_lowercase(), whole.replace('-', "")] {
        assert_eq!(visits(&text), [booking(2)], "{text}");
    }
    // A beginning could be that of a stranger's: ADA is a name, and hexadecimal.
    for text in [&whole[..8], &whole[..3], "ada", ""] {
        assert_eq!(visits(text), [], "{text}");
    }
    for text in ["V-002", "v2", "V 2", "2", " V-2 "] {
        assert_eq!(found(&models, text), [case(2)], "{text}");
    }
    assert_eq!(found(&models, "V-009"), []);
    assert_eq!(
        models.search_cases("ada", 2, Clearance::Ordinary).expect("an answer").len(),
        2,
        "no more than asked for"
    );
    assert_eq!(found(&models, "ada"), [case(3), case(2), case(1)], "the newest first");
}

#[tokio::test]
async fn who_is_forgotten_is_found_by_no_name_and_the_case_stays() {
    let mut office = office();
    someone(&mut office, 1, 0, ServiceCode::TaxId, "Jörg Müller");
    party(&mut office, 1, "Groß", "Renée");
    let models = office.read().await;
    assert_eq!((found(&models, "groß"), found(&models, "müller")), (vec![case(1)], vec![case(1)]));

    office.forget(subject(0x1001), at("2026-03-05T08:00:00Z"));
    let models = office.read().await;
    assert_eq!((found(&models, "groß"), found(&models, "müller")), (vec![], vec![case(1)]));
    let item = models.work_item(case(1), Clearance::Ordinary).expect("an answer").expect("it stays");
    assert_eq!(item.name, Some(Personal::Erased { subject: subject(0x1001) }));

    office.forget(subject(1), at("2026-03-05T08:00:00Z"));
    assert_eq!(found(&office.read().await, "müller"), []);
}

#[tokio::test]
async fn who_was_entered_by_mistake_is_no_longer_found() {
    let mut office = office();
    someone(&mut office, 1, 0, ServiceCode::TaxId, "Ada");
    party(&mut office, 1, "Gross", "Renate");
    party(&mut office, 1, "Klein", "Renate");
    let models = office.read().await;
    assert_eq!((found(&models, "gross"), found(&models, "klein renate")), (vec![], vec![case(1)]));
}

#[tokio::test]
async fn what_a_case_waits_for_follows_its_work() {
    let mut office = office();
    let done = office.change_of_residence(&wish(1, "2026-03-02T08:00:00Z"), ("Lovelace", "Ada"));
    let mut seen = Vec::new();
    let models = Models::of(&[]).await;
    let model = models.models.model(Worklist::NAME).expect("listed");
    for envelope in &office.log {
        model.take(std::slice::from_ref(envelope)).await.expect("a known event");
        if envelope.stream.id == done.0 {
            let item = models.work_item(done, Clearance::Ordinary).expect("an answer").expect("it was opened");
            assert_eq!(item.version, envelope.version);
            seen.push((item.state, item.waits_for));
        }
    }
    seen.dedup();
    let open = |waits_for| (State::Open, Some(waits_for));
    assert_eq!(
        seen,
        [
            open(WaitsFor::Work),
            open(WaitsFor::Signature),
            open(WaitsFor::Work),
            (State::Submitted, Some(WaitsFor::Handover)),
            (State::Completed, None),
        ]
    );
}

#[tokio::test]
async fn a_fee_that_is_due_is_waited_for() {
    let mut office = office();
    someone(&mut office, 1, 0, ServiceCode::CertificateOfConduct, "Ada");
    let now = at("2026-03-02T08:00:00Z");
    office
        .run(&case::AssessFee { case: case(1), delivery: domain::catalogue::Delivery::Electronic }, clerk(CLARA), now)
        .expect("the case is open");
    let item = office.read().await.work_item(case(1), Clearance::Ordinary).expect("an answer").expect("it is open");
    assert_eq!(item.waits_for, Some(WaitsFor::Payment));
}

#[tokio::test]
async fn a_case_shows_whom_it_is_about_and_when_they_come() {
    let mut office = office();
    someone(&mut office, 1, 0, ServiceCode::TaxId, "Jörg Müller");
    let item = office.read().await.work_item(case(1), Clearance::Ordinary).expect("an answer").expect("it is open");
    assert_eq!(
        (item.name, item.starts_at),
        (Some(subject(1).knows("Jörg Müller".to_owned())), Some(at("2026-03-02T08:00:00Z")))
    );

    party(&mut office, 1, "Groß", "Renée");
    office.move_to(booking(1), SCOPE, "2026-03-02T09:00:00Z", at("2026-02-25T08:00:00Z"));
    let note = subject(0x1001).knows(Note("calls back".to_owned()));
    office.of_case(case(1), at("2026-03-02T08:06:00Z"), Command::AddNote { note });
    let models = office.read().await;
    let item = models.work_item(case(1), Clearance::Ordinary).expect("an answer").expect("it is open");
    assert_eq!(item.name, Some(subject(0x1001).knows("Groß, Renée".to_owned())));
    assert_eq!((item.starts_at, item.clerk), (Some(at("2026-03-02T09:00:00Z")), Some(CLARA)));
    assert_eq!(item.changed_at, at("2026-03-02T08:06:00Z"));
    assert_eq!(
        models.cases_of_booking(booking(1), Clearance::Ordinary).expect("an answer"),
        std::slice::from_ref(&item)
    );
    assert_eq!(models.cases_of(visitor(1)).expect("an answer"), [item]);
}

#[tokio::test]
async fn a_missed_appointment_takes_its_case_along_until_somebody_comes() {
    let mut office = office();
    someone(&mut office, 1, 0, ServiceCode::TaxId, "Ada");
    office.miss(booking(1), at("2026-03-02T08:10:00Z"));
    let item = office.read().await.work_item(case(1), Clearance::Ordinary).expect("an answer").expect("it was open");
    assert_eq!((item.state, item.closed_at), (State::Withdrawn, Some(at("2026-03-02T08:10:00Z"))));
    office.check_in(booking(1), at("2026-03-02T09:00:00Z"));
    let item =
        office.read().await.work_item(case(1), Clearance::Ordinary).expect("an answer").expect("it is open again");
    assert_eq!((item.state, item.closed_at, item.opened_at), (State::Open, None, asked_at(0)));
}

#[tokio::test]
async fn a_case_that_ended_after_somebody_paid_waits_until_the_money_has_gone_back() {
    let mut office = office();
    someone(&mut office, 1, 0, ServiceCode::CertificateOfConduct, "Ada");
    let now = at("2026-03-02T08:00:00Z");
    let assess = case::AssessFee { case: case(1), delivery: domain::catalogue::Delivery::Electronic };
    office.run(&assess, clerk(CLARA), now).expect("the case is open");
    let pay = case::PayAtCounter { case: case(1), means: payment::Means::Card, amount: Cents(1300) };
    office.run(&pay, clerk(CLARA), now).expect("it is due");
    let withdraw = case::Withdraw { case: case(1), reason: case::WithdrawalReason::Citizen };
    office.run(&withdraw, clerk(CLARA), now).expect("she no longer wants it");
    let models = office.read().await;
    assert_eq!(listed(&models, &Filter::default()), [case(1)], "it is work still");
    let item = models.work_item(case(1), Clearance::Ordinary).expect("an answer").expect("it was opened");
    assert_eq!((item.state, item.waits_for), (State::Withdrawn, Some(WaitsFor::Refund)));
}

#[tokio::test]
async fn a_restricted_case_is_on_the_list_of_the_team_lead_alone() {
    let mut office = office();
    someone(&mut office, 1, 0, ServiceCode::ChangeOfResidence, "Ada Lovelace");
    someone(&mut office, 2, 1, ServiceCode::ChangeOfResidence, "Ben Muster");
    let ground = case::RestrictionGround::Told;
    let now = at("2026-03-02T08:00:00Z");
    office.run(&case::Restrict { case: case(1), ground, others: vec![] }, clerk(CLARA), now).expect("it is open");
    let models = office.read().await;
    let (ordinary, cleared) = (Clearance::Ordinary, Clearance::Restricted);
    let listed = |clearance| {
        let filter = Filter { clearance, ..Filter::default() };
        let all = models.worklist(&filter, None, 100).expect("an answer");
        all.into_iter().map(|item| item.id).collect::<Vec<_>>()
    };
    assert_eq!(listed(ordinary), [case(2)]);
    assert!(listed(cleared).contains(&case(1)));
    for (clearance, known) in [(ordinary, false), (cleared, true)] {
        assert_eq!(models.work_item(case(1), clearance).expect("an answer").is_some(), known);
        assert_eq!(!models.cases_of_booking(booking(1), clearance).expect("an answer").is_empty(), known);
        let found = models.search_cases("lovelace", 10, clearance).expect("an answer");
        assert_eq!(found.iter().any(|item| item.id == case(1)), known);
    }
    assert_eq!(models.cases_of(visitor(1)).expect("an answer"), [], "whose it is finds it in no list either");
}

#[tokio::test]
async fn a_suspended_case_waits_for_whoever_can_let_it_go_on() {
    for (ground, waits_for) in [
        (SuspensionGround::FreeWillDoubtful, WaitsFor::Appearance),
        (SuspensionGround::RegisteredAsDead, WaitsFor::SecurityCheck),
    ] {
        let mut office = office();
        someone(&mut office, 1, 0, ServiceCode::ChangeOfResidence, "Ada");
        let now = at("2026-03-02T08:00:00Z");
        office.ask::<case::State>(case(1).0, system(), now, Command::Suspend { ground }).expect("it is open");
        let models = office.read().await;
        let item = models.work_item(case(1), Clearance::Ordinary).expect("an answer").expect("it is open");
        assert_eq!(item.waits_for, Some(waits_for));
    }
}

#[tokio::test]
async fn a_completed_case_stays_on_the_list_until_the_card_is_changed() {
    let mut office = office();
    let done = office.change_of_residence(&wish(1, "2026-03-02T08:00:00Z"), ("Lovelace", "Ada"));
    let stream = StreamId { kind: 5, id: done.0 };
    let party = PartyId(Uuid::from_u128(1));
    let opened = case::Event::FollowUpOpened { parties: vec![party] };
    office.happens(stream, clerk(CLARA), at("2026-03-02T10:00:00Z"), Event::Case(opened));
    let waits_for = async |office: &Office| {
        let listed = office.read().await.worklist(&Filter::default(), None, 10).expect("an answer");
        listed.into_iter().map(|item| (item.id, item.waits_for)).collect::<Vec<_>>()
    };
    assert_eq!(waits_for(&office).await, [(done, Some(WaitsFor::CardUpdate))]);
    let closed = case::Event::FollowUpClosed { party, how: case::AddressUpdate::Counter };
    office.happens(stream, clerk(CLARA), at("2026-03-02T11:00:00Z"), Event::Case(closed));
    assert_eq!(waits_for(&office).await, []);
}

#[tokio::test]
async fn a_completed_case_comes_back_to_the_list_when_its_landlord_is_to_be_asked() {
    let mut office = office();
    let done = office.change_of_residence(&wish(1, "2026-03-02T08:00:00Z"), ("Lovelace", "Ada"));
    let stream = StreamId { kind: 5, id: done.0 };
    let parties = vec![PartyId(Uuid::from_u128(1))];
    let waits_for = async |office: &Office| {
        let listed = office.read().await.worklist(&Filter::default(), None, 10).expect("an answer");
        listed.into_iter().map(|item| (item.id, item.waits_for)).collect::<Vec<_>>()
    };
    let happens = |office: &mut Office, clock: &str, event| {
        office.happens(stream, clerk(CLARA), at(clock), Event::Case(event));
    };
    let opened = case::Event::LandlordInquiryOpened { parties: parties.clone(), due_on: date("2026-03-09") };
    happens(&mut office, "2026-03-02T10:00:00Z", opened);
    assert_eq!(waits_for(&office).await, [], "the landlord still has time");
    happens(&mut office, "2026-03-09T00:00:00Z", case::Event::LandlordInquiryDue);
    happens(&mut office, "2026-03-09T00:01:00Z", case::Event::FollowUpOpened { parties });
    assert_eq!(waits_for(&office).await, [(done, Some(WaitsFor::LandlordInquiry))]);
    let outcome = case::InquiryOutcome::Confirmed;
    happens(&mut office, "2026-03-10T08:00:00Z", case::Event::LandlordInquiryClosed { outcome });
    assert_eq!(waits_for(&office).await, [(done, Some(WaitsFor::CardUpdate))], "and the card is left");
    happens(&mut office, "2026-06-01T22:00:00Z", case::Event::RetentionEnded);
    assert_eq!(waits_for(&office).await, [], "nobody knows any more whose card it is");
}

#[tokio::test]
async fn a_fee_that_is_not_paid_in_time_is_for_somebody_to_look_after() {
    let mut office = office();
    someone(&mut office, 1, 0, ServiceCode::CertificateOfConduct, "Ada");
    let assess = case::AssessFee { case: case(1), delivery: domain::catalogue::Delivery::Electronic };
    office.run(&assess, clerk(CLARA), at("2026-03-02T08:00:00Z")).expect("the case is open");
    let late = at("2026-03-20T08:00:00Z");
    office.run(&domain::timers::Timer::FeeDue(case(1)), system(), late).expect("it is time");
    let item = office.read().await.work_item(case(1), Clearance::Ordinary).expect("an answer").expect("it is open");
    assert_eq!(item.waits_for, Some(WaitsFor::OverduePayment));
}

#[tokio::test]
async fn a_fee_that_became_due_again_after_the_case_was_completed_keeps_it_on_the_list_until_it_is_paid() {
    let mut office = office();
    let done = office.change_of_residence(&wish(1, "2026-03-02T08:00:00Z"), ("Lovelace", "Ada"));
    let stream = StreamId { kind: 5, id: done.0 };
    let payment = domain::ids::PaymentId::of(done, 1);
    let waits_for = async |office: &Office| {
        let listed = office.read().await.worklist(&Filter::default(), None, 10).expect("an answer");
        listed.into_iter().map(|item| (item.id, item.waits_for)).collect::<Vec<_>>()
    };
    assert_eq!(waits_for(&office).await, []);
    let reinstated = case::Event::FeeReinstated { payment, due_at: Some(at("2026-03-16T23:00:00Z")) };
    office.happens(stream, clerk(CLARA), at("2026-03-02T10:00:00Z"), Event::Case(reinstated));
    let overdue = case::Event::FeeOverdue { payment };
    office.happens(stream, system(), at("2026-03-16T23:00:00Z"), Event::Case(overdue));
    assert_eq!(waits_for(&office).await, [(done, Some(WaitsFor::OverduePayment))]);
    let settled = case::Event::FeeSettled { payment, how: case::Settlement::Paid };
    office.happens(stream, clerk(CLARA), at("2026-03-17T10:00:00Z"), Event::Case(settled));
    assert_eq!(waits_for(&office).await, []);
}

#[tokio::test]
async fn what_is_over_is_not_looked_at_again() {
    let office = office();
    let models = office.read().await;
    let steps = |query: &str| {
        models
            .ask::<Worklist, _>(|connection| {
                let mut plan = connection.prepare(&format!("EXPLAIN QUERY PLAN {query}"))?;
                let names = vec![rusqlite::types::Null; plan.parameter_count()];
                plan.query_map(rusqlite::params_from_iter(names), |row| row.get::<_, String>("detail"))?.collect()
            })
            .expect("an answer")
    };
    let of_holder = "SELECT * FROM work WHERE holder = ?1 AND NOT restricted";
    for query in [LEFT_TO_DO, of_holder] {
        let steps: Vec<String> = steps(query);
        assert!(steps.iter().all(|step| !step.starts_with("SCAN work") || step.contains("USING")), "{steps:?}");
    }
}

#[tokio::test]
async fn a_fee_that_nobody_paid_is_looked_after_by_nobody_once_the_case_is_withdrawn() {
    let mut office = office();
    someone(&mut office, 1, 0, ServiceCode::CertificateOfConduct, "Ada");
    let assess = case::AssessFee { case: case(1), delivery: domain::catalogue::Delivery::Electronic };
    office.run(&assess, clerk(CLARA), at("2026-03-02T08:00:00Z")).expect("the case is open");
    let late = at("2026-03-20T08:00:00Z");
    office.run(&domain::timers::Timer::FeeDue(case(1)), system(), late).expect("it is time");
    let withdraw = case::Withdraw { case: case(1), reason: case::WithdrawalReason::Citizen };
    office.run(&withdraw, clerk(CLARA), late).expect("it is open");
    let listed = office.read().await.worklist(&Filter::default(), None, 10).expect("an answer");
    assert_eq!(listed, [], "the claim is cancelled");
}
