//! One verdict wherever the files are read: the working tree, the index and the commit hold the same workspace, whatever is
//! linked, nested or oddly named in it.

use crate::support::command::run;
use crate::support::git::git;
use canvass::load::revision::History;
use canvass::load::{Options, Tree, Worktree, load};
use canvass::rules;
use proptest::prelude::*;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use tempfile::TempDir;

/// Names that are read, nearly read, left behind by editors, or none of it.
const PLACES: &[&[u8]] = &[
    b"canvass.toml",
    b"people.toml",
    b"people",
    b"people/dana.toml",
    b"people/eu/ana.toml",
    b"people.toml/x.toml",
    b"people.toml/README.md",
    b"teams",
    b"teams.TOML",
    b"Teams.toml",
    b"team.toml",
    b"teams/a.toml",
    b"org",
    b"org/groups.toml",
    b"org/groups/a.toml",
    b"initiatives",
    b"initiatives/one.toml",
    b"initiatives/one.toml/x.toml",
    b"initiatives/one.toml/README.md",
    b"initiatives/two",
    b"initiatives/two/initiative.toml",
    b"initiatives/two/asks.toml",
    b"initiatives/two/deep/asks.toml",
    b"initiatives/two/deep",
    b"initiatives/q1/x/initiative.toml",
    b"initiatives/q1/x.toml",
    b"initiatives/X.TOML",
    b"initiatives/x.tml",
    b"initiatives/a b.toml",
    b"initiatives/a b/initiative.toml",
    b"initiatives/x.toml~",
    b"initiatives/.#x.toml",
    b"initiatives/._x.toml",
    b"initiatives/-x.toml",
    b"initiatives/README.md",
    b"initiatives/caf\xe9.toml",
    b"initiatives/caf\xe9",
    b"initiatives/caf\xe9/initiative.toml",
    b"initiatives/two/caf\xe9.toml",
    b"initiatives/caf\xc3\xa9.toml",
    b"initiative/x.toml",
    b"caf\xe9/teams.toml",
    b"schemas/extra.json",
    b"schemas",
    b"README.md",
    b"Cargo.toml",
];

/// Where links lead: to files, folders, nowhere, and out of the repository.
const LINKS: &[&str] = &["README.md", "real", "initiatives/one.toml", "nowhere", "/etc/passwd", "../..", "."];

/// What is put at a place.
#[derive(Clone, Copy, Debug)]
enum Thing {
    Initiative,
    People,
    Settings,
    Garbage,
    Link(&'static str),
    Submodule,
    /// A submodule that is not checked out.
    AbsentSubmodule,
}

fn thing() -> impl Strategy<Value = Thing> {
    prop_oneof![
        4 => Just(Thing::Initiative),
        2 => Just(Thing::People),
        1 => Just(Thing::Settings),
        1 => Just(Thing::Garbage),
        3 => proptest::sample::select(LINKS).prop_map(Thing::Link),
        1 => Just(Thing::Submodule),
        1 => Just(Thing::AbsentSubmodule),
    ]
}

/// Marks a submodule that is not checked out, until the commit is made.
const ABSENT: &str = ".absent";

/// Where the workspace lies.
#[derive(Clone, Copy, Debug)]
enum Home {
    Top,
    Folder,
    Linked,
}

const INITIATIVE: &str = "title = \"T\"\nowner = \"dana\"\nstage = \"idea\"\nstage_since = 2026-11-01\n\
                          category = \"product\"\n";

/// A repository with one commit, to be nested in others.
static NESTED: LazyLock<TempDir> = LazyLock::new(|| {
    let nested = tempfile::tempdir().unwrap();
    fs::write(nested.path().join("x.toml"), INITIATIVE).unwrap();
    git(nested.path(), &["init", "--quiet"]);
    git(nested.path(), &["add", "."]);
    git(nested.path(), &["commit", "--quiet", "-m", "x"]);
    nested
});

fn put(top: &Path, folder: &str, place: &[u8], thing: Thing) {
    let path = top.join(folder).join(OsStr::from_bytes(place));
    // A link or a file may be in the way, or something stand there already.
    let in_the_way = |path: &Path| {
        let is_submodule = path != top && (path.join(".git").exists() || path.join(ABSENT).exists());
        path.symlink_metadata().is_ok_and(|found| !found.is_dir()) || is_submodule
    };
    if path.ancestors().skip(1).any(in_the_way) || path.symlink_metadata().is_ok() {
        return;
    }
    let write = |text: &str| fs::write(&path, text).unwrap();
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    match thing {
        Thing::Initiative => write(INITIATIVE),
        Thing::People => write("[dana]\nname = \"Dana\"\n"),
        Thing::Settings => write("[paths]\nteams = \"org/groups\"\n[schemas]\nextra.team = \"schemas/extra.json\"\n"),
        Thing::Garbage => write("{]"),
        Thing::Link(to) => symlink(to, &path).unwrap(),
        Thing::Submodule | Thing::AbsentSubmodule => {
            let copy = std::process::Command::new("cp").arg("-r").arg(NESTED.path()).arg(&path).status().unwrap();
            assert!(copy.success());
            let mut inside = OsString::from(folder);
            inside.push(OsStr::from_bytes(place));
            git(top, &["add".as_ref(), "--".as_ref(), inside.as_os_str()]);
            if matches!(thing, Thing::AbsentSubmodule) {
                fs::remove_dir_all(&path).unwrap();
                fs::create_dir(&path).unwrap();
                fs::write(path.join(ABSENT), "").unwrap();
            }
        }
    }
}

/// Every finding in `tree`, in words.
fn verdict(tree: &dyn Tree) -> Vec<String> {
    let loaded = load(tree, &Options::default());
    let found = rules::run(&loaded, canvass::example::AS_OF.parse().unwrap()).findings;
    let words = |it: &canvass::diagnostic::Diagnostic| {
        format!("{}: {} {} ({:?})", loaded.sources.path(it.at.file), it.code, it.message, it.help)
    };
    let files = loaded.sources.iter().map(|(_, source)| source.path.to_string());
    found.iter().map(words).chain(files).collect()
}

/// Commits everything there is.
fn commit(top: &Path) {
    git(top, &["add", "--all", "--force"]);
    git(top, &["commit", "--quiet", "-m", "x"]);
    fn clear(folder: &Path) {
        for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
            if entry.file_name() == ABSENT {
                fs::remove_file(entry.path()).unwrap();
            } else if entry.file_type().unwrap().is_dir() {
                clear(&entry.path());
            }
        }
    }
    clear(top);
}

