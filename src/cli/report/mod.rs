//! `canvass report`: what is told to people who were not there, one file per report.

mod agenda;
mod brief;
mod capacity;
mod digest;
mod mbr;
mod pack;
mod publish;
mod retro;
mod roadmap;
mod status;

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
    /// Write what one person gets before a one-on-one: an invitation, and the page to read together
    Brief(brief::BriefArgs),
    /// List what a team is asked for, for the day on which it plans
    Pack(pack::PackArgs),
    /// Tell how initiatives stand, in the words of executives, of the team or of users
    Status(status::StatusArgs),
    /// Add up what teams have, are asked for and took on, cycle by cycle
    Capacity(capacity::CapacityArgs),
}

pub(super) fn run(command: &ReportCommand, globals: &Globals, output: &Output) -> Result<Exit, Error> {
    match command {
        ReportCommand::Digest(args) => digest::run(args, globals, output),
        ReportCommand::Agenda(args) => agenda::run(args, globals, output),
        ReportCommand::Mbr(args) => mbr::run(args, globals, output),
        ReportCommand::Retro(args) => retro::run(args, globals, output),
        ReportCommand::Roadmap(args) => roadmap::run(args, globals, output),
        ReportCommand::Brief(args) => brief::run(args, globals, output),
        ReportCommand::Pack(args) => pack::run(args, globals, output),
        ReportCommand::Status(args) => status::run(args, globals, output),
        ReportCommand::Capacity(args) => capacity::run(args, globals, output),
    }
}
