//! The roadmap of a cycle: who is asked for what, what changes for users, what is handed over and how far it has come.
//!
//! What belongs to a cycle and in which order is left to [`crate::insight::roadmap`].

use super::Report;
use crate::insight::roadmap::{self, Priority, Project};
use crate::model::{
    Cycle, CycleId, Date, Decision, Deliverable, DeliverableStatus, Initiative, InitiativeId, Portfolio, Record, Stage,
};
use crate::render::names;
use schemars::JsonSchema;
use serde::Serialize;

/// The roadmap of a cycle: who is asked, what changes for users, what is handed over and how far it has come.
#[derive(Serialize, JsonSchema)]
pub struct Roadmap<'a> {
    /// The name of the workspace.
    workspace: Option<&'a str>,
    /// The day it was judged on.
    as_of: Date,
    /// The cycle.
    cycle: &'a str,
    /// Its first day.
    start: Date,
    /// Its last day.
    end: Date,
    /// Days left until its planning opens; negative when it is past.
    planning_in: i64,
    /// Whether there is a line between higher and lower priority.
    has_line: bool,
    /// What is promised, stretch goals left out.
    totals: Totals,
    /// Its initiatives in the order of their rank, then those without one.
    projects: Vec<Entry<'a>>,
    /// Initiatives of the cycle that were parked or dropped.
    ended: Vec<Ended<'a>>,
    /// Decisions about the order, oldest first.
    decisions: Vec<Decided<'a>>,
}

/// How far what is promised has come.
#[derive(Serialize, JsonSchema)]
struct Totals {
    /// Deliverables promised.
    deliverables: usize,
    /// Those that are done.
    done: usize,
    /// Those that will not be done.
    wont_do: usize,
    /// Those whose last day was moved.
    moved: usize,
}

/// One initiative.
#[derive(Serialize, JsonSchema)]
struct Entry<'a> {
    /// Its id.
    id: &'a str,
    /// What it is called.
    title: &'a str,
    /// Where it stands in the order: higher, lower or unranked.
    priority: &'static str,
    /// The teams asked, by their names.
    stakeholders: Vec<&'a str>,
    /// The user and the change they will see.
    goal: Option<&'a str>,
    /// The stage it declares.
    stage: Option<Stage>,
    /// What is promised.
    deliverables: Vec<Item<'a>>,
    /// What would be nice to have, and is in no total.
    stretch: Vec<Item<'a>>,
    /// Later phases, which nobody has promised.
    later: Vec<&'a str>,
    /// For how many days it has stood still, where that is too long.
    idle_days: Option<i64>,
    /// Whether it stands still above the line, so that it could make room.
    could_move_down: bool,
}

/// Something that is handed over.
#[derive(Serialize, JsonSchema)]
struct Item<'a> {
    /// Its name in the initiative.
    id: &'a str,
    /// What is handed over.
    text: &'a str,
    /// The day on which it is.
    end: Option<Date>,
    /// Where it stands.
    status: DeliverableStatus,
    /// How many times its day was moved.
    moved: usize,
    /// The day that was promised first; null when it never moved.
    first_promised: Option<Date>,
}

/// An initiative that will not go on.
#[derive(Serialize, JsonSchema)]
struct Ended<'a> {
    /// Its id.
    id: &'a str,
    /// What it is called.
    title: &'a str,
    /// Whether it was parked or dropped.
    stage: Option<Stage>,
}

/// A decision about the order.
#[derive(Serialize, JsonSchema)]
struct Decided<'a> {
    /// The initiative it is about.
    initiative: &'a str,
    /// What it is called.
    title: &'a str,
    /// The day.
    date: Date,
    /// The name of who decided.
    by: &'a str,
    /// What was decided.
    what: &'a str,
    /// Why it was decided so.
    why: Option<&'a str>,
}

impl Report for Roadmap<'_> {
    const NAME: &'static str = "roadmap";
    const TEMPLATE: &'static str = include_str!("../templates/roadmap.md");
}

impl<'a> Roadmap<'a> {
    /// What `roadmap` holds for `cycle`, called `id`.
    #[must_use]
    pub fn new(
        portfolio: &'a Portfolio,
        as_of: Date,
        id: &'a CycleId,
        cycle: &Cycle,
        roadmap: &roadmap::Roadmap<'a>,
    ) -> Self {
        let roadmap::Totals { all, done, given_up, moved } = roadmap.totals;
        let ended = |(id, record): &(&'a InitiativeId, &'a Record<Initiative>)| Ended {
            id: id.as_str(),
            title: names::title(id, record),
            stage: record.stage,
        };
        let decided = |(id, decision): &(&'a InitiativeId, &'a Decision)| Decided {
            initiative: id.as_str(),
            title: names::initiative(portfolio, id),
            date: decision.date,
            by: names::person(portfolio, &decision.by),
            what: &decision.what,
            why: decision.why.as_deref(),
        };
        Self {
            workspace: portfolio.workspace.name.as_deref(),
            as_of,
            cycle: id.as_str(),
            start: cycle.start,
            end: cycle.end,
            planning_in: cycle.planning_start.days_since(as_of),
            has_line: cycle.line.is_some(),
            totals: Totals { deliverables: all, done, wont_do: given_up, moved },
            projects: roadmap.projects.iter().map(|project| entry(portfolio, project)).collect(),
            ended: roadmap.ended.iter().map(ended).collect(),
            decisions: roadmap.decisions.iter().map(decided).collect(),
        }
    }
}

fn entry<'a>(portfolio: &'a Portfolio, project: &Project<'a>) -> Entry<'a> {
    let record = project.record;
    Entry {
        id: project.id.as_str(),
        title: names::title(project.id, record),
        priority: match project.priority {
            Priority::Higher => "higher",
            Priority::Lower => "lower",
            Priority::Unranked => "unranked",
        },
        stakeholders: project.teams.iter().map(|team| names::team(portfolio, team)).collect(),
        goal: record.value.outcome.as_ref().and_then(|outcome| outcome.goal.as_deref()),
        stage: record.stage,
        deliverables: project.promised().map(item).collect(),
        stretch: project.stretch().map(item).collect(),
        later: record.value.horizon.iter().map(|phase| &**phase).collect(),
        idle_days: project.idle.map(|idle| idle.days),
        could_move_down: project.blocks_others(),
    }
}

fn item(deliverable: &Deliverable) -> Item<'_> {
    Item {
        id: deliverable.id.as_str(),
        text: &deliverable.text,
        end: deliverable.end,
        status: deliverable.status.unwrap_or(DeliverableStatus::NotStarted),
        moved: deliverable.moved_from.len(),
        first_promised: deliverable.moved_from.first().copied(),
    }
}
