//! What all initiatives share, computed once: roles of teams, and the graph of systems.

use super::availability::{Availability, supportable};
use super::graph::Graph;
use super::reviewers::Experience;
use super::roles::{Holdings, of_all_teams};
use crate::model::{Portfolio, SystemId, TeamId};
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// What all initiatives share; built once per portfolio, read by many threads.
#[derive(Debug)]
pub struct Index<'a> {
    /// The portfolio it was built from.
    pub portfolio: &'a Portfolio,
    /// Systems and what they need.
    pub graph: Graph<'a>,
    pub(super) holdings: BTreeMap<&'a TeamId, Holdings<'a>>,
    /// Who has looked at what, read when somebody asks.
    pub(super) experience: OnceLock<Experience>,
    availability: Vec<OnceLock<Option<Availability>>>,
}

impl<'a> Index<'a> {
    /// Computes what all initiatives of `portfolio` share.
    #[must_use]
    pub fn new(portfolio: &'a Portfolio) -> Self {
        let graph = Graph::new(portfolio);
        let availability = (0..graph.len()).map(|_| OnceLock::new()).collect();
        let holdings = of_all_teams(portfolio);
        Self { portfolio, graph, holdings, experience: OnceLock::new(), availability }
    }

    /// The best availability of `system`, computed when first asked for; nothing when nothing names the system.
    #[must_use]
    pub fn availability(&self, system: &SystemId) -> Option<&Availability> {
        let kept = self.availability.get(self.graph.place(system)?)?;
        kept.get_or_init(|| supportable(&self.graph, system)).as_ref()
    }

    /// What `system` promises in per cent and cannot keep, with the best it can have.
    #[must_use]
    pub fn unsupportable(&self, system: &SystemId) -> Option<(f64, &Availability)> {
        let target = self.portfolio.systems.get(system)?.slo.as_ref()?.target?;
        let best = self.availability(system).filter(|best| !best.supports(target))?;
        Some((target, best))
    }
}
