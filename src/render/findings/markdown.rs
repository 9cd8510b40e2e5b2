//! Findings as Markdown, for step summaries and comments.

use super::{Finding, Validation, plural};
use crate::diagnostic::Level;
use crate::render::escape;
use std::fmt::Write;

/// The verdict as a heading, a table of what counts, and what the base already has, folded.
#[must_use]
pub fn markdown(validation: &Validation<'_>) -> String {
    let counts = validation.counts();
    let verdict = match counts.sentence() {
        Some(sentence) => format!("{} canvass: {sentence}", symbol(validation)),
        None if validation.base.is_some() => format!("✅ canvass: nothing new in {}", plural(validation.files, "file")),
        None => format!("✅ canvass: nothing to report in {}", plural(validation.files, "file")),
    };
    let mut out = format!("### {verdict}\n");
    if !validation.findings.is_empty() {
        out.push('\n');
        table(&mut out, validation, &validation.findings);
    }
    if !validation.existing.is_empty() {
        let (count, base) = (plural(validation.existing_count(), "finding"), escape::markdown(validation.base_name()));
        // Writing to a string cannot fail.
        let _ = write!(out, "\n<details><summary>{count} already in {base}, not counted</summary>\n\n");
        table(&mut out, validation, &validation.existing);
        out.push_str("\n</details>\n");
    }
    out
}

fn symbol(validation: &Validation<'_>) -> &'static str {
    match validation.findings.iter().map(|finding| finding.diagnostic.level).max() {
        Some(Level::Error) => "❌",
        Some(Level::Warning) => "⚠️",
        _ => "💡",
    }
}

fn table(out: &mut String, validation: &Validation<'_>, findings: &[Finding<'_>]) {
    out.push_str("| | What | How to fix | Where |\n| --- | --- | --- | --- |\n");
    for finding in findings {
        let found = finding.diagnostic;
        let level = match found.level {
            Level::Error => "❌ error",
            Level::Warning => "⚠️ warning",
            Level::Hint => "💡 hint",
        };
        let (message, help) = (escape::markdown(&found.message), escape::markdown(&found.help));
        let path = escape::markdown(validation.path(&finding.at));
        let _ = writeln!(out, "| {level} {} | {message} | {help} | {path}:{} |", found.code, finding.at.start.line);
    }
}
