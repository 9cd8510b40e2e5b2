//! Metrics: which are computed, their value on a day, their pace, and how texts quote them.

use super::*;
use crate::insight::metrics::{
    self, Current, PRESETS, computed, current, direction, filled, name, thousands, trend, unit,
};
use crate::insight::results::delivered;
use crate::model::{Direction, Metric, MetricPreset, Stage};

const SYSTEMS: &str = "[api]\nname = 'API'\nowner = 'team'\n";
const TEAMS: &str =
    "[team]\nname = 'Team'\nhours = { from = '09:00', to = '17:00', days = ['mon', 'tue', 'wed', 'thu', 'fri'] }\n";
/// A Monday by day, a Saturday, and a date without a time.
const INCIDENTS: &str = "\
[one]\nsystems = ['api']\nstarted = 2026-11-02T10:00:00Z\nended = 2026-11-02T10:40:00Z\npages = 4\ndetected_by = 'customer'\n\
[two]\nsystems = ['api']\nstarted = 2026-11-07T10:00:00Z\nended = 2026-11-07T11:05:30Z\npages = 6\ndetected_by = 'monitoring'\n\
[three]\nsystems = ['api']\nstarted = 2026-11-16\npages = 1\ndetected_by = 'staff'\n";

fn sample(more: &str) -> Sample {
    let initiative = format!("{HEAD}systems = [{{ ref = 'api', change = 'config' }}]\n{more}");
    Sample::new(&initiative, &[("systems.toml", SYSTEMS), ("teams.toml", TEAMS), ("incidents.toml", INCIDENTS)])
}

fn metric(sample: &Sample) -> &Metric {
    &sample.record().metrics[0]
}

fn value_on(more: &str, day: &str) -> Option<Current> {
    let sample = sample(&format!("[[metric]]\nid = 'm'\nname = 'M'\n{more}\n"));
    current(&Index::new(&sample.0), sample.record(), metric(&sample), date(day))
}

fn text_on(sample: &Sample, text: &str, day: &str) -> String {
    filled(&Index::new(&sample.0), sample.record(), text, date(day))
}

#[test]
fn every_word_has_a_record() {
    let words: Vec<_> = PRESETS.iter().map(|preset| preset.word).collect();
    assert_eq!(words, MetricPreset::ALL);
    let told: Vec<_> = metrics::quotable().map(|preset| preset.word.as_str()).collect();
    assert_eq!(told, ["restore_time", "pages", "out_of_hours_pages", "incidents", "customer_detected", "availability"]);
    assert!(PRESETS.iter().all(|preset| preset.how.ends_with('.') && !preset.how.contains("  ")));
}

#[test]
fn incidents_tell_each_preset() {
    let value = |word: &str| value_on(&format!("preset = '{word}'"), "2026-11-20").map(|current| current.value);
    assert_eq!(value("restore_time"), Some(53.0));
    assert_eq!(value("pages"), Some(3.7));
    assert_eq!(value("out_of_hours_pages"), Some(2.0));
    assert_eq!(value("incidents"), Some(1.0));
    assert_eq!(value("customer_detected"), Some(33.0));
    // 105.5 of 129,600 minutes.
    assert_eq!(value("availability"), Some(99.919));
    for word in ["lead_time", "release_frequency", "change_failure"] {
        assert_eq!(value(word), None, "{word}");
    }
}

#[test]
fn a_metric_is_computed_where_nothing_else_is_said() {
    for (more, wanted) in [
        ("", true),
        ("source = 'Incidents'", true),
        ("source = ' '\nunit = 'pages a month'", true),
        ("source = 'the pager'", false),
        ("unit = 'pages a week'", false),
        ("source = 'incidents'\nreadings = [{ value = 2, date = 2026-11-01 }]", false),
    ] {
        let sample = sample(&format!("[[metric]]\nid = 'm'\nname = 'M'\npreset = 'pages'\n{more}\n"));
        assert_eq!(computed(metric(&sample)).is_some(), wanted, "{more}");
    }
    assert_eq!(value_on("source = 'incidents'", "2026-11-20"), None);
}

