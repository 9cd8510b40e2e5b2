//! Two tokens, one for the backlogs and one for the repository of the initiatives: each goes where it belongs, and
//! neither is shown. The fake notes every request with the wrong one.

use super::*;
use crate::support::github::{Act, Fault, HOME_TOKEN, LOGIN};
use canvass::backlog::run::Ending;
use canvass::forge::github::{Error, LastSuccess};
use canvass::forge::{Forge, Keeper};
use std::collections::BTreeSet;

fn two_tokens() -> Server {
    let server = Server::start(SPEED);
    server.state().two_tokens = true;
    server.state().add_repo("other/web");
    server
}

fn both(server: &Server, graphql: bool) -> Settings {
    Settings { home_token: Some(Token::new(HOME_TOKEN)), graphql, ..settings(server) }
}

#[test]
fn a_whole_run_sends_each_where_it_belongs() {
    for graphql in [true, false] {
        for installation in [true, false] {
            let server = two_tokens();
            server.state().installation = installation;
            let run = |asks: Vec<Wanted>| {
                let authors = if installation { BTreeSet::from([LOGIN.to_owned()]) } else { BTreeSet::new() };
                carry_out(both(&server, graphql), Order { authors, ..starting(asks) })
            };
            // One in the repository of the initiatives itself: that is a backlog as well.
            let asks = vec![wanted("other/web", "a"), wanted("acme/plans", "b")];
            assert_eq!(run(asks.clone()).ending(), Some(&Ending::Complete));
            assert_eq!(run(asks.clone()).plan().filed.len(), 2);
            let mut changed = asks;
            changed[0].draft = Draft::new("Ask a", "Please do it soon.", vec!["canvass".into()]);
            server.forget();
            assert_eq!(run(changed).ending(), Some(&Ending::Complete));
            assert_eq!(server.state().writes(), 1);
            assert!(server.state().log[0].authorization.ends_with(HOME_TOKEN), "what the asks are of is asked at home");
            server.state().rename("acme/plans", "acme/portfolio");
            assert_eq!(run(vec![wanted("other/web", "a"), wanted("other/web", "c")]).ending(), Some(&Ending::Complete));
            assert_eq!(server.state().open_by_key().len(), 3);
            let text = server.state().ledger_text("acme/portfolio");
            assert!(text.contains(LOGIN) && !text.contains("github-actions"), "who writes issues is ours: {text}");
        }
    }
}

#[test]
fn the_age_of_the_last_success_is_asked_with_the_token_of_home() {
    let server = two_tokens();
    let times = vec!["2026-11-20T06:17:00Z".to_owned()];
    server.state().repo("acme/plans").workflows.insert("file.yml".into(), times);
    let mut connection = connect(both(&server, true)).unwrap();
    assert!(matches!(connection.last_success("file.yml"), LastSuccess::At(_)));
}

#[test]
fn the_same_token_twice_is_one() {
    let server = Server::start(SPEED);
    server.state().add_repo("other/web");
    let settings = Settings { home_token: Some(Token::new(TOKEN)), ..settings(&server) };
    assert_eq!(carry_out(settings, starting(vec![wanted("other/web", "a")])).ending(), Some(&Ending::Complete));
    let gap = server.state().least_gap(|request| request.writes());
    assert!(gap >= 1_000, "one pace for the ledger and the issues: {gap}");
}

#[test]
fn a_silence_of_one_is_not_one_of_the_other() {
    let server = two_tokens();
    let mut connection = connect(both(&server, false)).unwrap();
    let limit = Act::Limit(403, vec![("retry-after", "3600".into())], "secondary rate limit");
    server.state().faults.push(Fault::first("GET", "/contents/", limit));
    assert!(connection.parts().1.read().is_err());
    server.state().silent_until = 0;
    let authors = BTreeSet::from([LOGIN.to_owned()]);
    let seen = connection.parts().0.observe(&[name("other/web")], &authors);
    assert!(seen.repos[&name("other/web")].is_ok(), "{:?}", seen.repos);
    assert!(matches!(connection.source(), Err(Error::Source { .. })), "home is left alone");
}

#[test]
fn neither_is_shown_wherever_a_host_puts_it() {
    assert!(!format!("{:?}", both(&Server::start(SPEED), true)).contains("ghs_"));
    let server = two_tokens();
    let echo = format!(r#"{{"message": "{TOKEN} {HOME_TOKEN}", "errors": ["{HOME_TOKEN}", "{TOKEN}"]}}"#);
    for status in [400, 401, 422] {
        let methods = ["GET", "POST", "PATCH", "PUT"];
        server.state().faults =
            methods.map(|method| Fault::first(method, "/", Act::Text(status, echo.clone())).times(99)).to_vec();
        let mut connection = connect(both(&server, false)).unwrap();
        let source = connection.source().unwrap_err();
        let (mut issues, mut keeper) = connection.parts();
        let seen = issues.observe(&[name("other/web")], &BTreeSet::from(["a".to_owned()]));
        let shown = format!("{source} {source:?} {:?} {:?}", seen.repos, keeper.read());
        assert!(!shown.contains("ghs_"), "{shown}");
    }
}

#[test]
fn one_that_no_header_can_hold_is_refused() {
    let server = Server::start(SPEED);
    for bad in ["", "a\nb"] {
        let settings = Settings { home_token: Some(Token::new(bad)), ..settings(&server) };
        assert!(matches!(connect(settings), Err(Error::Token)));
    }
}
