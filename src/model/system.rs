//! What there is: systems, what they depend on and what they promise.

use super::initiative::Unread;
use super::{
    Change, Coupling, Date, MonitoringLayer, PersonId, SystemHealth, SystemId, SystemKind, TeamId, Text, Tier,
};
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;

/// The card of one system.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct System {
    /// The name people call it by.
    pub name: Text,
    /// What it is: facility, platform, service or component.
    pub kind: Option<SystemKind>,
    /// The larger system it belongs to.
    pub part_of: Option<SystemId>,
    /// The team that answers for it.
    pub owner: TeamId,
    /// How much depends on it: core, standard or best_effort.
    pub tier: Option<Tier>,
    /// What it is used for, one line per use.
    #[serde(default)]
    pub uses: Vec<Text>,
    /// What may go wrong with it, one line per risk.
    #[serde(default)]
    pub risks: Vec<Text>,
    /// Its state: good, fair or poor.
    pub health: Option<SystemHealth>,
    /// When its state was last judged.
    pub health_on: Option<Date>,
    /// Who knows it; any one of them counts.
    #[serde(default)]
    pub smes: Vec<PersonId>,
    /// The service level promised to others.
    pub slo: Option<Slo>,
    /// Availability of its own parts, in per cent such as 99.95, dependencies left out.
    #[schemars(range(min = 0, max = 100))]
    pub own_availability: Option<f64>,
    /// The systems it needs to work, and how much it needs them.
    #[serde(default)]
    pub depends_on: Vec<Dependency>,
    /// The supplier, when it is somebody else's system.
    pub third_party: Option<ThirdParty>,
    /// What is watched: business, synthetic, events.
    #[serde(default)]
    pub monitoring: Vec<MonitoringLayer>,
    /// What happens when something is lost, and when that was practised.
    #[serde(default)]
    pub continuity: Vec<Continuity>,
    /// Where the runbook is: a path or a link.
    pub runbook: Option<Text>,
    /// What it costs, in your own words.
    pub cost: Option<Text>,
    /// The day on which its support ends.
    pub end_of_support: Option<Date>,
    /// Anything else you wish to keep; checked by your own schema if `[schemas]` names one.
    #[schemars(with = "Option<BTreeMap<String, serde_json::Value>>")]
    pub extra: Option<serde::de::IgnoredAny>,
    /// Keys that could not be read.
    #[serde(default)]
    #[schemars(skip)]
    pub unread: Unread,
}

impl System {
    /// What its supplier has committed to, in per cent.
    #[must_use]
    pub fn committed_availability(&self) -> Option<f64> {
        self.third_party.as_ref()?.sla.as_ref()?.availability
    }
}

/// A service level promised to others.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Slo {
    /// Availability in per cent, such as 99.95.
    #[schemars(range(min = 0, max = 100))]
    pub target: Option<f64>,
    /// Over which time it is counted, such as `"30d"`.
    pub window: Option<Text>,
    /// The teams it was agreed with.
    #[serde(default)]
    pub agreed_with: Vec<TeamId>,
    /// The day on which it was agreed.
    pub agreed_on: Option<Date>,
    /// The day by which it is to be agreed anew.
    pub renew_on: Option<Date>,
}

/// Something a system needs to work.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Dependency {
    /// The id of the system it needs.
    pub system: SystemId,
    /// `hard` when it is down whenever the other is, `soft` when it goes on without.
    pub coupling: Coupling,
    /// Dependencies of one group stand in for each other: one of them up is enough.
    pub group: Option<Text>,
}

/// The supplier of a system that is not ours.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ThirdParty {
    /// The supplier's name, as on the contract.
    pub vendor: Text,
    /// The person of ours who speaks with them.
    pub contact: Option<PersonId>,
    /// What the supplier has committed to.
    pub sla: Option<Sla>,
    /// The last day of the contract with them.
    pub contract_until: Option<Date>,
}

/// What a supplier has committed to.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sla {
    /// Availability in per cent, such as 99.9.
    #[schemars(range(min = 0, max = 100))]
    pub availability: Option<f64>,
    /// Time until they answer, such as `1h`.
    pub respond: Option<Text>,
    /// Time until it works again, such as `4h`.
    pub restore: Option<Text>,
    /// Time until they deliver what is ordered, such as `30d`.
    pub lead_time: Option<Text>,
    /// What we get when they miss it.
    pub recourse: Option<Text>,
}

/// One thing that may be lost, and what then.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Continuity {
    /// What is lost: a vendor, zone, region or key person.
    pub scenario: Text,
    /// What is done when it is lost.
    pub plan: Option<Text>,
    /// The day on which the plan was last practised.
    pub practised_on: Option<Date>,
}

/// A system that an initiative touches.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SystemChange {
    /// The id of the system that is touched.
    #[serde(rename = "ref")]
    pub system: SystemId,
    /// How deeply it changes: none, config, interface, schema or replace.
    #[serde(default = "unchanged")]
    pub change: Change,
}

fn unchanged() -> Change {
    Change::None
}
