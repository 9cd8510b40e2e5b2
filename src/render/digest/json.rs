//! The digest as JSON, version 1: names that scripts rely on, frozen by `schemas/output/digest.schema.json`.

use super::{Report, Since};
use crate::insight::progress::{Answers, Change, NewReading, OpenAsk, Standing, Totals};
use crate::insight::readiness::Verdict;
use crate::model::{Date, InitiativeId, Reading, Stage, TeamId};
use crate::render::{VERSION, document, schema_of};
use schemars::{JsonSchema, Schema};
use serde::Serialize;

/// The result of `canvass report digest --output-format json`.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "canvass report digest, JSON version 1")]
struct Document<'a> {
    /// Version of this form; changes when a script that reads it could break.
    #[schemars(extend("const" = VERSION))]
    version: u8,
    /// The day it was judged on.
    as_of: Date,
    /// The cycle asked for; null when none was.
    cycle: Option<&'a str>,
    /// What it is compared with; null when there is nothing older.
    since: Option<Compared<'a>>,
    /// Whether anything is not as it was; true when there is nothing to compare with.
    moved: bool,
    /// Active initiatives together, but for those that could not be read in one of the two states.
    totals: Sums,
    /// The same as they were; null when there is nothing older.
    before: Option<Sums>,
    /// Every active initiative that can be read, what needs help first.
    initiatives: Vec<Entry<'a>>,
    /// Initiatives whose file cannot be read, at least in part, so that nothing is measured of them.
    unreadable: Vec<&'a str>,
    /// Kinds of things of which a file cannot be read, so that every number lacks some.
    unread_kinds: Vec<&'a str>,
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
    /// The day it was read.
    date: Date,
    /// The value before, or the baseline.
    before: Option<Valued>,
    /// The value that is wanted.
    target: Option<Valued>,
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

/// Everything, open asks without a limit.
#[must_use]
pub fn json(report: &Report<'_>) -> String {
    let progress = report.progress;
    let named = |ids: &[&'_ InitiativeId]| {
        let name = |id: &&InitiativeId| {
            let record = report.portfolio.initiatives.get_key_value(*id);
            record.map(|(id, record)| Named { id: id.as_str(), title: record.title.as_deref() })
        };
        ids.iter().filter_map(name).collect::<Vec<_>>()
    };
    let turnover = &progress.turnover;
    document(&Document {
        version: VERSION,
        as_of: report.as_of,
        cycle: report.cycle.map(|cycle| cycle.as_str()),
        since: report.since.as_ref().map(|Since { on, commit }| Compared { on: *on, commit }),
        moved: progress.moved(),
        totals: sums(progress.totals),
        before: progress.before.map(sums),
        initiatives: progress.initiatives.iter().map(entry).collect(),
        unreadable: progress.unread.iter().map(|id| id.as_str()).collect(),
        unread_kinds: report.portfolio.unread_kinds.iter().map(|kind| kind.plural()).collect(),
        open_asks: progress.open_asks.iter().map(open).collect(),
        to_meet: progress.to_meet.iter().map(waiting).collect(),
        people_met: progress.met,
        readings: progress.readings.iter().map(measured).collect(),
        started: named(&turnover.started),
        delivered: named(&turnover.delivered),
        parked: named(&turnover.parked),
        dropped: named(&turnover.dropped),
        removed: turnover.removed.iter().map(|id| Named { id: id.as_str(), title: None }).collect(),
    })
}

/// The schema of [`json`].
#[must_use]
pub fn schema() -> Schema {
    schema_of::<Document<'_>>()
}

fn sums(totals: Totals) -> Sums {
    let Totals { initiatives, on_track, readiness, coverage, asks } = totals;
    Sums { initiatives, on_track, readiness, coverage, asks: counts(asks) }
}

fn counts(answers: Answers) -> Asks {
    let Answers { all, presented, answered, accepted, declined } = answers;
    Asks { all, presented, answered, accepted, declined, open: answers.open() }
}

fn entry<'a>(change: &'a Change<'_>) -> Entry<'a> {
    let now = change.now;
    let measure = &now.readiness;
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
        next: measure.next().first().map(|gate| gate.action.clone()),
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

fn measured<'a>(new: &NewReading<'a>) -> Measured<'a> {
    let valued = |reading: &Reading| Valued { value: reading.value, date: reading.date };
    Measured {
        initiative: new.initiative.as_str(),
        metric: new.metric.id.as_str(),
        name: &new.metric.name,
        unit: new.metric.unit.as_deref(),
        value: new.value,
        date: new.date,
        before: new.before.map(valued),
        target: new.metric.target.as_ref().map(valued),
    }
}
