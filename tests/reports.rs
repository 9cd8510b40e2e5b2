//! Every report: nothing private is in it, no text comes alive in it, and a workspace can say it in its own words.

use crate::hostile::{assert_markdown, hostile_workspace};
use crate::support::command::Ran;
use crate::support::shown::{assert_no_command, assert_visible};
use crate::support::workspace::Workspace;
use canvass::load::schema::{SchemaName, schema};
use canvass::model::Kind;
use proptest::prelude::*;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// Every report, on things of the example.
const REPORTS: &[&[&str]] = &[
    &["report", "digest"],
    &["report", "roadmap", "--cycle", "2027-q1"],
    &["report", "agenda"],
    &["report", "mbr"],
    &["report", "retro", "2026-q4"],
    &["report", "brief", "--for", "lee", "--ask", "checkout-retries/idempotent-retries"],
    &["report", "brief", "--for", "hana", "--ask", "login-hardening/stuffing-alert"],
    &["report", "pack", "--team", "payments"],
    &["report", "status", "--audience", "exec"],
    &["report", "status", "--audience", "team"],
    &["report", "status", "--audience", "user"],
    &["report", "capacity", "--cycle", "2027-q1"],
    &["impact", "checkout"],
];
const FORMATS: [&str; 3] = ["full", "markdown", "json"];

fn print(workspace: &Workspace, report: &[&str], format: &str) -> Ran {
    let ran = workspace.run(&[report, &["--output-format", format]].concat());
    assert_eq!(ran.code, 0, "{report:?}: {ran:?}");
    ran
}

#[test]
fn every_report_is_in_the_list() {
    let help = Workspace::empty().run(&["report", "--help"]).out;
    let (_, commands) = help.split_once("Commands:\n").unwrap();
    let own = commands.lines().take_while(|line| line.starts_with("  ")).filter(|line| !line.starts_with("   "));
    let named = own.filter_map(|line| line.split_whitespace().next());
    let known: BTreeSet<_> = REPORTS.iter().filter(|report| report[0] == "report").map(|report| report[1]).collect();
    assert_eq!(named.filter(|name| *name != "help").collect::<BTreeSet<_>>(), known);
}

