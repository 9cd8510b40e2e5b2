//! Finds and opens the repository around a folder, and says why one cannot be read: what it is, and a command that helps.
//!
//! What is read from it is left to [`super::revision`].

use super::shell::argument;
use git2::{Config, ErrorClass, ErrorCode, Repository, RepositoryOpenFlags};
use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

/// Why Git could not give what was asked for.
#[derive(Debug, thiserror::Error)]
pub enum GitError {
    /// No repository around the folder.
    #[error("{0} is not inside a Git repository")]
    NoRepository(String),
    /// A repository without a single commit.
    #[error("the repository has no commits yet")]
    NoCommits,
    /// The branch that is checked out has no commit, though others have.
    #[error("the branch `{0}` has no commit")]
    NoBranch(String),
    /// The revision names nothing.
    #[error("`{0}` names no commit of this repository")]
    NoRevision(String),
    /// The history ends before a common ancestor.
    #[error("`{0}` and the current commit have no common ancestor here")]
    NoMergeBase(String),
    /// The clone was made with a limited depth, and what is asked for lies beyond it.
    #[error("this clone is shallow, and `{0}` lies beyond its depth")]
    Shallow(String),
    /// A bare repository has no working tree.
    #[error("the repository is bare: it has no files, only commits")]
    Bare,
    /// A merge left entries that nobody has settled.
    #[error("the index holds files in conflict, `{0}` first")]
    Unmerged(String),
    /// Objects are named by another hash than SHA-1.
    #[error("this repository names its objects by {0}, and canvass reads only those that use sha1")]
    ObjectFormat(String),
    /// Branches are kept in a reftable.
    #[error("this repository keeps its branches in a reftable, and canvass reads only those that keep them in files")]
    Reftable,
    /// A partial clone as old versions of Git made it; with the name of the remote.
    #[error("this partial clone is marked in the way of old versions of Git (`extensions.partialClone`)")]
    OldPartialClone(String),
    /// Anything else that Git may add to a repository.
    #[error("this repository uses `{0}`, an extension of Git that canvass does not know")]
    Extension(String),
    /// A folder of the working tree has the form of a repository, so that its author says what its history was.
    #[error("the folder {} of the working tree has the form of a Git repository, which anyone could have committed", .0.display())]
    Embedded(PathBuf),
    /// Another user owns the repository.
    #[error("the repository at {} belongs to another user, so Git reads nothing of it before you say that you trust it", .0.display())]
    NotOwned(PathBuf),
    /// The settings name a working tree in which the workspace does not lie.
    #[error("{} lies outside of the working tree of its repository, {} (`core.worktree` or GIT_WORK_TREE)", folder.display(), top.display())]
    OutsideWorkingTree {
        /// The folder that was looked at.
        folder: PathBuf,
        /// The working tree.
        top: PathBuf,
    },
    /// A name that no message could show and no path could hold.
    #[error("{} lies in a folder whose name is not UTF-8", .0.display())]
    Misnamed(PathBuf),
    /// A clone that leaves out objects until they are needed.
    #[error("this is a partial clone, and parts of {0} were not fetched yet")]
    Partial(String),
    /// The folder from which objects are borrowed is gone.
    #[error("this repository borrows objects from {}, which is not there", store.display())]
    Alternates {
        /// The folder that is missing.
        store: PathBuf,
        /// The file that names it.
        named_in: PathBuf,
    },
    /// The index is kept in two files.
    #[error("the index is split in two files, and canvass reads only whole ones")]
    SplitIndex,
    /// The index names folders in the place of files.
    #[error(
        "the index is sparse: it leaves out folders that are not checked out, and which lines changed needs a whole one"
    )]
    SparseIndex,
    /// Anything else that libgit2 says.
    #[error("Git: {}", .0.message())]
    Git(#[from] git2::Error),
}

