//! What asks take of a team's cycle, what the team has taken on, for which kind of work, and the day on which it plans.
//!
//! How much is too much, or too little of a kind, is left to [`crate::rules`].

use super::Index;
use super::asked::status_on;
use crate::model::{
    Ask, AskStatus, Category, Cycle, CycleId, Date, Days, Initiative, InitiativeId, Portfolio, Record, Stage, TeamId,
};
use std::collections::BTreeMap;

/// An ask that bears on a cycle of its team.
#[derive(Clone, Copy, Debug)]
pub struct CountedAsk<'a> {
    /// The initiative that asks.
    pub initiative: &'a InitiativeId,
    /// What its file says.
    pub record: &'a Record<Initiative>,
    /// The place of the ask in it.
    pub place: usize,
    /// The ask.
    pub ask: &'a Ask,
    /// Where it stood on the day.
    pub status: AskStatus,
    /// The cycle it bears on; nothing when neither it nor its initiative names one.
    pub cycle: Option<&'a CycleId>,
}

impl CountedAsk<'_> {
    /// What the team takes on with it; nothing unless the answer was yes, or while no effort is known.
    #[must_use]
    pub fn committed(&self) -> Option<Days> {
        takes(self.ask).filter(|_| self.status.is_accepted())
    }
}

/// Every ask that bears on a cycle of its team, as it stood on a day, in the order of initiatives and files.
///
/// Of an active initiative these are its live asks. What is delivered took what the team had agreed to, so asks that were
/// answered go on counting; what is parked or dropped gave it back, but for asks that were done.
pub fn counted_asks(portfolio: &Portfolio, as_of: Date) -> impl Iterator<Item = CountedAsk<'_>> {
    portfolio.initiatives.iter().flat_map(move |(initiative, record)| {
        let asks = record.live_asks().map(move |(place, ask)| {
            let (status, cycle) = (status_on(ask, as_of), record.cycle_of(ask));
            CountedAsk { initiative, record, place, ask, status, cycle }
        });
        asks.filter(|counted| match record.stage {
            Some(Stage::Delivered) => counted.status.is_answered(),
            Some(Stage::Parked | Stage::Dropped) => counted.status == AskStatus::Done,
            _ => true,
        })
    })
}

/// What an ask takes: what the team committed to, else at most what it is asked; nothing when refused or not known.
#[must_use]
pub fn takes(ask: &Ask) -> Option<Days> {
    let refused = matches!(ask.status(), AskStatus::Declined | AskStatus::Deferred);
    ask.committed_effort.or(ask.effort.map(|effort| effort.max)).filter(|_| !refused)
}

/// What is asked of one team in one cycle, and what it has taken on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Load {
    /// Asks that count.
    pub asks: usize,
    /// Those whose effort nobody has written; they add nothing to what follows.
    pub without_effort: usize,
    /// Least efforts together, in person-days.
    pub least: Days,
    /// Greatest efforts together.
    pub most: Days,
    /// Greatest efforts of asks without an answer.
    pub open: Days,
    /// Asks that the team has said yes to.
    pub accepted: usize,
    /// What they take: the effort committed to, else the greatest that was asked.
    pub committed: Days,
    /// How many of them do not say what was committed to, so that they take at most so much.
    pub uncertain: usize,
    /// What became of efforts once the team had answered.
    pub answered: Shrinkage,
    /// The same by the category of the initiative that asks; nothing stands for none.
    pub categories: BTreeMap<Option<Category>, Part>,
}

/// What became of the efforts of answered asks: how far what is committed to falls behind what was asked.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Shrinkage {
    /// Answered asks of which both numbers are known; of one that was refused, the second is 0.
    pub asks: usize,
    /// The greatest efforts asked for, in person-days.
    pub asked: Days,
    /// What the team committed to.
    pub committed: Days,
}

/// The part of one category in what is asked and committed to, in person-days.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Part {
    /// Greatest efforts of the asks.
    pub asked: Days,
    /// What accepted asks take.
    pub committed: Days,
}

/// Of what the share of keeping the lights on is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whole {
    /// Of what the team has: what it has committed to of other work leaves so much.
    LeftByCommitted,
    /// Of what the team has: what it is asked of other work leaves so much; it has committed to nothing.
    LeftByAsked,
    /// Of what the team has committed to, for what it has is not known.
    Committed,
}

/// How much of a team's cycle keeping the lights on can still get.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LightsOn {
    /// Its share in per cent.
    pub share: Days,
    /// Of what.
    pub of: Whole,
    /// How many person-days that whole has.
    pub whole: Days,
    /// What other work takes.
    pub others: Days,
}

impl LightsOn {
    /// Whether `floor` per cent are reached.
    #[must_use]
    pub fn reaches(&self, floor: Days) -> bool {
        // What adds up to the floor reaches it, however its parts were rounded.
        self.share + 1e-9 >= floor
    }

    /// Person-days of other work that are too much for a floor of `floor` per cent.
    #[must_use]
    pub fn too_much(&self, floor: Days) -> Days {
        let room = match self.of {
            Whole::LeftByCommitted | Whole::LeftByAsked => self.whole * (100.0 - floor) / 100.0,
            // Whatever goes makes the whole smaller: the rest is to be as much as its share leaves room for.
            Whole::Committed if floor > 0.0 => (self.whole - self.others) * (100.0 - floor) / floor,
            Whole::Committed => self.whole,
        };
        (self.others - room).max(0.0)
    }
}

