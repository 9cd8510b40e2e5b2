//! `canvass report`: what is told to people who were not there, one file per report.

mod agenda;
mod digest;
mod mbr;
mod publish;
mod retro;
mod roadmap;

use super::{Exit, Globals, error::Error, output::Output};
use clap::Subcommand;

/// The reports.
#[derive(Debug, Subcommand)]
pub(super) enum ReportCommand {
    /// Tell the week in numbers: what stands, what moved, who is to answer
    Digest(digest::DigestArgs),
    /// Go through what is open, line by line, with updates to paste
    Agenda(agenda::AgendaArgs),
    /// Tell the month of each initiative in a paragraph, theme by theme
    Mbr(mbr::MbrArgs),
    /// Look back at a cycle: answers, estimates, times, what was handed over
    Retro(retro::RetroArgs),
    /// Tell what is promised in a cycle, in the order of its ranking
    Roadmap(roadmap::RoadmapArgs),
}

pub(super) fn run(command: &ReportCommand, globals: &Globals, output: &Output) -> Result<Exit, Error> {
    match command {
        ReportCommand::Digest(args) => digest::run(args, globals, output),
        ReportCommand::Agenda(args) => agenda::run(args, globals, output),
        ReportCommand::Mbr(args) => mbr::run(args, globals, output),
        ReportCommand::Retro(args) => retro::run(args, globals, output),
        ReportCommand::Roadmap(args) => roadmap::run(args, globals, output),
    }
}
