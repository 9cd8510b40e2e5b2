//! A change that takes the workspace away, or puts something else in its place, is never fine.

use crate::support::command::{Ran, run};
use crate::support::repository::TestRepository;
use std::fs;
use std::path::Path;

/// Where the workspace lies: at the top, and in a folder.
const PREFIXES: [&str; 2] = ["", "plans/"];

/// The example at `prefix` of a repository.
fn example(prefix: &str) -> TestRepository {
    let repository = TestRepository::new();
    fs::create_dir_all(repository.path().join(prefix)).unwrap();
    canvass::example::unpack(&repository.path().join(prefix)).unwrap();
    repository.write("README.md", "x");
    repository.commit("example");
    repository
}

/// Another workspace, in which nothing is wrong.
fn decoy(folder: &Path) {
    fs::create_dir_all(folder).unwrap();
    fs::write(folder.join("canvass.toml"), "name = \"Decoy\"\n").unwrap();
    fs::write(folder.join("people.toml"), "[dana]\nname = \"Dana\"\n").unwrap();
}

/// The review of what is on disk in `folder`, with the workspace named and not.
fn reviews(repository: &TestRepository, folder: &str) -> Vec<Ran> {
    let mut ran = vec![run(repository.path(), &["review", "--base", "HEAD", "--workspace", &format!("./{folder}")])];
    let inside = repository.path().join(folder);
    if inside.is_dir() {
        ran.push(run(&inside, &["review", "--base", "HEAD"]));
    }
    ran
}

#[test]
fn a_workspace_that_is_gone_or_hidden_is_no_change_that_is_fine() {
    type Hide = fn(&Path, &Path);
    let ways: &[(&str, Hide)] = &[
        ("deleted settings", |at, _| fs::remove_file(at.join("canvass.toml")).unwrap()),
        ("renamed settings", |at, _| fs::rename(at.join("canvass.toml"), at.join("canvas.toml")).unwrap()),
        ("a folder for settings", |at, _| {
            fs::remove_file(at.join("canvass.toml")).unwrap();
            fs::create_dir(at.join("canvass.toml")).unwrap();
        }),
        #[cfg(unix)]
        ("a link for settings", |at, top| {
            decoy(&top.join("decoy"));
            fs::remove_file(at.join("canvass.toml")).unwrap();
            std::os::unix::fs::symlink(top.join("decoy/canvass.toml"), at.join("canvass.toml")).unwrap();
        }),
        #[cfg(unix)]
        ("a link to nowhere for settings", |at, _| {
            fs::remove_file(at.join("canvass.toml")).unwrap();
            std::os::unix::fs::symlink("nowhere", at.join("canvass.toml")).unwrap();
        }),
        ("moved below", |at, top| {
            fs::create_dir(top.join("elsewhere")).unwrap();
            fs::rename(at.join("canvass.toml"), top.join("elsewhere/canvass.toml")).unwrap();
        }),
    ];
    for prefix in PREFIXES {
        for (way, hide) in ways {
            let repository = example(prefix);
            hide(&repository.path().join(prefix), repository.path());
            for ran in reviews(&repository, prefix) {
                let told = ran.code == 1 && ran.out.contains("canvass.toml") || ran.code == 2 && !ran.err.is_empty();
                assert!(told, "{way} at `{prefix}`: {ran:?}");
            }
        }
    }
}

#[test]
fn something_else_in_the_place_of_the_folder_is_refused() {
    type Hide = fn(&TestRepository);
    let away = |repository: &TestRepository| {
        fs::rename(repository.path().join("plans"), repository.path().join("away")).unwrap();
    };
    let ways: &[(&str, Hide)] = &[
        ("nothing", |_| {}),
        ("a file", |repository| fs::write(repository.path().join("plans"), "x").unwrap()),
        ("an empty folder", |repository| fs::create_dir(repository.path().join("plans")).unwrap()),
        ("another workspace at the top", |repository| decoy(repository.path())),
        ("another workspace at the top, and an empty folder", |repository| {
            decoy(repository.path());
            fs::create_dir(repository.path().join("plans")).unwrap();
        }),
        #[cfg(unix)]
        ("a link to another workspace", |repository| {
            decoy(&repository.path().join("decoy"));
            std::os::unix::fs::symlink("decoy", repository.path().join("plans")).unwrap();
        }),
        #[cfg(unix)]
        ("a link to where it was moved", |repository| {
            std::os::unix::fs::symlink("away", repository.path().join("plans")).unwrap();
        }),
        ("a repository of its own", |repository| {
            let inside = repository.path().join("plans");
            decoy(&inside);
            let git = git2::Repository::init(&inside).unwrap();
            let mut index = git.index().unwrap();
            index.add_all(["*"], git2::IndexAddOption::DEFAULT, None).unwrap();
            let tree = git.find_tree(index.write_tree().unwrap()).unwrap();
            let author = git2::Signature::now("Test", "test@example.com").unwrap();
            git.commit(Some("HEAD"), &author, &author, "decoy", &tree, &[]).unwrap();
        }),
    ];
    for (way, hide) in ways {
        let repository = example("plans/");
        away(&repository);
        hide(&repository);
        for ran in reviews(&repository, "plans") {
            let told = ran.code == 1 && ran.out.contains("canvass.toml") || ran.code == 2 && !ran.err.is_empty();
            assert!(told, "{way}: {ran:?}");
        }
        // From the top, too, where no workspace is named.
        let ran = run(repository.path(), &["review", "--base", "HEAD"]);
        ran.assert_refused("hides a workspace", "put it back");
    }
}

#[test]
fn what_is_in_the_way_of_a_kind_is_told() {
    for folder in ["initiatives", "systems"] {
        let repository = example("");
        fs::rename(repository.path().join(folder), repository.path().join("away")).unwrap();
        repository.write(folder, "x");
        let ran = run(repository.path(), &["review", "--base", "HEAD"]);
        assert!(ran.code == 1 && ran.out.contains(folder), "{folder}: {ran:?}");
        #[cfg(unix)]
        {
            fs::remove_file(repository.path().join(folder)).unwrap();
            std::os::unix::fs::symlink("away", repository.path().join(folder)).unwrap();
            let ran = run(repository.path(), &["review", "--base", "HEAD"]);
            assert!(ran.code == 1 && ran.out.contains(folder), "{folder}: {ran:?}");
        }
    }
}

#[cfg(unix)]
#[test]
fn a_link_that_the_base_has_as_well_is_followed() {
    let repository = example("planning/");
    std::os::unix::fs::symlink("planning", repository.path().join("plans")).unwrap();
    repository.commit("a link");
    for ran in reviews(&repository, "plans") {
        assert_eq!(ran.code, 0, "{ran:?}");
    }
    // And a new workspace beside one that stays is nothing special.
    decoy(&repository.path().join("new"));
    let ran = run(&repository.path().join("new"), &["review", "--base", "HEAD"]);
    assert_eq!(ran.code, 0, "{ran:?}");
}

#[test]
fn validate_against_a_base_is_not_taken_in_either() {
    let repository = example("plans/");
    fs::rename(repository.path().join("plans"), repository.path().join("away")).unwrap();
    decoy(repository.path());
    run(repository.path(), &["validate", "--base", "HEAD"]).assert_refused("hides a workspace", "put it back");
    assert_eq!(run(repository.path(), &["validate"]).code, 0);
}
