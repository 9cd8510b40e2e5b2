//! Every row of the decision table, and what people make of it.

use super::*;
use crate::decide::{Answer, Standing, Waiting};
use crate::view::Unavailable;
use crate::wanted::Hold;
use canvass_model::AskStatus;

/// How `a` stands, and what the ledger is to know of it.
fn row(state: Option<State>, sight: &Sight) -> (Standing, Option<State>) {
    let entries: Vec<_> = state.into_iter().map(|state| ("a", state)).collect();
    let Decision { standing, entry, .. } = decided(&wanted("a"), Some(&ledger(&entries)), sight);
    (standing, entry.map(|entry| entry.state))
}

fn answered(number: u64, status: IssueStatus) -> Standing {
    Standing::Answered { number, how: Answer::Closed(status) }
}

#[test]
fn the_lowest_is_open() {
    let seen = sight(vec![issue(4, "a")]);
    let ours = || Standing::Filed { number: 4 };
    assert_eq!(row(None, &seen), (ours(), Some(filed(4))));
    assert_eq!(row(Some(claimed(NOW, 0)), &seen), (ours(), Some(filed(4))));
    assert_eq!(row(Some(filed(4)), &seen), (ours(), None));
    assert_eq!(row(Some(missing(4, 2)), &seen), (ours(), Some(filed(4))));
    // A number never rises, and falls when a lower one turns up.
    assert_eq!(row(Some(filed(9)), &seen), (ours(), Some(filed(4))));
    assert_eq!(decided(&wanted("a"), None, &seen).standing, ours());
}

#[test]
fn the_lowest_is_closed() {
    for status in [IssueStatus::Completed, IssueStatus::NotPlanned, IssueStatus::Closed, IssueStatus::Duplicate] {
        let seen = sight(vec![closed(4, "a", status)]);
        for state in [None, Some(claimed(0, 2)), Some(filed(4))] {
            assert_eq!(row(state, &seen).0, answered(4, status));
        }
        assert_eq!(decided(&wanted("a"), None, &seen).standing, answered(4, status));
    }
}

#[test]
fn none_and_a_number_that_is_known() {
    let known = || Some(filed(4));
    let lost = |what| fetched(sight(Vec::new()), 4, what);
    assert_eq!(row(known(), &lost(Fetched::Found(issue(4, "a")))), (Standing::Filed { number: 4 }, None));
    assert_eq!(row(known(), &lost(Fetched::Unknown)), (Standing::Waiting(Waiting::OldView), None));
    let gone = || Standing::Answered { number: 4, how: Answer::Gone };
    assert_eq!(row(known(), &lost(Fetched::Gone)), (gone(), Some(State::Gone { number: 4 })));
    let waits = || Standing::Waiting(Waiting::Missing { number: 4 });
    assert_eq!(row(known(), &lost(Fetched::NotFound)), (waits(), Some(missing(4, 1))));
    assert_eq!(row(Some(missing(4, 1)), &lost(Fetched::NotFound)), (waits(), Some(missing(4, 2))));
    assert_eq!(row(Some(missing(4, 2)), &lost(Fetched::NotFound)), (gone(), Some(State::Gone { number: 4 })));
}

#[test]
fn a_view_that_lacks_one_issue_files_nothing_else() {
    let ledger = ledger(&[("b", filed(4))]);
    let stands = |what| decided(&wanted("a"), Some(&ledger), &fetched(sight(Vec::new()), 4, what)).standing;
    for what in [Fetched::Found(issue(4, "b")), Fetched::Found(closed(4, "b", IssueStatus::Closed)), Fetched::Unknown] {
        assert_eq!(stands(what), Standing::Waiting(Waiting::OldView));
    }
    assert_eq!(stands(Fetched::Gone), Standing::ToFile);
    assert_eq!(decided(&wanted("a"), Some(&ledger), &sight(Vec::new())).standing, Standing::Waiting(Waiting::OldView));
}

