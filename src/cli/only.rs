//! What `validate` is asked to show alone: files, folders, or initiatives by their ids.

use super::error::Error;
use super::output::Output;
use super::workspace::{State, Workspace};
use crate::load::suggest::nearest;
use crate::load::{Loaded, Options, Worktree, layout, load};
use crate::model::Kind;
use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

/// `typed` as paths from the root of `workspace`, with `/` between parts; the empty path is all of it.
///
/// # Errors
///
/// When a path lies outside, or names neither what was read nor what lies in the workspace.
pub(super) fn paths(
    workspace: &Workspace,
    loaded: &Loaded,
    state: State<'_>,
    typed: &[PathBuf],
    output: &Output,
) -> Result<Vec<String>, Error> {
    let mut found = Vec::new();
    for path in typed {
        found.extend(resolve(workspace, loaded, state, path, output)?);
    }
    Ok(found)
}

fn resolve(
    workspace: &Workspace,
    loaded: &Loaded,
    state: State<'_>,
    typed: &Path,
    output: &Output,
) -> Result<Vec<String>, Error> {
    let whole = within(&workspace.root, typed);
    if let Some(path) = whole.as_deref() {
        if is_read(loaded, path) {
            return Ok(vec![path.to_owned()]);
        }
        if let Some(where_else) = not_judged(state).filter(|_| would_be_read(workspace, path)) {
            let message = format!("`{}` is not in {where_else}, so it was not looked at", typed.display());
            return Err(Error::usage(
                message,
                "leave out the option to check the files on disk, or `git add` it first",
            ));
        }
        // Such as a file of the change that is none of ours.
        if workspace.root.join(path).symlink_metadata().is_ok() {
            output.note(&format!("note: nothing in `{}` was read, so there is nothing to show of it", typed.display()));
            return Ok(vec![path.to_owned()]);
        }
    }
    let text = typed.to_string_lossy();
    if let Some(files) = files_of(loaded, &text) {
        return Ok(files);
    }
    let message = match whole {
        Some(_) => format!("`{text}` names nothing in the workspace"),
        None => format!("{} lies outside of the workspace", typed.display()),
    };
    let help = match suggestion(loaded, whole.as_deref(), &text) {
        _ if text.contains(['*', '?', '[']) => {
            "name files or folders; your shell fills in a pattern only if a file matches it".to_owned()
        }
        Some(name) => format!("did you mean `{}`?", from_here(&workspace.root, &name)),
        None if whole.is_none() => "name files of this workspace".to_owned(),
        None => "name a file or folder of this workspace, or the id of an initiative".to_owned(),
    };
    Err(Error::usage(message, help))
}

/// What is judged instead of the files on disk.
fn not_judged(state: State<'_>) -> Option<String> {
    match state {
        State::Worktree => None,
        State::Staged => Some("the index".to_owned()),
        State::At(revision) => Some(format!("`{revision}`")),
    }
}

/// Whether the file on disk at `path` from the root is one of the workspace's.
fn would_be_read(workspace: &Workspace, path: &str) -> bool {
    let on_disk = load(&Worktree::new(&workspace.root), &Options { check_schema: false, overlay: None });
    !path.is_empty() && is_read(&on_disk, path)
}

/// `name`, a file or folder of the workspace at `root` or something else that was probably meant, as it would be typed here.
fn from_here(root: &Path, name: &str) -> String {
    let path = root.join(name);
    let here = std::env::current_dir().and_then(|here| here.canonicalize());
    let (Ok(here), Ok(path)) = (here, path.canonicalize()) else { return name.to_owned() };
    let mut up = PathBuf::new();
    for above in here.ancestors() {
        if let Ok(rest) = path.strip_prefix(above) {
            return up.join(rest).to_string_lossy().replace('\\', "/");
        }
        up.push("..");
    }
    name.to_owned()
}

