//! Applies `[[allow]]`: leaves out what a file waives for a while, and reports waivers that no longer waive (CV004).

use super::context::Context;
use super::find;
use super::rule::Check;
use crate::diagnostic::{Code, Diagnostic};
use crate::insight::facts::is_stated;
use crate::model::{Date, InitiativeId, Waiver};
use std::collections::BTreeSet;

/// Findings that no waiver may hide: a file that cannot be read, a reference to nothing, a waiver without reason.
const NEVER_WAIVED: &[Code] = &[Code::SCHEMA, Code::REFERENCE, Code::WAIVER];

/// What the initiatives waive, and what of it was needed.
pub(super) struct Waivers<'c> {
    context: &'c Context<'c>,
    /// Waivers that took something out, by initiative and place.
    used: BTreeSet<(&'c InitiativeId, usize)>,
    waived: usize,
}

impl<'c> Waivers<'c> {
    pub(super) fn new(context: &'c Context<'c>) -> Self {
        Self { context, used: BTreeSet::new(), waived: 0 }
    }

    /// Whether `finding` is waived, and so to be left out.
    pub(super) fn take(&mut self, finding: &Diagnostic) -> bool {
        let initiatives = &self.context.portfolio.initiatives;
        let initiative = finding.initiative.as_ref().and_then(|id| initiatives.get_key_value(id));
        let Some((id, record)) = initiative else { return false };
        let as_of = self.context.as_of;
        let holds = |waiver: &Waiver| waiver.code.parse() == Ok(finding.code) && fault(waiver, as_of).is_none();
        let Some(position) = record.allow.iter().position(holds) else { return false };
        self.used.insert((id, position));
        self.waived += finding.weight();
        true
    }

    /// How many findings were left out, and what is wrong with the waivers.
    pub(super) fn finish(self) -> (usize, Vec<Diagnostic>) {
        let mut findings = Vec::new();
        for (id, record) in &self.context.portfolio.initiatives {
            for (position, waiver) in record.allow.iter().enumerate() {
                // A code that no rule has is a reference to nothing (CV002).
                let Some(rule) = waiver.code.parse().ok().and_then(find) else { continue };
                // What only a comparison shows is waived for the change that brings it, whenever that is compared.
                let compared = matches!(rule.check, Check::Change(_));
                let idle = || (!compared && !self.used.contains(&(id, position))).then_some(Fault::Idle);
                let Some(fault) = fault(waiver, self.context.as_of).or_else(idle) else { continue };
                let (key, message, label, help) = fault.words(rule.code);
                // What is there but cannot be read has its own finding.
                if record.is_unread(&format!("/allow/{position}")) {
                    continue;
                }
                let at = record.at(&format!("/allow/{position}{key}"));
                let mut finding = Diagnostic::new(Code::WAIVER, at, message).label(label).help(help).of(id);
                // Identity: the code waived, not the place in the list.
                finding = finding.about(rule.code.to_string());
                finding.clock = matches!(fault, Fault::Ended(_));
                findings.push(finding);
            }
        }
        (self.waived, findings)
    }
}

/// Why a waiver does not waive.
#[derive(Clone, Copy)]
enum Fault {
    Forbidden,
    NoReason,
    NoEnd,
    Ended(Date),
    Idle,
}

/// What keeps `waiver` from holding on `as_of`.
fn fault(waiver: &Waiver, as_of: Date) -> Option<Fault> {
    if waiver.code.parse().is_ok_and(|code| NEVER_WAIVED.contains(&code)) {
        return Some(Fault::Forbidden);
    }
    if !is_stated(waiver.reason.as_ref()) {
        return Some(Fault::NoReason);
    }
    match waiver.until {
        None => Some(Fault::NoEnd),
        Some(until) if until < as_of => Some(Fault::Ended(until)),
        Some(_) => None,
    }
}

impl Fault {
    /// The key it is about, the message, its label and the help.
    fn words(self, code: Code) -> (&'static str, String, &'static str, String) {
        let mend = format!("mend what {code} reports and take the waiver out");
        match self {
            Self::Forbidden => (
                "/code",
                format!("{code} cannot be waived"),
                "never waived",
                "take the waiver out and mend what is reported".to_owned(),
            ),
            Self::NoReason => (
                "",
                format!("waiver of {code} lacks a reason"),
                "waives nothing without one",
                "say why the rule does not apply here: `reason = \"…\"`".to_owned(),
            ),
            Self::NoEnd => (
                "",
                format!("waiver of {code} lacks an end date"),
                "waives nothing without one",
                "say how long it holds, such as `until = 2027-03-31`".to_owned(),
            ),
            Self::Ended(until) => ("/until", format!("waiver of {code} ended {until}"), "in the past", mend),
            Self::Idle => (
                "",
                format!("waiver of {code} suppresses nothing"),
                "there is no such finding here",
                "take it out, so that a later finding is seen".to_owned(),
            ),
        }
    }
}
