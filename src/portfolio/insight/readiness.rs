//! Planning-cycle readiness: fifteen gates counted back from the day planning opens.

use super::coverage::Coverage;
use super::gates::{Facts, score_all};
use super::{Fraction, Index};
use crate::model::{Cycle, CycleId, Date, Initiative, Record, Stage};

pub use super::gates::GateResult;

crate::model::vocabulary! {
    /// The judgement of an initiative against its cycle; what needs help first is the least.
    Verdict {
        /// Past the freeze, and no ask accepted.
        Missed = "missed",
        /// A blocking gate is more than a week overdue.
        Late = "late",
        /// A blocking gate is due and fails, or less than 80 % of the due work is done.
        Behind = "behind",
        /// Everything that blocks is done, and nearly everything else.
        Complete = "complete",
        /// As it should be on this day.
        OnTrack = "on_track",
        /// Its cycle is not known.
        Unplanned = "unplanned",
    }
}

impl Verdict {
    /// What people are told; JSON and scripts have [`Self::as_str`].
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::OnTrack => "on track",
            other => other.as_str(),
        }
    }

    /// Whether nothing needs help.
    #[must_use]
    pub const fn is_fine(self) -> bool {
        matches!(self, Self::OnTrack | Self::Complete)
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

/// R, E and D of some gates (model, section "Planning-cycle readiness").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sums {
    /// R: Σw·s / Σw in per cent, rounded down; 0 when no gate applies.
    pub readiness: i64,
    /// E: the share of weight that is due; nothing without a planning date.
    pub expected: Option<i64>,
    /// D: R over due gates alone, 100 when none is due; nothing without a planning date.
    pub due: Option<i64>,
}

/// Adds up `gates` when `days` are left until planning opens, and writes slack and gain into each.
#[must_use]
pub fn add_up(gates: &mut [GateResult], days: Option<i64>) -> Sums {
    let total: i64 = gates.iter().filter(|gate| gate.applies).map(|gate| gate.weight).sum();
    for gate in gates.iter_mut() {
        gate.slack = days.map(|days| days - gate.lead);
        gate.gain = match total {
            0 => Fraction::new(0, 1),
            _ if gate.applies => (Fraction::new(1, 1) - gate.score) * Fraction::new(100 * gate.weight, total),
            _ => Fraction::new(0, 1),
        };
    }
    let due = || gates.iter().filter(|gate| gate.slack.is_some_and(|slack| slack <= 0));
    let due_weight: i64 = due().filter(|gate| gate.applies).map(|gate| gate.weight).sum();
    Sums {
        readiness: weighted(gates.iter()).unwrap_or(0),
        expected: days.map(|_| if total == 0 { 0 } else { 100 * due_weight / total }),
        due: days.map(|_| weighted(due()).unwrap_or(100)),
    }
}

/// Scores count records of a file, up to thousands each: their common denominator may need more than 64 bits.
type Wide = num_rational::Ratio<i128>;

/// ⌊100·Σw·s / Σw⌋ over those that apply; nothing when none does.
fn weighted<'g>(gates: impl Iterator<Item = &'g GateResult>) -> Option<i64> {
    let wide = |score: Fraction| Wide::new_raw(i128::from(*score.numer()), i128::from(*score.denom()));
    let (mut reached, mut total) = (Wide::default(), 0);
    for gate in gates.filter(|gate| gate.applies) {
        reached += wide(gate.score) * i128::from(gate.weight);
        total += i128::from(gate.weight);
    }
    let percent = (total > 0).then(|| (reached * 100 / total).to_integer())?;
    i64::try_from(percent).ok()
}

/// Assesses `record` on a day against its target cycle, or against `cycle` if given; nothing once it is closed.
#[must_use]
pub fn assess<'a>(
    index: &'a Index<'a>,
    record: &'a Record<Initiative>,
    coverage: &'a Coverage,
    cycle: Option<&'a CycleId>,
    as_of: Date,
) -> Option<Readiness> {
    if record.is_closed() {
        return None;
    }
    let id = cycle.or(record.target_cycle.as_ref());
    let known = id.and_then(|id| Some((id, index.portfolio.cycle(id)?)));
    let known = known.as_ref().map(|(id, cycle)| (*id, cycle.as_ref()));
    let planning_on = known.map(|(id, cycle)| index.planning_on(record, id, cycle));
    let days = planning_on.map(|day| day.days_since(as_of));
    let cycle = known.map(|(_, cycle)| cycle);
    let mut gates = score_all(&Facts { index, record, coverage, cycle, as_of });
    let sums = add_up(&mut gates, days);
    Some(Readiness {
        stage: record.stage,
        cycle: id.cloned(),
        planning_on,
        days,
        readiness: sums.readiness,
        expected: sums.expected,
        due: sums.due,
        verdict: cycle.map_or(Verdict::Unplanned, |cycle| verdict(&gates, sums, is_missed(record, cycle, as_of))),
        gates,
    })
}

/// Whether the cycle is closed to new work and no team has said yes; who asks nobody needs no yes.
fn is_missed(initiative: &Initiative, cycle: &Cycle, as_of: Date) -> bool {
    let accepted = |date: Option<Date>| date.is_none_or(|date| date <= as_of);
    let mut asks = initiative.live_asks();
    let taken_in = asks.any(|(_, ask)| ask.status().is_accepted() && accepted(ask.answered_on));
    as_of > cycle.freeze && !taken_in && !initiative.is_self_serve()
}

/// The judgement on gates that have their slack: the first that holds, in the order of [`Verdict`].
#[must_use]
pub fn verdict(gates: &[GateResult], sums: Sums, missed: bool) -> Verdict {
    let mut blocking = gates.iter().filter(|gate| gate.fails() && gate.blocks);
    let worst = blocking.clone().filter_map(|gate| gate.slack).min();
    if missed {
        Verdict::Missed
    } else if worst.is_some_and(|slack| slack < -7) {
        Verdict::Late
    } else if worst.is_some_and(|slack| slack <= 0) || sums.due.is_some_and(|due| due < 80) {
        Verdict::Behind
    } else if blocking.next().is_none() && sums.readiness >= 90 {
        Verdict::Complete
    } else {
        Verdict::OnTrack
    }
}
