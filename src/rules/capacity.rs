//! What teams give to keeping the lights on, against the floor they set themselves (CV902), over all initiatives.
//!
//! What counts, and of what the share is taken, is left to [`crate::insight::capacity`].

use super::amounts::{days, tick};
use super::{Check, Context, Rule};
use crate::diagnostic::{Code, Diagnostic, Level};
use crate::insight::capacity::{CountedAsk, LightsOn, Whole, counted_asks, takes};
use crate::model::{Category, CycleId, Days, TeamId};

pub(super) const RULES: &[Rule] = &[Rule {
    code: Code(902),
    name: "ktlo-below-floor",
    level: Level::Warning,
    raise: None,
    clock: false,
    closed: false,
    since: "0.1.0",
    summary: "a team gives less to keeping the lights on than the floor it set",
    docs: include_str!("docs/CV902.md"),
    check: Check::Portfolio(ktlo_below_floor),
}];

fn ktlo_below_floor(context: &Context, findings: &mut Vec<Diagnostic>) {
    for (id, cycle, load) in context.index.loads() {
        let Some(team) = context.portfolio.teams.get(id) else { continue };
        // What is over cannot be mended; the report still shows it.
        let is_over = context.portfolio.cycle(cycle).is_none_or(|cycle| cycle.end < context.as_of);
        let (Some(floor), Some(lights_on)) = (team.ktlo_floor, load.lights_on()) else { continue };
        if is_over || lights_on.reaches(floor) {
            continue;
        }
        let finding = Diagnostic::new(
            Code(902),
            team.at("/ktlo_floor"),
            format!(
                "{} {cycle}: ktlo {} of {}, floor {floor} %",
                tick(id),
                percent(lights_on.share),
                whole(&lights_on)
            ),
        )
        .label("the floor it set")
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

/// Of what the share is taken.
fn whole(lights_on: &LightsOn) -> String {
    match lights_on.of {
        Whole::Committed => format!("{} committed", days(lights_on.whole)),
        Whole::Asked => format!("{} asked", days(lights_on.whole)),
    }
}

fn help(lights_on: &LightsOn, floor: Days) -> String {
    let take = match lights_on.of {
        Whole::Committed => "agree to",
        Whole::Asked => "ask it for",
    };
    let more = match lights_on.missing(floor) {
        // Rounded up, so that what it says suffices.
        Some(missing) => format!("{take} {} more of ktlo work", days((missing * 10.0 - 1e-9).ceil() / 10.0)),
        None => "take on ktlo work alone".to_owned(),
    };
    format!("{more}, move other work to a later cycle, or lower `ktlo_floor`")
}

/// Per cent, rounded down to a tenth, so that what lies below a floor never looks as if it did not.
fn percent(share: Days) -> String {
    format!("{} %", (share * 10.0 + 1e-9).floor() / 10.0)
}

/// The largest part of the whole that is other work; the first in the order of ids among equals.
fn largest<'a>(context: &Context<'a>, team: &TeamId, cycle: &CycleId, lights_on: &LightsOn) -> Option<CountedAsk<'a>> {
    let of_whole = |counted: &CountedAsk<'_>| lights_on.of == Whole::Asked || counted.committed().is_some();
    let others = counted_asks(context.portfolio).filter(|counted| {
        counted.ask.team == *team
            && counted.cycle == cycle
            && counted.record.category != Some(Category::Ktlo)
            && of_whole(counted)
    });
    others.reduce(|kept, next| if takes(next.ask) > takes(kept.ask) { next } else { kept })
}
