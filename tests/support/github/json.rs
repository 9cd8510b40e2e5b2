//! The fake's answers in GitHub's own shape, whole enough for its published description.

use super::state::{Comment, Issue, Repo, State};
use serde_json::{Map, Value, json};

const TIME: &str = "2026-11-26T01:00:00Z";

pub(crate) fn user(origin: &str, login: &str) -> Value {
    let url = format!("{origin}/users/{}", login.replace(['[', ']'], ""));
    let kind = if login.ends_with("[bot]") { "Bot" } else { "User" };
    let mut user = json!({ "login": login, "id": 77, "node_id": "U_77", "gravatar_id": "", "type": kind,
        "site_admin": false, "url": url, "avatar_url": url, "html_url": url });
    for part in ["followers", "following", "gists", "starred", "subscriptions", "organizations", "repos", "events"] {
        user[format!("{part}_url")] = json!(format!("{url}/{part}"));
    }
    user["received_events_url"] = json!(format!("{url}/received_events"));
    user
}

pub(crate) fn own_user(origin: &str, login: &str) -> Value {
    let mut user = user(origin, login);
    user["user_view_type"] = json!("public");
    for empty in ["bio", "blog", "company", "email", "hireable", "location", "name"] {
        user[empty] = Value::Null;
    }
    for count in ["followers", "following", "public_gists", "public_repos"] {
        user[count] = json!(0);
    }
    user["created_at"] = json!(TIME);
    user["updated_at"] = json!(TIME);
    user
}

pub(crate) fn issue(origin: &str, repo: &Repo, issue: &Issue) -> Value {
    let Issue { id, number, .. } = issue;
    let url = format!("{origin}/repos/{}/issues/{number}", repo.name);
    let people: Vec<Value> = issue.assignees.iter().map(|login| user(origin, login)).collect();
    let label = |name: &String| {
        json!({ "id": 5, "node_id": "LA_5", "url": format!("{origin}/labels/5"), "name": name, "description": null,
            "color": "ededed", "default": false })
    };
    let mut value = json!({
        "id": id, "node_id": format!("I_{id}"), "number": number, "title": issue.title, "body": issue.body,
        "url": url, "html_url": url, "labels_url": format!("{url}/labels{{/name}}"),
        "comments_url": format!("{url}/comments"), "events_url": format!("{url}/events"),
        "repository_url": format!("{origin}/repos/{}", repo.name),
        "state": if issue.open { "open" } else { "closed" }, "state_reason": issue.reason, "locked": false,
        "labels": issue.labels.iter().map(label).collect::<Vec<_>>(), "comments": issue.comments,
        "assignee": people.first(), "assignees": people, "milestone": null,
        "user": issue.author.as_ref().map(|login| user(origin, login)), "author_association": "NONE",
        "created_at": TIME, "updated_at": TIME, "closed_at": if issue.open { Value::Null } else { json!(TIME) },
    });
    if issue.pull_request {
        let pull = format!("{origin}/repos/{}/pulls/{number}", repo.name);
        value["pull_request"] = json!({ "url": pull, "html_url": pull, "diff_url": pull, "patch_url": pull });
    }
    value
}

pub(crate) fn repository(origin: &str, repo: &Repo) -> Value {
    let url = format!("{origin}/repos/{}", repo.name);
    let (owner, name) = repo.name.split_once('/').unwrap();
    let mut value = Map::new();
    for part in [
        "archive",
        "assignees",
        "blobs",
        "branches",
        "collaborators",
        "comments",
        "commits",
        "compare",
        "contents",
        "contributors",
        "deployments",
        "downloads",
        "events",
        "forks",
        "git_commits",
        "git_refs",
        "git_tags",
        "hooks",
        "issue_comment",
        "issue_events",
        "issues",
        "keys",
        "labels",
        "languages",
        "merges",
        "milestones",
        "notifications",
        "pulls",
        "releases",
        "stargazers",
        "statuses",
        "subscribers",
        "subscription",
        "tags",
        "teams",
        "trees",
        "clone",
        "git",
        "ssh",
        "svn",
        "html",
    ] {
        value.insert(format!("{part}_url"), json!(format!("{url}/{part}")));
    }
    for count in [
        "forks",
        "forks_count",
        "open_issues",
        "open_issues_count",
        "size",
        "stargazers_count",
        "watchers",
        "watchers_count",
        "network_count",
        "subscribers_count",
    ] {
        value.insert(count.into(), json!(0));
    }
    for flag in
        ["fork", "private", "has_projects", "has_wiki", "has_pages", "has_discussions", "has_downloads", "disabled"]
    {
        value.insert(flag.into(), json!(false));
    }
    for empty in ["description", "homepage", "language", "mirror_url", "license"] {
        value.insert(empty.into(), Value::Null);
    }
    for time in ["pushed_at", "created_at", "updated_at"] {
        value.insert(time.into(), json!(TIME));
    }
    let rest = json!({ "id": repo.id, "node_id": format!("R_{}", repo.id), "name": name, "full_name": repo.name,
        "owner": user(origin, owner), "url": url, "default_branch": "main", "has_issues": repo.has_issues,
        "archived": repo.archived });
    value.extend(rest.as_object().unwrap().clone());
    Value::Object(value)
}

