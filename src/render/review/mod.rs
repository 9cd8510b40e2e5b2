//! What a change brings: the view that a terminal, a comment, annotations and the kept report are made of.
//!
//! The view is the report: a job that may not write keeps it, and another that may reads it again. That one may come
//! from anybody, so it is read strictly and says nothing by itself: every text in it is made harmless where it is
//! printed, and links are made of what the reader of the report knows. What is measured is left to [`crate::insight`].

mod annotate;
mod comment;
mod page;
mod report;
#[cfg(test)]
mod tests;
mod wording;

pub use annotate::github;
pub use comment::{Comment, Links, comment, markdown};
pub use report::{BadReport, json, read, schema};

use super::Style;
use crate::diagnostic::Level;
use crate::insight::readiness::Verdict;
use crate::model::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// New findings that a report keeps at most; the worst come first.
pub const MOST_FINDINGS: usize = 500;
/// Initiatives that a report keeps at most; those that the change moves come first.
pub const MOST_INITIATIVES: usize = 500;
/// Entries that each other list of a report keeps at most.
pub const MOST_ENTRIES: usize = 200;
/// Bytes of a report; larger ones are not read.
pub const MOST_BYTES: usize = 1024 * 1024;

/// What a change brings against the commit it left.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "canvass review, JSON version 1")]
pub struct Review {
    /// Version of this form; changes when a script that reads it could break.
    #[schemars(extend("const" = 1))]
    pub version: u8,
    /// The day both states were judged on.
    pub as_of: Date,
    /// The commit that the change leads to, by its full name.
    #[schemars(regex(pattern = "^[0-9a-f]{40,64}$"))]
    pub head: String,
    /// The commit that the change left, by its full name.
    #[schemars(regex(pattern = "^[0-9a-f]{40,64}$"))]
    pub base: String,
    /// The folder of the workspace inside its repository: empty, or ending in a slash.
    pub prefix: String,
    /// How serious a new finding must be to block.
    #[schemars(with = "String", extend("enum" = ["hint", "warning", "error"]))]
    pub fail_on: Level,
    /// Whether the change touches any file of the workspace.
    pub touches: bool,
    /// How many files were read.
    pub files: usize,
    /// New findings of each level.
    pub new: Counts,
    /// Findings that the base already has.
    pub existing: Counts,
    /// New findings, the worst first; of very many only some.
    pub findings: Vec<Finding>,
    /// Mean readiness of all active initiatives.
    pub readiness: Delta,
    /// Common coverage of all active initiatives.
    pub coverage: Delta,
    /// Active initiatives, those that the change moves first; of very many only some.
    pub initiatives: Vec<Initiative>,
    /// What the change does to initiatives.
    pub changes: Vec<Change>,
    /// What the change does to the settings of the workspace, by which everything is judged.
    pub settings: Vec<Setting>,
    /// Initiatives whose file cannot be read, so that nothing is measured of them.
    pub unreadable: Vec<String>,
    /// People who must be met now and did not have to be before.
    pub required: Vec<Required>,
    /// What to do next about the initiatives that the change moves.
    pub next: Vec<Step>,
    /// What the next filing run does once this is merged.
    pub filing: Filing,
    /// How many entries the lists above would have beyond what a report keeps.
    pub left_out: usize,
}

/// How many findings there are of each level.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Counts {
    /// Of level error.
    pub errors: usize,
    /// Of level warning.
    pub warnings: usize,
    /// Of level hint.
    pub hints: usize,
}

impl Counts {
    /// Counts findings by their levels, each as often as it stands for.
    pub fn of(findings: impl Iterator<Item = (Level, usize)>) -> Self {
        let mut counts = Self::default();
        for (level, weight) in findings {
            match level {
                Level::Error => counts.errors += weight,
                Level::Warning => counts.warnings += weight,
                Level::Hint => counts.hints += weight,
            }
        }
        counts
    }

    /// Of level `least` or worse.
    fn from(self, least: Level) -> usize {
        match least {
            Level::Error => self.errors,
            Level::Warning => self.errors + self.warnings,
            Level::Hint => self.all(),
        }
    }

    fn all(self) -> usize {
        self.errors + self.warnings + self.hints
    }
}

/// A number after a change and before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Delta {
    /// After it, in per cent; null where there is nothing to measure.
    pub now: Option<i64>,
    /// Before it, in per cent; null where there was nothing to measure.
    pub before: Option<i64>,
}

/// A new finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    /// Number of the rule.
    #[schemars(regex(pattern = r"^CV[0-9]{3}$"))]
    pub code: String,
    /// Name of the rule.
    pub name: String,
    /// How much it matters.
    #[schemars(with = "String", extend("enum" = ["hint", "warning", "error"]))]
    pub level: Level,
    /// What is wrong.
    pub message: String,
    /// How to mend it.
    pub help: String,
    /// Path from the workspace root.
    pub file: String,
    /// Line on which it begins, from 1.
    pub line: usize,
    /// Line on which it ends.
    pub end_line: usize,
    /// Column at which it begins, from 1; null where it has several lines.
    pub column: Option<usize>,
    /// Column behind its end; null where it has several lines.
    pub end_column: Option<usize>,
    /// Whether the change touches these lines.
    pub in_diff: bool,
    /// The initiative it is about.
    pub initiative: Option<String>,
    /// Who can mend it: the owner of the initiative.
    pub owner: Option<String>,
}

