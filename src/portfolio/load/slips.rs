//! Recognises what people write who come from another format, or were interrupted: lines that mean something, but not in
//! TOML. What the parser says of such a line only follows from it.

use super::limits::excerpt;
use std::ops::Range;
use toml_parser::Source;
use toml_parser::lexer::TokenKind;

/// What was meant.
pub(super) struct Slip {
    /// Its bytes in the whole text.
    pub(super) span: Range<usize>,
    pub(super) message: String,
    pub(super) help: String,
    /// The bytes of which nothing else is to be said.
    pub(super) covers: Range<usize>,
}

/// The slip that explains a fault at `offset` of `text`, if there is one.
pub(super) fn at(text: &str, offset: usize) -> Option<Slip> {
    let offset = offset.min(text.len());
    conflict(text, offset).or_else(|| unclosed(text, offset)).or_else(|| {
        let start = text.get(..offset)?.rfind('\n').map_or(0, |newline| newline + 1);
        let line = text.get(start..)?.lines().next()?;
        let line = Line { text: line, start };
        line.foreign()
            .or_else(|| line.quotes())
            .or_else(|| line.colon())
            .or_else(|| line.entry())
            .or_else(|| line.bare())
    })
}

/// A merge that was not finished: all its markers are one fault, and both sides may well name the same key.
fn conflict(text: &str, offset: usize) -> Option<Slip> {
    let is_marker = |line: &str| {
        ["<<<<<<<", "|||||||", ">>>>>>>"].iter().any(|mark| line.starts_with(mark)) || line.trim_end() == "======="
    };
    let mut start = 0;
    let mut markers = Vec::new();
    for line in text.split_inclusive('\n') {
        if is_marker(line) {
            markers.push(start..start + line.trim_end().len());
        }
        start += line.len();
    }
    let covers = markers.first()?.start..markers.last()?.end;
    covers.contains(&offset).then(|| Slip {
        span: markers.first().cloned().unwrap_or_default(),
        message: "a merge was not finished here".to_owned(),
        help: "keep what is right of both sides, and delete the lines that begin with <<<<<<<, ======= and >>>>>>>"
            .to_owned(),
        covers,
    })
}

/// A text of several lines that is never closed runs to the end of the file.
fn unclosed(text: &str, offset: usize) -> Option<Slip> {
    let last = Source::new(text)
        .lex()
        .into_vec()
        .into_iter()
        .rev()
        .find(|token| matches!(token.kind(), TokenKind::MlBasicString | TokenKind::MlLiteralString))?;
    let (start, end) = (last.span().start(), last.span().end());
    let written = text.get(start..end)?;
    let mark = written.get(..3)?;
    let is_closed = written.len() >= 6 && written.ends_with(mark);
    (!is_closed && offset >= start && end >= text.trim_end().len()).then(|| Slip {
        span: start..start + 3,
        message: "a text of several lines is not closed".to_owned(),
        help: format!("close it with {mark}"),
        covers: start..text.len(),
    })
}

/// One line, and where it begins.
struct Line<'t> {
    text: &'t str,
    start: usize,
}

