//! A Git repository in a temporary folder, built without the `git` command.

use git2::{IndexAddOption, Repository, Signature, Time};
use std::fs;
use std::path::Path;
use tempfile::TempDir;

pub(crate) struct TestRepository {
    dir: TempDir,
    pub(crate) git: Repository,
}

impl TestRepository {
    pub(crate) fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let mut options = git2::RepositoryInitOptions::new();
        let git = Repository::init_opts(dir.path(), options.initial_head("main")).unwrap();
        Self { dir, git }
    }

    /// The example's last state as the one commit.
    pub(crate) fn example() -> Self {
        let repository = Self::new();
        canvass::example::unpack(repository.path()).unwrap();
        repository.commit("example");
        repository
    }

    pub(crate) fn path(&self) -> &Path {
        self.dir.path()
    }

    pub(crate) fn write(&self, path: &str, text: &str) -> &Self {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        self
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path().join(path)).unwrap()
    }

    /// Puts `new` where `old` stands once.
    pub(crate) fn replace(&self, path: &str, old: &str, new: &str) -> &Self {
        let text = self.read(path);
        assert_eq!(text.matches(old).count(), 1, "`{old}` in {path}");
        self.write(path, &text.replace(old, new))
    }

    pub(crate) fn remove(&self, path: &str) -> &Self {
        fs::remove_file(self.path().join(path)).unwrap();
        self
    }

    /// Puts every change into the index.
    pub(crate) fn stage(&self) -> &Self {
        let mut index = self.git.index().unwrap();
        index.add_all(["*"], IndexAddOption::DEFAULT, None).unwrap();
        index.update_all(["*"], None).unwrap();
        index.write().unwrap();
        self
    }

    /// Commits every change on the current branch.
    pub(crate) fn commit(&self, message: &str) -> git2::Oid {
        self.commit_at(message, 1_790_000_000)
    }

    /// Commits every change at a moment, in seconds since 1970.
    pub(crate) fn commit_at(&self, message: &str, seconds: i64) -> git2::Oid {
        self.stage();
        let tree = self.git.find_tree(self.git.index().unwrap().write_tree().unwrap()).unwrap();
        let author = Signature::new("Test", "test@example.com", &Time::new(seconds, 0)).unwrap();
        let parent = self.git.head().ok().map(|head| head.peel_to_commit().unwrap());
        let parents: Vec<_> = parent.iter().collect();
        self.git.commit(Some("HEAD"), &author, &author, message, &tree, &parents).unwrap()
    }
}
