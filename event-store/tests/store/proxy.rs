//! A network between the program and the database that can go silent: nothing comes through, and nothing ends.

use std::path::PathBuf;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, UnixStream};
use tokio::sync::watch;

/// Forwards to the private cluster, unless it is silent.
pub(crate) struct Proxy {
    silent: watch::Sender<bool>,
    port: u16,
}

impl Proxy {
    /// Stands before the cluster whose socket lies where this URL says.
    pub(crate) async fn before(url: &str) -> Self {
        let (_, rest) = url.split_once("?host=").expect("the cluster listens on a socket");
        let socket = PathBuf::from(rest.split('&').next().expect("a folder")).join(".s.PGSQL.5432");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let silent = watch::Sender::new(false);
        let state = silent.clone();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let server = UnixStream::connect(&socket).await.expect("the cluster listens");
                let ((from_client, to_client), (from_server, to_server)) = (client.into_split(), server.into_split());
                tokio::spawn(forward(from_client, to_server, state.subscribe()));
                tokio::spawn(forward(from_server, to_client, state.subscribe()));
            }
        });
        Self { silent, port }
    }

    /// The same database, by way of the proxy.
    pub(crate) fn url(&self, url: &str) -> String {
        let (address, _) = url.split_once('?').expect("a URL with parameters");
        let (_, database) = address.rsplit_once('/').expect("a database");
        format!("postgres://vorgang@127.0.0.1:{}/{database}?sslmode=disable", self.port)
    }

    /// From now on nothing comes through.
    pub(crate) fn silence(&self) {
        self.silent.send_replace(true);
    }

    /// New connections come through again. Those that met the silence never do.
    pub(crate) fn speak(&self) {
        self.silent.send_replace(false);
    }
}

async fn forward(mut from: impl AsyncRead + Unpin, mut to: impl AsyncWrite + Unpin, mut silent: watch::Receiver<bool>) {
    let mut bytes = [0; 8 * 1024];
    loop {
        let read = tokio::select! {
            biased;
            () = async { drop(silent.wait_for(|silent| *silent).await) } => break,
            read = from.read(&mut bytes) => read,
        };
        match read {
            Ok(length @ 1..) if to.write_all(&bytes[..length]).await.is_ok() => {}
            _ => return,
        }
    }
    // It stays open, and says nothing.
    std::future::pending::<()>().await;
}
