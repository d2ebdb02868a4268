//! What clients say. It is taken apart and checked, and only what is known is passed on.

use serde::{Deserialize, Deserializer};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::closing::Closing;
use crate::sdp;
use crate::seat::Seat;

/// How long a frame may be.
pub(crate) const BYTES_MAX: usize = 64 * 1024;
/// How many characters a message may have.
const TEXT_MAX: usize = 1000;
/// How long the text of a candidate may be, and that of its name.
const CANDIDATE_MAX: usize = 2048;
const NAME_MAX: usize = 256;

/// The first frame of a client.
#[derive(Deserialize)]
#[serde(tag = "t", rename_all = "lowercase")]
pub(crate) enum First {
    /// Comes in.
    Hello { ticket: String },
    /// Comes back.
    Resume {
        key: String,
        #[serde(default)]
        seen: u64,
    },
}

/// A frame after the first, before anybody has looked at what it says.
pub(crate) struct Framed {
    /// Its number.
    pub(crate) n: u64,
    /// The highest number that came from here without a gap.
    pub(crate) seen: Option<u64>,
    said: Value,
}

impl Framed {
    /// Reads what every frame has.
    pub(crate) fn read(text: &str) -> Result<Self, Closing> {
        let not_understood = Closing::NotUnderstood;
        if text.len() > BYTES_MAX {
            return Err(not_understood);
        }
        let said: Value = serde_json::from_str(text).map_err(|_| not_understood)?;
        let n = said.get("n").and_then(Value::as_u64).filter(|n| *n > 0).ok_or(not_understood)?;
        let seen = match said.get("seen") {
            None | Some(Value::Null) => None,
            Some(seen) => Some(seen.as_u64().ok_or(not_understood)?),
        };
        if !said.get("t").is_some_and(Value::is_string) {
            return Err(not_understood);
        }
        Ok(Self { n, seen, said })
    }

    /// What it says; or nothing, if that makes no sense.
    pub(crate) fn said(self) -> Option<Said> {
        Said::deserialize(&self.said).ok().filter(Said::is_sane)
    }
}

/// What clients say.
#[derive(Debug, Deserialize)]
#[serde(tag = "t", rename_all = "lowercase")]
pub(crate) enum Said {
    /// Something for another browser.
    Signal {
        to: Seat,
        with: u64,
        #[serde(default)]
        description: Option<Description>,
        #[serde(default, deserialize_with = "present")]
        candidate: Option<Way>,
    },
    /// What they send.
    Media(Media),
    /// Nobody sees or hears anybody meanwhile.
    Hold { on: bool },
    /// How their connection to a seat stands.
    Line {
        to: Seat,
        with: u64,
        state: Link,
        #[serde(default)]
        path: Option<Path>,
    },
    /// How good it is.
    Quality(Sample),
    /// What both look at.
    Focus(Focus),
    /// A message.
    Chat { text: String, id: Uuid },
    /// A message while it is written.
    Typing { text: String },
    /// Asks for new passwords of the relay.
    Turn,
    /// Says that they are there.
    Ping,
    /// Goes.
    Bye,
}

impl Said {
    fn is_sane(&self) -> bool {
        match self {
            Self::Signal { description, candidate, .. } => match (description, candidate) {
                (Some(description), None) => description.is_sane(),
                (None, Some(way)) => way.is_sane(),
                (None, None) | (Some(_), Some(_)) => false,
            },
            Self::Focus(focus) => focus.is_sane(),
            Self::Chat { text, .. } => !text.trim().is_empty() && text.chars().count() <= TEXT_MAX,
            Self::Typing { text } => text.chars().count() <= TEXT_MAX,
            Self::Media(_)
            | Self::Hold { .. }
            | Self::Line { .. }
            | Self::Quality(_)
            | Self::Turn
            | Self::Ping
            | Self::Bye => true,
        }
    }
}

/// A field that is there, be it null.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Way>, D::Error> {
    Ok(Some(Option::deserialize(deserializer)?.map_or(Way::NoMore, Way::Candidate)))
}

/// A way to reach a browser, or that there are no more of them.
#[derive(Debug)]
pub(crate) enum Way {
    Candidate(Candidate),
    NoMore,
}

impl Way {
    fn is_sane(&self) -> bool {
        match self {
            Self::Candidate(candidate) => candidate.is_sane(),
            Self::NoMore => true,
        }
    }

