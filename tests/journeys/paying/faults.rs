//! What can go wrong between the office and its provider, from the pay page to the ledger: whatever it is, no fee is paid
//! before the provider's word, and the books balance.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use payments::sandbox::{Fault, Outcome, Quirk};
use serde_json::{Value, json};
use tokio::task::JoinHandle;

use super::{Errand, Pace, browser};
use crate::harness::{Database, on_both};

on_both!(whatever_the_provider_does_no_fee_is_paid_before_its_word_and_the_books_balance);

/// Whatever the age of an attempt on its first day, the office asks about it once in this time: each hour, and up to a
/// tenth of that later.
const TURN: Duration = Duration::from_mins(67);

/// So many turns are waited for an answer at most.
const TURNS_MAX: usize = 4;

/// The accounts that payments move. The last one none of them does.
const ACCOUNTS: [&str; 5] = ["RECEIVABLE", "PROVIDER_CLEARING", "SUSPENSE", "REFUND_PAYABLE", "REVENUE"];

/// When the provider is not there for an hour.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Away {
    Never,
    BeforeItBegins,
    OnceItIsPaid,
}

/// What goes wrong with a payment, and how it ends.
struct Trouble {
    name: &'static str,
    /// With the questions by which it is to begin.
    begins: Vec<Fault>,
    away: Away,
    /// With the transaction.
    quirk: Option<Quirk>,
    /// What Ada chooses on the page.
    chosen: Outcome,
    /// How the attempt stands after the choice, where that is not the end.
    at_first: Option<&'static str>,
    /// What she chooses on the page of a second attempt.
    again: Option<Outcome>,
    /// With the questions that come after the choice.
    asked: Vec<Fault>,
    end: End,
}

/// How a payment ends.
struct End {
    fee: &'static str,
    attempts: &'static [&'static str],
    means: Option<&'static str>,
    /// What stands on the worklist, and how much it is about.
    concern: Option<(&'static str, i64)>,
    /// What has moved on the accounts.
    moved: [i64; 5],
}

impl Trouble {
    fn of(name: &'static str, end: End) -> Self {
        let (begins, asked, away) = (vec![], vec![], Away::Never);
        Self { name, begins, away, quirk: None, chosen: Outcome::Card, at_first: None, again: None, asked, end }
    }
}

/// The fee is paid once, and the provider has the money.
const PAID: End =
    End { fee: "PAID", attempts: &["PAID"], means: Some("CARD"), concern: None, moved: [-1300, 1300, 0, 0, 0] };

/// Nobody knows what has become of it.
const UNCLEAR: End =
    End { fee: "DUE", attempts: &["OPEN"], means: None, concern: Some(("UNCLEAR", 1300)), moved: [0; 5] };

fn troubles(elsewhere: &str) -> Vec<Trouble> {
    let elsewhere = || vec![Fault::Elsewhere(elsewhere.to_owned())];
    vec![
        Trouble {
            begins: vec![Fault::FailsBefore],
            asked: vec![Fault::FailsBefore, Fault::FailsAfter],
            ..Trouble::of("it answers with 500", PAID)
        },
        Trouble {
            begins: vec![Fault::Silent],
            asked: vec![Fault::Silent],
            ..Trouble::of("it does what it is asked, and the answer comes too late", PAID)
        },
        Trouble {
            begins: vec![Fault::FailsAfter, Fault::Down, Fault::Garbled],
            chosen: Outcome::PayPal,
            ..Trouble::of("its answer is lost", End { means: Some("PAYPAL"), ..PAID })
        },
        Trouble { begins: elsewhere(), asked: elsewhere(), ..Trouble::of("it sends the office elsewhere", PAID) },
        Trouble { away: Away::BeforeItBegins, ..Trouble::of("it is away for an hour before it begins", PAID) },
        Trouble { away: Away::OnceItIsPaid, ..Trouble::of("it is away for an hour after somebody has paid", PAID) },
        Trouble {
            quirk: Some(Quirk::LatePaid),
            chosen: Outcome::Cancels,
            at_first: Some("CANCELLED"),
            ..Trouble::of("what was cancelled is paid after all", End { means: Some("GIROPAY"), ..PAID })
        },
        Trouble {
            quirk: Some(Quirk::LatePaid),
            chosen: Outcome::Fails,
            at_first: Some("FAILED"),
            again: Some(Outcome::Card),
            ..Trouble::of(
                "what has failed is paid after all, once another attempt is paid",
                End {
                    attempts: &["OVERPAID", "PAID"],
                    concern: Some(("REFUND_TO_APPROVE", 1300)),
                    moved: [-1300, 2600, 0, -1300, 0],
                    ..PAID
                },
            )
        },
        Trouble {
            quirk: Some(Quirk::WrongAmount),
            ..Trouble::of(
                "another amount is paid",
                End {
                    fee: "DUE",
                    attempts: &["OTHER_AMOUNT"],
                    means: None,
                    concern: Some(("OTHER_AMOUNT", 1400)),
                    moved: [0, 1400, -1400, 0, 0],
                },
            )
        },
        // The office goes on asking about these, so they come last.
        Trouble { quirk: Some(Quirk::UnknownStatus), ..Trouble::of("it stands in a way that nobody knows", UNCLEAR) },
        Trouble { chosen: Outcome::Gone, ..Trouble::of("the provider knows of it no more", UNCLEAR) },
    ]
}

