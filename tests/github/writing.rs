//! Filing, renewing and closing: what is reported of each, and what people did is respected.

use super::*;
use crate::support::github::{Act, Fault, LOGIN};
use canvass::backlog::run::{Ending, Write};
use canvass::backlog::{Digest, Marker};
use canvass::forge::Forge;

fn body(ask: &str, text: &str) -> String {
    let key = Key::new(SOURCE, "checkout", ask, 1);
    Draft::new("t", text, Vec::new()).body(&Marker { key, source: SOURCE })
}

fn web() -> Server {
    let server = Server::start(SPEED);
    server.state().add_repo("acme/web");
    server
}

fn write(server: &Server, write: &Write) -> Written {
    connection(server).parts().0.write(write)
}

fn update(number: u64, seen: &str, body: &str) -> Write {
    Write::Update { repo: name("acme/web"), number, seen: seen.into(), body: body.into() }
}

fn close(number: u64, of: u64, seen: &str) -> Write {
    Write::Close { repo: name("acme/web"), number, of, seen: seen.into() }
}

fn create() -> Write {
    let draft = Draft::new("Ask", "Please.", vec!["Canvass".into(), "q1".into()]);
    Write::Create { repo: name("acme/web"), draft, body: body("a", "Please.") }
}

#[test]
fn labels_that_were_left_out_are_told() {
    let server = web();
    let created = |dropped: &[&str]| Written::Created {
        number: 1,
        author: LOGIN.into(),
        dropped: dropped.iter().map(|label| (*label).to_owned()).collect(),
    };
    assert_eq!(write(&server, &create()), created(&[]));
    assert_eq!(server.state().issue("acme/web", 1).labels, ["Canvass", "q1"]);
    let server = web();
    server.state().labels = false;
    assert_eq!(write(&server, &create()), created(&["Canvass", "q1"]));
}

#[test]
fn an_issue_of_nobody_is_not_taken_for_ours() {
    let server = web();
    let text = r#"{"number": 1, "state": "open", "user": null}"#;
    server.state().faults.push(Fault::first("POST", "/issues", Act::Text(201, text.into())));
    assert!(matches!(write(&server, &create()), Written::Unknown(_)));
}

#[test]
fn a_refusal_says_whether_the_rest_would_be_refused() {
    let refused = |prepare: &dyn Fn(&Server)| {
        let server = web();
        prepare(&server);
        match write(&server, &create()) {
            Written::Refused { whole_repo, why } => (whole_repo, why),
            other => panic!("{other:?}"),
        }
    };
    let fault = |status: u16| {
        move |server: &Server| {
            server.state().faults.push(Fault::first("POST", "/issues", Act::Status(status)));
        }
    };
    for (whole, prepare) in [
        (true, &(|server: &Server| server.state().read_only = true) as &dyn Fn(&Server)),
        (true, &|server: &Server| server.state().repo("acme/web").archived = true),
        (true, &|server: &Server| server.state().repo("acme/web").has_issues = false),
        (true, &|server: &Server| server.state().repo("acme/web").visible = false),
        (true, &|server: &Server| server.state().rename("acme/web", "acme/site")),
        (false, &fault(422)),
        (false, &fault(400)),
    ] {
        let (whole_repo, why) = refused(prepare);
        assert_eq!(whole_repo, whole, "{why}");
    }
    let server = web();
    server.state().faults.push(Fault::first("POST", "/issues", Act::Status(401)));
    assert!(matches!(write(&server, &create()), Written::Halt(_)));
}

#[test]
fn an_issue_is_renewed_only_if_it_says_what_it_did() {
    let (old, new) = (body("a", "Old."), body("a", "New."));
    let server = web();
    server.state().file("acme/web", Some(LOGIN), &format!("{}\r\n", old.replace('\n', "\r\n")));
    assert_eq!(write(&server, &update(1, &old, &new)), Written::Changed, "line ends are no difference");
    assert_eq!(server.state().issue("acme/web", 1).body, new);

    server.state().issue("acme/web", 1).body = format!("{new}\nMine.");
    assert_eq!(write(&server, &update(1, &new, &old)), Written::Moved);
    server.state().issue("acme/web", 1).body = new.clone();
    server.state().issue("acme/web", 1).open = false;
    assert_eq!(write(&server, &update(1, &new, &old)), Written::Moved, "closed by somebody meanwhile");
    server.state().delete("acme/web", 1);
    assert_eq!(write(&server, &update(1, &new, &old)), Written::Moved);
    assert_eq!(write(&server, &update(7, &new, &old)), Written::Moved);
    assert_eq!(server.state().writes(), 1);
}

