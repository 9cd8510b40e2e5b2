//! `canvass.toml`: what holds for the whole workspace.

use super::initiative::Unread;
use super::{
    AskKind, CadenceKind, Category, Date, DigestComment, Forge, Kind, PersonId, Stage, StancePrivacy, Strictness, Text,
    Visibility,
};
use jiff::tz::TimeZone;
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;

/// The settings of a workspace; every key has a default.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Workspace {
    /// The name of this workspace, shown at the top of reports.
    pub name: Option<Text>,
    /// IANA time zone that decides what day it is, such as `Europe/Berlin`; UTC when absent.
    pub timezone: Option<Text>,
    /// Who may read this repository: public, internal or private. Public is assumed when absent.
    pub visibility: Option<Visibility>,
    /// Where asks are filed: outbox (Markdown files, no account needed) or github.
    pub forge: Option<Forge>,
    /// The rhythm of planning, used where no cycle files exist.
    #[serde(default)]
    pub cadence: Cadence,
    /// Where kinds live, if not under their own name, such as `{ teams = "org/teams" }`.
    #[serde(default)]
    #[schemars(extend("propertyNames" = { "enum": kind_names() }))]
    pub paths: BTreeMap<String, Text>,
    /// How strictly rules are taken, such as `{ CV305 = "off" }`: off, hint, warning or error.
    #[serde(default)]
    #[schemars(extend("propertyNames" = { "pattern": "^CV[0-9]{3}$" }))]
    pub rules: BTreeMap<String, Strictness>,
    /// Numbers the rules compare with.
    #[serde(default)]
    pub thresholds: Thresholds,
    /// Changes to the readiness gates, such as `{ G05 = { weight = 8 } }`.
    #[serde(default)]
    #[schemars(extend("propertyNames" = { "pattern": "^G(0[1-9]|1[0-5])$" }))]
    pub gates: BTreeMap<String, GateSetting>,
    /// People who must be met whenever an ask or initiative is of some kind.
    #[serde(default)]
    pub required_roles: Vec<RequiredRole>,
    /// When and how much is filed.
    #[serde(default)]
    pub backlog: BacklogSettings,
    /// Where the weekly digest is posted.
    #[serde(default)]
    pub digest: DigestSettings,
    /// What is shown of people's positions.
    #[serde(default)]
    pub privacy: Privacy,
    /// Your own JSON Schemas, such as `extra.initiative = "schemas/extra.json"` under `[schemas]`.
    #[serde(default)]
    pub schemas: Schemas,
    /// Keys that could not be read.
    #[serde(default)]
    #[schemars(skip)]
    pub unread: Unread,
}

impl Workspace {
    /// The time zone in which it is today; UTC where none is named, or none that there is.
    #[must_use]
    pub fn zone(&self) -> TimeZone {
        self.timezone.as_deref().and_then(|name| TimeZone::get(name).ok()).unwrap_or(TimeZone::UTC)
    }
}

/// What `paths` may speak of.
fn kind_names() -> Vec<&'static str> {
    Kind::ALL.iter().map(|kind| kind.plural()).collect()
}

/// The rhythm of planning.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cadence {
    /// `quarter` (calendar quarters) or `six_week`.
    #[serde(default = "quarter")]
    pub kind: CadenceKind,
    /// Days before a cycle on which its planning opens.
    #[serde(default = "planning_lead")]
    #[schemars(range(min = 0, max = 365))]
    pub planning_lead: u32,
    /// Days before a cycle after which nothing more is taken in.
    #[serde(default = "freeze_lead")]
    #[schemars(range(min = 0, max = 365))]
    pub freeze_lead: u32,
    /// Any first day of a six-week cycle.
    #[serde(default = "anchor")]
    pub anchor: Date,
}

fn quarter() -> CadenceKind {
    CadenceKind::Quarter
}

fn planning_lead() -> u32 {
    21
}

fn freeze_lead() -> u32 {
    7
}

/// Monday, 5 January 1970: six-week cycles start on Mondays unless an anchor says otherwise.
fn anchor() -> Date {
    Date::from(jiff::civil::date(1970, 1, 5))
}

impl Default for Cadence {
    fn default() -> Self {
        Self { kind: quarter(), planning_lead: planning_lead(), freeze_lead: freeze_lead(), anchor: anchor() }
    }
}

