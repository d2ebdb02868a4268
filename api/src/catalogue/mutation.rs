//! The next edition: proposed and changed by one person, published by another.

use async_graphql::{Context, InputObject, MaybeUndefined, Object, OneofObject, Result};
use chrono::NaiveDate;
use domain::catalogue::{self, Command, Fee, OnDraft, Proposal, federal_share, fixed};
use domain::ids::DraftId;
use domain::money::{Cents, Share};
use event_store::Position;
use uuid::Uuid;

use super::query::{Catalogue, MODELS, standing};
use crate::checked::{self, Checked};
use crate::fresh;
use crate::step::{Answer, Step, payload};
use crate::words::{Channel, EvidenceKind, IdentificationMethod, Notice, Power, ServiceCode, SignatureMethod};

/// How many services one proposal may name: more than there are.
const SERVICES_MAX: usize = 50;
/// How many entries one of their lists may have.
const ENTRIES_MAX: usize = 20;

/// What is done with the next edition.
#[derive(Default)]
pub(crate) struct Mutation;

/// A service as the next edition is to describe it. What the law fixes is not asked for: the law that it rests on,
/// whether something is signed, from which age on people act for themselves, and which part of a fee the city keeps.
#[derive(InputObject)]
struct ServiceInput {
    /// Which.
    code: ServiceCode,
    /// Its name in German.
    name_de: String,
    /// Its name in English.
    name_en: String,
    /// What people should know before they book, in German.
    about_de: String,
    /// What people should know before they book, in English.
    about_en: String,
    /// How long one takes, in minutes.
    minutes: i32,
    /// How many of it one appointment may be for.
    quantity_max: i32,
    /// What one costs, in cents. What is free by law has to stay free.
    fee_cents: i32,
    /// What one costs on paper by the municipality's tariff, in cents, where that is another price.
    paper_fee_cents: Option<i32>,
    /// What may have to be shown, apart from an ID document.
    evidence: Vec<EvidenceKind>,
    /// What the clerk may have to tell.
    notices: Vec<Notice>,
    /// Where it is offered.
    channels: Vec<Channel>,
    /// How somebody may be identified.
    identification: Vec<IdentificationMethod>,
    /// How a declaration may be signed.
    signatures: Vec<SignatureMethod>,
    /// By what right somebody may act for whom the matter concerns.
    powers: Vec<Power>,
}

/// What is to change about a service. What is left out stays.
#[derive(InputObject)]
struct ServiceChangeInput {
    /// Which.
    code: ServiceCode,
    /// Its name in German.
    name_de: Option<String>,
    /// Its name in English.
    name_en: Option<String>,
    /// What people should know before they book, in German.
    about_de: Option<String>,
    /// What people should know before they book, in English.
    about_en: Option<String>,
    /// How long one takes, in minutes.
    minutes: Option<i32>,
    /// How many of it one appointment may be for.
    quantity_max: Option<i32>,
    /// What one costs, in cents. What is free by law has to stay free.
    fee_cents: Option<i32>,
    /// What one costs on paper by the municipality's tariff, in cents. Null takes the price of its own away.
    paper_fee_cents: MaybeUndefined<i32>,
    /// What may have to be shown, apart from an ID document.
    evidence: Option<Vec<EvidenceKind>>,
    /// What the clerk may have to tell.
    notices: Option<Vec<Notice>>,
    /// Where it is offered.
    channels: Option<Vec<Channel>>,
    /// How somebody may be identified.
    identification: Option<Vec<IdentificationMethod>>,
    /// How a declaration may be signed.
    signatures: Option<Vec<SignatureMethod>>,
    /// By what right somebody may act for whom the matter concerns.
    powers: Option<Vec<Power>>,
}

/// What is to change in all.
#[derive(InputObject)]
struct ChangesInput {
    /// Service by service.
    #[graphql(default)]
    services: Vec<ServiceChangeInput>,
    /// What is no longer offered. Cases and appointments that there are keep their service.
    #[graphql(default)]
    no_longer: Vec<ServiceCode>,
}

/// What an edition is to say: one of these.
#[derive(OneofObject)]
enum ProposalInput {
    /// Everything.
    Whole(Vec<ServiceInput>),
    /// The same as the edition that it follows, or as the draft, but for this.
    Changes(ChangesInput),
}

