//! What teams have in a cycle, what is asked of them, what they took on, and for which kind of work.
//!
//! The sums are left to [`crate::insight::capacity`].

use super::Report;
use crate::insight::capacity::{Load, Loads, Part, Whole, counted_asks};
use crate::model::{Category, CycleId, Date, Days, Portfolio, Team, TeamId};
use schemars::JsonSchema;
use serde::Serialize;

/// What teams have in a cycle, what is asked of them, what they took on, and for which kind of work.
#[derive(Serialize, JsonSchema)]
pub struct Capacity<'a> {
    /// The name of the workspace.
    workspace: Option<&'a str>,
    /// The day it was judged on.
    as_of: Date,
    /// The only team it tells of; null when it tells of all.
    team: Option<&'a str>,
    /// Cycle by cycle, the first to come first.
    cycles: Vec<InCycle<'a>>,
    /// How many asks stand in none of them, for neither they nor their initiatives name a cycle.
    without_cycle: usize,
}

/// One cycle.
#[derive(Serialize, JsonSchema)]
struct InCycle<'a> {
    /// Its id.
    id: &'a str,
    /// Its first day.
    start: Date,
    /// Its last day.
    end: Date,
    /// Days left until its planning opens; negative when it is past.
    days: i64,
    /// Every team that is asked for something in it or has said what it has, in the order of their ids.
    teams: Vec<OfTeam<'a>>,
    /// All of them together.
    totals: Sums,
    /// What teams committed to that have said what they have.
    committed_of_capacity: Days,
    /// What the others committed to.
    committed_elsewhere: Days,
}

/// Person-days of one team, or of several together.
#[derive(Clone, Serialize, JsonSchema)]
struct Sums {
    /// What there is; null when nobody has said so. Of several teams: of those that have.
    capacity: Option<Days>,
    /// How many asks there are.
    asks: usize,
    /// How many of them say no effort, so that no number holds them.
    without_effort: usize,
    /// Their least efforts.
    least: Days,
    /// Their greatest efforts.
    most: Days,
    /// The greatest efforts of asks without an answer.
    open: Days,
    /// How many asks were accepted.
    accepted: usize,
    /// What these take.
    committed: Days,
    /// How many of them do not say what was committed to, so that they take at most so much.
    uncertain: usize,
    /// What no ask takes of the capacity; negative when more was committed to. Of several teams: of those that have said what they have.
    left: Option<Days>,
    /// The greatest efforts of answered asks.
    answered_asked: Days,
    /// What was committed to in answer to them.
    answered_committed: Days,
    /// How many answered asks these two are of.
    answered: usize,
}

/// One team in one cycle.
#[derive(Serialize, JsonSchema)]
struct OfTeam<'a> {
    /// Its id.
    id: &'a str,
    /// What it is called.
    name: &'a str,
    /// Its numbers.
    #[serde(flatten)]
    sums: Sums,
    /// The same by kind of work.
    work: Vec<Work>,
    /// What it has left for keeping the lights on; null without a floor, or while no effort is known.
    ktlo: Option<Ktlo>,
}

/// One kind of work.
#[derive(Serialize, JsonSchema)]
struct Work {
    /// The category of the initiatives that ask; null when they do not say.
    category: Option<Category>,
    /// What the team committed to, in person-days.
    committed: Days,
    /// The same as a share of everything it committed to, in per cent; null when that is nothing.
    committed_share: Option<Days>,
    /// What is asked at most, in person-days.
    asked: Days,
    /// The same as a share of everything it is asked, in per cent; null when that is nothing.
    asked_share: Option<Days>,
}

/// Keeping the lights on.
#[derive(Serialize, JsonSchema)]
struct Ktlo {
    /// The share that the team has set, in per cent.
    floor: Days,
    /// The share it is, in per cent.
    share: Days,
    /// Of what: of the capacity what other work leaves that was committed to (`left_by_committed`), or asked, while nothing
    /// was (`left_by_asked`); or of what was `committed` to, for no capacity is known.
    of: &'static str,
    /// Whether the floor is reached.
    holds: bool,
}

impl Report for Capacity<'_> {
    const NAME: &'static str = "capacity";
    const TEMPLATE: &'static str = include_str!("../templates/capacity.md");
}

