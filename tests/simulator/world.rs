//! The host: repositories and their issues as they really are, and what it tells of them.

use super::chance::Chance;
use super::keeper::{Kept, SOURCE};
use super::people::Traces;
use super::profiles::Faults;
use canvass_backlog::ledger::{Seconds, State};
use canvass_backlog::run::{Answer, Write, Written};
use canvass_backlog::view::{Fetched, IssueStatus, RepoFacts, RepoView, SeenIssue, Unavailable};
use canvass_backlog::wanted::{Hold, Wanted};
use canvass_backlog::{Draft, Key, Marker, RepoName};
use canvass_model::AskStatus;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// When the first world begins.
const BEGIN: Seconds = 1_800_000_000;
pub(crate) const MINUTE: Seconds = 60;
pub(crate) const QUARANTINE: Seconds = 30 * MINUTE;
pub(crate) const CONFIRMATIONS: u32 = 2;
/// What a title says that two asks share, as happens.
const SHARED_TITLE: &str = "Make retries idempotent";

/// Asks to take from: hashing their keys for each world would take longer than the world.
static ASKS: LazyLock<Vec<(String, Key)>> = LazyLock::new(|| {
    (0..64)
        .map(|place| (format!("ask-{place:02}"), Key::new(SOURCE, "initiative", &format!("ask-{place:02}"), 1)))
        .collect()
});

/// An ask, as the files say it.
#[derive(Clone, Debug)]
pub(crate) struct Ask {
    pub(crate) id: String,
    pub(crate) key: Key,
    pub(crate) repo: usize,
    pub(crate) edition: u32,
    /// Whether the files hold it back now.
    pub(crate) held_back: bool,
    pub(crate) title: String,
}

/// An issue as it is.
#[derive(Clone, Debug)]
pub(crate) struct Issue {
    pub(crate) number: u64,
    pub(crate) author: &'static str,
    /// The key it was filed under.
    pub(crate) key: Key,
    pub(crate) title: String,
    pub(crate) body: String,
    pub(crate) status: IssueStatus,
    pub(crate) comments: u64,
    pub(crate) assigned: bool,
    /// How it is no longer there.
    pub(crate) gone: Option<Fetched>,
    created_at: Seconds,
    /// When lists and requests by number begin to show it.
    shown_from: Seconds,
    /// Looks that missed it although it was there.
    missed: u32,
    pub(crate) traces: Traces,
}

impl Issue {
    /// Whether its first line still says whose it is.
    pub(crate) fn is_marked(&self) -> bool {
        Marker::read(&self.body).is_some_and(|marker| marker.key == self.key)
    }

    fn seen(&self) -> SeenIssue {
        SeenIssue {
            number: self.number,
            author: self.author.to_owned(),
            status: self.status,
            body: self.body.clone(),
            comments: self.comments,
            assigned: self.assigned,
        }
    }
}

/// A repository as it is.
#[derive(Debug)]
pub(crate) struct Repo {
    /// What the files call it.
    pub(crate) name: RepoName,
    /// What it is called now.
    pub(crate) called: RepoName,
    pub(crate) id: u64,
    pub(crate) issues: Vec<Issue>,
    pub(crate) down: Option<Unavailable>,
    /// When another repository was given the name.
    pub(crate) replaced: Seconds,
    next_number: u64,
}

/// An issue on its way.
#[derive(Debug)]
struct OnTheWay {
    at: Seconds,
    repo: usize,
    repo_id: u64,
    issue: Issue,
}

/// Everything there is, and how much of it went wrong.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) chance: Chance,
    pub(crate) faults: Faults,
    pub(crate) now: Seconds,
    pub(crate) asks: Vec<Ask>,
    pub(crate) max_open: Option<u32>,
    pub(crate) repos: Vec<Repo>,
    pub(crate) kept: Kept,
    on_the_way: Vec<OnTheWay>,
    /// Whether the host writes line ends of its own.
    crlf: bool,
    /// Whether runs are told under which logins others wrote, as whoever starts a ledger anew must.
    pub(crate) names_logins: bool,
    pub(crate) writes: u32,
    /// Issues that arose although one with the same key was there.
    pub(crate) surplus: u32,
    /// Whether everything that happens is printed.
    pub(crate) aloud: bool,
    /// The first thing that must not happen and did.
    pub(crate) violation: Option<String>,
}

