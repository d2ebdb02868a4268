//! What the law lets stand on a paper: exactly that.

use documents::render::{Act, Languages, Paper, RegistrationConfirmation, Sheet};

use crate::{set, sheets, words};

fn german(paper: Paper) -> String {
    words(&set(&Sheet { languages: Languages::German, ..sheets::sheet(paper) }).pdf)
}

/// The words of a paper without those it is given: what is left is labels.
fn has_all(text: &str, wanted: &[&str]) {
    for wanted in wanted {
        assert!(text.contains(wanted), "{wanted} is missing in {text}");
    }
}

/// § 24 (2) BMG.
#[test]
fn a_confirmation_has_the_entries_that_the_law_names_and_no_others() {
    let text = german(sheets::confirmation());
    has_all(
        &text,
        &[
            "Amtliche Meldebestätigung § 24 Abs. 2 Bundesmeldegesetz",
            "Familienname Müller-Łęcka",
            "Vornamen Ada Žofie K͟horshid (gebräuchlicher Vorname: Ada)",
            "Doktorgrad Dr.",
            "Geburtsdatum 02.1990",
            "Anschrift Bahnhofstraße 2a Hinterhaus, 3. OG 66111 Saarbrücken",
            "Art der Wohnung alleinige Wohnung",
            "Tag des Einzugs 02.03.2026",
            "Tag der Anmeldung 02.03.2026",
        ],
    );
    let labels = ["Familienname", "Vornamen", "Doktorgrad", "Geburtsdatum", "Anschrift", "Art der Wohnung", "Tag des"];
    for label in ["Geburtsname", "Frühere", "Staatsangehörigkeit", "Geburtsort", "Familienstand", "Wohnungsgeber"] {
        assert!(!text.contains(label), "{label} must not stand here");
    }
    assert!(labels.iter().all(|label| text.contains(label)));
    assert_eq!(text.matches("Doktorgrad").count(), 1, "who has no degree has no line for one");
}

#[test]
fn who_leaves_for_abroad_has_both_days_and_no_kind_of_dwelling() {
    let Paper::RegistrationConfirmation(came) = sheets::confirmation() else { unreachable!("it is one") };
    let left = RegistrationConfirmation {
        act: Act::Deregistration,
        moved: "2026-03-08".parse().expect("a date"),
        status: None,
        ..came
    };
    let text = german(Paper::RegistrationConfirmation(left));
    has_all(&text, &["Die Abmeldung dieser Personen", "Tag des Auszugs 08.03.2026", "Tag der Abmeldung 02.03.2026"]);
    assert!(!text.contains("Art der Wohnung"));
}

/// § 18 (1) BMG.
#[test]
fn a_simple_certificate_has_the_entries_of_the_first_paragraph_only() {
    let text = german(sheets::certificate(vec![]));
    has_all(
        &text,
        &[
            "Meldebescheinigung § 18 Abs. 1 Bundesmeldegesetz",
            "Derzeitige Wohnung 1 Angabe Inhalt Anschrift Bahnhofstraße 2a",
            "Art der Wohnung Hauptwohnung",
            "Art der Wohnung Nebenwohnung",
        ],
    );
    assert!(!text.contains("Weitere Angaben") && !text.contains("Erweiterte") && !text.contains("Einzugs"));
}

/// § 18 (2) BMG.
#[test]
fn an_extended_certificate_says_what_was_asked_for_besides() {
    let text = german(sheets::certificate(sheets::everything()));
    has_all(
        &text,
        &[
            "Erweiterte Meldebescheinigung § 18 Abs. 2 Bundesmeldegesetz",
            "Frühere Namen Schmidt",
            "Ordensname, Künstlername Sr. Agnes",
            "Geburtsort Trier",
            "Geschlecht weiblich",
            "Identifikationsnummer 12 345 678 911",
            "Gesetzliche Vertretung Ben Müller",
            "Staatsangehörigkeiten deutsch französisch",
            "Religionsgesellschaft rk",
            "Tag des Einzugs 02.03.2026",
            "Familienstand verheiratet",
            "Ehegatte oder Lebenspartner Ben Müller",
            "Minderjährige Kinder Cleo Müller",
            "Ausweis oder Pass L01X00T47",
            "Ein Sterbedatum ist nicht gespeichert.",
        ],
    );
    assert_eq!(text.matches("Bahnhofstraße 2a").count(), 4, "two present addresses and two earlier ones");
}

#[test]
fn a_receipt_says_what_was_paid_to_the_cent() {
    has_all(
        &german(sheets::receipt()),
        &[
            "Nummer Q-2026-17",
            "Zahlungsart mit Karte",
            "Führungszeugnis Nr. 1130 KV JVKostG 13,00 €",
            "Meldebescheinigung Gebührensatzung 7,05 €",
            "Summe: 20,05 €",
        ],
    );
}

#[test]
fn a_declaration_says_what_is_declared_and_warns_against_haste() {
    has_all(
        &german(sheets::declaration()),
        &[
            "Anmeldung bei der Meldebehörde § 17 Abs. 1, § 23 Abs. 1, § 24 Abs. 2 Bundesmeldegesetz",
            "Straße und Hausnummer Bahnhofstraße 2a",
            "Ich habe die Angaben geprüft. Sie sind richtig und vollständig.",
            "Unterschreiben Sie nicht übereilt (§ 3a Abs. 5 VwVfG).",
            "Prüfzeichen: 0123456789abcdef0123456789abcdef",
        ],
    );
}

#[test]
fn only_what_is_sealed_says_so() {
    for sheet in sheets::all() {
        let says = words(&set(&sheet).pdf).contains("elektronische Siegel");
        assert_eq!(says, !matches!(sheet.paper, Paper::Declaration(_)), "{}", sheet.paper.template());
    }
}
