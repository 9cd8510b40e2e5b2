//! Stakeholder coverage: everybody who must be met for an initiative, and how far that has come.

use super::contact::{Contacts, PersonContact};
use super::slots::{self, Required};
use super::{Counted, Fraction, Index};
use crate::model::{Ask, AskStatus, Date, Initiative, PersonId, Record, Stance, SystemId, TeamId};
use std::cmp::Reverse;
use std::collections::BTreeMap;

pub use super::contact::{Contact, State};
pub use super::slots::{Reason, SlotRole, Source};

/// Somebody who must be met, all their roles merged; or a role that nobody holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    /// Who; nothing when the role is vacant. For experts of a system, the one reached best.
    pub person: Option<PersonId>,
    /// For experts of a system: all of whom any one counts. Empty otherwise.
    pub any_of: Vec<PersonId>,
    /// Every reason, strongest first.
    pub reasons: Vec<Reason>,
    /// The highest tier among the reasons.
    pub tier: u8,
    /// How far contact has come.
    pub state: State,
    /// Whether the last contact no longer counts in full.
    pub stale: bool,
    /// Whether they were reached, but never alone.
    pub group_only: bool,
    /// The last contact.
    pub last: Option<Contact>,
    /// Their latest known stance; private.
    pub stance: Option<Stance>,
    /// Whether it is vacant because it cannot be read who holds it.
    pub unread: bool,
}

impl Slot {
    /// r·f of the formula: how much of the slot's tier counts (model, section "Stakeholder coverage").
    #[must_use]
    pub fn reach(&self) -> Fraction {
        let reach = match self.state {
            State::Vacant | State::Missing => Fraction::new(0, 1),
            State::Identified => Fraction::new(1, 4),
            State::Contacted => Fraction::new(1, 2),
            State::Met => Fraction::new(1, 1),
        };
        if self.stale { reach / 2 } else { reach }
    }

    /// Whether they were met alone and that still counts.
    #[must_use]
    pub fn is_met(&self) -> bool {
        self.state == State::Met && !self.stale
    }

    /// Asks that require them, or whose kind does by the workspace's policy, with the asked team.
    pub fn asks(&self) -> impl Iterator<Item = (usize, &TeamId)> {
        let by_ask = |reason: &&Reason| matches!(reason.source, Source::Ask | Source::AskPolicy(_));
        self.reasons.iter().filter(by_ask).filter_map(|reason| Some((reason.ask?, reason.team.as_ref()?)))
    }

    /// Whether they decide on an ask or hold a role of a team.
    #[must_use]
    pub fn is_manager_or_decider(&self) -> bool {
        self.reasons.iter().any(|reason| matches!(reason.role, SlotRole::Decider | SlotRole::Team(_)))
    }
}

/// How far one asked team is covered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TeamCoverage {
    /// The team.
    pub team: TeamId,
    /// Its share in per cent, rounded down; nothing when it has no slot.
    pub coverage: Option<i64>,
}

/// Whom an initiative must meet, and how far that has come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Everybody required, grouped by asked team, then by tier, then by name.
    pub slots: Vec<Slot>,
    /// C: Σ tier·r·f / Σ tier in per cent, rounded down; nothing when there is no slot.
    pub coverage: Option<i64>,
    /// S: Σ tier·v / Σ tier over known stances in per cent; nothing when none is known.
    pub support: Option<i64>,
    /// How many slots have no known stance.
    pub unknown_stances: usize,
    /// Live asks all of whose slots of tier 2 and 3 are met and fresh.
    pub asks_covered: usize,
    /// Live asks.
    pub asks: usize,
    /// How many people are excluded.
    pub excluded: usize,
    /// Per asked team, in the order of their ids.
    pub teams: Vec<TeamCoverage>,
    /// Whether something that says whom to meet cannot be read; there is no share then, for others may have to be met.
    pub incomplete: bool,
}

