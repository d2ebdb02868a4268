//! One request for one service (Vorgang): from its opening to the handed over result.

mod aggregate;
mod command;
mod event;
mod file;
mod procedure;
mod record;

// The steps that other aggregates decide together with the case.
mod declare;
mod fees;
mod identify;
mod on_version;
mod open_during;

pub use aggregate::State;
pub use command::{Command, Refusal};
pub use declare::{Prepare, Show, Sign};
pub use event::{Answer, Check, Document, Event, Identification, Named, Note, Origin, Party, Power, WithdrawalReason};
pub use fees::{AssessFee, PayAtCounter, WaiveFee};
pub use file::{Declaration, FeeClaim, File, Identified, Moving};
pub use identify::Identify;
pub use on_version::OnVersion;
pub use open_during::OpenDuring;
pub use procedure::{Missing, missing};

#[cfg(test)]
mod fixtures;
