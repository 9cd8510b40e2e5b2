//! The ledger on its branch: read as it is, replaced by compare-and-swap, begun once.

use super::*;
use crate::support::github::{Act, Fault};
use canvass::backlog::Ledger;
use canvass::backlog::ledger::{Entry, LedgerError, State};
use canvass::backlog::run::{Ending, ReadError, Refusal, Save, Saved, Version};
use canvass::forge::Keeper;

fn ledger(entries: usize) -> Ledger {
    let mut ledger = Ledger::default();
    for ask in 0..entries {
        let state = State::Gone { number: 1 };
        let entry = Entry { ask: format!("checkout/{ask}"), repo: name("acme/web"), repo_id: Some(2), state };
        ledger.entries.insert(Key::new(SOURCE, "checkout", &ask.to_string(), 1), entry);
    }
    ledger
}

fn save(expected: Option<&Version>, entries: usize) -> Save {
    Save { expected: expected.cloned(), ledger: ledger(entries), message: "a test".into() }
}

fn version(saved: Saved) -> Version {
    match saved {
        Saved::Done(version) => version,
        other => panic!("{other:?}"),
    }
}

#[test]
fn it_is_begun_once_and_then_only_replaced_by_who_knows_it() {
    let server = Server::start(SPEED);
    let (_, mut keeper) = connection(&server).parts();
    let (_, mut other) = connection(&server).parts();
    assert_eq!(keeper.read(), Ok(None));
    assert_eq!(other.read(), Ok(None));
    let first = version(keeper.save(&save(None, 1)));
    assert_eq!(other.save(&save(None, 2)), Saved::Lost);
    assert_eq!(other.read(), Ok(Some((ledger(1), first.clone()))));
    let second = version(other.save(&save(Some(&first), 2)));
    assert_eq!(keeper.save(&save(Some(&first), 3)), Saved::Lost);
    assert_eq!(keeper.read(), Ok(Some((ledger(2), second.clone()))));
    assert_eq!(version(keeper.save(&save(Some(&second), 3))), keeper.read().unwrap().unwrap().1);
}

#[test]
fn one_of_more_than_a_megabyte_is_read_all_the_same() {
    let server = Server::start(SPEED);
    let (_, mut keeper) = connection(&server).parts();
    let large = 12_000;
    let version = version(keeper.save(&save(None, large)));
    assert!(server.state().ledger().unwrap().len() > 1_000_000);
    for graphql in [true, false] {
        let mut connection = connect(Settings { graphql, ..settings(&server) }).unwrap();
        connection.source().unwrap();
        assert_eq!(connection.parts().1.read(), Ok(Some((ledger(large), version.clone()))));
    }
}

#[test]
fn with_graphql_it_comes_along_once() {
    let server = Server::start(SPEED);
    bootstrap(&server);
    let mut connection = connection(&server);
    assert_eq!(connection.source().unwrap().name, name("acme/plans"));
    let (_, mut keeper) = connection.parts();
    let first = keeper.read().unwrap().unwrap();
    assert_eq!(server.state().log.len(), 1);
    let (_, mut other) = super::connection(&server).parts();
    let second = version(other.save(&save(Some(&first.1), 2)));
    assert_eq!(keeper.read(), Ok(Some((ledger(2), second))), "the second time it is asked for");
}

