//! Findings with the lines they are about, for people at a terminal.

use super::{Finding, Validation, concise, plural};
use crate::diagnostic;
use crate::load::private::is_confidential;
use crate::render::{Style, escape};
use crate::source::{BOM, Location, Sources};
use annotate_snippets::{Annotation, AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet};
use std::fmt::Write;
use std::ops::Range;
use std::time::Duration;

/// Each finding with its source line, label, related places and help, then what was checked in one sentence.
#[must_use]
pub fn full(validation: &Validation<'_>, style: Style) -> String {
    let renderer = if style.color { Renderer::styled().hyperlink(false) } else { Renderer::plain() };
    let renderer = renderer.term_width(style.width).no_graphics(style.accessible);
    let mut out = String::new();
    for finding in &validation.findings {
        out.push_str(&renderer.render(&[group(validation, finding)]));
        out.push_str("\n\n");
    }
    if !validation.existing.is_empty() {
        let base = escape::line(validation.base_name());
        // Writing to a string cannot fail.
        let _ = writeln!(out, "Already in {base}, not counted:");
        for finding in &validation.existing {
            let _ = writeln!(out, "  {}", concise::summary(validation, finding));
        }
        out.push('\n');
    }
    out.push_str(&closing(validation));
    out.push('\n');
    escape::log(out)
}

/// `Checked 38 files in 4 ms: 1 error in 1 file`.
fn closing(validation: &Validation<'_>) -> String {
    let counts = validation.counts();
    let mut out = format!("Checked {}", plural(validation.files, "file"));
    if let Some(elapsed) = validation.elapsed {
        let _ = write!(out, " in {}", duration(elapsed));
    }
    let found = match counts.sentence() {
        Some(sentence) => sentence,
        None if validation.base.is_some() => "nothing new".into(),
        None => "nothing to report".into(),
    };
    let _ = write!(out, ": {found}");
    out
}

fn duration(elapsed: Duration) -> String {
    match elapsed.as_millis() {
        millis @ 0..1000 => format!("{millis} ms"),
        _ => format!("{:.1} s", elapsed.as_secs_f64()),
    }
}

fn group<'a>(validation: &'a Validation<'_>, finding: &'a Finding<'_>) -> Group<'a> {
    let found = finding.diagnostic;
    let level = match found.level {
        diagnostic::Level::Error => Level::ERROR,
        diagnostic::Level::Warning => Level::WARNING,
        diagnostic::Level::Hint => Level::HELP.with_name("hint"),
    };
    let mut notes = Vec::new();
    let title = level.primary_title(escape::line(&found.message)).id(found.code.to_string());
    let mut group = title.element(place(validation.sources, &finding.at, found.label.clone(), AnnotationKind::Primary));
    if !is_quoted(validation.sources, &finding.at) && !found.label.is_empty() {
        notes.push(escape::terminal(&found.label).into_owned());
    }
    for (at, label) in each_place_once(finding) {
        if !is_quoted(validation.sources, at) {
            notes.push(format!("{}: {}", escape::line(validation.path(at)), escape::terminal(&label)));
        }
        group = group.element(place(validation.sources, at, label, AnnotationKind::Context));
    }
    if !found.help.is_empty() {
        group = group.element(Level::HELP.message(escape::terminal(&found.help)));
    }
    notes.push(format!("canvass explain {}", found.code));
    group.elements(notes.into_iter().map(|note| Level::NOTE.message(note)))
}

/// The related places, those on the same spot as one: what is missing is shown where it would stand, and much that is
/// missing would stand in the same place.
fn each_place_once<'f>(finding: &'f Finding<'_>) -> Vec<(&'f Location, String)> {
    let mut places: Vec<(&Location, Vec<&str>)> = Vec::new();
    for (at, label) in finding.places() {
        let same = |place: &&mut (&Location, _)| {
            (place.0.file, &place.0.span) == (at.file, &at.span) && is_whole_file(place.0) == is_whole_file(at)
        };
        match places.iter_mut().find(same) {
            Some((_, labels)) => labels.push(label),
            None => places.push((at, vec![label])),
        }
    }
    places.into_iter().map(|(at, labels)| (at, together(&labels))).collect()
}

/// `labels` as one, the words with which several begin said once.
fn together(labels: &[&str]) -> String {
    let mut said = String::new();
    let mut begun = "";
    for label in labels {
        let starts = begun.match_indices(' ').filter_map(|(at, _)| begun.get(..=at));
        match starts.take_while(|start| label.starts_with(start)).last().and_then(|start| label.strip_prefix(start)) {
            Some(rest) => {
                said.push_str(", ");
                said.push_str(rest);
            }
            None => {
                said.push_str(if said.is_empty() { "" } else { "; " });
                said.push_str(label);
                begun = label;
            }
        }
    }
    said
}

/// Whether `at` means the file and no part of it.
fn is_whole_file(at: &Location) -> bool {
    at.span == (0..0) && at.pointer.is_empty()
}

/// Whether the line of `at` is shown: it means a part of the file, and nothing there was told in confidence.
fn is_quoted(sources: &Sources, at: &Location) -> bool {
    !is_whole_file(at) && !is_confidential(sources.path(at.file), at)
}

/// The line of `at` with its label, or the bare place where the line is not shown.
fn place<'a>(sources: &'a Sources, at: &Location, label: String, kind: AnnotationKind) -> Element<'a> {
    let path = escape::line(sources.path(at.file));
    if is_whole_file(at) {
        return Origin::path(path).into();
    }
    if !is_quoted(sources, at) {
        return Origin::path(path).line(at.start.line).char_column(at.start.column).into();
    }
    let line = Excerpt::of(sources, at);
    let label = (!label.is_empty()).then(|| escape::line(&label).into_owned());
    let annotation: Annotation<'_> = kind.span(line.span).label(label);
    Snippet::source(line.text).line_start(line.number).path(path).annotation(annotation).into()
}

/// The one line on which a place begins. Places that go on for several lines are cut to their first: it names
/// the entry, and the rest would push the help off the screen.
struct Excerpt {
    text: String,
    number: usize,
    /// The bytes of the place in `text`.
    span: Range<usize>,
}

impl Excerpt {
    fn of(sources: &Sources, at: &Location) -> Self {
        let text = sources.text(at.file);
        let start = at.span.start.min(text.len());
        let start = (0..=start).rev().find(|offset| text.is_char_boundary(*offset)).unwrap_or(0);
        let end = at.span.end;
        let (before, after) = text.split_at(start);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let line_end = after.find('\n').map_or(text.len(), |newline| start + newline);
        let line = text.get(line_start..line_end).unwrap_or_default();
        let line = line.strip_suffix('\r').unwrap_or(line);
        let mut shown = String::with_capacity(line.len());
        let mut span = None;
        let mut until = None;
        for (at, c) in line.char_indices().filter(|(at, c)| *c != BOM || line_start + at > 0) {
            if line_start + at >= start {
                span.get_or_insert(shown.len());
            }
            if line_start + at >= end {
                until.get_or_insert(shown.len());
            }
            shown.push(escape::excerpt(c));
        }
        let first = span.unwrap_or(shown.len());
        let last = until.unwrap_or(shown.len()).max(first);
        Self { text: shown, number: before.bytes().filter(|byte| *byte == b'\n').count() + 1, span: first..last }
    }
}
