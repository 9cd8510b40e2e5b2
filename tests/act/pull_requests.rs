//! Pull requests from the repository itself: the verdict, what is annotated and summed up, and the one comment.

use super::project::Project;
use crate::review::{ASK, LOGIN, RETRIES};
use crate::support::github::{Act, Fault, TOKEN};
use crate::support::repository::TestRepository;

const FILE: &str = "canvass-pull-request.yml";

/// An ask that says nothing.
const EMPTY_ASK: &str = "\n[[ask]]\nid = \"more-alerts\"\nteam = \"discovery\"\n";

fn append(repository: &TestRepository, path: &str, text: &str) {
    let old = repository.read(path);
    repository.write(path, &format!("{old}{text}"));
}

#[test]
#[ignore = "needs act: run .ci/act"]
fn three_pushes_are_one_comment_written_twice() {
    let project = Project::start(TOKEN, |_| {});
    {
        let mut state = project.server.state();
        state.page_size = 2;
        for n in 0..130 {
            state.say("acme/plans", 1, Some("lena"), &format!("Comment {n}"));
        }
    }
    project.push(|repository| append(repository, LOGIN, EMPTY_ASK));
    let acted = project.act("pull_request", FILE, &project.pull_request("opened"));
    assert_eq!(acted.code, 1, "{}", acted.text());
    assert_eq!(acted.annotations("notice"), ["|canvass|posted a comment on acme/plans#1"]);
    assert_eq!(project.writes(), 1);
    let first = project.comments();
    assert!(first.len() == 1 && first[0].contains("\n### ❌ canvass: "), "{first:?}");

    project.push(|repository| {
        let text = repository.read(LOGIN).replace(EMPTY_ASK, ASK);
        repository.write(LOGIN, &text);
    });
    let acted = project.act("pull_request", FILE, &project.pull_request("synchronize"));
    assert_eq!(acted.code, 0, "{}", acted.text());
    assert_eq!(acted.annotations("notice"), ["|canvass|brought the comment on acme/plans#1 up to date"]);
    assert_eq!(project.writes(), 1);
    let second = project.comments();
    assert!(second.len() == 1 && second != first && !second[0].contains("❌"), "{second:?}");

    project.push(|repository| {
        repository.write("README.md", "Nothing that canvass reads.");
    });
    let acted = project.act("pull_request", FILE, &project.pull_request("synchronize"));
    assert_eq!(acted.code, 0, "{}", acted.text());
    assert_eq!(acted.annotations("notice"), ["|canvass|the comment on acme/plans#1 says so already"]);
    assert_eq!((project.writes(), project.comments()), (0, second));
}

#[test]
#[ignore = "needs act: run .ci/act"]
fn a_verdict_is_told_in_every_place_and_taken_back() {
    let project = Project::start(TOKEN, |_| {});
    project.push(|repository| append(repository, LOGIN, EMPTY_ASK));
    let acted = project.act("pull_request", FILE, &project.pull_request("opened"));
    assert_eq!((acted.code, acted.jobs()), (1, vec!["review failure".to_owned()]), "{}", acted.text());
    let errors = acted.annotations("error");
    assert!(!errors.is_empty() && errors.iter().all(|it| it.starts_with(&format!("{LOGIN}|CV"))), "{errors:?}");
    assert_eq!(acted.output("canvass", "verdict"), "blocked");
    assert_eq!(acted.output("canvass", "errors"), errors.len().to_string());
    for number in ["readiness", "coverage"] {
        assert!(acted.output("canvass", number).parse::<u32>().is_ok_and(|it| it <= 100), "{}", acted.text());
    }
    assert!(acted.output("canvass", "report").ends_with("/canvass/default/report.json"), "{}", acted.text());
    let (summary, comments) = (acted.summary(), project.comments());
    let headline = summary.lines().next().unwrap();
    assert!(headline.starts_with("### ❌ canvass: "), "{summary}");
    assert!(comments.len() == 1 && comments[0].lines().nth(1) == Some(headline), "{comments:?}");
    assert!(!acted.ran("Keep the report for the comment"), "the run itself could comment");

    project.push(|repository| {
        let text = repository.read(LOGIN).replace(EMPTY_ASK, "\n# Nobody is asked for more.\n");
        repository.write(LOGIN, &text);
    });
    let acted = project.act("pull_request", FILE, &project.pull_request("reopened"));
    assert_eq!((acted.code, acted.annotations("error")), (0, vec![]), "{}", acted.text());
    assert_eq!((acted.output("canvass", "verdict"), acted.output("canvass", "errors")), ("passed".into(), "0".into()));
    let comments = project.comments();
    let shown: Vec<&str> = comments[0].lines().filter(|line| !line.starts_with("<!--") && !line.is_empty()).collect();
    assert!(shown.len() == 1 && shown[0].starts_with("✅ **canvass: "), "{shown:?}");
}

