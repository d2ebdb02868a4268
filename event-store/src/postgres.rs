//! What every PostgreSQL connection of this crate needs: safe settings, an end to every wait, and a place to lie idle.

use std::future::Future;
use std::io;
use std::ops::{Deref, DerefMut};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use sqlx::postgres::{PgArguments, PgConnectOptions, PgQueryResult, PgRow};
use sqlx::query::{Query, QueryAs};
use sqlx::{ConnectOptions as _, Connection as _, Executor as _, FromRow, PgConnection, Postgres};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout};

use crate::record::Failure;

/// How long anybody waits for the database, its own time-outs included. A network that has gone silent says nothing, and
/// the operating system takes a quarter of an hour to notice.
pub(crate) const ANSWER_MAX: Duration = Duration::from_secs(20);

/// How long an idle connection may take to say that it lives.
const SIGN_OF_LIFE_MAX: Duration = Duration::from_secs(2);

/// A connection that is older is not used again, so that what a long session gathers on the server goes some time.
const AGE_MAX: Duration = Duration::from_mins(30);

/// What every session is told. A commit waits for the disk, even if somebody changes the database's default later;
/// `append_batch` needs READ COMMITTED to see, after it got the lock, what was committed meanwhile.
const SESSION: &str = "
    SELECT set_config('synchronous_commit',
             CASE current_setting('synchronous_commit') WHEN 'remote_apply' THEN 'remote_apply' ELSE 'on' END, false),
           set_config('default_transaction_isolation', 'read committed', false),
           set_config('lock_timeout', '5s', false),
           set_config('statement_timeout', '15s', false),
           set_config('idle_in_transaction_session_timeout', '15s', false)";

/// The settings without which the database might forget what it has promised, if they are wrong. `reset_val` is what
/// the administrator chose, whatever our session says.
const UNSAFE: &str = "
    SELECT concat_ws('=', name, reset_val) FROM pg_settings
     WHERE (name IN ('fsync', 'full_page_writes') AND reset_val <> 'on')
        OR (name = 'synchronous_commit' AND reset_val NOT IN ('on', 'remote_apply'))
     ORDER BY name";

/// Connections to one database. Clones share them.
///
/// A pool of our own, because that of `sqlx` waits without end for a connection that is given back. Here one whose work
/// did not end well, or was not waited for, is closed; nobody has to guess in what state it is.
#[derive(Clone)]
pub(crate) struct Sessions(Arc<Inner>);

struct Inner {
    options: PgConnectOptions,
    answer_max: Duration,
    /// Whether an idle connection is asked for a sign of life before it is used.
    tested: bool,
    places: Arc<Semaphore>,
    idle: Mutex<Vec<Idle>>,
}

struct Idle {
    connection: PgConnection,
    since: Instant,
}

/// A connection in use. Dropping it closes it.
pub(crate) struct Session {
    idle: Idle,
    pool: Arc<Inner>,
    _place: OwnedSemaphorePermit,
}

impl Sessions {
    /// At most so many connections, made when they are needed.
    pub(crate) fn new(options: PgConnectOptions, connections_max: usize, answer_max: Duration) -> Self {
        Self::with(options, connections_max, answer_max, true)
    }

    /// The same for work that is done again in any case when it meets a connection that has died.
    pub(crate) fn untested(options: PgConnectOptions, connections_max: usize, answer_max: Duration) -> Self {
        Self::with(options, connections_max, answer_max, false)
    }

    fn with(options: PgConnectOptions, connections_max: usize, answer_max: Duration, tested: bool) -> Self {
        let places = Arc::new(Semaphore::new(connections_max));
        Self(Arc::new(Inner { options, answer_max, tested, places, idle: Mutex::default() }))
    }

