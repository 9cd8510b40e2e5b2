//! How initiatives stand, for executives: money, customers and risk first, and what is needed of them.
//!
//! What only executives can give is found by [`crate::insight::executives`].

use super::{Agreement, Ended, Entry, Setting, Subject, latest};
use crate::insight::executives::{self, Needed};
use crate::insight::metrics::{self, Current};
use crate::insight::readiness::Verdict;
use crate::insight::{Counted, Index, facts};
use crate::model::{Date, Days, Health, Initiative, Stage};
use crate::render::ask::{Earlier, Problem, Risk, said};
use crate::render::names;
use schemars::JsonSchema;
use serde::Serialize;

/// What executives are told of an initiative: money, customers and risk first, and what is needed of them.
#[derive(Serialize, JsonSchema)]
pub struct ForExecutives {
    /// Its id.
    id: String,
    /// What it is called.
    title: String,
    /// Who leads it.
    owner: Option<String>,
    /// The stage it declares.
    stage: Option<Stage>,
    /// The judgement on it; null once it is closed.
    verdict: Option<Verdict>,
    /// What teams have agreed to.
    agreement: Agreement,
    /// How its owner says it is doing.
    health: Option<Health>,
    /// The cycle it should be planned for.
    cycle: Option<String>,
    /// Days left until planning opens; negative when it is past.
    days: Option<i64>,
    /// What it is worth.
    value: Option<Worth>,
    /// What its owner is willing to spend in all, in person-days.
    appetite: Option<Days>,
    /// What its steps take together, in person-days; null while one of them says nothing.
    effort: Option<Days>,
    /// What happens if nothing is done.
    cost_of_inaction: Option<String>,
    /// What the business gets.
    business: Vec<Gain>,
    /// What customers get.
    customers_get: Option<String>,
    /// How many are hit by the problem.
    affected: Option<String>,
    /// How many different customers the facts come from.
    customers_heard: usize,
    /// The number that decides whether it works.
    metric: Option<Measured>,
    /// What the work before it has brought; null unless that was delivered.
    builds_on: Option<Earlier>,
    /// What may go wrong.
    risks: Vec<Risk>,
    /// What only executives can give.
    needed: Vec<Need>,
    /// How it ended; null while it is active.
    ended: Option<Ended>,
}

/// What an initiative is worth.
#[derive(Serialize, JsonSchema)]
struct Worth {
    /// What it is worth at least.
    low: f64,
    /// What it is worth at most.
    high: f64,
    /// In which currency.
    currency: Option<String>,
    /// How one knows.
    basis: Option<String>,
}

/// What the business gets.
#[derive(Serialize, JsonSchema)]
struct Gain {
    /// In a sentence.
    claim: String,
    /// As a number.
    figure: Option<String>,
    /// What the number rests on.
    basis: Option<String>,
}

/// A metric, from where to where.
#[derive(Serialize, JsonSchema)]
struct Measured {
    /// What is counted.
    name: String,
    /// In what it is counted.
    unit: Option<String>,
    /// Before anything was done.
    baseline: Option<Valued>,
    /// Last read, or computed, after the day of the baseline.
    now: Option<Valued>,
    /// What is wanted.
    target: Option<Valued>,
    /// How fast it moves; null without values of two days, and once it has ended.
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

/// Something that only an executive can give.
#[derive(Serialize, JsonSchema)]
struct Need {
    /// What: `talk`, `answer` or `risk` (somebody who accepts it).
    what: &'static str,
    /// From whom; null when it may be anybody.
    person: Option<String>,
    /// The ask it is about.
    ask: Option<String>,
    /// The team that is asked.
    team: Option<String>,
}

impl Entry for ForExecutives {
    const NAME: &'static str = "status-exec";
    const TEMPLATE: &'static str = include_str!("../../templates/status-exec.md");

