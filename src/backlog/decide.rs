//! The decision table: what is to be done about one ask, given what was seen, the ledger and the time.
//!
//! | Seen, by a trusted author, with the same key | Ledger | Decision |
//! | --- | --- | --- |
//! | the lowest is open | any | it is ours; renew its block if that says something else |
//! | the lowest is closed | any | the team has answered; nothing is written |
//! | none | number known, and the issue is still there | the view is old: nothing is filed in this repository now |
//! | none | number known, and the issue is gone | a tombstone, until `generation` is raised or the issue is back |
//! | none | claim younger than the quarantine | wait: the request may still arrive |
//! | none | older claim, looked for less than K times | count one more look, and wait for the next run |
//! | none | older claim, looked for K times | claim again, and send |
//! | none | nothing | claim, and send |
//!
//! Several issues with one key are not meant to arise. If they do, the lowest number stays ours for ever, and a higher
//! one that nobody has touched is closed as its duplicate.

use super::block::{Comparison, Digest, is_untouched};
use super::key::{Key, Marker, Source};
use super::ledger::{Entry, Ledger, Seconds, State};
use super::repo::RepoName;
use super::view::{Fetched, IssueStatus, RepoView, SeenIssue, Unavailable};
use super::wanted::{Hold, Wanted};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// Runs in a row that must be told there is no such issue before it counts as deleted.
const MISSING_RUNS: u32 = 3;

/// What is assumed of the host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Q: seconds after a claim in which its request arrives and is listed, or never will be; it is sent in the first third.
    pub quarantine: Seconds,
    /// K: how many runs must look in vain for what was claimed before it is sent again.
    pub confirmations: u32,
}

impl Default for Policy {
    fn default() -> Self {
        Self { quarantine: 30 * 60, confirmations: 2 }
    }
}

/// What was seen in all repositories.
#[derive(Clone, Debug, Default)]
pub struct Sight {
    /// Each repository, or why it cannot be used.
    pub repos: BTreeMap<RepoName, Result<RepoView, Unavailable>>,
    /// Issues the ledger knows and the lists lacked, fetched one by one.
    pub fetched: BTreeMap<(RepoName, u64), Fetched>,
    /// Logins whose issues are taken for ours, in lower case.
    pub trusted: BTreeSet<String>,
}

impl Sight {
    /// What it comes down to: the same digest, the same issues in the same state.
    #[must_use]
    pub fn digest(&self) -> Digest {
        let mut text = String::new();
        for (repo, view) in &self.repos {
            // Writing to a string cannot fail.
            let _ = match view {
                Ok(view) => writeln!(text, "{repo} {:?}", view.facts.as_ref().map(|facts| facts.id)),
                Err(why) => writeln!(text, "{repo} {why}"),
            };
            for issue in view.iter().flat_map(|view| &view.issues) {
                let body = Digest::of(&issue.body);
                let _ = writeln!(text, "#{} {} {body}", issue.number, issue.status);
            }
        }
        Digest::of(&text)
    }

    fn is_trusted(&self, author: &str) -> bool {
        self.trusted.contains(&author.to_ascii_lowercase())
    }

    /// Whether `issue` was filed from `source`.
    pub(super) fn is_ours(&self, issue: &SeenIssue, source: Source) -> bool {
        self.is_trusted(&issue.author) && Marker::read(&issue.body).is_some_and(|marker| marker.source == source)
    }

    /// What is known of `repo`, checked against the number that the ledger has of it.
    fn view(&self, repo: &RepoName, pinned: Option<u64>) -> Result<&RepoView, Unavailable> {
        let view = match self.repos.get(repo) {
            Some(Ok(view)) => view,
            Some(Err(unavailable)) => return Err(unavailable.clone()),
            None => return Err(Unavailable::Failed("it was not looked at".into())),
        };
        match (pinned, &view.facts) {
            (Some(was), Some(facts)) if was != facts.id => Err(Unavailable::Replaced { was, is: facts.id }),
            _ => Ok(view),
        }
    }

    /// The issues in `repo` that carry `key` and were written by somebody trusted, lowest number first.
    fn of_key(&self, repo: &RepoName, view: &RepoView, key: &Key) -> Vec<SeenIssue> {
        let fetched = self.fetched.iter().filter_map(|((other, _), fetched)| match fetched {
            Fetched::Found(issue) if other == repo => Some(issue),
            _ => None,
        });
        let carries = |issue: &&SeenIssue| {
            self.is_trusted(&issue.author) && Marker::read(&issue.body).is_some_and(|marker| marker.key == *key)
        };
        let by_number: BTreeMap<u64, &SeenIssue> =
            view.issues.iter().chain(fetched).filter(carries).map(|issue| (issue.number, issue)).collect();
        by_number.into_values().cloned().collect()
    }

