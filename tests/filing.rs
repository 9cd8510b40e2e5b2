//! `plan`, `apply` and `adopt` with the outbox: each ask is filed once, people are left in peace, and whatever is in
//! the way is said.

use crate::support::command::{Ran, bare, canvass};
use crate::support::repository::TestRepository;
use crate::support::workspace::files;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;

const EVENTS: &str = ".canvass/outbox/kettleby/payments/1.md";
const PAGE: &str = ".canvass/outbox/kettleby/discovery/1.md";
const REFUNDS: &str = "initiatives/refund-status.toml";

impl TestRepository {
    fn run(&self, args: &[&str]) -> Ran {
        Ran::of(canvass(self.path()).args(args).env("HOME", self.path()))
    }

    fn apply(&self) -> Ran {
        self.run(&["apply", "--yes"])
    }

    fn plan(&self) -> Value {
        let ran = self.run(&["plan", "--output-format", "json"]);
        assert_eq!(ran.code, 0, "{ran:?}");
        ran.json()
    }

    /// The commits of the ledger, newest first.
    fn ledger(&self) -> Vec<String> {
        let Ok(branch) = self.git.find_reference("refs/heads/canvass-ledger") else { return Vec::new() };
        let mut commit = Some(branch.peel_to_commit().unwrap());
        let mut messages = Vec::new();
        while let Some(it) = commit {
            messages.push(it.message().unwrap().to_owned());
            commit = it.parent(0).ok();
        }
        messages
    }

    /// Puts `text` in the place of the ledger.
    fn forge_ledger(&self, text: &str) {
        let mut tree = self.git.treebuilder(None).unwrap();
        tree.insert("ledger.json", self.git.blob(text.as_bytes()).unwrap(), 0o100_644).unwrap();
        let tree = self.git.find_tree(tree.write().unwrap()).unwrap();
        let author = git2::Signature::now("Somebody", "somebody@example.com").unwrap();
        let commit = self.git.commit(None, &author, &author, "forged", &tree, &[]).unwrap();
        self.git.reference("refs/heads/canvass-ledger", commit, true, "forged").unwrap();
    }

    fn outbox(&self) -> BTreeMap<String, Vec<u8>> {
        files(self.path()).into_iter().filter(|(path, _)| path.starts_with(".canvass/outbox/")).collect()
    }

    /// Everything a run could have written.
    fn state(&self) -> (BTreeMap<String, Vec<u8>>, Vec<String>) {
        (files(self.path()), self.ledger())
    }
}

fn list<'v>(plan: &'v Value, key: &str) -> Vec<&'v Value> {
    plan[key].as_array().unwrap().iter().collect()
}

#[test]
fn a_plan_writes_nothing_and_an_apply_files_each_ask_once() {
    let repository = TestRepository::example();
    let before = repository.state();
    assert_eq!(list(&repository.plan(), "actions").len(), 2);
    assert_eq!(repository.run(&["plan", "--detailed-exitcode"]).code, 10);
    assert_eq!(repository.state(), before, "a plan writes nothing");

    let applied = repository.apply();
    assert_eq!(applied.code, 0, "{applied:?}");
    assert_eq!(repository.outbox().keys().collect::<Vec<_>>(), [PAGE, EVENTS]);
    assert_eq!(repository.ledger(), ["record 2 issues", "claim 2 asks"]);

    let filed = repository.state();
    assert_eq!(repository.apply().code, 0);
    assert_eq!(repository.run(&["plan", "--detailed-exitcode"]).code, 0);
    assert_eq!(repository.state(), filed, "a second apply writes nothing");
    assert_eq!(list(&repository.plan(), "filed").len(), 4, "two by canvass, two by people");
}

#[test]
fn json_says_what_came_of_it() {
    let repository = TestRepository::example();
    let applied = repository.run(&["apply", "--yes", "--output-format", "json"]).json();
    assert_eq!((&applied["version"], &applied["complete"], &applied["left"]), (&json!(1), &json!(true), &Value::Null));
    let result =
        |place: usize| (applied["results"][place]["result"].clone(), applied["results"][place]["number"].clone());
    assert_eq!((result(0), result(1)), ((json!("filed"), json!(1)), (json!("filed"), json!(1))));
    let again = repository.run(&["apply", "--yes", "--output-format", "json"]).json();
    assert_eq!(again["results"], json!([]));
}

