//! The digest as a page that reads well in a mail: the numbers first, then initiatives, open asks and next steps.

use super::Report;
use crate::insight::progress::{Answers, Change, NewReading, OpenAsk, Totals};
use crate::model::{InitiativeId, Metric, Reading};
use crate::render::page::{Block, Cell, Column, Page, Row, section};
use crate::render::readiness::{gain, to_meet, verdict_tone};
use crate::render::style::Tone;
use crate::render::{relative_days, signed};

/// How many open asks are listed; all are counted.
const OLDEST: usize = 5;

pub(super) fn page(report: &Report<'_>) -> Page {
    let progress = report.progress;
    let numbers = headline(report).into_iter().map(|fact| Cell::toned(fact, Tone::Strong)).collect();
    let mut blocks = vec![Block::Headline(numbers), Block::Facts(context(report))];
    blocks.extend(unread(report).into_iter().map(Block::Remark));
    if let Some(since) = report.since.as_ref().filter(|_| !progress.moved()) {
        let on = since.on;
        blocks.push(Block::Remark(format!("Nothing moved since {on}; the numbers are the same and still true.")));
    }
    let turnover = turnover(report);
    if !turnover.is_empty() {
        blocks.push(Block::Facts(turnover));
    }
    if !progress.initiatives.is_empty() {
        let columns = vec![
            Column::Word("Initiative"),
            Column::Text("Stage"),
            Column::Text("Verdict"),
            Column::Word("Ready"),
            Column::Word("Coverage"),
            Column::Word("Asks"),
        ];
        let compared = report.since.is_some();
        let rows = progress.initiatives.iter().map(|change| row(change, compared)).collect();
        blocks.push(Block::Table(columns, rows));
        if progress.totals.asks.all > 0 {
            blocks.push(Block::Remark("Asks: presented / answered / accepted, of all.".to_owned()));
        }
    }
    open_asks(&mut blocks, &progress.open_asks);
    readings(&mut blocks, &progress.readings);
    next(&mut blocks, &progress.initiatives);
    blocks.extend(to_meet(&progress.to_meet).map(Block::Remark));
    Page(blocks)
}