impl Coverage {
    /// The asked team with the lowest share; the first by id among equals.
    #[must_use]
    pub fn weakest(&self) -> Option<&TeamCoverage> {
        self.teams.iter().filter(|team| team.coverage.is_some()).min_by_key(|team| team.coverage)
    }
}

/// Measures the coverage of `record` on a day; nothing once it is closed.
///
/// Of a self-serve initiative the share is null, though there may be slots.
#[must_use]
pub fn measure<'a>(index: &'a Index<'a>, record: &'a Record<Initiative>, as_of: Date) -> Option<Coverage> {
    (!record.is_closed()).then(|| measure_counting(index, record, Counted::UpTo(as_of)))
}

/// Whom `record` must meet by all that is written up to a day, whatever its stage and however long ago: what its stage is
/// judged by.
#[must_use]
pub fn required<'a>(index: &'a Index<'a>, record: &'a Record<Initiative>, as_of: Date) -> Coverage {
    measure_counting(index, record, Counted::OfAnyAge(as_of))
}

fn measure_counting<'a>(index: &'a Index<'a>, record: &'a Record<Initiative>, counted: Counted) -> Coverage {
    let contacts = Contacts::of(record, counted);
    let required = slots::required(index, record, counted);
    let mut slots: Vec<Slot> =
        required.into_iter().map(|required| slot(index, record, &contacts, counted, required)).collect();
    slots.sort_by(|a, b| order(a).cmp(&order(b)));
    let incomplete = slots::are_incomplete(index, record);
    let excluded: std::collections::BTreeSet<_> = slots::exclusions(record, counted).collect();
    let covered = |place: usize, ask: &Ask| {
        // Whoever an ask requires is of tier 2 or 3.
        let of_ask = |slot: &&Slot| slot.asks().any(|(ask, _)| ask == place);
        index.knows_team_of(ask) && slots.iter().filter(of_ask).all(Slot::is_met)
    };
    Coverage {
        coverage: if record.is_self_serve() || incomplete { None } else { percent(slots.iter()) },
        support: support(&slots),
        unknown_stances: slots.iter().filter(|slot| slot.stance.is_none()).count(),
        asks_covered: record.live_asks().filter(|(place, ask)| covered(*place, ask)).count(),
        asks: record.live_asks().count(),
        excluded: excluded.len(),
        teams: if incomplete { Vec::new() } else { teams(record, &slots) },
        incomplete,
        slots,
    }
}

fn slot(
    index: &Index<'_>,
    record: &Record<Initiative>,
    contacts: &Contacts<'_>,
    counted: Counted,
    required: Required<'_>,
) -> Slot {
    let candidates = required.any_of.iter().copied().chain(required.person).map(|person| {
        let contact = contacts.with(person);
        let asks = required.reasons.iter().filter_map(|reason| record.asks.get(reason.ask?));
        (person, contact, is_stale(index, record, &contact, asks, counted))
    });
    // Among experts the best reached stands for all; `rev` keeps the first by name among equals.
    let best =
        candidates.rev().max_by_key(|(_, contact, stale)| (contact.state, !stale, contact.last.map(|it| it.date)));
    let any_of = required.any_of.into_iter().cloned().collect();
    let tier = required.reasons.iter().map(|reason| reason.tier).max().unwrap_or(1);
    let reasons = required.reasons;
    let unread = reasons.iter().any(|reason| match (&reason.role, &reason.team) {
        (SlotRole::Team(role), Some(team)) => index.is_unread(team, *role),
        _ => false,
    });
    match best {
        Some((person, contact, stale)) => Slot {
            person: Some(person.clone()),
            any_of,
            reasons,
            tier,
            state: contact.state,
            stale,
            group_only: contact.group_only,
            last: contact.last,
            stance: contact.stance,
            unread: false,
        },
        None => Slot {
            person: None,
            any_of,
            reasons,
            tier,
            state: State::Vacant,
            stale: false,
            group_only: false,
            last: None,
            stance: None,
            unread,
        },
    }
}

