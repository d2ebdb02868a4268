//! Who gets in, how long they stay, and how they are put out: by cookie, on both databases.

use std::time::Duration;

use api::office::{Change, NewAccount, change_account, put_account, remove_account};
use domain::Role;
use domain::ids::BookingId;
use serde_json::{Value, json};
use uuid::Uuid;

use super::steps::{self, FIRST, book};
use crate::harness::{Browser, Client, Database, Heard, House, Ops, SCOPE, Socket, on_both};

on_both!(
    whoever_is_wrong_learns_nothing_and_is_locked_out_for_a_while,
    a_session_of_the_staff_ends_by_doing_nothing_and_by_a_long_day,
    a_session_ends_at_once_for_every_window_node_and_thief,
    another_password_other_roles_and_no_account_end_every_session,
    a_page_of_another_site_does_nothing_in_the_name_of_a_cookie,
    a_visitor_stays_the_same_until_they_leave_for_good,
    a_link_without_its_code_opens_nothing_and_guessing_locks_it,
    whoever_comes_back_by_link_and_code_sees_their_own_and_the_history_says_so,
    whoever_has_no_mailbox_comes_in_once_by_the_link_of_the_service_centre,
    a_link_of_the_service_centre_follows_its_appointment_and_ends_when_it_is_taken_back,
    many_guesses_at_once_are_no_more_than_five,
);

const ME: &str = "{ me { id roles } }";
const PASSWORD: &str = "korrekt pferd batterie";
const MINUTE: Duration = Duration::from_mins(1);

async fn account(house: &House, name: &str, roles: &[Role]) {
    let new = NewAccount {
        name,
        actor: Uuid::new_v5(&Uuid::NAMESPACE_OID, name.as_bytes()),
        roles: roles.iter().copied().collect(),
        password: PASSWORD.to_owned(),
        at: house.office.clock().now(),
    };
    put_account(house.office.log().backend(), new).await.expect("it is stored");
}

fn with(name: &str, password: &str) -> Value {
    json!({ "name": name, "password": password })
}

async fn signed_in(house: &House, name: &str) -> Browser {
    let browser = Browser::new(house);
    browser.become_("staff", with(name, PASSWORD)).await.expect("name and password fit");
    browser
}

/// The kind of session, and its roles.
async fn kind(browser: &Browser) -> String {
    browser.session().await["kind"].as_str().expect("a kind").to_owned()
}

async fn whoever_is_wrong_learns_nothing_and_is_locked_out_for_a_while(database: Database) {
    let house = House::open(database, steps::EARLY).await;
    account(&house, "Clara", &[Role::Clerk]).await;
    account(&house, "Gone", &[Role::Clerk]).await;
    let backend = house.office.log().backend();
    let now = house.office.clock().now();
    change_account(backend, "gone", Change::Disable, now).await.expect("she is there");
    let browser = Browser::new(&house);
    for name in ["Clara", "Gone", "nobody", "", &"x".repeat(3_000), "Clara\u{0}"] {
        for n in 0..7 {
            let password = if name == "Gone" { PASSWORD } else { "falsches passwort" };
            let code = browser.become_("staff", with(name, password)).await.expect_err("it is wrong");
            let expected = if n < 5 { "SIGN_IN_WRONG" } else { "SIGN_IN_LOCKED" };
            assert_eq!(code, expected, "try {n} of {:?}", name.get(..9).unwrap_or(name));
        }
    }
    assert_eq!(kind(&browser).await, "none");
    let right = with(" CLARA ", PASSWORD);
    assert_eq!(
        browser.become_("staff", right.clone()).await,
        Err("SIGN_IN_LOCKED".to_owned()),
        "also when it is right"
    );
    house.wait(MINUTE * 14);
    assert_eq!(browser.become_("staff", right.clone()).await, Err("SIGN_IN_LOCKED".to_owned()));
    house.wait(MINUTE);
    browser.become_("staff", right.clone()).await.expect("the quarter of an hour is over");
    for _ in 0..4 {
        browser.become_("staff", with("clara", "falsches passwort")).await.expect_err("it is wrong");
    }
    browser.become_("staff", right).await.expect("four are not five, and whoever was right begins anew");
    for (who, body) in [
        ("staff", json!({ "name": "clara" })),
        ("staff", json!([])),
        ("staff", json!({ "name": 1, "password": PASSWORD })),
        ("staff", json!({ "name": "clara", "password": PASSWORD, "roles": ["ADMIN"] })),
        ("staff", with("clara", &"x".repeat(10_000))),
        ("link", json!({ "token": "x" })),
        ("visitor", json!({ "id": "x" })),
    ] {
        assert_eq!(browser.become_(who, body.clone()).await, Err("BAD_USER_INPUT".to_owned()), "{who} {body}");
    }
    house.close().await;
}

