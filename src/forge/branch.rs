//! The ledger on a branch of the local repository, changed by comparing and swapping the branch's commit.

use super::Keeper;
use crate::backlog::ledger::{Ledger, LedgerError};
use crate::backlog::run::{ReadError, Save, Saved, Version};
use crate::load::revision::{self, GitError};
use git2::{ErrorCode, ObjectType, Oid, Repository, Signature};
use std::path::Path;

/// The branch; nothing but the ledger is on it.
pub const BRANCH: &str = "canvass-ledger";
/// The one file on it.
pub const FILE: &str = "ledger.json";
const REFERENCE: &str = "refs/heads/canvass-ledger";
/// Bytes the ledger may have: tens of thousands of asks.
const MOST_BYTES: usize = 16 << 20;
/// An ordinary file.
const REGULAR: i32 = 0o100_644;

/// The ledger of a local repository.
pub struct Branch {
    repository: Repository,
}

impl Branch {
    /// The ledger of the repository around `folder`.
    ///
    /// # Errors
    ///
    /// When there is no repository, or it cannot be opened.
    pub fn of(folder: &Path) -> Result<Self, GitError> {
        Ok(Self { repository: revision::repository(folder)? })
    }

    /// The ledger as this repository knows it, for whoever only wants to tell what is filed already: that of its own
    /// branch, else that of the remote's as of the last fetch; nothing where neither can be read.
    #[must_use]
    pub fn glance(&self) -> Option<Ledger> {
        let remote = format!("refs/remotes/origin/{BRANCH}");
        let known = [REFERENCE, &remote].into_iter().find_map(|name| self.repository.refname_to_id(name).ok())?;
        let text = String::from_utf8(self.text(known).ok()??).ok()?;
        Ledger::read(&text).ok()
    }

    fn head(&self) -> Result<Option<Oid>, git2::Error> {
        match self.repository.refname_to_id(REFERENCE) {
            Ok(id) => Ok(Some(id)),
            Err(error) if error.code() == ErrorCode::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn text(&self, commit: Oid) -> Result<Option<Vec<u8>>, git2::Error> {
        let tree = self.repository.find_commit(commit)?.tree()?;
        let entry = tree.get_name(FILE).filter(|entry| entry.kind() == Some(ObjectType::Blob));
        let Some(entry) = entry else { return Ok(None) };
        let (size, _) = self.repository.odb()?.read_header(entry.id())?;
        if size > MOST_BYTES {
            return Err(git2::Error::from_str(&format!("the ledger has more than {} MiB", MOST_BYTES >> 20)));
        }
        Ok(Some(self.repository.find_blob(entry.id())?.content().to_vec()))
    }

    /// Writes the commit, and moves the branch to it if it is still where it was.
    fn swap(&self, save: &Save) -> Result<Saved, git2::Error> {
        let expected = save.expected.as_ref().map(|version| Oid::from_str(&version.0)).transpose()?;
        if self.head()? != expected {
            return Ok(Saved::Lost);
        }
        let mut tree = self.repository.treebuilder(None)?;
        tree.insert(FILE, self.repository.blob(save.ledger.text().as_bytes())?, REGULAR)?;
        let tree = self.repository.find_tree(tree.write()?)?;
        let author = self.repository.signature().or_else(|_| Signature::now("canvass", "canvass@localhost"))?;
        let parent = expected.map(|id| self.repository.find_commit(id)).transpose()?;
        let parents: Vec<_> = parent.iter().collect();
        let commit = self.repository.commit(None, &author, &author, &save.message, &tree, &parents)?;
        let swapped = match expected {
            Some(before) => self.repository.reference_matching(REFERENCE, commit, true, before, "canvass: ledger"),
            None => self.repository.reference(REFERENCE, commit, false, "canvass: ledger"),
        };
        match swapped {
            Ok(_) => Ok(Saved::Done(Version(commit.to_string()))),
            Err(error) if matches!(error.code(), ErrorCode::Modified | ErrorCode::Exists | ErrorCode::Locked) => {
                Ok(Saved::Lost)
            }
            Err(error) => Err(error),
        }
    }
}

impl Keeper for Branch {
    fn read(&mut self) -> Result<Option<(Ledger, Version)>, ReadError> {
        let failed = |error: git2::Error| ReadError::Failed(error.message().to_owned());
        let Some(commit) = self.head().map_err(failed)? else { return Ok(None) };
        let Some(bytes) = self.text(commit).map_err(failed)? else {
            return Err(LedgerError::Corrupt(format!("branch `{BRANCH}` has no file `{FILE}`")).into());
        };
        let text = String::from_utf8(bytes).map_err(|_| LedgerError::Corrupt("it is not text".to_owned()))?;
        Ok(Some((Ledger::read(&text)?, Version(commit.to_string()))))
    }

    fn save(&mut self, save: &Save) -> Saved {
        // The branch moves in one step at the very end, so that a failure before it has changed nothing.
        self.swap(save).unwrap_or_else(|error| Saved::Refused(error.message().to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn save(expected: Option<Version>, ledger: Ledger) -> Save {
        Save { expected, ledger, message: "test".into() }
    }

    #[test]
    fn a_change_happens_once_or_not_at_all() {
        let dir = tempfile::tempdir().unwrap();
        Repository::init(dir.path()).unwrap();
        let (mut one, mut two) = (Branch::of(dir.path()).unwrap(), Branch::of(dir.path()).unwrap());
        assert_eq!(one.read(), Ok(None));
        let Saved::Done(first) = one.save(&save(None, Ledger::default())) else { panic!("not saved") };
        assert_eq!(two.save(&save(None, Ledger::default())), Saved::Lost, "there is one already");
        let mut spent = Ledger::default();
        spent.spend(1, 60);
        let Saved::Done(second) = two.save(&save(Some(first.clone()), spent.clone())) else { panic!("not saved") };
        assert_eq!(one.save(&save(Some(first), Ledger::default())), Saved::Lost, "it was changed meanwhile");
        assert_eq!(one.read(), Ok(Some((spent, second))));
    }

    #[test]
    fn a_branch_that_is_no_ledger_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let repository = Repository::init(dir.path()).unwrap();
        let author = Signature::now("a", "a@b").unwrap();
        let empty = repository.find_tree(repository.treebuilder(None).unwrap().write().unwrap()).unwrap();
        repository.commit(Some(REFERENCE), &author, &author, "x", &empty, &[]).unwrap();
        let read = Branch::of(dir.path()).unwrap().read();
        assert!(matches!(read, Err(ReadError::Bad(LedgerError::Corrupt(_)))), "{read:?}");
    }
}
