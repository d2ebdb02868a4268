//! Papers: nobody starts a process who may not have one, each is set once, and a crash before or after each step of
//! writing, sealing and keeping one leaves it written once or not at all.

use std::fmt::Write as _;
use std::panic::AssertUnwindSafe;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use async_graphql::{Request as Asking, Variables};
use documents::render::{Failure, History, Paper, Rendered, Renderer, Sheet};
use documents::seal::{Demo, FileKey};
use domain::ids::FolderId;
use domain::person::{Address, DwellingStatus, Move, PreviousDwelling};
use domain::signature::Hash;
use event_store::crash;
use futures_util::FutureExt as _;
use serde_json::{Value, json};

use super::crashes::run;
use super::*;
use crate::identity::{Asker, Language};
use crate::office::{Caller, Papers, Seal};

/// Sets a page with nothing of it in words, and counts.
#[derive(Default)]
struct Press {
    sheets: AtomicUsize,
    last: Mutex<Option<Sheet>>,
}

impl Press {
    fn sheets(&self) -> usize {
        self.sheets.load(Ordering::SeqCst)
    }

    /// The last paper that was set, a history.
    fn history(&self) -> History {
        match self.last.lock().expect("nobody panicked").clone().map(|sheet| sheet.paper) {
            Some(Paper::History(history)) => history,
            _ => panic!("it is no history"),
        }
    }
}

impl Renderer for Press {
    fn render(&self, sheet: &Sheet) -> Result<Rendered, Failure> {
        self.sheets.fetch_add(1, Ordering::SeqCst);
        *self.last.lock().expect("nobody panicked") = Some(sheet.clone());
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
    declaration { hash pdf text } errors { ... on UserError { code } } } }";
const SHOW: &str = "mutation($input: CaseStepInput!) { caseShowDeclaration(input: $input) {
    declaration { hash pdf text } errors { ... on UserError { code } } } }";
const ISSUE: &str = "mutation($input: PaperIssueInput!) { paperIssue(input: $input) {
    paper { id hash } errors { ... on UserError { code } } } }";
const READ: &str =
    "query($case: UUID!) { case(id: $case) { declarationText { hash pdf text } papers { id kind hash } } }";

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

/// Asks for something and says how the paper is called.
async fn issued(office: &Office, by: By, input: Value) -> String {
    let answer = ask(office, by, ISSUE, input).await;
    let id = answer["data"]["paperIssue"]["paper"]["id"].as_str();
    id.unwrap_or_else(|| panic!("it is not written: {answer:#}")).to_owned()
}

/// Whether a paper of the case can be read.
async fn is_readable(office: &Office, id: &str) -> bool {
    let id = domain::ids::PaperId(id.parse().expect("an id"));
    let paper = office.documents().paper(case(), id).await.expect("readable").expect("it was issued");
    office.documents().papers().read(id, &paper).await.is_ok()
}

#[tokio::test]
async fn a_case_without_people_and_one_whose_people_are_forgotten_have_a_history() {
    let (house, press) = (House::new(), Arc::<Press>::default());
    let config = OfficeConfig { papers: Some(papers(&press)), ..house.config() };
    let office = Office::start(config).await.expect("the office opens");
    plan_and_hold(&office).await;
    confirm(&office).await;
    office.settle().await;
    let of_nobody = issued(&office, ada(), history(1)).await;
    assert!(press.history().forgotten.is_empty());

    add_party(&office).await;
    record_move(&office, "2").await;
    let of_her = issued(&office, ada(), history(2)).await;
    assert!(press.history().forgotten.is_empty() && is_readable(&office, &of_her).await);
    // She is forgotten, and what was recorded of the move is not.
    office.log().destroy_subject(Uuid::from_u128(0x5b)).await.expect("the key is gone");
    let of_the_rest = issued(&office, ada(), history(3)).await;
    assert_eq!(press.history().forgotten, ["Betroffene Person"]);
    assert!(!is_readable(&office, &of_her).await, "it was about her");
    office.log().destroy_subject(Uuid::from_u128(0x5c)).await.expect("the key is gone");
    let mut for_auditors = history(4);
    (for_auditors["kind"], for_auditors["languages"]) = (json!("AUDIT_HISTORY"), json!("GERMAN_AND_ENGLISH"));
    let audited = issued(&office, by(0xa0, Role::Auditor), for_auditors).await;
    assert_eq!(press.history().forgotten, ["Betroffene Person / the person concerned"]);
    assert!(!is_readable(&office, &of_the_rest).await);
    assert!(is_readable(&office, &of_nobody).await && is_readable(&office, &audited).await);
    // What names people is not written without them.
    let mut confirmation = history(5);
    confirmation["kind"] = json!("CONFIRMATION");
    assert_eq!(code(&ask(&office, ada(), ISSUE, confirmation).await, "paperIssue"), "PAPER_NOT_READY");
    office.stop().await;
}

