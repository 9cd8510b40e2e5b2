//! What is asked of teams in their cycles, and what they took on.

use super::*;
use crate::insight::capacity::{LightsOn, Load, Loads, Part, Shrinkage, Whole};
use crate::model::Category;

/// What is asked of payments in `c91` by the initiatives `x` (the first) and `a`, `b`, ….
fn load(initiatives: &[String]) -> Load {
    let (first, others) = initiatives.split_first().unwrap();
    let paths: Vec<_> = ('a'..).map(|name| format!("initiatives/{name}.toml")).take(others.len()).collect();
    let files: Vec<_> = paths.iter().map(String::as_str).zip(others.iter().map(String::as_str)).collect();
    let sample = Sample::new(first, &files);
    Loads::of(&sample.0, date(TODAY)).get(&"payments".into(), &"c91".into()).cloned().unwrap_or_default()
}

/// An initiative at `stage` that asks payments, each ask with these keys.
fn initiative(stage: &str, category: &str, asks: &[&str]) -> String {
    let head = HEAD.replace("'problem'", &format!("'{stage}'")).replace("'product'", &format!("'{category}'"));
    let asks = (0..).zip(asks).map(|(number, more)| ask(&format!("a{number}"), "payments", more));
    [head, "target_cycle = 'c91'\n".into(), asks.collect()].concat()
}

#[test]
fn effort_adds_up_over_open_initiatives() {
    let one = initiative("problem", "product", &["effort = { min = 1, max = 30 }", ""]);
    let elsewhere = initiative(
        "idea",
        "ktlo",
        &[
            "effort = { min = 2, max = 12.5 }",
            "cycle = 'later'\neffort = { min = 1, max = 7 }",
            "status = 'withdrawn'\neffort = { min = 1, max = 40 }",
        ],
    );
    let sample = Sample::new(&one, &[("initiatives/y.toml", &elsewhere)]);
    let (index, loads) = (Index::new(&sample.0), Loads::of(&sample.0, date(TODAY)));
    let load = loads.get(&"payments".into(), &"c91".into()).unwrap();
    assert_eq!((load.least, load.most, load.open), (3.0, 42.5, 42.5));
    assert_eq!((load.asks, load.without_effort, load.accepted), (3, 1, 0));
    assert_eq!(loads.get(&"payments".into(), &"later".into()).unwrap().most, 7.0);
    assert_eq!(loads.get(&"ledger".into(), &"c91".into()), None);
    assert_eq!(loads.iter().count(), 2);
    assert_eq!(index.share_of_cycle(&"payments".into(), load.most), Some(42.5));
    assert_eq!(index.share_of_cycle(&"department".into(), 1.0), None, "capacity is not known");
}

const EFFORT: &str = "effort = { min = 4, max = 10 }\n";

#[test]
fn an_answer_turns_what_is_asked_into_what_is_taken_on() {
    let asks = [
        "status = 'accepted'\ncommitted_effort = 6",
        "status = 'done'\ncommitted_effort = 8\nactual_effort = 20",
        // Nobody wrote what they committed to: then it may be all of it, and nothing is said of shrinkage.
        "status = 'accepted'",
        "status = 'declined'\ncommitted_effort = 3",
        "status = 'deferred'",
        "status = 'presented'",
        "status = 'lacks_data'",
    ];
    let asks = asks.map(|keys| format!("{EFFORT}{keys}"));
    let load = load(&[initiative("ready", "product", &asks.each_ref().map(String::as_str))]);
    assert_eq!((load.asks, load.accepted), (7, 3));
    assert_eq!((load.least, load.most, load.open), (28.0, 70.0, 20.0));
    assert_eq!((load.committed, load.uncertain), (6.0 + 8.0 + 10.0, 1));
    assert_eq!(load.answered, Shrinkage { asks: 4, asked: 40.0, committed: 14.0 });
}

