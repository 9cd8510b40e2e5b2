//! What a change brings, told of the example: comings and goings, numbers, people, issues; and the comment it becomes.

mod comment;
mod gone;
pub(crate) mod hostile;

use crate::support::command::{Ran, run};
use crate::support::repository::TestRepository;
use serde_json::Value;

pub(crate) const RETRIES: &str = "initiatives/checkout-retries.toml";
pub(crate) const LOGIN: &str = "initiatives/login-hardening.toml";

/// The example on `main`, and a change of it on disk.
fn changed(change: impl FnOnce(&TestRepository)) -> TestRepository {
    let repository = TestRepository::example();
    change(&repository);
    repository
}

fn review(repository: &TestRepository, args: &[&str]) -> Ran {
    run(repository.path(), &[&["review", "--base", "HEAD"], args].concat())
}

fn report(repository: &TestRepository) -> Value {
    review(repository, &["--output-format", "json"]).json()
}

fn of<'r>(report: &'r Value, id: &str) -> &'r Value {
    report["initiatives"].as_array().unwrap().iter().find(|it| it["id"] == id).unwrap_or(&Value::Null)
}

fn changes(report: &Value) -> Vec<String> {
    let changes = report["changes"].as_array().unwrap().iter();
    changes
        .map(|it| format!("{} {} {} {}", it["initiative"], it["kind"], it["from"], it["to"]).replace('"', ""))
        .collect()
}

fn drop_decider(repository: &TestRepository) {
    let text = repository.read(RETRIES).replace("decider = \"dana\"\n", "");
    repository.write(RETRIES, &text);
}

pub(crate) const ASK: &str = "
[[ask]]
id = \"more-alerts\"
team = \"discovery\"
kind = \"work\"
size = \"small\"
what = \"Show that a payment is tried again\"
why_you = \"You own the page\"
done_when = \"It shows\"
effort = { min = 1, max = 2 }
need_by = 2027-01-22
";

#[test]
fn nothing_changed_is_nothing_to_say() {
    let repository = changed(|_| {});
    let ran = review(&repository, &[]);
    assert_eq!(ran.code, 0);
    let report = report(&repository);
    assert_eq!(
        (&report["touches"], &report["findings"], &report["required"]),
        (&false.into(), &vec![0; 0].into(), &vec![0; 0].into())
    );
    assert!(report["existing"]["errors"].as_u64().unwrap() > 0);
    assert!(report["initiatives"].as_array().unwrap().iter().all(|it| it["moved"] == false));
    assert_eq!(report["filing"]["now"], report["filing"]["before"]);
}