#[tokio::test]
async fn a_case_has_so_many_histories_and_each_has_the_parts_that_it_has() {
    let (house, press) = (House::new(), Arc::<Press>::default());
    let limits = domain::limits::Limits { histories_per_case_max: 1, ..Default::default() };
    let facts = Facts { limits, ..Facts::default() };
    let config = OfficeConfig { papers: Some(papers(&press)), facts, ..house.config() };
    let office = Office::start(config).await.expect("the office opens");
    known(&office).await;
    let part = |key, kind: &str, part: i32| {
        let mut input = history(key);
        (input["kind"], input["part"]) = (json!(kind), json!(part));
        input
    };
    for (key, kind, number) in [(1, "HISTORY", 0), (2, "HISTORY", -1), (3, "HISTORY", 70_000), (4, "CONFIRMATION", 2)] {
        let answer = ask(&office, ada(), ISSUE, part(key, kind, number)).await;
        let errors = answer["data"]["paperIssue"]["errors"].as_array().map(Vec::len);
        assert_eq!((errors, &answer["data"]["paperIssue"]["paper"]), (Some(1), &Value::Null), "{answer:#}");
    }
    let second = ask(&office, ada(), ISSUE, part(5, "HISTORY", 2)).await;
    assert_eq!(code(&second, "paperIssue"), "PAPER_NOT_READY", "all of it stands in the first");
    assert_eq!(press.sheets(), 0, "and nobody had one set for that");
    let first = issued(&office, ada(), history(6)).await;
    assert_eq!((press.history().part, press.history().ends.is_none()), (1, true));
    let another = ask(&office, clara(), ISSUE, history(7)).await;
    assert_eq!(code(&another, "paperIssue"), "PAPER_TOO_MANY_HISTORIES");
    assert_eq!(issued(&office, ada(), history(6)).await, first, "who repeats a request has the same one");
    assert_eq!(press.sheets(), 1);
    office.stop().await;
}

/// Whether the case says that its declaration was shown.
async fn was_shown(office: &Office) -> bool {
    let state = office.log().load::<Case>(case().0).await.expect("readable").state.0;
    state.file().and_then(|file| file.declaration.clone()).expect("one stands").shown
}

/// An office that sets papers, with a declaration of Ada's move that is prepared.
async fn declared(house: &House) -> Office {
    let config = OfficeConfig { papers: Some(papers(&Arc::default())), ..house.config() };
    let office = Office::start(config).await.expect("the office opens");
    known(&office).await;
    record_move(&office, "2").await;
    let prepared = ask(&office, clara(), PREPARE, step(1)).await;
    let declaration = &prepared["data"]["casePrepareDeclaration"]["declaration"];
    assert!(declaration["text"].as_str().is_some_and(|text| text.contains("Bahnhofstraße 2")), "{prepared:#}");
    office
}

#[tokio::test]
async fn what_nobody_can_read_was_not_shown() {
    let house = House::new();
    let office = declared(&house).await;
    for file in kept(&house) {
        std::fs::remove_file(file).expect("it lies there");
    }
    let answer = ask(&office, clara(), SHOW, step(2)).await;
    assert_eq!(answer["errors"][0]["extensions"]["code"], "INTERNAL", "{answer:#}");
    assert!(!was_shown(&office).await);
    office.stop().await;
}

