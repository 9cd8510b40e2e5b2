//! `canvass systems import` and `canvass incidents import`: what other tools list, added where it is missing here.
//!
//! Reading and comparing is left to [`crate::import`]. What people wrote is never changed.

mod incidents;
mod systems;

use super::measures;
use super::new::new_fault;
use super::workspace::{State, Workspace};
use super::{Exit, Globals, error::Error, output::Output};
use crate::diagnostic::Spot;
use crate::edit::{self, Change, Preview, save};
use crate::import::{List, MOST_BYTES, Report};
use crate::load::{Loaded, Worktree, layout};
use crate::model::Kind;
use crate::render::import::{self as page, Import};
use clap::{Args, Subcommand};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// What can be done with systems.
#[derive(Debug, Subcommand)]
pub(super) enum SystemsCommand {
    /// Compare a service catalogue or a table with the cards here, and add those that are missing
    Import(systems::SystemsArgs),
}

/// What can be done with incidents.
#[derive(Debug, Subcommand)]
pub(super) enum IncidentsCommand {
    /// Compare the export of a pager tool with the incidents here, and add those that are missing
    Import(incidents::IncidentsArgs),
}

pub(super) fn systems(command: &SystemsCommand, globals: &Globals, output: &Output) -> Result<Exit, Error> {
    let SystemsCommand::Import(args) = command;
    systems::run(args, globals, output)
}

pub(super) fn incidents(command: &IncidentsCommand, globals: &Globals, output: &Output) -> Result<Exit, Error> {
    let IncidentsCommand::Import(args) = command;
    incidents::run(args, globals, output)
}

/// What every import takes.
#[derive(Args, Debug)]
struct ImportArgs {
    /// Add what is only there; what differs is never changed
    #[arg(long)]
    write: bool,
    /// Exit with 10 when something is to be added, or differs
    #[arg(long)]
    detailed_exitcode: bool,
}

/// The workspace that lists of a kind are compared with.
struct Here {
    workspace: Workspace,
    loaded: &'static Loaded,
    kind: Kind,
}

impl Here {
    /// Loads the workspace, of which everything of `kind` and `others` must be known.
    fn load(kind: Kind, others: &[Kind], globals: &Globals, output: &Output) -> Result<Self, Error> {
        let workspace = Workspace::find(globals)?;
        let loaded = workspace.load(State::Worktree, true)?;
        let all = || std::iter::once(&kind).chain(others);
        if let Some(unread) = all().find(|kind| is_unread(loaded, **kind)) {
            let message = format!("{} cannot be read, so that nobody knows what is missing", unread.plural());
            return Err(Error::usage(message, "run `canvass validate`, mend the file, then try again"));
        }
        measures::note_unreadable(loaded, output);
        Ok(Self { workspace, loaded, kind })
    }

    /// Adds what `report` found missing if it is to be written, and prints the report.
    fn finish(
        &self,
        lists: &[List],
        report: &Report,
        args: &ImportArgs,
        globals: &Globals,
        output: &Output,
    ) -> Result<Exit, Error> {
        let as_of = self.workspace.as_of(self.loaded);
        let changes = self.changes(report)?;
        if args.write {
            self.save(&changes, output)?;
        }
        let import = Import {
            as_of,
            kind: self.kind,
            lists: lists.iter().map(|list| &*list.file).collect(),
            report,
            files: changes.iter().map(|change| &*change.path).collect(),
            written: args.write && !changes.is_empty(),
        };
        let (full, json) = (|style| page::full(&import, style), || page::json(&import));
        measures::print(globals, output, full, json, || page::markdown(&import))?;
        let is_missing = !args.write && !report.added.is_empty();
        Ok(match () {
            () if !report.is_whole() => Exit::Error,
            () if args.detailed_exitcode && (is_missing || report.has_drift()) => Exit::Changes,
            () => Exit::Ok,
        })
    }

    /// What is to be written, once it is sure that it brings no fault of form and no reference that leads nowhere.
    fn changes(&self, report: &Report) -> Result<Vec<Change>, Error> {
        let tree = Worktree::new(&self.workspace.root);
        let things: Vec<_> = report.added.iter().map(|addition| (&*addition.id, &addition.table)).collect();
        let changes = edit::add_things(&tree, &self.loaded.portfolio, self.kind, &things)?;
        if !changes.is_empty() {
            let after = self.workspace.load_tree(&Preview::new(&tree, &changes), true);
            if let Some(fault) = new_fault(self.loaded, after, self.workspace.as_of(self.loaded)) {
                let path = after.sources.path(fault.at.file);
                return Err(Error::usage(format!("{path} would be at fault: {}", fault.message), fault.help));
            }
        }
        Ok(changes)
    }

    fn save(&self, changes: &[Change], output: &Output) -> Result<(), Error> {
        for (count, change) in changes.iter().enumerate() {
            if let Err(cause) = save::save(&self.workspace.root, change) {
                if count > 0 {
                    output.note(&format!(
                        "note: {count} of {} files were written; run again for the rest",
                        changes.len()
                    ));
                }
                return Err(Error::file("cannot write", change.path.as_ref())(cause));
            }
        }
        Ok(())
    }
}

/// Whether a fault of syntax may hide something of `kind` that nobody knows the name of.
fn is_unread(loaded: &Loaded, kind: Kind) -> bool {
    let many = format!("{}.toml", layout::place(kind, &loaded.portfolio.workspace));
    let faults = loaded.problems.iter().filter(|problem| matches!(problem.at.spot, Spot::Bytes(..)));
    loaded.portfolio.unread_kinds.contains(&kind)
        || faults.map(|fault| fault.at.file).any(|file| loaded.sources.path(file) == many)
}

/// Reads the files of lists, each up to what is too much by a byte.
fn lists(paths: &[PathBuf]) -> Result<Vec<List>, Error> {
    paths.iter().map(|path| list(path)).collect()
}

fn list(path: &Path) -> Result<List, Error> {
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(MOST_BYTES as u64 + 1).read_to_end(&mut bytes));
    read.map_err(Error::file("cannot read", path))?;
    Ok(List { file: path.display().to_string(), bytes })
}
