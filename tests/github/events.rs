//! Which pull request a commit is the head of, and when a workflow last ended well.

use super::*;
use crate::support::github::{Act, Fault};
use canvass::forge::github::{Error, LastSuccess, PullRequest};

const HEAD: &str = "4be21a0f00112233445566778899aabbccddeeff";

fn other(place: usize) -> String {
    format!("{place:040x}")
}

fn at(server: &Server, commit: &str) -> PullRequest {
    connection(server).pull_request_at(&name("acme/plans"), commit).unwrap()
}

#[test]
fn a_pull_request_is_found_by_its_whole_head() {
    let server = Server::start(SPEED);
    server.state().page_size = 2;
    server.state().repo("acme/plans").pulls = (1..=5).map(|number| (number, other(number as usize))).collect();
    server.state().repo("acme/plans").pulls.push((7, HEAD.into()));
    assert_eq!(at(&server, HEAD), PullRequest::One(7));
    assert_eq!(at(&server, &HEAD.to_uppercase()), PullRequest::One(7));
    assert_eq!(at(&server, &other(9)), PullRequest::None);
    server.state().repo("acme/plans").pulls.push((9, HEAD.into()));
    assert_eq!(at(&server, HEAD), PullRequest::Several(vec![7, 9]));
    server.state().rename("acme/plans", "acme/portfolio");
    assert_eq!(at(&server, HEAD), PullRequest::Several(vec![7, 9]));
}

#[test]
fn a_hash_that_is_none_is_not_asked_for() {
    let server = Server::start(SPEED);
    server.state().repo("acme/plans").pulls = vec![(1, HEAD.into()), (2, String::new())];
    for commit in ["", &HEAD[..7], "HEAD", "$(id)", "../../1", "\r\nhost: x", &format!("{HEAD}/"), &"é".repeat(20)] {
        assert_eq!(at(&server, commit), PullRequest::None, "{commit}");
    }
    assert_eq!(server.state().log.len(), 0);
}

#[test]
fn ten_pages_are_enough() {
    let server = Server::start(SPEED);
    server.state().page_size = 1;
    server.state().repo("acme/plans").pulls = (1..=12).map(|number| (number, other(number as usize))).collect();
    assert_eq!(at(&server, &other(10)), PullRequest::One(10));
    assert_eq!(at(&server, &other(11)), PullRequest::NotAmongMany);
    assert_eq!(server.state().log.len(), 20);
}

#[test]
fn a_list_that_cannot_be_read_is_not_empty() {
    for act in [Act::Status(500), Act::Status(403), Act::Status(404), Act::Half, Act::Text(200, "{}".into())] {
        let server = Server::start(SPEED);
        server.state().repo("acme/plans").pulls = vec![(1, HEAD.into())];
        server.state().faults.push(Fault::first("GET", "/pulls", act.clone()).times(9));
        let error = connection(&server).pull_request_at(&name("acme/plans"), HEAD).unwrap_err();
        assert!(matches!(error, Error::Source { .. }), "{act:?}: {error:?}");
    }
    let server = Server::start(SPEED);
    server.state().faults.push(Fault::first("GET", "/pulls", Act::Status(401)));
    let error = connection(&server).pull_request_at(&name("acme/plans"), HEAD).unwrap_err();
    assert!(matches!(error, Error::Rejected(_)), "{error:?}");
}

#[test]
fn a_workflow_tells_when_it_last_ended_well() {
    let server = Server::start(SPEED);
    let last = |file: &str| connection(&server).last_success(file);
    let times = vec!["2026-11-20T06:17:00Z".to_owned(), "2026-11-13T06:17:00Z".to_owned()];
    server.state().repo("acme/plans").workflows.insert("file.yml".into(), times);
    server.state().repo("acme/plans").workflows.insert("new.yaml".into(), Vec::new());
    assert_eq!(last("file.yml"), LastSuccess::At("2026-11-20T06:17:00Z".parse().unwrap()));
    assert_eq!(last("new.yaml"), LastSuccess::Never);
    assert!(matches!(last("none.yml"), LastSuccess::NotKnown(why) if why.contains("no such workflow")));
    server.forget();
    for file in ["", "file", "../../user.yml", "a/b.yml", "a?x=.yml", "a b.yml"] {
        assert!(matches!(last(file), LastSuccess::NotKnown(_)), "{file}");
    }
    assert_eq!(server.state().log.len(), 0);
    for act in [Act::Status(403), Act::Status(401), Act::Status(500), Act::Text(200, "[]".into())] {
        server.state().faults = vec![Fault::first("GET", "/runs", act.clone()).times(9)];
        assert!(matches!(last("file.yml"), LastSuccess::NotKnown(_)), "{act:?}");
    }
}
