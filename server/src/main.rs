//! The binary `vorgang`.

use std::process::ExitCode;

use clap::Parser as _;
use vorgang_server::cli::Cli;

fn main() -> ExitCode {
    Cli::parse().run()
}