    /// The issue with `number`, from the list or fetched by itself.
    fn by_number<'s>(&'s self, repo: &RepoName, view: &'s RepoView, number: u64) -> Option<&'s SeenIssue> {
        let listed = view.issues.iter().find(|issue| issue.number == number);
        listed.or_else(|| match self.fetched.get(&(repo.clone(), number)) {
            Some(Fetched::Found(issue)) => Some(issue),
            _ => None,
        })
    }

    /// Numbers of `ledger` in `repo` that its list lacks: each must be asked for before its absence means anything.
    #[must_use]
    pub fn unseen(&self, ledger: &Ledger, repo: &RepoName) -> Vec<u64> {
        let Some(Ok(view)) = self.repos.get(repo) else { return Vec::new() };
        let listed = |number: u64| view.issues.iter().any(|issue| issue.number == number);
        let known = ledger.entries.values().filter(|entry| entry.repo == *repo);
        let numbers: BTreeSet<u64> = known.filter_map(Entry::standing).filter(|number| !listed(*number)).collect();
        numbers.into_iter().collect()
    }

    /// Whether the list of `repo` lacks an issue that is there, so that it proves nothing of others either.
    fn is_old(&self, ledger: &Ledger, repo: &RepoName) -> bool {
        let ours = |number: u64| {
            ledger
                .entries
                .values()
                .any(|entry| entry.repo == *repo && entry.standing() == Some(number) && !entry.is_adopted())
        };
        self.unseen(ledger, repo).into_iter().filter(|number| ours(*number)).any(|number| {
            let fetched = self.fetched.get(&(repo.clone(), number));
            !matches!(fetched, Some(Fetched::Gone | Fetched::NotFound))
        })
    }
}

/// What is to be done about one ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The key it goes by: its own, or one from before a rename.
    pub key: Key,
    /// The ask, as `initiative/ask`.
    pub ask: String,
    /// The repository it belongs to.
    pub repo: RepoName,
    /// What the ledger is to know, where that differs from what it knows.
    pub entry: Option<Entry>,
    /// How things stand.
    pub standing: Standing,
    /// Surplus issues of the same ask.
    pub surplus: Vec<Surplus>,
}

impl Decision {
    /// Whether what the ledger is to know is that the issue was looked for in vain.
    #[must_use]
    pub fn counts_absence(&self) -> bool {
        let state = self.entry.as_ref().map(|entry| &entry.state);
        matches!(state, Some(State::Claimed { .. } | State::Filed { missing: 1.., .. } | State::Gone { .. }))
    }
}

/// How an ask stands in its backlog.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It is to be filed.
    ToFile,
    /// It is not to be filed now.
    HeldBack(Hold),
    /// It may be there already, or the view is old: a later run knows.
    Waiting(Waiting),
    /// It stands there, and says what it should.
    Filed {
        /// Its number.
        number: u64,
    },
    /// It stands there, and its block is to be renewed.
    ToUpdate {
        /// Its number.
        number: u64,
        /// What it says now; if it says anything else when it is written to, it is left alone.
        seen: String,
        /// What it is to say.
        body: String,
    },
    /// It stands there, and people have made the block their own.
    TakenOver {
        /// Its number.
        number: u64,
    },
    /// It stands there as an issue people wrote.
    Adopted {
        /// Its number.
        number: u64,
    },
    /// The team has closed it, deleted it or moved it away.
    Answered {
        /// Its number.
        number: u64,
        /// How.
        how: Answer,
    },
    /// Its repository cannot be used now.
    Unavailable(Unavailable),
}

/// How a team has answered by what it did with an issue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It was closed.
    Closed(IssueStatus),
    /// It is no longer there.
    Gone,
}

/// Why nothing is done about an ask in this run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waiting {
    /// A run may have sent it a moment ago.
    Quarantine {
        /// When that is settled.
        until: Seconds,
    },
    /// It may have been sent; this many runs have looked for it in vain.
    Unconfirmed {
        /// Runs so far, this one included.
        looked: u32,
        /// Runs that are enough.
        enough: u32,
    },
    /// The list of the repository is older than the ledger.
    OldView,
    /// The host said that an issue we know is not there; three runs must hear it.
    Missing {
        /// Its number.
        number: u64,
    },
    /// There is no ledger yet, so that nobody knows what was filed.
    NoLedger,
}

