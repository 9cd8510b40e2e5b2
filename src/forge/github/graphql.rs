//! Many repositories in one question: the first hundred issues of each, oldest first.
//!
//! What this cannot tell for certain it does not tell at all; REST is then asked by [`super::observe`].

use super::Session;
use super::client::{Call, Failure, Reply};
use super::keeper::{BRANCH, FILE, version_of};
use super::wire;
use crate::backlog::RepoName;
use crate::backlog::ledger::Ledger;
use crate::backlog::run::Version;
use crate::backlog::view::{RepoFacts, RepoView, SeenIssue, Unavailable};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Repositories in one question.
const REPOS: usize = 25;

/// What one question told of a repository.
pub(super) enum Told {
    /// All of it, whoever wrote it.
    Whole(Result<RepoView, Unavailable>),
    /// Something else must be asked.
    Unclear,
}

/// What was told of several.
#[derive(Default)]
pub(super) struct Answers {
    pub(super) repos: BTreeMap<RepoName, Told>,
    /// Our own login.
    pub(super) login: Option<String>,
}

impl Session {
    /// Asks for the issues of `repos`.
    pub(super) fn ask_issues(&mut self, repos: &[RepoName]) -> Answers {
        let chunks: Vec<&[RepoName]> = repos.chunks(REPOS).collect();
        let calls: Vec<Call> = chunks.iter().map(|chunk| self.question(&issues_of(chunk))).collect();
        let replies = self.client.ask_once(&calls);
        let mut answers = Answers::default();
        for (chunk, reply) in chunks.iter().zip(replies) {
            let Some(whole) = self.understand(reply) else { continue };
            answers.login = answers.login.or_else(|| whole.login());
            for (at, repo) in chunk.iter().enumerate() {
                answers.repos.insert(repo.clone(), whole.repo(&alias(at)));
            }
        }
        answers
    }

    /// Asks for the repository of the initiatives and the ledger in it, which may be too large to be told.
    pub(super) fn ask_source(&mut self) -> Option<(RepoFacts, Option<(Ledger, Version)>)> {
        let call = self.question(&source_of(&self.home));
        let reply = self.home_client().read(call);
        let whole = self.understand(reply)?;
        // Issues are written with the other token, by somebody else.
        if self.home_client.is_none() {
            self.login = whole.login().or(self.login.take());
        }
        let source: Source = serde_json::from_value(whole.data.get(SOURCE)?.clone()).ok()?;
        let facts = RepoFacts { id: source.id?, name: wire::name(&source.name).ok()? };
        let ledger = source.object.and_then(Blob::ledger);
        Some((facts, ledger))
    }

    fn question(&self, query: &str) -> Call {
        Call::query(self.client.address.graphql(), json!({ "query": query }))
    }

    /// The answer as a whole; nothing where GraphQL cannot be used, or the answer is of no use.
    fn understand(&mut self, reply: Result<Reply, Failure>) -> Option<Whole> {
        let whole = match reply {
            Ok(reply) if reply.status == 200 => reply.json::<Whole>().ok(),
            // Fewer issues at once, as REST lists them, may still be taken in.
            Err(Failure::TooLarge) => return None,
            _ => None,
        };
        let usable = whole.filter(|whole| whole.errors.iter().all(|error| error.alias().is_some()));
        self.graphql = self.graphql && usable.is_some();
        usable
    }
}

const SOURCE: &str = "source";

fn alias(at: usize) -> String {
    format!("r{at}")
}

/// `owner:"…", name:"…"`.
fn place(repo: &RepoName) -> String {
    let (owner, name) = repo.parts();
    format!("owner:{}, name:{}", json!(owner), json!(name))
}

