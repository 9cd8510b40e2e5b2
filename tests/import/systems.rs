//! Service catalogues and tables of systems.

use super::{CATALOG, assert_in_order, company, fixture, systems};
use crate::support::workspace::Workspace;
use insta::assert_snapshot;
use serde_json::Value;

/// The catalogue, written into an empty workspace.
fn imported() -> Workspace {
    let workspace = company();
    assert_eq!(systems(&workspace, &[&CATALOG[..], &["--write"]].concat()).code, 2, "some of it is at fault");
    workspace
}

#[test]
fn a_catalogue_of_a_hundred_entities_becomes_cards() {
    let workspace = company();
    let before = workspace.files();
    let entities: usize = CATALOG.iter().map(|file| workspace.read(file).matches("\nkind: ").count()).sum();
    assert!(entities >= 100, "{entities}");
    let dry = systems(&workspace, &CATALOG);
    assert_eq!((dry.code, &*dry.err), (2, ""));
    assert_snapshot!("catalogue", dry.out);
    assert_eq!(workspace.files(), before, "nothing is written unless it is asked for");

    let wrote = systems(&workspace, &[&CATALOG[..], &["--write"]].concat());
    assert_eq!(wrote.code, 2);
    assert_in_order(&workspace);
    let cards = workspace.files().keys().filter(|path| path.starts_with("systems/")).count();
    assert!(wrote.out.contains(&format!("{cards} added")) && cards > 70, "{}", wrote.out);
    let shown = ["booking-api", "payments", "payments-system", "sea-miles", "event-bus"];
    let shown = shown.map(|id| format!("== {id}\n{}", workspace.read(&format!("systems/{id}.toml"))));
    assert_snapshot!("cards", shown.join("\n"));
}

#[test]
fn a_second_import_writes_nothing() {
    let workspace = imported();
    let before = workspace.files();
    let again = systems(&workspace, &[&CATALOG[..], &["--write"]].concat());
    assert!(again.out.ends_with("Nothing to add.\n"), "{}", again.out);
    assert_eq!(workspace.files(), before);
    // Line ends and marks of other systems say nothing.
    for file in CATALOG {
        workspace.write(file, format!("\u{feff}{}", workspace.read(file).replace('\n', "\r\n")));
    }
    let again = systems(&workspace, &[&CATALOG[..], &["--write", "--output-format", "json"]].concat()).json();
    assert_eq!((&again["added"], &again["different"]), (&Value::Array(vec![]), &Value::Array(vec![])));
}

#[test]
fn drift_of_either_side_is_told_and_nothing_is_overwritten() {
    let workspace = imported();
    workspace.replace("systems/push.toml", "owner = \"mobile\"", "owner = \"platform\" # since the move\n");
    workspace.replace("systems/vault.toml", "kind = \"platform\"\n", "kind = \"service\"\n");
    workspace.replace("systems/delays.toml", "part_of = \"timetable\"\n", "");
    workspace.write("systems/ferry-cam.toml", "name = \"Ferry cam\"\nowner = \"web\"\n");
    workspace.replace("catalog/booking.yaml", "  title: Booking website\n", "  title: Website of bookings\n");
    workspace.replace(
        "catalog/booking.yaml",
        "  dependsOn: [\"component:content-hub\"]\n",
        "  dependsOn: [component:push]\n",
    );
    let platform = workspace.read("catalog/platform.yaml");
    let (before, rest) = platform.split_once("metadata:\n  name: sms\n").unwrap();
    let (_, after) = rest.split_once("\n---\n").unwrap();
    let before = before.rsplit_once("\n---\n").unwrap().0;
    workspace.write("catalog/platform.yaml", format!("{before}\n---\n{after}"));
    let files = workspace.files();
    let drift = systems(&workspace, &CATALOG);
    assert_snapshot!("drift", drift.out);
    assert_eq!(systems(&workspace, &[&CATALOG[..], &["--write"]].concat()).code, 2);
    assert_eq!(workspace.files(), files, "differences are left to people");
    let json = systems(&workspace, &[&CATALOG[..], &["--output-format", "json"]].concat()).json();
    let of = |key: &str| json["different"].as_array().unwrap().iter().filter(|one| one["key"] == key).count();
    assert_eq!(["owner", "kind", "part_of", "name", "depends_on"].map(of), [1, 1, 1, 1, 1]);
}