/// An issue that says what another one says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Surplus {
    /// Its number.
    pub number: u64,
    /// The one that stays.
    pub of: u64,
    /// What it says now, for it is closed only if it still says that; nothing when people have touched it, so that it
    /// is theirs to close.
    pub untouched: Option<String>,
}

/// Decides about `wanted`.
#[must_use]
pub fn decide(wanted: &Wanted, ledger: Option<&Ledger>, sight: &Sight, policy: Policy, now: Seconds) -> Decision {
    let entry_of = |key: &Key| ledger.and_then(|ledger| ledger.entries.get(key));
    let keys = || std::iter::once(&wanted.key).chain(&wanted.before);
    let seen = |key: &&Key| {
        let view = sight.repos.get(&wanted.repo).and_then(|view| view.as_ref().ok());
        view.is_some_and(|view| !sight.of_key(&wanted.repo, view, key).is_empty())
    };
    let key = keys().find(|key| entry_of(key).is_some()).or_else(|| keys().find(seen)).unwrap_or(&wanted.key);
    let entry = entry_of(key);
    let repo = entry.map_or(&wanted.repo, |entry| &entry.repo);
    let decision = |standing| Decision {
        key: key.clone(),
        ask: wanted.name(),
        repo: repo.clone(),
        entry: None,
        standing,
        surplus: Vec::new(),
    };
    let view = sight.view(repo, entry.and_then(|entry| entry.repo_id));
    let known = entry.and_then(Entry::standing);
    let mut issues = view.as_ref().map(|view| sight.of_key(repo, view, key)).unwrap_or_default();
    // The number of another ask stays that ask's, whatever people copied into it.
    issues.retain(|issue| known == Some(issue.number) || !is_of_another(ledger, repo, key, issue.number));
    if let Some(State::Gone { number }) = entry.map(|entry| &entry.state)
        && issues.first().is_none_or(|lowest| lowest.number > *number)
    {
        return decision(Standing::Answered { number: *number, how: Answer::Gone });
    }
    let view = match view {
        Ok(view) => view,
        Err(unavailable) => return decision(Standing::Unavailable(unavailable)),
    };
    let know = |state| {
        let repo_id = view.facts.as_ref().map(|facts| facts.id).or(entry.and_then(|entry| entry.repo_id));
        let known = Entry { ask: wanted.name(), repo: repo.clone(), repo_id, state };
        Some(known).filter(|known| entry.is_none_or(|entry| entry.state != known.state))
    };

    // Of a number that is not in the list, what asking for it told.
    let unlisted = entry.and_then(|entry| match &entry.state {
        State::Filed { number, author, adopted, missing } => {
            // An adopted one carries no key of ours, so that it is known by its number in the list as well.
            let listed = || view.issues.iter().find(|issue| *adopted && issue.number == *number);
            let fetched = sight.fetched.get(&(repo.clone(), *number)).cloned();
            let fetched = fetched.or_else(|| listed().cloned().map(Fetched::Found))?;
            Some((*number, author, *adopted, *missing, fetched))
        }
        _ => None,
    });
    if let Some((number, author, adopted, missing, fetched)) = &unlisted {
        let (number, adopted, missing) = (*number, *adopted, *missing);
        match fetched {
            Fetched::Gone => {
                let standing = Standing::Answered { number, how: Answer::Gone };
                return Decision { entry: know(State::Gone { number }), ..decision(standing) };
            }
            Fetched::NotFound if missing + 1 >= MISSING_RUNS => {
                let standing = Standing::Answered { number, how: Answer::Gone };
                return Decision { entry: know(State::Gone { number }), ..decision(standing) };
            }
            Fetched::NotFound => {
                let state = State::Filed { number, author: (*author).clone(), adopted, missing: missing + 1 };
                return Decision { entry: know(state), ..decision(Standing::Waiting(Waiting::Missing { number })) };
            }
            Fetched::Found(issue) if adopted => {
                let standing = match issue.status {
                    IssueStatus::Open => Standing::Adopted { number },
                    status => Standing::Answered { number, how: Answer::Closed(status) },
                };
                let state = State::Filed { number, author: (*author).clone(), adopted, missing: 0 };
                return Decision { entry: know(state), ..decision(standing) };
            }
            Fetched::Unknown => return decision(Standing::Waiting(Waiting::OldView)),
            Fetched::Found(_) => {}
        }
    }

    // The number we know stays ours, even when people took every mark of us out of it.
    if let Some(number) = known.filter(|number| issues.first().is_none_or(|lowest| lowest.number > *number)) {
        let standing = match sight.by_number(repo, view, number).map(|issue| issue.status) {
            Some(IssueStatus::Open) => Standing::TakenOver { number },
            // Of another one that people let stand.
            Some(status @ IssueStatus::Duplicate) => {
                return decision(Standing::Answered { number, how: Answer::Closed(status) });
            }
            Some(status) => Standing::Answered { number, how: Answer::Closed(status) },
            None => return decision(Standing::Waiting(Waiting::OldView)),
        };
        let surplus = issues.iter().filter_map(|issue| surplus(issue, number)).collect();
        return Decision { surplus, ..decision(standing) };
    }
    if let Some(lowest) = issues.first() {
        // People may have closed the lowest as the duplicate of a higher one, which then stays.
        let stays = issues.iter().find(|issue| issue.status != IssueStatus::Duplicate).unwrap_or(lowest);
        let higher = issues.iter().filter(|issue| issue.number > stays.number);
        let state = State::Filed { number: lowest.number, author: lowest.author.clone(), adopted: false, missing: 0 };
        return Decision {
            entry: know(state),
            surplus: higher.filter_map(|issue| surplus(issue, stays.number)).collect(),
            ..decision(standing(wanted, lowest))
        };
    }
    let claim = entry.map(|entry| &entry.state);
    // What may have been sent is looked for even so.
    if let (Some(hold), None) = (&wanted.held_back, claim) {
        return decision(Standing::HeldBack(hold.clone()));
    }
    let Some(ledger) = ledger else { return decision(Standing::Waiting(Waiting::NoLedger)) };
    if sight.is_old(ledger, repo) {
        return decision(Standing::Waiting(Waiting::OldView));
    }
    match claim {
        Some(State::Claimed { at, .. }) if now < at + policy.quarantine => {
            decision(Standing::Waiting(Waiting::Quarantine { until: at + policy.quarantine }))
        }
        Some(State::Claimed { run, at, empties }) if *empties < policy.confirmations => {
            let looked = empties + 1;
            let state = State::Claimed { run: run.clone(), at: *at, empties: looked };
            let waiting = Waiting::Unconfirmed { looked, enough: policy.confirmations };
            Decision { entry: know(state), ..decision(Standing::Waiting(waiting)) }
        }
        _ => {
            if let Some(hold) = &wanted.held_back {
                return decision(Standing::HeldBack(hold.clone()));
            }
            // What never arrived where the files once said is filed where they say now.
            let standing = match sight.view(&wanted.repo, None) {
                Err(unavailable) => Standing::Unavailable(unavailable),
                Ok(_) if sight.is_old(ledger, &wanted.repo) => Standing::Waiting(Waiting::OldView),
                Ok(_) => Standing::ToFile,
            };
            Decision { repo: wanted.repo.clone(), ..decision(standing) }
        }
    }
}

