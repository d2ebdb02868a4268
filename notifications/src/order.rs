//! Gives commands to mails in the name of the office.

use std::sync::Arc;

use domain::decide::Root;
use domain::ids::MailId;
use domain::mail::{self, Command};
use domain::{ActorId, Asked, Facts, Refusal, reactions};
use event_store::{Draft, Failure, Log, Request, Stop};
use tracing::info;
use uuid::Uuid;

/// Gives commands to mails. Clones give them to the same log.
#[derive(Clone)]
pub struct Orders {
    log: Log,
    /// The limits: what is recorded of a mail turns on no edition of the catalogue.
    facts: Arc<Facts>,
}

/// Whether a command was accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Given {
    Accepted,
    Refused,
}

impl Orders {
    /// Orders to the mails of a log.
    pub fn new(log: Log, facts: Arc<Facts>) -> Self {
        Self { log, facts }
    }

    /// Gives a mail a command, for a cause that has happened once.
    pub(crate) async fn give(&self, mail: MailId, cause: &str, command: Command) -> Result<Given, Failure> {
        let key = Uuid::new_v5(&mail.0, cause.as_bytes());
        let by = reactions::by();
        let request = Request {
            id: Request::command_id(self.log.authority(), ActorId::SYSTEM.0, key),
            // The first word counts: another node may have heard another one.
            digest: [0; 32],
            meta: serde_json::to_string(&by).expect("an id and the names of roles are JSON"),
        };
        let facts = Arc::clone(&self.facts);
        let decide = move |draft: &mut Draft<'_, Refusal>| {
            let asked = Asked { command: command.clone(), by, at: draft.at(), facts: Arc::clone(&facts) };
            draft.decide::<Root<mail::State>>(mail.0, asked).map(drop)
        };
        match self.log.command(request, decide).await {
            Ok(_) => Ok(Given::Accepted),
            Err(Stop::Refused(refusal)) => {
                info!(mail.id = %mail, cause, reason = %refusal, "mail {mail} does not go on: {refusal}");
                Ok(Given::Refused)
            }
            Err(Stop::Failed(failure)) => Err(failure),
        }
    }
}
