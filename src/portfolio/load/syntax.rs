//! Says what the TOML parser found in plain words, once per fault, and how to mend it.

use super::{limits, slips};
use std::collections::BTreeSet;
use std::ops::Range;
use toml_parser::lexer::TokenKind;

/// A fault of syntax.
pub(super) struct Fault {
    pub(super) span: Range<usize>,
    pub(super) message: String,
    pub(super) help: String,
}

/// The faults of one text, without those that only follow from others.
pub(super) struct Faults<'t> {
    text: &'t str,
    found: Vec<Fault>,
    starts: BTreeSet<usize>,
    /// The table that is described a second time: all of its keys stand twice.
    twice: Range<usize>,
    /// Parts of the text of which the cause is known, so that nothing else is said of them.
    explained: Vec<Range<usize>>,
}

impl<'t> Faults<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, found: Vec::new(), starts: BTreeSet::new(), twice: 0..0, explained: Vec::new() }
    }

    /// Adds what the parser says of `span`. Recovery from one fault may report the same place again.
    pub(super) fn add(&mut self, span: Range<usize>, message: &str) {
        // Characters that hide are named one by one where the text is looked at as such.
        if message.starts_with("carriage return must be") {
            return;
        }
        if message.starts_with(DUPLICATE) {
            if self.twice.contains(&span.start) {
                return;
            }
            self.twice = self.table_at(span.start);
        }
        if self.explained.iter().any(|part| part.contains(&span.start)) {
            return;
        }
        // Nobody reads more of them, and each takes a look at the whole text.
        if self.found.len() < limits::SYNTAX_FAULTS
            && let Some(slip) = slips::at(self.text, span.start)
        {
            // The parser may have stumbled over it before it saw what it was.
            self.found.retain(|fault| !slip.covers.contains(&fault.span.start));
            self.explained.push(slip.covers);
            self.found.push(Fault { span: slip.span, message: slip.message, help: slip.help });
            return;
        }
        if self.starts.insert(span.start) {
            let written = self.text.get(span.clone()).unwrap_or_default();
            let (message, help) = explain(message, written);
            self.found.push(Fault { span, message, help: help.to_owned() });
        }
    }

    pub(super) fn into_vec(mut self) -> Vec<Fault> {
        // All that follows the opening of what is never closed is read as inside of it.
        if let Some(open) = self.found.iter().find(|fault| NEVER_CLOSED.contains(&&*fault.message))
            && let Some(start) = opening(self.text)
        {
            let (message, help) = (open.message.clone(), open.help.clone());
            self.found.retain(|fault| fault.span.start < start);
            self.found.push(Fault { span: start..start + 1, message, help });
        }
        self.found.sort_by_key(|fault| fault.span.start);
        self.found
    }

    /// The table whose header stands at `start`; empty when that is no header.
    fn table_at(&self, start: usize) -> Range<usize> {
        let (before, after) = self.text.split_at_checked(start).unwrap_or((self.text, ""));
        let line = before.rsplit('\n').next().unwrap_or_default();
        let end = after.find("\n[").map_or(self.text.len(), |newline| start + newline + 1);
        if line.trim_start().starts_with('[') { start..end } else { start..start }
    }
}

const DUPLICATE: &str = "duplicate key";
const NEVER_CLOSED: [&str; 2] = ["a list is not closed", "a table in braces is not closed"];

/// Where the first list or table in braces begins that is not closed until the end of `text`.
fn opening(text: &str) -> Option<usize> {
    let mut open = Vec::new();
    let mut in_header = false;
    let mut line_begins = true;
    for token in toml_parser::Source::new(text).lex() {
        match token.kind() {
            TokenKind::Newline => (line_begins, in_header) = (true, false),
            TokenKind::Whitespace => {}
            kind @ (TokenKind::LeftSquareBracket | TokenKind::LeftCurlyBracket) => {
                in_header |= line_begins && open.is_empty() && kind == TokenKind::LeftSquareBracket;
                if !in_header {
                    open.push(token.span().start());
                }
                line_begins = false;
            }
            TokenKind::RightSquareBracket | TokenKind::RightCurlyBracket => {
                open.pop();
                line_begins = false;
            }
            _ => line_begins = false,
        }
    }
    open.first().copied()
}

