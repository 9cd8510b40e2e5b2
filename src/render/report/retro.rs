//! The look back at a cycle: what was asked and answered, what it took, and what people found.
//!
//! What is counted is left to [`crate::insight::retro`]. No number is of a person or a team.

use super::Report;
use crate::insight::retro::{self, Asks, Compared, Heard, Median, Used};
use crate::model::{Action, Cycle, CycleId, Date, Days, Initiative, InitiativeId, Portfolio, Record, Stage};
use crate::render::names;
use schemars::JsonSchema;
use serde::Serialize;

/// The look back at a cycle: what was asked and answered, what it took, and what people found.
#[derive(Serialize, JsonSchema)]
pub struct Retro<'a> {
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
    /// Days left until its last day; negative when it is over.
    days_left: i64,
    /// Asks by where they stand.
    asks: Counts,
    /// What accepted asks were said to take at most, against what was committed, in person-days.
    asked_committed: Sums,
    /// What was committed, against what it took, in person-days.
    committed_taken: Sums,
    /// How early asks were presented, and how many of them were accepted.
    leads: Vec<Lead>,
    /// From how many days before planning an ask counts as early.
    early_days: u32,
    /// The median of days from presented to answered.
    to_answer: Option<Middle>,
    /// The median of days from going ahead to delivered.
    to_deliver: Option<Middle>,
    /// What was promised, stretch goals left out.
    deliverables: Promised,
    /// Arguments of pitches that were used where asks were accepted, the most used first.
    arguments: Vec<Argued<'a>>,
    /// Its initiatives that go on.
    going_on: Vec<GoingOn<'a>>,
    /// Its initiatives that ended.
    ended: Vec<Ended<'a>>,
    /// What people found who looked back; null while nobody has.
    findings: Option<Findings<'a>>,
}

/// Asks of the cycle; withdrawn ones are left out.
#[derive(Serialize, JsonSchema)]
struct Counts {
    /// All of them.
    all: usize,
    /// Those that the team has not heard.
    not_presented: usize,
    /// Those that the team has answered.
    answered: usize,
    /// Those that the team has heard and not answered.
    open: usize,
    /// Those that were accepted, landed ones among them.
    accepted: usize,
    /// Those that were accepted and are done.
    landed: usize,
    /// Those that were accepted, are not done and were needed by a day that is past.
    late: usize,
    /// Those that were deferred.
    deferred: usize,
    /// Those that were declined.
    declined: usize,
}

/// Two sums over the asks that say both.
#[derive(Serialize, JsonSchema)]
struct Sums {
    /// How many asks say both.
    asks: usize,
    /// The sum of what was said first.
    before: Days,
    /// The sum of what it came to.
    after: Days,
}

/// Asks that were presented equally early.
#[derive(Serialize, JsonSchema)]
struct Lead {
    /// When: early, late (before planning opened) or after.
    when: &'static str,
    /// How many were presented.
    asked: usize,
    /// How many of them were accepted.
    accepted: usize,
}

/// The middle of several durations.
#[derive(Serialize, JsonSchema)]
struct Middle {
    /// The number of days.
    days: f64,
    /// How many durations there are.
    of: usize,
}

/// What was promised and what became of it.
#[derive(Serialize, JsonSchema)]
struct Promised {
    /// All of them.
    all: usize,
    /// Done, and their day never moved.
    never_moved: usize,
    /// Done, and their day was moved.
    moved: usize,
    /// Not done.
    open: usize,
    /// Given up.
    wont_do: usize,
}

/// An argument that was used where asks were accepted.
#[derive(Serialize, JsonSchema)]
struct Argued<'a> {
    /// Its id.
    id: &'a str,
    /// What it says.
    text: Option<&'a str>,
    /// Whose it is.
    credit: Option<&'a str>,
    /// In how many asks that were accepted.
    asks: usize,
}

/// An initiative that goes on.
#[derive(Serialize, JsonSchema)]
struct GoingOn<'a> {
    /// Its id.
    id: &'a str,
    /// What it is called.
    title: &'a str,
    /// The stage it declares.
    stage: Option<Stage>,
    /// For how many days it has been there; null when nobody wrote since when, or when that day lies ahead.
    days: Option<i64>,
}

