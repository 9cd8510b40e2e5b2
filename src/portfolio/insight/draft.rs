//! What can be said of an initiative before anybody writes an update: what was done since the last one, what is late, what
//! it waits for.
//!
//! Words that only its owner knows are left to the owner.

use super::asked::status_on;
use super::facts::open_deliverables;
use super::readiness::{self, Verdict};
use super::{Index, coverage};
use crate::model::{Ask, Date, Deliverable, DeliverableStatus, Health, Initiative, Record, Stage};

/// What is known of how it goes.
#[derive(Debug)]
pub struct Draft<'a> {
    /// How it is doing, as far as dates and states tell, and no better than was said last.
    pub health: Health,
    /// Deliverables done since the last update.
    pub done: Vec<&'a Deliverable>,
    /// Deliverables that are late.
    pub late: Vec<&'a Deliverable>,
    /// Deliverables that are said to be at risk, and not late yet.
    pub at_risk: Vec<&'a Deliverable>,
    /// Asks answered since the last update.
    pub answered: Vec<&'a Ask>,
    /// Asks that are open.
    pub waiting: Vec<&'a Ask>,
    /// What is handed over next of what is not late.
    pub next: Option<&'a Deliverable>,
}

/// What is known of `initiative` on a day. Stretch goals make nothing late.
#[must_use]
pub fn draft<'a>(index: &Index<'_>, record: &'a Record<Initiative>, as_of: Date) -> Draft<'a> {
    let initiative: &Initiative = &record.value;
    let updates = || initiative.updates.iter().filter(|update| update.date <= as_of);
    let last = updates().max_by_key(|update| update.date);
    let is_new = |day: Date| day <= as_of && last.is_none_or(|last| day > last.date);
    let promised = || initiative.deliverables.iter().filter(|it| !it.stretch);
    let late: Vec<_> = promised().filter(|it| it.is_late(as_of)).collect();
    let at_risk: Vec<_> =
        promised().filter(|it| it.status == Some(DeliverableStatus::AtRisk) && !it.is_late(as_of)).collect();
    let rated = updates().filter(|update| update.health.is_some()).max_by_key(|update| update.date);
    let said = rated.and_then(|update| update.health).unwrap_or(Health::OnTrack);
    let judged = judged(index, record, as_of);
    let done = initiative.deliverables.iter().filter(|it| it.status == Some(DeliverableStatus::Done));
    let asks = || initiative.live_asks().map(|(_, ask)| ask);
    Draft {
        // Only the owner can say that it goes better than it did.
        health: said
            .max(if late.is_empty() && at_risk.is_empty() { Health::OnTrack } else { Health::AtRisk })
            .max(judged),
        done: done.filter(|it| it.end.is_some_and(is_new)).collect(),
        late,
        at_risk,
        answered: asks()
            .filter(|ask| status_on(ask, as_of).is_answered() && ask.answered_on.is_some_and(is_new))
            .collect(),
        waiting: asks().filter(|ask| status_on(ask, as_of).is_open()).collect(),
        next: open_deliverables(initiative).into_iter().find(|it| !it.is_late(as_of)),
    }
}

/// The best that can be said while it gets ready for planning; what teams agreed to is past that.
fn judged(index: &Index<'_>, record: &Record<Initiative>, as_of: Date) -> Health {
    let coverage = coverage::measure(index, record, as_of).filter(|_| record.stage != Some(Stage::Committed));
    let readiness = coverage.and_then(|coverage| readiness::assess(index, record, &coverage, None, as_of));
    match readiness.map(|readiness| readiness.verdict) {
        Some(Verdict::Missed) => Health::OffTrack,
        Some(Verdict::Late | Verdict::Behind) => Health::AtRisk,
        _ => Health::OnTrack,
    }
}
