//! Findings as workflow commands, which GitHub shows beside the changed lines.

use super::{Finding, Validation};
use crate::render::annotations::{Annotation, Lines, commands};

/// A command for each finding that counts, as many as a step shows. Existing findings are left out.
#[must_use]
pub fn github(validation: &Validation<'_>) -> String {
    commands(validation.findings.iter().map(|finding| annotation(validation, finding)).collect())
}

fn annotation<'a>(validation: &'a Validation<'_>, finding: &'a Finding<'_>) -> Annotation<'a> {
    let (found, start, end) = (finding.diagnostic, finding.at.start, finding.at.end);
    let one_line = start.line == end.line && start < end;
    Annotation {
        level: found.level,
        place: Some(Lines {
            file: validation.repository_path(&finding.at).into(),
            first: start.line,
            last: end.line.max(start.line),
            columns: one_line.then_some((start.column, end.column)),
        }),
        in_diff: validation
            .touched
            .is_some_and(|touched| touched.touches(validation.path(&finding.at), start.line, end.line.max(start.line))),
        title: format!("{} {}", found.code, finding.name),
        message: match found.help.as_str() {
            "" => found.message.clone(),
            help => format!("{}\nhelp: {help}", found.message),
        },
    }
}
