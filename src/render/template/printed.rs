//! Values that a template prints: they wait aside while it runs, and are put in harmless once it has.
//!
//! Where a value is to stand, the template handles nothing but a mark. So no filter, block or loop can take out what
//! makes a value harmless, and what stands right beside it is known when that is decided.

use crate::render::escape;
use minijinja::{Error, State};
use std::ops::Range;

/// Around the number of a value; Unicode keeps both for such use within a program, and no text may hold them.
const MARK: char = '\u{fdd0}';
const MARK_END: char = '\u{fdd1}';
/// So much beside a value decides what would become of it there.
const BESIDE: usize = 80;

/// How a value is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Shown {
    /// In one line.
    Line,
    /// As paragraphs.
    Paragraphs,
    /// As a link, if it is a web address.
    Link,
    /// As a block of code in a language.
    Code(String),
}

/// The values printed so far.
#[derive(Debug, Default)]
pub(super) struct Printed {
    values: Vec<(String, Shown)>,
    bytes: usize,
}

impl Printed {
    /// Puts `text` aside, and gives the mark that stands for it.
    pub(super) fn keep(state: &mut State<'_, '_>, text: &str, shown: Shown, most: usize) -> Result<String, Error> {
        if text.is_empty() {
            return Ok(String::new());
        }
        let printed = state.get_or_insert_extension(Self::default());
        let text = printed.in_words(text, most);
        printed.bytes = printed.bytes.saturating_add(text.len());
        if printed.bytes > most {
            return Err(super::too_much());
        }
        printed.values.push((text, shown));
        Ok(format!("{MARK}{}{MARK_END}", printed.values.len() - 1))
    }

    /// `text` with the values that its marks stand for, at least as far as `most` bytes.
    fn in_words(&self, text: &str, most: usize) -> String {
        let mut whole = String::with_capacity(text.len());
        for piece in self.pieces(text) {
            if whole.len() > most {
                break;
            }
            whole.push_str(match piece {
                Piece::Written(text) => text,
                Piece::Value(text, _) => text,
            });
        }
        whole
    }

    fn pieces<'t>(&'t self, text: &'t str) -> Vec<Piece<'t>> {
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some((before, marked)) = rest.split_once(MARK) {
            pieces.push(Piece::Written(before));
            let value = marked.split_once(MARK_END).and_then(|(number, after)| {
                let (text, shown) = self.values.get(number.parse::<usize>().ok()?)?;
                Some((Piece::Value(text, shown), after))
            });
            // What is left of a mark that was taken apart stands for nothing.
            rest = value.map_or(marked, |(piece, after)| {
                pieces.push(piece);
                after
            });
        }
        pieces.push(Piece::Written(rest));
        pieces.retain(|piece| !matches!(piece, Piece::Written("")));
        pieces
    }

    /// `text` with every value in its place; nothing where that takes more than `most` bytes.
    pub(super) fn put_in(&self, text: &str, most: usize) -> Option<String> {
        let mut whole = String::with_capacity(text.len());
        let mut places: Vec<(Range<usize>, &Shown)> = Vec::new();
        for piece in self.pieces(text) {
            let start = whole.len();
            match piece {
                Piece::Written(text) => whole.push_str(&text.replace([MARK, MARK_END], "")),
                Piece::Value(text, shown) => {
                    whole.push_str(text);
                    match places.last_mut() {
                        // What is printed letter by letter is read as a whole, too.
                        Some((place, Shown::Line)) if place.end == start && *shown == Shown::Line => {
                            place.end = whole.len();
                        }
                        _ => places.push((start..whole.len(), shown)),
                    }
                }
            }
            if whole.len() > most {
                return None;
            }
        }
        let mut out = String::with_capacity(whole.len() + whole.len() / 4);
        let mut at = 0;
        for (place, shown) in places {
            out.push_str(whole.get(at..place.start).unwrap_or_default());
            let parts = [whole.get(..place.start), whole.get(place.clone()), whole.get(place.end..)];
            put(&mut out, shown, parts.map(Option::unwrap_or_default));
            at = place.end;
            if out.len() > most {
                return None;
            }
        }
        out.push_str(whole.get(at..).unwrap_or_default());
        Some(out)
    }
}

enum Piece<'t> {
    Written(&'t str),
    Value(&'t str, &'t Shown),
}

/// Adds a value to `out`, harmless between what stands before and after it.
fn put(out: &mut String, shown: &Shown, [before, text, after]: [&str; 3]) {
    let before =
        before.char_indices().rev().take(BESIDE).last().and_then(|(at, _)| before.get(at..)).unwrap_or_default();
    let after = after.char_indices().nth(BESIDE).map_or(after, |(at, _)| after.get(..at).unwrap_or_default());
    match shown {
        Shown::Line => out.push_str(&escape::markdown_between(before, text, after)),
        Shown::Paragraphs => out.push_str(&escape::markdown_text(before, text, after)),
        Shown::Link => out.push_str(&escape::markdown_link(before, text)),
        Shown::Code(language) => {
            // It is one only where nothing else stands in its first and its last line.
            if !out.is_empty() && !out.ends_with('\n') {
                out.push('\n');
            }
            out.push_str(&escape::markdown_code(text, language));
            if !after.is_empty() && !after.starts_with('\n') {
                out.push('\n');
            }
        }
    }
}
