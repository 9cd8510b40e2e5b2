//! Files that nobody reads because of a slip in their names: near misses of the names that [`super::layout`] reads.
//!
//! A workspace may be the root of an ordinary repository, so only what can hardly be anything else is reported.

use super::WORKSPACE_FILE;
use super::layout::{Found, MAIN_PART, Obstacle};
use super::shell::argument;
use super::suggest::nearest;
use super::tree::{EntryKind, Tree};
use crate::diagnostic::Code;
use crate::model::{Kind, id};
use std::collections::BTreeSet;

/// What every file that is read ends in.
const ENDING: &str = "toml";
/// Names of parts of an initiative, which tell a misplaced one from a file of another program.
const PARTS: [&str; 14] = [
    MAIN_PART,
    "asks.toml",
    "conversations.toml",
    "evidence.toml",
    "updates.toml",
    "pitches.toml",
    "interviews.toml",
    "metrics.toml",
    "deliverables.toml",
    "decisions.toml",
    "retros.toml",
    "risks.toml",
    "reviews.toml",
    "plan.toml",
];
/// Files of other programs that people keep anywhere.
const OTHERS: [&str; 2] = ["Cargo.toml", "pyproject.toml"];
/// How deep below a folder of files misplaced ones are looked for.
const DEPTH: usize = 3;

/// Whether editors and systems leave files called `name` beside those that people write.
pub(super) fn is_leftover(name: &str) -> bool {
    name.starts_with(['.', '#']) || name.ends_with(['~', '#'])
}

/// Says that the file at `path` is not read, and that `right` beside it would be.
pub(super) fn rename(path: &str, right: &str, why: String) -> Obstacle {
    let right = path.rsplit_once('/').map_or_else(|| right.to_owned(), |(folder, _)| format!("{folder}/{right}"));
    moved(path, path, &right, why)
}

/// Says that the file at `path` is not read, and that moving `from` to `to` lets it be.
fn moved(path: &str, from: &str, to: &str, why: String) -> Obstacle {
    Obstacle {
        path: path.to_owned(),
        pointer: String::new(),
        message: format!("this file is never read: {why}"),
        help: format!("run `mv {} {}`", argument(from), argument(to)),
        hides: None,
        code: Code::UNREAD,
    }
}

/// The file at `path` of a folder of files, if its ending is nearly the right one.
pub(super) fn ending(path: &str) -> Option<Obstacle> {
    let name = path.rsplit('/').next()?;
    let right = match nearly_ended(name) {
        Some(_) => right_name(name)?,
        None => {
            let stem = name.strip_suffix(ENDING)?.trim_end_matches([',', ';', '-', '_', ' ']);
            format!("{}.{ENDING}", Some(stem).filter(|stem| id::is_valid(stem))?)
        }
    };
    Some(rename(path, &right, format!("names of files end in `.{ENDING}`, in lower case")))
}

/// The files of a kind at `place` and in the folder of that name.
pub(super) fn files_of(tree: &dyn Tree, place: &str) -> Vec<String> {
    let file = format!("{place}.{ENDING}");
    let has = |wanted: EntryKind, name: &str| {
        tree.list("").unwrap_or_default().iter().any(|(entry, kind)| entry == name && *kind == wanted)
    };
    let alone = has(EntryKind::File, &file).then_some(file);
    let inside = if has(EntryKind::Folder, place) { files_below(tree, place, 1) } else { Vec::new() };
    alone.into_iter().chain(inside).collect()
}

/// Says that the file at `path` is not read since its kind is kept elsewhere.
pub(super) fn left_behind(path: &str, why: String, kinds: &str) -> Obstacle {
    let help = format!("move what it holds to where the other {kinds} are, and remove it");
    Obstacle { help, ..rename(path, path, why) }
}

/// How the file called `name` would have to be called to be read, if it is one of ours by all signs.
fn right_name(name: &str) -> Option<String> {
    let stem = name.strip_suffix(".toml").or_else(|| nearly_ended(name))?.to_lowercase();
    // A name that cannot be an id is its own finding, once it ends as it should.
    let is_ours = id::is_valid(&stem) || name.to_lowercase().ends_with(".toml");
    (is_ours && !OTHERS.contains(&name)).then(|| format!("{stem}.{ENDING}"))
}

/// What stands before an ending that is nearly `.toml`, and not quite.
fn nearly_ended(name: &str) -> Option<&str> {
    let stem = name.strip_suffix(".txt").filter(|stem| stem.ends_with(".toml")).unwrap_or(name);
    let (before, ending) = stem.rsplit_once('.')?;
    let is_right = ending == ENDING && stem == name;
    let folded = ending.to_lowercase();
    let is_near = (3..=5).contains(&folded.len()) && strsim::osa_distance(&folded, ENDING) <= 1;
    (!is_right && is_near && !before.is_empty()).then_some(before)
}