    pub(crate) async fn one<T>(&self, query: QueryAs<'_, Postgres, T, PgArguments>) -> sqlx::Result<T>
    where
        T: for<'r> FromRow<'r, PgRow> + Send + Unpin,
    {
        self.in_time(async {
            let mut session = self.session().await?;
            let row = query.fetch_one(&mut *session).await?;
            session.give_back();
            Ok(row)
        })
        .await
    }

    pub(crate) async fn optional<T>(&self, query: QueryAs<'_, Postgres, T, PgArguments>) -> sqlx::Result<Option<T>>
    where
        T: for<'r> FromRow<'r, PgRow> + Send + Unpin,
    {
        self.in_time(async {
            let mut session = self.session().await?;
            let row = query.fetch_optional(&mut *session).await?;
            session.give_back();
            Ok(row)
        })
        .await
    }

    pub(crate) async fn all<T>(&self, query: QueryAs<'_, Postgres, T, PgArguments>) -> sqlx::Result<Vec<T>>
    where
        T: for<'r> FromRow<'r, PgRow> + Send + Unpin,
    {
        self.in_time(async {
            let mut session = self.session().await?;
            let rows = query.fetch_all(&mut *session).await?;
            session.give_back();
            Ok(rows)
        })
        .await
    }

    pub(crate) async fn execute(&self, query: Query<'_, Postgres, PgArguments>) -> sqlx::Result<PgQueryResult> {
        self.in_time(async {
            let mut session = self.session().await?;
            let done = query.execute(&mut *session).await?;
            session.give_back();
            Ok(done)
        })
        .await
    }

    /// A connection for several statements. Whoever takes it uses [`Sessions::in_time`] around them.
    pub(crate) async fn session(&self) -> sqlx::Result<Session> {
        let pool = &self.0;
        let place = Arc::clone(&pool.places).acquire_owned().await.expect("the semaphore is never closed");
        loop {
            let Some(mut idle) = self.idle().pop() else { break };
            if idle.since.elapsed() < AGE_MAX && (!pool.tested || self.lives(&mut idle.connection).await) {
                return Ok(Session { idle, pool: Arc::clone(pool), _place: place });
            }
        }
        let mut connection = pool.options.connect().await?;
        connection.execute(SESSION).await?;
        let idle = Idle { connection, since: Instant::now() };
        Ok(Session { idle, pool: Arc::clone(pool), _place: place })
    }

    /// Waits, but not for ever. What is not waited for any more closes its connection.
    pub(crate) async fn in_time<T>(&self, work: impl Future<Output = sqlx::Result<T>>) -> sqlx::Result<T> {
        let answer_max = self.0.answer_max;
        if let Ok(answer) = timeout(answer_max, work).await {
            return answer;
        }
        // The idle ones lead to the same place.
        self.idle().clear();
        let why = format!("the database did not answer within {answer_max:?}");
        Err(io::Error::new(io::ErrorKind::TimedOut, why).into())
    }

    async fn lives(&self, connection: &mut PgConnection) -> bool {
        let sign = timeout(SIGN_OF_LIFE_MAX.min(self.0.answer_max / 4), connection.ping()).await;
        if sign.is_err() {
            // The others lead to the same place.
            self.idle().clear();
        }
        matches!(sign, Ok(Ok(())))
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Idle>> {
        self.0.idle()
    }
}

impl Inner {
    fn idle(&self) -> MutexGuard<'_, Vec<Idle>> {
        // A connection lies there whole or not at all, so a panic elsewhere cannot have spoilt it.
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Session {
    /// Everything was answered: it may be used again.
    pub(crate) fn give_back(self) {
        let Self { idle, pool, _place } = self;
        pool.idle().push(idle);
    }
}

impl Deref for Session {
    type Target = PgConnection;

    fn deref(&self) -> &PgConnection {
        &self.idle.connection
    }
}

impl DerefMut for Session {
    fn deref_mut(&mut self) -> &mut PgConnection {
        &mut self.idle.connection
    }
}

/// Refuses a database that might forget what it has promised.
pub(crate) async fn insist_on_durability(connection: &mut PgConnection) -> Result<(), Failure> {
    let settings: Vec<String> = sqlx::query_scalar(UNSAFE).fetch_all(connection).await.map_err(failure)?;
    if settings.is_empty() {
        Ok(())
    } else {
        Err(Failure::Unusable(format!("the database may lose commits: {}", settings.join(", "))))
    }
}

/// What an error of the database or of the way to it means for whoever waits for the answer.
pub(crate) fn failure(error: sqlx::Error) -> Failure {
    let code = match &error {
        sqlx::Error::Database(error) => error.code().unwrap_or_default().into_owned(),
        sqlx::Error::Configuration(_) => return Failure::Unusable(error.to_string()),
        sqlx::Error::Decode(_) | sqlx::Error::ColumnDecode { .. } | sqlx::Error::RowNotFound => {
            return Failure::Corrupt(error.to_string());
        }
        _ => return Failure::Unavailable(error.into()),
    };
    match code.as_str() {
        "53100" => Failure::StorageFull(error.into()),
        // Wrong password, no such role, database, schema, table or function, not enough rights.
        "28000" | "28P01" | "3D000" | "3F000" | "42501" | "42P01" | "42883" => Failure::Unusable(error.to_string()),
        // The connection failed; too many of them; out of memory; shut down or cancelled; locks, deadlocks, time-outs;
        // a standby that is not the primary any more; the disk or the network below the database.
        code if ["08", "40", "53", "55", "57", "25", "58"].iter().any(|class| code.starts_with(class)) => {
            Failure::Unavailable(error.into())
        }
        // Data that do not fit, or are more than the server takes, such as JSON that is nested without end.
        code if ["22", "54"].iter().any(|class| code.starts_with(class)) => Failure::Rejected(error.to_string()),
        // Among them the constraints (23): the append judges before it writes, so one that breaks means a broken log.
        _ => Failure::Corrupt(error.to_string()),
    }
}
