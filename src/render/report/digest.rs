//! The weekly numbers, fit to be sent: how initiatives stand, what has moved, and whose answer is missing.
//!
//! Nobody's view of anything has a place here. What moved is left to [`crate::insight::progress`].

use super::Report;
use crate::insight::metrics::Current;
use crate::insight::progress::{Answers, Change, NewValue, OpenAsk, Progress, Shift, Standing, Totals};
use crate::insight::readiness::Verdict;
use crate::model::{CycleId, Date, InitiativeId, Portfolio, Stage, TeamId};
use crate::render::readiness::gain;
use schemars::JsonSchema;
use serde::Serialize;

/// The state that things are compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Since {
    /// The day it is judged on.
    pub on: Date,
    /// Its commit, in full.
    pub commit: String,
}

/// The weekly numbers: how initiatives stand, what has moved, and whose answer is missing.
#[derive(Serialize, JsonSchema)]
pub struct Digest<'a> {
    /// The name of the workspace.
    workspace: Option<&'a str>,
    /// The day it was judged on.
    as_of: Date,
    /// The cycle asked for; null when none was.
    cycle: Option<&'a str>,
    /// Days left until planning of that cycle opens; negative when it is past.
    days: Option<i64>,
    /// What it is compared with; null when there is nothing older.
    since: Option<Compared<'a>>,
    /// Whether anything is not as it was; true when there is nothing to compare with.
    moved: bool,
    /// Active initiatives together, but for those that could not be read in one of the two states.
    totals: Sums,
    /// The same as they were, with what was delivered since and without what is new; null when there is nothing older.
    before: Option<Sums>,
    /// By how much they moved, counted over initiatives active both times, and answers over all; null when there is nothing
    /// older.
    change: Option<Moves>,
    /// Every active initiative that can be read, what needs help first.
    initiatives: Vec<Entry<'a>>,
    /// Initiatives whose file cannot be read, at least in part, so that nothing is measured of them.
    unreadable: Vec<&'a str>,
    /// Kinds of things of which a file cannot be read, so that every number lacks some.
    unread_kinds: Vec<&'a str>,
    /// What the numbers lack, a sentence each.
    pub lacking: Vec<String>,
    /// Every ask that a team has heard and not answered, oldest first.
    open_asks: Vec<Open<'a>>,
    /// How many people of each team are still to be met.
    to_meet: Vec<Waiting<'a>>,
    /// How many people were met one-on-one since; null when there is nothing older.
    people_met: Option<usize>,
    /// Newer values of the metrics that decide.
    readings: Vec<Measured<'a>>,
    /// Initiatives active now and not before.
    started: Vec<Named<'a>>,
    /// Initiatives delivered since.
    delivered: Vec<Named<'a>>,
    /// Initiatives parked since.
    parked: Vec<Named<'a>>,
    /// Initiatives dropped since.
    dropped: Vec<Named<'a>>,
    /// Initiatives that were active and have no file any more.
    removed: Vec<Named<'a>>,
}

/// What it is compared with.
#[derive(Serialize, JsonSchema)]
struct Compared<'a> {
    /// The day that state was judged on.
    on: Date,
    /// Its commit.
    commit: &'a str,
}

/// Sums over initiatives.
#[derive(Serialize, JsonSchema)]
struct Sums {
    /// How many are active.
    initiatives: usize,
    /// How many of them are on track or complete.
    on_track: usize,
    /// Readiness on average, in whole points.
    readiness: Option<i64>,
    /// Coverage of everybody required, in per cent.
    coverage: Option<i64>,
    /// Their asks.
    asks: Asks,
}

/// By how much sums moved, whatever began or ended.
#[derive(Serialize, JsonSchema)]
struct Moves {
    /// How many more of the initiatives active both times are on track or complete.
    on_track: i64,
    /// By how many points their readiness rose on average; null where none is active both times.
    readiness: Option<i64>,
    /// By how many points their coverage rose; null where nobody is required.
    coverage: Option<i64>,
    /// How many more of their asks are open.
    open: i64,
    /// How many asks were answered since, those of initiatives that have ended or begun included.
    answered: usize,
    /// How many of these were declined.
    declined: usize,
}

/// How far asks have come.
#[derive(Serialize, JsonSchema)]
struct Asks {
    /// Asks that are not withdrawn.
    all: usize,
    /// Those that the team has heard.
    presented: usize,
    /// Those that the team has answered.
    answered: usize,
    /// Those that the team has accepted.
    accepted: usize,
    /// Those that the team has declined.
    declined: usize,
    /// Those that the team has heard and not answered.
    open: usize,
}

