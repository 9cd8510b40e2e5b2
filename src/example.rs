//! The example portfolio that the documentation shows, the demo runs and the tests use, embedded with its Git history.
//!
//! The last state stands in `example/portfolio`; earlier ones are reverse patches beside it. What the files mean is
//! left to [`crate::load`].

use git2::{Commit, Diff, IndexEntry, IndexTime, Oid, Repository, RepositoryInitOptions, Signature, Time, Tree};
use serde::Deserialize;
use std::fs;
use std::io::{self, Write};
use std::path::Path;

/// The day on which the example is meant to be looked at.
pub const AS_OF: &str = "2026-11-23";

/// Declares embedded files by their paths under a folder; a list and not a build script, tested to be complete.
macro_rules! embedded {
    ($folder:literal: $($path:literal),+ $(,)?) => {
        &[$(($path, include_bytes!(concat!("../example/", $folder, "/", $path)))),+]
    };
}

const FILES: &[(&str, &[u8])] = embedded!("portfolio":
    "arguments.toml",
    "canvass.toml",
    "cycles/2026-q4.toml",
    "cycles/2027-q1.toml",
    "cycles/2027-q2.toml",
    "incidents.toml",
    "initiatives/chat-checkout.toml",
    "initiatives/checkout-retries.toml",
    "initiatives/login-hardening.toml",
    "initiatives/quiet-pages.toml",
    "initiatives/refund-status.toml",
    "initiatives/search-reindex/conversations.toml",
    "initiatives/search-reindex/evidence.toml",
    "initiatives/search-reindex/initiative.toml",
    "initiatives/search-reindex/updates.toml",
    "initiatives/stock-feed-lag.toml",
    "initiatives/two-acquirers.toml",
    "initiatives/wedding-lists.toml",
    "people.toml",
    "problems.toml",
    "strategy.toml",
    "systems/acquirer-northway.toml",
    "systems/acquirer-vela.toml",
    "systems/alerting.toml",
    "systems/checkout.toml",
    "systems/event-bus.toml",
    "systems/ledger-db.toml",
    "systems/login.toml",
    "systems/payments-api.toml",
    "systems/search.toml",
    "systems/sms-codes.toml",
    "systems/stock-feed.toml",
    "systems/storefront.toml",
    "teams.toml",
    "themes.toml",
);

/// What leads from the state after commit `NN` back to the one before it, oldest first.
const PATCHES: &[(&str, &[u8])] = embedded!("history":
    "02.patch",
    "03.patch",
    "04.patch",
    "05.patch",
    "06.patch",
    "07.patch",
    "08.patch",
    "09.patch",
);

const HISTORY: &str = include_str!("../example/history.toml");

/// Every file of the example's last state as path (with `/`) and content, in the order of the paths.
pub fn files() -> impl Iterator<Item = (&'static str, &'static [u8])> {
    FILES.iter().copied()
}

