//! What a change of one system touches: what stands on it and what it stands on, whom to ask, and what can be promised
//! when one part becomes better or worse.
//!
//! Whom to ask is decided by [`super::slots`], what can be promised by [`super::availability`].

use super::availability::{Availability, own_figure, supportable_if, usual_target};
use super::coverage::{self, Slot, SlotRole};
use super::graph::{Graph, Node, Place};
use super::incidents::{DAYS, Incidents, Operations, Window};
use super::roles::is_active;
use super::{Index, card, card::Lack};
use crate::model::portfolio::Origin;
use crate::model::system::SystemChange;
use crate::model::{
    Change, Date, Incident, IncidentId, Initiative, InitiativeId, PersonId, Problem, ProblemId, Record, System,
    SystemId, TeamId,
};
use std::collections::{BTreeMap, BTreeSet};

/// What a change of one system touches.
#[derive(Clone, Debug)]
pub struct Impact<'a> {
    /// The system.
    pub id: SystemId,
    /// Its card; nothing when it is only named by others.
    pub record: Option<&'a Record<System>>,
    /// Who knows it, and whether they are still active.
    pub experts: Vec<(&'a PersonId, bool)>,
    /// What its card should say and does not.
    pub lacks: Vec<Lack>,
    /// Systems that are parts of it.
    pub parts: Vec<&'a SystemId>,
    /// What it stands on, the nearest first.
    pub needs: Vec<Tie<'a>>,
    /// What stands on it, the nearest first.
    pub needed_by: Vec<Tie<'a>>,
    /// Whom to ask when it changes.
    pub asked: Vec<Asked>,
    /// What it can promise.
    pub outlook: Option<Outlook<'a>>,
    /// The part that is thought to become better or worse.
    pub changed: Option<Changed>,
    /// What stands on it and cannot keep its promise with the changed part.
    pub broken: Vec<Outlook<'a>>,
    /// Active initiatives that touch it.
    pub initiatives: Vec<Touch<'a>>,
    /// Problems known of it.
    pub problems: Vec<(&'a ProblemId, &'a Problem)>,
    /// Incidents that hit it, the latest first.
    pub incidents: Vec<(&'a IncidentId, &'a Incident)>,
    /// What those of the last 90 days tell; nothing where there was none.
    pub operations: Option<Operations<'a>>,
}

/// How firmly one system hangs on another; ordered, the firmest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hold {
    /// It is down whenever the other is.
    Hard,
    /// Others can stand in for it.
    Redundant,
    /// It goes on without.
    Soft,
}

/// One system that stands on the one looked at, or on which that one stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tie<'a> {
    /// Its id.
    pub id: &'a SystemId,
    /// The team that answers for it; nothing when it has no card.
    pub owner: Option<&'a TeamId>,
    /// How firmly.
    pub hold: Hold,
    /// 1 for a direct dependency.
    pub distance: usize,
    /// The next system on the way to the one looked at; nothing for a direct dependency.
    pub via: Option<&'a SystemId>,
    /// Of a direct dependency: what stands in when the needed one is down.
    pub stand_ins: Vec<&'a SystemId>,
}

/// Somebody to be met when the system changes, or a role that nobody holds.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Who, as what and why.
    pub slot: Slot,
    /// The tier of a change that callers do not notice.
    pub tier: u8,
    /// The tier where callers must adapt: interface, schema or replace.
    pub breaking: u8,
}

/// What one system can promise, now and with the changed part.
#[derive(Clone, Debug)]
pub struct Outlook<'a> {
    /// The system.
    pub id: SystemId,
    /// What it promises.
    pub promise: Option<Promise>,
    /// The best it can have.
    pub now: &'a Availability,
    /// The best it could have with the changed part.
    pub then: Option<Availability>,
}

/// A promised availability in per cent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Promise {
    /// The card says so.
    Written(f64),
    /// The card says nothing, and this is usual for its tier.
    Usual(f64),
}

/// A part with another figure than its card states.
#[derive(Clone, Debug, PartialEq)]
pub struct Changed {
    /// The part.
    pub part: SystemId,
    /// What its card states, in per cent.
    pub from: Option<f64>,
    /// What is thought of instead.
    pub to: f64,
    /// How firmly the system hangs on it; nothing when it does not.
    pub hold: Option<Hold>,
}

/// An initiative that touches the system.
#[derive(Clone, Copy, Debug)]
pub struct Touch<'a> {
    /// Its id.
    pub id: &'a InitiativeId,
    /// What its file says.
    pub initiative: &'a Initiative,
    /// How deeply it changes the system; nothing when only an ask speaks of it.
    pub change: Option<Change>,
}

impl Promise {
    /// In per cent.
    #[must_use]
    pub const fn percent(self) -> f64 {
        match self {
            Self::Written(percent) | Self::Usual(percent) => percent,
        }
    }
}

