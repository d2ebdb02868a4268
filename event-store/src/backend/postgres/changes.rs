//! Tells other nodes of appends, and hears of theirs. Never inside the append's transaction: a commit with a pending
//! NOTIFY takes a lock on the whole server.

use std::sync::Arc;
use std::time::Duration;

use sqlx::PgPool;
use sqlx::postgres::{PgConnectOptions, PgListener};
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tracing::debug;

use super::{Postgres, open};

const CHANNEL: &str = "vorgang_log";

/// The least time between two notifications: what happens in between is told once.
const PAUSE: Duration = Duration::from_millis(5);

/// How long a listener waits before it looks for the database again.
const RETRY: Duration = Duration::from_secs(1);

impl Postgres {
    pub(in crate::backend) fn changes(&self) -> Changes {
        Changes { log: self.clone(), listener: None }
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
    pub(super) fn start(pool: PgPool, log_name: String) -> Self {
        let news = Arc::new(Notify::new());
        let task = tokio::spawn(tell(Arc::clone(&news), pool, log_name));
        Self { news, task }
    }
}

impl Drop for Notifier {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn tell(news: Arc<Notify>, pool: PgPool, log_name: String) {
    loop {
        news.notified().await;
        let told = sqlx::query("SELECT pg_notify($1, $2)").bind(CHANNEL).bind(&log_name).execute(&pool).await;
        if let Err(error) = told {
            debug!(%error, "other nodes were not told of an append; they poll");
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// News of appends by other nodes.
#[derive(Debug)]
pub struct Changes {
    log: Postgres,
    listener: Option<PgListener>,
}

impl Changes {
    /// Returns when another node may have appended: when it began to listen, and at each notification since.
    pub async fn next(&mut self) {
        loop {
            if self.listener.is_none() {
                match listen(&self.log.shared.options).await {
                    // Something may have been appended before we began to listen.
                    Ok(listener) => return self.listener = Some(listener),
                    Err(error) => debug!(%error, "the log's changes cannot be heard; polling goes on"),
                }
                tokio::time::sleep(RETRY).await;
                continue;
            }
            let listener = self.listener.as_mut().expect("it was there a line ago");
            match listener.try_recv().await {
                Ok(Some(told)) if told.payload() != self.log.shared.name => {}
                Ok(Some(_)) => return,
                Ok(None) | Err(_) => self.listener = None,
            }
        }
    }
}

/// A listener has a connection of its own, and keeps it.
async fn listen(options: &PgConnectOptions) -> sqlx::Result<PgListener> {
    let pool = open::pool(1).connect_lazy_with(options.clone());
    let mut listener = PgListener::connect_with(&pool).await?;
    listener.listen(CHANNEL).await?;
    Ok(listener)
}
