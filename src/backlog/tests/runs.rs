//! Runs, taken through their steps by hand.

use super::*;
use crate::ledger::LedgerError;
use crate::plan::Limits;
use crate::run::{Answer, Ending, Mode, Order, ReadError, Refusal, Run, Save, Saved, Step, Version, Write, Written};
use std::collections::{BTreeMap, BTreeSet};

fn run(asks: &[&str], mode: Mode) -> Run {
    limited(asks, mode, Limits { allowed: Some(asks.len()), ..Limits::default() })
}

fn limited(asks: &[&str], mode: Mode, limits: Limits) -> Run {
    Run::new(Order {
        wanted: asks.iter().map(|ask| wanted(ask)).collect(),
        source: SOURCE,
        limits,
        policy: Policy::default(),
        authors: BTreeSet::new(),
        run: "this".into(),
        mode,
        starts_ledger: false,
    })
}

fn read(run: &mut Run, ledger: Option<Ledger>) {
    let version = Version("v".into());
    run.answer(Answer::Ledger(Ok(ledger.map(|ledger| (ledger, version)))), NOW);
}

fn see(run: &mut Run, issues: Vec<SeenIssue>) {
    let view = RepoView { facts: Some(facts()), issues };
    let repos: BTreeMap<_, _> = [(repo("acme/web"), Ok(view))].into();
    run.answer(Answer::Seen { repos, identity: Some("bot".into()) }, NOW);
}

/// A run that has been approved after it read `ledger` and saw `issues`.
fn approved(asks: &[&str], ledger: Ledger, issues: Vec<SeenIssue>) -> Run {
    let mut run = run(asks, Mode::Apply);
    read(&mut run, Some(ledger));
    see(&mut run, issues);
    assert_eq!(*run.step(), Step::Approve);
    run.answer(Answer::Approved(true), NOW);
    run
}

fn to_save(run: &Run) -> Save {
    let Step::Save(save) = run.step() else { panic!("{:?}", run.step()) };
    save.clone()
}

fn saved(run: &mut Run) -> Ledger {
    let save = to_save(run);
    run.answer(Answer::Saved(Saved::Done(Version("next".into()))), NOW);
    save.ledger
}

fn is_create(run: &Run, ask: &str) -> bool {
    matches!(run.step(), Step::Write(Write::Create { draft: sent, .. }) if *sent == draft(ask))
}

fn created(number: u64) -> Answer {
    Answer::Written(Written::Created { number, author: "bot".into(), dropped: Vec::new() })
}

fn state(ledger: &Ledger, ask: &str) -> Option<State> {
    ledger.entries.get(&key(ask)).map(|entry| entry.state.clone())
}

#[test]
fn an_ask_is_claimed_sent_once_and_recorded() {
    let mut run = approved(&["a", "b"], Ledger::default(), Vec::new());
    let claims = saved(&mut run);
    assert!(matches!(state(&claims, "a"), Some(State::Claimed { run, at: NOW, empties: 0 }) if run == "this"));
    assert!(is_create(&run, "a"));
    run.answer(created(1), NOW);
    assert!(is_create(&run, "b"));
    run.answer(Answer::Written(Written::Unknown("timeout".into())), NOW);
    let records = saved(&mut run);
    assert_eq!(state(&records, "a"), Some(filed(1)));
    assert_eq!(state(&records, "b"), state(&claims, "b"));
    assert_eq!(run.ending(), Some(&Ending::Incomplete("1 write was not answered".into())));
}

#[test]
fn what_is_refused_is_taken_back() {
    for refusal in [
        Written::Refused { why: "no".into(), whole_repo: false },
        Written::Refused { why: "no".into(), whole_repo: true },
        Written::Halt("silence".into()),
    ] {
        let mut run = approved(&["a"], Ledger::default(), Vec::new());
        saved(&mut run);
        run.answer(Answer::Written(refusal), NOW);
        assert_eq!(state(&saved(&mut run), "a"), None);
        assert!(matches!(run.ending(), Some(Ending::Incomplete(_))));
    }
}

