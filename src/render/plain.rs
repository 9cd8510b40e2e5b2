//! A Markdown document for a terminal, a mail or a screen reader: the same words, laid out without its signs.
//!
//! What the document says is left to whoever wrote it, how tables and lines are laid out to [`super::page`].

use super::escape;
use super::page::{Cell, Column, Row, flow, table};
use super::style::{Style, Tone};
use pulldown_cmark::{Alignment, Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use std::fmt::Write;
use unicode_width::UnicodeWidthStr;

/// Content of a column that never is too wide to stand in one line.
const SHORT: usize = 12;
/// Content of the last column that goes below its row where there is no room beside it.
const LONG: usize = 40;
/// How far the items of a list within a list are moved in.
const INDENT: usize = 2;

/// The words of `markdown` for the reader that `style` tells of.
pub(super) fn text(markdown: &str, style: Style) -> String {
    let mut writer = Writer::new(style);
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        writer.take(event);
    }
    escape::log(writer.out)
}

/// The words of the first heading of `markdown`: what to read when there is time for one line.
pub(super) fn headline(markdown: &str) -> String {
    let events = Parser::new_ext(markdown, Options::ENABLE_TABLES);
    let after = events.skip_while(|event| !matches!(event, Event::Start(Tag::Heading { .. }))).skip(1);
    let within = after.take_while(|event| !matches!(event, Event::End(TagEnd::Heading(_))));
    within.fold(String::new(), |line, event| line + &words(&event).unwrap_or_default())
}

/// What an event says.
fn words(event: &Event<'_>) -> Option<String> {
    match event {
        // A space without width is ours: whatever else a reader cannot see has been named before.
        Event::Text(text) | Event::Code(text) => Some(text.replace('\u{200b}', "")),
        Event::SoftBreak => Some(" ".to_owned()),
        _ => None,
    }
}

/// A list that is open: the number of its next item where it counts.
type List = Option<u64>;

struct Writer {
    style: Style,
    out: String,
    /// The words of the paragraph, heading, item or cell that is being read.
    spans: Vec<Cell>,
    tones: Vec<Tone>,
    lists: Vec<List>,
    /// Where a link that is open leads, and the span it begins with.
    link: Option<(usize, String)>,
    /// The sign of the item whose first words are awaited.
    sign: Option<String>,
    /// Whether what is read stands in a block of code, whose lines are kept.
    in_code: bool,
    table: Rows,
}

/// A table that is being read.
#[derive(Default)]
struct Rows {
    alignments: Vec<Alignment>,
    titles: Vec<String>,
    rows: Vec<Vec<Cell>>,
}

impl Writer {
    fn new(style: Style) -> Self {
        let (out, spans, tones, lists) = (String::new(), Vec::new(), Vec::new(), Vec::new());
        Self { style, out, spans, tones, lists, link: None, sign: None, in_code: false, table: Rows::default() }
    }

    fn take(&mut self, event: Event<'_>) {
        if let Event::Text(code) = &event
            && self.in_code
        {
            return self.out.push_str(&escape::terminal(code));
        }
        if let Some(words) = words(&event) {
            let tone = self.tones.last().copied().unwrap_or_default();
            return self.spans.push(Cell::toned(words, tone));
        }
        match event {
            Event::Start(tag) => self.open(tag),
            Event::End(tag) => self.close(tag),
            Event::HardBreak => self.paragraph(),
            Event::Rule => {
                self.gap();
                self.out.push_str("---\n");
            }
            _ => {}
        }
    }