/// An initiative that ended.
#[derive(Serialize, JsonSchema)]
struct Ended<'a> {
    /// Its id.
    id: &'a str,
    /// What it is called.
    title: &'a str,
    /// Whether it was delivered, parked or dropped.
    stage: Option<Stage>,
    /// What the next one should know.
    lesson: Option<&'a str>,
}

/// What people found who looked back.
#[derive(Serialize, JsonSchema)]
struct Findings<'a> {
    /// The day.
    date: Date,
    /// What was found.
    text: Option<&'a str>,
    /// What will be done about it.
    actions: Vec<Todo<'a>>,
}

/// Something somebody will do.
#[derive(Serialize, JsonSchema)]
struct Todo<'a> {
    /// What will be done.
    text: &'a str,
    /// The name of who will do it.
    owner: Option<&'a str>,
    /// The day by which it will be done.
    due: Option<Date>,
    /// Whether it has been done.
    done: bool,
}

impl Report for Retro<'_> {
    const NAME: &'static str = "retro";
    const TEMPLATE: &'static str = include_str!("../templates/retro.md");
}

impl<'a> Retro<'a> {
    /// What `retro` tells of `cycle`, called `id`.
    #[must_use]
    pub fn new(
        portfolio: &'a Portfolio,
        as_of: Date,
        id: &'a CycleId,
        cycle: &'a Cycle,
        retro: &retro::Retro<'a>,
    ) -> Self {
        let leads = retro.leads;
        let lead = |when, Heard { asked, accepted }| Lead { when, asked, accepted };
        let middle = |Median { days, of }| Middle { days, of };
        let retro::Deliverables { all, never_moved, moved, open, given_up } = retro.deliverables;
        let argued = |used: &Used<'a>| Argued {
            id: used.id.as_str(),
            text: used.argument.and_then(|argument| argument.text.as_deref()),
            credit: used.argument.and_then(|argument| argument.credit.as_deref()),
            asks: used.asks,
        };
        let going_on = |(id, record): &(&'a InitiativeId, &'a Record<Initiative>)| GoingOn {
            id: id.as_str(),
            title: names::title(id, record),
            stage: record.stage,
            days: record.stage_since.map(|since| as_of.days_since(since)).filter(|days| *days >= 0),
        };
        let ended = |(id, record): &(&'a InitiativeId, &'a Record<Initiative>)| Ended {
            id: id.as_str(),
            title: names::title(id, record),
            stage: record.stage,
            lesson: record.value.closing.as_ref().and_then(|closing| closing.lesson.as_deref()),
        };
        let todo = |action: &'a Action| Todo {
            text: &action.text,
            owner: action.owner.as_ref().map(|owner| names::person(portfolio, owner)),
            due: action.due,
            done: action.done,
        };
        let findings = cycle.retro.as_ref().filter(|held| held.date <= as_of).map(|held| Findings {
            date: held.date,
            text: held.findings.as_deref(),
            actions: held.actions.iter().map(todo).collect(),
        });
        Self {
            workspace: portfolio.workspace.name.as_deref(),
            as_of,
            cycle: id.as_str(),
            start: cycle.start,
            end: cycle.end,
            days_left: cycle.end.days_since(as_of),
            asks: counts(retro.asks),
            asked_committed: sums(retro.effort.committed),
            committed_taken: sums(retro.effort.actual),
            leads: vec![lead("early", leads.early), lead("late", leads.late), lead("after", leads.after)],
            early_days: portfolio.workspace.thresholds.present_by,
            to_answer: retro.to_answer.map(middle),
            to_deliver: retro.to_deliver.map(middle),
            deliverables: Promised { all, never_moved, moved, open, wont_do: given_up },
            arguments: retro.arguments.iter().map(argued).collect(),
            going_on: retro.going_on.iter().map(going_on).collect(),
            ended: retro.ended.iter().map(ended).collect(),
            findings,
        }
    }

    /// Whether nothing was asked, planned or found.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.asks.all == 0 && self.going_on.is_empty() && self.ended.is_empty() && self.findings.is_none()
    }
}

fn counts(asks: Asks) -> Counts {
    let Asks { all, not_presented, open, accepted, landed, late, deferred, declined } = asks;
    let answered = accepted + deferred + declined;
    Counts { all, not_presented, answered, open, accepted, landed, late, deferred, declined }
}

fn sums(compared: Compared) -> Sums {
    let Compared { asks, before, after } = compared;
    Sums { asks, before, after }
}
