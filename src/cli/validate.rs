//! `canvass validate`: everything that is wrong, in one run.

use super::findings::resolve;
use super::only;
use super::workspace::{State, Workspace, short};
use super::{Exit, Format, Globals, error::Error, gone, output::Output};
use crate::diagnostic::Level;
use crate::load::revision::prefix_around;
use crate::render::findings::{self, RuleInfo, Validation};
use crate::rules::{self, baseline};
use clap::{Args, ValueEnum};
use std::path::PathBuf;
use std::time::Instant;

/// Arguments of `validate`.
#[derive(Args, Debug, Default)]
pub(super) struct ValidateArgs {
    /// Show only findings in these files or folders, or of the initiatives with these ids
    paths: Vec<PathBuf>,
    /// Fail only on findings that came since the change left this revision; show the others apart
    #[arg(long, value_name = "REV")]
    base: Option<String>,
    /// Read the index: what the next commit would hold
    #[arg(long, conflicts_with = "at")]
    staged: bool,
    /// Read this revision instead of the files on disk
    #[arg(long, value_name = "REV")]
    at: Option<String>,
    /// Fail when a finding is at least this serious
    #[arg(long, value_enum, value_name = "LEVEL", default_value_t)]
    fail_on: FailOn,
}

impl ValidateArgs {
    /// The arguments that check one file.
    pub(super) fn of(path: PathBuf) -> Self {
        Self { paths: vec![path], ..Self::default() }
    }
}

/// From which level on findings fail the run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum FailOn {
    /// Any finding
    Hint,
    /// Warnings and errors
    Warning,
    /// Errors only
    #[default]
    Error,
}

pub(super) fn run(args: &ValidateArgs, globals: &Globals, output: &Output) -> Result<Exit, Error> {
    let started = Instant::now();
    let workspace = Workspace::find(globals)?;
    let state = match (&args.at, args.staged) {
        (Some(revision), _) => State::At(revision),
        (None, true) => State::Staged,
        (None, false) => State::Worktree,
    };
    let head = args.at.as_deref().unwrap_or("HEAD");
    let base = args.base.as_deref().map(|revision| workspace.base_of(revision, head)).transpose()?;
    if let (State::Worktree, Some(revision), Some((_, base))) = (state, args.base.as_deref(), &base) {
        let (named, found, history) = (globals.workspace.as_deref(), workspace.root.as_path(), &workspace.history()?);
        gone::Search { named, found, history, revision, base }.refuse_hidden()?;
    }
    let (loaded, base) = rayon::join(
        || workspace.load(state, true),
        || base.map(|(tree, name)| Ok::<_, Error>((workspace.load_git(&tree, true)?, name))).transpose(),
    );
    let (loaded, base) = (loaded?, base?);
    if loaded.is_empty() {
        output.note(match state {
            State::Worktree => {
                "nothing to check: the workspace has no people, teams or initiatives yet; `canvass new initiative ID` adds one"
            }
            State::Staged => "nothing to check: the index holds no people, teams or initiatives; `git add` them first",
            State::At(_) => "nothing to check: the workspace had no people, teams or initiatives at that commit",
        });
        return Ok(Exit::Nothing);
    }
    let as_of = workspace.as_of(loaded);
    let judge = || match &base {
        Some((base, _)) => rules::run_change(loaded, base, as_of),
        None => rules::run(loaded, as_of),
    };
    let (outcome, before) = rayon::join(judge, || base.as_ref().map(|(base, _)| rules::run(base, as_of).findings));
    let split = match (&base, before) {
        (Some((base, _)), Some(before)) => baseline::split(loaded, outcome.findings, base, &before),
        _ => baseline::Split { new: outcome.findings, existing: Vec::new() },
    };
    if output.verbose {
        let against = base.as_ref().map(|(_, name)| format!(", against {}", short(name))).unwrap_or_default();
        output.note(&format!("note: judged as of {as_of}{against}; {} waived", outcome.waived));
    }
    let only = only::paths(&workspace, loaded, state, &args.paths, output)?;
    let (prefix, touched) = match workspace.history() {
        Ok(history) => {
            let base =
                base.as_ref().filter(|_| globals.output_format == Format::Github && matches!(state, State::Worktree));
            let touched = base.map(|(before, name)| history.changed_lines(name, [loaded, before])).transpose()?;
            (history.prefix().to_owned(), touched)
        }
        // What cannot be opened still has a top, from which hosts count.
        Err(_) => (prefix_around(&workspace.root), None),
    };
    let validation = Validation {
        as_of,
        findings: resolve(loaded, &split.new, &only),
        existing: resolve(loaded, &split.existing, &only),
        base: args.base.as_deref(),
        touched: touched.as_ref(),
        files: loaded.sources.len(),
        elapsed: Some(started.elapsed()),
        fail_on: args.fail_on.level(),
        prefix: &prefix,
        sources: &loaded.sources,
    };
    output.print(&print(&validation, globals.output_format, output))?;
    output.summarise(|| findings::markdown(&validation))?;
    if matches!(state, State::Worktree) {
        workspace.note_left_out(output);
    }
    if globals.output_format == Format::Full && matches!(state, State::Worktree) {
        workspace.note_git(output);
    }
    let failing = validation.findings.iter().any(|finding| finding.diagnostic.level >= args.fail_on.level());
    Ok(if failing { Exit::Findings } else { Exit::Ok })
}

/// How many findings there are in the whole workspace.
pub(super) fn count(globals: &Globals) -> Result<usize, Error> {
    let workspace = Workspace::find(globals)?;
    let loaded = workspace.load(State::Worktree, true)?;
    Ok(rules::run(loaded, workspace.as_of(loaded)).findings.len())
}

impl FailOn {
    pub(super) fn level(self) -> Level {
        match self {
            Self::Hint => Level::Hint,
            Self::Warning => Level::Warning,
            Self::Error => Level::Error,
        }
    }
}

/// What is known of every rule, for formats that carry it.
fn rule_infos() -> Vec<RuleInfo<'static>> {
    let info = |rule: &'static rules::Rule| RuleInfo {
        code: rule.code,
        name: rule.name,
        summary: rule.summary,
        help_markdown: rule.docs,
        level: rule.level,
    };
    rules::all().map(info).collect()
}

/// Findings in the form that was asked for.
pub(super) fn print(validation: &Validation<'_>, format: Format, output: &Output) -> String {
    match format {
        Format::Full => findings::full(validation, output.style()),
        Format::Concise => findings::concise(validation),
        Format::Json => findings::json(validation),
        Format::Github => findings::github(validation),
        Format::Gitlab => findings::gitlab(validation),
        Format::Sarif => findings::sarif(validation, &rule_infos()),
        Format::Junit => findings::junit(validation),
        Format::Markdown => findings::markdown(validation),
    }
}
