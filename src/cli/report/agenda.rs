//! `canvass report agenda`: what is open, line by line, for the session that goes through it.

use super::publish::{Templates, publish};
use crate::cli::workspace::{State, Workspace};
use crate::cli::{Exit, Globals, error::Error, measures, output::Output};
use crate::insight::{Index, due};
use crate::render::report::agenda::Agenda;
use clap::Args;

/// Arguments of `report agenda`.
#[derive(Args, Debug)]
pub(in crate::cli) struct AgendaArgs {
    /// Go through what is planned for this cycle only, such as 2027-q1
    #[arg(long, value_name = "CYCLE")]
    cycle: Option<String>,
    /// Go through what this team is asked for or must do
    #[arg(long, value_name = "TEAM")]
    team: Option<String>,
}

pub(super) fn run(args: &AgendaArgs, globals: &Globals, output: &Output) -> Result<Exit, Error> {
    let workspace = Workspace::find(globals)?;
    let loaded = workspace.load(State::Worktree, false)?;
    measures::note_unreadable(loaded, output);
    let (portfolio, as_of) = (&loaded.portfolio, workspace.as_of(loaded));
    let cycle = measures::named_cycle(portfolio, args.cycle.as_deref())?.map(|(id, _)| id);
    let team = args.team.as_deref().map(|id| measures::known_team(portfolio, id)).transpose()?;
    let index = Index::new(portfolio);
    let mut lines = due::lines(&index, as_of);
    lines.retain(|line| cycle.as_ref().is_none_or(|cycle| line.is_of_cycle(cycle)));
    lines.retain(|line| team.as_ref().is_none_or(|team| line.concerns(&index, team)));
    if lines.is_empty() {
        output.note(&format!("nothing is open, and nothing falls due within {} days", due::AHEAD));
        return Ok(Exit::Nothing);
    }
    let agenda = Agenda::new(&index, as_of, cycle.as_ref(), team.as_ref(), &lines);
    publish(&agenda, &Templates::disk(&workspace), globals, output)?;
    Ok(Exit::Ok)
}
