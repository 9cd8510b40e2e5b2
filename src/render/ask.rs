//! What an ask says to people of other teams: the parts and the words that issues and reports share.
//!
//! Which of them are shown, and in which order, is left to the views; making texts harmless to [`super::Template`].

use super::{names, thousands};
use crate::insight::asked::Planning;
use crate::insight::metrics::{self, counted};
use crate::insight::{Counted, facts, results};
use crate::model::{Affected, Ask, Benefit, Date, Days, Effort, Initiative, Portfolio, Step, Text};
use schemars::JsonSchema;
use serde::Serialize;

/// Facts that are shown at most: those that are newest.
const MOST_EVIDENCE: usize = 5;

/// The problem behind an ask.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Problem {
    /// Who is hit.
    pub who: Option<String>,
    /// How they are hit.
    pub impact: Option<String>,
    /// How many are hit.
    pub affected: Option<String>,
    /// How one knows.
    pub basis: Option<String>,
    /// What gets better once it is gone.
    pub benefit: Option<String>,
}

impl Problem {
    /// The problem of `initiative`, if it states one.
    pub(super) fn of(initiative: &Initiative) -> Option<Self> {
        let problem = initiative.problem.as_ref()?;
        Some(Self {
            who: said(problem.who.as_ref()),
            impact: said(problem.impact.as_ref()),
            affected: problem.affected.as_ref().and_then(affected),
            basis: problem.affected.as_ref().and_then(|affected| said(affected.basis.as_ref())),
            benefit: said(problem.benefit_if_gone.as_ref()),
        })
    }
}

/// Something that may go wrong.
#[derive(Serialize, JsonSchema)]
pub(super) struct Risk {
    /// What may go wrong.
    text: String,
    /// What is done about it.
    response: Option<String>,
    /// Who watches it, by id.
    owner: Option<String>,
    /// By when something is done about it.
    due: Option<Date>,
}

impl Risk {
    /// What may go wrong with `initiative`, in the order of its file.
    pub(super) fn all(initiative: &Initiative) -> Vec<Self> {
        let risks = initiative.risks.iter().filter_map(|risk| {
            let (response, owner) = (said(risk.response.as_ref()), risk.owner.as_ref().map(ToString::to_string));
            Some(Self { text: said(Some(&risk.text))?, response, owner, due: risk.due })
        });
        risks.collect()
    }
}

/// A fact that supports an ask, or contradicts it.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Fact {
    /// What it says.
    pub claim: String,
    /// The day it is from.
    pub date: String,
    /// Where it can be looked up.
    pub source: Option<String>,
}

impl Fact {
    /// The newest facts up to a day that support `initiative`, or those that do not.
    pub(super) fn newest(initiative: &Initiative, supports: bool, as_of: Date) -> Vec<Self> {
        let dated = facts::evidence(initiative, Counted::UpTo(as_of));
        let mut evidence: Vec<_> = dated.filter(|it| it.supports == supports).collect();
        evidence.sort_by(|a, b| (b.date, &a.id).cmp(&(a.date, &b.id)));
        evidence.into_iter().take(MOST_EVIDENCE).map(Self::new).collect()
    }

    /// One item of evidence.
    pub(super) fn new(evidence: &crate::model::Evidence) -> Self {
        Self {
            claim: evidence.claim.to_string(),
            date: evidence.date.to_string(),
            source: said(evidence.source.as_ref()),
        }
    }
}

/// What the initiative that is followed has brought, once it is delivered.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Earlier {
    /// Its title.
    pub title: String,
    /// What was counted.
    pub metric: String,
    /// How much it was.
    pub before: String,
    /// How much it is, with its unit.
    pub after: String,
    /// The day of that.
    pub date: String,
}

