//! What has moved between two states of a small workspace, by hand.

use super::{HEAD, Sample, TODAY, ask, date, talk};
use crate::insight::Index;
use crate::insight::coverage::measure;
use crate::insight::progress::{Answers, Change, Progress, Shift, Standing, State, Totals, Turnover};
use crate::insight::readiness::{Verdict, assess};
use crate::model::{Initiative, InitiativeId};
use std::collections::BTreeSet;

/// A week before [`TODAY`].
const BEFORE: &str = "2027-01-23";

fn state<'a>(index: &'a Index<'a>, day: &str) -> State<'a> {
    let as_of = date(day);
    let standing = |(id, record)| {
        let coverage = measure(index, record, as_of)?;
        let readiness = assess(index, record, &coverage, None, as_of)?;
        Some(Standing { id, record, readiness, coverage, asks: Answers::of(record, as_of) })
    };
    let standings = index.portfolio.initiatives.iter().filter_map(standing).collect();
    State { index, as_of, standings, unread: BTreeSet::new() }
}

/// Compares two workspaces, the first a week ago, and lets `see` look.
fn compare(before: &Sample, now: &Sample, see: impl FnOnce(&Progress<'_>)) {
    let (old, new) = (Index::new(&before.0), Index::new(&now.0));
    let (old, new) = (state(&old, BEFORE), state(&new, TODAY));
    see(&Progress::between(&new, Some(&old), |_| true));
}

fn planned(more: &str) -> Sample {
    Sample::new(&format!("{HEAD}target_cycle = 'c91'\n{more}"), &[])
}

fn names<'a>(ids: &[&'a InitiativeId]) -> Vec<&'a str> {
    ids.iter().map(|id| id.as_str()).collect()
}

#[test]
fn what_was_done_in_a_week_is_counted() {
    let (lee, ana) = (talk("2027-01-20", "'lee'", "one_on_one", ""), talk("2027-01-26", "'ana'", "one_on_one", ""));
    let heard = "status = 'presented'\npresented_on = 2027-01-20";
    let yes = "status = 'accepted'\npresented_on = 2027-01-20\nanswered_on = 2027-01-29";
    let no = "status = 'declined'\npresented_on = 2027-01-25";
    let before = planned(&(lee.clone() + &ask("a", "payments", heard) + &ask("b", "payments", "")));
    let asks = ask("a", "payments", yes) + &ask("b", "payments", no) + &ask("c", "payments", heard);
    let now = planned(&(lee + &ana + &asks));
    compare(&before, &now, |progress| {
        // lee decides (3), ana and kim hold roles (2 each): 3 of 7, then 5 of 7.
        let [change] = progress.initiatives.as_slice() else { panic!("one initiative") };
        assert_eq!((change.now.coverage.coverage, change.coverage()), (Some(71), Some(71 - 42)));
        let was = Answers { all: 2, presented: 1, ..Answers::default() };
        let is = Answers { all: 3, presented: 3, answered: 2, accepted: 1, declined: 1 };
        assert_eq!((change.before.map(|it| it.asks), change.now.asks), (Some(was), is));
        assert_eq!((was.open(), is.open()), (1, 1));
        let gained = now.readiness_on(TODAY).readiness - before.readiness_on(BEFORE).readiness;
        assert_eq!(change.readiness(), Some(gained));
        assert_eq!(progress.totals.asks, is);
        assert_eq!((progress.totals.coverage, progress.before.unwrap().coverage), (Some(71), Some(42)));
        assert_eq!(progress.met, Some(1), "lee was met before");
        assert_eq!(progress.turnover, Turnover::default());
        assert!(progress.moved());
        let open: Vec<_> = progress.open_asks.iter().map(|it| (it.ask.id.as_str(), it.days)).collect();
        assert_eq!(open, [("c", Some(10))]);
        assert_eq!(progress.open_asks[0].decider.map(|it| it.as_str()), Some("lee"));
        let waits: Vec<_> = progress.to_meet.iter().map(|(team, people)| (team.as_str(), *people)).collect();
        assert_eq!(waits, [("payments", 1)], "kim, once for three asks");
    });
}

#[test]
fn nothing_moves_where_nothing_was_done() {
    let text = talk("2027-01-20", "'lee'", "one_on_one", "") + &ask("a", "payments", "presented_on = 2027-01-20");
    let same = planned(&text);
    compare(&same, &same, |progress| {
        assert!(!progress.moved());
        assert_eq!((progress.met, progress.before), (Some(0), Some(progress.totals)));
    });
    // A conversation with somebody who need not be met moves only the count of people.
    let more = planned(&(text + &talk("2027-01-25", "'sam'", "one_on_one", "")));
    compare(&same, &more, |progress| {
        assert_eq!((progress.before, progress.met), (Some(progress.totals), Some(1)));
        assert!(progress.moved());
    });
}

