//! The prefilled form (vorausgefüllter Meldeschein): asked of the authority of departure, and done without where that
//! one does not answer, § 23 (2) and (3) BMG.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::aggregate::{Answered, worked};
use super::{Command, Event, File, Missing, Refusal};
use crate::asked::Asked;
use crate::catalogue::ServiceCode;
use crate::person::{Address, Person, PreviousDwelling};
use crate::personal::Personal;

/// How long a clerk waits for the other authority before the form is written by hand.
pub const FORM_WAIT: TimeDelta = TimeDelta::seconds(30);

/// What the authority of departure knows. Whoever is protected is not in it (§ 23 (2) S. 2 BMG), so that somebody is
/// missing says nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrefilledForm {
    /// Who is registered there, with those who are registered together with them.
    pub persons: Vec<Person>,
    /// Where.
    pub address: Address,
}

/// How the form stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    /// Which authority was asked, by the official key of its municipality.
    pub authority: String,
    /// When.
    pub requested_at: DateTime<Utc>,
    /// What it answered.
    pub received: Option<Personal<PrefilledForm>>,
    /// Whether there is none to be had.
    pub unavailable: bool,
    /// Whether the form was written by hand, because no answer came in time.
    pub by_hand: bool,
}

impl Form {
    /// Whether there is something to register by.
    fn is_there(&self) -> bool {
        self.received.is_some() || self.by_hand
    }
}

/// Which authority has to be asked: that of the dwelling elsewhere in Germany. Nobody has to where somebody comes from
/// abroad, or where the details are not known.
fn authority_of_departure(file: &File) -> Option<&str> {
    match &file.moving.as_ref()?.details.value()?.from {
        PreviousDwelling::Elsewhere { address } => Some(&address.municipality),
        PreviousDwelling::Here { .. } | PreviousDwelling::Abroad { .. } => None,
    }
}

/// The authority that has to hear of the registration (§ 33 (1) BMG): that of the move as it stands now, whichever was
/// asked before a correction.
pub(super) fn departure(file: &File) -> Option<&str> {
    authority_of_departure(file).filter(|_| file.service == ServiceCode::MoveIn)
}

/// § 23 (2) BMG: who comes from elsewhere in Germany registers by the data of the authority that they leave.
pub(super) fn missing(file: &File) -> Option<Missing> {
    let asked = authority_of_departure(file)?;
    let there = file.form.as_ref().is_some_and(|form| form.authority == asked && form.is_there());
    (!there).then_some(Missing::RegistrationForm)
}

pub(super) fn request(file: &File, asked: &Asked<Command>) -> Answered {
    let authority = match file.service {
        // Who moves within the municipality is in the register of this authority already.
        ServiceCode::ChangeOfResidence => asked.facts.authority.ags.as_str(),
        ServiceCode::MoveIn if file.moving.is_none() => {
            return Err(Refusal::Incomplete { missing: vec![Missing::MoveDetails] });
        }
        ServiceCode::MoveIn => authority_of_departure(file).ok_or(Refusal::NotRequired)?,
        ServiceCode::DeregistrationAbroad
        | ServiceCode::CertificateOfConduct
        | ServiceCode::TradeRegisterExtract
        | ServiceCode::RegistrationCertificate
        | ServiceCode::TaxId => return Err(Refusal::NotRequired),
    };
    // § 23 (3) BMG: the register is asked about whom the clerk knows to be there, and about nobody else.
    let acting = file.acting().ok_or(Refusal::NobodyActs)?.id;
    if !file.identified.contains_key(&acting) {
        return Err(Refusal::Incomplete { missing: vec![Missing::Identification(acting)] });
    }
    if file.form.as_ref().is_some_and(|form| form.authority == authority) {
        return Ok(vec![]);
    }
    worked(file, Event::FormRequested { authority: authority.to_owned(), requested_at: asked.at }, asked)
}

/// An answer is no work: it comes from another authority, and when it likes. What comes late is put with the file and
/// changes nothing in it.
pub(super) fn receive(file: &File, form: &Personal<PrefilledForm>) -> Answered {
    let standing = file.form.as_ref().ok_or(Refusal::FormNotRequested)?;
    if standing.received.as_ref() == Some(form) {
        return Ok(vec![]);
    }
    Ok(vec![Event::FormReceived { form: form.clone(), late: standing.is_there() }])
}

/// That no form can be had is no work either, and no news where the registration has gone on without it.
pub(super) fn none(file: &File) -> Answered {
    let standing = file.form.as_ref().ok_or(Refusal::FormNotRequested)?;
    Ok(if standing.unavailable || standing.is_there() { vec![] } else { vec![Event::FormUnavailable] })
}

pub(super) fn write_by_hand(file: &File, asked: &Asked<Command>) -> Answered {
    let form = file.form.as_ref().ok_or(Refusal::FormNotRequested)?;
    let until = form.requested_at + FORM_WAIT;
    if form.by_hand {
        Ok(vec![])
    } else if form.received.is_some() {
        Err(Refusal::NotRequired)
    } else if asked.at < until && !form.unavailable {
        Err(Refusal::FormAwaited { until })
    } else {
        worked(file, Event::FormWrittenByHand, asked)
    }
}