/// Why the example could not be unpacked with its history.
#[derive(Debug, thiserror::Error)]
pub enum UnpackError {
    /// A file could not be written, or one of its name is there already.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// Git refused.
    #[error("the example's repository could not be written: {}", .0.message())]
    Git(#[from] git2::Error),
    /// The embedded history does not fit the embedded files.
    #[error("the embedded history of the example is damaged: {0}")]
    History(String),
}

/// Writes the example's last state into `dir`, which is made if it does not exist.
///
/// # Errors
/// When a file cannot be written, or one of the same name is there; in the latter case nothing is written.
pub fn unpack(dir: &Path) -> io::Result<()> {
    if let Some((taken, _)) = files().find(|(path, _)| dir.join(path).symlink_metadata().is_ok()) {
        return Err(already_there(&dir.join(taken)));
    }
    for (path, content) in files() {
        let target = dir.join(path);
        if let Some(parent) = target.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::File::create_new(target)?.write_all(content)?;
    }
    Ok(())
}

/// Writes the example into `dir` as a Git repository whose branch `main` holds all of its history, and returns the
/// id of the last commit: the same on every machine, since authors and times are fixed.
///
/// # Errors
/// As [`unpack`]; also when `dir` is a repository already, or Git cannot write to it.
pub fn unpack_with_history(dir: &Path) -> Result<Oid, UnpackError> {
    let git = dir.join(".git");
    if git.symlink_metadata().is_ok() {
        return Err(already_there(&git).into());
    }
    unpack(dir)?;
    // No template, so that no hook of the machine gets in; no conversion, so that files stay as embedded.
    let mut options = RepositoryInitOptions::new();
    options.initial_head("main").external_template(false);
    let repository = Repository::init_opts(dir, &options)?;
    repository.config()?.set_bool("core.autocrlf", false)?;

    let mut head = None;
    for (entry, tree) in history()?.iter().zip(trees(&repository)?) {
        let author = entry.signature()?;
        let parent: Option<Commit<'_>> = head.map(|id| repository.find_commit(id)).transpose()?;
        let parents: Vec<_> = parent.iter().collect();
        head = Some(repository.commit(None, &author, &author, &entry.message(), &tree, &parents)?);
    }
    let head = head.ok_or_else(|| UnpackError::History("it has no commit".into()))?;
    repository.reference("refs/heads/main", head, true, "unpacked from canvass")?;
    repository.set_head("refs/heads/main")?;
    // The files are there already: this makes the index know them.
    repository.checkout_head(Some(git2::build::CheckoutBuilder::new().force()))?;
    Ok(head)
}

fn already_there(path: &Path) -> io::Error {
    let message = format!("{} is already there, and nothing is overwritten: name another folder", path.display());
    io::Error::new(io::ErrorKind::AlreadyExists, message)
}

/// One commit of the history.
#[derive(Deserialize)]
struct Entry {
    date: toml::value::Datetime,
    author: String,
    email: String,
    subject: String,
    body: Option<String>,
}

impl Entry {
    /// The author, at noon UTC of the day.
    fn signature(&self) -> Result<Signature<'static>, UnpackError> {
        let damaged = |error: jiff::Error| UnpackError::History(error.to_string());
        let date: jiff::civil::Date = self.date.to_string().parse().map_err(damaged)?;
        let noon = jiff::tz::TimeZone::UTC.to_timestamp(date.at(12, 0, 0, 0)).map_err(damaged)?;
        Ok(Signature::new(&self.author, &self.email, &Time::new(noon.as_second(), 0))?)
    }

    fn message(&self) -> String {
        match &self.body {
            Some(body) => format!("{}\n\n{}\n", self.subject, body.trim()),
            None => format!("{}\n", self.subject),
        }
    }
}

/// The commits, oldest first.
fn history() -> Result<Vec<Entry>, UnpackError> {
    #[derive(Deserialize)]
    struct History {
        commit: Vec<Entry>,
    }
    let history: History = toml::from_str(HISTORY).map_err(|error| UnpackError::History(error.to_string()))?;
    let (commits, patches) = (history.commit.len(), PATCHES.len());
    if commits == patches + 1 {
        Ok(history.commit)
    } else {
        Err(UnpackError::History(format!("{commits} commits and {patches} patches between them")))
    }
}

/// The trees of all commits, oldest first: the last state, patched backward.
fn trees(repository: &Repository) -> Result<Vec<Tree<'_>>, UnpackError> {
    let mut index = repository.index()?;
    for (path, content) in files() {
        index.add_frombuffer(&plain_entry(path), content)?;
    }
    let mut tree = repository.find_tree(index.write_tree()?)?;
    let mut trees = vec![tree.clone()];
    for (name, patch) in PATCHES.iter().rev() {
        let damaged = |error: git2::Error| UnpackError::History(format!("{name}: {}", error.message()));
        let diff = Diff::from_buffer(patch).map_err(damaged)?;
        let mut before = repository.apply_to_tree(&tree, &diff, None).map_err(damaged)?;
        tree = repository.find_tree(before.write_tree_to(repository)?)?;
        trees.push(tree.clone());
    }
    trees.reverse();
    Ok(trees)
}

