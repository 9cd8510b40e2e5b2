//! What a change of one system touches: its card, what stands on it, whom to ask, what can be promised then.
//!
//! How that is found out is left to [`crate::insight::impact`].

mod json;
mod page;

pub use json::{json, schema};

use super::Style;
use crate::insight::coverage::{Reason, Slot, SlotRole};
use crate::insight::impact::{Hold, Impact, Outlook, Promise};
use crate::insight::reminders::{Occasion, Reminder};
use crate::model::Date;

/// What `impact` prints.
#[derive(Clone, Debug)]
pub struct Report<'a> {
    /// The day it was looked at.
    pub as_of: Date,
    /// What a change touches.
    pub impact: Impact<'a>,
    /// Days to remember of the system, the earliest first.
    pub reminders: Vec<Reminder>,
}

/// The word of JSON and scripts.
const fn hold_name(hold: Hold) -> &'static str {
    match hold {
        Hold::Hard => "hard",
        Hold::Redundant => "redundant",
        Hold::Soft => "soft",
    }
}

/// The word of JSON and scripts.
const fn occasion_name(occasion: &Occasion) -> &'static str {
    match occasion {
        Occasion::SupportEnds => "support_ends",
        Occasion::ContractEnds => "contract_ends",
        Occasion::PromiseRenewed => "promise_renewed",
        Occasion::Practice(_) => "practice",
    }
}

/// As what somebody is asked, each role once with the systems it is about, strongest first.
fn roles(slot: &Slot) -> Vec<String> {
    let mut roles: Vec<(String, Vec<&str>)> = Vec::new();
    for reason in &slot.reasons {
        let what = reason.as_what();
        let place = roles.iter().position(|(known, _)| *known == what).unwrap_or_else(|| {
            roles.push((what, Vec::new()));
            roles.len() - 1
        });
        if let (Some(system), Some((_, systems))) = (of_team(reason), roles.get_mut(place)) {
            systems.push(system);
        }
    }
    let said = roles.into_iter().map(|(what, systems)| match systems.as_slice() {
        [] => what,
        systems => format!("{what} ({})", systems.join(", ")),
    });
    said.collect()
}

/// The system for which a role of a team is asked; other roles name theirs.
fn of_team(reason: &Reason) -> Option<&str> {
    let system = reason.system.as_ref().filter(|_| matches!(reason.role, SlotRole::Team(_)));
    system.map(|system| system.as_str())
}

/// Whether what is promised can be kept, in a few words; nothing without a promise, or where nothing is known.
fn verdict(outlook: &Outlook<'_>) -> Option<String> {
    let (now, then) = (outlook.is_kept()?, outlook.is_kept_then());
    let mut words = match (outlook.promise?, now, then) {
        (Promise::Usual(_), _, _) if then.unwrap_or(now) => "could be kept",
        (Promise::Usual(_), ..) => "could not be kept",
        (_, true, None) => "can be kept",
        (_, false, None) => "cannot be kept",
        (_, true, Some(true)) => "still can be kept",
        (_, true, Some(false)) => "breaks",
        (_, false, Some(true)) => "can be kept then",
        (_, false, Some(false)) => "cannot be kept even now",
    }
    .to_owned();
    let best = outlook.then.as_ref().unwrap_or(outlook.now);
    if !best.known {
        return None;
    }
    if then.unwrap_or(now) && !best.assumed.is_empty() {
        words.push_str(", as far as known");
    }
    Some(words)
}

/// For people at a terminal.
#[must_use]
pub fn full(report: &Report<'_>, style: Style) -> String {
    page::page(report).terminal(style)
}

/// For GitHub.
#[must_use]
pub fn markdown(report: &Report<'_>) -> String {
    page::page(report).markdown()
}
