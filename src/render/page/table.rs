//! Tables: how wide columns are, what stands below its row where there is no room, and labelled lines for screen readers.
//!
//! What stands in the cells is left to the pages.

use super::paint::{ROW, mark, paint, wrap};
use super::{Cell, Style, Tone};
use crate::render::escape;
use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, Table, Width, presets};
use std::fmt::Write;
use unicode_width::UnicodeWidthStr;

/// From this width on, columns that are only good to have are shown.
const WIDE: usize = 110;
/// Words that never wrap may take this many columns.
const WORD: usize = 40;
/// Text beside other columns reads well from this width on.
const TEXT: usize = 16;
/// Prose does from this one.
const PROSE: usize = 40;
/// The spaces around the content of a column.
const PADDING: usize = 2;
/// How far prose below its row is moved in.
const INDENT: usize = 4;

/// How a column behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::render) enum Column<'a> {
    /// A word or two that should stay in one line.
    Word(&'a str),
    /// A number.
    Number(&'a str),
    /// A few words that wrap.
    Text(&'a str),
    /// Text that wraps, and stays away from narrow terminals.
    Aside(&'a str),
    /// A sentence: below its row, after its title, where there is no room beside it.
    Prose(&'a str),
}

impl<'a> Column<'a> {
    const fn title(self) -> &'a str {
        match self {
            Self::Word(title) | Self::Number(title) | Self::Text(title) | Self::Aside(title) | Self::Prose(title) => {
                title
            }
        }
    }
}

/// One row of a table.
#[derive(Clone, Debug)]
pub(in crate::render) enum Row {
    /// What the rows below have in common.
    Group(&'static str, Cell),
    /// A cell per column.
    Cells(Vec<Cell>),
}

/// A line per cell with its column's title, an empty line between rows.
fn labelled(columns: &[Column<'_>], rows: &[Row]) -> String {
    let mut out = Vec::new();
    for row in rows {
        match row {
            Row::Group(title, cell) => out.push(format!("{title}: {}\n", escape::line(&cell.text))),
            Row::Cells(cells) => {
                let said = columns.iter().zip(cells).filter(|(_, cell)| !cell.is_none());
                let lines = said.map(|(column, cell)| format!("{}: {}\n", column.title(), escape::line(&cell.text)));
                out.push(lines.collect());
            }
        }
    }
    out.join("\n")
}

/// Which columns stand side by side, and which below.
struct Arrangement {
    beside: Vec<bool>,
    below: Vec<bool>,
}

impl Arrangement {
    /// The best one that breaks no word at this width, if there is one.
    fn of(columns: &[Column<'_>], rows: &[Row], width: usize) -> Option<Self> {
        let widths: Vec<_> = (0..).zip(columns).map(|(place, column)| Widths::of(*column, place, rows)).collect();
        let plain = |column: &Column<'_>| !matches!(column, Column::Aside(_) | Column::Prose(_));
        let with_asides = |column: &Column<'_>| !matches!(column, Column::Prose(_));
        let fits = |beside: &dyn Fn(&Column<'_>) -> bool, need: fn(&Widths) -> usize| {
            let shown = columns.iter().zip(&widths).filter(|(column, _)| beside(column));
            shown.map(|(_, widths)| need(widths) + PADDING).sum::<usize>() <= width
        };
        let comfort: fn(&Widths) -> usize = |widths| widths.comfort;
        let least: fn(&Widths) -> usize = |widths| widths.least;
        let wide = width >= WIDE;
        let everything = |column: &Column<'_>| wide || !matches!(column, Column::Aside(_));
        let beside: &dyn Fn(&Column<'_>) -> bool = if fits(&everything, comfort) {
            &everything
        } else if wide && fits(&with_asides, comfort) {
            &with_asides
        } else if fits(&plain, least) {
            &plain
        } else {
            return None;
        };
        let below = |column: &Column<'_>| matches!(column, Column::Prose(_)) && !beside(column);
        Some(Self { beside: columns.iter().map(beside).collect(), below: columns.iter().map(below).collect() })
    }
}

/// How wide the content of a column must be.
struct Widths {
    /// So that no word breaks.
    least: usize,
    /// So that it reads well.
    comfort: usize,
}

impl Widths {
    fn of(column: Column<'_>, place: usize, rows: &[Row]) -> Self {
        let cells = rows.iter().filter_map(|row| match row {
            Row::Group(_, cell) if place == 0 => Some(cell),
            Row::Group(..) => None,
            Row::Cells(cells) => cells.get(place),
        });
        let texts = cells.map(|cell| escape::line(&cell.text));
        let (mut longest_word, mut longest) = (0, column.title().width());
        for text in texts.chain([column.title().into()]) {
            longest = longest.max(text.width());
            longest_word = text.split(' ').map(UnicodeWidthStr::width).fold(longest_word, usize::max);
        }
        let (least, wanted) = match column {
            Column::Word(_) => (longest.min(WORD), 0),
            Column::Number(_) => (longest, 0),
            Column::Text(_) | Column::Aside(_) => (longest_word.min(WORD), TEXT),
            Column::Prose(_) => (longest_word.min(WORD), PROSE),
        };
        Self { least, comfort: longest.min(wanted).max(least) }
    }
}

/// The rows as a table as wide as the terminal; as labelled lines where it is too narrow, or the reader asked for them.
pub(in crate::render) fn table(columns: &[Column<'_>], rows: &[Row], style: Style) -> String {
    if style.accessible {
        return labelled(columns, rows);
    }
    let Some(Arrangement { beside, below }) = Arrangement::of(columns, rows, style.width) else {
        return labelled(columns, rows);
    };
    let pick = |cells: Vec<String>| cells.into_iter().zip(&beside).filter(|(_, shown)| **shown).map(|(cell, _)| cell);
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(u16::try_from(style.width).unwrap_or(u16::MAX));
    let titles = columns.iter().map(|column| mark(&column.title().to_uppercase(), Tone::Strong)).collect();
    table.set_header(pick(titles));
    for row in rows {
        let mut cells: Vec<String> = match row {
            Row::Group(_, cell) => vec![mark(&escape::line(&cell.text), Tone::Strong)],
            Row::Cells(cells) => {
                pick(cells.iter().map(|cell| mark(&escape::line(&cell.text), cell.tone)).collect()).collect()
            }
        };
        if let Some(first) = cells.first_mut() {
            first.insert(0, ROW);
        }
        table.add_row(cells);
    }
    let kinds = (0..).zip(columns).zip(&beside).filter(|(_, shown)| **shown).map(|(column, _)| column);
    for (column, (place, kind)) in table.column_iter_mut().zip(kinds) {
        let least = u16::try_from(Widths::of(*kind, place, rows).least + PADDING).unwrap_or(u16::MAX);
        column.set_constraint(match kind {
            Column::Word(_) | Column::Number(_) => ColumnConstraint::Absolute(Width::Fixed(least)),
            _ => ColumnConstraint::LowerBoundary(Width::Fixed(least)),
        });
        if matches!(kind, Column::Number(_)) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    let laid_out = table.trim_fmt();
    let mut out = String::with_capacity(laid_out.len() * 2);
    let mut begun = rows.iter();
    let mut said = String::new();
    for line in laid_out.lines() {
        if line.contains(ROW) {
            out.push_str(&std::mem::take(&mut said));
            said = begun.next().map(|row| prose(columns, row, &below, style)).unwrap_or_default();
        }
        let _ = writeln!(out, "{}", line.trim_end());
    }
    out.push_str(&said);
    paint(&out, style.color)
}

/// What `row` says below itself: a paragraph for each column that has no room beside the others.
fn prose(columns: &[Column<'_>], row: &Row, below: &[bool], style: Style) -> String {
    let Row::Cells(cells) = row else { return String::new() };
    let said = columns.iter().zip(cells).zip(below).filter(|((_, cell), below)| **below && !cell.is_none());
    let title = |column: &Column<'_>| format!("{:INDENT$}{}: ", "", column.title());
    said.map(|((column, cell), _)| wrap(&title(column), INDENT + 2, std::slice::from_ref(cell), style)).collect()
}

pub(super) fn markdown_table(columns: &[Column<'_>], rows: &[Row]) -> String {
    let titles: Vec<_> = columns.iter().map(|column| column.title()).collect();
    let borders: Vec<_> =
        columns.iter().map(|column| if matches!(column, Column::Number(_)) { "---:" } else { "---" }).collect();
    let mut out = format!("| {} |\n| {} |\n", titles.join(" | "), borders.join(" | "));
    for row in rows {
        let cells: Vec<_> = match row {
            Row::Group(_, cell) => {
                let rest = std::iter::repeat_n(String::new(), columns.len().saturating_sub(1));
                std::iter::once(format!("**{}**", escape::markdown(&cell.text))).chain(rest).collect()
            }
            Row::Cells(cells) => cells.iter().map(|cell| escape::markdown(&cell.text)).collect(),
        };
        let _ = writeln!(out, "| {} |", cells.join(" | "));
    }
    out
}
