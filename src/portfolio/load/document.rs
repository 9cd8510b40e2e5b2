//! One file's bytes as a tree with spans, and every fault of encoding, size and syntax in it.
//!
//! The only module that knows the TOML parser, so that another can take its place. What keys and values mean is left
//! to `check` and `deserialize`.

use super::limits::{self, Holds};
use super::toml10;
use super::{escapes, syntax};
use crate::diagnostic::{At, Code, Diagnostic, Findings, Spot};
use crate::model::hidden::{hidden, may_hide};
use crate::source::{BOM, FileId};
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};
use toml_parser::lexer::TokenKind;

/// A text as a tree: every key and value knows its bytes.
pub struct Document<'t> {
    /// The text.
    pub text: &'t str,
    /// The tree; of a broken text, what could be recovered.
    pub root: Spanned<DeTable<'t>>,
    /// Keys and elements, at any depth; there may be more than are read.
    pub items: usize,
    /// Whether a fault may hide the header of a table, or what it is called.
    pub hides: bool,
    /// Where the syntax is broken.
    pub broken: Vec<Range<usize>>,
    /// Everything found wrong.
    pub problems: Findings<'static>,
}

/// Turns `bytes` into text and says where that was not possible.
///
/// Invalid bytes become replacement characters, so that the rest of the file can still be read for its ids.
pub fn decode(file: FileId, bytes: Vec<u8>) -> (Box<str>, Option<Diagnostic>) {
    match String::from_utf8(bytes) {
        Ok(text) => (text.into_boxed_str(), None),
        Err(error) if error.as_bytes().starts_with(&[0xff, 0xfe]) || error.as_bytes().starts_with(&[0xfe, 0xff]) => {
            let problem = Diagnostic::new(Code::SCHEMA, At::file(file), "the file is UTF-16, not UTF-8")
                .help("save the file as UTF-8")
                .about("utf-16");
            (utf16(error.as_bytes()).into_boxed_str(), Some(problem))
        }
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let text = String::from_utf8_lossy(error.as_bytes()).into_owned().into_boxed_str();
            let problem = fault(file, at..at + char::REPLACEMENT_CHARACTER.len_utf8(), "the file is not valid UTF-8")
                .label("the first byte that is not UTF-8")
                .help("save the file as UTF-8");
            (text, Some(problem))
        }
    }
}

/// What some editors call Unicode, read for its ids all the same.
fn utf16(bytes: &[u8]) -> String {
    let little = bytes.first() == Some(&0xff);
    let unit = |pair: &[u8]| match pair {
        [a, b] if little => u16::from_le_bytes([*a, *b]),
        [a, b] => u16::from_be_bytes([*a, *b]),
        _ => u16::from(b'?'),
    };
    String::from_utf16_lossy(&bytes.chunks(2).map(unit).collect::<Vec<_>>())
}

fn fault(file: FileId, span: Range<usize>, message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(Code::SCHEMA, At::bytes(file, span), message)
}

