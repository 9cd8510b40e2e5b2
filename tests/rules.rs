//! Every rule over every fixture: small changes to one sound workspace, each either reported or left in peace.
//!
//! A fixture is `tests/fixtures/rules/CVnnn-name/{broken,clean}/`. Its files replace or add to those of `base/`; the
//! paths in `remove.txt` are taken away; and each `[[edit]]` of `edits.toml` puts `new` where `old` stands in the file
//! `path` (exactly once). `broken` must report its code, `clean` must have no finding at all.

use canvass::diagnostic::{Code, Diagnostic};
use canvass::load::{Loaded, Locator, MemoryTree, Options, load};
use canvass::model::Date;
use canvass::rules::{self, Check};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

type Files = BTreeMap<String, String>;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/rules")
}

fn as_of() -> Date {
    "2026-11-23".parse().unwrap()
}

/// Every file below `root`, by its path from there.
fn read(root: &Path) -> Files {
    fn walk(root: &Path, folder: &Path, files: &mut Files) {
        for entry in fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(root, &path, files);
            } else {
                let name = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
                files.insert(name, fs::read_to_string(&path).unwrap());
            }
        }
    }
    let mut files = Files::new();
    walk(root, root, &mut files);
    files
}

fn edit(files: &mut Files, edits: &str) {
    let edits: toml::Table = edits.parse().unwrap();
    for edit in edits["edit"].as_array().unwrap() {
        let word = |key: &str| edit[key].as_str().unwrap();
        let text = files.get_mut(word("path")).unwrap_or_else(|| panic!("no {} to edit", word("path")));
        assert_eq!(text.matches(word("old")).count(), 1, "`{}` in {}", word("old"), word("path"));
        *text = text.replace(word("old"), word("new"));
    }
}

/// The base with the changes of one fixture folder.
fn workspace(changes: &Path) -> Files {
    let mut files = read(&folder().join("base"));
    let mut changes = read(changes);
    let removed = changes.remove("remove.txt").unwrap_or_default();
    let edits = changes.remove("edits.toml");
    for path in removed.lines() {
        assert!(files.remove(path).is_some(), "no {path} to remove");
    }
    if let Some(edits) = edits {
        edit(&mut files, &edits);
    }
    files.extend(changes);
    files
}

fn check(files: &Files) -> (Loaded, rules::Outcome) {
    let tree = MemoryTree::new(files.iter().map(|(path, text)| (path.as_str(), text.as_str())));
    let loaded = load(&tree, &Options::default());
    let outcome = rules::run(&loaded, as_of());
    (loaded, outcome)
}

/// One state of a fixture of the rule `code`; rules that compare are run against the base.
fn check_fixture(code: Code, name: &str, state: &str) -> (Loaded, rules::Outcome) {
    let (loaded, outcome) = check(&workspace(&folder().join(name).join(state)));
    if !rules::find(code).is_some_and(|rule| matches!(rule.check, Check::Change(_))) {
        return (loaded, outcome);
    }
    let (before, _) = check(&read(&folder().join("base")));
    let outcome = rules::run_change(&loaded, &before, as_of());
    (loaded, outcome)
}

/// The findings, one in a line with its help below.
fn concise(loaded: &Loaded, findings: &[Diagnostic]) -> String {
    let locator = Locator::new(&loaded.sources);
    let mut text = String::new();
    for finding in findings {
        let place = locator.locate(&finding.at);
        let path = loaded.sources.path(finding.at.file);
        let (line, column) = (place.start.line, place.start.column);
        writeln!(text, "{path}:{line}:{column}: {}[{}] {}", finding.level, finding.code, finding.message).unwrap();
        if !finding.label.is_empty() {
            writeln!(text, "    label: {}", finding.label).unwrap();
        }
        for related in &finding.related {
            let place = locator.locate(&related.at);
            let path = loaded.sources.path(related.at.file);
            writeln!(text, "    {path}:{}: {}", place.start.line, related.label).unwrap();
        }
        if !finding.help.is_empty() {
            writeln!(text, "    help: {}", finding.help).unwrap();
        }
    }
    text
}

/// Every fixture folder as (rule, its name such as `CV407-decider-cannot-decide`); several may serve one rule.
fn fixtures() -> Vec<(Code, String)> {
    let mut fixtures: Vec<_> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name != "base" && name != "snapshots")
        .map(|name| (name.get(..5).and_then(|code| code.parse().ok()).unwrap_or_else(|| panic!("{name}")), name))
        .collect();
    fixtures.sort();
    fixtures
}

