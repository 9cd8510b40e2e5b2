//! Loading as a whole, from small trees.

use super::*;
use crate::load::tree::MemoryEntry;
use crate::source::FileId;

/// Loads `tree` and prints each problem as `path:line:column message`.
fn problems(tree: &MemoryTree) -> Vec<String> {
    print(&load(tree, &Options::default()))
}

fn print(loaded: &Loaded) -> Vec<String> {
    let locator = Locator::new(&loaded.sources);
    loaded
        .problems
        .iter()
        .map(|problem| {
            let location = locator.locate(&problem.at);
            let path = loaded.sources.path(location.file);
            format!("{path}:{}:{} {} {}", location.start.line, location.start.column, problem.code, problem.message)
        })
        .collect()
}

const PEOPLE: &str = "[ana]\nname = 'Ana'\n[lee]\nname = 'Lee'\n";

#[test]
fn a_small_workspace_loads() {
    let tree = MemoryTree::new([
        ("canvass.toml", "name = 'X'\nrules = { CV305 = 'off' }\n"),
        ("people.toml", PEOPLE),
        ("teams/pay.toml", "name = 'Pay'\npm = 'lee'\nplanning = { 2027-q1 = 2026-12-01 }\n"),
        (
            "initiatives/one.toml",
            "title = 'One'\nowner = 'ana'\nstage = 'idea'\nstage_since = 2026-11-01\ncategory = 'product'\n",
        ),
    ]);
    let loaded = load(&tree, &Options::default());
    assert_eq!(print(&loaded), [""; 0]);
    let portfolio = &loaded.portfolio;
    assert_eq!(portfolio.people.len(), 2);
    assert_eq!(portfolio.teams["pay"].pm.as_ref().unwrap().as_slice(), ["lee".into()]);
    assert_eq!(portfolio.initiatives["one"].origin.references.len(), 1);
    assert!(portfolio.cycle(&"2027-q1".into()).is_some());
}

#[test]
fn every_fault_is_named_in_one_run() {
    let tree = MemoryTree::new([
        (
            "canvass.toml",
            "nam = 'X'\ntimezone = 'Mars/Base'\n[paths]\nteem = 'x'\n[schemas.extra]\nteam = 'none.json'\n",
        ),
        ("people.toml", "[ana]\nname = 3\n[Lee]\nname = 'Lee'\n[lee]\nname = 'Lee'\nloose = 1\n"),
        ("teams.toml", "pay = 1\n[sre]\nname = 'S'\nem = ['Ana']\nplanning = { 2027-q1 = '2026-12-01' }\n"),
        ("teams/sre.toml", "name = 'S'\n"),
        (
            "initiatives/one.toml",
            "title = 'One'\nstgae = 'idea'\nstage = 'ideas'\nstage_since = 2026-02-30\n[[ask]]\nid = 'a'\n[problem]\nwho = []\naffected = { count = -1 }\n",
        ),
        ("initiatives/two.toml", "title = \nowner = 'ana'\nstage = 'nope'\n\n\n\n\n[[ask]]\nteam = 3\n"),
        ("initiatives/three/initiative.toml", "title = 'A'\nthemes = ['a']\n"),
        ("initiatives/three/more.toml", "title = 'B'\nthemes = ['b']\n"),
    ]);
    insta::assert_snapshot!(problems(&tree).join("\n"));
}

#[test]
fn broken_files_keep_their_ids_and_spare_the_others() {
    let tree = MemoryTree::new([
        ("initiatives/bad.toml", "title = [\n"),
        ("initiatives/good.toml", "title = 'Good'\nfollows = 'bad'\n"),
        ("people/ana.toml", "\u{0}"),
        ("teams.toml", "[a]\nname = 'A'\n[b\nname = 'B'\n[c]\nname = 'C'\n"),
    ]);
    let portfolio = load(&tree, &Options::default()).portfolio;
    assert!(portfolio.initiatives.contains_key("good") && !portfolio.initiatives.contains_key("bad"));
    assert!(portfolio.knows(Kind::Initiative, "bad"));
    assert!(portfolio.knows(Kind::Person, "ana"));
    assert!(portfolio.teams.contains_key("a") && portfolio.teams.contains_key("c"));
}

#[test]
fn files_beyond_the_limits_are_findings() {
    let mut tree = MemoryTree::new([
        ("initiatives/large.toml", "x".repeat(70_000)),
        ("people.toml", format!("[ana]\nname = '{}'\n", "x".repeat(1_100_000))),
        ("teams/x.toml", "name = \"\\uD800\"".to_owned()),
    ]);
    tree.set("systems.toml", MemoryEntry::Other("symbolic link"));
    tree.set("canvass.toml", MemoryEntry::Other("symbolic link"));
    tree.set("cycles/huge.toml", MemoryEntry::TooLarge(100 * 1024 * 1024));
    insta::assert_snapshot!(problems(&tree).join("\n"));
}

