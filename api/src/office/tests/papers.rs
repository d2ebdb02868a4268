//! Papers: nobody starts a process who may not have one, each is set once, and a crash before or after each step of
//! writing, sealing and keeping one leaves it written once or not at all.

use std::fmt::Write as _;
use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use async_graphql::{Request as Asking, Variables};
use documents::render::{Failure, Rendered, Renderer, Sheet};
use documents::seal::{Demo, FileKey};
use domain::ids::FolderId;
use domain::person::{Address, DwellingStatus, Move, PreviousDwelling};
use event_store::crash;
use futures_util::FutureExt as _;
use serde_json::{Value, json};

use super::crashes::run;
use super::*;
use crate::identity::{Asker, Language};
use crate::office::{Caller, Papers, Seal};

/// Sets a page with nothing of it in words, and counts.
#[derive(Default)]
struct Press(AtomicUsize);

impl Press {
    fn sheets(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }
}

impl Renderer for Press {
    fn render(&self, sheet: &Sheet) -> Result<Rendered, Failure> {
        self.0.fetch_add(1, Ordering::SeqCst);
        let mark = documents::sha256(&serde_json::to_vec(sheet).expect("JSON"));
        let objects = [
            "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>".to_owned(),
            format!("({mark})"),
        ];
        let (mut text, mut table) = ("%PDF-1.7\n".to_owned(), "0000000000 65535 f \n".to_owned());
        for (number, object) in (1..).zip(&objects) {
            writeln!(table, "{:010} 00000 n ", text.len()).expect("a string grows");
            write!(text, "{number} 0 obj\n{object}\nendobj\n").expect("a string grows");
        }
        let (size, start) = (objects.len() + 1, text.len());
        let trailer = format!("trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n");
        write!(text, "xref\n0 {size}\n{table}{trailer}").expect("a string grows");
        Ok(Rendered { pdf: text.into_bytes(), pages: 1 })
    }
}

fn papers(press: &Arc<Press>) -> Papers {
    let demo = Demo::make("Test", Clock::system().now()).expect("a key is made");
    let key = FileKey::from_pem(&demo.key, &demo.certificates).expect("they fit");
    Papers { renderer: press.clone(), seal: Some(Seal { key: Arc::new(key), time_stamps: None }) }
}

fn case() -> CaseId {
    CaseId::of(BOOKING, 0)
}

/// Asks the API as somebody.
async fn ask(office: &Office, by: By, document: &str, input: Value) -> Value {
    let caller = Some(Caller { by, expires_at: DateTime::<Utc>::MAX_UTC });
    let request = Asking::new(document)
        .variables(Variables::from_json(json!({ "input": input, "case": case().0 })))
        .data(Asker { caller, language: Language::English })
        .data(office.clone());
    serde_json::to_value(crate::schema::build(true).execute(request).await).expect("JSON")
}

const PREPARE: &str = "mutation($input: CaseStepInput!) { casePrepareDeclaration(input: $input) {
    declaration { hash pdf } errors { ... on UserError { code } } } }";
const SHOW: &str = "mutation($input: CaseStepInput!) { caseShowDeclaration(input: $input) {
    declaration { hash pdf } errors { ... on UserError { code } } } }";
const ISSUE: &str = "mutation($input: PaperIssueInput!) { paperIssue(input: $input) {
    paper { id hash } errors { ... on UserError { code } } } }";
const READ: &str = "query($case: UUID!) { case(id: $case) { declarationText { hash pdf } papers { id kind hash } } }";

fn clara() -> By {
    by(0xc1a, Role::Clerk)
}

fn step(key: u128) -> Value {
    json!({ "idempotencyKey": Uuid::from_u128(key), "case": case().0 })
}

fn history(key: u128) -> Value {
    json!({ "idempotencyKey": Uuid::from_u128(key), "case": case().0, "kind": "HISTORY" })
}

/// Ada has a case, and Clara has recorded her.
async fn known(office: &Office) {
    plan_and_hold(office).await;
    confirm(office).await;
    office.settle().await;
    add_party(office).await;
}

async fn record_move(office: &Office, house_number: &str) {
    let address = |house_number: &str| Address {
        street: "Bahnhofstraße".to_owned(),
        house_number: house_number.to_owned(),
        addition: None,
        postal_code: "66111".to_owned(),
        town: "Saarbrücken".to_owned(),
        municipality: "10041100".to_owned(),
    };
    let details = SubjectId(Uuid::from_u128(0x5c)).knows(Move {
        moved_in: NaiveDate::from_ymd_opt(2026, 2, 20).expect("a date"),
        from: PreviousDwelling::Here { address: address("1") },
        to: address(house_number),
        status: DwellingStatus::Sole,
        others: vec![],
        landlord: None,
    });
    let record = Single::<case::State> { id: case().0, command: case::Command::RecordMove { details } };
    give(office, clara(), record).await.expect("a clerk records it");
}

fn code(answer: &Value, mutation: &str) -> String {
    let code = answer.pointer(&format!("/data/{mutation}/errors/0/code")).and_then(Value::as_str);
    code.unwrap_or_else(|| panic!("it was accepted: {answer:#}")).to_owned()
}

