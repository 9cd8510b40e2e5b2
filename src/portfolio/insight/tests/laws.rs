//! What holds for every file: laws of coverage and readiness over arbitrary conversations.

use super::*;
use crate::insight::readiness::add_up;
use proptest::prelude::*;

const PEOPLE: [&str; 6] = ["lee", "ana", "kim", "bo", "eva", "sam"];
const FORMATS: [&str; 5] = ["one_on_one", "group", "async", "document", "presentation"];
const STANCES: [&str; 5] = ["champion", "supportive", "neutral", "concerned", "opposed"];

prop_compose! {
    /// A conversation some days around today.
    fn any_talk()(
        offset in -120_i64..20,
        people in prop::sample::subsequence(PEOPLE.to_vec(), 1..3),
        format in prop::sample::select(FORMATS.to_vec()),
        stance in prop::option::of(prop::sample::select(STANCES.to_vec())),
        no_show in prop::bool::weighted(0.1),
        answered in any::<bool>(),
    ) -> String {
        let day = date(TODAY).plus_days(offset).to_string();
        let with = people.iter().map(|person| format!("'{person}'")).collect::<Vec<_>>().join(", ");
        let mut more = format!("answered = {answered}\n");
        if no_show {
            more.push_str("outcome = 'no_show'\n");
        }
        if let (Some(stance), Some(person)) = (stance, people.first()) {
            more.push_str(&format!("stance = {{ {person} = '{stance}' }}\n"));
        }
        talk(&day, &with, format, &more)
    }
}

prop_compose! {
    /// Asks, exclusions and systems, without conversations.
    fn any_head()(
        first in 0..4_usize,
        second in 0..4_usize,
        changed in prop::option::of(-100_i64..10),
        excluded in prop::option::of((prop::sample::select(PEOPLE.to_vec()), -30_i64..30)),
        change in prop::sample::select(vec!["none", "config", "schema"]),
    ) -> String {
        let teams = ["payments", "ledger", "department", "nobody"];
        let day = |offset: i64| date(TODAY).plus_days(offset);
        let excluded = excluded.map(|(person, until)| format!("excluded = [{{ person = '{person}', until = {} }}]\n", day(until)));
        let changed = changed.map(|offset| format!("changed_on = {}\n", day(offset))).unwrap_or_default();
        [
            HEAD,
            "target_cycle = 'c91'\n",
            &excluded.unwrap_or_default(),
            &format!("systems = [{{ ref = 's', change = '{change}' }}]\n"),
            &ask("one", teams[first], &changed),
            &ask("two", teams[second], "size = 'large'\n"),
        ]
        .concat()
    }
}

