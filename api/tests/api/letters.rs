//! What people find in their mailboxes, and the page behind the link with which they confirm.

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{Confirmation, Facts, Role};
use serde_json::{Value, json};
use tower::ServiceExt as _;
use vorgang_api::HttpOptions;

use crate::door::{Door, moment};
use crate::operations::{OPERATIONS, Values, done, refused};

const ADA: u128 = 0xada;
const BEN: u128 = 0xbe0;

/// Friday of the week, so that every reminder lies ahead.
const FRIDAY: &str = "2026-03-06";

/// What the server said to a browser.
struct Shown {
    status: StatusCode,
    headers: HeaderMap,
    html: String,
}

async fn open(confirmation: Confirmation) -> (Door, Values) {
    let door = Door::knowing(HttpOptions::default(), Facts { confirmation, ..Facts::default() }).await;
    let mut values = Values::default();
    values
        .set("scope", "00000000-0000-0000-0000-00000000005c")
        .set("date", FRIDAY)
        .set("from", FRIDAY)
        .set("to", FRIDAY)
        .set("opensAt", "2026-03-06T08:00:00Z")
        .set("releasedAt", "2026-03-01T08:00:00Z")
        .set("startsAt", "2026-03-06T09:00:00Z")
        .set("mail", "ada@example.org")
        .set("phone", "0681 9050");
    done(&door, Some(&door.staff(&[Role::Planner]).await), "plan_capacity", &values).await;
    (door, values)
}

/// Ada takes a time, and says who comes.
async fn book(door: &Door, values: &mut Values) -> String {
    let ada = door.visitor(ADA);
    let booking = done(door, Some(&ada), "hold_slot", values).await;
    values.set("booking", &booking);
    done(door, Some(&ada), "confirm_booking", values).await;
    door.office.settle().await;
    booking
}

async fn state(door: &Door, values: &Values) -> String {
    let body = OPERATIONS["booking"].run(door, Some(&door.visitor(ADA)), values).await;
    body.pointer("/data/booking/state").and_then(Value::as_str).expect("it is hers").to_owned()
}

fn kinds(door: &Door) -> Vec<String> {
    door.mails().into_iter().map(|(kind, _)| kind).collect()
}

/// The path of the link in the newest mail.
fn link(door: &Door) -> String {
    let (_, text) = door.mails().pop().expect("there is a mail");
    let line = text.lines().map(str::trim).find(|line| line.starts_with("https://amt.example/confirm/"));
    line.expect("a line with the link").strip_prefix("https://amt.example").expect("our own").to_owned()
}

async fn show(door: &Door, method: Method, path: &str) -> Shown {
    show_in(door, method, path, "en").await
}

/// The same to a browser that prefers a language.
async fn show_in(door: &Door, method: Method, path: &str, preferred: &str) -> Shown {
    let request = Request::builder().method(method).uri(path).header("accept-language", preferred);
    let request = request.header("origin", "null").body(Body::empty()).expect("a request");
    let response = door.routes.clone().oneshot(request).await.expect("a router always answers");
    let (status, headers) = (response.status(), response.headers().clone());
    let html = String::from_utf8(to_bytes(response.into_body(), 1 << 20).await.expect("a body").into()).expect("UTF-8");
    Shown { status, headers, html }
}

async fn later(door: &Door, at: DateTime<Utc>) {
    door.clock.set(at);
    door.office.settle().await;
}

