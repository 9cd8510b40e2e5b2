//! `canvass review`: what a change brings against the commit it left, for whoever writes it and whoever reads it.

mod compose;
mod settings;

use super::host::repository_page;
use super::output::{Output, append};
use super::validate::FailOn;
use super::workspace::{State, Workspace, holds_settings, keep};
use super::{Exit, Format, Globals, error::Error, gone, input, measures, target};
use crate::backlog::Source;
use crate::load::{Loaded, MemoryTree};
use crate::model::Forge;
use crate::render::review::{self as page, BadReport, Links, MOST_BYTES, Review};
use clap::Args;
use std::path::{Path, PathBuf};

/// Arguments of `review`.
#[derive(Args, Debug)]
pub(super) struct ReviewArgs {
    /// Compare with the commit where the change left this revision
    #[arg(long, value_name = "REV", default_value = "origin/HEAD")]
    base: String,
    /// Show a report that --out kept, instead of judging files
    #[arg(long, value_name = "FILE", conflicts_with_all = ["base", "fail_on", "out"])]
    from: Option<PathBuf>,
    /// Keep the report in this file, for `canvass comment FILE`
    #[arg(long, value_name = "FILE", value_parser = target::beside_results())]
    out: Option<PathBuf>,
    /// Append verdict, readiness, coverage and errors to this file, such as $GITHUB_OUTPUT
    #[arg(long, value_name = "FILE", value_parser = target::beside_results())]
    outputs: Option<PathBuf>,
    /// Fail when a new finding is at least this serious
    #[arg(long, value_enum, value_name = "LEVEL", default_value_t)]
    fail_on: FailOn,
}

pub(super) fn run(args: &ReviewArgs, globals: &Globals, output: &Output) -> Result<Exit, Error> {
    let review = match &args.from {
        Some(path) => read(path)?,
        None => match judge(args, globals, output)? {
            Some(review) => review,
            None => return Ok(Exit::Nothing),
        },
    };
    if let Some(path) = &args.out {
        target::write(path, page::json(&review).as_bytes())?;
    }
    if let Some(path) = &args.outputs {
        append(path, &review.outputs())?;
    }
    let links = links(&review, None);
    output.print(&match globals.output_format {
        Format::Full => page::full(&review, output.style()),
        Format::Json => page::json(&review),
        Format::Github => page::github(&review),
        Format::Markdown => page::markdown(&review, &links),
        other => return Err(measures::no_such_format(other)),
    })?;
    output.summarise(|| page::markdown(&review, &links))?;
    Ok(if review.blockers() > 0 { Exit::Findings } else { Exit::Ok })
}

/// Compares the files on disk with those of the base; nothing where there is nothing to check.
fn judge(args: &ReviewArgs, globals: &Globals, output: &Output) -> Result<Option<Review>, Error> {
    if globals.overlay.is_some() {
        return Err(Error::usage(
            "what a change brings is for others to read, and an overlay is not",
            "leave --overlay out",
        ));
    }
    let workspace = Workspace::find(globals)?;
    let history = workspace.history()?;
    history.top()?;
    let (tree, base) = workspace.base(&args.base)?;
    let (named, found, revision) = (globals.workspace.as_deref(), workspace.root.as_path(), args.base.as_str());
    gone::Search { named, found, history: &history, revision, base: &base }.refuse_hidden()?;
    let is_gone = !holds_settings(&workspace.root) && history.has_workspace(&base, history.prefix())?;
    let head = || match (holds_settings(&workspace.root), is_gone) {
        (true, _) => workspace.load(State::Worktree, true),
        (false, true) => Ok(keep(Loaded::gone())),
        (false, false) => Ok(workspace.load_tree(&MemoryTree::default(), true)),
    };
    let (head, before) = rayon::join(head, || workspace.load_git(&tree, true));
    let (head, before) = (head?, before?);
    if head.is_empty() && before.is_empty() {
        output.note("nothing to review: neither the change nor its base has people, teams or initiatives");
        return Ok(None);
    }
    let change = compose::Both {
        head,
        before,
        as_of: workspace.as_of(head),
        touched: history.changed_lines(&base, [head, before])?,
        ledger: compose::ledger(&workspace.root),
        source: source(head.portfolio.workspace.forge),
        fail_on: args.fail_on.level(),
    };
    let head = history.head_of_change(&base)?;
    Ok(Some(change.review(head, base, history.prefix().to_owned())))
}

/// Under which number asks are known; on GitHub only build servers say so.
fn source(forge: Option<Forge>) -> Option<Source> {
    match forge.unwrap_or(Forge::Outbox) {
        Forge::Outbox => Some(Source::default()),
        Forge::Github => std::env::var("GITHUB_REPOSITORY_ID").ok()?.parse().ok().map(Source),
    }
}

/// Reads a report that anybody may have written.
pub(super) fn read(path: &Path) -> Result<Review, Error> {
    let failed = |cause| Error::file("cannot read", path)(cause);
    // A link or a pipe could stand for anything.
    if !path.symlink_metadata().map_err(failed)?.is_file() {
        return Err(Error::usage(format!("{} is not a regular file", path.display()), "name the file that --out kept"));
    }
    let help = "keep one with `canvass review --out FILE`, by this version";
    let text = input::text(path, MOST_BYTES, help)?;
    page::read(&text).map_err(|error: BadReport| Error::usage(format!("{}: {error}", path.display()), help))
}

/// Where the change of `review` and the run that judged it can be looked at, by what the build server says; `run` is the
/// number of another run than the current.
pub(super) fn links(review: &Review, run: Option<&str>) -> Links {
    let Some(site) = repository_page() else { return Links::default() };
    let number = |run: &str| !run.is_empty() && run.bytes().all(|byte| byte.is_ascii_digit());
    let current = std::env::var("GITHUB_RUN_ID").ok();
    let run = run.or(current.as_deref()).filter(|run| number(run));
    Links {
        files: Some(format!("{site}/blob/{}", review.head)),
        report: run.map(|run| format!("{site}/actions/runs/{run}")),
    }
}
