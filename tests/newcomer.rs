//! What somebody sees who meets canvass for the first time: the demo, the first files, empty workspaces, help.

use crate::support::command::{Ran, run};
use std::path::Path;

const FINDING: &str = "canvass explain CV407";

fn workspace(files: &[(&str, &str)]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = dir.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    dir
}

#[test]
fn the_demo_shows_one_thing_after_the_other_and_loses_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let demo = |name: &str, args: &[&str]| -> Ran { run(dir.path(), &[&["demo", name], args].concat()) };
    let plain = demo("a", &[]);
    assert_eq!((plain.code, plain.err.as_str()), (0, ""));
    let shown = [
        "$ canvass validate ",
        FINDING,
        "$ canvass readiness --",
        "$ canvass coverage ",
        "$ canvass readiness c",
        "$ canvass apply",
        "kettleby/payments#1",
        "all is as it should be",
    ];
    let places: Vec<_> = shown.iter().map(|text| plain.out.find(text).unwrap_or_else(|| panic!("{text}"))).collect();
    assert!(places.is_sorted(), "{places:?}");
    let lines = plain.out.lines().count();
    assert!(lines <= 155, "{lines} lines are more than anybody reads");
    let filed = dir.path().join("a/.canvass/outbox/kettleby/payments/1.md");
    assert!(filed.exists() && plain.out.contains("cat .canvass/outbox/kettleby/payments/1.md"), "{}", plain.out);
    let findings =
        plain.out.lines().find_map(|line| line.strip_prefix("`canvass validate` without a file checks everything: "));
    let whole = run(&dir.path().join("a"), &["validate", "--output-format", "concise"]);
    assert_eq!(findings.unwrap(), format!("{} findings.", whole.out.lines().count()));

    let without_time =
        |text: &str| text.lines().filter(|line| !line.starts_with("Checked ")).collect::<Vec<_>>().join("\n");
    let other = demo("b", &["--output-format", "json", "--as-of", "2020-01-01", "--overlay", "a"]);
    let other = other.out.replace("cd b", "cd a").replace("history: b", "history: a");
    assert_eq!(without_time(&other), without_time(&plain.out));

    let file = demo("c", &["--output-file", "out.txt"]);
    assert_eq!(file.code, 2);
    assert!(file.err.contains("canvass demo > FILE"), "{}", file.err);
    assert!(!dir.path().join("c").exists() && !dir.path().join("out.txt").exists());
}

/// Where comments begin in the lines after the one that ends with `after`.
fn comments(out: &str, after: &str) -> Vec<usize> {
    let lines = out.lines().skip_while(|line| !line.ends_with(after)).skip(1);
    let comment =
        |line: &str| line.trim_start().find("   ").map(|gap| line[gap + 2..].find(|c| c != ' ').unwrap() + gap + 2);
    lines.filter_map(comment).collect()
}

#[test]
fn what_to_do_next_lines_up() {
    let dir = tempfile::tempdir().unwrap();
    for args in [["init", "own"].as_slice(), &["init", "--example", "shop"]] {
        let out = run(dir.path(), args).out;
        let comments = comments(&out, "Next:");
        assert!(comments.len() >= 4 && comments.iter().all(|at| *at == comments[0]), "{out}");
        assert!(out.contains("  git init "), "there is no repository yet:\n{out}");
    }
    git2::Repository::init(dir.path().join("own")).unwrap();
    assert!(!run(dir.path(), &["init", "own"]).out.contains("git init"));
}

#[test]
fn rules_line_up() {
    let out = run(Path::new("."), &["rules"]).out;
    for rule in canvass::rules::all() {
        let line = out.lines().find(|line| line.starts_with(&rule.code.to_string())).unwrap();
        let first = out.lines().next().unwrap().find("a file cannot be read").unwrap();
        assert_eq!(line.find(rule.summary), Some(first), "{line}");
    }
}

