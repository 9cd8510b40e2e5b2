//! The fake's REST interface: what each request does to the state, and what it is answered.

use super::faults::Delivery;
use super::graphql;
use super::json;
use super::state::{HOME_TOKEN, Logged, State, TOKEN};
use super::threads;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) query: BTreeMap<String, String>,
    /// Names in lower case, in the order in which they came.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

#[derive(Clone, Debug)]
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Request {
    fn header(&self, name: &str) -> Vec<&str> {
        self.headers.iter().filter(|(known, _)| known == name).map(|(_, value)| value.as_str()).collect()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }
}

impl Response {
    pub(crate) fn json(status: u16, value: &Value) -> Self {
        let headers = vec![("content-type".into(), "application/json; charset=utf-8".into())];
        Self { status, headers, body: value.to_string().into_bytes() }
    }

    pub(crate) fn error(status: u16, message: &str) -> Self {
        let docs = "https://docs.github.com/rest";
        Self::json(status, &json!({ "message": message, "documentation_url": docs, "status": status.to_string() }))
    }

    fn redirect(url: String) -> Self {
        let mut response = Self::error(301, "Moved Permanently");
        response.headers.push(("location".into(), url));
        response
    }
}

/// Takes in a request as it came over the wire: notes it, mistreats it where a fault says so, or answers it.
pub(crate) fn receive(state: &mut State, request: &Request) -> Delivery {
    let at = state.clock.millis();
    check(state, request, at);
    let (method, path) = (request.method.clone(), request.path.clone());
    let (body, authorization) = (request.json(), request.header("authorization").join(","));
    state.asker = authorization.trim_start_matches("Bearer ").to_owned();
    state.log.push(Logged { at, method: method.clone(), path: path.clone(), body, authorization });
    let mut faults = std::mem::take(&mut state.faults);
    let act = faults.iter_mut().find_map(|fault| fault.strikes(&method, &path).then(|| fault.act()));
    state.faults = faults;
    match act {
        Some(act) => act.on(state, |state| handle(state, request)),
        None => Delivery::Whole(handle(state, request)),
    }
}

/// What no request may lack, and when none may come.
fn check(state: &mut State, request: &Request, at: i64) {
    let mut violations = Vec::new();
    let owners = owners(state, request);
    let by_owner;
    let right: &[&str] = match state.two_tokens.then(|| is_of_home(state, request)) {
        Some(Some(true)) => &[HOME_TOKEN],
        // What it is may be asked by both: it may be a backlog as well.
        Some(None) => &[HOME_TOKEN, TOKEN],
        Some(Some(false)) => &[TOKEN],
        None if state.installations.is_empty() => &[TOKEN],
        None if is_of_home(state, request) != Some(false) => &[HOME_TOKEN],
        None => {
            by_owner = state.tokens_of(&owners, request.method != "GET" && !request.path.ends_with("/graphql"));
            &by_owner
        }
    };
    if !right.iter().any(|token| request.header("authorization") == [format!("Bearer {token}")]) {
        violations.push("not exactly one right token".to_owned());
    }
    for header in ["user-agent", "x-github-api-version", "accept"] {
        if request.header(header).len() != 1 {
            violations.push(format!("{header}: {:?}", request.header(header)));
        }
    }
    if at < state.silent_until {
        violations.push(format!("asked {} ms before it may", state.silent_until - at));
    }
    let place = format!("{} {}", request.method, request.path);
    state.violations.extend(violations.into_iter().map(|what| format!("{place}: {what}")));
}

/// The owners whose repositories a request names, in lower case.
fn owners(state: &State, request: &Request) -> BTreeSet<String> {
    let path = request.path.strip_prefix("/api/v3").unwrap_or(&request.path);
    let of_name = |name: &str| name.split('/').next().unwrap().to_ascii_lowercase();
    if let Some(rest) = path.strip_prefix("/repos/") {
        return BTreeSet::from([of_name(rest)]);
    }
    if let Some(rest) = path.strip_prefix("/repositories/") {
        let id = rest.split('/').next().unwrap();
        return state.repos.iter().filter(|repo| repo.id.to_string() == id).map(|repo| of_name(&repo.name)).collect();
    }
    let body = request.json();
    let query = body["query"].as_str().unwrap_or_default();
    query.split("repository(owner:\"").skip(1).map(|rest| of_name(&rest.replace('"', "/"))).collect()
}

