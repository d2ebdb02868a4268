//! What a registration brings along: the form of another authority, the care of children, cards and landlords.

use chrono::{DateTime, NaiveDate, Utc};
use domain::Personal;
use domain::case::{AddressUpdate, CustodyBasis, InquiryOutcome, PrefilledForm};
use domain::ids::PartyId;

/// The prefilled form of the authority of departure.
#[derive(Clone, Debug, PartialEq)]
pub struct FormRecord {
    /// Which authority was asked, by the official key of its municipality.
    pub authority: String,
    /// When.
    pub requested_at: DateTime<Utc>,
    /// What it answered.
    pub received: Option<Personal<PrefilledForm>>,
    /// Whether the answer came after the registration went on without it.
    pub late: bool,
    /// Whether there is none to be had.
    pub unavailable: bool,
    /// Whether the form was written by hand.
    pub by_hand: bool,
}

/// Who has the care of a child, as the clerk found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CustodyRecord {
    /// Of which child.
    pub child: PartyId,
    /// What was found.
    pub basis: CustodyBasis,
    /// Whether the other parent has to agree.
    pub required: bool,
}

/// That the address on an identity card has to be changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FollowUpRecord {
    /// On whose.
    pub party: PartyId,
    /// Since when.
    pub opened_at: DateTime<Utc>,
    /// When it was.
    pub closed_at: Option<DateTime<Utc>>,
    /// How.
    pub how: Option<AddressUpdate>,
}

/// That a landlord has not confirmed that somebody moved in, so that the office asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LandlordInquiryRecord {
    /// Whose moving in is not confirmed.
    pub parties: Vec<PartyId>,
    /// From which day on the office asks.
    pub due_on: NaiveDate,
    /// Since when it is open.
    pub opened_at: DateTime<Utc>,
    /// When it was closed.
    pub closed_at: Option<DateTime<Utc>>,
    /// What came of it.
    pub outcome: Option<InquiryOutcome>,
}
