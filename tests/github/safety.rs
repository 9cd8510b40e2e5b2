//! The token: where it is sent, where it is not, and that nobody reads it anywhere.

use super::*;
use crate::support::github::{Act, Fault};
use canvass::backlog::Ledger;
use canvass::backlog::run::{Save, Write};
use canvass::backlog::view::Unavailable;
use canvass::forge::github::Error;
use canvass::forge::{Forge, Keeper};
use std::collections::BTreeSet;
use std::net::TcpListener;

/// A listener that must never be spoken to.
fn elsewhere() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    (listener, url)
}

#[test]
fn a_redirect_to_another_host_is_not_followed() {
    for status in [301, 302, 307, 308] {
        let (listener, url) = elsewhere();
        let server = Server::start(SPEED);
        server.state().add_repo("acme/web");
        let away = |path: &str| Act::Redirect(status, format!("{url}{path}"));
        let mut faults = Vec::new();
        for method in ["GET", "POST", "PUT", "PATCH"] {
            faults.push(Fault::first(method, "/repos/", away("/repos/acme/web")).times(99));
        }
        faults.push(Fault::first("POST", "/graphql", away("/graphql")).times(99));
        server.state().faults = faults;

        let mut connection = connection(&server);
        let source = connection.source();
        assert!(matches!(source, Err(Error::Source { why: Unavailable::Failed(_), .. })), "{source:?}");
        let (mut issues, mut keeper) = connection.parts();
        let repo = name("acme/web");
        let seen = issues.observe(std::slice::from_ref(&repo), &BTreeSet::from(["a".to_owned()]));
        assert!(matches!(seen.repos[&repo], Err(Unavailable::Failed(_))), "{:?}", seen.repos);
        assert!(matches!(issues.confirm(&repo), Err(Unavailable::Failed(_))));
        issues.fetch(&repo, 1);
        let draft = Draft::new("t", "b", Vec::new());
        let written = issues.write(&Write::Create { repo, draft, body: "b".into() });
        assert!(matches!(written, Written::Refused { .. }), "{written:?}");
        assert!(keeper.read().is_err());
        assert!(listener.accept().is_err(), "the other host was spoken to");
    }
}

#[test]
fn a_next_page_on_another_host_is_not_read() {
    let (listener, url) = elsewhere();
    let server = Server::start(SPEED);
    server.state().add_repo("acme/web");
    server.state().origin = url;
    server.state().page_size = 1;
    for _ in 0..2 {
        server.state().file("acme/web", Some("a"), "b");
    }
    let (mut issues, _) = connect(Settings { graphql: false, ..settings(&server) }).unwrap().parts();
    let repo = name("acme/web");
    let seen = issues.observe(std::slice::from_ref(&repo), &BTreeSet::from(["a".to_owned()]));
    assert!(matches!(seen.repos[&repo], Err(Unavailable::Failed(_))), "{:?}", seen.repos);
    assert!(listener.accept().is_err(), "the other host was spoken to");
}

