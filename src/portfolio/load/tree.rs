//! A tree of files to load from, whatever it is kept in, and one kept in memory.
//!
//! The working tree is in [`super::worktree`], commits and the index in [`super::revision`].

use super::limits::FOLDER_ENTRIES;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io;
use std::sync::Arc;

/// What stands under a name in a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// A regular file.
    File,
    /// A folder.
    Folder,
    /// Anything else, such as a symbolic link, by the word a message uses for it.
    Other(&'static str),
    /// Anything whose name is not UTF-8; it is listed under its [`escaped`] name, and nothing can be read by that.
    Misnamed,
}

/// What another repository in a folder of this one is called.
pub const SUBMODULE: &str = "submodule";
/// What a link is called.
pub const LINK: &str = "symbolic link";

/// `name` as text, and whether it was text; bytes that are not UTF-8 become `\xE9`, the same on disk and in Git.
#[must_use]
pub fn escaped(name: &[u8]) -> (Cow<'_, str>, bool) {
    if let Ok(text) = str::from_utf8(name) {
        return (text.into(), true);
    }
    let mut text = String::new();
    for chunk in name.utf8_chunks() {
        text.push_str(chunk.valid());
        for byte in chunk.invalid() {
            let _ = write!(text, "\\x{byte:02X}");
        }
    }
    (text.into(), false)
}

/// What stands at `path`; nothing where a part of it is missing, or is no folder.
///
/// # Errors
///
/// When a folder on the way cannot be read.
pub fn look_up(tree: &dyn Tree, path: &str) -> io::Result<Option<EntryKind>> {
    let mut folder = String::new();
    let mut found = Some(EntryKind::Folder);
    for part in path.split('/') {
        if found != Some(EntryKind::Folder) {
            return Ok(None);
        }
        found = tree.list(&folder)?.into_iter().find(|(name, _)| name == part).map(|(_, kind)| kind);
        if !folder.is_empty() {
            folder.push('/');
        }
        folder.push_str(part);
    }
    Ok(found)
}

/// Files by their paths from the workspace root, `/` between the parts.
///
/// An implementation never follows links and never blocks: what is not a regular file is only listed.
pub trait Tree: Sync {
    /// The direct children of `folder` (empty for the root) by name, in the order of their names; nothing when there
    /// is no such folder.
    ///
    /// # Errors
    ///
    /// When the folder exists and cannot be read.
    fn list(&self, folder: &str) -> io::Result<Vec<(String, EntryKind)>>;

    /// The bytes of the regular file at `path`, if there are at most `most`.
    ///
    /// # Errors
    ///
    /// When there is no such file, it is no regular file, it is too large, or it cannot be read.
    fn read(&self, path: &str, most: usize) -> io::Result<Vec<u8>>;

    /// The same tree for later, if reading a file again is cheaper than keeping it.
    fn again(&self) -> Option<Arc<dyn Tree + Send>> {
        None
    }
}

/// Says, as an error, that a file of `size` bytes is larger than asked for.
#[must_use]
pub fn too_large(size: u64, most: usize) -> io::Error {
    io::Error::new(io::ErrorKind::FileTooLarge, format!("the file has {size} bytes, at most {most} are read"))
}

/// Says, as an error, that a folder holds more than is looked at.
#[must_use]
pub fn too_many() -> io::Error {
    io::Error::new(io::ErrorKind::FileTooLarge, format!("it holds more than {FOLDER_ENTRIES} files and folders"))
}

/// A tree kept in memory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MemoryTree(BTreeMap<String, MemoryEntry>);

/// What a tree in memory has under a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MemoryEntry {
    /// A file.
    Bytes(Vec<u8>),
    /// A file of so many bytes, too large to be of use and not kept.
    TooLarge(u64),
    /// A file of a kind that is never read, such as an image; only its name is kept.
    Listed,
    /// Anything else, by the word a message uses for it.
    Other(&'static str),
    /// Anything with a name that is not UTF-8.
    Misnamed,
}

