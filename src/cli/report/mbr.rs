//! `canvass report mbr`: the monthly business review.

use super::publish::{Templates, publish};
use crate::cli::workspace::{State, Workspace};
use crate::cli::{Exit, Globals, error::Error, measures, output::Output};
use crate::insight::{Index, month};
use crate::model::Month;
use crate::render::report::mbr::Mbr;
use clap::Args;

/// Arguments of `report mbr`.
#[derive(Args, Debug)]
pub(in crate::cli) struct MbrArgs {
    /// Tell this month, such as 2026-11, instead of the current one
    #[arg(long, value_name = "MONTH")]
    month: Option<Month>,
}

pub(super) fn run(args: &MbrArgs, globals: &Globals, output: &Output) -> Result<Exit, Error> {
    let workspace = Workspace::find(globals)?;
    let loaded = workspace.load(State::Worktree, false)?;
    measures::note_unreadable(loaded, output);
    let (portfolio, as_of) = (&loaded.portfolio, workspace.as_of(loaded));
    let month = args.month.unwrap_or_else(|| Month::of(as_of));
    if month.first() > as_of {
        return Err(Error::usage(
            format!("{month} has not begun on {as_of}"),
            "name a month that has, or leave it out",
        ));
    }
    let index = Index::new(portfolio);
    let mbr = Mbr::new(&index, as_of, month, &month::review(&index, month, as_of));
    if mbr.is_empty() {
        output.note(&format!("nothing to tell: no initiative was active in {month}"));
        return Ok(Exit::Nothing);
    }
    publish(&mbr, &Templates::disk(&workspace), globals, output)?;
    Ok(Exit::Ok)
}