#[test]
fn what_cannot_be_read_is_not_taken_for_missing() {
    for status in [400, 401, 403, 500, 502] {
        let server = Server::start(SPEED);
        server.state().faults.push(Fault::first("GET", "/contents/", Act::Status(status)).times(9));
        let read = connection(&server).parts().1.read();
        assert!(matches!(read, Err(ReadError::Failed(_))), "{status}: {read:?}");
    }
    // Not found, and the list of branches does not say that there is none.
    for act in [Act::Status(403), Act::Status(404), Act::Status(409), Act::Text(200, "{}".into()), Act::DropBefore] {
        let server = Server::start(SPEED);
        server.state().faults.push(Fault::first("GET", "/matching-refs/", act.clone()).times(9));
        let read = connection(&server).parts().1.read();
        assert!(matches!(read, Err(ReadError::Failed(_))), "{act:?}: {read:?}");
    }
    let server = Server::start(SPEED);
    bootstrap(&server);
    for (text, newer) in [("not a ledger", false), (r#"{"version": 2}"#, true)] {
        server.state().faults.push(Fault::first("GET", "/contents/", Act::Text(200, text.into())));
        let read = connection(&server).parts().1.read();
        let is = |error: &LedgerError| matches!(error, LedgerError::Newer(_)) == newer;
        assert!(matches!(&read, Err(ReadError::Bad(error)) if is(error)), "{read:?}");
    }
}

#[test]
fn a_change_that_is_not_answered_is_unknown() {
    for act in [Act::DropBefore, Act::DropAfter, Act::StatusAfter(502), Act::Status(408), Act::Half, Act::Html] {
        let server = Server::start(SPEED);
        bootstrap(&server);
        let (_, mut keeper) = connection(&server).parts();
        let (_, first) = keeper.read().unwrap().unwrap();
        server.state().faults.push(Fault::first("PUT", "/contents/", act.clone()));
        let saved = keeper.save(&save(Some(&first), 1));
        assert!(matches!(saved, Saved::Unknown(_)), "{act:?}: {saved:?}");
        assert_eq!(server.state().writes(), 1, "{act:?}");
    }
}

#[test]
fn a_refused_change_says_so() {
    let server = Server::start(SPEED);
    bootstrap(&server);
    let (_, mut keeper) = connection(&server).parts();
    let (_, first) = keeper.read().unwrap().unwrap();
    server.state().read_only = true;
    assert!(matches!(keeper.save(&save(Some(&first), 1)), Saved::Refused(_)));
    server.state().read_only = false;
    let rules = r#"{"message": "Repository rule violations found"}"#;
    server.state().faults.push(Fault::first("PUT", "/contents/", Act::Text(409, rules.into())));
    assert!(matches!(keeper.save(&save(Some(&first), 1)), Saved::Refused(_)));
}

#[test]
fn a_run_that_lost_or_does_not_know_looks_again() {
    side_by_side(&[Act::Status(409), Act::DropAfter, Act::StatusAfter(502), Act::DropBefore], |act| {
        let server = Server::start(SPEED);
        server.state().add_repo("acme/web");
        bootstrap(&server);
        server.state().faults.push(Fault::first("PUT", "/contents/", act.clone()));
        for _ in 0..5 {
            carry_out(settings(&server), order(vec![wanted("acme/web", "a")], Mode::Apply));
            let_quarantine_pass(&connection(&server));
        }
        assert_eq!(server.state().creates().len(), 1, "{act:?}");
    });
}

#[test]
fn without_one_nothing_is_filed() {
    let server = Server::start(SPEED);
    server.state().add_repo("acme/web");
    let run = carry_out(settings(&server), order(vec![wanted("acme/web", "a")], Mode::Apply));
    assert_eq!(run.ending(), Some(&Ending::Refused(Refusal::NoLedger)));
    assert_eq!(server.state().writes(), 0);
}

#[test]
fn a_branch_without_a_ledger_takes_one() {
    let server = Server::start(SPEED);
    bootstrap(&server);
    {
        let mut state = server.state();
        state.trees.clear();
        assert_eq!(state.ledger(), None);
    }
    let (_, mut keeper) = connection(&server).parts();
    assert_eq!(keeper.read(), Ok(None));
    let first = version(keeper.save(&save(None, 1)));
    assert_eq!(keeper.read(), Ok(Some((ledger(1), first))));
}

#[test]
fn several_runs_at_once_file_everything_once() {
    let server = Server::start(SPEED);
    server.state().add_repo("acme/web");
    bootstrap(&server);
    let asks: Vec<Wanted> = (0..25).map(|ask| wanted("acme/web", &format!("ask-{ask}"))).collect();
    std::thread::scope(|scope| {
        for graphql in [true, false, true] {
            let (settings, asks) = (Settings { graphql, ..settings(&server) }, asks.clone());
            scope.spawn(move || carry_out(settings, order(asks, Mode::Apply)).ending().cloned());
        }
    });
    for _ in 0..4 {
        let_quarantine_pass(&connection(&server));
        carry_out(settings(&server), order(asks.clone(), Mode::Apply));
    }
    let state = server.state();
    assert_eq!((state.open_by_key().len(), state.creates().len()), (25, 25));
}
