//! Plans and results as they are printed.

use super::*;
use crate::backlog::missed::Missed;
use crate::backlog::plan::{Action, ActionKind, Filed, Item, OverCap};
use crate::backlog::run::{Executed, Written};
use crate::backlog::view::{IssueStatus, Unavailable};
use crate::backlog::{Key, RepoName, Source};

const NARROW: Style = Style { color: false, width: 80, accessible: false };
const WIDE: Style = Style { width: 120, ..NARROW };
const ACCESSIBLE: Style = Style { accessible: true, ..NARROW };

fn repo(name: &str) -> RepoName {
    name.parse().unwrap()
}

fn action(ask: &str, kind: ActionKind) -> Action {
    Action {
        kind,
        repo: repo("acme/payments"),
        initiative: "retries".into(),
        ask: ask.into(),
        team: "payments".into(),
        key: Key::new(Source(1), "retries", ask, 1),
        title: "Retry a payment at most once per key, ::error:: @team <b>".into(),
        why: "`payments` plans on 2026-12-11".into(),
    }
}

fn item<T>(ask: &str, what: T) -> Item<T> {
    Item { initiative: "retries".into(), ask: ask.into(), repo: repo("acme/sre"), what }
}

fn plan() -> Plan {
    let update = ActionKind::Update { number: 7, seen: "old".into(), body: "new".into() };
    Plan {
        missed: vec![
            item("alert", Missed::Late { opened: "2026-11-20".parse().unwrap() }),
            item("old", Missed::Closed { freeze: "2026-09-18".parse().unwrap() }),
        ],
        actions: vec![
            action("keys", ActionKind::Create),
            action("alert", update),
            action("twin", ActionKind::Close { number: 9, of: 7, seen: "x".into() }),
        ],
        waiting: vec![
            item("sent", Waiting::Quarantine { until: 5 }),
            item("lost", Waiting::Unconfirmed { looked: 1, enough: 2 }),
        ],
        filed: vec![item("done", Filed { number: 3, by_people: false })],
        answered: vec![item("no", (4, Answer::Closed(IssueStatus::NotPlanned))), item("away", (5, Answer::Gone))],
        taken_over: vec![item("theirs", 6)],
        doubled: vec![item("twice", (8, 6))],
        unavailable: vec![item("shut", Unavailable::Archived)],
        ..Plan::default()
    }
}

fn report(plan: &Plan) -> Report<'_> {
    let held = |ask: &str, reason: &str| Held { initiative: "retries".into(), ask: ask.into(), reason: reason.into() };
    Report {
        as_of: "2026-11-23".parse().unwrap(),
        bound_to: Bound { commit: "f55539e0123".into(), ledger: Some("abc".into()), ..Bound::default() },
        forge: "github",
        plan,
        held_back: vec![held("early", "filed from 2026-12-01 on"), held("shy", "nobody of `sre` has been spoken to")],
        owners: vec![Owner { name: "acme".into(), repositories: vec!["payments".into(), "sre".into()] }],
        last_filed: Some(LastFiled::DaysAgo(6)),
        all: true,
    }
}

#[test]
fn a_plan_at_every_width() {
    let plan = plan();
    let report = report(&plan);
    insta::assert_snapshot!("plan_80", full(&report, NARROW));
    insta::assert_snapshot!("plan_120", full(&report, WIDE));
    insta::assert_snapshot!("plan_accessible", full(&report, ACCESSIBLE));
    insta::assert_snapshot!("plan_markdown", markdown(&report));
    insta::assert_snapshot!("plan_json", json(&report));
    insta::assert_snapshot!("plan_github", github(&report));
}

#[test]
fn a_plan_over_a_cap_or_without_a_ledger_says_how_to_go_on() {
    let over = OverCap { creates: 30, cap: "repo", of: Some("acme/payments".into()), count: 4, most: 3 };
    let over = Plan { over_cap: Some(over), ..plan() };
    let without = Plan { without_ledger: true, ..Plan::default() };
    let last = |plan: &Plan| full(&report(plan), NARROW).split("\n\n").last().unwrap().to_owned();
    insta::assert_snapshot!("over_cap", last(&over));
    insta::assert_snapshot!("without_ledger", full(&report(&without), NARROW));
}

#[test]
fn results_say_what_came_of_each_write() {
    let done = |ask: &str, kind, result| Executed { action: action(ask, kind), result };
    let update = || ActionKind::Update { number: 7, seen: "old".into(), body: "new".into() };
    let created = |dropped| Written::Created { number: 12, author: "bot".into(), dropped };
    let executed = [
        done("keys", ActionKind::Create, created(vec![])),
        done("labels", ActionKind::Create, created(vec!["label infra".into()])),
        done("shut", ActionKind::Create, Written::Refused { why: "403 Forbidden".into(), whole_repo: true }),
        done("lost", ActionKind::Create, Written::Unknown("502 Bad Gateway".into())),
        done("new", update(), Written::Changed),
        done("edited", update(), Written::Moved),
    ];
    let plan = plan();
    let results = |incomplete| Results { report: report(&plan), executed: &executed, incomplete, started: false };
    insta::assert_snapshot!("results_80", results(Some("1 write was not answered")).full(NARROW));
    insta::assert_snapshot!("results_markdown", results(None).markdown());
    insta::assert_snapshot!("results_json", results(Some("1 write was not answered")).json());
    insta::assert_snapshot!("results_github", results(Some("1 write was not answered")).github());
}

#[test]
fn a_schedule_that_was_dropped_is_said_loudly() {
    let plan = Plan::default();
    let shown = |last_filed| {
        let report = Report { last_filed: Some(last_filed), held_back: Vec::new(), ..report(&plan) };
        (full(&report, NARROW), github(&report))
    };
    let of = |days| shown(LastFiled::DaysAgo(days));
    for (days, words) in [(-1, "last filed today"), (0, "last filed today"), (1, "1 day ago"), (8, "8 days ago")] {
        let (page, commands) = of(days);
        assert!(page.contains(words) && !page.contains("STOPPED") && commands.is_empty(), "{days}: {page}{commands}");
    }
    let (page, commands) = of(9);
    assert!(page.contains("FILING HAS STOPPED"), "{page}");
    assert_eq!(commands, "::warning title=Filing has stopped::last filed 9 days ago\n");
    assert!(shown(LastFiled::Never).0.contains("never filed before"));
    assert!(shown(LastFiled::NotKnown("403 ##[x]".into())).0.contains("not known (403 # #[x])"));
}

#[test]
fn the_tenth_annotation_says_how_many_more_there_are() {
    let missed = (0..14).map(|n| item(&format!("a{n}"), Missed::Closed { freeze: "2026-09-18".parse().unwrap() }));
    let plan = Plan { missed: missed.collect(), ..Plan::default() };
    let commands = github(&report(&plan));
    assert_eq!(commands.lines().count(), 10);
    assert!(
        commands.trim_end().ends_with("and 4 more of level warning, which GitHub does not show here"),
        "{commands}"
    );
}
