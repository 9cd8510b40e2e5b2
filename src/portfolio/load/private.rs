//! What of a file was told in confidence: stances, private notes, and words without consent, however they are written.
//!
//! Findings say where something is wrong with it and never what it says. Which of it may be kept in a repository at all
//! is left to `rules::privacy`.

use super::suggest::misspelt;
use super::{Locator, OVERLAY, WORKSPACE_FILE, check};
use crate::diagnostic::{At, Code, Diagnostic, Spot};
use crate::model::Stance;
use crate::source::{Location, Sources};
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Fields that are private, whatever they hold.
const FIELDS: [&str; 2] = ["stance", "private"];
/// Where people's words are, private unless they consented.
const QUOTES: &str = "quotes";
/// Records with private fields, and the keys of them that anybody may read. Another key may be meant to be a private one.
const RECORDS: [(&str, &[&str]); 2] = [
    (
        "conversation",
        &[
            "id",
            "date",
            "with",
            "format",
            "initiated_by",
            "answered",
            "asks",
            "pitch",
            "outcome",
            "needs",
            "follow_up_by",
        ],
    ),
    (
        "interview",
        &[
            "id",
            "date",
            "minutes",
            "segment",
            "participants",
            "interviewers",
            "questions",
            "findings",
            "shared",
            QUOTES,
        ],
    ),
];

/// What was told in confidence in one file.
#[derive(Debug, Default)]
pub struct Confidential(Vec<Range<usize>>);

impl Confidential {
    /// Looks through `root`, which `text` says, as far as it could be read where it is broken.
    #[must_use]
    pub fn of(text: &str, root: &DeTable<'_>, is_broken: bool) -> Self {
        let mut ranges = Vec::new();
        look(root, true, &mut ranges);
        // A broken file may hide where a private field begins and ends.
        if let Some(start) = is_broken.then(|| first_mention(text)).flatten() {
            ranges.push(start..text.len());
        }
        Self(ranges)
    }

    /// Whether any of it stands in the lines of `text` that `span` touches.
    #[must_use]
    pub fn touches(&self, text: &str, span: &Range<usize>) -> bool {
        if self.0.is_empty() {
            return false;
        }
        let (bytes, end) = (text.as_bytes(), span.end.max(span.start));
        let line_start = bytes.iter().take(span.start).rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let line_end = bytes.iter().skip(end).position(|byte| *byte == b'\n').map_or(text.len(), |at| end + at);
        self.0.iter().any(|range| range.start < line_end && line_start < range.end)
    }
}

/// Whether the lines of `at`, in the file at `path`, must not be quoted: an overlay is confidential as a whole, and the settings
/// of a workspace speak of privacy but hold nothing private.
#[must_use]
pub fn is_confidential(path: &str, at: &Location) -> bool {
    path.starts_with(OVERLAY) || (at.is_confidential && path != WORKSPACE_FILE)
}

/// Adds what is private in `table` to `ranges`. Names of records are only misspelt where records may stand, not in others.
fn look(table: &DeTable<'_>, may_hold: bool, ranges: &mut Vec<Range<usize>>) {
    for (key, value) in table {
        let name: &str = key.get_ref();
        if FIELDS.contains(&name) {
            cover(key.span(), value, ranges);
        } else if let Some((_, open)) = record(name, may_hold) {
            each_table(value, &mut |record| {
                for (key, value) in record {
                    match &**key.get_ref() {
                        QUOTES => quotes(value, ranges),
                        name if open.contains(&name) => {}
                        _ => cover(key.span(), value, ranges),
                    }
                }
            });
        } else {
            let may_hold = may_hold && value.get_ref().is_table();
            each_table(value, &mut |table| look(table, may_hold, ranges));
        }
    }
}

/// The kind of record that is called `name`, or was meant to be if that `may_be`.
fn record(name: &str, may_be: bool) -> Option<(&'static str, &'static [&'static str])> {
    // Nearly all keys are neither, and told from them by their length.
    let slips = name.len() / 4;
    let mut near = RECORDS.iter().filter(|(record, _)| record.len().abs_diff(name.len()) <= slips);
    let first = near.next()?;
    if first.0 == name {
        return Some(*first);
    }
    if !may_be {
        return near.find(|(record, _)| *record == name).copied();
    }
    let meant = misspelt(name, std::iter::once(first).chain(near).map(|(record, _)| *record))?;
    RECORDS.iter().find(|(name, _)| *name == meant).copied()
}

/// Every quote is private that nobody consented to.
fn quotes(value: &Spanned<DeValue<'_>>, ranges: &mut Vec<Range<usize>>) {
    match value.get_ref() {
        DeValue::Array(quotes) => quotes.iter().for_each(|quote| self::quotes(quote, ranges)),
        DeValue::Table(quote)
            if quote.get("consent").is_some_and(|it| matches!(it.get_ref(), DeValue::Boolean(true))) => {}
        _ => cover(value.span(), value, ranges),
    }
}

/// Adds `span` and everything below `value`: a table with a header of its own has its content elsewhere.
fn cover(span: Range<usize>, value: &Spanned<DeValue<'_>>, ranges: &mut Vec<Range<usize>>) {
    ranges.push(span);
    ranges.push(value.span());
    match value.get_ref() {
        DeValue::Array(array) => array.iter().for_each(|element| cover(element.span(), element, ranges)),
        DeValue::Table(table) => table.iter().for_each(|(key, value)| cover(key.span(), value, ranges)),
        _ => {}
    }
}

fn each_table(value: &Spanned<DeValue<'_>>, take: &mut impl FnMut(&DeTable<'_>)) {
    match value.get_ref() {
        DeValue::Array(array) => {
            for element in array.iter() {
                if let DeValue::Table(table) = element.get_ref() {
                    take(table);
                }
            }
        }
        DeValue::Table(table) => take(table),
        _ => {}
    }
}