/// Whether a request concerns the initiatives' repository itself, and not issues, in it or elsewhere; nothing where it
/// may be either.
fn is_of_home(state: &State, request: &Request) -> Option<bool> {
    let path = request.path.strip_prefix("/api/v3").unwrap_or(&request.path);
    let home = &state.repos[0];
    let names = home.before.iter().chain([&home.name]).map(|name| format!("/repos/{name}"));
    let bases = names.chain([format!("/repositories/{}", home.id)]);
    let rest = bases.filter_map(|base| path.strip_prefix(&base)).find(|rest| rest.is_empty() || rest.starts_with('/'));
    match rest {
        Some("") => None,
        Some(rest) => Some(!rest.starts_with("/issues") && !rest.starts_with("/pulls")),
        None => Some(path.ends_with("/graphql") && request.json()["query"].as_str().unwrap().contains(" source: ")),
    }
}

pub(crate) fn handle(state: &mut State, request: &Request) -> Response {
    let path = request.path.strip_prefix("/api/v3").unwrap_or(&request.path).to_owned();
    let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    let method = request.method.as_str();
    match (method, parts.as_slice()) {
        ("GET", ["user"]) if state.installation => Response::error(403, "Resource not accessible by integration"),
        ("GET", ["user"]) => Response::json(200, &json::own_user(&state.origin, &state.login)),
        ("POST", ["graphql"] | ["api", "graphql"]) => graphql::answer(state, &request.json()),
        (_, ["repositories", id, rest @ ..]) => {
            let found = state.repos.iter().position(|repo| repo.id.to_string() == *id);
            in_repo(state, found, rest, request)
        }
        (_, ["repos", owner, name, rest @ ..]) => {
            let full = format!("{owner}/{name}").to_ascii_lowercase();
            let is = |name: &String| name.to_ascii_lowercase() == full;
            let now = state.repos.iter().position(|repo| is(&repo.name));
            let before = || state.repos.iter().find(|repo| repo.visible && repo.before.iter().any(is));
            match (now, before()) {
                (None, Some(repo)) => {
                    let rest: String = rest.iter().map(|part| format!("/{part}")).collect();
                    Response::redirect(format!("{}/repositories/{}{rest}", state.origin, repo.id))
                }
                _ => in_repo(state, now, rest, request),
            }
        }
        _ => unknown(state, request),
    }
}

fn unknown(state: &mut State, request: &Request) -> Response {
    state.violations.push(format!("{} {}: no such route", request.method, request.path));
    Response::error(404, "Not Found")
}

fn in_repo(state: &mut State, at: Option<usize>, rest: &[&str], request: &Request) -> Response {
    let Some(at) = at.filter(|at| state.sees(*at)) else { return Response::error(404, "Not Found") };
    let writes = request.method != "GET";
    if writes && state.read_only {
        return Response::error(403, "Resource not accessible by integration");
    }
    if writes && state.repos[at].archived {
        return Response::error(403, "Repository was archived so is read-only.");
    }
    if rest.first() == Some(&"issues") && !state.repos[at].has_issues {
        return Response::error(410, "Issues has been disabled in this repository.");
    }
    match (request.method.as_str(), rest) {
        ("GET", []) => Response::json(200, &json::repository(&state.origin, &state.repos[at])),
        ("GET", ["issues"]) => list(state, at, request),
        ("POST", ["issues"]) => create(state, at, &request.json()),
        ("GET", ["issues", number]) => one(state, at, number, |_| None),
        ("GET", ["issues", number, "comments"]) => threads::list(state, at, number, request),
        ("POST", ["issues", number, "comments"]) => threads::say(state, at, number, &request.json()),
        ("PATCH", ["issues", "comments", id]) => threads::edit(state, at, id, &request.json()),
        ("GET", ["pulls"]) => threads::pulls(state, at, request),
        ("GET", ["actions", "workflows", file, "runs"]) => threads::runs(state, at, file, request),
        ("PATCH", ["issues", number]) => change(state, at, number, &request.json()),
        ("GET", ["contents", "ledger.json"]) => contents(state, at, request),
        ("PUT", ["contents", "ledger.json"]) => put(state, at, &request.json()),
        ("GET", ["git", "matching-refs", "heads", name]) => {
            let origin = state.origin.clone();
            let branches = state.repos[at].branches.iter().filter(|(known, _)| known.starts_with(name));
            let branches: Vec<Value> = branches.map(|(name, sha)| reference(&origin, name, sha)).collect();
            Response::json(200, &json!(branches))
        }
        ("POST", ["git", "trees"]) => tree(state, &request.json()),
        ("POST", ["git", "commits"]) => commit(state, &request.json()),
        ("POST", ["git", "refs"]) => branch(state, at, &request.json()),
        _ => unknown(state, request),
    }
}