#[test]
fn the_value_is_the_newest_up_to_the_day() {
    let written = "baseline = { value = 9, date = 2026-09-01 }\n\
                   readings = [{ value = 5, date = 2026-11-01 }, { value = 7, date = 2026-10-01 }, { value = 1 }]";
    let value = |day: &str| value_on(written, day).map(|it| (it.value, it.date.unwrap().to_string(), it.computed));
    assert_eq!(value("2026-12-01"), Some((5.0, "2026-11-01".into(), false)));
    assert_eq!(value("2026-10-31"), Some((7.0, "2026-10-01".into(), false)));
    assert_eq!(value("2026-09-30"), Some((9.0, "2026-09-01".into(), false)));
    assert_eq!(value("2026-08-31"), None);
    assert_eq!(value_on("baseline = { value = 9 }", "2026-01-01").unwrap().date, None);
    // Computed as of the day itself; before the first incident nothing is known.
    let pages = value_on("preset = 'pages'", "2026-12-01").unwrap();
    assert_eq!((pages.value, pages.date, pages.computed), (3.7, Some(date("2026-12-01")), true));
    assert_eq!(value_on("preset = 'pages'", "2027-06-01").unwrap().value, 0.0);
    assert_eq!(value_on("preset = 'pages'", "2026-11-01"), None);
}

#[test]
fn a_preset_says_what_the_metric_does_not() {
    let sample = |more: &str| sample(&format!("[[metric]]\nid = 'm'\n{more}\n"));
    let own = sample("name = 'Mine'\npreset = 'availability'\nunit = 'nines'\ndirection = 'down'");
    assert_eq!(
        (name(metric(&own)), unit(metric(&own)), direction(metric(&own))),
        ("Mine", Some("nines"), Some(Direction::Down))
    );
    let bare = sample("name = ' '\npreset = 'availability'\nunit = ' '");
    assert_eq!(
        (name(metric(&bare)), unit(metric(&bare)), direction(metric(&bare))),
        ("Availability", Some("%"), Some(Direction::Up))
    );
    let none = sample("name = 'Mine'\nbaseline = { value = 5 }\ntarget = { value = 2 }");
    assert_eq!((unit(metric(&none)), direction(metric(&none))), (None, Some(Direction::Down)));
}

/// Pace and day of the target of a metric, in words.
fn pace(more: &str, day: &str) -> String {
    let sample = sample(&format!("[[metric]]\nid = 'm'\nname = 'M'\n{more}\n"));
    let trend = trend(&Index::new(&sample.0), sample.record(), metric(&sample), date(day));
    trend.map_or_else(|| "none".into(), |trend| trend.to_string())
}

#[test]
fn the_pace_is_that_of_the_straight_line_through_all_values() {
    // 30, 20 and 10 in steps of 30 days: exactly 10 in 30 days, and 30 more days to 0.
    let line = "baseline = { value = 30, date = 2026-09-01 }\ntarget = { value = 0 }\n\
                readings = [{ value = 10, date = 2026-10-31 }, { value = 20, date = 2026-10-01 }]";
    assert_eq!(pace(line, "2026-11-01"), "falls by 10 in 30 days, target by 2026-11-30");
    // The day is past and nobody has looked: the pace stands, the day does not.
    assert_eq!(pace(line, "2026-11-30"), "falls by 10 in 30 days");
    // Values of later days do not count.
    assert_eq!(pace(line, "2026-10-15"), "falls by 10 in 30 days, target by 2026-11-30");
    assert_eq!(pace(line, "2026-09-15"), "none");
    // Not all in a line: the sum of the squares decides, not the two ends.
    let bent = "baseline = { value = 96, date = 2026-09-28 }\ntarget = { value = 5 }\ndirection = 'down'\n\
                readings = [{ value = 91, date = 2026-10-26 }, { value = 118, date = 2026-11-09 }]";
    assert_eq!(pace(bent, "2026-11-23"), "rises by 12.7 in 30 days");
}

