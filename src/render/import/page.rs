//! An import as a page: what could not be taken first, then what is added, what differs, and what else to know.

use super::Import;
use crate::import::{Fault, Note};
use crate::model::Kind;
use crate::render::page::{Block, Cell, Column, Page, Row, section};
use crate::render::plural;
use crate::render::style::Tone;

/// Names shown of those that a note is about.
const MOST_NAMES: usize = 5;

pub(super) fn page(import: &Import<'_>) -> Page {
    let report = import.report;
    let mut blocks = vec![Block::Facts(heading(import))];
    section(&mut blocks, "Cannot be read", faults(&report.unreadable));
    section(&mut blocks, "Left out", faults(&report.left_out));
    section(&mut blocks, if import.written { "Added" } else { "To add" }, added(import));
    section(&mut blocks, "Different", different(import));
    section(&mut blocks, "Only here", only_here(import));
    section(&mut blocks, "Notes", notes(&report.notes));
    blocks.push(Block::Remark(closing(import)));
    Page(blocks)
}

fn heading(import: &Import<'_>) -> Vec<Cell> {
    let report = import.report;
    let title = format!("Import of {}", import.kind.plural());
    let mut facts = vec![Cell::toned(title, Tone::Strong), Cell::new(import.lists.join(", "))];
    if !report.unreadable.is_empty() {
        facts.push(Cell::toned("cannot be read", Tone::Bad));
    }
    // Both stand in an order in which what belongs together is together.
    let left_out = report.left_out.chunk_by(|a, b| a.place == b.place).count();
    let differing = report.different.chunk_by(|a, b| a.id == b.id).count();
    let counts = [
        (left_out, "left out"),
        (report.added.len(), if import.written { "added" } else { "to add" }),
        (differing, "different"),
        (report.only_here.len(), "only here"),
        (report.equal, "equal"),
    ];
    facts.extend(
        counts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| Cell::new(format!("{count} {what}"))),
    );
    facts
}

fn faults(faults: &[Fault]) -> (Vec<Column<'static>>, Vec<Row>) {
    let row = |fault: &Fault| {
        let place = Cell::toned(fault.place.to_string(), Tone::Faint);
        Row::Cells(vec![place, Cell::new(fault.message.as_str()), Cell::new(fault.help.as_str())])
    };
    (vec![Column::Text("Where"), Column::Prose("What"), Column::Prose("Fix")], faults.iter().map(row).collect())
}

/// What one of them is called at the head of a column.
fn title(kind: Kind) -> &'static str {
    if kind == Kind::Incident { "Incident" } else { "System" }
}

fn added(import: &Import<'_>) -> (Vec<Column<'static>>, Vec<Row>) {
    let has_owners = import.report.added.iter().any(|addition| addition.owner.is_some());
    let mut columns = vec![Column::Word(title(import.kind))];
    columns.extend(has_owners.then_some(Column::Word("Owner")));
    columns.extend([Column::Prose(if has_owners { "Name" } else { "What" }), Column::Aside("Listed")]);
    let rows = import.report.added.iter().map(|addition| {
        let mut cells = vec![Cell::toned(addition.id.as_str(), Tone::Strong)];
        cells.extend(addition.owner.iter().map(|owner| Cell::new(owner.as_str())));
        // A name that only says the id again is left out.
        let says_more = addition.about != addition.id;
        cells.push(if says_more { Cell::new(addition.about.as_str()) } else { Cell::none() });
        cells.push(Cell::toned(addition.place.to_string(), Tone::Faint));
        Row::Cells(cells)
    });
    (columns, rows.collect())
}

fn different(import: &Import<'_>) -> (Vec<Column<'static>>, Vec<Row>) {
    let said = |said: &Option<String>| said.as_ref().map_or_else(Cell::none, |said| Cell::new(said.as_str()));
    let rows = import.report.different.iter().map(|difference| {
        Row::Cells(vec![
            Cell::toned(difference.id.as_str(), Tone::Strong),
            Cell::new(difference.key),
            said(&difference.here),
            said(&difference.there),
            Cell::toned(difference.place.to_string(), Tone::Faint),
            Cell::toned(difference.listed.to_string(), Tone::Faint),
        ])
    });
    let columns = vec![
        Column::Word(title(import.kind)),
        Column::Word("Key"),
        Column::Text("Here"),
        Column::Text("There"),
        Column::Text("Written"),
        Column::Aside("Listed"),
    ];
    (columns, rows.collect())
}

fn only_here(import: &Import<'_>) -> (Vec<Column<'static>>, Vec<Row>) {
    let rows = import.report.only_here.iter().map(|only| {
        let place = Cell::toned(only.place.to_string(), Tone::Faint);
        Row::Cells(vec![Cell::toned(only.id.as_str(), Tone::Strong), place])
    });
    (vec![Column::Word(title(import.kind)), Column::Text("Written")], rows.collect())
}

fn notes(notes: &[Note]) -> (Vec<Column<'static>>, Vec<Row>) {
    let rows = notes.iter().map(|note| {
        let mut about: Vec<&str> = note.about.iter().take(MOST_NAMES).map(String::as_str).collect();
        let more = note.about.len().saturating_sub(MOST_NAMES);
        let more = format!("{more} more");
        if note.about.len() > MOST_NAMES {
            about.push(&more);
        }
        let about = if about.is_empty() { Cell::none() } else { Cell::new(about.join(", ")) };
        Row::Cells(vec![Cell::toned(note.place.to_string(), Tone::Faint), Cell::new(note.text.as_str()), about])
    });
    (vec![Column::Text("Where"), Column::Prose("Note"), Column::Prose("About")], rows.collect())
}

/// What was or would be done, in a sentence.
fn closing(import: &Import<'_>) -> String {
    let report = import.report;
    if !report.unreadable.is_empty() {
        return "Nothing was compared or written: mend what cannot be read first.".to_owned();
    }
    let files = match &*import.files {
        [one] => (*one).to_owned(),
        files => plural(files.len(), "file"),
    };
    let kept = "What differs is left to people.";
    match (import.written, report.added.is_empty()) {
        (_, true) if report.has_drift() => format!("Nothing to add. {kept}"),
        (_, true) => "Nothing to add.".to_owned(),
        (true, false) => format!("Wrote {files}."),
        (false, false) => format!("--write adds what is only there, in {files}. {kept}"),
    }
}
