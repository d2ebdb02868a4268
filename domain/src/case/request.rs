//! What a service is asked for beyond who asks: the public facts on which rules and figures rest, and the personal
//! details, which can be forgotten without them.

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use super::aggregate::{Answered, worked};
use super::register_entry::RegisterEntry;
use super::{Command, Event, File, Refusal};
use crate::asked::Asked;
use crate::catalogue::{Delivery, ServiceCode};
use crate::permission::{Denied, Role};
use crate::person::{Address, OtherDwelling};
use crate::personal::Personal;

/// For whom a certificate of conduct is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// For the applicant (type N).
    Private,
    /// For an authority, which gets it directly (type O, § 30 (5) BZRG).
    Authority,
    /// For an authority, after the applicant has looked into it at a court (type P, § 30 (5) BZRG).
    AuthorityAfterInspection,
}

/// Why somebody asks for a tax identification number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaxIdGround {
    /// They have it no longer.
    Lost,
    /// They never got one: the Federal Central Tax Office is asked to assign it (§ 139b (6) AO).
    NeverAssigned,
    /// It is that of their own child.
    OwnChild,
}

/// How a tax identification number reaches a person. Neither mail nor telephone is a way (§ 30 AO, tax secrecy).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Handover {
    /// Shown in the talk in which the person was identified.
    InSession,
    /// By post to the registered address.
    ByPost,
}

/// Which kind of a service is asked for. It names nobody, so it stays when people are forgotten.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Variant {
    /// A move abroad.
    Departure,
    /// A certificate of conduct.
    Conduct {
        /// For whom.
        purpose: Purpose,
        /// Whether it is an extended one (§ 30a BZRG).
        extended: bool,
    },
    /// A trade register extract.
    TradeRegister {
        /// Whether an authority gets it directly (§ 150 (5) GewO).
        to_authority: bool,
    },
    /// A certificate of registration.
    Certificate {
        /// Whether it says more than name, date of birth and dwellings (§ 18 (2) BMG).
        extended: bool,
        /// In which form it is handed over.
        delivery: Delivery,
    },
    /// The tax identification number.
    TaxId {
        /// Why.
        ground: TaxIdGround,
        /// How it reaches the person.
        handover: Handover,
    },
}

impl Variant {
    /// To which service it belongs.
    pub fn service(self) -> ServiceCode {
        match self {
            Self::Departure => ServiceCode::DeregistrationAbroad,
            Self::Conduct { .. } => ServiceCode::CertificateOfConduct,
            Self::TradeRegister { .. } => ServiceCode::TradeRegisterExtract,
            Self::Certificate { .. } => ServiceCode::RegistrationCertificate,
            Self::TaxId { .. } => ServiceCode::TaxId,
        }
    }

    /// Whether the applicant looks into it at a court before the authority gets it.
    pub fn after_inspection(self) -> bool {
        match self {
            Self::Conduct { purpose: Purpose::AuthorityAfterInspection, .. } => true,
            Self::Conduct { purpose: Purpose::Private | Purpose::Authority, .. }
            | Self::TradeRegister { .. }
            | Self::Departure
            | Self::Certificate { .. }
            | Self::TaxId { .. } => false,
        }
    }

    /// Whether an authority gets the result.
    pub fn to_authority(self) -> bool {
        match self {
            Self::Conduct { purpose: Purpose::Authority | Purpose::AuthorityAfterInspection, .. }
            | Self::TradeRegister { to_authority: true } => true,
            Self::Conduct { purpose: Purpose::Private, .. }
            | Self::TradeRegister { to_authority: false }
            | Self::Departure
            | Self::Certificate { .. }
            | Self::TaxId { .. } => false,
        }
    }
}

/// A move abroad, as the registrant declares it (§ 17 (2) BMG).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Departure {
    /// The day of moving out (DSMeld 1306): from it on the deregistration takes effect.
    pub moved_out: NaiveDate,
    /// The dwelling that is left.
    pub from: Address,
    /// To which state, by its ISO 3166-1 alpha-2 code (DSMeld 1233).
    pub state: String,
    /// Where there, as far as it is known (1232, § 3 (1) no. 12 BMG).
    pub address: Option<String>,
    /// What is kept in Germany.
    pub keeps: Vec<OtherDwelling>,
}

/// Which authority gets a certificate or an extract.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipient {
    /// Its name.
    pub name: String,
    /// Its full address, in one line.
    pub address: String,
    /// What for: the reason or the file's number.
    pub purpose: String,
}

/// The local court (Amtsgericht) at which an applicant looks into the certificate before an authority gets it. The
/// applicant chooses it (§ 30 (5) S. 3 BZRG).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Court {
    /// Its name.
    pub name: String,
    /// In which place it is.
    pub place: String,
}

/// What the federal office has to know of an applicant beyond the name and the date of birth (§ 30c (2) BZRG).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Application {
    /// Where somebody was born.
    pub birth_place: Option<String>,
    /// Of which states they are nationals, by their ISO 3166-1 alpha-2 codes.
    pub nationalities: Vec<String>,
    /// Which authority gets it.
    pub recipient: Option<Recipient>,
    /// At which court the applicant looks into it before.
    #[serde(default)]
    pub court: Option<Court>,
}

impl Application {
    /// § 30b (1) BZRG: a certificate about nationals of another state is a European one, which also says what the
    /// register of their state does. It is no choice.
    pub fn is_european(&self) -> bool {
        self.nationalities.iter().any(|state| state != "DE")
    }
}

