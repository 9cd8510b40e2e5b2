//! What a system can promise at best.

use super::*;
use crate::insight::availability::{Availability, Part, downtime, figure, minutes_down, supportable_if};

fn best(systems: &str, system: &str) -> Availability {
    let sample = Sample::new(HEAD, &[("systems.toml", systems)]);
    Index::new(&sample.0).availability(&system.into()).unwrap().clone()
}

fn system(id: &str, more: &str) -> String {
    format!("[{id}]\nname = '{id}'\nowner = 'payments'\n{more}\n")
}

fn needs(systems: &[&str]) -> String {
    let each: Vec<_> = systems.iter().map(|id| format!("{{ system = '{id}', coupling = 'hard' }}")).collect();
    format!("depends_on = [{}]", each.join(", "))
}

fn close(value: f64, expected: f64) -> bool {
    (value - expected).abs() < 5e-7
}

#[test]
fn a_shared_dependency_counts_once() {
    let systems = [
        system("checkout", &format!("slo = {{ target = 99.99 }}\n{}", needs(&["db", "payment", "auth"]))),
        system("db", "own_availability = 99.95"),
        system("payment", "third_party = { vendor = 'P', sla = { availability = 99.9 } }"),
        system("auth", &format!("own_availability = 99.99\n{}", needs(&["db", "identity"]))),
        system("identity", "third_party = { vendor = 'I', sla = { availability = 99.9 } }"),
    ]
    .concat();
    let best = best(&systems, "checkout");
    assert!(close(best.value, 0.997402), "{}", best.value);
    assert_eq!(format!("{:.0}", best.minutes_down()), "112");
    assert_eq!(format!("{:.1}", minutes_down(99.99)), "4.3");
    assert!(!best.supports(99.99));
    assert!(best.supports(99.74));
    assert_eq!(best.worst, Some((Part::System("identity".into()), 99.9)));
    assert!(best.assumed.is_empty());
}

#[test]
fn a_target_equal_to_what_is_supported_is_kept() {
    assert!(best(&(system("a", &needs(&["b"])) + &system("b", "own_availability = 99.95")), "a").supports(99.95));
}

#[test]
fn soft_dependencies_do_not_count_and_unknown_ones_are_listed() {
    let systems = [
        system("a", "depends_on = [{ system = 'b', coupling = 'soft' }, { system = 'v', coupling = 'hard' }]"),
        system("b", "own_availability = 50.0"),
        system("v", "third_party = { vendor = 'V' }"),
    ]
    .concat();
    let best = best(&systems, "a");
    assert!(close(best.value, 1.0));
    assert_eq!(best.assumed, ["v".into()]);
    assert_eq!(best.worst, None);
}

#[test]
fn members_of_a_group_stand_in_for_each_other() {
    let grouped = "depends_on = [{ system = 'b', coupling = 'hard', group = 'psp' }, \
                   { system = 'c', coupling = 'hard', group = 'psp' }]";
    let alone = [system("a", grouped), system("b", "own_availability = 90"), system("c", "own_availability = 80")];
    assert!(close(best(&alone.concat(), "a").value, 0.98));
    // Both members need the database, so the group cannot make up for it.
    let shared = [
        system("a", grouped),
        system("b", &format!("own_availability = 90\n{}", needs(&["db"]))),
        system("c", &format!("own_availability = 80\n{}", needs(&["db"]))),
        system("db", "own_availability = 99"),
    ];
    assert!(close(best(&shared.concat(), "a").value, 0.98 * 0.99));
    // A member that is needed anyway makes its group certain.
    let both = "depends_on = [{ system = 'b', coupling = 'hard', group = 'psp' }, \
                { system = 'c', coupling = 'hard', group = 'psp' }, { system = 'd', coupling = 'hard' }]";
    let needed = [
        system("a", both),
        system("b", "own_availability = 90"),
        system("c", "own_availability = 80"),
        system("d", &needs(&["b"])),
    ];
    assert!(close(best(&needed.concat(), "a").value, 0.9));
    // A group of one is a plain dependency.
    let single = system("a", "depends_on = [{ system = 'b', coupling = 'hard', group = 'psp' }]");
    assert!(close(best(&(single + &system("b", "own_availability = 90")), "a").value, 0.9));
}

