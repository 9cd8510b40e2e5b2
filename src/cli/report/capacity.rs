//! `canvass report capacity`: what teams have, are asked for and took on, cycle by cycle.

use super::publish::{Templates, publish};
use crate::cli::measures;
use crate::cli::workspace::{State, Workspace};
use crate::cli::{Exit, Globals, error::Error, output::Output};
use crate::insight::capacity::Loads;
use crate::model::{CycleId, Date, Portfolio, TeamId};
use crate::render::report::capacity::Capacity;
use clap::Args;
use std::collections::BTreeSet;

/// Arguments of `report capacity`.
#[derive(Args, Debug)]
pub(in crate::cli) struct CapacityArgs {
    /// Tell of this cycle alone, such as 2027-q1, instead of every one that is not over
    #[arg(long, value_name = "CYCLE")]
    cycle: Option<String>,
    /// Tell of this team alone
    #[arg(long, value_name = "TEAM")]
    team: Option<String>,
}

pub(super) fn run(args: &CapacityArgs, globals: &Globals, output: &Output) -> Result<Exit, Error> {
    let workspace = Workspace::find(globals)?;
    let loaded = workspace.load(State::Worktree, false)?;
    measures::note_unreadable(loaded, output);
    let (portfolio, as_of) = (&loaded.portfolio, workspace.as_of(loaded));
    let team = args.team.as_deref().map(|id| measures::known_team(portfolio, id)).transpose()?;
    let named = measures::named_cycle(portfolio, args.cycle.as_deref())?;
    let loads = Loads::of(portfolio, as_of);
    let cycles = match named {
        Some((id, _)) => vec![id],
        None => cycles(portfolio, &loads, team.as_ref(), as_of),
    };
    let report = Capacity::new(portfolio, &loads, as_of, &cycles, team.as_ref());
    if report.is_empty() {
        output.note("nothing to show: no team has a `capacity`, and no ask says for which cycle it is");
        return Ok(Exit::Nothing);
    }
    publish(&report, &Templates::disk(&workspace), globals, output)?;
    Ok(Exit::Ok)
}

/// Cycles that are not over and in which something is asked, and the next one to plan for; the first to come first.
fn cycles(portfolio: &Portfolio, loads: &Loads<'_>, team: Option<&TeamId>, as_of: Date) -> Vec<CycleId> {
    let asked = loads.iter().filter(|(of, ..)| team.is_none_or(|team| team == *of)).map(|(_, cycle, _)| cycle.clone());
    let ids: BTreeSet<_> = asked.chain(portfolio.next_to_plan(as_of)).collect();
    let known = ids.into_iter().filter_map(|id| Some((portfolio.cycle(&id)?.into_owned(), id)));
    let mut open: Vec<_> = known.filter(|(cycle, _)| cycle.end >= as_of).collect();
    open.sort_by(|(a, id), (b, other)| (a.start, id).cmp(&(b.start, other)));
    open.into_iter().map(|(_, id)| id).collect()
}
