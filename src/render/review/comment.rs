//! What a change brings as the comment on its pull request, and whole as the summary of a step.
//!
//! What blocks stays open, the rest folds; one that has nothing to say is a line. Whole sections are left out of one that
//! would be too long, never parts of them. Where it is posted, and whether, is left to [`crate::forge`].

use super::wording::{change, counted, delta, filing, judged, opens, setting, sign, step, verdict};
use super::{Change, ChangeKind, Finding, Initiative, Review};
use crate::load::limits::excerpt;
use crate::render::{MOST_COMMENT, escape, plural};
use std::collections::BTreeMap;
use std::fmt::Write;

/// How much of a list is shown.
#[derive(Clone, Copy)]
struct Room {
    /// Rows of a table.
    rows: usize,
    /// People or asks in one sentence.
    named: usize,
    /// Whether initiatives that are not moved are listed where all can be read.
    rest: bool,
}

const COMMENT: Room = Room { rows: 30, named: 8, rest: false };
const WHOLE: Room = Room { rows: usize::MAX, named: usize::MAX, rest: true };

/// Where what is spoken of can be looked at; none of it comes from a report.
#[derive(Clone, Debug, Default)]
pub struct Links {
    /// The files of the change, such as `https://github.com/acme/plans/blob/4be21a0…`.
    pub files: Option<String>,
    /// The run that made the report.
    pub report: Option<String>,
}

/// A comment in its two parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// What it says of the change.
    pub content: String,
    /// Which commits it speaks of: another with every push, even when there is nothing else to say.
    pub footer: String,
}

/// The comment on the pull request of the change.
#[must_use]
pub fn comment(review: &Review, links: &Links) -> Comment {
    let footer = footer(review, links);
    if review.is_quiet() {
        return Comment { content: quiet_line(review), footer: String::new() };
    }
    let heading = heading(review);
    let mut sections = sections(review, links, COMMENT);
    let length = |sections: &[Section]| sections.iter().map(|it| it.text.len() + 1).sum::<usize>();
    let room = MOST_COMMENT.saturating_sub(heading.len() + footer.len() + 200);
    let mut left_out = 0;
    while length(&sections) > room {
        let least = sections.iter().enumerate().min_by_key(|(_, section)| section.weight).map(|(place, _)| place);
        let Some(place) = least else { break };
        sections.remove(place);
        left_out += 1;
    }
    let mut content = heading;
    for section in &sections {
        content.push('\n');
        content.push_str(&section.text);
    }
    if left_out > 0 {
        let _ = writeln!(content, "\n… {} left out, for want of room.", plural(left_out, "section"));
    }
    content.push_str(&beyond(review));
    Comment { content, footer }
}

/// All there is to say, for a summary.
#[must_use]
pub fn markdown(review: &Review, links: &Links) -> String {
    let mut out = heading(review);
    for section in sections(review, links, WHOLE) {
        out.push('\n');
        out.push_str(&section.text);
    }
    let existing = review.existing;
    if existing.all() > 0 {
        let _ = writeln!(out, "\nAlready in the base, and not counted: {}.", counted(existing));
    }
    out.push_str(&beyond(review));
    let _ = write!(out, "\n{}", footer(review, links));
    out
}

/// How all others stand.
fn not_moved(review: &Review) -> String {
    let rest: Vec<&Initiative> = review.initiatives.iter().filter(|it| !it.moved).collect();
    match rest.is_empty() {
        true => String::new(),
        false => folded(&format!("{} not moved", plural(rest.len(), "initiative")), &table(&rest)),
    }
}

/// A word about what the report does not hold.
fn beyond(review: &Review) -> String {
    match review.left_out {
        0 => String::new(),
        more => format!("\n… {more} more of all this are left out: too many to tell.\n"),
    }
}

/// A part of a comment.
struct Section {
    /// What has the least is left out first.
    weight: u8,
    text: String,
}

fn heading(review: &Review) -> String {
    let sign = match (review.blockers(), review.new.all()) {
        (0, 0) if review.unreadable.is_empty() => "✅",
        (0, _) => "⚠️",
        _ => "❌",
    };
    format!("### {sign} canvass: {}\n", escape::markdown(&verdict(review)))
}

fn quiet_line(review: &Review) -> String {
    let moved: Vec<_> = review.moved().collect();
    let mut line = "✅ **canvass: nothing to mend**".to_owned();
    match moved.as_slice() {
        [] => {}
        [one] => {
            let _ = write!(line, " · {}: {}", escape::markdown(&one.id), numbers(one));
        }
        many => {
            let _ = write!(
                line,
                " · {} · readiness {} · coverage {} on average",
                plural(many.len(), "initiative"),
                delta(review.readiness),
                delta(review.coverage)
            );
        }
    }
    let notable =
        |it: &&Change| !matches!(it.kind, ChangeKind::Entries | ChangeKind::AskAdded | ChangeKind::AskRemoved);
    let several = moved.len() > 1;
    let notable = review.changes.iter().filter(notable).map(|it| match several {
        true => cell(&format!("{} {}", it.initiative, change(it))),
        false => cell(&change(it)),
    });
    let notable: Vec<_> = notable.collect();
    if !notable.is_empty() {
        let _ = write!(line, " · {}", named(notable.into_iter(), COMMENT.named));
    }
    line.push('\n');
    line
}

