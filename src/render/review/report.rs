//! The report as JSON, version 1, frozen by `schemas/output/review.schema.json`; and how one that anybody may have
//! written is read.

use super::{ChangeKind, Counts, Review};
use crate::insight::change;
use crate::render::{VERSION, document, schema_of};
use schemars::Schema;

/// Nothing that a report counts comes near to it.
const MOST_COUNT: usize = 10_000_000;

/// Why a report cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadReport {
    /// It is not in the form of one.
    #[error("it is not a report of this version (line {line}, column {column})")]
    Form {
        /// The line of the fault.
        line: usize,
        /// The column of the fault.
        column: usize,
    },
    /// It has the form and says what no report says.
    #[error("its {0} is none that canvass writes")]
    Value(&'static str),
}

/// `review` as a JSON document.
#[must_use]
pub fn json(review: &Review) -> String {
    document(review)
}

/// The JSON Schema of [`json`].
#[must_use]
pub fn schema() -> Schema {
    schema_of::<Review>()
}

/// Reads a report strictly: no key more or less, no name or number that canvass would not write.
///
/// # Errors
///
/// When anything in it is not as it should be. What it says is not quoted.
pub fn read(text: &str) -> Result<Review, BadReport> {
    let form = |error: serde_json::Error| BadReport::Form { line: error.line(), column: error.column() };
    let review: Review = serde_json::from_str(text).map_err(form)?;
    let is_commit = |name: &str| {
        matches!(name.len(), 40 | 64) && name.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    };
    let is_percent = |number: &Option<i64>| number.is_none_or(|number| (0..=100).contains(&number));
    let percents = review.initiatives.iter().flat_map(|it| [it.readiness, it.coverage]);
    let percents = percents.chain([review.readiness, review.coverage]).flat_map(|delta| [delta.now, delta.before]);
    // Below the workspace, whatever a browser makes of it.
    let is_inside = |path: &str| {
        let folder = |part: &str| !part.is_empty() && part != "." && part != "..";
        !path.contains('\\') && path.split('/').all(folder)
    };
    let prefix = review.prefix.strip_suffix('/').map_or(review.prefix.is_empty(), is_inside);
    let listed = Counts::of(review.findings.iter().map(|finding| (finding.level, 1)));
    let is_count = |number: usize| number <= MOST_COUNT;
    let is_small = |number: i64| usize::try_from(number.unsigned_abs()).is_ok_and(is_count);
    let numbers = [review.files, review.left_out, review.filing.now, review.filing.before];
    let counts = [review.new, review.existing].into_iter().flat_map(|it| [it.errors, it.warnings, it.hints]);
    let lines = review.findings.iter().flat_map(|it| [Some(it.line), Some(it.end_line), it.column, it.end_column]);
    let lists = change::LISTS;
    let sound = [
        ("version", review.version == VERSION),
        ("commit", is_commit(&review.head) && is_commit(&review.base)),
        ("share", percents.chain(review.initiatives.iter().map(|it| it.expected)).all(|number| is_percent(&number))),
        ("rule", review.findings.iter().all(|finding| finding.code.parse::<crate::diagnostic::Code>().is_ok())),
        ("path", prefix && review.findings.iter().all(|finding| is_inside(&finding.file))),
        (
            "number",
            numbers.into_iter().chain(counts).chain(lines.flatten()).all(is_count)
                && review.initiatives.iter().filter_map(|it| it.days).all(is_small)
                && review.changes.iter().filter_map(|it| it.count).all(is_small),
        ),
        (
            "count of findings",
            listed.errors <= review.new.errors
                && listed.warnings <= review.new.warnings
                && listed.hints <= review.new.hints,
        ),
        (
            "list",
            review.changes.iter().all(|it| {
                it.kind != ChangeKind::Entries || it.from.as_deref().is_some_and(|from| lists.contains(&from))
            }),
        ),
        ("gain", review.next.iter().all(|step| (0.0..=100.0).contains(&step.gain))),
    ];
    match sound.into_iter().find(|(_, sound)| !sound) {
        Some((what, _)) => Err(BadReport::Value(what)),
        None => Ok(review),
    }
}
