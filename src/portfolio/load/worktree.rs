//! The tree of files on disk, as they are now.

use super::inside::without_links;
use super::limits::FOLDER_ENTRIES;
use super::tree::{EntryKind, LINK, SUBMODULE, Tree, escaped, too_large, too_many};
use std::collections::BTreeSet;
use std::fs::{self, FileType};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

/// The files under a folder on disk.
#[derive(Clone, Debug)]
pub struct Worktree {
    root: PathBuf,
    /// The submodules of the repository around it, looked up when there is an empty folder.
    submodules: Arc<OnceLock<Submodules>>,
}

impl Worktree {
    /// The files under `root`.
    #[must_use]
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into(), submodules: Arc::default() }
    }

    /// What `entry` is; nothing of a misnamed folder without any file.
    fn entry_kind(&self, entry: &fs::DirEntry, is_text: bool) -> io::Result<Option<EntryKind>> {
        let file_type = entry.file_type()?;
        let is_folder = file_type.is_dir();
        let path = entry.path();
        let is_submodule = is_folder && (path.join(".git").symlink_metadata().is_ok() || self.is_submodule(&path)?);
        // Nobody could look into it anyway, and Git does not know that it is there.
        if is_folder && !is_text && !is_submodule && !self.holds_files(&path)? {
            return Ok(None);
        }
        Ok(Some(match (is_text, is_folder) {
            (false, _) => EntryKind::Misnamed,
            (true, true) if is_submodule => EntryKind::Other(SUBMODULE),
            (true, true) => EntryKind::Folder,
            (true, false) if file_type.is_file() => EntryKind::File,
            (true, false) => EntryKind::Other(word_for(file_type)),
        }))
    }

    /// Whether `folder` is a submodule that is not checked out: empty, and in the index.
    fn is_submodule(&self, folder: &Path) -> io::Result<bool> {
        // A folder that cannot be read is reported when it is listed.
        if fs::read_dir(folder).map_or(true, |mut entries| entries.next().is_some()) {
            return Ok(false);
        }
        let submodules = self.submodules.get_or_init(|| Submodules::around(&self.root).unwrap_or_default());
        Ok(submodules.has(folder))
    }

    /// Whether Git would know of something below `folder`.
    fn holds_files(&self, folder: &Path) -> io::Result<bool> {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let path = entry.path();
            if !entry.file_type()?.is_dir() || self.is_submodule(&path)? || self.holds_files(&path)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn resolve(&self, path: &str) -> io::Result<PathBuf> {
        without_links(&self.root, path)
    }
}

impl Tree for Worktree {
    fn list(&self, folder: &str) -> io::Result<Vec<(String, EntryKind)>> {
        // What a link leads to is no folder of the tree.
        let Ok(path) = self.resolve(folder) else { return Ok(Vec::new()) };
        // Only the root may be reached through a link: a linked kind folder could lead out of the repository.
        let entries = match fs::symlink_metadata(&path) {
            Ok(metadata) if metadata.is_dir() || folder.is_empty() => fs::read_dir(&path)?,
            Ok(_) => return Ok(Vec::new()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let mut children = Vec::new();
        for entry in entries {
            if children.len() >= FOLDER_ENTRIES {
                return Err(too_many());
            }
            let entry = entry?;
            let name = entry.file_name();
            let (name, is_text) = escaped(name.as_encoded_bytes());
            if let Some(kind) = self.entry_kind(&entry, is_text)? {
                children.push((name.into_owned(), kind));
            }
        }
        children.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
        Ok(children)
    }

    fn read(&self, path: &str, most: usize) -> io::Result<Vec<u8>> {
        let path = self.resolve(path)?;
        let metadata = fs::symlink_metadata(&path)?;
        if !metadata.is_file() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file"));
        }
        match usize::try_from(metadata.len()) {
            Ok(size) if size <= most => read_at_most(&path, size),
            _ => Err(too_large(metadata.len(), most)),
        }
    }

    fn again(&self) -> Option<Arc<dyn Tree + Send>> {
        Some(Arc::new(self.clone()))
    }
}

/// Reads no more than the file was long when it was looked at, so that one growing meanwhile ends the read.
fn read_at_most(path: &Path, size: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(size);
    fs::File::open(path)?.take(size as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The folders of a repository that hold others.
#[derive(Debug, Default)]
struct Submodules {
    top: PathBuf,
    /// By their escaped paths from the top.
    paths: BTreeSet<String>,
}

impl Submodules {
    /// Those of the repository around `root`, if there is one that can be read.
    fn around(root: &Path) -> Option<Self> {
        let repository = git2::Repository::discover(root).ok()?;
        let top = repository.workdir()?.canonicalize().ok()?;
        let index = repository.index().ok()?;
        let submodules = index.iter().filter(|entry| entry.mode == u32::from(git2::FileMode::Commit));
        Some(Self { top, paths: submodules.map(|entry| escaped(&entry.path).0.into_owned()).collect() })
    }

    fn has(&self, folder: &Path) -> bool {
        let Ok(folder) = folder.canonicalize() else { return false };
        let inside = folder.strip_prefix(&self.top).map(|inside| {
            let parts: Vec<_> = inside.iter().map(|part| escaped(part.as_encoded_bytes()).0).collect();
            parts.join("/")
        });
        inside.is_ok_and(|inside| self.paths.contains(&inside))
    }
}

fn word_for(file_type: FileType) -> &'static str {
    if file_type.is_symlink() { LINK } else { "pipe, socket or device" }
}
