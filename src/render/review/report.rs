//! The report as JSON, version 1, frozen by `schemas/output/review.schema.json`; and how one that anybody may have
//! written is read.

use super::Review;
use crate::render::{VERSION, document, schema_of};
use schemars::Schema;

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
    let verdicts = ["missed", "late", "behind", "complete", "on_track", "unplanned"];
    let is_verdict = |verdict: &str| verdicts.contains(&verdict);
    let sound = [
        ("version", review.version == VERSION),
        ("commit", is_commit(&review.head) && is_commit(&review.base)),
        ("share", percents.chain(review.initiatives.iter().map(|it| it.expected)).all(|number| is_percent(&number))),
        ("rule", review.findings.iter().all(|finding| finding.code.parse::<crate::diagnostic::Code>().is_ok())),
        (
            "verdict",
            review
                .initiatives
                .iter()
                .all(|it| is_verdict(&it.verdict) && it.verdict_before.as_deref().is_none_or(is_verdict)),
        ),
        ("gain", review.next.iter().all(|step| (0.0..=100.0).contains(&step.gain))),
    ];
    match sound.into_iter().find(|(_, sound)| !sound) {
        Some((what, _)) => Err(BadReport::Value(what)),
        None => Ok(review),
    }
}
