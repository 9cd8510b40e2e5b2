//! What the fake GitHub holds: repositories, issues, branches, who is asking, and everything that was asked.

use super::faults::Fault;
use canvass::forge::clock::{Millis, RealClock};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::process::Child;

/// The token every request must carry.
pub(crate) const TOKEN: &str = "ghs_fakeFAKEfake0123456789";
/// The one for the repository of the initiatives, where that takes another.
pub(crate) const HOME_TOKEN: &str = "ghs_homeHOMEhome9876543210";
/// The login behind [`TOKEN`].
pub(crate) const LOGIN: &str = "canvass-bot[bot]";

pub(crate) struct State {
    /// Who asks.
    pub(crate) login: String,
    /// Whether the token is one of an installation, which may not ask who it is.
    pub(crate) installation: bool,
    /// Whether what concerns the initiatives' repository itself takes a token of its own, and the other is not for it.
    pub(crate) two_tokens: bool,
    /// By the owner in lower case, the token that an App has there. Where there are any, each is for its owner alone,
    /// and that of the initiatives' repository may read of others what everybody may.
    pub(crate) installations: BTreeMap<String, String>,
    /// The token of the request that is being answered.
    pub(crate) asker: String,
    /// Whether the token may only read.
    pub(crate) read_only: bool,
    /// Whether labels may be set.
    pub(crate) labels: bool,
    /// Whether GraphQL answers.
    pub(crate) graphql: bool,
    /// Whether closing as a duplicate is known.
    pub(crate) duplicates: bool,
    /// The most issues on a page.
    pub(crate) page_size: usize,
    /// Whether every connection is closed after one answer, without a word.
    pub(crate) hangs_up: bool,
    /// Lists leave out the newest issues, as many of each repository.
    pub(crate) lag: usize,
    pub(crate) repos: Vec<Repo>,
    pub(crate) faults: Vec<Fault>,
    pub(crate) log: Vec<Logged>,
    /// What a client must never do.
    pub(crate) violations: Vec<String>,
    pub(crate) clock: RealClock,
    /// Until when nothing may be asked.
    pub(crate) silent_until: Millis,
    /// Who is killed, and when.
    pub(crate) victim: Option<Victim>,
    /// Requests wait before they are taken in, by chance that begins here.
    pub(crate) jitter: Option<u64>,
    /// Where the fake is, as its answers name it.
    pub(crate) origin: String,
    pub(crate) blobs: BTreeMap<String, Vec<u8>>,
    /// By the hash of a tree, the hash of the ledger in it.
    pub(crate) trees: BTreeMap<String, String>,
    /// By the hash of a commit, its tree and message.
    pub(crate) commits: BTreeMap<String, (String, String)>,
    next_id: u64,
}

pub(crate) struct Repo {
    pub(crate) id: u64,
    pub(crate) name: String,
    /// Names it once had.
    pub(crate) before: Vec<String>,
    pub(crate) archived: bool,
    pub(crate) has_issues: bool,
    pub(crate) visible: bool,
    /// Whether only an App's token sees it.
    pub(crate) private: bool,
    pub(crate) issues: BTreeMap<u64, Issue>,
    /// Numbers of issues that were deleted, or moved to another place.
    pub(crate) deleted: Vec<u64>,
    pub(crate) transferred: BTreeMap<u64, String>,
    /// By name, the commit a branch is at.
    pub(crate) branches: BTreeMap<String, String>,
    /// By id.
    pub(crate) comments: BTreeMap<u64, Comment>,
    /// Open pull requests with the commit at their head, as a list shows them.
    pub(crate) pulls: Vec<(u64, String)>,
    /// By the file of a workflow, when it ended well, newest first.
    pub(crate) workflows: BTreeMap<String, Vec<String>>,
    last: u64,
}

/// A comment on an issue or a pull request.
#[derive(Clone, Debug)]
pub(crate) struct Comment {
    pub(crate) number: u64,
    pub(crate) author: Option<String>,
    pub(crate) body: String,
}

#[derive(Clone)]
pub(crate) struct Issue {
    pub(crate) id: u64,
    pub(crate) number: u64,
    pub(crate) title: String,
    pub(crate) body: String,
    pub(crate) author: Option<String>,
    pub(crate) open: bool,
    pub(crate) reason: Option<String>,
    pub(crate) labels: Vec<String>,
    pub(crate) comments: u64,
    pub(crate) assignees: Vec<String>,
    pub(crate) pull_request: bool,
}