async fn a_session_of_the_staff_ends_by_doing_nothing_and_by_a_long_day(database: Database) {
    let house = House::open(database, steps::EARLY).await;
    account(&house, "Clara", &[Role::Clerk, Role::TeamLead]).await;
    let clara = signed_in(&house, "clara").await;
    let told = clara.session().await;
    assert_eq!(told["kind"], "staff");
    assert_eq!((&told["name"], &told["roles"]), (&json!("Clara"), &json!(["CLERK", "TEAM_LEAD"])));
    assert_eq!((&told["idleSecs"], &told["expiresAt"]), (&json!(1800), &json!("2026-03-02T16:00:00Z")));
    assert_eq!(clara.ask(ME, json!({})).await.body["data"]["me"]["roles"], json!(["CLERK", "TEAM_LEAD"]));

    // What the page does by itself keeps nobody signed in, and looking at the session neither.
    house.wait(MINUTE * 29);
    assert_eq!(clara.refresh(ME).await.status, 200);
    assert_eq!(clara.session().await["idleSecs"], 60);
    house.wait(MINUTE);
    let late = clara.ask(ME, json!({})).await;
    assert_eq!((late.status, &late.body["errors"][0]["extensions"]["code"]), (401, &json!("UNAUTHENTICATED")));
    assert_eq!((clara.cookie(), kind(&clara).await), (None, "none".to_owned()), "the browser forgets it");

    let clara = signed_in(&house, "clara").await;
    for _ in 0..29 {
        house.wait(MINUTE * 20);
        assert_eq!(clara.ask(ME, json!({})).await.status, 200);
    }
    house.wait(MINUTE * 20);
    assert_eq!(clara.ask(ME, json!({})).await.status, 401, "ten hours are a long day");
    house.close().await;
}

async fn a_session_ends_at_once_for_every_window_node_and_thief(database: Database) {
    let (house, _) = steps::morning(database, 1).await;
    let elsewhere = if database == Database::Postgres { Some(house.node(2).await) } else { None };
    account(&house, "Clara", &[Role::Clerk]).await;
    account(&house, "David", &[Role::Clerk]).await;
    let clara = signed_in(&house, "clara").await;
    let thief = clara.copy();
    let mut socket = Socket::of_browser(&house, &clara).await;
    socket.subscribe("1", "queue_changed_subscription", json!({ "scope": SCOPE })).await;
    socket.event().await;
    if let Some(node) = &elsewhere {
        assert_eq!(node.stranger().ask_with_cookie(ME, &clara.cookie().expect("she has one")).await.status, 200);
    }
    clara.leave().await;
    assert_eq!(socket.hear().await, Heard::Closed(4403), "also what is open");
    assert_eq!((thief.ask(ME, json!({})).await.status, kind(&clara).await), (401, "none".to_owned()));

    // In two windows of one browser whoever signs in later replaces the other.
    let window = signed_in(&house, "clara").await;
    let old = window.copy();
    let mut socket = Socket::of_browser(&house, &window).await;
    window.become_("staff", with("david", PASSWORD)).await.expect("name and password fit");
    assert_eq!((&window.session().await["name"], kind(&old).await), (&json!("David"), "none".to_owned()));
    assert_eq!(socket.hear().await, Heard::Closed(4403));
    if let Some(node) = elsewhere {
        let thief = node.stranger().ask_with_cookie(ME, "vorgang=vb1.10041100.AAAA").await;
        assert_eq!(thief.status, 401);
        node.close().await;
    }
    house.close().await;
}

