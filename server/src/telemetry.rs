//! Logs and figures of the running program. Never personal data: ids and codes only.

use std::io::IsTerminal as _;
use std::sync::OnceLock;

use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tracing_subscriber::EnvFilter;

/// Writes logs to standard error: sentences for people, or JSON with `VORGANG_LOG_FORMAT=json`.
///
/// `RUST_LOG` chooses what is written. A second call does nothing, so that tests may call it.
pub fn logs() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let ansi = std::io::stderr().is_terminal();
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(ansi);
    let set = if std::env::var("VORGANG_LOG_FORMAT").is_ok_and(|format| format == "json") {
        builder.json().flatten_event(true).try_init()
    } else {
        builder.compact().try_init()
    };
    // It fails only where somebody has set one before.
    drop(set);
}

/// The figures that `/metrics` shows. One recorder serves the whole process.
pub fn figures() -> PrometheusHandle {
    static FIGURES: OnceLock<PrometheusHandle> = OnceLock::new();
    let install = || PrometheusBuilder::new().install_recorder().expect("no other recorder is set in this program");
    FIGURES.get_or_init(install).clone()
}