/// Files in `folder`, which lies in the folder `above` of a kind that has no folders in it.
pub(super) fn too_deep(tree: &dyn Tree, folder: &str, above: &str) -> Vec<Obstacle> {
    let report = |path: String| {
        let right = format!("{above}/{}", path.rsplit('/').next().and_then(right_name).unwrap_or_default());
        moved(&path, &path, &right, format!("files are read in `{above}/` itself, not in folders below it"))
    };
    files_below(tree, folder, DEPTH).into_iter().map(report).collect()
}

/// What lies in the folder of an initiative and is no part of it: `files` are its files, `folders` the folders in it.
pub(super) fn not_parts(tree: &dyn Tree, folder: &str, files: &[Found], folders: &[String]) -> Vec<Obstacle> {
    let (above, id) = folder.rsplit_once('/').unwrap_or(("", folder));
    let name = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
    let mut found = Vec::new();
    for inner in folders {
        let deep = files_below(tree, inner, DEPTH);
        if files.is_empty()
            && let Some(first) = deep.first()
        {
            let why = format!("an initiative is a file or a folder in `{above}/` itself, not a folder deeper");
            found.push(moved(first, inner, &format!("{above}/{}", name(inner)), why));
        }
        for path in deep.iter().filter(|_| !files.is_empty()) {
            let right = format!("{folder}/{}", name(path));
            found.push(moved(path, path, &right, format!("the parts of `{id}` lie in `{folder}/` itself")));
        }
    }
    let names: Vec<String> = files.iter().map(|file| name(&file.path)).collect();
    if !names.is_empty() && !names.iter().any(|name| PARTS.contains(&&**name)) {
        for file in files {
            let (right, main) = (format!("{above}/{}", name(&file.path)), format!("{folder}/{MAIN_PART}"));
            let (from, to, main) = (argument(&file.path), argument(&right), argument(&main));
            found.push(Obstacle {
                path: file.path.clone(),
                pointer: String::new(),
                message: format!("this file is taken for a part of an initiative `{id}`, which has no `{MAIN_PART}`"),
                help: format!("run `mv {from} {to}` if it is an initiative, or `mv {from} {main}` if `{id}` is one"),
                hides: None,
                code: Code::UNREAD,
            });
        }
    }
    found
}

/// Files below `folder` that could be of ours by their names.
fn files_below(tree: &dyn Tree, folder: &str, depth: usize) -> Vec<String> {
    let mut found = Vec::new();
    for (name, kind) in tree.list(folder).unwrap_or_default() {
        let path = format!("{folder}/{name}");
        match kind {
            EntryKind::File if !is_leftover(&name) && right_name(&name).is_some() => found.push(path),
            EntryKind::Folder if depth > 0 && !is_leftover(&name) => found.extend(files_below(tree, &path, depth - 1)),
            _ => {}
        }
    }
    found
}

/// What lies beside the `places` of the kinds under a name that is nearly one of theirs, or nearly that of the settings.
pub(super) fn beside(tree: &dyn Tree, places: &[(Kind, String)]) -> Vec<Obstacle> {
    let split = |place: &str| {
        let (parent, name) = place.rsplit_once('/').unwrap_or(("", place));
        (parent.to_owned(), name.to_owned())
    };
    let places: Vec<_> = places.iter().map(|(kind, place)| (*kind, split(place))).collect();
    let parents: BTreeSet<&str> = places.iter().map(|(_, (parent, _))| parent.as_str()).collect();
    let mut found = Vec::new();
    for parent in parents {
        let here = places.iter().filter(|(_, (of, _))| of == parent);
        let names = here.map(|(kind, (_, name))| (*kind, name.as_str())).collect();
        let entries = tree.list(parent).unwrap_or_default();
        let beside = Beside { tree, parent, names, entries: &entries };
        found.extend(entries.iter().filter_map(|(name, kind)| beside.look_at(name, *kind)));
    }
    found
}

/// A folder that kinds are kept in.
struct Beside<'t> {
    tree: &'t dyn Tree,
    parent: &'t str,
    /// The kinds kept here, with what their files and folders are called.
    names: Vec<(Kind, &'t str)>,
    entries: &'t [(String, EntryKind)],
}