impl Earlier {
    /// What the initiative that `initiative` follows has brought.
    pub(super) fn of(portfolio: &Portfolio, initiative: &Initiative, as_of: Date) -> Option<Self> {
        let id = initiative.follows.as_ref()?;
        let brought = results::delivered(portfolio.initiatives.get(id)?, as_of)?;
        Some(Self {
            title: said(brought.title).unwrap_or_else(|| id.to_string()),
            metric: metrics::name(brought.metric).to_owned(),
            before: thousands(brought.before.value),
            after: counted(brought.after.value, metrics::unit(brought.metric)),
            date: brought.read_on.to_string(),
        })
    }
}

/// A text that says something.
pub(super) fn said(text: Option<&Text>) -> Option<String> {
    text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// By when, and for which cycle.
pub(super) fn by(ask: &Ask, planning: Option<&Planning<'_>>) -> Option<String> {
    let need_by = ask.need_by.map(|day| format!("by {day}"));
    let planned = planning.map(|planning| {
        let cycle = planning.id.as_str().to_uppercase();
        format!("in {cycle}, which you plan from {} on", planning.opens)
    });
    match (need_by, planned) {
        (Some(by), Some(planned)) => Some(format!("{by}, {planned}")),
        (by, planned) => by.or(planned),
    }
}

/// How many are hit.
fn affected(affected: &Affected) -> Option<String> {
    let count = thousands(affected.count?);
    Some(match said(affected.unit.as_ref()) {
        Some(unit) => format!("{count} {unit}"),
        None => count,
    })
}

/// What somebody gets out of it, in a few words.
pub(super) fn benefits(benefits: &[Benefit]) -> String {
    let in_words = |benefit: &Benefit| match benefit {
        Benefit::Risk => "less risk".to_owned(),
        Benefit::Cost => "less cost".to_owned(),
        other => other.as_str().replace('_', " "),
    };
    benefits.iter().map(in_words).collect::<Vec<_>>().join(", ")
}

/// What the business gets from it, a line each.
pub(super) fn business(initiative: &Initiative) -> Vec<String> {
    let outcomes = initiative.outcome.iter().flat_map(|outcome| &outcome.business);
    let line = |claim: String, figure: Option<String>| match figure {
        Some(figure) => format!("{claim}: {figure}"),
        None => claim,
    };
    outcomes.filter_map(|it| Some(line(said(it.claim.as_ref())?, said(it.figure.as_ref())))).collect()
}

/// Person-days in words.
pub(super) fn days(days: Days) -> String {
    format!("{days} person-{}", if days == 1.0 { "day" } else { "days" })
}

/// What an ask takes.
pub(super) fn effort(effort: Effort) -> String {
    if effort.min == effort.max { days(effort.max) } else { format!("{} to {}", effort.min, days(effort.max)) }
}

/// The steps `ask` belongs to, in the order of the initiative; all of them where it names none.
pub(super) fn steps<'i>(initiative: &'i Initiative, ask: &Ask) -> Vec<&'i Step> {
    let belongs = |step: &&Step| ask.steps.is_empty() || ask.steps.iter().any(|name| *name == step.id);
    initiative.steps.iter().filter(belongs).collect()
}

/// A step with what it takes.
pub(super) fn step(step: &Step) -> String {
    let mut notes: Vec<String> = step.effort.map(days).into_iter().collect();
    if step.usable_alone {
        notes.push("worth having even if nothing follows".to_owned());
    }
    let text = step.text.trim();
    if notes.is_empty() { text.to_owned() } else { format!("{text} ({})", notes.join(", ")) }
}

/// Whom to ask, and when.
pub(super) fn support(portfolio: &Portfolio, initiative: &Initiative) -> Option<String> {
    let support = initiative.support.as_ref()?;
    let mut said_of: Vec<String> = vec![names::person(portfolio, &support.contact).to_owned()];
    said_of.extend(said(support.hours.as_ref()));
    said_of.extend(support.from.zip(support.until).map(|(from, until)| format!("from {from} until {until}")));
    Some(said_of.join(", "))
}