#[test]
fn the_token_stands_in_no_text() {
    assert!(!format!("{:?}", settings(&Server::start(SPEED))).contains(TOKEN));
    // Wherever a host may put what it was sent.
    for (status, echo) in [
        (401, format!(r#"{{"message": "Bad credentials: {TOKEN}"}}"#)),
        (422, format!(r#"{{"message": "no", "errors": ["{TOKEN}", {{"message": "{TOKEN}"}}]}}"#)),
        (200, format!(r#""{TOKEN}""#)),
        (200, format!(r#"{{"id": "{TOKEN}", "full_name": "{TOKEN}", "number": "{TOKEN}"}}"#)),
        (200, format!(r#"{{"id": 1, "full_name": "{TOKEN}", "number": 1, "state": "{TOKEN}"}}"#)),
        (200, format!(r#"{{"version": 1, "entries": "{TOKEN}"}}"#)),
        (201, format!(r#"[{{"number": "{TOKEN}", "state": "{TOKEN}"}}]"#)),
        (301, TOKEN.to_owned()),
        (500, TOKEN.to_owned()),
    ] {
        let server = Server::start(SPEED);
        server.state().add_repo("acme/web");
        let methods = ["GET", "POST", "PATCH", "PUT"];
        let faults = methods.map(|method| Fault::first(method, "/", Act::Text(status, echo.clone())).times(99));
        server.state().faults = faults.to_vec();
        let mut connection = connection(&server);
        let source = connection.source().unwrap_err();
        assert_eq!(matches!(source, Error::Rejected(_)), status == 401, "{source:?}");
        let (mut issues, mut keeper) = connection.parts();
        let repo = name("acme/web");
        let draft = Draft::new("t", "b", Vec::new());
        let save = Save { expected: None, ledger: Ledger::default(), message: "m".into() };
        for text in [
            format!("{source} {source:?} {}", source.help()),
            format!("{:?}", issues.observe(std::slice::from_ref(&repo), &BTreeSet::from(["a".to_owned()])).repos),
            format!("{:?}", issues.confirm(&repo)),
            format!("{:?}", issues.fetch(&repo, 1)),
            format!("{:?}", keeper.read()),
            format!("{:?}", keeper.save(&save)),
            format!(
                "{:?}",
                issues.write(&Write::Update { repo: repo.clone(), number: 1, seen: "b".into(), body: "c".into() })
            ),
            format!("{:?}", issues.write(&Write::Create { repo, draft, body: "b".into() })),
        ] {
            assert!(!text.contains(TOKEN), "{status} {echo}: {text}");
        }
    }
}

#[test]
fn an_answer_without_end_is_not_taken_in() {
    let server = Server::start(SPEED);
    server.state().add_repo("acme/web");
    let endless = format!("[{}]", " ".repeat(11_000_000));
    server.state().faults.push(Fault::first("GET", "/issues", Act::Text(200, endless)));
    let (mut issues, _) = connect(Settings { graphql: false, ..settings(&server) }).unwrap().parts();
    let repo = name("acme/web");
    let seen = issues.observe(std::slice::from_ref(&repo), &BTreeSet::from(["a".to_owned()]));
    assert!(matches!(&seen.repos[&repo], Err(Unavailable::Failed(why)) if why.contains("10 MB")), "{:?}", seen.repos);
}

#[test]
fn only_addresses_that_are_fit_are_used() {
    let server = Server::start(SPEED);
    let fit = settings(&server);
    let refused = |change: &dyn Fn(&mut Settings)| {
        let mut settings = fit.clone();
        change(&mut settings);
        match connect(settings) {
            Ok(_) => panic!("not refused"),
            Err(error) => {
                assert!(!error.help().is_empty() && !error.to_string().contains(TOKEN));
                error
            }
        }
    };
    assert!(matches!(refused(&|settings| settings.allowed_hosts.clear()), Error::Host(_) | Error::Address { .. }));
    assert!(matches!(refused(&|settings| settings.api = "http://api.github.com".into()), Error::Address { .. }));
    assert!(matches!(refused(&|settings| settings.api = "https://api.github.com.example".into()), Error::Host(_)));
    assert!(matches!(refused(&|settings| settings.api = "https://x@api.github.com".into()), Error::Address { .. }));
    assert!(matches!(refused(&|settings| settings.api = "https://api.github.com".into()), Error::Clock));
    assert!(matches!(refused(&|settings| settings.token = Token::new("a\nb")), Error::Token));
    assert!(connect(Settings { clock_scale: 1, api: "https://api.github.com".into(), ..fit.clone() }).is_ok());
    assert_eq!(server.state().log.len(), 0, "nothing is sent by connecting");
}

#[test]
fn enterprise_is_asked_below_its_path() {
    let server = Server::start(SPEED);
    server.state().add_repo("acme/web");
    for graphql in [true, false] {
        let settings = Settings { api: format!("{}/api/v3", server.api()), graphql, ..settings(&server) };
        carry_out(settings, starting(vec![wanted("acme/web", "a")]));
    }
    let state = server.state();
    assert_eq!(state.open_by_key().len(), 1);
    assert!(state.log.iter().all(|request| request.path.starts_with("/api/v3/") || request.path == "/api/graphql"));
    assert!(state.log.iter().any(|request| request.path == "/api/graphql"));
}
