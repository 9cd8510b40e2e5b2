//! Words in lines and colours: text is marked first, laid out then, and painted last, so that colours take no room.

use super::{Cell, Style, Tone};
use crate::render::escape;
use std::fmt::Write;
use unicode_width::UnicodeWidthStr;

/// `before` and the words of `cells` in as many lines as they need, all but the first moved in by `indent`.
pub(in crate::render) fn flow(before: &str, indent: usize, cells: &[Cell], style: Style) -> String {
    paint(&wrap(before, indent, cells, style), style.color)
}

/// As [`flow`], marked, to be painted.
pub(super) fn wrap(before: &str, indent: usize, cells: &[Cell], style: Style) -> String {
    let mut out = before.to_owned();
    let mut used = before.width();
    for (place, word) in words(cells).into_iter().enumerate() {
        let width: usize = word.iter().map(|(piece, _)| piece.width()).sum();
        if place > 0 && !style.accessible && used + 1 + width > style.width {
            let _ = write!(out, "\n{:indent$}", "");
            used = indent;
        } else if place > 0 {
            out.push(' ');
            used += 1;
        }
        word.iter().for_each(|(piece, tone)| out.push_str(&mark(piece, *tone)));
        used += width;
    }
    out.push('\n');
    out
}

/// The words of `cells`; one that goes over from a cell into the next is in several pieces.
fn words(cells: &[Cell]) -> Vec<Vec<(String, Tone)>> {
    let mut words: Vec<Vec<(String, Tone)>> = vec![Vec::new()];
    for cell in cells {
        for (place, piece) in escape::line(&cell.text).split(' ').enumerate() {
            if place > 0 {
                words.push(Vec::new());
            }
            if let Some(word) = words.last_mut().filter(|_| !piece.is_empty()) {
                word.push((piece.to_owned(), cell.tone));
            }
        }
    }
    words
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
pub(super) const ROW: char = '\u{2064}';

/// `text` with every word between marks, so that a wrapped cell colours nothing beside it.
pub(super) fn mark(text: &str, tone: Tone) -> String {
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
pub(super) fn paint(laid_out: &str, color: bool) -> String {
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
