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
const WORD: usize = 40;
/// Text beside other columns reads well from this width on.
const TEXT: usize = 16;
/// Prose does from this one.
const PROSE: usize = 40;
/// The spaces around the content of a column.
const PADDING: usize = 2;
/// How far prose below its row is moved in.
const INDENT: usize = 4;

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
/// Between facts that stand in one line.
const BETWEEN: &str = " · ";

/// How a column behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    /// A word or two that should stay in one line.
    Word(&'static str),
    /// A number.
    Number(&'static str),
    /// A few words that wrap.
    Text(&'static str),
    /// Text that wraps, and stays away from narrow terminals.
    Aside(&'static str),
    /// A sentence: below its row, after its title, where there is no room beside it.
    Prose(&'static str),
}

impl Column {
    const fn title(self) -> &'static str {
        match self {
            Self::Word(title) | Self::Number(title) | Self::Text(title) | Self::Aside(title) | Self::Prose(title) => {
                title
            }
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
    /// What to read when there is time for one line; between facts it goes on in another where there is no room.
    Headline(Vec<Cell>),
    /// Facts that belong together; the first says what it is about.
    Facts(Vec<Cell>),
    /// A table.
    Table(Vec<Column>, Vec<Row>),
    /// Things to do, in order.
    Steps(&'static str, Vec<Cell>),
    /// A remark.
    Remark(String),
}

/// A title and a table, unless there is nothing in it.
pub(super) fn section(blocks: &mut Vec<Block>, title: &str, (columns, rows): (Vec<Column>, Vec<Row>)) {
    if !rows.is_empty() {
        blocks.push(Block::Facts(vec![Cell::toned(title, Tone::Strong)]));
        blocks.push(Block::Table(columns, rows));
    }
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
                Block::Headline(facts) => facts_text(facts, BETWEEN, style),
                Block::Facts(facts) => facts_text(facts, "   ", style),
                Block::Table(columns, rows) if style.accessible => labelled(columns, rows),
                Block::Table(columns, rows) => table(columns, rows, style),
                Block::Steps(title, steps) => {
                    let numbered = (1..).zip(steps).map(|(n, step)| wrap(&format!("{n}. "), 3, step, style));
                    let title = Cell::toned(*title, Tone::Strong).painted(style);
                    format!("{title}:\n{}", paint(&numbered.collect::<String>(), style.color))
                }
                Block::Remark(text) => wrap("", 0, &Cell::new(text.as_str()), style),
            });
        }
        escape::log(blocks.join("\n"))
    }

    /// For GitHub.
    pub(super) fn markdown(&self) -> String {
        let mut blocks = Vec::new();
        for (place, block) in self.0.iter().enumerate() {
            let joined = |facts: &[Cell]| facts.iter().map(|fact| escape::markdown(&fact.text)).collect::<Vec<_>>();
            blocks.push(match block {
                Block::Headline(facts) => format!("### {}\n", joined(facts).join(BETWEEN)),
                Block::Facts(facts) => {
                    let facts = joined(facts);
                    match facts.split_first() {
                        Some((subject, [])) if place == 0 => format!("### {subject}\n"),
                        Some((subject, rest)) if place == 0 => format!("### {subject}\n\n{}\n", rest.join(BETWEEN)),
                        // Alone, it is the title of what follows.
                        Some((title, [])) => format!("**{title}**\n"),
                        _ => format!("{}\n", facts.join(BETWEEN)),
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

/// Facts side by side, in as many lines as they need; each in a line of its own for screen readers.
fn facts_text(facts: &[Cell], between: &str, style: Style) -> String {
    let mut out = String::new();
    let mut used = 0;
    for fact in facts {
        let width = escape::line(&fact.text).width();
        if used > 0 && (style.accessible || used + between.width() + width > style.width) {
            out.push('\n');
            used = 0;
        } else if used > 0 {
            out.push_str(between);
            used += between.width();
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

/// Which columns stand side by side, and which below.
struct Arrangement {
    beside: Vec<bool>,
    below: Vec<bool>,
}

impl Arrangement {
    /// The best one that breaks no word at this width, if there is one.
    fn of(columns: &[Column], rows: &[Row], width: usize) -> Option<Self> {
        let widths: Vec<_> = (0..).zip(columns).map(|(place, column)| Widths::of(*column, place, rows)).collect();
        let plain = |column: &Column| !matches!(column, Column::Aside(_) | Column::Prose(_));
        let with_asides = |column: &Column| !matches!(column, Column::Prose(_));
        let fits = |beside: &dyn Fn(&Column) -> bool, need: fn(&Widths) -> usize| {
            let shown = columns.iter().zip(&widths).filter(|(column, _)| beside(column));
            shown.map(|(_, widths)| need(widths) + PADDING).sum::<usize>() <= width
        };
        let comfort: fn(&Widths) -> usize = |widths| widths.comfort;
        let least: fn(&Widths) -> usize = |widths| widths.least;
        let wide = width >= WIDE;
        let everything = |column: &Column| wide || !matches!(column, Column::Aside(_));
        let beside: &dyn Fn(&Column) -> bool = if fits(&everything, comfort) {
            &everything
        } else if wide && fits(&with_asides, comfort) {
            &with_asides
        } else if fits(&plain, least) {
            &plain
        } else {
            return None;
        };
        let below = |column: &Column| matches!(column, Column::Prose(_)) && !beside(column);
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
    fn of(column: Column, place: usize, rows: &[Row]) -> Self {
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

fn table(columns: &[Column], rows: &[Row], style: Style) -> String {
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
fn prose(columns: &[Column], row: &Row, below: &[bool], style: Style) -> String {
    let Row::Cells(cells) = row else { return String::new() };
    let said = columns.iter().zip(cells).zip(below).filter(|((_, cell), below)| **below && !cell.is_none());
    let title = |column: &Column| format!("{:INDENT$}{}: ", "", column.title());
    said.map(|((column, cell), _)| wrap(&title(column), INDENT + 2, cell, style)).collect()
}

/// `before` and the words of `cell` in as many lines as they need, all but the first moved in by `indent`; marked, to be
/// painted.
fn wrap(before: &str, indent: usize, cell: &Cell, style: Style) -> String {
    let mut out = before.to_owned();
    let mut used = before.width();
    let mut empty = true;
    for word in escape::line(&cell.text).split(' ') {
        if !empty && !style.accessible && used + 1 + word.width() > style.width {
            let _ = write!(out, "\n{:indent$}", "");
            used = indent;
        } else if !empty {
            out.push(' ');
            used += 1;
        }
        out.push_str(&mark(word, cell.tone));
        used += word.width();
        empty = false;
    }
    out.push('\n');
    out
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
/// Begins the first line of a row, as invisibly.
const ROW: char = '\u{2064}';

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
                None if c != END && c != ROW => out.push(c),
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
