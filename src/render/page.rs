//! A page of facts and tables, written for a terminal, for a screen reader or as Markdown; what stands on it is left to
//! the pages themselves.

use super::escape;
use super::style::{Style, Tone};
use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, Table, Width, presets};
use std::fmt::Write;
use unicode_width::UnicodeWidthStr;

/// From this width on, columns that are only good to have are shown.
const WIDE: usize = 110;
/// Words that never wrap may take this many columns.
const WORD: u16 = 40;

/// A short text with its meaning; may hold anything, each output makes it harmless.
#[derive(Clone, Debug, Default)]
pub(super) struct Cell {
    text: String,
    tone: Tone,
}

impl Cell {
    pub(super) fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), tone: Tone::Plain }
    }

    pub(super) fn toned(text: impl Into<String>, tone: Tone) -> Self {
        Self { text: text.into(), tone }
    }

    pub(super) fn number(number: Option<i64>) -> Self {
        number.map_or_else(Self::none, |number| Self::new(number.to_string()))
    }

    /// Nothing to say.
    pub(super) fn none() -> Self {
        Self::toned(NOTHING, Tone::Faint)
    }

    fn is_none(&self) -> bool {
        self.text.is_empty() || self.text == NOTHING
    }

    /// On a terminal, coloured as a whole.
    fn painted(&self, style: Style) -> String {
        let text = escape::line(&self.text);
        if style.color && self.tone != Tone::Plain {
            let ansi = self.tone.ansi();
            format!("{ansi}{text}{ansi:#}")
        } else {
            text.into_owned()
        }
    }
}

const NOTHING: &str = "—";

