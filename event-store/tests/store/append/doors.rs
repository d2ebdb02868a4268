//! Accounts, sessions and tries, beside the log.

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;
use vorgang_event_store::{Account, Backend, Failure, Session, Tries, Try};

use super::build::at;
use crate::ground::{Ground, suite};

suite! {
    an_account_is_found_by_its_name_until_it_is_removed,
    a_session_ends_by_its_clock_or_by_somebody_and_comes_back_for_nobody,
    tries_are_counted_before_they_are_judged_and_lock_for_the_whole_window,
    many_tries_at_once_are_counted_one_by_one,
}

const LIMIT: u32 = 5;

async fn an_account_is_found_by_its_name_until_it_is_removed(ground: Ground) {
    let log = ground.open().await;
    let account = |name: &str, password: &str| Account {
        name: name.to_lowercase(),
        shown: name.to_owned(),
        actor: Uuid::from_u128(7),
        roles: r#"["clerk"]"#.to_owned(),
        password: password.to_owned(),
        changed_at: at(1),
        disabled: false,
    };
    let (clara, ben) = (account("Clara", "a hash"), account("Ben", "another"));
    for stored in [&clara, &ben] {
        log.put_account(stored).await.expect("it writes");
    }
    let bad = Account { roles: "clerk".to_owned(), ..account("Bad", "x") };
    assert!(matches!(log.put_account(&bad).await, Err(Failure::Rejected(_))));
    assert_eq!(log.list_accounts().await.expect("it reads"), [ben.clone(), clara.clone()]);
    assert_eq!(log.find_account("Clara").await.expect("it reads"), None, "names are compared as they are stored");
    let disabled = Account { disabled: true, changed_at: at(2), ..clara };
    log.put_account(&disabled).await.expect("it writes");
    assert_eq!(log.find_account("clara").await.expect("it reads"), Some(disabled));
    assert!(log.remove_account("clara").await.expect("it writes"));
    assert!(!log.remove_account("clara").await.expect("it writes"), "it is gone already");
    assert_eq!(log.list_accounts().await.expect("it reads"), [ben]);
}

async fn a_session_ends_by_its_clock_or_by_somebody_and_comes_back_for_nobody(ground: Ground) {
    let log = ground.open().await;
    let session = |n: u8, subject: &str| Session {
        hash: [n; 32],
        kind: "staff".to_owned(),
        subject: subject.to_owned(),
        began_at: at(0),
        used_at: at(0),
        idle_secs: 60,
        ends_at: at(600_000),
    };
    for stored in [session(1, "clara"), session(2, "clara"), session(3, "ben")] {
        log.put_session(&stored).await.expect("it writes");
    }
    let find = async |n: u8| log.find_session([n; 32]).await.expect("it reads");
    assert_eq!(find(1).await, Some(session(1, "clara")));
    assert!(!session(1, "clara").is_over(at(59_999)) && session(1, "clara").is_over(at(60_000)));

    log.use_session([1; 32], at(590_000)).await.expect("it writes");
    log.use_session([1; 32], at(580_000)).await.expect("it writes");
    let used = find(1).await.expect("it is there");
    assert_eq!(used.used_at, at(590_000), "an earlier use does not shorten it");
    assert_eq!(used.over_at(), at(600_000), "use does not prolong it beyond its end");
    log.use_session([9; 32], at(1)).await.expect("nobody's use changes nothing");

    assert_eq!(log.end_sessions("link", "clara").await.expect("it writes"), 0, "kinds do not meet");
    assert_eq!(log.end_sessions("staff", "clara").await.expect("it writes"), 2);
    assert!(log.end_session([3; 32]).await.expect("it writes"));
    assert!(!log.end_session([3; 32]).await.expect("it writes"), "it is over already");
    log.use_session([3; 32], at(2)).await.expect("it answers");
    assert_eq!((find(1).await, find(2).await, find(3).await), (None, None, None));

    log.put_session(&session(4, "clara")).await.expect("it writes");
    let later = Session { began_at: at(700_000), used_at: at(700_000), ends_at: at(900_000), ..session(5, "ben") };
    log.put_session(&later).await.expect("it writes");
    assert_eq!(find(4).await, None, "what was over long ago is forgotten");
}

async fn tries_are_counted_before_they_are_judged_and_lock_for_the_whole_window(ground: Ground) {
    let log = ground.open().await;
    let tried = async |key: u8, at: DateTime<Utc>| {
        let Tries { in_row, in_all, since } = log.take_try(a_try(key, at)).await.expect("it counts");
        (in_row, in_all, since)
    };
    let minute = |n: i64| at(n * 60_000);
    for n in 1..=4_u32 {
        assert_eq!(tried(1, minute(n.into())).await, (n, n, minute(1)));
    }
    assert_eq!(tried(1, minute(5)).await, (5, 5, minute(5)), "the last one begins the window anew");
    assert_eq!(tried(1, minute(6)).await, (6, 5, minute(5)), "and all others come too late");
    assert_eq!(tried(1, minute(19)).await, (6, 5, minute(5)));
    assert_eq!(tried(2, minute(19)).await, (1, 1, minute(19)), "everybody has a count of their own");
    assert_eq!(tried(1, minute(20)).await, (1, 6, minute(20)), "the window is over");
    log.forget_tries([1; 32]).await.expect("it writes");
    assert_eq!(tried(1, minute(21)).await.0, 1, "whoever was right begins anew");
    assert_eq!(tried(1, minute(22)).await.1, 7, "what was ever tried is not forgotten, but for what was right");

    let long_after = at(90_000_000);
    tried(3, long_after).await;
    assert_eq!(tried(1, long_after).await, (1, 1, long_after), "until nobody needs to know any more");
}

async fn many_tries_at_once_are_counted_one_by_one(ground: Ground) {
    let log = ground.open().await;
    let tries = (0..40).map(|_| {
        let log: Backend = log.clone();
        tokio::spawn(async move { log.take_try(a_try(1, at(0))).await.expect("it counts").in_row })
    });
    let mut judged = 0;
    for one in tries.collect::<Vec<_>>() {
        judged += u32::from(one.await.expect("nobody panics") <= LIMIT);
    }
    assert_eq!(judged, LIMIT, "however many come at once");
}

fn a_try(key: u8, at: DateTime<Utc>) -> Try {
    let window = TimeDelta::minutes(15);
    Try { key: [key; 32], at, limit: LIMIT, window, forget_at: at + TimeDelta::days(1) }
}
