//! The papers of the office: that each is set, is what its standards want, and says what it was given and nothing else.

mod injections;
mod law;
mod seals;
mod sheets;
mod stamps;
mod templates;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use aws_lc_rs::digest::{SHA256, digest};
use documents::render::{Failure, Happened, History, Languages, Paper, Rendered, Renderer as _, Sheet};
use documents::seal::peers;
use vorgang_renderer::Typesetter;

/// Sets a paper with the templates that come with the program.
fn set(sheet: &Sheet) -> Rendered {
    let typesetter = Typesetter::new(None).expect("the bundled templates are there");
    typesetter.render(sheet).unwrap_or_else(|failure| panic!("{}: {failure}", sheet.paper.template()))
}

/// The words of a PDF in the order of reading, with single spaces.
fn words(pdf: &[u8]) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("paper.pdf"), pdf).expect("the folder is writable");
    let said = peers::system("pdftotext", &["-raw", "paper.pdf", "-"], folder.path());
    assert!(said.well, "{}", said.text);
    said.text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn snapshot(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name)
}

/// Compares with what is committed; `UPDATE_SNAPSHOTS=1` writes it anew.
fn compare(name: &str, now: &str) {
    let path = snapshot(name);
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        fs::write(&path, now).expect("the snapshot is writable");
    }
    let committed = fs::read_to_string(&path).expect("the snapshot is readable");
    assert_eq!(now, committed, "{name} is another than committed; UPDATE_SNAPSHOTS=1 writes it anew");
}

#[test]
fn each_paper_is_the_same_bytes_today_and_for_ever() {
    let mut hashes = String::new();
    for sheet in sheets::all() {
        let once = set(&sheet);
        assert_eq!(once, set(&sheet), "{} depends on something else than its sheet", sheet.paper.template());
        let hash = digest(&SHA256, &once.pdf);
        writeln!(hashes, "{} {} {}", hex::encode(hash), once.pages, sheets::name(&sheet)).expect("a string grows");
        assert_eq!(once.hash().to_string(), hex::encode(hash));
    }
    compare("papers.sha256", &hashes);
}

#[test]
fn another_time_or_reference_is_another_paper() {
    let sheet = sheets::sheet(sheets::receipt());
    let later = Sheet { issued: sheet.issued + chrono::TimeDelta::seconds(1), ..sheet.clone() };
    assert_ne!(set(&sheet), set(&later));
    let other = Sheet { reference: "2026-000043".to_owned(), ..sheet.clone() };
    assert_ne!(set(&sheet), set(&other));
}

#[test]
fn a_sheet_is_the_same_after_its_way_to_another_process() {
    for sheet in sheets::all() {
        let json = serde_json::to_string(&sheet).expect("a sheet is JSON");
        let again: Sheet = serde_json::from_str(&json).expect("it is read");
        assert!(again == sheet, "{}", sheet.paper.template());
    }
}

#[test]
fn a_paper_is_read_in_its_order() {
    let sheet = Sheet { languages: Languages::German, ..sheets::sheet(sheets::confirmation()) };
    compare("confirmation.txt", &(words(&set(&sheet).pdf) + "\n"));
    let history = words(&set(&sheets::sheet(sheets::history())).pdf);
    let at = |n: usize| history.find(&format!("Ereignis {n} im")).unwrap_or_else(|| panic!("event {n} is missing"));
    assert!((1..60).all(|n| at(n) < at(n + 1)), "over pages, too");
}

#[test]
fn a_history_says_which_part_it_is_and_where_it_ends_and_whose_data_is_gone() {
    let one_line = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let whole = one_line(words(&set(&sheets::sheet(sheets::history())).pdf));
    for absent in ["Teil", "endet mit", "gelöscht"] {
        assert!(!whole.contains(absent), "{absent}");
    }
    // It is as long as the office makes it, and has room.
    let second = one_line(words(&set(&sheets::sheet(sheets::long_history(2))).pdf));
    for stated in [
        "Dieses Schreiben ist Teil 2 des Verlaufs.",
        "This document is part 2 of the history.",
        "endet mit dem Ereignis vom 02.03.2026 17:20 (Stelle 90500). Danach ist mehr geschehen: Es steht in Teil 3.",
        "ends with the event of 02.03.2026 17:20 (position 90500).",
        "Beteiligte, deren Angaben gelöscht sind",
        "Gelöscht nach Art. 17 DSGVO.",
        "Mit umziehende Person",
        "90500 · case.landlord_inquiry_opened",
    ] {
        assert!(second.contains(stated), "{stated} is missing");
    }
    let first = one_line(words(&set(&sheets::sheet(sheets::long_history(1))).pdf));
    assert!(first.contains("Es steht in Teil 2.") && !first.contains("Dieses Schreiben ist Teil"), "it is the first");
}

#[test]
fn more_than_a_paper_holds_is_refused() {
    let typesetter = Typesetter::new(None).expect("the bundled templates are there");
    let long = |entries: usize, bytes: usize| {
        let entry = Happened { at: "jetzt".to_owned(), what: "x ".repeat(bytes / 2), by: "System".to_owned() };
        let (subject, entries) = ("Ummeldung".to_owned(), vec![entry; entries]);
        sheets::sheet(Paper::History(History { subject, entries, forgotten: vec![], part: 1, ends: None }))
    };
    for (sheet, most) in [(long(1, 300 * 1024), 256 * 1024), (long(2600, 8), 60)] {
        match typesetter.render(&sheet) {
            Err(Failure::TooMuch { most: limit, .. }) => assert_eq!(limit, most),
            other => panic!("it is set: {other:?}"),
        }
    }
}
