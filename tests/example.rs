//! What the example shows: which stages, verdicts and movements a newcomer meets in it.

use canvass::example;
use canvass::insight::readiness::{Readiness, Verdict};
use canvass::insight::{Index, coverage, readiness, stage};
use canvass::load::revision::History;
use canvass::load::{Loaded, MemoryTree, Options, load};
use canvass::model::{Date, InitiativeId, Stage};
use std::collections::BTreeMap;

/// The days of the commits, oldest first.
const MONDAYS: [&str; 9] = [
    "2026-09-28",
    "2026-10-05",
    "2026-10-12",
    "2026-10-19",
    "2026-10-26",
    "2026-11-02",
    "2026-11-09",
    "2026-11-16",
    example::AS_OF,
];

fn last_state() -> Loaded {
    let files = example::files().map(|(path, content)| (path, str::from_utf8(content).unwrap()));
    load(&MemoryTree::new(files), &Options::default())
}

fn measured(loaded: &Loaded, as_of: Date) -> BTreeMap<&InitiativeId, Readiness> {
    let index = Index::new(&loaded.portfolio);
    let measure = |(id, record)| {
        let coverage = coverage::measure(&index, record, as_of)?;
        Some((id, readiness::assess(&index, record, &coverage, None, as_of)?))
    };
    loaded.portfolio.initiatives.iter().filter_map(measure).collect()
}

#[test]
fn every_stage_and_every_verdict_is_shown() {
    let loaded = last_state();
    assert_eq!(loaded.problems, []);
    let portfolio = &loaded.portfolio;
    assert_eq!((portfolio.people.len(), portfolio.systems.len(), portfolio.initiatives.len()), (20, 12, 9));
    let departments = portfolio.teams.values().filter(|team| team.parent.is_none()).count();
    assert_eq!(portfolio.teams.len() - departments, 5);

    let stage = |id: &str| portfolio.initiatives[id].stage.unwrap();
    let shown: Vec<Stage> = portfolio.initiatives.values().filter_map(|initiative| initiative.stage).collect();
    assert!(Stage::ALL.iter().all(|stage| shown.contains(stage)), "{shown:?}");

    let measured = measured(&loaded, example::AS_OF.parse().unwrap());
    let verdicts: Vec<_> = measured.iter().map(|(id, it)| (id.as_str(), stage(id.as_str()), it.verdict)).collect();
    let expected = [
        ("checkout-retries", Stage::Ready, Verdict::Late),
        ("login-hardening", Stage::Proposal, Verdict::Behind),
        ("refund-status", Stage::Ready, Verdict::OnTrack),
        ("search-reindex", Stage::Committed, Verdict::Complete),
        ("stock-feed-lag", Stage::Problem, Verdict::Missed),
        ("wedding-lists", Stage::Idea, Verdict::Unplanned),
    ];
    assert_eq!(verdicts, expected);
}

#[test]
fn only_the_initiative_raised_too_early_declares_more_than_it_supports() {
    let loaded = last_state();
    let index = Index::new(&loaded.portfolio);
    let unsupported: Vec<_> = loaded
        .portfolio
        .initiatives
        .iter()
        .filter(|(_, record)| !stage::support(&index, record, example::AS_OF.parse().unwrap()).missing.is_empty())
        .map(|(id, _)| id.as_str())
        .collect();
    assert_eq!(unsupported, ["checkout-retries"]);
}

#[test]
fn readiness_moves_from_week_to_week() {
    let dir = tempfile::tempdir().unwrap();
    example::unpack_with_history(dir.path()).unwrap();
    let history = History::open(dir.path()).unwrap();
    let mut readings: BTreeMap<String, Vec<i64>> = BTreeMap::new();
    for (back, day) in (0..MONDAYS.len()).rev().zip(MONDAYS) {
        let loaded = load(&history.at(&format!("main~{back}")).unwrap(), &Options::default());
        assert_eq!(loaded.problems, [], "on {day}");
        for (id, it) in measured(&loaded, day.parse().unwrap()) {
            readings.entry(id.to_string()).or_default().push(it.readiness);
        }
    }
    let rises = |id: &str| readings[id].is_sorted() && readings[id].last() > readings[id].first();
    for id in ["checkout-retries", "login-hardening", "refund-status", "search-reindex"] {
        assert!(rises(id), "{id}: {:?}", readings[id]);
    }
    assert!(history.at(&format!("main~{}", MONDAYS.len())).is_err(), "one commit for each Monday");
}
