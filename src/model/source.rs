//! The files as text, and where in them a byte stands; what the bytes mean is left to `load`.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

/// The mark that some editors put at the start of a file; no editor counts it as a column.
pub const BOM: char = '\u{feff}';

/// A file of one load, as an index into its [`Sources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// One file: its path from the workspace root with `/` between parts, and its text.
#[derive(Clone, Debug, Default)]
pub struct Source {
    /// Path from the workspace root.
    pub path: Box<str>,
    /// The text; invalid UTF-8 is replaced, an unreadable file is empty. Nothing until it is read again.
    text: OnceLock<Box<str>>,
    /// How many bytes of text may be read again; a file may have grown meanwhile.
    most: usize,
}

/// A place in a text, counted as editors count: from 1, columns in characters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// A place in a file, resolved: what every output prints.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    /// The file.
    pub file: FileId,
    /// Its bytes in the text.
    pub span: Range<usize>,
    /// Where it begins.
    pub start: Position,
    /// Where it ends, exclusive.
    pub end: Position,
    /// JSON pointer of the entry; empty for the file as a whole or where the text could not be read.
    pub pointer: String,
    /// Whether its lines hold something that was told in confidence, so that no output may quote them.
    pub is_confidential: bool,
}

/// A line of a file, for whatever says where it comes from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Place {
    /// Path from the workspace root.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
}

impl Place {
    /// The file and line of `location`.
    #[must_use]
    pub fn new(sources: &Sources, location: &Location) -> Self {
        Self { file: sources.path(location.file).to_owned(), line: location.start.line }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

impl Source {
    /// A file with its text.
    #[must_use]
    pub fn new(path: impl Into<Box<str>>, text: impl Into<Box<str>>) -> Self {
        Self { path: path.into(), text: OnceLock::from(text.into()), most: 0 }
    }

    /// A file whose text is read again when somebody wants to see it, unless it has more than `most` bytes by then.
    #[must_use]
    pub fn without_text(path: impl Into<Box<str>>, most: usize) -> Self {
        Self { path: path.into(), text: OnceLock::new(), most }
    }
}

/// Where the lines of a text begin, so that many places in it are found with one look at the whole.
#[derive(Clone, Debug)]
pub struct Lines<'t> {
    text: &'t str,
    /// Offsets of line breaks.
    breaks: Vec<usize>,
}

impl<'t> Lines<'t> {
    /// Finds the lines of `text`.
    #[must_use]
    pub fn new(text: &'t str) -> Self {
        Self { text, breaks: text.match_indices('\n').map(|(at, _)| at).collect() }
    }

    /// The line on which byte `offset` stands, from 1.
    #[must_use]
    pub fn line(&self, offset: usize) -> usize {
        self.breaks.partition_point(|at| *at < offset) + 1
    }

    /// The position of byte `offset`; past the end it is the end's.
    #[must_use]
    pub fn position(&self, offset: usize) -> Position {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let before = self.breaks.partition_point(|at| *at < offset);
        let line_start = before.checked_sub(1).and_then(|last| self.breaks.get(last)).map_or(0, |at| at + 1);
        let line = self.text.get(line_start..offset).unwrap_or_default();
        Position { line: before + 1, column: line.trim_start_matches(BOM).chars().count() + 1 }
    }
}

/// Reads the text of a path again, if it has at most so many bytes.
pub type ReadAgain = Arc<dyn Fn(&str, usize) -> Box<str> + Send + Sync>;

/// Every file of one load, in the order of their paths.
///
/// Most texts are looked at once, to read what they say. Kept, they would be a third of all memory, so those that can
/// be read again are not; a file that changes meanwhile at worst misplaces a finding.
#[derive(Clone, Default)]
pub struct Sources {
    files: Vec<Source>,
    again: Option<ReadAgain>,
}

impl Sources {
    /// Keeps `files`; a [`FileId`] is a place in this order.
    #[must_use]
    pub fn new(files: Vec<Source>, again: Option<ReadAgain>) -> Self {
        Self { files, again }
    }

    /// The path of the file `id` from the workspace root; empty for an id of another load.
    #[must_use]
    pub fn path(&self, id: FileId) -> &str {
        self.files.get(id.0 as usize).map_or("", |source| &source.path)
    }

    /// The text of the file `id`; empty for an id of another load.
    #[must_use]
    pub fn text(&self, id: FileId) -> &str {
        let Some(source) = self.files.get(id.0 as usize) else { return "" };
        let read = |again: &ReadAgain| again(&source.path, source.most);
        source.text.get_or_init(|| self.again.as_ref().map(read).unwrap_or_default())
    }

    /// The text of the file `id` for one look: read again where it is not kept, and not kept then either.
    #[must_use]
    pub fn glance(&self, id: FileId) -> Cow<'_, str> {
        let Some(source) = self.files.get(id.0 as usize) else { return "".into() };
        match (source.text.get(), &self.again) {
            (Some(text), _) => Cow::Borrowed(text),
            (None, Some(again)) => Cow::Owned(again(&source.path, source.most).into()),
            (None, None) => "".into(),
        }
    }

    /// What stands at `span` of the file `id`, or nothing where it lies outside.
    #[must_use]
    pub fn slice(&self, id: FileId, span: Range<usize>) -> &str {
        self.text(id).get(span).unwrap_or_default()
    }

    /// Every file with its id.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &Source)> {
        (0..).map(FileId).zip(&self.files)
    }

    /// How many files there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }
}

impl fmt::Debug for Sources {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&self.files).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_characters_from_one() {
        let lines = Lines::new("é = 1\r\nname = \"ü\"");
        assert_eq!(lines.position(0), Position { line: 1, column: 1 });
        assert_eq!(lines.position(2), Position { line: 1, column: 2 });
        assert_eq!(lines.position(8), Position { line: 2, column: 1 });
        assert_eq!(lines.position(999), Position { line: 2, column: 11 });
        assert_eq!(lines.position(1), Position { line: 1, column: 1 }, "inside a character");
    }
}