/// Fails when a finding points nowhere.
fn assert_places(name: &str, loaded: &Loaded, findings: &[Diagnostic]) {
    let locator = Locator::new(&loaded.sources);
    for finding in findings {
        for at in std::iter::once(&finding.at).chain(finding.related.iter().map(|related| &related.at)) {
            assert!((at.file.0 as usize) < loaded.sources.len(), "{name}: {finding:?} is in no file");
            let text = loaded.sources.text(at.file);
            let place = locator.locate(at);
            assert!(place.start.line <= text.lines().count().max(1), "{name}: {finding:?}");
        }
    }
}

#[test]
fn the_base_has_no_finding() {
    let (loaded, outcome) = check(&read(&folder().join("base")));
    assert_eq!(concise(&loaded, &outcome.findings), "");
    assert_eq!(loaded.portfolio.initiatives.len(), 1);
    assert_eq!(outcome.waived, 0);
}

#[test]
fn broken_fixtures_are_reported() {
    for (code, name) in fixtures() {
        let (loaded, outcome) = check_fixture(code, &name, "broken");
        let text = concise(&loaded, &outcome.findings);
        assert!(outcome.findings.iter().any(|finding| finding.code == code), "{name} is not reported:\n{text}");
        assert_places(&name, &loaded, &outcome.findings);
        insta::with_settings!({ snapshot_path => "fixtures/rules/snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(name, text);
        });
    }
}

#[test]
fn clean_fixtures_are_left_in_peace() {
    for (code, name) in fixtures() {
        let (loaded, outcome) = check_fixture(code, &name, "clean");
        assert_eq!(concise(&loaded, &outcome.findings), "", "{name}");
    }
}

#[test]
fn every_rule_has_fixtures() {
    let with: BTreeSet<Code> = fixtures().into_iter().map(|(code, _)| code).collect();
    let rules: BTreeSet<Code> = rules::all().map(|rule| rule.code).collect();
    assert_eq!(with, rules);
    for (code, name) in fixtures() {
        let rule = rules::find(code).unwrap();
        assert!(name.strip_prefix(&format!("{code}-")).is_some_and(|rest| rest.starts_with(rule.name)), "{name}");
    }
}

#[test]
fn every_finding_belongs_to_a_rule_that_runs() {
    // Fixtures of one rule run through all others too; a finding of an unknown code would have no page.
    for (code, name) in fixtures() {
        let (_, outcome) = check_fixture(code, &name, "broken");
        for finding in outcome.findings {
            assert!(rules::find(finding.code).is_some(), "{name}: {finding:?}");
            assert!(!finding.message.is_empty() && !finding.message.ends_with('.'), "{name}: {finding:?}");
            assert!(
                !finding.message.starts_with(|first: char| first.is_uppercase()) || finding.message.starts_with("CV"),
                "{name}: {finding:?}"
            );
        }
    }
}

#[test]
fn findings_have_identities_of_their_own() {
    for (code, name) in fixtures() {
        let (loaded, outcome) = check_fixture(code, &name, "broken");
        let locator = Locator::new(&loaded.sources);
        let mut seen = BTreeSet::new();
        for finding in &outcome.findings {
            let pointer = locator.locate(&finding.at).pointer;
            let identity = (finding.code, finding.at.file, pointer, finding.about.clone());
            assert!(seen.insert(identity), "{name}: {finding:?} is told from another by nothing but its words");
        }
    }
}

#[test]
fn records_are_complete_and_in_order() {
    let codes: Vec<Code> = rules::all().map(|rule| rule.code).collect();
    assert!(codes.is_sorted_by(|a, b| a < b), "{codes:?}");
    let names: BTreeSet<_> = rules::all().map(|rule| rule.name).collect();
    assert_eq!(names.len(), codes.len());
    for rule in rules::all() {
        let code = rule.code;
        let mut rest = rule.docs;
        for section in ["## What", "## Why", "## Example", "## Fix"] {
            let (_, after) = rest.split_once(&format!("{section}\n")).unwrap_or_else(|| panic!("{code}: {section}"));
            assert!(!after.trim_start().starts_with('#') && !after.trim().is_empty(), "{code}: {section} is empty");
            rest = after;
        }
        assert_eq!(rule.docs.matches("```toml\n").count(), 1, "{code}: one example in TOML");
        assert!(!rule.docs.contains("](.."), "{code}: links must work from anywhere");
        assert!(!rule.summary.ends_with('.') && rule.summary.len() <= 100, "{code}: {}", rule.summary);
        if let Some((_, raised)) = rule.raise {
            assert!(raised > rule.level, "{code}");
        }
        assert!(!(rule.clock && rule.level == canvass::diagnostic::Level::Error), "{code}");
    }
    assert!(rules::all().any(|rule| matches!(rule.check, Check::Loader)));
}

#[test]
fn examples_read_as_toml() {
    for rule in rules::all() {
        let example = rule.docs.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
        if rule.code != Code::SCHEMA {
            assert!(example.parse::<toml::Table>().is_ok(), "{}: {example}", rule.code);
        }
    }
}
