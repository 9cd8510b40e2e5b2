//! `validate` against a base, over the index and at a commit: only what a change brings counts, whatever it moved.

use crate::bad_input::GOOD;
use crate::support::command::{Ran, run};
use crate::support::repository::TestRepository;
use crate::support::workspace::{Finding, files, findings};
use std::collections::BTreeMap;

const RETRIES: &str = "initiatives/checkout-retries.toml";
/// A reference that leads nowhere, at the end of a file.
const FAULT: &str = "[[allow]]\ncode = \"CV999\"\nreason = \"r\"\nuntil = 2027-01-31\n";

/// `validate --base base` as JSON: how it ended, what is new, what was there before.
fn against(repository: &TestRepository, base: &str) -> (Ran, Vec<Finding>, Vec<Finding>) {
    let ran = run(repository.path(), &["validate", "--base", base, "--output-format", "json"]);
    let (new, old) = findings(&ran).into_iter().partition(|finding| finding.new);
    (ran, new, old)
}

fn example_findings() -> Vec<Finding> {
    findings(&run(TestRepository::example().path(), &["validate", "--output-format", "json"]))
}

/// The example changed by `change`; nothing new may be found, and everything old must be.
fn assert_nothing_new(change: impl FnOnce(&TestRepository)) -> Vec<Finding> {
    let repository = TestRepository::example();
    change(&repository);
    repository.commit("change");
    let (ran, new, old) = against(&repository, "HEAD~1");
    assert_eq!(new, [], "nothing is new");
    assert_eq!(ran.code, 0);
    let count = |findings: &[Finding]| -> BTreeMap<String, usize> {
        findings.iter().fold(BTreeMap::new(), |mut counts, finding| {
            *counts.entry(finding.code.clone()).or_default() += 1;
            counts
        })
    };
    assert_eq!(count(&old), count(&example_findings()));
    old
}

/// What stands before the first header of `text`, then each header with what follows it.
fn tables(text: &str) -> impl Iterator<Item = &str> {
    let ends = text.match_indices("\n[").map(|(newline, _)| newline).chain([text.len()]);
    let mut start = 0;
    ends.map(move |end| &text[std::mem::replace(&mut start, end + 1).min(end)..end])
}

#[test]
fn moved_findings_are_old_and_the_new_one_fails() {
    let before = example_findings();
    let repository = TestRepository::example();
    let text = repository.read(RETRIES);
    repository.write(RETRIES, &format!("{}{text}\n{FAULT}", "# a comment\n".repeat(50))).commit("change");

    let (ran, new, old) = against(&repository, "HEAD~1");
    assert_eq!(ran.code, 1);
    let document = ran.json();
    assert_eq!(document["base"], "HEAD~1");
    assert_eq!((&document["errors"], &document["existing"]), (&1.into(), &before.len().into()));
    assert_eq!(new.iter().map(|new| (&*new.code, &*new.file)).collect::<Vec<_>>(), [("CV002", RETRIES)]);
    let moved = |finding: &Finding| {
        let by = if finding.file == RETRIES { 50 } else { 0 };
        Finding { line: finding.line + by, new: false, ..finding.clone() }
    };
    assert_eq!(old, before.iter().map(moved).collect::<Vec<_>>());

    let full = run(repository.path(), &["validate", "--base", "HEAD~1"]).out;
    let (counted, apart) = full.split_once("Already in HEAD~1, not counted:\n").unwrap();
    assert!(counted.contains("error[CV002]") && !counted.contains("CV407"), "{counted}");
    assert!(apart.contains("error[CV407]") && !apart.contains("CV002"), "{apart}");
    assert!(apart.trim_end().ends_with(": 1 error in 1 file"), "{apart}");
    let concise = run(repository.path(), &["validate", "--base", "HEAD~1", "--output-format", "concise"]).out;
    assert_eq!(concise.lines().filter(|line| line.ends_with("(already in HEAD~1)")).count(), before.len());
    let github = run(repository.path(), &["validate", "--base", "HEAD~1", "--output-format", "github"]).out;
    assert_eq!(github.lines().count(), 1, "{github}");

    let elsewhere = run(repository.path(), &["validate", "--base", "HEAD~1", "teams.toml"]);
    assert_eq!(elsewhere.code, 0, "what is new lies outside of the paths asked for");
    let verbose = run(repository.path(), &["validate", "--base", "HEAD~1", "-v"]);
    assert!(verbose.err.contains("as of 2026-11-23, against "), "{}", verbose.err);
}

