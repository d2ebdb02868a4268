//! What people write is printed as they wrote it. None of it is ever markup.

use documents::render::{Happened, History, Languages, Paper, Registrant, RegistrationConfirmation, Sheet};

use crate::{set, sheets, words};

/// Typst's markup and code, in every form that we know, and what other systems fall for.
const PAYLOADS: [&str; 44] = [
    "#import \"lib.typ\": *",
    "#include \"receipt.typ\"",
    "#read(\"/etc/passwd\")",
    "#eval(\"1+1\")",
    "#let x = 1",
    "#set text(fill: white)",
    "#show: it => none",
    "#{ panic(\"no\") }",
    "#[content]",
    "#sys.inputs",
    "#sheet.letterhead",
    "#pagebreak()",
    "#text(white)[hidden]",
    "#image(\"x.png\")",
    "#link(\"https://example.org\")[here]",
    "#raw(\"x\")",
    "#metadata(1) <label>",
    "#while true {}",
    "#plugin(\"x.wasm\")",
    "#json(bytes(\"{}\"))",
    "$ x^2 $",
    "$#read(\"x\")$",
    "\\#escaped",
    "\\u{41}",
    "back\\slash \\",
    "@reference",
    "<label>",
    "*bold* _italic_",
    "`raw`",
    "```typ #x ```",
    "= Heading",
    "- item",
    "+ item",
    "/ term: value",
    "// comment",
    "/* comment */",
    "~ --- -- ... -?",
    "\"quotes\" 'single'",
    "https://example.org/?a=b#c",
    "]] }} )) \" ",
    "<script>alert(1)</script>",
    "(Tj) Tj ET endstream endobj",
    "%PDF-1.7 /Launch",
    "${jndi:ldap://x} %s {{7*7}}",
];

fn normal(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn every_payload_stands_in_a_table_as_it_was_written() {
    let entry = |what: &str| Happened { at: "jetzt".to_owned(), what: what.to_owned(), by: what.to_owned() };
    let entries = PAYLOADS.map(entry).to_vec();
    let forgotten = vec![PAYLOADS[1].to_owned()];
    let history = History { subject: PAYLOADS[0].to_owned(), entries, forgotten, part: 1, ends: None };
    let rendered = set(&sheets::sheet(Paper::History(history)));
    let text = words(&rendered.pdf);
    for payload in PAYLOADS {
        // Narrow columns break long words; the wide one does not break these.
        assert!(text.contains(&normal(payload)), "{payload} does not stand in {text}");
    }
}

#[test]
fn every_payload_is_a_name_like_any_other() {
    let Paper::RegistrationConfirmation(plain) = sheets::confirmation() else { unreachable!("it is one") };
    for payload in PAYLOADS {
        let person = Registrant {
            family_name: payload.to_owned(),
            given_names: payload.to_owned(),
            usual_given_name: Some(payload.to_owned()),
            doctoral_degree: Some(payload.to_owned()),
            ..sheets::registrant()
        };
        let confirmation = RegistrationConfirmation { persons: vec![person], ..plain.clone() };
        let mut sheet = sheets::sheet(Paper::RegistrationConfirmation(confirmation));
        sheet.languages = Languages::German;
        sheet.letterhead.lines = vec![payload.to_owned()];
        let rendered = set(&sheet);
        let (text, payload) = (words(&rendered.pdf), normal(payload));
        assert!(text.contains(&format!("Familienname {payload} Vornamen {payload} (")), "{payload}: {text}");
        // A line may end within a long one.
        let [dense, payload] = [&text, &payload].map(|text| text.replace(' ', ""));
        assert_eq!(dense.matches(&payload).count(), 5, "{payload}: {text}");
        assert!(!rendered.pdf.windows(6).any(|window| window == b"/Annot"), "{payload} became a link");
    }
}

#[test]
fn letters_that_hide_or_turn_are_written_out() {
    let sheet = |name: &str| {
        let Paper::RegistrationConfirmation(plain) = sheets::confirmation() else { unreachable!("it is one") };
        let person = Registrant { family_name: name.to_owned(), ..sheets::registrant() };
        let confirmation = RegistrationConfirmation { persons: vec![person], ..plain };
        Sheet { languages: Languages::German, ..sheets::sheet(Paper::RegistrationConfirmation(confirmation)) }
    };
    for (name, printed) in [
        ("Mül\u{202E}rel", "Mül[U+202E]rel"),
        ("\u{2067}Müller\u{2069}", "[U+2067]Müller[U+2069]"),
        ("Mül\u{200B}ler", "Mül[U+200B]ler"),
        ("Mül\u{AD}ler", "Mül[U+00AD]ler"),
        ("Müller\u{0}\u{1b}[31m", "Müller[U+0000][U+001B][31m"),
        ("Müller 🐟", "Müller [U+1F41F]"),
        ("Müller\nVornamen Eva", "Müller Vornamen Eva"),
    ] {
        let text = words(&set(&sheet(name)).pdf);
        assert!(text.contains(&format!("Familienname {printed} Vornamen")), "{printed}: {text}");
    }
}