#[test]
fn a_file_that_cannot_be_read_hides_nothing_else() {
    let repository = changed(|repository| {
        let text = repository.read(RETRIES);
        repository.write(RETRIES, &format!("{text}\n[[ask\nid = "));
    });
    let ran = review(&repository, &["--output-format", "markdown"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.out.contains("**Not measured, because its file cannot be read:** checkout-retries"), "{}", ran.out);
    let report = report(&repository);
    assert_eq!(report["unreadable"], serde_json::json!(["checkout-retries"]));
    assert_eq!(of(&report, "checkout-retries"), &Value::Null);
    for id in ["login-hardening", "search-reindex", "refund-status", "stock-feed-lag", "wedding-lists"] {
        let it = of(&report, id);
        assert_eq!((&it["moved"], &it["readiness"]["now"]), (&false.into(), &it["readiness"]["before"]), "{id}");
        assert!(it["readiness"]["now"].is_i64(), "{id}: {it}");
    }
    assert_eq!(changes(&report), Vec::<String>::new(), "nobody took anything out");
    assert_eq!(report["readiness"]["now"], report["readiness"]["before"], "averages are of the same");
}

#[test]
fn people_a_new_ask_requires_are_named_and_numbers_move() {
    let repository = changed(|repository| {
        let text = repository.read(LOGIN);
        repository.write(LOGIN, &format!("{text}{ASK}"));
    });
    let report = report(&repository);
    let required = report["required"].as_array().unwrap();
    assert!(!required.is_empty());
    assert!(
        required.iter().all(|it| it["ask"] == "more-alerts" && it["initiative"] == "login-hardening"),
        "{required:?}"
    );
    let who: Vec<_> = required.iter().map(|it| it["who"].as_str().unwrap()).collect();
    assert!(who.iter().all(|who| who.contains("discovery")), "{who:?}");
    assert_eq!(changes(&report), ["login-hardening ask_added more-alerts discovery"]);
    let it = of(&report, "login-hardening");
    let coverage = |when: &str| it["coverage"][when].as_i64().unwrap();
    assert!(it["moved"] == true && coverage("now") < coverage("before"), "{it}");
    assert!(report["next"].as_array().unwrap().iter().all(|it| it["initiative"] == "login-hardening"));
    let held = report["filing"]["held_back"].as_array().unwrap();
    assert_eq!(held.iter().map(|it| it["ask"].as_str().unwrap()).collect::<Vec<_>>(), ["more-alerts"]);
}

#[test]
fn renames_ends_and_stages_are_told_as_such() {
    let repository = changed(|repository| {
        let text = repository.read("initiatives/wedding-lists.toml");
        repository.remove("initiatives/wedding-lists.toml").write("initiatives/gift-lists.toml", &text);
        repository.remove("initiatives/chat-checkout.toml");
        repository.replace(LOGIN, "stage = \"proposal\"", "stage = \"problem\"");
    });
    let report = report(&repository);
    assert_eq!(
        changes(&report),
        [
            "chat-checkout removed null null",
            "gift-lists renamed_undeclared wedding-lists null",
            "login-hardening stage proposal problem",
        ]
    );
    let shown = review(&repository, &["--output-format", "markdown"]).out;
    assert!(shown.contains("- chat-checkout: deleted\n"), "{shown}");
    assert!(shown.contains("- login-hardening: stage proposal → problem\n"), "{shown}");
    assert_eq!(of(&report, "gift-lists")["readiness"]["before"], of(&report, "gift-lists")["readiness"]["now"]);
}

#[test]
fn a_merge_that_hosts_try_is_named_by_what_it_merges() {
    let repository = TestRepository::example();
    let base = repository.git.head().unwrap().peel_to_commit().unwrap();
    drop_decider(&repository);
    let change = repository.commit("change");
    let merged = {
        let change = repository.git.find_commit(change).unwrap();
        let author = change.author();
        repository.git.commit(None, &author, &author, "merge", &change.tree().unwrap(), &[&base, &change]).unwrap()
    };
    repository.git.set_head_detached(merged).unwrap();
    let ran = run(repository.path(), &["review", "--base", "HEAD^1", "--output-format", "json"]);
    let report = ran.json();
    assert_eq!((&report["head"], &report["base"]), (&change.to_string().into(), &base.id().to_string().into()));
}

#[test]
fn a_kept_report_says_what_the_review_said() {
    let repository = changed(drop_decider);
    let kept = repository.path().join("report.json");
    let outputs = repository.path().join("outputs");
    let summary = repository.path().join("summary.md");
    let args = [
        "--out",
        kept.to_str().unwrap(),
        "--outputs",
        outputs.to_str().unwrap(),
        "--summary",
        summary.to_str().unwrap(),
    ];
    for format in ["full", "json", "markdown", "github"] {
        let _ = std::fs::remove_file(&summary);
        let judged = review(&repository, &[&args[..], &["--output-format", format]].concat());
        let read = run(repository.path(), &["review", "--from", "report.json", "--output-format", format]);
        assert_eq!((judged.code, &judged.out), (read.code, &read.out), "{format}");
    }
    let markdown = review(&repository, &["--output-format", "markdown"]).out;
    assert_eq!(repository.read("summary.md"), markdown);
    assert!(repository.read("outputs").starts_with("verdict=passed\nreadiness="), "{}", repository.read("outputs"));
}

#[test]
fn what_is_no_report_is_refused() {
    let repository = changed(|_| {});
    let refused = |text: &[u8], message: &str| {
        std::fs::write(repository.path().join("bad.json"), text).unwrap();
        run(repository.path(), &["review", "--from", "bad.json"]).assert_refused(message, "canvass review --out");
    };
    refused(b"{}", "bad.json: it is not a report of this version (line 1, column 2)");
    refused(&[0xff, 0xfe], "it is not text");
    refused(&vec![b' '; 1024 * 1024 + 1], "larger than 1024 KiB");
    run(repository.path(), &["review", "--from", "."]).assert_refused("is not a regular file", "--out");
    run(repository.path(), &["review", "--from", "none.json"])
        .assert_refused("cannot read none.json", "check the name");
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("bad.json", repository.path().join("link.json")).unwrap();
        run(repository.path(), &["review", "--from", "link.json"]).assert_refused("is not a regular file", "--out");
    }
}

#[test]
fn private_notes_have_no_part_in_it() {
    let repository = changed(|_| {});
    std::fs::create_dir(repository.path().join("private")).unwrap();
    review(&repository, &["--overlay", "private"]).assert_refused("an overlay is not", "leave --overlay out");
    review(&repository, &["--output-format", "sarif"]).assert_refused("is for findings only", "");
}

#[test]
fn without_a_remote_its_branch_is_no_base() {
    let repository = changed(|_| {});
    run(repository.path(), &["review"]).assert_refused("`origin/HEAD` names no commit", "check the name");
}

#[test]
fn findings_stand_where_the_change_is() {
    let repository = changed(|repository| {
        repository.replace(LOGIN, "stage = \"proposal\"", "stage = \"ready\"");
    });
    let report = report(&repository);
    let finding = report["findings"].as_array().unwrap().iter().find(|it| it["code"] == "CV003").unwrap();
    assert_eq!(
        (&finding["in_diff"], &finding["owner"], &finding["file"]),
        (&true.into(), &"ife".into(), &LOGIN.into())
    );
    let github = review(&repository, &["--output-format", "github"]).out;
    assert!(github.starts_with("::error file=initiatives/login-hardening.toml,line="), "{github}");
}

