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
    /// What keeps going wrong, in one line.
    pub title: Text,
    /// The systems in which it shows.
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
    /// The cause, in one sentence.
    pub text: Text,
    /// How sure you are: low, medium or high.
    pub confidence: Option<Confidence>,
    /// The day on which it was found.
    pub found_on: Option<Date>,
}

/// One time when something went wrong.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Incident {
    /// The systems that were hit, by id.
    pub systems: Vec<SystemId>,
    /// When it began: a date, or a date with time and offset.
    pub started: Moment,
    /// When it was over: a date, or a date with time and offset.
    pub ended: Option<Moment>,
    /// How bad it was, in your own scale.
    pub severity: Option<Text>,
    /// Who or what noticed: monitoring, customer, staff, vendor or chance.
    pub detected_by: Option<Detector>,
    /// Which layer should have noticed: business, synthetic or events.
    pub should_have_been_caught_by: Option<MonitoringLayer>,
    /// How many times somebody was paged.
    pub pages: Option<u32>,
    /// How many customers were hit by it.
    pub customers_affected: Option<u64>,
    /// The problem it was an instance of.
    pub problem: Option<ProblemId>,
    /// Where the incident report is.
    pub url: Option<Text>,
}

/// Something the organisation has decided to want.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StrategyItem {
    /// What the organisation wants, in one line.
    pub title: Option<Text>,
    /// Who answers for it; must be met when an initiative aligns with it.
    pub owner: Option<PersonId>,
    /// By when it is wanted, such as `2027`.
    pub horizon: Option<Text>,
    /// Where the strategy is written down.
    pub url: Option<Text>,
}

/// A subject you have chosen to be known for.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Theme {
    /// The subject, in a few words.
    pub title: Option<Text>,
    /// Where people who care about it meet.
    pub community: Option<Text>,
}

/// A way of putting it that may be used again.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Argument {
    /// The argument, ready to be used in a pitch.
    pub text: Option<Text>,
    /// Whose argument it is, so that they are credited.
    pub credit: Option<Text>,
    /// The audiences it works for.
    #[serde(default)]
    pub audiences: Vec<Audience>,
}