/// One initiative.
#[derive(Serialize, JsonSchema)]
struct Entry<'a> {
    /// Its id.
    id: &'a str,
    /// What it is called.
    title: Option<&'a str>,
    /// Who drives it.
    owner: Option<&'a str>,
    /// The cycle it is measured against.
    cycle: Option<&'a str>,
    /// The stage it declares.
    stage: Option<Stage>,
    /// The judgement on it.
    verdict: Verdict,
    /// How ready it is, in per cent.
    readiness: i64,
    /// How far everybody required has been met, in per cent.
    coverage: Option<i64>,
    /// Its asks.
    asks: Asks,
    /// Days left until planning opens; negative when it is past.
    days: Option<i64>,
    /// The most urgent thing to do; null when nothing is open.
    next: Option<String>,
    /// The points it brings, such as `+3`.
    gain: Option<String>,
    /// The same as it was; null when it was not there, not active or not readable.
    before: Option<Earlier<'a>>,
    /// Whether it was there and could not be read.
    unreadable_before: bool,
}

/// One initiative as it was.
#[derive(Serialize, JsonSchema)]
struct Earlier<'a> {
    /// The id it had.
    id: &'a str,
    /// The stage it declared.
    stage: Option<Stage>,
    /// The verdict on that day.
    verdict: Verdict,
    /// How ready it was, in per cent.
    readiness: i64,
    /// How far everybody required had been met, in per cent.
    coverage: Option<i64>,
    /// Its asks.
    asks: Asks,
}

/// An ask without an answer.
#[derive(Serialize, JsonSchema)]
struct Open<'a> {
    /// The initiative that asks.
    initiative: &'a str,
    /// The ask in it.
    ask: &'a str,
    /// The team that is asked.
    team: &'a str,
    /// Who decides; null when nobody does.
    decider: Option<&'a str>,
    /// Days since it was presented; null when nobody wrote when.
    days: Option<i64>,
    /// What is asked for.
    what: &'a str,
}

/// A team that waits to be met.
#[derive(Serialize, JsonSchema)]
struct Waiting<'a> {
    /// The team.
    team: &'a str,
    /// How many of its people are still to be met.
    people: usize,
}

/// A newer value of a metric.
#[derive(Serialize, JsonSchema)]
struct Measured<'a> {
    /// The initiative it decides about.
    initiative: &'a str,
    /// The metric in it.
    metric: &'a str,
    /// What is counted.
    name: &'a str,
    /// In what it is counted.
    unit: Option<&'a str>,
    /// The newest value.
    value: f64,
    /// The day it was read, or for which it was computed.
    date: Date,
    /// The value before, or the baseline.
    before: Option<Valued>,
    /// The value that is wanted.
    target: Option<Valued>,
    /// By how much it changes in 30 days, over baseline and readings; null without values of two days.
    per_30_days: Option<f64>,
    /// The day on which it reaches its target if it goes on so; null when it will not, or has.
    reaches_target_on: Option<Date>,
    /// Both in words; null without values of two days.
    pace: Option<String>,
}

/// A value on a day.
#[derive(Serialize, JsonSchema)]
struct Valued {
    /// The value.
    value: f64,
    /// Its day.
    date: Option<Date>,
}

/// An initiative by its names.
#[derive(Serialize, JsonSchema)]
struct Named<'a> {
    /// Its id.
    id: &'a str,
    /// What it is called.
    title: Option<&'a str>,
}

impl Report for Digest<'_> {
    const NAME: &'static str = "digest";
    const TEMPLATE: &'static str = include_str!("../templates/digest.md");
}

impl<'a> Digest<'a> {
    /// The numbers of `progress` in `portfolio` on a day, for one cycle or all.
    #[must_use]
    pub fn new(
        portfolio: &'a Portfolio,
        as_of: Date,
        cycle: Option<&'a CycleId>,
        since: Option<&'a Since>,
        progress: &'a Progress<'a>,
    ) -> Self {
        let named = |ids: &[&'a InitiativeId]| {
            let title = |id: &InitiativeId| portfolio.initiatives.get(id).and_then(|record| record.title.as_deref());
            ids.iter().map(|id| Named { id: id.as_str(), title: title(id) }).collect::<Vec<_>>()
        };
        let turnover = &progress.turnover;
        let opens = cycle.and_then(|id| portfolio.cycle(id)).map(|cycle| cycle.planning_start);
        Self {
            workspace: portfolio.workspace.name.as_deref(),
            as_of,
            cycle: cycle.map(CycleId::as_str),
            days: opens.map(|opens| opens.days_since(as_of)),
            since: since.map(|Since { on, commit }| Compared { on: *on, commit }),
            moved: progress.moved(),
            totals: sums(progress.totals),
            before: progress.before.map(sums),
            change: progress.shift.map(moves),
            initiatives: progress.initiatives.iter().map(entry).collect(),
            unreadable: progress.unread.iter().map(|id| id.as_str()).collect(),
            unread_kinds: portfolio.unread_kinds.iter().map(|kind| kind.plural()).collect(),
            lacking: lacking(portfolio, since, progress),
            open_asks: progress.open_asks.iter().map(open).collect(),
            to_meet: progress.to_meet.iter().map(waiting).collect(),
            people_met: progress.met,
            readings: progress.readings.iter().map(measured).collect(),
            started: named(&turnover.started),
            delivered: named(&turnover.delivered),
            parked: named(&turnover.parked),
            dropped: named(&turnover.dropped),
            removed: named(&turnover.removed),
        }
    }
}

