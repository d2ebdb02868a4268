//! Asks a scanner for harmful files, where an authority has one: ClamAV's `clamd`, by its command `INSTREAM`.
//!
//! Where one is configured and does not answer, nothing is released.

use std::path::PathBuf;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpStream, UnixStream};

/// How long an answer may take.
const ANSWER_MAX: Duration = Duration::from_mins(1);
/// How much is sent at a time.
const PART_BYTES: usize = 64 * 1024;
/// How long an answer may be.
const ANSWER_BYTES_MAX: u64 = 4096;

/// Who is asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Scanner {
    /// Nobody. What the office checks itself has to do.
    #[default]
    None,
    /// A clamd at an address such as `127.0.0.1:3310`.
    Tcp(String),
    /// A clamd at a socket of this machine.
    Unix(PathBuf),
}

/// What a scanner says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It knows nothing against it.
    Harmless,
    /// It knows it as harmful.
    Harmful,
}

/// Why there is no word of a scanner.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// It cannot be reached, or breaks off.
    #[error("the scanner cannot be reached")]
    Unreachable(#[from] std::io::Error),
    /// It takes too long.
    #[error("the scanner did not answer in time")]
    NoAnswer,
    /// Its answer is neither yes nor no.
    #[error("the scanner answered {0:?}")]
    BadAnswer(String),
}

impl Failure {
    /// Whether it says nothing about anything just now, and not of this file alone.
    pub(crate) fn is_silence(&self) -> bool {
        match self {
            Self::Unreachable(_) | Self::NoAnswer => true,
            Self::BadAnswer(_) => false,
        }
    }
}

impl Scanner {
    /// Reads `host:port` or `unix:/path`.
    pub fn parse(text: &str) -> Option<Self> {
        if let Some(path) = text.strip_prefix("unix:") {
            return path.starts_with('/').then(|| Self::Unix(path.into()));
        }
        let address = text.strip_prefix("tcp://").unwrap_or(text);
        let (host, port) = address.rsplit_once(':')?;
        (!host.is_empty() && port.parse::<u16>().is_ok_and(|port| port != 0)).then(|| Self::Tcp(address.to_owned()))
    }

    /// Asks about a file.
    pub async fn scan(&self, bytes: &[u8]) -> Result<Verdict, Failure> {
        match self {
            Self::None => Ok(Verdict::Harmless),
            Self::Tcp(_) | Self::Unix(_) => {
                let answer = tokio::time::timeout(ANSWER_MAX, self.ask(Some(bytes))).await;
                verdict(&answer.map_err(|_| Failure::NoAnswer)??)
            }
        }
    }

    /// Whether it answers at all.
    pub async fn ping(&self) -> Result<(), Failure> {
        if *self == Self::None {
            return Ok(());
        }
        let answer = tokio::time::timeout(Duration::from_secs(5), self.ask(None)).await;
        let answer = answer.map_err(|_| Failure::NoAnswer)??;
        if answer == "PONG" { Ok(()) } else { Err(Failure::BadAnswer(answer)) }
    }

    async fn ask(&self, bytes: Option<&[u8]>) -> Result<String, Failure> {
        match self {
            Self::None => Ok(String::new()),
            Self::Tcp(address) => talk(TcpStream::connect(address).await?, bytes).await,
            Self::Unix(path) => talk(UnixStream::connect(path).await?, bytes).await,
        }
    }
}

async fn talk(mut socket: impl AsyncRead + AsyncWrite + Unpin, bytes: Option<&[u8]>) -> Result<String, Failure> {
    let told = async {
        let Some(bytes) = bytes else { return socket.write_all(b"zPING\0").await };
        socket.write_all(b"zINSTREAM\0").await?;
        for part in bytes.chunks(PART_BYTES) {
            socket.write_all(&u32::try_from(part.len()).expect("a part is small").to_be_bytes()).await?;
            socket.write_all(part).await?;
        }
        socket.write_all(&[0; 4]).await
    };
    // It may say that the file is too large for it and hang up before it has heard all.
    let told = told.await;
    let mut answer = vec![];
    let heard = socket.take(ANSWER_BYTES_MAX).read_to_end(&mut answer).await;
    if answer.is_empty() {
        told?;
        heard?;
    }
    Ok(String::from_utf8_lossy(&answer).trim_matches(['\0', '\n', ' ']).to_owned())
}

