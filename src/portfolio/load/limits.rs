//! How large and how deep a file may be, checked before and right after it is parsed.
//!
//! The parser needs some 500 times a file's size in memory, so size comes first.

use crate::model::address::without_credentials;
use crate::source::FileId;

/// Bytes a file holding one thing may have.
pub const ONE_BYTES: usize = 64 * 1024;
/// Bytes a file of many tables may have.
pub const MANY_BYTES: usize = 1024 * 1024;
/// Bytes any file may have.
pub const MOST_BYTES: usize = MANY_BYTES;
/// Files and folders that one folder may hold.
pub const FOLDER_ENTRIES: usize = 100_000;
/// Keys and array elements a file holding one thing may have.
pub const ONE_ITEMS: usize = 1_000;
/// Keys and array elements a file of many tables may have.
pub const MANY_ITEMS: usize = 20_000;
/// Bytes that all files of a workspace may have together.
pub const BYTES_IN_ALL: usize = 80 * 1024 * 1024;
/// Bytes that all files with faults of syntax may have together: telling what was meant takes its time.
pub const BROKEN_IN_ALL: usize = 16 * 1024 * 1024;
/// Keys and elements that all files of a workspace may have together, some hundred bytes of memory each.
pub const ITEMS_IN_ALL: usize = 4_000_000;
/// Files of a workspace.
pub const FILES_IN_ALL: usize = 100_000;
/// How deep tables and arrays may be nested.
pub const DEPTH: usize = 8;
/// Lists and tables in braces that may be open at once for a text to be parsed at all; the parser itself goes 80 deep.
pub const OPEN: usize = 80;
/// Syntax faults reported per file; more add nothing for a reader.
pub const SYNTAX_FAULTS: usize = 20;
/// Characters of a file quoted in a message.
pub const EXCERPT: usize = 200;

/// What a file holds, which decides how large it may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// One thing, or one part of it.
    One,
    /// A table of things by id.
    Many,
}

impl Holds {
    /// Bytes such a file may have.
    #[must_use]
    pub const fn bytes(self) -> usize {
        match self {
            Self::One => ONE_BYTES,
            Self::Many => MANY_BYTES,
        }
    }

    /// The file, if it is one of many tables.
    pub(super) fn many(self, file: &FileId) -> &[FileId] {
        match self {
            Self::One => &[],
            Self::Many => std::slice::from_ref(file),
        }
    }

    /// Keys and elements such a file may have.
    #[must_use]
    pub const fn items(self) -> usize {
        match self {
            Self::One => ONE_ITEMS,
            Self::Many => MANY_ITEMS,
        }
    }
}

/// `text`, cut to what a message may quote, on one line.
#[must_use]
pub fn excerpt(text: &str) -> String {
    let text = without_credentials(text);
    let mut short: String = text.chars().take(EXCERPT).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}
