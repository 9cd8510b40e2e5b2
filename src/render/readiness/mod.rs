//! How ready initiatives are for their planning cycle, as a list or one in detail.
//!
//! How readiness is computed is left to [`crate::insight::readiness`].

mod json;
mod page;

pub use json::{json, schema};
pub(in crate::render) use page::gain;

use super::{Place, Style};
use crate::diagnostic::At;
use crate::insight::coverage::Coverage;
use crate::insight::readiness::{GateResult, Readiness};
use crate::model::{self, Cycle, CycleId, Date, Stage};

/// One initiative with what was measured of it.
#[derive(Clone, Debug)]
pub struct Initiative<'a> {
    /// Its id.
    pub id: &'a str,
    /// What its file says.
    pub record: &'a model::Initiative,
    /// How ready it is.
    pub measure: &'a Readiness,
    /// Whom it must meet.
    pub coverage: &'a Coverage,
    /// The stage its file supports.
    pub supported_stage: Option<Stage>,
    /// Where each gate points, in the order of the gates.
    places: Vec<Place>,
}

impl<'a> Initiative<'a> {
    /// Resolves where the gates of `measure` point.
    pub fn new(
        id: &'a str,
        record: &'a model::Initiative,
        measure: &'a Readiness,
        coverage: &'a Coverage,
        supported_stage: Option<Stage>,
        mut place: impl FnMut(&At) -> Place,
    ) -> Self {
        let places = measure.gates.iter().map(|gate| place(&gate.at)).collect();
        Self { id, record, measure, coverage, supported_stage, places }
    }

    fn gates(&self) -> impl Iterator<Item = (&'a GateResult, &Place)> {
        self.measure.gates.iter().zip(&self.places)
    }

    /// The three most urgent failing gates.
    fn next(&self) -> Vec<&'a GateResult> {
        let mut next = self.measure.next();
        next.truncate(3);
        next
    }
}

/// What changed since another revision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Since {
    /// The revision, such as `main@91fd3c7`.
    pub base: String,
    /// By how many points readiness rose, over all initiatives on average.
    pub readiness: i64,
    /// By how many points common coverage rose.
    pub coverage: i64,
}

/// What `readiness` prints.
#[derive(Clone, Debug)]
pub struct Report<'a> {
    /// The day it was measured on.
    pub as_of: Date,
    /// The cycle asked for, when one was and it is known.
    pub cycle: Option<(&'a CycleId, &'a Cycle)>,
    /// The initiatives in the order of their ids.
    pub initiatives: Vec<Initiative<'a>>,
    /// Whether to show each one's gates instead of a line.
    pub detail: bool,
    /// Whether the list also names those that are on track.
    pub all: bool,
    /// What changed, when there is something to compare with.
    pub since: Option<Since>,
}

/// For people at a terminal.
#[must_use]
pub fn full(report: &Report<'_>, style: Style) -> String {
    page::page(report).terminal(style)
}

/// For GitHub.
#[must_use]
pub fn markdown(report: &Report<'_>) -> String {
    page::page(report).markdown()
}

#[cfg(test)]
mod tests;
