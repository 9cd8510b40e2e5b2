//! Who there is: people, and the teams they answer for.

use super::initiative::Unread;
use super::{
    Date, Days, LocalId, PersonId, Rank, Role, TeamId, Text, Weekday,
    id::{self, CycleId},
};
use schemars::JsonSchema;
use serde::de::{self, IgnoredAny};
use serde::{Deserialize, Deserializer};
use std::collections::BTreeMap;
use std::fmt;

/// Somebody who owns, decides, knows or must be spoken to.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// The name people call them by.
    pub name: Text,
    /// Their login on GitHub, without `@`.
    #[schemars(regex(pattern = "^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})$"))]
    pub github: Option<Text>,
    /// The id of the team they belong to.
    pub team: Option<TeamId>,
    /// Their place: ic, lead, manager, exec or customer.
    pub rank: Option<Rank>,
    /// The id of the person they report to.
    pub manager: Option<PersonId>,
    /// What they are known to know, such as `["billing", "postgres"]`.
    #[serde(default)]
    pub expertise: Vec<Text>,
    /// `false` once they have left: every role they hold then counts as vacant.
    #[serde(default = "yes")]
    pub active: bool,
    /// When they cannot be met: spans of days, both included.
    #[serde(default)]
    pub away: Vec<Absence>,
    /// Keys that could not be read.
    #[serde(default)]
    #[schemars(skip)]
    pub unread: Unread,
}

fn yes() -> bool {
    true
}

/// Days, both included, on which somebody cannot be met.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Absence {
    /// First day on which they are away.
    pub from: Date,
    /// Last day on which they are away.
    pub to: Date,
}

/// The serde name by which a deserialiser knows that one id or an array of them is wanted.
pub const ONE_OR_MANY: &str = "$canvass::OneOrMany";

/// One person, or several who share a role.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(untagged)]
pub enum Holders {
    /// A single holder.
    One(PersonId),
    /// Several holders, the first of whom decides by default.
    Many(Vec<PersonId>),
}

impl<'de> Deserialize<'de> for Holders {
    // Not derived: an untagged enum is read through a copy that forgets where the ids stand.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct HoldersVisitor;

        impl<'de> de::Visitor<'de> for HoldersVisitor {
            type Value = Holders;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a person's id, or a list of them")
            }

            fn visit_newtype_struct<D: Deserializer<'de>>(self, one: D) -> Result<Holders, D::Error> {
                PersonId::deserialize(one).map(Holders::One)
            }

            fn visit_seq<A: de::SeqAccess<'de>>(self, many: A) -> Result<Holders, A::Error> {
                Vec::deserialize(de::value::SeqAccessDeserializer::new(many)).map(Holders::Many)
            }
        }

        deserializer.deserialize_newtype_struct(ONE_OR_MANY, HoldersVisitor)
    }
}

impl Holders {
    /// The holders in the order written.
    #[must_use]
    pub fn as_slice(&self) -> &[PersonId] {
        match self {
            Self::One(person) => std::slice::from_ref(person),
            Self::Many(people) => people,
        }
    }
}

/// A group with a backlog, and the people who answer for it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Team {
    /// The name people call it by.
    pub name: Text,
    /// The team or department above it; only `exec` is inherited from there.
    pub parent: Option<TeamId>,
    /// Product manager, one or several; the first active one decides by default.
    pub pm: Option<Holders>,
    /// Engineering manager, one or several.
    pub em: Option<Holders>,
    /// Executive, one or several; taken from the nearest ancestor when absent.
    pub exec: Option<Holders>,
    /// Everybody else in the team, by id.
    #[serde(default)]
    pub members: Vec<PersonId>,
    /// Who stands in for a role that is vacant, such as `{ em = "ana" }`.
    #[serde(default)]
    pub acting: BTreeMap<Role, PersonId>,
    /// When the team works, so that meetings and support fit.
    pub hours: Option<Hours>,
    /// Person-days the team has in one cycle.
    #[schemars(range(min = 0))]
    pub capacity: Option<Days>,
    /// The share of its capacity in per cent that other work should leave for keeping the lights on.
    #[schemars(range(min = 0, max = 100))]
    pub ktlo_floor: Option<f64>,
    /// Where and how the team takes in work.
    pub backlog: Option<Backlog>,
    /// What the team offers others as a matter of course.
    #[serde(default)]
    pub offers: Vec<Offer>,
    /// The day this team plans, per cycle, where it differs from the cycle's own.
    #[serde(default)]
    #[schemars(extend("x-canvass-ref-keys" = "cycle"))]
    pub planning: BTreeMap<CycleId, Date>,
    /// Anything else you wish to keep; checked by your own schema if `[schemas]` names one.
    #[schemars(with = "Option<BTreeMap<String, serde_json::Value>>")]
    pub extra: Option<IgnoredAny>,
    /// Keys that could not be read.
    #[serde(default)]
    #[schemars(skip)]
    pub unread: Unread,
}

impl Team {
    /// The holders of `role` as written, without `acting` and without inheritance.
    #[must_use]
    pub fn holders(&self, role: Role) -> &[PersonId] {
        let holders = match role {
            Role::Pm => &self.pm,
            Role::Em => &self.em,
            Role::Exec => &self.exec,
        };
        holders.as_ref().map(Holders::as_slice).unwrap_or_default()
    }
}

/// When a team works.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Hours {
    /// IANA time zone, such as `Europe/Berlin`.
    pub tz: Option<Text>,
    /// Start of the day, such as `"09:00"`.
    #[schemars(regex(pattern = "^([01][0-9]|2[0-3]):[0-5][0-9]$"))]
    pub from: Option<Text>,
    /// End of the day, such as `"17:30"`.
    #[schemars(regex(pattern = "^([01][0-9]|2[0-3]):[0-5][0-9]$"))]
    pub to: Option<Text>,
    /// Working days: mon, tue, wed, thu, fri, sat, sun.
    #[serde(default)]
    pub days: Vec<Weekday>,
}

/// Where and how a team takes in work.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Backlog {
    /// The repository whose issues are the backlog, as `owner/name`.
    #[schemars(regex(pattern = id::REPOSITORY))]
    pub repo: Option<Text>,
    /// Labels to add to what is filed.
    #[serde(default)]
    pub labels: Vec<Text>,
    /// `true` once the team has agreed to receive filed issues.
    #[serde(default)]
    pub accepts: bool,
    /// The issue template to use for this team, a file name in `templates/`.
    pub template: Option<Text>,
    /// The most open issues the team wants from canvass at a time.
    pub max_open: Option<u32>,
}

/// Something a team does for others as a matter of course.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Offer {
    /// The name asks refer to it by.
    pub id: LocalId,
    /// What one gets when asking for it.
    pub what: Option<Text>,
    /// What it usually takes, in person-days.
    #[schemars(range(min = 0))]
    pub effort: Option<Days>,
    /// How one asks for it: a form, a channel, a meeting.
    pub intake: Option<Text>,
}
