//! What asks take of a team's cycle, what the team has taken on, for which kind of work, and the day on which it plans.
//!
//! How much is too much, or too little of a kind, is left to [`crate::rules`].

use super::Index;
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
    /// The cycle it bears on.
    pub cycle: &'a CycleId,
}

impl CountedAsk<'_> {
    /// What the team takes on with it; nothing unless the answer was yes, or while no effort is known.
    #[must_use]
    pub fn committed(&self) -> Option<Days> {
        takes(self.ask).filter(|_| self.ask.status().is_accepted())
    }
}

/// Every ask that bears on a cycle, in the order of initiatives and files.
///
/// Of an active initiative these are its live asks. What is delivered took what the team had agreed to, so asks that were
/// answered go on counting; what is parked or dropped gave it back, but for asks that were done.
pub fn counted_asks(portfolio: &Portfolio) -> impl Iterator<Item = CountedAsk<'_>> {
    portfolio.initiatives.iter().flat_map(|(initiative, record)| {
        let bears = move |ask: &Ask| match record.stage {
            Some(Stage::Delivered) => ask.status().is_answered(),
            Some(Stage::Parked | Stage::Dropped) => ask.status() == AskStatus::Done,
            _ => true,
        };
        let asks = record.live_asks().filter(move |(_, ask)| bears(ask));
        asks.filter_map(move |(place, ask)| {
            Some(CountedAsk { initiative, record, place, ask, cycle: record.cycle_of(ask)? })
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

/// On what a share is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whole {
    /// What the team has committed to.
    Committed,
    /// What it is asked, while it has committed to nothing.
    Asked,
}

/// How much of a team's cycle goes to keeping the lights on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LightsOn {
    /// Its share in per cent.
    pub share: Days,
    /// Of what.
    pub of: Whole,
    /// How many person-days that whole has.
    pub whole: Days,
}

impl LightsOn {
    /// Whether `floor` per cent are reached.
    #[must_use]
    pub fn reaches(&self, floor: Days) -> bool {
        // What adds up to the floor reaches it, however its parts were rounded.
        self.share + 1e-9 >= floor
    }

    /// Person-days of such work that are missing to reach `floor` per cent; nothing when none of anything else would do.
    #[must_use]
    pub fn missing(&self, floor: Days) -> Option<Days> {
        (floor < 100.0).then(|| self.whole * (floor - self.share) / (100.0 - floor))
    }
}

impl Load {
    fn add(&mut self, counted: &CountedAsk<'_>) {
        let ask = counted.ask;
        let part = self.categories.entry(counted.record.category).or_default();
        self.asks += 1;
        self.accepted += usize::from(ask.status().is_accepted());
        if let Some(committed) = counted.committed() {
            self.committed += committed;
            part.committed += committed;
        }
        let Some(effort) = ask.effort else {
            self.without_effort += 1;
            return;
        };
        self.least += effort.min;
        self.most += effort.max;
        part.asked += effort.max;
        let committed = match ask.status() {
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

    /// The share of keeping the lights on in what is committed to, or, while nothing is, in what is asked; nothing where
    /// no effort is known.
    #[must_use]
    pub fn lights_on(&self) -> Option<LightsOn> {
        let part = self.categories.get(&Some(Category::Ktlo)).copied().unwrap_or_default();
        let asked: Days = self.categories.values().map(|part| part.asked).sum();
        let wholes = [(Whole::Committed, part.committed, self.committed), (Whole::Asked, part.asked, asked)];
        let (of, part, whole) = wholes.into_iter().find(|(_, _, whole)| *whole > 0.0)?;
        Some(LightsOn { share: part * 100.0 / whole, of, whole })
    }
}

/// By team, then by cycle.
pub(super) type Loads<'a> = BTreeMap<&'a TeamId, BTreeMap<&'a CycleId, Load>>;

/// Adds up what is asked of every team in every cycle.
pub(super) fn of_all_teams(portfolio: &Portfolio) -> Loads<'_> {
    let mut loads = Loads::new();
    for counted in counted_asks(portfolio) {
        loads.entry(&counted.ask.team).or_default().entry(counted.cycle).or_default().add(&counted);
    }
    loads
}

impl Index<'_> {
    /// What is asked of `team` in `cycle`; nothing when nothing is.
    #[must_use]
    pub fn load(&self, team: &TeamId, cycle: &CycleId) -> Option<&Load> {
        self.load.get(team)?.get(cycle)
    }

    /// What is asked of every team in every cycle, in the order of teams and cycles.
    pub fn loads(&self) -> impl Iterator<Item = (&TeamId, &CycleId, &Load)> {
        let teams = self.load.iter();
        teams.flat_map(|(team, cycles)| cycles.iter().map(move |(cycle, load)| (*team, *cycle, load)))
    }

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

    /// The day on which `team` plans the cycle called `id`: its own, else the cycle's.
    #[must_use]
    pub fn planning_day(&self, team: &TeamId, id: &CycleId, cycle: &Cycle) -> Date {
        let own = self.portfolio.teams.get(team).and_then(|team| team.planning.get(id));
        own.copied().unwrap_or(cycle.planning_start)
    }

    /// P: the earliest day on which an asked team plans the cycle, the cycle's own when nobody is asked.
    #[must_use]
    pub fn planning_on(&self, initiative: &Initiative, id: &CycleId, cycle: &Cycle) -> Date {
        let days = initiative.live_asks().map(|(_, ask)| self.planning_day(&ask.team, id, cycle));
        days.min().unwrap_or(cycle.planning_start)
    }
}
