//! The impact of a change as a page: the card, then what hangs on what, whom to ask, and what is known.

use super::{Report, hold_name, roles, verdict};
use crate::insight::availability::{Availability, Part, downtime, figure};
use crate::insight::card::Lack;
use crate::insight::coverage::Slot;
use crate::insight::impact::{Asked, Changed, Hold, Impact, Outlook, Promise, Tie, Touch};
use crate::insight::incidents::Operations;
use crate::insight::reminders::{Occasion, Reminder};
use crate::model::reference::RootCause;
use crate::model::system::{Continuity, Sla, Slo, ThirdParty};
use crate::model::{Date, Incident, IncidentId, Problem, ProblemId, Record, System, SystemId};
use crate::render::page::{Block, Cell, Column, Page, Row, section};
use crate::render::style::Tone;
use crate::render::{plural, relative_days, thousands};
use std::fmt::Display;

/// Incidents that are listed; older ones are counted.
const MOST_INCIDENTS: usize = 5;

type Table = (Vec<Column<'static>>, Vec<Row>);

pub(super) fn page(report: &Report<'_>) -> Page {
    let impact = &report.impact;
    let mut blocks = vec![Block::Facts(head(impact))];
    if impact.changed.is_none() {
        match impact.record {
            Some(record) => blocks.push(Block::Table(card_columns(), card(report, record))),
            None => blocks.push(Block::Remark(format!("{} is named by others, and has no card", impact.id))),
        }
    }
    if let Some(outlook) = &impact.outlook {
        section(&mut blocks, "Availability at best, and downtime in 30 days", availability(impact, outlook));
        blocks.extend(remarks(impact, outlook).into_iter().map(Block::Remark));
    }
    // Who asks what would be, looks at what is in another run.
    if impact.changed.is_some() {
        return Page(blocks);
    }
    section(&mut blocks, "What it stands on", ties(&impact.needs, |tie| tie.id));
    section(&mut blocks, "What stands on it", ties(&impact.needed_by, |_| &impact.id));
    section(&mut blocks, "Whom to ask when it changes", asked(&impact.asked));
    section(&mut blocks, "Initiatives that touch it", initiatives(impact));
    section(&mut blocks, "Known problems", problems(impact));
    section(&mut blocks, "Incidents", incidents(impact, report.as_of));
    blocks.extend(impact.operations.as_ref().map(|told| Block::Remark(numbers(told))));
    let earlier = impact.incidents.len().saturating_sub(MOST_INCIDENTS);
    if earlier > 0 {
        blocks.push(Block::Remark(format!("… and {}", plural(earlier, "earlier incident"))));
    }
    section(&mut blocks, "Days to remember", reminders(report));
    Page(blocks)
}

fn head(impact: &Impact<'_>) -> Vec<Cell> {
    let mut facts = vec![Cell::toned(impact.id.as_str(), Tone::Strong)];
    let Some(record) = impact.record else { return facts };
    facts.push(Cell::new(&*record.name));
    let what = [record.tier.map(|tier| tier.as_str().replace('_', " ")), record.kind.map(|kind| kind.to_string())];
    let what: Vec<_> = what.into_iter().flatten().collect();
    if !what.is_empty() {
        facts.push(Cell::new(what.join(" ")));
    }
    facts.push(Cell::new(format!("owner {}", record.owner)));
    facts
}

fn card_columns() -> Vec<Column<'static>> {
    vec![Column::Word("Card"), Column::Text("Says")]
}

fn card(report: &Report<'_>, record: &Record<System>) -> Vec<Row> {
    let (impact, as_of) = (&report.impact, report.as_of);
    let mut rows = Vec::new();
    let mut row = |title: &'static str, said: Option<String>| {
        if let Some(said) = said.filter(|said| !said.is_empty()) {
            rows.push(Row::Cells(vec![Cell::new(title), Cell::new(said)]));
        }
    };
    row("used for", Some(joined(&record.uses, "; ")));
    row("at risk", Some(joined(&record.risks, "; ")));
    row(
        "health",
        record.health.map(|health| match record.health_on {
            Some(day) => format!("{health}, judged {}", day_words(day, as_of)),
            None => health.to_string(),
        }),
    );
    let experts = impact.experts.iter().map(|(person, active)| match active {
        true => person.to_string(),
        false => format!("{person} (no longer active)"),
    });
    row("known by", Some(joined(experts, ", ")));
    row("watched by", Some(joined(&record.monitoring, ", ")));
    row("promises", record.slo.as_ref().map(promise));
    if let Some(party) = &record.third_party {
        row("supplier", Some(supplier(party)));
        row("commits to", Some(party.sla.as_ref().map_or_else(|| "nothing".to_owned(), commitment)));
    }
    for continuity in &record.continuity {
        row("when lost", Some(scenario(continuity, as_of)));
    }
    row("part of", record.part_of.as_ref().map(ToString::to_string));
    row("parts", Some(joined(&impact.parts, ", ")));
    row("runbook", record.runbook.as_ref().map(ToString::to_string));
    row("cost", record.cost.as_ref().map(ToString::to_string));
    row("lacks", Some(joined(impact.lacks.iter().map(lack), ", ")));
    rows
}

