//! What incidents tell: whose they are, in and out of hours, how long, and laws that hold for any of them.

use super::*;
use crate::insight::incidents::{DAYS, Incidents, Operations, Split, Window, of_initiative, of_systems, with_causes};
use crate::model::{Detector, IncidentId, ProblemId, SystemId};
use proptest::prelude::*;

const SYSTEMS: &str = "[api]\nname = 'API'\nowner = 'berlin'\n[store]\nname = 'Store'\nowner = 'night'\n\
                       [mail]\nname = 'Mail'\nowner = 'payments'\n";
const TEAMS: &str = "[berlin]\nname = 'Berlin'\nhours = { tz = 'Europe/Berlin', from = '09:00', to = '17:00', days = ['mon', 'tue', 'wed', 'thu', 'fri'] }\n\
                     [night]\nname = 'Night'\nhours = { tz = 'Europe/Berlin', from = '22:00', to = '06:00', days = ['fri'] }\n\
                     [payments]\nname = 'Payments'\n";

/// A workspace with these incidents and more files.
fn sample(incidents: &str, initiative: &str, files: &[(&str, &str)]) -> Sample {
    let common = [("systems.toml", SYSTEMS), ("teams.toml", TEAMS), ("incidents.toml", incidents)];
    Sample::new(initiative, &[&common[..], files].concat())
}

fn until(day: &str) -> Window {
    Window::ending(date(day), DAYS)
}

/// What the incidents of all systems tell of 90 days.
fn told<'a>(sample: &'a Sample, day: &str) -> Operations<'a> {
    of_systems(&sample.0, sample.0.systems.keys(), until(day))
}

fn ids<'a>(told: &Operations<'a>) -> Vec<&'a str> {
    told.incidents.iter().map(|id| id.as_str()).collect()
}

#[test]
fn a_window_has_its_days_and_no_others() {
    let window = until("2026-11-23");
    assert_eq!((window.days(), window.last()), (90, date("2026-11-23")));
    assert!(window.holds(date("2026-08-26")) && window.holds(date("2026-11-23")));
    assert!(!window.holds(date("2026-08-25")) && !window.holds(date("2026-11-24")));
    assert_eq!(Window::ending(date("2026-11-23"), 0).days(), 1);
}

#[test]
fn the_zone_of_the_workspace_says_on_which_day_an_incident_began() {
    let incidents = "[late]\nsystems = ['api']\nstarted = 2026-11-23T23:30:00Z\n[local]\nsystems = ['api']\nstarted = 2026-11-23T23:30:00\n";
    let sample = |zone| sample(incidents, HEAD, &[("canvass.toml", zone)]);
    let (utc, berlin) = (sample("name = 'x'\n"), sample("timezone = 'Europe/Berlin'\n"));
    assert_eq!(ids(&told(&utc, "2026-11-23")), ["late", "local"]);
    assert_eq!(ids(&told(&berlin, "2026-11-23")), ["local"]);
    assert_eq!(ids(&told(&berlin, "2026-11-24")), ["local", "late"]);
}

/// `in`, `out` or `?` for an incident that hits `systems` at `started`.
fn hours(systems: &str, started: &str) -> &'static str {
    let sample = sample(&format!("[x]\nsystems = [{systems}]\nstarted = {started}\npages = 3\n"), HEAD, &[]);
    let told = told(&sample, "2026-12-31");
    assert_eq!(told.pages.all(), 3);
    assert_eq!(
        told.pages,
        Split { within: told.hours.within * 3, outside: told.hours.outside * 3, unknown: told.hours.unknown * 3 }
    );
    match told.hours {
        Split { within: 1, outside: 0, unknown: 0 } => "in",
        Split { within: 0, outside: 1, unknown: 0 } => "out",
        Split { within: 0, outside: 0, unknown: 1 } => "?",
        other => panic!("{other:?}"),
    }
}

#[test]
fn hours_are_those_of_the_owner_in_its_zone() {
    // A Monday; Berlin is an hour ahead of UTC.
    assert_eq!(hours("'api'", "2026-11-23T08:00:00Z"), "in");
    assert_eq!(hours("'api'", "2026-11-23T07:59:59Z"), "out");
    assert_eq!(hours("'api'", "2026-11-23T15:59:59Z"), "in");
    assert_eq!(hours("'api'", "2026-11-23T16:00:00Z"), "out");
    // A Saturday.
    assert_eq!(hours("'api'", "2026-11-21T10:00:00Z"), "out");
    // Before the clocks go back, Berlin is two hours ahead.
    assert_eq!(hours("'api'", "2026-10-23T07:30:00Z"), "in");
    assert_eq!(hours("'api'", "2026-10-26T07:30:00Z"), "out");
    // A shift past midnight belongs to the day on which it began.
    assert_eq!(hours("'store'", "2026-11-20T23:00:00+01:00"), "in");
    assert_eq!(hours("'store'", "2026-11-21T05:59:00+01:00"), "in");
    assert_eq!(hours("'store'", "2026-11-21T06:00:00+01:00"), "out");
    assert_eq!(hours("'store'", "2026-11-21T23:00:00+01:00"), "out");
    assert_eq!(hours("'store'", "2026-11-20T05:00:00+01:00"), "out");
}

