//! One comment for each key on a pull request: posted once, edited in place, left to people who edit it.

use super::*;
use crate::support::github::{Act, Fault, LOGIN};
use canvass::forge::github::{Commented, Error, Outcome, Place, Sticky};
use std::collections::BTreeSet;

/// The pull request `acme/plans#1`, and nothing said there.
fn pull_request() -> Server {
    let server = Server::start(SPEED);
    let number = server.state().file("acme/plans", Some("lena"), "Please look.");
    server.state().issue("acme/plans", number).pull_request = true;
    server
}

fn place() -> Place {
    Place { repo: name("acme/plans"), number: 1, authors: BTreeSet::from([LOGIN.to_owned()]), create: true }
}

fn sticky(content: &str) -> Sticky {
    Sticky::new("default", content, "<sub>4be21a0</sub>").unwrap()
}

fn try_at(server: &Server, place: &Place, sticky: &Sticky) -> Result<Commented, Error> {
    let commented = connection(server).comment(place, sticky);
    assert!(!format!("{commented:?}").contains(TOKEN));
    commented
}

fn at(server: &Server, place: &Place, sticky: &Sticky) -> Outcome {
    try_at(server, place, sticky).unwrap().outcome
}

fn comment(server: &Server, content: &str) -> Outcome {
    at(server, &place(), &sticky(content))
}

fn created(server: &Server, content: &str) -> u64 {
    match comment(server, content) {
        Outcome::Created { id, stranger: None } => id,
        other => panic!("{other:?}"),
    }
}

/// What stands there, by id.
fn bodies(server: &Server) -> Vec<(u64, String)> {
    let mut state = server.state();
    state.repo("acme/plans").comments.iter().map(|(id, comment)| (*id, comment.body.clone())).collect()
}

#[test]
fn it_is_posted_once_and_then_edited_only_when_it_says_something_else() {
    let server = pull_request();
    let id = created(&server, "### one");
    assert_eq!(bodies(&server), [(id, sticky("### one").text())]);
    server.forget();

    let later = Sticky::new("default", "### one", "<sub>91fd3c7</sub>").unwrap();
    assert_eq!(at(&server, &place(), &later), Outcome::Unchanged(id));
    assert_eq!(server.state().writes(), 0, "a footer that names another commit is no change");

    assert_eq!(comment(&server, "### two"), Outcome::Updated(id));
    assert_eq!(bodies(&server), [(id, sticky("### two").text())]);
    let state = server.state();
    let written: Vec<_> = state.log.iter().filter(|it| it.writes()).map(|it| it.method.as_str()).collect();
    assert_eq!(written, ["PATCH"]);
}

#[test]
fn among_a_hundred_and_thirty_ours_is_found_on_whatever_page() {
    let server = pull_request();
    server.state().page_size = 2;
    for _ in 0..128 {
        server.state().say("acme/plans", 1, Some("lena"), "Looks good.");
    }
    let id = created(&server, "one");
    server.state().say("acme/plans", 1, None, "From an account that is gone.");
    server.forget();
    assert_eq!(comment(&server, "one"), Outcome::Unchanged(id));
    assert_eq!(comment(&server, "two"), Outcome::Updated(id));
    let pages = server.state().log.iter().filter(|it| it.is("GET", "/comments")).count();
    assert_eq!((bodies(&server).len(), pages), (130, 130), "65 pages, twice");
}

#[test]
fn what_others_forge_is_not_ours() {
    let server = pull_request();
    let text = sticky("one").text();
    for author in [Some("lena"), None, Some("canvass-bot"), Some("other[bot]")] {
        server.state().say("acme/plans", 1, author, &text);
    }
    server.state().say("acme/plans", 1, Some(LOGIN), &format!("> {text}"));
    server.state().say("acme/plans", 1, Some(LOGIN), &format!("As we said:\n{text}"));
    let before = bodies(&server);
    let id = created(&server, "one");
    let after = bodies(&server);
    assert_eq!((&after[..6], after[6].0), (&before[..], id), "theirs are as they were");
}

#[test]
fn what_a_person_edited_is_theirs() {
    let server = pull_request();
    let id = created(&server, "one");
    for edit in [
        |text: &str| text.replace("one", "1"),
        |text: &str| text.replace("4be21a0", "Mine."),
        |text: &str| format!("{text}\n\nMine."),
    ] {
        let text = edit(&sticky("one").text());
        server.state().repo("acme/plans").comments.get_mut(&id).unwrap().body = text.clone();
        server.forget();
        assert_eq!(comment(&server, "one"), Outcome::Edited(id));
        assert_eq!(comment(&server, "two"), Outcome::Edited(id));
        assert_eq!((bodies(&server), server.state().writes()), (vec![(id, text)], 0));
    }
    // Line ends and white space around it are the server's.
    let text = format!("\r\n{}\r\n", sticky("one").text().replace('\n', "\r\n"));
    server.state().repo("acme/plans").comments.get_mut(&id).unwrap().body = text;
    assert_eq!(comment(&server, "one"), Outcome::Unchanged(id));
    assert_eq!(comment(&server, "two"), Outcome::Updated(id));
}