fn verdict(answer: &str) -> Result<Verdict, Failure> {
    match answer.strip_prefix("stream: ") {
        Some("OK") => Ok(Verdict::Harmless),
        Some(found) if found.ends_with(" FOUND") => Ok(Verdict::Harmful),
        _ => Err(Failure::BadAnswer(answer.chars().filter(|char| !char.is_control()).take(100).collect())),
    }
}

#[cfg(test)]
mod tests {
    use tokio::net::TcpListener;

    use super::*;
    use crate::testing::clamd::{Clamd, EICAR, TAKES_MIB};

    #[test]
    fn an_address_is_a_host_with_a_port_or_a_socket() {
        assert_eq!(Scanner::parse("127.0.0.1:3310"), Some(Scanner::Tcp("127.0.0.1:3310".to_owned())));
        assert_eq!(Scanner::parse("tcp://clamd:3310"), Some(Scanner::Tcp("clamd:3310".to_owned())));
        assert_eq!(Scanner::parse("unix:/run/clamd"), Some(Scanner::Unix("/run/clamd".into())));
        for bad in ["", "clamd", ":3310", "clamd:", "clamd:0", "clamd:99999", "unix:clamd"] {
            assert_eq!(Scanner::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn only_a_clear_word_counts() {
        assert_eq!(verdict("stream: OK").expect("a word"), Verdict::Harmless);
        assert_eq!(verdict("stream: Eicar FOUND").expect("a word"), Verdict::Harmful);
        for answer in ["", "OK", "stream: ", "stream: OK FOUN", "INSTREAM size limit exceeded. ERROR"] {
            assert!(matches!(verdict(answer), Err(Failure::BadAnswer(_))), "{answer}");
        }
    }

    #[tokio::test]
    async fn a_real_scanner_says_what_it_knows() {
        let folder = tempfile::tempdir().expect("a folder");
        let clamd = Clamd::start(folder.path());
        let scanner = clamd.scanner();
        scanner.ping().await.expect("it answers");
        let large = vec![7; 3 * PART_BYTES + 5];
        assert_eq!(scanner.scan(b"").await.expect("a word"), Verdict::Harmless);
        assert_eq!(scanner.scan(&large).await.expect("a word"), Verdict::Harmless);
        assert_eq!(scanner.scan(EICAR).await.expect("a word"), Verdict::Harmful);
        assert_eq!(scanner.scan(&[large, EICAR.to_vec()].concat()).await.expect("a word"), Verdict::Harmful);
        // It hangs up in the middle of what is too large for it, and has said why.
        let too_large = scanner.scan(&vec![7; (TAKES_MIB + 6) * 1024 * 1024]).await;
        assert!(
            matches!(&too_large, Err(Failure::BadAnswer(answer)) if answer.contains("limit exceeded")),
            "{too_large:?}"
        );
        drop(clamd);
        assert!(matches!(scanner.scan(b"anything").await, Err(Failure::Unreachable(_))), "it is dead");
        assert!(scanner.ping().await.is_err());
        assert_eq!(Scanner::None.scan(EICAR).await.expect("nobody is asked"), Verdict::Harmless);
    }

    /// What a real one cannot be brought to do: it takes everything and says this.
    async fn saying(answer: &'static [u8]) -> Scanner {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let scanner = Scanner::Tcp(listener.local_addr().expect("an address").to_string());
        tokio::spawn(async move {
            while let Ok((mut socket, _)) = listener.accept().await {
                drop(socket.read(&mut [0; 100]).await);
                drop(socket.write_all(answer).await);
            }
        });
        scanner
    }

    #[tokio::test]
    async fn silence_and_half_a_word_are_no_word() {
        for answer in [&b""[..], b"stream: ", b"stream: O", b"UNKNOWN COMMAND\0", b"HTTP/1.1 400 Bad Request\r\n\r\n"] {
            let scanner = saying(answer).await;
            assert!(scanner.scan(b"anything").await.is_err(), "{answer:?}");
            assert!(scanner.ping().await.is_err(), "{answer:?}");
        }
        let endless = saying(&[b'a'; 10_000]).await;
        assert!(matches!(endless.scan(b"anything").await, Err(Failure::BadAnswer(answer)) if answer.len() == 100));
        assert!(Scanner::Tcp("127.0.0.1:1".to_owned()).scan(b"anything").await.is_err());
    }
}
