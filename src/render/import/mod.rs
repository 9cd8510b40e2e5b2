//! What other tools list beside what is written here: what is added, what differs, what was left out and why.
//!
//! Finding that out is left to [`crate::import`].

mod json;
mod page;

pub use json::{json, schema};

use super::Style;
use crate::import::Report;
use crate::model::{Date, Kind};

/// What an import prints.
#[derive(Clone, Debug)]
pub struct Import<'a> {
    /// The day of the run.
    pub as_of: Date,
    /// What is listed.
    pub kind: Kind,
    /// The lists, as they were typed.
    pub lists: Vec<&'a str>,
    /// What was found.
    pub report: &'a Report,
    /// The files that take what is added, from the workspace root.
    pub files: Vec<&'a str>,
    /// Whether they were written.
    pub written: bool,
}

/// For a terminal.
#[must_use]
pub fn full(import: &Import<'_>, style: Style) -> String {
    page::page(import).terminal(style)
}

/// For GitHub.
#[must_use]
pub fn markdown(import: &Import<'_>) -> String {
    page::page(import).markdown()
}
