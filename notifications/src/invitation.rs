//! An entry for the reader's calendar that follows the appointment: iTIP (RFC 5546) in iCalendar (RFC 5545).
//!
//! The same `UID` with a higher `SEQUENCE` replaces the entry or takes it away. It says when and how, and not what for:
//! calendars are shared and shown on lock screens. It is written here and not by a library, because it has to follow
//! from the facts alone, and those that there are add the present time and random names to each part.

use std::fmt::Write as _;

use chrono::{DateTime, Utc};
use domain::booking::Number;
use domain::calendar::{self, Span};
use domain::catalogue::Channel;
use domain::ids::BookingId;

use crate::language::Language;
use crate::mail::Head;
use crate::words;

/// What becomes of the entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// It is put into the calendar, or changed there.
    Request,
    /// It is taken out.
    Cancel,
}

impl Method {
    /// The word of RFC 5546.
    pub fn word(self) -> &'static str {
        match self {
            Self::Request => "REQUEST",
            Self::Cancel => "CANCEL",
        }
    }
}

/// An entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// Of which appointment.
    pub booking: BookingId,
    /// How often the appointment has changed.
    pub sequence: u32,
    /// What becomes of it.
    pub method: Method,
    /// From when until when.
    pub span: Span,
    /// By a call or at a counter.
    pub channel: Channel,
    /// The spoken number, if it still counts.
    pub number: Option<Number>,
}

/// The zone of the office, as far as anybody needs it: Directive 2000/84/EC has set the changes of the clocks since 1996.
const ZONE: &str = "BEGIN:VTIMEZONE\r\n\
    TZID:Europe/Berlin\r\n\
    BEGIN:DAYLIGHT\r\n\
    DTSTART:19960331T020000\r\n\
    RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\n\
    TZOFFSETFROM:+0100\r\n\
    TZOFFSETTO:+0200\r\n\
    TZNAME:CEST\r\n\
    END:DAYLIGHT\r\n\
    BEGIN:STANDARD\r\n\
    DTSTART:19961027T030000\r\n\
    RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\n\
    TZOFFSETFROM:+0200\r\n\
    TZOFFSETTO:+0100\r\n\
    TZNAME:CET\r\n\
    END:STANDARD\r\n\
    END:VTIMEZONE\r\n";

impl Invitation {
    /// The entry as it goes out to an address, made at a moment.
    pub fn render(&self, head: &Head, to: &str, at: DateTime<Utc>, language: Language) -> String {
        let words = words::of(language);
        let what = words.entry;
        let how = match self.channel {
            Channel::Video => words.by_video,
            Channel::Counter => words.at_counter,
        };
        let number = self.number.map(|number| words.number.replace("{number}", &number.to_string()));
        let place = match self.channel {
            Channel::Video => &head.url,
            Channel::Counter => &head.name,
        };
        let local = |at: DateTime<Utc>| at.with_timezone(&calendar::ZONE).format("%Y%m%dT%H%M%S").to_string();
        let mut entry = Lines::default();
        entry.line("BEGIN:VCALENDAR");
        entry.line("VERSION:2.0");
        entry.line("PRODID:-//Vorgang//Appointments//EN");
        entry.line("CALSCALE:GREGORIAN");
        entry.line(&format!("METHOD:{}", self.method.word()));
        entry.0.push_str(ZONE);
        entry.line("BEGIN:VEVENT");
        // A UUID alone (RFC 7986, 5.3): the pages make the same entry, and know no host of a sender.
        entry.line(&format!("UID:{}", self.booking));
        entry.line(&format!("SEQUENCE:{}", self.sequence));
        entry.line(&format!("DTSTAMP:{}", at.format("%Y%m%dT%H%M%SZ")));
        entry.line(&format!("DTSTART;TZID=Europe/Berlin:{}", local(self.span.starts_at)));
        entry.line(&format!("DTEND;TZID=Europe/Berlin:{}", local(self.span.ends_at)));
        entry.line(&format!("SUMMARY:{}", text(&format!("{what}: {}", head.name))));
        let description: Vec<_> = [how.to_owned()].into_iter().chain(number).collect();
        entry.line(&format!("DESCRIPTION:{}", text(&description.join("\n"))));
        entry.line(&format!("LOCATION:{}", text(place)));
        entry.line(&format!("ORGANIZER;CN={}:mailto:{}", quoted(&head.name), head.from));
        entry.line(&format!("ATTENDEE;PARTSTAT=ACCEPTED;RSVP=FALSE:mailto:{to}"));
        entry.line("CLASS:PRIVATE");
        entry.line("TRANSP:OPAQUE");
        match self.method {
            Method::Request => {
                entry.line("STATUS:CONFIRMED");
                entry.line("BEGIN:VALARM");
                entry.line("ACTION:DISPLAY");
                entry.line(&format!("DESCRIPTION:{what}"));
                entry.line("TRIGGER:-PT1H");
                entry.line("END:VALARM");
            }
            Method::Cancel => entry.line("STATUS:CANCELLED"),
        }
        entry.line("END:VEVENT");
        entry.line("END:VCALENDAR");
        entry.0
    }
}

/// Lines of at most 75 octets (RFC 5545, 3.1); a longer one goes on in the next, behind a space.
#[derive(Default)]
struct Lines(String);

