//! Becoming somebody.

#![expect(clippy::unused_async, reason = "`async-graphql` wants every resolver to be asynchronous")]

use async_graphql::{Context, InputObject, Object, Result, SimpleObject};
use uuid::Uuid;

use crate::errors::CommandError;
use crate::identity::office;
use crate::scalars::EventPosition;

/// What visitors can do first.
#[derive(Default)]
pub(crate) struct Mutation;

/// A visit begins.
#[derive(InputObject)]
struct VisitorBeginInput {
    /// Names the request, like in every other command. Each answer is another visitor, also under the same key:
    /// nothing is stored, so a lost answer costs nothing, and no two people can become one.
    idempotency_key: Uuid,
}

/// Somebody who has come to the office's door.
#[derive(SimpleObject)]
struct Visitor {
    /// An opaque id. It says nothing about the person.
    id: Uuid,
    /// The bearer token: send it as `Authorization: Bearer …`. Whoever has it is the visitor.
    token: String,
}

/// The answer to `visitorBegin`.
#[derive(SimpleObject)]
struct VisitorBeginPayload {
    /// The visitor.
    visitor: Option<Visitor>,
    /// Why not. Empty when it was accepted.
    errors: Vec<CommandError>,
    /// Always null: a visit that leads to nothing leaves no trace in the history.
    position: Option<EventPosition>,
}

#[Object(name = "VisitorMutation")]
impl Mutation {
    /// Gives somebody who wants to book a token of their own. Needs no token itself, and stores nothing.
    async fn visitor_begin(&self, ctx: &Context<'_>, input: VisitorBeginInput) -> Result<VisitorBeginPayload> {
        let VisitorBeginInput { idempotency_key: _ } = input;
        let (actor, token) = office(ctx)?.welcome();
        let visitor = Visitor { id: actor.0, token: token.reveal().to_owned() };
        Ok(VisitorBeginPayload { visitor: Some(visitor), errors: vec![], position: None })
    }
}
