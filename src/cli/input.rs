//! Files named on the command line, read up to a limit: whatever a name stands for (a device, a pipe, a file that grows)
//! may have no end.

use super::error::Error;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// The bytes of the file at `path`.
///
/// # Errors
///
/// When it cannot be read; when it has more than `most` bytes, where `help` says what to do.
pub(super) fn bytes(path: &Path, most: usize, help: &str) -> Result<Vec<u8>, Error> {
    let file = File::open(path).map_err(Error::file("cannot read", path))?;
    limited(file, path, most, help)
}

/// The text of the file at `path`.
///
/// # Errors
///
/// As [`bytes`], and when it is no text.
pub(super) fn text(path: &Path, most: usize, help: &str) -> Result<String, Error> {
    into_text(bytes(path, most, help)?, path, help)
}

/// The text of standard input.
///
/// # Errors
///
/// As [`text`].
pub(super) fn standard(most: usize, help: &str) -> Result<String, Error> {
    let path = Path::new("<stdin>");
    into_text(limited(io::stdin().lock(), path, most, help)?, path, help)
}

fn limited(from: impl Read, path: &Path, most: usize, help: &str) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    let read = from.take((most as u64).saturating_add(1)).read_to_end(&mut bytes);
    match read {
        Ok(size) if size <= most => Ok(bytes),
        Ok(_) => Err(refused(path, &format!("it is larger than {} KiB", most / 1024), help)),
        Err(cause) if cause.kind() == io::ErrorKind::IsADirectory => Err(refused(path, "it is a folder", help)),
        Err(cause) => Err(Error::file("cannot read", path)(cause)),
    }
}

fn into_text(bytes: Vec<u8>, path: &Path, help: &str) -> Result<String, Error> {
    String::from_utf8(bytes).map_err(|_| refused(path, "it is not text", help))
}

fn refused(path: &Path, why: &str, help: &str) -> Error {
    Error::usage(format!("{}: {why}", path.display()), help)
}