#[tokio::test]
async fn whoever_looks_at_the_link_in_a_mail_confirms_nothing_and_whoever_presses_its_button_does() {
    let (door, mut values) = open(Confirmation::ByMail).await;
    book(&door, &mut values).await;
    assert_eq!(state(&door, &values).await, "PRECONFIRMED");
    assert_eq!(kinds(&door), ["confirmation-link"]);
    let link = link(&door);

    for method in [Method::GET, Method::HEAD, Method::GET] {
        let shown = show(&door, method.clone(), &link).await;
        assert_eq!(shown.status, StatusCode::OK);
        if method == Method::GET {
            assert!(shown.html.contains("<form method=\"post\">"), "{}", shown.html);
            assert!(shown.html.contains("lang=\"de\"") && shown.html.contains("10:00 Uhr"), "her language and time");
        }
        assert_eq!(state(&door, &values).await, "PRECONFIRMED", "a scanner that looks changes nothing");
    }

    for _ in 0..2 {
        let shown = show(&door, Method::POST, &link).await;
        assert_eq!(shown.status, StatusCode::OK, "{}", shown.html);
        assert!(shown.html.contains("Ihr Termin ist bestätigt") && shown.html.contains("V-001"), "{}", shown.html);
    }
    door.office.settle().await;
    assert_eq!(state(&door, &values).await, "CONFIRMED");
    assert_eq!(kinds(&door), ["confirmation-link", "confirmed"], "confirmed once");
    let shown = show(&door, Method::GET, &link).await;
    assert!(shown.html.contains("V-001") && !shown.html.contains("<form"), "{}", shown.html);

    // Given back: who reloads the page, or its button's answer, is not told that anything is confirmed.
    done(&door, Some(&door.visitor(ADA)), "cancel_booking", &values).await;
    for method in [Method::GET, Method::POST] {
        let shown = show(&door, method, &link).await;
        assert_eq!(shown.status, StatusCode::GONE, "{}", shown.html);
        assert!(!shown.html.contains("bestätigt.") && !shown.html.contains("<form"), "{}", shown.html);
    }
}

#[tokio::test]
async fn the_page_speaks_the_language_in_which_somebody_is_written_to() {
    for (language, question, confirmed, over) in [
        ("de", "Termin verbindlich bestätigen", "Ihr Termin ist bestätigt.", "Der Termin ist vorbei."),
        ("de-simple", "Ja, ich will den Termin", "Der Termin ist jetzt fest.", "Der Termin ist schon vorbei."),
        ("en", "Confirm the appointment", "Your appointment is confirmed.", "The appointment is over."),
        ("fr", "Confirmer le rendez-vous", "Votre rendez-vous est confirmé.", "Le rendez-vous est passé."),
    ] {
        let (door, mut values) = open(Confirmation::ByMail).await;
        let ada = door.visitor(ADA);
        let booking = done(&door, Some(&ada), "hold_slot", &values).await;
        values.set("booking", &booking);
        let document = "mutation($input: BookingConfirmInput!) { bookingConfirm(input: $input) { position } }";
        let contact = json!({ "name": "Ada Lovelace", "mail": "ada@example.org", "language": language });
        let key = "00000000-0000-0000-0000-00000000c0f1";
        let input = json!({ "input": { "idempotencyKey": key, "booking": booking, "contact": contact } });
        let answer = door.ask(Some(&ada), document, &input).await;
        assert!(answer["data"]["bookingConfirm"]["position"].is_string(), "{answer:#}");
        door.office.settle().await;
        let link = link(&door);
        // The browser prefers English.
        for (method, stated) in [(Method::GET, question), (Method::POST, confirmed), (Method::GET, confirmed)] {
            let shown = show(&door, method, &link).await;
            assert_eq!(shown.headers["content-language"], language);
            assert!(shown.html.contains(&format!("lang=\"{language}\"")), "{}", shown.html);
            assert!(shown.html.contains(stated), "{stated} in {}", shown.html);
        }
        // Nothing of her is known any more, so it is the browser's language that counts.
        done(&door, Some(&ada), "cancel_booking", &values).await;
        let shown = show_in(&door, Method::GET, &link, language).await;
        assert!(shown.status == StatusCode::GONE && shown.html.contains(over), "{}", shown.html);
    }
}