#[test]
fn a_tombstone_ends_it_until_the_issue_is_back() {
    let gone = || Some(State::Gone { number: 4 });
    let answered = Standing::Answered { number: 4, how: Answer::Gone };
    assert_eq!(row(gone(), &sight(Vec::new())), (answered.clone(), None));
    assert_eq!(row(gone(), &sight(vec![issue(5, "a")])), (answered, None));
    assert_eq!(row(gone(), &sight(vec![issue(4, "a")])), (Standing::Filed { number: 4 }, Some(filed(4))));
}

#[test]
fn none_and_a_claim() {
    let empty = sight(Vec::new());
    for (at, until) in [(NOW, NOW + Q), (NOW - Q + 1, NOW + 1)] {
        assert_eq!(row(Some(claimed(at, 2)), &empty), (Standing::Waiting(Waiting::Quarantine { until }), None));
    }
    for looked in [1, 2] {
        let waiting = Waiting::Unconfirmed { looked, enough: 2 };
        let state = claimed(NOW - Q, looked - 1);
        assert_eq!(row(Some(state), &empty), (Standing::Waiting(waiting), Some(claimed(NOW - Q, looked))));
    }
    assert_eq!(row(Some(claimed(NOW - Q, 2)), &empty), (Standing::ToFile, None));
}

#[test]
fn none_and_nothing() {
    assert_eq!(row(None, &sight(Vec::new())), (Standing::ToFile, None));
    let without = decided(&wanted("a"), None, &sight(Vec::new()));
    assert_eq!((without.standing, without.entry), (Standing::Waiting(Waiting::NoLedger), None));
}

#[test]
fn what_is_held_back_is_looked_for_all_the_same() {
    let hold = Hold::Status(AskStatus::Deferred);
    let held = Wanted { held_back: Some(hold.clone()), ..wanted("a") };
    let stands = |state: Option<State>, issues| {
        let entries: Vec<_> = state.into_iter().map(|state| ("a", state)).collect();
        decided(&held, Some(&ledger(&entries)), &sight(issues)).standing
    };
    assert_eq!(stands(None, Vec::new()), Standing::HeldBack(hold.clone()));
    assert_eq!(stands(None, vec![issue(4, "a")]), Standing::Filed { number: 4 });
    assert!(matches!(stands(Some(claimed(NOW - Q, 0)), Vec::new()), Standing::Waiting(Waiting::Unconfirmed { .. })));
    assert_eq!(stands(Some(claimed(NOW - Q, 2)), Vec::new()), Standing::HeldBack(hold));
}

#[test]
fn an_unusable_repository_is_not_an_empty_one() {
    let mut seen = sight(Vec::new());
    seen.repos.insert(repo("acme/web"), Err(Unavailable::Failed("502".into())));
    for state in [None, Some(claimed(0, 2)), Some(filed(4))] {
        assert!(matches!(row(state, &seen), (Standing::Unavailable(Unavailable::Failed(_)), None)));
    }
    // Another repository has the name.
    let mut seen = sight(Vec::new());
    let replaced = RepoFacts { id: 999, ..facts() };
    seen.repos.insert(repo("acme/web"), Ok(RepoView { facts: Some(replaced), issues: Vec::new() }));
    let unavailable = Standing::Unavailable(Unavailable::Replaced { was: 100, is: 999 });
    assert_eq!(row(Some(claimed(0, 2)), &seen), (unavailable, None));
}

#[test]
fn what_never_arrived_is_filed_where_the_files_say_now() {
    let moved = Wanted { repo: repo("acme/shop"), ..wanted("a") };
    let ledger = ledger(&[("a", claimed(NOW - Q, 2))]);
    let mut seen = sight(Vec::new());
    let stands = |seen: &Sight| decided(&moved, Some(&ledger), seen).standing;
    assert!(matches!(stands(&seen), Standing::Unavailable(_)));
    seen.repos.insert(repo("acme/shop"), Ok(RepoView::default()));
    assert_eq!(stands(&seen), Standing::ToFile);
    assert_eq!(decided(&moved, Some(&ledger), &seen).repo, repo("acme/shop"));
}

