//! What the core decides, plans and does, each put together by hand.

mod decisions;
mod plans;
mod runs;

use super::decide::{Decision, Policy, Sight, decide};
use super::ledger::{Entry, Ledger, Seconds, State};
use super::view::{Fetched, IssueStatus, RepoFacts, RepoView, SeenIssue};
use super::wanted::Wanted;
use super::{Draft, Key, Marker, RepoName, Source};

const SOURCE: Source = Source(7);
const NOW: Seconds = 1_800_000_000;
const Q: Seconds = 30 * 60;

fn repo(name: &str) -> RepoName {
    name.parse().unwrap()
}

fn key(ask: &str) -> Key {
    Key::new(SOURCE, "x", ask, 1)
}

fn draft(ask: &str) -> Draft {
    Draft::new(&format!("Please {ask}"), &format!("We need {ask}"), Vec::new())
}

fn wanted(ask: &str) -> Wanted {
    Wanted {
        key: key(ask),
        before: Vec::new(),
        initiative: "x".into(),
        ask: ask.into(),
        team: "web".into(),
        repo: repo("acme/web"),
        max_open: None,
        due: None,
        held_back: None,
        missed: None,
        draft: draft(ask),
    }
}

/// An open issue of `ask` that says what it should.
fn issue(number: u64, ask: &str) -> SeenIssue {
    SeenIssue {
        number,
        author: "bot".into(),
        status: IssueStatus::Open,
        body: draft(ask).body(&Marker { key: key(ask), source: SOURCE }),
        comments: 0,
        assigned: false,
    }
}

fn closed(number: u64, ask: &str, status: IssueStatus) -> SeenIssue {
    SeenIssue { status, ..issue(number, ask) }
}

fn facts() -> RepoFacts {
    RepoFacts { id: 100, name: repo("acme/web") }
}

fn sight(issues: Vec<SeenIssue>) -> Sight {
    let view = RepoView { facts: Some(facts()), issues };
    Sight { repos: [(repo("acme/web"), Ok(view))].into(), trusted: ["bot".to_owned()].into(), ..Sight::default() }
}

fn fetched(mut sight: Sight, number: u64, fetched: Fetched) -> Sight {
    sight.fetched.insert((repo("acme/web"), number), fetched);
    sight
}

fn entry(ask: &str, state: State) -> Entry {
    Entry { ask: format!("x/{ask}"), repo: repo("acme/web"), repo_id: Some(100), state }
}

fn filed(number: u64) -> State {
    State::Filed { number, author: "bot".into(), adopted: false, missing: 0 }
}

fn missing(number: u64, missing: u32) -> State {
    State::Filed { number, author: "bot".into(), adopted: false, missing }
}

fn claimed(at: Seconds, empties: u32) -> State {
    State::Claimed { run: "earlier".into(), at, empties }
}

fn ledger(entries: &[(&str, State)]) -> Ledger {
    let mut ledger = Ledger::default();
    ledger.entries.extend(entries.iter().map(|(ask, state)| (key(ask), entry(ask, state.clone()))));
    ledger
}

fn decided(wanted: &Wanted, ledger: Option<&Ledger>, sight: &Sight) -> Decision {
    decide(wanted, ledger, sight, Policy::default(), NOW)
}
