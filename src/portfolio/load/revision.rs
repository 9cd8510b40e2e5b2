//! Trees out of a Git repository, straight from its object database: a commit, or the index. Nothing is checked out.

use super::WORKSPACE_FILE;
use super::git_tree::{GitTree, Listed, Object, Opener};
use super::limits::{FOLDER_ENTRIES, MOST_BYTES};
use super::repository::{self, Around};
pub use super::repository::{GitError, prefix_around, repository};
use super::sparse;
use super::tree::{Tree as _, escaped};
use crate::model::Kind;
use git2::{ErrorCode, FileMode, Index, IndexEntry, Oid, Repository};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Where Git looks for hooks other than in its own folder.
const HOOKS_PATH: &str = "core.hooksPath";
/// The workspaces of this clone whose commits are checked, from the top of the working tree.
const CHECKED: &str = "canvass.workspace";

/// The folder in which Git looks for hooks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hooks {
    /// Where it is.
    pub folder: PathBuf,
    /// What the settings call it, where it lies in the working tree: every branch brings its own hooks then.
    pub versioned: Option<String>,
}

/// A repository, and the folder of the workspace inside it.
pub struct History {
    path: PathBuf,
    pub(super) repository: Repository,
    prefix: String,
    /// Whether Git's variables say where it is, and perhaps where its objects are.
    by_variables: bool,
}

/// What messages call the index.
const THE_INDEX: &str = "the index";
/// The bits of an index entry that number the sides of a conflict.
const STAGE: u16 = 0x3000;

impl History {
    /// Opens the repository around `workspace`, or the one that Git's variables name for it.
    ///
    /// # Errors
    ///
    /// When there is none, or it cannot be read.
    pub fn open(workspace: &Path) -> Result<Self, GitError> {
        let Around { repository, prefix, by_variables } = repository::around(workspace)?;
        Ok(Self { path: repository.path().to_owned(), repository, prefix, by_variables })
    }

    /// The repository that Git runs a hook for, as its variables and the current folder say.
    ///
    /// # Errors
    ///
    /// When there is none, it is bare, or it cannot be read.
    pub fn of_hook() -> Result<Self, GitError> {
        let here = Path::new(".");
        let repository = Repository::open_from_env().map_err(|error| repository::unreadable(here, error))?;
        if repository.is_bare() {
            return Err(GitError::Bare);
        }
        Ok(Self { path: repository.path().to_owned(), repository, prefix: String::new(), by_variables: true })
    }

    /// The same repository with the workspace at `prefix`, which is empty or ends in `/`.
    #[must_use]
    pub fn within(self, prefix: &str) -> Self {
        Self { prefix: prefix.to_owned(), ..self }
    }

    /// How [`Self::prefix`] would name `folder`, where it lies in the working tree.
    #[must_use]
    pub fn prefix_of(&self, folder: &Path) -> Option<String> {
        repository::prefix_of(self.repository.workdir()?, folder)
    }

    /// The top of the working tree.
    ///
    /// # Errors
    ///
    /// When the repository is bare.
    pub fn top(&self) -> Result<&Path, GitError> {
        self.repository.workdir().ok_or(GitError::Bare)
    }

    /// The folder in which Git looks for hooks.
    ///
    /// # Errors
    ///
    /// When the repository is bare, or its settings cannot be read.
    pub fn hooks(&self) -> Result<Hooks, GitError> {
        let top = self.top()?;
        let Ok(configured) = self.repository.config()?.get_path(HOOKS_PATH) else {
            return Ok(Hooks { folder: self.repository.commondir().join("hooks"), versioned: None });
        };
        // Git runs hooks from the top of the working tree.
        let folder = top.join(&configured);
        let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let (inside, own) = (real(&folder), real(self.repository.commondir()));
        let is_versioned = inside.starts_with(real(top)) && !inside.starts_with(own);
        Ok(Hooks { folder, versioned: is_versioned.then(|| configured.display().to_string()) })
    }

    /// The workspaces whose commits are to be checked, each as [`Self::prefix`] has it.
    ///
    /// # Errors
    ///
    /// When the settings of the repository cannot be read.
    pub fn checked(&self) -> Result<Vec<String>, GitError> {
        // Only what this clone says for itself: nothing that a branch or another repository brings.
        let config = self.repository.config()?.open_level(git2::ConfigLevel::Local)?;
        let mut prefixes = Vec::new();
        config.multivar(CHECKED, None)?.for_each(|entry| {
            let Ok(value) = entry.value() else { return };
            prefixes.push(if value == "." { String::new() } else { format!("{}/", value.trim_end_matches('/')) });
        })?;
        prefixes.sort();
        prefixes.dedup();
        Ok(prefixes)
    }

