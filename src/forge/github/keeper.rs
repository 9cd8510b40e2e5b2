//! The ledger: one file on a branch of its own in the initiatives' repository, replaced by compare-and-swap.
//!
//! GitHub compares the hash of the file that is to be replaced; that hash is the ledger's version.

use super::Session;
use super::client::{Call, Failure, RAW, Reply};
use super::wire;
use crate::backlog::ledger::{Ledger, LedgerError, State};
use crate::backlog::run::{ReadError, Save, Saved, Version};
use http::Method;
use serde::de::DeserializeOwned;
use serde_json::json;

/// The branch, and the one file on it.
pub(super) const BRANCH: &str = "canvass-ledger";
pub(super) const FILE: &str = "ledger.json";

impl Session {
    pub(super) fn read_ledger(&mut self) -> Result<Option<(Ledger, Version)>, ReadError> {
        let read = match self.ledger.take() {
            Some(read) => Some(read),
            None => self.ask_ledger()?,
        };
        let claimed =
            |ledger: &Ledger| ledger.entries.values().any(|entry| matches!(entry.state, State::Claimed { .. }));
        self.settled = read.as_ref().is_some_and(|(ledger, _)| ledger.authors().next().is_some() && !claimed(ledger));
        Ok(read)
    }

    fn ask_ledger(&mut self) -> Result<Option<(Ledger, Version)>, ReadError> {
        let path = self.path(&self.home, &format!("/contents/{FILE}?ref={BRANCH}"));
        // Raw, for a description holds no content of a file of more than one megabyte.
        let reply = self.home_client().read(Call::get(path).accepting(RAW)).map_err(failed)?;
        match reply.status {
            200 => {}
            404 => return self.ask_branch(),
            _ => return Err(ReadError::Failed(self.client.refusal(&reply))),
        }
        let corrupt = |why: &str| ReadError::Bad(LedgerError::Corrupt(why.to_owned()));
        let text = std::str::from_utf8(&reply.body).map_err(|_| corrupt("it is not UTF-8"))?;
        let version = version_of(&reply.body).ok_or_else(|| ReadError::Failed("it has no hash".into()))?;
        let ledger = Ledger::read(text).map_err(|error| match error {
            LedgerError::Corrupt(why) => corrupt(&self.client.scrub(&why)),
            newer @ LedgerError::Newer(_) => newer.into(),
        })?;
        Ok(Some((ledger, version)))
    }

    /// That a file was not found may be for want of permission; a list of branches in which the ledger's is missing
    /// says that there is none.
    fn ask_branch(&mut self) -> Result<Option<(Ledger, Version)>, ReadError> {
        let path = self.path(&self.home, &format!("/git/matching-refs/heads/{BRANCH}"));
        let reply = self.home_client().read(Call::get(path)).map_err(failed)?;
        if reply.status != 200 {
            return Err(ReadError::Failed(self.client.refusal(&reply)));
        }
        let branches: Vec<wire::Reference> = reply.json().map_err(ReadError::Failed)?;
        let own = format!("refs/heads/{BRANCH}");
        self.branch = branches.iter().any(|branch| branch.name == own);
        Ok(None)
    }

    pub(super) fn save_ledger(&mut self, save: &Save) -> Saved {
        let text = save.ledger.text();
        let Some(version) = version_of(text.as_bytes()) else {
            return Saved::Refused("the ledger has no hash".into());
        };
        if save.expected.is_none() && !self.branch {
            return self.begin_branch(&text, &save.message, version);
        }
        let mut wish = json!({
            "message": save.message,
            "content": data_encoding::BASE64.encode(text.as_bytes()),
            "branch": BRANCH,
        });
        if let (Some(Version(expected)), Some(wish)) = (&save.expected, wish.as_object_mut()) {
            wish.insert("sha".into(), json!(expected));
        }
        let path = self.path(&self.home, &format!("/contents/{FILE}"));
        let reply = self.home_client().send(&Call::write(Method::PUT, path, wish));
        match reply {
            Ok(reply) if matches!(reply.status, 200 | 201) && reply.is_object() => Saved::Done(version),
            Ok(reply) if matches!(reply.status, 409 | 422) && !self.is_forbidden(&reply) => Saved::Lost,
            other => self.not_saved(other),
        }
    }

    /// Makes the branch with a first commit that has no parents: the ledger's history is not that of the files.
    fn begin_branch(&mut self, text: &str, message: &str, version: Version) -> Saved {
        let tree = json!({ "tree": [{ "path": FILE, "mode": "100644", "type": "blob", "content": text }] });
        let tree: wire::Object = match self.make("/git/trees", tree) {
            Ok(tree) => tree,
            Err(reply) => return self.not_saved(reply),
        };
        let commit = json!({ "message": message, "tree": tree.sha, "parents": [] });
        let commit: wire::Object = match self.make("/git/commits", commit) {
            Ok(commit) => commit,
            Err(reply) => return self.not_saved(reply),
        };
        let reference = json!({ "ref": format!("refs/heads/{BRANCH}"), "sha": commit.sha });
        match self.make::<wire::Reference>("/git/refs", reference) {
            Ok(_) => {
                self.branch = true;
                Saved::Done(version)
            }
            // Another run was first.
            Err(Ok(reply)) if matches!(reply.status, 409 | 422) && !self.is_forbidden(&reply) => Saved::Lost,
            Err(reply) => self.not_saved(reply),
        }
    }

    fn make<T: DeserializeOwned>(&mut self, what: &str, wish: serde_json::Value) -> Result<T, Result<Reply, Failure>> {
        let call = Call::write(Method::POST, self.path(&self.home, what), wish);
        let reply = self.home_client().send(&call).map_err(Err)?;
        match reply.json() {
            Ok(made) if reply.status == 201 => Ok(made),
            _ => Err(Ok(reply)),
        }
    }

    /// Whether a conflict is one of rules for the branch, which no other run can settle.
    fn is_forbidden(&self, reply: &Reply) -> bool {
        let why = self.client.refusal(reply).to_ascii_lowercase();
        ["rule violation", "protected", "approving review", "status check"].iter().any(|words| why.contains(words))
    }

    fn not_saved(&self, reply: Result<Reply, Failure>) -> Saved {
        let reply = match reply {
            Ok(reply) => reply,
            Err(Failure::Silent(why)) => return Saved::Refused(why),
            Err(failure) => return Saved::Unknown(failure.to_string()),
        };
        let why = self.client.refusal(&reply);
        match reply.status {
            // Nothing was changed, and after the silence it may be: the run looks at the ledger again.
            _ if reply.limited => Saved::Unknown(why),
            408 => Saved::Unknown(why),
            300..500 if reply.is_object() => Saved::Refused(why),
            _ => Saved::Unknown(why),
        }
    }
}

fn failed(failure: Failure) -> ReadError {
    ReadError::Failed(failure.to_string())
}

/// The hash under which Git keeps `bytes`.
pub(super) fn version_of(bytes: &[u8]) -> Option<Version> {
    let hash = git2::Oid::hash_object(git2::ObjectType::Blob, bytes).ok()?;
    Some(Version(hash.to_string()))
}
