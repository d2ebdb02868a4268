//! The declaration as the registrant signs it: its words are made from the case's data and nothing else,
//! so the same data always gives the same bytes, and their hash says whether anything has changed.
//! The check mark is what only the office can write: without it, whoever knows the hash could go on guessing who
//! signed what after the persons are forgotten.
//!
//! It states what the law wants stated (§§ 23 and 24 BMG for moves, § 30 BZRG and § 150 GewO for applications), in
//! German, the official language. An office that sets papers has it signed as a PDF, any other as its text.

use std::fmt::Write as _;

use async_graphql::Result;
use chrono::NaiveDate;
use documents::render::{self, Languages, Paper, Rendered, Section, Statement};
use domain::case::{Application, Court, File, Part, Party, Purpose, Recipient, Variant, Written};
use domain::catalogue::{Power, ServiceCode};
use domain::ids::{CaseId, PaperId};
use domain::paper::Kind;
use domain::person::{Address, DwellingStatus, PartialDate, PreviousDwelling, Who};
use domain::signature::Hash;

use crate::office::{Draft, Office};
use crate::paper::about;

/// A declaration with the hash of what is signed: of the PDF's bytes, or of the text's in UTF-8.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Declaration {
    /// Its words. Of a paper they are there only as they were when it was set.
    pub(super) text: Option<String>,
    pub(super) hash: Hash,
    pub(super) rendered: Option<Rendered>,
}

/// The declaration that stands, as it was prepared. A paper is read from the vault, byte for byte; a text is written again,
/// and is nothing where what it states has changed, or after an erasure.
pub(super) async fn standing(office: &Office, case: CaseId, file: &File) -> Result<Option<Declaration>> {
    let Some(standing) = &file.declaration else { return Ok(None) };
    // By today's words, which another version of the program may write in another way.
    let today = words(file, &mark(office, case, standing.version)).map(|words| plain(&words));
    let id = PaperId::of_declaration(case, standing.version);
    let desk = office.documents();
    let paper = desk.paper(case, id).await.map_err(|failure| office.papers_failed(&failure))?;
    match paper.filter(|paper| paper.hash == standing.hash) {
        None => Ok(today.filter(|today| today.hash == standing.hash)),
        Some(paper) => match desk.papers().read(id, &paper).await {
            Ok(pdf) => {
                let rendered = Some(Rendered { pdf, pages: paper.pages.get() });
                let text = today.filter(|today| Some(today.hash) == standing.text).and_then(|today| today.text);
                Ok(Some(Declaration { text, hash: paper.hash, rendered }))
            }
            Err(documents::Failure::Erased) => Ok(None),
            Err(failure) => Err(office.papers_failed(&failure)),
        },
    }
}

/// Writes the declaration that comes next: as a paper, which is kept when this returns, or as a text where the office makes
/// no papers. Nothing while what it states is not recorded, or after an erasure.
pub(super) async fn next(office: &Office, case: CaseId, file: &File) -> Result<Option<Written>> {
    let version = file.declarations + 1;
    let Some(words) = words(file, &mark(office, case, version)) else { return Ok(None) };
    let text = plain(&words).hash;
    if office.papers().is_none() {
        return Ok(Some(Written::Text(text)));
    }
    // Its time is that of the case, so that it is the same file if it has to be set twice.
    let sheet = office.sheet(case, Languages::German, file.opened_at, Paper::Declaration(words));
    let (paper, kind) = (PaperId::of_declaration(case, version), Kind::Declaration);
    let draft = Draft { paper, kind, about: about(file), sheet };
    Ok(office.write(draft).await?.map(|kept| Written::Paper { kept, text }))
}

/// Whether what a declaration states is recorded.
pub(super) fn can_be_written(office: &Office, case: CaseId, file: &File) -> bool {
    words(file, &mark(office, case, file.declarations + 1)).is_some()
}

fn mark(office: &Office, case: CaseId, version: u32) -> String {
    office.check_mark(&format!("{case}.{version}"))
}

