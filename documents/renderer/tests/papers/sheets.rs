//! A sheet of each paper, with the names that registers know.

use chrono::{DateTime, Utc};
use documents::render::{
    Act, Charge, Declaration, Dwelling, End, Further, Happened, History, Languages, Letterhead, Means, Paper, Receipt,
    Registered, Registrant, RegistrationCertificate, RegistrationConfirmation, Section, Sheet, Statement,
};
use domain::person::{DwellingStatus, PartialDate};

pub(crate) fn at() -> DateTime<Utc> {
    "2026-03-02T09:00:00Z".parse().expect("a time")
}

pub(crate) fn sheet(paper: Paper) -> Sheet {
    Sheet {
        letterhead: Letterhead {
            authority: "Landeshauptstadt Saarbrücken".to_owned(),
            lines: vec!["Bürgeramt".to_owned(), "Gerberstraße 4, 66111 Saarbrücken".to_owned()],
        },
        languages: Languages::GermanAndEnglish,
        reference: "2026-000042".to_owned(),
        issued: at(),
        paper,
    }
}

pub(crate) fn registrant() -> Registrant {
    Registrant {
        family_name: "Müller-Łęcka".to_owned(),
        given_names: "Ada Žofie K͟horshid".to_owned(),
        usual_given_name: Some("Ada".to_owned()),
        doctoral_degree: Some("Dr.".to_owned()),
        born: PartialDate { year: 1990, month: Some(2), day: None },
    }
}

pub(crate) fn dwelling() -> Dwelling {
    Dwelling {
        street: "Bahnhofstraße 2a".to_owned(),
        addition: Some("Hinterhaus, 3. OG".to_owned()),
        town: "66111 Saarbrücken".to_owned(),
    }
}

pub(crate) fn declaration() -> Paper {
    let field = |label: &str, value: &str| Statement::Field { label: label.to_owned(), value: value.to_owned() };
    Paper::Declaration(Declaration {
        title: "Anmeldung bei der Meldebehörde".to_owned(),
        law: "§ 17 Abs. 1, § 23 Abs. 1, § 24 Abs. 2 Bundesmeldegesetz".to_owned(),
        sections: vec![
            Section {
                heading: Some("Neue Wohnung".to_owned()),
                statements: vec![
                    field("Straße und Hausnummer", "Bahnhofstraße 2a"),
                    field("Ort", "66111 Saarbrücken"),
                    field("Tag des Einzugs", "02.03.2026"),
                ],
            },
            Section {
                heading: Some("Meldepflichtige Person".to_owned()),
                statements: vec![field("Familienname", "Müller-Łęcka"), field("Vornamen", "Ada Žofie")],
            },
            Section {
                heading: None,
                statements: vec![Statement::Sentence(
                    "Ich habe die Angaben geprüft. Sie sind richtig und vollständig.".to_owned(),
                )],
            },
        ],
        mark: "0123456789abcdef0123456789abcdef".to_owned(),
    })
}

pub(crate) fn confirmation() -> Paper {
    Paper::RegistrationConfirmation(RegistrationConfirmation {
        act: Act::Registration,
        persons: vec![registrant(), Registrant { usual_given_name: None, doctoral_degree: None, ..registrant() }],
        moved: at().date_naive(),
        registered: at().date_naive(),
        address: dwelling(),
        status: Some(DwellingStatus::Sole),
    })
}

pub(crate) fn certificate(further: Vec<Further>) -> Paper {
    let second = Dwelling { addition: None, ..dwelling() };
    Paper::RegistrationCertificate(RegistrationCertificate {
        person: registrant(),
        dwellings: vec![
            Registered { address: dwelling(), status: DwellingStatus::Main },
            Registered { address: second, status: DwellingStatus::Secondary },
        ],
        further,
    })
}

pub(crate) fn receipt() -> Paper {
    Paper::Receipt(Receipt {
        number: "Q-2026-17".to_owned(),
        items: vec![
            Charge { what: "Führungszeugnis".to_owned(), law: "Nr. 1130 KV JVKostG".to_owned(), cents: 1300 },
            Charge { what: "Meldebescheinigung".to_owned(), law: "Gebührensatzung".to_owned(), cents: 705 },
        ],
        total_cents: 2005,
        means: Means::Card,
        paid: at().date_naive(),
    })
}

pub(crate) fn history() -> Paper {
    let entry = |n: usize| Happened {
        at: format!("02.03.2026, 09:{:02} Uhr", n % 60),
        what: format!("Ereignis {n} im Verlauf des Vorgangs"),
        by: "Sachbearbeitung".to_owned(),
    };
    let entries = (1..=60).map(entry).collect();
    Paper::History(History { subject: "Ummeldung".to_owned(), entries, forgotten: vec![], part: 1, ends: None })
}

/// As much as a history has on one paper, in the longest words, of a case in which somebody was forgotten.
pub(crate) fn long_history(part: u16) -> Paper {
    let entry = |n: u32| Happened {
        at: format!("02.03.2026 {:02}:{:02}", 9 + n / 60 % 12, n % 60),
        what: format!(
            "Die Bearbeitung begann nach der geltenden Fassung des Leistungskatalogs / Work began by the edition of the \
             catalogue in force ({} · case.landlord_inquiry_opened)",
            90_000 + n
        ),
        by: "Bürgerin oder Bürger / the citizen 0d3f6c1e-94f7-4c57-8ad4-3f2a1b6e7c90".to_owned(),
    };
    let forgotten = vec!["Mit umziehende Person / somebody who moves along".to_owned(); 20];
    let ends = Some(End { at: "02.03.2026 17:20".to_owned(), position: Some(90_500) });
    Paper::History(History {
        subject: "Ummeldung".to_owned(),
        entries: (1..=500).map(entry).collect(),
        forgotten,
        part,
        ends,
    })
}

/// Everything that an extended certificate may say.
pub(crate) fn everything() -> Vec<Further> {
    let text = |text: &str| text.to_owned();
    vec![
        Further::FormerNames(text("Schmidt")),
        Further::OtherNames(text("Sr. Agnes")),
        Further::BirthPlace(text("Trier")),
        Further::Sex(text("weiblich")),
        Further::TaxId(text("12 345 678 911")),
        Further::LegalRepresentative(text("Ben Müller")),
        Further::Nationalities(vec![text("deutsch"), text("französisch")]),
        Further::ReligiousSociety(text("rk")),
        Further::FormerDwellings(vec![dwelling(), dwelling()]),
        Further::MovedIn(at().date_naive()),
        Further::MaritalStatus(text("verheiratet")),
        Further::Spouse(text("Ben Müller")),
        Further::Children(vec![text("Cleo Müller")]),
        Further::IdentityDocument(text("L01X00T47")),
        Further::NoDateOfDeath,
    ]
}

pub(crate) fn all() -> Vec<Sheet> {
    let mut sheets = Vec::new();
    for paper in [declaration(), confirmation(), certificate(vec![]), certificate(everything()), receipt(), history()] {
        let sheet = sheet(paper);
        sheets.push(Sheet { languages: Languages::German, ..sheet.clone() });
        sheets.push(sheet);
    }
    sheets
}

/// How a sheet is called where others are, too.
pub(crate) fn name(sheet: &Sheet) -> String {
    let is_extended = matches!(&sheet.paper, Paper::RegistrationCertificate(it) if !it.further.is_empty());
    let extended = if is_extended { " extended" } else { "" };
    format!("{}{extended} {:?}", sheet.paper.template(), sheet.languages)
}