impl<'a> Capacity<'a> {
    /// The numbers of `cycles`, of all teams or of one.
    #[must_use]
    pub fn new(
        portfolio: &'a Portfolio,
        loads: &Loads<'_>,
        as_of: Date,
        cycles: &'a [CycleId],
        team: Option<&'a TeamId>,
    ) -> Self {
        let is_wanted = |other: &TeamId| team.is_none_or(|team| team == other);
        let cycles = cycles.iter().filter_map(|id| {
            let cycle = portfolio.cycle(id)?;
            let wanted = portfolio.teams.iter().filter(|(other, _)| is_wanted(other));
            let teams: Vec<_> = wanted
                .filter_map(|(other, record)| of_team(loads.get(other, id), other, record, team.is_some()))
                .collect();
            let (start, end, days) = (cycle.start, cycle.end, cycle.planning_start.days_since(as_of));
            let totals = totals(&teams);
            let committed = |known: bool| {
                let teams = teams.iter().filter(|team| team.sums.capacity.is_some() == known);
                tenths(teams.map(|team| team.sums.committed).sum())
            };
            let (committed_of_capacity, committed_elsewhere) = (committed(true), committed(false));
            (!teams.is_empty()).then_some(InCycle {
                id: id.as_str(),
                start,
                end,
                days,
                teams,
                totals,
                committed_of_capacity,
                committed_elsewhere,
            })
        });
        Self {
            workspace: portfolio.workspace.name.as_deref(),
            as_of,
            team: team.map(TeamId::as_str),
            cycles: cycles.collect(),
            without_cycle: counted_asks(portfolio, as_of)
                .filter(|counted| counted.cycle.is_none() && is_wanted(&counted.ask.team))
                .count(),
        }
    }

    /// Whether there is nothing to tell.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.cycles.is_empty()
    }
}

/// A team in a cycle; nothing where there is nothing to tell, unless it was asked for by name.
fn of_team<'a>(load: Option<&Load>, id: &'a TeamId, team: &'a Team, named: bool) -> Option<OfTeam<'a>> {
    if load.is_none() && team.capacity.is_none() && !named {
        return None;
    }
    let load = load.cloned().unwrap_or_default();
    let ktlo = team.ktlo_floor.zip(load.lights_on(team.capacity)).map(|(floor, lights_on)| Ktlo {
        floor,
        share: tenths(lights_on.share),
        of: match lights_on.of {
            Whole::LeftByCommitted => "left_by_committed",
            Whole::LeftByAsked => "left_by_asked",
            Whole::Committed => "committed",
        },
        holds: lights_on.reaches(floor),
    });
    Some(OfTeam { id: id.as_str(), name: &team.name, sums: sums(&load, team.capacity), work: work(&load), ktlo })
}

fn sums(load: &Load, capacity: Option<Days>) -> Sums {
    Sums {
        capacity,
        asks: load.asks,
        without_effort: load.without_effort,
        least: tenths(load.least),
        most: tenths(load.most),
        open: tenths(load.open),
        accepted: load.accepted,
        committed: tenths(load.committed),
        uncertain: load.uncertain,
        left: capacity.map(|capacity| tenths(capacity - load.committed)),
        answered_asked: tenths(load.answered.asked),
        answered_committed: tenths(load.answered.committed),
        answered: load.answered.asks,
    }
}

fn work(load: &Load) -> Vec<Work> {
    let asked: Days = load.categories.values().map(|part| part.asked).sum();
    let share = |part: Days, whole: Days| (whole > 0.0).then(|| tenths(part * 100.0 / whole));
    let of = |(category, part): (&Option<Category>, &Part)| Work {
        category: *category,
        committed: tenths(part.committed),
        committed_share: share(part.committed, load.committed),
        asked: tenths(part.asked),
        asked_share: share(part.asked, asked),
    };
    let mut work: Vec<_> = load.categories.iter().map(of).collect();
    work.retain(|it| it.asked > 0.0 || it.committed > 0.0);
    // What takes most stands first; equals keep the order of categories.
    work.sort_by(|a, b| b.committed.total_cmp(&a.committed).then(b.asked.total_cmp(&a.asked)));
    work
}

fn totals(teams: &[OfTeam<'_>]) -> Sums {
    let all = || teams.iter().map(|team| &team.sums);
    let count = |number: fn(&Sums) -> usize| all().map(number).sum();
    let days = |days: fn(&Sums) -> Days| tenths(all().map(days).sum());
    // A sum of what is known; nothing when nothing is.
    let known = |days: fn(&Sums) -> Option<Days>| {
        let known: Vec<_> = all().filter_map(days).collect();
        (!known.is_empty()).then(|| tenths(known.iter().sum()))
    };
    Sums {
        capacity: known(|it| it.capacity),
        asks: count(|it| it.asks),
        without_effort: count(|it| it.without_effort),
        least: days(|it| it.least),
        most: days(|it| it.most),
        open: days(|it| it.open),
        accepted: count(|it| it.accepted),
        committed: days(|it| it.committed),
        uncertain: count(|it| it.uncertain),
        left: known(|it| it.left),
        answered_asked: days(|it| it.answered_asked),
        answered_committed: days(|it| it.answered_committed),
        answered: count(|it| it.answered),
    }
}

/// Rounded to a tenth, as people write days and shares.
pub(super) fn tenths(number: Days) -> Days {
    (number * 10.0).round() / 10.0
}
