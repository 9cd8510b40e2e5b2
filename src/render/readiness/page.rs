//! Readiness as a page: the list of a cycle, or the gates of one initiative.

use super::{Initiative, Report};
use crate::insight::Fraction;
use crate::insight::coverage::percent;
use crate::insight::progress::still_to_meet;
use crate::insight::readiness::{GateResult, Verdict};
use crate::model::TeamId;
use crate::render::page::{Block, Cell, Column, Page, Row};
use crate::render::style::Tone;
use crate::render::{Place, relative_days, signed};

pub(super) fn page(report: &Report<'_>) -> Page {
    match report.detail {
        true => Page(report.initiatives.iter().flat_map(|initiative| detail(initiative, report.all)).collect()),
        false => list(report),
    }
}

fn list(report: &Report<'_>) -> Page {
    let is_fine = |it: &&Initiative<'_>| it.measure.verdict.is_fine();
    let fine = report.initiatives.iter().filter(is_fine).count();
    let mut shown: Vec<_> = report.initiatives.iter().collect();
    // Where nothing is wrong there is nothing to make room for.
    if !report.all && fine < shown.len() {
        shown.retain(|it| !is_fine(it));
    }
    let hidden = report.initiatives.len() - shown.len();
    // What needs help first; within a verdict nobody is ranked.
    shown.sort_by_key(|it| it.measure.verdict);

    let mut blocks = vec![Block::Facts(heading(report, fine))];
    if !shown.is_empty() {
        let columns = vec![
            Column::Word("Initiative"),
            Column::Word("Owner"),
            Column::Word("Verdict"),
            Column::Word("Ready"),
            Column::Word("Coverage"),
            Column::Prose("Next step"),
        ];
        blocks.push(Block::Table(columns, shown.into_iter().map(row).collect()));
    }
    if hidden > 0 {
        blocks.push(Block::Remark(format!("… {hidden} on track, hidden (--all)")));
    }
    let closing = closing(report);
    if !closing.is_empty() {
        blocks.push(Block::Facts(closing));
    }
    Page(blocks)
}

fn heading(report: &Report<'_>, fine: usize) -> Vec<Cell> {
    let mut facts = Vec::new();
    match report.cycle {
        Some((id, cycle)) => {
            let opens = cycle.planning_start;
            facts.push(Cell::toned(id.as_str().to_uppercase(), Tone::Strong));
            let days = relative_days(opens.days_since(report.as_of));
            facts.push(Cell::new(format!("planning opens {opens} ({days})")));
            facts.push(Cell::new(format!("freeze {}", cycle.freeze)));
        }
        None => facts.push(Cell::toned("All cycles", Tone::Strong)),
    }
    facts.push(Cell::new(format!("on track {fine} of {}", report.initiatives.len())));
    if let Some(coverage) = percent(report.initiatives.iter().flat_map(|it| &it.coverage.slots)) {
        facts.push(Cell::new(format!("coverage {coverage} %")));
    }
    facts
}

fn closing(report: &Report<'_>) -> Vec<Cell> {
    let mut facts = Vec::new();
    let waiting = still_to_meet(report.initiatives.iter().flat_map(|it| &it.coverage.slots));
    facts.extend(to_meet(&waiting).map(Cell::new));
    if let Some(since) = &report.since {
        let (readiness, coverage) = (since.readiness, since.coverage);
        let (readiness, coverage) = (signed(readiness), signed(coverage));
        facts.push(Cell::new(format!("since {}: readiness {readiness}, coverage {coverage}", since.base)));
    }
    facts
}

/// How many people are still to be met, by team.
pub(in crate::render) fn to_meet(waiting: &[(&TeamId, usize)]) -> Option<String> {
    let teams: Vec<_> = waiting.iter().map(|(team, people)| format!("{team} {people}")).collect();
    (!teams.is_empty()).then(|| format!("To meet: {}", teams.join(" · ")))
}

fn row(initiative: &Initiative<'_>) -> Row {
    let (measure, coverage) = (initiative.measure, initiative.coverage);
    let ready = match measure.expected {
        Some(expected) => format!("{} / {expected}", measure.readiness),
        None => measure.readiness.to_string(),
    };
    let covered = match coverage.coverage {
        Some(percent) => format!("{percent}  {}/{}", coverage.asks_covered, coverage.asks),
        None => String::new(),
    };
    let next = initiative.next();
    Row::Cells(vec![
        Cell::toned(initiative.id, Tone::Strong),
        initiative.record.owner.as_ref().map_or_else(Cell::none, |owner| Cell::new(owner.as_str())),
        verdict(measure.verdict),
        Cell::new(ready),
        if covered.is_empty() { Cell::none() } else { Cell::new(covered) },
        next.first().map_or_else(Cell::none, |gate| Cell::new(format!("{} ({})", gate.action, gain(gate)))),
    ])
}

fn verdict(verdict: Verdict) -> Cell {
    Cell::toned(verdict.words(), verdict_tone(verdict))
}

/// How it is meant.
pub(in crate::render) fn verdict_tone(verdict: Verdict) -> Tone {
    match verdict {
        Verdict::Missed | Verdict::Late => Tone::Bad,
        Verdict::Behind => Tone::Warn,
        Verdict::Complete | Verdict::OnTrack => Tone::Good,
        Verdict::Unplanned => Tone::Faint,
    }
}

