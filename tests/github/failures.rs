//! Whatever happens to the one request that files an issue, it is sent once, and in the end one issue stands.

use super::*;
use crate::support::github::{Act, Fault};
use canvass::backlog::run::Ending;

/// One request is mistreated; then runs follow until all is done.
fn survives(act: Act, arrives: bool, unknown: bool) {
    side_by_side(&[true, false], |&graphql| {
        let server = Server::start(SPEED);
        server.state().add_repo("acme/web");
        bootstrap(&server);
        server.state().faults.push(Fault::first("POST", "/repos/acme/web/issues", act.clone()));
        let settings = Settings { graphql, ..settings(&server) };
        let mut hasty = settings.clone();
        if matches!(act, Act::Hang) {
            hasty.timeout = Duration::from_secs(1);
        }

        let run = carry_out(hasty, order(vec![wanted("acme/web", "a")], Mode::Apply));
        assert_eq!(server.state().creates().len(), 1, "{act:?}");
        assert_eq!(matches!(results(&run).as_slice(), [Written::Unknown(_)]), unknown, "{act:?}: {:?}", run.executed());
        assert!(matches!(run.ending(), Some(Ending::Incomplete(_))), "{act:?}: {:?}", run.ending());
        assert!(!format!("{run:?}").contains(TOKEN));

        for _ in 0..5 {
            let_quarantine_pass(&connection(&server));
            // Nobody tells who we are: what was sent and not answered must be found all the same.
            carry_out(settings.clone(), order(vec![wanted("acme/web", "a")], Mode::Apply));
        }
        let state = server.state();
        assert_eq!(state.open_by_key().values().copied().collect::<Vec<_>>(), [1], "{act:?}");
        assert_eq!(state.creates().len(), if arrives { 1 } else { 2 }, "{act:?}: a run of its own sends again");
    });
}

#[test]
fn a_connection_closed_before() {
    survives(Act::DropBefore, false, true);
}

#[test]
fn a_connection_closed_after() {
    survives(Act::DropAfter, true, true);
}

#[test]
fn a_500_without_effect() {
    survives(Act::Status(500), false, true);
}

#[test]
fn a_502_with_effect() {
    survives(Act::StatusAfter(502), true, true);
}

#[test]
fn no_answer_in_time() {
    survives(Act::Hang, true, true);
}

#[test]
fn half_an_answer() {
    survives(Act::Half, true, true);
}

#[test]
fn a_page_instead_of_an_answer() {
    survives(Act::Html, true, true);
}

#[test]
fn a_408() {
    survives(Act::Status(408), false, true);
}

#[test]
fn a_refusal_is_no_doubt() {
    survives(Act::Status(422), false, false);
}

#[test]
fn a_limit_is_no_doubt() {
    survives(Act::Limit(429, vec![("retry-after", "20".into())], "slow down"), false, false);
}

#[test]
fn connections_that_were_closed_meanwhile_send_nothing_twice() {
    let server = Server::start(SPEED);
    server.state().add_repo("acme/web");
    bootstrap(&server);
    server.state().hangs_up = true;
    let asks: Vec<Wanted> = (0..25).map(|ask| wanted("acme/web", &format!("ask-{ask}"))).collect();
    for _ in 0..5 {
        apply(&server, asks.clone());
        let_quarantine_pass(&connection(&server));
    }
    let state = server.state();
    assert_eq!((state.creates().len(), state.open_by_key().len()), (25, 25));
}

#[test]
fn changes_of_the_ledger_whose_answers_were_lost_file_nothing_twice() {
    let server = Server::start(SPEED);
    server.state().add_repo("acme/web");
    bootstrap(&server);
    server.state().faults.push(Fault::first("PUT", "/contents/", Act::DropAfter).times(3));
    let asks: Vec<Wanted> = (0..25).map(|ask| wanted("acme/web", &format!("ask-{ask}"))).collect();
    for _ in 0..5 {
        apply(&server, asks.clone());
        let_quarantine_pass(&connection(&server));
    }
    let state = server.state();
    assert_eq!((state.creates().len(), state.open_by_key().len()), (25, 25));
}

#[test]
fn what_a_new_login_sent_is_found_although_the_ledger_knows_only_the_old() {
    side_by_side(&[true, false], |&graphql| {
        let server = Server::start(SPEED);
        server.state().add_repo("acme/web");
        server.state().login = "old-bot[bot]".into();
        apply(&server, vec![wanted("acme/web", "a")]);
        server.state().login = crate::support::github::LOGIN.into();
        server.state().faults.push(Fault::first("POST", "/issues", Act::DropAfter));
        for _ in 0..5 {
            let asks = vec![wanted("acme/web", "a"), wanted("acme/web", "b")];
            carry_out(Settings { graphql, ..settings(&server) }, order(asks, Mode::Apply));
            let_quarantine_pass(&connection(&server));
        }
        let state = server.state();
        assert_eq!((state.creates().len(), state.open_by_key().len()), (2, 2));
    });
}
