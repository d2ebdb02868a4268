//! Random lives of some payments: begun, begun again, asked for and chosen, by a provider that fails in between.
//!
//! Whatever the order, an order has one transaction, nothing is called paid that was not paid, and when the provider is
//! well again everything that has come is told.

use std::collections::BTreeMap;
use std::time::Duration;

use domain::money::Cents;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use vorgang_payments::sandbox::{Fault, Names, Outcome, Repeats};
use vorgang_payments::statement::read_csv;
use vorgang_payments::xbezahldienste::PAYMENT_EXISTS;
use vorgang_payments::{Failure, Provider as _, Reference, Standing};

use crate::harness::{ENDPOINT, ORIGINATOR, Stand, browser, order};

/// How many orders there are.
const ORDERS: u32 = 3;

/// What happens next, to which order.
#[derive(Clone, Debug)]
enum Step {
    Start(u32),
    LookUp(u32),
    Choose(u32, Outcome),
    Break(Fault),
    Wait(u64),
}

fn step() -> impl Strategy<Value = Step> {
    let of = || 0..ORDERS;
    // None of those that take time.
    let faults = vec![
        Fault::Down,
        Fault::FailsBefore,
        Fault::FailsAfter,
        Fault::Garbled,
        Fault::Oversized,
        Fault::Elsewhere("http://127.0.0.1:9/".to_owned()),
    ];
    let outcomes = Outcome::ALL.into_iter().filter(|outcome| *outcome != Outcome::Slow).collect::<Vec<_>>();
    prop_oneof![
        4 => of().prop_map(Step::Start),
        4 => of().prop_map(Step::LookUp),
        2 => (of(), prop::sample::select(outcomes)).prop_map(|(of, outcome)| Step::Choose(of, outcome)),
        3 => prop::sample::select(faults).prop_map(Step::Break),
        1 => (1..60_u64).prop_map(Step::Wait),
    ]
}

/// What the office knows: under which name the provider has an order.
type Known = BTreeMap<u32, Reference>;

/// Whether what was told fits what the sandbox has taken.
fn fits(stand: &Stand, reference: &Reference, told: &Standing) -> Result<(), TestCaseError> {
    let seen = stand.sandbox.transactions();
    let paid = seen.iter().find(|seen| seen.transaction == reference.0).map(|seen| seen.paid);
    match told {
        Standing::Paid { amount, .. } => {
            prop_assert_eq!(*amount, Cents(1_358));
            prop_assert!(paid.is_some_and(|paid| paid > 0), "{told:?}, and nothing has come");
        }
        Standing::Open { .. } | Standing::Failed | Standing::Cancelled => prop_assert_eq!(paid, Some(0), "{:?}", told),
        Standing::Unknown { .. } => prop_assert!(false, "the sandbox says nothing of the kind"),
    }
    Ok(())
}

async fn start(stand: &Stand, known: &mut Known, of: u32) -> Result<(), TestCaseError> {
    match stand.client.start(&order(of, "R-2026-17")).await {
        Ok(started) => {
            fits(stand, &started.reference, &started.standing)?;
            let before = known.insert(of, started.reference.clone());
            prop_assert!(before.is_none_or(|before| before == started.reference), "one order, two transactions");
        }
        Err(Failure::Rejected { code }) => prop_assert_eq!(code, PAYMENT_EXISTS),
        Err(Failure::NoAnswer | Failure::BadAnswer) => {}
        Err(other) => prop_assert!(false, "{other:?}"),
    }
    Ok(())
}

async fn live(names: Names, repeats: Repeats, steps: Vec<Step>) -> Result<(), TestCaseError> {
    let stand = Stand::with(|options| (options.names, options.repeats) = (names, repeats)).await;
    let (mut known, mut gone) = (Known::new(), vec![]);
    for step in steps {
        match step {
            Step::Start(of) => start(&stand, &mut known, of).await?,
            Step::LookUp(of) => {
                let Some(reference) = known.get(&of) else { continue };
                match stand.client.look_up(reference).await {
                    Ok(told) => fits(&stand, reference, &told)?,
                    Err(Failure::NotFound) => prop_assert!(gone.contains(reference), "it forgot {reference:?}"),
                    Err(Failure::NoAnswer | Failure::BadAnswer) => {}
                    Err(other) => prop_assert!(false, "{other:?}"),
                }
            }
            Step::Choose(of, outcome) => {
                // Only who has been sent to the page can choose there.
                let Some(reference) = known.get(&of) else { continue };
                if stand.sandbox.choose(&reference.0, outcome) && outcome == Outcome::Gone {
                    gone.push(reference.clone());
                }
            }
            Step::Break(fault) => stand.sandbox.break_next([fault]),
            Step::Wait(secs) => stand.clock.advance(Duration::from_secs(secs)),
        }
        let mut requests: Vec<_> = stand.sandbox.transactions().into_iter().map(|seen| seen.request).collect();
        let all = requests.len();
        requests.sort();
        requests.dedup();
        prop_assert_eq!(requests.len(), all, "an order has two transactions");
    }

    // The provider is well again, after what is still to go wrong.
    for _ in 0..100 {
        if stand.client.check().await.is_ok() {
            break;
        }
    }
    stand.clock.advance(Duration::from_mins(2));
    for (of, reference) in known.clone() {
        match stand.client.look_up(&reference).await {
            Ok(told) => fits(&stand, &reference, &told)?,
            Err(failure) => prop_assert!(failure == Failure::NotFound && gone.contains(&reference), "{failure:?}"),
        }
        if !gone.contains(&reference) {
            start(&stand, &mut known, of).await?;
        }
    }
    let url = format!("{}/settlement/{ORIGINATOR}/{ENDPOINT}/2026-11-02", stand.url);
    let file = browser().get(url).send().await.expect("it answers").text().await.expect("text");
    let settled = read_csv(file.as_bytes()).expect("it is read");
    let paid: usize = stand.sandbox.transactions().iter().map(|seen| seen.paid).sum();
    prop_assert_eq!(settled.len(), paid, "the settlement has what has come, to the cent");
    prop_assert!(settled.iter().all(|entry| entry.amount == Cents(1_358)));
    Ok(())
}

#[test]
fn whatever_happens_an_order_is_one_payment_and_is_paid_only_when_it_is() {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime");
    let ways = prop::sample::select(vec![
        (Names::Request, Repeats::Exists),
        (Names::Request, Repeats::Same),
        (Names::Own, Repeats::Same),
        (Names::Own, Repeats::Exists),
    ]);
    let lives = (ways, prop::collection::vec(step(), 1..40));
    let config = ProptestConfig { cases: 80, failure_persistence: None, ..ProptestConfig::default() };
    TestRunner::new(config)
        .run(&lives, |((names, repeats), steps)| runtime.block_on(live(names, repeats, steps)))
        .expect("whatever happens, an order is one payment");
}
