//! How many requests a run costs.

use super::*;
use canvass::backlog::run::Ending;

fn many(repos: usize, each: usize) -> (Server, Vec<Wanted>) {
    many_at(SPEED, repos, each)
}

fn many_at(speed: u32, repos: usize, each: usize) -> (Server, Vec<Wanted>) {
    let server = Server::start(speed);
    let mut asks = Vec::new();
    for repo in 0..repos {
        let name = format!("acme/team-{repo}");
        server.state().add_repo(&name);
        asks.extend((0..each).map(|ask| wanted(&name, &format!("ask-{repo}-{ask}"))));
    }
    (server, asks)
}

#[test]
fn a_run_with_nothing_to_do_costs_little_and_writes_nothing() {
    let repos = 30_usize;
    for graphql in [true, false] {
        let (server, asks) = many(repos, 1);
        assert_eq!(apply(&server, asks.clone()).ending(), Some(&Ending::Complete));
        server.forget();
        let before = server.state().ledger();

        let run = if graphql { apply(&server, asks) } else { apply_by_rest(&server, asks) };
        assert_eq!(run.ending(), Some(&Ending::Complete));
        assert_eq!(run.plan().filed.len(), repos);
        let mut state = server.state();
        let most = if graphql { repos.div_ceil(25) + 1 } else { repos + 2 };
        assert!(state.log.len() <= most, "{} requests: {:#?}", state.log.len(), state.log);
        assert_eq!(state.writes(), 0);
        assert_eq!(state.ledger(), before);
    }
}

#[test]
fn two_hundred_issues_in_fifty_repositories() {
    let (server, asks) = many(50, 4);
    let run = apply(&server, asks);
    assert_eq!(run.ending(), Some(&Ending::Complete));
    let state = server.state();
    assert_eq!((state.creates().len(), state.open_by_key().len()), (200, 200));
    assert!(state.log.len() <= 240, "{} requests", state.log.len());
    assert!(state.least_gap(|request| request.creates()) >= 3_000);
    assert!(state.least_gap(|request| request.writes()) >= 1_000);
    assert!(state.most_creates(60_000) <= 60);
    assert!(state.most_creates(3_600_000) <= 400);
}

#[test]
fn an_hour_takes_four_hundred() {
    // Slow enough that a busy machine, too, files four hundred before the hour is over.
    let speed = SPEED / 4;
    let (server, asks) = many_at(speed, 42, 10);
    let run = carry_out(Settings { clock_scale: speed, ..settings(&server) }, starting(asks));
    assert!(matches!(run.ending(), Some(Ending::Incomplete(why)) if why.contains("hour")), "{:?}", run.ending());
    let state = server.state();
    assert_eq!(state.creates().len(), 400);
    assert!(state.most_creates(60_000) <= 60);
    assert!(state.most_creates(3_600_000) <= 400);
}

#[test]
fn longer_lists_are_read_page_by_page() {
    for graphql in [true, false] {
        let (server, asks) = many(1, 5);
        server.state().page_size = 2;
        assert_eq!(apply(&server, asks.clone()).ending(), Some(&Ending::Complete));
        server.forget();
        let run = if graphql { apply(&server, asks) } else { apply_by_rest(&server, asks) };
        assert_eq!((run.ending(), run.plan().filed.len()), (Some(&Ending::Complete), 5));
        let pages = server.state().log.iter().filter(|request| request.is("GET", "/issues")).count();
        assert_eq!(pages, 3);
    }
}
