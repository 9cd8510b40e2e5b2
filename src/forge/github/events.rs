//! What CI has to ask of GitHub: which pull request a commit is the head of, and when a workflow last succeeded.
//!
//! What follows from the answers is left to the caller.

use super::client::Call;
use super::error::Error;
use super::lists::Unread;
use super::{Connection, Session, wire};
use crate::backlog::RepoName;
use crate::backlog::view::Unavailable;
use jiff::Timestamp;
use std::collections::BTreeSet;

/// A thousand open pull requests, those that changed last first: one that was pushed to a moment ago is among them.
const MOST_PAGES: usize = 10;

/// The open pull request that has a commit as its head.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PullRequest {
    /// This one.
    One(u64),
    /// None, or it was closed or pushed to meanwhile.
    None,
    /// Several, so that nobody knows which is meant.
    Several(Vec<u64>),
    /// None of the thousand that changed last.
    NotAmongMany,
}

/// When a workflow last ended well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LastSuccess {
    /// Then it was run.
    At(Timestamp),
    /// It never has.
    Never,
    /// Why nobody knows.
    NotKnown(String),
}

impl Connection {
    /// Looks for the open pull request of `repo` whose head is `commit`, those from forks included.
    ///
    /// # Errors
    ///
    /// When the list could not be read.
    pub fn pull_request_at(&mut self, repo: &RepoName, commit: &str) -> Result<PullRequest, Error> {
        self.session.borrow_mut().pull_request_at(repo, commit)
    }

    /// Asks when the workflow in the file `workflow` of the initiatives' repository last ended well.
    pub fn last_success(&mut self, workflow: &str) -> LastSuccess {
        let asked = self.session.borrow_mut().last_success(workflow);
        asked.map_or_else(LastSuccess::NotKnown, |run| run.map_or(LastSuccess::Never, LastSuccess::At))
    }
}

impl Session {
    fn pull_request_at(&mut self, repo: &RepoName, commit: &str) -> Result<PullRequest, Error> {
        // A hash of SHA-1 or SHA-256, whole: a beginning of one could be anybody's.
        if !matches!(commit.len(), 40 | 64) || !commit.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Ok(PullRequest::None);
        }
        let rest = "/pulls?state=open&sort=updated&direction=desc&per_page=100";
        let list = self.read_list::<wire::PullRequest>(repo, rest, MOST_PAGES).map_err(|unread| match unread {
            Unread::Rejected(why) => Error::Rejected(Unavailable::Failed(why)),
            unread => Error::Source { repo: repo.clone(), why: unread.unavailable() },
        })?;
        let at = |pull: &&wire::PullRequest| pull.head.sha.eq_ignore_ascii_case(commit);
        // The list may have moved on between two pages, and show one twice.
        let numbers: BTreeSet<u64> = list.items.iter().filter(at).map(|pull| pull.number).collect();
        let numbers: Vec<u64> = numbers.into_iter().collect();
        Ok(match numbers.as_slice() {
            [] if list.is_cut => PullRequest::NotAmongMany,
            [] => PullRequest::None,
            [number] => PullRequest::One(*number),
            _ => PullRequest::Several(numbers),
        })
    }

    fn last_success(&mut self, workflow: &str) -> Result<Option<Timestamp>, String> {
        let fit = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
        let is_file = workflow.ends_with(".yml") || workflow.ends_with(".yaml");
        if !is_file || !workflow.bytes().all(fit) {
            return Err("it is not the name of a workflow file, such as `canvass-file.yml`".into());
        }
        let rest = format!("/actions/workflows/{workflow}/runs?status=success&per_page=1");
        let path = self.path(&self.home, &rest);
        let client = self.home_client();
        let reply = client.read(Call::get(path)).map_err(|failure| failure.to_string())?;
        let runs: wire::WorkflowRuns = client.understood(&reply).map_err(|unread| match unread {
            Unread::NotFound => "there is no such workflow, or canvass may not see it".to_owned(),
            Unread::Rejected(why) | Unread::Forbidden(why) | Unread::Failed(why) => why,
        })?;
        let Some(run) = runs.workflow_runs.into_iter().next() else { return Ok(None) };
        // One that was run again began then.
        let text = run.run_started_at.unwrap_or(run.created_at);
        text.parse().map(Some).map_err(|_| "the answer does not say when it was run".to_owned())
    }
}
