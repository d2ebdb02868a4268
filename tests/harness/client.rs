//! Somebody with a token, and what the server says to them.

use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::{Value, json};
use uuid::Uuid;

use super::Ops;

/// Somebody who talks to the server.
#[derive(Clone)]
pub(crate) struct Client {
    url: String,
    token: Option<String>,
    http: reqwest::Client,
}

/// What the server said.
#[derive(Debug)]
pub(crate) struct Answer {
    /// The status of HTTP.
    pub(crate) status: u16,
    /// The body, `null` where it was no JSON.
    pub(crate) body: Value,
}

/// An id that no other call gets.
pub(crate) fn fresh() -> Uuid {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    Uuid::new_v5(&Uuid::NAMESPACE_OID, &NEXT.fetch_add(1, Ordering::Relaxed).to_be_bytes())
}

impl Client {
    #[expect(clippy::disallowed_methods, reason = "the one client of these tests")]
    pub(crate) fn new(url: &str, token: Option<&str>) -> Self {
        let http = reqwest::Client::builder().build().expect("a client without TLS");
        Self { url: url.to_owned(), token: token.map(str::to_owned), http }
    }

    /// What shows who they are.
    pub(crate) fn token(&self) -> Option<&str> {
        self.token.as_deref()
    }

    /// Sends a document.
    pub(crate) async fn ask(&self, document: &str, variables: Value) -> Answer {
        let body = json!({ "query": document, "variables": variables }).to_string();
        self.post(body, "application/json").await
    }

    /// Sends a file by its ticket, in parts of so many bytes, as a browser does. Says how the last part was answered.
    pub(crate) async fn send_file(&self, path: &str, ticket: &str, bytes: &[u8], part: usize) -> u16 {
        let created = self.upload("POST", path, ticket, &[("upload-length", bytes.len().to_string())], vec![]).await;
        let Some(place) = created.headers().get("location").and_then(|place| place.to_str().ok()) else {
            return created.status().as_u16();
        };
        let (mut at, mut status) = (0, created.status().as_u16());
        for part in bytes.chunks(part) {
            let headers =
                [("upload-offset", at.to_string()), ("content-type", "application/offset+octet-stream".to_owned())];
            status = self.upload("PATCH", place, ticket, &headers, part.to_vec()).await.status().as_u16();
            at += part.len();
        }
        status
    }

    /// Asks something of an upload.
    pub(crate) async fn upload(
        &self,
        method: &str,
        path: &str,
        ticket: &str,
        headers: &[(&'static str, String)],
        body: Vec<u8>,
    ) -> reqwest::Response {
        let method = method.parse().expect("a method");
        let mut request = self.http.request(method, format!("{}{path}", self.url)).body(body);
        request = request.header("tus-resumable", "1.0.0").header("upload-ticket", ticket);
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        request.send().await.expect("the server answers")
    }

    /// Fetches what is not GraphQL.
    pub(crate) async fn fetch(&self, path: &str) -> reqwest::Response {
        self.http.get(format!("{}{path}", self.url)).send().await.expect("the server answers")
    }

    /// Sends any body.
    pub(crate) async fn post(&self, body: String, content_type: &str) -> Answer {
        let mut request =
            self.http.post(format!("{}/graphql", self.url)).header("content-type", content_type).body(body);
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        let response = request.send().await.expect("the server answers");
        let status = response.status().as_u16();
        let text = response.text().await.unwrap_or_default();
        Answer { status, body: serde_json::from_str(&text).unwrap_or(Value::Null) }
    }

    /// Sends a document with a cookie of somebody.
    pub(crate) async fn ask_with_cookie(&self, document: &str, cookie: &str) -> Answer {
        let request = self.http.post(format!("{}/graphql", self.url)).header("x-vorgang-csrf", "1");
        let request = request.header("cookie", cookie).json(&json!({ "query": document }));
        let response = request.send().await.expect("the server answers");
        let status = response.status().as_u16();
        Answer { status, body: response.json().await.unwrap_or(Value::Null) }
    }

    /// Does an operation of the contract with an input; the key is a new one unless the input has it.
    pub(crate) async fn attempt(&self, operation: &str, mut input: Value) -> Answer {
        let operation = Ops::get(operation);
        if operation.is_mutation() && input.get("idempotencyKey").is_none() {
            input["idempotencyKey"] = json!(fresh());
        }
        let variables = if operation.is_mutation() { json!({ "input": input }) } else { input };
        self.ask(&operation.document, variables).await
    }

    /// Does an operation that has to succeed.
    pub(crate) async fn go(&self, operation: &str, input: Value) -> Value {
        let mut answer = self.attempt(operation, input).await;
        assert!(
            Ops::get(operation).succeeded(&answer.body),
            "{operation} was to succeed, and the server said {}: {:#}",
            answer.status,
            answer.body
        );
        answer.body["data"].take()
    }

    /// Does an operation that has to be refused, and gives the code of the refusal.
    pub(crate) async fn refused(&self, operation: &str, input: Value) -> String {
        let answer = self.attempt(operation, input).await;
        let code = Ops::get(operation).code(&answer.body);
        code.unwrap_or_else(|| panic!("{operation} was to be refused: {:#}", answer.body))
    }
}
