//! Logs and figures of the running program. Never personal data: ids and codes only.

use std::io::IsTerminal as _;
use std::sync::OnceLock;

use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tracing_subscriber::EnvFilter;

/// The environment asks for logs in a form that there is not.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("VORGANG_LOG_FORMAT is {0:?}; it may be json or text")]
pub struct UnknownFormat(String);

/// Writes logs to standard error: sentences for people, or JSON with `VORGANG_LOG_FORMAT=json`.
///
/// `RUST_LOG` chooses what is written. A second call does nothing, so that tests may call it.
pub fn logs() -> Result<(), UnknownFormat> {
    let json = match std::env::var("VORGANG_LOG_FORMAT").unwrap_or_default().as_str() {
        "json" => true,
        "" | "text" => false,
        other => return Err(UnknownFormat(other.to_owned())),
    };
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let ansi = std::io::stderr().is_terminal();
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(ansi)
        // Where nobody reads the log any more, nobody would read of that either: telling it there is a panic of whoever logs.
        .log_internal_errors(false);
    let set = if json { builder.json().flatten_event(true).try_init() } else { builder.compact().try_init() };
    // It fails only where somebody has set one before.
    drop(set);
    Ok(())
}

/// The figures that `/metrics` shows. One recorder serves the whole process.
pub fn figures() -> PrometheusHandle {
    static FIGURES: OnceLock<PrometheusHandle> = OnceLock::new();
    let install = || PrometheusBuilder::new().install_recorder().expect("no other recorder is set in this program");
    FIGURES.get_or_init(install).clone()
}
