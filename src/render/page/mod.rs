//! A page of facts and tables, written for a terminal, for a screen reader or as Markdown; what stands on it is left to
//! the pages themselves.

mod paint;
mod table;

pub(in crate::render) use paint::flow;
pub(in crate::render) use table::{Column, Row, table};

use super::escape;
use super::style::{Style, Tone};
use paint::{paint, wrap};
use table::markdown_table;
use unicode_width::UnicodeWidthStr;

/// A short text with its meaning; may hold anything, each output makes it harmless.
#[derive(Clone, Debug, Default)]
pub(in crate::render) struct Cell {
    text: String,
    tone: Tone,
}

impl Cell {
    pub(in crate::render) fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), tone: Tone::Plain }
    }

    pub(in crate::render) fn toned(text: impl Into<String>, tone: Tone) -> Self {
        Self { text: text.into(), tone }
    }

    pub(in crate::render) fn number(number: Option<i64>) -> Self {
        number.map_or_else(Self::none, |number| Self::new(number.to_string()))
    }

    /// Nothing to say.
    pub(in crate::render) fn none() -> Self {
        Self::toned(NOTHING, Tone::Faint)
    }

    /// `cells` as one, strong where all of them are.
    pub(in crate::render) fn joined(cells: &[Self]) -> Self {
        let text: String = cells.iter().map(|cell| cell.text.as_str()).collect();
        let strong = !cells.is_empty() && cells.iter().all(|cell| cell.tone == Tone::Strong);
        Self { text, tone: if strong { Tone::Strong } else { Tone::Plain } }
    }

    pub(in crate::render) fn text(&self) -> &str {
        &self.text
    }

    pub(in crate::render) fn into_text(self) -> String {
        self.text
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

/// A part of a page.
#[derive(Clone, Debug)]
pub(in crate::render) enum Block {
    /// Facts that belong together; the first says what it is about.
    Facts(Vec<Cell>),
    /// A table.
    Table(Vec<Column<'static>>, Vec<Row>),
    /// Things to do, in order.
    Steps(&'static str, Vec<Cell>),
    /// A remark.
    Remark(String),
}

/// A title and a table, unless there is nothing in it.
pub(in crate::render) fn section(
    blocks: &mut Vec<Block>,
    title: &str,
    (columns, rows): (Vec<Column<'static>>, Vec<Row>),
) {
    if !rows.is_empty() {
        blocks.push(Block::Facts(vec![Cell::toned(title, Tone::Strong)]));
        blocks.push(Block::Table(columns, rows));
    }
}

/// What is written on one page.
#[derive(Clone, Debug, Default)]
pub(in crate::render) struct Page(pub(in crate::render) Vec<Block>);

impl Page {
    /// For a terminal, as wide as it is; labelled lines where the reader asked for them.
    pub(in crate::render) fn terminal(&self, style: Style) -> String {
        let mut blocks = Vec::new();
        for block in &self.0 {
            blocks.push(match block {
                Block::Facts(facts) => facts_text(facts, "   ", style),
                Block::Table(columns, rows) => table(columns, rows, style),
                Block::Steps(title, steps) => {
                    let numbered =
                        (1..).zip(steps).map(|(n, step)| wrap(&format!("{n}. "), 3, std::slice::from_ref(step), style));
                    let title = Cell::toned(*title, Tone::Strong).painted(style);
                    format!("{title}:\n{}", paint(&numbered.collect::<String>(), style.color))
                }
                Block::Remark(text) => wrap("", 0, &[Cell::new(text.as_str())], style),
            });
        }
        escape::log(blocks.join("\n"))
    }

    /// For GitHub.
    pub(in crate::render) fn markdown(&self) -> String {
        let mut blocks = Vec::new();
        for (place, block) in self.0.iter().enumerate() {
            let joined = |facts: &[Cell]| facts.iter().map(|fact| escape::markdown(&fact.text)).collect::<Vec<_>>();
            blocks.push(match block {
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