/// An index entry of a regular file about which nothing but its path is known.
fn plain_entry(path: &str) -> IndexEntry {
    const REGULAR: u32 = 0o100_644;
    IndexEntry {
        ctime: IndexTime::new(0, 0),
        mtime: IndexTime::new(0, 0),
        dev: 0,
        ino: 0,
        mode: REGULAR,
        uid: 0,
        gid: 0,
        file_size: 0,
        id: Oid::ZERO_SHA1,
        flags: 0,
        flags_extended: 0,
        path: path.as_bytes().to_vec(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;
    use std::path::PathBuf;

    /// The files below `root`, `.git` left out, by their paths with `/`.
    fn read(root: &Path) -> BTreeMap<String, Vec<u8>> {
        let mut found = BTreeMap::new();
        let mut folders = vec![PathBuf::new()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(root.join(&folder)).unwrap() {
                let entry = entry.unwrap();
                let path = folder.join(entry.file_name());
                if entry.file_name() == ".git" {
                    continue;
                }
                if entry.file_type().unwrap().is_dir() {
                    folders.push(path);
                } else {
                    let name = path.to_str().unwrap().replace('\\', "/");
                    found.insert(name, fs::read(entry.path()).unwrap());
                }
            }
        }
        found
    }

    fn embedded_files() -> BTreeMap<String, Vec<u8>> {
        files().map(|(path, content)| (path.to_owned(), content.to_vec())).collect()
    }

    #[test]
    fn every_file_of_the_folder_is_embedded_in_order() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("example");
        assert_eq!(read(&folder.join("portfolio")), embedded_files(), "keep FILES in src/example.rs complete");
        assert!(files().is_sorted_by_key(|(path, _)| path));
        let patches = PATCHES.iter().map(|(name, patch)| ((*name).to_owned(), patch.to_vec())).collect();
        assert_eq!(read(&folder.join("history")), patches, "keep PATCHES in src/example.rs complete");
        assert!(files().all(|(_, content)| !content.contains(&b'\r')), "line endings are LF");
    }

    #[test]
    fn the_history_ends_in_the_embedded_files() {
        let dir = tempfile::tempdir().unwrap();
        let head = unpack_with_history(dir.path()).unwrap();
        assert_eq!(read(dir.path()), embedded_files());

        let repository = Repository::open(dir.path()).unwrap();
        assert_eq!(repository.head().unwrap().name(), Ok("refs/heads/main"));
        assert!(repository.statuses(None).unwrap().is_empty(), "the worktree is clean");
        let mut commits = Vec::new();
        let mut next = Some(repository.find_commit(head).unwrap());
        while let Some(commit) = next {
            next = commit.parent(0).ok();
            commits.push(commit);
        }
        commits.reverse();
        assert!(commits.len() >= 8, "{} commits", commits.len());
        assert!(commits.is_sorted_by(|a, b| a.time() < b.time()), "dates increase");
        let last = commits.last().unwrap().time().seconds();
        assert_eq!(jiff::Timestamp::from_second(last).unwrap().to_string(), format!("{AS_OF}T12:00:00Z"));
        let trees: Vec<_> = commits.iter().map(Commit::tree_id).collect();
        assert!(trees.windows(2).all(|pair| pair[0] != pair[1]), "every commit changes something");

        let tree = repository.find_tree(*trees.last().unwrap()).unwrap();
        for (path, content) in files() {
            let entry = tree.get_path(Path::new(path)).unwrap();
            assert_eq!(repository.find_blob(entry.id()).unwrap().content(), content, "{path}");
        }
    }

    #[test]
    fn two_unpackings_give_the_same_commits() {
        let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        assert_eq!(unpack_with_history(one.path()).unwrap(), unpack_with_history(two.path()).unwrap());
    }

    #[test]
    fn nothing_is_overwritten() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("teams.toml"), "mine").unwrap();
        assert_eq!(unpack(dir.path()).unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(read(dir.path()), BTreeMap::from([("teams.toml".to_owned(), b"mine".to_vec())]));

        let repository = tempfile::tempdir().unwrap();
        Repository::init(repository.path()).unwrap();
        assert!(matches!(unpack_with_history(repository.path()), Err(UnpackError::Io(_))));
        assert_eq!(read(repository.path()), BTreeMap::new());
    }
}
