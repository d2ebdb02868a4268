//! What lies at an address, asked without opening it as a log or a key store.

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use event_store::Target;
use sqlx::{Connection as _, PgConnection};

/// Whether there is a log or a key store already.
pub async fn exists(target: &Target) -> anyhow::Result<bool> {
    let url = match target {
        Target::Sqlite(path) => return Ok(path.exists()),
        Target::Postgres(url) => url,
    };
    sqlx::query_scalar("SELECT to_regclass('event_partition') IS NOT NULL OR to_regclass('key_store') IS NOT NULL")
        .fetch_one(&mut connect(url).await?)
        .await
        .with_context(|| format!("{target} did not say what it holds"))
}

/// What time a database has.
pub async fn clock(url: &str) -> anyhow::Result<DateTime<Utc>> {
    Ok(sqlx::query_scalar("SELECT clock_timestamp()").fetch_one(&mut connect(url).await?).await?)
}

async fn connect(url: &str) -> anyhow::Result<PgConnection> {
    PgConnection::connect(url).await.with_context(|| {
        let target = Target::Postgres(url.to_owned());
        format!("{target} did not answer; check its address")
    })
}
