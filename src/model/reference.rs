//! What initiatives refer to: problems, incidents, strategy, themes and arguments.

use super::{
    Audience, Confidence, Date, Detector, IncidentId, Moment, MonitoringLayer, PersonId, ProblemId, ProblemState,
    SystemId, Text,
};
use schemars::JsonSchema;
use serde::Deserialize;

/// Something that keeps going wrong; behind it may stand many incidents.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Problem {
    /// What is wrong, in one line.
    pub title: Text,
    /// The systems it shows in.
    #[serde(default)]
    pub systems: Vec<SystemId>,
    /// What is wrong, in a paragraph.
    pub statement: Option<Text>,
    /// The incidents it was seen in.
    #[serde(default)]
    pub incidents: Vec<IncidentId>,
    /// Why it happens, as far as known.
    #[serde(default)]
    pub root_causes: Vec<RootCause>,
    /// Other problems that bring it about.
    #[serde(default)]
    pub caused_by: Vec<ProblemId>,
    /// Whether it still stands: open, known or resolved.
    pub state: Option<ProblemState>,
}

/// Why a problem happens.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RootCause {
    /// The cause.
    pub text: Text,
    /// How sure you are: low, medium or high.
    pub confidence: Option<Confidence>,
    /// When it was found.
    pub found_on: Option<Date>,
}

/// One time when something went wrong.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Incident {
    /// The systems that were hit.
    pub systems: Vec<SystemId>,
    /// When it began.
    pub started: Moment,
    /// When it was over.
    pub ended: Option<Moment>,
    /// How bad it was, in your own scale.
    pub severity: Option<Text>,
    /// Who or what noticed: monitoring, customer, staff, vendor or chance.
    pub detected_by: Option<Detector>,
    /// Which layer should have noticed: business, synthetic or events.
    pub should_have_been_caught_by: Option<MonitoringLayer>,
    /// How many times somebody was paged.
    pub pages: Option<u32>,
    /// How many customers were hit.
    pub customers_affected: Option<u64>,
    /// The problem it was an instance of.
    pub problem: Option<ProblemId>,
    /// Where the report is.
    pub url: Option<Text>,
}

/// Something the organisation has decided to want.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StrategyItem {
    /// What is wanted.
    pub title: Option<Text>,
    /// Who answers for it; must be met when an initiative aligns with it.
    pub owner: Option<PersonId>,
    /// By when.
    pub horizon: Option<Text>,
    /// Where it is written.
    pub url: Option<Text>,
}

/// A subject you have chosen to be known for.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Theme {
    /// The subject.
    pub title: Option<Text>,
    /// Where people who care about it meet.
    pub community: Option<Text>,
}

/// A way of putting it that may be used again.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Argument {
    /// The argument.
    pub text: Option<Text>,
    /// Whose it is.
    pub credit: Option<Text>,
    /// For whom it works.
    #[serde(default)]
    pub audiences: Vec<Audience>,
}
