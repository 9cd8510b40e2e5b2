//! Who must be met for an initiative and who has been: as a list, as the matrix of one initiative, or as what one team
//! or person is asked for.
//!
//! How coverage is computed is left to [`crate::insight::coverage`].

mod json;
mod page;

pub use json::{json, schema};

use super::Style;
use crate::insight::coverage::{Coverage, Reason, Slot, SlotRole, Source, State};
use crate::model::{self, Date, Format, PersonId, TeamId};

/// One initiative with whom it must meet.
#[derive(Clone, Copy, Debug)]
pub struct Initiative<'a> {
    /// Its id.
    pub id: &'a str,
    /// What its file says.
    pub record: &'a model::Initiative,
    /// Whom it must meet.
    pub measure: &'a Coverage,
}

/// What is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Focus<'a> {
    /// A line per initiative.
    All,
    /// Everybody each initiative must meet.
    Matrix,
    /// What a team is asked for.
    Team(&'a TeamId),
    /// What a person is asked for.
    Person(&'a PersonId),
}

/// What `coverage` prints.
#[derive(Clone, Debug)]
pub struct Report<'a> {
    /// The day it was measured on.
    pub as_of: Date,
    /// The initiatives in the order of their ids.
    pub initiatives: Vec<Initiative<'a>>,
    /// What is looked at.
    pub focus: Focus<'a>,
    /// Whether stances may be shown, and what is computed from them.
    pub show_stance: bool,
}

impl Focus<'_> {
    /// The reasons of `slot` that are looked at.
    fn reasons(self, slot: &Slot) -> Vec<&Reason> {
        let all = slot.reasons.iter();
        match self {
            Self::All | Self::Matrix => all.collect(),
            Self::Team(team) => all.filter(|reason| reason.team.as_ref() == Some(team)).collect(),
            Self::Person(person) if slot.person.as_ref() == Some(person) || slot.any_of.contains(person) => {
                all.collect()
            }
            Self::Person(_) => Vec::new(),
        }
    }

    /// Everybody of `initiative` that is looked at, with the reasons that are.
    fn slots<'s>(self, initiative: &Initiative<'s>) -> Vec<(&'s Slot, Vec<&'s Reason>)> {
        let slots = initiative.measure.slots.iter().map(|slot| (slot, self.reasons(slot)));
        slots.filter(|(_, reasons)| !reasons.is_empty()).collect()
    }
}

impl Initiative<'_> {
    /// Why `reason` asks for somebody, such as `the ask retry-budget`.
    fn why(&self, reason: &Reason) -> String {
        match self.why_of(reason) {
            (sort, Some(object)) => format!("{sort} {object}"),
            (sort, None) => sort,
        }
    }

    /// The sort of reason, and the ask or system it is about: `the ask`, `retry-budget`.
    fn why_of(&self, reason: &Reason) -> (String, Option<String>) {
        let system = reason.system.as_ref().map(ToString::to_string);
        match reason.source {
            Source::Ask => match reason.ask.and_then(|place| self.record.asks.get(place)) {
                Some(ask) => (THE_ASK.into(), Some(ask.id.to_string())),
                None => ("an ask".into(), None),
            },
            Source::System => ("the change of".into(), system),
            Source::Dependency => ("what hangs on".into(), system),
            Source::AskPolicy(kind) => (format!("policy on {kind} asks"), None),
            Source::Policy if reason.role == SlotRole::StrategyOwner => ("the strategy it serves".into(), None),
            Source::Policy => match self.record.category {
                Some(category) => (format!("policy on {category} work"), None),
                None => ("policy".into(), None),
            },
            Source::List => ("the stakeholder list".into(), None),
        }
    }

    /// What to do next about `slot` and, where the file says it, by when.
    fn next_step(&self, slot: &Slot) -> String {
        let step = slot.next_step();
        let listed = |person: &PersonId| self.record.stakeholders.iter().find(|listed| listed.person == *person);
        let planned = slot.person.as_ref().and_then(listed).and_then(|listed| listed.plan.as_ref()?.by);
        match planned {
            Some(day) if !step.is_empty() => format!("{step}, planned by {day}"),
            _ => step,
        }
    }
}

const THE_ASK: &str = "the ask";

/// The word of JSON and scripts.
const fn state_name(state: State) -> &'static str {
    match state {
        State::Vacant => "vacant",
        State::Missing => "missing",
        State::Identified => "identified",
        State::Contacted => "contacted",
        State::Met => "met",
    }
}

/// The word of JSON and scripts; a role added by hand is in the file's own words.
fn role_name(role: &SlotRole) -> &str {
    match role {
        SlotRole::Decider => "decider",
        SlotRole::Team(role) => role.as_str(),
        SlotRole::Champion => "champion",
        SlotRole::Sme => "sme",
        SlotRole::VendorContact => "vendor_contact",
        SlotRole::Policy => "policy",
        SlotRole::StrategyOwner => "strategy_owner",
        SlotRole::Listed(role) => role,
    }
}

/// Every role once, strongest first.
fn role_names<'s>(reasons: &[&'s Reason]) -> Vec<&'s str> {
    let mut names = Vec::new();
    for reason in reasons {
        let name = role_name(&reason.role);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// How somebody was reached, in words.
const fn format_words(format: Format) -> &'static str {
    match format {
        Format::OneOnOne => "one-on-one",
        Format::Group => "in a group",
        Format::Async => "by message",
        Format::Document => "by a document",
        Format::Presentation => "by a presentation",
    }
}

/// For people at a terminal.
#[must_use]
pub fn full(report: &Report<'_>, style: Style) -> String {
    page::page(report).terminal(style)
}

/// For GitHub.
#[must_use]
pub fn markdown(report: &Report<'_>) -> String {
    page::page(report).markdown()
}

#[cfg(test)]
mod tests;
