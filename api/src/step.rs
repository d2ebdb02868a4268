//! One step of an errand: who asks, under which key, and what becomes of it. Every mutation is made of these lines.

use async_graphql::{Context, Result, Value};
use aws_lc_rs::digest::{Context as Hasher, SHA256};
use chrono::{DateTime, Utc};
use domain::case::OnVersion;
use domain::ids::CaseId;
use domain::streams::{Stale, Transaction};
use domain::{By, Event, Refusal, SubjectId};
use event_store::{Done, Envelope, Failure, Position, Request, Stop};
use uuid::Uuid;

use crate::errors::{Code, CommandError, Invalid, Refused, failed, refusals};
use crate::identity::{Asker, Language, is_outsider, office};
use crate::office::{Caller, Office};
use crate::scalars::EventPosition;

/// A command on its way: it knows its caller and its name in the ledger.
pub(crate) struct Step<'a> {
    pub(crate) office: &'a Office,
    pub(crate) caller: Caller,
    pub(crate) language: Language,
    id: Uuid,
    digest: [u8; 32],
    seen: Option<(CaseId, u32)>,
}

/// What became of it.
pub(crate) enum Outcome {
    /// It stands.
    Done(Done),
    /// It was not accepted.
    Not(CommandError),
}

/// The thing that a command was about, as it is now; or why the command was not accepted.
pub(crate) struct Answer<T> {
    pub(crate) thing: Option<T>,
    pub(crate) position: Option<EventPosition>,
    pub(crate) errors: Vec<CommandError>,
}

impl<'a> Step<'a> {
    /// Begins the step of the mutation that is being answered.
    pub(crate) fn begin(ctx: &Context<'a>, key: Uuid) -> Result<Self> {
        let caller = Asker::of(ctx).caller()?;
        Self::begin_by(ctx, key, caller)
    }

    /// Begins the step of somebody who has no token, and has proven otherwise who they are.
    pub(crate) fn begin_as(ctx: &Context<'a>, key: Uuid, by: By) -> Result<Self> {
        Self::begin_by(ctx, key, Caller { by, expires_at: DateTime::<Utc>::MAX_UTC })
    }

    fn begin_by(ctx: &Context<'a>, key: Uuid, caller: Caller) -> Result<Self> {
        let (asker, office) = (Asker::of(ctx), office(ctx)?);
        let id = Request::command_id(&office.authority().ags, caller.by.actor.0, key);
        let field = ctx.field();
        let digest = digest(key, field.name(), field.arguments()?);
        Ok(Self { office, caller, language: asker.language, id, digest, seen: None })
    }

    /// Lets the step stand only on this version of the case, where the caller names one.
    pub(crate) fn on(self, case: Uuid, expected_version: Option<i32>) -> Self {
        // No history has a negative number of events, and none has as many as this.
        let seen = expected_version.map(|version| (CaseId(case), u32::try_from(version).unwrap_or(u32::MAX)));
        Self { seen, ..self }
    }

    /// Lets the step stand only on the version of the case that it was made of, besides the one that the caller has seen.
    pub(crate) fn made_of(self, case: CaseId, version: u32) -> Self {
        // Of two that differ one is past already; the older one is surely refused.
        let version = self.seen.map_or(version, |(_, seen)| seen.min(version));
        Self { seen: Some((case, version)), ..self }
    }

    /// Who asks.
    pub(crate) fn by(&self) -> By {
        self.caller.by
    }

    /// Names a thing that this step makes: a retry names the same thing.
    pub(crate) fn name(&self, role: &str) -> Uuid {
        Uuid::new_v5(&self.id, role.as_bytes())
    }

    /// Names a person whom this step speaks about: new in each booking and case, so that it links nothing.
    pub(crate) fn subject(&self, role: &str) -> SubjectId {
        SubjectId(self.name(&format!("subject/{role}")))
    }

    /// The step as the log knows it. The office adds who asked.
    pub(crate) fn request(&self) -> Request {
        Request { id: self.id, digest: self.digest, meta: String::new() }
    }

    /// Has the transaction decided, if its input is possible.
    pub(crate) async fn run<T: Transaction>(&self, transaction: Result<T, Invalid>) -> Result<Outcome> {
        match transaction {
            Ok(then) => {
                let transaction = OnVersion { seen: self.seen, then };
                self.settled(self.office.run(self.request(), self.by(), transaction).await)
            }
            Err(invalid) => Ok(Outcome::Not(CommandError::invalid(&invalid, self.language))),
        }
    }

    /// Has something decided that has to stand before the step itself is. It has a name of its own in the ledger, so that
    /// a retry finds it done.
    pub(crate) async fn first<T: Transaction>(&self, role: &str, transaction: T) -> Result<Outcome> {
        let id = Request::command_id(&self.office.authority().ags, self.caller.by.actor.0, self.name(role));
        let request = Request { id, ..self.request() };
        self.settled(self.office.run(request, self.by(), transaction).await)
    }

    /// What the command did, as the log has it: of a repeated command, what it did the first time.
    pub(crate) async fn events(&self, done: &Done) -> Result<Vec<Envelope<Event>>> {
        let before = Position(done.first.0.saturating_sub(1));
        let count = u32::try_from(done.position.0.saturating_sub(before.0)).unwrap_or(u32::MAX);
        let events = self.office.log().read_envelopes(before, count, Event::read).await;
        events.map_err(|failure| failed(&failure))
    }