fn issues_of(repos: &[RepoName]) -> String {
    let mut query = "query { viewer { login }".to_owned();
    for (at, repo) in repos.iter().enumerate() {
        query.push_str(&format!(
            " {}: repository({}) {{ databaseId nameWithOwner isArchived hasIssuesEnabled \
             issues(first: 100, orderBy: {{field: CREATED_AT, direction: ASC}}) {{ pageInfo {{ hasNextPage }} \
             nodes {{ number body state stateReason author {{ __typename login }} comments {{ totalCount }} \
             assignees {{ totalCount }} }} }} }}",
            alias(at),
            place(repo),
        ));
    }
    query.push_str(" }");
    query
}

fn source_of(repo: &RepoName) -> String {
    format!(
        "query {{ viewer {{ login }} {SOURCE}: repository({}) {{ databaseId nameWithOwner \
         object(expression: \"{BRANCH}:{FILE}\") {{ ... on Blob {{ oid text isTruncated }} }} }} }}",
        place(repo),
    )
}

#[derive(Debug, Deserialize)]
struct Whole {
    data: Map<String, Value>,
    #[serde(default)]
    errors: Vec<Mistake>,
}

/// An error, which may concern only a part.
#[derive(Debug, Deserialize)]
struct Mistake {
    #[serde(rename = "type")]
    kind: Option<String>,
    #[serde(default)]
    path: Option<Vec<Value>>,
}

impl Mistake {
    /// The part it concerns; nothing where that is everything.
    fn alias(&self) -> Option<&str> {
        self.path.as_ref()?.first()?.as_str()
    }

    /// Whether it says that the whole part does not exist.
    fn is_absence(&self) -> bool {
        self.kind.as_deref() == Some("NOT_FOUND") && self.path.as_ref().is_some_and(|path| path.len() == 1)
    }
}

impl Whole {
    fn login(&self) -> Option<String> {
        Some(self.data.get("viewer")?.get("login")?.as_str()?.to_owned()).filter(|login| !login.is_empty())
    }

