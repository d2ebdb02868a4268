//! The independent programs that judge our files, for tests. One that is missing is a failure that says what to install.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use super::Level;

/// What a program said, and whether it was content.
pub struct Said {
    /// Whether it was.
    pub well: bool,
    /// All that it printed.
    pub text: String,
}

impl From<Output> for Said {
    fn from(output: Output) -> Self {
        let text = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
        Self { well: output.status.success(), text }
    }
}

impl Said {
    /// It was content, and said all of this.
    #[track_caller]
    pub fn has_all(&self, wanted: &[&str]) {
        assert!(self.well, "{}", self.text);
        for wanted in wanted {
            assert!(self.text.contains(wanted), "{wanted} is missing: {}", self.text);
        }
    }
}

/// A program of the system.
pub fn system(program: &str, arguments: &[&str], folder: &Path) -> Said {
    let package = match program {
        "pdfsig" | "pdftotext" | "pdfinfo" => "poppler-utils",
        other => other,
    };
    run(Path::new(program), &format!("run ./check, or apt-get install {package}"), arguments, folder)
}

/// The Python environment that `./check` makes, with what `tests/peers.txt` of the workspace names.
pub fn python(program: &str, arguments: &[&str], folder: &Path) -> Said {
    let install = "run ./check, or python3 -m venv ~/.cache/vorgang/peers and \
                   ~/.cache/vorgang/peers/bin/pip install -r tests/peers.txt";
    run(&environment().join("bin").join(program), install, arguments, folder)
}

/// Where the programs of others are that are the other side in tests.
pub fn environment() -> PathBuf {
    if let Some(peers) = std::env::var_os("VORGANG_PEERS") {
        return peers.into();
    }
    let home = std::env::var_os("HOME").map_or_else(|| "target".into(), PathBuf::from);
    let cache = std::env::var_os("XDG_CACHE_HOME").map_or_else(|| home.join(".cache"), Into::into);
    cache.join("vorgang/peers")
}

fn run(program: &Path, install: &str, arguments: &[&str], folder: &Path) -> Said {
    match Command::new(program).args(arguments).current_dir(folder).output() {
        Ok(output) => output.into(),
        Err(error) => panic!("{} cannot be run ({error}): {install}", program.display()),
    }
}

/// A folder in which programs look at sealed files, with the certificates that they trust.
#[derive(Clone, Copy, Debug)]
pub struct Bench<'a>(pub &'a Path);

impl Bench<'_> {
    /// Trusts the last certificate of a seal's chain.
    pub fn trust_seals(self, chain: &str) {
        let root = chain.rfind("-----BEGIN").expect("there is a certificate");
        self.put("seals.pem", &chain.as_bytes()[root..]);
    }

    /// Trusts an authority that stamps times.
    pub fn trust_times(self, root: &str) {
        self.put("times.pem", root.as_bytes());
    }

    /// Whether the form of a file is in order.
    pub fn qpdf(self, pdf: &[u8]) -> Said {
        self.put("paper.pdf", pdf);
        system("qpdf", &["--check", "paper.pdf"], self.0)
    }

    /// Whether the seal fits the file.
    pub fn pdfsig(self, pdf: &[u8]) -> Said {
        self.put("paper.pdf", pdf);
        system("pdfsig", &["-nocert", "paper.pdf"], self.0)
    }

    /// Whether the seal fits the file, covers all of it, and is from whom is trusted.
    pub fn pyhanko(self, pdf: &[u8]) -> Said {
        self.put("paper.pdf", pdf);
        let mut arguments = vec!["sign", "validate", "--trust-replace", "--trust", "seals.pem"];
        if self.0.join("times.pem").exists() {
            arguments.extend(["--trust", "times.pem"]);
        }
        arguments.extend(["--pretty-print", "paper.pdf"]);
        python("pyhanko", &arguments, self.0)
    }

    /// All of them find a file good that is sealed to this level.
    #[track_caller]
    pub fn finds_good(self, pdf: &[u8], level: Level) {
        let form = self.qpdf(pdf);
        form.has_all(&["No syntax or stream encoding errors found"]);
        assert!(!form.text.contains("WARNING"), "{}", form.text);
        self.pdfsig(pdf).has_all(&[
            "Signature Type: ETSI.CAdES.detached",
            "Total document signed",
            "Signature is Valid",
        ]);
        let seal = self.pyhanko(pdf);
        seal.has_all(&[
            "The signature covers the entire file.",
            "Organization: Landeshauptstadt Saarbrücken",
            "The signer's certificate is trusted.",
            "The signature is judged VALID.",
        ]);
        let time = [
            "This timestamp is backed by a time stamping authority.",
            "The timestamp token is cryptographically sound.",
            "The TSA certificate is trusted.",
        ];
        match level {
            Level::Basic => assert!(time.iter().all(|one| !seal.text.contains(one)), "{}", seal.text),
            Level::Timed => seal.has_all(&time),
        }
    }

    fn put(self, name: &str, bytes: &[u8]) {
        fs::write(self.0.join(name), bytes).expect("the folder is writable");
    }
}