/// Parses `text` of a file that holds one thing or many.
pub fn parse(file: FileId, text: &str, holds: Holds) -> Document<'_> {
    let mut problems = Findings::of(holds.many(&file));
    forbidden_characters(file, text, &mut problems);
    if let Some(start) = too_deep(text) {
        let problem = fault(file, start..start + 1, "nested too deep to be read").label("here");
        problems.push(problem.help("flatten it; no key of canvass needs more than a few levels"));
        let root = Spanned::new(0..0, DeTable::new());
        return Document {
            text,
            root,
            items: 0,
            hides: true,
            broken: std::iter::once(start..start + 1).collect(),
            problems,
        };
    }
    let (mut root, errors) = DeTable::parse_recoverable(text);
    let mut broken = Vec::new();
    let mut syntax = syntax::Faults::new(text);
    for error in errors {
        let span = error.span().unwrap_or(0..0);
        // A control character was named above, in words that say which; the parser may stop at it or right after.
        let known = problems.iter().any(|problem| match problem.at.spot {
            Spot::Bytes(start, end) => (start as usize..=end as usize).contains(&span.start),
            _ => false,
        });
        if !known {
            syntax.add(span.clone(), error.message());
        }
        broken.push(span);
    }
    let faults = syntax.into_vec();
    let hides = faults.iter().any(|fault| match fault.message.as_str() {
        // What stands twice is there.
        message if message.ends_with("stands twice") => false,
        message => !is_of_value(text, fault.span.start) || message.ends_with("not closed"),
    });
    let rest = faults.len().saturating_sub(limits::SYNTAX_FAULTS);
    for found in faults.into_iter().take(limits::SYNTAX_FAULTS) {
        let problem = fault(file, found.span, format!("not valid TOML: {}", found.message));
        problems.push(problem.label("here").help(found.help));
    }
    if rest > 0 {
        problems.push(
            Diagnostic::new(Code::SCHEMA, At::file(file), format!("{rest} more syntax faults follow"))
                .help("mend the first ones and run again")
                .about("more syntax faults"),
        );
    }
    let shape = Shape::of(text, root.get_ref());
    if broken.is_empty() {
        toml10::check(file, text, shape.newer, &mut problems);
    }
    escapes::check(file, text, root.get_ref(), &mut problems);
    let items = shape.items;
    measure(file, shape, holds, &mut problems);
    if items > holds.items() {
        root = Spanned::new(0..0, DeTable::new());
        broken.push(0..0);
    }
    Document { text, root, items, hides, broken, problems }
}

/// Whether the line at `offset` gives a key its value, so that nothing else is wrong but that.
fn is_of_value(text: &str, offset: usize) -> bool {
    let start = text.get(..offset).and_then(|before| before.rfind('\n')).map_or(0, |newline| newline + 1);
    let line = text.get(start..).and_then(|rest| rest.lines().next()).unwrap_or_default();
    let is_key = |key: &str| !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || "-_.".contains(c));
    line.split_once('=').is_some_and(|(key, _)| is_key(key.trim()))
}

/// Where more lists and tables in braces are open than the parser would ever close: it takes its time over each.
fn too_deep(text: &str) -> Option<usize> {
    // Nearly every text can be told from its bytes alone, many at once; in others they may stand inside of texts.
    let mut open = 0;
    let may_be = text.as_bytes().chunks(64).any(|some| {
        // Brackets and braces differ in one bit; a sum in one byte is made of many at a time.
        let count = |sign: u8| some.iter().map(|byte| u8::from(byte | 0x20 == sign)).sum::<u8>();
        let (opened, closed) = (usize::from(count(b'{')), usize::from(count(b'}')));
        let most = open + opened;
        open = most.saturating_sub(closed).max(opened);
        most > limits::OPEN
    });
    if !may_be {
        return None;
    }
    let tokens = toml_parser::Source::new(text).lex().map(|token| {
        let step = match token.kind() {
            TokenKind::LeftSquareBracket | TokenKind::LeftCurlyBracket => 1,
            TokenKind::RightSquareBracket | TokenKind::RightCurlyBracket => -1,
            _ => 0,
        };
        (token.span().start(), step)
    });
    deepest(tokens)
}

/// The first of `steps` in and out that goes deeper than is parsed.
fn deepest(mut steps: impl Iterator<Item = (usize, isize)>) -> Option<usize> {
    let mut open: usize = 0;
    steps.find_map(|(start, step)| {
        open = open.saturating_add_signed(step);
        (open > limits::OPEN).then_some(start)
    })
}

