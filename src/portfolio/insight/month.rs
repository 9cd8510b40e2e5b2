//! What happened in a month, read from the dates in files: stages, answers, deliverables, numbers, decisions.
//!
//! Files keep the day of the last change of stage only, so of several in a month the last one is told. What changed
//! between two commits is left to [`super::progress`].

use super::asked::status_on;
use super::metrics::{self, Current, Deciding};
use super::{Index, facts};
use crate::model::{
    Ask, Date, Decision, Deliverable, DeliverableStatus, Health, Initiative, InitiativeId, Month, PersonId, Record,
    Stage, TeamId, ThemeId,
};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

/// What happened in a month.
#[derive(Debug)]
pub struct Review<'a> {
    /// Initiatives of which there is something to tell, by the first of their themes; those without one last.
    pub groups: Vec<(Option<&'a ThemeId>, Vec<Story<'a>>)>,
    /// Initiatives of which nothing is dated in the month.
    pub quiet: Vec<(&'a InitiativeId, &'a Record<Initiative>)>,
    /// Initiatives that were delivered, parked or dropped in it.
    pub ended: Vec<Ended<'a>>,
    /// What everybody leads who leads something active, by their ids.
    pub leads: Vec<Lead<'a>>,
}

/// What happened to one initiative.
#[derive(Debug)]
pub struct Story<'a> {
    /// Its id.
    pub id: &'a InitiativeId,
    /// What its file says.
    pub record: &'a Record<Initiative>,
    /// Its stage at the end of the month; nothing when it is at another since.
    pub stage: Option<Stage>,
    /// The day on which it reached its stage, if that was in the month.
    pub reached: Option<Date>,
    /// How it was doing by the last update of the month.
    pub health: Option<Health>,
    /// Asks that a team first heard.
    pub presented: Vec<&'a Ask>,
    /// Asks that a team answered.
    pub answered: Vec<&'a Ask>,
    /// What was handed over.
    pub done: Vec<&'a Deliverable>,
    /// The metric that decides, where it was read or its computed value changed.
    pub number: Option<Number<'a>>,
    /// What was decided.
    pub decisions: Vec<&'a Decision>,
    /// What comes next.
    pub next: Option<Next<'a>>,
}

impl Story<'_> {
    fn is_quiet(&self) -> bool {
        let nothing_said = self.reached.is_none() && self.health.is_none() && self.number.is_none();
        let nothing_asked = self.presented.is_empty() && self.answered.is_empty();
        nothing_said && nothing_asked && self.done.is_empty() && self.decisions.is_empty()
    }
}

/// What comes next for an initiative.
#[derive(Debug)]
pub enum Next<'a> {
    /// Something is handed over.
    Deliverable(&'a Deliverable),
    /// Teams answer, the first of them when it plans.
    Answers(Vec<&'a TeamId>, Option<Date>),
}

/// A number that moved.
#[derive(Clone, Copy, Debug)]
pub struct Number<'a> {
    /// What is counted.
    pub deciding: Deciding<'a>,
    /// The value it had.
    pub before: Option<Current>,
    /// The newest value.
    pub now: Current,
}

/// An initiative that ended.
#[derive(Debug)]
pub struct Ended<'a> {
    /// Its id.
    pub id: &'a InitiativeId,
    /// What its file says.
    pub record: &'a Record<Initiative>,
    /// The day.
    pub on: Date,
    /// What it brought: its deciding metric from the baseline to the last value.
    pub number: Option<Number<'a>>,
}

/// What somebody leads.
#[derive(Debug, PartialEq, Eq)]
pub struct Lead<'a> {
    /// Who.
    pub owner: &'a PersonId,
    /// How many active initiatives.
    pub initiatives: usize,
    /// The themes they belong to.
    pub themes: BTreeSet<&'a ThemeId>,
}

/// What happened in `month`, up to a day in it if it is not over.
#[must_use]
pub fn review<'a>(index: &'a Index<'a>, month: Month, as_of: Date) -> Review<'a> {
    let days = month.first()..=month.last().min(as_of);
    let mut review = Review { groups: Vec::new(), quiet: Vec::new(), ended: Vec::new(), leads: Vec::new() };
    let mut groups = BTreeMap::<(bool, Option<&ThemeId>), Vec<Story<'_>>>::new();
    for (id, record) in &index.portfolio.initiatives {
        let initiative = &*record.value;
        let ended_on = ended_on(initiative);
        if let Some(on) = ended_on.filter(|on| days.contains(on)) {
            review.ended.push(Ended { id, record, on, number: brought(index, initiative, *days.end()) });
        }
        if initiative.is_closed() && ended_on.is_none_or(|on| on <= *days.end()) {
            continue;
        }
        let story = story(index, id, record, &days, as_of);
        if !story.is_quiet() {
            let theme = initiative.themes.first();
            groups.entry((theme.is_none(), theme)).or_default().push(story);
        } else if initiative.stage_since.is_none_or(|since| since <= *days.end()) {
            review.quiet.push((id, record));
        }
    }
    review.groups = groups.into_iter().map(|((_, theme), stories)| (theme, stories)).collect();
    review.leads = leads(index);
    review
}

