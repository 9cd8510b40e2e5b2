//! The one comment on a pull request, by the binary against the fake: posted, left, edited, found among many, not forced.

use super::{ASK, LOGIN, changed, review};
use crate::support::command::{Ran, canvass};
use crate::support::github::{Act, Fault, LOGIN as BOT, Server, TOKEN};
use crate::support::repository::TestRepository;

/// A pull request of `acme/plans` from the commit `HEAD_SHA`, with `others` comments of people.
fn pull_request(others: usize) -> Server {
    let server = Server::start(1_000);
    {
        let mut state = server.state();
        let number = state.file("acme/plans", Some("lena"), "Please look.");
        state.issue("acme/plans", number).pull_request = true;
        state.repo("acme/plans").pulls.push((number, HEAD_SHA.into()));
        for n in 0..others {
            state.say("acme/plans", number, Some("lena"), &format!("Comment {n}"));
        }
    }
    server
}

const HEAD_SHA: &str = "4be21a04be21a04be21a04be21a04be21a04be21";

fn keep(repository: &TestRepository) {
    let ran = review(repository, &["--out", "report.json"]);
    assert!(ran.code <= 1, "{ran:?}");
}

fn comment(server: &Server, repository: &TestRepository, args: &[&str]) -> Ran {
    let mut command = canvass(repository.path());
    command.args(["comment", "report.json", "--allow-host", "127.0.0.1", "--author", BOT, "--api-url", &server.api()]);
    command.args(args).env("GITHUB_REPOSITORY", "acme/plans").env("CANVASS_TOKEN", TOKEN);
    command
        .env("CANVASS_CLOCK_SPEED", "1000")
        .env("GITHUB_SERVER_URL", "https://github.com")
        .env("GITHUB_RUN_ID", "77");
    let ran = Ran::of(&mut command);
    assert!(!format!("{ran:?}").contains(TOKEN));
    ran
}

fn ours(server: &Server) -> Vec<String> {
    let mut state = server.state();
    let comments = state.repo("acme/plans").comments.values();
    comments.filter(|it| it.author.as_deref() == Some(BOT)).map(|it| it.body.clone()).collect()
}

fn with_ask() -> TestRepository {
    let repository = changed(|repository| {
        let text = repository.read(LOGIN);
        repository.write(LOGIN, &format!("{text}{ASK}"));
    });
    keep(&repository);
    repository
}

#[test]
fn the_third_push_without_a_change_writes_nothing() {
    let server = pull_request(130);
    let repository = with_ask();
    let first = comment(&server, &repository, &["--pull-request", "1"]);
    assert_eq!((first.code, first.out.as_str()), (0, "posted a comment on acme/plans#1\n"), "{}", first.err);
    let posted = ours(&server);
    assert_eq!(posted.len(), 1);
    assert!(posted[0].starts_with("<!-- canvass:comment v=1 key=default body="), "{}", posted[0]);
    assert!(
        posted[0].contains("(https://github.com") || posted[0].contains("(<https://github.com/acme/plans/blob/"),
        "{}",
        posted[0]
    );
    assert!(posted[0].contains("[full report](<https://github.com/acme/plans/actions/runs/77>)"), "{}", posted[0]);

    repository.commit("something else");
    server.forget();
    let text = repository.read(LOGIN);
    repository.write(LOGIN, &text.replace("more-alerts", "alerts"));
    assert!(
        crate::support::command::run(repository.path(), &["review", "--base", "HEAD~1", "--out", "report.json"]).code
            <= 1
    );
    let head = repository.git.head().unwrap().peel_to_commit().unwrap().id().to_string();
    server.state().repo("acme/plans").pulls.push((1, head.clone()));
    let second = comment(&server, &repository, &["--head", &head]);
    assert_eq!(
        (second.code, second.out.as_str()),
        (0, "brought the comment on acme/plans#1 up to date\n"),
        "{}",
        second.err
    );
    assert_eq!(server.state().writes(), 1);
    assert_eq!(ours(&server).len(), 1);

    server.forget();
    let third = comment(&server, &repository, &["--pull-request", "1"]);
    assert_eq!((third.code, third.out.as_str()), (0, "the comment on acme/plans#1 says so already\n"));
    assert_eq!(server.state().writes(), 0);
}

#[test]
fn who_changes_nothing_of_the_workspace_is_not_written_to() {
    let server = pull_request(0);
    let repository = changed(|_| {});
    keep(&repository);
    assert_eq!(comment(&server, &repository, &["--pull-request", "1"]).out, "nothing to say on acme/plans#1\n");
    assert_eq!(server.state().writes(), 0);

    // What was said before is taken back where it no longer holds.
    comment(&server, &with_ask(), &["--pull-request", "1"]);
    assert_eq!(
        comment(&server, &repository, &["--pull-request", "1"]).out,
        "brought the comment on acme/plans#1 up to date\n"
    );
    let shown = ours(&server);
    assert!(shown.len() == 1 && shown[0].contains("\n✅ **canvass: nothing to mend**\n"), "{shown:?}");
}

#[test]
fn a_token_that_may_only_read_is_no_failure() {
    let server = pull_request(0);
    server.state().read_only = true;
    let ran = comment(&server, &with_ask(), &["--pull-request", "1", "--output-format", "github"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.out.starts_with("::notice title=canvass::the token may not comment on acme/plans#1"), "{}", ran.out);
    assert_eq!(ours(&server), Vec::<String>::new());
}

#[test]
fn a_lost_answer_is_told_and_not_sent_again() {
    let server = pull_request(0);
    server.state().faults.push(Fault::first("POST", "/comments", Act::DropAfter));
    let repository = with_ask();
    let ran = comment(&server, &repository, &["--pull-request", "1", "--output-format", "github"]);
    assert_eq!(ran.code, 4, "{ran:?}");
    assert!(
        ran.out.starts_with("::warning title=canvass::a comment was sent to acme/plans#1, and nobody knows"),
        "{}",
        ran.out
    );
    assert_eq!(
        comment(&server, &repository, &["--pull-request", "1"]).out,
        "the comment on acme/plans#1 says so already\n"
    );
    assert_eq!(ours(&server).len(), 1);
}

#[test]
fn a_commit_of_no_pull_request_is_not_commented_on() {
    let server = pull_request(0);
    let repository = with_ask();
    let head = repository.git.head().unwrap().peel_to_commit().unwrap().id().to_string();
    let ran = comment(&server, &repository, &["--head", &head]);
    assert_eq!((ran.code, server.state().writes()), (0, 0), "{ran:?}");
    assert!(ran.out.contains("no open pull request has this commit"), "{}", ran.out);
    let other = comment(&server, &repository, &["--head", HEAD_SHA]);
    assert_eq!((other.code, server.state().writes()), (4, 0), "{other:?}");
    assert!(other.out.contains("the report is about another commit"), "{}", other.out);
    for bad in ["main", "4be21a0", "../../x", "4be21a04be21a04be21a04be21a04be21a04be2g"] {
        assert_eq!(comment(&server, &repository, &["--head", bad]).code, 2, "{bad}");
    }
}

#[test]
fn without_a_pull_request_it_is_only_printed() {
    let server = pull_request(0);
    let repository = with_ask();
    let printed = comment(&server, &repository, &[]);
    assert_eq!((printed.code, server.state().log.len()), (0, 0));
    comment(&server, &repository, &["--pull-request", "1"]);
    assert_eq!(ours(&server), [printed.out]);
}
