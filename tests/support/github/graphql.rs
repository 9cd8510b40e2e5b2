//! The fake's GraphQL: the two questions that are asked of it, taken apart by their aliases.

use super::routes::Response;
use super::state::{Repo, State};
use serde_json::{Map, Value, json};

/// What the library asks of each repository, word for word: a field more or less fails the test.
const ISSUES: &str = "{ databaseId nameWithOwner isArchived hasIssuesEnabled issues(first: 100, orderBy: {field: \
    CREATED_AT, direction: ASC}) { pageInfo { hasNextPage } nodes { number body state stateReason author { __typename \
    login } comments { totalCount } assignees { totalCount } } } }";
const SOURCE: &str = "{ databaseId nameWithOwner object(expression: \"canvass-ledger:ledger.json\") { ... on Blob { oid \
    text isTruncated } } }";

pub(crate) fn answer(state: &mut State, body: &Value) -> Response {
    if !state.graphql {
        return Response::json(200, &json!({ "data": null, "errors": [{ "message": "Something went wrong" }] }));
    }
    let query = body["query"].as_str().unwrap_or_default();
    let inner = query.strip_prefix("query { viewer { login } ").and_then(|rest| rest.strip_suffix(" }"));
    let Some(mut rest) = inner else { return unknown(state, query) };
    let mut data = Map::new();
    let mut errors = Vec::new();
    // Whoever has the other token is somebody else.
    let of_home = state.two_tokens && query.contains(" source: ");
    data.insert("viewer".into(), json!({ "login": if of_home { "github-actions[bot]" } else { state.viewer() } }));
    while !rest.is_empty() {
        let Some((alias, after)) = rest.split_once(": repository(owner:\"") else { return unknown(state, query) };
        let Some((owner, after)) = after.split_once("\", name:\"") else { return unknown(state, query) };
        let Some((name, after)) = after.split_once("\") ") else { return unknown(state, query) };
        let full = format!("{owner}/{name}");
        let (value, after) = if let Some(after) = after.strip_prefix(ISSUES) {
            (find(state, &full).map(|at| issues(state, at)), after)
        } else if let Some(after) = after.strip_prefix(SOURCE) {
            (find(state, &full).map(|at| source(state, at)), after)
        } else {
            return unknown(state, query);
        };
        if value.is_none() {
            let message = format!("Could not resolve to a Repository with the name '{full}'.");
            errors.push(json!({ "type": "NOT_FOUND", "path": [alias], "message": message,
                "locations": [{ "line": 1, "column": 1 }] }));
        }
        data.insert(alias.to_owned(), value.unwrap_or_default());
        rest = after.trim_start();
    }
    assert!(data.len() <= 26, "more than 25 repositories in one question");
    let mut answer = json!({ "data": data });
    if !errors.is_empty() {
        answer["errors"] = json!(errors);
    }
    Response::json(200, &answer)
}

fn unknown(state: &mut State, query: &str) -> Response {
    state.violations.push(format!("a question that is not known: {query}"));
    Response::error(400, "Problems parsing JSON")
}

/// Follows renames, as the real one does.
fn find(state: &State, name: &str) -> Option<usize> {
    let is = |known: &String| known.eq_ignore_ascii_case(name);
    let now = state.repos.iter().position(|repo| is(&repo.name));
    let before = || state.repos.iter().position(|repo| repo.before.iter().any(is));
    now.or_else(before).filter(|at| state.sees(*at))
}

fn issues(state: &State, at: usize) -> Value {
    let Repo { id, name, archived, has_issues, issues, .. } = &state.repos[at];
    let visible = issues.len().saturating_sub(state.lag);
    // Pull requests are no issues here.
    let listed: Vec<_> = issues.values().take(visible).filter(|issue| !issue.pull_request).collect();
    let most = state.page_size;
    let nodes = listed.iter().take(most).map(|issue| {
        // Here, the logins of bots lack their end.
        let author = issue.author.as_ref().map(|login| match login.strip_suffix("[bot]") {
            Some(bare) => json!({ "__typename": "Bot", "login": bare }),
            None => json!({ "__typename": "User", "login": login }),
        });
        json!({ "number": issue.number, "body": issue.body, "state": if issue.open { "OPEN" } else { "CLOSED" },
            "stateReason": issue.reason.as_ref().map(|reason| reason.to_uppercase()), "author": author,
            "comments": { "totalCount": issue.comments }, "assignees": { "totalCount": issue.assignees.len() } })
    });
    let nodes: Vec<Value> = nodes.collect();
    json!({ "databaseId": id, "nameWithOwner": name, "isArchived": archived, "hasIssuesEnabled": has_issues,
        "issues": { "pageInfo": { "hasNextPage": listed.len() > most }, "nodes": nodes } })
}

fn source(state: &mut State, at: usize) -> Value {
    let name = state.repos[at].name.clone();
    let id = state.repos[at].id;
    let object = state.ledger_hash(&name).map(|hash| {
        let text = String::from_utf8(state.blobs[&hash].clone()).unwrap();
        // Long texts are cut.
        let cut = text.len() > 500_000;
        json!({ "oid": hash, "text": if cut { text[..500_000].to_owned() } else { text }, "isTruncated": cut })
    });
    json!({ "databaseId": id, "nameWithOwner": name, "object": object })
}
