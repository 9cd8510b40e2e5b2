//! `report status`: how initiatives stand, for executives, for the team, for users.

use crate::support::command::{Ran, bare, canvass};
use crate::support::workspace::Workspace;
use serde_json::Value;

fn status(workspace: &Workspace, audience: &str, more: &[&str]) -> Ran {
    workspace.run(&[&["report", "status", "--audience", audience], more].concat())
}

fn json(workspace: &Workspace, audience: &str, id: &str) -> Value {
    let told = status(workspace, audience, &[id, "--output-format", "json"]).json();
    assert_eq!(told["initiatives"].as_array().unwrap().len(), 1);
    told["initiatives"][0].clone()
}

const PATH: &str = "initiatives/checkout-retries.toml";

#[test]
fn the_example_reads_well_everywhere() {
    let workspace = Workspace::example();
    for audience in ["exec", "team", "user"] {
        for width in ["80", "120"] {
            let args = ["report", "status", "--audience", audience];
            let ran = Ran::of(canvass(workspace.path()).args(args).env("COLUMNS", width));
            let left_out = "note: security work is left out unless you name it: login-hardening\n";
            assert_eq!((ran.code, ran.err.as_str()), (0, if audience == "user" { left_out } else { "" }));
            insta::assert_snapshot!(format!("example_{audience}_{width}"), ran.out);
        }
        let ran = status(&workspace, audience, &["checkout-retries", "--output-format", "markdown"]);
        insta::assert_snapshot!(format!("example_{audience}_markdown"), ran.out);
        let ended = status(&workspace, audience, &["quiet-pages"]);
        assert_eq!(ended.code, 0);
        insta::assert_snapshot!(format!("ended_{audience}"), ended.out);
    }
}

#[test]
fn little_is_said_where_little_is_known() {
    let workspace = Workspace::empty();
    workspace.write("canvass.toml", "").write("people.toml", "[lee]\nname = \"Lee\"\n").write(
        "initiatives/x.toml",
        "title = \"Retry\"\nowner = \"lee\"\nstage = \"idea\"\nstage_since = 2026-11-01\ncategory = \"product\"\n",
    );
    insta::assert_snapshot!("bare_exec", status(&workspace, "exec", &[]).out);
    insta::assert_snapshot!("bare_team", status(&workspace, "team", &[]).out);
    let ran = status(&workspace, "user", &[]);
    assert_eq!((ran.code, ran.out.as_str()), (3, ""));
    assert!(ran.err.contains("nothing to tell users"), "{}", ran.err);
    workspace.write("initiatives/x.toml", "title = \"Retry\"\nstage = \"idea\"\n[outcome]\ngoal = \"One charge\"\n");
    insta::assert_snapshot!("bare_user", status(&workspace, "user", &[]).out);

    workspace.remove("initiatives/x.toml");
    for audience in ["exec", "team", "user"] {
        let ran = status(&workspace, audience, &[]);
        assert_eq!((ran.code, ran.out.as_str()), (3, ""));
    }
    status(&workspace, "exec", &["y"]).assert_refused("no initiative is called `y`", "");
    status(&workspace, "boss", &[]).assert_refused("invalid value", "");
}

#[test]
fn short_forms_are_named_beside_the_report_for_executives() {
    let workspace = Workspace::example();
    workspace.replace(PATH, "summary = \"\"\"", "summary = \"\"\"TLA ");
    workspace.replace(
        PATH,
        "cost_of_inaction = \"Each quarter",
        "cost_of_inaction = \"MTTR and SLA (service level agreement)",
    );
    let ran = status(&workspace, "exec", &["checkout-retries"]);
    assert_eq!(ran.err.lines().last(), Some("note: spell out once: MTTR"), "what is not shown is not named");
    assert!(!ran.out.contains("spell out"), "{}", ran.out);
    for audience in ["team", "user"] {
        assert!(!status(&workspace, audience, &["checkout-retries"]).err.contains("MTTR"));
    }
}

#[test]
fn executives_read_money_customers_and_what_is_needed_of_them() {
    let workspace = Workspace::example();
    let told = json(&workspace, "exec", "checkout-retries");
    let needs = |told: &Value| -> Vec<String> {
        let needed = told["needed"].as_array().unwrap().iter();
        needed.map(|it| format!("{} {}", it["what"].as_str().unwrap(), it["person"].as_str().unwrap_or("-"))).collect()
    };
    assert_eq!(needs(&told), ["talk Kim Aaltonen", "talk Marta Kowalczyk"], "{told}");
    assert_eq!((&told["value"]["low"], &told["customers_heard"]), (&150_000.0.into(), &0.into()));
    assert_eq!(
        (&told["metric"]["now"]["value"], &told["metric"]["now"]["date"]),
        (&118.0.into(), &"2026-11-09".into())
    );
    workspace.replace(PATH, "kind = \"first_hand\"\n", "kind = \"first_hand\"\ncustomers = [\"A\", \"B\", \"a \"]\n");
    workspace.replace(PATH, "status = \"presented\"\npresented_on = 2026-11-10", "status = \"declined\"");
    let told = json(&workspace, "exec", "checkout-retries");
    assert_eq!((&told["customers_heard"], needs(&told)[0].as_str()), (&2.into(), "risk -"), "{told}");
}

