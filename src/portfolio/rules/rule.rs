//! The record of a rule: what it is called, how much it matters when, what it means, and the function that finds it.

use super::context::{Context, Subject};
use crate::diagnostic::{Code, Findings, Level};
use crate::model::{Portfolio, Stage};

/// A rule; everything that prints or configures rules reads these records.
#[derive(Debug)]
pub struct Rule {
    /// Its number.
    pub code: Code,
    /// Its short name, such as `decider-cannot-decide`.
    pub name: &'static str,
    /// How much its findings matter.
    pub level: Level,
    /// The declared stage from which on they matter more, and how much.
    pub raise: Option<(Stage, Level)>,
    /// Whether the passing of time alone brings its findings about; they then never exceed a warning.
    pub clock: bool,
    /// Whether it still speaks of initiatives that are delivered, parked or dropped.
    pub closed: bool,
    /// The version that brought it.
    pub since: &'static str,
    /// What it finds, in one line.
    pub summary: &'static str,
    /// Markdown with the sections What, Why, Example (a file it reports) and Fix.
    pub docs: &'static str,
    /// How it finds it.
    pub check: Check,
}

/// How a rule finds what it finds.
#[derive(Clone, Copy, Debug)]
pub enum Check {
    /// The loader reports it while reading.
    Loader,
    /// The engine reports it while applying waivers.
    Waivers,
    /// Looks at the portfolio once.
    Portfolio(fn(&Context, &mut Findings)),
    /// Looks at one initiative; the engine adds to each finding which initiative it is about.
    Initiative(fn(&Context, &Subject, &mut Findings)),
    /// Looks at the portfolio and at what it was before a change; silent where there is nothing to compare with.
    Change(fn(&Context, &Portfolio, &mut Findings)),
}

impl Rule {
    /// How much a finding matters in a file that declares `stage`, before the workspace's settings.
    #[must_use]
    pub fn level_at(&self, stage: Option<Stage>) -> Level {
        match (self.raise, stage) {
            (Some((from, raised)), Some(stage)) if stage >= from => raised,
            _ => self.level,
        }
    }
}
