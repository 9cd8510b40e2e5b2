//! Whether a change takes away or hides the workspace that its base has: then nothing of it would be judged, and that
//! must not look like a change that is fine.

use super::error::Error;
use super::workspace::{holds_settings, short};
use crate::load::WORKSPACE_FILE;
use crate::load::revision::History;
use std::path::{Component, Path, PathBuf};

/// A change, and where its workspace was looked for.
pub(super) struct Search<'a> {
    /// The folder that was named; else the current one and those above it were looked at.
    pub(super) named: Option<&'a Path>,
    /// The workspace that was found.
    pub(super) found: &'a Path,
    /// The repository around it.
    pub(super) history: &'a History,
    /// The revision to compare with, as it was typed.
    pub(super) revision: &'a str,
    /// The commit where the change left it.
    pub(super) base: &'a str,
}

impl Search<'_> {
    /// Refuses a change that hides a workspace of its base. What is only gone from the folder that was found is a finding,
    /// and not refused.
    pub(super) fn refuse_hidden(&self) -> Result<(), Error> {
        let here = std::env::current_dir().map_err(Error::file("cannot read", Path::new(".")))?;
        let (start, found) = (plain(&here, self.named.unwrap_or(Path::new("."))), plain(&here, self.found));
        for folder in start.ancestors() {
            self.look(folder, folder == found)?;
            if folder == found || self.named.is_some() {
                break;
            }
        }
        self.refuse_stand_in()
    }

    /// Refuses the change if the base has a workspace in `folder`, and what stands there now is something else.
    fn look(&self, folder: &Path, is_found: bool) -> Result<(), Error> {
        if let Some((top, prefix)) = within(folder, self.history)
            && (!is_plain(&top, folder) || !is_found && !holds_settings(folder))
        {
            refuse(self.history, self.base, &prefix)?;
        }
        // A repository of its own, in the place of a folder of the one around it.
        let around = folder.parent().filter(|_| is_repository(folder));
        let Some(around) = around.and_then(|parent| History::open(parent).ok()) else { return Ok(()) };
        match (within(folder, &around), around.merge_base(self.revision, "HEAD")) {
            (Some((_, prefix)), Ok(base)) => Ok(refuse(&around, &base, &prefix)?),
            _ => Ok(()),
        }
    }

    /// Refuses a change with a new workspace that takes the place of another.
    fn refuse_stand_in(&self) -> Result<(), Error> {
        let (history, base) = (self.history, self.base);
        if history.has_workspace(base, history.prefix())? {
            return Ok(());
        }
        let top = history.top()?;
        let below = history.workspaces_at(base)?.into_iter().map(|folder| format!("{folder}/"));
        for prefix in below.chain([String::new()]) {
            // With a slash at its end, a link would be followed.
            let folder = plain(top, Path::new(&prefix));
            if !is_plain(top, &folder) || !holds_settings(&folder) {
                refuse(history, base, &prefix)?;
            }
        }
        Ok(())
    }
}

/// Refuses a change without the workspace that `base` has at `prefix`, if it has one.
fn refuse(history: &History, base: &str, prefix: &str) -> Result<(), Error> {
    if !history.has_workspace(base, prefix)? {
        return Ok(());
    }
    Err(Error::usage(
        format!(
            "the change hides a workspace: {} has {prefix}{WORKSPACE_FILE}, and now something else is there",
            short(base)
        ),
        "put it back where it was, as files and folders and not as a link or another repository; where it is moved on \
         purpose, review the change by hand and merge it without this check",
    ))
}

/// The top of the working tree of `history` as `folder` spells it, and the folder from there: empty, or ending in `/`.
fn within(folder: &Path, history: &History) -> Option<(PathBuf, String)> {
    let top = history.top().ok()?.canonicalize().ok()?;
    let spelled = folder.ancestors().filter(|above| above.canonicalize().is_ok_and(|real| real == top)).last()?;
    let parts = folder.strip_prefix(spelled).ok()?.iter().map(|part| Some(format!("{}/", part.to_str()?)));
    Some((spelled.to_owned(), parts.collect::<Option<String>>()?))
}

/// Whether everything from `top` to `folder` is a folder of the same repository, and no link.
fn is_plain(top: &Path, folder: &Path) -> bool {
    let is_folder = |path: &Path| path.symlink_metadata().is_ok_and(|metadata| metadata.is_dir());
    let mut inside = folder.ancestors().take_while(|above| *above != top);
    inside.all(|above| is_folder(above) && !is_repository(above))
}

fn is_repository(folder: &Path) -> bool {
    folder.join(".git").symlink_metadata().is_ok()
}

/// `path` from `here`, without steps that lead back.
fn plain(here: &Path, path: &Path) -> PathBuf {
    let mut whole = PathBuf::new();
    for part in here.join(path).components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => drop(whole.pop()),
            part => whole.push(part),
        }
    }
    whole
}
