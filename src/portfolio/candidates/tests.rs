//! What holds an ask back, one reason at a time.

use super::*;

use crate::insight::Index;
use crate::load::{MemoryTree, Options, load};
use crate::model::{AskStatus, Stage};

const SOURCE: Source = Source(7);

fn key(ask: &str) -> Key {
    Key::new(SOURCE, "x", ask, 1)
}

const DAY: &str = "2027-02-01";
const CANVASS: &str = "name = 'Acme'\n[backlog]\nfile_from_stage = 'idea'\n";
const CYCLES: &str = "[c91]\nkind = 'quarter'\nstart = 2027-04-01\nend = 2027-06-30\nplanning_start = 2027-03-11\n\
                      freeze = 2027-03-25\n";
const PEOPLE: &str = "[dana]\nname = 'Dana'\n[lee]\nname = 'Lee'\n";
const TEAMS: &str = "[payments]\nname = 'Payments'\npm = 'lee'\nbacklog = { repo = 'acme/pay', accepts = true }\n";
const INITIATIVE: &str = "title = 'Charge once'\nowner = 'dana'\nstage = 'idea'\nstage_since = 2027-01-01\ncategory = 'reliability'\ntarget_cycle = 'c91'\n\
                          [[conversation]]\ndate = 2027-01-10\nwith = ['lee']\nformat = 'one_on_one'\n\
                          [[ask]]\nid = 'a'\nteam = 'payments'\nkind = 'work'\nwhat = 'Do it'\n";

/// What is wanted of the only ask on `day`, after `from` in `file` was replaced by `to`.
fn wanted_on(day: &str, file: &str, from: &str, to: &str) -> (Option<Hold>, Option<Wanted>) {
    let mut tree = MemoryTree::default();
    let files = [
        ("canvass.toml", CANVASS),
        ("cycles.toml", CYCLES),
        ("people.toml", PEOPLE),
        ("teams.toml", TEAMS),
        ("initiatives/x.toml", INITIATIVE),
    ];
    for (path, text) in files {
        assert!(path != file || text.contains(from), "{file} has no {from}");
        tree.insert(path, if path == file { text.replace(from, to) } else { text.to_owned() });
    }
    let portfolio = load(&tree, &Options::default()).portfolio;
    let index = Index::new(&portfolio);
    let candidates = candidates(&index, day.parse().unwrap());
    let [candidate] = candidates.as_slice() else { panic!("{} candidates", candidates.len()) };
    (candidate.held_back.clone(), candidate.wanted(SOURCE, Draft::new("Please a", "We need a", Vec::new())))
}

fn hold(file: &str, from: &str, to: &str) -> Option<Hold> {
    wanted_on(DAY, file, from, to).0
}

#[test]
fn an_ask_that_nothing_holds_back() {
    let (hold, wanted) = wanted_on(DAY, "", "", "");
    let wanted = wanted.unwrap();
    assert_eq!((hold, wanted.held_back), (None, None));
    assert_eq!((wanted.key, wanted.due), (key("a"), Some("2027-03-11".parse().unwrap())));
}

#[test]
fn every_reason() {
    let x = "initiatives/x.toml";
    let team = || "payments".into();
    assert!(matches!(
        hold(x, "id = 'a'", "id = 'a'\nissue = { repo = 'acme/pay', number = 3 }"),
        Some(Hold::Linked { .. })
    ));
    for status in [AskStatus::Deferred, AskStatus::Declined, AskStatus::Done] {
        let to = format!("id = 'a'\nstatus = '{status}'");
        assert_eq!(hold(x, "id = 'a'", &to), Some(Hold::Status(status)));
    }
    assert_eq!(hold(x, "team = 'payments'", "team = 'ghosts'"), Some(Hold::UnknownTeam("ghosts".into())));
    assert_eq!(hold("teams.toml", ", accepts = true", ""), Some(Hold::NotAccepting(team())));
    assert_eq!(hold("teams.toml", "repo = 'acme/pay', ", ""), Some(Hold::NoRepo(team())));
    let early = Hold::Early { stage: Stage::Idea, from: Stage::Ready };
    assert_eq!(hold("canvass.toml", "'idea'", "'ready'"), Some(early));
    assert_eq!(hold(x, "target_cycle = 'c91'\n", ""), Some(Hold::NoCycle));
    assert_eq!(hold(x, "with = ['lee']", "with = ['dana']"), Some(Hold::NotSpoken(team())));
    let before = Hold::BeforeWindow { opens: "2027-01-28".parse().unwrap() };
    assert_eq!(wanted_on("2027-01-27", "", "", "").0, Some(before));
    assert_eq!(wanted_on("2027-01-28", "", "", "").0, None);
    assert_eq!(wanted_on("2027-03-25", "", "", "").0, None);
    let frozen = Hold::Frozen { freeze: "2027-03-25".parse().unwrap() };
    assert_eq!(wanted_on("2027-03-26", "", "", "").0, Some(frozen));
}