#[test]
fn each_key_has_a_comment_of_its_own() {
    let server = pull_request();
    let other = |content: &str| Sticky::new("weekly", content, "").unwrap();
    let id = created(&server, "one");
    assert!(matches!(at(&server, &place(), &other("one")), Outcome::Created { .. }));
    assert_eq!(comment(&server, "two"), Outcome::Updated(id));
    let said: Vec<String> = bodies(&server).into_iter().map(|(_, body)| body).collect();
    assert_eq!(said, [sticky("two").text(), other("one").text()]);
}

#[test]
fn of_several_the_first_is_kept_and_the_others_are_told() {
    let server = pull_request();
    let ids: Vec<u64> =
        (0..3).map(|_| server.state().say("acme/plans", 1, Some(LOGIN), &sticky("one").text())).collect();
    let before = bodies(&server);
    let commented = try_at(&server, &place(), &sticky("two")).unwrap();
    assert_eq!(commented, Commented { outcome: Outcome::Updated(ids[0]), surplus: ids[1..].to_vec() });
    assert_eq!(bodies(&server)[1..], before[1..]);
}

#[test]
fn nothing_to_say_posts_nothing_and_corrects_what_was_said() {
    let server = pull_request();
    let quiet = Place { create: false, ..place() };
    assert_eq!(at(&server, &quiet, &sticky("all is well")), Outcome::Nothing);
    assert_eq!(server.state().writes(), 0);
    let id = created(&server, "blocked");
    assert_eq!(at(&server, &quiet, &sticky("all is well")), Outcome::Updated(id));
}

#[test]
fn a_lost_answer_posts_nothing_twice() {
    for (act, arrives) in [
        (Act::DropBefore, false),
        (Act::DropAfter, true),
        (Act::StatusAfter(502), true),
        (Act::Status(500), false),
        (Act::Status(408), false),
        (Act::Half, true),
        (Act::Html, true),
    ] {
        let server = pull_request();
        server.state().faults.push(Fault::first("POST", "/comments", act.clone()));
        assert!(matches!(comment(&server, "one"), Outcome::Unknown(_)), "{act:?}");
        assert_eq!(server.state().writes(), 1, "{act:?}: sent once");
        let again = comment(&server, "one");
        assert_eq!(matches!(again, Outcome::Unchanged(_)), arrives, "{act:?}: {again:?}");
        assert_eq!(bodies(&server).len(), 1, "{act:?}");
    }
    let server = pull_request();
    let id = created(&server, "one");
    server.forget();
    server.state().faults.push(Fault::first("PATCH", "/comments/", Act::DropAfter));
    assert!(matches!(comment(&server, "two"), Outcome::Unknown(_)));
    assert_eq!(server.state().writes(), 1);
    assert_eq!(comment(&server, "two"), Outcome::Unchanged(id));
}

#[test]
fn a_token_that_may_only_read_is_told_from_a_failure() {
    for (fault, forbidden) in [(403, true), (404, true), (410, false), (422, false), (451, false)] {
        let server = pull_request();
        let id = created(&server, "one");
        for (method, says) in [("POST", Sticky::new("new", "one", "").unwrap()), ("PATCH", sticky("two"))] {
            server.state().faults.push(Fault::first(method, "/comments", Act::Status(fault)));
            let outcome = at(&server, &place(), &says);
            assert_eq!(matches!(outcome, Outcome::Forbidden(_)), forbidden, "{method} {fault}: {outcome:?}");
            assert_eq!(matches!(outcome, Outcome::NotSent(_)), !forbidden, "{method} {fault}: {outcome:?}");
        }
        assert_eq!(bodies(&server), [(id, sticky("one").text())]);
    }
    let server = pull_request();
    server.state().read_only = true;
    assert!(matches!(comment(&server, "one"), Outcome::Forbidden(why) if why.contains("not accessible")));
    // A limit is no prohibition.
    let server = pull_request();
    let limit = Act::Limit(403, vec![("retry-after", "20".into())], "secondary rate limit");
    server.state().faults.push(Fault::first("POST", "/comments", limit));
    assert!(matches!(comment(&server, "one"), Outcome::NotSent(_)));
}

#[test]
fn a_token_that_is_not_accepted_is_an_error() {
    for method in ["GET", "POST"] {
        let server = pull_request();
        server.state().faults.push(Fault::first(method, "/comments", Act::Status(401)));
        let error = try_at(&server, &place(), &sticky("one")).unwrap_err();
        assert!(matches!(error, Error::Rejected(_)), "{error:?}");
    }
}

