//! The seal: what independent programs say of it, and what is refused.

use std::fmt::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use documents::render::Languages;
use documents::seal::peers::{self, Bench};
use documents::seal::tsa::Tsa;
use documents::seal::{self, Authority, Demo, Failure, FileKey, Http, Level, Sealed, Trust};
use event_store::Clock;
use lopdf::{Document, IncrementalDocument, Object};
use tempfile::TempDir;

use crate::{compare, set, sheets, snapshot, words};

/// Independent programs judge certificates by the machine's clock.
pub(crate) fn now() -> DateTime<Utc> {
    Clock::system().now()
}

/// An authority with its key, and a folder in which programs look at its files.
pub(crate) struct House {
    folder: TempDir,
    demo: Demo,
    key: FileKey,
}

impl House {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let demo = Demo::make("Landeshauptstadt Saarbrücken", now()).expect("it is made");
        let key = FileKey::from_pem(&demo.key, &demo.certificates).expect("they fit");
        Bench(folder.path()).trust_seals(&demo.certificates);
        Self { folder, demo, key }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Where others judge it.
    pub(crate) fn bench(&self) -> Bench<'_> {
        Bench(self.path())
    }

    pub(crate) fn sealed(&self) -> Sealed {
        let rendered = set(&sheets::sheet(sheets::confirmation()));
        seal::seal(&rendered.pdf, &self.key, now()).expect("it is sealed")
    }

    /// A time stamping authority that answers, with the way to it.
    pub(crate) fn tsa(&self) -> Http {
        let tsa = Tsa::start(self.path(), "critical,timeStamping");
        self.bench().trust_times(&tsa.root);
        Http::new(&tsa.url, &tsa.root, Duration::from_secs(30)).expect("an address")
    }

    fn timed(&self, tsa: &dyn Authority) -> Sealed {
        seal::add_time_stamp(&self.sealed(), tsa, now()).expect("it is stamped")
    }

    /// What we say.
    pub(crate) fn verify(&self, pdf: &[u8], tsa: Option<&dyn Authority>) -> Result<seal::Found, Failure> {
        let seals = seal::certificates(&self.demo.certificates).expect("they are certificates");
        let time_stamps = tsa.map_or(&[][..], Authority::anchors);
        seal::verify(pdf, Trust { seals: &seals[1..], time_stamps }, now())
    }
}

#[test]
fn a_seal_is_valid_to_independent_programs() {
    let house = House::new();
    let sealed = house.sealed();
    assert_eq!(sealed.level, Level::Basic);
    house.bench().finds_good(&sealed.pdf, Level::Basic);
    let found = house.verify(&sealed.pdf, None).expect("it is good");
    assert_eq!((found.level, found.stamped_at), (Level::Basic, None));
}

#[test]
fn a_time_stamp_is_valid_to_independent_programs_and_leaves_the_seal_as_it_was() {
    let house = House::new();
    let tsa = house.tsa();
    let sealed = house.sealed();
    let timed = seal::add_time_stamp(&sealed, &tsa, now()).expect("it is stamped");
    assert_eq!(timed.level, Level::Timed);
    assert_ne!(timed.hash(), sealed.hash(), "the file is another");
    assert_eq!(timed.pdf.len(), sealed.pdf.len(), "and as long as before");
    house.bench().finds_good(&timed.pdf, Level::Timed);
    let found = house.verify(&timed.pdf, Some(&tsa)).expect("it is good");
    assert_eq!(found.level, Level::Timed);
    assert!((found.stamped_at.expect("it has a time") - now()).abs() < TimeDelta::minutes(1));
    assert!(seal::add_time_stamp(&timed, &tsa, now()).is_ok_and(|again| again == timed), "one is enough");
}

#[test]
fn a_flipped_byte_is_refused_by_all() {
    let house = House::new();
    let tsa = house.tsa();
    let timed = house.timed(&tsa);
    let seal = timed.pdf.windows(11).rposition(|window| window == b"/ByteRange[").expect("there is a seal");
    let contents = seal + timed.pdf[seal..].windows(9).position(|window| window == b"/Contents").expect("it has room");
    let flipped = |at: usize, bit: u8| {
        let mut pdf = timed.pdf.clone();
        pdf[at] ^= bit;
        pdf
    };
    // The paper, the appended revision before and behind the signature, and the signature.
    let length = timed.pdf.len();
    for at in [15, 1_000, length / 3, contents - 60, contents + 200, contents + 1_500, length - 8] {
        assert!(house.verify(&flipped(at, 1), Some(&tsa)).is_err(), "byte {at} is not missed");
    }
    for step in (0..length).step_by(2003) {
        assert!(house.verify(&flipped(step, 4), Some(&tsa)).is_err(), "byte {step} is not missed");
    }
    let changed = flipped(1_000, 1);
    assert!(!house.bench().pdfsig(&changed).text.contains("Signature is Valid"));
    assert!(!house.bench().pyhanko(&changed).text.contains("judged VALID"));
}