fn read(head: &str, talks: &[String]) -> Sample {
    let systems = "[s]\nname = 'S'\nowner = 'payments'\nsmes = ['sam', 'kim']\n";
    Sample::new(&[head, &talks.concat()].concat(), &[("systems.toml", systems)])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn a_one_on_one_never_lowers_coverage(
        head in any_head(),
        talks in prop::collection::vec(any_talk(), 0..6),
        person in prop::sample::select(PEOPLE.to_vec()),
        offset in -120_i64..20,
    ) {
        let day = date(TODAY).plus_days(offset).to_string();
        let more = [&talks[..], &[talk(&day, &format!("'{person}'"), "one_on_one", "")]].concat();
        let (before, after) = (read(&head, &talks).coverage(), read(&head, &more).coverage());
        prop_assert!(after.coverage >= before.coverage);
        prop_assert!(after.asks_covered >= before.asks_covered);
        for (before, after) in before.teams.iter().zip(&after.teams) {
            prop_assert!(after.coverage >= before.coverage);
        }
    }

    #[test]
    fn the_order_of_conversations_does_not_matter(
        head in any_head(),
        talks in prop::collection::vec(any_talk(), 0..6).prop_flat_map(|talks| (Just(talks.clone()), Just(talks).prop_shuffle())),
    ) {
        let (talks, shuffled) = talks;
        let (one, other) = (read(&head, &talks), read(&head, &shuffled));
        let (one_coverage, other_coverage) = (one.coverage(), other.coverage());
        prop_assert_eq!(lines(&one_coverage), lines(&other_coverage));
        let numbers = |it: &Coverage| (it.coverage, it.support, it.unknown_stances, it.asks_covered, it.teams.clone());
        prop_assert_eq!(numbers(&one_coverage), numbers(&other_coverage));
        let last = |it: &Coverage| it.slots.iter().map(|slot| (slot.last.map(|last| (last.date, last.format)), slot.stance, slot.group_only)).collect::<Vec<_>>();
        prop_assert_eq!(last(&one_coverage), last(&other_coverage));
        let scores = |it: &Sample| it.readiness().gates.into_iter().map(|gate| (gate.id, gate.score)).collect::<Vec<_>>();
        prop_assert_eq!(scores(&one), scores(&other));
    }

    #[test]
    fn numbers_stay_within_their_bounds(
        head in any_head(),
        talks in prop::collection::vec(any_talk(), 0..6),
        day in prop::sample::select(vec!["1970-01-01", "2026-06-01", TODAY, "2027-03-26", "2199-12-31"]),
    ) {
        let sample = read(&head, &talks);
        let coverage = sample.coverage_on(day);
        let readiness = sample.readiness_on(day);
        let percent = |value: i64| (0..=100).contains(&value);
        prop_assert!(percent(readiness.readiness));
        for value in [coverage.coverage, coverage.support, readiness.expected, readiness.due].into_iter().flatten() {
            prop_assert!(percent(value));
        }
        prop_assert!(coverage.asks_covered <= coverage.asks);
        prop_assert!(coverage.excluded <= sample.record().excluded.len());
        for gate in &readiness.gates {
            prop_assert!(gate.score >= fraction(0, 1) && gate.score <= fraction(1, 1));
        }
    }

    #[test]
    fn a_stage_does_not_depend_on_how_long_ago_it_was(head in any_head(), talks in prop::collection::vec(any_talk(), 0..6), years in -30_i64..0) {
        let moved = |text: &str| -> String {
            let shift = |line: &str| match line.strip_prefix("date = ") {
                Some(day) => format!("date = {}", date(day).plus_days(years * 365)),
                None => line.to_owned(),
            };
            text.lines().map(shift).map(|line| line + "\n").collect()
        };
        let unchanged: Vec<_> = head.lines().filter(|line| !line.starts_with("changed_on")).map(|line| format!("{line}\n")).collect();
        let head = unchanged.concat().replace("'problem'", "'ready'");
        let later: Vec<_> = talks.iter().map(|talk| moved(talk)).collect();
        prop_assert_eq!(read(&head, &talks).missing(), read(&head, &later).missing());
    }

    #[test]
    fn passing_a_gate_never_lowers_readiness(scores in prop::collection::vec((0..=12_i64, any::<bool>()), 15), passed in 0..15_usize, days in -50_i64..100) {
        let mut gates = Sample::new(HEAD, &[]).readiness().gates;
        for (gate, (score, applies)) in gates.iter_mut().zip(scores) {
            (gate.score, gate.applies) = (fraction(score, 12), applies);
        }
        let before = add_up(&mut gates, Some(days));
        let gain = gates[passed].gain;
        gates[passed].score = fraction(1, 1);
        let after = add_up(&mut gates, Some(days));
        prop_assert!(after.readiness >= before.readiness);
        prop_assert!(after.due >= before.due);
        prop_assert_eq!(after.expected, before.expected);
        // The gain is exact, readiness is rounded down.
        let rise = fraction(after.readiness - before.readiness, 1);
        prop_assert!(rise - gain < fraction(1, 1) && gain - rise < fraction(1, 1));
    }
}

/// `text` without its line `place`; without the value, with one nobody can read, or with its key misspelt.
fn spoilt(text: &str, place: usize) -> Vec<String> {
    let lines: Vec<&str> = text.lines().collect();
    let Some((key, _)) = lines[place].split_once(" = ") else { return Vec::new() };
    let with = |line: String| {
        let all = lines.iter().enumerate().map(|(at, old)| if at == place { line.clone() } else { (*old).to_owned() });
        all.collect::<Vec<_>>().join("\n")
    };
    vec![with(String::new()), with(format!("{key} = [[3]]")), with(lines[place].replacen(key, &format!("{key}x"), 1))]
}

#[test]
fn what_cannot_be_read_is_never_taken_for_absent_nor_for_permission() {
    let body = "[[ask]]\nid = 'one'\nteam = 'payments'\nkind = 'work'\nwhat = 'Charge once'\nsize = 'large'\n\
                status = 'accepted'\neffort = { min = 1, max = 2 }\n\
                [[conversation]]\ndate = 2027-01-20\nwith = ['lee']\nformat = 'one_on_one'\noutcome = 'supportive'\n\
                [[step]]\nid = 's'\ntext = 'Do it'\neffort = 1\n";
    let whole = read(&[HEAD, "target_cycle = 'c91'\n"].concat(), &[body.to_owned()]);
    let required = ["kind", "what", "date", "with", "format", "text"];
    for (place, line) in body.lines().enumerate() {
        let key = line.split(" = ").next().unwrap_or_default();
        for (way, spoilt) in spoilt(body, place).into_iter().enumerate() {
            // Only a key that must be there is missed when it is gone; an id or team names what nobody else could.
            if ["id", "team"].contains(&key) || (way == 0 && !required.contains(&key)) {
                continue;
            }
            let less = Sample::load(&[HEAD, "target_cycle = 'c91'\n", &spoilt].concat(), &[]);
            assert!(!less.problems.is_empty(), "{spoilt}");
            let less = Sample(less.portfolio);
            let (before, after) = (whole.coverage(), less.coverage());
            assert!(after.slots.len() >= before.slots.len(), "{spoilt}");
            assert!(after.coverage <= before.coverage, "{spoilt}");
            assert!(after.asks_covered <= before.asks_covered, "{spoilt}");
            let (before, after) = (whole.readiness(), less.readiness());
            assert!(after.readiness <= before.readiness, "{spoilt}");
            assert_eq!(less.0.initiatives["x"].steps.len(), 1, "{spoilt}");
        }
    }
}