#[test]
fn users_are_told_nothing_of_ours_and_nobody_by_name() {
    let workspace = Workspace::example();
    workspace.replace(PATH, "consent = true }]", "consent = true }, { text = \"Not for others.\", consent = false }]");
    for format in ["full", "markdown", "json"] {
        let ran = status(&workspace, "user", &["--output-format", format]);
        assert!(ran.out.contains("I checked my bank"), "{}", ran.out);
        for hidden in ["Not for others", "Ghent", "EUR", "person-day", "Aarhus", "97 %", "committed_effort"] {
            assert!(!ran.out.contains(hidden), "{hidden}: {}", ran.out);
        }
        assert!(!ran.out.contains("2026-11-03"), "the day of an interview is nobody's business: {}", ran.out);
    }
    let all = status(&workspace, "user", &[]).out;
    assert!(!all.contains("Leaked passwords"), "what closes a hole is not told before it is closed: {all}");
    let told = json(&workspace, "user", "checkout-retries");
    assert_eq!((&told["state"], &told["until"]), (&"planned".into(), &"2027-03-31".into()));
    assert_eq!(told["communities"][0], "#money-paths, first Tuesday of the month");
}

#[test]
fn nothing_private_is_told_to_anybody() {
    const SECRET: &str = "said-in-confidence";
    let workspace = Workspace::example();
    workspace.replace("canvass.toml", "forge = \"outbox\"", "forge = \"outbox\"\n[privacy]\nstance = \"show\"\n");
    let talk = format!(
        "\n[[conversation]]\ndate = 2026-11-15\nwith = [\"ana\"]\nformat = \"one_on_one\"\noutcome = \"opposed\"\n\
         stance = {{ ana = \"opposed\" }}\nprivate = \"{SECRET}\"\n"
    );
    workspace.write(PATH, workspace.read(PATH) + &talk);
    for audience in ["exec", "team", "user"] {
        for format in ["full", "markdown", "json"] {
            let ran = status(&workspace, audience, &["--output-format", format]);
            for hidden in [SECRET, "opposed", "Ghent", "one of our three offers"] {
                assert!(ran.code == 0 && !ran.out.contains(hidden), "{hidden}: {}", ran.out);
            }
        }
    }
}

#[test]
fn agreed_is_what_teams_have_agreed_to() {
    let workspace = Workspace::example();
    let (path, exec) = ("initiatives/search-reindex/initiative.toml", |workspace: &Workspace| {
        status(workspace, "exec", &["search-reindex"]).out
    });
    let state = |workspace: &Workspace| json(workspace, "user", "search-reindex")["state"].clone();
    assert!(exec(&workspace).contains("agreed with all teams"), "{}", exec(&workspace));
    assert_eq!(state(&workspace), "agreed");
    for answer in ["declined", "deferred", "presented"] {
        let other = Workspace::example();
        let text = other.read(path).replacen("status = \"accepted\"", &format!("status = \"{answer}\""), 1);
        other.write(path, text);
        assert!(exec(&other).contains("agreed with 1 of 2 teams"), "{}", exec(&other));
        assert_eq!(state(&other), "planned");
        let user = status(&other, "user", &["search-reindex"]).out;
        assert!(user.contains("if the teams we need agree"), "{user}");
    }
    let none = workspace.read(path).replace("status = \"accepted\"", "status = \"withdrawn\"");
    workspace.write(path, none);
    assert!(exec(&workspace).contains("no team is asked"), "{}", exec(&workspace));
}

#[test]
fn days_of_a_plan_that_fell_through_are_not_promised() {
    let workspace = Workspace::example();
    let on = |id: &str, day: &str| {
        let args = ["report", "status", "--audience", "user", id, "--as-of", day];
        Ran::of(bare(workspace.path()).args(args)).out
    };
    assert!(on("checkout-retries", "2026-11-23").contains("When: between 2027-01-01 and 2027-03-31"));
    workspace.replace(PATH, "status = \"accepted\"", "status = \"presented\"");
    assert!(on("checkout-retries", "2027-02-20").contains("When: we do not know yet"), "planning has closed");
    assert!(on("search-reindex", "2027-03-31").contains("When: between"), "{}", on("search-reindex", "2027-03-31"));
    assert!(on("search-reindex", "2027-04-01").contains("When: we do not know yet"), "the cycle is over");
}

#[test]
fn what_has_ended_says_why_and_whether_it_comes_back() {
    let workspace = Workspace::example();
    let path = "initiatives/quiet-pages.toml";
    let told = |audience: &str, stage: &str| {
        let text = workspace.read(path);
        let line = text.lines().find(|line| line.starts_with("stage = ")).unwrap().to_owned();
        workspace.replace(path, &line, &format!("stage = \"{stage}\""));
        status(&workspace, audience, &["quiet-pages"]).out
    };
    assert!(told("user", "parked").contains("it will not come for now"));
    let dropped = told("user", "dropped");
    assert!(dropped.contains("it will not come\n"), "{dropped}");
    workspace.replace(path, "[closing]\n", "[closing]\nrevisit_on = 2027-06-01\n");
    let team = told("team", "parked");
    for said in ["Why it ended: Target passed", "To be looked at again: 2027-06-01"] {
        assert!(team.contains(said), "{said}: {team}");
    }
    assert!(!team.contains("Risk:") && !team.contains("Open"), "{team}");
}

#[test]
fn executives_read_a_number_with_its_unit_once() {
    let workspace = Workspace::example();
    let metric = |workspace: &Workspace| json(workspace, "exec", "checkout-retries")["metric"].clone();
    assert_eq!(metric(&workspace)["now"]["date"], "2026-11-09");
    let text = workspace.read(PATH).replace("2026-09-28", "2026-11-09");
    workspace.write(PATH, text);
    assert_eq!(metric(&workspace)["now"], Value::Null, "the baseline is the only value: {}", metric(&workspace));
    workspace.replace(PATH, "text = \"A key that", "text = \"It may fail. A key that");
    let out = status(&workspace, "exec", &["checkout-retries"]).out;
    assert!(!out.contains(".."), "{out}");
}