fn list(state: &mut State, at: usize, request: &Request) -> Response {
    let query = |name: &str| request.query.get(name).cloned().unwrap_or_default();
    let form = "state=all&sort=created&direction=asc&per_page=100";
    check_form(state, request, form);
    let creator = query("creator");
    let repo = &state.repos[at];
    let visible = repo.issues.len().saturating_sub(state.lag);
    let by = |author: &Option<String>| author.as_ref().is_some_and(|login| login.eq_ignore_ascii_case(&creator));
    let issues: Vec<_> = repo.issues.values().take(visible).filter(|issue| by(&issue.author)).collect();
    let shown: Vec<Value> = issues.iter().map(|issue| json::issue(&state.origin, repo, issue)).collect();
    let creator = creator.replace('[', "%5B").replace(']', "%5D");
    paged(state, at, "issues", &format!("{form}&creator={creator}"), request, &shown)
}

/// A list that is not asked for in the form `query` is a violation.
pub(crate) fn check_form(state: &mut State, request: &Request, query: &str) {
    for (name, expected) in query.split('&').filter_map(|pair| pair.split_once('=')) {
        let given = request.query.get(name).map(String::as_str).unwrap_or_default();
        if given != expected {
            state.violations.push(format!("{}: a list with {name}={given}", request.path));
        }
    }
}

/// The page that is asked for of `all`, with the address of the next one by the number of the repository.
pub(crate) fn paged(state: &State, at: usize, rest: &str, query: &str, request: &Request, all: &[Value]) -> Response {
    let page: usize = request.query.get("page").map_or(1, |page| page.parse().unwrap());
    let shown: Vec<&Value> = all.iter().skip((page - 1) * state.page_size).take(state.page_size).collect();
    let mut response = Response::json(200, &json!(shown));
    if all.len() > page * state.page_size {
        let url = format!("{}/repositories/{}/{rest}?{query}&page={}", state.origin, state.repos[at].id, page + 1);
        response.headers.push(("link".into(), format!("<{url}>; rel=\"next\", <{url}>; rel=\"last\"")));
    }
    response
}

fn create(state: &mut State, at: usize, wish: &Value) -> Response {
    let Some(title) = wish["title"].as_str().filter(|title| (1..=256).contains(&title.chars().count())) else {
        let errors = json!([{ "resource": "Issue", "field": "title", "code": "invalid" }]);
        let docs = "https://docs.github.com/rest";
        return Response::json(
            422,
            &json!({ "message": "Validation Failed", "errors": errors, "documentation_url": docs }),
        );
    };
    let (login, labels) = (state.login.clone(), state.labels);
    let name = state.repos[at].name.clone();
    let number = state.file(&name, Some(&login), wish["body"].as_str().unwrap_or_default());
    let issue = state.issue(&name, number);
    issue.title = title.to_owned();
    if labels {
        issue.labels =
            wish["labels"].as_array().into_iter().flatten().map(|label| label.as_str().unwrap().into()).collect();
    }
    let repo = &state.repos[at];
    Response::json(201, &json::issue(&state.origin, repo, &repo.issues[&number]))
}

/// Answers with one issue, after `change` has been made to it.
fn one(
    state: &mut State,
    at: usize,
    number: &str,
    change: impl FnOnce(&mut super::state::Issue) -> Option<Response>,
) -> Response {
    let number: u64 = number.parse().unwrap();
    let repo = &mut state.repos[at];
    if let Some(url) = repo.transferred.get(&number) {
        return Response::redirect(url.clone());
    }
    if repo.deleted.contains(&number) {
        return Response::error(410, "This issue was deleted");
    }
    let Some(issue) = repo.issues.get_mut(&number) else { return Response::error(404, "Not Found") };
    if let Some(refused) = change(issue) {
        return refused;
    }
    Response::json(200, &json::issue(&state.origin, &state.repos[at], &state.repos[at].issues[&number]))
}

fn change(state: &mut State, at: usize, number: &str, wish: &Value) -> Response {
    let duplicates = state.duplicates;
    one(state, at, number, |issue| {
        if wish["state_reason"] == "duplicate" && !duplicates {
            return Some(Response::error(422, "Validation Failed: state_reason is not included in the list"));
        }
        if let Some(body) = wish["body"].as_str() {
            issue.body = body.to_owned();
        }
        if let Some(state) = wish["state"].as_str() {
            issue.open = state == "open";
            issue.reason = wish["state_reason"].as_str().map(str::to_owned);
        }
        None
    })
}

fn contents(state: &mut State, at: usize, request: &Request) -> Response {
    let branch = request.query.get("ref").cloned().unwrap_or_default();
    let name = state.repos[at].name.clone();
    if !state.repos[at].branches.contains_key(&branch) {
        return Response::error(404, &format!("No commit found for the ref {branch}"));
    }
    let Some(hash) = state.ledger_hash(&name) else { return Response::error(404, "Not Found") };
    if request.header("accept") != ["application/vnd.github.raw+json"] {
        state.violations.push("the ledger was not asked for as it is".into());
    }
    let headers = vec![("content-type".into(), "application/vnd.github.raw+json; charset=utf-8".into())];
    Response { status: 200, headers, body: state.blobs[&hash].clone() }
}