#[test]
fn a_file_made_a_folder_is_no_news() {
    let old = assert_nothing_new(|repository| {
        let text = repository.read(RETRIES);
        repository.remove(RETRIES).write("initiatives/checkout-retries/initiative.toml", &text);
        let people = repository.read("people.toml");
        repository.remove("people.toml");
        for person in tables(&people).skip(1) {
            let (header, body) = person.split_once('\n').unwrap();
            repository.write(&format!("people/{}.toml", header.trim_matches(['[', ']'])), body);
        }
    });
    assert!(old.iter().any(|finding| finding.file == "initiatives/checkout-retries/initiative.toml"));
}

#[test]
fn records_in_another_order_are_no_news() {
    assert_nothing_new(|repository| {
        for path in ["initiatives/login-hardening.toml", RETRIES, "teams.toml"] {
            let text = repository.read(path);
            // Steps are taken in the order in which they stand.
            let (steps, mut others): (Vec<_>, Vec<_>) = tables(&text).partition(|table| table.starts_with("[[step]]"));
            others[1..].reverse();
            repository.write(path, &[others, steps].concat().join("\n"));
        }
    });
}

#[test]
fn a_renamed_initiative_keeps_its_findings() {
    let rename = |repository: &TestRepository, previously: &str| {
        let text = repository.read(RETRIES).replace("\ntitle = ", &format!("\n{previously}title = "));
        repository.remove(RETRIES).write("initiatives/charged-once.toml", &text);
        repository.replace("cycles/2027-q1.toml", "\"checkout-retries\"", "\"charged-once\"");
    };
    assert_nothing_new(|repository| rename(repository, "previously = [\"checkout-retries\"]\n"));

    // Nor does it lose them where the file is only moved.
    assert_nothing_new(|repository| rename(repository, ""));

    let repository = TestRepository::example();
    rename(&repository, "");
    repository.replace("initiatives/charged-once.toml", "\ntitle = \"", "\ntitle = \"Another: ").commit("another");
    let (ran, new, _) = against(&repository, "HEAD~1");
    assert_eq!(ran.code, 1);
    assert!(new.iter().all(|finding| finding.file == "initiatives/charged-once.toml") && !new.is_empty());

    // A person of the same name is not meant.
    let repository = TestRepository::example();
    let people = repository.read("people.toml");
    repository.write("people.toml", &format!("{people}\n[checkout-retries]\nname = \"C\"\nteam = \"nowhere\"\n"));
    repository.commit("a person");
    rename(&repository, "");
    repository.commit("renamed");
    assert_eq!(against(&repository, "HEAD~1").1, []);
}