#[tokio::test]
async fn a_link_that_is_followed_after_61_minutes_is_gone_the_time_is_free_and_the_details_are_erased_a_day_later() {
    let (door, mut values) = open(Confirmation::ByMail).await;
    let booking = book(&door, &mut values).await;
    let link = link(&door);
    door.clock.advance(TimeDelta::minutes(61).to_std().expect("forward"));
    let shown = show(&door, Method::POST, &link).await;
    assert_eq!(shown.status, StatusCode::GONE);
    assert!(shown.html.contains("abgelaufen") && !shown.html.contains("<form"), "{}", shown.html);
    assert_eq!(show(&door, Method::GET, &link).await.status, StatusCode::GONE);
    assert_eq!(state(&door, &values).await, "EXPIRED", "the clock decides, before any timer");
    let ben = door.visitor(BEN);
    for _ in 0..3 {
        done(&door, Some(&ben), "hold_slot", &values).await;
    }

    door.office.settle().await;
    let contact = async || {
        let staff = door.staff(&[Role::ServiceCentre]).await;
        let document = "query($id: UUID!) { booking(id: $id) { contact { mail } contactErased } }";
        door.ask(Some(&staff), document, &json!({ "id": booking })).await["data"]["booking"].clone()
    };
    assert_eq!(contact().await["contact"]["mail"], "ada@example.org");
    later(&door, moment("2026-03-03T07:59:00Z")).await;
    assert_eq!(contact().await["contactErased"], false, "a day has not passed");
    later(&door, moment("2026-03-03T08:01:00Z")).await;
    assert_eq!(contact().await, json!({ "contact": null, "contactErased": true }));
    assert_eq!(kinds(&door), ["confirmation-link"]);
}

#[tokio::test]
async fn the_page_behind_the_link_needs_no_script_is_not_kept_and_names_nobody() {
    let (door, mut values) = open(Confirmation::ByMail).await;
    book(&door, &mut values).await;
    let shown = show(&door, Method::GET, &link(&door)).await;
    let header = |name: &str| shown.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    assert_eq!(header("cache-control"), "no-store");
    assert_eq!(header("referrer-policy"), "no-referrer");
    assert!(header("content-security-policy").starts_with("default-src 'none'; style-src 'self'; form-action 'self'"));
    for absent in ["<script", "Ada", "ada@", "Ummeldung", "http://", "https://"] {
        assert!(!shown.html.contains(absent), "{absent} in {}", shown.html);
    }
    let style = show(&door, Method::GET, "/confirm/page.css").await;
    assert_eq!(
        (style.status, style.headers["content-type"].to_str().expect("text")),
        (StatusCode::OK, "text/css; charset=utf-8")
    );
}

#[tokio::test]
async fn a_link_that_this_office_has_not_made_leads_nowhere_and_a_good_one_is_no_token() {
    let (door, mut values) = open(Confirmation::ByMail).await;
    let booking = book(&door, &mut values).await;
    let link = link(&door);
    let token = link.strip_prefix("/confirm/").expect("the path");
    let (claims, proof) = token.rsplit_once('.').expect("a proof");
    let mut forged = vec![
        format!("{claims}.{}", "A".repeat(proof.len())),
        format!("vm1.10041100.{booking}.2.{proof}"),
        format!("vm1.99999999.{booking}.1.{proof}"),
        format!("vl1.10041100.{booking}.1.{proof}"),
        door.visitor(ADA),
        "vm1".to_owned(),
        "x".repeat(300),
    ];
    forged.push(format!("{token}a"));
    for token in forged {
        for method in [Method::GET, Method::POST] {
            let shown = show(&door, method, &format!("/confirm/{token}")).await;
            assert_eq!(shown.status, StatusCode::NOT_FOUND, "{token}");
            assert!(shown.html.contains("lang=\"en\""), "the browser's language, as nothing is known");
        }
    }
    assert_eq!(state(&door, &values).await, "PRECONFIRMED");
    assert_eq!(refused(&door, Some(token), "me", &values).await, "UNAUTHENTICATED");
}

#[tokio::test]
async fn a_second_link_ends_the_first_and_the_stranger_who_got_it_learns_nothing() {
    let (door, mut values) = open(Confirmation::ByMail).await;
    values.set("mail", "stranger@example.org");
    book(&door, &mut values).await;
    let first = link(&door);
    values.set("mail", "ada@example.org");
    done(&door, Some(&door.visitor(ADA)), "confirm_booking", &values).await;
    door.office.settle().await;
    assert_eq!(kinds(&door), ["confirmation-link", "confirmation-link"]);
    assert_eq!(show(&door, Method::POST, &first).await.status, StatusCode::GONE);
    assert_eq!(show(&door, Method::POST, &link(&door)).await.status, StatusCode::OK);
    let shown = show(&door, Method::GET, &first).await;
    assert_eq!(shown.status, StatusCode::GONE);
    assert!(!shown.html.contains("V-001") && !shown.html.contains("10:00"), "{}", shown.html);
}

