//! Links anywhere in a path lead nowhere: nothing outside of the workspace is read, listed, named or written, on disk as in
//! a commit.

use crate::support::command::run;
use crate::support::repository::TestRepository;
use crate::support::workspace::{Workspace, files};
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

/// What stands in every name, key and value of what lies outside.
const SECRET: &str = "kestrel";

/// A folder outside with one file for each thing that could be read through a link to it, or one further up.
fn outside() -> Workspace {
    let outside = Workspace::empty();
    let person = format!("[{SECRET}]\nname = \"{SECRET}\"\nkey-of-{SECRET} = 1\n");
    for path in ["people.toml", "people/x.toml", "deep/people.toml", "deep/people/y.toml", "deep/deep/people.toml"] {
        outside.write(path, &person);
    }
    let schema = format!("{{ \"properties\": {{ \"{SECRET}\": {{ \"$ref\": \"#/{SECRET}\" }} }} }}");
    for path in ["extra.json", "deep/extra.json", "deep/deep/extra.json", "reports/status.md", "deep/reports/status.md"]
    {
        outside.write(path, &schema);
    }
    for path in ["issue.md", "deep/issue.md", "acme/web/1.md", "outbox/acme/web/1.md", "workflows/canvass.yml"] {
        outside.write(path, format!("# {SECRET}\n{{{{ {SECRET} }}}}\n"));
    }
    outside
}

/// Every command that reads or writes, however it fails; nothing of what lies outside may be said.
fn all(folder: &Path) {
    let commands: &[&[&str]] = &[
        &["validate"],
        &["validate", "--output-format", "json"],
        &["validate", "--output-format", "sarif"],
        &["readiness"],
        &["coverage", "--detail"],
        &["plan", "--all"],
        &["plan", "--show", "checkout-retries/idempotent-retries"],
        &["report", "status", "checkout-retries"],
        &["report", "roadmap"],
        &["new", "person", "--id", "new-one", "--name", "New One"],
        &["new", "initiative", "--id", "new-idea", "--title", "New Idea", "--owner", "nora", "--category", "product"],
        &["init", "."],
        &["init", ".", "--ci"],
    ];
    for command in commands {
        let ran = run(folder, command);
        assert!(!format!("{}{}", ran.out, ran.err).contains(SECRET), "{command:?}: {ran:?}");
    }
}

#[test]
fn nothing_is_read_or_written_through_a_link_on_the_way() {
    type Put = fn(&Workspace, &Path);
    let settings = |text: &'static str| {
        move |w: &Workspace| {
            w.write("canvass.toml", format!("{}\n{text}\n", w.read("canvass.toml")));
        }
    };
    let cases: &[(&str, Put, &str)] = &[
        ("a kind", |w, to| symlink(to.join("people"), w.join("linked")).unwrap(), "[paths]\npeople = \"linked\""),
        ("one level up", |w, to| symlink(to, w.join("linked")).unwrap(), "[paths]\npeople = \"linked/people\""),
        ("two levels up", |w, to| symlink(to, w.join("linked")).unwrap(), "[paths]\npeople = \"linked/deep/people\""),
        (
            "below a folder",
            |w, to| {
                fs::create_dir(w.join("org")).unwrap();
                symlink(to.join("deep"), w.join("org/linked")).unwrap();
            },
            "[paths]\npeople = \"org/linked/deep/people\"",
        ),
        (
            "a schema",
            |w, to| symlink(to, w.join("linked")).unwrap(),
            "[schemas.extra]\nteam = \"linked/deep/extra.json\"",
        ),
        ("templates", |w, to| symlink(to.join("deep"), w.join("templates")).unwrap(), ""),
        (
            "reports",
            |w, to| {
                fs::create_dir_all(w.join("templates")).unwrap();
                symlink(to.join("deep/reports"), w.join("templates/reports")).unwrap();
            },
            "",
        ),
        ("the outbox", |w, to| symlink(to, w.join(".canvass")).unwrap(), ""),
        ("workflows", |w, to| symlink(to, w.join(".github")).unwrap(), ""),
        (
            "an initiative",
            |w, to| {
                w.remove("initiatives/checkout-retries.toml");
                symlink(to.join("deep"), w.join("initiatives/checkout-retries")).unwrap();
            },
            "",
        ),
        (
            "all initiatives",
            |w, to| {
                fs::remove_dir_all(w.join("initiatives")).unwrap();
                symlink(to, w.join("initiatives")).unwrap();
            },
            "",
        ),
    ];
    for (name, put, text) in cases {
        let outside = outside();
        let before = files(outside.path());
        let workspace = Workspace::example();
        settings(text)(&workspace);
        put(&workspace, outside.path());
        all(workspace.path());
        assert_eq!(files(outside.path()), before, "{name}");
        let written = fs::read_dir(outside.path()).unwrap().count();
        assert_eq!(
            written,
            before.keys().map(|path| path.split('/').next()).collect::<std::collections::BTreeSet<_>>().len(),
            "{name}"
        );
    }
}

#[test]
fn a_link_in_a_commit_leads_nowhere_either() {
    let outside = outside();
    let before = files(outside.path());
    let repository = TestRepository::example();
    fs::create_dir(repository.path().join("org")).unwrap();
    symlink(outside.path(), repository.path().join("org/linked")).unwrap();
    let settings = repository.read("canvass.toml");
    repository.write("canvass.toml", &format!("{settings}\n[paths]\npeople = \"org/linked/deep/people\"\n"));
    repository.commit("a link two levels up");
    for command in [
        &["validate", "--at", "HEAD"][..],
        &["validate", "--staged"],
        &["validate", "--base", "HEAD~1"],
        &["review", "--base", "HEAD~1"],
    ] {
        let ran = run(repository.path(), command);
        assert!(!format!("{}{}", ran.out, ran.err).contains(SECRET), "{command:?}: {ran:?}");
        assert!(ran.code != 0, "the people are gone: {command:?}");
    }
    assert_eq!(files(outside.path()), before);
}

#[test]
fn an_outbox_behind_a_link_is_not_written() {
    for link in [".canvass", ".canvass/outbox", ".canvass/outbox/kettleby", ".canvass/outbox/kettleby/payments"] {
        let outside = Workspace::empty();
        let repository = TestRepository::example();
        let link = repository.path().join(link);
        fs::create_dir_all(link.parent().unwrap()).unwrap();
        symlink(outside.path(), &link).unwrap();
        let ran = run(repository.path(), &["apply", "--yes"]);
        assert_ne!(ran.code, 0, "{}: {ran:?}", link.display());
        assert!(format!("{}{}", ran.out, ran.err).contains("Not finished"), "{ran:?}");
        assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 0, "{}", link.display());
    }
}
