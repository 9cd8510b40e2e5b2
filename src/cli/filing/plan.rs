//! `canvass plan`: what would be filed and what is held back; nothing is written but the plan.

use super::asks::{Asks, Part};
use super::{print, refused};
use crate::backlog::run::{Ending, Mode};
use crate::cli::host::HostArgs;
use crate::cli::output::{Output, append};
use crate::cli::{Exit, Format, Globals, error::Error, measures, target};
use crate::forge::drive;
use crate::render::issue::page;
use crate::render::plan::{json, markdown, outputs};
use clap::Args;
use std::path::PathBuf;

/// Arguments of `plan`.
#[derive(Args, Debug, Default)]
pub(in crate::cli) struct PlanArgs {
    /// Only asks for this cycle
    #[arg(long, value_name = "CYCLE")]
    cycle: Option<String>,
    /// Only asks whose backlog belongs to this owner
    #[arg(long, value_name = "OWNER")]
    owner: Option<String>,
    /// Keep the plan in this file, for `canvass apply FILE`
    #[arg(long, value_name = "FILE", value_parser = target::beside_results())]
    out: Option<PathBuf>,
    /// Append the owners to file for, as JSON for a matrix of jobs, to this file, such as $GITHUB_OUTPUT
    #[arg(long, value_name = "FILE", value_parser = target::beside_results())]
    outputs: Option<PathBuf>,
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
    let (asks, mut connection) =
        Asks::read(&args.host, Part::of(args.cycle.as_deref(), args.owner.as_deref()), globals, output)?;
    if let Some(why) = asks.why_empty() {
        output.note(&format!("nothing to plan: {why}"));
        return Ok(Exit::Nothing);
    }
    if let Some(name) = &args.show {
        let wanted = asks.named(name)?;
        output.print(&match globals.output_format {
            Format::Full => page::full(&wanted.draft, output.style()),
            Format::Json => page::json(wanted, asks.as_of()),
            Format::Markdown => page::markdown(&wanted.draft),
            other => return Err(measures::no_such_format(other)),
        })?;
        output.summarise(|| page::markdown(&wanted.draft))?;
        return Ok(Exit::Ok);
    }
    let mut run = asks.run(Mode::Plan, None);
    let (forge, keeper, clock) = connection.parts();
    drive(&mut run, forge, keeper, clock, &mut |_| true, &|| false);
    match run.ending() {
        Some(Ending::Refused(refusal)) => return Err(refused(refusal)),
        Some(Ending::Incomplete(why)) => return Err(Error::host(why.clone())),
        _ => {}
    }
    let report = asks.report(&run, args.all || output.verbose);
    if let Some(path) = &args.out {
        target::write(path, json(&report).as_bytes())?;
    }
    if let Some(path) = &args.outputs {
        append(path, &outputs(&report))?;
    }
    output.print(&print(&report, globals.output_format, output)?)?;
    output.summarise(|| markdown(&report))?;
    Ok(if args.detailed_exitcode && !report.plan.actions.is_empty() { Exit::Changes } else { Exit::Ok })
}