/// A process that is killed in the course of a request.
pub(crate) struct Victim {
    pub(crate) process: Child,
    /// How many requests pass before.
    pub(crate) pass: usize,
    pub(crate) when: Moment,
}

/// Where in the course of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Moment {
    /// It has arrived, and nothing was done.
    Before,
    /// It was done, and not answered.
    After,
    /// It was answered.
    Answered,
}

impl Victim {
    /// Counts a request; says whether it is the one, and at which moment.
    pub(crate) fn is_due(&mut self) -> Option<Moment> {
        self.pass = self.pass.checked_sub(1).unwrap_or(usize::MAX);
        (self.pass == usize::MAX).then_some(self.when)
    }

    /// Ends it at once, as `kill -9` does.
    pub(crate) fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

/// A request that arrived.
#[derive(Clone, Debug)]
pub(crate) struct Logged {
    pub(crate) at: Millis,
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) body: Value,
    /// What came in the header for the token.
    pub(crate) authorization: String,
}

impl Logged {
    pub(crate) fn is(&self, method: &str, part: &str) -> bool {
        self.method == method && self.path.contains(part)
    }

    /// Whether it is meant to change something.
    pub(crate) fn writes(&self) -> bool {
        self.method != "GET" && !self.path.ends_with("/graphql")
    }

    pub(crate) fn creates(&self) -> bool {
        self.method == "POST" && self.path.ends_with("/issues")
    }
}

impl State {
    /// A host with the initiatives' repository `acme/plans`, number 1, and nothing else.
    pub(crate) fn new(clock: RealClock) -> Self {
        let mut state = Self {
            login: LOGIN.into(),
            installation: false,
            two_tokens: false,
            installations: BTreeMap::new(),
            asker: String::new(),
            read_only: false,
            labels: true,
            graphql: true,
            duplicates: true,
            page_size: 100,
            hangs_up: false,
            lag: 0,
            repos: Vec::new(),
            faults: Vec::new(),
            log: Vec::new(),
            violations: Vec::new(),
            clock,
            silent_until: 0,
            victim: None,
            jitter: None,
            origin: String::new(),
            blobs: BTreeMap::new(),
            trees: BTreeMap::new(),
            commits: BTreeMap::new(),
            next_id: 1,
        };
        state.add_repo("acme/plans");
        state
    }

    pub(crate) fn id(&mut self) -> u64 {
        self.next_id += 1;
        self.next_id - 1
    }

    pub(crate) fn add_repo(&mut self, name: &str) -> u64 {
        let id = self.id();
        self.repos.push(Repo {
            id,
            name: name.into(),
            before: Vec::new(),
            archived: false,
            has_issues: true,
            visible: true,
            private: false,
            issues: BTreeMap::new(),
            deleted: Vec::new(),
            transferred: BTreeMap::new(),
            branches: BTreeMap::new(),
            comments: BTreeMap::new(),
            pulls: Vec::new(),
            workflows: BTreeMap::new(),
            last: 0,
        });
        id
    }

    /// Whether the repository in that place is there for whoever asks.
    pub(crate) fn sees(&self, at: usize) -> bool {
        let repo = &self.repos[at];
        repo.visible && (!repo.private || self.asker != HOME_TOKEN)
    }

    /// Who asks: the token of a job is that of GitHub's own robot.
    pub(crate) fn viewer(&self) -> &str {
        let of_job = !self.installations.is_empty() && self.asker == HOME_TOKEN;
        if of_job { "github-actions[bot]" } else { &self.login }
    }

    /// Every token that may be sent with a request for repositories of `owners`.
    pub(crate) fn tokens_of(&self, owners: &BTreeSet<String>, writes: bool) -> Vec<&str> {
        let apps = self.installations.iter().filter(|(owner, _)| owners.iter().all(|it| it == *owner));
        let apps = apps.map(|(_, token)| token.as_str());
        apps.chain((!writes).then_some(HOME_TOKEN)).collect()
    }

    /// The repository that is called `name` now.
    pub(crate) fn repo(&mut self, name: &str) -> &mut Repo {
        self.repos.iter_mut().find(|repo| repo.name == name).unwrap_or_else(|| panic!("no repository {name}"))
    }