#[test]
fn a_change_that_is_not_answered_is_sent_once() {
    let (old, new) = (body("a", "Old."), body("a", "New."));
    for act in [Act::DropBefore, Act::DropAfter, Act::StatusAfter(502), Act::Half, Act::Html] {
        let server = web();
        server.state().file("acme/web", Some(LOGIN), &old);
        server.state().faults.push(Fault::first("PATCH", "/issues/1", act.clone()));
        assert!(matches!(write(&server, &update(1, &old, &new)), Written::Unknown(_)), "{act:?}");
        assert_eq!(server.state().writes(), 1, "{act:?}");
    }
    let server = web();
    server.state().file("acme/web", Some(LOGIN), &old);
    server.state().faults.push(Fault::first("GET", "/issues/1", Act::Status(500)).times(9));
    assert!(matches!(write(&server, &update(1, &old, &new)), Written::Refused { whole_repo: false, .. }));
    assert_eq!(server.state().writes(), 0);
}

#[test]
fn a_duplicate_is_closed_only_while_nobody_touched_it() {
    let text = body("a", "Please.");
    let fresh = || {
        let server = web();
        server.state().file("acme/web", Some(LOGIN), &text);
        server.state().file("acme/web", Some(LOGIN), &text);
        server
    };
    let server = fresh();
    let id = server.state().issue("acme/web", 1).id;
    assert_eq!(write(&server, &close(2, 1, &text)), Written::Changed);
    let mut state = server.state();
    assert_eq!(state.log.last().unwrap().body["duplicate_issue_id"], id);
    let issue = state.issue("acme/web", 2);
    assert_eq!((issue.open, issue.reason.as_deref()), (false, Some("duplicate")));
    drop(state);

    let server = fresh();
    server.state().duplicates = false;
    assert_eq!(write(&server, &close(2, 1, &text)), Written::Changed);
    assert_eq!(server.state().issue("acme/web", 2).reason.as_deref(), Some("not_planned"));

    for touch in [
        (|server: &Server| server.state().issue("acme/web", 2).comments = 1) as fn(&Server),
        |server| server.state().issue("acme/web", 2).assignees.push("lena".into()),
        |server| server.state().issue("acme/web", 2).body.push_str("\nMine."),
        |server| server.state().issue("acme/web", 2).open = false,
        |server| server.state().delete("acme/web", 2),
        |server| server.state().delete("acme/web", 1),
    ] {
        let server = fresh();
        touch(&server);
        assert_eq!(write(&server, &close(2, 1, &text)), Written::Moved);
        assert_eq!(server.state().writes(), 0);
    }
}

#[test]
fn a_run_renews_what_changed_and_closes_what_is_doubled() {
    for graphql in [true, false] {
        let server = web();
        assert_eq!(apply(&server, vec![wanted("acme/web", "a")]).ending(), Some(&Ending::Complete));
        let text = server.state().issue("acme/web", 1).body.clone();
        server.state().file("acme/web", Some(LOGIN), &text);
        server.state().issue("acme/web", 1).body.push_str("\n\nA person's words.");
        let mut changed = wanted("acme/web", "a");
        changed.draft = Draft::new("Ask a", "Please do it soon.", vec!["canvass".into()]);
        let settings = Settings { graphql, ..settings(&server) };
        let run = carry_out(settings.clone(), order(vec![changed.clone()], Mode::Apply));
        assert_eq!(run.ending(), Some(&Ending::Complete), "{:?}", run.executed());
        let mut state = server.state();
        let body = &state.issue("acme/web", 1).body;
        assert!(body.contains("do it soon") && body.ends_with("\n\nA person's words."), "{body}");
        assert!(!state.issue("acme/web", 2).open);
        assert_ne!(Digest::of(&text), Digest::of(&state.issue("acme/web", 1).body));
        state.log.clear();
        drop(state);
        let again = carry_out(settings, order(vec![changed], Mode::Apply));
        assert_eq!((again.ending(), server.state().writes()), (Some(&Ending::Complete), 0));
    }
}