impl World {
    pub(crate) fn new(seed: u64, faults: Faults) -> Self {
        let mut chance = Chance::new(seed);
        let first = chance.below(ASKS.len());
        let asks = (0..2 + chance.below(3)).map(|place| {
            let (id, key) = ASKS[(first + place) % ASKS.len()].clone();
            let title = if place < 2 { SHARED_TITLE.to_owned() } else { format!("Please {id}") };
            Ask { id, key, repo: chance.below(2), edition: 0, held_back: chance.of(50), title }
        });
        let asks = asks.collect();
        let repo = |name: &str, id| {
            let name: RepoName = name.parse().unwrap();
            Repo { called: name.clone(), name, id, issues: Vec::new(), down: None, replaced: 0, next_number: 1 }
        };
        let starts = faults.ledger_deleted == 0 || chance.of(500);
        Self {
            asks,
            max_open: chance.of(150).then_some(1),
            repos: vec![repo("acme/web", 100), repo("acme/pay", 200)],
            kept: if starts { Kept::starting() } else { Kept::default() },
            crlf: chance.of(200),
            chance,
            faults,
            now: BEGIN,
            on_the_way: Vec::new(),
            names_logins: faults.ledger_deleted > 0,
            writes: 0,
            surplus: 0,
            aloud: false,
            violation: None,
        }
    }

    pub(crate) fn violated(&mut self, what: impl Into<String>) {
        let what = what.into();
        self.tell(|_| format!("VIOLATION {what}"));
        self.violation.get_or_insert(what);
    }

    /// Prints what happens, where somebody wants to follow it.
    pub(crate) fn tell(&self, what: impl FnOnce(&Self) -> String) {
        if self.aloud {
            println!("{:>7} {}", self.now - BEGIN, what(self));
        }
    }

    /// What the files want today.
    pub(crate) fn wanted(&self) -> Vec<Wanted> {
        let wanted = self.asks.iter().map(|ask| {
            let block = format!("What we need: {}, edition {}", ask.id, ask.edition);
            Wanted {
                key: ask.key.clone(),
                before: Vec::new(),
                initiative: "initiative".into(),
                ask: ask.id.clone(),
                team: "team".into(),
                repo: self.repos[ask.repo].name.clone(),
                max_open: self.max_open,
                due: None,
                held_back: ask.held_back.then_some(Hold::Status(AskStatus::Deferred)),
                missed: None,
                draft: Draft::new(&ask.title, &block, Vec::new()),
            }
        });
        wanted.collect()
    }

    /// Lets time pass, and happen what was on its way.
    pub(crate) fn pass(&mut self, seconds: Seconds) {
        self.now += seconds;
        let now = self.now;
        let (due, later) = std::mem::take(&mut self.on_the_way).into_iter().partition(|coming| coming.at <= now);
        self.on_the_way = later;
        for OnTheWay { repo, repo_id, issue, .. } in due {
            if self.repos[repo].id == repo_id {
                self.arrives(repo, issue);
            }
        }
        let (due, later) = std::mem::take(&mut self.kept.late).into_iter().partition(|(at, ..)| *at <= now);
        self.kept.late = later;
        for (_, save, run) in due {
            self.commit(&save, &run);
        }
    }

    /// Whether nothing is on its way any more.
    pub(crate) fn is_settled(&self) -> bool {
        self.on_the_way.is_empty() && self.kept.late.is_empty()
    }

    fn place(&self, name: &RepoName) -> Option<usize> {
        self.repos.iter().position(|repo| repo.called == *name || repo.name == *name)
    }

    /// Whether the ledger knows this issue by its number.
    pub(crate) fn is_recorded(&self, issue: &Issue) -> bool {
        self.kept.entry(&issue.key).and_then(|entry| entry.number()) == Some(issue.number)
    }

    fn arrives(&mut self, repo: usize, mut issue: Issue) -> u64 {
        // Whoever deletes an issue, or takes its mark out, before any run has seen it leaves nothing to know it by.
        let knowable = |other: &&Issue| {
            other.key == issue.key && (other.gone.is_none() && other.is_marked() || self.is_recorded(other))
        };
        let surplus = self.repos.iter().flat_map(|repo| &repo.issues).any(|other| knowable(&other));
        self.surplus += u32::from(surplus);
        let repo = &mut self.repos[repo];
        issue.number = repo.next_number;
        repo.next_number += 1;
        issue.created_at = self.now;
        issue.shown_from = issue.shown_from.max(self.now);
        let (number, name) = (issue.number, repo.called.clone());
        let told = format!("{name}#{number} arrives for {}, surplus: {surplus}", issue.key);
        repo.issues.push(issue);
        self.tell(|_| told);
        number
    }

    /// Lists what `authors` wrote in `repos`.
    pub(crate) fn observe(&mut self, repos: &[RepoName], authors: &BTreeSet<String>, login: &str) -> Answer {
        let authors: BTreeSet<&str> = authors.iter().map(String::as_str).chain([login]).collect();
        let repos = repos.iter().map(|name| (name.clone(), self.list(name, &authors))).collect();
        Answer::Seen { repos, identity: Some(login.to_owned()) }
    }