/// What is personal in a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Details {
    /// Of a move abroad.
    Departure(Departure),
    /// Of an application to the federal office.
    Application(Application),
    /// Of a certificate of registration: what the register says.
    Certificate(RegisterEntry),
}

impl Details {
    /// The move abroad, if it is one.
    pub fn departure(&self) -> Option<&Departure> {
        match self {
            Self::Departure(departure) => Some(departure),
            Self::Application(_) | Self::Certificate(_) => None,
        }
    }

    /// The application, if it is one.
    pub fn application(&self) -> Option<&Application> {
        match self {
            Self::Application(application) => Some(application),
            Self::Departure(_) | Self::Certificate(_) => None,
        }
    }

    /// What the register says, if it is that.
    pub fn certificate(&self) -> Option<&RegisterEntry> {
        match self {
            Self::Certificate(entry) => Some(entry),
            Self::Departure(_) | Self::Application(_) => None,
        }
    }
}

/// What is asked for, as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Requested {
    /// Which kind.
    pub variant: Variant,
    /// What is personal in it. The tax number needs nothing more, and a certificate of registration nothing before the
    /// clerk has looked it up.
    pub details: Option<Personal<Details>>,
}

impl Requested {
    /// The move abroad, unless it is another request or was forgotten.
    pub fn departure(&self) -> Option<&Departure> {
        self.details.as_ref().and_then(Personal::value).and_then(Details::departure)
    }

    /// The application, unless it is another request or was forgotten.
    pub fn application(&self) -> Option<&Application> {
        self.details.as_ref().and_then(Personal::value).and_then(Details::application)
    }

    /// What the register says, unless nobody has looked it up or it was forgotten.
    pub fn certificate(&self) -> Option<&RegisterEntry> {
        self.details.as_ref().and_then(Personal::value).and_then(Details::certificate)
    }
}

/// § 17 (2) BMG: the first day on which a move abroad can be reported is one week before it.
pub(super) fn reportable_from(moved_out: NaiveDate) -> NaiveDate {
    moved_out.checked_sub_days(Days::new(7)).unwrap_or(moved_out)
}

pub(super) fn record(file: &File, requested: &Requested, asked: &Asked<Command>) -> Answered {
    let &Requested { variant, ref details } = requested;
    if variant.service() != file.service {
        return Err(Refusal::NotRequired);
    }
    let known = details.as_ref().map(Personal::known).transpose()?;
    match (variant, known) {
        (Variant::Departure, Some(Details::Departure(departure))) => leaves(departure, asked)?,
        (Variant::Conduct { .. } | Variant::TradeRegister { .. }, Some(Details::Application(application))) => {
            addressed(variant, application)?;
        }
        (Variant::Certificate { .. }, None) => {}
        // What the register says is the office's to say, and of nobody who asks for it.
        (Variant::Certificate { .. }, Some(Details::Certificate(_)))
            if !asked.by.roles.any(&[Role::Clerk, Role::TeamLead]) =>
        {
            return Err(Denied.into());
        }
        (Variant::Certificate { extended, .. }, Some(Details::Certificate(entry))) if entry.fits(extended) => {}
        // § 139b (6) AO: the number comes from the federal office, which writes to the person.
        (Variant::TaxId { ground: TaxIdGround::NeverAssigned, handover: Handover::InSession }, None) => {
            return Err(Refusal::NothingToHandOver);
        }
        (
            Variant::TaxId { ground: TaxIdGround::NeverAssigned, handover: Handover::ByPost }
            | Variant::TaxId {
                ground: TaxIdGround::Lost | TaxIdGround::OwnChild,
                handover: Handover::InSession | Handover::ByPost,
            },
            None,
        ) => {}
        (
            Variant::Departure
            | Variant::Conduct { .. }
            | Variant::TradeRegister { .. }
            | Variant::Certificate { .. }
            | Variant::TaxId { .. },
            Some(Details::Departure(_) | Details::Application(_) | Details::Certificate(_)) | None,
        ) => return Err(Refusal::DetailsDoNotFit),
    }
    if file.request.as_ref() == Some(requested) {
        return Ok(vec![]);
    }
    worked(file, Event::RequestRecorded { variant, details: details.clone() }, asked)
}

/// A move abroad is reported where the dwelling is left, and only by whom no dwelling in Germany remains.
fn leaves(departure: &Departure, asked: &Asked<Command>) -> Result<(), Refusal> {
    let municipality = &departure.from.municipality;
    if *municipality != asked.facts.authority.ags {
        return Err(Refusal::WrongAuthority { municipality: municipality.clone() });
    }
    // § 21 (1) BMG counts dwellings in Germany only: the one that is kept becomes the sole or the main one, and that
    // is reported where it lies (§ 21 (4)).
    if departure.keeps.is_empty() { Ok(()) } else { Err(Refusal::DwellingRemains) }
}

/// Whoever sends a certificate to an authority says to which, and what for (§ 30 (5) BZRG, § 150 (5) GewO); and whoever
/// wants to look into it before, at which court (§ 30 (5) S. 3 BZRG).
fn addressed(variant: Variant, application: &Application) -> Result<(), Refusal> {
    match (variant.to_authority(), &application.recipient) {
        (true, Some(_)) | (false, None) => {}
        (true, None) => return Err(Refusal::RecipientNeeded),
        (false, Some(_)) => return Err(Refusal::DetailsDoNotFit),
    }
    match (variant.after_inspection(), &application.court) {
        (true, Some(_)) | (false, None) => Ok(()),
        (true, None) => Err(Refusal::CourtNeeded),
        (false, Some(_)) => Err(Refusal::NoCourt),
    }
}
