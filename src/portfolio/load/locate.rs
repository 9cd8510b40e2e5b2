//! From the place of a finding to line and column, only once somebody is to read it.
//!
//! Spans are not kept while loading: at 10,000 files they would cost more memory than the files. The few files that a
//! finding points into are parsed again here.

use super::document::find;
use super::private::Confidential;
use crate::diagnostic::{At, Part, Spot};
use crate::source::{FileId, Lines, Location, Position, Sources};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Files kept open at a time; a tree needs some ten times the memory of its file.
const MOST_OPEN: usize = 32;

/// One file, parsed when the first place in it is asked for.
pub struct OpenFile<'t> {
    file: FileId,
    text: &'t str,
    parsed: OnceLock<Parsed<'t>>,
    confidential: OnceLock<Confidential>,
}

struct Parsed<'t> {
    root: Spanned<DeTable<'t>>,
    is_broken: bool,
    lines: Lines<'t>,
}

impl<'t> OpenFile<'t> {
    /// The file `file` with its text.
    #[must_use]
    pub fn new(file: FileId, text: &'t str) -> Self {
        Self { file, text, parsed: OnceLock::new(), confidential: OnceLock::new() }
    }

    /// Its text.
    #[must_use]
    pub fn text(&self) -> &'t str {
        self.text
    }

    /// What could be read of it.
    #[must_use]
    pub fn tree(&self) -> &DeTable<'t> {
        self.parsed().root.get_ref()
    }

    /// What of it was told in confidence.
    #[must_use]
    pub fn confidential(&self) -> &Confidential {
        self.confidential.get_or_init(|| Confidential::of(self.text, self.tree(), self.parsed().is_broken))
    }

    /// The pointer to the innermost entry around the byte at `offset`; empty where there is none.
    #[must_use]
    pub fn pointer_at(&self, offset: usize) -> String {
        pointer_at(self.tree(), offset)
    }

    /// The bytes, line and column of `spot`. A missing entry is placed at its nearest existing parent, a table at its
    /// header, a whole file at its first byte.
    #[must_use]
    pub fn locate(&self, spot: &Spot) -> Location {
        let (span, pointer) = match spot {
            Spot::Whole => {
                let start = Position { line: 1, column: 1 };
                let (file, span, pointer) = (self.file, 0..0, String::new());
                return Location { file, span, start, end: start, pointer, is_confidential: false };
            }
            Spot::Bytes(start, end) => {
                let span = *start as usize..*end as usize;
                let pointer = self.pointer_at(span.start);
                (span, pointer)
            }
            Spot::Entry(pointer, part) => {
                let found = find(&self.parsed().root, pointer);
                let exact = found.key.clone().filter(|_| *part == Part::Key && found.complete);
                let span = exact.unwrap_or_else(|| header(self.text, &found.value, &found.pointer, found.key.as_ref()));
                // A missing entry keeps its own pointer: that is what the finding is about.
                (span, if found.complete { found.pointer } else { pointer.to_string() })
            }
        };
        let end = span.end.min(self.text.len());
        let span = span.start.min(end)..end;
        let lines = &self.parsed().lines;
        let (start, end) = (lines.position(span.start), lines.position(span.end));
        let is_confidential = self.confidential().touches(self.text, &span);
        Location { file: self.file, span, start, end, pointer, is_confidential }
    }

    fn parsed(&self) -> &Parsed<'t> {
        self.parsed.get_or_init(|| {
            let (root, errors) = DeTable::parse_recoverable(self.text);
            Parsed { root, is_broken: !errors.is_empty(), lines: Lines::new(self.text) }
        })
    }
}

/// Resolves places in many files. Threads share one, so that a file many findings point into is parsed once.
pub struct Locator<'s> {
    sources: &'s Sources,
    shelf: Mutex<Shelf<'s>>,
}

/// The files that are open, each with its last use: when there are too many, the one not used for longest goes, so that
/// shared files stay.
#[derive(Default)]
struct Shelf<'s> {
    files: BTreeMap<FileId, (u64, Arc<OpenFile<'s>>)>,
    clock: u64,
}

impl<'s> Locator<'s> {
    /// A locator over `sources`.
    #[must_use]
    pub fn new(sources: &'s Sources) -> Self {
        Self { sources, shelf: Mutex::default() }
    }

    /// The bytes, line and column of `at`; see [`OpenFile::locate`].
    #[must_use]
    pub fn locate(&self, at: &At) -> Location {
        self.open(at.file).locate(&at.spot)
    }

