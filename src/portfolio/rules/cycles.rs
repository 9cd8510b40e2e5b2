//! Dates of cycles: out of order within one (CV806), and cycles that overlap or leave days between them (CV807).

use super::amounts::tick;
use super::wording::{count, list};
use super::{Check, Context, Rule};
use crate::diagnostic::{Code, Diagnostic, Findings, Level};
use crate::model::cycle::Pair;
use crate::model::{Cycle, CycleId, CycleKind, Record};
use std::collections::BTreeMap;

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: DISORDER,
        name: "cycle-dates-out-of-order",
        level: Level::Error,
        raise: None,
        clock: false,
        closed: true,
        since: "0.1.0",
        summary: "the dates of a cycle are out of order, so that nothing can be counted back from them",
        docs: include_str!("docs/CV806.md"),
        check: Check::Portfolio(out_of_order),
    },
    Rule {
        code: UNEVEN,
        name: "cycles-overlap-or-leave-days",
        level: Level::Warning,
        raise: None,
        clock: false,
        closed: true,
        since: "0.1.0",
        summary: "cycles of one kind overlap, or leave days that belong to none",
        docs: include_str!("docs/CV807.md"),
        check: Check::Portfolio(uneven),
    },
];

const DISORDER: Code = Code(806);
const UNEVEN: Code = Code(807);
/// Days in which a whole cycle would fit.
const A_CYCLE: i64 = 42;

fn out_of_order(context: &Context, findings: &mut Findings) {
    let portfolio = context.portfolio;
    for (id, cycle) in &portfolio.cycles {
        // One day that is wrong may contradict several others.
        let pairs: Vec<Pair> = cycle.out_of_order().collect();
        let in_all = |key: &&str| pairs.iter().all(|pair| pair.first.0 == *key || pair.second.0 == *key);
        let wrong = pairs.iter().flat_map(|pair| [pair.second.0, pair.first.0]).find(in_all);
        let mut by_key: BTreeMap<&str, Vec<Pair>> = BTreeMap::new();
        for pair in &pairs {
            by_key.entry(wrong.unwrap_or(pair.second.0)).or_default().push(*pair);
        }
        findings.extend(by_key.iter().filter_map(|(key, pairs)| contradiction(id, cycle, key, pairs)));
    }
    for (id, team) in &portfolio.teams {
        for (cycle_id, day) in &team.planning {
            let cycle = portfolio.cycle(cycle_id).filter(|cycle| *day > cycle.end);
            findings.extend(cycle.map(|cycle| {
                let message = format!("{} plans {} on {day}, after it has ended", tick(id), tick(cycle_id));
                Diagnostic::new(DISORDER, team.at(&format!("/planning/{cycle_id}")), message)
                    .label(format!("{cycle_id} ends on {}", cycle.end))
                    .help("correct the day; until then the planning day of the cycle counts")
                    .about(cycle_id.as_str())
            }));
        }
    }
    let cadence = &portfolio.workspace.cadence;
    if !portfolio.has_cycle_files && cadence.planning_lead < cadence.freeze_lead {
        let (lead, freeze) = (cadence.planning_lead, cadence.freeze_lead);
        let message = format!(
            "planning opens {} before a cycle, after it has closed ({} before)",
            count(lead as usize, "day"),
            count(freeze as usize, "day")
        );
        let at = portfolio.workspace_origin.at("/cadence/planning_lead");
        let finding = Diagnostic::new(DISORDER, at, message).label("fewer than `freeze_lead`");
        findings.push(finding.help("make `planning_lead` at least as long as `freeze_lead`"));
    }
}

/// The finding at the day of `key`, which contradicts the other one of each of `pairs`.
fn contradiction(id: &CycleId, cycle: &Record<Cycle>, key: &str, pairs: &[Pair]) -> Option<Diagnostic> {
    let sides = |pair: &Pair| if pair.first.0 == key { (pair.first, pair.second) } else { (pair.second, pair.first) };
    let others: Vec<_> = pairs.iter().map(|pair| sides(pair).1).collect();
    let (first, (key, date)) = pairs.first().map(|pair| (pair.first.0, sides(pair).0))?;
    let way = if first == key { "after" } else { "before" };
    let named: Vec<_> = others.iter().map(|(key, date)| format!("{} {date}", tick(key))).collect();
    let message = format!("cycle {}: {} {date} comes {way} {}", tick(id), tick(key), list(&named));
    let mut finding = Diagnostic::new(DISORDER, cycle.at(&format!("/{key}")), message)
        .label(format!("{way} {}", list(&others.iter().map(|(key, _)| tick(key)).collect::<Vec<_>>())))
        .help("correct the day that is wrong; until then no initiative has a verdict for this cycle")
        .about(key);
    for (other, day) in others {
        let days = count(day.days_since(date).unsigned_abs(), "day");
        let from = if day > date { "later" } else { "earlier" };
        finding = finding.related(cycle.at(&format!("/{other}")), format!("{}, {days} {from}", tick(other)));
    }
    Some(finding)
}

fn uneven(context: &Context, findings: &mut Findings) {
    let cycles = &context.portfolio.cycles;
    for kind in [CycleKind::Quarter, CycleKind::SixWeek] {
        let of_kind = cycles.iter().filter(|(_, cycle)| cycle.kind == kind && cycle.is_in_order());
        let mut of_kind: Vec<_> = of_kind.collect();
        of_kind.sort_by_key(|(id, cycle)| (cycle.start, *id));
        let mut of_kind = of_kind.into_iter();
        let Some(mut latest) = of_kind.next() else { continue };
        for (id, cycle) in of_kind {
            // The one before in which the days went farthest: a short one within a long one hides nothing.
            let (earlier_id, earlier) = latest;
            if cycle.end >= earlier.end {
                latest = (id, cycle);
            }
            // Nobody plans for what is over.
            if cycle.end < context.as_of {
                continue;
            }
            let days = cycle.start.days_since(earlier.end) - 1;
            // One that is out of order may belong there.
            let between =
                |other: &Cycle| [other.start, other.end].iter().any(|day| earlier.end < *day && *day < cycle.start);
            let mut others = cycles.values().filter(|other| other.kind == kind && !other.is_in_order());
            if days > 0 && others.any(|other| between(other)) {
                continue;
            }
            let what = match days {
                0 => continue,
                1 => format!("1 day between {} and {} belongs to no cycle", tick(earlier_id), tick(id)),
                2.. => format!("{} between {} and {} belong to no cycle", count_of(days), tick(earlier_id), tick(id)),
                _ => {
                    let common = cycle.end.min(earlier.end).days_since(cycle.start) + 1;
                    format!("{} and {} overlap by {}", tick(earlier_id), tick(id), count_of(common))
                }
            };
            let follow = format!("begin {} the day after {} ends", tick(id), tick(earlier_id));
            let help = match days {
                A_CYCLE.. => format!("describe the cycle between them, or {follow}"),
                _ => format!("{follow}, or give one of them the kind `custom`"),
            };
            findings.push(
                Diagnostic::new(UNEVEN, cycle.at("/start"), what)
                    .label(format!("{} ends on {}", tick(earlier_id), earlier.end))
                    .related(earlier.at("/end"), "the cycle before ends here")
                    .help(help)
                    .about(earlier_id.as_str()),
            );
        }
    }
}

fn count_of(days: i64) -> String {
    count(usize::try_from(days.unsigned_abs()).unwrap_or(usize::MAX), "day")
}
