//! Workspaces and repositories that are empty, bare, shallow or missing: each is said in one error with a way out.

use crate::support::command::run;
use crate::support::repository::TestRepository;
use crate::support::workspace::Workspace;
use std::fs;

#[test]
fn an_empty_workspace_is_nothing_to_check() {
    let workspace = Workspace::empty();
    let ran = workspace.run(&["validate"]);
    ran.assert_refused("no canvass.toml in", "canvass init");
    workspace.write("canvas.toml", "");
    workspace.run(&["validate"]).assert_refused("no canvass.toml in ", "run `mv canvas.toml canvass.toml` there");
    workspace.remove("canvas.toml").write("canvass.toml", "");
    for (args, note) in [
        (&["validate"][..], "nothing to check: the workspace has no people, teams or initiatives yet"),
        (&["validate", "--output-format", "json"], "`canvass new initiative ID` adds one"),
        (&["readiness"], "nothing to measure: there is no initiative yet"),
        (&["coverage"], "nothing to measure: there is no initiative yet"),
    ] {
        let ran = workspace.run(args);
        assert_eq!((ran.code, ran.out.as_str()), (3, ""), "{args:?}");
        assert!(ran.err.contains(note), "{}", ran.err);
    }
    let ran = workspace.run(&["readiness", "--cycle", "2027-q1"]);
    assert!(ran.code == 3 && ran.err.contains("there is no initiative yet"), "{ran:?}");
    // Nothing but faults is something to check.
    workspace.write("canvass.toml", "nam = 1\n");
    assert_eq!(workspace.run(&["validate"]).code, 1);
}

#[test]
fn a_bare_repository_is_read_by_commit() {
    let source = TestRepository::example();
    let bare = tempfile::tempdir().unwrap();
    let mut builder = git2::build::RepoBuilder::new();
    builder.bare(true).clone(source.path().to_str().unwrap(), bare.path()).unwrap();
    for args in [&["validate"][..], &["validate", "--staged"], &["readiness"], &["coverage"]] {
        run(bare.path(), args).assert_refused("the repository is bare", "--at HEAD");
    }
    let at = run(bare.path(), &["validate", "--at", "HEAD", "--output-format", "concise"]);
    assert_eq!(at, run(source.path(), &["validate", "--output-format", "concise"]));
    assert_eq!(at.code, 1);

    let empty = tempfile::tempdir().unwrap();
    git2::Repository::init_bare(empty.path()).unwrap();
    run(empty.path(), &["validate"]).assert_refused("the repository is bare", "--at");
    run(empty.path(), &["validate", "--at", "HEAD"]).assert_refused("no commits yet", "commit first");
}

/// Anybody can commit a folder in the form of a repository, and with it a history in which nothing is new.
#[test]
fn a_repository_in_the_working_tree_says_nothing_of_history() {
    for settings in ["[core]\n\tbare = true\n", "[core]\n\tbare = false\n\tworktree = ..\n", "[core]\n\tworktree = .\n"]
    {
        let repository = TestRepository::new();
        for (path, bytes) in canvass::example::files() {
            repository.write(&format!("plans/{path}"), std::str::from_utf8(bytes).unwrap());
        }
        repository.commit("base");
        let plans = repository.path().join("plans");
        let planted = tempfile::tempdir().unwrap();
        let source = repository.path().to_str().unwrap();
        git2::build::RepoBuilder::new().bare(true).clone(source, planted.path()).unwrap();
        assert_eq!(run(&plans, &["validate", "--base", "HEAD"]).code, 0);
        for (path, bytes) in crate::support::workspace::files(planted.path()) {
            let target = plans.join(path);
            fs::create_dir_all(target.parent().unwrap()).unwrap();
            fs::write(target, bytes).unwrap();
        }
        fs::create_dir_all(plans.join("refs/heads")).unwrap();
        fs::write(plans.join("config"), settings).unwrap();
        for args in
            [&["validate", "--base", "HEAD"][..], &["review", "--base", "HEAD"], &["plan"], &["report", "digest"]]
        {
            let below = plans.join("initiatives");
            for folder in [&plans, &below] {
                run(folder, args).assert_refused("has the form of a Git repository", "name it in GIT_DIR");
            }
        }
    }
}

#[test]
fn a_shallow_clone_is_told_how_to_become_whole() {
    let repository = TestRepository::example();
    let last = repository.write("initiatives/new.toml", crate::bad_input::GOOD).commit("two");
    // What a clone of depth 1 holds: the last commit, its parent cut off.
    fs::write(repository.git.path().join("shallow"), format!("{last}\n")).unwrap();
    for revision in ["HEAD~1", "origin/main"] {
        for command in ["validate", "readiness"] {
            let ran = run(repository.path(), &[command, "--base", revision]);
            ran.assert_refused(
                &format!("this clone is shallow, and `{revision}` lies beyond its depth"),
                "fetch-depth: 0",
            );
        }
    }
    let ran = run(repository.path(), &["validate", "--at", "HEAD~1"]);
    ran.assert_refused("this clone is shallow", "git fetch --unshallow");
    assert_eq!(run(repository.path(), &["validate"]).code, 1);
    assert_eq!(run(repository.path(), &["validate", "--base", "HEAD"]).code, 0);
}

#[test]
fn a_repository_without_commits_has_no_base() {
    let repository = TestRepository::new();
    canvass::example::unpack(repository.path()).unwrap();
    let whole = run(repository.path(), &["validate", "--output-format", "concise"]);
    assert_eq!(whole.code, 1);
    for args in [&["validate", "--base", "main"][..], &["validate", "--at", "HEAD"], &["readiness", "--base", "HEAD"]] {
        run(repository.path(), args).assert_refused("the repository has no commits yet", "commit first");
    }
    let ran = run(repository.path(), &["validate", "--staged"]);
    assert!(ran.code == 3 && ran.err.contains("the index holds no people, teams or initiatives; `git add`"), "{ran:?}");
    repository.stage();
    assert_eq!(run(repository.path(), &["validate", "--staged", "--output-format", "concise"]), whole);
}

#[test]
fn without_git_everything_works_but_history() {
    let workspace = Workspace::example();
    let ran = workspace.run(&["validate"]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("not inside a Git repository, so --base, --staged and --at have nothing to read"));
    assert_eq!(workspace.run(&["validate", "-q"]).err, "");
    for args in [
        &["validate", "--base", "main"][..],
        &["validate", "--staged"],
        &["validate", "--at", "HEAD"],
        &["readiness", "--base", "main"],
    ] {
        workspace.run(args).assert_refused("is not inside a Git repository", "git init");
    }
    for command in ["readiness", "coverage"] {
        assert_eq!(workspace.run(&[command]).code, 0);
    }
}

#[test]
fn the_workspace_is_found_from_below_and_by_name_only_inside_of_its_repository() {
    let repository = TestRepository::example();
    let below = repository.path().join("initiatives/search-reindex");
    let found = run(&below, &["validate", "--output-format", "concise"]);
    assert_eq!(found, run(repository.path(), &["validate", "--output-format", "concise"]));
    let nested = repository.path().join("nested");
    git2::Repository::init(&nested).unwrap();
    run(&nested, &["validate"]).assert_refused("no canvass.toml in", "canvass init");
    let missing = run(repository.path(), &["validate", "--workspace", "nowhere"]);
    missing.assert_refused("--workspace nowhere is not a folder", "check the name");
    let missing = run(repository.path(), &["validate", "--overlay", "nowhere"]);
    missing.assert_refused("--overlay nowhere is not a folder", "check the name");
}