/// An edition is proposed.
#[derive(InputObject)]
struct CatalogueProposeInput {
    /// Names the request: the same key gives the same answer.
    idempotency_key: Uuid,
    /// The first day on which it is to be in force; today at the earliest.
    valid_from: NaiveDate,
    /// The number of the edition that it was made from: the one in force on that day.
    follows: i32,
    /// What it is to say.
    proposal: ProposalInput,
}

/// The draft is to say something else.
#[derive(InputObject)]
struct CatalogueAmendInput {
    /// Names the request: the same key gives the same answer.
    idempotency_key: Uuid,
    /// The draft as it was read. Where somebody has changed it since, the answer is `VersionConflict`.
    draft: Uuid,
    /// The first day on which it is to be in force; today at the earliest.
    valid_from: NaiveDate,
    /// What it is to say.
    proposal: ProposalInput,
}

/// The draft is given up or published.
#[derive(InputObject)]
struct CatalogueDraftInput {
    /// Names the request: the same key gives the same answer.
    idempotency_key: Uuid,
    /// The draft as it was read. Where somebody has changed it since, the answer is `VersionConflict`.
    draft: Uuid,
}

/// Declares the payloads of the catalogue's mutations; each holds the catalogue.
macro_rules! payloads {
    ($($mutation:literal $name:ident;)*) => {
        $(payload! {
            #[doc = concat!("The answer to `", $mutation, "`.")]
            $name {
                /// The catalogue as it is now.
                catalogue: Catalogue
            }
        })*
    };
}

payloads! {
    "cataloguePropose" CatalogueProposePayload;
    "catalogueAmend" CatalogueAmendPayload;
    "catalogueWithdraw" CatalogueWithdrawPayload;
    "cataloguePublish" CataloguePublishPayload;
}

#[Object(name = "CatalogueMutation")]
impl Mutation {
    /// Proposes the next edition: as a whole, or as what changes. Nothing is in force before another person has
    /// published it, and there is one draft at a time.
    async fn catalogue_propose(
        &self,
        ctx: &Context<'_>,
        input: CatalogueProposeInput,
    ) -> Result<CatalogueProposePayload> {
        let command = || {
            let valid_from = checked::date("validFrom", input.valid_from)?;
            let follows = checked::number("follows", input.follows, u16::MAX)?.into();
            Ok(Command::Propose { valid_from, follows, proposal: input.proposal.proposal()? })
        };
        changed(ctx, input.idempotency_key, None, command()).await.map(Into::into)
    }

    /// Changes the draft. Whoever does becomes one of its authors, and cannot publish it.
    async fn catalogue_amend(&self, ctx: &Context<'_>, input: CatalogueAmendInput) -> Result<CatalogueAmendPayload> {
        let command = || {
            let valid_from = checked::date("validFrom", input.valid_from)?;
            Ok(Command::Amend { valid_from, proposal: input.proposal.proposal()? })
        };
        changed(ctx, input.idempotency_key, Some(input.draft), command()).await.map(Into::into)
    }

    /// Gives the draft up.
    async fn catalogue_withdraw(
        &self,
        ctx: &Context<'_>,
        input: CatalogueDraftInput,
    ) -> Result<CatalogueWithdrawPayload> {
        changed(ctx, input.idempotency_key, Some(input.draft), Ok(Command::Withdraw)).await.map(Into::into)
    }

    /// Publishes the draft as it was read. Only somebody who has not written on it can. From its first day on it is in
    /// force; it never changes again.
    async fn catalogue_publish(
        &self,
        ctx: &Context<'_>,
        input: CatalogueDraftInput,
    ) -> Result<CataloguePublishPayload> {
        changed(ctx, input.idempotency_key, Some(input.draft), Ok(Command::Publish)).await.map(Into::into)
    }
}

async fn changed(
    ctx: &Context<'_>,
    key: Uuid,
    draft: Option<Uuid>,
    command: Checked<Command>,
) -> Result<Answer<Catalogue>> {
    let step = Step::begin(ctx, key)?;
    let transaction = command.map(|command| OnDraft { seen: draft.map(DraftId), command });
    let read = async |at: Position| {
        fresh::reach(step.office, MODELS, Some(at)).await?;
        standing(step.office).map(Some)
    };
    step.run(transaction).await?.then(read).await
}