/// A repository that holds `things`, and its workspace.
fn repository(home: Home, things: &[(usize, Thing)]) -> (TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let top = dir.path().join("clone");
    fs::create_dir(&top).unwrap();
    git(&top, &["init", "--quiet"]);
    let folder = if matches!(home, Home::Folder) { "plans/2027 (a)/" } else { "" };
    for (place, thing) in things {
        put(&top, folder, PLACES[*place], *thing);
    }
    put(&top, folder, b"canvass.toml", Thing::Settings);
    put(&top, folder, b"real/x.toml", Thing::Initiative);
    commit(&top);
    if matches!(home, Home::Linked) {
        git(&top, &["worktree", "add", "--quiet", "../linked"]);
        return (dir, PathBuf::from("linked"));
    }
    (dir, Path::new("clone").join(folder))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_same_workspace_has_the_same_verdict_everywhere(
        home in proptest::sample::select(&[Home::Top, Home::Folder, Home::Linked][..]),
        things in proptest::collection::vec((0..PLACES.len(), thing()), 1..16),
    ) {
        let (dir, workspace) = repository(home, &things);
        let workspace = dir.path().join(workspace);
        let on_disk = verdict(&Worktree::new(&workspace));
        let history = History::open(&workspace).unwrap();
        prop_assert_eq!(&verdict(&history.staged(None).unwrap()), &on_disk, "index");
        prop_assert_eq!(&verdict(&history.at("HEAD").unwrap()), &on_disk, "commit");
    }
}

#[test]
fn what_is_printed_and_how_it_ends_are_the_same_as_well() {
    for home in [Home::Top, Home::Folder, Home::Linked] {
        let things: Vec<_> = (0..PLACES.len()).map(|place| (place, Thing::Initiative)).rev().collect();
        let (dir, workspace) = repository(home, &things);
        let workspace = dir.path().join(workspace);
        let on_disk = run(&workspace, &["validate", "--output-format", "json"]);
        assert_eq!(on_disk.code, 1);
        assert!(on_disk.out.contains(r"initiatives/caf\\xE9.toml"), "{}", on_disk.out);
        for state in [&["--staged"][..], &["--at", "HEAD"]] {
            let args = [&["validate", "--output-format", "json"], state].concat();
            assert_eq!(run(&workspace, &args), on_disk, "{home:?} {state:?}");
        }
    }
}

/// One of each kind, said in so many words.
#[test]
fn what_cannot_be_read_is_said_in_every_state() {
    let things = [
        (b"people".as_slice(), Thing::Link("real")),
        (b"initiatives/linked", Thing::Link("../real")),
        (b"initiatives/broken.toml", Thing::Link("nowhere")),
        (b"initiatives/sub", Thing::Submodule),
        (b"initiatives/absent", Thing::AbsentSubmodule),
        (b"initiatives/caf\xe9.toml", Thing::Initiative),
        (b"initiatives/Upper.TOML", Thing::Initiative),
        (b"org", Thing::Link("real")),
    ];
    let (dir, workspace) = repository(Home::Top, &[]);
    let top = dir.path().join(workspace);
    for (place, thing) in things {
        put(&top, "", place, thing);
    }
    commit(&top);
    let history = History::open(&top).unwrap();
    let only = "only regular files inside of the repository are";
    for tree in [&Worktree::new(&top) as &dyn Tree, &history.staged(None).unwrap(), &history.at("HEAD").unwrap()] {
        let found = verdict(tree).join("\n");
        for said in [
            format!("people: CV001 a symbolic link is not read: {only}"),
            format!("initiatives/linked: CV001 a symbolic link is not read: {only}"),
            format!("initiatives/broken.toml: CV001 a symbolic link is not read: {only}"),
            format!("initiatives/sub: CV001 a submodule is not read: {only}"),
            format!("initiatives/absent: CV001 a submodule is not read: {only}"),
            format!("org: CV001 a symbolic link is not read: {only}"),
            r"initiatives/caf\xE9.toml: CV001 a name that is not UTF-8 is not read".to_owned(),
            "initiatives/Upper.TOML: CV005 this file is never read".to_owned(),
        ] {
            assert!(found.contains(&said), "{said}\n{found}");
        }
    }
}
