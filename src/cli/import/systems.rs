//! `canvass systems import`: the systems of service catalogues and tables.

use super::{Here, ImportArgs, lists};
use crate::cli::{Exit, Globals, error::Error, measures, output::Output};
use crate::import::systems::{Form, compare};
use crate::load::limits::excerpt;
use crate::model::{Kind, TeamId};
use clap::Args;
use std::path::PathBuf;

/// Arguments of `systems import`.
#[derive(Args, Debug)]
pub(in crate::cli) struct SystemsArgs {
    /// Files catalog-info.yaml of Backstage, or tables as CSV
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The team that gets systems whose owner is no team here; without it they are left out
    #[arg(long, value_name = "TEAM")]
    default_owner: Option<String>,
    #[command(flatten)]
    import: ImportArgs,
}

pub(super) fn run(args: &SystemsArgs, globals: &Globals, output: &Output) -> Result<Exit, Error> {
    let here = Here::load(Kind::System, &[Kind::Team, Kind::Person], globals, output)?;
    let portfolio = &here.loaded.portfolio;
    let default_owner = match args.default_owner.as_deref() {
        Some(team) if !portfolio.knows(Kind::Team, team) => {
            return Err(measures::unknown("team", team, portfolio.ids(Kind::Team)));
        }
        team => team.map(TeamId::from),
    };
    let form = form(&args.files)?;
    let lists = lists(&args.files)?;
    let report = compare(&lists, form, here.loaded, default_owner.as_ref());
    here.finish(&lists, &report, &args.import, globals, output)
}

/// The form of all `files`: a system that is in a catalogue and in a table would be there twice.
fn form(files: &[PathBuf]) -> Result<Form, Error> {
    let mut form = None;
    for file in files {
        let name = file.display().to_string();
        let Some(this) = Form::of(&name) else {
            let message = format!("`{}` ends in nothing that tells what it holds", excerpt(&name));
            return Err(Error::usage(message, "call it .yaml, .yml or .json for Backstage, or .csv for a table"));
        };
        if form.is_some_and(|form| form != this) {
            let message = "catalogues and tables cannot be read together";
            return Err(Error::usage(message, "import one after the other"));
        }
        form = Some(this);
    }
    form.ok_or_else(|| Error::usage("no file is given", "name the files to import"))
}