impl GitError {
    /// How to mend it, in one sentence.
    #[must_use]
    pub fn help(&self) -> String {
        let copy = |init: &str| format!("work in a copy, or leave out --at, --staged and --base: `{init}`");
        match self {
            Self::NoRepository(_) => "run `git init`, or leave out the options that need a repository".to_owned(),
            Self::NoCommits => "commit first, or leave out the option".to_owned(),
            Self::NoBranch(_) => "switch to one that has, such as `git switch main`".to_owned(),
            Self::NoRevision(_) => {
                "check the name; a remote branch needs its remote, such as `origin/main`".to_owned()
            }
            Self::NoMergeBase(_) => "name a commit that the current one descends from".to_owned(),
            Self::Shallow(_) => {
                "run `git fetch --unshallow`; in GitHub Actions set `fetch-depth: 0` for the checkout".to_owned()
            }
            Self::Bare => "name a commit with `--at`, such as `--at HEAD`, and the folder in it with `--workspace`, \
                           if it is not the top"
                .to_owned(),
            Self::Unmerged(_) => "settle the conflicts and `git add` the files, then run it again".to_owned(),
            Self::ObjectFormat(_) => copy(
                "git init --object-format=sha1 ../copy && git fast-export --all | git -C ../copy fast-import",
            ),
            Self::Reftable => "run `git refs migrate --ref-format=files` (Git 2.49 or later), or work in a clone: \
                               `git clone --ref-format=files . ../copy`"
                .to_owned(),
            Self::OldPartialClone(remote) => format!(
                "run `git config {} true && git config --unset extensions.partialClone`",
                argument(&format!("remote.{remote}.promisor"))
            ),
            Self::Extension(_) => copy("git clone . ../copy"),
            Self::NotOwned(path) => {
                let path = argument(&path.display().to_string());
                format!("if you do, run `git config --global --add safe.directory {path}`")
            }
            Self::OutsideWorkingTree { .. } => {
                "run it there, or `git config --unset core.worktree`; `git rev-parse --show-toplevel` says what Git takes"
                    .to_owned()
            }
            Self::Embedded(_) => {
                "delete `HEAD`, `objects` and `refs` from it; if it is a repository that you want to read, name it in GIT_DIR"
                    .to_owned()
            }
            Self::Misnamed(_) => "rename the folder".to_owned(),
            Self::Partial(_) => "run `git fetch --refetch --no-filter`, which fetches the rest".to_owned(),
            Self::Alternates { named_in, .. } => format!(
                "put it back, or run `rm {} && git fetch --refetch`, which fetches the objects from the remote",
                argument(&named_in.display().to_string())
            ),
            Self::SplitIndex => {
                "run `git config core.splitIndex false && git update-index --no-split-index`".to_owned()
            }
            Self::SparseIndex => "run `git sparse-checkout reapply --no-sparse-index`".to_owned(),
            Self::Git(_) => "check the repository with `git fsck`".to_owned(),
        }
    }
}

/// A repository and where in it a folder lies.
pub(super) struct Around {
    pub(super) repository: Repository,
    /// Empty, or ending in `/`.
    pub(super) prefix: String,
    /// Whether Git's variables say where it is.
    pub(super) by_variables: bool,
}

/// The repository around `folder`.
///
/// # Errors
///
/// When there is none, or it cannot be read.
pub fn repository(folder: &Path) -> Result<Repository, GitError> {
    Ok(around(folder)?.repository)
}

/// The repository that GIT_DIR names, if `folder` lies in it, as with `git --git-dir`; else the one around `folder`.
pub(super) fn around(folder: &Path) -> Result<Around, GitError> {
    let mut elsewhere = None;
    if variable("GIT_DIR").is_some() {
        match Repository::open_from_env() {
            Ok(repository) => match place(&repository, &tops(&repository, true), folder)? {
                Ok(prefix) => return Ok(Around { repository, prefix, by_variables: true }),
                Err(error) => elsewhere = Some(error),
            },
            Err(error) if error.code() == ErrorCode::NotFound => {}
            Err(error) => return Err(unreadable(folder, error)),
        }
    }
    // Opened from the folder, not from where the repository lies: only so a working tree is known that leads to a
    // repository elsewhere, by a file or a link called `.git`.
    let (flags, nowhere) = (RepositoryOpenFlags::CROSS_FS, &[] as &[&Path]);
    let repository = match Repository::open_ext(existing(folder), flags, nowhere) {
        Ok(repository) => repository,
        Err(error) => {
            let error = unreadable(folder, error);
            return Err(elsewhere.filter(|_| matches!(error, GitError::NoRepository(_))).unwrap_or(error));
        }
    };
    if is_embedded(&repository, folder) {
        return Err(GitError::Embedded(repository.path().to_owned()));
    }
    let prefix = place(&repository, &tops(&repository, false), folder)??;
    Ok(Around { repository, prefix, by_variables: false })
}

