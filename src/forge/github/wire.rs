//! What is read of GitHub's answers: no more than is used, so that one odd field elsewhere breaks nothing.

use crate::backlog::RepoName;
use crate::backlog::view::{IssueStatus, RepoFacts, SeenIssue, Unavailable};
use serde::Deserialize;
use serde_json::Value;

/// An account; nothing for one that is gone.
#[derive(Debug, Deserialize)]
pub(super) struct Account {
    pub(super) login: String,
}

/// An issue, or a pull request, which lists show among issues.
#[derive(Debug, Deserialize)]
pub(super) struct Issue {
    /// The number by which the host knows it among all issues.
    pub(super) id: Option<u64>,
    pub(super) number: u64,
    pub(super) user: Option<Account>,
    state: String,
    state_reason: Option<String>,
    body: Option<String>,
    #[serde(default)]
    comments: u64,
    assignee: Option<Value>,
    #[serde(default)]
    assignees: Option<Vec<Value>>,
    pull_request: Option<Value>,
    #[serde(default)]
    pub(super) labels: Vec<Label>,
}

/// A label, of which old answers hold only the name.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Label {
    Name(String),
    Whole { name: Option<String> },
}

impl Label {
    pub(super) fn name(&self) -> &str {
        match self {
            Self::Name(name) => name,
            Self::Whole { name } => name.as_deref().unwrap_or_default(),
        }
    }
}

impl Issue {
    pub(super) fn is_pull_request(&self) -> bool {
        self.pull_request.is_some()
    }

    pub(super) fn seen(self) -> Result<SeenIssue, String> {
        Ok(SeenIssue {
            number: self.number,
            author: self.user.map(|user| user.login).unwrap_or_default(),
            status: status(&self.state, self.state_reason.as_deref())?,
            body: self.body.unwrap_or_default(),
            comments: self.comments,
            assigned: self.assignee.is_some() || self.assignees.is_some_and(|list| !list.is_empty()),
        })
    }
}

/// How an issue stands, by the words of either API.
pub(super) fn status(state: &str, reason: Option<&str>) -> Result<IssueStatus, String> {
    match (state.to_ascii_lowercase().as_str(), reason.map(str::to_ascii_lowercase).as_deref()) {
        ("open", _) => Ok(IssueStatus::Open),
        ("closed", Some("completed")) => Ok(IssueStatus::Completed),
        ("closed", Some("not_planned")) => Ok(IssueStatus::NotPlanned),
        ("closed", Some("duplicate")) => Ok(IssueStatus::Duplicate),
        // A reason that was invented later.
        ("closed", _) => Ok(IssueStatus::Closed),
        _ => Err("an issue is neither open nor closed".to_owned()),
    }
}

/// A repository.
#[derive(Debug, Deserialize)]
pub(super) struct Repository {
    id: u64,
    full_name: String,
    #[serde(default)]
    archived: bool,
    #[serde(default = "yes")]
    has_issues: bool,
}

fn yes() -> bool {
    true
}

impl Repository {
    pub(super) fn facts(&self) -> Result<RepoFacts, Unavailable> {
        Ok(RepoFacts { id: self.id, name: name(&self.full_name)? })
    }

    /// Whether issues can be filed there.
    pub(super) fn usable(&self) -> Result<RepoFacts, Unavailable> {
        match self {
            Self { archived: true, .. } => Err(Unavailable::Archived),
            Self { has_issues: false, .. } => Err(Unavailable::IssuesOff),
            _ => self.facts(),
        }
    }
}

pub(super) fn name(text: &str) -> Result<RepoName, Unavailable> {
    text.parse().map_err(|_| Unavailable::Failed("the answer names no repository".into()))
}

/// What GitHub says when it refuses.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Refusal {
    #[serde(default)]
    pub(super) message: String,
    #[serde(default)]
    pub(super) errors: Vec<Value>,
}

/// One of the reasons in a refusal: a text, or an object that may hold one.
pub(super) fn detail(error: &Value) -> Option<String> {
    let text = |key: &str| error.get(key).and_then(Value::as_str);
    let composed = || Some(format!("{} {}", text("field")?, text("code")?));
    error.as_str().or(text("message")).map(str::to_owned).or_else(composed)
}

/// Something that has a hash, such as a tree, a commit or a file's content.
#[derive(Debug, Deserialize)]
pub(super) struct Object {
    pub(super) sha: String,
}

/// A comment on an issue or a pull request.
#[derive(Debug, Deserialize)]
pub(super) struct Comment {
    pub(super) id: u64,
    pub(super) user: Option<Account>,
    pub(super) body: Option<String>,
}

/// A pull request.
#[derive(Debug, Deserialize)]
pub(super) struct PullRequest {
    pub(super) number: u64,
    pub(super) head: Object,
}

/// Runs of a workflow, newest first.
#[derive(Debug, Deserialize)]
pub(super) struct WorkflowRuns {
    pub(super) workflow_runs: Vec<WorkflowRun>,
}

/// One of them.
#[derive(Debug, Deserialize)]
pub(super) struct WorkflowRun {
    pub(super) created_at: String,
    pub(super) run_started_at: Option<String>,
}

/// A branch.
#[derive(Debug, Deserialize)]
pub(super) struct Reference {
    #[serde(rename = "ref")]
    pub(super) name: String,
}

/// The address behind `rel="next"` in a header `Link`.
pub(super) fn next_page(link: &str) -> Option<String> {
    link.split(',').find_map(|part| {
        let (url, parameters) = part.split_once(';')?;
        let next = parameters.split(';').any(|parameter| {
            let (name, value) = parameter.split_once('=').unwrap_or_default();
            name.trim().eq_ignore_ascii_case("rel")
                && value.trim().trim_matches('"').split(' ').any(|rel| rel == "next")
        });
        let url = url.trim().strip_prefix('<')?.strip_suffix('>')?;
        next.then(|| url.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn odd_issues_are_read_all_the_same() {
        let read = |value: Value| serde_json::from_value::<Issue>(value).unwrap().seen().unwrap();
        let ghost =
            read(json!({"number": 1, "user": null, "state": "closed", "state_reason": "archived", "body": null}));
        assert_eq!((ghost.author.as_str(), ghost.body.as_str(), ghost.status), ("", "", IssueStatus::Closed));
        let assigned = read(
            json!({"number": 1, "state": "open", "state_reason": "reopened", "assignees": [{}], "labels": ["a", {"name": null}]}),
        );
        assert_eq!((assigned.assigned, assigned.status), (true, IssueStatus::Open));
        assert!(serde_json::from_value::<Issue>(json!({"state": "open"})).is_err(), "no number");
        let strange: Issue = serde_json::from_value(json!({"number": 1, "state": "merged"})).unwrap();
        assert!(strange.seen().is_err());
    }

    #[test]
    fn the_next_page_is_found_wherever_it_stands() {
        let next = |link: &str| next_page(link);
        assert_eq!(next(r#"<https://a/1>; rel="prev", <https://a/3?x=1>; rel="next""#), Some("https://a/3?x=1".into()));
        assert_eq!(next("<https://a/3>;rel=next"), Some("https://a/3".into()));
        assert_eq!(next(r#"<https://a/1>; rel="last""#), None);
        assert_eq!(next("rubbish"), None);
    }
}
