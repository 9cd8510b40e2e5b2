//! The files as they would be with a change, so that it can be judged before it is made.

use super::Change;
use crate::load::tree::{EntryKind, Tree, too_large};
use std::io;

/// A tree with one change made to it.
pub struct Preview<'t> {
    /// The files without the change.
    pub tree: &'t dyn Tree,
    /// The change.
    pub change: &'t Change,
}

impl Tree for Preview<'_> {
    fn list(&self, folder: &str) -> io::Result<Vec<(String, EntryKind)>> {
        let mut entries = self.tree.list(folder)?;
        let inside = if folder.is_empty() {
            Some(&*self.change.path)
        } else {
            self.change.path.strip_prefix(folder).and_then(|rest| rest.strip_prefix('/'))
        };
        if let Some(inside) = inside {
            let (name, kind) = match inside.split_once('/') {
                Some((name, _)) => (name, EntryKind::Folder),
                None => (inside, EntryKind::File),
            };
            match entries.binary_search_by(|(entry, _)| (**entry).cmp(name)) {
                Ok(at) => entries.splice(at..=at, [(name.to_owned(), kind)]).for_each(drop),
                Err(at) => entries.insert(at, (name.to_owned(), kind)),
            }
        }
        Ok(entries)
    }

    fn read(&self, path: &str, most: usize) -> io::Result<Vec<u8>> {
        let after = &self.change.after;
        match path == self.change.path {
            true if after.len() > most => Err(too_large(after.len() as u64, most)),
            true => Ok(after.clone().into_bytes()),
            false => self.tree.read(path, most),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::MemoryTree;

    #[test]
    fn the_changed_file_stands_among_the_others() {
        let tree = MemoryTree::new([("a.toml", "x"), ("c/d.toml", "")]);
        let names = |path: &str, folder: &str| {
            let change = Change { path: path.to_owned(), before: None, after: "yy".to_owned() };
            let preview = Preview { tree: &tree, change: &change };
            assert_eq!(preview.read(path, 2).unwrap(), b"yy");
            preview.list(folder).unwrap()
        };
        let file = |name: &str| (name.to_owned(), EntryKind::File);
        let folder = |name: &str| (name.to_owned(), EntryKind::Folder);
        assert_eq!(names("b/x.toml", ""), [file("a.toml"), folder("b"), folder("c")]);
        assert_eq!(names("b/x.toml", "b"), [file("x.toml")]);
        assert_eq!(names("a.toml", ""), [file("a.toml"), folder("c")]);
        assert_eq!(names("c/e.toml", "c"), [file("d.toml"), file("e.toml")]);
        assert_eq!(names("cc/e.toml", "c"), [file("d.toml")]);
    }
}