#[test]
fn what_is_not_known_is_counted_apart() {
    assert_eq!(hours("'api'", "2026-11-23"), "?");
    // Payments has no hours; one team that is woken is enough.
    assert_eq!(hours("'mail'", "2026-11-23T08:00:00Z"), "?");
    assert_eq!(hours("'api', 'mail'", "2026-11-23T08:00:00Z"), "?");
    assert_eq!(hours("'mail', 'api'", "2026-11-23T03:00:00Z"), "out");
    assert_eq!(hours("'api', 'store'", "2026-11-23T08:00:00Z"), "out");
    for broken in [
        "tz = 'Moon/Sea', from = '09:00', to = '17:00', days = ['mon']",
        "from = '09:00', days = ['mon']",
        "from = '09:00', to = '17:00'",
    ] {
        let teams = TEAMS.replace(
            "tz = 'Europe/Berlin', from = '09:00', to = '17:00', days = ['mon', 'tue', 'wed', 'thu', 'fri']",
            broken,
        );
        let sample =
            sample("[x]\nsystems = ['api']\nstarted = 2026-11-23T08:00:00Z\n", HEAD, &[("teams.toml", &teams)]);
        assert_eq!(told(&sample, "2026-11-23").hours.unknown, 1, "{broken}");
    }
}

const LENGTHS: &str = "\
[early]\nsystems = ['api']\nstarted = 2026-08-25T23:00:00Z\nended = 2026-08-26T00:30:00Z\n\
[one]\nsystems = ['api']\nstarted = 2026-11-02T10:00:00Z\nended = 2026-11-02T10:40:00Z\npages = 4\ndetected_by = 'customer'\ncustomers_affected = 12\n\
[two]\nsystems = ['store']\nstarted = 2026-11-02T10:20:00Z\nended = 2026-11-02T11:35:00Z\npages = 1\ndetected_by = 'monitoring'\ncustomers_affected = 30\n\
[inner]\nsystems = ['store']\nstarted = 2026-11-02T10:25:00Z\nended = 2026-11-02T10:30:00Z\ndetected_by = 'customer'\n\
[open]\nsystems = ['api']\nstarted = 2026-11-03T10:00:00Z\n\
[days]\nsystems = ['api']\nstarted = 2026-11-04\nended = 2026-11-05\n\
[backwards]\nsystems = ['api']\nstarted = 2026-11-06T10:00:00Z\nended = 2026-11-06T09:00:00Z\n\
[last]\nsystems = ['api']\nstarted = 2026-11-23T22:00:00Z\nended = 2026-11-24T02:00:00Z\n";

#[test]
fn lengths_are_counted_once_and_only_where_they_are_known() {
    let sample = sample(LENGTHS, HEAD, &[]);
    let told = told(&sample, "2026-11-23");
    assert_eq!(ids(&told), ["one", "two", "inner", "open", "days", "backwards", "last"]);
    // 5, 40 and 75 minutes are over; `last` is over tomorrow.
    assert_eq!((told.restored, told.time_to_restore), (3, Some(fraction(40, 1))));
    // Half an hour of `early`, 10:00 to 11:35, and two hours of `last`.
    assert_eq!(told.downtime, fraction(30 + 95 + 120, 1));
    assert_eq!(told.availability, fraction(1, 1) - fraction(245, 90 * 24 * 60));
    assert_eq!((told.pages.all(), told.customers_affected), (5, 42));
    assert_eq!(told.customer_detected_share(), Some(fraction(2, 3)));
    assert_eq!(told.per_30_days(told.count()), fraction(7, 3));
    // Tomorrow there are four to restore: the middle of 5, 40, 75 and 240.
    let tomorrow = of_systems(&sample.0, sample.0.systems.keys(), until("2026-11-24"));
    assert_eq!(tomorrow.time_to_restore, Some(fraction(115, 2)));
    assert_eq!(tomorrow.downtime, fraction(95 + 240, 1));
}

#[test]
fn nothing_is_no_share() {
    let sample = sample("", HEAD, &[]);
    let told = told(&sample, "2026-11-23");
    assert_eq!((told.count(), told.hours.outside_share(), told.customer_detected_share()), (0, None, None));
    assert_eq!((told.time_to_restore, told.availability), (None, fraction(1, 1)));
}

