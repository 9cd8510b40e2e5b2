//! What hangs on what, and what a changed part brings.

use super::*;
use crate::insight::availability::supportable_if;
use crate::insight::impact::{Hold, Impact, Promise, Tie, of};
use crate::model::{Portfolio, SystemId};
use proptest::prelude::*;

fn systems(cards: &[(&str, &str)]) -> Sample {
    let card = |(id, more): &(&str, &str)| format!("[{id}]\nname = '{id}'\nowner = 'payments'\n{more}\n");
    Sample::new(HEAD, &[("systems.toml", &cards.iter().map(card).collect::<String>())])
}

/// `a!` is needed, `a?` only missed, `a:g` one of group `g`.
fn on(needs: &str) -> String {
    let each = needs.split_whitespace().map(|need| match need.split_once(':') {
        Some((system, group)) => format!("{{ system = '{system}', coupling = 'hard', group = '{group}' }}"),
        None => {
            let coupling = if need.ends_with('?') { "soft" } else { "hard" };
            format!("{{ system = '{}', coupling = '{coupling}' }}", need.trim_end_matches(['!', '?']))
        }
    });
    format!("depends_on = [{}]", each.collect::<Vec<_>>().join(", "))
}

fn tie(tie: &Tie<'_>) -> String {
    let via = tie.via.map_or_else(String::new, |via| format!(" via {via}"));
    let stand_ins: String = tie.stand_ins.iter().map(|id| format!(" or {id}")).collect();
    format!("{} {:?} {}{via}{stand_ins}", tie.id, tie.hold, tie.distance)
}

