//! Looking: the issues of many repositories, one issue by its number, and what a repository is called.
//!
//! Lists are read to their last page or not at all; search is never used, for it lags behind.

use super::Session;
use super::client::{Call, Failure, Reply};
use super::graphql::{Answers, Told};
use super::lists::Unread;
use super::wire;
use crate::backlog::RepoName;
use crate::backlog::view::{Fetched, RepoFacts, RepoView, SeenIssue, Unavailable};
use crate::forge::Seen;
use serde::de::DeserializeOwned;
use std::collections::{BTreeMap, BTreeSet};

/// Nobody has so many issues filed in one repository; a list without an end is no list.
const MOST_PAGES: usize = 100;

impl Session {
    pub(super) fn observe(&mut self, repos: &[RepoName], authors: &BTreeSet<String>) -> Seen {
        let repos: BTreeSet<RepoName> = repos.iter().cloned().collect();
        let repos: Vec<RepoName> = repos.into_iter().collect();
        let Answers { repos: mut told, login } =
            if self.graphql { self.ask_issues(&repos) } else { Answers::default() };
        self.login = login.or(self.login.take());
        // A request whose answer was lost is found again only among issues of whoever sent it: us.
        if self.login.is_none() && !repos.is_empty() && (!self.settled || authors.is_empty()) {
            self.login = self.ask_login();
        }
        let mut creators: BTreeMap<String, &str> = BTreeMap::new();
        for author in authors.iter().chain(&self.login).filter(|author| !author.is_empty()) {
            creators.insert(author.to_ascii_lowercase(), author);
        }
        let creators: BTreeMap<String, String> =
            creators.into_iter().map(|(folded, author)| (folded, author.to_owned())).collect();

        let mut seen: BTreeMap<RepoName, Result<RepoView, Unavailable>> = BTreeMap::new();
        let mut left = Vec::new();
        for repo in repos {
            match told.remove(&repo) {
                Some(Told::Whole(mut view)) => {
                    if let Ok(view) = &mut view {
                        // As if only these had been asked for, so that both interfaces tell the same.
                        view.issues.retain(|issue| creators.contains_key(&issue.author.to_ascii_lowercase()));
                        self.remember(&repo, view.facts.as_ref());
                    }
                    seen.insert(repo, view);
                }
                Some(Told::Unclear) | None => left.push(repo),
            }
        }
        let creators: Vec<String> = creators.into_values().collect();
        seen.extend(self.list(left, &creators));
        Seen { repos: seen, identity: self.login.clone() }
    }

    /// Lists what `creators` wrote in each of `repos`.
    fn list(&mut self, repos: Vec<RepoName>, creators: &[String]) -> BTreeMap<RepoName, Result<RepoView, Unavailable>> {
        let mut views: BTreeMap<RepoName, Result<RepoView, Unavailable>> = BTreeMap::new();
        let mut open = Vec::new();
        for repo in repos {
            let view = match creators {
                [] => Err(Unavailable::Failed("nobody knows whose issues to look for".into())),
                _ => Ok(RepoView::default()),
            };
            open.extend(creators.iter().map(|creator| self.first_page(&repo, creator)));
            views.insert(repo, view);
        }
        while !open.is_empty() {
            let calls: Vec<Call> = open.iter().map(|page| Call::get(page.path.clone())).collect();
            let replies = self.client.read_all(&calls);
            for (page, reply) in std::mem::take(&mut open).into_iter().zip(replies) {
                let result = self.turn(&page, reply);
                let Some(view) = views.get_mut(&page.repo) else { continue };
                match (view, result) {
                    // One bad page is enough.
                    (Err(_), _) => {}
                    (view, Err(unavailable)) => *view = Err(unavailable),
                    (Ok(view), Ok(Turned { issues, facts, next })) => {
                        view.issues.extend(issues);
                        view.facts = facts.or(view.facts.take());
                        open.extend(next);
                    }
                }
            }
        }
        for view in views.values_mut().flatten() {
            view.issues.sort_by_key(|issue| issue.number);
            view.issues.dedup_by_key(|issue| issue.number);
        }
        views
    }

    fn first_page(&self, repo: &RepoName, creator: &str) -> Page {
        let creator_ = encode(creator);
        let query = format!("state=all&creator={creator_}&sort=created&direction=asc&per_page=100");
        let path = self.path(&self.called(repo), &format!("/issues?{query}"));
        Page { repo: repo.clone(), creator: creator.to_owned(), path, before: BTreeSet::new(), moved: false }
    }

