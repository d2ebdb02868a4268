//! One request for one service (Vorgang): from its opening to the handed over result.

mod aggregate;
mod command;
mod custody;
mod event;
mod file;
mod follow_up;
mod form;
mod procedure;
mod record;
mod register_entry;
mod request;
mod suspend;
mod told;

// The steps that other aggregates decide together with the case.
mod assess;
mod attach;
mod declare;
mod end;
mod fees;
mod identify;
mod landlord_inquiry;
mod may;
mod on_version;
mod open_during;
mod restrict;
mod split;

pub use aggregate::State;
pub use assess::Assess;
pub use attach::Attach;
pub use command::{Command, Live, Opening, Refusal};
pub use custody::{Custody, CustodyBasis, CustodyConsent};
pub use declare::{Acknowledge, EnterTan, Prepare, Show, Sign, TellTan, Written};
pub use end::{Complete, Decline, Withdraw};
pub use event::{
    ActsFor, Answer, Check, Declared, Document, Event, EvidenceSource, Identification, Named, Note, Origin, Part,
    Party, Settlement, WithdrawalReason,
};
pub use fees::{AssessFee, ExemptFee, PayAtCounter, RecordWaiver, RequestWaiver};
pub use file::{Declaration, Failed, FeeClaim, FeeStanding, File, Identified, Moving};
pub use follow_up::AddressUpdate;
pub use form::{FORM_WAIT, Form, PrefilledForm};
pub use identify::{ConfirmIdentified, Identify};
pub use landlord_inquiry::{InquiryOutcome, LandlordInquiry};
pub use may::{Deed, Try};
pub use on_version::OnVersion;
pub use open_during::OpenDuring;
pub use procedure::{Missing, missing};
pub use register_entry::{Further, RegisterEntry};
pub use request::{
    Application, Court, Departure, Details, Handover, Purpose, Recipient, Requested, TaxIdGround, Variant,
};
pub(crate) use restrict::BY_VISIT;
pub use restrict::{KeepTogether, Restrict, Restriction, RestrictionGround};
pub use split::Split;
pub use suspend::SuspensionGround;
pub use told::Told;

#[cfg(test)]
mod fixtures;
