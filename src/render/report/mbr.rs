//! The monthly business review: each initiative in one paragraph, with what happened in the month and what comes next.
//!
//! What happened is left to [`crate::insight::month`]. Teams answer in it, people do not.

use super::Report;
use crate::insight::Index;
use crate::insight::metrics::{self, counted};
use crate::insight::month::{self, Next, Number, Review, Story};
use crate::model::{
    Ask, AskStatus, Date, Decision, Health, Initiative, InitiativeId, Month, Portfolio, Record, Stage, ThemeId,
};
use crate::render::names;
use crate::render::thousands;
use schemars::JsonSchema;
use serde::Serialize;

/// The monthly business review: each initiative in one paragraph, what happened in the month and what comes next.
#[derive(Serialize, JsonSchema)]
pub struct Mbr<'a> {
    /// The name of the workspace.
    workspace: Option<&'a str>,
    /// The day it was judged on.
    as_of: Date,
    /// The month, such as 2026-11.
    month: String,
    /// Whether the month was over on that day.
    over: bool,
    /// Initiatives that were delivered, parked or dropped in the month.
    ended: Vec<Ended<'a>>,
    /// Initiatives of which there is something to tell, by theme; those without a theme last.
    themes: Vec<Theme<'a>>,
    /// Active initiatives of which nothing is dated in the month.
    quiet: Vec<Named<'a>>,
    /// What everybody leads who leads something active, by name.
    leads: Vec<Lead<'a>>,
}

/// An initiative by its names.
#[derive(Serialize, JsonSchema)]
struct Named<'a> {
    /// Its id.
    id: &'a str,
    /// What it is called.
    title: &'a str,
}

/// Initiatives of one theme.
#[derive(Serialize, JsonSchema)]
struct Theme<'a> {
    /// The theme; null for those without one.
    id: Option<&'a str>,
    /// What it is called.
    title: Option<&'a str>,
    /// Where people meet who care about it.
    community: Option<&'a str>,
    /// Its initiatives.
    initiatives: Vec<Entry<'a>>,
}

/// The month of one initiative.
#[derive(Serialize, JsonSchema)]
struct Entry<'a> {
    /// Its id.
    id: &'a str,
    /// What it is called.
    title: &'a str,
    /// The name of who leads it.
    owner: Option<&'a str>,
    /// Its stage at the end of the month; null when it is at another since.
    stage: Option<Stage>,
    /// How it was doing by the last update of the month.
    health: Option<Health>,
    /// What it is, in one paragraph.
    summary: Option<String>,
    /// The day on which it reached its stage, if that was in the month.
    reached: Option<Date>,
    /// Teams that first heard of it.
    presented_to: Vec<&'a str>,
    /// Teams that answered.
    answers: Vec<Answer<'a>>,
    /// What was handed over.
    done: Vec<&'a str>,
    /// The number that decides, where it was read or its computed value changed.
    number: Option<Moved<'a>>,
    /// What was decided.
    decisions: Vec<Decided<'a>>,
    /// What comes next; null when nothing is known.
    next: Option<Coming<'a>>,
}

/// The answer of a team.
#[derive(Serialize, JsonSchema)]
struct Answer<'a> {
    /// The team, by its name.
    team: &'a str,
    /// What was asked.
    what: &'a str,
    /// What became of it: accepted, done, deferred or declined.
    status: AskStatus,
    /// The day of the answer.
    date: Option<Date>,
}

/// A decision.
#[derive(Serialize, JsonSchema)]
struct Decided<'a> {
    /// What was decided.
    what: &'a str,
    /// The name of who decided.
    by: &'a str,
    /// The day.
    date: Date,
}

/// A number that moved.
#[derive(Serialize, JsonSchema)]
struct Moved<'a> {
    /// What is counted.
    name: &'a str,
    /// In what it is counted.
    unit: Option<&'a str>,
    /// The newest value.
    now: f64,
    /// The day it was read.
    date: Option<Date>,
    /// The value before; null when there is none.
    before: Option<f64>,
    /// The value that is wanted.
    target: Option<f64>,
    /// How fast it moves; null without values of two days.
    pace: Option<String>,
    /// All of it in a few words.
    text: String,
}

/// What comes next: something is handed over, or teams answer.
#[derive(Serialize, JsonSchema)]
struct Coming<'a> {
    /// What is handed over; null when answers are awaited.
    deliverable: Option<&'a str>,
    /// The teams whose answers are awaited, by their names.
    answers_of: Vec<&'a str>,
    /// The day on which it is handed over, or the first of the teams plans.
    by: Option<Date>,
}

/// An initiative that ended.
#[derive(Serialize, JsonSchema)]
struct Ended<'a> {
    /// Its id.
    id: &'a str,
    /// What it is called.
    title: &'a str,
    /// The name of who led it.
    owner: Option<&'a str>,
    /// Whether it was delivered, parked or dropped.
    stage: Option<Stage>,
    /// The day.
    date: Date,
    /// Why it ended.
    reason: Option<&'a str>,
    /// What the next one should know.
    lesson: Option<&'a str>,
    /// When to look at it again.
    revisit_on: Option<Date>,
    /// The number that decides, from its baseline to the last value.
    number: Option<Moved<'a>>,
}

/// What somebody leads.
#[derive(Serialize, JsonSchema)]
struct Lead<'a> {
    /// Their name.
    owner: &'a str,
    /// How many active initiatives.
    initiatives: usize,
    /// To how many themes these belong.
    themes: usize,
}