/// What the numbers lack.
fn lacking(portfolio: &Portfolio, since: Option<&Since>, progress: &Progress<'_>) -> Vec<String> {
    let file = |count: usize| if count == 1 { "its file" } else { "their files" };
    let told = |ids: Vec<&str>, why: &dyn Fn(&str) -> String| {
        (!ids.is_empty()).then(|| format!("{}: {}.", why(file(ids.len())), ids.join(", ")))
    };
    let now = progress.unread.iter().map(|id| id.as_str()).collect();
    let was = progress.initiatives.iter().filter(|change| change.was_unread).map(|change| change.now.id.as_str());
    let kinds: Vec<_> = portfolio.unread_kinds.iter().map(|kind| format!("{}.toml", kind.plural())).collect();
    let mut remarks = Vec::new();
    remarks.extend(told(now, &|file| format!("Not measured, because {file} cannot be read")));
    if !kinds.is_empty() {
        remarks.push(format!("What stands in {} cannot be read, and every number lacks it.", kinds.join(" and ")));
    }
    if let Some(Since { on, .. }) = since {
        let why = |file: &str| format!("Not in the numbers above, because {file} could not be read on {on}");
        remarks.extend(told(was.collect(), &why));
    }
    remarks
}

fn sums(totals: Totals) -> Sums {
    let Totals { initiatives, on_track, readiness, coverage, asks } = totals;
    Sums { initiatives, on_track, readiness, coverage, asks: counts(asks) }
}

fn moves(shift: Shift) -> Moves {
    let Shift { on_track, readiness, coverage, open, answered, declined } = shift;
    Moves { on_track, readiness, coverage, open, answered, declined }
}

fn counts(answers: Answers) -> Asks {
    let Answers { all, presented, answered, accepted, declined } = answers;
    Asks { all, presented, answered, accepted, declined, open: answers.open() }
}

fn entry<'a>(change: &'a Change<'_>) -> Entry<'a> {
    let now = change.now;
    let measure = &now.readiness;
    let next = measure.next().into_iter().next();
    let earlier = |it: &'a Standing<'_>| Earlier {
        id: it.id.as_str(),
        stage: it.readiness.stage,
        verdict: it.readiness.verdict,
        readiness: it.readiness.readiness,
        coverage: it.coverage.coverage,
        asks: counts(it.asks),
    };
    Entry {
        id: now.id.as_str(),
        title: now.record.title.as_deref(),
        owner: now.record.owner.as_ref().map(|owner| owner.as_str()),
        cycle: measure.cycle.as_ref().map(|cycle| cycle.as_str()),
        stage: measure.stage,
        verdict: measure.verdict,
        readiness: measure.readiness,
        coverage: now.coverage.coverage,
        asks: counts(now.asks),
        days: measure.days,
        next: next.map(|gate| gate.action.clone()),
        gain: next.map(gain),
        before: change.before.map(earlier),
        unreadable_before: change.was_unread,
    }
}

fn open<'a>(open: &OpenAsk<'a>) -> Open<'a> {
    Open {
        initiative: open.initiative.as_str(),
        ask: open.ask.id.as_str(),
        team: open.ask.team.as_str(),
        decider: open.decider.map(|decider| decider.as_str()),
        days: open.days,
        what: &open.ask.what,
    }
}

fn waiting<'a>((team, people): &(&'a TeamId, usize)) -> Waiting<'a> {
    Waiting { team: team.as_str(), people: *people }
}

fn measured<'a>(new: &NewValue<'a>) -> Measured<'a> {
    let valued = |current: Current| Valued { value: current.value, date: current.date };
    let NewValue { initiative, deciding, value, date, before } = new;
    let trend = deciding.trend;
    Measured {
        initiative: initiative.as_str(),
        metric: deciding.metric.id.as_str(),
        name: deciding.name,
        unit: deciding.unit,
        value: *value,
        date: *date,
        before: before.map(valued),
        target: deciding.metric.target.as_ref().map(Current::from).map(valued),
        per_30_days: trend.map(|trend| trend.per_30_days),
        reaches_target_on: trend.and_then(|trend| trend.reaches_target),
        pace: trend.map(|trend| trend.to_string()),
    }
}