#[test]
fn incidents_belong_to_systems_problems_and_initiatives() {
    let incidents = "[by-system]\nsystems = ['api']\nstarted = 2026-11-01\n\
                     [by-problem]\nsystems = ['mail']\nstarted = 2026-11-02\nproblem = 'p'\n\
                     [by-list]\nsystems = ['mail']\nstarted = 2026-11-03\n\
                     [by-cause]\nsystems = ['mail']\nstarted = 2026-11-04\nproblem = 'root'\n\
                     [by-effect]\nsystems = ['mail']\nstarted = 2026-11-05\nproblem = 'effect'\n\
                     [untouched]\nsystems = ['store']\nstarted = 2026-11-06\n";
    let problems = "[p]\ntitle = 'P'\nincidents = ['by-list']\ncaused_by = ['middle']\n[middle]\ntitle = 'M'\ncaused_by = ['root']\n\
                    [root]\ntitle = 'R'\ncaused_by = ['p']\n[effect]\ntitle = 'E'\ncaused_by = ['p']\n";
    let initiative = format!(
        "{HEAD}systems = [{{ ref = 'api', change = 'config' }}, {{ ref = 'store' }}]\n[problem]\nrefs = ['p']\n"
    );
    let sample = sample(incidents, &initiative, &[("problems.toml", problems)]);
    let (portfolio, index) = (&sample.0, Index::new(&sample.0));
    let told = of_initiative(&index, sample.record(), date("2026-11-23"));
    assert_eq!(ids(&told), ["by-system", "by-problem", "by-list", "by-cause"]);
    let p = ProblemId::from("p");
    let of_problem = Incidents::of_problem(portfolio, &p).within(until("2026-11-23"));
    assert_eq!(ids(&of_problem), ["by-problem", "by-list", "by-cause"]);
    assert_eq!(ids(&of_systems(portfolio, [&SystemId::from("store")], until("2026-11-23"))), ["untouched"]);
    assert_eq!(
        with_causes(portfolio, [&p]).into_iter().map(|id| id.as_str()).collect::<Vec<_>>(),
        ["middle", "p", "root"]
    );
}

#[test]
fn the_newest_day_stays_until_something_is_written() {
    let sample = sample(LENGTHS, HEAD, &[]);
    let incidents = Incidents::of_systems(&sample.0, sample.0.systems.keys());
    assert_eq!(incidents.newest(date("2026-08-24")), None);
    assert_eq!(incidents.newest(date("2026-11-04")), Some(date("2026-11-04")));
    for day in ["2026-11-06", "2026-11-22"] {
        assert_eq!(incidents.newest(date(day)), Some(date("2026-11-06")));
    }
    assert_eq!(incidents.newest(date("2030-01-01")), Some(date("2026-11-24")));
}

/// An incident: day, minute of the day, length in minutes, systems, pages, who noticed.
#[derive(Clone, Debug)]
struct Written {
    day: i64,
    minute: Option<i64>,
    length: Option<i64>,
    systems: Vec<&'static str>,
    pages: Option<u32>,
    detected_by: Option<Detector>,
}

prop_compose! {
    fn any_incident()(
        day in -100_i64..3,
        minute in prop::option::weighted(0.9, 0..1440_i64),
        length in prop::option::weighted(0.8, 0..4000_i64),
        systems in prop::sample::subsequence(vec!["api", "store", "mail"], 1..3),
        pages in prop::option::of(0..9_u32),
        detected_by in prop::option::of(prop::sample::select(Detector::ALL.to_vec())),
    ) -> Written {
        Written { day, minute, length, systems, pages, detected_by }
    }
}

/// The incidents as TOML, each time written in the zone `offset` hours east of where it is noon on TODAY.
fn toml(incidents: &[Written], clock: impl Fn(Date, i64) -> String) -> String {
    let one = |(place, it): (usize, &Written)| {
        let day = date(TODAY).plus_days(it.day);
        let moment = |minute: Option<i64>| minute.map_or_else(|| day.to_string(), |minute| clock(day, minute));
        let mut text = format!("[i{place}]\nsystems = {:?}\nstarted = {}\n", it.systems, moment(it.minute));
        if let Some(length) = it.length {
            text.push_str(&format!("ended = {}\n", moment(it.minute.map(|minute| minute + length))));
        }
        text.extend(it.pages.map(|pages| format!("pages = {pages}\n")));
        text.extend(it.detected_by.map(|by| format!("detected_by = '{by}'\n")));
        text
    };
    incidents.iter().enumerate().map(one).collect()
}

/// The moment `minute` minutes after midnight of `day`, in a zone `hours` east of UTC, written in one `written` hours east.
fn at(day: Date, minute: i64, hours: i64, written: i64) -> String {
    let minute = minute + (written - hours) * 60;
    let (day, minute) = (day.plus_days(minute.div_euclid(1440)), minute.rem_euclid(1440));
    format!("{day}T{:02}:{:02}:00{written:+03}:00", minute / 60, minute % 60)
}

