//! Planning cycles: written in files, or made from the workspace's cadence.

use super::{CadenceKind, CycleId, CycleKind, Date, InitiativeId, Text, workspace::Cadence};
use schemars::JsonSchema;
use serde::Deserialize;

/// One stretch of time that teams plan for.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cycle {
    /// Its length: quarter, six_week or custom.
    pub kind: CycleKind,
    /// First day of the cycle.
    pub start: Date,
    /// Last day of the cycle.
    pub end: Date,
    /// The day planning opens; everything is counted back from here.
    pub planning_start: Date,
    /// The day after which nothing more is taken in.
    pub freeze: Date,
    /// The day from which teams take in requests.
    pub intake_open: Option<Date>,
    /// What was learned from the cycle once it was over.
    pub retro: Option<CycleRetro>,
    /// Initiatives in the order of their priority.
    #[serde(default)]
    pub rank: Vec<InitiativeId>,
    /// How many of `rank` lie above the line.
    pub line: Option<u32>,
}

/// What was learned from a cycle.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CycleRetro {
    /// When the look back was held.
    pub date: Date,
    /// What was found about process, estimates and execution.
    pub findings: Option<Text>,
    /// What will be done about it, by whom and when.
    #[serde(default)]
    pub actions: Vec<super::Action>,
}

/// Two days of a cycle, each with its key, of which the first comes after the second and may not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pair {
    /// The day that comes too late.
    pub first: (&'static str, Date),
    /// The day that comes too early.
    pub second: (&'static str, Date),
}

impl Cycle {
    /// Its days that contradict each other.
    pub fn out_of_order(&self) -> impl Iterator<Item = Pair> + use<> {
        let (start, end) = (("start", self.start), ("end", self.end));
        let (planning, freeze) = (("planning_start", self.planning_start), ("freeze", self.freeze));
        let pairs = [(start, end), (planning, end), (freeze, end), (planning, freeze)];
        pairs.into_iter().filter(|(first, second)| first.1 > second.1).map(|(first, second)| Pair { first, second })
    }

    /// Whether anything can be counted from its days.
    #[must_use]
    pub fn is_in_order(&self) -> bool {
        self.out_of_order().next().is_none()
    }

    /// Its length in days, first and last included; at least 1.
    #[must_use]
    pub fn len_days(&self) -> i64 {
        (self.end.days_since(self.start) + 1).max(1)
    }

    /// The cycle that `cadence` calls `id`, or nothing if it calls none so.
    #[must_use]
    pub fn from_cadence(id: &CycleId, cadence: &Cadence) -> Option<Self> {
        let (year, rest) = id.as_str().split_once('-')?;
        let year: i16 = (year.len() == 4).then(|| year.parse().ok())??;
        let (start, end) = match cadence.kind {
            CadenceKind::Quarter => {
                let quarter: i8 = rest.strip_prefix('q').and_then(digit)?;
                (1..=4).contains(&quarter).then_some(())?;
                let start = Date::new(year, quarter * 3 - 2, 1)?;
                let next = match quarter {
                    4 => Date::new(year + 1, 1, 1)?,
                    _ => Date::new(year, quarter * 3 + 1, 1)?,
                };
                (start, next.plus_days(-1))
            }
            CadenceKind::SixWeek => {
                let number = i64::from(rest.strip_prefix('c').and_then(digit).filter(|number| *number > 0)?);
                let start = first_start_in(year, cadence.anchor)?.plus_days((number - 1) * SIX_WEEKS);
                (start.year() == year).then_some((start, start.plus_days(SIX_WEEKS - 1)))?
            }
        };
        Some(Self {
            kind: match cadence.kind {
                CadenceKind::Quarter => CycleKind::Quarter,
                CadenceKind::SixWeek => CycleKind::SixWeek,
            },
            start,
            end,
            planning_start: start.plus_days(-i64::from(cadence.planning_lead)),
            freeze: start.plus_days(-i64::from(cadence.freeze_lead)),
            intake_open: None,
            retro: None,
            rank: Vec::new(),
            line: None,
        })
    }

    /// The id of the first cycle of `cadence` that starts after `today`.
    #[must_use]
    pub fn next_in_cadence(today: Date, cadence: &Cadence) -> Option<CycleId> {
        [today.year(), today.year() + 1]
            .into_iter()
            .flat_map(|year| {
                (1..=9).map(move |number| match cadence.kind {
                    CadenceKind::Quarter => format!("{year}-q{number}"),
                    CadenceKind::SixWeek => format!("{year}-c{number}"),
                })
            })
            .map(|id| CycleId::from(id.as_str()))
            .find(|id| Self::from_cadence(id, cadence).is_some_and(|cycle| cycle.start > today))
    }
}

/// The number that one digit stands for: `q01` would be another name for a cycle that has one.
fn digit(text: &str) -> Option<i8> {
    (text.len() == 1).then(|| text.parse().ok())?
}

const SIX_WEEKS: i64 = 42;

/// The first day in `year` that lies a whole number of six weeks from `anchor`.
fn first_start_in(year: i16, anchor: Date) -> Option<Date> {
    let new_year = Date::new(year, 1, 1)?;
    let offset = anchor.days_since(new_year).rem_euclid(SIX_WEEKS);
    Some(new_year.plus_days(offset))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn quarters_follow_the_calendar() {
        let cycle = Cycle::from_cadence(&"2027-q1".into(), &Cadence::default()).unwrap();
        assert_eq!((cycle.start, cycle.end), (date("2027-01-01"), date("2027-03-31")));
        assert_eq!(cycle.planning_start, date("2026-12-11"));
        assert_eq!(cycle.freeze, date("2026-12-25"));
        assert_eq!(cycle.len_days(), 90);
        let last = Cycle::from_cadence(&"2027-q4".into(), &Cadence::default()).unwrap();
        assert_eq!(last.end, date("2027-12-31"));
        for bad in ["2027-q5", "2027-q0", "27-q1", "2027", "q1-2027", "2027-c1", "9999-q1", "2027-q01", "2027-q001"] {
            assert!(Cycle::from_cadence(&bad.into(), &Cadence::default()).is_none(), "{bad}");
        }
    }

    #[test]
    fn six_week_cycles_tile_the_years() {
        let cadence = Cadence { kind: CadenceKind::SixWeek, ..Cadence::default() };
        let mut day = date("2026-01-01");
        let mut previous: Option<Cycle> = None;
        for _ in 0..40 {
            let id = Cycle::next_in_cadence(day, &cadence).unwrap();
            let cycle = Cycle::from_cadence(&id, &cadence).unwrap();
            if let Some(previous) = previous {
                assert_eq!(cycle.start, previous.end.plus_days(1), "{id}");
            }
            day = cycle.start;
            previous = Some(cycle);
        }
    }
}