/// Whether the last contact is too old, or came before one of `asks` changed or rolled into a later cycle.
fn is_stale<'r>(
    index: &Index<'_>,
    initiative: &Initiative,
    contact: &PersonContact,
    mut asks: impl Iterator<Item = &'r Ask>,
    counted: Counted,
) -> bool {
    let Some(last) = contact.last.map(|last| last.date) else {
        return false;
    };
    let limit = i64::from(index.portfolio.workspace.thresholds.contact_stale);
    let old = counted.age(last).is_some_and(|age| age > limit);
    let overtaken = |day: Option<Date>| day.is_some_and(|day| counted.includes(day) && last < day);
    old || asks.any(|ask| overtaken(ask.changed_on) || overtaken(rolled_on(index, initiative, ask)))
}

/// The day an ask rolled into a later cycle: a deferred ask with a cycle of its own after the target cycle left that
/// one when it froze.
fn rolled_on(index: &Index<'_>, initiative: &Initiative, ask: &Ask) -> Option<Date> {
    let own = (ask.status() == AskStatus::Deferred).then_some(ask.cycle.as_ref())??;
    let [own, target] = [own, initiative.target_cycle.as_ref()?].map(|id| index.portfolio.cycle(id));
    let (own, target) = (own?, target?);
    (own.start > target.start).then_some(target.freeze)
}

type Order<'s> =
    (bool, Option<&'s TeamId>, Reverse<u8>, bool, Option<&'s PersonId>, Option<(&'s SlotRole, Option<&'s SystemId>)>);

/// By asked team, those of no asked team last; then by tier; then by name, vacancies last.
fn order(slot: &Slot) -> Order<'_> {
    let team = slot.asks().map(|(_, team)| team).min();
    let first = slot.reasons.first().map(|reason| (&reason.role, reason.system.as_ref()));
    (team.is_none(), team, Reverse(slot.tier), slot.person.is_none(), slot.person.as_ref(), first)
}

/// C: Σ tier·r·f / Σ tier in per cent; nothing without a slot (model, section "Stakeholder coverage").
///
/// Over the slots of several initiatives it is their common coverage.
pub fn percent<'s>(slots: impl Iterator<Item = &'s Slot>) -> Option<i64> {
    let (mut reached, mut all) = (Fraction::new(0, 1), 0);
    for slot in slots {
        let tier = i64::from(slot.tier);
        reached += slot.reach() * tier;
        all += tier;
    }
    (all > 0).then(|| (reached * 100 / all).to_integer())
}

/// S: Σ tier·v / Σ tier over known stances in per cent; nothing when none is known.
fn support(slots: &[Slot]) -> Option<i64> {
    let (mut quarters, mut all) = (0, 0);
    for slot in slots {
        let tier = i64::from(slot.tier);
        let value = match slot.stance {
            Some(Stance::Champion | Stance::Supportive) => 4,
            Some(Stance::Neutral) => 2,
            Some(Stance::Concerned) => 1,
            Some(Stance::Opposed) => 0,
            None => continue,
        };
        quarters += tier * value;
        all += tier;
    }
    (all > 0).then(|| quarters * 25 / all)
}

fn teams(initiative: &Initiative, slots: &[Slot]) -> Vec<TeamCoverage> {
    let mut teams: BTreeMap<&TeamId, Vec<&Slot>> = BTreeMap::new();
    for (_, ask) in initiative.live_asks() {
        teams.entry(&ask.team).or_default();
    }
    for slot in slots {
        let mut of_slot: Vec<_> = slot.asks().map(|(_, team)| team).collect();
        of_slot.sort_unstable();
        of_slot.dedup();
        for team in of_slot {
            if let Some(of_team) = teams.get_mut(team) {
                of_team.push(slot);
            }
        }
    }
    let measured = |(team, slots): (&TeamId, Vec<&Slot>)| TeamCoverage {
        team: team.clone(),
        coverage: percent(slots.into_iter()),
    };
    teams.into_iter().map(measured).collect()
}
