//! `vorgang log`

use std::io::{BufWriter, Write as _};

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use clap::{Args, Subcommand};
use domain::KINDS;
use event_store::{Position, Recorded};
use serde::Serialize;
use serde_json::value::RawValue;
use uuid::Uuid;

use super::{Context, Out, Usage, say, say_json};

/// How many events are read at a time.
const BATCH: u32 = 2_000;

/// Reads the log
#[derive(Debug, Subcommand)]
#[command(after_help = "\
Example:
  vorgang log dump --jsonl | head -1")]
pub(super) enum Log {
    Dump(Dump),
    Head(Head),
}

/// Prints every event in order, as one JSON object a line; personal data stays sealed
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  vorgang log dump --jsonl | head -1")]
pub(super) struct Dump {
    /// The form; there is no other
    #[arg(long)]
    jsonl: bool,
    /// Begins after this position
    #[arg(long, value_name = "POSITION", default_value_t = 0)]
    after: u64,
}

/// Prints the last position and its time
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  vorgang log head --json")]
pub(super) struct Head {
    /// Prints one JSON object
    #[arg(long)]
    json: bool,
}

impl Log {
    pub(super) async fn run(self, context: &Context) -> anyhow::Result<()> {
        match self {
            Self::Dump(dump) => dump.run(context).await,
            Self::Head(head) => head.run(context).await,
        }
    }
}

/// An event as a line.
#[derive(Serialize)]
struct Line<'a> {
    position: Position,
    at: DateTime<Utc>,
    kind: &'a str,
    stream: Uuid,
    version: u32,
    name: &'a str,
    shape: &'a str,
    command_id: Uuid,
    meta: &'a RawValue,
    payload: &'a RawValue,
    #[serde(skip_serializing_if = "Option::is_none")]
    sealed: Option<String>,
}

impl<'a> Line<'a> {
    fn of(recorded: &'a Recorded) -> anyhow::Result<Self> {
        let kind = KINDS.iter().find(|kind| kind.number == recorded.stream.kind).map_or("unknown", |kind| kind.name);
        Ok(Self {
            position: recorded.position,
            at: recorded.at,
            kind,
            stream: recorded.stream.id,
            version: recorded.version,
            name: &recorded.name,
            shape: &recorded.shape,
            command_id: recorded.command_id,
            // The stored bytes themselves: a dump can be compared with what was sealed.
            meta: serde_json::from_str(&recorded.meta).context("the metadata is no JSON")?,
            payload: serde_json::from_str(&recorded.payload).context("the payload is no JSON")?,
            sealed: recorded.sealed.as_deref().map(hex::encode),
        })
    }
}

impl Dump {
    async fn run(self, context: &Context) -> anyhow::Result<()> {
        if !self.jsonl {
            return Err(Usage("name the form of the dump: `vorgang log dump --jsonl`".to_owned()).into());
        }
        let (log, _) = context.log().await?;
        let mut out = BufWriter::new(Out::open());
        let mut position = Position(self.after);
        loop {
            let batch = log.read_after(position, BATCH).await.context("the log could not be read")?;
            let Some(last) = batch.last() else { break };
            position = last.position;
            for recorded in &batch {
                let line = Line::of(recorded).with_context(|| format!("position {}", recorded.position))?;
                writeln!(out, "{}", serde_json::to_string(&line)?)?;
            }
        }
        out.flush()?;
        Ok(())
    }
}

impl Head {
    async fn run(self, context: &Context) -> anyhow::Result<()> {
        #[derive(Serialize)]
        struct Answer {
            position: Position,
            at: Option<DateTime<Utc>>,
        }
        let (log, _) = context.log().await?;
        let (position, at) = log.head().await.context("the log could not be read")?;
        let at = (position > Position::START).then_some(at);
        if self.json {
            return say_json(&Answer { position, at });
        }
        match at {
            Some(at) => say(format_args!("position {position}, {at}")),
            None => say("the log is empty"),
        }
    }
}
