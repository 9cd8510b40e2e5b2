//! Laws of imports: any bytes end in a report, what is added is in order, and a second import finds nothing to add.

use super::systems::{Form, compare};
use super::*;
use crate::edit::{self, Preview};
use crate::load::{Loaded, MemoryTree, Options, load};
use crate::model::Kind;
use crate::rules;
use jiff::tz::TimeZone;
use proptest::prelude::*;
use std::time::{Duration, Instant};

const TEAMS: &str = "[pay]\nname = 'Payments and Refunds'\n[web]\nname = 'Web'\n[ops]\nname = 'Fleet Operations'\n";
const INCIDENTS: &str = "[inc-1]\nsystems = ['pay-api']\nstarted = 2026-10-03T18:40:00+02:00\nseverity = 'sev2'\n";
const CARD: &str = "name = 'Pay API'\nowner = 'pay'\n[[depends_on]]\nsystem = 'bus'\ncoupling = 'hard'\n";

/// A workspace with teams, two systems and an incident.
fn workspace() -> MemoryTree {
    MemoryTree::new([
        ("canvass.toml", "name = 'N'\ntimezone = 'Europe/Oslo'\n"),
        ("teams.toml", TEAMS),
        ("incidents.toml", INCIDENTS),
        ("systems/pay-api.toml", CARD),
        ("systems/bus.toml", "name = 'Bus'\nowner = 'ops'\n"),
    ])
}

fn loaded(tree: &MemoryTree) -> Loaded {
    load(tree, &Options::default())
}

fn list(file: &str, bytes: impl Into<Vec<u8>>) -> List {
    List { file: file.to_owned(), bytes: bytes.into() }
}

/// What is listed, in whatever form its name tells.
fn report(list: &List, here: &Loaded) -> Report {
    match (&*list.file, Form::of(&list.file)) {
        ("incidents.csv", _) => incidents::compare(list, &[], here, &TimeZone::get("Europe/Oslo").unwrap()),
        (_, form) => compare(std::slice::from_ref(list), form.unwrap(), here, None),
    }
}

/// Adds what `report` found missing and fails unless that brings no fault; the workspace as it is then.
fn add(tree: &MemoryTree, here: &Loaded, report: &Report, kind: Kind) -> MemoryTree {
    let things: Vec<_> = report.added.iter().map(|addition| (&*addition.id, &addition.table)).collect();
    let changes = edit::add_things(tree, &here.portfolio, kind, &things).unwrap();
    let after = load(&Preview::new(tree, &changes), &Options::default());
    let findings = rules::run(&after, "2026-11-23".parse().unwrap()).findings;
    let faults = findings
        .iter()
        .filter(|finding| [crate::diagnostic::Code(1), crate::diagnostic::Code(2)].contains(&finding.code));
    let faults: Vec<_> = faults.map(|fault| (after.sources.path(fault.at.file), &fault.message)).collect();
    assert!(faults.is_empty(), "{faults:?}\n{changes:#?}");
    let mut tree = tree.clone();
    for change in changes {
        tree.insert(change.path, change.after);
    }
    tree
}

/// An import, and then another: the second has nothing to add and sees what the first one saw.
fn twice(list: &List, kind: Kind) -> (Report, Report) {
    let tree = workspace();
    let here = loaded(&tree);
    let first = report(list, &here);
    if first.added.is_empty() {
        return (first.clone(), first);
    }
    let tree = add(&tree, &here, &first, kind);
    let here = loaded(&tree);
    let second = report(list, &here);
    assert!(second.added.is_empty(), "{:?}", second.added);
    assert_eq!((&second.left_out, &second.unreadable), (&first.left_out, &first.unreadable));
    (first, second)
}

/// Names that come out alike, that are long, kept by Windows, or empty once folded.
const NAMES: &[&str] = &[
    "pay",
    "Pay",
    "pay-api",
    "Pay_API",
    "pay.api",
    "bus",
    "aux",
    "pay-system",
    "___",
    "x",
    "web-shop",
    "a-name-that-is-longer-than-any-id-may-be-here",
    "a-name-that-is-longer-than-any-id-may-be-there",
];
const KINDS: &[&str] = &["Component", "Resource", "System", "API", "Group", "Template", "component"];
const OWNERS: &[&str] = &["pay", "team-web", "group:default/ops", "Fleet Operations", "user:siri", "nobody", "''"];

fn reference() -> impl Strategy<Value = String> {
    let kind = prop::sample::select(&["component", "resource", "system", "api", "group"][..]);
    let namespace = prop::sample::select(&["", "default/", "old/"][..]);
    (kind, namespace, prop::sample::select(NAMES))
        .prop_map(|(kind, namespace, name)| format!("{kind}:{namespace}{name}"))
}

fn entity() -> impl Strategy<Value = String> {
    let references = || prop::collection::vec(reference(), 0..4);
    let names = (prop::sample::select(NAMES), prop::sample::select(&["default", "old"][..]));
    (prop::sample::select(KINDS), names, prop::sample::select(OWNERS), references(), references(), prop::option::of(reference()))
        .prop_map(|(kind, (name, namespace), owner, needs, others, whole)| {
            let whole = whole.map(|whole| format!("  subcomponentOf: {whole}\n")).unwrap_or_default();
            format!(
                "apiVersion: backstage.io/v1alpha1\nkind: {kind}\nmetadata: {{name: {name}, namespace: {namespace}}}\n\
                 spec:\n  owner: {owner}\n{whole}  dependsOn: {needs:?}\n  dependencyOf: {others:?}\n  providesApis: [{name}]\n"
            )
        })
}

