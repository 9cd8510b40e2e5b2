//! Lists, single issues and repositories: renamed, moved, switched off, half read.

use super::*;
use crate::support::github::{Act, Fault, LOGIN};
use canvass::backlog::decide::Answer;
use canvass::backlog::run::Ending;
use canvass::backlog::view::{Fetched, IssueStatus, RepoFacts, RepoView, Unavailable};
use canvass::forge::github::Error;
use canvass::forge::{Forge, Keeper};
use std::collections::BTreeSet;

/// One filed issue in `acme/web`, and the fake that holds it.
fn filed() -> Server {
    let server = Server::start(SPEED);
    server.state().add_repo("acme/web");
    assert_eq!(apply(&server, vec![wanted("acme/web", "a")]).ending(), Some(&Ending::Complete));
    server.forget();
    server
}

fn observe(server: &Server, graphql: bool, repo: &str) -> Result<RepoView, Unavailable> {
    let connection = connect(Settings { graphql, ..settings(server) }).unwrap();
    let authors = BTreeSet::from([LOGIN.to_owned()]);
    let mut seen = connection.parts().0.observe(&[name(repo)], &authors);
    seen.repos.remove(&name(repo)).unwrap()
}

fn both(server: &Server, repo: &str) -> [Result<RepoView, Unavailable>; 2] {
    [true, false].map(|graphql| observe(server, graphql, repo))
}

#[test]
fn both_interfaces_tell_the_same() {
    let server = filed();
    {
        let mut state = server.state();
        let person = state.file("acme/web", Some("lena"), "a person's");
        let ghost = state.file("acme/web", None, "of an account that is gone");
        let own = state.file("acme/web", Some(LOGIN), "ours\r\n");
        let pull = state.file("acme/web", Some(LOGIN), "a pull request");
        state.issue("acme/web", pull).pull_request = true;
        state.issue("acme/web", own).comments = 2;
        state.issue("acme/web", own).assignees.push("lena".into());
        state.issue("acme/web", own).open = false;
        state.issue("acme/web", own).reason = Some("duplicate".into());
        assert_eq!((person, ghost, own, pull), (2, 3, 4, 5));
    }
    let [by_graphql, by_rest] = both(&server, "acme/web").map(Result::unwrap);
    assert_eq!(by_graphql.issues, by_rest.issues);
    let numbers: Vec<u64> = by_rest.issues.iter().map(|issue| issue.number).collect();
    assert_eq!(numbers, [1, 4]);
    let issue = by_rest.issues.last().unwrap();
    assert_eq!((issue.status, issue.comments, issue.assigned), (IssueStatus::Duplicate, 2, true));
    assert_eq!(by_graphql.facts.unwrap().name, name("acme/web"));
}

#[test]
fn a_repository_that_cannot_be_used_is_never_empty() {
    let server = filed();
    server.state().repo("acme/web").has_issues = false;
    assert_eq!(both(&server, "acme/web"), [Err(Unavailable::IssuesOff), Err(Unavailable::IssuesOff)]);
    server.state().repo("acme/web").visible = false;
    assert_eq!(both(&server, "acme/web"), [Err(Unavailable::NotFound), Err(Unavailable::NotFound)]);
    assert_eq!(both(&server, "acme/nowhere"), [Err(Unavailable::NotFound), Err(Unavailable::NotFound)]);
    server.state().repo("acme/web").visible = true;
    server.state().repo("acme/web").has_issues = true;

    server.state().repo("acme/web").archived = true;
    assert_eq!(observe(&server, true, "acme/web"), Err(Unavailable::Archived));
    // A list does not tell; whoever is about to write asks.
    let view = observe(&server, false, "acme/web").unwrap();
    assert_eq!((view.issues.len(), view.facts), (1, None));
    let confirmed = connection(&server).parts().0.confirm(&name("acme/web"));
    assert_eq!(confirmed, Err(Unavailable::Archived));
    let run = apply_by_rest(&server, vec![wanted("acme/web", "a"), wanted("acme/web", "b")]);
    assert_eq!((run.executed().len(), server.state().creates().len()), (0, 0));
}