fn plain(words: &render::Declaration) -> Declaration {
    let text = text(words);
    let hash = documents::sha256(text.as_bytes());
    Declaration { text: Some(text), hash, rendered: None }
}

/// The words of the declaration of a case; nothing while what it states is not recorded, or after an erasure.
fn words(file: &File, mark: &str) -> Option<render::Declaration> {
    let mut words = match file.service {
        ServiceCode::ChangeOfResidence => {
            registration(file, "§ 17 Abs. 1, § 23 Abs. 1, § 24 Abs. 2 Bundesmeldegesetz")?
        }
        ServiceCode::MoveIn => registration(file, "§ 17 Abs. 1, § 23 Abs. 2 bis 4, § 24 Abs. 2 Bundesmeldegesetz")?,
        ServiceCode::DeregistrationAbroad => departure(file)?,
        ServiceCode::CertificateOfConduct => conduct(file)?,
        ServiceCode::TradeRegisterExtract => trade_register(file)?,
        // Nobody declares anything there.
        ServiceCode::RegistrationCertificate | ServiceCode::TaxId => return None,
    };
    words.part();
    words.sentence("Ich habe die Angaben geprüft. Sie sind richtig und vollständig.");
    let Words { title, law, sections } = words;
    Some(render::Declaration { title, law, sections, mark: mark.to_owned() })
}

/// A declaration that is being written.
struct Words {
    title: String,
    law: String,
    sections: Vec<Section>,
}

impl Words {
    fn new(title: &str, law: &str) -> Self {
        Self { title: title.to_owned(), law: law.to_owned(), sections: vec![] }
    }

    /// Begins a part with a heading.
    fn heading(&mut self, heading: &str) {
        self.sections.push(Section { heading: Some(heading.to_owned()), statements: vec![] });
    }

    /// Begins a part without one.
    fn part(&mut self) {
        self.sections.push(Section { heading: None, statements: vec![] });
    }

    fn field(&mut self, label: &str, value: &str) {
        self.state(Statement::Field { label: label.to_owned(), value: value.to_owned() });
    }

    fn sentence(&mut self, sentence: &str) {
        self.state(Statement::Sentence(sentence.to_owned()));
    }

    fn state(&mut self, statement: Statement) {
        if self.sections.is_empty() {
            self.part();
        }
        self.sections.last_mut().expect("a part has begun").statements.push(statement);
    }
}

/// The words as plain text, a line each.
fn text(words: &render::Declaration) -> String {
    let mut text = format!("{}\n{}\n", words.title, words.law);
    for section in &words.sections {
        text.push('\n');
        if let Some(heading) = &section.heading {
            writeln!(text, "{heading}").expect("a string grows");
        }
        for statement in &section.statements {
            match statement {
                Statement::Field { label, value } => writeln!(text, "{label}: {value}"),
                Statement::Sentence(sentence) => writeln!(text, "{sentence}"),
            }
            .expect("a string grows");
        }
    }
    writeln!(text, "\nPrüfzeichen: {}", words.mark).expect("a string grows");
    text
}

/// The registration of a dwelling here.
fn registration(file: &File, law: &str) -> Option<Words> {
    let moving = file.moving.as_ref()?.details.value()?;
    let mut text = Words::new("Anmeldung bei der Meldebehörde", law);

    text.heading("Bisherige Wohnung");
    push_previous(&mut text, &moving.from);
    text.heading("Neue Wohnung");
    push_address(&mut text, &moving.to);
    push(&mut text, "Tag des Einzugs", &day(moving.moved_in));
    push(&mut text, "Die neue Wohnung ist", status(moving.status));
    if let Some(landlord) = &moving.landlord {
        push(&mut text, "Wohnungsgeber", &format!("{}, {}", landlord.name, landlord.address));
        if let Some(owner) = &landlord.owner {
            push(&mut text, "Eigentümer", owner);
        }
    }
    for other in &moving.others {
        text.heading("Weitere Wohnung in Deutschland");
        push_address(&mut text, &other.address);
        push(&mut text, "Diese Wohnung ist", status(other.status));
    }
    push_movers(&mut text, file)?;
    Some(text)
}

