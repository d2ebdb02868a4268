//! What goes out for a case: the facts that its declaration states, in clear, for the moment of sending.

use std::fmt;

use chrono::NaiveDate;
use domain::case::{Details, File, Part, Variant};
use domain::catalogue::ServiceCode;
use domain::ids::{CaseId, TransmissionId};
use domain::person::{Move, PreviousDwelling, Who};
use domain::personal::{Erased, Personal};
use domain::signature::Hash;
use domain::transmission::{Job, Recipient};

/// A message to a recipient. It is made from the case each time and never stored by the office.
#[derive(Clone, PartialEq, Eq)]
pub struct Message {
    /// Names the message for ever: the recipient takes the same key once.
    pub key: TransmissionId,
    /// The authority that sends it, by its official key.
    pub authority: String,
    /// To whom.
    pub recipient: Recipient,
    /// The authority of the former dwelling by its official key, where it is the recipient.
    pub municipality: Option<String>,
    /// For which case.
    pub case: CaseId,
    /// Which service.
    pub service: ServiceCode,
    /// On which day the case counts as filed.
    pub filed_on: NaiveDate,
    /// The SHA-256 of the signed declaration, where the service has one.
    pub declaration: Option<Hash>,
    /// Who takes part.
    pub participants: Vec<Participant>,
    /// The move, where it is one.
    pub moving: Option<Move>,
    /// Which kind of the service is asked for, and its particulars, where it has kinds.
    pub request: Option<Request>,
}

/// Which kind of a service is asked for.
#[derive(Clone, PartialEq, Eq)]
pub struct Request {
    /// Which.
    pub variant: Variant,
    /// What the recipient has to know of it.
    pub details: Option<Details>,
}

/// Somebody in the case.
#[derive(Clone, PartialEq, Eq)]
pub struct Participant {
    /// What they are in it.
    pub part: Part,
    /// Who.
    pub who: Who,
}

impl Message {
    /// What a case says to a recipient, unless somebody in it was forgotten meanwhile.
    pub(crate) fn of(
        key: TransmissionId,
        authority: &str,
        job: &Job,
        file: &File,
        filed_on: NaiveDate,
        declaration: Option<Hash>,
    ) -> Result<Self, Erased> {
        let participants = file
            .parties
            .iter()
            .map(|party| Ok(Participant { part: party.part, who: party.who.known()?.clone() }))
            .collect::<Result<Vec<_>, Erased>>()?;
        let moving = file.moving.as_ref().map(|moving| moving.details.known().cloned()).transpose()?;
        let details = |details: &Personal<Details>| details.known().cloned();
        let request = match &file.request {
            Some(asked) => {
                let details = asked.details.as_ref().map(details).transpose()?;
                Some(Request { variant: asked.variant, details })
            }
            None => None,
        };
        let municipality = match (job.recipient, moving.as_ref().map(|moving| &moving.from)) {
            (Recipient::DepartureAuthority, Some(PreviousDwelling::Elsewhere { address })) => {
                Some(address.municipality.clone())
            }
            (
                Recipient::DepartureAuthority,
                Some(PreviousDwelling::Here { .. } | PreviousDwelling::Abroad { .. }) | None,
            )
            | (
                Recipient::Register | Recipient::FederalOfficeOfJustice | Recipient::FederalCentralTaxOffice,
                Some(
                    PreviousDwelling::Here { .. }
                    | PreviousDwelling::Elsewhere { .. }
                    | PreviousDwelling::Abroad { .. },
                )
                | None,
            ) => None,
        };
        let &Job { case, service, recipient, .. } = job;
        let authority = authority.to_owned();
        Ok(Self {
            key,
            authority,
            recipient,
            municipality,
            case,
            service,
            filed_on,
            declaration,
            participants,
            moving,
            request,
        })
    }
}

/// Shows which message it is and never what is in it: test failures and logs are read by many.
impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Message({} to {})", self.key, self.recipient.name())
    }
}
