//! When GitHub says that it was asked too often, nothing is asked until its time has come.

use super::*;
use crate::support::github::{Act, Fault, LOGIN};
use canvass::backlog::run::Ending;
use canvass::backlog::view::Unavailable;
use canvass::forge::Forge;
use std::collections::BTreeSet;

type Headers = Vec<(&'static str, String)>;

/// Every way to be told, each with the silence it asks for; the fake notes whoever asks before that is over.
fn limits() -> Vec<Act> {
    let secondary = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.";
    let reset = |seconds: &str| -> Headers {
        vec![("x-ratelimit-remaining", "0".into()), ("x-ratelimit-reset", seconds.into())]
    };
    vec![
        Act::Limit(429, vec![("retry-after", "45".into())], "slow down"),
        Act::Limit(403, vec![("retry-after", "45".into())], secondary),
        Act::Limit(429, reset("90"), "API rate limit exceeded"),
        Act::Limit(403, reset("90"), "API rate limit exceeded"),
        Act::Limit(429, Headers::new(), "slow down"),
        Act::Limit(403, Headers::new(), secondary),
    ]
}

fn filing() -> Server {
    let server = Server::start(SPEED);
    server.state().add_repo("acme/web");
    bootstrap(&server);
    server
}

#[test]
fn a_limit_on_a_write_silences_everything() {
    for act in limits() {
        for (method, part) in [("POST", "/issues"), ("PUT", "/contents/")] {
            let server = filing();
            server.state().faults.push(Fault::first(method, part, act.clone()));
            let asks: Vec<Wanted> = (0..3).map(|ask| wanted("acme/web", &format!("ask-{ask}"))).collect();
            apply(&server, asks.clone());
            assert_eq!(apply(&server, asks).ending(), Some(&Ending::Complete), "{act:?} {method}");
            let state = server.state();
            assert_eq!(state.open_by_key().len(), 3, "{act:?} {method}");
            assert!(state.silent_until > 0);
            assert!(state.least_gap(|request| request.creates()) >= 3_000);
        }
    }
}

#[test]
fn a_limit_on_a_read_silences_everything() {
    for act in limits() {
        for (graphql, method, part) in [(true, "POST", "/graphql"), (false, "GET", "/issues"), (false, "GET", "/user")]
        {
            let server = filing();
            server.state().faults.push(Fault::first(method, part, act.clone()));
            let settings = Settings { graphql, ..settings(&server) };
            let run = carry_out(settings, order(vec![wanted("acme/web", "a")], Mode::Apply));
            assert_eq!(run.ending(), Some(&Ending::Complete), "{act:?} {part}");
            assert_eq!(server.state().creates().len(), 1);
        }
    }
}

#[test]
fn a_long_limit_ends_the_run() {
    for headers in [
        vec![("retry-after", "301".to_owned())],
        vec![("x-ratelimit-remaining", "0".to_owned()), ("x-ratelimit-reset", "1800".to_owned())],
    ] {
        let act = Act::Limit(403, headers, "API rate limit exceeded");
        let server = filing();
        server.state().faults.push(Fault::first("POST", "/issues", act.clone()));
        let asks: Vec<Wanted> = (0..3).map(|ask| wanted("acme/web", &format!("ask-{ask}"))).collect();
        let run = carry_out(settings(&server), order(asks, Mode::Apply));
        assert!(matches!(run.ending(), Some(Ending::Incomplete(_))), "{:?}", run.ending());
        let results = results(&run);
        assert!(matches!(results.first(), Some(Written::Refused { whole_repo: false, .. })), "{results:?}");
        assert!(matches!(results.last(), Some(Written::Halt(_))), "{results:?}");
        assert_eq!(server.state().creates().len(), 1, "nothing after it");

        let server = filing();
        server.state().faults.push(Fault::first("GET", "/issues", act));
        let (mut issues, _) = connect(Settings { graphql: false, ..settings(&server) }).unwrap().parts();
        let seen = issues.observe(&[name("acme/web")], &BTreeSet::from([LOGIN.to_owned()]));
        assert!(matches!(seen.repos[&name("acme/web")], Err(Unavailable::Failed(_))));
        let log = server.state().log.clone();
        assert_eq!(log.len(), 2, "who we are, and one list: {log:?}");
    }
}

#[test]
fn limits_without_a_time_end_the_run_in_the_end() {
    let server = filing();
    let act = Act::Limit(429, Headers::new(), "slow down");
    server.state().faults.push(Fault::first("POST", "/issues", act).times(99));
    let asks: Vec<Wanted> = (0..8).map(|ask| wanted("acme/web", &format!("ask-{ask}"))).collect();
    let run = carry_out(settings(&server), order(asks, Mode::Apply));
    assert!(matches!(results(&run).last(), Some(Written::Halt(_))), "{:?}", run.executed());
    // After 60, 120 and 240 seconds; 480 are too long.
    assert_eq!(server.state().creates().len(), 4);
}
