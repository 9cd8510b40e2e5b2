//! Finds characters that no text may hold, where they are written as escapes.
//!
//! Characters that stand there as themselves are left to [`super::document`].

use super::limits;
use crate::diagnostic::{At, Code, Diagnostic, Findings, Spot};
use crate::model::hidden::hidden;
use crate::source::FileId;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Reports the first such character of every key and value of `root`, which `text` says.
pub(super) fn check(file: FileId, text: &str, root: &DeTable<'_>, problems: &mut Findings) {
    if text.contains('\\') {
        let mut search = Search { file, text, pointer: String::new(), found: Vec::new() };
        search.table(root);
        // Other faults in the same value were named already, such as an escape that only TOML 1.1 has.
        let is_known = |span: &Range<usize>| {
            problems.iter().any(|problem| match problem.at.spot {
                Spot::Bytes(start, _) => problem.at.file == file && span.contains(&(start as usize)),
                _ => false,
            })
        };
        search.found.retain(|(span, _)| !is_known(span));
        problems.extend(search.found.into_iter().map(|(_, problem)| problem));
    }
}

struct Search<'t> {
    file: FileId,
    text: &'t str,
    pointer: String,
    found: Vec<(Range<usize>, Diagnostic)>,
}

impl Search<'_> {
    fn table(&mut self, table: &DeTable<'_>) {
        for (key, value) in table {
            let name: &str = key.get_ref();
            self.enter(&name.replace('~', "~0").replace('/', "~1"), |search| {
                search.text(name, key.span(), true);
                search.value(value);
            });
        }
    }

    fn value(&mut self, value: &Spanned<DeValue<'_>>) {
        match value.get_ref() {
            DeValue::Table(table) => self.table(table),
            DeValue::Array(array) => {
                for (index, element) in array.iter().enumerate() {
                    self.enter(&index.to_string(), |search| search.value(element));
                }
            }
            DeValue::String(meaning) => self.text(meaning, value.span(), false),
            _ => {}
        }
    }

    fn enter(&mut self, segment: &str, look: impl FnOnce(&mut Self)) {
        let length = self.pointer.len();
        self.pointer.push('/');
        self.pointer.push_str(segment);
        look(self);
        self.pointer.truncate(length);
    }

    /// Notes the first character of `meaning` that its writing at `span` hides in an escape.
    fn text(&mut self, meaning: &str, span: Range<usize>, is_key: bool) {
        let writing = self.text.get(span.clone()).unwrap_or_default();
        if self.found.len() >= limits::SYNTAX_FAULTS || !writing.contains('\\') {
            return;
        }
        for (at, character) in meaning.char_indices() {
            let (before, after) = meaning.split_at_checked(at).unwrap_or_default();
            let what = hidden(before, character, after.get(character.len_utf8()..).unwrap_or_default());
            // One that stands there as itself was named already.
            if let Some(what) = what.filter(|_| !writing.contains(character)) {
                let at = At::value(self.file, self.pointer.as_str());
                let message = format!("{what} U+{:04X} is not allowed, not even as an escape", u32::from(character));
                let problem = Diagnostic::new(Code::SCHEMA, if is_key { at.key() } else { at }, message);
                let help = "take the escape out; if the text needs it, write it in words";
                self.found.push((span, problem.label("in here").help(help).about("escape")));
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::document::parse;
    use crate::load::limits::Holds;

    fn messages(text: &str) -> Vec<String> {
        parse(FileId(0), text, Holds::One).problems.into_iter().map(|problem| problem.message).collect()
    }

    #[test]
    fn an_escape_hides_nothing_either() {
        for (text, what) in [
            (r#"a = "x\u0000""#, "the NUL character U+0000"),
            (r#"a = ["\u0007"]"#, "the control character U+0007"),
            (r#"a = { b = "\b" }"#, "the control character U+0008"),
            (r#"a = """\uFFFE""""#, "the non-character U+FFFE"),
            (r#"a = "\uFDD0""#, "the non-character U+FDD0"),
            (r#"a = "\U0010FFFF""#, "the non-character U+10FFFF"),
            (r#""\u202E" = 1"#, "the bidirectional control character U+202E"),
            (r#"a = "\U000E0001 \u200b""#, "the invisible character U+E0001"),
            (r#"a = "x\u00AD""#, "the soft hyphen U+00AD"),
            (r#"a = "\u2028""#, "the line separator U+2028"),
            (r#"a = "x\uFE0F""#, "the variation selector U+FE0F"),
            (r#"[b."\U000E0041"]"#, "the tag character U+E0041"),
            (r#"a = "\u3164""#, "the invisible character U+3164"),
        ] {
            assert_eq!(messages(text), [format!("{what} is not allowed, not even as an escape")], "{text}");
        }
        assert_eq!(messages("a = '\u{ffff}'"), ["the non-character U+FFFF is not allowed"]);
        for fine in [
            r#"a = "C:\\u0000""#,
            r"a = 'C:\u0000'",
            r#"a = "line\r\nnext\t\"é\" \u00e9""#,
            r#"a = "\\ \uFFFD""#,
            r#"a = "👩\u200D💻 ⚠\uFE0F می\u200Cخواهم""#,
        ] {
            assert!(messages(fine).is_empty(), "{fine}: {:?}", messages(fine));
        }
        assert_eq!(messages("a = \"x\u{200b}\\u200b\"").len(), 1);
        assert_eq!(messages(r#"a = "\e[31m""#), ["the escape \\e needs TOML 1.1, which most editors refuse"]);
    }

    #[test]
    fn the_value_is_named_and_the_rest_still_read() {
        let document = parse(FileId(0), "[b]\nc = [\"x\", \"\\u0000\"]\n", Holds::One);
        let at: Vec<_> = document.problems.iter().map(|problem| problem.at.clone()).collect();
        assert_eq!(at, [At::value(FileId(0), "/b/c/1")]);
        assert!(document.broken.is_empty());
    }
}