fn ties(ties: &[Tie<'_>]) -> Vec<String> {
    ties.iter().map(tie).collect()
}

#[test]
fn neighbours_are_told_by_how_firmly_they_hang() {
    let shop = systems(&[
        ("front", &on("checkout?")),
        ("checkout", &on("api! login?")),
        ("api", &on("db! one:psp two:psp")),
        ("one", &on("net!")),
        ("two", &on("net!")),
        ("login", ""),
        ("db", ""),
        ("net", ""),
    ]);
    let index = Index::new(&shop.0);
    let of = |id: &str| of(&index, &id.into(), None, date(TODAY));
    assert_eq!(
        ties(&of("checkout").needs),
        [
            "api Hard 1",
            "login Soft 1",
            "db Hard 2 via api",
            "one Redundant 2 via api",
            "two Redundant 2 via api",
            "net Hard 3 via one"
        ]
    );
    assert_eq!(ties(&of("api").needs)[..3], ["db Hard 1", "one Redundant 1 or two", "two Redundant 1 or one"]);
    assert_eq!(
        ties(&of("one").needed_by),
        ["api Redundant 1 or two", "checkout Redundant 2 via api", "front Soft 3 via checkout"]
    );
    // Both stand-ins need it, so neither helps.
    assert_eq!(
        ties(&of("net").needed_by),
        ["one Hard 1", "two Hard 1", "api Hard 2 via one", "checkout Hard 3 via api", "front Soft 4 via checkout"]
    );
}

#[test]
fn systems_that_are_only_named_are_known() {
    let shop = systems(&[("a", &on("bare! loose?"))]);
    let index = Index::new(&shop.0);
    let bare = of(&index, &"bare".into(), None, date(TODAY));
    assert!(bare.record.is_none() && bare.asked.is_empty());
    assert_eq!(ties(&bare.needed_by), ["a Hard 1"]);
    assert_eq!(ties(&of(&index, &"loose".into(), None, date(TODAY)).needed_by), ["a Soft 1"]);
    let stranger = of(&index, &"stranger".into(), Some(("a".into(), 50.0)), date(TODAY));
    assert!(stranger.needed_by.is_empty() && stranger.outlook.is_none());
}

#[test]
fn whom_to_ask_is_whom_an_initiative_would_have_to_meet() {
    let teams = "[department]\nname = 'D'\nexec = 'kim'\n[payments]\nname = 'P'\nparent = 'department'\npm = 'lee'\nem = 'ana'\n\
                 [ledger]\nname = 'L'\nem = 'eva'\npm = 'bo'\n";
    let cards = "[s]\nname = 'S'\nowner = 'payments'\nsmes = ['sam', 'tom']\n\
                 [on-s]\nname = 'O'\nowner = 'ledger'\ndepends_on = [{ system = 's', coupling = 'hard' }]\n";
    for change in ["config", "interface", "schema", "replace"] {
        let head = HEAD.replace("'dana'", "'una'") + &format!("systems = [{{ ref = 's', change = '{change}' }}]\n");
        let sample = Sample::new(&head, &[("teams.toml", teams), ("systems.toml", cards)]);
        let index = Index::new(&sample.0);
        let breaking = change != "config";
        let asked: Vec<_> = of(&index, &"s".into(), None, date(TODAY))
            .asked
            .into_iter()
            .map(|mut asked| {
                asked.slot.tier = if breaking { asked.breaking } else { asked.tier };
                line(&asked.slot)
            })
            .collect();
        let mut wanted = lines(&sample.required());
        wanted.sort_by_key(|line| asked.iter().position(|asked| asked == line));
        assert_eq!(asked, wanted, "{change}");
        assert!(asked.contains(&format!("eva em/on-s {} missing", if breaking { 2 } else { 1 })), "{asked:?}");
    }
}

#[test]
fn a_changed_part_breaks_what_no_longer_holds() {
    let promise = |target: f64| format!("slo = {{ target = {target} }}\n");
    let shop = systems(&[
        ("front", &format!("{}{}", promise(99.0), on("api?"))),
        ("shop", &format!("{}{}", promise(99.9), on("api!"))),
        ("loose", &format!("{}{}", promise(99.0), on("api!"))),
        ("lost", &format!("{}{}", promise(99.999), on("api!"))),
        ("silent", &on("api!")),
        ("api", &format!("tier = 'core'\n{}", on("db! one:psp two:psp"))),
        ("db", "own_availability = 99.95"),
        ("one", "own_availability = 99.9"),
        ("two", "own_availability = 99.0"),
    ]);
    let index = Index::new(&shop.0);
    let with = |part: &str, percent: f64| of(&index, &"api".into(), Some((part.into(), percent)), date(TODAY));
    let broken = |it: &Impact<'_>| it.broken.iter().map(|it| it.id.to_string()).collect::<Vec<_>>();
    let worse = with("db", 99.5);
    assert_eq!(broken(&worse), ["lost", "shop"]);
    let kept: Vec<_> = worse.broken.iter().map(|it| (it.is_kept(), it.is_kept_then())).collect();
    assert_eq!(kept, [(Some(false), Some(false)), (Some(true), Some(false))]);
    let changed = worse.changed.unwrap();
    assert_eq!((changed.from, changed.to, changed.hold), (Some(99.95), 99.5, Some(Hold::Hard)));
    let outlook = worse.outlook.unwrap();
    assert_eq!(outlook.promise, Some(Promise::Usual(99.99)));
    assert!(outlook.then.unwrap().value < outlook.now.value);
    // One acquirer lost is not the end; the other carries all, a little worse.
    let lost = with("one", 0.0);
    assert_eq!(broken(&lost), ["loose", "lost", "shop"]);
    assert!((lost.outlook.unwrap().then.unwrap().percent() - 99.95 * 0.99).abs() < 1e-9);
    // What becomes better breaks nothing.
    assert_eq!(broken(&with("db", 100.0)), [""; 0]);
    assert_eq!(with("api", 99.0).changed.unwrap().hold, Some(Hold::Hard));
    assert_eq!(with("front", 0.0).changed.unwrap().hold, None);
    assert_eq!(broken(&with("front", 0.0)), [""; 0]);
}

prop_compose! {
    /// Systems `s0` to `s6`, each needing some; only later ones where there may be no circle.
    fn any_systems(circles: bool)(edges in prop::collection::vec((0..7_usize, 0..7_usize, 0..4_u8), 0..16)) -> Portfolio {
        let mut needs = vec![String::new(); 7];
        for (from, to, how) in edges.into_iter().filter(|(from, to, _)| from < to || (circles && from != to)) {
            let how = ["!", "?", ":g", ":h"][usize::from(how)];
            needs[from].push_str(&format!("s{to}{how} "));
        }
        let cards: Vec<_> = needs.iter().enumerate().map(|(n, needs)| (format!("s{n}"), on(needs))).collect();
        let cards: Vec<_> = cards.iter().map(|(id, card)| (id.as_str(), card.as_str())).collect();
        systems(&cards).0
    }
}

fn id(number: usize) -> SystemId {
    format!("s{number}").as_str().into()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn both_directions_tell_the_same(portfolio in any_systems(true)) {
        let index = Index::new(&portfolio);
        let all: Vec<_> = (0..7).map(|number| of(&index, &id(number), None, date(TODAY))).collect();
        let find = |ties: &[Tie<'_>], id: &SystemId| ties.iter().find(|tie| tie.id == id).map(|tie| (tie.hold, tie.distance));
        for one in &all {
            for other in &all {
                prop_assert_eq!(find(&one.needs, &other.id), find(&other.needed_by, &one.id), "{} {}", one.id, other.id);
            }
        }
    }

    #[test]
    fn what_is_hard_takes_it_down(portfolio in any_systems(false)) {
        let index = Index::new(&portfolio);
        for number in 0..7 {
            for tie in of(&index, &id(number), None, date(TODAY)).needs {
                let left = supportable_if(&index.graph, &id(number), tie.id, 0.0).unwrap().value;
                prop_assert_eq!(left == 0.0, tie.hold == Hold::Hard, "{} on {:?}", number, tie);
            }
        }
    }
}