fn joined<T: Display>(items: impl IntoIterator<Item = T>, between: &str) -> String {
    items.into_iter().map(|item| item.to_string()).collect::<Vec<_>>().join(between)
}

fn lack(lack: &Lack) -> String {
    match lack {
        Lack::Layer(layer) => format!("monitoring of {layer}"),
        lack => lack.key().to_owned(),
    }
}

/// `13 days ago, on 2026-11-10`.
fn day_words(day: Date, as_of: Date) -> String {
    format!("{}, on {day}", relative_days(day.days_since(as_of)))
}

fn promise(slo: &Slo) -> String {
    let mut said = slo.target.map_or_else(|| "no target is written".to_owned(), figure);
    if let Some(window) = &slo.window {
        said.push_str(&format!(" over {window}"));
    }
    if !slo.agreed_with.is_empty() {
        said.push_str(&format!(", agreed with {}", joined(&slo.agreed_with, ", ")));
    }
    match (slo.agreed_on, slo.agreed_with.is_empty()) {
        (Some(day), false) => said.push_str(&format!(" on {day}")),
        (Some(day), true) => said.push_str(&format!(", since {day}")),
        (None, _) => {}
    }
    said
}

fn supplier(party: &ThirdParty) -> String {
    match &party.contact {
        Some(contact) => format!("{}; {contact} speaks with them", party.vendor),
        None => party.vendor.to_string(),
    }
}

fn commitment(sla: &Sla) -> String {
    let parts = [
        sla.availability.map(figure),
        sla.respond.as_ref().map(|time| format!("answers within {time}")),
        sla.restore.as_ref().map(|time| format!("restores within {time}")),
        sla.lead_time.as_ref().map(|time| format!("delivers within {time}")),
        sla.recourse.as_ref().map(|recourse| format!("when missed: {recourse}")),
    ];
    joined(parts.into_iter().flatten(), ", ")
}

fn scenario(continuity: &Continuity, as_of: Date) -> String {
    let plan = continuity.plan.as_ref().map_or("no plan", |plan| plan);
    match continuity.practised_on {
        Some(day) => format!("{} → {plan} (practised {})", continuity.scenario, day_words(day, as_of)),
        None => format!("{} → {plan} (never practised)", continuity.scenario),
    }
}

/// `99.93 %, 30 min`.
fn best(availability: &Availability) -> String {
    if !availability.known {
        return "not known".to_owned();
    }
    format!("{}, {}", figure(availability.percent()), downtime(availability.percent()))
}

fn availability(impact: &Impact<'_>, outlook: &Outlook<'_>) -> Table {
    let mut columns = vec![Column::Word("System"), Column::Text("Promise"), Column::Word("Now")];
    if impact.changed.is_some() {
        columns.push(Column::Word("Then"));
    }
    columns.push(Column::Text("Verdict"));
    let row = |outlook: &Outlook<'_>| {
        let promised = outlook.promise.map(|promise| match promise {
            Promise::Written(percent) => format!("{}, {}", figure(percent), downtime(percent)),
            Promise::Usual(percent) => format!("none; {} is usual, {}", figure(percent), downtime(percent)),
        });
        let mut cells = vec![
            Cell::toned(outlook.id.as_str(), Tone::Strong),
            promised.map_or_else(|| Cell::new("none"), Cell::new),
            Cell::new(best(outlook.now)),
        ];
        if impact.changed.is_some() {
            cells.push(outlook.then.as_ref().map_or_else(Cell::none, |then| Cell::new(best(then))));
        }
        let holds = outlook.is_kept_then().or_else(|| outlook.is_kept());
        let tone = if holds == Some(true) { Tone::Good } else { Tone::Bad };
        cells.push(verdict(outlook).map_or_else(Cell::none, |words| Cell::toned(words, tone)));
        Row::Cells(cells)
    };
    (columns, std::iter::once(outlook).chain(&impact.broken).map(row).collect())
}