#[test]
fn what_time_alone_does_shows() {
    // Met 62 days ago today, so the contact has gone stale within the week: 3 of 7 halves.
    let same = planned(&(talk("2026-11-29", "'lee'", "one_on_one", "") + &ask("a", "payments", "")));
    compare(&same, &same, |progress| {
        assert_eq!(progress.initiatives.first().and_then(Change::coverage), Some(21 - 42));
        assert!(progress.moved());
        assert_eq!(progress.met, Some(0));
    });
    // An answer, a meeting and a reading that lie ahead count once their day has come.
    let ahead = planned(
        &(talk("2027-01-25", "'lee'", "one_on_one", "")
            + &ask("a", "payments", "status = 'accepted'\npresented_on = 2027-01-10\nanswered_on = 2027-01-24")
            + "[[metric]]\nid = 'm'\nname = 'M'\nreadings = [{ date = 2027-01-24, value = 3 }]\n"),
    );
    compare(&ahead, &ahead, |progress| {
        assert_eq!((progress.before.unwrap().asks.answered, progress.totals.asks.answered), (0, 1));
        assert_eq!((progress.met, progress.readings.len()), (Some(1), 1));
    });
}

#[test]
fn what_begins_and_ends_is_named() {
    let closed = |stage: &str| HEAD.replace("'problem'", &format!("'{stage}'"));
    let (a, b, c, d) = (closed("delivered"), closed("dropped"), closed("parked"), closed("dropped"));
    let before = Sample::new(
        HEAD,
        &[
            ("initiatives/a.toml", HEAD),
            ("initiatives/b.toml", HEAD),
            ("initiatives/c.toml", HEAD),
            ("initiatives/d.toml", &d),
            ("initiatives/gone.toml", HEAD),
            ("initiatives/old.toml", HEAD),
            ("initiatives/back.toml", &c),
        ],
    );
    let renamed = format!("previously = ['old']\n{HEAD}");
    let now = Sample::new(
        HEAD,
        &[
            ("initiatives/a.toml", &a),
            ("initiatives/b.toml", &b),
            ("initiatives/c.toml", &c),
            ("initiatives/d.toml", &d),
            ("initiatives/renamed.toml", &renamed),
            ("initiatives/back.toml", HEAD),
            ("initiatives/begun.toml", &HEAD.replace("'X'", "'Begun'")),
        ],
    );
    compare(&before, &now, |progress| {
        let Turnover { started, delivered, parked, dropped, removed } = &progress.turnover;
        assert_eq!(names(started), ["back", "begun"]);
        assert_eq!((names(delivered), names(parked), names(dropped)), (vec!["a"], vec!["c"], vec!["b"]));
        assert_eq!(names(removed), ["gone"]);
        let has_before = |id: &str| {
            let change = progress.initiatives.iter().find(|change| change.now.id.as_str() == id).unwrap();
            change.before.map(|before| before.id.as_str())
        };
        assert_eq!((has_before("renamed"), has_before("x"), has_before("back")), (Some("old"), Some("x"), None));
        assert!(progress.moved());
    });
}

#[test]
fn what_begins_and_ends_moves_no_sum_but_answers_count() {
    let open = ask("a", "payments", "status = 'presented'\npresented_on = 2027-01-10");
    let yes = ask("a", "payments", "status = 'accepted'\npresented_on = 2027-01-10\nanswered_on = 2027-01-26");
    let old = ask("b", "payments", "status = 'declined'\npresented_on = 2027-01-10\nanswered_on = 2027-01-20");
    let no = ask("c", "payments", "status = 'declined'\npresented_on = 2027-01-10\nanswered_on = 2027-01-27");
    let met = talk("2027-01-20", "'lee'", "one_on_one", "");
    let more = |text: &str| Sample::new(HEAD, &[("initiatives/a.toml", text)]);
    let before = more(&format!("{HEAD}target_cycle = 'c91'\n{met}{open}"));
    let delivered = HEAD.replace("'problem'", "'delivered'");
    let begun = HEAD.replace("'X'", "'Begun'") + &old + &no;
    let now = Sample::new(
        HEAD,
        &[("initiatives/a.toml", &format!("{delivered}{met}{yes}")), ("initiatives/begun.toml", &begun)],
    );
    compare(&before, &now, |progress| {
        let was = progress.before.unwrap();
        assert_ne!((was.readiness, was.coverage), (progress.totals.readiness, progress.totals.coverage));
        let shift = Shift { readiness: Some(0), answered: 2, declined: 1, ..Shift::default() };
        assert_eq!(progress.shift, Some(shift));
    });
    // An answer to what has ended before is news by itself.
    let ended = more(&format!("{delivered}{met}{open}"));
    compare(&ended, &more(&format!("{delivered}{met}{yes}")), |progress| {
        assert_eq!((progress.shift.unwrap().answered, progress.moved()), (1, true));
    });
}

