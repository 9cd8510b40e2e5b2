//! What was seen in the asked teams' repositories.

use super::repo::RepoName;
use std::fmt;

/// What is known of a repository itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RepoFacts {
    /// The number its host gave it, which it keeps through every rename.
    pub id: u64,
    /// What it is called now.
    pub name: RepoName,
}

/// One repository, as it looked a moment ago.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RepoView {
    /// What is known of the repository; nothing where listing its issues did not tell.
    pub facts: Option<RepoFacts>,
    /// Issues that may be ours, in the order of their numbers.
    pub issues: Vec<SeenIssue>,
}

/// An issue, as it looked a moment ago.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenIssue {
    /// Its number.
    pub number: u64,
    /// The login of whoever wrote it; empty for an account that is gone.
    pub author: String,
    /// Whether it is open, and if not, why.
    pub status: IssueStatus,
    /// What it says.
    pub body: String,
    /// How many comments it has.
    pub comments: u64,
    /// Whether somebody is assigned.
    pub assigned: bool,
}

/// Whether an issue is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum IssueStatus {
    /// It waits or is worked on.
    Open,
    /// It is done.
    Completed,
    /// The team said no.
    NotPlanned,
    /// It says what another one says.
    Duplicate,
    /// Closed, and nobody said why.
    Closed,
}

impl IssueStatus {
    /// Whether it is open.
    #[must_use]
    pub fn is_open(self) -> bool {
        self == Self::Open
    }
}

impl fmt::Display for IssueStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Open => "open",
            Self::Completed => "closed as completed",
            Self::NotPlanned => "closed as not planned",
            Self::Duplicate => "closed as a duplicate",
            Self::Closed => "closed",
        })
    }
}

/// Why a repository cannot be used now; it is skipped, never taken as empty.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unavailable {
    /// There is none, or it is not shown to us.
    #[error("there is no such repository, or canvass may not see it")]
    NotFound,
    /// It only takes readers.
    #[error("it is archived")]
    Archived,
    /// It has no issues.
    #[error("its issues are switched off")]
    IssuesOff,
    /// We may read it and nothing else.
    #[error("canvass may not file issues there")]
    ReadOnly,
    /// Another repository has the name now.
    #[error("another repository has this name now: it was number {was}, and is {is}")]
    Replaced {
        /// The number in the ledger.
        was: u64,
        /// The number now.
        is: u64,
    },
    /// What came back was not all of it.
    #[error("it could not be read: {0}")]
    Failed(String),
}

impl Unavailable {
    /// How to mend it, in one sentence.
    #[must_use]
    pub fn help(&self) -> &'static str {
        match self {
            Self::NotFound => "check `backlog.repo` of the team, and that canvass is installed there",
            Self::Archived | Self::IssuesOff => "ask the team where it takes in work now, and correct `backlog.repo`",
            Self::ReadOnly => "give canvass the permission to write issues there",
            Self::Replaced { .. } => {
                "ask the team where its backlog went; raise `generation` of the ask to file it anew"
            }
            Self::Failed(_) => "run again later; nothing was taken for missing",
        }
    }

    /// Whether a later run may find it in order without anybody doing anything.
    #[must_use]
    pub fn passes(&self) -> bool {
        matches!(self, Self::Failed(_))
    }
}

/// What asking for one issue by its number told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fetched {
    /// It is there.
    Found(SeenIssue),
    /// It was deleted, or moved to another repository.
    Gone,
    /// There is no such issue, it is said; it may also be that the answer is older than the issue.
    NotFound,
    /// No answer that tells anything.
    Unknown,
}
