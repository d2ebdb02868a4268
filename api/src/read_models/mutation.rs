//! Reading the history again, while the office is open.

use std::time::Duration;

use async_graphql::{Context, InputObject, Object, Result, SimpleObject};
use domain::{Grant, Role, permission};
use projections::MODELS;
use tracing::Instrument as _;
use uuid::Uuid;

use super::query::{Projection, all};
use crate::errors::{CommandError, Invalid, refusals};
use crate::office::Office;
use crate::scalars::EventPosition;
use crate::step::Step;

/// Who may have read models built again.
const OPERATORS: &[Grant] = &[Grant::Any(Role::Admin)];

/// How long an answer waits for the end. A long history goes on without it.
const PATIENCE: Duration = Duration::from_secs(5);

/// What can be done with read models.
#[derive(Default)]
pub(crate) struct Mutation;

/// Read models are to be built again.
#[derive(InputObject)]
struct ProjectionsRebuildInput {
    /// Names the request, like in every other command. Nothing is stored, so each request builds again.
    idempotency_key: Uuid,
    /// Which read model; all unless the request says so.
    name: Option<String>,
}

/// The answer to `projectionsRebuild`.
#[derive(SimpleObject)]
struct ProjectionsRebuildPayload {
    /// How each read model is doing now. What takes longer than a few seconds goes on: ask `projections`.
    projections: Option<Vec<Projection>>,
    /// Why the command was not accepted. Empty when it was.
    errors: Vec<CommandError>,
    /// Always null: nothing happens in the history.
    position: Option<EventPosition>,
}

#[Object(name = "ReadModelMutation")]
impl Mutation {
    /// Reads the history again from its start into new files, one read model after the other. The old files answer
    /// until the new ones are complete. A read model that had halted follows again if it can be built.
    async fn projections_rebuild(
        &self,
        ctx: &Context<'_>,
        input: ProjectionsRebuildInput,
    ) -> Result<ProjectionsRebuildPayload> {
        let step = Step::begin(ctx, input.idempotency_key)?;
        let payload = match meant(&step, input.name.as_deref()) {
            Ok(names) => {
                let building = tokio::spawn(rebuild(step.office.clone(), names).in_current_span());
                // Whether it ended or goes on: the status says it.
                drop(tokio::time::timeout(PATIENCE, building).await);
                ProjectionsRebuildPayload { projections: Some(all(step.office)), errors: vec![], position: None }
            }
            Err(error) => ProjectionsRebuildPayload { projections: None, errors: vec![error], position: None },
        };
        Ok(payload)
    }
}

/// The read models that are meant.
fn meant(step: &Step<'_>, name: Option<&str>) -> Result<Vec<&'static str>, CommandError> {
    if permission::check(OPERATORS, &step.by(), None).is_err() {
        return Err(step.refused_by(&refusals::PROJECTIONS_DENIED));
    }
    let names: Vec<_> = MODELS.into_iter().filter(|model| name.is_none_or(|name| name == *model)).collect();
    if names.is_empty() {
        let invalid =
            Invalid { field: "name", de: "Dieses Lesemodell gibt es nicht.", en: "There is no such read model." };
        return Err(CommandError::invalid(&invalid, step.language));
    }
    let models = step.office.read_models();
    if names.iter().any(|name| models.is_rebuilding(name).unwrap_or_default()) {
        return Err(step.refused_by(&refusals::PROJECTIONS_BEING_REBUILT));
    }
    Ok(names)
}

async fn rebuild(office: Office, names: Vec<&'static str>) {
    for name in names {
        if let Err(failure) = office.rebuild(name).await {
            tracing::error!(
                model = name,
                error = &failure as &dyn std::error::Error,
                "{name} was not rebuilt: {failure}"
            );
        }
    }
}
