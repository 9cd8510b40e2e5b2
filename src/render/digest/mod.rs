//! The weekly numbers, fit to be sent: how initiatives stand, what has moved, and whose answer is missing.
//!
//! Stances and notes have no place here, and nobody's view of anything. What moved is left to
//! [`crate::insight::progress`].

mod json;
mod page;

pub use json::{json, schema};

use super::{Style, message};
use crate::diagnostic::Level;
use crate::insight::progress::Progress;
use crate::model::{CycleId, Date, Portfolio};

/// The state that things are compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Since {
    /// The day it is judged on.
    pub on: Date,
    /// Its commit, in full.
    pub commit: String,
}

/// What `report digest` prints.
#[derive(Debug)]
pub struct Report<'a> {
    /// The portfolio as it is.
    pub portfolio: &'a Portfolio,
    /// The day it is judged on.
    pub as_of: Date,
    /// The cycle asked for, when one was.
    pub cycle: Option<&'a CycleId>,
    /// What it is compared with, when there is something.
    pub since: Option<Since>,
    /// The numbers.
    pub progress: &'a Progress<'a>,
}

/// For people at a terminal.
#[must_use]
pub fn full(report: &Report<'_>, style: Style) -> String {
    page::page(report).terminal(style)
}

/// For the log of a workflow on GitHub: the numbers in a notice, and what they lack in warnings.
#[must_use]
pub fn github(report: &Report<'_>) -> String {
    let numbers = message(Level::Hint, "canvass", &page::headline(report).join(" · "));
    let lacking = page::unread(report).into_iter().map(|text| message(Level::Warning, "canvass", &text));
    lacking.chain([numbers]).collect()
}

/// For GitHub.
#[must_use]
pub fn markdown(report: &Report<'_>) -> String {
    page::page(report).markdown()
}
