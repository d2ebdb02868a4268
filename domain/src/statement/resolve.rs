//! Closes an entry, and claims the fee once more where its money was taken back.

use super::{Command, Finding, Known, Refusal, Resolution, State};
use crate::asked::Asked;
use crate::ids::StatementId;
use crate::money::Cents;
use crate::streams::{Streams, Transaction};
use crate::{case, payment, reactions};

/// Closes an entry that matches nothing. What it is was looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ResolveEntry {
    /// In which statement.
    pub statement: StatementId,
    /// Which: 0, 1, 2, …
    pub entry: u32,
    /// How.
    pub resolution: Resolution,
    /// What it has turned out to be.
    pub finding: Finding,
    /// How much it is; less than nothing where it went.
    pub amount: Cents,
    /// How much the office knows of, where it stands for something.
    pub expected: Cents,
    /// Which payment it names.
    pub of: Option<Known>,
}

impl Transaction for ResolveEntry {
    fn run<S: Streams>(&self, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
        let &Self { statement, entry, resolution, finding, amount, expected, of } = self;
        let resolve = Command::Resolve { entry, resolution, finding, expected };
        let closed = streams.decide::<State>(statement.0, asked.to(resolve))?;
        if closed.is_empty() || resolution != Resolution::ClaimedAgain {
            return Ok(());
        }
        // Of a fee that nobody knows nothing can be claimed.
        let Known { payment, attempt } = of.ok_or_else(|| crate::Refusal::from(Refusal::NotFitting))?;
        let amount = if finding == Finding::PaidAfterAll { expected } else { Cents::ZERO - amount };
        let claim = payment::Command::ClaimAgain { attempt, amount };
        for event in streams.decide::<payment::State>(payment.0, asked.to(claim))? {
            if let payment::Event::ChargedBack { case, .. } = event {
                // The case follows from the claim. Whoever answers for the money need not see it.
                let reclaim = Asked { by: reactions::by(), ..asked.to(case::Command::ReclaimFee { payment }) };
                streams.decide::<case::State>(case.0, reclaim)?;
            }
        }
        Ok(())
    }
}
