//! Mails through a mail server, which recognises no second copy, with a crash before and after each step.

use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;

use event_store::{Position, Recorded, crash};
use futures_util::FutureExt as _;
use notifications::NotTaken;
use notifications::testing::Postbox;

use super::crashes::{TWO, cancel, phone, plan, run};
use super::*;

/// The places at which the writer and the postman can die.
const STEPS: &[&str] = &["mail."];

/// What became of each mail, by the stored names of its events.
type Mails = BTreeMap<Uuid, Vec<String>>;

/// Somebody books by telephone, and gives it back. The office dies once at the `crash`-th place, if there is one.
fn tell(postbox: &Postbox, crash: Option<u64>) -> (u64, Mails) {
    let house = House::new();
    let (mut next, mut wanted) = (0, crash);
    loop {
        let done = run(async {
            let config = house.config();
            let mailing = Mailing { outbox: Some(Arc::new(postbox.clone())), ..config.mailing.clone() };
            let office = Office::start(OfficeConfig { mailing, ..config }).await.expect("the office opens");
            crash::arm(STEPS, wanted.take());
            let work = AssertUnwindSafe(async {
                office.follow_up().await.expect("the log answers");
                while next < 3 {
                    match next {
                        0 => plan(&office, TWO).await,
                        1 => phone(&office, 1, "2026-03-03T08:00:00Z", &[ServiceCode::TaxId]).await,
                        _ => cancel(&office, 1).await,
                    }
                    next += 1;
                    office.follow_up().await.expect("the log answers");
                }
            });
            let ended = work.catch_unwind().await;
            let steps = crash::disarm();
            ended.ok()?;
            let log = office.log().read_after(Position::START, 10_000).await.expect("readable");
            office.stop().await;
            Some((steps, log))
        });
        if let Some((steps, log)) = done {
            return (steps, mails(log));
        }
    }
}

fn mails(log: Vec<Recorded>) -> Mails {
    let mut mails = Mails::new();
    for event in log.into_iter().filter(|event| event.stream.kind == 16) {
        mails.entry(event.stream.id).or_default().push(event.name);
    }
    mails
}

#[test]
fn no_mail_goes_out_twice_and_of_none_it_is_forgotten_that_nobody_knows() {
    let whole = Postbox::default();
    let (steps, mails) = tell(&whole, None);
    let sent = ["queued", "claimed", "sent"].map(str::to_owned).to_vec();
    assert_eq!(mails.values().cloned().collect::<Vec<_>>(), [sent.clone(), sent.clone()]);
    assert_eq!(whole.names().len(), 2);
    assert!(steps >= 2 * 8, "{steps}");
    let (mut unclear, mut all_sent) = (0, 0);
    for crash in 1..=steps {
        let postbox = Postbox::default();
        let (_, mails) = tell(&postbox, Some(crash));
        let mut names = postbox.names();
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all, "a mail went out twice after a crash at place {crash}");
        assert_eq!(mails.len(), 2, "a crash at place {crash}");
        let lost = mails.values().filter(|events| **events != sent).collect::<Vec<_>>();
        let interrupted = ["queued", "claimed", "undelivered"].map(str::to_owned).to_vec();
        assert!(lost.iter().all(|events| **events == interrupted), "a crash at place {crash}: {lost:?}");
        if lost.is_empty() {
            all_sent += 1;
            assert_eq!(all, 2, "a crash at place {crash}");
        } else {
            unclear += 1;
        }
    }
    // Between the claim and the record, and only there, nobody knows.
    assert_eq!((unclear, all_sent), (2 * 4, steps - 2 * 4));
}

#[test]
fn an_address_that_is_refused_holds_up_nobody_and_a_server_that_is_away_loses_nothing() {
    let postbox = Postbox::default();
    let away = || NotTaken::Closed { why: "it cannot be reached" };
    postbox.next([NotTaken::Refused { code: 550 }, away(), away()]);
    let house = House::new();
    run(async {
        let config = house.config();
        let mailing = Mailing { outbox: Some(Arc::new(postbox.clone())), ..config.mailing.clone() };
        let office = Office::start(OfficeConfig { mailing, ..config }).await.expect("the office opens");
        plan(&office, TWO).await;
        phone(&office, 1, "2026-03-03T08:00:00Z", &[ServiceCode::TaxId]).await;
        office.follow_up().await.expect("the log answers");
        assert_eq!(postbox.names(), [""; 0], "it was refused");
        phone(&office, 2, "2026-03-03T09:00:00Z", &[ServiceCode::TaxId]).await;
        for (minute, sent) in [("07:00", 0), ("07:01", 0), ("07:02", 0), ("07:03", 1)] {
            house.clock.set(at(&format!("2026-03-02T{minute}:00Z")));
            office.follow_up().await.expect("the log answers");
            assert_eq!(postbox.names().len(), sent, "at {minute}");
        }
        let log = office.log().read_after(Position::START, 10_000).await.expect("readable");
        let ends: Vec<_> = mails(log).into_values().filter_map(|mut events| events.pop()).collect();
        assert!(ends.len() == 2 && ends.contains(&"undelivered".to_owned()) && ends.contains(&"sent".to_owned()));
        office.stop().await;
    });
}
