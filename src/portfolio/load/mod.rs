//! From a tree of files to a [`Portfolio`] and everything that is wrong with the files themselves.
//!
//! Content never makes loading fail: what cannot be read becomes a finding, and the rest is loaded. Every file is
//! read and parsed once, files in parallel; the results are put together in the order of the paths.

mod assemble;
mod check;
pub mod deserialize;
pub mod diff;
pub mod document;
mod escapes;
pub mod git_tree;
pub mod inside;
pub mod layout;
pub mod limits;
pub mod locate;
pub mod node;
pub mod private;
mod repository;
pub mod revision;
pub mod schema;
pub mod shell;
mod slips;
mod sparse;
mod stray;
pub mod suggest;
mod syntax;
mod toml10;
pub mod tree;
mod unfolded;
mod unit;
pub mod worktree;

pub use locate::{Locator, OpenFile};
pub use tree::{EntryKind, MemoryTree, Tree};
pub use worktree::Worktree;

use crate::diagnostic::{At, Code, Diagnostic, Spot};
use crate::model::{InitiativeId, Kind, Portfolio};
use crate::source::{FileId, Source, Sources};
use std::collections::BTreeSet;

/// How to load.
#[derive(Clone, Copy)]
pub struct Options<'o> {
    /// Whether to check files against their schemas; commands that only measure save the time.
    pub check_schema: bool,
    /// A second tree, kept outside of the repository, whose files add to those of the first.
    pub overlay: Option<&'o dyn Tree>,
}

impl Default for Options<'_> {
    fn default() -> Self {
        Self { check_schema: true, overlay: None }
    }
}

/// What was loaded.
#[derive(Clone, Debug, Default)]
pub struct Loaded {
    /// The things the files describe.
    pub portfolio: Portfolio,
    /// The files as text.
    pub sources: Sources,
    /// What is wrong with the files themselves: findings of CV001, and of CV002 for ids that stand twice.
    pub problems: Vec<Diagnostic>,
}

impl Loaded {
    /// What is left of a workspace that a change takes away: the finding that says so.
    #[must_use]
    pub fn gone() -> Self {
        let settings = At::file(FileId(0));
        let problem = Diagnostic::new(
            Code::SCHEMA,
            settings,
            format!("the change takes the workspace away: {WORKSPACE_FILE} is gone"),
        )
        .help("put it back; where the workspace is to end, review the change by hand and merge it without this check")
        .about("gone");
        let empty = load(&MemoryTree::default(), &Options::default());
        Self { sources: Sources::new(vec![Source::new(WORKSPACE_FILE, "")], None), problems: vec![problem], ..empty }
    }

    /// Whether there is nothing to judge: no file but the settings, and nothing wrong with them.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let settings = usize::from(self.portfolio.workspace_origin.contributions.len() == 1);
        self.sources.len() <= settings && self.problems.is_empty()
    }

    /// Initiatives that a fault of syntax hides, at least in part, so that nothing should be measured of them.
    #[must_use]
    pub fn unread(&self) -> BTreeSet<InitiativeId> {
        let faults = self.problems.iter().filter(|problem| matches!(problem.at.spot, Spot::Bytes(..)));
        let files: BTreeSet<_> = faults.map(|problem| problem.at.file).collect();
        let in_part = self.portfolio.initiatives.iter().filter(|(_, record)| {
            record.origin.contributions.iter().filter_map(|it| it.file).any(|file| files.contains(&file))
        });
        let wholly = self.portfolio.unreadable.iter().filter(|(kind, _)| *kind == Kind::Initiative);
        let wholly = wholly.map(|(_, id)| InitiativeId::from(&**id));
        in_part.map(|(id, _)| id.clone()).chain(wholly).collect()
    }
}

/// The name of the settings file, which marks the root of a workspace.
pub const WORKSPACE_FILE: &str = "canvass.toml";

/// The folder name shown for files of the overlay, which lie outside of the workspace.
pub const OVERLAY: &str = "<overlay>";

/// Loads everything in `tree`.
#[must_use]
pub fn load(tree: &dyn Tree, options: &Options<'_>) -> Loaded {
    assemble::assemble(tree, options)
}

#[cfg(test)]
mod tests;