#[test]
fn a_target_that_is_not_ahead_has_no_day() {
    let points = "baseline = { value = 30, date = 2026-09-01 }\nreadings = [{ value = 20, date = 2026-10-01 }]\n";
    let with = |target: &str| pace(&format!("{points}{target}"), "2026-10-02");
    assert_eq!(with(""), "falls by 10 in 30 days");
    assert_eq!(with("target = { value = 10 }"), "falls by 10 in 30 days, target by 2026-10-31");
    assert_eq!(with("target = { value = 20 }"), "falls by 10 in 30 days");
    assert_eq!(with("target = { value = 25 }"), "falls by 10 in 30 days");
    assert_eq!(with("target = { value = 35 }"), "falls by 10 in 30 days");
    assert_eq!(with("target = { value = 10 }\ndirection = 'up'"), "falls by 10 in 30 days");
    // Five years are 1,825 days: 608 at this pace are within them, 609 are not.
    assert_eq!(with("target = { value = -588 }"), "falls by 10 in 30 days, target by 2031-09-29");
    assert_eq!(with("target = { value = -589 }"), "falls by 10 in 30 days");
    let flat = "baseline = { value = 3, date = 2026-09-01 }\nreadings = [{ value = 3, date = 2026-10-01 }]\ntarget = { value = 1 }";
    assert_eq!(pace(flat, "2026-10-02"), "stands still");
    for none in [
        "",
        "baseline = { value = 3, date = 2026-09-01 }",
        "baseline = { value = 3, date = 2026-09-01 }\nreadings = [{ value = 5, date = 2026-09-01 }]",
    ] {
        assert_eq!(pace(none, "2026-10-02"), "none", "{none}");
    }
}

#[test]
fn a_computed_metric_moves_from_its_baseline() {
    let more = "preset = 'pages'\nbaseline = { value = 13.7, date = 2026-09-02 }\ntarget = { value = 1 }";
    assert_eq!(pace(more, "2026-12-01"), "falls by 3.3 in 30 days, target by 2026-12-26");
}

#[test]
fn thousands_stand_apart() {
    let all = [0.0, 12.0, 123.0, 1_300.0, 1_234_567.5, -130.0, -1_300.0, 99.95].map(thousands);
    assert_eq!(all, ["0", "12", "123", "1,300", "1,234,567.5", "−130", "−1,300", "99.95"]);
}

#[test]
fn one_of_a_kind_is_not_many() {
    let all = [(1.0, "incidents a month"), (1.0, "pages"), (2.0, "pages"), (1.0, "%"), (1.0, "minus")];
    let all = all.map(|(value, unit)| metrics::counted(value, Some(unit)));
    assert_eq!(all, ["1 incident a month", "1 page", "2 pages", "1 %", "1 minus"]);
    assert_eq!(metrics::counted(1.0, None), "1");
}

#[test]
fn values_take_the_place_of_ids() {
    let sample = sample(
        "[[metric]]\nid = 'lost-orders'\nname = 'Lost'\nunit = 'orders a week'\n\
         readings = [{ value = 1300, date = 2026-11-01 }, { value = 1200, date = 2026-11-20 }]\n\
         [[metric]]\nid = 'bare'\nname = 'Bare'\nbaseline = { value = 2.5 }\n\
         [[metric]]\nid = 'empty'\nname = 'Empty'\nunit = 'minutes'\n",
    );
    let text = "{lost-orders}; {bare}; {empty}; {pages}; {availability}; {{pages}}; {nothing}";
    let filled = "1,200 orders a week (2026-11-20); 2.5; ? minutes (not measured yet); 3.7 pages a month (2026-11-16); \
                  99.919 % (2026-11-16); {pages}; {nothing}";
    assert_eq!(text_on(&sample, text, "2026-11-20"), filled);
    assert_eq!(
        text_on(&sample, "{lost-orders}, {pages}", "2026-11-08"),
        "1,300 orders a week (2026-11-01), 3.3 pages a month (2026-11-07)"
    );
    assert_eq!(text_on(&sample, "{pages}", "2026-10-01"), "? pages a month (not measured yet)");
}

