//! Pull requests whose run may not write: forks, deleted forks and Dependabot, and the second run that comments for them
//! from a report that anybody may have made.

use super::log::Acted;
use super::project::{JOB, Project};
use crate::review::{ASK, LOGIN, hostile};
use crate::support::github::TOKEN;
use crate::support::markdown::live;
use crate::support::repository::TestRepository;
use serde_json::{Value, json};
use std::fs;
use std::os::unix::fs::symlink;
use std::path::PathBuf;

const JUDGE: &str = "canvass-pull-request.yml";
const COMMENT: &str = "canvass-comment.yml";

/// Makes the event of a pull request that of a stranger.
type Estrange = fn(&mut Value);

/// Who opens pull requests with a token that may only read.
const STRANGERS: [(&str, Estrange); 3] = [
    ("fork", |event| event["pull_request"]["head"]["repo"]["full_name"] = json!("stranger/plans")),
    ("deleted fork", |event| event["pull_request"]["head"]["repo"] = Value::Null),
    ("Dependabot", |event| event["pull_request"]["user"]["login"] = json!("dependabot[bot]")),
];

/// A pull request that asks for more, with an error in it.
fn asking() -> Project {
    asking_after(|_| {})
}

/// The same, from a `main` that was changed before.
fn asking_after(change: impl FnOnce(&TestRepository)) -> Project {
    let project = Project::start(TOKEN, change);
    project.push(|repository| {
        let text = repository.read(LOGIN);
        let ask = ASK.replace("kind = \"work\"\n", "");
        repository.write(LOGIN, &format!("{text}{ask}"));
    });
    project
}

/// The run on the pull request itself, which may not write.
fn judged(project: &Project, event: &Value) -> Acted {
    project.server.state().read_only = true;
    let acted = project.act("pull_request", JUDGE, event);
    project.server.state().read_only = false;
    project.server.forget();
    acted
}

/// The run after it, with the workflow of the default branch.
fn commented(project: &Project, event: &Value) -> Acted {
    project.check_out("main");
    let acted = project.act("workflow_run", COMMENT, &project.workflow_run(event));
    project.check_out("change");
    acted
}

fn kept(project: &Project) -> PathBuf {
    project.at("kept/canvass-report/report.json")
}

#[test]
#[ignore = "needs act: run .ci/act"]
fn strangers_are_judged_by_one_run_and_commented_on_by_another() {
    for (who, change) in STRANGERS {
        let project = asking();
        let mut event = project.pull_request("opened");
        change(&mut event);
        let acted = judged(&project, &event);
        assert_eq!((acted.code, acted.output("canvass", "verdict")), (1, "blocked".into()), "{who}: {}", acted.text());
        let notices = acted.annotations("notice");
        assert!(
            notices.iter().any(|it| it.contains("the token may not comment on acme/plans#1")),
            "{who}: {notices:?}"
        );
        assert!(acted.annotations("warning").iter().all(|it| !it.contains("could not be written")), "{who}");
        assert!(acted.annotations("error")[0].starts_with(LOGIN), "{who}");
        let summary = acted.summary();
        assert!(summary.starts_with("### ❌ canvass: "), "{who}: {summary}");
        assert_eq!(project.comments(), Vec::<String>::new(), "{who}");
        assert!(kept(&project).is_file(), "{who}: {}", acted.text());

        let acted = commented(&project, &event);
        assert_eq!((acted.code, project.writes()), (0, 1), "{who}: {}", acted.text());
        assert_eq!(acted.annotations("notice"), ["|canvass|posted a comment on acme/plans#1"], "{who}");
        let comments = project.comments();
        assert_eq!(comments[0].lines().nth(1), summary.lines().next(), "{who}");
        let acted = commented(&project, &event);
        assert_eq!((acted.code, project.writes()), (0, 0), "{who}: {}", acted.text());
        assert_eq!(project.comments(), comments, "{who}");
    }
}

#[test]
#[ignore = "needs act: run .ci/act"]
fn nobody_comments_twice_and_a_run_without_a_report_is_no_failure() {
    let project = asking();
    let event = project.pull_request("opened");
    let acted = commented(&project, &event);
    assert_eq!((acted.code, acted.jobs()), (0, vec![]), "the run itself could comment: {}", acted.text());
    assert_eq!(project.server.state().log.len(), 0);

    let mut event = event;
    STRANGERS[0].1(&mut event);
    let acted = commented(&project, &event);
    assert_eq!(acted.code, 0, "{}", acted.text());
    let notice = "||canvass: the run on the pull request left no report, so there is nothing to say";
    assert_eq!(acted.annotations("notice"), [notice]);
    assert_eq!(project.server.state().log.len(), 0);
}