impl ProposalInput {
    fn proposal(self) -> Checked<Proposal> {
        match self {
            Self::Whole(services) => {
                checked::few("proposal.whole", services.len(), SERVICES_MAX)?;
                Ok(Proposal::Whole(services.into_iter().map(ServiceInput::service).collect::<Checked<_>>()?))
            }
            Self::Changes(ChangesInput { services, no_longer }) => {
                checked::few("proposal.changes", services.len().max(no_longer.len()), SERVICES_MAX)?;
                Ok(Proposal::Changes {
                    services: services.into_iter().map(ServiceChangeInput::change).collect::<Checked<_>>()?,
                    no_longer: no_longer.into_iter().map(Into::into).collect(),
                })
            }
        }
    }
}

impl ServiceInput {
    fn service(self) -> Checked<catalogue::Service> {
        let code = self.code.into();
        let (basis, city_share) = federal_share(code);
        let law = fixed(code);
        Ok(catalogue::Service {
            code,
            name_de: name("nameDe", &self.name_de)?,
            name_en: name("nameEn", &self.name_en)?,
            about_de: about("aboutDe", &self.about_de)?,
            about_en: about("aboutEn", &self.about_en)?,
            law: law.law.to_owned(),
            minutes: checked::number("minutes", self.minutes, u16::MAX)?,
            quantity_max: checked::number("quantityMax", self.quantity_max, u16::MAX)?,
            fee: Fee { amount: cents(self.fee_cents), city_share, basis },
            paper_fee: self.paper_fee_cents.map(paper_fee),
            evidence: list("evidence", self.evidence)?,
            notices: list("notices", self.notices)?,
            channels: list("channels", self.channels)?,
            identification: list("identification", self.identification)?,
            signatures: list("signatures", self.signatures)?,
            declaration: law.declaration,
            acts_from_years: law.acts_from_years,
            powers: list("powers", self.powers)?,
        })
    }
}

impl ServiceChangeInput {
    fn change(self) -> Checked<catalogue::ServiceChange> {
        let number = |field, value: Option<i32>| value.map(|value| checked::number(field, value, u16::MAX)).transpose();
        Ok(catalogue::ServiceChange {
            code: self.code.into(),
            name_de: self.name_de.map(|text| name("nameDe", &text)).transpose()?,
            name_en: self.name_en.map(|text| name("nameEn", &text)).transpose()?,
            about_de: self.about_de.map(|text| about("aboutDe", &text)).transpose()?,
            about_en: self.about_en.map(|text| about("aboutEn", &text)).transpose()?,
            minutes: number("minutes", self.minutes)?,
            quantity_max: number("quantityMax", self.quantity_max)?,
            fee: self.fee_cents.map(cents),
            paper_fee: match self.paper_fee_cents {
                MaybeUndefined::Undefined => None,
                MaybeUndefined::Null => Some(None),
                MaybeUndefined::Value(amount) => Some(Some(paper_fee(amount))),
            },
            evidence: self.evidence.map(|all| list("evidence", all)).transpose()?,
            notices: self.notices.map(|all| list("notices", all)).transpose()?,
            channels: self.channels.map(|all| list("channels", all)).transpose()?,
            identification: self.identification.map(|all| list("identification", all)).transpose()?,
            signatures: self.signatures.map(|all| list("signatures", all)).transpose()?,
            powers: self.powers.map(|all| list("powers", all)).transpose()?,
        })
    }
}

/// The federation fixes no price of paper: what paper costs is the municipality's tariff, and all of it the city's.
fn paper_fee(amount: i32) -> Fee {
    Fee { amount: cents(amount), city_share: Share::WHOLE, basis: catalogue::Basis::MunicipalTariff }
}

fn cents(amount: i32) -> Cents {
    Cents(amount.into())
}

fn name(field: &'static str, text: &str) -> Checked<String> {
    checked::line(field, text)
}

/// A text that may be left out: then nothing is said in either language.
fn about(field: &'static str, text: &str) -> Checked<String> {
    if text.trim().is_empty() { Ok(String::new()) } else { checked::remark(field, text) }
}

fn list<T, D: From<T>>(field: &'static str, entries: Vec<T>) -> Checked<Vec<D>> {
    checked::few(field, entries.len(), ENTRIES_MAX)?;
    Ok(entries.into_iter().map(Into::into).collect())
}