#[test]
fn settings_are_part_of_what_is_told() {
    let repository = changed(|repository| {
        let text = repository.read("canvass.toml");
        repository.write("canvass.toml", &format!("{text}\n[rules]\nCV407 = \"off\"\n"));
    });
    let report = report(&repository);
    assert_eq!(report["settings"], serde_json::json!([{ "key": "rules.CV407", "from": null, "to": "\"off\"" }]));
    let shown = review(&repository, &["--output-format", "markdown"]).out;
    assert!(shown.contains("**Settings changed:** `rules.CV407` not set → \"off\""), "{shown}");
}

#[test]
fn mending_a_file_requires_nobody_newly() {
    let repository = TestRepository::example();
    let sound = repository.read(RETRIES);
    repository.write(RETRIES, &format!("{sound}\n[[ask\nid = "));
    repository.commit("broken");
    repository.write(RETRIES, &sound);
    let report = report(&repository);
    assert_eq!((&report["required"], &report["changes"]), (&serde_json::json!([]), &serde_json::json!([])));
    assert!(of(&report, "checkout-retries")["readiness"]["before"].is_null());
    assert_eq!(report["readiness"]["now"], report["readiness"]["before"]);
}

#[test]
fn a_change_that_takes_the_workspace_away_is_told() {
    let repository = TestRepository::example();
    for entry in std::fs::read_dir(repository.path()).unwrap().map(|entry| entry.unwrap().path()) {
        match entry.file_name().unwrap() == ".git" {
            true => {}
            false if entry.is_dir() => std::fs::remove_dir_all(&entry).unwrap(),
            false => std::fs::remove_file(&entry).unwrap(),
        }
    }
    let ran = review(&repository, &["--output-format", "json"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    let report = ran.json();
    let finding = &report["findings"][0];
    assert_eq!((&finding["code"], &finding["file"]), (&"CV001".into(), &"canvass.toml".into()));
    assert_eq!(finding["message"], "the change takes the workspace away: canvass.toml is gone");
    assert_eq!(changes(&report).len(), 9);
    assert!(changes(&report).iter().all(|change| change.contains("removed")), "{:?}", changes(&report));
    assert_eq!(report["touches"], true);
}

#[test]
fn files_that_nobody_reads_are_none_of_the_workspace() {
    let repository = changed(|repository| {
        repository.write("README.md", "x").write("src/main.rs", "fn main() {}\n");
    });
    assert_eq!(report(&repository)["touches"], false);
}

#[test]
fn a_workspace_may_lie_in_a_folder_of_any_name() {
    let repository = TestRepository::new();
    let folder = repository.path().join("plans[1]");
    std::fs::create_dir(&folder).unwrap();
    canvass::example::unpack(&folder).unwrap();
    repository.commit("example");
    let path = "plans[1]/initiatives/login-hardening.toml";
    repository.replace(path, "stage = \"proposal\"", "stage = \"ready\"");
    let report = run(&folder, &["review", "--base", "HEAD", "--output-format", "json"]).json();
    assert_eq!((&report["touches"], &report["prefix"]), (&true.into(), &"plans[1]/".into()));
    let finding = report["findings"].as_array().unwrap().iter().find(|it| it["code"] == "CV003").unwrap();
    assert_eq!((&finding["in_diff"], &finding["file"]), (&true.into(), &LOGIN.into()));
}

#[test]
fn what_is_filed_is_told_as_the_plan_tells_it() {
    let repository = TestRepository::example();
    let to_file = |repository: &TestRepository| {
        let plan = run(repository.path(), &["plan", "--output-format", "json"]).json();
        plan["actions"].as_array().unwrap().iter().filter(|it| it["kind"] == "create").count()
    };
    assert_eq!(report(&repository)["filing"]["now"], to_file(&repository));
    assert_eq!(run(repository.path(), &["apply", "--yes"]).code, 0);
    assert_eq!((&report(&repository)["filing"]["now"], to_file(&repository)), (&0.into(), 0));

    let filed = "initiatives/refund-status.toml";
    let text = repository.read(filed);
    let (before, after) = text.split_once("[[ask]]\nid = \"").unwrap();
    let (id, rest) = after.split_once('"').unwrap();
    for (change, expected) in [
        (format!("[[ask]]\nid = \"{id}\"\ngeneration = 2"), 1),
        (format!("[[ask]]\nid = \"renamed\"\npreviously = [\"{id}\"]"), 0),
    ] {
        repository.write(filed, &format!("{before}{change}{rest}"));
        let base = ["review", "--base", "HEAD", "--output-format", "json"];
        let told = run(repository.path(), &base).json();
        assert_eq!(told["filing"]["now"], expected, "{change}: {}", told["filing"]);
        repository.commit("change");
        assert_eq!(to_file(&repository), expected, "{change}");
    }
}
