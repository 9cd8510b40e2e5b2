//! The fifteen gates of readiness as a table of records, each with the function that scores it.
//!
//! The score functions stand in the files of this folder; adding them up is left to [`super::readiness`].

mod case;
mod people;
mod teams;

use super::coverage::Coverage;
use super::{Counted, Fraction, Index, share};
use crate::diagnostic::At;
use crate::model::{Cycle, Date, Initiative, Record};

/// When failing a gate makes an initiative late.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blocks {
    /// Always.
    Yes,
    /// Never.
    No,
    /// When stored data changes its form.
    WithSchema,
}

/// One gate.
#[derive(Debug)]
pub struct Gate {
    /// `G01` to `G15`.
    pub id: &'static str,
    /// What it asks, in two or three words.
    pub name: &'static str,
    /// L: days before planning on which it is due, in a cycle of 91 days.
    pub lead: u32,
    /// Its share in readiness.
    pub weight: u32,
    /// Whether failing it makes an initiative late.
    pub blocks: Blocks,
    /// How it is scored, in one line.
    pub summary: &'static str,
    score: fn(&Facts<'_>) -> Score,
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

/// Every gate in the order of the ids (model, section "Planning-cycle readiness").
pub const GATES: &[Gate] = &[
    Gate {
        id: "G01",
        name: "problem quantified",
        lead: 70,
        weight: 10,
        blocks: Blocks::Yes,
        summary: "share of who, impact, benefit_if_gone and affected (count and basis) in `[problem]`",
        score: case::problem,
    },
    Gate {
        id: "G02",
        name: "evidence",
        lead: 63,
        weight: 10,
        blocks: Blocks::Yes,
        summary: "mean of: up to three items, up to two kinds, the newest not too old",
        score: case::evidence,
    },
    Gate {
        id: "G03",
        name: "outcome and metric",
        lead: 56,
        weight: 8,
        blocks: Blocks::Yes,
        summary: "share of goal, business outcome, a metric's baseline and a metric's target",
        score: case::outcome,
    },
    Gate {
        id: "G04",
        name: "asks complete",
        lead: 56,
        weight: 8,
        blocks: Blocks::Yes,
        summary: "asks with effort, done_when, why_you, need_by and a decider, of all asks",
        score: teams::asks_complete,
    },
    Gate {
        id: "G05",
        name: "pitches",
        lead: 49,
        weight: 6,
        blocks: Blocks::No,
        summary: "audiences with a pitch, of pm, em and exec among those who must be met",
        score: people::pitches,
    },
    Gate {
        id: "G06",
        name: "everybody contacted",
        lead: 42,
        weight: 8,
        blocks: Blocks::Yes,
        summary: "people reached in any way, of all who must be met",
        score: people::contacted,
    },
    Gate {
        id: "G07",
        name: "incremental plan",
        lead: 35,
        weight: 8,
        blocks: Blocks::Yes,
        summary: "share of: two steps or ten days, a small first step, no ask too large, no rollout without pilot",
        score: case::plan,
    },
    Gate {
        id: "G08",
        name: "challenged",
        lead: 35,
        weight: 4,
        blocks: Blocks::No,
        summary: "a review with lens `challenge`, or evidence that speaks against it",
        score: case::challenged,
    },
    Gate {
        id: "G09",
        name: "deciders met one-on-one",
        lead: 28,
        weight: 12,
        blocks: Blocks::Yes,
        summary: "managers and deciders (tier 2 and 3) met alone and not too long ago, of all of them",
        score: people::deciders_met,
    },
    Gate {
        id: "G10",
        name: "capacity known",
        lead: 28,
        weight: 4,
        blocks: Blocks::No,
        summary: "asks whose effort and whose team's capacity are known, of all asks",
        score: teams::capacity_known,
    },
    Gate {
        id: "G11",
        name: "system safety",
        lead: 28,
        weight: 4,
        blocks: Blocks::WithSchema,
        summary: "share of: rollback where stored data changes, availability supportable, architecture decision where \
                  many systems are touched",
        score: case::safety,
    },
    Gate {
        id: "G12",
        name: "objections and data gaps",
        lead: 21,
        weight: 8,
        blocks: Blocks::Yes,
        summary: "needs answered by evidence, of all needs voiced; without needs, one decider met",
        score: people::needs_answered,
    },
    Gate {
        id: "G13",
        name: "in the teams' backlogs",
        lead: 14,
        weight: 5,
        blocks: Blocks::Yes,
        summary: "asks with a filed issue, or presented where a team takes no issues, of all asks",
        score: teams::filed,
    },
    Gate {
        id: "G14",
        name: "support window",
        lead: 14,
        weight: 2,
        blocks: Blocks::No,
        summary: "`[support]` has a contact, hours and dates that cover the cycle",
        score: teams::support_window,
    },
    Gate {
        id: "G15",
        name: "answers",
        lead: 7,
        weight: 3,
        blocks: Blocks::No,
        summary: "asks accepted, done, deferred or declined, of all asks",
        score: teams::answered,
    },
];

/// What the score functions look at.
pub(super) struct Facts<'a> {
    pub(super) index: &'a Index<'a>,
    pub(super) record: &'a Record<Initiative>,
    pub(super) coverage: &'a Coverage,
    /// The cycle it is measured against, if known.
    pub(super) cycle: Option<&'a Cycle>,
    pub(super) as_of: Date,
}

impl Facts<'_> {
    fn counted(&self) -> Counted {
        Counted::UpTo(self.as_of)
    }

    /// Whether a record that may bear a date counts.
    fn includes(&self, date: Option<Date>) -> bool {
        date.is_none_or(|date| self.counted().includes(date))
    }
}

