//! What of the fees of a half-year is the Federation's (Abrechnung der Bundesanteile).
//!
//! Of a certificate of conduct the municipality keeps two fifths (§ 30 (2) BZRG), of an extract from the trade register
//! three eighths (§ 150 (2) GewO). The rest goes to the federal treasury on 1 June and 1 December, as the administrative
//! rules on certificates of conduct say (in Bavaria no. 4.6 of those of the Ministry of Justice).

mod aggregate;

pub use aggregate::{Command, Event, HalfYear, Line, Refusal, State, Sum};
