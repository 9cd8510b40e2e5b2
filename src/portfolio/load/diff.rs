//! Which lines of which files a change touches, counted in the state it leads to.

use super::limits::MOST_BYTES;
use super::revision::{GitError, History};
use super::{Loaded, OVERLAY};
use git2::{Diff, DiffOptions};
use std::collections::{BTreeMap, BTreeSet};
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

/// The folders that hold `files`, and those of them that stand at the top; a folder within another is part of it.
fn places<'f>(files: impl Iterator<Item = &'f str>) -> BTreeSet<&'f str> {
    let inside = files.filter(|path| !path.starts_with(OVERLAY));
    let all: BTreeSet<&str> = inside.map(|path| path.rsplit_once('/').map_or(path, |(folder, _)| folder)).collect();
    let is_within = |place: &str| place.match_indices('/').any(|(end, _)| all.contains(place.split_at(end).0));
    all.iter().copied().filter(|place| !is_within(place)).collect()
}

impl History {
    /// What differs between the commit `base` and the files on disk, of what was read in either: nothing else is looked at,
    /// and nothing that is too large to be read is compared line by line.
    ///
    /// # Errors
    ///
    /// When the revision names no commit, or the repository cannot be read.
    pub fn changed_lines(&self, base: &str, read: [&Loaded; 2]) -> Result<ChangedLines, GitError> {
        self.changed(base, read).map_err(|error| self.explain(error, base))
    }

    fn changed(&self, base: &str, read: [&Loaded; 2]) -> Result<ChangedLines, GitError> {
        let files = read.into_iter().flat_map(|loaded| loaded.sources.iter()).map(|(_, source)| &*source.path);
        let places = places(files);
        if places.is_empty() {
            return Ok(ChangedLines::default());
        }
        let tree = self.repository.find_commit(self.commit(base)?)?.tree()?;
        let mut options = DiffOptions::new();
        options.context_lines(0).include_untracked(true).recurse_untracked_dirs(true).show_untracked_content(true);
        options.max_size(i64::try_from(MOST_BYTES).unwrap_or(i64::MAX));
        // A folder may be called anything.
        options.disable_pathspec_match(true);
        for place in places {
            options.pathspec(format!("{}{place}", self.prefix()));
        }
        let diff = self.repository.diff_tree_to_workdir_with_index(Some(&tree), Some(&mut options))?;
        Ok(ChangedLines::of(&diff, self.prefix())?)
    }
}