async fn another_password_other_roles_and_no_account_end_every_session(database: Database) {
    let house = House::open(database, steps::EARLY).await;
    let backend = house.office.log().backend();
    let now = house.office.clock().now();
    account(&house, "Clara", &[Role::Clerk]).await;
    account(&house, "David", &[Role::Clerk]).await;
    let david = signed_in(&house, "david").await;
    for change in [
        Change::Password("ein anderes passwort".to_owned()),
        Change::Roles(Role::Auditor.into()),
        Change::Disable,
        Change::Enable,
    ] {
        account(&house, "Clara", &[Role::Clerk]).await;
        let clara = signed_in(&house, "clara").await;
        change_account(backend, "CLARA", change.clone(), now).await.expect("she is there");
        assert_eq!(clara.ask(ME, json!({})).await.status, 401, "{change:?}");
    }
    let unfit = change_account(backend, "clara", Change::Password("kurz".to_owned()), now).await;
    assert!(unfit.is_err() && change_account(backend, "nobody", Change::Disable, now).await.is_err());
    let clara = signed_in(&house, "clara").await;
    assert!(remove_account(backend, "clara").await.expect("it answers"));
    assert_eq!(clara.ask(ME, json!({})).await.status, 401);
    assert_eq!(clara.become_("staff", with("clara", PASSWORD)).await, Err("SIGN_IN_WRONG".to_owned()));
    assert_eq!(david.ask(ME, json!({})).await.status, 200, "and nobody else's");
    house.close().await;
}

async fn a_page_of_another_site_does_nothing_in_the_name_of_a_cookie(database: Database) {
    let house = House::open(database, steps::EARLY).await;
    account(&house, "Clara", &[Role::Clerk]).await;
    let clara = signed_in(&house, "clara").await;
    let answer = clara.ask_without_header(ME).await;
    assert_eq!((answer.status, &answer.body["errors"][0]["extensions"]["code"]), (403, &json!("FORBIDDEN")));
    let cookie = clara.cookie().expect("she has one");
    for origin in [None, Some("https://evil.example")] {
        let heard = Socket::try_with_cookie(&house, &cookie, origin).await;
        assert!(heard != Some(json!("staff")), "{origin:?}");
    }
    // A session is no token for programs, and a program's token is no session.
    let token = cookie.split_once('=').expect("a pair").1;
    assert_eq!(Client::new(&house.url, Some(token)).ask(ME, json!({})).await.status, 401);
    let program = house.staff(0xc1, &[Role::Clerk]).await;
    let planted = format!("vorgang={}", program.token().expect("it has one"));
    assert_eq!(house.stranger().ask_with_cookie(ME, &planted).await.status, 401);
    house.close().await;
}

async fn a_visitor_stays_the_same_until_they_leave_for_good(database: Database) {
    let house = House::open(database, steps::EARLY).await;
    account(&house, "Clara", &[Role::Clerk]).await;
    let ada = Browser::new(&house);
    ada.become_("visitor", json!({})).await.expect("everybody may come");
    let id = ada.ask(ME, json!({})).await.body["data"]["me"]["id"].clone();
    ada.become_("visitor", json!({})).await.expect("she is one already");
    assert_eq!(ada.ask(ME, json!({})).await.body["data"]["me"]["id"], id, "and keeps what is hers");
    let told = ada.session().await;
    assert_eq!((&told["kind"], &told["roles"], &told["name"]), (&json!("visitor"), &json!(["CITIZEN"]), &Value::Null));

    let thief = ada.copy();
    let token = ada.cookie().expect("she has one").split_once('=').expect("a pair").1.to_owned();
    assert_eq!(Client::new(&house.url, Some(&token)).ask(ME, json!({})).await.status, 200);
    ada.leave().await;
    assert_eq!((kind(&ada).await, kind(&thief).await), ("none".to_owned(), "none".to_owned()));
    assert_eq!(Client::new(&house.url, Some(&token)).ask(ME, json!({})).await.status, 401, "whoever kept a copy, too");
    ada.become_("visitor", json!({})).await.expect("she may come again");
    assert_ne!(ada.ask(ME, json!({})).await.body["data"]["me"]["id"], id, "as somebody else");

    ada.become_("staff", with("clara", PASSWORD)).await.expect("name and password fit");
    assert_eq!(kind(&ada).await, "staff");
    ada.become_("visitor", json!({})).await.expect("a clerk books for herself");
    assert_eq!(kind(&ada).await, "visitor", "and not as a clerk");
    house.close().await;
}

