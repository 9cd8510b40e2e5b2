//! Trees out of Git: commits, the index, merge bases, and every state of a repository that has none.

use crate::support::repository::TestRepository;
use canvass::load::revision::{GitError, History};
use canvass::load::{EntryKind, Options, Tree, load};
use std::collections::BTreeSet;

/// Every file of a tree.
fn paths(tree: &dyn Tree) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut folders = vec![String::new()];
    while let Some(folder) = folders.pop() {
        for (name, kind) in tree.list(&folder).unwrap() {
            let path = if folder.is_empty() { name } else { format!("{folder}/{name}") };
            match kind {
                EntryKind::Folder => folders.push(path),
                _ => drop(found.insert(path)),
            }
        }
    }
    found
}

fn text(tree: &dyn Tree, path: &str) -> Option<String> {
    tree.read(path, 1 << 20).ok().map(|bytes| String::from_utf8(bytes).unwrap())
}

#[test]
fn commits_and_the_index_are_read_without_a_checkout() {
    let repository = TestRepository::new();
    repository.write("canvass.toml", "name = 'one'").write("README.md", "x").commit("one");
    repository.write("canvass.toml", "name = 'two'").commit("two");
    repository.write("canvass.toml", "name = 'three'").stage();
    repository.write("canvass.toml", "name = 'four'");
    let history = History::open(repository.path()).unwrap();
    assert_eq!(text(&history.at("HEAD~1").unwrap(), "canvass.toml").unwrap(), "name = 'one'");
    assert_eq!(text(&history.at("HEAD").unwrap(), "canvass.toml").unwrap(), "name = 'two'");
    assert_eq!(text(&history.staged(None).unwrap(), "canvass.toml").unwrap(), "name = 'three'");
    assert_eq!(paths(&history.at("HEAD").unwrap()), ["README.md", "canvass.toml"].map(str::to_owned).into());
    let on_disk = std::fs::read_to_string(repository.path().join("canvass.toml")).unwrap();
    assert_eq!(on_disk, "name = 'four'");
}

#[test]
fn a_workspace_in_a_subfolder_sees_only_itself() {
    let repository = TestRepository::new();
    repository
        .write("other/teams.toml", "")
        .write("plans/canvass.toml", "")
        .write("plans/people/ana.toml", "")
        .commit("one");
    let history = History::open(&repository.path().join("plans")).unwrap();
    assert_eq!(history.prefix(), "plans/");
    let expected = BTreeSet::from(["canvass.toml", "people/ana.toml"].map(str::to_owned));
    assert_eq!(paths(&history.at("HEAD").unwrap()), expected);
    assert_eq!(paths(&history.staged(None).unwrap()), expected);
}

#[test]
fn the_base_is_where_the_change_left() {
    let repository = TestRepository::new();
    repository.write("canvass.toml", "name = 'base'");
    let base = repository.commit("base");
    let commit = repository.git.find_commit(base).unwrap();
    repository.git.branch("topic", &commit, false).unwrap();
    repository.write("canvass.toml", "name = 'main'").commit("main moves on");
    repository.git.set_head("refs/heads/topic").unwrap();
    repository.write("canvass.toml", "name = 'topic'").commit("topic");
    let (tree, name) = History::open(repository.path()).unwrap().at_merge_base("main", "HEAD").unwrap();
    assert_eq!(text(&tree, "canvass.toml").unwrap(), "name = 'base'");
    assert!(base.to_string().starts_with(&name));
}

#[cfg(unix)]
#[test]
fn links_are_findings_in_every_state() {
    let repository = TestRepository::new();
    std::os::unix::fs::symlink("/etc/passwd", repository.path().join("people.toml")).unwrap();
    repository.write("canvass.toml", "").commit("one");
    let history = History::open(repository.path()).unwrap();
    for tree in [history.at("HEAD").unwrap(), history.staged(None).unwrap()] {
        let loaded = load(&tree, &Options::default());
        assert_eq!(loaded.problems.len(), 1);
        assert!(loaded.problems[0].message.contains("symbolic link"), "{}", loaded.problems[0].message);
    }
}

#[test]
fn what_git_cannot_give_is_an_error_with_a_way_out() {
    let empty = TestRepository::new();
    let history = History::open(empty.path()).unwrap();
    assert!(matches!(history.at("HEAD"), Err(GitError::NoCommits)));
    assert!(history.staged(None).unwrap().is_empty());
    empty.write("canvass.toml", "").commit("one");
    assert!(matches!(history.at("nope"), Err(GitError::NoRevision(_))));
    for evil in ["", "--help", "HEAD@{1000000}", ":/\u{0}x", "HEAD:canvass.toml"] {
        assert!(history.at(evil).is_err(), "{evil:?}");
    }

    let outside = tempfile::tempdir().unwrap();
    assert!(matches!(History::open(outside.path()), Err(GitError::NoRepository(_))));

    let bare = tempfile::tempdir().unwrap();
    git2::Repository::init_bare(bare.path()).unwrap();
    let history = History::open(bare.path()).unwrap();
    assert!(history.is_bare());
    assert!(matches!(history.staged(None), Err(GitError::Bare)));
    assert!(!GitError::Bare.help().is_empty());
}

#[test]
fn a_shallow_clone_says_that_it_is_shallow() {
    let repository = TestRepository::new();
    repository.write("canvass.toml", "").commit("one");
    let second = repository.write("canvass.toml", "name = 'x'").commit("two");
    // What a clone of depth 1 holds: the last commit, its parent cut off.
    std::fs::write(repository.git.path().join("shallow"), format!("{second}\n")).unwrap();
    let history = History::open(repository.path()).unwrap();
    assert!(history.at("HEAD").is_ok());
    assert!(matches!(history.at_merge_base("origin/main", "HEAD"), Err(GitError::Shallow(_))));
    assert!(matches!(history.at("HEAD~1"), Err(GitError::Shallow(_))));
}
