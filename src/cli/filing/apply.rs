//! `canvass apply`: files the asks that are due, after somebody has looked at the plan.

use super::asks::{Asks, Part};
use super::narrate::Narrated;
use super::{print, refused};
use crate::backlog::run::{Ending, Mode, Refusal, Run};
use crate::cli::host::HostArgs;
use crate::cli::prompt::Prompt;
use crate::cli::{Exit, Format, Globals, error::Error, input, output::Output};
use crate::forge::drive;
use crate::render::plan as page;
use clap::Args;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A kept plan is at most this large.
const MOST_BYTES: usize = 16 * 1024 * 1024;

/// Arguments of `apply`.
#[derive(Args, Debug, Default)]
pub(in crate::cli) struct ApplyArgs {
    /// A plan that `canvass plan --out` kept: exactly this is done, or nothing
    #[arg(value_name = "PLAN")]
    plan: Option<PathBuf>,
    /// Do it without a question
    #[arg(short, long)]
    yes: bool,
    /// Only asks for this cycle
    #[arg(long, value_name = "CYCLE", conflicts_with = "plan")]
    cycle: Option<String>,
    /// Only asks whose backlog belongs to this owner
    #[arg(long, value_name = "OWNER", conflicts_with = "plan")]
    owner: Option<String>,
    /// Say when the workflow in this file, which files the asks, last ended well
    #[arg(long, value_name = "FILE")]
    workflow: Option<String>,
    /// The very first run: note what stands in the backlogs already, and file nothing
    #[arg(long, conflicts_with = "plan")]
    bootstrap: bool,
    /// File exactly so many issues, although it is more than the caps allow at once
    #[arg(long, value_name = "N")]
    allow_creates: Option<usize>,
    #[command(flatten)]
    host: HostArgs,
}

impl ApplyArgs {
    /// The arguments that ask nothing.
    pub(in crate::cli) fn unasked() -> Self {
        Self { yes: true, ..Self::default() }
    }
}

pub(in crate::cli) fn run(args: &ApplyArgs, globals: &Globals, output: &Output) -> Result<Exit, Error> {
    let kept = args.plan.as_deref().map(read_plan).transpose()?;
    // A ledger is started once, and must know of whatever may have been filed before.
    let owner = args.owner.as_deref().filter(|_| !args.bootstrap);
    let (mut asks, mut connection) = Asks::read(&args.host, Part::of(args.cycle.as_deref(), owner), globals, output)?;
    if let Some(why) = asks.why_empty() {
        output.note(&format!("nothing to file: {why}"));
        return Ok(Exit::Nothing);
    }
    if let Some(workflow) = &args.workflow {
        asks.look_back(workflow, &mut connection);
    }
    let mode = if args.bootstrap { Mode::Bootstrap } else { Mode::Apply };
    let mut run = asks.run(mode, args.allow_creates);

    let stopped = stop_flag();
    let mut failed = None;
    let (forge, keeper, clock) = connection.parts();
    let mut approve = |run: &mut Run| {
        let report = asks.report(run, output.verbose);
        if let Some(kept) = &kept {
            let moved = kept.moved(&page::json(&report));
            if !moved.is_empty() {
                run.refuse(Refusal::Stale(moved));
                return false;
            }
        }
        let asked = ask(args, &report, globals, output);
        asked.unwrap_or_else(|error| {
            failed = Some(error);
            false
        })
    };
    let mut forge = Narrated { forge, output };
    drive(&mut run, &mut forge, keeper, clock, &mut approve, &|| stopped.load(Ordering::Relaxed));
    if let Some(error) = failed {
        return Err(error);
    }
    let incomplete = match run.ending() {
        Some(Ending::Declined) => {
            output.note("declined: nothing was written");
            return Ok(Exit::Declined);
        }
        Some(Ending::Refused(refusal)) => return Err(refused(refusal)),
        Some(Ending::Incomplete(why)) => Some(why.as_str()),
        _ => None,
    };
    let results = asks.results(&run, incomplete, args.bootstrap);
    output.summarise(|| results.markdown())?;
    let shown = globals.output_format == Format::Full && output.is_shown() && !output.quiet;
    if shown && run.executed().is_empty() && incomplete.is_none() && !args.bootstrap {
        // The plan has said that there is nothing to write.
        return Ok(Exit::Ok);
    }
    let text = match globals.output_format {
        Format::Json => results.json(),
        Format::Markdown => results.markdown(),
        Format::Github => results.github(),
        _ => results.full(output.style()),
    };
    let gap = if shown { "\n" } else { "" };
    output.print(&format!("{gap}{text}"))?;
    Ok(if incomplete.is_some() { Exit::Incomplete } else { Exit::Ok })
}

/// Shows the plan, and asks whether to go on where something is to be written.
fn ask(args: &ApplyArgs, report: &page::Report<'_>, globals: &Globals, output: &Output) -> Result<bool, Error> {
    // Scripts read one document: the results.
    if globals.output_format == Format::Full && output.is_shown() && !output.quiet {
        output.print(&print(report, globals.output_format, output)?)?;
    }
    if report.plan.actions.is_empty() || args.yes || args.plan.is_some() || args.bootstrap {
        return Ok(true);
    }
    Prompt::new().confirm(&page::question(report.plan), "yes")
}

/// A flag that is set once the process is asked to end; the run then records what it sent and stops.
fn stop_flag() -> Arc<AtomicBool> {
    let flag = Arc::new(AtomicBool::new(false));
    for signal in [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM] {
        // Where it cannot be set, the claims in the ledger do what it would have done.
        let _ = signal_hook::flag::register(signal, Arc::clone(&flag));
    }
    flag
}

fn read_plan(path: &Path) -> Result<page::Kept, Error> {
    let help = "make one with `canvass plan --out FILE`";
    page::Kept::read(&input::text(path, MOST_BYTES, help)?)
        .ok_or_else(|| Error::usage(format!("{} is not a plan of this version", path.display()), help))
}
