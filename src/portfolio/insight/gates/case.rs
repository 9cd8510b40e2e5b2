//! Scores of the gates about the case itself: problem, evidence, outcome, plan, challenge and safety.

use super::{Facts, Score, list, number};
use crate::insight::availability::figure;
use crate::insight::{facts, share};
use crate::model::Change;

/// G01.
pub(super) fn problem(facts: &Facts<'_>) -> Score {
    let parts = facts::problem_parts(facts.record);
    let missing: Vec<_> = parts.iter().filter(|(_, stated)| !stated).map(|(key, _)| *key).collect();
    let reason = match missing.as_slice() {
        [] => "who, impact, benefit and number affected are stated".into(),
        missing => format!("{} of 4 stated; lacks {}", 4 - missing.len(), missing.join(", ")),
    };
    let action = match missing.first() {
        Some(&"affected") => "write problem.affected with count and basis".into(),
        Some(key) => format!("write problem.{key}"),
        None => String::new(),
    };
    let at = missing.first().map_or_else(|| "/problem".into(), |key| format!("/problem/{key}"));
    Score::new(share(4 - missing.len(), 4), reason, action, facts.record.at(&at))
}

/// G02.
pub(super) fn evidence(facts: &Facts<'_>) -> Score {
    let counted = facts.counted();
    let items = facts::evidence(facts.record, counted);
    let count = items.clone().count();
    let kinds = facts::evidence_kinds(facts.record, counted);
    let age = items.clone().map(|item| facts.as_of.days_since(item.date)).min();
    let limit = i64::from(facts.index.portfolio.workspace.thresholds.evidence_age);
    let fresh = age.is_some_and(|age| age <= limit);
    let score = (share(count.min(3), 3) + share(kinds.min(2), 2) + share(usize::from(fresh), 1)) / 3;
    let reason = match age {
        Some(age) => format!(
            "{} (want 3) of {} (want 2), newest {} old (limit {limit})",
            number(count, "item"),
            number(kinds, "kind"),
            number(age.unsigned_abs().try_into().unwrap_or(usize::MAX), "day")
        ),
        None => "no evidence yet; want 3 items of 2 kinds".into(),
    };
    let action = if count > 0 && kinds < 2 {
        let only = items.clone().next().map(|item| item.kind.as_str()).unwrap_or_default();
        format!("add evidence of another kind than `{only}`")
    } else if count < 3 {
        match 3 - count {
            1 => "add one more piece of evidence".into(),
            3 => "add three pieces of evidence of two kinds".into(),
            missing => format!("add {missing} more pieces of evidence"),
        }
    } else {
        format!("add evidence from the last {limit} days")
    };
    Score::new(score, reason, action, facts.record.at("/evidence"))
}

/// G03.
pub(super) fn outcome(facts: &Facts<'_>) -> Score {
    let record = facts.record;
    let measured = |has: fn(&crate::model::Metric) -> bool| record.metrics.iter().any(has);
    let known =
        |metric: &&crate::model::Metric| metric.baseline.as_ref().is_some_and(|baseline| facts.includes(baseline.date));
    let parts = [
        ("outcome.goal", "/outcome/goal", facts::has_goal(record)),
        ("outcome.business", "/outcome/business", facts::has_business_outcome(record)),
        ("metric.baseline", "/metric/0/baseline", record.metrics.iter().any(|metric| known(&metric))),
        ("metric.target", "/metric/0/target", measured(|metric| metric.target.is_some())),
    ];
    let missing: Vec<_> = parts.iter().filter(|(_, _, stated)| !stated).collect();
    let keys: Vec<_> = missing.iter().map(|(key, _, _)| *key).collect();
    let reason = match keys.as_slice() {
        [] => "goal, business outcome, baseline and target are stated".into(),
        keys => format!("{} of 4 stated; lacks {}", 4 - keys.len(), keys.join(", ")),
    };
    let action = keys.first().map(|key| format!("write {key}")).unwrap_or_default();
    let at = missing.first().map_or("/outcome", |(_, pointer, _)| pointer);
    Score::new(share(4 - keys.len(), 4), reason, action, record.at(at))
}

/// G07.
pub(super) fn plan(facts: &Facts<'_>) -> Score {
    let record = facts.record;
    let Some(first) = record.steps.first() else {
        let action = "write a first small step".into();
        return Score::yes_or_no(false, "no step yet".into(), action, record.at("/step"));
    };
    let limit = facts.index.portfolio.workspace.thresholds.first_step;
    let several = record.steps.len() >= 2 || facts::effort_of_steps(record).is_some_and(|days| days <= 10.0);
    let fits = facts::first_step_share(record).is_some_and(|share| share <= f64::from(limit));
    let large = record.live_asks().find(|(_, ask)| facts.index.is_too_large(ask));
    let unread = record.live_asks().find(|(_, ask)| {
        let team = facts.index.portfolio.teams.get(&ask.team);
        ask.unread.has("effort") || team.is_some_and(|team| team.unread.has("capacity"))
    });
    let rollout = facts::rollout_without_pilot(record).and_then(|place| Some((place, record.steps.get(place)?)));
    let mut wrong: Vec<(String, String, String)> = Vec::new();
    if !several {
        wrong.push((
            "a single step of more than 10 days, or of unknown effort".into(),
            format!("split step `{}`", first.id),
            "/step/0".into(),
        ));
    }
    if !(first.usable_alone || fits) {
        wrong.push((
            format!("the first step takes over {limit} % of the effort, or an unknown share"),
            format!("make step `{}` smaller, or useful by itself (`usable_alone`)", first.id),
            "/step/0/effort".into(),
        ));
    }
    if let Some((place, ask)) = large {
        let share = facts.index.share_of_ask(ask).unwrap_or_default();
        wrong.push((
            format!("ask `{}` takes {share:.0} % of the cycle of `{}`", ask.id, ask.team),
            format!("make ask `{}` smaller", ask.id),
            format!("/ask/{place}/effort"),
        ));
    } else if unread.is_some() || record.lost_asks() > 0 {
        wrong.push((
            "it cannot be read what an ask takes of its team".into(),
            "correct what `canvass validate` reports".into(),
            "/ask".into(),
        ));
    }
    if let Some((place, step)) = rollout {
        wrong.push((
            format!("rollout `{}` has no pilot before it", step.id),
            format!("add a pilot before step `{}`", step.id),
            format!("/step/{place}"),
        ));
    }
    finish(facts, wrong, 4, "small steps, asks within limits, pilot before rollout", "/step")
}

