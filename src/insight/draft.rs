//! What can be said of an initiative before anybody writes an update: what was done since the last one, what is late, what
//! it waits for.
//!
//! Words that only its owner knows are left to the owner.

use super::facts::open_deliverables;
use super::progress::{is_answered, is_presented};
use crate::model::{Ask, Date, Deliverable, DeliverableStatus, Health, Initiative, Update};

/// What is known of how it goes.
#[derive(Debug)]
pub struct Draft<'a> {
    /// How it is doing, as far as dates and states tell.
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
pub fn draft(initiative: &Initiative, as_of: Date) -> Draft<'_> {
    let last = last_update(initiative, as_of);
    let is_new = |day: Date| day <= as_of && last.is_none_or(|last| day > last.date);
    let promised = || initiative.deliverables.iter().filter(|it| !it.stretch);
    let late: Vec<_> = promised().filter(|it| it.is_late(as_of)).collect();
    let at_risk: Vec<_> =
        promised().filter(|it| it.status == Some(DeliverableStatus::AtRisk) && !it.is_late(as_of)).collect();
    let said = last.and_then(|last| last.health).unwrap_or(Health::OnTrack);
    let done = initiative.deliverables.iter().filter(|it| it.status == Some(DeliverableStatus::Done));
    let asks = || initiative.live_asks().map(|(_, ask)| ask);
    Draft {
        // Late work is never on track; whether it is worse than that was the owner's word, and is until they say otherwise.
        health: if late.is_empty() && at_risk.is_empty() { Health::OnTrack } else { said.max(Health::AtRisk) },
        done: done.filter(|it| it.end.is_some_and(is_new)).collect(),
        late,
        at_risk,
        answered: asks().filter(|ask| is_answered(ask, as_of) && ask.answered_on.is_some_and(is_new)).collect(),
        waiting: asks().filter(|ask| is_presented(ask, as_of) && !is_answered(ask, as_of)).collect(),
        next: open_deliverables(initiative).into_iter().find(|it| !it.is_late(as_of)),
    }
}

fn last_update(initiative: &Initiative, as_of: Date) -> Option<&Update> {
    initiative.updates.iter().filter(|update| update.date <= as_of).max_by_key(|update| update.date)
}
