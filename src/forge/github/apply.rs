//! Writing to backlogs: at most one request reaches the host, and what came of it is never guessed.

use super::Session;
use super::client::{Call, Failure, Reply};
use super::wire;
use crate::backlog::RepoName;
use crate::backlog::block::{Digest, Draft};
use crate::backlog::run::{Write, Written};
use crate::backlog::view::SeenIssue;
use http::Method;
use serde_json::{Value, json};

impl Session {
    pub(super) fn write(&mut self, write: &Write) -> Written {
        match write {
            Write::Create { repo, draft, body } => self.create(repo, draft, body),
            Write::Update { repo, number, seen, body } => match self.look_again(repo, *number, seen) {
                Ok(_) => self.change(repo, *number, &json!({ "body": body })).unwrap_or_else(Changed::written),
                Err(written) => written,
            },
            Write::Close { repo, number, of, seen } => self.close(repo, *number, *of, seen),
        }
    }

    fn create(&mut self, repo: &RepoName, draft: &Draft, body: &str) -> Written {
        let wish = json!({ "title": draft.title(), "body": body, "labels": draft.labels() });
        let reply = match self.client.send(&Call::create(self.path(repo, "/issues"), wish)) {
            Ok(reply) if reply.status == 201 => reply,
            other => return self.not_written(other),
        };
        let issue: wire::Issue = match reply.json() {
            Ok(issue) => issue,
            // It is there; its number is found by the next look.
            Err(why) => return Written::Unknown(why),
        };
        let kept = |label: &&String| issue.labels.iter().any(|kept| kept.name().eq_ignore_ascii_case(label));
        let dropped = draft.labels().iter().filter(|label| !kept(label)).cloned().collect();
        let author = issue.user.as_ref().map(|user| user.login.clone()).or_else(|| self.login.clone());
        match author.filter(|author| !author.is_empty()) {
            Some(author) => Written::Created { number: issue.number, author, dropped },
            // Recorded as nobody's, it would make everything ours that nobody wrote.
            None => Written::Unknown("the answer does not say who wrote the issue".into()),
        }
    }

    fn close(&mut self, repo: &RepoName, number: u64, of: u64, seen: &str) -> Written {
        match self.look_again(repo, number, seen) {
            Ok(issue) if issue.comments > 0 || issue.assigned => return Written::Moved,
            Ok(_) => {}
            Err(written) => return written,
        }
        // One of two stays: if the other is gone, this is not a duplicate any more.
        let Ok(id) = self.standing(repo, of) else { return Written::Moved };
        let mut wish = json!({ "state": "closed", "state_reason": "duplicate" });
        if let (Some(id), Some(wish)) = (id, wish.as_object_mut()) {
            wish.insert("duplicate_issue_id".into(), json!(id));
        }
        match self.change(repo, number, &wish) {
            // Hosts of an older version know no duplicates.
            Err(Changed::Invalid(_)) => {
                let wish = json!({ "state": "closed", "state_reason": "not_planned" });
                self.change(repo, number, &wish).unwrap_or_else(Changed::written)
            }
            other => other.unwrap_or_else(Changed::written),
        }
    }

    /// The id of an issue that is there; an error where it is not, or nobody knows.
    fn standing(&mut self, repo: &RepoName, number: u64) -> Result<Option<u64>, ()> {
        let reply = self.read_issue(repo, number).map_err(drop)?;
        let issue: wire::Issue = reply.json().map_err(drop)?;
        let stands = reply.status == 200 && issue.number == number && !issue.is_pull_request();
        if stands { Ok(issue.id) } else { Err(()) }
    }

    /// Reads an issue that is about to be changed, if it is open and still says what it did.
    fn look_again(&mut self, repo: &RepoName, number: u64, seen: &str) -> Result<SeenIssue, Written> {
        let refused = |why: String| Written::Refused { why, whole_repo: false };
        let reply = match self.read_issue(repo, number) {
            Ok(reply) => reply,
            Err(Failure::Silent(why)) => return Err(Written::Halt(why)),
            Err(failure) => return Err(refused(format!("it could not be read before the change: {failure}"))),
        };
        match reply.status {
            200 => {}
            301 | 302 | 307 | 308 | 404 | 410 => return Err(Written::Moved),
            401 => return Err(Written::Halt(self.client.refusal(&reply))),
            _ => return Err(refused(self.client.refusal(&reply))),
        }
        let issue = reply.json::<wire::Issue>().and_then(wire::Issue::seen).map_err(refused)?;
        let same = Digest::of(&issue.body) == Digest::of(seen);
        if issue.number == number && issue.status.is_open() && same { Ok(issue) } else { Err(Written::Moved) }
    }

    fn change(&mut self, repo: &RepoName, number: u64, wish: &Value) -> Result<Written, Changed> {
        let call = Call::write(Method::PATCH, self.path(repo, &format!("/issues/{number}")), wish.clone());
        match self.client.send(&call) {
            Ok(reply) if reply.status == 200 && reply.is_object() => Ok(Written::Changed),
            Ok(reply) if reply.status == 422 && reply.is_object() => Err(Changed::Invalid(self.not_written(Ok(reply)))),
            other => Ok(self.not_written(other)),
        }
    }

    /// What came of a write that was not answered as a success.
    pub(super) fn not_written(&self, reply: Result<Reply, Failure>) -> Written {
        let reply = match reply {
            Ok(reply) => reply,
            Err(Failure::Silent(why)) => return Written::Halt(why),
            Err(failure) => return Written::Unknown(failure.to_string()),
        };
        let why = self.client.refusal(&reply);
        match reply.status {
            // Said before anything was looked at; how long to keep silent is for the next request to find.
            _ if reply.limited => Written::Refused { why, whole_repo: false },
            // Not GitHub's words: something in between may have answered in its place.
            _ if !reply.is_object() => Written::Unknown(why),
            401 => Written::Halt(why),
            408 => Written::Unknown(why),
            403 | 404 | 410 => Written::Refused { why, whole_repo: true },
            300..400 => Written::Refused { why: "the repository was renamed meanwhile".into(), whole_repo: true },
            400..500 => Written::Refused { why, whole_repo: false },
            _ => Written::Unknown(why),
        }
    }
}

/// Why a change was not made.
enum Changed {
    /// The host does not know what was asked for.
    Invalid(Written),
}

impl Changed {
    fn written(self) -> Written {
        let Self::Invalid(written) = self;
        written
    }
}