/// What the numbers rest on.
fn remarks(impact: &Impact<'_>, outlook: &Outlook<'_>) -> Vec<String> {
    let mut remarks: Vec<String> = impact.changed.iter().map(|changed| thought(impact, changed)).collect();
    let best = outlook.then.as_ref().unwrap_or(outlook.now);
    if let Some((part, percent)) = &best.worst {
        let part = match part {
            Part::Own => "the system itself".to_owned(),
            Part::System(id) => id.to_string(),
            Part::Group(members) => format!("the group of {}", joined(members, ", ")),
        };
        remarks.push(format!("worst part: {part}, {}", figure(*percent)));
    }
    if !best.known {
        remarks.push("not known, for no figure is written of it or of what it stands on".to_owned());
    } else if !best.assumed.is_empty() {
        remarks.push(format!("taken to be always up, for no figure is written: {}", joined(&best.assumed, ", ")));
    }
    remarks
}

/// What is thought to change, and what that means for the system.
fn thought(impact: &Impact<'_>, changed: &Changed) -> String {
    let (id, part) = (&impact.id, &changed.part);
    let instead = changed.from.map_or_else(String::new, |from| format!(" instead of {}", figure(from)));
    let then = format!("then: {part} has {}{instead}", figure(changed.to));
    match changed.hold {
        Some(Hold::Hard) => then,
        Some(Hold::Redundant) => format!("{then}; others can stand in for it"),
        Some(Hold::Soft) => format!("{then}; {id} goes on without it"),
        None => format!("{then}; {id} does not stand on it"),
    }
}

/// `needed` is the system for which others can stand in.
fn ties<'a>(ties: &[Tie<'a>], needed: impl Fn(&Tie<'a>) -> &'a SystemId) -> Table {
    let columns = vec![Column::Word("System"), Column::Word("Owner"), Column::Text("How")];
    let row = |tie: &Tie<'a>| {
        let mut how = match (tie.stand_ins.as_slice(), tie.hold) {
            ([], hold) => hold_name(hold).to_owned(),
            (others, _) => format!("one of {}, {}", needed(tie), joined(others, ", ")),
        };
        if let Some(via) = tie.via {
            how.push_str(&format!(", through {via}"));
        }
        let tone = if tie.hold == Hold::Hard { Tone::Plain } else { Tone::Faint };
        Row::Cells(vec![
            Cell::new(tie.id.as_str()),
            tie.owner.map_or_else(|| Cell::toned("no card", Tone::Warn), |owner| Cell::new(owner.as_str())),
            Cell::toned(how, tone),
        ])
    };
    (columns, ties.iter().map(row).collect())
}

fn asked(asked: &[Asked]) -> Table {
    let columns =
        vec![Column::Text("Person"), Column::Text("As"), Column::Number("Tier"), Column::Number("When callers adapt")];
    let row = |asked: &Asked| {
        Row::Cells(vec![
            who(&asked.slot),
            Cell::new(roles(&asked.slot).join("; ")),
            Cell::new(asked.tier.to_string()),
            match asked.breaking == asked.tier {
                true => Cell::toned(asked.breaking.to_string(), Tone::Faint),
                false => Cell::toned(asked.breaking.to_string(), Tone::Strong),
            },
        ])
    };
    (columns, asked.iter().map(row).collect())
}

fn who(slot: &Slot) -> Cell {
    match (&slot.person, slot.any_of.as_slice()) {
        (_, [_, _, ..]) => Cell::new(format!("one of {}", joined(&slot.any_of, ", "))),
        (Some(person), _) => Cell::new(person.as_str()),
        (None, _) => Cell::toned("nobody", Tone::Bad),
    }
}

