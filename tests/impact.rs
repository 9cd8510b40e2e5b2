//! `canvass impact` and what `validate` says of promises, through the binary.

use crate::support::workspace::Workspace;
use serde_json::Value;

/// The five systems of the model's test vector: a database that two need counts once.
const VECTOR: &str = r#"
[checkout]
name = "Checkout"
owner = "payments"
tier = "core"
slo = { target = 99.99, agreed_with = ["shop"] }
depends_on = [
    { system = "db", coupling = "hard" },
    { system = "payment", coupling = "hard" },
    { system = "auth", coupling = "hard" },
]

[db]
name = "Database"
owner = "payments"
own_availability = 99.95

[payment]
name = "Payment network"
owner = "payments"
third_party = { vendor = "Northcard", sla = { availability = 99.9 } }

[auth]
name = "Login"
owner = "payments"
own_availability = 99.99
depends_on = [{ system = "db", coupling = "hard" }, { system = "identity", coupling = "hard" }]

[identity]
name = "Identity"
owner = "payments"
third_party = { vendor = "Piper", sla = { availability = 99.9 } }
"#;

fn workspace(systems: &str) -> Workspace {
    let workspace = Workspace::empty();
    workspace.write("canvass.toml", "name = \"Shop\"\n").write("systems.toml", systems);
    workspace.write(
        "teams.toml",
        "payments = { name = \"Payments\", pm = \"lee\", em = \"ana\" }\nshop = { name = \"Shop\" }\n",
    );
    workspace.write("people.toml", "lee = { name = \"Lee\" }\nana = { name = \"Ana\" }\n");
    workspace
}

/// Level and message of every finding of CV703.
fn promises(workspace: &Workspace) -> Vec<(String, String)> {
    let findings = workspace.findings().into_iter().filter(|finding| finding.code == "CV703");
    findings.map(|finding| (finding.level, finding.message)).collect()
}

fn json(workspace: &Workspace, args: &[&str]) -> Value {
    let ran = workspace.run(&[&["impact"], args, &["--output-format", "json"]].concat());
    assert_eq!(ran.code, 0, "{ran:?}");
    ran.json()
}

fn names<'v>(list: &'v Value, key: &str) -> Vec<&'v str> {
    list.as_array().unwrap().iter().map(|entry| entry[key].as_str().unwrap()).collect()
}

#[test]
fn a_promise_beyond_what_is_needed_is_an_error_for_a_core_system() {
    let shop = workspace(VECTOR);
    let message =
        "`checkout` promises 99.99 % but its dependencies support at most 99.7402 %; worst is `identity` at 99.9 %";
    assert_eq!(promises(&shop), [("error".to_owned(), message.to_owned())]);
    let shown = shop.run(&["validate"]).out;
    assert!(shown.contains("4.3 min down in 30 days; at best it will be 112 min"), "{shown}");
    assert!(shown.contains("agree it with shop again"), "{shown}");

    let checkout = json(&shop, &["checkout"]);
    let now = &checkout["availability"]["now"];
    assert_eq!((&now["percent"], &now["minutes"]), (&99.740_225.into(), &112.222_83.into()));
    assert_eq!(now["worst"], serde_json::json!({ "systems": ["identity"], "percent": 99.9 }));
    assert_eq!(checkout["availability"]["target_minutes"], 4.32);
    assert_eq!(
        (&checkout["availability"]["kept"], &checkout["availability"]["written"]),
        (&false.into(), &true.into())
    );
    assert_eq!(names(&checkout["needs"], "system"), ["auth", "db", "payment", "identity"]);
    let full = shop.run(&["impact", "checkout"]).out;
    assert!(full.contains("99.99 %, 4.3 min  99.7402 %, 112 min  cannot be kept"), "{full}");

    shop.replace("systems.toml", "tier = \"core\"", "tier = \"standard\"");
    assert_eq!(promises(&shop), [("warning".to_owned(), message.to_owned())]);
    shop.replace("systems.toml", "target = 99.99", "target = 99.74");
    assert_eq!(promises(&shop), []);
    // Nothing is judged that was not written, whatever the tier.
    shop.replace("systems.toml", "tier = \"standard\"", "tier = \"core\"").replace(
        "systems.toml",
        "target = 99.74, ",
        "",
    );
    assert_eq!(promises(&shop), []);
    let usual = &json(&shop, &["checkout"])["availability"];
    assert_eq!((&usual["target"], &usual["written"], &usual["kept"]), (&99.99.into(), &false.into(), &false.into()));
}

#[test]
fn settings_have_the_last_word_on_levels() {
    let shop = workspace(VECTOR);
    shop.write("canvass.toml", "name = \"Shop\"\nrules = { CV703 = \"hint\" }\n");
    assert_eq!(promises(&shop)[0].0, "hint");
}

