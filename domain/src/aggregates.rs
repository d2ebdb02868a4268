//! The one list of all aggregates. Numbers and names are stored for ever: add, never change.

/// Lists the aggregates once, and makes of the list: an alias for each root, the closed event, the closed refusal,
/// the table of kinds and the decoder.
macro_rules! aggregates {
    ($($(#[$doc:meta])* $number:literal $name:literal $variant:ident = $module:ident;)*) => {
        $($(#[$doc])* pub type $variant = $crate::decide::Root<$crate::$module::State>;)*

        /// Anything that can have happened in the office.
        #[derive(Clone, Debug, PartialEq)]
        pub enum Event {
            $($(#[$doc])* $variant($crate::$module::Event),)*
        }

        $(impl $crate::shapes::OfKind for $crate::$module::Event {
            const KIND: u16 = $number;
        })*

        $(impl From<$crate::$module::Event> for Event {
            fn from(event: $crate::$module::Event) -> Self {
                Self::$variant(event)
            }
        })*

        /// Any rule of the office that can say no.
        #[derive(Clone, Debug, PartialEq, thiserror::Error)]
        pub enum Refusal {
            $($(#[$doc])* #[error(transparent)] $variant(#[from] $crate::$module::Refusal),)*
            /// The caller has seen another version of the thing.
            #[error(transparent)]
            Stale(#[from] $crate::streams::Stale),
        }

        impl Refusal {
            /// Whether the roles of whoever asks do not allow it.
            pub fn is_denied(&self) -> bool {
                match self {
                    $(Self::$variant(refusal) => matches!(refusal, $crate::$module::Refusal::Denied(_)),)*
                    Self::Stale(_) => false,
                }
            }
        }

        /// Every kind of aggregate, in the order of their numbers.
        pub const KINDS: &[Kind] = &[
            $(Kind {
                number: $number,
                name: $name,
                event_names: $crate::names::all::<$crate::$module::Event>,
                lift: |shape, payload| $crate::shapes::lift($number, shape, payload),
            },)*
        ];

        $(const _: () = assert!(
            same($name, <$crate::$module::State as $crate::decide::Decide>::KIND),
            "the listed name is the aggregate's"
        );)*

        impl Event {
            /// The number of the kind of aggregate that this happened to.
            pub fn kind(&self) -> u16 {
                match self {
                    $(Self::$variant(_) => $number,)*
                }
            }

            /// The stored name of the event, without its kind.
            pub fn name(&self) -> &'static str {
                match self {
                    $(Self::$variant(event) => $crate::names::of(event),)*
                }
            }

            /// Reads a stored event, of whatever shape it was written in.
            ///
            /// Fails on a kind, shape or name that this version does not know: a reader halts rather than skips.
            pub fn decode(kind: u16, shape: &str, payload: &[u8]) -> serde_json::Result<Self> {
                Self::read(kind, &$crate::shapes::lift(kind, shape, payload)?)
            }

            /// Reads an event that is in today's shape: written by this version, or lifted already.
            pub fn read(kind: u16, payload: &[u8]) -> serde_json::Result<Self> {
                match kind {
                    $($number => serde_json::from_slice(payload).map(Self::$variant),)*
                    unknown => Err(serde::de::Error::custom(format_args!("unknown kind of aggregate {unknown}"))),
                }
            }
        }
    };
}

/// A kind of aggregate, as the log stores it.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    /// Its number in the log.
    pub number: u16,
    /// Its stored name.
    pub name: &'static str,
    /// The stored names of its events.
    pub event_names: fn() -> &'static [&'static str],
    /// Lifts a stored event of this kind to today's shape.
    pub lift: crate::shapes::Lift,
}

/// String equality for constant assertions.
const fn same(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() != b.len() {
        return false;
    }
    let mut i = 0;
    while i < a.len() {
        if a[i] != b[i] {
            return false;
        }
        i += 1;
    }
    true
}

aggregates! {
    /// What of a day is offered and taken at one scope (Tageskontingent).
    1 "capacity" Capacity = capacity;
    /// When an office offers time (Öffnungszeit).
    2 "availability" Availability = availability;
    /// Limits for one contact.
    3 "contact_guard" ContactGuard = contact_guard;
    /// An appointment, from the hold to the end of the visit (Termin).
    4 "booking" Booking = booking;
    /// One request for one service (Vorgang).
    5 "case" Case = case;
    /// The signing of one document (Unterschrift).
    6 "signature" Signature = signature;
    /// A fee and what became of it (Zahlung).
    7 "payment" Payment = payment;
    /// The talk between citizen and clerk (Videositzung).
    8 "consultation" Consultation = consultation;
    /// Short numbers that are unique for a day (Nummernkreis).
    9 "number_series" NumberSeries = number_series;
    /// The key to one person's data, and its end (Löschung).
    10 "subject_key" SubjectKey = subject_key;
    /// What lets somebody in who has no token of their own (Zugang).
    11 "link_grant" LinkGrant = link_grant;
    /// Who waits for a time at a scope (Warteliste).
    12 "waiting_list" WaitingList = waiting_list;
    /// What goes to a register or a federal office for a case (Übermittlung).
    13 "transmission" Transmission = transmission;
    /// A clerk's working time on one day (Schicht).
    14 "shift" Shift = shift;
    /// What the office offers, in dated editions (Leistungskatalog).
    15 "catalogue" Catalogue = catalogue;
    /// A mail to somebody about an appointment (E-Mail).
    16 "mail" Mail = mail;
    /// What is handed in for a case (Unterlage).
    17 "document" Document = document;
    /// A file in which a provider or a bank says what has come and gone (Kontoauszug).
    18 "statement" Statement = statement;
    /// What of the fees of a half-year is the Federation's (Abrechnung).
    19 "settlement" Settlement = settlement;
    /// What the office writes, seals and keeps for a case (Schreiben).
    20 "paper" Paper = paper;
    /// Who has looked into a case (Zugriff).
    21 "access" Access = access;
}

/// Implements the contract of `cqrs-es` for an event enum: its stored name is that of its serde variant.
macro_rules! stored {
    ($event:ty) => {
        impl cqrs_es::DomainEvent for $event {
            fn event_type(&self) -> String {
                $crate::names::of(self).to_owned()
            }

            fn event_version(&self) -> String {
                let kind = <Self as $crate::shapes::OfKind>::KIND;
                $crate::shapes::current(kind, $crate::names::of(self)).to_string()
            }
        }
    };
}
pub(crate) use stored;

#[cfg(test)]
mod tests {
    use super::*;

    /// Stored names are promises: the log of every office holds them for ever. Lines are added, never changed.
    #[test]
    fn stored_names_are_those_that_were_promised() {
        let names: String = KINDS
            .iter()
            .flat_map(|kind| (kind.event_names)().iter().map(|name| format!("{} {}.{name}\n", kind.number, kind.name)))
            .collect();
        assert_eq!(names, include_str!("stored_names.txt"));
    }

    #[test]
    fn a_stored_event_is_read_by_the_number_of_its_kind() {
        let event = Event::from(crate::consultation::Event::Cancelled);
        assert_eq!((event.kind(), event.name()), (8, "cancelled"));
        assert_eq!(Event::decode(8, "1", br#""cancelled""#).expect("a known name"), event);
    }

    #[test]
    fn a_reader_halts_at_a_kind_a_name_or_a_shape_that_it_does_not_know() {
        assert!(Event::decode(999, "1", br#""cancelled""#).is_err());
        assert!(Event::decode(8, "1", br#""recorded""#).is_err());
        assert!(Event::decode(8, "2", br#""cancelled""#).is_err());
    }
}
