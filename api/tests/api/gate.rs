//! The test that chose the version of `async-graphql`: a failing non-null field makes its nearest nullable parent null.
//! Versions 7.1.0 to 7.2.1 leave the key out instead, and typed clients read what cannot be there.

use async_graphql::{EmptyMutation, EmptySubscription, Error, Object, Result, Schema};
use serde_json::json;

struct Query;

#[Object]
impl Query {
    async fn parent(&self) -> Option<Parent> {
        Some(Parent)
    }
}

struct Parent;

#[Object]
impl Parent {
    async fn name(&self) -> Result<String> {
        Err(Error::new("gone"))
    }

    async fn ok(&self) -> i32 {
        42
    }
}

#[tokio::test]
async fn a_failing_non_null_field_makes_its_nullable_parent_null() {
    let schema = Schema::new(Query, EmptyMutation, EmptySubscription);
    let answer = serde_json::to_value(schema.execute("{ parent { name ok } }").await).expect("JSON");
    assert_eq!(answer["data"], json!({ "parent": null }));
    assert_eq!(answer["errors"].as_array().map(Vec::len), Some(1));
    assert_eq!(answer["errors"][0]["path"], json!(["parent", "name"]));
}
