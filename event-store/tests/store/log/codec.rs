//! Personal values leave the payload and come back, in whatever shape they stand.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use vorgang_event_store::codec::{Part, join, split};

use super::personal::{Personal, knows};

const ADA: Uuid = Uuid::from_u128(0xada);

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Newtype(Personal<String>);

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Pair(Personal<u128>, String);

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Contact {
    name: String,
    mail: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
enum Shapes {
    Unit,
    Newtype(Personal<Contact>),
    Tuple(u8, Personal<Option<String>>),
    Struct { plain: f64, list: Vec<Option<Personal<Vec<String>>>>, map: BTreeMap<String, Personal<Contact>> },
    Nested(Newtype, Pair, (Personal<char>, ())),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind")]
enum Tagged {
    Known(Personal<String>),
    Struct { contact: Personal<Contact> },
}

fn round_trip<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(event: &T) -> (String, usize) {
    let (payload, parts) = split(event).expect("it is written");
    let opened: Vec<_> =
        parts.iter().map(|part| Part { subject: part.subject, at: part.at, value: Some(part.value.clone()) }).collect();
    let joined = join(&payload, &opened).expect("every part belongs where it was");
    assert_eq!(&serde_json::from_slice::<T>(&joined).expect("it is read"), event);
    let erased: Vec<_> = parts.iter().map(|part| Part { subject: part.subject, at: part.at, value: None }).collect();
    let erased = join(&payload, &erased).expect("every part belongs where it was");
    assert_eq!(erased, payload);
    serde_json::from_slice::<T>(&erased).expect("it is read though it was erased");
    (String::from_utf8(payload).expect("JSON is UTF-8"), parts.len())
}

fn personal<T: std::fmt::Debug + Clone>(value: impl Strategy<Value = T>) -> impl Strategy<Value = Personal<T>> {
    (any::<u128>(), proptest::option::weighted(0.8, value)).prop_map(|(subject, value)| {
        let subject = Uuid::from_u128(subject);
        value.map_or(Personal::Erased { subject }, |value| knows(subject, value))
    })
}

/// Texts with everything that has a meaning in JSON.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), Just(r#"{"subject":"x","value":"\"}"}"#.to_owned()), Just("\"}\\ü\u{0}".to_owned())]
}

fn contact() -> impl Strategy<Value = Contact> {
    (text(), proptest::option::of(text())).prop_map(|(name, mail)| Contact { name, mail })
}

fn shapes() -> impl Strategy<Value = Shapes> {
    let list = proptest::collection::vec(proptest::option::of(personal(proptest::collection::vec(text(), 0..3))), 0..4);
    let map = proptest::collection::btree_map(text(), personal(contact()), 0..4);
    prop_oneof![
        Just(Shapes::Unit),
        personal(contact()).prop_map(Shapes::Newtype),
        (any::<u8>(), personal(proptest::option::of(text()))).prop_map(|(n, p)| Shapes::Tuple(n, p)),
        (-1e9..1e9, list, map).prop_map(|(plain, list, map)| Shapes::Struct { plain: f64::round(plain), list, map }),
        (personal(text()), personal(any::<u128>()), text(), personal(any::<char>()))
            .prop_map(|(a, b, c, d)| Shapes::Nested(Newtype(a), Pair(b, c), (d, ()))),
    ]
}

proptest! {
    #[test]
    fn every_shape_comes_back_and_its_values_are_not_in_the_payload(event in shapes()) {
        round_trip(&event);
    }

    #[test]
    fn without_personal_data_the_payload_is_that_of_serde_json(
        event in (any::<(i8, i64, u128, bool, char)>(), contact(), proptest::collection::btree_map(any::<u16>(), text(), 0..5))
    ) {
        let (payload, parts) = split(&event).expect("it is written");
        prop_assert!(parts.is_empty());
        prop_assert_eq!(payload, serde_json::to_vec(&event).expect("it is written"));
    }
}

#[test]
fn the_payload_keeps_the_subject_and_nothing_else() {
    let (payload, parts) = round_trip(&Shapes::Newtype(knows(ADA, Contact { name: "Ada".to_owned(), mail: None })));
    assert_eq!(payload, format!(r#"{{"Newtype":{{"subject":"{ADA}"}}}}"#));
    assert_eq!(parts, 1);
}

#[test]
fn an_internal_tag_is_no_obstacle() {
    assert_eq!(round_trip(&Tagged::Known(knows(ADA, "Ada".to_owned()))).1, 1);
    let contact = knows(ADA, Contact { name: "Ada".to_owned(), mail: None });
    assert_eq!(round_trip(&Tagged::Struct { contact }).1, 1);
}

#[test]
fn what_serde_buffers_fails_instead_of_getting_lost() {
    #[derive(Serialize)]
    struct Flat {
        #[serde(flatten)]
        contact: Personal<String>,
    }
    let error = split(&Flat { contact: knows(ADA, "Lovelace".to_owned()) }).expect_err("it is buffered");
    assert!(!error.to_string().contains("Lovelace"));
}

#[test]
fn personal_data_inside_personal_data_is_refused() {
    split(&knows(ADA, knows(ADA, 1))).expect_err("one key would open the other");
    split(&knows(ADA, Personal::<u8>::Erased { subject: ADA })).expect_err("erased or not");
}

#[test]
fn a_part_that_belongs_elsewhere_is_refused() {
    let (payload, parts) = split(&Newtype(knows(ADA, "Ada".to_owned()))).expect("it is written");
    let part = |subject, at| [Part { subject, at, value: Some(b"1".to_vec()) }];
    join(&payload, &part(ADA, parts[0].at)).expect("here it belongs");
    join(&payload, &part(Uuid::nil(), parts[0].at)).expect_err("another subject");
    join(&payload, &part(ADA, parts[0].at - 1)).expect_err("another place");
    join(&payload, &part(ADA, 9_999)).expect_err("beyond the end");
}
