//! Papers are set by the binary in a process of its own, with limits that a template cannot pass.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use documents::render::{
    Charge, Failure, Languages, Letterhead, Means, Paper, Receipt, Rendered, Renderer as _, Sheet,
};
use renderer::{Isolated, Limits, Typesetter};

/// Limits for what is to come to its end, however slow the machine.
fn patient() -> Limits {
    Limits { time: Duration::from_mins(2), ..Limits::default() }
}

fn sheet() -> Sheet {
    let issued: chrono::DateTime<chrono::Utc> = "2026-03-02T09:00:00Z".parse().expect("a time");
    let item = Charge { what: "Führungszeugnis".to_owned(), law: "Nr. 1130 KV JVKostG".to_owned(), cents: 1300 };
    Sheet {
        letterhead: Letterhead { authority: "Landeshauptstadt Saarbrücken".to_owned(), lines: vec![] },
        languages: Languages::German,
        reference: "2026-000042".to_owned(),
        issued,
        paper: Paper::Receipt(Receipt {
            number: "Q-2026-17".to_owned(),
            items: vec![item],
            total_cents: 1300,
            means: Means::Cash,
            paid: issued.date_naive(),
        }),
    }
}

fn with(templates: Option<&Path>, limits: Limits) -> Isolated {
    let mut arguments = vec!["paper".into()];
    if let Some(folder) = templates {
        arguments.extend(["--templates".into(), folder.into()]);
    }
    Isolated::new(PathBuf::from(env!("CARGO_BIN_EXE_vorgang")), arguments, limits)
}

fn set(template: &str, limits: Limits) -> Result<Rendered, Failure> {
    let folder = tempfile::tempdir().expect("a folder");
    let head = "#import \"lib.typ\": *\n#show: paper.with(title: \"Beleg\", title-en: \"Slip\")\n";
    fs::write(folder.path().join("receipt.typ"), format!("{head}{template}\n")).expect("the folder is writable");
    with(Some(folder.path()), limits).render(&sheet())
}

#[test]
fn a_paper_of_another_process_is_the_same_to_the_byte() {
    let here = Typesetter::new(None).and_then(|typesetter| typesetter.render(&sheet())).expect("it is set");
    let there = with(None, patient());
    assert_eq!(there.render(&sheet()).expect("it is set"), here);
    // Three at a time wait for two, and none for ever.
    std::thread::scope(|scope| {
        let papers = [(); 3].map(|()| scope.spawn(|| there.render(&sheet())));
        for paper in papers {
            assert_eq!(paper.join().expect("it does not panic").expect("it is set"), here);
        }
    });
}

#[test]
fn a_template_that_runs_on_is_ended_in_its_time() {
    let limits = Limits { time: Duration::from_secs(2), ..Limits::default() };
    let begun = Instant::now();
    match set("#for i in range(3000) { for j in range(3000) { for k in range(3000) { str(k) } } }", limits) {
        Err(Failure::TooSlow(2) | Failure::Died(_)) => {}
        other => panic!("it came to an end: {other:?}"),
    }
    assert!(begun.elapsed() < Duration::from_mins(1), "after {:?}", begun.elapsed());
}

#[test]
fn a_template_that_fills_the_memory_takes_its_own_process_only() {
    let limits = Limits { memory_bytes: 400 << 20, ..Limits::default() };
    match set("#let s = \"x\" * 1000\n#for i in range(40) { s = s + s }\n#s.len()", limits) {
        // Without optimisation it is slow to fill anything.
        Err(Failure::Died(_) | Failure::TooSlow(_)) => {}
        other => panic!("it had room: {other:?}"),
    }
}

#[test]
fn what_is_wrong_with_a_template_is_told_by_the_process() {
    match set("#nothing-of-that-name", patient()) {
        Err(Failure::Template(said)) => assert!(said.starts_with("receipt.typ:3: unknown variable"), "{said}"),
        other => panic!("it is set: {other:?}"),
    }
    let missing = with(Some(Path::new("/nowhere/at/all")), patient()).render(&sheet());
    assert!(matches!(missing, Err(Failure::Template(said)) if said.contains("/nowhere/at/all")));
    let nobody = Isolated::new(PathBuf::from("/nowhere/at/all"), vec![], Limits::default()).render(&sheet());
    assert!(matches!(nobody, Err(Failure::Process(_))));
}
