//! Systems, what they need to work and what they would miss, as a graph in both directions; unknown systems stand in it
//! as bare names.
//!
//! What a dependency does to availability is left to [`super::availability`].

use crate::model::{Coupling, Portfolio, System, SystemId};
use std::collections::BTreeMap;

/// A system's place in the [`Graph`].
pub type Place = usize;

/// One system with its neighbours.
#[derive(Debug)]
pub struct Node<'a> {
    /// Its id.
    pub id: &'a SystemId,
    /// Its card; nothing when it is named without having one.
    pub system: Option<&'a System>,
    /// Every system it needs, in the order written.
    pub needs: Vec<Place>,
    /// Those among `needs` that nothing can stand in for.
    pub alone: Vec<Place>,
    /// Sets of two or more among `needs` of which one is enough.
    pub groups: Vec<Vec<Place>>,
    /// Systems that need it, in the order of their ids.
    pub needed_by: Vec<Place>,
    /// Systems it would miss but goes on without, in the order written.
    pub uses: Vec<Place>,
    /// Systems that would miss it but go on without, in the order of their ids.
    pub used_by: Vec<Place>,
}

/// The dependencies between all systems.
#[derive(Debug, Default)]
pub struct Graph<'a> {
    places: BTreeMap<&'a SystemId, Place>,
    nodes: Vec<Node<'a>>,
}

impl<'a> Graph<'a> {
    /// Reads the graph out of the systems' cards.
    #[must_use]
    pub fn new(portfolio: &'a Portfolio) -> Self {
        let mut graph = Self::default();
        for (id, record) in &portfolio.systems {
            graph.add(id, Some(&*record.value));
        }
        for (id, record) in &portfolio.systems {
            let from = graph.add(id, None);
            let mut groups: BTreeMap<Option<&str>, Vec<Place>> = BTreeMap::new();
            for dependency in record.depends_on.iter().filter(|need| need.coupling == Coupling::Hard) {
                let to = graph.add(&dependency.system, None);
                let members = groups.entry(dependency.group.as_deref()).or_default();
                if !members.contains(&to) {
                    members.push(to);
                }
                graph.connect(from, to);
            }
            if let Some(node) = graph.nodes.get_mut(from) {
                for (group, members) in groups {
                    match group {
                        Some(_) if members.len() > 1 => node.groups.push(members),
                        _ => node.alone.extend(members),
                    }
                }
            }
            for dependency in record.depends_on.iter().filter(|need| need.coupling == Coupling::Soft) {
                let to = graph.add(&dependency.system, None);
                graph.connect_softly(from, to);
            }
        }
        graph
    }

    fn add(&mut self, id: &'a SystemId, system: Option<&'a System>) -> Place {
        let nodes = &mut self.nodes;
        *self.places.entry(id).or_insert_with(|| {
            nodes.push(Node {
                id,
                system,
                needs: Vec::new(),
                alone: Vec::new(),
                groups: Vec::new(),
                needed_by: Vec::new(),
                uses: Vec::new(),
                used_by: Vec::new(),
            });
            nodes.len() - 1
        })
    }

    fn connect(&mut self, from: Place, to: Place) {
        let known = self.nodes.get(from).is_none_or(|node| node.needs.contains(&to));
        if known {
            return;
        }
        if let Some(node) = self.nodes.get_mut(from) {
            node.needs.push(to);
        }
        if let Some(node) = self.nodes.get_mut(to) {
            node.needed_by.push(from);
        }
    }

    /// What is needed anyway is not missed in addition.
    fn connect_softly(&mut self, from: Place, to: Place) {
        let Some(node) = self.nodes.get_mut(from) else { return };
        if node.needs.contains(&to) || node.uses.contains(&to) {
            return;
        }
        node.uses.push(to);
        if let Some(node) = self.nodes.get_mut(to) {
            node.used_by.push(from);
        }
    }

    /// Which systems are down whenever `place` is, by their places; it is one of them.
    ///
    /// One that needs a group is, as soon as all of the group are.
    #[must_use]
    pub fn down_with(&self, place: Place) -> Vec<bool> {
        let mut down = vec![false; self.len()];
        let mut fallen = vec![place];
        if let Some(itself) = down.get_mut(place) {
            *itself = true;
        }
        let is_down = |down: &[bool], place: &Place| down.get(*place).copied().unwrap_or_default();
        while let Some(place) = fallen.pop() {
            for dependant in self.node(place).into_iter().flat_map(|node| &node.needed_by) {
                let Some(node) = self.node(*dependant).filter(|_| !is_down(&down, dependant)) else { continue };
                let alone = node.alone.contains(&place);
                let lost = |members: &Vec<Place>| members.iter().all(|member| is_down(&down, member));
                if (alone || node.groups.iter().any(lost))
                    && let Some(falls) = down.get_mut(*dependant)
                {
                    *falls = true;
                    fallen.push(*dependant);
                }
            }
        }
        down
    }

    /// How many systems are in it, unknown ones included.
    #[must_use]
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether there is no system at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// The place of `system`, if anything names it.
    #[must_use]
    pub fn place(&self, system: &SystemId) -> Option<Place> {
        self.places.get(system).copied()
    }

    /// The system at `place`.
    #[must_use]
    pub fn node(&self, place: Place) -> Option<&Node<'a>> {
        self.nodes.get(place)
    }

    /// The systems that `system` directly needs.
    pub fn needs(&self, system: &SystemId) -> impl Iterator<Item = &Node<'a>> {
        self.neighbours(system, |node| &node.needs)
    }

    /// The systems that directly need `system`.
    pub fn needed_by(&self, system: &SystemId) -> impl Iterator<Item = &Node<'a>> {
        self.neighbours(system, |node| &node.needed_by)
    }

    fn neighbours(
        &self,
        system: &SystemId,
        pick: for<'n> fn(&'n Node<'a>) -> &'n Vec<Place>,
    ) -> impl Iterator<Item = &Node<'a>> {
        let places = self.place(system).and_then(|place| self.node(place)).map(pick);
        places.into_iter().flatten().filter_map(|place| self.node(*place))
    }
}