#[test]
fn it_begins_anew_five_times() {
    let mut run = approved(&["a"], Ledger::default(), Vec::new());
    for _ in 0..5 {
        run.answer(Answer::Saved(Saved::Lost), NOW);
        assert_eq!(*run.step(), Step::ReadLedger);
        read(&mut run, Some(Ledger::default()));
        see(&mut run, Vec::new());
    }
    run.answer(Answer::Saved(Saved::Lost), NOW);
    assert_eq!(run.ending(), Some(&Ending::Incomplete("other runs keep changing the ledger".into())));
    assert!(run.executed().is_empty());
}

#[test]
fn what_was_sent_is_known_after_a_new_beginning() {
    let mut run = approved(&["a"], Ledger::default(), Vec::new());
    let claims = saved(&mut run);
    run.answer(created(1), NOW);
    run.answer(Answer::Saved(Saved::Lost), NOW);
    read(&mut run, Some(claims));
    see(&mut run, Vec::new());
    // The list does not show it yet.
    assert_eq!(*run.step(), Step::Fetch(repo("acme/web"), 1));
    run.answer(Answer::Issue(Fetched::NotFound), NOW);
    assert_eq!(state(&saved(&mut run), "a"), Some(filed(1)));
    assert_eq!(run.ending(), Some(&Ending::Complete));
}

#[test]
fn own_claims_found_after_an_unknown_save_are_not_sent() {
    let mut run = approved(&["a"], Ledger::default(), Vec::new());
    let claims = to_save(&run).ledger;
    run.answer(Answer::Saved(Saved::Unknown("timeout".into())), NOW);
    read(&mut run, Some(claims));
    see(&mut run, Vec::new());
    assert_eq!(run.ending(), Some(&Ending::Complete));
    assert!(run.executed().is_empty());
}

#[test]
fn only_what_was_shown_is_written() {
    let waits = ledger(&[("b", claimed(NOW - Q, 1))]);
    let mut run = approved(&["a", "b"], waits, Vec::new());
    assert_eq!(run.plan().creates(), 1);
    run.answer(Answer::Saved(Saved::Lost), NOW);
    // By now another run has looked for the last time.
    read(&mut run, Some(ledger(&[("b", claimed(NOW - Q, 2))])));
    see(&mut run, Vec::new());
    assert_eq!(run.plan().creates(), 2);
    saved(&mut run);
    assert!(is_create(&run, "a"));
    run.answer(created(1), NOW);
    assert_eq!(state(&saved(&mut run), "b"), Some(claimed(NOW - Q, 2)));
    assert_eq!(run.executed().len(), 1);
}

#[test]
fn a_run_is_one_look_however_often_it_begins() {
    let mut run = approved(&["a", "b"], ledger(&[("b", claimed(NOW - Q, 0))]), Vec::new());
    let looked = to_save(&run).ledger;
    assert_eq!(state(&looked, "b"), Some(claimed(NOW - Q, 1)));
    run.answer(Answer::Saved(Saved::Unknown("timeout".into())), NOW);
    read(&mut run, Some(looked));
    see(&mut run, Vec::new());
    assert_eq!(run.ending(), Some(&Ending::Complete));
}

#[test]
fn what_was_claimed_long_ago_is_claimed_anew() {
    let mut run = approved(&["a"], Ledger::default(), Vec::new());
    saved(&mut run);
    run.wake(NOW + Q / 3);
    assert!(is_create(&run, "a"));
    run.wake(NOW + Q / 3 + 1);
    assert!(matches!(state(&to_save(&run).ledger, "a"), Some(State::Claimed { at, .. }) if at == NOW + Q / 3 + 1));
}

#[test]
fn a_run_that_is_stopped_sends_nothing_more_and_records() {
    let mut run = approved(&["a", "b"], Ledger::default(), Vec::new());
    saved(&mut run);
    run.stop("enough");
    run.answer(created(1), NOW);
    let records = saved(&mut run);
    assert_eq!((state(&records, "a"), state(&records, "b")), (Some(filed(1)), None));
    assert_eq!(run.ending(), Some(&Ending::Incomplete("enough".into())));
}

#[test]
fn it_waits_for_the_budget_of_a_minute_and_not_of_an_hour() {
    let mut spent = Ledger::default();
    spent.spend(60, NOW);
    let mut run = approved(&["a"], spent, Vec::new());
    let Step::Wait(until) = *run.step() else { panic!("{:?}", run.step()) };
    assert!((NOW + 60..NOW + 180).contains(&until));
    run.answer(Answer::Waited, until);
    assert_eq!(to_save(&run).message, "claim 1 ask");

    let mut spent = Ledger::default();
    (0..8).for_each(|nth| spent.spend(50, NOW - nth * 120));
    let run = approved(&["a"], spent, Vec::new());
    assert!(matches!(run.ending(), Some(Ending::Incomplete(why)) if why.contains("as an hour allows")));
}

