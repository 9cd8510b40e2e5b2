//! Which initiatives are taken for neighbours, which say that they know of each other, and whose lessons are read.

use super::Sample;
use crate::insight::similar::{lessons, neighbours};

/// The neighbours of `x`, each with what it shares.
fn of(initiative: &str, others: &[(&str, &str)]) -> Vec<String> {
    let sample = Sample::new(initiative, others);
    let line = |it: crate::insight::similar::Neighbour| {
        let shared = it.problems.iter().map(ToString::to_string).chain(it.systems.iter().map(ToString::to_string));
        let linked = if it.linked { " linked" } else { "" };
        format!("{} {}{linked}", it.id, shared.collect::<Vec<_>>().join("+"))
    };
    neighbours(&sample.0, &"x".into()).into_iter().map(line).collect()
}

const OWN: &str = "title = 'Retry slow card payments'\nsystems = [{ ref = 's', change = 'config' }]\n\
                   [problem]\nwho = 'buyers who pay by card'\nimpact = 'pay twice'\nrefs = ['p']\n";

#[test]
fn a_shared_problem_is_enough_and_a_shared_system_is_not() {
    let sharing = |text: &'static str| [("initiatives/y.toml", text)];
    assert_eq!(of(OWN, &sharing("title = 'Gift cards'\n[problem]\nrefs = ['p']\n")), ["y p"]);
    let system = "title = 'Gift lists'\nsystems = [{ ref = 's', change = 'schema' }]\n";
    assert_eq!(of(OWN, &sharing(system)), Vec::<String>::new());
    let alike = "title = 'Slow payments by card'\nsystems = [{ ref = 's', change = 'schema' }]\n";
    assert_eq!(of(OWN, &sharing(alike)), ["y s"]);
    let untouched = "title = 'Slow payments by card'\nsystems = [{ ref = 's', change = 'none' }]\n";
    assert_eq!(of(OWN, &sharing(untouched)), Vec::<String>::new());
    let elsewhere = "title = 'Slow payments by card'\nsystems = [{ ref = 'other', change = 'schema' }]\n";
    assert_eq!(of(OWN, &sharing(elsewhere)), Vec::<String>::new());
}

#[test]
fn ended_ones_count_by_their_lesson() {
    let ended = |stage: &str, lesson: &str| {
        let text = format!("title = 'Y'\nstage = '{stage}'\n[problem]\nrefs = ['p']\n[closing]\nlesson = '{lesson}'\n");
        of(OWN, &[("initiatives/y.toml", &text)])
    };
    assert_eq!(ended("dropped", "ask first"), ["y p"]);
    assert_eq!(ended("delivered", "ask first"), ["y p"]);
    assert_eq!(ended("dropped", " "), Vec::<String>::new());
    assert_eq!(ended("parked", "ask first"), Vec::<String>::new());
}

#[test]
fn whoever_names_the_other_knows_of_it() {
    let other = |more: &str| [("initiatives/y-2.toml", format!("title = 'Y'\n{more}[problem]\nrefs = ['p']\n"))];
    let own = |more: &str| format!("{more}{OWN}");
    let found = |own: &str, other: &[(&str, String); 1]| of(own, &[(other[0].0, other[0].1.as_str())]);
    assert_eq!(found(OWN, &other("")), ["y-2 p"]);
    for known in [
        "follows = 'y-2'\n",
        "no_gos = ['what y-2 does']\n",
        "summary = 'beside y-2, this'\n",
        "alternatives = [{ text = 'y-2', why_not = 'slower' }]\n",
        "open_questions = [{ q = 'why not (y-2)?' }]\n",
        "decision = [{ date = 2027-01-01, by = 'kim', what = 'not part of y-2.' }]\n",
    ] {
        assert_eq!(found(&own(known), &other("")), ["y-2 p linked"], "{known}");
    }
    assert_eq!(found(OWN, &other("follows = 'x'\n")), ["y-2 p linked"]);
    assert_eq!(found(&own("follows = 'z'\n"), &other("follows = 'z'\n")), ["y-2 p linked"], "of one origin");
    assert_eq!(found(&own("no_gos = ['what y-21 and my-2 do']\n"), &other("")), ["y-2 p"]);
}

#[test]
fn what_everybody_shares_tells_nothing() {
    let many = |count: usize| {
        let file = |n: usize| (format!("initiatives/y{n}.toml"), "title = 'Y'\n[problem]\nrefs = ['p']\n");
        let files: Vec<_> = (0..count).map(file).collect();
        of(OWN, &files.iter().map(|(path, text)| (path.as_str(), *text)).collect::<Vec<_>>()).len()
    };
    assert_eq!(many(19), 19);
    assert_eq!(many(20), 0);
}

#[test]
fn lessons_come_from_what_was_much_alike() {
    let ended = |title: &str, more: &str| {
        format!("title = '{title}'\nstage = 'dropped'\nthemes = ['t']\n{more}[closing]\nlesson = 'L'\n")
    };
    let found = |own: &str, title: &str, more: &str| {
        let text = ended(title, more);
        let sample = Sample::new(own, &[("initiatives/y.toml", &text)]);
        lessons(&sample.0, &"x".into()).iter().map(|lesson| lesson.lesson.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(found("title = 'Pay by a link in the chat'\n", "Pay inside the chat", ""), ["L"]);
    assert_eq!(found("title = 'The chat has a bot'\n", "Pay inside the chat", ""), Vec::<String>::new());
    assert_eq!(found("title = 'The chat has a bot'\nthemes = ['t']\n", "Pay inside the chat", ""), ["L"]);
    assert_eq!(found("title = 'Bots'\nthemes = ['t']\n", "Pay inside the chat", ""), Vec::<String>::new());
    let problem = "[problem]\nrefs = ['p']\n";
    assert_eq!(found(&format!("title = 'Bots'\n{problem}"), "Pay inside the chat", problem), ["L"]);
}
