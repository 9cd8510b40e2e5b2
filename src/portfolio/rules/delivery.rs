//! What was promised against the calendar (CV801 to CV805): dates, updates, what is handed over, looking back.

use super::amounts::{few, tick};
use super::wording::{count, list};
use super::{Check, Context, Rule, Subject, dates};
use crate::diagnostic::{Code, Diagnostic, Findings, Level};
use crate::model::{CycleId, Date, Deliverable, DeliverableKind, DeliverableStatus, Health, Stage, Update};

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: Code(801),
        name: "dates-bad",
        level: Level::Warning,
        raise: Some((Stage::Committed, Level::Error)),
        clock: false,
        closed: false,
        since: "0.1.0",
        summary: "a deliverable lacks owner, start or stop, or dates are out of order",
        docs: include_str!("docs/CV801.md"),
        check: Check::Initiative(dates_bad),
    },
    Rule {
        code: Code(802),
        name: "update-overdue",
        level: Level::Warning,
        raise: None,
        clock: true,
        closed: false,
        since: "0.1.0",
        summary: "nobody has written for too long how committed work goes",
        docs: include_str!("docs/CV802.md"),
        check: Check::Initiative(update_overdue),
    },
    Rule {
        code: Code(803),
        name: "status-contradicts-dates",
        level: Level::Warning,
        raise: None,
        clock: true,
        closed: false,
        since: "0.1.0",
        summary: "a deliverable is over but not done, or an update says on_track over late work",
        docs: include_str!("docs/CV803.md"),
        check: Check::Initiative(status_contradicts_dates),
    },
    Rule {
        code: Code(804),
        name: "technical-only-deliverables",
        level: Level::Hint,
        raise: None,
        clock: false,
        closed: false,
        since: "0.1.0",
        summary: "everything handed over is software: nothing is found out, tried, written down or looked back at",
        docs: include_str!("docs/CV804.md"),
        check: Check::Initiative(technical_only),
    },
    Rule {
        code: Code(805),
        name: "cycle-retro-missing",
        level: Level::Warning,
        raise: None,
        clock: true,
        closed: true,
        since: "0.1.0",
        summary: "a cycle has ended and nobody has looked back at it",
        docs: include_str!("docs/CV805.md"),
        check: Check::Portfolio(cycle_retro_missing),
    },
];

/// Days after the end of a cycle within which one looks back at it.
const LOOK_BACK: i64 = 14;
/// Days after which nobody remembers enough of a cycle to learn from it.
const FORGOTTEN: i64 = 365;

fn dates_bad(context: &Context, subject: &Subject, findings: &mut Findings) {
    for (index, deliverable) in subject.record.deliverables.iter().enumerate() {
        let missing = missing(deliverable);
        if missing.is_empty() {
            continue;
        }
        let id = &deliverable.id;
        let lacks = list(&missing.iter().map(|(key, _)| tick(key)).collect::<Vec<_>>());
        let lines = list(&missing.iter().map(|(key, example)| format!("`{key} = {example}`")).collect::<Vec<_>>());
        findings.push(
            Diagnostic::new(
                Code(801),
                subject.at(&format!("/deliverable/{index}/id")),
                format!("{} lacks {lacks}", tick(id)),
            )
            .label(format!("without {lacks}"))
            .help(format!("add {lines}; one owner, and days that can be missed in plain sight"))
            .about(format!("{id} lacks")),
        );
    }
    out_of_order(context, subject, findings);
}

/// The keys a deliverable lacks, each with how it is written; one that will not be done lacks nothing.
fn missing(deliverable: &Deliverable) -> Vec<(&'static str, &'static str)> {
    if deliverable.status == Some(DeliverableStatus::WontDo) {
        return Vec::new();
    }
    let keys = [
        (deliverable.owner.is_none(), ("owner", "\"…\"")),
        (deliverable.start.is_none(), ("start", "YYYY-MM-DD")),
        (deliverable.end.is_none(), ("end", "YYYY-MM-DD")),
    ];
    keys.into_iter().filter(|(absent, _)| *absent).map(|(_, key)| key).collect()
}

/// A key as messages show it.
fn named(key: &str) -> String {
    tick(key.replace('/', "."))
}