#[test]
fn others_issues_are_not_ours() {
    let forged = SeenIssue { author: "mallory".into(), ..issue(4, "a") };
    assert_eq!(row(None, &sight(vec![forged])).0, Standing::ToFile);
    // Copied by people into the issue of another ask, which stays that ask's.
    let ledger = ledger(&[("a", filed(4)), ("b", filed(5))]);
    let seen = sight(vec![issue(4, "a"), issue(5, "a")]);
    let decision = decided(&wanted("a"), Some(&ledger), &seen);
    assert_eq!((decision.standing, decision.surplus), (Standing::Filed { number: 4 }, Vec::new()));
    assert_eq!(decided(&wanted("b"), Some(&ledger), &seen).standing, Standing::TakenOver { number: 5 });
}

#[test]
fn a_higher_one_is_closed_only_if_nobody_touched_it() {
    let surplus = |issues| {
        let decision = decided(&wanted("a"), Some(&Ledger::default()), &sight(issues));
        decision.surplus.into_iter().map(|one| (one.number, one.of, one.untouched.is_some())).collect::<Vec<_>>()
    };
    assert_eq!(surplus(vec![issue(4, "a"), issue(6, "a"), issue(9, "a")]), [(6, 4, true), (9, 4, true)]);
    let edited = SeenIssue { body: format!("{}\nSee #3", issue(6, "a").body), ..issue(6, "a") };
    for touched in [edited, SeenIssue { comments: 1, ..issue(6, "a") }, SeenIssue { assigned: true, ..issue(6, "a") }] {
        assert_eq!(surplus(vec![issue(4, "a"), touched]), [(6, 4, false)]);
    }
    assert_eq!(surplus(vec![issue(4, "a"), closed(6, "a", IssueStatus::Closed)]), []);
    assert_eq!(surplus(vec![closed(4, "a", IssueStatus::NotPlanned), issue(6, "a")]), [(6, 4, true)]);
    // People let the higher one stand.
    assert_eq!(surplus(vec![closed(4, "a", IssueStatus::Duplicate), issue(6, "a"), issue(9, "a")]), [(9, 6, true)]);
}

#[test]
fn blocks_are_renewed_until_people_take_them_over() {
    let mut later = wanted("a");
    later.draft = Draft::new("Please a", "We need a and more", Vec::new());
    let stands = |wanted: &Wanted, issue| decided(wanted, Some(&Ledger::default()), &sight(vec![issue])).standing;
    assert!(matches!(stands(&later, issue(4, "a")), Standing::ToUpdate { number: 4, .. }));
    let edited = SeenIssue { body: issue(4, "a").body.replace("need", "want"), ..issue(4, "a") };
    assert_eq!(stands(&later, edited), Standing::TakenOver { number: 4 });
    later.held_back = Some(Hold::NotAccepting("web".into()));
    assert_eq!(stands(&later, issue(4, "a")), Standing::Filed { number: 4 });
}

#[test]
fn a_renamed_ask_keeps_its_key() {
    let renamed = Wanted { before: vec![key("a")], ..wanted("b") };
    let decision = decided(&renamed, Some(&ledger(&[("a", filed(4))])), &sight(vec![issue(4, "a")]));
    assert_eq!(decision.key, key("a"));
    assert!(matches!(decision.standing, Standing::ToUpdate { number: 4, .. }));
    let decision = decided(&renamed, Some(&Ledger::default()), &sight(vec![issue(4, "a")]));
    assert_eq!((decision.key, decision.entry.map(|entry| entry.state)), (key("a"), Some(filed(4))));
    assert_eq!(decided(&renamed, Some(&Ledger::default()), &sight(Vec::new())).key, key("b"));
}