#[test]
fn an_ask_that_a_team_has_heard_does_not_change_in_silence() {
    let silent = |ran: &Ran, new: &[Finding]| {
        assert_eq!(ran.code, 1);
        let silent = new.iter().filter(|finding| finding.code == "CV506");
        silent.map(|finding| finding.message.clone()).collect::<Vec<_>>()
    };
    let changed = "`effort` of `idempotent-retries` changed after it was presented on 2026-10-29, without `changed_on`";
    let grow = |repository: &TestRepository, path: &str, more: &str| {
        repository.replace(
            path,
            "effort = { min = 18, max = 26 }",
            &format!("effort = {{ min = 18, max = 30 }}{more}"),
        );
    };
    let repository = TestRepository::example();
    grow(&repository, RETRIES, "");
    let (ran, new, old) = against(&repository, "HEAD");
    assert_eq!(silent(&ran, &new), [changed]);
    assert_eq!(old.len(), example_findings().len());
    let review = run(repository.path(), &["review", "--base", "HEAD"]);
    assert!(review.code == 1 && review.out.contains("CV506"), "{review:?}");
    assert!(
        run(repository.path(), &["validate", "--output-format", "concise"])
            .out
            .lines()
            .all(|line| !line.contains("CV506"))
    );
    // Once it is merged nobody can tell any more.
    repository.commit("in silence");
    assert_eq!(against(&repository, "HEAD").1, []);

    // Under another name, and in another file, it is still the ask they heard.
    let repository = TestRepository::example();
    let text = repository.read(RETRIES).replacen(
        "id = \"idempotent-retries\"",
        "id = \"one-charge\"\npreviously = [\"idempotent-retries\"]",
        1,
    );
    let text = text.replace("asks = [\"idempotent-retries\"]", "asks = [\"one-charge\"]");
    repository.remove(RETRIES).write("initiatives/charged-once.toml", &text);
    repository.replace("cycles/2027-q1.toml", "\"checkout-retries\"", "\"charged-once\"");
    grow(&repository, "initiatives/charged-once.toml", "");
    let (ran, new, _) = against(&repository, "HEAD");
    assert_eq!(silent(&ran, &new), [changed.replace("`idempotent-retries`", "`one-charge`")]);

    for status in ["status = \"presented\"\nchanged_on = 2026-11-23", "status = \"withdrawn\""] {
        let repository = TestRepository::example();
        grow(&repository, RETRIES, "");
        let presented = "presented_on = 2026-10-29";
        repository.replace(RETRIES, &format!("status = \"presented\"\n{presented}"), &format!("{status}\n{presented}"));
        let new = against(&repository, "HEAD").1;
        assert!(new.iter().all(|finding| finding.code != "CV506"), "{status}: {new:?}");
    }

    // A waiver holds in the change that needs it, and bothers nobody later.
    let repository = TestRepository::example();
    grow(&repository, RETRIES, "");
    let waiver = "\n[[allow]]\ncode = \"CV506\"\nreason = \"a slip of the pen\"\nuntil = 2027-01-31\n";
    repository.write(RETRIES, &format!("{}{waiver}", repository.read(RETRIES)));
    assert_eq!(against(&repository, "HEAD").1, []);
    repository.commit("waived");
    assert_eq!(against(&repository, "HEAD").1, []);
    // A workspace may take it as it likes.
    repository.replace(RETRIES, waiver, "").replace(RETRIES, "max = 30 }", "max = 31 }");
    repository.write("canvass.toml", &format!("{}\n[rules]\nCV506 = \"off\"\n", repository.read("canvass.toml")));
    assert_eq!(against(&repository, "HEAD").1, []);
}

#[test]
fn old_findings_alone_pass_at_every_level() {
    let repository = TestRepository::example();
    for level in ["error", "warning", "hint"] {
        let args = ["validate", "--base", "HEAD", "--fail-on", level];
        assert_eq!(run(repository.path(), &args).code, 0);
        assert_eq!(run(repository.path(), &["validate", "--fail-on", level]).code, 1);
    }
    let mended = repository.replace(RETRIES, "decider = \"dana\"\n", "").commit("mended");
    let (ran, new, old) = against(&repository, &format!("{mended}~1"));
    assert_eq!((ran.code, new), (0, Vec::new()));
    assert!(old.iter().all(|finding| finding.code != "CV407"));
    let full = run(repository.path(), &["validate", "--base", "HEAD~1"]).out;
    assert!(full.trim_end().ends_with(": nothing new"), "{full}");
}