impl Errand {
    /// Nothing was paid, and nothing has moved.
    async fn is_unpaid(&self, case: &str, attempt: &str, before: [i64; 5], name: &str) -> Value {
        let fee = self.fee_of(case).await;
        let last = fee["attempts"].as_array().and_then(|attempts| attempts.last()).expect("an attempt");
        assert_eq!((&fee["state"], &last["state"]), (&json!("DUE"), &json!(attempt)), "{name}: {fee:#}");
        assert_eq!((&fee["receipt"], &fee["settledAt"]), (&Value::Null, &Value::Null), "{name}: {fee:#}");
        assert_eq!(self.books(ACCOUNTS).await, before, "{name}");
        fee
    }

    /// The provider is not there for an hour, and all the while nothing is paid.
    async fn is_alone_for_an_hour(&self, case: &str, before: [i64; 5], name: &str) {
        let asked = self.asked();
        for _ in 0..12 {
            self.wait(Duration::from_mins(5)).await;
            self.is_unpaid(case, "OPEN", before, name).await;
        }
        assert!(self.asked() > asked, "{name}: it is asked again");
        self.sandbox.down(false);
    }

    /// Waits until the attempt has a page, and makes a choice there, as Ada would.
    async fn chooses(&self, case: &str, outcome: Outcome, quirk: Option<Quirk>, before: [i64; 5], name: &str) {
        for _ in 0..=TURNS_MAX {
            let fee = self.is_unpaid(case, "OPEN", before, name).await;
            if fee["payPage"].is_string() {
                let one = self.on_page_of(&fee).transaction;
                assert!(quirk.is_none_or(|quirk| self.sandbox.spoil(&one, quirk)), "{name}");
                assert!(self.sandbox.choose(&one, outcome), "{name}");
                return;
            }
            self.wait(TURN).await;
        }
        panic!("{name}: it has not begun");
    }

    /// A payment with which something goes wrong, from its beginning to its end.
    async fn goes_wrong(&self, case: &str, trouble: &Trouble) {
        let Trouble { name, begins, away, quirk, chosen, at_first, again, asked, end } = trouble;
        let before = self.books(ACCOUNTS).await;
        self.sandbox.break_next(begins.iter().cloned());
        self.sandbox.down(*away == Away::BeforeItBegins);
        self.start_of(case).await;
        if *away == Away::BeforeItBegins {
            self.is_alone_for_an_hour(case, before, name).await;
        }
        self.chooses(case, *chosen, *quirk, before, name).await;

        self.sandbox.break_next(asked.iter().cloned());
        self.sandbox.down(*away == Away::OnceItIsPaid);
        if *away == Away::OnceItIsPaid {
            self.is_alone_for_an_hour(case, before, name).await;
        }
        for _ in asked {
            let questions = self.asked();
            self.wait(TURN).await;
            assert_eq!(self.asked(), questions + 1, "{name}");
            self.is_unpaid(case, "OPEN", before, name).await;
        }
        if let Some(state) = at_first {
            self.wait(TURN).await;
            self.is_unpaid(case, state, before, name).await;
        }
        if let Some(outcome) = again {
            self.start_of(case).await;
            self.chooses(case, *outcome, None, before, name).await;
        }
        // The office asks on for a while, and what has ended stays so.
        for _ in 0..TURNS_MAX {
            self.wait(TURN).await;
        }
        self.has_ended(case, before, name, end).await;
    }

