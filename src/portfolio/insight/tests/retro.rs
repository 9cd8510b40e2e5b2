//! Looking back at a cycle and at a month, counted by hand.

use super::{HEAD, Sample, TODAY, ask, date, talk};
use crate::insight::Index;
use crate::insight::month::{Next, review};
use crate::insight::retro::{Asks, Compared, Deliverables, Heard, Leads, Median, Retro, look_back};
use crate::model::{Date, Health, Initiative, InitiativeId, Record, Stage};

const PLANNED: &str = "target_cycle = 'c91'\n";

fn see<T>(sample: &Sample, day: &str, see: impl FnOnce(&Retro<'_>) -> T) -> T {
    see(&look_back(&Index::new(&sample.0), &"c91".into(), date(day)))
}

#[test]
fn asks_are_counted_where_they_stand() {
    let asks = [
        ask("draft", "payments", ""),
        ask("gone", "payments", "status = 'withdrawn'"),
        ask("open", "payments", "status = 'lacks_data'\npresented_on = 2027-01-05"),
        ask("done", "payments", "status = 'done'\npresented_on = 2027-01-05\nneed_by = 2027-01-10"),
        ask("late", "payments", "status = 'accepted'\nneed_by = 2027-01-29"),
        ask("soon", "payments", "status = 'accepted'\nneed_by = 2027-01-30"),
        ask("no", "ledger", "status = 'declined'"),
        ask("later", "ledger", "status = 'deferred'"),
        ask("tomorrow", "ledger", "status = 'accepted'\nanswered_on = 2027-01-31\nneed_by = 2027-01-01"),
        ask("other", "ledger", "status = 'declined'\ncycle = 'later'"),
    ];
    let sample = Sample::new(&format!("{HEAD}{PLANNED}{}", asks.concat()), &[]);
    let counted = Asks { all: 8, not_presented: 1, open: 2, accepted: 3, landed: 1, late: 1, deferred: 1, declined: 1 };
    assert_eq!(see(&sample, TODAY, |retro| retro.asks), counted);
}

#[test]
fn estimates_are_compared_over_the_same_asks() {
    let asks = [
        ask(
            "a",
            "payments",
            "status = 'done'\neffort = { min = 2, max = 8 }\ncommitted_effort = 6\nactual_effort = 9.5",
        ),
        ask("b", "payments", "status = 'accepted'\neffort = { min = 2, max = 10 }\ncommitted_effort = 6"),
        ask("c", "payments", "status = 'accepted'\neffort = { min = 2, max = 100 }"),
        ask("d", "payments", "status = 'done'\ncommitted_effort = 1\nactual_effort = 2"),
        ask("e", "payments", "status = 'declined'\neffort = { min = 2, max = 50 }\ncommitted_effort = 0"),
    ];
    let sample = Sample::new(&format!("{HEAD}{PLANNED}{}", asks.concat()), &[]);
    see(&sample, TODAY, |retro| {
        assert_eq!(retro.effort.committed, Compared { asks: 2, before: 18.0, after: 12.0 });
        assert_eq!(retro.effort.actual, Compared { asks: 2, before: 7.0, after: 11.5 });
    });
}

#[test]
fn lead_time_counts_to_the_day_on_which_the_team_plans() {
    // Planning opens on 2027-03-11; ledger plans a week before.
    let asks = [
        ask("a", "payments", "status = 'accepted'\npresented_on = 2027-02-11"),
        ask("b", "payments", "status = 'declined'\npresented_on = 2027-02-12"),
        ask("c", "payments", "status = 'accepted'\npresented_on = 2027-03-11"),
        ask("d", "payments", "status = 'presented'\npresented_on = 2027-03-12"),
        ask("e", "ledger", "status = 'accepted'\npresented_on = 2027-03-05"),
        ask("f", "ledger", "status = 'accepted'"),
    ];
    let teams =
        "[payments]\nname = 'P'\npm = 'lee'\n[ledger]\nname = 'L'\npm = 'bo'\nplanning = { c91 = 2027-03-04 }\n";
    let sample = Sample::new(&format!("{HEAD}{PLANNED}{}", asks.concat()), &[("teams.toml", teams)]);
    let heard = |asked, accepted| Heard { asked, accepted };
    let leads = Leads { early: heard(1, 1), late: heard(2, 1), after: heard(2, 1) };
    assert_eq!(see(&sample, "2027-04-01", |retro| retro.leads), leads);
}

#[test]
fn durations_have_a_middle() {
    let answered = |id: &str, presented: &str, answered: &str| {
        ask(id, "payments", &format!("status = 'done'\npresented_on = {presented}\nanswered_on = {answered}"))
    };
    let first = answered("a", "2027-01-01", "2027-01-04");
    let second = answered("b", "2027-01-01", "2027-01-11");
    let slip = answered("c", "2027-01-11", "2027-01-01");
    let delivered = HEAD.replace("'problem'", "'delivered'") + PLANNED + "closing = { date = 2027-01-28 }\n";
    let one = Sample::new(&format!("{delivered}{first}{slip}"), &[]);
    see(&one, TODAY, |retro| {
        assert_eq!(retro.to_answer, Some(Median { days: 3.0, of: 1 }));
        // From the first yes, which the slip of the pen has put on the first of January.
        assert_eq!(retro.to_deliver, Some(Median { days: 27.0, of: 1 }));
    });
    let decided = "[[decision]]\ndate = 2027-01-08\nby = 'dana'\nwhat = 'Go'\nkind = 'accept'\n";
    let two = Sample::new(&format!("{delivered}{first}{second}{decided}"), &[]);
    see(&two, TODAY, |retro| {
        assert_eq!(retro.to_answer, Some(Median { days: 6.5, of: 2 }));
        assert_eq!(retro.to_deliver, Some(Median { days: 20.0, of: 1 }));
        assert_eq!((retro.ended.len(), retro.going_on.len()), (1, 0));
    });
    let none = Sample::new(&format!("{HEAD}{PLANNED}"), &[]);
    see(&none, TODAY, |retro| assert!(retro.to_answer.is_none() && retro.to_deliver.is_none()));
}

#[test]
fn what_was_handed_over_is_counted_by_its_first_day() {
    let item = |id: &str, more: &str| format!("[[deliverable]]\nid = '{id}'\ntext = 'T'\n{more}\n");
    let items = [
        item("a", "status = 'done'"),
        item("b", "status = 'done'\nmoved_from = [2027-01-01]"),
        item("c", "status = 'at_risk'\nmoved_from = [2027-01-01]"),
        item("d", ""),
        item("e", "status = 'wont_do'"),
        item("f", "status = 'done'\nstretch = true"),
    ];
    let sample = Sample::new(&format!("{HEAD}{PLANNED}{}", items.concat()), &[]);
    let counted = Deliverables { all: 5, never_moved: 1, moved: 1, open: 2, given_up: 1 };
    assert_eq!(see(&sample, TODAY, |retro| retro.deliverables), counted);
}

#[test]
fn arguments_count_where_a_pitch_was_used_and_the_answer_was_yes() {
    let pitch = |audience: &str, arguments: &str| {
        format!("[[pitch]]\naudience = '{audience}'\ntext = 'T'\narguments = [{arguments}]\n")
    };
    let initiative = [
        HEAD.to_owned(),
        PLANNED.to_owned(),
        pitch("pm", "'once', 'sleep'"),
        pitch("em", "'sleep'"),
        pitch("exec", "'money'"),
        ask("yes", "payments", "status = 'accepted'"),
        ask("also", "payments", "status = 'done'"),
        ask("no", "ledger", "status = 'declined'"),
        // About one ask, about any, with another team, and tomorrow.
        talk("2027-01-05", "'lee'", "one_on_one", "pitch = 'pm'\nasks = ['yes']"),
        talk("2027-01-06", "'ana'", "one_on_one", "pitch = 'em'"),
        talk("2027-01-07", "'bo'", "one_on_one", "pitch = 'exec'"),
        talk("2027-01-31", "'lee'", "one_on_one", "pitch = 'exec'"),
    ];
    let arguments = "[once]\ntext = 'Pay once'\ncredit = 'Sue'\n[sleep]\n[money]\n";
    let sample = Sample::new(&initiative.concat(), &[("arguments.toml", arguments)]);
    let used: Vec<_> =
        see(&sample, TODAY, |retro| retro.arguments.iter().map(|it| (it.id.to_string(), it.asks)).collect());
    assert_eq!(used, [("sleep".to_owned(), 2), ("once".to_owned(), 1)]);
}

/// An initiative in whose January something happened of every kind, and as much before and after it.
const FULL: &str = "title = 'X'\nowner = 'dana'\nstage = 'ready'\nstage_since = 2027-01-02\ncategory = 'product'\n\
    themes = ['calm', 'money']\ntarget_cycle = 'c91'\n\
    metric = [{ id = 'm', name = 'M', primary = true, baseline = { value = 9 }, readings = [{ value = 8, date = 2026-12-31 },\
    { value = 6, date = 2027-01-30 }, { value = 7, date = 2027-01-05 }, { value = 1, date = 2027-01-31 }] }]\n\
    decision = [{ date = 2026-12-31, by = 'dana', what = 'Before' }, { date = 2027-01-01, by = 'dana', what = 'In' }]\n\
    deliverable = [{ id = 'in', text = 'In', end = 2027-01-30, status = 'done' }, { id = 'out', text = 'Out', end = 2026-12-31, \
    status = 'done' }, { id = 'open', text = 'Open', end = 2027-01-05 }]\n\
    update = [{ date = 2027-01-04, by = 'dana', health = 'off_track', text = 'T' }, { date = 2027-01-20, by = 'dana', \
    health = 'at_risk', text = 'T' }, { date = 2027-02-01, by = 'dana', health = 'on_track', text = 'T' }]\n";

#[test]
fn a_month_holds_what_is_dated_in_it() {
    let asks = ask("in", "payments", "status = 'accepted'\npresented_on = 2026-12-31\nanswered_on = 2027-01-01")
        + &ask("new", "ledger", "status = 'presented'\npresented_on = 2027-01-03");
    let sample = Sample::new(&format!("{FULL}{asks}"), &[]);
    let index = Index::new(&sample.0);
    let january = review(&index, "2027-01".parse().unwrap(), date(TODAY));
    let [(theme, stories)] = january.groups.as_slice() else { panic!("{january:?}") };
    let [story] = stories.as_slice() else { panic!("{january:?}") };
    assert_eq!(theme.map(|theme| theme.as_str()), Some("calm"));
    assert_eq!((story.reached, story.health), (Some(date("2027-01-02")), Some(Health::AtRisk)));
    assert_eq!(story.stage, Some(Stage::Ready));
    let number = story.number.unwrap();
    assert_eq!((number.before.unwrap().value, number.now.value), (8.0, 6.0));
    let ids = |asks: &[&crate::model::Ask]| asks.iter().map(|ask| ask.id.to_string()).collect::<Vec<_>>();
    assert_eq!((ids(&story.presented), ids(&story.answered)), (vec!["new".to_owned()], vec!["in".to_owned()]));
    assert_eq!(story.done.iter().map(|it| &*it.text).collect::<Vec<_>>(), ["In"]);
    assert_eq!(story.decisions.iter().map(|it| &*it.what).collect::<Vec<_>>(), ["In"]);
    assert!(matches!(story.next, Some(Next::Deliverable(it)) if &*it.text == "Open"), "{:?}", story.next);
    assert_eq!(january.leads.iter().map(|lead| (lead.initiatives, lead.themes.len())).collect::<Vec<_>>(), [(1, 2)]);

    // The month before knows the baseline, what was presented and the last decision; nothing of January.
    let december = review(&index, "2026-12".parse().unwrap(), date(TODAY));
    let story = &december.groups[0].1[0];
    assert_eq!(story.stage, None, "it is ready since January");
    assert_eq!((story.reached, story.health, story.number.unwrap().before.unwrap().value), (None, None, 9.0));
    assert_eq!((ids(&story.presented), story.answered.len()), (vec!["in".to_owned()], 0));
    // In November it was there for all one knows, unless its stage is younger.
    let november = review(&index, "2026-11".parse().unwrap(), date(TODAY));
    assert!(november.groups.is_empty() && november.quiet.is_empty(), "{november:?}");
}

fn ids<'a>(listed: impl IntoIterator<Item = (&'a InitiativeId, &'a Record<Initiative>)>) -> Vec<&'a str> {
    listed.into_iter().map(|(id, _)| id.as_str()).collect()
}

#[test]
fn answers_come_next_where_nothing_is_promised_and_what_ended_is_told_once() {
    let open = ask("a", "payments", "status = 'presented'\npresented_on = 2027-01-03")
        + &ask("b", "ledger", "status = 'presented'\npresented_on = 2027-01-03");
    let ended = |stage: &str, day: &str| {
        HEAD.replace("'problem'", &format!("'{stage}'")) + &format!("closing = {{ date = {day}, lesson = 'L' }}\n")
    };
    let files = [
        ("initiatives/dropped.toml", ended("dropped", "2027-01-07")),
        ("initiatives/long-ago.toml", ended("delivered", "2026-11-07")),
        ("initiatives/quiet.toml", HEAD.to_owned()),
    ];
    let files: Vec<_> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
    let sample = Sample::new(&format!("{HEAD}{PLANNED}{open}"), &files);
    let index = Index::new(&sample.0);
    let january = review(&index, "2027-01".parse().unwrap(), date(TODAY));
    assert_eq!(ids(january.quiet.iter().copied()), ["quiet"]);
    assert_eq!(ids(january.ended.iter().map(|it| (it.id, it.record))), ["dropped"]);
    let next = &january.groups[0].1[0].next;
    let wanted: Option<Date> = Some(date("2027-03-11"));
    assert!(matches!(next, Some(Next::Answers(teams, by)) if teams.len() == 2 && *by == wanted), "{next:?}");
}