/// A text with pieces put in, taken out and doubled.
fn mutated(text: &'static str) -> impl Strategy<Value = Vec<u8>> {
    const PIECES: &[&str] = &[
        "---\n",
        "{",
        "[",
        "]",
        "}",
        "&a ",
        "*a",
        "|\n",
        "? ",
        ": ",
        "- ",
        "\n",
        "\t",
        "'",
        "\"",
        "#",
        "%YAML 1.2\n",
        "...\n",
        "!!x ",
        "\u{feff}",
        "\0",
        "\r\n",
        "\\",
        ";",
        ",",
        "\u{202e}",
        "é",
        "null",
        "name",
        "kind: API\n",
        "\"\"",
    ];
    let edit = (any::<prop::sample::Index>(), 0..40_usize, prop::sample::select(PIECES));
    prop::collection::vec(edit, 0..8).prop_map(move |edits| {
        let mut bytes = text.as_bytes().to_vec();
        for (at, gone, piece) in edits {
            let at = at.index(bytes.len() + 1);
            let end = (at + gone).min(bytes.len());
            bytes.splice(at..end, piece.bytes());
        }
        bytes
    })
}

const CATALOGUE: &str = include_str!("../../../tests/fixtures/import/catalog/payments.yaml");
const SYSTEMS: &str = "id,name,owner,kind,tier,depends_on,part_of,runbook\npay-api,Pay,pay,service,core,\"bus;x:soft\",,\n\
                       x,\"The \"\"X\"\"\",Web,website,1,bus,pay-api,https://x.example\ny,,ops,,,x pay-api,,\n";
const EXPORT: &str = "incident_number,service,created_at,resolved_at,urgency,html_url\n1,Pay API,2026-10-03 18:40,,high,\n\
                      2,bus;pay-api,2026-10-25 02:30,2026-10-25 02:40,low,https://p.example/2\n";

proptest! {
    // Each case loads several workspaces, with schemas.
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_second_import_finds_nothing_to_add(entities in prop::collection::vec(entity(), 1..14)) {
        let (first, second) = twice(&list("a.yaml", entities.join("---\n")), Kind::System);
        let ids: std::collections::BTreeSet<_> = first.added.iter().map(|addition| &addition.id).collect();
        prop_assert_eq!(ids.len(), first.added.len());
        prop_assert_eq!(second.equal, first.equal + first.added.len());
        // Systems that are here already may come to be named by those that were added.
        prop_assert!(second.different.iter().all(|difference| ["pay-api", "bus"].contains(&&*difference.id)));
    }

    #[test]
    fn any_bytes_end_in_a_report(bytes in prop::collection::vec(any::<u8>(), 0..300), text in "\\PC{0,200}") {
        for file in ["a.yaml", "a.csv", "incidents.csv"] {
            for bytes in [&bytes, text.as_bytes()] {
                let kind = if file == "incidents.csv" { Kind::Incident } else { Kind::System };
                twice(&list(file, bytes), kind);
            }
        }
    }

    #[test]
    fn broken_lists_end_in_a_report(catalogue in mutated(CATALOGUE), systems in mutated(SYSTEMS), export in mutated(EXPORT)) {
        let started = Instant::now();
        twice(&list("a.yaml", catalogue), Kind::System);
        twice(&list("a.csv", systems), Kind::System);
        twice(&list("incidents.csv", export), Kind::Incident);
        prop_assert!(started.elapsed() < Duration::from_secs(20));
    }
}

#[test]
fn lists_that_are_too_large_are_refused_at_once() {
    let here = loaded(&workspace());
    let said = |list: List| {
        let started = Instant::now();
        let report = report(&list, &here);
        assert!(started.elapsed() < Duration::from_secs(30), "{}", list.file);
        assert!(report.added.is_empty(), "{}", list.file);
        report.unreadable.into_iter().next().map(|fault| fault.message).unwrap_or_default()
    };
    assert_eq!(said(list("a.yaml", vec![b' '; MOST_BYTES + 1])), "the file has more than the 8 MiB that are read");
    let entity = "kind: API\nmetadata: {name: x}\n---\n";
    assert_eq!(
        said(list("a.yaml", entity.repeat(MOST_ENTRIES + 1))),
        "there are 20001 entities, at most 20000 are read"
    );
    assert_eq!(
        said(list("a.csv", format!("id,owner\n{}", "x,y\n".repeat(MOST_ENTRIES + 1)))),
        "the table has more than 20000 rows"
    );
    assert_eq!(
        said(list("a.yaml", format!("kind: API\nmetadata: {{name: x}}\nspec: {}", "[".repeat(MOST_BYTES / 2))))
            .split(':')
            .next(),
        Some("not valid YAML")
    );
}

#[test]
fn as_many_as_may_be_listed_are_compared_in_time() {
    let here = loaded(&workspace());
    let rows: String =
        (0..MOST_ENTRIES).map(|n| format!("s-{n},pay,s-{};s-{}\n", (n + 1) % MOST_ENTRIES, n / 2)).collect();
    let started = Instant::now();
    let report = report(&list("a.csv", format!("id,owner,depends_on\n{rows}")), &here);
    assert_eq!((report.added.len(), report.left_out.len()), (MOST_ENTRIES, 0));
    assert!(started.elapsed() < Duration::from_secs(30), "{:?}", started.elapsed());
}