#[test]
fn a_page_that_is_not_whole_is_no_page() {
    for text in ["[", "[]]", "{}", "<html>", r#"[{"number": 1}]"#, r#"[{"number": 1, "state": "merged"}]"#, "null"] {
        let server = filed();
        let act = Act::Text(200, text.into());
        server.state().faults.push(Fault::first("GET", "/issues", act).times(9));
        assert!(matches!(observe(&server, false, "acme/web"), Err(Unavailable::Failed(_))), "{text}");
    }
    for status in [400, 401, 403, 422, 451, 500, 502, 503] {
        let server = filed();
        server.state().faults.push(Fault::first("GET", "/issues", Act::Status(status)).times(9));
        assert!(matches!(observe(&server, false, "acme/web"), Err(Unavailable::Failed(_))), "{status}");
    }
    // The second page of three.
    let server = filed();
    server.state().page_size = 1;
    for _ in 0..2 {
        server.state().file("acme/web", Some(LOGIN), "more");
    }
    assert_eq!(observe(&server, false, "acme/web").unwrap().issues.len(), 3);
    server.state().faults.push(Fault::first("GET", "/issues", Act::Status(500)).after(1).times(9));
    assert!(matches!(observe(&server, false, "acme/web"), Err(Unavailable::Failed(_))));
}

#[test]
fn reads_are_tried_again_and_not_for_ever() {
    for act in [Act::DropBefore, Act::DropAfter, Act::Status(502), Act::Half] {
        let server = filed();
        server.state().faults.push(Fault::first("GET", "/issues", act.clone()).times(3));
        assert!(observe(&server, false, "acme/web").is_ok(), "{act:?}");
        server.forget();
        server.state().faults.push(Fault::first("GET", "/issues", act.clone()).times(9));
        assert!(matches!(observe(&server, false, "acme/web"), Err(Unavailable::Failed(_))), "{act:?}");
        let asked = server.state().log.iter().filter(|request| request.is("GET", "/issues")).count();
        assert_eq!(asked, 4, "{act:?}");
    }
}

