//! Filing: by hand to start the ledger, then on schedule, a job for each owner with a token of its own.

use super::log::Acted;
use super::project::{Project, payload};
use crate::support::github::{Act, Fault, HOME_TOKEN, LOGIN, TOKEN};
use serde_json::{Value, json};
use std::fs;
use std::thread;
use std::time::Duration;

const FILE: &str = "canvass-file.yml";
const BACKLOGS: [&str; 5] =
    ["Acme-Pay/payments", "kettleby/discovery", "kettleby/identity", "kettleby/platform", "kettleby/sre"];

/// The example with backlogs of two owners on the fake, which nobody sees but the App.
fn two_owners() -> Project {
    let project = Project::start(HOME_TOKEN, |repository| {
        repository.replace("canvass.toml", "forge = \"outbox\"", "forge = \"github\"");
        repository.replace("teams.toml", "kettleby/payments", "Acme-Pay/payments");
    });
    let mut state = project.server.state();
    for name in BACKLOGS {
        state.add_repo(name);
        state.repo(name).private = true;
    }
    for owner in ["acme-pay", "kettleby"] {
        state.installations.insert(owner.into(), format!("ghs_app_{owner}"));
    }
    state.login = LOGIN.into();
    let last = vec!["2026-11-20T06:23:00Z".to_owned()];
    state.repo("acme/plans").workflows.insert(FILE.into(), last);
    drop(state);
    project
}

fn scheduled(project: &Project) -> Acted {
    project.act("schedule", FILE, &json!({ "schedule": "23 6 * * 1-5" }))
}

fn by_hand(project: &Project, bootstrap: &str) -> Acted {
    let mut event = payload("workflow_dispatch", |_| true);
    event["inputs"] = json!({ "bootstrap": bootstrap });
    event["repository"]["full_name"] = json!("acme/plans");
    event["ref"] = json!("refs/heads/main");
    // `act` would read the matrix of a job before its condition; GitHub does not.
    let jobs: &[&str] = if bootstrap == "true" { &["bootstrap", "plan"] } else { &["file"] };
    let run = |job: &&str| project.act_with("workflow_dispatch", FILE, &event, &["--job", job]);
    jobs.iter().map(run).reduce(Acted::and).unwrap()
}

fn start_ledger(project: &Project) {
    let acted = by_hand(project, "true");
    assert_eq!((acted.code, acted.jobs()), (0, vec!["bootstrap success".to_owned()]), "{}", acted.text());
    assert!(project.server.state().ledger().is_some(), "{}", acted.text());
    assert!(acted.summary().contains("The ledger was started, and nothing was filed."), "{}", acted.summary());
    assert!(project.server.state().creates().is_empty());
    project.server.forget();
    // Half an hour of the fake's.
    thread::sleep(Duration::from_millis(2_000));
}

/// What was filed, by repository.
fn filed(project: &Project) -> Vec<(String, usize)> {
    let state = project.server.state();
    let backlogs = state.repos.iter().filter(|repo| repo.name != "acme/plans" && !repo.issues.is_empty());
    backlogs.map(|repo| (repo.name.clone(), repo.issues.len())).collect()
}

#[test]
#[ignore = "needs act: run .ci/act"]
fn each_owner_is_filed_for_once_with_a_token_of_its_own() {
    let project = two_owners();
    let all = |one: &str, other: &str| vec![format!("Acme-Pay {one}"), format!("kettleby {other}")];
    let well = || all("success", "success");

    // Without a ledger nobody knows what was filed.
    let acted = scheduled(&project);
    assert_eq!((acted.code, acted.for_owners("File")), (1, all("failure", "failure")), "{}", acted.text());
    assert!(acted.text().contains("run `canvass apply --bootstrap` once"), "{}", acted.text());
    start_ledger(&project);

    // The token that started it sees no backlog, so that each ask is looked for by two runs.
    for look in ["1 of 2 looks", "2 of 2 looks"] {
        let acted = scheduled(&project);
        assert_eq!((acted.code, acted.for_owners("File")), (0, well()), "{}", acted.text());
        assert_eq!(acted.annotations("warning"), Vec::<String>::new(), "what the first job does not see is no matter");
        assert!(acted.summary().contains(&format!("was not found, {look}")), "{}", acted.summary());
        assert_eq!(filed(&project), []);
    }

    // What one owner refuses is filed for the other all the same.
    let refuse = Act::Text(403, "{\"message\": \"Resource not accessible by integration\"}".into());
    project.server.state().faults.push(Fault::first("POST", "/repos/kettleby/discovery/issues", refuse));
    project.server.state().jitter = Some(7);
    fs::remove_file(project.at("kept/tokens")).unwrap();
    project.server.forget();
    let acted = scheduled(&project);
    assert_eq!((acted.code, acted.for_owners("File")), (1, all("success", "failure")), "{}", acted.text());
    let (payments, discovery) = (("Acme-Pay/payments".to_owned(), 1), ("kettleby/discovery".to_owned(), 1));
    assert_eq!(filed(&project), std::slice::from_ref(&payments));
    assert!(acted.annotations("warning").iter().any(|it| it.contains("kettleby/discovery")), "{}", acted.text());
    let owners: Value = serde_json::from_str(&acted.output("canvass", "owners")).unwrap();
    assert_eq!(owners[0], json!({ "owner": "Acme-Pay", "repositories": "payments" }));
    assert_eq!(owners.as_array().unwrap().len(), 2, "{owners}");
    let tokens = fs::read_to_string(project.at("kept/tokens")).unwrap();
    let mut tokens: Vec<&str> = tokens.lines().collect();
    tokens.sort_unstable();
    assert!(tokens.len() == 2 && tokens[0] == "Acme-Pay payments write", "{tokens:?}");
    assert!(tokens[1].starts_with("kettleby discovery,") && tokens[1].ends_with(" write"), "{tokens:?}");
    let notices = acted.annotations("notice");
    assert!(notices.iter().any(|it| it.starts_with("|Filed|Acme-Pay/payments#1: refund-status/")), "{notices:?}");
    let summary = acted.summary();
    for words in ["1 filed", "**Written**", "**Held back**", "last filed 3 days ago"] {
        assert!(summary.contains(words), "{words}: {summary}");
    }

    let acted = scheduled(&project);
    assert_eq!((acted.code, acted.for_owners("File")), (0, well()), "{}", acted.text());
    assert_eq!(filed(&project), [payments.clone(), discovery.clone()]);
    assert!(project.server.state().open_by_key().values().all(|count| *count == 1));

    // By hand it is as on schedule.
    project.server.forget();
    let acted = by_hand(&project, "false");
    assert_eq!((acted.code, acted.for_owners("File")), (0, well()), "{}", acted.text());
    assert_eq!((project.writes(), filed(&project)), (0, vec![payments, discovery]));
    assert_eq!(
        acted.summary().matches("Nothing was written: all is as it should be").count(),
        2,
        "{}",
        acted.summary()
    );
}

#[test]
#[ignore = "needs act: run .ci/act"]
fn nobody_to_file_for_is_no_failure() {
    let project = Project::start(TOKEN, |repository| {
        repository.replace("canvass.toml", "forge = \"outbox\"", "forge = \"github\"");
        for entry in fs::read_dir(repository.path().join("initiatives")).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) }.unwrap();
        }
    });
    let acted = scheduled(&project);
    assert_eq!((acted.code, acted.jobs()), (0, vec!["plan success".to_owned()]), "{}", acted.text());
    assert_eq!(acted.output("canvass", "owners"), "[]");
}
