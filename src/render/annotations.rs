//! Workflow commands of GitHub Actions, which it shows beside the lines of a change or above them.
//!
//! What is worth one is left to the outputs.

use super::escape;
use crate::diagnostic::Level;
use std::cmp::Reverse;
use std::fmt::Write;

/// A step shows so many of each level and silently drops the rest.
const MOST: usize = 10;

/// A message, at a place or above all of them.
#[derive(Clone, Debug)]
pub(super) struct Annotation<'a> {
    pub(super) level: Level,
    pub(super) place: Option<Lines<'a>>,
    /// Whether the change touches the place.
    pub(super) in_diff: bool,
    pub(super) title: String,
    pub(super) message: String,
}

/// Lines of a file, counted from 1.
#[derive(Clone, Debug)]
pub(super) struct Lines<'a> {
    /// Path from the root of the repository.
    pub(super) file: std::borrow::Cow<'a, str>,
    pub(super) first: usize,
    pub(super) last: usize,
    /// From where to where, where it is part of one line.
    pub(super) columns: Option<(usize, usize)>,
}

/// One command for each of `annotations`: the worst first, and of these what the change touches. Of more than a step
/// shows of a level, the last one shown says how many there are.
pub(super) fn commands(mut annotations: Vec<Annotation<'_>>) -> String {
    annotations.sort_by_key(|annotation| (Reverse(annotation.level), !annotation.in_diff));
    let mut out = String::new();
    for level in annotations.chunk_by(|a, b| a.level == b.level) {
        let left = level.len().saturating_sub(MOST);
        for (place, annotation) in (1..=MOST).zip(level) {
            let more = if place == MOST { left } else { 0 };
            out.push_str(&command(annotation, more));
        }
    }
    out
}

fn command(annotation: &Annotation<'_>, more: usize) -> String {
    let word = match annotation.level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Hint => "notice",
    };
    let mut out = format!("::{word} ");
    if let Some(Lines { file, first, last, columns }) = &annotation.place {
        let file = escape::command_property(file);
        // Writing to a string cannot fail. Columns are refused for a range over several lines.
        let _ = match columns {
            Some((start, end)) => write!(out, "file={file},line={first},col={start},endLine={last},endColumn={end},"),
            None => write!(out, "file={file},line={first},endLine={last},"),
        };
    }
    let mut message = annotation.message.clone();
    if more > 0 {
        let _ = write!(message, "\n… and {more} more of level {}, which GitHub does not show here", annotation.level);
    }
    let (title, message) = (escape::command_property(&annotation.title), escape::command_message(&message));
    let _ = writeln!(out, "title={title}::{message}");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn annotation(level: Level, in_diff: bool, title: &str) -> Annotation<'static> {
        Annotation { level, place: None, in_diff, title: title.into(), message: "m".into() }
    }

    #[test]
    fn the_worst_and_what_is_touched_come_first() {
        let shown = commands(vec![
            annotation(Level::Warning, true, "c"),
            annotation(Level::Error, false, "b"),
            annotation(Level::Error, true, "a"),
            annotation(Level::Hint, false, "d"),
        ]);
        assert_eq!(shown, "::error title=a::m\n::error title=b::m\n::warning title=c::m\n::notice title=d::m\n");
    }

    #[test]
    fn the_tenth_of_a_level_says_how_many_more_there_are() {
        let many = |count| {
            let warnings = (0..count).map(|n| annotation(Level::Warning, false, &n.to_string()));
            commands(warnings.chain([annotation(Level::Error, false, "e")]).collect())
        };
        assert!(!many(10).contains("more"));
        let shown = many(13);
        assert_eq!(shown.lines().count(), 11);
        assert!(shown.ends_with("title=9::m%0A… and 3 more of level warning, which GitHub does not show here\n"));
    }

    #[test]
    fn places_and_texts_are_harmless() {
        let place = Lines { file: "a,b:c\n.toml".into(), first: 2, last: 2, columns: Some((3, 5)) };
        let hostile = Annotation {
            place: Some(place),
            message: "x\n::error::y ##[group]".into(),
            ..annotation(Level::Hint, false, "t:\n")
        };
        assert_eq!(
            commands(vec![hostile]),
            "::notice file=a%2Cb%3Ac%0A.toml,line=2,col=3,endLine=2,endColumn=5,title=t%3A%0A::x%0A::error::y # #[group]\n"
        );
    }
}
