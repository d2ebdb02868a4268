//! `vorgang paper`

use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::exit;

/// Sets one paper of the office; the server starts it for each, so that a template takes no more than its own process
#[derive(Debug, Args)]
pub(super) struct Paper {
    /// The templates of the authority
    #[arg(long, value_name = "DIR")]
    templates: Option<PathBuf>,
}

impl Paper {
    /// Reads the paper from standard input and writes the PDF to standard output.
    pub(super) fn run(&self) -> ExitCode {
        match renderer::answer(self.templates.as_deref()) {
            Ok(code) => ExitCode::from(code),
            Err(error) => {
                // There is nobody left to tell if this fails as well.
                let _ = writeln!(io::stderr(), "vorgang: a paper could not be read or written: {error}");
                ExitCode::from(exit::FAILED)
            }
        }
    }
}
