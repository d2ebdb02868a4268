//! An authority that stamps times, for tests: OpenSSL's own (RFC 3161), behind HTTP.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Output};
use std::thread;

/// A time stamping authority: `openssl ts` behind HTTP.
pub struct Tsa {
    /// Where it answers.
    pub url: String,
    /// The certificate that vouches for it, in PEM.
    pub root: String,
}

impl Tsa {
    /// Makes its keys in a folder and answers on a free port until the test ends. `purpose` is its certificate's use.
    ///
    /// # Panics
    /// If OpenSSL is not there, or the folder cannot be written to.
    pub fn start(folder: &Path, purpose: &str) -> Self {
        let openssl = |arguments: &[&str]| {
            let said = run(arguments, folder);
            assert!(said.status.success(), "openssl {arguments:?}: {}", String::from_utf8_lossy(&said.stderr));
        };
        let new = ["-newkey", "rsa:2048", "-nodes", "-sha256", "-days", "30"];
        openssl(
            &[&["req", "-x509", "-keyout", "root.key", "-out", "root.pem", "-subj", "/CN=Root of time"][..], &new[..]]
                .concat(),
        );
        openssl(&[&["req", "-keyout", "tsa.key", "-out", "tsa.csr", "-subj", "/CN=Time"][..], &new[..4]].concat());
        fs::write(folder.join("tsa.ext"), format!("extendedKeyUsage={purpose}\n")).expect("the folder is writable");
        openssl(&[
            "x509",
            "-req",
            "-in",
            "tsa.csr",
            "-CA",
            "root.pem",
            "-CAkey",
            "root.key",
            "-CAcreateserial",
            "-days",
            "30",
            "-extfile",
            "tsa.ext",
            "-sha256",
            "-out",
            "tsa.pem",
        ]);
        fs::write(
            folder.join("tsa.cnf"),
            "[tsa]\ndefault_tsa = ours\n[ours]\nserial = serial\ncrypto_device = builtin\nsigner_cert = tsa.pem\n\
             certs = root.pem\nsigner_key = tsa.key\nsigner_digest = sha256\ndefault_policy = 1.2.3.4.1\n\
             digests = sha256\nordering = no\ntsa_name = no\ness_cert_id_chain = no\ness_cert_id_alg = sha256\n",
        )
        .expect("the folder is writable");
        fs::write(folder.join("serial"), "01\n").expect("the folder is writable");
        let root = fs::read_to_string(folder.join("root.pem")).expect("openssl wrote it");

        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let url = format!("http://{}/", listener.local_addr().expect("it is bound"));
        let folder = folder.to_owned();
        thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                let mut asked = Vec::new();
                let mut piece = [0; 4096];
                let query = loop {
                    let read = stream.read(&mut piece).unwrap_or(0);
                    // Whoever asks may die in the middle of it.
                    if read == 0 {
                        break vec![];
                    }
                    asked.extend_from_slice(&piece[..read]);
                    let head = asked.windows(4).position(|window| window == b"\r\n\r\n");
                    // A query in DER says how long it is; ours are shorter than 128 bytes.
                    if let Some(body) = head.and_then(|at| asked.get(at + 4..))
                        && body.len() >= 2
                        && body.len() == usize::from(body[1]) + 2
                    {
                        break body.to_vec();
                    }
                };
                let answer = match reply(&folder, &query) {
                    Some(answer) => {
                        let head = "HTTP/1.0 200 OK\r\nContent-Type: application/timestamp-reply\r\n\r\n";
                        [head.as_bytes(), &answer].concat()
                    }
                    None => b"HTTP/1.0 500 Internal Server Error\r\n\r\n".to_vec(),
                };
                let _ = stream.write_all(&answer);
            }
        });
        Self { url, root }
    }
}

/// What OpenSSL answers. It refuses to sign with a certificate that is not for time stamps.
fn reply(folder: &Path, query: &[u8]) -> Option<Vec<u8>> {
    fs::write(folder.join("q.tsq"), query).expect("the folder is writable");
    let said = run(
        &["ts", "-reply", "-config", "tsa.cnf", "-section", "ours", "-queryfile", "q.tsq", "-out", "r.tsr"],
        folder,
    );
    said.status.success().then(|| fs::read(folder.join("r.tsr")).expect("openssl wrote it"))
}

fn run(arguments: &[&str], folder: &Path) -> Output {
    let said = Command::new("openssl").args(arguments).current_dir(folder).output();
    said.unwrap_or_else(|error| panic!("openssl cannot be run ({error}): run ./check, or apt-get install openssl"))
}