/// Whether `folder` lies in what looks like a bare repository and is part of the working tree of another. Nobody can commit a
/// folder `.git`; this, anybody can. It is what Git calls `safe.bareRepository = explicit`, where it matters.
fn is_embedded(repository: &Repository, folder: &Path) -> bool {
    let (Ok(path), Ok(folder)) = (repository.path().canonicalize(), existing(folder).canonicalize()) else {
        return false;
    };
    let is_bare = folder.starts_with(&path) && path.file_name().is_some_and(|name| name != ".git");
    is_bare
        && path.parent().and_then(|parent| Repository::discover(parent).ok()).is_some_and(|it| it.workdir().is_some())
}

fn variable(name: &str) -> Option<OsString> {
    env::var_os(name).filter(|value| !value.is_empty())
}

/// What may be the top of the working tree of `repository`, which GIT_DIR names or not; none where it is bare.
fn tops(repository: &Repository, by_variables: bool) -> Vec<PathBuf> {
    let own = repository.workdir().map(Path::to_owned);
    let here = env::current_dir().ok();
    // The variables go together: beside a GIT_DIR of another repository, this one speaks of that.
    let is_meant = by_variables == variable("GIT_DIR").is_some();
    if let (true, Some(top), Some(here)) = (is_meant, variable("GIT_WORK_TREE"), &here) {
        return vec![here.join(top)];
    }
    let Some(config) = repository.config().ok().filter(|_| by_variables && !repository.is_worktree()) else {
        return own.into_iter().collect();
    };
    if let Ok(top) = config.get_path("core.worktree") {
        return vec![repository.path().join(top)];
    }
    if config.get_bool("core.bare").unwrap_or(own.is_none()) {
        return Vec::new();
    }
    // Git takes the current folder, where nothing says another.
    let around = repository.path().parent().filter(|_| repository.path().ends_with(".git"));
    around.map(Path::to_owned).into_iter().chain(here).collect()
}

/// Where `folder` lies in `repository`, or why it does not.
fn place(repository: &Repository, tops: &[PathBuf], folder: &Path) -> Result<Result<String, GitError>, git2::Error> {
    let Some(first) = tops.first() else {
        return Ok(prefix_in_bare(repository.path(), folder).ok_or_else(|| not_inside(folder)));
    };
    let within = tops.iter().find_map(|top| Some((top, prefix_of(top, folder)?)));
    if let Some((top, prefix)) = within {
        if repository.workdir() != Some(top) {
            repository.set_workdir(top, false)?;
        }
        return Ok(Ok(prefix));
    }
    let is_inside = |top: &PathBuf| Some(folder.canonicalize().ok()?.starts_with(top.canonicalize().ok()?));
    if tops.iter().any(|top| is_inside(top) == Some(true)) {
        return Ok(Err(GitError::Misnamed(folder.to_owned())));
    }
    Ok(Err(GitError::OutsideWorkingTree { folder: folder.to_owned(), top: first.clone() }))
}

fn not_inside(folder: &Path) -> GitError {
    GitError::NoRepository(folder.display().to_string())
}

/// The nearest folder at or above `folder` that is there.
fn existing(folder: &Path) -> PathBuf {
    let absolute = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    let found = absolute.ancestors().find(|folder| folder.is_dir()).map(Path::to_owned);
    found.unwrap_or(absolute)
}

/// The path of `folder` from `top`: empty, or ending in `/`; nothing where it lies elsewhere or is not text.
pub(super) fn prefix_of(top: &Path, folder: &Path) -> Option<String> {
    let (top, folder) = (top.canonicalize().ok()?, folder.canonicalize().ok()?);
    in_parts(folder.strip_prefix(top).ok()?)
}

fn in_parts(inside: &Path) -> Option<String> {
    inside.iter().map(|part| Some(format!("{}/", part.to_str()?))).collect()
}