#[test]
fn an_own_metric_goes_before_a_preset_of_the_same_name() {
    let sample = sample(
        "[[metric]]\nid = 'pages'\nname = 'P'\nunit = 'pages a week'\nbaseline = { value = 8, date = 2026-10-01 }\n",
    );
    assert_eq!(text_on(&sample, "{pages}", "2026-11-20"), "8 pages a week (2026-10-01)");
}

#[test]
fn the_same_files_give_the_same_text_on_any_later_day() {
    let sample = sample(
        "[[metric]]\nid = 'quiet'\nname = 'Q'\npreset = 'out_of_hours_pages'\nbaseline = { value = 8, date = 2026-10-01 }\n",
    );
    let text = "{quiet} {pages} {restore_time} {incidents} {customer_detected} {availability}";
    let first = text_on(&sample, text, "2026-11-16");
    for day in ["2026-11-17", "2026-12-31", "2027-02-20", "2030-01-01"] {
        assert_eq!(text_on(&sample, text, day), first, "{day}");
    }
}

#[test]
fn a_computed_metric_supports_a_proposal_and_not_a_delivery() {
    let missing = |stage: &str, more: &str| {
        let head = HEAD.replace("'problem'", &format!("'{stage}'"));
        let metric = format!("[[metric]]\nid = 'm'\nname = 'M'\nprimary = true\npreset = 'pages'\n{more}\n");
        let missing = Sample::new(&(head + &metric), &[]).missing().into_iter();
        missing.filter(|field| field.contains("metric")).collect::<Vec<_>>()
    };
    let compared = "baseline = { value = 4, date = 2026-11-01 }\ntarget = { value = 1 }\n";
    let unmeasured = "metric with baseline, target and source";
    assert_eq!(missing("proposal", compared), [""; 0]);
    assert_eq!(missing("proposal", "target = { value = 1 }"), [unmeasured]);
    assert_eq!(missing("proposal", &format!("{compared}unit = 'pages a week'")), [unmeasured]);
    // What was reached must not move any more.
    assert_eq!(missing("delivered", compared), ["primary metric with target and a reading"]);
}

const CLOSED: &str = "title = 'Before'\nowner = 'dana'\nstage = 'delivered'\n\
                      [[metric]]\nid = 'other'\nname = 'Other'\n\
                      [[metric]]\nid = 'm'\nname = 'Pages'\nprimary = true\nbaseline = { value = 24 }\n\
                      readings = [{ value = 6, date = 2026-11-13 }, { value = 13, date = 2026-10-18 }]\n\
                      [closing]\ndate = 2026-11-14\nlesson = 'Find the owners first'\n";

#[test]
fn what_was_delivered_is_told_with_numbers_or_not_at_all() {
    let sample = Sample::new(CLOSED, &[]);
    let brought = delivered(sample.record(), date(TODAY)).unwrap();
    assert_eq!((brought.before.value, brought.after.value, brought.read_on), (24.0, 6.0, date("2026-11-13")));
    assert_eq!((brought.metric.id.as_str(), brought.on), ("m", Some(date("2026-11-14"))));
    assert_eq!(brought.lesson.map(|lesson| &**lesson), Some("Find the owners first"));
    for (old, new) in [
        ("stage = 'delivered'", "stage = 'dropped'"),
        ("baseline = { value = 24 }\n", ""),
        ("readings = [{ value = 6, date = 2026-11-13 }, { value = 13, date = 2026-10-18 }]\n", ""),
    ] {
        let sample = Sample::new(&CLOSED.replace(old, new), &[]);
        assert_ne!(sample.record().stage, None::<Stage>);
        assert!(delivered(sample.record(), date(TODAY)).is_none(), "{new}");
    }
}
