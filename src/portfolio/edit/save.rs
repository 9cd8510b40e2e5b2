//! Puts changes on disk: each file is whole at every moment, and none that was not expected is written over.

use super::Change;
use crate::load::inside::inside;
use std::fs;
use std::io::{self, Write};
use std::path::Path;
use tempfile::NamedTempFile;

/// Writes `change` under `root` by way of a temporary file in the same folder.
///
/// # Errors
///
/// When the file is no longer what it was when the change was made, appeared meanwhile, or cannot be written.
pub fn save(root: &Path, change: &Change) -> io::Result<()> {
    let Some(before) = &change.before else {
        return create(root, &change.path, change.after.as_bytes());
    };
    let target = inside(root, &change.path)?;
    let metadata = target.symlink_metadata()?;
    if !metadata.is_file() || fs::read(&target)? != before.as_bytes() {
        return Err(io::Error::other("it was changed meanwhile"));
    }
    let written = temporary(&target, change.after.as_bytes())?;
    // A temporary file is readable by its owner only; the file it replaces was what people made it.
    fs::set_permissions(written.path(), metadata.permissions())?;
    written.persist(&target).map_err(|error| error.error)?;
    Ok(())
}

/// Writes a new file at `path` below `root`, and the folders to it.
///
/// # Errors
///
/// When something of that name is there already, the path leads out of `root`, or it cannot be written.
pub fn create(root: &Path, path: &str, content: &[u8]) -> io::Result<()> {
    let target = inside(root, path)?;
    if let Some(folder) = target.parent() {
        fs::create_dir_all(folder)?;
    }
    temporary(&target, content)?.persist_noclobber(&target).map_err(|error| error.error)?;
    Ok(())
}

/// Writes `content` at `path` below `root`, whole or not at all, in place of the file that is there. No link is followed:
/// what lies in a workspace may lead anywhere.
///
/// # Errors
///
/// When something other than a file is there, the path leads out of `root`, or it cannot be written.
pub fn replace(root: &Path, path: &str, content: &[u8]) -> io::Result<()> {
    let target = inside(root, path)?;
    let metadata = target.symlink_metadata().ok();
    if metadata.as_ref().is_some_and(|metadata| !metadata.is_file()) {
        return Err(io::Error::other("it is not a regular file"));
    }
    let written = temporary(&target, content)?;
    if let Some(metadata) = metadata {
        fs::set_permissions(written.path(), metadata.permissions())?;
    }
    written.persist(&target).map_err(|error| error.error)?;
    Ok(())
}

/// A file with `content` in the folder of `target`, to be put in its place; gone when it is not.
///
/// # Errors
///
/// When it cannot be written.
pub fn temporary(target: &Path, content: &[u8]) -> io::Result<NamedTempFile> {
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.prefix(".canvass-").suffix(".tmp").tempfile_in(folder)?;
    file.write_all(content)?;
    file.as_file().sync_all()?;
    Ok(file)
}
