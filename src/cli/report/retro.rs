//! `canvass report retro`: what became of a cycle.

use super::publish::{Templates, publish};
use crate::cli::workspace::{State, Workspace};
use crate::cli::{Exit, Globals, error::Error, measures, output::Output};
use crate::insight::{Index, retro};
use crate::render::report::retro::Retro;
use clap::Args;

/// Arguments of `report retro`.
#[derive(Args, Debug)]
pub(in crate::cli) struct RetroArgs {
    /// The cycle to look back at, such as 2026-q4; it may still be running
    #[arg(value_name = "CYCLE")]
    cycle: String,
}

pub(super) fn run(args: &RetroArgs, globals: &Globals, output: &Output) -> Result<Exit, Error> {
    let workspace = Workspace::find(globals)?;
    let loaded = workspace.load(State::Worktree, false)?;
    measures::note_unreadable(loaded, output);
    let (portfolio, as_of) = (&loaded.portfolio, workspace.as_of(loaded));
    let cycle = measures::cycle_to_plan(portfolio, Some(&args.cycle), as_of, output)?;
    let Some((id, cycle)) = cycle else { return Ok(Exit::Nothing) };
    if cycle.start > as_of {
        output.note(&format!("nothing to look back at: {id} begins on {}", cycle.start));
        return Ok(Exit::Nothing);
    }
    let index = Index::new(portfolio);
    let retro = Retro::new(portfolio, as_of, &id, &cycle, &retro::look_back(&index, &id, as_of));
    if retro.is_empty() {
        output.note(&format!("nothing to look back at: nothing was asked or planned for {id}"));
        return Ok(Exit::Nothing);
    }
    publish(&retro, &Templates::disk(&workspace), globals, output)?;
    Ok(Exit::Ok)
}
