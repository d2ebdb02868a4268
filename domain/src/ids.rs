//! Names of things. All are made outside `domain`, so that a retry names the same thing.

use std::fmt;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::mail::Cause;
use crate::transmission::Recipient;

/// Makes a newtype for an id.
macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
            #[serde(transparent)]
            pub struct $name(pub Uuid);

            impl fmt::Display for $name {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    self.0.fmt(f)
                }
            }

            impl From<Uuid> for $name {
                fn from(id: Uuid) -> Self {
                    Self(id)
                }
            }
        )*
    };
}

ids! {
    /// A place with capacity and a queue of its own, such as the virtual counter (Standort).
    ScopeId;
    /// A scope's day: the stream of its capacity.
    DayId;
    /// A span of units taken out of a day.
    HoldId;
    /// An appointment.
    BookingId;
    /// The limits of one contact or visitor.
    GuardId;
    /// A case.
    CaseId;
    /// A person in a case, as the case counts them.
    PartyId;
    /// A document that is handed in.
    DocumentId;
    /// The documents of a case.
    TrayId;
    /// A paper of a case.
    PaperId;
    /// The papers of a case.
    FolderId;
    /// The signing of one document.
    SignatureId;
    /// A fee claim.
    PaymentId;
    /// A file of a provider or a bank.
    StatementId;
    /// What of a half-year is settled with the Federation.
    SettlementId;
    /// Who has looked into a case.
    AccessId;
    /// A talk.
    ConsultationId;
    /// Somebody who was invited to a talk.
    GuestId;
    /// A series of numbers.
    SeriesId;
    /// The opening hours of a scope.
    AvailabilityId;
    /// A link to an appointment.
    LinkGrantId;
    /// Who waits for a time at a scope.
    WaitingListId;
    /// Somebody's place in a waiting list.
    EntryId;
    /// A clerk's working time on one day.
    ShiftId;
    /// What goes to a register or a federal office for a case.
    TransmissionId;
    /// A mail about an appointment.
    MailId;
    /// What the office offers.
    CatalogueId;
    /// The next edition of the catalogue as it stands after a step.
    DraftId;
}

/// The id of a thing whose name follows from other names: the same names give the same id, for ever.
pub fn derived(kind: &str, of: Uuid, role: &str) -> Uuid {
    Uuid::new_v5(&of, format!("{kind}/{role}").as_bytes())
}

impl DayId {
    /// The day of a scope.
    pub fn of(scope: ScopeId, date: chrono::NaiveDate) -> Self {
        Self(derived("capacity", scope.0, &date.to_string()))
    }
}

impl SeriesId {
    /// The spoken numbers of a day, the same series for every scope: two scopes may share a waiting room.
    pub fn of_bookings(date: chrono::NaiveDate) -> Self {
        Self(derived("number_series", Uuid::nil(), &format!("bookings/{date}")))
    }

    /// The numbers of a year's receipts, the same series for the whole authority.
    pub fn of_receipts(year: i32) -> Self {
        Self(derived("number_series", Uuid::nil(), &format!("receipts/{year}")))
    }
}

impl AvailabilityId {
    /// The opening hours of a scope.
    pub fn of(scope: ScopeId) -> Self {
        Self(derived("availability", scope.0, ""))
    }
}

impl CatalogueId {
    /// The catalogue of the office: a log holds one authority, and an authority has one catalogue.
    pub fn of_office() -> Self {
        Self(derived("catalogue", Uuid::nil(), ""))
    }
}

impl DraftId {
    /// The draft after the `version`-th step of the catalogue: whoever changes it makes another one of it.
    pub fn of(version: u32) -> Self {
        Self(derived("draft", CatalogueId::of_office().0, &version.to_string()))
    }
}

impl WaitingListId {
    /// The list of a scope.
    pub fn of(scope: ScopeId) -> Self {
        Self(derived("waiting_list", scope.0, ""))
    }
}

impl TransmissionId {
    /// What a case sends to a recipient when it is submitted.
    pub fn of(case: CaseId, recipient: Recipient) -> Self {
        Self(derived("transmission", case.0, recipient.name()))
    }

    /// What it sends to a recipient of which a case may have several, told apart by the official key.
    pub fn to(case: CaseId, recipient: Recipient, authority: Option<&str>) -> Self {
        match (recipient, authority) {
            (Recipient::FurtherDwellingAuthority, Some(authority)) => {
                Self(derived("transmission", case.0, &format!("{}/{authority}", recipient.name())))
            }
            (
                Recipient::FurtherDwellingAuthority
                | Recipient::Register
                | Recipient::DepartureAuthority
                | Recipient::FederalOfficeOfJustice
                | Recipient::FederalCentralTaxOffice,
                _,
            ) => Self::of(case, recipient),
        }
    }
}

impl MailId {
    /// The mail about an appointment that follows from what has happened.
    pub fn of(booking: BookingId, cause: Cause) -> Self {
        Self(derived("mail", booking.0, &format!("{}/{}", cause.position, cause.place)))
    }
}

