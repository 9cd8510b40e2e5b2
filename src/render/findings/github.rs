//! Findings as workflow commands, which GitHub shows beside the changed lines.

use super::Validation;
use crate::diagnostic::Level;
use crate::render::escape;

/// One command per finding that counts. Existing findings are left out: a step shows ten annotations a level.
#[must_use]
pub fn github(validation: &Validation<'_>) -> String {
    let mut out = String::new();
    for finding in &validation.findings {
        let found = finding.diagnostic;
        let command = match found.level {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Hint => "notice",
        };
        let file = escape::command_property(&validation.repository_path(&finding.at));
        let title = escape::command_property(&format!("{} {}", found.code, finding.name));
        let message = match found.help.as_str() {
            "" => escape::command_message(&found.message),
            help => escape::command_message(&format!("{}\nhelp: {help}", found.message)),
        };
        let (start, end) = (finding.at.start, finding.at.end);
        // Columns are refused for a range over several lines.
        let range = match start.line == end.line && start < end {
            true => format!("line={},col={},endLine={},endColumn={}", start.line, start.column, end.line, end.column),
            false => format!("line={},endLine={}", start.line, end.line.max(start.line)),
        };
        out.push_str(&format!("::{command} file={file},{range},title={title}::{message}\n"));
    }
    out
}