/// `85`, or `85 (−4)` where it was another before.
fn moved(now: i64, by: Option<i64>) -> String {
    match by {
        Some(by) if by != 0 => format!("{now} ({})", signed(by)),
        _ => now.to_string(),
    }
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// The numbers that matter.
pub(super) fn headline(report: &Report<'_>) -> Vec<String> {
    let (now, before) = (report.progress.totals, report.progress.before);
    let counted = |of: fn(Totals) -> usize| {
        let now = count(of(now));
        moved(now, before.map(|before| now - count(of(before))))
    };
    let measured = |of: fn(Totals) -> Option<i64>| {
        let now = of(now)?;
        Some(moved(now, before.and_then(of).map(|before| now - before)))
    };
    let mut facts = vec![format!("On track {} of {}", counted(|it| it.on_track), now.initiatives)];
    facts.extend(measured(|it| it.readiness).map(|it| format!("readiness {it}")));
    facts.extend(measured(|it| it.coverage).map(|it| format!("coverage {it}")));
    let answered = counted(|it| it.asks.answered);
    facts.push(format!("asks answered {answered} of {}, open {}", now.asks.all, counted(|it| it.asks.open())));
    if now.asks.declined > 0 {
        facts.push(format!("declined {}", counted(|it| it.asks.declined)));
    }
    facts
}

fn context(report: &Report<'_>) -> Vec<Cell> {
    let mut facts = Vec::new();
    facts.push(match &report.portfolio.workspace.name {
        Some(name) => Cell::new(&**name),
        None => Cell::new("canvass"),
    });
    facts.push(Cell::new(format!("as of {}", report.as_of)));
    facts.push(match &report.since {
        Some(since) => {
            let commit: String = since.commit.chars().take(7).collect();
            Cell::new(format!("compared with {} ({commit})", since.on))
        }
        None => Cell::new("nothing to compare with yet"),
    });
    if let Some(id) = report.cycle {
        let opens = report.portfolio.cycle(id).map(|cycle| cycle.planning_start);
        let days = opens.map(|opens| relative_days(opens.days_since(report.as_of)));
        let opens = days.map(|days| format!(", planning opens {days}")).unwrap_or_default();
        facts.push(Cell::new(format!("{}{opens}", id.as_str().to_uppercase())));
    }
    if let Some(met) = report.progress.met {
        facts.push(Cell::new(format!("{met} {} met one-on-one", if met == 1 { "person" } else { "people" })));
    }
    facts
}

/// What the numbers lack.
pub(super) fn unread(report: &Report<'_>) -> Vec<String> {
    let file = |count: usize| if count == 1 { "its file" } else { "their files" };
    let told = |ids: Vec<&str>, why: &dyn Fn(&str) -> String| {
        (!ids.is_empty()).then(|| format!("{}: {}.", why(file(ids.len())), ids.join(", ")))
    };
    let progress = report.progress;
    let now = progress.unread.iter().map(|id| id.as_str()).collect();
    let was = progress.initiatives.iter().filter(|change| change.was_unread).map(|change| change.now.id.as_str());
    let kinds: Vec<_> = report.portfolio.unread_kinds.iter().map(|kind| format!("{}.toml", kind.plural())).collect();
    let mut remarks = Vec::new();
    remarks.extend(told(now, &|file| format!("Not measured, because {file} cannot be read")));
    if !kinds.is_empty() {
        remarks.push(format!("What stands in {} cannot be read, and every number lacks it.", kinds.join(" and ")));
    }
    if let Some(since) = &report.since {
        let on = since.on;
        let why = |file: &str| format!("Not in the numbers above, because {file} could not be read on {on}");
        remarks.extend(told(was.collect(), &why));
    }
    remarks
}

fn turnover(report: &Report<'_>) -> Vec<Cell> {
    let turnover = &report.progress.turnover;
    let lists = [
        ("Started", &turnover.started),
        ("Delivered", &turnover.delivered),
        ("Parked", &turnover.parked),
        ("Dropped", &turnover.dropped),
        ("Removed", &turnover.removed),
    ];
    let named = |id: &&InitiativeId| {
        let record = report.portfolio.initiatives.get(*id);
        match record.and_then(|record| record.title.as_deref()) {
            Some(title) => format!("{title} ({id})"),
            None => id.to_string(),
        }
    };
    let told = lists.into_iter().filter(|(_, ids)| !ids.is_empty());
    told.map(|(what, ids)| Cell::new(format!("{what}: {}", ids.iter().map(named).collect::<Vec<_>>().join(", "))))
        .collect()
}

/// `problem → proposal`, or the one word that has not changed.
fn turned(before: Option<&str>, now: &str) -> String {
    match before {
        Some(before) if before != now => format!("{before} → {now}"),
        _ => now.to_owned(),
    }
}

fn row(change: &Change<'_>, compared: bool) -> Row {
    let (now, before) = (change.now, change.before);
    let stage = now.readiness.stage.map_or("—", |stage| stage.as_str());
    let stage = match before {
        None if compared && !change.was_unread => format!("{stage}, new"),
        before => turned(before.and_then(|it| it.readiness.stage).map(|stage| stage.as_str()), stage),
    };
    let verdict = now.readiness.verdict;
    let judged = turned(before.map(|it| it.readiness.verdict.words()), verdict.words());
    Row::Cells(vec![
        Cell::toned(now.id.as_str(), Tone::Strong),
        Cell::new(stage),
        Cell::toned(judged, verdict_tone(verdict)),
        Cell::new(moved(now.readiness.readiness, change.readiness())),
        now.coverage.coverage.map_or_else(Cell::none, |coverage| Cell::new(moved(coverage, change.coverage()))),
        answers(now.asks),
    ])
}

fn answers(asks: Answers) -> Cell {
    match asks.all {
        0 => Cell::none(),
        all => Cell::new(format!("{}/{}/{} of {all}", asks.presented, asks.answered, asks.accepted)),
    }
}

fn open_asks(blocks: &mut Vec<Block>, open: &[OpenAsk<'_>]) {
    let columns = vec![
        Column::Word("Ask"),
        Column::Word("Team"),
        Column::Word("Open for"),
        Column::Word("Decides"),
        Column::Prose("Asked for"),
    ];
    let row = |open: &OpenAsk<'_>| {
        let days = |days: i64| Cell::new(format!("{days} {}", if days == 1 { "day" } else { "days" }));
        Row::Cells(vec![
            Cell::new(format!("{}/{}", open.initiative, open.ask.id)),
            Cell::new(open.ask.team.as_str()),
            open.days.map_or_else(Cell::none, days),
            open.decider.map_or_else(Cell::none, |decider| Cell::new(decider.as_str())),
            Cell::new(&*open.ask.what),
        ])
    };
    section(blocks, "Open asks, oldest first", (columns, open.iter().take(OLDEST).map(row).collect()));
    match open.len().saturating_sub(OLDEST) {
        0 => {}
        more => blocks.push(Block::Remark(format!("… and {more} more without an answer"))),
    }
}

fn readings(blocks: &mut Vec<Block>, readings: &[NewReading<'_>]) {
    let columns = vec![
        Column::Word("Initiative"),
        Column::Text("Metric"),
        Column::Text("Now"),
        Column::Text("Before"),
        Column::Text("Target"),
    ];
    let stated = |reading: Option<&Reading>| reading.map_or_else(Cell::none, |reading| Cell::new(dated(reading)));
    let row = |new: &NewReading<'_>| {
        let metric: &Metric = new.metric;
        let unit = metric.unit.as_deref().map(|unit| format!(" {unit}")).unwrap_or_default();
        Row::Cells(vec![
            Cell::new(new.initiative.as_str()),
            Cell::new(&*metric.name),
            Cell::new(format!("{}{unit}, {}", new.value, new.date)),
            stated(new.before),
            stated(metric.target.as_ref()),
        ])
    };
    section(blocks, "New numbers", (columns, readings.iter().map(row).collect()));
}

fn dated(reading: &Reading) -> String {
    match reading.date {
        Some(date) => format!("{}, {date}", reading.value),
        None => reading.value.to_string(),
    }
}

fn next(blocks: &mut Vec<Block>, changes: &[Change<'_>]) {
    let columns = vec![
        Column::Word("Initiative"),
        Column::Word("Owner"),
        Column::Word("Planning opens"),
        Column::Prose("Next step"),
    ];
    let row = |change: &Change<'_>| {
        let now = change.now;
        let gate = now.readiness.next().into_iter().next()?;
        Some(Row::Cells(vec![
            Cell::new(now.id.as_str()),
            now.record.owner.as_ref().map_or_else(Cell::none, |owner| Cell::new(owner.as_str())),
            now.readiness.days.map_or_else(Cell::none, |days| Cell::new(relative_days(days))),
            Cell::new(format!("{} ({})", gate.action, gain(gate))),
        ]))
    };
    section(blocks, "Next", (columns, changes.iter().filter_map(row).collect()));
}