impl Report for Mbr<'_> {
    const NAME: &'static str = "mbr";
    const TEMPLATE: &'static str = include_str!("../templates/mbr.md");
}

impl<'a> Mbr<'a> {
    /// What `review` tells of `month` in a portfolio.
    #[must_use]
    pub fn new(index: &Index<'a>, as_of: Date, month: Month, review: &Review<'a>) -> Self {
        let portfolio = index.portfolio;
        let named = |(id, record): &(&'a InitiativeId, &'a Record<Initiative>)| Named {
            id: id.as_str(),
            title: names::title(id, record),
        };
        let lead = |lead: &month::Lead<'a>| Lead {
            owner: names::person(portfolio, lead.owner),
            initiatives: lead.initiatives,
            themes: lead.themes.len(),
        };
        let mut leads: Vec<_> = review.leads.iter().map(lead).collect();
        leads.sort_by_key(|lead| lead.owner);
        Self {
            workspace: portfolio.workspace.name.as_deref(),
            as_of,
            month: month.to_string(),
            over: month.last() < as_of,
            ended: review.ended.iter().map(|it| ended(portfolio, it)).collect(),
            themes: review.groups.iter().map(|(id, stories)| theme(index, as_of, *id, stories)).collect(),
            quiet: review.quiet.iter().map(named).collect(),
            leads,
        }
    }

    /// Whether there is nothing to tell at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ended.is_empty() && self.themes.is_empty() && self.quiet.is_empty()
    }
}

fn theme<'a>(index: &Index<'a>, as_of: Date, id: Option<&'a ThemeId>, stories: &[Story<'a>]) -> Theme<'a> {
    let theme = id.and_then(|id| index.portfolio.themes.get(id)).map(|record| &*record.value);
    Theme {
        id: id.map(ThemeId::as_str),
        title: theme.and_then(|theme| theme.title.as_deref()).or(id.map(ThemeId::as_str)),
        community: theme.and_then(|theme| theme.community.as_deref()),
        initiatives: stories.iter().map(|story| entry(index, as_of, story)).collect(),
    }
}

fn owner<'a>(portfolio: &'a Portfolio, record: &'a Record<Initiative>) -> Option<&'a str> {
    record.value.owner.as_ref().map(|owner| names::person(portfolio, owner))
}

fn entry<'a>(index: &Index<'a>, as_of: Date, story: &Story<'a>) -> Entry<'a> {
    let (portfolio, record) = (index.portfolio, story.record);
    let answer = |ask: &&'a Ask| Answer {
        team: names::team(portfolio, &ask.team),
        what: &ask.what,
        status: ask.status(),
        date: ask.answered_on,
    };
    let decided = |decision: &&'a Decision| Decided {
        what: &decision.what,
        by: names::person(portfolio, &decision.by),
        date: decision.date,
    };
    let coming = |next: &Next<'a>| match next {
        Next::Deliverable(it) => Coming { deliverable: Some(&it.text), answers_of: Vec::new(), by: it.end },
        Next::Answers(teams, by) => {
            let answers_of = teams.iter().map(|team| names::team(portfolio, team)).collect();
            Coming { deliverable: None, answers_of, by: *by }
        }
    };
    Entry {
        id: story.id.as_str(),
        title: names::title(story.id, record),
        owner: owner(portfolio, record),
        stage: story.stage,
        health: story.health,
        summary: record.value.summary.as_deref().map(|text| metrics::filled(index, record, text, as_of)),
        reached: story.reached,
        presented_to: story.presented.iter().map(|ask| names::team(portfolio, &ask.team)).collect(),
        answers: story.answered.iter().map(answer).collect(),
        done: story.done.iter().map(|it| &*it.text).collect(),
        number: story.number.map(moved),
        decisions: story.decisions.iter().map(decided).collect(),
        next: story.next.as_ref().map(coming),
    }
}

fn moved(number: Number<'_>) -> Moved<'_> {
    let Number { deciding, before, now } = number;
    let (before, target) = (before.map(|before| before.value), deciding.metric.target.as_ref().map(|it| it.value));
    let from = before.map_or_else(String::new, |before| format!("{} → ", thousands(before)));
    let wanted = target.map_or_else(String::new, |target| format!(" (target {})", thousands(target)));
    let pace = deciding.trend.map(|trend| trend.to_string());
    let moves = pace.as_ref().map_or_else(String::new, |pace| format!("; {pace}"));
    let text = format!("{}: {from}{}{wanted}{moves}", deciding.name, counted(now.value, deciding.unit));
    Moved { name: deciding.name, unit: deciding.unit, now: now.value, date: now.date, before, target, pace, text }
}

fn ended<'a>(portfolio: &'a Portfolio, it: &month::Ended<'a>) -> Ended<'a> {
    let closing = it.record.value.closing.as_ref();
    Ended {
        id: it.id.as_str(),
        title: names::title(it.id, it.record),
        owner: owner(portfolio, it.record),
        stage: it.record.stage,
        date: it.on,
        reason: closing.and_then(|closing| closing.reason.as_deref()),
        lesson: closing.and_then(|closing| closing.lesson.as_deref()),
        revisit_on: closing.and_then(|closing| closing.revisit_on),
        number: it.number.map(moved),
    }
}