impl Beside<'_> {
    fn has(&self, name: &str) -> bool {
        self.entries.iter().any(|(entry, _)| entry == name)
    }

    fn path(&self, name: &str) -> String {
        if self.parent.is_empty() { name.to_owned() } else { format!("{}/{name}", self.parent) }
    }

    fn look_at(&self, name: &str, kind: EntryKind) -> Option<Obstacle> {
        if is_leftover(name) || self.names.iter().any(|(_, right)| *right == name) {
            return None;
        }
        match kind {
            EntryKind::File => self.file(name),
            EntryKind::Folder => self.folder(name),
            EntryKind::Other(_) | EntryKind::Misnamed => None,
        }
    }

    fn file(&self, name: &str) -> Option<Obstacle> {
        let stem = nearly_ended(name).or_else(|| name.strip_suffix(".toml"))?;
        let is_settings = self.parent.is_empty() && is_near_settings(name);
        if name == WORKSPACE_FILE || self.names.iter().any(|(_, right)| name.strip_suffix(".toml") == Some(right)) {
            return None;
        }
        if is_settings {
            return Some(rename(name, WORKSPACE_FILE, format!("settings are kept in `{WORKSPACE_FILE}`")));
        }
        let (kind, right) = self.meant(stem)?;
        let path = self.path(name);
        let file = format!("{right}.toml");
        let place = self.path(right);
        let why = format!("{} are kept in `{place}.{ENDING}` or in the folder `{place}/`", kind.plural());
        if self.has(&file) || self.has(right) {
            let mut obstacle = rename(&path, &file, why);
            obstacle.help = format!("move what it holds to where the other {} are, and remove it", kind.plural());
            return Some(obstacle);
        }
        Some(Obstacle { hides: Some((kind, None)), ..rename(&path, &file, why) })
    }

    fn folder(&self, name: &str) -> Option<Obstacle> {
        let (kind, right) = self.meant(name)?;
        let folder = self.path(name);
        // Initiatives may be folders.
        let files = files_below(self.tree, &folder, usize::from(kind == Kind::Initiative));
        let first = files.first()?;
        let why = format!("{} are kept in the folder `{}/`, not in `{folder}/`", kind.plural(), self.path(right));
        let is_beside = self.has(right);
        let (from, to) = match is_beside {
            true => (first.clone(), first.replacen(&folder, &self.path(right), 1)),
            false => (folder, self.path(right)),
        };
        Some(Obstacle { hides: (!is_beside).then_some((kind, None)), ..moved(first, &from, &to, why) })
    }

    /// The kind whose name `word` is nearly, with that name.
    fn meant(&self, word: &str) -> Option<(Kind, &str)> {
        let lower = word.to_lowercase();
        let near = |(kind, right): &&(Kind, &str)| {
            let singular = kind.singular().split(' ').next().unwrap_or_default();
            let plurals = [format!("{singular}s"), format!("{}ies", singular.trim_end_matches('y'))];
            let is_form = lower == *right || lower == singular || plurals.contains(&lower);
            let is_kept = self.has(right) || self.has(&format!("{right}.toml"));
            let is_slip = match is_kept {
                // Another letter makes another word, such as `terms`; one too few, too many or out of its place does not.
                true => is_misplaced(&lower, right),
                false => nearest(&lower, [*right]).is_some_and(|_| !right.starts_with(&lower)),
            };
            is_form || is_slip
        };
        self.names.iter().find(near).copied()
    }
}

/// Whether `word` is `right` with a letter left out, put in or changed with the next, or two of a long one.
fn is_misplaced(word: &str, right: &str) -> bool {
    let is_other_letter = word.len() == right.len() && strsim::hamming(word, right) == Ok(1);
    (1..=right.len() / 5).contains(&strsim::osa_distance(word, right)) && !is_other_letter
}

