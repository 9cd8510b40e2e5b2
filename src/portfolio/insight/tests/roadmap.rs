//! The order of a cycle and what is promised in it, by hand; and which cycle comes next.

use super::{HEAD, Sample, TODAY, ask, date};
use crate::insight::roadmap::{Priority, Project, Roadmap, Totals};
use crate::model::CycleId;
use Priority::{Higher, Lower, Unranked};

/// The cycles, with what `c91` ranks.
fn ranked(more: &str) -> String {
    format!(
        "[c91]\nkind = 'quarter'\nstart = 2027-04-01\nend = 2027-06-30\nplanning_start = 2027-03-11\nfreeze = 2027-03-25\n\
         {more}\n[later]\nkind = 'quarter'\nstart = 2027-07-01\nend = 2027-09-30\nplanning_start = 2027-06-10\n\
         freeze = 2027-06-24\n"
    )
}

fn see<T>(sample: &Sample, see: impl FnOnce(&Roadmap<'_>) -> T) -> T {
    let id = CycleId::from("c91");
    see(&Roadmap::of(&sample.0, &id, &sample.0.cycle(&id).unwrap(), date(TODAY)))
}

/// `x` and `y` are planned for the cycle, `other` for the next one, `parked` was; nothing moved for 60 days but in `y`.
fn order(rank: &str, settings: &str) -> Vec<(String, Priority, Option<i64>, bool)> {
    let planned = format!("{HEAD}target_cycle = 'c91'\n");
    let files = [
        ("canvass.toml", settings.to_owned()),
        ("cycles.toml", ranked(rank)),
        ("initiatives/y.toml", planned.replace("2026-12-01", "2027-01-20")),
        ("initiatives/other.toml", planned.replace("'c91'", "'later'")),
        ("initiatives/parked.toml", planned.replace("'problem'", "'parked'")),
    ];
    let files: Vec<_> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
    let told = |it: &Project<'_>| (it.id.to_string(), it.priority, it.idle.map(|idle| idle.days), it.blocks_others());
    see(&Sample::new(&planned, &files), |roadmap| {
        assert_eq!(roadmap.ended.iter().map(|(id, _)| id.as_str()).collect::<Vec<_>>(), ["parked"]);
        roadmap.projects.iter().map(told).collect()
    })
}

#[test]
fn the_ranking_gives_the_order_and_the_line() {
    let told = |id: &str, priority, idle, blocks| (id.to_owned(), priority, idle, blocks);
    // What is parked keeps its place above the line; what is ranked belongs to the cycle wherever it is planned for.
    let full = "rank = ['parked', 'y', 'other', 'x']\nline = 2";
    let wanted = [told("y", Higher, None, false), told("other", Lower, None, false), told("x", Lower, None, false)];
    assert_eq!(order(full, ""), wanted);
    // A day more than allowed: only above the line it keeps others out.
    let strict = "thresholds = { stage_stale_problem = 59 }\n";
    let wanted = [told("x", Higher, Some(60), true), told("y", Unranked, None, false)];
    assert_eq!(order("rank = ['x']", strict), wanted);
    let wanted = [told("x", Lower, Some(60), false), told("y", Unranked, None, false)];
    assert_eq!(order("rank = ['x']\nline = 0", strict), wanted);
    assert_eq!(order("", ""), [told("x", Unranked, None, false), told("y", Unranked, None, false)]);
}

#[test]
fn stretch_goals_stand_apart_and_decisions_about_the_order_are_kept() {
    let item = |id: &str, more: &str| format!("[[deliverable]]\nid = '{id}'\ntext = 'T'\n{more}\n");
    let decision = |day: &str, what: &str, kind: &str| {
        format!("[[decision]]\ndate = {day}\nby = 'kim'\nwhat = '{what}'\nkind = '{kind}'\n")
    };
    let initiative = [
        format!("{HEAD}target_cycle = 'c91'\n"),
        item("a", "status = 'done'\nmoved_from = [2027-01-01, 2027-01-08]"),
        item("b", "status = 'wont_do'"),
        item("c", ""),
        item("d", "status = 'done'\nstretch = true\nmoved_from = [2027-01-01]"),
        ask("one", "ledger", ""),
        ask("two", "payments", ""),
        ask("three", "ledger", ""),
        ask("four", "department", "status = 'withdrawn'"),
        decision("2027-01-20", "below", "priority"),
        decision("2027-01-10", "above", "priority"),
        decision("2027-01-31", "tomorrow", "priority"),
        decision("2027-01-10", "scope", "scope"),
    ];
    see(&Sample::new(&initiative.concat(), &[]), |roadmap| {
        assert_eq!(roadmap.totals, Totals { all: 3, done: 1, given_up: 1, moved: 1 });
        let project = &roadmap.projects[0];
        assert_eq!(project.teams.iter().map(|team| team.as_str()).collect::<Vec<_>>(), ["ledger", "payments"]);
        assert_eq!(project.stretch().map(|it| it.id.as_str()).collect::<Vec<_>>(), ["d"]);
        let decided: Vec<_> = roadmap.decisions.iter().map(|(_, decision)| &*decision.what).collect();
        assert_eq!(decided, ["above", "below"]);
    });
}

#[test]
fn the_next_cycle_to_plan_is_the_first_that_is_not_frozen() {
    let next = |sample: &Sample, day: &str| sample.0.next_to_plan(date(day)).map(|id| id.to_string());
    let files = Sample::new(HEAD, &[]);
    assert_eq!(next(&files, "2027-03-25").as_deref(), Some("c91"));
    assert_eq!(next(&files, "2027-03-26").as_deref(), Some("later"));
    assert_eq!(next(&files, "2027-06-25"), None);

    // By the cadence, planning of a quarter is frozen seven days before it.
    let made = |settings: &str| {
        let mut sample = Sample::new(HEAD, &[("canvass.toml", settings)]);
        sample.0.has_cycle_files = false;
        sample
    };
    let quarters = made("");
    assert_eq!(next(&quarters, "2026-12-25").as_deref(), Some("2027-q1"));
    assert_eq!(next(&quarters, "2026-12-26").as_deref(), Some("2027-q2"));
    let far = made("[cadence]\nkind = 'six_week'\nplanning_lead = 365\nfreeze_lead = 365\n");
    let id = next(&far, "2027-01-30").unwrap();
    let cycle = far.0.cycle(&id.as_str().into()).unwrap();
    assert!((0..42).contains(&cycle.freeze.days_since(date("2027-01-30"))), "{id}: {cycle:?}");
    let at_once = made("[cadence]\nkind = 'quarter'\nfreeze_lead = 0\n");
    assert_eq!(next(&at_once, "2027-04-01").as_deref(), Some("2027-q2"));
}
