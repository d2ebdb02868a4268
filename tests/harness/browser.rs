//! A browser: it keeps the one cookie, and says where its pages come from.

use std::sync::{Mutex, PoisonError};

use serde_json::{Value, json};

use super::{Answer, House};

/// Somebody's browser.
pub(crate) struct Browser {
    url: String,
    cookie: Mutex<Option<String>>,
    http: reqwest::Client,
}

impl Browser {
    /// A browser that has never been here.
    #[expect(clippy::disallowed_methods, reason = "the browser of these tests")]
    pub(crate) fn new(house: &House) -> Self {
        let http = reqwest::Client::builder().build().expect("a client without TLS");
        Self { url: house.url.clone(), cookie: Mutex::default(), http }
    }

    /// The cookie as it is sent.
    pub(crate) fn cookie(&self) -> Option<String> {
        self.cookie.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The same browser, or a thief's with the same cookie.
    pub(crate) fn copy(&self) -> Self {
        Self { url: self.url.clone(), cookie: Mutex::new(self.cookie()), http: self.http.clone() }
    }

    /// The origin of its pages.
    pub(crate) fn origin(&self) -> &str {
        &self.url
    }

    async fn send(&self, request: reqwest::RequestBuilder) -> Answer {
        let request = request.header("origin", &self.url);
        let request = match self.cookie() {
            Some(cookie) => request.header("cookie", cookie),
            None => request,
        };
        let response = request.send().await.expect("the server answers");
        if let Some(set) = response.headers().get("set-cookie") {
            let set = set.to_str().expect("ASCII").to_owned();
            assert!(set.contains("HttpOnly") && set.contains("SameSite=Lax") && set.contains("Path=/"), "{set}");
            let pair = set.split(';').next().filter(|pair| !pair.ends_with('=')).map(str::to_owned);
            *self.cookie.lock().unwrap_or_else(PoisonError::into_inner) = pair;
        }
        let status = response.status().as_u16();
        let text = response.text().await.unwrap_or_default();
        Answer { status, body: serde_json::from_str(&text).unwrap_or(Value::Null) }
    }

    /// Becomes somebody: `visitor`, `staff` or `link`. The code where it does not.
    pub(crate) async fn become_(&self, who: &str, body: Value) -> Result<(), String> {
        let answer = self.send(self.http.post(format!("{}/session/{who}", self.url)).json(&body)).await;
        match answer.body["code"].as_str() {
            None => {
                assert_eq!(answer.status, 204);
                Ok(())
            }
            Some(code) => {
                assert!(answer.status >= 400 && answer.body["message"].is_string(), "{answer:?}");
                Err(code.to_owned())
            }
        }
    }

    /// Signs out.
    pub(crate) async fn leave(&self) {
        assert_eq!(self.send(self.http.delete(format!("{}/session", self.url))).await.status, 204);
    }

    /// Who the server says it is.
    pub(crate) async fn session(&self) -> Value {
        let answer = self.send(self.http.get(format!("{}/session", self.url))).await;
        assert_eq!(answer.status, 200);
        answer.body
    }

    /// Sends a document, as a page does because somebody has pressed something.
    pub(crate) async fn ask(&self, document: &str, variables: Value) -> Answer {
        let body = json!({ "query": document, "variables": variables });
        let request = self.http.post(format!("{}/graphql", self.url)).header("x-vorgang-csrf", "1").json(&body);
        self.send(request).await
    }

    /// Sends a document because the page wants to be up to date.
    pub(crate) async fn refresh(&self, document: &str) -> Answer {
        let request = self.http.post(format!("{}/graphql", self.url)).header("x-vorgang-csrf", "1");
        self.send(request.header("x-vorgang-background", "1").json(&json!({ "query": document }))).await
    }

    /// Sends a document as a page of another site would: without the header that it cannot send.
    pub(crate) async fn ask_without_header(&self, document: &str) -> Answer {
        self.send(self.http.post(format!("{}/graphql", self.url)).json(&json!({ "query": document }))).await
    }
}