/// What the parser means by `message`, said of `written`, and how to mend it.
fn explain(message: &str, written: &str) -> (String, &'static str) {
    let (what, expected) = message.split_once(", expected ").unwrap_or((message, ""));
    let (what, help) = match (what, expected) {
        (DUPLICATE, _) if !written.trim().is_empty() => {
            let name = limits::excerpt(written.trim());
            return (format!("`{name}` stands twice"), "keep one of them, or give one another name");
        }
        ("string values must be quoted", _) if written.trim().is_empty() => {
            ("a value is missing", "write one after the `=`, or delete the key")
        }
        ("string values must be quoted", _) => ("a text stands without quotes", "put it in \"quotes\""),
        ("invalid basic string" | "invalid literal string", "`\"`" | "`'`") => {
            ("a text has no closing quote", "close it in the same line; a text of several lines stands in \"\"\"")
        }
        (DUPLICATE, _) => ("a name stands twice", "keep one of them, or give one another name"),
        ("unclosed array", _) => ("a list is not closed", "close it with ]"),
        ("unclosed inline table", _) => ("a table in braces is not closed", "close it with }"),
        ("unclosed table", _) => ("a header is not closed", "close it with ]"),
        ("unclosed array table", _) => ("a header is not closed", "close it with ]]"),
        ("key with no value", _) => ("a key stands without a value", "write `key = value`, or begin a comment with #"),
        ("missing comma between array elements", _) => {
            ("a comma is missing in a list", "put one between the entries, and close the list with ]")
        }
        ("unexpected `=` in array", _) => ("a key stands inside of a list", "close the list above with ]"),
        ("unquoted keys cannot be empty", _) => ("a name is missing", "write one, or delete the signs around it"),
        ("invalid unquoted key", _) => {
            ("a key holds signs it cannot", "use letters, digits, - and _, or put the key in quotes")
        }
        ("invalid date" | "invalid time" | "invalid date-time", _) => {
            return (limits::excerpt(message), "write a day that exists, such as 2026-11-23");
        }
        ("cannot recurse further; max recursion depth met" | "recursion limit", _) => {
            ("nested too deep to be read", "flatten it; no key of canvass needs more than a few levels")
        }
        _ => return (limits::excerpt(message), "mend the syntax here; see `canvass explain CV001`"),
    };
    (what.to_owned(), help)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(text: &str) -> Vec<String> {
        let mut faults = Faults::new(text);
        for error in toml::de::DeTable::parse_recoverable(text).1 {
            faults.add(error.span().unwrap_or(0..0), error.message());
        }
        faults.into_vec().into_iter().map(|fault| fault.message).collect()
    }

    #[test]
    fn common_faults_are_said_in_plain_words() {
        for (text, message) in [
            ("a = \n", "a value is missing"),
            ("a = b\n", "a string needs quotes: \"b\""),
            ("a = \"b\n", "a text has no closing quote"),
            ("a = 'b\n", "a text has no closing quote"),
            ("a = [1\n", "a list is not closed"),
            ("a = { b = 1\n", "a table in braces is not closed"),
            ("[a\n", "a header is not closed"),
            ("[[a]\n", "a header is not closed"),
            ("a\n", "a key stands without a value"),
            ("a b = 1\n", "a key stands without a value"),
            ("é = 1\n", "a key holds signs it cannot"),
            ("a = 1\na = 2\n", "`a` stands twice"),
            ("[]\n", "a name is missing"),
        ] {
            assert_eq!(faults(text), [message], "{text:?}");
        }
    }

    #[test]
    fn what_is_never_closed_is_placed_where_it_begins() {
        let place = |text: &str| {
            let mut faults = Faults::new(text);
            for error in toml::de::DeTable::parse_recoverable(text).1 {
                faults.add(error.span().unwrap_or(0..0), error.message());
            }
            faults.into_vec().iter().map(|fault| fault.span.start).collect::<Vec<_>>()
        };
        assert_eq!(place("a = [1, [2]\n[b]\nc = 'd'\n"), [4]);
        assert_eq!(place("x = y\n[[t]]\na = { b = [1],\nc = 2\n"), [4, 16]);
        assert_eq!(place("a = '[' # [\nb = {\n"), [16]);
    }

    #[test]
    fn a_table_that_stands_twice_is_one_fault() {
        assert_eq!(faults("[a]\nx = 1\ny = 1\n[a]\nx = 1\ny = 1\n[b]\nz = 1\nz = 2\n").len(), 2);
    }
}