/// The day on which it was delivered, parked or dropped.
fn ended_on(initiative: &Initiative) -> Option<Date> {
    let closing = initiative.closing.as_ref().and_then(|closing| closing.date);
    closing.or(initiative.stage_since).filter(|_| initiative.is_closed())
}

fn story<'a>(
    index: &'a Index<'a>,
    id: &'a InitiativeId,
    record: &'a Record<Initiative>,
    days: &RangeInclusive<Date>,
    as_of: Date,
) -> Story<'a> {
    let initiative = &*record.value;
    let is_now = |day: Option<Date>| day.is_some_and(|day| days.contains(&day));
    let asks = || initiative.live_asks().map(|(_, ask)| ask);
    let updates = initiative.updates.iter().filter(|update| days.contains(&update.date));
    let done = initiative.deliverables.iter().filter(|it| it.status == Some(DeliverableStatus::Done));
    Story {
        id,
        record,
        stage: initiative.stage.filter(|_| initiative.stage_since.is_none_or(|since| since <= *days.end())),
        reached: initiative.stage_since.filter(|since| days.contains(since)),
        health: updates.max_by_key(|update| update.date).and_then(|update| update.health),
        presented: asks().filter(|ask| is_now(ask.presented_on)).collect(),
        answered: asks().filter(|ask| ask.status().is_answered() && is_now(ask.answered_on)).collect(),
        done: done.filter(|it| is_now(it.end)).collect(),
        number: moved(index, initiative, days),
        decisions: initiative.decisions.iter().filter(|decision| days.contains(&decision.date)).collect(),
        next: next(index, record, as_of),
    }
}

/// The deciding metric, where it was read on one of `days` or its computed value is another, and the value before them.
fn moved<'a>(index: &Index<'_>, initiative: &'a Initiative, days: &RangeInclusive<Date>) -> Option<Number<'a>> {
    let deciding = metrics::deciding(index, initiative, *days.end())?;
    let now = deciding.now.filter(|now| now.date.is_some_and(|day| days.contains(&day)))?;
    let last = metrics::outcome(index, initiative, deciding.metric, days.start().plus_days(-1));
    let is_same = |last: Current| (last.value - now.value).abs() < f64::EPSILON;
    if now.computed && last.is_some_and(is_same) {
        return None;
    }
    Some(Number { deciding, before: last.or_else(|| deciding.metric.baseline.as_ref().map(Current::from)), now })
}

/// The deciding metric from its baseline to the last value up to a day.
fn brought<'a>(index: &Index<'_>, initiative: &'a Initiative, as_of: Date) -> Option<Number<'a>> {
    let deciding = metrics::deciding(index, initiative, as_of)?;
    let before = deciding.metric.baseline.as_ref().map(Current::from);
    Some(Number { deciding, before, now: deciding.now? })
}

fn next<'a>(index: &'a Index<'a>, record: &'a Record<Initiative>, as_of: Date) -> Option<Next<'a>> {
    let initiative = &*record.value;
    if let Some(deliverable) = facts::open_deliverables(initiative).first() {
        return Some(Next::Deliverable(deliverable));
    }
    let open: Vec<_> =
        initiative.live_asks().map(|(_, ask)| ask).filter(|ask| status_on(ask, as_of).is_open()).collect();
    let plans = open.iter().filter_map(|ask| index.planning(initiative, ask)).map(|planning| planning.opens);
    let plans = plans.filter(|day| *day >= as_of).min();
    let mut teams: Vec<_> = Vec::new();
    for ask in &open {
        if !teams.contains(&&ask.team) {
            teams.push(&ask.team);
        }
    }
    (!teams.is_empty()).then_some(Next::Answers(teams, plans))
}

fn leads<'a>(index: &'a Index<'a>) -> Vec<Lead<'a>> {
    let mut leads = BTreeMap::<&PersonId, (usize, BTreeSet<&ThemeId>)>::new();
    for record in index.portfolio.initiatives.values().filter(|record| !record.is_closed()) {
        if let Some(owner) = &record.value.owner {
            let (initiatives, themes) = leads.entry(owner).or_default();
            *initiatives += 1;
            themes.extend(&record.value.themes);
        }
    }
    leads.into_iter().map(|(owner, (initiatives, themes))| Lead { owner, initiatives, themes }).collect()
}
