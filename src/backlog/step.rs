//! The steps of a run: what it asks of whoever drives it, and what it may be told. Which comes when is left to
//! [`super::run`].

use super::block::Draft;
use super::ledger::{Ledger, LedgerError, Seconds};
use super::repo::RepoName;
use super::view::{Fetched, RepoFacts, RepoView, Unavailable};
use std::collections::{BTreeMap, BTreeSet};

/// What to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Read the ledger.
    ReadLedger,
    /// List the issues of these repositories that were written by these authors or by ourselves.
    Observe {
        /// The repositories.
        repos: Vec<RepoName>,
        /// Logins.
        authors: BTreeSet<String>,
    },
    /// Ask for one issue by its number.
    Fetch(RepoName, u64),
    /// Ask for the facts of a repository that is to be written to.
    Confirm(RepoName),
    /// Show the plan and ask whether to go on.
    Approve,
    /// Change the ledger, if it is still the one that was read.
    Save(Save),
    /// Do nothing until then.
    Wait(Seconds),
    /// Write to a backlog, once.
    Write(Write),
    /// The run is over.
    Done,
}

/// A change of the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Save {
    /// The version it replaces; nothing where there was none.
    pub expected: Option<Version>,
    /// What it is to be.
    pub ledger: Ledger,
    /// What happened, in a few words.
    pub message: String,
}

/// A version of the ledger, as its keeper names it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version(pub String);

/// Something to write to a backlog.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Write {
    /// File a new issue.
    Create {
        /// Where.
        repo: RepoName,
        /// Title and labels.
        draft: Draft,
        /// What it says, marker and all.
        body: String,
    },
    /// Give an issue a new body, unless it no longer says what it did.
    Update {
        /// Where.
        repo: RepoName,
        /// Its number.
        number: u64,
        /// What it said.
        seen: String,
        /// What it is to say.
        body: String,
    },
    /// Close an issue as the duplicate of another, unless people have touched it.
    Close {
        /// Where.
        repo: RepoName,
        /// Its number.
        number: u64,
        /// The one that stays.
        of: u64,
        /// What it said.
        seen: String,
    },
}

/// What came of a step.
#[derive(Clone, Debug)]
pub enum Answer {
    /// Of [`Step::ReadLedger`].
    Ledger(Result<Option<(Ledger, Version)>, ReadError>),
    /// Of [`Step::Observe`].
    Seen {
        /// Each repository, or why it cannot be used.
        repos: BTreeMap<RepoName, Result<RepoView, Unavailable>>,
        /// Our own login, where the host tells it.
        identity: Option<String>,
    },
    /// Of [`Step::Fetch`].
    Issue(Fetched),
    /// Of [`Step::Confirm`].
    Facts(Result<RepoFacts, Unavailable>),
    /// Of [`Step::Approve`].
    Approved(bool),
    /// Of [`Step::Save`].
    Saved(Saved),
    /// Of [`Step::Wait`].
    Waited,
    /// Of [`Step::Write`].
    Written(Written),
}

/// Why the ledger could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// It is there and is no ledger.
    #[error(transparent)]
    Bad(#[from] LedgerError),
    /// It could not be asked for.
    #[error("{0}")]
    Failed(String),
}

/// What came of a change of the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Saved {
    /// It is now of this version.
    Done(Version),
    /// Another run changed it first.
    Lost,
    /// Nobody knows whether it was changed.
    Unknown(String),
    /// It cannot be changed.
    Refused(String),
}

/// What came of a write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Written {
    /// A new issue stands there.
    Created {
        /// Its number.
        number: u64,
        /// Who wrote it, as the host sees us.
        author: String,
        /// What the host left out, such as labels.
        dropped: Vec<String>,
    },
    /// The issue was changed.
    Changed,
    /// The issue no longer says what it did, so it was left alone.
    Moved,
    /// The host said no, and nothing was written.
    Refused {
        /// Why.
        why: String,
        /// Whether it would say so of anything else in that repository.
        whole_repo: bool,
    },
    /// No answer, or none that tells whether it was written.
    Unknown(String),
    /// The host said no, and would to anything for longer than a run should wait.
    Halt(String),
}
