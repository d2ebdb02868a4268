//! The numbers of receipts: one for each fee that is paid, in a series of the year, without a gap.

use std::time::Duration;

use futures_util::future::join_all;
use payments::sandbox::{Outcome, Quirk};
use serde_json::{Value, json};

use super::super::steps::text;
use super::{Errand, Pace};
use crate::harness::{Client, Database, on_both};

on_both!(receipts_are_numbered_without_a_gap_and_anew_each_year);

/// When a late payment comes.
const LATER: Duration = Duration::from_hours(2);

fn cash(case: &str, cents: i64) -> Value {
    json!({ "case": case, "means": "CASH", "amountCents": cents })
}

impl Errand {
    /// The fee as Clara sees it, who is still there in the next year.
    async fn claim(&self, case: &str) -> Value {
        self.people.clara.go("payment", json!({ "case": case })).await["payment"].take()
    }

    /// What an attempt to pay a fee comes to, once the office has heard of it.
    async fn ends(&self, case: &str, outcome: Outcome, quirk: Option<Quirk>) -> Value {
        self.people.clara.go("start_payment", json!({ "case": case })).await;
        self.house.settle().await;
        let one = self.on_page_of(&self.claim(case).await).transaction;
        assert!(quirk.is_none_or(|quirk| self.sandbox.spoil(&one, quirk)) && self.sandbox.choose(&one, outcome));
        self.wait(Duration::from_secs(30)).await;
        self.claim(case).await
    }

    /// The receipts of some fees, in the order of their numbers.
    async fn receipts(&self, cases: &[String]) -> Vec<String> {
        let mut found = vec![];
        for case in cases {
            found.extend(self.claim(case).await["receipt"].as_str().map(str::to_owned));
        }
        found.sort_unstable_by_key(|receipt| (receipt.len(), receipt.clone()));
        found
    }
}

async fn receipts_are_numbered_without_a_gap_and_anew_each_year(database: Database) {
    let errand = Errand::begun_at(database, Pace { later: LATER, ..Pace::default() }).await;
    let cases = errand.cases(12).await;
    let [counter, online, failed, late, other, rest @ ..] = &cases[..] else { panic!("twelve cases") };
    let (karl, clara, thea) = (&errand.people.karl, &errand.people.clara, &errand.people.thea);

    assert_eq!(karl.refused("pay_at_counter", cash(counter, 1200)).await, "PAYMENT_WRONG_AMOUNT");
    karl.go("pay_at_counter", cash(counter, 1300)).await;
    assert_eq!(karl.refused("pay_at_counter", cash(counter, 1300)).await, "PAYMENT_ALREADY_SETTLED");
    errand.house.settle().await;
    assert_eq!(errand.claim(counter).await["receipt"], "2026/1");
    let fee = errand.ends(online, Outcome::Card, None).await;
    assert_eq!((&fee["state"], &fee["receipt"]), (&json!("PAID"), &json!("2026/2")));

    // What fails, is cancelled or is another amount takes no number.
    for (case, outcome, quirk, state) in [
        (failed, Outcome::Fails, Quirk::LatePaid, "FAILED"),
        (late, Outcome::Cancels, Quirk::LatePaid, "CANCELLED"),
        (other, Outcome::Card, Quirk::WrongAmount, "OTHER_AMOUNT"),
    ] {
        let fee = errand.ends(case, outcome, Some(quirk)).await;
        assert_eq!((&fee["attempts"][0]["state"], &fee["receipt"]), (&json!(state), &Value::Null), "{fee:#}");
    }
    // One of them is paid at the counter, and then both are paid late: the one fee twice, and for that there is one number.
    karl.go("pay_at_counter", cash(failed, 1300)).await;
    for _ in 0..3 {
        errand.wait(LATER).await;
    }
    let fee = errand.claim(failed).await;
    assert_eq!((&fee["receipt"], &fee["attempts"][0]["state"]), (&json!("2026/3"), &json!("OVERPAID")));
    let fee = errand.claim(late).await;
    assert_eq!((&fee["receipt"], &fee["attempts"][0]["state"]), (&json!("2026/4"), &json!("PAID")));

    // Three tills at the same moment, each with the same three fees.
    let (at_once, rest) = rest.split_at(3);
    let till = |who: &Client, case: &str| {
        let (who, case) = (who.clone(), cash(case, 1300));
        async move { who.attempt("pay_at_counter", case).await }
    };
    let tills = [karl, clara, thea].into_iter().flat_map(|who| at_once.iter().map(move |case| (who, case)));
    let answers = join_all(tills.map(|(who, case)| till(who, case))).await;
    let taken = answers.iter().filter(|answer| answer.body["data"]["casePayAtCounter"]["errors"] == json!([])).count();
    assert_eq!(taken, 3, "each once: {answers:#?}");
    errand.house.settle().await;
    let numbers = |year: u16, last: u16| (1..=last).map(|number| format!("{year}/{number}")).collect::<Vec<_>>();
    assert_eq!(errand.receipts(&cases).await, numbers(2026, 7));

    // A copy more is no number more.
    let person = json!({ "familyName": "Lovelace", "givenNames": "Ada", "born": { "year": 1990 } });
    for case in [counter, online] {
        clara.go("add_party", json!({ "case": case, "who": { "person": person }, "part": "PRINCIPAL" })).await;
        for languages in ["GERMAN", "GERMAN_AND_ENGLISH"] {
            let paper = json!({ "case": case, "kind": "RECEIPT", "languages": languages });
            text(&clara.go("issue_paper", paper).await, "/paperIssue/paper/id");
        }
    }
    // The year is that of the office's calendar.
    let [last, first, second, unpaid] = rest else { panic!("four are left") };
    errand.house.go_to("2026-12-31T22:59:59Z").await;
    karl.go("pay_at_counter", cash(last, 1300)).await;
    errand.house.go_to("2026-12-31T23:00:00Z").await;
    karl.go("pay_at_counter", cash(first, 1300)).await;
    let fee = errand.ends(second, Outcome::PayPal, None).await;
    assert_eq!((&fee["state"], &fee["receipt"]), (&json!("PAID"), &json!("2027/2")), "{fee:#}");
    let expected = [numbers(2026, 8), numbers(2027, 2)].concat();
    let mut found = errand.receipts(&cases).await;
    found.sort_unstable();
    assert_eq!(found, expected);
    assert_eq!(errand.claim(unpaid).await["receipt"], Value::Null);
    errand.close().await;
}