/// Somebody has an appointment; the token of the link in the mail about it, and its code.
async fn booked(database: Database) -> (House, steps::People, String, BookingId) {
    let (house, people) = steps::morning(database, 3).await;
    let (booking, _) = book(&house, &people.ada, FIRST, "Ada Lovelace").await;
    let id = BookingId(booking.parse().expect("an id"));
    (house, people, booking, id)
}

fn key(house: &House, booking: BookingId, generation: u32) -> (String, String) {
    let token = house.office.mail_token(booking, generation).reveal().to_owned();
    (token, house.office.code_of(booking, generation))
}

fn link(token: &str, code: &str) -> Value {
    json!({ "token": token, "code": code })
}

/// A code that is not this one.
fn other(code: &str, n: u32) -> String {
    format!("{:06}", (code.parse::<u32>().expect("six digits") + n) % 1_000_000)
}

async fn a_link_without_its_code_opens_nothing_and_guessing_locks_it(database: Database) {
    let (house, people, booking, id) = booked(database).await;
    let (token, code) = key(&house, id, 0);
    let browser = Browser::new(&house);
    assert_eq!(Client::new(&house.url, Some(&token)).ask(ME, json!({})).await.status, 401, "the link alone is nobody");
    let (flipped, unknown) = (format!("{token}x"), house.office.mail_token(BookingId(Uuid::from_u128(1)), 0));
    let (next, _) = key(&house, id, 1);
    for (token, code) in [
        (flipped.as_str(), code.as_str()),
        (unknown.reveal(), &house.office.code_of(BookingId(Uuid::from_u128(1)), 0)),
        (next.as_str(), &house.office.code_of(id, 1)),
        ("", &code),
        ("va1.10041100.x.0.y", "000000"),
        (&token, ""),
        (&token, &code[..5]),
        (&token, &format!("{code}0")),
    ] {
        assert_eq!(browser.become_("link", link(token, code)).await, Err("LINK_WRONG".to_owned()), "{token} {code}");
    }
    // Three of the five tries are used up; a link that there is not is locked alike.
    for n in 1..=3 {
        let code = browser.become_("link", link(&token, &other(&code, n))).await;
        assert_eq!(code, Err(if n <= 2 { "LINK_WRONG" } else { "LINK_LOCKED" }.to_owned()));
    }
    for n in 0..6 {
        let said = browser.become_("link", link("va1.10041100.nothing", "123456")).await;
        assert_eq!(said, Err(if n < 5 { "LINK_WRONG" } else { "LINK_LOCKED" }.to_owned()));
    }
    house.wait(MINUTE * 60 * 24);
    assert_eq!(browser.become_("link", link(&token, &code)).await, Err("LINK_LOCKED".to_owned()), "it stays locked");
    let mut names = vec![];
    for event in house.office.log().read_after(event_store::Position::START, 10_000).await.expect("it reads") {
        names.push(event.name);
    }
    assert_eq!(names.iter().filter(|name| *name == "locked").count(), 1, "the log says so, once");

    // The service centre makes another one, which it does not see.
    let renewed = people.silke.go("renew_link", json!({ "booking": booking })).await;
    let told = steps::text(&renewed, "/bookingRenewLink/booking/code");
    let (new, new_code) = key(&house, id, 1);
    assert_eq!(told, new_code);
    assert!(!renewed.to_string().contains(&new), "{renewed:#}");
    assert_eq!(browser.become_("link", link(&token, &code)).await, Err("LINK_WRONG".to_owned()), "the old one is none");
    let spoken = format!("{} {}", &new_code[..3], &new_code[3..]);
    browser.become_("link", link(&new, &spoken)).await.expect("as people write it down");
    assert_eq!(kind(&browser).await, "link");
    house.close().await;
}

