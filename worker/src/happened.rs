//! What was recorded, for whoever acts on it.

use domain::Event;
use event_store::{Failure, Recorded};

/// The event that was recorded, with its sealed parts closed: every personal value in it reads as erased, so whoever acts
/// on it looks at the state where it needs one. An event that nobody can read stops whoever follows.
pub fn happened(recorded: &Recorded) -> Result<Event, Failure> {
    let Recorded { stream, shape, payload, position, .. } = recorded;
    Event::decode(stream.kind, shape, payload.as_bytes())
        .map_err(|error| Failure::Corrupt(format!("the event at position {position} cannot be read: {error}")))
}
