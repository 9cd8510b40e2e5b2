//! What one person is to read before a one-on-one: the message that is for them, and what they asked for before.
//!
//! Whether they had to be met is left to [`super::coverage`], how it is written to `render`.

use super::Counted;
use super::coverage::{Coverage, Reason, Slot, SlotRole, Source};
use super::facts::{self, is_stated};
use crate::model::{
    AskKind, Audience, Category, Date, Evidence, Initiative, Need, PersonId, Pitch, Portfolio, Rank, Role,
};

/// The audiences whose message is for `person`, the best first: as what this ask requires them, then as what the
/// initiative does, then as whom the plan wants to speak with them.
#[must_use]
pub fn audiences(initiative: &Initiative, coverage: &Coverage, person: &PersonId, ask: usize) -> Vec<Audience> {
    let reasons = || coverage.slots.iter().filter(|slot| slot.is_for(person)).flat_map(|slot| &slot.reasons);
    let of_ask = reasons().filter(|reason| reason.ask == Some(ask));
    let others = reasons().filter(|reason| reason.ask != Some(ask));
    let by_role = of_ask.chain(others).filter_map(|reason| audience(reason, initiative.category));
    let plans = initiative.stakeholders.iter().filter(|listed| listed.person == *person);
    let planned = plans.filter_map(|listed| listed.plan.as_ref()?.pitch);
    let mut audiences = Vec::new();
    for audience in by_role.chain(planned) {
        if !audiences.contains(&audience) {
            audiences.push(audience);
        }
    }
    audiences
}

/// The message for `person`: the first of `audiences` that has one, else one for people of their rank, else the best there
/// is; nothing while there is none.
#[must_use]
pub fn pitch<'i>(
    portfolio: &Portfolio,
    initiative: &'i Initiative,
    person: &PersonId,
    audiences: &[Audience],
) -> Option<&'i Pitch> {
    let of = |audience| {
        let stated = |pitch: &&Pitch| pitch.audience == audience && is_stated(Some(&pitch.text));
        initiative.pitches.iter().find(stated)
    };
    let by_rank = match portfolio.people.get(person).and_then(|person| person.rank) {
        Some(Rank::Exec) => Some(Audience::Exec),
        Some(Rank::Manager) => Some(Audience::Em),
        Some(Rank::Lead | Rank::Ic) => Some(Audience::Engineers),
        Some(Rank::Customer) => Some(Audience::Customers),
        None => None,
    };
    let best = [Audience::Pm, Audience::Em, Audience::Exec];
    let mut wanted = audiences.iter().copied().chain(by_rank).chain(best);
    wanted.find_map(of).or(initiative.pitches.iter().find(|pitch| is_stated(Some(&pitch.text))))
}

/// The audience that somebody required for `reason` belongs to, if that tells.
fn audience(reason: &Reason, category: Option<Category>) -> Option<Audience> {
    match (&reason.role, reason.source) {
        (SlotRole::Team(Role::Pm), _) => Some(Audience::Pm),
        (SlotRole::Team(Role::Em), _) => Some(Audience::Em),
        (SlotRole::Team(Role::Exec) | SlotRole::StrategyOwner, _) => Some(Audience::Exec),
        (SlotRole::Sme, _) => Some(Audience::Sme),
        (SlotRole::Champion, _) => Some(Audience::Engineers),
        (SlotRole::Policy, Source::AskPolicy(AskKind::Staffing)) => Some(Audience::Hr),
        (SlotRole::Policy, Source::AskPolicy(AskKind::Procurement)) => Some(Audience::Finance),
        (SlotRole::Policy, Source::Policy) if category == Some(Category::Security) => Some(Audience::Security),
        _ => None,
    }
}

/// Something a person asked for before they can agree.
#[derive(Clone, Debug)]
pub struct AskedFor<'i> {
    /// What they want to know or see.
    pub need: &'i Need,
    /// When they said so.
    pub on: Date,
    /// What was found since, in the order of the file; empty while nothing was.
    pub found: Vec<&'i Evidence>,
}

/// What `person` asked for up to a day, when nobody else was there: of several people, nobody knows whose need it was.
#[must_use]
pub fn asked_for<'i>(initiative: &'i Initiative, person: &PersonId, as_of: Date) -> Vec<AskedFor<'i>> {
    let counted = Counted::UpTo(as_of);
    let held = initiative
        .conversations
        .iter()
        .filter(|it| it.took_place() && it.unread.is_empty() && counted.includes(it.date));
    let alone = held.filter(|it| it.partners(initiative.owner.as_ref()) == [person]);
    let asked = alone.flat_map(|it| it.needs.iter().map(|need| (it.date, need)));
    let found = |need: &Need| {
        let answers = |item: &&Evidence| item.answers.iter().any(|answered| *answered == need.id);
        facts::evidence(initiative, counted).filter(answers).collect()
    };
    asked.map(|(on, need)| AskedFor { need, on, found: found(need) }).collect()
}

impl Slot {
    /// Whether it is `person` who must be met, or one of those of whom any counts.
    #[must_use]
    pub fn is_for(&self, person: &PersonId) -> bool {
        self.person.as_ref() == Some(person) || self.any_of.contains(person)
    }
}