impl MemoryTree {
    /// A tree of `files`, each a path and its bytes.
    pub fn new<P: Into<String>, B: Into<Vec<u8>>>(files: impl IntoIterator<Item = (P, B)>) -> Self {
        let entry = |(path, bytes): (P, B)| (path.into(), MemoryEntry::Bytes(bytes.into()));
        Self(files.into_iter().map(entry).collect())
    }

    /// Adds or replaces a file.
    pub fn insert(&mut self, path: impl Into<String>, bytes: impl Into<Vec<u8>>) {
        self.set(path, MemoryEntry::Bytes(bytes.into()));
    }

    /// Adds or replaces whatever stands at `path`.
    pub fn set(&mut self, path: impl Into<String>, entry: MemoryEntry) {
        self.0.insert(path.into(), entry);
    }

    /// Takes a file out.
    pub fn remove(&mut self, path: &str) {
        self.0.remove(path);
    }

    /// The paths of everything in it that may be read or is in the way, in order.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter(|(_, entry)| !matches!(entry, MemoryEntry::Listed)).map(|(path, _)| path.as_str())
    }
}

impl Tree for MemoryTree {
    fn list(&self, folder: &str) -> io::Result<Vec<(String, EntryKind)>> {
        let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let mut children = BTreeMap::new();
        for (path, entry) in self.0.range(prefix.clone()..) {
            let Some(rest) = path.strip_prefix(&prefix) else { break };
            match rest.split_once('/') {
                Some((name, _)) => children.insert(name.to_owned(), EntryKind::Folder),
                None => children.insert(
                    rest.to_owned(),
                    match entry {
                        MemoryEntry::Bytes(_) | MemoryEntry::TooLarge(_) | MemoryEntry::Listed => EntryKind::File,
                        MemoryEntry::Other(what) => EntryKind::Other(what),
                        MemoryEntry::Misnamed => EntryKind::Misnamed,
                    },
                ),
            };
        }
        Ok(children.into_iter().collect())
    }

    fn read(&self, path: &str, most: usize) -> io::Result<Vec<u8>> {
        match self.0.get(path) {
            Some(MemoryEntry::Bytes(bytes)) if bytes.len() > most => Err(too_large(bytes.len() as u64, most)),
            Some(MemoryEntry::Bytes(bytes)) => Ok(bytes.clone()),
            Some(MemoryEntry::TooLarge(size)) => Err(too_large(*size, most)),
            _ => Err(io::ErrorKind::NotFound.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_no_text_are_escaped() {
        assert_eq!(escaped("é.toml".as_bytes()), ("é.toml".into(), true));
        assert_eq!(escaped(b"caf\xe9.toml"), ("caf\\xE9.toml".into(), false));
    }

    #[test]
    fn looks_up_only_through_folders() {
        let mut tree = MemoryTree::new([("a/b.json", "")]);
        tree.set("link", MemoryEntry::Other(LINK));
        assert_eq!(look_up(&tree, "a/b.json").unwrap(), Some(EntryKind::File));
        assert_eq!(look_up(&tree, "a").unwrap(), Some(EntryKind::Folder));
        for missing in ["b", "a/c", "link/b.json", "a/b.json/c"] {
            assert_eq!(look_up(&tree, missing).unwrap(), None, "{missing}");
        }
    }

    #[test]
    fn lists_direct_children_in_order() {
        let mut tree = MemoryTree::new([("a/b/c.toml", ""), ("a/a.toml", "x"), ("a.toml", ""), ("z/q.toml", "")]);
        tree.set("a/link.toml", MemoryEntry::Other("symbolic link"));
        let children = tree.list("a").unwrap();
        assert_eq!(
            children,
            [
                ("a.toml".to_owned(), EntryKind::File),
                ("b".to_owned(), EntryKind::Folder),
                ("link.toml".to_owned(), EntryKind::Other("symbolic link")),
            ]
        );
        assert_eq!(tree.list("").unwrap().len(), 3);
        assert!(tree.list("none").unwrap().is_empty());
        assert!(tree.read("a/link.toml", 9).is_err());
        assert_eq!(tree.read("a/a.toml", 1).unwrap(), b"x");
        assert_eq!(tree.read("a/a.toml", 0).unwrap_err().kind(), io::ErrorKind::FileTooLarge);
    }
}
