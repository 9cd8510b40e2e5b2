//! How initiatives stand, for users: what changes for them and when, what was learned from them, how to say more.
//!
//! No number of ours, and no name of anybody who was interviewed: quotes only where their speaker has agreed.

use super::{Agreement, Entry, Setting, Subject};
use crate::insight::readiness::Verdict;
use crate::model::{Date, Initiative, Portfolio, Stage, Step, StepKind};
use crate::render::ask::said;
use crate::render::names;
use schemars::JsonSchema;
use serde::Serialize;

/// What users are told of an initiative: what changes for them and when, what was learned from them, how to say more.
#[derive(Serialize, JsonSchema)]
pub struct ForUsers {
    /// Its id.
    id: String,
    /// What it is called.
    title: String,
    /// A user and the change they will see.
    goal: Option<String>,
    /// What customers get from it.
    customers_get: Option<String>,
    /// Where it stands: `delivered`, `parked`, `dropped`, `agreed` (by every team that is asked) or `planned`.
    state: &'static str,
    /// The first day of the cycle in which it should come; null when that is not known, as when nobody agreed to it in
    /// time.
    from: Option<Date>,
    /// The last day of that cycle.
    until: Option<Date>,
    /// When users will notice something, in order.
    dates: Vec<Dated>,
    /// What may follow later, not promised.
    later: Vec<String>,
    /// What will not be done.
    no_gos: Vec<String>,
    /// What was learned in interviews.
    learned: Vec<String>,
    /// What users said, word for word, where they agreed that it is passed on.
    quotes: Vec<String>,
    /// Whom to tell what one thinks.
    contact: Option<String>,
    /// Where people who care about it meet.
    communities: Vec<String>,
}

/// A step that users will notice.
#[derive(Serialize, JsonSchema)]
struct Dated {
    /// What is done in it.
    text: String,
    /// Its first day.
    start: Option<Date>,
    /// Its last day.
    end: Option<Date>,
}

impl Entry for ForUsers {
    const NAME: &'static str = "status-user";
    const TEMPLATE: &'static str = include_str!("../../templates/status-user.md");

    fn of(setting: Setting<'_>, subject: Subject<'_>) -> Option<Self> {
        Some(entry(setting, subject)).filter(|entry| entry.goal.is_some() || entry.customers_get.is_some())
    }
}

fn entry(setting: Setting<'_>, subject: Subject<'_>) -> ForUsers {
    let portfolio = setting.index.portfolio;
    let initiative: &Initiative = &subject.record.value;
    let outcome = initiative.outcome.as_ref();
    let state = match initiative.stage {
        Some(Stage::Delivered) => "delivered",
        Some(Stage::Parked) => "parked",
        Some(Stage::Dropped) => "dropped",
        Some(Stage::Committed) if Agreement::of(initiative, setting.as_of).is_complete() => "agreed",
        _ => "planned",
    };
    let cycle = initiative.target_cycle.as_ref().and_then(|id| portfolio.cycle(id));
    let is_over = cycle.as_ref().is_some_and(|cycle| cycle.end < setting.as_of);
    let missed = state == "planned" && subject.measured.is_some_and(|(it, _)| it.verdict == Verdict::Missed);
    // Days of a plan that fell through are no promise.
    let holds = !is_over && !missed;
    let cycle = cycle.filter(|_| holds);
    let held = initiative.interviews.iter().filter(|interview| interview.date <= setting.as_of);
    let agreed = held.clone().flat_map(|interview| &interview.quotes).filter(|quote| quote.consent);
    let stated = |texts: &[crate::model::Text]| texts.iter().filter_map(|text| said(Some(text))).collect();
    ForUsers {
        id: subject.id.to_string(),
        title: names::title(subject.id, initiative).to_owned(),
        goal: outcome.and_then(|outcome| said(outcome.goal.as_ref())),
        customers_get: outcome.and_then(|outcome| said(outcome.customer.as_ref())),
        state,
        from: cycle.as_ref().map(|cycle| cycle.start),
        until: cycle.map(|cycle| cycle.end),
        dates: initiative.steps.iter().filter(|_| holds).filter_map(dated).collect(),
        later: stated(&initiative.horizon),
        no_gos: stated(&initiative.no_gos),
        learned: held.flat_map(|interview| &interview.findings).filter_map(|it| said(Some(it))).collect(),
        quotes: agreed.filter_map(|quote| said(Some(&quote.text))).collect(),
        contact: initiative.support.as_ref().map(|support| names::person(portfolio, &support.contact).to_owned()),
        communities: communities(portfolio, initiative),
    }
}

/// A step that users will notice, once it has a day.
fn dated(step: &Step) -> Option<Dated> {
    let noticed = matches!(step.kind, Some(StepKind::PrototypeSprint | StepKind::Pilot | StepKind::Rollout));
    let has_day = step.start.is_some() || step.end.is_some();
    (noticed && has_day).then(|| Dated { text: step.text.trim().to_owned(), start: step.start, end: step.end })
}

fn communities(portfolio: &Portfolio, initiative: &Initiative) -> Vec<String> {
    let themes = initiative.themes.iter().filter_map(|theme| portfolio.themes.get(theme));
    themes.filter_map(|theme| said(theme.community.as_ref())).collect()
}