    /// Says whether commits of this workspace are to be checked.
    ///
    /// # Errors
    ///
    /// When the settings of the repository cannot be written.
    pub fn check(&self, checked: bool) -> Result<(), GitError> {
        let folder = if self.prefix.is_empty() { "." } else { self.prefix.trim_end_matches('/') };
        let mut only_this = String::from("^");
        for sign in folder.chars() {
            if r"\.^$*+?()[]{}|".contains(sign) {
                only_this.push('\\');
            }
            only_this.push(sign);
        }
        only_this.push('$');
        let mut config = self.repository.config()?.open_level(git2::ConfigLevel::Local)?;
        if !checked {
            return match config.remove_multivar(CHECKED, &only_this) {
                Err(error) if error.code() != ErrorCode::NotFound => Err(error.into()),
                _ => Ok(()),
            };
        }
        Ok(config.set_multivar(CHECKED, &only_this, folder)?)
    }

    /// Whether there is a commit to compare with.
    #[must_use]
    pub fn has_commits(&self) -> bool {
        self.commit("HEAD").is_ok()
    }

    /// Whether it is a bare repository.
    #[must_use]
    pub fn is_bare(&self) -> bool {
        self.repository.is_bare()
    }

    /// Where the repository keeps what is its own.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The folders below the top that hold settings of a workspace at `revision`.
    ///
    /// # Errors
    ///
    /// When the revision names no commit, or the repository cannot be read.
    pub fn workspaces_at(&self, revision: &str) -> Result<Vec<String>, GitError> {
        let root = self.repository.find_commit(self.commit(revision)?)?.tree()?;
        let mut found = Vec::new();
        let mut folders = vec![(String::new(), root)];
        // Trees that hold each other many times over have no end; nobody keeps workspaces there.
        for _ in 0..FOLDER_ENTRIES {
            let Some((parent, folder)) = folders.pop() else { break };
            for entry in &folder {
                let Ok(name) = entry.name() else { continue };
                if name == WORKSPACE_FILE && !parent.is_empty() {
                    found.push(parent.trim_end_matches('/').to_owned());
                } else if entry.kind() == Some(git2::ObjectType::Tree) {
                    folders.push((format!("{parent}{name}/"), self.repository.find_tree(entry.id())?));
                }
            }
        }
        found.sort();
        Ok(found)
    }

    /// Files of the workspace that a sparse checkout keeps out of the working tree, from the top of the workspace.
    ///
    /// # Errors
    ///
    /// When the repository is bare, or its index cannot be read.
    pub fn left_out(&self) -> Result<Vec<String>, GitError> {
        if !self.repository.config()?.get_bool("core.sparseCheckout").unwrap_or_default() {
            return Ok(Vec::new());
        }
        let (index, top) = (self.index(None)?, self.top()?);
        let is_skipped = |entry: &IndexEntry| {
            let skips = git2::IndexEntryExtendedFlag::SKIP_WORKTREE.bits();
            entry.flags_extended & skips != 0 || entry.mode == u32::from(FileMode::Tree)
        };
        let skipped = index.iter().filter(is_skipped).filter_map(|entry| String::from_utf8(entry.path).ok());
        let inside = skipped.filter_map(|path| Some((path.strip_prefix(&*self.prefix)?.to_owned(), path)));
        let ours = inside.filter(|(inside, _)| inside.ends_with(".toml") || inside.ends_with('/'));
        Ok(ours.filter(|(_, path)| top.join(path).symlink_metadata().is_err()).map(|(inside, _)| inside).collect())
    }

    /// The workspaces that the next commit would have, each as [`Self::prefix`] has it.
    ///
    /// # Errors
    ///
    /// When the repository is bare, or its index cannot be read.
    pub fn workspaces_staged(&self) -> Result<Vec<String>, GitError> {
        let index = self.index(None)?;
        let prefix = |path: Vec<u8>| String::from_utf8(path).ok()?.strip_suffix(WORKSPACE_FILE).map(str::to_owned);
        let found = index.iter().filter_map(|entry| prefix(entry.path));
        Ok(found.filter(|prefix| prefix.is_empty() || prefix.ends_with('/')).collect())
    }

