//! `report pack`: what a team is asked for, on the day it plans.

use crate::support::command::{Ran, canvass};
use crate::support::workspace::Workspace;
use serde_json::Value;

fn pack(workspace: &Workspace, team: &str, more: &[&str]) -> Ran {
    workspace.run(&[&["report", "pack", "--team", team], more].concat())
}

fn json(workspace: &Workspace, team: &str) -> Value {
    pack(workspace, team, &["--output-format", "json"]).json()
}

const PATH: &str = "initiatives/checkout-retries.toml";

#[test]
fn the_example_reads_well_everywhere() {
    let workspace = Workspace::example();
    for width in ["80", "120"] {
        let ran =
            Ran::of(canvass(workspace.path()).args(["report", "pack", "--team", "payments"]).env("COLUMNS", width));
        assert_eq!((ran.code, ran.err.as_str()), (0, ""));
        insta::assert_snapshot!(format!("example_{width}"), ran.out);
    }
    insta::assert_snapshot!("example_markdown", pack(&workspace, "payments", &["--output-format", "markdown"]).out);
    insta::assert_snapshot!("sre", pack(&workspace, "sre", &[]).out);
}

#[test]
fn little_is_said_where_little_is_known() {
    let workspace = Workspace::empty();
    workspace
        .write("canvass.toml", "")
        .write("people.toml", "[lee]\nname = \"Lee\"\n")
        .write("teams.toml", "[payments]\nname = \"Payments\"\n[sre]\nname = \"SRE\"\n")
        .write(
            "initiatives/x.toml",
            "title = \"Retry\"\nowner = \"lee\"\nstage = \"idea\"\nstage_since = 2026-11-01\ncategory = \"product\"\n\
             target_cycle = \"2027-q1\"\n[[ask]]\nid = \"a\"\nteam = \"payments\"\nkind = \"work\"\nwhat = \"Charge once\"\n",
        );
    let ran = pack(&workspace, "payments", &[]);
    assert_eq!(ran.code, 0);
    insta::assert_snapshot!("bare", ran.out);
    let ran = pack(&workspace, "sre", &[]);
    assert_eq!((ran.code, ran.out.as_str()), (3, ""));
    assert!(ran.err.contains("sre is asked for nothing in 2027-q1"), "{}", ran.err);
    assert_eq!(pack(&workspace, "payments", &["--cycle", "2027-q2"]).code, 3);
    pack(&workspace, "payment", &[]).assert_refused("no team is called `payment`", "payments");
    pack(&workspace, "payments", &["--cycle", "2027-q7"]).assert_refused("no cycle is called", "2027-q1");
}

#[test]
fn sums_are_with_and_without_what_waits() {
    let workspace = Workspace::example();
    let told = json(&workspace, "sre");
    // Two asks are accepted, with 4 and 3 days of 90; one waits.
    assert_eq!((&told["without"], &told["without_share"]), (&7.0.into(), &7.8.into()), "{told}");
    let waits = &told["groups"][0]["asks"][0];
    assert_eq!((&told["open"], &waits["id"]), (&1.into(), &"login-hardening/stuffing-alert".into()));
    let with = told["without"].as_f64().unwrap() + told["open_most"].as_f64().unwrap();
    assert_eq!(told["with"].as_f64().unwrap(), with);
    assert_eq!(told["plans_on"], "2026-12-15", "its own day");

    // An answer moves an ask from one list to the other, and a refusal takes nothing.
    let before = json(&workspace, "payments");
    workspace.replace(PATH, "status = \"presented\"\npresented_on = 2026-10-29", "status = \"declined\"");
    let after = json(&workspace, "payments");
    assert_eq!(after["refused"][0]["deferred"], false);
    assert_eq!(before["open"].as_u64(), after["open"].as_u64().map(|open| open + 1));
    assert_eq!(before["open_most"].as_f64().unwrap() - after["open_most"].as_f64().unwrap(), 26.0);
    assert_eq!(before["without"], after["without"]);
}

#[test]
fn large_asks_stand_first_and_each_says_what_is_to_be_known() {
    let workspace = Workspace::example();
    workspace.replace("initiatives/refund-status.toml", "size = \"medium\"", "size = \"large\"");
    let told = json(&workspace, "payments");
    let sizes: Vec<_> = told["groups"].as_array().unwrap().iter().map(|group| group["size"].as_str()).collect();
    assert_eq!(sizes, [Some("large"), Some("medium")], "{told}");
    let ask = &told["groups"][1]["asks"][0];
    assert_eq!((&ask["decider"], &ask["share"]), (&"Dana Okonjo".into(), &16.3.into()));
    assert_eq!(ask["offer"]["effort"], "0.5 person-days");
    assert_eq!(ask["systems"], serde_json::json!(["Payments API", "Checkout"]));
    // An offer is the asked team's own.
    workspace.replace("teams.toml", "[[payments.offers]]", "[[platform.offers]]");
    assert_eq!(json(&workspace, "payments")["groups"][1]["asks"][0]["offer"], Value::Null);
}

#[test]
fn what_other_teams_say_stays_with_them() {
    let workspace = Workspace::example();
    for format in ["full", "markdown", "json"] {
        let out = pack(&workspace, "payments", &["--output-format", format]).out;
        for hidden in
            ["one of our three offers", "key store", "Wake payments", "Ghent", "I checked my bank", "concerns"]
        {
            assert!(!out.contains(hidden), "{hidden}: {out}");
        }
    }
}
