//! Whether an initiative has stood still for longer than its stage allows.
//!
//! What to do about it is left to [`crate::rules`] and to the roadmap.

use super::dated::records;
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
    records(initiative).map(|record| record.date).filter(|date| *date <= as_of).max()
}
