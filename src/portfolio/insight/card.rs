//! What the card of a system should say, by how much depends on it.
//!
//! Whether its numbers can be kept is left to [`super::availability`], what of it runs out to [`super::reminders`].

use super::facts::is_stated;
use super::roles::is_active;
use crate::model::{MonitoringLayer, PersonId, Portfolio, System, SystemKind, Tier};

/// Something a card does not say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lack {
    /// What it is used for.
    Uses,
    /// What may go wrong with it.
    Risks,
    /// Its state.
    Health,
    /// Who knows it.
    Experts,
    /// A layer that nobody watches.
    Layer(MonitoringLayer),
}

impl Lack {
    /// The key that would say it.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Uses => "uses",
            Self::Risks => "risks",
            Self::Health => "health",
            Self::Experts => "smes",
            Self::Layer(_) => "monitoring",
        }
    }
}

/// How much is asked of a card: writing down more than that would cost more than it brings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Detail {
    /// A site, or a part of a service: the card of the service says it.
    Nothing,
    /// Nobody is paged for it, or nobody has said so yet: what it is for, and whom to ask.
    Little,
    /// Everything.
    Everything,
}

impl Detail {
    fn of(system: &System) -> Self {
        match (system.kind, system.tier) {
            (Some(SystemKind::Facility | SystemKind::Component), _) => Self::Nothing,
            (_, Some(Tier::Core | Tier::Standard)) => Self::Everything,
            (_, Some(Tier::BestEffort) | None) => Self::Little,
        }
    }
}

/// What the card of `system` lacks for how much depends on it.
#[must_use]
pub fn missing(system: &System) -> Vec<Lack> {
    let detail = Detail::of(system);
    let some = |lines: &[crate::model::Text]| lines.iter().any(|line| is_stated(Some(line)));
    let lacks = [
        (Detail::Little, Lack::Uses, some(&system.uses)),
        (Detail::Everything, Lack::Risks, some(&system.risks)),
        (Detail::Everything, Lack::Health, system.health.is_some()),
        (Detail::Little, Lack::Experts, !system.smes.is_empty()),
    ];
    let layers = MonitoringLayer::ALL.iter().map(|layer| {
        let watched = system.monitoring.contains(layer);
        (Detail::Everything, Lack::Layer(*layer), watched)
    });
    let asked = lacks.into_iter().chain(layers).filter(|(from, ..)| detail >= *from);
    asked.filter(|(.., said)| !said).map(|(_, lack, _)| lack).collect()
}

/// What a system rests on when it should rest on several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Knowledge<'a> {
    /// Everybody who is named has left.
    Gone,
    /// One person, and nothing that others could read; with their place among those named.
    Alone(&'a PersonId, usize),
}

/// Where too few know `system`; nothing where none is named at all, which its card [lacks](missing).
#[must_use]
pub fn too_few_know<'a>(portfolio: &Portfolio, system: &'a System) -> Option<Knowledge<'a>> {
    if system.smes.is_empty() || Detail::of(system) < Detail::Everything {
        return None;
    }
    let mut active = system.smes.iter().enumerate().filter(|(_, person)| is_active(portfolio, person));
    let Some((place, first)) = active.next() else { return Some(Knowledge::Gone) };
    let alone = active.all(|(_, person)| person == first) && !is_stated(system.runbook.as_ref());
    alone.then_some(Knowledge::Alone(first, place))
}
