//! What a filing run would write, what it leaves and why, and what came of it.
//!
//! What is to be written is left to [`crate::backlog`].

mod annotate;
mod json;
mod kept;
mod page;
#[cfg(test)]
mod tests;

pub use json::{json, outputs, schema};
pub use kept::Kept;
pub use page::question;

use super::{Style, relative_days};
use crate::backlog::decide::{Answer, Waiting};
use crate::backlog::plan::{OverCap, Plan};
use crate::backlog::run::Executed;
use crate::model::Date;
use page::{page, results, results_and_plan};
use std::fmt;

/// What a plan rests on: when any of it has moved, it is another plan.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct Bound {
    /// The commit whose files were read.
    pub commit: String,
    /// The version of the ledger; null where there is none.
    pub ledger: Option<String>,
    /// What the settings of the workspace say, as a digest.
    pub config: String,
    /// The version of canvass.
    pub tool: String,
    /// What stood in the backlogs, as a digest.
    pub seen: String,
}

/// An ask that is not filed now, whether or not there is a backlog for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// The initiative's id.
    pub initiative: String,
    /// The ask's id in it.
    pub ask: String,
    /// Why.
    pub reason: String,
}

/// What `plan` and `apply` print.
#[derive(Clone, Debug)]
pub struct Report<'a> {
    /// The day it was planned on.
    pub as_of: Date,
    /// What it rests on.
    pub bound_to: Bound,
    /// Where issues are filed: `outbox` or `github`.
    pub forge: &'a str,
    /// The plan.
    pub plan: &'a Plan,
    /// What is not filed now, in the order of the asks.
    pub held_back: Vec<Held>,
    /// Whose repositories may hold an ask, whether it is filed now or not, sorted.
    pub owners: Vec<Owner>,
    /// When filing last ended well, where that was asked for.
    pub last_filed: Option<LastFiled>,
    /// Whether asks that stand as they should are listed, too.
    pub all: bool,
}

/// Somebody whom backlogs belong to: tokens of an App are of one owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owner {
    /// The login.
    pub name: String,
    /// The names of the repositories without it, sorted.
    pub repositories: Vec<String>,
}

/// When filing last ended well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LastFiled {
    /// So many days before the day of the run.
    DaysAgo(i64),
    /// Not once.
    Never,
    /// Why nobody knows.
    NotKnown(String),
}

/// A schedule runs once a week or more often, and may be late by hours: after more than eight days one was dropped.
const STALE_DAYS: i64 = 8;

impl LastFiled {
    /// Whether a run that should have been was not.
    #[must_use]
    pub fn is_stale(&self) -> bool {
        matches!(self, Self::DaysAgo(days) if *days > STALE_DAYS)
    }
}

impl fmt::Display for LastFiled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::DaysAgo(days) => write!(f, "last filed {}", relative_days(-days.max(&0))),
            Self::Never => f.write_str("never filed before"),
            Self::NotKnown(why) => write!(f, "last filed: not known ({why})"),
        }
    }
}

/// What came of a plan.
#[derive(Clone, Debug)]
pub struct Results<'a> {
    /// What was planned.
    pub report: Report<'a>,
    /// What was written.
    pub executed: &'a [Executed],
    /// Why something is left; nothing when all is done.
    pub incomplete: Option<&'a str>,
    /// Whether it was the run that starts the ledger, and files nothing.
    pub started: bool,
}

/// For a terminal.
#[must_use]
pub fn full(report: &Report<'_>, style: Style) -> String {
    page(report).terminal(style)
}

/// For GitHub.
#[must_use]
pub fn markdown(report: &Report<'_>) -> String {
    page(report).markdown()
}

/// As annotations of GitHub Actions.
#[must_use]
pub fn github(report: &Report<'_>) -> String {
    annotate::plan(report)
}

impl Results<'_> {
    /// For a terminal.
    #[must_use]
    pub fn full(&self, style: Style) -> String {
        results(self).terminal(style)
    }

    /// For GitHub: what was written, and what was not and why.
    #[must_use]
    pub fn markdown(&self) -> String {
        results_and_plan(self).markdown()
    }

    /// As annotations of GitHub Actions.
    #[must_use]
    pub fn github(&self) -> String {
        annotate::results(self)
    }

    /// As JSON, version 1.
    #[must_use]
    pub fn json(&self) -> String {
        json::results(self)
    }

    /// The JSON Schema of [`Results::json`].
    #[must_use]
    pub fn schema() -> schemars::Schema {
        json::results_schema()
    }
}

/// Why nothing is done about an ask in this run, in a sentence.
fn waiting_reason(waiting: &Waiting) -> String {
    match waiting {
        Waiting::Quarantine { .. } => "a run may have sent it a moment ago; the next run knows".to_owned(),
        Waiting::Unconfirmed { looked, enough } => {
            format!("may have been sent and was not found, {looked} of {enough} looks")
        }
        Waiting::OldView => "the list of the repository is older than what is known of it".to_owned(),
        Waiting::Missing { number } => format!("#{number} is said not to be there; three runs must hear it"),
        Waiting::NoLedger => "there is no ledger yet".to_owned(),
    }
}

/// Why nothing is written at all, and how to go on.
fn over_cap_words(over: &OverCap) -> String {
    let whose = over.of.as_ref().map(|of| format!(" in {of}")).unwrap_or_default();
    format!(
        "{} issues{whose} are more than the {} that `caps.{}` allows at once, so apply writes nothing. \
         `canvass apply --allow-creates {}` files all that are planned.",
        over.count, over.most, over.cap, over.creates
    )
}

/// How a team has answered, in a few words.
fn answer_words(answer: Answer) -> String {
    match answer {
        Answer::Closed(status) => status.to_string(),
        Answer::Gone => "deleted or moved away".to_owned(),
    }
}
