//! The aggregate of the append benchmark: a list that only grows, without personal data, so that both sides can keep it.

use cqrs_es::event_sink::EventSink;
use cqrs_es::{Aggregate, DomainEvent};
use serde::{Deserialize, Serialize};

/// How many streams there are before the clock starts.
pub(super) const STREAMS: u32 = 10_000;
/// How many events each of them holds.
pub(super) const EVENTS: u32 = 5;

/// The length of the text: with the frame around it a payload has about 400 bytes.
const TEXT: usize = 376;

/// The list.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Lines {
    count: u32,
}

/// Adds lines.
#[derive(Clone, Debug)]
pub(super) struct Add {
    pub(super) lines: u32,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) enum Event {
    #[serde(rename = "added")]
    Added { text: String },
}

impl Event {
    pub(super) fn sample() -> Self {
        Self::Added { text: "x".repeat(TEXT) }
    }
}

impl DomainEvent for Event {
    fn event_type(&self) -> String {
        "added".to_owned()
    }

    fn event_version(&self) -> String {
        "1".to_owned()
    }
}

/// There is no rule, so nothing is refused.
#[derive(Clone, Copy, Debug, thiserror::Error)]
pub(super) enum Never {}

impl Aggregate for Lines {
    const TYPE: &'static str = "lines";
    type Command = Add;
    type Event = Event;
    type Error = Never;
    type Services = ();

    async fn handle(&mut self, add: Add, (): &(), sink: &EventSink<Self>) -> Result<(), Never> {
        for _ in 0..add.lines {
            sink.write(Event::sample(), self).await;
        }
        Ok(())
    }

    fn apply(&mut self, _: Event) {
        self.count += 1;
    }
}