#[test]
fn what_would_be_is_told_of_all_whose_promise_breaks() {
    let shop = workspace(&VECTOR.replace("target = 99.99", "target = 99.7"));
    let worse = json(&shop, &["db", "--if", "db = 99.5 %"]);
    assert_eq!(worse["if"], serde_json::json!({ "part": "db", "from": 99.95, "to": 99.5, "hold": "hard" }));
    assert_eq!(names(&worse["breaks"], "system"), ["checkout"]);
    let breaks = &worse["breaks"][0];
    assert_eq!((&breaks["kept"], &breaks["kept_then"]), (&true.into(), &false.into()));
    assert!(breaks["then"]["percent"].as_f64() < breaks["now"]["percent"].as_f64());
    assert_eq!(worse["availability"]["then"]["percent"], 99.5);
    let full = shop.run(&["impact", "db", "--if", "db=99.5"]).out;
    assert!(full.contains("breaks") && full.contains("then: db has 99.5 % instead of 99.95 %"), "{full}");
    assert_eq!(names(&json(&shop, &["db", "--if", "db=99.99"])["breaks"], "system"), [""; 0]);
    let elsewhere = shop.run(&["impact", "db", "--if", "payment=0"]).out;
    assert!(elsewhere.contains("db does not stand on it"), "{elsewhere}");
    for (typed, message, help) in [
        ("db", "names no availability", "such as `ledger-db=99.5`"),
        ("bd=99", "no system is called `bd`", "did you mean `db`?"),
        ("db=101", "`101` is no availability", "from 0 (lost) to 100"),
        ("db=NaN", "`NaN` is no availability", "from 0 (lost) to 100"),
        ("db=", "`` is no availability", "from 0 (lost) to 100"),
    ] {
        shop.run(&["impact", "checkout", "--if", typed]).assert_refused(message, help);
    }
}

#[test]
fn systems_without_a_card_are_told_of_too() {
    let shop = workspace(&VECTOR.replace("system = \"identity\"", "system = \"bare\""));
    shop.write("problems.toml", "[p]\ntitle = \"P\"\nsystems = [\"only-a-problem\"]\n");
    let bare = json(&shop, &["bare"]);
    assert_eq!((&bare["card"], names(&bare["needed_by"], "system")), (&Value::Null, vec!["auth", "checkout"]));
    assert_eq!(bare["asked"], serde_json::json!([]));
    let full = shop.run(&["impact", "bare"]).out;
    assert!(full.contains("bare is named by others, and has no card"), "{full}");
    assert_eq!(names(&json(&shop, &["only-a-problem"])["problems"], "id"), ["p"]);
    shop.run(&["impact", "chekout"]).assert_refused("no system is called `chekout`", "did you mean `checkout`?");
    shop.run(&["impact", "warehouse"]).assert_refused("no system is called `warehouse`", "check the name");
}

#[test]
fn circles_end_and_unreadable_cards_are_named() {
    let on = |id: &str, other: &str| {
        format!(
            "[{id}]\nname = \"X\"\nowner = \"payments\"\nslo = {{ target = 99.0 }}\nown_availability = 99.9\ndepends_on = [{{ system = \"{other}\", coupling = \"hard\" }}]\n"
        )
    };
    let round = workspace(&[on("a", "b"), on("b", "c"), on("c", "a"), on("itself", "itself")].concat());
    let a = json(&round, &["a", "--if", "c=0"]);
    assert_eq!((names(&a["needs"], "system"), names(&a["needed_by"], "system")), (vec!["b", "c"], vec!["c", "b"]));
    assert_eq!(names(&a["breaks"], "system"), ["c", "b"]);
    assert_eq!(json(&round, &["itself"])["needs"], serde_json::json!([]));

    round
        .remove("systems.toml")
        .write("systems/a.toml", "name = \n")
        .write("systems/b.toml", "name = \"B\"\nowner = \"payments\"\n");
    round.run(&["impact", "a", "-q"]).assert_refused("the file of `a` cannot be read", "canvass validate");
    assert!(round.run(&["impact", "b"]).err.contains("cannot be read and is left out"));
}

#[test]
fn stand_ins_are_told_for_what_is_needed() {
    let group = |system| format!("{{ system = \"{system}\", coupling = \"hard\", group = \"acquirer\" }}");
    let shop = workspace(&format!(
        "[api]\nname = \"API\"\nowner = \"payments\"\ndepends_on = [{}, {}]\n\
         [vela]\nname = \"Vela\"\nowner = \"payments\"\n[northway]\nname = \"Northway\"\nowner = \"payments\"\n",
        group("vela"),
        group("northway"),
    ));
    let vela = shop.run(&["impact", "vela"]).out;
    assert!(vela.contains("one of vela, northway") && !vela.contains("one of api"), "{vela}");
    let api = shop.run(&["impact", "api"]).out;
    assert!(api.contains("one of vela, northway") && api.contains("one of northway, vela"), "{api}");
    // Nobody has written a figure.
    for shown in [vela, api] {
        assert!(shown.contains("not known") && !shown.contains("100 %"), "{shown}");
    }
    assert!(json(&shop, &["api"])["availability"]["now"]["percent"].is_null());
}
