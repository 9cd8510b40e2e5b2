//! Exports of pager tools.

use super::{assert_in_order, company, fixture, incidents};
use crate::support::workspace::Workspace;
use insta::assert_snapshot;

const SYSTEMS: &str = "[payments]\nname = \"Payments service\"\nowner = \"payments\"\n\n[harbour-net]\nname = \"Harbour net\"\n\
                       owner = \"platform\"\n\n[berth-planner]\nname = \"Berth planner\"\nowner = \"fleet\"\n\n[ticket-gate]\n\
                       name = \"Ticket gate\"\nowner = \"web\"\n\n[booking-api]\nname = \"Booking API\"\nowner = \"booking\"\n";
const KNOWN: &str = "# Sev1 stops ferries.\n\n[inc-2040]\nsystems = [\"payments\"]\n\
                     started = 2026-09-12T19:05:00+02:00 # as the bank says\nseverity = \"sev2\"\n";

fn paged() -> Workspace {
    let workspace = company();
    workspace.write("systems.toml", SYSTEMS).write("incidents.toml", KNOWN);
    workspace.write("export.csv", fixture("incidents.csv"));
    workspace
}

#[test]
fn an_export_is_compared_and_what_is_missing_added() {
    let workspace = paged();
    let before = workspace.files();
    let dry = incidents(&workspace, &["export.csv"]);
    assert_eq!((dry.code, &*dry.err), (2, ""));
    assert_snapshot!("export", dry.out);
    assert_eq!(workspace.files(), before);

    assert_eq!(incidents(&workspace, &["export.csv", "--write"]).code, 2);
    let text = workspace.read("incidents.toml");
    assert!(text.starts_with(KNOWN), "{text}");
    assert_snapshot!("export_written", text);
    assert_in_order(&workspace);
    let again = incidents(&workspace, &["export.csv", "--write", "--output-format", "json"]).json();
    assert_eq!((again["added"].as_array().unwrap().len(), again["equal"].as_u64().unwrap()), (0, 4));
    assert_eq!(workspace.read("incidents.toml"), text);
}

#[test]
fn columns_mean_what_is_said_of_them() {
    let workspace = paged();
    let export = "Key,What,Began,Severity,Pri\nA-7,payments,2026-11-01 10:00:00 UTC,sev3,P1\n";
    workspace.write("own.csv", export);
    let refused = incidents(&workspace, &["own.csv"]);
    assert_eq!(refused.code, 2);
    assert_snapshot!("columns", refused.out);
    let map = ["own.csv", "--map", "systems=what", "--map", "started=began", "--map", "severity=Pri", "--write"];
    let ran = incidents(&workspace, &map);
    assert_eq!(ran.code, 0, "{}", ran.out);
    let written = "[a-7]\nsystems = [\"payments\"]\nstarted = 2026-11-01T10:00:00Z\nseverity = \"P1\"\n";
    assert!(workspace.read("incidents.toml").ends_with(written));
    incidents(&workspace, &["own.csv", "--map", "started"]).assert_refused("invalid value 'started'", "FIELD=COLUMN");
    let ran = incidents(&workspace, &["own.csv", "--map", "began=started"]);
    assert!(ran.code == 2 && ran.out.contains("no column is called `started`"), "{}", ran.out);
}

#[test]
fn the_same_moment_is_the_same_however_it_is_written() {
    let workspace = paged();
    let export = "id,systems,started,ended\ninc-2040,payments,2026-09-12 19:05,\n";
    workspace.write("own.csv", export);
    let ran = incidents(&workspace, &["own.csv", "--detailed-exitcode"]);
    assert_eq!(ran.code, 0, "{}", ran.out);
    workspace.write("own.csv", export.replace("19:05", "19:06"));
    assert_eq!(incidents(&workspace, &["own.csv", "--detailed-exitcode"]).code, 10);
}