impl Lines {
    fn line(&mut self, content: &str) {
        let mut octets = 0;
        for c in content.chars() {
            if octets + c.len_utf8() > 75 {
                self.0.push_str("\r\n ");
                octets = 1;
            }
            self.0.push(c);
            octets += c.len_utf8();
        }
        self.0.push_str("\r\n");
    }
}

/// A text as a value (RFC 5545, 3.3.11).
fn text(text: &str) -> String {
    let mut value = String::new();
    for c in text.chars().filter(|c| *c == '\n' || !c.is_control()) {
        match c {
            '\n' => value.push_str("\\n"),
            '\\' | ';' | ',' => write!(value, "\\{c}").expect("a string takes everything"),
            c => value.push(c),
        }
    }
    value
}

/// A text as a parameter (RFC 5545, 3.2): between quotes, which it cannot hold itself.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.chars().filter(|c| *c != '"' && !c.is_control()).collect::<String>())
}

#[cfg(test)]
mod tests {
    use domain::testing::at;
    use uuid::Uuid;

    use super::*;

    fn head() -> Head {
        Head {
            name: "Bürgeramt Saarbrücken; \"Mitte\", Rathaus\\Platz".to_owned(),
            from: "termine@example.org".to_owned(),
            phone: None,
            url: "https://amt.example.org".to_owned(),
        }
    }

    fn invitation(starts_at: &str, method: Method) -> Invitation {
        let starts_at = at(starts_at);
        Invitation {
            booking: BookingId(Uuid::from_u128(7)),
            sequence: 2,
            method,
            span: Span { starts_at, ends_at: starts_at + chrono::TimeDelta::minutes(20) },
            channel: Channel::Video,
            number: Some(Number(12)),
        }
    }

    fn rendered(starts_at: &str, method: Method) -> String {
        invitation(starts_at, method).render(&head(), "ada@example.org", at("2026-03-02T08:00:00Z"), Language::German)
    }

    /// The content lines, put together again.
    fn unfolded(entry: &str) -> Vec<String> {
        entry.replace("\r\n ", "").split("\r\n").map(str::to_owned).collect()
    }

    #[test]
    fn an_entry_has_the_time_of_the_office_on_each_side_of_the_changes_of_the_clocks() {
        for (starts_at, local) in [
            ("2026-10-23T07:00:00Z", "20261023T090000"),
            ("2026-10-26T08:00:00Z", "20261026T090000"),
            ("2027-03-26T08:00:00Z", "20270326T090000"),
            ("2027-03-29T07:00:00Z", "20270329T090000"),
        ] {
            let lines = unfolded(&rendered(starts_at, Method::Request));
            assert!(lines.contains(&format!("DTSTART;TZID=Europe/Berlin:{local}")), "{lines:?}");
        }
    }

    #[test]
    fn the_same_entry_is_changed_and_taken_away_under_its_name() {
        let (request, cancel) =
            (rendered("2026-03-06T09:00:00Z", Method::Request), rendered("2026-03-06T09:00:00Z", Method::Cancel));
        for entry in [&request, &cancel] {
            let lines = unfolded(entry);
            for line in ["UID:00000000-0000-0000-0000-000000000007", "SEQUENCE:2"] {
                assert!(lines.iter().any(|one| one == line), "{line} in {lines:?}");
            }
        }
        assert!(request.contains("METHOD:REQUEST\r\n") && request.contains("STATUS:CONFIRMED\r\n"));
        assert!(cancel.contains("METHOD:CANCEL\r\n") && cancel.contains("STATUS:CANCELLED\r\n"));
        assert!(!cancel.contains("VALARM"), "nothing rings for what is cancelled");
        assert_eq!(request, rendered("2026-03-06T09:00:00Z", Method::Request), "it follows from the facts alone");
    }

    #[test]
    fn no_text_breaks_out_of_its_line_and_no_line_is_too_long() {
        let mut long = head();
        long.name = "Ä".repeat(200) + "\r\nATTENDEE:mailto:eve@example.org\n\u{7}";
        let of_both = [head(), long].map(|head| {
            invitation("2026-03-06T09:00:00Z", Method::Request).render(
                &head,
                "ada@example.org",
                at("2026-03-02T08:00:00Z"),
                Language::German,
            )
        });
        for entry in of_both {
            assert!(entry.split("\r\n").all(|line| line.len() <= 75), "{entry}");
            let attendees = unfolded(&entry).into_iter().filter(|line| line.starts_with("ATTENDEE"));
            assert_eq!(attendees.count(), 1);
            assert!(!entry.replace("\r\n", "").contains(['\r', '\n', '\u{7}']), "{entry:?}");
        }
        let lines = unfolded(&rendered("2026-03-06T09:00:00Z", Method::Request));
        let summary = "SUMMARY:Termin: Bürgeramt Saarbrücken\\; \"Mitte\"\\, Rathaus\\\\Platz";
        assert!(lines.iter().any(|line| line == summary), "{lines:?}");
        let organizer = "ORGANIZER;CN=\"Bürgeramt Saarbrücken; Mitte, Rathaus\\Platz\":mailto:termine@example.org";
        assert!(lines.iter().any(|line| line == organizer), "{lines:?}");
    }
}
