//! The issue in the asked team's backlog: what it says of an ask, and in which order.
//!
//! Only what the asked team needs is in the view: never a stance, a conversation, coverage, or what other teams
//! answered. So no template can show it. How texts are made harmless is left to [`Template`].

#[cfg(test)]
mod tests;

use super::{Template, TemplateError, escape};
use crate::backlog::Draft;
use crate::backlog::wanted::Candidate;
use crate::insight::metrics::{self, thousands};
use crate::insight::{Counted, Index, facts, results};
use crate::model::{Affected, Audience, Benefit, Date, Days, Effort, Initiative, PersonId, Portfolio, Step, Text};
use serde::Serialize;

/// The template that canvass brings.
const TEMPLATE: &str = include_str!("../templates/issue.md");
/// Facts an issue shows at most: those that are newest.
const MOST_EVIDENCE: usize = 5;

/// What an issue may say; texts are as they stand in the files.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Issue {
    /// What the team is asked to do: the title, too.
    pub what: String,
    /// By when, and for which cycle.
    pub by: Option<String>,
    /// How everybody will know it is done.
    pub done_when: Option<String>,
    /// Why it must be this team.
    pub why_you: Option<String>,
    /// The problem behind it.
    pub problem: Option<Problem>,
    /// Facts that support it, the newest first.
    pub evidence: Vec<Fact>,
    /// What the team gets from it: the messages for product and engineering managers.
    pub worth: Vec<Worth>,
    /// What the business gets from it.
    pub business: Vec<String>,
    /// What the work before it has brought.
    pub builds_on: Option<Earlier>,
    /// What it takes.
    pub effort: Option<String>,
    /// The smallest first step.
    pub first: Option<String>,
    /// The steps after it.
    pub then: Vec<String>,
    /// Whom to ask, and when.
    pub support: Option<String>,
    /// What it is part of.
    pub initiative: Origin,
    /// The asked team's name.
    pub team: String,
}

/// The problem behind an ask.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Problem {
    /// Who is hit.
    pub who: Option<String>,
    /// How.
    pub impact: Option<String>,
    /// How many.
    pub affected: Option<String>,
    /// How one knows.
    pub basis: Option<String>,
    /// What gets better once it is gone.
    pub benefit: Option<String>,
}

/// A fact that supports an ask.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Fact {
    /// What it says.
    pub claim: String,
    /// The day it is from.
    pub date: String,
    /// Where it can be looked up.
    pub source: Option<String>,
}

/// What somebody gets from it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Worth {
    /// Who.
    pub audience: &'static str,
    /// The message.
    pub text: String,
    /// In a few words.
    pub benefits: String,
}

/// What the initiative that is followed has brought, once it is delivered.
#[derive(Clone, Debug, PartialEq, Serialize)]
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

/// What an ask is part of.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Origin {
    /// Its title.
    pub title: String,
    /// The name of its owner.
    pub owner: Option<String>,
    /// Where it is kept: a link, or a path.
    pub place: String,
}

impl Issue {
    /// What the issue of `candidate` says; `place` is where its initiative is kept.
    #[must_use]
    pub fn new(index: &Index<'_>, candidate: &Candidate<'_>, as_of: Date, place: String) -> Self {
        let (portfolio, ask) = (index.portfolio, candidate.ask);
        let initiative: &Initiative = &candidate.record.value;
        let mut evidence: Vec<_> = facts::evidence(initiative, Counted::UpTo(as_of)).filter(|it| it.supports).collect();
        evidence.sort_by(|a, b| (b.date, &a.id).cmp(&(a.date, &b.id)));
        let mut steps = steps(initiative, candidate).into_iter();
        let team = candidate.team.map_or_else(|| ask.team.to_string(), |team| team.name.to_string());
        Self {
            what: ask.what.to_string(),
            by: by(candidate),
            done_when: said(ask.done_when.as_ref()),
            why_you: said(ask.why_you.as_ref()),
            problem: initiative.problem.as_ref().map(|problem| Problem {
                who: said(problem.who.as_ref()),
                impact: said(problem.impact.as_ref()),
                affected: problem.affected.as_ref().and_then(affected),
                basis: problem.affected.as_ref().and_then(|affected| said(affected.basis.as_ref())),
                benefit: said(problem.benefit_if_gone.as_ref()),
            }),
            evidence: evidence
                .into_iter()
                .take(MOST_EVIDENCE)
                .map(|item| Fact {
                    claim: item.claim.to_string(),
                    date: item.date.to_string(),
                    source: said(item.source.as_ref()),
                })
                .collect(),
            worth: worth(index, initiative, as_of),
            business: business(initiative),
            builds_on: builds_on(portfolio, initiative),
            effort: ask.effort.map(effort),
            first: steps.next(),
            then: steps.collect(),
            support: support(portfolio, initiative),
            initiative: Origin {
                title: initiative.title.as_deref().unwrap_or(candidate.initiative.as_str()).to_owned(),
                owner: initiative.owner.as_ref().map(|owner| name(portfolio, owner)),
                place,
            },
            team,
        }
    }

