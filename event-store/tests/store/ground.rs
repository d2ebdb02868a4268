//! The ground on which a case stands: an empty log of one of the two databases.

use std::path::PathBuf;

use sqlx::{Connection, Executor, PgConnection};
use tempfile::TempDir;
use vorgang_event_store::backend::postgres::{Partitions, Settings};
use vorgang_event_store::testing::{PrivateCluster, scratch};
use vorgang_event_store::{Backend, Failure, Kind, Migrate, Target, backend};

/// The name of the log in all cases.
pub(crate) const NAME: &str = "saarbruecken";

/// The kinds of the log in all cases.
pub(crate) const KINDS: &[Kind] = &[Kind::new(1, "booking"), Kind::new(2, "capacity")];

/// Small enough that most cases cross from one partition to the next.
const PARTITIONS: Partitions = Partitions { size: 300, ahead: 100 };

/// One of the two databases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Engine {
    Sqlite,
    Postgres,
}

/// An empty place for a log, which goes when it is dropped.
pub(crate) struct Ground {
    pub(crate) engine: Engine,
    pub(crate) target: Target,
    _folder: Option<TempDir>,
}

impl Ground {
    pub(crate) async fn new(engine: Engine) -> Self {
        match engine {
            Engine::Sqlite => {
                let folder = scratch();
                let target = Target::Sqlite(folder.path().join("log.db"));
                Self { engine, target, _folder: Some(folder) }
            }
            Engine::Postgres => {
                let created = tokio::task::spawn_blocking(|| PrivateCluster::shared().create_database());
                let target = Target::Postgres(created.await.expect("a database is created"));
                Self { engine, target, _folder: None }
            }
        }
    }

    /// Opens the log as the server does, with small partitions.
    pub(crate) async fn open(&self) -> Backend {
        match &self.target {
            Target::Sqlite(_) => self.open_as(NAME, KINDS, Migrate::Apply).await.expect("the log opens"),
            Target::Postgres(url) => {
                let settings = Settings { partitions: PARTITIONS, ..Settings::default() };
                let opened = backend::Postgres::open(url, NAME, KINDS, Migrate::Apply, settings).await;
                opened.map(Backend::Postgres).expect("the log opens")
            }
        }
    }

    /// Opens the log as somebody else would.
    pub(crate) async fn open_as(&self, name: &str, kinds: &[Kind], migrate: Migrate) -> Result<Backend, Failure> {
        Backend::open(&self.target, name, kinds, migrate).await
    }

    /// The first column, as text, of what the database answers behind the program's back.
    pub(crate) async fn sql(&self, sqlite: &str, postgres: &str) -> Result<Vec<String>, String> {
        match &self.target {
            Target::Sqlite(path) => sqlite_answer(path, sqlite).map_err(|error| error.to_string()),
            Target::Postgres(url) => postgres_answer(url, postgres).await.map_err(|error| error.to_string()),
        }
    }

    /// Where the file is, for cases that only a file has.
    pub(crate) fn path(&self) -> PathBuf {
        match &self.target {
            Target::Sqlite(path) => path.clone(),
            Target::Postgres(_) => panic!("a PostgreSQL log is no file"),
        }
    }

    /// The URL, for cases that only a server has.
    pub(crate) fn url(&self) -> &str {
        match &self.target {
            Target::Sqlite(_) => panic!("a SQLite log has no URL"),
            Target::Postgres(url) => url,
        }
    }
}

fn sqlite_answer(path: &PathBuf, sql: &str) -> rusqlite::Result<Vec<String>> {
    let connection = rusqlite::Connection::open(path)?;
    connection.busy_timeout(std::time::Duration::from_secs(5))?;
    connection.prepare(sql)?.query_map([], |row| row.get(0))?.collect()
}

async fn postgres_answer(url: &str, sql: &str) -> sqlx::Result<Vec<String>> {
    let mut connection = PgConnection::connect(url).await?;
    let rows = connection.fetch_all(sql).await?;
    connection.close().await?;
    rows.iter().map(|row| sqlx::Row::try_get(row, 0)).collect()
}

/// The seeds of a random case: always the same few, and one more if `VORGANG_SEED` names it.
pub(crate) fn seeds(count: u64) -> Vec<u64> {
    let more = std::env::var("VORGANG_SEED").ok().map(|seed| seed.parse().expect("VORGANG_SEED is a number"));
    (1..=count).chain(more).collect()
}

/// Runs a case and notes its name, so that `./check` sees that no database skipped one.
pub(crate) async fn run<F: Future<Output = ()>>(engine: Engine, module: &str, case: &str, f: impl FnOnce(Ground) -> F) {
    f(Ground::new(engine).await).await;
    let Some(folder) = std::env::var_os("VORGANG_SUITE_DIR") else { return };
    let name = match engine {
        Engine::Sqlite => "sqlite.txt",
        Engine::Postgres => "postgres.txt",
    };
    std::fs::create_dir_all(&folder).expect("the folder of the suites exists or is created");
    let file = std::fs::OpenOptions::new().create(true).append(true).open(PathBuf::from(folder).join(name));
    let line = format!("{}::{case}\n", module.trim_start_matches("store::"));
    std::io::Write::write_all(&mut file.expect("the list of cases opens"), line.as_bytes()).expect("it is written");
}

/// Makes a test of each case for each of the databases named.
macro_rules! suite {
    ($($engine:ident: $module:ident),+ => $cases:tt) => {
        $(suite!(@one $engine $module $cases);)+
    };
    ($($case:ident),+ $(,)?) => {
        suite!(Sqlite: sqlite, Postgres: postgres => [$($case),+]);
    };
    (@one $engine:ident $module:ident [$($case:ident),+ $(,)?]) => {
        mod $module {
            $(
                // A gate holds one of the workers.
                #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
                async fn $case() {
                    let parent = module_path!().rsplit_once("::").expect("a module of a module").0;
                    let engine = $crate::ground::Engine::$engine;
                    $crate::ground::run(engine, parent, stringify!($case), super::$case).await;
                }
            )+
        }
    };
}
pub(crate) use suite;
