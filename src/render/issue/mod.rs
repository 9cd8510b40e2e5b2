//! The issue in the asked team's backlog: what it says of an ask, and in which order.
//!
//! Only what the asked team needs is in the view: never a stance, a conversation, coverage, or what other teams
//! answered. So no template can show it. How texts are made harmless is left to [`Template`].

pub mod page;
#[cfg(test)]
mod tests;

use super::ask::{self, benefits, business, by, effort, said, support};
use super::{Template, TemplateError, escape, names};
use crate::backlog::Draft;
use crate::candidates::Candidate;
use crate::insight::{Index, metrics};
use crate::model::{Audience, Date, Initiative};
use serde::Serialize;

pub use super::ask::{Earlier, Fact, Problem};

/// The template that canvass brings.
const TEMPLATE: &str = include_str!("../templates/issue.md");

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
        let mut steps = ask::steps(initiative, ask).into_iter().map(ask::step);
        let team = candidate.team.map_or_else(|| ask.team.to_string(), |team| team.name.to_string());
        Self {
            what: ask.what.to_string(),
            by: by(ask, candidate.planning.as_ref()),
            done_when: said(ask.done_when.as_ref()),
            why_you: said(ask.why_you.as_ref()),
            problem: Problem::of(initiative),
            evidence: Fact::newest(initiative, true, as_of),
            worth: worth(index, initiative, as_of),
            business: business(initiative),
            builds_on: Earlier::of(portfolio, initiative, as_of),
            effort: ask.effort.map(effort),
            first: steps.next(),
            then: steps.collect(),
            support: support(portfolio, initiative),
            initiative: Origin {
                title: names::title(candidate.initiative, initiative).to_owned(),
                owner: initiative.owner.as_ref().map(|owner| names::person(portfolio, owner).to_owned()),
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

fn worth(index: &Index<'_>, initiative: &Initiative, as_of: Date) -> Vec<Worth> {
    let audience = |audience| match audience {
        Audience::Pm => Some("product"),
        Audience::Em => Some("engineering"),
        _ => None,
    };
    let pitches = initiative.pitches.iter().filter_map(|pitch| {
        let audience = audience(pitch.audience)?;
        let text = metrics::filled(index, initiative, pitch.text.trim(), as_of);
        Some(Worth { audience, text, benefits: benefits(&pitch.benefits) })
    });
    pitches.collect()
}