#[tokio::test]
async fn nobody_starts_a_paper_who_may_not_have_it_and_reading_one_starts_none() {
    let (house, press) = (House::new(), Arc::<Press>::default());
    let office = OfficeConfig { papers: Some(papers(&press)), ..house.config() };
    let office = Office::start(office).await.expect("the office opens");
    known(&office).await;
    record_move(&office, "2").await;
    for (n, who) in (100..).zip([ada(), by(0xbe0, Role::Citizen), by(0xca, Role::Cashier), by(0xa0, Role::Auditor)]) {
        let refused = ask(&office, who, PREPARE, step(n)).await;
        assert!(["CASE_DENIED", "CASE_UNKNOWN"].contains(&code(&refused, "casePrepareDeclaration").as_str()));
    }
    for (n, who) in (200..).zip([by(0xbe0, Role::Citizen), by(0xca, Role::Cashier), by(0xa0, Role::Auditor)]) {
        let refused = ask(&office, who, ISSUE, history(n)).await;
        assert!(["PAPER_DENIED", "CASE_UNKNOWN"].contains(&code(&refused, "paperIssue").as_str()));
    }
    let mut early = history(300);
    early["kind"] = json!("CONFIRMATION");
    assert_eq!(code(&ask(&office, clara(), ISSUE, early).await, "paperIssue"), "PAPER_NOT_READY");
    assert_eq!(press.sheets(), 0, "nobody had one set");

    let prepared = ask(&office, clara(), PREPARE, step(1)).await;
    let declared = prepared["data"]["casePrepareDeclaration"]["declaration"].clone();
    assert!(declared["pdf"].is_string(), "{prepared:#}");
    let shown = ask(&office, clara(), SHOW, step(2)).await;
    assert_eq!(shown["data"]["caseShowDeclaration"]["declaration"], declared);
    let again = ask(&office, clara(), PREPARE, step(3)).await;
    assert_eq!(again["data"]["casePrepareDeclaration"]["declaration"], declared, "it stands");
    office.settle().await;
    let read = ask(&office, ada(), READ, json!({})).await;
    assert_eq!(read["data"]["case"]["declarationText"], declared);
    assert_eq!(press.sheets(), 1, "what is kept is read, and not set again");

    // A correction is another declaration, and what was kept of the first one stays.
    record_move(&office, "3").await;
    let corrected = ask(&office, clara(), PREPARE, step(4)).await;
    assert_ne!(corrected["data"]["casePrepareDeclaration"]["declaration"]["hash"], declared["hash"]);
    assert_eq!(press.sheets(), 2);
    office.settle().await;
    let read = ask(&office, ada(), READ, json!({})).await;
    assert_eq!(read["data"]["case"]["papers"].as_array().map(Vec::len), Some(2), "{read:#}");
    office.stop().await;
}

/// How many files lie in the vault.
fn files(house: &House) -> usize {
    let list =
        |path: std::path::PathBuf| std::fs::read_dir(path).expect("a folder").map(|one| one.expect("a file").path());
    list(house.folder.path().join("documents/kept")).map(|folder| list(folder).count()).sum()
}

#[test]
fn a_crash_at_any_step_of_a_paper_leaves_it_written_once() {
    let (mut deaths, mut wanted) = (0, 1);
    loop {
        let (house, press) = (House::new(), Arc::<Press>::default());
        let made = papers(&press);
        let (mut crash, mut begun, mut passed) = (Some(wanted), false, 0);
        let told = loop {
            let life = run(async {
                let config = OfficeConfig { papers: Some(made.clone()), ..house.config() };
                let office = Office::start(config).await.expect("the office opens");
                if !begun {
                    known(&office).await;
                    record_move(&office, "2").await;
                    begun = true;
                }
                crash::arm(&["paper."], crash.take());
                let work = AssertUnwindSafe(async {
                    let prepared = ask(&office, clara(), PREPARE, step(1)).await;
                    let issued = ask(&office, ada(), ISSUE, history(2)).await;
                    (prepared, issued)
                });
                let ended = work.catch_unwind().await;
                passed = passed.max(crash::disarm());
                let Ok((prepared, issued)) = ended else { return None };
                let hash = prepared["data"]["casePrepareDeclaration"]["declaration"]["hash"].clone();
                let paper = issued["data"]["paperIssue"]["paper"].clone();
                assert!(hash.is_string() && paper["id"].is_string(), "death {wanted}: {prepared:#} {issued:#}");

                // Each is in the log once, and in the vault as the log names it.
                let stream = office.log().stream_of::<domain::Paper>(FolderId::of(case()).0).expect("a known kind");
                let names: Vec<String> =
                    office.log().history(stream).await.expect("readable").into_iter().map(|one| one.name).collect();
                assert_eq!(names, ["kept", "kept"], "death {wanted}");
                let state = office.log().load::<domain::Paper>(FolderId::of(case()).0).await.expect("readable").state.0;
                let mut hashes = vec![];
                for (id, paper) in &state.folder().expect("two were kept").papers {
                    let pdf = office.documents().papers().read(*id, paper).await.expect("it is there");
                    assert_eq!(documents::sha256(&pdf), paper.hash, "death {wanted}");
                    hashes.push(json!(paper.hash.to_string()));
                }
                assert!(hashes.contains(&hash) && hashes.contains(&paper["hash"]), "death {wanted}");
                // What was kept, and of which no event tells, is swept away the next day.
                house.clock.advance(Duration::from_hours(25));
                office.follow_up().await.expect("the log answers");
                house.clock.advance(Duration::from_mins(11));
                office.follow_up().await.expect("the log answers");
                assert_eq!(files(&house), 2, "death {wanted}");
                office.stop().await;
                Some(())
            });
            if life.is_some() {
                break press.sheets();
            }
            deaths += 1;
        };
        assert!(told <= 3, "at most what was lost is set once more");
        if wanted > passed {
            break;
        }
        wanted += 1;
    }
    assert_eq!(deaths, 12, "of both: before and after setting, sealed, before and after keeping, recorded");
}
