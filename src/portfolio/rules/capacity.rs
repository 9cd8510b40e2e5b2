//! What teams have left for keeping the lights on, against the floor they set themselves (CV902), over all initiatives.
//!
//! What counts, and of what the share is taken, is left to [`crate::insight::capacity`].

use super::amounts::{days, tick};
use super::{Check, Context, Rule};
use crate::diagnostic::{Code, Diagnostic, Findings, Level};
use crate::insight::capacity::{CountedAsk, LightsOn, Loads, Whole, counted_asks, takes};
use crate::model::{Category, CycleId, Days, TeamId};

pub(super) const RULES: &[Rule] = &[Rule {
    code: Code(902),
    name: "ktlo-below-floor",
    level: Level::Warning,
    raise: None,
    clock: false,
    closed: false,
    since: "0.1.0",
    summary: "a team has less left for keeping the lights on than the floor it set",
    docs: include_str!("docs/CV902.md"),
    check: Check::Portfolio(ktlo_below_floor),
}];

fn ktlo_below_floor(context: &Context, findings: &mut Findings) {
    for (id, cycle, load) in Loads::of(context.portfolio, context.as_of).iter() {
        let Some(team) = context.portfolio.teams.get(id) else { continue };
        // What is over cannot be mended; the report still shows it.
        let is_over = context.portfolio.cycle(cycle).is_none_or(|cycle| cycle.end < context.as_of);
        let (Some(floor), Some(lights_on)) = (team.ktlo_floor, load.lights_on(team.capacity)) else { continue };
        if is_over || lights_on.reaches(floor) {
            continue;
        }
        let finding = Diagnostic::new(
            Code(902),
            team.at("/ktlo_floor"),
            format!("{} {cycle}: ktlo {}, floor {floor} %", tick(id), percent(lights_on.share)),
        )
        .label(others(&lights_on))
        .help(help(&lights_on, floor))
        .about(cycle.to_string());
        findings.push(match largest(context, id, cycle, &lights_on) {
            Some(other) => finding.related(
                other.record.at(&format!("/ask/{}/id", other.place)),
                format!("{} for other work", days(takes(other.ask).unwrap_or_default())),
            ),
            None => finding,
        });
    }
}

/// What other work takes, and of what.
fn others(lights_on: &LightsOn) -> String {
    let (others, whole) = (days(lights_on.others), days(lights_on.whole));
    match lights_on.of {
        Whole::LeftByCommitted => format!("other work takes {others} of {whole}"),
        Whole::LeftByAsked => format!("other work would take {others} of {whole}"),
        Whole::Committed => format!("other work takes {others} of {whole} committed"),
    }
}

fn help(lights_on: &LightsOn, floor: Days) -> String {
    // Rounded up, so that what it says suffices.
    let too_much = days((lights_on.too_much(floor) * 10.0 - 1e-9).ceil() / 10.0);
    format!("move {too_much} of other work to a later cycle, or lower `ktlo_floor`")
}

/// Per cent, rounded down to a tenth, so that what lies below a floor never looks as if it did not.
fn percent(share: Days) -> String {
    format!("{} %", (share * 10.0 + 1e-9).floor() / 10.0)
}

/// The largest part of what other work takes; the first in the order of ids among equals.
fn largest<'a>(context: &Context<'a>, team: &TeamId, cycle: &CycleId, lights_on: &LightsOn) -> Option<CountedAsk<'a>> {
    let is_part = |counted: &CountedAsk<'_>| lights_on.of == Whole::LeftByAsked || counted.committed().is_some();
    let others = counted_asks(context.portfolio, context.as_of).filter(|counted| {
        counted.ask.team == *team
            && counted.cycle == Some(cycle)
            && counted.record.category != Some(Category::Ktlo)
            && is_part(counted)
    });
    others.reduce(|kept, next| if takes(next.ask) > takes(kept.ask) { next } else { kept })
}
