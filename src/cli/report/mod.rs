//! `canvass report`: what is told to people who were not there, one file per report.

mod digest;
mod publish;

use super::{Exit, Globals, error::Error, output::Output};
use clap::Subcommand;

/// The reports.
#[derive(Debug, Subcommand)]
pub(super) enum ReportCommand {
    /// Tell the week in numbers: what stands, what moved, who is to answer
    Digest(digest::DigestArgs),
}

pub(super) fn run(command: &ReportCommand, globals: &Globals, output: &Output) -> Result<Exit, Error> {
    match command {
        ReportCommand::Digest(args) => digest::run(args, globals, output),
    }
}
