//! The services and the refusals.

#![expect(clippy::unused_async, reason = "`async-graphql` wants every resolver to be asynchronous")]

use async_graphql::{Context, Object, Result, SimpleObject};
use chrono::NaiveDate;
use domain::calendar::local_date;
use domain::catalogue::{self, Delivery};

use crate::errors::refusals;
use crate::identity::may_read::Reader;
use crate::words::{Basis, Channel, EvidenceKind, IdentificationMethod, Notice, Power, ServiceCode};

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
    /// The law that it rests on.
    law: String,
    /// How long one takes, in minutes.
    minutes: i32,
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
    /// Whether a declaration has to be signed.
    declaration: bool,
    /// From which age on people act for themselves.
    acts_from_years: i32,
    /// By what right somebody may act for whom the matter concerns.
    powers: Vec<Power>,
    /// The number of the edition. A case is bound by the edition in force when work on it begins.
    edition: i32,
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
    /// The services in force on a day; today unless the question says when.
    async fn services(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "On which day.")] on: Option<NaiveDate>,
    ) -> Result<Vec<Service>> {
        let reader = Reader::of(ctx)?;
        let on = on.unwrap_or_else(|| local_date(reader.office.clock().now()));
        let facts = reader.office.facts();
        let edition = facts.catalogue.in_force(on);
        Ok(edition
            .map(|edition| edition.services.iter().map(|one| service(edition.number, one)).collect())
            .unwrap_or_default())
    }

    /// Every rule that can refuse a command, for those who branch on codes or translate messages.
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

fn service(edition: u32, service: &catalogue::Service) -> Service {
    Service {
        code: service.code.into(),
        name_de: service.name_de.to_owned(),
        name_en: service.name_en.to_owned(),
        law: service.law.to_owned(),
        minutes: i32::from(service.minutes),
        fee_cents: service.fee.amount.0,
        fee_basis: service.fee.basis.into(),
        paper_fee_cents: service.fee_for(Delivery::Paper).amount.0,
        evidence: service.evidence.iter().map(|&kind| kind.into()).collect(),
        notices: service.notices.iter().map(|&notice| notice.into()).collect(),
        channels: service.channels.iter().map(|&channel| channel.into()).collect(),
        identification: service.identification.iter().map(|&method| method.into()).collect(),
        declaration: service.declaration,
        acts_from_years: i32::from(service.acts_from_years),
        powers: service.powers.iter().map(|&power| power.into()).collect(),
        edition: i32::try_from(edition).unwrap_or(i32::MAX),
    }
}
