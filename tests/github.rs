//! GitHub as the library speaks to it, against a fake that keeps state and fails on demand: nothing is filed twice,
//! nothing is asked too often, nothing that failed is taken for absent.

mod comments;
mod counts;
mod events;
mod failures;
mod ledger;
mod looking;
mod pace;
mod processes;
mod safety;
mod tokens;
mod writing;

use crate::support::github::{Server, TOKEN};
use canvass::backlog::block::Draft;
use canvass::backlog::decide::Policy;
use canvass::backlog::plan::Limits;
use canvass::backlog::run::{Mode, Written};
use canvass::backlog::{Key, Order, RepoName, Run, Source, Wanted};
use canvass::forge::github::{Connection, Settings, Token, connect};
use canvass::forge::{Clock, drive};
use canvass::model::TeamId;
use canvass::model::workspace::Caps;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// Fast enough that an hour passes in seconds.
const SPEED: u32 = 1_000;
/// The number of `acme/plans` in the fake.
const SOURCE: Source = Source(1);

/// Checks the cases on several threads, for each of them waits most of its time.
fn side_by_side<T: Sync>(cases: &[T], check: impl Fn(&T) + Sync) {
    const THREADS: usize = 4;
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..THREADS.min(cases.len()) {
            scope.spawn(|| {
                while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                    check(case);
                }
            });
        }
    });
}

fn name(text: &str) -> RepoName {
    text.parse().unwrap()
}

fn settings(server: &Server) -> Settings {
    Settings {
        api: server.api(),
        allowed_hosts: vec!["127.0.0.1".into()],
        clock_scale: SPEED,
        timeout: Duration::from_secs(10),
        ..Settings::new(Token::new(TOKEN), name("acme/plans"))
    }
}

fn connection(server: &Server) -> Connection {
    connect(settings(server)).unwrap()
}

/// An ask for `repo` that is to be filed.
fn wanted(repo: &str, ask: &str) -> Wanted {
    Wanted {
        key: Key::new(SOURCE, "checkout", ask, 1),
        before: Vec::new(),
        initiative: "checkout".into(),
        ask: ask.into(),
        team: TeamId::from("payments"),
        repo: name(repo),
        max_open: None,
        due: None,
        held_back: None,
        missed: None,
        draft: Draft::new(&format!("Ask {ask}"), "Please do it.", vec!["canvass".into()]),
    }
}

fn order(wanted: Vec<Wanted>, mode: Mode) -> Order {
    static RUNS: AtomicUsize = AtomicUsize::new(0);
    let most = u32::MAX;
    Order {
        limits: Limits { caps: Caps { run: most, repo: most, team: most }, allowed: Some(wanted.len()) },
        wanted,
        source: SOURCE,
        policy: Policy::default(),
        authors: std::iter::empty().collect(),
        run: format!("run {}", RUNS.fetch_add(1, Ordering::SeqCst)),
        mode,
        starts_ledger: false,
    }
}

/// An order for a first run, which starts a ledger on the way.
fn starting(wanted: Vec<Wanted>) -> Order {
    Order { starts_ledger: true, ..order(wanted, Mode::Apply) }
}

/// Carries `order` out as a command would.
fn carry_out(settings: Settings, order: Order) -> Run {
    let mut connection = connect(settings).unwrap();
    assert_eq!(connection.source().unwrap().id, SOURCE.0);
    let (mut issues, mut keeper) = connection.parts();
    let mut run = Run::new(order);
    drive(&mut run, &mut issues, &mut keeper, &connection.clock(), &mut |_| true, &|| false);
    run
}

/// Starts the ledger and files `wanted`, by GraphQL.
fn apply(server: &Server, wanted: Vec<Wanted>) -> Run {
    carry_out(settings(server), starting(wanted))
}

fn apply_by_rest(server: &Server, wanted: Vec<Wanted>) -> Run {
    carry_out(Settings { graphql: false, ..settings(server) }, starting(wanted))
}

/// Starts an empty ledger.
fn bootstrap(server: &Server) {
    let run = carry_out(settings(server), order(vec![wanted("acme/web", "none")], Mode::Bootstrap));
    assert!(server.state().ledger().is_some(), "{:?}", run.ending());
    server.forget();
}

fn results(run: &Run) -> Vec<&Written> {
    run.executed().iter().map(|done| &done.result).collect()
}

/// Lets the quarantine of what was sent pass.
fn let_quarantine_pass(connection: &Connection) {
    let clock = connection.clock();
    clock.wait(clock.now() + Policy::default().quarantine + 1);
}
