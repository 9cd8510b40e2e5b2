//! `canvass hook`: lets Git check what each commit brings, from Git's own folder of hooks, which no branch can change.
//!
//! What is checked is left to [`crate::rules`]; which index a commit is made of, to [`crate::load::revision`].

use super::findings::resolve;
use super::validate::{FailOn, print};
use super::workspace::{Workspace, holds_settings};
use super::{Exit, Format, Globals, error::Error, output::Output};
use crate::diagnostic::Diagnostic;
use crate::edit::save;
use crate::load::revision::{History, Hooks};
use crate::load::shell::argument;
use crate::load::{MemoryTree, WORKSPACE_FILE};
use crate::render::findings::Validation;
use crate::render::plural;
use crate::rules::{self, baseline};
use clap::{Subcommand, ValueEnum};
use std::fs;
use std::io;
use std::path::Path;

/// What to do about hooks.
#[derive(Debug, Subcommand)]
pub(super) enum HookCommand {
    /// Check every commit of this clone that touches this workspace; hooks that are there already are kept and run first
    Install,
    /// Stop checking commits of this workspace, and put back the hooks that were there before
    Uninstall,
    /// Check what Git is about to commit; Git runs this itself
    Run {
        /// The hook that runs
        #[arg(value_enum, value_name = "HOOK")]
        hook: HookName,
    },
}

/// A hook that Git runs before a commit is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum HookName {
    /// Before an ordinary commit
    PreCommit,
    /// Before the commit of a merge without conflicts
    PreMergeCommit,
}

const HOOKS: [HookName; 2] = [HookName::PreCommit, HookName::PreMergeCommit];
/// By what a hook of ours is known.
const MARK: &str = "# Written by `canvass hook install`";
/// What is put after the name of a hook that was there before.
const BEFORE: &str = ".before-canvass";

impl HookName {
    const fn file_name(self) -> &'static str {
        match self {
            Self::PreCommit => "pre-commit",
            Self::PreMergeCommit => "pre-merge-commit",
        }
    }

    fn text(self) -> String {
        let name = self.file_name();
        format!(
            "#!/bin/sh\n\
             {MARK}; `canvass hook uninstall` takes it out.\n\
             before=\"$0{BEFORE}\"\n\
             if [ -x \"$before\" ]; then\n    \"$before\" \"$@\" || exit\nfi\n\
             if ! command -v canvass > /dev/null 2>&1; then\n    \
             echo 'canvass is not on the path here, so this commit is not checked' >&2\n    exit 0\nfi\n\
             exec canvass hook run {name}\n"
        )
    }
}

pub(super) fn run(command: &HookCommand, globals: &Globals, output: &Output) -> Result<Exit, Error> {
    match command {
        HookCommand::Install => install(globals, output),
        HookCommand::Uninstall => uninstall(globals, output),
        HookCommand::Run { .. } => check(globals, output),
    }
}

fn install(globals: &Globals, output: &Output) -> Result<Exit, Error> {
    let workspace = Workspace::find(globals)?;
    let history = workspace.history()?;
    if !holds_settings(&workspace.root) && !history.workspaces_staged()?.iter().any(|prefix| prefix == history.prefix())
    {
        return Err(nothing_to_check(&workspace, &history)?);
    }
    let Hooks { folder, versioned } = history.hooks()?;
    if let Some(path) = versioned {
        return Err(Error::usage(
            format!(
                "Git runs hooks from `{path}`, which lies in the working tree, so that every branch brings its own"
            ),
            "run `git config --unset core.hooksPath`, then this again; `git config --show-origin core.hooksPath` says \
             where it is set",
        ));
    }
    let mut report = String::new();
    // All is looked at before anything is written.
    let states = HOOKS.map(|hook| Ok((hook, state(&folder, hook)?)));
    let states = states.into_iter().collect::<Result<Vec<_>, Error>>()?;
    for (hook, state) in states {
        let (path, before) = paths(&folder, hook);
        match state {
            Found::Ours if fs::read(&path).is_ok_and(|text| text == hook.text().as_bytes()) => continue,
            Found::Other => {
                fs::rename(&path, &before).map_err(Error::file("cannot rename", &path))?;
                report.push_str(&format!("kept {} as {}; it runs first\n", path.display(), before.display()));
            }
            Found::Ours | Found::Nothing => {}
        }
        fs::create_dir_all(&folder).map_err(Error::file("cannot make", &folder))?;
        save::replace(&folder, hook.file_name(), hook.text().as_bytes()).map_err(Error::file("cannot write", &path))?;
        make_executable(&path).map_err(Error::file("cannot make executable", &path))?;
        report.push_str(&format!("wrote {}\n", path.display()));
    }
    history.check(true)?;
    output.print(&format!("{report}Git now checks every commit that touches {}\n", shown(history.prefix())))?;
    Ok(Exit::Ok)
}

