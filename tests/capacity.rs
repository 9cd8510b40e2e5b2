//! `report capacity`: what teams have, are asked for and took on.

use crate::support::command::{Ran, bare, canvass};
use crate::support::workspace::Workspace;
use serde_json::Value;

fn capacity(workspace: &Workspace, more: &[&str]) -> Ran {
    workspace.run(&[&["report", "capacity"], more].concat())
}

fn team(workspace: &Workspace, team: &str, cycle: &str) -> Value {
    let told = capacity(workspace, &["--team", team, "--cycle", cycle, "--output-format", "json"]).json();
    told["cycles"][0]["teams"][0].clone()
}

#[test]
fn the_example_reads_well_everywhere() {
    let workspace = Workspace::example();
    workspace.replace("teams.toml", "capacity = 140", "capacity = 140\nktlo_floor = 10");
    for width in ["80", "120"] {
        let ran = Ran::of(canvass(workspace.path()).args(["report", "capacity"]).env("COLUMNS", width));
        assert_eq!((ran.code, ran.err.as_str()), (0, ""));
        insta::assert_snapshot!(format!("example_{width}"), ran.out);
    }
    let markdown = capacity(&workspace, &["--cycle", "2027-q1", "--output-format", "markdown"]).out;
    insta::assert_snapshot!("example_markdown", markdown);
}

#[test]
fn what_was_delivered_still_counts_in_its_cycle() {
    let workspace = Workspace::example();
    let payments = team(&workspace, "payments", "2026-q4");
    assert_eq!((&payments["committed"], &payments["left"]), (&3.0.into(), &157.0.into()), "{payments}");
    assert_eq!(payments["work"][0]["category"], "ktlo");
    let discovery = team(&workspace, "discovery", "2026-q4");
    assert_eq!((&discovery["answered_asked"], &discovery["answered_committed"]), (&2.0.into(), &2.0.into()));
}

#[test]
fn a_floor_holds_or_it_does_not() {
    let workspace = Workspace::example();
    assert_eq!(team(&workspace, "discovery", "2027-q1")["ktlo"], Value::Null);
    let says = |said: &str| assert!(capacity(&workspace, &["--cycle", "2027-q1"]).out.contains(said), "{said}");
    workspace.replace("teams.toml", "capacity = 140", "capacity = 140\nktlo_floor = 10");
    says("Discovery: other work leaves 75.7 % of what it has, and its floor is 10 %");
    assert!(workspace.findings().iter().all(|it| it.code != "CV902"), "upkeep need not be asked for");
    workspace.replace("teams.toml", "capacity = 140\n", "");
    says("Discovery: 0 % of what it committed to, below its floor of 10 %");
    workspace.replace("teams.toml", "ktlo_floor = 10", "capacity = 36\nktlo_floor = 10");
    let ktlo = &team(&workspace, "discovery", "2027-q1")["ktlo"];
    assert_eq!(
        (&ktlo["share"], &ktlo["of"], &ktlo["holds"]),
        (&5.6.into(), &"left_by_committed".into(), &false.into())
    );
    let ktlo = &team(&workspace, "discovery", "2026-q4")["ktlo"];
    assert_eq!((&ktlo["share"], &ktlo["holds"]), (&100.0.into(), &true.into()));
    let found: Vec<_> = workspace.findings().into_iter().filter(|it| it.code == "CV902").collect();
    assert_eq!(found.len(), 1, "of the cycle in which it is kept nothing is said: {found:?}");
}

#[test]
fn a_floor_is_spoken_of_until_its_cycle_is_over() {
    let workspace = Workspace::example();
    workspace.replace("teams.toml", "capacity = 140", "capacity = 36\nktlo_floor = 10");
    let says = |day: &str| {
        let args = ["validate", "teams.toml", "--output-format", "concise", "--as-of", day];
        Ran::of(bare(workspace.path()).args(args)).out.contains("CV902")
    };
    assert!(says("2027-03-31") && !says("2027-04-01"));
}

