//! `report brief`: what one person gets before a one-on-one, and what must never stand in it.

use crate::support::command::{Ran, canvass};
use crate::support::workspace::Workspace;
use serde_json::Value;

fn brief(workspace: &Workspace, person: &str, ask: &str, more: &[&str]) -> Ran {
    workspace.run(&[&["report", "brief", "--for", person, "--ask", ask], more].concat())
}

fn json(workspace: &Workspace, person: &str, ask: &str) -> Value {
    brief(workspace, person, ask, &["--output-format", "json"]).json()
}

const RETRIES: &str = "checkout-retries/idempotent-retries";

/// An idea that says nothing but what it must, with one ask.
fn bare() -> Workspace {
    let workspace = Workspace::empty();
    workspace
        .write("canvass.toml", "")
        .write("people.toml", "[lee]\nname = \"Lee\"\n[ana]\nname = \"Ana\"\n[bo]\nname = \"Bo\"\n")
        .write("teams.toml", "[payments]\nname = \"Payments\"\npm = \"lee\"\nem = \"ana\"\n")
        .write("initiatives/x.toml", BARE);
    workspace
}

const BARE: &str = "title = \"Retry\"\nowner = \"bo\"\nstage = \"idea\"\nstage_since = 2026-11-01\n\
    category = \"product\"\n[[ask]]\nid = \"once\"\nteam = \"payments\"\nkind = \"work\"\nwhat = \"Charge once\"\n";

#[test]
fn the_example_reads_well_everywhere() {
    let workspace = Workspace::example();
    for width in ["80", "120"] {
        let args = ["report", "brief", "--for", "lee", "--ask", RETRIES];
        let ran = Ran::of(canvass(workspace.path()).args(args).env("COLUMNS", width));
        assert_eq!((ran.code, ran.err.as_str()), (0, ""));
        insta::assert_snapshot!(format!("example_{width}"), ran.out);
    }
    insta::assert_snapshot!(
        "example_markdown",
        brief(&workspace, "lee", RETRIES, &["--output-format", "markdown"]).out
    );
}

#[test]
fn little_is_said_where_little_is_known() {
    let ran = brief(&bare(), "lee", "x/once", &[]);
    assert_eq!(ran.code, 0);
    assert!(ran.err.contains("x has no pitch") && ran.err.contains("audience = \"pm\""), "{}", ran.err);
    assert!(!ran.out.contains("pitch"), "{}", ran.out);
    insta::assert_snapshot!("bare", ran.out);
}

#[test]
fn what_came_before_and_what_speaks_against_it_is_said() {
    let workspace = bare();
    let more = "summary = \"Payments is woken by {m}.\"\nfollows = \"y\"\n";
    let evidence = |id: &str, claim: &str, supports: bool| {
        format!(
            "[[evidence]]\nid = \"{id}\"\nkind = \"metric\"\nclaim = \"{claim}\"\ndate = 2026-11-01\nsupports = {supports}\n"
        )
    };
    let (for_it, against) = (evidence("a", "It hurts", true), evidence("b", "Few notice", false));
    let metric = "[[metric]]\nid = \"m\"\nname = \"M\"\nunit = \"pages a week\"\nreadings = [{ value = 1, date = 2026-11-02 }]\n";
    let before = "title = \"Before\"\nowner = \"bo\"\nstage = \"delivered\"\nstage_since = 2026-10-01\ncategory = \"product\"\n\
        [[metric]]\nid = \"m\"\nname = \"Alerts\"\nunit = \"pages\"\nbaseline = { value = 9 }\nreadings = [{ value = 1, date = 2026-09-30 }]\n";
    let x = BARE.replace("[[ask]]", &format!("{more}[[ask]]")) + &for_it + &against + metric;
    workspace.write("initiatives/x.toml", x).write("initiatives/y.toml", before);
    let page = &json(&workspace, "lee", "x/once")["page"];
    assert_eq!(page["summary"], "Payments is woken by 1 page a week (2026-11-02).");
    assert_eq!((&page["evidence"][0]["claim"], &page["evidence"][1]), (&"It hurts".into(), &Value::Null));
    let out = brief(&workspace, "lee", "x/once", &["--output-format", "markdown"]).out;
    assert!(out.contains("**What speaks against it**\n\n- Few notice (2026-11-01)\n"), "{out}");
    assert!(out.contains("- Builds on *Before*: Alerts, from 9 to 1 page (2026-09-30)\n"), "{out}");
    let status = workspace.run(&["report", "status", "--audience", "exec", "x", "--output-format", "markdown"]).out;
    assert!(status.contains("- **Builds on Before:** Alerts, from 9 to 1 page (2026-09-30)\n"), "{status}");
}

#[test]
fn the_message_is_for_the_reader() {
    let workspace = Workspace::example();
    let told = json(&workspace, "ana", RETRIES);
    assert_eq!((&told["audience"], &told["page"]["figure"]), (&"em".into(), &Value::Null), "{told}");
    assert!(told["page"]["arguments"][0]["credit"].as_str().unwrap().starts_with("quiet-pages"), "{told}");
    let told = json(&workspace, "marta", "checkout-retries/double-charge-alert");
    assert_eq!((&told["audience"], &told["page"]["figure"]), (&"exec".into(), &"EUR 150k a quarter".into()));
    assert_eq!(told["meet_by"], "2026-11-27", "as the plan says");
    // Without the right one the next best stands in for it.
    workspace.replace("initiatives/login-hardening.toml", "audience = \"em\"", "audience = \"security\"");
    let ran = brief(&workspace, "mateo", "login-hardening/login-throttle", &[]);
    assert!(ran.err.contains("there is no pitch for em; this uses the one for pm"), "{}", ran.err);
    assert!(ran.err.contains("mateo is away from 2026-11-24 to 2026-12-04"), "{}", ran.err);
}