/// A workspace all of whose zones lie `hours` east of UTC.
fn in_zone(hours: i64, incidents: &str) -> Sample {
    let zone = format!("Etc/GMT{:+}", -hours);
    let workspace = format!("timezone = '{zone}'\n");
    let teams = TEAMS.replace("Europe/Berlin", &zone);
    sample(incidents, HEAD, &[("teams.toml", &teams), ("canvass.toml", &workspace)])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn numbers_add_up_and_stay_within_their_bounds(incidents in prop::collection::vec(any_incident(), 0..12)) {
        let sample = in_zone(0, &toml(&incidents, |day, minute| at(day, minute, 0, 0)));
        let told = told(&sample, TODAY);
        let window = until(TODAY);
        let begun: Vec<_> = incidents.iter().filter(|it| window.holds(date(TODAY).plus_days(it.day))).collect();
        prop_assert_eq!(told.count(), begun.len() as u64);
        prop_assert_eq!(told.incidents.len(), begun.len());
        prop_assert_eq!(told.hours.all(), told.count());
        prop_assert_eq!(told.pages.all(), begun.iter().filter_map(|it| it.pages).map(u64::from).sum::<u64>());
        prop_assert_eq!(told.detected.values().sum::<u64>(), begun.iter().filter(|it| it.detected_by.is_some()).count() as u64);
        let (zero, one) = (fraction(0, 1), fraction(1, 1));
        for share in [told.hours.outside_share(), told.pages.outside_share(), told.customer_detected_share(), Some(told.availability)].into_iter().flatten() {
            prop_assert!((zero..=one).contains(&share));
        }
        if let Some(share) = told.hours.outside_share() {
            let within = Split { within: told.hours.outside, outside: told.hours.within, unknown: 0 };
            prop_assert_eq!(share + within.outside_share().unwrap(), one);
        }
        let minutes = fraction(90 * 24 * 60, 1);
        prop_assert_eq!(told.availability * minutes + told.downtime, minutes);
        // Minute by minute, as one would count by hand.
        let mut down = vec![false; 90 * 1440];
        for it in &incidents {
            let (Some(minute), Some(length)) = (it.minute, it.length) else { continue };
            let begin = (it.day + 89) * 1440 + minute;
            (begin..begin + length).filter_map(|minute| usize::try_from(minute).ok()).for_each(|minute| {
                down.get_mut(minute).into_iter().for_each(|minute| *minute = true);
            });
        }
        prop_assert_eq!(told.downtime, fraction(down.iter().filter(|down| **down).count() as i64, 1));
    }

    #[test]
    fn moving_all_times_and_zones_together_changes_nothing(
        incidents in prop::collection::vec(any_incident(), 0..8), hours in -11_i64..=11,
    ) {
        let here = in_zone(0, &toml(&incidents, |day, minute| at(day, minute, 0, 0)));
        let there = in_zone(hours, &toml(&incidents, |day, minute| at(day, minute, hours, hours)));
        prop_assert_eq!(told(&here, TODAY), told(&there, TODAY));
    }

    #[test]
    fn a_moment_is_the_same_however_it_is_written(
        incidents in prop::collection::vec(any_incident(), 0..8), hours in -11_i64..=11, written in -11_i64..=11,
    ) {
        let local = in_zone(hours, &toml(&incidents, |day, minute| at(day, minute, hours, hours)));
        let elsewhere = in_zone(hours, &toml(&incidents, |day, minute| at(day, minute, hours, written)));
        let plain = in_zone(hours, &toml(&incidents, |day, minute| at(day, minute, 0, 0).replace("+00:00", "")));
        prop_assert_eq!(told(&local, TODAY), told(&elsewhere, TODAY));
        prop_assert_eq!(told(&local, TODAY), told(&plain, TODAY));
    }

    #[test]
    fn one_more_system_never_takes_an_incident_away(incidents in prop::collection::vec(any_incident(), 0..8)) {
        let sample = in_zone(0, &toml(&incidents, |day, minute| at(day, minute, 0, 0)));
        let of = |systems: &[&str]| of_systems(&sample.0, &systems.iter().map(|id| SystemId::from(*id)).collect::<Vec<_>>(), until(TODAY));
        let (few, more) = (of(&["api"]), of(&["api", "mail"]));
        let kept: Vec<&IncidentId> = more.incidents.iter().filter(|id| few.incidents.contains(id)).copied().collect();
        prop_assert_eq!(&kept, &few.incidents);
        prop_assert!(few.downtime <= more.downtime && few.availability >= more.availability);
    }
}