macro_rules! thresholds {
    ($($(#[$doc:meta])* $name:ident = $default:literal $(, unread $strict:literal)?);+ $(;)?) => {
        /// Numbers the rules compare with; days unless said otherwise.
        #[derive(Clone, Debug, Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields, default)]
        pub struct Thresholds {
            $($(#[$doc])* #[schemars(range(min = 0, max = 3650))] pub $name: u32),+
        }

        impl Thresholds {
            /// Takes for every number that `is_unread` the strictest, as far as a measure rests on it: what cannot be
            /// read is never taken for permission.
            pub fn distrust(&mut self, is_unread: impl Fn(&str) -> bool) {
                $($(if is_unread(stringify!($name)) {
                    self.$name = $strict;
                })?)+
            }
        }

        impl Default for Thresholds {
            fn default() -> Self {
                Self { $($name: $default),+ }
            }
        }
    };
}

thresholds! {
    /// Days after which the newest evidence counts as old.
    evidence_age = 90, unread 0;
    /// Days after which a conversation no longer counts in full.
    contact_stale = 60, unread 0;
    /// Days without a dated record after which an initiative at stage problem is stale.
    stage_stale_problem = 60;
    /// Days without a dated record after which an initiative at stage proposal is stale.
    stage_stale_proposal = 30;
    /// Days without a dated record after which an initiative at stage ready is stale.
    stage_stale_ready = 21;
    /// Days between updates of a committed initiative.
    update_every = 14;
    /// Days before planning by which a team should first hear of an ask.
    present_by = 28;
    /// Days after which a presented ask without an answer is reported.
    unanswered = 14;
    /// Share of a team's cycle that one ask may take, in per cent.
    ask_share = 40, unread 0;
    /// Share of all effort that the first step may take, in per cent.
    first_step = 40, unread 0;
    /// Active initiatives one person may lead, as a count.
    owner_max = 3;
    /// Days after which an interview with a core segment is old.
    interview_age = 180;
    /// Days within which findings are shared.
    share_within = 14;
    /// Days within which continuity is practised again.
    practise_every = 180;
    /// Systems an initiative may touch without an architecture decision, as a count.
    systems_for_review = 3, unread 0;
    /// Coverage that stage ready asks for, in per cent.
    coverage_ready = 80, unread 100;
}

/// Changes to one readiness gate.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GateSetting {
    /// Days before planning on which it falls due, in a 91-day cycle.
    #[schemars(range(min = 0, max = 365))]
    pub lead: Option<u32>,
    /// Its share in readiness; 0 takes it out.
    #[schemars(range(min = 0, max = 100))]
    pub weight: Option<u32>,
    /// Whether failing it makes an initiative late.
    pub blocks: Option<bool>,
}

/// Somebody who must be met whenever something is of some kind.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RequiredRole {
    /// Of what kind; with both keys, both must hold.
    pub when: RequiredWhen,
    /// Who must be met then.
    pub person: PersonId,
}

/// Of what kind an ask or initiative must be for somebody to be required.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RequiredWhen {
    /// The kind of an ask: work, review, decision, staffing, support, procurement or data.
    pub ask_kind: Option<AskKind>,
    /// The category of the initiative, such as security.
    pub category: Option<Category>,
}

/// When and how much is filed.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct BacklogSettings {
    /// The stage from which asks are filed.
    pub file_from_stage: Stage,
    /// Days before planning from which asks are filed.
    #[schemars(range(min = 0, max = 365))]
    pub window_days: u32,
    /// How many issues may be filed at once.
    pub caps: Caps,
}

impl Default for BacklogSettings {
    fn default() -> Self {
        Self { file_from_stage: Stage::Ready, window_days: 42, caps: Caps::default() }
    }
}

/// How many issues may be filed at once; over a cap nothing is filed.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Caps {
    /// The most issues filed in one run.
    pub run: u32,
    /// The most issues filed in one repository in a run.
    pub repo: u32,
    /// The most issues filed for one team in a run.
    pub team: u32,
}

impl Default for Caps {
    fn default() -> Self {
        Self { run: 25, repo: 3, team: 5 }
    }
}

/// Where the weekly digest is posted.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct DigestSettings {
    /// The issue in the repository of the initiatives under which it is posted, by its number.
    #[schemars(range(min = 1))]
    pub issue: Option<u64>,
    /// How it is posted: weekly (a comment for each week) or one (a single comment that is kept up to date).
    pub comment: DigestComment,
}

impl Default for DigestSettings {
    fn default() -> Self {
        Self { issue: None, comment: DigestComment::Weekly }
    }
}

/// What is shown of people's positions.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Privacy {
    /// How stances are treated: hide (never shown), overlay (kept outside of the repository) or show.
    pub stance: StancePrivacy,
}

impl Default for Privacy {
    fn default() -> Self {
        Self { stance: StancePrivacy::Hide }
    }
}

/// Your own JSON Schemas for `[extra]` tables, as paths from the workspace root.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Schemas {
    /// Schemas for `[extra]` tables, per kind.
    #[serde(default)]
    pub extra: ExtraSchemas,
}

/// Your own JSON Schemas for `[extra]` tables, per kind.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExtraSchemas {
    /// Path of the JSON Schema that checks `[extra]` of initiatives.
    pub initiative: Option<Text>,
    /// Path of the JSON Schema that checks `[extra]` of teams.
    pub team: Option<Text>,
    /// Path of the JSON Schema that checks `[extra]` of systems.
    pub system: Option<Text>,
}
