//! A plan and its results as pages: what is written first, then what is not, and why.

use super::{Report, Results, answer_words, over_cap_words, waiting_reason};
use crate::backlog::plan::{Action, ActionKind, Filed, Item, Plan};
use crate::backlog::run::{Executed, Written};
use crate::render::page::{Block, Cell, Column, Page, Row, section};
use crate::render::plural;
use crate::render::style::Tone;

pub(super) fn page(report: &Report<'_>) -> Page {
    let plan = report.plan;
    let mut blocks = vec![Block::Facts(heading(report))];
    missed(&mut blocks, report);
    section(&mut blocks, "To write", actions(plan));
    not_written(&mut blocks, report);
    if plan.without_ledger && plan.over_cap.is_none() {
        blocks.push(Block::Remark(
            "There is no ledger yet: `canvass apply --bootstrap` starts one with what stands in the backlogs already."
                .into(),
        ));
    }
    blocks.extend(plan.over_cap.iter().map(|over| Block::Remark(over_cap_words(over))));
    if plan.actions.is_empty() && plan.over_cap.is_none() {
        blocks.push(Block::Remark("Nothing to write.".into()));
    }
    Page(blocks)
}

/// What should have been filed and was not, before anything else.
fn missed(blocks: &mut Vec<Block>, report: &Report<'_>) {
    if let Some(last) = report.last_filed.as_ref().filter(|last| last.is_stale()) {
        blocks.push(Block::Facts(vec![
            Cell::toned("FILING HAS STOPPED", Tone::Bad),
            Cell::toned(last.to_string(), Tone::Bad),
            Cell::new("look at the runs of the workflow: schedules are dropped, and end after 60 quiet days"),
        ]));
    }
    let (columns, rows) = placed(&report.plan.missed, "Why", |missed| missed.to_string());
    if !rows.is_empty() {
        blocks.push(Block::Facts(vec![Cell::toned("MISSED WINDOWS", Tone::Bad)]));
        blocks.push(Block::Table(columns, rows));
    }
}

/// What is left as it is, and why.
fn not_written(blocks: &mut Vec<Block>, report: &Report<'_>) {
    let plan = report.plan;
    let held = report.held_back.iter();
    let held = held.map(|held| Row::Cells(vec![ask(&held.initiative, &held.ask), Cell::new(held.reason.as_str())]));
    section(blocks, "Held back", two_columns("Why", held.collect()));
    section(blocks, "Waiting", said(&plan.waiting, "Why", waiting_reason));
    let answered = |(number, answer): &(u64, _)| format!("#{number} {}", answer_words(*answer));
    section(blocks, "Answered by the team", placed(&plan.answered, "Answer", answered));
    let taken = |number: &u64| format!("#{number} was edited; canvass leaves it to them");
    section(blocks, "Made their own by people", placed(&plan.taken_over, "Issue", taken));
    let doubled = |(number, of): &(u64, u64)| format!("#{number} says what #{of} says, and people have touched it");
    section(blocks, "Filed twice", placed(&plan.doubled, "Issue", doubled));
    section(blocks, "Unavailable", placed(&plan.unavailable, "Why", |why| format!("{why}; {}", why.help())));
    if report.all {
        let filed = |filed: &Filed| match filed.by_people {
            true => format!("#{} was written by people", filed.number),
            false => format!("#{} is as it should be", filed.number),
        };
        section(blocks, "Filed", placed(&plan.filed, "Issue", filed));
    }
}

fn heading(report: &Report<'_>) -> Vec<Cell> {
    let plan = report.plan;
    let of = |is: fn(&ActionKind) -> bool| plan.actions.iter().filter(|action| is(&action.kind)).count();
    let to_write = [
        (plan.creates(), "to file"),
        (of(|kind| matches!(kind, ActionKind::Update { .. })), "to update"),
        (of(|kind| matches!(kind, ActionKind::Close { .. })), "to close as duplicate"),
        (plan.filed.len(), "filed"),
    ];
    facts("Plan", report, &to_write)
}

fn facts(what: &str, report: &Report<'_>, written: &[(usize, &str)]) -> Vec<Cell> {
    let plan = report.plan;
    let mut facts = vec![
        Cell::toned(what, Tone::Strong),
        Cell::new(format!("as of {}", report.as_of)),
        Cell::new(format!("commit {}", report.bound_to.commit.chars().take(7).collect::<String>())),
        Cell::new(format!("into {}", if report.forge == "outbox" { "the outbox" } else { "GitHub" })),
    ];
    facts.extend(report.last_filed.iter().map(|last| Cell::new(last.to_string())));
    let left = [
        (report.held_back.len(), "held back"),
        (plan.waiting.len(), "waiting"),
        (plan.answered.len(), "answered"),
        (plan.unavailable.len(), "unavailable"),
    ];
    let counts = written.iter().chain(&left).filter(|(count, _)| *count > 0);
    facts.extend(counts.map(|(count, what)| Cell::new(format!("{count} {what}"))));
    facts
}

fn ask(initiative: &str, ask: &str) -> Cell {
    Cell::new(format!("{initiative}/{ask}"))
}

fn two_columns(what: &'static str, rows: Vec<Row>) -> (Vec<Column<'static>>, Vec<Row>) {
    (vec![Column::Word("Ask"), Column::Prose(what)], rows)
}

fn said<T>(items: &[Item<T>], what: &'static str, words: impl Fn(&T) -> String) -> (Vec<Column<'static>>, Vec<Row>) {
    let row = |item: &Item<T>| Row::Cells(vec![ask(&item.initiative, &item.ask), Cell::new(words(&item.what))]);
    two_columns(what, items.iter().map(row).collect())
}