#[tokio::test]
async fn a_confirmed_appointment_is_written_about_and_reminded_of_by_its_time() {
    let (door, mut values) = open(Confirmation::AtOnce).await;
    book(&door, &mut values).await;
    assert_eq!(kinds(&door), ["confirmed"], "without the setting it stands at once");
    let (_, mail) = door.mails().remove(0);
    let (headers, text) = mail.split_once("\r\n\r\n").expect("headers and text");
    assert!(headers.contains("To: ada@example.org") && headers.is_ascii(), "{headers}");
    assert!(text.contains("V-001") && text.contains("Freitag, 6. März 2026, 10:00 Uhr"), "{text}");
    assert!(!mail.contains("Ada") && !mail.contains("Ummeldung"), "{mail}");

    values.set("startsAt", "2026-03-06T10:00:00Z");
    done(&door, Some(&door.visitor(ADA)), "reschedule_booking", &values).await;
    later(&door, moment("2026-03-03T09:30:00Z")).await;
    assert_eq!(kinds(&door), ["confirmed", "rescheduled"], "three days before the old time is nothing");
    later(&door, moment("2026-03-03T10:00:00Z")).await;
    later(&door, moment("2026-03-05T10:00:00Z")).await;
    later(&door, moment("2026-03-06T09:00:00Z")).await;
    assert_eq!(kinds(&door)[2..], ["reminder", "reminder", "reminder"]);
    let texts: Vec<_> = door.mails().into_iter().skip(2).map(|(_, text)| text).collect();
    for (text, words) in texts.iter().zip(["in drei Tagen", "morgen", "in einer Stunde"]) {
        assert!(text.contains(words) && text.contains("11:00 Uhr"), "{text}");
    }
    later(&door, moment("2026-03-06T09:59:00Z")).await;
    assert_eq!(kinds(&door).len(), 5, "each once");
}

/// What the entry for the calendar in a mail says, where there is one.
fn entry(mail: &str) -> Option<[String; 4]> {
    let entry = mail.split("BEGIN:VEVENT").nth(1)?;
    let method = mail.split("METHOD:").nth(1)?.lines().next()?.to_owned();
    let of = |name: &str| {
        let line = entry.lines().find_map(|line| line.strip_prefix(name)).expect("it is there");
        line.trim_start_matches(';').trim_start_matches(':').to_owned()
    };
    Some([method, of("UID"), of("SEQUENCE"), of("DTSTART")])
}

#[tokio::test]
async fn the_entry_in_the_calendar_follows_the_appointment_and_goes_with_it() {
    let (door, mut values) = open(Confirmation::AtOnce).await;
    let booking = book(&door, &mut values).await;
    values.set("startsAt", "2026-03-06T10:00:00Z");
    done(&door, Some(&door.visitor(ADA)), "reschedule_booking", &values).await;
    later(&door, moment("2026-03-03T10:00:00Z")).await;
    done(&door, Some(&door.visitor(ADA)), "cancel_booking", &values).await;
    door.office.settle().await;
    assert_eq!(kinds(&door), ["confirmed", "rescheduled", "reminder", "cancelled"]);
    let entries: Vec<_> = door.mails().iter().map(|(_, mail)| entry(mail)).collect();
    let (from, until) = (booking.clone(), "TZID=Europe/Berlin:20260306T");
    let expected = [("REQUEST", "0", "100000"), ("REQUEST", "1", "110000"), ("CANCEL", "2", "110000")];
    for (entry, (method, sequence, time)) in entries.iter().flatten().zip(expected) {
        let [got_method, uid, got_sequence, starts_at] = entry;
        assert_eq!((got_method.as_str(), got_sequence.as_str()), (method, sequence));
        assert_eq!(uid, &from);
        assert_eq!(starts_at, &format!("{until}{time}"));
    }
    assert_eq!(entries.iter().flatten().count(), 3, "a reminder changes nothing in it");
    assert!(entries[2].is_none());
    assert!(door.mails().iter().all(|(_, mail)| !mail.contains("Ummeldung")), "it does not say what for");
}

