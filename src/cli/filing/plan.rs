//! `canvass plan`: what would be filed and what is held back; nothing is written but the plan.

use super::connect::{Connection, HostArgs};
use super::order::Prepared;
use super::{print, refused, report};
use crate::backlog::plan::Limits;
use crate::backlog::run::{Ending, Mode, Run};
use crate::cli::workspace::{State, Workspace};
use crate::cli::{Exit, Globals, error::Error, output::Output};
use crate::edit::save;
use crate::forge::drive;
use crate::model::{self, CycleId};
use crate::render::escape;
use crate::render::plan::json;
use clap::Args;
use std::path::PathBuf;

/// Arguments of `plan`.
#[derive(Args, Debug, Default)]
pub(in crate::cli) struct PlanArgs {
    /// Only asks for this cycle
    #[arg(long, value_name = "CYCLE")]
    cycle: Option<String>,
    /// Keep the plan in this file, for `canvass apply FILE`
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Show what the issue of this ask says, and nothing else
    #[arg(long, value_name = "INITIATIVE/ASK", conflicts_with_all = ["out", "detailed_exitcode"])]
    show: Option<String>,
    /// List asks that stand as they should, too
    #[arg(long)]
    all: bool,
    /// Exit with 10 when something is to be written
    #[arg(long)]
    detailed_exitcode: bool,
    #[command(flatten)]
    host: HostArgs,
}

pub(in crate::cli) fn run(args: &PlanArgs, globals: &Globals, output: &Output) -> Result<Exit, Error> {
    let workspace = Workspace::find(globals)?;
    let history = workspace.history()?;
    let settings = &workspace.load(State::At("HEAD"), false)?.portfolio.workspace;
    let kind = settings.forge.unwrap_or(model::Forge::Outbox);
    let mut connection = Connection::open(&workspace.root, &history, kind, &args.host)?;
    let cycle = args.cycle.as_deref().map(CycleId::from);
    let prepared = Prepared::read(&workspace, &history, &connection, cycle.as_ref(), output)?;
    if prepared.is_empty() {
        output.note(&format!("nothing to plan: {}", prepared.why_empty(cycle.as_ref())));
        return Ok(Exit::Nothing);
    }
    if let Some(name) = &args.show {
        let wanted = prepared.named(name)?;
        // What keeps a title from mentioning anybody is not to be seen, there or here.
        let page = wanted.draft.page().replace('\u{200b}', "");
        output.print(&escape::log(escape::terminal(&page).into_owned()))?;
        return Ok(Exit::Ok);
    }
    let limits = Limits { caps: settings.backlog.caps.clone(), allowed: None };
    let order = prepared.order(&connection, limits, args.host.authors(), Mode::Plan);
    let mut run = Run::new(order);
    let (forge, keeper, clock) = connection.parts();
    drive(&mut run, forge, keeper, clock, &mut |_| true, &|| false);
    match run.ending() {
        Some(Ending::Refused(refusal)) => return Err(refused(refusal)),
        Some(Ending::Incomplete(why)) => return Err(Error::host(why.clone())),
        _ => {}
    }
    let report = report(&prepared, &connection, &run, args.all || output.verbose);
    if let Some(path) = &args.out {
        save::replace(path, json(&report).as_bytes()).map_err(Error::file("cannot write", path))?;
    }
    output.print(&print(&report, globals.output_format, output)?)?;
    Ok(if args.detailed_exitcode && !report.plan.actions.is_empty() { Exit::Changes } else { Exit::Ok })
}