/// G08.
pub(super) fn challenged(facts: &Facts<'_>) -> Score {
    let review = facts::has_challenge_review(facts.record, facts.counted());
    let contrary = facts::evidence(facts.record, facts.counted()).any(|item| !item.supports);
    let reason = match (review, contrary) {
        (true, _) => "reviewed in order to prove it wrong",
        (_, true) => "contrary evidence is named",
        _ => "no challenge review and no contrary evidence",
    };
    let action = "ask somebody to prove it wrong, and record the review with lens `challenge`".into();
    Score::yes_or_no(review || contrary, reason.into(), action, facts.record.at("/review"))
}

/// G11.
pub(super) fn safety(facts: &Facts<'_>) -> Score {
    let record = facts.record;
    if record.unread.has("systems") {
        let (reason, action) = ("not all systems can be read", "correct `systems`");
        return Score::yes_or_no(false, reason.into(), action.into(), record.at("/systems"));
    }
    let Some(systems) = record.systems.as_ref().filter(|systems| !systems.is_empty()) else {
        return Score::not_applicable("touches no system", record.at("/systems"));
    };
    let mut wrong: Vec<(String, String, String)> = Vec::new();
    let unsafe_step = facts::releases_without_rollback(record, true).first().copied();
    if let Some((place, step)) = unsafe_step.and_then(|place| Some((place, record.steps.get(place)?))) {
        wrong.push((
            format!("step `{}` changes stored data without rollback", step.id),
            format!("write `release.rollback` of step `{}`", step.id),
            format!("/step/{place}/release"),
        ));
    } else if facts::has_unread_release(record) {
        wrong.push(("not every release can be read".into(), "correct the steps".into(), "/step".into()));
    } else if facts::lacks_any_rollback(record) {
        wrong.push((
            "stored data of a system changes and no step has a rollback".into(),
            "write `release.rollback` of a step".into(),
            "/step".into(),
        ));
    }
    let unsupported = systems.iter().enumerate().filter(|(_, it)| it.change != Change::None).find_map(|(place, it)| {
        let (target, best) = facts.index.unsupportable(&it.system)?;
        Some((place, &it.system, target, best))
    });
    if let Some((place, system, target, best)) = unsupported {
        wrong.push((
            format!("`{system}` promises {target} % and can support at most {}", figure(best.percent())),
            format!("lower the target of `{system}`, or make what it depends on safer"),
            format!("/systems/{place}/ref"),
        ));
    }
    let unread = systems.iter().position(|it| {
        let card = facts.index.portfolio.systems.get(&it.system);
        let needed = facts.index.graph.needs(&it.system).filter_map(|node| node.system);
        let mut cards = card.map(|record| &*record.value).into_iter().chain(needed);
        it.change != Change::None && cards.any(|card| !card.unread.is_empty())
    });
    if let Some(place) = unread.filter(|_| unsupported.is_none()) {
        wrong.push((
            "a card that availability rests on cannot be read in full".into(),
            "correct what `canvass validate` reports".into(),
            format!("/systems/{place}/ref"),
        ));
    }
    let limit = facts.index.portfolio.workspace.thresholds.systems_for_review;
    if let Some(touched) = facts::systems_without_review(record, limit, facts.counted()) {
        wrong.push((
            format!("{touched} systems are touched without an architecture decision"),
            "record a decision of kind `architecture`".into(),
            "/decision".into(),
        ));
    }
    finish(facts, wrong, 3, "rollback, availability and review hold", "/systems")
}

/// A score of `parts`, each of `wrong` (what, what to do, where) taking one away.
fn finish(facts: &Facts<'_>, wrong: Vec<(String, String, String)>, parts: usize, fine: &str, place: &str) -> Score {
    let held = parts - wrong.len();
    let (action, at) =
        wrong.first().map_or((String::new(), place), |(_, action, pointer)| (action.clone(), pointer.as_str()));
    let at = facts.record.at(at);
    let what: Vec<_> = wrong.into_iter().map(|(what, _, _)| what).collect();
    let reason =
        if what.is_empty() { fine.into() } else { format!("{held} of {parts} conditions hold; but {}", list(&what)) };
    Score::new(share(held, parts), reason, action, at)
}
