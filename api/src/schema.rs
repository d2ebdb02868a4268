//! The schema: every feature's questions, commands and announcements in one.

use std::sync::Arc;

use async_graphql::extensions::{Extension, ExtensionContext, ExtensionFactory, NextExecute};
use async_graphql::{MergedObject, MergedSubscription, Response, SDLExportOptions, SchemaBuilder};

use crate::booking::Booking;
use crate::case::{CaseProofs, CaseSummary, HistoryEntry};
use crate::errors::UserError;
use crate::page::Page;
use crate::payment::PaymentToCheck;
use crate::statement::{Statement, StatementMismatch};
use crate::{
    authority, booking, capacity, case, catalogue, consultation, document, log, mail, paper, payment, read_models,
    settlement, shift, statement, statistics, transmission, visitor, waiting_list,
};

/// What can be asked. Which roles may ask which question is in `identity::may_read`.
#[derive(Default, MergedObject)]
pub(crate) struct Query(
    visitor::Query,
    authority::Query,
    catalogue::Query,
    capacity::Query,
    capacity::OpeningHoursQuery,
    capacity::ConflictsQuery,
    booking::Query,
    waiting_list::Query,
    shift::Query,
    case::Query,
    case::FeeQuery,
    case::ProofsQuery,
    transmission::Query,
    mail::Query,
    statistics::UtilisationQuery,
    statistics::RequestsQuery,
    statistics::VisitsQuery,
    statistics::CompletionQuery,
    statistics::DemandQuery,
    statistics::CashQuery,
    Money,
    statistics::DutiesQuery,
    log::Query,
    read_models::Query,
);

/// What can be asked of money. It is a part by itself because each part nests the types of the whole once more.
#[derive(Default, MergedObject)]
pub(crate) struct Money(payment::Query, statement::Query, settlement::Query);

/// What can be done. Each field is one command: safe to repeat under the same idempotency key.
#[derive(Default, MergedObject)]
pub(crate) struct Mutation(
    visitor::Mutation,
    catalogue::Mutation,
    capacity::Mutation,
    booking::Mutation,
    booking::InviteMutation,
    booking::ContactMutation,
    booking::QueueMutation,
    waiting_list::Mutation,
    shift::Mutation,
    consultation::Mutation,
    consultation::RoomMutation,
    case::Mutation,
    case::RecordMutation,
    case::RequestMutation,
    case::FamilyMutation,
    case::DeclarationMutation,
    case::FeeMutation,
    MoneyChanges,
    case::ErasureMutation,
    document::Mutation,
    paper::Mutation,
    transmission::Mutation,
    mail::Mutation,
    read_models::Mutation,
);

/// What can be done with money.
#[derive(Default, MergedObject)]
pub(crate) struct MoneyChanges(payment::Mutation, statement::Mutation, settlement::Mutation);

/// What can be listened to.
#[derive(Default, MergedSubscription)]
pub(crate) struct Subscription(booking::Subscription, case::Subscription, read_models::Subscription);

/// The schema with its resolvers.
pub(crate) type Schema = async_graphql::Schema<Query, Mutation, Subscription>;

/// Builds the schema. Developers' tools ask for the schema itself, which is deep and large.
pub(crate) fn build(dev: bool) -> Schema {
    builder(dev).finish()
}

/// The schema as strangers meet it, which looks whether documents are valid and executes none.
pub(crate) fn checker() -> Schema {
    builder(false).extension(OnlyLooks).finish()
}

/// Answers nothing where anything would be executed.
struct OnlyLooks;

impl ExtensionFactory for OnlyLooks {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Self)
    }
}

#[async_graphql::async_trait::async_trait]
impl Extension for OnlyLooks {
    async fn execute(&self, _: &ExtensionContext<'_>, _: Option<&str>, _: NextExecute<'_>) -> Response {
        Response::default()
    }
}

fn builder(dev: bool) -> SchemaBuilder<Query, Mutation, Subscription> {
    let builder = Schema::build(Query::default(), Mutation::default(), Subscription::default())
        .register_output_type::<UserError>()
        .override_output_type_description::<Page<Booking>>("A page of appointments.")
        .override_output_type_description::<Page<CaseSummary>>("A page of cases.")
        .override_output_type_description::<Page<CaseProofs>>("A page of what was proven in cases.")
        .override_output_type_description::<Page<PaymentToCheck>>("A page of what about money needs a person.")
        .override_output_type_description::<Page<Statement>>("A page of statements.")
        .override_output_type_description::<Page<StatementMismatch>>("A page of what in statements does not match.")
        .override_output_type_description::<Page<HistoryEntry>>("A page of a history.")
        .disable_suggestions()
        .limit_directives(5)
        .limit_recursive_depth(32);
    let (depth, complexity) = if dev { (24, 50_000) } else { (12, 12_000) };
    builder.limit_depth(depth).limit_complexity(complexity)
}

/// The schema as text, the same for the same program.
pub fn sdl() -> String {
    build(false).sdl_with_options(SDLExportOptions::new().sorted_fields().sorted_arguments().sorted_enum_items())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use super::*;
    use crate::identity::may_read::READS;

    /// What the schema tells about itself.
    async fn told(selection: &str) -> Value {
        let answer = build(true).execute(format!("{{ __schema {{ {selection} }} }}")).await;
        assert!(answer.errors.is_empty(), "{:?}", answer.errors);
        serde_json::to_value(answer.data).expect("JSON")["__schema"].clone()
    }

    fn each<'a>(of: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> {
        of[name].as_array().into_iter().flatten()
    }

    #[tokio::test]
    async fn every_question_has_a_rule_and_every_rule_a_question() {
        let told = told("queryType { fields { name } } subscriptionType { fields { name } }").await;
        let asked: BTreeSet<_> = [&told["queryType"], &told["subscriptionType"]]
            .into_iter()
            .flat_map(|of| each(of, "fields"))
            .filter_map(|field| field["name"].as_str())
            .collect();
        let ruled: BTreeSet<_> = READS.iter().map(|(name, _)| *name).collect();
        assert_eq!(asked, ruled);
    }

    #[tokio::test]
    async fn every_type_field_argument_and_value_says_what_it_is() {
        let told = told(
            "types { name description fields { name description args { name description } } \
             inputFields { name description } enumValues { name description } }",
        )
        .await;
        let mut silent = vec![];
        let mut look = |path: String, of: &Value| {
            if of["description"].as_str().is_none_or(str::is_empty) {
                silent.push(path);
            }
        };
        for of in each(&told, "types") {
            let name = of["name"].as_str().unwrap_or_default();
            // What GraphQL itself brings is described by its specification.
            if name.starts_with("__") || name == "ID" {
                continue;
            }
            look(name.to_owned(), of);
            for part in ["fields", "inputFields", "enumValues"] {
                for member in each(of, part) {
                    look(format!("{name}.{}", member["name"]), member);
                    // Every mutation takes one `input`, whose type is described.
                    for argument in each(member, "args").filter(|argument| argument["name"] != "input") {
                        look(format!("{name}.{}({})", member["name"], argument["name"]), argument);
                    }
                }
            }
        }
        assert_eq!(silent, Vec::<String>::new());
    }
}