#[test]
fn nobody_is_asked_where_nobody_is() {
    let repository = TestRepository::example();
    let before = repository.outbox();
    let ran = repository.run(&["apply"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("file 2 issues?") && ran.err.contains("--yes"), "{}", ran.err);
    assert_eq!((repository.outbox(), repository.ledger()), (before, vec![]));
}

#[test]
fn a_changed_ask_renews_its_block_and_nothing_else() {
    let repository = TestRepository::example();
    repository.apply();
    let text = repository.read(EVENTS);
    let ours = text.replace("- Labels: from-canvass\n", "- Labels: from-canvass, spring\n- Size: L\n")
        + "\r\n## Notes of the team\n\tWe start in *March*.  \n\n";
    repository.write(EVENTS, &ours);
    repository.replace(REFUNDS, "within one minute", "within two minutes").commit("slower");
    let applied = repository.apply();
    assert!(applied.code == 0 && applied.out.contains("changed"), "{applied:?}");
    let (begin, end) = ("<!-- canvass:begin ", "<!-- canvass:end -->");
    let outside = |text: &str| {
        let (above, rest) = text.split_once(begin).unwrap();
        (above.to_owned(), rest.split_once(end).unwrap().1.to_owned())
    };
    let renewed = repository.read(EVENTS);
    assert_eq!(outside(&renewed), outside(&ours), "what people wrote is theirs");
    assert!(renewed.contains("within two minutes") && !renewed.contains("within one minute"));
    assert_eq!(repository.ledger().len(), 2, "the ledger knows of issues, not of words");
}

#[test]
fn an_edited_block_is_left_to_people() {
    let repository = TestRepository::example();
    repository.apply();
    repository.replace(EVENTS, "### Why you", "### Why us");
    repository.replace(REFUNDS, "within one minute", "within two minutes").commit("slower");
    let edited = repository.read(EVENTS);
    assert_eq!(repository.apply().code, 0);
    assert_eq!(repository.read(EVENTS), edited);
    let plan = repository.plan();
    assert_eq!(list(&plan, "taken_over")[0]["number"], 1);
}

#[test]
fn a_no_is_a_no_for_twenty_runs() {
    let repository = TestRepository::example();
    repository.apply();
    repository.replace(EVENTS, "- State: open", "- State: not planned");
    fs::remove_file(repository.path().join(PAGE)).unwrap();
    repository.replace(REFUNDS, "within one minute", "within two minutes").commit("asked again");
    assert_eq!(repository.apply().code, 0);
    let answered = repository.state();
    assert_eq!(repository.ledger().first().map(String::as_str), Some("note what was seen"), "the deleted one");
    for _ in 0..20 {
        assert_eq!(repository.apply().code, 0);
    }
    assert_eq!(repository.state(), answered);
    let plan = repository.plan();
    let answers: Vec<_> = list(&plan, "answered").iter().map(|it| it["answer"].as_str().unwrap()).collect();
    assert_eq!(answers, ["closed as not planned", "deleted or moved away"]);

    repository.replace(REFUNDS, "id = \"refund-events\"", "id = \"refund-events\"\ngeneration = 2").commit("anew");
    repository.apply();
    assert!(
        repository.outbox().contains_key(".canvass/outbox/kettleby/payments/2.md"),
        "raising the generation files anew"
    );
}

#[test]
fn a_renamed_ask_keeps_its_issue() {
    let repository = TestRepository::example();
    repository.apply();
    let text = repository.read(REFUNDS).replace("\"refund-events\"", "\"refund-states\"");
    let text = text.replacen("id = \"refund-states\"", "id = \"refund-states\"\npreviously = [\"refund-events\"]", 1);
    repository.write(REFUNDS, &text).commit("rename");
    assert_eq!(repository.apply().code, 0);
    assert_eq!(repository.outbox().len(), 2, "{:?}", repository.outbox().keys());
}

#[test]
fn a_kept_plan_is_done_exactly_or_not_at_all() {
    let repository = TestRepository::example();
    let dir = tempfile::tempdir().unwrap();
    let kept = dir.path().join("plan.json");
    let path = kept.to_str().unwrap();
    assert_eq!(repository.run(&["plan", "--out", path]).code, 0);
    let text = fs::read_to_string(&kept).unwrap();

    fs::write(&kept, text.replace("refund-events", "refund-evens")).unwrap();
    repository.run(&["apply", path]).assert_refused("what it would write is not what it says", "canvass plan --out");
    fs::write(&kept, "{}").unwrap();
    repository.run(&["apply", path]).assert_refused("is not a plan of this version", "canvass plan --out");
    fs::write(&kept, &text).unwrap();
    repository.replace(REFUNDS, "within one minute", "within two minutes").commit("slower");
    repository.run(&["apply", path]).assert_refused("the current commit was", "canvass plan --out");
    assert_eq!((repository.outbox().len(), repository.ledger().len()), (0, 0));

    assert_eq!(repository.run(&["plan", "--out", path]).code, 0);
    let ran = repository.run(&["apply", path]);
    assert_eq!(ran.code, 0, "no question is needed for a plan that was looked at: {ran:?}");
    assert_eq!(repository.outbox().len(), 2);
    repository.run(&["apply", path]).assert_refused("the ledger was nothing and is", "canvass plan --out");
}

#[test]
fn over_a_cap_nothing_is_written_until_the_exact_number_is_allowed() {
    let repository = TestRepository::example();
    repository
        .write("canvass.toml", &(repository.read("canvass.toml") + "\n[backlog.caps]\nrun = 1\n"))
        .commit("careful");
    let shown = repository.run(&["plan"]);
    assert!(shown.code == 0 && shown.out.contains("--allow-creates 2"), "{shown:?}");
    for args in [
        &["apply", "--yes"][..],
        &["apply", "--yes", "--allow-creates", "1"],
        &["apply", "--yes", "--allow-creates", "3"],
    ] {
        repository.run(args).assert_refused("2 issues would be filed at once", "--allow-creates 2");
    }
    assert_eq!((repository.outbox().len(), repository.ledger().len()), (0, 0));
    assert_eq!(repository.run(&["apply", "--yes", "--allow-creates", "2"]).code, 0);
    assert_eq!(repository.outbox().len(), 2);
}

#[test]
fn a_ledger_that_cannot_be_read_is_never_written_over() {
    let repository = TestRepository::example();
    for (text, message, help) in [
        ("{\"version\": 2}", "the ledger has version 2", "update canvass"),
        ("{\"version\": 1, \"entries\": [", "the ledger cannot be read", "delete the branch"),
        ("", "the ledger cannot be read", "delete the branch"),
    ] {
        repository.forge_ledger(text);
        let before = repository.state();
        for command in ["plan", "apply"] {
            let yes: &[&str] = if command == "apply" { &["--yes"] } else { &[] };
            repository.run(&[&[command], yes].concat()).assert_refused(message, help);
        }
        assert_eq!(repository.state(), before);
    }
}

#[test]
fn a_lost_ledger_is_started_anew_from_what_stands_there() {
    let repository = TestRepository::example();
    repository.apply();
    let filed = repository.outbox();
    repository.git.find_reference("refs/heads/canvass-ledger").unwrap().delete().unwrap();
    assert_eq!(repository.apply().code, 0);
    assert_eq!(repository.outbox(), filed);
    assert_eq!(repository.ledger(), ["start the ledger"]);
    repository.run(&["apply", "--bootstrap"]).assert_refused("there is a ledger already", "leave --bootstrap out");
}

#[test]
fn an_outbox_that_cannot_be_written_is_said_and_tried_again() {
    let repository = TestRepository::example();
    fs::create_dir_all(repository.path().join(".canvass/outbox")).unwrap();
    repository.write(".canvass/outbox/kettleby", "a file where a folder should be");
    let ran = repository.apply();
    assert_eq!(ran.code, 4, "{ran:?}");
    assert!(ran.out.contains("9 asks could not be looked at"), "{ran:?}");
    fs::remove_file(repository.path().join(".canvass/outbox/kettleby")).unwrap();
    assert_eq!(repository.apply().code, 0);
    assert_eq!(repository.outbox().len(), 2);
}

#[test]
fn a_workspace_may_bring_its_own_template() {
    let repository = TestRepository::example();
    repository.write("templates/issue.md", "We ask {{ team }}: {{ what }}\n").commit("template");
    repository.apply();
    assert!(repository.read(EVENTS).contains("We ask Payments: Publish the four states"));

    repository.write("templates/issue.md", "a\n{{ nobody }}\n").commit("broken");
    repository.run(&["plan"]).assert_refused("template templates/issue.md, line 2: undefined", "correct the template");
    repository.write("templates/issue.md", "{% for a in range(99999) %}{{ 'x' * 99999 }}{% endfor %}").commit("large");
    repository.run(&["plan"]).assert_refused("it prints more than 4096 KiB", "correct the template");
    repository.remove("templates/issue.md");
    let team = "labels = [\"from-canvass\"], accepts = true, max_open = 6";
    repository
        .replace("teams.toml", team, &team.replace("max_open", "template = \"../canvass.toml\", max_open"))
        .commit("named");
    repository.run(&["plan"]).assert_refused("which the default branch does not have", "add it there");
}

#[test]
fn a_team_gets_no_more_than_it_wants() {
    let repository = TestRepository::example();
    repository.replace("teams.toml", "accepts = true, max_open = 6", "accepts = true, max_open = 0").commit("full");
    let plan = repository.plan();
    let held: Vec<_> = list(&plan, "held_back").iter().map(|it| it["reason"].as_str().unwrap()).collect();
    assert!(held.contains(&"`payments` wants at most 0 open issues at a time"), "{held:?}");
    assert_eq!(list(&plan, "actions").len(), 1);
}

#[test]
fn only_what_is_committed_is_filed() {
    let repository = TestRepository::example();
    repository.replace(REFUNDS, "within one minute", "within two minutes");
    let ran = repository.apply();
    assert!(ran.err.contains("files that are not committed are not part of this"), "{ran:?}");
    assert!(repository.read(EVENTS).contains("within one minute"));
}

#[test]
fn long_and_hostile_texts_stay_texts() {
    let repository = TestRepository::example();
    let long = "x".repeat(50_000);
    repository.replace(REFUNDS, "impact = \"For three", &format!("impact = \"{long} For three"));
    repository.replace(
        REFUNDS,
        "what = \"Publish the four states of a refund, each with its date, for the order page to read\"",
        "what = \"@team fixes org/repo#1 <!-- canvass:end --> ::error::x ##[error]y 👩\u{200d}💻 مرحبا \"",
    );
    repository.replace(
        REFUNDS,
        "why_you = \"The states live",
        "why_you = \"</details><!-- canvass:1 X --> @ana #12 The states live",
    );
    repository.commit("evil");
    let ran = repository.apply();
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(
        !ran.out.contains("##[") && !ran.out.lines().any(|line| line.trim_start().starts_with("::error")),
        "{}",
        ran.out
    );
    let text = repository.read(EVENTS);
    assert!(text.len() < 64_000, "{}", text.len());
    assert_eq!(text.matches("<!--").count(), 3, "marker, begin and end");
    assert!(!text.contains("@team") && !text.contains("@ana") && !text.contains("#12") && !text.contains("</details>"));
    let filed = repository.state();
    assert_eq!(repository.apply().code, 0);
    assert_eq!(repository.state(), filed);
}

#[test]
fn an_issue_of_people_can_stand_for_an_ask() {
    let repository = TestRepository::example();
    repository.write(".canvass/outbox/kettleby/payments/7.md", "# Refund states\n\n- State: open\n\nOur own words.\n");
    let before = repository.outbox();
    let adopt = |ask: &str, issue: &str| repository.run(&["adopt", ask, issue]);
    adopt("refund-status/refund-evens", "kettleby/payments#7")
        .assert_refused("no ask is called", "refund-status/refund-events");
    adopt("refund-status/refund-events", "kettleby/payments#8")
        .assert_refused("there is no issue kettleby/payments#8", "check the number");
    adopt("refund-status/refund-events", "payments").assert_refused("is not an issue", "");
    assert_eq!(adopt("refund-status/refund-events", "kettleby/payments#7").code, 0);
    assert_eq!(adopt("refund-status/refund-events", "kettleby/payments#7").code, 0, "once more changes nothing");
    assert_eq!(repository.ledger(), ["adopt kettleby/payments#7 for refund-status/refund-events"]);
    repository.apply();
    assert_eq!(repository.outbox().len(), before.len() + 1, "only the other ask is filed");
    assert_eq!(
        repository.read(".canvass/outbox/kettleby/payments/7.md"),
        "# Refund states\n\n- State: open\n\nOur own words.\n"
    );
    repository.replace(".canvass/outbox/kettleby/payments/7.md", "open", "done");
    let plan = repository.plan();
    assert_eq!(list(&plan, "answered")[0]["answer"], "closed as completed");
    adopt("refund-status/refund-events", "kettleby/discovery#1")
        .assert_refused("stands as kettleby/payments#7 already", "generation");
}

#[test]
fn what_a_plan_needs_is_said() {
    let nowhere = tempfile::tempdir().unwrap();
    canvass::example::unpack(nowhere.path()).unwrap();
    let ran = Ran::of(bare(nowhere.path()).args(["plan"]));
    ran.assert_refused("is not inside a Git repository", "git init");
    git2::Repository::init(nowhere.path()).unwrap();
    Ran::of(bare(nowhere.path()).args(["plan"])).assert_refused("the repository has no commits yet", "commit first");
    let repository = TestRepository::example();
    let shown = repository.run(&["plan", "--show", "refund-status/refund-events"]);
    assert!(shown.out.starts_with("Publish the four states of a refund"), "{}", shown.out);
    repository
        .run(&["plan", "--show", "refund-status/refund-evens"])
        .assert_refused("no ask is called", "refund-events");
    repository.run(&["plan", "--cycle", "2029-q9"]).assert_refused("no cycle is called", "check the name");
    let ran = repository.run(&["plan", "--cycle", "2026-q4"]);
    let said = "nothing to plan: no active initiative asks anybody for anything in 2026-q4\n";
    assert_eq!((ran.code, ran.err.as_str()), (3, said));
}

#[test]
fn an_owner_has_a_plan_of_its_own() {
    let repository = TestRepository::example();
    let team = "kettleby/payments";
    repository.write("teams.toml", &repository.read("teams.toml").replace(team, "Acme-Pay/payments")).commit("sold");
    let plan = repository.plan();
    let owners = list(&plan, "owners");
    assert_eq!(owners[0], &json!({"owner": "Acme-Pay", "repositories": "payments"}));
    assert_eq!(owners[1]["owner"], "kettleby");
    let names: Vec<&str> = owners[1]["repositories"].as_str().unwrap().split(',').collect();
    assert!(names.is_sorted() && names.contains(&"discovery") && !names.contains(&"payments"), "{names:?}");

    let of = |owner: &str| repository.run(&["plan", "--owner", owner, "--output-format", "json"]).json();
    for spelling in ["acme-pay", "ACME-PAY"] {
        let plan = of(spelling);
        let repos: Vec<_> = list(&plan, "actions").iter().map(|it| it["repo"].clone()).collect();
        assert_eq!((repos, list(&plan, "owners").len()), (vec![json!("Acme-Pay/payments")], 1));
    }
    assert_eq!(list(&of("kettleby"), "actions").len(), 1);
    let ran = repository.run(&["plan", "--owner", "nobody"]);
    assert!(ran.code == 3 && ran.err.contains("asks anybody of `nobody` for anything"), "{ran:?}");
    assert_eq!(repository.run(&["apply", "--yes", "--owner", "acme-pay"]).code, 0);
    assert_eq!(repository.outbox().len(), 1);
    assert_eq!(repository.run(&["apply", "--yes", "--owner", "kettleby"]).code, 0);
    assert_eq!((repository.outbox().len(), list(&repository.plan(), "actions").len()), (2, 0));
}

/// A run on another day than the example's.
fn on(repository: &TestRepository, day: &str, args: &[&str]) -> Ran {
    Ran::of(bare(repository.path()).args(["--as-of", day]).args(args))
}

#[test]
fn a_missed_window_is_said_first_and_loudly() {
    let repository = TestRepository::example();
    assert_eq!(list(&repository.plan(), "missed"), [&Value::Null; 0]);
    let page = on(&repository, "2026-12-12", &["plan"]).out;
    let place = |what: &str| page.find(what).unwrap_or_else(|| panic!("no {what}: {page}"));
    assert!(place("MISSED WINDOWS") < place("To write"), "{page}");
    let plan = on(&repository, "2026-12-12", &["plan", "--output-format", "json"]).json();
    let missed = list(&plan, "missed");
    assert!(missed.iter().any(|it| it["ask"] == "refund-events" && it["kind"] == "late"), "{missed:?}");
    let commands = on(&repository, "2026-12-12", &["plan", "--output-format", "github"]).out;
    assert!(commands.starts_with("::warning title=Missed window::refund-status/refund-"), "{commands}");

    // Half a year later it is too late for all of them.
    let plan = on(&repository, "2027-06-01", &["plan", "--output-format", "json"]).json();
    assert!(list(&plan, "missed").iter().all(|it| it["kind"] == "closed") && list(&plan, "actions").is_empty());
    assert!(list(&plan, "missed").len() >= 2);

    // What was filed in time has missed nothing, however late one looks.
    repository.apply();
    for day in ["2026-12-12", "2027-06-01"] {
        let plan = on(&repository, day, &["plan", "--output-format", "json"]).json();
        assert!(!list(&plan, "missed").iter().any(|it| it["initiative"] == "refund-status"), "{plan}");
    }
}

#[test]
fn values_in_a_pitch_do_not_change_because_time_passes() {
    let repository = TestRepository::example();
    let quoting = "Care forwards 30 of these a week ({pages}, {availability}, {refund-messages})";
    repository.replace(REFUNDS, "Care forwards 30 of these a week", quoting).commit("numbers");
    assert_eq!(on(&repository, "2026-11-23", &["apply", "--yes"]).code, 0);
    let (filed, ledger) = (repository.outbox(), repository.ledger());
    let text = repository.read(EVENTS);
    let values = "(5 pages a month (2026-11-07), 99.557 % (2026-11-07), 1,341 messages a week (2026-11-15))";
    assert!(text.contains(values), "{text}");

    // In December the incidents of August and September are older than 90 days, and nothing was written since.
    for day in ["2026-11-24", "2026-12-10", "2027-03-01"] {
        let ran = on(&repository, day, &["apply", "--yes"]);
        assert_eq!((ran.code, repository.outbox(), repository.ledger()), (0, filed.clone(), ledger.clone()), "{day}");
        assert_eq!(repository.read(EVENTS), text, "{day}");
    }

    // One more incident is another text.
    let incidents = repository.read("incidents.toml");
    let another = "\n[inc-1124]\nsystems = [\"payments-api\"]\nstarted = 2026-11-24T03:00:00Z\npages = 3\n";
    repository.write("incidents.toml", &(incidents + another)).commit("another");
    assert_eq!(on(&repository, "2026-12-10", &["apply", "--yes"]).code, 0);
    assert!(repository.read(EVENTS).contains("(6 pages a month (2026-11-24)"), "{}", repository.read(EVENTS));
}

#[test]
fn an_apply_tells_ci_what_it_did_and_what_it_did_not() {
    let repository = TestRepository::example();
    let dir = tempfile::tempdir().unwrap();
    let summary = dir.path().join("summary.md");
    let args = ["apply", "--yes", "--output-format", "github", "--summary", summary.to_str().unwrap()];
    let ran = repository.run(&args);
    assert_eq!(
        (ran.code, ran.out.as_str()),
        (
            0,
            "::notice title=Filed::kettleby/discovery#1: refund-status/refund-on-order-page\n\
             ::notice title=Filed::kettleby/payments#1: refund-status/refund-events\n"
        )
    );
    let text = fs::read_to_string(&summary).unwrap();
    assert!(text.contains("2 filed") && text.contains("**Written**") && text.contains("**Held back**"), "{text}");
    // With nothing to do, too; and on a terminal.
    repository.run(&args);
    repository.run(&["apply", "--yes", "--summary", summary.to_str().unwrap()]);
    let text = fs::read_to_string(&summary).unwrap();
    assert_eq!(text.matches("Nothing was written: all is as it should be").count(), 2, "{text}");

    let repository = TestRepository::example();
    fs::create_dir_all(repository.path().join(".canvass/outbox")).unwrap();
    repository.write(".canvass/outbox/kettleby", "a file where a folder should be");
    let ran = repository.run(&args);
    assert!(ran.code == 4 && ran.out.contains("::warning title=Not finished::"), "{ran:?}");
}