impl ShiftId {
    /// The shift of a clerk on a day of the office's calendar.
    pub fn of(clerk: crate::asked::ActorId, date: chrono::NaiveDate) -> Self {
        Self(derived("shift", clerk.0, &date.to_string()))
    }
}

impl TrayId {
    /// The documents of a case.
    pub fn of(case: CaseId) -> Self {
        Self(derived("document", case.0, ""))
    }
}

impl FolderId {
    /// The papers of a case.
    pub fn of(case: CaseId) -> Self {
        Self(derived("paper", case.0, ""))
    }
}

impl PaperId {
    /// The `version`-th declaration of a case.
    pub fn of_declaration(case: CaseId, version: u32) -> Self {
        Self(derived("paper", case.0, &format!("declaration/{version}")))
    }

    /// The one paper of its kind and languages that follows from a thing: a case, or a payment.
    pub fn of(thing: Uuid, kind: crate::paper::Kind, languages: crate::paper::Languages) -> Self {
        let (kind, languages) = (crate::names::of(&kind), crate::names::of(&languages));
        Self(derived("paper", thing, &format!("{kind}/{languages}")))
    }
}

impl CaseId {
    /// The case that a confirmed booking opens for its `line`-th service.
    pub fn of(booking: BookingId, line: usize) -> Self {
        Self(derived("case", booking.0, &line.to_string()))
    }
}

impl ConsultationId {
    /// The talk of a booking.
    pub fn of(booking: BookingId) -> Self {
        Self(derived("consultation", booking.0, ""))
    }

    /// The talk about the case of somebody who came without an appointment.
    pub fn of_case(case: CaseId) -> Self {
        Self(derived("consultation", case.0, "case"))
    }
}

impl BookingId {
    /// The appointment of the `offer`-th offer to a place in a waiting list.
    pub fn of_offer(entry: EntryId, offer: u16) -> Self {
        Self(derived("booking", entry.0, &offer.to_string()))
    }
}

impl LinkGrantId {
    /// The link to a booking.
    pub fn of(booking: BookingId) -> Self {
        Self(derived("link_grant", booking.0, ""))
    }
}

impl AccessId {
    /// The looks into a case.
    pub fn of(case: CaseId) -> Self {
        Self(derived("access", case.0, ""))
    }
}

impl SignatureId {
    /// The signing of the `version`-th declaration of a case.
    pub fn of(case: CaseId, version: u32) -> Self {
        Self(derived("signature", case.0, &version.to_string()))
    }
}

impl PaymentId {
    /// The `claim`-th fee claim of a case: another form of delivery replaces one that is not paid.
    pub fn of(case: CaseId, claim: u32) -> Self {
        Self(derived("payment", case.0, &claim.to_string()))
    }

    /// What stands on a statement of account: fifty bits of the id, in letters and figures that cannot be taken for one
    /// another. It names the claim, and nobody.
    pub fn reference(self) -> String {
        const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
        let letter = |n: u32| char::from(LETTERS[usize::try_from((self.0.as_u128() >> (5 * n)) & 31).unwrap_or(0)]);
        let (first, last): (String, String) = ((5..10).rev().map(letter).collect(), (0..5).rev().map(letter).collect());
        format!("VG-{first}-{last}")
    }

    /// Whether a word looks like such a reference, such as `VG-0A1B2-C3D4E`. Whoever copies one may take a nought for an O.
    pub fn looks_like_reference(word: &str) -> bool {
        let is_part =
            |part: &str| part.len() == 5 && part.bytes().all(|sign| sign.is_ascii_digit() || sign.is_ascii_uppercase());
        let parts: Vec<&str> = word.split('-').collect();
        matches!(parts[..], ["VG", first, last] if is_part(first) && is_part(last))
    }
}

impl StatementId {
    /// The file with this content, by its digest: the same file is the same statement, whatever it is called.
    pub fn of(digest: &[u8; 32]) -> Self {
        Self(Uuid::new_v5(&derived("statement", Uuid::nil(), ""), digest))
    }

    /// What the source of a statement calls an entry, as something that can be compared and not read.
    pub fn entry(name: &str) -> Uuid {
        derived("statement_entry", Uuid::nil(), name)
    }
}

impl SettlementId {
    /// The settlement of a half-year: it is settled once.
    pub fn of(half_year: crate::settlement::HalfYear) -> Self {
        Self(derived("settlement", Uuid::nil(), &half_year.first_day().to_string()))
    }
}

impl GuardId {
    /// The guard of a visitor's open holds.
    pub fn of_visitor(actor: crate::asked::ActorId) -> Self {
        Self(derived("contact_guard", actor.0, "visitor"))
    }
}

impl HoldId {
    /// The `round`-th span that a booking takes: the first hold is 0, each move takes the next.
    pub fn of(booking: BookingId, round: u32) -> Self {
        Self(derived("hold", booking.0, &round.to_string()))
    }
}