    pub(crate) fn rename(&mut self, old: &str, new: &str) {
        let repo = self.repo(old);
        repo.before.push(old.into());
        repo.name = new.into();
    }

    /// Files an issue as somebody would.
    pub(crate) fn file(&mut self, repo: &str, author: Option<&str>, body: &str) -> u64 {
        let id = self.id();
        let repo = self.repo(repo);
        repo.last += 1;
        let number = repo.last;
        let issue = Issue {
            id,
            number,
            title: format!("Issue {number}"),
            body: body.into(),
            author: author.map(str::to_owned),
            open: true,
            reason: None,
            labels: Vec::new(),
            comments: 0,
            assignees: Vec::new(),
            pull_request: false,
        };
        repo.issues.insert(number, issue);
        number
    }

    /// Comments as somebody would; the id of the comment.
    pub(crate) fn say(&mut self, repo: &str, number: u64, author: Option<&str>, body: &str) -> u64 {
        let id = self.id();
        self.issue(repo, number).comments += 1;
        let comment = Comment { number, author: author.map(str::to_owned), body: body.into() };
        self.repo(repo).comments.insert(id, comment);
        id
    }

    pub(crate) fn issue(&mut self, repo: &str, number: u64) -> &mut Issue {
        self.repo(repo).issues.get_mut(&number).unwrap_or_else(|| panic!("no issue {repo}#{number}"))
    }

    pub(crate) fn delete(&mut self, repo: &str, number: u64) {
        let repo = self.repo(repo);
        repo.issues.remove(&number);
        repo.deleted.push(number);
    }

    pub(crate) fn transfer(&mut self, from: &str, number: u64, to: &str) {
        let mut issue = self.repo(from).issues.remove(&number).unwrap();
        let target = self.repo(to);
        target.last += 1;
        issue.number = target.last;
        let (id, new) = (target.id, target.last);
        target.issues.insert(new, issue);
        let url = format!("{}/repositories/{id}/issues/{new}", self.origin);
        self.repo(from).transferred.insert(number, url);
    }

    /// The ledger's text, if there is one.
    pub(crate) fn ledger(&mut self) -> Option<String> {
        self.ledger_hash("acme/plans").map(|hash| self.blob(&hash))
    }

    /// The ledger's text, in the repository of that name.
    pub(crate) fn ledger_text(&mut self, repo: &str) -> String {
        let hash = self.ledger_hash(repo).unwrap();
        self.blob(&hash)
    }

    fn blob(&self, hash: &str) -> String {
        String::from_utf8(self.blobs[hash].clone()).unwrap()
    }

    pub(crate) fn ledger_hash(&mut self, repo: &str) -> Option<String> {
        let commit = self.repo(repo).branches.get("canvass-ledger")?.clone();
        let (tree, _) = self.commits.get(&commit)?;
        self.trees.get(tree).cloned()
    }

    /// Open issues by the first line of their body, which holds the key.
    pub(crate) fn open_by_key(&self) -> BTreeMap<String, usize> {
        let mut found = BTreeMap::new();
        for issue in self.repos.iter().flat_map(|repo| repo.issues.values()).filter(|issue| issue.open) {
            if let Some(line) = issue.body.lines().next().filter(|line| line.starts_with("<!-- canvass:1 ")) {
                *found.entry(line.to_owned()).or_default() += 1;
            }
        }
        found
    }

    pub(crate) fn writes(&self) -> usize {
        self.log.iter().filter(|request| request.writes()).count()
    }

    /// Requests to file an issue that arrived, whatever came of them.
    pub(crate) fn creates(&self) -> Vec<&Logged> {
        self.log.iter().filter(|request| request.creates()).collect()
    }

    /// The shortest time between two requests of which `which` holds.
    pub(crate) fn least_gap(&self, which: impl Fn(&Logged) -> bool) -> Millis {
        let times: Vec<Millis> = self.log.iter().filter(|request| which(request)).map(|request| request.at).collect();
        times.windows(2).map(|pair| pair[1] - pair[0]).min().unwrap_or(Millis::MAX)
    }

    /// The most issues that were asked for within `span`.
    pub(crate) fn most_creates(&self, span: Millis) -> usize {
        let times: Vec<Millis> = self.creates().iter().map(|request| request.at).collect();
        let within = |from: &Millis| times.iter().filter(|at| (*from..*from + span).contains(at)).count();
        times.iter().map(within).max().unwrap_or_default()
    }
}
