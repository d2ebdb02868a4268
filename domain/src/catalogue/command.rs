//! What can be asked of the catalogue, and the rules that say no.

use chrono::NaiveDate;

use super::{Channel, Edition, EvidenceKind, Fee, Flaw, IdentificationMethod, Notice, Power, Service, ServiceCode};
use crate::money::Cents;
use crate::permission::Denied;
use crate::personal::Erased;
use crate::signature::Method;

/// What is wanted of the catalogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Propose the next edition.
    Propose {
        /// From which day on it is to be in force.
        valid_from: NaiveDate,
        /// The number of the edition that it was made from: the one in force on that day.
        follows: u32,
        /// What it says.
        proposal: Proposal,
    },
    /// Let the draft say something else.
    Amend {
        /// From which day on it is to be in force.
        valid_from: NaiveDate,
        /// What it says.
        proposal: Proposal,
    },
    /// Give the draft up.
    Withdraw,
    /// Publish the draft.
    Publish,
}

/// What an edition is to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Proposal {
    /// Everything.
    Whole(Vec<Service>),
    /// The same as the edition that it follows, or as the draft, but for this.
    Changes {
        /// What changes, service by service.
        services: Vec<ServiceChange>,
        /// What is no longer offered.
        no_longer: Vec<ServiceCode>,
    },
}

/// What is to change about a service. What is not named stays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceChange {
    /// Which service.
    pub code: ServiceCode,
    /// Its name in German.
    pub name_de: Option<String>,
    /// Its name in English.
    pub name_en: Option<String>,
    /// What people should know, in German.
    pub about_de: Option<String>,
    /// What people should know, in English.
    pub about_en: Option<String>,
    /// How long one takes, in minutes.
    pub minutes: Option<u16>,
    /// How many of it one appointment may be for.
    pub quantity_max: Option<u16>,
    /// What one costs.
    pub fee: Option<Cents>,
    /// What one costs on paper; `Some(None)` where paper has no price of its own any more.
    pub paper_fee: Option<Option<Fee>>,
    /// What may have to be shown.
    pub evidence: Option<Vec<EvidenceKind>>,
    /// What the clerk may have to tell.
    pub notices: Option<Vec<Notice>>,
    /// Where it is offered.
    pub channels: Option<Vec<Channel>>,
    /// How somebody may be identified.
    pub identification: Option<Vec<IdentificationMethod>>,
    /// How a declaration may be signed.
    pub signatures: Option<Vec<Method>>,
    /// By what right somebody may act for another.
    pub powers: Option<Vec<Power>>,
}

impl Proposal {
    /// What the edition says that is made of another one.
    pub(super) fn of(&self, base: Option<&Edition>) -> Result<Vec<Service>, Refusal> {
        let (changes, no_longer) = match self {
            Self::Whole(services) => return Ok(services.clone()),
            Self::Changes { services, no_longer } => (services, no_longer),
        };
        let mut services = base.map_or_else(Vec::new, |base| base.services.clone());
        for change in changes {
            let found = services.iter_mut().find(|service| service.code == change.code);
            change.make(found.ok_or(Refusal::NotInEdition { service: change.code })?);
        }
        for code in no_longer {
            let place = services.iter().position(|service| service.code == *code);
            services.remove(place.ok_or(Refusal::NotInEdition { service: *code })?);
        }
        Ok(services)
    }
}

impl ServiceChange {
    /// Nothing yet.
    pub fn of(code: ServiceCode) -> Self {
        Self {
            code,
            name_de: None,
            name_en: None,
            about_de: None,
            about_en: None,
            minutes: None,
            quantity_max: None,
            fee: None,
            paper_fee: None,
            evidence: None,
            notices: None,
            channels: None,
            identification: None,
            signatures: None,
            powers: None,
        }
    }

    fn make(&self, service: &mut Service) {
        fn set<T: Clone>(to: &mut T, value: Option<&T>) {
            if let Some(value) = value {
                to.clone_from(value);
            }
        }
        set(&mut service.name_de, self.name_de.as_ref());
        set(&mut service.name_en, self.name_en.as_ref());
        set(&mut service.about_de, self.about_de.as_ref());
        set(&mut service.about_en, self.about_en.as_ref());
        set(&mut service.minutes, self.minutes.as_ref());
        set(&mut service.quantity_max, self.quantity_max.as_ref());
        set(&mut service.fee.amount, self.fee.as_ref());
        set(&mut service.paper_fee, self.paper_fee.as_ref());
        set(&mut service.evidence, self.evidence.as_ref());
        set(&mut service.notices, self.notices.as_ref());
        set(&mut service.channels, self.channels.as_ref());
        set(&mut service.identification, self.identification.as_ref());
        set(&mut service.signatures, self.signatures.as_ref());
        set(&mut service.powers, self.powers.as_ref());
    }
}

/// Why not.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The actor may not do this.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The decision needs data that was erased.
    #[error(transparent)]
    Erased(#[from] Erased),
    /// There is a draft already: one follows the other.
    #[error("there is a draft of the next edition already")]
    DraftExists,
    /// Nobody has proposed anything.
    #[error("there is no draft")]
    NoDraft,
    /// Whoever has written the draft cannot publish it.
    #[error("a draft is published by somebody who has not written it")]
    OwnDraft,
    /// It would be in force before it is published.
    #[error("an edition is in force from {today} on at the earliest")]
    InThePast {
        /// Today.
        today: NaiveDate,
    },
    /// It was made from another edition than the one that it would follow.
    #[error("the edition was made from another one than the one that it follows, which is no. {follows}")]
    Overtaken {
        /// The number of the edition that it follows.
        follows: u32,
    },
    /// It would say what the edition says that it follows.
    #[error("the edition says nothing new")]
    NothingNew,
    /// The edition that is to be changed does not offer the service.
    #[error("the edition that is to be changed does not offer this service")]
    NotInEdition {
        /// Which.
        service: ServiceCode,
    },
    /// The edition contradicts the law or itself.
    #[error("the edition is not possible: {} flaws", flaws.len())]
    NotPossible {
        /// Everything that is wrong with it.
        flaws: Vec<Flaw>,
    },
}
