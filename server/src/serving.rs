//! Serves offices over HTTP until somebody stops it.

use std::future::Future;
use std::net::SocketAddr;
use std::time::Duration;

use anyhow::Context as _;
use api::office::Offices;
use api::{HttpOptions, TrustedDocuments};
use axum::routing::get;
use axum::serve::ListenerExt as _;
use event_store::Position;
use metrics_exporter_prometheus::PrometheusHandle;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use crate::telemetry;

/// How long requests that are being answered may take after the signal to stop. Subscriptions end with it.
const LAST_ANSWERS: Duration = Duration::from_secs(10);

/// Takes the address. Port 0 takes any free one.
pub async fn listen(bind: SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(bind).await.with_context(|| {
        format!("{bind} cannot be listened on; another program may use it, so choose another with VORGANG_BIND")
    })
}

/// The documents of the pages that are part of the program.
pub fn trusted() -> anyhow::Result<TrustedDocuments> {
    TrustedDocuments::read(web::TRUSTED_DOCUMENTS)
        .context("the documents of the pages were not built as they should be")
}

/// Serves offices, and what else is to be there, until `stop`, then answers what is being asked, and closes the offices.
pub async fn serve(
    offices: Offices,
    beside: axum::Router,
    listener: TcpListener,
    options: HttpOptions,
    stop: impl Future<Output = ()> + Send + 'static,
) -> anyhow::Result<()> {
    let figures = telemetry::figures();
    let router = api::router(offices.clone(), options).route(
        "/metrics",
        get({
            let offices = offices.clone();
            move || std::future::ready(measured(&offices, &figures))
        }),
    );
    // The pages answer whatever nobody else does, so they come last.
    let router = router.merge(beside).merge(web::router());
    let (stopping, mut stopped) = tokio::sync::watch::channel(false);
    let mut late = stopped.clone();
    // The door limits what one address may ask for.
    let router = router.into_make_service_with_connect_info::<SocketAddr>();
    // What is said in a call is short, and does not wait for more to go along with.
    let listener = listener.tap_io(|line| {
        if let Err(error) = line.set_nodelay(true) {
            warn!(%error, "a connection sends with a delay");
        }
    });
    let server = axum::serve(listener, router).with_graceful_shutdown(async move {
        // The sender lives as long as the server, so this ends only by the signal.
        drop(stopped.wait_for(|stopped| *stopped).await);
    });
    let calling = offices.clone();
    tokio::spawn(async move {
        stop.await;
        stopping.send_replace(true);
        // Whoever talks hears of it first, and comes back to whoever serves next; the picture goes on meanwhile.
        for office in calling.iter() {
            office.calls().stop().await;
        }
        // The channel stays open until everything is over.
        stopping.closed().await;
    });
    let out_of_patience = async move {
        drop(late.wait_for(|stopped| *stopped).await);
        tokio::time::sleep(LAST_ANSWERS).await;
    };
    tokio::select! {
        outcome = server => outcome.context("the server stopped")?,
        () = out_of_patience => warn!("some connections did not end in time and are cut"),
    }
    offices.stop().await;
    info!("the server has stopped");
    Ok(())
}

/// The figures for Prometheus. How far things are is read when somebody asks; the rest is counted as it happens.
fn measured(offices: &Offices, figures: &PrometheusHandle) -> String {
    // Positions fit a float exactly up to 2^53, which no log reaches.
    #[expect(clippy::cast_precision_loss, reason = "positions stay below 2^53")]
    let exact = |position: Position| position.0 as f64;
    for office in offices.iter() {
        let authority = office.authority().ags.clone();
        let log = *office.log().position().borrow();
        metrics::gauge!("vorgang_log_position", "authority" => authority.clone()).set(exact(log));
        let halted = office.halted();
        let has_halted = |name: &str| f64::from(u8::from(halted.iter().any(|one| one == name)));
        let own_work = f64::from(u8::from(office.has_halted_work()));
        metrics::gauge!("vorgang_processes_halted", "authority" => authority.clone()).set(own_work);
        for model in office.read_models().status() {
            let labels = [("authority", authority.clone()), ("model", model.name.to_owned())];
            metrics::gauge!("vorgang_read_model_position", &labels).set(exact(model.position));
            metrics::gauge!("vorgang_read_model_halted", &labels).set(has_halted(model.name));
        }
    }
    figures.render()
}

/// Notices from now on when somebody wants the program to stop: with Ctrl-C, or through a service manager.
///
/// The first time the token is cancelled, so that everything ends in order. The second time the program ends at once.
pub fn stop_signal() -> CancellationToken {
    let token = CancellationToken::new();
    let stop = token.clone();
    tokio::spawn(async move {
        let mut signals = Signals::new();
        signals.next().await;
        info!("stopping: what is being asked is answered first; ask again to stop at once");
        stop.cancel();
        signals.next().await;
        warn!("stopped at once");
        std::process::exit(1);
    });
    token
}

/// The signals with which somebody asks a program to stop.
#[cfg(unix)]
struct Signals([Option<tokio::signal::unix::Signal>; 2]);

#[cfg(unix)]
impl Signals {
    fn new() -> Self {
        use tokio::signal::unix::{SignalKind, signal};
        Self(
            [("Ctrl-C", SignalKind::interrupt()), ("SIGTERM", SignalKind::terminate())]
                .map(|(name, kind)| signal(kind).inspect_err(|error| warn!(%error, "{name} cannot be noticed")).ok()),
        )
    }

    async fn next(&mut self) {
        async fn one(signal: &mut Option<tokio::signal::unix::Signal>) {
            match signal {
                Some(signal) => drop(signal.recv().await),
                None => std::future::pending().await,
            }
        }
        let [interrupt, terminate] = &mut self.0;
        tokio::select! {
            () = one(interrupt) => {}
            () = one(terminate) => {}
        }
    }
}

#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn new() -> Self {
        Self
    }

    async fn next(&mut self) {
        if let Err(error) = tokio::signal::ctrl_c().await {
            warn!(%error, "Ctrl-C cannot be noticed");
            std::future::pending::<()>().await;
        }
    }
}
