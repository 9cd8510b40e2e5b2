//! Paths below a folder that lead nowhere else: no part of them is a link, nor a name that means another place.

use crate::model::id;
use std::io;
use std::path::{Path, PathBuf};

/// Whether `path` is made of plain names, with `/` between them.
#[must_use]
pub fn is_inside(path: &str) -> bool {
    path.split('/').all(is_plain)
}

/// Whether `name` is that of a file or folder everywhere, and of no other: not for Git's own folder, nor one that Windows
/// cuts short or takes for a device.
fn is_plain(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().to_ascii_lowercase();
    let git = [".git", "git~1"].iter().any(|own| name.eq_ignore_ascii_case(own));
    !name.is_empty()
        && !name.ends_with(['.', ' '])
        && !name.contains(|c: char| c.is_control() || matches!(c, '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|'))
        && !git
        && !id::is_reserved(stem.trim_end())
}

/// Where something new lies at `path` below `root`.
///
/// # Errors
///
/// When a folder on the way is a link, or the path is not [inside](is_inside).
pub fn inside(root: &Path, path: &str) -> io::Result<PathBuf> {
    match is_inside(path) {
        true => without_links(root, path),
        false => Err(refused("the path leads out of its folder, or has a name that is not one everywhere".to_owned())),
    }
}

/// Where `path` lies below `root`, whether or not anything is there. What stands at its end is for the caller to look at,
/// without following it.
///
/// # Errors
///
/// When a folder on the way is a link, or the path leads up.
pub fn without_links(root: &Path, path: &str) -> io::Result<PathBuf> {
    let mut whole = root.to_path_buf();
    let mut parts = path.split('/').filter(|part| !part.is_empty()).peekable();
    while let Some(part) = parts.next() {
        if matches!(part, "." | "..") {
            return Err(refused("the path leads out of its folder".to_owned()));
        }
        whole.push(part);
        if parts.peek().is_some() && whole.symlink_metadata().is_ok_and(|found| found.is_symlink()) {
            let shown = whole.strip_prefix(root).unwrap_or(&whole).display().to_string().replace('\\', "/");
            return Err(refused(format!("{shown} is a symbolic link, and links are not followed")));
        }
    }
    Ok(whole)
}

fn refused(why: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, why)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_plain_everywhere() {
        for good in ["a", "teams.toml", "org/groups", ".canvass/outbox/acme/web.js/7.md", ".github/workflows", "é.toml"]
        {
            assert!(is_inside(good), "{good}");
        }
        let bad = [
            "",
            ".",
            "..",
            "a/..",
            "/a",
            "a//b",
            "a/",
            "a\\b",
            "c:x",
            ".git",
            "a/.GIT/x",
            "git~1",
            "a./b",
            "a /b",
            "con",
            "x/NUL.txt",
            "com1",
            "a\0b",
            "a\nb",
            "a?b",
        ];
        for bad in bad {
            assert!(!is_inside(bad), "{bad:?}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_link_on_the_way_is_not_followed() {
        let [outside, root] = [(); 2].map(|()| tempfile::tempdir().unwrap());
        std::fs::create_dir_all(root.path().join("a/b")).unwrap();
        std::os::unix::fs::symlink(outside.path(), root.path().join("a/b/link")).unwrap();
        let found = |path: &str| inside(root.path(), path).map_err(|error| error.to_string());
        assert_eq!(found("a/b/c").unwrap(), root.path().join("a/b/c"));
        assert_eq!(found("x/y/z").unwrap(), root.path().join("x/y/z"), "nothing is there yet");
        assert!(found("a/b/link").is_ok(), "what the end is, its reader sees");
        for through in ["a/b/link/c", "a/b/link/c/d"] {
            assert_eq!(found(through).unwrap_err(), "a/b/link is a symbolic link, and links are not followed");
        }
    }
}