#[test]
#[ignore = "needs act: run .ci/act"]
fn a_broken_file_hides_no_other_initiative() {
    let project = Project::start(TOKEN, |_| {});
    project.push(|repository| append(repository, RETRIES, "\n[[ask\nid = "));
    let acted = project.act("pull_request", FILE, &project.pull_request("opened"));
    assert_eq!(acted.code, 1, "{}", acted.text());
    let [comment] = &project.comments()[..] else { panic!("{:?}", project.comments()) };
    assert!(comment.contains("checkout-retries.toml"), "{comment}");
    let summary = acted.summary();
    for id in ["login-hardening", "search-reindex", "refund-status", "stock-feed-lag", "wedding-lists"] {
        assert!(summary.contains(&format!("| {id} | ")), "{id}: {summary}");
        assert!(comment.contains(&format!("| {id} | ")), "{id}: {comment}");
    }
}

#[test]
#[ignore = "needs act: run .ci/act"]
fn what_the_base_has_brought_since_is_not_blamed_on_the_change() {
    let project = Project::start(TOKEN, |_| {});
    project.push(|repository| append(repository, LOGIN, "\n# A remark.\n"));
    project.on_main(|repository| append(repository, RETRIES, EMPTY_ASK));
    let acted = project.act("pull_request", FILE, &project.pull_request("opened"));
    assert_eq!((acted.code, acted.annotations("error")), (0, vec![]), "{}", acted.text());
    assert_eq!(acted.output("canvass", "verdict"), "passed");
}

#[test]
#[ignore = "needs act: run .ci/act"]
fn the_verdict_stands_where_the_comment_cannot_be_written() {
    let project = Project::start(TOKEN, |_| {});
    project.push(|repository| append(repository, LOGIN, ASK));
    let text = Act::Text(500, "{}".into());
    project.server.state().faults.push(Fault::first("GET", "/comments", text).times(99));
    let acted = project.act("pull_request", FILE, &project.pull_request("opened"));
    assert_eq!((acted.code, acted.output("canvass", "verdict")), (0, "passed".into()), "{}", acted.text());
    let warnings = acted.annotations("warning");
    assert!(
        warnings.contains(&"||canvass: the comment could not be written; the verdict stands".into()),
        "{warnings:?}"
    );
    assert_eq!(project.comments(), Vec::<String>::new());
}

#[test]
#[ignore = "needs act: run .ci/act"]
fn a_workspace_in_a_folder_is_found_whatever_the_folder_is_called() {
    let folder = "plans: \"2027\" #1";
    let project = Project::start_in(TOKEN, folder, |_| {});
    let path = format!("{folder}/{LOGIN}");
    project.push(|repository| append(repository, &path, EMPTY_ASK));
    let acted = project.act("pull_request", FILE, &project.pull_request("opened"));
    let errors = acted.annotations("error");
    assert_eq!((acted.code, acted.output("canvass", "verdict")), (1, "blocked".into()), "{}", acted.text());
    assert!(!errors.is_empty() && errors.iter().all(|it| it.contains(LOGIN)), "{errors:?}");
    assert_eq!(project.comments().len(), 1);
}

#[test]
#[ignore = "needs act: run .ci/act"]
fn a_merge_queue_is_judged_and_not_commented_on() {
    let project = Project::start(TOKEN, |_| {});
    project.push(|repository| append(repository, LOGIN, EMPTY_ASK));
    let path = format!(".github/workflows/{FILE}");
    project.repository.replace(&path, "  pull_request:\n", "  pull_request:\n  merge_group:\n");
    let acted = project.act("merge_group", FILE, &project.merge_group());
    assert_eq!((acted.code, acted.output("canvass", "verdict")), (1, "blocked".into()), "{}", acted.text());
    assert!(!acted.ran("Keep the report for the comment"), "there is nothing to comment on");
    assert_eq!(project.server.state().log.len(), 0);
}

#[test]
#[ignore = "needs act: run .ci/act"]
fn a_verdict_and_its_comment_take_no_two_seconds() {
    let project = Project::start(TOKEN, |_| {});
    project.push(|repository| append(repository, LOGIN, ASK));
    let acted = project.act("pull_request", FILE, &project.pull_request("opened"));
    assert_eq!((acted.code, project.writes()), (0, 1), "{}", acted.text());
    let times: Vec<_> = project.times().into_iter().filter(|(command, _)| command != "--version").collect();
    assert_eq!(times.iter().map(|(command, _)| command.as_str()).collect::<Vec<_>>(), ["review", "comment"]);
    println!("milliseconds of canvass: {times:?}");
    assert!(times.iter().map(|(_, took)| took).sum::<u64>() < 2_000, "{times:?}");
}
