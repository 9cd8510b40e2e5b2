//! What is read where it is now: lists of many pages, to the last or to as many as are enough, and a repository itself.
//!
//! What is listed is left to whoever asks.

use super::client::{Call, Client, Reply};
use super::{Session, wire};
use crate::backlog::RepoName;
use crate::backlog::view::Unavailable;
use serde::de::DeserializeOwned;
use std::collections::BTreeSet;

/// Renames followed in a row.
const MOST_HOPS: usize = 3;

/// A list, as far as it was read.
pub(super) struct List<T> {
    pub(super) items: Vec<T>,
    /// Whether it has more pages than were to be read.
    pub(super) is_cut: bool,
}

/// Why something could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Unread {
    /// The token is not accepted.
    Rejected(String),
    /// The token may not read it.
    Forbidden(String),
    /// It is not there, or not shown to us.
    NotFound,
    /// No answer, or none that could be understood.
    Failed(String),
}

impl Unread {
    pub(super) fn unavailable(self) -> Unavailable {
        match self {
            Self::NotFound => Unavailable::NotFound,
            Self::Rejected(why) | Self::Forbidden(why) | Self::Failed(why) => Unavailable::Failed(why),
        }
    }
}

impl Session {
    /// Reads at most `most` pages of the list `rest` of `repo`, under the name that has now.
    pub(super) fn read_list<T: DeserializeOwned>(
        &mut self,
        repo: &RepoName,
        rest: &str,
        most: usize,
    ) -> Result<List<T>, Unread> {
        let mut items = Vec::new();
        let mut path = self.path(&self.called(repo), rest);
        let (mut before, mut moved) = (BTreeSet::new(), false);
        loop {
            let reply = self.client.read(Call::get(path.clone()));
            let reply = reply.map_err(|failure| Unread::Failed(failure.to_string()))?;
            if matches!(reply.status, 301 | 302 | 307 | 308) && !moved {
                let facts = self.resolve(repo).map_err(|why| Unread::Failed(why.to_string()))?;
                (path, moved) = (self.path(&facts.name, rest), true);
                items.clear();
                before.clear();
                continue;
            }
            let page: Vec<T> = self.client.understood(&reply)?;
            items.extend(page);
            before.insert(path);
            match self.next_page(&reply, &before).map_err(Unread::Failed)? {
                Some(_) if before.len() >= most => return Ok(List { items, is_cut: true }),
                Some(next) => path = next,
                None => return Ok(List { items, is_cut: false }),
            }
        }
    }

    /// The path of the page after `reply`, which must be of this host and none of those `before`.
    pub(super) fn next_page(&self, reply: &Reply, before: &BTreeSet<String>) -> Result<Option<String>, String> {
        let Some(url) = &reply.next else { return Ok(None) };
        let path = self.client.address.same(url).filter(|path| !before.contains(path));
        path.map(Some).ok_or_else(|| "its list leads elsewhere or has no end".to_owned())
    }
}

impl Client {
    /// Asks for a repository, under whatever name it has now.
    pub(super) fn find_repository(&mut self, repo: &RepoName) -> Result<wire::Repository, Unread> {
        let mut path = self.address.rest(&format!("/repos/{repo}"));
        for _ in 0..=MOST_HOPS {
            let reply = self.read(Call::get(path)).map_err(|failure| Unread::Failed(failure.to_string()))?;
            if !matches!(reply.status, 301 | 302 | 307 | 308) {
                return self.understood(&reply);
            }
            let location = reply.location.as_deref().and_then(|url| self.address.same(url));
            path = location.ok_or_else(|| Unread::Failed("it is said to be on another host".into()))?;
        }
        Err(Unread::Failed("it was renamed in a circle".into()))
    }

    /// What an answer says, if it is one.
    pub(super) fn understood<T: DeserializeOwned>(&self, reply: &Reply) -> Result<T, Unread> {
        let why = || self.refusal(reply);
        match reply.status {
            200 => reply.json().map_err(Unread::Failed),
            401 => Err(Unread::Rejected(why())),
            403 if !reply.limited => Err(Unread::Forbidden(why())),
            404 => Err(Unread::NotFound),
            _ => Err(Unread::Failed(why())),
        }
    }
}