#[tokio::test]
async fn nobody_is_reminded_of_what_was_given_back_or_has_been_forgotten() {
    let (door, mut values) = open(Confirmation::AtOnce).await;
    book(&door, &mut values).await;
    done(&door, Some(&door.visitor(ADA)), "cancel_booking", &values).await;
    later(&door, moment("2026-03-03T09:00:00Z")).await;
    assert_eq!(kinds(&door), ["confirmed", "cancelled"]);

    values.set("startsAt", "2026-03-06T11:00:00Z");
    book(&door, &mut values).await;
    let body = OPERATIONS["booking"].run(&door, Some(&door.visitor(ADA)), &values).await;
    values.set("case", body.pointer("/data/booking/cases/0/id").and_then(Value::as_str).expect("it is opened"));
    done(&door, Some(&door.staff(&[Role::DataProtection]).await), "erase_case", &values).await;
    later(&door, moment("2026-03-05T11:00:00Z")).await;
    later(&door, moment("2026-03-06T10:00:00Z")).await;
    assert_eq!(kinds(&door), ["confirmed", "cancelled", "confirmed"]);
}

#[tokio::test]
async fn a_caller_without_mail_needs_no_link_and_gets_no_mail_because_the_number_is_enough() {
    let (door, mut values) = open(Confirmation::ByMail).await;
    let agent = door.staff(&[Role::ServiceCentre]).await;
    let booking = done(&door, Some(&agent), "book_by_phone", &values).await;
    values.set("booking", &booking);
    door.office.settle().await;
    let body = OPERATIONS["booking"].run(&door, Some(&agent), &values).await;
    assert_eq!(body["data"]["booking"]["state"], "CONFIRMED");
    assert_eq!(body["data"]["booking"]["number"], "V-001", "what they are told on the telephone");
    later(&door, moment("2026-03-06T08:30:00Z")).await;
    assert_eq!(kinds(&door), Vec::<String>::new());
}

#[tokio::test]
async fn who_waits_is_offered_a_freed_time_by_mail() {
    let (door, mut values) = open(Confirmation::AtOnce).await;
    book(&door, &mut values).await;
    values.set("mail", "ben@example.org");
    done(&door, Some(&door.visitor(BEN)), "waiting_list_join", &values).await;
    done(&door, Some(&door.visitor(ADA)), "cancel_booking", &values).await;
    door.office.settle().await;
    assert_eq!(kinds(&door), ["confirmed", "cancelled", "offer"]);
    let (_, offer) = door.mails().pop().expect("the offer");
    assert!(offer.contains("To: ben@example.org") && offer.contains("bis Montag, 2. März 2026, 09:00 Uhr"), "{offer}");
}

#[tokio::test]
async fn whoever_loses_their_place_to_a_new_plan_keeps_the_appointment_and_is_offered_another_time() {
    let (door, mut values) = open(Confirmation::AtOnce).await;
    book(&door, &mut values).await;
    let planner = door.staff(&[Role::Planner]).await;
    // The same hours an hour later: nine o'clock is not offered any more.
    values.set("opensAt", "2026-03-06T09:30:00Z");
    done(&door, Some(&planner), "plan_capacity", &values).await;
    door.office.settle().await;
    assert_eq!(state(&door, &values).await, "CONFIRMED", "no booking disappears");
    assert_eq!(kinds(&door), ["confirmed", "conflict"]);
    let (_, mail) = door.mails().pop().expect("the mail");
    assert!(mail.contains("Ihr Termin verfällt nicht") && mail.contains("https://amt.example"), "{mail}");
}