fn put(state: &mut State, at: usize, wish: &Value) -> Response {
    let branch = wish["branch"].as_str().unwrap_or_default().to_owned();
    let name = state.repos[at].name.clone();
    if !state.repos[at].branches.contains_key(&branch) {
        return Response::error(404, &format!("Branch {branch} not found"));
    }
    let known = state.ledger_hash(&name);
    match (known.as_deref(), wish["sha"].as_str()) {
        (Some(known), Some(sha)) if known == sha => {}
        (Some(known), Some(_)) => return Response::error(409, &format!("ledger.json does not match {known}")),
        (Some(_), None) => return Response::error(422, "Invalid request.\n\n\"sha\" wasn't supplied."),
        (None, Some(_)) => return Response::error(409, "ledger.json does not match"),
        (None, None) => {}
    }
    let bytes = data_encoding::BASE64.decode(wish["content"].as_str().unwrap().as_bytes()).unwrap();
    let (tree, blob) = keep(state, bytes);
    let commit = keep_commit(state, &tree, wish["message"].as_str().unwrap());
    state.repos[at].branches.insert(branch, commit.clone());
    let url = format!("{}/repos/{name}/contents/ledger.json", state.origin);
    let content = json!({ "name": "ledger.json", "path": "ledger.json", "sha": blob, "size": 1, "url": url,
        "html_url": url, "git_url": url, "download_url": url, "type": "file",
        "_links": { "self": url, "git": url, "html": url } });
    let status = if known.is_some() { 200 } else { 201 };
    Response::json(status, &json!({ "content": content, "commit": { "sha": commit, "message": wish["message"] } }))
}

fn hash(kind: git2::ObjectType, bytes: &[u8]) -> String {
    git2::Oid::hash_object(kind, bytes).unwrap().to_string()
}

/// Keeps a file in a tree of its own; the hashes of both.
fn keep(state: &mut State, bytes: Vec<u8>) -> (String, String) {
    let blob = hash(git2::ObjectType::Blob, &bytes);
    let tree = hash(git2::ObjectType::Blob, format!("tree of {blob}").as_bytes());
    state.blobs.insert(blob.clone(), bytes);
    state.trees.insert(tree.clone(), blob.clone());
    (tree, blob)
}

fn keep_commit(state: &mut State, tree: &str, message: &str) -> String {
    let number = state.id();
    let commit = hash(git2::ObjectType::Blob, format!("commit {number} of {tree}").as_bytes());
    state.commits.insert(commit.clone(), (tree.to_owned(), message.to_owned()));
    commit
}

fn tree(state: &mut State, wish: &Value) -> Response {
    let file = &wish["tree"][0];
    assert_eq!(file["path"], "ledger.json");
    let bytes = file["content"].as_str().unwrap().as_bytes().to_vec();
    let (tree, blob) = keep(state, bytes);
    let url = format!("{}/git/trees/{tree}", state.origin);
    let entry = json!({ "path": "ledger.json", "mode": "100644", "type": "blob", "sha": blob, "size": 1, "url": url });
    Response::json(201, &json!({ "sha": tree, "url": url, "tree": [entry], "truncated": false }))
}

fn commit(state: &mut State, wish: &Value) -> Response {
    let (tree, message) = (wish["tree"].as_str().unwrap(), wish["message"].as_str().unwrap());
    if !state.trees.contains_key(tree) {
        return Response::error(422, "Tree SHA does not exist");
    }
    assert_eq!(wish["parents"], json!([]), "the ledger's branch has a history of its own");
    let commit = keep_commit(state, tree, message);
    Response::json(201, &json::commit(state, &commit, tree, message))
}

fn branch(state: &mut State, at: usize, wish: &Value) -> Response {
    let name = wish["ref"].as_str().unwrap().strip_prefix("refs/heads/").unwrap().to_owned();
    let sha = wish["sha"].as_str().unwrap().to_owned();
    if state.repos[at].branches.contains_key(&name) {
        return Response::error(422, "Reference already exists");
    }
    state.repos[at].branches.insert(name.clone(), sha.clone());
    Response::json(201, &reference(&state.origin, &name, &sha))
}

fn reference(origin: &str, name: &str, sha: &str) -> Value {
    let url = format!("{origin}/git/refs/heads/{name}");
    json!({ "ref": format!("refs/heads/{name}"), "node_id": "REF_1", "url": url,
        "object": { "type": "commit", "sha": sha, "url": url } })
}
