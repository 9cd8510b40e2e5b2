//! Supportable availability: the best a system can promise, given what it needs to work.
//!
//! Whether it promises more than that is left to the gates and rules.

use super::graph::{Graph, Place};
use crate::model::{SystemId, Tier};
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
    /// Whether anything that it rests on states a figure; else nothing is known, and the value says nothing.
    pub known: bool,
    /// Systems that count as always up because neither a commitment nor a figure is known, in the order of ids.
    pub assumed: Vec<SystemId>,
    /// What is down most, with its own availability in per cent; the first by id among equals, and nothing when
    /// everything is always up.
    pub worst: Option<(Part, f64)>,
}

/// Something an availability rests on; of equals the first is named.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// A system that is needed and that nothing can stand in for.
    System(SystemId),
    /// Systems of which one is enough, by id.
    Group(Vec<SystemId>),
    /// What the system consists of itself.
    Own,
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

/// An availability in per cent as it is written: rounded down, so that it never promises more than there is.
#[must_use]
pub fn figure(percent: f64) -> String {
    format!("{} %", (percent * 1e4 + 1e-6).floor() / 1e4)
}

/// How long an availability of `percent` is down in 30 days.
#[must_use]
pub fn downtime(percent: f64) -> String {
    let minutes = minutes_down(percent);
    match minutes {
        10.0.. => format!("{minutes:.0} min"),
        1.0.. => format!("{minutes:.1} min"),
        _ if minutes < 1e-6 => "0 min".to_owned(),
        _ => format!("{:.0} s", (minutes * 60.0).max(1.0)),
    }
}

/// The best availability of `system`; nothing when no card and no dependency names it.
///
/// Each system that is needed counts once, however many paths lead to it, and cycles end where they close.
#[must_use]
pub fn supportable(graph: &Graph<'_>, system: &SystemId) -> Option<Availability> {
    Some(Query::new(graph, None).answer(graph.place(system)?))
}

/// The best availability of `system` if another one had `percent` of its own.
#[must_use]
pub fn supportable_if(graph: &Graph<'_>, system: &SystemId, other: &SystemId, percent: f64) -> Option<Availability> {
    let changed = graph.place(other).map(|place| (place, percent.clamp(0.0, 100.0)));
    Some(Query::new(graph, changed).answer(graph.place(system)?))
}

fn groups_of<'g>(graph: &'g Graph<'_>, place: Place) -> impl Iterator<Item = &'g [Place]> + use<'g> {
    graph.node(place).into_iter().flat_map(|node| &node.groups).map(Vec::as_slice)
}

/// What a system of `tier` usually promises, in per cent, where nothing is written.
#[must_use]
pub const fn usual_target(tier: Tier) -> Option<f64> {
    match tier {
        Tier::Core => Some(99.99),
        Tier::Standard => Some(99.9),
        Tier::BestEffort => None,
    }
}

/// The availability in per cent that the card of `system` states, dependencies left out.
#[must_use]
pub fn own_figure(graph: &Graph<'_>, system: &SystemId) -> Option<f64> {
    stated(graph, graph.place(system)?)
}

/// The availability in per cent a card states for the system alone: its supplier's commitment, else its own figure.
fn stated(graph: &Graph<'_>, place: Place) -> Option<f64> {
    let system = graph.node(place)?.system?;
    let percent = system.committed_availability().or(system.own_availability).filter(|percent| percent.is_finite());
    percent.map(|percent| percent.clamp(0.0, 100.0))
}

struct Query<'g, 'a> {
    graph: &'g Graph<'a>,
    /// Systems without which the one asked about is down.
    needed: BTreeSet<Place>,
    /// Systems looked at on any path.
    seen: BTreeSet<Place>,
    members: BTreeMap<Place, f64>,
    visits: usize,
    /// A system that counts as if this were its own availability in per cent.
    changed: Option<(Place, f64)>,
}

impl<'g, 'a> Query<'g, 'a> {
    fn new(graph: &'g Graph<'a>, changed: Option<(Place, f64)>) -> Self {
        let (needed, seen, members) = (BTreeSet::new(), BTreeSet::new(), BTreeMap::new());
        Self { graph, needed, seen, members, visits: 0, changed }
    }

    fn answer(mut self, start: Place) -> Availability {
        let graph = self.graph;
        self.collect(start);
        let mut value: f64 = self.needed.iter().map(|place| self.own(*place)).product();
        let named = |place: &Place| graph.node(*place).map(|node| node.id.clone());
        let alone = self.needed.iter().filter_map(|place| {
            let part = if *place == start { Part::Own } else { Part::System(named(place)?) };
            Some((part, self.stated(*place)?))
        });
        let mut parts: Vec<(Part, f64)> = alone.collect();
        let groups: Vec<&[Place]> = self.needed.iter().flat_map(|place| groups_of(graph, *place)).collect();
        for members in groups {
            let one = self.any_of(members, MOST_NESTED);
            value *= one;
            let mut members: Vec<_> = members.iter().filter_map(named).collect();
            members.sort();
            parts.push((Part::Group(members), one * 100.0));
        }
        let assumed = self.seen.iter().filter(|place| self.is_assumed(**place)).filter_map(named);
        let mut assumed: Vec<_> = assumed.collect();
        assumed.sort();
        let worst = parts.into_iter().filter(|(_, percent)| *percent < 100.0);
        let worst =
            worst.min_by(|(part, percent), (other, than)| percent.total_cmp(than).then_with(|| part.cmp(other)));
        let known = self.seen.iter().any(|place| self.stated(*place).is_some());
        Availability { value, known, assumed, worst }
    }

    fn stated(&self, place: Place) -> Option<f64> {
        let changed = self.changed.filter(|(changed, _)| *changed == place);
        changed.map(|(_, percent)| percent).or_else(|| stated(self.graph, place))
    }

    fn own(&self, place: Place) -> f64 {
        self.stated(place).map_or(1.0, |percent| percent / 100.0)
    }

    /// A leaf or a supplier's system of which nothing is stated.
    fn is_assumed(&self, place: Place) -> bool {
        let node = self.graph.node(place);
        let bought = node.is_some_and(|node| node.system.is_some_and(|system| system.third_party.is_some()));
        let leaf = node.is_none_or(|node| node.needs.is_empty());
        (leaf || bought) && self.stated(place).is_none()
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