    fn of(setting: Setting<'_>, subject: Subject<'_>) -> Option<Self> {
        Some(entry(setting, subject))
    }
}

fn entry(setting: Setting<'_>, subject: Subject<'_>) -> ForExecutives {
    let Setting { index, as_of } = setting;
    let initiative: &Initiative = &subject.record.value;
    let outcome = initiative.outcome.as_ref();
    let needed = subject.measured.map(|(_, coverage)| executives::needed(index, initiative, coverage, as_of));
    ForExecutives {
        id: subject.id.to_string(),
        title: names::title(subject.id, initiative).to_owned(),
        owner: initiative.owner.as_ref().map(|owner| names::person(index.portfolio, owner).to_owned()),
        stage: initiative.stage,
        verdict: subject.readiness().map(|readiness| readiness.verdict),
        agreement: Agreement::of(initiative, as_of),
        health: latest(initiative, as_of).and_then(|update| update.health),
        cycle: subject.cycle(),
        days: subject.days(),
        value: worth(initiative),
        appetite: initiative.appetite,
        effort: facts::effort_of_steps(initiative).filter(|_| !initiative.steps.is_empty()),
        cost_of_inaction: said(initiative.cost_of_inaction.as_ref())
            .map(|text| metrics::filled(index, initiative, &text, as_of)),
        business: outcome.iter().flat_map(|outcome| &outcome.business).filter_map(gain).collect(),
        customers_get: outcome.and_then(|outcome| said(outcome.customer.as_ref()).or(said(outcome.goal.as_ref()))),
        affected: Problem::of(initiative).and_then(|problem| problem.affected),
        customers_heard: facts::customers(initiative, Counted::UpTo(as_of)),
        metric: measured(index, initiative, as_of),
        builds_on: Earlier::of(index.portfolio, initiative, as_of),
        risks: Risk::all(initiative),
        needed: needed.iter().flatten().map(|needed| need(setting, needed)).collect(),
        ended: Ended::of(initiative),
    }
}

fn worth(initiative: &Initiative) -> Option<Worth> {
    let value = initiative.value.as_ref()?;
    let (low, high) = value.low.or(value.high).zip(value.high.or(value.low))?;
    Some(Worth { low, high, currency: said(value.currency.as_ref()), basis: said(value.basis.as_ref()) })
}

fn gain(business: &crate::model::Business) -> Option<Gain> {
    let (figure, basis) = (said(business.figure.as_ref()), said(business.basis.as_ref()));
    Some(Gain { claim: said(business.claim.as_ref())?, figure, basis })
}

fn measured(index: &Index<'_>, initiative: &Initiative, as_of: Date) -> Option<Measured> {
    let deciding = metrics::deciding(index, initiative, as_of)?;
    let valued = |current: Current| Valued { value: current.value, date: current.date };
    let [baseline, target] = [&deciding.metric.baseline, &deciding.metric.target]
        .map(|reading| reading.as_ref().map(Current::from).map(valued));
    let based_on = deciding.metric.baseline.as_ref().and_then(|baseline| baseline.date);
    Some(Measured {
        name: deciding.name.to_owned(),
        unit: deciding.unit.map(str::to_owned),
        baseline,
        // What was read on the day of the baseline is the baseline.
        now: deciding.now.filter(|now| now.date.is_none() || now.date != based_on).map(valued),
        target,
        pace: deciding.trend.filter(|_| !initiative.is_closed()).map(|trend| trend.to_string()),
    })
}

fn need(setting: Setting<'_>, needed: &Needed<'_>) -> Need {
    let portfolio = setting.index.portfolio;
    let (what, person, ask) = match needed {
        Needed::Talk(person) => ("talk", Some(*person), None),
        Needed::Answer(person, ask) => ("answer", Some(*person), Some(*ask)),
        Needed::Risk(ask) => ("risk", None, Some(*ask)),
    };
    Need {
        what,
        person: person.map(|person| names::person(portfolio, person).to_owned()),
        ask: ask.map(|ask| ask.what.trim().to_owned()),
        team: ask.map(|ask| names::team(portfolio, &ask.team).to_owned()),
    }
}