    fn repo(&self, alias: &str) -> Told {
        let mut mistakes = self.errors.iter().filter(|error| error.alias() == Some(alias)).peekable();
        if mistakes.peek().is_some() {
            let absent = mistakes.all(Mistake::is_absence);
            return if absent { Told::Whole(Err(Unavailable::NotFound)) } else { Told::Unclear };
        }
        let value = self.data.get(alias).cloned().unwrap_or_default();
        match serde_json::from_value::<Repository>(value) {
            Ok(Repository { archived: true, .. }) => Told::Whole(Err(Unavailable::Archived)),
            Ok(Repository { has_issues: false, .. }) => Told::Whole(Err(Unavailable::IssuesOff)),
            Ok(repository) => repository.view().map_or(Told::Unclear, |view| Told::Whole(Ok(view))),
            Err(_) => Told::Unclear,
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Repository {
    #[serde(rename = "databaseId")]
    id: Option<u64>,
    #[serde(rename = "nameWithOwner")]
    name: String,
    #[serde(rename = "isArchived")]
    archived: bool,
    #[serde(rename = "hasIssuesEnabled")]
    has_issues: bool,
    issues: Page,
}

impl Repository {
    /// The repository with all its issues; nothing where these are not all.
    fn view(self) -> Option<RepoView> {
        if self.issues.page_info.has_next_page {
            return None;
        }
        let facts = RepoFacts { id: self.id?, name: wire::name(&self.name).ok()? };
        let issues: Option<Vec<SeenIssue>> = self.issues.nodes.into_iter().map(|node| node?.seen()).collect();
        let mut issues = issues?;
        issues.sort_by_key(|issue| issue.number);
        Some(RepoView { facts: Some(facts), issues })
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Page {
    page_info: PageInfo,
    nodes: Vec<Option<Node>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct PageInfo {
    has_next_page: bool,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Node {
    number: u64,
    body: String,
    state: String,
    state_reason: Option<String>,
    author: Option<Actor>,
    comments: Count,
    assignees: Count,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Count {
    total_count: u64,
}

#[derive(Debug, Deserialize)]
struct Actor {
    #[serde(rename = "__typename", default)]
    kind: String,
    login: String,
}

impl Actor {
    /// The login as REST has it: GraphQL leaves the end of a bot's away.
    fn login(self) -> String {
        match self.kind.as_str() {
            "Bot" if !self.login.ends_with("[bot]") => format!("{}[bot]", self.login),
            _ => self.login,
        }
    }
}

impl Node {
    fn seen(self) -> Option<SeenIssue> {
        Some(SeenIssue {
            number: self.number,
            author: self.author.map(Actor::login).unwrap_or_default(),
            status: wire::status(&self.state, self.state_reason.as_deref()).ok()?,
            body: self.body,
            comments: self.comments.total_count,
            assigned: self.assignees.total_count > 0,
        })
    }
}

#[derive(Debug, Deserialize)]
struct Source {
    #[serde(rename = "databaseId")]
    id: Option<u64>,
    #[serde(rename = "nameWithOwner")]
    name: String,
    object: Option<Blob>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Blob {
    oid: Option<String>,
    text: Option<String>,
    #[serde(default)]
    is_truncated: bool,
}

impl Blob {
    /// The ledger, if every byte of it was told.
    fn ledger(self) -> Option<(Ledger, Version)> {
        let text = self.text.filter(|_| !self.is_truncated)?;
        let version = version_of(text.as_bytes()).filter(|version| Some(&version.0) == self.oid.as_ref())?;
        Some((Ledger::read(&text).ok()?, version))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(value: Value) -> Whole {
        serde_json::from_value(value).unwrap()
    }

    fn repository(next: bool, nodes: Value) -> Value {
        json!({"databaseId": 7, "nameWithOwner": "acme/web", "isArchived": false, "hasIssuesEnabled": true,
            "issues": {"pageInfo": {"hasNextPage": next}, "nodes": nodes}})
    }

    fn node(state: &str, author: Value) -> Value {
        json!({"number": 3, "body": "b", "state": state, "stateReason": "NOT_PLANNED", "author": author,
            "comments": {"totalCount": 1}, "assignees": {"totalCount": 0}})
    }

    #[test]
    fn a_part_that_is_not_certain_is_asked_for_elsewhere() {
        let unclear = |value: Value| matches!(whole(value).repo("r0"), Told::Unclear);
        assert!(unclear(json!({"data": {"r0": null}})));
        assert!(unclear(json!({"data": {}})));
        assert!(unclear(json!({"data": {"r0": repository(true, json!([]))}})), "a further page");
        assert!(unclear(json!({"data": {"r0": repository(false, json!([null]))}})), "an issue that was left out");
        assert!(unclear(json!({"data": {"r0": repository(false, json!([node("MERGED", json!(null))]))}})));
        let cut = json!([{"type": "SERVICE_UNAVAILABLE", "path": ["r0", "issues"], "message": "timeout"}]);
        assert!(unclear(json!({"data": {"r0": repository(false, json!([]))}, "errors": cut})));
    }

    #[test]
    fn logins_are_the_same_by_both_interfaces() {
        let bot = json!({"__typename": "Bot", "login": "canvass"});
        let nodes = json!([node("CLOSED", bot), node("OPEN", json!(null))]);
        let Told::Whole(Ok(view)) = whole(json!({"data": {"r0": repository(false, nodes)}})).repo("r0") else {
            panic!("not understood");
        };
        assert_eq!(view.issues[0].author, "canvass[bot]");
        assert_eq!(view.issues[0].status, crate::backlog::view::IssueStatus::NotPlanned);
        assert_eq!(view.issues[1].author, "");
    }

    #[test]
    fn absence_is_believed_only_of_the_repository_itself() {
        let missing = |path: Value| json!({"data": {"r0": null}, "errors": [{"type": "NOT_FOUND", "path": path, "message": "no"}]});
        assert!(matches!(whole(missing(json!(["r0"]))).repo("r0"), Told::Whole(Err(Unavailable::NotFound))));
        assert!(matches!(whole(missing(json!(["r0", "issues"]))).repo("r0"), Told::Unclear));
    }
}