#[tokio::test]
async fn of_whom_somebody_was_forgotten_nothing_is_shown() {
    let house = House::new();
    let office = declared(&house).await;
    office.log().destroy_subject(Uuid::from_u128(0x5c)).await.expect("the key is gone");
    let refused = ask(&office, clara(), SHOW, step(2)).await;
    assert_eq!(code(&refused, "caseShowDeclaration"), "CASE_ERASED");
    assert!(!was_shown(&office).await);
    office.stop().await;
}

/// Prepares a declaration that an earlier version of the program wrote in other words.
async fn prepare_in_other_words(office: &Office, written: impl AsyncFnOnce(Hash) -> case::Written) {
    let written = written(Hash([7; 32])).await;
    give(office, clara(), case::Prepare { case: case(), written }).await.expect("the move is recorded");
}

#[tokio::test]
async fn beside_a_paper_stand_the_words_that_it_was_set_with_or_none() {
    let house = House::new();
    let config = OfficeConfig { papers: Some(papers(&Arc::default())), ..house.config() };
    let office = Office::start(config).await.expect("the office opens");
    known(&office).await;
    record_move(&office, "2").await;
    prepare_in_other_words(&office, async |text| {
        let sheet = Sheet {
            letterhead: documents::render::Letterhead { authority: "Saarbrücken".to_owned(), lines: vec![] },
            languages: domain::paper::Languages::German,
            reference: "1".to_owned(),
            issued: DateTime::UNIX_EPOCH,
            paper: Paper::Declaration(documents::render::Declaration {
                title: "Anmeldung, wie sie früher hieß".to_owned(),
                law: "§ 17 Abs. 1 BMG".to_owned(),
                sections: vec![],
                mark: "00".to_owned(),
            }),
        };
        let draft = crate::office::Draft {
            paper: domain::ids::PaperId::of_declaration(case(), 1),
            kind: domain::paper::Kind::Declaration,
            about: vec![SubjectId(Uuid::from_u128(0x5c))],
            sheet,
        };
        let kept = office.write(draft).await.expect("it is set").expect("she is known");
        case::Written::Paper { kept, text }
    })
    .await;
    let shown = ask(&office, clara(), SHOW, step(2)).await;
    let declaration = &shown["data"]["caseShowDeclaration"]["declaration"];
    assert!(declaration["pdf"].is_string() && declaration["text"].is_null(), "{shown:#}");
    office.settle().await;
    let read = ask(&office, ada(), READ, json!({})).await;
    assert_eq!(read["data"]["case"]["declarationText"], *declaration);
    office.stop().await;
}

#[tokio::test]
async fn a_text_in_other_words_is_not_shown_and_is_written_anew() {
    let house = House::new();
    let office = Office::start(house.config()).await.expect("the office opens");
    known(&office).await;
    record_move(&office, "2").await;
    prepare_in_other_words(&office, async |hash| case::Written::Text(hash)).await;
    let refused = ask(&office, clara(), SHOW, step(2)).await;
    assert_eq!(code(&refused, "caseShowDeclaration"), "CASE_OTHER_DECLARATION");
    assert!(!was_shown(&office).await);
    let prepared = ask(&office, clara(), PREPARE, step(3)).await;
    let declaration = &prepared["data"]["casePrepareDeclaration"]["declaration"];
    assert!(declaration["text"].is_string(), "{prepared:#}");
    let shown = ask(&office, clara(), SHOW, step(4)).await;
    assert_eq!(shown["data"]["caseShowDeclaration"]["declaration"], *declaration);
    assert!(was_shown(&office).await);
    office.stop().await;
}

/// The files that lie in the vault.
fn kept(house: &House) -> Vec<std::path::PathBuf> {
    let list =
        |path: std::path::PathBuf| std::fs::read_dir(path).expect("a folder").map(|one| one.expect("a file").path());
    list(house.folder.path().join("documents/kept")).flat_map(list).collect()
}

/// How many there are.
fn files(house: &House) -> usize {
    kept(house).len()
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