#[test]
fn what_somebody_asked_for_is_answered_to_them_alone() {
    let workspace = Workspace::example();
    let asked = &json(&workspace, "lee", RETRIES)["page"]["asked_for"];
    assert_eq!((&asked[0]["on"], &asked[0]["found"][0]["date"]), (&"2026-10-06".into(), &"2026-10-28".into()));
    for person in ["ana", "kim", "marta"] {
        assert_eq!(json(&workspace, person, RETRIES)["page"]["asked_for"], serde_json::json!([]), "{person}");
    }
    // What nothing answers yet is said to be open.
    workspace.replace("initiatives/checkout-retries.toml", "answers = [\"tap-window\"]", "");
    let page = &json(&workspace, "lee", RETRIES)["page"];
    assert_eq!(page["unknown"], serde_json::json!(["How long after the first tap does the second one come?"]));
    assert_eq!(json(&workspace, "ana", RETRIES)["page"]["unknown"], serde_json::json!([]));
}

#[test]
fn reading_and_talking_take_their_time() {
    let workspace = bare();
    let minutes = |text: &str| {
        workspace.write("initiatives/x.toml", format!("summary = \"{text}\"\n{BARE}"));
        let told = json(&workspace, "lee", "x/once");
        (told["reading_minutes"].as_u64().unwrap(), told["meeting_minutes"].as_u64().unwrap())
    };
    // Title, team and ask have four words.
    assert_eq!(minutes("w"), (1, 30));
    assert_eq!(minutes(&"w ".repeat(196)), (1, 30));
    assert_eq!(minutes(&"w ".repeat(197)), (2, 30));
    assert_eq!(minutes(&"w ".repeat(11 * 200 - 4)), (11, 45));
    assert_eq!(json(&workspace, "lee", "x/once")["meet_by"], Value::Null, "without a cycle no day is due");
}

#[test]
fn names_that_lead_nowhere_name_what_was_meant() {
    let workspace = Workspace::example();
    brief(&workspace, "leee", RETRIES, &[]).assert_refused("no person is called `leee`", "did you mean `lee`?");
    brief(&workspace, "lee", "checkout-retrys/x", &[]).assert_refused("no initiative is called", "checkout-retries");
    brief(&workspace, "lee", "checkout-retries/retry-key", &[])
        .assert_refused("no ask of checkout-retries is called `retry-key`", "did you mean `retry-keys`?");
    brief(&workspace, "lee", "retry-keys", &[]).assert_refused("`retry-keys` is no ask", "a slash");
    let ran = brief(&workspace, "wren", RETRIES, &[]);
    assert_eq!(ran.code, 0);
    assert!(ran.err.contains("wren need not be met for checkout-retries"), "{}", ran.err);
    assert!(ran.out.contains("Hello Wren Calloway"), "{}", ran.out);
    let ran = brief(&workspace, "hana", "checkout-retries/double-charge-alert", &[]);
    assert!(ran.err.contains("was answered already: it is accepted"), "{}", ran.err);
    assert!(ran.out.contains("Site reliability answered on 2026-11-"), "{}", ran.out);
    brief(&workspace, "dana", RETRIES, &[]).assert_refused("dana leads checkout-retries", "somebody of the team");
    let ran = brief(&workspace, "lee", "quiet-pages/review-payments", &[]);
    assert_eq!((ran.code, ran.out.as_str()), (3, ""));
    assert!(ran.err.contains("the initiative is closed"), "{}", ran.err);
    workspace.replace("initiatives/checkout-retries.toml", "status = \"accepted\"", "status = \"withdrawn\"");
    let ran = brief(&workspace, "lee", "checkout-retries/double-charge-alert", &[]);
    assert!(ran.code == 3 && ran.err.contains("the ask is withdrawn"), "{ran:?}");
}

#[test]
fn nothing_private_and_nothing_of_others_is_told() {
    const SECRET: &str = "said-in-confidence";
    let workspace = Workspace::example();
    workspace.replace("canvass.toml", "forge = \"outbox\"", "forge = \"outbox\"\n[privacy]\nstance = \"show\"\n");
    let talk = format!(
        "\n[[conversation]]\ndate = 2026-11-15\nwith = [\"ana\"]\nformat = \"one_on_one\"\noutcome = \"opposed\"\n\
         stance = {{ ana = \"opposed\" }}\nprivate = \"{SECRET}\"\nneeds = [{{ id = \"n\", text = \"{SECRET}\" }}]\n"
    );
    let path = "initiatives/checkout-retries.toml";
    workspace.write(path, workspace.read(path) + &talk);
    for person in ["lee", "kim", "yuki"] {
        for format in ["full", "markdown", "json"] {
            let ran = brief(&workspace, person, RETRIES, &["--output-format", format]);
            assert_eq!(ran.code, 0);
            for hidden in [SECRET, "opposed", "one of our three offers", "Ghent", "I checked my bank"] {
                assert!(!ran.out.contains(hidden), "{hidden}: {}", ran.out);
            }
        }
    }
}
