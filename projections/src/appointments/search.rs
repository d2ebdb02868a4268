//! Whose appointment is it? Somebody telephones, and tells a number, a name or how they are reached.

use chrono::{DateTime, Utc};
use domain::person::{Contact, telephone};
use domain::{Personal, SubjectId};
use rusqlite::{Connection, Transaction, params, params_from_iter};
use uuid::Uuid;

use super::{Appointment, Appointments, appointment};
use crate::spelling::{end_of, spoken_number, words};
use crate::{Clearance, Failure, ReadModels};

/// How many appointments a search looks at in each of its ways.
const SEARCHED: usize = 200;
/// How many words of a search are looked at. SQLite joins no more than some hundred selects.
const WORDS_MAX: usize = 16;
/// Fewer digits of a telephone number than these say nothing.
const DIGITS_MIN: usize = 4;

/// Makes an appointment found by whoever comes, and by nobody who was to come before.
pub(super) fn index(tx: &Transaction<'_>, booking: Uuid, contact: &Personal<Contact>) -> rusqlite::Result<()> {
    tx.prepare_cached("DELETE FROM appointment_word WHERE booking = ?1")?.execute([booking])?;
    let Some(known) = contact.value() else { return Ok(()) };
    let phone = known.phone.as_deref().map(|phone| from_behind(&telephone(phone)));
    for word in words(&known.name).into_iter().chain(phone) {
        tx.prepare_cached("INSERT OR IGNORE INTO appointment_word VALUES (?1, ?2, ?3)")?.execute(params![
            word,
            booking,
            contact.subject().0
        ])?;
    }
    Ok(())
}

/// Lets nobody be found by what was known of them.
pub(super) fn forget(tx: &Transaction<'_>, subject: SubjectId) -> rusqlite::Result<()> {
    tx.prepare_cached("DELETE FROM appointment_word WHERE subject = ?1")?.execute([subject.0]).map(drop)
}

fn from_behind(digits: &str) -> String {
    std::iter::once('#').chain(digits.chars().rev()).collect()
}

impl ReadModels {
    /// The appointments with a spoken number (`V-012`), and those of whoever has names that begin with these words and
    /// a telephone number that ends with these digits; in no order. Of very many those are left that are next from this
    /// moment on, and then those that are not long over. For staff: whoever may search sees names.
    pub fn search_appointments(
        &self,
        text: &str,
        from: DateTime<Utc>,
        clearance: Clearance,
    ) -> Result<Vec<Appointment>, Failure> {
        self.ask::<Appointments, _>(|connection| {
            let by_person = by_person(connection, text, from, clearance)?;
            let mut found = by_number(connection, text, from, clearance)?;
            found.retain(|one| by_person.iter().all(|other| other.id != one.id));
            found.extend(by_person);
            Ok(found)
        })
    }
}

/// The next from a moment on, then what is over, the latest first: a part of a query.
fn from_then_on(from: DateTime<Utc>) -> String {
    let from = from.timestamp_micros();
    format!("ORDER BY starts_at < {from}, abs(starts_at - {from}) LIMIT {SEARCHED}")
}

fn by_number(
    connection: &Connection,
    text: &str,
    from: DateTime<Utc>,
    clearance: Clearance,
) -> rusqlite::Result<Vec<Appointment>> {
    let Some(number) = spoken_number(text) else { return Ok(vec![]) };
    let mut statement = connection
        .prepare(&format!("SELECT * FROM appointment WHERE number = ?1 AND restricted <= ?2 {}", from_then_on(from)))?;
    statement.query_map(params![number, clearance], appointment)?.collect()
}

