//! Which lines of which files a change touches, counted in the state it leads to.

use super::revision::{GitError, History};
use git2::{Diff, DiffOptions};
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

/// The lines a change touches.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChangedLines {
    /// By path from the workspace root; of a deleted file, none.
    files: BTreeMap<String, Vec<RangeInclusive<usize>>>,
}

impl ChangedLines {
    /// Whether any of the lines `first` to `last` of the file at `path` is touched.
    #[must_use]
    pub fn touches(&self, path: &str, first: usize, last: usize) -> bool {
        let lines = self.files.get(path);
        lines.is_some_and(|lines| lines.iter().any(|range| *range.start() <= last && first <= *range.end()))
    }

    /// Whether the file at `path` is touched at all.
    #[must_use]
    pub fn has(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    fn of(diff: &Diff<'_>, prefix: &str) -> Result<Self, git2::Error> {
        let mut touched = Self::default();
        let files = std::cell::RefCell::new(&mut touched.files);
        let path = |delta: &git2::DiffDelta<'_>| {
            let file = delta.new_file().path().or(delta.old_file().path())?;
            Some(file.to_str()?.replace('\\', "/").strip_prefix(prefix)?.to_owned())
        };
        diff.foreach(
            &mut |delta, _| {
                if let Some(path) = path(&delta) {
                    files.borrow_mut().entry(path).or_default();
                }
                true
            },
            None,
            Some(&mut |delta, hunk| {
                if let Some(path) = path(&delta) {
                    let (first, count) = (hunk.new_start() as usize, hunk.new_lines() as usize);
                    // Where lines are only taken away, the line before them stands for them.
                    files.borrow_mut().entry(path).or_default().push(first..=first + count.saturating_sub(1));
                }
                true
            }),
            None,
        )?;
        Ok(touched)
    }
}

impl History {
    /// What differs between the commit `base` and the files on disk.
    ///
    /// # Errors
    ///
    /// When the revision names no commit, or the repository cannot be read.
    pub fn changed_lines(&self, base: &str) -> Result<ChangedLines, GitError> {
        self.changed(base).map_err(|error| self.explain(error, base))
    }

    fn changed(&self, base: &str) -> Result<ChangedLines, GitError> {
        let tree = self.repository.find_commit(self.commit(base)?)?.tree()?;
        let mut options = DiffOptions::new();
        options.context_lines(0).include_untracked(true).recurse_untracked_dirs(true).show_untracked_content(true);
        if !self.prefix().is_empty() {
            // A folder may be called anything.
            options.disable_pathspec_match(true).pathspec(self.prefix());
        }
        let diff = self.repository.diff_tree_to_workdir_with_index(Some(&tree), Some(&mut options))?;
        Ok(ChangedLines::of(&diff, self.prefix())?)
    }
}
