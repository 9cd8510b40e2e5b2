//! What all initiatives share, computed once: roles of teams, and the graph of systems.

use super::availability::{Availability, supportable};
use super::graph::Graph;
use super::reviewers::Experience;
use super::roles::{Holdings, Presence, of_all_teams};
use crate::model::{PersonId, Portfolio, Stage, SystemId, TeamId};
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

/// What all initiatives share; built once per portfolio, read by many threads.
#[derive(Debug)]
pub struct Index<'a> {
    /// The portfolio it was built from.
    pub portfolio: &'a Portfolio,
    /// Systems and what they need.
    pub graph: Arc<Graph<'a>>,
    pub(super) holdings: BTreeMap<&'a TeamId, Holdings<'a>>,
    presence: Presence,
    /// Who has looked at what, read when somebody asks.
    pub(super) experience: OnceLock<Experience>,
    availability: Vec<OnceLock<Option<Availability>>>,
    /// The same with everybody there who ever was, where something was delivered and somebody has left.
    unabandoned: Option<Box<Self>>,
}

impl<'a> Index<'a> {
    /// Computes what all initiatives of `portfolio` share.
    #[must_use]
    pub fn new(portfolio: &'a Portfolio) -> Self {
        let graph = Arc::new(Graph::new(portfolio));
        let somebody_left = portfolio.people.values().any(|person| !person.active);
        let delivered = || portfolio.initiatives.values().any(|it| it.stage == Some(Stage::Delivered));
        let unabandoned = (somebody_left && delivered())
            .then(|| Box::new(Self::with(portfolio, Arc::clone(&graph), Presence::Everybody)));
        Self { unabandoned, ..Self::with(portfolio, graph, Presence::Today) }
    }

    fn with(portfolio: &'a Portfolio, graph: Arc<Graph<'a>>, presence: Presence) -> Self {
        Self {
            portfolio,
            holdings: of_all_teams(portfolio, presence),
            presence,
            experience: OnceLock::new(),
            availability: (0..graph.len()).map(|_| OnceLock::new()).collect(),
            graph,
            unabandoned: None,
        }
    }

    /// The same as if nobody had ever left: what was delivered is judged by it.
    #[must_use]
    pub(super) fn as_if_nobody_left(&self) -> &Self {
        self.unabandoned.as_deref().unwrap_or(self)
    }

    /// Whether `person` is still there, as far as is known.
    #[must_use]
    pub fn is_active(&self, person: &PersonId) -> bool {
        self.presence.is_active(self.portfolio, person)
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
