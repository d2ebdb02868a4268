//! The sandbox alone, for whoever writes a client of XBezahldienste: `cargo run -p vorgang-payments --example sandbox`.
//!
//! It listens on 127.0.0.1:8099 (or where the first argument says), lets in whoever reaches it, and forgets everything.

use event_store::Clock;
use vorgang_payments::sandbox::{Options, Purpose, Sandbox};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    tracing_subscriber::fmt().init();
    let address = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:8099".to_owned());
    let listener = tokio::net::TcpListener::bind(&address).await?;
    let url = format!("http://{}", listener.local_addr()?);
    let sandbox = Sandbox::open(Purpose::Demo, Options::new(&url), Clock::system())?;
    tracing::info!("{url}/status/originator/endpoint");
    axum::serve(listener, sandbox.router()).await?;
    Ok(())
}
