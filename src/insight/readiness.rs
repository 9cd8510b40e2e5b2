//! Planning-cycle readiness: fifteen gates counted back from the day planning opens.

use super::Fraction;
use crate::diagnostic::At;
use crate::model::{CycleId, Date, Stage};

/// The judgement of an initiative against its cycle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// Past the freeze, and no ask accepted.
    Missed,
    /// A blocking gate is more than a week overdue.
    Late,
    /// A blocking gate is due and fails, or less than 80 % of the due work is done.
    Behind,
    /// Everything that blocks is done, and nearly everything else.
    Complete,
    /// As it should be on this day.
    OnTrack,
    /// Its cycle is not known.
    Unplanned,
}

impl Verdict {
    /// The word of JSON and scripts.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Missed => "missed",
            Self::Late => "late",
            Self::Behind => "behind",
            Self::Complete => "complete",
            Self::OnTrack => "on_track",
            Self::Unplanned => "unplanned",
        }
    }
}

/// What one gate found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GateResult {
    /// `G01` to `G15`.
    pub id: &'static str,
    /// What it asks, such as `evidence`.
    pub name: &'static str,
    /// Whether it counts here at all.
    pub applies: bool,
    /// 0 to 1; passes at 1.
    pub score: Fraction,
    /// Its share in readiness.
    pub weight: i64,
    /// L: days before planning on which it is due, scaled to the cycle's length.
    pub lead: i64,
    /// Whether failing it makes an initiative late.
    pub blocks: bool,
    /// d − L: days left until it is due; nothing without a planning date.
    pub slack: Option<i64>,
    /// 100·w(1−s)/Σw: what passing it would add to readiness.
    pub gain: Fraction,
    /// Why the score is what it is.
    pub reason: String,
    /// The cheapest thing to do about it; empty when it passes.
    pub action: String,
    /// The place it is about.
    pub at: At,
}

impl GateResult {
    /// Whether it applies and does not pass.
    #[must_use]
    pub fn fails(&self) -> bool {
        self.applies && self.score < Fraction::new(1, 1)
    }
}

/// How ready an initiative is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Readiness {
    /// The stage it declares.
    pub stage: Option<Stage>,
    /// The cycle it is measured against.
    pub cycle: Option<CycleId>,
    /// P: the earliest day an asked team plans.
    pub planning_on: Option<Date>,
    /// d: days from as-of to P.
    pub days: Option<i64>,
    /// R in per cent, rounded down.
    pub readiness: i64,
    /// E: what the calendar expects, in per cent.
    pub expected: Option<i64>,
    /// D: how much of the due work is done, in per cent.
    pub due: Option<i64>,
    /// The judgement.
    pub verdict: Verdict,
    /// All fifteen gates in the order of their ids.
    pub gates: Vec<GateResult>,
}

impl Readiness {
    /// Failing gates, most urgent first (by slack, then by gain): the first three are the next actions.
    #[must_use]
    pub fn next(&self) -> Vec<&GateResult> {
        let mut failing: Vec<_> = self.gates.iter().filter(|gate| gate.fails()).collect();
        failing.sort_by(|a, b| a.slack.cmp(&b.slack).then(b.gain.cmp(&a.gain)).then(a.id.cmp(b.id)));
        failing
    }
}
