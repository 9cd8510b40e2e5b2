//! What a change does, in words that a terminal and a comment share.

use super::{Change, ChangeKind, Counts, Delta, Initiative, Required, Review, Setting, Step};
use crate::diagnostic::Level;
use crate::render::{plural, signed};

/// The verdict, without a sign before it.
pub(super) fn verdict(review: &Review) -> String {
    let blockers = review.blockers();
    if blockers > 0 {
        return format!("{}{}", plural(blockers, "blocker"), in_the_way_of(review));
    }
    if review.new.all() > 0 {
        return format!("nothing blocks; {}", counted(review.new));
    }
    match review.unreadable.is_empty() {
        true => "nothing to mend".to_owned(),
        false => "nothing new to mend; some files cannot be read".to_owned(),
    }
}

/// ` before 2027-Q1 can include checkout-retries`, where all that blocks is in the way of the same.
fn in_the_way_of(review: &Review) -> String {
    let mut blocked = review.findings.iter().filter(|it| it.level >= review.fail_on).map(|it| &it.initiative);
    let first = blocked.next().and_then(Option::as_ref);
    let Some(id) = first.filter(|id| blocked.all(|other| other.as_ref() == Some(*id))) else { return String::new() };
    let cycle = review.initiatives.iter().find(|it| it.id == **id).and_then(|it| it.cycle.as_deref());
    match cycle {
        Some(cycle) => format!(" before {} can include {id}", cycle.to_uppercase()),
        None => format!(" in {id}"),
    }
}

/// `1 error, 2 hints`.
pub(super) fn counted(counts: Counts) -> String {
    let named = [(counts.errors, "error"), (counts.warnings, "warning"), (counts.hints, "hint")];
    let named = named.into_iter().filter(|(count, _)| *count > 0).map(|(count, what)| plural(count, what));
    named.collect::<Vec<_>>().join(", ")
}

/// `65 (was 70, −5)`; `65` when it has not moved, or there was nothing to measure before.
pub(super) fn delta(delta: Delta) -> String {
    match (delta.now, delta.before) {
        (Some(now), Some(before)) if now == before => now.to_string(),
        (Some(now), Some(before)) => format!("{now} (was {before}, {})", signed(now - before)),
        (Some(now), None) => now.to_string(),
        (None, Some(before)) => format!("— (was {before})"),
        (None, None) => "—".to_owned(),
    }
}

/// `in 18 days`, as part of a sentence about the day on which planning opens.
pub(super) fn opens(days: i64) -> String {
    match days {
        ..0 => format!("planning opened {}", crate::render::relative_days(days)),
        0 => "planning opens today".to_owned(),
        _ => format!("planning opens {}", crate::render::relative_days(days)),
    }
}

/// What is done to the initiative.
pub(super) fn change(change: &Change) -> String {
    let text = |text: &Option<String>| text.as_deref().filter(|text| !text.is_empty()).unwrap_or("none").to_owned();
    let (from, to) = (text(&change.from), text(&change.to));
    match change.kind {
        ChangeKind::Added => "new".to_owned(),
        ChangeKind::Removed => "deleted".to_owned(),
        ChangeKind::Renamed => format!("renamed from {from}"),
        ChangeKind::RenamedUndeclared => format!(
            "renamed from {from}, but does not say so: write `previously = [\"{from}\"]`, or its asks are filed again"
        ),
        ChangeKind::Stage => format!("stage {from} → {to}"),
        ChangeKind::Owner => format!("owner {from} → {to}"),
        ChangeKind::Cycle => format!("cycle {from} → {to}"),
        ChangeKind::AskAdded => format!("asks {to} for {from}"),
        ChangeKind::AskRemoved => format!("no longer asks {to} for {from}"),
        ChangeKind::Entries => {
            let count = change.count.unwrap_or_default();
            let (size, word) = (usize::try_from(count.unsigned_abs()).unwrap_or(usize::MAX), signed(count));
            let (sign, _) = word.split_at(word.len() - size.to_string().len());
            format!("{sign}{}", plural_of(size, &from))
        }
    }
}

fn plural_of(count: usize, what: &str) -> String {
    match (count, what) {
        (1, _) => plural(1, what),
        (_, "piece of evidence") => format!("{count} pieces of evidence"),
        (_, "pitch") => format!("{count} pitches"),
        _ => plural(count, what),
    }
}

/// Whom the change newly requires, and what brings it about.
pub(super) fn required(required: &Required) -> String {
    match &required.ask {
        Some(ask) => format!("{}, by the new ask {ask}", required.who),
        None => required.who.clone(),
    }
}

/// What to do, and what it brings: `meet ana one-on-one (+9)`.
pub(super) fn step(step: &Step) -> String {
    let gain = if step.gain >= 0.5 { format!("+{:.0}", step.gain) } else { format!("+{:.1}", step.gain) };
    format!("{} ({gain})", step.action)
}

/// What the next filing run does once this is merged.
pub(super) fn filing(review: &Review) -> String {
    let before = match review.filing.before {
        before if before == review.filing.now => ", as without it".to_owned(),
        0 => " (none without it)".to_owned(),
        before => format!(" ({before} without it)"),
    };
    match review.filing.now {
        0 => format!("If this merges, the next run files nothing{before}"),
        now => format!("If this merges, the next run files {}{before}", plural(now, "issue")),
    }
}

/// `late (was behind)`; `late` when it was before, too, or was not measured.
pub(super) fn judged(initiative: &Initiative) -> String {
    let words = initiative.verdict.words();
    match initiative.verdict_before.filter(|before| *before != initiative.verdict) {
        Some(before) => format!("{words} (was {})", before.words()),
        None => words.to_owned(),
    }
}

/// `rules.CV407: none → off`.
pub(super) fn setting(setting: &Setting) -> String {
    let value = |value: &Option<String>| value.clone().unwrap_or_else(|| "not set".to_owned());
    format!("`{}` {} → {}", setting.key, value(&setting.from), value(&setting.to))
}

/// A sign for a level, which never stands without its word.
pub(super) fn sign(level: Level) -> &'static str {
    match level {
        Level::Error => "❌",
        Level::Warning => "⚠️",
        Level::Hint => "💡",
    }
}
