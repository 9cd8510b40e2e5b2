//! Coverage as JSON, version 1: names that scripts rely on, frozen by `schemas/output/coverage.schema.json`.

use super::page::as_and_why;
use super::{Focus, Initiative, Report, role_names, state_name};
use crate::insight::coverage::{Reason, Slot};
use crate::model::{Date, Format, Stance};
use crate::render::{VERSION, document, schema_of};
use schemars::{JsonSchema, Schema};
use serde::Serialize;

/// The result of `canvass coverage --output-format json`.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "canvass coverage, JSON version 1")]
struct Document<'a> {
    /// Version of this form; changes when a script that reads it could break.
    #[schemars(extend("const" = VERSION))]
    version: u8,
    /// The day coverage was measured on.
    as_of: Date,
    /// Every open initiative, by id; for one team or person, those that ask for them.
    initiatives: Vec<Entry<'a>>,
}

/// One initiative.
#[derive(Serialize, JsonSchema)]
struct Entry<'a> {
    /// Its id.
    id: &'a str,
    /// C: how far everybody required has been met, in per cent.
    coverage: Option<i64>,
    /// S: how far those whose stance is known support it, in per cent; null where stances are hidden.
    support: Option<i64>,
    /// How many have no known stance; null where stances are hidden.
    unknown_stances: Option<usize>,
    /// Asks of which everybody who decides or answers was met.
    asks_covered: usize,
    /// Asks that are not withdrawn.
    asks: usize,
    /// How many people are excluded.
    excluded: usize,
    /// Every asked team, by id.
    teams: Vec<Team<'a>>,
    /// Everybody who must be met.
    slots: Vec<SlotEntry<'a>>,
}

/// One asked team.
#[derive(Serialize, JsonSchema)]
struct Team<'a> {
    /// Its id.
    id: &'a str,
    /// How far its people have been met, in per cent.
    coverage: Option<i64>,
}

/// Somebody who must be met, or a role that nobody holds.
#[derive(Serialize, JsonSchema)]
struct SlotEntry<'a> {
    /// Who; null when the role is vacant.
    person: Option<&'a str>,
    /// For experts of a system, all of whom any one counts.
    any_of: Vec<&'a str>,
    /// As what: decider, pm, em, exec, champion, sme, vendor_contact, policy, strategy_owner, or as the file says.
    roles: Vec<&'a str>,
    /// The team of the strongest reason.
    team: Option<&'a str>,
    /// The system of the strongest reason.
    system: Option<&'a str>,
    /// Why, in words, strongest first.
    reasons: Vec<String>,
    /// 3 decides, 2 answers for a team, 1 otherwise.
    #[schemars(range(min = 1, max = 3))]
    tier: u8,
    /// vacant, missing, identified, contacted or met.
    #[schemars(extend("enum" = ["vacant", "missing", "identified", "contacted", "met"]))]
    state: &'static str,
    /// Whether the last contact no longer counts in full.
    stale: bool,
    /// Whether they were reached, but never alone.
    group_only: bool,
    /// The day of the last contact.
    last_contact: Option<Date>,
    /// How they were reached then.
    format: Option<Format>,
    /// Their latest known stance; absent where stances are hidden.
    #[serde(skip_serializing_if = "Option::is_none")]
    stance: Option<Stance>,
    /// What to do next; empty when nothing is left to do.
    next: String,
}

/// Everything measured, of what is looked at.
#[must_use]
pub fn json(report: &Report<'_>) -> String {
    let narrow = matches!(report.focus, Focus::Team(_) | Focus::Person(_));
    let entries = report.initiatives.iter().map(|initiative| entry(report, initiative));
    document(&Document {
        version: VERSION,
        as_of: report.as_of,
        initiatives: entries.filter(|entry| !narrow || !entry.slots.is_empty()).collect(),
    })
}

/// The schema of [`json`].
#[must_use]
pub fn schema() -> Schema {
    schema_of::<Document<'_>>()
}

fn entry<'a>(report: &Report<'a>, initiative: &Initiative<'a>) -> Entry<'a> {
    let measure = initiative.measure;
    let team =
        |team: &'a crate::insight::coverage::TeamCoverage| Team { id: team.team.as_str(), coverage: team.coverage };
    let slots = report.focus.slots(initiative);
    Entry {
        id: initiative.id,
        coverage: measure.coverage,
        support: measure.support.filter(|_| report.show_stance),
        unknown_stances: report.show_stance.then_some(measure.unknown_stances),
        asks_covered: measure.asks_covered,
        asks: measure.asks,
        excluded: measure.excluded,
        teams: measure.teams.iter().map(team).collect(),
        slots: slots.into_iter().map(|(slot, reasons)| slot_entry(report, initiative, slot, &reasons)).collect(),
    }
}

fn slot_entry<'a>(
    report: &Report<'a>,
    initiative: &Initiative<'a>,
    slot: &'a Slot,
    reasons: &[&'a Reason],
) -> SlotEntry<'a> {
    let strongest = reasons.first();
    SlotEntry {
        person: slot.person.as_ref().map(|person| person.as_str()),
        any_of: slot.any_of.iter().map(|person| person.as_str()).collect(),
        roles: role_names(reasons),
        team: strongest.and_then(|reason| reason.team.as_ref()).map(|team| team.as_str()),
        system: strongest.and_then(|reason| reason.system.as_ref()).map(|system| system.as_str()),
        reasons: as_and_why(initiative, reasons),
        tier: slot.tier,
        state: state_name(slot.state),
        stale: slot.stale,
        group_only: slot.group_only,
        last_contact: slot.last.map(|last| last.date),
        format: slot.last.map(|last| last.format),
        stance: slot.stance.filter(|_| report.show_stance),
        next: initiative.next_step(slot),
    }
}