/// Where `text` first has a word like the name of a private field.
fn first_mention(text: &str) -> Option<usize> {
    let is_no_letter = |c: char| !c.is_alphanumeric() && c != '_';
    let mut at = 0;
    for piece in text.split_inclusive(is_no_letter) {
        let word = piece.trim_end_matches(is_no_letter);
        if word.len() > 4 && misspelt(word, FIELDS.into_iter().chain([QUOTES])).is_some() {
            return Some(at);
        }
        at += piece.len();
    }
    None
}

/// The private field at or above what `pointer` names, where that lies in it.
fn field(pointer: &str) -> Option<&str> {
    let mut end = 0;
    let mut above = "";
    for segment in pointer.split('/').skip(1) {
        end += segment.len() + 1;
        let is_private = FIELDS.contains(&segment) && above == "conversation";
        if is_private && end < pointer.len() {
            return pointer.get(..end);
        }
        if segment.bytes().any(|byte| !byte.is_ascii_digit()) {
            above = segment;
        }
    }
    None
}

/// Takes out of `findings` what they tell of anything private: whose it is, and what it says.
pub fn seal(sources: &Sources, findings: &mut [Diagnostic]) {
    let locator = Locator::new(sources);
    for finding in findings {
        let file = finding.at.file;
        let place = matches!(finding.at.spot, Spot::Bytes(..)).then(|| locator.locate(&finding.at));
        let pointer = match (&finding.at.spot, &place) {
            (Spot::Entry(pointer, _), _) => pointer.as_str(),
            (_, Some(place)) => place.pointer.as_str(),
            _ => continue,
        };
        if let Some(field) = field(pointer) {
            let message = match finding.code {
                Code::REFERENCE => {
                    format!("{} names somebody who is no person of this workspace", check::describe(field))
                }
                _ => format!("{} is not written as it should be", check::describe(field)),
            };
            let at = At::value(file, field).key();
            replace(finding, at, &message);
        } else if finding.code == Code::SCHEMA && place.is_some_and(|at| is_confidential(sources.path(file), &at)) {
            replace(finding, finding.at.clone(), "not valid TOML, in what was told in confidence");
        }
    }
}

fn replace(finding: &mut Diagnostic, at: At, message: &str) {
    let help = match message.starts_with("not valid") {
        true => "look at the line: texts stand in quotes, lists in [ ], and every text ends".to_owned(),
        false if finding.code == Code::REFERENCE => {
            "name people by the ids they have, or add them as people".to_owned()
        }
        false if matches!(&at.spot, Spot::Entry(pointer, _) if pointer.ends_with("stance")) => {
            let words: Vec<&str> = Stance::ALL.iter().map(|stance| stance.as_str()).collect();
            let words = words.join(", ");
            format!("write `stance = {{ PERSON = \"…\" }}` with the ids of people, each with one of {words}")
        }
        false => "write it as one text, in quotes".to_owned(),
    };
    let sealed = Diagnostic::new(finding.code, at, message).label("in here; what it says is not shown").help(help);
    *finding = Diagnostic {
        level: finding.level,
        initiative: finding.initiative.take(),
        at_least: finding.at_least,
        ..sealed.about("told in confidence")
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::schema::{SchemaName, schema};
    use crate::model::Kind;
    use std::collections::BTreeSet;

    #[test]
    fn every_key_of_a_record_is_open_or_private() {
        let schema = schema(SchemaName::One(Kind::Initiative));
        for (record, open) in RECORDS {
            let keys = schema["properties"][record]["items"]["properties"].as_object().unwrap();
            let known: BTreeSet<&str> = keys.keys().map(String::as_str).collect();
            let private = FIELDS.iter().copied().filter(|_| record == "conversation");
            assert_eq!(
                known,
                open.iter().copied().chain(private).collect(),
                "decide whether a new key of {record} is private"
            );
        }
    }

    /// The lines of `text` that may be quoted.
    fn quoted(text: &str) -> Vec<&str> {
        let (root, errors) = DeTable::parse_recoverable(text);
        let told = Confidential::of(text, root.get_ref(), !errors.is_empty());
        let mut at = 0;
        let mut open = Vec::new();
        for line in text.split_inclusive('\n') {
            if !told.touches(text, &(at..at)) {
                open.push(line.trim_end());
            }
            at += line.len();
        }
        open
    }

    #[test]
    fn lines_are_told_apart() {
        let text = "[[conversation]]\ndate = 1\nstance = { a = \"b\" }\nprivate = \"\"\"\none\ntwo\"\"\"\noutcome = 1\nmine = 2\n";
        assert_eq!(quoted(text), ["[[conversation]]", "date = 1", "outcome = 1"]);
        let text = "[[conversation]]\n[conversation.stance]\na = 1\nb = 2\n[[ask]]\nid = 1\n";
        assert_eq!(quoted(text), ["[[conversation]]", "[[ask]]", "id = 1"]);
        let text = "[x]\n[[x.conversations]]\nprivate = 1\n[[x.interview]]\nquotes = [\n{ text = \"a\", consent = true },\n{ text = \"b\" },\n]\n";
        assert_eq!(
            quoted(text),
            ["[x]", "[[x.conversations]]", "[[x.interview]]", "quotes = [", "{ text = \"a\", consent = true },", "]"]
        );
        assert_eq!(quoted("a = 1\nb = \n[[conversation]]\nprivat = 1\nc = 1\n"), ["a = 1", "b =", "[[conversation]]"]);
    }
}
