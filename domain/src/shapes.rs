//! How stored events of an older shape are lifted to the shape that is read today.
//!
//! An event keeps its stored name when its fields change. Its shape then gets the next number, and one function here
//! makes the newer fields of the older ones. Nothing is rewritten: the log stays as it is, and reading lifts.

use std::borrow::Cow;

use serde::de::Error as _;
use serde_json::{Error, Value, json};

/// Lifts the payload of a stored event, of which the shape is known, to the shape that is read today.
pub type Lift = for<'a> fn(shape: &str, payload: &'a [u8]) -> Result<Cow<'a, [u8]>, Error>;

/// Lifts the fields of one event from a shape to the next.
#[derive(Clone, Copy)]
pub(crate) struct Upcaster {
    /// The number of the kind of aggregate.
    kind: u16,
    /// The stored name of the event.
    name: &'static str,
    /// From which shape; the next one has the next number.
    from: u32,
    /// Makes the newer fields of the older ones.
    lift: fn(&mut Value),
}

/// The shape that every event begins with.
const FIRST: u32 = 1;

/// All of them, each event's in the order of its shapes. Lines are added, never changed.
const UPCASTERS: &[Upcaster] = &[
    // Until then no authority of departure was told of a registration.
    Upcaster { kind: 5, name: "submitted", from: 1, lift: |fields| fields["due_on"] = Value::Null },
    // Until then nobody else was, and which authority it was stands in the move.
    Upcaster {
        kind: 5,
        name: "submitted",
        from: 2,
        lift: |fields| {
            let departure = json!({ "departure": { "authority": null } });
            fields["told"] = if fields["due_on"].is_null() { json!([]) } else { json!([departure]) };
        },
    },
    // Until then nobody else had to agree, so nobody wrote down who ended the case.
    Upcaster { kind: 7, name: "refund_due", from: 1, lift: |fields| fields["by"] = Value::Null },
    // Until then each case was completed by a clerk.
    Upcaster { kind: 13, name: "acknowledged", from: 1, lift: |fields| fields["completes_at"] = Value::Null },
    Upcaster { kind: 13, name: "done_by_hand", from: 1, lift: |fields| fields["completes_at"] = Value::Null },
    // Until then each recipient was one, and which authority of departure it was stands in the move.
    Upcaster { kind: 13, name: "queued", from: 1, lift: |fields| fields["authority"] = Value::Null },
];

/// The payload of a stored event in the shape that is read today.
///
/// Fails on a shape that this version does not know: a reader halts rather than guesses.
pub fn lift<'a>(kind: u16, shape: &str, payload: &'a [u8]) -> Result<Cow<'a, [u8]>, Error> {
    lift_by(UPCASTERS, kind, shape, payload)
}

/// An event of a listed kind of aggregate.
pub(crate) trait OfKind {
    /// The number of the kind.
    const KIND: u16;
}

/// The shape in which an event is written today.
pub(crate) fn current(kind: u16, name: &str) -> u32 {
    FIRST + steps(UPCASTERS, kind, name)
}

fn steps(upcasters: &[Upcaster], kind: u16, name: &str) -> u32 {
    let count = upcasters.iter().filter(|one| one.kind == kind && one.name == name).count();
    u32::try_from(count).expect("an event has a handful of shapes")
}

fn lift_by<'a>(upcasters: &[Upcaster], kind: u16, shape: &str, payload: &'a [u8]) -> Result<Cow<'a, [u8]>, Error> {
    let unknown = || Error::custom(format_args!("unknown shape {shape} of an event"));
    let shape: u32 = shape.parse().map_err(|_| unknown())?;
    if shape == FIRST && upcasters.iter().all(|one| one.kind != kind) {
        return Ok(Cow::Borrowed(payload));
    }
    let mut event: Value = serde_json::from_slice(payload)?;
    let (name, fields) = match &mut event {
        Value::Object(variant) => variant.iter_mut().next().map(|(name, fields)| (name.clone(), fields)),
        Value::String(name) => return if shape == FIRST { Ok(Cow::Borrowed(payload)) } else { Err(known_as(name)) },
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => None,
    }
    .ok_or_else(|| Error::custom("an event is a variant"))?;
    if shape > FIRST + steps(upcasters, kind, &name) {
        return Err(unknown());
    }
    for one in upcasters.iter().filter(|one| one.kind == kind && one.name == name && one.from >= shape) {
        (one.lift)(fields);
    }
    serde_json::to_vec(&event).map(Cow::Owned)
}

