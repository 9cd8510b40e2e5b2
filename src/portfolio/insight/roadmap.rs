//! What is promised in a cycle, in the order of its ranking, and what has been decided about that order.
//!
//! How it looks is left to `render`.

use super::idle::{Idle, idle};
use crate::model::{
    Cycle, CycleId, Date, Decision, DecisionKind, Deliverable, DeliverableStatus, Initiative, InitiativeId, Portfolio,
    Record, Stage, TeamId,
};

/// Where an initiative stands in the order of its cycle; ordered, what comes first least.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Priority {
    /// Ranked, and no less important than the line asks for; or there is no line.
    Higher,
    /// Ranked below the line.
    Lower,
    /// Not ranked.
    Unranked,
}

/// An initiative of a cycle.
#[derive(Debug)]
pub struct Project<'a> {
    /// Its id.
    pub id: &'a InitiativeId,
    /// What its file says.
    pub record: &'a Record<Initiative>,
    /// Where it stands in the order.
    pub priority: Priority,
    /// The teams asked, each once, in the order of the asks.
    pub teams: Vec<&'a TeamId>,
    /// For how long it has stood still, where that is too long.
    pub idle: Option<Idle>,
}

impl<'a> Project<'a> {
    /// What is promised.
    pub fn promised(&self) -> impl Iterator<Item = &'a Deliverable> {
        self.record.value.deliverables.iter().filter(|deliverable| !deliverable.stretch)
    }

    /// What would be nice to have, and counts nowhere.
    pub fn stretch(&self) -> impl Iterator<Item = &'a Deliverable> {
        self.record.value.deliverables.iter().filter(|deliverable| deliverable.stretch)
    }

    /// Whether nothing moves although it stands before others.
    #[must_use]
    pub fn blocks_others(&self) -> bool {
        self.priority == Priority::Higher && self.idle.is_some()
    }
}

/// How far what is promised has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Deliverables promised.
    pub all: usize,
    /// Those that are done.
    pub done: usize,
    /// Those that will not be done.
    pub given_up: usize,
    /// Those whose last day was moved, however often.
    pub moved: usize,
}

/// What is promised in a cycle.
#[derive(Debug)]
pub struct Roadmap<'a> {
    /// Its initiatives, ranked ones first; those parked or dropped left out.
    pub projects: Vec<Project<'a>>,
    /// Initiatives of the cycle that were parked or dropped.
    pub ended: Vec<(&'a InitiativeId, &'a Record<Initiative>)>,
    /// Decisions about the order up to the day, oldest first.
    pub decisions: Vec<(&'a InitiativeId, &'a Decision)>,
    /// How far it has come.
    pub totals: Totals,
}

impl<'a> Roadmap<'a> {
    /// The roadmap of `cycle`, called `id`: what it ranks, and what else is to be planned for it.
    #[must_use]
    pub fn of(portfolio: &'a Portfolio, id: &CycleId, cycle: &Cycle, as_of: Date) -> Self {
        let place = |id: &InitiativeId| cycle.rank.iter().position(|ranked| ranked == id);
        let is_of_cycle = |record: &Initiative| record.target_cycle.as_ref() == Some(id);
        let initiatives = portfolio.initiatives.iter();
        let mut of_cycle: Vec<_> =
            initiatives.filter(|(id, record)| place(id).is_some() || is_of_cycle(record)).collect();
        // A stable sort: those without a rank stay in the order of their ids.
        of_cycle.sort_by_key(|(id, _)| place(id).unwrap_or(usize::MAX));
        let has_ended = |record: &Initiative| matches!(record.stage, Some(Stage::Parked | Stage::Dropped));
        let (ended, goes_on): (Vec<_>, Vec<_>) = of_cycle.iter().partition(|(_, record)| has_ended(record));
        let line = cycle.line.map_or(usize::MAX, |line| usize::try_from(line).unwrap_or(usize::MAX));
        let project = |(id, record): (&'a InitiativeId, &'a Record<Initiative>)| Project {
            id,
            record,
            priority: match place(id) {
                Some(place) if place < line => Priority::Higher,
                Some(_) => Priority::Lower,
                None => Priority::Unranked,
            },
            teams: teams_asked(record),
            idle: idle(record, &portfolio.workspace.thresholds, as_of),
        };
        let projects: Vec<_> = goes_on.into_iter().map(project).collect();
        let all = || projects.iter().flat_map(Project::promised);
        let with = |status| all().filter(|deliverable| deliverable.status == Some(status)).count();
        let totals = Totals {
            all: all().count(),
            done: with(DeliverableStatus::Done),
            given_up: with(DeliverableStatus::WontDo),
            moved: all().filter(|deliverable| !deliverable.moved_from.is_empty()).count(),
        };
        let mut decisions: Vec<_> = of_cycle
            .iter()
            .flat_map(|(id, record)| record.value.decisions.iter().map(move |decision| (*id, decision)))
            .filter(|(_, decision)| decision.kind == Some(DecisionKind::Priority) && decision.date <= as_of)
            .collect();
        decisions.sort_by_key(|(_, decision)| decision.date);
        Self { projects, ended, decisions, totals }
    }

    /// Whether the cycle holds nothing at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.projects.is_empty() && self.ended.is_empty()
    }
}

/// The teams that `initiative` asks for something, each once.
fn teams_asked(initiative: &Initiative) -> Vec<&TeamId> {
    let mut teams = Vec::new();
    for (_, ask) in initiative.live_asks() {
        if !teams.contains(&&ask.team) {
            teams.push(&ask.team);
        }
    }
    teams
}
