//! Writes to a path that somebody typed: whole or not at all where that can be, and into whatever the path leads to.
//!
//! Files of canvass's own are left to [`crate::edit::save`], which follows no link.

use super::error::Error;
use crate::edit::save::temporary;
use clap::builder::{PathBufValueParser, TypedValueParser};
use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

/// Links followed from one path; more lead in a circle.
const MOST_LINKS: usize = 40;

/// Writes `content` to what `path` leads to.
pub(super) fn write(path: &Path, content: &[u8]) -> Result<(), Error> {
    let written = match lead(path).map_err(Error::file("cannot write", path))? {
        End::Stream(path) => stream(&path).and_then(|mut stream| stream.write_all(content)),
        End::File(path) => write_file(&path, content),
    };
    match written {
        // A reader that went away is no error.
        Err(cause) if cause.kind() == ErrorKind::BrokenPipe => Ok(()),
        written => written.map_err(Error::file("cannot write", path)),
    }
}

/// Takes the name of a file to write beside the results, which go to standard output.
pub(super) fn beside_results() -> impl TypedValueParser<Value = PathBuf> {
    PathBufValueParser::new().try_map(|path| match path.as_os_str() == "-" {
        true => Err("standard output is where results go; name a file"),
        false => Ok(path),
    })
}

/// What a path leads to.
enum End {
    /// What is written as it comes: a pipe, a device, or what another program holds open.
    Stream(PathBuf),
    /// A regular file, whether or not it is there.
    File(PathBuf),
}

/// Follows links one by one, so that a link to a file that is not there yet leads to that file.
fn lead(path: &Path) -> io::Result<End> {
    let mut path = path.to_owned();
    for _ in 0..MOST_LINKS {
        let metadata = match path.symlink_metadata() {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(End::File(path)),
            metadata => metadata?,
        };
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        if metadata.is_file() {
            return Ok(End::File(path));
        }
        // Behind such a link lies an open file. Putting another in its place would not reach those who hold it open.
        if !metadata.is_symlink() || folder.canonicalize()?.starts_with("/proc") {
            return Ok(End::Stream(path));
        }
        path = folder.join(fs::read_link(&path)?);
    }
    Err(io::Error::other("its links lead in a circle"))
}

/// What is open already is used as it is: opened once more, a file would be written from its start.
fn stream(path: &Path) -> io::Result<File> {
    let opened = open_streams().into_iter().flatten().find(|stream| is_same(stream, path));
    opened.map_or_else(|| OpenOptions::new().append(true).open(path), Ok)
}

/// Puts a new file in the place of the one at `path` if that leaves everything else about it as it is; else writes into it.
fn write_file(path: &Path, content: &[u8]) -> io::Result<()> {
    let existing = path.metadata().ok();
    let placed = match &existing {
        Some(metadata) if has_other_names(metadata) => Err(io::Error::from(ErrorKind::ResourceBusy)),
        existing => place(path, content, existing.as_ref()),
    };
    match placed {
        // The folder belongs to somebody else, or the file is mounted by itself; it may still be written.
        Err(error) if existing.is_some() && stays(error.kind()) => File::create(path)?.write_all(content),
        placed => placed,
    }
}

fn stays(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem | ErrorKind::ResourceBusy)
}

fn place(path: &Path, content: &[u8], existing: Option<&Metadata>) -> io::Result<()> {
    // Who may not write the file may not replace it either.
    if existing.is_some() {
        OpenOptions::new().append(true).open(path)?;
    }
    let written = temporary(path, content)?;
    if let Some(metadata) = existing {
        keep_owner(written.as_file(), metadata)?;
        fs::set_permissions(written.path(), metadata.permissions())?;
    }
    written.persist(path).map(drop).map_err(|error| error.error)
}

#[cfg(unix)]
fn open_streams() -> [Option<File>; 2] {
    use std::os::fd::AsFd;
    let (out, err) = (io::stdout(), io::stderr());
    [out.as_fd(), err.as_fd()].map(|stream| stream.try_clone_to_owned().ok().map(File::from))
}

#[cfg(unix)]
fn is_same(stream: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let key = |metadata: Metadata| (metadata.dev(), metadata.ino());
    stream.metadata().map(key).ok().is_some_and(|open| path.metadata().map(key).is_ok_and(|named| named == open))
}

#[cfg(unix)]
fn has_other_names(metadata: &Metadata) -> bool {
    std::os::unix::fs::MetadataExt::nlink(metadata) > 1
}

#[cfg(unix)]
fn keep_owner(file: &File, metadata: &Metadata) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, fchown};
    let written = file.metadata()?;
    let same = (written.uid(), written.gid()) == (metadata.uid(), metadata.gid());
    if same { Ok(()) } else { fchown(file, Some(metadata.uid()), Some(metadata.gid())) }
}

#[cfg(not(unix))]
fn open_streams() -> [Option<File>; 0] {
    []
}

#[cfg(not(unix))]
fn is_same(_: &File, _: &Path) -> bool {
    false
}

#[cfg(not(unix))]
fn has_other_names(_: &Metadata) -> bool {
    false
}

#[cfg(not(unix))]
fn keep_owner(_: &File, _: &Metadata) -> io::Result<()> {
    Ok(())
}