async fn whoever_comes_back_by_link_and_code_sees_their_own_and_the_history_says_so(database: Database) {
    let (house, people, booking, id) = booked(database).await;
    let shown = people.ada.go("booking", json!({ "id": booking })).await;
    let (token, code) = key(&house, id, 0);
    assert_eq!(shown.pointer("/booking/code"), Some(&json!(code)), "she sees it after she has booked");
    for nobody in [&people.clara, &people.anton] {
        let shown = nobody.go("booking", json!({ "id": booking })).await;
        assert_eq!(shown.pointer("/booking/code"), Some(&Value::Null), "it is told by the service centre only");
    }
    let mails = house.postbox.texts();
    assert!(mails.iter().any(|mail| mail.contains(&format!("/termin#{token}"))), "the link stands in a mail");
    assert!(mails.iter().all(|mail| !mail.contains(&code)), "and the code in none");

    let phone = Browser::new(&house);
    phone.become_("link", link(&token, &code)).await.expect("they fit");
    let told = phone.session().await;
    assert_eq!((&told["kind"], &told["booking"], &told["idleSecs"]), (&json!("link"), &json!(booking), &json!(7200)));
    assert_eq!(told["expiresAt"], "2026-03-03T08:20:00Z", "a day after the appointment is over");
    let document = &Ops::get("booking").document;
    let seen = phone.ask(document, json!({ "id": booking })).await;
    assert_eq!(seen.body.pointer("/data/booking/id"), Some(&json!(booking)));
    let again = people.ada.go("hold_slot", steps::hold("2026-03-02T08:20:00Z")).await;
    assert!(again.pointer("/bookingHold/booking/id").is_some(), "her own browser goes on");

    let names: Vec<_> = house
        .office
        .log()
        .read_after(event_store::Position::START, 10_000)
        .await
        .expect("it reads")
        .into_iter()
        .filter(|event| event.name == "used")
        .collect();
    assert_eq!(names.len(), 1, "the use is in the log");
    assert!(!names[0].payload.contains("127.0.0"), "and not from where: {}", names[0].payload);

    // A new link ends what the old one has opened; so do two hours in which nothing is done.
    let other = Browser::new(&house);
    other.become_("link", link(&token, &code)).await.expect("they fit");
    people.silke.go("renew_link", json!({ "booking": booking })).await;
    assert_eq!((kind(&phone).await, kind(&other).await), ("none".to_owned(), "none".to_owned()));
    let (token, code) = key(&house, id, 1);
    house.settle().await;
    let mails = house.postbox.texts();
    assert!(mails.iter().any(|mail| mail.contains(&format!("/termin#{token}"))), "the new one stands in a mail");
    phone.become_("link", link(&token, &code)).await.expect("they fit");
    house.wait(MINUTE * 119);
    assert_eq!(phone.ask(ME, json!({})).await.status, 200);
    house.wait(MINUTE * 119);
    assert_eq!(phone.ask(ME, json!({})).await.status, 200);
    house.wait(MINUTE * 120);
    assert_eq!(phone.ask(ME, json!({})).await.status, 401);
    house.close().await;
}

/// Somebody has telephoned and has no mailbox; the appointment, and what the service centre tells them.
async fn telephoned(house: &House, people: &steps::People, at: &str) -> (String, Value) {
    let contact = json!({ "name": "Ben Phone", "phone": "0681 9050" });
    let mut input = steps::hold(at);
    input["contact"] = contact;
    let made = people.silke.go("book_by_phone", input).await;
    let booking = steps::text(&made, "/bookingBookByPhone/booking/id");
    house.settle().await;
    let given = people.silke.go("invite", json!({ "booking": booking })).await;
    (booking, given["bookingInvite"].clone())
}