    /// Sorts what the log answered: refusals and conflicts are answers, failures are errors.
    pub(crate) fn settled(&self, result: Result<Done, Stop<Refusal>>) -> Result<Outcome> {
        match result {
            Ok(done) => Ok(Outcome::Done(done)),
            Err(Stop::Refused(refusal)) => Ok(Outcome::Not(self.refused(&refusal))),
            Err(Stop::Failed(Failure::KeyReused)) => Ok(Outcome::Not(CommandError::key_reused(self.language))),
            Err(Stop::Failed(Failure::Contended)) => Ok(Outcome::Not(CommandError::contended(self.language))),
            Err(Stop::Failed(Failure::Busy)) => Ok(Outcome::Not(CommandError::busy(self.language))),
            Err(Stop::Failed(failure)) => Err(failed(&failure)),
        }
    }

    /// A refusal as this caller may see it.
    pub(crate) fn refused(&self, refusal: &Refusal) -> CommandError {
        if let &Refusal::Stale(Stale { current }) = refusal {
            return CommandError::stale(current, self.language);
        }
        if is_outsider(self.caller.by.roles)
            && let Some(unknown) = refusals::as_unknown(refusal)
        {
            return self.refused_by(unknown);
        }
        CommandError::Refused(Refused::of(refusal, self.language))
    }

    /// A refusal that has nothing more to tell.
    pub(crate) fn refused_by(&self, rule: &refusals::Rule) -> CommandError {
        CommandError::Refused(Refused::by(rule, vec![], self.language))
    }
}

impl Outcome {
    /// Reads the thing again, as it is at the position of the command.
    ///
    /// A read model that is late is no reason to say that the command failed: then the position alone is answered.
    pub(crate) async fn then<T>(self, read: impl AsyncFnOnce(Position) -> Result<Option<T>>) -> Result<Answer<T>> {
        match self {
            Self::Done(done) => {
                let thing = match read(done.position).await {
                    Err(error) if is_stale(&error) => None,
                    read => read?,
                };
                Ok(Answer { thing, position: Some(done.position.into()), errors: vec![] })
            }
            Self::Not(error) => Ok(Answer { thing: None, position: None, errors: vec![error] }),
        }
    }
}

fn is_stale(error: &async_graphql::Error) -> bool {
    let code = error.extensions.as_ref().and_then(|values| values.get("code"));
    code == Some(&Value::from(Code::StaleRead.name()))
}

/// Declares the payload of a mutation.
macro_rules! payload {
    ($(#[$doc:meta])* $name:ident { $(#[$thing_doc:meta])* $thing:ident: $type:ty }) => {
        $(#[$doc])*
        #[derive(async_graphql::SimpleObject)]
        pub(crate) struct $name {
            $(#[$thing_doc])*
            $thing: Option<$type>,
            /// Why the command was not accepted. Empty when it was.
            errors: Vec<crate::errors::CommandError>,
            /// Where in the history the command stands; hand it to queries as `atLeast`.
            position: Option<crate::scalars::EventPosition>,
        }

        impl From<crate::step::Answer<$type>> for $name {
            fn from(answer: crate::step::Answer<$type>) -> Self {
                Self { $thing: answer.thing, errors: answer.errors, position: answer.position }
            }
        }
    };
}
pub(crate) use payload;

/// What a request asks for: the same request has the same digest, however its JSON was written.
///
/// The key goes in first as a salt. It is not stored itself, so nobody can guess names from digests.
fn digest(key: Uuid, field: &str, arguments: Vec<(async_graphql::Name, Value)>) -> [u8; 32] {
    let mut hasher = Hasher::new(&SHA256);
    hasher.update(key.as_bytes());
    hasher.update(field.as_bytes());
    for (name, value) in arguments {
        hasher.update(name.as_bytes());
        write(&mut hasher, &value);
    }
    hasher.finish().as_ref().try_into().expect("SHA-256 has 32 bytes")
}

/// Writes a value as JSON with sorted keys and without the idempotency key and explicit nulls.
fn write(hasher: &mut Hasher, value: &Value) {
    match value {
        Value::Object(members) => {
            let mut members: Vec<_> = members
                .iter()
                .filter(|(name, value)| name.as_str() != "idempotencyKey" && **value != Value::Null)
                .collect();
            members.sort_unstable_by_key(|(name, _)| name.as_str());
            hasher.update(b"{");
            for (name, value) in members {
                hasher.update(name.as_bytes());
                hasher.update(b":");
                write(hasher, value);
                hasher.update(b",");
            }
            hasher.update(b"}");
        }
        Value::List(values) => {
            hasher.update(b"[");
            for value in values {
                write(hasher, value);
                hasher.update(b",");
            }
            hasher.update(b"]");
        }
        // An enum literal in the document and its name in a variable are the same request.
        Value::Enum(name) => write(hasher, &Value::String(name.to_string())),
        plain => hasher.update(plain.to_string().as_bytes()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use async_graphql::{Name, value};

    fn of(input: Value) -> [u8; 32] {
        digest(Uuid::nil(), "bookingHold", vec![(Name::new("input"), input)])
    }

    #[test]
    fn the_order_of_members_the_key_and_absent_values_do_not_matter() {
        let one =
            of(value!({ "idempotencyKey": "k", "scope": "a", "lines": [{ "service": "TAX_ID", "quantity": 1 }] }));
        let literal = Value::Enum(Name::new("TAX_ID"));
        let two = of(value!({ "lines": [{ "quantity": 1, "service": literal }], "scope": "a", "note": null }));
        assert_eq!(one, two);
    }

    #[test]
    fn every_other_difference_matters() {
        assert_ne!(of(value!({ "a": ["b", "c"] })), of(value!({ "a": ["b,c"] })));
        assert_ne!(of(value!({ "a": 1 })), of(value!({ "a": "1" })));
        assert_ne!(of(value!({ "a": { "b": 1 } })), of(value!({ "a": 1, "b": 1 })));
    }
}