#[test]
fn cycles_and_long_chains_end() {
    let around = [
        system("a", &needs(&["b"])),
        system("b", &format!("own_availability = 90\n{}", needs(&["c"]))),
        system("c", &format!("own_availability = 80\n{}", needs(&["a", "b"]))),
    ];
    assert!(close(best(&around.concat(), "a").value, 0.72));
    let grouped = |to: &[&str]| {
        let each: Vec<_> =
            to.iter().map(|id| format!("{{ system = '{id}', coupling = 'hard', group = 'g' }}")).collect();
        format!("own_availability = 90\ndepends_on = [{}]", each.join(", "))
    };
    let ring =
        [system("a", &grouped(&["b", "c"])), system("b", &grouped(&["a", "c"])), system("c", &grouped(&["a", "b"]))];
    let value = best(&ring.concat(), "a").value;
    assert!((0.5..=0.9).contains(&value), "{value}");
    let chain: String = (0..2000).map(|n| system(&format!("s{n}"), &needs(&[&format!("s{}", n + 1)]))).collect();
    assert!(close(best(&(chain + &system("s2000", "own_availability = 75")), "s0").value, 0.75));
    let layers: String = (0..24)
        .flat_map(|layer| (0..4).map(move |n| (layer, n)))
        .map(|(layer, n)| {
            let next = (0..4).map(|to| format!("l{}-{to}", layer + 1)).collect::<Vec<_>>();
            let next: Vec<_> = next.iter().map(String::as_str).collect();
            system(&format!("l{layer}-{n}"), &grouped(&next))
        })
        .collect();
    assert!(best(&layers, "l0-0").value <= 0.9, "nested groups end");
}

#[test]
fn figures_never_promise_more_than_there_is() {
    let written: Vec<_> = [99.99, 99.740_225, 99.989_999_9, 100.0, 0.0, 99.9].map(figure).into();
    assert_eq!(written, ["99.99 %", "99.7402 %", "99.9899 %", "100 %", "0 %", "99.9 %"]);
    let down: Vec<_> = [0.0, 99.74, 99.9, 99.99, 99.999, 99.999_99, 100.0].map(downtime).into();
    assert_eq!(down, ["43200 min", "112 min", "43 min", "4.3 min", "26 s", "1 s", "0 min"]);
}

#[test]
fn the_worst_may_be_the_system_itself_or_a_group() {
    let grouped = "depends_on = [{ system = 'c', coupling = 'hard', group = 'g' }, \
                   { system = 'b', coupling = 'hard', group = 'g' }, { system = 'd', coupling = 'hard' }]";
    let others = system("b", "own_availability = 90") + &system("c", "own_availability = 80");
    let of = |own: &str, alone: &str| {
        best(&[system("a", &format!("{own}\n{grouped}")), others.clone(), system("d", alone)].concat(), "a").worst
    };
    let percent = |worst: Option<(Part, f64)>| worst.map(|(part, percent)| (part, (percent * 10.0).round() / 10.0));
    assert_eq!(of("own_availability = 97", "own_availability = 99"), Some((Part::Own, 97.0)));
    let group = Part::Group(vec!["b".into(), "c".into()]);
    assert_eq!(percent(of("", "own_availability = 99")), Some((group.clone(), 98.0)));
    assert_eq!(of("own_availability = 95", "own_availability = 95"), Some((Part::System("d".into()), 95.0)));
    assert_eq!(percent(of("own_availability = 100", "")), Some((group, 98.0)));
}

#[test]
fn another_figure_counts_as_if_it_were_written() {
    let cards = system("a", &needs(&["b", "v"])) + &system("b", "own_availability = 99") + &system("v", "");
    let sample = Sample::new(HEAD, &[("systems.toml", &cards)]);
    let index = Index::new(&sample.0);
    let with = |part: &str, percent| supportable_if(&index.graph, &"a".into(), &part.into(), percent).unwrap();
    assert!(close(with("b", 50.0).value, 0.5) && close(with("a", 90.0).value, 0.891));
    let bare = with("v", 80.0);
    assert_eq!((bare.worst, bare.assumed), (Some((Part::System("v".into()), 80.0)), Vec::new()));
    assert!(close(with("nobody", 0.0).value, 0.99));
}