#[test]
fn a_stage_that_the_file_does_not_support() {
    let (file, category) = ("initiatives/x.toml", "category = 'reliability'\n");
    let unsupported = Hold::Unsupported { stage: Stage::Idea, supported: None };
    assert_eq!(hold(file, category, ""), Some(unsupported));
    // It need not support what it declares, only what its asks are filed from.
    assert_eq!(hold(file, "stage = 'idea'", "stage = 'ready'"), None);
}

#[test]
fn only_generation_changes_a_key() {
    let x = "initiatives/x.toml";
    let keys = |from: &str, to: &str| {
        let wanted = wanted_on(DAY, x, from, to).1.unwrap();
        (wanted.key, wanted.before)
    };
    assert_eq!(keys("what = 'Do it'", "what = 'Do more'"), (key("a"), Vec::new()));
    assert_eq!(keys("id = 'a'", "id = 'a'\ngeneration = 2"), (Key::new(SOURCE, "x", "a", 2), Vec::new()));
    assert_eq!(keys("id = 'a'", "id = 'b'\npreviously = ['a']"), (key("b"), vec![key("a")]));
    let renamed = Key::new(SOURCE, "old", "a", 1);
    assert_eq!(keys("owner = 'dana'", "owner = 'dana'\npreviously = ['old']"), (key("a"), vec![renamed]));
}

#[test]
fn a_window_is_missed_from_the_day_on_which_planning_opens() {
    let on = |day: &str| wanted_on(day, "", "", "").1.unwrap().missed;
    let late = Some(Missed::Late { opened: "2027-03-11".parse().unwrap() });
    assert_eq!([on("2027-01-27"), on("2027-01-28"), on("2027-03-10")], [None, None, None]);
    assert_eq!([on("2027-03-11"), on("2027-03-25")], [late, late]);
    let closed = Some(Missed::Closed { freeze: "2027-03-25".parse().unwrap() });
    assert_eq!([on("2027-03-26"), on("2028-03-26")], [closed, closed]);
}

#[test]
fn what_is_held_back_by_anything_else_has_missed_nothing() {
    let missed = |file: &str, from: &str, to: &str| wanted_on("2027-03-26", file, from, to).1.and_then(|it| it.missed);
    let x = "initiatives/x.toml";
    assert!(missed("", "", "").is_some());
    for (file, from, to) in [
        (x, "id = 'a'", "id = 'a'\nissue = { repo = 'acme/pay', number = 3 }"),
        (x, "id = 'a'", "id = 'a'\nstatus = 'declined'"),
        // They said yes, and nobody needs an issue for that.
        (x, "id = 'a'", "id = 'a'\nstatus = 'accepted'"),
        (x, "with = ['lee']", "with = ['dana']"),
        (x, "target_cycle = 'c91'\n", ""),
        ("teams.toml", ", accepts = true", ""),
        ("canvass.toml", "'idea'", "'ready'"),
    ] {
        assert_eq!(missed(file, from, to), None, "{to}");
    }
}

#[test]
fn what_cannot_be_read_is_never_filed_and_nothing_vanishes_with_it() {
    let x = "initiatives/x.toml";
    for (from, to, key) in [
        ("kind = 'work'\n", "", "kind"),
        ("kind = 'work'", "kind = 'wrok'", "kind"),
        ("kind = 'work'", "kind = 3", "kind"),
        ("what = 'Do it'\n", "", "what"),
        ("what = 'Do it'", "waht = 'Do it'", "what"),
        ("what = 'Do it'", "what = 'Do it'\nsize = 'hugge'", "size"),
        ("what = 'Do it'", "what = 'Do it'\nsteps = ['s', 3]", "steps"),
        ("what = 'Do it'", "what = 'Do it'\nunread = []", "unread"),
        ("what = 'Do it'", "what = 'Do it'\nstatus = 'acepted'", "status"),
        ("kind = 'work'\nwhat = 'Do it'\n", "what = 'Do it'\nstatus = 'accepted'", "kind"),
        ("what = 'Do it'", "what = 'Do it'\neffort = { min = 1 }", "effort"),
    ] {
        for day in [DAY, "2027-03-12", "2027-03-26"] {
            let held_back = wanted_on(day, x, from, to).0;
            assert_eq!(held_back, Some(Hold::Unreadable { key: key.to_owned() }), "{to}");
        }
    }
    // A conversation of which something cannot be read proves nothing.
    for (from, to) in [
        ("date = 2027-01-10\n", ""),
        ("date = 2027-01-10", "date = '2027-01-10'"),
        ("format = 'one_on_one'\n", ""),
        ("format = 'one_on_one'", "fromat = 'one_on_one'"),
        ("with = ['lee']", "with = ['lee', 3]"),
        ("with = ['lee']", "with = 'lee'"),
    ] {
        assert!(matches!(hold(x, from, to), Some(Hold::NotSpoken(_))), "{to}: {:?}", hold(x, from, to));
    }
}