/// What a score function finds.
struct Score {
    /// Nothing when the gate does not apply.
    score: Option<Fraction>,
    reason: String,
    action: String,
    at: At,
}

impl Score {
    fn new(score: Fraction, reason: String, action: String, at: At) -> Self {
        Self { score: Some(score), reason, action, at }
    }

    fn not_applicable(reason: &str, at: At) -> Self {
        Self { score: None, reason: reason.into(), action: String::new(), at }
    }

    fn yes_or_no(holds: bool, reason: String, action: String, at: At) -> Self {
        Self::new(share(usize::from(holds), 1), reason, action, at)
    }
}

/// Scores every gate; slack and gain are added by [`super::readiness`].
pub(super) fn score_all(facts: &Facts<'_>) -> Vec<GateResult> {
    GATES.iter().map(|gate| gate.result(facts)).collect()
}

impl Gate {
    fn result(&self, facts: &Facts<'_>) -> GateResult {
        let Score { score, reason, action, at } = (self.score)(facts);
        let setting = facts.index.portfolio.workspace.gates.get(self.id).cloned().unwrap_or_default();
        let weight = setting.weight.unwrap_or(self.weight);
        let origin = &facts.index.portfolio.workspace_origin;
        let is_unread = origin.is_unread(&origin.at(&format!("/gates/{}/blocks", self.id)));
        let blocks = is_unread
            || setting.blocks.unwrap_or_else(|| match self.blocks {
                Blocks::Yes => true,
                Blocks::No => false,
                Blocks::WithSchema => super::facts::changes_schema(facts.record),
            });
        let passes = score.is_none_or(|score| score >= Fraction::new(1, 1));
        GateResult {
            id: self.id,
            name: self.name,
            // A weight of 0 takes a gate out altogether.
            applies: score.is_some() && weight > 0,
            score: score.unwrap_or_default(),
            weight: weight.into(),
            lead: scaled(setting.lead.unwrap_or(self.lead).into(), facts.cycle),
            blocks,
            slack: None,
            gain: Fraction::new(0, 1),
            reason,
            action: if passes { String::new() } else { action },
            at,
        }
    }
}

/// Lead days for the length of a cycle: as given for 91 days, in proportion for others, rounded half up, at least 3.
fn scaled(lead: i64, cycle: Option<&Cycle>) -> i64 {
    const STANDARD: i64 = 91;
    match cycle.map(Cycle::len_days) {
        None | Some(STANDARD) => lead,
        Some(days) => ((2 * lead * days + STANDARD) / (2 * STANDARD)).max(3),
    }
}

/// `1 ask`, `2 asks`.
fn number(n: usize, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}

/// At most three of `names`, joined for a reason.
fn list(names: &[String]) -> String {
    match names {
        [a, b, c, rest @ ..] if !rest.is_empty() => format!("{a}, {b}, {c} and {} more", rest.len()),
        names => names.join(", "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::CycleId;
    use crate::model::workspace::Cadence;

    #[test]
    fn ids_are_in_order_and_unique() {
        let expected: Vec<_> = (1..=15).map(|number| format!("G{number:02}")).collect();
        assert_eq!(GATES.iter().map(|gate| gate.id).collect::<Vec<_>>(), expected);
        assert_eq!(GATES.iter().map(|gate| gate.weight).sum::<u32>(), 100);
    }

    #[test]
    fn gates_fall_due_and_weigh_as_agreed() {
        // Written by hand: generated pages and snapshots would follow any change, and every verdict moves with one.
        let agreed = [
            (70, 10, Blocks::Yes),
            (63, 10, Blocks::Yes),
            (56, 8, Blocks::Yes),
            (56, 8, Blocks::Yes),
            (49, 6, Blocks::No),
            (42, 8, Blocks::Yes),
            (35, 8, Blocks::Yes),
            (35, 4, Blocks::No),
            (28, 12, Blocks::Yes),
            (28, 4, Blocks::No),
            (28, 4, Blocks::WithSchema),
            (21, 8, Blocks::Yes),
            (14, 5, Blocks::Yes),
            (14, 2, Blocks::No),
            (7, 3, Blocks::No),
        ];
        let ours: Vec<_> = GATES.iter().map(|gate| (gate.lead, gate.weight, gate.blocks)).collect();
        assert_eq!(ours, agreed);
    }

    #[test]
    fn lead_days_follow_the_length_of_the_cycle() {
        let cycle = |id: &str| Cycle::from_cadence(&CycleId::from(id), &Cadence::default()).unwrap();
        assert_eq!(scaled(70, None), 70);
        assert_eq!(scaled(0, Some(&cycle("2027-q2"))), 0, "91 days: as given");
        assert_eq!(scaled(70, Some(&cycle("2027-q2"))), 70);
        assert_eq!(scaled(70, Some(&cycle("2027-q1"))), 69, "90 days: 69.23");
        assert_eq!(scaled(70, Some(&cycle("2027-q3"))), 71, "92 days: 70.77");
        let mut six_weeks = cycle("2027-q2");
        six_weeks.end = six_weeks.start.plus_days(41);
        assert_eq!(scaled(7, Some(&six_weeks)), 3, "3.23");
        assert_eq!(scaled(63, Some(&six_weeks)), 29, "29.08");
        six_weeks.end = six_weeks.start.plus_days(12);
        assert_eq!(scaled(7, Some(&six_weeks)), 3, "at least 3");
        assert_eq!(scaled(63, Some(&six_weeks)), 9, "9.0");
        six_weeks.end = six_weeks.start.plus_days(25);
        assert_eq!(scaled(14, Some(&six_weeks)), 4);
        assert_eq!(scaled(63, Some(&six_weeks)), 18);
        assert_eq!(scaled(35, Some(&six_weeks)), 10);
    }
}