/// An active initiative after a change and before it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Initiative {
    /// Its id.
    pub id: String,
    /// Who drives it.
    pub owner: Option<String>,
    /// The cycle it is measured against.
    pub cycle: Option<String>,
    /// The earliest day on which an asked team plans.
    pub planning_on: Option<Date>,
    /// Days left until then.
    pub days: Option<i64>,
    /// The judgement on it.
    pub verdict: Verdict,
    /// The verdict before; null for a new one.
    pub verdict_before: Option<Verdict>,
    /// R: how ready it is.
    pub readiness: Delta,
    /// E: what the calendar expects by now.
    pub expected: Option<i64>,
    /// C: how far everybody required has been met.
    pub coverage: Delta,
    /// Whether the change moves it: its file, or its numbers.
    pub moved: bool,
}

impl Initiative {
    /// Whether its verdict is worse than it was.
    fn is_worse(&self) -> bool {
        self.verdict_before.is_some_and(|before| self.verdict < before)
    }
}

/// Something that a change does to an initiative.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// The initiative's id.
    pub initiative: String,
    /// What is done to it.
    pub kind: ChangeKind,
    /// What it was before, or what is named.
    pub from: Option<String>,
    /// What it is now, or the team of an ask.
    pub to: Option<String>,
    /// How many more or, where negative, fewer.
    pub count: Option<i64>,
}

/// Kinds of what a change does to an initiative.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
#[expect(missing_docs, reason = "the words of the report; src/portfolio/insight/change.rs says what each means")]
pub enum ChangeKind {
    Added,
    Removed,
    Renamed,
    RenamedUndeclared,
    Stage,
    Owner,
    Cycle,
    AskAdded,
    AskRemoved,
    Entries,
}

/// A setting that has another value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Setting {
    /// Its name with the tables it stands in, such as `rules.CV407`.
    pub key: String,
    /// Its value before; null where it was not set.
    pub from: Option<String>,
    /// Its value now; null where it is not set any more.
    pub to: Option<String>,
}

/// Somebody who must be met now and did not have to be before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Required {
    /// The initiative's id.
    pub initiative: String,
    /// Who and as what, such as `kim (exec of payments)`.
    pub who: String,
    /// The new ask that brings it about; null where something else does.
    pub ask: Option<String>,
}

/// Something to do next.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// The initiative's id.
    pub initiative: String,
    /// What to do.
    pub action: String,
    /// Points of readiness that it adds.
    pub gain: f64,
}

/// What the next filing run does once a change is merged, by what the files say; what stands in the backlogs is not
/// looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Filing {
    /// How many asks are to be filed after it, those filed already left out where the ledger is at hand.
    pub now: usize,
    /// How many are before it.
    pub before: usize,
    /// Asks to be filed that were not before.
    pub more: Vec<Asked>,
    /// Asks that were to be filed and are not any more.
    pub fewer: Vec<Asked>,
    /// Asks of initiatives that the change moves which are held back, and why.
    pub held_back: Vec<HeldBack>,
}

/// An ask and where it is filed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// The initiative's id.
    pub initiative: String,
    /// The ask's id in it.
    pub ask: String,
    /// The repository, as `owner/name`.
    pub repo: String,
}

/// An ask that is not filed now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HeldBack {
    /// The initiative's id.
    pub initiative: String,
    /// The ask's id in it.
    pub ask: String,
    /// Why it is held back.
    pub reason: String,
}

impl Review {
    /// How many new findings block.
    #[must_use]
    pub fn blockers(&self) -> usize {
        self.new.from(self.fail_on)
    }

    /// Whether there is nothing that anybody should look at: a line is enough.
    #[must_use]
    pub fn is_quiet(&self) -> bool {
        let filing = &self.filing;
        let files_the_same = filing.more.is_empty() && filing.fewer.is_empty();
        let loud = |change: &Change| matches!(change.kind, ChangeKind::RenamedUndeclared | ChangeKind::Removed);
        self.new.all() == 0
            && self.required.is_empty()
            && files_the_same
            && self.unreadable.is_empty()
            && self.settings.is_empty()
            && !self.changes.iter().any(loud)
            && !self.moved().any(Initiative::is_worse)
    }

    /// Keeps of each list what a report may hold, so that whoever is to read it does.
    pub fn bound(&mut self) {
        fn keep<T>(list: &mut Vec<T>, most: usize) -> usize {
            let more = list.len().saturating_sub(most);
            list.truncate(most);
            more
        }
        let mut entries = MOST_ENTRIES;
        loop {
            let share = |most: usize| most * entries / MOST_ENTRIES;
            let filing = &mut self.filing;
            self.left_out += keep(&mut self.findings, share(MOST_FINDINGS))
                + keep(&mut self.initiatives, share(MOST_INITIATIVES))
                + keep(&mut self.changes, entries)
                + keep(&mut self.settings, entries)
                + keep(&mut self.unreadable, entries)
                + keep(&mut self.required, entries)
                + keep(&mut filing.more, entries)
                + keep(&mut filing.fewer, entries)
                + keep(&mut filing.held_back, entries);
            if entries == 0 || json(self).len() <= MOST_BYTES {
                return;
            }
            entries /= 2;
        }
    }

    /// What a workflow can go on with: names and numbers, a line each, as `GITHUB_OUTPUT` takes them.
    #[must_use]
    pub fn outputs(&self) -> String {
        let number = |number: Option<i64>| number.map_or_else(String::new, |number| number.to_string());
        format!(
            "verdict={}\nreadiness={}\ncoverage={}\nerrors={}\n",
            if self.blockers() > 0 { "blocked" } else { "passed" },
            number(self.readiness.now),
            number(self.coverage.now),
            self.new.errors
        )
    }

    fn moved(&self) -> impl Iterator<Item = &Initiative> {
        self.initiatives.iter().filter(|initiative| initiative.moved)
    }
}

/// For a terminal.
#[must_use]
pub fn full(review: &Review, style: Style) -> String {
    page::page(review).terminal(style)
}
