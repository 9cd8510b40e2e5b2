//! Finds the workspace and loads it: from disk, from the index or from a commit.

use super::error::{Error, check_name};
use super::{Globals, output::Output};
use crate::load::git_tree::GitTree;
use crate::load::revision::{GitError, History, Hooks};
use crate::load::{Loaded, Options, Tree, WORKSPACE_FILE, Worktree, layout, load, shell};
use crate::model::Date;
use crate::render::plural;
use jiff::tz::TimeZone;
use std::path::{Path, PathBuf};

/// Which state of the files to read.
#[derive(Clone, Copy, Debug, Default)]
pub(super) enum State<'a> {
    /// As they are on disk.
    #[default]
    Worktree,
    /// As the next commit would have them.
    Staged,
    /// As they were at a commit.
    At(&'a str),
}

/// A workspace that was found.
pub(super) struct Workspace {
    pub(super) root: PathBuf,
    overlay: Option<Worktree>,
    as_of: Option<Date>,
}

impl Workspace {
    /// The workspace in the folder `root`, whether or not it is there.
    pub(super) fn at(root: PathBuf, globals: &Globals) -> Self {
        Self { root, overlay: None, as_of: globals.as_of }
    }

    /// Looks for the workspace: the folder named, or the nearest one here and above that holds the settings file, up
    /// to the root of the Git repository.
    pub(super) fn find(globals: &Globals) -> Result<Self, Error> {
        let overlay = match &globals.overlay {
            Some(folder) if !folder.is_dir() => {
                let message = format!("--overlay {} is not a folder", folder.display());
                return Err(Error::usage(message, check_name(folder)));
            }
            folder => folder.as_ref().map(Worktree::new),
        };
        let root = match &globals.workspace {
            // In a bare repository, folders are only in commits.
            Some(folder) if !folder.is_dir() && !History::open(folder).is_ok_and(|history| history.is_bare()) => {
                return Err(Error::usage(
                    format!("--workspace {} is not a folder", folder.display()),
                    check_name(folder),
                ));
            }
            Some(folder) => folder.clone(),
            None => nearest()?,
        };
        Ok(Self { root, overlay, as_of: globals.as_of })
    }

    /// The repository around it.
    pub(super) fn history(&self) -> Result<History, Error> {
        Ok(History::open(&self.root)?)
    }

    /// Loads one state of the files, for as long as the process runs.
    pub(super) fn load(&self, state: State<'_>, check_schema: bool) -> Result<&'static Loaded, Error> {
        match state {
            State::Worktree => {
                if !holds_settings(&self.root) {
                    if self.history().is_ok_and(|history| history.is_bare()) {
                        return Err(GitError::Bare.into());
                    }
                    return Err(no_workspace(&self.root));
                }
                Ok(self.load_tree(&Worktree::new(&self.root), check_schema))
            }
            State::Staged => self.load_git(&self.history()?.staged(index_of_commit().as_deref())?, check_schema),
            State::At(revision) => self.load_git(&self.commit(revision)?, check_schema),
        }
    }

    fn commit(&self, revision: &str) -> Result<GitTree, Error> {
        let history = self.history()?;
        let tree = history.at(revision)?;
        if history.is_bare()
            && !tree.has(WORKSPACE_FILE)
            && let Some(folder) = history.workspaces_at(revision)?.first()
        {
            let here = match history.prefix() {
                "" => "at its top".to_owned(),
                prefix => format!("in `{prefix}`"),
            };
            let named = history.path().join(folder);
            return Err(Error::usage(
                format!("`{revision}` has no {WORKSPACE_FILE} {here}, but in `{folder}/`"),
                format!("add `--workspace {}`", shell::argument(&named.to_string_lossy())),
            ));
        }
        Ok(tree)
    }

    /// Loads a commit or the index, all of which must be readable.
    pub(super) fn load_git(&self, tree: &GitTree, check_schema: bool) -> Result<&'static Loaded, Error> {
        let loaded = self.load_tree(tree, check_schema);
        tree.fault().map_or(Ok(loaded), |fault| Err(fault.into()))
    }