/// The link and the code of an invitation, as the page sends them.
fn of_invitation(given: &Value) -> Value {
    let token = given["link"].as_str().and_then(|link| link.split_once("/termin#")).expect("an address").1;
    link(token, given["code"].as_str().expect("a code"))
}

async fn whoever_has_no_mailbox_comes_in_once_by_the_link_of_the_service_centre(database: Database) {
    let (house, people) = steps::morning(database, 3).await;
    let (other_booking, _) = book(&house, &people.ada, FIRST, "Ada Lovelace").await;
    let (booking, given) = telephoned(&house, &people, "2026-03-02T08:20:00Z").await;
    assert!(given["link"].as_str().is_some_and(|link| link.contains("/termin#va1.")), "{given}");
    let shown = people.silke.go("booking", json!({ "id": booking })).await;
    assert_eq!(shown.pointer("/booking/code"), Some(&given["code"]), "she can read it out again");

    // Without the code it opens nothing, and a wrong one is not told apart from a wrong link.
    let right = of_invitation(&given);
    let wrong = link(right["token"].as_str().expect("it"), &other(given["code"].as_str().expect("it"), 1));
    let token = given["token"].as_str().expect("a token").to_owned();
    let (ben, stranger) = (Browser::new(&house), Browser::new(&house));
    assert_eq!(stranger.become_("link", wrong).await, Err("LINK_WRONG".to_owned()));
    let bearer = link(&token, given["code"].as_str().expect("it"));
    assert_eq!(stranger.become_("link", bearer).await, Err("LINK_WRONG".to_owned()), "that one is for programs");
    let as_bearer = Client::new(&house.url, right["token"].as_str());
    assert_eq!(as_bearer.ask(ME, json!({})).await.status, 401, "the link alone is nobody");
    assert_eq!(Client::new(&house.url, Some(&token)).ask(ME, json!({})).await.status, 200);

    ben.become_("link", right.clone()).await.expect("they fit");
    let told = ben.session().await;
    assert_eq!((&told["kind"], &told["booking"], &told["idleSecs"]), (&json!("link"), &json!(booking), &Value::Null));
    assert_eq!(told["expiresAt"], given["expiresAt"].as_str().expect("a time").replace("+00:00", "Z"));
    let document = &Ops::get("booking").document;
    let seen = ben.ask(document, json!({ "id": booking })).await;
    assert_eq!(seen.body.pointer("/data/booking/contact/name"), Some(&json!("Ben Phone")), "{}", seen.body);
    assert_eq!(seen.body.pointer("/data/booking/code"), Some(&Value::Null), "it opens nothing any more");
    let seen = ben.ask(document, json!({ "id": other_booking })).await;
    assert_eq!(seen.body.pointer("/data/booking"), Some(&Value::Null), "it is exactly this appointment");

    // Whoever comes second learns that somebody was there, if they know the code; and nothing is left of the token.
    assert_eq!(stranger.become_("link", right.clone()).await, Err("LINK_USED".to_owned()));
    assert_eq!(Client::new(&house.url, Some(&token)).ask(ME, json!({})).await.status, 401);
    let names = |name: &'static str| {
        let log = house.office.log().clone();
        async move {
            let all = log.read_after(event_store::Position::START, 10_000).await.expect("it reads");
            all.into_iter().filter(|event| event.name == name).count()
        }
    };
    assert_eq!((names("granted").await, names("used").await), (1, 1));

    // There is no other way back, so doing nothing does not put out.
    house.wait(MINUTE * 60 * 5);
    assert_eq!(ben.ask(ME, json!({})).await.status, 200);
    ben.leave().await;
    assert_eq!(ben.become_("link", right).await, Err("LINK_USED".to_owned()));

    // Two at the same moment are one, and the other learns it.
    let again = people.silke.go("invite", json!({ "booking": booking })).await["bookingInvite"].clone();
    let (first, second) = (Browser::new(&house), Browser::new(&house));
    let both = of_invitation(&again);
    let said = tokio::join!(first.become_("link", both.clone()), second.become_("link", both));
    assert!(matches!(&said, (Ok(()), Err(code)) | (Err(code), Ok(())) if code == "LINK_USED"), "{said:?}");
    house.close().await;
}