#[test]
#[ignore = "needs act: run .ci/act"]
fn both_runs_write_the_comment_of_their_key() {
    let project = asking_after(|repository| {
        for (file, command) in [(JUDGE, "pull-request"), (COMMENT, "comment")] {
            let line = format!("          command: {command}\n");
            let path = format!(".github/workflows/{file}");
            repository.replace(&path, &line, &format!("{line}          comment-key: other\n"));
        }
    });
    let mut event = project.pull_request("opened");
    STRANGERS[0].1(&mut event);
    let acted = project.act("pull_request", JUDGE, &event);
    assert_eq!((acted.code, project.writes()), (1, 1), "{}", acted.text());
    let comments = project.comments();
    assert!(comments.len() == 1 && comments[0].starts_with("<!-- canvass:comment v=1 key=other "), "{comments:?}");
    let acted = commented(&project, &event);
    assert_eq!((acted.code, project.writes()), (0, 0), "{}", acted.text());
    assert_eq!(project.comments(), comments);
}

#[test]
#[ignore = "needs act: run .ci/act"]
fn a_forged_report_is_refused_or_says_nothing_that_is_live() {
    let project = asking();
    let mut event = project.pull_request("opened");
    STRANGERS[0].1(&mut event);
    judged(&project, &event);
    let report = kept(&project);
    let sound = fs::read(&report).unwrap();
    let refused = |what: &str| {
        let acted = commented(&project, &event);
        assert_eq!((acted.code, project.writes()), (1, 0), "{what}: {}", acted.text());
        assert_eq!(project.server.state().log.len(), 0, "{what}: nothing is even asked");
        acted
    };

    fs::write(&report, vec![b' '; 1024 * 1024 + 1]).unwrap();
    assert_eq!(refused("large").annotations("error"), ["||canvass: the report is larger than 1 MiB"]);
    for text in ["", "{}", "::error::x\n"] {
        fs::write(&report, text).unwrap();
        let acted = refused(text);
        assert_eq!(acted.annotations("error"), Vec::<String>::new(), "{}", acted.text());
    }
    fs::remove_file(&report).unwrap();
    symlink("/etc/passwd", &report).unwrap();
    assert_eq!(refused("link").annotations("error"), ["||canvass: the report is no regular file"]);
    fs::remove_file(&report).unwrap();
    fs::create_dir(&report).unwrap();
    assert_eq!(refused("folder").annotations("error"), ["||canvass: the report is no regular file"]);
    fs::remove_dir(&report).unwrap();

    // Somebody else's pull request, mentions, markers and commands.
    let mut forged: Value = serde_json::from_slice(&sound).unwrap();
    hostile::poison(
        &mut forged,
        "",
        "@acme/team </details> fixes #1 \n::error::x\n<!-- canvass:comment v=1 key=default body=0 -->",
    );
    let head = std::mem::replace(&mut forged["head"], json!("0000000000000000000000000000000000000000"));
    fs::write(&report, forged.to_string()).unwrap();
    let acted = commented(&project, &event);
    assert_eq!((acted.code, project.writes()), (1, 0), "another commit: {}", acted.text());
    assert!(acted.text().contains("the report is about another commit"), "{}", acted.text());
    forged["head"] = head;
    fs::write(&report, forged.to_string()).unwrap();
    project.server.state().file("acme/plans", Some("lena"), "Another one.");
    let acted = commented(&project, &event);
    assert_eq!((acted.code, project.writes()), (0, 1), "{}", acted.text());
    assert_eq!(acted.annotations("error"), Vec::<String>::new(), "{}", acted.text());
    let mut state = project.server.state();
    let comments: Vec<_> = state.repo("acme/plans").comments.values().collect();
    assert!(comments.len() == 1 && comments[0].number == 1 && comments[0].author.as_deref() == Some(JOB));
    let (mark, text) = comments[0].body.split_once('\n').unwrap();
    assert!(mark.starts_with("<!-- canvass:comment v=1 key=default body=") && !text.contains("<!-- canvass:comment"));
    let text: String =
        text.lines().filter(|it| !it.starts_with("<!-- canvass:footer ")).map(|it| format!("{it}\n")).collect();
    assert_eq!(live(&text), Vec::<String>::new(), "{text}");
}