#[tokio::test]
async fn a_day_that_is_called_off_is_written_about_to_everybody_once_and_leads_them_to_another_time() {
    let (door, mut values) = open(Confirmation::AtOnce).await;
    for (n, starts_at) in (1..).zip(["09:00", "09:00", "09:20", "09:40", "10:00"]) {
        let visitor = door.visitor(n);
        values.set("startsAt", format!("{FRIDAY}T{starts_at}:00Z")).set("mail", format!("visitor{n}@example.org"));
        values.set("booking", done(&door, Some(&visitor), "hold_slot", &values).await);
        done(&door, Some(&visitor), "confirm_booking", &values).await;
    }
    let planner = door.staff(&[Role::Planner]).await;
    let operation = &OPERATIONS["call_off_day"];
    for given_back in [5, 0] {
        let body = operation.run(&door, Some(&planner), &values).await;
        assert_eq!(body.pointer("/data/capacityCallOff/day/givenBack"), Some(&json!(given_back)), "{body}");
        door.office.settle().await;
    }
    let cancelled: Vec<_> = door.mails().into_iter().filter(|(kind, _)| kind == "cancelled").collect();
    assert_eq!(cancelled.len(), 5);
    for n in 1..=5 {
        let own: Vec<_> =
            cancelled.iter().filter(|(_, mail)| mail.contains(&format!("visitor{n}@example.org"))).collect();
        let [(_, mail)] = own[..] else { panic!("{} mails to visitor {n}", own.len()) };
        assert!(mail.contains("An diesem Tag fehlt uns Personal."), "{mail}");
        assert!(mail.contains("Freie Zeiten finden Sie unter https://amt.example"), "{mail}");
    }
    let code = refused(&door, Some(&door.visitor(BEN)), "hold_slot", &values).await;
    assert_eq!(code, "CAPACITY_CLOSED");
}

#[tokio::test]
async fn two_appointments_of_one_person_for_one_service_are_shown_to_the_office_and_to_themselves_only() {
    let (door, mut values) = open(Confirmation::AtOnce).await;
    let first = book(&door, &mut values).await;
    // Somebody else types in her address.
    let ben = door.visitor(BEN);
    values.set("startsAt", "2026-03-06T10:00:00Z");
    let second = done(&door, Some(&ben), "hold_slot", &values).await;
    values.set("booking", &second);
    done(&door, Some(&ben), "confirm_booking", &values).await;
    door.office.settle().await;

    let duplicates = async |token: &str, id: &str| {
        let document = "query($id: UUID!) { booking(id: $id) { duplicates { id startsAt } } }";
        let body = door.ask(Some(token), document, &json!({ "id": id })).await;
        let found = body.pointer("/data/booking/duplicates").and_then(Value::as_array).expect("a list").clone();
        found.into_iter().map(|one| one["id"].as_str().expect("an id").to_owned()).collect::<Vec<_>>()
    };
    let agent = door.staff(&[Role::ServiceCentre]).await;
    assert_eq!(duplicates(&agent, &second).await, [first.as_str()]);
    assert_eq!(duplicates(&agent, &first).await, [second.as_str()]);
    assert_eq!(duplicates(&ben, &second).await, Vec::<String>::new(), "her address tells him nothing");
    assert_eq!(duplicates(&door.visitor(ADA), &first).await, Vec::<String>::new());
    let (_, mail) = door.mails().pop().expect("a mail");
    assert!(mail.contains("noch einen anderen Termin"), "but her own mailbox tells her: {mail}");

    // Of an institution, which arranges appointments for many, each is needed.
    let allow = "mutation($input: ContactAllowInput!) { contactAllow(input: $input) { errors { __typename } } }";
    let planner = door.staff(&[Role::Planner]).await;
    let key = "00000000-0000-0000-0000-0000000a110c";
    let input = json!({ "idempotencyKey": key, "mail": "ada@example.org", "phone": "0681 9050", "appointments": 9 });
    door.ask(Some(&planner), allow, &json!({ "input": input })).await;
    values.set("startsAt", "2026-03-06T08:20:00Z");
    let fourth = done(&door, Some(&door.visitor(ADA)), "hold_slot", &values).await;
    values.set("booking", &fourth);
    done(&door, Some(&door.visitor(ADA)), "confirm_booking", &values).await;
    door.office.settle().await;
    let (_, mail) = door.mails().pop().expect("a mail");
    assert!(!mail.contains("noch einen anderen Termin"), "{mail}");
    done(&door, Some(&door.visitor(ADA)), "cancel_booking", &values).await;

    // What she holds herself she is told at once.
    values.set("startsAt", "2026-03-06T11:00:00Z");
    let third = done(&door, Some(&door.visitor(ADA)), "hold_slot", &values).await;
    assert_eq!(duplicates(&door.visitor(ADA), &third).await, [first.as_str()]);
    values.set("booking", &first);
    done(&door, Some(&door.visitor(ADA)), "cancel_booking", &values).await;
    assert_eq!(duplicates(&agent, &second).await, Vec::<String>::new(), "what was given back is no duplicate");
}