/// What passing `gate` would add, in points: `+9`, `+0.4`.
pub(in crate::render) fn gain(gate: &GateResult) -> String {
    let half = Fraction::new(1, 2);
    if gate.gain >= half {
        return format!("+{}", (gate.gain + half).floor().to_integer());
    }
    let tenths = (gate.gain * 10 + half).floor().to_integer();
    format!("+0.{tenths}")
}

/// The gates of one initiative: those that are still open, or `all` of them.
fn detail(initiative: &Initiative<'_>, all: bool) -> Vec<Block> {
    let mut blocks = vec![Block::Facts(standing(initiative)), Block::Facts(context(initiative))];
    let columns = vec![
        Column::Word("Gate"),
        Column::Word("Score"),
        Column::Word("Due"),
        Column::Word("Blocks"),
        Column::Number("Gain"),
        Column::Prose("Why"),
        Column::Aside("Where"),
    ];
    let (shown, passed): (Vec<_>, Vec<_>) = initiative.gates().partition(|(gate, _)| all || gate.fails());
    let rows = shown.into_iter().map(|(gate, place)| {
        let (score, due) = standing_of(gate);
        Row::Cells(vec![
            Cell::new(format!("{} {}", gate.id, gate.name)),
            score,
            due,
            Cell::new(if gate.blocks { "yes" } else { "no" }),
            if gate.fails() { Cell::new(gain(gate)) } else { Cell::none() },
            Cell::new(gate.reason.as_str()),
            Cell::toned(format!("{}:{}", place.file, place.line), Tone::Faint),
        ])
    });
    let rows: Vec<_> = rows.collect();
    if !rows.is_empty() {
        blocks.push(Block::Table(columns, rows));
    }
    let names = |applies| {
        let named = passed.iter().filter(move |(gate, _)| gate.applies == applies);
        named.map(|(gate, _)| gate.name).collect::<Vec<_>>().join(", ")
    };
    let said = [("Passed", names(true)), ("Not applicable", names(false))];
    let said = said.into_iter().filter(|(_, names)| !names.is_empty());
    let said: Vec<_> = said.map(|(what, names)| format!("{what}: {names}.")).collect();
    if !said.is_empty() {
        blocks.push(Block::Remark(format!("{} (--all shows why)", said.join(" "))));
    }
    let steps: Vec<_> = initiative
        .next()
        .into_iter()
        .filter_map(|gate| {
            let (_, place) = initiative.gates().find(|(other, _)| other.id == gate.id)?;
            let (id, gain, Place { file, line }) = (gate.id, gain(gate), place);
            Some(Cell::new(format!("{} ({id}, {gain}, {file}:{line})", gate.action)))
        })
        .collect();
    if !steps.is_empty() {
        blocks.push(Block::Steps("Next", steps));
    }
    blocks
}

/// How it stands: verdict, readiness and coverage.
fn standing(initiative: &Initiative<'_>) -> Vec<Cell> {
    let (measure, coverage) = (initiative.measure, initiative.coverage);
    let mut facts = vec![Cell::toned(initiative.id, Tone::Strong), verdict(measure.verdict)];
    facts.push(Cell::new(match measure.expected {
        Some(expected) => format!("readiness {}, the calendar expects {expected}", measure.readiness),
        None => format!("readiness {}", measure.readiness),
    }));
    facts.extend(measure.due.map(|due| Cell::new(format!("due work done {due} %"))));
    if let Some(percent) = coverage.coverage {
        let (covered, asks) = (coverage.asks_covered, coverage.asks);
        facts.push(Cell::new(format!("coverage {percent}, asks covered {covered} of {asks}")));
    }
    facts
}

/// What it is measured against: stage, cycle and planning day.
fn context(initiative: &Initiative<'_>) -> Vec<Cell> {
    let measure = initiative.measure;
    let mut facts = Vec::new();
    if let Some(stage) = measure.stage {
        facts.push(match initiative.supported_stage {
            Some(supported) if supported >= stage => Cell::new(format!("stage {stage}")),
            Some(supported) => Cell::toned(format!("stage {stage}, but the file supports {supported}"), Tone::Warn),
            None => Cell::toned(format!("stage {stage}, but the file supports none"), Tone::Warn),
        });
    }
    facts.extend(measure.cycle.as_ref().map(|cycle| Cell::new(format!("cycle {cycle}"))));
    if let (Some(day), Some(days)) = (measure.planning_on, measure.days) {
        facts.push(Cell::new(format!("planning opens {day} ({})", relative_days(days))));
    }
    facts
}

/// The score of a gate in words, and when it is due.
fn standing_of(gate: &GateResult) -> (Cell, Cell) {
    if !gate.applies {
        return (Cell::toned("n/a", Tone::Faint), Cell::none());
    }
    if !gate.fails() {
        return (Cell::toned("done", Tone::Good), Cell::none());
    }
    let (tone, due) = match gate.slack {
        None => (Tone::Plain, Cell::none()),
        Some(slack) => {
            let tone = match slack {
                ..-7 if gate.blocks => Tone::Bad,
                ..=0 => Tone::Warn,
                _ => Tone::Plain,
            };
            (tone, Cell::toned(relative_days(slack), tone))
        }
    };
    (Cell::toned(gate.score.to_string(), tone), due)
}
