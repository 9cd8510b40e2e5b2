//! What a delivered initiative has brought, so that the one that follows it can say so.
//!
//! Where that is quoted is left to `render`.

use super::{Counted, metrics};
use crate::model::{Date, Initiative, Metric, Reading, Stage, Text};

/// What a delivered initiative has brought.
#[derive(Clone, Copy, Debug)]
pub struct Delivered<'a> {
    /// What it was called.
    pub title: Option<&'a Text>,
    /// The day on which it ended.
    pub on: Option<Date>,
    /// The metric that decided about it.
    pub metric: &'a Metric,
    /// The value before anything was done.
    pub before: &'a Reading,
    /// The last value that was read.
    pub after: &'a Reading,
    /// The day of the last value.
    pub read_on: Date,
    /// What the next one should know.
    pub lesson: Option<&'a Text>,
}

/// What `initiative` has brought; nothing while it is not delivered, or where its deciding metric lacks a baseline or a
/// dated reading.
#[must_use]
pub fn delivered(initiative: &Initiative, as_of: Date) -> Option<Delivered<'_>> {
    if initiative.stage != Some(Stage::Delivered) {
        return None;
    }
    let metric = initiative.deciding_metric()?;
    let (read_on, after) = metrics::newest(metric, Counted::UpTo(as_of))?;
    let closing = initiative.closing.as_ref();
    Some(Delivered {
        title: initiative.title.as_ref(),
        on: closing.and_then(|closing| closing.date),
        metric,
        before: metric.baseline.as_ref()?,
        after,
        read_on,
        lesson: closing.and_then(|closing| closing.lesson.as_ref()),
    })
}
