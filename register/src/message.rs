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
    /// Which registration authority, by its official key, where one elsewhere is the recipient.
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
        let mut moving = file.moving.as_ref().map(|moving| moving.details.known().cloned()).transpose()?;
        let details = |details: &Personal<Details>| details.known().cloned();
        let request = match &file.request {
            Some(asked) => {
                let details = asked.details.as_ref().map(details).transpose()?;
                Some(Request { variant: asked.variant, details })
            }
            None => None,
        };
        let municipality = job.authority.clone().or_else(|| former_municipality(job.recipient, moving.as_ref()));
        // § 33 (1) BMG lets other authorities know what § 3 (1) nos. 1 to 18 lists: the landlord stands in § 3 (2) no. 10.
        if let Some(moving) = moving.as_mut().filter(|_| Recipient::AUTHORITIES.contains(&job.recipient)) {
            moving.landlord = None;
        }
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

/// What was queued before authorities were written down goes to that of the former dwelling.
fn former_municipality(recipient: Recipient, moving: Option<&Move>) -> Option<String> {
    match (recipient, moving.map(|moving| &moving.from)) {
        (Recipient::DepartureAuthority, Some(PreviousDwelling::Elsewhere { address })) => {
            Some(address.municipality.clone())
        }
        (
            Recipient::DepartureAuthority
            | Recipient::FurtherDwellingAuthority
            | Recipient::Register
            | Recipient::FederalOfficeOfJustice
            | Recipient::FederalCentralTaxOffice,
            Some(PreviousDwelling::Here { .. } | PreviousDwelling::Elsewhere { .. } | PreviousDwelling::Abroad { .. })
            | None,
        ) => None,
    }
}

/// Shows which message it is and never what is in it: test failures and logs are read by many.
impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Message({} to {})", self.key, self.recipient.name())
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use domain::case::{Moving, Origin};
    use domain::catalogue::Channel;
    use domain::person::Landlord;
    use domain::personal::SubjectId;
    use domain::testing::date;
    use uuid::Uuid;

    use super::*;
    use crate::testing::message;

    /// What a move-in from Cologne says to a recipient.
    fn to(recipient: Recipient, authority: Option<&str>) -> Message {
        let mut moving = message().moving.expect("it is a move");
        let (name, address) = ("Haus GmbH".to_owned(), "Am Markt 2, 66111 Saarbrücken".to_owned());
        moving.landlord = Some(Landlord { name, address, owner: None });
        let (service, origin) = (ServiceCode::MoveIn, Origin::Clerk { during: None });
        let mut file = File::new(service, 1, 1, origin, Channel::Counter, None, DateTime::UNIX_EPOCH);
        file.moving = Some(Moving { details: SubjectId(Uuid::nil()).knows(moving), late: false });
        let case = CaseId(Uuid::from_u128(5));
        let authority = authority.map(str::to_owned);
        let job = Job { case, service, recipient, authority, due_at: None, attempts: 0, overdue: false };
        let key = TransmissionId::to(case, recipient, job.authority.as_deref());
        let Ok(message) = Message::of(key, "10041100", &job, &file, date("2026-03-02"), None) else {
            panic!("nobody was forgotten")
        };
        message
    }

    #[test]
    fn other_authorities_do_not_learn_who_the_landlord_is_and_the_register_does() {
        let landlord = |message: Message| message.moving.and_then(|moving| moving.landlord);
        assert_eq!(landlord(to(Recipient::DepartureAuthority, Some("05315000"))), None);
        assert_eq!(landlord(to(Recipient::FurtherDwellingAuthority, Some("07211000"))), None);
        assert!(landlord(to(Recipient::Register, None)).is_some());
    }

    #[test]
    fn a_message_says_which_authority_it_is_for_also_where_that_was_not_written_down_when_it_was_queued() {
        let municipality = |recipient, authority| to(recipient, authority).municipality;
        let further = municipality(Recipient::FurtherDwellingAuthority, Some("07211000"));
        assert_eq!(further.as_deref(), Some("07211000"));
        assert_eq!(municipality(Recipient::DepartureAuthority, None).as_deref(), Some("05315000"));
        assert_eq!(municipality(Recipient::Register, None), None);
    }
}