/// Reports characters that hide what a text says: control, bidirectional and zero-width characters.
fn forbidden_characters(file: FileId, text: &str, problems: &mut Findings) {
    let suspicious = |byte: u8| byte >= 0x80 || byte == 0x7f || (byte < 0x20 && byte != b'\n' && byte != b'\t');
    // Without an early end the compiler looks at many bytes at once.
    if !text.bytes().fold(false, |found, byte| found | suspicious(byte)) {
        return;
    }
    let mut found = 0;
    let mut returned = false;
    for (start, character) in text.char_indices().filter(|(start, character)| *start > 0 || *character != BOM) {
        if character == '\n' || !may_hide(character) {
            continue;
        }
        let (before, after) = text.split_at_checked(start).unwrap_or_default();
        let after = after.get(character.len_utf8()..).unwrap_or_default();
        let Some(what) = hidden(before, character, after) else { continue };
        // Lines of the old Macintosh end in it throughout.
        if character != '\r' || !std::mem::replace(&mut returned, true) {
            if found < limits::SYNTAX_FAULTS {
                problems.push(
                    fault(
                        file,
                        start..start + character.len_utf8(),
                        format!("{what} U+{:04X} is not allowed", u32::from(character)),
                    )
                    .label("here")
                    .help(match character {
                        '\r' => "end lines with LF, or CR and LF",
                        _ => "delete it; if the text needs it, write it in words",
                    }),
                );
            }
            found += 1;
        }
    }
}

/// Whether no text of a file may hold `character`, for it cannot be seen.
#[must_use]
pub fn is_forbidden(character: char) -> bool {
    hidden("", character, "").is_some()
}

/// What one look at every value of a tree tells.
#[derive(Default)]
struct Shape {
    /// Keys and elements, at any depth.
    items: usize,
    /// The first value that lies too deep.
    too_deep: Option<Range<usize>>,
    /// Whether something looks like TOML 1.1.
    newer: bool,
}

impl Shape {
    fn of(text: &str, root: &DeTable<'_>) -> Self {
        let mut shape = Self::default();
        root.values().for_each(|value| shape.look(text, value, 1));
        shape
    }

    /// The parser limits how deep this goes.
    fn look(&mut self, text: &str, value: &Spanned<DeValue<'_>>, depth: usize) {
        self.items += 1;
        if depth > limits::DEPTH {
            self.too_deep.get_or_insert(value.span());
        }
        self.newer = self.newer || toml10::looks_newer(text, value);
        match value.get_ref() {
            DeValue::Array(array) => array.iter().for_each(|element| self.look(text, element, depth + 1)),
            DeValue::Table(table) => table.values().for_each(|value| self.look(text, value, depth + 1)),
            _ => {}
        }
    }
}

/// Reports nesting and numbers of items beyond the limits, at the first place that goes beyond.
fn measure(file: FileId, Shape { items, too_deep, .. }: Shape, holds: Holds, problems: &mut Findings) {
    if let Some(span) = too_deep {
        let depth = limits::DEPTH;
        problems.push(
            fault(file, span, format!("nested more than {depth} deep"))
                .label("here")
                .help(format!("no key of canvass lies deeper than {depth}; flatten it")),
        );
    }
    let most = holds.items();
    if items > most {
        let help = match holds {
            Holds::One => "split it, or keep details where they are linked from",
            Holds::Many => "use a folder with one file per id instead",
        };
        problems.push(
            Diagnostic::new(
                Code::SCHEMA,
                At::file(file),
                format!("{items} keys and elements, at most {most} are read"),
            )
            .help(help)
            .about("too many items"),
        );
    }
}

/// The value at `pointer` under `root`, or the nearest existing parent, as (span of its key, span of its value).
///
/// Keys of quoted form compare by what they say. The empty pointer is the whole document.
#[must_use]
pub fn find(root: &Spanned<DeTable<'_>>, pointer: &str) -> Found {
    let mut found = Found { key: None, value: root.span(), pointer: String::new(), complete: true, type_name: None };
    let mut table: Option<&DeTable<'_>> = Some(root.get_ref());
    let mut array: Option<&toml::de::DeArray<'_>> = None;
    for segment in pointer.split('/').skip(1) {
        let name = segment.replace("~1", "/").replace("~0", "~");
        let (key, value) = if let Some((key, value)) = table.and_then(|table| table.get_key_value(name.as_str())) {
            (Some(key.span()), value)
        } else if let Some(value) = array.and_then(|array| array.get(name.parse::<usize>().ok()?)) {
            (None, value)
        } else {
            found.complete = false;
            return found;
        };
        found = Found {
            key,
            value: value.span(),
            pointer: format!("{}/{segment}", found.pointer),
            complete: true,
            type_name: Some(value.get_ref().type_str()),
        };
        table = value.get_ref().as_table();
        array = value.get_ref().as_array();
    }
    found
}

