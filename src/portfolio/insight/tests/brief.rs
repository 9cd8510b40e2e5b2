//! Which message is for whom, what somebody asked for before, and what only executives can give.

use super::*;
use crate::insight::brief::{asked_for, audiences, pitch};
use crate::insight::executives::{Needed, needed};

fn pitches(audiences: &[&str]) -> String {
    audiences.iter().map(|audience| format!("[[pitch]]\naudience = '{audience}'\ntext = 'For {audience}'\n")).collect()
}

/// The audiences `person` belongs to for the first ask, and whose message they get, `-` for none.
fn message(sample: &Sample, person: &str) -> (Vec<&'static str>, &'static str) {
    let (coverage, person) = (sample.coverage(), person.into());
    let audiences = audiences(sample.record(), &coverage, &person, 0);
    let pitch = pitch(&sample.0, sample.record(), &person, &audiences);
    (audiences.iter().map(|it| it.as_str()).collect(), pitch.map_or("-", |pitch| pitch.audience.as_str()))
}

#[test]
fn a_message_is_for_the_role_in_which_somebody_is_required() {
    let asks = [ask("a", "payments", ""), ask("b", "ledger", "decider = 'ana'")].concat();
    let sample = Sample::new(&[HEAD, &asks, &pitches(&["exec", "em", "pm"])].concat(), &[]);
    assert_eq!(message(&sample, "lee"), (vec!["pm"], "pm"));
    assert_eq!(message(&sample, "ana"), (vec!["em"], "em"), "to decide is no audience");
    assert_eq!(message(&sample, "kim"), (vec!["exec"], "exec"));
    assert_eq!(message(&sample, "tom"), (vec![], "pm"), "the best there is");
}

#[test]
fn the_role_in_this_ask_goes_before_others() {
    let teams = "[payments]\nname = 'P'\npm = 'lee'\nem = 'ana'\n[ledger]\nname = 'L'\npm = 'ana'\nem = 'lee'\n";
    let asks = [ask("a", "ledger", ""), ask("b", "payments", "")].concat();
    let sample = Sample::new(&[HEAD, &asks, &pitches(&["em", "pm"])].concat(), &[("teams.toml", teams)]);
    assert_eq!(message(&sample, "lee"), (vec!["em", "pm"], "em"));
    assert_eq!(message(&sample, "ana"), (vec!["pm", "em"], "pm"));
}

#[test]
fn without_the_right_message_the_plan_is_followed_then_rank_then_the_best_there_is() {
    let plan = "[[stakeholder]]\nperson = 'lee'\nplan = { pitch = 'finance' }\n";
    let of = |plan: &str, messages: &[&str]| {
        let people = ORGANISATION[2].1.replace("name = 'Lee'", "name = 'Lee'\nrank = 'exec'");
        let text = [HEAD, &ask("a", "payments", ""), plan, &pitches(messages)].concat();
        message(&Sample::new(&text, &[("people.toml", &people)]), "lee").1
    };
    assert_eq!(of(plan, &["exec", "finance", "pm"]), "pm");
    assert_eq!(of(plan, &["exec", "finance"]), "finance");
    assert_eq!(of("", &["em", "exec", "finance"]), "exec");
    assert_eq!(of("", &["finance", "em"]), "em");
    assert_eq!(of("", &["finance", "sales"]), "finance");
    assert_eq!(of(plan, &[]), "-");
    let blank = "[[pitch]]\naudience = 'pm'\ntext = ' '\n";
    assert_eq!(of(blank, &["em"]), "em", "a blank message is none");
}

#[test]
fn only_what_this_person_asked_for_alone_is_theirs() {
    let need = |id: &str| format!("needs = [{{ id = '{id}', text = 'Show {id}' }}]");
    let talks = [
        talk("2027-01-10", "'lee'", "one_on_one", &need("mine")),
        talk("2027-01-11", "'lee', 'ana'", "group", &need("ours")),
        talk("2027-01-12", "'ana'", "one_on_one", &need("hers")),
        talk("2027-01-13", "'lee'", "async", &need("open")),
        talk("2027-01-14", "'lee'", "one_on_one", &format!("outcome = 'no_show'\n{}", need("never"))),
        talk("2027-02-20", "'lee'", "one_on_one", &need("later")),
    ];
    let evidence = |id: &str, day: &str, answers: &str| {
        format!("[[evidence]]\nid = '{id}'\ndate = {day}\nkind = 'metric'\nclaim = 'C'\nanswers = [{answers}]\n")
    };
    let facts = [
        evidence("one", "2027-01-20", "'mine', 'hers', 'ours'"),
        evidence("two", "2027-01-21", "'mine'"),
        evidence("three", "2027-02-01", "'mine', 'open'"),
    ];
    let sample = Sample::new(&[HEAD, &talks.concat(), &facts.concat()].concat(), &[]);
    let asked: Vec<_> = asked_for(sample.record(), &"lee".into(), date(TODAY))
        .into_iter()
        .map(|asked| (asked.need.id.to_string(), asked.found.iter().map(|it| it.id.to_string()).collect::<Vec<_>>()))
        .collect();
    let found: Vec<String> = vec!["one".into(), "two".into()];
    assert_eq!(asked, [("mine".to_owned(), found), ("open".to_owned(), vec![])]);
}

#[test]
fn executives_are_needed_for_answers_for_risks_and_to_be_met() {
    let presented = "decider = 'kim'\nstatus = 'presented'\npresented_on = 2027-01-10";
    let asks = [
        ask("a", "payments", presented),
        ask("b", "payments", &presented.replace("kim", "lee")),
        ask("c", "payments", &presented.replace("2027-01-10", "2027-03-01")),
        ask("d", "payments", "decider = 'kim'\nstatus = 'accepted'\npresented_on = 2027-01-10"),
        ask("e", "ledger", "status = 'declined'"),
        ask("f", "ledger", "status = 'declined'\nrisk_accepted_by = 'kim'"),
    ];
    let people = ORGANISATION[2].1.replace("name = 'Kim'", "name = 'Kim'\nrank = 'exec'");
    let needs = |talks: &str| {
        let sample = Sample::new(&[HEAD, &asks.concat(), talks].concat(), &[("people.toml", &people)]);
        let (index, coverage) = (Index::new(&sample.0), sample.coverage());
        let of = |needed: Needed<'_>| match needed {
            Needed::Answer(person, ask) => format!("{person} answers {}", ask.id),
            Needed::Risk(ask) => format!("risk of {}", ask.id),
            Needed::Talk(person) => format!("meet {person}"),
        };
        needed(&index, sample.record(), &coverage, date(TODAY)).into_iter().map(of).collect::<Vec<_>>()
    };
    assert_eq!(needs(""), ["kim answers a", "risk of e", "meet kim"]);
    assert_eq!(needs(&talk("2027-01-20", "'kim'", "one_on_one", "")), ["kim answers a", "risk of e"]);
}

#[test]
fn customers_are_counted_once() {
    let evidence = |id: &str, day: &str, customers: &str| {
        format!("[[evidence]]\nid = '{id}'\ndate = {day}\nkind = 'customer'\nclaim = 'C'\ncustomers = [{customers}]\n")
    };
    let facts = [
        evidence("a", "2027-01-10", "'Acme', 'Globex', ' '"),
        evidence("b", "2027-01-11", "'acme ', 'Initech'"),
        evidence("c", "2027-03-11", "'Later'"),
    ];
    let sample = Sample::new(&[HEAD, &facts.concat()].concat(), &[]);
    assert_eq!(crate::insight::facts::customers(sample.record(), crate::insight::Counted::UpTo(date(TODAY))), 3);
}