    /// Whether the commit `revision` has settings of a workspace at `prefix`: empty, or ending in `/`.
    ///
    /// # Errors
    ///
    /// When the revision names no commit, or the repository cannot be read.
    pub fn has_workspace(&self, revision: &str, prefix: &str) -> Result<bool, GitError> {
        let tree = self.repository.find_commit(self.commit(revision)?)?.tree()?;
        match tree.get_path(Path::new(&format!("{prefix}{WORKSPACE_FILE}"))) {
            Ok(entry) => Ok(entry.kind() == Some(git2::ObjectType::Blob)),
            Err(error) if error.code() == ErrorCode::NotFound => Ok(false),
            Err(error) => Err(self.explain(error.into(), revision)),
        }
    }

    /// The folder of the workspace inside the repository: empty, or ending in `/`.
    #[must_use]
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    /// The workspace as it was at `revision`.
    ///
    /// # Errors
    ///
    /// When the revision names no commit, or the repository cannot be read.
    pub fn at(&self, revision: &str) -> Result<GitTree, GitError> {
        let commit = self.commit(revision)?;
        self.at_commit(commit, revision).map_err(|error| self.explain(error, revision))
    }

    /// What stands in the way where reading `what` failed with `error`.
    pub(super) fn explain(&self, error: GitError, what: &str) -> GitError {
        match error {
            GitError::Git(error) => repository::unread(&self.repository, error, what),
            other => other,
        }
    }

    /// The workspace at the commit where `revision` and the commit `head` parted, with that commit's full name.
    ///
    /// # Errors
    ///
    /// When there is no such commit here, for example in a shallow clone, or the repository cannot be read.
    pub fn at_merge_base(&self, revision: &str, head: &str) -> Result<(GitTree, String), GitError> {
        let base = self.parted(revision, head)?;
        let tree = self.at_commit(base, revision).map_err(|error| self.explain(error, revision))?;
        Ok((tree, base.to_string()))
    }

    /// The full name of that commit.
    ///
    /// # Errors
    ///
    /// As for [`Self::at_merge_base`].
    pub fn merge_base(&self, revision: &str, head: &str) -> Result<String, GitError> {
        Ok(self.parted(revision, head)?.to_string())
    }

    fn parted(&self, revision: &str, head: &str) -> Result<Oid, GitError> {
        let other = self.commit(revision)?;
        let head = self.commit(head)?;
        self.repository.merge_base(head, other).map_err(|error| match error.code() {
            ErrorCode::NotFound if self.repository.is_shallow() => GitError::Shallow(revision.to_owned()),
            ErrorCode::NotFound => GitError::NoMergeBase(revision.to_owned()),
            _ => error.into(),
        })
    }

    /// The full name of the commit that a change against `base` leads to: the current one, or, where that only merges
    /// the change into `base` as hosts do to try it, the one that is merged.
    ///
    /// # Errors
    ///
    /// When there is no commit.
    pub fn head_of_change(&self, base: &str) -> Result<String, GitError> {
        let head = self.repository.find_commit(self.commit("HEAD")?)?;
        let merged = match (head.parent_id(0), head.parent_id(1)) {
            (Ok(first), Ok(second)) if first.to_string() == base => Some(second),
            _ => None,
        };
        Ok(merged.unwrap_or(head.id()).to_string())
    }

    /// The full name of the commit `revision`.
    ///
    /// # Errors
    ///
    /// When the revision names no commit.
    pub fn name_of(&self, revision: &str) -> Result<String, GitError> {
        Ok(self.commit(revision)?.to_string())
    }

    /// When the commit `revision` was made, in seconds since 1970.
    ///
    /// # Errors
    ///
    /// When the revision names no commit.
    pub fn time_of(&self, revision: &str) -> Result<i64, GitError> {
        Ok(self.repository.find_commit(self.commit(revision)?)?.time().seconds())
    }

    /// The full name of the last commit that was made before `moment`, in seconds since 1970: of those that led to the
    /// current one, going from each to its first parent, as a branch that others are merged into has seen them.
    /// Nothing where all of them are younger.
    ///
    /// # Errors
    ///
    /// When the history ends before that, in a shallow clone, or the repository cannot be read.
    pub fn last_before(&self, moment: i64) -> Result<Option<String>, GitError> {
        let mut commit = self.repository.find_commit(self.commit("HEAD")?)?;
        let mut steps = 0;
        while commit.time().seconds() >= moment {
            steps += 1;
            commit = match commit.parent(0) {
                Ok(parent) => parent,
                Err(error) if error.code() != ErrorCode::NotFound => return Err(error.into()),
                // What a clone leaves out is still named.
                Err(_) if String::from_utf8_lossy(commit.raw_header_bytes()).contains("\nparent ") => {
                    return Err(GitError::Shallow(format!("HEAD~{steps}")));
                }
                Err(_) => return Ok(None),
            };
        }
        Ok(Some(commit.id().to_string()))
    }

