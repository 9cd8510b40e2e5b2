//! Finds what only TOML 1.1 allows: our parser reads it, but most editors and other tools refuse it.

use crate::diagnostic::{At, Code, Diagnostic, Findings};
use crate::source::FileId;
use std::ops::Range;
use toml::Spanned;
use toml::de::DeValue;
use toml_parser::Source;
use toml_parser::lexer::{Token, TokenKind};

/// Reports every use of TOML 1.1-only syntax in a text that parses; `suspected` says whether a value
/// [`looks_newer`], for lexing every file again would cost too much.
pub(super) fn check(file: FileId, text: &str, suspected: bool, problems: &mut Findings) {
    let escape = |(at, _)| matches!(text.as_bytes().get(at + 1), Some(b'e' | b'x'));
    if !suspected && !text.match_indices('\\').any(escape) {
        return;
    }
    let tokens = Source::new(text).lex().into_vec();
    let mut report = |span: Range<usize>, what: &str, help: &str| {
        problems.push(
            Diagnostic::new(
                Code::SCHEMA,
                At::bytes(file, span),
                format!("{what} needs TOML 1.1, which most editors refuse"),
            )
            .label("only TOML 1.1 reads this")
            .help(help),
        );
    };
    let mut open = Vec::new();
    let mut last_comma: Option<Range<usize>> = None;
    let mut last_in_inline = false;
    for token in &tokens {
        let span = token.span().start()..token.span().end();
        let inline = open.last() == Some(&TokenKind::LeftCurlyBracket);
        match token.kind() {
            kind @ (TokenKind::LeftCurlyBracket | TokenKind::LeftSquareBracket) => open.push(kind),
            TokenKind::RightCurlyBracket => {
                if let Some(comma) = last_comma.take().filter(|_| !last_in_inline) {
                    report(comma, "a comma after the last entry of an inline table", "delete the comma");
                }
                open.pop();
            }
            TokenKind::RightSquareBracket => {
                open.pop();
            }
            TokenKind::Newline if inline && !last_in_inline => {
                report(span.clone(), "a line break inside an inline table", "write it on one line, or as a [table]");
                last_in_inline = true;
            }
            TokenKind::BasicString | TokenKind::MlBasicString => escapes(text, token, &mut report),
            TokenKind::Atom => short_time(text, &span, &mut report),
            _ => {}
        }
        match token.kind() {
            TokenKind::Comma if inline => last_comma = Some(span),
            TokenKind::Whitespace | TokenKind::Newline | TokenKind::Comment => {}
            _ => last_comma = None,
        }
        if open.is_empty() {
            last_in_inline = false;
        }
    }
}

/// A look at one value that never misses and seldom suspects wrongly; escapes are left to [`check`].
pub(super) fn looks_newer(text: &str, value: &Spanned<DeValue<'_>>) -> bool {
    match value.get_ref() {
        DeValue::Datetime(datetime) => datetime.time.is_some_and(|time| time.second.is_none()),
        DeValue::Table(_) => {
            let inline = text.get(value.span()).and_then(|text| text.strip_prefix('{')?.strip_suffix('}'));
            inline.is_some_and(|inside| inside.as_bytes().contains(&b'\n') || inside.trim_end().ends_with(','))
        }
        _ => false,
    }
}

fn escapes(text: &str, token: &Token, report: &mut impl FnMut(Range<usize>, &str, &str)) {
    let (start, end) = (token.span().start(), token.span().end());
    let mut bytes = text.as_bytes().get(start..end).unwrap_or_default().iter().enumerate();
    while let Some((at, byte)) = bytes.next() {
        if *byte != b'\\' {
            continue;
        }
        let at = start + at;
        match bytes.next() {
            Some((_, b'e')) => {
                report(at..at + 2, "the escape \\e", "leave the character out; it is hidden from readers")
            }
            Some((_, b'x')) => report(at..at + 2, "the escape \\x", "write \\u00 and the two digits"),
            _ => {}
        }
    }
}

/// Times without seconds, alone or after a date; the lexer gives the whole of it as one atom.
fn short_time(text: &str, span: &Range<usize>, report: &mut impl FnMut(Range<usize>, &str, &str)) {
    let atom = text.get(span.clone()).unwrap_or_default();
    let time = atom.split_once(['T', 't']).map_or(atom, |(_, time)| time);
    let bytes = time.as_bytes();
    let hours_and_minutes =
        matches!(bytes, [h1, h2, b':', m1, m2, ..] if [h1, h2, m1, m2].iter().all(|byte| byte.is_ascii_digit()));
    if hours_and_minutes && bytes.get(5) != Some(&b':') {
        report(span.clone(), "a time without seconds", "add the seconds, such as 09:30:00");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::document::parse;
    use crate::load::limits::Holds;

    fn count(text: &str) -> usize {
        parse(FileId(0), text, Holds::Many).problems.iter().len()
    }

    #[test]
    fn what_only_toml_11_reads_is_found() {
        for text in [
            "a = {\n b = 1 }",
            "a = { b = 1, }",
            "a = { b = 1, # why\n}",
            "a = \"\\e[0m\"",
            "a = \"\\x41\"",
            "a = 09:30",
            "a = 2026-11-23T09:30",
            "a = 2026-11-23T09:30Z",
            "a = 2026-11-23 09:30",
            "a = [{ b = 1,\n c = 2 }]",
        ] {
            assert_eq!(count(text), 1, "{text:?}");
        }
    }

    #[test]
    fn what_toml_10_reads_is_left_alone() {
        for text in [
            "a = { b = 1 }\nc = [\n 1,\n 2,\n]",
            "a = '\\e \\x41 09:30'",
            "a = \"\\\\e \\\\x { ,}\"",
            "a = \"\"\"\n{\n09:30\n, }\"\"\"",
            "a = 09:30:00\nb = 2026-11-23T09:30:00.5+01:00",
            "a = [ { b = [\n1,\n] }, ]",
            "a = 1 # { 09:30 \\e",
            "[t]\n'x{' = 1",
        ] {
            assert_eq!(count(text), 0, "{text:?}");
        }
    }
}
