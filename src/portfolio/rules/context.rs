//! What the check functions are given: the portfolio on a day, and each initiative with its measures.

use crate::diagnostic::At;
use crate::insight::Index;
use crate::insight::coverage::{self, Coverage};
use crate::insight::stage::{self, Support};
use crate::model::workspace::Thresholds;
use crate::model::{Date, Initiative, InitiativeId, Portfolio, Record, Stage};
use crate::source::Sources;

/// The portfolio on a day.
pub struct Context<'a> {
    /// Everything that was loaded.
    pub portfolio: &'a Portfolio,
    /// What all initiatives share: roles of teams, the graph of systems, effort asked.
    pub index: &'a Index<'a>,
    /// The files as text.
    pub sources: &'a Sources,
    /// The day on which is judged.
    pub as_of: Date,
}

impl Context<'_> {
    /// The numbers to compare with.
    #[must_use]
    pub fn thresholds(&self) -> &Thresholds {
        &self.portfolio.workspace.thresholds
    }

    /// Whole days from `date` to the day of judgement; negative when it still lies ahead.
    #[must_use]
    pub fn days_since(&self, date: Date) -> i64 {
        self.as_of.days_since(date)
    }
}

/// One initiative, measured once for all rules.
pub struct Subject<'a> {
    /// Its id.
    pub id: &'a InitiativeId,
    /// The initiative and its places.
    pub record: &'a Record<Initiative>,
    /// The stage it declares.
    pub stage: Option<Stage>,
    /// Whom it must meet; nothing once it is closed.
    pub coverage: Option<Coverage>,
    /// What its file supports.
    pub support: Support,
}

impl<'a> Subject<'a> {
    /// Measures the initiative `id`.
    #[must_use]
    pub fn measure(context: &Context<'a>, id: &'a InitiativeId, record: &'a Record<Initiative>) -> Self {
        let coverage = coverage::measure(context.index, record, context.as_of);
        Self {
            id,
            record,
            stage: record.stage,
            coverage,
            support: stage::support(context.index, record, context.as_of),
        }
    }

    /// The file and place of `pointer`, such as `/ask/0/decider`.
    #[must_use]
    pub fn at(&self, pointer: &str) -> At {
        self.record.at(pointer)
    }

    /// Whether what belongs at `pointer`, or something in it, could not be read; that has a finding of its own, and what
    /// follows from it needs none.
    #[must_use]
    pub fn is_unread(&self, pointer: &str) -> bool {
        self.record.is_unread(pointer)
    }

    /// Whether it is active and declares `stage` or a later one.
    #[must_use]
    pub fn reached(&self, stage: Stage) -> bool {
        self.stage.is_some_and(|declared| !declared.is_closed() && declared >= stage)
    }
}