impl Outlook<'_> {
    /// Whether the promise can be kept now; nothing without one.
    #[must_use]
    pub fn is_kept(&self) -> Option<bool> {
        Some(self.now.supports(self.promise?.percent()))
    }

    /// Whether the promise can be kept with the changed part.
    #[must_use]
    pub fn is_kept_then(&self) -> Option<bool> {
        Some(self.then.as_ref()?.supports(self.promise?.percent()))
    }
}

/// What a change of `system` touches, and what can be promised when the part `changed` has another availability.
#[must_use]
pub fn of<'a>(index: &'a Index<'a>, system: &SystemId, changed: Option<(SystemId, f64)>, as_of: Date) -> Impact<'a> {
    let (portfolio, graph) = (index.portfolio, &index.graph);
    let record = portfolio.systems.get(system);
    let place = graph.place(system);
    let needs = place.map(|place| needs(graph, place)).unwrap_or_default();
    let needed_by = place.map(|place| needed_by(graph, place)).unwrap_or_default();
    let touches = |systems: &[SystemId]| systems.contains(system);
    let changed = changed.map(|(part, to)| Changed {
        hold: match part == *system {
            true => Some(Hold::Hard),
            false => needs.iter().find(|tie| *tie.id == part).map(|tie| tie.hold),
        },
        from: own_figure(graph, &part),
        part,
        to,
    });
    let mut incidents: Vec<_> = portfolio.incidents.iter().filter(|(_, incident)| touches(&incident.systems)).collect();
    incidents.sort_by(|(a, this), (b, other)| (other.started.date, b).cmp(&(this.started.date, a)));
    let problems = portfolio.problems.iter().filter(|(_, problem)| touches(&problem.systems));
    let told = Incidents::of_systems(portfolio, [system]).within(Window::ending(as_of, DAYS));
    let experts = record.into_iter().flat_map(|record| &record.smes);
    Impact {
        record,
        experts: experts.map(|person| (person, is_active(portfolio, person))).collect(),
        lacks: record.map(|record| card::missing(record)).unwrap_or_default(),
        parts: portfolio
            .systems
            .iter()
            .filter(|(_, it)| it.part_of.as_ref() == Some(system))
            .map(|(id, _)| id)
            .collect(),
        asked: asked(index, system, as_of),
        outlook: outlook(index, system, changed.as_ref()).map(|outlook| outlook.with_usual(record)),
        broken: broken(index, &needed_by, changed.as_ref()),
        initiatives: initiatives(index, system),
        problems: problems.map(|(id, problem)| (id, &*problem.value)).collect(),
        incidents: incidents.into_iter().map(|(id, incident)| (id, &*incident.value)).collect(),
        operations: (told.count() > 0).then_some(told),
        id: system.clone(),
        needs,
        needed_by,
        changed,
    }
}

/// How far each system is that can be reached by steps of `next`, and the one before it on the shortest way.
fn walk(graph: &Graph<'_>, start: Place, next: impl Fn(&Node<'_>) -> Vec<Place>) -> BTreeMap<Place, (usize, Place)> {
    let mut reached = BTreeMap::from([(start, (0, start))]);
    let mut edge = vec![start];
    for distance in 1.. {
        let mut beyond = Vec::new();
        for place in edge {
            for further in graph.node(place).map(&next).unwrap_or_default() {
                reached.entry(further).or_insert_with(|| {
                    beyond.push(further);
                    (distance, place)
                });
            }
        }
        if beyond.is_empty() {
            break;
        }
        edge = beyond;
    }
    reached.remove(&start);
    reached
}

fn needs<'a>(graph: &'a Graph<'a>, start: Place) -> Vec<Tie<'a>> {
    let alone = walk(graph, start, |node| node.alone.clone());
    let hard = walk(graph, start, |node| node.needs.clone());
    let all = walk(graph, start, |node| [node.needs.as_slice(), &node.uses].concat());
    let falls = |with: Place| alone.contains_key(&with) || graph.down_with(with).get(start) == Some(&true);
    let groups = graph.node(start).map(|node| node.groups.as_slice()).unwrap_or_default();
    ties(graph, &hard, &all, falls, |place| others(groups, place))
}

fn needed_by<'a>(graph: &'a Graph<'a>, start: Place) -> Vec<Tie<'a>> {
    let hard = walk(graph, start, |node| node.needed_by.clone());
    let all = walk(graph, start, |node| [node.needed_by.as_slice(), &node.used_by].concat());
    let down = graph.down_with(start);
    let groups = |place| graph.node(place).map(|node| node.groups.as_slice()).unwrap_or_default();
    ties(graph, &hard, &all, |place| down.get(place) == Some(&true), |place| others(groups(place), start))
}

/// The others of the first group that `member` is in.
fn others(groups: &[Vec<Place>], member: Place) -> Vec<Place> {
    let group = groups.iter().find(|group| group.contains(&member));
    group.into_iter().flatten().copied().filter(|other| *other != member).collect()
}

