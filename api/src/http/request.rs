//! What both doors do with a request: find its office and its caller, let the document through, clean the answer.

use async_graphql::{Request, Response, ServerError, Value};
use async_graphql_parser::parse_query;
use axum::http::HeaderMap;
use event_store::random;
use uuid::{Builder, Uuid};

use super::cost::{self, Objection};
use super::{DOCUMENT_BYTES_MAX, Shared};
use crate::errors::{self, Code};
use crate::identity::{Asker, Presented, authority_of, preferred_language};
use crate::office::{Office, Who};

/// Names a request, so that a caller's complaint finds its lines in the log.
pub(super) fn name() -> Uuid {
    let bytes = random::bytes().expect("the operating system has random numbers");
    Builder::from_random_bytes(bytes).into_uuid()
}

/// Who has come in.
pub(super) struct Entered {
    /// The office that they have come to, if there is one.
    pub(super) office: Option<Office>,
    /// Who they are, and how they are answered.
    pub(super) asker: Asker,
    /// Whether they may send the documents of our own pages only: browsers of people from outside have no others.
    pub(super) sends_trusted_only: bool,
}

/// Whether a request is sent because somebody does something, and not by a page that nobody looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cause {
    /// A session lives on.
    Person,
    /// It does not.
    Page,
}

/// The office and the caller of a request.
pub(super) async fn enter(
    shared: &Shared,
    headers: &HeaderMap,
    presented: Option<&Presented>,
    cause: Cause,
) -> Result<Entered, Code> {
    let language = preferred_language(headers);
    let nobody = Asker { caller: None, language };
    let named = headers.get("vorgang-authority").and_then(|value| value.to_str().ok());
    let Some(presented) = presented else {
        let office = match named {
            Some(ags) => Some(shared.offices().get(ags).ok_or(Code::NotFound)?),
            None => shared.offices().only(),
        };
        return Ok(Entered { office: office.cloned(), asker: nobody, sends_trusted_only: false });
    };
    let token = presented.token();
    // A token names its authority, and is worth nothing at another.
    let office = authority_of(token).and_then(|ags| shared.offices().get(ags)).ok_or(Code::Unauthenticated)?;
    let failed = |failure| errors::code_of(&failure);
    let (caller, sends_trusted_only) = match presented {
        Presented::Bearer(_) => (office.caller_of(token).await.map_err(failed)?, false),
        Presented::Cookie(_) => match office.guest_of(token).await.map_err(failed)? {
            Some(guest) => {
                if cause == Cause::Person {
                    office.has_acted(&guest).await;
                }
                let is_outsider = !matches!(guest.who, Who::Staff { .. });
                (Some(guest.caller), is_outsider && !shared.options().dev)
            }
            None => (None, false),
        },
    };
    let caller = Some(caller.ok_or(Code::Unauthenticated)?);
    Ok(Entered { office: Some(office.clone()), asker: Asker { caller, ..nobody }, sends_trusted_only })
}

/// Parses the document and measures it. What passes is safe to validate.
pub(super) fn admit(request: &mut Request, dev: bool) -> Result<(), ServerError> {
    if request.query.len() > DOCUMENT_BYTES_MAX {
        return Err(error(Code::TooCostly));
    }
    cost::check_text(&request.query).map_err(object)?;
    let document = parse_query(&request.query).map_err(|failure| {
        let mut error = ServerError::from(failure);
        error.extensions.get_or_insert_default().set("code", Code::BadUserInput.name());
        error
    })?;
    cost::check(&document, dev).map_err(object)?;
    request.set_parsed_query(document);
    Ok(())
}

fn object(objection: Objection) -> ServerError {
    match objection {
        Objection::TooCostly => error(Code::TooCostly),
        Objection::Cycle => with(Code::BadUserInput, "a fragment contains itself"),
        Objection::Introspection => {
            with(Code::BadUserInput, "this server does not tell its schema; it is published as a file")
        }
    }
}

/// The error of a code.
pub(super) fn error(code: Code) -> ServerError {
    with(code, code.message())
}

/// The error of a code in other words.
pub(super) fn with(code: Code, message: &str) -> ServerError {
    let mut error = ServerError::new(message, None);
    error.extensions.get_or_insert_default().set("code", code.name());
    error
}

/// Gives each error a code of the closed list and takes out what is internal.
///
/// Says whether the request was answered at all: an error without a path stopped it before it began.
pub(super) fn clean(response: &mut Response, id: Uuid) -> bool {
    let began = response.data != Value::Null || response.errors.iter().any(|error| !error.path.is_empty());
    for error in &mut response.errors {
        let known = error.extensions.as_ref().is_some_and(|values| values.get("code").is_some());
        if !known {
            let code = code_of(error);
            if code == Code::Internal {
                tracing::error!(request.id = %id, error = error.message, "request {id} met a fault");
            }
            if matches!(code, Code::Internal | Code::TooCostly) {
                code.message().clone_into(&mut error.message);
            }
            error.extensions.get_or_insert_default().set("code", code.name());
        }
        error.source = None;
        error.extensions.get_or_insert_default().set("requestId", id.to_string());
    }
    began
}

/// The code of an error that `async-graphql` made, which has none: known by its place and its words.
fn code_of(error: &ServerError) -> Code {
    let is_limit = ["Query is too complex.", "Query is nested too deep."].contains(&error.message.as_str())
        || error.message.starts_with("The recursion depth of the query")
        || error.message.starts_with("The number of directives");
    let is_input = error.path.is_empty()
        || ["Failed to parse \"", "Expected input type \""].iter().any(|start| error.message.starts_with(start))
        || error.message.contains("(occurred while parsing \"");
    match (is_limit, is_input) {
        (true, _) => Code::TooCostly,
        (false, true) => Code::BadUserInput,
        (false, false) => Code::Internal,
    }
}
