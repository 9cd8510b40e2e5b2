//! What asks take of a team's cycle, alone and together (CV502), over all initiatives.

use super::Context;
use super::amounts::{days, percent, tick};
use super::wording::count;
use crate::diagnostic::{At, Code, Diagnostic, Findings};
use crate::insight::capacity::takes;
use crate::model::{Ask, CycleId, Days, InitiativeId, TeamId};
use std::collections::{BTreeMap, BTreeSet};

/// Most other asks shown beside the largest.
const MOST_SHOWN: usize = 5;

/// One ask with what it would take.
struct Taken<'a> {
    initiative: &'a InitiativeId,
    ask: &'a Ask,
    effort: Days,
    at: At,
}

pub(super) fn ask_too_large(context: &Context, findings: &mut Findings) {
    let limit = f64::from(context.thresholds().ask_share);
    let mut asked: BTreeMap<(&TeamId, Option<&CycleId>), Vec<Taken>> = BTreeMap::new();
    for (id, record) in context.portfolio.initiatives.iter().filter(|(_, record)| !record.is_closed()) {
        for (index, ask) in record.live_asks() {
            let Some(effort) = takes(ask) else {
                continue;
            };
            let at = record.at(&format!("/ask/{index}/effort"));
            asked.entry((&ask.team, record.cycle_of(ask))).or_default().push(Taken { initiative: id, ask, effort, at });
        }
    }
    for ((team, cycle), asks) in asked {
        findings.extend(asks.iter().filter_map(|taken| alone(context, team, taken, limit)));
        findings.extend(cycle.and_then(|cycle| together(context, team, cycle, &asks, limit)));
    }
}

fn alone(context: &Context, team: &TeamId, taken: &Taken, limit: f64) -> Option<Diagnostic> {
    let share = context.index.share_of_cycle(team, taken.effort).filter(|share| *share > limit)?;
    let team_name = tick(team);
    let most = days(most(context, team, limit));
    let finding = Diagnostic::new(
        Code(502),
        taken.at.clone(),
        format!("{} is {} of {team_name}'s cycle (limit {limit} %)", days(taken.effort), percent(share)),
    )
    .label(format!("more than {most}"))
    .help(format!("ask for the first {most} that are worth having alone, and leave the rest to a later cycle"))
    .about(taken.ask.id.to_string())
    .of(taken.initiative);
    Some(with_capacity(context, team, finding))
}

fn together(context: &Context, team: &TeamId, cycle: &CycleId, asks: &[Taken], limit: f64) -> Option<Diagnostic> {
    let sum: Days = asks.iter().map(|taken| taken.effort).sum();
    let share = context.index.share_of_cycle(team, sum).filter(|share| *share > limit && asks.len() > 1)?;
    // The first in the order of ids among equals, so that the place does not wander.
    let largest = asks.iter().rev().max_by(|a, b| a.effort.total_cmp(&b.effort))?;
    let initiatives: BTreeSet<_> = asks.iter().map(|taken| taken.initiative).collect();
    let from = match initiatives.len() {
        1 => String::new(),
        number => format!(" of {}", count(number, "initiative")),
    };
    let mut finding = Diagnostic::new(
        Code(502),
        largest.at.clone(),
        format!(
            "{}{from} to {} add up to {}, {} of its {cycle} (limit {limit} %)",
            count(asks.len(), "ask"),
            tick(team),
            days(sum),
            percent(share)
        ),
    )
    .label("the largest of them")
    .help(format!(
        "agree which go first: {} fit in {cycle}; give the others a later `cycle`",
        days(most(context, team, limit))
    ))
    .about_alone(format!("{team} {cycle}"))
    .of(largest.initiative);
    for taken in asks.iter().filter(|taken| !std::ptr::eq(*taken, largest)).take(MOST_SHOWN) {
        finding = finding.related(taken.at.clone(), format!("{} for {}", days(taken.effort), taken.initiative));
    }
    Some(with_capacity(context, team, finding))
}

/// The person-days that fit under the limit.
fn most(context: &Context, team: &TeamId, limit: f64) -> Days {
    let capacity = context.portfolio.teams.get(team).and_then(|team| team.capacity).unwrap_or_default();
    (capacity * limit / 10.0).floor() / 10.0
}

fn with_capacity(context: &Context, team: &TeamId, finding: Diagnostic) -> Diagnostic {
    match context.portfolio.teams.get(team) {
        Some(record) => finding.related(record.at("/capacity"), "what the team has in a cycle"),
        None => finding,
    }
}