/// `typed` from `root`; nothing where it lies elsewhere.
fn within(root: &Path, typed: &Path) -> Option<String> {
    let real = |path: &Path| real(path).ok();
    let (root, whole) = (real(root)?, real(typed)?);
    let part = |part: Component<'_>| part.as_os_str().to_string_lossy().into_owned();
    Some(whole.strip_prefix(&root).ok()?.components().map(part).collect::<Vec<_>>().join("/"))
}

/// `path` with the links to it followed, as far as it is there: only the index or a commit may have the rest. What it names
/// itself is no link to follow, for that is what was asked about.
fn real(path: &Path) -> std::io::Result<PathBuf> {
    let mut whole = PathBuf::new();
    for part in std::path::absolute(path)?.components() {
        match part {
            Component::ParentDir => drop(whole.pop()),
            part => whole.push(part),
        }
    }
    let Some((parent, name)) = whole.parent().zip(whole.file_name()) else { return Ok(whole) };
    let is_link = whole.symlink_metadata().is_ok_and(|found| found.is_symlink());
    if !is_link && let Ok(found) = whole.canonicalize() {
        return Ok(found);
    }
    Ok(real(parent)?.join(name))
}

/// Whether `path` was read, or holds what was read.
fn is_read(loaded: &Loaded, path: &str) -> bool {
    let holds = |file: &str| file.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    path.is_empty() || loaded.sources.iter().any(|(_, source)| holds(&source.path))
}

/// The files of the initiative called `id`, if there is one.
fn files_of(loaded: &Loaded, id: &str) -> Option<Vec<String>> {
    let portfolio = &loaded.portfolio;
    if let Some(record) = portfolio.initiatives.get(id) {
        let files = record.origin.contributions.iter().filter_map(|it| it.file);
        return Some(files.map(|file| loaded.sources.path(file).to_owned()).collect());
    }
    let place = layout::place(Kind::Initiative, &portfolio.workspace);
    // What cannot be read is known by its name; a file of many may hold it as well.
    let files = || vec![format!("{place}/{id}.toml"), format!("{place}/{id}"), format!("{place}.toml")];
    portfolio.unreadable.contains(&(Kind::Initiative, id.into())).then(files)
}

/// What was probably meant by `text`, which is `path` from the root: the nearest file or folder, else the nearest
/// initiative, else the place of another thing that is nearly called so.
fn suggestion(loaded: &Loaded, path: Option<&str>, text: &str) -> Option<String> {
    let files: Vec<&str> = loaded.sources.iter().map(|(_, source)| &*source.path).collect();
    let folders = files.iter().flat_map(|file| file.match_indices('/').filter_map(|(end, _)| file.get(..end)));
    let known: BTreeSet<&str> = folders.chain(files.iter().copied()).collect();
    let portfolio = &loaded.portfolio;
    let by_path = path.and_then(|path| {
        // An ending left out, or a name given without its folder.
        let whole = known.iter().find(|known| known.strip_suffix(".toml") == Some(path)).copied();
        let last = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
        let name = |known: &str| last(known) == last(path);
        whole
            .or_else(|| known.iter().find(|known| name(known)).copied())
            .or_else(|| nearest(path, known.iter().copied()))
    });
    let stem = text.rsplit('/').next().map_or(text, |name| name.trim_end_matches(".toml"));
    // What it is called may be right where its folder is not.
    let by_id = || {
        let place = |kind| layout::place(kind, &portfolio.workspace);
        let file = |kind, id: &str| format!("{}/{id}.toml", place(kind));
        let found = |kind: &Kind| Some((*kind, nearest(stem, portfolio.ids(*kind))?));
        match found(&Kind::Initiative).or_else(|| Kind::ALL.iter().find_map(found))? {
            (Kind::Initiative, id) if stem == text => Some(id.to_owned()),
            (kind, id) if known.contains(&*file(kind, id)) => Some(file(kind, id)),
            (Kind::Initiative, id) => Some(id.to_owned()),
            (kind, _) => Some(format!("{}.toml", place(kind))),
        }
    };
    by_path.map(str::to_owned).or_else(by_id)
}