#[test]
fn nothing_to_measure_is_said_with_what_to_do() {
    let empty = workspace(&[("canvass.toml", "name = 'x'\n")]);
    for command in ["readiness", "coverage"] {
        let ran = run(empty.path(), &[command]);
        assert_eq!((ran.code, ran.out.as_str()), (3, ""));
        assert_eq!(ran.err, "nothing to measure: there is no initiative yet; `canvass new initiative ID` adds one\n");
    }
    let cycle = run(empty.path(), &["readiness", "--cycle", "2027-q1"]);
    assert_eq!(cycle.code, 3);
    assert!(cycle.err.contains("there is no initiative yet"), "{}", cycle.err);

    let initiative =
        |stage| format!("title = 'x'\nowner = 'a'\nstage = '{stage}'\nstage_since = 2026-11-01\ncategory = 'cost'\n");
    let closed = workspace(&[("canvass.toml", ""), ("initiatives/x.toml", &initiative("parked"))]);
    let ran = run(closed.path(), &["readiness"]);
    assert_eq!(ran.code, 3);
    assert!(ran.err.contains("every initiative is closed"), "{}", ran.err);
    let other = workspace(&[("canvass.toml", ""), ("initiatives/x.toml", &initiative("idea"))]);
    let ran = run(other.path(), &["readiness", "--cycle", "2027-q1"]);
    assert_eq!(ran.code, 3);
    assert_eq!(ran.err, "nothing to measure: no active initiative has 2027-q1 as its `target_cycle`\n");
    assert_eq!(run(other.path(), &["readiness"]).code, 0);
}

#[test]
fn help_keeps_apart_what_every_command_takes() {
    let out = run(Path::new("."), &["readiness", "--help"]).out;
    let (own, global) = out.split_once("\nGlobal options:\n").unwrap();
    assert!(own.contains("--cycle") && own.contains("--base") && !own.contains("--workspace"), "{own}");
    assert!(global.contains("--as-of") && global.contains("--quiet") && !global.contains("--cycle"), "{global}");
}

#[test]
fn tables_break_no_word() {
    let dir = tempfile::tempdir().unwrap();
    run(dir.path(), &["init", "--example", "."]);
    let words = |text: &str| -> Vec<String> { text.split_whitespace().map(str::to_owned).collect() };
    for args in [
        ["coverage"].as_slice(),
        &["coverage", "checkout-retries"],
        &["coverage", "--team", "payments"],
        &["coverage", "--person", "kim"],
        &["readiness"],
        &["readiness", "stock-feed-lag"],
        &["readiness", "checkout-retries", "--all"],
    ] {
        let at = |width: &str, accessible: &str| {
            let mut command = crate::support::command::canvass(dir.path());
            let ran = command.env("COLUMNS", width).env("ACCESSIBLE", accessible).args(args).output().unwrap();
            String::from_utf8(ran.stdout).unwrap()
        };
        let whole = words(&at("1000", "0"));
        let labelled = at("80", "1").to_lowercase();
        for width in ["60", "80", "100", "120"] {
            let out = at(width, "0");
            let limit: usize = width.parse().unwrap();
            assert!(out.lines().all(|line| line.chars().count() <= limit || limit == 60), "{out}");
            for word in words(&out) {
                let known = whole.contains(&word) || labelled.contains(&word.to_lowercase());
                assert!(known, "`{word}` at {width}:\n{out}");
            }
        }
    }
}

#[test]
fn reasons_and_actions_are_sentences_said_once() {
    let dir = tempfile::tempdir().unwrap();
    run(dir.path(), &["init", "--example", "."]);
    let says = |args: &[&str], text: &str| {
        let out = run(dir.path(), args).out.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(out.contains(text), "`{text}` is not in {out}");
        assert!(!out.contains("(policy)"), "{out}");
    };
    says(&["readiness", "wedding-lists"], "add three pieces of evidence of two kinds");
    says(&["readiness", "checkout-retries"], "not yet marta (exec of sre), the vacant pm of platform");
    says(&["readiness", "checkout-retries"], "0 of 3 asks filed or presented");
    says(&["coverage", "--person", "lin"], "required by policy on security work");
    says(&["coverage", "--person", "kim"], "owns the strategy it serves");
    let out = run(dir.path(), &["readiness", "refund-status"]).out;
    assert!(!out.contains("G01") && out.contains("Passed: problem quantified"), "{out}");
    assert!(run(dir.path(), &["readiness", "refund-status", "--all"]).out.contains("G01"));
}