    async fn has_ended(&self, case: &str, before: [i64; 5], name: &str, end: &End) {
        let fee = self.fee_of(case).await;
        let attempts: Vec<_> = fee["attempts"].as_array().expect("attempts").iter().map(|one| &one["state"]).collect();
        assert_eq!(fee["state"], end.fee, "{name}: {fee:#}");
        assert_eq!(attempts, end.attempts, "{name}: {fee:#}");
        assert_eq!(fee["onlineMeans"].as_str(), end.means, "{name}: {fee:#}");
        assert_eq!(fee["receipt"].is_string(), end.fee == "PAID", "{name}: {fee:#}");
        let begun = self.sandbox.transactions().iter().filter(|one| fee["reference"] == one.purpose).count();
        assert_eq!(begun, end.attempts.len(), "{name}: no second payment");

        let history = self.history_of(case).await;
        let count = |wanted: &str| history.iter().filter(|name| *name == wanted).count();
        let times = [end.attempts.len(), usize::from(end.fee == "PAID"), usize::from(end.fee == "PAID")];
        assert_eq!(["attempt_started", "paid_online", "receipt_numbered"].map(count), times, "{name}: {history:?}");

        let list = self.money_to_check().await;
        let ours = list.iter().filter(|one| one["fee"] == fee["id"]);
        let concerns: Vec<_> =
            ours.map(|one| (one["concern"].as_str().expect("a word"), one["amountCents"].as_i64())).collect();
        let expected: Vec<_> = end.concern.iter().map(|(concern, cents)| (*concern, Some(*cents))).collect();
        assert_eq!(concerns, expected, "{name}: {list:#?}");

        let after = self.books(ACCOUNTS).await;
        let moved: Vec<_> = after.iter().zip(before).map(|(after, before)| after - before).collect();
        assert_eq!(moved, end.moved, "{name}");
    }

    /// Each journal of the week takes from some accounts what it gives to others. Says how many there are.
    async fn journals_balance(&self) -> usize {
        let mut found = 0;
        for day in 2..=8 {
            let day = format!("2026-03-{day:02}");
            let ledger = self.people.karl.go("ledger", json!({ "day": day })).await;
            for journal in ledger["ledger"]["journals"].as_array().expect("journals") {
                let postings = journal["postings"].as_array().expect("postings");
                let sum = |side: &str| postings.iter().map(|one| one[side].as_i64().expect("cents")).sum::<i64>();
                assert_eq!(sum("debitCents"), sum("creditCents"), "{journal:#}");
                found += 1;
            }
        }
        found
    }
}

/// A server to which nobody should come, and how many questions have come to it.
async fn canary() -> (String, Arc<AtomicUsize>, JoinHandle<()>) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("http://{}/", listener.local_addr().expect("a bound address"));
    let asked = Arc::new(AtomicUsize::new(0));
    let counts = Arc::clone(&asked);
    let router = axum::Router::new().fallback(move || {
        counts.fetch_add(1, Ordering::Relaxed);
        std::future::ready("somebody was here")
    });
    let serving = tokio::spawn(async move { axum::serve(listener, router).await.expect("it serves") });
    (url, asked, serving)
}

async fn whatever_the_provider_does_no_fee_is_paid_before_its_word_and_the_books_balance(database: Database) {
    // Two attempts take three turns before the first is paid after all.
    let pace = Pace { timeout_secs: 3, later: TURN * 5 / 2 };
    let errand = Errand::begun_at(database, pace).await;
    let (url, asked, serving) = canary().await;
    let troubles = troubles(&url);
    let cases = errand.cases(troubles.len()).await;
    for (case, trouble) in cases.iter().zip(&troubles) {
        errand.goes_wrong(case, trouble).await;
    }
    assert_eq!(asked.load(Ordering::Relaxed), 0, "the office goes nowhere else");
    browser().get(&url).send().await.expect("it is there");
    assert_eq!(asked.load(Ordering::Relaxed), 1, "who goes there is counted");
    serving.abort();

    // Another part of the office counts the same money.
    let paid = troubles.iter().filter(|trouble| trouble.end.fee == "PAID").count();
    let (paid, due) = (1300 * paid, 1300 * (troubles.len() - paid));
    let book = errand.people.karl.go("cash_book", json!({ "from": "2026-03-01", "to": "2026-03-31" })).await;
    let total = &book["cashBook"][0]["total"];
    assert_eq!((&total["paidOnline"]["cents"], &total["openCents"]), (&json!(paid), &json!(due)), "{total:#}");
    assert_eq!(errand.books(["RECEIVABLE"]).await.map(|cents| json!(cents)), [json!(due)]);
    let came = troubles.iter().flat_map(|trouble| trouble.end.attempts).filter(|state| **state != "OPEN").count();
    assert_eq!(errand.journals_balance().await, troubles.len() + came, "a journal for each claim and each payment");
    errand.close().await;
}