fn initiatives(impact: &Impact<'_>) -> Table {
    let columns =
        vec![Column::Word("Initiative"), Column::Word("Stage"), Column::Text("Change"), Column::Word("Owner")];
    let row = |touch: &Touch<'_>| {
        let word = |word: Option<String>| word.map_or_else(Cell::none, Cell::new);
        Row::Cells(vec![
            Cell::toned(touch.id.as_str(), Tone::Strong),
            word(touch.initiative.stage.map(|stage| stage.to_string())),
            touch.change.map_or_else(|| Cell::new("an ask speaks of it"), |change| Cell::new(change.as_str())),
            word(touch.initiative.owner.as_ref().map(ToString::to_string)),
        ])
    };
    (columns, impact.initiatives.iter().map(row).collect())
}

fn problems(impact: &Impact<'_>) -> Table {
    let columns = vec![Column::Word("Problem"), Column::Word("State"), Column::Prose("What"), Column::Prose("Because")];
    let row = |(id, problem): &(&ProblemId, &Problem)| {
        Row::Cells(vec![
            Cell::toned(id.as_str(), Tone::Strong),
            problem.state.map_or_else(Cell::none, |state| Cell::new(state.as_str())),
            Cell::new(&*problem.title),
            Cell::new(problem.root_causes.iter().map(cause).collect::<Vec<_>>().join(" ")),
        ])
    };
    (columns, impact.problems.iter().map(row).collect())
}

/// Why it happens, how sure one is, and since when.
fn cause(cause: &RootCause) -> String {
    let sure = cause.confidence.map(|sure| format!("{sure} confidence"));
    let found = cause.found_on.map(|day| format!("found {day}"));
    let known: Vec<_> = sure.into_iter().chain(found).collect();
    match known.is_empty() {
        true => cause.text.trim().to_owned(),
        false => format!("{} ({})", cause.text.trim(), known.join(", ")),
    }
}

fn incidents(impact: &Impact<'_>, as_of: Date) -> Table {
    let columns = vec![
        Column::Word("Incident"),
        Column::Word("Began"),
        Column::Word("Severity"),
        Column::Word("Noticed by"),
        Column::Word("Problem"),
    ];
    let row = |(id, incident): &(&IncidentId, &Incident)| {
        let word = |word: Option<String>| word.map_or_else(Cell::none, Cell::new);
        Row::Cells(vec![
            Cell::toned(id.as_str(), Tone::Strong),
            Cell::new(relative_days(incident.started.date.days_since(as_of))),
            word(incident.severity.as_ref().map(ToString::to_string)),
            word(incident.detected_by.map(|detector| detector.to_string())),
            word(incident.problem.as_ref().map(ToString::to_string)),
        ])
    };
    (columns, impact.incidents.iter().take(MOST_INCIDENTS).map(row).collect())
}

/// What the incidents of some days tell, in a sentence.
fn numbers(told: &Operations<'_>) -> String {
    let number = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    let mut said = vec![plural(number(told.count()), "incident"), plural(number(told.pages.all()), "page")];
    if told.hours.outside_share().is_some() {
        said.push(format!("{} out of hours", told.hours.outside));
    }
    if let Some(share) = told.customer_detected_share() {
        said.push(format!("{} % noticed by customers first", (share * 100).round()));
    }
    if told.customers_affected > 0 {
        said.push(format!(
            "{} customers hit",
            thousands(u32::try_from(told.customers_affected).unwrap_or(u32::MAX).into())
        ));
    }
    if let Some(minutes) = told.time_to_restore {
        said.push(format!(
            "{} to restore (median)",
            plural(number(minutes.round().to_integer().unsigned_abs()), "minute")
        ));
    }
    format!("In {} days: {}", told.window.days(), said.join(", "))
}

fn reminders(report: &Report<'_>) -> Table {
    let columns = vec![Column::Word("Day"), Column::Word("When"), Column::Text("What")];
    let row = |reminder: &Reminder| {
        let days = reminder.on.days_since(report.as_of);
        let what = match &reminder.occasion {
            Occasion::SupportEnds => "its support ends".to_owned(),
            Occasion::ContractEnds => "the contract with the supplier ends".to_owned(),
            Occasion::PromiseRenewed => "what it promises is to be agreed anew".to_owned(),
            Occasion::Practice(scenario) => format!("practise by then: {scenario}"),
        };
        let tone = if days < 0 { Tone::Bad } else { Tone::Plain };
        Row::Cells(vec![Cell::new(reminder.on.to_string()), Cell::toned(relative_days(days), tone), Cell::new(what)])
    };
    (columns, report.reminders.iter().map(row).collect())
}
