//! The services, the catalogue with its draft, and the refusals.

use async_graphql::{Context, Object, Result, SimpleObject};
use chrono::{DateTime, NaiveDate, Utc};
use domain::calendar::local_date;
use domain::catalogue::{self, Delivery};
use projections::catalogue::{Drafted, Published, Step};
use uuid::Uuid;

use crate::booking::count;
use crate::errors::{failed, mistake, refusals};
use crate::fresh;
use crate::identity::may_read::Reader;
use crate::office::Office;
use crate::scalars::EventPosition;
use crate::words::{
    Basis, CatalogueStepKind, Channel, EvidenceKind, IdentificationMethod, Notice, Power, ServiceCode, SignatureMethod,
};

/// The read models behind the catalogue.
pub(super) const MODELS: &[&str] = &["catalogue"];

/// Questions about what is offered.
#[derive(Default)]
pub(crate) struct Query;

/// A service as an edition of the catalogue describes it.
#[derive(SimpleObject)]
struct Service {
    /// Which.
    code: ServiceCode,
    /// Its name in German, as the office calls it.
    name_de: String,
    /// Its name in English.
    name_en: String,
    /// What people should know before they book, in German. Empty where nothing is said.
    about_de: String,
    /// What people should know before they book, in English.
    about_en: String,
    /// The law that it rests on.
    law: String,
    /// How long one takes, in minutes.
    minutes: i32,
    /// How many of it one appointment may be for.
    quantity_max: i32,
    /// What one costs, in cents.
    fee_cents: i64,
    /// Where the amount comes from.
    fee_basis: Basis,
    /// What one costs on paper, in cents.
    paper_fee_cents: i64,
    /// What has to be shown, apart from an ID document.
    evidence: Vec<EvidenceKind>,
    /// What the clerk has to tell.
    notices: Vec<Notice>,
    /// Where it is offered.
    channels: Vec<Channel>,
    /// How somebody may be identified.
    identification: Vec<IdentificationMethod>,
    /// How a declaration may be signed.
    signatures: Vec<SignatureMethod>,
    /// Whether a declaration has to be signed.
    declaration: bool,
    /// From which age on people act for themselves.
    acts_from_years: i32,
    /// By what right somebody may act for whom the matter concerns.
    powers: Vec<Power>,
    /// The number of the edition. A case is bound by the edition in force when work on it begins.
    edition: i32,
}

/// The catalogue: its editions, and what is proposed.
#[derive(SimpleObject)]
pub(super) struct Catalogue {
    /// How many steps were done to it.
    version: i32,
    /// Every published edition, by its first day.
    editions: Vec<CatalogueEdition>,
    /// What is proposed, if anything is.
    draft: Option<CatalogueDraft>,
}

/// A published edition. It never changes; `services` tells what it says.
#[derive(SimpleObject)]
struct CatalogueEdition {
    /// Its number.
    number: i32,
    /// The first day on which it is in force.
    valid_from: NaiveDate,
    /// The last day, if a later edition begins.
    valid_until: Option<NaiveDate>,
    /// Who has written it. Nobody has written the edition that comes with the program.
    authors: Vec<Uuid>,
    /// Who has published it: none of the authors.
    published_by: Option<Uuid>,
    /// When it was published.
    published_at: Option<DateTime<Utc>>,
}

/// The next edition as it is proposed.
#[derive(SimpleObject)]
struct CatalogueDraft {
    /// The draft as it stands: it has another id as soon as somebody changes it.
    id: Uuid,
    /// The number that it gets.
    number: i32,
    /// The first day on which it is to be in force.
    valid_from: NaiveDate,
    /// When it was proposed.
    proposed_at: DateTime<Utc>,
    /// Who has written on it. None of them can publish it.
    authors: Vec<Uuid>,
    /// What it says.
    services: Vec<Service>,
    /// The number of the edition that it follows.
    follows: Option<i32>,
    /// What it says otherwise than that edition.
    differences: Vec<CatalogueDifference>,
}

/// One thing that a draft says otherwise.
#[derive(SimpleObject)]
struct CatalogueDifference {
    /// About which service.
    service: ServiceCode,
    /// Which field, by its stored name; `offered` where the service comes or goes as a whole.
    field: String,
    /// What it was, as JSON.
    before: String,
    /// What it is to be, as JSON.
    after: String,
}

/// A step that somebody did.
#[derive(SimpleObject)]
struct CatalogueStep {
    /// The how many-th of the catalogue.
    version: i32,
    /// What.
    kind: CatalogueStepKind,
    /// Under which number of an edition.
    number: i32,
    /// From which day on it was to be in force.
    valid_from: NaiveDate,
    /// Who.
    by: Uuid,
    /// When.
    at: DateTime<Utc>,
}

/// A rule of the office that can say no.
#[derive(SimpleObject)]
struct RefusalRule {
    /// Its code; codes are added and never change.
    code: String,
    /// What the person is told in German.
    message_de: String,
    /// What the person is told in English.
    message_en: String,
    /// The law or regulation that it rests on, where there is one.
    law: Option<String>,
}

