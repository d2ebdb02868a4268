//! Checks what is to be stored before a database sees it, so that both refuse the same things with the same words.

use serde::de::IgnoredAny;

use crate::record::{Batch, Failure};

/// Refuses a batch that holds text which is not JSON, or a name that no database stores.
pub(super) fn check(batch: &Batch) -> Result<(), Failure> {
    debug_assert_eq!(batch.at.timestamp_subsec_nanos() % 1_000, 0, "the log keeps whole microseconds");
    for command in &batch.commands {
        check_json("meta", &command.meta)?;
        for event in command.units.iter().flat_map(|unit| &unit.events) {
            check_json("payload", &event.payload)?;
            if event.name.contains('\0') || event.shape.contains('\0') {
                return Err(Failure::Rejected("an event's name or shape holds a NUL".to_owned()));
            }
        }
    }
    Ok(())
}

/// Refuses text that is not one JSON value. Its content stays out of the message: it may be personal.
pub(super) fn check_json(field: &str, text: &str) -> Result<(), Failure> {
    match serde_json::from_str::<IgnoredAny>(text) {
        Ok(_) => Ok(()),
        Err(error) => Err(Failure::Rejected(format!("{field} is not JSON: {error}"))),
    }
}
