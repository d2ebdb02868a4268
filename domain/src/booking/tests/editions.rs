//! What an edition of the catalogue says about the length and the number of services of an appointment.

use super::*;
use crate::asked::Facts;
use crate::catalogue::{Catalogue, Edition, Service};

/// A catalogue whose second edition, from the beginning of the year on, lets everything take so long.
fn knowing(change: impl Fn(&mut Service)) -> Facts {
    let first = Catalogue::default().editions()[0].clone();
    let mut second = Edition { number: 2, valid_from: date("2026-01-01"), ..first.clone() };
    second.services.iter_mut().for_each(change);
    Facts { catalogue: vec![first, second].into(), ..Facts::default() }
}

#[test]
fn a_time_that_is_held_stays_as_long_as_it_was_when_an_edition_changes_the_length() {
    let mut desk = office(1);
    desk.run(&hold(1, ADA, MONDAY, "10:00"), citizen(ADA), time("07:00")).expect("free");
    desk.know(knowing(|service| service.minutes = 60));
    desk.run(&confirm(1), citizen(ADA), time("07:05")).expect("it is held");
    desk.run(&hold(2, BEN, MONDAY, "11:00"), citizen(BEN), time("07:06")).expect("free");
    let minutes = [1, 2].map(|n| desk.state::<State>(booking(n).0).arranged().map(|known| known.slot.span.minutes()));
    let first = minutes[0].expect("it is held");
    assert!(first < 60, "as long as the first edition said: {first}");
    assert_eq!(minutes[1], Some(60), "what is taken now is as long as the second one says");
    let editions = [1, 2].map(|n| match desk.history::<State>(booking(n).0) {
        [super::super::Event::Held { edition, .. }, ..] => Some(*edition),
        _ => None,
    });
    assert_eq!(editions, [Some(1), Some(2)], "and the event says by which edition");
}

#[test]
fn no_appointment_is_for_more_of_a_service_than_the_catalogue_allows() {
    let mut desk = office(1);
    desk.know(knowing(|service| service.quantity_max = 2));
    let of = |lines: &[(ServiceCode, u16)]| Hold {
        lines: lines.iter().map(|&(service, quantity)| Line { service, quantity }).collect(),
        ..hold(1, ADA, MONDAY, "10:00")
    };
    let (tax, certificate) = (ServiceCode::TaxId, ServiceCode::RegistrationCertificate);
    for lines in [&[(tax, 3)][..], &[(tax, 2), (tax, 1)]] {
        let answer = desk.run(&of(lines), citizen(ADA), time("07:00"));
        assert_eq!(answer, Err(Refusal::Quantity { max: 2 }.into()), "{lines:?}");
    }
    desk.run(&of(&[(tax, 2), (certificate, 2)]), citizen(ADA), time("07:00")).expect("two of each");
}

/// Appointments of the time before editions name none.
#[test]
fn a_hold_from_before_there_was_a_second_edition_is_one_of_the_first() {
    let mut desk = office(1);
    desk.run(&hold(1, ADA, MONDAY, "10:00"), citizen(ADA), time("07:00")).expect("free");
    let held = desk.history::<State>(booking(1).0)[0].clone();
    let mut stored = serde_json::to_value(&held).expect("JSON");
    stored["held"].as_object_mut().expect("it has fields").remove("edition").expect("it names its edition");
    assert_eq!(serde_json::from_value::<super::super::Event>(stored).expect("it reads as before"), held);
}