#[test]
fn little_is_said_where_little_is_known() {
    let workspace = Workspace::empty();
    workspace.write("canvass.toml", "").write("teams.toml", "[payments]\nname = \"Payments\"\n");
    let ran = capacity(&workspace, &[]);
    assert_eq!((ran.code, ran.out.as_str()), (3, ""));
    assert!(ran.err.contains("no team has a `capacity`"), "{}", ran.err);
    insta::assert_snapshot!("bare", capacity(&workspace, &["--team", "payments"]).out);
    let idea = "title = \"Retry\"\nowner = \"lee\"\nstage = \"idea\"\nstage_since = 2026-11-01\ncategory = \"product\"\n\
        target_cycle = \"2027-q2\"\n[[ask]]\nid = \"a\"\nteam = \"payments\"\nkind = \"work\"\nwhat = \"Charge once\"\n";
    workspace.write("initiatives/x.toml", idea);
    insta::assert_snapshot!("bare_ask", capacity(&workspace, &[]).out);
    capacity(&workspace, &["--team", "payment"]).assert_refused("no team is called `payment`", "payments");
    capacity(&workspace, &["--cycle", "soon"]).assert_refused("no cycle is called `soon`", "2027-q1");
}

#[test]
fn a_team_can_take_on_more_than_it_has() {
    let workspace = Workspace::example();
    workspace.replace("teams.toml", "capacity = 140", "capacity = 30");
    assert_eq!(team(&workspace, "discovery", "2027-q1")["left"], -4.0);
    let out = capacity(&workspace, &["--team", "discovery", "--cycle", "2027-q1"]).out;
    assert!(out.starts_with("2027-Q1: 34 of 30 person-days committed, 4 more than there are\n"), "{out}");
}

#[test]
fn what_is_not_known_is_told_apart() {
    let workspace = Workspace::example();
    let of =
        |cycle: &str| capacity(&workspace, &["--cycle", cycle]).out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(!of("2027-q1").contains("no cycle"));
    // Of a team whose capacity nobody knows nothing is taken from the others.
    workspace.replace("teams.toml", "capacity = 140\n", "");
    let out = of("2027-q1");
    assert!(out.starts_with("2027-Q1: 7 of 480 person-days committed, 473 left"), "{out}");
    assert!(out.contains("34 more by teams that have not said what they have"), "{out}");
    workspace.replace("initiatives/search-reindex/initiative.toml", "committed_effort = 34\n", "");
    assert!(of("2027-q1").contains("at most 36"), "{}", of("2027-q1"));
    let packed = workspace.run(&["report", "pack", "--team", "discovery"]).out;
    let packed = packed.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(packed.contains("at most 36 person-days"), "{packed}");
    workspace.replace("initiatives/search-reindex/initiative.toml", "target_cycle = \"2027-q1\"\n", "");
    assert!(of("2027-q1").contains("asks name no cycle and stand in none of these numbers"), "{}", of("2027-q1"));
}

#[test]
fn answers_of_later_days_are_not_known_yet() {
    let workspace = Workspace::example();
    let on = |day: &str| {
        let args = ["report", "capacity", "--cycle", "2027-q1", "--team", "discovery", "--as-of", day];
        Ran::of(bare(workspace.path()).args(args)).out
    };
    assert!(on("2026-11-23").starts_with("2027-Q1: 34 of 140"));
    assert!(on("2026-10-01").starts_with("2027-Q1: 0 of 140"), "{}", on("2026-10-01"));
    let pack = ["report", "pack", "--team", "discovery", "--as-of", "2026-10-01"];
    let pack = Ran::of(bare(workspace.path()).args(pack)).out;
    assert!(!pack.contains("You have accepted"), "{pack}");
    let team = ["report", "status", "--audience", "team", "search-reindex", "--as-of", "2026-10-01"];
    let team = Ran::of(bare(workspace.path()).args(team)).out;
    assert!(!team.contains("accepted") && team.contains("Discovery"), "{team}");
}