/// The numbers of one initiative, in a line.
fn numbers(initiative: &Initiative) -> String {
    let mut line = format!("{} · readiness {}", judged(initiative), delta(initiative.readiness));
    if let Some(expected) = initiative.expected {
        let _ = write!(line, "; the calendar expects {expected}");
    }
    let _ = write!(line, " · coverage {}", delta(initiative.coverage));
    if let Some(days) = initiative.days {
        let _ = write!(line, " · {}", opens(days));
    }
    line
}

/// What stands below the verdict, as far as there is room.
fn sections(review: &Review, links: &Links, room: Room) -> Vec<Section> {
    let mut sections = Vec::new();
    let mut add = |weight, text: String| {
        if !text.is_empty() {
            sections.push(Section { weight, text });
        }
    };
    let Room { rows, named, rest } = room;
    add(90, standing(review, rows));
    add(100, blocking(review, links, rows));
    add(95, unreadable(review, named));
    add(92, settings(review, named));
    add(80, to_do(review, named));
    add(70, others(review, links, rows));
    add(60, changes(review, room));
    add(50, filing_section(review, rows));
    // That one file cannot be read says nothing of the others.
    if rest || !review.unreadable.is_empty() {
        add(40, not_moved(review));
    }
    sections
}

/// Readiness and coverage of what the change moves.
fn standing(review: &Review, most: usize) -> String {
    let moved: Vec<_> = review.moved().collect();
    match moved.as_slice() {
        [] => String::new(),
        [one] => format!("**{}** · {}\n", escape::markdown(&one.id), numbers(one)),
        many => {
            let shown = table(many.get(..most.min(many.len())).unwrap_or_default());
            format!("{shown}{}", and_more(many.len(), most, "initiative"))
        }
    }
}

fn table(initiatives: &[&Initiative]) -> String {
    let mut out = "| Initiative | Verdict | Readiness | Expected | Coverage | Planning |\n".to_owned();
    out.push_str("| --- | --- | --- | --- | --- | --- |\n");
    for it in initiatives {
        let verdict = judged(it);
        let expected = it.expected.map_or_else(|| "—".to_owned(), |expected| expected.to_string());
        let days = it.days.map_or_else(|| "—".to_owned(), crate::render::relative_days);
        let _ = writeln!(
            out,
            "| {} | {} | {} | {expected} | {} | {days} |",
            escape::markdown(&it.id),
            escape::markdown(&verdict),
            delta(it.readiness),
            delta(it.coverage)
        );
    }
    out
}

fn blocking(review: &Review, links: &Links, most: usize) -> String {
    let blocking: Vec<_> = review.findings.iter().filter(|it| it.level >= review.fail_on).collect();
    if blocking.is_empty() {
        return String::new();
    }
    let mut out = "| | What blocks | Owner | Where |\n| --- | --- | --- | --- |\n".to_owned();
    rows(&mut out, &blocking, review, links, most);
    out.push_str(&and_more(review.blockers(), blocking.len().min(most), "blocker"));
    out
}

fn others(review: &Review, links: &Links, most: usize) -> String {
    let others: Vec<_> = review.findings.iter().filter(|it| it.level < review.fail_on).collect();
    if others.is_empty() {
        return String::new();
    }
    let mut counts = review.new;
    if review.fail_on <= crate::diagnostic::Level::Warning {
        counts.warnings = 0;
    }
    counts.errors = 0;
    let mut out = "| | What | Owner | Where |\n| --- | --- | --- | --- |\n".to_owned();
    rows(&mut out, &others, review, links, most);
    out.push_str(&and_more(counts.all(), others.len().min(most), "finding"));
    folded(&counted(counts), &out)
}

fn rows(out: &mut String, findings: &[&Finding], review: &Review, links: &Links, most: usize) {
    for finding in findings.iter().take(most) {
        let mut what = cell(&finding.message);
        if !finding.help.is_empty() {
            let _ = write!(what, "<br><sub>{}</sub>", cell(&finding.help));
        }
        let owner = finding.owner.as_deref().map_or_else(|| "—".to_owned(), cell);
        let _ = writeln!(
            out,
            "| {} {} | {what} | {owner} | {} |",
            sign(finding.level),
            escape::markdown(&finding.code),
            place(finding, review, links)
        );
    }
}

/// A text short enough for a cell, shown as it is written.
fn cell(text: &str) -> String {
    escape::markdown_message(&excerpt(text))
}

/// The file and line, and the way there.
fn place(finding: &Finding, review: &Review, links: &Links) -> String {
    let name = finding.file.rsplit('/').next().unwrap_or_default();
    let shown = format!("{}:{}", cell(name), finding.line);
    match &links.files {
        Some(files) => {
            let path = escape::uri(&format!("{}{}", review.prefix, finding.file));
            format!("[{shown}](<{files}/{path}#L{}>)", finding.line)
        }
        None => format!("{}:{}", cell(&finding.file), finding.line),
    }
}

