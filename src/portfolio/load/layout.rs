//! Which files hold what: the one rule by which every kind is a file of many or a folder of one each.
//!
//! Trees only say what is there; what belongs to a workspace is decided here, and what was nearly named so in `stray`.

use super::WORKSPACE_FILE;
use super::inside::is_inside;
use super::limits::Holds;
use super::stray;
use super::suggest::misspelt;
use super::tree::{EntryKind, Tree, look_up};
use crate::diagnostic::Code;
use crate::model::workspace::Workspace;
use crate::model::{Kind, id};

/// A file to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Path from the workspace root.
    pub path: String,
    /// What it holds.
    pub holds: Holds,
}

/// Files that are read together: one file, or all parts of one initiative.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// The kind of what it holds.
    pub kind: Kind,
    /// The id of what it holds; nothing for a file of many.
    pub id: Option<Box<str>>,
    /// Its files, the main one first.
    pub files: Vec<Found>,
}

/// Something in the way: a path and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Obstacle {
    /// Path from the workspace root.
    pub path: String,
    /// The entry of that file that is meant, as a JSON pointer; empty for the file as a whole.
    pub pointer: String,
    /// What is wrong.
    pub message: String,
    /// How to mend it.
    pub help: String,
    /// What nobody can know because of it: one thing by its id, or everything of a kind.
    pub hides: Option<Hidden>,
    /// The rule that says so.
    pub code: Code,
}

/// A thing by its id, or everything of a kind.
pub type Hidden = (Kind, Option<Box<str>>);

/// What stands where a file is expected.
pub fn not_a_file(path: &str, found: EntryKind, hides: Option<Hidden>) -> Obstacle {
    let (message, help) = match found {
        EntryKind::Other(what) => (
            format!("a {what} is not read: only regular files inside of the repository are"),
            "put the file itself here",
        ),
        EntryKind::Misnamed => ("a name that is not UTF-8 is not read".to_owned(), "rename it"),
        _ => ("a folder is called like a file".to_owned(), "rename it"),
    };
    Obstacle {
        path: path.to_owned(),
        pointer: String::new(),
        message,
        help: help.to_owned(),
        hides,
        code: Code::SCHEMA,
    }
}

/// The main file of an initiative kept as a folder.
pub const MAIN_PART: &str = "initiative.toml";

/// Where `kind` lives, without `.toml`.
#[must_use]
pub fn place(kind: Kind, workspace: &Workspace) -> String {
    let path = workspace.paths.get(kind.plural()).map_or(kind.plural(), |path| path);
    path.trim_start_matches("./").trim_end_matches('/').trim_end_matches(".toml").to_owned()
}

/// Lists every file to read, kinds that others refer to first, and what is in the way or was nearly named so.
pub fn discover(tree: &dyn Tree, workspace: &Workspace) -> (Vec<Unit>, Vec<Obstacle>) {
    let mut finder = Finder { tree, units: Vec::new(), obstacles: Vec::new() };
    let places: Vec<_> = Kind::ALL.iter().map(|kind| (*kind, place(*kind, workspace))).collect();
    for (kind, place) in &places {
        finder.kind(*kind, place);
    }
    let places: Vec<_> = places.into_iter().filter(|(_, place)| is_inside(place)).collect();
    let (moved, at_home): (Vec<_>, Vec<_>) =
        places.iter().cloned().partition(|(kind, _)| workspace.paths.contains_key(kind.plural()));
    let is_there = |(kind, place): &(Kind, String)| finder.moved(*kind, place, &places);
    let moved = moved.into_iter().filter(is_there);
    let places: Vec<_> = at_home.into_iter().chain(moved.collect::<Vec<_>>()).collect();
    finder.obstacles.extend(stray::beside(tree, &places));
    (finder.units, finder.obstacles)
}

