//! The templates of an authority: what they may change, what they cannot reach, and what they are told.

use std::fs;

use documents::render::{Failure, Rendered, Renderer as _, Sheet};
use vorgang_renderer::Typesetter;

use crate::{sheets, words};

fn with(files: &[(&str, &str)], sheet: &Sheet) -> Result<Rendered, Failure> {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        fs::write(folder.path().join(name), text).expect("the folder is writable");
    }
    Typesetter::new(Some(folder.path()))?.render(sheet)
}

fn refused(template: &str) -> String {
    match with(&[("receipt.typ", template)], &sheets::sheet(sheets::receipt())) {
        Err(Failure::Template(said)) => said,
        other => panic!("{template} is not refused: {other:?}"),
    }
}

const HEAD: &str = "#import \"lib.typ\": *\n#show: paper.with(title: \"Beleg\", title-en: \"Slip\")\n";

#[test]
fn an_authority_changes_one_paper_and_keeps_the_others() {
    let slip =
        format!("{HEAD}Bezahlt: #euro(sheet.paper.receipt.total_cents)\n#image(\"wappen.svg\", alt: \"Wappen\")\n");
    let arms =
        "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><rect width='9' height='9' fill='red'/></svg>";
    let files = [("receipt.typ", slip.as_str()), ("wappen.svg", arms), ("notes.md", "not read")];
    let receipt = with(&files, &sheets::sheet(sheets::receipt())).expect("it is set");
    let text = words(&receipt.pdf);
    assert!(text.contains("Beleg") && text.contains("Bezahlt: 20,05 €"), "{text}");
    let confirmation = with(&files, &sheets::sheet(sheets::confirmation())).expect("it is set");
    assert!(words(&confirmation.pdf).contains("Amtliche Meldebestätigung"));
}

#[test]
fn a_template_reaches_nothing_but_its_folder() {
    for reach in [
        "#read(\"/etc/passwd\")",
        "#read(\"../../../../etc/passwd\")",
        "#import \"@preview/cetz:0.3.0\": *",
        "#image(\"https://example.org/x.png\", alt: \"x\")",
        "#include \"other.typ\"",
        "#eval(\"1 + 1\")",
        "#std.eval(\"1 + 1\")",
        "#plugin(\"x.wasm\")",
        "#std.plugin(bytes(()))",
    ] {
        let said = refused(&format!("{HEAD}{reach}\n"));
        assert!(said.starts_with("receipt.typ:3: "), "{reach}: {said}");
    }
}

#[test]
fn a_template_that_readers_cannot_hear_is_refused() {
    let arms = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><rect width='9' height='9'/></svg>";
    let silent = format!("{HEAD}#image(\"wappen.svg\")\n");
    let answer = with(&[("receipt.typ", &silent), ("wappen.svg", arms)], &sheets::sheet(sheets::receipt()));
    match answer {
        Err(Failure::Template(said)) => assert!(said.contains("PDF/UA-1"), "{said}"),
        other => panic!("a picture without words is set: {other:?}"),
    }
    assert!(refused("Ohne Titel.").contains("PDF/UA-1"));
}

#[test]
fn a_mistake_is_told_with_its_place_and_without_what_people_wrote() {
    let said = refused(&format!("{HEAD}\n#sheet.paper.receipt.nummer\n"));
    assert!(said.starts_with("receipt.typ:4: "), "{said}");
    let said = refused(&format!("{HEAD}#panic(sheet.letterhead.authority)\n"));
    assert!(said.contains('…') && !said.contains("Saarbrücken"), "{said}");
}

#[test]
fn a_template_that_never_ends_in_itself_is_refused() {
    for endless in ["#while true {}", "#let f(x) = f(x)\n#f(1)"] {
        refused(&format!("{HEAD}{endless}\n"));
    }
}

#[test]
fn a_folder_that_is_not_there_or_too_full_is_told() {
    let missing = tempfile::tempdir().expect("a folder").path().join("none");
    assert!(matches!(Typesetter::new(Some(&missing)), Err(Failure::Folder { .. })));
    let files: Vec<_> = (0..40).map(|n| format!("t{n}.typ")).collect();
    let files: Vec<_> = files.iter().map(|name| (name.as_str(), "")).collect();
    assert!(matches!(with(&files, &sheets::sheet(sheets::receipt())), Err(Failure::Folder { .. })));
}
