//! How initiatives stand, three times: for executives, for the team and for users, a view and a template each.

mod exec;
mod team;
mod user;

pub use exec::ExecStatus;
pub use team::TeamStatus;
pub use user::UserStatus;

use crate::insight::Index;
use crate::insight::coverage::Coverage;
use crate::insight::readiness::Readiness;
use crate::model::{Date, Initiative, InitiativeId, Record, Update};

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