#[test]
fn closed_work_counts_with_what_it_took() {
    let answers = ["status = 'done'", "status = 'accepted'", "status = 'declined'", "status = 'presented'"];
    let answers = answers.map(|status| format!("{EFFORT}{status}"));
    let of = |stage: &str| {
        let load = load(&[initiative(stage, "product", &answers.each_ref().map(String::as_str))]);
        (load.asks, load.committed, load.most)
    };
    assert_eq!(of("committed"), (4, 20.0, 40.0));
    assert_eq!(of("delivered"), (3, 20.0, 30.0), "what nobody answered came to nothing");
    assert_eq!(of("parked"), (1, 10.0, 10.0), "what was promised is free again, what was done is done");
    assert_eq!(of("dropped"), (1, 10.0, 10.0));
}

#[test]
fn kinds_of_work_are_told_apart() {
    let accepted =
        |days: u8| format!("status = 'accepted'\neffort = {{ min = 1, max = 40 }}\ncommitted_effort = {days}");
    let without = HEAD.replace("category = 'product'\n", "target_cycle = 'c91'\n");
    let load = load(&[
        initiative("ready", "product", &[&accepted(9)]),
        initiative("ready", "ktlo", &[&accepted(3), EFFORT]),
        [without, ask("a", "payments", EFFORT)].concat(),
    ]);
    let parts: Vec<_> = load.categories.into_iter().collect();
    assert_eq!(
        parts,
        [
            (None, Part { asked: 10.0, committed: 0.0 }),
            (Some(Category::Product), Part { asked: 40.0, committed: 9.0 }),
            (Some(Category::Ktlo), Part { asked: 50.0, committed: 3.0 }),
        ]
    );
}

#[test]
fn an_answer_counts_from_its_day_on() {
    let keys =
        |status: &str, day: &str| format!("{EFFORT}status = '{status}'\ncommitted_effort = 6\nanswered_on = {day}");
    let (today, later) = (TODAY, "2027-02-19");
    assert!(date(later) > date(today));
    let asks = [keys("accepted", today), keys("accepted", later), keys("declined", later), keys("done", later)];
    let of = |stage: &str| load(&[initiative(stage, "product", &asks.each_ref().map(String::as_str))]);
    let active = of("ready");
    assert_eq!((active.asks, active.accepted, active.committed, active.open), (4, 1, 6.0, 30.0));
    assert_eq!((of("delivered").asks, of("parked").asks), (1, 0));
}

#[test]
fn keeping_the_lights_on_gets_what_other_work_leaves() {
    let accepted = format!("{EFFORT}status = 'accepted'\ncommitted_effort = 9");
    let asked = [initiative("ready", "product", &[EFFORT, EFFORT, EFFORT]), initiative("ready", "ktlo", &[EFFORT])];
    let share = load(&asked).lights_on(Some(40.0)).unwrap();
    assert_eq!(share, LightsOn { share: 25.0, of: Whole::LeftByAsked, whole: 40.0, others: 30.0 });
    assert!(share.reaches(25.0) && !share.reaches(25.5));
    assert_eq!((share.too_much(25.0), share.too_much(50.0), share.too_much(100.0)), (0.0, 10.0, 30.0));

    // What is promised counts, not what is asked besides; upkeep that nobody asks for takes nothing away.
    let committed = [initiative("ready", "product", &[&accepted, EFFORT])];
    let share = load(&committed).lights_on(Some(100.0)).unwrap();
    assert_eq!(share, LightsOn { share: 91.0, of: Whole::LeftByCommitted, whole: 100.0, others: 9.0 });
    assert_eq!(load(&committed).lights_on(Some(6.0)).unwrap().share, 0.0, "more than everything is everything");
    assert_eq!(load(&committed).lights_on(Some(0.0)), None, "nothing is no share of nothing");

    // Without a capacity it is a share of what is committed to.
    let both = [committed[0].clone(), initiative("ready", "ktlo", &[&accepted.replace("= 9", "= 3")])];
    let share = load(&both).lights_on(None).unwrap();
    assert_eq!(share, LightsOn { share: 25.0, of: Whole::Committed, whole: 12.0, others: 9.0 });
    // Six days less: 3 of 6 are half.
    assert_eq!((share.too_much(50.0), share.too_much(100.0)), (6.0, 9.0));
    assert_eq!(load(&asked).lights_on(None), None);
    assert_eq!(load(&[initiative("ready", "product", &[""])]).lights_on(Some(10.0)), None, "no effort is known");
}