/// Whether a file called `name` was meant to be the settings.
pub(super) fn is_near_settings(name: &str) -> bool {
    let right = WORKSPACE_FILE.trim_end_matches(".toml");
    let stem = nearly_ended(name).or_else(|| name.strip_suffix(".toml"));
    name != WORKSPACE_FILE && stem.is_some_and(|stem| strsim::osa_distance(&stem.to_lowercase(), right) <= 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::MemoryTree;
    use crate::load::layout::discover;
    use crate::model::Workspace;

    fn reported(files: &[&str]) -> Vec<(String, String)> {
        let tree = MemoryTree::new(files.iter().map(|path| (*path, "")));
        let (_, obstacles) = discover(&tree, &Workspace::default());
        let unread = obstacles.into_iter().filter(|obstacle| obstacle.code == Code::UNREAD);
        unread.map(|obstacle| (obstacle.path, obstacle.help)).collect()
    }

    #[test]
    fn slips_are_found_with_the_command_that_renames() {
        for (file, command) in [
            ("team.toml", "mv team.toml teams.toml"),
            ("Teams.toml", "mv Teams.toml teams.toml"),
            ("teams.TOML", "mv teams.TOML teams.toml"),
            ("teams.tml", "mv teams.tml teams.toml"),
            ("teams.toml.txt", "mv teams.toml.txt teams.toml"),
            ("temas.toml", "mv temas.toml teams.toml"),
            ("teams", "mv teams teams.toml"),
            ("person.toml", "mv person.toml people.toml"),
            ("strategies.toml", "mv strategies.toml strategy.toml"),
            ("canvas.toml", "mv canvas.toml canvass.toml"),
            ("Canvass.toml", "mv Canvass.toml canvass.toml"),
            ("initiative/x.toml", "mv initiative initiatives"),
            ("initiative/x/initiative.toml", "mv initiative initiatives"),
            ("Team/x.toml", "mv Team teams"),
            ("initiatives/x.tml", "mv initiatives/x.tml initiatives/x.toml"),
            ("initiatives/X.TOML", "mv initiatives/X.TOML initiatives/x.toml"),
            ("people/ana.Toml", "mv people/ana.Toml people/ana.toml"),
            ("people/eu/ana.toml", "mv people/eu/ana.toml people/ana.toml"),
            ("people/eu/de/ana.toml", "mv people/eu/de/ana.toml people/ana.toml"),
            ("people/eu/Ana.TOML", "mv people/eu/Ana.TOML people/ana.toml"),
            ("initiatives/a b.TOML", "mv 'initiatives/a b.TOML' 'initiatives/a b.toml'"),
            ("people/the eu/ana.toml", "mv 'people/the eu/ana.toml' people/ana.toml"),
            ("initiatives/q1/x/initiative.toml", "mv initiatives/q1/x initiatives/x"),
            ("initiatives/q1/x.toml", "mv initiatives/q1/x.toml initiatives/x.toml"),
        ] {
            let found = reported(&[file]);
            assert_eq!(found.len(), 1, "{file}: {found:?}");
            assert_eq!(found[0].0, file);
            assert!(found[0].1.contains(&format!("`{command}`")), "{file}: {found:?}");
        }
        let found = reported(&["initiatives/a.toml", "initiative/x.toml"]);
        assert_eq!(found[0].1, "run `mv initiative/x.toml initiatives/x.toml`");
        let found = reported(&["initiatives/a/initiative.toml", "initiatives/a/old/asks.toml"]);
        assert_eq!(found[0].1, "run `mv initiatives/a/old/asks.toml initiatives/a/asks.toml`");
        let found = reported(&["initiatives/a/initiative.toml", "initiatives/a/more/c.toml"]);
        assert_eq!(found[0].1, "run `mv initiatives/a/more/c.toml initiatives/a/c.toml`");
        for file in
            ["peopel.toml", "peoples.toml", "peple/x.toml", "taems.toml", "initiatve/x.toml", "initiativs/x.toml"]
        {
            let beside = reported(&["people.toml", "teams.toml", "initiatives/a.toml", file]);
            assert_eq!(beside.len(), 1, "{file}: {beside:?}");
        }
        for (file, command) in [
            ("initiatives/x,toml", "mv initiatives/x,toml initiatives/x.toml"),
            ("initiatives/xtoml", "mv initiatives/xtoml initiatives/x.toml"),
        ] {
            assert_eq!(reported(&[file])[0].1, format!("run `{command}`"));
        }
        let found = reported(&["teams/a.toml", "team.toml"]);
        assert_eq!(found[0].1, "move what it holds to where the other teams are, and remove it");
    }

    #[test]
    fn what_else_a_repository_holds_is_left_alone() {
        let ordinary = [
            "Cargo.toml",
            "README.md",
            ".github/workflows/ci.yml",
            "pyproject.toml",
            "terms.toml",
            "system",
            "theme/main.css",
            "templates/reports/mbr.md",
            "src/team.toml",
            "docs/initiatives/x.tml",
            "teams.toml",
            "teams.md",
            "initiatives.html",
            "people/README",
            "people/photos/ana.png",
            "people/photos/.ana.toml",
            "people/tool/Cargo.toml",
            "initiatives/README.md",
            "initiatives/x.html",
            "initiatives/x/initiative.toml",
            "initiatives/x/prototype/Cargo.toml",
            "initiatives/x/prototype/pyproject.toml",
            "initiatives/y/asks.toml",
            "notes/x.toml",
            "people-notes.toml",
            "terms/x.toml",
            "canvass.toml",
        ];
        assert_eq!(reported(&ordinary), []);
        let leftovers = [
            "initiatives/.#x.toml",
            "initiatives/._x.toml",
            "initiatives/.x.toml",
            "initiatives/x.toml~",
            "initiatives/#x.toml#",
            "initiatives/.x.toml.swp",
            "initiatives/.DS_Store",
            "initiatives/4913",
            ".teams.toml.swp",
            "teams.toml~",
            "#teams.toml#",
            "initiatives/x/.#asks.toml",
            "initiatives/x/asks.toml~",
            "initiatives/x/asks.toml",
        ];
        let tree = MemoryTree::new(leftovers.iter().map(|path| (*path, "")));
        let (units, obstacles) = discover(&tree, &Workspace::default());
        assert_eq!((units.len(), units[0].files.len()), (1, 1));
        assert_eq!(obstacles, []);
    }
}