#[Object(name = "CatalogueQuery")]
impl Query {
    /// The services in force on a day; today unless the question says when. Or those of one edition, such as the one
    /// that binds a case.
    async fn services(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "On which day.")] on: Option<NaiveDate>,
        #[graphql(desc = "Of which edition, by its number, instead of a day.")] edition: Option<i32>,
    ) -> Result<Vec<Service>> {
        let reader = Reader::of(ctx)?;
        let facts = reader.office.facts().await.map_err(|failure| failed(&failure))?;
        let found = match (on, edition) {
            (Some(_), Some(_)) => return Err(mistake("either `on` or `edition`")),
            (on, None) => facts.catalogue.in_force(on.unwrap_or_else(|| local_date(reader.office.clock().now()))),
            (None, Some(number)) => u32::try_from(number).ok().and_then(|number| facts.catalogue.edition(number)),
        };
        Ok(found.map(services_of).unwrap_or_default())
    }

    /// The catalogue: every edition from when on, who has written and who has published it, and the draft of the next
    /// one with what it changes.
    #[graphql(complexity = "20 + 5 * child_complexity")]
    async fn catalogue(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The answer shows at least what had happened up to here.")] at_least: Option<EventPosition>,
    ) -> Result<Catalogue> {
        let reader = Reader::of(ctx)?;
        fresh::at_least(reader.office, MODELS, at_least).await?;
        standing(reader.office)
    }

    /// Everything that was done to the catalogue, the last step first.
    #[graphql(complexity = "50 * child_complexity")]
    async fn catalogue_history(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The answer shows at least what had happened up to here.")] at_least: Option<EventPosition>,
    ) -> Result<Vec<CatalogueStep>> {
        let reader = Reader::of(ctx)?;
        fresh::at_least(reader.office, MODELS, at_least).await?;
        let steps = reader.office.read_models().catalogue_steps().map_err(fresh::failed)?;
        Ok(steps.into_iter().map(CatalogueStep::from).collect())
    }

    /// Every rule that can refuse a command, for those who branch on codes or translate messages.
    #[expect(clippy::unused_async, reason = "`async-graphql` wants every resolver to be asynchronous")]
    async fn refusals(&self, ctx: &Context<'_>) -> Result<Vec<RefusalRule>> {
        Reader::of(ctx)?;
        Ok(refusals::all()
            .map(|rule| RefusalRule {
                code: rule.code.to_owned(),
                message_de: rule.de.to_owned(),
                message_en: rule.en.to_owned(),
                law: rule.law.map(str::to_owned),
            })
            .collect())
    }
}

/// How the catalogue stands in its read model.
pub(super) fn standing(office: &Office) -> Result<Catalogue> {
    let standing = office.read_models().catalogue().map_err(fresh::failed)?;
    Ok(Catalogue {
        version: count(standing.version),
        editions: standing.editions.into_iter().map(CatalogueEdition::from).collect(),
        draft: standing.draft.map(CatalogueDraft::from),
    })
}

impl From<Published> for CatalogueEdition {
    fn from(one: Published) -> Self {
        Self {
            number: count(one.edition.number),
            valid_from: one.edition.valid_from,
            valid_until: one.valid_until,
            authors: one.authors.into_iter().map(|author| author.0).collect(),
            published_by: one.published.map(|(by, _)| by.0),
            published_at: one.published.map(|(_, at)| at),
        }
    }
}

impl From<Drafted> for CatalogueDraft {
    fn from(draft: Drafted) -> Self {
        let before = draft.follows.as_ref().map_or(&[][..], |edition| &edition.services);
        let difference = |one: catalogue::Difference| CatalogueDifference {
            service: one.service.into(),
            field: one.field,
            before: one.before.to_string(),
            after: one.after.to_string(),
        };
        Self {
            id: draft.id.0,
            number: count(draft.edition.number),
            valid_from: draft.edition.valid_from,
            proposed_at: draft.proposed_at,
            authors: draft.authors.into_iter().map(|author| author.0).collect(),
            services: services_of(&draft.edition),
            follows: draft.follows.as_ref().map(|edition| count(edition.number)),
            differences: catalogue::differences(before, &draft.edition.services).into_iter().map(difference).collect(),
        }
    }
}

impl From<Step> for CatalogueStep {
    fn from(step: Step) -> Self {
        Self {
            version: count(step.version),
            kind: step.kind.into(),
            number: count(step.number),
            valid_from: step.valid_from,
            by: step.by.0,
            at: step.at,
        }
    }
}

fn services_of(edition: &catalogue::Edition) -> Vec<Service> {
    edition.services.iter().map(|one| service(edition.number, one)).collect()
}

fn service(edition: u32, service: &catalogue::Service) -> Service {
    Service {
        code: service.code.into(),
        name_de: service.name_de.clone(),
        name_en: service.name_en.clone(),
        about_de: service.about_de.clone(),
        about_en: service.about_en.clone(),
        law: service.law.clone(),
        minutes: i32::from(service.minutes),
        quantity_max: i32::from(service.quantity_max),
        fee_cents: service.fee.amount.0,
        fee_basis: service.fee.basis.into(),
        paper_fee_cents: service.fee_for(Delivery::Paper).amount.0,
        evidence: service.evidence.iter().map(|&kind| kind.into()).collect(),
        notices: service.notices.iter().map(|&notice| notice.into()).collect(),
        channels: service.channels.iter().map(|&channel| channel.into()).collect(),
        identification: service.identification.iter().map(|&method| method.into()).collect(),
        signatures: service.signatures.iter().map(|&method| method.into()).collect(),
        declaration: service.declaration,
        acts_from_years: i32::from(service.acts_from_years),
        powers: service.powers.iter().map(|&power| power.into()).collect(),
        edition: count(edition),
    }
}
