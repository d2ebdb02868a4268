//! The independent programs that judge our files. One that is missing is a failure that says what to install.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::thread;

/// What a program said, and whether it was content.
pub(crate) struct Said {
    pub(crate) well: bool,
    pub(crate) text: String,
}

impl From<Output> for Said {
    fn from(output: Output) -> Self {
        let text = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
        Self { well: output.status.success(), text }
    }
}

fn run(program: &Path, install: &str, arguments: &[&str], folder: &Path) -> Said {
    match Command::new(program).args(arguments).current_dir(folder).output() {
        Ok(output) => output.into(),
        Err(error) => panic!("{} cannot be run ({error}): {install}", program.display()),
    }
}

/// A program of the system.
pub(crate) fn system(program: &str, arguments: &[&str], folder: &Path) -> Said {
    let package = match program {
        "pdfsig" | "pdftotext" | "pdfinfo" => "poppler-utils",
        other => other,
    };
    run(Path::new(program), &format!("run ./check, or apt-get install {package}"), arguments, folder)
}

/// The Python environment that `./check` makes, with what `tests/peers.txt` names.
pub(crate) fn python(program: &str, arguments: &[&str], folder: &Path) -> Said {
    let peers = std::env::var_os("VORGANG_PEERS").map(PathBuf::from).or_else(|| {
        let cache = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
        let home = || std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache"));
        cache.or_else(home).map(|cache| cache.join("vorgang/peers"))
    });
    let peers = peers.expect("there is a cache folder, or VORGANG_PEERS names the Python environment of the peers");
    let install = "run ./check, or python3 -m venv ~/.cache/vorgang/peers and \
                   ~/.cache/vorgang/peers/bin/pip install -r tests/peers.txt";
    run(&peers.join("bin").join(program), install, arguments, folder)
}

/// A time stamping authority: `openssl ts` behind HTTP.
pub(crate) struct Tsa {
    pub(crate) url: String,
    /// The certificate that vouches for it, in PEM.
    pub(crate) root: String,
}

impl Tsa {
    /// Makes its keys in a folder and answers on a free port until the test ends. `purpose` is its certificate's use.
    pub(crate) fn start(folder: &Path, purpose: &str) -> Self {
        let openssl = |arguments: &[&str]| {
            let said = system("openssl", arguments, folder);
            assert!(said.well, "openssl {arguments:?}: {}", said.text);
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
                    let read = stream.read(&mut piece).expect("the client writes");
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
                stream.write_all(&answer).expect("the client reads");
            }
        });
        Self { url, root }
    }
}

/// What OpenSSL answers. It refuses to sign with a certificate that is not for time stamps.
fn reply(folder: &Path, query: &[u8]) -> Option<Vec<u8>> {
    fs::write(folder.join("q.tsq"), query).expect("the folder is writable");
    let said = system(
        "openssl",
        &["ts", "-reply", "-config", "tsa.cnf", "-section", "ours", "-queryfile", "q.tsq", "-out", "r.tsr"],
        folder,
    );
    said.well.then(|| fs::read(folder.join("r.tsr")).expect("openssl wrote it"))
}