#[test]
fn unknown_revisions_are_refused_with_a_way_out() {
    let repository = TestRepository::example();
    for revision in ["nope", "origin/main", "HEAD~7", "", "--", "HEAD:teams.toml", "x\n::error::y\u{1b}[31m"] {
        for option in ["--base", "--at"] {
            let option = format!("{option}={revision}");
            let ran = run(repository.path(), &["validate", &option]);
            ran.assert_refused("names no commit of this repository", "a remote branch needs its remote");
            assert!(!ran.err.contains("\n::") && !ran.err.contains('\u{1b}'), "{}", ran.err);
        }
    }
    run(repository.path(), &["readiness", "--base", "nope"]).assert_refused("`nope` names no commit", "check the name");
    let both = run(repository.path(), &["validate", "--staged", "--at", "HEAD"]);
    both.assert_refused("'--staged' cannot be used with '--at <REV>'", "--help");
}

#[test]
fn a_branch_is_compared_with_where_it_left() {
    let repository = TestRepository::example();
    let left = repository.git.head().unwrap().peel_to_commit().unwrap();
    repository.git.branch("topic", &left, false).unwrap();
    // Main mends what the branch still has: that is not the branch's doing.
    repository.replace(RETRIES, "decider = \"dana\"\n", "").commit("main mends");
    repository.git.set_head("refs/heads/topic").unwrap();
    repository.git.checkout_head(Some(git2::build::CheckoutBuilder::new().force())).unwrap();
    repository.write("initiatives/new.toml", &format!("{GOOD}follows = \"nobody\"\n")).commit("topic");

    let (ran, new, old) = against(&repository, "main");
    assert_eq!(ran.code, 1);
    assert_eq!(new.iter().map(|finding| &*finding.file).collect::<Vec<_>>(), ["initiatives/new.toml"]);
    assert!(old.iter().any(|finding| finding.code == "CV407"), "of main's tip it would be new");
    let since = run(repository.path(), &["readiness", "--base", "main"]);
    assert!(since.code == 0 && since.out.contains(&format!("main@{}", &left.id().to_string()[..7])), "{}", since.out);
}

#[test]
fn staged_is_what_the_next_commit_holds() {
    let repository = TestRepository::example();
    let bad = |id: &str| format!("{GOOD}follows = \"{id}\"\n");
    repository.write("initiatives/new.toml", &bad("staged")).stage();
    repository.write("initiatives/new.toml", &bad("unstaged")).write("initiatives/other.toml", &bad("untracked"));
    let messages = |args: &[&str]| {
        let ran = run(repository.path(), &[&["validate", "--output-format", "json", "--base", "HEAD"], args].concat());
        assert_eq!(ran.code, 1);
        findings(&ran).into_iter().filter(|finding| finding.new).map(|finding| finding.message).collect::<Vec<_>>()
    };
    assert_eq!(messages(&["--staged"]), ["`staged` names no initiative"]);
    assert_eq!(messages(&[]), ["`unstaged` names no initiative", "`untracked` names no initiative"]);
    // A file that was staged and then lost is still part of the commit.
    repository.remove("initiatives/new.toml");
    assert_eq!(messages(&["--staged", "initiatives/new.toml"]), ["`staged` names no initiative"]);
}

#[test]
fn a_commit_is_read_and_the_worktree_left_alone() {
    let repository = TestRepository::example();
    let committed = run(repository.path(), &["validate", "--output-format", "concise"]);
    repository.write("teams.toml", "broken = [").write("initiatives/new.toml", "also broken").remove("people.toml");
    let index = || std::fs::read(repository.git.path().join("index")).unwrap();
    let modified = |path: &str| std::fs::metadata(repository.path().join(path)).unwrap().modified().unwrap();
    let before = (files(repository.path()), index(), modified("teams.toml"));
    for revision in ["HEAD", "main", &repository.git.head().unwrap().target().unwrap().to_string()] {
        let at = run(repository.path(), &["validate", "--at", revision, "--output-format", "concise"]);
        assert_eq!(at, committed);
    }
    assert_eq!(run(repository.path(), &["validate", "--at", "HEAD", "--base", "HEAD"]).code, 0);
    assert_eq!(run(repository.path(), &["validate", "--base", "HEAD"]).code, 1);
    assert!((files(repository.path()), index(), modified("teams.toml")) == before, "something was touched");
}