    pub(crate) fn told(&self) -> Value {
        match self {
            Self::Candidate(candidate) => candidate.told(),
            Self::NoMore => Value::Null,
        }
    }
}

/// A session description (`RTCSessionDescriptionInit`).
#[derive(Debug, Deserialize)]
pub(crate) struct Description {
    #[serde(rename = "type")]
    kind: Kind,
    #[serde(default)]
    sdp: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Offer,
    Pranswer,
    Answer,
    Rollback,
}

impl Description {
    fn is_sane(&self) -> bool {
        match self.kind {
            Kind::Rollback => self.sdp.is_empty(),
            Kind::Offer | Kind::Pranswer | Kind::Answer => sdp::is_sane(&self.sdp),
        }
    }

    pub(crate) fn told(&self) -> Value {
        let kind = match self.kind {
            Kind::Offer => "offer",
            Kind::Pranswer => "pranswer",
            Kind::Answer => "answer",
            Kind::Rollback => "rollback",
        };
        json!({ "type": kind, "sdp": self.sdp })
    }
}

/// A way to reach a browser (`RTCIceCandidateInit`).
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Candidate {
    #[serde(rename = "candidate")]
    text: String,
    #[serde(default)]
    sdp_mid: Option<String>,
    // As browsers spell it.
    #[serde(default, rename = "sdpMLineIndex")]
    line: Option<u16>,
    #[serde(default)]
    username_fragment: Option<String>,
}

impl Candidate {
    fn is_sane(&self) -> bool {
        let is_short = |text: &Option<String>| text.as_ref().is_none_or(|text| is_plain(text, NAME_MAX));
        is_plain(&self.text, CANDIDATE_MAX) && is_short(&self.sdp_mid) && is_short(&self.username_fragment)
    }

    fn told(&self) -> Value {
        json!({
            "candidate": self.text,
            "sdpMid": self.sdp_mid,
            "sdpMLineIndex": self.line,
            "usernameFragment": self.username_fragment,
        })
    }
}

fn is_plain(text: &str, most: usize) -> bool {
    text.len() <= most && !text.chars().any(char::is_control)
}

/// What somebody sends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub(crate) struct Media {
    pub(crate) microphone: bool,
    pub(crate) camera: bool,
    pub(crate) screen: bool,
}

impl Media {
    pub(crate) fn told(self) -> Value {
        json!({ "microphone": self.microphone, "camera": self.camera, "screen": self.screen })
    }
}

/// How a connection stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Link {
    Up,
    Down,
}

/// Which way media goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Path {
    Host,
    Srflx,
    Prflx,
    RelayUdp,
    RelayTcp,
    RelayTls,
}

impl Path {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Host => "host",
            Self::Srflx => "srflx",
            Self::Prflx => "prflx",
            Self::RelayUdp => "relay-udp",
            Self::RelayTcp => "relay-tcp",
            Self::RelayTls => "relay-tls",
        }
    }
}

/// How good a connection is. Browsers do not know all of it at any time.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Sample {
    pub(crate) rtt_ms: Option<f64>,
    pub(crate) jitter_ms: Option<f64>,
    pub(crate) lost_in: Option<f64>,
    pub(crate) lost_out: Option<f64>,
    pub(crate) fps: Option<f64>,
    pub(crate) freezes: Option<f64>,
    pub(crate) kbps: Option<f64>,
}

/// What both look at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub(crate) struct Focus {
    paper: Option<Uuid>,
    document: Option<Uuid>,
    page: Option<u32>,
    y: Option<f64>,
}

impl Focus {
    fn is_sane(&self) -> bool {
        !(self.paper.is_some() && self.document.is_some()) && self.y.is_none_or(|y| (0.0..=1.0).contains(&y))
    }

    /// Whether it says that they look at nothing.
    pub(crate) fn is_nothing(&self) -> bool {
        self.paper.is_none() && self.document.is_none()
    }