impl Load {
    fn add(&mut self, counted: &CountedAsk<'_>) {
        let ask = counted.ask;
        let part = self.categories.entry(counted.record.category).or_default();
        self.asks += 1;
        self.accepted += usize::from(counted.status.is_accepted());
        if let Some(committed) = counted.committed() {
            self.committed += committed;
            self.uncertain += usize::from(ask.committed_effort.is_none());
            part.committed += committed;
        }
        let Some(effort) = ask.effort else {
            self.without_effort += 1;
            return;
        };
        self.least += effort.min;
        self.most += effort.max;
        part.asked += effort.max;
        let committed = match counted.status {
            AskStatus::Accepted | AskStatus::Done => ask.committed_effort,
            AskStatus::Deferred | AskStatus::Declined => Some(0.0),
            _ => {
                self.open += effort.max;
                None
            }
        };
        if let Some(committed) = committed {
            self.answered.asks += 1;
            self.answered.asked += effort.max;
            self.answered.committed += committed;
        }
    }

    /// The share that keeping the lights on can still get of a team's `capacity`, or, where that is not known, has of what
    /// is committed to; nothing where no effort is known.
    #[must_use]
    pub fn lights_on(&self, capacity: Option<Days>) -> Option<LightsOn> {
        let ktlo = self.categories.get(&Some(Category::Ktlo)).copied().unwrap_or_default();
        let asked: Days = self.categories.values().map(|part| part.asked).sum();
        let (by, others) = match (self.committed > 0.0, asked > 0.0) {
            (true, _) => (Whole::LeftByCommitted, self.committed - ktlo.committed),
            (_, true) => (Whole::LeftByAsked, asked - ktlo.asked),
            _ => return None,
        };
        let (of, whole) = match capacity {
            Some(capacity) => (by, capacity),
            None => (Whole::Committed, self.committed),
        };
        let share = (whole - others).max(0.0) * 100.0 / whole;
        (whole > 0.0).then_some(LightsOn { share, of, whole, others })
    }
}

/// What is asked of every team in every cycle, as it stood on a day.
#[derive(Debug, Default)]
pub struct Loads<'a>(BTreeMap<&'a TeamId, BTreeMap<&'a CycleId, Load>>);

impl<'a> Loads<'a> {
    /// Adds up what is asked of all teams.
    #[must_use]
    pub fn of(portfolio: &'a Portfolio, as_of: Date) -> Self {
        let mut loads = Self::default();
        for counted in counted_asks(portfolio, as_of) {
            let Some(cycle) = counted.cycle else { continue };
            loads.0.entry(&counted.ask.team).or_default().entry(cycle).or_default().add(&counted);
        }
        loads
    }

    /// What is asked of `team` in `cycle`; nothing when nothing is.
    #[must_use]
    pub fn get(&self, team: &TeamId, cycle: &CycleId) -> Option<&Load> {
        self.0.get(team)?.get(cycle)
    }

    /// All of them, in the order of teams and cycles.
    pub fn iter(&self) -> impl Iterator<Item = (&'a TeamId, &'a CycleId, &Load)> {
        self.0.iter().flat_map(|(team, cycles)| cycles.iter().map(move |(cycle, load)| (*team, *cycle, load)))
    }
}

impl Index<'_> {
    /// `effort` person-days as a share of the team's cycle, in per cent; nothing when its capacity is not known.
    #[must_use]
    pub fn share_of_cycle(&self, team: &TeamId, effort: Days) -> Option<f64> {
        let capacity = self.portfolio.teams.get(team)?.capacity?;
        let share = effort * 100.0 / capacity;
        // Nothing asked of a team without any capacity is no share of it.
        Some(if share.is_nan() { 0.0 } else { share })
    }

    /// What `ask` may take of its team's cycle at most, in per cent; nothing when effort or capacity is not known.
    #[must_use]
    pub fn share_of_ask(&self, ask: &Ask) -> Option<f64> {
        self.share_of_cycle(&ask.team, ask.effort?.max)
    }

    /// Whether `ask` is known to take more of its team's cycle than the workspace allows.
    #[must_use]
    pub fn is_too_large(&self, ask: &Ask) -> bool {
        let limit = f64::from(self.portfolio.workspace.thresholds.ask_share);
        self.share_of_ask(ask).is_some_and(|share| share > limit)
    }

    /// The day on which `team` plans the cycle called `id`: its own, else the cycle's. A day after the cycle is none.
    #[must_use]
    pub fn planning_day(&self, team: &TeamId, id: &CycleId, cycle: &Cycle) -> Date {
        let own = self.portfolio.teams.get(team).and_then(|team| team.planning.get(id));
        own.copied().filter(|day| *day <= cycle.end).unwrap_or(cycle.planning_start)
    }

    /// P: the earliest day on which an asked team plans the cycle, the cycle's own when nobody is asked.
    #[must_use]
    pub fn planning_on(&self, initiative: &Initiative, id: &CycleId, cycle: &Cycle) -> Date {
        let days = initiative.live_asks().map(|(_, ask)| self.planning_day(&ask.team, id, cycle));
        days.min().unwrap_or(cycle.planning_start)
    }
}