    fn list(&mut self, name: &RepoName, authors: &BTreeSet<&str>) -> Result<RepoView, Unavailable> {
        let place = self.place(name).ok_or(Unavailable::NotFound)?;
        if let Some(down) = &self.repos[place].down {
            return Err(down.clone());
        }
        if self.chance.of(self.faults.failing_read) {
            return Err(Unavailable::Failed("502".into()));
        }
        let hides = if self.chance.of(self.faults.empty_list) {
            1000
        } else if self.chance.of(self.faults.partial_list) {
            500
        } else {
            0
        };
        let tells_facts = !self.chance.of(300);
        let mut issues = Vec::new();
        for at in 0..self.repos[place].issues.len() {
            let issue = &self.repos[place].issues[at];
            let listed = issue.gone.is_none() && issue.shown_from <= self.now && authors.contains(issue.author);
            if listed && !(self.chance.of(hides) && self.may_miss(place, at)) {
                issues.push(self.repos[place].issues[at].seen());
            }
        }
        let repo = &self.repos[place];
        let facts = RepoFacts { id: repo.id, name: repo.called.clone() };
        Ok(RepoView { facts: tells_facts.then_some(facts), issues })
    }

    /// Whether one more look may miss an issue: as many as are confirmed, once looks count.
    fn may_miss(&mut self, repo: usize, issue: usize) -> bool {
        let found = &self.repos[repo].issues[issue];
        let claim = match self.kept.entry(&found.key).map(|entry| &entry.state) {
            Some(State::Claimed { at, .. }) => Some(*at),
            Some(_) if self.is_recorded(found) => None,
            _ => Some(Seconds::MIN),
        };
        let counts = claim.is_some_and(|at| self.now >= at.saturating_add(QUARANTINE));
        if self.faults.lists_lie_on || !counts {
            return true;
        }
        let missed = &mut self.repos[repo].issues[issue].missed;
        *missed += 1;
        *missed <= CONFIRMATIONS
    }

    pub(crate) fn fetch(&mut self, name: &RepoName, number: u64) -> Fetched {
        if self.chance.of(self.faults.failing_read) {
            return Fetched::Unknown;
        }
        let Some(place) = self.place(name) else { return Fetched::NotFound };
        if self.repos[place].down.is_some() {
            return Fetched::Unknown;
        }
        let found = self.repos[place].issues.iter().find(|issue| issue.number == number);
        match found {
            Some(issue) if issue.shown_from > self.now => Fetched::NotFound,
            Some(issue) => issue.gone.clone().unwrap_or_else(|| Fetched::Found(issue.seen())),
            None => Fetched::NotFound,
        }
    }

    pub(crate) fn confirm(&mut self, name: &RepoName) -> Result<RepoFacts, Unavailable> {
        if self.chance.of(self.faults.failing_read) {
            return Err(Unavailable::Failed("502".into()));
        }
        let repo = self.place(name).map(|place| &self.repos[place]).ok_or(Unavailable::NotFound)?;
        match &repo.down {
            Some(down) => Err(down.clone()),
            None => Ok(RepoFacts { id: repo.id, name: repo.called.clone() }),
        }
    }

    /// Takes a request of `run`, which last looked at `observed`.
    pub(crate) fn write(&mut self, write: &Write, run: &str, login: &'static str, observed: Seconds) -> Written {
        self.writes += 1;
        let repo = match write {
            Write::Create { repo, .. } | Write::Update { repo, .. } | Write::Close { repo, .. } => repo,
        };
        let key = if let Write::Create { body, .. } = write { self.judge_create(body, run) } else { None };
        let refused = |whole_repo| Written::Refused { why: "no".into(), whole_repo };
        // A request to a name that was given up is answered with the new one, and not carried out.
        let place = self.repos.iter().position(|known| known.called == *repo && known.down.is_none());
        let Some(place) = place else { return refused(true) };
        if self.chance.of(self.faults.halt) {
            return Written::Halt("rate limit".into());
        }
        if self.chance.of(self.faults.refused) {
            return refused(self.chance.of(300));
        }
        if let Some(key) = &key {
            let claimed = self.kept.claim_of(key, run).map(|claim| {
                claim.uncertain = true;
                claim.at
            });
            self.judge_repo(key, place, observed);
            return self.create(write, key.clone(), place, login, claimed.unwrap_or(self.now));
        }
        if self.chance.of(self.faults.lost_request) {
            return Written::Unknown("timeout".into());
        }
        let written = self.change(write, place, observed);
        if self.chance.of(self.faults.lost_answer) { Written::Unknown("timeout".into()) } else { written }
    }

    /// I3 and I4: a claim of the same run stands in the history, and this is the only request under it.
    fn judge_create(&mut self, body: &str, run: &str) -> Option<Key> {
        let key = Marker::read(body).unwrap().key;
        let wrong = match self.kept.claim_of(&key, run) {
            None => Some("I3: a request without a claim"),
            Some(claim) => {
                claim.posts += 1;
                (claim.posts > 1).then_some("I4: a second request under one claim")
            }
        };
        if let Some(wrong) = wrong {
            self.violated(wrong);
        }
        Some(key)
    }

