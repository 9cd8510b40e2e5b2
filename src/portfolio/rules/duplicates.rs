//! The rule CV106: whether two initiatives are about the same thing without saying so; which are is left to
//! [`crate::insight::similar`].

use super::amounts::tick;
use super::context::Context;
use super::rule::{Check, Rule};
use super::wording::{list, quote};
use crate::diagnostic::{At, Code, Diagnostic, Findings, Level};
use crate::insight::similar::{Neighbour, Neighbourhood};
use crate::model::{Initiative, InitiativeId, Record};
use std::cmp::Reverse;

pub(super) const RULES: &[Rule] = &[Rule {
    code: Code(106),
    name: "possible-duplicate",
    level: Level::Hint,
    raise: None,
    clock: false,
    closed: false,
    since: "0.1.0",
    summary: "another initiative is about the same thing, and neither names the other",
    docs: include_str!("docs/CV106.md"),
    check: Check::Portfolio(possible_duplicate),
}];

/// Neighbours named for one initiative; the first already makes one think.
const MOST: usize = 3;

fn possible_duplicate(context: &Context, findings: &mut Findings) {
    let neighbourhood = Neighbourhood::of(context.portfolio);
    for (id, record) in context.portfolio.initiatives.iter().filter(|(_, record)| !record.is_closed()) {
        let neighbours = neighbourhood.neighbours(id).into_iter();
        // Of two that are active, the one that came later is told.
        let told = |other: &Neighbour| !other.linked && (other.record.is_closed() || comes_after(id, record, other));
        findings.extend(neighbours.filter(told).take(MOST).map(|other| finding(id, record, &other)));
    }
}

fn comes_after(id: &InitiativeId, record: &Record<Initiative>, other: &Neighbour) -> bool {
    let order = |id, record: &Record<Initiative>| (Reverse(record.stage), record.stage_since, id);
    order(id, record) > order(other.id, other.record)
}

fn finding(id: &InitiativeId, record: &Record<Initiative>, other: &Neighbour) -> Diagnostic {
    let name = tick(other.id);
    let mut shared = Vec::new();
    shared.extend(named("problem", &other.problems));
    shared.extend(named("system", &other.systems));
    let lesson = other.lesson().map(|lesson| format!("; its lesson: \"{}\"", quote(lesson))).unwrap_or_default();
    let message = format!("shares {} with {name}{lesson}", list(&shared));
    let help = match other.record.is_closed() {
        true => format!(
            "build on it (`follows = \"{}\"`), or say how this differs: name {name} in `alternatives`",
            other.id
        ),
        false => format!(
            "link them (`follows = \"{}\"`), merge them, or say how this differs: name {name} in `no_gos` or `alternatives`",
            other.id
        ),
    };
    let there = match other.lesson() {
        Some(_) => (other.record.at("/closing/lesson"), "what it taught"),
        None => (shared_at(other.record, other), "and there"),
    };
    Diagnostic::new(Code(106), shared_at(record, other), message)
        .label("both are about it")
        .related(there.0, there.1)
        .help(help)
        .about(other.id.as_str())
        .of(id)
}

/// `problem a` or `systems a and b`; nothing without one.
fn named<T: std::fmt::Display>(noun: &str, ids: &[T]) -> Option<String> {
    let names: Vec<String> = ids.iter().map(tick).collect();
    let plural = if names.len() == 1 { "" } else { "s" };
    (!names.is_empty()).then(|| format!("{noun}{plural} {}", list(&names)))
}

/// Where `record` names the first thing that it has in common with the other.
fn shared_at(record: &Record<Initiative>, other: &Neighbour) -> At {
    let refs =
        record.problem.iter().flat_map(|problem| &problem.refs).position(|it| other.problems.first() == Some(&it));
    let system = record.systems.iter().flatten().position(|it| other.systems.first() == Some(&&it.system));
    match (refs, system) {
        (Some(place), _) => record.at(&format!("/problem/refs/{place}")),
        (None, Some(place)) => record.at(&format!("/systems/{place}/ref")),
        (None, None) => record.at("/title"),
    }
}
