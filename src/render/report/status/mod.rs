//! How initiatives stand, three times: for executives, for the team and for users, a view and a template each.

mod exec;
mod team;
mod user;

pub use exec::ForExecutives;
pub use team::ForTeam;
pub use user::ForUsers;

use super::Report;

use crate::insight::Index;
use crate::insight::asked::status_on;
use crate::insight::coverage::Coverage;
use crate::insight::readiness::Readiness;
use crate::model::{Date, Initiative, InitiativeId, Record, TeamId, Update};
use crate::render::ask::said;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;

/// How initiatives stand, for one kind of reader.
#[derive(Serialize, JsonSchema)]
pub struct Status<E> {
    /// The name of the workspace.
    workspace: Option<String>,
    /// The day it was judged on.
    as_of: Date,
    /// The initiatives of which there is something to tell, in the order of their ids.
    initiatives: Vec<E>,
}

/// What one kind of reader is told of an initiative.
pub trait Entry: Serialize + JsonSchema {
    /// What the report is called.
    const NAME: &'static str;
    /// The template that canvass brings.
    const TEMPLATE: &'static str;

    /// What is told of `subject`; nothing where there is nothing to tell.
    fn of(setting: Setting<'_>, subject: Subject<'_>) -> Option<Self>
    where
        Self: Sized;
}

impl<E: Entry> Report for Status<E> {
    const NAME: &'static str = E::NAME;
    const TEMPLATE: &'static str = E::TEMPLATE;
}

impl<E: Entry> Status<E> {
    /// How `initiatives` stand.
    #[must_use]
    pub fn new(setting: Setting<'_>, initiatives: &[Subject<'_>]) -> Self {
        Self {
            workspace: said(setting.index.portfolio.workspace.name.as_ref()),
            as_of: setting.as_of,
            initiatives: initiatives.iter().filter_map(|subject| E::of(setting, *subject)).collect(),
        }
    }

    /// Whether there is nothing to tell.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.initiatives.is_empty()
    }
}

/// An initiative with what was measured of it.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// Its id.
    pub id: &'a InitiativeId,
    /// What its file says.
    pub record: &'a Record<Initiative>,
    /// How ready it is and whom it must meet; nothing once it is closed.
    pub measured: Option<(&'a Readiness, &'a Coverage)>,
}

impl<'a> Subject<'a> {
    fn readiness(self) -> Option<&'a Readiness> {
        self.measured.map(|(readiness, _)| readiness)
    }

    /// The cycle it should be planned for.
    fn cycle(self) -> Option<String> {
        Some(self.readiness()?.cycle.as_ref()?.as_str().to_uppercase())
    }

    /// Days left until planning opens.
    fn days(self) -> Option<i64> {
        self.readiness()?.days
    }
}

/// What initiatives are looked at in: the portfolio on a day.
#[derive(Clone, Copy, Debug)]
pub struct Setting<'a> {
    /// The portfolio.
    pub index: &'a Index<'a>,
    /// The day.
    pub as_of: Date,
}

/// The newest update up to a day; of several on a day the last in the file.
fn latest(initiative: &Initiative, as_of: Date) -> Option<&Update> {
    initiative.updates.iter().filter(|update| update.date <= as_of).max_by_key(|update| update.date)
}

/// How many of the teams that are asked have agreed to all that they are asked.
#[derive(Clone, Copy, Serialize, JsonSchema)]
struct Agreement {
    /// Teams that are asked.
    teams: usize,
    /// Those that have agreed.
    agreed: usize,
}

impl Agreement {
    /// What teams have agreed to of `initiative` on a day.
    fn of(initiative: &Initiative, as_of: Date) -> Self {
        let mut teams = BTreeMap::<&TeamId, bool>::new();
        for (_, ask) in initiative.live_asks() {
            *teams.entry(&ask.team).or_insert(true) &= status_on(ask, as_of).is_accepted();
        }
        Self { teams: teams.len(), agreed: teams.values().filter(|agreed| **agreed).count() }
    }

    fn is_complete(self) -> bool {
        self.agreed == self.teams
    }
}

/// How an initiative ended.
#[derive(Serialize, JsonSchema)]
struct Ended {
    /// The day on which it ended.
    date: Option<Date>,
    /// Why it ended.
    reason: Option<String>,
    /// When to look at it again.
    revisit_on: Option<Date>,
    /// What the next one should know.
    lesson: Option<String>,
}

impl Ended {
    /// How `initiative` ended; nothing while it is active.
    fn of(initiative: &Initiative) -> Option<Self> {
        let closing = initiative.closing.as_ref();
        initiative.is_closed().then(|| Self {
            date: closing.and_then(|closing| closing.date),
            reason: closing.and_then(|closing| said(closing.reason.as_ref())),
            revisit_on: closing.and_then(|closing| closing.revisit_on),
            lesson: closing.and_then(|closing| said(closing.lesson.as_ref())),
        })
    }
}