    /// I7: nothing is written to a repository that only has the name of the one in the ledger.
    fn judge_repo(&mut self, key: &Key, place: usize, observed: Seconds) {
        let pinned = self.kept.entry(key).and_then(|entry| entry.repo_id);
        if pinned.is_some_and(|pinned| pinned != self.repos[place].id) && self.repos[place].replaced < observed {
            self.violated(format!("I7: {key} was written to another repository of the same name"));
        }
    }

    fn create(&mut self, write: &Write, key: Key, repo: usize, login: &'static str, claimed: Seconds) -> Written {
        let Write::Create { draft, body, .. } = write else { unreachable!() };
        let Faults { lost_request, lost_answer, late, too_late, lagging, .. } = self.faults;
        let unknown = Written::Unknown("timeout".into());
        if self.chance.of(lost_request) {
            return unknown;
        }
        let body = if self.crlf { format!("{}\r\n", body.replace('\n', "\r\n")) } else { body.clone() };
        // What a request does is done and shown before the quarantine of its claim is over.
        let settled = claimed + QUARANTINE - 1;
        let lag = if self.chance.of(lagging) { self.chance.seconds(5 * MINUTE) } else { 0 };
        let late = self.chance.of(late).then(|| settled - self.chance.seconds(QUARANTINE));
        let late = if self.chance.of(too_late) { Some(settled + self.chance.seconds(4 * QUARANTINE)) } else { late };
        let at = late.unwrap_or(self.now).max(self.now);
        let issue = Issue {
            number: 0,
            author: login,
            key,
            title: draft.title().to_owned(),
            body,
            status: IssueStatus::Open,
            comments: 0,
            assigned: false,
            gone: None,
            created_at: 0,
            shown_from: (at + lag).min(settled.max(at)),
            missed: 0,
            traces: Traces::default(),
        };
        if at > self.now {
            let repo_id = self.repos[repo].id;
            self.on_the_way.push(OnTheWay { at, repo, repo_id, issue });
            return unknown;
        }
        let number = self.arrives(repo, issue);
        if self.chance.of(lost_answer) {
            return unknown;
        }
        Written::Created { number, author: login.to_owned(), dropped: Vec::new() }
    }

    /// Changes or closes an issue, after it was read again as `Forge::write` promises.
    fn change(&mut self, write: &Write, place: usize, observed: Seconds) -> Written {
        let (Write::Update { number, seen, .. } | Write::Close { number, seen, .. }) = write else { unreachable!() };
        let recorded: BTreeMap<u64, Key> = match &self.kept.ledger {
            Some(ledger) => {
                let known = ledger.entries.iter().filter(|(_, entry)| entry.repo == self.repos[place].name);
                known.filter_map(|(key, entry)| Some((entry.standing()?, key.clone()))).collect()
            }
            None => BTreeMap::new(),
        };
        let lowest = |key: &Key| {
            let ours = self.repos[place].issues.iter().filter(|issue| issue.key == *key && issue.gone.is_none());
            ours.map(|issue| issue.number).min()
        };
        let Some(at) = self.repos[place].issues.iter().position(|issue| issue.number == *number) else {
            // Unless the repository was given away since the run looked.
            if self.repos[place].replaced < observed {
                self.violated(format!("#{number} was written to and never was"));
            }
            return Written::Moved;
        };
        let (issue, is_close) = (&self.repos[place].issues[at], matches!(write, Write::Close { .. }));
        let wrong = issue.traces.forbid(is_close, observed).or_else(|| {
            (is_close && (lowest(&issue.key) == Some(*number) || recorded.contains_key(number)))
                .then(|| format!("I5: #{number} is the one that stays, and was closed"))
        });
        let touched = issue.comments > 0 || issue.assigned;
        let moved = issue.gone.is_some() || !issue.status.is_open() || issue.body != *seen || is_close && touched;
        if let Some(wrong) = wrong {
            self.violated(wrong);
        }
        if moved {
            return Written::Moved;
        }
        let issue = &mut self.repos[place].issues[at];
        match write {
            Write::Update { body, .. } => {
                let kept = outside(&issue.body) == outside(body);
                issue.body.clone_from(body);
                if !kept {
                    self.violated(format!("I6: bytes of people were changed in #{number}"));
                }
            }
            _ => issue.status = IssueStatus::Duplicate,
        }
        Written::Changed
    }
}

/// What is not ours of a body: before and after the block.
fn outside(body: &str) -> Option<(&str, &str)> {
    let (before, rest) = body.split_once("<!-- canvass:begin ")?;
    Some((before, rest.split_once("<!-- canvass:end -->")?.1))
}
