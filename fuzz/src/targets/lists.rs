//! Lists that other tools export.

use super::super::shown::{assert_no_command, assert_visible};
use super::{assert_inert, today};
use canvass::edit::{self, Preview};
use canvass::import::systems::Form;
use canvass::import::{List, Report, incidents as incident_lists, systems};
use canvass::load::{Loaded, MemoryTree, Options, load};
use canvass::model::{Kind, TeamId};
use canvass::render::Style;
use canvass::render::import::{self, Import};
use jiff::tz::TimeZone;
use std::sync::LazyLock;

const WORKSPACE: [(&str, &str); 4] = [
    ("canvass.toml", "name = \"Harbour\"\n"),
    ("people.toml", "[nora]\nname = \"Nora Lindqvist\"\nteam = \"berths\"\nrole = \"engineer\"\n"),
    ("teams.toml", "[berths]\nname = \"Berths\"\ngroups = [\"berths\"]\n[payments]\nname = \"Payments\"\n"),
    (
        "systems.toml",
        "[booking-api]\nname = \"Booking API\"\nowner = \"berths\"\n[payments-service]\nname = \"Payments service\"\n",
    ),
];

static OURS: LazyLock<Loaded> = LazyLock::new(|| load(&MemoryTree::new(WORKSPACE), &Options::default()));

/// A catalogue of Backstage.
pub(crate) fn backstage(input: &[u8]) {
    let lists = [List { file: "catalog-info.yaml".to_owned(), bytes: input.to_vec() }];
    let owner = TeamId::from("berths");
    for owner in [None, Some(&owner)] {
        check(&lists, Kind::System, &|loaded| systems::compare(&lists, Form::Backstage, loaded, owner));
    }
}

/// A table of incidents.
pub(crate) fn incidents(input: &[u8]) {
    let lists = [List { file: "incidents.csv".to_owned(), bytes: input.to_vec() }];
    let zone = TimeZone::get("Europe/Helsinki").unwrap();
    check(&lists, Kind::Incident, &|loaded| incident_lists::compare(&lists[0], &[], loaded, &zone));
}

/// Whatever a list holds: what it adds can be written, says nothing amiss, and is not added twice; and what is told of it does
/// nothing.
fn check(lists: &[List], kind: Kind, compare: &dyn Fn(&Loaded) -> Report) {
    let tree = MemoryTree::new(WORKSPACE);
    let loaded = &*OURS;
    let report = compare(loaded);
    let things: Vec<_> = report.added.iter().map(|addition| (&*addition.id, &addition.table)).collect();
    let changes =
        edit::add_things(&tree, &loaded.portfolio, kind, &things).unwrap_or_else(|refusal| panic!("{refusal}"));
    let import = Import {
        as_of: today(),
        kind,
        lists: lists.iter().map(|list| &*list.file).collect(),
        report: &report,
        files: changes.iter().map(|change| &*change.path).collect(),
        written: false,
    };
    let full = import::full(&import, Style::PLAIN);
    assert_visible(&full);
    assert_no_command(&full, &[]);
    assert_inert(&import::markdown(&import));
    serde_json::from_str::<serde_json::Value>(&import::json(&import)).unwrap();

    if changes.is_empty() {
        return;
    }
    let preview = Preview::new(&tree, &changes);
    let after = load(&preview, &Options::default());
    let problems = |loaded: &Loaded| loaded.problems.iter().map(|it| it.message.clone()).collect::<Vec<_>>();
    assert_eq!(problems(&after), problems(loaded), "{changes:?}");
    let again = compare(&after);
    assert!(again.added.is_empty(), "{:?} is added twice", again.added);
}
