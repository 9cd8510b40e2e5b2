//! The tree of a commit or of the index, straight from the object database: listed and read only where somebody looks.
//!
//! Nothing is checked out, and nothing beside the workspace is walked.

use super::limits::FOLDER_ENTRIES;
use super::repository::{self, GitError};
use super::tree::{EntryKind, LINK, SUBMODULE, Tree, escaped, too_large, too_many};
use git2::{FileMode, Oid, Repository};
use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

/// An object of Git by its name, and as what it is listed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Object {
    pub(super) id: Oid,
    pub(super) mode: u32,
}

impl Object {
    pub(super) const fn tree(id: Oid) -> Self {
        Self { id, mode: 0o040_000 }
    }

    fn is_tree(self) -> bool {
        self.mode == u32::from(FileMode::Tree)
    }

    fn kind(self, is_text: bool) -> EntryKind {
        const REGULAR: [FileMode; 3] = [FileMode::Blob, FileMode::BlobExecutable, FileMode::BlobGroupWritable];
        match self.mode {
            _ if !is_text => EntryKind::Misnamed,
            _ if self.is_tree() => EntryKind::Folder,
            mode if mode == u32::from(FileMode::Link) => EntryKind::Other(LINK),
            mode if REGULAR.iter().any(|regular| u32::from(*regular) == mode) => EntryKind::File,
            _ => EntryKind::Other(SUBMODULE),
        }
    }
}

/// How to open the repository; every thread that reads has one of its own.
#[derive(Clone, Debug)]
pub(super) struct Opener {
    pub(super) path: PathBuf,
    /// Whether Git's variables say where it is, and perhaps where its objects are.
    pub(super) by_variables: bool,
}

impl Opener {
    fn open(&self) -> Result<Repository, git2::Error> {
        if self.by_variables { Repository::open_from_env() } else { Repository::open(&self.path) }
    }
}

/// The files of a commit or of the index below one folder.
pub struct GitTree {
    opener: Opener,
    opened: Mutex<Vec<Repository>>,
    /// Files by their paths from the root, and folders whose files are not listed one by one; the empty path is all.
    listed: BTreeMap<String, Listed>,
    /// What it is, for messages.
    name: String,
    failed: Mutex<Option<git2::Error>>,
}

/// What stands at a path, and whether the last part of that path is text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Listed {
    pub(super) object: Object,
    pub(super) is_text: bool,
}

impl GitTree {
    pub(super) fn new(opener: Opener, listed: BTreeMap<String, Listed>, name: &str) -> Self {
        Self { opener, opened: Mutex::default(), listed, name: name.to_owned(), failed: Mutex::default() }
    }

    /// Whether a regular file stands at `path`.
    #[must_use]
    pub fn has(&self, path: &str) -> bool {
        self.find(path).is_ok_and(|found| found.is_some_and(|found| found.kind(true) == EntryKind::File))
    }

    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list("").is_ok_and(|entries| entries.is_empty())
    }

    /// What could not be read of the repository since it was opened: whatever was made of the tree is not to be trusted.
    #[must_use]
    pub fn fault(&self) -> Option<GitError> {
        let error = self.failed.lock().unwrap_or_else(PoisonError::into_inner).take()?;
        Some(match self.opener.open() {
            Ok(repository) => repository::unread(&repository, error, &self.name),
            Err(_) => error.into(),
        })
    }

    /// Does `work` with a repository that no other thread uses meanwhile.
    fn with<T>(&self, work: impl FnOnce(&Repository) -> Result<T, git2::Error>) -> io::Result<T> {
        let idle = self.opened.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let done = idle.map_or_else(|| self.opener.open(), Ok).and_then(|repository| {
            let done = work(&repository);
            self.opened.lock().unwrap_or_else(PoisonError::into_inner).push(repository);
            done
        });
        done.map_err(|error| {
            let text = error.message().to_owned();
            self.failed.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
            io::Error::other(text)
        })
    }

    /// The folder that is listed as a whole and holds `path`, and the way from there.
    fn whole<'p>(&self, path: &'p str) -> Option<(Object, &'p str)> {
        let ends = path.match_indices('/').map(|(end, _)| end).chain([path.len()]);
        let mut above = [0].into_iter().chain(ends).filter_map(|end| {
            let (folder, rest) = path.split_at_checked(end)?;
            let found = self.listed.get(folder).filter(|found| found.object.is_tree() && found.is_text)?;
            Some((found.object, rest.trim_start_matches('/')))
        });
        above.next()
    }

    /// What stands at `path`.
    fn find(&self, path: &str) -> io::Result<Option<Object>> {
        match self.whole(path) {
            Some((folder, rest)) => self.with(|repository| below(repository, folder, rest)),
            None => Ok(self.listed.get(path).filter(|found| found.is_text).map(|found| found.object)),
        }
    }
}