#[test]
fn a_first_ledger_adopts_files_nothing_and_takes_the_rest_for_sent() {
    let mut run = run(&["a", "b"], Mode::Bootstrap);
    read(&mut run, None);
    see(&mut run, vec![issue(4, "a")]);
    assert_eq!((run.step(), run.plan().actions.len()), (&Step::Approve, 0));
    run.answer(Answer::Approved(true), NOW);
    let save = to_save(&run);
    assert_eq!((&save.expected, state(&save.ledger, "a")), (&None, Some(filed(4))));
    assert!(matches!(state(&save.ledger, "b"), Some(State::Claimed { at: NOW, empties: 0, .. })));
    saved(&mut run);
    assert_eq!(run.ending(), Some(&Ending::Complete));
}

#[test]
fn refusals() {
    let refusal = |run: &Run| match run.ending() {
        Some(Ending::Refused(refusal)) => refusal.clone(),
        other => panic!("{other:?}"),
    };
    let mut without = run(&["a"], Mode::Apply);
    read(&mut without, None);
    assert_eq!(refusal(&without), Refusal::NoLedger);

    let mut second = run(&["a"], Mode::Bootstrap);
    read(&mut second, Some(Ledger::default()));
    assert_eq!(refusal(&second), Refusal::LedgerExists);

    let mut bad = run(&["a"], Mode::Apply);
    bad.answer(Answer::Ledger(Err(ReadError::Bad(LedgerError::Newer(2)))), NOW);
    assert_eq!(refusal(&bad), Refusal::BadLedger(LedgerError::Newer(2)));

    let mut unread = run(&["a"], Mode::Apply);
    unread.answer(Answer::Ledger(Err(ReadError::Failed("502".into()))), NOW);
    assert!(matches!(unread.ending(), Some(Ending::Incomplete(_))));

    let mut nobody = run(&["a"], Mode::Apply);
    read(&mut nobody, Some(Ledger::default()));
    nobody.answer(Answer::Seen { repos: BTreeMap::new(), identity: None }, NOW);
    assert_eq!(refusal(&nobody), Refusal::NoAuthor);

    let mut over = limited(&["a", "b", "c", "d"], Mode::Apply, Limits::default());
    read(&mut over, Some(Ledger::default()));
    see(&mut over, Vec::new());
    assert!(matches!(refusal(&over), Refusal::OverCap(over) if (over.creates, over.cap) == (4, "repo")));

    let mut stale = run(&["a"], Mode::Apply);
    read(&mut stale, Some(Ledger::default()));
    see(&mut stale, Vec::new());
    stale.refuse(Refusal::Stale(Vec::new()));
    assert_eq!(refusal(&stale), Refusal::Stale(Vec::new()));
}

#[test]
fn plans_and_what_is_declined_write_nothing() {
    let mut planned = run(&["a"], Mode::Plan);
    read(&mut planned, None);
    see(&mut planned, Vec::new());
    planned.answer(Answer::Approved(true), NOW);
    assert_eq!(planned.ending(), Some(&Ending::Planned));

    let mut declined = run(&["a"], Mode::Apply);
    read(&mut declined, Some(Ledger::default()));
    see(&mut declined, Vec::new());
    declined.answer(Answer::Approved(false), NOW);
    assert_eq!(declined.ending(), Some(&Ending::Declined));
}

#[test]
fn what_a_team_did_not_plan_is_left_alone_for_ever() {
    let mut kept = ledger(&[("a", claimed(NOW - Q, 2))]);
    for nth in 0..20 {
        let mut run = run(&["a"], Mode::Apply);
        read(&mut run, Some(kept.clone()));
        see(&mut run, vec![closed(4, "a", IssueStatus::NotPlanned)]);
        run.answer(Answer::Approved(true), NOW);
        if nth == 0 {
            kept = saved(&mut run);
        }
        assert_eq!((run.ending(), run.executed().len()), (Some(&Ending::Complete), 0));
    }
}