/// The deregistration of a move abroad: filed on one day, in effect from another.
fn departure(file: &File) -> Option<Words> {
    let departure = file.request.as_ref()?.departure()?;
    let mut text = Words::new(
        "Abmeldung bei der Meldebehörde wegen Wegzugs ins Ausland",
        "§ 17 Abs. 2, § 23 Abs. 6, § 24 Abs. 2 Bundesmeldegesetz",
    );
    text.heading("Bisherige Wohnung");
    push_address(&mut text, &departure.from);
    push(&mut text, "Tag des Auszugs", &day(departure.moved_out));
    text.sentence("Die Abmeldung wird an diesem Tag wirksam.");
    text.heading("Neue Wohnung");
    let (state, address) = (departure.state.clone(), departure.address.clone());
    push_previous(&mut text, &PreviousDwelling::Abroad { state, address, last_domestic: None });
    text.part();
    text.sentence("Ich behalte keine Wohnung in Deutschland.");
    push_movers(&mut text, file)?;
    Some(text)
}

/// The application for a certificate of conduct.
fn conduct(file: &File) -> Option<Words> {
    let request = file.request.as_ref()?;
    let Variant::Conduct { purpose, extended } = request.variant else { return None };
    let application = request.application()?;
    let mut text =
        Words::new("Antrag auf Erteilung eines Führungszeugnisses", "§§ 30 bis 30b Bundeszentralregistergesetz");
    push(&mut text, "Art", if extended { "erweitertes Führungszeugnis" } else { "Führungszeugnis" });
    if application.is_european() {
        text.sentence("Es wird als Europäisches Führungszeugnis erteilt (§ 30b Abs. 1 BZRG).");
    }
    let purpose = match purpose {
        Purpose::Private => "für private Zwecke",
        Purpose::Authority => "zur Vorlage bei einer Behörde",
        Purpose::AuthorityAfterInspection => "zur Vorlage bei einer Behörde nach Einsicht bei einem Amtsgericht",
    };
    push(&mut text, "Zweck", purpose);
    if let Some(Court { name, place }) = &application.court {
        text.heading("Einsicht");
        push(&mut text, "Gericht", name);
        push(&mut text, "Ort", place);
        text.sentence("Enthält es Eintragungen, wird es zuerst dorthin gesandt (§ 30 Abs. 5 Satz 3 BZRG).");
    }
    push_application(&mut text, file, application)?;
    Some(text)
}

/// The application for a trade register extract.
fn trade_register(file: &File) -> Option<Words> {
    let request = file.request.as_ref()?;
    let application = request.application()?;
    let mut text = Words::new("Antrag auf Auskunft aus dem Gewerbezentralregister", "§ 150 Gewerbeordnung");
    let to = if request.variant.to_authority() { "zur Vorlage bei einer Behörde" } else { "für private Zwecke" };
    push(&mut text, "Zweck", to);
    push_application(&mut text, file, application)?;
    Some(text)
}

fn push_application(text: &mut Words, file: &File, application: &Application) -> Option<()> {
    if let Some(Recipient { name, address, purpose }) = &application.recipient {
        text.heading("Empfängerin");
        push(text, "Behörde", name);
        push(text, "Anschrift", address);
        push(text, "Verwendungszweck", purpose);
    }
    text.heading("Betroffene Person");
    push_party(text, file, file.principal()?)?;
    if let Some(place) = &application.birth_place {
        push(text, "Geburtsort", place);
    }
    if !application.nationalities.is_empty() {
        push(text, "Staatsangehörigkeiten", &application.nationalities.join(", "));
    }
    for party in file.parties.iter().filter(|party| party.part == Part::Representative) {
        text.heading(role(party.part));
        push_party(text, file, party)?;
    }
    Some(())
}

