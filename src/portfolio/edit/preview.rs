//! The files as they would be with some changes, so that these can be judged before they are made.

use super::Change;
use crate::load::tree::{EntryKind, Tree, too_large};
use std::collections::BTreeMap;
use std::io;
use std::ops::Bound;

/// A tree with changes made to it.
pub struct Preview<'t> {
    tree: &'t dyn Tree,
    /// What changed files shall hold, by their paths.
    after: BTreeMap<&'t str, &'t str>,
}

impl<'t> Preview<'t> {
    /// The files of `tree` as they would be with `changes`, each of another file.
    #[must_use]
    pub fn new(tree: &'t dyn Tree, changes: &'t [Change]) -> Self {
        Self { tree, after: changes.iter().map(|change| (&*change.path, &*change.after)).collect() }
    }
}

impl Tree for Preview<'_> {
    fn list(&self, folder: &str) -> io::Result<Vec<(String, EntryKind)>> {
        let mut entries: BTreeMap<String, EntryKind> = self.tree.list(folder)?.into_iter().collect();
        let inside = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let from = self.after.range::<str, _>((Bound::Included(&*inside), Bound::Unbounded));
        let below = from.map_while(|(path, _)| path.strip_prefix(&*inside));
        for path in below {
            match path.split_once('/') {
                Some((name, _)) => entries.insert(name.to_owned(), EntryKind::Folder),
                None => entries.insert(path.to_owned(), EntryKind::File),
            };
        }
        Ok(entries.into_iter().collect())
    }

    fn read(&self, path: &str, most: usize) -> io::Result<Vec<u8>> {
        match self.after.get(path) {
            Some(after) if after.len() > most => Err(too_large(after.len() as u64, most)),
            Some(after) => Ok((*after).as_bytes().to_vec()),
            None => self.tree.read(path, most),
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
            let changes = [Change { path: path.to_owned(), before: None, after: "yy".to_owned() }];
            let preview = Preview::new(&tree, &changes);
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