#[test]
fn where_nothing_can_be_read_nothing_is_written() {
    for act in [
        Act::Status(500),
        Act::Status(404),
        Act::Status(410),
        Act::Status(403),
        Act::DropBefore,
        Act::Half,
        Act::Html,
        Act::Text(200, "{}".into()),
        Act::Text(200, r#"[{"body": "no id"}]"#.into()),
    ] {
        for page in 0..3 {
            let server = pull_request();
            server.state().page_size = 2;
            for _ in 0..5 {
                server.state().say("acme/plans", 1, Some("lena"), "Looks good.");
            }
            server.state().faults.push(Fault::first("GET", "/comments", act.clone()).after(page).times(9));
            let outcome = comment(&server, "one");
            let forbidden = matches!(act, Act::Status(403));
            assert_eq!(matches!(outcome, Outcome::Forbidden(_)), forbidden, "{act:?}: {outcome:?}");
            assert_eq!(matches!(outcome, Outcome::NotSent(_)), !forbidden, "{act:?}: {outcome:?}");
            assert_eq!(server.state().writes(), 0, "{act:?}");
        }
    }
    let server = pull_request();
    server.state().delete("acme/plans", 1);
    assert!(matches!(comment(&server, "one"), Outcome::NotSent(why) if why.contains("deleted")));
    let nowhere = Place { number: 9, ..place() };
    assert!(matches!(at(&server, &nowhere, &sticky("one")), Outcome::NotSent(why) if why.contains("acme/plans#9")));
    assert_eq!(server.state().writes(), 0);
}

#[test]
fn a_renamed_repository_is_written_to_under_its_new_name() {
    let server = pull_request();
    server.state().page_size = 2;
    for _ in 0..3 {
        server.state().say("acme/plans", 1, Some("lena"), "Looks good.");
    }
    server.state().rename("acme/plans", "acme/portfolio");
    assert!(matches!(comment(&server, "one"), Outcome::Created { .. }));
    assert!(matches!(comment(&server, "two"), Outcome::Updated(_)));
    let state = server.state();
    assert!(state.log.iter().filter(|it| it.writes()).all(|it| it.path.starts_with("/repos/acme/portfolio/")));
    drop(state);
    // Renamed between looking and writing: nothing follows the redirect.
    let server = pull_request();
    let away = Act::Redirect(301, format!("{}/repositories/1/issues/1/comments", server.api()));
    server.state().faults.push(Fault::first("POST", "/comments", away));
    assert!(matches!(comment(&server, "one"), Outcome::NotSent(_)));
    assert_eq!(bodies(&server), []);
}

#[test]
fn who_we_are_is_asked_only_if_nobody_says() {
    let server = pull_request();
    let id = created(&server, "one");
    assert_eq!(server.state().log.iter().filter(|it| it.is("GET", "/user")).count(), 0);
    let unnamed = Place { authors: BTreeSet::new(), ..place() };
    assert_eq!(at(&server, &unnamed, &sticky("two")), Outcome::Updated(id));
    server.state().installation = true;
    let error = try_at(&server, &unnamed, &sticky("three")).unwrap_err();
    assert!(matches!(error, Error::NoAuthor) && error.help().contains("--author"), "{error:?}");

    // The case of a login is no difference; another login is told at once, for it would not be known again.
    let loud = Place { authors: BTreeSet::from([LOGIN.to_uppercase()]), ..place() };
    assert_eq!(at(&server, &loud, &sticky("three")), Outcome::Updated(id));
    let wrong = Place { authors: BTreeSet::from(["my-app[bot]".to_owned()]), ..place() };
    let outcome = at(&server, &wrong, &sticky("three"));
    assert!(matches!(&outcome, Outcome::Created { stranger: Some(login), .. } if login == LOGIN), "{outcome:?}");
}

#[test]
fn the_longest_that_is_allowed_is_taken() {
    let server = pull_request();
    let id = created(&server, &"é".repeat(64_800));
    assert_eq!(comment(&server, &"è".repeat(64_800)), Outcome::Updated(id));
}

#[test]
fn a_silence_that_is_asked_for_is_kept() {
    let server = pull_request();
    let limit = Act::Limit(429, vec![("retry-after", "30".into())], "slow down");
    server.state().faults.push(Fault::first("GET", "/comments", limit));
    let began = server.state().clock.millis();
    created(&server, "one");
    assert!(server.state().clock.millis() - began >= 30_000);
    let longer = Act::Limit(429, vec![("retry-after", "3600".into())], "slow down");
    server.state().faults.push(Fault::first("GET", "/comments", longer));
    assert!(matches!(comment(&server, "two"), Outcome::NotSent(why) if why.contains("left alone")));
}