/// Who registers, and whom they register as well.
fn push_movers(text: &mut Words, file: &File) -> Option<()> {
    let principal = file.principal()?;
    text.heading("Meldepflichtige Person");
    push_party(text, file, principal)?;
    for party in file.parties.iter().filter(|party| party.id != principal.id) {
        text.heading(role(party.part));
        push_party(text, file, party)?;
    }
    if file.somebody_moves_along() {
        text.part();
        text.sentence(
            "Ich versichere, dass ich berechtigt bin, die Daten der mit umziehenden Personen entgegenzunehmen \
             (§ 23 Abs. 4 BMG).",
        );
    }
    Some(())
}

fn day(date: NaiveDate) -> String {
    date.format("%d.%m.%Y").to_string()
}

fn push(text: &mut Words, name: &str, value: &str) {
    text.field(name, value);
}

fn push_address(text: &mut Words, address: &Address) {
    push(text, "Straße und Hausnummer", &format!("{} {}", address.street, address.house_number));
    if let Some(addition) = &address.addition {
        push(text, "Zusatz", addition);
    }
    push(text, "Ort", &format!("{} {}", address.postal_code, address.town));
    push(text, "Gemeindeschlüssel", &address.municipality);
}

fn push_previous(text: &mut Words, from: &PreviousDwelling) {
    match from {
        PreviousDwelling::Here { address } | PreviousDwelling::Elsewhere { address } => push_address(text, address),
        PreviousDwelling::Abroad { state, address, last_domestic } => {
            if let Some(address) = address {
                push(text, "Anschrift im Ausland", address);
            }
            push(text, "Staat", state);
            if let Some(last) = last_domestic {
                text.heading("Letzte Wohnung in Deutschland");
                push_address(text, last);
            }
        }
    }
}

fn push_party(text: &mut Words, file: &File, party: &Party) -> Option<()> {
    match party.who.value()? {
        Who::Person(person) => {
            push(text, "Familienname", &person.family_name);
            push(text, "Vornamen", &person.given_names);
            for (name, value) in [
                ("Gebräuchlicher Vorname", &person.usual_given_name),
                ("Doktorgrad", &person.doctoral_degree),
                ("Geburtsname", &person.birth_name),
                ("Frühere Namen", &person.former_names),
            ] {
                if let Some(value) = value {
                    push(text, name, value);
                }
            }
            push(text, "Geburtsdatum", &born(person.born));
        }
        Who::Organisation(organisation) => {
            push(text, "Name", &organisation.name);
            push(text, "Rechtsform", &organisation.legal_form);
            push(text, "Sitz", &organisation.seat);
            if let Some(number) = &organisation.register_number {
                push(text, "Registernummer", number);
            }
        }
    }
    for acts in &party.acts_for {
        let name = match file.party(acts.party).and_then(|of| of.who.value()) {
            Some(Who::Person(person)) => format!("{} {}", person.given_names, person.family_name),
            Some(Who::Organisation(organisation)) => organisation.name.clone(),
            None => continue,
        };
        push(text, "Handelt für", &format!("{name} ({})", right(acts.power)));
    }
    Some(())
}

/// A date of birth as forms write it, with what is known of it.
fn born(PartialDate { year, month, day }: PartialDate) -> String {
    match (day, month) {
        (Some(day), Some(month)) => format!("{day:02}.{month:02}.{year:04}"),
        (None, Some(month)) => format!("{month:02}.{year:04}"),
        (_, None) => format!("{year:04}"),
    }
}

fn status(status: DwellingStatus) -> &'static str {
    match status {
        DwellingStatus::Sole => "alleinige Wohnung",
        DwellingStatus::Main => "Hauptwohnung",
        DwellingStatus::Secondary => "Nebenwohnung",
    }
}

fn role(part: Part) -> &'static str {
    match part {
        Part::Principal => "Weitere meldepflichtige Person",
        Part::MovesAlong => "Mit umziehende Person",
        Part::Representative => "Vertretung",
    }
}