    pub(crate) fn told(&self) -> Value {
        json!({ "paper": self.paper, "document": self.document, "page": self.page, "y": self.y })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Option<Said> {
        Framed::read(text).ok().and_then(Framed::said)
    }

    #[test]
    fn what_is_no_frame_is_not_understood() {
        let deep = format!(r#"{{"t":"ping","n":1,"x":{}}}"#, "[".repeat(5_000));
        let long = format!(r#"{{"t":"ping","n":1,"x":"{}"}}"#, "x".repeat(BYTES_MAX));
        for bad in [
            "",
            "null",
            "[]",
            "7",
            r#"{"t":"ping"}"#,
            r#"{"t":"ping","n":0}"#,
            r#"{"t":"ping","n":-1}"#,
            r#"{"t":"ping","n":1.5}"#,
            r#"{"t":"ping","n":"1"}"#,
            r#"{"t":"ping","n":1e400}"#,
            r#"{"t":"ping","n":18446744073709551616}"#,
            r#"{"t":"ping","n":1,"seen":"x"}"#,
            r#"{"t":7,"n":1}"#,
            r#"{"n":1}"#,
            r#"{"t":"ping","n":1"#,
            &deep,
            &long,
        ] {
            assert!(matches!(Framed::read(bad), Err(Closing::NotUnderstood)), "{bad:.80}");
        }
    }

    #[test]
    fn a_frame_that_makes_no_sense_says_nothing() {
        let chat = |text: &str| {
            json!({ "t": "chat", "n": 1, "text": text, "id": "11111111-1111-8111-8111-111111111111" }).to_string()
        };
        let description = r#"{"type":"offer","sdp":"v=0\r\n"}"#;
        for bad in [
            r#"{"t":"dance","n":1}"#.to_owned(),
            r#"{"t":"hello","n":1,"ticket":"x"}"#.to_owned(),
            r#"{"t":"hold","n":1,"on":"yes"}"#.to_owned(),
            r#"{"t":"media","n":1,"microphone":true,"camera":true}"#.to_owned(),
            r#"{"t":"signal","n":1,"to":"host","with":1}"#.to_owned(),
            r#"{"t":"signal","n":1,"to":"everybody","with":1,"candidate":null}"#.to_owned(),
            r#"{"t":"signal","n":1,"to":"host","with":1,"candidate":{"candidate":"a\u0000b"}}"#.to_owned(),
            r#"{"t":"signal","n":1,"to":"host","with":1,"description":{"type":"offer","sdp":"m=text"}}"#.to_owned(),
            r#"{"t":"signal","n":1,"to":"host","with":1,"description":{"type":"rollback","sdp":"x"}}"#.to_owned(),
            r#"{"t":"signal","n":1,"to":"host","with":1,"description":{"type":"order","sdp":"v=0"}}"#.to_owned(),
            format!(r#"{{"t":"signal","n":1,"to":"host","with":1,"candidate":null,"description":{description}}}"#),
            r#"{"t":"line","n":1,"to":"host","with":1,"state":"sideways"}"#.to_owned(),
            r#"{"t":"line","n":1,"to":"host","with":1,"state":"up","path":"pigeon"}"#.to_owned(),
            r#"{"t":"focus","n":1,"page":1,"y":1.5}"#.to_owned(),
            r#"{"t":"focus","n":1,"page":-1}"#.to_owned(),
            chat(""),
            chat(" \n"),
            chat(&"ä".repeat(1001)),
        ] {
            assert!(said(&bad).is_none(), "{bad}");
            assert!(Framed::read(&bad).is_ok(), "the line stands: {bad}");
        }
        assert!(said(&chat(&"ä".repeat(1000))).is_some(), "characters are counted, not bytes");
    }

    #[test]
    fn only_what_is_known_is_passed_on() {
        let text = r#"{"t":"signal","n":3,"seen":2,"to":"holder","with":5,"from":"host","evil":1,
            "candidate":{"candidate":"candidate:1 1 udp 1 198.51.100.7 9 typ host","sdpMid":"0","sdpMLineIndex":0,
            "usernameFragment":"abcd","evil":"<script>"}}"#;
        let Some(Said::Signal {
            to: Seat::Holder,
            with: 5,
            description: None,
            candidate: Some(Way::Candidate(candidate)),
        }) = said(text)
        else {
            panic!("it makes sense")
        };
        let told = json!({
            "candidate": "candidate:1 1 udp 1 198.51.100.7 9 typ host",
            "sdpMid": "0",
            "sdpMLineIndex": 0,
            "usernameFragment": "abcd",
        });
        assert_eq!(candidate.told(), told);
        let last = said(r#"{"t":"signal","n":3,"to":"host","with":5,"candidate":null}"#);
        assert!(
            matches!(last, Some(Said::Signal { candidate: Some(Way::NoMore), .. })),
            "no more candidates: {last:?}"
        );
        assert!(matches!(said(r#"{"t":"ping","n":1,"seen":null}"#), Some(Said::Ping)));
    }
}