    fn open(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Strong => self.tones.push(Tone::Strong),
            Tag::Link { dest_url, .. } => self.link = Some((self.spans.len(), dest_url.into_string())),
            Tag::List(first) => {
                // An item that holds a list has said what it says.
                self.paragraph();
                if self.lists.is_empty() {
                    self.gap();
                }
                self.lists.push(first);
            }
            Tag::Item => {
                self.sign = Some(match self.lists.last_mut() {
                    Some(Some(number)) => {
                        *number += 1;
                        format!("{}. ", *number - 1)
                    }
                    _ => "- ".to_owned(),
                });
            }
            Tag::CodeBlock(_) => {
                self.gap();
                self.in_code = true;
            }
            Tag::Table(alignments) => self.table = Rows { alignments, ..Rows::default() },
            Tag::TableRow => self.table.rows.push(Vec::new()),
            Tag::Paragraph if self.lists.is_empty() => self.gap(),
            Tag::Heading { .. } => self.gap(),
            _ => {}
        }
    }

    fn close(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Strong => {
                self.tones.pop();
            }
            TagEnd::CodeBlock => self.in_code = false,
            TagEnd::Link => self.link(),
            TagEnd::Heading(level) => self.heading(level),
            TagEnd::Paragraph | TagEnd::Item => self.paragraph(),
            TagEnd::List(_) => {
                self.lists.pop();
            }
            TagEnd::TableCell => {
                let spans = std::mem::take(&mut self.spans);
                match self.table.rows.last_mut() {
                    Some(row) => row.push(Cell::joined(&spans)),
                    None => self.table.titles.push(Cell::joined(&spans).into_text()),
                }
            }
            TagEnd::Table => {
                self.gap();
                let table = std::mem::take(&mut self.table);
                self.out.push_str(&table.laid_out(self.style));
            }
            _ => {}
        }
    }

    /// Where nothing can be clicked, an address must be seen: in the place of its short form, or behind other words.
    fn link(&mut self) {
        let Some((first, address)) = self.link.take() else { return };
        let said = Cell::joined(self.spans.get(first..).unwrap_or_default()).into_text();
        if address.split_once("://").is_some_and(|(_, short)| short == said) {
            self.spans.truncate(first);
            self.spans.push(Cell::new(address));
        } else {
            self.spans.push(Cell::new(format!(" ({address})")));
        }
    }

    /// An empty line, but for the beginning.
    fn gap(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }

    /// Writes down what was read of a paragraph or an item.
    fn paragraph(&mut self) {
        let spans = std::mem::take(&mut self.spans);
        let sign = self.sign.take();
        if spans.is_empty() && sign.is_none() {
            return;
        }
        let margin = self.lists.len().saturating_sub(1) * INDENT;
        let (before, within) = match sign {
            Some(sign) => (format!("{:margin$}{sign}", ""), margin + sign.width()),
            None if self.lists.is_empty() => (String::new(), 0),
            None => (format!("{:1$}", "", margin + INDENT), margin + INDENT),
        };
        self.out.push_str(&flow(&before, within, &spans, self.style));
    }

    /// A heading is bold, or underlined where there is no colour and somebody sees it.
    fn heading(&mut self, level: HeadingLevel) {
        let line = Cell::joined(&std::mem::take(&mut self.spans)).into_text();
        self.out.push_str(&flow("", 0, &[Cell::toned(line.as_str(), Tone::Strong)], self.style));
        let sign = match level {
            HeadingLevel::H1 => "=",
            HeadingLevel::H2 => "-",
            _ => return,
        };
        if !self.style.color && !self.style.accessible {
            let width = escape::line(&line).width().min(self.style.width);
            let _ = writeln!(self.out, "{}", sign.repeat(width));
        }
    }
}

impl Rows {
    fn laid_out(&self, style: Style) -> String {
        let columns: Vec<Column<'_>> =
            (0..).zip(&self.titles).map(|(place, title)| self.column(place, title)).collect();
        let rows: Vec<Row> = self.rows.iter().map(|cells| Row::Cells(cells.clone())).collect();
        table(&columns, &rows, style)
    }

    /// How a column behaves, by what stands in it.
    fn column<'t>(&self, place: usize, title: &'t str) -> Column<'t> {
        let texts = || self.rows.iter().filter_map(|row| row.get(place)).map(Cell::text);
        let longest = texts().map(UnicodeWidthStr::width).max().unwrap_or_default();
        let is_last = place + 1 == self.titles.len();
        match self.alignments.get(place) {
            Some(Alignment::Right) => Column::Number(title),
            _ if longest <= SHORT || texts().all(|text| !text.contains(' ')) => Column::Word(title),
            _ if is_last && longest > LONG => Column::Prose(title),
            _ => Column::Text(title),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(markdown: &str, width: usize) -> String {
        text(markdown, Style { width, ..Style::PLAIN })
    }

    #[test]
    fn a_document_reads_without_its_signs() {
        let markdown = "# Title \\*\n\nA **strong** word, a [link](<https://x.example/y>),\n[x.example/z](<https://x.example/z>) and @&#8203;ana\nin one\\\nline.\n\n\
            ## Part\n\n1. one\n2. two that goes on and on\n   - inner item\n   - other\n\nEnd.\n\n---\n\n<sub>small</sub>\n";
        insta::assert_snapshot!(plain(markdown, 24));
        let spoken = text(markdown, Style { accessible: true, width: 24, ..Style::PLAIN });
        assert!(!spoken.contains("===") && spoken.contains("2. two that goes on and on\n"), "{spoken}");
        let colored = text(markdown, Style { color: true, ..Style::PLAIN });
        assert!(colored.contains("\u{1b}[1mstrong\u{1b}[0m word") && !colored.contains("==="), "{colored:?}");
        assert_eq!(headline("text\n\n### a **b** @&#8203;c\n\n# d\n"), "a b @c");
    }

    #[test]
    fn code_is_kept_as_it_is() {
        let markdown =
            "One:\n\n```toml\n[[update]]\ntext = \"a  line that is longer than the width of it all\"\n```\n\nTwo.\n";
        let text = "One:\n\n[[update]]\ntext = \"a  line that is longer than the width of it all\"\n\nTwo.\n";
        assert_eq!(plain(markdown, 24), text);
    }

    #[test]
    fn a_table_fits_its_width() {
        let row =
            "| checkout-retries | 85 (+6) | Let the payments API accept the same payment twice and charge it once |\n";
        let markdown = format!("| Initiative | Ready | Asked for |\n| --- | ---: | --- |\n{row}{row}");
        insta::assert_snapshot!(format!("{}\n{}", plain(&markdown, 60), plain(&markdown, 120)));
    }

    #[test]
    fn no_line_is_a_command_and_nothing_hidden_comes_through() {
        let out = plain("a\n\n::error::x\n\n- &lt;U+202E&gt; ##[group]\n", 80);
        assert_eq!(out, "a\n\n: :error::x\n\n- <U+202E> # #[group]\n");
        assert_eq!(plain("&#x202e;b", 80), "<U+202E>b\n");
    }
}
