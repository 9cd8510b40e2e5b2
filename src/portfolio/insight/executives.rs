//! What an initiative needs of executives: a talk, an answer, somebody who accepts a risk.
//!
//! What was said in talks is private, and nothing here tells of it.

use super::Index;
use super::asked::status_on;
use super::coverage::{Coverage, Slot, SlotRole};
use crate::model::{Ask, AskStatus, Date, Initiative, PersonId, Rank, Role};

/// Something that only an executive can give.
#[derive(Clone, Debug)]
pub enum Needed<'a> {
    /// Time for a one-on-one.
    Talk(&'a PersonId),
    /// An answer on an ask that was presented.
    Answer(&'a PersonId, &'a Ask),
    /// A word on who accepts what follows from a refusal.
    Risk(&'a Ask),
}

/// What `initiative` needs of executives on a day: answers first, then risks without an owner, then talks.
#[must_use]
pub fn needed<'a>(
    index: &'a Index<'a>,
    initiative: &'a Initiative,
    coverage: &'a Coverage,
    as_of: Date,
) -> Vec<Needed<'a>> {
    let rank = |person: &PersonId| index.portfolio.people.get(person).and_then(|person| person.rank);
    let asks = || initiative.live_asks().map(|(_, ask)| ask);
    let answers = asks().filter(|ask| status_on(ask, as_of).is_open()).filter_map(|ask| {
        let decider = index.decider(ask)?;
        (rank(decider) == Some(Rank::Exec)).then_some(Needed::Answer(decider, ask))
    });
    let refused = asks().filter(|ask| status_on(ask, as_of) == AskStatus::Declined && ask.risk_accepted_by.is_none());
    let as_exec = |slot: &Slot| slot.reasons.iter().any(|reason| reason.role == SlotRole::Team(Role::Exec));
    let unmet = coverage.slots.iter().filter(|slot| !slot.is_met()).filter_map(|slot| {
        let person = slot.person.as_ref()?;
        (as_exec(slot) || rank(person) == Some(Rank::Exec)).then_some(person)
    });
    answers.chain(refused.map(Needed::Risk)).chain(unmet.map(Needed::Talk)).collect()
}
