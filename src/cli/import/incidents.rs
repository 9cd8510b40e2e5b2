//! `canvass incidents import`: the incidents that a pager tool exports.

use super::{Here, ImportArgs, list};
use crate::cli::workspace::zone;
use crate::cli::{Exit, Globals, error::Error, output::Output};
use crate::import::Mapping;
use crate::import::incidents::compare;
use crate::model::Kind;
use clap::Args;
use std::path::PathBuf;

/// Arguments of `incidents import`.
#[derive(Args, Debug)]
pub(in crate::cli) struct IncidentsArgs {
    /// A table as CSV, whose first row names its columns
    file: PathBuf,
    /// What a column means, such as started=created_at; may be given again
    #[arg(long, value_name = "FIELD=COLUMN", value_parser = mapping)]
    map: Vec<Mapping>,
    #[command(flatten)]
    import: ImportArgs,
}

fn mapping(text: &str) -> Result<Mapping, String> {
    let (field, column) = text.split_once('=').ok_or("write it as FIELD=COLUMN, such as started=created_at")?;
    Ok(Mapping { column: column.to_owned(), field: field.to_owned() })
}

pub(super) fn run(args: &IncidentsArgs, globals: &Globals, output: &Output) -> Result<Exit, Error> {
    let here = Here::load(Kind::Incident, &[Kind::System, Kind::Problem], globals, output)?;
    let list = list(&args.file)?;
    let report = compare(&list, &args.map, here.loaded, &zone(here.loaded));
    here.finish(&[list], &report, &args.import, globals, output)
}