/// What [`find`] found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The bytes of its key; nothing for an array element and the document.
    pub key: Option<Range<usize>>,
    /// The bytes of its value.
    pub value: Range<usize>,
    /// The pointer of what was found.
    pub pointer: String,
    /// Whether that is what was looked for, and not a parent of it.
    pub complete: bool,
    /// What TOML calls its type; nothing for the document.
    pub type_name: Option<&'static str>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages(text: &str) -> Vec<String> {
        parse(FileId(0), text, Holds::One).problems.into_iter().map(|problem| problem.message).collect()
    }

    #[test]
    fn what_would_be_nested_too_deep_is_not_parsed() {
        for deep in [format!("a = {}", "[".repeat(60_000)), format!("[t]\na = {}", "{a=".repeat(200))] {
            assert_eq!(messages(&deep), ["nested too deep to be read"]);
        }
        let prose = format!("a = '''{}'''\n# {}\n", "[".repeat(1_000), "{".repeat(1_000));
        assert_eq!(messages(&prose), [""; 0], "in a text and a comment");
        assert_eq!(messages(&format!("a = [{}]\n", "[{}],".repeat(100))), [""; 0], "closed again");
    }

    #[test]
    fn plain_and_marked_texts_pass() {
        assert!(messages("a = 1\r\n\tb = 'é 👩\u{200d}💻'\n").is_empty());
        assert!(messages("\u{feff}a = 1\n").is_empty());
        assert!(messages("").is_empty());
    }

    #[test]
    fn hidden_characters_are_named_once() {
        assert_eq!(messages("a = \"x\0\""), ["the NUL character U+0000 is not allowed"]);
        assert_eq!(messages("a = \"x\u{202e}y\""), ["the bidirectional control character U+202E is not allowed"]);
        assert_eq!(messages("a = 'x\u{200b}\u{feff}'").len(), 2);
        assert_eq!(messages("a = 'x\u{200d}y'").len(), 1);
    }

    #[test]
    fn several_syntax_faults_come_in_one_run() {
        let text = "a = \nb = 1\nc = d\n[e\nf = 3\n";
        assert!(messages(text).len() >= 3, "{:?}", messages(text));
    }

    #[test]
    fn a_million_brackets_are_a_finding() {
        let text = format!("a = {}", "[".repeat(1_000_000));
        let document = parse(FileId(0), &text, Holds::Many);
        assert!(!document.problems.is_empty());
        assert!(document.problems.iter().len() <= limits::SYNTAX_FAULTS + 3);
    }

    #[test]
    fn depth_and_items_are_limited() {
        assert!(messages("a.b.c.d.e.f.g.h = 1").is_empty());
        assert_eq!(messages("a.b.c.d.e.f.g.h.i = 1"), ["nested more than 8 deep"]);
        let many = format!("a = [{}]", "1,".repeat(1_000));
        assert_eq!(messages(&many), ["1001 keys and elements, at most 1000 are read"]);
    }

    #[test]
    fn pointers_find_keys_values_and_parents() {
        let text = "[[ask]]\nteam = 'x'\n\"od/d\" = 1\n";
        let document = parse(FileId(0), text, Holds::One);
        let slice = |range: Range<usize>| text.get(range).unwrap();
        let found = find(&document.root, "/ask/0/team");
        assert_eq!((slice(found.key.unwrap()), slice(found.value)), ("team", "'x'"));
        let found = find(&document.root, "/ask/0/od~1d");
        assert_eq!(slice(found.key.unwrap()), "\"od/d\"");
        let found = find(&document.root, "/ask/0/decider/x");
        assert_eq!((found.pointer.as_str(), found.complete), ("/ask/0", false));
    }

    #[test]
    fn invalid_utf8_is_placed() {
        let (text, problem) = decode(FileId(0), b"a = \"\xff\"\n".to_vec());
        assert_eq!(&*text, "a = \"\u{fffd}\"\n");
        assert_eq!(problem.unwrap().at, At::bytes(FileId(0), 5..8));
    }
}