async fn a_link_of_the_service_centre_follows_its_appointment_and_ends_when_it_is_taken_back(database: Database) {
    let (house, people) = steps::morning(database, 6).await;
    let (booking, first) = telephoned(&house, &people, "2026-03-02T08:20:00Z").await;
    let invite = async || people.silke.go("invite", json!({ "booking": booking })).await["bookingInvite"].clone();
    let ben = Browser::new(&house);

    // A new one ends the old one, and taking it back puts out whoever came in.
    let second = invite().await;
    assert_eq!(ben.become_("link", of_invitation(&first)).await, Err("LINK_WRONG".to_owned()), "it was replaced");
    ben.become_("link", of_invitation(&second)).await.expect("it is the newest");
    people.silke.go("revoke_invite", json!({ "booking": booking })).await;
    assert_eq!(kind(&ben).await, "none");
    assert_eq!(ben.become_("link", of_invitation(&second)).await, Err("LINK_WRONG".to_owned()), "it was taken back");

    // Whoever guesses locks it, and the service centre gives another one.
    let third = invite().await;
    let right = of_invitation(&third);
    let (token, code) = (right["token"].as_str().expect("it"), third["code"].as_str().expect("it"));
    for n in 1..=5 {
        ben.become_("link", link(token, &other(code, n))).await.expect_err("it is wrong");
    }
    assert_eq!(ben.become_("link", right.clone()).await, Err("LINK_LOCKED".to_owned()));
    house.wait(MINUTE * 60);
    assert_eq!(ben.become_("link", right).await, Err("LINK_LOCKED".to_owned()), "it stays so");
    let program = Client::new(&house.url, third["token"].as_str());
    assert_eq!(program.ask(ME, json!({})).await.status, 401, "and what was given beside it");

    // It goes along when the appointment moves, and shows that it was given back; then there is no other one.
    let fourth = invite().await;
    let to = json!({ "booking": booking, "scope": SCOPE, "startsAt": "2026-03-02T09:00:00Z" });
    people.silke.go("reschedule_booking", to).await;
    ben.become_("link", of_invitation(&fourth)).await.expect("the appointment is the same");
    let document = &Ops::get("booking").document;
    let seen = ben.ask(document, json!({ "id": booking })).await;
    assert_eq!(seen.body.pointer("/data/booking/startsAt"), Some(&json!("2026-03-02T09:00:00+00:00")), "{}", seen.body);
    people.silke.go("cancel_booking", json!({ "booking": booking })).await;
    house.settle().await;
    let seen = ben.ask(document, json!({ "id": booking })).await;
    assert_eq!(seen.body.pointer("/data/booking/state"), Some(&json!("CANCELLED")), "{}", seen.body);
    let refused = people.silke.refused("invite", json!({ "booking": booking })).await;
    assert_eq!(refused, "BOOKING_OVER");

    // Thirty days after the appointment it is over for everybody.
    let (_, late) = telephoned(&house, &people, "2026-03-02T09:20:00Z").await;
    house.wait(MINUTE * 60 * 24 * 32);
    assert_eq!(ben.become_("link", of_invitation(&late)).await, Err("LINK_WRONG".to_owned()), "it has run out");
    assert_eq!(kind(&ben).await, "none");
    house.close().await;
}

async fn many_guesses_at_once_are_no_more_than_five(database: Database) {
    let (house, _, _, id) = booked(database).await;
    let (token, code) = key(&house, id, 0);
    let mut guesses = tokio::task::JoinSet::new();
    for n in 1..=60 {
        let (browser, guess) = (Browser::new(&house), link(&token, &other(&code, n)));
        guesses.spawn(async move { browser.become_("link", guess).await.expect_err("no guess is right") });
    }
    let said = guesses.join_all().await;
    assert_eq!(said.iter().filter(|code| *code == "LINK_WRONG").count(), 5, "the others were not looked at: {said:?}");
    assert_eq!(Browser::new(&house).become_("link", link(&token, &code)).await, Err("LINK_LOCKED".to_owned()));
    house.close().await;
}