    /// The branch others build on: what the remote calls its own, else the current commit.
    #[must_use]
    pub fn default_branch(&self) -> &'static str {
        const REMOTE: &str = "refs/remotes/origin/HEAD";
        if self.repository.revparse_single(REMOTE).is_ok() { REMOTE } else { "HEAD" }
    }

    /// The text of the file at `path`, counted from the workspace, as it was at `revision`; nothing where there was
    /// none, or no regular file of a readable size.
    ///
    /// # Errors
    ///
    /// When the revision names no commit, or the repository cannot be read.
    pub fn text_at(&self, revision: &str, path: &str) -> Result<Option<String>, GitError> {
        self.text(revision, path).map_err(|error| self.explain(error, revision))
    }

    fn text(&self, revision: &str, path: &str) -> Result<Option<String>, GitError> {
        let tree = self.at_commit(self.commit(revision)?, revision)?;
        let text = tree.read(path, MOST_BYTES).ok().map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        match tree.fault() {
            Some(fault) => Err(fault),
            None => Ok(text),
        }
    }

    /// Where the repository is hosted, as its remote `origin` says.
    #[must_use]
    pub fn remote(&self) -> Option<String> {
        self.repository.find_remote("origin").ok()?.url().ok().map(str::to_owned)
    }

    /// Whether files under the usual names of the workspace differ from the current commit.
    #[must_use]
    pub fn has_changes(&self) -> bool {
        let mut options = git2::StatusOptions::new();
        options.include_untracked(true).exclude_submodules(true);
        if !self.prefix.is_empty() {
            options.disable_pathspec_match(true).pathspec(&self.prefix);
        }
        let statuses = self.repository.statuses(Some(&mut options));
        let is_read = |path: &str| {
            let first = path.strip_prefix(&self.prefix).and_then(|path| path.split('/').next()).unwrap_or_default();
            let kind = first.strip_suffix(".toml").unwrap_or(first);
            first == WORKSPACE_FILE || Kind::ALL.iter().any(|known| known.plural() == kind)
        };
        statuses.is_ok_and(|statuses| statuses.iter().any(|entry| entry.path().is_ok_and(is_read)))
    }

    pub(super) fn commit(&self, revision: &str) -> Result<Oid, GitError> {
        let object = self.repository.revparse_single(revision).and_then(|object| object.peel_to_commit());
        object.map(|commit| commit.id()).map_err(|_| {
            if let Some(error) = repository::lost_objects(&self.repository) {
                return error;
            }
            // Whatever the first branch will be called. A commit may be checked out without any branch.
            if revision == "HEAD" || self.repository.revparse_single("HEAD").is_err() {
                self.without_commit()
            } else if self.repository.is_shallow() {
                GitError::Shallow(revision.to_owned())
            } else {
                GitError::NoRevision(revision.to_owned())
            }
        })
    }

    /// Why the current branch has no commit: nobody has committed yet, or it is not there.
    fn without_commit(&self) -> GitError {
        let others =
            self.repository.references().is_ok_and(|mut all| all.any(|it| it.is_ok_and(|it| it.target().is_some())));
        let head = self.repository.find_reference("HEAD").ok();
        let branch = head.and_then(|head| head.symbolic_target().ok().flatten().map(str::to_owned));
        match branch.filter(|_| others) {
            Some(branch) => GitError::NoBranch(branch.trim_start_matches("refs/heads/").to_owned()),
            None => GitError::NoCommits,
        }
    }

    fn at_commit(&self, commit: Oid, revision: &str) -> Result<GitTree, GitError> {
        let root = self.repository.find_commit(commit)?.tree()?;
        let folder = match self.prefix.trim_end_matches('/') {
            "" => Some(root.id()),
            prefix => match root.get_path(Path::new(prefix)) {
                Ok(entry) => (entry.kind() == Some(git2::ObjectType::Tree)).then(|| entry.id()),
                Err(error) if error.code() == ErrorCode::NotFound => None,
                Err(error) => return Err(error.into()),
            },
        };
        let whole = |id| (String::new(), Listed { object: Object::tree(id), is_text: true });
        Ok(self.tree(folder.map(whole).into_iter().collect(), revision))
    }

    /// The tree of what is listed, called `name` in messages.
    fn tree(&self, listed: BTreeMap<String, Listed>, name: &str) -> GitTree {
        let opener = Opener { path: self.path.clone(), by_variables: self.by_variables };
        GitTree::new(opener, listed, name)
    }

    /// The workspace as the index has it: what the next commit would hold. While Git makes a commit it may keep the index
    /// of that commit in another file, `other`, counted from the top of the working tree; its hooks are told which.
    ///
    /// # Errors
    ///
    /// When the repository is bare or cannot be read, or a merge is not settled.
    pub fn staged(&self, other: Option<&Path>) -> Result<GitTree, GitError> {
        self.indexed(other).map_err(|error| self.explain(error, THE_INDEX))
    }

    fn indexed(&self, other: Option<&Path>) -> Result<GitTree, GitError> {
        let index = self.index(other)?;
        let mut found = BTreeMap::new();
        for entry in index.iter() {
            let object = Object { id: entry.id, mode: entry.mode };
            if entry.mode == u32::from(FileMode::Tree) {
                found.extend(self.sparse(&entry)?);
                continue;
            }
            let Some(inside) = entry.path.strip_prefix(self.prefix.as_bytes()) else { continue };
            let (path, is_text) = listed(inside);
            if entry.flags & STAGE != 0 {
                return Err(GitError::Unmerged(format!("{}{path}", self.prefix)));
            }
            // `git add -N` announces a file; what it holds is not part of any commit yet.
            if entry.flags_extended & git2::IndexEntryExtendedFlag::INTENT_TO_ADD.bits() == 0 {
                found.insert(path, Listed { object, is_text });
            }
        }
        Ok(self.tree(found, THE_INDEX))
    }

    /// Whether the next commit would change anything in the workspace, as far as that is known without reading it.
    ///
    /// # Errors
    ///
    /// When the repository cannot be read.
    pub fn is_staged(&self) -> Result<bool, GitError> {
        let head = match self.commit("HEAD") {
            Ok(commit) => Some(self.repository.find_commit(commit)?.tree()?),
            Err(GitError::NoCommits | GitError::NoBranch(_)) => None,
            Err(error) => return Err(error),
        };
        let mut options = git2::DiffOptions::new();
        options.disable_pathspec_match(true);
        if !self.prefix.is_empty() {
            options.pathspec(&self.prefix);
        }
        let index = self.index(None)?;
        let diff = self.repository.diff_tree_to_index(head.as_ref(), Some(&index), Some(&mut options))?;
        Ok(diff.deltas().len() > 0)
    }

    /// The index, or the one at `other`, counted from the top of the working tree.
    fn index(&self, other: Option<&Path>) -> Result<Index, GitError> {
        let top = self.top()?;
        let named = std::env::var_os("GIT_INDEX_FILE").filter(|path| self.by_variables && !path.is_empty());
        let path = match (other, named) {
            (Some(other), _) => top.join(other),
            (None, Some(named)) => top.join(named),
            (None, None) => self.path.join("index"),
        };
        let opened = match other {
            Some(_) => Index::open(&path),
            None => self.repository.index(),
        };
        opened.or_else(|error| {
            let sparse = if repository::is_sparse(&error) { sparse::open(&path)? } else { None };
            sparse.ok_or_else(|| error.into())
        })
    }

    /// What a sparse index leaves out below one of its folders, as a folder of the workspace.
    fn sparse(&self, entry: &IndexEntry) -> Result<Option<(String, Listed)>, GitError> {
        let Ok(path) = str::from_utf8(&entry.path) else { return Ok(None) };
        let folder = |path: &str, id| {
            (path.trim_end_matches('/').to_owned(), Listed { object: Object::tree(id), is_text: true })
        };
        if let Some(inside) = path.strip_prefix(&self.prefix) {
            return Ok(Some(folder(inside, entry.id)));
        }
        // The workspace itself is not checked out.
        let Some(rest) = self.prefix.strip_prefix(path) else { return Ok(None) };
        match self.repository.find_tree(entry.id)?.get_path(Path::new(rest)) {
            Ok(entry) => Ok(Some(folder("", entry.id()))),
            Err(error) if error.code() == ErrorCode::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    }
}

/// A path of the index up to the first name that is not UTF-8, and whether it is text as a whole.
fn listed(path: &[u8]) -> (String, bool) {
    let mut parts = Vec::new();
    for part in path.split(|byte| *byte == b'/') {
        let (name, is_text) = escaped(part);
        parts.push(name);
        if !is_text {
            return (parts.join("/"), false);
        }
    }
    (parts.join("/"), true)
}