    /// The file `file`.
    #[must_use]
    pub fn open(&self, file: FileId) -> Arc<OpenFile<'s>> {
        let Shelf { files, clock } = &mut *self.shelf.lock().unwrap_or_else(PoisonError::into_inner);
        if files.len() == MOST_OPEN && !files.contains_key(&file) {
            let oldest = files.iter().min_by_key(|(_, (used, _))| *used).map(|(file, _)| *file);
            oldest.and_then(|oldest| files.remove(&oldest));
        }
        *clock += 1;
        let open = || (0, Arc::new(OpenFile::new(file, self.sources.text(file))));
        let (used, open) = files.entry(file).or_insert_with(open);
        *used = *clock;
        Arc::clone(open)
    }
}

/// The bytes to underline for a value: of a value that runs over lines only the first.
fn header(
    text: &str,
    value: &std::ops::Range<usize>,
    pointer: &str,
    key: Option<&std::ops::Range<usize>>,
) -> std::ops::Range<usize> {
    if pointer.is_empty() {
        return 0..0;
    }
    let value_text = text.get(value.clone()).unwrap_or_default();
    match value_text.split_once('\n') {
        Some((line, _)) if !line.trim().is_empty() => value.start..value.start + line.trim_end().len(),
        Some(_) => key.cloned().unwrap_or_else(|| value.clone()),
        None => value.clone(),
    }
}

/// The pointer of the innermost entry whose key or value covers byte `offset`.
fn pointer_at(root: &DeTable<'_>, offset: usize) -> String {
    fn covers(span: std::ops::Range<usize>, offset: usize) -> bool {
        span.contains(&offset)
    }
    fn within_value(value: &Spanned<DeValue<'_>>, offset: usize) -> Option<String> {
        let inner = match value.get_ref() {
            DeValue::Table(table) => within_table(table, offset),
            DeValue::Array(array) => array
                .iter()
                .enumerate()
                .find_map(|(index, element)| Some(format!("/{index}{}", within_value(element, offset)?))),
            _ => None,
        };
        inner.or_else(|| covers(value.span(), offset).then(String::new))
    }
    fn within_table(table: &DeTable<'_>, offset: usize) -> Option<String> {
        table.iter().find_map(|(key, value)| {
            let name = key.get_ref().replace('~', "~0").replace('/', "~1");
            let inner = within_value(value, offset).or_else(|| covers(key.span(), offset).then(String::new))?;
            Some(format!("/{name}{inner}"))
        })
    }
    within_table(root, offset).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Source;

    const TEXT: &str =
        "title = 'T'\n[problem]\nwho = 'w'\n[[ask]]\nid = 'a'\nteam = 'pay'\n[[ask]]\nid = 'b'\nwhat = '''\nx\ny'''\n";

    fn locate(at: &At) -> (usize, usize, String, String) {
        let sources = Sources::new(vec![Source::new("x.toml", TEXT)], None);
        let location = Locator::new(&sources).locate(at);
        let slice = sources.slice(FileId(0), location.span).to_owned();
        (location.start.line, location.start.column, slice, location.pointer)
    }

    #[test]
    fn entries_are_placed_at_key_value_or_header() {
        let at = |pointer: &str| At::value(FileId(0), pointer);
        let place = |line, column, slice: &str, pointer: &str| (line, column, slice.to_owned(), pointer.to_owned());
        assert_eq!(locate(&at("/ask/0/team")), place(6, 8, "'pay'", "/ask/0/team"));
        assert_eq!(locate(&at("/ask/0/team").key()), place(6, 1, "team", "/ask/0/team"));
        assert_eq!(locate(&at("/ask/1")), place(7, 1, "[[ask]]", "/ask/1"));
        assert_eq!(locate(&at("/ask/1/decider")), place(7, 1, "[[ask]]", "/ask/1/decider"));
        assert_eq!(locate(&at("/problem")), place(2, 1, "[problem]", "/problem"));
        assert_eq!(locate(&at("/ask/1/what")), place(9, 8, "'''", "/ask/1/what"));
        assert_eq!(locate(&at("/nothing")), place(1, 1, "", "/nothing"));
        assert_eq!(locate(&At::file(FileId(0))), place(1, 1, "", ""));
    }

    #[test]
    fn bytes_find_their_pointer() {
        let team = TEXT.find("'pay'").unwrap();
        let at = At::bytes(FileId(0), team..team + 5);
        assert_eq!(locate(&at).3, "/ask/0/team");
        let past = At::bytes(FileId(0), 5_000..6_000);
        assert_eq!(locate(&past).2, "");
    }
}