impl Line<'_> {
    fn slip(&self, span: Range<usize>, message: impl Into<String>, help: impl Into<String>) -> Slip {
        let covers = self.start..self.start + self.text.len() + 1;
        let span = self.start + span.start..self.start + span.end;
        Slip { span, message: message.into(), help: help.into(), covers }
    }

    /// Key and value of `key = value`, with the place of the value.
    fn pair(&self) -> Option<(&str, &str, Range<usize>)> {
        let (key, rest) = self.text.split_once('=')?;
        let value = without_comment(rest).trim();
        let start = key.len() + 1 + (rest.len() - rest.trim_start().len());
        let is_key = |key: &str| !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
        (is_key(key.trim()) && !value.is_empty()).then(|| (key.trim(), value, start..start + value.len()))
    }

    /// Lines of another format as a whole.
    fn foreign(&self) -> Option<Slip> {
        let text = self.text.trim_start();
        let start = self.text.len() - text.len();
        if text.starts_with("//") {
            return Some(self.slip(start..start + 2, "a comment begins with another sign in TOML", "begin it with #"));
        }
        text.starts_with("- ").then(|| {
            let help = "write a list in [ ], with commas, or each table of it below [[double brackets]]";
            self.slip(start..start + 1, "TOML writes no list with dashes", help)
        })
    }

    /// Quotation marks that a word processor put in the place of plain ones.
    fn quotes(&self) -> Option<Slip> {
        let (key, value, span) = self.pair()?;
        let is_curly = |c: char| matches!(c, '“' | '”' | '„' | '‘' | '’' | '«' | '»');
        value.starts_with(is_curly).then(|| {
            let inner = value.trim_matches(|c| is_curly(c) || c == '"');
            self.slip(
                span,
                "these quotation marks are not those of TOML",
                format!("write `{key} = \"{}\"`", excerpt(inner)),
            )
        })
    }

    /// `key: value`, as YAML and JSON have it.
    fn colon(&self) -> Option<Slip> {
        let (key, value) = self.text.split_once(':')?;
        let bare = key.trim().trim_matches('"');
        let is_key = !bare.is_empty() && bare.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c));
        if !is_key || value.starts_with(':') {
            return None;
        }
        let value = without_comment(value).trim().trim_end_matches(',');
        let help = match value {
            "" => format!("write `{bare} = …`, or `[{bare}]` for a table"),
            value => format!("write `{bare} = {}`", quoted(value)),
        };
        Some(self.slip(key.len()..key.len() + 1, COLON, help))
    }

    /// Slips inside of a list or a table in braces: entries with nothing between them, texts without quotes, `key: value`.
    fn entry(&self) -> Option<Slip> {
        if self.text.trim_start().starts_with('[') {
            return None;
        }
        // Of each bracket that is open, whether it is a brace, and whether a value was begun in it.
        let mut open: Vec<(bool, bool)> = Vec::new();
        let mut unquoted: Option<Range<usize>> = None;
        for token in Source::new(self.text).lex() {
            let span = token.span().start()..token.span().end();
            let written = self.text.get(span.clone())?;
            match (token.kind(), open.last_mut()) {
                (TokenKind::Whitespace, _) => {}
                (TokenKind::Equals, Some((true, begun))) => {
                    if let (true, Some(key)) = (*begun, unquoted.take()) {
                        let message = format!("a comma is missing before `{}`", excerpt(self.text.get(key.clone())?));
                        return Some(self.slip(key, message, "put a comma between the entries of a table in braces"));
                    }
                    *begun = true;
                }
                (TokenKind::Atom, Some((true, false))) if written.ends_with(':') => {
                    let key = written.trim_end_matches(':');
                    let help = format!("write `{} = …`", excerpt(key));
                    return Some(self.slip(span.end - 1..span.end, COLON, help));
                }
                (TokenKind::Atom, Some((is_brace, begun))) if (!*is_brace || *begun) && !is_value(written) => {
                    if let Some(first) = unquoted.replace(span).filter(|_| *is_brace) {
                        return self.text_in(first);
                    }
                }
                (kind, _) => {
                    if let Some(text) = unquoted.take() {
                        return self.text_in(text);
                    }
                    match (kind, open.last_mut()) {
                        (TokenKind::LeftCurlyBracket | TokenKind::LeftSquareBracket, _) => {
                            open.push((kind == TokenKind::LeftCurlyBracket, false));
                        }
                        (TokenKind::RightCurlyBracket | TokenKind::RightSquareBracket, _) => drop(open.pop()),
                        (TokenKind::Comma, Some((_, begun))) => *begun = false,
                        _ => {}
                    }
                }
            }
        }
        None
    }

    /// The text at `span`, which stands in a list or in braces without quotes.
    fn text_in(&self, span: Range<usize>) -> Option<Slip> {
        let text = excerpt(self.text.get(span.clone())?);
        let is_text = text.starts_with(|c: char| c.is_alphabetic() || c == '@');
        is_text.then(|| self.slip(span, format!("a string needs quotes: \"{text}\""), format!("write `\"{text}\"`")))
    }

    /// A value that is neither number, date nor `true` and stands without quotes.
    fn bare(&self) -> Option<Slip> {
        let (key, value, span) = self.pair()?;
        let is_text = |c: char| c.is_alphanumeric() || " -_./:@%+~".contains(c);
        if is_day(value) {
            let message = format!("`{}` is no date: TOML writes year-month-day", excerpt(value));
            return Some(self.slip(span, message, "write it as YYYY-MM-DD, such as 2026-11-23"));
        }
        if is_value(value) || !value.chars().all(is_text) {
            return None;
        }
        let parts: Vec<&str> = value.split(['-', '.', '/']).collect();
        let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
        // What has the right form is no such day; the parser says which part is wrong.
        if lengths == [4, 2, 2] && value.contains('-') {
            return None;
        }
        if parts.len() == 3 && parts.iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit())) {
            let message = format!("`{value}` is no date: TOML writes year-month-day");
            return Some(self.slip(span, message, "write it as YYYY-MM-DD, such as 2026-11-23"));
        }
        if let Some(number) = value.strip_suffix('%').map(str::trim).filter(|number| is_value(number)) {
            return Some(self.slip(span, "a number stands without its unit", format!("write `{key} = {number}`")));
        }
        let (message, help) = match value.to_lowercase().as_str() {
            "yes" | "on" | "true" => ("TOML writes `true`".to_owned(), format!("write `{key} = true`")),
            "no" | "off" | "false" => ("TOML writes `false`".to_owned(), format!("write `{key} = false`")),
            "null" | "nil" | "~" => ("TOML has no empty value".to_owned(), format!("leave `{key}` out")),
            _ if value.contains(char::is_alphabetic) || value.contains(':') => (
                format!("a string needs quotes: \"{}\"", excerpt(value)),
                format!("write `{key} = \"{}\"`", excerpt(value)),
            ),
            _ => return None,
        };
        Some(self.slip(span, message, help))
    }
}

