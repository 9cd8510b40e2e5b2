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
        line.quotes().or_else(|| line.colon()).or_else(|| line.comma()).or_else(|| line.bare())
    })
}

/// A merge that was not finished: all its markers are one fault.
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
    let (first, last) = (markers.first()?.clone(), markers.last()?.end);
    let begins = text.get(first.clone())?.starts_with('<');
    // Two sides of one thing may well name it twice.
    (begins && offset >= first.start).then(|| Slip {
        span: first.clone(),
        message: "a merge was not finished here".to_owned(),
        help: "keep what is right of both sides, and delete the lines that begin with <<<<<<<, ======= and >>>>>>>"
            .to_owned(),
        covers: first.start..last.max(text.len()),
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
        let value = rest.split(" #").next()?.trim();
        let start = key.len() + 1 + (rest.len() - rest.trim_start().len());
        let is_key = |key: &str| !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
        (is_key(key.trim()) && !value.is_empty()).then(|| (key.trim(), value, start..start + value.len()))
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
        let value = value.trim().trim_end_matches(',');
        let help = match value {
            "" => format!("write `{bare} = …`, or `[{bare}]` for a table"),
            value => format!("write `{bare} = {}`", quoted(value)),
        };
        Some(self.slip(key.len()..key.len() + 1, "TOML uses = between a key and its value", help))
    }

    /// Two entries of a table in braces with nothing between them.
    fn comma(&self) -> Option<Slip> {
        let (mut depth, mut assigned, mut key) = (0_usize, false, None);
        for token in Source::new(self.text).lex() {
            let span = token.span().start()..token.span().end();
            match token.kind() {
                TokenKind::LeftCurlyBracket => (depth, assigned) = (depth + 1, false),
                TokenKind::RightCurlyBracket => depth = depth.saturating_sub(1),
                TokenKind::Comma => assigned = false,
                TokenKind::Equals if depth > 0 && assigned => {
                    let key: Range<usize> = key?;
                    let name = excerpt(self.text.get(key.clone())?);
                    let message = format!("a comma is missing before `{name}`");
                    return Some(self.slip(key, message, "put a comma between the entries of a table in braces"));
                }
                TokenKind::Equals if depth > 0 => assigned = true,
                TokenKind::Atom => key = Some(span),
                _ => {}
            }
        }
        None
    }

    /// A value that is neither number, date nor `true` and stands without quotes.
    fn bare(&self) -> Option<Slip> {
        let (key, value, span) = self.pair()?;
        let is_text = |c: char| c.is_alphanumeric() || " -_./:@%+".contains(c);
        if !value.chars().all(is_text) {
            return None;
        }
        let digits: Vec<&str> = value.split(['-', '.', '/']).collect();
        if let [day, month, year] = digits.as_slice()
            && year.len() == 4
            && [day, month, year].iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()))
        {
            let message = format!("`{value}` is no date: TOML writes year-month-day");
            return Some(self.slip(span, message, "write it as YYYY-MM-DD, such as 2026-11-23"));
        }
        let (message, help) = match value.to_lowercase().as_str() {
            "yes" | "on" | "true" => ("TOML writes `true`".to_owned(), format!("write `{key} = true`")),
            "no" | "off" | "false" => ("TOML writes `false`".to_owned(), format!("write `{key} = false`")),
            "null" | "nil" | "none" | "~" => ("TOML has no empty value".to_owned(), format!("leave `{key}` out")),
            _ if value.starts_with(|c: char| c.is_alphabetic() || c == '@') => (
                format!("a string needs quotes: \"{}\"", excerpt(value)),
                format!("write `{key} = \"{}\"`", excerpt(value)),
            ),
            _ => return None,
        };
        Some(self.slip(span, message, help))
    }
}

/// `value` as TOML writes it, in quotes if it is a text without.
fn quoted(value: &str) -> String {
    let is_whole = value.starts_with(['"', '\'', '[', '{']) || value.parse::<f64>().is_ok();
    if is_whole || ["true", "false"].contains(&value) { excerpt(value) } else { format!("\"{}\"", excerpt(value)) }
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