#[test]
fn without_graphql_everything_is_listed() {
    let broken = [
        Act::Status(502),
        Act::DropBefore,
        Act::Html,
        Act::Half,
        Act::Text(200, r#"{"data": null, "errors": [{"type": "RATE_LIMITED", "message": "no"}]}"#.into()),
        Act::Text(200, r#"{"data": {"r0": null}}"#.into()),
        Act::Text(200, r#"{"message": "Bad credentials"}"#.into()),
        Act::Text(200, " ".repeat(11_000_000)),
    ];
    for act in broken {
        let server = filed();
        server.state().faults.push(Fault::first("POST", "/graphql", act.clone()).times(9));
        let act = format!("{act:.40?}");
        assert_eq!(observe(&server, true, "acme/web").unwrap().issues.len(), 1, "{act}");
        let run = apply(&server, vec![wanted("acme/web", "a")]);
        assert_eq!((run.ending(), run.plan().filed.len()), (Some(&Ending::Complete), 1), "{act}");
    }
}

#[test]
fn a_renamed_repository_keeps_its_issues() {
    for graphql in [true, false] {
        let server = filed();
        let id = server.state().repo("acme/web").id;
        server.state().rename("acme/web", "acme/site");
        let view = observe(&server, graphql, "acme/web").unwrap();
        assert_eq!((view.facts.as_ref().unwrap().id, view.issues.len()), (id, 1));
        assert_eq!(view.facts.unwrap().name, name("acme/site"));

        let asks = vec![wanted("acme/web", "a"), wanted("acme/web", "b")];
        let run = if graphql { apply(&server, asks) } else { apply_by_rest(&server, asks) };
        assert_eq!(run.ending(), Some(&Ending::Complete));
        let state = server.state();
        let written: Vec<&str> = state.creates().iter().map(|request| request.path.as_str()).collect();
        assert_eq!(written, ["/repos/acme/site/issues"]);
    }
}

#[test]
fn a_name_that_was_given_to_another_repository_is_not_written_to() {
    for graphql in [true, false] {
        let server = filed();
        server.state().repo("acme/web").name = "acme/old".into();
        server.state().add_repo("acme/web");
        let asks = vec![wanted("acme/web", "a")];
        let run = if graphql { apply(&server, asks) } else { apply_by_rest(&server, asks) };
        assert_eq!(server.state().creates().len(), 0);
        let replaced = run.plan().unavailable.iter().any(|item| matches!(item.what, Unavailable::Replaced { .. }));
        assert!(replaced || !run.plan().waiting.is_empty(), "{:?}", run.plan());
    }
}

#[test]
fn one_issue_is_there_moved_deleted_or_never_was() {
    let server = filed();
    server.state().add_repo("acme/app");
    for _ in 0..3 {
        server.state().file("acme/web", Some("lena"), "by hand");
    }
    server.state().delete("acme/web", 2);
    server.state().transfer("acme/web", 3, "acme/app");
    server.state().issue("acme/web", 4).pull_request = true;
    let (mut issues, _) = connection(&server).parts();
    let mut fetch = |number| issues.fetch(&name("acme/web"), number);
    assert!(matches!(fetch(1), Fetched::Found(issue) if issue.author == LOGIN));
    assert_eq!([fetch(2), fetch(3)], [Fetched::Gone, Fetched::Gone]);
    assert_eq!([fetch(4), fetch(9)], [Fetched::NotFound, Fetched::NotFound]);

    // Under its old name, an issue that is there is not taken for one that moved.
    server.state().rename("acme/web", "acme/site");
    let (mut issues, _) = connection(&server).parts();
    let mut fetch = |number| issues.fetch(&name("acme/web"), number);
    assert!(matches!(fetch(1), Fetched::Found(_)));
    assert_eq!([fetch(2), fetch(3), fetch(9)], [Fetched::Gone, Fetched::Gone, Fetched::NotFound]);

    // The same status as for a deleted issue.
    server.state().repo("acme/site").has_issues = false;
    assert_eq!(connection(&server).parts().0.fetch(&name("acme/site"), 1), Fetched::Unknown);
}

#[test]
fn deleted_and_moved_issues_are_answers() {
    for graphql in [true, false] {
        for transfer in [true, false] {
            let server = filed();
            server.state().add_repo("acme/app");
            if transfer {
                server.state().transfer("acme/web", 1, "acme/app");
            } else {
                server.state().delete("acme/web", 1);
            }
            let asks = vec![wanted("acme/web", "a")];
            let run = if graphql { apply(&server, asks) } else { apply_by_rest(&server, asks) };
            let answered: Vec<_> = run.plan().answered.iter().map(|item| item.what).collect();
            assert_eq!(answered, [(1, Answer::Gone)]);
            assert_eq!(server.state().creates().len(), 0);
        }
    }
}

#[test]
fn a_list_that_lags_files_nothing() {
    for graphql in [true, false] {
        let server = filed();
        server.state().lag = 1;
        let asks = vec![wanted("acme/web", "a"), wanted("acme/web", "b")];
        let run = if graphql { apply(&server, asks) } else { apply_by_rest(&server, asks) };
        assert_eq!(server.state().creates().len(), 0, "{:?}", run.plan());
        assert!(!run.plan().waiting.is_empty());
    }
}

#[test]
fn who_we_are_is_asked_when_it_matters() {
    let server = filed();
    server.state().installation = true;
    let (mut issues, _) = connect(Settings { graphql: false, ..settings(&server) }).unwrap().parts();
    let seen = issues.observe(&[name("acme/web")], &BTreeSet::new());
    assert_eq!(seen.identity, None);
    assert!(matches!(seen.repos[&name("acme/web")], Err(Unavailable::Failed(_))));

    server.state().installation = false;
    let (mut issues, _) = connect(Settings { graphql: false, ..settings(&server) }).unwrap().parts();
    let seen = issues.observe(&[name("acme/web")], &BTreeSet::new());
    assert_eq!(seen.identity.as_deref(), Some(LOGIN));
    assert_eq!(seen.repos[&name("acme/web")].as_ref().unwrap().issues.len(), 1);
}

#[test]
fn the_initiatives_repository_is_found_under_its_new_name_or_missed() {
    for graphql in [true, false] {
        let server = Server::start(SPEED);
        bootstrap(&server);
        server.state().rename("acme/plans", "acme/initiatives");
        let mut connection = connect(Settings { graphql, ..settings(&server) }).unwrap();
        assert_eq!(connection.source().unwrap(), RepoFacts { id: 1, name: name("acme/initiatives") });
        assert!(connection.parts().1.read().unwrap().is_some(), "the ledger moved along");

        server.state().repo("acme/initiatives").visible = false;
        let mut connection = connect(Settings { graphql, ..settings(&server) }).unwrap();
        let error = connection.source().unwrap_err();
        assert!(matches!(error, Error::Source { why: Unavailable::NotFound, .. }), "{error:?}");
    }
}
