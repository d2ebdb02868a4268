//! Tells other nodes of appends, and hears of theirs. Never inside the append's transaction: a commit with a pending
//! NOTIFY takes a lock on the whole server.

use std::sync::Arc;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgListener, PgPoolOptions};
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tracing::debug;

use super::Postgres;
use crate::postgres::Sessions;

const CHANNEL: &str = "vorgang_log";

/// The least time between two notifications: what happens in between is told once.
const PAUSE: Duration = Duration::from_millis(5);

/// How long a listener waits before it looks for the database again.
const RETRY: Duration = Duration::from_secs(1);

impl Postgres {
    pub(in crate::backend) fn changes(&self) -> Changes {
        let news = Arc::new(Notify::new());
        let task = tokio::spawn(listen(Arc::clone(&news), self.shared.options.clone(), self.shared.name.clone()));
        Changes { news, task }
    }

    pub(in crate::backend) fn notify(&self) {
        self.shared.notifier.news.notify_one();
    }
}

/// The task that tells other nodes. It ends with the log.
pub(super) struct Notifier {
    news: Arc<Notify>,
    task: JoinHandle<()>,
}

impl Notifier {
    pub(super) fn start(sessions: Sessions, log_name: String) -> Self {
        let news = Arc::new(Notify::new());
        let task = tokio::spawn(tell(Arc::clone(&news), sessions, log_name));
        Self { news, task }
    }
}

impl Drop for Notifier {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn tell(news: Arc<Notify>, sessions: Sessions, log_name: String) {
    loop {
        news.notified().await;
        let call = sqlx::query("SELECT pg_notify($1, $2)").bind(CHANNEL).bind(&log_name);
        if let Err(error) = sessions.execute(call).await {
            debug!(%error, "other nodes were not told of an append; they poll");
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// News of appends by other nodes, which a task of its own listens for: whoever waits may turn to something else at any
/// time, and the connection stays.
#[derive(Debug)]
pub struct Changes {
    news: Arc<Notify>,
    task: JoinHandle<()>,
}

impl Changes {
    /// Returns when another node may have appended since it last returned, and once when it begins to listen.
    pub async fn next(&mut self) {
        self.news.notified().await;
    }
}

impl Drop for Changes {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn listen(news: Arc<Notify>, options: PgConnectOptions, log_name: String) {
    loop {
        if let Err(error) = listen_once(&news, &options, &log_name).await {
            debug!(%error, "the log's changes cannot be heard; polling goes on");
        }
        tokio::time::sleep(RETRY).await;
    }
}

/// Listens until the connection is lost. It has a connection of its own, and keeps it.
async fn listen_once(news: &Notify, options: &PgConnectOptions, log_name: &str) -> sqlx::Result<()> {
    let pool = PgPoolOptions::new().max_connections(1).acquire_timeout(Duration::from_secs(5));
    let mut listener = PgListener::connect_with(&pool.connect_lazy_with(options.clone())).await?;
    listener.listen(CHANNEL).await?;
    // Something may have been appended before we began to listen.
    news.notify_one();
    while let Some(told) = listener.try_recv().await? {
        if told.payload() == log_name {
            news.notify_one();
        }
    }
    Ok(())
}
