//! Who somebody is.

use async_graphql::{Context, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::identity::may_read::Reader;
use crate::words::Role;

/// Questions about oneself.
#[derive(Default)]
pub(crate) struct Query;

/// The caller.
#[derive(SimpleObject)]
struct Me {
    /// An opaque id.
    id: Uuid,
    /// What the caller may act as.
    roles: Vec<Role>,
    /// From when on the token is worth nothing.
    expires_at: DateTime<Utc>,
    /// The official key of the authority that the token is for.
    authority: String,
    /// What the authority is called.
    authority_name: String,
}

#[Object(name = "VisitorQuery")]
impl Query {
    /// Who the caller is, by the token of the request.
    async fn me(&self, ctx: &Context<'_>) -> Result<Me> {
        let reader = Reader::of(ctx)?;
        let caller = reader.caller()?;
        Ok(Me {
            id: caller.by.actor.0,
            roles: caller.by.roles.iter().map(Role::from).collect(),
            expires_at: caller.expires_at,
            authority: reader.office.authority().ags.clone(),
            authority_name: reader.office.name().to_owned(),
        })
    }
}
