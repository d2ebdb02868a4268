//! Gives commands in the name of the office.

use std::sync::Arc;

use domain::streams::{Single, Transaction};
use domain::{By, Decide, Facts, Refusal, reactions};
use event_store::{Done, Failure, Log, Request, Stop};
use tracing::info;
use uuid::Uuid;

use crate::desk::decide;

/// Gives commands in the name of the office. Clones give them to the same log.
#[derive(Clone)]
pub struct Orders {
    log: Log,
    /// The limits and the authority: what is recorded of the outside world turns on no edition of the catalogue.
    facts: Arc<Facts>,
}

/// Whether a command was accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given {
    /// It was, now or when it was given for the first time.
    Accepted,
    /// A rule said no.
    Refused,
}

impl Orders {
    /// Orders to the aggregates of a log.
    pub fn new(log: Log, facts: Arc<Facts>) -> Self {
        Self { log, facts }
    }

    /// The log.
    pub fn log(&self) -> &Log {
        &self.log
    }

    /// The limits and the authority.
    pub fn facts(&self) -> &Facts {
        &self.facts
    }

    /// Runs a transaction of somebody who asked for it.
    pub async fn run_for<T: Transaction>(&self, by: By, request: Request, step: T) -> Result<Done, Stop<Refusal>> {
        decide(&self.log, request, by, Arc::clone(&self.facts), step).await
    }

    /// Gives one aggregate a command, for a cause that has happened once.
    pub async fn give<D: Decide>(&self, id: Uuid, cause: &str, command: D::Command) -> Result<Given, Failure>
    where
        Refusal: From<D::Refusal>,
    {
        self.run(cause, Single::<D> { id, command }).await
    }

    /// Runs a transaction, for a cause that has happened once: the same cause again is the same command, and the log
    /// recognises it. A cause names things and nobody.
    pub async fn run<T: Transaction>(&self, cause: &str, transaction: T) -> Result<Given, Failure> {
        let key = Uuid::new_v5(&Uuid::NAMESPACE_OID, cause.as_bytes());
        let by = reactions::by();
        let request = Request {
            id: Request::command_id(self.log.authority(), by.actor.0, key),
            // The first word counts: another node may have heard another one.
            digest: [0; 32],
            meta: String::new(),
        };
        match self.run_for(by, request, transaction).await {
            Ok(_) => Ok(Given::Accepted),
            Err(Stop::Refused(refusal)) => {
                info!(cause, reason = %refusal, "nothing was recorded for {cause}: {refusal}");
                Ok(Given::Refused)
            }
            Err(Stop::Failed(failure)) => Err(failure),
        }
    }
}