fn right(power: Power) -> &'static str {
    match power {
        Power::LegalRepresentative => "gesetzliche Vertretung",
        Power::Custodian => "Betreuung",
        Power::Proxy => "Vollmacht",
        Power::RegisteredProcuration => "Prokura",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;
    use domain::SubjectId;
    use domain::case::{self, ActsFor, Moving, Origin};
    use domain::catalogue::Channel;
    use domain::ids::PartyId;
    use domain::person::{Move, Person};
    use uuid::Uuid;

    /// What is signed where there is no paper.
    #[derive(Debug, PartialEq)]
    struct Plain {
        text: String,
        hash: Hash,
    }

    fn render(file: &File, mark: &str) -> Option<Plain> {
        let Declaration { text, hash, .. } = plain(&words(file, mark)?);
        Some(Plain { text: text.expect("it is a text"), hash })
    }

    const SUBJECT: SubjectId = SubjectId(Uuid::nil());
    const MARK: &str = "0123456789abcdef0123456789abcdef";

    fn address(house_number: &str) -> Address {
        Address {
            street: "Bahnhofstraße".to_owned(),
            house_number: house_number.to_owned(),
            addition: None,
            postal_code: "66111".to_owned(),
            town: "Saarbrücken".to_owned(),
            municipality: "10041100".to_owned(),
        }
    }

    fn party(id: u128, part: Part) -> Party {
        let person = Person {
            family_name: "Müller".to_owned(),
            given_names: "Ada Maria".to_owned(),
            usual_given_name: None,
            doctoral_degree: Some("Dr.".to_owned()),
            birth_name: None,
            former_names: None,
            born: PartialDate { year: 1990, month: Some(2), day: None },
        };
        let who = SUBJECT.knows(Who::Person(person));
        Party { id: PartyId(Uuid::from_u128(id)), who, part, acts_for: vec![] }
    }

    fn file(house_number: &str, parties: Vec<Party>) -> File {
        let origin = Origin::Clerk { during: None };
        let service = ServiceCode::ChangeOfResidence;
        let mut file = File::new(service, 1, 1, origin, Channel::Video, None, DateTime::UNIX_EPOCH);
        let details = SUBJECT.knows(Move {
            moved_in: "2026-03-02".parse().expect("a date"),
            from: PreviousDwelling::Here { address: address("1") },
            to: address(house_number),
            status: DwellingStatus::Sole,
            others: vec![],
            landlord: None,
        });
        file.moving = Some(Moving { details, late: false });
        file.parties = parties;
        file
    }

    #[test]
    fn the_declaration_states_the_move_and_those_who_move() {
        let declaration =
            render(&file("2a", vec![party(1, Part::Principal), party(2, Part::MovesAlong)]), MARK).expect("complete");
        for stated in [
            "Straße und Hausnummer: Bahnhofstraße 2a",
            "Tag des Einzugs: 02.03.2026",
            "alleinige Wohnung",
            "Geburtsdatum: 02.1990",
            "Mit umziehende Person",
            "Doktorgrad: Dr.",
            "§ 23 Abs. 4 BMG",
            "Prüfzeichen: 0123456789abcdef0123456789abcdef\n",
        ] {
            assert!(declaration.text.contains(stated), "{stated}");
        }
    }

    #[test]
    fn who_comes_from_abroad_declares_the_last_dwelling_in_germany_and_who_had_none_declares_none() {
        let mut arriving = file("2a", vec![party(1, Part::Principal)]);
        arriving.service = ServiceCode::MoveIn;
        let from = |arriving: &mut File, last_domestic| {
            let moving = arriving.moving.as_mut().expect("it is a move");
            let mut details = moving.details.value().expect("known").clone();
            details.from = PreviousDwelling::Abroad { state: "FR".to_owned(), address: None, last_domestic };
            moving.details = SUBJECT.knows(details);
            render(arriving, MARK).expect("complete").text
        };
        assert!(!from(&mut arriving, None).contains("Letzte Wohnung"));
        let declared = from(&mut arriving, Some(Box::new(address("17"))));
        assert!(
            declared.contains("Letzte Wohnung in Deutschland\nStraße und Hausnummer: Bahnhofstraße 17"),
            "{declared}"
        );
    }

    #[test]
    fn a_move_abroad_states_the_day_from_which_it_takes_effect() {
        let mut leaving = file("2a", vec![party(1, Part::Principal)]);
        leaving.service = ServiceCode::DeregistrationAbroad;
        assert_eq!(render(&leaving, MARK), None, "the move is not recorded");
        let departure = case::Departure {
            moved_out: "2026-03-08".parse().expect("a date"),
            from: address("1"),
            state: "FR".to_owned(),
            address: None,
            keeps: vec![],
        };
        let details = Some(SUBJECT.knows(case::Details::Departure(departure)));
        leaving.request = Some(case::Requested { variant: Variant::Departure, details });
        let declaration = render(&leaving, MARK).expect("complete");
        for stated in ["Tag des Auszugs: 08.03.2026", "an diesem Tag wirksam", "Staat: FR"] {
            assert!(declaration.text.contains(stated), "{stated}");
        }
    }

    #[test]
    fn an_application_says_for_whom_the_certificate_is_and_whether_it_is_a_european_one() {
        let mut asking = file("2a", vec![party(1, Part::Principal)]);
        asking.service = ServiceCode::CertificateOfConduct;
        let recipient =
            Recipient { name: "Schulamt".to_owned(), address: "Ring 1".to_owned(), purpose: "4711".to_owned() };
        let nationalities = vec!["FR".to_owned()];
        let at = |name: &str| {
            let court = Some(Court { name: name.to_owned(), place: "66119 Saarbrücken".to_owned() });
            let (nationalities, recipient) = (nationalities.clone(), Some(recipient.clone()));
            let application = Application { birth_place: None, nationalities, recipient, court };
            let details = Some(SUBJECT.knows(case::Details::Application(application)));
            let variant = Variant::Conduct { purpose: Purpose::AuthorityAfterInspection, extended: true };
            let request = Some(case::Requested { variant, details });
            render(&File { request, ..asking.clone() }, MARK).expect("complete")
        };
        let declaration = at("Amtsgericht Saarbrücken");
        for stated in [
            "erweitertes",
            "nach Einsicht bei einem Amtsgericht",
            "Gericht: Amtsgericht Saarbrücken\nOrt: 66119 Saarbrücken\n",
            "Europäisches",
            "Behörde: Schulamt",
        ] {
            assert!(declaration.text.contains(stated), "{stated}");
        }
        assert_ne!(declaration.hash, at("Amtsgericht Trier").hash, "who signs, signs for this court");
    }

    #[test]
    fn the_declaration_says_who_acts_for_whom() {
        let mut mother = party(2, Part::Representative);
        mother.acts_for = vec![ActsFor { party: PartyId(Uuid::from_u128(1)), power: Power::LegalRepresentative }];
        let declaration = render(&file("2a", vec![party(1, Part::Principal), mother]), MARK).expect("complete");
        assert!(declaration.text.contains("Handelt für: Ada Maria Müller (gesetzliche Vertretung)"));
    }

    #[test]
    fn the_same_data_gives_the_same_hash_and_a_corrected_house_number_another() {
        let of = |number| render(&file(number, vec![party(1, Part::Principal)]), MARK).expect("complete").hash;
        assert_eq!(of("2a"), of("2a"));
        assert_ne!(of("2a"), of("2b"));
    }

    #[test]
    fn who_knows_the_data_but_not_the_mark_cannot_confirm_the_hash() {
        let file = file("2a", vec![party(1, Part::Principal)]);
        assert_ne!(render(&file, MARK), render(&file, "another authority's, or of another case or version"));
    }

    #[test]
    fn nothing_is_declared_while_something_is_missing_or_forgotten() {
        assert_eq!(render(&file("2a", vec![]), MARK), None);
        let mut unknown = file("2a", vec![party(1, Part::Principal)]);
        unknown.moving = None;
        assert_eq!(render(&unknown, MARK), None);
        let mut forgotten = file("2a", vec![party(1, Part::Principal)]);
        forgotten.parties[0].who = domain::Personal::Erased { subject: SUBJECT };
        assert_eq!(render(&forgotten, MARK), None);
    }
}