/// Whether the ledger has `number` in `repo` as the issue of another key.
fn is_of_another(ledger: Option<&Ledger>, repo: &RepoName, key: &Key, number: u64) -> bool {
    let mut entries = ledger.into_iter().flat_map(|ledger| &ledger.entries);
    entries.any(|(other, entry)| entry.number() == Some(number) && other != key && entry.repo == *repo)
}

/// How `issue`, the one that is ours, stands to what is wanted.
fn standing(wanted: &Wanted, issue: &SeenIssue) -> Standing {
    let number = issue.number;
    if !issue.status.is_open() {
        return Standing::Answered { number, how: Answer::Closed(issue.status) };
    }
    let frozen = wanted.held_back.as_ref().is_some_and(Hold::forbids_updates);
    match wanted.draft.compare(&issue.body) {
        Comparison::Outdated if !frozen => match wanted.draft.renew(&issue.body) {
            Some(body) => Standing::ToUpdate { number, seen: issue.body.clone(), body },
            None => Standing::TakenOver { number },
        },
        Comparison::TakenOver => Standing::TakenOver { number },
        _ => Standing::Filed { number },
    }
}

/// An open issue that says what number `of` says.
fn surplus(issue: &SeenIssue, of: u64) -> Option<Surplus> {
    let untouched = issue.comments == 0 && !issue.assigned && is_untouched(&issue.body);
    issue.status.is_open().then(|| Surplus {
        number: issue.number,
        of,
        untouched: untouched.then(|| issue.body.clone()),
    })
}
