//! The independent programs that judge our files. One that is missing is a failure that says what to install.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

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

/// The Python environment that `./check` makes, with what `tests/peers.txt` of the workspace names.
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
