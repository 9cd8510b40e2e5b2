//! What a filing run would write, what it leaves and why, and what came of it.
//!
//! What is to be written is left to [`crate::backlog`].

mod json;
mod page;
#[cfg(test)]
mod tests;

pub use json::{json, schema};
pub use page::question;

use super::Style;
use crate::backlog::decide::{Answer, Waiting};
use crate::backlog::plan::Plan;
use crate::backlog::run::Executed;
use crate::model::Date;
use page::{page, results};

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
    /// Whether asks that stand as they should are listed, too.
    pub all: bool,
}

/// What came of a plan.
#[derive(Clone, Debug)]
pub struct Results<'a> {
    /// The day of the run.
    pub as_of: Date,
    /// What was written.
    pub executed: &'a [Executed],
    /// Why something is left; nothing when all is done.
    pub incomplete: Option<&'a str>,
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

impl Results<'_> {
    /// For a terminal.
    #[must_use]
    pub fn full(&self, style: Style) -> String {
        results(self).terminal(style)
    }

    /// For GitHub.
    #[must_use]
    pub fn markdown(&self) -> String {
        results(self).markdown()
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

/// How a team has answered, in a few words.
fn answer_words(answer: Answer) -> String {
    match answer {
        Answer::Closed(status) => status.to_string(),
        Answer::Gone => "deleted or moved away".to_owned(),
    }
}
