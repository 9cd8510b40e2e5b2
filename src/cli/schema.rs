//! `canvass schema`: the JSON Schema of a kind of file, for editors and other tools.

use super::workspace::{State, Workspace};
use super::{Exit, Globals, error::Error, output::Output};
use crate::load::schema::{self, SchemaName};
use clap::Args;

/// Arguments of `schema`.
#[derive(Args, Debug)]
pub(super) struct SchemaArgs {
    /// What to print the schema of: workspace, or a kind as a file of one (team) or of many (teams)
    #[arg(value_name = "KIND")]
    name: SchemaName,
    /// List the people, teams and systems of this workspace where they may stand, so that editors complete them
    #[arg(long)]
    with_repo_data: bool,
}

pub(super) fn run(args: &SchemaArgs, globals: &Globals, output: &Output) -> Result<Exit, Error> {
    let schema = if args.with_repo_data {
        let loaded = Workspace::find(globals)?.load(State::Worktree, false)?;
        schema::with_repo_data(args.name, &loaded.portfolio)
    } else {
        schema::schema(args.name)
    };
    output.print(&format!("{schema:#}\n"))?;
    Ok(Exit::Ok)
}