/// Whether `value` names a day as people say it: `1 Dec 2026`, `today`.
fn is_day(value: &str) -> bool {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let lower = value.to_lowercase();
    let is_month = |word: &str| word.len() >= 3 && MONTHS.iter().any(|month| word.starts_with(month));
    let words = || lower.split([' ', '-', '.', '/', ',']).filter(|word| !word.is_empty());
    let numbers = words().filter(|word| word.starts_with(|c: char| c.is_ascii_digit())).count();
    matches!(&*lower, "today" | "tomorrow" | "yesterday" | "now")
        || words().count() <= 3
            && numbers >= 1
            && words().filter(|word| is_month(word)).count() == 1
            && words().count() == numbers + 1
}

const COLON: &str = "TOML uses = between a key and its value";

/// `text` up to a comment behind it.
fn without_comment(text: &str) -> &str {
    text.split(" #").next().unwrap_or(text)
}

/// Whether `text` is a value as it stands.
fn is_value(text: &str) -> bool {
    toml::de::DeTable::parse(&format!("a = {text}")).is_ok()
}

/// `value` as TOML writes it, in quotes if it is a text without.
fn quoted(value: &str) -> String {
    match value.to_lowercase().as_str() {
        "yes" | "true" => "true".to_owned(),
        "no" | "false" => "false".to_owned(),
        _ if is_value(value) || value.starts_with(['"', '\'', '[', '{']) => excerpt(value),
        _ => format!("\"{}\"", excerpt(value)),
    }
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::Spot;
    use crate::load::document::parse;
    use crate::load::limits::Holds;
    use crate::source::FileId;

    /// What is said of `text`, with the words it is said of.
    fn said(text: &str) -> Vec<(String, String)> {
        let problems = parse(FileId(0), text, Holds::One).problems.into_iter();
        let of = |spot: &Spot| match *spot {
            Spot::Bytes(start, end) => text[start as usize..end as usize].to_owned(),
            _ => String::new(),
        };
        let short = |message: &str| message.trim_start_matches("not valid TOML: ").to_owned();
        problems.map(|it| (format!("{}; {}", short(&it.message), it.help), of(&it.at.spot))).collect()
    }

    #[test]
    fn the_root_cause_is_said_alone() {
        for (text, message, place) in [
            ("t = 1\nowner = nora\ns = 'x'\n", "a string needs quotes: \"nora\"; write `owner = \"nora\"`", "nora"),
            (
                "owner = Nora Lindqvist # who\n",
                "a string needs quotes: \"Nora Lindqvist\"; write `owner = \"Nora Lindqvist\"`",
                "Nora Lindqvist",
            ),
            ("a = yes\n", "TOML writes `true`; write `a = true`", "yes"),
            ("a = True\n", "TOML writes `true`; write `a = true`", "True"),
            ("a = null\n", "TOML has no empty value; leave `a` out", "null"),
            (
                "a = 07-09-2026\n",
                "`07-09-2026` is no date: TOML writes year-month-day; write it as YYYY-MM-DD, such as 2026-11-23",
                "07-09-2026",
            ),
            (
                "a = 7/9/2026\n",
                "`7/9/2026` is no date: TOML writes year-month-day; write it as YYYY-MM-DD, such as 2026-11-23",
                "7/9/2026",
            ),
            ("owner: \"x\"\n", "TOML uses = between a key and its value; write `owner = \"x\"`", ":"),
            (
                "owner: nora lind\nb = 1\n",
                "TOML uses = between a key and its value; write `owner = \"nora lind\"`",
                ":",
            ),
            (
                "e = { min = 1 max = 2 }\n",
                "a comma is missing before `max`; put a comma between the entries of a table in braces",
                "max",
            ),
            (
                "e = { a = \"x\" b = \"y\", c = 1 }\n",
                "a comma is missing before `b`; put a comma between the entries of a table in braces",
                "b",
            ),
            (
                "a = 1\ns = \"\"\"\ntext\nmore\n",
                "a text of several lines is not closed; close it with \"\"\"",
                "\"\"\"",
            ),
            ("s = \'\'\'\ntext\n", "a text of several lines is not closed; close it with \'\'\'", "\'\'\'"),
            ("a = “x”\n", "these quotation marks are not those of TOML; write `a = \"x\"`", "“x”"),
        ] {
            assert_eq!(said(text), [(message.to_owned(), place.to_owned())], "{text}");
        }
        for (text, message) in [
            ("change = none\n", "a string needs quotes: \"none\"; write `change = \"none\"`"),
            ("date: 2026-11-23\n", "TOML uses = between a key and its value; write `date = 2026-11-23`"),
            ("done: yes\n", "TOML uses = between a key and its value; write `done = true`"),
            ("owner: nora # who\n", "TOML uses = between a key and its value; write `owner = \"nora\"`"),
            ("\"owner\": \"nora\",\n", "TOML uses = between a key and its value; write `owner = \"nora\"`"),
            ("c = 2027-q1\n", "a string needs quotes: \"2027-q1\"; write `c = \"2027-q1\"`"),
            ("f = 1:1\n", "a string needs quotes: \"1:1\"; write `f = \"1:1\"`"),
            ("s = 40%\n", "a number stands without its unit; write `s = 40`"),
            (
                "d = 2026-9-7\n",
                "`2026-9-7` is no date: TOML writes year-month-day; write it as YYYY-MM-DD, such as 2026-11-23",
            ),
            ("e = { min: 3, max: 8 }\n", "TOML uses = between a key and its value; write `min = …`"),
            ("e = { ref = db }\n", "a string needs quotes: \"db\"; write `\"db\"`"),
            ("e = { ref = db, of = 2 }\n", "a string needs quotes: \"db\"; write `\"db\"`"),
            ("with = [nora, ana]\n", "a string needs quotes: \"nora\"; write `\"nora\"`"),
            ("a = 1\n// comment\nb = 2\n", "a comment begins with another sign in TOML; begin it with #"),
            (
                "- item\n",
                "TOML writes no list with dashes; write a list in [ ], with commas, or each table of it below [[double brackets]]",
            ),
        ] {
            assert_eq!(said(text).into_iter().map(|(said, _)| said).collect::<Vec<_>>(), [message], "{text}");
        }
        // What stands twice stands there as it should.
        for line in ["a = true\n", "a = 2026-11-23\n", "a = nan\n", "a = [1, 2]\n", "a = { b = 1 }\n"] {
            assert_eq!(said(&line.repeat(2))[0].0.split(';').next(), Some("`a` stands twice"), "{line}");
        }
        let lone = said("a = 1\n=======\nb = 2\n>>>>>>> other\nc: 1\n");
        assert_eq!(lone.iter().map(|(_, place)| place.as_str()).collect::<Vec<_>>(), ["=======", ":"], "{lone:?}");
        let merge = "t = 1\n<<<<<<< HEAD\nowner = \"a\"\n||||||| base\nowner = \"o\"\n=======\nowner = \"b\"\n>>>>>>> other\nz = 1\n";
        let found = said(merge);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].0.starts_with("a merge was not finished here;") && found[0].1 == "<<<<<<< HEAD", "{found:?}");
    }

    #[test]
    fn several_slips_are_said_each_and_what_is_fine_is_left_alone() {
        assert_eq!(said("d = 01.02.2026\n").len(), 1);
        let found = said("a = nora\nb: 1\nc = 2\n");
        assert_eq!(found.iter().map(|(_, place)| place.as_str()).collect::<Vec<_>>(), ["nora", ":"]);
        for fine in [
            "a = \"x: y\"\n",
            "s = \"\"\"\na: b\n=======\n\"\"\"\n",
            "e = { a = 1, b = { c = 2 } }\n",
            "a = inf\nd = 2026-11-23\n",
        ] {
            assert!(said(fine).is_empty(), "{fine}");
        }
    }
}