fn placed<T>(items: &[Item<T>], what: &'static str, words: impl Fn(&T) -> String) -> (Vec<Column<'static>>, Vec<Row>) {
    let row = |item: &Item<T>| {
        Row::Cells(vec![ask(&item.initiative, &item.ask), Cell::new(item.repo.as_str()), Cell::new(words(&item.what))])
    };
    let columns = vec![Column::Word("Ask"), Column::Word("Repository"), Column::Prose(what)];
    (columns, items.iter().map(row).collect())
}

fn actions(plan: &Plan) -> (Vec<Column<'static>>, Vec<Row>) {
    let columns = vec![
        Column::Word("Action"),
        Column::Word("Repository"),
        Column::Word("Ask"),
        Column::Prose("Title"),
        Column::Prose("Why"),
    ];
    let row = |action: &Action| {
        Row::Cells(vec![
            Cell::toned(verb(&action.kind), Tone::Good),
            Cell::new(action.repo.as_str()),
            ask(&action.initiative, &action.ask),
            Cell::new(action.title.as_str()),
            Cell::new(action.why.as_str()),
        ])
    };
    (columns, plan.actions.iter().map(row).collect())
}

fn verb(kind: &ActionKind) -> String {
    match kind {
        ActionKind::Create => "file".to_owned(),
        ActionKind::Update { number, .. } => format!("update #{number}"),
        ActionKind::Close { number, .. } => format!("close #{number}"),
    }
}

/// What is asked before anything is written, such as `File 3 issues and update 1?`.
#[must_use]
pub fn question(plan: &Plan) -> String {
    let creates = plan.creates();
    let others = plan.actions.len() - creates;
    let file = format!("file {}", plural(creates, "issue"));
    match (creates, others) {
        (_, 0) => file,
        (0, _) => format!("change {}", plural(others, "issue")),
        _ => format!("{file} and change {others}"),
    }
}

pub(super) fn results(results: &Results<'_>) -> Page {
    Page(written(results))
}

/// What was written, and what was not and why, for somebody who has not seen the plan.
pub(super) fn results_and_plan(results: &Results<'_>) -> Page {
    let of = |is: fn(&Written) -> bool| results.executed.iter().filter(|done| is(&done.result)).count();
    let counts = [
        (of(|result| matches!(result, Written::Created { .. })), "filed"),
        (of(|result| matches!(result, Written::Changed)), "changed"),
        (results.report.plan.filed.len(), "filed before"),
    ];
    let mut blocks = vec![Block::Facts(facts("Filing", &results.report, &counts))];
    missed(&mut blocks, &results.report);
    blocks.extend(written(results));
    not_written(&mut blocks, &results.report);
    Page(blocks)
}

fn written(results: &Results<'_>) -> Vec<Block> {
    let mut blocks = Vec::new();
    let row = |done: &Executed| {
        let (word, tone, detail) = outcome(&done.result);
        Row::Cells(vec![
            Cell::toned(word, tone),
            Cell::new(place(&done.action, &done.result)),
            ask(&done.action.initiative, &done.action.ask),
            detail.map_or_else(Cell::none, Cell::new),
        ])
    };
    let columns = vec![Column::Word("Result"), Column::Word("Issue"), Column::Word("Ask"), Column::Prose("Note")];
    if !results.executed.is_empty() {
        blocks.push(Block::Facts(vec![Cell::toned("Written", Tone::Strong)]));
        blocks.push(Block::Table(columns, results.executed.iter().map(row).collect()));
    }
    blocks.push(Block::Remark(match results.incomplete {
        None if results.started => "The ledger was started, and nothing was filed.".to_owned(),
        None if results.executed.is_empty() && is_settled(results) => {
            "Nothing was written: all is as it should be.".to_owned()
        }
        None if results.executed.is_empty() => "Nothing was written.".to_owned(),
        None => "Done. Nothing is left.".to_owned(),
        Some(why) => format!("Not finished: {why}. Running apply again is safe: nothing is filed twice."),
    }));
    blocks
}

/// Whether a later run has nothing to look at again.
fn is_settled(results: &Results<'_>) -> bool {
    let plan = results.report.plan;
    plan.waiting.is_empty() && plan.unavailable.is_empty()
}

pub(super) fn place(action: &Action, result: &Written) -> String {
    let number = match result {
        Written::Created { number, .. } => Some(*number),
        _ => action.kind.number(),
    };
    number.map_or_else(|| action.repo.to_string(), |number| format!("{}#{number}", action.repo))
}

/// A word for what came of a write, and what else there is to say of it.
pub(super) fn outcome(result: &Written) -> (&'static str, Tone, Option<String>) {
    match result {
        Written::Created { dropped, .. } if dropped.is_empty() => ("filed", Tone::Good, None),
        Written::Created { dropped, .. } => {
            let note = format!("the host left out {}: canvass may not set them there", dropped.join(", "));
            ("filed", Tone::Good, Some(note))
        }
        Written::Changed => ("changed", Tone::Good, None),
        Written::Moved => ("left alone", Tone::Warn, Some("somebody changed it meanwhile".into())),
        Written::Refused { why, .. } => ("refused", Tone::Bad, Some(why.clone())),
        Written::Unknown(why) => ("unknown", Tone::Warn, Some(format!("{why}; a later run looks whether it arrived"))),
        Written::Halt(why) => ("halted", Tone::Bad, Some(why.clone())),
    }
}