/// A commit as the API of Git's own objects shows it.
pub(crate) fn commit(state: &State, sha: &str, tree: &str, message: &str) -> Value {
    let url = format!("{}/git/commits/{sha}", state.origin);
    let who = json!({ "name": "canvass", "email": "canvass@example.com", "date": TIME });
    json!({ "sha": sha, "node_id": "C_1", "url": url, "html_url": url, "author": who, "committer": who,
        "message": message, "tree": { "sha": tree, "url": url }, "parents": [],
        "verification": { "verified": false, "reason": "unsigned", "signature": null, "payload": null,
            "verified_at": null } })
}

pub(crate) fn comment(origin: &str, repo: &str, id: u64, comment: &Comment) -> Value {
    let url = format!("{origin}/repos/{repo}/issues/comments/{id}");
    json!({ "id": id, "node_id": format!("IC_{id}"), "url": url, "html_url": url, "body": comment.body,
        "issue_url": format!("{origin}/repos/{repo}/issues/{}", comment.number),
        "user": comment.author.as_ref().map(|login| user(origin, login)), "author_association": "NONE",
        "created_at": TIME, "updated_at": TIME, "performed_via_github_app": null })
}

/// A pull request, as lists show it.
pub(crate) fn pull(origin: &str, repo: &Repo, number: u64, sha: &str) -> Value {
    let url = format!("{origin}/repos/{}/pulls/{number}", repo.name);
    let link = json!({ "href": url });
    let side = |sha: &str| {
        json!({ "label": "acme:change", "ref": "change", "sha": sha, "user": user(origin, "lena"),
            "repo": repository(origin, repo) })
    };
    let mut value = json!({
        "id": number, "node_id": "PR_1", "number": number, "state": "open", "locked": false, "title": "A change",
        "user": user(origin, "lena"), "body": null, "labels": [], "milestone": null, "created_at": TIME,
        "updated_at": TIME, "closed_at": null, "merged_at": null, "merge_commit_sha": null, "assignee": null,
        "head": side(sha), "base": side("0000000000000000000000000000000000000000"), "author_association": "NONE",
        "auto_merge": null, "draft": false, "url": url, "assignees": [], "requested_reviewers": [],
        "_links": { "comments": link, "commits": link, "statuses": link, "html": link, "issue": link,
            "review_comments": link, "review_comment": link, "self": link },
    });
    for part in
        ["html", "diff", "patch", "issue", "commits", "review_comments", "review_comment", "comments", "statuses"]
    {
        value[format!("{part}_url")] = json!(url);
    }
    value
}

/// A run of a workflow that ended well.
pub(crate) fn run(origin: &str, repo: &Repo, file: &str, time: &str) -> Value {
    let url = format!("{origin}/repos/{}/actions/runs/9", repo.name);
    let mut value = json!({
        "id": 9, "name": "File", "node_id": "WFR_9", "check_suite_id": 1, "check_suite_node_id": "CS_1",
        "head_branch": "main", "head_sha": "0000000000000000000000000000000000000000", "path": format!(".github/workflows/{file}"),
        "run_number": 3, "run_attempt": 1, "event": "schedule", "status": "completed", "conclusion": "success",
        "workflow_id": 5, "url": url, "html_url": url, "display_title": "File", "pull_requests": [],
        "created_at": time, "updated_at": time, "run_started_at": time, "head_commit": null,
        "repository": repository(origin, repo), "head_repository": repository(origin, repo),
    });
    for part in ["jobs", "logs", "check_suite", "cancel", "rerun", "artifacts", "workflow"] {
        value[format!("{part}_url")] = json!(url);
    }
    value
}