#[test]
fn exit_codes_tell_drift_from_faults() {
    let workspace = company();
    let entity =
        |name: &str, owner: &str| format!("kind: Component\nmetadata:\n  name: {name}\nspec:\n  owner: {owner}\n---\n");
    workspace.write("a.yaml", entity("one", "web"));
    let code = |args: &[&str]| systems(&workspace, &[&["a.yaml"], args].concat()).code;
    assert_eq!((code(&[]), code(&["--detailed-exitcode"])), (0, 10));
    assert_eq!((code(&["--write", "--detailed-exitcode"]), code(&["--detailed-exitcode"])), (0, 0));
    workspace.write("a.yaml", entity("one", "data"));
    assert_eq!((code(&[]), code(&["--detailed-exitcode"])), (0, 10), "another owner");
    workspace.write("a.yaml", entity("one", "web") + &entity("two", "nobody"));
    assert_eq!((code(&[]), code(&["--write"]), code(&["--detailed-exitcode"])), (2, 2, 2));
    assert_eq!(code(&["--default-owner", "web", "--detailed-exitcode"]), 10);
    assert_eq!((code(&["--default-owner", "web", "--write"]), code(&["--default-owner", "web"])), (0, 0));
    assert!(workspace.read("systems/two.toml").contains("owner = \"web\""));
    let refused = systems(&workspace, &["a.yaml", "--default-owner", "wep"]);
    refused.assert_refused("no team is called `wep`", "did you mean `web`?");
}

#[test]
fn what_cannot_be_read_is_told_whole_and_nothing_is_written() {
    let workspace = company();
    workspace.write(
        "a.yaml",
        "kind: [\n---\nkind: Component\nmetadata: {name: good}\nspec: {owner: web}\n---\na: 1\na: 2\n",
    );
    workspace.write("b.yaml", b"kind: \xff\n");
    let before = workspace.files();
    let ran = systems(&workspace, &["a.yaml", "b.yaml", "--write"]);
    assert_eq!((ran.code, workspace.files()), (2, before.clone()));
    assert_snapshot!("unreadable", ran.out);
    systems(&workspace, &["none.yaml"]).assert_refused("cannot read none.yaml", "check the name");
    systems(&workspace, &["catalog"]).assert_refused("ends in nothing that tells", "call it .yaml");
    systems(&workspace, &["a.yaml", "a.csv"]).assert_refused("cannot be read together", "one after the other");
    systems(&workspace, &["a.yaml", "--output-format", "sarif"]).assert_refused("is for findings only", "use full");
    workspace.write("teams.toml", "[web]\nname = \"W\n");
    systems(&workspace, &["catalog/org.yaml"]).assert_refused("teams cannot be read", "run `canvass validate`");
}

#[test]
fn the_api_of_a_catalogue_gives_the_same_as_its_files() {
    let workspace = company();
    let entity = |name: &str| {
        format!("{{\"kind\": \"Component\", \"metadata\": {{\"name\": \"{name}\"}}, \"spec\": {{\"owner\": \"web\"}}}}")
    };
    workspace.write("all.json", format!("[{},\n {}]", entity("one"), entity("two")));
    let ran = systems(&workspace, &["all.json", "--output-format", "json"]);
    let lines: Vec<_> = ran.json()["added"].as_array().unwrap().iter().map(|added| added["line"].clone()).collect();
    assert_eq!((ran.code, lines), (0, vec![1.into(), 2.into()]));
}

#[test]
fn a_table_joins_the_file_of_many() {
    let workspace = company();
    let kept =
        "# What we run.\n\n[harbour-net] # the old one\nname   = 'Harbour Net'\nowner = \"platform\"\n\n# the end\n";
    workspace.write("systems.toml", kept).write("systems.csv", fixture("systems.csv"));
    let ran = systems(&workspace, &["systems.csv", "--write"]);
    assert_eq!(ran.code, 2);
    assert_snapshot!("table", ran.out);
    let text = workspace.read("systems.toml");
    assert!(text.starts_with(kept), "{text}");
    assert_snapshot!("table_written", text);
    assert_in_order(&workspace);
    assert!(!workspace.join("systems").exists());
    let again = systems(&workspace, &["systems.csv", "--write"]);
    assert_eq!((again.code, workspace.read("systems.toml")), (2, text));
}

#[test]
fn a_table_as_markdown_reads_as_well() {
    let workspace = company();
    workspace.write("systems.csv", fixture("systems.csv"));
    let ran = systems(&workspace, &["systems.csv", "--output-format", "markdown"]);
    assert_snapshot!("table_markdown", ran.out);
}

#[test]
fn what_others_say_of_the_unlisted_and_other_namespaces_is_not_taken_silently() {
    let workspace = company();
    workspace.write("systems/payments-api.toml", "name = \"Payments API\"\nowner = \"web\"\n");
    workspace.write(
        "other.yaml",
        "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: Payments_API, namespace: other}\n\
         spec:\n  owner: web\n  dependencyOf: [component:default/payments-api]\n",
    );
    let ran = systems(&workspace, &["other.yaml", "--write"]).out;
    assert!(ran.contains("what depends on them is not in the list: write it"), "{ran}");
    assert!(workspace.files().contains_key("systems/payments-api-other.toml"), "{ran}");
    let again = systems(&workspace, &["other.yaml", "--write"]).out;
    assert!(again.contains("1 equal") && !again.contains("added"), "{again}");
}
