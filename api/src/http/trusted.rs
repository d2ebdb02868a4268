//! The documents of our own pages, which name them by their hashes instead of sending them (GraphQL over HTTP,
//! appendix A). Whoever may send nothing else can ask only what the pages ask.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use async_graphql::{Request, Variables};
use async_graphql_parser::parse_query;
use async_graphql_parser::types::{BaseType, ExecutableDocument};

use crate::schema;

/// Documents that are known before anybody sends them.
#[derive(Clone, Default)]
pub struct TrustedDocuments(Arc<BTreeMap<String, ExecutableDocument>>);

impl fmt::Debug for TrustedDocuments {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TrustedDocuments({})", self.0.len())
    }
}

/// Why a list of documents is none.
#[derive(Debug, thiserror::Error)]
pub enum NotTrusted {
    /// It is no object of texts.
    #[error("the list of trusted documents is no JSON object of texts")]
    NoList(#[source] serde_json::Error),
    /// A document stands under another hash than its own.
    #[error("the trusted document {0} is not what its name says")]
    OtherHash(String),
    /// A document cannot be read.
    #[error("the trusted document {id} cannot be read: {why}")]
    Unreadable {
        /// Which.
        id: String,
        /// Why.
        why: String,
    },
}

impl TrustedDocuments {
    /// Reads a list: a JSON object of documents under `sha256:` and the hash of each.
    pub fn read(json: &str) -> Result<Self, NotTrusted> {
        let texts: BTreeMap<String, String> = serde_json::from_str(json).map_err(NotTrusted::NoList)?;
        let read = |(id, text): (String, String)| {
            let hash = documents::sha256(text.as_bytes()).to_string();
            if id != format!("sha256:{hash}") {
                return Err(NotTrusted::OtherHash(id));
            }
            match parse_query(&text) {
                Ok(document) => Ok((id, document)),
                Err(why) => Err(NotTrusted::Unreadable { id, why: why.to_string() }),
            }
        };
        Ok(Self(Arc::new(texts.into_iter().map(read).collect::<Result<_, _>>()?)))
    }

    /// Those that the schema does not know or that ask for too much, with what is wrong with them.
    pub async fn not_valid(&self) -> Vec<(String, String)> {
        let checker = schema::checker();
        let mut wrong = vec![];
        for (id, document) in self.0.iter() {
            let mut request = Request::new("");
            request.set_parsed_query(document.clone());
            // What a list costs follows from how much of it is asked for.
            let definitions =
                document.operations.iter().flat_map(|(_, operation)| &operation.node.variable_definitions);
            let counts = definitions
                .map(|definition| &definition.node)
                .filter(|one| matches!(&one.var_type.node.base, BaseType::Named(name) if name == "Int"));
            let counts = counts.map(|one| (one.name.node.to_string(), 20.into())).collect();
            request.variables = Variables::from_json(serde_json::Value::Object(counts));
            // Whatever is in it is looked at, though a request would have to name one of several.
            request.operation_name = document.operations.iter().find_map(|(name, _)| name.map(ToString::to_string));
            let errors = checker.execute(request).await.errors;
            wrong.extend(errors.into_iter().map(|error| (id.clone(), error.message)));
        }
        wrong
    }

    /// The request for a document, if it is one of these.
    pub(super) fn request(&self, id: &str) -> Option<Request> {
        let document = self.0.get(id)?;
        let mut request = Request::new("");
        request.set_parsed_query(document.clone());
        Some(request)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ME: &str = "query Me { me { id } }";

    fn list(documents: &[(&str, &str)]) -> String {
        serde_json::to_string(&documents.iter().copied().collect::<BTreeMap<_, _>>()).expect("JSON")
    }

    fn id(text: &str) -> String {
        format!("sha256:{}", documents::sha256(text.as_bytes()))
    }

    #[test]
    fn a_document_under_a_name_that_is_not_its_hash_is_not_trusted() {
        for name in
            ["", "sha256:", &id("query Other { me { id } }"), &id(ME)["sha256:".len()..], &id(ME).to_uppercase()]
        {
            let read = TrustedDocuments::read(&list(&[(name, ME)]));
            assert!(matches!(read, Err(NotTrusted::OtherHash(of)) if of == name), "{name}");
        }
        let read = TrustedDocuments::read(&list(&[(&id("query {"), "query {")]));
        assert!(matches!(read, Err(NotTrusted::Unreadable { .. })), "{read:?}");
        for json in ["", "[]", r#"{"sha256:x":1}"#] {
            assert!(matches!(TrustedDocuments::read(json), Err(NotTrusted::NoList(_))), "{json}");
        }
    }

    #[tokio::test]
    async fn a_document_that_the_schema_does_not_know_is_found() {
        let (bad, listens) = ("query Bad { me { shoeSize } }", "subscription S { answerChanged(question: BOOKING) }");
        let read = TrustedDocuments::read(&list(&[(&id(ME), ME), (&id(bad), bad), (&id(listens), listens)]));
        let read = read.expect("all can be read");
        let wrong = read.not_valid().await;
        assert!(wrong.iter().any(|(of, why)| *of == id(bad) && why.contains("shoeSize")), "{wrong:?}");
        assert!(wrong.iter().all(|(of, _)| *of != id(ME)), "{wrong:?}");
    }
}
