//! Whether an initiative has stood still for longer than its stage allows.
//!
//! What to do about it is left to [`crate::rules`] and to the roadmap.

use crate::model::{Date, Initiative, Stage, workspace::Thresholds};

/// An initiative that stands still.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Idle {
    /// The stage it stands at.
    pub stage: Stage,
    /// For how many days nothing dated has been written down.
    pub days: i64,
    /// The day of the last record.
    pub newest: Date,
}

/// For how long `initiative` has stood still, where that is longer than its stage allows. From `committed` on it is looked
/// at by its updates instead.
#[must_use]
pub fn idle(initiative: &Initiative, thresholds: &Thresholds, as_of: Date) -> Option<Idle> {
    let (stage, limit) = match initiative.stage? {
        stage @ Stage::Problem => (stage, thresholds.stage_stale_problem),
        stage @ Stage::Proposal => (stage, thresholds.stage_stale_proposal),
        stage @ Stage::Ready => (stage, thresholds.stage_stale_ready),
        _ => return None,
    };
    let newest = newest_record(initiative, as_of)?;
    let days = as_of.days_since(newest);
    (days > i64::from(limit)).then_some(Idle { stage, days, newest })
}

/// The day of the newest record that is not in the future.
fn newest_record(initiative: &Initiative, as_of: Date) -> Option<Date> {
    let evidence = initiative.evidence.iter().map(|item| item.date);
    let talks = initiative.conversations.iter().map(|talk| talk.date);
    let decisions = initiative.decisions.iter().map(|decision| decision.date);
    let reviews = initiative.reviews.iter().map(|review| review.date);
    let interviews = initiative
        .interviews
        .iter()
        .flat_map(|interview| std::iter::once(interview.date).chain(interview.shared.iter().map(|shared| shared.date)));
    let updates = initiative.updates.iter().map(|update| update.date);
    let always = evidence.chain(talks).chain(decisions).chain(reviews).chain(interviews).chain(updates);
    let questions = initiative.open_questions.iter().map(|question| question.asked_on);
    let asks = initiative.asks.iter().flat_map(|ask| [ask.presented_on, ask.answered_on, ask.changed_on]);
    let readings = initiative.metrics.iter().flat_map(|metric| &metric.readings).map(|reading| reading.date);
    let retros = initiative.retros.iter().map(|retro| retro.date);
    let sometimes = questions.chain(asks).chain(readings).chain(retros).chain([initiative.stage_since]).flatten();
    always.chain(sometimes).filter(|date| *date <= as_of).max()
}