/// What is said in confidence of one initiative.
#[derive(Clone, Debug)]
struct Secrets {
    initiative: &'static str,
    /// With whom, how they took it, and where they stand.
    talks: Vec<(&'static str, &'static str, &'static str)>,
    note: String,
    quote: String,
    alias: String,
    verdict: &'static str,
}

const INITIATIVES: [&str; 5] =
    ["checkout-retries", "login-hardening", "refund-status", "stock-feed-lag", "wedding-lists"];
const PEOPLE: [&str; 5] = ["lee", "ana", "noor", "hana", "saskia"];
/// Ends of a conversation that differ only in how somebody took it.
const TAKEN: [&str; 5] = ["informed", "supportive", "neutral", "concerns", "opposed"];
const STANCES: [&str; 5] = ["champion", "supportive", "neutral", "concerned", "opposed"];

fn secrets() -> impl Strategy<Value = Secrets> {
    let words = || "[a-z@#<|*`]{0,12}".prop_map(|rest| format!("CANARY{rest}"));
    let talk =
        (prop::sample::select(&PEOPLE[..]), prop::sample::select(&TAKEN[..]), prop::sample::select(&STANCES[..]));
    let verdicts = prop::sample::select(&["holds", "changes", "rejects"][..]);
    let initiative = prop::sample::select(&INITIATIVES[..]);
    (initiative, prop::collection::vec(talk, 1..4), words(), words(), words(), verdicts).prop_map(
        |(initiative, talks, note, quote, alias, verdict)| Secrets { initiative, talks, note, quote, alias, verdict },
    )
}

impl Secrets {
    /// The records as they are kept: in confidence, or with all that is private left out.
    fn records(&self, whole: bool) -> String {
        let mut text = String::new();
        for (person, taken, stance) in &self.talks {
            let _ =
                write!(text, "\n[[conversation]]\ndate = 2026-11-12\nwith = [\"{person}\"]\nformat = \"one_on_one\"\n");
            let _ = match whole {
                true => writeln!(
                    text,
                    "outcome = \"{taken}\"\nstance = {{ {person} = \"{stance}\" }}\nprivate = '{}'",
                    self.note
                ),
                false => writeln!(text, "outcome = \"informed\""),
            };
        }
        let (quotes, alias) = match whole {
            true => (format!("quotes = [{{ text = '{}', consent = false }}]\n", self.quote), self.alias.as_str()),
            false => (String::new(), "nobody"),
        };
        let verdict = if whole { self.verdict } else { "holds" };
        text + &format!(
            "\n[[interview]]\ndate = 2026-11-11\nminutes = 30\nquestions = [\"When did you last pay?\"]\n\
             participants = [{{ alias = '{alias}', rank = \"customer\" }}]\n{quotes}\
             \n[[review]]\ndate = 2026-11-12\nby = \"marta\"\nlens = \"challenge\"\nverdict = \"{verdict}\"\n"
        )
    }
}

/// The example, open to everybody, with `secrets` or without.
fn told(secrets: &[Secrets], whole: bool) -> Workspace {
    let workspace = Workspace::example();
    workspace.replace("canvass.toml", "visibility = \"internal\"", "visibility = \"public\"");
    let mut records: BTreeMap<&str, String> = BTreeMap::new();
    for secret in secrets {
        records.entry(secret.initiative).or_default().push_str(&secret.records(whole));
    }
    for (initiative, records) in records {
        let path = format!("initiatives/{initiative}.toml");
        workspace.write(&path, workspace.read(&path) + &records);
    }
    workspace
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn what_is_private_changes_no_report(secrets in prop::collection::vec(secrets(), 1..4)) {
        let (whole, without) = (told(&secrets, true), told(&secrets, false));
        for report in REPORTS {
            // Text is made of what is in the JSON, so that one form tells of all.
            let (shown, expected) = (print(&whole, report, "json"), print(&without, report, "json"));
            prop_assert!(!shown.out.contains("CANARY"), "{report:?}: {}", shown.out);
            prop_assert_eq!(&shown, &expected, "{:?}", report);
        }
    }
}

#[test]
fn every_private_field_has_its_canary() {
    fn walk(path: &str, value: &Value, found: &mut BTreeSet<String>) {
        for (key, value) in value["properties"].as_object().into_iter().flatten() {
            let path = format!("{path}/{key}");
            if value["description"].as_str().is_some_and(|text| text.contains("private")) {
                found.insert(path.clone());
            }
            walk(&path, value, found);
            walk(&path, &value["items"], found);
        }
    }
    let mut found = BTreeSet::new();
    for kind in Kind::ALL {
        walk(kind.singular(), &schema(SchemaName::One(*kind)), &mut found);
    }
    let expected = ["initiative/conversation/private", "initiative/conversation/stance"];
    assert_eq!(found, expected.map(str::to_owned).into(), "a new private field needs a canary in `Secrets`");
}

#[test]
fn canaries_sing_where_they_may() {
    // What is private is in the files, and a quote with consent is told: the property above can fail.
    let secret = Secrets {
        initiative: "checkout-retries",
        talks: vec![("lee", "opposed", "opposed")],
        note: "CANARY note".into(),
        quote: "CANARY quote".into(),
        alias: "CANARY alias".into(),
        verdict: "rejects",
    };
    let workspace = told(&[secret], true);
    let path = "initiatives/checkout-retries.toml";
    for canary in ["CANARY note", "CANARY quote", "CANARY alias", "\"opposed\"", "\"rejects\""] {
        assert!(workspace.read(path).contains(canary), "{canary}");
    }
    workspace.replace(path, "'CANARY quote', consent = false", "'CANARY quote', consent = true");
    let told = print(&workspace, &["report", "status", "--audience", "user"], "json").out;
    assert!(told.contains("CANARY quote") && !told.contains("CANARY alias"), "{told}");
}

/// `text` without the links that are ours: around a plain address, as one of the example's.
fn without_links(text: &str) -> String {
    let mut pieces = text.split("](<https://wiki.kettleby.example/");
    let first = pieces.next().unwrap().to_owned();
    pieces.fold(first, |text, piece| text + piece.split_once(">)").unwrap().1)
}

#[test]
fn reports_show_hostile_texts_and_obey_none() {
    let workspace = hostile_workspace();
    for report in REPORTS {
        for format in FORMATS {
            let ran = print(&workspace, report, format);
            assert_visible(&ran.out);
            assert_visible(&ran.err);
            match format {
                "markdown" => assert_markdown(&without_links(&ran.out)),
                "json" => drop(ran.json()),
                _ => assert_no_command(&ran.out, &[]),
            }
        }
    }
}

#[test]
fn every_report_can_be_said_in_other_words() {
    let workspace = Workspace::example();
    for report in REPORTS.iter().filter(|report| report[0] == "report") {
        let name = if report[1] == "status" { format!("status-{}", report[3]) } else { report[1].to_owned() };
        workspace.write(&format!("templates/reports/{name}.md"), "# As of {{ as_of }}\n");
        assert_eq!(print(&workspace, report, "markdown").out, "# As of 2026-11-23\n", "{report:?}");
        assert_eq!(print(&workspace, report, "full").out, "As of 2026-11-23\n================\n", "{report:?}");
    }
}