fn by_person(
    connection: &Connection,
    text: &str,
    from: DateTime<Utc>,
    clearance: Clearance,
) -> rusqlite::Result<Vec<Appointment>> {
    let (dialled, spelled): (Vec<&str>, Vec<&str>) = text.split_whitespace().partition(|part| is_dialled(part));
    // Nobody is told apart by more words than these, in any order and each once.
    let mut names = words(&spelled.join(" "));
    names.sort_unstable();
    names.dedup();
    names.truncate(WORDS_MAX);
    // A number in full or its end: 0681 471 is the one and may be the other.
    let phone = dialled.concat();
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    let is_nobody = names.iter().all(|word| word.chars().count() < 2) && dialled.is_empty();
    if is_nobody || (!dialled.is_empty() && digits.len() < DIGITS_MIN) {
        return Ok(vec![]);
    }
    let one_of = |ways: &[String], bounds: &mut Vec<String>| {
        let each = ways.iter().map(|way| {
            bounds.extend([way.clone(), end_of(way)]);
            format!("(word >= ?{} AND word < ?{})", bounds.len() - 1, bounds.len())
        });
        format!("SELECT booking FROM appointment_word WHERE {}", each.collect::<Vec<_>>().join(" OR "))
    };
    let (mut bounds, mut each) = (vec![], vec![]);
    for name in names {
        each.push(one_of(&[name], &mut bounds));
    }
    if !dialled.is_empty() {
        each.push(one_of(&[from_behind(&digits), from_behind(&telephone(&phone))], &mut bounds));
    }
    let mut statement = connection.prepare(&format!(
        "SELECT * FROM appointment WHERE booking IN ({}) AND restricted <= {} {}",
        each.join(" INTERSECT "),
        u8::from(clearance.is_restricted()),
        from_then_on(from),
    ))?;
    statement.query_map(params_from_iter(bounds), appointment)?.collect()
}

/// Whether a part of a search is one of a telephone number.
fn is_dialled(part: &str) -> bool {
    part.contains(|sign: char| sign.is_ascii_digit())
        && part.chars().all(|sign| sign.is_ascii_digit() || matches!(sign, '+' | '-' | '/' | '(' | ')' | '.'))
}

#[cfg(test)]
mod tests {
    use domain::SubjectId;
    use domain::booking::{CancelReason, Medium};
    use domain::ids::BookingId;
    use domain::testing::at;

    use super::*;
    use crate::testing::visits::{Wish, booking, wish};
    use crate::testing::{Models, Office, SCOPE, subject};

    fn office() -> Office {
        let mut office = Office::default();
        office.offer(SCOPE, "2026-03-02T08:00:00Z", 12, (3, 3));
        office.offer(SCOPE, "2026-03-03T08:00:00Z", 12, (3, 3));
        office
    }

    fn someone(office: &mut Office, n: u128, starts_at: &str, name: &'static str) {
        office.appoint(&Wish { name, ..wish(n, starts_at) });
    }

    /// In the order of their numbers, because a search has none.
    fn found(models: &Models, text: &str) -> Vec<BookingId> {
        let from = at("2026-03-02T07:00:00Z");
        let found = models.search_appointments(text, from, Clearance::Ordinary).expect("an answer");
        let mut found: Vec<_> = found.into_iter().map(|one| one.id).collect();
        found.sort_unstable();
        found
    }

    #[tokio::test]
    async fn whoever_telephones_is_found_by_their_number_their_names_and_their_telephone() {
        let mut office = office();
        someone(&mut office, 1, "2026-03-02T08:00:00Z", "Jörg Müller-Lüdenscheidt");
        someone(&mut office, 2, "2026-03-03T08:00:00Z", "Jörg Groß");
        let models = office.read().await;
        for text in ["V-001", "v1", "mueller", "LÜDEN jörg", "müller joe", "  Müller "] {
            let expected =
                if text.to_lowercase().starts_with('v') { vec![booking(1), booking(2)] } else { vec![booking(1)] };
            assert_eq!(found(&models, text), expected, "{text:?}");
        }
        assert_eq!(found(&models, "jörg"), [booking(1), booking(2)]);
        for text in ["", " ", "m", "ller", "müller groß", "V-009", "009", "+", "müller 12"] {
            assert_eq!(found(&models, text), [], "{text:?}");
        }
    }

    #[tokio::test]
    async fn a_telephone_number_finds_however_it_is_written_and_by_its_end() {
        let mut office = office();
        someone(&mut office, 4711, "2026-03-02T08:00:00Z", "Ada Lovelace");
        let models = office.read().await;
        let written = models.appointment(booking(4711)).expect("an answer").expect("it is there").contact;
        let written =
            written.and_then(|contact| contact.value().and_then(|known| known.phone.clone())).expect("it has one");
        let digits = telephone(&written);
        let national = digits.strip_prefix("49").expect("it is in the country");
        let (front, end) = national.split_at(national.len() - 4);
        for text in [
            written.clone(),
            format!("0{front} {end}"),
            format!("+49 {front}/{end}"),
            format!("0049 {front}-{end}"),
            format!("+49 (0){front}.{end}"),
            end.to_owned(),
            format!("lovelace {end}"),
            format!("{end} ADA"),
        ] {
            assert_eq!(found(&models, &text), [booking(4711)], "{text:?}");
        }
        for text in [&end[1..], &format!("groß {end}"), &format!("{end}0"), front] {
            assert_eq!(found(&models, text), [], "{text:?}");
        }
    }