fn ties<'a>(
    graph: &'a Graph<'a>,
    hard: &BTreeMap<Place, (usize, Place)>,
    all: &BTreeMap<Place, (usize, Place)>,
    falls: impl Fn(Place) -> bool,
    stand_ins: impl Fn(Place) -> Vec<Place>,
) -> Vec<Tie<'a>> {
    let named = |place: Place| graph.node(place).map(|node| node.id);
    let tie = |(place, any): (&Place, &(usize, Place))| {
        let node = graph.node(*place)?;
        let (hold, (distance, before)) = match hard.get(place) {
            None => (Hold::Soft, any),
            Some(way) if falls(*place) => (Hold::Hard, way),
            Some(way) => (Hold::Redundant, way),
        };
        let direct = *distance == 1;
        let stand_ins = if direct && hold == Hold::Redundant { stand_ins(*place) } else { Vec::new() };
        Some(Tie {
            id: node.id,
            owner: node.system.map(|system| &system.owner),
            hold,
            distance: *distance,
            via: named(*before).filter(|_| !direct),
            stand_ins: stand_ins.into_iter().filter_map(named).collect(),
        })
    };
    let mut ties: Vec<_> = all.iter().filter_map(tie).collect();
    ties.sort_by_key(|tie| (tie.distance, tie.hold, tie.id));
    ties
}

/// Whom an initiative would have to meet that changes nothing but `system`.
fn whom(index: &Index<'_>, system: &SystemId, change: Change, as_of: Date) -> Vec<Slot> {
    let systems = Some(vec![SystemChange { system: system.clone(), change }]);
    let value = Box::new(Initiative { systems, ..Initiative::default() });
    coverage::required(index, &Record { value, origin: Origin::default() }, as_of).slots
}

fn asked(index: &Index<'_>, system: &SystemId, as_of: Date) -> Vec<Asked> {
    type Who<'s> = (Option<&'s PersonId>, BTreeSet<(&'s SlotRole, Option<&'s TeamId>, Option<&'s SystemId>)>);
    fn who(slot: &Slot) -> Who<'_> {
        let whys = slot.reasons.iter().map(|reason| (&reason.role, reason.team.as_ref(), reason.system.as_ref()));
        (slot.person.as_ref(), whys.collect())
    }
    let unnoticed = whom(index, system, Change::Config, as_of);
    let tiers: BTreeMap<_, u8> = unnoticed.iter().map(|slot| (who(slot), slot.tier)).collect();
    let breaking = whom(index, system, Change::Interface, as_of);
    let asked = breaking.into_iter().map(|slot| {
        let breaking = slot.tier;
        Asked { tier: tiers.get(&who(&slot)).copied().unwrap_or(breaking), breaking, slot }
    });
    asked.collect()
}

fn outlook<'a>(index: &'a Index<'a>, system: &SystemId, changed: Option<&Changed>) -> Option<Outlook<'a>> {
    let now = index.availability(system)?;
    let then = changed.and_then(|changed| supportable_if(&index.graph, system, &changed.part, changed.to));
    let target = index.portfolio.systems.get(system).and_then(|record| record.slo.as_ref()?.target);
    Some(Outlook { id: system.clone(), promise: target.map(Promise::Written), now, then })
}

impl Outlook<'_> {
    fn with_usual(mut self, record: Option<&Record<System>>) -> Self {
        let usual = record.and_then(|record| usual_target(record.tier?)).map(Promise::Usual);
        self.promise = self.promise.or(usual);
        self
    }
}

/// What stands on the system and cannot keep what it promises, now that a part is worse.
fn broken<'a>(index: &'a Index<'a>, needed_by: &[Tie<'a>], changed: Option<&Changed>) -> Vec<Outlook<'a>> {
    let Some(changed) = changed else { return Vec::new() };
    let hanging = needed_by.iter().filter(|tie| tie.hold != Hold::Soft);
    let promising = hanging.filter(|tie| index.portfolio.systems.get(tie.id).is_some_and(|it| it.slo.is_some()));
    let outlooks = promising.filter_map(|tie| outlook(index, tie.id, Some(changed)));
    let breaks = |it: &Outlook<'_>| {
        it.is_kept_then() == Some(false) && it.then.as_ref().is_some_and(|then| then.value < it.now.value)
    };
    outlooks.filter(breaks).collect()
}

fn initiatives<'a>(index: &Index<'a>, system: &SystemId) -> Vec<Touch<'a>> {
    let active = index.portfolio.initiatives.iter().filter(|(_, record)| !record.is_closed());
    let touch = |(id, record): (&'a InitiativeId, &'a Record<Initiative>)| {
        let change = record.systems.iter().flatten().find(|it| it.system == *system).map(|it| it.change);
        let asked = record.live_asks().any(|(_, ask)| ask.systems.contains(system));
        (change.is_some() || asked).then_some(Touch { id, initiative: &record.value, change })
    };
    active.filter_map(touch).collect()
}
