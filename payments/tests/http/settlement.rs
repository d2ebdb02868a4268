//! What the sandbox settles, and the files of it that the office reads.

use std::time::Duration;

use domain::money::Cents;
use serde_json::Value;
use vorgang_payments::Provider as _;
use vorgang_payments::sandbox::{Access, Outcome};
use vorgang_payments::statement::{Direction, read_csv};

use crate::harness::{ENDPOINT, ORIGINATOR, Stand, browser, order};

#[tokio::test]
async fn a_settlement_has_a_line_for_all_money_that_came_that_day() {
    let stand = Stand::with(|options| options.later = Duration::from_hours(15)).await;
    for (number, outcome) in (1..).zip(Outcome::ALL) {
        let started = stand.client.start(&order(number, &format!("R-2026-{number}"))).await.expect("it begins");
        assert!(stand.sandbox.choose(&started.reference.0, outcome));
    }
    let file = async |day: &str| {
        let url = format!("{}/settlement/{ORIGINATOR}/{ENDPOINT}/{day}", stand.url);
        browser().get(url).send().await.expect("it answers").text().await.expect("text")
    };
    let entries = read_csv(file("2026-11-02").await.as_bytes()).expect("it is read");
    assert_eq!(entries.len(), 6, "card, PayPal, slow and gone, and one twice");
    assert!(entries.iter().all(|entry| (entry.amount, entry.direction) == (Cents(1_358), Direction::Credit)));
    let purposes =
        |number: u32| entries.iter().filter(|entry| entry.reference.ends_with(&format!("R-2026-{number}"))).count();
    assert_eq!((1..=8).map(purposes).collect::<Vec<_>>(), [1, 1, 0, 0, 0, 2, 1, 1]);
    let mut ids: Vec<_> = entries.iter().map(|entry| entry.id.clone().expect("each has a name")).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 6);
    assert!(read_csv(file("2026-11-03").await.as_bytes()).expect("it is read").is_empty());

    // At midnight in Germany another day begins: what was chosen at ten comes at one in the night.
    stand.clock.advance(Duration::from_hours(15));
    assert_eq!(read_csv(file("2026-11-03").await.as_bytes()).expect("it is read").len(), 1);
    assert_eq!(read_csv(file("2026-11-02").await.as_bytes()).expect("it is read"), entries);

    let url = format!("{}/settlement/{ORIGINATOR}/{ENDPOINT}/2026-11-03?format=json", stand.url);
    let settled: Value = browser().get(url).send().await.expect("it answers").json().await.expect("JSON");
    assert_eq!((&settled["day"], settled["lines"].as_array().map(Vec::len)), (&Value::from("2026-11-03"), Some(1)));
    assert_eq!(settled["lines"][0]["amount"], 13.58);
}

#[tokio::test]
async fn a_settlement_is_for_who_may_ask() {
    let stand =
        Stand::with(|options| options.access = Access::Basic { user: "office".to_owned(), password: "x".into() }).await;
    let status = async |path: &str| {
        browser().get(format!("{}/settlement/{path}", stand.url)).send().await.expect("it answers").status().as_u16()
    };
    assert_eq!(status(&format!("{ORIGINATOR}/{ENDPOINT}/2026-11-02")).await, 401);
    let open = Stand::new().await;
    for (path, wanted) in [(format!("{ORIGINATOR}/{ENDPOINT}/today"), 400), (format!("a/{ENDPOINT}/2026-11-02"), 403)] {
        let answer = browser().get(format!("{}/settlement/{path}", open.url)).send().await.expect("it answers");
        assert_eq!(answer.status().as_u16(), wanted, "{path}");
    }
}
