//! Commenting on a pull request or an issue: one comment for each key, edited in place, posted at most once in a run.
//!
//! What it says is left to the caller, how it is known again to [`super::sticky`].

use super::client::{Call, Failure, Reply};
use super::error::Error;
use super::lists::{List, Unread};
use super::sticky::{Comparison, Sticky};
use super::{Connection, Session, wire};
use crate::backlog::RepoName;
use crate::backlog::run::Written;
use crate::backlog::view::Unavailable;
use http::Method;
use serde_json::json;
use std::collections::BTreeSet;

/// Nobody reads so many comments; a list without an end is no list.
const MOST_PAGES: usize = 100;

/// Where a comment goes, and whose it is.
#[derive(Clone, Debug)]
pub struct Place {
    /// The repository.
    pub repo: RepoName,
    /// The number of the pull request or the issue.
    pub number: u64,
    /// Logins whose comments are ours; our own where none is named.
    pub authors: BTreeSet<String>,
    /// Whether it is posted where there is none yet: what has nothing to say only brings an older one up to date.
    pub create: bool,
}

/// What came of a comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commented {
    /// What was done.
    pub outcome: Outcome,
    /// Further comments of ours with the same key, by their ids; they are left alone.
    pub surplus: Vec<u64>,
}

/// What was done about a comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was posted.
    Created {
        /// Its id.
        id: u64,
        /// Who wrote it, where that is none of ours: a later run would not know it again.
        stranger: Option<String>,
    },
    /// It was edited.
    Updated(u64),
    /// It says so already.
    Unchanged(u64),
    /// Somebody edited it, so it is theirs and left alone.
    Edited(u64),
    /// There is none, and none was to be posted.
    Nothing,
    /// The token may only read there.
    Forbidden(String),
    /// It was sent, and nobody knows whether it arrived; the next run looks.
    Unknown(String),
    /// It was not sent, or refused.
    NotSent(String),
}

impl Connection {
    /// Brings our comment up to date, or posts it: at most one request of it writes, and is sent once.
    ///
    /// # Errors
    ///
    /// When nobody knows which comments are ours, or the token is not accepted.
    pub fn comment(&mut self, place: &Place, sticky: &Sticky) -> Result<Commented, Error> {
        self.session.borrow_mut().comment(place, sticky)
    }
}

impl Session {
    fn comment(&mut self, place: &Place, sticky: &Sticky) -> Result<Commented, Error> {
        let mut authors = place.authors.clone();
        if authors.is_empty() {
            self.login = self.login.take().or_else(|| self.ask_login());
            authors.extend(self.login.clone());
        }
        if authors.is_empty() {
            return Err(Error::NoAuthor);
        }
        let is_ours = |login: &str| authors.iter().any(|author| author.eq_ignore_ascii_case(login));
        let list = self.read_list(&place.repo, &format!("/issues/{}/comments?per_page=100", place.number), MOST_PAGES);
        let unread = |outcome| Ok(Commented { outcome, surplus: Vec::new() });
        let comments: Vec<wire::Comment> = match list {
            Ok(List { items, is_cut: false }) => items,
            Ok(_) => return unread(Outcome::NotSent("there are more comments than can be looked through".into())),
            Err(Unread::Rejected(why)) => return Err(Error::Rejected(Unavailable::Failed(why))),
            Err(Unread::Forbidden(why)) => return unread(Outcome::Forbidden(why)),
            Err(Unread::NotFound) => {
                let why = format!("there is no {}#{}, or canvass may not see it", place.repo, place.number);
                return unread(Outcome::NotSent(why));
            }
            Err(Unread::Failed(why)) => return unread(Outcome::NotSent(why)),
        };
        let written_by_us = comments.into_iter().filter(|it| it.user.as_ref().is_some_and(|user| is_ours(&user.login)));
        let mut own: Vec<(u64, Comparison)> = written_by_us
            .filter_map(|it| Some((it.id, sticky.compare(it.body.as_deref().unwrap_or_default())?)))
            .collect();
        own.sort_by_key(|(id, _)| *id);
        let outcome = match own.first() {
            None if !place.create => Outcome::Nothing,
            None => self.post(place, sticky, is_ours)?,
            Some((id, Comparison::Same)) => Outcome::Unchanged(*id),
            Some((id, Comparison::Edited)) => Outcome::Edited(*id),
            Some((id, Comparison::Outdated)) => self.edit(place, *id, sticky)?,
        };
        Ok(Commented { outcome, surplus: own.iter().skip(1).map(|(id, _)| *id).collect() })
    }

    fn post(&mut self, place: &Place, sticky: &Sticky, is_ours: impl Fn(&str) -> bool) -> Result<Outcome, Error> {
        let path = self.path(&self.called(&place.repo), &format!("/issues/{}/comments", place.number));
        let reply = match self.client.send(&Call::write(Method::POST, path, json!({ "body": sticky.text() }))) {
            Ok(reply) if reply.status == 201 => reply,
            other => return self.not_commented(other),
        };
        Ok(match reply.json::<wire::Comment>() {
            Ok(wire::Comment { id, user, .. }) => {
                Outcome::Created { id, stranger: user.map(|user| user.login).filter(|login| !is_ours(login)) }
            }
            // It is there; the next run finds it.
            Err(why) => Outcome::Unknown(why),
        })
    }

    fn edit(&mut self, place: &Place, id: u64, sticky: &Sticky) -> Result<Outcome, Error> {
        let path = self.path(&self.called(&place.repo), &format!("/issues/comments/{id}"));
        match self.client.send(&Call::write(Method::PATCH, path, json!({ "body": sticky.text() }))) {
            Ok(reply) if reply.status == 200 && reply.is_object() => Ok(Outcome::Updated(id)),
            other => self.not_commented(other),
        }
    }

    /// What came of a write that was not answered as a success.
    fn not_commented(&self, reply: Result<Reply, Failure>) -> Result<Outcome, Error> {
        match &reply {
            Ok(reply) if reply.limited || !reply.is_object() => {}
            Ok(reply) if reply.status == 401 => {
                return Err(Error::Rejected(Unavailable::Failed(self.client.refusal(reply))));
            }
            // Both are said of what may only be read.
            Ok(reply) if matches!(reply.status, 403 | 404) => {
                return Ok(Outcome::Forbidden(self.client.refusal(reply)));
            }
            _ => {}
        }
        Ok(match self.not_written(reply) {
            Written::Refused { why, .. } | Written::Halt(why) => Outcome::NotSent(why),
            Written::Unknown(why) => Outcome::Unknown(why),
            // Nothing else is said of what was not written.
            Written::Created { .. } | Written::Changed | Written::Moved => Outcome::NotSent("it was not taken".into()),
        })
    }
}
