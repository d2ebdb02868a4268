//! Made-up citizens. Every name is common, every combination is by chance.

use chrono::{Datelike as _, NaiveDate};
use domain::person::{Address, Contact, DwellingStatus, Move, PartialDate, Person, PreviousDwelling};
use rand::Rng as _;
use rand_chacha::ChaCha8Rng;

const GIVEN: [&str; 24] = [
    "Anna",
    "Ben",
    "Carla",
    "Deniz",
    "Elif",
    "Felix",
    "Greta",
    "Hannes",
    "Ida",
    "Jonas",
    "Katharina",
    "Leon",
    "Mia",
    "Noah",
    "Olga",
    "Paul",
    "Rania",
    "Samuel",
    "Tarek",
    "Ursula",
    "Viktor",
    "Wanda",
    "Yusuf",
    "Zoe",
];
const FAMILY: [&str; 24] = [
    "Altmeyer",
    "Becker",
    "Conrad",
    "Demir",
    "Ecker",
    "Fuchs",
    "Groß",
    "Haas",
    "Ismail",
    "Jung",
    "Kaya",
    "Lang",
    "Meyer",
    "Neumann",
    "Olbrich",
    "Petry",
    "Quint",
    "Recktenwald",
    "Schmitt",
    "Theis",
    "Ulrich",
    "Volz",
    "Wagner",
    "Zimmer",
];
const STREETS: [(&str, &str); 8] = [
    ("Bahnhofstraße", "66111"),
    ("Mainzer Straße", "66121"),
    ("Nauwieserstraße", "66111"),
    ("Dudweilerstraße", "66111"),
    ("Saargemünder Straße", "66119"),
    ("Rathausstraße", "66125"),
    ("Breite Straße", "66115"),
    ("Hohenzollernstraße", "66117"),
];

/// One of several.
fn one<'a, T>(of: &'a [T], chance: &mut ChaCha8Rng) -> &'a T {
    &of[chance.random_range(0..of.len())]
}

/// Somebody of an age, in years.
pub(super) fn person(
    family: Option<&str>,
    ages: std::ops::Range<i32>,
    today: NaiveDate,
    chance: &mut ChaCha8Rng,
) -> Person {
    let born = NaiveDate::from_ymd_opt(today.year() - chance.random_range(ages), chance.random_range(1..13), 1)
        .expect("every month has a first day");
    Person {
        family_name: family.map_or_else(|| (*one(&FAMILY, chance)).to_owned(), str::to_owned),
        given_names: (*one(&GIVEN, chance)).to_owned(),
        usual_given_name: None,
        doctoral_degree: None,
        birth_name: None,
        former_names: None,
        born: PartialDate::from(born),
    }
}

/// How to reach somebody. Those who book by phone have no address for mail; the number makes each one unique.
pub(super) fn contact(person: &Person, number: u32, by_phone: bool) -> Contact {
    Contact {
        name: format!("{} {}", person.given_names, person.family_name),
        mail: (!by_phone).then(|| format!("person-{number}@example.org")),
        phone: by_phone.then(|| format!("0681 {number:07}")),
        language: "de".to_owned(),
        needs: None,
    }
}

/// A move within the municipality, a few days or weeks ago.
pub(super) fn moved(municipality: &str, today: NaiveDate, chance: &mut ChaCha8Rng) -> Move {
    // Most come in time; one in nine comes later than the two weeks of § 17 (1) BMG.
    let days = if chance.random_ratio(1, 9) { chance.random_range(20..60) } else { chance.random_range(0..13) };
    Move {
        moved_in: today - chrono::Days::new(days),
        from: PreviousDwelling::Here { address: address(municipality, chance) },
        to: address(municipality, chance),
        status: if chance.random_bool(0.93) { DwellingStatus::Sole } else { DwellingStatus::Main },
        others: vec![],
        landlord: None,
    }
}

fn address(municipality: &str, chance: &mut ChaCha8Rng) -> Address {
    let (street, postal_code) = *one(&STREETS, chance);
    Address {
        street: street.to_owned(),
        house_number: chance.random_range(1..160).to_string(),
        addition: None,
        postal_code: postal_code.to_owned(),
        town: "Saarbrücken".to_owned(),
        municipality: municipality.to_owned(),
    }
}
