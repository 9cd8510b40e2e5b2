//! Opens a sparse index, which names folders outside of the sparse checkout in the place of the files in them.
//!
//! libgit2 refuses one only because of an extension that says no more than that. Going through the folders is left to
//! [`super::revision`].

use git2::Index;
use std::fs;
use std::io::Write as _;
use std::path::Path;

/// The extension, which is always empty.
const MARK: &[u8] = b"sdir\0\0\0\0";
/// The same in the way of those that a reader may skip.
const OPTIONAL: &[u8] = b"SDIR\0\0\0\0";
/// How many bytes at the end are the checksum; libgit2 takes zeros for one that was not made.
const CHECKSUM: usize = 20;

/// The index at `path`; nothing where it is not sparse.
///
/// # Errors
///
/// When it cannot be read, or a copy of it cannot be written among temporary files.
pub(super) fn open(path: &Path) -> Result<Option<Index>, git2::Error> {
    let failed = |error: std::io::Error| git2::Error::from_str(&format!("the index cannot be read: {error}"));
    let bytes = fs::read(path).map_err(failed)?;
    // Git writes it behind all entries, so that no name of a file stands after it.
    let Some(at) = bytes.windows(MARK.len()).rposition(|window| window == MARK) else { return Ok(None) };
    let (before, after) = bytes.split_at(at);
    let rest = after.get(MARK.len()..after.len().saturating_sub(CHECKSUM)).unwrap_or_default();
    let mut copy = tempfile::NamedTempFile::new().map_err(failed)?;
    for part in [before, OPTIONAL, rest, &[0; CHECKSUM]] {
        copy.write_all(part).map_err(failed)?;
    }
    copy.flush().map_err(failed)?;
    Index::open(copy.path()).map(Some)
}