    /// Loads `tree` with the overlay of this workspace.
    pub(super) fn load_tree(&self, tree: &dyn Tree, check_schema: bool) -> &'static Loaded {
        let overlay = self.overlay.as_ref().map(|overlay| overlay as &dyn Tree);
        keep(load(tree, &Options { check_schema, overlay }))
    }

    /// The files at the commit where `revision` and the current commit parted, with its full name.
    pub(super) fn base(&self, revision: &str) -> Result<(GitTree, String), Error> {
        self.base_of(revision, "HEAD")
    }

    /// The same for another commit than the current one.
    pub(super) fn base_of(&self, revision: &str, head: &str) -> Result<(GitTree, String), Error> {
        Ok(self.history()?.at_merge_base(revision, head)?)
    }

    /// The day to judge on: the one given, or today in the workspace's time zone.
    pub(super) fn as_of(&self, loaded: &Loaded) -> Date {
        self.as_of.unwrap_or_else(|| zone(loaded).to_datetime(jiff::Timestamp::now()).date().into())
    }

    /// Says of what is judged on disk which files Git left out of it.
    pub(super) fn note_left_out(&self, output: &Output) {
        let left_out = self.history().and_then(|history| Ok(history.left_out()?)).unwrap_or_default();
        if let Some(first) = left_out.first() {
            let count = plural(left_out.len(), "path");
            output.note(&format!(
                "note: a sparse checkout leaves out {count} of the workspace, `{first}` first; \
                 `canvass validate --staged` reads all of them"
            ));
        }
    }

    /// Says what is missing where there is no repository, and what is unsafe where there is one.
    pub(super) fn note_git(&self, output: &Output) {
        let history = match self.history() {
            Ok(history) => history,
            Err(Error::Git(GitError::NoRepository(_))) => {
                let nothing = "--base, --staged and --at have nothing to read";
                return output.note(&format!("note: not inside a Git repository, so {nothing}"));
            }
            Err(error) => {
                let help = error.help();
                return output.note(&format!("note: {error}, so --base, --staged and --at cannot read it; {help}"));
            }
        };
        if let Ok(Hooks { versioned: Some(folder), .. }) = history.hooks()
            && folder.trim_end_matches('/').ends_with(".canvass/hooks")
        {
            output.note(&format!(
                "note: Git runs hooks from `{folder}`, which every branch can change; run \
                 `git config --unset core.hooksPath`, then `canvass hook install`"
            ));
        }
    }
}

/// Keeps what was loaded to the end of the process: to free a million small values one by one would only take time.
pub(super) fn keep(loaded: Loaded) -> &'static Loaded {
    Box::leak(Box::new(loaded))
}

/// The index of the commit that Git is making, where it says so: in a hook, and in what a hook runs.
fn index_of_commit() -> Option<PathBuf> {
    std::env::var_os("GIT_INDEX_FILE").filter(|path| !path.is_empty()).map(PathBuf::from)
}

/// The name of a commit as people write it.
pub(super) fn short(commit: &str) -> &str {
    commit.get(..7).unwrap_or(commit)
}

/// The time zone that decides what day it is.
pub(super) fn zone(loaded: &Loaded) -> TimeZone {
    loaded.portfolio.workspace.zone()
}

/// Whether `folder` is the root of a workspace; a link that leads nowhere is reported once it is loaded.
pub(super) fn holds_settings(folder: &Path) -> bool {
    folder.join(WORKSPACE_FILE).symlink_metadata().is_ok()
}

fn nearest() -> Result<PathBuf, Error> {
    let here = std::env::current_dir().map_err(Error::file("cannot read", Path::new(".")))?;
    for folder in here.ancestors() {
        if holds_settings(folder) {
            // Printed paths stay short and the same on every machine.
            return Ok(if folder == here { PathBuf::from(".") } else { folder.to_owned() });
        }
        if folder.join(".git").exists() {
            break;
        }
    }
    // A bare repository, or one whose workspace is only in the index or a commit.
    if History::open(&here).is_ok() {
        return Ok(here);
    }
    Err(no_workspace(&here))
}

/// There are no settings in `folder`, or only under a name that is nearly theirs.
fn no_workspace(folder: &Path) -> Error {
    let entries = Worktree::new(folder).list("").unwrap_or_default();
    match layout::near_settings(&entries) {
        Some(near) => Error::usage(
            format!("no {WORKSPACE_FILE} in {}, but `{near}`", folder.display()),
            format!("run `mv {} {WORKSPACE_FILE}` there", shell::argument(near)),
        ),
        None => Error::NoWorkspace(folder.to_owned()),
    }
}
