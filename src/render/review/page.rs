//! What a change brings as a page for a terminal.

use super::wording::{change, delta, filing, judged, required, setting, step, verdict};
use super::{Finding, Initiative, Review};
use crate::diagnostic::Level;
use crate::render::page::{Block, Cell, Column, Page, Row};
use crate::render::style::Tone;
use crate::render::{plural, relative_days};

/// Rows of a table and lines of a list; who wants more asks for JSON.
const MOST_LINES: usize = 40;

pub(super) fn page(review: &Review) -> Page {
    let tone = match (review.blockers(), review.new.all()) {
        (0, 0) => Tone::Good,
        (0, _) => Tone::Warn,
        _ => Tone::Bad,
    };
    let short = |commit: &str| commit.get(..7).unwrap_or_default().to_owned();
    let against = format!("{} against its base {}", short(&review.head), short(&review.base));
    let mut blocks = vec![Block::Facts(vec![Cell::toned(verdict(review), tone), Cell::toned(against, Tone::Faint)])];
    if !review.findings.is_empty() {
        let columns = vec![Column::Word("Level"), Column::Word("Rule"), Column::Text("Where"), Column::Prose("What")];
        blocks.push(Block::Table(columns, review.findings.iter().take(MOST_LINES).map(finding).collect()));
        let more = review.new.all().saturating_sub(MOST_LINES.min(review.findings.len()));
        if more > 0 {
            blocks.push(Block::Remark(format!("… and {} more; `canvass validate` shows all", plural(more, "finding"))));
        }
    }
    let moved: Vec<_> = review.moved().take(MOST_LINES).map(initiative).collect();
    if !moved.is_empty() {
        let columns = vec![
            Column::Word("Initiative"),
            Column::Word("Verdict"),
            Column::Text("Readiness"),
            Column::Text("Coverage"),
            Column::Word("Planning"),
        ];
        blocks.push(Block::Table(columns, moved));
    }
    let mut listed = |title: &'static str, mut lines: Vec<String>| {
        let more = lines.len().saturating_sub(MOST_LINES);
        lines.truncate(MOST_LINES);
        if more > 0 {
            lines.push(format!("… and {more} more"));
        }
        if !lines.is_empty() {
            blocks.push(Block::Steps(title, lines.into_iter().map(Cell::new).collect()));
        }
    };
    let of = |initiative: &str, what: String| format!("{initiative}: {what}");
    listed("Cannot be read", review.unreadable.clone());
    listed("Settings", review.settings.iter().map(setting).collect());
    listed("Newly required", review.required.iter().map(|it| of(&it.initiative, required(it))).collect());
    listed("Next", review.next.iter().map(|it| of(&it.initiative, step(it))).collect());
    listed("Changed", review.changes.iter().map(|it| of(&it.initiative, change(it))).collect());
    let asks = |word: &str, asks: &[super::Asked]| {
        let line = |ask: &super::Asked| format!("{word} {}/{} in {}", ask.initiative, ask.ask, ask.repo);
        asks.iter().map(line).collect::<Vec<_>>()
    };
    let it = &review.filing;
    let mut filed = asks("files", &it.more);
    filed.extend(asks("no longer files", &it.fewer));
    filed.extend(it.held_back.iter().map(|it| format!("holds back {}/{}: {}", it.initiative, it.ask, it.reason)));
    if !filed.is_empty() {
        filed.insert(0, filing(review));
    }
    listed("Filing", filed);
    Page(blocks)
}

fn finding(finding: &Finding) -> Row {
    let tone = match finding.level {
        Level::Error => Tone::Bad,
        Level::Warning => Tone::Warn,
        Level::Hint => Tone::Faint,
    };
    Row::Cells(vec![
        Cell::toned(finding.level.as_str(), tone),
        Cell::new(finding.code.as_str()),
        Cell::new(format!("{}:{}", finding.file, finding.line)),
        Cell::new(finding.message.as_str()),
    ])
}

fn initiative(it: &Initiative) -> Row {
    Row::Cells(vec![
        Cell::toned(it.id.as_str(), Tone::Strong),
        Cell::new(judged(it)),
        Cell::new(delta(it.readiness)),
        Cell::new(delta(it.coverage)),
        it.days.map_or_else(Cell::none, |days| Cell::new(relative_days(days))),
    ])
}