fn unreadable(review: &Review, most: usize) -> String {
    match review.unreadable.len() {
        0 => String::new(),
        count => format!(
            "**Not measured, because {} cannot be read:** {}\n",
            if count == 1 { "its file" } else { "their files" },
            named(review.unreadable.iter().map(|id| cell(id)), most)
        ),
    }
}

/// What everything is judged by now.
fn settings(review: &Review, most: usize) -> String {
    match review.settings.is_empty() {
        true => String::new(),
        false => {
            format!("**Settings changed:** {}\n", named(review.settings.iter().map(|it| cell(&setting(it))), most))
        }
    }
}

/// Whom it newly requires, and what to do next.
fn to_do(review: &Review, most: usize) -> String {
    let mut paragraphs = Vec::new();
    let several = review.moved().nth(1).is_some();
    let mut together: BTreeMap<(&str, Option<&str>), Vec<String>> = BTreeMap::new();
    for it in &review.required {
        together.entry((&it.initiative, it.ask.as_deref())).or_default().push(cell(&it.who));
    }
    for ((initiative, ask), people) in together {
        let of = if several { format!(" for {}", cell(initiative)) } else { String::new() };
        let by = ask.map(|ask| format!(", by the new ask {}", cell(&format!("`{ask}`")))).unwrap_or_default();
        paragraphs.push(format!("**This change newly requires{of}:** {}{by}\n", named(people.into_iter(), most)));
    }
    if !review.next.is_empty() {
        let steps = review.next.iter().map(|it| match several {
            true => cell(&format!("{}: {}", it.initiative, step(it))),
            false => cell(&step(it)),
        });
        paragraphs.push(format!("**Next:** {}\n", named(steps, most)));
    }
    paragraphs.join("\n")
}

fn changes(review: &Review, room: Room) -> String {
    if review.changes.is_empty() {
        return String::new();
    }
    let mut by_initiative: BTreeMap<&str, Vec<&Change>> = BTreeMap::new();
    for it in &review.changes {
        by_initiative.entry(&it.initiative).or_default().push(it);
    }
    let asks = |kind| review.changes.iter().filter(|it| it.kind == kind).count();
    let mut title = format!("What changed: {}", plural(by_initiative.len(), "initiative"));
    for (sign, kind) in [('+', ChangeKind::AskAdded), ('−', ChangeKind::AskRemoved)] {
        let count = asks(kind);
        if count > 0 {
            let _ = write!(title, ", {sign}{}", plural(count, "ask"));
        }
    }
    let mut out = String::new();
    for (initiative, changes) in by_initiative.iter().take(room.rows) {
        let told = named(changes.iter().map(|it| cell(&change(it))), room.named);
        let _ = writeln!(out, "- {}: {told}", cell(initiative));
    }
    out.push_str(&and_more(by_initiative.len(), room.rows, "initiative"));
    folded(&title, &out)
}

fn filing_section(review: &Review, most: usize) -> String {
    let it = &review.filing;
    if it.more.is_empty() && it.fewer.is_empty() && it.held_back.is_empty() {
        return String::new();
    }
    let mut out = String::new();
    for (word, asks) in [("files", &it.more), ("no longer files", &it.fewer)] {
        for ask in asks.iter().take(most) {
            let text = format!("{word} {}/{} in {}", ask.initiative, ask.ask, ask.repo);
            let _ = writeln!(out, "- {}", cell(&text));
        }
        out.push_str(&and_more(asks.len(), most, "ask"));
    }
    for held in it.held_back.iter().take(most) {
        let _ = writeln!(out, "- {}", cell(&format!("holds back {}/{}: {}", held.initiative, held.ask, held.reason)));
    }
    out.push_str(&and_more(it.held_back.len(), most, "ask"));
    folded(&filing(review), &out)
}

/// What opens at a click.
fn folded(title: &str, content: &str) -> String {
    format!("<details><summary>{}</summary>\n\n{content}\n</details>\n", escape::markdown(title))
}

/// Things in one sentence, the first of many.
fn named(things: impl Iterator<Item = String>, most: usize) -> String {
    let mut all: Vec<String> = things.collect();
    let more = all.len().saturating_sub(most);
    all.truncate(most);
    let mut out = all.join(" · ");
    if more > 0 {
        let _ = write!(out, " · and {more} more");
    }
    out
}

/// A word about those of `all` that are not `shown`.
fn and_more(all: usize, shown: usize, what: &str) -> String {
    match all.saturating_sub(shown) {
        0 => String::new(),
        more => format!("\n… and {} more.\n", plural(more, what)),
    }
}

/// Between which commits, and by whom.
fn footer(review: &Review, links: &Links) -> String {
    let short = |commit: &str| commit.get(..7).unwrap_or_default().to_owned();
    let mut parts = vec![format!("`{}` against its base `{}`", short(&review.head), short(&review.base))];
    parts.extend(links.report.as_ref().map(|url| format!("[full report](<{url}>)")));
    parts.push(format!("canvass {}", env!("CARGO_PKG_VERSION")));
    format!("<sub>{}</sub>\n", parts.join(" · "))
}