/// Two days of one thing, of which the first may not come after the second.
struct Pair {
    /// What they belong to, as messages call it.
    of: String,
    /// Pointer of the thing.
    at: String,
    first: (&'static str, Option<Date>),
    second: (&'static str, Option<Date>),
}

fn out_of_order(context: &Context, subject: &Subject, findings: &mut Findings) {
    for Pair { of, at, first: (first_key, first), second: (second_key, second) } in pairs(subject) {
        let (Some(first), Some(second)) = (first, second) else {
            continue;
        };
        // A day that cannot be meant is a finding of its own (CV107, CV809).
        if first <= second || dates::is_odd(first, first_key, context.as_of) {
            continue;
        }
        findings.push(
            Diagnostic::new(
                Code(801),
                subject.at(&format!("{at}/{second_key}")),
                format!("{of}: {} {second} comes before {} {first}", named(second_key), named(first_key)),
            )
            .label(format!("before {}", named(first_key)))
            .related(
                subject.at(&format!("{at}/{first_key}")),
                format!("{}, {} later", named(first_key), count(first.days_since(second), "day")),
            )
            .help("correct the day that is wrong")
            .about(format!("{of} {second_key}")),
        );
    }
}

fn pairs(subject: &Subject) -> Vec<Pair> {
    let initiative = &subject.record.value;
    let deliverables = initiative.deliverables.iter().enumerate().map(|(index, deliverable)| Pair {
        of: tick(&deliverable.id),
        at: format!("/deliverable/{index}"),
        first: ("start", deliverable.start),
        second: ("end", deliverable.end),
    });
    let steps = initiative.steps.iter().enumerate().map(|(index, step)| Pair {
        of: format!("step {}", tick(&step.id)),
        at: format!("/step/{index}"),
        first: ("start", step.start),
        second: ("end", step.end),
    });
    let asks = initiative.live_asks().map(|(index, ask)| Pair {
        of: format!("ask {}", tick(&ask.id)),
        at: format!("/ask/{index}"),
        first: ("presented_on", ask.presented_on),
        second: ("answered_on", ask.answered_on),
    });
    let support = initiative.support.iter().map(|support| Pair {
        of: "the support window".to_owned(),
        at: "/support".to_owned(),
        first: ("from", support.from),
        second: ("until", support.until),
    });
    let closing = initiative.closing.iter().map(|closing| Pair {
        of: "the end".to_owned(),
        at: "/closing".to_owned(),
        first: ("date", closing.date),
        second: ("revisit_on", closing.revisit_on),
    });
    let metrics = initiative.metrics.iter().enumerate().map(|(index, metric)| Pair {
        of: format!("metric {}", tick(&metric.id)),
        at: format!("/metric/{index}"),
        first: ("baseline/date", metric.baseline.as_ref().and_then(|baseline| baseline.date)),
        second: ("target/date", metric.target.as_ref().and_then(|target| target.date)),
    });
    deliverables.chain(steps).chain(asks).chain(support).chain(closing).chain(metrics).collect()
}

/// The latest update up to the day of judgement, with its place among the updates.
fn latest_update<'a>(context: &Context, subject: &Subject<'a>) -> Option<(usize, &'a Update)> {
    let updates = &subject.record.value.updates;
    updates.iter().enumerate().filter(|(_, update)| update.date <= context.as_of).max_by_key(|(_, update)| update.date)
}

fn update_overdue(context: &Context, subject: &Subject, findings: &mut Findings) {
    if subject.stage != Some(Stage::Committed) {
        return;
    }
    let every = i64::from(context.thresholds().update_every);
    let owner = subject.record.owner.as_ref().map_or_else(|| "the owner".to_owned(), ToString::to_string);
    let help = format!(
        "let {owner} add an `[[update]]`: date = {}, health and a sentence on what moved, what did not, what is needed",
        context.as_of
    );
    let finding = match (latest_update(context, subject), subject.record.stage_since) {
        (Some((index, update)), _) if context.days_since(update.date) > every => {
            let ago = count(context.days_since(update.date), "day");
            let at = subject.at(&format!("/update/{index}/date"));
            Diagnostic::new(Code(802), at, format!("last update {ago} ago (every {every})")).label("the last one")
        }
        (None, Some(since)) if context.days_since(since) > every => {
            let ago = count(context.days_since(since), "day");
            let message = format!("no update since it was committed {ago} ago (every {every})");
            Diagnostic::new(Code(802), subject.at("/stage_since"), message).label("committed since then")
        }
        _ => return,
    };
    findings.push(finding.help(help).clock());
}

fn status_contradicts_dates(context: &Context, subject: &Subject, findings: &mut Findings) {
    let mut late = Vec::new();
    for (index, deliverable) in subject.record.deliverables.iter().enumerate() {
        let status = deliverable.status;
        let Some(end) = deliverable.end.filter(|end| *end < context.as_of) else {
            continue;
        };
        if status.is_some_and(DeliverableStatus::is_final) {
            continue;
        }
        let id = &deliverable.id;
        let (says, key) = match status {
            Some(status) => (format!("says {status}"), "status"),
            None => ("has no status".to_owned(), "id"),
        };
        findings.push(
            Diagnostic::new(
                Code(803),
                subject.at(&format!("/deliverable/{index}/{key}")),
                format!("{} ended {end} but {says}", tick(id)),
            )
            .label("neither `done` nor `wont_do`")
            .related(subject.at(&format!("/deliverable/{index}/end")), "its last day is over")
            .help(format!(
                "say `status = \"done\"` or `\"wont_do\"`, or move `end` and keep the day: `moved_from = [{}]`",
                deliverable.moved_from.iter().chain([&end]).map(Date::to_string).collect::<Vec<_>>().join(", ")
            ))
            .about(id.to_string())
            .clock(),
        );
        if !deliverable.stretch {
            late.push((index, deliverable));
        }
    }
    let Some((index, update)) = latest_update(context, subject) else {
        return;
    };
    let Some((first, _)) = late.first().filter(|_| update.health == Some(Health::OnTrack)) else {
        return;
    };
    let items = count(late.len(), "late item");
    let names = list(&few(late.iter().map(|(_, deliverable)| tick(&deliverable.id)), 3));
    findings.push(
        Diagnostic::new(
            Code(803),
            subject.at(&format!("/update/{index}/health")),
            format!("the update of {} says on_track over {items}: {names}", update.date),
        )
        .label(format!("over {items}"))
        .related(subject.at(&format!("/deliverable/{first}/end")), "over, and not done")
        .help("bring the items up to date, or add an `[[update]]` with `health = \"at_risk\"` that says what slipped and what follows")
        .about("health")
        .clock(),
    );
}

fn technical_only(_: &Context, subject: &Subject, findings: &mut Findings) {
    let promised = || {
        let all = subject.record.deliverables.iter().enumerate();
        all.filter(|(_, it)| it.status != Some(DeliverableStatus::WontDo))
    };
    let more = |kind| {
        use DeliverableKind::{Docs, Pilot, Research, Retro};
        matches!(kind, Research | Pilot | Docs | Retro)
    };
    let Some((first, _)) = promised().next() else { return };
    // Of one without a kind nobody can tell.
    if promised().any(|(_, it)| it.kind.is_none_or(more)) {
        return;
    }
    let message = format!("no research, pilot, docs or retro among {}", count(promised().count(), "deliverable"));
    findings.push(
        Diagnostic::new(Code(804), subject.at(&format!("/deliverable/{first}")), message)
            .label("software alone")
            .help("add what it takes beside the code: who tries it first, what others read, when you look back"),
    );
}

fn cycle_retro_missing(context: &Context, findings: &mut Findings) {
    let portfolio = context.portfolio;
    let used = |id: &CycleId| {
        portfolio.initiatives.values().any(|record| {
            let asked = record.live_asks().any(|(_, ask)| ask.cycle.as_ref() == Some(id));
            record.target_cycle.as_ref() == Some(id) || asked
        })
    };
    for (id, cycle) in portfolio.cycles.iter().filter(|(_, cycle)| cycle.is_in_order()) {
        let ago = context.days_since(cycle.end);
        let held = cycle.retro.as_ref().is_some_and(|retro| retro.date <= context.as_of);
        if held || !(LOOK_BACK + 1..=FORGOTTEN).contains(&ago) || (cycle.rank.is_empty() && !used(id)) {
            continue;
        }
        findings.push(
            Diagnostic::new(
                Code(805),
                cycle.at("/end"),
                format!("cycle {} ended {} ago without retro", tick(id), count(ago, "day")),
            )
            .label("and nobody has looked back")
            .help(format!(
                "look back at process, estimates and execution and add `retro = {{ date = {}, findings = \"…\" }}`",
                context.as_of
            ))
            .clock(),
        );
    }
}
