//! What asks take of a team's cycle, and the day on which a team plans it.

use super::Index;
use crate::model::{Ask, Cycle, CycleId, Date, Days, Initiative, Portfolio, TeamId};
use std::collections::BTreeMap;

/// What all open initiatives ask of one team in one cycle.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Load {
    /// Greatest efforts of the live asks together, in person-days; asks without effort add nothing.
    pub effort: Days,
    /// Live asks.
    pub asks: usize,
}

/// Adds up what is asked of every team in every cycle.
pub(super) fn of_all_teams(portfolio: &Portfolio) -> BTreeMap<(&TeamId, &CycleId), Load> {
    let mut loads: BTreeMap<_, Load> = BTreeMap::new();
    for record in portfolio.initiatives.values().filter(|record| !record.is_closed()) {
        for (_, ask) in record.live_asks() {
            if let Some(cycle) = record.cycle_of(ask) {
                let load = loads.entry((&ask.team, cycle)).or_default();
                load.effort += ask.effort.map_or(0.0, |effort| effort.max);
                load.asks += 1;
            }
        }
    }
    loads
}

impl Index<'_> {
    /// What all open initiatives ask of `team` in `cycle`.
    #[must_use]
    pub fn load(&self, team: &TeamId, cycle: &CycleId) -> Load {
        self.load.get(&(team, cycle)).copied().unwrap_or_default()
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