#[test]
fn an_appended_revision_is_refused_by_all() {
    let house = House::new();
    let timed = house.sealed();
    let before = Document::load_mem(&timed.pdf).expect("it is a PDF");
    let page = before.page_iter().next().expect("it has a page");
    let mut update = IncrementalDocument::create_from(timed.pdf.clone(), before);
    update.opt_clone_object_to_new_document(page).expect("it is there");
    let page = update.new_document.get_dictionary_mut(page).expect("it is a page");
    page.set("Rotate", Object::Integer(180));
    let mut appended = Vec::new();
    update.save_to(&mut appended).expect("it is written");

    assert!(matches!(house.verify(&appended, None), Err(Failure::Seal(why)) if why.contains("appended")));
    assert!(!house.bench().pdfsig(&appended).text.contains("Total document signed"));
    assert!(!house.bench().pyhanko(&appended).text.contains("judged VALID"));
    let cut = &timed.pdf[..timed.pdf.len() - 20];
    assert!(house.verify(cut, None).is_err());
    let spaced = [&timed.pdf[..], b"\n"].concat();
    assert!(house.verify(&spaced, None).is_err());
}

/// Answers with what another authority, or another question, was answered.
struct Canned {
    answer: Vec<u8>,
    anchors: Vec<Vec<u8>>,
}

impl Authority for Canned {
    fn stamp(&self, _: &[u8]) -> Result<Vec<u8>, Failure> {
        Ok(self.answer.clone())
    }

    fn anchors(&self) -> &[Vec<u8>] {
        &self.anchors
    }
}

/// Keeps the last answer.
struct Overheard<'a>(&'a Http, std::sync::Mutex<Vec<u8>>);

impl Authority for Overheard<'_> {
    fn stamp(&self, query: &[u8]) -> Result<Vec<u8>, Failure> {
        let answer = self.0.stamp(query)?;
        self.1.lock().expect("nobody panics with it").clone_from(&answer);
        Ok(answer)
    }

    fn anchors(&self) -> &[Vec<u8>] {
        self.0.anchors()
    }
}

fn why(answer: Result<Sealed, Failure>) -> &'static str {
    match answer {
        Err(Failure::TimeStamp(why)) => why,
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("it is taken"),
    }
}

#[test]
fn a_wrong_time_stamp_is_refused() {
    let house = House::new();
    let tsa = house.tsa();
    let (first, second) = (house.sealed(), house.sealed());
    let overheard = Overheard(&tsa, std::sync::Mutex::default());
    seal::add_time_stamp(&first, &overheard, now()).expect("it is stamped");
    let answer = overheard.1.into_inner().expect("nobody panicked with it");

    let anchors = tsa.anchors().to_vec();
    let canned = |answer: &[u8]| Canned { answer: answer.to_vec(), anchors: anchors.clone() };
    assert_eq!(why(seal::add_time_stamp(&second, &canned(&answer), now())), "it is of another signature");
    assert_eq!(why(seal::add_time_stamp(&first, &canned(&answer), now())), "it answers another query");
    let later = now() + TimeDelta::hours(1);
    assert_eq!(why(seal::add_time_stamp(&first, &tsa, later)), "its time is not now");
    assert_eq!(why(seal::add_time_stamp(&first, &canned(b"no"), now())), "the answer is none");
    // Rejected, with the text and the bit for "bad request".
    let rejected = [0x30, 0x09, 0x30, 0x07, 0x02, 0x01, 0x02, 0x03, 0x02, 0x05, 0x20];
    assert_eq!(why(seal::add_time_stamp(&first, &canned(&rejected), now())), "the authority refuses");

    let stranger = Canned { answer: vec![], anchors: house_of_others() };
    let untrusted = Overheard2 { tsa: &tsa, anchors: &stranger.anchors };
    assert_eq!(why(seal::add_time_stamp(&first, &untrusted, now())), "its authority is not trusted");
}

struct Overheard2<'a> {
    tsa: &'a Http,
    anchors: &'a [Vec<u8>],
}

impl Authority for Overheard2<'_> {
    fn stamp(&self, query: &[u8]) -> Result<Vec<u8>, Failure> {
        self.tsa.stamp(query)
    }

    fn anchors(&self) -> &[Vec<u8>] {
        self.anchors
    }
}

fn house_of_others() -> Vec<Vec<u8>> {
    let other = Demo::make("Anderswo", now()).expect("it is made");
    seal::certificates(&other.certificates).expect("they are certificates")
}

