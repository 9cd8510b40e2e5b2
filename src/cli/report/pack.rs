//! `canvass report pack`: what one team is asked for, for the day on which it plans.

use super::publish::{Templates, publish};
use crate::cli::measures::{self, Measures};
use crate::cli::workspace::{State, Workspace};
use crate::cli::{Exit, Globals, error::Error, output::Output};
use crate::render::report::pack::Pack;
use clap::Args;

/// Arguments of `report pack`.
#[derive(Args, Debug)]
pub(in crate::cli) struct PackArgs {
    /// The team that plans
    #[arg(long, value_name = "TEAM")]
    team: String,
    /// The cycle it plans, such as 2027-q1, instead of the next one to plan for
    #[arg(long, value_name = "CYCLE")]
    cycle: Option<String>,
}

pub(super) fn run(args: &PackArgs, globals: &Globals, output: &Output) -> Result<Exit, Error> {
    let workspace = Workspace::find(globals)?;
    let loaded = workspace.load(State::Worktree, false)?;
    measures::note_unreadable(loaded, output);
    let (portfolio, as_of) = (&loaded.portfolio, workspace.as_of(loaded));
    let team = measures::known_team(portfolio, &args.team)?;
    let cycle = measures::cycle_to_plan(portfolio, args.cycle.as_deref(), as_of, output)?;
    let Some((cycle, _)) = cycle else { return Ok(Exit::Nothing) };
    let measures = Measures::new(portfolio, as_of);
    let pack = Pack::new(&measures.index, &team, &cycle, as_of);
    let Some(pack) = pack.filter(|pack| !pack.is_empty()) else {
        output.note(&format!("nothing to decide: {team} is asked for nothing in {cycle}"));
        return Ok(Exit::Nothing);
    };
    publish(&pack, &Templates::disk(&workspace), globals, output)?;
    Ok(Exit::Ok)
}
