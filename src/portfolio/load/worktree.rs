//! The tree of files on disk, as they are now.

use super::tree::{EntryKind, Tree, too_large};
use std::fs::{self, FileType};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The files under a folder on disk.
#[derive(Clone, Debug)]
pub struct Worktree {
    root: PathBuf,
}

impl Worktree {
    /// The files under `root`.
    #[must_use]
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    fn resolve(&self, path: &str) -> PathBuf {
        path.split('/').filter(|part| !part.is_empty()).fold(self.root.clone(), |path, part| path.join(part))
    }
}

impl Tree for Worktree {
    fn list(&self, folder: &str) -> io::Result<Vec<(String, EntryKind)>> {
        let path = self.resolve(folder);
        // Only the root may be reached through a link: a linked kind folder could lead out of the repository.
        let entries = match fs::symlink_metadata(&path) {
            Ok(metadata) if metadata.is_dir() || folder.is_empty() => fs::read_dir(&path)?,
            Ok(_) => return Ok(Vec::new()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let mut children = Vec::new();
        for entry in entries {
            let entry = entry?;
            // A name that is not Unicode cannot be an id, so nothing of ours is called so.
            let Ok(name) = entry.file_name().into_string() else { continue };
            children.push((name, entry_kind(&entry)?));
        }
        children.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
        Ok(children)
    }

    fn read(&self, path: &str, most: usize) -> io::Result<Vec<u8>> {
        let path = self.resolve(path);
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

fn entry_kind(entry: &fs::DirEntry) -> io::Result<EntryKind> {
    let file_type = entry.file_type()?;
    Ok(if file_type.is_file() {
        EntryKind::File
    } else if file_type.is_dir() {
        EntryKind::Folder
    } else {
        EntryKind::Other(word_for(file_type))
    })
}

fn word_for(file_type: FileType) -> &'static str {
    if file_type.is_symlink() { "symbolic link" } else { "pipe, socket or device" }
}
