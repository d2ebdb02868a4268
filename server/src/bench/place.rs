//! A place for a benchmark's log that is gone afterwards: a folder, or a schema of its own in a given database.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use event_store::{Kek, Target};
use sqlx::{Connection as _, PgConnection};
use tempfile::TempDir;

/// Beside what a benchmark works: never in it, because it has no business in a real log.
#[derive(Clone, Debug)]
pub enum Beside {
    /// In a folder of its own within this one, so that the same disk is measured.
    Folder(PathBuf),
    /// In a schema of its own of this database.
    Database(String),
}

impl Beside {
    /// Beside a log.
    pub fn log(target: Target) -> Self {
        match target {
            Target::Sqlite(path) => {
                let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
                Self::Folder(parent.to_owned())
            }
            Target::Postgres(url) => Self::Database(url),
        }
    }
}

/// Where a benchmark keeps what it writes.
pub(super) struct Place {
    folder: TempDir,
    log: Target,
    schema: Option<Schema>,
}

struct Schema {
    url: String,
    name: String,
}

impl Place {
    /// A new place.
    pub(super) async fn new(beside: &Beside) -> anyhow::Result<Self> {
        let mut builder = tempfile::Builder::new();
        builder.prefix("vorgang-bench-");
        let folder = match beside {
            Beside::Folder(parent) => builder.tempdir_in(parent),
            Beside::Database(_) => builder.tempdir(),
        }
        .context("a folder for the benchmark could not be made")?;
        let (log, schema) = match beside {
            Beside::Database(url) => {
                let name = format!("vorgang_bench_{}", std::process::id());
                let mut connection = PgConnection::connect(url).await.context("the database did not answer")?;
                sqlx::query(&format!("CREATE SCHEMA {name}"))
                    .execute(&mut connection)
                    .await
                    .context("a schema for the benchmark could not be made; the user needs the right to")?;
                let mark = if url.contains('?') { '&' } else { '?' };
                let log = Target::Postgres(format!("{url}{mark}options[search_path]={name}"));
                (log, Some(Schema { url: url.clone(), name }))
            }
            Beside::Folder(_) => (Target::Sqlite(folder.path().join("log.sqlite")), None),
        };
        Ok(Self { folder, log, schema })
    }

    /// Where the log goes.
    pub(super) fn log(&self) -> &Target {
        &self.log
    }

    /// The folder, for whatever is a file.
    pub(super) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The name of the database, as reports say it.
    pub(super) fn kind(&self) -> &'static str {
        match self.log {
            Target::Sqlite(_) => "sqlite",
            Target::Postgres(_) => "postgres",
        }
    }

    /// The address of the database of the log.
    pub(super) fn postgres(&self) -> anyhow::Result<&str> {
        match &self.log {
            Target::Postgres(url) => Ok(url),
            Target::Sqlite(_) => bail!("this is no PostgreSQL"),
        }
    }

    /// A key file.
    pub(super) fn kek(&self) -> anyhow::Result<Kek> {
        Ok(Kek::generate_into(&self.folder().join("kek"))?)
    }

    /// Where the keys go: a file, also beside PostgreSQL, so that the log's database does nothing else.
    pub(super) fn keys(&self) -> Target {
        Target::Sqlite(self.folder().join("keys.sqlite"))
    }

    /// Takes everything away.
    pub(super) async fn clear(self) -> anyhow::Result<()> {
        if let Some(Schema { url, name }) = &self.schema {
            let mut connection = PgConnection::connect(url).await?;
            sqlx::query(&format!("DROP SCHEMA {name} CASCADE")).execute(&mut connection).await?;
        }
        self.folder.close().context("the benchmark's folder could not be removed")
    }
}