    #[tokio::test]
    async fn who_still_has_to_follow_the_link_in_a_mail_is_found_and_who_only_looks_is_not() {
        let mut office = office();
        let online = |n| Wish { medium: Medium::Online, name: "Käthe Groß", ..wish(n, "2026-03-02T08:00:00Z") };
        office.hold(&online(1));
        office.hold(&online(3));
        office.ask_to_confirm(&online(3));
        someone(&mut office, 2, "2026-03-02T08:00:00Z", "Ada Lovelace");
        office.cancel(booking(2), CancelReason::Citizen, at("2026-03-01T08:00:00Z"));
        let models = office.read().await;
        assert_eq!(found(&models, "groß"), [booking(3)], "nobody is named who has only looked");
        assert_eq!(found(&models, "lovelace"), [booking(2)], "also what was given back");
    }

    #[tokio::test]
    async fn who_is_forgotten_is_found_by_nothing_but_the_number() {
        let mut office = office();
        someone(&mut office, 1, "2026-03-02T08:00:00Z", "Ada Lovelace");
        office.forget(subject(1), at("2026-03-05T08:00:00Z"));
        let models = office.read().await;
        assert_eq!(found(&models, "lovelace"), []);
        assert_eq!(found(&models, "V-001"), [booking(1)]);
        assert_eq!(words_of(&models, subject(1)), 0, "and no word of them is left");
    }

    #[tokio::test]
    async fn what_is_restricted_is_found_with_the_clearance_for_it_alone() {
        let mut office = office();
        someone(&mut office, 1, "2026-03-02T08:00:00Z", "Ada Lovelace");
        let hide = domain::booking::Command::RestrictAccess;
        let at = at("2026-03-01T08:00:00Z");
        office.ask::<domain::booking::State>(booking(1).0, domain::reactions::by(), at, hide).expect("it stands");
        let models = office.read().await;
        for text in ["lovelace", "V-001"] {
            assert_eq!(found(&models, text), []);
            let shown = models.search_appointments(text, at, Clearance::Restricted).expect("an answer");
            assert_eq!(shown.len(), 1, "{text}");
        }
    }

    #[tokio::test]
    async fn of_very_many_those_are_left_that_are_next() {
        let mut office = Office::default();
        office.offer(SCOPE, "2026-03-02T08:00:00Z", 12, (100, 100));
        office.offer(SCOPE, "2026-03-03T08:00:00Z", 12, (100, 100));
        office.offer(SCOPE, "2026-03-04T08:00:00Z", 12, (100, 100));
        for n in 0..230_u16 {
            let day = match n {
                0..5 => "2026-03-02T08:00:00Z",
                5..105 => "2026-03-03T08:00:00Z",
                105..205 => "2026-03-03T09:00:00Z",
                _ => "2026-03-04T08:00:00Z",
            };
            someone(&mut office, u128::from(n) + 1, day, "Ada Schmidt");
        }
        let models = office.read().await;
        let found = models.search_appointments("sch", at("2026-03-03T07:00:00Z"), Clearance::Ordinary);
        let days: Vec<_> = found.expect("an answer").iter().map(|one| one.date.to_string()).collect();
        assert_eq!(days, vec!["2026-03-03"; SEARCHED], "neither what is over nor what is far away");
    }

    #[tokio::test]
    async fn a_very_long_search_is_answered() {
        let mut office = office();
        someone(&mut office, 1, "2026-03-02T08:00:00Z", "Ada Lovelace");
        let models = office.read().await;
        assert_eq!(found(&models, &"lovelace ".repeat(2_000)), [booking(1)]);
        assert_eq!(found(&models, &"1234 ".repeat(2_000)), []);
    }

    fn words_of(models: &Models, subject: SubjectId) -> i64 {
        let count = "SELECT count(*) FROM appointment_word WHERE subject = ?1";
        models
            .ask::<Appointments, _>(|connection| connection.query_row(count, [subject.0], |row| row.get(0)))
            .expect("it")
    }
}