#[test]
fn an_overlay_adds_parts_and_things() {
    let tree = MemoryTree::new([("initiatives/one.toml", "title = 'One'\n"), ("people.toml", PEOPLE)]);
    let overlay = MemoryTree::new([(
        "initiatives/one/private.toml",
        "[[conversation]]\ndate = 2026-11-01\nwith = ['ana']\nformat = 'group'\nstance = { ana = 'opposed' }\n",
    )]);
    let options = Options { overlay: Some(&overlay), ..Options::default() };
    let loaded = load(&tree, &options);
    assert_eq!(print(&loaded), [""; 0]);
    let one = &loaded.portfolio.initiatives["one"];
    assert_eq!(one.conversations.len(), 1);
    let location = Locator::new(&loaded.sources).locate(&one.at("/conversation/0/with/0"));
    assert_eq!(loaded.sources.path(location.file), "<overlay>/initiatives/one/private.toml");
    assert_eq!(location.start.line, 3);
}

#[test]
fn extra_is_checked_by_the_workspace_schema() {
    let schema = r#"{"type":"object","properties":{"cost_center":{"type":"integer"}},"additionalProperties":false}"#;
    let tree = MemoryTree::new([
        ("canvass.toml", "[schemas.extra]\nsystem = 'extra.json'\n"),
        ("extra.json", schema),
        (
            "systems.toml",
            "[db]\nname = 'DB'\nowner = 'x'\n[db.extra]\ncost_centre = 3\n[web]\nname = 'W'\nowner = 'x'\nextra = { cost_center = 1 }\n",
        ),
    ]);
    assert_eq!(problems(&tree), ["systems.toml:5:1 CV001 `db.extra`: unknown key `cost_centre`"]);
}

#[test]
fn measuring_needs_no_schema() {
    let tree = MemoryTree::new([("initiatives/one.toml", "title = 3\nowner = 'ana'\nunknown = 1\n")]);
    let loaded = load(&tree, &Options { check_schema: false, ..Options::default() });
    assert_eq!(loaded.portfolio.initiatives["one"].owner, Some("ana".into()));
    assert_eq!(loaded.problems.len(), 1);
}

#[test]
fn a_moment_may_be_a_date_or_a_time_and_nothing_else() {
    let tree = |value: &str| MemoryTree::new([("incidents.toml", format!("[x]\nsystems = []\nstarted = {value}\n"))]);
    for good in ["2026-11-23", "2026-11-23T09:30:00", "2026-11-23 09:30:00.5+01:30"] {
        assert_eq!(problems(&tree(good)), [""; 0], "{good}");
    }
    let found = problems(&tree("12"));
    assert!(found[0].ends_with("`x.started` must be a date or date-time, not a whole number"), "{found:?}");
}

#[test]
fn a_file_that_grew_beyond_its_limit_is_not_read_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("people.toml");
    std::fs::write(&path, PEOPLE).unwrap();
    let loaded = load(&Worktree::new(folder.path()), &Options::default());
    let other = loaded.sources.clone();
    assert_eq!(loaded.sources.text(FileId(0)), PEOPLE);
    std::fs::write(&path, "#".repeat(limits::MANY_BYTES + 1)).unwrap();
    assert_eq!(other.text(FileId(0)), "");
}

#[test]
fn what_was_meant_is_said_once() {
    let head = "title = 'T'\n";
    let initiative = |rest: &str| ("initiatives/x.toml", format!("{head}{rest}"));
    for ((path, text), message, help) in [
        (
            initiative("[problem]\nwho = 'w'\nowner = 'ana'\n"),
            "`problem`: unknown key `owner`",
            "move it above the first [table]",
        ),
        (
            initiative("target_cycle = '2027-Q1'\n"),
            "`target_cycle` cannot be written `2027-Q1`",
            "ids are written in lower case: `2027-q1`",
        ),
        (
            initiative("[[ask]]\nid = 'a'\nteem = 'pay'\nkind = 'work'\nwhat = 'x'\n"),
            "`ask[1]`: unknown key `teem`",
            "did you mean `team`?",
        ),
        (initiative("[update]\ndate = 2026-11-01\n"), "`update` must be a list, not a table", "write `[[update]]`"),
        (
            initiative("[[conversation]]\ndate = 2026-11-01\nwith = ['ana']\nformat = '1:1'\n"),
            "`conversation[1].format` cannot be `1:1`",
            "did you mean `one_on_one`? It is one of one_on_one, group, async, document, presentation",
        ),
        (
            initiative("[[conversation]]\ndate = 2026-11-01\nwith = ['ana']\nformat = 'One on One'\n"),
            "`conversation[1].format` cannot be `One on One`",
            "did you mean `one_on_one`? It is one of one_on_one, group, async, document, presentation",
        ),
        (
            ("systems.toml", "[db]\nname = 'DB'\nowner = 'pay'\n[[continuity]]\nscenario = 's'\n".to_owned()),
            "`continuity` must be a table, not a list",
            "write `[[NAME.continuity]]`, with the id of the system",
        ),
    ] {
        let loaded = load(&MemoryTree::new([(path, text.as_str())]), &Options { check_schema: true, overlay: None });
        let said: Vec<_> = loaded.problems.iter().map(|it| (it.message.as_str(), it.help.as_str())).collect();
        assert_eq!(said, [(message, help)], "{text}");
    }
}