/// The one of `entries` that was probably meant to be the settings, where there are none.
#[must_use]
pub fn near_settings(entries: &[(String, EntryKind)]) -> Option<&str> {
    let files = entries.iter().filter(|(_, kind)| *kind == EntryKind::File);
    files.map(|(name, _)| name.as_str()).find(|name| stray::is_near_settings(name))
}

struct Finder<'t> {
    tree: &'t dyn Tree,
    units: Vec<Unit>,
    obstacles: Vec<Obstacle>,
}

impl Finder<'_> {
    fn kind(&mut self, kind: Kind, place: &str) {
        if !is_inside(place) {
            let message = format!("`paths.{}` is no path inside of the workspace", kind.plural());
            let help = format!("give one with / between its parts, such as `org/{}`", kind.plural());
            self.obstacle(WORKSPACE_FILE, message, &help, Some((kind, None)));
            if let Some(obstacle) = self.obstacles.last_mut() {
                obstacle.pointer = format!("/paths/{}", kind.plural());
            }
            return;
        }
        let (parent, name) = place.rsplit_once('/').unwrap_or(("", place));
        for (end, _) in place.match_indices('/') {
            let folder = place.get(..end).unwrap_or_default();
            if let Ok(Some(found @ EntryKind::Other(_))) = look_up(self.tree, folder) {
                self.obstacles.push(not_a_file(folder, found, Some((kind, None))));
                return;
            }
        }
        let file_name = format!("{name}.toml");
        for (entry, entry_kind) in self.list(parent) {
            if entry == file_name
                && let Some(found) = self.regular(format!("{place}.toml"), entry_kind, Holds::Many, || (kind, None))
            {
                self.units.push(Unit { kind, id: None, files: vec![found] });
            }
            if entry == name {
                match entry_kind {
                    EntryKind::Folder => self.folder(kind, place),
                    EntryKind::File => self.obstacles.push(stray::rename(
                        place,
                        &file_name,
                        format!("{} are kept in `{place}.toml` or in the folder `{place}/`", kind.plural()),
                    )),
                    found => self.obstacles.push(not_a_file(place, found, Some((kind, None)))),
                }
            }
        }
    }

    /// What is left where `kind` was kept before the settings said that it is at `place`, and a path that leads nowhere.
    /// Says whether it leads somewhere, as far as can be told.
    fn moved(&mut self, kind: Kind, place: &str, places: &[(Kind, String)]) -> bool {
        let former = kind.plural();
        let is_taken = places.iter().any(|(_, place)| place == former);
        let left = if is_taken { None } else { stray::files_of(self.tree, former).into_iter().next() };
        if self.units.iter().any(|unit| unit.kind == kind) {
            let why = format!("{former} are kept in `{place}.toml` or in the folder `{place}/`");
            self.obstacles.extend(left.map(|path| stray::left_behind(&path, why, former)));
            return true;
        }
        let (parent, name) = place.rsplit_once('/').unwrap_or(("", place));
        let entries = self.tree.list(parent).unwrap_or_default();
        let names: Vec<&str> = entries.iter().map(|(name, _)| name.strip_suffix(".toml").unwrap_or(name)).collect();
        if names.contains(&name) {
            return true;
        }
        let near = misspelt(name, names)
            .map(|near| if parent.is_empty() { near.to_owned() } else { format!("{parent}/{near}") });
        let help = match (near, left) {
            (Some(near), _) => format!("did you mean `{near}`?"),
            (None, Some(left)) => format!("move there what is left, such as `{left}`, or correct the path"),
            // Nothing is kept there yet.
            (None, None) => return true,
        };
        let message = format!("`paths.{former}` leads to `{place}`, and there is nothing");
        self.obstacles.push(Obstacle {
            path: WORKSPACE_FILE.to_owned(),
            pointer: format!("/paths/{former}"),
            message,
            help,
            hides: Some((kind, None)),
            code: Code::SCHEMA,
        });
        false
    }

    fn folder(&mut self, kind: Kind, folder: &str) {
        for (name, entry_kind) in self.list(folder).into_iter().filter(|(name, _)| !stray::is_leftover(name)) {
            let path = format!("{folder}/{name}");
            if let Some(stem) = name.strip_suffix(".toml") {
                let hides = || (kind, Some(stem.into()));
                if let Some(found) = self.regular(path, entry_kind, Holds::One, hides)
                    && self.valid_id(kind, stem, &found.path)
                {
                    self.units.push(Unit { kind, id: Some(stem.into()), files: vec![found] });
                }
                continue;
            }
            match entry_kind {
                EntryKind::File => self.obstacles.extend(stray::ending(&path)),
                EntryKind::Folder if kind == Kind::Initiative => self.parts(&name, &path),
                EntryKind::Folder => self.obstacles.extend(stray::too_deep(self.tree, &path, folder)),
                // What cannot be looked into may be an initiative, unless it is called like a file of another sort.
                found if kind == Kind::Initiative && !name.contains('.') => {
                    self.obstacles.push(not_a_file(&path, found, Some((kind, Some(name.into())))));
                }
                _ => {}
            }
        }
    }

    fn parts(&mut self, id: &str, folder: &str) {
        let mut files = Vec::new();
        let mut folders = Vec::new();
        for (name, entry_kind) in self.list(folder).into_iter().filter(|(name, _)| !stray::is_leftover(name)) {
            let path = format!("{folder}/{name}");
            if name.ends_with(".toml") {
                let hides = || (Kind::Initiative, Some(id.into()));
                files.extend(self.regular(path, entry_kind, Holds::One, hides));
            } else if entry_kind == EntryKind::File {
                self.obstacles.extend(stray::ending(&path));
            } else if entry_kind == EntryKind::Folder {
                folders.push(path);
            }
        }
        self.obstacles.extend(stray::not_parts(self.tree, folder, &files, &folders));
        if files.is_empty() || !self.valid_id(Kind::Initiative, id, folder) {
            return;
        }
        files.sort_by_key(|found| !found.path.ends_with(&format!("/{MAIN_PART}")));
        self.units.push(Unit { kind: Kind::Initiative, id: Some(id.into()), files });
    }

    fn list(&mut self, folder: &str) -> Vec<(String, EntryKind)> {
        self.tree.list(folder).unwrap_or_else(|error| {
            self.obstacle(folder, format!("the folder cannot be read: {error}"), "make it readable", None);
            Vec::new()
        })
    }

    fn regular(
        &mut self,
        path: String,
        kind: EntryKind,
        holds: Holds,
        hides: impl FnOnce() -> Hidden,
    ) -> Option<Found> {
        if kind == EntryKind::File {
            return Some(Found { path, holds });
        }
        self.obstacles.push(not_a_file(&path, kind, Some(hides())));
        None
    }

    fn valid_id(&mut self, kind: Kind, id: &str, path: &str) -> bool {
        let (message, help) = if !id::is_valid(id) {
            let shown = super::limits::excerpt(id);
            (format!("`{shown}` is not an id, so the file cannot be called so"), "use 1 to 40 of a–z, 0–9 and -")
        } else if id::is_reserved(id) {
            (format!("Windows cannot hold a file called `{id}`"), "give it another id")
        } else {
            return true;
        };
        self.obstacle(path, message, help, Some((kind, Some(id.into()))));
        false
    }

    fn obstacle(&mut self, path: &str, message: String, help: &str, hides: Option<Hidden>) {
        let (path, help) = (path.to_owned(), help.to_owned());
        self.obstacles.push(Obstacle { path, pointer: String::new(), message, help, hides, code: Code::SCHEMA });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::tree::{MemoryEntry, MemoryTree};

    fn summary(tree: &MemoryTree) -> (Vec<String>, Vec<String>) {
        let (units, obstacles) = discover(tree, &Workspace::default());
        let unit = |unit: Unit| {
            let files: Vec<_> = unit.files.into_iter().map(|found| found.path).collect();
            format!("{:?} {}: {}", unit.kind, unit.id.as_deref().unwrap_or("*"), files.join(" "))
        };
        (units.into_iter().map(unit).collect(), obstacles.into_iter().map(|obstacle| obstacle.path).collect())
    }

    #[test]
    fn a_kind_is_a_file_or_a_folder() {
        let tree = MemoryTree::new([
            ("teams.toml", ""),
            ("people/ana.toml", ""),
            ("people/README.md", ""),
            ("initiatives/one.toml", ""),
            ("initiatives/two/conversations.toml", ""),
            ("initiatives/two/initiative.toml", ""),
            ("initiatives/.git/x.toml", ""),
            ("other/x.toml", ""),
        ]);
        let (units, obstacles) = summary(&tree);
        assert_eq!(
            units,
            [
                "Person ana: people/ana.toml",
                "Team *: teams.toml",
                "Initiative one: initiatives/one.toml",
                "Initiative two: initiatives/two/initiative.toml initiatives/two/conversations.toml",
            ]
        );
        assert!(obstacles.is_empty());
    }

    #[test]
    fn what_is_no_file_or_no_id_is_named() {
        let mut tree = MemoryTree::new([("people/Ana.toml", ""), ("teams/x.toml/y.toml", "")]);
        tree.set("systems.toml", MemoryEntry::Other("symbolic link"));
        tree.set("initiatives/linked", MemoryEntry::Other("symbolic link"));
        let (units, obstacles) = summary(&tree);
        assert!(units.is_empty());
        assert_eq!(obstacles, ["people/Ana.toml", "teams/x.toml", "systems.toml", "initiatives/linked"]);
    }

    #[test]
    fn paths_may_move_kinds_but_not_out() {
        let mut workspace = Workspace::default();
        workspace.paths.insert("teams".into(), "org/groups".into());
        workspace.paths.insert("people".into(), "../people".into());
        let tree = MemoryTree::new([("org/groups.toml", ""), ("teams.toml", "")]);
        let (units, obstacles) = discover(&tree, &workspace);
        assert_eq!(units.len(), 1);
        assert_eq!(units[0].files[0].path, "org/groups.toml");
        let paths: Vec<_> = obstacles.iter().map(|it| (it.path.as_str(), it.pointer.as_str())).collect();
        assert_eq!(paths, [("canvass.toml", "/paths/people"), ("teams.toml", "")], "one is left behind");
    }

    #[test]
    fn a_path_that_leads_nowhere_is_the_one_finding() {
        let found = |path: &str, files: &[&str]| {
            let mut workspace = Workspace::default();
            workspace.paths.insert("teams".into(), path.into());
            let (_, obstacles) = discover(&MemoryTree::new(files.iter().map(|path| (*path, ""))), &workspace);
            obstacles.into_iter().map(|it| format!("{}{}: {}", it.path, it.pointer, it.help)).collect::<Vec<_>>()
        };
        assert_eq!(found("org/taems", &["org/teams.toml"]), ["canvass.toml/paths/teams: did you mean `org/teams`?"]);
        assert_eq!(
            found("org/teams", &["teams/a.toml"]),
            ["canvass.toml/paths/teams: move there what is left, such as `teams/a.toml`, or correct the path"]
        );
        assert_eq!(found("org/teams", &["people.toml"]), [""; 0], "nothing is kept there yet");
        assert_eq!(found("./teams", &["teams.toml"]), [""; 0]);
        for nowhere in ["", ".", "org\\teams", "../teams", "/teams"] {
            let help = "canvass.toml/paths/teams: give one with / between its parts, such as `org/teams`";
            assert_eq!(found(nowhere, &["org/teams.toml"]), [help], "{nowhere:?}");
        }
    }
}
