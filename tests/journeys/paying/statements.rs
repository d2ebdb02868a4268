//! What comes to the account, as the bank's statement tells it (CAMT.053): what is known, what the provider has not told
//! yet, what it pays out in one sum, and what nobody knows.

use std::time::Duration;

use payments::sandbox::Outcome;
use serde_json::{Value, json};

use super::super::steps::text;
use super::Errand;
use crate::harness::{Database, on_both};

on_both!(what_the_bank_shows_is_matched_asked_for_or_looked_at);

/// The accounts between which the money of a statement goes.
const ACCOUNTS: [&str; 4] = ["BANK", "PROVIDER_CLEARING", "SUSPENSE", "RECEIVABLE"];

/// A booked credit of the bank, under the bank's own name for it.
fn credit(id: &str, day: &str, euros: &str, words: &str) -> String {
    format!(
        "<Ntry><Amt Ccy=\"EUR\">{euros}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>\
         <BookgDt><Dt>{day}</Dt></BookgDt><AcctSvcrRef>{id}</AcctSvcrRef>\
         <NtryDtls><TxDtls><RmtInf><Ustrd>{words}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
    )
}

fn camt(entries: &[String]) -> Value {
    let entries = entries.concat();
    let content = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\">\
         <BkToCstmrStmt><GrpHdr><MsgId>1</MsgId></GrpHdr><Stmt><Id>1</Id>{entries}</Stmt></BkToCstmrStmt></Document>"
    );
    json!({ "format": "CAMT_053", "content": content })
}

impl Errand {
    /// Ada chooses on the page of a fee, and closes it.
    async fn pays_for(&self, case: &str) -> Value {
        self.start_of(case).await;
        let fee = self.fee_of(case).await;
        assert!(self.sandbox.choose(&self.on_page_of(&fee).transaction, Outcome::Card));
        fee
    }

    /// What of statements somebody has to look at, and how much it is.
    async fn to_check(&self) -> Vec<(String, i64)> {
        let list = self.people.karl.go("statement_worklist", json!({})).await;
        let edges = list["statementWorklist"]["edges"].as_array().expect("edges");
        let one = |edge: &Value| (text(edge, "/node/concern"), edge["node"]["amountCents"].as_i64().expect("cents"));
        let mut found: Vec<_> = edges.iter().map(one).collect();
        found.sort_unstable();
        found
    }

    async fn counts(&self, statement: &Value) -> [i64; 4] {
        let list = self.people.karl.go("statements", json!({})).await;
        let edges = list["statements"]["edges"].as_array().expect("edges");
        let found = edges.iter().map(|edge| &edge["node"]).find(|node| node["id"] == *statement).expect("it is listed");
        ["entries", "matched", "toCheck", "cameCents"].map(|name| found[name].as_i64().expect("a number"))
    }

    /// Karl closes the entry of so many cents.
    async fn resolves(&self, cents: i64, resolution: &str) {
        let list = self.people.karl.go("statement_worklist", json!({})).await;
        let edges = list["statementWorklist"]["edges"].as_array().expect("edges");
        let node =
            edges.iter().map(|edge| &edge["node"]).find(|node| node["amountCents"] == cents).expect("it is there");
        let close = json!({ "statement": node["statement"], "entry": node["entry"], "resolution": resolution });
        self.people.karl.go("resolve_statement_entry", close).await;
    }
}

async fn what_the_bank_shows_is_matched_asked_for_or_looked_at(database: Database) {
    let errand = Errand::begun(database).await;
    let [told, untold, paid_out] = &errand.cases(3).await[..] else { panic!("three cases") };
    for case in [told, paid_out] {
        errand.pays_for(case).await;
    }
    errand.wait(Duration::from_mins(1)).await;
    let fee = errand.fee_of(told).await;
    assert_eq!((&fee["state"], &errand.fee_of(paid_out).await["state"]), (&json!("PAID"), &json!("PAID")));
    // The money is known by the provider's own word for it (Kassenzeichen), which stands in its settlement.
    let settlement = errand.settlement().await;
    let of_told = settlement.lines().find(|line| fee["reference"].as_str().is_some_and(|word| line.contains(word)));
    let word = of_told.and_then(|line| line.split(';').nth(3)).expect("a reference").to_owned();

    // The last word of the provider on this one gets lost for a while.
    let claim = text(&errand.pays_for(untold).await, "/reference");
    errand.sandbox.down(true);
    assert_eq!(errand.books(ACCOUNTS).await, [0, 2600, 0, 1300]);
    let known = credit("B-1", "2026-03-02", "13.00", &format!("Führungszeugnis {word}"));
    let announced = credit("B-4", "2026-03-02", "99.00", &claim).replace("BOOK", "PDNG");
    let file = camt(&[
        known.clone(),
        credit("B-2", "2026-03-02", "13.00", &claim),
        credit("B-3", "2026-03-02", "42.00", "RE-4711 Hundesteuer"),
        announced,
    ]);
    let imported = errand.people.karl.go("import_statement", file.clone()).await;
    let first = &imported["statementImport"]["statement"]["id"];
    errand.house.settle().await;
    let concern = |concern: &str, cents| (concern.to_owned(), cents);
    assert_eq!(errand.to_check().await, [concern("NOT_KNOWN_AS_PAID", 1300), concern("UNKNOWN_REFERENCE", 4200)]);
    assert_eq!(errand.counts(first).await, [3, 1, 2, 6800]);
    assert_eq!(errand.books(ACCOUNTS).await, [6800, 1300, -5500, 1300]);
    assert_eq!(errand.fee_of(untold).await["state"], "DUE", "that it is paid only the provider's word says");

    // That a statement shows it is a reason to ask.
    errand.sandbox.down(false);
    errand.wait(Duration::from_hours(2)).await;
    assert_eq!(errand.fee_of(untold).await["state"], "PAID");
    assert_eq!(errand.counts(first).await, [3, 2, 1, 6800]);
    assert_eq!(errand.books(ACCOUNTS).await, [6800, 1300, -4200, 0]);

    // Statements overlap. The next one also shows what the provider pays out in one sum.
    let payout = credit("B-5", "2026-03-03", "13.00", "Sammelauszahlung 2026-03-02");
    let imported = errand.people.karl.go("import_statement", camt(&[known, payout])).await;
    let second = &imported["statementImport"]["statement"]["id"];
    errand.people.karl.go("import_statement", file).await;
    assert_eq!(errand.counts(second).await, [2, 1, 1, 2600]);
    assert_eq!(errand.books(ACCOUNTS).await, [8100, 1300, -5500, 0]);
    errand.resolves(1300, "PAYOUT").await;
    assert_eq!(errand.books(ACCOUNTS).await, [8100, 0, -4200, 0]);
    assert_eq!(errand.to_check().await, [concern("UNKNOWN_REFERENCE", 4200)]);
    errand.resolves(4200, "NOT_OURS").await;
    assert_eq!(errand.books(ACCOUNTS).await, [3900, 0, 0, 0], "the account holds what was paid");
    assert_eq!(errand.to_check().await, []);
    assert_eq!(errand.money_to_check().await, [Value::Null; 0]);
    errand.close().await;
}