    /// Reads a page and says which is next.
    fn turn(&mut self, page: &Page, reply: Result<Reply, Failure>) -> Result<Turned, Unavailable> {
        let reply = reply.map_err(|failure| Unavailable::Failed(failure.to_string()))?;
        match reply.status {
            200 => {}
            301 | 302 | 307 | 308 if !page.moved => {
                let facts = self.resolve(&page.repo)?;
                let next = Page { moved: true, ..self.first_page(&page.repo, &page.creator) };
                return Ok(Turned { issues: Vec::new(), facts: Some(facts), next: Some(next) });
            }
            404 => return Err(Unavailable::NotFound),
            410 => return Err(Unavailable::IssuesOff),
            _ => return Err(Unavailable::Failed(self.client.refusal(&reply))),
        }
        let listed: Vec<wire::Issue> = understand(&reply)?;
        let issues: Result<Vec<SeenIssue>, String> =
            listed.into_iter().filter(|issue| !issue.is_pull_request()).map(wire::Issue::seen).collect();
        let issues = issues.map_err(Unavailable::Failed)?;
        let mut before = page.before.clone();
        before.insert(page.path.clone());
        let next = match self.next_page(&reply, &before).map_err(Unavailable::Failed)? {
            None => None,
            Some(_) if before.len() >= MOST_PAGES => return Err(Unavailable::Failed("its list has no end".into())),
            Some(path) => Some(Page { path, before, ..page.clone() }),
        };
        Ok(Turned { issues, facts: None, next })
    }

    pub(super) fn fetch(&mut self, repo: &RepoName, number: u64) -> Fetched {
        let called = self.called(repo);
        let reply = self.read_issue(&called, number);
        // Either the repository has a new name, or the issue went to another repository.
        let reply = match reply {
            Ok(reply) if matches!(reply.status, 301 | 302 | 307 | 308) => match self.resolve(repo) {
                Ok(facts) if facts.name != called => self.read_issue(&facts.name, number),
                Ok(_) => return Fetched::Gone,
                Err(_) => return Fetched::Unknown,
            },
            reply => reply,
        };
        let Ok(reply) = reply else { return Fetched::Unknown };
        match reply.status {
            200 => match reply.json::<wire::Issue>() {
                Ok(issue) if issue.is_pull_request() => Fetched::NotFound,
                Ok(issue) if issue.number == number => issue.seen().map_or(Fetched::Unknown, Fetched::Found),
                _ => Fetched::Unknown,
            },
            301 | 302 | 307 | 308 => Fetched::Gone,
            404 => Fetched::NotFound,
            // The same answer for a deleted issue and for issues that were switched off.
            410 if !self.client.refusal(&reply).to_ascii_lowercase().contains("disabled") => Fetched::Gone,
            _ => Fetched::Unknown,
        }
    }

    pub(super) fn read_issue(&mut self, called: &RepoName, number: u64) -> Result<Reply, Failure> {
        self.client.read(Call::get(self.path(called, &format!("/issues/{number}"))))
    }

    pub(super) fn confirm(&mut self, repo: &RepoName) -> Result<RepoFacts, Unavailable> {
        let repository = self.client.find_repository(repo).map_err(Unread::unavailable)?;
        let facts = repository.usable()?;
        self.remember(repo, Some(&facts));
        Ok(facts)
    }

    /// What `repo` is called now, whether it can be written to or not.
    pub(super) fn resolve(&mut self, repo: &RepoName) -> Result<RepoFacts, Unavailable> {
        let facts = self.client.find_repository(repo).map_err(Unread::unavailable)?.facts()?;
        self.remember(repo, Some(&facts));
        Ok(facts)
    }

    /// Our own login; installation tokens may not ask.
    pub(super) fn ask_login(&mut self) -> Option<String> {
        let reply = self.client.read(Call::get(self.client.address.rest("/user"))).ok()?;
        let account: wire::Account = reply.json().ok().filter(|_| reply.status == 200)?;
        Some(account.login).filter(|login| !login.is_empty())
    }

    /// What `repo` was called when it was last asked for.
    pub(super) fn called(&self, repo: &RepoName) -> RepoName {
        self.names.get(repo).unwrap_or(repo).clone()
    }

    fn remember(&mut self, repo: &RepoName, facts: Option<&RepoFacts>) {
        if let Some(facts) = facts {
            self.names.insert(repo.clone(), facts.name.clone());
        }
    }

    /// The path of something in a repository.
    pub(super) fn path(&self, repo: &RepoName, rest: &str) -> String {
        self.client.address.rest(&format!("/repos/{repo}{rest}"))
    }
}

/// A page to be read.
#[derive(Clone)]
struct Page {
    repo: RepoName,
    creator: String,
    path: String,
    /// Pages of the same list that were read already.
    before: BTreeSet<String>,
    /// Whether it is asked for under the new name of its repository.
    moved: bool,
}

/// A page that was read.
struct Turned {
    issues: Vec<SeenIssue>,
    facts: Option<RepoFacts>,
    next: Option<Page>,
}

fn understand<T: DeserializeOwned>(reply: &Reply) -> Result<T, Unavailable> {
    reply.json().map_err(Unavailable::Failed)
}

/// `text` as it stands in a query.
fn encode(text: &str) -> String {
    let letter = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(letter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logins_of_bots_can_stand_in_a_query() {
        assert_eq!(encode("canvass[bot]"), "canvass%5Bbot%5D");
        assert_eq!(encode("a&creator=b"), "a%26creator%3Db");
    }
}
