//! In what order asks are filed, how many, and what two plans have in common.

use super::*;
use crate::Plan;
use crate::missed::Missed;
use crate::plan::{ActionKind, Limits};
use crate::wanted::Hold;
use canvass_model::workspace::Caps;

fn plan(wanted: &[Wanted], ledger: &Ledger, sight: &Sight, limits: &Limits) -> Plan {
    let decisions = wanted.iter().map(|wanted| decided(wanted, Some(ledger), sight)).collect();
    Plan::new(wanted, decisions, Some(ledger), sight, SOURCE, limits)
}

fn simple(wanted: &[Wanted], sight: &Sight) -> Plan {
    plan(wanted, &Ledger::default(), sight, &Limits::default())
}

fn asks(plan: &Plan) -> Vec<&str> {
    plan.actions.iter().map(|action| action.ask.as_str()).collect()
}

#[test]
fn what_is_due_first_is_filed_first_and_before_anything_is_changed() {
    let due = |ask: &str, day: &str| Wanted { due: Some(day.parse().unwrap()), ..wanted(ask) };
    let mut changed = wanted("a");
    changed.draft = Draft::new("Please a", "We need more", Vec::new());
    let all = [changed, wanted("b"), due("d", "2027-03-02"), due("c", "2027-03-02"), due("e", "2027-03-01")];
    let limits = Limits { allowed: Some(4), ..Limits::default() };
    let plan = plan(&all, &Ledger::default(), &sight(vec![issue(1, "a")]), &limits);
    assert_eq!(asks(&plan), ["e", "c", "d", "b", "a"]);
    assert_eq!(plan.creates(), 4);
    assert!(matches!(plan.actions[4].kind, ActionKind::Update { number: 1, .. }));
}

#[test]
fn a_team_gets_no_more_open_issues_than_it_wants() {
    let few = |ask: &str| Wanted { max_open: Some(2), ..wanted(ask) };
    let all = [few("a"), few("b"), few("c"), few("d")];
    let held = |plan: &Plan| plan.held_back.iter().map(|item| item.ask.clone()).collect::<Vec<_>>();
    let open = simple(&all, &sight(vec![issue(1, "a")]));
    assert_eq!((asks(&open), held(&open)), (vec!["b"], vec!["c".to_owned(), "d".to_owned()]));
    assert!(matches!(open.held_back[0].what, Hold::Full { most: 2, .. }));
    // What is closed leaves room; what may have been sent takes some.
    let waiting = plan(
        &all,
        &ledger(&[("b", claimed(NOW, 0))]),
        &sight(vec![closed(1, "a", IssueStatus::Completed)]),
        &Limits::default(),
    );
    assert_eq!((asks(&waiting), held(&waiting)), (vec!["c"], vec!["d".to_owned()]));
    // A claim that is to be sent anew takes its room once, and one that nobody asks for any more none at all.
    let again =
        plan(&all, &ledger(&[("a", claimed(0, 2)), ("z", claimed(0, 0))]), &sight(Vec::new()), &Limits::default());
    assert_eq!(asks(&again), ["a", "b"]);
}

#[test]
fn over_a_cap_only_the_exact_number_is_allowed() {
    let all: Vec<Wanted> = ["a", "b", "c", "d"].into_iter().map(wanted).collect();
    let over = |caps: Caps, allowed| {
        let limits = Limits { caps, allowed };
        let plan = plan(&all, &Ledger::default(), &sight(Vec::new()), &limits);
        plan.over_cap.map(|over| (over.cap, over.of, over.count, over.most))
    };
    let caps = || Caps { run: 25, repo: 25, team: 25 };
    assert_eq!(over(caps(), None), None);
    assert_eq!(over(Caps { run: 3, ..caps() }, None), Some(("run", None, 4, 3)));
    assert_eq!(over(Caps { repo: 3, ..caps() }, None), Some(("repo", Some("acme/web".into()), 4, 3)));
    assert_eq!(over(Caps { team: 3, ..caps() }, None), Some(("team", Some("web".into()), 4, 3)));
    assert_eq!(over(Caps { run: 4, repo: 4, team: 4 }, None), None);
    assert_eq!(over(Caps::default(), Some(4)), None);
    for allowed in [0, 3, 5] {
        assert!(over(Caps::default(), Some(allowed)).is_some(), "{allowed}");
    }
}

#[test]
fn plans_with_one_digest_write_the_same() {
    let seen = sight(vec![issue(1, "a")]);
    let digest = |wanted: &[Wanted]| simple(wanted, &seen).digest();
    let all = || [wanted("a"), wanted("b"), wanted("c")];
    assert_eq!(digest(&all()), digest(&all()));
    assert_ne!(digest(&all()), digest(&all()[..2]));
    let mut changed = all();
    changed[0].draft = Draft::new("Please a", "We need more", Vec::new());
    let first = digest(&changed);
    changed[0].draft = Draft::new("Please a", "We need less", Vec::new());
    assert!(first != digest(&all()) && first != digest(&changed));
}

#[test]
fn what_stands_there_or_may_has_missed_nothing() {
    let missed = Missed::Late { opened: "2027-03-01".parse().unwrap() };
    let late = |ask: &str| Wanted { missed: Some(missed), ..wanted(ask) };
    let frozen = Hold::Frozen { freeze: "2027-03-08".parse().unwrap() };
    let closed_window = |ask: &str| Wanted { held_back: Some(frozen.clone()), ..late(ask) };
    let names = |plan: &Plan| plan.missed.iter().map(|item| item.ask.clone()).collect::<Vec<_>>();

    let all = [closed_window("d"), late("c"), late("b"), closed_window("a")];
    assert_eq!(names(&simple(&all, &sight(Vec::new()))), ["a", "b", "c", "d"]);
    let answered = closed(2, "d", IssueStatus::NotPlanned);
    assert_eq!(names(&simple(&all, &sight(vec![issue(1, "b"), answered]))), ["a", "c"]);
    let sent = ledger(&[("c", claimed(NOW, 0))]);
    assert_eq!(names(&plan(&all[1..2], &sent, &sight(Vec::new()), &Limits::default())), [""; 0]);
    // A repository that cannot be used does not file itself; a team that wants no more is not asked.
    assert_eq!(names(&simple(&all[1..2], &Sight::default())), ["c"]);
    let full = Wanted { max_open: Some(0), ..late("c") };
    assert_eq!(names(&simple(&[full], &sight(Vec::new()))), [""; 0]);
}