/// Why commits of `workspace` cannot be checked: it is none, and others are.
fn nothing_to_check(workspace: &Workspace, history: &History) -> Result<Error, Error> {
    let mut others = history.workspaces_staged()?;
    let below = worktree_below(&workspace.root).into_iter().map(|folder| format!("{}{folder}/", history.prefix()));
    others.extend(below);
    others.sort();
    others.dedup();
    let top = history.top()?;
    let commands = others.iter().map(|prefix| format!("`{}`", install_in(&top.join(prefix))));
    let help = match commands.collect::<Vec<_>>().join(" or ") {
        none if none.is_empty() => "run `canvass init` to start one, then this again".to_owned(),
        commands => format!("run {commands}"),
    };
    Ok(Error::usage(format!("no {WORKSPACE_FILE} in {}, so there is nothing to check", workspace.root.display()), help))
}

/// The folders in `root` that are workspaces of their own.
fn worktree_below(root: &Path) -> Vec<String> {
    let folders = fs::read_dir(root).into_iter().flatten().flatten();
    folders
        .filter(|entry| holds_settings(&entry.path()))
        .filter_map(|entry| entry.file_name().into_string().ok())
        .collect()
}

/// The command that has commits of the workspace in `folder` checked.
fn install_in(folder: &Path) -> String {
    let here = std::env::current_dir().ok();
    let here = here
        .and_then(|here| Some(folder.canonicalize().ok()?.strip_prefix(here.canonicalize().ok()?).ok()?.to_owned()));
    let folder = here.as_deref().unwrap_or(folder);
    match folder.to_string_lossy().trim_end_matches('/') {
        "" => "canvass hook install".to_owned(),
        folder => format!("canvass hook install --workspace {}", argument(folder)),
    }
}

fn uninstall(globals: &Globals, output: &Output) -> Result<Exit, Error> {
    let history = Workspace::find(globals)?.history()?;
    history.check(false)?;
    let others = history.checked()?;
    if !others.is_empty() {
        let others: Vec<_> = others.iter().map(|prefix| shown(prefix)).collect();
        output.print(&format!(
            "{} is not checked any more; {} still is\n",
            shown(history.prefix()),
            others.join(", ")
        ))?;
        return Ok(Exit::Ok);
    }
    let folder = history.hooks()?.folder;
    let mut report = String::new();
    for hook in HOOKS {
        if state(&folder, hook)? != Found::Ours {
            continue;
        }
        let (path, before) = paths(&folder, hook);
        if before.symlink_metadata().is_ok() {
            fs::rename(&before, &path).map_err(Error::file("cannot rename", &before))?;
            report.push_str(&format!("put back {}\n", path.display()));
        } else {
            fs::remove_file(&path).map_err(Error::file("cannot remove", &path))?;
            report.push_str(&format!("removed {}\n", path.display()));
        }
    }
    output.print(&format!("{report}Git checks no commit of {} any more\n", shown(history.prefix())))?;
    Ok(Exit::Ok)
}

/// What stands where a hook is to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Found {
    Nothing,
    Ours,
    Other,
}

fn state(folder: &Path, hook: HookName) -> Result<Found, Error> {
    let (path, before) = paths(folder, hook);
    let found = match fs::read(&path) {
        Ok(text) if String::from_utf8_lossy(&text).contains(MARK) => Found::Ours,
        Ok(_) => Found::Other,
        Err(error) if error.kind() == io::ErrorKind::NotFound && path.symlink_metadata().is_err() => Found::Nothing,
        Err(error) => return Err(Error::file("cannot read", &path)(error)),
    };
    if found == Found::Other && before.symlink_metadata().is_ok() {
        return Err(Error::usage(
            format!("{} is not ours, and {} is there already", path.display(), before.display()),
            "merge the two into one hook, or remove the one that is not needed, then run this again",
        ));
    }
    Ok(found)
}

fn paths(folder: &Path, hook: HookName) -> (std::path::PathBuf, std::path::PathBuf) {
    let name = hook.file_name();
    (folder.join(name), folder.join(format!("{name}{BEFORE}")))
}

fn shown(prefix: &str) -> &str {
    if prefix.is_empty() { "this repository" } else { prefix }
}

