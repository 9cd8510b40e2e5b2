//! Readiness as JSON, version 1: names that scripts rely on, frozen by `schemas/output/readiness.schema.json`.

use super::{Initiative, Report};
use crate::insight::readiness::{GateResult, Verdict};
use crate::model::{Date, Stage};
use crate::render::{Place, VERSION, document, hundredths, schema_of};
use schemars::{JsonSchema, Schema};
use serde::Serialize;

/// The result of `canvass readiness --output-format json`.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "canvass readiness, JSON version 1")]
struct Document<'a> {
    /// Version of this form; changes when a script that reads it could break.
    #[schemars(extend("const" = VERSION))]
    version: u8,
    /// The day readiness was measured on.
    as_of: Date,
    /// The cycle asked for; null when none was.
    cycle: Option<&'a str>,
    /// Every open initiative, by id.
    initiatives: Vec<Entry<'a>>,
}

/// One initiative.
#[derive(Serialize, JsonSchema)]
struct Entry<'a> {
    /// Its id.
    id: &'a str,
    /// Who drives it.
    owner: Option<&'a str>,
    /// The cycle it is measured against.
    cycle: Option<&'a str>,
    /// The stage it declares.
    stage: Option<Stage>,
    /// The highest stage its file supports.
    supported_stage: Option<Stage>,
    /// The judgement on it.
    verdict: Verdict,
    /// R: how ready it is, in per cent.
    readiness: i64,
    /// E: what the calendar expects by now, in per cent.
    expected: Option<i64>,
    /// D: how much of the due work is done, in per cent.
    due: Option<i64>,
    /// The earliest day on which an asked team plans.
    planning_on: Option<Date>,
    /// Days left until then; negative when it is past.
    days: Option<i64>,
    /// C: how far everybody required has been met, in per cent.
    coverage: Option<i64>,
    /// Asks of which everybody who decides or answers was met.
    asks_covered: usize,
    /// Asks that are not withdrawn.
    asks: usize,
    /// The fifteen gates, by id.
    gates: Vec<Gate<'a>>,
    /// The three most urgent things to do.
    next: Vec<&'a str>,
}

/// One gate.
#[derive(Serialize, JsonSchema)]
struct Gate<'a> {
    /// G01 to G15.
    #[schemars(regex(pattern = r"^G(0[1-9]|1[0-5])$"))]
    id: &'a str,
    /// What it asks.
    name: &'a str,
    /// An exact fraction, such as 2/3; 1 passes.
    #[schemars(regex(pattern = r"^[0-9]+(/[0-9]+)?$"))]
    score: String,
    /// Its share in readiness.
    weight: i64,
    /// Days before planning on which it is due.
    lead: i64,
    /// Days left until it is due; negative when it is overdue.
    slack: Option<i64>,
    /// Points that passing it would add to readiness.
    gain: f64,
    /// Whether failing it makes the initiative late.
    blocks: bool,
    /// Whether it counts here at all.
    applies: bool,
    /// Why the score is what it is.
    reason: &'a str,
    /// The cheapest thing to do about it; empty when it passes.
    action: &'a str,
    /// The file it is about.
    file: &'a str,
    /// The line, from 1.
    line: usize,
}

/// Everything measured.
#[must_use]
pub fn json(report: &Report<'_>) -> String {
    document(&Document {
        version: VERSION,
        as_of: report.as_of,
        cycle: report.cycle.map(|(id, _)| id.as_str()),
        initiatives: report.initiatives.iter().map(entry).collect(),
    })
}

/// The schema of [`json`].
#[must_use]
pub fn schema() -> Schema {
    schema_of::<Document<'_>>()
}

fn entry<'a>(initiative: &'a Initiative<'_>) -> Entry<'a> {
    let (measure, coverage) = (initiative.measure, initiative.coverage);
    Entry {
        id: initiative.id,
        owner: initiative.record.owner.as_ref().map(|owner| owner.as_str()),
        cycle: measure.cycle.as_ref().map(|cycle| cycle.as_str()),
        stage: measure.stage,
        supported_stage: initiative.supported_stage,
        verdict: measure.verdict,
        readiness: measure.readiness,
        expected: measure.expected,
        due: measure.due,
        planning_on: measure.planning_on,
        days: measure.days,
        coverage: coverage.coverage,
        asks_covered: coverage.asks_covered,
        asks: coverage.asks,
        gates: initiative.gates().map(|(gate, place)| gate_entry(gate, place)).collect(),
        next: initiative.next().into_iter().map(|gate| gate.action.as_str()).collect(),
    }
}

fn gate_entry<'a>(gate: &'a GateResult, place: &'a Place) -> Gate<'a> {
    Gate {
        id: gate.id,
        name: gate.name,
        score: gate.score.to_string(),
        weight: gate.weight,
        lead: gate.lead,
        slack: gate.slack,
        gain: hundredths(gate.gain),
        blocks: gate.blocks,
        applies: gate.applies,
        reason: &gate.reason,
        action: &gate.action,
        file: &place.file,
        line: place.line,
    }
}
