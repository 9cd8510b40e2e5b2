//! Findings as JSON, version 1: names that scripts rely on, frozen by `schemas/output/validate.schema.json`.

use super::{Finding, Validation};
use crate::diagnostic::Level;
use crate::model::Date;
use crate::render::{VERSION, document, schema_of};
use schemars::{JsonSchema, Schema};
use serde::{Serialize, Serializer};

/// The result of `canvass validate --output-format json`.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "canvass validate, JSON version 1")]
struct Document<'a> {
    /// Version of this form; changes when a script that reads it could break.
    #[schemars(extend("const" = VERSION))]
    version: u8,
    /// The day the files were judged on.
    as_of: Date,
    /// The revision compared against.
    base: Option<&'a str>,
    /// Every finding, those that count first.
    #[serde(serialize_with = "each_entry")]
    #[schemars(with = "Vec<Entry<'a>>")]
    findings: &'a Validation<'a>,
    /// How many files were read.
    files: usize,
    /// New findings of level error.
    errors: usize,
    /// New findings of level warning.
    warnings: usize,
    /// New findings of level hint.
    hints: usize,
    /// Findings that the base already has.
    existing: usize,
    /// New findings that canvass can mend by itself; none yet.
    fixable: usize,
}

/// One finding.
#[derive(Serialize, JsonSchema)]
struct Entry<'a> {
    /// Number of the rule.
    #[schemars(regex(pattern = r"^CV[0-9]{3}$"))]
    code: String,
    /// Name of the rule.
    name: &'a str,
    /// How much it matters.
    #[schemars(with = "LevelName")]
    level: Level,
    /// What is wrong.
    message: &'a str,
    /// Path from the workspace root.
    file: &'a str,
    /// Line on which it begins, from 1.
    line: usize,
    /// Column in characters at which it begins, from 1.
    column: usize,
    /// Line on which it ends.
    end_line: usize,
    /// Column just behind its end.
    end_column: usize,
    /// JSON pointer of the entry; empty for the file as a whole.
    pointer: &'a str,
    /// What to see at that place; may be empty.
    label: &'a str,
    /// How to mend it.
    help: &'a str,
    /// The initiative it is about.
    initiative: Option<&'a str>,
    /// Whether it counts; false when the base already has it.
    new: bool,
    /// Whether canvass can mend it by itself; none yet.
    fixable: bool,
    /// Other places that explain it.
    related: Vec<Place<'a>>,
    /// How many more of its kind in its file it stands for, which are not listed; absent where it stands for itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    not_listed: Option<usize>,
}

/// A place that explains a finding.
#[derive(Serialize, JsonSchema)]
struct Place<'a> {
    /// Path from the workspace root.
    file: &'a str,
    /// Line on which it begins, from 1.
    line: usize,
    /// Column in characters at which it begins, from 1.
    column: usize,
    /// What is to be seen there.
    label: &'a str,
}

/// The words of [`Level`].
#[derive(JsonSchema)]
#[serde(rename_all = "lowercase")]
#[expect(dead_code, reason = "stands for Level in the schema only")]
enum LevelName {
    Hint,
    Warning,
    Error,
}

/// Every finding with all that is known of it.
#[must_use]
pub fn json(validation: &Validation<'_>) -> String {
    let counts = validation.counts();
    document(&Document {
        version: VERSION,
        as_of: validation.as_of,
        base: validation.base,
        findings: validation,
        files: validation.files,
        errors: counts.errors,
        warnings: counts.warnings,
        hints: counts.hints,
        existing: validation.existing_count(),
        fixable: 0,
    })
}

/// Writes each finding before the next is made.
fn each_entry<S: Serializer>(validation: &&Validation<'_>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(validation.all().map(|(finding, new)| entry(validation, finding, new)))
}

/// The schema of [`json`].
#[must_use]
pub fn schema() -> Schema {
    schema_of::<Document<'_>>()
}

fn entry<'a>(validation: &'a Validation<'_>, finding: &'a Finding<'_>, new: bool) -> Entry<'a> {
    let (found, at) = (finding.diagnostic, &finding.at);
    let related = finding.places().map(|(at, label)| Place {
        file: validation.path(at),
        line: at.start.line,
        column: at.start.column,
        label,
    });
    Entry {
        code: found.code.to_string(),
        name: finding.name,
        level: found.level,
        message: &found.message,
        file: validation.path(at),
        line: at.start.line,
        column: at.start.column,
        end_line: at.end.line,
        end_column: at.end.column,
        pointer: &at.pointer,
        label: &found.label,
        help: &found.help,
        initiative: found.initiative.as_ref().map(|id| id.as_str()),
        new,
        fixable: false,
        related: related.collect(),
        not_listed: (found.rest > 0).then_some(found.rest),
    }
}
