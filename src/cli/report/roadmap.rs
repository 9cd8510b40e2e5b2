//! `canvass report roadmap`: what is promised in a cycle, in the order of its ranking.

use super::publish::{Templates, publish};
use crate::cli::workspace::{State, Workspace};
use crate::cli::{Exit, Globals, error::Error, measures, output::Output};
use crate::insight::roadmap;
use crate::render::report::roadmap::Roadmap;
use clap::Args;

/// Arguments of `report roadmap`.
#[derive(Args, Debug)]
pub(in crate::cli) struct RoadmapArgs {
    /// Show this cycle, such as 2027-q1, instead of the next one to plan for
    #[arg(long, value_name = "CYCLE")]
    cycle: Option<String>,
}

pub(super) fn run(args: &RoadmapArgs, globals: &Globals, output: &Output) -> Result<Exit, Error> {
    let workspace = Workspace::find(globals)?;
    let loaded = workspace.load(State::Worktree, false)?;
    measures::note_unreadable(loaded, output);
    let (portfolio, as_of) = (&loaded.portfolio, workspace.as_of(loaded));
    let cycle = measures::cycle_to_plan(portfolio, args.cycle.as_deref(), as_of, output)?;
    let Some((id, cycle)) = cycle else { return Ok(Exit::Nothing) };
    let roadmap = roadmap::Roadmap::of(portfolio, &id, &cycle, as_of);
    if roadmap.is_empty() {
        output.note(&format!("nothing to show: {id} ranks no initiative, and none has it as its `target_cycle`"));
        return Ok(Exit::Nothing);
    }
    publish(&Roadmap::new(portfolio, as_of, &id, &cycle, &roadmap), &Templates::disk(&workspace), globals, output)?;
    Ok(Exit::Ok)
}
