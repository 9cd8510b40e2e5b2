//! Supportable availability: the best a system can promise, given what it needs to work.
//!
//! Whether it promises more than that is left to the gates and rules.

use super::graph::{Graph, Place};
use crate::model::SystemId;
use std::collections::{BTreeMap, BTreeSet};

/// Steps spent on one system before the rest of its dependencies counts as always up; the result then still is
/// what it says, a best case.
const MOST_VISITS: usize = 200_000;
/// Groups within groups that are looked into.
const MOST_NESTED: usize = 16;
/// Minutes in the 30 days over which a budget is counted.
const MINUTES: f64 = 43_200.0;

/// The best availability a system can have.
#[derive(Clone, Debug, PartialEq)]
pub struct Availability {
    /// A, between 0 and 1 (model, section "Supportable availability"); a best case when `assumed` is not empty.
    pub value: f64,
    /// Systems that count as always up because neither a commitment nor a figure is known, in the order of ids.
    pub assumed: Vec<SystemId>,
    /// The dependency without a stand-in that is down most, with its own availability in per cent; the first by id
    /// among equals, and nothing when all of them are always up.
    pub worst: Option<(SystemId, f64)>,
}

impl Availability {
    /// A in per cent.
    #[must_use]
    pub fn percent(&self) -> f64 {
        self.value * 100.0
    }

    /// Minutes down in 30 days.
    #[must_use]
    pub fn minutes_down(&self) -> f64 {
        minutes_down(self.percent())
    }

    /// Whether `target`, in per cent, can be kept; the last digits of a floating-point number do not decide.
    #[must_use]
    pub fn supports(&self, target: f64) -> bool {
        self.percent() + 1e-9 >= target
    }
}

/// Minutes in 30 days that an availability of `percent` leaves for being down.
#[must_use]
pub fn minutes_down(percent: f64) -> f64 {
    (1.0 - percent / 100.0) * MINUTES
}

/// The best availability of `system`; nothing when no card and no dependency names it.
///
/// Each system that is needed counts once, however many paths lead to it, and cycles end where they close.
#[must_use]
pub fn supportable(graph: &Graph<'_>, system: &SystemId) -> Option<Availability> {
    let start = graph.place(system)?;
    let mut query = Query::new(graph);
    query.collect(start);
    let own: f64 = query.needed.iter().map(|place| query.own(*place)).product();
    let groups: Vec<&[Place]> = query.needed.iter().flat_map(|place| groups_of(graph, *place)).collect();
    let value = groups.into_iter().fold(own, |value, members| value * query.any_of(members, MOST_NESTED));
    let worst = query.needed.iter().filter(|place| **place != start);
    let worst = worst.min_by(|a, b| query.own(**a).total_cmp(&query.own(**b)).then(graph_order(graph, **a, **b)));
    let named = |place: &Place| graph.node(*place).map(|node| node.id.clone());
    let mut assumed: Vec<_> = query.seen.iter().filter(|place| is_assumed(graph, **place)).filter_map(named).collect();
    assumed.sort();
    Some(Availability {
        value,
        assumed,
        worst: worst.and_then(|place| Some((named(place)?, stated(graph, *place)?))).filter(|(_, own)| *own < 100.0),
    })
}

fn graph_order(graph: &Graph<'_>, a: Place, b: Place) -> std::cmp::Ordering {
    graph.node(a).map(|node| node.id).cmp(&graph.node(b).map(|node| node.id))
}

fn groups_of<'g>(graph: &'g Graph<'_>, place: Place) -> impl Iterator<Item = &'g [Place]> + use<'g> {
    graph.node(place).into_iter().flat_map(|node| &node.groups).map(Vec::as_slice)
}

/// The availability in per cent a card states for the system alone: its supplier's commitment, else its own figure.
fn stated(graph: &Graph<'_>, place: Place) -> Option<f64> {
    let system = graph.node(place)?.system?;
    let committed = system.third_party.as_ref().and_then(|party| party.sla.as_ref()?.availability);
    let percent = committed.or(system.own_availability).filter(|percent| percent.is_finite());
    percent.map(|percent| percent.clamp(0.0, 100.0))
}

/// A leaf or a supplier's system of which nothing is stated.
fn is_assumed(graph: &Graph<'_>, place: Place) -> bool {
    let bought = graph.node(place).is_some_and(|node| node.system.is_some_and(|system| system.third_party.is_some()));
    let leaf = graph.node(place).is_none_or(|node| node.needs.is_empty());
    (leaf || bought) && stated(graph, place).is_none()
}

struct Query<'g, 'a> {
    graph: &'g Graph<'a>,
    /// Systems without which the one asked about is down.
    needed: BTreeSet<Place>,
    /// Systems looked at on any path.
    seen: BTreeSet<Place>,
    members: BTreeMap<Place, f64>,
    visits: usize,
}

impl<'g, 'a> Query<'g, 'a> {
    fn new(graph: &'g Graph<'a>) -> Self {
        let (needed, seen, members) = (BTreeSet::new(), BTreeSet::new(), BTreeMap::new());
        Self { graph, needed, seen, members, visits: 0 }
    }

    fn own(&self, place: Place) -> f64 {
        stated(self.graph, place).map_or(1.0, |percent| percent / 100.0)
    }

    /// Everything `start` needs that nothing can stand in for, itself included.
    fn chain(&mut self, start: Place) -> BTreeSet<Place> {
        let mut chain = BTreeSet::new();
        let mut open = vec![start];
        while let Some(place) = open.pop() {
            if self.visits >= MOST_VISITS || !chain.insert(place) {
                continue;
            }
            self.visits += 1;
            self.seen.insert(place);
            open.extend(self.graph.node(place).into_iter().flat_map(|node| &node.alone));
        }
        chain
    }

    /// Collects what is needed: the chain of `start`, and whatever all members of a group on it need alike.
    fn collect(&mut self, start: Place) {
        let graph = self.graph;
        let mut fresh: Vec<Place> = self.chain(start).into_iter().collect();
        while let Some(place) = fresh.pop() {
            if !self.needed.insert(place) {
                continue;
            }
            for members in groups_of(graph, place) {
                let mut chains = members.iter().map(|member| self.chain(*member));
                let first = chains.next().unwrap_or_default();
                let common = chains.fold(first, |common, chain| common.intersection(&chain).copied().collect());
                fresh.extend(common);
            }
        }
    }

    /// 1 − Π(1 − a) over `members`.
    fn any_of(&mut self, members: &[Place], nested: usize) -> f64 {
        1.0 - members.iter().map(|member| 1.0 - self.member(*member, nested)).product::<f64>()
    }

    /// The availability of a group's member, leaving out what is counted once for all.
    fn member(&mut self, place: Place, nested: usize) -> f64 {
        if nested == 0 || self.needed.contains(&place) {
            return 1.0;
        }
        if let Some(known) = self.members.get(&place) {
            return *known;
        }
        // A member that leads back to itself adds nothing a second time.
        self.members.insert(place, 1.0);
        let graph = self.graph;
        let mut value = 1.0;
        for part in self.chain(place) {
            if !self.needed.contains(&part) {
                value *= self.own(part);
                for members in groups_of(graph, part) {
                    value *= self.any_of(members, nested - 1);
                }
            }
        }
        self.members.insert(place, value);
        value
    }
}
