//! What is written down as done on a day still to come is as good as not written: nothing that is measured changes by it
//! before that day.

use canvass::example;
use canvass::insight::idle::idle;
use canvass::insight::{Index, coverage, readiness, stage};
use canvass::load::{Loaded, MemoryTree, Options, load};
use canvass::model::{Date, Initiative, InitiativeId, Portfolio};
use canvass::rules;
use std::collections::BTreeSet;

/// Something that is done with a record of a list, by its place.
type Do = fn(&mut Initiative, usize, Date) -> Option<()>;

/// What a list is called, how an entry of it is dated ahead, and how it is taken out.
const LISTS: &[(&str, Do, Do)] = &[
    (
        "evidence",
        |it, place, day| set(&mut it.evidence.get_mut(place)?.date, day),
        |it, place, _| take(&mut it.evidence, place),
    ),
    (
        "conversation",
        |it, place, day| set(&mut it.conversations.get_mut(place)?.date, day),
        |it, place, _| take(&mut it.conversations, place),
    ),
    (
        "decision",
        |it, place, day| set(&mut it.decisions.get_mut(place)?.date, day),
        |it, place, _| take(&mut it.decisions, place),
    ),
    (
        "review",
        |it, place, day| set(&mut it.reviews.get_mut(place)?.date, day),
        |it, place, _| take(&mut it.reviews, place),
    ),
    (
        "interview",
        |it, place, day| {
            let interview = it.interviews.get_mut(place)?;
            interview.shared.iter_mut().for_each(|shared| shared.date = day);
            set(&mut interview.date, day)
        },
        |it, place, _| take(&mut it.interviews, place),
    ),
    (
        "update",
        |it, place, day| set(&mut it.updates.get_mut(place)?.date, day),
        |it, place, _| take(&mut it.updates, place),
    ),
    (
        "retro",
        |it, place, day| set(&mut it.retros.get_mut(place)?.date, Some(day)),
        |it, place, _| take(&mut it.retros, place),
    ),
    (
        "question",
        |it, place, day| set(&mut it.open_questions.get_mut(place)?.asked_on, Some(day)),
        |it, place, _| take(&mut it.open_questions, place),
    ),
    (
        "readings",
        |it, place, day| {
            let metric = it.metrics.get_mut(place).filter(|metric| !metric.readings.is_empty())?;
            metric.readings.iter_mut().for_each(|reading| reading.date = Some(day));
            Some(())
        },
        |it, place, _| set(&mut it.metrics.get_mut(place)?.readings, Vec::new()),
    ),
];

fn set<T>(what: &mut T, value: T) -> Option<()> {
    *what = value;
    Some(())
}

fn take<T>(list: &mut Vec<T>, place: usize) -> Option<()> {
    (place < list.len()).then(|| drop(list.remove(place)))
}

/// All numbers and judgements of the initiative `id` on a day, without their places and words.
fn measured(portfolio: &Portfolio, id: &InitiativeId, as_of: Date) -> String {
    let (index, record) = (Index::new(portfolio), &portfolio.initiatives[id]);
    let support = stage::support(&index, record, as_of);
    let lacks: BTreeSet<_> = support.missing.iter().map(|missing| missing.stage).collect();
    let idle = idle(record, &portfolio.workspace.thresholds, as_of);
    let open = coverage::measure(&index, record, as_of).map(|coverage| {
        let readiness = readiness::assess(&index, record, &coverage, None, as_of).unwrap();
        let gates: Vec<_> =
            readiness.gates.iter().map(|gate| (gate.id, gate.applies, gate.score, gate.slack)).collect();
        let slots: Vec<_> =
            coverage.slots.iter().map(|slot| (&slot.person, slot.state, slot.stale, slot.stance)).collect();
        let verdict = (readiness.readiness, readiness.expected, readiness.due, readiness.verdict);
        format!("{verdict:?}\n{gates:?}\n{} {:?}\n{slots:?}", coverage.asks_covered, coverage.coverage)
    });
    format!("{:?} {lacks:?} {idle:?}\n{open:?}", support.supported)
}

fn example_portfolio() -> Loaded {
    let files = example::files().map(|(path, content)| (path, str::from_utf8(content).unwrap()));
    load(&MemoryTree::new(files), &Options::default())
}

#[test]
fn a_record_dated_ahead_is_as_good_as_none() {
    let as_of: Date = example::AS_OF.parse().unwrap();
    let loaded = example_portfolio();
    let mut tried = BTreeSet::new();
    for (list, ahead, out) in LISTS {
        for id in loaded.portfolio.initiatives.keys() {
            for place in 0.. {
                let [mut dated, mut gone] = [loaded.portfolio.clone(), loaded.portfolio.clone()];
                let change = |portfolio: &mut Portfolio, change: &Do| {
                    change(&mut portfolio.initiatives.get_mut(id).unwrap().value, place, as_of.plus_days(1))
                };
                let count = match *list {
                    "readings" => loaded.portfolio.initiatives[id].metrics.len(),
                    _ => usize::MAX,
                };
                if change(&mut dated, ahead).is_none() {
                    if place < count && count != usize::MAX {
                        continue;
                    }
                    break;
                }
                change(&mut gone, out).unwrap();
                tried.insert(*list);
                let [dated, gone] = [dated, gone].map(|portfolio| measured(&portfolio, id, as_of));
                assert_eq!(dated, gone, "{list} {place} of {id}");
            }
        }
    }
    assert_eq!(tried.len(), LISTS.len(), "the example has every list: {tried:?}");
}

#[test]
fn every_record_dated_ahead_is_found() {
    let as_of: Date = example::AS_OF.parse().unwrap();
    let found =
        |loaded: &Loaded| rules::run(loaded, as_of).findings.iter().filter(|finding| finding.code.0 == 107).count();
    assert_eq!(found(&example_portfolio()), 0);
    for (list, ahead, _) in LISTS {
        let mut loaded = example_portfolio();
        let changed = loaded
            .portfolio
            .initiatives
            .values_mut()
            .filter_map(|record| ahead(&mut record.value, 0, as_of.plus_days(40)));
        let changed = changed.count();
        assert!(changed > 0, "{list}");
        assert!(found(&loaded) >= changed, "{list}");
    }
}