#[test]
fn a_computed_value_is_told_where_it_changed() {
    let computed =
        "systems = [{ ref = 'api', change = 'config' }]\n[[metric]]\nid = 'm'\nname = ' '\npreset = 'pages'\n";
    let with = |incidents: &str| {
        let systems = "[api]\nname = 'API'\nowner = 'payments'\n";
        Sample::new(&format!("{HEAD}{computed}"), &[("systems.toml", systems), ("incidents.toml", incidents)])
    };
    let one = "[one]\nsystems = ['api']\nstarted = 2027-01-04\npages = 3\n";
    let two = format!("{one}[two]\nsystems = ['api']\nstarted = 2027-01-26\npages = 3\n");
    let told = |before: &Sample, now: &Sample| {
        let mut told = Vec::new();
        compare(before, now, |progress| {
            let values = progress.readings.iter();
            told = values.map(|new| (new.before.map(|it| it.value), new.value, new.date.to_string())).collect();
        });
        told
    };
    assert_eq!(told(&with(&two), &with(&two)), [(Some(1.0), 2.0, TODAY.to_owned())]);
    assert_eq!(told(&with(""), &with(one)), [(None, 1.0, TODAY.to_owned())]);
    assert_eq!(told(&with(one), &with(one)), []);
    // Where the metric is new, it is what it would have been.
    assert_eq!(told(&Sample::new(HEAD, &[]), &with(&two)), [(Some(1.0), 2.0, TODAY.to_owned())]);
    assert_eq!(told(&Sample::new(HEAD, &[]), &with(one)), []);
}

#[test]
fn only_newer_values_of_the_metric_that_decides_are_told() {
    let metric = |id: &str, primary: bool, readings: &str| {
        format!(
            "[[metric]]\nid = '{id}'\nname = 'M'\nprimary = {primary}\nbaseline = {{ value = 9 }}\nreadings = [{readings}]\n"
        )
    };
    let (old, new) = ("{ date = 2027-01-10, value = 7 }", "{ date = 2027-01-28, value = 4 }");
    let before = planned(&(metric("side", false, "") + &metric("main", true, old)));
    let both = format!("{new}, {old}, {{ date = 2027-03-01, value = 0 }}, {{ value = 1 }}");
    let now = planned(&(metric("side", false, new) + &metric("main", true, &both)));
    compare(&before, &now, |progress| {
        let [new] = progress.readings.as_slice() else { panic!("one reading: {:?}", progress.readings) };
        assert_eq!((new.deciding.metric.id.as_str(), new.value, new.date), ("main", 4.0, date("2027-01-28")));
        assert_eq!(new.before.map(|before| before.value), Some(7.0));
    });
    compare(&now, &now, |progress| assert_eq!(progress.readings.len(), 1, "read within the week, whenever written"));
    // What is written down late is new all the same; an old value of a metric that is new is not.
    let late = planned(&metric("main", true, old));
    compare(&planned(&metric("main", true, "")), &late, |progress| {
        assert_eq!(progress.readings[0].before.map(|before| before.value), Some(9.0));
    });
    compare(&planned(""), &late, |progress| assert!(progress.readings.is_empty()));
}

#[test]
fn sums_of_nothing_and_of_what_is_wanted() {
    let sample = planned(&ask("a", "payments", ""));
    let index = Index::new(&sample.0);
    let now = state(&index, TODAY);
    let progress = Progress::between(&now, None, |_| true);
    assert!(progress.moved() && progress.met.is_none() && progress.before.is_none());
    assert_eq!(progress.turnover, Turnover::default());

    let empty = |day: &str| State { index: &index, as_of: date(day), standings: Vec::new(), unread: BTreeSet::new() };
    let (now, before) = (empty(TODAY), empty(BEFORE));
    let none = |_: &Initiative| false;
    let progress = Progress::between(&now, Some(&before), none);
    assert_eq!(progress.totals, Totals::default());
    assert!(!progress.moved());
}

#[test]
fn what_needs_help_stands_first() {
    let unplanned = HEAD.to_owned();
    let sample = Sample::new(&unplanned, &[("initiatives/y.toml", &format!("{HEAD}target_cycle = 'c91'\n"))]);
    let index = Index::new(&sample.0);
    let now = state(&index, TODAY);
    let progress = Progress::between(&now, None, |_| true);
    let order: Vec<_> = progress.initiatives.iter().map(|it| (it.now.id.as_str(), it.now.readiness.verdict)).collect();
    assert_eq!(order, [("y", Verdict::Late), ("x", Verdict::Unplanned)]);
    let asks = Answers::of(sample.record(), date(TODAY));
    assert_eq!((asks, asks.open()), (Answers::default(), 0));
}