/// The path in commits of `folder`, which may be there or not, and counts from the repository at `path`.
fn prefix_in_bare(path: &Path, folder: &Path) -> Option<String> {
    let path = path.canonicalize().ok()?;
    let there = existing(folder);
    let missing = std::path::absolute(folder).ok()?.strip_prefix(&there).ok()?.to_owned();
    let is_plain = missing.components().all(|part| matches!(part, std::path::Component::Normal(_)));
    let folder = there.canonicalize().ok()?.join(missing);
    let tops = [Some(path.as_path()), path.parent().filter(|_| path.ends_with(".git"))];
    let here = env::current_dir().ok().and_then(|here| here.canonicalize().ok());
    let tops = tops.into_iter().flatten().chain(here.as_deref());
    tops.filter(|_| is_plain).find_map(|top| in_parts(folder.strip_prefix(top).ok()?))
}

/// The path of `folder` from the top of the working tree around it, whether or not the repository can be read.
#[must_use]
pub fn prefix_around(folder: &Path) -> String {
    let Ok(absolute) = folder.canonicalize() else { return String::new() };
    let named = variable("GIT_WORK_TREE").map(PathBuf::from).filter(|top| prefix_of(top, folder).is_some());
    let top = || absolute.ancestors().find(|folder| folder.join(".git").symlink_metadata().is_ok());
    named.as_deref().or_else(top).and_then(|top| prefix_of(top, folder)).unwrap_or_default()
}

/// What stands in the way where opening the repository around `folder` failed with `error`.
pub(super) fn unreadable(folder: &Path, error: git2::Error) -> GitError {
    let quoted = || error.message().split('\'').nth(1).unwrap_or_default().to_owned();
    if error.code() == ErrorCode::NotFound {
        return not_inside(folder);
    }
    if error.code() == ErrorCode::Owner {
        return GitError::NotOwned(quoted().into());
    }
    // Codes say no more than that it is so.
    if error.message().starts_with("unknown object format") {
        return GitError::ObjectFormat(quoted());
    }
    let Some(name) = error.message().strip_prefix("unsupported extension name ") else { return error.into() };
    let setting = || {
        let path = Repository::discover_path(existing(folder), std::iter::empty::<&Path>()).ok()?;
        let common =
            fs::read_to_string(path.join("commondir")).map_or_else(|_| path.clone(), |to| path.join(to.trim()));
        Config::open(&common.join("config")).ok()?.get_string(name).ok()
    };
    match (name, setting()) {
        ("extensions.refstorage", Some(kind)) if kind == "reftable" => GitError::Reftable,
        ("extensions.partialclone", Some(remote)) => GitError::OldPartialClone(remote),
        (name, _) => GitError::Extension(name.to_owned()),
    }
}

/// How libgit2 refuses an index that has more than it knows.
const EXTENSION_OF_INDEX: &str = "unsupported mandatory extension: ";

/// Whether opening an index failed because it is sparse.
pub(super) fn is_sparse(error: &git2::Error) -> bool {
    error.message() == format!("{EXTENSION_OF_INDEX}'sdir'")
}

/// What stands in the way where reading `what` of `repository` failed with `error`.
pub(super) fn unread(repository: &Repository, error: git2::Error, what: &str) -> GitError {
    if error.message() == format!("{EXTENSION_OF_INDEX}'link'") {
        return GitError::SplitIndex;
    }
    if is_sparse(&error) {
        return GitError::SparseIndex;
    }
    if error.class() != ErrorClass::Odb {
        return error.into();
    }
    match lost_objects(repository) {
        Some(error) => error,
        None if is_partial(repository) => GitError::Partial(what.to_owned()),
        None => error.into(),
    }
}

/// Says where objects are borrowed from, if that is not there.
pub(super) fn lost_objects(repository: &Repository) -> Option<GitError> {
    let objects = repository.commondir().join("objects");
    let named_in = objects.join("info/alternates");
    let text = fs::read_to_string(&named_in).ok()?;
    let stores = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).map(|line| objects.join(line));
    let store = stores.into_iter().find(|store| !store.is_dir())?;
    Some(GitError::Alternates { store, named_in })
}

/// Whether objects may be missing that a remote promises to have.
fn is_partial(repository: &Repository) -> bool {
    let Ok(config) = repository.config() else { return false };
    let Ok(entries) = config.entries(Some(r"^remote\..*\.promisor$")) else { return false };
    let mut found = false;
    entries.for_each(|entry| found |= entry.value().is_ok_and(|value| value != "false")).is_ok() && found
}
