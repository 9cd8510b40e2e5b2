//! A plan and its results as pages: what is written first, then what is not, and why.

use super::{Report, Results, answer_words, waiting_reason};
use crate::backlog::plan::{Action, ActionKind, Filed, Item, Plan};
use crate::backlog::run::{Executed, Written};
use crate::render::page::{Block, Cell, Column, Page, Row};
use crate::render::style::Tone;

pub(super) fn page(report: &Report<'_>) -> Page {
    let plan = report.plan;
    let mut blocks = vec![Block::Facts(heading(report))];
    section(&mut blocks, "To write", actions(plan));
    let held: Vec<_> = report
        .held_back
        .iter()
        .map(|held| Row::Cells(vec![ask(&held.initiative, &held.ask), Cell::new(held.reason.as_str())]))
        .collect();
    section(&mut blocks, "Held back", two_columns("Why", held));
    section(&mut blocks, "Waiting", said(&plan.waiting, "Why", waiting_reason));
    let answered = |(number, answer): &(u64, _)| format!("#{number} {}", answer_words(*answer));
    section(&mut blocks, "Answered by the team", placed(&plan.answered, "Answer", answered));
    let taken = |number: &u64| format!("#{number} was edited; canvass leaves it to them");
    section(&mut blocks, "Made their own by people", placed(&plan.taken_over, "Issue", taken));
    let doubled = |(number, of): &(u64, u64)| format!("#{number} says what #{of} says, and people have touched it");
    section(&mut blocks, "Filed twice", placed(&plan.doubled, "Issue", doubled));
    section(&mut blocks, "Unavailable", placed(&plan.unavailable, "Why", |why| format!("{why}; {}", why.help())));
    if report.all {
        let filed = |filed: &Filed| match filed.by_people {
            true => format!("#{} was written by people", filed.number),
            false => format!("#{} is as it should be", filed.number),
        };
        section(&mut blocks, "Filed", placed(&plan.filed, "Issue", filed));
    }
    if plan.without_ledger && plan.over_cap.is_none() {
        blocks.push(Block::Remark(
            "There is no ledger yet: `canvass apply --bootstrap` starts one with what stands in the backlogs already."
                .into(),
        ));
    }
    if let Some(over) = &plan.over_cap {
        let whose = over.of.as_ref().map(|of| format!(" in {of}")).unwrap_or_default();
        blocks.push(Block::Remark(format!(
            "{} issues{whose} are more than the {} that `caps.{}` allows at once, so apply writes nothing. \
             `canvass apply --allow-creates {}` files all that are planned.",
            over.count, over.most, over.cap, over.creates
        )));
    }
    if plan.actions.is_empty() && plan.over_cap.is_none() {
        blocks.push(Block::Remark("Nothing to write.".into()));
    }
    Page(blocks)
}

fn heading(report: &Report<'_>) -> Vec<Cell> {
    let plan = report.plan;
    let mut facts = vec![
        Cell::toned("Plan", Tone::Strong),
        Cell::new(format!("as of {}", report.as_of)),
        Cell::new(format!("commit {}", report.bound_to.commit.chars().take(7).collect::<String>())),
        Cell::new(format!("into {}", if report.forge == "outbox" { "the outbox" } else { "GitHub" })),
    ];
    let counts = [
        (plan.creates(), "to file"),
        (plan.actions.iter().filter(|it| matches!(it.kind, ActionKind::Update { .. })).count(), "to update"),
        (plan.actions.iter().filter(|it| matches!(it.kind, ActionKind::Close { .. })).count(), "to close as duplicate"),
        (plan.filed.len(), "filed"),
        (report.held_back.len(), "held back"),
        (plan.waiting.len(), "waiting"),
        (plan.answered.len(), "answered"),
    ];
    facts.extend(counts.into_iter().filter(|(count, _)| *count > 0).map(|(n, what)| Cell::new(format!("{n} {what}"))));
    facts
}

/// A title and a table, unless there is nothing in it.
fn section(blocks: &mut Vec<Block>, title: &str, (columns, rows): (Vec<Column>, Vec<Row>)) {
    if !rows.is_empty() {
        blocks.push(Block::Facts(vec![Cell::toned(title, Tone::Strong)]));
        blocks.push(Block::Table(columns, rows));
    }
}

fn ask(initiative: &str, ask: &str) -> Cell {
    Cell::new(format!("{initiative}/{ask}"))
}

fn two_columns(what: &'static str, rows: Vec<Row>) -> (Vec<Column>, Vec<Row>) {
    (vec![Column::Word("Ask"), Column::Prose(what)], rows)
}

fn said<T>(items: &[Item<T>], what: &'static str, words: impl Fn(&T) -> String) -> (Vec<Column>, Vec<Row>) {
    let row = |item: &Item<T>| Row::Cells(vec![ask(&item.initiative, &item.ask), Cell::new(words(&item.what))]);
    two_columns(what, items.iter().map(row).collect())
}

fn placed<T>(items: &[Item<T>], what: &'static str, words: impl Fn(&T) -> String) -> (Vec<Column>, Vec<Row>) {
    let row = |item: &Item<T>| {
        Row::Cells(vec![ask(&item.initiative, &item.ask), Cell::new(item.repo.as_str()), Cell::new(words(&item.what))])
    };
    let columns = vec![Column::Word("Ask"), Column::Word("Repository"), Column::Prose(what)];
    (columns, items.iter().map(row).collect())
}

fn actions(plan: &Plan) -> (Vec<Column>, Vec<Row>) {
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
    let file = format!("file {creates} {}", if creates == 1 { "issue" } else { "issues" });
    let change = format!("change {others}");
    match (creates, others) {
        (_, 0) => file,
        (0, _) => format!("{change} {}", if others == 1 { "issue" } else { "issues" }),
        _ => format!("{file} and {change}"),
    }
}

pub(super) fn results(results: &Results<'_>) -> Page {
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
        None if results.executed.is_empty() => "Nothing was written: all is as it should be.".to_owned(),
        None => "Done. Nothing is left.".to_owned(),
        Some(why) => format!("Not finished: {why}. Running apply again is safe: nothing is filed twice."),
    }));
    Page(blocks)
}

fn place(action: &Action, result: &Written) -> String {
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
