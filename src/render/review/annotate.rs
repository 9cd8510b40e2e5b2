//! What a change brings as workflow commands: its findings at their lines.

use super::{Finding, Review};
use crate::render::annotations::{Annotation, Lines, commands};

/// A command for each new finding, as many as a step shows.
#[must_use]
pub fn github(review: &Review) -> String {
    let annotation = |finding: &Finding| Annotation {
        level: finding.level,
        place: Some(Lines {
            file: format!("{}{}", review.prefix, finding.file).into(),
            first: finding.line,
            last: finding.end_line,
            columns: finding.column.zip(finding.end_column),
        }),
        in_diff: finding.in_diff,
        title: format!("{} {}", finding.code, finding.name),
        message: match finding.help.as_str() {
            "" => finding.message.clone(),
            help => format!("{}\nhelp: {help}", finding.message),
        },
    };
    commands(review.findings.iter().map(annotation).collect())
}