fn known_as(name: &str) -> Error {
    Error::custom(format_args!("{name} has no fields and so no later shape"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two changes to one event: a field was added, then another renamed.
    const CHANGES: &[Upcaster] = &[
        Upcaster { kind: 5, name: "opened", from: 1, lift: |fields| fields["quantity"] = json!(1) },
        Upcaster {
            kind: 5,
            name: "opened",
            from: 2,
            lift: |fields| {
                let channel = fields.as_object_mut().and_then(|fields| fields.remove("way"));
                fields["channel"] = channel.unwrap_or_default();
            },
        },
    ];

    fn lifted(kind: u16, shape: &str, event: &Value) -> Result<Value, Error> {
        let payload = event.to_string();
        let lifted = lift_by(CHANGES, kind, shape, payload.as_bytes())?;
        serde_json::from_slice(&lifted)
    }

    #[test]
    fn an_old_shape_is_lifted_step_by_step() {
        let today = json!({ "opened": { "channel": "video", "quantity": 1 } });
        assert_eq!(lifted(5, "1", &json!({ "opened": { "way": "video" } })).expect("known"), today);
        assert_eq!(lifted(5, "2", &json!({ "opened": { "way": "video", "quantity": 1 } })).expect("known"), today);
        assert_eq!(lifted(5, "3", &today).expect("known"), today);
    }

    #[test]
    fn events_that_never_changed_are_read_as_they_are() {
        let event = json!({ "submitted": { "late": false } });
        assert_eq!(lifted(5, "1", &event).expect("known"), event);
        assert_eq!(lifted(8, "1", &json!("cancelled")).expect("known"), json!("cancelled"));
    }

    #[test]
    fn a_case_that_was_submitted_before_anybody_wrote_down_its_kind_is_still_read() {
        let stored = json!({ "submitted": {
            "service": "tax_id", "edition": 1, "origin": { "clerk": { "during": null } }, "declaration": null,
            "filed_on": "2026-03-02", "late": false, "due_on": null,
        }});
        for shape in ["1", "2"] {
            let event = crate::Event::decode(5, shape, stored.to_string().as_bytes()).expect("a known event");
            let crate::Event::Case(crate::case::Event::Submitted { variant, .. }) = event else { panic!("{event:?}") };
            assert_eq!(variant, None);
        }
    }

    #[test]
    fn a_case_that_was_submitted_before_anybody_wrote_down_who_hears_of_it_still_tells_the_authority_of_departure() {
        let told = |shape: &str, due_on: Value| {
            let stored = json!({ "submitted": {
                "service": "move_in", "edition": 1, "origin": { "clerk": { "during": null } }, "declaration": null,
                "filed_on": "2026-03-02", "late": false, "due_on": due_on,
            }});
            let event = crate::Event::decode(5, shape, stored.to_string().as_bytes()).expect("a known event");
            let crate::Event::Case(crate::case::Event::Submitted { told, .. }) = event else { panic!("{event:?}") };
            told
        };
        assert_eq!(told("1", json!("2026-03-05")), [], "until then nobody was told");
        assert_eq!(told("2", Value::Null), []);
        let departure = crate::case::Told::Departure { authority: None };
        assert_eq!(told("2", json!("2026-03-05")), [departure]);
    }

    #[test]
    fn a_reader_halts_at_a_shape_that_it_does_not_know() {
        for (kind, shape, event) in [
            (5, "4", json!({ "opened": {} })),
            (5, "2", json!({ "submitted": {} })),
            (8, "2", json!("cancelled")),
            (5, "new", json!({ "opened": {} })),
        ] {
            assert!(lifted(kind, shape, &event).is_err(), "{shape} of {event}");
        }
    }
}