/// What stands at `path` below `folder`; nothing where a part of it is no folder.
fn below(repository: &Repository, folder: Object, path: &str) -> Result<Option<Object>, git2::Error> {
    let mut found = folder;
    for part in path.split('/').filter(|part| !part.is_empty()) {
        if !found.is_tree() {
            return Ok(None);
        }
        let tree = repository.find_tree(found.id)?;
        match tree.get_name(part) {
            Some(entry) => found = Object { id: entry.id(), mode: mode(&entry) },
            None => return Ok(None),
        }
    }
    Ok(Some(found))
}

fn mode(entry: &git2::TreeEntry<'_>) -> u32 {
    u32::try_from(entry.filemode()).unwrap_or_default()
}

impl Tree for GitTree {
    fn list(&self, folder: &str) -> io::Result<Vec<(String, EntryKind)>> {
        if let Some((whole, rest)) = self.whole(folder) {
            let entries = self.with(|repository| {
                let Some(found) = below(repository, whole, rest)?.filter(|found| found.is_tree()) else {
                    return Ok(Vec::new());
                };
                let tree = repository.find_tree(found.id)?;
                let entry = |entry: git2::TreeEntry<'_>| {
                    let (name, is_text) = escaped(entry.name_bytes());
                    let object = Object { id: entry.id(), mode: mode(&entry) };
                    (name.into_owned(), object.kind(is_text))
                };
                Ok(tree.iter().take(FOLDER_ENTRIES + 1).map(entry).collect())
            })?;
            return bounded(entries.into_iter());
        }
        let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let mut children = BTreeMap::new();
        for (path, found) in self.listed.range(prefix.clone()..) {
            let Some(rest) = path.strip_prefix(&prefix) else { break };
            match rest.split_once('/') {
                Some((name, _)) => children.insert(name.to_owned(), EntryKind::Folder),
                None => children.insert(rest.to_owned(), found.object.kind(found.is_text)),
            };
        }
        bounded(children.into_iter())
    }

    fn read(&self, path: &str, most: usize) -> io::Result<Vec<u8>> {
        let Some(found) = self.find(path)? else { return Err(io::ErrorKind::NotFound.into()) };
        if found.kind(true) != EntryKind::File {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file"));
        }
        let read = self.with(|repository| {
            let (size, _) = repository.odb()?.read_header(found.id)?;
            if size > most {
                return Ok(Err(size));
            }
            Ok(Ok(repository.find_blob(found.id)?.content().to_vec()))
        })?;
        read.map_err(|size| too_large(size as u64, most))
    }
}

/// In the order of the names, unless there are more than anybody keeps.
fn bounded(entries: impl Iterator<Item = (String, EntryKind)>) -> io::Result<Vec<(String, EntryKind)>> {
    let mut entries: Vec<_> = entries.take(FOLDER_ENTRIES + 1).collect();
    if entries.len() > FOLDER_ENTRIES {
        return Err(too_many());
    }
    entries.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
    Ok(entries)
}