/// How a column behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    /// A word or two that should stay in one line.
    Word(&'static str),
    /// A number.
    Number(&'static str),
    /// Text that wraps.
    Text(&'static str),
    /// Text that wraps, and stays away from narrow terminals.
    Aside(&'static str),
}

impl Column {
    const fn title(self) -> &'static str {
        match self {
            Self::Word(title) | Self::Number(title) | Self::Text(title) | Self::Aside(title) => title,
        }
    }
}

/// One row of a table.
#[derive(Clone, Debug)]
pub(super) enum Row {
    /// What the rows below have in common.
    Group(&'static str, Cell),
    /// A cell per column.
    Cells(Vec<Cell>),
}

/// A part of a page.
#[derive(Clone, Debug)]
pub(super) enum Block {
    /// Facts that belong together; the first says what it is about.
    Facts(Vec<Cell>),
    /// A table.
    Table(Vec<Column>, Vec<Row>),
    /// Things to do, in order.
    Steps(&'static str, Vec<Cell>),
    /// A remark.
    Remark(String),
}

/// What is written on one page.
#[derive(Clone, Debug, Default)]
pub(super) struct Page(pub(super) Vec<Block>);

impl Page {
    /// For a terminal, as wide as it is; labelled lines where the reader asked for them.
    pub(super) fn terminal(&self, style: Style) -> String {
        let mut blocks = Vec::new();
        for block in &self.0 {
            blocks.push(match block {
                Block::Facts(facts) => facts_text(facts, style),
                Block::Table(columns, rows) if style.accessible => labelled(columns, rows),
                Block::Table(columns, rows) => table(columns, rows, style),
                Block::Steps(title, steps) => {
                    let numbered = (1..)
                        .zip(steps)
                        .map(|(n, step)| wrapped(&format!("{n}. {}", escape::line(&step.text)), style, "   "));
                    let title = Cell::toned(*title, Tone::Strong).painted(style);
                    format!("{title}:\n{}", numbered.collect::<String>())
                }
                Block::Remark(text) => wrapped(&escape::line(text), style, ""),
            });
        }
        escape::log(blocks.join("\n"))
    }

    /// For GitHub.
    pub(super) fn markdown(&self) -> String {
        let mut blocks = Vec::new();
        for (place, block) in self.0.iter().enumerate() {
            blocks.push(match block {
                Block::Facts(facts) => {
                    let facts: Vec<_> = facts.iter().map(|fact| escape::markdown(&fact.text)).collect();
                    match facts.split_first() {
                        Some((subject, rest)) if place == 0 => format!("### {subject}\n\n{}\n", rest.join(" · ")),
                        _ => format!("{}\n", facts.join(" · ")),
                    }
                }
                Block::Table(columns, rows) => markdown_table(columns, rows),
                Block::Steps(title, steps) => {
                    let numbered = (1..).zip(steps).map(|(n, step)| format!("{n}. {}\n", escape::markdown(&step.text)));
                    format!("**{title}:**\n\n{}", numbered.collect::<String>())
                }
                Block::Remark(text) => format!("{}\n", escape::markdown(text)),
            });
        }
        blocks.join("\n")
    }
}

/// `text` in lines no wider than the terminal as far as its words allow, all but the first after `indent`; in one line
/// for screen readers.
fn wrapped(text: &str, style: Style, indent: &str) -> String {
    let mut out = String::new();
    let mut used = 0;
    for word in text.split(' ') {
        if used > 0 && used + 1 + word.width() > style.width && !style.accessible {
            let _ = write!(out, "\n{indent}");
            used = indent.width();
        } else if used > 0 {
            out.push(' ');
            used += 1;
        }
        out.push_str(word);
        used += word.width();
    }
    out.push('\n');
    out
}

/// Facts side by side, in as many lines as they need; each in a line of its own for screen readers.
fn facts_text(facts: &[Cell], style: Style) -> String {
    let mut out = String::new();
    let mut used = 0;
    for fact in facts {
        let width = escape::line(&fact.text).width();
        if used > 0 && (style.accessible || used + 3 + width > style.width) {
            out.push('\n');
            used = 0;
        } else if used > 0 {
            out.push_str("   ");
            used += 3;
        }
        out.push_str(&fact.painted(style));
        used += width;
    }
    out.push('\n');
    out
}

/// A line per cell with its column's title, an empty line between rows.
fn labelled(columns: &[Column], rows: &[Row]) -> String {
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

fn table(columns: &[Column], rows: &[Row], style: Style) -> String {
    let shown: Vec<bool> =
        columns.iter().map(|column| style.width >= WIDE || !matches!(column, Column::Aside(_))).collect();
    let pick = |cells: Vec<String>| cells.into_iter().zip(&shown).filter(|(_, shown)| **shown).map(|(cell, _)| cell);
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(u16::try_from(style.width).unwrap_or(u16::MAX));
    let titles = columns.iter().map(|column| mark(&column.title().to_uppercase(), Tone::Strong)).collect();
    table.set_header(pick(titles));
    for row in rows {
        match row {
            Row::Group(_, cell) => table.add_row([mark(&escape::line(&cell.text), Tone::Strong)]),
            Row::Cells(cells) => {
                table.add_row(pick(cells.iter().map(|cell| mark(&escape::line(&cell.text), cell.tone)).collect()))
            }
        };
    }
    let kinds = columns.iter().zip(&shown).filter(|(_, shown)| **shown).map(|(column, _)| column);
    let widths = table.column_max_content_widths();
    for ((column, kind), width) in table.column_iter_mut().zip(kinds).zip(widths) {
        match kind {
            Column::Number(_) => {
                column.set_cell_alignment(CellAlignment::Right);
                column.set_constraint(ColumnConstraint::ContentWidth);
            }
            // A hostile name may be long.
            Column::Word(_) if width > WORD => {
                column.set_constraint(ColumnConstraint::UpperBoundary(Width::Fixed(WORD)));
            }
            Column::Word(_) => {
                column.set_constraint(ColumnConstraint::ContentWidth);
            }
            Column::Text(_) | Column::Aside(_) => {}
        }
    }
    let mut out = table.trim_fmt();
    out.push('\n');
    paint(&out, style.color)
}

/// Marks that stand in for colours until the table is laid out: they take no room, and text cannot forge them, for
/// what is hidden in it has been made visible.
const MARKS: [(Tone, char); 5] = [
    (Tone::Good, '\u{206a}'),
    (Tone::Warn, '\u{206b}'),
    (Tone::Bad, '\u{206c}'),
    (Tone::Faint, '\u{206d}'),
    (Tone::Strong, '\u{206e}'),
];
const END: char = '\u{206f}';

/// `text` with every word between marks, so that a wrapped cell colours nothing beside it.
fn mark(text: &str, tone: Tone) -> String {
    match MARKS.iter().find(|(marked, _)| *marked == tone) {
        Some((_, begin)) => text
            .split(' ')
            .map(|word| if word.is_empty() { String::new() } else { format!("{begin}{word}{END}") })
            .collect::<Vec<_>>()
            .join(" "),
        None => text.into(),
    }
}

/// Replaces marks by colours, or by nothing.
fn paint(laid_out: &str, color: bool) -> String {
    let mut out = String::with_capacity(laid_out.len());
    for line in laid_out.split_inclusive('\n') {
        let mut open = None;
        for c in line.chars() {
            // A word too long for its column goes on in the next line; its colour ends with this one.
            if (c == END || c == '\n')
                && let Some(ansi) = open.take()
            {
                let _ = write!(out, "{ansi:#}");
            }
            match MARKS.iter().find(|(_, mark)| *mark == c) {
                Some((tone, _)) if color => {
                    let _ = write!(out, "{}", tone.ansi());
                    open = Some(tone.ansi());
                }
                None if c != END => out.push(c),
                _ => {}
            }
        }
    }
    out
}

fn markdown_table(columns: &[Column], rows: &[Row]) -> String {
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