    /// The issue as it is to be filed, by `template` and with `labels`.
    ///
    /// # Errors
    ///
    /// When the template fails.
    pub fn draft(&self, template: &Template, labels: Vec<String>) -> Result<Draft, TemplateError> {
        Ok(Draft::new(&escape::title(&self.what), &template.fill(self)?, labels))
    }
}

/// The template of issues that canvass brings.
#[must_use]
pub fn template() -> Template {
    Template::built_in("issue.md", TEMPLATE)
}

/// A text that says something.
fn said(text: Option<&Text>) -> Option<String> {
    text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// People are called by their names, never by a login: nobody is pinged.
fn name(portfolio: &Portfolio, person: &PersonId) -> String {
    portfolio.people.get(person).map_or_else(|| person.to_string(), |person| person.name.to_string())
}

fn by(candidate: &Candidate<'_>) -> Option<String> {
    let need_by = candidate.ask.need_by.map(|day| format!("by {day}"));
    let planned = candidate.planning.as_ref().map(|planning| {
        let cycle = planning.id.as_str().to_uppercase();
        format!("in {cycle}, which you plan from {} on", planning.opens)
    });
    match (need_by, planned) {
        (Some(by), Some(planned)) => Some(format!("{by}, {planned}")),
        (by, planned) => by.or(planned),
    }
}

fn affected(affected: &Affected) -> Option<String> {
    let count = thousands(affected.count?);
    Some(match said(affected.unit.as_ref()) {
        Some(unit) => format!("{count} {unit}"),
        None => count,
    })
}

fn worth(index: &Index<'_>, initiative: &Initiative, as_of: Date) -> Vec<Worth> {
    let audience = |audience| match audience {
        Audience::Pm => Some("product"),
        Audience::Em => Some("engineering"),
        _ => None,
    };
    let pitches = initiative.pitches.iter().filter_map(|pitch| {
        let benefits: Vec<_> = pitch.benefits.iter().map(|benefit| in_words(*benefit)).collect();
        let audience = audience(pitch.audience)?;
        let text = metrics::filled(index, initiative, pitch.text.trim(), as_of);
        Some(Worth { audience, text, benefits: benefits.join(", ") })
    });
    pitches.collect()
}

fn in_words(benefit: Benefit) -> String {
    match benefit {
        Benefit::Risk => "less risk".to_owned(),
        Benefit::Cost => "less cost".to_owned(),
        other => other.as_str().replace('_', " "),
    }
}

fn business(initiative: &Initiative) -> Vec<String> {
    let outcomes = initiative.outcome.iter().flat_map(|outcome| &outcome.business);
    let line = |claim: String, figure: Option<String>| match figure {
        Some(figure) => format!("{claim}: {figure}"),
        None => claim,
    };
    outcomes.filter_map(|it| Some(line(said(it.claim.as_ref())?, said(it.figure.as_ref())))).collect()
}

fn builds_on(portfolio: &Portfolio, initiative: &Initiative) -> Option<Earlier> {
    let id = initiative.follows.as_ref()?;
    let brought = results::delivered(portfolio.initiatives.get(id)?)?;
    let unit = metrics::unit(brought.metric).map(|unit| format!(" {unit}")).unwrap_or_default();
    Some(Earlier {
        title: said(brought.title).unwrap_or_else(|| id.to_string()),
        metric: metrics::name(brought.metric).to_owned(),
        before: thousands(brought.before.value),
        after: thousands(brought.after.value) + &unit,
        date: brought.read_on.to_string(),
    })
}

fn days(days: Days) -> String {
    format!("{days} person-{}", if days == 1.0 { "day" } else { "days" })
}

fn effort(effort: Effort) -> String {
    if effort.min == effort.max { days(effort.max) } else { format!("{} to {}", effort.min, days(effort.max)) }
}

/// The steps the ask belongs to, in the order of the initiative; all of them where it names none.
fn steps(initiative: &Initiative, candidate: &Candidate<'_>) -> Vec<String> {
    let named = &candidate.ask.steps;
    let belongs = |step: &&Step| named.is_empty() || named.iter().any(|name| *name == step.id);
    initiative.steps.iter().filter(belongs).map(step).collect()
}

fn step(step: &Step) -> String {
    let mut notes: Vec<String> = step.effort.map(days).into_iter().collect();
    if step.usable_alone {
        notes.push("worth having even if nothing follows".to_owned());
    }
    let text = step.text.trim();
    if notes.is_empty() { text.to_owned() } else { format!("{text} ({})", notes.join(", ")) }
}

fn support(portfolio: &Portfolio, initiative: &Initiative) -> Option<String> {
    let support = initiative.support.as_ref()?;
    let mut said_of: Vec<String> = vec![name(portfolio, &support.contact)];
    said_of.extend(said(support.hours.as_ref()));
    said_of.extend(support.from.zip(support.until).map(|(from, until)| format!("from {from} until {until}")));
    Some(said_of.join(", "))
}