#[cfg(unix)]
fn make_executable(target: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(target, fs::Permissions::from_mode(0o755))
}

#[cfg(not(unix))]
fn make_executable(_: &Path) -> io::Result<()> {
    Ok(())
}

/// Checks the commit that Git is making: each workspace that it touches, against the commit before it.
fn check(globals: &Globals, output: &Output) -> Result<Exit, Error> {
    let mut worst = Exit::Ok;
    let prefixes = workspaces(globals)?;
    let staged = History::of_hook()?.workspaces_staged()?;
    let unknown: Vec<&String> = staged.iter().filter(|prefix| !prefixes.contains(prefix)).collect();
    let gone: Vec<&String> = prefixes.iter().filter(|prefix| !staged.contains(prefix)).collect();
    for prefix in &prefixes {
        let history = History::of_hook()?.within(prefix);
        // One that was moved is the same; until Git is told, that is said with every commit.
        let found = match (gone.contains(&prefix), unknown.as_slice(), gone.len()) {
            (true, [moved], 1) => {
                let install = install_in(&history.top()?.join(moved));
                output.note(&format!(
                    "note: {prefix}{WORKSPACE_FILE} is gone, so {} is checked in its place; run `{install}` to keep to that",
                    shown(moved)
                ));
                check_workspace(&History::of_hook()?.within(moved), prefix, globals, output)?
            }
            _ => check_workspace(&history, prefix, globals, output)?,
        };
        if found == Exit::Findings {
            worst = Exit::Findings;
        }
    }
    Ok(worst)
}

/// The workspace that was named; else those whose commits are to be checked; else the one that is found here.
fn workspaces(globals: &Globals) -> Result<Vec<String>, Error> {
    let history = History::of_hook()?;
    let checked = history.checked()?;
    if globals.workspace.is_none() && !checked.is_empty() {
        return Ok(checked);
    }
    match Workspace::find(globals) {
        Ok(workspace) => Ok(history.prefix_of(&workspace.root).into_iter().collect()),
        // Hooks of a folder that many repositories share run in those without a workspace, too.
        Err(Error::NoWorkspace(_)) => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

/// Checks one workspace, which was at `former` before this commit if not where it is now.
fn check_workspace(history: &History, former: &str, globals: &Globals, output: &Output) -> Result<Exit, Error> {
    // The repository of a hook comes with the index that Git names.
    let staged = history.staged(None)?;
    if !history.is_staged()? {
        return Ok(Exit::Ok);
    }
    if !staged.has(WORKSPACE_FILE) {
        output.note(&format!("note: this commit has no {}{WORKSPACE_FILE}, so nothing is checked", history.prefix()));
        return Ok(Exit::Ok);
    }
    let workspace = Workspace::at(history.top()?.join(history.prefix()), globals);
    let was_here = || history.has_workspace("HEAD", history.prefix());
    let before = match history.has_commits() {
        true if former != history.prefix() && !was_here()? => Some(History::of_hook()?.within(former).at("HEAD")?),
        true => Some(history.at("HEAD")?),
        false => None,
    };
    let (loaded, before) = rayon::join(
        || workspace.load_git(&staged, true),
        || match &before {
            Some(before) => workspace.load_git(before, true),
            None => Ok(workspace.load_tree(&MemoryTree::default(), true)),
        },
    );
    let (loaded, before) = (loaded?, before?);
    let as_of = workspace.as_of(loaded);
    let (found, old) = rayon::join(|| rules::run_change(loaded, before, as_of), || rules::run(before, as_of).findings);
    let split = baseline::split(loaded, found.findings, before, &old);
    if !split.existing.is_empty() {
        let count = plural(split.existing.iter().map(Diagnostic::weight).sum(), "finding");
        output.note(&format!("note: {count} from earlier commits; `canvass validate` shows them"));
    }
    if split.new.is_empty() {
        return Ok(Exit::Ok);
    }
    let fail_on = FailOn::default().level();
    let validation = Validation {
        as_of,
        findings: resolve(loaded, &split.new, &[]),
        existing: Vec::new(),
        base: Some("HEAD"),
        touched: None,
        files: loaded.sources.len(),
        elapsed: None,
        fail_on,
        prefix: history.prefix(),
        sources: &loaded.sources,
    };
    if !history.prefix().is_empty() {
        output.note(&format!("in {}:", history.prefix()));
    }
    output.print(&print(&validation, Format::Full, output))?;
    let failing = validation.findings.iter().any(|finding| finding.diagnostic.level >= fail_on);
    Ok(if failing { Exit::Findings } else { Exit::Ok })
}