#[test]
fn a_token_of_another_signature_does_not_pass_in_a_file() {
    let house = House::new();
    let tsa = house.tsa();
    let (one, other) = (house.timed(&tsa), house.sealed());
    let transplanted = seal::transplant_time_stamp(&one.pdf, &other.pdf).expect("it has room");
    assert!(matches!(house.verify(&transplanted, Some(&tsa)), Err(Failure::TimeStamp("it is of another signature"))));
    assert!(!house.bench().pyhanko(&transplanted).text.contains("judged VALID"));
}

#[test]
fn a_certificate_for_other_uses_stamps_no_times() {
    let house = House::new();
    for purpose in ["critical,serverAuth", "critical,timeStamping,serverAuth", "timeStamping"] {
        let folder = tempfile::tempdir().expect("a folder");
        let tsa = Tsa::start(folder.path(), purpose);
        let http = Http::new(&tsa.url, &tsa.root, Duration::from_secs(30)).expect("an address");
        // OpenSSL does not even sign with most of these.
        match seal::add_time_stamp(&house.sealed(), &http, now()) {
            Err(Failure::TimeStamp("its certificate is not for time stamps") | Failure::Unreachable(_)) => {}
            other => panic!("{purpose}: {:?}", other.err()),
        }
    }
}

#[test]
fn an_authority_that_is_down_or_slow_leaves_the_seal_as_it_is() {
    let house = House::new();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let url = format!("http://{}/", listener.local_addr().expect("it is bound"));
    let silent = Http::new(&url, &house.demo.certificates, Duration::from_millis(300)).expect("an address");
    let sealed = house.sealed();
    let begun = Instant::now();
    assert!(matches!(seal::add_time_stamp(&sealed, &silent, now()), Err(Failure::Unreachable(_))));
    assert!(begun.elapsed() < Duration::from_secs(30), "it does not wait longer than it may");
    drop(listener);
    assert!(matches!(seal::add_time_stamp(&sealed, &silent, now()), Err(Failure::Unreachable(_))));
    house.verify(&sealed.pdf, None).expect("it is as good as it was");
}

#[test]
fn a_seal_of_somebody_else_or_out_of_its_time_is_refused() {
    let house = House::new();
    let sealed = house.sealed();
    let trust = house_of_others();
    let asked = |seals: &[Vec<u8>], at| seal::verify(&sealed.pdf, Trust { seals, time_stamps: &[] }, at);
    assert!(matches!(asked(&trust, now()), Err(Failure::Seal("nobody who is trusted vouches for it"))));
    let ours = seal::certificates(&house.demo.certificates).expect("they are certificates");
    let later = now() + TimeDelta::days(365 * 11);
    assert!(matches!(asked(&ours, later), Err(Failure::Seal("a certificate was not in force"))));
    assert!(asked(&ours, now()).is_ok());
}

#[test]
fn a_file_is_sealed_once_and_only_a_pdf_is() {
    let house = House::new();
    let sealed = house.sealed();
    assert!(matches!(seal::seal(&sealed.pdf, &house.key, now()), Err(Failure::Form(_))));
    assert!(seal::seal(b"not a PDF", &house.key, now()).is_err());
    let plain = set(&sheets::sheet(sheets::receipt()));
    assert!(matches!(house.verify(&plain.pdf, None), Err(Failure::Seal("there is not one seal"))));
}

#[test]
fn a_key_and_a_certificate_that_do_not_belong_together_are_refused() {
    let (one, other) = (House::new().demo, House::new().demo);
    assert!(matches!(FileKey::from_pem(&one.key, &other.certificates), Err(Failure::Key(_))));
    assert!(matches!(FileKey::from_pem("no", &one.certificates), Err(Failure::Key(_))));
    assert!(matches!(FileKey::from_pem(&one.key, ""), Err(Failure::Key(_))));
    let missing = FileKey::read(Path::new("/nowhere.pem"), Path::new("/nowhere.pem"));
    assert!(matches!(missing, Err(Failure::File { .. })));
}

#[test]
fn what_is_sealed_is_still_an_archives_file_that_readers_hear() {
    let house = House::new();
    let tsa = house.tsa();
    let script = snapshot("structure.py");
    let mut structures = String::new();
    for sheet in sheets::all() {
        let mut sealed = seal::seal(&set(&sheet).pdf, &house.key, now()).expect("it is sealed");
        // One of each kind has its time as well.
        if sheet.languages == Languages::GermanAndEnglish {
            sealed = seal::add_time_stamp(&sealed, &tsa, now()).expect("it is stamped");
        }
        house.bench().finds_good(&sealed.pdf, sealed.level);
        let said = peers::python("python", &[script.to_str().expect("a path"), "paper.pdf"], house.path());
        assert!(said.well, "{}", said.text);
        write!(structures, "# {}\n{}", sheets::name(&sheet), said.text).expect("a string grows");
    }
    compare("structure.txt", &structures);
    let text = words(&house.timed(&tsa).pdf);
    assert!(text.contains("Familienname") && text.contains("Müller-Łęcka"), "{text}");
}
